"""Commands: what our data and merged graphs of ours tell of each, one row a command."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.merging import claims
from foedus.merging.tables import nodes
from foedus.merging.tables.alliances import Coder
from foedus.merging.tables.sheet import Cell, Column, Sheet
from foedus.rdf.names import FOEDUS_NS, text

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
        kinds = contents.at_or_below(_COMMAND)
        found = {
            quad.subject
            for kind in kinds
            for quad in store.quads_for_pattern(None, nodes.TYPE, kind)
            if isinstance(quad.subject, ox.NamedNode)
        }
        for node in sorted(found, key=str):
            dates = _established(store, node)
            if years is not None and dates and all(int(d[:4]) >= years.stop for d in dates):
                continue
            yield (
                _local(node.value),
                nodes.label(store, node),
                " ".join(sorted(_name(kind) for kind in nodes.kinds(store, node) & kinds)),
                " ".join(sorted(filter(None, map(coder, nodes.values(store, node, "ofState"))))),
                " ".join(dates),
                " ".join(map(_local, nodes.values(store, node, "reportsTo"))),
                " ".join(map(_local, nodes.values(store, node, "headquarteredIn"))),
            )

    remark = "an empty cell says that the data do not tell, never that there is none"
    return Sheet("commands", COLUMNS, rows(), "a command", [remark])


def _established(store: ox.Store, node: ox.NamedNode) -> list[str]:
    """When an establishment or activation of the command took place."""
    found = set()
    for quad in store.quads_for_pattern(None, _CHANGES, node):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        first, last = (
            [text(q.object) for q in store.quads_for_pattern(quad.subject, bound, None)]
            for bound in _BOUNDS
        )
        if nodes.kinds(store, quad.subject) & _BEGINNINGS and first and last:
            found.add(first[0] if first == last else f"{first[0]}/{last[0]}")
    return sorted(found)


def _name(kind: ox.NamedNode) -> str:
    return kind.value.removeprefix(FOEDUS_NS)


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


_COMMAND = ox.NamedNode(FOEDUS_NS + "Command")
_CHANGES = ox.NamedNode(FOEDUS_NS + "changesOrganization")
_BEGINNINGS = {ox.NamedNode(FOEDUS_NS + name) for name in ("Establishment", "Activation")}
_BOUNDS = tuple(ox.NamedNode(FOEDUS_NS + name) for name in ("earliestStart", "latestStart"))
