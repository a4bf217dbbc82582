"""The graph of sources: for each loaded graph who says it, in which file, and how it came here.

The words are those of PROV, DCAT and Dublin Core, and three counts of rows of our own. Nothing in
it depends on the day or the machine: a time stands there only when it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from foedus.bundled.version import version
from foedus.errors import BadInput
from foedus.rdf.names import (
    CODE_NS,
    DCAT_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    GRAPH_NS,
    PROV_NS,
    RDF_NS,
    RDFS_NS,
    SCHEMA_NS,
    XSD_NS,
)
from foedus.sources import dates
from foedus.sources.descriptor import Descriptor, licence_address, licence_of

SPDX_NS = "http://spdx.org/rdf/terms#"
_MEASURED = SCHEMA_NS + "variableMeasured"
_VERSION = ox.NamedNode(DCAT_NS + "version")
_SHA256 = SPDX_NS + "checksumAlgorithm_sha256"
_PARTS = (
    "",
    "-coverage",
    "-creator",
    "-file",
    "-file-checksum",
    "-load",
    "-loader",
    "-mapping",
    "-mapping-checksum",
)


class Loaded(NamedTuple):
    """What the graph of sources tells of one loaded graph."""

    graph: str
    id: str
    version: str
    title: str
    creator: str
    citation: str
    licence: str
    covers_from: str | None
    covers_until: str | None
    system: str | None
    file: str
    file_sha256: str
    mapping_sha256: str
    loaded_on: str | None
    loaded_by: str | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    obligations: tuple[str, ...] = ()
    copy_of: str | None = None


def is_part(name: str) -> bool:
    """Whether a name ends as those of what is told of graphs do, so that no graph may bear it.

    >>> is_part("atop-5-1"), is_part("atop-5-1-load")
    (False, True)
    """
    return name.endswith(_PARTS[1:])


def nodes(graph: str) -> list[str]:
    """The addresses of everything that tells of one graph."""
    return [graph + part for part in _PARTS]


def check_names(graph: str, source: str, version: str, others: Iterable[Loaded], file: str) -> None:
    """Refuse a graph that bears the name of another source's or version's.

    The id and the version make the name, and different ones can make the same: ``good-1`` with
    ``x`` and ``good`` with ``1-x``. Raises BadInput that names the file the graph comes from.
    """
    for other in others:
        if other.graph == graph and (other.id, other.version) != (source, version):
            raise BadInput(
                f"the graph of {source} {version} would bear the name of {other.id} "
                f"{other.version}: give it another id or version",
                file,
            )


def describe(loaded: Loaded) -> list[ox.Quad]:
    """The statements of one loaded graph."""
    g = loaded.graph
    told: list[tuple[str, str, object]] = [
        (g, RDF_NS + "type", _iri(PROV_NS + "Entity")),
        (g, RDF_NS + "type", _iri(DCAT_NS + "Dataset")),
        (g, RDFS_NS + "label", _text(f"{loaded.id} {loaded.version}")),
        (g, DCTERMS_NS + "identifier", _text(loaded.id)),
        (g, DCTERMS_NS + "title", _text(loaded.title)),
        (g, DCAT_NS + "version", _text(loaded.version)),
        (g, DCTERMS_NS + "bibliographicCitation", _text(loaded.citation)),
        (g, DCTERMS_NS + "rights", _text(loaded.licence)),
        (g, DCTERMS_NS + "temporal", _iri(g + "-coverage")),
        (g, PROV_NS + "wasDerivedFrom", _iri(g + "-file")),
        (g, PROV_NS + "wasGeneratedBy", _iri(g + "-load")),
        (g, FOEDUS_NS + "rowsRead", _number(loaded.rows_read)),
        (g, FOEDUS_NS + "rowsAccepted", _number(loaded.rows_accepted)),
        (g, FOEDUS_NS + "rowsRejected", _number(loaded.rows_rejected)),
        (g + "-coverage", RDF_NS + "type", _iri(DCTERMS_NS + "PeriodOfTime")),
        (g + "-file", RDF_NS + "type", _iri(PROV_NS + "Entity")),
        (g + "-file", RDF_NS + "type", _iri(DCAT_NS + "Distribution")),
        (g + "-file", DCTERMS_NS + "title", _text(loaded.file)),
        *_checksum(g + "-file", loaded.file_sha256),
        (g + "-load", RDF_NS + "type", _iri(PROV_NS + "Activity")),
        (g + "-load", PROV_NS + "used", _iri(g + "-file")),
        (g + "-load", PROV_NS + "wasAssociatedWith", _iri(GRAPH_NS + "foedus")),
        (GRAPH_NS + "foedus", RDF_NS + "type", _iri(PROV_NS + "SoftwareAgent")),
        (GRAPH_NS + "foedus", RDFS_NS + "label", _text("foedus")),
    ]
    told += [(g, _MEASURED, _iri(CODE_NS + name)) for name in loaded.obligations]
    told.append((g + "-load", DCAT_NS + "version", _text(version())))
    if address := licence_address(loaded.licence):
        told.append((g, DCTERMS_NS + "license", _iri(address)))
    if loaded.creator:
        told += [
            (g, PROV_NS + "wasAttributedTo", _iri(g + "-creator")),
            *_agent(g + "-creator", loaded.creator),
        ]
    if loaded.copy_of:
        told.append((g, DCTERMS_NS + "source", _text(loaded.copy_of)))
    if loaded.system:
        told.append((g, DCTERMS_NS + "conformsTo", _text(loaded.system)))
    for word, day in (("startDate", loaded.covers_from), ("endDate", loaded.covers_until)):
        if day:
            told.append((g + "-coverage", DCAT_NS + word, _dated(day)))
    if loaded.mapping_sha256:
        told += [
            (g + "-load", PROV_NS + "used", _iri(g + "-mapping")),
            (g + "-mapping", RDF_NS + "type", _iri(PROV_NS + "Plan")),
            (g + "-mapping", RDF_NS + "type", _iri(PROV_NS + "Entity")),
            *_checksum(g + "-mapping", loaded.mapping_sha256),
        ]
    if loaded.loaded_on:
        told.append((g + "-load", PROV_NS + "endedAtTime", _time(loaded.loaded_on)))
    if loaded.loaded_by:
        told += [
            (g + "-load", PROV_NS + "wasAssociatedWith", _iri(g + "-loader")),
            *_agent(g + "-loader", loaded.loaded_by),
        ]
    return [ox.Quad(_iri(s), _iri(p), o) for s, p, o in told]  # type: ignore[arg-type]


def loaded_of(descriptor: Descriptor, **values: object) -> Loaded:
    """What is to be told of a graph: the descriptor's part, and what the loading found."""
    return Loaded(
        graph=GRAPH_NS + descriptor.graph,
        id=descriptor.id,
        version=descriptor.version,
        title=descriptor.title,
        creator=descriptor.creator,
        citation=descriptor.citation,
        licence=descriptor.licence,
        covers_from=descriptor.covers_from,
        covers_until=descriptor.covers_until,
        system=descriptor.system,
        obligations=descriptor.obligations,
        copy_of=descriptor.copy_of,
        **values,  # type: ignore[arg-type]
    )


def tells_release(quad: ox.Quad) -> bool:
    """Whether a statement tells which release of foedus loaded a graph."""
    return quad.predicate == _VERSION and str(quad.subject).endswith("-load>")


def read(quads: Iterable[ox.Quad]) -> list[Loaded]:
    """What a graph of sources tells of every loaded graph, by address."""
    told: dict[str, dict[str, str]] = {}
    measured: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == _MEASURED and isinstance(quad.object, ox.NamedNode):
            code = quad.object.value.removeprefix(CODE_NS)
            measured.setdefault(quad.subject.value, set()).add(code)  # type: ignore[union-attr]
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            told.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    return [
        _loaded(graph, told)._replace(obligations=tuple(sorted(measured.get(graph, ()))))
        for graph in sorted(told)
        if FOEDUS_NS + "rowsRead" in told[graph]
    ]


def _loaded(g: str, told: dict[str, dict[str, str]]) -> Loaded:
    own = told[g]
    coverage, load, file = (told.get(g + part, {}) for part in ("-coverage", "-load", "-file"))
    return Loaded(
        graph=g,
        id=own.get(DCTERMS_NS + "identifier", ""),
        version=own.get(DCAT_NS + "version", ""),
        title=own.get(DCTERMS_NS + "title", ""),
        creator=told.get(g + "-creator", {}).get(RDFS_NS + "label", ""),
        citation=own.get(DCTERMS_NS + "bibliographicCitation", ""),
        licence=licence_of(own.get(DCTERMS_NS + "rights", "")),
        covers_from=_date(coverage.get(DCAT_NS + "startDate")),
        covers_until=_date(coverage.get(DCAT_NS + "endDate")),
        system=own.get(DCTERMS_NS + "conformsTo"),
        copy_of=own.get(DCTERMS_NS + "source"),
        file=file.get(DCTERMS_NS + "title", ""),
        file_sha256=told.get(g + "-file-checksum", {}).get(SPDX_NS + "checksumValue", ""),
        mapping_sha256=told.get(g + "-mapping-checksum", {}).get(SPDX_NS + "checksumValue", ""),
        loaded_on=load.get(PROV_NS + "endedAtTime"),
        loaded_by=told.get(g + "-loader", {}).get(RDFS_NS + "label"),
        rows_read=int(own[FOEDUS_NS + "rowsRead"]),
        rows_accepted=int(own.get(FOEDUS_NS + "rowsAccepted", "0")),
        rows_rejected=int(own.get(FOEDUS_NS + "rowsRejected", "0")),
    )


def _date(text: str | None) -> str | None:
    """A date as it is told; in a graph that others made may stand anything."""
    return text if text and dates.bounds(text) else None


def _agent(node: str, name: str) -> list[tuple[str, str, object]]:
    return [
        (node, RDF_NS + "type", _iri(PROV_NS + "Agent")),
        (node, RDFS_NS + "label", _text(name)),
    ]


def _checksum(node: str, value: str) -> list[tuple[str, str, object]]:
    return [
        (node, SPDX_NS + "checksum", _iri(node + "-checksum")),
        (node + "-checksum", RDF_NS + "type", _iri(SPDX_NS + "Checksum")),
        (node + "-checksum", SPDX_NS + "algorithm", _iri(_SHA256)),
        (
            node + "-checksum",
            SPDX_NS + "checksumValue",
            ox.Literal(value, datatype=_iri(XSD_NS + "hexBinary")),
        ),
    ]


def _iri(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)


def _text(value: str) -> ox.Literal:
    return ox.Literal(value)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_iri(XSD_NS + "integer"))


def _dated(value: str) -> ox.Literal:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return ox.Literal(value, datatype=_iri(XSD_NS + kind))


def _time(value: str) -> ox.Literal:
    kind = "dateTime" if "T" in value else "date"
    return ox.Literal(value, datatype=_iri(XSD_NS + kind))
