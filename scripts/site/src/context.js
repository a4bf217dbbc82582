// What the parts of the page share: the settings, the store with the site's data, names and links.

import { Labels } from "./labels.js";
import { dataText, isOneFile, pageAddresses, settings, storeModule, workerMaker } from "./loading.js";
import { Store } from "./store.js";
import { linker } from "./table.js";
import { Prefixes } from "./terms.js";

/** Made once, also where two parts stand in one page. */
export function context() {
  window.foedusContext ??= made();
  return window.foedusContext;
}

function made() {
  const given = settings();
  const prefixes = new Prefixes(given.prefixes);
  const store = new Store(workerMaker(given.assets), storeModule(given.assets), given.unheld);
  for (const source of given.data) {
    const read = once(() => dataText(source));
    // What is loaded from the start is fetched while the store is being made.
    if (source.atStart) read().catch(() => {});
    store.add(source.name, read, source.format);
  }
  const link = linker(isOneFile());
  const linked = pageAddresses(given).then(link.learn);
  linked.catch(() => {});
  const labels = new Labels(given.terms, prefixes);
  const read = new Set();
  return {
    settings: given,
    prefixes,
    store,
    labels,
    link,
    /** Read the names in these documents, once, and which thing has a page. */
    readLabels: async (names) => {
      await linked;
      const fresh = names.filter((name) => !read.has(name));
      if (!fresh.length) return;
      await labels.read(store, names);
      for (const name of fresh) read.add(name);
    },
    forgetLabels: (name) => read.delete(name),
  };
}

/** The function, called once at most. */
function once(begin) {
  let begun = null;
  return () => (begun ??= begin());
}
