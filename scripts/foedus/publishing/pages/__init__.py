"""What people read: HTML pages, style and pictures.

``shell`` is the frame around every page and ``knowledge`` what the pages know; the other modules
each write one kind of page.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.pages import conflicts, entities, lists, modules, questions, statements
from foedus.publishing.pages import vocabulary as terms
from foedus.publishing.pages.entities import Reasons
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
    yield from lists.files(shell, answers, differences)
    yield from questions.files(shell, answers)
    vocabulary = Vocabulary(shell)
    yield from terms.files(shell, vocabulary)
    yield from modules.files(shell, vocabulary)
    yield from statements.files(shell, questions.by_fact(answers), near)
    yield from entities.files(shell, near, questions.by_thing(answers), Reasons(site))
