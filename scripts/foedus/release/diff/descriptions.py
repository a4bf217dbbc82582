"""What is said of each thing, in a form in which blank nodes have no labels.

Trees of them are written out; others are named by a digest of all that is said of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from foedus.rdf import writing
from foedus.rdf.names import RDF_NS, text

Item = tuple[str, str, str]
"""Property, value as text, and named graph as text (empty for the default graph)."""

_FIRST, _REST, _NIL = (RDF_NS + name for name in ("first", "rest", "nil"))


def describe(quads: Iterable[ox.Quad]) -> defaultdict[str, frozenset[Item]]:
    """What is said of each address, and of each blank node that is not written out elsewhere."""
    quads = set(quads)
    pointed = Counter(end for q in quads for end in (q.object, q.graph_name) if _blank(end))
    texts = _texts(quads, pointed)
    found: dict[str, set[Item]] = defaultdict(set)
    for subject, predicate, value, graph in quads:
        key = texts.get(subject) or text(subject) or str(subject)
        if not pointed[subject] or key.startswith("_:"):
            place = "" if isinstance(graph, ox.DefaultGraph) else texts.get(graph, str(graph))
            found[key].add((predicate.value, texts.get(value, str(value)), place))
    return defaultdict(frozenset, {key: frozenset(items) for key, items in found.items()})


def _blank(term: object) -> bool:
    return isinstance(term, ox.BlankNode)


def _texts(quads: set[ox.Quad], pointed: Counter[Any]) -> dict[Any, str]:
    """The text of each blank node, from those that statements join with it."""
    about: dict[Any, list[ox.Quad]] = defaultdict(list)
    near: dict[Any, set[Any]] = defaultdict(set)
    for quad in quads:
        nodes = set(filter(_blank, quad))
        for node in nodes:
            about[node].append(quad)
            near[node] |= nodes
    texts: dict[Any, str] = {}
    seen: set[Any] = set()
    for start in near:
        group = [] if start in seen else [start]
        for node in group:
            group += near[node] - seen - {start}
            seen |= near[node]
        said = {quad for node in group for quad in about[node]}
        order = [] if any(pointed[node] > 1 for node in group) else _from_root(group, said)
        for node in reversed(order):
            texts[node] = _written([quad for quad in about[node] if quad.subject == node], texts)
        if not order:
            texts |= _named(said)
    return texts


def _from_root(group: list[Any], said: set[ox.Quad]) -> list[Any]:
    """The nodes of a tree, each before those that it points to; nothing where they form none."""
    inner: dict[Any, list[Any]] = {node: [] for node in group}
    for quad in said:
        if _blank(quad.subject) and _blank(quad.object):
            inner[quad.subject].append(quad.object)
    order = list(set(group).difference(*inner.values()))
    for node in order:
        order += inner[node]
    places = {quad.graph_name for quad in said}
    return order if len(order) == len(group) and len(places) == 1 > sum(map(_blank, places)) else []


def _written(said: list[ox.Quad], texts: dict[Any, str]) -> str:
    """A node written out: as a list where it is the cell of one, else in brackets."""
    pairs = [(quad.predicate.value, texts.get(quad.object, str(quad.object))) for quad in said]
    cell = dict(pairs) if len(pairs) == 2 else {}
    rest = cell[_REST] if cell.keys() == {_FIRST, _REST} else ""
    if rest == f"<{_NIL}>" or rest.startswith("( "):
        return f"( {cell[_FIRST]} {rest[2:] if rest.startswith('( ') else ')'}"
    told = " ; ".join(sorted(f"<{name}> {value}" for name, value in pairs))
    return f"[ {told} ]" if told else "[]"


def _named(said: set[ox.Quad]) -> dict[Any, str]:
    """Names for the nodes of a group, by all that is said of it."""
    renamed = "\n".join(sorted(map(str, writing.label_blank_nodes(said))))
    digest = hashlib.blake2b(renamed.encode(), digest_size=6).hexdigest()
    names = writing.blank_node_labels(said).items()
    return {ox.BlankNode(label): f"_:{name}.{digest}" for label, name in names}
