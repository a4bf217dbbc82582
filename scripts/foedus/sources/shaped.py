"""What a mapping makes of the rows, held against the shapes, however many rows there are.

Holding a row against the shapes costs several times what mapping it does. So the first rows are all
tried, and of the others each block in which some node has a form that no node had before: other
properties, kinds of values, codes (those that nothing here describes are as good as each other), an
other order of its dates, a number of another sign or beyond what a coordinate may be, or words
written with other kinds of signs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled.spelling import declared
from foedus.rdf import reading
from foedus.rdf.names import CODE_NS, ID_NS, curie
from foedus.sources.mapping import rows_told

ALL = 5_000
"""Rows that are tried one and all."""

KEPT = 100
"""Findings that are kept; of the others the number."""

Form = tuple[object, ...]

_SIGNS = tuple((re.compile(sign), mark) for sign, mark in (("[a-z]+", "a"), ("[A-Z]+", "A")))
_DIGIT, _DIGITS = re.compile("[0-9]"), re.compile("[0-9]+")
_DATE = re.compile(r'"(-?[0-9]{4,}-[0-9]{2}-[0-9]{2})"')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)', re.DOTALL)
_LONG = 24


class Shaped:
    """The trial of one table: what was found, and how many findings there are in all."""

    def __init__(self, mapping: Path) -> None:
        self.findings: list[str] = []
        self.broken = 0
        self._mapping = mapping
        self._rows = 0
        self._forms: set[Form] = set()

    def take(self, data: bytes, rows: int) -> None:
        """Try the statements of a block of rows, in N-Triples, where they are to be tried."""
        self._rows += rows
        forms = _forms(data) - self._forms
        if self._rows <= ALL or forms:
            self._forms |= forms
            self._try(data)

    def _try(self, data: bytes) -> None:
        from foedus.checks import shapes

        parsed = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
        quads = [ox.Quad(t.subject, t.predicate, t.object) for t in parsed]
        name = str(self._mapping)
        document = reading.Document(name, quads, {}, b"", ox.RdfFormat.N_TRIPLES)
        report = shapes.validate([document], spelling=False)
        found = [f for f in report.findings if f.severity == "Violation"]
        if not found:
            return
        lines = {curie(record): line for record, line in rows_told(data)}
        self.broken += len(found)
        for one in found[: max(0, KEPT - len(self.findings))]:
            about = f"{one.subject} {one.property}".rstrip()
            where = f"line {lines[one.subject]}: " if one.subject in lines else ""
            self.findings.append(f"{where}{about}: {one.message}")


def _forms(data: bytes) -> set[Form]:
    """The forms of the nodes in some N-Triples."""
    nodes: dict[str, list[str]] = defaultdict(list)
    for line in data.decode().splitlines():
        subject, _, rest = line.partition(" ")
        nodes[subject].append(rest)
    return {_form(lines) for lines in nodes.values()}


def _form(lines: list[str]) -> Form:
    """What is like in all nodes that the shapes cannot tell apart."""
    dates = sorted(set(_DATE.findall("".join(lines))))
    ranks = {date: str(rank) for rank, date in enumerate(dates)}
    told = []
    for line in lines:
        predicate, _, value = line.partition(" ")
        told.append((predicate, _kind(value[:-2], ranks)))
    return tuple(sorted(told))


def _kind(value: str, ranks: dict[str, str]) -> str:
    if value.startswith(f"<{ID_NS}"):
        return "node"
    if value.startswith(f"<{CODE_NS}") and value[1:-1] not in declared(CODE_NS):
        return _DIGIT.sub("0", value)
    literal = _LITERAL.fullmatch(value)
    if literal is None:
        return value
    words, ending = literal[1], literal[2]
    if words in ranks:
        return f"{ranks[words]}{ending}"
    if ending and not ending.startswith("@"):
        return f"{_size(words)}{ending}"
    marked = _DIGITS.sub("0", words[:_LONG])
    for sign, mark in _SIGNS:
        marked = sign.sub(mark, marked)
    return f"{marked}{ending}"


def _size(words: str) -> str:
    """The sign of a number, and beyond which of the bounds of coordinates it lies; else the words
    themselves."""
    try:
        number = float(words)
    except ValueError:
        return words
    size = abs(number)
    return f"{number < 0} {size >= 1} {size > 90} {size > 180}"
