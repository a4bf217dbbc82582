"""Questions 41 to 60, over merged data: exact answers on the example, on both engines.

The example is made of rows of our own; where the published files are present, the same questions
have exact answers on those (``test_merging_datasets``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib

from foedus import questions, reading, resources
from foedus.merging import example
from test_questions import (
    KEYS,
    article,
    avoided_words,
    expected,
    on_pyoxigraph,
    question,
    store_of,
    vocabulary,
)
from test_questions import Answer as Rows
from test_questions import cell as cell_of
from test_questions_background import background

NUMBERS = [f"{number:03}" for number in range(41, 61)]


@cache
def merged() -> tuple[ox.Quad, ...]:
    """The example's named graphs."""
    return tuple(reading.read(resources.example_file()).quads)


@cache
def store() -> ox.Store:
    """Our data as default graph, and the example."""
    return store_of([*article(), *background(), *merged()])


def dataset_of(quads: Iterable[ox.Quad]) -> rdflib.Dataset:
    """The quads in rdflib, in their order; the default graph is no union of the others."""
    made = rdflib.Dataset(default_union=False)
    data = ox.serialize(list(quads), format=ox.RdfFormat.N_QUADS)
    made.parse(data=data, format="nquads")
    return made


@cache
def dataset() -> rdflib.Dataset:
    """The same in rdflib."""
    return dataset_of([*article(), *background(), *merged()])


@pytest.mark.parametrize("number", NUMBERS)
def test_pyoxigraph_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    assert on_pyoxigraph(asked.text, store()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_rdflib_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    result = dataset().query(asked.text)
    rows = [[cell_of(term) for term in row] for row in result]
    told: Rows = ([str(name) for name in result.vars or ()], rows)
    assert told == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_triples_of_the_ontology_change_no_answer(number: str) -> None:
    asked = question(number)
    whole = store_of([*article(), *background(), *merged(), *vocabulary()])
    assert on_pyoxigraph(asked.text, whole) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_and_the_form_of_the_text(number: str) -> None:
    asked = question(number)
    assert list(questions.read_header(asked.text, asked.path.name)) == KEYS
    assert asked.question.endswith("?")
    assert asked.answer.endswith(".")
    assert asked.data == ("article", "background", "merged")
    # Labels and matches of others stand in no ontology of ours, and both engines are asked.
    assert set(avoided_words(asked.text)) <= {r"NOT\s+EXISTS", "owl:", "rdfs:"}
    assert re.search(r"\bORDER BY\b", asked.text)
    bound = asked.bind({one.name: one.default for one in asked.parameters})
    assert on_pyoxigraph(bound, store()) == expected(asked)
    _, rows = expected(asked)
    assert rows
    assert len(set(map(tuple, rows))) == len(rows)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_answer_needs_what_is_merged(number: str) -> None:
    """Without the named graphs only what our own data say is left."""
    asked = question(number)
    bare = store_of([*article(), *background()])
    _, rows = on_pyoxigraph(asked.text, bare)
    if number == "045":
        assert len(rows) == 7
    elif number == "047":
        assert (asked.text, rows) == (asked.text, expected(asked)[1])
    else:
        assert rows == []


def test_a_dataset_of_the_users_takes_the_place_of_the_example(run, tmp_path) -> None:
    """The made-up rows never stand among somebody's data."""
    target = tmp_path / "mine.trig"
    folder = resources.example_file().parent
    words = [f"{folder / 'troops'}={folder / 'troops' / 'troops.csv'}", "-o", target]
    assert run("merge", *words).code == 0
    answer = run("query", "041", "--data", target, "--format", "csv")
    assert answer.code == 0
    assert [line.split(",")[0] for line in answer.out.splitlines()[1:]] == ["example-troops"]


def test_the_example_is_what_merge_makes_of_its_files() -> None:
    version = "http://www.w3.org/ns/dcat#version"

    def but_the_release(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
        return {
            q
            for q in quads
            if not (q.predicate.value == version and str(q.subject).endswith("-load>"))
        }

    assert but_the_release(merged()) == but_the_release(example.build())


def test_the_example_holds_no_row_of_others() -> None:
    """Every record bears a name of the example's."""
    rows = "https://w3id.org/foedus/ontology#sourceRow"
    records = {str(q.subject) for q in merged() if q.predicate.value == rows}
    assert len(records) == 13 + 2 + 5 + 5 + 4 + 7
    assert all(re.match(r"<https://w3id\.org/foedus/id/example-", name) for name in records)
