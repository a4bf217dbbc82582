"""What is said of each thing, in a form in which blank nodes have no labels.

A blank node that one statement alone points to is written out where it stands, as Turtle does with
brackets. Blank nodes that several point to, or that point in a circle, are named by a digest of all
that is said of them and their neighbours. So two graphs that differ in labels only have equal
descriptions. Of two blank nodes of which the very same is said, one counts: they say the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from foedus import writing
from foedus.terms import Term
from foedus.vocabulary import RDF_NS

Item = tuple[str, str, str]
"""Property, value as text, and named graph as text (empty for the default graph)."""

Descriptions = dict[str, frozenset[Item]]
"""What is said of each subject: an address, or the text of a blank node."""

_FIRST, _REST, _NIL = (RDF_NS + name for name in ("first", "rest", "nil"))


def describe(quads: Iterable[ox.Quad]) -> Descriptions:
    """What is said of each address, and of each blank node that is not written out elsewhere."""
    quads = list(set(quads))
    texts = _Texts(quads)
    found: dict[str, set[Item]] = defaultdict(set)
    for subject, predicate, value, graph in quads:
        key = texts.subject(subject)
        if key is not None:
            place = "" if isinstance(graph, ox.DefaultGraph) else texts(graph)
            found[key].add((predicate.value, texts(value), place))
    return {subject: frozenset(items) for subject, items in found.items()}


class _Texts:
    """The text of each term of a graph."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self._said: dict[str, list[ox.Quad]] = defaultdict(list)
        self._pointers: dict[str, int] = defaultdict(int)
        self._about: dict[str, list[ox.Quad]] = defaultdict(list)
        self._known: dict[str, str] = {}
        for quad in quads:
            if isinstance(quad.subject, ox.BlankNode):
                self._said[quad.subject.value].append(quad)
            for term in (quad.object, quad.graph_name):
                if isinstance(term, ox.BlankNode):
                    self._pointers[term.value] += 1
            for term in {quad.subject, quad.object, quad.graph_name}:
                if isinstance(term, ox.BlankNode):
                    self._about[term.value].append(quad)
        for group in self._groups():
            if not self._is_written_out(group):
                self._name(group)

    def __call__(self, term: Term | ox.DefaultGraph) -> str:
        """The text of any term."""
        if not isinstance(term, ox.BlankNode):
            return str(term)
        if term.value not in self._known:
            self._write(term.value)
        return self._known[term.value]

    def subject(self, term: Term) -> str | None:
        """The text of a subject; None for a blank node that is written out where it is named."""
        if isinstance(term, ox.NamedNode):
            return term.value
        if not isinstance(term, ox.BlankNode):
            return str(term)
        text = self(term)
        written_out = self._pointers[term.value] and not text.startswith("_:")
        return None if written_out else text

    def _write(self, root: str) -> None:
        """Write out a blank node, the innermost ones first (chains may be long)."""
        waiting = [root]
        while waiting:
            label = waiting[-1]
            inner = [
                quad.object.value
                for quad in self._said[label]
                if isinstance(quad.object, ox.BlankNode) and quad.object.value not in self._known
            ]
            if inner:
                waiting += inner
                continue
            waiting.pop()
            self._known[label] = self._list(label) or self._brackets(label)

    def _brackets(self, label: str) -> str:
        pairs = sorted(
            f"<{quad.predicate.value}> {self(quad.object)}" for quad in self._said[label]
        )
        return f"[ {' ; '.join(pairs)} ]" if pairs else "[]"

    def _list(self, label: str) -> str | None:
        """The text of a cell of a list, with all that follows; None for anything else."""
        cells = {quad.predicate.value: quad.object for quad in self._said[label]}
        if set(cells) != {_FIRST, _REST} or len(self._said[label]) != 2:
            return None
        rest = self(cells[_REST])
        if rest == f"<{_NIL}>":
            return f"( {self(cells[_FIRST])} )"
        return f"( {self(cells[_FIRST])} {rest[2:]}" if rest.startswith("( ") else None

    def _groups(self) -> list[list[str]]:
        """The blank nodes, those together that statements join."""
        groups, done = [], set()
        for start in self._about:
            if start in done:
                continue
            group, waiting = [], [start]
            done.add(start)
            while waiting:
                label = waiting.pop()
                group.append(label)
                for quad in self._about[label]:
                    for term in (quad.subject, quad.object, quad.graph_name):
                        if isinstance(term, ox.BlankNode) and term.value not in done:
                            done.add(term.value)
                            waiting.append(term.value)
            groups.append(group)
        return groups

    def _is_written_out(self, group: list[str]) -> bool:
        """Whether the nodes form a tree: each has one pointer at most, and the root none inside.

        A tree of n nodes has one root; a circle in which all have one pointer has none.
        """
        if any(self._pointers[label] > 1 for label in group):
            return False
        said = [quad for label in group for quad in self._said[label]]
        inner = {quad.object.value for quad in said if isinstance(quad.object, ox.BlankNode)}
        places = {quad.graph_name for label in group for quad in self._about[label]}
        one_place = len(places) == 1 and not isinstance(next(iter(places)), ox.BlankNode)
        return len(set(group) - inner) == 1 and one_place

    def _name(self, group: list[str]) -> None:
        """Name the nodes of a group by all that is said of it."""
        quads = {quad for label in group for quad in self._about[label]}
        labels = writing.blank_node_labels(quads)
        renamed = sorted(map(str, writing.label_blank_nodes(quads)))
        digest = hashlib.blake2b("\n".join(renamed).encode(), digest_size=6).hexdigest()
        for label in group:
            self._known[label] = f"_:{labels[label]}.{digest}"
