"""Where a node stands: its file and, in Turtle, the line on which its block starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import pyoxigraph as ox

from foedus import reading
from foedus.scanning import without_texts
from foedus.spelling import first_line
from foedus.terms import Term

_LINES = (
    ox.RdfFormat.TURTLE,
    ox.RdfFormat.TRIG,
    ox.RdfFormat.N_TRIPLES,
    ox.RdfFormat.N_QUADS,
)
"""The syntaxes in which a block starts on a line of its own."""

_BLOCK = re.compile(r"^(?:<([^<>\s]*)>|([\w.-]*):((?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*))(?=\s)", re.M)


class Places:
    """Where the nodes of some documents stand.

    ``quads`` are each document's statements, where their blank nodes have been renamed.
    """

    def __init__(
        self,
        documents: Sequence[reading.Document],
        quads: Sequence[Iterable[ox.Quad]] | None = None,
    ) -> None:
        self._documents = [
            _Place(document, document.quads if quads is None else quads[number])
            for number, document in enumerate(documents)
        ]
        self._by_name = {place.name: place for place in self._documents}

    def of(self, node: Term | None, file: str = "") -> tuple[str, int | None]:
        """The file in which a node is a subject, and the line on which its block starts.

        In a file that says nothing of the node, the first line that names it. A blank node stands
        where the node does that it belongs to. Without a file, the first one that tells something
        of the node, or else names it; an empty name where none does.
        """
        if file in self._by_name:
            return file, self._by_name[file].line(node)
        for place in self._documents:
            if node in place.subjects:
                return place.name, place.line(node)
        for place in self._documents:
            if node in place.objects:
                return place.name, place.line(node)
        return "", None


class _Place:
    """One document, looked through when something is first looked up."""

    def __init__(self, document: reading.Document, quads: Iterable[ox.Quad]) -> None:
        self.name = document.name
        self._document = document
        self._quads = quads

    @cached_property
    def subjects(self) -> set[Term]:
        return {quad.subject for quad in self._quads}

    @cached_property
    def objects(self) -> set[Term]:
        return {quad.object for quad in self._quads}

    @cached_property
    def _owners(self) -> dict[Term, Term]:
        return {q.object: q.subject for q in self._quads if isinstance(q.object, ox.BlankNode)}

    @cached_property
    def _text(self) -> str:
        return self._document.text.decode()

    @cached_property
    def _bare(self) -> str:
        return without_texts(self._text)

    @cached_property
    def _lines(self) -> dict[str, int]:
        """The line of each subject whose block starts at the beginning of a line."""
        if self._document.format not in _LINES:
            return {}
        text = self._bare
        found: dict[str, int] = {}
        line, last = 1, 0
        for block in _BLOCK.finditer(text):
            line += text.count("\n", last, block.start())
            last = block.start()
            address, prefix, local = block.groups()
            if address is None:
                space = self._document.prefixes.get(prefix)
                if space is None:
                    continue
                address = space + re.sub(r"\\(.)", r"\1", local)
            found.setdefault(address, line)
        return found

    def line(self, node: Term | None) -> int | None:
        seen: set[Term] = set()
        while isinstance(node, ox.BlankNode) and node not in seen:
            seen.add(node)
            node = self._owners.get(node)
        if not isinstance(node, ox.NamedNode):
            return None
        if node in self.subjects or self._document.format not in _LINES:
            return self._lines.get(node.value)
        return first_line(node.value, self._text, self._document.prefixes, self._bare)
