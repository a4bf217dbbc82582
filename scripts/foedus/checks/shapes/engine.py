"""The fast engine: compiled checks in this process, SPARQL constraints asked once each.

What the compiler does not know goes to pySHACL, one whole shape at a time. Where even that cannot
judge a shape, the report says so of this shape, and holds all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from foedus.checks.report.finding import Result
from foedus.checks.shapes import reference, sparql, words
from foedus.checks.shapes.compiler import TARGETS, Program, Root, SparqlConstraint
from foedus.checks.shapes.core import Shape
from foedus.checks.shapes.data import Data
from foedus.checks.shapes.paths import NotCompiled
from foedus.errors import BadInput
from foedus.rdf.names import SH_NS, Term, curie, text

_SPARQL = ox.NamedNode(SH_NS + "SPARQLConstraintComponent")
_HERE = ox.NamedNode("urn:x-foedus:focus")


def run(quads: Iterable[ox.Quad], program: Program) -> list[Result]:
    """The results of all shapes."""
    engine = Engine(quads, words.own_messages(program.quads))
    found: list[Result] = []
    left: set[Term] = set()
    for root in program.roots:
        if not engine.may_apply(root):
            continue
        try:
            found += engine.results(root)
        except NotCompiled:
            left.add(root.node)
    return found + by_reference(engine.data.quads, program, left)


def by_reference(quads: Iterable[ox.Quad], program: Program, nodes: set[Term]) -> list[Result]:
    """What pySHACL makes of some shapes; of one that it cannot judge, this fact.

    Where it can judge none because of one, that one is looked for by halves.
    """
    if not nodes:
        return []
    quads = list(quads)
    try:
        return reference.run(quads, _only(nodes, program))
    except BadInput as error:
        if len(nodes) == 1:
            return [_unjudged(one, error) for one in nodes]
    ordered = sorted(nodes, key=str)
    halves = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
    return [result for half in halves for result in by_reference(quads, program, set(half))]


def _unjudged(shape: Term, why: BadInput) -> Result:
    reason = f"this shape could not be judged, so nothing is known of it: {why.reason}"
    severity, told = ox.NamedNode(SH_NS + "Violation"), ox.Literal(reason, language="en")
    return Result(shape, component=None, severity=severity, focus=None, messages=(told,))


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

    def __init__(self, quads: Iterable[ox.Quad], said: words.Said) -> None:
        self.data = Data(quads)
        self.said = said
        self._verdicts: dict[tuple[int, Term], bool] = {}
        self._asked: set[Term] | None = None

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
        self.prepare(root.shape, focus)
        found = [result for node in focus for result in self.check(root.shape, node)]
        for constraint in root.queries:
            found += self._ask(constraint, root.shape, focus)
        return [one if one.messages else words.with_message(one, self.said) for one in found]

    def prepare(self, shape: Shape, nodes: set[Term]) -> None:
        """Tell the constraints of a shape and of its parts all values that they will meet."""
        if shape.path is not None:
            nodes = {value for node in nodes for value in shape.path(self.data, node)}
        for constraint in shape.constraints:
            if constraint.prepare is not None:
                constraint.prepare(nodes)
        for part in shape.properties:
            self.prepare(part, nodes)

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
        store, originals = self._stored
        if self._asked is not focus:  # the constraints of a shape have its focus nodes in common
            self._ask_of(focus)
        pattern = f"GRAPH {_HERE} {{ {_HERE} {_HERE} $this }}"
        try:
            rows = query.ask(store, pattern, originals)
        except (SyntaxError, ValueError):
            raise NotCompiled("a query that pyoxigraph does not read") from None
        names = query.variables
        for row in {tuple(row[name] for name in names) for row in rows}:
            bound = {
                name: originals.get(term, term)
                for name, term in zip(names, row, strict=True)
                if term is not None
            }
            yield _result(constraint, shape, bound)

    def _ask_of(self, focus: set[Term]) -> None:
        """Put the focus nodes where the queries find them."""
        if any(isinstance(node, ox.Literal) or node not in self._nodes for node in focus):
            raise NotCompiled("a focus node that stands nowhere in the data, or a literal")
        store, _ = self._stored
        store.remove_graph(_HERE)
        store.extend(ox.Quad(_HERE, _HERE, node, _HERE) for node in focus)
        self._asked = focus


def _result(constraint: SparqlConstraint, shape: Shape, bound: dict[str, Term]) -> Result:
    focus = bound["this"]
    bound.setdefault("value", focus)
    path = bound.get("path")
    if not isinstance(path, ox.NamedNode):
        path = None  # SHACL, section 5.2.4: only an IRI becomes a path
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
