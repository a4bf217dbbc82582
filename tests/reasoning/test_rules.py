"""The rules about agreements, alliances and intentions: what each concludes, and what not."""

from __future__ import annotations

import itertools
import re
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus import reasoning
from foedus.asking.why import explain
from foedus.bundled import contents, questions
from foedus.rdf import reading, writing
from foedus.rdf.names import RDF_NS, curie, text
from foedus.rdf.reading import RdfFormat
from foedus.reasoning import rules
from helpers import HEAD
from mistakes.reach import predicates


def quads(turtle: str) -> list[ox.Quad]:
    """Planted data."""
    return reading.read_bytes((HEAD + turtle).encode(), RdfFormat.TURTLE, "test.ttl").quads


@cache
def world() -> tuple[ox.Quad, ...]:
    """The article and the background."""
    return tuple(reading.join(contents.data(("article", "background"))))


def concluded(data: list[ox.Quad] | tuple[ox.Quad, ...], *names: str) -> set[str]:
    """What the closure of the data says by some properties or classes, in short names."""
    triples = [q.triple for q in data] + list(reasoning.infer(data).triples)
    lines = set()
    for triple in triples:
        line = " ".join(curie(text(term)) for term in triple)
        if any(f"foedus:{name}" in line.split()[1:] for name in names):
            lines.add(line.replace("foedus:", "").replace("id:", ""))
    return lines


# --- bilateral and multilateral

TREATY = "id:t a foedus:Treaty . "
KINDS = ("BilateralAgreement", "MultilateralAgreement")


def having(*states: str) -> str:
    """Parties of the treaty, without dates or kind of standing."""
    return "".join(f"id:t foedus:hasParty id:{state} . " for state in states)


def standing(state: str, kind: str) -> str:
    """The standing of a state toward the treaty."""
    return (
        f"id:status-{state}-{kind} a foedus:PartyStatus ; foedus:partyInStatus id:{state} ;"
        f" foedus:statusOf id:t ; foedus:statusKind code:{kind} . "
    )


@pytest.mark.parametrize(
    ("turtle", "kinds"),
    [
        (TREATY, set()),
        (TREATY + having("a"), set()),
        (TREATY + having("a", "b"), {"Bilateral"}),
        (TREATY + having("a", "b", "c"), {"Multilateral"}),
        (TREATY + having("a", "b", "c", "d"), {"Multilateral"}),
        ("id:a foedus:everPartyTo id:t . " + TREATY + having("b"), {"Bilateral"}),
        (TREATY + standing("a", "party") + standing("b", "party"), {"Bilateral"}),
        # One who left was a party; signatories and observers are none.
        (TREATY + having("a", "b") + standing("c", "withdrawn"), {"Multilateral"}),
        (TREATY + having("a", "b") + standing("c", "signatory"), {"Bilateral"}),
        (TREATY + having("a", "b") + standing("c", "observer"), {"Bilateral"}),
        (TREATY + having("a") + standing("b", "signatory"), set()),
        (TREATY + having("a", "b") + standing("b", "signatory"), set()),
        # Signed first, party later: one party.
        (
            TREATY + having("a") + standing("b", "signatory") + standing("b", "party"),
            {"Bilateral"},
        ),
        # One state under two names is one party.
        (TREATY + having("a", "b", "c") + "id:b owl:sameAs id:c . ", {"Bilateral"}),
        (TREATY + having("a", "b") + "id:a owl:sameAs id:b . ", set()),
        # What is no agreement has parties of another kind.
        ("id:t foedus:partOf id:u . " + having("a", "b"), set()),
    ],
)
def test_parties_are_counted(turtle: str, kinds: set[str]) -> None:
    found = concluded(quads(turtle), *KINDS)
    assert found == {f"t rdf:type {kind}Agreement" for kind in kinds}


@settings(deadline=None, max_examples=examples(40))
@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.sets(st.sampled_from(["party", "withdrawn", "signatory", "observer"]), min_size=1),
        max_size=6,
    )
)
def test_the_number_of_parties_decides(standings: dict[str, set[str]]) -> None:
    turtle = TREATY + "".join(
        standing(state, kind) for state, kinds in standings.items() for kind in sorted(kinds)
    )
    number = sum(1 for kinds in standings.values() if kinds & {"party", "withdrawn"})
    kind = "Bilateral" if number == 2 else "Multilateral"
    wanted = {f"t rdf:type {kind}Agreement"} if number > 1 else set()
    assert concluded(quads(turtle), *KINDS) == wanted


ALLIANCE = TREATY + "id:t foedus:establishesAlliance id:alliance . "
PARTIES = ("everPartyTo", "hasParty", "everMemberOfAlliance", "memberOfAlliance", "alliedWith")


@pytest.mark.parametrize("kind", ["party", "withdrawn"])
@pytest.mark.parametrize("inverse", [False, True])
def test_who_is_or_was_a_party_is_one_ever(kind: str, inverse: bool) -> None:
    turtle = ALLIANCE + standing("a", kind)
    if inverse:
        turtle = turtle.replace("foedus:partyInStatus id:a ;", "")
        turtle += f"id:a foedus:partyIn id:status-a-{kind} . "
    assert concluded(quads(turtle), *PARTIES) == {
        "a everPartyTo t",
        "t hasParty a",
        "a everMemberOfAlliance alliance",
    }


@pytest.mark.parametrize("kind", ["observer", "signatory", "status-unknown"])
def test_a_mere_observer_or_signatory_is_no_party_ally_or_member(kind: str) -> None:
    assert concluded(quads(ALLIANCE + standing("a", kind)), *PARTIES) == set()


def test_a_standing_of_unknown_kind_makes_nobody_a_party() -> None:
    turtle = standing("a", "party").replace(" ; foedus:statusKind code:party", "")
    assert concluded(quads(ALLIANCE + turtle), *PARTIES) == set()


# --- the highest obligation


def obliging(*types: str) -> str:
    """A treaty with an obligation of each type, in one article each."""
    parts = [TREATY]
    for kind in types:
        parts.append(
            f"id:art-{kind} a foedus:Provision ; foedus:provisionOf id:t ;"
            f" foedus:createsObligation id:duty-{kind} ."
            f" id:duty-{kind} a foedus:Obligation ; foedus:obligationType code:{kind} . "
        )
    return "".join(parts)


HIGHEST = ("highestAtopObligation", "highestCowCommitment")


def highest(*types: str) -> tuple[str, ...]:
    """The highest obligation in the ATOP and in the COW sense."""
    found = concluded(quads(obliging(*types)), *HIGHEST)
    return tuple(line.rpartition("code:")[2] for line in sorted(found))


ATOP = ["defense", "offense", "neutrality", "non-aggression", "consultation"]
COW = {
    "defense": "cow-defense-pact",
    "neutrality": "cow-neutrality-or-non-aggression-pact",
    "non-aggression": "cow-neutrality-or-non-aggression-pact",
    "consultation": "cow-entente",
}


@pytest.mark.parametrize("number", range(len(ATOP) + 2))
def test_the_highest_obligation(number: int) -> None:
    """In each sense, of every choice of duties; COW has no grade for offense, nobody for basing."""
    for types in itertools.combinations([*ATOP, "basing"], number):
        atop = [kind for kind in ATOP if kind in types][:1]
        cow = [COW[kind] for kind in ATOP if kind in types and kind in COW][:1]
        assert highest(*types) == highest(*reversed(types)) == (*atop, *cow), types


def test_a_duty_that_nothing_but_a_record_codes_gives_no_grade() -> None:
    record = "id:r a foedus:MembershipRecord ; foedus:codedObligation code:defense . "
    assert concluded(quads(TREATY + record), *HIGHEST) == set()


# --- dyads

MEMBERS = "a foedus:AllianceMembership ; foedus:membershipOf id:{} ; foedus:memberAgent id:{} . "


def member(name: str, state: str, alliance: str = "x", more: str = "") -> str:
    """A membership; its state is one."""
    return f"id:{name} {MEMBERS.format(alliance, state)} id:{state} a foedus:State . {more}"


@pytest.mark.parametrize(
    ("turtle", "pairs"),
    [
        (member("m", "a") + member("n", "b"), {"a b"}),
        # Never with itself, not even by two memberships.
        (member("m", "a") + member("n", "a"), set()),
        (member("m", "a") + member("n", "b", "y"), set()),
        (member("m", "a") + member("n", "b") + member("o", "c"), {"a b", "a c", "b c"}),
        # Not one after the other.
        (
            member("m", "a", more='id:m foedus:latestEnd "1950-01-01"^^xsd:date . ')
            + member("n", "b", more='id:n foedus:earliestStart "1950-01-02"^^xsd:date . '),
            set(),
        ),
        (
            member("m", "a", more='id:m foedus:latestEnd "1950-01-02"^^xsd:date . ')
            + member("n", "b", more='id:n foedus:earliestStart "1950-01-02"^^xsd:date . '),
            {"a b"},
        ),
        # Only states.
        (member("m", "a") + "id:n " + MEMBERS.format("x", "b"), set()),
    ],
)
def test_who_makes_a_dyad(turtle: str, pairs: set[str]) -> None:
    members: dict[str, list[str]] = {}
    for line in concluded(quads(turtle), "relationHolder"):
        subject, _, object_ = line.split()
        if "dyad" in subject:  # others have a holder too
            members.setdefault(subject, []).append(object_)
    assert {" ".join(sorted(pair)) for pair in members.values()} == pairs


def test_dyads_of_outside_names_do_not_fall_together() -> None:
    """Two files may each have a membership called m."""
    turtle = "".join(
        f"<http://{place}/m> a foedus:AllianceMembership ; foedus:membershipOf id:x ;"
        f" foedus:memberAgent id:{place} . id:{place} a foedus:State . "
        for place in ("one", "two", "three")
    )
    found = {line.split()[0] for line in concluded(quads(turtle), "AllianceDyad")}
    assert len(found) == 3
    assert all("http://" in name for name in found)


def test_memberships_without_names_make_no_dyad() -> None:
    turtle = "id:a a foedus:State . id:b a foedus:State . "
    turtle += "".join(f"[] {MEMBERS.format('x', state)}" for state in "ab")
    assert concluded(quads(turtle), "AllianceDyad", "relationHolder") == set()


def test_a_dyad_names_the_sources_of_both_memberships() -> None:
    turtle = member("m", "a", more="id:m foedus:sourcedFrom id:one . ") + member(
        "n", "b", more="id:n foedus:sourcedFrom id:two . "
    )
    found = concluded(quads(turtle), "sourcedFrom")
    dyad = "dyad-of-m-and-n"
    assert {f"{dyad} sourcedFrom one", f"{dyad} sourcedFrom two"} <= found


# --- intentions


def intention(content: str, day: str | None = "2024-12-01", more: str = "") -> str:
    """An intention by one source."""
    dated = f' foedus:asOfDate "{day}"^^xsd:date ;' if day else ""
    return (
        f"id:i a foedus:Statement ; foedus:modality code:intended ;{dated} {content} ; {more}"
        " foedus:sourcedFrom id:doc-1 . "
    )


def report(content: str, day: str | None = "2025-09-01", source: str = "doc-2") -> str:
    """A statement or an observation by another source, or by the same."""
    dated = f' foedus:asOfDate "{day}"^^xsd:date ;' if day else ""
    return f"id:r {content} ;{dated} foedus:sourcedFrom id:{source} . "


EVENT = "foedus:aboutNode id:e"
FORM = "foedus:stmtSubject id:e ; foedus:stmtPredicate foedus:toForm ; foedus:stmtObject id:f"
LINE = "foedus:stmtSubject id:s ; foedus:stmtPredicate foedus:reportsTo ; foedus:stmtObject id:o"
OTHER = LINE.replace("id:o", "id:p")
AIM = "foedus:stmtSubject id:e ; foedus:stmtPredicate foedus:hasObjective ; foedus:stmtObject id:o"
EFFECT = 'foedus:stmtSubject id:e ; foedus:stmtPredicate foedus:improves ; foedus:stmtValue "x"'
PLACE = "foedus:stmtSubject id:s ; foedus:stmtPredicate foedus:actsWith ; foedus:stmtObject id:o"
STATED = "a foedus:Statement ; foedus:modality code:actual ; foedus:admitted true ; "
DENIED = "a foedus:Statement ; foedus:modality code:actual ; foedus:negated true ; "
MEANT = "a foedus:Statement ; foedus:modality code:intended ; "
PROPOSED = "a foedus:Statement ; foedus:modality code:hypothetical ; "


def status(code: str) -> str:
    """An observation of the event."""
    return (
        "a foedus:StatusObservation ; foedus:statusOfEvent id:e ;"
        f" foedus:observedStatus code:{code}"
    )


CASES = {
    # Fulfilled.
    "the event is completed": (intention(EVENT) + report(status("completed")), {"Fulfilled"}),
    "its form is reached": (intention(FORM) + report(status("completed")), {"Fulfilled"}),
    "the same is a fact": (intention(LINE) + report(STATED + LINE), {"Fulfilled"}),
    "an undated intention": (intention(EVENT, None) + report(status("completed")), {"Fulfilled"}),
    # Changed.
    "another is stated": (intention(LINE) + report(STATED + OTHER), {"Changed"}),
    "another is intended": (intention(LINE) + report(MEANT + OTHER), {"Changed"}),
    # Dropped.
    "the event is cancelled": (intention(EVENT) + report(status("cancelled")), {"Dropped"}),
    "with it its form": (intention(FORM) + report(status("cancelled")), {"Dropped"}),
    "the same is denied": (intention(LINE) + report(DENIED + LINE), {"Dropped"}),
    # Nothing of the kind.
    "nothing is reported": (intention(EVENT), set()),
    "it is under way": (intention(EVENT) + report(status("under-way")), set()),
    "it is announced again": (intention(EVENT) + report(status("announced")), set()),
    "another event is completed": (
        intention("foedus:aboutNode id:other") + report(status("completed")),
        set(),
    ),
    "the same source says so": (
        intention(EVENT) + report(status("completed"), source="doc-1"),
        set(),
    ),
    "the same source states it": (intention(LINE) + report(STATED + LINE, source="doc-1"), set()),
    "the same source changes it": (intention(LINE) + report(MEANT + OTHER, source="doc-1"), set()),
    "reported before": (intention(EVENT) + report(status("completed"), "2024-11-30"), set()),
    "reported on the day": (intention(EVENT) + report(status("cancelled"), "2024-12-01"), set()),
    "reported without a date": (intention(EVENT) + report(status("completed"), None), set()),
    "stated before": (intention(LINE) + report(STATED + LINE, "2024-11-30"), set()),
    "denied before": (intention(LINE) + report(DENIED + LINE, "2024-11-30"), set()),
    "otherwise before": (intention(LINE) + report(STATED + OTHER, "2024-11-30"), set()),
    "otherwise intended before": (
        intention(LINE) + report(MEANT + OTHER, "2024-11-30"),
        {"Changed r i"},
    ),
    "changed, but undated": (intention(LINE, None) + report(MEANT + OTHER), set()),
    "only intended again": (intention(LINE) + report(MEANT + LINE), set()),
    "only proposed otherwise": (intention(LINE) + report(PROPOSED + OTHER), set()),
    "otherwise denied": (intention(LINE) + report(DENIED + OTHER), set()),
    "another value beside": (
        intention(PLACE) + report(STATED + PLACE.replace("id:o", "id:p")),
        set(),
    ),
    "an aim of a completed event": (intention(AIM) + report(status("completed")), set()),
    "an aim that is said again": (intention(AIM) + report(STATED + AIM), set()),
    "an effect of a completed event": (intention(EFFECT) + report(status("completed")), set()),
    "an effect of a cancelled event": (intention(EFFECT) + report(status("cancelled")), set()),
    "what is not to be": (
        intention(LINE, more="foedus:negated true ;") + report(STATED + LINE),
        set(),
    ),
    "what is admitted": (
        intention(LINE, more="foedus:admitted true ;") + report(STATED + LINE),
        set(),
    ),
    "what is no intention": (
        intention(LINE).replace("code:intended", "code:predicted") + report(STATED + LINE),
        set(),
    ),
    # Another form was put in place before the event was completed.
    "another form is reached": (
        intention(FORM)
        + report(status("completed"))
        + "id:j a foedus:Statement ; foedus:modality code:intended ; foedus:sourcedFrom id:doc-3 ;"
        f' foedus:asOfDate "2025-03-01"^^xsd:date ; {FORM.replace("id:f", "id:g")} . ',
        {"Changed i j", "Fulfilled j r"},
    ),
    # The same of an intention that nobody dated.
    "another form is reached, undated before": (
        intention(FORM, None)
        + report(status("completed"))
        + "id:j a foedus:Statement ; foedus:modality code:intended ; foedus:sourcedFrom id:doc-3 ;"
        f' foedus:asOfDate "2025-03-01"^^xsd:date ; {FORM.replace("id:f", "id:g")} . ',
        {"Fulfilled j r"},
    ),
    "another form is stated after it is reached, undated before": (
        intention(FORM, None)
        + report(status("completed"))
        + "id:j a foedus:Statement ; foedus:admitted true ; foedus:sourcedFrom id:doc-3 ;"
        f' foedus:asOfDate "2099-03-01"^^xsd:date ; {FORM.replace("id:f", "id:g")} . ',
        {"Fulfilled i r"},
    ),
}
REPORTED = ("reportedFulfilledBy", "reportedChangedBy", "reportedDroppedBy")
OUTCOMES = {"Fulfilled": "done", "Changed": "changed", "Dropped": "dropped"}


def outcomes(wanted: set[str]) -> set[tuple[str, ...]]:
    """The outcomes of a case; where it names no nodes, of the intention by the report."""
    return {tuple(one.split()) if " " in one else (one, "i", "r") for one in wanted}


@pytest.mark.parametrize("case", CASES)
def test_what_became_of_an_intention(case: str) -> None:
    turtle, wanted = CASES[case]
    found = set()
    for line in concluded(quads(turtle), *REPORTED):
        subject, predicate, object_ = line.split()
        outcome = predicate.removeprefix("reported").removesuffix("By")
        found.add((outcome, subject, object_))
    assert found == outcomes(wanted)


@pytest.mark.parametrize("case", CASES)
def test_question_31_tells_the_same(case: str) -> None:
    turtle, wanted = CASES[case]
    asked = questions.find_question("31")
    rows = reading.to_store(quads(turtle)).query(asked.bind({}))
    found = {
        (text(row["outcome"]), curie(text(row["intention"])), curie(text(row["report"])))
        for row in rows  # type: ignore[union-attr]
    }
    assert found == {
        (OUTCOMES[outcome], f"id:{subject}", f"id:{object_}")
        for outcome, subject, object_ in outcomes(wanted)
    }


def test_the_intention_stays_as_it_was() -> None:
    turtle, _ = CASES["the same is a fact"]
    closure = reasoning.infer(quads(turtle))
    about = {str(t) for t in closure.triples if t.subject.value.endswith("/i")}  # type: ignore[union-attr]
    assert any("IntentionStatement" in line for line in about)
    assert not any("PlainFactStatement" in line or "admitted" in line for line in about)
    assert not any("/s>" in str(t.subject) and "reportsTo" in str(t) for t in closure.triples)


def test_nothing_has_become_of_the_intentions_of_the_bundled_data() -> None:
    assert concluded(world(), *REPORTED) == set()


# --- why


@pytest.mark.parametrize(
    ("case", "predicate", "rule", "premises"),
    [
        ("the event is completed", "reportedFulfilledBy", "71-event-intention-fulfilled", 7),
        ("its form is reached", "reportedFulfilledBy", "72-form-intention-fulfilled", 9),
        ("the same is a fact", "reportedFulfilledBy", "73-intention-fulfilled", 11),
        ("another is intended", "reportedChangedBy", "74-intention-changed", 11),
        ("with it its form", "reportedDroppedBy", "75-event-intention-dropped", 8),
        ("the same is denied", "reportedDroppedBy", "76-intention-dropped", 12),
    ],
)
def test_why_an_intention_has_its_outcome(
    case: str, predicate: str, rule: str, premises: int
) -> None:
    answer = explain("id:i", predicate, "id:r", quads(CASES[case][0]))
    assert answer.holds
    assert answer.tree is not None
    assert answer.tree.how.startswith(f"rule {rule}: ")
    assert len(answer.tree.branches) == premises
    assert all(branch.how == "stated" for branch in answer.tree.branches)


def test_why_an_intention_has_no_outcome() -> None:
    turtle, _ = CASES["it is under way"]
    answer = explain("id:i", "reportedFulfilledBy", "id:r", quads(turtle))
    assert not answer.holds
    assert dict(answer.lacking) == {
        "rule 71-event-intention-fulfilled: An intended event that another source later observes"
        " as completed fulfils the intention.": "id:r foedus:observedStatus code:completed",
        "rule 72-form-intention-fulfilled: A form that an event is to give an organization is"
        " reached when another source later observes the event as completed.": (
            "id:i foedus:stmtSubject ?event"
        ),
        "rule 73-intention-fulfilled: An intention is fulfilled when another source later states"
        " the same as a fact.": "id:i foedus:stmtSubject ?subject",
    }


def test_why_an_agreement_is_not_bilateral() -> None:
    """The condition that fails is told, and not all of them."""
    answer = explain("anzus-treaty", "a", "BilateralAgreement", list(world()))
    ((by, condition),) = answer.lacking
    assert by.startswith("rule 61-bilateral-agreement: ")
    assert condition.startswith("HAVING (COUNT(DISTINCT ?party) = 2 ")
    signed = TREATY + having("a") + standing("b", "signatory")
    answer = explain("id:t", "a", "BilateralAgreement", quads(signed))
    assert answer.lacking[0][1] == condition


def test_every_conclusion_of_a_rule_can_be_explained() -> None:
    """Down to what is stated, by the rule that concluded it."""
    closure = reasoning.infer(world())
    late = closure.world.late
    assert {rule.name[:2] for rule in late.values()} >= {"52", "61", "62", "63", "64", "65"}
    for number, (triple, rule) in enumerate(late.items()):
        if number % 7 and rule.name.startswith("65"):
            continue  # the dyads are many and alike
        derivation = reasoning.derivation.derive(triple, closure.world)
        assert derivation is not None
        assert derivation.rule == rule.name
        assert derivation.premises
        assert derivation.facts


def test_what_the_rules_mention_is_all_that_they_look_at() -> None:
    stages = (*rules.BEFORE_CLOSURE, *rules.AFTER_CLOSURE)
    texts = [rule.text for rule in rules.all_rules() if rule.name.startswith(stages)]
    known = {iri.value for iri in rules.mentioned()}
    for text_ in texts:
        asked = predicates(text_)
        assert asked is not None, text_  # no property but those that it names
        assert asked <= {*known, RDF_NS + "type"}
        assert not re.search(r"\ba\s+\?(?!kind)", text_)  # nor any class


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_numbers_are_written_as_statements_are(name: str) -> None:
    closure = reasoning.infer(world())
    format = reading.format_named(name)
    told = writing.serialize_plain(closure.world.names.terms, closure.ids, format)
    assert told == writing.serialize(closure.quads, format)
    assert closure.quads == sorted(closure.quads, key=lambda quad: [str(one) for one in quad][:3])
