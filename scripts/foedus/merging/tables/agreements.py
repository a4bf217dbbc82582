"""Agreements and alliances of every source and of our data, one row each."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from foedus.merging import agreements as things
from foedus.merging import claims
from foedus.merging.agreements import Agreement
from foedus.merging.claims import END, FORCE, SIGNATURE, START, TERMINATION, Claim
from foedus.merging.tables.alliances import Coder
from foedus.merging.tables.files import Cell, Column, Sheet
from foedus.merging.tables.nodes import kinds_of, label_of
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS

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
        graphs = sorted(table.records, key=lambda graph: table.origins[graph].label)
        for thing in things.each_of_sources(table, graphs):
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
