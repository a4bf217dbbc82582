"""`foedus show`: stated, said and inferred are told apart, each with voice, modality, passage."""

from __future__ import annotations

import json

import pytest

from foedus.bundled import folders

ARTICLE = str(folders.data_file("usfj-upgrade"))


def told(run, name: str) -> dict:
    result = run("show", name, "--data", ARTICLE, "--only", "--format", "json")
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


@pytest.fixture
def usfj(run) -> dict:
    return told(run, "us-forces-japan")


def test_a_name_may_be_a_label_an_abbreviation_a_bare_name_or_an_iri(run, usfj) -> None:
    for name in (
        "U.S. Forces Japan",
        "u.s. forces japan",
        "us-forces-japan",
        "id:us-forces-japan",
        "https://w3id.org/foedus/id/us-forces-japan",
    ):
        assert told(run, name) == usfj


def test_what_is_stated(usfj) -> None:
    stated = {line["sentence"]: line for line in usfj["stated"]}
    line = stated["administers: alliance of the United States and Japan"]
    assert line["how"] == "source voice · actual"
    assert [passage["words"] for passage in line["passages"]] == [
        "administers the U.S. alliance with Japan"
    ]
    assert usfj["kinds"] == ["national command"]


def test_an_intention_is_said_and_not_stated(usfj) -> None:
    sentence = "U.S. Forces Japan — reports to: U.S. Indo-Pacific Command"
    said = {line["sentence"]: line for line in usfj["said"]}
    assert said[sentence]["how"] == "source voice · intended"
    assert said[sentence]["passages"][0]["start"] == 2072
    for part in ("stated", "inferred"):
        assert not any("report" in line["sentence"] for line in usfj[part])


def test_a_planned_event_is_said_and_not_stated(usfj) -> None:
    said = [line["sentence"] for line in usfj["said"]]
    assert "deepening of cooperation between the Japanese and U.S. commands" in said
    stated = " ".join(line["sentence"] for line in usfj["stated"])
    assert "deepening" not in stated


def test_what_is_inferred(usfj) -> None:
    assert usfj["inferred_kinds"] == ["agent", "command", "military organization", "organization"]
    assert [line["sentence"] for line in usfj["inferred"]] == [
        "responsible for: alliance of the United States and Japan",
        "responsible for: status of forces agreement between the United States and Japan",
    ]


def test_a_judgement_names_its_voice(run) -> None:
    said = told(run, "Taiwan")["said"]
    assert [(line["sentence"], line["how"]) for line in said] == [
        (
            "Chinese Communist Party — acts toward: Taiwan",
            "source voice · presupposed · evaluative",
        )
    ]


def test_a_quotation_names_its_speaker(run) -> None:
    said = told(run, "deterrence")["said"]
    assert any("Pete Hegseth" in line["how"] for line in said)


def test_the_text_has_three_parts(run) -> None:
    out = run("show", "us-forces-japan", "--data", ARTICLE, "--only").out
    assert out.startswith("U.S. Forces Japan  id:us-forces-japan\nnational command\n")
    parts = [out.index(f"\n{title}\n") for title in ("Stated", "Said, not stated as a fact")]
    assert parts == sorted(parts)
    assert "P9 “The new joint force headquarters, which will report to" in out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Atlantis", "nothing is known of 'Atlantis'"),
        ("the lost command", "nothing is called 'the lost command'"),
        ("foedus:command", "nothing is known of 'foedus:command'"),
    ],
)
def test_an_unknown_name_is_one_line(run, name: str, reason: str) -> None:
    result = run("show", name)
    assert (result.code, result.out, result.err) == (2, "", f"foedus: {reason}\n")


def test_a_denial_by_one_source_hides_no_fact_of_another(run) -> None:
    name = "id:termination-us-japan-treaty-1951-1960-06-23"
    result = run("show", name, "--data", folders.data_file("background"), "--format", "json")
    body = json.loads(result.out)
    stated = [line["sentence"] for line in body["stated"]]
    assert "involves: Security Treaty between the United States and Japan" in stated
    assert "earliest start: 1960-06-23" in stated
    assert [line["how"] for line in body["said"]] == ["source voice · actual · denied"]


BACKGROUND = folders.data_file("background")
PLAIN = """
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def lines(run, name: str, data: object) -> dict[str, str]:
    """How each stated sentence about a thing is said."""
    body = json.loads(run("show", name, "--data", data, "--format", "json").out)
    return {line["sentence"]: line["how"] for line in body["stated"]}


def test_how_well_a_fact_is_sourced_is_no_fact(run) -> None:
    told = lines(run, "id:us-indo-pacific-command", BACKGROUND)
    above = "U.S. Indo-Pacific Command under the U.S. Defense Secretary — subordinate party: this"
    assert told[above] == "inferred by the editors · weakly sourced"
    assert told["of state: United States"] == "source voice · presupposed"
    told = lines(run, "id:adoption-unsc-resolution-1874", BACKGROUND)
    assert set(told.values()) == {"weakly sourced"}
    assert not [one for one in told if one.startswith(("weakly sourced", "inferred by editor"))]


def test_a_general_role_is_stated_where_it_says_something(run) -> None:
    told = lines(run, "id:naming-us-pacific-command", BACKGROUND)
    assert told["relation holder: U.S. Indo-Pacific Command"] == ""
    name = "id:command-us-forces-japan-under-indo-pacific-command"
    body = json.loads(run("show", name, "--data", BACKGROUND, "--format", "json").out)
    assert not [one for one in body["inferred"] if "relation" in one["sentence"]]


def test_a_statement_is_weak_with_all_that_back_it(run, tmp_path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(
        PLAIN
        + """
        id:a foedus:administers id:b ; skos:exactMatch id:c .
        id:s a foedus:Statement ; foedus:stmtSubject id:a ;
            foedus:stmtPredicate foedus:administers ;
            foedus:stmtObject id:b ; foedus:admitted true ; foedus:weaklySourced true .
        """
    )
    assert lines(run, "id:a", file) == {
        "administers: id:b": "weakly sourced",
        "skos:exactMatch: id:c": "",
    }
    strong = """id:t a foedus:Statement ; foedus:stmtSubject id:a ; foedus:admitted true ;
        foedus:stmtPredicate foedus:administers ; foedus:stmtObject id:b ."""
    file.write_text(file.read_text() + strong)
    assert lines(run, "id:a", file)["administers: id:b"] == ""


def test_what_has_no_name_points_to_a_thing(run, tmp_path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(PLAIN + "[] foedus:involves id:a ; foedus:weaklySourced true .")
    assert lines(run, "id:a", file) == {"a thing without a name — involves: this": "weakly sourced"}


def test_kinds_that_follow_stand_under_inferred_alone(run) -> None:
    out = run("show", "id:adoption-unsc-resolution-1874", "--data", BACKGROUND).out
    assert out.count("kinds: event") == 1
    assert "Said, not stated as a fact" not in out
