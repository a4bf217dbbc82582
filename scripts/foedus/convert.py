"""Rewriting RDF from one syntax into another, without loss or not at all."""

from __future__ import annotations

import os

import pyoxigraph as ox

from foedus import reading, syntaxes, writing
from foedus.errors import BadInput, FoedusError


def convert(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    from_format: ox.RdfFormat | None = None,
    to_format: ox.RdfFormat | None = None,
) -> int:
    """Write the statements of one file into another; return how many there are.

    The syntaxes follow from the file names' extensions unless given.
    """
    name = os.fspath(target)
    to_format = to_format or writing.format_for(name)
    document = reading.read(source, from_format)
    data = convert_document(document, to_format)
    writing.write(name, data)
    return len(set(document.quads))


def convert_document(document: reading.Document, to_format: ox.RdfFormat) -> bytes:
    """Return the document in another syntax, after reading it back and comparing."""
    quads = writing.label_blank_nodes(document.quads)
    try:
        data = writing.encode(quads, to_format, document.prefixes)
    except FoedusError as error:
        raise type(error)(error.reason, document.name) from None
    _check_same(set(quads), data, to_format, document.name)
    return data


def _check_same(quads: set[ox.Quad], data: bytes, to_format: ox.RdfFormat, name: str) -> None:
    """Refuse bytes that do not mean exactly these statements."""
    reason = f"cannot be written as {to_format.name} without loss"
    try:
        found = set(reading.read_bytes(data, to_format, name, max_size=len(data)).quads)
    except FoedusError as error:
        raise BadInput(f"{reason}: {error.reason}", name) from None
    if found != quads and syntaxes.folded(found) != syntaxes.folded(quads):
        changed = writing.sort_quads(quads - found)
        example = f": {changed[0]}" if changed else ""
        raise BadInput(reason + example, name)
