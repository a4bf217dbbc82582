"""A landing page for each whole file and each version that has no page of its own otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foedus.publishing import address
from foedus.publishing.documents import Document
from foedus.publishing.pages.frame import FORMATS, Head, Shell, shell_of
from foedus.publishing.site import Site
from foedus.rdf.names import text

_KINDS = {
    "ontology": ("Ontology", "ontology.html"),
    "module": ("Ontology module", "ontology.html"),
    "bridge": ("Links to another vocabulary", "ontology.html"),
    "shapes": ("Shapes", "ontology.html"),
    "data": ("Data", "things.html"),
    "graph": ("Data of one source", "things.html"),
    "questions": ("Questions", "queries/index.html"),
}


def files(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The pages that are missing among the files written."""
    shell = shell_of(site)
    for document in site.documents:
        for path in document.paths:
            if f"{path}.html" not in written:
                yield _page(shell, document, path, written)


def _page(
    shell: Shell, document: Document, path: str, written: Mapping[str, str]
) -> tuple[str, bytes]:
    kind, section = _KINDS[document.kind]
    head = Head(
        title=document.title,
        summary=document.description or document.title,
        section=section,
        canonical=address.HOME + path if path == document.version_path else document.iri,
        formats=tuple(one for one in FORMATS if path + one[1] in written),
    )
    subjects = {text(quad.subject) for quad in document.quads} - {document.iri}
    things = [iri for iri in subjects if iri in shell.site.resources]
    return shell.page(
        f"{path}.html",
        "landing.html",
        head,
        document=document,
        kind=kind,
        things=sorted(things, key=lambda iri: (shell.know.title(iri), iri)),
        others=[other for other in document.paths if other != path],
        fixed=path == document.version_path,
    )
