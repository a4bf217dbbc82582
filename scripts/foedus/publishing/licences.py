"""Which graphs of a dataset may be published: not those whose source has no known licence.

The graph ``graph:sources`` describes the graph of each source; where its rights are ``unknown`` or
nothing is said of them, local use is all that is allowed. What was worked out from such a graph
goes with it: the conflicts and resolved values of its records, and the links that lead to them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from foedus.rdf.dataset import SOURCES
from foedus.rdf.names import DCTERMS_NS, PROV_NS, RDF_NS, text
from foedus.sources.descriptor import UNKNOWN, licence_of

_RIGHTS = (DCTERMS_NS + "rights", DCTERMS_NS + "license")
_TYPE, _ENTITY = ox.NamedNode(RDF_NS + "type"), ox.NamedNode(PROV_NS + "Entity")
_SOURCES = ox.NamedNode(SOURCES)
_DEFAULT = ox.DefaultGraph()


def without_unlicensed(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], tuple[str, ...]]:
    """The quads that may be published, and the IRIs of the graphs that may not, sorted."""
    quads = list(quads)
    described, barred = _sources(quads)
    if not barred:
        return quads, ()
    own = {_DEFAULT, _SOURCES, *described} - barred
    kept = [quad for quad in quads if quad.graph_name not in barred]
    standing = {quad.subject for quad in kept if quad.graph_name in own}
    derived = [quad for quad in kept if quad.graph_name not in own]
    # What was worked out names the graph that it is from, also where a record stands in others too.
    gone: set[object] = set(barred)
    gone |= {quad.subject for quad in quads if quad.graph_name in barred} - standing
    while lost := {
        quad.subject
        for quad in derived
        if quad.object in gone and quad.subject not in gone and quad.subject not in standing
    }:
        gone |= lost
    return (
        [
            quad
            for quad in kept
            if quad.graph_name in own or not (quad.subject in gone or quad.object in gone)
        ],
        tuple(sorted(map(text, barred))),
    )


def _sources(quads: Iterable[ox.Quad]) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """The graphs that are described as sources, and those among them without a known licence."""
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    described: set[ox.NamedNode] = set()
    rights: dict[ox.NamedNode, set[str]] = {}
    for quad in quads:
        graph = quad.subject
        if quad.graph_name != _SOURCES or not isinstance(graph, ox.NamedNode):
            continue
        if graph not in graphs or graph == _SOURCES:
            continue
        if quad.predicate == _TYPE and quad.object == _ENTITY:
            described.add(graph)
        elif quad.predicate.value in _RIGHTS:
            rights.setdefault(graph, set()).add(licence_of(text(quad.object)))
    described |= rights.keys()
    return described, {one for one in described if UNKNOWN in rights.get(one, {UNKNOWN})}
