"""Patterns: SPARQL CONSTRUCT files that make the nodes of one kind of fact, and find them again.

A pattern is a file in ``queries/patterns``. Its ``#+`` header declares the columns that a sheet
gives; its template has a variable for each. Filled forwards, a triple with an unbound variable is
left out, as CONSTRUCT does; read backwards, the same triples are looked up in data. The template
is had by asking the query for itself, with an address in the place of each variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from foedus.asking import querying
from foedus.authoring.names import vocabulary
from foedus.authoring.sheet import FACT_KEYS, Wrong, suggestion
from foedus.bundled import folders
from foedus.bundled.questions import read_header
from foedus.errors import BadInput
from foedus.rdf.names import LABEL, TYPE, Term

_KEYS = ("pattern", "says", "example", "name", "address", "columns")
_TYPES = ("is", "any", "code", "number", "text", "date", "day")
_MARK = "urn:x-foedus:variable:"
_RESERVED = ("node", "name", "passage", "evidence", "source")
_DATE_PARTS = ("earliest", "latest", "text", "precision")
_WHERE = re.compile(r"WHERE\s*\{\s*\}\s*$")


class Graph(Protocol):
    """Data that patterns are read from."""

    def objects(self, node: Any, relation: ox.NamedNode) -> list[Any]:
        """The values of a property."""

    def subjects(self, relation: ox.NamedNode, value: Any) -> list[Any]:
        """The nodes that have a value of a property."""

    def predicates(self, node: Any) -> set[ox.NamedNode]:
        """The properties that a node has."""


Values = Mapping[str, list[Term]]
"""The terms of each variable of a template."""


@dataclass(frozen=True)
class Column:
    """A column of a pattern: what it takes, of ``is any code number text date day``, and how.

    ``of`` are the classes or the scheme that a value must be of.
    """

    name: str
    type: str
    of: tuple[str, ...] = ()
    required: bool = False
    list: bool = False
    default: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that it binds."""
        name = self.name.replace(" ", "_")
        return tuple(f"{name}_{part}" for part in _DATE_PARTS) if self.type == "date" else (name,)


@dataclass(frozen=True)
class Extra:
    """A second node of a pattern, made where the column ``given`` is, once or ``each`` value."""

    variable: str
    given: str
    each: bool
    address: str
    name: str = ""


@dataclass(frozen=True)
class Pattern:
    """One pattern: its header, and the triples of its template with variables as ``urn:`` marks."""

    name: str
    file: str
    says: str
    example: Any
    label: str | None
    address: str
    columns: Mapping[str, Column]
    extras: tuple[Extra, ...]
    template: tuple[ox.Triple, ...]

    @property
    def kind(self) -> ox.NamedNode:
        """The class of its node."""
        return next(
            t.object
            for t in self.template
            if t.predicate == TYPE
            and t.subject == _mark("node")
            and isinstance(t.object, ox.NamedNode)
        )

    @property
    def labelled(self) -> bool:
        """Whether its node has a label."""
        return any(t.predicate == LABEL and t.subject == _mark("node") for t in self.template)

    def fill(self, values: Values) -> Iterator[ox.Quad]:
        """The template's triples for some values; those with an unbound variable are left out."""
        together = {one.variable: one.given.replace(" ", "_") for one in self.extras if one.each}
        for triple in self.template:
            names = [name for name in map(variable, (triple.subject, triple.object)) if name]
            leader = next(
                (
                    name.removesuffix("_name")
                    for name in names
                    if name.removesuffix("_name") in together
                ),
                "",
            )
            for row in self._rows(names, values, leader, together.get(leader, "")):
                yield ox.Quad(_put(triple.subject, row), triple.predicate, _put(triple.object, row))

    def read_back(
        self,
        node: ox.NamedNode,
        data: Graph,
        passages: Sequence[Term],
        taken: Callable[[Any], bool],
    ) -> dict[str, list[Term]]:
        """The terms of each variable, as some data have them for the pattern’s node.

        A second node counts where the data say of it just what the pattern would; ``taken`` tells
        of those that stand elsewhere, ``passages`` are what its fact rests on.
        """
        values: dict[str, list[Term]] = {"node": [node], "passage": list(passages)}
        for triple in self.template:
            subject, value = variable(triple.subject), variable(triple.object)
            if subject == "node" and value:
                values[value] = data.objects(node, triple.predicate)
            elif value == "node" and subject not in [one.variable for one in self.extras]:
                values[subject] = data.subjects(triple.predicate, node)
        for extra in self.extras:
            own = [t for t in self.template if variable(t.subject) == extra.variable]
            given = extra.given.replace(" ", "_")
            for one in self._candidates(own, values, data):
                if taken(one) or (not extra.each and extra.variable in values):
                    continue
                told = {variable(t.object): data.objects(one, t.predicate) for t in own}
                fits = all(
                    set(data.objects(one, t.predicate)) == set(_wanted(t.object, values))
                    for t in own
                    if not variable(t.object) or variable(t.object) in values
                    if not extra.each or variable(t.object) != given
                )
                known = {t.predicate for t in own} >= data.predicates(one)
                if fits and known and len(told[given]) == 1:
                    values.setdefault(extra.variable, []).append(one)
                    for name, found in told.items():
                        if name and (name not in values or name == given):
                            values.setdefault(name, []).extend(found)
        return values

    def _candidates(self, own: list[ox.Triple], values: Values, data: Graph) -> list[ox.NamedNode]:
        """The nodes that something bound ties to a second node."""
        link = next(t for t in own if variable(t.object) in values and t.predicate != LABEL)
        for triple in own:
            if variable(triple.object) == "node":
                link = triple
        found = [data.subjects(link.predicate, one) for one in values[variable(link.object)]]
        return [one for several in found for one in several if isinstance(one, ox.NamedNode)]

    def _rows(
        self, names: list[str], values: Values, leader: str, column: str
    ) -> Iterator[dict[str, Term]]:
        """The bindings of a triple: all with all, but a node made for each value with its own."""
        moving = [name for name in names if leader and name in (leader, f"{leader}_name", column)]
        free = [name for name in names if name not in moving]
        steps = (
            list(zip(*(values.get(name, []) for name in moving), strict=True)) if moving else [()]
        )
        for step in steps:
            for other in product(*(values.get(name, []) for name in free)):
                yield dict(zip([*moving, *free], [*step, *other], strict=True))


@cache
def all_patterns() -> Mapping[str, Pattern]:
    """The bundled patterns, by name."""
    read_all = [read(path) for path in folders.pattern_files()]
    found = {one.name: one for one in read_all}
    for one in read_all:
        for column in one.columns:
            if column in found:
                raise BadInput(f"the column {column} is called as a pattern is", one.file, 1)
            if column in FACT_KEYS:
                raise BadInput(f"the column {column} is called as a key of every fact", one.file, 1)
    return found


@cache
def by_class() -> Mapping[Term, Pattern]:
    """The bundled patterns, by the class of their node."""
    return {one.kind: one for one in all_patterns().values()}


def pattern(name: str) -> Pattern:
    """The pattern with a name. Raises Wrong where there is none."""
    if name not in all_patterns():
        raise Wrong(f"“{name}” is no kind of fact{suggestion(name, all_patterns())}")
    return all_patterns()[name]


def read(path: Path) -> Pattern:
    """The pattern in one file. Raises BadInput where its header or its query is not as it must be.

    A term that the ontology lacks is told as any query's is: with what may have been meant.
    """
    file = str(path)
    query = path.read_text(encoding="utf-8")
    querying.check(query, file)
    header = read_header(query, file, _KEYS)
    columns = {
        str(name): _column(str(name), told, file)
        for name, told in (header["columns"] or {}).items()
    }
    extras = tuple(_extra(str(name), told) for name, told in (header.get("nodes") or {}).items())
    bound = [*_RESERVED, *(one for column in columns.values() for one in column.variables)]
    bound += [name for one in extras for name in (one.variable, f"{one.variable}_name")]
    template = _template(query, bound, file)
    label = header["name"]
    made = Pattern(
        name=str(header["pattern"]),
        file=file,
        says=str(header["says"]),
        example=header["example"],
        label=None if label is None else str(label),
        address=str(header["address"]),
        columns=columns,
        extras=extras,
        template=template,
    )
    used = {name for t in template for name in map(variable, (t.subject, t.object)) if name}
    for column in columns.values():
        if not used.intersection(column.variables):
            raise BadInput(f"the template does not use the column {column.name}", file)
    if sum(t.predicate == TYPE and t.subject == _mark("node") for t in template) != 1:
        raise BadInput("the template gives ?node no class, or several", file)
    return made


def variable(term: Any) -> str:
    """The variable that a term of a template stands for; empty for any other term."""
    iri = term.value if isinstance(term, ox.NamedNode) else ""
    return iri.removeprefix(_MARK) if iri.startswith(_MARK) else ""


def _mark(name: str) -> ox.NamedNode:
    return ox.NamedNode(_MARK + name)


def _wanted(term: Any, values: Values) -> list[Term]:
    """The terms that a term of a template stands for."""
    return values[variable(term)] if variable(term) else [term]


def _put(term: Any, row: Mapping[str, Term]) -> Any:
    name = variable(term)
    return row[name] if name else term


def _column(name: str, told: Any, file: str) -> Column:
    kinds = [kind for kind in _TYPES if isinstance(told, dict) and kind in told]
    if len(kinds) != 1:
        raise BadInput(f"the column {name} takes one of {', '.join(_TYPES)}", file, 1)
    kind, of = kinds[0], told[kinds[0]]
    if kind == "is":
        of = tuple(map(str, of))
        for one in of:
            try:
                vocabulary().klass(one)
            except Wrong as wrong:
                raise BadInput(f"the column {name}: {wrong.reason}", file, 1) from None
    elif kind == "code":
        of = (str(of),)
        if not vocabulary().codes(of[0]):
            raise BadInput(f"the column {name}: there is no scheme code:{of[0]}", file, 1)
    return Column(
        name,
        kind,
        of if isinstance(of, tuple) else (),
        bool(told.get("required")),
        bool(told.get("list")),
        str(told.get("default", "")),
    )


def _extra(name: str, told: Mapping[str, Any]) -> Extra:
    each = "each" in told
    given = str(told["each"] if each else told["if"])
    return Extra(name, given, each, str(told["address"]), str(told.get("name", "")))


def _template(query: str, bound: list[str], file: str) -> tuple[ox.Triple, ...]:
    """The triples of a CONSTRUCT, with a mark in the place of each variable."""
    if not _WHERE.search(query):
        raise BadInput("a pattern ends in an empty WHERE {}", file)
    columns = " ".join(f"?{name}" for name in bound)
    row = " ".join(str(_mark(name)) for name in bound)
    asked = _WHERE.sub(f"WHERE {{ VALUES ({columns}) {{ ({row}) }} }}", query)
    answer = querying.evaluate(ox.Store(), asked, file)
    assert isinstance(answer, ox.QueryTriples)  # checked: it is a CONSTRUCT
    left = sorted(set(re.findall(r"\?(\w+)", query.partition("CONSTRUCT")[2])) - set(bound))
    if left:
        raise BadInput(f"no column gives ?{left[0]}", file)
    return tuple(sorted(answer, key=str))
