"""Two things that are taken for the same, compared: dates, members and obligations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from foedus.merging import dating, membership, obligations
from foedus.merging.agreements import Thing
from foedus.merging.claims import Told


def all_pairs(things: Sequence[Thing]) -> Iterator[Told]:
    """Everything in which two of these disagree, of different sources each."""
    for one, other in itertools.combinations(things, 2):
        if one.origin.key != other.origin.key:
            left, right = sorted((one, other), key=lambda t: (not t.is_own, t.origin.label))
            yield from compare(left, right)


def compare(left: Thing, right: Thing) -> Iterator[Told]:
    """Everything in which two things disagree that are taken for the same."""
    subject = right.iri if left.is_own or left.iri == right.iri else left.iri
    told = {"section": "sources", "subject": subject, "about": ""}
    for one in dating.steps(left, right):
        yield {**told, **one}
    for one in membership.members(left, right):
        yield {**told, **one}
    for one in obligations.obligations(left, right):
        yield {**told, **one}
