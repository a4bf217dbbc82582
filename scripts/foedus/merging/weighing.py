"""Which disagreements matter: how much each weighs, and those that somebody asks about."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from foedus.asking.names import Names
from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.merging import claims, identity
from foedus.merging.claims import OBLIGATION
from foedus.merging.conflicts import CLASSES, Conflict, names_of
from foedus.rdf import dataset as datasets
from foedus.rdf.names import FOEDUS_NS, RDFS_NS, SKOS_NS, expand
from foedus.sources import codes, dates

WEIGHTS = {
    "value": 1.0,
    "granularity": 0.8,
    "coverage": 0.5,
    "vocabulary": 0.4,
    "precision": 0.3,
    "scope": 0.2,
}
"""What a disagreement of each class weighs at most."""

HALF = 365
"""Days apart at which two dates weigh half as much as a day that only one side tells."""

_OWED = 0.8
"""What an obligation of one side weighs, against a member of one side."""

_NAMES = frozenset([RDFS_NS + "label", SKOS_NS + "prefLabel", SKOS_NS + "altLabel"])
_SOURCE_NAME = FOEDUS_NS + "sourceName"


def weight(one: Conflict) -> float:
    """How much a disagreement matters, from 0 to 1: its class, times how far the sides are apart.

    A member, a time or a record that one side lacks is all apart, and so is an end that one side
    does not have; dates and counts are the more apart the more they differ.
    """
    return round(WEIGHTS[one.kind] * _apart(one), 3)


def _apart(one: Conflict) -> float:
    left, right = one.left, one.right
    if one.predicate == OBLIGATION:
        return _OWED
    if one.predicate.startswith(claims.COUNTED):
        a, b = (abs(number) for number in map(_number, (left.value, right.value)))
        return float(1 - min(a, b) / max(a, b)) if max(a, b) else 0.0
    if left.earliest and left.latest and right.earliest and right.latest:
        first, second = sorted(((left.earliest, left.latest), (right.earliest, right.latest)))
        days = max(0, dates.ordinal(second[0]) - dates.ordinal(first[1]))
        return (days + 1) / (days + 1 + HALF)
    return 1.0


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except ArithmeticError:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def ordered(found: Iterable[Conflict]) -> list[Conflict]:
    """The disagreements, the weightiest first."""
    return sorted(found, key=lambda one: (-weight(one), one.key()))


# --- those that are asked for --------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """Which disagreements somebody wants: None asks for all."""

    between: Sequence[str] | None = None
    """Two sources, by id, or by id and version."""
    about: frozenset[str] | None = None
    """Everything that is the thing in question, by address."""
    kind: str | None = None

    def has(self, one: Conflict) -> bool:
        """Whether this is one of them."""
        if self.kind is not None and one.kind != self.kind:
            return False
        if self.between is not None and not _is_between(one, self.between):
            return False
        if self.about is None:
            return True
        nodes = {one.subject, one.about, *(claim.node for claim in one.sides)}
        return not self.about.isdisjoint(nodes)


def wanted(
    table: claims.Table,
    dataset: datasets.Dataset,
    between: str | None = None,
    about: str | None = None,
    kind: str | None = None,
) -> Wanted:
    """What the words of a command ask for. Raises BadInput for a source, name or class that the
    dataset does not have."""
    if kind is not None and kind not in CLASSES:
        raise BadInput(f"--class: no class {kind!r}: use one of {', '.join(CLASSES)}")
    pair = None
    if between is not None:
        pair = [name.strip().replace("@", " ") for name in between.split(",")]
        known = names_of(table.origins.values())
        if len(pair) != 2:
            raise BadInput("--between takes two sources, as --between atop,dcad")
        for name in pair:
            if name not in known:
                raise BadInput(
                    f"--between: no source {name!r}: use two of {', '.join(sorted(known))}"
                )
    return Wanted(pair, None if about is None else _meant(about, table, dataset), kind)


def _is_between(one: Conflict, pair: Sequence[str]) -> bool:
    left, right = one.left.origin, one.right.origin
    return any(
        a in (left.key, left.label) and b in (right.key, right.label)
        for a, b in (tuple(pair), tuple(reversed(pair)))
    )


def _meant(name: str, table: claims.Table, dataset: datasets.Dataset) -> frozenset[str]:
    """All that is meant by a name: the thing, its records, and the codes of a state."""
    labelled: list[ox.Quad] = []
    nodes: set[str] = set()
    for quad in claims.stream(dataset):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        nodes.add(quad.subject.value)
        if isinstance(quad.object, ox.NamedNode):
            nodes.add(quad.object.value)
        if quad.predicate.value in _NAMES:
            labelled.append(quad)
        elif quad.predicate.value == _SOURCE_NAME:
            labelled.append(ox.Quad(quad.subject, ox.NamedNode(RDFS_NS + "label"), quad.object))
    names = {quad.object.value for quad in labelled if isinstance(quad.object, ox.Literal)}
    alike = {q.subject.value for q in labelled if _same(q.object, name)}  # type: ignore[union-attr]
    lists = codes.States()
    members = {
        value: claims.entity_of(value, lists)
        for records in table.records.values()
        for values in records.values()
        for told in (claims.MEMBER, claims.PARTY, claims.HOST)
        for value, _, _ in values.get(told, ())
    }
    known = nodes | members.keys() | set(members.values())
    try:
        found = alike or _address(name) & known
        found = found or {Names([*labelled, *contents.own_quads()]).find(name)}
    except BadInput:
        found = set()
    if not found & known:
        near = difflib.get_close_matches(name, sorted(names), 3)
        hint = f": do you mean {' or '.join(map(repr, near))}?" if near else ""
        raise BadInput(f"--about: nothing is called {name!r}{hint}")
    links = [(s, o) for s, _, o in table.matches]
    links += [(code, entity) for code, entity in members.items() if code != entity]
    for cluster in identity.clusters(links):
        if not found.isdisjoint(cluster):
            found = found | set(cluster)
    return frozenset(found)


def _address(name: str) -> set[str]:
    try:
        return {expand(name)}
    except BadInput:
        return set()


def _same(value: object, name: str) -> bool:
    return isinstance(value, ox.Literal) and value.value.casefold() == name.casefold()
