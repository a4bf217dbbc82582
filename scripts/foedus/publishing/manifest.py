"""The list of a site's files with their digests: what marks a folder as a site of ours.

It is ``.foedus-files``, in the format of ``sha256sum``: ``sha256sum -c .foedus-files`` tells
whether a copy is whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from foedus.errors import BadInput

NAME = ".foedus-files"
_VERSIONED = re.compile(
    r"(?:ontology|shapes|data|queries)/([0-9]+(?:\.[0-9]+)*)(?:/.+|\.(?:ttl|nt|jsonld|rdf|html))"
)


def written(digests: Mapping[str, str]) -> bytes:
    """The list, sorted by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def listed(folder: Path) -> dict[str, str]:
    """The files that an earlier run wrote into a folder, with their digests; none elsewhere."""
    place = folder / NAME
    if not place.is_file():
        return {}
    lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
    parts = (line.partition("  ") for line in lines)
    return {path: digest for digest, _, path in parts if path}


def read(folder: Path, path: str, digest: str) -> bytes:
    """The bytes of a listed file. Raises BadInput where it has gone or has changed."""
    top = folder.resolve()
    place = (top / path).resolve()
    if not place.is_relative_to(top) or not place.is_file():
        raise BadInput("is listed and not there", str(folder / path))
    data = place.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise BadInput("is not as it was published", str(folder / path))
    return data


def version_of(path: str) -> str:
    """The version that a path belongs to; empty for a path that changes with the site.

    >>> version_of("ontology/0.1.0/core.ttl"), version_of("shapes/0.1.0.rdf")
    ('0.1.0', '0.1.0')
    >>> version_of("ontology/core.ttl")
    ''
    """
    found = _VERSIONED.fullmatch(path)
    return found[1] if found else ""
