// Pictures of who stands to whom how: laid out by dagre, drawn by cytoscape. Each connected part is
// laid out alone and the parts are put in rows, so that a picture fits the width it is given. The
// kind of a relation shows in line style and colour; text on lines would overlap.

import dagre from "@dagrejs/dagre";
import cytoscape from "cytoscape";

const LINES = ["solid", "dashed", "dotted", "solid", "dashed", "dotted", "solid", "dashed"];
const COLOURS = 8;
const FONT = 14;
const LINE_HEIGHT = 18;
const MAX_LABEL = 150;
const GAP = 28;
const MAX_CANVAS = 12000; // device pixels; browsers draw nothing on a larger canvas

/** How a kind is drawn, by its place in the list of kinds: {line, colour: a CSS variable}. */
export const styleOf = (index) => ({
  line: LINES[index % LINES.length],
  colour: `--picture-${(index % COLOURS) + 1}`,
});

/**
 * Draw nodes {id, label, shape, link} and edges {source, target, kind, possible, plain} into the
 * element. `kinds` orders the kinds; `upward` puts the target of an edge above its source. The picture keeps its own size and the element scrolls.
 */
export function draw(element, { nodes, edges, kinds, upward, onNode }) {
  element.foedusPicture?.destroy();
  const frame = document.createElement("div");
  element.replaceChildren(frame);
  const width = Math.max(element.clientWidth - 2, 240);
  const measured = nodes.map(measure);
  const { places, size } = arrange(measured, edges, { kinds, upward, width });
  let zoom = Math.min(1.1, Math.max(0.62, width / size.width));
  const colours = (name) => getComputedStyle(element).getPropertyValue(name).trim() || "#555";
  const cy = cytoscape({
    container: frame,
    elements: [
      ...measured.map((node) => ({ data: node, position: places.get(node.id) })),
      ...edges.map((edge, at) => ({ data: { ...edge, id: `edge ${at}`, at: kinds.indexOf(edge.kind) } })),
    ],
    layout: { name: "preset", fit: false },
    style: sheet(colours, kinds),
    userZoomingEnabled: false,
    userPanningEnabled: false,
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
    pixelRatio: "auto",
  });
  const fit = () => {
    zoom = Math.min(zoom, MAX_CANVAS / devicePixelRatio / Math.max(size.width, size.height));
    frame.style.width = `${Math.ceil(size.width * zoom)}px`;
    frame.style.height = `${Math.ceil(size.height * zoom)}px`;
    cy.resize();
    cy.viewport({ zoom, pan: { x: 0, y: 0 } });
  };
  fit();
  cy.on("tap", "node", (event) => onNode?.(event.target.data()));
  cy.on("mouseover", "node", (event) => (frame.style.cursor = event.target.data("link") ? "pointer" : ""));
  cy.on("mouseout", "node", () => (frame.style.cursor = ""));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => cy.style(sheet(colours, kinds));
  dark.addEventListener("change", recolour);
  const picture = {
    zoomBy: (factor) => {
      zoom = Math.min(3, Math.max(0.25, zoom * factor));
      fit();
    },
    destroy: () => {
      dark.removeEventListener("change", recolour);
      cy.destroy();
      element.foedusPicture = null;
    },
    nodes: () => cy.nodes().map((node) => node.data("label")),
    edges: () => cy.edges().map((edge) => [edge.source().data("label"), edge.target().data("label"), edge.data("kind")]),
    png: () => cy.png({ full: true, scale: 2, bg: colours("--picture-ground") }),
  };
  element.foedusPicture = picture;
  return picture;
}

function sheet(colours, kinds) {
  const base = [
    {
      selector: "node",
      style: {
        label: "data(text)",
        width: "data(width)",
        height: "data(height)",
        shape: "data(shape)",
        "background-color": colours("--picture-node"),
        "border-color": colours("--picture-border"),
        "border-width": 1.2,
        color: colours("--picture-text"),
        "font-size": FONT,
        "font-family": colours("--picture-font"),
        "text-wrap": "wrap",
        "text-valign": "center",
        "text-halign": "center",
        "line-height": LINE_HEIGHT / FONT,
      },
    },
    { selector: "node[tone]", style: { "background-color": colours("--picture-node-2") } },
    {
      selector: "edge",
      style: {
        width: 2.6,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "arrow-scale": 1.1,
      },
    },
    { selector: "edge[?plain]", style: { "target-arrow-shape": "none" } },
  ];
  const byKind = kinds.map((_, at) => {
    const { line, colour } = styleOf(at);
    const value = colours(colour);
    return {
      selector: `edge[at = ${at}]`,
      style: { "line-color": value, "target-arrow-color": value, "line-style": line, "line-dash-pattern": [9, 5] },
    };
  });
  const possible = { selector: "edge[?possible]", style: { width: 1.2, "target-arrow-fill": "hollow", "arrow-scale": 1.4 } };
  return [...base, ...byKind, possible];
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
  const round = node.shape === "ellipse" ? 1.3 : 1;
  return {
    ...node,
    shape: node.shape ?? "round-rectangle",
    text: shown.join("\n"),
    width: width * round,
    height: (shown.length * LINE_HEIGHT + 16) * round,
  };
}

/** The centre of each node, and the size of the whole. */
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
    for (const [id, place] of part.places) places.set(id, { x: place.x + x, y: place.y + y });
    x += part.width;
    right = Math.max(right, x);
    tallest = Math.max(tallest, part.height);
  }
  return { places, size: { width: Math.max(right, 1), height: Math.max(y + tallest, 1) } };
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
  return { places, width: graph.graph().width, height: graph.graph().height };
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

window.foedusDrawing = { draw, styleOf };
