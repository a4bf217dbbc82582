"""What programs read: each thing and each file in the syntaxes of RDF, and how to find them."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.linked_data import catalogue, context, hosting, things, whole
from foedus.publishing.site import Site


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Everything for programs."""
    sizes: dict[str, int] = {}
    for path, data in whole.files(site):
        sizes[path] = len(data)
        yield path, data
    yield from catalogue.files(site, sizes)
    yield from context.files(site)
    yield from things.files(site)
    yield from hosting.files(site)
