"""One set of steps: scripts/test runs them, CI runs scripts/test, pre-commit runs the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
STEP = re.compile(r'^(?:exec )?"\$python" -m (.*?)(?: "\$@")?(?: \|\| \{)?$', re.MULTILINE)


def steps(script: str) -> list[str]:
    """The modules that a script runs, with their arguments when it is given none."""
    chosen = re.search(r"^chosen=\((.*)\)$", script, re.MULTILINE)
    return STEP.findall(script.replace('"${chosen[@]}"', chosen[1]) if chosen else script)


def hooks() -> list[dict[str, object]]:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    assert repository["repo"] == "local"
    return list(repository["hooks"])


def test_pre_commit_runs_the_steps_of_the_tests() -> None:
    found = [str(hook["entry"]).removeprefix(".venv/bin/python -m ") for hook in hooks()]
    assert found == steps((ROOT / "scripts/test").read_text(encoding="utf-8"))
    assert len(found) >= 5


def test_every_hook_looks_at_everything_each_time() -> None:
    for hook in hooks():
        assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == (
            "system",
            False,
            True,
        )


def test_ci_runs_the_same_script() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / ".ci").iterdir()]
    assert any("scripts/test" in text for text in texts)


def test_ci_installs_by_hashes_what_the_project_asks_for() -> None:
    assert "--require-hashes" in (ROOT / "scripts/environment").read_text(encoding="utf-8")
    text = (ROOT / ".ci/requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", "").splitlines() if line[:1] != "#"]
    pinned = {}
    for line in lines:
        wanted, *hashes = line.split("--hash=sha256:")
        assert hashes, f"without a hash: {line}"
        name, version = wanted.partition(";")[0].strip().split("==")
        pinned[name] = version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for one in [*asked, *project["project"]["optional-dependencies"]["test"]]:
        wanted = Requirement(one)
        found = pinned.get(wanted.name.lower(), "0")
        assert wanted.specifier.contains(found, prereleases=True), f"{one}, not {found}"


def test_without_all_no_marked_test_is_run() -> None:
    """A test is slow by its mark: there is no other list."""
    script = (ROOT / "scripts/test").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    marks = [line.partition(":")[0] for line in project["tool"]["pytest"]["ini_options"]["markers"]]
    assert f'-m "{" and ".join(f"not {mark}" for mark in sorted(marks))}"' in steps(script)[-1]


def test_a_step_is_read_whatever_stands_around_it() -> None:
    script = (
        'prepare\n"$python" -m a b || {\n    exit 1\n}\n"$python" -m c\nexec "$python" -m d "$@"\n'
    )
    assert steps(script) == ["a b", "c", "d"]
