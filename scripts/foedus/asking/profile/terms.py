"""The profile of a class, a property or a code: its meaning, what is demanded, where it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property

import pyoxigraph as ox

from foedus.asking.profile.axioms import Axioms
from foedus.asking.profile.model import Fact, Line, Row, Value
from foedus.asking.profile.whole import Profile
from foedus.bundled import alignment, contents, folders
from foedus.bundled.terms import declared_terms, named_terms
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
_EXAMPLES = 20
_PREDICATE = ox.NamedNode(FOEDUS_NS + "stmtPredicate")
_ABOVE = tuple(
    ox.NamedNode(name)
    for name in (RDFS_NS + "subClassOf", RDFS_NS + "subPropertyOf", SKOS_NS + "broader")
)
_FROM = (RDFS_NS + "domain", SCHEMA_NS + "domainIncludes")
_TO = (RDFS_NS + "range", SCHEMA_NS + "rangeIncludes")

_ROWS: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("definition", "Definition", (SKOS_NS + "definition",), False),
    ("example", "Example", (SKOS_NS + "example",), False),
    ("scope", "Not to be mixed up with", (SKOS_NS + "scopeNote",), False),
    ("note", "Note", (SKOS_NS + "editorialNote",), False),
    ("instead", "Use instead", (DCTERMS_NS + "isReplacedBy",), False),
    ("above", "Above", tuple(one.value for one in _ABOVE), False),
    ("below", "Below", tuple(one.value for one in _ABOVE), True),
    ("scheme", "In the list", (SKOS_NS + "inScheme",), False),
    ("codes", "Codes", (SKOS_NS + "inScheme",), True),
    ("from", "From", _FROM, False),
    ("to", "To", _TO, False),
    ("properties-from", "Properties from it", _FROM, True),
    ("properties-to", "Properties to it", _TO, True),
    ("inverse", "Inverse", (OWL_NS + "inverseOf",), False),
    ("inverse-of", "Inverse of", (OWL_NS + "inverseOf",), True),
    ("apart", "Never the same as", (OWL_NS + "disjointWith",), False),
    ("origin", "Where the idea is from", (DCTERMS_NS + "source",), False),
)
"""Rows that the ontology tells: id, label, properties, and whether the term is their object."""


class Terms:
    """The profiles of the terms of the ontology, with their uses in some data."""

    def __init__(self, quads: Iterable[ox.Quad], label: Callable[[str], str], as_of: str) -> None:
        """Nothing is looked up before it is asked for."""
        self._quads, self._label, self._as_of = quads, label, as_of

    def of(self, iri: str) -> Profile:
        """The profile of a term."""
        node = ox.NamedNode(iri)
        told, pointing = self._of.get(node, []), self._to.get(node, [])
        rows = [
            Row(id, title, tuple(self._values(self._found(node, properties, inverse))))
            for id, title, properties, inverse in _ROWS
        ]
        further = self._above(node)[len(self._found(node, [one.value for one in _ABOVE], False)) :]
        if len(rows[0].now) == 1:
            del rows[0]  # the summary tells it
        at = [row.id for row in rows].index
        rows.insert(at("above") + 1, Row("further", "Further above", tuple(self._values(further))))
        inherited = Row("inherited", "Properties of those above", tuple(self._inherited(node)))
        rows.insert(at("properties-from") + 2, inherited)
        nameless = [
            quad.subject
            for quad in pointing
            if quad.predicate == _ABOVE[0] and isinstance(quad.subject, ox.BlankNode)
        ]
        axioms = Axioms(self._of, self._label).told(node, nameless)
        rows.append(Row("axioms", "By the ontology", tuple(map(_plain, axioms))))
        rows.append(Row("shapes", "What shapes demand", tuple(_demands(node))))
        rows += self._uses(node)
        rows.append(Row("rules", "Used by rules", tuple(map(_plain, _rules().get(iri, ())))))
        rows.append(Row("elsewhere", "In other vocabularies", tuple(_elsewhere(iri))))
        kinds = sorted(_KINDS[text(q.object)] for q in told if text(q.object) in _KINDS)
        gone = any(q.predicate.value == OWL_NS + "deprecated" for q in told)
        called = (SKOS_NS + "altLabel", SKOS_NS + "notation")
        definition = [text(one) for one in self._found(node, (SKOS_NS + "definition",), False)]
        return Profile(
            iri=iri,
            label=self._label(iri),
            names=tuple(sorted({text(one) for one in self._found(node, called, False)})),
            kinds=(*dict.fromkeys(kinds), *["no longer used"] * gone),
            summary=" ".join(definition[:1]),
            as_of=self._as_of,
            rows=tuple(row for row in rows if row.values),
            triples=tuple(Fact(q.subject, q.predicate.value, q.object) for q in told + pointing),
            dated=False,
        )

    @cached_property
    def _of(self) -> dict[Term, list[ox.Quad]]:
        found: dict[Term, list[ox.Quad]] = defaultdict(list)
        for quad in contents.ontology():
            found[quad.subject].append(quad)
        return found

    @cached_property
    def _to(self) -> dict[Term, list[ox.Quad]]:
        found: dict[Term, list[ox.Quad]] = defaultdict(list)
        for quad in contents.ontology():
            found[quad.object].append(quad)
        return found

    def _found(self, node: Term, properties: Sequence[str], inverse: bool) -> list[Term]:
        """The values of some properties of a node, or what has it as their value."""
        quads = (self._to if inverse else self._of).get(node, [])
        found = [quad for quad in quads if quad.predicate.value in properties]
        terms = [quad.subject if inverse else quad.object for quad in found]
        if OWL_NS + "disjointWith" in properties:
            terms += [q.subject for q in self._to.get(node, []) if q.predicate.value in properties]
        return [one for one in dict.fromkeys(terms) if not isinstance(one, ox.BlankNode)]

    def _above(self, node: Term) -> list[Term]:
        """Everything above a class, a property or a code, the nearest first."""
        found: dict[Term, None] = {}
        waiting = [node]
        while waiting:
            above = self._found(waiting.pop(0), [one.value for one in _ABOVE], False)
            waiting += [one for one in above if one not in found and one != node]
            found.update(dict.fromkeys(one for one in above if one != node))
        return list(found)

    def _inherited(self, node: Term) -> Iterator[Value]:
        own = self._found(node, _FROM, True)
        for above in self._above(node):
            new = [one for one in self._found(above, _FROM, True) if one not in own]
            own += new
            names = ", ".join(sorted(self._label(text(one)) for one in new))
            for value in self._values([above] if new else []):
                yield replace(value, lines=(Line("", names),))

    def _values(self, found: Iterable[Term]) -> Iterator[Value]:
        for term in sorted(found, key=lambda one: (text(one).startswith("Not:"), str(one))):
            if isinstance(term, ox.NamedNode):
                label = f"{self._label(term.value)} ({curie(term.value)})"
                outside = curie(term.value).startswith("<")
                label = term.value if outside else label
                yield Value(term, label, term.value, (Line(""),))
            elif isinstance(term, ox.Literal):
                yield _plain(term.value)

    def _uses(self, node: ox.NamedNode) -> Iterator[Row]:
        """How often the data use a term, each way with some examples."""
        for way, title in _WAYS.items():
            uses = self._used[way].get(node, {})
            few = list(uses.items())[:_EXAMPLES]
            values = [Value(ox.NamedNode(i), told, i, (Line(""),)) for i, told in few]
            if len(uses) > len(few):
                values.append(_plain(f"and {len(uses) - len(few):,} more"))
            yield Row(f"used-{way}", f"{title} ({len(uses):,})", tuple(values))

    @cached_property
    def _used(self) -> dict[str, dict[Term, dict[str, str]]]:
        """By way and term the nodes that use it, and what is told of each."""
        found: dict[str, dict[Term, dict[str, str]]] = {way: defaultdict(dict) for way in _WAYS}
        terms = {ox.NamedNode(one) for one in declared_terms()}
        quads = sorted({q.triple for q in self._quads}, key=str)
        numbers = {t.subject: text(t.object) for t in quads if t.predicate.value == _NUMBER}
        for triple in quads:
            subject, predicate, value = triple
            if not isinstance(subject, ox.NamedNode) or subject in terms:
                continue
            name = numbers.get(subject) or self._label(subject.value)
            if predicate.value == _TYPE:
                for kind in (value, *self._above(value)) if value in terms else ():
                    found["things"][kind][subject.value] = name
            elif value in terms:
                way = "statements" if predicate == _PREDICATE else "values"
                found[way][value][subject.value] = name
            if predicate in terms:
                shown = self._label(value.value) if isinstance(value, ox.NamedNode) else text(value)
                found["facts"][predicate].setdefault(subject.value, f"{name}: {shown}")
        return found


_NUMBER = DCTERMS_NS + "identifier"
_WAYS = {
    "things": "Things of this class",
    "facts": "Things that have it",
    "statements": "Statements with it",
    "values": "Things with this value",
}


def _plain(words: str) -> Value:
    return Value(ox.Literal(words), words, "", (Line(""),))


@cache
def _rules() -> dict[str, list[str]]:
    """The rules whose text names each term."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in folders.rule_files():
        for term in named_terms(path.read_text(encoding="utf-8")):
            found[term].append(path.stem)
    return found


_KINDS = {
    OWL_NS + "Class": "class",
    OWL_NS + "ObjectProperty": "property",
    OWL_NS + "DatatypeProperty": "property",
    OWL_NS + "AnnotationProperty": "property",
    SKOS_NS + "Concept": "code",
    SKOS_NS + "ConceptScheme": "list of codes",
}


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


def _elsewhere(iri: str) -> Iterator[Value]:
    """What a term is mapped to, by the tables of mappings."""
    short = curie(iri)
    for name in alignment.names():
        table = alignment.table(name)
        for row in table.rows:
            if row.subject_id == short:
                address = table.expand(row.object_id)
                verb = _VERBS.get(row.predicate_id, row.predicate_id)
                verb = f"not {verb}" if row.negated else verb
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
