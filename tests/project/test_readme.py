"""The README's commands print what it says they print, and its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from helpers import documented

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SESSIONS = documented.sessions(README)
PYTHON = documented.blocks(README, "python")
PLAIN = [
    line.split("#")[0].strip()
    for block in documented.blocks(README, "sh")
    for line in block.text.splitlines()
]

MINE = """@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

id:land-of-mine a foedus:State ;
    rdfs:label "Land of mine"@en ;
    foedus:sourcedFrom id:paper-of-mine .

id:paper-of-mine a foedus:SourceDocument ;
    rdfs:label "Paper of mine"@en .
"""
FILES = {
    "mine.ttl": MINE,
    "mine.rq": "SELECT ?thing WHERE { ?thing a <https://w3id.org/foedus/ontology#State> }",
    "my-query.rq": "SELECT ?thing WHERE { ?thing a <https://schema.org/Event> }",
}


@pytest.mark.parametrize("session", SESSIONS, ids=[session.command for session in SESSIONS])
def test_a_command_prints_what_the_readme_says(run, session: documented.Session) -> None:
    program, *arguments = session.arguments
    assert program == "foedus"
    result = run(*arguments)
    assert (result.code, result.err) == (session.code, "")
    assert session.matches(result.out), result.out


def test_the_readme_shows_the_tour_and_five_questions() -> None:
    commands = [session.arguments[1] for session in SESSIONS]
    assert commands[:9] == ["tour"] + ["query"] * 5 + ["snapshot", "why", "why"]


FOEDUS = [
    pytest.param(line, marks=[pytest.mark.slow] if line.startswith("foedus publish") else [])
    for line in PLAIN
    if line.startswith("foedus ")
]


@pytest.mark.parametrize("command", FOEDUS)
def test_a_command_without_output_runs(run, monkeypatch, tmp_path: Path, command: str) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    result = run(*shlex.split(command)[1:])
    assert (result.code, result.err) == (0, ""), result.out
    written = re.search(r"-o (\S+)", command)
    assert not written or (tmp_path / written[1]).stat().st_size


def test_the_scripts_of_the_readme_are_there() -> None:
    found = [line for line in PLAIN if line.startswith("scripts/")]
    assert found and all((ROOT / line.split()[0]).is_file() for line in found)


@pytest.mark.parametrize("block", PYTHON, ids=[f"line {block.line}" for block in PYTHON])
def test_the_python_of_the_readme_runs(monkeypatch, capsys, block: documented.Block) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block.text, "README.md", "exec"), {})
    expected = re.findall(r"# (.*)$", block.text, re.M)
    assert capsys.readouterr().out.split() == expected


def test_the_addresses_are_said_to_be_unregistered() -> None:
    assert "are not registered yet" in README.read_text(encoding="utf-8")
