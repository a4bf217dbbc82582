// What the page was given: its settings, its worker, its WebAssembly and its data, each from a
// file beside the page or, in the one-file form, from the page itself. Nothing else is fetched.

import { fromBase64, unpacked } from "./packing.js";

const element = (id) => document.getElementById(id);

/** The settings that the site's builder wrote into the page. */
export function settings() {
  return JSON.parse(element("settings").textContent);
}

/** Whether the page carries everything itself. */
export const isOneFile = () => element("worker-source") !== null;

/** Whether the many-file form was opened from a disk, where browsers refuse workers. */
export const cannotRun = () => location.protocol === "file:" && !isOneFile();

/** What to do where the many-file form cannot run. */
export function whatToDo() {
  const open = settings().hasOneFile ? "open offline.html, or " : "";
  return `Browsers run no queries in a page opened from a disk: ${open}serve the folder (python -m http.server).`;
}

/** A function that makes a new worker. */
export function workerMaker(assets) {
  if (!isOneFile()) return () => new Worker(`${assets}worker.js`);
  const source = element("worker-source").textContent;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return () => new Worker(address);
}

/** The compiled WebAssembly of the store, unpacked here so that no host can spoil it. */
export async function storeModule(assets) {
  const bytes = isOneFile()
    ? fromBase64(element("store-wasm").textContent)
    : new Uint8Array(await (await get(`${assets}oxigraph.wasm.gz`)).arrayBuffer());
  return WebAssembly.compileStreaming(unpacked(bytes, { "Content-Type": "application/wasm" }));
}

/** The text of one data set of the settings. */
export async function dataText(source) {
  if (source.text !== undefined) return source.text; // a file of the reader's own
  return (source.packed ? unpacked(fromBase64(source.packed)) : await get(source.address)).text();
}

/** Which thing has which page of the site; nothing in the one-file form. */
export async function pageAddresses({ pages }) {
  return pages ? (await get(pages)).json() : { own: [], others: {} };
}

/** The drawing library, loaded when a picture is first wanted. */
export function pictures(assets) {
  if (!window.foedusPictures) {
    window.foedusPictures = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${assets}pictures.js`;
      script.onload = () => resolve(window.foedusDrawing);
      script.onerror = () => reject(new Error("the drawing library could not be loaded"));
      if (window.foedusDrawing) resolve(window.foedusDrawing);
      else document.head.append(script);
    });
  }
  return window.foedusPictures;
}

async function get(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the host answers ${response.status}`);
  return response;
}
