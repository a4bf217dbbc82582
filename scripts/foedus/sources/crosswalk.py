"""``crosswalk.sssom.tsv``: who says that a record means the same as a thing of ours or a record.

A row is one mapping in the words of SSSOM. It counts only when somebody has reviewed it and put a
name into ``reviewer_label`` or ``reviewer_id``: suggestions have none. Records are matched with
SKOS and never made identical: ``owl:sameAs`` is refused here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import alignment
from foedus.errors import BadInput
from foedus.rdf.names import (
    CODE_NS,
    FOEDUS_NS,
    GRAPH_NS,
    ID_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SEMAPV_NS,
    SKOS_NS,
    SSSOM_NS,
    XSD_NS,
)

PREDICATES = tuple(f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
_LINKS = frozenset(SKOS_NS + name.removeprefix("skos:") for name in PREDICATES)
ONE_TO_MANY = ("1:n", "n:1", "n:n")
NOT_FOUND = "sssom:NoTermFound"
"""SSSOM's object of a row that says that something matches nothing."""

_PREFIXES = {
    "code": CODE_NS,
    "foedus": FOEDUS_NS,
    "id": ID_NS,
    "semapv": SEMAPV_NS,
    "skos": SKOS_NS,
    "sssom": SSSOM_NS,
}
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")


def is_match(quad: ox.Quad) -> bool:
    """Whether a statement matches two things, in any of the ways that a crosswalk may."""
    return quad.predicate.value in _LINKS


@dataclass(frozen=True, kw_only=True)
class Match:
    """One row: fields are named as the columns of SSSOM; ids are prefixed names as written."""

    subject_id: str
    subject_label: str = ""
    predicate_id: str
    predicate_modifier: str = ""
    object_id: str
    object_label: str = ""
    mapping_justification: str
    mapping_cardinality: str = ""
    confidence: str = ""
    author_label: str = ""
    reviewer_label: str = ""
    comment: str = ""

    @property
    def reviewed(self) -> bool:
        """Whether somebody put a name to it, so that it may be used."""
        return bool(self.reviewer_label)

    @property
    def one_to_many(self) -> bool:
        """Whether the row says that one thing meets several."""
        return self.mapping_cardinality in ONE_TO_MANY


COLUMNS = tuple(field.name for field in fields(Match))


@dataclass(frozen=True)
class Crosswalk:
    """The rows of one file and the prefixes that they use."""

    name: str
    rows: tuple[Match, ...]
    prefixes: tuple[tuple[str, str], ...]

    def expand(self, name: str) -> str:
        """The address of a prefixed name, or of an address as it is."""
        if name.startswith(("http://", "https://")):
            return name
        prefix, _, local = name.partition(":")
        return dict(self.prefixes)[prefix] + local

    @property
    def accepted(self) -> list[Match]:
        """The reviewed rows that say that something matches."""
        return [
            row
            for row in self.rows
            if row.reviewed and row.predicate_modifier != "Not" and row.object_id != NOT_FOUND
        ]


def read(path: Path) -> Crosswalk:
    """The matches in an SSSOM file. Raises BadInput with the line for a row that cannot be used.

    Columns that SSSOM has and this module does not need are passed over.
    """
    file = alignment.read(path)
    prefixes = {**_PREFIXES, **(file.head.get("curie_map") or {})}
    lacking = [column for column in _NEEDED if column not in file.columns]
    if lacking:
        raise BadInput(f"column missing: {', '.join(lacking)}", file.name, file.header_line)
    rows = []
    for line, told in file.rows:
        cells = {column: (told.get(column) or "").strip() for column in COLUMNS}
        cells["reviewer_label"] = cells["reviewer_label"] or (told.get("reviewer_id") or "")
        row = Match(**cells)
        if fault := _fault(row, prefixes):
            raise BadInput(fault, file.name, line)
        rows.append(row)
    return Crosswalk(file.name, tuple(rows), tuple(sorted(prefixes.items())))


def write(rows: Iterable[Match], title: str) -> str:
    """Matches as the text of an SSSOM file, in order."""
    lines = ["#curie_map:"]
    lines += [f"#  {prefix}: {space}" for prefix, space in sorted(_PREFIXES.items())]
    lines += [f"#mapping_set_title: {title}", "\t".join(COLUMNS)]
    for row in sorted(set(rows), key=lambda r: (r.subject_id, r.object_id, r.predicate_id)):
        lines.append("\t".join(map(_cell, astuple(row))))
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A cell on one line; one that begins with a quotation mark is quoted, so that it stays."""
    text = re.sub(r"[\t\r\n]+", " ", text)
    return '"' + text.replace('"', '""') + '"' if text.startswith('"') else text


def graph_of(source: str) -> str:
    """The graph that the matches of a source stand in."""
    return f"{GRAPH_NS}xwalk-{source}"


def quads(walk: Crosswalk, source: str) -> list[ox.Quad]:
    """The accepted matches of a source as SKOS links, each with a record of who says so and why."""
    graph = ox.NamedNode(graph_of(source))
    found = []
    for row in walk.accepted:
        triple = [walk.expand(n) for n in (row.subject_id, row.predicate_id, row.object_id)]
        mark = hashlib.sha256(" ".join(triple).encode()).hexdigest()[:12]
        told = {SSSOM_NS + "reviewer_label": ox.Literal(row.reviewer_label)}
        if row.confidence:
            number = ox.Literal(row.confidence, datatype=ox.NamedNode(XSD_NS + "decimal"))
            told[SSSOM_NS + "confidence"] = number
        if row.mapping_cardinality:
            told[SSSOM_NS + "mapping_cardinality"] = ox.Literal(row.mapping_cardinality)
        if row.comment:
            told[RDFS_NS + "comment"] = ox.Literal(row.comment)
        why = walk.expand(row.mapping_justification)
        quads = link(triple, f"{graph.value}-{mark}", why, told)
        found += [ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads]
    return found


def link(
    triple: Sequence[str], record: str, justification: str, told: Mapping[str, ox.Literal]
) -> list[ox.Quad]:
    """A match as a statement, and its record: an ``sssom:Mapping`` with what else is told of it."""
    of_record: dict[str, ox.NamedNode | ox.Literal] = {
        RDF_NS + "type": ox.NamedNode(SSSOM_NS + "Mapping"),
        OWL_NS + "annotatedSource": ox.NamedNode(triple[0]),
        OWL_NS + "annotatedProperty": ox.NamedNode(triple[1]),
        OWL_NS + "annotatedTarget": ox.NamedNode(triple[2]),
        SSSOM_NS + "mapping_justification": ox.NamedNode(justification),
        **told,
    }
    node = ox.NamedNode(record)
    return [
        ox.Quad(*map(ox.NamedNode, triple)),
        *(ox.Quad(node, ox.NamedNode(name), value) for name, value in of_record.items()),
    ]


def _fault(row: Match, prefixes: dict[str, str]) -> str | None:
    if row.predicate_id == "owl:sameAs":
        return "owl:sameAs makes records identical: use skos:exactMatch"
    if row.predicate_id not in PREDICATES:
        return f"unknown predicate {row.predicate_id}: use one of {', '.join(PREDICATES)}"
    if row.predicate_modifier not in ("", "Not"):
        return "the modifier is Not or nothing"
    for cell in (row.subject_id, row.object_id, row.mapping_justification):
        if cell.startswith(("http://", "https://")):
            continue
        prefix, colon, local = cell.partition(":")
        if not colon or not local or prefix not in prefixes:
            return f"{cell or 'an empty cell'}: no prefixed name of the curie_map"
    if row.subject_id == row.object_id:
        return f"{row.subject_id} is matched to itself"
    if row.confidence and not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", row.confidence):
        return f"the confidence is a number from 0 to 1, not {row.confidence}"
    if row.one_to_many and row.predicate_id == "skos:exactMatch":
        return "one-to-many cannot be exact: use skos:narrowMatch or skos:broadMatch"
    return None
