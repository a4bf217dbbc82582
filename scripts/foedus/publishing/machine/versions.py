"""Old versions stay: their files are taken over from an earlier site, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from foedus.errors import BadInput
from foedus.publishing.builder import listed_files, version_of
from foedus.publishing.site import Site


def files(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files of the versions that the earlier site has and this one has not."""
    if site.previous is None:
        return
    listed = listed_files(site.previous)
    if not listed:
        raise BadInput("is no site of foedus", str(site.previous))
    changed = set()
    for path, digest in sorted(listed.items()):
        version = version_of(path)
        if path in written:
            if version and written[path] != digest and not path.endswith(".html"):
                changed.add(version)
        elif version:
            yield path, _read(site.previous, path, digest)
    for version in sorted(changed):
        site.notes.append(
            f"version {version} differs from the one that {site.previous} has: raise the version"
        )


def _read(folder: Path, path: str, digest: str) -> bytes:
    top = folder.resolve()
    place = (top / path).resolve()
    if not place.is_relative_to(top) or not place.is_file():
        raise BadInput("is listed and not there", str(folder / path))
    data = place.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise BadInput("is not as it was published", str(folder / path))
    return data
