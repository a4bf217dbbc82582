// The world on one day, asked of the store with the project's own snapshot queries; worded as
// `foedus snapshot` words it.

import { bind, readTable } from "./terms.js";

const CERTAINTIES = ["certain", "possible"];

/**
 * The sections of a day: {kind, title, rows: [{terms, certainty}], certain: [text], possible: [text]}.
 * Null as soon as nobody wants them any more.
 */
export async function picture(day, { store, labels, settings }, names, wanted) {
  const sections = [];
  for (const { kind, title, text } of settings.snapshot) {
    const query = bind(text, "asOf", `"${day}"^^<http://www.w3.org/2001/XMLSchema#date>`);
    const { rows } = readTable((await store.ask(query, names)).text);
    if (!wanted()) return null;
    const told = rows.map((row) => ({ terms: row.slice(0, -1), certainty: row.at(-1).value }));
    const section = { kind, title, rows: told };
    for (const certainty of CERTAINTIES) {
      const chosen = told.filter((row) => row.certainty === certainty);
      section[certainty] = entries(kind, chosen.map(({ terms }) => terms.map((term) => labels.text(term))));
    }
    sections.push(section);
  }
  return sections;
}

function entries(kind, rows) {
  if (kind === "3-alliances") return alliances(rows);
  return rows.map(([first, second, third]) => {
    if (kind === "1-commands" || kind === "2-agreements") return `${first}, since ${second}`;
    if (kind === "4-posts") return `${first}: ${second}`;
    if (kind === "5-reporting") return `${first} → ${second} (${third})`;
    return `${first} in ${second}${third ? `, by ${third}` : ""}`;
  });
}

function alliances(rows) {
  const found = new Map();
  for (const [alliance, member, treaty] of rows) {
    if (!found.has(alliance)) found.set(alliance, { members: new Set(), treaties: new Set() });
    found.get(alliance).members.add(member);
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
