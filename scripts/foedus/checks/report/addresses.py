"""How a report names a file: from the folder one stands in, or from that of the project."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from foedus.bundled import folders


def from_here(name: str) -> str:
    """The shortest name by which a file can be opened from the folder one stands in."""
    if os.path.isabs(name) and Path(name).is_relative_to(Path.cwd()):
        return str(Path(name).relative_to(Path.cwd()))
    return name


def relative(name: str) -> str:
    """The name of a file from here, or of a bundled file from foedus's root; else as it is.

    >>> relative("data/mine.ttl")
    'data/mine.ttl'
    """
    if not os.path.isabs(name):
        return Path(os.path.normpath(name)).as_posix() if name else ""
    path = Path(name)
    for root in (Path.cwd(), folders.root()):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.as_posix()


def uri(name: str) -> str:
    """The same as an address: relative and percent-encoded, or ``file:`` for a file elsewhere.

    >>> uri("data/my facts.ttl")
    'data/my%20facts.ttl'
    """
    told = relative(name)
    if os.path.isabs(told):
        return Path(told).as_uri()
    return quote(told, safe="/-._~!$&'()*+,;=@")
