"""Dyad-years, members of alliances spell by spell, and states year by year.

Dyad-years: each ordered pair of states and year in which both were in one alliance on some day. A
row is a distinct (A, B, year), A other than B; the years of entry and exit count as a whole,
phases are merged, and each row has its mirror. ``complete`` adds the pairs of states of a list
that were not allied: 0 in the years that the source covers, unknown outside them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from foedus.errors import BadInput
from foedus.merging import claims
from foedus.merging.agreements import OBLIGATIONS
from foedus.merging.tables.alliances import Coder, Spell, World
from foedus.merging.tables.files import Cell, Column, Sheet, obligation_columns
from foedus.rdf.names import curie
from foedus.sources import codes

COLUMNS = (
    Column("state_a", "text", "code of the state whose obligations the row tells"),
    Column("state_b", "text", "code of its partner"),
    Column("year", "integer", "calendar year"),
    Column(
        "allied",
        "integer",
        "1 if both were in one alliance on some day of the year each, else 0",
    ),
    Column("alliances", "integer", "number of alliances that both were in"),
    Column("alliance_ids", "text", "numbers of these alliances in the source, with spaces between"),
    *obligation_columns("state_a in any of these alliances in that year"),
)

Pair = tuple[int, int]
"""A state and its partner, as their places in the order of states."""


def dyads(
    world: World, coder: Coder, years: range, *, complete: bool = False, name: str = ""
) -> Sheet:
    """The table of dyad-years. Raises BadInput when a complete one has no list of states."""
    remarks = [
        "the years of entry and exit count as a whole: a state that left in the year in which "
        "another came was allied with it in that year"
    ]
    listed: dict[str, list[tuple[str, str]]] = {}
    if complete:
        listed = _listed(world, name)
        remarks.append(
            "pairs of states that were not allied are added: 0 in the years that the source "
            "covers, and unknown outside; the last states of the list are taken after its end"
        )
    else:
        remarks.append("only allied pairs; outside the years covered a missing pair is unknown")
    remarks += of_years(world)
    return Sheet(
        "dyads",
        COLUMNS,
        _rows(world, coder, years, listed, complete),
        "an ordered pair of states and a year",
        remarks,
    )


def _rows(
    world: World, coder: Coder, years: range, listed: dict[str, list[tuple[str, str]]], all: bool
) -> Iterator[tuple[Cell, ...]]:
    states, covers = _ordered(world, listed), world.covers
    places = {state: place for place, state in enumerate(states)}
    told: dict[Pair, tuple[Cell, ...]] = {}
    for year, pairs, changed in by_year(world, years, places):
        for pair in changed:
            told.pop(pair, None)
            if pair in pairs:
                told[pair] = _told(world, pairs[pair])
        keys: Iterable[Pair] = pairs
        if all:
            here = [places[state] for state in _states_in(listed, year)]
            keys = pairs.keys() | {(a, b) for a in here for b in here if a != b}
        cell = 0 if year in covers else None
        none = (cell, cell, None if cell is None else "", *(cell,) * len(OBLIGATIONS))
        for pair in sorted(keys):
            a, b = pair
            yield (coder(states[a]), coder(states[b]), year, *told.get(pair, none))


def _told(world: World, spells: list[Spell]) -> tuple[Cell, ...]:
    """What a row says of a pair, from the spells of the first state with the other."""
    shared = {spell.alliance for spell in spells}
    owed = {one for spell in spells for one in spell.obligations}
    numbers = " ".join(sorted(map(world.number, shared)))
    return 1, len(shared), numbers, *(int(one in owed) for one in OBLIGATIONS)


def _ordered(world: World, others: Iterable[str] = ()) -> list[str]:
    return sorted({*(spell.state for spell in world.spells), *others}, key=order)


def of_years(world: World) -> list[str]:
    """What the codebook of a table of years says of memberships without a start or an end."""
    told = [
        "a membership that goes on is taken to last as long as the source covers"
        + (", which tells no end: to the last year here" if world.goes_on else "")
    ]
    if world.origin.key == claims.OWN:
        told.append(
            "a duty counts as it was undertaken; foedus snapshot tells where it is suspended"
        )
    if world.undated:
        told.append(left_out(world.undated))
    return told


def left_out(number: int) -> str:
    """Why memberships are in no year."""
    what = "membership has" if number == 1 else "memberships have"
    return f"{number:,} {what} no start, or a date that cannot be read: in no year here"


def by_year(
    world: World, years: range, places: dict[str, int]
) -> Iterator[tuple[int, dict[Pair, list[Spell]], set[Pair]]]:
    """Each year with its allied pairs, and those of them that are not as in the year before.

    Each pair has the spells of its first state in which the other was a member, too, once for each
    spell of the other. The two days may differ, as in the published panels. Only what goes on is
    kept from year to year.
    """
    begun = _begun(world, years)
    members: dict[str, list[Spell]] = defaultdict(list)
    ended: dict[int, list[tuple[Pair, Spell]]] = defaultdict(list)
    pairs: dict[Pair, list[Spell]] = defaultdict(list)
    for year in years:
        changed = set()
        for pair, spell in ended.pop(year, ()):
            changed.add(pair)
            pairs[pair].remove(spell)
            if not pairs[pair]:
                del pairs[pair]
        for new in begun.pop(year, ()):
            here = [old for old in members[new.alliance] if year in old.within(years)]
            members[new.alliance] = [*here, new]
            for old in here:
                if old.state != new.state:
                    stop = min(old.within(years).stop, new.within(years).stop)
                    for a, b in ((old, new), (new, old)):
                        pair = places[a.state], places[b.state]
                        changed.add(pair)
                        pairs[pair].append(a)
                        ended[stop].append((pair, a))
        yield year, pairs, changed


def _begun(world: World, years: range) -> dict[int, list[Spell]]:
    """The spells by the first of the years that they are in."""
    begun: dict[int, list[Spell]] = defaultdict(list)
    for spell in world.spells:
        if within := spell.within(years):
            begun[within.start].append(spell)
    return begun


@cache
def order(state: str) -> tuple[str, int, str]:
    """Codes by system and number."""
    found = codes.system_of(state)
    if found is None:
        return "", 0, state
    return found[0], int(found[1]) if found[1].isdigit() else 0, found[1]


def _listed(world: World, name: str) -> dict[str, list[tuple[str, str]]]:
    """When each state was in the list of its code system: first and last day."""
    systems = {found[0] for s in world.spells if (found := codes.system_of(s.state))}
    times: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for graph in sorted(world.table.records):
        for record in sorted(world.table.records[graph]):
            for code in world.table.claims(graph, record, claims.RECORDED):
                system = codes.system_of(code.value)
                starts = world.table.claims(graph, record, claims.START)
                if system and system[0] in systems and starts:
                    ends = world.table.claims(graph, record, claims.END)
                    first, last = starts[0].earliest, ends[0].latest if ends else "9999"
                    if first is None or last is None:
                        raise BadInput(
                            f"cannot read when {curie(code.value)} was in its list", name
                        )
                    times[code.value].append((first, last))
    if not times:
        wanted = " or ".join(sorted(systems)) or "cow"
        raise BadInput(f"--complete needs a list of states in the dataset: load {wanted}", name)
    return dict(times)


def _states_in(listed: dict[str, list[tuple[str, str]]], year: int) -> list[str]:
    first, last = f"{year:04}-01-01", f"{year:04}-12-31"
    return [s for s, spells in listed.items() if any(a <= last and first <= b for a, b in spells)]


# --- members, and states year by year -----------------------------------------------------------


MEMBERS = (
    Column("alliance_id", "text", "number of the alliance in the source"),
    Column("state", "text", "code of the member"),
    Column(
        "start",
        "text",
        "start as the source has it, as a day, a month or a year; empty where none is",
    ),
    Column("end", "text", "end as the source has it; empty where it goes on"),
    Column(
        "first_day", "text", "first day that the start can mean; unknown where none can be read"
    ),
    Column(
        "last_day",
        "text",
        "last day that the end can mean; unknown where it goes on or none can be read",
    ),
    *obligation_columns("the member"),
    Column("rows", "text", "rows of the source's file, with spaces between"),
)

STATES = (
    Column("state", "text", "code of the state"),
    Column("year", "integer", "calendar year"),
    Column("alliances", "integer", "number of alliances that it was in on any day of the year"),
    Column("allies", "integer", "number of states that were in one of them with it"),
    *obligation_columns("the state in any of these alliances"),
)


def members(world: World, coder: Coder, years: range | None) -> Sheet:
    """Each record of a membership one row; with years those not known to lie outside them."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for spell in world.spells:
            if years is None or spell.may_meet(years):
                yield (
                    world.number(spell.alliance),
                    coder(spell.state),
                    spell.start,
                    spell.end,
                    spell.first,
                    spell.last,
                    *(int(one in spell.obligations) for one in OBLIGATIONS),
                    " ".join(map(str, spell.rows)),
                )

    remark = "phases of one membership stand in rows of their own, as in the source"
    remarks = [remark, "a membership is left out only where it is known to lie outside the years"]
    return Sheet("members", MEMBERS, rows(), "a membership, or a phase of one", remarks)


def country_years(world: World, coder: Coder, years: range) -> Sheet:
    """Each state and year in which it was in an alliance."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        states = _ordered(world)
        places = {state: place for place, state in enumerate(states)}
        going: list[Spell] = []
        begun = _begun(world, years)
        for year, pairs, _ in by_year(world, years, places):
            allies = Counter(a for a, _ in pairs)
            going = [s for s in (*going, *begun.get(year, ())) if year in s.within(years)]
            own: dict[int, list[Spell]] = defaultdict(list)
            for spell in going:
                own[places[spell.state]].append(spell)
            for place in sorted(own):
                _, number, _, *owed = _told(world, own[place])
                yield (coder(states[place]), year, number, allies[place], *owed)

    remark = "without a row a state had no alliance, in the years that the source covers"
    remarks = [remark, *of_years(world)]
    return Sheet("states", STATES, rows(), "a state and a year", remarks)
