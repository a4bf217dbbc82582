"""A query that ends the engine's process ends in one line, since it is tried in a child first."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be forked here")


def python(code: str) -> subprocess.CompletedProcess[str]:
    """What a process of its own prints, in which no other thread runs."""
    command = [sys.executable, "-c", f"import os, threading\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("action", "survived"),
    [("os.abort", False), ("dict", True), ("lambda: 1 / 0", True), ("lambda: print('x')", True)],
)
def test_only_the_end_of_the_process_counts(action: str, survived: bool) -> None:
    ran = python(f"from foedus.asking.querying import survives\nprint(survives({action}))")
    assert (ran.stdout, ran.stderr, ran.returncode) == (f"{survived}\n", "", 0)


def test_where_other_threads_run_nothing_is_tried() -> None:
    ran = python(
        "from foedus.asking.querying import survives\n"
        "threading.Thread(target=threading.Event().wait, args=(5,), daemon=True).start()\n"
        "print(survives(os.abort))"
    )
    assert ran.stdout == "True\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Numbers and texts of digits in one property: more than the engine can sort."""
    chance = random.Random(1)
    values = [str(n) if n % 2 else f'"{chance.randrange(100)}"' for n in range(80)]
    lines = [f"<urn:a{n}> <urn:p> {value} .\n" for n, value in enumerate(values)]
    path = tmp_path / "mixed.ttl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def asked(mixed: Path, order: str) -> subprocess.CompletedProcess[str]:
    """The command, asked to sort the values."""
    query = mixed.with_name("sort.rq")
    query.write_text(f"SELECT ?v {{ ?s <urn:p> ?v }} ORDER BY {order}\n", encoding="utf-8")
    command = [sys.executable, "-m", "foedus", "query", str(query), "--data", str(mixed)]
    return subprocess.run(
        [*command, "--format", "csv"], capture_output=True, text=True, check=False
    )


def test_what_the_engine_cannot_sort_is_refused_in_one_line(mixed: Path) -> None:
    ran = asked(mixed, "?v")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr == (
        f"foedus: {mixed.with_name('sort.rq')}: the query engine ends where it sorts these values:"
        " write ORDER BY STR(?x) for a column that holds numbers and texts\n"
    )


def test_the_way_round_gives_every_value(mixed: Path) -> None:
    ran = asked(mixed, "STR(?v)")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(ran.stdout.splitlines()) == 81


def test_a_bundled_question_of_such_data_is_tried_too(mixed: Path) -> None:
    code = (
        "from foedus.asking import querying\nfrom foedus.bundled import questions\n"
        "from foedus.rdf import reading\n"
        "from dataclasses import replace\n"
        "one = replace(questions.find_question('001'),"
        " text='SELECT ?v { ?s <urn:p> ?v } ORDER BY ?v')\n"
        "try:\n"
        f"    querying.ask(one, extra=[reading.read({str(mixed)!r})])\n"
        "except querying.LimitReached as error:\n"
        "    print('refused')"
    )
    assert python(code).stdout == "refused\n"
