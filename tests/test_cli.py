"""The command line as a whole: help, version, errors in one line, quick start."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import foedus
from conftest import Run
from foedus import cli
from foedus.errors import LimitReached


def test_help(run: Run) -> None:
    for arguments in (["--help"], []):
        result = run(*arguments)
        assert (result.code, result.err) == (0, "")
        assert "convert" in result.out


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.code, result.out, result.err) == (0, f"foedus {version('foedus')}\n", "")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nonsense"], "no such command 'nonsense' (see foedus --help)"),
        (["--nonsense"], "no such option: --nonsense (see foedus --help)"),
        (["convert"], "missing argument 'IN' (see foedus convert --help)"),
        (["convert", "a"], "missing option '--output' / '-o' (see foedus convert --help)"),
    ],
)
def test_usage_errors_are_one_line(run: Run, arguments: list[str], line: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out, result.err) == (2, "", f"foedus: {line}\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [(LimitReached("too much", "a.ttl"), 3), (KeyboardInterrupt(), 130), (BrokenPipeError(), 0)],
)
def test_how_commands_end(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    assert cli.main([]) == code


def test_module_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foedus", "nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "foedus: no such command 'nonsense' (see foedus --help)\n"


def test_closed_pipe_is_quiet() -> None:
    program = """
import sys
from foedus import cli, writing
cli.app = lambda **_: writing.write("-", b"a" * 1_000_000)
sys.exit(cli.main([]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


@pytest.mark.parametrize(
    "statement", ["import foedus", "from foedus.cli import main; main(['--help'])"]
)
def test_start_imports_nothing_heavy(statement: str) -> None:
    heavy = ("rdflib", "owlrl", "pyshacl", "yaml", "hypothesis")
    program = f"import sys; {statement}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_namespaces() -> None:
    assert str(foedus.FOEDUS.Alliance) == "https://w3id.org/foedus/ontology#Alliance"
    assert str(foedus.ID["anything"]) == "https://w3id.org/foedus/id/anything"
    with pytest.raises(AttributeError, match="'Aliance' not in namespace"):
        _ = foedus.FOEDUS.Aliance
    with pytest.raises(KeyError, match="'no-such-code' not in namespace"):
        _ = foedus.CODE["no-such-code"]
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = foedus.nonsense
