"""The bridges to other vocabularies: tables of mappings (SSSOM), and the statements they make.

The table ``ontology/align/NAME.sssom.tsv`` is the source; `document` says the same as axioms and
match links, with one record for each row. A row whose modifier is ``Not`` records a mapping that
must not be made: it has a record and no axiom. Every axiom has one of our terms as its subject, so
that no bridge says anything new of another's term.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox
import yaml

from foedus.bundled import folders
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SSSOM_NS,
    VANN_NS,
    XSD_NS,
)

ALIGN_IRI = folders.ONTOLOGY_IRI + "/align/"
AXIOMS = ("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "owl:equivalentProperty")
MATCHES = (
    "skos:broadMatch",
    "skos:closeMatch",
    "skos:exactMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
PREDICATES = (*AXIOMS, *MATCHES)
TABLE = ".sssom.tsv"
"""How the name of a table ends."""


@dataclass(frozen=True)
class Mapping:
    """One row: fields are named as the columns of SSSOM, values are as written in the table."""

    subject_id: str
    subject_label: str
    predicate_id: str
    predicate_modifier: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_label: str
    subject_source: str
    subject_source_version: str
    object_source: str
    object_source_version: str
    confidence: str
    other: str
    comment: str

    @property
    def negated(self) -> bool:
        """Whether the row says what must not be mapped."""
        return self.predicate_modifier == "Not"

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Rows stand in this order."""
        return self.subject_id, self.object_id, self.predicate_id, self.predicate_modifier

    @property
    def record(self) -> str:
        """The local name of the row's record."""
        names = [name.partition(":")[2] for name in (self.subject_id, self.object_id)]
        verb = self.predicate_id.split(":")[-1]
        return "-".join(["not"] * self.negated + [names[0], verb, names[1]])


COLUMNS = tuple(field.name for field in fields(Mapping))
_ADDRESSES = frozenset(
    [
        *("subject_id", "predicate_id", "object_id", "mapping_justification"),
        *("subject_source", "object_source"),
    ]
)
_PROPERTIES = {
    **{column: SSSOM_NS + column for column in COLUMNS},
    "subject_id": OWL_NS + "annotatedSource",
    "predicate_id": OWL_NS + "annotatedProperty",
    "object_id": OWL_NS + "annotatedTarget",
    "comment": RDFS_NS + "comment",
}


@dataclass(frozen=True)
class Table:
    """One set of mappings: its name, what it is, the prefixes that its rows use, and the rows."""

    name: str
    title: str
    description: str
    version: str
    date: str
    license: str
    creators: tuple[str, ...]
    prefixes: tuple[tuple[str, str], ...]
    rows: tuple[Mapping, ...]

    @property
    def iri(self) -> str:
        """The address of the set and of the ontology file made from it."""
        return ALIGN_IRI + self.name

    def expand(self, name: str) -> str:
        """The full address of a prefixed name of this table."""
        prefix, colon, local = name.partition(":")
        spaces = dict(self.prefixes)
        if not colon or prefix not in spaces:
            raise BadInput(f"{name}: the prefix is not in the table's curie_map", self.name)
        return spaces[prefix] + local


# --- tables ------------------------------------------------------------------------------


def read_table(path: Path) -> Table:
    """The table in one SSSOM file. Raises BadInput where it is not as it must be."""
    file = read(path)
    told = file.head
    if file.columns != COLUMNS:
        reason = f"the columns must be {', '.join(COLUMNS)}"
        raise BadInput(reason, file.name, file.header_line)
    rows = [Mapping(**row) for _, row in file.rows]
    try:
        table = Table(
            name=str(told["mapping_set_id"]).removeprefix(ALIGN_IRI),
            title=str(told["mapping_set_title"]),
            description=str(told["mapping_set_description"]),
            version=str(told["mapping_set_version"]),
            date=str(told["mapping_date"]),
            license=str(told["license"]),
            creators=tuple(told["creator_label"]),
            prefixes=tuple(sorted(told["curie_map"].items())),
            rows=tuple(rows),
        )
    except (KeyError, TypeError) as error:
        raise BadInput(f"the table lacks or doubles {error}", str(path)) from None
    for fault in faults(table):
        raise BadInput(fault, str(path))
    return table


def faults(table: Table) -> list[str]:
    """What is wrong with a table's rows, in words."""
    found = []
    seen: set[tuple[str, str, str, str]] = set()
    for row in table.rows:
        name = f"{row.subject_id} {row.predicate_id} {row.object_id}"
        for column in _ADDRESSES:
            table.expand(vars(row)[column])
        if not table.expand(row.subject_id).startswith((FOEDUS_NS, CODE_NS)):
            found.append(f"{name}: the subject is not a term of ours")
        if row.predicate_id not in PREDICATES:
            found.append(f"{name}: unknown predicate")
        if row.predicate_modifier not in ("", "Not"):
            found.append(f"{name}: the modifier is Not or nothing")
        if not re.fullmatch(r"0\.\d{1,2}", row.confidence):
            found.append(f"{name}: the confidence is a number between 0 and 1")
        if not row.comment.endswith("."):
            found.append(f"{name}: the reason is not a sentence")
        if not row.other.startswith("object_coined_by: "):
            found.append(f"{name}: who coined the outside term is not said")
        if row.order in seen:
            found.append(f"{name}: stands there twice")
        if any(not value for key, value in vars(row).items() if key != "predicate_modifier"):
            found.append(f"{name}: an empty cell")
        if seen and row.order < max(seen):
            found.append(f"{name}: stands below a row that it goes before")
        seen.add(row.order)
    return found


# --- statements ----------------------------------------------------------------------------


def read_document(path: Path) -> reading.Document:
    """The statements of one SSSOM file: a header, and for each row its link and its record.

    Raises BadInput where the table is not as it must be.
    """
    made = read_table(path)
    quads = [*_header(made), *(quad for row in made.rows for quad in _said(made, row))]
    spaces = {**dict(made.prefixes), "sssom": SSSOM_NS, "map": made.iri + "#"}
    return reading.Document(str(path), quads, spaces, b"", reading.RdfFormat.TURTLE)


def _header(table: Table) -> Iterator[ox.Quad]:
    version_iri = f"{folders.ONTOLOGY_IRI}/{table.version}/align/{table.name}"
    date = ox.Literal(table.date, datatype=ox.NamedNode(XSD_NS + "date"))
    told: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (RDF_NS + "type", ox.NamedNode(OWL_NS + "Ontology")),
        (DCTERMS_NS + "title", ox.Literal(table.title, language="en")),
        (DCTERMS_NS + "description", ox.Literal(table.description, language="en")),
        *((DCTERMS_NS + "creator", ox.Literal(name, language="en")) for name in table.creators),
        (DCTERMS_NS + "license", ox.NamedNode(table.license)),
        (DCTERMS_NS + "issued", date),
        (DCTERMS_NS + "modified", date),
        (OWL_NS + "versionIRI", ox.NamedNode(version_iri)),
        (OWL_NS + "versionInfo", ox.Literal(table.version)),
        (VANN_NS + "preferredNamespacePrefix", ox.Literal("foedus")),
        (VANN_NS + "preferredNamespaceUri", ox.Literal(FOEDUS_NS)),
    ]
    for predicate, value in told:
        yield ox.Quad(ox.NamedNode(table.iri), ox.NamedNode(predicate), value)


def _said(table: Table, row: Mapping) -> Iterator[ox.Quad]:
    """The link that a row makes, unless it is negated, and the record of the row."""
    if not row.negated:
        yield _link(table, row)
    record = ox.NamedNode(f"{table.iri}#{row.record}")
    yield ox.Quad(record, ox.NamedNode(RDF_NS + "type"), ox.NamedNode(SSSOM_NS + "Mapping"))
    for column, text in vars(row).items():
        value: ox.NamedNode | ox.Literal = ox.Literal(text)
        if column in _ADDRESSES:
            value = ox.NamedNode(table.expand(text))
        elif column == "confidence":
            value = ox.Literal(text, datatype=ox.NamedNode(XSD_NS + "decimal"))
        if text:
            yield ox.Quad(record, ox.NamedNode(_PROPERTIES[column]), value)


def _link(table: Table, row: Mapping) -> ox.Quad:
    names = (row.subject_id, row.predicate_id, row.object_id)
    return ox.Quad(*(ox.NamedNode(table.expand(name)) for name in names))


# --- use -------------------------------------------------------------------------------------


def names() -> tuple[str, ...]:
    """The names of the bundled alignments, sorted.

    >>> "prov" in names()
    True
    """
    return tuple(path.name.removesuffix(TABLE) for path in tables(folders.folder("ontology")))


def tables(folder: Path) -> list[Path]:
    """The tables of the bridges in a folder that holds an ontology, sorted by name."""
    return sorted((folder / "align").glob("*" + TABLE))


@cache
def table(name: str) -> Table:
    """The table of the alignment with this name; BadInput when there is none."""
    return read_table(_path(name))


@cache
def document(name: str) -> reading.Document:
    """The statements of the alignment with this name; BadInput when there is none."""
    return read_document(_path(name))


def _path(name: str) -> Path:
    if name not in names():
        raise BadInput(f"no alignment is called {name!r}: use one of {', '.join(names())}")
    return folders.folder("ontology") / "align" / (name + TABLE)


def axioms(name: str) -> list[ox.Quad]:
    """The axioms of an alignment, for the reasoner: no match links and no records.

    >>> len(axioms("dbpedia"))  # matches only
    0
    """
    chosen = table(name)
    rows = (row for row in chosen.rows if row.predicate_id in AXIOMS and not row.negated)
    return [_link(chosen, row) for row in rows]


# --- files of the Simple Standard for Sharing Ontological Mappings (SSSOM), as text


@dataclass(frozen=True)
class File:
    """What one file holds: its head, its columns, and the cells of each row with their line."""

    name: str
    head: dict[str, Any]
    columns: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, dict[str, str]], ...]


def _quoting(body: str) -> Literal[0, 3]:
    """Whether marks around cells are quotation, as in TSV by RFC 4180, or signs of the text."""
    try:
        list(csv.reader(io.StringIO(body), delimiter="\t", strict=True))
    except csv.Error:
        return csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL


def read(path: Path) -> File:
    """The content of a file.

    Raises BadInput for a head that is not YAML, and a row of another length than the header.
    """
    name = str(path)
    lines = reading.read_text(path).splitlines(keepends=True)
    head = [line[1:] for line in lines if line.startswith("#")]
    body = "".join(line for line in lines if not line.startswith("#"))
    try:
        told = yaml.safe_load("".join(head)) or {}
    except yaml.YAMLError:
        raise BadInput("the comment lines are not YAML", name, 1) from None
    reader = csv.DictReader(io.StringIO(body), delimiter="\t", quoting=_quoting(body))
    columns = tuple(reader.fieldnames or ())
    rows = []
    for row in reader:
        line = len(head) + reader.line_num
        if None in row or None in row.values():
            raise BadInput("has not as many cells as the header", name, line)
        rows.append((line, row))
    return File(name, told if isinstance(told, dict) else {}, columns, len(head) + 1, tuple(rows))
