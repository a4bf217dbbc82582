"""Questions 1 to 20, which the article answers: exact answers, honest headers, answers that bite.

Every query runs on pyoxigraph and on rdflib, on the data alone, without inference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection

from foedus import questions, resources
from foedus.questions import Question
from foedus.vocabulary import expand
from withdrawal import withdraw

XSD = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
PREFIXES = """
@prefix code: <https://w3id.org/foedus/code/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
KEYS = ["question", "asker", "parameters", "view", "data", "facts", "answer"]
NUMBERS = [f"{number:03}" for number in range(1, 21)]
FACTS = [f"F{number:02}" for number in range(1, 103)]

# The facts that no question asks for yet. A new question that needs one takes it off this list.
UNASKED: list[str] = []

Cell = tuple[str, ...] | None
Answer = tuple[list[str], list[list[Cell]]]


# --- running a query and comparing terms


def cell(term: object) -> Cell:
    """A term as a tuple that compares the same for both engines; the language tag in lower case."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return ("iri", term.value)
    if isinstance(term, rdflib.URIRef):
        return ("iri", str(term))
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.datatype.value, (term.language or "").lower())
    assert isinstance(term, rdflib.Literal), f"neither IRI nor literal: {term!r}"
    plain = LANG_STRING if term.language else f"{XSD}string"
    return ("literal", str(term), str(term.datatype or plain), (term.language or "").lower())


def on_pyoxigraph(text: str, store: ox.Store) -> Answer:
    """The columns and rows of a SELECT query on pyoxigraph."""
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    return columns, [[cell(term) for term in row] for row in solutions]


def on_rdflib(text: str, graph: rdflib.Graph) -> Answer:
    """The columns and rows of a SELECT query on rdflib."""
    result = graph.query(text)
    return [str(name) for name in result.vars or ()], [[cell(t) for t in row] for row in result]


@cache
def article() -> tuple[ox.Quad, ...]:
    """The article's data, and nothing else."""
    path = resources.folder("data") / "usfj-upgrade.ttl"
    return tuple(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


@cache
def vocabulary() -> tuple[ox.Quad, ...]:
    """The ontology's triples."""
    return tuple(
        quad
        for path in resources.ontology_files()
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    )


def planted(turtle: str) -> tuple[ox.Quad, ...]:
    """The triples of some Turtle; its prefixes are given."""
    return tuple(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def store_of(quads: Iterable[ox.Quad]) -> ox.Store:
    """A pyoxigraph store with these triples."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def graph_of(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """An rdflib graph with these triples, entered in their order."""
    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(list(quads), format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


@cache
def article_store() -> ox.Store:
    """The article in pyoxigraph."""
    return store_of(article())


@cache
def article_graph() -> rdflib.Graph:
    """The article in rdflib."""
    return graph_of(article())


@cache
def question(number: str) -> Question:
    """The question with this number."""
    return questions.find_question(number)


def expected(asked: Question) -> Answer:
    """The answer written beside the question."""
    table = asked.expected()
    columns = [variable.value for variable in table.variables]
    return columns, [[cell(term) for term in row] for row in table]


def rows_of(lists: str) -> list[list[Cell]]:
    """Rows written as Turtle lists, one a line; ``()`` is an empty cell."""
    rows = []
    for line in filter(None, map(str.strip, lists.splitlines())):
        graph = rdflib.Graph()
        graph.parse(data=f"{PREFIXES} id:row id:holds ( {line} ) .", format="turtle")
        held = graph.value(rdflib.URIRef(expand("id:row")), rdflib.URIRef(expand("id:holds")))
        terms = Collection(graph, held)
        rows.append([None if term == rdflib.RDF.nil else cell(term) for term in terms])
    return rows


# --- the exact answers


def test_the_first_forty_questions_are_there_and_no_number_is_used_twice() -> None:
    numbers = [asked.number for asked in questions.all_questions()]
    assert numbers[:40] == [f"{number:03}" for number in range(1, 41)]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("number", NUMBERS)
def test_pyoxigraph_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    assert on_pyoxigraph(asked.text, article_store()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_rdflib_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    assert on_rdflib(asked.text, article_graph()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_order_in_which_triples_are_entered_does_not_matter(number: str) -> None:
    asked = question(number)
    assert on_rdflib(asked.text, backward_graph()) == expected(asked)


@cache
def backward_graph() -> rdflib.Graph:
    """The article in rdflib, entered from its last triple to its first."""
    return graph_of(reversed(article()))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_triples_of_the_ontology_change_no_answer(number: str) -> None:
    asked = question(number)
    assert on_pyoxigraph(asked.text, store_with_ontology()) == expected(asked)


@cache
def store_with_ontology() -> ox.Store:
    """The article and the ontology in pyoxigraph."""
    return store_of([*article(), *vocabulary()])


@pytest.mark.parametrize("number", NUMBERS)
def test_the_text_with_its_defaults_bound_asks_the_same(number: str) -> None:
    asked = question(number)
    bound = asked.bind({parameter.name: parameter.default for parameter in asked.parameters})
    assert on_pyoxigraph(bound, article_store()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_answers_have_no_double_row_and_name_their_passages(number: str) -> None:
    columns, rows = expected(question(number))
    assert rows
    assert len(set(map(tuple, rows))) == len(rows)
    traced = [n for n, column in enumerate(columns) if column.lower().endswith("passage")]
    assert "passage" in columns
    for row in rows:
        for n in traced:
            found = row[n]
            assert found is not None
            node = ox.NamedNode(found[1])
            words = ox.NamedNode(expand("foedus:exactText"))
            assert any(article_store().quads_for_pattern(node, words, None)), found


# --- the headers and the form of the text


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_is_complete(number: str) -> None:
    asked = question(number)
    header = questions.read_header(asked.text, asked.path.name)
    assert list(header) == KEYS
    assert asked.question.endswith("?")
    assert asked.answer.endswith(".")
    assert asked.asker
    assert asked.data == ("article",)
    assert asked.expected_path.is_file()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_facts_of_the_header_exist_and_stand_in_order(number: str) -> None:
    facts = list(question(number).facts)
    assert facts
    assert facts == [fact for fact in FACTS if fact in facts]


def test_the_data_hold_exactly_the_facts_that_are_withdrawn_here() -> None:
    identifier = ox.NamedNode(expand("dcterms:identifier"))
    found = [quad.object.value for quad in article() if quad.predicate == identifier]
    assert sorted(found) == sorted(FACTS)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_default_is_the_value_in_the_text(number: str) -> None:
    assert not parameter_faults(question(number))


def parameter_faults(asked: Question) -> list[str]:
    """What is wrong with the way in which a question's parameters stand in its text."""
    faults = []
    clauses = [rf"VALUES \?{p.name} {{ (\S+) }}\s+" for p in asked.parameters]
    start = re.search(r"\bWHERE\s*{\s*" + "".join(clauses), asked.text)
    if clauses and not start:
        return ["the VALUES do not stand first in WHERE, in the header's order"]
    for number, parameter in enumerate(asked.parameters, 1):
        value = start.group(number) if start else ""
        if expand(value) != expand(parameter.default):
            faults.append(f"{parameter.name}: {value} in the text, {parameter.default} above")
        if len(re.findall(rf"VALUES \?{parameter.name}\b", asked.text)) != 1:
            faults.append(f"{parameter.name} is set more than once")
        for head, body in sub_selects(asked.text):
            used = rf"\?{parameter.name}\b"
            if re.search(used, body) and not re.search(used, head):
                faults.append(f"{parameter.name} is used in a sub-select that does not project it")
    return faults


def sub_selects(text: str) -> list[tuple[str, str]]:
    """The head (SELECT to WHERE) and the body of each query inside another."""
    found = []
    for match in re.finditer(r"{\s*SELECT\b([^{}]*)\bWHERE\s*{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append((match.group(1), text[match.end() : end - 1]))
    return found


HEADER = """#+ question: Which?
#+ asker: tester
#+ parameters:
#+   name: {type: iri, default: id:japan}
#+ view: table
#+ data: article
#+ facts: [F01]
#+ answer: This.

"""


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("SELECT ?o WHERE { VALUES ?name { id:japan } ?name ?p ?o }", 0),
        ("SELECT ?o WHERE { VALUES ?name { id:tokyo } ?name ?p ?o }", 1),
        ("SELECT ?o WHERE { ?name ?p ?o VALUES ?name { id:japan } }", 1),
        (
            "SELECT ?o WHERE { VALUES ?name { id:japan } "
            "{ SELECT ?o WHERE { ?name ?p ?o { ?o ?q ?r } } } }",
            1,
        ),
        (
            "SELECT ?o WHERE { VALUES ?name { id:japan } "
            "{ SELECT ?name ?o WHERE { ?name ?p ?o { ?o ?q ?r } } } }",
            0,
        ),
    ],
)
def test_a_misplaced_parameter_is_noticed(body: str, faults: int, tmp_path: Path) -> None:
    path = tmp_path / "021-planted.rq"
    path.write_text(HEADER + body, encoding="utf-8")
    assert len(parameter_faults(questions.read_question(path))) == faults


AVOIDED = ["GROUP_CONCAT", "SAMPLE", "AVG", "SERVICE", "FROM", r"NOT\s+EXISTS", "owl:", "rdfs:"]


def avoided_words(text: str) -> list[str]:
    """What a query uses that engines do differently, that fetches, or that needs the ontology."""
    code = re.sub(r"(?m)^\s*#.*$|<[^>]*>|\"[^\"]*\"", " ", text)
    return [word for word in AVOIDED if re.search(rf"(?<![\w?$]){word}(?!\w)", code, re.IGNORECASE)]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_optional_part_follows_the_parameters_at_once(number: str) -> None:
    # rdflib forgets what VALUES bound when an OPTIONAL part comes right behind it and does not
    # match: a row is lost where the same part matches for another value.
    at_once = re.compile(r"VALUES [^}]*}\s*(#[^\n]*\s*)*OPTIONAL")
    assert at_once.search("VALUES ?place { id:hawaii }\n  # Who?\n  OPTIONAL { ?place ?by ?who }")
    assert not at_once.search(question(number).text)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_question_uses_what_engines_do_differently(number: str) -> None:
    assert not avoided_words(question(number).text)
    assert re.search(r"\bORDER BY\b", question(number).text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT (GROUP_CONCAT(?a) AS ?b) WHERE { ?s ?p ?a }", ["GROUP_CONCAT"]),
        ("SELECT (sample(?a) AS ?b) (Avg(?a) AS ?c) WHERE { ?s ?p ?a }", ["SAMPLE", "AVG"]),
        ("SELECT ?s FROM <http://example.org/> WHERE { ?s ?p ?a }", ["FROM"]),
        ("SELECT ?s WHERE { SERVICE <http://example.org/> { ?s ?p ?a } }", ["SERVICE"]),
        ("# a sample from a service\nSELECT ?from ?sample WHERE { ?from ?sample 'x' }", []),
    ],
)
def test_a_word_to_avoid_is_noticed(text: str, found: list[str]) -> None:
    assert avoided_words(text) == found


# --- each header names the facts that its answer needs, and no other


@cache
def facts_that_matter() -> dict[str, list[str]]:
    """For each question the facts whose withdrawal changes its answer."""
    found: dict[str, list[str]] = {number: [] for number in NUMBERS}
    for fact in FACTS:
        without = withdraw(article(), fact)
        for number in NUMBERS:
            asked = question(number)
            if on_pyoxigraph(asked.text, without) != expected(asked):
                found[number].append(fact)
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_withdrawing_a_fact_changes_the_answer_exactly_where_the_header_lists_it(
    number: str,
) -> None:
    assert facts_that_matter()[number] == list(question(number).facts)


def test_the_facts_without_a_question_are_known() -> None:
    asked = {fact for one in questions.all_questions() for fact in one.facts}
    assert [fact for fact in FACTS if fact not in asked] == UNASKED


def gone(fact: str, turtle: str) -> list[bool]:
    """Which of the triples, all of them in the data, are gone without the fact."""
    left = set(withdraw(article(), fact))
    triples = planted(turtle)
    assert set(triples) <= set(article()), "the triples are not in the data"
    return [triple not in left for triple in triples]


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
            " id:stmt-f49 foedus:stmtSubject id:designation-communist-chinese .",
        ),
        # A fact about quotations takes only their mark of left-out words.
        ("F64", "id:quotation-f62 foedus:elided true .", "id:quotation-f62 a foedus:Quotation ."),
    ],
)
def test_withdrawal_takes_what_a_fact_alone_carries(fact: str, taken: str, kept: str) -> None:
    assert all(gone(fact, taken))
    assert not any(gone(fact, kept))


def test_withdrawing_takes_a_store_and_leaves_it_as_it_was() -> None:
    store = store_of(article())
    assert set(withdraw(store, "F01")) == set(withdraw(article(), "F01"))
    assert set(store) == set(article())


def test_an_unknown_fact_cannot_be_withdrawn() -> None:
    with pytest.raises(KeyError, match="F103"):
        withdraw(article(), "F103")


# --- other parameters, and facts planted where the article says nothing


@dataclass(frozen=True)
class Case:
    """A question asked with other values or of more data, and the rows that must come out."""

    number: str
    about: str
    rows: str
    values: dict[str, str] = field(default_factory=dict)
    data: str = ""


BASED_IN_TOKYO = """
id:us-forces-japan foedus:headquarteredIn id:tokyo .
id:stmt-planted a foedus:Statement ; foedus:stmtSubject id:us-forces-japan ;
    foedus:stmtPredicate foedus:headquarteredIn ; foedus:stmtObject id:tokyo ;
    foedus:admitted true ; foedus:evidencedBy id:passage-f10 .
"""
STATIONED_IN_KOREA = """
id:stationing-planted foedus:hostPolity id:south-korea ; foedus:hasLegalBasis id:treaty-planted ;
    foedus:stationedForce id:group-planted .
id:group-planted foedus:hasCount id:count-planted .
id:count-planted foedus:nominalValue 28500 ; foedus:evidencedBy id:passage-f78 .
id:stmt-planted foedus:stmtSubject id:stationing-planted ; foedus:admitted true ;
    foedus:stmtPredicate foedus:hasLegalBasis ; foedus:stmtObject id:treaty-planted ;
    foedus:evidencedBy id:passage-f78 .
"""
REPORTS = """
id:stmt-planted a foedus:Statement ; foedus:stmtSubject id:us-forces-japan ;
    foedus:stmtPredicate foedus:reportsTo ; foedus:stmtObject id:us-indo-pacific-command ;
    foedus:modality code:actual ; foedus:evidencedBy id:passage-f67 .
"""
ARRANGEMENT = """
id:arrangement-planted a foedus:CommandArrangement ;
    foedus:coversContribution id:contribution-a , id:contribution-b .
id:contribution-a foedus:contributingState id:australia ; foedus:evidencedBy id:passage-f59 ;
    foedus:underCommand id:command-a .
id:contribution-b foedus:contributingState id:philippines ; foedus:evidencedBy id:passage-f60 ;
    foedus:underCommand id:command-b .
id:command-a a foedus:NationalCommand ; foedus:ofState id:australia .
"""
HEADQUARTERS_UPGRADE = "id:reorganization-us-forces-japan-headquarters"
UPGRADE_ROW = (
    "id:us-forces-japan id:upgrade-us-forces-japan id:us-defense-department"
    " code:joint-force-headquarters code:intended id:passage-f01 id:passage-f02"
)
SERVICES = """
foedus:includesPersonnelOf id:us-air-force code:actual id:passage-f91
foedus:includesPersonnelOf id:us-army code:actual id:passage-f92
foedus:includesPersonnelOf id:us-marine-corps code:actual id:passage-f93
foedus:includesPersonnelOf id:us-navy code:actual id:passage-f94
foedus:includesPersonnelOf id:us-space-force code:actual id:passage-f95
"""
DOMAINS = """
foedus:operatesInDomain code:air code:intended id:passage-f16
foedus:operatesInDomain code:cyber code:intended id:passage-f16
foedus:operatesInDomain code:land code:intended id:passage-f16
foedus:operatesInDomain code:sea code:intended id:passage-f16
foedus:operatesInDomain code:space code:intended id:passage-f16
"""


def status(name: str, event: str, code: str, date: str = "") -> str:
    """A planted observation of an event's status."""
    dated = f' ; foedus:asOfDate "{date}"^^xsd:date' if date else ""
    return f"id:status-{name} foedus:statusOfEvent {event} ; foedus:observedStatus {code}{dated} ."


def partners(australia: str, south_korea: str) -> str:
    """The rows of question 14, with what is said of an alliance."""
    return f"""
id:japan id:australia id:partnership-japan-regional false {australia} id:passage-f59
id:japan id:philippines id:partnership-japan-regional false false id:passage-f60
id:japan id:south-korea id:partnership-japan-regional false {south_korea} id:passage-f61
"""


CASES = [
    Case("001", "another command", "", {"command": "id:japan-joint-operations-command"}),
    Case(
        "001",
        "an establishment that is only planned",
        "",
        {"command": "id:japan-joint-operations-command"},
        "id:event-planted a foedus:Establishment ; foedus:evidencedBy id:passage-f15 ;"
        " foedus:changesOrganization id:japan-joint-operations-command ."
        + status("planted", "id:event-planted", "code:planned"),
    ),
    Case(
        "001",
        "an establishment that took place, without a date",
        "id:japan-joint-operations-command () () () () id:passage-f15",
        {"command": "id:japan-joint-operations-command"},
        "id:event-planted a foedus:Establishment ; foedus:evidencedBy id:passage-f15 ;"
        " foedus:changesOrganization id:japan-joint-operations-command ."
        + status("planted", "id:event-planted", "code:completed"),
    ),
    Case("002", "another command", "", {"command": "id:us-indo-pacific-command"}),
    Case(
        "002",
        "the plain triple makes it a present fact",
        "id:us-forces-japan id:us-indo-pacific-command code:intended true id:passage-f65",
        data="id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command .",
    ),
    Case(
        "002",
        "an admitted statement makes it a present fact",
        """
        id:us-forces-japan id:us-indo-pacific-command code:actual true id:passage-f67
        id:us-forces-japan id:us-indo-pacific-command code:intended true id:passage-f65
        """,
        data=REPORTS + "id:stmt-planted foedus:admitted true .",
    ),
    Case(
        "002",
        "another claim does not make it a present fact",
        """
        id:us-forces-japan id:us-indo-pacific-command code:actual false id:passage-f67
        id:us-forces-japan id:us-indo-pacific-command code:intended false id:passage-f65
        """,
        data=REPORTS,
    ),
    Case(
        "002",
        "another superior does not make it a present fact",
        "id:us-forces-japan id:us-indo-pacific-command code:intended false id:passage-f65",
        data="id:us-forces-japan foedus:reportsTo id:us-national-command .",
    ),
    Case("003", "a command without a seat in the article", "", {"command": "us-forces-japan"}),
    Case(
        "003",
        "the same command with a seat",
        "id:us-forces-japan id:tokyo id:passage-f10",
        {"command": "us-forces-japan"},
        BASED_IN_TOKYO,
    ),
    Case("004", "another host", "", {"host": "id:south-korea"}),
    Case(
        "004",
        "another host with a count",
        "id:south-korea 28500 () () () id:passage-f78 ()",
        {"host": "id:south-korea"},
        STATIONED_IN_KOREA,
    ),
    Case("005", "another host", "", {"host": "id:south-korea"}),
    Case(
        "005",
        "another host with a legal basis",
        "id:south-korea id:group-planted id:treaty-planted () () () id:passage-f78",
        {"host": "id:south-korea"},
        STATIONED_IN_KOREA,
    ),
    Case("006", "another command", "", {"command": "id:us-indo-pacific-command"}),
    Case(
        "006",
        "another command that administers",
        "id:us-indo-pacific-command id:us-japan-sofa id:passage-f67",
        {"command": "id:us-indo-pacific-command"},
        "id:us-indo-pacific-command foedus:administers id:us-japan-sofa ."
        " id:stmt-planted foedus:stmtSubject id:us-indo-pacific-command ; foedus:admitted true ;"
        " foedus:stmtPredicate foedus:administers ; foedus:stmtObject id:us-japan-sofa ;"
        " foedus:evidencedBy id:passage-f67 .",
    ),
    Case(
        "007",
        "Japan",
        "id:japan id:united-states id:arrangement-us-japan foedus:ParallelCommandArrangement"
        " id:passage-f72 id:passage-f73",
        {"state": "id:japan"},
    ),
    Case(
        "007",
        "South Korea",
        "id:south-korea id:united-states id:arrangement-us-south-korea"
        " foedus:IntegratedCommandArrangement id:passage-f77 id:passage-f77",
        {"state": "id:south-korea"},
    ),
    Case("007", "a state that takes no part", "", {"state": "id:australia"}),
    Case(
        "007",
        "parallel is never read from an open list",
        "id:australia id:philippines id:arrangement-planted () id:passage-f59 id:passage-f60",
        {"state": "id:australia"},
        ARRANGEMENT + "id:command-b a foedus:NationalCommand ; foedus:ofState id:philippines .",
    ),
    Case(
        "007",
        "forces under a national command of another state",
        "id:australia id:philippines id:arrangement-planted"
        " foedus:LeadNationCommandArrangement id:passage-f59 id:passage-f60",
        {"state": "id:australia"},
        ARRANGEMENT
        + "id:arrangement-planted foedus:contributionsComplete true ."
        + " id:command-b a foedus:NationalCommand ; foedus:ofState id:australia .",
    ),
    Case("008", "what is only planned", "", {"command": "id:us-forces-japan-headquarters"}),
    Case(
        "008",
        "a plan that has begun",
        f"""
        id:us-forces-japan-headquarters {HEADQUARTERS_UPGRADE} () code:warfighting-headquarters \
code:intended id:passage-f82 id:passage-f82
        id:us-forces-japan-headquarters {HEADQUARTERS_UPGRADE} () code:warfighting-headquarters \
code:intended id:passage-f82 id:quotation-f82
        """,
        {"command": "id:us-forces-japan-headquarters"},
        status("planted", HEADQUARTERS_UPGRADE, "code:under-way", "2025-09-01"),
    ),
    Case(
        "008",
        "a later status ends it",
        "",
        data=status("planted", "id:upgrade-us-forces-japan", "code:completed", "2025-09-01"),
    ),
    Case(
        "008",
        "of two dated statuses the later counts",
        UPGRADE_ROW,
        data=status("one", "id:upgrade-us-forces-japan", "code:planned", "2024-07-28")
        + status("two", "id:upgrade-us-forces-japan", "code:under-way", "2025-03-30"),
    ),
    Case(
        "009",
        "another event, another speaker",
        """
        id:multilateral-cooperation-japan id:no-forced-change-of-status-quo "prevent"@en \
code:quotation id:gen-nakatani id:quotation-f62
        id:multilateral-cooperation-japan id:free-and-open-indo-pacific "realize"@en \
code:quotation id:gen-nakatani id:quotation-f63
        """,
        {"event": "id:multilateral-cooperation-japan"},
    ),
    Case(
        "010",
        "another speaker",
        """
        id:gen-nakatani "conduct further effective bilateral joint activities across the \
spectrum, from peacetime to contingency"@en 2 id:quotation-f55 7 1654 1757
        id:gen-nakatani "to prevent any attempts to change the status quo by force"@en 1 \
id:quotation-f62 8 1966 2023
        id:gen-nakatani "and to realize a Free and Open Indo-Pacific"@en 1 id:quotation-f63 8 \
2026 2069
        """,
        {"speaker": "id:gen-nakatani"},
    ),
    Case("010", "the author, who is not quoted", "", {"speaker": "id:article-author"}),
    Case(
        "011",
        "in the voice of those quoted",
        """
        "F49" id:designation-communist-chinese "aggressive"@en id:passage-f49
        "F50" id:designation-communist-chinese "coercive"@en id:passage-f50
        """,
        {"voice": "code:quotation"},
    ),
    Case("011", "in paraphrase", "", {"voice": "code:paraphrase"}),
    Case("012", "another state", "", {"state": "id:japan"}),
    Case("012", "another body", "", {"body": "id:us-defense-department"}),
    Case(
        "012",
        "a numbered resolution is reported as numbered, once",
        """
        id:north-korea-missile-programs id:unsc-resolutions-unnumbered true id:article-author \
code:source-voice "violate"@en id:passage-f34
        id:north-korea-nuclear-programs id:unsc-resolutions-unnumbered true id:article-author \
code:source-voice "violate"@en id:passage-f35
        """,
        data='id:unsc-resolutions-unnumbered dcterms:identifier "1718" , "1874" .',
    ),
    Case(
        "013",
        "the other participant",
        'id:gen-nakatani id:pete-hegseth id:tokyo id:speech-s1 id:pete-hegseth "late March 2025"@en'
        " id:passage-f09 id:passage-f10 id:passage-f12 id:passage-f11",
        {"person": "id:gen-nakatani"},
    ),
    Case("013", "someone who met nobody", "", {"person": "id:article-author"}),
    Case("014", "a speaker who names no partners", "", {"speaker": "id:pete-hegseth"}),
    Case(
        "014",
        "a member of the alliance of Japan",
        partners("true", "false"),
        data="id:membership-planted a foedus:AllianceMembership ;"
        " foedus:memberAgent id:australia ; foedus:membershipOf id:us-japan-alliance .",
    ),
    Case(
        "014",
        "a member of another alliance",
        partners("false", "false"),
        data="id:membership-planted a foedus:AllianceMembership ;"
        " foedus:memberAgent id:australia ; foedus:membershipOf id:alliance-planted .",
    ),
    Case(
        "014",
        "said to be allied",
        partners("false", "true"),
        data="id:stmt-planted a foedus:Statement ; foedus:stmtSubject id:south-korea ;"
        " foedus:stmtPredicate foedus:alliedWith ; foedus:stmtObject id:japan .",
    ),
    Case(
        "014",
        "said of Japan to be allied",
        partners("true", "false"),
        data="id:stmt-planted a foedus:Statement ; foedus:stmtSubject id:japan ;"
        " foedus:stmtPredicate foedus:alliedWith ; foedus:stmtObject id:australia .",
    ),
    Case(
        "015",
        "predictions",
        """
        "F13" code:quotation "will improve our ability to coordinate operations with Japan’s own \
Joint Operations Command"@en id:quotation-f13
        "F20" code:source-voice "can better anticipate and counter the complex threats"@en \
id:passage-f20
        """,
        {"modality": "code:predicted"},
    ),
    Case(
        "015",
        "hypotheses, each with its own passage and not the whole quotation",
        '"F52" code:quotation "Japan would be on the front lines of any contingency we might face'
        ' in the Western Pacific"@en id:passage-f52',
        {"modality": "code:hypothetical"},
    ),
    Case(
        "015",
        "what is admitted is no longer announced only",
        "",
        {"modality": "code:hypothetical"},
        "id:stmt-f52 foedus:admitted true .",
    ),
    Case("016", "another event", SERVICES, {"event": "id:upgrade-us-forces-japan"}),
    Case("016", "another host", DOMAINS, {"host": "id:south-korea"}),
    Case("017", "a place that nobody administers or claims", "", {"place": "id:hawaii"}),
    Case(
        "017",
        "a place that is claimed, no more",
        "id:hawaii () id:japan () () () () id:passage-f66 ()",
        {"place": "id:hawaii"},
        "id:claim-planted foedus:claimant id:japan ; foedus:claimedPlace id:hawaii ;"
        " foedus:evidencedBy id:passage-f66 .",
    ),
    Case(
        "018",
        "the Joint Operations Command",
        """
        "F14" code:presupposed id:passage-f14 2 292 328
        "F15" code:actual id:passage-f15 2 331 364
        """,
        {"command": "id:japan-joint-operations-command"},
    ),
    Case(
        "018",
        "Indo-Pacific Command",
        """
        "F66" code:actual id:passage-f66 9 2131 2169
        "F67" code:presupposed id:passage-f67 9 2144 2169
        """,
        {"command": "id:us-indo-pacific-command"},
    ),
    Case("019", "another state", "", {"state": "id:united-states"}),
    Case(
        "019",
        "a date where one is given",
        'id:japan id:japan-joint-operations-command "recently"@en "2020-01-01"^^xsd:date'
        ' "2020-01-31"^^xsd:date id:passage-f15 id:passage-f14',
        data="id:activation-japan-joint-operations-command"
        ' foedus:earliestStart "2020-01-01"^^xsd:date ;'
        ' foedus:latestStart "2020-01-31"^^xsd:date .',
    ),
    Case(
        "020",
        "the post of somebody who does not speak is not asked for",
        """
        id:gen-nakatani id:japan-defense-minister id:japan id:passage-f08
        id:pete-hegseth id:us-defense-secretary id:united-states id:passage-f07
        """,
        data="id:holding-planted a foedus:PostHolding ; foedus:heldBy id:person-planted ;"
        " foedus:postHeld id:us-defense-secretary ; foedus:evidencedBy id:passage-f07 .",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.about}")
def test_other_values_and_planted_facts_give_their_own_answers(case: Case) -> None:
    asked = question(case.number)
    text = asked.bind(case.values)
    data = [*article(), *planted(case.data)]
    answer = expected(asked)[0], rows_of(case.rows)
    assert on_pyoxigraph(text, store_of(data)) == answer
    assert on_rdflib(text, graph_of(data)) == answer


def test_every_parameter_is_asked_with_another_value() -> None:
    asked = {(case.number, name) for case in CASES for name in case.values}
    known = {(number, p.name) for number in NUMBERS for p in question(number).parameters}
    assert asked == known
