"""Which graphs of a dataset may be published: not those whose source has no known licence.

The graph ``graph:sources`` describes each source's graph; a licence that is ``unknown`` or missing
there permits local use only. What was worked out from such a graph goes with it: the conflicts and
the resolved values of its records, and the links that lead to them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import pyoxigraph as ox

from foedus.vocabulary import DCTERMS_NS, FOEDUS_NS, GRAPH_NS, PROV_NS, RDF_NS

SOURCES = ox.NamedNode(GRAPH_NS + "sources")
UNKNOWN = "unknown"
_LICENCE = DCTERMS_NS + "license"
_TYPE = RDF_NS + "type"
_DEFAULT = ox.DefaultGraph()
_SOURCE_TYPES = (PROV_NS + "Entity", "http://www.w3.org/ns/dcat#Distribution")


def without_unlicensed(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], tuple[str, ...]]:
    """The quads that may be published, and the graphs that may not, sorted by IRI."""
    quads = list(quads)
    barred = _barred(quads)
    if not barred:
        return quads, ()
    kept = [quad for quad in quads if quad.graph_name not in barred]
    gone = {quad.subject for quad in quads if quad.graph_name in barred}
    gone -= {quad.subject for quad in kept if quad.graph_name != SOURCES}
    derived = {
        quad.subject
        for quad in kept
        if quad.predicate.value == FOEDUS_NS + "concernsRecord" and quad.object in gone
    }
    gone |= derived
    return (
        [quad for quad in kept if not _mentions(quad, gone)],
        tuple(sorted(graph.value for graph in barred)),
    )


def _barred(quads: list[ox.Quad]) -> set[ox.NamedNode]:
    """The graphs of sources whose licence is said to be unknown, or is not said."""
    graphs = {quad.graph_name for quad in quads}
    described = [quad for quad in quads if quad.graph_name == SOURCES]
    sources = {
        quad.subject
        for quad in described
        if quad.predicate.value == _TYPE
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in _SOURCE_TYPES
    }
    known = {
        quad.subject
        for quad in described
        if quad.predicate.value == _LICENCE and not _is_unknown(quad.object)
    }
    unknown = {
        quad.subject
        for quad in described
        if quad.predicate.value == _LICENCE and _is_unknown(quad.object)
    }
    barred = (sources - known) | unknown
    return {graph for graph in graphs if isinstance(graph, ox.NamedNode) and graph in barred}


def _is_unknown(term: object) -> bool:
    return isinstance(term, ox.Literal) and term.value.strip().lower() in (UNKNOWN, "")


def _mentions(quad: ox.Quad, gone: Container[object]) -> bool:
    """Whether a quad of a derived graph speaks of what is left out; one's own data stay whole."""
    if quad.graph_name in (_DEFAULT, SOURCES):
        return False
    return quad.subject in gone or quad.object in gone
