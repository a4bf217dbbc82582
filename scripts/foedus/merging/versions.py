"""What differs between two versions of one source, record by record."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator

from foedus.merging import claims
from foedus.merging.claims import (
    END,
    FORCE,
    IN_ALLIANCE,
    MEMBER,
    NONE,
    OBLIGATION,
    OPEN,
    PARTY,
    ROW,
    SIGNATURE,
    START,
    TERMINATION,
    Claim,
    Told,
)
from foedus.merging.comparing import differing
from foedus.rdf.names import DCTERMS_NS


def versions(table: claims.Table) -> Iterator[Told]:
    """What differs between two versions of one source, record by record."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for graph, origin in sorted(table.origins.items()):
        by_key[origin.key].append(graph)
    for graphs in by_key.values():
        for older, newer in itertools.combinations(sorted(graphs, key=_age(table)), 2):
            for told in _version_pair(table, older, newer):
                yield {"section": "versions", **told}


def _age(table: claims.Table) -> Callable[[str], tuple[str, str]]:
    def age(graph: str) -> tuple[str, str]:
        origin = table.origins[graph]
        return (origin.covers_until or "", origin.label)

    return age


def _version_pair(table: claims.Table, older: str, newer: str) -> Iterator[Told]:
    left, right = table.records[older], table.records[newer]
    for record in sorted(left.keys() & right.keys()):
        subject = _subject(left[record], record)
        state = next((v for v, _, _ in left[record].get(MEMBER, [])), "")
        for told in _record_pair(table, older, newer, record):
            yield {"subject": subject, "about": state, **told}
    yield from _one_only(table, older, newer)
    yield from _one_only(table, newer, older, swapped=True)


def _subject(values: claims.Values, record: str) -> str:
    return next((alliance for alliance, _, _ in values.get(IN_ALLIANCE, [])), record)


def _record_pair(table: claims.Table, older: str, newer: str, record: str) -> Iterator[Told]:
    left, right = table.records[older][record], table.records[newer][record]
    for predicate in sorted((left.keys() | right.keys()) - {ROW, IN_ALLIANCE} - claims.SEEN):
        a, b = (table.claims(graph, record, predicate) for graph in (older, newer))
        if predicate in (START, END, SIGNATURE, FORCE, TERMINATION):
            if predicate == END and START in left and START in right:
                a, b = a or [_still(table, older, record)], b or [_still(table, newer, record)]
            a, b = _unlike(a, b), _unlike(b, a)
            for one, other in zip(a, b, strict=False):
                yield from differing(predicate, one, other)
            a, b = a[len(b) :], b[len(a) :]
        values = {c.value for c in a}, {c.value for c in b}
        lost, gained = sorted(values[0] - values[1]), sorted(values[1] - values[0])
        single = predicate not in (OBLIGATION, PARTY) and len(a) == len(b) == 1
        if single and lost:
            yield {"kind": "value", "predicate": predicate, "left": a[0], "right": b[0]}
            continue
        for only, told, lacking in ((lost, a, newer), (gained, b, older)):
            rows = table.rows(lacking, record)
            none = Claim(table.origins[lacking], record, predicate, NONE, rows=rows)
            for value in only:
                claim = next(c for c in told if c.value == value)
                sides = (claim, none) if lacking is newer else (none, claim)
                one_only = {"left": sides[0], "right": sides[1]}
                yield {"kind": _seen_day(claim, none.origin), "predicate": predicate, **one_only}


def _unlike(dates: list[Claim], others: list[Claim]) -> list[Claim]:
    """Those of one version's dates that the other version does not have."""
    known = {(c.value, c.earliest, c.latest) for c in others}
    return [c for c in dates if (c.value, c.earliest, c.latest) not in known]


def _seen_day(claim: Claim, other: claims.Origin) -> str:
    """Whether the other version could have had this value, which may be a date."""
    late = claim.latest and other.covers_until and claim.latest > other.covers_until
    return "coverage" if late else "value"


def _still(table: claims.Table, graph: str, record: str) -> Claim:
    return Claim(table.origins[graph], record, END, OPEN, rows=table.rows(graph, record))


def _one_only(table: claims.Table, here: str, there: str, swapped: bool = False) -> Iterator[Told]:
    """Records of one version only; a whole alliance counts once, and not member by member."""
    mine, other = table.records[here], table.records[there]
    for record in sorted(mine.keys() - other.keys()):
        values = mine[record]
        alliance = _subject(values, record)
        if alliance != record and alliance not in other:
            continue
        predicate = MEMBER if MEMBER in values else DCTERMS_NS + "identifier"
        if alliance != record or predicate in values:
            claim = (table.claims(here, record, predicate) or [_row_claim(table, here, record)])[0]
        else:
            claim = _row_claim(table, here, record)
        node = alliance if alliance != record else record
        none = Claim(table.origins[there], node, claim.predicate, NONE)
        a, b = (none, claim) if swapped else (claim, none)
        yield {
            "kind": _seen(table, here, record, table.origins[there]),
            "predicate": claim.predicate,
            "subject": alliance,
            "about": next((v for v, _, _ in values.get(MEMBER, [])), ""),
            "left": a,
            "right": b,
            "note": "in one version only",
        }


def _row_claim(table: claims.Table, graph: str, record: str) -> Claim:
    rows = table.rows(graph, record)
    return Claim(table.origins[graph], record, ROW, ", ".join(map(str, rows)) or "there", rows=rows)


def _seen(table: claims.Table, graph: str, record: str, other: claims.Origin) -> str:
    """Whether the other version could have had a record."""
    starts = table.claims(graph, record, START)
    if not starts:
        starts = [
            claim
            for name, values in table.records[graph].items()
            if any(alliance == record for alliance, _, _ in values.get(IN_ALLIANCE, []))
            for claim in table.claims(graph, name, START)
        ]
    until = other.covers_until
    late = bool(starts) and bool(until) and all((c.latest or "") > (until or "") for c in starts)
    return "coverage" if late else "value"
