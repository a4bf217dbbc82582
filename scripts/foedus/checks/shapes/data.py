"""The data to check, indexed both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from foedus.bundled.contents import SUBCLASS
from foedus.rdf.names import RDF_NS, XSD_NS, Term

TYPE = ox.NamedNode(RDF_NS + "type")
STRING = ox.NamedNode(XSD_NS + "string")
LANG_STRING = ox.NamedNode(RDF_NS + "langString")

_NONE: frozenset[Any] = frozenset()
_Index = dict[ox.NamedNode, dict[Term, set[Term]]]


class Data:
    """Statements, whichever graph they stand in, found by predicate and subject or object."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.quads = list(quads)
        self._forward: _Index = {}
        self._backward: _Index = {}
        self._above: dict[Term, frozenset[Term]] = {}
        for s, p, o, _ in self.quads:
            self._forward.setdefault(p, {}).setdefault(s, set()).add(o)
            self._backward.setdefault(p, {}).setdefault(o, set()).add(s)

    def objects(self, subject: Term, predicate: ox.NamedNode) -> set[Term] | frozenset[Term]:
        """The values of a property of a node."""
        return self._forward.get(predicate, {}).get(subject, _NONE)

    def subjects(self, predicate: ox.NamedNode, value: Term) -> set[Term] | frozenset[Term]:
        """The nodes that have this value of a property."""
        return self._backward.get(predicate, {}).get(value, _NONE)

    def by_subject(self, predicate: ox.NamedNode) -> Mapping[Term, set[Term]]:
        """The values of a property, by the nodes that have it."""
        return self._forward.get(predicate, {})

    def by_object(self, predicate: ox.NamedNode) -> Mapping[Term, set[Term]]:
        """The nodes that have a property, by its values."""
        return self._backward.get(predicate, {})

    def predicates(self) -> Iterable[ox.NamedNode]:
        """Every property that some statement has."""
        return self._forward.keys()

    def instances(self, kind: Term) -> set[Term]:
        """The nodes whose type is a class or one below it."""
        found: set[Term] = set()
        for one in closure(kind, lambda above: self.subjects(SUBCLASS, above)):
            found |= self.subjects(TYPE, one)
        return found

    def is_instance(self, node: Term, kind: Term) -> bool:
        """True if a node has the class, or one below it, as type."""
        return any(kind in self._upward(one) for one in self.objects(node, TYPE))

    def _upward(self, kind: Term) -> frozenset[Term]:
        found = self._above.get(kind)
        if found is None:
            found = frozenset(closure(kind, lambda below: self.objects(below, SUBCLASS)))
            self._above[kind] = found
        return found


def closure(start: Term, step: Any) -> set[Term]:
    """A term and all that repeated steps from it reach."""
    found = {start}
    waiting = [start]
    while waiting:
        for reached in step(waiting.pop()):
            if reached not in found:
                found.add(reached)
                waiting.append(reached)
    return found
