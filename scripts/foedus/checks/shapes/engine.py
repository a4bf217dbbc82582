"""The fast engine: compiled checks in this process, SPARQL constraints asked once each.

What the compiler does not know goes to pySHACL, one whole shape at a time. Where even that cannot
judge a shape, the report says so of this shape, and holds all others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from foedus.checks.report.finding import Result
from foedus.checks.shapes import reference, sparql, words
from foedus.checks.shapes.compiler import TARGETS, Program, Root, SparqlConstraint
from foedus.checks.shapes.core import Reached, Shape
from foedus.checks.shapes.data import Data, Node
from foedus.checks.shapes.paths import NotCompiled, Path, Step
from foedus.errors import BadInput
from foedus.rdf.names import SH_NS, TYPE, Term, curie, text

_SPARQL = ox.NamedNode(SH_NS + "SPARQLConstraintComponent")
_HERE = ox.NamedNode("urn:x-foedus:focus")
_EACH, _ANY = "?x_foedus_each", "?x_foedus_any"
_TWICE = 1.2


def run(data: Data | Iterable[ox.Quad], program: Program) -> list[Result]:
    """The results of all shapes."""
    engine = Engine(data, words.said_of(program.quads))
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

    def __init__(self, data: Data | Iterable[ox.Quad], said: words.Said) -> None:
        self.data = data if isinstance(data, Data) else Data(data)
        self.said = said
        self._judged: dict[Shape, tuple[set[Node], set[Node]]] = {}
        self._asked: set[Node] | None = None

    def may_apply(self, root: Root) -> bool:
        """False if a shape has no focus node, so that nothing about it matters."""
        return root.is_class or any(map(len, self._selected(root)))

    def focus(self, root: Root) -> set[Node]:
        """The nodes that a shape's targets select."""
        return set().union(*self._selected(root))

    def _selected(self, root: Root) -> Iterator[Collection[Node]]:
        """What each class, and each other target, selects."""
        data, targets = self.data, root.targets
        yield {data.number(term) for term in targets["targetNode"]}
        for kind in targets["targetClass"]:
            yield from (data.subjects(TYPE, one) for one in data.classes(kind))
        for name in targets["targetSubjectsOf"]:
            yield data.by_subject(name)
        for name in targets["targetObjectsOf"]:
            yield data.by_object(name)

    def results(self, root: Root) -> list[Result]:
        """The results of one shape; raises NotCompiled where pySHACL must give them."""
        if root.shape is None:
            raise NotCompiled(root.reason)
        focus = self.focus(root)
        found = [
            result
            for node in self.failing(root.shape, focus)
            for result in self.check(root.shape, self.data.terms[node])
        ]
        self._judged.clear()
        for constraint in root.queries:
            found += self._ask(constraint, root, focus)
        return [one if one.messages else words.with_message(one, self.said) for one in found]

    def failing(self, shape: Shape, nodes: set[Node]) -> set[Node]:
        """Those of the nodes that a shape has something against."""
        if not shape.active:
            return set()
        judged, bad = self._judged.setdefault(shape, (set(), set()))
        new = nodes - judged
        if new:
            judged |= new
            bad |= self._failing(shape, self._reached(shape, new))
        return bad & nodes

    def _failing(self, shape: Shape, reached: Reached) -> set[Node]:
        found: set[Node] = set()
        for constraint in shape.constraints:
            found |= constraint.failing(self, reached)
        for part in shape.properties:
            found |= reached.leading_to(self.failing(part, reached.values))
        return found

    def _reached(self, shape: Shape, nodes: set[Node]) -> Reached:
        path, data = shape.path, self.data
        if path is None:
            return Reached(nodes, None)
        if isinstance(path, Step):
            return Reached(nodes, path.side(data))
        return Reached(nodes, {node: found for node in nodes if (found := path(data, node))})

    def check(self, shape: Shape, term: Term) -> Iterator[Result]:
        """The results of a shape for one focus node."""
        if not shape.active:
            return
        values = {term} if shape.path is None else self._values(shape.path, term)
        for constraint in shape.constraints:
            for value in constraint.check(self, term, values):
                yield Result(
                    shape=shape.node,
                    component=constraint.component,
                    severity=shape.severity,
                    focus=term,
                    path=shape.path_node,
                    path_text=shape.path_text,
                    value=value,
                    messages=shape.messages,
                )
        for part in shape.properties:
            for value in values:
                yield from self.check(part, value)

    def _values(self, path: Path, term: Term) -> set[Term]:
        terms = self.data.terms
        return {terms[one] for one in path(self.data, self.data.number(term))}

    def conforms(self, shape: Shape, term: Term) -> bool:
        """True if a shape has nothing against a term."""
        return not self.failing(shape, {self.data.number(term)})

    # SPARQL constraints.

    @cached_property
    def _stored(self) -> tuple[ox.Store, dict[Term, ox.Literal]]:
        return sparql.kept_apart(self.data)

    def _ask(self, constraint: SparqlConstraint, root: Root, focus: set[Node]) -> Iterator[Result]:
        query, shape = constraint.query, root.shape
        assert shape is not None
        store, originals = self._stored
        try:
            rows = query.ask(store, self._pattern(root, focus), originals)
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

    def _pattern(self, root: Root, focus: set[Node]) -> str:
        """What binds ``$this`` to each focus node.

        The target itself, where it selects hardly any node twice; else the nodes are put where the
        pattern finds them, once for all constraints of a shape.
        """
        targets, data = root.targets, self.data
        few = sum(map(len, self._selected(root))) <= _TWICE * len(focus)
        kinds, names = targets["targetClass"], targets["targetSubjectsOf"]
        if few and not (targets["targetNode"] or targets["targetObjectsOf"]):
            if kinds and not names:
                below = {one for kind in kinds for one in data.classes(kind)}
                known = [data.terms[one] for one in below if data.subjects(TYPE, one)]
                if all(isinstance(one, ox.NamedNode) for one in known):
                    return f"VALUES {_EACH} {{ {_listed(known)} }} $this {TYPE} {_EACH} ."
            elif names and not kinds:
                return f"VALUES {_EACH} {{ {_listed(names)} }} $this {_EACH} {_ANY} ."
        if self._asked is not focus:
            self._put_apart(focus)
        return f"GRAPH {_HERE} {{ {_HERE} {_HERE} $this }}"

    def _put_apart(self, focus: set[Node]) -> None:
        """Put the focus nodes where the queries find them."""
        if not focus <= self.data.nodes:
            raise NotCompiled("a focus node that stands nowhere in the data")
        store, originals = self._stored
        stored: dict[Term, Term] = {literal: stand_in for stand_in, literal in originals.items()}
        terms = (self.data.terms[node] for node in focus)
        store.remove_graph(_HERE)
        store.bulk_extend(ox.Quad(_HERE, _HERE, stored.get(term, term), _HERE) for term in terms)
        self._asked = focus


def _listed(terms: Iterable[Term]) -> str:
    return " ".join(sorted(map(str, terms)))


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
