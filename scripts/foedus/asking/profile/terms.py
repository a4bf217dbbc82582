"""The profile of a class, a property or a code: its meaning, what is demanded, where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import pyoxigraph as ox

from foedus.asking.profile.model import Fact, Line, Row, Value
from foedus.asking.profile.whole import Profile
from foedus.bundled import alignment, contents
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SCHEMA_NS,
    SH_NS,
    SKOS_NS,
    Term,
    curie,
    text,
)

_TYPE = RDF_NS + "type"
_EXAMPLES = 3
_PREDICATE = ox.NamedNode(FOEDUS_NS + "stmtPredicate")

_ROWS = (
    ("definition", "Definition", (SKOS_NS + "definition",), False),
    ("example", "Example", (SKOS_NS + "example",), False),
    ("scope", "Not to be mixed up with", (SKOS_NS + "scopeNote",), False),
    (
        "above",
        "Above",
        (RDFS_NS + "subClassOf", RDFS_NS + "subPropertyOf", SKOS_NS + "broader"),
        False,
    ),
    (
        "below",
        "Below",
        (RDFS_NS + "subClassOf", RDFS_NS + "subPropertyOf", SKOS_NS + "broader"),
        True,
    ),
    ("scheme", "In the list", (SKOS_NS + "inScheme",), False),
    ("codes", "Codes", (SKOS_NS + "inScheme",), True),
    ("from", "From", (RDFS_NS + "domain", SCHEMA_NS + "domainIncludes"), False),
    ("to", "To", (RDFS_NS + "range", SCHEMA_NS + "rangeIncludes"), False),
    (
        "properties-from",
        "Properties from it",
        (RDFS_NS + "domain", SCHEMA_NS + "domainIncludes"),
        True,
    ),
    ("properties-to", "Properties to it", (RDFS_NS + "range", SCHEMA_NS + "rangeIncludes"), True),
    ("inverse", "Inverse", (OWL_NS + "inverseOf",), False),
    ("inverse-of", "Inverse of", (OWL_NS + "inverseOf",), True),
    ("apart", "Never the same as", (OWL_NS + "disjointWith",), False),
)
"""Rows that the ontology tells: id, label, properties, and whether the term is their object."""


def profile(iri: str, quads: Sequence[ox.Quad], label: Callable[[str], str], as_of: str) -> Profile:
    """The profile of a term of the ontology."""
    node = ox.NamedNode(iri)
    ontology = contents.ontology()
    about = [quad for quad in ontology if node in (quad.subject, quad.object)]
    rows = []
    for id, title, properties, inverse in _ROWS:
        found = [
            quad.subject if inverse else quad.object
            for quad in about
            if quad.predicate.value in properties
            and (quad.object if inverse else quad.subject) == node
        ]
        rows.append(Row(id, title, tuple(_values(found, label))))
    rows.append(Row("shapes", "What shapes demand", tuple(_demands(node))))
    rows.append(Row("used", "Used", tuple(_uses(node, quads, label))))
    rows.append(Row("elsewhere", "In other vocabularies", tuple(_elsewhere(iri))))
    kinds = sorted(
        _KINDS[text(quad.object)]
        for quad in about
        if quad.subject == node and text(quad.object) in _KINDS
    )
    definition = next(
        (text(q.object) for q in about if q.predicate.value == SKOS_NS + "definition"), ""
    )
    names = {
        text(q.object)
        for q in about
        if q.subject == node and q.predicate.value == SKOS_NS + "altLabel"
    }
    return Profile(
        iri=iri,
        label=label(iri),
        names=tuple(sorted(names)),
        kinds=tuple(dict.fromkeys(kinds)),
        summary=definition,
        as_of=as_of,
        rows=tuple(row for row in rows if row.values),
        triples=tuple(Fact(q.subject, q.predicate.value, q.object) for q in about),
        dated=False,
    )


_KINDS = {
    OWL_NS + "Class": "class",
    OWL_NS + "ObjectProperty": "property",
    OWL_NS + "DatatypeProperty": "property",
    OWL_NS + "AnnotationProperty": "property",
    SKOS_NS + "Concept": "code",
    SKOS_NS + "ConceptScheme": "list of codes",
}


def _values(found: Iterable[Term], label: Callable[[str], str]) -> Iterator[Value]:
    for term in sorted(
        dict.fromkeys(found), key=lambda one: (text(one).startswith("Not:"), str(one))
    ):
        if isinstance(term, ox.NamedNode):
            yield Value(term, f"{label(term.value)} ({curie(term.value)})", term.value, (Line(""),))
        elif isinstance(term, ox.Literal):
            yield Value(term, term.value, "", (Line(""),))


def _demands(node: ox.NamedNode) -> Iterator[Value]:
    """What the shapes say of a class or of a property, in the words of their descriptions."""
    described, parts, of_node = _shapes()
    shapes = list(of_node.get(node, ()))
    shapes += [part for shape in shapes for part in parts.get(shape, ())]
    for shape in sorted(dict.fromkeys(shapes), key=str):
        if told := described.get(shape):
            iri = text(shape)
            yield Value(shape, told, iri, (Line(""),))


@cache
def _shapes() -> tuple[dict[Term, str], dict[Term, list[Term]], dict[Term, list[Term]]]:
    """The description of each shape, its property shapes, and the shapes of each class and path."""
    described: dict[Term, str] = {}
    parts: dict[Term, list[Term]] = {}
    of_node: dict[Term, list[Term]] = {}
    aims = {SH_NS + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "path")}
    for subject, predicate, value, _ in contents.shapes():
        name = predicate.value
        if name == SH_NS + "message":
            described[subject] = text(value)
        elif name == SH_NS + "property":
            parts.setdefault(subject, []).append(value)
        elif name in aims:
            of_node.setdefault(value, []).append(subject)
    return described, parts, of_node


def _uses(
    node: ox.NamedNode, quads: Sequence[ox.Quad], label: Callable[[str], str]
) -> Iterator[Value]:
    """How often the data use a term, each way with some examples."""
    numbers = {s: text(v) for s, p, v, _ in quads if p.value == DCTERMS_NS + "identifier"}

    def called(term: Term) -> str:
        return numbers.get(term) or label(text(term))

    ways: dict[str, list[str]] = {
        "things of this class": [],
        "facts": [],
        "statements": [],
        "values": [],
    }
    kinds = contents.at_or_below(node)
    for subject, predicate, value, _ in sorted(set(quads), key=str):
        if predicate.value == _TYPE and value in kinds:
            ways["things of this class"].append(called(subject))
        elif predicate == node:
            told = f"{label(text(subject))}: "
            told += label(value.value) if isinstance(value, ox.NamedNode) else text(value)
            ways["facts"].append(told)
        elif value == node:
            way = "statements" if predicate == _PREDICATE else "values"
            ways[way].append(called(subject))
    for way, some in ways.items():
        if some:
            few = "; ".join(list(dict.fromkeys(some))[:_EXAMPLES])
            word = way if len(some) != 1 else way.replace("things", "thing").removesuffix("s")
            yield Value(node, f"{len(some):,} {word}", "", (Line("", few),))


def _elsewhere(iri: str) -> Iterator[Value]:
    """What a term is mapped to, by the tables of mappings."""
    short = curie(iri)
    for name in alignment.names():
        table = alignment.table(name)
        for row in table.rows:
            if row.subject_id == short and not row.negated:
                address = table.expand(row.object_id)
                verb = _VERBS.get(row.predicate_id, row.predicate_id)
                yield Value(
                    ox.NamedNode(address),
                    f"{row.object_label} ({row.object_id})",
                    address,
                    (Line("", verb),),
                )


_VERBS = {
    "skos:exactMatch": "the same",
    "skos:closeMatch": "nearly the same",
    "skos:broadMatch": "broader",
    "skos:narrowMatch": "narrower",
    "skos:relatedMatch": "related",
    "rdfs:subClassOf": "broader",
    "rdfs:subPropertyOf": "broader",
    "owl:equivalentClass": "the same",
    "owl:equivalentProperty": "the same",
}
