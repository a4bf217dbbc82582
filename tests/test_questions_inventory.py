"""Questions 61 to 75, which go through all that the data say: exact answers, and that they bite.

They ask area by area for every fact with its source, so that no fact is without a question.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox
import pytest

from foedus import questions
from foedus.vocabulary import curie, expand
from test_questions import (
    FACTS,
    KEYS,
    article,
    article_graph,
    article_store,
    avoided_words,
    expected,
    on_pyoxigraph,
    on_rdflib,
    question,
    store_of,
    vocabulary,
)
from test_questions_background import background, both_graph, both_store
from withdrawal import withdraw

NUMBERS = [f"{number:03}" for number in range(61, 76)]


def of_the_article(number: str) -> bool:
    """Whether a question is put to the article alone."""
    return question(number).data == ("article",)


@pytest.mark.parametrize("number", NUMBERS)
def test_pyoxigraph_gives_exactly_the_expected_answer(number: str) -> None:
    store = article_store() if of_the_article(number) else both_store()
    assert on_pyoxigraph(question(number).text, store) == expected(question(number))


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_rdflib_gives_exactly_the_expected_answer(number: str) -> None:
    graph = article_graph() if of_the_article(number) else both_graph()
    assert on_rdflib(question(number).text, graph) == expected(question(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_triples_of_the_ontology_change_no_answer(number: str) -> None:
    data = [*article()] if of_the_article(number) else [*article(), *background()]
    store = store_of([*data, *vocabulary()])
    assert on_pyoxigraph(question(number).text, store) == expected(question(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_and_the_form_of_the_text(number: str) -> None:
    asked = question(number)
    assert list(questions.read_header(asked.text, asked.path.name)) == KEYS
    assert asked.question.endswith("?")
    assert asked.answer.endswith(".")
    assert not avoided_words(asked.text)
    assert re.search(r"\bORDER BY\b", asked.text)
    bound = asked.bind({one.name: one.default for one in asked.parameters})
    store = article_store() if of_the_article(number) else both_store()
    assert on_pyoxigraph(bound, store) == expected(asked)
    columns, rows = expected(asked)
    assert rows
    assert len(set(map(tuple, rows))) == len(rows)
    assert ("passage" if of_the_article(number) else "source") in columns


@pytest.mark.parametrize("number", [one for one in NUMBERS if question(one).parameters])
def test_another_document_has_no_answer(number: str) -> None:
    text = question(number).bind({"document": "id:doc-planted"})
    assert on_pyoxigraph(text, article_store())[1] == []


@cache
def facts_that_matter() -> dict[str, list[str]]:
    """For each question the facts of the article whose withdrawal changes its answer."""
    found: dict[str, list[str]] = {number: [] for number in NUMBERS}
    for fact in FACTS:
        alone = withdraw(article(), fact)
        both = store_of([*alone, *background()])
        for number in NUMBERS:
            store = alone if of_the_article(number) else both
            if on_pyoxigraph(question(number).text, store) != expected(question(number)):
                found[number].append(fact)
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_lists_the_facts_that_the_answer_needs(number: str) -> None:
    assert facts_that_matter()[number] == list(question(number).facts)


def answer(number: str, *columns: str) -> set[tuple[str, ...]]:
    """Some columns of what the data answer, as short names and bare values."""
    store = article_store() if of_the_article(number) else both_store()
    names, rows = on_pyoxigraph(question(number).text, store)
    places = [names.index(column) for column in columns]
    return {
        tuple(curie(row[n][1]) if row[n][0] == "iri" else row[n][1] for n in places) for row in rows
    }


def test_what_is_said_against_a_plain_triple_is_no_source_for_it() -> None:
    """A data set codes no duty of defense for Japan: it must not stand beside those that do."""
    rows = answer("070", "thing", "property", "value", "source")
    duty = ("id:obligation-defense-1960-japan", "foedus:obligationType", "code:defense")
    assert {row[3] for row in rows if row[:3] == duty} == {
        "id:doc-38is-treaty-1960",
        "id:doc-cia-treaty-1960",
    }


def test_a_triple_with_a_statement_of_its_own_has_that_source_only() -> None:
    rows = answer("070", "thing", "property", "value", "source")
    number = ("id:anzus-treaty", "foedus:atopId", "3215")
    assert {row[3] for row in rows if row[:3] == number} == {"id:doc-atop-5-1"}


def test_every_node_and_statement_of_the_background_names_its_documents() -> None:
    sourced = ox.NamedNode(expand("foedus:sourcedFrom"))
    data = {
        (curie(quad.subject.value), curie(quad.object.value))
        for quad in background()
        if quad.predicate == sourced
    }
    assert answer("072", "thing", "source") == data
