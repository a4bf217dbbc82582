// The field in the header: names, other names, abbreviations, questions, terms, facts by number.
// The index is one file, fetched when the field is used; the one-file form carries it.

import { matches, nearest, prepared } from "./matching.js";
import { fromBase64, unpacked } from "./packing.js";
import { byId, count, make, visible } from "./page.js";

const MOST = 8;
const script = document.currentScript?.src;
const field = byId("find");

if (field) start();

function start() {
  const state = { entries: null, hits: [], at: -1, turn: 0 };
  const list = make("ul", { id: "find-hits", role: "listbox", "aria-label": "Found", hidden: true });
  const told = make("p", { class: "visually-hidden", role: "status" });
  field.form.append(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    "aria-keyshortcuts": "/",
  })) field.setAttribute(name, value);

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isEdited(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  field.addEventListener("focus", () => index().catch(() => {}));
  field.addEventListener("input", () => look());
  field.addEventListener("keydown", keyed);
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.form.addEventListener("submit", (event) => {
    if (!field.form.getAttribute("action")) event.preventDefault();
  });
  showAll();

  function index() {
    state.entries ??= entries().then(prepared);
    return state.entries;
  }

  async function look() {
    const turn = ++state.turn;
    if (!field.value.trim()) return close();
    let found;
    try {
      found = await index();
    } catch {
      return close(); // from a disk: Enter leads to the list
    }
    if (turn !== state.turn) return undefined;
    const all = matches(found, field.value);
    const near = all.length ? [] : nearest(found, field.value).slice(0, MOST);
    state.hits = all.length ? all.slice(0, MOST) : near;
    state.at = all.length ? 0 : -1;
    const more = all.length > MOST ? `${all.length}, of which ${MOST} are shown` : `${all.length}`;
    told.textContent = all.length ? `${more} found` : near.length ? `Nothing found. Did you mean one of ${near.length}?` : "Nothing found";
    const head = all.length ? null : make("li", { class: "none", role: "presentation" }, near.length ? "Nothing has that name. Did you mean" : "Nothing has that name.");
    list.replaceChildren(...[head, ...state.hits.map(option), all.length > MOST ? rest(all.length) : null].filter(Boolean));
    open();
    return undefined;
  }

  function option(entry, at) {
    const names = entry.others.filter((name) => !entry.label.includes(name)).slice(0, 2).join(", ");
    return make(
      "li",
      { role: "option", id: `find-${at}`, "aria-selected": String(at === state.at), onmousedown: (event) => event.preventDefault(), onclick: (event) => go(entry, event) },
      make("span", {}, make("bdi", { class: "name" }, visible(entry.label)), names ? " " : null, names ? make("bdi", { class: "other" }, visible(names)) : null),
      make("span", { class: "what" }, visible(entry.kind)),
    );
  }

  /** What is not shown: the list of all hits, where the site has one, is one more to choose. */
  function rest(number) {
    const action = field.form.getAttribute("action");
    if (!action) return make("li", { class: "none", role: "presentation" }, `${number - MOST} more: add a word`);
    const page = new URL(action, location.href);
    page.searchParams.set("q", field.value.trim());
    state.hits = [...state.hits, { label: `All ${number}`, others: [], kind: "", page: page.href }];
    return option(state.hits.at(-1), MOST);
  }

  function keyed(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      field.value = "";
      state.turn++;
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!state.hits.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      state.at = (Math.max(state.at, step < 0 ? 0 : -1) + step + state.hits.length) % state.hits.length;
      for (const [at, one] of [...list.querySelectorAll("[role=option]")].entries()) one.setAttribute("aria-selected", String(at === state.at));
      open();
    } else if (event.key === "Enter" && !list.hidden && state.hits[state.at]) {
      event.preventDefault();
      go(state.hits[state.at], event);
    }
  }

  function go(entry, event) {
    close();
    const address = addressOf(entry);
    if (event.ctrlKey || event.metaKey) window.open(address);
    else location.assign(address);
  }

  function open() {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (state.at >= 0) field.setAttribute("aria-activedescendant", `find-${state.at}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    state.hits = [];
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  /** On the list of everything: what was asked for by `?q=`, above the list. */
  async function showAll() {
    const place = byId("found");
    const wanted = new URLSearchParams(location.search).get("q")?.trim();
    if (!place || !wanted) return;
    field.value = wanted;
    const found = await index().catch(() => prepared(listed()));
    const all = matches(found, wanted);
    const shown = all.length ? all : nearest(found, wanted).slice(0, MOST);
    const title = all.length ? count(all.length, "thing is", "things are") + ` called so: ${wanted}` : `Nothing is called so: ${wanted}`;
    place.replaceChildren(
      make("h2", { id: "found-title" }, visible(title)),
      all.length || !shown.length ? "" : make("p", {}, "Did you mean"),
      make("ul", { class: "plain" }, ...shown.map((entry) => make("li", {}, make("a", { href: addressOf(entry) }, make("bdi", {}, visible(entry.label))), make("span", { class: "quiet" }, ` ${visible([...entry.others, entry.kind].join(" · "))}`)))),
    );
    place.hidden = false;
  }
}

async function entries() {
  const inside = byId("search-index");
  if (inside) return unpacked(fromBase64(inside.textContent)).json();
  if (location.protocol === "file:") throw new Error("browsers fetch nothing beside a page opened from a disk");
  const response = await fetch(new URL("../search.json", script));
  if (!response.ok) throw new Error(`the host answers ${response.status}`);
  return response.json();
}

/** The entries that the page itself lists, where it may fetch nothing: opened from a disk. */
function listed() {
  const kinds = ["thing"];
  const links = [...document.querySelectorAll("main li a[href$='.html']:not([href*='/index.html'])")];
  return [kinds, links.map((link) => [0, link.textContent.trim(), link.href, []])];
}

/** The one-file form has a place in itself for each entry; else each has a page. */
function addressOf({ page }) {
  if (/^(#|file:|https?:)/.test(page)) return page;
  return new URL(`../../${page}.html`, script).href;
}

const isEdited = (element) => element.closest?.("input, textarea, select, [contenteditable]") !== null;
