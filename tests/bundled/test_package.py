"""The wheel holds everything and works alone, from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from foedus.bundled import folders

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def call(*command: object, cwd: Path) -> str:
    """Run a program without this environment's settings; fail with what it said."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    call(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT),
        cwd=folder,
    )
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_holds_everything(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data", "shapes", "queries"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files
        for path in files:
            assert f"foedus/files/{path.relative_to(ROOT).as_posix()}" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "foedus/py.typed" in names
    for folder in ("templates", "assets"):
        for path in (ROOT / "scripts" / "foedus" / "publishing" / folder).rglob("*"):
            if path.is_file():
                assert path.relative_to(ROOT / "scripts").as_posix() in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("scripts/")]


def test_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    lock = (ROOT / ".ci" / "requirements.txt").read_text(encoding="utf-8")
    versions = re.findall(r"^[a-z][^\\\n]+", lock, re.MULTILINE)  # hashes would ask for the wheel's
    (tmp_path / "versions.txt").write_text("\n".join(versions))
    install = (programs / "python", "-m", "pip", "install", "--quiet", "--constraint")
    call(*install, tmp_path / "versions.txt", wheel, cwd=elsewhere)

    (elsewhere / "a.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    call(programs / "foedus", "convert", "a.ttl", "-o", "b.rdf", cwd=elsewhere)
    assert (elsewhere / "b.rdf").is_file()
    call(programs / "foedus", "publish", "site", cwd=elsewhere)
    assert (elsewhere / "site" / "index.html").is_file()

    program = (
        "import foedus; from foedus.bundled import folders; "
        "print(folders.root()); foedus.FOEDUS.Alliance"
    )
    root = Path(call(programs / "python", "-c", program, cwd=elsewhere).strip())
    assert root.is_relative_to(environment.resolve())
    told = call(programs / "foedus", "diff", "installed", ROOT, cwd=elsewhere)
    assert told.endswith(": no change\n")
    alone = subprocess.run(
        [programs / "foedus", "query", "001"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert alone.stderr.startswith(f"foedus: note: reads its own files in {root}, not those of")
    if "tour" in call(programs / "foedus", "--help", cwd=elsewhere):
        assert "122" in call(programs / "foedus", "tour", cwd=elsewhere)
    checked = call(programs / "foedus", "check", cwd=elsewhere).splitlines()
    assert checked[-1].startswith("conforms: 0 violations, 0 warnings, ")


def test_checkout_reads_its_own_folders() -> None:
    assert folders.root() == ROOT
