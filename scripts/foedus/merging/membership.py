"""Members of two sides: who is missing, and when each came and went."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.merging import claims
from foedus.merging.claims import END, MEMBER, START, Told
from foedus.merging.dating import differing, kind_of
from foedus.merging.things import Member, Thing


def members(left: Thing, right: Thing) -> Iterator[Told]:
    """The members of two things that disagree, one by one."""
    for key in sorted(left.members.keys() & right.members.keys()):
        a, b = left.members[key], right.members[key]
        for one in _spells(a, b):
            yield {**one, "about": key}
    yield from _missing(left, right)
    yield from _missing(right, left, swapped=True)


def _spells(left: Member, right: Member) -> Iterator[Told]:
    """Ends of memberships, and starts where both sides have them."""
    if not left.starts or not right.starts:
        for a in left.ends:
            if all(kind_of(a, b) for b in right.ends):
                for b in right.ends[:1]:
                    yield from differing(END, a, b)
        return
    for number, (a, b) in enumerate(zip(left.starts, right.starts, strict=False)):
        yield from differing(START, a, b)
        yield from differing(END, left.ends[number], right.ends[number])


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
        claim = member.claims[0] if member.claims else None
        if claim is None:
            continue
        kind = _covered(member, right)
        absent = right.lacks(MEMBER)
        a, b = (absent, claim) if swapped else (claim, absent)
        note = "a member in one source only"
        yield {"kind": kind, "predicate": MEMBER, "left": a, "right": b, "note": note, "about": key}


def _covered(member: Member, other: Thing) -> str:
    """Whether the other source would have seen this membership."""
    until, since = other.origin.covers_until, other.origin.covers_from
    if member.starts and until and all((c.latest or "") > until for c in member.starts):
        return "coverage"
    if member.ends and since and all(c.latest and c.latest < since for c in member.ends):
        return "coverage"
    return "value"
