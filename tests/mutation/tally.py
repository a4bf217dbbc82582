"""Counting: the kill rate of each kind, the survivors, and the harmless ones among them."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mutation.mutants import Mutant

EQUIVALENTS = Path(__file__).with_name("equivalents.tsv")
SURVIVORS = Path(__file__).with_name("survivors.tsv")
TARGETS = {"data": 0.95, "shapes": 0.90, "axioms": 0.90, "questions": 0.90}
"""The least share of faults that must be noticed. Of rules and labels the share is only told."""
MOST_EQUIVALENT = 0.03
"""The largest share of a part's mutants that may be called harmless."""
STORED = "inventory: "
"""How the name of a check begins whose expectation is a copy of the data."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Reason:
    """Why nothing notices some faults: their part, operator and a pattern of place and triple."""

    part: str
    operator: str
    pattern: str
    reason: str

    def covers(self, verdict: Verdict) -> bool:
        """Whether it explains that a fault is not noticed."""
        operator, place, what = verdict.key
        return (
            self.part == verdict.part
            and self.operator in ("*", operator)
            and re.fullmatch(self.pattern, f"{place} {what}") is not None
        )


@dataclass(frozen=True)
class Verdict:
    """A mutant and the check that noticed it, empty if none did."""

    part: str
    operator: str
    key: Key
    stratum: str
    noticed_by: str

    @property
    def stored(self) -> bool:
        """Whether only a copy of the data tells them from before."""
        return self.noticed_by.startswith(STORED)


@dataclass
class Share:
    """How many mutants of a kind there are, were tried, and were noticed.

    ``stored`` are those that only a copy of the data notices; they are not among ``noticed``.
    """

    all: float = 0
    tried: int = 0
    noticed: float = 0
    stored: float = 0
    harmless: float = 0

    @property
    def rate(self) -> float:
        """Noticed of all that are not harmless."""
        return self._share(self.noticed)

    @property
    def rate_with_copies(self) -> float:
        """Noticed of all that are not harmless, by copies of the data too."""
        return self._share(self.noticed + self.stored)

    def _share(self, noticed: float) -> float:
        counted = self.all - self.harmless
        return noticed / counted if counted else 1.0


@dataclass
class Tally:
    """The shares by part and by part and operator, and the survivors that nothing excuses."""

    parts: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    kinds: dict[tuple[str, str], Share] = field(default_factory=lambda: defaultdict(Share))
    survivors: list[Verdict] = field(default_factory=list)

    def by_reason(self) -> dict[str, int]:
        """How many survivors each reason explains."""
        why = reasons()
        first = (next((r for r in why if r.covers(one)), None) for one in self.survivors)
        return dict(Counter(one.reason for one in first if one))

    def unexplained(self) -> list[Verdict]:
        """The survivors of parts with a target that no reason explains."""
        why = reasons()
        return [
            one
            for one in self.survivors
            if one.part in TARGETS and not any(reason.covers(one) for reason in why)
        ]

    def misses(self) -> list[str]:
        """The targets that are not met and the survivors without a reason, a line each."""
        return [
            *(f"no reason: {one.part}: {' '.join(one.key)}" for one in self.unexplained()),
            *self._low(),
        ]

    def _low(self) -> list[str]:
        return [
            f"{part}: {self.parts[part].rate:.1%} of the faults are noticed, not {least:.0%}"
            for part, least in TARGETS.items()
            if part in self.parts and self.parts[part].rate < least
        ]


def equivalents() -> dict[Key, str]:
    """The mutants that do no harm, each with the reason."""
    with EQUIVALENTS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["operator"], row["place"], row["what"]): row["reason"] for row in rows}


@cache
def reasons() -> tuple[Reason, ...]:
    """Why some faults are not noticed. They count against the rate all the same."""
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Reason(**row) for row in rows)


def sample(mutants: Sequence[Mutant], size: int, seed: int) -> list[tuple[Mutant, float]]:
    """Some mutants, drawn by chance from each kind and property, each with its weight.

    From each stratum at least one is drawn, and of the rest in proportion; the weight says for how
    many mutants it stands, so that the weighted share is that of all.
    """
    strata: dict[tuple[str, str, str, str], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        strata[mutant.part, mutant.operator, mutant.place, mutant.stratum].append(mutant)
    chance = random.Random(seed)
    drawn = []
    for key in sorted(strata):
        members = strata[key]
        count = min(len(members), max(1, round(size * len(members) / len(mutants))))
        chosen = chance.sample(members, count)
        drawn += [(mutant, len(members) / count) for mutant in chosen]
    chance.shuffle(drawn)
    return drawn


def count(verdicts: Iterable[tuple[Verdict, float]]) -> Tally:
    """The tally of some verdicts, each with its weight."""
    tally = Tally()
    excused = equivalents()
    for verdict, weight in verdicts:
        survived = verdict.stored or not verdict.noticed_by
        harmless = survived and verdict.key in excused
        for share in (
            tally.parts[verdict.part],
            tally.kinds[verdict.part, verdict.operator],
        ):
            share.all += weight
            share.tried += 1
            share.noticed += weight if verdict.noticed_by and not verdict.stored else 0
            share.stored += weight if verdict.stored else 0
            share.harmless += weight if harmless else 0
        if survived and not harmless:
            tally.survivors.append(verdict)
    return tally


_HEAD = ("mutants", "tried", "noticed", "with copies", "harmless")


def table(tally: Tally) -> str:
    """The rates by part and kind as text."""
    lines = [_line("part", "kind", _HEAD)]
    for part, share in sorted(tally.parts.items()):
        lines.append(_line(part, "all", _cells(share)))
        lines += [
            _line("", kind, _cells(one)) for (of, kind), one in tally.kinds.items() if of == part
        ]
    return "\n".join(lines)


def _cells(share: Share) -> tuple[str, ...]:
    rates = (f"{share.rate:.1%}", f"{share.rate_with_copies:.1%}")
    return f"{share.all:.0f}", str(share.tried), *rates, f"{share.harmless:.0f}"


def _line(part: str, kind: str, cells: Iterable[str]) -> str:
    wide = (f"{cell:>{len(head) + 2}}" for cell, head in zip(cells, _HEAD, strict=True))
    return f"{part:20}{kind:36}" + "".join(wide)
