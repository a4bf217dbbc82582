"""What a thing is: rows, how certain each value is, and what that very value rests on.

The expected rows of some things stand in ``tests/cases/profiles``. When one is right and differs,
``FOEDUS_ACCEPT=1 pytest tests/asking/test_profile.py`` writes it anew: read what changed.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import rdflib

from foedus.asking.profile import Profile, Profiles, linked
from foedus.asking.profile.rows import specs
from foedus.bundled import contents, folders
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, ID_NS, curie
from helpers import HEAD
from helpers.profiled import CASES, NAMES, iri_of

MADE_UP = CASES / "rows.ttl"
EX = "https://example.org/rows/"
ARTICLE = "id:doc-article"


@pytest.fixture(scope="module")
def made() -> Profiles:
    made = Profiles(contents.own_quads())
    made.of = cache(made.of)  # type: ignore[method-assign]
    return made


@pytest.fixture(scope="module")
def made_up() -> Profiles:
    return Profiles(reading.read(MADE_UP).quads)


def rows_of(profile: Profile) -> Iterator[str]:
    """A line for each line of each value: when, row, value, status, words, statements, sources."""
    yield f"{profile.label} | {', '.join(profile.kinds)}"
    yield profile.summary
    for row in profile.rows:
        if row.none:
            yield f"{row.label} | {row.none}"
        for side in ("now", "before", "after"):
            for value in getattr(row, side):
                for line in value.lines:
                    facts = [one.fact or "node" for one in line.evidence]
                    cited = {
                        f"P{p.paragraph}" for e in line.evidence for p in e.passages if p.paragraph
                    }
                    cited |= {curie(d.iri) for e in line.evidence for d in e.documents} - {ARTICLE}
                    cited |= {curie(s.iri) for one in line.evidence for s in one.sources}
                    marks = ["weak"] * line.weak + ["editors"] * line.by_editor
                    parts = (
                        f"{side}, {row.label}",
                        value.label,
                        line.status or "-",
                        line.words,
                        " ".join([*facts, *sorted(cited), *marks]),
                    )
                    yield " | ".join(parts)
    for one in profile.said:
        yield f"also | {one.sentence} | {one.line.status} | {one.line.words}"
    for quote in profile.says:
        read = " ".join(one.line.evidence[0].fact for one in quote.sayings)
        yield f"says | {quote.passage.words} | {read}"


PLAINLY = """
ex:a a foedus:Command ; rdfs:label "A"@en ; foedus:reportsTo ex:b .
ex:b a foedus:Command ; rdfs:label "B"@en .
"""
RELATION = """
ex:line a foedus:CommandRelationship ; foedus:subordinateParty ex:a ; foedus:superiorParty ex:b ;
    foedus:authorityType code:operational-control ; foedus:earliestStart "2000-01-01"^^xsd:date ;
    foedus:latestStart "2000-01-01"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("more", "how"),
    [
        ("", "not-certain | no source dates its start"),
        (RELATION, "fact | since 1 January 2000, operational control"),
    ],
)
def test_what_is_stated_plainly_of_a_superior_is_told_but_not_as_certain(
    more: str, how: str
) -> None:
    turtle = f"@prefix ex: <{EX}> .\n{HEAD}{PLAINLY}{more}"
    data = reading.read_bytes(turtle.encode(), reading.RdfFormat.TURTLE, "plain").quads
    profiles = Profiles(data, as_of="2025-03-31")
    for one, other, label in (("a", "B", "Reports to"), ("b", "A", "Commands")):
        told = list(rows_of(profiles.of(EX + one)))
        assert [line.rstrip("| ") for line in told if f", {label} " in line] == [
            f"now, {label} | {other} | {how}"
        ]


@pytest.mark.parametrize("name", NAMES)
def test_rows_certainty_and_evidence_are_as_expected(made: Profiles, name: str) -> None:
    path = CASES / f"{name}.txt"
    told = "".join(line + "\n" for line in rows_of(made.of(iri_of(name))))
    if os.environ.get("FOEDUS_ACCEPT"):
        path.write_text(told, encoding="utf-8")
    assert told.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_each_statement_is_in_the_profile_of_each_thing_that_it_names(made: Profiles) -> None:
    profiles: dict[str, set[str]] = {}
    missing = []
    for one in made.grounds.statements.values():
        named = {*one.about, *one.subjects}
        if one.object is not None and str(one.object).startswith(f"<{ID_NS}"):
            named.add(str(one.object)[1:-1])
        for iri in named:
            if iri not in profiles:
                profiles[iri] = made.of(iri).statements()
            if one.iri not in profiles[iri]:
                missing.append((one.fact, curie(iri)))
    assert missing == []
    assert len(profiles) > 100


def test_no_fact_rests_on_a_statement_that_is_not_admitted(made: Profiles) -> None:
    statements = made.grounds.statements
    only_said = made.grounds.only_said
    things = {iri for one in statements.values() for iri in (*one.about, *one.subjects)}
    for iri in things - statements.keys():
        for line in made.of(iri).lines():
            if line.status in ("fact", "not-certain"):
                for one in line.evidence:
                    assert not one.statement or statements[one.statement].admitted, curie(iri)
                    assert not {passage.iri for passage in one.passages} & only_said, curie(iri)


def test_each_incoming_fact_shows_its_own_statement(made: Profiles) -> None:
    """Of each admitted triple that is stated, the profile of its object shows that statement."""
    seen = 0
    for one in made.grounds.statements.values():
        if not one.admitted or not one.predicate or str(one.object)[:1] != "<":
            continue
        for fact in made.of(str(one.object)[1:-1]).triples if ID_NS in str(one.object) else ():
            own = str(fact.subject)[1:-1] in one.subjects and fact.predicate == one.predicate
            if own and fact.object == one.object and not fact.inferred:
                seen += 1
                assert [e.statement for e in fact.evidence].count(one.iri) == 1
                others = {e.statement for e in fact.evidence} - {one.iri}
                assert all(made.grounds.statements[o].object == one.object for o in others if o)
    assert seen > 30


def test_a_thing_that_is_not_there_yet_has_rows_only_after_that_day() -> None:
    told = Profiles(contents.own_quads(), "1955-01-01").of(ID_NS + "us-forces-japan")
    assert told.summary == "Not yet established on 1 January 1955: established 1 July 1957."
    assert [row.id for row in told.rows if row.now] == []
    assert [value.label for value in told.row("based-at").after] == [
        "Fuchu Air Station",
        "Yokota Air Base",
    ]
    assert "F65" in {one.line.evidence[0].fact for one in told.undated}
    (line,) = told.row("form").after[0].lines
    assert (line.status, line.reason[:9]) == ("not-certain", "no source")


def test_what_was_is_not_what_is(made: Profiles) -> None:
    early = Profiles(contents.own_quads(), "1955-01-01").of(ID_NS + "japan")
    now = {value.label for value in early.row("party-to").now}
    assert "Security Treaty between the United States and Japan" in now
    assert "Treaty of Mutual Cooperation and Security" not in now
    command = Profiles(contents.own_quads(), "1990-01-01").of(ID_NS + "us-indo-pacific-command")
    assert command.label == "U.S. Pacific Command"
    late = Profiles(contents.own_quads(), "2040-01-01").of(ID_NS + "japan")
    assert late.known_on
    assert f"as far as known on {int(late.known_on[8:])} " in str(late)
    assert made.of(ID_NS + "japan").known_on == ""


def test_rows_that_our_data_have_no_value_for(made_up: Profiles) -> None:
    south, north = (made_up.of(EX + name) for name in ("south", "north"))
    assert [value.label for value in south.row("dissolved").now] == ["5 May 2001"]
    assert south.summary == "No longer there on 31 March 2025: until 5 May 2001."
    assert north.row("other-ties").now[0].label == "South Command"
    assert not [row for row in north.rows if row.id == "commands"]
    assert [v.label for v in made_up.of(EX + "arda").row("forces-abroad").now] == ["Bree"]
    (value,) = made_up.of(EX + "bay").row("commands-that-cover-it").now
    assert (value.label, value.lines[0].words) == ("North Command", "by North Sea of Arda")
    plan = made_up.of(EX + "stmt-1")
    assert plan.row("became").now[0].lines[0].words.startswith("reported dropped by, ")
    assert [value.label for value in plan.row("who-disputes-it").now] == ["Arda"]
    (line,) = north.row("reports-to").now[0].lines[:1]
    assert line.status == "denied"


def test_records_of_other_data_sets_stand_in_their_own_rows() -> None:
    quads = [*contents.own_quads(), *reading.read(folders.example_file()).quads]
    made = Profiles(quads)
    (record,) = [
        quad.subject.value
        for quad in quads
        if quad.predicate.value == FOEDUS_NS + "sourceRow" and "pact-23" in str(quad.subject)
    ]
    told = made.of(record)
    assert {"data-set", "row", "values"} <= {row.id for row in told.rows}
    assert all(line.status == "" for row in told.rows for v in row.values for line in v.lines)
    (value, _) = made.of(ID_NS + "us-japan-alliance").row("records").now
    assert (curie(value.iri), value.lines[0].words) == ("id:example-alliance-11", "a part of it")


def test_every_row_answers_for_something(made: Profiles, made_up: Profiles) -> None:
    answered = {spec.id for spec in specs() if made.answers(spec) or made_up.answers(spec)}
    example = Profiles(reading.read(folders.example_file()).quads)
    answered |= {spec.id for spec in specs() if example.answers(spec)}
    answered |= {spec.id for spec in specs() if spec.plan or spec.plan_inverse}
    assert {spec.id for spec in specs()} - answered == set()


@pytest.mark.parametrize("count", [12, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_thing_alone_has_the_rows_that_it_has_among_all(made: Profiles, count: int) -> None:
    alone = Profiles(contents.own_quads(), of_few=True)
    things = sorted({quad.subject.value for quad in made.quads if quad.subject != quad.object})
    for iri in random.Random(1).sample(things, min(count, len(things))):
        assert alone.of(iri).rows == made.of(iri).rows


def test_json_ld_and_turtle_hold_what_the_data_hold_and_nothing_else(made: Profiles) -> None:
    known = set(reading.to_graph([*contents.own_quads(), *contents.ontology()]))
    for name in ("senkaku-islands", "us-forces-japan", "stmt-f65"):
        told = made.of(ID_NS + name)
        wanted = set(reading.to_graph(told.quads))
        as_json = linked.jsonld(told.quads, told.iri)
        for data, format in ((as_json, "json-ld"), (linked.turtle(told.quads, told.iri), "turtle")):
            found = set(rdflib.Graph().parse(data=data, format=format))
            assert found == wanted
            assert found <= known
    body = json.loads(
        linked.jsonld(made.of(ID_NS + "senkaku-islands").quads, ID_NS + "senkaku-islands")
    )
    assert body["administeredBy"] == {"@id": "id:japan", "label": "Japan"}
    assert [one["fact"] for one in body["statements"]] == ["F28", "F29"]
    assert body["@reverse"]["claimedPlace"][0]["claimant"]["label"] == "People’s Republic of China"


def test_the_command_in_its_formats(run) -> None:
    text = run("show", "F65").out
    assert text.startswith(
        "U.S. Forces Japan will report to U.S. Indo-Pacific Command  id:stmt-f65\n"
    )
    assert "Planned, says the article. Not recorded here as a fact." in text
    body = json.loads(run("show", "USFJ", "--format", "json", "--all").out)
    assert body["rows"][0]["now"][0]["lines"][1]["evidence"][0]["fact"] == "F65"
    assert any(one["inferred"] for one in body["triples"])
    every = run("show", "Senkaku Islands", "--all").out
    assert "What it rests on" in every and "Everything as RDF" in every
    assert max(map(len, every.splitlines())) <= 100
    assert "id:japan a foedus:State" in run("show", "Japan", "--format", "turtle").out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Atlantis",), "these data know no thing called 'Atlantis', nor anything like it"),
        (("jpan",), "these data know no thing called 'jpan'; did you mean Japan (id:japan)?"),
        (("USFJ", "--as-of", "soon"), "'soon' is no day such as 2025-03-31"),
        (("USFJ", "--format", "xml"), "--format takes text, json, jsonld or turtle, not 'xml'"),
    ],
)
def test_what_cannot_be_shown_is_one_line(run, arguments, reason: str) -> None:
    result = run("show", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"foedus: {reason}")


def test_a_file_has_its_own_prefixes_and_nodes_without_a_name(run, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(
        "@prefix foedus: <https://w3id.org/foedus/ontology#> . @prefix ex: <https://e.org/> ."
        "[] a foedus:Event ; foedus:involves ex:a . ex:a a foedus:Command ."
    )
    told = run("show", "ex:a", "--data", file, "--all").out
    assert "_:" not in told.split("Everything as RDF")[0]
    assert "foedus:involves <https://e.org/a>" in told


ODD = (
    HEAD
    + """
@prefix ex: <https://e.org/> .
ex:a a foedus:Command ; foedus:ofState "text" ; skos:exactMatch ex:a , ex:b ;
    foedus:reportsTo ex:a .
ex:b a foedus:Command ; skos:exactMatch ex:a .
ex:e a foedus:Establishment ; foedus:changesOrganization ex:a ; foedus:earliestStart "1957" ;
    foedus:latestStart "2025-02-31" , "soon" .
ex:r a foedus:CommandRelationship ; foedus:latestEnd "never" ;
    foedus:subordinateParty ex:a ; foedus:superiorParty ex:a , ex:b .
_:s a foedus:Statement ; foedus:aboutNode ex:e ; foedus:modality code:intended .
_:n foedus:stmtSubject ex:e ; foedus:stmtPredicate foedus:toForm ; foedus:stmtObject "x" .
ex:s a foedus:Statement ; foedus:stmtSubject ex:s ; foedus:stmtPredicate foedus:reportsTo ;
    foedus:stmtObject ex:s ; foedus:voice "?" .
"""
)


def test_odd_data_are_told_too(tmp_path: Path) -> None:
    file = tmp_path / "odd.ttl"
    file.write_text(ODD)
    made = Profiles(reading.read(file).quads)
    for name in "abers":
        told = made.of(f"https://e.org/{name}")
        assert str(told) and told.to_dict(everything=True) and linked.jsonld(told.quads, told.iri)


def test_a_plan_with_a_time_only_in_words_is_told_with_them(run, tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    file.write_text(
        "@prefix foedus: <https://w3id.org/foedus/ontology#> . @prefix ex: <https://e.org/> ."
        "@prefix code: <https://w3id.org/foedus/code/> ."
        "ex:e a foedus:Activation ; foedus:changesOrganization ex:a ; foedus:dateText 'by 2027' ."
        "ex:s a foedus:Statement ; foedus:aboutNode ex:e ; foedus:modality code:intended ."
        "ex:a a foedus:Command ."
    )
    told = run("show", "ex:a", "--data", file).out
    assert "“by 2027” – planned" in told
    assert "no source dates it" not in told
