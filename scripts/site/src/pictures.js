// The picture of an answer: laid out by dagre, drawn as SVG of the same classes as the pictures that
// the site's builder draws, so that the style sheet serves both. Each connected part is laid out
// alone and the parts are put in rows. The kind of a relation shows in line style and colour; text
// on lines would overlap.

import dagre from "@dagrejs/dagre";
import { make } from "./page.js";

const LOOKS = 8;
const FONT = 13;
const LINE_HEIGHT = 17;
const MAX_LABEL = 150;
const GAP = 28;

/** The class of the lines of a kind, by its place in the list of kinds. */
export const lookOf = (index) => `kind-${(index % LOOKS) + 1}`;

/**
 * The SVG of nodes {id, label, link} and edges {source, target, kind} in so many pixels of width, if
 * they fit. `kinds` orders the kinds; `upward` puts the target of an edge above its source.
 */
export function draw({ nodes, edges, kinds, upward, words, width }) {
  const measured = nodes.map(measure);
  const { places, routes, size } = arrange(measured, edges, { kinds, upward, width: Math.max(width, 240) });
  const names = new Map(nodes.map(({ id, label }) => [id, label]));
  const lines = edges.flatMap((edge) => {
    const told = `${names.get(edge.source)} — ${edge.kind}: ${names.get(edge.target)}`;
    return lineElements(routes.get(edge), lookOf(kinds.indexOf(edge.kind)), told, upward);
  });
  const boxes = measured.map((node) => boxElement(node, places.get(node.id)));
  const { width: w, height: h } = size;
  const root = { class: "picture", role: "group", viewBox: `0 0 ${w} ${h}`, width: w, height: h };
  return make("svg", root, make("title", {}, words), ...lines, ...boxes);
}

function boxElement({ label, shown, link, width, height }, { x, y }) {
  const first = y - (LINE_HEIGHT * (shown.length - 1)) / 2 + FONT * 0.36;
  const group = make(
    "g",
    { class: "box" },
    make("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 4 }),
    make("title", {}, label),
    ...shown.map((line, at) => make("text", { x, y: first + LINE_HEIGHT * at }, line)),
  );
  return link ? make("svg:a", { href: link }, group) : group;
}

/** A line through the points of its route and an arrowhead at the end that it leads to. */
function lineElements(points, look, told, upward) {
  const route = upward ? [...points].reverse() : points;
  const [from, tip] = route.slice(-2);
  const middle = (a, b) => `${(a.x + b.x) / 2} ${(a.y + b.y) / 2}`;
  const bends = route.slice(1, -1).map((point, at) => `Q${point.x} ${point.y} ${middle(point, route[at + 2])}`);
  const d = `M${route[0].x} ${route[0].y}${bends.join("")}L${tip.x} ${tip.y}`;
  const turned = (Math.atan2(tip.y - from.y, tip.x - from.x) * 180) / Math.PI;
  return [
    make("path", { class: `line certain ${look}`, d }, make("title", {}, told)),
    make("path", { class: `arrow ${look}`, d: "M0 0L-9 -4.5V4.5Z", transform: `translate(${tip.x} ${tip.y}) rotate(${turned})` }),
  ];
}

// --- sizes and places

const pen = document.createElement("canvas").getContext("2d");

function measure(node) {
  pen.font = `${FONT}px sans-serif`;
  const lines = [];
  for (const word of node.label.split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= MAX_LABEL) lines[lines.length - 1] = longer;
    else lines.push(word.length > 40 ? `${word.slice(0, 39)}…` : word);
  }
  const shown = lines.length > 5 ? [...lines.slice(0, 4), `${lines[4]} …`] : lines;
  const width = Math.max(...shown.map((line) => pen.measureText(line).width)) * 1.08 + 26;
  return { ...node, shown, width, height: shown.length * LINE_HEIGHT + 14 };
}

/** The centre of each node, the points of each edge, and the size of the whole. */
function arrange(nodes, edges, { kinds, upward, width }) {
  const parts = connected(nodes, edges).map((part) => {
    const choices = ["TB", "LR"].map((direction) => layout(part, direction, upward));
    const fitting = choices.find((choice) => choice.width <= width);
    const first = Math.min(...part.edges.map(({ kind }) => kinds.indexOf(kind)), kinds.length);
    return { ...(fitting ?? choices.sort((a, b) => a.width - b.width)[0]), first };
  });
  // The first kinds first, and of those the largest part.
  parts.sort((a, b) => a.first - b.first || b.height * b.width - a.height * a.width);
  const places = new Map();
  const routes = new Map();
  const widest = Math.max(width, ...parts.map((part) => part.width));
  let x = 0;
  let y = 0;
  let tallest = 0;
  let right = 0;
  for (const part of parts) {
    if (x > 0 && x + part.width > widest) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const moved = (point) => ({ x: point.x + x, y: point.y + y });
    for (const [id, place] of part.places) places.set(id, moved(place));
    for (const [edge, points] of part.routes) routes.set(edge, points.map(moved));
    x += part.width;
    right = Math.max(right, x);
    tallest = Math.max(tallest, part.height);
  }
  return { places, routes, size: { width: Math.max(right, 1), height: Math.max(y + tallest, 1) } };
}

function layout({ nodes, edges }, direction, upward) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 22, ranksep: direction === "TB" ? 52 : 70, marginx: GAP / 2, marginy: GAP / 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  edges.forEach(({ source, target }, at) => {
    const [above, below] = upward ? [target, source] : [source, target];
    graph.setEdge(above, below, {}, String(at));
  });
  dagre.layout(graph);
  const places = nodes.map(({ id }) => [id, { x: graph.node(id).x, y: graph.node(id).y }]);
  const routes = edges.map((edge, at) => {
    const [above, below] = upward ? [edge.target, edge.source] : [edge.source, edge.target];
    return [edge, graph.edge(above, below, String(at)).points];
  });
  return { places, routes, width: graph.graph().width, height: graph.graph().height };
}

function connected(nodes, edges) {
  const root = new Map(nodes.map(({ id }) => [id, id]));
  const find = (id) => {
    while (root.get(id) !== id) id = root.get(id);
    return id;
  };
  for (const { source, target } of edges) root.set(find(source), find(target));
  const parts = new Map();
  for (const node of nodes) {
    const key = find(node.id);
    if (!parts.has(key)) parts.set(key, { nodes: [], edges: [] });
    parts.get(key).nodes.push(node);
  }
  for (const edge of edges) parts.get(find(edge.source)).edges.push(edge);
  return [...parts.values()];
}

window.foedusDrawing = { draw, lookOf };
