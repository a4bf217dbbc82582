"""The data to check as numbers, found by predicate and subject or object.

A term is hashed when it is read and never again: what the checks compare and keep are numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pyoxigraph as ox

from foedus.bundled.contents import SUBCLASS
from foedus.rdf.names import RDF_NS, TYPE, XSD_NS, Term
from foedus.rdf.reached import reached
from foedus.reasoning.index import put
from foedus.reasoning.numbering import Names

STRING = ox.NamedNode(XSD_NS + "string")
LANG_STRING = ox.NamedNode(RDF_NS + "langString")

Node = int
"""The number of a term."""

Side = Mapping[Node, Collection[Node]]
"""The nodes at one end of a property, each once, by the node at its other end."""

_NONE: tuple[Node, ...] = ()


class Data:
    """Statements, whichever graph they stand in.

    ``terms`` are those that the nodes stand for; ``columns`` has a number for each of ``quads``.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.quads: Sequence[ox.Quad] = quads if isinstance(quads, list) else list(quads)
        self.names = Names()
        self.columns = self.names.columns(self.quads)
        self.terms = self.names.terms
        self._backward: dict[Term, dict[Node, Collection[Node]]] = {}
        self._classes: dict[Term, set[Node]] = {}
        by_predicate: dict[Node, dict[Node, Collection[Node]]] = defaultdict(dict)
        for s, p, o in self.columns:
            put(by_predicate[p], s, o)
        self._forward = {self.terms[p]: side for p, side in by_predicate.items()}

    def number(self, term: Term) -> Node:
        """The node that stands for a term; a new one for a term that the data lack."""
        return self.names.number(term)

    @cached_property
    def nodes(self) -> set[Node]:
        """All that stands as subject or object."""
        return {*self.columns.subjects, *self.columns.objects}

    @property
    def has_graphs(self) -> bool:
        """Whether some statement stands in a named graph."""
        return bool(self.columns.elsewhere)

    def stating(self, predicate: ox.NamedNode) -> Iterator[int]:
        """The places of the statements with this predicate."""
        known = self.names.known(predicate)
        return (place for place, p in enumerate(self.columns.predicates) if p == known)

    def objects(self, subject: Node, predicate: ox.NamedNode) -> Collection[Node]:
        """The values of a property of a node."""
        return self.by_subject(predicate).get(subject, _NONE)

    def subjects(self, predicate: ox.NamedNode, value: Node) -> Collection[Node]:
        """The nodes that have this value of a property."""
        return self.by_object(predicate).get(value, _NONE)

    def values(self, subject: Term, predicate: ox.NamedNode) -> set[Term]:
        """The values of a property of a term."""
        return {self.terms[one] for one in self.objects(self.number(subject), predicate)}

    def by_subject(self, predicate: Term) -> Side:
        """The values of a property, by the nodes that have it."""
        return self._forward.get(predicate, {})

    def by_object(self, predicate: Term) -> Side:
        """The nodes that have a property, by its values."""
        found = self._backward.get(predicate)
        if found is None:
            found = self._backward[predicate] = {}
            for s, values in self.by_subject(predicate).items():
                for o in values:
                    put(found, o, s)
        return found

    def classes(self, kind: Term) -> set[Node]:
        """A class and those below it."""
        found = self._classes.get(kind)
        if found is None:
            start = self.number(kind)
            found = self._classes[kind] = reached([start], lambda one: self.subjects(SUBCLASS, one))
        return found

    def members(self, kind: Term) -> set[Node]:
        """The nodes whose type is a class or one below it."""
        found: set[Node] = set()
        for one in self.classes(kind):
            found.update(self.subjects(TYPE, one))
        return found

    def is_instance(self, term: Term, kind: Term) -> bool:
        """True if a term has the class, or one below it, as type."""
        return not self.classes(kind).isdisjoint(self.objects(self.number(term), TYPE))
