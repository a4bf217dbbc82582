"""The verdicts of both engines are the standards': SHACL 1.0, XML Schema 1.1, XPath's patterns."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.bundled import contents
from foedus.checks import shapes as validation
from foedus.checks.report import Result
from foedus.checks.shapes import compiler, paths, reference
from foedus.checks.shapes import engine as fast
from foedus.checks.shapes.patterns import Pattern
from foedus.errors import BadInput
from foedus.rdf import reading, xsd
from foedus.rdf.names import PREFIXES, XSD_NS
from helpers import HEAD

PROBES = json.loads((Path(__file__).parents[1] / "cases" / "validate" / "probes.json").read_text())
HEAD += "@prefix ex: <http://example.org/> .\n"


def turtle(text: str) -> list[ox.Quad]:
    return reading.read_bytes((HEAD + text).encode(), ox.RdfFormat.TURTLE, "test.ttl").quads


def no_reference(*_: object) -> list[Result]:
    raise AssertionError("pySHACL was called")


@pytest.mark.parametrize("engine", validation.ENGINES)
@pytest.mark.parametrize("name", PROBES)
def test_a_probe_conforms_exactly_where_the_standard_says_so(name: str, engine: str) -> None:
    data, shapes = (
        reading.read_bytes(PROBES[name][part].encode(), ox.RdfFormat.TURTLE, part).quads
        for part in ("data", "shapes")
    )
    found = validation.results(data, compiler.program(shapes), engine)
    assert all(one.component for one in found)  # a verdict, not a shape that could not be judged
    assert (not found) == PROBES[name]["conforms"]


# --- values --------------------------------------------------------------------


def literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD_NS + kind))


ORDER = [
    ("1", "integer", "01.0", "decimal", 0),
    ("2", "byte", "10", "integer", -1),
    ("0.1", "decimal", "0.1", "double", 0),
    ("1", "integer", "INF", "double", -1),
    ("NaN", "double", "1", "integer", None),
    ("NaN", "double", "NaN", "double", None),
    ("x", "integer", "1", "integer", None),
    ("99999999999999999999999", "integer", "99999999999999999999998", "integer", 1),
    ("16777217", "integer", "16777216", "float", 0),
    ("a", "string", "b", "token", -1),
    ("a", "string", "1", "integer", None),
    ("false", "boolean", "1", "boolean", -1),
    ("2020-01-01", "date", "2020-01-02", "date", -1),
    ("2020-01-01", "date", "2020-01-01Z", "date", None),
    ("2020-01-01", "date", "2020-01-03Z", "date", -1),
    ("2020-01-01+01:00", "date", "2020-01-01Z", "date", -1),
    ("2020-01-01", "date", "2020-01-01T00:00:00", "dateTime", None),
    ("1960-01-19T24:00:00", "dateTime", "1960-01-20T00:00:00", "dateTime", 0),
    ("2020-01-01T12:00:00+01:00", "dateTime", "2020-01-01T11:00:00Z", "dateTimeStamp", 0),
    ("-0044-03-15", "date", "0001-01-01", "date", -1),
    ("12000-01-01", "date", "9999-12-31", "date", 1),
    ("1949", "gYear", "1950", "gYear", -1),
    ("1949-12", "gYearMonth", "1950-01", "gYearMonth", -1),
    ("--02-29", "gMonthDay", "--03-01", "gMonthDay", -1),
    ("10:00:00", "time", "10:00:00.5", "time", -1),
    ("P1Y", "yearMonthDuration", "P12M", "duration", 0),
    ("P1M", "duration", "P30D", "duration", None),
    ("P1M", "duration", "P27D", "duration", 1),
    ("PT36H", "dayTimeDuration", "P1DT12H", "dayTimeDuration", 0),
    ("-P1D", "dayTimeDuration", "PT0S", "dayTimeDuration", -1),
    ("00", "hexBinary", "01", "hexBinary", None),
]


@pytest.mark.parametrize("one, kind, other, other_kind, sign", ORDER)
def test_values_stand_in_the_order_of_xml_schema(
    one: str, kind: str, other: str, other_kind: str, sign: int | None
) -> None:
    first, second = literal(one, kind), literal(other, other_kind)
    assert xsd.compare(first, second) == sign
    assert xsd.compare(second, first) == (None if sign is None else -sign)


MOMENTS = st.datetimes(
    timezones=st.builds(
        lambda m: datetime.timezone(datetime.timedelta(minutes=m)), st.integers(-839, 839)
    )
)


@given(MOMENTS, MOMENTS)
def test_two_moments_with_a_zone_stand_in_the_order_of_the_clock(
    one: datetime.datetime, other: datetime.datetime
) -> None:
    first, second = (literal(when.isoformat(), "dateTime") for when in (one, other))
    assert xsd.compare(first, second) == (one > other) - (one < other)


@given(st.dates(), st.dates())
def test_two_dates_without_a_zone_stand_in_the_order_of_the_calendar(
    one: datetime.date, other: datetime.date
) -> None:
    first, second = (literal(when.isoformat(), "date") for when in (one, other))
    assert xsd.compare(first, second) == (one > other) - (one < other)
    assert xsd.differ(first, second) == (one != other)


@pytest.mark.parametrize(
    "one, kind, other, other_kind, differ",
    [
        ("1", "integer", "01.0", "decimal", False),
        ("1", "integer", "1", "double", True),  # OWL 2: no number is of both
        ("1", "integer", "2", "integer", True),
        ("NaN", "double", "NaN", "double", False),
        ("x", "integer", "2", "integer", False),
        ("0a", "hexBinary", "0A", "hexBinary", False),
        ("2020-01-01", "date", "2020-01-01Z", "date", False),
        ("2020-01-01", "date", "2020-01-02", "date", True),
    ],
)
def test_literals_differ_where_their_values_do(
    one: str, kind: str, other: str, other_kind: str, differ: bool
) -> None:
    assert xsd.differ(literal(one, kind), literal(other, other_kind)) == differ


# --- patterns ------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern, flags, text, matches",
    [
        ("^[a-z]+$", "", "abc\n", False),
        ("^[a-z]+$", "m", "1\nabc\n2", True),
        ("^a.b$", "", "a\nb", False),
        ("^a.b$", "s", "a\nb", True),
        ("A", "i", "a", True),
        ("a b", "x", "ab", True),
        ("[a b]", "x", " ", True),
        ("a.b", "q", "axb", False),
        ("A.B", "qi", "a.b", True),
        (r"^\p{L}+$", "", "Žižka", True),
        (r"^\p{IsGreek}+$", "", "αβγ", True),
        (r"^\P{Lu}+$", "", "aB", False),
        (r"^\i\c*$", "", "a1-b", True),
        (r"^\i\c*$", "", "1a", False),
        (r"^[a-z-[aeiou]]+$", "", "rhythms", True),
        (r"^[a-z-[aeiou]]+$", "", "a", False),
        (r"^\w$", "", "_", False),  # punctuation, to XML Schema
        (r"^\d$", "", "٣", True),
        ("[&&~~a]", "", "&", True),
        ("", "", "", True),
    ],
)
def test_a_pattern_has_the_meaning_of_xpath(
    pattern: str, flags: str, text: str, matches: bool
) -> None:
    assert Pattern(pattern, flags).matches(text) == matches


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "(.*)*b$", "a*a*a*a*a*a*a*b"])
def test_no_pattern_takes_longer_than_its_text(pattern: str) -> None:
    assert not Pattern(pattern).matches("a" * 20_000 + "!")


@pytest.mark.parametrize(
    "pattern, flags",
    [
        *(("(?=a)", ""), ("[a", ""), ("a**", ""), (r"\b", ""), (r"(a)\1", ""), ("a{2,1}", "")),
        *(("a", "g"), (r"\p{Nonsense}", ""), ("a{1,99999}", ""), ("\\", "")),
    ],
)
@pytest.mark.parametrize("engine", validation.ENGINES)
def test_what_is_no_pattern_of_xpath_is_refused(pattern: str, flags: str, engine: str) -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:pattern %s ; sh:flags %s ."
    with pytest.raises(BadInput, match="sh:pattern"):
        program = compiler.program(turtle(shapes % (ox.Literal(pattern), ox.Literal(flags))))
        validation.results(turtle("ex:a ex:p 1 ."), program, engine)


# --- queries of shapes -----------------------------------------------------------

QUERY = """
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:message "no" ; sh:sparql ex:S-query .
ex:S-query sh:prefixes ex:prefixes ; sh:select "SELECT $this ?v WHERE { %s }" .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""


@pytest.mark.parametrize(
    "query, data, results",
    [
        ("$this ex:p ?v FILTER (?v > 1)", "ex:p 1, 2", 1),
        ("$this ex:p ?v FILTER (?v > 1)", "ex:p 2, 'x'", 1),
        ("$this ex:p ?v FILTER (?v > 1)", "ex:p 02, '12x'^^xsd:integer", 1),
        ("$this ex:p ?v FILTER (?v >= 2)", "ex:p 02, 2, 2.0, '2'^^xsd:byte", 4),
        ("$this ex:p ?v FILTER (?v != 1)", "ex:p 1, 1.0, 01, 2", 1),
        ("$this ex:p ?v FILTER (?v IN (1))", "ex:p 1, 1.0, 01, 2", 3),
        ("$this ex:p ?v FILTER (STR(?v) = '02')", "ex:p 02, 2", 1),
        ("$this ex:p ?v ; ex:q ?v", "ex:p 02, 1.50 ; ex:q 2, 1.5, 1.50", 1),
        ("$this ex:p ?v ; ex:q ?w FILTER (?v + 1 = ?w)", "ex:p 01, 1 ; ex:q 2.0", 2),
        ("$this ex:p ?v FILTER REGEX(STR(?v), 'x$')", "ex:p 'x\\n', 'x'", 1),
        ("$this ex:p ?v . ?v ex:p* ?w FILTER (?w = '')", "ex:p ''", 1),
        ("$this ex:p ?v FILTER (?v < '2020-02-01'^^xsd:date)", "ex:p '2020-01-01'^^xsd:date", 1),
        ("$this ex:p ?v FILTER (?v = $this)", "ex:p ex:a, 01", 1),
    ],
)
def test_a_query_compares_values_and_joins_terms(query: str, data: str, results: int) -> None:
    program = compiler.program(turtle(QUERY % query))
    found = fast.run(turtle(f"ex:a a ex:C ; {data} ."), program)
    assert len(found) == results
    assert all(one.component for one in found)


ODD = """
id:p a foedus:Passage ; foedus:charStart "12x"^^xsd:integer ; foedus:charEnd 007 .
id:e a foedus:Event ; foedus:earliestStart "2020-13-01"^^xsd:date ; foedus:latestStart "x" .
"""


@pytest.mark.parametrize("engine", validation.ENGINES)
def test_an_ill_typed_literal_costs_no_report(engine: str) -> None:
    found = validation.results(turtle(ODD), compiler.bundled_program(), engine)
    assert all(one.component for one in found)
    by_value = {str(one.value) for one in found}
    assert {str(literal("12x", "integer")), str(literal("2020-13-01", "date"))} <= by_value


def test_bundled_shapes_never_go_to_pyshacl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "run", no_reference)
    program = compiler.bundled_program()
    assert fast.run(turtle(ODD), program)
    for root in program.roots:  # a literal as focus node would go there, and so would a lone name
        assert not root.queries or not (
            root.targets["targetObjectsOf"] or root.targets["targetNode"]
        )
    assert contents.shapes()


@pytest.mark.parametrize("parameter", ["lessThan", "lessThanOrEquals"])
@pytest.mark.parametrize("engine", validation.ENGINES)
def test_a_pair_of_which_one_is_ill_typed_is_a_violation(parameter: str, engine: str) -> None:
    shapes = f"ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:{parameter} ex:q ] ."
    for p, q in (("'x'^^xsd:integer", "2"), ("2", "'x'^^xsd:integer"), ("[]", "2")):
        data = turtle(f"ex:a ex:p {p} ; ex:q {q} .")
        assert len(validation.results(data, compiler.program(turtle(shapes)), engine)) == 1


# --- told, never waved through -----------------------------------------------------

SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:IRI .\n"
SOME = "ex:a a ex:C .\n"
NOTICES = {
    "an empty file": ("d.ttl", "", SHAPE, ["d.ttl: holds no statements"]),
    "imports that are not there": (
        "d.ttl",
        HEAD + SOME + "ex:o a owl:Ontology ; owl:imports <http://example.org/other> .",
        SHAPE,
        ["d.ttl:19: owl:imports <http://example.org/other> is not followed: give its file too"],
    ),
    "imports of what is given": (
        "d.ttl",
        HEAD + SOME + "ex:o a owl:Ontology ; owl:imports ex:shapes .",
        SHAPE + "ex:shapes a owl:Ontology .",
        [],
    ),
    "a key without a context": (
        "d.jsonld",
        '{"@context": {"kind": "@type"},\n "kind": "http://example.org/C", "@id": "ex:a",\n'
        ' "name": "x"}',
        SHAPE,
        ["d.jsonld:3: no context explains 'name', so that it says nothing"],
    ),
    "a vocabulary for all keys": (
        "d.jsonld",
        '{"@context": {"@vocab": "http://example.org/"}, "@id": "ex:a", "name": "x", "@type": "C"}',
        SHAPE,
        [],
    ),
    "no target": ("d.ttl", HEAD + "ex:a ex:p 1 .", SHAPE, []),
}


@pytest.mark.parametrize("name", NOTICES)
def test_what_says_nothing_is_told(name, run, tmp_path, monkeypatch) -> None:
    file, data, shapes, told = NOTICES[name]
    monkeypatch.chdir(tmp_path)
    Path(file).write_text(data)
    Path("s.ttl").write_text(HEAD + shapes)
    result = run("validate", file, "--shapes", "s.ttl")
    heard = [line.removeprefix("foedus: ") for line in result.err.splitlines()]
    reached = file == "d.jsonld" or SOME in data
    nodes = [] if reached else ["no shape applies to any node of the data: 0 nodes checked"]
    assert (result.code, heard) == (0, [*told, *nodes])


@pytest.mark.parametrize("text", ["", "ex:a a ex:C .", "ex:o sh:declare [ sh:prefix 'e' ] ."])
def test_a_file_without_shapes_is_no_shapes_file(text, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.ttl").write_text(HEAD + text)
    result = run("validate", "--shapes", "s.ttl")
    assert result.code == 2
    assert result.err == "foedus: s.ttl: holds no shapes: nothing could be violated\n"


def test_an_unknown_term_of_shacl_is_refused(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.ttl").write_text(HEAD + "ex:S a sh:NodeShape ;\n sh:targetKlass ex:C .")
    result = run("validate", "--shapes", "s.ttl")
    assert result.code == 2
    assert result.err.startswith("foedus: s.ttl:19: no such term: sh:targetKlass; did you mean")


# --- relative addresses --------------------------------------------------------------


def test_a_relative_address_has_the_file_s_own_as_base(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d.ttl").write_text(HEAD + "<#a> a ex:C ; ex:p '' .")
    Path("s.ttl").write_text(HEAD + "<> sh:targetClass ex:C ; sh:nodeKind sh:Literal .")
    result = run("validate", "d.ttl", "--shapes", "s.ttl", "--format", "json")
    assert result.code == 1
    assert [one["subject"] for one in json.loads(result.out)["findings"]] == ["<d.ttl#a>"]
    assert str(tmp_path) not in result.out


@pytest.mark.parametrize("output", ["out.ttl", "out.nq", "out.jsonld", "out.rdf", "-"])
def test_a_relative_address_is_written_with_a_base_only(output, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d.ttl").write_text("<http://e/s> <http://e/p> 1 ;\n <http://e/q> <../a#b> .")
    words = ("convert", "d.ttl", "-o", output, *(("--to", "turtle") if output == "-" else ()))
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("foedus: d.ttl")
    assert "relative address without a base in <a#b>: give --base IRI" in result.err
    assert not Path("out.ttl").exists()
    result = run(*words, "--base", "https://example.org/x/y")
    assert result.code == 0
    written = result.out if output == "-" else Path(output).read_text()
    assert "https://example.org/a#b" in written
    assert run(*words, "--base", "file:///etc/").code == 2


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("query q.rq --only --data {file}", False),
        ("query q.rq --only --data {file} --format csv", True),
        ("query q.rq --only --data {file} --format tsv", True),
        ("query q.rq --only --data {file} --format json", True),
        ("query q.rq --only --data {file} --format xml", True),
        ("validate {file} --only", False),
        ("validate {file} --only --format json", False),
        ("validate {file} --only --format turtle", True),
        ("snapshot {file} --as-of 2020-01-01 --format json", False),
        ("infer {file} -o - --to ntriples", False),
        ("show Ex --data {file}", False),
        ("show Ex --data {file} --format json", True),
        ("diff old.ttl {file}", False),
        ("diff old.ttl {file} --format json", True),
        ("lint {file} --format sarif", False),
    ],
)
def test_nothing_shows_where_a_file_is(words, is_refused, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "of-this-machine"
    folder.mkdir()
    file = folder / "d.ttl"
    file.write_text(
        "@prefix f: <https://w3id.org/foedus/ontology#> . <x> a f:Alliance ; f:hasMember <#y> ;"
        " <http://www.w3.org/2000/01/rdf-schema#label> 'Ex'@en ."
    )
    Path("old.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    Path("q.rq").write_text("SELECT * { ?s ?p ?o }")
    result = run(*words.format(file=file).split())
    told = (result.out + result.err).replace("of-this-machine/d.ttl", "")  # the file's name
    assert not re.search(r"relative\.invalid|of-this|~[0-9a-f]{8}", told)
    assert ("give --base IRI" in result.err) == is_refused
    assert not is_refused or (result.code, result.out) == (2, "")


# --- the test suite of SHACL 1.0 -------------------------------------------------------

SUITE = Path(__file__).parents[3] / "shared" / "suites" / "shacl"
DIFFERENT = {
    ("fast", "shapesGraph-001"): "$shapesGraph is optional (SHACL, section 5.3.2); refused by name",
    ("pyshacl", "shapesGraph-001"): "the same",
    ("pyshacl", "prefixes-001"): "pySHACL does not follow owl:imports of sh:prefixes",
}
"""The tests that end otherwise, and why: each names its shape as one that was not judged."""

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"


PLACE = "file://place"


def read(path: str) -> reading.Document:
    """A file of the suite, with an address that tells where it is."""
    return reading.read(path, base=PLACE + quote(path))


def described(quads: list[ox.Quad]) -> dict:
    found: dict = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return found


def expected(report: dict, said: dict) -> Counter:
    results = [said[one] for one in report.get(PREFIXES["sh"] + "result", ())]
    sh = [
        {name.removeprefix(PREFIXES["sh"]): terms[0] for name, terms in one.items()}
        for one in results
    ]
    return Counter(
        (
            *map(named, map(one.get, ("focusNode", "sourceConstraintComponent", "value"))),
            *map(named, map(one.get, ("resultSeverity", "sourceShape"))),
            paths.written(one.get("resultPath"), said),
        )
        for one in sh
    )


def named(term: object) -> str:
    return "[]" if isinstance(term, ox.BlankNode) else str(term)


def given(results: list[Result]) -> Counter:
    return Counter(
        (
            *map(named, (one.focus, one.component, one.value, one.severity, one.shape)),
            one.path_text,
        )
        for one in results
    )


@pytest.mark.slow
@pytest.mark.datasets
@pytest.mark.parametrize("engine", validation.ENGINES)
def test_the_suite_of_shacl_ends_as_the_w3c_says(engine: str) -> None:
    if not SUITE.is_dir():
        pytest.skip(f"no test suite of SHACL in {SUITE}")
    different, count = {}, 0
    for path in sorted(SUITE.rglob("*.ttl")):
        said = described(read(str(path)).quads)
        for about in said.values():
            if ox.NamedNode(SHT + "Validate") in about.get(PREFIXES["rdf"] + "type", ()):
                count += 1
                outcome = _outcome(about, said, engine)
                if outcome:
                    different[engine, path.stem] = outcome
    assert count == 121
    assert different == {key: "not judged" for key in DIFFERENT if key[0] == engine}


def _outcome(about: dict, said: dict, engine: str) -> str:
    """How a test ends otherwise than it should; nothing where it ends as it should."""
    action = said[about[MF + "action"][0]]
    data, shapes = (
        reading.rename(read(unquote(iri.value.removeprefix(PLACE))), number)
        for number, iri in enumerate(action[SHT + part][0] for part in ("dataGraph", "shapesGraph"))
    )
    result = about[MF + "result"][0]
    fails = result == ox.NamedNode(SHT + "Failure")
    try:
        found = validation.results(data, compiler.program(shapes), engine)
    except BadInput:
        return "" if fails else "refused"
    if fails or any(one.component is None for one in found):
        judged = all(one.component for one in found)
        return "" if fails and not judged else "judged" if judged else "not judged"
    report = said[result]
    if (report[PREFIXES["sh"] + "conforms"][0] == ox.Literal(True)) != (not found):
        return "conforms wrongly" if not found else "does not conform"
    return "" if expected(report, said) == given(found) else "other results"


# --- the test suites of RDF 1.1 --------------------------------------------------------

RDF_SUITES = SUITE.parent / "rdf" / "rdf11"
PUBLISHED = "https://w3c.github.io/rdf-tests/rdf/rdf11/"


@pytest.mark.slow
@pytest.mark.datasets
def test_no_broken_file_of_rdf_is_accepted_and_only_control_characters_are_refused() -> None:
    if not RDF_SUITES.is_dir():
        pytest.skip(f"no test suites of RDF 1.1 in {RDF_SUITES}")
    ended: Counter = Counter()
    for manifest in sorted(RDF_SUITES.rglob("manifest.ttl")):
        base = f"{PUBLISHED}{manifest.parent.relative_to(RDF_SUITES)}/"
        for about in described(reading.read(manifest, base=base).quads).values():
            kinds = [getattr(kind, "value", "") for kind in about.get(PREFIXES["rdf"] + "type", ())]
            if MF + "action" in about and any("#Test" in one for one in kinds):
                address = about[MF + "action"][0].value
                path = manifest.parent / address.removeprefix(base)
                negative = any("Negative" in one for one in kinds)
                ended[negative, _ending(path, address)] += 1
    assert ended[True, "accepted"] == 0
    assert ended[True, "refused"] + ended[True, "control character"] == 312
    assert ended[False, "refused"] == 0
    assert ended[False, "accepted"] == 644
    assert ended[False, "control character"] == 36


def _ending(path: Path, address: str) -> str:
    try:
        reading.read_bytes(path.read_bytes(), reading.format_of(path), path.name, base=address)
    except BadInput as error:
        return "control character" if "control character" in error.reason else "refused"
    return "accepted"
