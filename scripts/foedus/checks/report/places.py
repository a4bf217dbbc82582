"""Where a node stands: its file and, in Turtle, the line on which its block starts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import pyoxigraph as ox

from foedus.rdf import reading
from foedus.rdf.names import Term
from foedus.rdf.scanning import without_texts

_LINES = (
    ox.RdfFormat.TURTLE,
    ox.RdfFormat.TRIG,
    ox.RdfFormat.N_TRIPLES,
    ox.RdfFormat.N_QUADS,
)
"""The syntaxes in which a block starts on a line of its own."""

_NAME = r"<([^<>\s]*)>|([\w.-]*):((?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)"
_BLOCK = re.compile(rf"(?:{_NAME})(?=\s)")
_LONG = (b'"""', b"'''")
_NO_NAME = frozenset(b" \t\r\n#@.;,[]()")
_MENTION = re.compile(rf"(?<![\w.:-])(?:{_NAME})")


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

        Where no line begins with it, the first line that names it. A blank node stands where the
        node does that it belongs to. Without a file, the first one that tells something of the
        node, or else names it; an empty name where none does.
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
    def _bare(self) -> str:
        """The text without strings and comments, where a name is the name of a node."""
        return without_texts(self._document.text.decode())

    @cached_property
    def _blocks(self) -> dict[str, int]:
        """The line of each subject whose block starts at the beginning of a line.

        Only in a long string is the beginning of a line no name of a node, but looks like one.
        """
        found: dict[str, int] = {}
        if self._document.format in _LINES:
            text = self._document.text
            if any(quotes in text for quotes in _LONG):
                text = self._bare.encode()
            for number, line in enumerate(io.BytesIO(text), 1):
                if line[0] not in _NO_NAME and (name := _BLOCK.match(line.decode() + "\n")):
                    found.setdefault(self._address(*name.groups()), number)
        return found

    @cached_property
    def _mentions(self) -> dict[str, int]:
        """The first line that names each term."""
        found: dict[str, int] = {}
        if self._document.format in _LINES:
            line, last = 1, 0
            for name in _MENTION.finditer(self._bare):
                line += self._bare.count("\n", last, name.start())
                last = name.start()
                found.setdefault(self._address(*name.groups()), line)
        return found

    def _address(self, address: str | None, prefix: str | None, local: str | None) -> str:
        """The address that a name stands for; itself where its prefix is unknown."""
        if address is not None:
            return address
        local = re.sub(r"\\(.)", r"\1", (local or "").rstrip("."))
        return self._document.prefixes.get(prefix or "", f"{prefix}:") + local

    def line(self, node: Term | None) -> int | None:
        seen: set[Term] = set()
        while isinstance(node, ox.BlankNode) and node not in seen:
            seen.add(node)
            node = self._owners.get(node)
        if not isinstance(node, ox.NamedNode):
            return None
        return self._blocks.get(node.value) or self._mentions.get(node.value)
