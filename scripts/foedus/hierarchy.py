"""The classes of the ontology: which stand above each, and which below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pyoxigraph as ox

from foedus import bundled
from foedus.vocabulary import RDFS_NS

SUBCLASS = ox.NamedNode(RDFS_NS + "subClassOf")


@cache
def above() -> Mapping[ox.NamedNode, frozenset[ox.NamedNode]]:
    """Each named class that has others above it, with all of these; in the order of the names."""
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for quad in bundled.ontology():
        if quad.predicate != SUBCLASS:
            continue
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(quad.subject, set()).add(quad.object)
    return {child: _ancestors(child, parents) for child in sorted(parents, key=str)}


def _ancestors(
    child: ox.NamedNode, parents: Mapping[ox.NamedNode, set[ox.NamedNode]]
) -> frozenset[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    waiting = [child]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)


@cache
def at_or_below(kind: ox.NamedNode) -> frozenset[ox.NamedNode]:
    """A class with all below it."""
    return frozenset([kind, *(child for child, higher in above().items() if kind in higher)])
