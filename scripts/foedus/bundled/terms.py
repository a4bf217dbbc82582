"""The terms that the ontology declares, and namespaces that know them.

``FOEDUS`` and ``CODE`` are closed: a term that the ontology lacks is refused. ``ID`` is open.

>>> from foedus.bundled.terms import FOEDUS
>>> FOEDUS.NationalCommand
rdflib.term.URIRef('https://w3id.org/foedus/ontology#NationalCommand')
>>> FOEDUS.NationalComand
Traceback (most recent call last):
    ...
AttributeError: term 'NationalComand' not in namespace 'https://w3id.org/foedus/ontology#'
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import CODE_NS, FOEDUS_NS, ID_NS, OWL_NS, RDF_NS, SKOS_NS
from foedus.rdf.scanning import without_texts

if TYPE_CHECKING:
    from rdflib.namespace import ClosedNamespace, Namespace

    FOEDUS: ClosedNamespace
    CODE: ClosedNamespace
    ID: Namespace

_TERM_TYPES = frozenset(
    [
        OWL_NS + "Class",
        OWL_NS + "ObjectProperty",
        OWL_NS + "DatatypeProperty",
        OWL_NS + "AnnotationProperty",
        SKOS_NS + "Concept",
        SKOS_NS + "ConceptScheme",
    ]
)


@cache
def declared_terms() -> frozenset[str]:
    """Return the addresses of the classes, properties, schemes and codes of the ontology."""
    return frozenset(
        s.value
        for s, p, o, _ in contents.ontology()
        if isinstance(s, ox.NamedNode)
        and isinstance(o, ox.NamedNode)
        and p.value == RDF_NS + "type"
        and o.value in _TERM_TYPES
        and s.value.startswith((FOEDUS_NS, CODE_NS))
    )


@cache
def named_terms(query: str) -> list[str]:
    """The terms and codes of ours that a query of ours names, each once, sorted."""
    bare = without_texts(query)
    found = {FOEDUS_NS + name for name in re.findall(r"\bfoedus:(\w+)", bare)}
    found |= {CODE_NS + name for name in re.findall(r"\bcode:([\w-]*\w)", bare)}
    return sorted(found)


def _namespace(name: str) -> ClosedNamespace | Namespace:
    from rdflib.namespace import ClosedNamespace, Namespace

    if name == "ID":
        return Namespace(ID_NS)
    base = FOEDUS_NS if name == "FOEDUS" else CODE_NS
    terms = [iri[len(base) :] for iri in declared_terms() if iri.startswith(base)]
    return ClosedNamespace(base, sorted(terms))


def __getattr__(name: str) -> ClosedNamespace | Namespace:
    if name in ("FOEDUS", "CODE", "ID"):
        return _namespace(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
