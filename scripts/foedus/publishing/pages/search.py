"""What the field in the header searches: the names of everything that has a page of its own.

One file, ``assets/search.json``: ``[kinds, entries]``, an entry is ``[kind, label, page]`` or,
where it has other names, ``[kind, label, page, [names]]``, with the number of its kind and the path
of its page without extension. Statements stand in it by number only. Passages, which are read where
they are quoted, and the records of other people's tables, which stand in lists of their own, have
no entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from foedus.bundled.questions import Question
from foedus.publishing.documents import question_path
from foedus.publishing.html import for_script
from foedus.publishing.pages.frame import Shell
from foedus.publishing.pages.lookup import is_text
from foedus.rdf.names import SKOS_NS, text

PATH = "assets/search.json"
QUESTION, CLASS, PROPERTY, CODE, STATEMENT = "question", "class", "property", "code", "statement"


@dataclass(frozen=True)
class Entry:
    """Something with a page: what it is, its name, its page without extension, other names."""

    kind: str
    label: str
    page: str
    others: tuple[str, ...] = ()
    iri: str = ""


def file(shell: Shell) -> tuple[str, bytes]:
    """The index as a file of the site."""
    whole = indexed(list(entries(shell)), {})
    return PATH, json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def for_one_file(shell: Shell) -> str:
    """The index for the one file, where a thing leads to a question about it."""
    found = list(entries(shell))
    places = {one.page: f"#tab=questions&about={quote(one.iri, safe='')}" for one in found}
    for question in shell.site.questions:
        places[question_path(question)] = f"#tab=questions&q={question.number}"
    return for_script(indexed(found, places))


def indexed(found: list[Entry], places: Mapping[str, str]) -> list[object]:
    """The kinds in the order in which hits of equal worth are shown, and the entries."""
    last = (QUESTION, CLASS, PROPERTY, CODE, STATEMENT)
    kinds = list(dict.fromkeys(one.kind for one in found if one.kind not in last))
    kinds += [kind for kind in last if any(one.kind == kind for one in found)]
    number = {kind: at for at, kind in enumerate(kinds)}
    return [
        kinds,
        [
            [
                number[one.kind],
                one.label,
                places.get(one.page, one.page),
                *[list(one.others)] * bool(one.others),
            ]
            for one in found
        ],
    ]


def entries(shell: Shell) -> Iterator[Entry]:
    """Everything with a page that people look for by name; things first, by their kind."""
    site, know = shell.site, shell.know
    things = []
    for iri in site.entities:
        if iri in site.statements or is_text(site.types(iri)):
            continue
        kind = know.title(know.kind(iri)) if know.kind(iri) else "thing"
        how = know.unheld(iri)  # what is planned or claimed is not found as if it were so
        things.append(_thing(shell, iri, f"{kind}, {how}" if how else kind))
    order = {"Polity": 0, "Agent": 1, "Organization": 1, "Alliance": 2, "Instrument": 2}

    def rank(one: Entry) -> tuple[int, str, str]:
        found = [n for name, n in order.items() if know.is_a(one.iri, name)]
        return (min(found, default=3), one.kind, one.label)

    yield from sorted(things, key=rank)
    yield from (_question(question) for question in site.questions)
    for iri in site.terms:
        kind = CLASS if iri.rpartition("#")[2][:1].isupper() else PROPERTY
        yield _thing(shell, iri, kind, (iri.rpartition("#")[2],))
    for iri in site.codes:
        yield _thing(shell, iri, CODE)
    for one in site.statements.values():
        if one.fact and one.iri in site.resources:
            yield Entry(STATEMENT, one.fact, site.resources[one.iri], (), one.iri)


def _thing(shell: Shell, iri: str, kind: str, more: tuple[str, ...] = ()) -> Entry:
    site = shell.site
    label = shell.know.title(iri)
    names = [text(one) for one in site.stated.objects(iri, SKOS_NS + "altLabel")]
    others = tuple(name for name in dict.fromkeys((*more, *names)) if name != label)
    return Entry(kind, label, site.resources[iri], others, iri)


def _question(one: Question) -> Entry:
    return Entry(QUESTION, one.question, question_path(one), (one.number,))
