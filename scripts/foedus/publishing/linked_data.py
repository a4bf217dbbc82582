"""What programs read: each thing and each file in the syntaxes of RDF, and how to find them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph as ox

from foedus.asking import snapshot
from foedus.asking.profile import linked
from foedus.bundled import alignment, folders
from foedus.publishing import catalogue, hosting
from foedus.publishing.address import href
from foedus.publishing.documents import (
    FORMATS,
    Document,
    describe_question,
    question_path,
)
from foedus.publishing.site import Site, key
from foedus.rdf import writing
from foedus.rdf.dataset import SOURCES
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SCHEMA_NS,
    XSD_NS,
    curie,
)


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Everything for programs."""
    sizes: dict[str, int] = {}
    for path, data in whole_files(site):
        sizes[path] = len(data)
        yield path, data
    yield from catalogue.files(site, sizes)
    yield from context_file(site)
    yield from things(site)
    yield from hosting.files(site)


_TYPE = RDF_NS + "type"
_RANGES = (RDFS_NS + "range", SCHEMA_NS + "rangeIncludes")


def context_file(site: Site) -> Iterator[tuple[str, bytes]]:
    """``context.jsonld``."""
    text = json.dumps({"@context": context(site)}, ensure_ascii=False, indent=2, sort_keys=True)
    yield "context.jsonld", f"{text}\n".encode()


def context(site: Site) -> dict[str, object]:
    """The context: a name without prefix is ours, a value has the datatype of its range."""
    found: dict[str, object] = {**linked.CONTEXT}
    for iri in site.terms:
        kinds = {key(term) for term in site.stated.objects(iri, _TYPE)}
        wanted = {key(one) for name in _RANGES for one in site.stated.objects(iri, name)}
        definition: object = curie(iri)
        if OWL_NS + "ObjectProperty" in kinds:
            definition = {"@id": curie(iri), "@type": "@id"}
        elif len(wanted) == 1 and (only := next(iter(wanted))).startswith(XSD_NS):
            definition = {"@id": curie(iri), "@type": curie(only)}
        found[iri.removeprefix(FOEDUS_NS)] = definition
    return found


def things(site: Site) -> Iterator[tuple[str, bytes]]:
    """The documents of every term, code and entity that is no graph (a graph is a whole file)."""
    taken = {path for document in site.documents for path in document.paths}
    words = context(site)
    for iri, path in site.resources.items():
        if path not in taken:
            quads = {*site.profiles.linked.triples(iri), *_licences(site, iri)}
            yield f"{path}.ttl", linked.turtle(quads, iri).encode()
            published = href(f"{path}.jsonld", "context.jsonld")
            yield f"{path}.jsonld", linked.jsonld(quads, iri, words, published).encode()


_RIGHTS = (DCTERMS_NS + "license", DCTERMS_NS + "rights")


def _licences(site: Site, iri: str) -> set[ox.Quad]:
    """Under what licence the files and graphs that tell of a thing may be used, as they say."""
    holders = {*site.headers_of.get(iri, ())}
    for quad in site.stated.by_subject(iri):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value != SOURCES:
            holders.add(quad.graph_name.value)
    return {
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for holder in holders
        for name in _RIGHTS
        for quad in site.stated.by_subject(holder, name)
    }


DATASET = {
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
"""The syntaxes that hold named graphs."""


def whole_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Ontology, codes, data, shapes, questions, graphs; dataset; what is heard of sources and what
    is inferred, each apart."""
    for document in site.documents:
        yield from _document(document)
    if site.snapshot:
        found = snapshot.file_of(site.asserted, site.snapshot)
        yield f"foedus-snapshot-{site.snapshot}.ttl", writing.encode(found, FORMATS[".ttl"])
    written = writing.encode_each(site.asserted, DATASET.values())
    for extension, data in zip(DATASET, written, strict=True):
        yield "dataset" + extension, data
    if site.heard:
        told = site.standings.facts(site.heard)
        yield "told.ttl", writing.encode(told, FORMATS[".ttl"])
    for contradiction in site.closure.contradictions:
        site.findings.append(f"the data contradict the ontology: {contradiction}")
    yield "inferred.ttl", writing.encode(site.inferred.quads, FORMATS[".ttl"])
    yield from _queries(site)
    yield from _tables()


def _document(document: Document) -> Iterator[tuple[str, bytes]]:
    written = document.written()
    for path in document.paths:
        for extension in document.formats(path):
            yield path + extension, written[extension]


def _queries(site: Site) -> Iterator[tuple[str, bytes]]:
    """Each question as SPARQL and as RDF; the rules and the queries of the pictures as SPARQL."""
    for question in site.questions:
        path, text = question_path(question), question.text.encode()
        yield path + ".rq", text
        yield path + ".ttl", writing.encode(describe_question(question), FORMATS[".ttl"])
    top = folders.folder("queries")
    for found in sorted([*top.glob("pictures/*.rq"), *top.glob("rules/**/*.rq")]):
        yield f"queries/{found.relative_to(top).as_posix()}", found.read_bytes()


def _tables() -> Iterator[tuple[str, bytes]]:
    """The tables that the bridges are made from."""
    for found in alignment.tables(folders.folder("ontology")):
        yield f"ontology/align/{found.name}", found.read_bytes()
