"""The version number, written into every file that states it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from foedus.bundled import alignment
from foedus.errors import BadInput
from foedus.rdf.reading import read_text

_X_Y_Z = r"\d+\.\d+\.\d+"
_NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)
_OURS = r"https://w3id\.org/foedus/"
_VERSION_IRI = re.compile(rf"(owl:versionIRI <)({_OURS}\w+/)({_X_Y_Z})([^>]*>)")
_VERSION_INFO = re.compile(rf'^( *owl:versionInfo ")({_X_Y_Z})(" [;.])$', re.MULTILINE)
_HEADER = re.compile(r"^<[^>]*> a owl:Ontology\b.*? \.$", re.MULTILINE | re.DOTALL)
_MODIFIED = re.compile(r'(dcterms:modified ")\d{4}-\d{2}-\d{2}(")')
_DATES = re.compile(r'^    dcterms:(issued|modified) "(\d{4}-\d{2}-\d{2})"', re.MULTILINE)
_PRIOR = re.compile(
    r"^ *owl:(?:priorVersion|backwardCompatibleWith|incompatibleWith) <[^>]*> ;\n", re.MULTILINE
)


def number(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a version; None for anything that is not X.Y.Z.

    >>> number("0.1.0"), number("2026-11-23")
    ((0, 1, 0), None)
    """
    found = _NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def project_version(root: Path) -> str:
    """The version that ``pyproject.toml`` states."""
    found = _PYPROJECT.search(read_text(root / "pyproject.toml"))
    if found is None:
        raise BadInput("states no version", str(root / "pyproject.toml"))
    return found[2]


@dataclass(frozen=True)
class Previous:
    """The release before: its version, and the version addresses of its files."""

    version_iris: frozenset[str] = frozenset()
    version: str = ""

    def fits(self, version: str) -> bool:
        """Whether a version promises that what worked with the release before still works.

        So it is, by Semantic Versioning, where the first number is the same, and before 1.0.0 the
        second too.
        """
        old, new = number(self.version), number(version)
        return (
            old is not None
            and new is not None
            and old[: 1 + (not old[0])] == new[: 1 + (not old[0])]
        )


def stamped(root: Path, version: str, date: str, previous: Previous) -> dict[Path, str]:
    """The files of a checkout that state the version, as they are with this version and date.

    Files of ontology, shapes and data that the last release had too get its version as prior
    version, with a word on whether they are compatible. Raises BadInput for a file that states no
    version where it should.
    """
    texts: dict[Path, str] = {}

    def edit(path: Path, change: Callable[[str], str]) -> None:
        old = texts.get(path) or read_text(path)
        texts[path] = change(old)

    for name, pattern in (
        ("pyproject.toml", _PYPROJECT),
        ("CITATION.cff", _CITATION),
        ("README.md", _README),
    ):
        edit(root / name, _setter(pattern, version, root / name))
    edit(root / "CITATION.cff", lambda text: _RELEASED.sub(rf"\g<1>{date}", text))
    edit(
        root / "ontology" / "catalog-v001.xml", lambda text: _CATALOG.sub(rf"\g<1>{version}", text)
    )
    for path in alignment.tables(root / "ontology"):
        edit(path, lambda text: _mapping(text, version))
    for folder in ("ontology", "shapes", "data"):
        for path in sorted((root / folder).rglob("*.ttl")):
            _check_dates(path, date)
            edit(path, lambda text: _header(text, version, date, previous))
    return texts


_PYPROJECT = re.compile(rf'^(version = ")({_X_Y_Z})(")$', re.MULTILINE)
_CITATION = re.compile(rf"^(version: )({_X_Y_Z})()$", re.MULTILINE)
_README = re.compile(rf"(\bversion )({_X_Y_Z})(\.)")
_RELEASED = re.compile(r"^(date-released: )\S+$", re.MULTILINE)
_CATALOG = re.compile(rf'(name="{_OURS}ontology/){_X_Y_Z}')
_MAPPING_SET = re.compile(rf'^(#mapping_set_version: "){_X_Y_Z}(")$', re.MULTILINE)


def _setter(pattern: re.Pattern[str], version: str, path: Path) -> Callable[[str], str]:
    def set_version(text: str) -> str:
        if not pattern.search(text):
            raise BadInput("states no version X.Y.Z", str(path))
        return pattern.sub(rf"\g<1>{version}\g<3>", text)

    return set_version


def _check_dates(path: Path, date: str) -> None:
    """Refuse a release that is older than one of its files."""
    header = _HEADER.search(read_text(path))
    for what, found in _DATES.findall(header[0] if header else ""):
        if found > date:
            raise BadInput(f"was {what} on {found}, after the release of {date}", str(path))


def _header(text: str, version: str, date: str, previous: Previous) -> str:
    """The text of a Turtle file with this version in its header; a file without one stays."""
    return _HEADER.sub(lambda header: _dated(header[0], version, date, previous), text, count=1)


def _dated(text: str, version: str, date: str, previous: Previous) -> str:
    """The header of a file with this version and date, and what the release before had."""
    found = _VERSION_IRI.search(text)
    if found is None:
        return text
    text = _VERSION_IRI.sub(rf"\g<1>\g<2>{version}\g<4>", text)
    text = _VERSION_INFO.sub(rf"\g<1>{version}\g<3>", text)
    text = _MODIFIED.sub(rf"\g<1>{date}\g<2>", text)
    text = _PRIOR.sub("", text)
    prior = f"{found[2]}{previous.version}{found[4][:-1]}"
    lines = ""
    if prior in previous.version_iris:
        relation = "backwardCompatibleWith" if previous.fits(version) else "incompatibleWith"
        lines = f"    owl:priorVersion <{prior}> ;\n    owl:{relation} <{prior}> ;\n"
    return _VERSION_INFO.sub(rf"{lines}\g<0>", text)


def _mapping(text: str, version: str) -> str:
    """A bridge's table with the version of our terms."""
    text = _MAPPING_SET.sub(rf"\g<1>{version}\g<2>", text)
    lines = text.split("\n")
    top = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    column = lines[top].split("\t").index("subject_source_version")
    for number in range(top + 1, len(lines)):
        cells = lines[number].split("\t")
        if len(cells) > column:
            cells[column] = version
            lines[number] = "\t".join(cells)
    return "\n".join(lines)
