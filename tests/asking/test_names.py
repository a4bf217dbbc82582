"""One resolver: what people call things by, in every command and parameter."""

from __future__ import annotations

import pytest

from foedus.asking import names
from foedus.asking.names import Names
from foedus.bundled import contents, folders
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import curie


@pytest.fixture(scope="module")
def known() -> Names:
    return Names(contents.own_quads(), {"mine": "https://w3id.org/foedus/id/us-"})


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("F65", "id:stmt-f65"),
        ("f65", "id:stmt-f65"),
        ("b049", "id:stmt-b-upgrade-reporting-announced-2024"),
        ("stmt-f65", "id:stmt-f65"),
        ("us-forces-japan", "id:us-forces-japan"),
        ("id:japan", "id:japan"),
        ("<https://w3id.org/foedus/id/japan>", "id:japan"),
        ("https://w3id.org/foedus/id/japan", "id:japan"),
        ("mine:army", "id:us-army"),
        ("usfj", "id:us-forces-japan"),
        ("United States Forces Japan", "id:us-forces-japan"),
        ("Combined Forces Command", "id:combined-forces-command"),
        ("USA", "id:united-states"),
        ("United States of America", "id:united-states"),
        ("Hegset", "id:pete-hegseth"),
        ("Yokota", "id:yokota-air-base"),
        ("1960 treaty", "id:us-japan-treaty-1960"),
        ("US-Japan alliance", "id:us-japan-alliance"),
        ("reportsTo", "foedus:reportsTo"),
        ("reports to", "foedus:reportsTo"),
        ("foedus:Command", "foedus:Command"),
        ("code:defense", "code:defense"),
    ],
)
def test_a_name_means_one_thing(known: Names, name: str, iri: str) -> None:
    assert curie(known.find(name)) == iri


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("jpan", "did you mean Japan (id:japan)?"),
        ("U.S. Forces Jpan", "did you mean U.S. Forces Japan (id:us-forces-japan), "),
        ("senkakus", "did you mean Senkaku Islands (id:senkaku-islands)?"),
        ("secretary of defense under", "did you mean U.S. Defense Secretary under the President"),
        ("combined force command", "is the name of several: Combined Forces Command (id:comb"),
        ("zzz", "nor anything like it"),
        ("SACEUR", "nor anything like it"),  # and not: space
        ("ex:mine", "nor anything like it"),
        ("", "nor anything like it"),
        ("004", "a question is called so: foedus query 004"),
    ],
)
def test_what_is_no_name_of_one_thing_is_refused_with_what_is_near(
    known: Names, name: str, told: str
) -> None:
    with pytest.raises(BadInput) as error:
        known.find(name)
    assert told in error.value.reason


def test_a_predicate_is_a_term_or_written_out(known: Names) -> None:
    assert curie(known.find("command", "term")) == "foedus:Command"
    assert curie(known.find("rdfs:label", "term")) == "rdfs:label"
    for name in ("Japan", "F65"):
        with pytest.raises(BadInput, match=f"no term called '{name}'"):
            known.find(name, "term")


def test_what_other_data_call_alike_is_one_with_ours_where_it_is_matched() -> None:
    quads = [*contents.own_quads(), *reading.read(folders.example_file()).quads]
    assert curie(Names(quads).find("Japan")) == "id:japan"


def test_questions_go_by_number_name_or_words() -> None:
    assert [one.number for one in names.questions("2")] == ["002"]
    assert [one.number for one in names.questions("report fact")] == ["002"]
    assert len(names.questions("report")) > 1
    with pytest.raises(BadInput, match="several questions: 002 Which command"):
        names.question("report")
    with pytest.raises(BadInput, match="no question is called 'zzz'"):
        names.questions("zzz")


def test_a_parameter_takes_any_name_and_a_file_has_its_own_prefixes(run, tmp_path) -> None:
    told = run("query", "004", "--host", "japan", "--format", "csv").data
    for name in ("Japan", "JAPAN", "id:japan"):
        assert run("query", "004", "--host", name, "--format", "csv").data == told
    assert run("query", "who", "--host", "x").code == 2
    file = tmp_path / "mine.ttl"
    file.write_text(
        "@prefix ex: <https://example.org/> . @prefix foedus: <https://w3id.org/foedus/ontology#> ."
        ' ex:j a foedus:State ; <http://www.w3.org/2000/01/rdf-schema#label> "Jot"@en .'
    )
    assert run("query", "004", "--host", "ex:j", "--data", file).code == 0
    assert "state" in run("why", "ex:j", "a", "State", file).out
    query = tmp_path / "mine.rq"
    query.write_text("SELECT ?s WHERE { ?s a foedus:State ; rdfs:label ?l . FILTER(?s = ex:j) }")
    assert "example.org/j" in run("query", query, "--data", file, "--format", "csv").out


def test_words_find_questions_and_help_shows_one(run) -> None:
    listed = run("query", "report").out
    assert "002" in listed and "031" in listed
    told = run("query", "004", "--help").out
    assert "How many U.S. personnel are stationed in Japan" in told
    assert "--host NAME  (id:japan)" in told
    assert "Usage: foedus query" in run("query", "-h").out
    assert run("show", "004").out == told


def test_labels_stand_beside_what_they_name(run) -> None:
    head, row = run("query", "006", "--format", "csv", "--labels").out.splitlines()[:2]
    administered = "administered,administeredLabel"
    assert head == f"command,commandLabel,{administered},source,sourceLabel,sourceSource"
    assert row.split(",")[1:4:2] == [
        "U.S. Forces Japan",
        "alliance of the United States and Japan",
    ]


def test_a_table_fits_the_width(monkeypatch) -> None:
    from foedus.asking import results

    monkeypatch.setattr(results.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(results, "width", lambda: 40)
    columns = ["one", "two", "three", "four"]
    told = results.table(columns, [["internationalization " * 3] * 4])
    assert max(map(len, told.splitlines())) <= 40
    assert told.count("internationalization") == 12


def test_a_table_loses_no_letter() -> None:
    from foedus.asking import results

    columns = ["1 one", "2 two", "3", "4", "earliest start", "latest start", "latest end", "source"]
    row = ["U.S. Defense Secretary", "President of the United States", "unspecified reporting"]
    row += ["possible", "", "1958-12-31", "", "Statutes at Large, volume 100\n[1] [2] [3] [4] [5]"]
    told = results.table(columns, [row]).split()
    assert {word for cell in row for word in cell.split()} <= {*told}


def test_a_question_in_other_words_is_offered() -> None:
    with pytest.raises(BadInput, match=r"did you mean 002 Which command will"):
        names.questions("who reports to whom")
    with pytest.raises(BadInput, match=r"foedus query lists them"):
        names.questions("NATO")  # and not what asks of "into"
