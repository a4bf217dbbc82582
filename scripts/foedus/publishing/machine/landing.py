"""A landing page for each whole file and each version that has no page of its own otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.documents import MEDIA_TYPES, Document
from foedus.publishing.rendering import render
from foedus.publishing.site import Site
from foedus.terms import text

STYLE = "assets/site.css"
_NAMES = {".ttl": "Turtle", ".nt": "N-Triples", ".jsonld": "JSON-LD", ".rdf": "RDF/XML"}


def files(site: Site, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """The pages that are missing among the paths."""
    there = set(paths)
    for document in site.documents:
        for path in document.paths:
            if f"{path}.html" not in there:
                yield f"{path}.html", _page(site, document, path, there)


def _page(site: Site, document: Document, path: str, there: set[str]) -> bytes:
    here = f"{path}.html"
    formats = [
        (_NAMES[extension], path.rpartition("/")[2] + extension, MEDIA_TYPES[extension])
        for extension in _NAMES
        if path + extension in there
    ]
    subjects = {text(quad.subject) for quad in document.quads}
    things = sorted(
        (site.label(iri), link)
        for iri in subjects
        if iri in site.resources and iri != document.iri and (link := site.link(here, iri))
    )
    return render(
        "landing.html",
        here=here,
        document=document,
        formats=formats,
        things=things,
        others=[f"{other}.html" for other in document.paths if other != path],
        fixed=path == document.version_path,
        style=STYLE if STYLE in there else "",
    )
