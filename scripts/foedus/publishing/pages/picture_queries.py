"""The queries that the pictures are drawn from, as their pages show them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyoxigraph as ox

from foedus import resources
from foedus.questions import bind, parameters_of, read_header


@cache
def query_of(name: str) -> tuple[str, dict[str, Any]]:
    """The text and the header of a picture's query."""
    path = resources.folder("queries") / "pictures" / f"{name}.rq"
    query = path.read_text(encoding="utf-8")
    return query, read_header(query, str(path))


def query_around(name: str, iri: str) -> str:
    """A query about one thing, ``3-neighbourhood`` or ``5-dates-around``, with the thing in it."""
    query, header = query_of(name)
    file = f"{name}.rq"
    return bind(query, parameters_of(header, file), {"thing": ox.NamedNode(iri)}, file)
