// The visitor's own files: read here, kept here, sent nowhere.

import { readableFault } from "./syntax.js";

const FORMATS = {
  ttl: "text/turtle",
  nt: "application/n-triples",
  nq: "application/n-quads",
  trig: "application/trig",
  rdf: "application/rdf+xml",
  owl: "application/rdf+xml",
  jsonld: "application/ld+json",
};
/** What the names of the visitor's documents begin with. */
export const OWN = "own:";

const MAX_SIZE = 64 * 1024 * 1024;

/** Take files that are dropped on `area` or chosen in `input`. */
export function watchFiles(area, input, { store }, { added, failed }) {
  const take = async (files) => {
    for (const file of files) {
      try {
        const { text, format } = await readFile(file, store);
        const name = OWN + file.name;
        store.add(name, () => text, format);
        added(name, file.name);
      } catch (error) {
        failed(`${file.name}: ${readableFault(error.message)}`);
      }
    }
  };
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.classList.add("dropping");
  });
  area.addEventListener("dragleave", () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}

async function readFile(file, store) {
  const format = FORMATS[file.name.toLowerCase().split(".").at(-1)];
  if (!format) throw new Error(`takes files that end in ${Object.keys(FORMATS).map((one) => `.${one}`).join(", ")}`);
  if (file.size > MAX_SIZE) throw new Error("is larger than 64 MiB");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error("is not UTF-8 text");
  }
  await store.check(text, format);
  return { text, format };
}
