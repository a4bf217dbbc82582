"""What the pages know of the terms: meaning, place, use, constraints, links to other terms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

import pyoxigraph as ox
from markupsafe import Markup

from foedus.bundled import alignment, folders
from foedus.bundled.questions import Question
from foedus.publishing.pages.axioms import CHARACTERISTICS, Axioms
from foedus.publishing.pages.frame import ENTITY_FORMATS, Head, Here, Shell
from foedus.publishing.pages.lookup import SUBCLASS, TYPE
from foedus.publishing.site import Index, key
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDFS_NS,
    SCHEMA_NS,
    SH_NS,
    SHAPE_NS,
    SKOS_NS,
    Term,
    curie,
    text,
)
from foedus.rdf.scanning import without_texts

MOST = 40
T = TypeVar("T")
SUBPROPERTY = RDFS_NS + "subPropertyOf"


@dataclass(frozen=True)
class Alignment:
    """A link to a term of another vocabulary: how, to what, whether denied, why, and from where."""

    relation: str
    target: str
    target_label: str
    denied: bool
    comment: str
    confidence: str
    file: str


@dataclass(frozen=True)
class Shape:
    """A shape that constrains a term: its IRI, label, severity, description and message."""

    iri: str
    label: str
    severity: str
    description: str
    message: str


@dataclass
class Entry:
    """Everything on the page of one term."""

    iri: str
    name: str
    curie: str
    what: str
    labels: list[ox.Literal] = field(default_factory=list)
    definition: str = ""
    examples: list[str] = field(default_factory=list)
    counterexamples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    editorial: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    notations: list[str] = field(default_factory=list)
    sources: list[Markup] = field(default_factory=list)
    module: str = ""
    status: str = ""
    replaced_by: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    ancestors: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    disjoint: list[str] = field(default_factory=list)
    axioms: list[tuple[str, Markup]] = field(default_factory=list)
    own: list[tuple[str, list[str]]] = field(default_factory=list)
    inherited: list[tuple[str, list[tuple[str, list[str]]]]] = field(default_factory=list)
    pointing: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    characteristics: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    uses: list[tuple[str, str, Term]] = field(default_factory=list)
    instances: list[str] = field(default_factory=list)
    count: int = 0
    inferred_count: int = 0
    questions: list[Question] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    mappings: list[Alignment] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)


class Vocabulary:
    """The ontology as the pages need it: what constrains, uses and maps each term."""

    def __init__(self, shell: Shell) -> None:
        """Everything is looked up once and kept."""
        self.shell, self.know, self.site = shell, shell.know, shell.site

    @cached_property
    def ontology(self) -> Index:
        """The ontology alone."""
        return Index(self.site.ontology)

    @cached_property
    def shapes(self) -> Index:
        """The shapes."""
        return Index(self.site.shapes)

    @cached_property
    def inferred_kinds(self) -> Mapping[str, int]:
        """How many things are inferred to be of each class."""
        counts: dict[str, int] = defaultdict(int)
        for quad in self.site.inferred.by_predicate(TYPE):
            counts[key(quad.object)] += 1
        return counts

    @cached_property
    def questions(self) -> Mapping[str, list[Question]]:
        """The questions whose text names each term."""
        return _by_term((one, named_terms(one.text)) for one in self.site.questions)

    @cached_property
    def rules(self) -> Mapping[str, list[str]]:
        """The rules whose text names each term."""
        files = folders.rule_files()
        return _by_term((one.stem, named_terms(one.read_text(encoding="utf-8"))) for one in files)

    @cached_property
    def mappings(self) -> Mapping[str, list[Alignment]]:
        """The links of each term to other vocabularies, from the tables of the alignments."""
        found: dict[str, list[Alignment]] = defaultdict(list)
        for name in alignment.names():
            table = alignment.table(name)
            for row in sorted(table.rows, key=lambda row: row.record):
                found[table.expand(row.subject_id)].append(
                    Alignment(
                        relation=table.expand(row.predicate_id),
                        target=table.expand(row.object_id),
                        target_label=row.object_label,
                        denied=row.negated,
                        comment=row.comment,
                        confidence=row.confidence,
                        file=name,
                    )
                )
        return found

    @cached_property
    def constraints(self) -> Mapping[str, list[Shape]]:
        """The shapes that target a term or check its values."""
        found: dict[str, dict[str, Shape]] = defaultdict(dict)
        for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "path"):
            for quad in self.shapes.by_predicate(SH_NS + name):
                term, shape = key(quad.object), key(quad.subject)
                if term.startswith(FOEDUS_NS) and shape.startswith(SHAPE_NS):
                    found[term][shape] = self.shape(shape)
        return {
            term: sorted(some.values(), key=lambda one: one.iri) for term, some in found.items()
        }

    @cached_property
    def domains(self) -> Mapping[str, list[str]]:
        """The properties whose things are of each class."""
        terms = sorted(self.site.terms, key=self.know.title)
        return _by_term((one, self.domains_of(one)) for one in terms)

    @cached_property
    def pointing(self) -> Mapping[str, list[str]]:
        """The properties whose values are of each class."""
        terms = sorted(self.site.terms, key=self.know.title)
        return _by_term((one, self.ranges_of(one)) for one in terms)

    def domains_of(self, prop: str) -> list[str]:
        """The classes that have a property, by its axioms or by what it tells of its use."""
        return self._told(prop, RDFS_NS + "domain", SCHEMA_NS + "domainIncludes")

    def ranges_of(self, prop: str) -> list[str]:
        """The classes or datatypes of a property's values, likewise."""
        return self._told(prop, RDFS_NS + "range", SCHEMA_NS + "rangeIncludes")

    def _told(self, prop: str, *names: str) -> list[str]:
        told = {key(one) for name in names for one in self.ontology.objects(prop, name)}
        return sorted(one for one in told if not one.startswith("_:"))

    def shape(self, iri: str) -> Shape:
        """A shape in words."""

        told = partial(self.shapes.text, iri)
        severity = told(SH_NS + "severity").rpartition("#")[2]
        return Shape(
            iri,
            told(RDFS_NS + "label"),
            severity,
            told(SH_NS + "description"),
            told(SH_NS + "message"),
        )

    # --- one term -----------------------------------------------------------------

    def entry(self, iri: str, here: Here) -> Entry:
        """Everything on the page of a term."""
        kinds = self.know.site.types(iri)
        found = Entry(iri, self.know.title(iri), curie(iri), what_of(kinds))
        self._documentation(found, here)
        if found.what == "class":
            self._class(found, here)
        elif found.what.endswith("property"):
            self._property(found, here)
        else:
            self._code(found)
        found.questions = self.questions.get(iri, [])
        found.rules = self.rules.get(iri, [])
        found.mappings = self.mappings.get(iri, [])
        found.shapes = list(self.constraints.get(iri, ()))
        return found

    def _documentation(self, found: Entry, here: Here) -> None:
        def texts(name: str) -> list[str]:
            return [text(one) for one in self.ontology.objects(found.iri, name)]

        found.labels = [
            one
            for name in (RDFS_NS + "label", SKOS_NS + "prefLabel")
            for one in self.ontology.objects(found.iri, name)
            if isinstance(one, ox.Literal)
        ]
        found.definition = " ".join(texts(SKOS_NS + "definition"))
        examples = texts(SKOS_NS + "example")
        found.examples = [one for one in examples if not one.startswith("Not:")]
        found.counterexamples = [
            one.removeprefix("Not:").strip() for one in examples if one.startswith("Not:")
        ]
        found.notes = texts(SKOS_NS + "scopeNote")
        found.editorial = texts(SKOS_NS + "editorialNote")
        found.other_names = texts(SKOS_NS + "altLabel")
        found.notations = texts(SKOS_NS + "notation")
        found.sources = [
            here.value(one) for one in self.ontology.objects(found.iri, DCTERMS_NS + "source")
        ]
        found.module = self.ontology.text(found.iri, RDFS_NS + "isDefinedBy")
        gone = texts(OWL_NS + "deprecated")
        found.status = "deprecated" if "true" in gone else "in use"
        found.replaced_by = [
            key(one) for one in self.ontology.objects(found.iri, DCTERMS_NS + "isReplacedBy")
        ]

    def _class(self, found: Entry, here: Here) -> None:
        know, iri = self.know, found.iri
        axioms = Axioms(self.ontology, here)
        found.parents, found.children = know.parents(iri), know.children(iri)
        found.ancestors = know.ancestors(iri)
        found.children.sort(key=know.title)
        found.disjoint = sorted(
            {
                *(key(one) for one in self.ontology.objects(iri, OWL_NS + "disjointWith")),
                *(key(q.subject) for q in self.ontology.by_object(iri, OWL_NS + "disjointWith")),
            },
            key=know.title,
        )
        for name, words in (("equivalentClass", "the same as"), ("disjointUnionOf", "made up of")):
            for term in self.ontology.objects(iri, OWL_NS + name):
                found.axioms.append((words, axioms.expression(term)))
        for term in self.ontology.objects(iri, SUBCLASS):
            if isinstance(term, ox.BlankNode):
                found.axioms.append(("always", axioms.expression(term)))
        for quad in self.ontology.by_object(iri, SUBCLASS):
            if isinstance(quad.subject, ox.BlankNode):
                found.axioms.append(("covers every", axioms.expression(quad.subject)))
        found.own = [(p, self.ranges_of(p)) for p in self.domains.get(iri, ())]
        found.inherited = [
            (above, [(p, self.ranges_of(p)) for p in self.domains[above]])
            for above in found.ancestors
            if self.domains.get(above)
        ]
        found.pointing = list(self.pointing.get(iri, ()))
        instances = [key(q.subject) for q in self.know.stated.by_object(iri, TYPE)]
        found.count, found.inferred_count = len(instances), self.inferred_kinds.get(iri, 0)
        found.instances = sorted(instances[: 8 * MOST], key=know.title)[:MOST]

    def _property(self, found: Entry, here: Here) -> None:
        know, iri = self.know, found.iri
        axioms = Axioms(self.ontology, here)
        found.parents = know.parents(iri, SUBPROPERTY)
        found.ancestors = know.ancestors(iri, SUBPROPERTY)
        found.children = sorted(know.children(iri, SUBPROPERTY), key=know.title)
        found.domains, found.ranges = self.domains_of(iri), self.ranges_of(iri)
        found.characteristics = [
            words
            for name, words in CHARACTERISTICS.items()
            if OWL_NS + name in self.site.types(iri)
        ]
        inverses = [
            *self.ontology.objects(iri, OWL_NS + "inverseOf"),
            *(q.subject for q in self.ontology.by_object(iri, OWL_NS + "inverseOf")),
        ]
        found.axioms = [
            ("inverse of", axioms.role(one)) for one in inverses if isinstance(one, ox.NamedNode)
        ]
        for head in self.ontology.objects(iri, OWL_NS + "propertyChainAxiom"):
            found.axioms.append(("follows from the chain", axioms.chain(head)))
        quads = self.know.stated.by_predicate(iri)
        found.count = len(quads)
        found.inferred_count = len(self.site.inferred.by_predicate(iri))
        found.uses = [
            (key(q.subject), iri, q.object)
            for q in quads[:MOST]
            if isinstance(q.subject, ox.NamedNode)
        ]

    def _code(self, found: Entry) -> None:
        know, iri = self.know, found.iri
        found.schemes = [key(one) for one in self.ontology.objects(iri, SKOS_NS + "inScheme")]
        found.parents = [key(one) for one in self.ontology.objects(iri, SKOS_NS + "broader")]
        found.children = [key(q.subject) for q in self.ontology.by_object(iri, SKOS_NS + "broader")]
        members = [key(q.subject) for q in self.ontology.by_object(iri, SKOS_NS + "inScheme")]
        found.members = sorted(members, key=know.title)
        quads = [q for q in know.stated.by_object(iri) if not key(q.subject).startswith(CODE_NS)]
        found.count = len(quads)
        found.uses = [
            (key(q.subject), q.predicate.value, q.object)
            for q in quads[:MOST]
            if isinstance(q.subject, ox.NamedNode)
        ]


def _by_term(named: Iterable[tuple[T, Iterable[str]]]) -> dict[str, list[T]]:
    """What names each term, in order."""
    found: dict[str, list[T]] = defaultdict(list)
    for one, terms in named:
        for term in terms:
            found[term].append(one)
    return dict(found)


def named_terms(query: str) -> list[str]:
    """The terms and codes of ours that a query of ours names, each once, sorted."""
    bare = without_texts(query)
    found = {FOEDUS_NS + name for name in re.findall(r"\bfoedus:(\w+)", bare)}
    found |= {CODE_NS + name for name in re.findall(r"\bcode:([\w-]*\w)", bare)}
    return sorted(found)


def what_of(kinds: Sequence[str]) -> str:
    """Class, object property, datatype property, annotation property, code list or code."""
    for name, words in (
        (OWL_NS + "Class", "class"),
        (OWL_NS + "ObjectProperty", "object property"),
        (OWL_NS + "DatatypeProperty", "datatype property"),
        (OWL_NS + "AnnotationProperty", "annotation property"),
        (SKOS_NS + "ConceptScheme", "code list"),
        (SKOS_NS + "Concept", "code"),
    ):
        if name in kinds:
            return words
    return "term"


# --- a page for each class, property and code


def files(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The pages of the terms and codes."""
    for iri in (*shell.site.terms, *shell.site.codes):
        path = shell.site.resources[iri] + ".html"
        entry = vocabulary.entry(iri, Here(shell, path))
        head = Head(
            title=f"{entry.name} ({entry.what})",
            summary=entry.definition,
            section="ontology.html",
            iri=iri,
            formats=ENTITY_FORMATS,
        )
        yield shell.page(path, "term.html", head, term=entry)
