"""The compiled engine: rule by rule, against owlrl, and the derivations that it can give."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus import limits, reasoning
from foedus.bundled import contents
from foedus.errors import BadInput, LimitReached
from foedus.rdf import reading
from foedus.rdf.names import OWL_NS, RDF_NS, XSD_NS
from foedus.rdf.reading import RdfFormat
from foedus.reasoning.derivation import Derivation, Missing, could_conclude, derive
from foedus.reasoning.patterns import shape
from foedus.reasoning.rules import all_rules

BASE = "https://example.org/"
HEAD = f"""
@prefix : <{BASE}> .
@prefix owl: <{OWL_NS}> .
@prefix rdf: <{RDF_NS}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <{XSD_NS}> .
"""


def quads(turtle: str) -> list[ox.Quad]:
    return list(reading.read_bytes((HEAD + turtle).encode(), RdfFormat.TURTLE, "test.ttl").quads)


@cache
def nothing() -> reasoning.Ontology:
    return reasoning.compile_ontology([])


def closed(turtle: str, engine: str = "compiled") -> reasoning.Closure:
    """The closure under the axioms in the text alone."""
    return reasoning.infer(quads(turtle), engine, nothing())


def short(triples: tuple[ox.Triple, ...]) -> set[str]:
    """The triples in few letters; `a` stands for rdf:type."""
    return {" ".join(map(word, (t.subject, t.predicate, t.object))) for t in triples}


def word(term: object) -> str:
    value = str(getattr(term, "value", term))
    if value == RDF_NS + "type":
        return "a"
    return re.sub(r"^.*[/#]", "", value)


def triple(text: str) -> ox.Triple:
    (quad,) = quads(text + " .")
    return quad.triple


# --- what follows, and what must not ----------------------------------------------------------

CASES = Path(__file__).parents[1] / "cases" / "axioms"


def table(name: str) -> dict[str, list[str]]:
    """The rows of a table of cases, by the name of the rule."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {rule: cells for rule, *cells in (line.split("\t") for line in lines)}


RULES = table("rules")
BROKEN = table("broken")


def parts(text: str) -> set[str]:
    return {part for part in text.split("; ") if part}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("engine", reasoning.ENGINES)
def test_each_rule(name: str, engine: str) -> None:
    turtle, follows, never = RULES[name]
    closure = closed(turtle, engine)
    found = short(closure.triples)
    assert parts(follows) <= found
    assert not parts(never) & found
    assert not closure.contradictions


@pytest.mark.parametrize("name", BROKEN)
def test_each_contradiction(name: str) -> None:
    turtle, facts, sound = BROKEN[name]
    (told,) = closed(turtle).contradictions
    assert told.sentence
    assert told.axiom
    assert short(told.facts) == parts(facts)
    assert all(one.asserted or one.by for one in told.derivations)
    assert closed(turtle, "owlrl").contradictions
    for engine in reasoning.ENGINES:
        assert not closed(sound, engine).contradictions


@pytest.mark.parametrize("name", ["prp-adp", "eq-diff2"])
def test_the_last_of_a_list_is_compared_too(name: str) -> None:
    """Where owlrl 7.6.2 stops one short."""
    turtle, facts, _ = BROKEN[name]
    turned = re.sub(r"\((\S+) (\S+) (\S+)\)", r"(\3 \2 \1)", turtle)
    assert turned != turtle
    (told,) = closed(turned).contradictions
    assert short(told.facts) == parts(facts)


def test_a_literal_of_another_datatype_contradicts_the_range() -> None:
    axiom = ":p rdfs:range xsd:date . "
    (told,) = closed(axiom + ":x :p 1 .").contradictions
    assert told.axiom
    assert short(told.facts) == {"x p 1"}
    assert not closed(axiom + ':x :p "2025-03-31"^^xsd:date .').contradictions


def test_a_contradiction_speaks_of_the_asserted_classes() -> None:
    (told,) = closed(
        ":A owl:disjointWith :B . :C rdfs:subClassOf :B . :x a :A , :C ."
    ).contradictions
    assert f"{BASE}C" in told.sentence
    assert plain(told.axiom) == "A and B are disjoint"


# --- what the engine refuses, and what it leaves out ------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        (":A owl:hasKey (:p) .", "hasKey"),
        (":A rdfs:subClassOf :B . :A owl:sameAs :B .", "sameAs"),
        (":p rdfs:domain :A . :p owl:sameAs :q .", "sameAs"),
        ("rdf:type rdfs:subPropertyOf :p .", "rdf:type"),
        ("owl:Thing rdfs:subClassOf :A .", "owl:Thing"),
        (":p rdfs:subPropertyOf rdf:type .", "rdf:type"),
        (":A rdfs:subClassOf rdf:type .", "rdf:type"),
        (":p owl:propertyChainAxiom () .", "chain"),
        (":A owl:intersectionOf [ rdf:first :B ] .", "list"),
        (":A rdfs:subClassOf [ owl:someValuesFrom :B ] .", "property"),
        (":A rdfs:subClassOf [ owl:onProperty :p , :q ; owl:someValuesFrom :B ] .", "property"),
        ("[] rdfs:subPropertyOf :p .", "inverse"),
        (':A rdfs:subClassOf "B" .', "B"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(turtle: str, named: str) -> None:
    with pytest.raises(BadInput, match=re.escape(named)):
        closed(turtle + " :x a :A .")


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .", "owl:hasSelf"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:minCardinality 1 ] .", "owl:minCardinality"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] .", "owl:cardinality"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 2 ] .", "above 1"),
        (":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .", "in a superclass"),
        (":A rdfs:subClassOf [ owl:unionOf (:B :C) ] .", "owl:unionOf in a superclass"),
        ("[ owl:complementOf :B ] rdfs:subClassOf :A .", "owl:complementOf in a subclass"),
        (
            "[ owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
            "owl:allValuesFrom in a subclass",
        ),
        (":p a owl:ReflexiveProperty .", "owl:ReflexiveProperty"),
        (":A owl:disjointUnionOf (:B :C) .", "owl:disjointUnionOf"),
        (":p a owl:DatatypeProperty , owl:InverseFunctionalProperty .", "literals"),
        (":p rdfs:subPropertyOf owl:bottomObjectProperty .", "owl:bottomObjectProperty"),
        (":A owl:subClassOff :B .", "owl:subClassOff is not a term"),
    ],
)
def test_what_is_left_out_is_named(turtle: str, named: str) -> None:
    closure = closed(turtle + " :x a :A ; :p :y .")
    assert any(named in told for told in closure.left_out), closure.left_out
    assert closure.triples == ()
    assert closure.contradictions == ()


ONE, TWO = ":p a owl:FunctionalProperty .", "[ owl:onProperty :p ; owl:maxCardinality 2 ] ."

KIND = (
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ;"
    " owl:onDataRange xsd:integer ] . "
)


@pytest.mark.parametrize(
    ("turtle", "values"),
    [
        (ONE + ":x :p 1, 01, 1.0 .", ""),
        (ONE + ":x :p 1 . :y :p 2 .", ""),
        (ONE + ":x :p 'nonsense'^^xsd:integer, 2 .", ""),
        (ONE + ":x :p '2020-01-01'^^xsd:date, '2020-01-01Z'^^xsd:date .", ""),
        (ONE + ":x :p 1, 2 .", " 1 and 2,"),
        (ONE + ":x :p 'a'@en, 'a'@EN, 'a'@de .", '"a" and "a",'),
        (ONE + ":q rdfs:subPropertyOf :p . :x :p 1 ; :q 2 .", " 1 and 2,"),
        (ONE + ":x :p 1 . :y :p 2 . :x owl:sameAs :y .", " 1 and 2,"),
        (":A rdfs:subClassOf " + TWO + ":x a :A ; :p 1, 01, 2 .", ""),
        (":A rdfs:subClassOf " + TWO + ":y :p 1, 2, 3 .", ""),
        (":A rdfs:subClassOf " + TWO + ":x a :A ; :p 1, 2.0, 2, 3 .", " 1 and 2"),
        (KIND + ":x a :A ; :p 1, '2', 2.5, '3'@en .", ""),
        (KIND + ":x a :A ; :p '1'^^xsd:byte, 1, 'x'^^xsd:integer .", ""),
        (KIND + ":y :p 1, 2 .", ""),
        (KIND + ":x a :A ; :p 1, 2.0, 2.5 .", ' 1 and "2.0",'),
    ],
)
def test_too_many_different_values_are_a_contradiction(turtle: str, values: str) -> None:
    closure = closed(":p a owl:DatatypeProperty . " + turtle)
    assert not closure.left_out
    sentences = [str(one) for one in closure.contradictions]
    assert bool(sentences) == bool(values)
    assert all(values in one for one in sentences)
    assert all(len(one.facts) >= 2 for one in closure.contradictions)


@pytest.mark.parametrize(
    "turtle",
    [
        ":p a owl:TransitiveProperty . " + "".join(f":n{n} :p :n{n + 1} . " for n in range(200)),
        "".join(f":n{n} owl:sameAs :n{n + 1} . " for n in range(200)),
    ],
)
def test_inference_stops_at_its_limit(turtle: str) -> None:
    limits.take(["--max-inferred", "1000"])
    with pytest.raises(LimitReached, match=r"more than 1000 statements follow \(--max-inferred\)"):
        closed(turtle)
    limits.take([])


def test_nothing_of_the_bundled_ontology_is_left_out() -> None:
    assert reasoning.infer([]).left_out == ()


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(BadInput, match="compiled or owlrl"):
        reasoning.infer([], "pellet")


# --- against owlrl ----------------------------------------------------------------------------


@cache
def closure_of(engine: str, *names: str) -> reasoning.Closure:
    return reasoning.infer(reading.join(contents.data(names)), engine)


@pytest.mark.slow
@pytest.mark.parametrize("names", [("article",), ("article", "background")])
def test_both_engines_agree_on_the_bundled_data(names: tuple[str, ...]) -> None:
    compiled, owlrl = (closure_of(engine, *names) for engine in reasoning.ENGINES)
    assert compiled.triples == owlrl.triples
    assert compiled.triples
    assert compiled.contradictions == owlrl.contradictions == ()


CLASSES = [f":C{n}" for n in range(5)]
ROLES = [f":p{n}" for n in range(4)]
THINGS = [f":i{n}" for n in range(5)]
CLASS_SHAPES = [
    "[ owl:intersectionOf ({c} {d}) ] rdfs:subClassOf {e}",
    "[ owl:unionOf ({c} {d}) ] rdfs:subClassOf {e}",
    "[ owl:onProperty {p} ; owl:someValuesFrom {c} ] rdfs:subClassOf {d}",
    "[ owl:onProperty {p} ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf {d}",
    "[ owl:onProperty {p} ; owl:hasValue {i} ] rdfs:subClassOf {c}",
    "[ owl:oneOf ({i} {j}) ] rdfs:subClassOf {c}",
    "{c} rdfs:subClassOf {d}",
    "{c} owl:equivalentClass {d}",
    "{c} rdfs:subClassOf [ owl:onProperty {p} ; owl:hasValue {i} ]",
    "{c} rdfs:subClassOf [ owl:onProperty {p} ; owl:allValuesFrom {d} ]",
    "{c} owl:equivalentClass [ owl:intersectionOf ({d} {e}) ]",
    "{c} owl:equivalentClass [ owl:intersectionOf"
    " ({d} [ owl:onProperty {p} ; owl:someValuesFrom {e} ]) ]",
    "{c} rdfs:subClassOf [ owl:onProperty {p} ; owl:maxCardinality {n} ]",
    "{c} rdfs:subClassOf"
    " [ owl:onProperty {p} ; owl:maxQualifiedCardinality {n} ; owl:onClass {d} ]",
]
ROLE_SHAPES = [
    "{p} rdfs:subPropertyOf {q}",
    "{p} owl:equivalentProperty {q}",
    "{p} owl:inverseOf {q}",
    "{p} rdfs:domain {c}",
    "{p} rdfs:range {c}",
    "{p} owl:propertyChainAxiom ({q} {r})",
    "{p} owl:propertyChainAxiom ({q} {r} {q})",
    "{p} a owl:TransitiveProperty",
    "{p} a owl:SymmetricProperty",
    "{p} a owl:FunctionalProperty",
    "{p} a owl:InverseFunctionalProperty",
]
# Not among them: a subclass of owl:Nothing, whose members owlrl puts in every class (scm-cls).
DENIALS = [
    "{c} owl:disjointWith {d}",
    "[ a owl:AllDisjointClasses ; owl:members ({c} {d} {e}) ]",
    "{c} owl:complementOf {d}",
    "{p} a owl:AsymmetricProperty",
    "{p} a owl:IrreflexiveProperty",
    "{p} owl:propertyDisjointWith {q}",
    "{i} owl:differentFrom {j}",
    "[ a owl:NegativePropertyAssertion ; owl:sourceIndividual {i} ; owl:assertionProperty {p} ;"
    " owl:targetIndividual {j} ]",
]
FACTS = ["{i} a {c}", "{i} {p} {j}", "{i} {p} {j}", "{i} owl:sameAs {j}"]


def statements(shapes: list[str], most: int, least: int = 0) -> st.SearchStrategy[list[str]]:
    def filled(shape: str, c: list[str], p: list[str], i: list[str], n: int) -> str:
        names = dict(zip("cdepqrij", [*c, *p, *i], strict=True))
        return shape.format(**names, n=f'"{n}"^^xsd:nonNegativeInteger') + " ."

    def several(values: list[str], count: int) -> st.SearchStrategy[list[str]]:
        unique = st.lists(st.sampled_from(values), min_size=count, max_size=count, unique=True)
        return unique

    one = st.builds(
        filled,
        st.sampled_from(shapes),
        several(CLASSES, 3),
        several(ROLES, 3),
        several(THINGS, 2),
        st.integers(0, 1),
    )
    return st.lists(one, min_size=least, max_size=most)


DECLARED = " ".join(
    [
        *(f"{c} a owl:Class ." for c in CLASSES),
        *(f"{p} a owl:ObjectProperty ." for p in ROLES),
    ]
)


@settings(
    max_examples=examples(50),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # owlrl is too slow to look for the smallest failing case
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    statements(CLASS_SHAPES, 4, 1),
    statements(ROLE_SHAPES, 3, 1),
    statements(DENIALS, 1),
    statements(FACTS, 10, 3),
)
def test_both_engines_agree_on_random_ontologies(
    classes: list[str], roles: list[str], denials: list[str], facts: list[str]
) -> None:
    turtle = "\n".join([DECLARED, *classes, *roles, *denials, *facts])
    compiled, owlrl = closed(turtle), closed(turtle, "owlrl")
    assert short(compiled.triples) == short(owlrl.triples), turtle
    assert bool(compiled.contradictions) == bool(owlrl.contradictions), turtle
    for told in compiled.contradictions:
        assert told.facts or not told.premises


@settings(max_examples=examples(30), deadline=None, derandomize=True, database=None)
@given(
    statements(CLASS_SHAPES, 4, 1),
    statements(ROLE_SHAPES, 3, 1),
    statements(FACTS, 10, 3),
    st.randoms(use_true_random=False),
)
def test_every_conclusion_has_a_derivation_and_order_is_no_matter(
    classes: list[str], roles: list[str], facts: list[str], random: object
) -> None:
    turtle = "\n".join([DECLARED, *classes, *roles])
    data = quads(turtle + "\n".join(facts))
    closure = reasoning.infer(data, ontology=nothing())
    turned = reasoning.infer(data[::-1], ontology=nothing())
    assert turned.triples == closure.triples
    assert turned.contradictions == closure.contradictions
    assert closure.world is not None
    for one in closure.triples[:20]:
        found = derive(one, closure.world)
        assert found is not None, one
        assert set(found.facts) <= closure.world.asserted


# --- why, and why not -------------------------------------------------------------------------


def why(turtle: str, goal: str) -> Derivation | None:
    closure = closed(turtle)
    assert closure.world is not None
    return derive(triple(goal), closure.world)


def why_not(turtle: str, goal: str) -> list[Missing]:
    closure = closed(turtle)
    assert closure.world is not None
    return could_conclude(triple(goal), closure.world)


def lines(found: Derivation | None) -> list[str]:
    assert found is not None
    return [plain(line) for line in found.lines()]


def plain(text: str) -> str:
    return re.sub(rf"<{BASE}(\w+)>", r"\1", text)


def test_what_was_stated_rests_on_itself() -> None:
    found = why(":x :p :y .", ":x :p :y")
    assert found == Derivation(triple(":x :p :y"))
    assert lines(found) == ["x p y (stated)"]


def test_a_chain_is_derived_from_its_links() -> None:
    found = why(":p owl:propertyChainAxiom (:q :r) . :x :q :y . :y :r :z .", ":x :p :z")
    assert lines(found) == [
        "x p z (q followed by r gives p)",
        "  x q y (stated)",
        "  y r z (stated)",
    ]


def test_an_inverse_and_a_subproperty_are_two_steps() -> None:
    found = why(":p owl:inverseOf :q . :q rdfs:subPropertyOf :r . :x :p :y .", ":y :r :x")
    assert lines(found) == [
        "y r x (q is a subproperty of r)",
        "  y q x (p is the inverse of q)",
        "    x p y (stated)",
    ]
    assert found is not None
    assert found.steps == 2


def test_the_shortest_way_is_told() -> None:
    axioms = ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p ."
    found = why(axioms + " :x :p :y . :y :p :z . :z :p :w . :x :q :w .", ":x :p :w")
    assert found is not None
    assert short(found.facts) == {"x q w"}


def test_a_class_without_a_name_does_not_show() -> None:
    found = why(
        ":A owl:equivalentClass [ owl:intersectionOf"
        " (:B [ owl:onProperty :p ; owl:hasValue :v ]) ] . :x a :B ; :p :v .",
        ":x a :A",
    )
    assert lines(found) == [
        "x rdf:type A (A is the same as B with p v)",
        "  x rdf:type B (stated)",
        "  x p v (stated)",
    ]


@pytest.mark.parametrize(
    "turtle",
    [
        ":p owl:inverseOf :q . :q owl:inverseOf :p . :p owl:equivalentProperty :q . :x :p :y .",
        ":p a owl:SymmetricProperty , owl:TransitiveProperty . :x :p :y . :y :p :z .",
    ],
)
def test_axioms_in_a_circle_come_to_an_end(turtle: str) -> None:
    found = why(turtle, ":y :p :x")
    assert found is not None
    assert short(found.facts) == {"x p y"}
    assert why(turtle, ":x :p :nobody") is None
    assert all(one.premise for one in why_not(turtle, ":x :p :nobody"))


def test_what_a_numbered_rule_concluded_names_the_rule() -> None:
    world = closure_of("compiled", "article").world
    assert world is not None
    (goal,) = [one for one in world.late if "arrangement-us-japan>" in str(one.subject)]
    found = derive(goal, world)
    assert found is not None
    assert found.rule == "52-parallel-arrangement"
    assert found.premises
    assert set(found.facts) <= world.asserted


def test_every_conclusion_from_the_article_has_a_derivation() -> None:
    closure = closure_of("compiled", "article")
    assert closure.world is not None
    for one in closure.triples[::40]:
        found = derive(one, closure.world)
        assert found is not None, one
        assert found.by
        assert found.facts
        assert set(found.facts) <= closure.world.asserted


def test_what_does_not_hold_names_the_first_premise_that_it_lacks() -> None:
    turtle = ":p owl:propertyChainAxiom (:q :r) . :p owl:inverseOf :s . :x :q :y . :y :r :z ."
    assert why(turtle, ":x :p :w") is None
    found = {(plain(*one.by), plain(one.premise)) for one in why_not(turtle, ":x :p :w")}
    assert found == {
        ("q followed by r gives p", "y r w"),
        ("p is the inverse of s", "w s x"),
    }


def test_a_defined_class_names_the_condition_that_is_not_met() -> None:
    turtle = (
        ":A owl:equivalentClass [ owl:intersectionOf"
        " (:B [ owl:onProperty :p ; owl:someValuesFrom :C ]) ] . :x a :B ; :p :y ."
    )
    (missing,) = why_not(turtle, ":x a :A")
    assert plain(missing.premise) == "y rdf:type C"


def test_what_no_axiom_concludes_lacks_nothing() -> None:
    assert why_not(":x :q :y .", ":x :p :y") == []


def test_a_numbered_rule_names_the_pattern_that_nothing_fits() -> None:
    foedus = "https://w3id.org/foedus/ontology#"
    turtle = f":x a <{foedus}CommandArrangement> ."
    goal = f":x a <{foedus}ParallelCommandArrangement>"
    (missing,) = [one for one in why_not(turtle, goal) if one.rule == "52-parallel-arrangement"]
    assert missing.premise.endswith("foedus:contributionsComplete true")


def test_owlrl_keeps_nothing_for_a_derivation() -> None:
    closure = closed(":p owl:inverseOf :q . :x :p :y .", "owlrl")
    assert closure.world is not None
    with pytest.raises(BadInput, match="compiled"):
        derive(triple(":y :q :x"), closure.world)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_patterns_of_every_rule_can_be_read(rule: object) -> None:
    found = shape(rule.text)  # type: ignore[attr-defined]
    assert found.head
    assert found.body or found.sums
