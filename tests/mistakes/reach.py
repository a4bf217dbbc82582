"""What lint finds after a change, asked of those checks only that the change can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery

from foedus.checks import lint
from foedus.checks.lint import catalogue, circles
from foedus.checks.report.finding import Result
from foedus.rdf.names import RDF_NS, RDFS_NS, SKOS_NS

_IN_DEFINITIONS = {RDF_NS + "type", RDFS_NS + "label", SKOS_NS + "definition"}


def after(
    desk: lint.Desk, number: int, removed: Sequence[ox.Quad] = (), added: Sequence[ox.Quad] = ()
) -> list[Result]:
    """What lint would find if one of the files said less or more; nothing stays changed.

    What is found on a clean desk is what all checks would find; on another, what the change has
    nothing to do with may be missing.
    """
    changed = {quad.predicate.value for quad in (*removed, *added)}
    desk.change(number, removed, added)
    try:
        found: list[Result] = []
        for check in catalogue.bundled_checks():
            wanted = predicates(check.query)
            if wanted is None or changed & wanted:
                found += desk.ask(check)
        found += desk._mentions()
        found += desk._made(number, added)
        if changed & _IN_DEFINITIONS:
            found += circles.results(desk.documents, desk.quads)
        return found
    finally:
        desk.change(number, added, removed)


@cache
def predicates(query: str) -> frozenset[str] | None:
    """The properties that a query's patterns ask for; None where they ask for any.

    A variable that a VALUES binds stands for these properties only. What else is named in the
    query is taken for a property too: the answer may be too wide, never too narrow.
    """
    named: set[str] = set()
    asked: set[str] = set()
    bound: set[str] = set()
    for part in _parts(prepareQuery(query).algebra):
        if isinstance(part, URIRef):
            named.add(str(part))
        elif isinstance(part, dict):
            told = dict(part)  # rdflib's own `get` takes a missing key for a value
            if isinstance(told.get("res"), list):
                bound.update(str(name) for row in told["res"] for name in row)
            for triples in map(list, told.get("triples") or ()):
                if len(triples) % 3:
                    return None  # written in a way that is not known here
                asked.update(str(p) for p in triples[1::3] if isinstance(p, Variable))
    return frozenset(named) if asked <= bound else None


def _parts(node: Any) -> Iterator[Any]:
    """Everything in an algebra, the inside of paths too."""
    yield node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _parts(key)
            yield from _parts(value)
    elif isinstance(node, Path):
        for value in vars(node).values():
            yield from _parts(value)
    elif isinstance(node, list | tuple | set):
        for value in node:
            yield from _parts(value)
