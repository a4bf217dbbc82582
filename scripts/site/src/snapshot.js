// The world on one day, asked of the store with the project's own snapshot queries; worded as
// `foedus snapshot` words it.

import { bind, readTable } from "./terms.js";

const CERTAINTIES = ["certain", "possible"];
const FACTS = { facts: true };
const LIVES = "derived:lives";
const DYADS = "derived:dyads";
const MARKS = "derived:marks";

/**
 * The names of the documents that a picture is asked of: the data, the bounds that relations have
 * by the lives of what they hang on, and the alliance dyads and marks that the project's rules
 * conclude.
 */
export async function withDyads({ store, settings }, names) {
  const bounds = [];
  for (const rule of settings.lives) bounds.push((await store.ask(rule, names, FACTS)).text);
  store.add(LIVES, () => bounds.join(""), "application/n-triples");
  const lived = [...names, LIVES];
  const { text } = await store.ask(settings.dyads, lived, FACTS);
  store.add(DYADS, () => text, "application/n-triples");
  const marks = (await store.ask(settings.marks, [...lived, DYADS], FACTS)).text;
  store.add(MARKS, () => marks, "application/n-triples");
  return [...lived, DYADS, MARKS];
}

/**
 * The sections of a day: {kind, title, rows: [{terms, marks, certainty}], certain: [text], possible: [text]}.
 * Null as soon as nobody wants them any more.
 */
export async function picture(day, { store, labels, settings }, names, wanted) {
  const sections = [];
  const date = `"${day}"^^<http://www.w3.org/2001/XMLSchema#date>`;
  const borne = readTable((await store.ask(bind(settings.former, "asOf", date), names, FACTS)).text);
  const borneThen = borne.rows.map(([holder, name]) => [holder.value, name.value]);
  const called = withNames(labels, new Map([...Object.entries(settings.called), ...borneThen]));
  for (const { kind, title, text } of settings.snapshot) {
    const query = bind(text, "asOf", date);
    const { columns, rows } = readTable((await store.ask(query, names, FACTS)).text);
    if (!wanted()) return null;
    const marks = (row) => columns.map((name, at) => row[at]?.value === "true" && settings.marked[name]).filter(Boolean).join("; ");
    const terms = (row) => row.slice(0, -1).filter((_, at) => !(columns[at] in settings.marked));
    const told = rows.map((row) => ({ terms: terms(row), marks: marks(row), certainty: row.at(-1).value }));
    const section = { kind, title, rows: told, labels: called };
    for (const certainty of CERTAINTIES) {
      const chosen = told.filter((row) => row.certainty === certainty);
      section[certainty] = entries(kind, chosen.map(({ terms, marks }) => [marks, ...terms.map((term) => called.text(term))]), settings.marked);
    }
    sections.push(section);
  }
  return sections;
}

/** The labels, but for what bore another name on the day, or reads better in other words. */
function withNames(labels, former) {
  const of = (iri) => former.get(iri) ?? labels.of(iri);
  return { of, text: (term) => (term?.type === "iri" ? of(term.value) : labels.text(term)) };
}

function entries(kind, rows, { sourcesDiffer }) {
  if (kind === "alliances") return alliances(rows);
  return rows.map(([marks, ...row]) => marked(entry(kind, row, marks.startsWith(sourcesDiffer)), marks));
}

const marked = (told, marks) => (marks ? `${told} [${marks}]` : told);

function entry(kind, [first, second, third, ...bounds], differ) {
  if (kind === "commands" || kind === "agreements") return `${first}, ${interval(second, third, "", "", differ)}`;
  if (kind === "suspensions") return `${first}, toward ${second}: ${interval(third, ...bounds)}`;
  if (kind === "allied-states") return `${first} and ${second}: ${interval(...bounds, differ)}, in ${third}`;
  if (kind === "posts") return `${first}: ${second}`;
  if (kind === "reporting") return `${first} → ${second} (${third})`;
  return `${first} in ${second}${third ? `, by ${third}` : ""}`;
}

/** The bounds of a relation in words; of a start on which sources differ, the two days. */
function interval(earliestStart, latestStart, earliestEnd, latestEnd, differ) {
  const bound = (earliest, latest) => {
    if (earliest === latest) return earliest;
    if (earliest && latest) return `between ${earliest} and ${latest}`;
    return earliest ? `${earliest} or later` : `${latest} or earlier`;
  };
  const known = earliestStart || latestStart;
  const since = differ ? `since ${earliestStart} or ${latestStart}` : known ? `since ${bound(earliestStart, latestStart)}` : "since an unknown day";
  return earliestEnd || latestEnd ? `${since}, until ${bound(earliestEnd, latestEnd)}` : since;
}

function alliances(rows) {
  const found = new Map();
  for (const [marks, alliance, member, treaty] of rows) {
    if (!found.has(alliance)) found.set(alliance, { members: new Set(), treaties: new Set() });
    found.get(alliance).members.add(marked(member, marks));
    if (treaty) found.get(alliance).treaties.add(treaty);
  }
  return [...found].map(([alliance, { members, treaties }]) => {
    const under = treaties.size ? `, under ${[...treaties].join(", ")}` : "";
    return `${alliance}: ${[...members].join(", ")}${under}`;
  });
}

/** What began, ended or changed its certainty from one day to another, by section. */
export function difference(before, after) {
  const missing = (some, ...others) => some.filter((text) => !others.some((other) => other.includes(text)));
  return after
    .map((now, at) => {
      const old = before[at];
      return {
        title: now.title,
        begins: [
          ...missing(now.certain, old.certain, old.possible),
          ...missing(now.possible, old.certain, old.possible).map((text) => `${text} (possible)`),
        ],
        proved: now.certain.filter((text) => missing([text], old.certain).length && old.possible.includes(text)),
        doubted: now.possible.filter((text) => missing([text], old.possible).length && old.certain.includes(text)),
        ends: missing([...old.certain, ...old.possible], now.certain, now.possible),
      };
    })
    .filter(({ begins, proved, doubted, ends }) => begins.length + proved.length + doubted.length + ends.length);
}
