"""What a release hands out: every file in four syntaxes, merged files, lists and digests.

The same files give the same bytes: nothing here knows the time, the machine or the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from foedus.asking import snapshot
from foedus.bundled import alignment, contents
from foedus.bundled.folders import ONTOLOGY_IRI
from foedus.rdf import reading, writing
from foedus.rdf.headers import headers
from foedus.rdf.names import DCTERMS_NS, OWL_NS, TYPE, text
from foedus.rdf.reading import RdfFormat

SYNTAXES: dict[str, ox.RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
"""The syntaxes of every artefact, by file name extension."""

FOLDERS = ("ontology", "shapes", "data")
CHANGELOG = "CHANGELOG.md"
RELEASED = "ontology/released-iris.txt"
"""The list of every address that was ever released, each below the version that was first."""

COPIED = ("LICENSE", "CITATION.cff", CHANGELOG, RELEASED, "ontology/catalog-v001.xml")
DIGESTS = "SHA256SUMS"
CONTENTS = "CONTENTS.md"

_ONTOLOGY = ox.NamedNode(OWL_NS + "Ontology")
_TITLE = ox.NamedNode(DCTERMS_NS + "title")
_VERSION = OWL_NS + "versionInfo"
_VERSION_IRI = ox.NamedNode(OWL_NS + "versionIRI")
_SHARED = {
    _VERSION,
    *(DCTERMS_NS + name for name in ("creator", "license", "issued", "modified")),
}
MERGED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "foedus": (
        ("ontology", "data"),
        "foedus: ontology, codes and data in one file",
        "questions with SPARQL, reasoning, a triple store",
    ),
    "data": (("data",), "foedus: all data in one file", "the facts alone, beside the ontology"),
    "alignments": (
        ("ontology/align",),
        "foedus: all bridges to other vocabularies in one file",
        "questions in the terms of others; load it beside the ontology",
    ),
}
"""Merged file: the folders in it, its title, and what to load it for."""

ONE_FILES = {
    "foedus-all": "ontology and codes: an editor, a reasoner, SHACL, your own data in these terms",
    "foedus-shapes": "all shapes: SHACL validation; not reasoners",
    "foedus-snapshot": "what follows from the data for one day: who is then allied with whom, "
    "reports to whom, holds which post",
}
"""What most people load, and for what; a snapshot has its day in its name."""


def build(root: Path) -> dict[str, bytes]:
    """The artefacts of a checkout: path within the release and bytes, sorted by path."""
    parts = {folder: _documents(root, folder) for folder in FOLDERS}
    parts["ontology/align"] = [
        alignment.read_document(path) for path in alignment.tables(root / "ontology")
    ]
    files = {name: (root / name).read_bytes() for name in COPIED}
    counts: dict[str, int] = {}
    for folder, documents in parts.items():
        for document in documents:
            name = _name(Path(document.name).relative_to(root / folder))
            quads = set(document.quads)
            text = document.text or None
            files |= _in_all_syntaxes(f"{folder}/{name}", quads, document.prefixes, text)
            counts[f"{folder}/{name}"] = len(quads)
    for name, (folders, title, _) in MERGED.items():
        documents = [document for folder in folders for document in parts[folder]]
        quads = _merged(name, title, documents, parts["ontology"])
        files |= _in_all_syntaxes(f"merged/{name}", quads, _prefixes(documents))
        counts[f"merged/{name}"] = len(quads)
    for name, quads in _one_files(parts).items():
        files |= _in_all_syntaxes(name, quads, {})
        counts[name] = len(quads)
    files[CONTENTS] = _contents(counts).encode()
    files[DIGESTS] = _digests(files).encode()
    return dict(sorted(files.items()))


def _documents(root: Path, folder: str) -> list[reading.Document]:
    """The Turtle files of a folder."""
    return [reading.read(path) for path in sorted((root / folder).rglob("*.ttl"))]


def _name(path: Path) -> str:
    """The path of a file without extension."""
    return path.as_posix().removesuffix(alignment.TABLE).removesuffix(".ttl")


def _in_all_syntaxes(
    path: str,
    quads: Iterable[ox.Quad],
    prefixes: Mapping[str, str],
    turtle: bytes | None = None,
) -> dict[str, bytes]:
    """One graph in every syntax; Turtle as its author wrote it where there is such a text."""
    quads = list(quads)
    files = {
        path + extension: writing.serialize(quads, format, prefixes)
        for extension, format in SYNTAXES.items()
    }
    return files if turtle is None else {**files, f"{path}.ttl": turtle}


def _merged(
    name: str,
    title: str,
    documents: Sequence[reading.Document],
    ontology: Sequence[reading.Document],
) -> set[ox.Quad]:
    """The statements of several files below one header, which imports nothing that is inside."""
    quads = reading.join(documents)
    parts = headers(quads)
    body = {quad for quad in quads if quad.subject not in parts}
    space = ONTOLOGY_IRI.rsplit("/", 1)[0] + "/merged/"
    own = ox.NamedNode(space + name)
    umbrella = ox.NamedNode(ONTOLOGY_IRI)
    shared = [
        ox.Quad(own, quad.predicate, quad.object)
        for document in ontology
        for quad in document.quads
        if quad.subject == umbrella and quad.predicate.value in _SHARED
    ]
    versions = [text(quad.object) for quad in shared if quad.predicate.value == _VERSION]
    header = [
        ox.Quad(own, TYPE, _ONTOLOGY),
        ox.Quad(own, _TITLE, ox.Literal(title, language="en")),
        *(ox.Quad(own, _VERSION_IRI, ox.NamedNode(f"{space}{v}/{name}")) for v in versions),
    ]
    return {*body, *header, *shared}


def _one_files(parts: Mapping[str, Sequence[reading.Document]]) -> dict[str, set[ox.Quad]]:
    """The statements of each file of ``ONE_FILES``."""
    data = reading.join(parts["data"])
    day = snapshot.newest_day(data)
    return {
        "foedus-all": set(contents.one_ontology(reading.join(parts["ontology"]))),
        "foedus-shapes": set(contents.one_shapes(reading.join(parts["shapes"]))),
        f"foedus-snapshot-{day}": set(snapshot.file_of(data, day)),
    }


def _prefixes(documents: Iterable[reading.Document]) -> dict[str, str]:
    """The prefixes that the files declare; where two differ, the first counts."""
    found: dict[str, str] = {}
    for document in documents:
        found = {**document.prefixes, **found}
    return found


def _contents(counts: Mapping[str, int]) -> str:
    """Which file to load for what, and how many triples to expect in each."""
    lines = [
        "# What is in this release",
        "",
        f"Each file comes as {', '.join(SYNTAXES)}: choose the syntax, not the content. The parts",
        "import one another by address; the files above them import nothing. `sha256sum --check",
        f"{DIGESTS}` tells whether all arrived whole.",
        "",
        "| load | for | triples |",
        "|---|---|---|",
    ]
    for kind, purpose in ONE_FILES.items():
        name = next(one for one in sorted(counts) if one.startswith(kind))
        lines.append(f"| `{name}` | {purpose} | {counts[name]:,} |")
    for name, (_, _, purpose) in MERGED.items():
        lines.append(f"| `merged/{name}` | {purpose} | {counts[f'merged/{name}']:,} |")
    lines += ["", "| part | triples |", "|---|---|"]
    lines += [
        f"| `{path}` | {count:,} |"
        for path, count in sorted(counts.items())
        if path.startswith(FOLDERS)
    ]
    return "\n".join(lines) + "\n"


def _digests(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of each file, as ``sha256sum`` writes and checks them."""
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())
    )
