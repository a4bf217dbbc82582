"""What several tests need: the article's text, and a way to run commands in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from foedus.cli import main

SHARED = Path(__file__).resolve().parents[2] / "shared"
ARTICLE = SHARED / "article.txt"
DATASETS = SHARED / "datasets"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked ``datasets`` where the datasets are absent."""
    if not DATASETS.is_dir():
        skip = pytest.mark.skip(reason="the published datasets are not beside the repository")
        for item in items:
            if "datasets" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def article_file() -> Path:
    """The file that holds the article's text; skips where it is absent."""
    if not ARTICLE.is_file():
        pytest.skip("the article's text is not beside the repository")
    return ARTICLE


@pytest.fixture(scope="session")
def article_text(article_file: Path) -> str:
    """The article's text; skips where it is absent."""
    return article_file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def datasets() -> Path:
    """The folder of published datasets; for tests marked ``datasets``."""
    return DATASETS


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.data.decode("utf-8")


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process: ``run("convert", path, "-o", "-", stdin=b"...")``."""

    def command(*arguments: object, stdin: bytes = b"") -> Result:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8"))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8"))
            code = main([str(argument) for argument in arguments])
            sys.stdout.flush()
            sys.stderr.flush()
            return Result(code, out.getvalue(), err.getvalue().decode("utf-8"))

    return command
