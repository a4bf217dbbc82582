"""The steps of a release, in order; nothing is written before all of them are known to work.

The change log: a person writes under ``## [Unreleased]`` what changed and why; each term that is
deprecated, gone or has another definition must be named there. The addresses: what was released
once is defined for good, or deprecated with what replaces it or why it was given up.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import folders as resources
from foedus.checks import layout
from foedus.errors import BadInput
from foedus.rdf import reading, replacing, writing, xsd
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    SHAPE_NS,
    SKOS_NS,
    curie,
)
from foedus.rdf.reading import read_text
from foedus.release import artefacts, stamp
from foedus.release.artefacts import CHANGELOG, RELEASED
from foedus.release.diff import INSTALLED, Comparison, Difference, Edition, compare, read_edition
from foedus.release.stamp import number


@dataclass(frozen=True)
class Plan:
    """A release that can be made: its version, the texts to write, and what it changes."""

    root: Path
    version: str
    texts: dict[Path, str]
    comparison: Comparison | None

    @property
    def stale(self) -> list[Path]:
        """The files of the checkout that are not yet as the release needs them."""
        return [path for path, text in self.texts.items() if _text(path) != text]

    def write(self) -> None:
        """Write the files of the checkout."""
        for path in self.stale:
            writing.write(path, self.texts[path].encode())


def plan(root: Path, version: str | None, date: str | None, since: str | None) -> Plan:
    """Work out a release of the checkout; nothing is written.

    The version is the one of ``pyproject.toml`` unless given, the date the one that the change log
    gives it. `since` is the last release: a folder, or None for the last tag ``vX.Y.Z`` of git;
    where there is neither, this is the first release. Raises BadInput where the version is lower
    than the last, where the change log says nothing, and where a released address is gone.
    """
    version = version or stamp.project_version(root)
    if number(version) is None:
        raise BadInput(f"version {version} is not of the form X.Y.Z")
    log = reading.read_text(root / CHANGELOG)
    date = date or date_of(log, version)
    if date is None or not xsd.is_day(date):
        raise BadInput(f"the release needs a date: --date YYYY-MM-DD, not {date}")
    new = read_edition(str(root))
    with _last_release(root, version, since) as folder:
        old = None if folder is None else read_edition(folder)
        found = None if old is None else compare(old, new)
        defended = _defended(root, version, folder)
    previous = _previous(found)
    if (number(previous.version) or (0, 0, 0)) > (number(version) or (0, 0, 0)):
        raise BadInput(f"version {version} is lower than {previous.version}")
    texts = stamp.stamped(root, version, date, previous)
    texts[root / CHANGELOG] = closed(log, version, date, found)
    texts[root / RELEASED] = _released(root, new, version, defended)
    return Plan(root, version, _laid_out(texts), found)


def build(root: Path, output: Path) -> list[str]:
    """Write the artefacts of a checkout into a new or empty folder, or over the same release."""
    files = artefacts.build(root)
    if output.is_dir():
        strange = [
            path.relative_to(output).as_posix()
            for path in sorted(output.rglob("*"))
            if path.is_file() and path.relative_to(output).as_posix() not in files
        ]
        if strange:
            raise BadInput(f"holds what is no part of the release: {strange[0]}", str(output))
    for name, data in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        writing.write(path, data)
    return list(files)


def _previous(found: Comparison | None) -> stamp.Previous:
    if found is None or not found.old.versions:
        return stamp.Previous()
    addresses = frozenset(
        quad.object.value
        for quad in found.old.quads
        if quad.predicate.value == OWL_NS + "versionIRI" and isinstance(quad.object, ox.NamedNode)
    )
    return stamp.Previous(addresses, found.old.versions[-1])


def _defended(root: Path, version: str, last: str | None) -> dict[str, str]:
    """The addresses that are out: those of the last release, and of earlier ones in our list.

    What our list has below a version that is not out yet may still change.
    """
    folders = [root] if last is None else [root, resources.root() if last == INSTALLED else last]
    paths = [Path(folder) / RELEASED for folder in folders]
    ours, *theirs = (read_list(path) if path.is_file() else {} for path in paths)
    is_out = f"v{version}" in _tags(root)
    kept = {iri: since for iri, since in ours.items() if is_out or since != version}
    return {**kept, **{iri: since for listed in theirs for iri, since in listed.items()}}


def _released(root: Path, edition: Edition, version: str, defended: dict[str, str]) -> str:
    """The list of released addresses with those of this release; none may be gone."""
    wrong = faults(defended, edition.quads)
    if wrong:
        raise BadInput(wrong[0], str(root / RELEASED))
    return write_list(extended(defended, edition.quads, version))


def _laid_out(texts: dict[Path, str]) -> dict[Path, str]:
    """The texts, those of Turtle laid out where they change."""
    return {
        path: layout.format_bytes(text.encode(), str(path)).decode()
        if path.suffix == ".ttl" and _text(path) != text
        else text
        for path, text in texts.items()
    }


def _text(path: Path) -> str | None:
    return reading.read_text(path) if path.is_file() else None


@contextmanager
def _last_release(root: Path, version: str, since: str | None) -> Iterator[str | None]:
    """The last release: the one named, else a folder with the last tag of git below ours."""
    if since is not None:
        yield since
        return
    tag = _last_tag(root, version)
    if tag is None:
        yield None
        return
    with replacing.workspace() as parent:
        folder = Path(parent) / tag
        packed = _git(root, "archive", "--format=tar", tag)
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield str(folder)


def _last_tag(root: Path, version: str) -> str | None:
    """The tag of the highest version below ours; None outside git or without such a tag."""
    wanted = number(version) or (0, 0, 0)
    keys = {number(tag[1:]): tag for tag in _tags(root) if tag.startswith("v")}
    below = [key for key in keys if key is not None and key < wanted]
    return keys[max(below)] if below else None


def _tags(root: Path) -> list[str]:
    """The tags of git; none outside git."""
    return _git(root, "tag", "--list").decode().split() if (root / ".git").exists() else []


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise BadInput(
            f"git cannot be run: {error.strerror}; name the last release: --since"
        ) from None
    if done.returncode:
        raise BadInput(f"git: {done.stderr.decode(errors='replace').strip().splitlines()[-1]}")
    return done.stdout


# --- the change log -----------------------------------------------------------------------------


UNRELEASED = "## [Unreleased]"

_NEXT = re.compile(r"^## ", re.MULTILINE)
_DATED = re.compile(r"^## \[(?P<version>[^\]]+)\] - (?P<date>\d{4}-\d{2}-\d{2})$", re.MULTILINE)
_DEFINITION = SKOS_NS + "definition"


def date_of(text: str, version: str) -> str | None:
    """The date that the change log gives a version.

    >>> date_of("## [0.1.0] - 2026-11-23\\n", "0.1.0")
    '2026-11-23'
    """
    return next(
        (found["date"] for found in _DATED.finditer(text) if found["version"] == version), None
    )


def closed(text: str, version: str, date: str, found: Comparison | None) -> str:
    """The change log with the entry of this version dated.

    `found` compares with the last release; None for the first release. Raises BadInput where there
    is no entry, an empty one, or one that gives no reason for a change that needs one.
    """
    start, end = _entry(text, version)
    body = text[text.index("\n", start) + 1 : end].strip()
    if not body:
        raise BadInput(f"the entry of {version} is empty: say what changed and why", CHANGELOG)
    for entry in [] if found is None else _to_explain(found):
        if not _names(body, curie(entry.subject)):
            what = "has another definition" if entry.way == "changed" else f"is {entry.way}"
            raise BadInput(f"{curie(entry.subject)} {what}: the entry must say why", CHANGELOG)
    tail = f"\n{text[end:]}" if text[end:] else ""
    return f"{text[:start]}## [{version}] - {date}\n\n{body}\n{tail}"


def _names(body: str, term: str) -> bool:
    """Whether a text names this term, and not only one whose name begins or ends like it."""
    return re.search(rf"(?<![\w:-]){re.escape(term)}(?![\w-])", body) is not None


def _entry(text: str, version: str) -> tuple[int, int]:
    """Where the entry of a version begins and ends: its own, else the unreleased one."""
    for heading in (f"## [{version}]", UNRELEASED):
        start = text.find(heading)
        if start >= 0:
            following = _NEXT.search(text, start + 1)
            return start, following.start() if following else len(text)
    raise BadInput(f"no entry for {version}: write one below {UNRELEASED}", CHANGELOG)


def _to_explain(found: Comparison) -> list[Difference]:
    """The terms whose change needs a reason."""
    terms = found.of("terms")
    redefined = filter(_is_redefined, terms["changed"])
    entries = [*terms["deprecated"], *terms["removed"], *redefined]
    return [entry for entry in entries if not entry.subject.startswith(("[", "(", "_:"))]


def _is_redefined(entry: Difference) -> bool:
    return _DEFINITION in entry.properties and bool(entry.properties[_DEFINITION][0])


# --- the addresses that were ever released ------------------------------------------------------


_HEADING = "# released with "
_TYPE = RDF_NS + "type"
_DEPRECATED = OWL_NS + "deprecated"
_REASONS = (DCTERMS_NS + "isReplacedBy", SKOS_NS + "changeNote", SKOS_NS + "historyNote")
_OWN = (FOEDUS_NS, CODE_NS, SHAPE_NS)


def declared(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The terms, codes and shapes that some statements declare: subjects of ours with a type."""
    return frozenset(
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value == _TYPE
        and quad.subject.value.startswith(_OWN)
    )


def read_list(path: Path) -> dict[str, str]:
    """The listed addresses, each with the version that released it first.

    Raises BadInput for a line that is neither an address of ours nor a heading, and for an
    address that is listed twice.
    """
    listed: dict[str, str] = {}
    version = ""
    for line_number, line in enumerate(read_text(path).splitlines(), 1):
        if line.startswith(_HEADING):
            version = line.removeprefix(_HEADING)
        elif line and not line.startswith("#"):
            if not line.startswith(_OWN) or number(version) is None or line in listed:
                reason = "no address of ours, below no version, or listed before"
                raise BadInput(f"{reason}: {line}", str(path), line_number)
            listed[line] = version
    return listed


def write_list(listed: Mapping[str, str]) -> str:
    """The text of the list: versions in order, the addresses of each sorted."""
    head = "# Every address that foedus has ever released. None may vanish; scripts/release adds.\n"
    sections = []
    for version in sorted(set(listed.values()), key=lambda text: number(text) or (0, 0, 0)):
        addresses = sorted(iri for iri, since in listed.items() if since == version)
        sections.append(f"\n{_HEADING}{version}\n" + "".join(f"{iri}\n" for iri in addresses))
    return head + "".join(sections)


def extended(listed: Mapping[str, str], quads: Iterable[ox.Quad], version: str) -> dict[str, str]:
    """The list with all that is declared; what is new is released with this version."""
    return {**dict.fromkeys(declared(quads), version), **listed}


def faults(listed: Iterable[str], quads: Iterable[ox.Quad]) -> list[str]:
    """What is wrong with the listed addresses, one sentence each, sorted."""
    said: dict[str, set[str]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            properties = said.setdefault(quad.subject.value, set())
            if quad.predicate.value != _DEPRECATED or str(quad.object).startswith('"true"'):
                properties.add(quad.predicate.value)
    found = []
    for iri in sorted(listed):
        properties = said.get(iri, set())
        if _TYPE not in properties:
            found.append(f"{iri} was released and is gone: deprecate it instead")
        elif _DEPRECATED in properties and not properties.intersection(_REASONS):
            found.append(
                f"{iri} is deprecated, but nothing replaces it and no change note says why"
            )
    return found
