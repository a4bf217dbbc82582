"""What looks like an answer and is none, and what is one: facts planted beside the data.

``NNN-near-misses.ttl`` in ``tests/cases/questions`` holds facts that lack one thing that question
NNN asks for, or have one too many: they must not change its answer. ``NNN-planted-N.ttl`` holds all
that an answer needs, and the file beside it the rows that it must add. The nodes are named after
their part in the question. Each statement of the data told twice must not double a row either.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus import questions
from foedus.terms import Term
from foedus.vocabulary import FOEDUS_NS, ID_NS, RDF_NS
from test_questions import article, store_of
from test_questions_background import background

CASES = Path(__file__).parent / "cases" / "questions"
NEAR = sorted(CASES.glob("*-near-misses.ttl"))
PLANTED = sorted(CASES.glob("*-planted-*.ttl"))
NUMBERS = [asked.number for asked in questions.all_questions()]
TYPE = ox.NamedNode(RDF_NS + "type")
TOLD = {
    ox.NamedNode(FOEDUS_NS + name)
    for name in (
        *("Statement", "StatusObservation", "AllianceMembership", "PartyStatus", "PostHolding"),
        *("CommandRelationship", "ForceContribution", "CommandArrangement", "Stationing", "Seat"),
        *("CodeAssignment", "TerritorialClaim", "Partnership", "FormPhase", "Naming", "Meeting"),
        *("Signature", "EntryIntoForce", "Termination", "Establishment", "Activation"),
        *("Provision", "Obligation", "PersonnelGroup", "PersonnelCount", "SpeechAct"),
    )
}


@cache
def data(number: str) -> tuple[ox.Quad, ...]:
    """The data that a question is put to."""
    whole = (*article(), *background())
    return tuple(article()) if question(number).data == ("article",) else whole


def question(number: str) -> questions.Question:
    """The question with this number."""
    return questions.find_question(number)


def read(path: Path) -> list[ox.Quad]:
    """The facts of a file."""
    return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


Rows = list[tuple[Term | None, ...]]


def rows(store: ox.Store, text: str) -> Rows:
    """The rows of an answer."""
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(row) for row in solutions]


def table(path: Path) -> Rows:
    """The rows of a file."""
    found = ox.parse_query_results(path=path, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


def told_twice(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The data with every relation, event, observation and statement a second time."""
    quads = list(quads)
    twins = {
        quad.subject: ox.NamedNode(quad.subject.value + "-again")
        for quad in quads
        if quad.predicate == TYPE and quad.object in TOLD and quad.subject.value.startswith(ID_NS)
    }
    again = [
        ox.Quad(twins.get(q.subject, q.subject), q.predicate, twins.get(q.object, q.object))
        for q in quads
    ]
    mixed = [ox.Quad(q.subject, q.predicate, twins[q.object]) for q in quads if q.object in twins]
    mixed += [ox.Quad(twins[q.subject], q.predicate, q.object) for q in quads if q.subject in twins]
    return list(dict.fromkeys([*quads, *again, *mixed]))


@cache
def beside(path: Path) -> ox.Store:
    """The data with the facts of a file."""
    return store_of([*data(path.stem[:3]), *read(path)])


@cache
def doubled(names: tuple[str, ...]) -> ox.Store:
    """The data told twice."""
    return store_of(told_twice(article() if names == ("article",) else data("021")))


@pytest.mark.parametrize("path", NEAR, ids=lambda path: path.stem)
def test_a_near_miss_is_no_answer(path: Path) -> None:
    asked = question(path.stem[:3])
    missed = read(path)
    assert missed
    assert rows(beside(path), asked.text) == table(asked.expected_path)


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
def test_what_has_all_is_an_answer(path: Path) -> None:
    asked = question(path.stem[:3])
    found = rows(beside(path), asked.text)
    known = table(asked.expected_path)
    added = table(path.with_suffix(".expected.tsv"))
    assert added
    assert [row for row in found if row not in known] == added
    assert [row for row in found if row in known] == known


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_told_twice_stands_once(number: str) -> None:
    found = rows(doubled(question(number).data), question(number).text)
    assert len(set(found)) == len(found)
