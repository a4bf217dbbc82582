"""From each fact to its passage: the table."""

from __future__ import annotations

import json

import pytest

from foedus.asking import trace
from foedus.bundled import contents
from foedus.bundled.questions import all_questions
from foedus.cli.main import main
from foedus.rdf import reading


def rows() -> list[trace.Row]:
    return trace.trace(reading.to_store(reading.join(contents.data())))


def test_each_fact_has_node_statement_and_passage() -> None:
    for row in rows():
        assert all(row.cells()[:-1]), row


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        *(("F84", "PF"), ("F20", "SA"), ("F02", "IP"), ("F13", "Q"), ("F55", "Q+IP")),
        *(("F59", "AC"), ("F82", "AC+Q+IP")),
    ],
)
def test_kinds_are_worked_out_from_the_codes(fact: str, kind: str) -> None:
    assert {row.fact: row.kind for row in rows()}[fact] == kind


def test_a_known_row_as_tab_separated_values(capsys) -> None:
    assert main(["trace", "--format", "tsv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "fact\tparagraph\tkind\tnode\tstatement\tpassage\tstart\tend\tquestions"
    asked = [one.number for one in all_questions() if "F84" in one.facts]
    assert "001" in asked
    assert lines[84] == (
        "F84\t11\tPF\tid:establishment-us-forces-japan\tid:stmt-f84\tid:passage-f84\t2586\t2624"
        f"\t{' '.join(asked)}"
    )


def test_json_has_the_same_cells(capsys) -> None:
    assert main(["trace", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [tuple(entry.values()) for entry in told] == [row.cells() for row in rows()]
