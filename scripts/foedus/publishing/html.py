"""Text on its way into a page: escaped, set apart in its own direction, its controls visible.

Templates escape everything that comes from data, and a name that is missing is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
from markupsafe import Markup

from foedus.publishing.address import href, web_link
from foedus.publishing.documents import question_path

# Bidirectional controls, and the control characters that HTML does not allow.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# What runs from right to left: Hebrew, Arabic and their neighbours. It is set apart; among it other
# text needs not to be.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def visible(text: str) -> str:
    """The text with each control character as its code point in brackets.

    >>> visible("a\\u202eb")
    'a[U+202E]b'
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def escape(text: str) -> str:
    """The text for an attribute or for the inside of an element.

    >>> escape('<a href="x">')
    '&lt;a href=&#34;x&#34;&gt;'
    """
    return str(markupsafe.escape(visible(text)))


def apart(text: str) -> Markup:
    """Text of the data, as an element of its own where some of it runs from right to left.

    >>> apart("Japan"), apart("\u05d9\u05e4\u05df")
    (Markup('Japan'), Markup('<bdi>\u05d9\u05e4\u05df</bdi>'))
    """
    return Markup(f"<bdi>{escape(text)}</bdi>" if _FROM_RIGHT.search(text) else escape(text))


def for_script(body: Mapping[str, Any] | Sequence[Any]) -> Markup:
    """JSON for the inside of a script element, which it can never end.

    >>> for_script({"name": "</script>"})
    Markup('{"name":"\\\\u003c/script\\\\u003e"}')
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = text.translate(_IN_SCRIPT)
    return Markup(_CONTROLS.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


def slug(name: str) -> str:
    """A name for a style: lower-case letters, digits and hyphens.

    >>> slug("source voice!")
    'source-voice'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def article(noun: str) -> str:
    """The noun with its indefinite article.

    >>> article("alliance"), article("treaty")
    ('an alliance', 'a treaty')
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def initial(text: str) -> str:
    """The text with a capital at its start.

    >>> initial("defense pact")
    'Defense pact'
    """
    return text[:1].upper() + text[1:]


_HERE = Path(__file__).resolve().parent
TEMPLATES = _HERE / "templates"
ASSETS = _HERE / "assets"
STYLE = "assets/site.css"
ICON = "assets/icon.svg"

PARTS = (
    ("index.html", "Home"),
    ("queries/index.html", "Questions"),
    ("query.html", "Ask"),
    ("chain.html", "Chain of command"),
    ("snapshots/index.html", "On a day"),
    ("things.html", "All things"),
    ("ontology.html", "Terms"),
    ("use.html", "More"),
)
"""The parts of the site, in the order of the bar on top (the template ``navigation.html``)."""


@cache
def environment() -> jinja2.Environment:
    """The environment of all templates: autoescape on for every file, undefined names refused."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.globals.update(href=href, parts=PARTS, style=STYLE, icon=ICON, question_path=question_path)
    made.filters.update(
        apart=apart, article=article, initial=initial, slug=slug, visible=visible, web_link=web_link
    )
    return made


def render(template: str, **values: Any) -> bytes:
    """A template, filled in, as UTF-8."""
    return environment().get_template(template).render(**values).encode()


@cache
def _plain() -> jinja2.Environment:
    return environment().overlay(autoescape=False)


def render_text(template: str, **values: Any) -> bytes:
    """A template that is no HTML, filled in; what it says of data it escapes itself."""
    return _plain().get_template(template).render(**values).encode()
