"""`foedus query`: the list, a question, parameters, formats, and a user's own file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus.bundled import folders, questions
from foedus.bundled.questions import all_questions

ARTICLE = ("--data", folders.data_file("usfj-upgrade"), "--only")
ID = "https://w3id.org/foedus/id/"
HEAD = "PREFIX foedus: <https://w3id.org/foedus/ontology#>\n"


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_list_has_every_question(run) -> None:
    result = run("query", "--format", "tsv")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "number\tasker\tquestion\tparameters"
    assert [line[:3] for line in lines[1:]] == [one.number for one in all_questions()]
    assert (
        lines[1]
        == "001\tjournalist\tWhen was U.S. Forces Japan established?\t--command id:us-forces-japan"
    )


def test_002_says_who_plans_the_reporting_line_and_who_states_it(run) -> None:
    result = run("query", "002", "--format", "csv")
    assert [row.split(",")[2:6] for row in result.out.splitlines()] == [
        ["stands", "source", "since", "weaklySourced"],
        ["planned", ID + "passage-f65", "", ""],
        ["stated", ID + "doc-askwikinow-usfj", "1957-07-01", "true"],
        ["stated", ID + "passage-b-profilpelajar-far-east-command-1", "1957-07-01", "true"],
    ]
    assert run("query", "002").out.splitlines()[-2] == (
        "[1] P9 “The new joint force headquarters, which will report to the Hawaii-based"
        " U.S. Indo-Pacific Command”"
    )


@pytest.mark.parametrize("key", ["2", "002", "which-command-will-it-report-to"])
def test_a_question_goes_by_number_or_name(run, key: str) -> None:
    assert run("query", key).data == run("query", "002").data


PARAMETER_ERRORS = {
    "unknown": (
        ["001", "--comand", "x"],
        "foedus: question 001 has no parameter 'comand'; it takes --command\n",
    ),
    "no value": (["001", "--command"], "foedus: --command needs a value\n"),
    "twice": (
        ["001", "--command", "us-army", "--command", "us-navy"],
        "foedus: --command is given twice\n",
    ),
    "a name that is alike": (
        ["004", "--host", "jpan"],
        "foedus: these data know no thing called 'jpan'; did you mean Japan (id:japan)?\n",
    ),
    "injection": (
        ["001", "--command", "<x:y> } ?s ?p ?o . { <x:y>"],
        "foedus: these data know no thing called '<x:y> } ?s ?p ?o . { <x:y>',"
        " nor anything like it; foedus query WORDS finds questions\n",
    ),
    "unknown question": (
        ["999"],
        "foedus: no question is called '999'; foedus query lists them\n",
    ),
    "format": (
        ["001", "--format", "yaml"],
        "foedus: --format takes table, csv, tsv, json, xml or turtle, not 'yaml'\n",
    ),
    "turtle": (
        ["001", "--format", "turtle"],
        "foedus: --format turtle is for the answers of CONSTRUCT and DESCRIBE queries\n",
    ),
    "stray": (
        ["001", "us-army"],
        "foedus: unexpected argument 'us-army'; a parameter is given as --name value\n",
    ),
}


@pytest.mark.parametrize("case", PARAMETER_ERRORS)
def test_wrong_use_is_one_line(run, case: str) -> None:
    arguments, error = PARAMETER_ERRORS[case]
    result = run("query", *arguments)
    assert (result.code, result.out, result.err) == (2, "", error)


@pytest.mark.parametrize(
    "value",
    [
        "us-indo-pacific-command",
        "id:us-indo-pacific-command",
        "https://w3id.org/foedus/id/us-indo-pacific-command",
        "<https://w3id.org/foedus/id/us-indo-pacific-command>",
    ],
)
def test_an_iri_parameter_takes_a_name_a_prefixed_name_or_an_iri(run, value: str) -> None:
    assert "Hawaii" in run("query", "003", "--command", value).out
    assert "Hawaii" in run("query", "003", f"--command={value}").out


def test_formats(run) -> None:
    csv = run("query", "003", "--format", "csv").out.splitlines()
    assert csv[0] == "command,place,region,passage" or csv[0].startswith("command,place")
    told = json.loads(run("query", "003", "--format", "json").out)
    assert told["results"]["bindings"][0]["place"] == {
        "type": "uri",
        "value": "https://w3id.org/foedus/id/hawaii",
    }
    assert run("query", "003", "--format", "xml").out.startswith("<?xml")
    assert run("query", "003", "--format", "tsv").out.startswith("?command\t?place")


def test_more_data_changes_the_answer(run, tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text(
        "@prefix foedus: <https://w3id.org/foedus/ontology#> .\n"
        "@prefix id: <https://w3id.org/foedus/id/> .\n"
        "id:stmt-f65 foedus:negated true .\n"
    )
    result = run("query", "002", "--data", path, "--format", "json")
    row = json.loads(result.out)["results"]["bindings"][0]
    assert row["stands"]["value"] == "denied"


def test_a_query_of_ones_own(run, tmp_path: Path) -> None:
    path = own(tmp_path, HEAD + "SELECT (COUNT(?s) AS ?n) WHERE { ?s a foedus:Statement }")
    assert run("query", path, *ARTICLE, "--format", "csv").out.splitlines() == ["n", "122"]


def test_rows_that_differ_only_in_what_they_rest_on_are_one_for_people(run, tmp_path: Path) -> None:
    rows = '("1" "d") ("1" id:passage-f65) ("2" "d") ("1" id:passage-f01) ("1" "e") ("2" UNDEF)'
    path = own(
        tmp_path, f"PREFIX id: <{ID}>\nSELECT ?x ?source {{ VALUES (?x ?source) {{ {rows} }} }}"
    )
    table = run("query", path).out.split("\n\n")[0].splitlines()
    assert [line.split() for line in table[2:]] == [["1", "d"], ["e"], ["[1]", "[2]"], ["2", "d"]]
    assert len(run("query", path, "--format", "csv").out.splitlines()) == 7


def test_ask_and_construct(run, tmp_path: Path) -> None:
    path = own(tmp_path, HEAD + "ASK { ?s a foedus:Treaty }")
    assert run("query", path).out == "yes\n"
    path = own(tmp_path, HEAD + "CONSTRUCT { ?s a foedus:Treaty } WHERE { ?s a foedus:Treaty }")
    assert run("query", path, *ARTICLE, "--format", "turtle").out == (
        "@prefix foedus: <https://w3id.org/foedus/ontology#> .\n"
        "@prefix id: <https://w3id.org/foedus/id/> .\n\n"
        "id:us-japan-treaty-1960 a foedus:Treaty .\n"
    )
    assert "treaty" in run("query", path).out
    assert run("query", path, "--format", "csv").err == (
        "foedus: the answer is a graph: --format turtle or table, not csv\n"
    )


REFUSED = {
    "service": (
        "SELECT * WHERE {\n  SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "2: SERVICE is refused: a query reads what is loaded and fetches nothing",
    ),
    "hidden service": (
        "SELECT * WHERE {\n ?s \\u0053ERVICE ?o }",
        "2: a \\u escape is allowed in strings and addresses only",
    ),
    "load": ("LOAD <http://127.0.0.1/>", "1: LOAD is refused: a query changes nothing"),
    "insert": ("INSERT DATA { <a:a> <a:b> 1 }", "1: INSERT is refused: a query changes nothing"),
    "delete": (
        "PREFIX a: <a:>\nDELETE WHERE { ?s ?p ?o }",
        "2: DELETE is refused: a query changes nothing",
    ),
    "syntax": ("SELECT * WHERE {\n  ?s ?p\n}", "3: not a SPARQL query: syntax error at column"),
    "prefix": (
        "SELECT * WHERE {\n  ?s nope:p ?o }",
        "2: not a SPARQL query: a prefix is used that no PREFIX line declares",
    ),
    "misspelt": (
        HEAD + "SELECT * WHERE { ?s foedus:repotsTo ?o }",
        "2: no such term: foedus:repotsTo; did you mean foedus:reportsTo?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_query_of_ones_own_may_not_do(run, tmp_path: Path, case: str) -> None:
    text, error = REFUSED[case]
    path = own(tmp_path, text)
    result = run("query", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"foedus: {path}:{error}")
    assert result.err.count("\n") == 1


def test_words_like_service_in_names_and_texts_are_no_service(run, tmp_path: Path) -> None:
    text = (
        HEAD + "# SERVICE here is a comment\n"
        'SELECT ?service WHERE { ?service a foedus:MilitaryService . FILTER("LOAD" != "SERVICE") }'
        " ORDER BY ?service"
    )
    result = run("query", own(tmp_path, text), *ARTICLE, "--format", "csv")
    assert len(result.out.splitlines()) == 6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "SELECT * WHERE " + "{" * 101 + "?s ?p ?o" + "}" * 101,
            "the query is nested deeper than 100 levels",
        ),
        ("#" + "x" * 40_000 + "\nASK {}", "the query is longer than 32768 characters"),
    ],
)
def test_a_query_beyond_the_limits_stops_with_3(run, tmp_path: Path, text, reason) -> None:
    path = own(tmp_path, text)
    result = run("query", path)
    assert (result.code, result.out, result.err) == (3, "", f"foedus: {path}: {reason}\n")


def test_words_between_colons_stay_words(run, tmp_path: Path) -> None:
    """A line number such as ``:100:`` and a text such as ``:japan:`` are no pictures."""
    query = tmp_path / "mine.rq"
    query.write_text('SELECT (":100: :japan:" AS ?text) WHERE { }')
    assert ":100: :japan:" in run("query", query).out
    data = tmp_path / "mine.ttl"
    data.write_text("\n" * 99 + "<https://e.org/s> a <https://w3id.org/foedus/ontology#State> .\n")
    assert f"{data}:100: <https://e.org/s>" in run("validate", data).out.replace("\n", "")


# --- accepting an answer


@pytest.fixture
def accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The expected answer of a question that stands in a folder of its own."""
    asked = questions.find_question("003")
    path = tmp_path / asked.path.name
    path.write_text(asked.text, encoding="utf-8")
    expected = path.with_suffix(".expected.tsv")
    expected.write_bytes(asked.expected_path.read_bytes())
    monkeypatch.setattr(folders, "question_files", lambda: [path])
    return expected


def test_an_answer_is_accepted_after_its_difference_is_shown(run, accepted: Path) -> None:
    right = accepted.read_bytes()
    row = "command=id:us-indo-pacific-command place=id:hawaii source=id:passage-f66"
    accepted.write_bytes(right.replace(b"hawaii", b"tokyo"))
    result = run("query", "003", "--accept")
    wrong = row.replace("hawaii", "tokyo")
    assert (result.code, result.out) == (0, f"- {wrong}\n+ {row}\nwritten: {accepted}\n")
    assert accepted.read_bytes() == right
    accepted.unlink()
    assert run("query", "3", "--accept").out == f"+ {row}\nwritten: {accepted}\n"
    assert accepted.read_bytes() == right
    assert run("query", "3", "--accept").out == f"as expected, left alone: {accepted}\n"


def test_outside_a_checkout_no_answer_is_accepted(run, accepted: Path, monkeypatch) -> None:
    accepted.unlink()
    monkeypatch.setattr(folders, "is_checkout", lambda: False)
    result = run("query", "003", "--accept")
    assert (result.code, result.out, result.err) == (
        2,
        "",
        "foedus: this is no source checkout of foedus: its expected answers stay as they are\n",
    )
    assert not accepted.exists()


@pytest.mark.parametrize(
    "more", [[], ["mine.rq"], ["003", "--command", "us-army"], ["003", "--format", "csv"]]
)
def test_only_a_question_as_it_stands_is_accepted(run, more: list[str]) -> None:
    result = run("query", *more, "--accept")
    assert (result.code, result.out, result.err) == (
        2,
        "",
        "foedus: --accept takes the number or name of a question, and nothing else\n",
    )
