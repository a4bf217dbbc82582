"""SHACL paths: as functions from a node to its values, and as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.checks.shapes.data import Data, Node, Side
from foedus.rdf.names import RDF_NS, SH_NS, Term, curie, text
from foedus.rdf.reached import reached

Described = Mapping[Term, Mapping[str, Sequence[Term]]]
"""What is said of each node: values by the IRI of the predicate."""

Path = Callable[[Data, Node], set[Node]]

_FIRST, _REST, _NIL = RDF_NS + "first", RDF_NS + "rest", ox.NamedNode(RDF_NS + "nil")
_INVERSE, _ALTERNATIVE = SH_NS + "inversePath", SH_NS + "alternativePath"
_REPEATED = {SH_NS + "zeroOrMorePath": "*", SH_NS + "oneOrMorePath": "+"}
_OPTIONAL = SH_NS + "zeroOrOnePath"
FORMS = frozenset((_INVERSE, _ALTERNATIVE, _OPTIONAL, *_REPEATED))
"""What makes a path of another path, beside lists."""

_MAX_DEPTH = 10  # where pySHACL gives up


class NotCompiled(Exception):
    """A part of a shape that the compiler does not know: pySHACL checks the whole shape."""


@dataclass(frozen=True)
class Step:
    """The path that is one property, or its inverse."""

    predicate: ox.NamedNode
    inverse: bool = False

    def side(self, data: Data) -> Side:
        """What the path leads to, by the nodes that it leads somewhere from."""
        return data.by_object(self.predicate) if self.inverse else data.by_subject(self.predicate)

    def __call__(self, data: Data, node: Node) -> set[Node]:
        """What the path leads to from one node."""
        return set(self.side(data).get(node, ()))


def compiled(path: Term, described: Described, depth: int = 0) -> Path:
    """The function that follows a path. Raises NotCompiled for a form that pySHACL must judge."""
    if isinstance(path, ox.NamedNode):
        return Step(path)
    if depth >= _MAX_DEPTH:
        raise NotCompiled("a deep path")
    said = described.get(path, {})
    if set(said) == {_FIRST, _REST}:
        steps = enumerate(items(path, described), depth + 1)
        return _sequence([compiled(one, described, level) for level, one in steps])
    if len(said) != 1 or len(next(iter(said.values()))) != 1:
        raise NotCompiled("a path of no known form")
    (kind, (inner,)) = next(iter(said.items()))
    if kind == _INVERSE:
        return _inverse(inner)
    if kind == _ALTERNATIVE:
        return _alternative(
            [compiled(one, described, depth + 1) for one in items(inner, described)]
        )
    step = compiled(inner, described, depth + 1)
    if kind == _OPTIONAL:
        return lambda data, node: {node, *step(data, node)}
    if kind in _REPEATED:
        return _repeated(step, at_least_once=_REPEATED[kind] == "+")
    raise NotCompiled("a path of no known form")


def items(head: Term, described: Described) -> list[Term]:
    """The members of an RDF list. Raises NotCompiled for a list that is no clean one."""
    found: list[Term] = []
    seen: set[Term] = set()
    while head != _NIL:
        said = described.get(head, {})
        first, rest = said.get(_FIRST, ()), said.get(_REST, ())
        if len(first) != 1 or len(rest) != 1 or head in seen:
            raise NotCompiled("a broken list")
        seen.add(head)
        found.append(first[0])
        head = rest[0]
    return found


def written(path: Term | None, described: Described, depth: int = 0) -> str:
    """A path as SPARQL writes it, with our prefixes; ``[]`` for one of no known form."""
    if path is None:
        return ""
    if not isinstance(path, ox.BlankNode):
        return curie(text(path)) if isinstance(path, ox.NamedNode) else "[]"
    said = described.get(path, {})
    if depth > _MAX_DEPTH or not said:
        return "[]"
    try:
        if _FIRST in said:
            return "/".join(_grouped(one, described, depth) for one in items(path, described))
        kind, inner = next((kind, values[0]) for kind, values in said.items())
        if kind == _ALTERNATIVE:
            return "|".join(_grouped(one, described, depth) for one in items(inner, described))
    except NotCompiled:
        return "[]"
    if kind == _INVERSE:
        return "^" + _grouped(inner, described, depth)
    sign = "?" if kind == _OPTIONAL else _REPEATED.get(kind)
    return f"{_grouped(inner, described, depth)}{sign}" if sign else "[]"


def _grouped(path: Term, described: Described, depth: int) -> str:
    found = written(path, described, depth + 1)
    longer = {_FIRST, _ALTERNATIVE} & set(described.get(path, {}))
    return f"({found})" if longer and isinstance(path, ox.BlankNode) else found


def _inverse(inner: Term) -> Path:
    if not isinstance(inner, ox.NamedNode):
        raise NotCompiled("the inverse of a longer path")
    return Step(inner, inverse=True)


def _sequence(steps: Sequence[Path]) -> Path:
    if not 2 <= len(steps) < _MAX_DEPTH:
        raise NotCompiled("a sequence of one step, or a long one")

    def follow(data: Data, node: Node) -> set[Node]:
        reached = {node}
        for step in steps:
            reached = {value for one in reached for value in step(data, one)}
        return reached

    return follow


def _alternative(ways: Sequence[Path]) -> Path:
    if len(ways) < 2:
        raise NotCompiled("an alternative of one way")
    return lambda data, node: {value for way in ways for value in way(data, node)}


def _repeated(step: Path, *, at_least_once: bool) -> Path:
    def follow(data: Data, node: Node) -> set[Node]:
        starts = step(data, node) if at_least_once else [node]
        return reached(starts, lambda one: step(data, one))

    return follow
