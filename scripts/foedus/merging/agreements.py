"""Alliances and agreements, each as one source has it, made of claims.

A thing has its dates by step, its members with their spells, and what they owe each other. Phases
of one membership that follow each other are one spell; spells of two sides meet. A day that nobody
tells, or that nobody can read, is unknown: it is neither early nor late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyoxigraph as ox

from foedus.merging import claims
from foedus.merging.claims import (
    END,
    FORCE,
    IN_ALLIANCE,
    MEMBER,
    NONE,
    OBLIGATION,
    OPEN,
    OWN,
    PARTY,
    ROW,
    SIGNATURE,
    START,
    TERMINATION,
    Claim,
    Origin,
    Table,
    Values,
)
from foedus.rdf.names import FOEDUS_NS
from foedus.sources import codes

OBLIGATIONS = ("defense", "offense", "neutrality", "non-aggression", "consultation")
"""The obligations that alliance data sets code; what else a treaty creates is told by none."""

_EVER, _NEVER = 0, date.max.toordinal() + 1
"""Before the first day and after the last one."""


@dataclass(frozen=True)
class Spell:
    """One time of a membership: its start, None where none is told, and its end or an open one."""

    start: Claim | None
    end: Claim

    @property
    def first(self) -> int | None:
        """The number of the first day that it can have; None where that is unknown."""
        return _number(self.start.earliest) if self.start else None

    @property
    def last(self) -> int | None:
        """The number of the last day that it can have; None where that is unknown."""
        return _NEVER if self.end.is_open else _number(self.end.latest)

    @property
    def low(self) -> int:
        """The first day, or that before all where it is unknown."""
        return _EVER if self.first is None else self.first

    @property
    def high(self) -> int:
        """The last day, or that after all where it is unknown; never before the first."""
        return _NEVER if self.last is None else max(self.low, self.last)

    def may_meet(self, other: Spell) -> bool:
        """Whether the two may have a day in common."""
        return self.low <= other.high and other.low <= self.high

    def is_seen_by(self, origin: Origin) -> bool:
        """Whether a source covers the time of it: it neither begins after that nor ends before."""
        until, since = origin.covers_until, origin.covers_from
        late = until and self.start and self.start.latest and self.start.latest > until
        early = since and self.end.latest and self.end.latest < since
        return not late and not early


def _number(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


def of_record(starts: Sequence[Claim], ends: Sequence[Claim], still: Claim) -> list[Spell]:
    """The spells that the dates of one record tell, ``still`` being the end of one that goes on.

    Of several dates each start has the first end that is not before it, and each end that is left
    over the last start that is not after it. A record without dates tells of no spell.
    """
    if len(starts) <= 1 and len(ends) <= 1:
        told = Spell(next(iter(starts), None), next(iter(ends), still))
        return [told] if starts or ends else []
    found = []
    for start in starts:
        later = [end for end in ends if _in_order(start, end)]
        found.append(Spell(start, later[0] if later else still))
    for end in ends:
        if all(spell.end != end for spell in found):
            earlier = [start for start in starts if _in_order(start, end)]
            found.append(Spell(earlier[-1] if earlier else None, end))
    return found


def _in_order(start: Claim, end: Claim) -> bool:
    return (start.earliest or "") <= (end.latest or "")


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """The spells in order; those that overlap or follow each other day by day are one."""
    found: list[Spell] = []
    for spell in sorted(spells, key=lambda s: (s.low, s.high)):
        last = found[-1].last if found else None
        if last is None or spell.low > last + 1:
            found.append(spell)
        elif spell.high > last:
            found[-1] = replace(found[-1], end=spell.end)
    return found


def pairs(left: Sequence[Spell], right: Sequence[Spell]) -> list[tuple[Spell, Spell]]:
    """Which spells of two sides are compared: each with that which it overlaps most.

    A spell of unknown start is known by its end alone, and compared with that whose end is nearest.
    """
    chosen = {(a, b) for a in left if (b := _partner(a, right))}
    chosen |= {(a, b) for b in right if (a := _partner(b, left))}
    return [(a, b) for a in left for b in right if (a, b) in chosen]


def _partner(spell: Spell, others: Sequence[Spell]) -> Spell | None:
    met = [other for other in others if spell.may_meet(other)]
    if spell.first is None:
        ending = [other for other in met if spell.last is not None and other.last is not None]
        return min(ending, key=lambda o: abs((o.last or 0) - (spell.last or 0)), default=None)
    known = [other for other in met if other.first is not None]
    return max(known, key=lambda o: min(spell.high, o.high) - max(spell.low, o.low), default=None)


def alone(spells: Sequence[Spell], others: Sequence[Spell]) -> list[Spell]:
    """Those that have no day in common with any of the others."""
    return [spell for spell in spells if not any(spell.may_meet(other) for other in others)]


@dataclass
class Member:
    """One member of one alliance in one source: its claims, its spells, and what it owes."""

    key: str
    claims: list[Claim] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    obligations: dict[str, Claim] = field(default_factory=dict)
    entered: dict[str, str] = field(default_factory=dict)
    """The days on which lists of states begin to have it, and the list that says so."""


@dataclass
class Agreement:
    """One alliance or agreement in one source, or of ours."""

    iri: str
    origin: Origin
    dates: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    members: dict[str, Member] = field(default_factory=dict)
    obligations: dict[str, Claim] = field(default_factory=dict)
    record: Claim | None = None

    @property
    def is_own(self) -> bool:
        """Whether this is ours: what ours do not say is unknown, and never no."""
        return self.origin.key == OWN

    def member(self, key: str) -> Member:
        """The member with this key, made if it is new."""
        return self.members.setdefault(key, Member(key))

    def lacks(self, predicate: str, member: str = "") -> Claim:
        """That this has no such value, said of its record, or of that of one of its members."""
        told = self.members[member].claims[0] if member else self.record
        node, rows = (told.node, told.rows) if told else (self.iri, ())
        return Claim(self.origin, node, predicate, NONE, rows=rows)

    @property
    def codes_members(self) -> bool:
        """Whether this tells what members owe."""
        return any(member.obligations for member in self.members.values())


# --- of the sources ------------------------------------------------------------------------


def of_sources(table: Table) -> dict[str, list[Agreement]]:
    """Every alliance and agreement of every source, by address."""
    found: dict[str, list[Agreement]] = defaultdict(list)
    for thing in each_of_sources(table, sorted(table.records)):
        found[thing.iri].append(thing)
    return dict(found)


def each_of_sources(table: Table, graphs: Iterable[str]) -> Iterator[Agreement]:
    """Every alliance and agreement of some sources, by source and address, one at a time."""
    lists = codes.States()
    entries = _entries(table)
    for graph in graphs:
        memberships: dict[str, list[str]] = defaultdict(list)
        heads: set[str] = set()
        for record, values in table.records[graph].items():
            for alliance, _, _ in values.get(IN_ALLIANCE, []):
                memberships[alliance].append(record)
            if PARTY in values or _is_head(values):
                heads.add(record)
        for iri in sorted(heads | memberships.keys()):
            thing = _thing(table, graph, iri, sorted(memberships[iri]), lists)
            for member in thing.members.values():
                for claim in member.claims:
                    member.entered |= entries.get(claim.value, {})
            yield thing


def _entries(table: Table) -> dict[str, dict[str, str]]:
    """For each code the days on which a list of states begins to have it, with the list."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for graph in sorted(table.records):
        for record, values in table.records[graph].items():
            for code, _, _ in values.get(claims.RECORDED, []):
                for start in table.claims(graph, record, START):
                    if start.earliest and start.earliest == start.latest:
                        found[code][start.earliest] = table.origins[graph].label
    return found


def _is_head(values: Values) -> bool:
    """Whether a record is dated and neither a membership nor a row of a list of codes."""
    return not {IN_ALLIANCE, claims.RECORDED} & values.keys() and bool(
        values.keys() & claims.DATED - {claims.DATE}
    )


def _thing(
    table: Table, graph: str, iri: str, memberships: list[str], lists: codes.States
) -> Agreement:
    origin = table.origins[graph]
    thing = Agreement(iri, origin, record=Claim(origin, iri, ROW, "", rows=table.rows(graph, iri)))
    for step in (START, END, SIGNATURE, FORCE, TERMINATION):
        if told := table.claims(graph, iri, step):
            thing.dates[step] += told
    thing.obligations = {c.value: c for c in table.claims(graph, iri, OBLIGATION)}
    for claim in table.claims(graph, iri, PARTY):
        thing.member(claims.entity_of(claim.value, lists)).claims.append(claim)
    for record in memberships:
        for claim in table.claims(graph, record, MEMBER):
            member = thing.member(claims.entity_of(claim.value, lists))
            member.claims.append(claim)
            starts, ends = (table.claims(graph, record, step) for step in (START, END))
            member.spells += of_record(starts, ends, _open(claim))
            for owed in table.claims(graph, record, OBLIGATION):
                member.obligations.setdefault(owed.value, owed)
    _sum_up(thing)
    for member in thing.members.values():
        member.spells = joined(member.spells)
    return thing


def _open(claim: Claim) -> Claim:
    return replace(claim, predicate=END, value=OPEN, datatype="", earliest=None, latest=None)


def _sum_up(thing: Agreement) -> None:
    """The start and end of an alliance whose rows are memberships; open if any of them is."""
    told = [spell for member in thing.members.values() for spell in member.spells]
    starts = [spell.start for spell in told if spell.start]
    ends = [spell.end for spell in told]
    if starts and START not in thing.dates:
        thing.dates[START] = [min(starts, key=lambda c: (c.earliest or "9999", c.node))]
    if not starts and START in thing.dates and END not in thing.dates:
        thing.dates[END] = [_open(thing.dates[START][0])]
    elif ends and END not in thing.dates:
        still = [claim for claim in ends if claim.is_open]
        last = max(ends, key=lambda c: (c.latest or "", c.node))
        thing.dates[END] = [min(still, key=lambda c: c.node) if still else last]


# --- of ours -------------------------------------------------------------------------------


def of_ours(table: Table) -> dict[str, Agreement]:
    """Our treaties, agreements and alliances with what our data say of them, by address."""
    found: dict[str, Agreement] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in claims.select(table.store, "own"):
        entity, node, predicate = (row[n].value for n in ("entity", "node", "property"))
        value = row["value"]
        key = (node, predicate, value.value if value is not None else "")
        if key in seen:
            continue
        seen.add(key)
        origin = claims.own_origin(table.store, node)
        thing = found.setdefault(entity, Agreement(entity, Origin(OWN, OWN)))
        latest = row["latest"]
        if value is None:
            claim = Claim(origin, node, predicate, OPEN)
        elif isinstance(value, ox.Literal):
            last = latest.value if latest is not None else value.value
            text = value.value if last == value.value else f"{value.value} to {last}"
            claim = Claim(origin, node, predicate, text, value.datatype.value, value.value, last)
        else:
            claim = Claim(origin, node, predicate, value.value)
        _take_own(thing, claim, row["party"].value if row["party"] is not None else "")
    return found


def _take_own(thing: Agreement, claim: Claim, party: str) -> None:
    name = claim.predicate.removeprefix(FOEDUS_NS)
    if name == "obligationType":
        thing.member(party).obligations[claim.value] = claim
    elif name in ("partyInStatus", "memberAgent"):
        member = thing.member(party)
        member.claims.append(replace(claim, value=party, earliest=None, latest=None))
        if not claim.is_open or name == "memberAgent":
            member.spells.append(Spell(None, claim))
    else:
        thing.dates[claim.predicate].append(claim)
