"""The bridges to other vocabularies: tables of mappings (SSSOM) and the Turtle made from them.

The table ``ontology/align/NAME.sssom.tsv`` is the source; ``NAME.ttl`` says the same as axioms and
match links, with one record for each row, and reads back as the same table. A row whose modifier
is ``Not`` records a mapping that must not be made: it has a record and no axiom. Every axiom has
one of our terms as its subject, so that no bridge says anything new of another's term.

``python -m foedus.alignment`` writes the Turtle files anew; with ``--check`` it only compares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from foedus import reading, resources, sssom
from foedus.errors import BadInput
from foedus.terms import text
from foedus.vocabulary import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SEMAPV_NS,
    SKOS_NS,
    SSSOM_NS,
    VANN_NS,
    XSD_NS,
)

ALIGN_IRI = resources.ONTOLOGY_IRI + "/align/"
AXIOMS = ("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "owl:equivalentProperty")
MATCHES = (
    "skos:broadMatch",
    "skos:closeMatch",
    "skos:exactMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
PREDICATES = (*AXIOMS, *MATCHES)
_TABLE, _TURTLE = ".sssom.tsv", ".ttl"


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
    def coined_by(self) -> str:
        """Who coined the outside term."""
        return self.other.removeprefix("object_coined_by: ")

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Rows stand in this order."""
        return self.subject_id, self.object_id, self.predicate_id, self.predicate_modifier

    @property
    def record(self) -> str:
        """The local name of the row's record in the Turtle file."""
        names = [name.partition(":")[2] for name in (self.subject_id, self.object_id)]
        verb = self.predicate_id.split(":")[-1]
        return "-".join(["not"] * self.negated + [names[0], verb, names[1]])


COLUMNS = tuple(field.name for field in fields(Mapping))
_NAMED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NAMED_SOURCES = ("subject_source", "object_source")
_ADDRESSES = {*_NAMED, *_NAMED_SOURCES}
_PROPERTIES = {
    **{column: SSSOM_NS + column for column in COLUMNS},
    "subject_id": OWL_NS + "annotatedSource",
    "predicate_id": OWL_NS + "annotatedProperty",
    "object_id": OWL_NS + "annotatedTarget",
    "comment": RDFS_NS + "comment",
}
_OWN_PREFIXES = {
    "dcterms": DCTERMS_NS,
    "foedus": FOEDUS_NS,
    "owl": OWL_NS,
    "rdfs": RDFS_NS,
    "semapv": SEMAPV_NS,
    "skos": SKOS_NS,
    "sssom": SSSOM_NS,
    "vann": VANN_NS,
    "xsd": XSD_NS,
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
    file = sssom.read(path)
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


def write_table(table: Table) -> str:
    """The table as the text of an SSSOM file: rows in order, prefixes sorted."""
    lines = ["#curie_map:"]
    lines += [f"#  {prefix}: {_quoted(space)}" for prefix, space in sorted(table.prefixes)]
    lines += [
        f"#mapping_set_id: {table.iri}",
        f"#mapping_set_version: {_quoted(table.version)}",
        f"#mapping_set_title: {_quoted(table.title)}",
        f"#mapping_set_description: {_quoted(table.description)}",
        "#creator_label:",
        *[f"#  - {_quoted(creator)}" for creator in table.creators],
        f"#license: {table.license}",
        f"#mapping_date: {table.date}",
        "\t".join(COLUMNS),
    ]
    for row in sorted(table.rows, key=lambda row: row.order):
        lines.append("\t".join(asdict(row)[column] for column in COLUMNS))
    return "\n".join(lines) + "\n"


def faults(table: Table) -> list[str]:
    """What is wrong with a table's rows, in words."""
    found = []
    seen = set()
    for row in table.rows:
        name = f"{row.subject_id} {row.predicate_id} {row.object_id}"
        for column in _ADDRESSES:
            table.expand(asdict(row)[column])
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
        if any(not value for key, value in asdict(row).items() if key != "predicate_modifier"):
            found.append(f"{name}: an empty cell")
        seen.add(row.order)
    return found


# --- Turtle --------------------------------------------------------------------------------


def to_turtle(table: Table) -> str:
    """The table as an ontology file: header, then for each of our terms its links and records."""
    spaces = {**_OWN_PREFIXES, **dict(table.prefixes), "map": table.iri + "#"}
    blocks = ["\n".join(f"@prefix {name}: <{spaces[name]}> ." for name in sorted(spaces))]
    blocks.append(_header(table))
    rows = sorted(table.rows, key=lambda row: row.order)
    for subject in dict.fromkeys(row.subject_id for row in rows):
        own = [row for row in rows if row.subject_id == subject]
        blocks += _links(subject, own)
        blocks += [_record(row) for row in own]
    return "\n\n".join(blocks) + "\n"


def _header(table: Table) -> str:
    version_iri = f"{resources.ONTOLOGY_IRI}/{table.version}/align/{table.name}"
    lines = [f"dcterms:title {_quoted(table.title)}@en"]
    lines.append(f"dcterms:description {_quoted(table.description)}@en")
    lines += [f"dcterms:creator {_quoted(creator)}@en" for creator in table.creators]
    lines += [
        f"dcterms:license <{table.license}>",
        f'dcterms:issued "{table.date}"^^xsd:date',
        f'dcterms:modified "{table.date}"^^xsd:date',
        f"owl:versionIRI <{version_iri}>",
        f"owl:versionInfo {_quoted(table.version)}",
        'vann:preferredNamespacePrefix "foedus"',
        f'vann:preferredNamespaceUri "{FOEDUS_NS}"',
    ]
    return _block(f"<{table.iri}>", ["a owl:Ontology", *lines])


def _links(subject: str, rows: Sequence[Mapping]) -> list[str]:
    lines = []
    for predicate in PREDICATES:
        objects = [r.object_id for r in rows if r.predicate_id == predicate and not r.negated]
        if objects:
            lines.append(f"{predicate} {' , '.join(objects)}")
    return [_block(subject, lines)] if lines else []


def _record(row: Mapping) -> str:
    lines = ["a sssom:Mapping"]
    for column, value in asdict(row).items():
        if value:
            name = _short(_PROPERTIES[column])
            plain = column in _ADDRESSES or column == "confidence"
            lines.append(f"{name} {value if plain else _quoted(value)}")
    return _block(f"map:{row.record}", lines)


def _block(subject: str, lines: Sequence[str]) -> str:
    return f"{subject} " + " ;\n    ".join(lines) + " ."


def _short(iri: str) -> str:
    for prefix, space in _OWN_PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    raise ValueError(iri)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def from_turtle(path: Path) -> Table:
    """The table that an alignment's Turtle file holds: the same that it was made from."""
    document = reading.read(path)
    said: dict[str, dict[str, list[str]]] = {}
    for quad in document.quads:
        values = said.setdefault(text(quad.subject), {})
        values.setdefault(quad.predicate.value, []).append(text(quad.object))
    kinds = {iri: said[iri].get(RDF_NS + "type", []) for iri in said}
    (iri,) = [iri for iri in said if OWL_NS + "Ontology" in kinds[iri]]
    header = {key: sorted(values) for key, values in said[iri].items()}
    records = [values for name, values in said.items() if SSSOM_NS + "Mapping" in kinds[name]]
    rows = sorted(
        (_row(values, document.prefixes) for values in records), key=lambda row: row.order
    )
    used = {asdict(row)[column].partition(":")[0] for row in rows for column in _ADDRESSES}
    return Table(
        name=iri.removeprefix(ALIGN_IRI),
        title=header[DCTERMS_NS + "title"][0],
        description=header[DCTERMS_NS + "description"][0],
        version=header[OWL_NS + "versionInfo"][0],
        date=header[DCTERMS_NS + "modified"][0],
        license=header[DCTERMS_NS + "license"][0],
        creators=tuple(header[DCTERMS_NS + "creator"]),
        prefixes=tuple(sorted(item for item in document.prefixes.items() if item[0] in used)),
        rows=tuple(rows),
    )


def _row(values: dict[str, list[str]], prefixes: dict[str, str]) -> Mapping:
    cells = {}
    for column in COLUMNS:
        value = values.get(_PROPERTIES[column], [""])[0]
        cells[column] = _curie(value, prefixes) if column in _ADDRESSES else value
    return Mapping(**cells)


def _curie(iri: str, prefixes: dict[str, str]) -> str:
    """The address shortened by the longest namespace that fits."""
    fitting = [item for item in prefixes.items() if iri.startswith(item[1]) and item[0] != "map"]
    prefix, space = max(fitting, key=lambda item: len(item[1]))
    return f"{prefix}:{iri.removeprefix(space)}"


# --- use -------------------------------------------------------------------------------------


def names() -> tuple[str, ...]:
    """The names of the bundled alignments, sorted.

    >>> "prov" in names()
    True
    """
    return tuple(path.stem for path in resources.alignment_files())


@cache
def table(name: str) -> Table:
    """The table of the alignment with this name; BadInput when there is none."""
    if name not in names():
        raise BadInput(f"no alignment is called {name!r}: use one of {', '.join(names())}")
    return read_table(resources.alignment_file(name).with_name(name + _TABLE))


def axioms(name: str) -> list[ox.Quad]:
    """The axioms of an alignment, for the reasoner: no match links and no records.

    >>> len(axioms("dbpedia"))  # matches only
    0
    """
    chosen = table(name)
    return [
        ox.Quad(*(ox.NamedNode(chosen.expand(part)) for part in triple))
        for row in chosen.rows
        for triple in [(row.subject_id, row.predicate_id, row.object_id)]
        if row.predicate_id in AXIOMS and not row.negated
    ]


def outdated() -> list[Path]:
    """The Turtle files that do not say what their tables say."""
    return [
        path
        for path, fresh in _generated()
        if not path.is_file() or path.read_text("utf-8") != fresh
    ]


def _generated() -> Iterable[tuple[Path, str]]:
    for path in sorted(resources.alignment_folder().glob("*" + _TABLE)):
        yield path.with_name(path.name.removesuffix(_TABLE) + _TURTLE), to_turtle(read_table(path))


def main(arguments: Sequence[str]) -> int:
    """Write the Turtle files, or with ``--check`` name those that are out of date."""
    if list(arguments) == ["--check"]:
        stale = outdated()
        for path in stale:
            print(f"{path}: not what its table says; run python -m foedus.alignment")
        return 1 if stale else 0
    for path, fresh in _generated():
        path.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
