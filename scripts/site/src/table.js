// The answer as a table: labels for IRIs, bare values for literals.

import { count, isWebLink, make, visible } from "./page.js";
import { isDate, isNumber, words } from "./terms.js";

const SHOWN = 500;

/** Where an IRI leads: to its page in the site, in the one-file form to a question about it. */
export function linker(oneFile) {
  const paths = new Map();
  const link = (iri) => {
    if (oneFile) return `#about=${encodeURIComponent(iri)}`;
    const path = paths.get(iri);
    if (path) return path.split("/").map(encodeURIComponent).join("/");
    return isWebLink(iri) ? iri : null;
  };
  /** Take in which thing has which page. */
  link.learn = ({ own, others }) => {
    for (const { namespace, folder, names } of own) {
      for (const name of names) paths.set(namespace + name, `${folder}/${name}.html`);
    }
    for (const [iri, path] of Object.entries(others)) paths.set(iri, `${path}.html`);
  };
  return link;
}

/** One term as a person reads it. */
export function termElement(term, labels, link) {
  if (!term) return make("span");
  const text = visible(labels.text(term));
  if (term.type === "iri") {
    const address = link(term.value);
    const attributes = { title: visible(term.value) };
    if (!address) return make("bdi", attributes, text);
    return make("a", { ...attributes, href: address }, make("bdi", {}, text));
  }
  return make("bdi", { lang: term.language ?? null }, text);
}

/** How a cell is set: numbers to the end, dates in one piece. */
export const kindOf = (term) => (isNumber(term) ? "amount" : isDate(term) ? "date" : null);

/** The table of an answer; long ones are cut, with a button that shows the rest. */
export function tableElement({ columns, rows }, labels, link) {
  const body = make("tbody");
  const add = (some) => {
    for (const row of some) {
      const cells = row.map((term) =>
        make("td", { class: kindOf(term) }, termElement(term, labels, link)),
      );
      body.append(make("tr", {}, ...cells));
    }
  };
  add(rows.slice(0, SHOWN));
  const head = columns.map((name) => make("th", { scope: "col" }, visible(words(name))));
  const caption = make("caption", { class: "visually-hidden" }, `The answer: ${count(rows.length, "row")}`);
  const table = make("table", { class: "rows" }, caption, make("thead", {}, make("tr", {}, ...head)), body);
  const region = make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Answer as a table" }, table);
  if (rows.length <= SHOWN) return region;
  const more = make("button", {
    type: "button",
    onclick: () => {
      add(rows.slice(SHOWN));
      more.remove();
    },
  }, `Show all ${rows.length.toLocaleString("en")} rows (${SHOWN} are shown)`);
  return make("div", {}, region, more);
}
