"""What follows from the data, what must not follow, and what contradicts itself."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, SCHEMA_NS, curie
from foedus.rdf.reading import RdfFormat
from foedus.reasoning import rules
from helpers import HEAD


def closed(turtle: str, engine: str = reasoning.ENGINES[0]) -> reasoning.Closure:
    text = (HEAD + turtle).encode()
    return reasoning.infer(reading.read_bytes(text, RdfFormat.TURTLE, "test.ttl").quads, engine)


def short(closure: reasoning.Closure) -> set[str]:
    return {
        " ".join((curie(t.subject.value), curie(t.predicate.value), curie(t.object.value)))
        for t in closure.triples
    }


@pytest.fixture(scope="module")
def article() -> reasoning.Closure:
    return reasoning.infer(reading.join(contents.data()))


# The entailments of the design (its table of what OWL 2 RL gives), as far as the article reaches.
ENTAILED = [
    "id:us-forces-japan foedus:responsibleFor id:us-japan-alliance",
    "id:us-indo-pacific-command foedus:locatedIn id:hawaii",
    "id:japan foedus:everPartyTo id:us-japan-treaty-1960",
    "id:united-states foedus:everPartyTo id:us-japan-treaty-1960",
    "id:japan foedus:everPartyTo id:us-japan-sofa",
    "id:japan foedus:everMemberOfAlliance id:us-japan-alliance",
    "id:united-states foedus:everMemberOfAlliance id:us-japan-alliance",
    "id:arrangement-us-japan foedus:placesForcesUnder id:us-national-command",
    "id:arrangement-us-south-korea foedus:placesForcesUnder id:integrated-command-korea",
    "id:arrangement-us-south-korea rdf:type foedus:IntegratedCommandArrangement",
    "id:arrangement-us-japan rdf:type foedus:ParallelCommandArrangement",
    "id:upgrade-us-forces-japan foedus:eventStatus code:under-way",
    "id:upgrade-us-forces-japan rdf:type foedus:EventUnderWay",
    "id:stmt-f01 rdf:type foedus:PlainFactStatement",
    "id:stmt-f65 rdf:type foedus:IntentionStatement",
    "id:stmt-f23 rdf:type foedus:AssessmentStatement",
    "id:stmt-f13 rdf:type foedus:QuotedStatement",
    "id:stmt-f13 rdf:type foedus:AttributedStatement",
    "id:stmt-f58 rdf:type foedus:AttributedStatement",
    "id:stmt-f13 foedus:attributedTo id:pete-hegseth",
    "id:stmt-f57 foedus:attributedTo id:gen-nakatani",
    "id:stmt-f13 foedus:sourcedFrom id:doc-article",
    "id:holding-hegseth foedus:relationHolder id:pete-hegseth",
    "id:holding-hegseth rdf:type foedus:TimeBoundedRelation",
    "id:us-forces-japan rdf:type foedus:Organization",
]

NOT_ENTAILED = [
    "id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command",
    "id:us-forces-japan foedus:inChainOfCommandUnder id:us-indo-pacific-command",
    "id:arrangement-us-japan rdf:type foedus:IntegratedCommandArrangement",
    "id:arrangement-us-south-korea rdf:type foedus:ParallelCommandArrangement",
    "id:taiwan rdf:type foedus:State",
    "id:stmt-f24 rdf:type foedus:PlainFactStatement",
    "id:stmt-f65 rdf:type foedus:PlainFactStatement",
    "id:integration-us-forces rdf:type foedus:EventUnderWay",
    "id:us-japan-treaty-1960 rdf:type foedus:DefensePact",
    "id:australia foedus:partnerIn id:partnership-japan-regional",
    "id:hawaii rdf:type foedus:Organization",
    "id:us-japan-alliance rdf:type foedus:Agreement",
]


@pytest.mark.parametrize("triple", ENTAILED)
def test_follows_from_the_article(article: reasoning.Closure, triple: str) -> None:
    assert triple in short(article)


@pytest.mark.parametrize("triple", NOT_ENTAILED)
def test_must_not_follow_from_the_article(article: reasoning.Closure, triple: str) -> None:
    assert triple not in short(article)


def test_the_article_does_not_contradict_itself(article: reasoning.Closure) -> None:
    assert article.contradictions == ()


def test_only_what_was_inferred_and_no_noise(article: reasoning.Closure) -> None:
    asserted = {quad.triple for quad in reading.join(contents.data())}
    assert not asserted & set(article.triples)
    for triple in article.triples:
        assert curie(triple.subject.value).startswith("id:")
        assert curie(triple.predicate.value).partition(":")[0] in ("foedus", "rdf", "owl")
        assert triple.subject != triple.object
        assert curie(triple.object.value) != "owl:Thing"


@pytest.mark.parametrize("engine", reasoning.ENGINES)
def test_domain_includes_and_range_includes_infer_nothing(engine: str) -> None:
    """The property tells of one class on each side; what is on neither stays what it is."""
    quads, property = contents.ontology(), ox.NamedNode(FOEDUS_NS + "statusKind")
    told = {quad.predicate.value for quad in quads if quad.subject == property}
    assert {SCHEMA_NS + "domainIncludes", SCHEMA_NS + "rangeIncludes"} <= told
    assert short(closed("id:a foedus:statusKind id:b .", engine)) == set()


def test_reporting_lines_chain_without_becoming_direct() -> None:
    found = short(closed("id:a foedus:reportsTo id:b . id:b foedus:reportsTo id:c ."))
    assert "id:a foedus:inChainOfCommandUnder id:c" in found
    assert "id:a foedus:reportsTo id:c" not in found


def test_rules_run_before_and_after_the_closure() -> None:
    stages = (*rules.BEFORE_CLOSURE, *rules.AFTER_CLOSURE)
    assert [rule.name for rule in rules.all_rules() if rule.name.startswith(stages)] == [
        "01-event-status",
        "06-ever-party-to",
        "51-integrated-arrangement",
        "52-parallel-arrangement",
        "53-lead-nation-arrangement",
        "61-bilateral-agreement",
        "62-multilateral-agreement",
        "63-highest-atop-obligation",
        "64-highest-cow-commitment",
        "65-alliance-dyad",
        "71-event-intention-fulfilled",
        "72-form-intention-fulfilled",
        "73-intention-fulfilled",
        "74-intention-changed",
        "75-event-intention-dropped",
        "76-intention-dropped",
    ]


DAY = ' ; foedus:asOfDate "2025-03-31"^^xsd:date'
STATUS = """
id:event a foedus:Event .
id:undated a foedus:StatusObservation ; foedus:statusOfEvent id:event ;
    foedus:observedStatus code:announced .
"""
EARLIER = """
id:earlier a foedus:StatusObservation ; foedus:statusOfEvent id:event ;
    foedus:observedStatus code:planned ; foedus:asOfDate "2025-01-01"^^xsd:date .
"""
LATER = """
id:later a foedus:StatusObservation ; foedus:statusOfEvent id:event ;
    foedus:observedStatus code:under-way ; foedus:asOfDate "2025-03-31"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("turtle", "statuses"),
    [
        (STATUS, {"code:announced"}),
        (STATUS + EARLIER, {"code:announced", "code:planned"}),
        (STATUS + LATER, {"code:under-way"}),
        (LATER.replace(DAY, "") + EARLIER, {"code:under-way"}),
        (EARLIER + LATER, {"code:under-way"}),
        (STATUS + EARLIER + LATER, {"code:under-way"}),
        ("id:event a foedus:Event .", set()),
    ],
)
def test_the_latest_observation_gives_the_status(turtle: str, statuses: set[str]) -> None:
    prefix = "id:event foedus:eventStatus "
    found = {triple.removeprefix(prefix) for triple in short(closed(turtle)) if prefix in triple}
    assert found == statuses


def arrangement(*contributions: tuple[str, str], complete: bool = True, extra: str = "") -> str:
    """A command arrangement: each contribution is a state and the command it is under."""
    names = " , ".join(f"id:contribution-{number}" for number in range(len(contributions)))
    lines = [f"id:a a foedus:CommandArrangement ; foedus:coversContribution {names} ."]
    if complete:
        lines.append("id:a foedus:contributionsComplete true .")
    for number, (state, command) in enumerate(contributions):
        lines.append(
            f"id:contribution-{number} a foedus:ForceContribution ;"
            f" foedus:contributingState id:{state} ; foedus:underCommand id:{command} ."
        )
    return "\n".join([*lines, COMMANDS, extra])


COMMANDS = """
id:of-x a foedus:NationalCommand ; foedus:ofState id:x .
id:of-y a foedus:NationalCommand ; foedus:ofState id:y .
id:joint a foedus:MultinationalCommand .
"""
KINDS = ("Integrated", "LeadNation", "Parallel")


@pytest.mark.parametrize(
    ("turtle", "kinds"),
    [
        (arrangement(("x", "of-x"), ("y", "of-y")), {"Parallel"}),
        (arrangement(("x", "of-x"), ("y", "of-y"), complete=False), set()),
        (arrangement(("x", "of-x"), ("x", "of-x")), set()),
        (arrangement(("x", "joint"), ("y", "joint"), complete=False), {"Integrated"}),
        (arrangement(("x", "of-x"), ("y", "of-x")), {"LeadNation"}),
        (arrangement(("x", "of-x"), ("y", "unknown")), set()),
    ],
)
def test_the_kind_of_a_command_arrangement(turtle: str, kinds: set[str]) -> None:
    found = short(closed(turtle))
    derived = {kind for kind in KINDS if f"id:a rdf:type foedus:{kind}CommandArrangement" in found}
    assert derived == kinds


def test_contributions_in_other_conditions_are_not_counted_together() -> None:
    """One state in peace and another in war have no command in common."""
    turtle = arrangement(("x", "joint"), ("y", "joint"), complete=False) + (
        "id:contribution-0 foedus:inCondition code:peacetime ."
        "id:contribution-1 foedus:inCondition code:wartime ."
    )
    quads = reading.read_bytes((HEAD + turtle).encode(), RdfFormat.TURTLE, "test.ttl").quads
    added = rules.conclusions(reading.to_store(quads), rules.AFTER_CLOSURE)
    assert not any("Integrated" in str(triple) for triple in added)


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("latestEnd 1960", "earliestStart 1970", set()),
        ("earliestStart 1970", "latestEnd 1960", set()),
        ("latestEnd 1970", "earliestStart 1960", {"both"}),
        ("latestEnd 1960", "earliestStart 1960", {"both"}),
        ("latestEnd 1960", "latestEnd 1950", {"both"}),
        ("earliestEnd 1960", "earliestStart 1970", {"both"}),
    ],
)
@pytest.mark.parametrize("kind", ["Integrated", "Parallel"])
def test_contributions_of_other_times_are_not_counted_together(
    kind: str, first: str, second: str, kinds: set[str]
) -> None:
    command = {"Integrated": ("joint", "joint"), "Parallel": ("of-x", "of-y")}[kind]
    turtle = arrangement(("x", command[0]), ("y", command[1]))
    for number, bound in enumerate((first, second)):
        name, year = bound.split()
        turtle += f'id:contribution-{number} foedus:{name} "{year}-01-01"^^xsd:date . '
    found = short(closed(turtle))
    assert (f"id:a rdf:type foedus:{kind}CommandArrangement" in found) is bool(kinds)


def test_one_state_under_a_multinational_command_integrates_nothing() -> None:
    turtle = arrangement(("x", "joint"), ("y", "of-y"))
    assert not any("IntegratedCommandArrangement" in one for one in short(closed(turtle)))


@pytest.mark.parametrize(
    ("turtle", "sentence"),
    [
        (
            "id:a a foedus:NationalCommand , foedus:MultinationalCommand .",
            "id:a is both foedus:MultinationalCommand and foedus:NationalCommand,"
            " which are disjoint",
        ),
        (
            "id:a foedus:reportsTo id:b . id:b foedus:reportsTo id:a .",
            "id:a foedus:reportsTo id:b and id:b foedus:reportsTo id:a,"
            " but foedus:reportsTo is asymmetric",
        ),
        (
            "id:a foedus:reportsTo id:a .",
            "id:a foedus:reportsTo id:a, but foedus:reportsTo is irreflexive",
        ),
        (
            "id:a a foedus:Alliance , foedus:Treaty .",
            "id:a is both foedus:Alliance and foedus:Treaty,"
            " but foedus:Alliance and foedus:Instrument are disjoint",
        ),
    ],
)
def test_a_contradiction_is_told_in_a_sentence(turtle: str, sentence: str) -> None:
    assert sentence in map(str, closed(turtle).contradictions)


@pytest.mark.parametrize("part", ["membershipOf", "ofState"])
def test_what_follows_beside_our_data_is_all_but_what_these_alone_lead_to(part: str) -> None:
    """A file that tells part of ours again: what it leads to by itself stays."""
    context = contents.data(list(contents.DATA_FILES))
    ours = reading.join(context)
    nodes = {quad.subject for quad in ours if quad.predicate.value == FOEDUS_NS + part}
    own = [quad for quad in ours if quad.subject in nodes]
    own.append(ox.Quad(own[0].subject, own[0].predicate, ox.NamedNode("urn:x-of-a-user")))
    given = contents.Given(
        (reading.Document("own.nt", own, {}, b"", RdfFormat.N_TRIPLES),), tuple(context)
    )

    def told(quads: list[ox.Quad]) -> set[ox.Triple]:
        return {*reasoning.infer(quads).triples, *(quad.triple for quad in quads)}

    expected = {*reasoning.infer(given.quads).triples} - (told(ours) - told(own))
    assert {*reasoning.infer_own(given).triples} == expected
