"""What holds, is planned, claimed, cancelled, denied or not said, by what is said and observed."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from foedus.bundled import contents
from foedus.reasoning import standing
from helpers import HEAD

PREFIXES = (
    HEAD
    + """
@prefix ex: <https://example.org/> .
ex:event a foedus:Meeting ; foedus:evidencedBy ex:words .
"""
)
PLAN = "ex:plan a foedus:Statement ; foedus:modality code:intended ; foedus:evidencedBy ex:words"
ABOUT = f"{PLAN} ; foedus:aboutNode ex:event . "
CLAIM = ABOUT.replace("intended", "actual")
FACT = CLAIM.replace("ex:plan", "ex:fact").replace(" . ", " ; foedus:admitted true . ")
OTHER = FACT.replace("ex:event", "ex:other")


def seen(status: str, day: str = "", words: str = "") -> str:
    dated = f' ; foedus:asOfDate "{day}"^^xsd:date' if day else ""
    return (
        f"ex:seen-{status} a foedus:StatusObservation ; foedus:statusOfEvent ex:event"
        f" ; foedus:observedStatus code:{status}{dated}{words} . "
    )


def known(text: str) -> standing.Standings:
    quads = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
    return standing.Standings(list(quads))


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("", standing.HOLDS),
        (ABOUT, standing.PLANNED),
        (ABOUT.replace("intended", "predicted"), standing.PLANNED),
        (ABOUT.replace("intended", "hypothetical"), standing.CLAIMED),
        (CLAIM, standing.CLAIMED),
        (CLAIM.replace(" . ", " ; foedus:negated true . "), standing.DENIED),
        (ABOUT + FACT, standing.HOLDS),
        # A fact in the same sentence does not make the plan one.
        (ABOUT + OTHER, standing.PLANNED),
        # Words or a document of its own do.
        (ABOUT + "ex:event foedus:evidencedBy ex:own .", standing.HOLDS),
        (ABOUT + "ex:event foedus:sourcedFrom ex:paper .", standing.HOLDS),
        (
            ABOUT + "ex:words foedus:passageOf ex:paper . ex:event foedus:sourcedFrom ex:paper .",
            standing.PLANNED,
        ),
        # Nobody names it, but its words are those of a plan alone.
        (PLAN + " .", standing.PLANNED),
        (PLAN + " . " + OTHER, standing.HOLDS),
        # What is observed counts, the last first.
        (ABOUT + seen("completed"), standing.HOLDS),
        (ABOUT + seen("completed", words=" ; foedus:evidencedBy ex:words"), standing.PLANNED),
        (seen("announced", "2023-01-01"), standing.PLANNED),
        (FACT + seen("cancelled", "2023-01-01"), standing.CANCELLED),
        (seen("cancelled", "2023-01-01") + seen("under-way", "2024-01-01"), standing.HOLDS),
        (seen("cancelled", "2024-01-01") + seen("announced", "2023-01-01"), standing.CANCELLED),
        (seen("announced") + seen("cancelled", "2023-01-01"), standing.CANCELLED),
    ],
)
def test_an_event_stands_as_it_is_said_and_seen(text: str, how: str) -> None:
    assert known(text).of(ox.NamedNode("https://example.org/event")) == how


@pytest.mark.parametrize(
    ("more", "how"),
    [
        ("foedus:modality code:intended", standing.PLANNED),
        ("foedus:modality code:actual", standing.CLAIMED),
        ("foedus:modality code:actual ; foedus:negated true", standing.DENIED),
        ("foedus:modality code:actual ; foedus:admitted true", standing.HOLDS),
    ],
)
def test_a_triple_stands_as_it_is_said(more: str, how: str) -> None:
    told = "ex:s a foedus:Statement ; foedus:stmtSubject ex:a ; foedus:stmtPredicate ex:p ;"
    found = known(f"{told} foedus:stmtObject ex:b ; {more} .")
    a, p, b = (ox.NamedNode(f"https://example.org/{name}") for name in "apb")
    assert found.of_triple(ox.Triple(a, p, b)) == how
    assert found.of_triple(ox.Triple(b, p, a)) == standing.NOT_SAID


def test_facts_keep_what_is_said_of_plans() -> None:
    ours = contents.own_quads()
    gone = set(ours) - set(standing.facts(ours))
    assert {quad.subject for quad in gone} == standing.Standings(ours).unheld.keys()
    assert standing.facts(standing.facts(ours)) == standing.facts(ours)
