"""Names that changed: the table of old and new, and a file with the new ones instead."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from foedus.bundled.folders import folder
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import curie, expand

TABLE = "renamed.tsv"
"""In the folder of the ontology: old name, new name (none where it is gone), and a word on it."""


@cache
def table() -> dict[str, tuple[str, str]]:
    """The new address of each old one, empty where nothing took its place, and what became of it.

    Raises BadInput for a line that has not three cells or an old name twice.
    """
    path = folder("ontology") / TABLE
    found: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(reading.read_text(path).splitlines()[1:], 2):
        cells = line.split("\t")
        if len(cells) != 3 or not cells[0] or expand(cells[0]) in found:
            raise BadInput(
                "old name, new name and a word on it, each old name once", str(path), number
            )
        old, new, word = cells
        found[expand(old)] = (expand(new) if new else "", word)
    return found


def renamed(document: reading.Document) -> reading.Document:
    """The document with each old name replaced by the new one, wherever it stands.

    Raises BadInput where it uses a name that is gone, with what to do instead.
    """
    return reading.Document(
        document.name,
        [_quad(quad, document.name) for quad in document.quads],
        document.prefixes,
        document.text,
        document.format,
    )


def _quad(quad: ox.Quad, name: str) -> ox.Quad:
    return ox.Quad(*(_term(term, name) for term in quad))  # type: ignore[arg-type]


def _term(term: object, name: str) -> object:
    if not isinstance(term, ox.NamedNode) or term.value not in table():
        return term
    new, word = table()[term.value]
    if not new:
        raise BadInput(f"{curie(term.value)} is gone: {word}", name)
    return ox.NamedNode(new)
