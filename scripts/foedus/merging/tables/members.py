"""Members of alliances spell by spell, and states year by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from foedus.merging.tables.alliances import Coder, World
from foedus.merging.tables.dyads import by_year, of_years, order
from foedus.merging.tables.sheet import OBLIGATIONS, Cell, Column, Sheet, obligation_columns

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
