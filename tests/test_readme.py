"""The README's commands print what it says they print, and its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n\$ foedus (.*)\n((?s:.*?))^```$", README, re.M)
PYTHON = re.findall(r"^```python\n((?s:.*?))^```$", README, re.M)


@pytest.mark.parametrize(("command", "output"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_command_prints_what_the_readme_says(run, command: str, output: str) -> None:
    result = run(*shlex.split(command))
    assert (result.code, result.err) == (1 if "USFJ reportsTo" in command else 0, "")
    assert result.out == output


def test_the_readme_shows_the_tour_and_five_questions() -> None:
    commands = [command.split()[0] for command, _ in SESSIONS]
    assert commands == ["tour"] + ["query"] * 5 + ["snapshot", "why", "why"]


@pytest.mark.parametrize("text", PYTHON)
def test_the_python_of_the_readme_runs(monkeypatch, capsys, text: str) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(text, "README.md", "exec"), {})
    expected = re.findall(r"# (.*)$", text, re.M)
    assert capsys.readouterr().out.split() == expected


def test_the_addresses_are_said_to_be_unregistered() -> None:
    assert "are not registered yet" in README
