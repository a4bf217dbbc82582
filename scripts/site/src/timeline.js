// The answer as a timeline: one line a row, from its earliest date to its latest.

import { make, visible } from "./page.js";
import { isDate, words } from "./terms.js";

const DAY = 86400000;

/** Whether the answer has dates to draw. */
export const hasDates = ({ rows }) => rows.some((row) => row.some(isDate));

/** A list of rows in the order of their dates; the bars are decoration, the dates stand as text. */
export function timelineElement({ columns, rows }, labels) {
  const entries = rows.map((row) => entry(columns, row, labels));
  const dated = entries.filter((one) => one.from !== null).sort((a, b) => a.from - b.from || a.to - b.to);
  const undated = entries.filter((one) => one.from === null);
  const first = Math.min(...dated.map((one) => one.from));
  const last = Math.max(...dated.map((one) => one.to));
  const span = Math.max(last - first, DAY);
  const list = make("ol", { class: "timeline" });
  for (const one of dated) {
    const bar = make("span", { class: one.from === one.to ? "bar point" : "bar" });
    const left = ((one.from - first) / span) * 100;
    bar.style.insetInlineStart = `${left}%`;
    bar.style.inlineSize = `${((one.to - one.from) / span) * 100}%`;
    list.append(item(one, make("span", { class: "track", "aria-hidden": "true" }, bar)));
  }
  for (const one of undated) list.append(item(one, null));
  return make("div", {}, scale(first, last), list);
}

function scale(first, last) {
  if (!Number.isFinite(first)) return null;
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  return make("p", { class: "scale", "aria-hidden": "true" }, make("span"), make("span", { class: "ends" }, make("span", {}, iso(first)), make("span", {}, iso(last))));
}

function item({ name, when, rest }, track) {
  return make("li", {}, make("div", { class: "what" }, make("strong", {}, make("bdi", {}, name)), rest ? make("span", { class: "rest" }, make("bdi", {}, rest)) : null), make("div", { class: "span-of-time" }, track, make("span", { class: "dates" }, when)));
}

function entry(columns, row, labels) {
  const spans = row.map((term) => (isDate(term) ? period(term.value) : null));
  const known = spans.filter(Boolean);
  const dates = [...new Set(row.filter(isDate).map((term) => term.value))].sort();
  const others = row
    .map((term, at) => [columns[at], term])
    .filter(([, term], at) => term && !spans[at] && term.type !== "blank");
  const [named, ...rest] = others;
  return {
    from: known.length ? Math.min(...known.map(([start]) => start)) : null,
    to: known.length ? Math.max(...known.map(([, end]) => end)) : null,
    name: visible(named ? labels.text(named[1]) : "row"),
    rest: rest.map(([column, term]) => `${words(column)}: ${visible(labels.text(term))}`).join(" · "),
    when: dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : (dates[0] ?? "no date on record"),
  };
}

/** The first and the last moment that a date, a month or a year may mean; null where it is none. */
function period(text) {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(text) ?? [];
  if (!year) return null;
  if (day) return [Date.UTC(+year, month - 1, +day), Date.UTC(+year, month - 1, +day)];
  if (month) return [Date.UTC(+year, month - 1, 1), Date.UTC(+year, +month, 0)];
  return [Date.UTC(+year, 0, 1), Date.UTC(+year, 11, 31)];
}
