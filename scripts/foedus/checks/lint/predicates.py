"""What a query looks at: the properties whose statements can change its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery


def predicates(query: str) -> frozenset[str] | None:
    """The properties that a query's patterns ask for; None where they ask for any.

    A variable that a VALUES binds stands for these properties only. What else is named in the
    query is taken for a property too: the answer may be too wide, never too narrow.

    >>> sorted(predicates("SELECT * { VALUES ?p { <urn:a> } ?s ?p ?o ; (<urn:b>|^<urn:c>)+ ?x }"))
    ['urn:a', 'urn:b', 'urn:c']
    >>> predicates("SELECT * { ?s ?p ?o }") is None
    True
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
