"""Terms that nobody declared: a misspelt class or property is targeted by no shape and passes.

Checked are the terms of our namespaces (``foedus:``, ``code:``, ``shape:``) and of ``sh:``, in
data, shapes, queries and ontology alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import pyoxigraph as ox

from foedus import bundled, reading
from foedus.scanning import line_of, without_texts
from foedus.vocabulary import CODE_NS, FOEDUS_NS, SH_NS, SHAPE_NS, SKOS_NS, curie

CHECKED = (FOEDUS_NS, CODE_NS, SHAPE_NS, SH_NS)
_IN_SCHEME = ox.NamedNode(SKOS_NS + "inScheme")
_PREFIX = re.compile(r"(?i)(?:@|\b)prefix\s+([\w.-]*):\s*<([^<>\s]*)>")
_PREFIXED = re.compile(r"(?<![\w:<-])([A-Za-z][\w.-]*)?:([A-Za-z_][\w-]*(?:\.[\w-]+)*)")
_STATE_CODE = re.compile(
    re.escape(CODE_NS) + r"(?:cow-(?:\d{1,3}|[a-z]{3})|gw-\d{1,3}|iso-3166-1-(?:\d{3}|[a-z]{3}))"
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


def in_document(document: reading.Document) -> list[Misspelling]:
    """The undeclared terms of a parsed document, by line.

    Its own ``shape:`` subjects count as declared, and so do the codes that it puts into a scheme.
    """
    own = {q.subject.value for q in document.quads if isinstance(q.subject, ox.NamedNode)}
    known = {iri for iri in own if iri.startswith(SHAPE_NS)} | _own_codes(document.quads)
    used = {iri for quad in document.quads for iri in _iris(quad)}
    return _report(used - known, document.text.decode(), document.prefixes)


def in_query(text: str) -> list[Misspelling]:
    """The undeclared terms of a SPARQL text, by line."""
    bare = without_texts(text)
    prefixes = dict(_PREFIX.findall(bare))
    used = set(_FULL.findall(bare))
    for prefix, local in _PREFIXED.findall(bare):
        if prefix in prefixes:
            used.add(prefixes[prefix] + local)
    return _report(used, text, prefixes)


@cache
def declared(space: str) -> frozenset[str]:
    """Every term of one namespace that the ontology, the codes, our shapes or SHACL declare."""
    if space == SH_NS:
        from rdflib import SH

        # rdflib keeps the names that Python reserves (`sh:in`, `sh:class`) apart.
        return frozenset({str(term) for term in dir(SH)} | {SH_NS + name for name in SH._extras})
    subjects = (quad.subject for quad in (*bundled.ontology(), *bundled.shapes()))
    iris = (subject.value for subject in subjects if isinstance(subject, ox.NamedNode))
    return frozenset(iri for iri in iris if iri.startswith(space))


def _report(used: Iterable[str], text: str, prefixes: dict[str, str]) -> list[Misspelling]:
    found = []
    for iri in used:
        space = next((space for space in CHECKED if iri.startswith(space)), iri)
        if iri != space and iri not in declared(space) and not _STATE_CODE.fullmatch(iri):
            line = _first_line(iri, text, prefixes)
            found.append(Misspelling(iri, line, _nearest(iri, space)))
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


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _nearest(iri: str, space: str) -> str | None:
    names = {term.removeprefix(space): term for term in declared(space)}
    close = get_close_matches(iri.removeprefix(space), sorted(names), n=1, cutoff=0.7)
    return names[close[0]] if close else None


def _first_line(iri: str, text: str, prefixes: dict[str, str]) -> int | None:
    """The first line that holds the term as an IRI, a prefixed name, or in JSON or XML, a name."""
    spellings = [re.escape(iri) + r"(?![\w-])"]
    for prefix, space in prefixes.items():
        if iri.startswith(space):
            local = re.escape(iri.removeprefix(space))
            spellings.append(rf"(?<![\w-]){re.escape(prefix)}:{local}(?![\w-])")
    found = re.search("|".join(spellings), without_texts(text))
    if not found:
        name = re.split(r"[#/]", iri)[-1]
        found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    return line_of(text, found.start()) if found else None
