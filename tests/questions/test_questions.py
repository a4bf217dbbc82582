"""Every question: its exact answer on two engines, an honest header, and an answer that bites.

The questions are those in ``queries/questions``; a new one is tested by being there. What more its
tests need stands beside the other cases in ``tests/cases/questions`` (``asking``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import first_quick
from foedus.bundled import questions
from foedus.bundled.questions import Question
from foedus.errors import BadInput
from foedus.rdf.names import expand
from questions import asking
from questions.asking import Pyoxigraph, Row, cell, expected, form_faults, told_twice, world
from questions.withdrawal import withdraw

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
QUESTIONS = questions.all_questions()
every = pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.path.stem)
on_both = pytest.mark.parametrize(
    "engine", ["pyoxigraph", pytest.param("rdflib", marks=pytest.mark.slow)]
)
KINDS = {expand(f"foedus:{name}") for name in ("SourceDocument", "Passage", "Quotation")}


def named(pattern: str) -> pytest.MarkDecorator:
    """Each file of the cases with such a name."""
    found = sorted(path for path in asking.CASES.glob(pattern) if path.suffix in (".ttl", ".trig"))
    return pytest.mark.parametrize("path", found, ids=lambda path: path.stem)


def of(number: str) -> Question:
    """The question with this number."""
    return questions.find_question(number[:3])


# --- the exact answer -----------------------------------------------------------------------------


def assert_expected(asked: Question, found: asking.Answer) -> None:
    """The answer is the one beside the question, or what to do about it is said."""
    assert found == expected(asked), f"{asked.path.name}: {asked.accepting}"


@on_both
@every
def test_the_answer_is_exactly_the_expected_one(asked: Question, engine: str) -> None:
    assert_expected(asked, world(engine, asked.data).ask(asked.text))


@every
def test_the_triples_of_the_ontology_change_no_answer(asked: Question) -> None:
    assert_expected(asked, world("pyoxigraph", (*asked.data, "ontology")).ask(asked.text))


@pytest.mark.slow
@every
def test_the_order_in_which_triples_are_entered_does_not_matter(asked: Question) -> None:
    assert_expected(asked, world("rdflib", asked.data, backwards=True).ask(asked.text))


def test_without_what_is_merged_only_a_part_is_left() -> None:
    for asked in QUESTIONS:
        if "merged" in asked.data:
            ours = tuple(name for name in asked.data if name != "merged")
            left = set(world("pyoxigraph", ours).ask(asked.text)[1])
            assert left <= set(expected(asked)[1]), asked.path.name


def test_no_row_stands_twice_and_an_empty_answer_says_so_in_words() -> None:
    for asked in QUESTIONS:
        rows = expected(asked)[1]
        assert len(set(rows)) == len(rows), asked.path.name
        assert bool(rows) is not bool(re.match(r"(None|Nobody)\b", asked.answer)), asked.path.name


def test_each_row_of_our_data_names_its_passage_or_document() -> None:
    for asked in QUESTIONS:
        if "merged" in asked.data:
            continue
        columns, rows = expected(asked)
        (place,) = {columns.index(name) for name in ("passage", "source") if name in columns}
        store = world("pyoxigraph", asked.data).store
        for found in (row[place] for row in rows):
            assert found is not None, asked.path.name
            quads = store.quads_for_pattern(ox.NamedNode(found[1]), asking.TYPE, None)
            assert KINDS & {quad.object.value for quad in quads}, (asked.path.name, found)


def test_a_new_question_is_asked_and_told_how_to_accept_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "099-new.rq"
    path.write_text(QUESTIONS[0].text, encoding="utf-8")
    asked = questions.read_question(path)
    answer = world("pyoxigraph", asked.data).ask(asked.text)
    with pytest.raises(BadInput, match=r"if its answer is right: foedus query 099 --accept"):
        assert_expected(asked, answer)
    asked.expected_path.write_text("?command\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="foedus query 099 --accept"):
        assert_expected(asked, answer)


# --- the header and the form ----------------------------------------------------------------------


def test_no_number_is_used_twice() -> None:
    assert len({asked.number for asked in QUESTIONS}) == len(QUESTIONS)


def test_no_expected_answer_is_left_behind_by_its_question() -> None:
    folder = QUESTIONS[0].path.parent
    assert {*folder.glob("*.tsv")} == {asked.expected_path for asked in QUESTIONS}


def test_the_header_and_the_form_of_the_text() -> None:
    faults = {asked.path.name: form_faults(asked) for asked in QUESTIONS}
    assert {name: told for name, told in faults.items() if told} == {}


FORM = """#+ question: Which?
#+ asker: tester
#+ parameters:
#+   name: {type: iri, default: id:japan, other: id:tokyo}
#+ view: table
#+ data: article
#+ facts: [F01]
#+ answer: This.

SELECT ?o WHERE { VALUES ?name { id:japan } ?name ?p ?o } ORDER BY ?o
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("", "", ""),
        ("Which?", "Which", "header: the question ends with ?"),
        ("This.", "This", "header: the answer ends with a full stop"),
        ("article", "merged", "header: data is article [background [merged]]"),
        ("#+ view", "#+ titel: Which\n#+ view", "header: unknown key titel"),
        ("ORDER BY ?o", "", "text: order the rows by every column, with ORDER BY"),
        (", other: id:tokyo", "", "name: give an `other` value beside the default"),
        ("type: iri", "type: date", "name: a day that the answer is for is called asOf"),
        ("{ id:japan }", "{ id:tokyo }", "name: id:japan above, id:tokyo in the text"),
        ("VALUES ?name { id:japan } ?name ?p ?o", "?name ?p ?o", "text: the VALUES stand first"),
        ("?name ?p ?o }", "OPTIONAL { ?name ?p ?o } }", "text: put something between VALUES and"),
        (
            "?p ?o }",
            "?p ?o { SELECT ?o WHERE { ?name ?p ?o { ?o ?q ?r } } } }",
            "name: a sub-select that uses it must project it",
        ),
        ("?p ?o }", "?p ?o { SELECT ?name ?o WHERE { ?name ?p ?o { ?o ?q ?r } } } }", ""),
        ("SELECT ?o", "SELECT (sample(?o) AS ?p)", "text: avoid SAMPLE"),
        ("SELECT ?o", "SELECT (GROUP_CONCAT(?o) AS ?p)", "text: avoid GROUP_CONCAT"),
        ("WHERE", "FROM <http://example.org/> WHERE", "text: avoid FROM"),
        ("?p ?o }", "?p ?o . SERVICE <http://example.org/> { ?s ?p ?a } }", "text: avoid SERVICE"),
        ("?p ?o }", "?p ?o ; rdfs:label ?x }", "text: avoid rdfs:"),
        ("SELECT ?o", "# a sample from a service\nSELECT ?from ?sample", ""),
    ],
)
def test_a_fault_of_the_form_is_noticed(old: str, new: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "099-planted.rq"
    path.write_text(FORM.replace(old, new, 1) if old else FORM, encoding="utf-8")
    faults = form_faults(questions.read_question(path))
    assert any(one.startswith(fault) for one in faults) if fault else faults == []


# --- parameters, days and borders -----------------------------------------------------------------

ASKED_OTHERWISE = [(asked, parameter) for asked in QUESTIONS for parameter in asked.parameters]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    ASKED_OTHERWISE,
    ids=lambda one: getattr(one, "number", None) or one.name,
)
def test_the_default_asks_the_same_and_the_other_value_something_else(
    asked: Question, parameter: questions.Parameter
) -> None:
    """Of the data, or of facts planted beside them where the data answer neither."""
    put_to = world("pyoxigraph", asked.data)
    by_default = asked.bind({parameter.name: parameter.default})
    assert put_to.ask(by_default) == expected(asked)
    assert parameter.other is not None
    otherwise = asked.bind({parameter.name: parameter.other})
    for facts in grounds(asked.number):
        with put_to.beside(facts):
            if put_to.ask(by_default) != put_to.ask(otherwise):
                return
    pytest.fail(f"{asked.path.name}: {parameter.name} {parameter.other} asks nothing else")


def grounds(number: str) -> Iterator[list[ox.Quad]]:
    """No facts, and those of each case of a question."""
    yield []
    for path in asking.CASES.glob(f"{number}-planted-*"):
        if path.suffix != ".tsv":
            yield read(path)
    for case in asking.cases():
        if case.number == number:
            yield asking.planted(case.data)


@on_both
@pytest.mark.parametrize("case", asking.cases(), ids=str)
def test_other_values_and_planted_facts_give_their_own_answers(
    case: asking.Case, engine: str
) -> None:
    asked = of(case.number)
    case.holds(world(engine, asked.data), asked)


# --- what looks like an answer and is none, and what is one ---------------------------------------


def read(path: Path) -> list[ox.Quad]:
    """The facts of a file."""
    return list(ox.parse(path=path, format=ox.RdfFormat.from_extension(path.suffix[1:])))


def rows_beside(path: Path) -> list[Row]:
    """The rows that planted facts add."""
    file = path.with_suffix(".expected.tsv")
    solutions = ox.parse_query_results(path=file, format=ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)
    return asking.table(solutions)[1]


@on_both
@named("*-near-misses.*")
def test_a_near_miss_is_no_answer(path: Path, engine: str) -> None:
    asked, missed = of(path.stem), read(path)
    assert missed
    put_to = world(engine, asked.data)
    with put_to.beside(missed):
        assert put_to.ask(asked.text) == expected(asked)


@on_both
@named("*-planted-*")
def test_what_has_all_is_an_answer(path: Path, engine: str) -> None:
    asked, added = of(path.stem), rows_beside(path)
    assert added
    put_to = world(engine, asked.data)
    with put_to.beside(read(path)):
        found = put_to.ask(asked.text)[1]
    known = expected(asked)[1]
    assert [row for row in found if row not in known] == added
    assert [row for row in found if row in known] == known


@named("*-planted-*")
def test_an_answer_that_rests_on_two_of_a_kind_stands_once(path: Path) -> None:
    shown = [term for row in rows_beside(path) for term in row]
    put_to = world("pyoxigraph", of(path.stem).data)
    with put_to.beside(asking.hidden_twice(read(path), shown)):
        found = put_to.ask(of(path.stem).text)[1]
    assert len(found) == len(set(found))


@cache
def doubled(names: tuple[str, ...]) -> Pyoxigraph:
    """The data told twice."""
    return Pyoxigraph(told_twice(quad for name in names for quad in asking.quads(name)))


def test_what_is_told_twice_stands_once() -> None:
    for asked in QUESTIONS:
        found = doubled(asked.data).ask(asked.text)[1]
        assert len(set(found)) == len(found), asked.path.name


# --- each header names the facts of the article that its answer needs, and no other --------------


@cache
def facts() -> dict[str, set[ox.Quad]]:
    """Each numbered fact of the article, in order, with the quads that it alone carries."""
    article = asking.quads("article")
    identifier = ox.NamedNode(expand("dcterms:identifier"))
    numbers = [q.object.value for q in article if q.predicate == identifier]
    return {
        fact: {*article} - {*withdraw(article, fact)}
        for fact in sorted(numbers, key=lambda fact: int(re.sub(r"\D", "", fact)))
    }


def facts_that_matter(asked: Question) -> list[str]:
    """The facts whose withdrawal changes the answer."""
    put_to = world("pyoxigraph", asked.data)
    known, found = expected(asked), []
    for fact, carried in facts().items():
        with put_to.without(carried):
            if put_to.ask(asked.text) != known:
                found.append(fact)
    return found


@pytest.mark.parametrize("asked", first_quick(QUESTIONS, 5), ids=lambda asked: asked.path.stem)
def test_withdrawing_a_fact_changes_the_answer_exactly_where_the_header_lists_it(
    asked: Question,
) -> None:
    needed = facts_that_matter(asked)
    assert list(asked.facts) == needed, f"{asked.path.name}, header: facts: [{', '.join(needed)}]"


def test_a_header_that_lists_another_fact_is_noticed() -> None:
    asked = of("001")
    assert facts_that_matter(asked) == list(asked.facts) != []
    assert facts_that_matter(replace(asked, text=of("002").text)) == list(facts())


def gone(fact: str, turtle: str) -> list[bool]:
    """Which of the triples, all of them in the data, are gone without the fact."""
    triples = asking.planted(turtle)
    assert set(triples) <= set(asking.quads("article")), "the triples are not in the data"
    return [triple in facts()[fact] for triple in triples]


@pytest.mark.parametrize(
    ("fact", "taken", "kept"),
    [
        # The plain triple and the passage go, the place that nobody else speaks of too.
        (
            "F66",
            "id:us-indo-pacific-command foedus:headquarteredIn id:hawaii ."
            " id:hawaii a foedus:AdministrativeArea . id:passage-f66 a foedus:Passage .",
            "id:us-indo-pacific-command a foedus:NationalCommand .",
        ),
        # What another statement says of the node stays that statement's words.
        (
            "F26",
            "id:claim-senkaku a foedus:TerritorialClaim .",
            "id:stmt-f27 foedus:stmtSubject id:claim-senkaku .",
        ),
        # What another admitted fact says stays a plain triple.
        (
            "F87",
            "id:us-japan-sofa a foedus:StatusOfForcesAgreement .",
            "id:us-forces-japan foedus:administers id:us-japan-sofa .",
        ),
        # The same words in an intention do not keep a fact.
        (
            "F72",
            "id:contribution-japan foedus:underCommand id:japan-national-command .",
            "id:stmt-f74 foedus:stmtObject id:japan-national-command ."
            " id:japan-national-command a foedus:NationalCommand .",
        ),
        # A node that other facts are about stays; what rested on the fact alone goes.
        (
            "F09",
            "id:status-meeting-1 foedus:observedStatus code:completed .",
            "id:meeting-hegseth-nakatani foedus:takesPlaceAt id:tokyo .",
        ),
        # A shared quotation stays, a designation goes with its passage.
        (
            "F51",
            "id:designation-communist-chinese a foedus:Designation .",
            "id:quotation-f45 a foedus:Quotation ."
            " id:stmt-f111 foedus:stmtObject id:designation-communist-chinese .",
        ),
        # A fact about quotations takes only their mark of left-out words.
        ("F64", "id:quotation-f62 foedus:elided true .", "id:quotation-f62 a foedus:Quotation ."),
    ],
)
def test_withdrawal_takes_what_a_fact_alone_carries(fact: str, taken: str, kept: str) -> None:
    assert all(gone(fact, taken))
    assert not any(gone(fact, kept))


def test_an_unknown_fact_cannot_be_withdrawn() -> None:
    with pytest.raises(KeyError, match="F999"):
        withdraw(asking.quads("article"), "F999")


def test_terms_compare_alike_on_both_engines() -> None:
    (quad,) = asking.planted('id:a foedus:b "x"@EN .')
    assert cell(quad.object) == ("literal", "x", asking.LANG_STRING, "en")
