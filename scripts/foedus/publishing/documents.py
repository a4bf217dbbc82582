"""The whole files of the site: ontology, modules, bridges, shapes, data, questions, graphs.

A document is a set of statements under one path, written in Turtle, the ontology in JSON-LD and
RDF/XML too; and a second time under its version, where that version stays for good, in Turtle.
Each question is a
``sh:SPARQLExecutable`` with the question as its comment and the whole text as its query (form:
sib-swiss/sparql-examples, "SPARQL examples as RDF"), so that tools for such collections list, test
and show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import alignment, contents, folders
from foedus.bundled.questions import Question, of_our_data
from foedus.publishing import address
from foedus.publishing.address import HOME
from foedus.rdf import reading, writing
from foedus.rdf.headers import headers
from foedus.rdf.names import (
    DCTERMS_NS,
    GRAPH_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SCHEMA_NS,
    SH_NS,
    XSD_NS,
    text,
)
from foedus.rdf.scanning import without_texts

Value = ox.NamedNode | ox.Literal


def about(iri: str, predicate: str, value: Value) -> list[ox.Quad]:
    """One triple, as a list to be joined with others."""
    return [ox.Quad(node(iri), node(predicate), value)]


def node(iri: str) -> ox.NamedNode:
    """A node by its IRI. Raises ValueError for what is no IRI."""
    return ox.NamedNode(iri)


def english(words: str) -> ox.Literal:
    """English words."""
    return ox.Literal(words, language="en")


FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,  # the last: it cannot hold everything
}
"""The syntaxes of a document, by extension; the first is the one given when none is asked for."""

OF_THINGS = (".ttl", ".jsonld")
"""The syntaxes of a thing."""

MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".rq": "application/sparql-query",
    ".csv": "text/csv",
    ".html": "text/html",
}

_OURS = frozenset(["ontology", "module", "bridge", "shapes", "questions"])


@dataclass(frozen=True)
class Document:
    """Statements under one path. ``version_path`` is empty where there is no version to keep."""

    kind: str
    iri: str
    path: str
    version_path: str
    quads: tuple[ox.Quad, ...] = field(repr=False)
    title: str
    description: str = ""
    licence: str = ""
    creator: str = ""
    issued: str = ""
    modified: str = ""
    version: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict, repr=False)

    def written(self) -> Mapping[str, bytes]:
        """Its bytes by extension."""
        return self._kept if self.kind in _OURS else self._write()

    @cached_property
    def _kept(self) -> dict[str, bytes]:
        return self._write()

    def _write(self) -> dict[str, bytes]:
        wanted = self.formats(self.path)
        written = writing.encode_each(self.quads, map(FORMATS.__getitem__, wanted), self.prefixes)
        return dict(zip(wanted, written, strict=True))

    def formats(self, path: str) -> tuple[str, ...]:
        """The extensions of the files that it is written to under one of its paths."""
        if self.kind == "ontology" and path != self.version_path:
            return tuple(FORMATS)
        return OF_THINGS if self.kind == "graph" else (".ttl",)

    @property
    def paths(self) -> tuple[str, ...]:
        """The current path and the versioned one."""
        return (self.path, self.version_path) if self.version_path else (self.path,)


@dataclass(frozen=True)
class DataFile:
    """One file of data: the name and the IRI that it is published under, and its statements."""

    name: str
    iri: str
    quads: tuple[ox.Quad, ...]

    @property
    def path(self) -> str:
        """Its path in the site."""
        return f"data/{self.name}"


def documents(
    version: str,
    data: Iterable[DataFile],
    asserted: Iterable[ox.Quad],
    told: Callable[[str], Iterable[ox.Quad]],
) -> tuple[Document, ...]:
    """Every document of the site: ours, which stand in every site, and those of its data."""
    return (*_ours(version), *_data(data), *_graphs(asserted, told))


@cache
def _ours(version: str) -> tuple[Document, ...]:
    """Ontology, modules, bridges, shapes and questions; made and written once a process."""
    return (
        _headed(
            "ontology",
            contents.one_ontology(ontology()),
            folders.ONTOLOGY_IRI,
        ),
        *(read_file("module", path) for path in folders.ontology_files() if path.stem != "foedus"),
        *map(_bridge, alignment.names()),
        _headed("shapes", contents.one_shapes(shapes()), contents.SHAPES_IRI),
        *(read_file("shapes", path) for path in folders.shape_files()),
        _headed("questions", described_questions(of_our_data(), version), COLLECTION),
    )


def read_file(kind: str, path: Path) -> Document:
    """One of our files, under the address in its header."""
    return _headed(kind, writing.label_blank_nodes(reading.read(path).quads), path.stem)


def _bridge(name: str) -> Document:
    """What one table of mappings says, with the prefixes that it needs beside ours."""
    table = alignment.table(name)
    return _headed("bridge", alignment.document(name).quads, table.iri, dict(table.prefixes))


# --- data ----------------------------------------------------------------------------


def _data(files: Iterable[DataFile]) -> Iterator[Document]:
    """What the default graph of each data file holds."""
    default = ox.DefaultGraph()
    for file in files:
        quads = [quad for quad in file.quads if quad.graph_name == default]
        if quads or not file.quads:
            yield _headed("data", quads, file.name, path=file.path)


def _graphs(
    asserted: Iterable[ox.Quad], said_of: Callable[[str], Iterable[ox.Quad]]
) -> Iterator[Document]:
    """What each named graph holds, and what is said of it."""
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in asserted:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(quad)
    for iri, quads in sorted(graphs.items()):
        told = [*quads, *said_of(iri)]
        plain = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in told}
        name = iri.removeprefix(GRAPH_NS)
        yield _headed("graph", plain, iri, fallback=name, path=address.path_of(iri))


@cache
def ontology() -> tuple[ox.Quad, ...]:
    """The ontology with its codes, sorted, its blank nodes named."""
    return fixed(contents.ontology(), "o")


@cache
def shapes() -> tuple[ox.Quad, ...]:
    """The shapes, sorted, their blank nodes named."""
    return fixed(contents.shapes(), "s")


def fixed(quads: Iterable[ox.Quad], letter: str) -> tuple[ox.Quad, ...]:
    """The quads sorted, with blank nodes named by what is said of them and marked by a letter."""
    named = writing.label_blank_nodes(quads)

    def mark(term: object) -> object:
        return ox.BlankNode(letter + term.value) if isinstance(term, ox.BlankNode) else term

    marked = (ox.Quad(mark(s), p, mark(o), g) for s, p, o, g in named)  # type: ignore[arg-type]
    return tuple(writing.sort_quads(marked))


# --- headers -------------------------------------------------------------------------


def _headed(
    kind: str,
    quads: Iterable[ox.Quad],
    name: str,
    prefixes: Mapping[str, str] | None = None,
    *,
    path: str = "",
    fallback: str = "",
) -> Document:
    """A document with what its header says; the header is about ``name`` or the one ontology."""
    ordered = tuple(writing.sort_quads(set(quads)))
    declared = headers(ordered)
    only = next(iter(declared)) if len(declared) == 1 else None
    subject = ox.NamedNode(name) if ":" in name else only
    iri = subject.value if isinstance(subject, ox.NamedNode) else ""
    values: dict[str, str] = {}
    for quad in ordered:
        if quad.subject == subject:
            values.setdefault(quad.predicate.value, text(quad.object))
    version_iri = values.get(OWL_NS + "versionIRI", "")
    version_path = address.path_of(version_iri) if version_iri else ""
    return Document(
        kind=kind,
        iri=iri,
        path=path or address.path_of(iri),
        version_path="" if version_path.startswith("x/") else version_path,
        quads=ordered,
        title=values.get(DCTERMS_NS + "title") or values.get(RDFS_NS + "label") or fallback or name,
        description=values.get(DCTERMS_NS + "description", ""),
        licence=values.get(DCTERMS_NS + "license", ""),
        creator=values.get(DCTERMS_NS + "creator", ""),
        issued=values.get(DCTERMS_NS + "issued", ""),
        modified=values.get(DCTERMS_NS + "modified", ""),
        version=values.get(OWL_NS + "versionInfo", ""),
        prefixes=prefixes or {},
    )


# --- the questions as RDF -----------------------------------------------------------------------


COLLECTION = HOME + "queries"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_FORMS = {
    "SELECT": ("select", "SPARQLSelectExecutable"),
    "ASK": ("ask", "SPARQLAskExecutable"),
    "CONSTRUCT": ("construct", "SPARQLConstructExecutable"),
}
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE)
_USED = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def question_path(question: Question) -> str:
    """The path of a question's files in the site, without extension."""
    return f"queries/{question.path.stem}"


def question_iri(question: Question) -> str:
    """The IRI of a question."""
    return HOME + question_path(question)


def described_questions(questions: Iterable[Question], version: str) -> list[ox.Quad]:
    """The collection, its prefixes and every question in it."""
    found = [
        *about(COLLECTION, RDF_NS + "type", node(OWL_NS + "Ontology")),
        *about(COLLECTION, DCTERMS_NS + "title", english("foedus questions")),
        *about(
            COLLECTION,
            DCTERMS_NS + "description",
            english("The questions that foedus carries, each with the SPARQL that answers it."),
        ),
        *about(COLLECTION, DCTERMS_NS + "creator", english("the foedus contributors")),
        *about(COLLECTION, DCTERMS_NS + "license", node(_LICENCE)),
        *about(COLLECTION, OWL_NS + "versionIRI", node(f"{COLLECTION}/{version}")),
        *about(COLLECTION, OWL_NS + "versionInfo", ox.Literal(version)),
    ]
    declared: dict[str, str] = {}
    for question in questions:
        declared |= dict(_USED.findall(question.text))
        found += describe_question(question)
    for prefix, namespace in declared.items():
        declaration = f"{COLLECTION}/prefix-{prefix}"
        value = ox.Literal(namespace, datatype=node(XSD_NS + "anyURI"))
        found += [
            *about(COLLECTION, SH_NS + "declare", node(declaration)),
            *about(declaration, SH_NS + "prefix", ox.Literal(prefix)),
            *about(declaration, SH_NS + "namespace", value),
        ]
    return found


def describe_question(question: Question) -> list[ox.Quad]:
    """One question; it shares the prefixes of the collection, and its text has them too."""
    iri = question_iri(question)
    form = _FORM.search(without_texts(question.text))
    name, kind = _FORMS[form[1].upper() if form else "SELECT"]
    return [
        *about(iri, RDF_NS + "type", node(SH_NS + "SPARQLExecutable")),
        *about(iri, RDF_NS + "type", node(SH_NS + kind)),
        *about(iri, DCTERMS_NS + "identifier", ox.Literal(question.number)),
        *about(iri, RDFS_NS + "label", english(question.question)),
        *about(iri, RDFS_NS + "comment", english(question.question)),
        *about(iri, DCTERMS_NS + "abstract", english(question.answer)),
        *about(iri, DCTERMS_NS + "isPartOf", node(COLLECTION)),
        *about(iri, SCHEMA_NS + "keywords", ox.Literal(question.asker)),
        *about(iri, SH_NS + "prefixes", node(COLLECTION)),
        *about(iri, SH_NS + name, ox.Literal(question.text)),
    ]
