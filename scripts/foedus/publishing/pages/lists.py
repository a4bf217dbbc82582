"""The pages that lead into the site: home, things, days, differences, time, how to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from foedus.asking import plain, snapshot
from foedus.asking.results import words
from foedus.bundled import contents
from foedus.bundled.questions import FIRST
from foedus.publishing import address
from foedus.publishing.html import for_script, initial
from foedus.publishing.pages import conflicts, entities, pictures, questions, search, world
from foedus.publishing.pages.frame import Head, Here, Shell
from foedus.publishing.pages.questions import Answered
from foedus.publishing.site import ROWS
from foedus.rdf.headers import headers
from foedus.rdf.names import DCTERMS_NS, Term, text

DAYS = ("1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31")
"""The days whose picture is made beforehand; any other day is asked on the query page."""

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def files(
    shell: Shell, answers: list[Answered], differences: list[conflicts.Difference]
) -> Iterator[tuple[str, bytes]]:
    """Every page that lists."""
    yield _home(shell, answers, differences)
    yield from _things(shell, answers)
    yield from _snapshots(shell)
    yield _conflicts(shell, differences)
    yield _timeline(shell)
    yield _use(shell)
    yield _not_found(shell)


# --- home -------------------------------------------------------------------------


def _home(
    shell: Shell, answers: list[Answered], differences: list[conflicts.Difference]
) -> tuple[str, bytes]:
    site, know = shell.site, shell.know
    store = questions.world_store(site, (contents.ARTICLE,))
    picture = world.draw(shell, "index.html", store)
    chosen = [one for number in FIRST for one in answers if one.number == number]
    counts = [
        (f"{len(site.asserted):,}", "triples", "things.html"),
        (f"{len(site.statements):,}", "statements", "things.html"),
        (f"{len(site.terms) + len(site.codes):,}", "terms and codes", "ontology.html"),
        (f"{len(answers):,}", "questions", "queries/index.html"),
        (f"{len(differences):,}", "differences", "conflicts.html"),
    ]
    documents = sum(know.is_a(iri, "SourceDocument") for iri in site.entities)
    summary = (
        "Military alliances, commands and agreements as linked data: every fact with its source, "
        "every claim with who makes it, and the words that say so."
    )
    head = Head(
        title=site.title,
        summary=summary,
        section="index.html",
    )
    return shell.page(
        "index.html",
        "home.html",
        head,
        schema=for_script(_dataset(shell, summary)),
        picture=picture,
        chosen=[(one, _told(shell, one)) for one in chosen],
        counts=counts,
        examples=_examples(shell),
        sources=_sources(shell),
        documents=documents,
        tables=_tables(shell),
    )


def _tables(shell: Shell) -> list[tuple[str, int, str]]:
    """The first page of each table of records, how many rows it has, and its graph."""
    site = shell.site
    return [(site.rows[some[0]][0], len(some), graph) for graph, some in site.records.items()]


def _sources(shell: Shell) -> list[tuple[str, str, str]]:
    """What a user's data come from: IRI or path, title, licence; ours are told in a sentence."""
    site = shell.site
    if site.own:
        return []
    told = []
    for iri in site.sources:
        rights = (DCTERMS_NS + "license", DCTERMS_NS + "rights")
        licence = next(filter(None, (site.stated.text(iri, name) for name in rights)), "")
        told.append((iri, site.stated.text(iri, DCTERMS_NS + "title") or site.label(iri), licence))
    for header in sorted(headers(site.asserted), key=str):
        if isinstance(header, ox.NamedNode):
            title = site.stated.text(header.value, DCTERMS_NS + "title")
            licence = site.stated.text(header.value, DCTERMS_NS + "license")
            told.append((header.value, title or header.value, licence))
    if not told:
        told = [("", one.name, "") for one in site.data]
    return told


def _dataset(shell: Shell, summary: str) -> dict[str, Any]:
    """The whole site with its downloads as a data set of Schema.org, for search engines."""
    files = (("dataset.trig", "application/trig"), ("dataset.nq", "application/n-quads"))
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": shell.site.title,
        "description": summary,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": shell.site.base + name,
                "encodingFormat": kind,
            }
            for name, kind in files
        ],
        **({"license": _LICENCE} if shell.site.own else {}),
    }


def _told(shell: Shell, one: Answered) -> str:
    """The answer of a question in a sentence; for a user's data, how long it is."""
    if shell.site.own:
        return one.question.answer
    count = len(one.rows) + one.more
    return f"{count} row{'' if count == 1 else 's'}"


def _examples(shell: Shell) -> list[tuple[str, str]]:
    """A thing of each of the kinds that a visitor may look for, the most told of first."""
    found = []
    for words_, names in (
        ("A command", ("Command",)),
        ("A state", ("State",)),
        ("A treaty", ("Treaty",)),
        ("An alliance", ("Alliance",)),
        ("A person", ("Person",)),
        ("An event", ("Reorganization", "EntryIntoForce", "Event")),
        ("A source", ("SourceDocument",)),
    ):
        for name in names:
            things = [iri for iri in shell.site.entities if shell.know.is_a(iri, name)]
            if things:
                best = max(things, key=lambda iri: (len(shell.know.stated.by_object(iri)), iri))
                found.append((words_, best))
                break
    return found


# --- things -----------------------------------------------------------------------


def _things(shell: Shell, answers: list[Answered]) -> Iterator[tuple[str, bytes]]:
    """Everything by kind; a kind with more than a page of things has pages of its own."""
    head = Head(
        title="All things",
        summary="Every command, state, treaty, alliance, person, event and source, by kind.",
        section="things.html",
    )
    site, know = shell.site, shell.know
    sections = entities.things(site, know)
    told = list(site.statements.values())
    lists: list[tuple[str, Sequence[Any]]] = [one for _, kinds in sections for one in kinds]
    long = {}
    for kind, found in [*lists, (_STATEMENTS, told)]:
        if len(found) > ROWS:
            name = address.path_of(kind).rpartition("/")[2] if ":" in kind else kind or "other"
            title = initial(know.title(kind)) if ":" in kind else initial(kind or "Without a class")
            starts = range(0, len(found), ROWS)
            pages = [f"things/{name}-{number}" for number in range(1, len(starts) + 1)]
            long[kind] = pages[0]
            for number, start in enumerate(starts):
                yield shell.page(
                    f"{pages[number]}.html",
                    "list.html",
                    Head(f"{title}, page {number + 1}", f"{len(found):,} by name.", "things.html"),
                    title=title,
                    count=len(found),
                    found=found[start : start + ROWS],
                    statements=kind == _STATEMENTS,
                    pages=pages,
                    current=number,
                )
    yield shell.page(
        "things.html",
        "things.html",
        head,
        sections=sections,
        told=told,
        long=long,
        few=lambda found: len(found) if len(found) <= ROWS else _FEW,
        questions=answers,
        terms=_terms(shell),
        tables=_tables(shell),
    )


_STATEMENTS = "statements"
_FEW = 50
"""So many of a kind with pages of its own stand in the list of all things."""


def _terms(shell: Shell) -> list[tuple[str, list[search.Entry]]]:
    """Classes, properties and codes by name."""
    found: dict[str, list[search.Entry]] = {}
    for one in search.entries(shell):
        if one.kind in (search.CLASS, search.PROPERTY, search.CODE):
            found.setdefault(one.kind, []).append(one)
    names = {search.CLASS: "Classes", search.PROPERTY: "Properties", search.CODE: "Codes"}
    return [
        (names[kind], sorted(some, key=lambda one: (one.label.casefold(), one.page)))
        for kind, some in found.items()
    ]


# --- days -------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """One part of the picture of a day: columns, rows (certain, then possible), query."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: snapshot.Rows
    query: str
    picture: pictures.Picture | None


COLUMNS = {
    "since": "earliest start",
    "surely": "latest start",
    "state1": "state",
    "state2": "ally",
    "basis": "legal basis",
    "certainty": "on this day",
}
"""What the columns of a day are called, where their names are not words."""


def _snapshots(shell: Shell) -> Iterator[tuple[str, bytes]]:
    days = DAYS if shell.site.is_small else ()
    store = snapshot.world(shell.site.told)[-1] if days else ox.Store()
    for day in days:
        path = f"snapshots/{day}.html"
        head = Head(
            title=f"The world on {day}",
            summary=f"Commands, agreements, alliances, posts and reporting on {day}.",
            section="snapshots/index.html",
        )
        by = snapshot.by_sources(store, day, shell.site.label)
        sections = [_section(shell, store, path, query, day, by) for query in snapshot.queries()]
        yield shell.page(
            path, "snapshot.html", head, day=day, days=days, sections=sections, called=plain.called
        )
    head = Head(
        title="The world on a day",
        summary="What the dates prove and what they do not exclude, for some days.",
        section="snapshots/index.html",
    )
    yield shell.page("snapshots/index.html", "snapshots.html", head, days=days)


def _section(
    shell: Shell,
    store: ox.Store,
    path: str,
    query: snapshot.Query,
    day: str,
    by: Mapping[tuple[str, Term | None, Term | None], str],
) -> Section:
    """What one query tells of a day; after the marks of a row stand the data sets that tell it."""
    asked = query.on(day)
    names, found = query.answer(store, day)
    rows: snapshot.Rows = [
        (*row[:-2], _joined(row[-2], by.get((query.kind, row[0], row[1]))), row[-1])
        for row in found
    ]
    columns = tuple(COLUMNS.get(name) or words(name) for name in (*names[:-2], names[-1]))
    drawn = [one for one in pictures.RELATIONS if one.query == query.kind == "reporting"]
    picture = pictures.of_day(Here(shell, path), drawn[0], rows, day, asked) if drawn else None
    if day > (last := shell.site.horizon):
        known = ox.Literal(f"as far as known on {last}")
        rows = [
            (*row[:-1], known if text(row[-1]) == snapshot.CERTAINTIES[0] else row[-1])
            for row in rows
        ]
    return Section(query.title, query.note, columns, rows, asked, picture)


def _joined(marks: Term | None, by: str | None) -> Term | None:
    return ox.Literal("; ".join(filter(None, (text(marks), by)))) if by else marks


# --- differences, time ------------------------------------------------------


def _conflicts(shell: Shell, differences: list[conflicts.Difference]) -> tuple[str, bytes]:
    head = Head(
        title="Where sources differ",
        summary="Values for one thing that cannot both be so, side by side, each with its source.",
        section="use.html",
    )
    groups = [
        (words_, [one for one in differences if one.kind == kind])
        for kind, words_ in conflicts.KINDS.items()
    ]
    return shell.page(
        "conflicts.html", "conflicts.html", head, groups=[group for group in groups if group[1]]
    )


def _timeline(shell: Shell) -> tuple[str, bytes]:
    path = "timeline.html"
    head = Head(
        title="Timeline",
        summary="Treaties, commands and events in the order of their dates.",
        section="snapshots/index.html",
    )
    picture = pictures.timeline(shell, path, shell.site.store)
    return shell.page(path, "timeline.html", head, picture=picture)


# --- use --------------------------------------------------------------------------


def _use(shell: Shell) -> tuple[str, bytes]:
    head = Head(
        title="Cite, download, merge",
        summary="How to cite a fact, take the data along, and join them with data of your own.",
        section="use.html",
    )
    told = shell.site.statements.values()
    sample = next((one.iri for one in told if one.passages), "")
    return shell.page(
        "use.html",
        "use.html",
        head,
        sample=sample,
        data=shell.site.data,
        left_out=shell.site.left_out,
        offline=shell.site.offline,
        described=bool(shell.site.home),
        snapshot=shell.site.snapshot,
    )


def _not_found(shell: Shell) -> tuple[str, bytes]:
    head = Head(title="Not found", summary="There is nothing at this address.", section="404.html")
    return shell.page("404.html", "404.html", head, base=shell.site.base)
