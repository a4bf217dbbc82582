"""Obligations of two sides, member by member, and of an alliance against its members.

What a source does not code, as its ``source.yaml`` says, is no value of its own: that the other
side has it is a matter of coverage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from foedus.merging.agreements import Thing
from foedus.merging.claims import NONE, OBLIGATION, Claim, Told
from foedus.rdf.names import CODE_NS

COMPARED = tuple(
    CODE_NS + name
    for name in ("defense", "offense", "neutrality", "non-aggression", "consultation")
)
"""The obligations that alliance data sets code; what else a treaty creates is told by none."""


def obligations(left: Thing, right: Thing) -> Iterator[Told]:
    """What members owe by one of two things and not by the other."""
    for key in sorted(left.members.keys() & right.members.keys()):
        a, b = left.members[key].obligations, right.members[key].obligations
        yield from _owed(key, a, b, left, right)
        yield from _owed(key, b, a, right, left, swapped=True)
    for one, other, swapped in ((left, right, False), (right, left, True)):
        if one.obligations and not other.obligations and other.codes_members:
            yield from _levels(one, other, swapped)
    if left.obligations and right.obligations:
        for one, other, swapped in ((left, right, False), (right, left, True)):
            for code in sorted(one.obligations.keys() - other.obligations.keys()):
                claim, none = one.obligations[code], other.lacks(OBLIGATION)
                yield _owing("value", claim, none, swapped, "coded in one source only")


def _owed(
    key: str,
    owed: dict[str, Claim],
    other: dict[str, Claim],
    left: Thing,
    right: Thing,
    swapped: bool = False,
) -> Iterator[Told]:
    """What a member owes by one side and not by the other, which codes what members owe."""
    if right.is_own or not right.codes_members or not left.codes_members:
        return
    for code in sorted(owed.keys() - other.keys()):
        if code in COMPARED:
            absent = replace(
                right.lacks(OBLIGATION),
                node=right.members[key].claims[0].node,
                rows=right.members[key].claims[0].rows,
            )
            note = f"{code.removeprefix(CODE_NS)} of a member in one source only"
            yield {**_owing("value", owed[code], absent, swapped, note), "about": key}


def _levels(whole: Thing, parts: Thing, swapped: bool) -> Iterator[Told]:
    """Obligations coded for the alliance against obligations coded for each member."""
    if whole.is_own or parts.is_own:
        return
    for code, claim in sorted(whole.obligations.items()):
        bound = [key for key, member in parts.members.items() if code in member.obligations]
        if not bound:
            yield _owing("value", claim, parts.lacks(OBLIGATION), swapped, "no member has it")
            continue
        for key in sorted(parts.members.keys() - set(bound)):
            first = parts.members[key].claims[0]
            absent = replace(parts.lacks(OBLIGATION), node=first.node, rows=first.rows)
            note = "coded for the alliance, where the other codes each member"
            yield {**_owing("vocabulary", claim, absent, swapped, note), "about": key}
    coded = {c: o for m in parts.members.values() for c, o in sorted(m.obligations.items())}
    for code in sorted(coded.keys() - whole.obligations.keys()):
        absent = whole.lacks(OBLIGATION)
        yield _owing("value", coded[code], absent, not swapped, "a member has it")


def _owing(kind: str, left: Claim, right: Claim, swapped: bool, note: str) -> Told:
    for absent, owed in ((left, right), (right, left)):
        if absent.value == NONE and absent.origin.is_silent_on(owed.value):
            name = owed.value.removeprefix(CODE_NS)
            kind, note = "coverage", f"{absent.origin.label} does not code {name}"
    a, b = (right, left) if swapped else (left, right)
    return {"kind": kind, "predicate": OBLIGATION, "left": a, "right": b, "note": note}


def inside(thing: Thing) -> Iterator[Told]:
    """What one source says of an alliance against what it says of its members."""
    if thing.is_own or not thing.obligations or not thing.codes_members:
        return
    held = {c: o for m in thing.members.values() for c, o in sorted(m.obligations.items())}
    told = {"section": "source", "subject": thing.iri, "about": ""}
    for code in sorted(held.keys() - thing.obligations.keys()):
        absent = Claim(thing.origin, thing.iri, OBLIGATION, NONE)
        note = "a member has what the alliance is said not to have"
        yield {**told, **_owing("value", absent, held[code], False, note)}
    for code in sorted(thing.obligations.keys() - held.keys()):
        first = next(iter(thing.members.values())).claims[0]
        absent = replace(first, predicate=OBLIGATION, value=NONE, datatype="")
        note = "the alliance has what no member has"
        yield {**told, **_owing("value", thing.obligations[code], absent, False, note)}
