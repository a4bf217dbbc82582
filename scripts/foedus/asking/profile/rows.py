"""The rows of profiles: queries with a header below ``queries/profile``.

A query makes one row; one whose header has ``rows`` makes many, and binds the name of each. Such
queries may have lines for a row of another: its values are those of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from foedus.asking import querying
from foedus.bundled import contents, folders
from foedus.bundled.questions import read_header
from foedus.errors import BadInput
from foedus.rdf.names import FOEDUS_NS, Term, expand, text

KINDS = ("state", "event", "plain", "plan", "statement", "record")
"""What a row tells: what lasts, what happened, a triple, a plan, what a statement or a record is.

``state`` has a day and its certainty, ``event`` a date; ``plain`` holds as long as the thing and
the value are there.
"""

KEYS = {
    "label",
    "classes",
    "order",
    "kind",
    "plan",
    "plan-inverse",
    "told",
    "detail",
    "value",
    "graphs",
    "counts",
    "inferred",
    "timeless",
    "undated",
    "none",
}


@dataclass(frozen=True)
class Spec:
    """One row's header and query.

    ``plan`` and ``plan_inverse`` are properties: statements with them that are no facts join the
    row, where the thing is their subject or their object. ``told`` says what is told of a value in
    place of its name (``date``, ``count``), or after it (``status``, ``observed``); ``detail`` how
    the detail is joined to the dates; ``value`` is the pattern of a value's name. A ``timeless``
    row tells a value also where that is not there yet, or no more; in an ``undated`` one a
    relation without dates is a fact. ``shared`` says that ``text`` makes other rows too.
    """

    id: str
    label: str
    classes: frozenset[ox.NamedNode]
    order: int
    kind: str
    plan: frozenset[str]
    plan_inverse: frozenset[str]
    told: str
    detail: str
    value: str
    union: bool
    counts: bool
    inferred: bool
    timeless: bool
    undated: bool
    none: str
    text: str
    shared: bool


@dataclass(frozen=True)
class Entry:
    """One solution of a row's query: a value, and the node or triple that it rests on.

    ``ground`` is a node; ``via`` a property, with ``^`` where the thing is its object,
    or ``through`` in place of the thing. ``span`` is
    the node whose time counts. ``parts`` are what a pattern of a value's name is filled with.
    """

    value: Term
    ground: Term | None
    detail: Term | None
    via: str
    inverse: bool
    through: Term | None
    span: Term | None
    parts: tuple[tuple[str, Term], ...]


@cache
def specs() -> tuple[Spec, ...]:
    """Every row, in the order of the profiles. Raises BadInput for a header that is not right."""
    found = [one for path in folders.profile_files() for one in _read(path)]
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))


def _read(path: Path) -> Iterator[Spec]:
    query = path.read_text(encoding="utf-8")
    header = read_header(query, str(path))
    if "rows" in header:
        for name, row in header["rows"].items():
            yield _spec(name, row, query, path, shared=True)
    else:
        yield _spec(path.stem.partition("-")[2], header, query, path)


def _spec(
    name: str, header: Mapping[str, Any], query: str, path: Path, shared: bool = False
) -> Spec:
    if (strange := set(header) - KEYS) or header.get("kind") not in KINDS:
        reason = f"unknown key {min(strange)}" if strange else f"kind is one of {', '.join(KINDS)}"
        raise BadInput(reason, str(path), 1)
    told: dict[str, Any] = {key: str(header.get(key, "")) for key in ("told", "detail", "value")}
    return Spec(
        id=name,
        label=str(header["label"]),
        classes=frozenset().union(*map(below, header["classes"])),
        order=int(header["order"]),
        kind=str(header["kind"]),
        plan=frozenset(FOEDUS_NS + name for name in header.get("plan", ())),
        plan_inverse=frozenset(FOEDUS_NS + name for name in header.get("plan-inverse", ())),
        union=header.get("graphs") == "all",
        counts=bool(header.get("counts")),
        inferred=bool(header.get("inferred")),
        timeless=bool(header.get("timeless")),
        undated=header.get("undated") == "fact",
        none=str(header.get("none", "")),
        text=query,
        shared=shared,
        **told,
    )


@cache
def below(name: str) -> frozenset[ox.NamedNode]:
    """A class of ours, by its bare name, with all below it."""
    return contents.at_or_below(ox.NamedNode(FOEDUS_NS + name))


_THIS = ox.Variable("this")

Table = dict[Term, list[Entry]]
"""The entries of each thing, in a fixed order."""


def tables(spec: Spec, store: ox.Store, this: Term | None = None) -> dict[str, Table]:
    """The solutions of a row's query, by row: of all rows that share it with others, too.

    For all things, or for ``this`` alone, which takes as long as that has values.
    """
    if not spec.shared:
        return {spec.id: _tables([spec.text], store, this, spec.id, spec.union)[spec.id]}
    shared = [one for one in specs() if one.shared]
    found = _tables(dict.fromkeys(one.text for one in shared), store, this)
    return {one.id: found.get(one.id, {}) for one in shared}


def _tables(
    texts: Iterable[str],
    store: ox.Store,
    this: Term | None,
    row: str = "",
    union: bool = False,
) -> dict[str, Table]:
    found: dict[str, dict[Term, dict[Entry, None]]] = defaultdict(lambda: defaultdict(dict))
    values = None if this is None else {_THIS: this}
    for query in texts:
        answer = querying.evaluate(store, query, row, union=union, values=values)
        for name, thing, entry in _solutions(answer):
            found[row or name][thing][entry] = None
    tables: dict[str, Table] = defaultdict(dict)
    for name, things in found.items():
        tables[name] = {this: sorted(_spanned(some), key=str) for this, some in things.items()}
    return tables


def _solutions(answer: Any) -> Iterator[tuple[str, Term, Entry]]:
    """The row, the thing and the entry of each solution."""
    names = [one.value for one in answer.variables]
    for solution in answer:
        this, value = solution["this"], solution["value"]
        if this is None or value is None:
            continue
        told = {name: solution[name] for name in names}
        via = text(told.get("via"))
        parts = tuple((k, told[k]) for k in ("kind", "with", "from") if told.get(k) is not None)
        entry = Entry(
            value=value,
            ground=told.get("ground"),
            detail=told.get("detail"),
            via=expand(via.lstrip("^")) if via and "://" not in via else via.lstrip("^"),
            inverse=via.startswith("^"),
            through=told.get("through"),
            span=told.get("span"),
            parts=parts,
        )
        yield text(told.get("row")), this, entry


def _spanned(found: Iterable[Entry]) -> Iterator[Entry]:
    """Some solutions without those that stand again with the node whose time counts."""
    known = {(one.value, one.ground, one.detail) for one in found if one.span is not None}
    for one in found:
        if one.span is not None or (one.value, one.ground, one.detail) not in known:
            yield one
