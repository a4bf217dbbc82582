"""Which rows may disagree with anything, so that the others need not be kept in memory.

A row can only disagree with one about the same thing in another graph or in a crosswalk, with
another version of its source, with what its own source says of its alliance, or with a list of
states. What stands in which graph is marked in a field of bits of fixed size; others may have set
the bits of a thing, which keeps a row too many and never one too few.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import pyoxigraph as ox

from foedus.bundled.relations import KINDS
from foedus.rdf.names import FOEDUS_NS
from foedus.sources import crosswalk, dates

_BITS = 24
_IN_ALLIANCE, _MEMBER, _START, _END, _OBLIGATION, _RECORDED, _INVOLVES = (
    FOEDUS_NS + name
    for name in (
        "inAlliance",
        "member",
        "sourceStart",
        "sourceEnd",
        "codedObligation",
        "recordedCode",
        "involves",
    )
)
_COUNTS = frozenset(FOEDUS_NS + name for name in ("hasCount", "countedCategory", "unnamed"))
HOLDERS = tuple(kind.roles[kind.holder] for kind in KINDS)
"""Of the relations that rows may be: the role by which two of them are about the same thing."""
_HELD = frozenset(kind.role for kind in KINDS)
_MARKED = frozenset([_IN_ALLIANCE, _INVOLVES]) | _HELD

_ASKED = {
    ox.NamedNode(name): name
    for name in _MARKED | _COUNTS | {_MEMBER, _START, _END, _OBLIGATION, _RECORDED}
}

_UNITS = frozenset(FOEDUS_NS + name for name in ("partOf", "unnamed"))
_COUNTED = frozenset(FOEDUS_NS + name for name in ("nominalValue", "sourceRow"))

Group = list[ox.Quad]
"""The statements of one subject in one graph, as far as they follow each other."""


class _Field:
    """Addresses that were seen, by two bits each."""

    def __init__(self) -> None:
        self._bits = bytearray(1 << (_BITS - 3))

    def add(self, iri: str) -> None:
        for place in _places(iri):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, iri: str) -> bool:
        one, other = _places(iri)
        bits = self._bits
        return bool(bits[one >> 3] >> (one & 7) & bits[other >> 3] >> (other & 7) & 1)


def _places(iri: str) -> tuple[int, int]:
    """The bits of an address, the same in every process: ``hash`` is another in each.

    Both are of one checksum of 32 bits, its first 24 and its last.
    """
    checksum = zlib.crc32(iri.encode())
    return checksum >> (32 - _BITS), checksum & ((1 << _BITS) - 1)


class Relevant:
    """What a first pass over a dataset finds out."""

    def __init__(self, keys: dict[str, str]) -> None:
        """Nothing is seen yet; ``keys`` are the ids of the sources by their graphs."""
        self._keys = keys
        several = {key for key, number in Counter(keys.values()).items() if number > 1}
        self._whole = {graph for graph, key in keys.items() if key in several}
        self._seen: dict[str, _Field] = defaultdict(_Field)
        self._coded: dict[str, _Field] = defaultdict(_Field)
        self._matched: set[str] = set()
        self._lists: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(dict)

    def take(self, graph: str, group: Group) -> None:
        """See what is told of a subject in a graph."""
        graph = graph if graph in self._keys else ""
        for quad in group:
            if crosswalk.is_match(quad):
                self._matched.update(_iri(end) for end in (quad.subject, quad.object))
        self._seen[graph].add(_iri(group[0].subject))
        told = _told(group)
        for name in _MARKED & told.keys():
            for iri in told[name]:
                self._seen[graph].add(iri)
        if _OBLIGATION in told and _IN_ALLIANCE not in told:
            self._coded[graph].add(_iri(group[0].subject))
        for code in told.get(_RECORDED, ()):
            start, end = (dates.bounds(next(iter(told.get(n, ())), "")) for n in (_START, _END))
            spells = self._lists[graph].setdefault(code, [])
            spells.append((start[0] if start else "", end[1] if end else "9999"))

    def keeps(self, graph: str, group: Group) -> bool:
        """Whether what is told of a subject in a graph may disagree with anything."""
        if graph in self._whole or graph in self._lists:
            return True
        told = _told(group)
        if not _COUNTS.isdisjoint(told):
            return True  # the hosts that are counted are chosen elsewhere
        things = {_iri(group[0].subject)}
        things.update(*(told.get(name, ()) for name in _MARKED))
        if not self._matched.isdisjoint(things):
            return True
        others = [field for name, field in self._seen.items() if name != graph]
        if any(thing in field for field in others for thing in things):
            return True
        coded = self._coded.get(graph)
        if coded is not None and any(thing in coded for thing in things):
            return True
        return _MEMBER in told and bool(self._lists) and self._is_outside(told)

    def _is_outside(self, told: dict[str, list[str]]) -> bool:
        """Whether a list that has the member does not have it on the day."""
        starts = [dates.bounds(text) for text in told.get(_START, ())]
        for spells in self._lists.values():
            for code in told[_MEMBER]:
                if code in spells and not all(_within(days, spells[code]) for days in starts):
                    return True
        return False


def _within(days: tuple[str, str] | None, spells: Iterable[tuple[str, str]]) -> bool:
    return days is None or any(start <= days[1] and days[0] <= end for start, end in spells)


def groups(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, Group]]:
    """The statements of each subject in each graph; the name of our own graph is empty."""
    for (graph, _), group in groupby(quads, key=itemgetter(3, 0)):
        yield (graph.value if isinstance(graph, ox.NamedNode) else ""), list(group)


def is_relation(group: Group) -> bool:
    """Whether these statements are of a relation, a count or an organization of its own, and of no
    row of a panel."""
    names = {quad.predicate.value for quad in group}
    return not names.isdisjoint(_HELD | _UNITS) or names >= _COUNTED


def _told(group: Group) -> dict[str, list[str]]:
    """What a subject has by the properties that are asked for; others are not taken apart."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in group:
        if name := _ASKED.get(quad[1]):
            value = quad[2]
            if isinstance(value, ox.NamedNode | ox.Literal):
                found[name].append(value.value)
    return found


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
