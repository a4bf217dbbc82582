"""A page for each class, property and code."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.pages import schema
from foedus.publishing.pages.shell import ENTITY_FORMATS, Head, Here, Shell
from foedus.publishing.pages.vocabulary import Vocabulary


def files(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The pages of the terms and codes."""
    for iri in (*shell.site.terms, *shell.site.codes):
        path = shell.site.resources[iri] + ".html"
        entry = vocabulary.entry(iri, Here(shell, path))
        head = Head(
            title=f"{entry.name} ({entry.what})",
            summary=entry.definition,
            section="ontology.html",
            canonical=iri,
            formats=ENTITY_FORMATS,
            schema=schema.term(iri, entry.name, entry.definition),
        )
        yield shell.page(path, "term.html", head, term=entry)
