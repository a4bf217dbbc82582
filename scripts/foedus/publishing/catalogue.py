"""What the site holds, for programs that look for data: VoID and DCAT descriptions.

Both need absolute addresses: those of ``--base``, or for our own data the IRIs that it is
published under. A user's site without ``--base`` has neither.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from foedus.publishing.address import path_of
from foedus.publishing.documents import MEDIA_TYPES, Document, Value, about, english, node
from foedus.publishing.site import Site
from foedus.rdf import writing
from foedus.rdf.names import DCAT_NS, DCTERMS_NS, ID_NS, RDF_NS, XSD_NS

VOID_NS = "http://rdfs.org/ns/void#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    ".ttl": "Turtle",
    ".jsonld": "JSON-LD",
    ".rdf": "RDF_XML",
    ".trig": "TriG",
    ".nq": "N-Quads",
}
_PREFIXES = {"dcat": DCAT_NS, "void": VOID_NS}
_TYPE = RDF_NS + "type"
_NAMESPACE = re.compile(r".*[#/:]")
_EXAMPLES = 3


def files(site: Site, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """``void.ttl``, the same at ``.well-known/void``, ``dcat.ttl`` and ``dcat.jsonld``.

    ``sizes`` are the bytes of the files that were written, by path.
    """
    if not site.home:
        return
    void = writing.encode(_void(site, sizes), ox.RdfFormat.TURTLE, _PREFIXES)
    yield "void.ttl", void
    yield ".well-known/void", void
    dcat = _dcat(site, sizes)
    yield "dcat.ttl", writing.encode(dcat, ox.RdfFormat.TURTLE, _PREFIXES)
    yield "dcat.jsonld", writing.encode(dcat, ox.RdfFormat.JSON_LD, _PREFIXES)


# --- VoID -------------------------------------------------------------------------


def dataset_iri(site: Site) -> str:
    """The IRI of the whole dataset: of ours always the same, of a user's by its address."""
    return ("https://w3id.org/foedus/" if site.own else site.home) + "void.ttl#dataset"


def _void(site: Site, sizes: Mapping[str, int]) -> list[ox.Quad]:
    """The dataset in numbers: Alexander and others, Describing Linked Datasets (W3C, 2011)."""
    iri = dataset_iri(site)
    quads = site.asserted
    classes = Counter(quad.object for quad in quads if quad.predicate.value == _TYPE)
    named = {one.value: count for one, count in classes.items() if isinstance(one, ox.NamedNode)}
    properties = Counter(quad.predicate.value for quad in quads)
    subjects = {quad.subject for quad in quads}
    objects = {quad.object for quad in quads}
    namespaces = {match[0] for name in properties if (match := _NAMESPACE.match(name))}
    found = [
        *about(iri, _TYPE, node(VOID_NS + "Dataset")),
        *about(iri, DCTERMS_NS + "title", english(_title(site))),
        *_shared(iri, [one for one in site.documents if one.kind == "data"]),
        *_count(iri, "triples", len(quads)),
        *_count(iri, "entities", len(site.entities)),
        *_count(iri, "distinctSubjects", len(subjects)),
        *_count(iri, "distinctObjects", len(objects)),
        *_count(iri, "classes", len(classes)),
        *_count(iri, "properties", len(properties)),
        *(
            quad
            for extension, _ in _of_dataset(sizes)
            for quad in (
                *about(iri, VOID_NS + "dataDump", node(site.home + "dataset" + extension)),
                *about(iri, VOID_NS + "feature", node(_FORMATS + _FORMAT_NAMES[extension])),
            )
        ),
    ]
    for document in site.documents:
        if document.kind in ("data", "graph") and document.iri:
            found += about(iri, VOID_NS + "subset", node(document.iri))
            found += about(document.iri, _TYPE, node(VOID_NS + "Dataset"))
            found += _count(document.iri, "triples", len(document.quads))
            for extension, path in _written(document, sizes):
                dump = node(site.home + path)
                format = node(_FORMATS + _FORMAT_NAMES[extension])
                found += about(document.iri, VOID_NS + "dataDump", dump)
                found += about(document.iri, VOID_NS + "feature", format)
    for namespace in namespaces:
        found += about(iri, VOID_NS + "vocabulary", node(namespace))
    own = [entity for entity in site.entities if entity.startswith(ID_NS)]
    if own:
        found += about(iri, VOID_NS + "uriSpace", ox.Literal(ID_NS))
    for entity in (own or site.entities)[:_EXAMPLES]:
        found += about(iri, VOID_NS + "exampleResource", node(entity))
    found += _partitions(iri, "class", "entities", named)
    found += _partitions(iri, "property", "triples", properties)
    return found


def _partitions(iri: str, kind: str, unit: str, counts: Mapping[str, int]) -> list[ox.Quad]:
    found = []
    for name, count in counts.items():
        part = f"{iri}-{kind}-{path_of(name).replace('/', '-')}"
        found += about(iri, f"{VOID_NS}{kind}Partition", node(part))
        found += about(part, VOID_NS + kind, node(name))
        found += _count(part, unit, count)
    return found


# --- DCAT -------------------------------------------------------------------------


def _dcat(site: Site, sizes: Mapping[str, int]) -> list[ox.Quad]:
    """The catalogue of all documents: Data Catalog Vocabulary, version 3 (W3C, 2024)."""
    catalogue = dataset_iri(site).replace("void.ttl#dataset", "dcat.ttl#catalogue")
    whole = dataset_iri(site)
    found = [
        *about(catalogue, _TYPE, node(DCAT_NS + "Catalog")),
        *about(catalogue, DCTERMS_NS + "title", english("foedus: everything published")),
        *about(catalogue, "http://xmlns.com/foaf/0.1/homepage", node(site.home)),
        *about(catalogue, DCAT_NS + "dataset", node(whole)),
        *about(whole, _TYPE, node(DCAT_NS + "Dataset")),
        *about(whole, DCTERMS_NS + "title", english(_title(site))),
        *_shared(whole, [one for one in site.documents if one.kind == "data"]),
        *_distributions(site, whole, _of_dataset(sizes), sizes),
    ]
    for document in site.documents:
        iri = document.iri or site.home + document.path
        found += about(catalogue, DCAT_NS + "dataset", node(iri))
        found += about(iri, _TYPE, node(DCAT_NS + "Dataset"))
        found += about(iri, DCTERMS_NS + "title", english(document.title))
        if document.description:
            found += about(iri, DCTERMS_NS + "description", english(document.description))
        found += _shared(iri, [document])
        if document.version:
            found += about(iri, DCAT_NS + "version", ox.Literal(document.version))
        if document.version_path:
            version = node(site.home + document.version_path)
            found += about(iri, DCAT_NS + "hasCurrentVersion", version)
        if document.kind == "data":
            found += about(whole, DCTERMS_NS + "hasPart", node(iri))
        found += _distributions(site, iri, _written(document, sizes), sizes)
    return found


def _distributions(
    site: Site, iri: str, written: Iterable[tuple[str, str]], sizes: Mapping[str, int]
) -> list[ox.Quad]:
    found = []
    for extension, path in written:
        address = site.home + path
        place = f"{address}#distribution"
        size = ox.Literal(str(sizes[path]), datatype=node(XSD_NS + "nonNegativeInteger"))
        found += [
            *about(iri, DCAT_NS + "distribution", node(place)),
            *about(place, _TYPE, node(DCAT_NS + "Distribution")),
            *about(place, DCAT_NS + "downloadURL", node(address)),
            *about(place, DCAT_NS + "mediaType", node(_MEDIA + MEDIA_TYPES[extension])),
            *about(place, DCAT_NS + "byteSize", size),
        ]
    return found


# --- shared -----------------------------------------------------------------------


def _written(document: Document, sizes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The files that hold a document, by extension."""
    for extension in _FORMAT_NAMES:
        if (path := document.path + extension) in sizes:
            yield extension, path


def _of_dataset(sizes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The files of the whole dataset, by extension."""
    return ((one, "dataset" + one) for one in _FORMAT_NAMES if "dataset" + one in sizes)


def _shared(iri: str, documents: Iterable[Document]) -> list[ox.Quad]:
    """The licence, the makers and the dates that documents give, each once."""
    found: list[ox.Quad] = []
    date = node(XSD_NS + "date")
    for one in documents:
        if one.licence:
            found += about(iri, DCTERMS_NS + "license", _licence(one.licence))
        if one.creator:
            found += about(iri, DCTERMS_NS + "creator", english(one.creator))
        for name, day in (("issued", one.issued), ("modified", one.modified)):
            if day:
                found += about(iri, DCTERMS_NS + name, ox.Literal(day, datatype=date))
    return found


def _licence(words: str) -> Value:
    """The address of a licence; its name, where it has none that could be an IRI."""
    if words.startswith(("http://", "https://")):
        with contextlib.suppress(ValueError):
            return node(words)
    return ox.Literal(words)


def _title(site: Site) -> str:
    titles = [one.title for one in site.documents if one.kind == "data"]
    return "foedus data" if site.own else ", ".join(titles) or "data"


def _count(iri: str, name: str, number: int) -> list[ox.Quad]:
    value = ox.Literal(str(number), datatype=node(XSD_NS + "integer"))
    return about(iri, VOID_NS + name, value)
