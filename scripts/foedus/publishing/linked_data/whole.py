"""The whole files: every document in four syntaxes, now and under its version; the dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from foedus.asking import snapshot
from foedus.bundled import alignment, folders
from foedus.publishing.documents import FORMATS, Document
from foedus.publishing.questions import describe, path_of
from foedus.publishing.site import Site
from foedus.rdf import writing

DATASET = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
"""The syntaxes that hold named graphs."""


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Ontology, codes, data, shapes, questions, graphs; dataset; what is inferred, apart."""
    for document in site.documents:
        yield from _document(site, document)
    yield from _one_files(site)
    written = writing.encode_each(site.asserted, DATASET.values())
    for extension, data in zip(DATASET, written, strict=True):
        yield "dataset" + extension, data
    for contradiction in site.closure.contradictions:
        site.findings.append(f"the data contradict the ontology: {contradiction}")
    for extension in (".ttl", ".nt"):
        yield "inferred" + extension, writing.encode(site.inferred.quads, FORMATS[extension])
    yield from _queries(site)
    yield from _tables()


def _one_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """What most people load, under the names that a release gives it, in Turtle."""
    for kind, name in (("ontology", "foedus-all"), ("shapes", "foedus-shapes")):
        document = next(one for one in site.documents if one.kind == kind)
        yield f"{name}.ttl", dict(document.written())[".ttl"]
    if site.snapshot:
        found = snapshot.file_of(site.asserted, site.snapshot)
        yield f"foedus-snapshot-{site.snapshot}.ttl", writing.encode(found, FORMATS[".ttl"])


def _document(site: Site, document: Document) -> Iterator[tuple[str, bytes]]:
    written = dict(document.written())
    if ".rdf" not in written:
        site.notes.append(f"{document.path}.rdf is left out: RDF/XML cannot hold what it says")
    for path in document.paths:
        for extension, data in written.items():
            yield path + extension, data


def _queries(site: Site) -> Iterator[tuple[str, bytes]]:
    """Each question as SPARQL and as RDF; the rules and the other queries as SPARQL."""
    for question in site.questions:
        path, text = path_of(question), question.text.encode()
        for place in (path, path.replace("queries/", f"queries/{site.version}/", 1)):
            yield place + ".rq", text
        quads = describe(question)
        described = writing.encode_each(quads, FORMATS.values())
        for extension, data in zip(FORMATS, described, strict=True):
            yield path + extension, data
    top = folders.folder("queries")
    for found in sorted(top.rglob("*.rq")):
        if found.parent.name != "questions":
            yield f"queries/{found.relative_to(top).as_posix()}", found.read_bytes()


def _tables() -> Iterator[tuple[str, bytes]]:
    """The tables that the bridges are made from."""
    for found in alignment.tables(folders.folder("ontology")):
        yield f"ontology/align/{found.name}", found.read_bytes()
