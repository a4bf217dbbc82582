"""What several tests need: a site of our own data, and a way to run commands in this process."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from foedus.cli.main import main

if TYPE_CHECKING:
    from foedus.publishing.site import Site

DATASETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
BASE = "https://owner.example/any/where/"
"""The address that the site of the tests is published for."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Try a law few times and always alike, unless the command line names another profile."""
    few: dict[str, Any] = {"max_examples": 10, "derandomize": True, "database": None}
    settings.register_profile("quick", deadline=None, **few)
    settings.load_profile("quick")


def examples(most: int) -> int:
    """How often to try a law: ``most`` times with Hypothesis' default profile, else fewer."""
    return max(2, most * settings().max_examples // 100)


def first_quick(cases: Iterable[object], quick: int = 1) -> list[Any]:
    """Cases to parametrise by, of which all but the first are slow."""
    marks = itertools.chain(itertools.repeat((), quick), itertools.repeat(pytest.mark.slow))
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark)
        for case, mark in zip(cases, marks, strict=False)
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a fixture; skip the tests marked ``datasets`` without datasets.

    With ``--dist loadgroup`` the tests of one file go to one process, and all that read the
    published site to one, so that it is built once.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        group = "the published site" if "published" in names else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    if not DATASETS.is_dir():
        skip = pytest.mark.skip(reason="the published datasets are not beside the repository")
        for item in items:
            if "datasets" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def article_file() -> Path:
    """The file with the article's text; for tests marked ``datasets``."""
    return DATASETS.parent / "article.txt"


@pytest.fixture(scope="session")
def datasets() -> Path:
    """The folder of published datasets; for tests marked ``datasets``."""
    return DATASETS


@pytest.fixture(scope="session")
def site() -> Site:
    """What a site of our own data is made from."""
    from foedus.publishing.site import bundled_site

    return bundled_site(BASE)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Path:
    """The folder of a site of our own data, built once; not to be changed."""
    from foedus.publishing import builder
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS

    folder = tmp_path_factory.mktemp("published") / "site"
    builder.publish(site, folder, CONTRIBUTORS, CLOSING)
    return folder


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
