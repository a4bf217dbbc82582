"""What the README files show is what is: commands print it, Python and SHACL give it, terms exist.

A page is tested by being there. Those whose steps build on each other are run by tests of their
own, on a copy: ``ELSEWHERE``.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, terms
from foedus.checks import shapes
from foedus.rdf import reading, writing
from foedus.rdf.names import FOEDUS_NS, PREFIXES
from helpers import documented

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MODEL = ROOT / "ontology/README.md"
ELSEWHERE = {
    "CONTRIBUTING.md": "tests/project/test_contributing.py",
    "data/README.md": "tests/authoring/test_guide.py",
    "data/sources/README.md": "tests/sources/test_sources.py",
}
"""The pages that other tests run."""

FOLDERS = ("data", "ontology", "queries", "scripts", "shapes", "tests")
PAGES = [
    path
    for path in [*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.md"))]
    if "node_modules" not in path.parts and path.relative_to(ROOT).as_posix() not in ELSEWHERE
]


def title(page: Path, line: int) -> str:
    return f"{page.relative_to(ROOT)}:{line}"


SESSIONS = [
    pytest.param(one, id=f"{title(page, one.line)} {one.command}")
    for page in PAGES
    for one in documented.sessions(page)
    if one.arguments[0] == "foedus"
]
PYTHON = [
    pytest.param(block, id=title(page, block.line))
    for page in PAGES
    for block in documented.blocks(page, "python")
]
PLAIN = [
    (page, line.split("#")[0].strip())
    for page in PAGES
    for block in documented.blocks(page, "sh")
    for line in block.text.splitlines()
]
FILES = {
    "mine.ttl": f"@prefix foedus: <{FOEDUS_NS}> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    '<https://example.org/mine> a foedus:State ; rdfs:label "Land of mine"@en ;\n'
    "    foedus:sourcedFrom <https://example.org/paper> .\n"
    "<https://example.org/paper> a foedus:SourceDocument ; rdfs:label 'A paper'@en .\n",
    "mine.rq": f"SELECT ?thing WHERE {{ ?thing a <{FOEDUS_NS}State> }}",
}


# --- what is shown is what comes ---------------------------------------------------------------


@pytest.mark.parametrize("session", SESSIONS)
def test_a_command_prints_what_the_page_says(
    run, monkeypatch: pytest.MonkeyPatch, session: documented.Session
) -> None:
    monkeypatch.chdir(ROOT)
    result = run(*session.arguments[1:])
    assert (result.code, result.err) == (session.code, "")
    assert session.matches(result.out), result.out


@pytest.mark.parametrize("block", PYTHON)
def test_the_python_of_a_page_prints_its_comments(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], block: documented.Block
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block.text, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"# (.*)$", block.text, re.M)


RUN = [
    pytest.param(
        line,
        id=f"{page.relative_to(ROOT)} {line}",
        marks=[pytest.mark.slow] if line.startswith("foedus publish") else [],
    )
    for page, line in PLAIN
    if line.startswith("foedus ")
]


@pytest.mark.parametrize("command", RUN)
def test_a_command_without_output_runs(
    run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    result = run(*shlex.split(command)[1:])
    assert (result.code, result.err) == (0, ""), result.out
    written = re.search(r"-o (\S+)", command)
    assert not written or (tmp_path / written[1]).stat().st_size


def test_the_commands_of_the_router_run(run) -> None:
    told = README.read_text(encoding="utf-8").partition("## If you are")[2].partition("\n## ")[0]
    found = [
        words[1:]
        for words in map(shlex.split, re.findall(r"`(foedus [^`]*)`", told))
        if len(words) > 1 and words[1] in ("query", "snapshot", "trace")
    ]
    assert len(found) >= 3
    assert [run(*words).code for words in found] == [0] * len(found)


def test_the_scripts_of_the_readme_are_there() -> None:
    found = [line for page, line in PLAIN if page == README and line.startswith("scripts/")]
    assert found and all((ROOT / line.split()[0]).is_file() for line in found)


@pytest.mark.slow
def test_pyshacl_alone_says_what_the_readme_says(tmp_path: Path) -> None:
    """With the two files of a release, which are made here, beside the data."""
    (session,) = (one for one in documented.sessions(README) if one.arguments[0] == "pyshacl")
    for name, quads in (
        ("foedus-all.ttl", contents.one_ontology(contents.ontology())),
        ("foedus-shapes.ttl", contents.one_shapes(contents.shapes())),
    ):
        (tmp_path / name).write_bytes(writing.serialize(quads, ox.RdfFormat.TURTLE))
    (tmp_path / "data").symlink_to(ROOT / "data")
    done = subprocess.run(
        [sys.executable, "-m", *session.arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (session.code, session.output), done.stderr


def test_each_page_that_other_tests_run_is_run_there() -> None:
    for page, test in ELSEWHERE.items():
        if (ROOT / page).is_file():
            assert f'"{Path(page).name}"' in (ROOT / test).read_text(encoding="utf-8")


# --- what the pages must say -------------------------------------------------------------------


def test_the_first_page_is_short_and_each_folder_has_a_page() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 160
    told = set(re.findall(r"^\| `(\w+)/` \|", README.read_text(encoding="utf-8"), re.M))
    assert told == set(FOLDERS)
    assert [name for name in told - {"data"} if not (ROOT / name / "README.md").is_file()] == []


def test_the_addresses_are_said_to_be_unregistered() -> None:
    assert "are not registered yet" in README.read_text(encoding="utf-8")


def linked(text: str) -> set[str]:
    """The files of ours that a page names between backticks, where they lie below a folder."""
    return {
        name
        for name in re.findall(r"`([\w./-]+)`", text)
        if name.split("/")[0] in (*FOLDERS, ".ci")
        and "/" in name
        and "NAME" not in name
        and "NNN" not in name
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    named = linked(page.read_text(encoding="utf-8")) if page.name != "CHANGELOG.md" else set()
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


# --- the model ----------------------------------------------------------------------------------


def test_each_term_in_the_picture_and_in_the_text_of_the_model_exists() -> None:
    (picture,) = (block for block in documented.blocks(MODEL) if block.place == "model")
    text = MODEL.read_text(encoding="utf-8")
    arrows = re.findall(r"[<+]?-([a-z]\w+)-", picture.text)
    words = re.findall(r"\b[A-Z][a-z]\w*\b|\b[a-z]+[A-Z]\w*\b", picture.text)
    spans = re.findall(r"`(?:foedus:)?([A-Z][a-z]\w*|[a-z]+[A-Z]\w*)`", text)
    named = {*arrows, *words, *spans} - {"Not"}  # a word of the mapping tables
    declared = terms.declared_terms()
    assert len(named) > 80
    assert sorted(name for name in named if FOEDUS_NS + name not in declared) == []


def test_the_patterns_conform_and_are_ten() -> None:
    blocks = documented.blocks(MODEL, "turtle")
    assert len(blocks) == 10
    head = "".join(
        f"@prefix {name}: <{space}> .\n"
        for name, space in {**PREFIXES, "ex": "https://example.org/"}.items()
    )
    data = head + "\n".join(block.text for block in blocks)
    report = shapes.validate([reading.read_bytes(data.encode(), ox.RdfFormat.TURTLE, "README.md")])
    assert [str(found) for found in report.findings] == []
