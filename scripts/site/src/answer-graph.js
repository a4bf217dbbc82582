// An answer as nodes and relations: of a graph its triples, of a table its first thing with each other.

import { visible } from "./page.js";
import { words } from "./terms.js";

const MAX_NODES = 150;
const EVIDENCE = /passage|source|statement|evidence/i;
// Columns that say who stands to whom how; the third names the kind.
const RELATIONS = [
  ["subordinate", "superior", "authority"],
  ["member", "alliance"],
  ["force", "host"],
  ["subject", "object", "predicate"],
];

/** The nodes, edges and kinds of an answer; null where nothing relates two things. */
export function graphOf({ columns, rows }, isGraph, labels, link) {
  const found = isGraph ? triples(rows, labels) : (relations(columns, rows, labels) ?? pairs(columns, rows));
  if (!found.length) return null;
  const nodes = new Map();
  const edges = new Map();
  let cut = false;
  for (const { source, target, kind } of found) {
    for (const term of [source, target]) {
      if (!nodes.has(key(term)) && nodes.size < MAX_NODES) nodes.set(key(term), node(term, labels, link));
    }
    if (!nodes.has(key(source)) || !nodes.has(key(target))) {
      cut = true;
      continue;
    }
    const edge = { source: key(source), target: key(target), kind };
    edges.set(JSON.stringify(edge), edge);
  }
  const all = [...edges.values()];
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  const upward = !isGraph && columns.includes("superior");
  return { nodes: [...nodes.values()], edges: all, kinds, upward, cut, names: new Map(kinds.map((kind) => [kind, visible(kind)])) };
}

const key = (term) => `${term.type} ${term.value}`;

const node = (term, labels, link) => ({
  id: key(term),
  label: visible(labels.text(term)) || "“”",
  link: term.type === "iri" ? link(term.value) : null,
});

function triples(rows, labels) {
  return rows.map(([source, predicate, target]) => ({ source, target, kind: labels.text(predicate) }));
}

function relations(columns, rows, labels) {
  const known = RELATIONS.find(([one, other]) => columns.includes(one) && columns.includes(other));
  if (!known) return null;
  const [source, target, kind] = known.map((name) => columns.indexOf(name));
  return rows
    .filter((row) => row[source]?.type === "iri" && row[target])
    .map((row) => ({ source: row[source], target: row[target], kind: labels.text(row[kind]) || known[1] }));
}

function pairs(columns, rows) {
  const related = columns.map((name, at) => ({ name, at })).filter(({ name, at }) => !EVIDENCE.test(name) && rows.some((row) => row[at]?.type === "iri"));
  const [first, ...others] = related;
  if (!first) return [];
  return rows.flatMap((row) =>
    others
      .filter(({ at }) => row[first.at] && row[at]?.type === "iri")
      .map(({ name, at }) => ({ source: row[first.at], target: row[at], kind: words(name) })),
  );
}
