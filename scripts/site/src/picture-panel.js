// A picture with its legend, its buttons and its alternative in words.

import { pictures } from "./loading.js";
import { make } from "./page.js";

const SVG_DASHES = { solid: null, dashed: "8 4", dotted: "2 3" };

/** Draw a picture into `panel`; `words` describes it to those who do not see it. */
export async function showPicture(panel, { nodes, edges, kinds, names, words, note = "", assets, upward = true, legend = true }) {
  const drawing = await pictures(assets);
  const scroll = make("div", { class: "picture scroll", role: "region", tabindex: "0", "aria-label": words });
  const buttons = make("div", { class: "picture-buttons" });
  panel.replaceChildren(buttons, scroll);
  const onNode = ({ link }) => {
    if (link) location.assign(link);
  };
  const picture = drawing.draw(scroll, { nodes, edges, kinds, upward, onNode });
  scroll.firstElementChild?.setAttribute("aria-hidden", "true");
  buttons.append(
    make("button", { type: "button", onclick: () => picture.zoomBy(1.25), "aria-label": "Larger" }, "+"),
    make("button", { type: "button", onclick: () => picture.zoomBy(0.8), "aria-label": "Smaller" }, "−"),
  );
  if (note) panel.prepend(make("p", { class: "hint" }, note));
  if (legend) panel.prepend(legendElement(kinds, names, drawing));
  return picture;
}

/** One sample of line for each kind, with its name. */
export function legendElement(kinds, names, drawing) {
  const items = kinds.map((kind, at) => make("li", {}, sample(drawing.styleOf(at)), " ", names.get(kind) ?? kind));
  return make("ul", { class: "legend", "aria-label": "Kinds of relation" }, ...items);
}

/** A short line in a kind's style. */
export function sample({ line, colour }, width = 2.6) {
  const stroke = make("line", { x1: 1, y1: 6, x2: 35, y2: 6, "stroke-width": width, "stroke-dasharray": SVG_DASHES[line] });
  stroke.style.stroke = `var(${colour})`;
  return make("svg", { viewBox: "0 0 36 12", width: 36, height: 12, "aria-hidden": "true", class: "sample" }, stroke);
}
