"""The traceability matrix: closed on the project, and an orphan in any column is seen."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from foedus import bundled, matrix, resources, usage
from foedus.matrix import tables
from foedus.matrix.parts import Fact, Parts, read_parts


@cache
def whole() -> matrix.Matrix:
    return matrix.build()


def test_every_column_leads_on() -> None:
    assert whole().faults() == []
    assert whole().closed


def test_what_is_accepted_is_the_waiting_list() -> None:
    assert {orphan.item for orphan in whole().accepted} == {
        line.item for line in usage.waiting_list()
    }
    assert all(orphan.reason for orphan in whole().accepted)


def test_a_known_fact_from_passage_to_question() -> None:
    rows = [row for row in whole().rows if row.facts == ("F84",)]
    (row,) = (row for row in rows if row.terms == ("foedus:Establishment",))
    assert row.passages == ("id:passage-f84",)
    assert row.nodes[0] == "id:establishment-us-forces-japan"
    assert "shape:OrganizationalChange" in row.shapes
    assert "event_fail:change-from-place" in row.examples
    assert "001" in row.questions
    known = {"foedus:Statement", "foedus:changesOrganization", "foedus:dateText"}
    assert known <= {term for row in rows for term in row.terms}


def test_every_fact_of_both_files_has_a_row() -> None:
    facts = [row.facts[0] for row in whole().rows if row.facts]
    named = list(dict.fromkeys(facts))
    assert named[:102] == [f"F{number:02}" for number in range(1, 103)]
    assert named[102:186] == [f"B{number:03}" for number in range(1, 85)]
    assert "id:signature-anzus-treaty" in named


USED = usage.Use("foedus:Treaty", 1, 0, 0, 0, 0, "")
SMALL = Parts(
    facts=(Fact("F1", ("id:passage",), ("id:treaty",), ("foedus:Treaty",)),),
    passages=frozenset({"id:passage"}),
    nodes=frozenset({"id:treaty"}),
    terms=(USED,),
    shapes={"shape:Treaty": frozenset({"foedus:Treaty"})},
    judges={},
    examples={"treaty_fail:treaty": frozenset({"shape:Treaty"})},
    questions={"001": frozenset({"F1"})},
)


def test_a_small_matrix_is_closed() -> None:
    assert matrix.build_from(SMALL).faults() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"passages": frozenset({"id:passage", "id:other"})}, "passage id:other leads to no fact"),
        ({"nodes": frozenset({"id:treaty", "id:other"})}, "node id:other leads to no fact"),
        (
            {"facts": (*SMALL.facts, Fact("F2", ("id:passage",), ("id:treaty",), ()))},
            "fact F2 leads to no question",
        ),
        (
            {"facts": (*SMALL.facts, Fact("F2", (), ("id:treaty",), ()))},
            "fact F2 leads to no passage",
        ),
        (
            {"facts": (*SMALL.facts, Fact("F2", ("id:passage",), (), ()))},
            "fact F2 leads to no node",
        ),
        (
            {"facts": (*SMALL.facts, Fact("F2", ("id:passage",), (), ()))},
            "fact F2 leads to no term",
        ),
        (
            {"terms": (USED, usage.Use("foedus:Unused", 0, 0, 0, 0, 3, ""))},
            "term foedus:Unused leads to no use",
        ),
        (
            {"terms": (USED, usage.Use("foedus:Shapeless", 1, 0, 0, 0, 0, ""))},
            "term foedus:Shapeless leads to no shape",
        ),
        (
            {"terms": (USED, usage.Use("foedus:Shapeless", 1, 0, 0, 0, 0, ""))},
            "term foedus:Shapeless leads to no failing example",
        ),
        (
            {"shapes": {**SMALL.shapes, "shape:New": frozenset({"foedus:Treaty"})}},
            "shape shape:New leads to no failing example",
        ),
        (
            {"shapes": {"shape:Treaty": frozenset()}},
            "shape shape:Treaty leads to no term",
        ),
        (
            {"examples": {**(SMALL.examples or {}), "x_fail:x": frozenset()}},
            "failing example x_fail:x leads to no shape",
        ),
        (
            {"examples": {**(SMALL.examples or {}), "x_fail:x": frozenset({"shape:Gone"})}},
            "failing example x_fail:x leads to no shape",
        ),
        (
            {"questions": {**SMALL.questions, "002": frozenset({"F9"})}},
            "question 002 leads to no fact",
        ),
        (
            {"waiting": {("F1", "question"): "Later."}},
            "F1 is on the waiting list and waits for nothing",
        ),
    ],
)
def test_an_orphan_is_seen(change: dict[str, object], fault: str) -> None:
    built = matrix.build_from(replace(SMALL, **change))
    assert fault in built.faults()
    assert not built.closed


def test_an_accepted_orphan_is_told_apart_with_its_reason() -> None:
    waiting = {("002", "fact"): "Nothing answers it yet."}
    questions = {**SMALL.questions, "002": frozenset[str]()}
    built = matrix.build_from(replace(SMALL, questions=questions, waiting=waiting))
    assert built.closed
    assert [str(one) for one in built.accepted] == ["question 002 leads to no fact"]
    assert built.accepted[0].reason == "Nothing answers it yet."


def test_a_fault_in_the_data_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passage that its fact no longer names is an orphan, and so is the fact."""
    documents = bundled.data(tuple(bundled.DATA_FILES))
    kept = [
        quad
        for quad in documents[0].quads
        if not (
            quad.subject.value.endswith("/stmt-f84")
            and quad.predicate.value.endswith("#evidencedBy")
        )
    ]
    planted = [replace(documents[0], quads=kept), documents[1]]
    monkeypatch.setattr(bundled, "data", lambda *_: planted)
    faults = matrix.build().faults()
    assert "passage id:passage-f84 leads to no fact" in faults
    assert "fact F84 leads to no passage" in faults


# --- the command


def test_the_table_counts_and_the_other_formats_are_whole(run) -> None:
    shown = run("trace", "--matrix")
    assert shown.code == 0
    assert shown.out.splitlines()[-1] == tables.verdict(whole())
    assert ": closed, " in tables.verdict(whole())
    lines = run("trace", "--matrix", "--format", "tsv").out.splitlines()
    assert lines[0] == "passage\tfact\tnode\tterm\tshape\tfailing example\tquestion"
    assert len(lines) == len(whole().rows) + 1
    body = json.loads(run("trace", "--matrix", "--format", "json").out)
    assert body["closed"] is True
    assert body["orphans"] == []
    assert len(body["rows"]) == len(whole().rows)
    assert [*body["rows"][0]] == [*matrix.COLUMNS]


def test_orphans_are_listed_and_fail(run, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = replace(read_parts(), waiting={})
    monkeypatch.setattr(matrix, "read_parts", lambda: planted)
    found = run("trace", "--matrix", "--format", "tsv")
    assert found.code == 1
    assert "foedus: question 034 leads to no fact" in found.err.splitlines()


def test_the_matrix_takes_no_files(run) -> None:
    found = run("trace", "--matrix", "data.ttl")
    assert found.code == 2
    assert found.err == "foedus: --matrix is about the bundled data: it takes no files\n"


def test_without_the_tests_the_examples_are_named_as_absent_and_are_no_orphans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = resources.root()
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(root / name, tmp_path / name)
    (tmp_path / "tests").mkdir()
    shutil.copy(root / "tests" / "waiting.tsv", tmp_path / "tests")
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    built = matrix.build()
    assert built.faults() == []
    assert {row.examples for row in built.rows} == {("(in the source)",)}
