"""SHACL's core constraints, one check each, with the verdicts that the standard gives.

A check takes the values that a shape's path reaches from a focus node and yields the values at
fault, or None where the focus node itself is. Whatever SHACL calls ill-formed is not compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import pyoxigraph as ox

from foedus.checks.shapes.data import Data
from foedus.checks.shapes.paths import NotCompiled, Path
from foedus.checks.shapes.patterns import Pattern
from foedus.errors import BadInput
from foedus.rdf import xsd
from foedus.rdf.names import SH_NS, XSD_NS, Term


class Run(Protocol):
    """What a check may ask while it runs: the data, and whether a node conforms to a shape."""

    data: Data

    def conforms(self, shape: Shape, node: Term) -> bool:
        """True if a shape has nothing against a node."""


Values = set[Term]
Check = Callable[[Run, Term, Values], Iterator[Term | None]]


@dataclass(frozen=True)
class Constraint:
    """A check, and the name of its component in a result."""

    component: ox.NamedNode
    check: Check
    prepare: Callable[[Values], None] | None = None
    """Told all values beforehand, where that is faster."""


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
    yield _on_focus("MinCount", lambda run, focus, values: len(values) >= least)


def _max_count(source: Source) -> Iterator[Constraint]:
    source.need_path()
    most = source.whole("maxCount")
    yield _on_focus("MaxCount", lambda run, focus, values: len(values) <= most)


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
            yield _on_focus(
                "QualifiedMaxCount", lambda r, f, vs, s=shape: _how_many(r, s, vs) <= most
            )
        if least is not None:
            yield _on_focus(
                "QualifiedMinCount", lambda r, f, vs, s=shape: _how_many(r, s, vs) >= least
            )


def _how_many(run: Run, shape: Shape, values: Values) -> int:
    return sum(run.conforms(shape, value) for value in values)


# --- what a value is -----------------------------------------------------------


def _class(source: Source) -> Iterator[Constraint]:
    for kind in source.all("class"):
        yield _on_values("Class", lambda run, value, k=kind: run.data.is_instance(value, k))


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
        yield _on_focus("HasValue", lambda run, focus, values, w=wanted: w in values)


# --- how a value is written ----------------------------------------------------


def _pattern(source: Source) -> Iterator[Constraint]:
    flags = source.one("flags") if source.all("flags") else ox.Literal("")
    for term in source.all("pattern"):
        if not isinstance(term, ox.Literal) or not isinstance(flags, ox.Literal):
            raise NotCompiled("sh:pattern or sh:flags is no text")
        yield _of_pattern(pattern(term.value, flags.value))


def _of_pattern(pattern: Pattern) -> Constraint:
    def check(run: Run, focus: Term, values: Values) -> Iterator[Term]:
        return (value for value in values if not matches(pattern, value))

    def prepare(values: Values) -> None:
        pattern.ask(value.value for value in values if isinstance(value, _WRITTEN))

    return Constraint(_component("Pattern"), check, prepare)


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

    if source.true("uniqueLang"):
        yield Constraint(_component("UniqueLang"), check)


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
                bounds = run.data.objects(focus, o)
                for value in values:
                    for bound in bounds:
                        if not compares(name, value, bound):
                            yield value

            yield Constraint(_component(name[0].upper() + name[1:]), check)

    return build


# --- other shapes --------------------------------------------------------------


def _not(source: Source) -> Iterator[Constraint]:
    for shape in map(source.shape, source.all("not")):
        yield _on_values("Not", lambda run, value, s=shape: not run.conforms(s, value))


def _members(name: str, fits: Callable[[int, int], bool]) -> Builder:
    """A check on how many of the listed shapes a value conforms to."""

    def build(source: Source) -> Iterator[Constraint]:
        for head in source.all(name):
            shapes = [source.shape(node) for node in source.items(head)]
            if not shapes:
                raise NotCompiled(f"sh:{name} with an empty list")

            def passes(run: Run, value: Term, among: Sequence[Shape] = tuple(shapes)) -> bool:
                return fits(sum(run.conforms(shape, value) for shape in among), len(among))

            yield _on_values(name.capitalize(), passes)

    return build


# --- helpers -------------------------------------------------------------------


def _component(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{SH_NS}{name}ConstraintComponent")


def _on_values(name: str, passes: Callable[..., bool]) -> Constraint:
    """Each value that does not pass is at fault."""

    def check(run: Run, focus: Term, values: Values) -> Iterator[Term]:
        return (value for value in values if not passes(run, value))

    return Constraint(_component(name), check)


def _on_focus(name: str, passes: Callable[..., bool]) -> Constraint:
    """The focus node is at fault if its values do not pass."""

    def check(run: Run, focus: Term, values: Values) -> Iterator[None]:
        if not passes(run, focus, values):
            yield None

    return Constraint(_component(name), check)


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
