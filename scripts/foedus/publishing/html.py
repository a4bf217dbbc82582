"""Text on its way into a page: escaped, set apart in its own direction, its controls visible."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import markupsafe
from markupsafe import Markup

# Bidirectional controls, and the control characters that HTML does not allow.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
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
    """Text of the data as an element of its own, whatever direction it runs in.

    >>> apart("Japan")
    Markup('<bdi>Japan</bdi>')
    """
    return Markup(f"<bdi>{escape(text)}</bdi>")


def for_script(body: Mapping[str, Any]) -> Markup:
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
