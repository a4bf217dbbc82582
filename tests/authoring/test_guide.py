"""The guide in data/README.md, followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from foedus.bundled import folders


def blocks(kind: str) -> list[str]:
    guide = (folders.folder("data") / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", guide, re.M | re.S)


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> dict[str, str]:
    """What each command of the guide prints, in a folder where its steps are done in order."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harbour.txt").write_text(blocks("text")[0], encoding="utf-8")
    printed: dict[str, str] = {}
    for line in "".join(blocks("sh")).splitlines():
        words = shlex.split(line)
        if words[0] == "mkdir":
            (tmp_path / words[1]).mkdir()
            continue
        assert words[0] == "foedus"
        done = run(*words[1:])
        assert (done.code, done.err) == (0, ""), line
        printed[line] = done.out
        if words[2] == "new":
            sheet = tmp_path / "harbour.sheet.yaml"
            head = sheet.read_text(encoding="utf-8").partition("names:")[0]
            sheet.write_text(head + blocks("yaml")[0], encoding="utf-8")
    return printed


def test_the_guide_ends_in_right_answers(outputs: dict[str, str]) -> None:
    told = {line.split(" --")[0]: text for line, text in outputs.items()}
    check = told["foedus article check harbour.sheet.yaml"]
    assert check.endswith(": 0 errors, 0 warnings, 0 infos\n") and check.count("\n") == 1
    assert re.search(r"Calder +300 +about +Norhaven +personnel", told["foedus query 004"])
    day = told["foedus snapshot"]
    assert "Anna Roe" in day and "Harbour Command" in day
    shown = told['foedus show "Harbour Command"']
    assert "Norhaven Defence Headquarters" in shown
    assert told["foedus conflicts"].count("\n") == 2  # the head of an empty table
