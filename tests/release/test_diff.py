"""What changed between two editions: the laws, the command and its exit codes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus import __version__
from foedus.rdf import reading
from foedus.rdf.reading import RdfFormat
from foedus.release.diff import Comparison, Edition, compare, describe
from helpers import HEAD

PREFIXES = HEAD + "@prefix e: <http://e/> .\n" + "@prefix sssom: <https://w3id.org/sssom/> .\n"


def compared(old: str, new: str) -> Comparison:
    sides = (
        reading.read_bytes((PREFIXES + text).encode(), RdfFormat.TURTLE, "a.ttl").quads
        for text in (old, new)
    )
    return compare(*(Edition("a.ttl", tuple(quads)) for quads in sides))


# -- what is told ----------------------------------------------------------------------------

A, S = "e:A a owl:Class .", "e:S a sh:NodeShape ; sh:targetClass e:A ."
CHANGES = {
    "a new class": ("", A, "terms", "added"),
    "a term taken away": (A, "", "terms", "removed"),
    "a new code": ("", "e:c a skos:Concept .", "terms", "added"),
    "a deprecation": (A, A + "e:A owl:deprecated true .", "terms", "deprecated"),
    "a deprecation taken back": (A + "e:A owl:deprecated true .", A, "terms", "changed"),
    "another definition": (A, A + 'e:A skos:definition "A thing."@en .', "terms", "changed"),
    "an axiom": (A, A + "[ owl:oneOf ( e:x ) ] rdfs:subClassOf e:A .", "terms", "added"),
    "a shape": ("", S, "terms", "added"),
    "a part of a shape": (S, S + "e:P sh:path e:p .", "terms", "added"),
    "an import": (
        "e:o a owl:Ontology .",
        "e:o a owl:Ontology ; owl:imports e:n .",
        "files",
        "changed",
    ),
    "a fact": ("", "e:x a foedus:State .", "facts", "added"),
    "another value": ("e:x foedus:p 1 .", "e:x foedus:p 2 .", "facts", "changed"),
    "a fact taken away": ("e:x a foedus:State .", "", "facts", "removed"),
    "a mapping": ("", "e:m a sssom:Mapping .", "mappings", "added"),
}


@pytest.mark.parametrize(("old", "new", "group", "way"), CHANGES.values(), ids=CHANGES)
def test_one_change_is_told_once(old: str, new: str, group: str, way: str) -> None:
    found = compared(old, new)
    assert [(one.group, one.way) for one in found.differences] == [(group, way)]
    assert found.of(group)[way] == list(found.differences)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'e:o a owl:Ontology ; owl:versionInfo "1" ; owl:versionIRI e:1 .',
            'e:o a owl:Ontology ; owl:versionInfo "2" ; owl:priorVersion e:1 .',
        ),
        (
            'e:m a sssom:Mapping ; sssom:subject_source_version "1" .',
            'e:m a sssom:Mapping ; sssom:subject_source_version "2" .',
        ),
        (A + S, S + A),
    ],
)
def test_another_version_or_order_is_no_change(old: str, new: str) -> None:
    assert compared(old, new).differences == ()


# -- laws --------------------------------------------------------------------------------------

NODES = [ox.NamedNode("http://e/a"), ox.NamedNode("http://e/b")]
BLANKS = [ox.BlankNode(name) for name in "wxyz"]
PREDICATES = [ox.NamedNode("http://e/p"), ox.NamedNode("http://e/q")]
ENDS = [*NODES, *BLANKS, ox.Literal("1"), ox.Literal("1", language="en")]
QUADS = st.builds(
    ox.Quad, st.sampled_from([*NODES, *BLANKS]), st.sampled_from(PREDICATES), st.sampled_from(ENDS)
)
GRAPHS = st.lists(QUADS, max_size=10)


def between(one: list[ox.Quad], other: list[ox.Quad]) -> list[tuple[str, object, object]]:
    found = compare(Edition("a", tuple(one)), Edition("b", tuple(other)))
    return [(told.subject, told.before, told.after) for told in found.differences]


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, GRAPHS)
def test_one_way_is_the_inverse_of_the_other(one: list[ox.Quad], other: list[ox.Quad]) -> None:
    there, back = between(one, other), between(other, one)
    assert there == [(subject, after, before) for subject, before, after in back]


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, st.permutations(BLANKS))
def test_nothing_differs_but_labels_and_order(
    quads: list[ox.Quad], others: list[ox.BlankNode]
) -> None:
    names = dict(zip(BLANKS, others, strict=True))

    def renamed(term: object) -> object:
        return names.get(term, term)  # type: ignore[call-overload]

    again = [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]  # type: ignore[arg-type]
    assert between(quads, again[::-1]) == []


@settings(max_examples=examples(80), deadline=None)
@given(GRAPHS, GRAPHS)
def test_no_difference_means_the_same_graph(one: list[ox.Quad], other: list[ox.Quad]) -> None:
    """As rdflib sees it, once blank nodes of which the same is said count once."""
    from rdflib.compare import isomorphic

    if not between(one, other):
        lean_one, lean_other = (sorted(describe(quads).items()) for quads in (one, other))
        assert lean_one == lean_other
    if isomorphic(reading.to_graph(one), reading.to_graph(other)):
        assert not between(one, other)


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
    assert bool(compared(old, new).differences) is changed


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
TOLD = """1.0.0 → 1.1.0

Terms added: 1
  owl:Class <http://e/Treaty> “treaty”

Terms changed: 1
  owl:ObjectProperty <http://e/hasParty> “has as party”
    rdfs:domain: <http://e/Pact> → <http://e/Treaty>
    rdfs:label: “has party”@en → “has as party”@en

Terms deprecated: 1
  owl:Class <http://e/Pact> “pact”, replaced by <http://e/Treaty>
    dcterms:isReplacedBy: + <http://e/Treaty>
    owl:deprecated: + true

Facts changed: 2
  foedus:Statement <http://e/s> F7: pact of X — has as party: Land
    foedus:admitted: false → true
  <http://e/Treaty> <http://e/x> “pact of X”
    rdf:type: <http://e/Pact> → <http://e/Treaty>

Facts removed: 1
  <http://e/Pact> <http://e/y>
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
    assert told["new"] == {"name": str(sides[1]), "versions": ["1.1.0"]}
    (entry,) = (one for one in told["differences"] if one["subject"] == "http://e/hasParty")
    assert (entry["group"], entry["way"], entry["kind"]) == (
        "terms",
        "changed",
        "owl:ObjectProperty",
    )
    assert entry["changes"]["http://www.w3.org/2000/01/rdf-schema#domain"] == {
        "removed": ["<http://e/Pact>"],
        "added": ["<http://e/Treaty>"],
    }
    (gone,) = (one for one in told["differences"] if one["way"] == "deprecated")
    assert gone["replacedBy"] == ["http://e/Treaty"]


def test_the_same_is_exit_0_and_without_versions_the_files_are_named(run, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + A)
    result = run("diff", path, path)
    assert (result.code, result.out, result.err) == (0, f"{path} → {path}: no change\n", "")


def test_a_checkout_is_its_ontology_shapes_and_data(run, tmp_path: Path) -> None:
    for name in ("ontology", "shapes", "data", "tests"):
        (tmp_path / name).mkdir()
        text = f"{PREFIXES} e:{name} a owl:Class ."
        (tmp_path / name / "a.ttl").write_text(text)
    empty = tmp_path / "empty.ttl"
    empty.write_text("")
    told = json.loads(run("diff", empty, tmp_path, "--format", "json").out)
    found = [entry["subject"] for entry in told["differences"]]
    assert found == ["http://e/data", "http://e/ontology", "http://e/shapes"]


def test_installed_is_what_the_version_number_names(run) -> None:
    root = Path(__file__).parents[2]
    same = f"{__version__} → {__version__}: no change\n"
    assert run("diff", "installed", root).out == same
    assert run("diff", __version__, "installed").out == same


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
    source = Path(__file__).parents[2] / "data" / "usfj-upgrade.ttl"
    text = source.read_text(encoding="utf-8")
    where = text.index("id:stmt-f65 ")
    changed = text[:where] + text[where:].replace("code:intended", "code:actual", 1)
    (tmp_path / "new.ttl").write_text(changed, encoding="utf-8")
    told = json.loads(run("diff", source, tmp_path / "new.ttl", "--format", "json").out)
    (entry,) = told["differences"]
    assert entry["subject"] == "https://w3id.org/foedus/id/stmt-f65"
    assert " F65: U.S. Forces Japan — " in entry["name"]
    assert [name[-8:] for name in entry["changes"]] == ["modality"]


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
    added = [one["subject"] for one in there["differences"] if one["way"] == "added"]
    assert added == [one["subject"] for one in back["differences"] if one["way"] == "removed"]
    assert added
