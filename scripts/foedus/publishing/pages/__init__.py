"""What people read: HTML pages, style and pictures.

``frame`` stands around every page, ``lookup`` is what the pages know, ``pictures`` what they draw;
``world`` tells of one thing, and the other modules each write one kind of page.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.pages import (
    conflicts,
    entities,
    lists,
    questions,
    records,
    search,
    whole_files,
)
from foedus.publishing.pages.entities import reasons_of
from foedus.publishing.pages.frame import assets, shell_of
from foedus.publishing.site import Site


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The pages of the site, and the style sheet."""
    shell = shell_of(site)
    answers = questions.answer_all(site, set(site.passages))
    differences = conflicts.find(shell.know)
    near = conflicts.by_node(differences)
    yield from assets()
    yield search.file(shell)
    yield from lists.files(shell, answers, differences)
    yield from questions.files(shell, answers)
    yield from whole_files.files(shell)
    yield from records.files(shell)
    asked = {**questions.by_thing(answers), **questions.by_fact(answers)}
    yield from entities.files(shell, near, asked, reasons_of(site))
