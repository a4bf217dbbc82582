"""The check for definitions that go in a circle: one term defined by another, and that by it.

As a query it would compare each definition with each label, which takes minutes where there are
ten thousand classes. Here each run of words in a definition is looked up among the labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.report.finding import Result
from foedus.rdf import reading
from foedus.rdf.names import LABEL, OWL_NS, RDF_NS, RDFS_NS, SKOS_NS, TYPE, Term

_DEFINITION = ox.NamedNode(SKOS_NS + "definition")
_KINDS = frozenset(
    [ox.NamedNode(OWL_NS + name) for name in ("Class", "DatatypeProperty", "ObjectProperty")]
    + [ox.NamedNode(RDF_NS + "Property"), ox.NamedNode(RDFS_NS + "Class")]
)
_WORD = re.compile(r"\w+")

_Name = tuple[str | None, tuple[str, ...]]
"""A language, and the words of a label in small letters."""


LAW = findings.Law(
    "definition-circular",
    title="Definitions that go in a circle",
    problem="This term is defined by the value, and the value by this term.",
    fix="Define one of the two without the other.",
    sources=("OOPS P24", "FIBO circular_definition", "T2"),
)


def results(
    documents: Sequence[reading.Document], quads: Sequence[Sequence[ox.Quad]]
) -> Iterator[Result]:
    """The pairs of terms that define each other, each at the first of the two by address."""
    named = _labels(quads)
    longest = max((len(words) for _, words in named), default=0)
    used: dict[Term, set[Term]] = {}
    at: dict[Term, str] = {}
    for document, statements in zip(documents, quads, strict=True):
        for term, name in _texts(statements, _DEFINITION):
            at.setdefault(term, document.name)
            used.setdefault(term, set()).update(_mentioned(name, named, longest))
    for term in sorted(used, key=str):
        for other in sorted(used[term], key=str):
            if str(term) < str(other) and term in used.get(other, ()):
                yield LAW.found(at[term], term, _DEFINITION, other)


def _labels(quads: Sequence[Sequence[ox.Quad]]) -> dict[_Name, set[Term]]:
    """The classes and properties by their labels."""
    terms = {q.subject for q in chain(*quads) if q.predicate == TYPE and q.object in _KINDS}
    found: dict[_Name, set[Term]] = {}
    for term, name in _texts(chain(*quads), LABEL):
        if term in terms:
            found.setdefault(name, set()).add(term)
    return found


def _texts(quads: Iterable[ox.Quad], predicate: ox.NamedNode) -> Iterator[tuple[Term, _Name]]:
    """Each node with the words of a text that it has."""
    for quad in quads:
        if quad.predicate == predicate and isinstance(quad.object, ox.Literal):
            words = _WORD.findall(quad.object.value.lower())
            yield quad.subject, (quad.object.language, tuple(words))


def _mentioned(text: _Name, named: dict[_Name, set[Term]], longest: int) -> Iterator[Term]:
    """The terms whose labels stand in a text."""
    language, words = text
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield from named.get((language, words[start:end]), ())
