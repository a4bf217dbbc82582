"""One browser and one published site for all browser tests; a fresh page for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from foedus.bundled import contents
from foedus.publishing import builder
from foedus.publishing.site import Site, bundled_site
from foedus.rdf import reading
from helpers import browsing
from helpers.browsing import Watched


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = browsing.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=browsing.FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site() -> Site:
    return bundled_site(offline=True)


@pytest.fixture(scope="session")
def folder(browser: Any, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS

    target = tmp_path_factory.mktemp("browsed") / "site"
    builder.publish(site, target, CONTRIBUTORS, CLOSING)
    return target


@pytest.fixture(scope="session")
def home(folder: Path) -> Iterator[str]:
    with browsing.serving(folder) as address:
        yield address


@pytest.fixture
def watched(browser: Any, home: str) -> Iterator[Watched]:
    """A page of its own over HTTP; at the end nothing may have gone wrong."""
    with browsing.fresh(browser) as page:
        found = Watched(page, home)
        yield found
        assert found.complaints == []


@pytest.fixture
def from_disk(browser: Any, folder: Path) -> Iterator[Watched]:
    """A page of its own over ``file:``; at the end nothing may have gone wrong."""
    with browsing.fresh(browser) as page:
        found = Watched(page, (folder / "offline.html").as_uri())
        yield found
        assert found.complaints == []


@pytest.fixture(scope="session")
def world() -> list[ox.Quad]:
    """The article and the background, which the site publishes."""
    return reading.join(contents.data(("article", "background")))
