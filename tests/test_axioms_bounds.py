"""What the axioms must never conclude, whatever the class or the property.

``tests/cases/axioms`` tells single cases; here are the laws. A member of a class is what its row in
``kinds.tsv`` says and nothing else, and lies in one branch. A triple seldom tells what its subject
or its value is: what a shape checks must not follow by itself, or the shape would find no fault in
data with inferred triples. Few properties are symmetric or transitive, and none makes two nodes the
same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import pytest

import test_axioms
from foedus import bundled, reading, reasoning
from foedus.reading import RdfFormat
from foedus.vocabulary import FOEDUS_NS, OWL_NS, RDF_NS, curie

BRANCHES = {
    f"foedus:{name}"
    for name in (
        *("Agent", "Alliance", "CommandArrangement", "Conflict", "DatasetRecord", "Event"),
        *("Instrument", "Objective", "Obligation", "Passage", "PersonnelCount", "Place", "Post"),
        *("Programme", "Provision", "SourceDocument", "Statement", "StatusObservation"),
        "TimeBoundedRelation",
    )
}
"""The classes without a class above. Nothing is in two of them by its class alone."""

SYMMETRIC = {"alliedWith", "possiblySameOccasionAs"}
TRANSITIVE = {
    *("hasPart", "inChainOfCommandUnder", "inSuccessionAfter", "locatedIn", "partOf", "precedes"),
}

TELL_ONLY_A_RELATION = {
    *("relationHolder", "relationTarget", "disputant", "heldBy", "phaseOf", "postHeld"),
}
TELL_THEIR_SUBJECT = {
    # The node of a relation is known by its properties: it has no other use.
    *TELL_ONLY_A_RELATION,
    *("claimant", "claimedPlace", "codeAssigned", "codeHolder", "contributedForce"),
    *("contributingState", "dyadAlliance", "dyadMember", "hostPolity", "memberAgent"),
    *("membershipOf", "partyInStatus", "seatOf", "seatPlace", "stationedAt", "stationedForce"),
    *("statusOf", "subordinateParty", "superiorParty", "underCommand"),
    # So are statements, passages, provisions and what else stands for nothing but its link.
    *("stmtObject", "stmtPredicate", "stmtSubject", "passageOf", "provisionOf", "speaker"),
    *("changesOrganization", "coversContribution"),
    # The inverse of a property that tells its value.
    "hasProvision",
}
TELL_THEIR_VALUE = {
    *("changesOrganization", "coversContribution", "createsObligation", "passageOf", "provisionOf"),
    # The inverses of properties that tell their subject.
    *("hasProvision", "memberIn", "partyIn"),
}


@cache
def _terms(kind: str) -> tuple[str, ...]:
    """The names of the classes or properties of the ontology."""
    found = {
        quad.subject.value.removeprefix(FOEDUS_NS)
        for quad in bundled.ontology()
        if quad.predicate.value == RDF_NS + "type"
        and getattr(quad.object, "value", "") == OWL_NS + kind
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(FOEDUS_NS)
    }
    return tuple(sorted(found))


@cache
def _given() -> tuple[ox.Quad, ...]:
    """A member of each class; for each property a node with two values, one of two nodes, a chain.

    Of a property that tells both its subject and its value no chain is made: nothing is both.
    """
    lines = [f"id:{name} a foedus:{name} ." for name in _terms("Class")]
    for p in _terms("ObjectProperty"):
        lines.append(f"id:{p}-a foedus:{p} id:{p}-b , id:{p}-d . id:{p}-e foedus:{p} id:{p}-b .")
        if p not in TELL_THEIR_SUBJECT & TELL_THEIR_VALUE:
            lines.append(f"id:{p}-b foedus:{p} id:{p}-c .")
    lines += [f"id:{p}-a foedus:{p} 1 ." for p in _terms("DatatypeProperty")]
    text = test_axioms.HEAD + "\n".join(lines)
    return tuple(reading.read_bytes(text.encode(), RdfFormat.TURTLE, "bounds.ttl").quads)


def faults(ontology: reasoning.Ontology | None = None) -> list[str]:
    """The laws that an ontology breaks; the bundled one if none is given."""
    closure = reasoning.infer(_given(), ontology=ontology)
    found = {test_axioms.short(triple) for triple in closure.triples}
    kinds: dict[str, set[str]] = defaultdict(set)
    for triple in closure.triples:
        if triple.predicate.value == RDF_NS + "type":
            kinds[curie(triple.subject.value)].add(curie(triple.object.value))
    return [
        *_of_classes(kinds),
        *_of_sides(kinds),
        *_of_traits(found),
        *map(str, closure.contradictions),
    ]


def _of_classes(kinds: dict[str, set[str]]) -> Iterator[str]:
    rows = {row["class"]: set(row["is also"].split()) for row in test_axioms.rows("kinds")}
    for name in _terms("Class"):
        term, also = f"foedus:{name}", kinds[f"id:{name}"]
        if also != rows.get(term, set()):
            yield f"a {term} is also {sorted(also)}"
        if len(BRANCHES & {term, *also}) != 1:
            yield f"a {term} is in the branches {sorted(BRANCHES & {term, *also})}"


def _of_sides(kinds: dict[str, set[str]]) -> Iterator[str]:
    for p in (*_terms("ObjectProperty"), *_terms("DatatypeProperty")):
        subject = kinds[f"id:{p}-a"]
        vague = p not in TELL_ONLY_A_RELATION or subject == {"foedus:TimeBoundedRelation"}
        if bool(subject) != (p in TELL_THEIR_SUBJECT) or not vague:
            yield f"the subject of foedus:{p} is {sorted(subject)}"
        if bool(kinds[f"id:{p}-d"]) != (p in TELL_THEIR_VALUE):
            yield f"the value of foedus:{p} is {sorted(kinds[f'id:{p}-d'])}"


def _of_traits(found: set[str]) -> Iterator[str]:
    for p in _terms("ObjectProperty"):
        if (f"id:{p}-d foedus:{p} id:{p}-a" in found) != (p in SYMMETRIC):
            yield f"foedus:{p} is turned round"
        if (f"id:{p}-a foedus:{p} id:{p}-c" in found) != (p in TRANSITIVE):
            yield f"foedus:{p} is chained"
    yield from sorted(one for one in found if " owl:sameAs " in one)


def test_the_axioms_keep_within_the_laws() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("axiom", "fault"),
    [
        ("foedus:Treaty rdfs:subClassOf foedus:DefensePact", "a foedus:Treaty is also"),
        ("foedus:Post rdfs:subClassOf foedus:Agent", "a foedus:Post is in the branches"),
        ("foedus:hasParty rdfs:domain foedus:Agreement", "the subject of foedus:hasParty is"),
        ("foedus:heldBy rdfs:domain foedus:PostHolding", "the subject of foedus:heldBy is"),
        ("foedus:sourceRow rdfs:domain foedus:DatasetRecord", "the subject of foedus:sourceRow is"),
        ("foedus:hasParty rdfs:range foedus:State", "the value of foedus:hasParty is"),
        ("foedus:reportsTo a owl:TransitiveProperty", "foedus:reportsTo is chained"),
        ("foedus:actsWith a owl:SymmetricProperty", "foedus:actsWith is turned round"),
        ("foedus:ofState a owl:FunctionalProperty", "id:ofState-b owl:sameAs id:ofState-d"),
        ("foedus:seatOf a owl:InverseFunctionalProperty", "id:seatOf-a owl:sameAs id:seatOf-e"),
    ],
)
def test_an_axiom_against_a_law_is_seen(axiom: str, fault: str) -> None:
    text = f"{test_axioms.HEAD}{axiom} .\n".encode()
    added = reading.read_bytes(text, RdfFormat.TURTLE, "wrong.ttl").quads
    found = faults(reasoning.compile_ontology([*bundled.ontology(), *added]))
    assert any(one.startswith(fault) for one in found), found
