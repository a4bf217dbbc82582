"""From each fact to its passage: the table."""

from __future__ import annotations

import json

from foedus import bundled, reading, trace
from foedus.cli import main


def rows() -> list[trace.Row]:
    return trace.trace(reading.to_store(reading.join(bundled.data())))


def test_102_facts_each_with_node_statement_and_passage() -> None:
    found = rows()
    assert [row.fact for row in found] == [f"F{number:02}" for number in range(1, 103)]
    for row in found:
        assert all(row.cells()[:-1]), row


def test_kinds_are_worked_out_from_the_codes() -> None:
    kinds = {row.fact: row.kind for row in rows()}
    counted = {kind: list(kinds.values()).count(kind) for kind in set(kinds.values())}
    assert counted == {
        "PF": 48,
        "SA": 12,
        "IP": 20,
        "Q": 10,
        "Q+IP": 5,
        "AC": 3,
        "AC+IP": 3,
        "AC+Q+IP": 1,
    }
    assert kinds["F82"] == "AC+Q+IP"
    assert kinds["F20"] == "SA"


def test_a_known_row_as_tab_separated_values(capsys) -> None:
    assert main(["trace", "--format", "tsv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "fact\tparagraph\tkind\tnode\tstatement\tpassage\tstart\tend\tquestions"
    assert lines[84] == (
        "F84\t11\tPF\tid:establishment-us-forces-japan\tid:stmt-f84\tid:passage-f84\t2586\t2624"
        "\t001 018 035 061 062 063 064 066 067"
    )
    assert len(lines) == 103


def test_json_has_the_same_cells(capsys) -> None:
    assert main(["trace", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [tuple(entry.values()) for entry in told] == [row.cells() for row in rows()]
