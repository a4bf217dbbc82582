// An answer as nodes and relations: of a graph its triples, of a table its first thing with each other.

import { visible } from "./page.js";
import { words } from "./terms.js";

const MAX_NODES = 150;
const EVIDENCE = /passage|source|statement|evidence/i;

/** The nodes, edges and kinds of an answer; null where nothing relates two things. */
export function graphOf({ columns, rows }, isGraph, labels, link) {
  const found = isGraph ? triples(rows, labels) : pairs(columns, rows);
  if (!found.length) return null;
  const nodes = new Map();
  const edges = new Map();
  for (const { source, target, kind } of found) {
    for (const term of [source, target]) {
      if (!nodes.has(key(term)) && nodes.size < MAX_NODES) nodes.set(key(term), node(term, labels, link));
    }
    if (!nodes.has(key(source)) || !nodes.has(key(target))) continue;
    const edge = { source: key(source), target: key(target), kind };
    edges.set(JSON.stringify(edge), edge);
  }
  const all = [...edges.values()];
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  return { nodes: [...nodes.values()], edges: all, kinds, names: new Map(kinds.map((kind) => [kind, visible(kind)])) };
}

const key = (term) => `${term.type} ${term.value}`;

const node = (term, labels, link) => ({
  id: key(term),
  label: visible(labels.text(term)) || "“”",
  link: term.type === "iri" ? link(term.value) : null,
  shape: term.type === "literal" ? "rectangle" : "round-rectangle",
});

function triples(rows, labels) {
  return rows.map(([source, predicate, target]) => ({ source, target, kind: labels.text(predicate) }));
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
