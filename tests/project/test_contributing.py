"""The guide for contributors: its steps are taken on a copy; the checks that rules name exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from foedus.checks import lint
from foedus.cli.main import app
from helpers import documented

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
RULES = ROOT / "tests/README.md"
COPIED = ("ontology", "data", "shapes", "queries", "scripts", "tests")
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


# -- the steps ---------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tree; `foedus` and `python` on the path are those of the copy."""
    root = tmp_path / "foedus"
    unwanted = shutil.ignore_patterns("__pycache__", "shared", ".*_cache")
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=unwanted)
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, root / path.name)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in (("foedus", " -m foedus"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{module} "$@"\n')
        program.chmod(0o755)
    return root


def call(session: documented.Session, root: Path) -> tuple[int, str]:
    """Run one command of the page in the copy: its exit code, and all that it printed."""
    environment = os.environ | {
        "PATH": f"{root.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(root / "scripts"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "100",
    }
    done = subprocess.run(
        ["bash", "-c", session.command],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the examples are for bash and GNU sed")
def test_the_page_does_what_it_says(copy: Path) -> None:
    taken = 0
    for block in documented.blocks(PAGE):
        if block.place:
            block.put(copy)
        for session in block.sessions if block.language == "console" else []:
            code, output = call(session, copy)
            where = f"CONTRIBUTING.md:{session.line}: {session.command}"
            assert code == session.code, f"{where} ended with {code}:\n{output}"
            assert session.matches(output), f"{where} printed:\n{output}"
            taken += 1
    assert taken >= 7


def test_the_page_is_short_and_each_recipe_touches_few_files() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 150
    touched: dict[str, set[str]] = {}
    for block in documented.blocks(PAGE):
        if block.place:
            kind = block.heading.partition(":")[0].removeprefix("A ")
            touched.setdefault(kind, set()).add(block.place)
    # A shape is made for its term; a question's answer is written by the command.
    assert {kind: len(files) for kind, files in touched.items()} == {
        "fact": 1,
        "term": 1,
        "shape": 3,
        "question": 1,
    }


# -- the rules ------------------------------------------------------------------------------


def rules() -> Iterator[tuple[str, str]]:
    """Each rule's number, with each check that its row names."""
    for number, _, cell in ROW.findall(RULES.read_text(encoding="utf-8")):
        for check in re.findall(r"`([^`]+)`", cell):
            yield number, check


def unknown(check: str) -> str | None:
    """What is wrong with the name of a check: a test, a command of ours, or a step."""
    path, _, name = check.partition("::")
    if name:
        text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""
        return None if f"def {name}(" in text else f"{check} is no test"
    program, *words = check.split()
    if program == "foedus":
        known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
        return None if words and words[0] in known else f"{check} is no command"
    steps = (ROOT / "scripts/test").read_text(encoding="utf-8")
    return None if f'"$python" -m {check}' in steps else f"{check} is no step of scripts/test"


def test_every_rule_names_checks_that_exist() -> None:
    found = list(rules())
    numbers = [number for number, _, _ in ROW.findall(RULES.read_text(encoding="utf-8"))]
    assert len(numbers) == len(set(numbers)) >= 30
    assert set(numbers) == {number for number, _ in found}, "a rule without a check"
    assert [fault for _, check in found if (fault := unknown(check))] == []


def test_the_rules_that_checks_name_are_on_the_page() -> None:
    numbers = {number for number, _ in rules()}
    named = {source for rule in lint.rules() for source in rule.sources}
    house = {source for source in named if re.fullmatch(r"[A-Z]\d+", source)}
    assert len(house) > 10
    assert house <= numbers, f"named by lint and not on the page: {house - numbers}"


LINT, CLEAN = "foedus lint", "tests/checks/test_lint.py::test_the_project_is_clean"


def test_a_rule_that_names_lint_is_checked_by_lint() -> None:
    """By a violation where the row names the command, whose warnings stop nobody."""
    severities: dict[str, set[str]] = {}
    for rule in lint.rules():
        for source in rule.sources:
            severities.setdefault(source, set()).add(rule.severity)
    named = [(number, check) for number, check in rules() if check in (LINT, CLEAN)]
    assert len(named) >= 5
    assert [number for number, _ in named if number not in severities] == []
    assert [
        number
        for number, check in named
        if check == LINT and "Violation" not in severities.get(number, ())
    ] == []


def test_every_promise_of_security_names_a_check_that_exists() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Limits")[0]
    rows = re.findall(r"^\| [A-Z].* \| `([^`]+)` \|$", text, re.MULTILINE)
    assert len(rows) == text.count("\n| ") - 1 >= 8
    assert [fault for check in rows if (fault := unknown(check))] == []


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("tests/release/test_diff.py::test_one_change_is_told_once", None),
        ("tests/release/test_diff.py::test_one", "tests/release/test_diff.py::test_one is no test"),
        ("tests/none.py::test_a", "tests/none.py::test_a is no test"),
        ("foedus diff", None),
        ("foedus dif", "foedus dif is no command"),
        ("mypy", None),
        ("flake8", "flake8 is no step of scripts/test"),
    ],
)
def test_a_check_that_does_not_exist_is_named(check: str, fault: str | None) -> None:
    assert unknown(check) == fault
