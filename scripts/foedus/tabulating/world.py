"""Who was in which alliance from which day to which, by one source, and which code each state has.

A start that is only a year counts from its first day, an end to its last; a membership without an
end lasts as long as the source covers. Phases of one membership overlap or follow each other, so
that a year is counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus import dataset as datasets
from foedus.errors import BadInput
from foedus.merging import claims
from foedus.merging.claims import END, IN_ALLIANCE, MEMBER, OBLIGATION, OWN, START, Origin
from foedus.sources import provenance, states
from foedus.vocabulary import CODE_NS, DCTERMS_NS

SYSTEMS = {"cow": "cow", "gw": "gw", "iso3": "iso-alpha-3"}
"""What the user calls a code system, and what foedus calls it."""

_LAST = "9999-12-31"


@dataclass(frozen=True)
class Spell:
    """One record of a membership: state, alliance, first and last day, what the state owes."""

    state: str
    alliance: str
    first: str
    last: str
    is_open: bool
    start: str
    end: str
    obligations: frozenset[str]
    rows: tuple[int, ...]

    @property
    def years(self) -> range:
        """The years with a day of it."""
        return range(int(self.first[:4]), int(self.last[:4]) + 1)


@dataclass
class World:
    """What one source tells: the spells, the alliances' numbers, its description."""

    origin: Origin
    spells: list[Spell]
    numbers: dict[str, str]
    table: claims.Table
    loaded: provenance.Loaded | None = None
    lists: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def covers(self) -> range:
        """The years that the source covers; none of ours, which are no census."""
        if self.origin.key == OWN:
            return range(0)
        first = self.origin.covers_from or min((s.first for s in self.spells), default=_LAST)
        last = self.origin.covers_until or max((s.last for s in self.spells), default=first)
        return range(int(first[:4]), int(last[:4]) + 1)

    def number(self, alliance: str) -> str:
        """The number that the source gives to an alliance, else the local name."""
        return self.numbers.get(alliance) or alliance.rsplit("/", 1)[-1]


def read(dataset: datasets.Dataset, source: str | None) -> World:
    """What one source of a dataset tells of memberships.

    ``source`` is an id, ``id@version``, or ``own``; without it there must be one source that tells
    of memberships. Raises BadInput when there is none, or several.
    """
    table = claims.read(dataset)
    loaded = {one.graph: one for one in provenance.read(dataset.quads(datasets.SOURCES))}
    origin = _choose(table, source, str(dataset.path))
    if origin.key == OWN:
        return World(origin, sorted(_own_spells(table), key=_order), {}, table)
    spells = sorted(_spells(table, origin), key=_order)
    records = table.records[origin.graph]
    numbers = {
        record: values[DCTERMS_NS + "identifier"][0][0]
        for record, values in records.items()
        if DCTERMS_NS + "identifier" in values
    }
    return World(origin, spells, numbers, table, loaded.get(origin.graph))


def _order(spell: Spell) -> tuple[str, ...]:
    return spell.alliance, spell.state, spell.first, spell.last


def _choose(table: claims.Table, source: str | None, name: str) -> Origin:
    if source == OWN:
        return Origin(OWN, OWN)
    able = [
        origin
        for graph, origin in sorted(table.origins.items())
        if any(MEMBER in values for values in table.records[graph].values())
    ]
    wanted = (source or "").replace("@", " ")
    found = [o for o in able if source is None or wanted in (o.key, o.label)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(o.label.replace(" ", "@") for o in able) or "none"
    if source is not None and not found:
        raise BadInput(f"no source {source!r} tells of members: {known}", name)
    reason = "several sources tell" if found else "no source tells"
    raise BadInput(f"{reason} of members: give --source own or one of {known}", name)


def _spells(table: claims.Table, origin: Origin) -> Iterator[Spell]:
    until = origin.covers_until or _LAST
    for record, values in table.records[origin.graph].items():
        if MEMBER not in values or IN_ALLIANCE not in values:
            continue
        starts, ends = (table.claims(origin.graph, record, p) for p in (START, END))
        first = starts[0].earliest if starts else origin.covers_from
        if first is None:
            continue
        last = ends[0].latest if ends and ends[0].latest else max(until, first)
        owed = frozenset(
            c.value.removeprefix(CODE_NS) for c in table.claims(origin.graph, record, OBLIGATION)
        )
        for state, _, _ in values[MEMBER]:
            yield Spell(
                state,
                values[IN_ALLIANCE][0][0],
                first,
                last,
                not ends,
                starts[0].value if starts else "",
                ends[0].value if ends else "",
                owed,
                table.rows(origin.graph, record),
            )


def _own_spells(table: claims.Table) -> Iterator[Spell]:
    """The memberships of our data that have a start; what members owe stands with the treaties."""
    owed: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for row in claims.select(table.store, "memberships"):
        names = ("alliance", "state", "earliest", "latest")
        told = tuple(row[n].value if row[n] is not None else "" for n in names)
        key = (told[0], told[1], told[2], told[3])
        owed[key].update([row["owed"].value] if row["owed"] is not None else [])
    for (alliance, state, first, last), codes in sorted(owed.items()):
        if first:
            names_ = frozenset(code.removeprefix(CODE_NS) for code in codes)
            end = last or _LAST
            yield Spell(state, alliance, first, end, not last, first, last, names_, ())


class Coder:
    """Gives each state its code in the system that the user wants."""

    def __init__(self, codes: str | None) -> None:
        """``codes`` is one of ``SYSTEMS``, or None for the codes as the source has them."""
        self._system = SYSTEMS[codes] if codes else None
        self._known: dict[str, str | None] = {}
        self._by_entity: dict[str, set[str]] = defaultdict(set)
        for concept, intervals in states.own_assignments().items():
            found = states.system_of(concept)
            if found and found[0] == self._system:
                for interval in intervals:
                    if interval.entity:
                        self._by_entity[interval.entity].add(found[1])
        self.unknown: set[str] = set()

    def __call__(self, state: str) -> str | None:
        """The code, or None where nothing tells it."""
        if state not in self._known:
            self._known[state] = self._code(state)
            if self._known[state] is None:
                self.unknown.add(state)
        return self._known[state]

    def _code(self, state: str) -> str | None:
        found = states.system_of(state)
        if found and self._system in (None, found[0]):
            return found[1]
        if self._system is None:
            return state.rsplit("/", 1)[-1]
        entity = claims.entity_of(state, states.States())
        codes = self._by_entity.get(entity, set())
        return next(iter(codes)) if len(codes) == 1 else None
