"""What the site holds, for programs that look for data: VoID and DCAT descriptions.

Both need absolute addresses: those of ``--base``, or for our own data the IRIs that it is
published under. A user's site without ``--base`` has neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from foedus import writing
from foedus.publishing.address import path_of
from foedus.publishing.documents import MEDIA_TYPES, Document
from foedus.publishing.site import Site, key
from foedus.vocabulary import (
    DCAT_NS,
    DCTERMS_NS,
    ID_NS,
    RDF_NS,
    XSD_NS,
)

VOID_NS = "http://rdfs.org/ns/void#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".jsonld": "JSON-LD",
    ".rdf": "RDF_XML",
    ".trig": "TriG",
    ".nq": "N-Quads",
}
_PREFIXES = {"dcat": DCAT_NS, "void": VOID_NS}
_TYPE = RDF_NS + "type"
_EXAMPLES = 3

Value = ox.NamedNode | ox.Literal


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
    classes = Counter(key(quad.object) for quad in quads if quad.predicate.value == _TYPE)
    properties = Counter(quad.predicate.value for quad in quads)
    subjects = {quad.subject for quad in quads}
    objects = {quad.object for quad in quads}
    namespaces = {name.rpartition("#" if "#" in name else "/")[0] for name in properties}
    found = [
        *_about(iri, _TYPE, _node(VOID_NS + "Dataset")),
        *_about(iri, DCTERMS_NS + "title", _english(_title(site))),
        *_shared(iri, [one for one in site.documents if one.kind == "data"]),
        *_count(iri, "triples", len(quads)),
        *_count(iri, "entities", len(site.entities)),
        *_count(iri, "distinctSubjects", len(subjects)),
        *_count(iri, "distinctObjects", len(objects)),
        *_count(iri, "classes", len(classes)),
        *_count(iri, "properties", len(properties)),
        *(
            quad
            for extension in (".trig", ".nq")
            for quad in (
                *_about(iri, VOID_NS + "dataDump", _node(site.home + "dataset" + extension)),
                *_about(iri, VOID_NS + "feature", _node(_FORMATS + _FORMAT_NAMES[extension])),
            )
        ),
    ]
    for document in site.documents:
        if document.kind in ("data", "graph") and document.iri:
            found += _about(iri, VOID_NS + "subset", _node(document.iri))
            found += _about(document.iri, _TYPE, _node(VOID_NS + "Dataset"))
            found += _count(document.iri, "triples", len(document.quads))
            for extension, path in _written(document, sizes):
                dump = _node(site.home + path)
                format = _node(_FORMATS + _FORMAT_NAMES[extension])
                found += _about(document.iri, VOID_NS + "dataDump", dump)
                found += _about(document.iri, VOID_NS + "feature", format)
    for namespace in namespaces:
        whole = namespace + ("#" if any(p.startswith(namespace + "#") for p in properties) else "/")
        found += _about(iri, VOID_NS + "vocabulary", _node(whole))
    own = [entity for entity in site.entities if entity.startswith(ID_NS)]
    if own:
        found += _about(iri, VOID_NS + "uriSpace", ox.Literal(ID_NS))
    for entity in (own or site.entities)[:_EXAMPLES]:
        found += _about(iri, VOID_NS + "exampleResource", _node(entity))
    found += _partitions(iri, "class", "entities", classes)
    found += _partitions(iri, "property", "triples", properties)
    return found


def _partitions(iri: str, kind: str, unit: str, counts: Mapping[str, int]) -> list[ox.Quad]:
    found = []
    for name, count in counts.items():
        part = f"{iri}-{kind}-{path_of(name).replace('/', '-')}"
        found += _about(iri, f"{VOID_NS}{kind}Partition", _node(part))
        found += _about(part, VOID_NS + kind, _node(name))
        found += _count(part, unit, count)
    return found


# --- DCAT -------------------------------------------------------------------------


def _dcat(site: Site, sizes: Mapping[str, int]) -> list[ox.Quad]:
    """The catalogue of all documents: Data Catalog Vocabulary, version 3 (W3C, 2024)."""
    catalogue = dataset_iri(site).replace("void.ttl#dataset", "dcat.ttl#catalogue")
    whole = dataset_iri(site)
    found = [
        *_about(catalogue, _TYPE, _node(DCAT_NS + "Catalog")),
        *_about(catalogue, DCTERMS_NS + "title", _english("foedus: everything published")),
        *_about(catalogue, "http://xmlns.com/foaf/0.1/homepage", _node(site.home)),
        *_about(catalogue, DCAT_NS + "dataset", _node(whole)),
        *_about(whole, _TYPE, _node(DCAT_NS + "Dataset")),
        *_about(whole, DCTERMS_NS + "title", _english(_title(site))),
        *_shared(whole, [one for one in site.documents if one.kind == "data"]),
        *_distributions(site, whole, (("." + e, f"dataset.{e}") for e in ("trig", "nq")), sizes),
    ]
    for document in site.documents:
        iri = document.iri or site.home + document.path
        found += _about(catalogue, DCAT_NS + "dataset", _node(iri))
        found += _about(iri, _TYPE, _node(DCAT_NS + "Dataset"))
        found += _about(iri, DCTERMS_NS + "title", _english(document.title))
        if document.description:
            found += _about(iri, DCTERMS_NS + "description", _english(document.description))
        found += _shared(iri, [document])
        if document.version:
            found += _about(iri, DCAT_NS + "version", ox.Literal(document.version))
        if document.version_path:
            version = _node(site.home + document.version_path)
            found += _about(iri, DCAT_NS + "hasCurrentVersion", version)
        if document.kind == "data":
            found += _about(whole, DCTERMS_NS + "hasPart", _node(iri))
        found += _distributions(site, iri, _written(document, sizes), sizes)
    return found


def _distributions(
    site: Site, iri: str, written: Iterable[tuple[str, str]], sizes: Mapping[str, int]
) -> list[ox.Quad]:
    found = []
    for extension, path in written:
        address = site.home + path
        node = f"{address}#distribution"
        size = ox.Literal(str(sizes[path]), datatype=_node(XSD_NS + "nonNegativeInteger"))
        found += [
            *_about(iri, DCAT_NS + "distribution", _node(node)),
            *_about(node, _TYPE, _node(DCAT_NS + "Distribution")),
            *_about(node, DCAT_NS + "downloadURL", _node(address)),
            *_about(node, DCAT_NS + "mediaType", _node(_MEDIA + MEDIA_TYPES[extension])),
            *_about(node, DCAT_NS + "byteSize", size),
        ]
    return found


# --- shared -----------------------------------------------------------------------


def _written(document: Document, sizes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The files that hold a document, by extension."""
    for extension in _FORMAT_NAMES:
        if (path := document.path + extension) in sizes:
            yield extension, path


def _shared(iri: str, documents: Iterable[Document]) -> list[ox.Quad]:
    """The licence, the makers and the dates that documents give, each once."""
    found: list[ox.Quad] = []
    date = _node(XSD_NS + "date")
    for one in documents:
        if one.licence:
            web = one.licence.startswith(("http://", "https://"))
            value = _node(one.licence) if web else ox.Literal(one.licence)
            found += _about(iri, DCTERMS_NS + "license", value)
        if one.creator:
            found += _about(iri, DCTERMS_NS + "creator", ox.Literal(one.creator, language="en"))
        for name, day in (("issued", one.issued), ("modified", one.modified)):
            if day:
                found += _about(iri, DCTERMS_NS + name, ox.Literal(day, datatype=date))
    return found


def _title(site: Site) -> str:
    titles = [one.title for one in site.documents if one.kind == "data"]
    return "foedus data" if site.own else ", ".join(titles) or "data"


def _count(iri: str, name: str, number: int) -> list[ox.Quad]:
    value = ox.Literal(str(number), datatype=_node(XSD_NS + "integer"))
    return _about(iri, VOID_NS + name, value)


def _about(iri: str, predicate: str, value: Value) -> list[ox.Quad]:
    return [ox.Quad(_node(iri), _node(predicate), value)]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _english(words: str) -> ox.Literal:
    return ox.Literal(words, language="en")
