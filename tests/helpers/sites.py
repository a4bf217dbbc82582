"""A published site, read as a visitor's program reads it: its pages, their links, the dead ones."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ADDRESSES = {
    ("a", "href"),
    ("area", "href"),
    ("link", "href"),
    ("use", "href"),
    ("image", "href"),
    ("img", "src"),
    ("script", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("object", "data"),
    ("form", "action"),
}


@dataclass
class Page(HTMLParser):
    """One page: its links as (element, attributes, address), its anchors, its text."""

    text: str
    links: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        for name, value in attributes.items():
            name = name.removeprefix("xlink:")
            if (tag, name) in _ADDRESSES:
                self.links.append((tag, attributes, value))
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@cache
def page(path: Path) -> Page:
    """One page or picture, read once."""
    return Page(path.read_text(encoding="utf-8"))


def pages(folder: Path, every: int = 1) -> Iterator[tuple[str, Page]]:
    """Every HTML page and SVG picture of a site, or each so many of them, by path."""
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.svg")])[::every]:
        yield path.relative_to(folder).as_posix(), page(path)


def dead_links(folder: Path, every: int = 1) -> list[str]:
    """Each link inside the site that leads nowhere: ``page -> address (why)``, sorted.

    A link must be relative, must stay inside the site, must name a file letter for letter, and
    where it has a fragment, a page that has this anchor.
    """
    found = []
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for here, one in pages(folder, every):
        for _, attributes, address in one.links:
            if attributes.get("rel") in ("canonical", "describes"):
                continue
            if why := _fault(folder, here, address, files):
                found.append(f"{here} -> {address} ({why})")
    return sorted(set(found))


def outside_requests(folder: Path, every: int = 1) -> list[str]:
    """What a page would load from another host when it is opened; links to follow are none."""
    found = []
    for here, one in pages(folder, every):
        for tag, attributes, address in one.links:
            follows = tag in ("a", "area") or (
                tag == "link"
                and attributes.get("rel") in ("canonical", "describes", "alternate", "license")
            )
            if not follows and urlsplit(address).scheme not in ("", "data"):
                found.append(f"{here} -> {address}")
    return sorted(set(found))


def _fault(folder: Path, here: str, address: str, files: set[str]) -> str:
    parts = urlsplit(address)
    if not address:
        return "empty"
    if parts.scheme or parts.netloc:
        known = parts.scheme in ("http", "https", "mailto", "data")
        return "" if known else "a scheme that no link may have"
    if parts.path.startswith("/"):
        return "not relative"
    target = here
    if parts.path:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(parts.path)))
        if target.startswith(".."):
            return "outside the site"
        if parts.path.endswith("/") or target == ".":
            return "a folder: name its index.html"
        if target not in files:
            return "no such file"
    anchor = unquote(parts.fragment)
    drawn = target.endswith((".html", ".svg"))
    if anchor and drawn and anchor not in page(folder / target).anchors:
        # What follows a question mark or a bang is the page's own affair.
        return "" if anchor[0] in "?!/" or "=" in anchor else "no such anchor"
    return ""
