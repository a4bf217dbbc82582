// What a person reads for an IRI: as on the command line, the first label by text, a passage by its
// paragraph and words, a designation by its words.

import { readTable } from "./terms.js";

const RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel";
const FOEDUS = "https://w3id.org/foedus/ontology#";

const QUERY = `SELECT ?node ?property ?value WHERE {
  VALUES ?property {
    <${RDFS_LABEL}> <${PREF_LABEL}>
    <${FOEDUS}paragraphNumber> <${FOEDUS}exactText> <${FOEDUS}designationText>
  }
  ?node ?property ?value
}`;

export class Labels {
  #names = new Map();
  #cited = new Map();
  #prefixes;

  constructor(terms, prefixes) {
    this.#prefixes = prefixes;
    for (const { iri, label } of terms) this.#names.set(iri, label);
  }

  /** Add the names that the documents give. */
  async read(store, documents) {
    const paragraphs = new Map();
    const quoted = new Map();
    const named = new Map();
    const designated = new Map();
    for (const [node, property, value] of readTable((await store.ask(QUERY, documents)).text).rows) {
      if (property.value === `${FOEDUS}paragraphNumber`) paragraphs.set(node.value, `P${value.value} `);
      else if (property.value === `${FOEDUS}exactText`) quoted.set(node.value, `“${value.value}”`);
      else if (property.value === `${FOEDUS}designationText`) designated.set(node.value, `“${value.value}”`);
      else if (node.type === "iri" && value.type === "literal") {
        const known = named.get(node.value);
        if (known === undefined || comesBefore(value.value, known)) named.set(node.value, value.value);
      }
    }
    for (const [iri, name] of [...named, ...designated]) this.#names.set(iri, name);
    for (const [iri, words] of quoted) this.#cited.set(iri, (paragraphs.get(iri) ?? "") + words);
  }

  of(iri) {
    return this.#names.get(iri) ?? this.#cited.get(iri) ?? this.#prefixes.curie(iri);
  }

  /** What a person reads for a term of an answer. */
  text(term) {
    if (!term) return "";
    if (term.type === "iri") return this.of(term.value);
    return term.type === "blank" ? `_:${term.value}` : term.value;
  }

  /** Every named thing, for completion. */
  entries() {
    return [...this.#names];
  }
}

/** Order by code points, as Python orders text. */
export function comesBefore(a, b) {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) < right[at].codePointAt(0);
  }
  return left.length < right.length;
}
