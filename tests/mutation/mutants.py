"""Faults in data, one at a time: a triple dropped, retyped, swapped, redated or misspelt.

The choice among several possible faults of a kind is fixed, so that two runs make the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from foedus.terms import text
from foedus.vocabulary import FOEDUS_NS, PREFIXES, RDF_NS, RDFS_NS, XSD_NS, curie

TYPE = ox.NamedNode(RDF_NS + "type")
_CLASS = ox.NamedNode(PREFIXES["owl"] + "Class")
_ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
_SUBCLASS = ox.NamedNode(RDFS_NS + "subClassOf")
_DATE = ox.NamedNode(XSD_NS + "date")
_INTEGER = ox.NamedNode(XSD_NS + "integer")
_STRING = ox.NamedNode(XSD_NS + "string")
_ANNOTATIONS = {
    RDFS_NS + "label",
    RDFS_NS + "comment",
    PREFIXES["skos"] + "altLabel",
    PREFIXES["skos"] + "editorialNote",
    *(PREFIXES["skos"] + name for name in ("definition", "example", "scopeNote", "changeNote")),
    *(PREFIXES["dcterms"] + name for name in ("title", "description")),
}


@dataclass(frozen=True)
class Mutant:
    """One fault: which part of the project has it, what was done to which place, and the change."""

    part: str
    operator: str
    place: str
    what: str
    stratum: str
    removed: tuple[ox.Quad, ...] = ()
    added: tuple[ox.Quad, ...] = ()
    text: str = ""
    """The changed text, where the fault is in a query."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The mutant's name: operator, place and what it was done to."""
        return self.operator, self.place, self.what


def of_data(name: str, quads: Sequence[ox.Quad]) -> list[Mutant]:
    """All mutants of one data file; labels, notes and the file's header are a part of their own."""
    headers = {quad.subject for quad in quads if quad.object == _ONTOLOGY}
    there = set(quads)
    found = []
    for operator, changes in _OPERATORS.items():
        for removed, added in changes(quads):
            quad = removed[0]
            if set(added) & there:
                continue
            apart = quad.subject in headers or quad.predicate.value in _ANNOTATIONS
            found.append(
                Mutant(
                    part="labels and headers" if apart else "data",
                    operator=operator,
                    place=name,
                    what=" ".join(map(told, (quad.subject, quad.predicate, quad.object))),
                    stratum=curie(quad.predicate.value),
                    removed=removed,
                    added=added,
                )
            )
    return found


def told(term: object) -> str:
    """A term in short, without line ends or tabs."""
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    return " ".join(str(term).split())


Change = tuple[tuple[ox.Quad, ...], tuple[ox.Quad, ...]]


def _dropped(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    for quad in quads:
        yield (quad,), ()


def _retyped(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    """A sibling class for a class; another datatype or language for a literal."""
    from foedus import bundled

    others = siblings(bundled.ontology())
    for quad in quads:
        value = quad.object
        if quad.predicate == TYPE and value in others:
            yield (quad,), (_with(quad, others[value]),)
        elif isinstance(value, ox.Literal) and value.language:
            yield (quad,), (_with(quad, ox.Literal(value.value)),)
        elif isinstance(value, ox.Literal) and value.datatype == _STRING:
            yield (quad,), (_with(quad, ox.Literal(value.value, language="en")),)
        elif isinstance(value, ox.Literal):
            yield (quad,), (_with(quad, ox.Literal(value.value)),)


def siblings(ontology: Iterable[ox.Quad]) -> dict[ox.Term, ox.NamedNode]:
    """For each class the next one, by name, that has a parent in common with it."""
    above: dict[ox.Term, set[ox.Term]] = defaultdict(set)
    below: dict[ox.Term, set[ox.NamedNode]] = defaultdict(set)
    for quad in ontology:
        if quad.predicate == _SUBCLASS and isinstance(quad.object, ox.NamedNode):
            above[quad.subject].add(quad.object)
            below[quad.object].add(quad.subject)
    found = {}
    for kind, parents in above.items():
        others = sorted({c for parent in parents for c in below[parent]} - {kind}, key=text)
        if others and isinstance(kind, ox.NamedNode):
            later = [one for one in others if one.value > kind.value]
            found[kind] = (later or others)[0]
    return found


def _swapped(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    """Two nodes exchange their values of one property."""
    by_predicate: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        by_predicate[quad.predicate].append(quad)
    for quad in quads:
        same = by_predicate[quad.predicate]
        start = same.index(quad)
        for other in [*same[start + 1 :], *same[:start]]:
            if other.subject != quad.subject and other.object != quad.object:
                yield (quad, other), (_with(quad, other.object), _with(other, quad.object))
                break


def _turned(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    """Subject and object change places."""
    nodes = {quad.subject for quad in quads}
    for quad in quads:
        if quad.object in nodes and quad.predicate != TYPE and quad.object != quad.subject:
            yield (quad,), (ox.Quad(quad.object, quad.predicate, quad.subject),)


def _redated(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    """A date one day later; a whole number greater by one."""
    for quad in quads:
        value = quad.object
        if not isinstance(value, ox.Literal):
            continue
        if value.datatype == _DATE:
            later = date.fromisoformat(value.value) + timedelta(days=1)
            yield (quad,), (_with(quad, ox.Literal(later.isoformat(), datatype=_DATE)),)
        elif value.datatype == _INTEGER:
            more = str(int(value.value) + 1)
            yield (quad,), (_with(quad, ox.Literal(more, datatype=_INTEGER)),)


def _misspelt(quads: Sequence[ox.Quad]) -> Iterator[Change]:
    """Two letters change places: in the property of every tenth triple, else in its value."""
    for number, quad in enumerate(quads):
        if number % 10 == 0 and quad.predicate.value.startswith(FOEDUS_NS):
            name = ox.NamedNode(_exchanged(quad.predicate.value))
            yield (quad,), (ox.Quad(quad.subject, name, quad.object),)
        elif isinstance(quad.object, ox.NamedNode):
            yield (quad,), (_with(quad, ox.NamedNode(_exchanged(quad.object.value))),)
        elif isinstance(quad.object, ox.Literal) and quad.object.datatype not in (_DATE, _INTEGER):
            value = quad.object
            kind = None if value.language else value.datatype
            wrong = ox.Literal(_exchanged(value.value), datatype=kind, language=value.language)
            yield (quad,), (_with(quad, wrong),)


def _exchanged(word: str) -> str:
    """The word with two different neighbours exchanged, the last two that are no signs."""
    for end in range(len(word) - 1, 0, -1):
        left, right = word[end - 1], word[end]
        if left != right and left.isalnum() and right.isalnum():
            return word[: end - 1] + right + left + word[end + 1 :]
    return word + "x"


def _with(quad: ox.Quad, value: ox.Term) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, value)


_OPERATORS = {
    "drop": _dropped,
    "retype": _retyped,
    "swap": _swapped,
    "turn round": _turned,
    "redate": _redated,
    "misspell": _misspelt,
}
