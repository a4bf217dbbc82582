"""The triple patterns of a numbered rule: what it concludes, and what it needs.

A small reader for the SPARQL of the rules. It finds the patterns that must hold: not those
inside FILTER, NOT EXISTS and MINUS, nor those that a sub-select only sums up for the patterns
beside it. A path of several steps becomes several patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf.names import RDF_NS, XSD_NS, Term
from foedus.rdf.scanning import Cursor

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*))?)
    | (?P<variable>[?$]\w+)
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z][\w-]*:(?:\w(?:[\w.-]*[\w-])?)?|:[\w-]+)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
Part = str | Term
"""A variable's name, or a term."""


@dataclass(frozen=True)
class Pattern:
    """One triple pattern; ``optional`` where the rule also holds without it."""

    parts: tuple[Part, Part, Part]
    optional: bool = False

    def __str__(self) -> str:
        return " ".join(f"?{part}" if isinstance(part, str) else str(part) for part in self.parts)


@dataclass
class Shape:
    """What a rule concludes, needs and tests; ``where`` is its pattern as text.

    ``sums`` are the sub-selects that group, each with its HAVING, if any.
    """

    prefixes: str
    where: str
    head: list[Pattern] = field(default_factory=list)
    body: list[Pattern] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    sums: list[tuple[str, str]] = field(default_factory=list)


@cache
def shape(text: str) -> Shape:
    """Read a rule: CONSTRUCT, its template, WHERE and its pattern."""
    return _Reader(text).read()


class _Reader(Cursor):
    def __init__(self, text: str) -> None:
        tokens = (
            (found.lastgroup or "", found.group(), found.start())
            for found in _TOKEN.finditer(text)
            if found.lastgroup != "space"
        )
        super().__init__(tokens, text)
        self.fresh = 0
        self.prefixes: dict[str, str] = {}
        self.sums: list[tuple[str, str]] = []

    def fault(self, wanted: str) -> Exception:
        return BadInput(f"a rule has {self.tokens[self.at][1]!r} where {wanted!r} is expected")

    def read(self) -> Shape:
        start = self._until("CONSTRUCT")
        result = Shape(self.text[:start], "")
        for _, name, space in re.findall(r"(PREFIX)\s+(\S*:)\s*<(\S*)>", result.prefixes, re.I):
            self.prefixes[name] = space
        self.expect("{")
        self._group(result.head, [], False)
        self.accept("WHERE")
        self.expect("{")
        begin = self.tokens[self.at - 1][2]
        self._group(result.body, result.tests, False)
        result.sums = self.sums
        result.where = self.text[begin + 1 : self.tokens[self.at - 1][2]]
        return result

    def _until(self, word: str) -> int:
        while self.word() != word:
            if self.kind() == "end":
                raise BadInput(f"a rule needs {word}")
            self.at += 1
        self.at += 1
        return self.tokens[self.at - 1][2]

    def _skip(self) -> str:
        """Pass over what stands in brackets, and give it as text."""
        start, depth = self.offset(), 0
        while True:
            kind, mark, _ = self.tokens[self.at]
            if kind == "end":
                raise BadInput("a rule has an open bracket")
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(mark, 0)
            self.at += 1
            if depth == 0 and mark in (")", "}"):
                return " ".join(self.text[start : self.tokens[self.at - 1][2] + 1].split())

    def _group(self, body: list[Pattern], tests: list[str], optional: bool) -> None:
        """Read to the closing brace."""
        while (word := self.word()) != "}":
            if self.kind() == "end":
                raise BadInput("a rule has an open brace")
            self.at += 1
            if word in ("FILTER", "MINUS"):
                tests.append(f"{word} {self._skip()}")
            elif word in ("BIND", "VALUES"):
                if word == "VALUES" and self.word() == "(":
                    self._skip()
                self._skip()
            elif word == "OPTIONAL":
                self.expect("{")
                self._group(body, tests, True)
            elif word == "{":
                if self.word() == "SELECT":
                    self._select(body, tests, optional)
                    continue
                self._group(body, tests, optional or self._in_union())
            elif word not in (".", "UNION"):
                self.at -= 1
                self._triples(body, optional)
        self.at += 1

    def _select(self, body: list[Pattern], tests: list[str], optional: bool) -> None:
        """Read a sub-select to the brace after it; what one that groups needs, others tell."""
        start = self.offset()
        inside: tuple[list[Pattern], list[str]] = [], []
        self._until("WHERE")
        self.expect("{")
        self._group(*inside, optional)
        groups, having = self.word() == "GROUP", ""
        while self.word() != "}":
            self.at += 1
            if self.tokens[self.at - 1][1] == "HAVING":
                having = f"HAVING {self._skip()}"
        if groups:
            self.sums.append((self.text[start : self.offset()], having))
        else:
            body += inside[0]
            tests += inside[1]
        self.at += 1

    def _in_union(self) -> bool:
        """Whether the group that has just begun is one of several alternatives."""
        here, before = self.at, self.tokens[self.at - 2][1].upper()
        self.at -= 1
        self._skip()
        after = self.word()
        self.at = here
        return "UNION" in (before, after)

    def _triples(self, body: list[Pattern], optional: bool) -> None:
        subject = self._term()
        while True:
            steps = self._path()
            while True:
                object_ = self._term()
                self._add(body, subject, steps, object_, optional)
                if self.word() != ",":
                    break
                self.at += 1
            while self.word() == ";":
                self.at += 1
            if self.tokens[self.at - 1][1] != ";" or self.word() in (".", "}"):
                return

    def _add(
        self,
        body: list[Pattern],
        subject: Part,
        steps: list[tuple[Part, bool]],
        object_: Part,
        optional: bool,
    ) -> None:
        here = subject
        for number, (predicate, turned) in enumerate(steps):
            last = number == len(steps) - 1
            there = object_ if last else self._new()
            ends = (there, here) if turned else (here, there)
            body.append(Pattern((ends[0], predicate, ends[1]), optional))
            here = there

    def _new(self) -> str:
        self.fresh += 1
        return f"_{self.fresh}"

    def _path(self) -> list[tuple[Part, bool]]:
        """The steps of a path; none for one that repeats or branches."""
        steps: list[tuple[Part, bool]] = []
        simple = True
        while True:
            turned = self.word() == "^"
            self.at += turned
            if self.word() == "(":
                self._skip()
                simple = False
            else:
                steps.append((self._term(True), turned))
            while self.word() in ("*", "+", "?"):
                self.at += 1
                simple = False
            if self.word() not in ("/", "|"):
                return steps if simple else []
            simple = simple and self.word() == "/"
            self.at += 1

    def _term(self, verb: bool = False) -> Part:
        kind, word, _ = self.tokens[self.at]
        self.at += 1
        if kind == "variable":
            return word[1:]
        if kind == "iri":
            return ox.NamedNode(word[1:-1])
        if kind == "name":
            return self._named(word)
        if verb and word == "a":
            return ox.NamedNode(RDF_NS + "type")
        if kind == "text":
            return self._literal(word)
        if kind == "number":
            datatype = "decimal" if "." in word else "integer"
            return ox.Literal(word, datatype=ox.NamedNode(XSD_NS + datatype))
        if word in ("true", "false"):
            return ox.Literal(word, datatype=ox.NamedNode(XSD_NS + "boolean"))
        if word == "[" and self.word() == "]":
            self.at += 1
            return self._new()
        raise BadInput(f"a rule has {word!r} where a term is expected")

    def _named(self, word: str) -> ox.NamedNode:
        prefix, _, local = word.partition(":")
        if prefix + ":" not in self.prefixes:
            raise BadInput(f"a rule has the unknown prefix {prefix}:")
        return ox.NamedNode(self.prefixes[prefix + ":"] + local)

    def _literal(self, word: str) -> ox.Literal:
        body, _, rest = word[1:].rpartition('"')
        body = body.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        if rest.startswith("@"):
            return ox.Literal(body, language=rest[1:])
        if rest.startswith("^^<"):
            return ox.Literal(body, datatype=ox.NamedNode(rest[3:-1]))
        return ox.Literal(body, datatype=self._named(rest[2:]) if rest else None)


# --- running ------------------------------------------------------------------------------------

Values = dict[str, Term]


def fit(pattern: Pattern, triple: ox.Triple) -> Values | None:
    """The values that make the pattern this triple, or None."""
    values: Values = {}
    for part, term in zip(pattern.parts, triple, strict=True):
        if not isinstance(part, str):
            if part != term:
                return None
        elif values.setdefault(part, term) != term:
            return None
    return values


def premises(text: str, triple: ox.Triple, store: ox.Store) -> list[ox.Triple] | None:
    """The triples from which the rule concludes the triple in the store; None if it does not."""
    rule = shape(text)
    for head in rule.head:
        values = fit(head, triple)
        if values is None:
            continue
        # In a group of its own, since what a rule binds itself may not be given beside it.
        query = f"{rule.prefixes}\nSELECT * WHERE {{ {_given(values)} {{ {rule.where} }} }}"
        found = _first(store, query)
        if found is None:
            continue
        values |= found
        return _instances(rule, values, store)
    return None


def unmet(text: str, triple: ox.Triple, store: ox.Store) -> str | Pattern | None:
    """The first pattern, or the condition, that keeps the rule from concluding the triple.

    None where the rule could not conclude such a triple at all.
    """
    rule = shape(text)
    for head in rule.head:
        values = fit(head, triple)
        if values is None:
            continue
        needed = [pattern for pattern in rule.body if not pattern.optional]
        known = values
        for count in range(1, len(needed) + 1):
            found = _first(store, _select(needed[:count], values))
            if found is None:
                return filled(needed[count - 1], known)
            known = values | found
        return _failing(rule, needed, values, store)
    return None


def _failing(rule: Shape, needed: list[Pattern], values: Values, store: ox.Store) -> str:
    """The first condition that fails once all patterns are met; all, where it cannot be told."""
    for select, having in rule.sums:
        query = f"{rule.prefixes}\nSELECT * WHERE {{ {_given(values)} {{ {select} }} }}"
        if having and _first(store, query) is None:
            return having
    if not re.search(r"\b(BIND|VALUES|SELECT)\b", rule.where):
        body = " . ".join(map(str, needed))
        for count, test in enumerate(rule.tests, 1):
            tests = " ".join(rule.tests[:count])
            query = f"{rule.prefixes}\nSELECT * WHERE {{ {_given(values)} {body} {tests} }}"
            if _first(store, query) is None:
                return test
    return "; ".join(rule.tests) or "its conditions"


def filled(pattern: Pattern, values: Values) -> Pattern:
    """The pattern with its known variables replaced."""
    parts = [values.get(part, part) if isinstance(part, str) else part for part in pattern.parts]
    return Pattern((parts[0], parts[1], parts[2]), pattern.optional)


def _given(values: Values) -> str:
    return " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in values.items())


def _select(patterns: list[Pattern], values: Values) -> str:
    body = " . ".join(str(pattern) for pattern in patterns)
    return f"SELECT * WHERE {{ {_given(values)} {body} }}"


def _first(store: ox.Store, query: str) -> Values | None:
    """The first solution in the order of the text of its terms."""
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    if not rows:
        return None
    best = min(rows, key=lambda row: [str(row[name]) for name in sorted(names)])
    return {name: term for name, term in best.items() if term is not None}


def _instances(rule: Shape, values: Values, store: ox.Store) -> list[ox.Triple]:
    """The rule's patterns with the values in place; what a sub-select hid is looked up."""
    ready = [filled(pattern, values) for pattern in rule.body]
    hidden = [pattern for pattern in ready if not pattern.optional and _open(pattern)]
    if hidden and (more := _first(store, _select(hidden, {}))):
        ready = [filled(pattern, more) for pattern in ready]
    return list(dict.fromkeys(_triples(ready, store)))


def _open(pattern: Pattern) -> bool:
    return any(isinstance(part, str) for part in pattern.parts)


def _triples(patterns: list[Pattern], store: ox.Store) -> Iterator[ox.Triple]:
    for pattern in patterns:
        if not _open(pattern):
            triple = ox.Triple(*pattern.parts)  # type: ignore[arg-type]
            if ox.Quad(triple.subject, triple.predicate, triple.object) in store:
                yield triple
