"""Old versions stay: their files are taken over from an earlier site, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foedus.publishing import manifest
from foedus.publishing.site import Site


def files(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
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
