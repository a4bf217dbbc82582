"""What the axioms must never conclude, whatever the class or the property.

Nothing follows from a member of each class and two values of each property that contradicts or
makes two nodes the same. Only what is declared symmetric or transitive is turned round or chained.
"""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, OWL_NS, RDF_NS
from foedus.rdf.reading import RdfFormat
from helpers import HEAD
from ontology import test_axioms


@cache
def _terms(kind: str) -> tuple[str, ...]:
    """The names of the classes or properties of the ontology."""
    return tuple(
        sorted(
            quad.subject.value.removeprefix(FOEDUS_NS)
            for quad in contents.ontology()
            if quad.predicate.value == RDF_NS + "type"
            and getattr(quad.object, "value", "") == OWL_NS + kind
            and isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(FOEDUS_NS)
        )
    )


@cache
def _given() -> tuple[ox.Quad, ...]:
    """A member of each class; for each property two values, a value of two nodes, and a chain."""
    lines = [f"id:{name} a foedus:{name} ." for name in _terms("Class")]
    for p in _terms("ObjectProperty"):
        lines.append(f"id:{p}-a foedus:{p} id:{p}-b , id:{p}-d . id:{p}-e foedus:{p} id:{p}-b .")
        lines.append(f"id:{p}-v foedus:{p} id:{p}-w . id:{p}-w foedus:{p} id:{p}-x .")
    lines += [f"id:{p}-a foedus:{p} 1 ." for p in _terms("DatatypeProperty")]
    text = HEAD + "\n".join(lines)
    return tuple(reading.read_bytes(text.encode(), RdfFormat.TURTLE, "bounds.ttl").quads)


def faults(ontology: reasoning.Ontology | None = None) -> list[str]:
    """The laws that an ontology breaks; the bundled one if none is given."""
    closure = reasoning.infer(_given(), ontology=ontology)
    found = {test_axioms.short(triple) for triple in closure.triples}
    symmetric, transitive = (set(_terms(f"{kind}Property")) for kind in ("Symmetric", "Transitive"))
    told = [
        f"foedus:{p} is {what}: declare it so, or take the axiom away that makes it so"
        for p in _terms("ObjectProperty")
        for what, triple, declared in (
            ("turned round", f"id:{p}-d foedus:{p} id:{p}-a", symmetric),
            ("chained", f"id:{p}-v foedus:{p} id:{p}-x", transitive),
        )
        if triple in found and p not in declared
    ]
    told += sorted(one for one in found if " owl:sameAs " in one)
    # Of a property that tells both its subject and its value, the middle of a chain may be both.
    middles = {f"id:{p}-w" for p in _terms("ObjectProperty")}
    return told + [one for one in map(str, closure.contradictions) if not middles & {*one.split()}]


def test_the_axioms_keep_within_the_laws() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("axiom", "fault"),
    [
        ("foedus:Treaty rdfs:subClassOf foedus:Agent", "id:Treaty is a foedus:Treaty, but"),
        ("foedus:seatOf a owl:InverseFunctionalProperty", "id:seatOf-a owl:sameAs id:seatOf-e"),
        ("foedus:ofState a owl:FunctionalProperty", "id:ofState-b owl:sameAs id:ofState-d"),
        (
            "foedus:reportsTo owl:propertyChainAxiom ( foedus:reportsTo foedus:reportsTo )",
            "foedus:reportsTo is chained",
        ),
        ("foedus:actsWith owl:inverseOf foedus:actsWith", "foedus:actsWith is turned round"),
    ],
)
def test_an_axiom_against_a_law_is_seen(axiom: str, fault: str) -> None:
    text = f"{HEAD}{axiom} .\n".encode()
    added = reading.read_bytes(text, RdfFormat.TURTLE, "wrong.ttl").quads
    found = faults(reasoning.compile_ontology([*contents.ontology(), *added]))
    assert any(one.startswith(fault) for one in found), found
