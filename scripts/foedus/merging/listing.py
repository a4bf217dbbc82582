"""Memberships that begin when a list of states does not have the member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from foedus.merging import claims
from foedus.merging.claims import END, MEMBER, OPEN, START, Claim, Told


def outside_lists(table: claims.Table) -> Iterator[Told]:
    """Memberships that begin when the list of states does not have the member."""
    lists: dict[str, list[tuple[str, Claim, Claim | None, str]]] = defaultdict(list)
    reach: dict[str, str] = {}
    for graph in sorted(table.records):
        for record in sorted(table.records[graph]):
            for code in table.claims(graph, record, claims.RECORDED):
                start = next(iter(table.claims(graph, record, START)), None)
                end = next(iter(table.claims(graph, record, END)), None)
                if start is None:
                    continue
                lists[code.value].append((graph, start, end, record))
                reach[graph] = table.origins[graph].covers_until or "9999"
    for graph in sorted(table.records) if lists else ():
        for record in sorted(table.records[graph]):
            for state in table.claims(graph, record, MEMBER):
                for start in table.claims(graph, record, START):
                    yield from _outside(graph, start, state, lists.get(state.value, []), reach)


def _outside(
    graph: str,
    start: Claim,
    state: Claim,
    intervals: Sequence[tuple[str, Claim, Claim | None, str]],
    reach: dict[str, str],
) -> Iterator[Told]:
    by_list: dict[str, list[tuple[Claim, Claim | None]]] = defaultdict(list)
    for name, first, last, _ in intervals:
        by_list[name].append((first, last))
    for name, spells in sorted(by_list.items()):
        if name == graph or start.earliest is None or start.earliest > reach[name]:
            continue
        inside = any(
            (first.earliest or "") <= (start.latest or "")
            and (last is None or (start.earliest or "") <= (last.latest or "9999"))
            for first, last in spells
        )
        if not inside:
            near = min(spells, key=lambda s: s[0].earliest or "")
            later = [s for s in spells if (s[0].earliest or "") > (start.latest or "")]
            first, last = min(later, key=lambda s: s[0].earliest or "") if later else near
            text = f"{first.value} to {last.value if last else OPEN}"
            yield {
                "kind": "scope",
                "section": "sources",
                "predicate": MEMBER,
                "subject": start.node,
                "about": state.value,
                "left": replace(start, predicate=MEMBER),
                "right": replace(first, predicate=MEMBER, value=text, datatype=""),
                "note": "the member is not in the list of states on that day",
            }
