"""A document for each term, code and entity: what is asserted about it, and what points to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from foedus.publishing.site import Index, Site
from foedus.rdf import writing

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD}
"""The syntaxes of a thing's own documents."""


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The documents of every term, code and entity that is no graph (a graph is a whole file)."""
    taken = {path for document in site.documents for path in document.paths}
    for iri, path in site.resources.items():
        if path not in taken:
            for extension, data in written(description(site.stated, iri)):
                yield path + extension, data


def written(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, bytes]]:
    """The triples of a thing in its syntaxes, by extension."""
    return zip(FORMATS, writing.encode_each(quads, FORMATS.values()), strict=True)


def description(index: Index, iri: str) -> set[ox.Quad]:
    """The triples about a thing and its blank nodes, and those of named things that point to it."""
    found: set[ox.Quad] = set()
    waiting = [iri]
    seen = {iri}
    while waiting:
        for quad in index.by_subject(waiting.pop()):
            found.add(_plain(quad))
            label = str(quad.object)
            if isinstance(quad.object, ox.BlankNode) and label not in seen:
                seen.add(label)
                waiting.append(label)
    for quad in index.by_object(iri):
        if isinstance(quad.subject, ox.NamedNode):
            found.add(_plain(quad))
    return found


def _plain(quad: ox.Quad) -> ox.Quad:
    """The quad without its graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)
