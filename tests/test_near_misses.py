"""What looks like an answer and is none, and what is one: facts planted beside the data.

``NNN-near-misses.ttl`` in ``tests/cases/questions`` holds facts that lack one thing that question
NNN asks for, or have one too many: they must not change its answer. ``NNN-planted-N.ttl`` holds all
that an answer needs, and the file beside it the rows that it must add. The nodes are named after
their part in the question. Of questions over merged data the files are TriG, with named graphs.
Each statement of the data told twice must not double a row either, nor must what a planted answer
rests on without showing it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from foedus import questions
from foedus.terms import Term
from foedus.vocabulary import FOEDUS_NS, ID_NS, RDF_NS
from test_questions import article, cell, graph_of, on_rdflib, store_of
from test_questions_background import background
from test_questions_merged import merged

CASES = Path(__file__).parent / "cases" / "questions"
FILES = {"article": article, "background": background, "merged": merged}
NEAR = sorted(CASES.glob("*-near-misses.t*"))
PLANTED = sorted(one for one in CASES.glob("*-planted-*.t*") if one.suffix != ".tsv")
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
    return tuple(quad for name in question(number).data for quad in FILES[name]())


def question(number: str) -> questions.Question:
    """The question with this number."""
    return questions.find_question(number)


def read(path: Path) -> list[ox.Quad]:
    """The facts of a file."""
    return list(ox.parse(path=path, format=ox.RdfFormat.from_extension(path.suffix[1:])))


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
    return with_twins(quads, twins)


def hidden_twice(quads: Iterable[ox.Quad], shown: Iterable[Term | None]) -> list[ox.Quad]:
    """The planted facts, and again with another name for every node that no row shows."""
    quads, seen = list(quads), set(shown)
    named = {
        node
        for quad in quads
        for node in (quad.subject, quad.object, quad.graph_name)
        if isinstance(node, ox.NamedNode) and "/near-" in node.value and node not in seen
    }
    return with_twins(quads, {node: ox.NamedNode(f"{node.value}-again") for node in named})


def with_twins(quads: Iterable[ox.Quad], twins: Mapping[Any, ox.NamedNode]) -> list[ox.Quad]:
    """Each statement with every choice between its nodes and their twins."""
    return list(
        dict.fromkeys(
            ox.Quad(subject, quad.predicate, value, graph)
            for quad in quads
            for subject, value, graph in itertools.product(
                *(
                    [node, twins.get(node, node)]
                    for node in (quad.subject, quad.object, quad.graph_name)
                )
            )
        )
    )


@cache
def beside(path: Path) -> ox.Store:
    """The data with the facts of a file."""
    return store_of([*data(path.stem[:3]), *read(path)])


@cache
def beside_twice(path: Path) -> ox.Store:
    """The data with the planted facts, what no row shows of them told twice."""
    shown = [term for row in table(path.with_suffix(".expected.tsv")) for term in row]
    return store_of([*data(path.stem[:3]), *hidden_twice(read(path), shown)])


@cache
def doubled(names: tuple[str, ...]) -> ox.Store:
    """The data told twice."""
    return store_of(told_twice(quad for name in names for quad in FILES[name]()))


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


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
def test_an_answer_that_rests_on_two_of_a_kind_stands_once(path: Path) -> None:
    found = rows(beside_twice(path), question(path.stem[:3]).text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_told_twice_stands_once(number: str) -> None:
    found = rows(doubled(question(number).data), question(number).text)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "name", ["034-planted-1", "035-planted-10", "036-planted-1", "067-planted-1"]
)
def test_a_source_reached_in_two_ways_stands_once(name: str) -> None:
    """On rdflib, which counts each way of a path as the standard asks; pyoxigraph counts one."""
    path = CASES / f"{name}.ttl"
    found = on_rdflib(question(name[:3]).text, graph_of(read(path)))[1]
    assert found == [list(map(cell, row)) for row in table(path.with_suffix(".expected.tsv"))]
