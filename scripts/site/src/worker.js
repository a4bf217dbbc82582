// The store, in a worker of its own: documents come in, queries come in, answers go out as text.
// It reads only: text from the page goes to query(), never to update(), and SERVICE is not built in.

import { initSync, namedNode, Store } from "oxigraph";
import { formOf } from "./syntax.js";

const MAX_STORES = 4;
const documents = new Map();
const stores = new Map(); // by the names of the documents in them, most recently used last
let unheld = []; // the addresses of what is only planned or claimed, which no fact tells of

const tasks = {
  start: ({ module, away }) => {
    initSync({ module });
    unheld = away;
  },
  add: ({ name, text, format }) => {
    documents.set(name, { text, format });
    for (const key of [...stores.keys()]) if (key.split("\n").includes(name)) stores.delete(key);
  },
  check: ({ text, format }) => {
    const store = new Store();
    store.load(text, { format });
    return store.size;
  },
  ask: ({ query, names, facts }) => {
    const store = storeOf(names, facts);
    const form = formOf(query);
    const isGraph = form === "CONSTRUCT" || form === "DESCRIBE";
    const format = isGraph ? "application/n-triples" : "application/sparql-results+json";
    const begun = performance.now();
    const text = store.query(query, { results_format: format });
    return { form, text, milliseconds: performance.now() - begun };
  },
};

self.onmessage = ({ data: { id, task, ...given } }) => {
  try {
    self.postMessage({ id, result: tasks[task](given) });
  } catch (error) {
    // After a trap the instance must not be used again.
    const dead = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    self.postMessage({ id, error: String(error.message ?? error), dead });
  }
};

/**
 * The store with these documents: the default graph is theirs, named graphs stay apart. Of facts,
 * it is without what is said to be planned or claimed only.
 */
function storeOf(names, facts) {
  const key = [...names].sort().join("\n") + (facts && unheld.length ? "\n" : "");
  const store = stores.get(key) ?? new Store();
  if (!stores.has(key)) {
    for (const name of names) {
      const { text, format } = documents.get(name);
      store.load(text, { format }); // blank nodes of two documents never meet
    }
    for (const iri of facts ? unheld : []) {
      for (const quad of store.match(namedNode(iri))) store.delete(quad);
    }
  }
  stores.delete(key);
  stores.set(key, store);
  if (stores.size > MAX_STORES) stores.delete(stores.keys().next().value);
  return store;
}
