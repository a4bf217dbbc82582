"""One set of steps: scripts/test runs them, CI runs scripts/test, pre-commit runs the same."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
STEP = re.compile(r'^(?:exec )?"\$python" -m (.*?)(?: "\$@")?(?: \|\| \{)?$', re.MULTILINE)


def steps(script: str) -> list[str]:
    """The modules that a script runs, with their arguments."""
    return STEP.findall(script)


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


def test_a_step_is_read_whatever_stands_around_it() -> None:
    script = (
        'prepare\n"$python" -m a b || {\n    exit 1\n}\n"$python" -m c\nexec "$python" -m d "$@"\n'
    )
    assert steps(script) == ["a b", "c", "d"]
