"""The bundled questions as RDF, in the form that collections of example queries share.

Each is a ``sh:SPARQLExecutable`` with the question as its comment and the whole text as its query
(form: sib-swiss/sparql-examples, "SPARQL examples as RDF"), so that tools for such collections
list, test and show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from foedus.bundled.questions import Question
from foedus.publishing.address import HOME
from foedus.publishing.triples import about, english, node
from foedus.rdf.names import DCTERMS_NS, OWL_NS, RDF_NS, RDFS_NS, SCHEMA_NS, SH_NS, XSD_NS
from foedus.rdf.scanning import without_texts

COLLECTION = HOME + "queries"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_FORMS = {
    "SELECT": ("select", "SPARQLSelectExecutable"),
    "ASK": ("ask", "SPARQLAskExecutable"),
    "CONSTRUCT": ("construct", "SPARQLConstructExecutable"),
}
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE)
_USED = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def path_of(question: Question) -> str:
    """The path of a question's files in the site, without extension."""
    return f"queries/{question.path.stem}"


def iri_of(question: Question) -> str:
    """The IRI of a question."""
    return HOME + path_of(question)


def described(questions: Iterable[Question], version: str) -> list[ox.Quad]:
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
        found += describe(question)
    for prefix, namespace in declared.items():
        declaration = f"{COLLECTION}/prefix-{prefix}"
        address = ox.Literal(namespace, datatype=node(XSD_NS + "anyURI"))
        found += [
            *about(COLLECTION, SH_NS + "declare", node(declaration)),
            *about(declaration, SH_NS + "prefix", ox.Literal(prefix)),
            *about(declaration, SH_NS + "namespace", address),
        ]
    return found


def describe(question: Question) -> list[ox.Quad]:
    """One question; it shares the prefixes of the collection, and its text has them too."""
    iri = iri_of(question)
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
