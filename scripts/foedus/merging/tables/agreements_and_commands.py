"""Agreements and alliances of every source and of our data, and commands, one row each."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.merging import agreements as things
from foedus.merging import claims
from foedus.merging.agreements import Agreement
from foedus.merging.claims import END, FORCE, SIGNATURE, START, TERMINATION, Claim
from foedus.merging.tables.alliances import Coder
from foedus.merging.tables.files import Cell, Column, Sheet
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, RDF_NS, RDFS_NS, text

COLUMNS = (
    Column("source", "text", "id and version of the source; own for our data"),
    Column("agreement_id", "text", "number in the source, else the name of the node"),
    Column("label", "text", "name, where the source has one"),
    Column("parties", "text", "codes of the parties or members, with spaces between"),
    Column("start", "text", "start as the source has it, where it does not name the step"),
    Column("signed", "text", "day, month or year of signature; several where sources disagree"),
    Column("in_force", "text", "day, month or year of entry into force; likewise"),
    Column("end", "text", "end, or termination; empty where none is told"),
    Column("categories", "text", "kinds in the source's words, with spaces between"),
    Column("rows", "text", "rows of the source's file, with spaces between"),
)


def agreements(table: claims.Table, coder: Coder, years: range | None) -> Sheet:
    """Every alliance and agreement that began in the years, or all of them without years."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        ours = things.of_ours(table)
        found = [t for same in things.of_sources(table).values() for t in same]
        for thing in sorted(found, key=lambda t: (t.origin.label, t.iri)):
            if _began(thing, years):
                yield _row(table, thing, coder)
        for iri in sorted(ours):
            if _is_agreement(table, iri) and _began(ours[iri], years):
                yield _row(table, ours[iri], coder)

    remark = "a start of unnamed step is neither signature nor entry into force for certain"
    return Sheet("agreements", COLUMNS, rows(), "an alliance or agreement in one source", [remark])


def _is_agreement(table: claims.Table, iri: str) -> bool:
    return bool(kinds_of(table.store, ox.NamedNode(iri)) & _KINDS)


def _began(thing: Agreement, years: range | None) -> bool:
    if years is None:
        return True
    told = [c for step in (START, SIGNATURE, FORCE) for c in thing.dates.get(step, [])]
    return any(
        int((c.earliest or "9999")[:4]) < years.stop and years.start <= int((c.latest or "0")[:4])
        for c in told
    )


def _row(table: claims.Table, thing: Agreement, coder: Coder) -> tuple[Cell, ...]:
    graph = thing.origin.graph
    values = table.records[graph].get(thing.iri, {}) if graph else {}
    number = next((v for v, _, _ in values.get(DCTERMS_NS + "identifier", [])), None)
    label = next((v for v, _, _ in values.get(FOEDUS_NS + "sourceName", [])), None)
    kinds = sorted(v for v, _, _ in values.get(FOEDUS_NS + "sourceCategory", []))
    parties = [coder(key) or key.rsplit("/", 1)[-1] for key in _codes(thing)]
    record = thing.record.rows if thing.record else ()
    return (
        thing.origin.label,
        number or thing.iri.rsplit("/", 1)[-1],
        label or (label_of(table.store, ox.NamedNode(thing.iri)) if thing.is_own else ""),
        " ".join(sorted(set(parties), key=lambda code: (len(code), code))),
        _dates(thing.dates.get(START, [])),
        _dates(thing.dates.get(SIGNATURE, [])),
        _dates(thing.dates.get(FORCE, [])),
        _dates([c for s in (END, TERMINATION) for c in thing.dates.get(s, []) if not c.is_open]),
        " ".join(kinds),
        " ".join(map(str, record)),
    )


def _codes(thing: Agreement) -> list[str]:
    """The parties as the source codes them."""
    told = [claim.value for member in thing.members.values() for claim in member.claims]
    return told or list(thing.members)


def _dates(found: list[Claim]) -> str:
    return " ".join(sorted({claim.value.replace(" to ", "/") for claim in found}))


_KINDS = {
    ox.NamedNode(FOEDUS_NS + name)
    for name in (
        "AccessAgreement",
        "Agreement",
        "Alliance",
        "DefenseCooperationAgreement",
        "StatusOfForcesAgreement",
        "Treaty",
    )
}


# --- what the statements say of one node --------------------------------------------------------


TYPE = ox.NamedNode(RDF_NS + "type")
_LABEL = ox.NamedNode(RDFS_NS + "label")


def kinds_of(store: ox.Store, node: ox.NamedNode) -> set[ox.NamedNode]:
    """The classes of a node."""
    found = (quad.object for quad in store.quads_for_pattern(node, TYPE, None))
    return {kind for kind in found if isinstance(kind, ox.NamedNode)}


def label_of(store: ox.Store, node: ox.NamedNode) -> str:
    """The label of a node, the first by text of several; nothing where it has none."""
    return min((text(q.object) for q in store.quads_for_pattern(node, _LABEL, None)), default="")


def values_of(store: ox.Store, node: ox.NamedNode, name: str) -> list[str]:
    """The nodes that a node has as values of one of our properties, in order."""
    told = store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None)
    return sorted({q.object.value for q in told if isinstance(q.object, ox.NamedNode)})


# --- commands -----------------------------------------------------------------------------------


COMMAND_COLUMNS = (
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
            for quad in store.quads_for_pattern(None, TYPE, kind)
            if isinstance(quad.subject, ox.NamedNode)
        }
        for node in sorted(found, key=str):
            dates = _established(store, node)
            if years is not None and dates and all(int(d[:4]) >= years.stop for d in dates):
                continue
            yield (
                _local(node.value),
                label_of(store, node),
                " ".join(sorted(_name(kind) for kind in kinds_of(store, node) & kinds)),
                " ".join(sorted(filter(None, map(coder, values_of(store, node, "ofState"))))),
                " ".join(dates),
                " ".join(map(_local, values_of(store, node, "reportsTo"))),
                " ".join(map(_local, values_of(store, node, "headquarteredIn"))),
            )

    remark = "an empty cell says that the data do not tell, never that there is none"
    return Sheet("commands", COMMAND_COLUMNS, rows(), "a command", [remark])


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
        if kinds_of(store, quad.subject) & _BEGINNINGS and first and last:
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
