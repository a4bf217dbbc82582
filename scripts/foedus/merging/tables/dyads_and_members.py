"""Dyad-years, members of alliances spell by spell, and states year by year.

Dyad-years: each ordered pair of states and year in which both were in one alliance on some day. A
row is a distinct (A, B, year), A other than B; the years of entry and exit count as a whole,
phases are merged, and each row has its mirror. ``complete`` adds the pairs of states of a list
that were not allied: 0 in the years that the source covers, unknown outside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from foedus.errors import BadInput
from foedus.merging import claims
from foedus.merging.tables.alliances import Coder, Spell, World
from foedus.merging.tables.files import OBLIGATIONS, Cell, Column, Sheet, obligation_columns
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

Pairs = dict[tuple[str, str], dict[str, set[str]]]
"""The pairs of one year: the alliances of each, and what A owes in each."""


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
    pairs_of, covers = by_year(world, years), world.covers
    flags: dict[frozenset[str], tuple[int, ...]] = {}
    for year in years:
        pairs = pairs_of.pop(year, {})
        keys = set(pairs)
        if all:
            here = _states_in(listed, year)
            keys |= {(a, b) for a in here for b in here if a != b}
        covered = year in covers
        for a, b in sorted(keys, key=lambda pair: (order(pair[0]), order(pair[1]))):
            shared = pairs.get((a, b))
            if shared:
                owed = frozenset().union(*shared.values())
                if owed not in flags:
                    flags[owed] = tuple(int(one in owed) for one in OBLIGATIONS)
                numbers = " ".join(sorted(world.number(one) for one in shared))
                yield (coder(a), coder(b), year, 1, len(shared), numbers, *flags[owed])
            else:
                cell = 0 if covered else None
                none: tuple[Cell, ...] = (cell,) * len(OBLIGATIONS)
                yield (coder(a), coder(b), year, cell, cell, "" if covered else None, *none)


def of_years(world: World) -> list[str]:
    """What the codebook of a table of years says of memberships without a start or an end."""
    told = [
        "a membership that goes on is taken to last as long as the source covers"
        + (", which tells no end: to the last year here" if world.goes_on else "")
    ]
    if world.undated:
        told.append(left_out(world.undated))
    return told


def left_out(number: int) -> str:
    """Why memberships are in no year."""
    what = "membership has" if number == 1 else "memberships have"
    return f"{number:,} {what} no start, or a date that cannot be read: in no year here"


def by_year(world: World, years: range) -> dict[int, Pairs]:
    """The allied pairs of each year."""
    alliances: dict[str, list[Spell]] = defaultdict(list)
    for spell in world.spells:
        alliances[spell.alliance].append(spell)
    found: dict[int, Pairs] = defaultdict(dict)
    for alliance, spells in sorted(alliances.items()):
        for a in spells:
            for b in spells:
                # The two days may differ, as in the published panels.
                if a.state != b.state:
                    for year in b.within(a.within(years)):
                        owed = found[year].setdefault((a.state, b.state), {})
                        owed.setdefault(alliance, set()).update(a.obligations)
    return found


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
        pairs = by_year(world, years)
        held: dict[int, dict[str, dict[str, set[str]]]] = defaultdict(dict)
        for spell in world.spells:
            for year in spell.within(years):
                own = held[year].setdefault(spell.state, {})
                own.setdefault(spell.alliance, set()).update(spell.obligations)
        for year in years:
            allies: dict[str, set[str]] = defaultdict(set)
            for a, b in pairs.get(year, {}):
                allies[a].add(b)
            for state in sorted(held.get(year, {}), key=order):
                alliances = held[year][state]
                owed = set().union(*alliances.values())
                yield (
                    *(coder(state), year, len(alliances), len(allies[state])),
                    *(int(one in owed) for one in OBLIGATIONS),
                )

    remark = "without a row a state had no alliance, in the years that the source covers"
    remarks = [remark, *of_years(world)]
    return Sheet("states", STATES, rows(), "a state and a year", remarks)
