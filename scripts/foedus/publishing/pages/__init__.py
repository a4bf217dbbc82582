"""What people read: HTML pages, style and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.rendering import render
from foedus.publishing.site import Site


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The pages of the site."""
    here = "index.html"
    things = [(site.label(iri), site.link(here, iri)) for iri in site.resources]
    yield here, render("index.html", title="foedus", things=sorted(things))
    for iri, path in site.resources.items():
        here = f"{path}.html"
        rows = [(site.label(quad.predicate.value), quad) for quad in site.stated.by_subject(iri)]
        facts = [
            (name, site.link(here, term.value), site.label(term.value))
            if (term := quad.object) and hasattr(term, "value") and not hasattr(term, "datatype")
            else (name, None, getattr(term, "value", ""))
            for name, quad in rows
        ]
        yield here, render("thing.html", title=site.label(iri), iri=iri, facts=facts, here=here)
