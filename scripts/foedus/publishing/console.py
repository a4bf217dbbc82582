"""The query page: questions put in the browser. Nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.site import Site


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The files of the query page."""
    yield from ()
