"""Terms that nobody declared: a misspelt class or property is targeted by no shape and passes.

Checked are the terms of our namespaces (``foedus:``, ``code:``, ``shape:``) and of the standard
vocabularies that rdflib knows whole, in data, shapes, queries and ontology alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from keyword import kwlist
from typing import Any

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.headers import headers
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    PREFIXES,
    PROV_NS,
    RDF_NS,
    RDFS_NS,
    SH_NS,
    SHAPE_NS,
    SKOS_NS,
    XSD_NS,
    Term,
    curie,
)
from foedus.rdf.names import text as text_of
from foedus.rdf.scanning import line_of, without_texts

STANDARD = {
    "DCTERMS": DCTERMS_NS,
    "OWL": OWL_NS,
    "PROV": PROV_NS,
    "RDF": RDF_NS,
    "RDFS": RDFS_NS,
    "SH": SH_NS,
    "SKOS": SKOS_NS,
    "XSD": XSD_NS,
}
"""The closed namespaces of rdflib whose terms are checked, by rdflib's name of each."""

REFUSED = (FOEDUS_NS, CODE_NS, SHAPE_NS, SH_NS)
"""The namespaces in which an undeclared term makes a query or a shape useless."""

CHECKED = (FOEDUS_NS, CODE_NS, SHAPE_NS, *STANDARD.values())
"""The namespaces in which undeclared terms are found."""

_LATER = frozenset((RDF_NS + "dirLangString", RDF_NS + "reifies", XSD_NS + "anyAtomicType"))
_EARLIER = frozenset((SH_NS + "nodeShape",))  # of a draft; the W3C's test suite has it still
_IN_SCHEME = ox.NamedNode(SKOS_NS + "inScheme")
_MEMBER = re.compile(re.escape(RDF_NS) + "_[1-9][0-9]*")
_PREFIX = re.compile(r"(?i)(?:@|\b)prefix\s+([\w.-]*):\s*<([^<>\s]*)>")
_PREFIXED = re.compile(r"(?<![\w:<-])([A-Za-z][\w.-]*)?:([A-Za-z_][\w-]*(?:\.[\w-]+)*)")
_STATE_CODE = re.compile(
    re.escape(CODE_NS)
    + r"(?:cow-(?:\d{1,3}|[a-z]{3})|(?:gw|atop-state)-\d{1,4}|m49-\d{3}|"
    + r"iso-3166-1-(?:\d{3}|[a-z]{2,3}))"
)
_FULL = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True)
class Misspelling:
    """An undeclared term: its IRI, the first line where it stands, and the nearest declared one."""

    term: str
    line: int | None
    nearest: str | None

    @property
    def reason(self) -> str:
        """The fault in words, with the nearest declared term where there is one."""
        hint = f"; did you mean {curie(self.nearest)}?" if self.nearest else ""
        return f"no such term: {curie(self.term)}{hint}"


def in_document(document: reading.Document, spaces: Sequence[str] = CHECKED) -> list[Misspelling]:
    """The undeclared terms of a parsed document, by line. Its own ``shape:`` subjects count."""
    found = {iri for iri in undeclared(document.quads) if iri.startswith(tuple(spaces))}
    return placed(found, document)


def placed(terms: Iterable[str], document: reading.Document) -> list[Misspelling]:
    """Undeclared terms of a document, with their lines and what may have been meant."""
    terms = list(terms)
    return _report(terms, document.text.decode(), document.prefixes) if terms else []


def undeclared(quads: Iterable[ox.Quad]) -> set[str]:
    """The terms of the checked namespaces in one file's statements that nobody declared.

    Declared are also the ``shape:`` subjects of the file, the codes that it puts into a scheme, the
    codes of states, and all of a namespace whose ontology the file is.
    """
    quads = list(quads)
    subjects = {quad.subject for quad in quads}
    terms = {*subjects, *(quad.predicate for quad in quads), *(quad.object for quad in quads)}
    return undeclared_among(subjects, terms, quads)


def undeclared_among(
    subjects: Iterable[Term], terms: Iterable[Term], quads: Iterable[ox.Quad]
) -> set[str]:
    """Do what ``undeclared`` does, of the subjects and all terms of some statements.

    ``quads`` are those of them that tell of types and schemes.
    """
    quads = list(quads)
    used = set(_iris(terms))
    shapes: set[str] = _own_codes(quads)
    shapes |= {iri for iri in map(text_of, subjects) if iri.startswith(SHAPE_NS)}
    own = {text_of(header).rstrip("#/") for header in headers(quads)}
    spaces = tuple(space for space in STANDARD.values() if space.rstrip("#/") in own)
    return {iri for iri in _undeclared(used - shapes) if _space(iri) not in spaces}


def in_query(text: str, spaces: Sequence[str] = CHECKED) -> list[Misspelling]:
    """The undeclared terms of a SPARQL text, by line."""
    bare = without_texts(text)
    prefixes = {**PREFIXES, **dict(_PREFIX.findall(bare))}
    used = set(_FULL.findall(bare))
    for prefix, local in _PREFIXED.findall(bare):
        if prefix in prefixes:
            used.add(prefixes[prefix] + local)
    found = _undeclared(iri for iri in used if iri.startswith(tuple(spaces)))
    return _report(found, text, prefixes)


@cache
def declared(space: str) -> frozenset[str]:
    """Every term of one namespace that the ontology, the codes, our shapes or rdflib declare."""
    name = next((name for name, standard in STANDARD.items() if standard == space), None)
    if name:
        from rdflib import namespace

        closed = getattr(namespace, name)
        known = {str(term) for term in dir(closed)}
        known |= {space + word for word in kwlist if space + word in closed}  # `sh:in`, `sh:class`
        return frozenset(known | {iri for iri in _LATER | _EARLIER if iri.startswith(space)})
    subjects = (quad.subject for quad in (*contents.ontology(), *contents.shapes()))
    iris = (subject.value for subject in subjects if isinstance(subject, ox.NamedNode))
    return frozenset(iri for iri in iris if iri.startswith(space))


def _space(iri: str) -> str | None:
    """The checked namespace of a term; None for another's, for itself, and for ``rdf:_1``."""
    if not iri.startswith(CHECKED):
        return None
    space = next(space for space in CHECKED if iri.startswith(space))
    return None if space == iri or _MEMBER.fullmatch(iri) else space


def _undeclared(terms: Iterable[str]) -> Iterator[str]:
    """The terms of a checked namespace that nobody declared, and that are no codes of states."""
    for iri in terms:
        space = _space(iri)
        if space and not _is_declared(iri, space) and not _STATE_CODE.fullmatch(iri):
            yield iri


def _is_declared(iri: str, space: str) -> bool:
    if iri in declared(space):
        return True
    from rdflib import namespace

    # rdflib knows names that it does not list, such as `sh:InConstraintComponent-in`.
    names = [name for name, standard in STANDARD.items() if standard == space]
    return any(iri in getattr(namespace, name) for name in names)


def _report(undeclared: Iterable[str], text: str, prefixes: dict[str, str]) -> list[Misspelling]:
    """Undeclared terms with their first lines in a text and what may have been meant, by line."""
    bare = without_texts(text)
    found = [
        Misspelling(iri, _first_line(iri, text, bare, prefixes), _nearest(iri))
        for iri in undeclared
    ]
    return sorted(found, key=lambda item: (item.line or 0, item.term))


def _own_codes(quads: Iterable[ox.Quad]) -> set[str]:
    """Codes that a document describes, with their schemes, as lists of state codes do."""
    found = set()
    for quad in quads:
        if quad.predicate == _IN_SCHEME:
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(CODE_NS):
                    found.add(term.value)
    return found


def _iris(terms: Iterable[Any]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _nearest(iri: str) -> str | None:
    space = _space(iri) or iri
    names = {term.removeprefix(space): term for term in declared(space)}
    close = get_close_matches(iri.removeprefix(space), sorted(names), n=1, cutoff=0.7)
    return names[close[0]] if close else None


def _first_line(iri: str, text: str, bare: str, prefixes: dict[str, str]) -> int | None:
    """The first line that holds the term as an IRI, a prefixed name, or in JSON or XML, a name.

    ``bare`` is the text without strings and comments.
    """
    spellings = [re.escape(iri) + r"(?![\w-])"]
    for prefix, space in prefixes.items():
        if iri.startswith(space):
            local = re.escape(iri.removeprefix(space))
            spellings.append(rf"(?<![\w-]){re.escape(prefix)}:{local}(?![\w-])")
    found = re.search("|".join(spellings), bare)
    if not found:
        name = re.split(r"[#/]", iri)[-1]
        found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    return line_of(text, found.start()) if found else None
