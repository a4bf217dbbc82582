"""The command line as a whole: help, version, errors in one line, quick start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import foedus
from conftest import Run
from foedus.bundled import folders
from foedus.cli import main
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

    monkeypatch.setattr(main, "app", fail)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    assert main.main([]) == code


def test_module_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foedus", "nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "foedus: no such command 'nonsense' (see foedus --help)\n"


def test_closed_pipe_is_quiet() -> None:
    program = """
import sys
from foedus.cli import main
from foedus.rdf import writing
main.app = lambda **_: writing.write("-", b"a" * 1_000_000)
sys.exit(main.main([]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


@pytest.fixture
def other_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout that is not the one whose files are read; the working directory lies in it."""
    for folder in ("ontology", "scripts/foedus", "data/mine"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "mine.ttl").write_text("<http://e/s> <http://e/p> 1 .\n")
    monkeypatch.chdir(tmp_path / "data" / "mine")
    forget_what_was_read()
    yield tmp_path
    folders._tell_copy.cache_clear()


def forget_what_was_read() -> None:
    """Make this process like a new one: what is kept in memory is read again."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("foedus.") else ():
            if callable(getattr(value, "cache_clear", None)):
                value.cache_clear()


@pytest.mark.parametrize(
    "arguments",
    [("query", "001"), ("validate", "../../mine.ttl"), ("lint", "../../mine.ttl"), ("trace",)],
    ids=lambda arguments: arguments[0],
)
def test_in_another_checkout_it_is_told_once_which_copy_is_read(
    run: Run, other_checkout: Path, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments).err.splitlines()[0] == (
        f"foedus: note: reads its own files in {folders.root()}, not those of the checkout "
        f"{other_checkout}; to read those: pip install -e {other_checkout}"
    )
    assert "note: reads" not in run(*arguments).err


def test_without_need_no_copy_is_named(
    run: Run, other_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [run(*line).err for line in (["--help"], ["query", "--help"], ["--version"])]
    told.append(run("convert", other_checkout / "mine.ttl", "-o", other_checkout / "m.nt").err)
    for place in (other_checkout.parent, folders.root(), folders.root() / "data"):
        monkeypatch.chdir(place)
        folders._tell_copy.cache_clear()
        told.append(run("query", "001").err)
    assert told == [""] * len(told)


@pytest.mark.parametrize(
    "statement", ["import foedus", "from foedus.cli.main import main; main(['--help'])"]
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
