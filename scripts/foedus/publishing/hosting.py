"""What hosts need: the rules of an Apache folder, the redirects of w3id, marks for the rest.

Method: W3C, Best Practice Recipes for Publishing RDF Vocabularies (2008), with 303 answers for
things. Of Turtle, JSON-LD, RDF/XML and HTML, as far as there are such files, the one that the
Accept header gives the highest quality is given, of equals the first, and Turtle where none is
wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from foedus.publishing.documents import MEDIA_TYPES
from foedus.publishing.html import render_text
from foedus.publishing.pages.frame import page_address
from foedus.publishing.site import Site

ACCEPTED = (
    (".ttl", (r"text/turtle",)),
    (".jsonld", (r"application/ld\+json",)),
    (".rdf", (r"application/rdf\+xml",)),
    (".html", (r"text/html",)),
)
"""The extensions in the order of preference, and the media types that ask for each."""


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``.htaccess`` and ``.nojekyll``; with ``--base`` also ``robots.txt`` and our redirects."""
    # The folders of GitHub Pages pass through Jekyll unless this file is there.
    yield ".nojekyll", b""
    yield (
        ".htaccess",
        render_text(
            "apache.conf", accepted=ACCEPTED, types=MEDIA_TYPES, root=urlsplit(site.base).path
        ),
    )
    if site.base:
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.base}sitemap.xml\n".encode()
        if site.own:
            yield "w3id.htaccess", render_text("w3id.conf", accepted=ACCEPTED, base=site.base)


def sitemap(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``sitemap.xml`` of the pages that were written; it needs ``--base``."""
    if not site.base:
        return
    pages = sorted(path for path in written if path.endswith(".html") and path not in _NO_PAGES)
    for number, part in enumerate(_parts(pages)):
        name = f"sitemap-{number + 1}.xml" if len(pages) > _MAX_PAGES else "sitemap.xml"
        yield name, render_text("sitemap.xml", base=site.base, pages=map(page_address, part))
    if len(pages) > _MAX_PAGES:
        count = -(-len(pages) // _MAX_PAGES)
        yield "sitemap.xml", render_text("sitemaps.xml", base=site.base, count=count)


_NO_PAGES = frozenset(["404.html", "offline.html"])
_MAX_PAGES = 50_000  # of the protocol, sitemaps.org


def _parts(pages: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(pages), _MAX_PAGES):
        yield pages[start : start + _MAX_PAGES]
