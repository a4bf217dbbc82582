"""What follows from the data: the rules' conclusions and the OWL 2 RL closure.

The order is that of the design: rules ``0x`` on the asserted data, the closure by owlrl over the
world layer, rules ``5x`` on the closure. Annotations, texts and offsets are left out: no axiom
speaks of them, and the closure takes four times as long with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus import bundled, reading, rules
from foedus.vocabulary import PREFIXES, curie

if TYPE_CHECKING:
    import rdflib

_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
_TYPE = ox.NamedNode(_RDF + "type")
_SAME = _OWL + "sameAs"
_SCHEMA = (_RDF, _RDFS, _OWL)
_ANNOTATIONS = {_RDFS + name for name in ("label", "comment", "isDefinedBy", "seeAlso")}
_HEADER = {_OWL + name for name in ("imports", "versionIRI", "versionInfo", "priorVersion")}
_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"


@dataclass(frozen=True)
class Closure:
    """What was inferred: the triples that were not there before, and the contradictions found.

    ``triples`` speak of named individuals only, in a fixed order. ``contradictions`` are sentences;
    where there is one, the data and the ontology cannot both be true.
    """

    triples: tuple[ox.Triple, ...]
    contradictions: tuple[str, ...]

    @property
    def quads(self) -> list[ox.Quad]:
        """The triples as quads of the default graph."""
        return [_quad(triple) for triple in self.triples]


def infer(data: Iterable[ox.Quad]) -> Closure:
    """The closure of the default-graph data under the rules and OWL 2 RL.

    Method: OWL 2 Profiles (W3C, 2012), section 4.3, as owlrl implements it.
    """
    ontology = bundled.ontology()
    asserted = {quad.triple for quad in data if quad.graph_name == ox.DefaultGraph()}
    store = reading.to_store(_quad(triple) for triple in asserted)
    early = rules.apply(store, rules.BEFORE_CLOSURE)
    graph = _close(_world_layer(asserted | set(early), ontology), _axioms(ontology))
    closed = {quad.triple for quad in reading.from_rdflib(_without_errors(graph))}
    store.extend(_quad(triple) for triple in closed)
    late = rules.apply(store, rules.AFTER_CLOSURE)
    kept = _about_individuals(closed - asserted, ontology)
    inferred = (kept | set(early) | set(late)) - asserted
    return Closure(tuple(sorted(inferred, key=_order)), _contradictions(graph))


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def _order(triple: ox.Triple) -> tuple[str, str, str]:
    return str(triple.subject), str(triple.predicate), str(triple.object)


def _axioms(ontology: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The logical part of the ontology: no annotations and no header."""
    leave_out = _ANNOTATIONS | _HEADER
    return [
        quad.triple
        for quad in ontology
        if quad.predicate.value in (_RDF + "type", _RDF + "first", _RDF + "rest")
        or (
            quad.predicate.value.startswith((_RDFS, _OWL)) and quad.predicate.value not in leave_out
        )
    ]


def _world_layer(data: Iterable[ox.Triple], ontology: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The triples that an axiom could use.

    A literal matters only where an axiom tests the value of its property.
    """
    tested = {
        quad.object.value
        for quad in ontology
        if quad.predicate.value == _OWL + "onProperty" and isinstance(quad.object, ox.NamedNode)
    }
    annotations = _annotation_properties(ontology)
    return [
        triple
        for triple in data
        if triple.predicate.value not in annotations
        and (not isinstance(triple.object, ox.Literal) or triple.predicate.value in tested)
    ]


def _annotation_properties(ontology: Iterable[ox.Quad]) -> set[str]:
    declared = {
        quad.subject.value
        for quad in ontology
        if quad.predicate == _TYPE
        and quad.object == ox.NamedNode(_OWL + "AnnotationProperty")
        and isinstance(quad.subject, ox.NamedNode)
    }
    return declared | _ANNOTATIONS | _HEADER


def _close(data: list[ox.Triple], axioms: list[ox.Triple]) -> rdflib.Graph:
    import owlrl

    graph = reading.to_graph(_quad(triple) for triple in [*data, *axioms])
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    return graph


def _without_errors(graph: rdflib.Graph) -> rdflib.Graph:
    """The closure as a graph that RDF allows: no literal subject, no error node, no blank node."""
    import rdflib

    kept = rdflib.Graph()
    for subject, predicate, object_ in graph:
        named = isinstance(subject, rdflib.URIRef) and isinstance(predicate, rdflib.URIRef)
        if named and not isinstance(object_, rdflib.BNode):
            kept.add((subject, predicate, object_))
    return kept


def _about_individuals(triples: Iterable[ox.Triple], ontology: Iterable[ox.Quad]) -> set[ox.Triple]:
    """Only what says something of an individual: no schema, no `x owl:sameAs x`, no `owl:Thing`."""
    terms = {quad.subject for quad in ontology}
    return {
        triple
        for triple in triples
        if triple.subject not in terms
        and not str(triple.subject).startswith(tuple("<" + space for space in _NOT_INDIVIDUALS))
        and not (triple.predicate.value == _SAME and triple.subject == triple.object)
        and triple.object != ox.NamedNode(_OWL + "Thing")
        and (triple.predicate in (_TYPE, ox.NamedNode(_SAME)) or not _is_schema(triple.predicate))
    }


_NOT_INDIVIDUALS = (*_SCHEMA, PREFIXES["xsd"])


def _is_schema(predicate: ox.NamedNode) -> bool:
    return predicate.value.startswith(_SCHEMA)


def _contradictions(graph: rdflib.Graph) -> tuple[str, ...]:
    import rdflib

    messages = {str(text) for text in graph.objects(None, rdflib.URIRef(_ERROR))}
    return tuple(sorted(_readable(message) for message in messages))


def _readable(message: str) -> str:
    """owlrl's message with prefixed names for the addresses in it."""
    return re.sub(r"[a-z]+://\S+", lambda found: curie(found.group()), message)
