"""How alike two alliances or agreements are, from what two sources tell of each.

Evidence is weighed by ``WEIGHTS`` and counted only where both sides tell it; what only one tells
is neither for nor against, except the start: the same parties agree on many things, and without
days nothing tells which is meant. A share of doubt stays, so that little evidence is never sure.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

Days = tuple[str, str]
"""The first and the last day that a date can mean, in ISO 8601."""

WEIGHTS = {
    "parties": 1.0,
    "start": 3.0,
    "end": 1.0,
    "name": 2.0,
    "kind": 1.0,
    "number": 3.0,
    "doubt": 1.0,
}
"""What each piece of evidence weighs; parties weigh this much for each that is shared."""

MOST_PARTIES = 10
"""Shared parties beyond these weigh nothing more."""

HALF = 180
"""Days apart at which two dates speak half as much for one thing as the same day does."""

NEAR_NAMES = 0.5
"""From here on names are called near."""

_WORD = re.compile(r"\w+")
_DULL = frozenset(
    ["the", "of", "and", "between", "treaty", "agreement", "alliance", "on", "for", "a", "in", "to"]
)
_ALIKE = 0.75
"""From here on two words are taken for forms of one: north and northern."""


@dataclass
class Thing:
    """What is compared: an alliance or agreement, as record or as entity of ours."""

    iri: str
    source: str
    name: str = ""
    number: str = ""
    kind: str = ""
    """``alliance`` or ``agreement``; empty where it may be either, as a treaty may."""
    parties: set[str] = field(default_factory=set)
    obligations: set[str] = field(default_factory=set)
    begins: list[Days] = field(default_factory=list)
    ends: list[Days] = field(default_factory=list)
    is_open: bool = False
    """Whether a membership goes on, so that the last end told is not the end of the whole."""

    @property
    def end(self) -> Days | None:
        """When it ended, if it did."""
        return max(self.ends, key=lambda days: days[1]) if self.ends and not self.is_open else None


@dataclass(frozen=True)
class Likeness:
    """How alike two things are, from 0 to 1, and why."""

    thing: Thing
    other: Thing
    score: float
    reasons: tuple[str, ...]


def compare(thing: Thing, other: Thing) -> Likeness:
    """Weigh all that both tell."""
    told = [
        found
        for weigh in (_parties, _start, _end, _name, _kind, _number)
        if (found := weigh(thing, other))
    ]
    whole = WEIGHTS["doubt"] + sum(weight for weight, _, _ in told)
    score = sum(weight * share for weight, share, _ in told) / whole
    return Likeness(thing, other, score, tuple(reason for _, _, reason in told if reason))


_Evidence = tuple[float, float, str] | None
"""Its weight, how far it speaks for one thing (0 to 1), and the reason in words."""


def _parties(a: Thing, b: Thing) -> _Evidence:
    if not a.parties or not b.parties:
        return None
    shared, every = len(a.parties & b.parties), len(a.parties | b.parties)
    share = 2 * shared / (len(a.parties) + len(b.parties))
    weight = WEIGHTS["parties"] * max(1, min(MOST_PARTIES, shared))
    return weight, share, f"{shared} of {every} parties shared"


def _start(a: Thing, b: Thing) -> _Evidence:
    if not a.begins or not b.begins:
        return WEIGHTS["start"], 0, "no start to compare"
    apart, exact = min(between(x, y) for x in a.begins for y in b.begins)
    if apart:
        reason = f"starts {apart} day{'s' if apart > 1 else ''} apart"
    elif exact:
        reason = "same day of beginning or signature"
    else:
        reason = "starts, which are not all exact, can be the same day"
    return WEIGHTS["start"], _closeness(apart), reason


def _end(a: Thing, b: Thing) -> _Evidence:
    if a.end is None or b.end is None:
        return None
    apart, _ = between(a.end, b.end)
    reason = f"ends {apart} days apart" if apart > 1 else "ends near"
    return WEIGHTS["end"], _closeness(apart), reason


def _name(a: Thing, b: Thing) -> _Evidence:
    share = names_alike(a.name, b.name)
    if share is None:
        return None
    near = "near" if share >= NEAR_NAMES else "far apart"
    return WEIGHTS["name"], share, "same name" if share == 1 else f"names {near}"


def _kind(a: Thing, b: Thing) -> _Evidence:
    if a.obligations and b.obligations:
        both, every = a.obligations & b.obligations, a.obligations | b.obligations
        share = len(both) / len(every)
        return WEIGHTS["kind"], share, f"{len(both)} of {len(every)} kinds of obligation shared"
    if not a.kind or not b.kind:
        return None
    same = a.kind == b.kind
    return WEIGHTS["kind"], float(same), "" if same else f"{a.kind} against {b.kind}"


def _number(a: Thing, b: Thing) -> _Evidence:
    """A number counts where ours names the other's; that of two sources is no evidence."""
    if not a.number or not b.number or (a.source and b.source):
        return None
    same = a.number == b.number
    words = f"same number {a.number}" if same else f"numbers {a.number} and {b.number}"
    return WEIGHTS["number"], float(same), words


def _closeness(days: int) -> float:
    return HALF / (HALF + days)


def between(a: Days, b: Days) -> tuple[int, bool]:
    """Days between two stretches of days (0 where they meet), and whether both are one day."""
    exact = a[0] == a[1] and b[0] == b[1]
    if a[0] <= b[1] and b[0] <= a[1]:
        return 0, exact
    first, second = sorted((a, b))
    gap = datetime.date.fromisoformat(second[0]) - datetime.date.fromisoformat(first[1])
    return gap.days, exact


# --- names -------------------------------------------------------------------------------


def words(name: str) -> tuple[str, ...]:
    """The words of a name that tell something."""
    return _words(name)


@lru_cache(maxsize=50_000)
def _words(name: str) -> tuple[str, ...]:
    found = sorted(set(_WORD.findall(name.lower())))
    return tuple(word for word in found if word not in _DULL and not word.isdigit())


def names_alike(a: str, b: str) -> float | None:
    """How near two names are, from 0 to 1; None where one has no word that tells anything.

    >>> round(names_alike("Northern Pact", "North Pact Organization"), 2)
    0.71
    """
    here, there = _words(a), _words(b)
    if not here or not there:
        return None
    return (_covered(here, there) + _covered(there, here)) / (len(here) + len(there))


def _covered(some: Iterable[str], others: Sequence[str]) -> float:
    best = (max(_word_alike(word, other) for other in others) for word in some)
    return sum(share for share in best if share >= _ALIKE)


@lru_cache(maxsize=100_000)
def _word_alike(a: str, b: str) -> float:
    return 1.0 if a == b else SequenceMatcher(None, min(a, b), max(a, b), autojunk=False).ratio()
