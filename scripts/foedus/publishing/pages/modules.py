"""The pages of the ontology's modules, of the shapes, and of the links to other vocabularies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import reading, resources
from foedus.publishing.pages import drawings
from foedus.publishing.pages.knowledge import TYPE
from foedus.publishing.pages.shell import FORMATS, Head, Shell
from foedus.publishing.pages.vocabulary import Alignment, Vocabulary, what_of
from foedus.publishing.site import Index, key
from foedus.terms import text
from foedus.vocabulary import (
    DCTERMS_NS,
    OWL_NS,
    RDFS_NS,
    SHAPE_NS,
    SKOS_NS,
)

_ALIGN = resources.ONTOLOGY_IRI + "/align/"


def files(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """Every page of a file of terms."""
    yield from _modules(shell, vocabulary)
    yield from _shapes(shell, vocabulary)
    yield from _alignments(shell, vocabulary)


@dataclass(frozen=True)
class Module:
    """An ontology file: its IRI, title, description, and its terms by kind."""

    iri: str
    title: str
    description: str
    terms: list[tuple[str, list[str]]]
    imports: list[str]
    facts: list[tuple[str, str]]


def _modules(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    modules = [_module(vocabulary, key(q.subject)) for q in _headers(vocabulary.ontology)]
    for module in modules:
        umbrella = module.iri == resources.ONTOLOGY_IRI
        version = vocabulary.ontology.objects(module.iri, OWL_NS + "versionIRI")
        for iri in dict.fromkeys([module.iri, *map(key, version)]):
            path = iri.removeprefix("https://w3id.org/foedus/") + ".html"
            head = Head(
                title=module.title,
                summary=module.description,
                section="ontology.html",
                canonical=iri,
                formats=FORMATS,
            )
            yield shell.page(
                path,
                "module.html",
                head,
                module=module,
                modules=modules if umbrella else [],
                definition=lambda term: _definition(vocabulary, term),
                picture=drawings.classes(shell, path) if umbrella else None,
                every=_by_kind(vocabulary, (*shell.site.terms,)) if umbrella else [],
                versioned=iri != module.iri,
            )


def _headers(index: Index) -> list[ox.Quad]:
    found = [
        q
        for q in index.by_object(OWL_NS + "Ontology", TYPE)
        if key(q.subject).startswith(resources.ONTOLOGY_IRI)
    ]
    return sorted(found, key=lambda q: key(q.subject))


def _module(vocabulary: Vocabulary, iri: str) -> Module:
    index, know = vocabulary.ontology, vocabulary.know

    def one(name: str) -> str:
        values = index.objects(iri, name)
        return text(values[0]) if values else ""

    terms = [
        term
        for term in (*know.site.terms, *know.site.codes)
        if iri in map(key, index.objects(term, RDFS_NS + "isDefinedBy"))
    ]
    facts = [
        (label, one(name))
        for label, name in (
            ("Version", OWL_NS + "versionInfo"),
            ("Issued", DCTERMS_NS + "issued"),
            ("Modified", DCTERMS_NS + "modified"),
            ("Licence", DCTERMS_NS + "license"),
            ("Made by", DCTERMS_NS + "creator"),
        )
        if one(name)
    ]
    return Module(
        iri,
        one(DCTERMS_NS + "title"),
        one(DCTERMS_NS + "description"),
        _by_kind(vocabulary, terms),
        sorted(map(key, index.objects(iri, OWL_NS + "imports"))),
        facts,
    )


def _by_kind(vocabulary: Vocabulary, terms: Sequence[str]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        found[what_of(vocabulary.know.site.types(term))].append(term)
    order = ("class", "object property", "datatype property", "annotation property", "code list")
    return [
        (kind, sorted(found[kind], key=lambda one: (vocabulary.know.title(one), one)))
        for kind in (*order, "code")
        if found[kind]
    ]


def _definition(vocabulary: Vocabulary, term: str) -> str:
    return vocabulary.ontology.text(term, SKOS_NS + "definition")


def _shapes(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    index = vocabulary.shapes
    headers = sorted(key(q.subject) for q in index.by_object(OWL_NS + "Ontology", TYPE))
    titles = [
        (text(index.objects(iri, DCTERMS_NS + "title")[0]), iri)
        for iri in headers
        if index.objects(iri, DCTERMS_NS + "title")
    ]
    names = [name for name in index.subjects() if name.startswith(SHAPE_NS)]
    shapes = [vocabulary.shape(name) for name in names]
    head = Head(
        title="Shapes: what data must look like",
        summary="Every check that data of foedus must pass, with its message in plain words.",
        section="ontology.html",
        canonical=SHAPE_NS.rstrip("#"),
        formats=FORMATS,
    )
    yield shell.page("shapes.html", "shapes.html", head, shapes=shapes, titles=titles)


def _alignments(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """A page for each bridge to another vocabulary, and one that lists them."""
    by_file: dict[str, list[tuple[str, Alignment]]] = defaultdict(list)
    for term in sorted(vocabulary.mappings):
        for one in vocabulary.mappings[term]:
            by_file[one.file].append((term, one))
    listed = []
    for path in resources.alignment_files():
        index = Index(reading.read(path).quads)
        iri = _ALIGN + path.stem
        title, description = (
            text(index.objects(iri, DCTERMS_NS + name)[0]) for name in ("title", "description")
        )
        listed.append((path.stem, title, description, len(by_file[path.stem])))
        head = Head(title, description, "ontology.html", canonical=iri)
        yield shell.page(
            f"ontology/align/{path.stem}.html",
            "alignment.html",
            head,
            description=description,
            mappings=by_file[path.stem],
        )
    head = Head(
        "Alignments with other vocabularies",
        "How the terms of foedus relate to those of other vocabularies, each link with its reason.",
        "ontology.html",
    )
    yield shell.page("ontology/align/index.html", "alignments.html", head, alignments=listed)
