"""Commands: what our data and merged graphs of ours tell of each, one row a command."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox

from foedus import bundled
from foedus.merging import claims
from foedus.tabulating.sheet import Cell, Column, Sheet
from foedus.tabulating.world import Coder
from foedus.terms import text
from foedus.vocabulary import FOEDUS_NS, RDF_NS, RDFS_NS

COLUMNS = (
    Column("command_id", "text", "name of the node"),
    Column("label", "text", "name of the command"),
    Column("kinds", "text", "classes of the ontology, with spaces between"),
    Column("states", "text", "codes of the states whose command it is, with spaces between"),
    Column("established", "text", "day of establishment or activation, or first/last possible day"),
    Column("superior", "text", "names of the commands that it reports to, with spaces between"),
    Column("headquarters", "text", "names of the places that it is headquartered in"),
)


def commands(table: claims.Table, coder: Coder, years: range | None) -> Sheet:
    """Every command, or those that are not known to have been established after the years."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        store = table.store
        found = {
            quad.subject
            for kind in _classes()
            for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind))
            if isinstance(quad.subject, ox.NamedNode)
        }
        for node in sorted(found, key=str):
            dates = _established(store, node)
            if years is not None and dates and all(int(d[:4]) >= years.stop for d in dates):
                continue
            yield (
                _local(node.value),
                min(
                    (text(q.object) for q in store.quads_for_pattern(node, _LABEL, None)),
                    default="",
                ),
                " ".join(sorted(_kinds(store, node))),
                " ".join(sorted(filter(None, map(coder, _values(store, node, "ofState"))))),
                " ".join(dates),
                " ".join(map(_local, _values(store, node, "reportsTo"))),
                " ".join(map(_local, _values(store, node, "headquarteredIn"))),
            )

    remark = "an empty cell says that the data do not tell, never that there is none"
    return Sheet("commands", COLUMNS, rows(), "a command", [remark])


def _label(store: ox.Store, node: ox.NamedNode) -> str:
    return min((text(q.object) for q in store.quads_for_pattern(node, _LABEL, None)), default="")


def _kinds(store: ox.Store, node: ox.NamedNode) -> set[str]:
    return {
        q.object.value.removeprefix(FOEDUS_NS)
        for q in store.quads_for_pattern(node, _TYPE, None)
        if isinstance(q.object, ox.NamedNode) and q.object.value in _classes()
    }


def _values(store: ox.Store, node: ox.NamedNode, name: str) -> list[str]:
    told = store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None)
    return sorted({q.object.value for q in told if isinstance(q.object, ox.NamedNode)})


def _established(store: ox.Store, node: ox.NamedNode) -> list[str]:
    """When an establishment or activation of the command took place."""
    found = set()
    for quad in store.quads_for_pattern(None, _CHANGES, node):
        kinds = {q.object for q in store.quads_for_pattern(quad.subject, _TYPE, None)}
        first, last = (
            [text(q.object) for q in store.quads_for_pattern(quad.subject, bound, None)]
            for bound in _BOUNDS
        )
        if kinds & _BEGINNINGS and first and last:
            found.add(first[0] if first == last else f"{first[0]}/{last[0]}")
    return sorted(found)


@cache
def _classes() -> frozenset[str]:
    """The class of commands and all below it."""
    below: dict[str, set[str]] = {}
    for quad in bundled.ontology():
        named = isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        if quad.predicate.value == RDFS_NS + "subClassOf" and named:
            below.setdefault(text(quad.object), set()).add(text(quad.subject))
    found: set[str] = set()
    todo = [FOEDUS_NS + "Command"]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += below.get(one, ())
    return frozenset(found)


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


_TYPE, _LABEL = ox.NamedNode(RDF_NS + "type"), ox.NamedNode(RDFS_NS + "label")
_CHANGES = ox.NamedNode(FOEDUS_NS + "changesOrganization")
_BEGINNINGS = {ox.NamedNode(FOEDUS_NS + name) for name in ("Establishment", "Activation")}
_BOUNDS = tuple(ox.NamedNode(FOEDUS_NS + name) for name in ("earliestStart", "latestStart"))
