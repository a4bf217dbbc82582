"""A page for each question with its answer, readable without scripts, and the list of them all."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.asking.results import words
from foedus.bundled.questions import Question, without_header
from foedus.bundled.terms import named_terms
from foedus.errors import BadInput
from foedus.publishing.documents import question_iri, question_path
from foedus.publishing.pages.frame import FORMATS, Head, Shell
from foedus.publishing.site import Site
from foedus.rdf import reading
from foedus.rdf.names import Term, text

MOST_ROWS = 500


@dataclass(frozen=True)
class Answered:
    """A question with its answer: columns and rows, or triples, or yes or no."""

    question: Question
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    more: int = 0
    verdict: str = ""
    failure: str = ""
    csv: bytes = b""
    passages: dict[str, int] = field(default_factory=dict)
    terms: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The question's number."""
        return self.question.number

    @property
    def words(self) -> str:
        """The question in words."""
        return self.question.question

    @property
    def query(self) -> str:
        """The text without its header, which the page tells in words."""
        return without_header(self.question.text)

    @property
    def path(self) -> str:
        """The path of its files, without extension."""
        return question_path(self.question)


def answer_all(site: Site, is_passage: set[str]) -> list[Answered]:
    """Every question with its answer; one that the data cannot answer says so."""
    return [_answered(site, question, is_passage) for question in site.questions]


def _answered(site: Site, question: Question, is_passage: set[str]) -> Answered:
    terms = tuple(named_terms(question.text))
    try:
        found = site.answer(question)
    except (BadInput, OSError, ValueError) as error:
        return Answered(question, failure=str(error), terms=terms)
    if isinstance(found, ox.QueryBoolean):
        verdict, whole = ("yes" if found else "no"), "true" if found else "false"
        return Answered(question, verdict=verdict, csv=whole.encode(), terms=terms)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    columns = tuple(map(words, names))
    rows = [tuple(row) for row in found]
    shown = tuple(rows[:MOST_ROWS])
    passages: dict[str, int] = {}
    for row in shown:
        for term in row:
            if isinstance(term, ox.NamedNode) and term.value in is_passage:
                passages.setdefault(term.value, len(passages) + 1)
    return Answered(
        question,
        columns,
        shown,
        len(rows) - len(shown),
        "",
        "",
        as_csv(names, rows),
        passages,
        terms,
    )


def as_csv(names: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> bytes:
    """An answer in the CSV format of W3C's SPARQL 1.1 Query Results (2013): bare IRIs and texts."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(names)
    for row in rows:
        write([str(t) if isinstance(t, ox.BlankNode) else text(t) if t else "" for t in row])
    return out.getvalue().encode()


def by_thing(answers: list[Answered]) -> dict[str, list[Answered]]:
    """The questions whose answers name each thing, or that use each term, in their order."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for one in answers:
        named = {text(t): None for row in one.rows for t in row if isinstance(t, ox.NamedNode)}
        for iri in {**named, **dict.fromkeys(one.terms)}:
            found[iri].append(one)
    return dict(found)


def by_fact(answers: list[Answered]) -> dict[str, list[Answered]]:
    """The questions that each fact is needed for, by its number."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for one in answers:
        for fact in one.question.facts:
            found[str(fact)].append(one)
    return dict(found)


def files(shell: Shell, answers: list[Answered]) -> Iterator[tuple[str, bytes]]:
    """The page of each question, and the list."""
    facts = {one.fact: one.iri for one in shell.site.statements.values() if one.fact}
    for one in answers:
        path = f"{one.path}.html"
        iri = question_iri(one.question)
        summary = one.question.answer if shell.site.own else one.question.question
        head = Head(
            title=one.question.question,
            summary=summary,
            section="queries/index.html",
            iri=iri,
            formats=FORMATS[:1],
        )
        yield f"{one.path}.csv", one.csv
        yield shell.page(
            path,
            "question.html",
            head,
            asked=one,
            facts=[(fact, facts[fact]) for fact in one.question.facts if fact in facts],
        )
    head = Head(
        title="Questions",
        summary="What can be asked of the data, each question with its answer.",
        section="queries/index.html",
    )
    yield shell.page("queries/index.html", "questions.html", head, answers=answers)


def world_store(site: Site, names: tuple[str, ...]) -> ox.Store:
    """A store of the ontology and of the data files with these names; of a user's, of all files."""
    files = [file for file in site.data if not site.own or file.name in names]
    quads = [quad for file in files for quad in file.quads]
    return reading.to_store([*quads, *site.ontology])
