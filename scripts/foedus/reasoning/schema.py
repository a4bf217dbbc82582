"""Which statements are axioms: the terms of RDF, RDFS and OWL, by what foedus does with them."""

from __future__ import annotations

import pyoxigraph as ox

from foedus.reasoning.numbering import builtin


def _owl(names: str) -> frozenset[str]:
    return frozenset("owl:" + name for name in names.split())


HEADER = _owl(
    "imports versionIRI versionInfo priorVersion backwardCompatibleWith incompatibleWith deprecated"
)
ANNOTATIONS = HEADER | {"rdfs:label", "rdfs:comment", "rdfs:isDefinedBy", "rdfs:seeAlso"}
"""Built-in annotation properties: no axiom speaks of them."""

NOTES = _owl("annotatedSource annotatedProperty annotatedTarget")
"""What an annotation of an axiom is made of: it repeats the axiom and adds nothing."""

FACTS = _owl("sameAs differentFrom")
"""OWL's own properties between individuals: facts, not axioms."""

LISTS = frozenset(("rdf:first", "rdf:rest"))

CLASS_AXIOMS = {"rdfs:subClassOf", "owl:equivalentClass", "owl:disjointWith"}
PROPERTY_AXIOMS = {
    "rdfs:subPropertyOf",
    "rdfs:domain",
    "rdfs:range",
    *_owl("equivalentProperty propertyDisjointWith inverseOf propertyChainAxiom"),
}
EXPRESSIONS = _owl(
    "intersectionOf unionOf complementOf oneOf onProperty someValuesFrom allValuesFrom hasValue"
    " maxCardinality maxQualifiedCardinality onClass onDataRange"
)
GROUPS = _owl(
    "members distinctMembers sourceIndividual assertionProperty targetIndividual targetValue"
)
NO_RULE = _owl(
    "minCardinality minQualifiedCardinality cardinality qualifiedCardinality hasSelf"
    " disjointUnionOf onDatatype withRestrictions datatypeComplementOf onProperties"
)
"""Constructs that OWL 2 RL has no rule for."""

LACKING = _owl("hasKey")
"""Constructs that OWL 2 RL has a rule for and this engine lacks."""

PREDICATES = (
    CLASS_AXIOMS | PROPERTY_AXIOMS | EXPRESSIONS | GROUPS | NO_RULE | LACKING | LISTS | NOTES
)

TRAITS = _owl(
    "FunctionalProperty InverseFunctionalProperty SymmetricProperty AsymmetricProperty"
    " TransitiveProperty IrreflexiveProperty ReflexiveProperty"
)
COLLECTIONS = _owl(
    "AllDifferent AllDisjointClasses AllDisjointProperties NegativePropertyAssertion"
)
DECLARATIONS = _owl(
    "Class ObjectProperty DatatypeProperty AnnotationProperty OntologyProperty Ontology Restriction"
    " DataRange DeprecatedClass DeprecatedProperty Axiom Annotation"
) | {"rdfs:Class", "rdfs:Datatype", "rdfs:ContainerMembershipProperty"}
DECLARATIONS |= {"rdf:Property", "rdf:List"}
TYPES = TRAITS | COLLECTIONS | DECLARATIONS

CLASSES = _owl("Thing Nothing real rational") | {"rdfs:Literal", "rdfs:Resource"}
CLASSES |= {"rdf:PlainLiteral", "rdf:XMLLiteral", "rdf:langString", "rdf:HTML", "rdf:JSON"}
"""The built-in classes that an axiom may name."""


def speaks_of_axioms(predicate: str, object_: object) -> bool:
    """Whether a statement is an axiom, by its predicate's short name and its object."""
    if predicate == "rdf:type":
        return isinstance(object_, ox.NamedNode) and builtin(object_) in TYPES
    if not predicate or predicate in FACTS or predicate in ANNOTATIONS - HEADER:
        return False
    return predicate in LISTS or predicate.startswith(("rdfs:", "owl:"))
