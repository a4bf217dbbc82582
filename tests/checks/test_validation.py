"""Validation of the article's data, and of the same data with one planted fault at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.bundled import contents, folders
from foedus.checks import shapes
from foedus.rdf import reading

ARTICLE = folders.data_file("usfj-upgrade").read_text(encoding="utf-8")


def planted(change: str | tuple[str, str], tmp_path: Path) -> Path:
    """The article's data with some Turtle added, or with one text replaced by another."""
    text = ARTICLE
    if isinstance(change, tuple):
        assert text.count(change[0]) == 1, change[0]
        text = text.replace(*change)
    else:
        text += change
    path = tmp_path / "planted.ttl"
    path.write_text(text, encoding="utf-8")
    return path


MEMBERSHIP = """
id:membership-planted a foedus:AllianceMembership ;
    rdfs:label "planted membership"@en ;
    foedus:memberAgent id:japan ;
    foedus:membershipOf id:us-japan-alliance ;
    foedus:earliestStart "1960-01-01"^^xsd:date ;
    foedus:latestStart "1960-01-01"^^xsd:date ;
    foedus:earliestEnd "1951-01-01"^^xsd:date ;
    foedus:latestEnd "1951-12-31"^^xsd:date ;
    foedus:evidencedBy id:passage-f18 .
"""

PLANTED = {
    "the intention asserted as fact": (
        "\nid:us-forces-japan foedus:reportsTo id:us-indo-pacific-command .\n",
        "shape:ClaimNotAsserted",
        "id:stmt-f65",
        "passes for a fact",
    ),
    "a statement without passage": (
        (
            "    foedus:saidIn id:speech-article ;\n    foedus:evidencedBy id:passage-f66 .",
            "    foedus:saidIn id:speech-article .",
        ),
        "shape:StatementEvidence-evidencedBy",
        "id:stmt-f66",
        "passage",
    ),
    "an admitted statement without its triple": (
        ("    foedus:headquarteredIn id:hawaii ;\n", ""),
        "shape:FactAsserted",
        "id:stmt-f66",
        "triple",
    ),
    "a membership ending before it starts": (
        MEMBERSHIP,
        "shape:DatedThing-endsBeforeStart",
        "id:membership-planted",
        "before",
    ),
    "a merely intended event observed as completed": (
        (
            "    foedus:statusOfEvent id:assignment-additional-personnel ;\n"
            "    foedus:observedStatus code:planned ;",
            "    foedus:statusOfEvent id:assignment-additional-personnel ;\n"
            "    foedus:observedStatus code:completed ;",
        ),
        "shape:UnadmittedEventNotBegun",
        "id:status-assignment-additional-personnel-1",
        "observed",
    ),
    "an admitted statement about a node that has no type": (
        ("    foedus:aboutNode id:taiwan ;", "    foedus:aboutNode id:taiwan-again ;"),
        "shape:AdmittedNodeTyped",
        "id:stmt-f24",
        "type",
    ),
    "a count without scope": (
        (
            "    foedus:qualifier code:about ;\n"
            '    foedus:scopeText "Air Force, Army, Marine Corps, Navy and Space Force personnel'
            ' stationed in Japan"@en ;',
            "    foedus:qualifier code:about ;",
        ),
        "shape:PersonnelCount-scopeText",
        "id:count-us-personnel-in-japan",
        "counted",
    ),
    "a party status without party": (
        ("    foedus:partyInStatus id:united-states ;\n", ""),
        "shape:PartyStatus-partyInStatus",
        "id:party-us-1960",
        "party",
    ),
    "a cycle in the chain of command": (
        "\nid:us-army foedus:inChainOfCommandUnder id:us-navy .\n"
        "id:us-navy foedus:inChainOfCommandUnder id:us-army .\n",
        "shape:ChainOfCommandAcyclic",
        "id:us-army",
        "above itself",
    ),
    "a date that does not exist": (
        (
            '    foedus:earliestStart "1957-01-01"^^xsd:date ;',
            '    foedus:earliestStart "2025-13-45"^^xsd:date ;',
        ),
        "shape:DatedThing-earliestStart",
        "id:establishment-us-forces-japan",
        "date",
    ),
    "a misspelt property": (
        ("    foedus:headquarteredIn id:hawaii ;", "    foedus:headquarteredInn id:hawaii ;"),
        "check:term-misspelt",
        "foedus:headquarteredInn",
        "did you mean foedus:headquarteredIn?",
    ),
}


def test_the_article_conforms_without_a_warning() -> None:
    report = shapes.validate(contents.data())
    assert report.conforms
    assert report.findings == ()
    assert report.checked["triples"] > report.checked["nodes"] > 0


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_caught_and_named(fault: str, tmp_path: Path) -> None:
    change, shape, focus, word = PLANTED[fault]
    report = shapes.validate([reading.read(planted(change, tmp_path))])
    assert not report.conforms
    caught = [
        finding
        for finding in report.findings
        if finding.subject == focus and finding.rule.startswith(shape)
    ]
    assert caught, [(finding.rule, finding.subject) for finding in report.findings]
    assert all(finding.severity == "Violation" for finding in caught)
    assert any(word in finding.message for finding in caught)
