// The answer as a file: CSV and JSON as the W3C has them, Turtle.

import { sparql } from "./terms.js";

const value = (term) => (!term ? "" : term.type === "blank" ? `_:${term.value}` : term.value);

/** SPARQL's CSV: bare values, lines end in CR LF. */
export function csv({ columns, rows }) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns, ...rows.map((row) => row.map(value))];
  return lines.map((line) => line.map(cell).join(",") + "\r\n").join("");
}

/** SPARQL's JSON of an answer that is a graph: its triples as rows. */
export function json({ columns, rows }) {
  const bindings = rows.map((row) =>
    Object.fromEntries(row.map((term, at) => [columns[at], term && jsonTerm(term)]).filter(([, term]) => term)),
  );
  return JSON.stringify({ head: { vars: columns }, results: { bindings } }, null, 1) + "\n";
}

function jsonTerm(term) {
  if (term.type === "iri") return { type: "uri", value: term.value };
  if (term.type === "blank") return { type: "bnode", value: term.value };
  if (term.type === "triple") return { type: "literal", value: term.value };
  if (term.language) return { type: "literal", value: term.value, "xml:lang": term.language };
  return { type: "literal", value: term.value, datatype: term.datatype };
}

/** Triples as Turtle: a block for each subject, prefixed names where there are prefixes. */
export function turtle({ rows }, prefixes) {
  const used = new Set();
  const name = (term) => {
    if (term.type === "iri") return short(term.value);
    if (term.type !== "literal" || term.language || !term.datatype.includes("#")) return sparql(term);
    const plain = sparql({ ...term, datatype: "http://www.w3.org/2001/XMLSchema#string" });
    return term.datatype.endsWith("XMLSchema#string") ? plain : `${plain}^^${short(term.datatype)}`;
  };
  const short = (iri) => {
    const curie = prefixes.curie(iri);
    if (!curie.startsWith("<") && !curie.endsWith(".")) used.add(curie.slice(0, curie.indexOf(":")));
    return curie;
  };
  const blocks = new Map();
  for (const [subject, predicate, object] of rows) {
    const properties = blocks.get(name(subject)) ?? new Map();
    blocks.set(name(subject), properties);
    const verb = predicate.value === "http://www.w3.org/1999/02/22-rdf-syntax-ns#type" ? "a" : name(predicate);
    properties.set(verb, [...(properties.get(verb) ?? []), name(object)]);
  }
  const text = [...blocks].map(([subject, properties]) => {
    const lines = [...properties].map(([verb, objects]) => `${verb} ${objects.join(" , ")}`);
    return `${subject} ${lines.join(" ;\n    ")} .\n`;
  });
  const declared = prefixes.prefixes.filter(([prefix]) => used.has(prefix));
  const head = declared.map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`);
  return [head.join(""), ...text].filter(Boolean).join("\n");
}

/** The query for all that the data say of one thing, and of others with it. */
export function aboutThing(iri) {
  const node = `<${iri.replace(/[\x00-\x20<>"{}|^`\\]/g, "")}>`;
  return `SELECT ?property ?value ?from WHERE {
  { ${node} ?property ?value } UNION { ?from ?property ${node} }
}
ORDER BY ?property ?value ?from
`;
}

/** The query for all that the data say of the things in an answer. */
export function aboutThings({ rows }) {
  const things = [...new Set(rows.flat().filter((term) => term?.type === "iri").map(sparql))].sort();
  return `CONSTRUCT { ?thing ?property ?value } WHERE { VALUES ?thing { ${things.join(" ")} } ?thing ?property ?value }`;
}
