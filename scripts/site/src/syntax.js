// The little that must be known of a query's text before it runs.

const SPACE = /^(?:\s+|#[^\n]*)/;
const PROLOGUE = /^(?:PREFIX\s+[^\s<]*\s*<[^<>]*>|BASE\s*<[^<>]*>)/i;
const FORM = /^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i;
const UPDATE = /^(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b/i;

/** The form of a query, SELECT, ASK, CONSTRUCT or DESCRIBE; null where it has none. */
export const formOf = (text) => FORM.exec(withoutPrologue(text))?.[1].toUpperCase() ?? null;

/** The update that a text begins with; null for a query. */
export const updateOf = (text) => UPDATE.exec(withoutPrologue(text))?.[1].toUpperCase() ?? null;

function withoutPrologue(text) {
  let rest = text;
  for (;;) {
    const found = SPACE.exec(rest) ?? PROLOGUE.exec(rest);
    if (!found) return rest;
    rest = rest.slice(found[0].length);
  }
}

/** The terms of our namespaces that a query names and nobody declares: they answer nothing, silently. */
export function unknownTerms(text, known) {
  const bare = text.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, " ");
  const used = new Set(bare.match(/(?<![\w:-])(?:foedus|code):[A-Za-z][\w-]*/g));
  return [...used].filter((name) => !known.has(name));
}

/** What the parser's message says to a person, on one line. */
export function readableFault(message) {
  const place = /^(?:Parser )?error at (?:line )?(\d+)(?::| column | between columns )(\d+)/.exec(message);
  const known = [
    ["Prefix not found", "a prefix is used that no PREFIX line declares"],
    ["variable that is unbound", "SELECT names a variable that is neither grouped nor counted"],
    ["is not supported", "SERVICE is refused: a query reads what is loaded and fetches nothing"],
  ].find(([sign]) => message.includes(sign))?.[1];
  const detail = /expected/.test(message) ? "syntax error" : message.split(": ").slice(1).join(": ");
  if (!place) return (known ?? message).replace(/\s+/g, " ").slice(0, 300);
  const reason = known ?? (detail || "syntax error");
  return `line ${place[1]}, column ${place[2]}: ${reason}`.replace(/\s+/g, " ").slice(0, 300);
}
