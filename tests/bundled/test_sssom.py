"""The tables of mappings are valid SSSOM, by the ``sssom`` package in an environment of its own.

The package brings about a hundred others, so it is no dependency of the tests. It is used where
this Python has it (extra ``sssom``), where ``FOEDUS_SSSOM`` is the path of a Python that has it,
and with ``FOEDUS_SSSOM=1`` in a fresh environment, into which it is installed from the network.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from foedus.bundled import alignment, folders

# Prints, for each file: how many rows the package reads, and every fault that it finds.
CHECK = """
import json, sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
told = {}
for path in sys.argv[1:]:
    table = parse_sssom_table(path)
    reports = validate(table, fail_on_error=False)
    told[path] = [len(table.df), [r.message for v in reports.values() for r in v.results]]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python that has the package; skips where there is none."""
    wanted = os.environ.get("FOEDUS_SSSOM", "")
    if importlib.util.find_spec("sssom"):
        return sys.executable
    if not wanted:
        pytest.skip("the sssom package is not installed (FOEDUS_SSSOM=1 installs it apart)")
    if wanted != "1":
        return wanted
    folder = tmp_path_factory.mktemp("sssom")
    venv.create(folder, with_pip=True)
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([found, "-m", "pip", "install", "--quiet", "sssom>=0.4.21"], check=True)
    return str(found)


def checked(python: str, *paths: Path) -> dict[str, tuple[int, list[str]]]:
    """How many rows the package reads in each file, and the faults that it finds."""
    command = [python, "-c", CHECK, *map(str, paths)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(run.stdout.splitlines()[-1])
    return {Path(path).name: (rows, faults) for path, (rows, faults) in told.items()}


def test_every_table_is_valid_and_read_whole(python: str) -> None:
    paths = alignment.tables(folders.folder("ontology"))
    assert checked(python, *paths) == {
        f"{name}.sssom.tsv": (len(alignment.table(name).rows), []) for name in alignment.names()
    }


@pytest.mark.parametrize(
    ("right", "wrong", "rows"),
    [
        ("semapv:ManualMappingCuration", "semapv:Guess", 3),
        ("\t0.75\t", "\t7\t", 3),
        ("fabio:Quotation\t", "nope:Quotation\t", 3),
        ("rdfs:subClassOf", "is a kind of", 2),  # the package leaves such a row out
    ],
)
def test_a_fault_is_found(right: str, wrong: str, rows: int, python: str, tmp_path: Path) -> None:
    text = (folders.folder("ontology") / "align" / "fabio.sssom.tsv").read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "faulty.sssom.tsv"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    read, faults = checked(python, path)[path.name]
    assert read == rows
    assert faults or rows < 3
