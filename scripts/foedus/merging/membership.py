"""Members of two sides: who is missing, and when each came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foedus.merging import claims, periods
from foedus.merging.agreements import Thing
from foedus.merging.claims import END, MEMBER, START, Claim, Told
from foedus.merging.dating import differing
from foedus.merging.periods import Spell


def members(left: Thing, right: Thing) -> Iterator[Told]:
    """The members of two things that disagree, one by one."""
    for key in sorted(left.members.keys() & right.members.keys()):
        for one in _times(left, right, key):
            yield {**one, "about": key}
    yield from _missing(left, right)
    yield from _missing(right, left, swapped=True)


def _times(left: Thing, right: Thing, key: str) -> Iterator[Told]:
    """When a member of both sides came and went by each, where both tell it."""
    here, there = left.members[key].spells, right.members[key].spells
    if not here or not there:
        return
    paired = periods.pairs(here, there) or _only(here, there)
    for one, other in paired:
        if one.start and other.start:
            yield from differing(START, one.start, other.start)
        yield from differing(END, one.end, other.end)
    if paired and len(here) == len(there) == 1:
        return
    for one in periods.alone(here, there):
        yield from _spell(one, left, right, key)
    for one in periods.alone(there, here):
        yield from _spell(one, right, left, key, swapped=True)


def _only(here: Sequence[Spell], there: Sequence[Spell]) -> list[tuple[Spell, Spell]]:
    """The one spell of each side, which mean the same where both sources have seen both."""
    if len(here) != 1 or len(there) != 1:
        return []
    one, other = here[0], there[0]
    seen = one.is_seen_by(other.end.origin) and other.is_seen_by(one.end.origin)
    return [(one, other)] if seen else []


def _spell(
    spell: Spell, has: Thing, lacks: Thing, key: str, swapped: bool = False
) -> Iterator[Told]:
    """A spell at a time when the other side has none. Ours may lack one: that says nothing."""
    if lacks.is_own:
        return
    known = [claim for claim in (spell.start, spell.end) if claim]
    rows = tuple(sorted({row for claim in known for row in claim.rows}))
    text = f"{spell.start.value if spell.start else 'unknown'} to {spell.end.value}"
    told = replace(known[0], predicate=MEMBER, value=text, datatype="", rows=rows)
    other = lacks.members[key].claims[0]
    absent = replace(lacks.lacks(MEMBER), node=other.node, rows=other.rows)
    kind = "value" if spell.is_seen_by(lacks.origin) else "coverage"
    yield _one_sided(kind, told, absent, swapped, "a time of the membership in one source only")


def _missing(left: Thing, right: Thing, swapped: bool = False) -> Iterator[Told]:
    """Members that only one side has. Ours may lack one: that says nothing."""
    if right.is_own or not right.members or not left.members:
        return
    told = [claim.value for member in right.members.values() for claim in member.claims]
    systems = {claims.system_of(code) for code in told} - {""}
    for key in sorted(left.members.keys() - right.members.keys()):
        own = claims.system_of(key)
        if own and systems and own not in systems:
            continue  # codes of two systems that nothing joins: unknown
        member = left.members[key]
        if not member.claims:
            continue
        seen = not member.spells or any(s.is_seen_by(right.origin) for s in member.spells)
        kind = "value" if seen else "coverage"
        one = _one_sided(
            kind, member.claims[0], right.lacks(MEMBER), swapped, "a member in one source only"
        )
        yield {**one, "about": key}


def _one_sided(kind: str, told: Claim, absent: Claim, swapped: bool, note: str) -> Told:
    a, b = (absent, told) if swapped else (told, absent)
    return {"kind": kind, "predicate": MEMBER, "left": a, "right": b, "note": note}
