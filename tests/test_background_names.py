"""The names of the background's nodes say what they are: class and values agree with them."""

from __future__ import annotations

import re

import pytest

import node_names
import test_background as told

NAMES = "background-names.tsv"

# Which of the others have which class.
OTHERS = """
Agreement us-japan-administrative-agreement us-japan-prior-consultation-notes
Agreement us-philippines-visiting-forces-agreement-counterpart
City manila san-francisco seoul washington
Command far-east-command united-nations-command
DefenseCooperationAgreement japan-australia-reciprocal-access-agreement
DefenseCooperationAgreement japan-philippines-reciprocal-access-agreement
MilitaryInstallation camp-humphreys fuchu-air-station yokota-air-base
MilitaryOrganization air-defense-command cyber-defense-command fifth-air-force
MilitaryOrganization ground-component-command self-defense-fleet space-operations-group
MilitaryService japan-air-self-defense-force japan-ground-self-defense-force
MilitaryService japan-maritime-self-defense-force
MultinationalCommand combined-forces-command
Person kenichiro-nagumo stephen-jost xavier-brunson
PersonnelGroup staff-japan-joint-operations-command
Reorganization upgrade-us-forces-japan-phase-1
State new-zealand
StatusOfForcesAgreement us-philippines-visiting-forces-agreement us-south-korea-sofa
SubordinateUnifiedCommand us-forces-japan
Treaty anzus-treaty un-charter us-japan-treaty-1951 us-philippines-treaty-1951
Treaty us-south-korea-treaty-1953
UnifiedCombatantCommand us-indo-pacific-command
"""

NUMBERED = 84
"""So many statements were numbered in the order of their names; later ones follow as they come."""


def classes() -> dict[str, set[str]]:
    """The classes of each node of ours but of documents, by its name."""
    found = told.by_subject("rdf:type")
    return {
        name: {one.removeprefix("foedus:") for one in kinds}
        for name, kinds in found.items()
        if not name.startswith(("doc-", "http")) and "owl:Ontology" not in kinds
    }


def listed() -> dict[str, set[str]]:
    """The classes of the nodes that no pattern names."""
    found: dict[str, set[str]] = {}
    for line in OTHERS.strip().splitlines():
        kind, *names = line.split()
        for name in names:
            found.setdefault(name, set()).add(kind)
    return found


def wanted(name: str) -> tuple[set[str], dict[str, set[str]]]:
    """The classes of a node and its values by property, as its name or the list has them."""
    kinds = listed().get(name)
    return (kinds, {}) if kinds else node_names.wanted(NAMES, name)


def said(name: str, key: str) -> set[str]:
    """What the data say of a node by one property."""
    prefix = "dcterms" if key == "identifier" else "foedus"
    return told.values(told.node(f"id:{name}"), f"{prefix}:{key}")


def test_each_node_is_and_says_what_its_name_tells() -> None:
    faults = node_names.faults(classes(), wanted, said)
    assert not faults, "\n".join(faults)


def test_every_listed_node_is_there() -> None:
    assert listed().keys() <= classes().keys()
    assert not node_names.absent(NAMES, classes())


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        (
            "party-japan-in-us-japan-sofa",
            "PartyStatus",
            {"partyInStatus": {"id:japan"}, "statusOf": {"id:us-japan-sofa"}},
        ),
        (
            "code-assignment-cow-740-japan-until-1945",
            "CodeAssignment",
            {"codeHolder": {"id:japan"}, "codeAssigned": {"code:cow-740"}},
        ),
        ("nobody-knows", None, {}),
    ],
)
def test_a_name_is_read(name: str, kind: str | None, values: dict[str, set[str]]) -> None:
    assert wanted(name) == ({kind} if kind else set(), values)


def test_the_label_of_a_resolution_has_its_number() -> None:
    for name in classes():
        if match := re.fullmatch(r"(?:adoption-)?unsc-resolution-(\d+).*", name):
            (label,) = told.values(told.node(f"id:{name}"), "rdfs:label")
            assert re.search(rf"\bresolution {match[1]}\b", label), name


def test_statements_are_numbered_without_gap_the_first_by_name() -> None:
    numbered = sorted(
        (*said(name, "identifier"), name)
        for name, kinds in classes().items()
        if "Statement" in kinds
    )
    assert [one[0] for one in numbered] == [f"B{n:03}" for n in range(1, len(numbered) + 1)]
    first = [one[-1] for one in numbered[:NUMBERED]]
    assert first == sorted(first)
