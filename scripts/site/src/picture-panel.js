// A picture with its legend, its buttons and its alternative in words.

import { pictures } from "./loading.js";
import { make } from "./page.js";

/** Draw a picture into `panel`; `words` describes it to those who do not see it. */
export async function showPicture(panel, { nodes, edges, kinds, names, words, note = "", assets, upward = true }) {
  const drawing = await pictures(assets);
  const canvas = make("div", { class: "canvas", role: "region", tabindex: "0", "aria-label": words });
  panel.replaceChildren(canvas);
  const svg = drawing.draw({ nodes, edges, kinds, upward, words, width: canvas.clientWidth });
  canvas.append(svg);
  canvas.before(zoomButtons(svg));
  if (note) panel.prepend(make("p", { class: "hint" }, note));
  panel.prepend(legendElement(kinds, names, drawing));
}

/** Two buttons that make a picture larger and smaller. */
export function zoomButtons(svg) {
  let zoom = 1;
  const by = (factor) => () => {
    zoom = Math.min(3, Math.max(0.25, zoom * factor));
    const { width, height } = svg.viewBox.baseVal;
    svg.setAttribute("width", width * zoom);
    svg.setAttribute("height", height * zoom);
  };
  return make(
    "div",
    { class: "picture-buttons" },
    make("button", { type: "button", onclick: by(1.25), "aria-label": "Larger" }, "+"),
    make("button", { type: "button", onclick: by(0.8), "aria-label": "Smaller" }, "−"),
  );
}

/** One sample of line for each kind, with its name. */
function legendElement(kinds, names, drawing) {
  const line = (at) => make("path", { class: `line certain ${drawing.lookOf(at)}`, d: "M1 5H33" });
  const sample = (at) => make("svg", { width: 34, height: 10, "aria-hidden": "true", class: "sample" }, line(at));
  const items = kinds.map((kind, at) => make("li", {}, sample(at), names.get(kind) ?? kind));
  return make("ul", { class: "legend", "aria-label": "Kinds of relation" }, ...items);
}
