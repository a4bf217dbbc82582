"""The regular expressions of sh:pattern, which are XPath's, matched in bounded time.

elementpath translates what is XPath's own (``\\i``, ``\\c``, ``\\p{IsGreek}``, subtraction) and
refuses what XPath does not know. pyoxigraph matches: its engine never goes back in a text, so that
no pattern takes longer than the text is long. Back-references, which need that, are refused.

Method: SHACL, section 4.4.3 (SPARQL's REGEX); XQuery 1.0 and XPath 2.0 Functions, section 7.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.VERBOSE, "q": 0}
_TOKEN = re.compile(r"\\[pP]\{[^{}]*\}|\\.|.", re.DOTALL)
_ESCAPES = frozenset("nrt\\|.?*+(){}-[]^$")  # those of one character
_CLASSES = frozenset("sSiIcCdDwWpP")
_WIDE = frozenset("sSdDwW")  # which Python and Rust take for more, or for less
_BLANK = " \t\n\r"
_ITEM = ox.NamedNode("urn:x-foedus:text")
# What elementpath adds for Python, whose "$" matches before a last line end too.
_FOR_PYTHON = (r"(?!\n\Z)", r"(?<!\n\Z)")


class Pattern:
    """One regular expression; remembers what it was asked.

    >>> [Pattern("^[a-z]+$").matches(text) for text in ("abc", "abc\\n", "Abc")]
    [True, False, False]
    >>> Pattern(r"^\\p{Lu}.b$", "s").matches("É\\nb"), Pattern("a.b", "q").matches("axb")
    (True, False)
    """

    def __init__(self, text: str, flags: str = "") -> None:
        """Raises ValueError for what is no regular expression of XPath, or an unknown flag."""
        if unknown := set(flags) - _FLAGS.keys():
            raise ValueError(f"sh:flags has no {min(unknown)!r}")
        kept = "".join(sorted(set(flags) & {"i", "m", "s"}))
        expression = ox.Literal(_translated(text, flags))
        self._query = f"SELECT ?text {{ ?x ?y ?text FILTER(REGEX(?text, {expression}, '{kept}')) }}"
        self._known: dict[str, bool] = {}
        trial = f"SELECT (REGEX('', {expression}, '{kept}') AS ?told) {{}}"
        if not any(row["told"] is not None for row in ox.Store().query(trial)):  # type: ignore[union-attr]
            raise ValueError(f"{text!r} is no regular expression, or too large")

    def matches(self, text: str) -> bool:
        """Whether the expression matches some part of the text."""
        if text not in self._known:
            self.ask((text,))
        return self._known[text]

    def ask(self, texts: Iterable[str]) -> None:
        """Match many texts at once, which is much faster than one by one."""
        new = set(texts) - self._known.keys()
        store = ox.Store()
        store.extend(ox.Quad(_ITEM, _ITEM, ox.Literal(text)) for text in new)
        self._known.update(dict.fromkeys(new, False))
        rows = store.query(self._query)
        self._known.update((row["text"].value, True) for row in rows)  # type: ignore[union-attr]


def _translated(text: str, flags: str) -> str:
    """The expression in the syntax of pyoxigraph's engine."""
    from elementpath.regex import RegexError, translate_pattern

    if "q" in flags:
        return re.sub(r"([\\.+*?()|\[\]{}^$#&\-~])", r"\\\1", text)
    of_python = 0
    for flag in flags:
        of_python |= _FLAGS[flag]
    plain = "".join(_tokens(text, "x" in flags))
    try:
        found = translate_pattern(plain, of_python & ~re.VERBOSE, xsd_version="1.1")
    except (RegexError, ValueError, IndexError) as error:
        raise ValueError(str(error)) from None
    for added in _FOR_PYTHON:
        found = found.replace(added, "")
    return found


def _tokens(text: str, without_blanks: bool) -> Iterator[str]:
    """The expression with classes in brackets, where elementpath gives them XPath's meaning."""
    depth = 0
    for token in _TOKEN.findall(text):
        depth += {"[": 1, "]": -1}.get(token, 0)
        if token[0] == "\\":
            if token[1:].isdigit():
                raise ValueError(f"{token} refers back, which is not supported")
            if token[1:2] not in _ESCAPES | _CLASSES:
                raise ValueError(f"{token} is no escape of XPath")
            yield f"[{token}]" if depth == 0 and token[1] in _WIDE else token
        elif not (without_blanks and depth == 0 and token in _BLANK):
            yield token
