"""Dates of two sides: how two of them disagree, and step by step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

from foedus.merging import claims
from foedus.merging.agreements import Thing
from foedus.merging.claims import BEGUN, END, FORCE, SIGNATURE, START, TERMINATION, Claim, Told


def kind_of(left: Claim, right: Claim) -> str | None:
    """How two dates disagree: value, precision or coverage; None where they do not.

    An end that one side has and the other would have told is a value conflict, unless it lies
    beyond what the other covers.
    """
    if left.is_open or right.is_open:
        if left.is_open and right.is_open:
            return None
        ended, still = (right, left) if left.is_open else (left, right)
        until = still.origin.covers_until
        beyond = until is not None and ended.latest is not None and ended.latest > until
        return "coverage" if beyond else "value"
    a, b = (left.earliest, left.latest), (right.earliest, right.latest)
    if None in (*a, *b) or a == b:
        return None
    return "precision" if a[0] <= b[1] and b[0] <= a[1] else "value"  # type: ignore[operator]


def steps(left: Thing, right: Thing) -> Iterator[Told]:
    """The dates of two things that disagree, step by step."""
    for step in (SIGNATURE, FORCE):
        yield from _each(left.dates.get(step, []), right.dates.get(step, []), step)
    yield from _each(left.dates.get(START, []), right.dates.get(START, []), START)
    yield from _starts(left, right)
    yield from _starts(right, left, swapped=True)
    begun = [c for s in (START, SIGNATURE) for c in right.dates.get(s, [])]
    yield from _each(left.dates.get(BEGUN, []), begun, START)
    ended = [[c for s in (END, TERMINATION) for c in t.dates.get(s, [])] for t in (left, right)]
    yield from _each(ended[0], ended[1], END)


def _each(left: Sequence[Claim], right: Sequence[Claim], predicate: str) -> Iterator[Told]:
    for a, b in itertools.product(left, right):
        yield from differing(predicate, a, b)


def differing(predicate: str, left: Claim, right: Claim) -> Iterator[Told]:
    """Two dates, if they disagree."""
    if kind := kind_of(left, right):
        note = _gap(left, right)
        yield {"kind": kind, "predicate": predicate, "left": left, "right": right, "note": note}


def _starts(named: Thing, plain: Thing, swapped: bool = False) -> Iterator[Told]:
    """A start of no named step against signature and entry into force.

    Where it is one of the two, the other only shows what the source calls a start, which is a
    matter of words; where it is neither, it is another value.
    """
    steps = [c for s in (SIGNATURE, FORCE) for c in named.dates.get(s, [])]
    for start in plain.dates.get(START, []):
        agreeing = [c for c in steps if kind_of(c, start) != "value"]
        for step in steps:
            kind = kind_of(step, start)
            if kind is None:
                continue
            note = _gap(step, start)
            if kind == "value" and agreeing:
                kind = "vocabulary"
                words = {claims.name_of(c.predicate) for c in agreeing}
                note = f"the start there is the {' or '.join(sorted(words))}; {note}"
            a, b = (start, step) if swapped else (step, start)
            yield {"kind": kind, "predicate": START, "left": a, "right": b, "note": note}


def _gap(left: Claim, right: Claim) -> str:
    if left.is_open or right.is_open:
        return "ended in one, open in the other"
    if None in (left.earliest, left.latest, right.earliest, right.latest):
        return ""
    first, second = sorted((left, right), key=lambda c: (c.earliest or "", c.latest or ""))
    days = _days(first.latest or "", second.earliest or "")
    return f"{days} day{'s' if days != 1 else ''} apart" if days > 0 else ""


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days
