"""Small files of one mistake or one plan each, with the verdict that their header names.

The comments above the first block of a file in ``tests/cases/truth`` tell what stands beside it
(``with the article``, ``with article and background``) and what each command must say of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.checks import shapes
from foedus.checks.shapes import reference
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, curie, text
from foedus.reasoning import rules

CASES = sorted((Path(__file__).parents[1] / "cases" / "truth").glob("*.ttl"))
BESIDE = {"article and background": ("article", "background"), "the article": ("article",)}
PARTIES = ("everPartyTo", "hasParty", "everMemberOfAlliance", "memberOfAlliance", "alliedWith")


@cache
def verdict(path: Path) -> str:
    """What the header says, in one line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))


def documents(path: Path) -> list[reading.Document]:
    """The file, with what its header wants beside it."""
    names = next((names for said, names in BESIDE.items() if f"with {said}" in verdict(path)), ())
    return [*contents.data(names), reading.read(path)] if names else [reading.read(path)]


def saying(pattern: str) -> list:
    """The files whose header says something, which at least one does."""
    found = [path for path in CASES if re.search(pattern, verdict(path))]
    assert found, pattern
    return [pytest.param(path, id=path.stem) for path in found]


@pytest.mark.parametrize("path", saying("validate( conforms|: conforms)"))
def test_what_is_no_mistake_conforms(path: Path) -> None:
    report = shapes.validate(documents(path))
    assert report.findings == ()
    assert report.conforms


@pytest.mark.parametrize("path", saying("violation"))
def test_a_mistake_is_a_violation_of_the_file(path: Path) -> None:
    found = shapes.validate(documents(path)).findings
    assert "Violation" in {one.severity for one in found if one.file == str(path)}


@pytest.mark.parametrize("path", saying("party, ally or member of anything"))
def test_nobody_becomes_a_party(path: Path) -> None:
    quads = reading.join(documents(path))
    mine = {quad.subject for quad in reading.read(path).quads}
    for triple in reasoning.infer(quads).triples:
        if triple.predicate.value.removeprefix(FOEDUS_NS) in PARTIES:
            assert not {triple.subject, triple.object} & mine, str(triple)


@pytest.mark.parametrize("path", saying("the status of the upgrade stays under way"))
def test_an_older_observation_changes_no_status(path: Path) -> None:
    store = reading.to_store(reading.join(documents(path)))
    found = rules.conclusions(store, rules.BEFORE_CLOSURE)
    told = {
        curie(text(triple.object))
        for triple in found
        if curie(text(triple.subject)) == "id:upgrade-us-forces-japan"
        and triple.predicate.value == FOEDUS_NS + "eventStatus"
    }
    assert told == {"code:under-way"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_file_needs_pyshacl(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("pySHACL was called")

    monkeypatch.setattr(reference, "run", refuse)
    shapes.validate(documents(path))


def test_every_file_says_its_verdict() -> None:
    for path in CASES:
        assert re.search(r"conforms|violation|stays", verdict(path)), path.name
