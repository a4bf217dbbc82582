"""What programs read: each thing and each file in the syntaxes of RDF, and how to find them."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.machine import documents
from foedus.publishing.site import Site


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Everything for programs."""
    for part in (documents,):
        yield from part.files(site)
