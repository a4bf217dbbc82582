"""Names: the namespaces and their prefixes."""

from __future__ import annotations

import re

import pyoxigraph as ox

from foedus.errors import BadInput

FOEDUS_NS = "https://w3id.org/foedus/ontology#"
CODE_NS = "https://w3id.org/foedus/code/"
ID_NS = "https://w3id.org/foedus/id/"
SHAPE_NS = "https://w3id.org/foedus/shapes#"
CHECK_NS = "https://w3id.org/foedus/checks#"
GRAPH_NS = "https://w3id.org/foedus/graph/"
OWL_NS = "http://www.w3.org/2002/07/owl#"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS_NS = "http://www.w3.org/2000/01/rdf-schema#"
XSD_NS = "http://www.w3.org/2001/XMLSchema#"
SKOS_NS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS_NS = "http://purl.org/dc/terms/"
DCAT_NS = "http://www.w3.org/ns/dcat#"
SCHEMA_NS = "https://schema.org/"
SH_NS = "http://www.w3.org/ns/shacl#"
SEMAPV_NS = "https://w3id.org/semapv/vocab/"
SSSOM_NS = "https://w3id.org/sssom/"
PROV_NS = "http://www.w3.org/ns/prov#"
VANN_NS = "http://purl.org/vocab/vann/"

PREFIXES: dict[str, str] = {
    "check": CHECK_NS,
    "code": CODE_NS,
    "dcterms": DCTERMS_NS,
    "foedus": FOEDUS_NS,
    "graph": GRAPH_NS,
    "id": ID_NS,
    "owl": OWL_NS,
    "prov": PROV_NS,
    "rdf": RDF_NS,
    "rdfs": RDFS_NS,
    "schema": SCHEMA_NS,
    "sh": SH_NS,
    "shape": SHAPE_NS,
    "skos": SKOS_NS,
    "vann": VANN_NS,
    "xsd": XSD_NS,
}
"""Every prefix that foedus writes and understands."""

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)


def curie(iri: str) -> str:
    """Shorten an address by its prefix, or put it in angle brackets.

    >>> curie("https://w3id.org/foedus/id/us-japan-alliance")
    'id:us-japan-alliance'
    >>> curie("http://example.org/a")
    '<http://example.org/a>'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{as_relative(iri)}>"


RELATIVE = "file://relative.invalid/"
"""How the addresses begin that stand for a file's own where nobody gave a base. For each folder of
its path there is a digest, which tells no path."""

_RELATIVE = re.compile(re.escape(RELATIVE) + "(?:~[0-9a-f]{8}/)*")


def as_relative(iri: str) -> str:
    """An address as a person may see it: one that stands for a file's own, without what it hides.

    >>> as_relative("file://relative.invalid/~0123abcd/a.ttl#x")
    'a.ttl#x'
    """
    return _RELATIVE.sub("", iri, count=1) if iri.startswith(RELATIVE) else iri


def expand(name: str) -> str:
    """Return the full address of ``prefix:name``, ``<address>`` or a full address.

    >>> expand("foedus:Alliance")
    'https://w3id.org/foedus/ontology#Alliance'
    >>> expand("<http://example.org/a>")
    'http://example.org/a'
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    if colon and local.startswith("//"):
        return name
    raise BadInput(f"unknown prefix in {name}: use one of {', '.join(PREFIXES)} or a full address")


# --- RDF terms as types, and their text


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

TYPE, LABEL = ox.NamedNode(RDF_NS + "type"), ox.NamedNode(RDFS_NS + "label")


def text(term: Term | ox.DefaultGraph | None) -> str:
    """The IRI, the literal's text or the blank node's label; nothing for anything else.

    >>> text(ox.Literal("1957"))
    '1957'
    """
    if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode):
        return term.value
    return ""
