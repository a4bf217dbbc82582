"""Questions in the browser: the query page, the chain of command on a day, and both in one file.

The store runs in the page. What the pages need from Node is built and committed in
``assets/browser`` (sources: ``scripts/site``); here it is only copied, and given its settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.publishing.html import for_script
from foedus.publishing.pages.frame import Head, Here, shell_of
from foedus.publishing.query_page import offline
from foedus.publishing.query_page.changes import changes, pictures, words_of
from foedus.publishing.query_page.settings import BROWSER, page_addresses, settings
from foedus.publishing.rendering import ASSETS
from foedus.publishing.site import Site

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
"""The content security policy of the two pages; the editor writes inline styles, hence those."""

QUERY = Head(
    "Ask the data",
    "Put the bundled questions or queries of your own to the data, in this page, without a server.",
    "query.html",
)
CHAIN = Head(
    "Chain of command and alliances on a day",
    "Who reports to whom and who is allied with whom on any day, as a picture and in words.",
    "chain.html",
)


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``query.html``, ``chain.html``, the built assets, and ``offline.html`` where it is wanted."""
    found = changes(site)
    given = settings(site, [one.day for one in found])
    shell = shell_of(site)
    here = Here(shell, CHAIN.section)
    common = {
        "given": given,
        "sections": words_of(site, given["day"]),
        "pictures": pictures(here, found),
        "offline": site.offline,
    }
    for head, unused in ((QUERY, ("snapshot", "dyads", "days")), (CHAIN, ("questions",))):
        needed = {key: value for key, value in given.items() if key not in unused}
        more = {"policy": POLICY, "settings": for_script(needed), "one_file": False}
        yield shell.page(head.section, head.section, head, **more, **common)
    yield "assets/pages.json", page_addresses(site)
    yield "assets/console.css", (ASSETS / "console.css").read_bytes()
    for path in sorted((ASSETS / BROWSER).iterdir()):
        yield f"assets/{BROWSER}/{path.name}", path.read_bytes()
    if site.offline:
        within = {**common, "pictures": pictures(here, found, link=offline.link)}
        yield "offline.html", offline.page(site, within)
