"""Templates: everything that comes from data is escaped, and a name that is missing is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from foedus.publishing.address import href, web_link
from foedus.publishing.html import apart, article, initial, slug, visible
from foedus.publishing.questions import path_of

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
    ("things.html", "Things"),
    ("ontology.html", "Vocabulary"),
    ("conflicts.html", "Conflicts"),
    ("use.html", "Use"),
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
    made.globals.update(href=href, parts=PARTS, style=STYLE, icon=ICON, question_path=path_of)
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
