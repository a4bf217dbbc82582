"""Each term is used by data, inference, a question or a rule, or waits with a stated reason."""

from __future__ import annotations

from pathlib import Path

from foedus import usage

WAITING = Path(__file__).with_name("waiting.tsv")


def test_unused_terms_are_those_on_the_waiting_list() -> None:
    found = usage.uses()
    unused = {use.term for use in found if not use.used}
    items = {line.split("\t")[0] for line in WAITING.read_text().splitlines()[1:]}
    waiting = {item for item in items if item.startswith("foedus:")}
    assert unused <= waiting, f"used by nothing and not on the list: {sorted(unused - waiting)}"
    shown = waiting - unused
    assert not shown, f"on the list though used: {sorted(shown)}"
    assert {use.term for use in found if use.waits_for} == waiting


def test_each_line_has_a_reason_and_a_date() -> None:
    for line in WAITING.read_text().splitlines()[1:]:
        item, what, reason, date = line.split("\t")
        assert item
        assert what
        assert reason.endswith(".")
        assert len(date) == 10


def test_the_report(run) -> None:
    whole = run("terms", "--format", "tsv").out.splitlines()
    assert whole[0] == "term\tdata\tinferred\tquestions\trules\tshapes\twaits for"
    assert len(whole) > 200
    unused = run("terms", "--unused", "--format", "tsv").out.splitlines()[1:]
    assert "foedus:CodeRecord\t0\t0\t0\t0\t2\tmerging of datasets" in unused
