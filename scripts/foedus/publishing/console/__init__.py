"""Questions in the browser: the query page, the chain of command on a day, and both in one file.

The store runs in the page. What the pages need from Node is built and committed in
``assets/browser`` (sources: ``scripts/site``); here it is only copied, and given its settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus import snapshot
from foedus.publishing.address import web_link
from foedus.publishing.console import offline
from foedus.publishing.console.changes import days_of_change
from foedus.publishing.console.settings import BROWSER, as_json, page_addresses, settings
from foedus.publishing.rendering import ASSETS, render
from foedus.publishing.site import Site

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
"""The content security policy of the two pages; the editor writes inline styles, hence those."""


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``query.html``, ``chain.html``, the built assets, and ``offline.html`` where it is wanted."""
    given = settings(site, days_of_change(site))
    sections = snapshot.picture(site.asserted, given["day"])
    common = {
        "policy": POLICY,
        "given": given,
        "sections": sections,
        "offline": site.offline,
        "one_file": False,
        "version": site.version,
        "canonical": web_link(site.base) or "",
    }
    for page, unused in (("query", ("snapshot", "days")), ("chain", ("questions",))):
        needed = {key: value for key, value in given.items() if key not in unused}
        yield f"{page}.html", render(f"{page}.html", settings=as_json(needed), **common)
    yield "assets/pages.json", page_addresses(site)
    yield "assets/console.css", (ASSETS / "console.css").read_bytes()
    for path in sorted((ASSETS / BROWSER).iterdir()):
        yield f"assets/{BROWSER}/{path.name}", path.read_bytes()
    if site.offline:
        yield "offline.html", offline.page(site, common)
