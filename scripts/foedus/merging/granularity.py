"""One thing in one source that is several in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from foedus.merging import claims
from foedus.merging.agreements import Thing
from foedus.merging.claims import Claim, Told
from foedus.rdf.names import SKOS_NS


def one_to_many(table: claims.Table, by_iri: dict[str, list[Thing]]) -> Iterator[Told]:
    """One thing here that is several there, by narrow and broad matches."""
    parts: dict[str, set[str]] = defaultdict(set)
    for subject, kind, object in table.matches:
        if kind == "narrow":
            parts[subject].add(object)
        elif kind == "broad":
            parts[object].add(subject)
    for whole, found in sorted(parts.items()):
        by_graph: dict[str, list[Thing]] = defaultdict(list)
        for iri in sorted(found):
            for thing in by_iri.get(iri, []):
                by_graph[thing.origin.graph].append(thing)
        for left in by_iri.get(whole, []):
            one = Claim(_whole_origin(left), whole, SKOS_NS + "narrowMatch", "1 record")
            if left.record:
                one = replace(one, rows=left.record.rows)
            for _, things in sorted(by_graph.items()):
                if len(things) < 2 or things[0].origin.key == left.origin.key:
                    continue
                many = [
                    Claim(
                        thing.origin,
                        thing.iri,
                        SKOS_NS + "narrowMatch",
                        f"{len(things)} records",
                        rows=thing.record.rows if thing.record else (),
                    )
                    for thing in things
                ]
                yield {
                    "kind": "granularity",
                    "section": "sources",
                    "predicate": SKOS_NS + "narrowMatch",
                    "subject": whole,
                    "about": "",
                    "left": one,
                    "right": many[0],
                    "note": f"one against {len(things)}",
                    "others": tuple(many[1:]),
                }


def _whole_origin(thing: Thing) -> claims.Origin:
    if not thing.is_own:
        return thing.origin
    for member in thing.members.values():
        for claim in member.claims:
            return claim.origin
    return claims.BACKGROUND
