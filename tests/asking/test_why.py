"""`foedus why`: the derivation of what holds, down to its grounds; what is missing for the rest."""

from __future__ import annotations

import json

import pytest

from foedus.asking.why import Branch, explain
from foedus.bundled import contents
from foedus.rdf import reading


@pytest.fixture(scope="module")
def quads() -> list:
    return reading.join(contents.data(("article", "background")))


def drawn(branch: Branch, depth: int = 0) -> list[str]:
    lines = [f"{'  ' * depth}{branch.sentence} | {branch.how}"]
    for below in branch.branches:
        lines += drawn(below, depth + 1)
    return lines


PAIR = (
    "dyad-of-membership-philippines-in-us-philippines-alliance"
    "-and-membership-united-states-in-us-philippines-alliance"
)
TREES = {
    ("us-japan-treaty-1960", "a", "DefensePact"): """
Treaty of Mutual Cooperation and Security is a defense pact | every foedus:Agreement with some foedus:imposesObligation in foedus:DefenseObligation is a foedus:DefensePact
  Treaty of Mutual Cooperation and Security is an agreement | foedus:Treaty is a subclass of foedus:Agreement
    Treaty of Mutual Cooperation and Security is a treaty | stated
  Treaty of Mutual Cooperation and Security — imposes obligation: duty of Japan under Article V of the treaty of 1960 | foedus:hasProvision followed by foedus:createsObligation gives foedus:imposesObligation
    Treaty of Mutual Cooperation and Security — has provision: Article V of the treaty of 1960 | foedus:hasProvision is the inverse of foedus:provisionOf
      Article V of the treaty of 1960 — provision of: Treaty of Mutual Cooperation and Security | stated
    Article V of the treaty of 1960 — creates obligation: duty of Japan under Article V of the treaty of 1960 | stated
  duty of Japan under Article V of the treaty of 1960 is a defense obligation | foedus:DefenseObligation is the same as foedus:Obligation with foedus:obligationType code:defense
    duty of Japan under Article V of the treaty of 1960 is an obligation | stated
    duty of Japan under Article V of the treaty of 1960 — obligation type: defense | stated
""",
    ("arrangement-us-south-korea", "a", "IntegratedCommandArrangement"): """
command arrangement of South Korean and U.S. forces on the Korean Peninsula is an integrated command arrangement | rule 51-integrated-arrangement: Forces of two or more states under one multinational command form an integrated command arrangement.
  command arrangement of South Korean and U.S. forces on the Korean Peninsula is a command arrangement | stated
  command arrangement of South Korean and U.S. forces on the Korean Peninsula — covers contribution: South Korean forces beside U.S. forces | stated
  command arrangement of South Korean and U.S. forces on the Korean Peninsula — covers contribution: U.S. forces beside South Korean forces | stated
  South Korean forces beside U.S. forces — contributing state: South Korea | stated
  South Korean forces beside U.S. forces — under command: integrated command over South Korean and U.S. forces | stated
  U.S. forces beside South Korean forces — contributing state: United States | stated
  U.S. forces beside South Korean forces — under command: integrated command over South Korean and U.S. forces | stated
  integrated command over South Korean and U.S. forces is a multinational command | stated
""",
    ("arrangement-us-japan", "a", "ParallelCommandArrangement"): """
command arrangement of Japanese and U.S. forces is a parallel command arrangement | rule 52-parallel-arrangement: Where each state's forces stay under that state's own command, and the list of contributions is complete, the arrangement is parallel.
  command arrangement of Japanese and U.S. forces is a command arrangement | stated
  command arrangement of Japanese and U.S. forces — contributions complete: true | stated
  command arrangement of Japanese and U.S. forces — covers contribution: Japanese forces beside U.S. forces | stated
  command arrangement of Japanese and U.S. forces — covers contribution: U.S. forces beside Japanese forces | stated
  Japanese forces beside U.S. forces — contributing state: Japan | stated
  U.S. forces beside Japanese forces — contributing state: United States | stated
""",
    ("upgrade-us-forces-japan", "a", "EventUnderWay"): """
upgrade of U.S. Forces Japan is an event under way | foedus:EventUnderWay is the same as foedus:Event with foedus:eventStatus code:under-way
  upgrade of U.S. Forces Japan is an event | foedus:OrganizationalChange is a subclass of foedus:Event
    upgrade of U.S. Forces Japan is an organizational change | foedus:Reorganization is a subclass of foedus:OrganizationalChange
      upgrade of U.S. Forces Japan is a reorganization | stated
  upgrade of U.S. Forces Japan — event status: under way | rule 01-event-status: An event has the status of the latest observation; one without a date gives way only to what comes after it in the course of an event.
    id:status-b-upgrade-2025-03-30 — observed status: under way | stated
    id:status-b-upgrade-2025-03-30 — status of event: upgrade of U.S. Forces Japan | stated
    id:status-b-upgrade-2025-03-30 — as-of date: 2025-03-30 | stated
""",
    ("stmt-f13", "attributedTo", "pete-hegseth"): """
id:stmt-f13 — attributed to: Pete Hegseth | foedus:saidIn followed by foedus:speaker gives foedus:attributedTo
  id:stmt-f13 — said in: statement by Pete Hegseth after the meeting | stated
  statement by Pete Hegseth after the meeting — speaker: Pete Hegseth | stated
""",
    ("speech-s1", "possiblySameOccasionAs", "speech-s2"): """
statement by Pete Hegseth after the meeting — possibly same occasion as: statement by Pete Hegseth on the headquarters | foedus:possiblySameOccasionAs is symmetric
  statement by Pete Hegseth on the headquarters — possibly same occasion as: statement by Pete Hegseth after the meeting | stated
""",
    ("japan-ground-self-defense-force", "ofState", "japan"): """
Japan Ground Self-Defense Force — of state: Japan | foedus:partOf followed by foedus:ofState gives foedus:ofState
  Japan Ground Self-Defense Force — part of: Japan Self-Defense Forces | foedus:componentOf is a subproperty of foedus:partOf
    Japan Ground Self-Defense Force — component of: Japan Self-Defense Forces | stated
  Japan Self-Defense Forces — of state: Japan | stated
""",
    ("us-philippines-treaty-1951", "a", "BilateralAgreement"): """
Mutual Defense Treaty between the United States and the Philippines is a bilateral agreement | rule 61-bilateral-agreement: An agreement with exactly two parties on record is bilateral.
  Mutual Defense Treaty between the United States and the Philippines is an agreement | foedus:Treaty is a subclass of foedus:Agreement
    Mutual Defense Treaty between the United States and the Philippines is a treaty | stated
  Mutual Defense Treaty between the United States and the Philippines — has party: Philippines | foedus:hasParty is the inverse of foedus:everPartyTo
    Philippines — ever party to: Mutual Defense Treaty between the United States and the Philippines | rule 06-ever-party-to: Whoever is or was a party of an agreement, and no mere signatory or observer, is ever party to it.
      The Philippines as party to the U.S.–Philippines Mutual Defense Treaty — party in status: Philippines | stated
      The Philippines as party to the U.S.–Philippines Mutual Defense Treaty — status of: Mutual Defense Treaty between the United States and the Philippines | stated
      The Philippines as party to the U.S.–Philippines Mutual Defense Treaty — status kind: party | stated
  Mutual Defense Treaty between the United States and the Philippines — has party: United States | foedus:hasParty is the inverse of foedus:everPartyTo
    United States — ever party to: Mutual Defense Treaty between the United States and the Philippines | rule 06-ever-party-to: Whoever is or was a party of an agreement, and no mere signatory or observer, is ever party to it.
      The United States as party to the U.S.–Philippines Mutual Defense Treaty — party in status: United States | stated
      The United States as party to the U.S.–Philippines Mutual Defense Treaty — status of: Mutual Defense Treaty between the United States and the Philippines | stated
      The United States as party to the U.S.–Philippines Mutual Defense Treaty — status kind: party | stated
""",
    ("us-japan-prior-consultation-notes", "highestCowCommitment", "code:cow-entente"): """
exchange of notes on prior consultation between the United States and Japan — highest COW commitment: COW entente | rule 64-highest-cow-commitment: The highest commitment of an agreement in the COW sense is a defense pact before a neutrality or non-aggression pact before an entente, by the obligations on record.
  exchange of notes on prior consultation between the United States and Japan — imposes obligation: duty of prior consultation under the exchange of notes of 1960 | foedus:hasProvision followed by foedus:createsObligation gives foedus:imposesObligation
    exchange of notes on prior consultation between the United States and Japan — has provision: understanding in the exchange of notes on prior consultation | foedus:hasProvision is the inverse of foedus:provisionOf
      understanding in the exchange of notes on prior consultation — provision of: exchange of notes on prior consultation between the United States and Japan | stated
    understanding in the exchange of notes on prior consultation — creates obligation: duty of prior consultation under the exchange of notes of 1960 | stated
  duty of prior consultation under the exchange of notes of 1960 — obligation type: consultation | stated
""",
    (PAIR, "latestStart", "1952-08-27"): """
id:dyad-of-membership-philippines-in-us-philippines-alliance-and-membership-united-states-in-us-philippines-alliance — latest start: 1952-08-27 | rule 65-alliance-dyad: Two different states whose memberships of one alliance can overlap form an alliance dyad, from the later start to the earlier end.
  The Philippines in the alliance of the United States and the Philippines is an alliance membership | stated
  The Philippines in the alliance of the United States and the Philippines — member agent: Philippines | stated
  The Philippines in the alliance of the United States and the Philippines — membership of: alliance of the United States and the Philippines | stated
  The United States in the alliance of the United States and the Philippines is an alliance membership | stated
  The United States in the alliance of the United States and the Philippines — member agent: United States | stated
  The United States in the alliance of the United States and the Philippines — membership of: alliance of the United States and the Philippines | stated
  Philippines is a state | stated
  United States is a state | stated
  The Philippines in the alliance of the United States and the Philippines — sourced from: Punto: the Mutual Defense Treaty is signed by the U.S. and the Philippines | stated
  The United States in the alliance of the United States and the Philippines — sourced from: Punto: the Mutual Defense Treaty is signed by the U.S. and the Philippines | stated
  The Philippines in the alliance of the United States and the Philippines — earliest start: 1952-08-27 | stated
  The United States in the alliance of the United States and the Philippines — earliest start: 1952-08-27 | stated
  The Philippines in the alliance of the United States and the Philippines — latest start: 1952-08-27 | stated
  The United States in the alliance of the United States and the Philippines — latest start: 1952-08-27 | stated
""",
}


def leaves(branch: Branch) -> list[Branch]:
    below = [leaf for one in branch.branches for leaf in leaves(one)]
    return below or [branch]


@pytest.mark.parametrize("triple", TREES, ids=" ".join)
def test_the_tree_of_an_entailment(quads: list, triple: tuple[str, str, str]) -> None:
    """Each leaf is stated and has its grounds; only speech acts are themselves the ground."""
    answer = explain(*triple, quads)
    assert answer.holds
    assert answer.tree is not None
    assert drawn(answer.tree) == TREES[triple].strip().splitlines()
    for leaf in leaves(answer.tree):
        assert leaf.how == "stated"
        assert leaf.grounds or triple[0].startswith("speech"), leaf.sentence


def test_a_stated_fact_names_passage_voice_and_modality(quads: list) -> None:
    answer = explain("us-forces-japan", "administers", "us-japan-sofa", quads)
    assert answer.tree == Branch(
        "U.S. Forces Japan — administers:"
        " status of forces agreement between the United States and Japan",
        "stated",
        (
            "P11 “administers the U.S. alliance with Japan and the status of forces agreement”"
            " (in the source’s own words, as being so)",
        ),
    )


def test_a_background_fact_names_its_source_and_address(quads: list) -> None:
    answer = explain("us-japan-treaty-1960", "succeeds", "us-japan-treaty-1951", quads)
    assert answer.tree is not None
    assert answer.tree.grounds
    assert all("<http" in ground for ground in answer.tree.grounds)


def test_an_intention_is_told_where_the_fact_does_not_hold(quads: list) -> None:
    answer = explain("us-forces-japan", "reportsTo", "us-indo-pacific-command", quads)
    assert not answer.holds
    assert answer.verdict == "Not stated, but planned"
    assert [one.sentence for one in answer.said] == [
        "F65 says so, as a plan: not a fact",
        "U.S. Forces Japan under U.S. Indo-Pacific Command says so, since 1957-07-01"
        " [weak source; the editors concluded this]: a fact on such a day only",
    ]
    assert answer.lacking == (
        (
            "rule 90-snapshot: on a day, by a relation whose bounds include the day",
            "a day: see foedus snapshot --as-of DATE",
        ),
    )


def test_allied_states_are_told_for_a_day(quads: list) -> None:
    answer = explain("japan", "alliedWith", "united-states", quads)
    assert not answer.holds
    assert answer.lacking[-1] == (
        "rule 91-allied-states: on a day on which both belong to one alliance",
        "a day: see foedus snapshot --as-of DATE",
    )


def test_what_is_missing_is_the_first_unmet_premise(quads: list) -> None:
    answer = explain("commander-fifth-air-force", "ofState", "united-states", quads)
    assert answer.lacking == (
        (
            "foedus:partOf followed by foedus:ofState gives foedus:ofState",
            "id:commander-fifth-air-force foedus:partOf ?y",
        ),
        (
            "foedus:postIn followed by foedus:ofState gives foedus:ofState",
            "id:fifth-air-force foedus:ofState id:united-states",
        ),
    )


def test_the_command(run) -> None:
    result = run("why", "us-indo-pacific-command", "located in", "Hawaii", "article")
    assert result.code == 0
    assert result.out.splitlines() == [
        "U.S. Indo-Pacific Command — located in: Hawaii",
        "by foedus:headquarteredIn is a subproperty of foedus:locatedIn",
        "└── U.S. Indo-Pacific Command — headquartered in: Hawaii (stated)",
        "    └── P9 “Hawaii-based U.S. Indo-Pacific Command” (in the source’s own words, as being so)",
    ]
    result = run("why", "Taiwan", "a", "State", "article")
    assert (result.code, result.out) == (
        1,
        "Not stated: Taiwan is a state\nNo axiom and no rule could conclude it.\n",
    )
    told = json.loads(run("why", "Taiwan", "a", "Polity", "article", "--format", "json").out)
    assert told["tree"]["grounds"] == [
        "P3 “self-governed Taiwan” (in the source’s own words, taken for granted)"
    ]
    result = run("why", "no such thing", "a", "State")
    assert result.code == 2
    assert result.err.startswith("foedus: these data know no thing called 'no such thing'")
