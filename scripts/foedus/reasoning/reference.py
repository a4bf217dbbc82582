"""The closure by owlrl: the reference that the compiled engine is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.rdf import reading
from foedus.rdf.names import curie

if TYPE_CHECKING:
    import rdflib

_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"


def close(triples: Iterable[ox.Triple]) -> tuple[list[ox.Triple], tuple[str, ...]]:
    """All triples that owlrl gives, as far as RDF allows them, and its complaints."""
    import owlrl

    graph = reading.to_graph(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    closed = reading.from_rdflib(_allowed(graph))
    return [quad.triple for quad in closed], _complaints(graph)


def _allowed(graph: rdflib.Graph) -> rdflib.Graph:
    """The closure as a graph that RDF allows: no literal subject, no error node, no blank node."""
    import rdflib

    kept = rdflib.Graph()
    for subject, predicate, object_ in graph:
        named = isinstance(subject, rdflib.URIRef) and isinstance(predicate, rdflib.URIRef)
        if named and not isinstance(object_, rdflib.BNode):
            kept.add((subject, predicate, object_))
    return kept


def _complaints(graph: rdflib.Graph) -> tuple[str, ...]:
    import rdflib

    messages = {str(text) for text in graph.objects(None, rdflib.URIRef(_ERROR))}
    return tuple(sorted(_readable(message) for message in messages))


def _readable(message: str) -> str:
    """owlrl's message with prefixed names for the addresses in it."""
    return re.sub(r"[a-z]+://[^\s,()'\"]+", lambda found: curie(found.group()), message)
