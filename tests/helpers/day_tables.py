"""What the page of a day shows, beside what `foedus snapshot` says of it."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox

from foedus.asking import snapshot
from helpers.browsing import Watched


def open_chain(watched: Watched, address: str, day: str) -> None:
    watched.open(f"{address}#as-of={day}")
    settle_on(watched, day)


def settle_on(watched: Watched, day: str) -> None:
    watched.until(f"document.getElementById('chain').dataset.day === {json.dumps(day)}")


def shown(watched: Watched) -> dict[str, list[list[str]]]:
    """The tables of the day: by title the rows as text, their marks, and how certain they are."""
    found: dict[str, list[list[str]]] = watched.page.evaluate(
        """() => {
            const texts = (row) => [...row.cells].map((cell) => cell.textContent);
            const cells = (row) => {
                const [certainty, ...marks] = texts(row).at(-1).split("; ");
                return [...texts(row).slice(0, -1), marks.join("; "), certainty];
            };
            const rows = (one) => [...one.querySelectorAll("tbody tr")].map(cells);
            const sections = [...document.querySelectorAll("#chain-sections > section")];
            return Object.fromEntries(sections.map((one) => [
                one.querySelector("h3").textContent, rows(one)
            ]));
        }"""
    )
    return found


def in_words(title: str, row: list[str]) -> str:
    """A row of the tables as `foedus snapshot` words it; alliances, which it gathers, by member."""
    *row, marks = row
    return snapshot.marked(_bare(title, row, marks), marks)


def _bare(title: str, row: list[str], marks: str) -> str:
    first, second, *rest = row
    if title in ("Commands and forces in being", "Agreements in force"):
        return f"{first}, {snapshot.interval(second, rest[0], '', '', marks)}"
    if len(rest) == 4:
        return f"{first}, toward {second}: {snapshot.interval(*rest)}"
    if title == "Allied states":
        return f"{first} and {second}: {snapshot.interval(*rest[1:], marks)}, in {rest[0]}"
    if title == "Posts":
        return f"{first}: {second}"
    if title == "Chain of command":
        return f"{first} → {second} ({rest[0]})"
    return f"{first} in {second}" + (f", by {rest[0]}" if rest[0] else "")


def assert_shows(watched: Watched, quads: list[ox.Quad], day: str) -> None:
    """The tables and the pictures say what `foedus snapshot DAY` says."""
    found = shown(watched)
    sections = snapshot.picture(quads, day)
    assert set(found) == {section.title for section in sections}
    for section in sections:
        rows = found[section.title]
        for certainty, entries in (("certain", section.certain), ("possible", section.possible)):
            chosen = [row[:-1] for row in rows if row[-1] == certainty]
            if section.title == "Alliances":
                told = {
                    (alliance, snapshot.marked(member, marks))
                    for alliance, member, _, marks in chosen
                }
                wanted = {
                    (alliance, member)
                    for alliance, _, rest in (entry.partition(": ") for entry in entries)
                    for member in rest.partition(", under ")[0].split(", ")
                }
                assert told == wanted
            else:
                assert tuple(in_words(section.title, row) for row in chosen) == entries
    assert drawn(watched, "command", "reports to") == {
        (row[0], row[1], ", ".join(filter(None, (*row[2:-2], row[-1], row[-2]))))
        for row in found["Chain of command"]
    }
    members: dict[tuple[str, str], str] = {}
    for alliance, member, _, marks, certainty in found["Alliances"]:
        how = ", ".join(filter(None, (certainty, marks)))
        members[member, alliance] = min(members.get((member, alliance), how), how)
    assert drawn(watched, "alliances", "is a member of") == {
        (*pair, certainty) for pair, certainty in members.items()
    }


def drawn(watched: Watched, relation: str, words: str) -> set[tuple[str, str, str]]:
    """The lines of the one picture of a relation that is shown: from, to, and how."""
    titles = watched.page.evaluate(
        """(relation) => {
            const part = `#chain-pictures [data-relation=${relation}]`;
            const all = [...document.querySelectorAll(`${part} details`)];
            const shown = all.filter((e) => !e.hidden);
            if (shown.length > 1 || shown.some((e) => !e.open)) throw new Error(`${shown.length}`);
            const path = "svg.picture path.line title";
            const lines = shown.flatMap((e) => [...e.querySelectorAll(path)]);
            return lines.map((e) => e.textContent);
        }""",
        relation,
    )
    form = re.compile(rf"(.*) — {words} \((.*)\): (.*)")
    found = [form.fullmatch(title) for title in titles]
    assert all(found) and len(set(titles)) == len(titles)
    return {(one[1], one[3], one[2]) for one in found if one}
