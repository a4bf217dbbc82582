// The editor: SPARQL, with completion of our terms by prefixed name or by label.

import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS = (
  "SELECT CONSTRUCT ASK DESCRIBE WHERE OPTIONAL UNION MINUS FILTER BIND VALUES GRAPH DISTINCT " +
  "ORDER GROUP HAVING LIMIT OFFSET EXISTS NOT COUNT MIN MAX SUM AVG SAMPLE GROUP_CONCAT IF COALESCE " +
  "BOUND STR LANG DATATYPE YEAR MONTH DAY CONTAINS REGEX STRSTARTS STRENDS LCASE UCASE PREFIX"
).split(" ");

// Colours come from the page's style sheet, which knows light and dark.
const highlight = HighlightStyle.define([
  { tag: tags.keyword, class: "code-keyword" },
  { tag: tags.comment, class: "code-comment" },
  { tag: [tags.string, tags.literal, tags.number], class: "code-literal" },
  { tag: [tags.atom, tags.labelName, tags.propertyName], class: "code-name" },
  { tag: tags.variableName, class: "code-variable" },
  { tag: tags.standard(tags.variableName), class: "code-keyword" },
]);

/** An editor in `parent`; `run` on Ctrl-Enter, `changed` with the text when a person edits it. */
export function makeEditor({ parent, prefixes, suggestions, run, changed }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        EditorView.lineWrapping,
        StreamLanguage.define(sparql),
        syntaxHighlighting(highlight),
        autocompletion({ override: [(context) => complete(context, suggestions, prefixes)], icons: false }),
        // Tab leaves the editor, so that the keyboard is never caught in it.
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query", spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          const typed = update.transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete") || one.isUserEvent("undo") || one.isUserEvent("redo") || one.isUserEvent("move"));
          if (update.docChanged && typed) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    set: (text) => {
      if (text !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      }
    },
  };
}

function complete(context, suggestions, prefixes) {
  const word = context.matchBefore(/[?$]?[\w:-]+/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  if (/^[?$]/.test(word.text)) {
    const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
    names.delete(word.text);
    return { from: word.from, options: [...names].map((label) => ({ label, type: "variable" })) };
  }
  const wanted = word.text.toLowerCase();
  if (wanted.length < 2 && !context.explicit) return null;
  const options = [];
  for (const { curie, label, definition } of suggestions()) {
    const rank = rankOf(wanted, curie, label);
    if (rank === null) continue;
    options.push({
      label: curie,
      detail: label,
      boost: rank,
      info: definition ? () => Object.assign(document.createElement("div"), { textContent: definition }) : undefined,
      apply: (view, _, from, to) => insert(view, curie, from, to, prefixes),
    });
  }
  for (const keyword of KEYWORDS) if (keyword.toLowerCase().startsWith(wanted)) options.push({ label: keyword, boost: 5 });
  options.sort((a, b) => b.boost - a.boost || a.label.length - b.label.length);
  return { from: word.from, options: options.slice(0, 60), filter: false };
}

/** How well a term fits what is typed, by prefixed name, local name or label; null where not. */
function rankOf(wanted, curie, label) {
  const name = curie.toLowerCase();
  const local = name.slice(name.indexOf(":") + 1);
  if (name.startsWith(wanted)) return 4;
  if (local.startsWith(wanted)) return 3;
  if (label.toLowerCase().startsWith(wanted)) return 2;
  return name.includes(wanted) || label.toLowerCase().includes(wanted) ? 1 : null;
}

/** Put the name in, and its PREFIX line where the query lacks it. */
function insert(view, curie, from, to, prefixes) {
  const prefix = curie.slice(0, curie.indexOf(":"));
  const namespace = prefixes.prefixes.find(([name]) => name === prefix)?.[1];
  const declared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
  const changes = [{ from, to, insert: curie }];
  if (namespace && !declared) changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${namespace}>\n` });
  const added = changes.length > 1 ? changes[0].insert.length : 0;
  view.dispatch({ changes, selection: { anchor: from + curie.length + added }, userEvent: "input.complete" });
}
