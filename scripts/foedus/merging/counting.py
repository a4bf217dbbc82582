"""Counts of forces side by side: who is counted, and when, decides whether they can disagree.

Two counts whose scope or date differs, or is not told on either side, are of class scope and never
a value conflict; only equal scopes and equal dates make unequal numbers a value conflict.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from foedus.merging import claims
from foedus.merging.claims import COUNTED, DATE, HOST, NUMBER, Claim, Told
from foedus.rdf.names import CODE_NS, FOEDUS_NS, ID_NS, XSD_NS
from foedus.sources import codes
from foedus.sources.tables import decimal_text

SENDER = FOEDUS_NS + "codedSendingState"
TOTALS = (CODE_NS + "personnel", CODE_NS + "active-duty")
"""The categories that count all, the widest first."""

SERVICES = {
    ID_NS + "us-" + name: CODE_NS + name
    for name in ("air-force", "army", "coast-guard", "marine-corps", "navy", "space-force")
}
"""The category that counts the people of a service."""


@dataclass
class Count:
    """One count of ours: the claim, the host, who is counted, the group, the services named."""

    claim: Claim
    host: str
    scope: str
    group: str
    services: set[str] = field(default_factory=set)


def counts(table: claims.Table) -> Iterator[Told]:
    """Our counts against those of the sources, and those of two sources against each other."""
    panels = _panels(table)
    if not panels:
        return
    for count in own(table):
        for graph, by_host in sorted(panels.items()):
            for record in _fitting(table, graph, by_host.get(count.host, []), count.claim):
                yield from _beside(table, graph, record, count)
    yield from _between(table, panels)


def _panels(table: claims.Table) -> dict[str, dict[str, list[str]]]:
    """The records that count, by graph and host."""
    lists = codes.States()
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for graph, records in table.records.items():
        for record, values in sorted(records.items()):
            if any(name.startswith(COUNTED) for name in values):
                for host, _, _ in values.get(HOST, []):
                    found[graph][claims.entity_of(host, lists)].append(record)
    return found


def own(table: claims.Table) -> list[Count]:
    """The counts of our data of forces in a host, in order."""
    found: dict[str, Count] = {}
    for row in claims.select(table.store, "counts"):
        node = row["count"].value
        first, last, scope = row["earliest"], row["latest"], row["scope"]
        if node not in found:
            value = row["value"]
            assert isinstance(value, ox.Literal)
            origin = claims.own_origin(table.store, node)
            claim = Claim(
                origin,
                node,
                NUMBER,
                value.value,
                value.datatype.value,
                first.value if first is not None else None,
                last.value if last is not None else None,
            )
            text = scope.value if scope is not None else ""
            found[node] = Count(claim, row["host"].value, text, row["group"].value)
        if row["service"] is not None and found[node].claim.origin == claims.ARTICLE:
            found[node].services.add(row["service"].value)
    return [found[node] for node in sorted(found)]


def _fitting(table: claims.Table, graph: str, records: list[str], own: Claim) -> list[str]:
    """The records of the time of a count; of an undated one, those of the last time there is."""
    dated = [(c, r) for r in records for c in table.claims(graph, r, DATE)]
    if own.earliest is not None and own.latest is not None:
        return [
            record
            for c, record in dated
            if (c.earliest or "9999") <= own.latest and own.earliest <= (c.latest or "")
        ]
    last = max((c.latest or "" for c, _ in dated), default="")
    return [record for c, record in dated if c.latest == last]


def _beside(table: claims.Table, graph: str, record: str, count: Count) -> Iterator[Told]:
    """A total, and the sum of the services that are named, beside a count of ours."""
    claim = count.claim
    when = "; ".join(c.value for c in table.claims(graph, record, DATE))
    for total in TOTALS[::-1]:
        for other in table.claims(graph, record, total):
            if not equal(other, claim):
                note = f"counted are {claims.name_of(total)}, {when}, against: {_scope(count)}"
                yield _told(count, other, total, note)
    summed = _sum(table, graph, record, count.services)
    if summed is not None and not equal(summed, claim):
        names = ", ".join(sorted(claims.name_of(SERVICES[s]) for s in count.services))
        note = f"the sum of {names}, {when}, against: {_scope(count)}"
        yield _told(count, summed, NUMBER, note)


def _scope(count: Count) -> str:
    dated = count.claim.earliest is not None
    return (count.scope or "nobody says who is counted") + ("" if dated else ", undated")


def _told(count: Count, other: Claim, predicate: str, note: str) -> Told:
    return {
        "kind": "scope",
        "predicate": predicate,
        "subject": count.host,
        "left": count.claim,
        "right": other,
        "note": note,
    }


def _sum(table: claims.Table, graph: str, record: str, services: set[str]) -> Claim | None:
    """The sum of the named services' columns, if the record has any of them, numbers all."""
    names = [SERVICES[s] for s in sorted(services) if s in SERVICES]
    found = [c for name in names for c in table.claims(graph, record, name)]
    if not found:
        return None
    numbers = [number for claim in found if (number := _number(claim)) is not None]
    if len(numbers) < len(found):
        return None
    total = sum(numbers, Decimal())
    kind = found[0].datatype if total == total.to_integral_value() else XSD_NS + "decimal"
    return replace(found[0], predicate=NUMBER, value=decimal_text(total), datatype=kind)


_Key = tuple[str, frozenset[str], tuple[tuple[str | None, str | None], ...]]
"""What counts must share to contradict each other: host, senders, and dates."""


def _between(table: claims.Table, panels: dict[str, dict[str, list[str]]]) -> Iterator[Told]:
    """Counts of two sources for one host, sender and date."""
    keyed = {graph: _by_key(table, graph, by_host) for graph, by_host in sorted(panels.items())}
    for left, right in itertools.combinations(keyed, 2):
        if table.origins[left].key == table.origins[right].key:
            continue
        for key in sorted(keyed[left].keys() & keyed[right].keys(), key=str):
            for a, b in itertools.product(keyed[left][key], keyed[right][key]):
                yield from _records(table, (left, a), (right, b), key)


def _by_key(
    table: claims.Table, graph: str, by_host: dict[str, list[str]]
) -> dict[_Key, list[str]]:
    """The records of one source that have a date, by what they count."""
    found: dict[_Key, list[str]] = defaultdict(list)
    for host, records in by_host.items():
        for record in records:
            days = tuple((c.earliest, c.latest) for c in table.claims(graph, record, DATE))
            if days and (None, None) not in days:
                senders = frozenset(c.value for c in table.claims(graph, record, SENDER))
                found[host, senders, days].append(record)
    return found


def _records(
    table: claims.Table, left: tuple[str, str], right: tuple[str, str], key: _Key
) -> Iterator[Told]:
    host, senders, _ = key
    note = "same host, sender, date and column" if senders else "neither tells whose forces"
    names = {n for n in table.records[left[0]][left[1]] if n.startswith(COUNTED)}
    for name in sorted(names & table.records[right[0]][right[1]].keys()):
        for a, b in itertools.product(table.claims(*left, name), table.claims(*right, name)):
            if not equal(a, b):
                yield {
                    "kind": "value" if senders else "scope",
                    "predicate": name,
                    "subject": host,
                    "left": a,
                    "right": b,
                    "note": note,
                }


# --- numbers -------------------------------------------------------------------------------


def _number(claim: Claim) -> Decimal | None:
    """The number of a claim; None where it is none."""
    try:
        number = Decimal(claim.value.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def equal(a: Claim, b: Claim) -> bool:
    """Whether two counts are one number, however they are written."""
    numbers = _number(a), _number(b)
    return a.value == b.value if None in numbers else numbers[0] == numbers[1]
