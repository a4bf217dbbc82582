"""Builds a site beside its folder and swaps it in: whole or not at all, and the same bytes twice.

The folder must be new, empty or a site of ours, known by its list of files. What stands in the
folder and not in that list (a ``CNAME``, a ``.git``) is somebody's own and moves into the new site
untouched. Old versions stay: their files are taken over from an earlier site, byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from foedus.errors import BadInput
from foedus.publishing import hosting, linked_data, manifest, pages, query_page
from foedus.publishing.pages import whole_files
from foedus.publishing.site import Site
from foedus.rdf import replacing

File = tuple[str, bytes]
Contributor = Callable[[Site], Iterator[File]]
Closing = Callable[[Site, Mapping[str, str]], Iterator[File]]
"""Writes at the end, when all files before it are known: their SHA-256 digests by path."""

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_HIDDEN = frozenset([".htaccess", ".nojekyll", ".well-known"])


def publish(
    site: Site,
    folder: str | os.PathLike[str],
    contributors: Iterable[Contributor],
    closing: Iterable[Closing] = (),
    told: Callable[[int], None] = lambda count: None,
) -> int:
    """Build the site into the folder and return the number of its files.

    ``told`` hears how many files there are so far. Raises BadInput where the folder is not ours to
    write; whatever fails, the old site stays as it was, and no folder is left that was not there.
    """
    target = _target(os.fspath(folder))
    old = {manifest.NAME: "", **manifest.listed(target)}
    missing = [above for above in target.parents if not above.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing.new_folder(target, os.fspath(folder)) as fresh:
            written = _write_all(site, fresh, contributors, closing, told)
            _keep_foreign(target, fresh, old)
            if target.exists():
                os.chmod(fresh, target.stat().st_mode & 0o7777)
            replacing.swap(fresh, target)
        lost = {manifest.version_of(path) for path in old.keys() - written}
        for version in sorted(lost - {"", site.version}):
            told_of = f"version {version} is no longer in {folder}"
            site.notes.append(f"{told_of}; --previous {folder} would have kept it")
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        raise BadInput(f"cannot be published: {cause}", os.fspath(folder)) from None
    finally:
        _remove_empty(missing)
    return len(written)


def files(
    site: Site, contributors: Iterable[Contributor], closing: Iterable[Closing] = ()
) -> Iterator[tuple[str, bytes, str]]:
    """Every file with its digest, checked: a safe path, and no two that a disk mixes up."""
    digests: dict[str, str] = {}
    taken: dict[str, str] = {}
    makers = [partial(make, site) for make in contributors]
    for make in [*makers, *(partial(make, site, MappingProxyType(digests)) for make in closing)]:
        for path, data in make():
            check_path(path)
            if other := taken.get(path.lower()):
                raise BadInput(f"two things would be published as {path} and {other}")
            taken[path.lower()] = path
            digests[path] = hashlib.sha256(data).hexdigest()
            yield path, data, digests[path]


def check_path(path: str) -> None:
    """Raise BadInput for a path that leads out of the site or that a file system refuses."""
    for number, segment in enumerate(path.split("/")):
        hidden = number == 0 and segment in _HIDDEN
        if not hidden and (not _SEGMENT.fullmatch(segment) or segment.endswith(".")):
            raise BadInput(f"{path!r} is no path for a file of the site")


# --- writing --------------------------------------------------------------------


def _write_all(
    site: Site,
    fresh: Path,
    contributors: Iterable[Contributor],
    closing: Iterable[Closing],
    told: Callable[[int], None],
) -> dict[str, str]:
    """Write every file and the list of them; return the digests by path."""
    digests: dict[str, str] = {}
    made: set[str] = set()
    root = os.fspath(fresh)
    for path, data, digest in files(site, contributors, closing):
        above = path.rpartition("/")[0]
        if above not in made:
            (fresh / above).mkdir(parents=True, exist_ok=True)
            made.add(above)
        _write(f"{root}/{path}", data)
        digests[path] = digest
        told(len(digests))
    (fresh / manifest.NAME).write_bytes(manifest.written(digests))
    return digests


def _write(path: str, data: bytes) -> None:
    """Write a new file. (Python's own file objects take twice as long, and there are many.)"""
    descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


# --- the folder -----------------------------------------------------------------


def _target(folder: str) -> Path:
    """The real folder; a link to it is followed once, here. Refuses what must not be replaced."""
    target = Path(os.path.realpath(folder))
    replacing.recover(target)
    if target.exists() and not target.is_dir():
        raise BadInput("is a file, not a folder", folder)
    if target in (Path.cwd(), *Path.cwd().parents):
        raise BadInput("is the current folder or above it: name another", folder)
    if target.is_dir() and any(target.iterdir()) and not (target / manifest.NAME).is_file():
        raise BadInput("holds files and is no site of foedus: name a new or empty folder", folder)
    return target


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders, the inmost first, up to one that holds something."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _keep_foreign(target: Path, fresh: Path, old: Mapping[str, str]) -> None:
    """Take over what stands in the old site and is not of ours; a link stays a link.

    Raises OSError for a folder that cannot be read, rather than lose what is in it.
    """
    if not target.is_dir():
        return
    ours = {os.fspath(above) for path in old for above in PurePosixPath(path).parents}
    for above, folders, names in os.walk(target, onerror=_refuse):
        links = [name for name in folders if os.path.islink(os.path.join(above, name))]
        inside = Path(above).relative_to(target).as_posix()
        if not folders and not names and inside not in ours:
            _place_for(fresh, inside, Path(above)).mkdir(parents=True, exist_ok=True)
        for name in (*names, *links):
            source = Path(above, name)
            path = source.relative_to(target).as_posix()
            if path in old:
                continue
            copy = _place_for(fresh, path, source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.is_symlink():
                os.symlink(os.readlink(source), copy)
                continue
            try:
                os.link(source, copy)
            except OSError:
                shutil.copy2(source, copy)


def _place_for(fresh: Path, path: str, source: Path) -> Path:
    """Where something foreign goes. Raises BadInput where a file of the site stands there."""
    place = fresh / path
    if os.path.lexists(place) and not (place.is_dir() and source.is_dir()):
        raise BadInput("stands in the way of a file of the site: move it", str(source))
    return place


def _refuse(error: OSError) -> None:
    raise error


def old_versions(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files of the versions that the earlier site has and this one has not."""
    if site.previous is None:
        return
    changed = set()
    for path, digest in sorted(manifest.listed(site.previous).items()):
        version = manifest.version_of(path)
        if path in written:
            if version and written[path] != digest and not path.endswith(".html"):
                changed.add(version)
        elif version:
            yield path, manifest.read(site.previous, path, digest)
    for version in sorted(changed):
        site.notes.append(
            f"version {version} differs from the one that {site.previous} has: raise the version"
        )


# --- who writes the site, in order --------------------------------------------------------------


CONTRIBUTORS: tuple[Contributor, ...] = (linked_data.files, pages.files, query_page.files)
CLOSING: tuple[Closing, ...] = (whole_files.landing_pages, old_versions, hosting.sitemap)
