"""Faults in SPARQL texts: one part left out, or one comparison turned.

A small reader finds the parts of each group: triple patterns, FILTERs, BINDs, values of VALUES,
OPTIONAL and MINUS parts, branches of a UNION, and queries within. Each is left out in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>"[^"\\\n]*"(?:@[A-Za-z-]+|\^\^(?:[\w-]+:[\w-]+|<[^<>\s]*>))?)
    |(?P<var>[?$][A-Za-z_]\w*)
    |(?P<name>(?:[A-Za-z][\w.-]*)?:(?:\w(?:[\w.-]*[\w-])?)?)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<sign>\|\||&&|!=|<=|>=|[{}().,;|/^*+?!=<>\[\]-])""",
    re.X,
)
_TERMS = {"iri", "text", "var", "name", "number"}
_TURNED = {"<=": "<", ">=": ">", "<": "<=", ">": ">=", "=": "!=", "!=": "="}
_FILTERS = ("NOT", "EXISTS")


@dataclass(frozen=True)
class Token:
    """A word of a query with its place."""

    kind: str
    text: str
    start: int
    end: int


@dataclass
class Part:
    """A stretch of a group that can be left out: what it is, and what stands there without it."""

    kind: str
    start: int
    end: int
    left: str = ""


@dataclass
class _Reader:
    """Reads the groups of one query."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    place: int = 0
    parts: list[Part] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = _TOKEN.finditer(self.text)
        self.tokens = [
            Token(str(one.lastgroup), one.group(), one.start(), one.end())
            for one in found
            if one.lastgroup != "comment"
        ]

    def read(self) -> list[Part]:
        """The parts of all groups."""
        while self.place < len(self.tokens):
            if self._word() == "DISTINCT":
                self._part("the DISTINCT", self.place, self.place + 1)
            if self._word() == "CONSTRUCT":
                self.place += 1
                self.place = self._closing(self.place)
            elif self._text() == "{":
                self._group()
            else:
                self.place += 1
        return self.parts

    def _group(self) -> None:
        self.place += 1
        if self._word() == "SELECT":
            while self._text() != "{":
                if self._word() == "DISTINCT":
                    self._part("the DISTINCT", self.place, self.place + 1)
                self.place += 1
            self._group()
            while self._text() != "}":
                self.place += 1
            self.place += 1
            return
        while self._text() != "}":
            self._element()
        self.place += 1

    def _element(self) -> None:
        start = self.place
        word = self._word()
        if word in ("OPTIONAL", "MINUS", "GRAPH"):
            while self._text() != "{":
                self.place += 1
            self._group()
            self._part(f"an {word} part" if word == "OPTIONAL" else f"a {word} part", start)
        elif word == "FILTER":
            self.place += 1
            while self._word() in _FILTERS:
                self.place += 1
            if self._text() == "{":
                self._group()
            else:
                while self._text() != "(":
                    self.place += 1
                self.place = self._closing(self.place)
                self._exists_within(start)
            self._part("a FILTER", start)
        elif word == "BIND":
            self.place = self._closing(self.place + 1)
            self._part("a BIND", start)
        elif word == "VALUES":
            self._values()
        elif self._text() == "{":
            self._union()
        elif self._text() == ".":
            self.place += 1
        else:
            self._triples()

    def _exists_within(self, start: int) -> None:
        """The groups of EXISTS inside the brackets of a FILTER."""
        end, self.place = self.place, start
        while self.place < end:
            if self._text() == "{":
                self._group()
            else:
                self.place += 1
        self.place = end

    def _values(self) -> None:
        while self._text() != "{":
            self.place += 1
        opening = self.place
        end = self._closing(opening)
        inside = range(opening + 1, end - 1)
        if len(inside) > 1 and all(self.tokens[n].kind in _TERMS for n in inside):
            for number in inside:
                self._part("a value", number, number + 1)
        self.place = end

    def _union(self) -> None:
        branches = []
        while True:
            start = self.place
            self._group()
            branches.append((start, self.place))
            if self._word() != "UNION":
                break
            self.place += 1
        if len(branches) == 1:
            self._part("a group", *branches[0])
            return
        for number, (start, end) in enumerate(branches):
            first, last = (start, end + 1) if number == 0 else (start - 1, end)
            self._part("a branch of a UNION", first, last)

    def _triples(self) -> None:
        """A subject with its properties and values; each pair can be left out."""
        start = self.place
        subject = self._take()
        pairs: list[tuple[str, str]] = []
        while True:
            verb = self._path()
            pairs.append((verb, self._take()))
            while self._text() == ",":
                self.place += 1
                pairs.append((verb, self._take()))
            while self._text() == ";":
                self.place += 1
            if self._text() in (".", "}") or self._keyword():
                break
        if self._text() == ".":
            self.place += 1
        for number in range(len(pairs)):
            rest = [f"{verb} {value}" for n, (verb, value) in enumerate(pairs) if n != number]
            left = f"{subject} {' ; '.join(rest)} ." if rest else ""
            self._part("a triple pattern", start, self.place, left)

    def _keyword(self) -> bool:
        return self._word() in ("FILTER", "OPTIONAL", "MINUS", "BIND", "VALUES", "GRAPH") or (
            self._text() == "{"
        )

    def _path(self) -> str:
        start = self.place
        while True:
            while self._text() in ("^", "!"):
                self.place += 1
            if self._text() == "(":
                self.place = self._closing(self.place)
            else:
                self.place += 1
            while self._text() in ("*", "+", "?"):
                self.place += 1
            if self._text() not in ("/", "|"):
                break
            self.place += 1
        return self.text[self.tokens[start].start : self.tokens[self.place - 1].end]

    def _take(self) -> str:
        if self._text() in ("(", "["):
            start = self.place
            self.place = self._closing(self.place)
            return self.text[self.tokens[start].start : self.tokens[self.place - 1].end]
        self.place += 1
        return self.tokens[self.place - 1].text

    def _closing(self, place: int) -> int:
        """The place behind the bracket that closes the next one."""
        depth = 0
        while True:
            depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(
                self.tokens[place].text, 0
            )
            place += 1
            if depth == 0:
                return place

    def _text(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else "}"

    def _word(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else None
        return token.text.upper() if token and token.kind == "word" else ""

    def _part(self, kind: str, first: int, last: int | None = None, left: str = "") -> None:
        last = self.place if last is None else last
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        self.parts.append(Part(kind, start, end, left))


def without_one_part(text: str) -> Iterator[tuple[str, str, str]]:
    """Each text with one part left out: what was left out, its words, and the text.

    >>> [what for what, _, _ in without_one_part("SELECT ?a WHERE { ?a :p ?b ; :q 1 . }")]
    ['a triple pattern', 'a triple pattern']
    """
    for part in _Reader(text).read():
        words = " ".join(text[part.start : part.end].split())
        if part.left:
            words += " -> " + part.left
        yield part.kind, words, text[: part.start] + part.left + text[part.end :]


def with_a_turned_comparison(text: str) -> Iterator[tuple[str, str, str]]:
    """Each text with one comparison made stricter, looser or the opposite.

    >>> [what for what, _, _ in with_a_turned_comparison("SELECT ?a WHERE { FILTER(?a <= 1) }")]
    ['a comparison']
    """
    tokens = _Reader(text).tokens
    for number, token in enumerate(tokens):
        if token.kind != "sign" or token.text not in _TURNED:
            continue
        left, right = tokens[number - 1], tokens[number + 1]
        words = text[left.start : right.end]
        yield "a comparison", words, text[: token.start] + _TURNED[token.text] + text[token.end :]
