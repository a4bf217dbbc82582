"""The frame around every page: the templates, the head, and links from where a page stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from foedus.asking.profile import Value
from foedus.publishing import address
from foedus.publishing.documents import OF_THINGS
from foedus.publishing.html import (
    ASSETS,
    ICON,
    PARTS,
    STYLE,
    apart,
    environment,
    escape,
    render,
    visible,
)
from foedus.publishing.pages.lookup import Knowledge
from foedus.publishing.site import Site
from foedus.rdf.names import PREFIXES, XSD_NS, Term, curie

FORMATS = (
    ("Turtle", ".ttl", "text/turtle"),
    ("JSON-LD", ".jsonld", "application/ld+json"),
    ("RDF/XML", ".rdf", "application/rdf+xml"),
)
"""The machine formats: name, extension, media type."""

ENTITY_FORMATS = tuple(one for one in FORMATS if one[1] in OF_THINGS)

_MACHINE_DATE = XSD_NS + "date"
_TERM = re.compile(r"\b(foedus|code):([A-Za-z][\w-]*\w)", re.ASCII)


@dataclass(frozen=True)
class Head:
    """What a page says of itself: title, summary, the IRI it is about, formats."""

    title: str
    summary: str
    section: str
    iri: str = ""
    formats: tuple[tuple[str, str, str], ...] = ()


class Shell:
    """Renders the pages of one site; a link is made once for each depth of folder."""

    def __init__(self, site: Site) -> None:
        """Nothing is rendered before it is asked for."""
        self.site = site
        self.know = Knowledge(site)
        self.link = cache(self._link)
        self._bars: dict[tuple[str, str, str], Markup] = {}
        self._shared = {
            "know": self.know,
            "sentence": self.know.sentence,
            "version": site.version,
            "own": site.own,
            "site_title": site.title,
        }

    def page(self, path: str, template: str, head: Head, **values: Any) -> tuple[str, bytes]:
        """A page as its path and its bytes."""
        here = Here(self, path)
        return path, render(template, **self._shared, here=here, head=head, **values)

    def bar(self, root: str, path: str, section: str) -> Markup:
        """The bar on top; the same for all pages of a part in folders of one depth."""
        own = path if path in dict(PARTS) else ""
        found = self._bars.get((root, own, section))
        if found is None:
            made: Any = environment().get_template("navigation.html").module
            about = (self.site.title, self.site.own)
            found = self._bars[root, own, section] = Markup(made.bar(root, own, section, *about))
        return found

    def _link(self, folder: str, iri: str) -> Markup:
        """A link from a folder to a thing by its name; no link where it leads nowhere."""
        title = self.know.title(iri)
        bare = title == f"<{iri}>" and address.web_link(iri)
        name = apart(iri if bare else title)
        return self.named(folder, iri, name) or Markup('<span class="iri">{}</span>').format(name)

    def named(self, folder: str, iri: str, name: Markup) -> Markup:
        """A link to a thing by a name as it is; nothing where it leads nowhere."""
        target = self.site.link(f"{folder}/~.html" if folder else "~.html", iri)
        if target and target != iri:
            return Markup(f'<a href="{escape(target)}">{name}</a>')
        if target:
            return Markup(f'<a class="away" href="{escape(iri)}" rel="external">{name}</a>')
        return Markup()


def page_address(path: str) -> str:
    """What follows the base in the address of a page: a folder stands for its ``index.html``."""
    return re.sub(r"(?:^|(?<=/))index\.html$", "", path)


@lru_cache(maxsize=1)
def shell_of(site: Site) -> Shell:
    """The shell of a site: one for all who write pages of it."""
    return Shell(site)


class Here:
    """The page being written: where links start."""

    def __init__(self, shell: Shell, path: str) -> None:
        """``path`` is the file, with its extension."""
        self.shell, self.path = shell, path
        self.folder = path.rpartition("/")[0]
        self.root = "../" * path.count("/")
        self.stem = path.rpartition("/")[2].removesuffix(".html")
        base = shell.site.base
        self.address = base + page_address(path) if base else ""

    def bar(self, section: str) -> Markup:
        """The bar on top, of a part of the site."""
        return self.shell.bar(self.root, self.path, section)

    def to(self, target: str) -> str:
        """The address of a file of the site."""
        return self.root + target

    def link(self, iri: str) -> Markup:
        """A link to a thing by its name."""
        return self.shell.link(self.folder, iri)

    def named(self, iri: str, words: str | Markup) -> Markup:
        """A link to a thing by other words; these words alone where it leads nowhere."""
        name = words if isinstance(words, Markup) else apart(words)
        return self.shell.named(self.folder, iri, name) or name

    def entry(self, value: Value, ours: bool = False) -> Markup:
        """A value of a profile: a link by its label, the source's words in their own language.

        In text that is ours the names of terms become links.
        """
        if ours and not value.iri:
            return self.prose(value.label)
        name, words, language = apart(value.label), "", ""
        if value.iri in self.shell.site.passages:
            passage = self.shell.know.passage(value.iri)
            words, language = passage.words, passage.language
        elif isinstance(value.term, ox.Literal):
            words, language = value.term.value, value.term.language or ""
        before, found, after = value.label.partition(words) if words else ("", "", "")
        if found and (language or before or after or not value.iri):
            marked = Markup('{}<bdi lang="{}">{}</bdi>{}')
            name = marked.format(*map(visible, (before, language, words, after)))
        return self.named(value.iri, name) if value.iri else name

    def term(self, iri: str) -> Markup:
        """A property as RDF names it; a link where it is ours."""
        name = Markup(escape(curie(iri)))
        ours = iri in self.shell.site.resources
        return (self.shell.named(self.folder, iri, name) if ours else name) or name

    def path_of(self, iri: str) -> str:
        """The address of a thing's page, or nothing."""
        path = self.shell.site.resources.get(iri)
        return f"{self.root}{path}.html" if path is not None else ""

    def to_module(self, iri: str) -> Markup:
        """A link to a page of an ontology file, by the last part of its address."""
        name = iri.removeprefix(address.HOME)
        if name == iri or address.path_of(iri) != name:
            return self.named(iri, iri)
        return Markup('<a href="{}.html">{}</a>').format(
            self.root + name, name.rpartition("/")[2] or name
        )

    def prose(self, words: str) -> Markup:
        """Text of ours in which the names of terms become links."""
        parts = []
        at = 0
        for found in _TERM.finditer(words):
            iri = PREFIXES[found[1]] + found[2]
            if iri in self.shell.site.resources:
                name = Markup(escape(found[0]))
                parts += [escape(words[at : found.start()]), self.named(iri, name)]
                at = found.end()
        return Markup("").join([*map(Markup, parts), Markup(escape(words[at:]))])

    def value(self, term: Term | None) -> Markup:
        """A term as a person reads it: a link, or a literal with its language or its date."""
        if term is None:
            return Markup('<span class="nothing" title="no value">–</span>')
        if isinstance(term, ox.NamedNode):
            return self.link(term.value)
        if isinstance(term, ox.BlankNode):
            return self._nameless(term)
        if isinstance(term, ox.Literal):
            return _literal(term)
        return apart(str(term))

    def _nameless(self, node: ox.BlankNode, depth: int = 0) -> Markup:
        """A node without a name, by what is said of it."""
        if depth > 2:
            return Markup('<span class="nameless">…</span>')
        parts = []
        for quad in self.shell.know.stated.by_subject(str(node)):
            inner = (
                self._nameless(quad.object, depth + 1)
                if isinstance(quad.object, ox.BlankNode)
                else self.value(quad.object)
            )
            parts.append(Markup("{}: {}").format(self.link(quad.predicate.value), inner))
        body = Markup("; ").join(parts) if parts else "a thing without a name"
        return Markup('<span class="nameless">[{}]</span>').format(body)


def _literal(term: ox.Literal) -> Markup:
    if term.language:
        return Markup(f'<bdi lang="{escape(term.language)}">{escape(term.value)}</bdi>')
    if term.datatype.value == _MACHINE_DATE:
        return Markup(f'<time datetime="{escape(term.value)}">{escape(term.value)}</time>')
    if term.datatype.value == XSD_NS + "boolean":
        return apart(
            {"true": "yes", "false": "no", "1": "yes", "0": "no"}.get(term.value, term.value)
        )
    if address.web_link(term.value) and term.datatype.value == XSD_NS + "anyURI":
        return Markup(
            f'<a class="away" href="{escape(term.value)}" rel="external">{apart(term.value)}</a>'
        )
    return apart(term.value)


def assets() -> Iterator[tuple[str, bytes]]:
    """The style sheet and the icon, as they are."""
    for path in (STYLE, ICON):
        yield path, (ASSETS / path.removeprefix("assets/")).read_bytes()
