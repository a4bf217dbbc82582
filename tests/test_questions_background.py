"""Questions 21 to 40: exact answers on the article and the background, and answers that bite.

Every query runs on pyoxigraph and on rdflib, on both data files together, without inference. A
question that our data leave unanswered has a planted case that proves it can answer.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib

from foedus import questions, resources
from foedus.vocabulary import expand
from test_questions import (
    FACTS,
    KEYS,
    Cell,
    article,
    avoided_words,
    expected,
    graph_of,
    on_pyoxigraph,
    on_rdflib,
    planted,
    question,
    rows_of,
    store_of,
    sub_selects,
    vocabulary,
)
from withdrawal import withdraw

NUMBERS = [f"{number:03}" for number in range(21, 41)]
EMPTY = ["031", "033", "034", "037", "040"]


@cache
def background() -> tuple[ox.Quad, ...]:
    """The background's data, and nothing else."""
    path = resources.data_file("background")
    return tuple(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


@cache
def both_store() -> ox.Store:
    """Both data files in pyoxigraph."""
    return store_of([*article(), *background()])


@cache
def both_graph() -> rdflib.Graph:
    """Both data files in rdflib."""
    return graph_of([*article(), *background()])


@cache
def backward_graph() -> rdflib.Graph:
    """Both data files in rdflib, entered from the last triple to the first."""
    return graph_of(reversed([*article(), *background()]))


# --- the exact answers


@pytest.mark.parametrize("number", NUMBERS)
def test_pyoxigraph_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    assert on_pyoxigraph(asked.text, both_store()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_rdflib_gives_exactly_the_expected_answer(number: str) -> None:
    asked = question(number)
    assert on_rdflib(asked.text, both_graph()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_order_in_which_triples_are_entered_does_not_matter(number: str) -> None:
    asked = question(number)
    assert on_rdflib(asked.text, backward_graph()) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_triples_of_the_ontology_change_no_answer(number: str) -> None:
    asked = question(number)
    store = store_of([*article(), *background(), *vocabulary()])
    assert on_pyoxigraph(asked.text, store) == expected(asked)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_row_stands_twice_and_each_names_a_source(number: str) -> None:
    columns, rows = expected(question(number))
    assert "source" in columns
    assert bool(rows) is (number not in EMPTY)
    assert len(set(map(tuple, rows))) == len(rows)
    kinds = {expand("foedus:SourceDocument"), expand("foedus:Passage"), expand("foedus:Quotation")}
    for row in rows:
        source = row[columns.index("source")]
        assert source is not None
        types = both_store().quads_for_pattern(
            ox.NamedNode(source[1]), ox.NamedNode(expand("rdf:type")), None
        )
        assert kinds & {quad.object.value for quad in types}, source


# --- the headers and the form of the text


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_is_complete(number: str) -> None:
    asked = question(number)
    assert list(questions.read_header(asked.text, asked.path.name)) == KEYS
    assert asked.question.endswith("?")
    assert asked.answer.endswith(".")
    assert asked.data == ("article", "background")
    assert asked.expected_path.is_file()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_parameters_stand_first_with_their_defaults(number: str) -> None:
    asked = question(number)
    clauses = [rf"VALUES \?{p.name} {{ \S+ }}\s+" for p in asked.parameters]
    assert re.search(r"\bWHERE\s*{\s*" + "".join(clauses), asked.text)
    bound = asked.bind({p.name: p.default for p in asked.parameters})
    assert on_pyoxigraph(bound, both_store()) == expected(asked)
    for parameter in asked.parameters:
        assert parameter.name != "asOf" or (parameter.type, parameter.default) == (
            "date",
            "2025-03-31",
        )
        for head, body in sub_selects(asked.text):
            used = rf"\?{parameter.name}\b"
            assert not re.search(used, body) or re.search(used, head)


def test_the_questions_that_depend_on_a_day_take_it() -> None:
    """Not so those that give dates as their answer, or whose data have none."""
    taking = [
        number for number in NUMBERS if "asOf" in {p.name for p in question(number).parameters}
    ]
    assert taking == ["021", "022", "024", "030", "037", "038"]
    dated = [number for number in NUMBERS if "foedus:latestEnd" in question(number).text]
    assert set(dated) <= {*taking, "032", "033"}  # the dates of a change; the day of a signature


@pytest.mark.parametrize("number", NUMBERS)
def test_no_question_uses_what_engines_do_differently(number: str) -> None:
    text = question(number).text
    assert not avoided_words(text)
    assert re.search(r"\bORDER BY\b", text)
    assert not re.search(r"VALUES [^}]*}\s*(#[^\n]*\s*)*OPTIONAL", text)


@cache
def facts_that_matter() -> dict[str, list[str]]:
    """For each question the facts of the article whose withdrawal changes its answer."""
    found: dict[str, list[str]] = {number: [] for number in NUMBERS}
    for fact in FACTS:
        without = withdraw(article(), fact)
        without.bulk_extend(background())
        for number in NUMBERS:
            asked = question(number)
            if on_pyoxigraph(asked.text, without) != expected(asked):
                found[number].append(fact)
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_the_header_lists_the_facts_that_the_answer_needs(number: str) -> None:
    assert facts_that_matter()[number] == list(question(number).facts)


# --- the day before a change, and the day


def answer(
    number: str, columns: list[str], values: dict[str, str] | None = None, data: str = ""
) -> list[tuple[Cell, ...]]:
    """Some columns of the answer, each row once; both engines must agree on all columns."""
    text = question(number).bind(values or {})
    if data:
        quads = [*article(), *background(), *planted(data)]
        found = on_pyoxigraph(text, store_of(quads))
        other = on_rdflib(text, graph_of(quads))
    else:
        found = on_pyoxigraph(text, both_store())
        other = on_rdflib(text, both_graph())
    assert found == other
    places = [found[0].index(name) for name in columns]
    return list(dict.fromkeys(tuple(row[n] for n in places) for row in found[1]))


def told(lists: str) -> list[tuple[Cell, ...]]:
    """Expected rows, one a line."""
    return [tuple(row) for row in rows_of(lists)]


CHAIN = ["subordinate", "superior", "certainty"]
ALLIED = ["state", "ally", "alliance", "certainty", "treaty"]
STAGE = ["part", "stage", "certainty"]
PLANNED = 'id:integration-us-forces code:planned "possible"\n'
ANZUS = """
id:australia id:new-zealand id:anzus-alliance "certain" id:anzus-treaty
id:australia id:united-states id:anzus-alliance "certain" id:anzus-treaty
"""
NEW_ZEALAND = 'id:new-zealand id:united-states id:anzus-alliance "certain" id:anzus-treaty\n'


def japan(treaty: str) -> str:
    """The row of Japan and the United States."""
    return f'id:japan id:united-states id:us-japan-alliance "certain" {treaty}\n'


@pytest.mark.parametrize(
    ("number", "columns", "day", "rows"),
    [
        ("021", CHAIN, "1957-06-30", ""),
        ("021", CHAIN, "1957-07-01", 'id:us-forces-japan id:us-indo-pacific-command "possible"'),
        ("021", CHAIN, "1985-12-31", 'id:us-forces-japan id:us-indo-pacific-command "possible"'),
        (
            "021",
            CHAIN,
            "1986-01-01",
            """
            id:us-forces-japan id:us-indo-pacific-command "possible"
            id:us-indo-pacific-command id:us-defense-secretary "possible"
            id:us-defense-secretary id:us-president "possible"
            """,
        ),
        (
            "021",
            CHAIN,
            "1986-12-31",
            """
            id:us-forces-japan id:us-indo-pacific-command "possible"
            id:us-indo-pacific-command id:us-defense-secretary "certain"
            id:us-defense-secretary id:us-president "certain"
            """,
        ),
        ("022", ["subordinate"], "1957-06-30", ""),
        ("022", ["subordinate"], "1957-07-01", "id:us-forces-japan\nid:us-forces-korea"),
        (
            "022",
            ["superior", "certainty"],
            "1987-01-01",
            """
            id:us-president "certain"
            id:us-indo-pacific-command "possible"
            id:us-defense-secretary "certain"
            """,
        ),
        ("038", ["command"], "1954-11-16", ""),
        ("038", ["command"], "1978-11-06", "id:integrated-command-korea"),
        (
            "038",
            ["command"],
            "1978-11-07",
            "id:combined-forces-command\nid:integrated-command-korea",
        ),
        ("024", ALLIED, "1952-04-27", ""),
        ("024", ALLIED, "1952-04-28", japan("id:us-japan-treaty-1951")),
        ("024", ALLIED, "1952-04-29", ANZUS + japan("id:us-japan-treaty-1951") + NEW_ZEALAND),
        ("024", ["certainty"], "1986-09-17", '"certain"'),
        ("024", ["certainty"], "1986-09-18", '"possible"\n"certain"'),
        ("030", STAGE, "2024-07-27", PLANNED),
        (
            "030",
            STAGE,
            "2024-07-28",
            PLANNED + 'id:upgrade-us-forces-japan code:announced "certain"',
        ),
        (
            "030",
            STAGE,
            "2025-03-29",
            PLANNED + 'id:upgrade-us-forces-japan code:announced "certain"',
        ),
        (
            "030",
            STAGE,
            "2025-03-30",
            PLANNED
            + 'id:upgrade-us-forces-japan code:under-way "certain"\n'
            + 'id:upgrade-us-forces-japan-phase-1 code:under-way "certain"',
        ),
    ],
)
def test_the_day_before_a_change_differs_from_the_day(
    number: str, columns: list[str], day: str, rows: str
) -> None:
    assert answer(number, columns, {"asOf": day}) == told(rows)


@pytest.mark.parametrize(
    ("day", "treaties"),
    [
        ("1960-06-18", ["id:us-japan-treaty-1951"]),
        ("1960-06-19", ["id:us-japan-treaty-1951", "id:us-japan-treaty-1960"]),
        ("1960-06-22", ["id:us-japan-treaty-1951", "id:us-japan-treaty-1960"]),
        ("1960-06-23", ["id:us-japan-treaty-1960"]),
    ],
)
def test_the_alliance_lasts_while_its_treaties_follow_each_other(
    day: str, treaties: list[str]
) -> None:
    rows = answer("024", ALLIED, {"asOf": day})
    of_japan = [row for row in rows if row[0] == ("iri", expand("id:japan"))]
    assert of_japan == told("".join(map(japan, treaties)))


# --- other values, and facts planted where the data say nothing

DOC = "foedus:sourcedFrom id:doc-article"
LATER = "foedus:sourcedFrom id:doc-planted"
LINE = "id:line-planted a foedus:CommandRelationship ; foedus:subordinateParty id:us-president ;"
SIGNED = (
    "id:holding-planted a foedus:PostHolding ; foedus:heldBy id:person-planted ;"
    " foedus:postHeld id:us-defense-secretary ; " + DOC + " ;"
)
INTENDED = (
    "id:intention-planted a foedus:Statement ; foedus:modality code:intended ;"
    ' foedus:asOfDate "2024-12-01"^^xsd:date ; foedus:stmtSubject id:us-forces-japan ;'
    " foedus:stmtPredicate foedus:reportsTo ; foedus:stmtObject id:us-president ."
)
REPORTED = (
    "id:report-planted a foedus:Statement ; foedus:stmtSubject id:us-forces-japan ;"
    " foedus:stmtPredicate foedus:reportsTo ; " + LATER + " ;"
    ' foedus:asOfDate "2025-09-01"^^xsd:date ; foedus:modality code:actual ;'
)
HOST = (
    "id:stationing-planted a foedus:Stationing ; foedus:hostPolity id:host-planted ;"
    " foedus:stationedForce id:force-us ; " + DOC + " ."
    " id:sofa-planted a foedus:StatusOfForcesAgreement ; foedus:hasParty id:host-planted ."
)
DUTY = (
    "id:obligation-planted foedus:obligationType code:defense ;"
    " foedus:beneficiary id:host-planted ."
    " id:article-planted foedus:provisionOf id:treaty-planted ;"
    " foedus:createsObligation id:obligation-planted ."
    " id:entry-planted a foedus:EntryIntoForce ; foedus:involves id:treaty-planted ;"
    ' foedus:earliestStart "2000-01-01"^^xsd:date .'
    " id:end-planted a foedus:Termination ; foedus:involves id:treaty-planted ;"
    ' foedus:latestStart "2010-01-01"^^xsd:date .'
)
SOFA = (
    " id:entry-planted a foedus:EntryIntoForce ; foedus:involves id:sofa-planted ;"
    ' foedus:earliestStart "1990-01-02"^^xsd:date .'
)


def completed(day: str) -> str:
    """A planted report that the upgrade is done."""
    return (
        "id:status-planted foedus:statusOfEvent id:upgrade-us-forces-japan ; " + LATER + " ;"
        f' foedus:observedStatus code:completed ; foedus:asOfDate "{day}"^^xsd:date .'
    )


@pytest.mark.parametrize(
    ("number", "columns", "values", "data", "rows"),
    [
        # Other values.
        (
            "021",
            CHAIN,
            {"command": "id:self-defense-fleet"},
            "",
            'id:self-defense-fleet id:japan-joint-operations-command "possible"',
        ),
        (
            "023",
            ["agreement"],
            {"type": "code:basing"},
            "",
            "id:us-japan-treaty-1951\nid:us-japan-treaty-1960",
        ),
        ("025", ["predecessor"], {"treaty": "id:us-south-korea-treaty-1953"}, "", ""),
        (
            "026",
            ["number", "treaty"],
            {"agreement": "id:us-south-korea-sofa"},
            "",
            '"IV" id:us-south-korea-treaty-1953',
        ),
        (
            "027",
            ["agreement"],
            {"treaty": "id:us-japan-treaty-1951"},
            "",
            "id:us-japan-administrative-agreement",
        ),
        ("028", ["value"], {"host": "id:south-korea"}, "", ""),
        (
            "030",
            STAGE,
            {"event": "id:upgrade-us-forces-japan-phase-1"},
            "",
            'id:upgrade-us-forces-japan-phase-1 code:under-way "certain"',
        ),
        ("038", ["alliance"], {"condition": "code:contingency"}, "", "id:us-south-korea-alliance"),
        # A fourth line, another authority, and one that is no command.
        (
            "021",
            ["step", "superior", "authority"],
            {"command": "id:us-forces-korea"},
            LINE + " foedus:superiorParty id:planted ; " + DOC + " ;"
            " foedus:authorityType code:operational-control .",
            """
            1 id:us-indo-pacific-command code:reporting-unspecified
            2 id:us-defense-secretary code:reporting-unspecified
            3 id:us-president code:reporting-unspecified
            4 id:planted code:operational-control
            """,
        ),
        (
            "021",
            ["superior"],
            {"command": "id:us-president"},
            LINE + " foedus:superiorParty id:planted ; " + DOC + " ;"
            " foedus:authorityType code:administrative-control .",
            "",
        ),
        (
            "021",
            ["superior", "authority"],
            {"command": "id:us-president"},
            LINE + " foedus:superiorParty id:planted ; " + DOC + " .",
            "id:planted code:reporting-unspecified",
        ),
        # An agreement under an agreement under a treaty.
        (
            "027",
            ["agreement"],
            {},
            "id:agreement-planted foedus:concludedUnder id:us-japan-sofa ."
            " id:stmt-planted foedus:stmtSubject id:agreement-planted ; foedus:admitted true ;"
            " foedus:stmtPredicate foedus:concludedUnder ; foedus:stmtObject id:us-japan-sofa ;"
            f" {DOC} .",
            "id:agreement-planted\nid:us-japan-sofa",
        ),
        # What was intended is done, dropped, changed.
        ("031", ["fact", "outcome"], {}, completed("2025-09-01"), '"B050" "done"\n"F02" "done"'),
        ("031", ["fact", "outcome"], {}, completed("2024-07-27"), '"F02" "done"'),
        (
            "031",
            ["intention", "outcome"],
            {},
            INTENDED + REPORTED + " foedus:stmtObject id:us-president ; foedus:admitted true .",
            'id:stmt-b-upgrade-reporting-announced-2024 "changed"\nid:intention-planted "done"',
        ),
        (
            "031",
            ["intention", "outcome"],
            {},
            INTENDED + REPORTED + " foedus:stmtObject id:us-president ; foedus:negated true .",
            'id:intention-planted "dropped"',
        ),
        # Who held the post, for certain and possibly.
        (
            "033",
            ["post", "holder", "certainty"],
            {},
            SIGNED + ' foedus:earliestStart "1959-12-02"^^xsd:date ;'
            ' foedus:latestStart "1959-12-02"^^xsd:date .',
            'id:us-defense-secretary id:person-planted "certain"',
        ),
        (
            "033",
            ["holder", "certainty"],
            {},
            SIGNED + ' foedus:earliestStart "1959-12-02"^^xsd:date .',
            'id:person-planted "possible"',
        ),
        ("033", ["holder"], {}, SIGNED + ' foedus:earliestStart "1960-01-20"^^xsd:date .', ""),
        (
            "033",
            ["holder", "certainty"],
            {"agreement": "id:agreement-planted"},
            "id:signature-planted a foedus:Signature ; foedus:involves id:agreement-planted ;"
            ' foedus:earliestStart "2025-03-30"^^xsd:date ;'
            ' foedus:latestStart "2025-03-30"^^xsd:date .',
            'id:gen-nakatani "certain"\nid:pete-hegseth "certain"',
        ),
        # A party rejects what is said.
        (
            "034",
            ["fact", "disputant"],
            {},
            "id:stmt-f27 foedus:disputedIn id:contestation-planted ."
            " id:contestation-planted a foedus:Contestation ;"
            f" foedus:disputant id:peoples-republic-of-china ; {DOC} .",
            '"F27" id:peoples-republic-of-china',
        ),
        # A host with an agreement on the standing of forces: without a duty, and with one.
        ("037", ["host", "agreement"], {}, HOST, "id:host-planted id:sofa-planted"),
        (
            "037",
            ["host"],
            {},
            HOST + "id:obligation-planted foedus:obligationType code:defense ;"
            " foedus:beneficiary id:host-planted .",
            "",
        ),
        # The duty begins and ends with its treaty.
        ("037", ["host"], {"asOf": "1999-12-31"}, HOST + DUTY, "id:host-planted"),
        ("037", ["host"], {"asOf": "2000-01-01"}, HOST + DUTY, ""),
        ("037", ["host"], {"asOf": "2009-12-31"}, HOST + DUTY, ""),
        ("037", ["host"], {"asOf": "2010-01-01"}, HOST + DUTY, "id:host-planted"),
        # The stationing and the agreement have their times too.
        (
            "037",
            ["host"],
            {},
            HOST + 'id:stationing-planted foedus:latestEnd "2025-03-30"^^xsd:date .',
            "",
        ),
        ("037", ["host"], {"asOf": "1990-01-01"}, HOST + SOFA, ""),
        ("037", ["host"], {"asOf": "1990-01-02"}, HOST + SOFA, "id:host-planted"),
        ("037", ["host"], {"type": "code:offense", "asOf": "1960-06-18"}, "", ""),
        (
            "037",
            ["host"],
            {"type": "code:offense"},
            "",
            "id:japan",
        ),
        # In peacetime for certain, and not in peacetime.
        (
            "038",
            ["command", "certainty"],
            {},
            "id:contribution-south-korea foedus:inCondition code:contingency ."
            " id:contribution-south-korea-in-combined-forces-command"
            " foedus:inCondition code:peacetime ."
            " id:contribution-united-states-in-combined-forces-command"
            " foedus:inCondition code:peacetime .",
            'id:combined-forces-command "certain"',
        ),
        # Responsible for a sea that contains the islands.
        (
            "040",
            ["area", "command"],
            {},
            "id:us-forces-japan foedus:responsibleFor id:east-china-sea ."
            " id:stmt-planted foedus:stmtSubject id:us-forces-japan ; foedus:admitted true ;"
            " foedus:stmtPredicate foedus:responsibleFor ;"
            f" foedus:stmtObject id:east-china-sea ; {DOC} .",
            "id:east-china-sea id:us-forces-japan",
        ),
        ("040", ["command"], {"place": "id:tokyo"}, "", ""),
    ],
)
def test_other_values_and_planted_facts_give_their_own_answers(
    number: str, columns: list[str], values: dict[str, str], data: str, rows: str
) -> None:
    assert sorted(map(str, answer(number, columns, values, data))) == sorted(map(str, told(rows)))


def test_each_empty_answer_says_so_in_words() -> None:
    for number in EMPTY:
        assert re.match(r"(None|Nobody)\b", question(number).answer)
