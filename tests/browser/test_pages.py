"""Every kind of page of the published site opens quietly and passes axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foedus.publishing.site import Site
from foedus.rdf.names import FOEDUS_NS
from helpers import browsing
from helpers.browsing import Watched, settled

pytestmark = pytest.mark.browser

AUDITED = (
    "Alliance",
    "Meeting",
    "NationalCommand",
    "Person",
    "Quotation",
    "SourceDocument",
    "State",
    "Statement",
    "Treaty",
)
"""The classes of things whose pages axe-core reads; the pages of every class are opened."""
DARK = (
    "chain.html",
    "conflicts.html",
    "index.html",
    "query.html",
    "query.html#q=007",
    "query.html#q=039",
    "queries/index.html",
    "timeline.html",
)
"""The pages that axe-core reads in the dark too: between them they use every colour."""
# Of many children alike some are enough for axe-core, whose time grows with the page.
THIN = """() => {
    for (const parent of document.querySelectorAll("main, main *:not(svg, svg *)")) {
        const seen = {};
        for (const child of [...parent.children]) {
            const kind = child.tagName + " " + child.getAttribute("class");
            seen[kind] = (seen[kind] ?? 0) + 1;
            if (seen[kind] > 12) child.remove();
        }
    }
}"""


def kinds(site: Site, folder: Path) -> dict[str, str]:
    """One page of each kind: by its folder, and of the things by their class."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        above, _, last = name.rpartition("/")
        found.setdefault(name if not above or last == "index.html" else above, name)
    for iri, path in site.resources.items():
        for kind in site.types(iri):
            if (folder / f"{path}.html").is_file():
                found.setdefault(kind, f"{path}.html")
    return found


def test_every_page_kind_opens_quietly(browser: Any, site: Site, folder: Path, home: str) -> None:
    """No console message, nothing missing, no outside request; no wider than a telephone."""
    names = sorted(set(kinds(site, folder).values()))
    assert {"query.html", "chain.html", "offline.html", "index.html"} <= set(names)
    wide = []
    with browsing.fresh(browser, viewport={"width": 360, "height": 800}) as page:
        watched = Watched(page, home)
        for name in names:
            page.goto(home + name)
            settled(watched, name)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(name)
    assert watched.complaints == []
    assert wide == []


@pytest.mark.parametrize(("scheme", "width", "some"), [("light", 1600, False), ("dark", 360, True)])
def test_axe_finds_nothing(
    browser: Any,
    site: Site,
    folder: Path,
    home: str,
    scheme: str,
    width: int,
    some: bool,
) -> None:
    """A page of each kind in one theme and width; those that differ most in the other."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    options = {"resultTypes": ["violations"]}
    names = [
        name
        for name in _audited(site, folder)
        if not some or name in DARK or name.startswith(("id/quotation-", "term/"))
    ]
    assert {*DARK} < {*names}
    given = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with browsing.fresh(browser, **given) as page:
        watched = Watched(page, home)
        for name in names:
            watched.open(home + name)
            settled(watched, name.partition("#")[0])
            page.evaluate(THIN)
            for violation in axe.run(page, options=options).response["violations"]:
                places = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{name}: {violation['id']} {places}")
    assert found == []


def _audited(site: Site, folder: Path) -> list[str]:
    """A page of each kind that the site's templates make, for axe-core; old versions are alike."""
    by_kind = kinds(site, folder)
    names = {by_kind[kind] for kind in by_kind if "://" not in kind}
    names |= {by_kind[FOEDUS_NS + kind] for kind in AUDITED}
    names |= {"query.html#q=007", "query.html#q=039"}  # a graph, a timeline
    return sorted(name for name in names if f"/{site.version}" not in name)
