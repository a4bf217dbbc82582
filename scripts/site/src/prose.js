// Sentences made from the rows of an answer, for values and data that nobody wrote a sentence for.

import { nearest, prepared } from "./matching.js";
import { count, make, visible } from "./page.js";
import { words } from "./terms.js";

const MOST = 4;
const MANY = 80; // where the page is given so many things to choose from, there are more
const BESIDE = /passage|source|statement|document|fact/i;

/** How many rows, and the first of what they say; columns of sources are left to the table. */
export function sentences({ columns, rows }, values, labels) {
  const fixed = new Set(values.map(({ parameter }) => parameter.name));
  const told = columns.map((name, at) => [name, at]).filter(([name]) => !fixed.has(name) && !BESIDE.test(name));
  const all = rows.map((row) => told.filter(([, at]) => row[at]).map(([name, at]) => `${words(name)} ${labels.text(row[at])}`).join(", "));
  const distinct = [...new Set(all.filter(Boolean))];
  const more = distinct.length > MOST ? `; and ${distinct.length - MOST} more` : "";
  const shown = distinct.slice(0, MOST).join("; ");
  return `${count(rows.length, "row")}${shown ? `: ${shown}${more}` : ""}.`;
}

/** What is said where no row is found; `again` is a button for the data that were not asked. */
export function emptyAnswer({ data, values, labels, again, take }) {
  const told = [make("p", { class: "empty" }, visible(`No rows. Asked: ${data.join(", ") || "no data"}. That is what these sources say, not that there was none.`))];
  const known = labels.entries();
  const names = new Set(known.map(([iri]) => iri));
  for (const { parameter, iri, name } of values) {
    if (!iri) continue;
    if (!names.has(iri)) {
      const entries = known.map(([one, label]) => [0, label, one, []]);
      const near = nearest(prepared([["thing"], entries]), iri.split(/[/#]/).at(-1).replace(/-/g, " ")).slice(0, 3);
      const offers = near.map(({ label, page }) => make("button", { type: "button", onclick: () => take(parameter, page) }, make("bdi", {}, visible(label))));
      told.push(make("p", {}, visible(`These data do not know ${name}.`), ...(offers.length ? [" Did you mean ", ...offers.flatMap((one) => [one, " "])] : [])));
    } else if (parameter.options?.length && parameter.options.length < MANY && !parameter.options.includes(iri)) {
      told.push(make("p", {}, visible(`${name} is of another kind than ${labels.of(parameter.options[0])}, which this may be asked of.`)));
    }
  }
  if (again) told.push(make("p", {}, again));
  return told;
}
