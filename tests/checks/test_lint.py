"""What lint looks at, the profile, the project; each check's own examples: test_examples.py."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import foedus
from conftest import first_quick
from foedus.bundled import folders, spelling
from foedus.checks import lint
from foedus.checks.lint import catalogue, joins
from foedus.checks.lint.profile import bundled_profile
from foedus.errors import BadInput
from foedus.rdf import reading
from mistakes.reach import after

CASES = Path(__file__).parents[1] / "cases" / "hygiene"
CHECKS = [rule.name.removeprefix("check:") for rule in lint.rules()]


def test_a_class_or_property_without_a_name_is_no_term() -> None:
    """It needs no label, no definition and no home."""
    text = (CASES / "complete.ttl").read_text(encoding="utf-8")
    text += "\n[] a owl:Class .\n\n[] a owl:ObjectProperty .\n"
    document = reading.read_bytes(text.encode(), reading.RdfFormat.TURTLE, "nameless.ttl")
    assert {one.rule for one in lint.findings([document])} <= {"check:blank-node"}


def test_all_checks_together_are_silent_on_a_complete_ontology() -> None:
    assert lint.findings([reading.read(CASES / "complete.ttl")]) == []


@pytest.mark.slow
def test_the_project_is_clean() -> None:
    """But for documents of the background whose words nobody has read yet: these are hints."""
    rules = {one.rule for one in lint.lint_files().findings}
    assert rules <= {"check:words-missing"}


def test_no_query_of_ours_grows_faster_than_its_data() -> None:
    """As far as its text tells; tests/project/test_growth.py measures it."""
    shapes = [reading.read(path) for path in folders.shape_files()]
    found = [*joins.in_queries(folders.query_files()), *chain(*map(joins.results, shapes))]
    assert [(one.file, one.line, one.focus, one.messages) for one in found] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own calls
@pytest.mark.parametrize("check", first_quick(catalogue.bundled_checks(), 10), ids=lambda c: c.name)
def test_rdflib_finds_the_same(check: catalogue.Check) -> None:
    """No check hangs on what only one query engine does."""
    documents = [reading.read(path) for path in sorted(CASES.glob(f"{check.name}_fail*.ttl"))]
    tried = lint.Desk(documents)
    dataset = rdflib.Dataset(default_union=True)
    for number, quads in enumerate(tried.quads):
        graph = dataset.graph(rdflib.URIRef(f"urn:x-foedus:file:{number:06d}"))
        for triple in reading.to_graph(quads):
            graph.add(triple)
    mine = tried.rows(check)
    theirs = dataset.query(check.query)
    assert {tuple(map(shown, row)) for row in mine} == {tuple(map(shown, row)) for row in theirs}


def shown(term: object) -> str:
    """A term of either library as text; a blank node by its label."""
    text = str(term) if isinstance(term, rdflib.term.Identifier) else getattr(term, "value", "")
    return text.replace("+00:00", "Z").lower()  # which rdflib puts for it


# --- what is at hand ----------------------------------------------------------

MINE = """@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://example.org/seat> a foedus:NationalCommand ;
    rdfs:label "seat"@en ;
    foedus:headquarteredIn id:hawaii , id:hawai .
"""


def told(report: lint.Report) -> list[tuple[str, str, str]]:
    return [(one.rule, one.subject, one.value) for one in report.findings]


def test_our_ontology_and_data_are_at_hand_where_our_terms_are_used(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(MINE)
    seat = "<https://example.org/seat>"
    assert told(lint.lint_files([str(path)])) == [("check:object-untyped", seat, "id:hawai")]


def test_our_labels_are_not_held_against_an_ontology_of_others(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    text = (CASES / "complete.ttl").read_text(encoding="utf-8")
    path.write_text(text.replace('"pact"@en', '"alliance"@en'), encoding="utf-8")
    assert told(lint.lint_files([str(path)])) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["core.ttl", "command.ttl"])
def test_one_file_of_ours_is_as_clean_as_all(name: str, tmp_path: Path) -> None:
    """In its place, and as a copy that somebody edits."""
    source = folders.folder("ontology") / name
    assert told(lint.lint_files([str(source)])) == []
    copy = tmp_path / "copy.ttl"
    copy.write_bytes(source.read_bytes())
    assert told(lint.lint_files([str(copy), str(copy)])) == []


def test_a_users_profile_rates_checks_otherwise(tmp_path: Path, run) -> None:
    path, profile = tmp_path / "mine.ttl", tmp_path / "profile.yaml"
    path.write_text(
        "@prefix ex: <https://example.org/vocab#> .\n"
        '<urn:treaty> a ex:Treaty ; <http://www.w3.org/2000/01/rdf-schema#label> " treaty" .\n'
    )
    rated = [
        ("Violation", "class-untyped"),
        ("Warning", "text-blanks"),
        ("Warning", "text-untagged"),
    ]
    assert [(one.severity, one.rule[6:]) for one in foedus.lint(path).findings] == rated
    profile.write_text(
        "severities: {Ignored: [text-untagged], Violation: [text-blanks]}\n"
        "vocabularies: ['https://example.org/vocab#']\n"
    )
    (one,) = foedus.lint(path, profile=profile).findings
    assert (one.severity, one.rule) == ("Violation", "check:text-blanks")
    assert run("lint", path, "--profile", profile).code == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("severities: {Fatal: [text-blanks]}", "no such severity: Fatal"),
        ("severities: {Ignored: [text-blank]}", "no such check: text-blank"),
        (
            "severities: {Ignored: [text-empty], Info: [text-empty]}",
            "text-empty has two severities",
        ),
        ("severities: [text-empty]", "severities are lists of checks, by severity"),
        ("severity: {}", "a profile has no severity"),
        ("vocabularies: x", "vocabularies are a list of namespaces"),
        ("[", "the profile is not YAML: did not find expected node content"),
        ("x", "a profile holds keys and values"),
    ],
)
def test_a_broken_profile_is_bad_input(text: str, reason: str, tmp_path: Path, run) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text(text)
    result = run("lint", CASES / "complete.ttl", "--profile", profile)
    assert (result.code, result.out) == (2, "")
    assert re.fullmatch(rf"foedus: {profile}(:\d+)?: {re.escape(reason)}\n", result.err)


def test_the_checks_and_what_none_covers_are_listed(run) -> None:
    result = run("lint", "--rules")
    assert (result.code, result.err) == (0, "")
    lines = [re.sub(" +", " ", line).strip() for line in result.out.splitlines()]
    assert "label-many Violation More than one label ROBOT multiple_labels, T1" in lines
    assert any(line.startswith("OOPS P37 online only whether the address") for line in lines)
    told = json.loads(run("lint", "--rules", "--format", "json").out)
    assert [one["check"] for one in told["checks"]] == CHECKS
    assert {one["instead"] for one in told["unchecked"]} == {
        *("checked elsewhere", "waived", "online only", "by a person"),
    }
    assert run("lint", "--rules", "x.ttl").err == "foedus: --rules takes no files\n"


PLANTED_MISSPELT = {"namespace-misspelt_fail.ttl", "term-misspelt_fail.ttl"}


def test_the_cases_of_the_tests_are_spelt_right() -> None:
    """A misspelt class in a case is reached by nothing, and the case then proves nothing."""
    paths = sorted(CASES.parent.rglob("*.ttl"))
    assert paths
    for path in paths:
        if path.name not in PLANTED_MISSPELT:
            faults = [fault.reason for fault in spelling.in_document(reading.read(path))]
            assert faults == [], path.name


def test_a_misspelt_term_in_a_query_is_found_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "# skos:nothing in a comment\n"
        "SELECT * { ?s skos:prefLable ?o }\n"
    )
    (one,) = lint.lint_files([str(path)]).findings
    assert (one.rule, one.subject, one.line) == ("check:term-misspelt", "skos:prefLable", 3)
    assert one.message == "no such term: skos:prefLable; did you mean skos:prefLabel?"


def test_a_fault_ends_with_a_stop_before_what_to_do(tmp_path: Path, run) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text("@prefix f: <https://w3id.org/foedus/ontology#> .\nf:x f:Xyzzyqqq f:x .\n")
    assert "no such term: foedus:Xyzzyqqq. Correct the spelling." in run("lint", path).out


def test_what_is_no_query_is_bad_input(tmp_path: Path, run) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT * {\n ?s ?p \n}\n")
    result = run("lint", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"foedus: {path}:3: not a SPARQL query")
    path.write_text("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }")
    assert run("lint", path).code == 2


# --- the desk -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "taken", "put"),
    [
        ("core.ttl", "#Agent> <http://www.w3.org/2000/01/rdf-schema#label>", ""),
        ("usfj-upgrade.ttl", "#type> <https://w3id.org/foedus/ontology#State>", ""),
        ("command.ttl", "core#definition>", ""),
        ("core.ttl", "", "<urn:a> <urn:b> <urn:c> ."),
        ("event.ttl", "", "<urn:a> <http://www.w3.org/2002/07/owl#sameAss> <urn:c> ."),
        ("usfj-upgrade.ttl", "", '<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> " " .'),
    ],
)
def test_a_change_finds_what_all_checks_find_and_is_taken_back(
    whole: lint.Desk, file: str, taken: str, put: str
) -> None:
    number = next(n for n, one in enumerate(whole.documents) if one.name.endswith(file))
    removed = [quad for quad in whole.quads[number] if taken and taken in str(quad)][:1]
    added = list(ox.parse(put, format=ox.RdfFormat.N_TRIPLES))
    assert removed or added
    size, said = len(whole.store), Counter(whole.quads[number])
    hints = {result.key() for result in whole.results()}
    reached = {result.key() for result in after(whole, number, removed, added)}
    assert (len(whole.store), Counter(whole.quads[number])) == (size, said)
    whole.change(number, removed, added)
    found = {result.key() for result in whole.results()}
    assert reached - hints == found - hints != set()
    whole.change(number, added, removed)
    assert {result.key() for result in whole.results()} == hints


@pytest.fixture(scope="module")
def whole() -> lint.Desk:
    """The whole project on one desk; it is clean but for hints."""
    return lint.Desk(lint.project())


# --- queries ------------------------------------------------------------------

DIGITS = " ".join(map(str, range(10)))
ENDLESS = "\n".join(f"VALUES ?v{number} {{ {DIGITS} }}" for number in range(18))


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {ENDLESS} }}",
        f"SELECT * WHERE {{ {ENDLESS} }} ORDER BY ?v1",
        "CONSTRUCT { ?s ?p ?stranger } WHERE { ?s ?p ?stranger }",
        "DESCRIBE <https://example.org/japan>",
        "ASK { ?stranger ?strangerr 1 }",
    ],
    ids=lambda query: query[:20],
)
def test_a_query_is_read_and_never_asked(query: str, tmp_path: Path) -> None:
    """The first two would take until the end of days."""
    path = tmp_path / "mine.rq"
    path.write_text(query)
    assert told(lint.lint_files([str(path)])) == []


def test_what_is_no_query_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT * WHERE {\n  ?s ?p . ?o\n}\n# end\n")
    with pytest.raises(BadInput) as caught:
        lint.lint_files([str(path)])
    assert (caught.value.file, caught.value.line) == (str(path), 2)


# --- the catalogues -----------------------------------------------------------

HOUSE_RULES = re.compile(r"[TFSQCR][0-9]{1,2}")


def checked() -> set[str]:
    sources = {source for rule in lint.rules() for source in rule.sources}
    return {source for source in sources if not HOUSE_RULES.fullmatch(source)}


def excused() -> list[str]:
    profile = bundled_profile()
    return [*profile.elsewhere, *profile.waived, *profile.online, *profile.human]


def test_a_rule_of_a_catalogue_is_checked_or_excused_and_never_both() -> None:
    twice = [rule for rule, times in Counter([*checked(), *excused()]).items() if times > 1]
    assert twice == []


def test_no_pitfall_of_oops_is_forgotten() -> None:
    pitfalls = {f"OOPS P{number:02}" for number in range(1, 42)}
    assert {rule for rule in (*checked(), *excused()) if rule.startswith("OOPS ")} == pitfalls


def test_the_profile_rates_each_check_and_nothing_else() -> None:
    names = {rule.name.removeprefix("check:") for rule in lint.rules()}
    assert set(bundled_profile().severities) == names
    assert {path.stem for path in folders.hygiene_files()} < names


def test_each_check_says_what_is_wrong_and_what_to_do() -> None:
    for rule in lint.rules():
        assert rule.title and not rule.title.endswith("."), rule.name
        assert rule.description.endswith(".") and rule.fix.endswith("."), rule.name
        assert rule.sources, rule.name
    titles = [rule.title for rule in lint.rules()]
    assert len(set(titles)) == len(titles)
