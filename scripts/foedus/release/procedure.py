"""The steps of a release, in order; nothing is written before all of them are known to work."""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as date_type
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import folders as resources
from foedus.checks import layout
from foedus.errors import BadInput
from foedus.rdf import reading, replacing, writing
from foedus.rdf.names import OWL_NS
from foedus.release import artefacts, changelog, iris, stamp
from foedus.release.diff import INSTALLED, Comparison, Edition, compare, read_edition
from foedus.release.stamp import number

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TAG = re.compile(r"v(\d+\.\d+\.\d+)")


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
    log = reading.read_text(root / changelog.FILE)
    date = date or changelog.date_of(log, version)
    if date is None or not _is_day(date):
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
    texts[root / changelog.FILE] = changelog.closed(log, version, date, found)
    texts[root / iris.FILE] = _released(root, new, version, defended)
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


def _is_day(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date_type.fromisoformat(text))
    except ValueError:
        return False


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
    paths = [Path(folder) / iris.FILE for folder in folders]
    ours, *theirs = (iris.read_list(path) if path.is_file() else {} for path in paths)
    is_out = f"v{version}" in _tags(root)
    kept = {iri: since for iri, since in ours.items() if is_out or since != version}
    return {**kept, **{iri: since for listed in theirs for iri, since in listed.items()}}


def _released(root: Path, edition: Edition, version: str, defended: dict[str, str]) -> str:
    """The list of released addresses with those of this release; none may be gone."""
    wrong = iris.faults(defended, edition.quads)
    if wrong:
        raise BadInput(wrong[0], str(root / iris.FILE))
    return iris.write_list(iris.extended(defended, edition.quads, version))


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
    tags = {}
    for line in _tags(root):
        found = _TAG.fullmatch(line)
        key = number(found[1]) if found else None
        if key is not None and key < wanted:
            tags[key] = line
    return tags[max(tags)] if tags else None


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
