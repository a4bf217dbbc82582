"""The fast engine: compiled checks in this process, SPARQL constraints asked once each.

What the compiler or the data do not allow goes to pySHACL, one whole shape at a time, so that
the results are always those that pySHACL alone would give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from foedus.checks.report.finding import Result
from foedus.checks.shapes import reference, sparql
from foedus.checks.shapes.compiler import TARGETS, Program, Root, SparqlConstraint
from foedus.checks.shapes.core import Shape
from foedus.checks.shapes.data import Data
from foedus.checks.shapes.paths import NotCompiled
from foedus.rdf.names import SH_NS, Term, curie, text

_SPARQL = ox.NamedNode(SH_NS + "SPARQLConstraintComponent")
_HERE = ox.NamedNode("urn:x-foedus:focus")


def run(quads: Iterable[ox.Quad], program: Program) -> list[Result]:
    """The results of all shapes. Raises BadInput for shapes that pySHACL cannot use."""
    engine = Engine(quads)
    found: list[Result] = []
    left: set[Term] = set()
    for root in program.roots:
        if not engine.may_apply(root):
            continue
        try:
            found += engine.results(root)
        except NotCompiled:
            left.add(root.node)
    if left:
        found += reference.run(engine.data.quads, _only(left, program))
    return found


def _only(nodes: set[Term], program: Program) -> list[ox.Quad]:
    """The shapes graph without the targets of the shapes that are done."""
    done = {root.node for root in program.roots} - nodes
    targets = {SH_NS + name for name in TARGETS}
    return [
        quad
        for quad in program.quads
        if quad.subject not in done or quad.predicate.value not in targets
    ]


class Engine:
    """Runs compiled shapes over some data; also what the checks ask."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.data = Data(quads)
        self._verdicts: dict[tuple[int, Term], bool] = {}

    def may_apply(self, root: Root) -> bool:
        """False if a shape has no focus node, so that nothing about it matters."""
        return root.is_class or bool(self.focus(root))

    def focus(self, root: Root) -> set[Term]:
        """The nodes that a shape's targets select."""
        found: set[Term] = set(root.targets["targetNode"])
        for kind in root.targets["targetClass"]:
            found |= self.data.instances(kind)
        for name in root.targets["targetSubjectsOf"]:
            found |= self.data.by_subject(name).keys()  # type: ignore[arg-type]
        for name in root.targets["targetObjectsOf"]:
            found |= self.data.by_object(name).keys()  # type: ignore[arg-type]
        return found

    def results(self, root: Root) -> list[Result]:
        """The results of one shape; raises NotCompiled where pySHACL must give them."""
        if root.shape is None:
            raise NotCompiled(root.reason)
        focus = self.focus(root)
        found = [result for node in focus for result in self.check(root.shape, node)]
        for constraint in root.queries:
            found += self._ask(constraint, root.shape, focus)
        if not all(result.messages for result in found):
            raise NotCompiled("a result without a message: pySHACL has words of its own")
        return found

    def check(self, shape: Shape, node: Term) -> Iterator[Result]:
        """The results of a shape for one node."""
        if not shape.active:
            return
        values = {node} if shape.path is None else shape.path(self.data, node)
        for constraint in shape.constraints:
            for value in constraint.check(self, node, values):
                yield Result(
                    shape=shape.node,
                    component=constraint.component,
                    severity=shape.severity,
                    focus=node,
                    path=shape.path_node,
                    path_text=shape.path_text,
                    value=value,
                    messages=shape.messages,
                )
        for part in shape.properties:
            for value in values:
                yield from self.check(part, value)

    def conforms(self, shape: Shape, node: Term) -> bool:
        """True if a shape has nothing against a node; asked once for each pair."""
        key = (id(shape), node)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = not any(True for _ in self.check(shape, node))
            self._verdicts[key] = verdict
        return verdict

    # SPARQL constraints.

    @cached_property
    def _stored(self) -> tuple[ox.Store, dict[Term, ox.Literal]]:
        return sparql.kept_apart(self.data.quads)

    @cached_property
    def _nodes(self) -> set[Term]:
        return {term for quad in self.data.quads for term in (quad.subject, quad.object)}

    def _ask(
        self, constraint: SparqlConstraint, shape: Shape, focus: set[Term]
    ) -> Iterator[Result]:
        query = constraint.query
        if any(isinstance(node, ox.Literal) or node not in self._nodes for node in focus):
            raise NotCompiled("a focus node that stands nowhere in the data, or a literal")
        if not query.agrees_on(self.data):
            raise NotCompiled("literals on which the query engines differ")
        store, originals = self._stored
        store.remove_graph(_HERE)
        store.extend(ox.Quad(_HERE, _HERE, node, _HERE) for node in focus)
        pattern = f"GRAPH {_HERE} {{ {_HERE} {_HERE} $this }}"
        try:
            rows = store.query(query.bound_by(pattern))
        except (SyntaxError, ValueError):
            raise NotCompiled("a query that pyoxigraph does not read") from None
        names = query.variables
        for row in {tuple(row[name] for name in names) for row in rows}:  # type: ignore[union-attr]
            bound = {
                name: originals.get(term, term)
                for name, term in zip(names, row, strict=True)
                if term is not None
            }
            yield _result(constraint, shape, bound)


def _result(constraint: SparqlConstraint, shape: Shape, bound: dict[str, Term]) -> Result:
    focus = bound["this"]
    bound.setdefault("value", focus)
    path = bound.get("path")
    if path is not None and not isinstance(path, ox.NamedNode):
        raise NotCompiled("a path that is no IRI")
    texts = dict.fromkeys((*constraint.messages, *shape.messages))
    return Result(
        shape=shape.node,
        component=_SPARQL,
        severity=shape.severity,
        focus=focus,
        path=path,
        path_text=curie(path.value) if path else "",
        value=bound["value"],
        messages=tuple(dict.fromkeys(_filled(one, bound) for one in texts)),
        constraint=constraint.node,
    )


def _filled(message: ox.Literal, bound: dict[str, Term]) -> ox.Literal:
    """A message with the values of its variables; like pySHACL's, it has no language."""
    told = message.value
    for name, term in bound.items():
        told = re.sub(rf"{{[?$]{name}}}", lambda _, t=term: text(t), told)  # type: ignore[misc]
    return ox.Literal(told)
