"""What changed between two editions: each rule, the laws, the command and its exit codes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus import __version__, reading
from foedus.changes import Comparison, compare
from foedus.changes.descriptions import describe
from foedus.changes.differences import Described, described, differences
from foedus.changes.editions import Edition, edition_of
from foedus.reading import RdfFormat

PREFIXES = """
@prefix code: <https://w3id.org/foedus/code/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix e: <http://e/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .
"""


def edition(text: str, name: str = "a.ttl") -> Edition:
    document = reading.read_bytes((PREFIXES + text).encode(), RdfFormat.TURTLE, name)
    return edition_of(name, [document])


def compared(old: str, new: str) -> Comparison:
    return compare(edition(old), edition(new))


# -- the rules -----------------------------------------------------------------------------

A, B, P = "e:A a owl:Class .", "e:B a owl:Class .", "e:p a owl:ObjectProperty ."
AB = A + "e:B a owl:Class ; rdfs:subClassOf e:A ."
SHAPE = "e:S a sh:NodeShape ; sh:targetClass e:A"
PREFIXED = SHAPE + " ; sh:sparql e:q . e:q sh:prefixes e:ps . e:ps sh:declare e:n ."

RULES = {
    "a new class": ("", A, "minor"),
    "a term taken away": (A, "", "major"),
    "a new property": ("", P, "minor"),
    "a new code": ("", "e:c a skos:Concept .", "minor"),
    "a deprecation": (A, A + "e:A owl:deprecated true .", "minor"),
    "a deprecation taken back": (A + "e:A owl:deprecated true .", A, "minor"),
    "other words": (
        'e:A a owl:Class ; rdfs:label "a"@en .',
        A + 'e:A rdfs:label "b"@en .',
        "patch",
    ),
    "another definition": (A, A + 'e:A skos:definition "A thing."@en .', "patch"),
    "a label in another language": (
        A + 'e:A rdfs:label "a"@en .',
        A + 'e:A rdfs:label "a"@la .',
        "major",
    ),
    "a label taken away": (A + 'e:A rdfs:label "a"@en .', A, "major"),
    "a note taken away": (A + 'e:A skos:scopeNote "a"@en .', A, "patch"),
    "one more language": (
        A + 'e:A rdfs:label "a"@en .',
        A + 'e:A rdfs:label "a"@en , "b"@la .',
        "patch",
    ),
    "another kind of property": (P, "e:p a owl:DatatypeProperty .", "major"),
    "a domain where there was none": (P, P + "e:p rdfs:domain e:A .", "major"),
    "a narrower range": (
        AB + P + "e:p rdfs:range e:A .",
        AB + P + "e:p rdfs:range e:B .",
        "major",
    ),
    "a wider range": (AB + P + "e:p rdfs:range e:B .", AB + P + "e:p rdfs:range e:A .", "minor"),
    "a domain taken away": (P + "e:p rdfs:domain e:A .", P, "minor"),
    "a superclass": (A + B, A + B + "e:B rdfs:subClassOf e:A .", "minor"),
    "a superclass taken away": (A + B + "e:B rdfs:subClassOf e:A .", A + B, "major"),
    "a superclass that follows all the same": (
        AB + "e:C a owl:Class ; rdfs:subClassOf e:A , e:B .",
        AB + "e:C a owl:Class ; rdfs:subClassOf e:B .",
        "patch",
    ),
    "a restriction": (
        A,
        A + "e:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:p ; owl:hasValue 1 ] .",
        "major",
    ),
    "a restriction taken away": (
        A + "e:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:p ; owl:hasValue 1 ] .",
        A,
        "minor",
    ),
    "disjoint classes": (A + B, A + B + "e:A owl:disjointWith e:B .", "major"),
    "disjointness taken away": (A + B + "e:A owl:disjointWith e:B .", A + B, "minor"),
    "disjoint classes in a list": (
        A + B,
        A + B + "[ a owl:AllDisjointClasses ; owl:members ( e:A e:B ) ] .",
        "major",
    ),
    "an axiom that concludes": (A, A + "[ owl:oneOf ( e:x ) ] rdfs:subClassOf e:A .", "minor"),
    "an axiom that concludes from two classes": (
        A,
        A + "[ owl:intersectionOf ( e:B e:C ) ] rdfs:subClassOf e:A .",
        "minor",
    ),
    "a property that becomes functional": (P, P + "e:p a owl:FunctionalProperty .", "major"),
    "a property no longer functional": (P + "e:p a owl:FunctionalProperty .", P, "minor"),
    "a property that becomes transitive": (P, P + "e:p a owl:TransitiveProperty .", "minor"),
    "a property no longer transitive": (P + "e:p a owl:TransitiveProperty .", P, "major"),
    "an inverse": (P, P + "e:p owl:inverseOf e:q .", "minor"),
    "an inverse taken away": (P + "e:p owl:inverseOf e:q .", P, "major"),
    "a code moved to another list": (
        "e:c a skos:Concept ; skos:inScheme e:s .",
        "e:c a skos:Concept ; skos:inScheme e:t .",
        "major",
    ),
    "an import taken away": (
        "e:o a owl:Ontology ; owl:imports e:n .",
        "e:o a owl:Ontology .",
        "major",
    ),
    "a shape": ("", SHAPE + " .", "major"),
    "a shape that warns": ("", SHAPE + " ; sh:severity sh:Warning .", "minor"),
    "a shape for a new class": ("", A + SHAPE + " .", "minor"),
    "a part of a shape for a new class": (
        "e:p a owl:ObjectProperty .",
        P + A + SHAPE + " ; sh:property e:S-p . e:S-p a sh:PropertyShape ; sh:path e:p ;"
        " sh:minCount 1 .",
        "minor",
    ),
    "what a new property may hold": (
        A + SHAPE + " .",
        A
        + SHAPE
        + " ; sh:property e:S-p . e:S-p a sh:PropertyShape ; sh:path e:p ; sh:nodeKind sh:IRI ."
        + P,
        "minor",
    ),
    "a new property demanded of an old class": (
        A + SHAPE + " .",
        A
        + SHAPE
        + " ; sh:property e:S-p . e:S-p a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 ."
        + P,
        "major",
    ),
    "a demand of a shape for a new class": (
        "",
        P + A + SHAPE + " ; sh:property e:S-p . e:S-p a sh:PropertyShape ; sh:path e:p ;"
        " sh:minCount 1 .",
        "minor",
    ),
    "a shape that nothing uses": ("", "e:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "minor"),
    "a class that becomes a shape": (A, A + "e:A a sh:NodeShape ; sh:nodeKind sh:IRI .", "major"),
    "a new term as target": (SHAPE + " .", SHAPE + " ; sh:targetSubjectsOf e:p ." + P, "minor"),
    "a constraint": (SHAPE + " .", SHAPE + " ; sh:nodeKind sh:IRI .", "major"),
    "a constraint that warns": (
        SHAPE + " ; sh:severity sh:Warning .",
        SHAPE + " ; sh:severity sh:Warning ; sh:nodeKind sh:IRI .",
        "minor",
    ),
    "a constraint taken away": (SHAPE + " ; sh:nodeKind sh:IRI .", SHAPE + " .", "minor"),
    "a target": (SHAPE + " .", SHAPE + " , e:B .", "major"),
    "another message": (SHAPE + " .", SHAPE + ' ; sh:message "No."@en .', "patch"),
    "from warning to violation": (
        SHAPE + " ; sh:severity sh:Warning .",
        SHAPE + " ; sh:severity sh:Violation .",
        "major",
    ),
    "from violation to warning": (SHAPE + " .", SHAPE + " ; sh:severity sh:Warning .", "minor"),
    "another namespace for the queries of shapes": (
        PREFIXED + 'e:n sh:prefix "n" ; sh:namespace "http://n/" .',
        PREFIXED + 'e:n sh:prefix "n" ; sh:namespace "http://m/" .',
        "major",
    ),
    "another prefix for the queries of shapes": (
        PREFIXED + 'e:n sh:prefix "n" ; sh:namespace "http://n/" .',
        PREFIXED + 'e:n sh:prefix "m" ; sh:namespace "http://n/" .',
        "major",
    ),
    "another namespace for the queries of shapes that warn": (
        PREFIXED + 'e:S sh:severity sh:Warning . e:n sh:prefix "n" ; sh:namespace "http://n/" .',
        PREFIXED + 'e:S sh:severity sh:Warning . e:n sh:prefix "n" ; sh:namespace "http://m/" .',
        "minor",
    ),
    "a prefix taken from the queries of shapes": (
        PREFIXED + "e:ps sh:declare e:m .",
        PREFIXED,
        "major",
    ),
    "a prefix more": (PREFIXED, PREFIXED + "e:ps sh:declare e:m .", "minor"),
    "queries of shapes without their prefixes": (
        PREFIXED,
        PREFIXED.replace("sh:prefixes e:ps", "sh:prefixes e:qs"),
        "major",
    ),
    "a shape put out of use": (SHAPE + " .", SHAPE + " ; sh:deactivated true .", "minor"),
    "a shape put back to use": (SHAPE + " ; sh:deactivated true .", SHAPE + " .", "major"),
    "fewer are enough": (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:minCount 2 .",
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 .",
        "minor",
    ),
    "fewer are allowed": (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:maxCount 2 .",
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:maxCount 1 .",
        "major",
    ),
    "less is enough, in other notation": (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:minInclusive 1.5e1 .",
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:minInclusive .5 .",
        "minor",
    ),
    "a limit that is no number": (
        'e:S a sh:PropertyShape ; sh:path e:p ; sh:minInclusive "1.2.3" .',
        'e:S a sh:PropertyShape ; sh:path e:p ; sh:minInclusive "1.2" .',
        "major",
    ),
    "one choice more": (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:in ( e:a ) .",
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:in ( e:b e:a ) .",
        "minor",
    ),
    "one choice fewer": (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:in ( e:a e:b ) .",
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:in ( e:a ) .",
        "major",
    ),
    "a part of a shape that warns": (
        SHAPE + " ; sh:severity sh:Warning .",
        SHAPE + " ; sh:severity sh:Warning ; sh:property e:S-p . e:S-p sh:path e:p .",
        "minor",
    ),
    "another query of a shape that warns": (
        SHAPE + " ; sh:severity sh:Warning ; sh:sparql e:q . e:q a sh:SPARQLConstraint .",
        SHAPE
        + " ; sh:severity sh:Warning ; sh:sparql e:q . e:q a sh:SPARQLConstraint ; sh:select '' .",
        "minor",
    ),
    "another query of a shape": (
        SHAPE + " ; sh:sparql e:q . e:q a sh:SPARQLConstraint .",
        SHAPE + " ; sh:sparql e:q . e:q a sh:SPARQLConstraint ; sh:select '' .",
        "major",
    ),
    "a fact": ("", "e:x a foedus:State .", "minor"),
    "another value": ("e:x foedus:p 1 .", "e:x foedus:p 2 .", "minor"),
    "a value taken away": ("e:x foedus:p 1 , 2 .", "e:x foedus:p 2 .", "minor"),
    "a fact taken away": ("e:x a foedus:State .", "", "major"),
    "a fact deprecated": (
        "e:x a foedus:State .",
        "e:x a foedus:State ; owl:deprecated true .",
        "minor",
    ),
    "another name of a fact": (
        'e:x a foedus:State ; rdfs:label "x"@en .',
        'e:x a foedus:State ; rdfs:label "y"@en .',
        "patch",
    ),
    "another number of a fact": (
        'e:x a foedus:Statement ; dcterms:identifier "F1" .',
        'e:x a foedus:Statement ; dcterms:identifier "F2" .',
        "minor",
    ),
    "a mapping": (
        "e:m a sssom:Mapping .",
        "e:m a sssom:Mapping . e:A rdfs:subClassOf e:X .",
        "minor",
    ),
    "a mapping taken away": (
        "e:m a sssom:Mapping . e:A rdfs:subClassOf e:X .",
        "e:m a sssom:Mapping .",
        "major",
    ),
    "a mapping to another term": (
        "e:m a sssom:Mapping ; owl:annotatedTarget e:X .",
        "e:m a sssom:Mapping ; owl:annotatedTarget e:Y .",
        "major",
    ),
    "a mapping explained": (
        "e:m a sssom:Mapping .",
        'e:m a sssom:Mapping ; rdfs:comment "Read." .',
        "patch",
    ),
    "only the version": (
        'e:o a owl:Ontology ; owl:versionInfo "1" ; owl:versionIRI e:1 .',
        'e:o a owl:Ontology ; owl:versionInfo "2" ; owl:versionIRI e:2 .',
        "none",
    ),
    "nothing": (AB + P, P + AB, "none"),
}


@pytest.mark.parametrize(("old", "new", "grade"), RULES.values(), ids=RULES)
def test_grade_of(old: str, new: str, grade: str) -> None:
    assert compared(old, new).grade == grade


@pytest.mark.parametrize("gone", [A, P, "e:c a skos:Concept .", SHAPE + " ."])
def test_no_term_vanishes_in_less_than_a_major_version(gone: str) -> None:
    assert compared(gone, "").grade == "major"


# -- version numbers ---------------------------------------------------------------------------

VERSIONS = [
    ("1.2.3", "1.2.3", "none", True),
    ("1.2.3", "1.2.3", "patch", False),
    ("1.2.3", "1.2.4", "patch", True),
    ("1.2.3", "1.2.4", "minor", False),
    ("1.2.3", "1.3.0", "minor", True),
    ("1.2.3", "1.10.0", "major", False),
    ("1.2.3", "2.0.0", "major", True),
    ("0.1.0", "0.1.1", "minor", True),
    ("0.1.0", "0.1.1", "major", False),
    ("0.1.0", "0.2.0", "major", True),
    ("1.2.3", "1.2.2", "none", False),
    ("2026-11-23", "2026-11-23", "major", True),  # no numbers that can be judged
]
CHANGES = {
    "none": ("", ""),
    "patch": (A, A + 'e:A rdfs:comment "x" .'),
    "minor": ("", A),
    "major": (A, ""),
}


@pytest.mark.parametrize(("before", "after", "grade", "allowed"), VERSIONS)
def test_version_allows_the_change(before: str, after: str, grade: str, allowed: bool) -> None:
    old, new = CHANGES[grade]
    header = 'e:o a owl:Ontology ; owl:versionInfo "{}" .'
    found = compared(old + header.format(before), new + header.format(after))
    assert (found.grade, found.objection is None) == (grade, allowed)


def test_the_sentence_says_which_version_is_needed() -> None:
    header = 'e:o a owl:Ontology ; owl:versionInfo "{}" .'
    found = compared(A + header.format("1.2.3"), header.format("1.3.0"))
    expected = "version 1.3.0 after 1.2.3 does not allow a major change: 2.0.0 or later is needed"
    assert found.objection == expected
    both = compared("", "e:o a owl:Ontology ; owl:versionInfo '1.0.0' , '1.1.0' .")
    assert both.objection == "a.ttl states several versions: 1.0.0, 1.1.0"


# -- laws --------------------------------------------------------------------------------------

NODES = [ox.NamedNode("http://e/a"), ox.NamedNode("http://e/b")]
BLANKS = [ox.BlankNode(name) for name in "wxyz"]
PREDICATES = [ox.NamedNode("http://e/p"), ox.NamedNode("http://e/q")]
ENDS = [*NODES, *BLANKS, ox.Literal("1"), ox.Literal("1", language="en")]
QUADS = st.builds(
    ox.Quad, st.sampled_from([*NODES, *BLANKS]), st.sampled_from(PREDICATES), st.sampled_from(ENDS)
)
GRAPHS = st.lists(QUADS, max_size=10)


def of(quads: list[ox.Quad]) -> Described:
    return described(Edition("a", (), tuple(quads)))


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, GRAPHS)
def test_one_way_is_the_inverse_of_the_other(one: list[ox.Quad], other: list[ox.Quad]) -> None:
    there, back = differences(of(one), of(other)), differences(of(other), of(one))
    assert there.inverse == back
    assert there.inverse.inverse == there


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, st.permutations(BLANKS))
def test_nothing_differs_but_labels_and_order(
    quads: list[ox.Quad], others: list[ox.BlankNode]
) -> None:
    names = dict(zip(BLANKS, others, strict=True))

    def renamed(term: object) -> object:
        return names.get(term, term)  # type: ignore[call-overload]

    again = [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]  # type: ignore[arg-type]
    found = differences(of(quads), of(again[::-1]))
    assert (found.own, found.mappings) == ((), ())


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, GRAPHS)
def test_no_difference_means_the_same_graph(one: list[ox.Quad], other: list[ox.Quad]) -> None:
    """As rdflib sees it, once blank nodes of which the same is said count once."""
    from rdflib.compare import isomorphic

    if not differences(of(one), of(other)).own:
        lean_one, lean_other = (sorted(describe(quads).items()) for quads in (one, other))
        assert lean_one == lean_other
    if isomorphic(reading.to_graph(one), reading.to_graph(other)):
        assert not differences(of(one), of(other)).own


LISTS = "e:a e:p ( 1 [ e:q ( ) ] ) ."


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (LISTS, "e:a e:p _:1 . _:1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 .", True),
        (LISTS, LISTS, False),
        ("e:a e:p _:x . e:b e:p _:x .", "e:a e:p _:y . e:b e:p _:y .", False),
        ("e:a e:p _:x . e:b e:p _:x .", "e:a e:p [] . e:b e:p [] .", True),
        ("_:x e:p _:y . _:y e:p _:x .", "_:x e:p _:x .", True),
        ("_:x e:p _:y . _:y e:p _:x .", "_:z e:p _:x . _:x e:p _:z .", False),
        ("e:a e:p [] .", "e:a e:p [] , [] .", False),
    ],
)
def test_blank_nodes_are_told_by_what_is_said_of_them(old: str, new: str, changed: bool) -> None:
    assert (compared(old, new).grade != "none") is changed


def test_a_long_chain_needs_no_deep_stack() -> None:
    nodes = [ox.BlankNode(f"n{number}") for number in range(3000)]
    chain = [ox.Quad(a, PREDICATES[0], b) for a, b in pairwise(nodes)]
    assert len(describe([ox.Quad(NODES[0], PREDICATES[0], nodes[0]), *chain])) == 1


# -- the command ---------------------------------------------------------------------------------

OLD = """
e:o a owl:Ontology ; owl:versionInfo "1.0.0" .
e:Pact a owl:Class ; rdfs:label "pact"@en .
e:hasParty a owl:ObjectProperty ; rdfs:label "has party"@en ; rdfs:domain e:Pact .
e:x a e:Pact ; rdfs:label "pact of X"@en .
e:s a foedus:Statement ; dcterms:identifier "F7" ; foedus:stmtSubject e:x ;
    foedus:stmtPredicate e:hasParty ; foedus:stmtObject e:land ; foedus:admitted false .
e:land rdfs:label "Land"@en .
e:y a e:Pact .
"""
NEW = """
e:o a owl:Ontology ; owl:versionInfo "1.1.0" .
e:Pact a owl:Class ; rdfs:label "pact"@en ; owl:deprecated true ; dcterms:isReplacedBy e:Treaty .
e:Treaty a owl:Class ; rdfs:label "treaty"@en .
e:hasParty a owl:ObjectProperty ; rdfs:label "has as party"@en ; rdfs:domain e:Treaty .
e:x a e:Treaty ; rdfs:label "pact of X"@en .
e:s a foedus:Statement ; dcterms:identifier "F7" ; foedus:stmtSubject e:x ;
    foedus:stmtPredicate e:hasParty ; foedus:stmtObject e:land ; foedus:admitted true .
e:land rdfs:label "Land"@en .
"""
TOLD = """1.0.0 → 1.1.0: a major change
  terms: 1 added, 1 changed, 1 deprecated
  facts: 2 changed, 1 removed

Terms added
  minor  class <http://e/Treaty> “treaty”

Terms changed
  major  object property <http://e/hasParty> “has as party”
           rdfs:domain: <http://e/Pact> → <http://e/Treaty> (major)
           rdfs:label: “has party”@en → “has as party”@en (patch)

Terms deprecated
  minor  class <http://e/Pact> “pact”, replaced by <http://e/Treaty>
           dcterms:isReplacedBy: + <http://e/Treaty> (patch)
           owl:deprecated: + true (minor)

Facts changed
  minor  entity <http://e/x> “pact of X”
           rdf:type: <http://e/Pact> → <http://e/Treaty> (minor)
  minor  statement <http://e/s> F7: pact of X — has as party — Land
           foedus:admitted: false → true (minor)

Facts removed
  major  entity <http://e/y>

Version 1.1.0 after 1.0.0 does not allow a major change: 2.0.0 or later is needed.
"""


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(PREFIXES + OLD)
    new.write_text(PREFIXES + NEW)
    return old, new


def test_diff_tells_each_change_by_name(run, sides: tuple[Path, Path]) -> None:
    result = run("diff", *sides)
    assert (result.code, result.err) == (1, "")
    assert result.out == TOLD


def test_diff_as_json(run, sides: tuple[Path, Path]) -> None:
    result = run("diff", *sides, "--format", "json")
    told = json.loads(result.out)
    assert result.code == 1
    assert (told["grade"], told["needed"], told["allowed"]) == ("major", "2.0.0", False)
    assert [entry["subject"] for entry in told["terms"]["added"]] == ["http://e/Treaty"]
    assert told["terms"]["deprecated"][0]["replacedBy"] == ["http://e/Treaty"]
    assert told["terms"]["changed"][0]["changes"][0] == {
        "property": "http://www.w3.org/2000/01/rdf-schema#domain",
        "removed": ["<http://e/Pact>"],
        "added": ["<http://e/Treaty>"],
        "grade": "major",
    }
    assert [entry["name"] for entry in told["facts"]["removed"]] == ["<http://e/y>"]


def test_without_versions_nothing_is_judged(run, tmp_path: Path) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(PREFIXES + A)
    new.write_text(PREFIXES)
    result = run("diff", old, new)
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        f"{old} → {new}: a major change\n  terms: 1 removed\n\n"
        "Terms removed\n  major  class <http://e/A>\n\n"
        "Not judged: both sides must state one version of the form X.Y.Z.\n"
    )
    assert json.loads(run("diff", old, new, "--format", "json").out)["judged"] is False


def test_a_version_that_allows_the_change_is_exit_0(run, sides: tuple[Path, Path]) -> None:
    old, new = sides
    new.write_text(new.read_text().replace("1.1.0", "2.0.0"))
    result = run("diff", old, new)
    assert (result.code, result.err) == (0, "")
    assert "does not allow" not in result.out


def test_a_checkout_is_its_ontology_shapes_and_data(run, tmp_path: Path) -> None:
    for name in ("ontology", "shapes", "data", "tests"):
        (tmp_path / name).mkdir()
        text = f"{PREFIXES} e:{name} a owl:Class ."
        (tmp_path / name / "a.ttl").write_text(text)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    empty = tmp_path / "empty.ttl"
    empty.write_text("")
    told = json.loads(run("diff", empty, tmp_path, "--format", "json").out)
    assert told["new"]["versions"] == ["0.3.0"]
    found = [entry["subject"] for entry in told["terms"]["added"]]
    assert found == ["http://e/data", "http://e/ontology", "http://e/shapes"]


def test_installed_is_what_the_version_number_names(run) -> None:
    root = Path(__file__).parents[1]
    same = f"{__version__} → {__version__}: no change\n"
    assert run("diff", "installed", root).out == same
    assert run("diff", __version__, root) == run("diff", root, "installed")


def test_what_cannot_be_compared_is_one_line(run, tmp_path: Path) -> None:
    assert run("diff", tmp_path, "installed").err == f"foedus: {tmp_path}: holds no Turtle file\n"
    unknown = run("diff", "0.0.9", "installed")
    reason = "version 0.0.9 is not installed, and no file has that name"
    expected = f"foedus: {reason}: installed is {__version__}\n"
    assert (unknown.code, unknown.err) == (2, expected)
    path = tmp_path / "a.ttl"
    path.write_text("<http://e/a> .")
    assert run("diff", path, "installed").err.startswith(f"foedus: {path}:1: ")


def test_one_changed_fact_of_the_project_is_found_by_its_number(run, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "data" / "usfj-upgrade.ttl"
    text = source.read_text(encoding="utf-8")
    where = text.index("id:stmt-f65 ")
    changed = text[:where] + text[where:].replace("code:intended", "code:actual", 1)
    (tmp_path / "new.ttl").write_text(changed, encoding="utf-8")
    told = json.loads(run("diff", source, tmp_path / "new.ttl", "--format", "json").out)
    (entry,) = told["facts"]["changed"]
    assert entry["subject"] == "https://w3id.org/foedus/id/stmt-f65"
    assert " F65: U.S. Forces Japan — " in entry["name"]
    assert [change["property"][-8:] for change in entry["changes"]] == ["modality"]


@pytest.mark.datasets
def test_a_published_ontology_in_another_syntax_is_the_same(
    run, datasets: Path, tmp_path: Path
) -> None:
    source = datasets / "LCC_ISO3166-2-JP.rdf"
    assert run("convert", source, "-o", tmp_path / "a.ttl").code == 0
    result = run("diff", source, tmp_path / "a.ttl")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith(": no change\n")


@pytest.mark.datasets
def test_published_ontologies_can_be_compared(run, datasets: Path) -> None:
    ours = [datasets / name for name in ("CCO_AgentOntology.ttl", "IES_v5_ies-common.ttl")]
    there, back = (
        json.loads(run("diff", *sides, "--format", "json").out) for sides in (ours, ours[::-1])
    )
    assert len(there["terms"]["added"]) == len(back["terms"]["removed"]) > 100
    assert there["grade"] == "major"
