"""Who was in which alliance from which day to which, by one source, and which code each state has.

A start that is only a year counts from its first day, an end to its last; a membership without an
end lasts as long as the source covers. A start that is not told or that nobody can read is unknown:
such a membership falls in no year, and neither does one whose end nobody can read. Phases of one
membership overlap or follow each other, so that a year is counted once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.merging import claims
from foedus.merging.claims import END, IN_ALLIANCE, MEMBER, OBLIGATION, OWN, START, Origin
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS
from foedus.reasoning import standing
from foedus.sources import codes as states
from foedus.sources import provenance

SYSTEMS = {"cow": "cow", "gw": "gw", "iso2": "iso-alpha-2", "iso3": "iso-alpha-3"}
"""What the user calls a code system, and what foedus calls it."""

_NUMBER, _NAME = DCTERMS_NS + "identifier", FOEDUS_NS + "sourceName"
_OF_MEMBERS = frozenset([_NUMBER, MEMBER, IN_ALLIANCE, START, END, OBLIGATION, claims.ROW])
_OF_LISTS = frozenset([_NUMBER, _NAME, claims.RECORDED, START, END])

_NO_END = 9999
"""The year to which what has no end is reckoned; the years of a table cut it off."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One record of a membership: state, alliance, first and last day, what the state owes.

    ``first`` is None where no start can be read, ``last`` where no end can be read or none is told;
    ``years`` are those with a day of it, None where they are not known, and without end where
    neither an end nor the end of what the source covers is told.
    """

    state: str
    alliance: str
    first: str | None
    last: str | None
    years: range | None
    start: str
    end: str
    obligations: frozenset[str]
    rows: tuple[int, ...]

    def within(self, years: range) -> range:
        """Those of the years that have a day of it for certain; none where its own are unknown."""
        if self.years is None:
            return range(0)
        return range(max(self.years.start, years.start), min(self.years.stop, years.stop))

    def may_meet(self, years: range) -> bool:
        """Whether it is not known to lie wholly before or after the years."""
        if self.years is not None:
            return bool(self.within(years))
        before = self.last is not None and int(self.last[:4]) < years.start
        return not before and (self.first is None or int(self.first[:4]) < years.stop)


@dataclass
class World:
    """What one source tells: the spells, the alliances' numbers, its description."""

    origin: Origin
    spells: list[Spell]
    numbers: dict[str, str]
    table: claims.Table
    """Without the records of members, which are the spells."""

    @property
    def covers(self) -> range:
        """The years that the source covers, from its first start where it tells no other; none of
        ours, which are no census. What is covered without an end goes on to the last year there is.
        """
        if self.origin.key == OWN:
            return range(0)
        starts = [spell.years.start for spell in self.spells if spell.years is not None]
        told, until = self.origin.covers_from, self.origin.covers_until
        first = int(told[:4]) if told else min(starts, default=_NO_END)
        return range(first, (int(until[:4]) if until else _NO_END) + 1)

    @property
    def goes_on(self) -> bool:
        """Whether the source tells no end of what it covers."""
        return self.origin.key != OWN and self.origin.covers_until is None

    def span(self) -> range:
        """The years of a table that names none: those covered. Raises BadInput without an end."""
        if self.origin.key == OWN:
            raise BadInput("our own data cover no years as a whole: give --years")
        if self.goes_on:
            raise BadInput(f"{self.origin.label} covers no end: give --years")
        return self.covers

    @property
    def loaded(self) -> provenance.Loaded | None:
        """What is told of the source's graph; None of ours."""
        return self.table.loaded.get(self.origin.graph)

    @property
    def undated(self) -> int:
        """The number of memberships that fall in no year, as a start or an end cannot be read."""
        return sum(spell.years is None for spell in self.spells)

    def number(self, alliance: str) -> str:
        """The number that the source gives to an alliance, else the local name."""
        return self.numbers.get(alliance) or alliance.rsplit("/", 1)[-1]


def read(dataset: datasets.Dataset, source: str | None, *, lists: bool = False) -> World:
    """What one source of a dataset tells of memberships; with ``lists`` also all lists of states.

    ``source`` is an id, ``id@version``, or ``own``; without it there must be one source that tells
    of memberships. Raises BadInput when there is none, or several.
    """
    loaded, origins = claims.sources(dataset)
    origin = _choose(dataset, origins, source)
    listed = {
        graph: claims.records(dataset, graph, _OF_LISTS)
        for graph in (origins if lists else ())
        if claims.tells(dataset, graph, claims.RECORDED)
    }
    table = claims.Table(origins, listed, [], ox.Store(), loaded)
    if origin.key == OWN:
        gone = standing.Standings(claims.stream(dataset)).unheld
        table.store.bulk_extend(quad for quad in dataset.quads() if quad.subject not in gone)
        return World(origin, sorted(_own_spells(table), key=_order), {}, table)
    records = claims.records(dataset, origin.graph, _OF_MEMBERS)
    told = claims.Table(origins, {origin.graph: records}, [], table.store)
    numbers = {
        record: min(values[_NUMBER])[0] for record, values in records.items() if _NUMBER in values
    }
    return World(origin, sorted(_spells(told, origin), key=_order), numbers, table)


def _order(spell: Spell) -> tuple[object, ...]:
    return spell.alliance, spell.state, spell.first or "", spell.last or "9999", spell.rows


def _choose(dataset: datasets.Dataset, origins: dict[str, Origin], source: str | None) -> Origin:
    if source == OWN:
        return Origin(OWN, OWN)
    name, wanted = str(dataset.path), (source or "").replace("@", " ")
    asked = [o for o in origins.values() if source is None or wanted in (o.key, o.label)]
    found = [o for o in asked if claims.tells(dataset, o.graph, MEMBER)]
    if len(found) == 1:
        return found[0]
    able = [o for o in origins.values() if o in found or claims.tells(dataset, o.graph, MEMBER)]
    known = " or one of ".join([OWN, *filter(None, [_listed(able)])])
    if source is not None and not found:
        reason = f"no source {source!r} tells"
    else:
        reason = "several sources tell" if found else "no source tells"
    raise BadInput(f"{reason} of members: give --source {known}", name)


def _listed(origins: Iterable[Origin]) -> str:
    return ", ".join(origin.label.replace(" ", "@") for origin in origins)


def _spells(table: claims.Table, origin: Origin) -> Iterator[Spell]:
    """The spells; what a record says is forgotten once it is one, so that few stand twice."""
    records = table.records[origin.graph]
    shared: dict[frozenset[str], frozenset[str]] = {}
    for record in list(records):
        values = records[record]
        if MEMBER not in values or IN_ALLIANCE not in values:
            continue
        starts, ends = (table.claims(origin.graph, record, p) for p in (START, END))
        first = starts[0].earliest if starts else None
        last = ends[0].latest if ends else None
        stop = last if ends else origin.covers_until or str(_NO_END)
        owed = frozenset(v.removeprefix(CODE_NS) for v, _, _ in values.get(OBLIGATION, ()))
        rows = table.rows(origin.graph, record)
        for state, _, _ in values[MEMBER]:
            yield Spell(
                state,
                min(values[IN_ALLIANCE])[0],
                first,
                last,
                _years(first, stop),
                starts[0].value if starts else "",
                ends[0].value if ends else "",
                shared.setdefault(owed, owed),
                rows,
            )
        del records[record]


def _own_spells(table: claims.Table) -> Iterator[Spell]:
    """The memberships of our data; what members owe stands with the treaties."""
    owed: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for row in claims.select(table.store, "memberships"):
        names = ("alliance", "state", "earliest", "latest")
        told = tuple(row[n].value if row[n] is not None else "" for n in names)
        key = (told[0], told[1], told[2], told[3])
        owed[key].update([row["owed"].value] if row["owed"] is not None else [])
    for (alliance, state, first, last), codes in sorted(owed.items()):
        names_ = frozenset(code.removeprefix(CODE_NS) for code in codes)
        years = _years(first or None, last or str(_NO_END))
        yield Spell(state, alliance, first or None, last or None, years, first, last, names_, ())


def _years(first: str | None, last: str | None) -> range | None:
    """From the year of one day to that of another, the year of the first at least."""
    if first is None or last is None:
        return None
    start = int(first[:4])
    return range(start, max(start, int(last[:4])) + 1)


class Coder:
    """Gives each state its code in the system that the user wants."""

    def __init__(self, codes: str | None) -> None:
        """``codes`` is one of ``SYSTEMS``, or None for the codes as the source has them."""
        self.system = SYSTEMS[codes] if codes else None
        self._known: dict[str, str | None] = {}
        self._by_entity: dict[str, set[str]] = defaultdict(set)
        for concept, intervals in (states.own_assignments() if codes else {}).items():
            found = states.system_of(concept)
            if found and found[0] == self.system:
                for interval in intervals:
                    if interval.entity:
                        self._by_entity[interval.entity].add(found[1])
        self._listed: dict[str, str] = {}
        self.unknown: set[str] = set()

    def learn(self, table: claims.Table) -> None:
        """Take in the lists of states that were loaded: a state that two of them call alike, by its
        letters or else by its name, has the codes of both."""
        if self.system:
            self._listed = _by_lists(table, self.system)

    def __call__(self, state: str) -> str | None:
        """The code, or None where nothing tells it."""
        if state not in self._known:
            self._known[state] = self._code(state)
            if self._known[state] is None:
                self.unknown.add(state)
        return self._known[state]

    def _code(self, state: str) -> str | None:
        found = states.system_of(state)
        if found and self.system in (None, found[0]):
            return found[1]
        if self.system is None:
            return state.rsplit("/", 1)[-1]
        entity = claims.entity_of(state, states.States())
        codes = self._by_entity.get(entity, set())
        return next(iter(codes)) if len(codes) == 1 else self._listed.get(state)


def _by_lists(table: claims.Table, system: str) -> dict[str, str]:
    """The codes of one system for the concepts of others, by the lists of states that are loaded.

    A name or letters that mean two states in one list lead nowhere.
    """
    named: dict[str, dict[str, set[str]]] = {}
    for records in table.records.values():
        for values in records.values():
            for concept, _, _ in values.get(claims.RECORDED, ()):
                told = named.setdefault(concept, {_NUMBER: set(), _NAME: set()})
                for word, names in told.items():
                    names.update(value for value, _, _ in values.get(word, ()))
    here = {c for c in named if (found := states.system_of(c)) and found[0] == system}
    codes: dict[str, str] = {}
    for word in (_NUMBER, _NAME):
        ours, theirs = (_meant(named, word, concepts) for concepts in (here, named.keys() - here))
        for text, concepts in theirs.items():
            target = ours.get(text, set())
            by_system = Counter((states.system_of(c) or ("", ""))[0] for c in concepts)
            for concept in sorted(concepts) if len(target) == 1 else ():
                if by_system[(states.system_of(concept) or ("", ""))[0]] == 1:
                    codes.setdefault(concept, _code_of(next(iter(target))))
    return codes


def _code_of(concept: str) -> str:
    found = states.system_of(concept)
    return found[1] if found else ""


def _meant(
    named: dict[str, dict[str, set[str]]], word: str, concepts: Iterable[str]
) -> dict[str, set[str]]:
    """Which of some concepts each name means."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        for text in named[concept][word]:
            found[text].add(concept)
    return found
