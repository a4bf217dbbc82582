// Terms: from the answer's text to what a person reads, and back into a query.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const LOCAL = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*$/;
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name));
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((n) => XSD + n),
);

export const isDate = (term) => term?.type === "literal" && DATES.has(term.datatype);
export const isNumber = (term) => term?.type === "literal" && NUMBERS.has(term.datatype);

/** The prefixed names of the settings' prefixes. */
export class Prefixes {
  constructor(prefixes) {
    this.prefixes = Object.entries(prefixes);
  }

  curie(iri) {
    for (const [prefix, namespace] of this.prefixes) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && LOCAL.test(local)) return `${prefix}:${local}`;
    }
    return `<${iri}>`;
  }

  /** The IRI of `prefix:name`, `<address>` or an address; null where it is none of these. */
  expand(name) {
    const inner = /^<(.*)>$/.exec(name)?.[1];
    if (inner !== undefined) return ADDRESS.test(inner) ? inner : null;
    const colon = name.indexOf(":");
    const found = this.prefixes.find(([prefix]) => prefix === name.slice(0, colon));
    const iri = found && !name.startsWith("//", colon + 1) ? found[1] + name.slice(colon + 1) : name;
    return ADDRESS.test(iri) && (found || /^[a-z][a-z0-9+.-]*:\/\//i.test(iri)) ? iri : null;
  }
}

/** The columns and rows of a SELECT answer in the JSON of SPARQL; ASK gives one row. */
export function readTable(text) {
  const answer = JSON.parse(text);
  if ("boolean" in answer) {
    const term = { type: "literal", value: String(answer.boolean), datatype: `${XSD}boolean` };
    return { columns: ["answer"], rows: [[term]] };
  }
  const columns = answer.head.vars;
  const rows = answer.results.bindings.map((row) => columns.map((name) => readTerm(row[name])));
  return { columns, rows };
}

function readTerm(given) {
  if (!given) return null;
  if (given.type === "uri") return { type: "iri", value: given.value };
  if (given.type === "bnode") return { type: "blank", value: given.value };
  if (given.type === "triple") {
    const { subject, predicate, object } = given.value;
    const inner = [subject, predicate, object].map(readTerm).map(sparql).join(" ");
    return { type: "triple", value: `<<( ${inner} )>>` };
  }
  const language = given["xml:lang"];
  return {
    type: "literal",
    value: given.value,
    datatype: given.datatype ?? (language ? "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString" : `${XSD}string`),
    language,
  };
}

const TRIPLE_PART =
  /\s*(?:<((?:[^<>\\]|\\.)*)>|(_:[^\s<>"]+)|"((?:[^"\\]|\\.)*)"(?:\^\^<((?:[^<>\\]|\\.)*)>|@([A-Za-z0-9-]+))?|(<<\(.*?\)>>))/y;

/** The triples of N-Triples text, sorted, each once. */
export function readTriples(text) {
  const lines = [...new Set(text.split("\n").filter((line) => line.trim()))].sort();
  return { columns: ["subject", "predicate", "object"], rows: lines.map(readTripleLine) };
}

function readTripleLine(line) {
  const parts = [];
  TRIPLE_PART.lastIndex = 0;
  while (parts.length < 3) {
    const found = TRIPLE_PART.exec(line);
    if (!found) return [...parts, { type: "triple", value: line }].slice(0, 3);
    const [, iri, blank, value, datatype, language, triple] = found;
    if (iri !== undefined) parts.push({ type: "iri", value: unescape(iri) });
    else if (blank !== undefined) parts.push({ type: "blank", value: blank.slice(2) });
    else if (triple !== undefined) parts.push({ type: "triple", value: triple });
    else {
      const kind = datatype ?? (language ? "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString" : `${XSD}string`);
      parts.push({ type: "literal", value: unescape(value), datatype: unescape(kind), language });
    }
  }
  return parts;
}

const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const unescape = (text) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one !== undefined ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16)),
  );

const quote = (text) =>
  `"${text.replace(/[\\"\n\r\t]/g, (c) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[c])}"`;

/** A term as it stands in SPARQL, Turtle and N-Triples. */
export function sparql(term) {
  if (term.type === "iri") return `<${term.value}>`;
  if (term.type === "blank") return `_:${term.value}`;
  if (term.type === "triple") return term.value;
  if (term.language) return `${quote(term.value)}@${term.language}`;
  return quote(term.value) + (term.datatype === `${XSD}string` ? "" : `^^<${term.datatype}>`);
}

/** What a person types for a parameter, as a term in SPARQL; throws with the reason. */
export function parameterTerm({ name, type }, value, prefixes) {
  const typed = (kind) => `"${value}"^^<${XSD}${kind}>`;
  if (type === "iri") {
    const bare = /^[a-z0-9][a-z0-9-]*$/.test(value);
    const iri = bare ? prefixes.expand(`id:${value}`) : prefixes.expand(value);
    if (iri) return `<${iri}>`;
    throw new Error(`${name} takes a name such as id:us-forces-japan or an address`);
  }
  if (type === "date") {
    if (isDay(value)) return typed("date");
    throw new Error(`${name} takes a date such as 2025-03-31`);
  }
  if (type === "integer") {
    if (/^[+-]?[0-9]{1,18}$/.test(value)) return typed("integer");
    throw new Error(`${name} takes a whole number`);
  }
  if (type === "boolean") {
    if (value === "true" || value === "false") return typed("boolean");
    throw new Error(`${name} takes true or false`);
  }
  return quote(value);
}

/** Whether a text is a day that the calendar has, as 2025-03-31. */
export function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(day) && day.toISOString().startsWith(text);
}

/** `presentFact` as `present fact`. */
export const words = (name) => name.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

/** The text of a query with `VALUES ?name { … }` holding another term. */
export function bind(text, name, term) {
  return text.replace(valuesOf(name), (_, before, inside, after) => before + term + after);
}

/** The term that `VALUES ?name { … }` holds; null where the query has none. */
export const boundTerm = (text, name) => valuesOf(name).exec(text)?.[2] ?? null;

const valuesOf = (name) => new RegExp(`(VALUES \\?${name} \\{ )([^{}]+)( \\})`);
