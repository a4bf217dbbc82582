"""Lint over ontologies of others: it ends without an error, and what it finds is really there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from foedus.checks import lint
from foedus.rdf import reading

pytestmark = pytest.mark.datasets

CCO = "<https://www.commoncoreontologies.org/{}>"
IES = "<http://informationexchangestandard.org/ont/ies/common/{}>"
LCC = "<https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes/{}>"

# Looked up in the files by hand: check, subject, property, value, line.
FOUND = {
    "CCO_AgentOntology.ttl": [
        # "is spouse of" is declared the inverse of itself, and so are seven others.
        (
            *("inverse-self", CCO.format("ont00001804"), "owl:inverseOf"),
            *(CCO.format("ont00001804"), 267),
        ),
        # A town is larger than a village, and a village is smaller than a town.
        (
            *("definition-circular", CCO.format("ont00000071"), "skos:definition"),
            *(CCO.format("ont00000718"), 1206),
        ),
        # "is parent of" is the inverse of "is child of" and of "has parent".
        (
            *("inverse-many", CCO.format("ont00001995"), "owl:inverseOf"),
            *(CCO.format("ont00001842"), 1125),
        ),
        ("text-untagged", CCO.format("ont00001866"), "skos:definition", None, 560),
    ],
    "IES_v5_ies-common.ttl": [
        # Four domains, all of which hold at once: a ticket that is an account and a document.
        (
            *("domain-many", IES.format("associatedPersonName"), "rdfs:domain"),
            *(IES.format("Ticket"), 3779),
        ),
        # It makes GeoSPARQL's class a part of its own.
        (
            *("foreign-term-redefined", "<http://www.opengis.net/ont/geosparql#Geometry>"),
            *("rdfs:subClassOf", IES.format("GeoRepresentation"), 1383),
        ),
        ("name-class", IES.format("UN_LOCODE"), "", "", 3406),
    ],
    "LCC_ISO3166-1-CountryCodes.rdf": [
        ("text-blanks", LCC.format("crs"), "skos:definition", None, None),
        ("deprecated-dead-end", LCC.format("L001"), "dcterms:isReplacedBy", "", None),
        ("header-modified", LCC.format(""), "dcterms:modified", "", None),
    ],
}
CLEAN = {
    "CCO_AgentOntology.ttl": ["hierarchy-cycle", "name-class", "label-many", "literal-ill-typed"],
    "IES_v5_ies-common.ttl": ["hierarchy-cycle", "definition-missing", "term-misspelt"],
    "LCC_ISO3166-1-CountryCodes.rdf": ["label-missing", "literal-ill-typed", "term-misspelt"],
}


@pytest.mark.parametrize("name", FOUND)
def test_what_lint_finds_in_an_ontology_of_others_is_there(name: str, datasets: Path) -> None:
    report = lint.lint([reading.read(datasets / name)])
    found = {
        (one.rule.removeprefix("check:"), one.subject, one.property, value, one.line)
        for one in report.findings
        for value in (one.value, None)
    }
    assert set(FOUND[name]) <= found
    counted = Counter(one.rule.removeprefix("check:") for one in report.findings)
    assert {check: counted[check] for check in CLEAN[name]} == dict.fromkeys(CLEAN[name], 0)


def test_the_command_ends_with_a_report_on_each(datasets: Path, run) -> None:
    result = run("lint", *(datasets / name for name in FOUND))
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[-1].startswith("does not conform: ")
