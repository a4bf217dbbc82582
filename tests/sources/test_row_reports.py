"""``rejects.csv`` and ``notices.csv``: whose they are, what stays in them, how they are read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from conftest import first_quick
from foedus.asking import results
from foedus.errors import BadInput
from foedus.merging.merge import merge
from foedus.sources import reports, source_yaml
from foedus.sources.rows import Fault
from sources.test_sources import CASES, TABLE, change, folder

__all__ = ["folder"]  # a fixture


def read(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


FOREIGN = [
    b"my,own,list\n1,2,3\n",
    b"",
    b"file,line,column,value,reason,source\nx,no number,,,,g\n",
    b"file,line,column,value,reason,source\na,1\n",
    "file,line,column,value,reason,source\nx,1,,é,,g\n".encode("latin-1"),
]


@pytest.mark.parametrize("data", first_quick(FOREIGN))
@pytest.mark.parametrize("name", [reports.REJECTS, reports.NOTICES])
def test_a_file_of_somebody_else_stays(
    folder: Path, run, tmp_path: Path, name: str, data: bytes
) -> None:
    path, target = tmp_path / name, tmp_path / "d.nq"
    path.write_bytes(data)
    assert run("source", "load", folder, tmp_path / "visits.csv", "-o", target).code == 0
    assert run("merge", f"{folder}={tmp_path / 'visits.csv'}", "-o", target).code == 0
    assert path.read_bytes() == data


@pytest.mark.parametrize("data", first_quick(FOREIGN))
def test_where_rows_are_due_in_such_a_file_nothing_is_loaded(
    folder: Path, run, tmp_path: Path, data: bytes
) -> None:
    change(folder / "source.yaml", "states:", "max_rejects: 1\nstates:")
    (tmp_path / "visits.csv").write_text(TABLE + "x,2,1990-01-01\n")
    path = tmp_path / "rejects.csv"
    path.write_bytes(data)
    for words in (
        ("source", "load", folder, tmp_path / "visits.csv"),
        ("merge", f"{folder}={tmp_path / 'visits.csv'}"),
    ):
        done = run(*words, "-o", tmp_path / "d.nq")
        assert (done.code, done.err) == (
            2,
            f"foedus: {path}: is no report of foedus, and one is due there: move it, or load "
            "elsewhere\n",
        )
        assert path.read_bytes() == data
        assert not (tmp_path / "d.nq").exists()


def test_a_merge_keeps_the_rows_of_other_datasets(run, tmp_path: Path) -> None:
    def load(*words: object) -> None:
        assert run(*words).code == 0

    load("source", "load", "atop", CASES / "atop.csv", "-o", tmp_path / "a.trig")
    atop = read(tmp_path / "rejects.csv")
    assert [row[-1] for row in atop[1:]] == ["atop-5-1"]
    merge([str(tmp_path / "a.trig")], tmp_path / "b.trig")
    assert read(tmp_path / "rejects.csv") == atop
    merge([f"iso={CASES / 'iso.csv'}"], tmp_path / "b.trig")
    assert read(tmp_path / "rejects.csv") == atop
    merge([f"troopdata={CASES / 'troopdata.csv'}"], tmp_path / "b.trig")
    both = read(tmp_path / "rejects.csv")
    assert both[:2] == atop and [row[-1] for row in both[2:]] == ["troopdata-2024"]


def test_any_cell_comes_back_and_runs_no_formula(tmp_path: Path) -> None:
    source = source_yaml.bundled("atop")
    values = ["a\rb", "a\nb", "a\r\nb", 'say "so"', "a,b", "", " ", "é"]
    faults = [Fault(n, "c", value, "r") for n, value in enumerate(values, 2)]
    dataset = tmp_path / "d.trig"
    for _ in range(2):
        reports.write(dataset, source, Path("f.csv"), faults, [])
        assert [row[3] for row in read(tmp_path / "rejects.csv")[1:]] == values
    with (tmp_path / "rejects.csv").open("ab") as file:
        file.write(b"\n\n")  # as editors leave it
    notices = [Fault(2, "=c", "=v", "+r")]
    reports.write(dataset, source, Path("=f.csv"), faults, notices)
    row = [cell for cell in read(tmp_path / "notices.csv")[1] if cell != "2"]
    assert row == ["'=f.csv", "'=c", "'=v", "'+r", "atop-5-1"]


def test_a_fault_of_one_report_leaves_the_other_unwritten(tmp_path: Path) -> None:
    (tmp_path / "notices.csv").write_text("mine\n")
    fault = Fault(2, "c", "v", "r")
    with pytest.raises(BadInput, match="is no report of foedus"):
        reports.write(tmp_path / "d.nq", source_yaml.bundled("atop"), Path("f"), [fault], [fault])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notices.csv"]


def test_lines_are_those_that_a_reader_reads(tmp_path: Path) -> None:
    rows = [["a", "b\rc"], ["", ""], [""], ["x\r", "\n"]]
    (tmp_path / "t.csv").write_bytes(results.lines(rows))
    assert read(tmp_path / "t.csv") == rows
