"""Choosing the mistakes, and asking what ``foedus check`` says of the changed files."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.checks import lint, shapes
from foedus.checks.lint.profile import bundled_profile
from foedus.checks.report import shown
from foedus.checks.report.finding import Result
from foedus.checks.shapes import compiler
from foedus.cli.screen import counting
from foedus.rdf.names import SH_NS, Term, curie
from mistakes.kinds import KINDS
from mistakes.reach import after
from mistakes.world import Change, World, rank

COLUMNS = ("article", "background with words", "background without words", "all")
Files = dict[str, list[ox.Quad]]


class Mistake(NamedTuple):
    """One mistake in one file: its kind, where, in what, and what it changes."""

    kind: str
    column: str
    node: Term
    spread: str
    change: Change


class Checked:
    """The bundled data, read once, and what the check finds in them; asked again and again."""

    def __init__(self) -> None:
        documents = contents.data(tuple(contents.DATA_FILES))
        quads = (list(document.quads) for document in documents)
        self.files: Files = dict(zip(contents.DATA_FILES, quads, strict=True))
        self.desk = lint.Desk(documents, lint.context(documents))
        self.before = self._found(self.desk.results(), self.files)

    def mistakes(self, count: int) -> list[Mistake]:
        """Up to ``count`` of each kind in each column, spread over properties and classes."""
        found: dict[tuple[str, str], list[Mistake]] = defaultdict(list)
        for file in self.files:
            world = World(file, self.files)
            words = {
                one: "with words" if world.has_words(one) else "without words"
                for one in world.nodes
            }
            for kind, places in KINDS.items():
                for node, *rest in places(world):
                    column = file if file in COLUMNS else f"{file} {words[node]}"
                    found[kind, column].append(Mistake(kind, column, node, *rest))
        return [one for places in found.values() for one in _spread(places)[:count]]

    def changed(self, mistake: Mistake) -> Files:
        """What the files say with a mistake in one of them."""
        (gone, come), file = mistake.change, mistake.column.split()[0]
        kept = [quad for quad in self.files[file] if quad not in {*gone}]
        return {**self.files, file: [*kept, *come]}

    def named(self, mistake: Mistake) -> list[str]:
        """The checks that tell of a mistake, as warning or worse."""
        number = [*self.files].index(mistake.column.split()[0])
        found = self._found(after(self.desk, number, *mistake.change), self.changed(mistake))
        return sorted({rule for _, rule, *_ in found - self.before})

    def _found(self, linted: Iterable[Result], files: Files) -> set[tuple[str, ...]]:
        """How bad, by which check, and what: every warning or worse."""
        quads = [*(quad for quads in files.values() for quad in quads), *shapes._hierarchy()]
        broken = shapes.results(quads, compiler.bundled_program(), "fast")
        rated = {f"check:{check}": how for check, how in bundled_profile().severities.items()}
        told = [(one.severity.value.removeprefix(SH_NS), one) for one in broken]
        told += [(rated[shown(one.shape)], one) for one in linted]
        bad = [pair for pair in told if pair[0] in ("Violation", "Warning")]
        return {(how, shown(one.shape), *one.key()) for how, one in bad}


def _spread(mistakes: list[Mistake]) -> list[Mistake]:
    """In an order by seed: first one of each property or class, then a second one of each."""
    turn: dict[str, int] = defaultdict(int)
    turns = {}
    for one in sorted(mistakes, key=lambda one: rank(one.kind, one.node, *one.change)):
        turns[one] = turn[one.spread]
        turn[one.spread] += 1
    return sorted(turns, key=turns.__getitem__)


def table(found: Iterable[tuple[Mistake, list[str]]]) -> str:
    """Kind by column: how many were named of how many planted; the last row is of all kinds."""
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for mistake, names in found:
        for kind in (mistake.kind, "all"):
            for column in (mistake.column, "all"):
                counts[kind, column].append(bool(names))
    rows = ["".join(f"{cell:>27}" for cell in ("named of planted", *COLUMNS))]
    for kind in (*KINDS, "all"):
        cells = (counts.get((kind, column), ()) for column in COLUMNS)
        told = (
            f"{sum(one)} of {len(one)} ({sum(one) / len(one):4.0%})" if one else "–"
            for one in cells
        )
        rows.append(f"{kind:>27}" + "".join(f"{cell:>27}" for cell in told))
    return "\n".join(rows)


def main() -> None:
    """List each mistake with what names it, then the rates by kind and file."""
    checked, found = Checked(), []
    mistakes = checked.mistakes(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
    with counting("Making mistakes", f"of {len(mistakes)}") as told:
        for number, one in enumerate(mistakes):
            told(number)
            found.append((one, checked.named(one)))
    for one, names in found:
        print(one.kind, one.column, curie(one.node.value), one.spread, *names, sep="\t")
    print(table(found))
