"""Looking at SPARQL and Turtle as text, for what no parser tells: keywords, names and their lines.

The pattern blanks what may hide a bracket or a keyword. It is possessive, so it stays linear on
hostile input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STRINGS = r"""
 \"{3}[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+(?:\"{3}|\\?\Z)
|'{3}[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+(?:'{3}|\\?\Z)
|"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+(?:"|(?=[\r\n])|\\?\Z)
|'[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+(?:'|(?=[\r\n])|\\?\Z)
"""
_ADDRESS = (
    r"""|(?P<kept><[^<>"{}|^`\\\x00-\x20]*+(?:\\[uU][0-9A-Fa-f]{4,8}[^<>"{}|^`\\\x00-\x20]*+)*+>)"""
)
_COMMENT = r"|(?P<comment>\#[^\r\n]*+)"
_NAMES = r"""
|[?$]\w++
|:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+
"""
_ESCAPE = r"|\\."
_PLACES = r"""
|(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[^uU])(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^uU])*+)?)
|(?P<word>[^\W\d_]\w*+)
|(?P<sign>[^\s])
"""
_BRACKET = re.compile(r"[\[\](){}]|<<|>>")
_OPENING = frozenset(("[", "(", "{", "<<"))
_FLAGS = re.DOTALL | re.VERBOSE
_TEXT = re.compile(_STRINGS + _ADDRESS + _COMMENT + _ESCAPE, _FLAGS)
_TOKEN = re.compile(
    _STRINGS
    + _ADDRESS
    + _COMMENT
    + r"|(?P<variable>[?$]\w++)|(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)"
    + r"|(?P<blank>_:\w(?:[\w.-]*[\w-])?)"
    + _PLACES,
    _FLAGS,
)
_SYNTAX = re.compile(_STRINGS + _ADDRESS + _COMMENT + _NAMES + r"|\\[^uU]", _FLAGS)


def without_texts(text: str) -> str:
    """The text with strings and comments blanked; names, addresses and line ends stay in place."""
    return _TEXT.sub(lambda found: found["kept"] or _spaces(found), text)


def only_syntax(text: str) -> str:
    """The text with strings, comments, addresses, variables and local names blanked.

    What is left are keywords, prefixes, numbers, brackets and ``\\u`` escapes, each on its line.
    """
    return _SYNTAX.sub(_spaces, text)


def tokens(text: str) -> list[tuple[str, str, int]]:
    """The words, prefixed names and signs of a SPARQL text: kind, text and offset of each.

    Strings, comments, addresses, variables, language tags and blank nodes are left out.

    >>> [found[:2] for found in tokens("SELECT ?x { a:SERVICE <b> 'SERVICE' 1SERVICE } # c")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('word', 'SELECT'), ('sign', '{'), ('name', 'a:SERVICE'), ('sign', '1'), ('word', 'SERVICE'),
     ('sign', '}')]
    """
    return [one for one in lexemes(text) if one[0] in ("name", "word", "sign")]


def lexemes(text: str) -> list[tuple[str, str, int]]:
    """Everything in a SPARQL text but comments: kind, text and offset of each.

    Beside the kinds of ``tokens`` there are ``variable``, ``blank``, ``language``, ``kept`` for an
    address and ``text`` for a string. A number is one sign for each of its characters.

    >>> [found[0] for found in lexemes("?x a _:b , <c> , 'd'@en # e")]
    ['variable', 'word', 'blank', 'sign', 'kept', 'sign', 'text', 'language']
    """
    return [
        (one.lastgroup or "text", one.group(), one.start())
        for one in _TOKEN.finditer(text)
        if one.lastgroup != "comment"
    ]


class Cursor:
    """Goes over the lexemes of a SPARQL text, which are as `lexemes` gives them."""

    def __init__(self, tokens: Iterable[tuple[str, str, int]], text: str) -> None:
        self.text = text
        self.tokens = [*tokens, ("end", "", len(text))]
        self.at = 0

    def fault(self, wanted: str) -> Exception:
        """The error where another word is wanted than the next one."""
        raise NotImplementedError

    def kind(self) -> str:
        """The kind of what comes next."""
        return self.tokens[self.at][0]

    def word(self) -> str:
        """What comes next, keywords in capitals."""
        kind, word, _ = self.tokens[self.at]
        return word.upper() if kind == "word" else word

    def offset(self) -> int:
        """Where it stands."""
        return self.tokens[self.at][2]

    def take(self) -> str:
        """Pass over what comes next, and give it as it is written."""
        if self.kind() == "end":
            raise self.fault("")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def accept(self, word: str) -> bool:
        """Pass over a word or sign, if it comes next."""
        found = self.word() == word and self.kind() in ("word", "sign")
        self.at += found
        return found

    def expect(self, word: str) -> None:
        """Pass over a word or sign that must come next."""
        if not self.accept(word):
            raise self.fault(word)


def comments(text: str) -> list[tuple[int, str]]:
    """The comments of a Turtle or SPARQL text: line from 1, and the words after the sign.

    >>> comments("# a\\n<http://e/#b> ex:c '# d' .# e")
    [(1, 'a'), (2, 'e')]
    """
    found = (match for match in _TEXT.finditer(text) if match["comment"])
    return [(line_of(text, match.start()), match["comment"][1:].strip()) for match in found]


def depth(syntax: str) -> int:
    """How deep the brackets of a text of syntax only are nested."""
    deepest = level = 0
    for bracket in _BRACKET.findall(syntax):
        level = level + 1 if bracket in _OPENING else max(level - 1, 0)
        deepest = max(deepest, level)
    return deepest


def too_deep(text: str, limit: int) -> int | None:
    """The line where the brackets of Turtle or SPARQL first nest deeper than the limit, or None.

    >>> too_deep("[ '[' # [\\n [ ] ]", limit=1)
    2
    """
    if sum(map(text.count, _OPENING)) <= limit:
        return None
    if depth(_TEXT.sub(" ", text)) <= limit:
        return None
    bare = _TEXT.sub(_spaces, text)
    level = 0
    for found in _BRACKET.finditer(bare):
        level = level + 1 if found.group() in _OPENING else max(level - 1, 0)
        if level > limit:
            return line_of(bare, found.start())
    return None


def line_of(text: str, offset: int) -> int:
    """The line, from 1, on which an offset stands."""
    return text.count("\n", 0, offset) + 1


def _spaces(found: re.Match[str]) -> str:
    text = found.group()
    return re.sub(r"[^\n]", " ", text) if "\n" in text else " " * len(text)
