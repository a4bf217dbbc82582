"""SHACL's core constraints, one check each, with the verdicts that pySHACL gives.

A check takes the values that a shape's path reaches from a focus node and yields the values at
fault, or None where the focus node itself is. Whatever pySHACL would refuse is not compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from foedus.checks.shapes.data import LANG_STRING, STRING, Data, to_literal
from foedus.checks.shapes.paths import NotCompiled, Path
from foedus.rdf.names import RDFS_NS, SH_NS, XSD_NS, Term

if TYPE_CHECKING:
    import rdflib


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
        if isinstance(value, ox.Literal) and value.datatype == _INTEGER and value.value.isdecimal():
            return int(value.value)
        raise NotCompiled(f"sh:{name} is no whole number")

    def true(self, name: str) -> bool:
        """The only value of a parameter, true or false."""
        value = self.one(name)
        if isinstance(value, ox.Literal) and value.datatype == _BOOLEAN:
            return {"true": True, "1": True, "false": False, "0": False}[value.value]
        raise NotCompiled(f"sh:{name} is neither true nor false")

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
_BOOLEAN = ox.NamedNode(XSD_NS + "boolean")
_VAGUE = {RDFS_NS + "Literal", RDFS_NS + "Datatype"}
_PYTHON: dict[str, type] = {
    XSD_NS + "integer": int,
    XSD_NS + "float": float,
    XSD_NS + "decimal": Decimal,
    XSD_NS + "boolean": bool,
    XSD_NS + "date": date,
    XSD_NS + "time": time,
    XSD_NS + "dateTime": datetime,
}
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
    if not isinstance(kind, ox.NamedNode) or kind.value in _VAGUE:
        raise NotCompiled("sh:datatype of a special kind")
    yield _on_values("Datatype", lambda run, value: _has_datatype(value, kind))


def _has_datatype(value: Term, kind: ox.NamedNode) -> bool:
    if not isinstance(value, ox.Literal) or value.datatype != kind:
        return False
    if kind in (STRING, LANG_STRING):
        return True
    literal = to_literal(value)
    python = _PYTHON.get(kind.value, object)
    return literal.ill_typed is not True and isinstance(literal.value, python)


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
    flags = re.RegexFlag(0)
    for term in source.all("flags"):
        if not isinstance(term, ox.Literal) or len(source.all("flags")) != 1:
            raise NotCompiled("sh:flags of no known form")
        flags |= re.I if "i" in term.value.lower() else 0
        flags |= re.M if "m" in term.value.lower() else 0
    for term in source.all("pattern"):
        if not isinstance(term, ox.Literal):
            raise NotCompiled("sh:pattern is no text")
        try:
            matcher = re.compile(term.value, flags)
        except re.error:
            raise NotCompiled("sh:pattern is no regular expression") from None
        yield _on_values("Pattern", lambda run, value, m=matcher: _searched(m, value))


def _searched(matcher: re.Pattern[str], value: Term) -> bool:
    return isinstance(value, ox.NamedNode | ox.Literal) and bool(matcher.search(value.value))


def _min_length(source: Source) -> Iterator[Constraint]:
    least = source.whole("minLength")
    yield _on_values("MinLength", lambda run, value: least == 0 or _length(value, -1) >= least)


def _max_length(source: Source) -> Iterator[Constraint]:
    most = source.whole("maxLength")
    yield _on_values("MaxLength", lambda run, value: _length(value, most + 1) <= most)


def _length(value: Term, otherwise: int) -> int:
    return len(value.value) if isinstance(value, ox.NamedNode | ox.Literal) else otherwise


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


def _range(name: str, fits: Callable[[int], bool]) -> Builder:
    def build(source: Source) -> Iterator[Constraint]:
        for term in source.all(name):
            if not isinstance(term, ox.Literal):
                raise NotCompiled(f"sh:{name} is no literal")
            bound = to_literal(term)
            yield _on_values(
                name[0].upper() + name[1:],
                lambda run, value, b=bound: _within(value, b, fits),
            )

    return build


def _within(value: Term, bound: rdflib.Literal, fits: Callable[[int], bool]) -> bool:
    if not isinstance(value, ox.Literal):
        return False
    literal = to_literal(value)
    if isinstance(literal.value, str) != isinstance(bound.value, str):
        return False
    try:
        return fits(_compared(literal, bound))
    except (TypeError, NotImplementedError):
        return False


def _compared(one: rdflib.Literal, other: rdflib.Literal) -> int:
    """The order of two literals as pySHACL has it."""
    if one.eq(other):
        return 0
    if type(one.value) in (datetime, time):
        return 0 if one.value == other.value else 1 if one.value > other.value else -1
    return 1 if one > other else -1


def _less_than(name: str, fits: Callable[[Any, Any], bool]) -> Builder:
    def build(source: Source) -> Iterator[Constraint]:
        source.need_path()
        for other in source.iris(name):

            def check(run: Run, focus: Term, values: Values, o: ox.NamedNode = other) -> Iterator:  # type: ignore[type-arg]
                bounds = run.data.objects(focus, o)
                for value in values:
                    for bound in bounds:
                        if not _ordered(value, bound, fits):
                            yield value

            yield Constraint(_component(name[0].upper() + name[1:]), check)

    return build


def _ordered(one: Term, other: Term, fits: Callable[[Any, Any], bool]) -> bool:
    first, second = _comparable(one), _comparable(other)
    if first is None or second is None or isinstance(first, str) != isinstance(second, str):
        return False
    try:
        return bool(fits(first, second))
    except TypeError:
        return False


class _Number:
    """Wraps a literal of rdflib's, which is a text too, so that it does not pass for one."""

    def __init__(self, literal: rdflib.Literal) -> None:
        self.literal = literal

    def __lt__(self, other: _Number) -> bool:
        return self.literal < other.literal

    def __le__(self, other: _Number) -> bool:
        return self.literal <= other.literal


def _comparable(term: Term) -> str | _Number | None:
    if isinstance(term, ox.NamedNode):
        return term.value
    if not isinstance(term, ox.Literal):
        return None
    literal = to_literal(term)
    return literal.value if isinstance(literal.value, str) else _Number(literal)


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
    "lessThan": _less_than("lessThan", lambda one, other: one < other),
    "lessThanOrEquals": _less_than("lessThanOrEquals", lambda one, other: one <= other),
    "maxCount": _max_count,
    "maxExclusive": _range("maxExclusive", lambda sign: sign < 0),
    "maxInclusive": _range("maxInclusive", lambda sign: sign <= 0),
    "maxLength": _max_length,
    "minCount": _min_count,
    "minExclusive": _range("minExclusive", lambda sign: sign > 0),
    "minInclusive": _range("minInclusive", lambda sign: sign >= 0),
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
