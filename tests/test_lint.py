"""Every check of lint on its planted case and that file's clean twin; the profile; the project."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from foedus import linting, reading
from foedus.linting import checks

CASES = Path(__file__).parent / "cases" / "hygiene"
Row = tuple[str, ...]
CHECKS = [rule.name.removeprefix("check:") for rule in linting.rules()]


def found(name: str, kind: str) -> set[Row]:
    """What one check finds in its files of one kind."""
    files = sorted(CASES.glob(f"{name}_{kind}*.ttl"))
    assert files
    return {
        (str(one.line or ""), one.subject, one.property, one.value)
        for one in linting.findings([reading.read(path) for path in files], [f"check:{name}"])
    }


def expected(name: str) -> set[Row]:
    """The rows of one check: line, subject, property and value of each finding."""
    lines = (CASES / "expected.tsv").read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines[1:]]
    return {row[1:] for row in rows if row[0] == name}


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_reports_exactly_its_planted_case(name: str) -> None:
    assert found(name, "fail") == expected(name) != set()


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_is_silent_on_the_clean_twin(name: str) -> None:
    assert found(name, "pass") == set()


def test_no_case_belongs_to_no_check() -> None:
    assert {re.sub(r"_(pass|fail)(-\d)?$", "", path.stem) for path in CASES.glob("*.ttl")} == {
        *CHECKS,
        "complete",
    }


def test_all_checks_together_are_silent_on_a_complete_ontology() -> None:
    assert linting.findings([reading.read(CASES / "complete.ttl")]) == []


def test_the_project_is_clean() -> None:
    assert linting.lint_files().findings == ()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own calls
@pytest.mark.parametrize("check", checks.bundled_checks(), ids=lambda check: check.name)
def test_rdflib_finds_the_same(check: checks.Check) -> None:
    """No check hangs on what only one query engine does."""
    documents = [reading.read(path) for path in sorted(CASES.glob(f"{check.name}_fail*.ttl"))]
    tried = linting.Desk(documents)
    dataset = rdflib.Dataset(default_union=True)
    for number, quads in enumerate(tried.quads):
        graph = dataset.graph(rdflib.URIRef(f"urn:x-foedus:file:{number:06d}"))
        for triple in reading.to_graph(quads):
            graph.add(triple)
    mine = tried.store.query(check.query)
    theirs = dataset.query(check.query)
    assert {tuple(map(shown, row)) for row in mine} == {tuple(map(shown, row)) for row in theirs}


def shown(term: object) -> str:
    """A term of either library as text; a blank node by its label."""
    return "" if term is None else str(getattr(term, "value", term))


# --- the desk -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "taken", "put"),
    [
        ("core.ttl", "#Agent> <http://www.w3.org/2000/01/rdf-schema#label>", ""),
        ("usfj-upgrade.ttl", "#type> <https://w3id.org/foedus/ontology#State>", ""),
        ("command.ttl", "core#definition>", ""),
        ("core.ttl", "", "<urn:a> <urn:b> <urn:c> ."),
        ("event.ttl", "", "<urn:a> <http://www.w3.org/2002/07/owl#sameAss> <urn:c> ."),
        ("usfj-upgrade.ttl", "", '<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> " " .'),
    ],
)
def test_a_change_finds_what_all_checks_find_and_is_taken_back(
    whole: linting.Desk, file: str, taken: str, put: str
) -> None:
    number = next(n for n, one in enumerate(whole.documents) if one.name.endswith(file))
    removed = [quad for quad in whole.quads[number] if taken and taken in str(quad)][:1]
    added = list(ox.parse(put, format=ox.RdfFormat.N_TRIPLES))
    assert removed or added
    size, said = len(whole.store), Counter(whole.quads[number])
    reached = {result.key() for result in whole.after(number, removed, added)}
    assert (len(whole.store), Counter(whole.quads[number])) == (size, said)
    whole.change(number, removed, added)
    assert reached == {result.key() for result in whole.results()} != set()
    whole.change(number, added, removed)
    assert list(whole.results()) == []


@pytest.fixture(scope="module")
def whole() -> linting.Desk:
    """The whole project on one desk; it is clean."""
    return linting.Desk(linting.project())
