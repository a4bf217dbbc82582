"""SHACL's core constraints, one check each, with the verdicts that the standard gives.

Each is asked twice. First of all focus nodes at once, as numbers, which of them are at fault: one
look at each different value, and nothing but sets where that serves. Then, of those only, the check
takes the values that a shape's path reaches from a focus node and yields the values at fault, or
None where the focus node itself is. Whatever SHACL calls ill-formed is not compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product
from typing import Protocol

import pyoxigraph as ox

from foedus.checks.shapes.data import Data, Node, Side
from foedus.checks.shapes.paths import NotCompiled, Path
from foedus.checks.shapes.patterns import Pattern
from foedus.errors import BadInput
from foedus.rdf import xsd
from foedus.rdf.names import SH_NS, XSD_NS, Term


class Run(Protocol):
    """What a check may ask while it runs: the data, and which nodes a shape has something against.

    Nodes are numbers, terms are not.
    """

    data: Data

    def conforms(self, shape: Shape, term: Term) -> bool:
        """True if a shape has nothing against a term."""

    def failing(self, shape: Shape, nodes: set[Node]) -> set[Node]:
        """Those of the nodes that a shape has something against."""


class Reached:
    """The focus nodes of a shape, and what its path leads to from each (itself without a path)."""

    def __init__(self, nodes: set[Node], side: Side | None) -> None:
        self.nodes, self.side = nodes, side

    def of(self, node: Node) -> Collection[Node]:
        """The values of a focus node."""
        return (node,) if self.side is None else self.side.get(node, ())

    @cached_property
    def valued(self) -> set[Node]:
        """The focus nodes that have a value."""
        return self.nodes if self.side is None else self.nodes & self.side.keys()

    @cached_property
    def values(self) -> set[Node]:
        """All that is reached."""
        if self.side is None:
            return self.nodes
        return set().union(*map(self.side.__getitem__, self.valued))

    def leading_to(self, values: set[Node]) -> set[Node]:
        """The focus nodes from which one of these is reached."""
        if self.side is None or not values:
            return self.nodes & values
        side = self.side
        return {node for node in self.valued if not values.isdisjoint(side[node])}


Values = set[Term]
Check = Callable[[Run, Term, Values], Iterator[Term | None]]
Failing = Callable[[Run, Reached], set[Node]]


@dataclass(frozen=True)
class Constraint:
    """A check, and the name of its component in a result.

    ``failing`` gives the focus nodes that the check yields anything for.
    """

    component: ox.NamedNode
    check: Check
    failing: Failing


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape or property shape: its own constraints, and its property shapes."""

    node: Term
    path_node: Term | None
    path: Path | None
    path_text: str
    severity: Term
    messages: tuple[ox.Literal, ...]
    active: bool
    constraints: list[Constraint] = field(default_factory=list)
    properties: list[Shape] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """What a shapes graph says of one shape, and how to get at other shapes and lists."""

    said: Mapping[str, Sequence[Term]]
    has_path: bool
    shape: Callable[[Term], Shape]
    items: Callable[[Term], list[Term]]

    def all(self, name: str) -> Sequence[Term]:
        """All values of a parameter."""
        return self.said.get(SH_NS + name, ())

    def one(self, name: str) -> Term:
        """The only value of a parameter."""
        values = self.all(name)
        if len(values) != 1:
            raise NotCompiled(f"{len(values)} values of sh:{name}")
        return values[0]

    def whole(self, name: str) -> int:
        """The only value of a parameter, a number that counts something."""
        value = self.one(name)
        text = value.value if isinstance(value, ox.Literal) and value.datatype == _INTEGER else ""
        if text.isascii() and text.isdecimal():
            return int(text)
        raise NotCompiled(f"sh:{name} is no whole number")

    def true(self, name: str) -> bool:
        """Whether the only value of a parameter is `true`: SHACL takes no other spelling for it."""
        return self.one(name) == ox.Literal(True)

    def iris(self, name: str) -> list[ox.NamedNode]:
        """All values of a parameter, names of properties or classes."""
        values = [value for value in self.all(name) if isinstance(value, ox.NamedNode)]
        if len(values) != len(self.all(name)):
            raise NotCompiled(f"sh:{name} is no IRI")
        return values

    def need_path(self) -> None:
        """Refuse a constraint that makes sense on a property shape only."""
        if not self.has_path:
            raise NotCompiled("a property's constraint on a node shape")


Builder = Callable[[Source], Iterable[Constraint]]

_INTEGER = ox.NamedNode(XSD_NS + "integer")
_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (ox.NamedNode,),
    "BlankNode": (ox.BlankNode,),
    "Literal": (ox.Literal,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}


# --- counts -------------------------------------------------------------------


def _min_count(source: Source) -> Iterator[Constraint]:
    source.need_path()
    least = source.whole("minCount")
    yield _counted("MinCount", lambda number: number >= least)


def _max_count(source: Source) -> Iterator[Constraint]:
    source.need_path()
    most = source.whole("maxCount")
    yield _counted("MaxCount", lambda number: number <= most)


def _counted(name: str, passes: Callable[[int], bool]) -> Constraint:
    """A check on the number of values; most nodes have one or none."""

    def failing(run: Run, reached: Reached) -> set[Node]:
        found = set() if passes(0) else reached.nodes - reached.valued
        verdicts: dict[int, bool] = {}
        for node in reached.valued:
            number = len(reached.of(node))
            verdict = verdicts.get(number)
            if verdict is None:
                verdict = verdicts[number] = passes(number)
            if not verdict:
                found.add(node)
        return found

    return _on_focus(name, lambda run, focus, values: passes(len(values)), failing)


def _qualified(source: Source) -> Iterator[Constraint]:
    source.need_path()
    if source.all("qualifiedValueShapesDisjoint"):
        raise NotCompiled("sh:qualifiedValueShapesDisjoint")
    least = source.whole("qualifiedMinCount") if source.all("qualifiedMinCount") else None
    most = source.whole("qualifiedMaxCount") if source.all("qualifiedMaxCount") else None
    if least is None and most is None:
        raise NotCompiled("sh:qualifiedValueShape without a count")
    for shape in map(source.shape, source.all("qualifiedValueShape")):
        if most is not None:
            yield _fitting("QualifiedMaxCount", shape, lambda number: number <= most)
        if least is not None:
            yield _fitting("QualifiedMinCount", shape, lambda number: number >= least)


def _fitting(name: str, shape: Shape, passes: Callable[[int], bool]) -> Constraint:
    """A check on the number of values that conform to a shape."""

    def whole(run: Run, focus: Term, values: Values) -> bool:
        return passes(sum(run.conforms(shape, value) for value in values))

    def failing(run: Run, reached: Reached) -> set[Node]:
        good = reached.values - run.failing(shape, reached.values)
        return {n for n in reached.nodes if not passes(len(good.intersection(reached.of(n))))}

    return _on_focus(name, whole, failing)


# --- what a value is -----------------------------------------------------------


def _class(source: Source) -> Iterator[Constraint]:
    for kind in source.all("class"):
        yield _on_values(
            "Class",
            lambda run, value, k=kind: run.data.is_instance(value, k),
            lambda run, values, k=kind: values - run.data.members(k),  # type: ignore[misc]
        )


def _datatype(source: Source) -> Iterator[Constraint]:
    kind = source.one("datatype")
    if not isinstance(kind, ox.NamedNode):
        raise NotCompiled("sh:datatype is no IRI")
    yield _on_values("Datatype", lambda run, value: has_datatype(value, kind))


def has_datatype(value: Term, kind: Term) -> bool:
    """Whether a value is a literal of a datatype, and well-typed."""
    return isinstance(value, ox.Literal) and value.datatype == kind and xsd.well_typed(value)


def _node_kind(source: Source) -> Iterator[Constraint]:
    kind = source.one("nodeKind")
    name = kind.value.removeprefix(SH_NS) if isinstance(kind, ox.NamedNode) else ""
    if name not in _KINDS:
        raise NotCompiled("sh:nodeKind of no known kind")
    yield _on_values("NodeKind", lambda run, value: isinstance(value, _KINDS[name]))


def _in(source: Source) -> Iterator[Constraint]:
    allowed = set(source.items(source.one("in")))
    yield _on_values("In", lambda run, value: value in allowed)


def _has_value(source: Source) -> Iterator[Constraint]:
    for wanted in source.all("hasValue"):

        def failing(run: Run, reached: Reached, w: Term = wanted) -> set[Node]:
            return reached.nodes - reached.leading_to({run.data.number(w)})

        yield _on_focus("HasValue", lambda run, focus, values, w=wanted: w in values, failing)


# --- how a value is written ----------------------------------------------------


def _pattern(source: Source) -> Iterator[Constraint]:
    flags = source.one("flags") if source.all("flags") else ox.Literal("")
    for term in source.all("pattern"):
        if not isinstance(term, ox.Literal) or not isinstance(flags, ox.Literal):
            raise NotCompiled("sh:pattern or sh:flags is no text")
        yield _of_pattern(pattern(term.value, flags.value))


def _of_pattern(pattern: Pattern) -> Constraint:
    def failing(run: Run, values: set[Node]) -> set[Node]:
        terms = [run.data.terms[value] for value in values]
        pattern.ask(term.value for term in terms if isinstance(term, _WRITTEN))
        return {v for v, term in zip(values, terms, strict=True) if not matches(pattern, term)}

    return _on_values("Pattern", lambda run, value: matches(pattern, value), failing)


@cache
def pattern(text: str, flags: str) -> Pattern:
    """A regular expression, made once. Raises BadInput for what is none."""
    try:
        return Pattern(text, flags)
    except ValueError as error:
        raise BadInput(f"the shapes cannot be used: sh:pattern: {error}") from None


def matches(pattern: Pattern, value: Term) -> bool:
    """Whether a pattern matches a value's text; a blank node has none."""
    return isinstance(value, _WRITTEN) and pattern.matches(value.value)


_WRITTEN = (ox.NamedNode, ox.Literal)


def _min_length(source: Source) -> Iterator[Constraint]:
    least = source.whole("minLength")
    yield _on_values("MinLength", lambda run, value: least == 0 or _length(value, -1) >= least)


def _max_length(source: Source) -> Iterator[Constraint]:
    most = source.whole("maxLength")
    yield _on_values("MaxLength", lambda run, value: _length(value, most + 1) <= most)


def _length(value: Term, otherwise: int) -> int:
    return len(value.value) if isinstance(value, _WRITTEN) else otherwise


def _unique_lang(source: Source) -> Iterator[Constraint]:
    source.need_path()

    def check(run: Run, focus: Term, values: Values) -> Iterator[None]:
        tags = [value.language.lower() for value in values if _has_language(value)]  # type: ignore[union-attr]
        yield from (None for tag in set(tags) if tags.count(tag) > 1)

    def failing(run: Run, reached: Reached) -> set[Node]:
        several = {node for node in reached.valued if len(reached.of(node)) > 1}
        return _one_by_one(check, run, several, reached)

    if source.true("uniqueLang"):
        yield Constraint(_component("UniqueLang"), check, failing)


def _has_language(value: Term) -> bool:
    return isinstance(value, ox.Literal) and value.language is not None


# --- how a value compares ------------------------------------------------------


FITTING: dict[str, Callable[[int], bool]] = {
    "lessThan": lambda sign: sign < 0,
    "lessThanOrEquals": lambda sign: sign <= 0,
    "maxExclusive": lambda sign: sign < 0,
    "maxInclusive": lambda sign: sign <= 0,
    "minExclusive": lambda sign: sign > 0,
    "minInclusive": lambda sign: sign >= 0,
}
"""The parameters that compare, and the signs of a comparison that they let pass."""


def _range(name: str) -> Builder:
    def build(source: Source) -> Iterator[Constraint]:
        for term in source.all(name):
            if not isinstance(term, ox.Literal):
                raise NotCompiled(f"sh:{name} is no literal")
            yield _on_values(
                name[0].upper() + name[1:],
                lambda run, value, b=term: compares(name, value, b),
            )

    return build


def compares(name: str, one: Term, other: Term) -> bool:
    """Whether a parameter lets two terms pass: two that cannot be compared never do."""
    if not isinstance(one, ox.Literal) or not isinstance(other, ox.Literal):
        return False
    sign = xsd.compare(one, other)
    return sign is not None and FITTING[name](sign)


def _less_than(name: str) -> Builder:
    def build(source: Source) -> Iterator[Constraint]:
        source.need_path()
        for other in source.iris(name):

            def check(
                run: Run, focus: Term, values: Values, o: ox.NamedNode = other
            ) -> Iterator[Term]:
                bounds = run.data.values(focus, o)
                for value in values:
                    for bound in bounds:
                        if not compares(name, value, bound):
                            yield value

            def failing(run: Run, reached: Reached, o: ox.NamedNode = other) -> set[Node]:
                terms, bounds = run.data.terms, run.data.by_subject(o)
                verdicts: dict[tuple[Node, Node], bool] = {}
                found = set()
                for node in reached.valued & bounds.keys():
                    for pair in product(reached.of(node), bounds[node]):
                        if pair not in verdicts:
                            verdicts[pair] = compares(name, *map(terms.__getitem__, pair))
                        if not verdicts[pair]:
                            found.add(node)
                return found

            yield Constraint(_component(name[0].upper() + name[1:]), check, failing)

    return build


# --- other shapes --------------------------------------------------------------


def _not(source: Source) -> Iterator[Constraint]:
    for shape in map(source.shape, source.all("not")):
        yield _on_values(
            "Not",
            lambda run, value, s=shape: not run.conforms(s, value),
            lambda run, values, s=shape: values - run.failing(s, values),  # type: ignore[misc]
        )


def _members(name: str, fits: Callable[[int, int], bool]) -> Builder:
    """A check on how many of the listed shapes a value conforms to."""

    def build(source: Source) -> Iterator[Constraint]:
        for head in source.all(name):
            shapes = [source.shape(node) for node in source.items(head)]
            if not shapes:
                raise NotCompiled(f"sh:{name} with an empty list")

            def passes(run: Run, value: Term, among: Sequence[Shape] = tuple(shapes)) -> bool:
                return fits(sum(run.conforms(shape, value) for shape in among), len(among))

            def failing(
                run: Run, values: set[Node], among: Sequence[Shape] = tuple(shapes)
            ) -> set[Node]:
                against = [run.failing(shape, values) for shape in among]
                most = len(among)
                if fits(most, most):  # then only those matter that some shape is against
                    values = set().union(*against)
                return {v for v in values if not fits(sum(v not in one for one in against), most)}

            yield _on_values(name.capitalize(), passes, failing)

    return build


# --- helpers -------------------------------------------------------------------


def _component(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{SH_NS}{name}ConstraintComponent")


def _on_values(
    name: str,
    passes: Callable[..., bool],
    at_fault: Callable[[Run, set[Node]], set[Node]] | None = None,
) -> Constraint:
    """Each value that does not pass is at fault."""

    def check(run: Run, focus: Term, values: Values) -> Iterator[Term]:
        return (value for value in values if not passes(run, value))

    def failing(run: Run, reached: Reached) -> set[Node]:
        if at_fault is not None:
            return reached.leading_to(at_fault(run, reached.values))
        terms = run.data.terms
        return reached.leading_to({v for v in reached.values if not passes(run, terms[v])})

    return Constraint(_component(name), check, failing)


def _on_focus(name: str, passes: Callable[..., bool], failing: Failing) -> Constraint:
    """The focus node is at fault if its values do not pass."""

    def check(run: Run, focus: Term, values: Values) -> Iterator[None]:
        if not passes(run, focus, values):
            yield None

    return Constraint(_component(name), check, failing)


def _one_by_one(check: Check, run: Run, nodes: set[Node], reached: Reached) -> set[Node]:
    """Those of some focus nodes that a check yields anything for."""
    terms = run.data.terms
    return {
        node
        for node in nodes
        if any(True for _ in check(run, terms[node], {terms[v] for v in reached.of(node)}))
    }


BUILDERS: dict[str, Builder] = {
    "and": _members("and", lambda good, all_: good == all_),
    "class": _class,
    "datatype": _datatype,
    "hasValue": _has_value,
    "in": _in,
    "lessThan": _less_than("lessThan"),
    "lessThanOrEquals": _less_than("lessThanOrEquals"),
    "maxCount": _max_count,
    "maxExclusive": _range("maxExclusive"),
    "maxInclusive": _range("maxInclusive"),
    "maxLength": _max_length,
    "minCount": _min_count,
    "minExclusive": _range("minExclusive"),
    "minInclusive": _range("minInclusive"),
    "minLength": _min_length,
    "nodeKind": _node_kind,
    "not": _not,
    "or": _members("or", lambda good, all_: good > 0),
    "pattern": _pattern,
    "qualifiedValueShape": _qualified,
    "uniqueLang": _unique_lang,
    "xone": _members("xone", lambda good, all_: good == 1),
}
"""What makes the checks of each parameter; sh:property and sh:sparql are the compiler's."""

BESIDE = {"flags": "pattern", "qualifiedMinCount": "qualifiedValueShape"} | {
    "qualifiedMaxCount": "qualifiedValueShape",
    "qualifiedValueShapesDisjoint": "qualifiedValueShape",
}
"""Parameters that mean something only beside another one."""
