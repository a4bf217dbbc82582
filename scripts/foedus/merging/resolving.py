"""Preferred values: the user's ranking of sources for one report, and why each value won.

Nothing is changed in any source. A conflict of scope is never resolved, since its values do not
exclude each other; one whose sides the ranking does not tell apart stays open and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.merging import conflicts
from foedus.merging.claims import Claim
from foedus.merging.conflicts import Conflict
from foedus.rdf.names import GRAPH_NS, PROV_NS, RDF_NS, RDFS_NS

GRAPH = GRAPH_NS + "resolved"


@dataclass(frozen=True)
class Resolution:
    """What a ranking makes of one conflict: the value that won, those passed over, and why.

    ``chosen`` is None where the ranking decides nothing.
    """

    conflict: Conflict
    chosen: Claim | None
    passed_over: tuple[Claim, ...]
    why: str


def resolve(
    found: Iterable[Conflict], ranking: Sequence[str], known: Iterable[str]
) -> list[Resolution]:
    """Each conflict under a ranking of sources, the best first.

    A source is named by its id, its id and version (``atop 5.1`` or ``atop@5.1``), or ``own``,
    ``article``, ``background``. Raises BadInput for a name that is no source of the dataset.
    """
    names = [name.strip().replace("@", " ") for name in ranking]
    known = {"own", "article", "background", *known}
    for name in names:
        if name not in known:
            raise BadInput(f"--prefer: no source {name!r}: use some of {', '.join(sorted(known))}")
    return [_resolve(one, names) for one in found]


def _resolve(conflict: Conflict, names: list[str]) -> Resolution:
    everyone = conflict.sides
    if conflict.kind == "scope":
        why = "of class scope: the values do not exclude each other"
        return Resolution(conflict, None, everyone, why)
    left, right = (_rank(claim, names) for claim in (conflict.left, conflict.right))
    if left == right:
        same = conflict.left.origin.label, conflict.right.origin.label
        told = " and ".join(sorted(set(same)))
        placed = f"{told} stand at one place" if left < len(names) else f"neither {told} is named"
        why = f"{placed} in the ranking {', '.join(names)}"
        return Resolution(conflict, None, everyone, why.replace("neither ", "none of "))
    won, lost = (
        (conflict.left, (conflict.right, *conflict.others))
        if left < right
        else (conflict.right, (conflict.left,))
    )
    best = names[min(left, right)]
    other = max(left, right)
    behind = f"before {names[other]}" if other < len(names) else "and the other side is not named"
    return Resolution(conflict, won, lost, f"{best} is number {min(left, right) + 1}, {behind}")


def _rank(claim: Claim, names: list[str]) -> int:
    called = {claim.origin.key, claim.origin.label}
    return next((n for n, name in enumerate(names) if name in called), len(names))


def as_quads(found: Iterable[Resolution]) -> list[ox.Quad]:
    """The values that won, without a graph: each says from whom it is and why it won."""
    told: list[ox.Quad] = []
    for one in found:
        if one.chosen is None:
            continue
        node = _name(one.conflict.iri.replace(conflicts.GRAPH, GRAPH, 1))
        about = one.chosen
        told += [
            ox.Quad(node, _name(RDF_NS + "type"), _name(PROV_NS + "Entity")),
            ox.Quad(node, _name(PROV_NS + "wasDerivedFrom"), _name(one.conflict.iri)),
            ox.Quad(node, _name(PROV_NS + "wasDerivedFrom"), _name(about.node)),
            ox.Quad(node, _name(RDF_NS + "value"), conflicts.literal(about)),
            ox.Quad(node, _name(RDFS_NS + "comment"), ox.Literal(one.why, language="en")),
        ]
        if about.origin.graph:
            source = _name(about.origin.graph)
            told.append(ox.Quad(node, _name(PROV_NS + "hadPrimarySource"), source))
    return told


def _name(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
