"""Times of a membership: phases that follow each other are one spell, and spells of two sides meet.

A day that nobody tells, or that nobody can read, is unknown: it is neither early nor late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from foedus.merging.claims import Claim, Origin

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
