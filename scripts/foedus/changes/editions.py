"""The editions that are compared: files, folders, or what is installed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from foedus import alignment, reading, resources
from foedus.errors import BadInput
from foedus.headers import headers
from foedus.vocabulary import OWL_NS, RDF_NS

INSTALLED = "installed"
FOLDERS = ("ontology", "shapes", "data")
"""The folders of a source checkout, of a release and of the installed files that are compared."""

_TYPE = ox.NamedNode(RDF_NS + "type")
_VERSION = ox.NamedNode(OWL_NS + "versionInfo")
_MAPPING = ox.NamedNode("https://w3id.org/sssom/Mapping")


@dataclass(frozen=True)
class Edition:
    """One of the two sides: its name, the version numbers that it states, and what it says.

    ``mappings`` holds what the bridges to other vocabularies say, ``quads`` all the rest.
    """

    name: str
    versions: tuple[str, ...]
    quads: tuple[ox.Quad, ...]
    mappings: tuple[ox.Quad, ...] = ()


def read_edition(name: str) -> Edition:
    """Read a file, a folder, ``installed`` or the number of the installed version.

    A folder with an ``ontology`` folder in it is a source checkout or a release: its ontology,
    shapes and data are read, and the version in ``pyproject.toml`` if it has one. Of any other
    folder every Turtle file is read. Raises BadInput for what cannot be read or holds nothing.
    """
    path = Path(name)
    if name == INSTALLED or (name == version("foedus") and not path.exists()):
        return _of_folder(name, resources.root())
    if path.is_dir():
        return _of_folder(name, path)
    if not path.exists() and name[:1].isdigit():
        reason = f"version {name} is not installed, and no file has that name"
        raise BadInput(f"{reason}: installed is {version('foedus')}")
    return edition_of(name, [reading.read(path)])


def edition_of(
    name: str, documents: Iterable[reading.Document], versions: Iterable[str] = ()
) -> Edition:
    """The edition that some documents make up, with version numbers beside those they state."""
    documents = list(documents)
    bridges = [doc for doc in documents if _is_bridge(doc)]
    rest = [doc for doc in documents if not _is_bridge(doc)]
    stated = {number for doc in documents for number in _versions(doc.quads)}
    return Edition(
        name,
        tuple(sorted({*stated, *versions})),
        tuple(reading.join(rest)),
        tuple(reading.join(bridges)),
    )


def _of_folder(name: str, folder: Path) -> Edition:
    tops = [folder / top for top in FOLDERS] if (folder / "ontology").is_dir() else [folder]
    paths = [path for top in tops for path in sorted(top.rglob("*.ttl"))]
    if not paths:
        raise BadInput("holds no Turtle file", name)
    bridges = map(alignment.read_document, alignment.tables(folder / "ontology"))
    documents = [*map(reading.read, paths), *bridges]
    return edition_of(name, documents, _project_version(folder))


def _project_version(folder: Path) -> list[str]:
    path = folder / "pyproject.toml"
    if not path.is_file():
        return []
    try:
        project = tomllib.loads(reading.read_text(path)).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not TOML: {error}", str(path)) from None
    return [str(project["version"])] if "version" in project else []


def _versions(quads: Iterable[ox.Quad]) -> set[str]:
    quads = list(quads)
    subjects = headers(quads)
    return {
        q.object.value
        for q in quads
        if q.predicate == _VERSION and q.subject in subjects and isinstance(q.object, ox.Literal)
    }


def _is_bridge(document: reading.Document) -> bool:
    return any(q.object == _MAPPING and q.predicate == _TYPE for q in document.quads)
