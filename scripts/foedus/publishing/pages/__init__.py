"""What people read: HTML pages, style and pictures.

``frame`` stands around every page, ``lookup`` is what the pages know, ``pictures`` what they draw;
``axioms``, ``world`` and the class ``Vocabulary`` tell of one thing each, and the other modules
each write one kind of page.
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
from foedus.publishing.pages import vocabulary as terms
from foedus.publishing.pages.entities import reasons_of
from foedus.publishing.pages.frame import assets, shell_of
from foedus.publishing.pages.vocabulary import Vocabulary
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
    vocabulary = Vocabulary(shell)
    yield from terms.files(shell, vocabulary)
    yield from whole_files.files(shell, vocabulary)
    yield from records.files(shell)
    asked = {**questions.by_thing(answers), **questions.by_fact(answers)}
    yield from entities.files(shell, near, asked, reasons_of(site))
