"""Questions 61 to 75, which go through all that the data say: exact answers, and that they bite.

They ask area by area for every fact with its source, so that no fact is without a question. What
they answer about the article is compared with the list of facts that was drawn up from it by hand.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import SHARED
from foedus import questions
from foedus.trace import trace
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
FACT_LIST = SHARED / "facts.tsv"
ENTITIES = Path(__file__).parent / "cases" / "article-entities.tsv"
POINTERS = [
    ox.NamedNode(expand(f"foedus:{name}")) for name in ("aboutNode", "stmtSubject", "stmtObject")
]
# Read in the article, and kept as words there: no node of the data stands for it in that fact.
WORDS_ONLY = {
    *("actions", "contingency", "cybersecurity", "intelligence", "reconnaissance"),
    *("surveillance", "Western Pacific"),
    *(
        ("F06", "Indo-Pacific"),
        ("F07", "DoD"),
        ("F13", "JJOC"),
        ("F13", "US"),
        ("F44", "US forces"),
    ),
    *(
        ("F16", "HQ"),
        ("F16", "Upgrade"),
        ("F20", "Upgrade"),
        ("F20", "Japan"),
        ("F20", "US"),
        ("F52", "US"),
    ),
}
THREATS = {"F22", "F25", "F30", "F31"}
"""What is called a threat there is one to the region of the sentence before."""
IDENTIFIER = ox.NamedNode(expand("dcterms:identifier"))


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


# --- against the list of facts drawn up from the article


def fact_list() -> list[dict[str, str]]:
    """The facts as a person read them in the article; skips where the list is absent."""
    if not FACT_LIST.is_file():
        pytest.skip("the list of facts is not beside the repository")
    with FACT_LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def answer(number: str, *columns: str) -> set[tuple[str, ...]]:
    """Some columns of what the data answer, as short names and bare values."""
    store = article_store() if of_the_article(number) else both_store()
    names, rows = on_pyoxigraph(question(number).text, store)
    places = [names.index(column) for column in columns]
    return {
        tuple(curie(row[n][1]) if row[n][0] == "iri" else row[n][1] for n in places) for row in rows
    }


def test_each_fact_stands_in_the_words_that_were_read() -> None:
    told = answer("061", "fact", "words", "paragraph", "start", "end")
    parts = ("id", "anchor", "paragraph", "char_start", "char_end")
    assert {tuple(line[part] for part in parts) for line in fact_list()} <= told


def test_each_fact_rests_only_on_words_that_hold_what_was_read() -> None:
    read = {line["id"]: line for line in fact_list()}
    for fact, start, end, words in answer("061", "fact", "start", "end", "words"):
        line = read[fact]
        inside = int(start) <= int(line["char_start"]) and int(line["char_end"]) <= int(end)
        assert inside or words in line["anchor"], (fact, words)


def test_what_is_quoted_rests_on_a_quotation_that_names_its_speaker() -> None:
    kinds = {(fact, kind) for fact, kind in answer("061", "fact", "kind")}
    quoted = {line["id"] for line in fact_list() if "Q" in line["kind"]}
    assert {fact for fact, kind in kinds if kind == "foedus:Quotation"} - {"F64"} == quoted


def test_each_fact_is_of_the_kind_that_was_read() -> None:
    told = {row.fact: row.kind for row in trace(article_store())}
    assert told == {line["id"]: line["kind"] for line in fact_list()}


@cache
def entities() -> dict[str, set[str]]:
    """The nodes that each entity of the list of facts may stand for."""
    with ENTITIES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["read"]: set(row["nodes"].split()) for row in rows}


def pointed_at(node: ox.NamedNode) -> set[ox.NamedNode]:
    """The nodes that a node's own properties have as values."""
    quads = article_store().quads_for_pattern(node, None, None)
    return {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}


def spoken_of(fact: str) -> dict[str, set[str]]:
    """The nodes that the statement of a fact names, each with what is one or two steps away."""
    store = article_store()
    (statement,) = [
        quad.subject for quad in store.quads_for_pattern(None, IDENTIFIER, ox.Literal(fact))
    ]
    named = {
        quad.object
        for pointer in POINTERS
        for quad in store.quads_for_pattern(statement, pointer, None)
        if isinstance(quad.object, ox.NamedNode)
    }
    found = {}
    for node in named:
        first = pointed_at(node)
        around = {node, *first, *(far for near in first for far in pointed_at(near))}
        found[curie(node.value)] = {curie(one.value) for one in around}
    return found


def test_each_fact_speaks_of_what_was_read_and_of_nothing_else() -> None:
    for line in fact_list():
        fact, named = line["id"], spoken_of(line["id"])
        read = {one.strip() for one in line["entities"].split(";")}
        meant = {one: entities()[one] for one in read - WORDS_ONLY}
        reached = {node for around in named.values() for node in around}
        for entity, nodes in meant.items():
            if (fact, entity) not in WORDS_ONLY:
                assert nodes & reached, (fact, entity)
        allowed = {node for nodes in meant.values() for node in nodes}
        allowed |= entities()["US forces"] if fact == "F20" else set()
        allowed |= {"id:indo-pacific"} if fact in THREATS else set()
        for node, around in named.items():
            assert node.startswith("code:") or around & allowed, (fact, node)


def test_each_fact_has_the_voice_and_the_mode_that_were_read() -> None:
    told = {fact: rest for fact, *rest in answer("062", "fact", "speaker", "voice", "modality")}
    speakers = {"Hegseth": "id:pete-hegseth", "Nakatani": "id:gen-nakatani"}
    for line in fact_list():
        speaker, voice, modality = told[line["id"]]
        kind, said_by = line["kind"], line["voice_or_speaker"]
        spoken = "paraphrase" if kind.startswith("AC") else "quotation"
        own = kind in ("PF", "SA", "IP")
        assert voice == ("code:source-voice" if own else f"code:{spoken}"), line
        assert (modality == "code:intended") == ("IP" in kind), line
        if own and "presupposed" not in said_by:
            assert speaker == "id:article-author", line
        if not own:
            assert speaker == speakers[said_by.split()[0]], line


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
