"""The graph of sources: for each loaded graph who says it, in which file, and how it came here.

The words are those of PROV, DCAT and Dublin Core, and three counts of rows of our own. Nothing in
it depends on the day or the machine: a time stands there only when it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, NamedTuple

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


def _text(value: str) -> ox.Literal:
    return ox.Literal(value)


def _typed(kind: str) -> Callable[[Any], ox.Literal]:
    return lambda value: ox.Literal(str(value), datatype=_iri(XSD_NS + kind))


def _dated(value: str) -> ox.Literal:
    return _typed({4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)])(value)


def _time(value: str) -> ox.Literal:
    return _typed("dateTime" if "T" in value else "date")(value)


class _Place(NamedTuple):
    """Where a field stands: at which node, by which property, and how its value is written."""

    part: str
    property: str
    term: Callable[[Any], ox.Literal] = _text
    default: str | None = None
    """What the field is where nothing is told."""


_CHECKSUM = "-checksum"
_PLACES = {
    "id": _Place("", DCTERMS_NS + "identifier", default=""),
    "version": _Place("", DCAT_NS + "version", default=""),
    "title": _Place("", DCTERMS_NS + "title", default=""),
    "creator": _Place("-creator", RDFS_NS + "label", default=""),
    "citation": _Place("", DCTERMS_NS + "bibliographicCitation", default=""),
    "licence": _Place("", DCTERMS_NS + "rights", default=""),
    "covers_from": _Place("-coverage", DCAT_NS + "startDate", _dated),
    "covers_until": _Place("-coverage", DCAT_NS + "endDate", _dated),
    "system": _Place("", DCTERMS_NS + "conformsTo"),
    "file": _Place("-file", DCTERMS_NS + "title", default=""),
    "file_sha256": _Place("-file" + _CHECKSUM, SPDX_NS + "checksumValue", _typed("hexBinary"), ""),
    "mapping_sha256": _Place(
        "-mapping" + _CHECKSUM, SPDX_NS + "checksumValue", _typed("hexBinary"), ""
    ),
    "loaded_on": _Place("-load", PROV_NS + "endedAtTime", _time),
    "loaded_by": _Place("-loader", RDFS_NS + "label"),
    "rows_read": _Place("", FOEDUS_NS + "rowsRead", _typed("integer"), "0"),
    "rows_accepted": _Place("", FOEDUS_NS + "rowsAccepted", _typed("integer"), "0"),
    "rows_rejected": _Place("", FOEDUS_NS + "rowsRejected", _typed("integer"), "0"),
    "copy_of": _Place("", DCTERMS_NS + "source"),
}
"""Where the graph of sources has what it tells of a loaded graph, by field of ``Loaded``."""

_AGENT, _ENTITY = PROV_NS + "Agent", PROV_NS + "Entity"
_NODES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "": ((_ENTITY, DCAT_NS + "Dataset"), ()),
    "-coverage": ((DCTERMS_NS + "PeriodOfTime",), (("", DCTERMS_NS + "temporal"),)),
    "-creator": ((_AGENT,), (("", PROV_NS + "wasAttributedTo"),)),
    "-file": (
        (_ENTITY, DCAT_NS + "Distribution"),
        (("", PROV_NS + "wasDerivedFrom"), ("-load", PROV_NS + "used")),
    ),
    "-file-checksum": ((SPDX_NS + "Checksum",), (("-file", SPDX_NS + "checksum"),)),
    "-load": ((PROV_NS + "Activity",), (("", PROV_NS + "wasGeneratedBy"),)),
    "-loader": ((_AGENT,), (("-load", PROV_NS + "wasAssociatedWith"),)),
    "-mapping": ((PROV_NS + "Plan", _ENTITY), (("-load", PROV_NS + "used"),)),
    "-mapping-checksum": ((SPDX_NS + "Checksum",), (("-mapping", SPDX_NS + "checksum"),)),
}
"""The nodes that tell of a graph, as their addresses end: their classes, and what leads there."""

_ALWAYS = ("", "-coverage", "-file", "-load")


def is_part(name: str) -> bool:
    """Whether a name ends as those of what is told of graphs do, so that no graph may bear it.

    >>> is_part("atop-5-1"), is_part("atop-5-1-load")
    (False, True)
    """
    return name.endswith(tuple(filter(None, _NODES)))


def nodes(graph: str) -> list[str]:
    """The addresses of everything that tells of one graph."""
    return [graph + part for part in _NODES]


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
    g, parts = loaded.graph, set(_ALWAYS)
    tool = GRAPH_NS + "foedus"
    told: list[tuple[str, str, object]] = [
        (g, RDFS_NS + "label", _text(f"{loaded.id} {loaded.version}")),
        *((g, _MEASURED, _iri(CODE_NS + name)) for name in loaded.obligations),
        (g + "-load", PROV_NS + "wasAssociatedWith", _iri(tool)),
        (g + "-load", DCAT_NS + "version", _text(version())),
        (tool, RDF_NS + "type", _iri(PROV_NS + "SoftwareAgent")),
        (tool, RDFS_NS + "label", _text("foedus")),
    ]
    if address := licence_address(loaded.licence):
        told.append((g, DCTERMS_NS + "license", _iri(address)))
    for field, place in _PLACES.items():
        value = getattr(loaded, field)
        if value or (place.default is not None and place.part in _ALWAYS):
            told.append((g + place.part, place.property, place.term(value)))
            parts.update((place.part, place.part.removesuffix(_CHECKSUM)))
    for part in parts:
        kinds, leading = _NODES[part]
        told += [(g + part, RDF_NS + "type", _iri(kind)) for kind in kinds]
        told += [(g + other, name, _iri(g + part)) for other, name in leading]
        if part.endswith(_CHECKSUM):
            sha256 = _iri(SPDX_NS + "checksumAlgorithm_sha256")
            told.append((g + part, SPDX_NS + "algorithm", sha256))
    return [ox.Quad(_iri(s), _iri(p), o) for s, p, o in told]  # type: ignore[arg-type]


def loaded_of(descriptor: Descriptor, **found: object) -> Loaded:
    """What is to be told of a graph: the descriptor's part, and what the loading found."""
    own = {one.name for one in fields(descriptor)}.intersection(Loaded._fields)
    told = {name: getattr(descriptor, name) for name in own}
    return Loaded(graph=GRAPH_NS + descriptor.graph, **told, **found)  # type: ignore[arg-type]


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
    values: dict[str, Any] = {
        field: told.get(g + place.part, {}).get(place.property, place.default)
        for field, place in _PLACES.items()
    }
    values["licence"] = licence_of(values["licence"])
    for day in ("covers_from", "covers_until"):
        values[day] = _date(values[day])
    for count in ("rows_read", "rows_accepted", "rows_rejected"):
        values[count] = int(values[count])
    return Loaded(graph=g, **values)


def _date(text: str | None) -> str | None:
    """A date as it is told; in a graph that others made may stand anything."""
    return text if text and dates.bounds(text) else None


def _iri(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)
