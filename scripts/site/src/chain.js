// The chain of command and the alliances on a day, with a slider over the days on which they change.

import { context } from "./context.js";
import { cannotRun, whatToDo } from "./loading.js";
import { byId, make, visible } from "./page.js";
import { fragment, readFragment } from "./permalink.js";
import { zoomButtons } from "./picture-panel.js";
import { difference, picture, withDyads } from "./snapshot.js";
import { isDay } from "./terms.js";
import { kindOf, termElement } from "./table.js";

const COLUMNS = {
  commands: ["organization", "earliest start", "latest start"],
  agreements: ["agreement", "earliest start", "latest start"],
  alliances: ["alliance", "member", "treaty"],
  "allied-states": ["state", "ally", "alliance", "earliest start", "latest start", "earliest end", "latest end"],
  posts: ["post", "holder"],
  reporting: ["subordinate", "superior", "authority"],
  stationing: ["force", "host", "legal basis"],
  suspensions: ["duty", "toward", "earliest start", "latest start", "earliest end", "latest end"],
};
const PATIENCE = 1500; // milliseconds
const FIRST = ["reporting", "alliances"];

if (byId("chain")) {
  if (cannotRun()) {
    byId("chain-fault").hidden = false;
    byId("chain-fault").textContent = whatToDo();
  } else start();
}

function start() {
  const shared = context();
  const { settings, store, labels, link } = shared;
  const { days, day: usual } = settings;
  const names = settings.data.filter((one) => one.atStart).map((one) => one.name);
  const state = { day: usual, turn: 0, asked: Infinity, documents: null, sections: null, known: new Map() };
  const slider = byId("chain-slider");
  const field = byId("chain-day");
  slider.max = String(Math.max(days.length - 1, 0));
  for (const id of ["chain-slider", "chain-earlier", "chain-later"]) byId(id).disabled = !days.length;

  slider.addEventListener("input", () => go(days[+slider.value]));
  field.addEventListener("change", () => go(field.value));
  byId("chain-earlier").addEventListener("click", () => go(neighbour(-1)));
  byId("chain-later").addEventListener("click", () => go(neighbour(1)));
  for (const box of boxes()) box.addEventListener("change", () => (writeLink(), drawPictures()));
  addEventListener("hashchange", restore);
  for (const one of document.querySelectorAll("#chain-pictures .canvas")) {
    one.before(zoomButtons(one.querySelector("svg.picture")));
  }
  restore();

  function boxes() {
    return [...document.querySelectorAll("#chain-relations input")];
  }

  function restore() {
    const given = readFragment();
    if (settings.oneFile && given.tab !== "chain") return;
    if (given.show) for (const box of boxes()) box.checked = given.show.split(",").includes(box.value);
    go(given["as-of"] ?? usual, { keepLink: true });
  }

  function writeLink() {
    const chosen = boxes().filter((box) => box.checked).map((box) => box.value).join(",");
    const values = settings.oneFile ? { tab: "chain" } : {};
    const show = chosen === "command,alliances" ? "" : chosen;
    history.replaceState(null, "", fragment({ ...values, "as-of": state.day, show }));
  }

  /** The place of the last day of change that is not after the day; -1 before the first. */
  function placeOf(day) {
    let at = -1;
    while (at + 1 < days.length && days[at + 1] <= day) at++;
    return at;
  }

  function neighbour(step) {
    const at = placeOf(state.day);
    if (step > 0) return days[Math.min(at + 1, days.length - 1)];
    return days[at] === state.day ? days[Math.max(at - 1, 0)] : days[Math.max(at, 0)];
  }

  async function go(day, { keepLink = false } = {}) {
    const turn = ++state.turn;
    if (!isDay(day ?? "")) return tell("The day must be a date such as 2025-03-31.");
    state.day = day;
    field.value = day;
    const at = placeOf(day);
    slider.value = String(Math.max(at, 0));
    slider.setAttribute("aria-valuetext", day);
    byId("chain-title").textContent = `The world on ${day}`;
    byId("chain-range").textContent = "Asking the data …";
    if (!keepLink) writeLink();
    drawPictures();
    byId("chain").removeAttribute("data-day");
    byId("chain").setAttribute("aria-busy", "true");
    // A query that already takes long is given up for the new day; a short one may end.
    if (performance.now() - state.asked > PATIENCE) store.stop();
    state.asked = performance.now();
    try {
      await shared.readLabels(names);
      state.documents ??= await withDyads(shared, names);
      const sections = await pictureOf(day, turn);
      if (turn !== state.turn) return undefined;
      tell("");
      state.sections = sections;
      byId("chain-range").textContent = range(at);
      tables();
      const before = at > 0 ? await pictureOf(dayBefore(days[at]), turn) : null;
      if (turn !== state.turn) return undefined;
      changes(sections, before, days[at]);
      state.asked = Infinity;
      byId("chain").dataset.day = day;
      byId("chain").setAttribute("aria-busy", "false");
    } catch (error) {
      if (turn === state.turn && error.name !== "Stopped") tell(error.message);
    }
    return undefined;
  }

  /** The sections of a day, kept for when the slider comes back to it. */
  async function pictureOf(day, turn) {
    if (!state.known.has(day)) {
      const found = await picture(day, shared, state.documents, () => turn === state.turn);
      if (found) state.known.set(day, found);
      return found;
    }
    return state.known.get(day);
  }

  function range(at) {
    const from = at >= 0 ? `since ${days[at]}` : "before the first recorded change";
    const until = at + 1 < days.length ? `until the change of ${days[at + 1]}` : "to the end of the record";
    return `The picture is the same ${from}, ${until}.`;
  }

  function tell(reason) {
    byId("chain-fault").textContent = visible(reason);
    byId("chain-fault").hidden = !reason;
  }

  // --- the same in words

  /** A table for each section: the alternative of the pictures, and what they do not draw. */
  function tables() {
    const ordered = [...state.sections].sort((a, b) => rank(a) - rank(b));
    byId("chain-sections").replaceChildren(...ordered.map(section));
  }

  function section({ kind, title, rows, certain, possible, labels: called }) {
    const head = make("tr", {}, ...[...COLUMNS[kind], "on this day"].map((name) => make("th", { scope: "col" }, name)));
    const body = rows.map(({ terms, marks, certainty }) =>
      make("tr", { class: certainty }, ...terms.map((term) => make("td", { class: kindOf(term) }, termElement(term, called, link))), make("td", { class: "certainty" }, marks ? `${certainty}; ${marks}` : certainty)),
    );
    const number = certain.length + possible.length;
    const id = `section-${kind}`;
    const table = make("table", { class: "rows", "aria-labelledby": id }, make("thead", {}, head), make("tbody", {}, ...body));
    const content = rows.length
      ? make("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": id }, table)
      : make("p", { class: "empty" }, "Nothing on record for this day.");
    const made = make("section", { class: COLUMNS[kind].length > 4 ? "day-section wide" : "day-section" }, make("h3", { id }, title), content);
    if (!number) made.classList.add("nothing");
    return made;
  }

  function changes(now, before, day) {
    const found = before ? difference(before, now) : [];
    const items = (sign, kind) => (text) => make("li", { class: kind }, make("span", { class: "sign" }, `${sign}: `), make("bdi", {}, visible(text)));
    const list = found.flatMap(({ begins, proved, doubted, ends }) => [
      ...begins.map(items("new", "begins")),
      ...proved.map(items("now certain", "begins")),
      ...doubted.map(items("now only possible", "ends")),
      ...ends.map(items("no longer", "ends")),
    ]);
    byId("chain-changes-title").textContent = day ? `What changed on ${day}` : "What changed";
    byId("chain-changes").replaceChildren(...(list.length ? list : [make("li", {}, "Nothing before this day is on record.")]));
  }

  // --- the pictures, which the site's builder drew: of each relation one for each day it changes

  function drawPictures() {
    const chosen = boxes().filter((box) => box.checked).map((box) => box.value);
    for (const part of document.querySelectorAll("#chain-pictures > section")) {
      part.hidden = !chosen.includes(part.dataset.relation);
      let none = true;
      for (const one of part.querySelectorAll("details.dated")) {
        const { from, until } = one.dataset;
        const shown = from <= state.day && (!until || state.day < until);
        one.hidden = !shown;
        if (shown) one.open = true;
        if (shown) none = false;
      }
      part.querySelector(".empty").hidden = !none || !part.querySelector("details.dated");
    }
  }
}

const rank = ({ kind }) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);

function dayBefore(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
