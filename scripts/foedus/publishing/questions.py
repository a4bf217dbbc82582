"""The bundled questions as RDF, in the form that collections of example queries share.

Each is a ``sh:SPARQLExecutable`` with the question as its comment and the whole text as its query
(form: sib-swiss/sparql-examples, "SPARQL examples as RDF"), so that tools for such collections
list, test and show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from foedus.publishing.address import HOME
from foedus.questions import Question
from foedus.scanning import without_texts
from foedus.vocabulary import DCTERMS_NS, OWL_NS, RDF_NS, RDFS_NS, SH_NS, XSD_NS

COLLECTION = HOME + "queries"
SCHEMA_NS = "https://schema.org/"
PREFIXES = {"schema": SCHEMA_NS}
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_FORMS = {
    "SELECT": ("select", "SPARQLSelectExecutable"),
    "ASK": ("ask", "SPARQLAskExecutable"),
    "CONSTRUCT": ("construct", "SPARQLConstructExecutable"),
}
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE)
_USED = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def iri_of(question: Question) -> str:
    """The IRI of a question."""
    return f"{COLLECTION}/{question.path.stem}"


def described(questions: Iterable[Question], version: str) -> list[ox.Quad]:
    """The collection, its prefixes and every question in it."""
    found = [
        *_about(COLLECTION, RDF_NS + "type", _node(OWL_NS + "Ontology")),
        *_about(COLLECTION, DCTERMS_NS + "title", _english("foedus questions")),
        *_about(
            COLLECTION,
            DCTERMS_NS + "description",
            _english("The questions that foedus carries, each with the SPARQL that answers it."),
        ),
        *_about(COLLECTION, DCTERMS_NS + "creator", _english("the foedus contributors")),
        *_about(COLLECTION, DCTERMS_NS + "license", _node(_LICENCE)),
        *_about(COLLECTION, OWL_NS + "versionIRI", _node(f"{COLLECTION}/{version}")),
        *_about(COLLECTION, OWL_NS + "versionInfo", ox.Literal(version)),
    ]
    declared: dict[str, str] = {}
    for question in questions:
        declared |= dict(_USED.findall(question.text))
        found += describe(question)
    for prefix, namespace in declared.items():
        node = f"{COLLECTION}/prefix-{prefix}"
        address = ox.Literal(namespace, datatype=_node(XSD_NS + "anyURI"))
        found += [
            *_about(COLLECTION, SH_NS + "declare", _node(node)),
            *_about(node, SH_NS + "prefix", ox.Literal(prefix)),
            *_about(node, SH_NS + "namespace", address),
        ]
    return found


def describe(question: Question) -> list[ox.Quad]:
    """One question; it shares the prefixes of the collection, and its text has them too."""
    iri = iri_of(question)
    form = _FORM.search(without_texts(question.text))
    name, kind = _FORMS[form[1].upper() if form else "SELECT"]
    return [
        *_about(iri, RDF_NS + "type", _node(SH_NS + "SPARQLExecutable")),
        *_about(iri, RDF_NS + "type", _node(SH_NS + kind)),
        *_about(iri, DCTERMS_NS + "identifier", ox.Literal(question.number)),
        *_about(iri, RDFS_NS + "label", _english(question.question)),
        *_about(iri, RDFS_NS + "comment", _english(question.question)),
        *_about(iri, DCTERMS_NS + "abstract", _english(question.answer)),
        *_about(iri, DCTERMS_NS + "isPartOf", _node(COLLECTION)),
        *_about(iri, SCHEMA_NS + "keywords", ox.Literal(question.asker)),
        *_about(iri, SH_NS + "prefixes", _node(COLLECTION)),
        *_about(iri, SH_NS + name, ox.Literal(question.text)),
    ]


def _about(iri: str, predicate: str, value: ox.NamedNode | ox.Literal) -> list[ox.Quad]:
    return [ox.Quad(_node(iri), _node(predicate), value)]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _english(words: str) -> ox.Literal:
    return ox.Literal(words, language="en")
