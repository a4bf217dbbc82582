"""From each fact to its passage: the table, and the check against a text."""

from __future__ import annotations

import json
from pathlib import Path

from foedus import bundled, reading, trace
from foedus.cli import main


def rows() -> list[trace.Row]:
    return trace.trace(reading.to_store(reading.join(bundled.data())))


def test_facts_come_in_order_each_with_node_statement_and_passage() -> None:
    found = rows()
    assert [row.fact for row in found] == [f"F{number:02}" for number in range(1, len(found) + 1)]
    for row in found:
        assert all(row.cells()[:-1]), row


def test_kinds_are_worked_out_from_the_codes() -> None:
    kinds = {row.fact: row.kind for row in rows()}
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
    assert len(lines) == len(rows()) + 1


def test_json_has_the_same_cells(capsys) -> None:
    assert main(["trace", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [tuple(entry.values()) for entry in told] == [row.cells() for row in rows()]


def test_a_phrase_that_does_not_stand_is_named(tmp_path: Path, capsys) -> None:
    """A text made of the passages themselves, so that the test needs no article."""
    document = bundled.data()[0]
    end = 2877
    text = [" "] * end
    breaks = {1: 0}
    for quad in document.quads:
        if quad.predicate.value.endswith("#exactText"):
            passage = quad.subject
            place = {
                other.predicate.value.rpartition("#")[2]: other.object.value
                for other in document.quads
                if other.subject == passage
            }
            start = int(place["charStart"])
            text[start : start + len(quad.object.value)] = quad.object.value
            breaks[int(place["paragraphNumber"])] = min(
                start, breaks.get(int(place["paragraphNumber"]), end)
            )
    for start in sorted(breaks.values()):
        if start:
            text[start - 1] = "\n"
    path = tmp_path / "article.txt"
    path.write_text("".join(text), encoding="utf-8")
    whole = path.read_text(encoding="utf-8")
    store = reading.to_store(document.quads)
    assert trace.misplaced(store, whole) == []

    path.write_text(whole.replace("Hawaii", "Guam", 1), encoding="utf-8")
    assert main(["trace", "--text", str(path)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert (
        f"{path}: id:passage-f66: “Hawaii-based U.S. Indo-Pacific Command”"
        " does not stand at 2131-2169, nor anywhere in the text"
    ) in errors
    moved = [line for line in errors if "id:passage-f84" in line]
    assert moved == [
        f"{path}: id:passage-f84: “U.S. Forces Japan, established in 1957”"
        " does not stand at 2586-2624 but at 2584-2622"
    ]
