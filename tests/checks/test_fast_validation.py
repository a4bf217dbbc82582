"""The fast engine gives what pySHACL gives, result by result, and leaves to it what it must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from checks.test_validation import PLANTED, planted
from conftest import examples
from foedus.bundled import contents
from foedus.checks import shapes as validation
from foedus.checks.report.finding import Result, results_turtle
from foedus.checks.shapes import compiler, reference, sparql
from foedus.checks.shapes import engine as fast
from foedus.checks.shapes.paths import NotCompiled
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import PREFIXES
from helpers import HEAD

CASES = sorted((Path(__file__).parents[1] / "cases" / "shapes").glob("*.ttl"))
HEAD += "@prefix ex: <http://example.org/> .\n"


@pytest.fixture(autouse=True, scope="module")
def _each_query_parsed_once() -> Iterator[None]:
    """Let rdflib keep parsed queries: pySHACL asks the same one for every focus node."""
    ask, parsed = rdflib.Graph.query, {}

    def query(self, text, *args, **kwargs):
        if isinstance(text, str):
            if text not in parsed:
                parsed[text] = prepareQuery(text, initNs=dict(self.namespaces()))
            text = parsed[text]
        return ask(self, text, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib.Graph, "query", query)
        yield


def turtle(text: str) -> list[ox.Quad]:
    return reading.read_bytes((HEAD + text).encode(), ox.RdfFormat.TURTLE, "test.ttl").quads


def equal_results(quads: list[ox.Quad], program: compiler.Program) -> list[Result]:
    """The results, after making sure that both engines give the same ones, each as often."""
    quick = fast.run(quads, program)
    slow = reference.run(quads, program.quads)
    mine, theirs = (Counter(one.key() for one in results) for results in (quick, slow))
    assert mine - theirs == Counter()
    assert theirs - mine == Counter()
    about = [validation._about_blank_nodes(part) for part in (program.quads, quads)]
    assert rendered(quick, about) == rendered(slow, about)
    return quick


def rendered(results: list[Result], about: list[dict]) -> str:
    return results_turtle(results, about)


def with_classes(documents: list[reading.Document]) -> list[ox.Quad]:
    return [*reading.join(documents), *validation._hierarchy()]


def no_reference(*_: object) -> list[Result]:
    raise AssertionError("pySHACL was called")


# --- the bundled shapes -------------------------------------------------------


def test_every_bundled_shape_is_compiled_and_every_query_batched() -> None:
    program = compiler.bundled_program()
    assert [(root.node, root.reason) for root in program.left] == []
    assert program.roots
    asked = sum(quad.predicate.value == PREFIXES["sh"] + "sparql" for quad in contents.shapes())
    assert sum(len(root.queries) for root in program.roots) == asked > 0
    assert program.ignored == ()


def test_the_bundled_data_need_no_pyshacl(monkeypatch) -> None:
    monkeypatch.setattr(reference, "run", no_reference)
    assert validation.validate(contents.data()).findings == ()
    assert validation.validate(contents.data(tuple(contents.DATA_FILES))).findings == ()


SOUND = [path for path in CASES if path.stem.endswith("_pass") or path.stem == "laws_fail"]
"""Cases whose literals are all as they should be: on others the query engines differ."""


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_no_case_of_the_shapes_needs_pyshacl(path: Path, monkeypatch) -> None:
    monkeypatch.setattr(reference, "run", no_reference)
    fast.run(with_classes([reading.read(path)]), compiler.bundled_program())


@pytest.mark.slow
def test_engines_agree_on_the_article() -> None:
    assert equal_results(with_classes(contents.data()), compiler.bundled_program()) == []


@pytest.mark.slow
def test_engines_agree_on_the_article_with_its_background() -> None:
    documents = contents.data(("article", "background"))
    equal_results(with_classes(documents), compiler.bundled_program())


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_engines_agree_on_the_cases_of_the_shapes(path: Path) -> None:
    found = equal_results(with_classes([reading.read(path)]), compiler.bundled_program())
    assert found or path.stem.endswith("_pass")


@pytest.mark.slow
@pytest.mark.parametrize("fault", [fault for fault in PLANTED if "misspelt" not in fault])
def test_engines_agree_on_each_planted_fault(fault: str, tmp_path: Path) -> None:
    document = reading.read(planted(PLANTED[fault][0], tmp_path))
    assert equal_results(with_classes([document]), compiler.bundled_program())


def test_reports_of_both_engines_are_the_same() -> None:
    documents = [reading.read(next(path for path in CASES if path.stem == "forces_fail"))]
    quick, slow = (validation.validate(documents, engine=name) for name in validation.ENGINES)
    assert quick.findings == slow.findings
    assert quick.turtle() == slow.turtle()
    assert quick.checked == slow.checked


def test_comparison_of_engines_bites(monkeypatch) -> None:
    run = reference.run
    monkeypatch.setattr(reference, "run", lambda *graphs: run(*graphs)[1:])
    with pytest.raises(AssertionError):
        equal_results(
            turtle("id:a a foedus:PersonnelCount ."),
            compiler.bundled_program(),
        )


# --- random data --------------------------------------------------------------


def _properties() -> list[str]:
    """The properties that the bundled shapes speak of, in their paths, targets and lists."""
    spoken = {
        term.value
        for quad in contents.shapes()
        for term in (quad.object,)
        if isinstance(term, ox.NamedNode) and term.value.startswith(PREFIXES["foedus"])
    }
    names = {iri for iri in spoken if iri.removeprefix(PREFIXES["foedus"])[0].islower()}
    return sorted([*names, PREFIXES["rdfs"] + "label"])


def _classes() -> list[str]:
    names = {text for one in contents.ontology() for text in [getattr(one.subject, "value", "")]}
    foedus = PREFIXES["foedus"]
    return sorted(n for n in names if n.startswith(foedus) and n.removeprefix(foedus)[0].isupper())


def _literal(kind: str, *texts: str) -> list[ox.Literal]:
    datatype = ox.NamedNode(PREFIXES["xsd"] + kind)
    return [ox.Literal(text, datatype=datatype) for text in texts]


# Without "", 0 and false: rdflib 7.6 takes them at the end of a path for no node.
LITERALS = [
    *_literal("date", "2020-01-01", "2020-01-31", "2021-12-31", "2020-13-01", "2020-01-01Z"),
    *_literal("date", "2020-01-01+00:00", "-0044-03-15"),
    *_literal("integer", "1", "01", "+1", "-3", "7", "12345678901234567890", "many"),
    *_literal("decimal", "1.0", "1.00"),
    *_literal("boolean", "true", "1", "yes"),
    *_literal("dateTime", "2020-01-01T00:00:00", "2020-01-01T00:00:00.0"),
    *_literal("gYear", "2020"),
    *_literal("string", "Q1", "seven!!", "2020-01-01\n"),
    *(ox.Literal("seven!!", language=tag) for tag in ("en", "ja")),
    ox.Literal("one", language="en"),
    ox.Literal("x", datatype=ox.NamedNode("http://example.org/kind")),
]
NODES = [ox.NamedNode(PREFIXES["id"] + name) for name in "abcde"] + [ox.BlankNode("u")]


def graphs(properties: list[str], classes: list[str], codes: list[str]) -> st.SearchStrategy:
    def named(names: list[str]) -> st.SearchStrategy:
        return st.sampled_from([ox.NamedNode(name) for name in names])

    node = st.sampled_from(NODES)
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    typed = st.builds(lambda s, c: ox.Quad(s, kind, c), node, named(classes))
    value = node | st.sampled_from(LITERALS) | (named(codes) if codes else node)
    linked = st.builds(ox.Quad, node, named(properties), value)
    return st.lists(typed | linked | linked, min_size=1, max_size=30, unique=True)


CODES = sorted(
    one.subject.value
    for one in contents.ontology()
    if getattr(one.subject, "value", "").startswith(PREFIXES["code"])
)


@pytest.mark.slow
@settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(graphs(_properties(), _classes(), CODES))
def test_engines_agree_on_random_data(quads: list[ox.Quad]) -> None:
    equal_results([*quads, *validation._hierarchy()], compiler.bundled_program())


TIMES = ["earliestStart", "latestStart", "earliestEnd", "latestEnd", "observedFrom", "precedes"]
GUARDED = ["admitted", "stmtSubject", "stmtPredicate", "stmtObject", "stmtValue", "reportsTo"]
MEASURED = ["charStart", "charEnd", "exactText", "partOf", "datePrecision", "observedUntil"]


@pytest.mark.slow
@settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(
    graphs(
        [PREFIXES["foedus"] + name for name in (*TIMES, *GUARDED, *MEASURED)],
        [PREFIXES["foedus"] + name for name in ("Statement", "Passage", "Event", "Post")],
        [PREFIXES["foedus"] + "reportsTo", PREFIXES["foedus"] + "stmtValue", *CODES[:3]],
    )
)
def test_engines_agree_on_random_dates_statements_and_passages(quads: list[ox.Quad]) -> None:
    equal_results([*quads, *validation._hierarchy()], compiler.bundled_program())


# --- shapes of a user's --------------------------------------------------------

MANY_KINDS = """
ex:A a sh:NodeShape ; sh:targetClass ex:C ; sh:targetNode ex:nowhere ; sh:message "A"@en, "B"@en ;
    sh:targetObjectsOf ex:p ; sh:severity sh:Info ;
    sh:and ( ex:Even ex:Named ) ; sh:xone ( ex:Even ex:Named ex:Off ) ; sh:not ex:Named ;
    sh:property ex:A-1, ex:A-2, ex:A-3, ex:A-4, ex:A-5, ex:A-6, ex:A-7, ex:A-8, ex:A-9 .
ex:Even a sh:NodeShape ; sh:message "even" ; sh:nodeKind sh:IRI ; sh:maxLength 22 .
ex:Named sh:property [ sh:message "named" ; sh:path rdfs:label ; sh:minCount 1 ;
    sh:maxLength 3 ; sh:minLength 0 ; sh:pattern "^ONE" ; sh:flags "i" ] .
ex:Off a sh:NodeShape ; sh:deactivated true ; sh:class ex:Never .
ex:A-1 sh:path ( ex:p ex:q ) ; sh:message "1" ; sh:minExclusive 1 ; sh:maxInclusive 7.0 .
ex:A-2 sh:path [ sh:zeroOrMorePath ex:p ] ; sh:message "2" ; sh:class ex:C, ex:D .
ex:A-3 sh:path [ sh:oneOrMorePath [ sh:inversePath ex:p ] ] ; sh:message "3" ; sh:maxCount 0 .
ex:A-4 sh:path [ sh:zeroOrOnePath ex:q ] ; sh:message "4" ; sh:nodeKind sh:IRIOrLiteral ;
    sh:hasValue 1, ex:x ; sh:maxExclusive "2020-01-31"^^xsd:date .
ex:A-5 sh:path ex:q ; sh:message "5" ; sh:lessThan ex:r ; sh:lessThanOrEquals ex:p, ex:r .
ex:A-6 sh:path ex:p ; sh:message "6" ; sh:qualifiedValueShape ex:Even, ex:Named ;
    sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 .
ex:A-7 sh:path [ sh:alternativePath ( ex:q [ sh:inversePath ex:q ] ) ] ; sh:message "7" ;
    sh:datatype xsd:dateTime ; sh:in ( 1 "one"@en ex:x ) ; sh:uniqueLang true .
ex:A-8 sh:path ex:r ; sh:message "8" ; sh:datatype xsd:decimal ; sh:minInclusive "a", 0 .
ex:A-9 sh:path ex:r ; sh:message "9" ; sh:nodeKind sh:BlankNodeOrLiteral ;
    sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message "10" ; sh:severity sh:Warning ] .
ex:Q a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:message "of {$this}: {?value} ({?other})" ;
    sh:sparql ex:Q-1, ex:Q-2 .
ex:Q-1 sh:prefixes ex:prefixes ; sh:message "own {?other}"@en ; sh:select '''
    SELECT DISTINCT $this ?other WHERE { # a comment
      $this ex:q ?other ; a ex:C .
      OPTIONAL { $this ex:r ?r FILTER (?r = ?other) }
      FILTER (!BOUND(?r) && (isIRI(?other) || STRLEN(STR(?other)) > 3))
    }'''@en .
ex:Q-2 sh:prefixes ex:prefixes ; sh:select "SELECT $this ?value WHERE { $this ex:q/^ex:p ?value }" .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
""".replace("}'''@en", "}'''")
EX = [ox.NamedNode("http://example.org/" + name).value for name in "pqr"]


def test_a_user_shape_of_many_kinds_is_compiled() -> None:
    program = compiler.program(turtle(MANY_KINDS))
    assert [(root.node, root.reason) for root in program.left] == []
    assert {len(root.queries) for root in program.roots} == {0, 2}


@pytest.mark.slow
@settings(
    max_examples=examples(120),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(
    graphs(
        [*EX, PREFIXES["rdfs"] + "label"],
        ["http://example.org/C", "http://example.org/D"],
        ["http://example.org/x", "http://example.org/longer-than-that"],
    )
)
def test_engines_agree_on_shapes_of_many_kinds(quads: list[ox.Quad]) -> None:
    equal_results(quads, compiler.program(turtle(MANY_KINDS)))


def test_a_shape_is_against_exactly_the_nodes_that_have_results() -> None:
    """Those that are found all at once, in sets, are those that are found one by one."""
    cases = [reading.read(path) for path in CASES if path.stem.endswith("_fail")]
    for quads, program in (
        (with_classes(cases), compiler.bundled_program()),
        (turtle(DATA), compiler.program(turtle(MANY_KINDS))),
    ):
        engine = fast.Engine(quads, {})
        against = 0
        for root in program.roots:
            focus, terms = engine.focus(root), engine.data.terms
            told = {one for one in focus if any(engine.check(root.shape, terms[one]))}
            assert engine.failing(root.shape, focus) == told, root.node
            against += len(told)
        assert against


DATA = """
ex:a a ex:C ; ex:p 1, 2 ; ex:q ex:b . ex:b a ex:C ; ex:p 3 ; ex:r 01 .
ex:c a ex:C ; ex:p "2020-13-01"^^xsd:date .
"""
QUERY = """
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:message "no" ; sh:sparql ex:S-query .
ex:S-query sh:prefixes ex:prefixes ; sh:select "%s" .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""
TARGETS = {
    "literals": "sh:targetObjectsOf ex:p",
    "nodes of one class": "sh:targetClass ex:C",
    "nodes of two classes each": "sh:targetClass ex:C, ex:D",
    "what has values": "sh:targetSubjectsOf ex:p",
    "what has one of two values": "sh:targetSubjectsOf ex:q, ex:r",
    "some of each": "sh:targetSubjectsOf ex:q ; sh:targetClass ex:D ; sh:targetNode ex:b",
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_query_is_asked_of_each_focus_node_without_pyshacl(target: str, monkeypatch) -> None:
    query = (
        QUERY % "SELECT $this ?value WHERE { { ?value ?any $this } UNION { $this ?any ?value } }"
    )
    program = compiler.program(turtle(query.replace("sh:targetClass ex:C", target)))
    more = 'ex:d a ex:C, ex:D ; ex:p 01 ; ex:q ex:b . ex:C rdfs:subClassOf ex:D . ex:e ex:p "1" .'
    found = equal_results(turtle(DATA + more), program)
    assert found
    monkeypatch.setattr(reference, "run", no_reference)
    assert fast.run(turtle(DATA + more), program)


UNSAFE = {
    "a limit": "SELECT $this ?value WHERE { $this ex:p ?value } ORDER BY ?value LIMIT 1",
    "a sub-select": "SELECT $this WHERE { { SELECT $this (COUNT(?v) AS ?n) "
    "WHERE { $this ex:p ?v } GROUP BY $this } FILTER (?n > 1) }",
    "an aggregate": "SELECT $this (COUNT(?v) AS ?value) WHERE { $this ex:p ?v }",
    "a filter on this in a group": "SELECT $this WHERE { { FILTER (isIRI($this)) } UNION "
    "{ $this ex:no ?x } }",
    "an optional in a group": "SELECT $this ?value WHERE { { OPTIONAL { $this ex:q ?value } } }",
    "a bind": "SELECT $this ?value WHERE { BIND ($this AS ?x) ?x ex:p ?value }",
    "all variables": "SELECT * WHERE { $this ex:p ?value }",
    "a truth value of a variable": "SELECT $this WHERE { $this ex:p ?v FILTER (?v) }",
    "an unknown function": "SELECT $this WHERE { $this ex:p ?v FILTER (ABS(?v) = 2) }",
    "a negated path": "SELECT $this ?value WHERE { $this !ex:p ?value }",
    "a literal in another spelling": "SELECT $this WHERE { $this ex:r 01 }",
    "a blank node": "SELECT $this WHERE { $this ex:p [] }",
    "a failure": "SELECT $this ?failure WHERE { $this ex:p ?failure }",
}


@pytest.mark.parametrize("why", UNSAFE)
def test_a_query_that_may_differ_when_asked_once_goes_to_pyshacl(why: str) -> None:
    program = compiler.program(turtle(QUERY % UNSAFE[why]))
    assert [root.node.value for root in program.left] == ["http://example.org/S"]
    equal_results(turtle(DATA), program)


@pytest.mark.parametrize(
    "word",
    ["MINUS { $this ex:r ?x }", "VALUES ?x { 1 }", "{ SELECT ?v WHERE { ?x ex:p ?v } }"],
)
def test_a_query_that_pyshacl_refuses_costs_its_shape_alone(word: str) -> None:
    beside = "ex:Z sh:targetSubjectsOf ex:p ; sh:message 'Z' ; sh:nodeKind sh:Literal ."
    query = QUERY % f"SELECT $this WHERE {{ $this ex:p ?v . {word} }}"
    program = compiler.program(turtle(query + beside))
    for engine in validation.ENGINES:
        found = validation.results(turtle(DATA), program, engine)
        unjudged = [one for one in found if one.component is None]
        assert [one.shape.value for one in unjudged] == ["http://example.org/S"]
        assert "could not be judged" in unjudged[0].messages[0].value
        assert len(found) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT $this",
        "SELECT $this {",
        "SELECT $this { $this }",
        "ASK { $this ?p ?o }",
        "SELECT $this { $this ex:p } ?o }",
        "SELECT $this { } }",
        "SELECT ?x { $this ex:p ?x }",
        'SELECT $this { $this ex:p "a" "b" }',
        'SELECT $this { $this ex:p """a""" }',
        "SELECT $this { $this no:p ?x }",
        "SELECT $this { $this ex:p 1.5 }",
        "SELECT $this { $this ex:p ?x FILTER (?x) }",
        "SELECT $this { $this a <relative> }",
    ],
)
def test_a_query_of_another_form_is_not_read(text: str) -> None:
    with pytest.raises(NotCompiled):
        sparql.read(text, {"ex": "http://example.org/"})


LEFT = {
    "sh:closed": "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true .",
    "sh:node": "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:node ex:T . "
    "ex:T a sh:NodeShape ; sh:message 'T' ; sh:property [ sh:path ex:r ; sh:minCount 1 ] .",
    "sh:equals": "ex:S a sh:PropertyShape ; sh:targetClass ex:C ; sh:path ex:p ; sh:equals ex:q .",
    "a class that is a shape": "ex:C a sh:NodeShape, rdfs:Class ; sh:nodeKind sh:Literal .",
    "sh:languageIn": "ex:S sh:targetClass ex:C ; sh:property ex:T . "
    "ex:T sh:path ex:p ; sh:languageIn ( 'en' ) ; sh:message 'T' .",
    "sh:sparql": "ex:S sh:targetClass ex:C ; sh:not ex:T . ex:T a sh:NodeShape ; "
    "sh:sparql [ sh:select 'SELECT $this WHERE { $this a $this }' ] .",
    "a constraint component of the user's own": "ex:S a sh:NodeShape ; sh:targetClass ex:C ; "
    "ex:limit 1 . ex:Limited a sh:ConstraintComponent ; sh:parameter [ sh:path ex:limit ] ; "
    "sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select "
    "'SELECT $this WHERE { $this ?p $limit }' ] .",
}


@pytest.mark.parametrize("why", LEFT)
def test_a_shape_with_an_unknown_part_goes_whole_to_pyshacl(why: str) -> None:
    beside = "ex:Z sh:targetSubjectsOf ex:p ; sh:message 'Z' ; sh:nodeKind sh:Literal ."
    program = compiler.program(turtle(LEFT[why] + beside))
    assert [root.reason for root in program.left] == [why]
    found = equal_results(turtle(DATA), program)
    assert {one.shape.value for one in found if isinstance(one.shape, ox.NamedNode)} >= {
        "http://example.org/Z"
    }


def test_a_result_without_a_message_names_what_is_not_met() -> None:
    program = compiler.program(turtle("ex:S sh:targetClass ex:C ; sh:nodeKind sh:Literal ."))
    assert program.left == []
    found = equal_results(turtle(DATA), program)
    assert {message.value for one in found for message in one.messages} == {
        "sh:nodeKind sh:Literal is not met"
    }


RECURSIVE = {
    "ex:S": "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:not ex:S .",
    "ex:T": "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:T . "
    "ex:T sh:path ex:p ; sh:or ( [ sh:node ex:T ] [ sh:nodeKind sh:IRI ] ) .",
    "ex:U": "ex:U a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:qualifiedValueShape ex:U ; "
    "sh:qualifiedMinCount 1 ] .",
}


@pytest.mark.parametrize("engine", validation.ENGINES)
@pytest.mark.parametrize("name", RECURSIVE)
def test_a_recursive_shape_is_refused(name: str, engine: str, run, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + RECURSIVE[name])
    result = run("validate", "--shapes", path, "--engine", engine)
    iri = name.replace("ex:", "http://example.org/")
    assert (result.code, result.out) == (2, "")
    assert result.err == f"foedus: the shapes cannot be used: <{iri}> refers to itself\n"


def test_shapes_that_share_a_part_are_not_recursive() -> None:
    shapes = "ex:S sh:targetClass ex:C ; sh:and ( ex:T ex:U ) ; sh:not ex:U . ex:T sh:not ex:U ."
    equal_results(turtle(DATA), compiler.program(turtle(shapes + "ex:U sh:nodeKind sh:IRI .")))


def test_a_shape_built_too_deep_is_left_to_pyshacl() -> None:
    chain = "".join(f"ex:S{n} sh:not ex:S{n + 1} . " for n in range(20))
    program = compiler.program(
        turtle("ex:S0 sh:targetClass ex:C . ex:S20 sh:class ex:C . " + chain)
    )
    assert [root.reason for root in program.left] == ["a shape built many shapes deep"]


def test_rules_and_scripts_are_ignored_with_a_warning(run, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:js [ ] ; sh:rule [ ] .")
    result = run("validate", "--shapes", path)
    assert result.code == 0
    assert result.err.splitlines() == [
        "foedus: sh:js of <http://example.org/S> is ignored",
        "foedus: sh:rule of <http://example.org/S> is ignored",
    ]


@pytest.mark.parametrize("engine", validation.ENGINES)
def test_shapes_that_are_not_well_formed_are_refused_first(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + "ex:S a sh:NodeShape ; sh:targetClass ex:Nowhere ; sh:nodeKind 7 .")
    with pytest.raises(BadInput) as caught:
        validation.validate([], [path], engine)
    assert caught.value.reason.startswith(
        "the shapes cannot be used: <http://example.org/S>: Value Literal("
    )
    assert "\n" not in caught.value.reason


def test_a_user_s_addition_to_a_bundled_shape_is_checked_with_it(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + "shape:Post-postIn sh:path foedus:partOf .")
    with pytest.raises(BadInput, match="cannot be used"):
        validation.validate([], [path])


def test_an_unknown_engine_is_refused(run) -> None:
    result = run("validate", "--engine", "quick")
    assert result.code == 2
    assert result.err == "foedus: --engine takes fast or pyshacl, not 'quick'\n"
    with pytest.raises(BadInput):
        validation.validate([], engine="quick")


def test_paths_are_written_as_in_sparql() -> None:
    program = compiler.program(turtle(MANY_KINDS))
    texts = {
        part.path_text.replace("<http://example.org/", "<")
        for root in program.roots
        if root.shape
        for part in root.shape.properties
    }
    assert texts == {
        *("<p>/<q>", "<p>*", "^<p>+", "<q>?", "<q>", "<p>", "<q>|^<q>", "<r>"),
    }
