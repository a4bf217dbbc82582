"""SPARQL constraints over all their focus nodes at once, where that means the same.

SHACL asks a constraint's query once for each focus node, with ``$this`` bound beforehand. Asked
once, with a pattern that binds ``$this`` to each focus node, it answers the same only if no part
of it looks at ``$this`` before that pattern does. So a query is read here by a small grammar of
what is safe: one SELECT that projects ``$this``, triples and paths, FILTERs of well-known
functions, [NOT] EXISTS, plain UNIONs and OPTIONALs. Anything else (sub-selects, groups, limits,
MINUS, VALUES, BIND …) is left to pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from foedus.checks.shapes.data import LANG_STRING, STRING, Data
from foedus.checks.shapes.paths import NotCompiled
from foedus.rdf.names import Term
from foedus.rdf.scanning import Cursor

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>\"\"\"|'''|"[^"\\\n]*"|'[^'\\\n]*')
    |(?P<var>[?$][A-Za-z_]\w*)
    |(?P<name>(?:[A-Za-z][\w.-]*)?:(?:\w(?:[\w.-]*[\w-])?)?)
    |(?P<word>[A-Za-z]+)
    |(?P<number>0|[1-9][0-9]{0,14})(?![\w.])
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<sign>\|\||&&|!=|<=|>=|\^\^|[{}().,;|/^*+?!=<>-])
    |(?P<other>.)""",
    re.X | re.S,
)
# pySHACL looks for these words by itself, even in names and texts: let it refuse them.
_SUSPECT = re.compile(r"(?i:minus|values|service|\bAS\b)|shapesGraph|currentShape|[?$]PATH")
_TRUTHS = {"STRSTARTS": 2, "STRENDS": 2, "CONTAINS": 2, "REGEX": 2, "SAMETERM": 2} | {
    "ISIRI": 1,
    "ISBLANK": 1,
    "ISLITERAL": 1,
    "BOUND": 1,
}
_CALLS = {"STR": 1, "LANG": 1, "SUBSTR": 3, "STRLEN": 1}
_SAFE_PATTERN = re.compile(r"[\w\-^$|()\[\]/:, ]*")

_TEXTUAL = frozenset((STRING, LANG_STRING))
_VALUE = ox.NamedNode("urn:x-foedus:value")


@dataclass
class Query:
    """A query that may be asked once: its text in two halves, between which ``$this`` is bound.

    In ``valued`` the body looks at the values of what it compares, where ``body`` sees terms.
    """

    head: str = ""
    body: str = ""
    valued: str = ""
    variables: list[str] = field(default_factory=list)

    def ask(self, store: ox.Store, pattern: str, originals: Mapping[Term, ox.Literal]) -> Any:
        """The rows, with a pattern that binds ``$this`` first in the WHERE.

        ``originals`` are the literals that stand in the store under a datatype of our own.
        """
        if not originals:
            return store.query(f"{self.head} {pattern} {self.body}")
        return store.query(
            f"{self.head} {pattern} {self.valued}",
            custom_functions={_VALUE: lambda term: originals.get(term, term)},
        )


def read(select: str, prefixes: Mapping[str, str]) -> Query:
    """Read a constraint's query. Raises NotCompiled where asking it once might differ."""
    return _Reader(select, prefixes).query()


def kept_apart(data: Data) -> tuple[ox.Store, dict[Term, ox.Literal]]:
    """A store of the statements in which every literal is told from every other.

    pyoxigraph stores ``01`` as ``1``: a literal that it would rewrite stands under a datatype of
    our own there, and the second part of the answer leads back to it.
    """
    terms = (data.terms[number] for number in data.names.literals)
    literals = {term for term in terms if isinstance(term, ox.Literal)}
    stand_ins: dict[Term, ox.Literal] = {
        literal: ox.Literal(literal.value, datatype=_private(literal.datatype))
        for literal in _rewritten(literals)
    }
    store = ox.Store()
    if stand_ins or data.has_graphs:
        store.bulk_extend(ox.Quad(s, p, stand_ins.get(o, o)) for s, p, o, _ in data.quads)
    else:
        store.bulk_extend(data.quads)
    return store, {stand_in: literal for literal, stand_in in stand_ins.items()}  # type: ignore[misc]


def _rewritten(literals: set[ox.Literal]) -> set[ox.Literal]:
    typed = {literal for literal in literals if literal.datatype not in _TEXTUAL}
    node, trial = ox.NamedNode("urn:x-foedus:trial"), ox.Store()
    trial.extend(ox.Quad(node, node, literal) for literal in typed)
    return typed - {quad.object for quad in trial}


def _private(datatype: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode("urn:x-foedus:as-written:" + datatype.value)


class _Reader(Cursor):
    """Reads a query token by token; every method raises NotCompiled at what it does not know."""

    def __init__(self, select: str, prefixes: Mapping[str, str]) -> None:
        if found := _SUSPECT.search(select):
            raise NotCompiled(f"{found.group()} in a query")
        tokens = (
            (str(found.lastgroup), found.group(), found.start())
            for found in _TOKEN.finditer(select)
            if found.lastgroup != "skip"
        )
        super().__init__(tokens, select)
        self.prefixes = prefixes
        self.compared: list[int] = []
        self.found = Query()

    def fault(self, wanted: str) -> Exception:
        return NotCompiled(f"{self.word() or 'the end'} in a query")

    def query(self) -> Query:
        self.expect("SELECT")
        self.accept("DISTINCT")
        while self.kind() == "var":
            self.found.variables.append(self.take()[1:])
        if "this" not in self.found.variables or "failure" in self.found.variables:
            raise NotCompiled("a query that does not project $this")
        self.accept("WHERE")
        self.expect("{")
        start = self.tokens[self.at - 1][2] + 1
        self.group("top")
        if self.kind() != "end":
            raise NotCompiled(f"{self.word()} after a query")
        header = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())
        self.found.head = header + self.text[:start]
        self.found.body = self.text[start:]
        self.found.valued = self._valued(start)
        return self.found

    def _valued(self, start: int) -> str:
        """The query's text from a place on, each variable that is compared in a function."""
        parts = []
        for number in self.compared:
            _, word, at = self.tokens[number]
            parts += [self.text[start:at], f"{_VALUE}({word})"]
            start = at + len(word)
        return "".join(parts) + self.text[start:]

    def group(self, kind: str) -> None:
        """The inside of a group, up to its closing brace."""
        while not self.accept("}"):
            if self.accept("."):
                continue
            if kind != "plain" and self.accept("FILTER"):
                self.filter(kind)
            elif kind == "top" and self.accept("OPTIONAL"):
                self.expect("{")
                self.group("optional")
            elif kind == "top" and self.accept("{"):
                self.group("plain")
                while self.accept("UNION"):
                    self.expect("{")
                    self.group("plain")
            else:
                self.triples()

    def filter(self, kind: str) -> None:
        negated = self.accept("NOT")
        if negated or self.word() == "EXISTS":
            self.expect("EXISTS")
            if kind == "optional":
                raise NotCompiled("EXISTS in an OPTIONAL")
            self.expect("{")
            self.group("exists")
        elif self.accept("("):
            self.either()
            self.expect(")")
        else:
            self.truth()

    # Triples and paths.

    def triples(self) -> None:
        self.node()
        while True:
            self.verb()
            self.node()
            while self.accept(","):
                self.node()
            if not self.accept(";"):
                return
            while self.accept(";"):
                pass
            if self.word() in (".", "}"):
                return

    def verb(self) -> None:
        if self.kind() == "var":
            self.take()
        else:
            self.path()

    def path(self) -> None:
        while True:
            self.accept("^")
            if self.accept("("):
                self.path()
                self.expect(")")
            elif not (self.kind() == "word" and self.accept("A")):
                self.iri()
            if self.accept("*") or self.accept("+"):
                pass
            else:
                self.accept("?")
            if not (self.accept("/") or self.accept("|")):
                return

    def node(self) -> None:
        if self.kind() in ("var", "number"):
            self.take()
        elif self.kind() == "text":
            self.string()
        elif self.word() in ("TRUE", "FALSE"):
            if not self.take().islower():
                raise NotCompiled("a truth value in capitals")
        else:
            self.iri()

    def iri(self) -> None:
        if self.kind() == "iri":
            if ":" not in self.take():
                raise NotCompiled("a relative address in a query")
        elif self.kind() == "name":
            prefix = self.take().partition(":")[0]
            if prefix not in self.prefixes:
                raise NotCompiled(f"the prefix {prefix} in a query")
        else:
            raise NotCompiled(f"{self.word() or 'the end'} in a query")
        if self.word() == "(":
            raise NotCompiled("a list, or a function of another vocabulary, in a query")

    def string(self) -> str:
        text = self.take()
        if self.kind() != "text" and text in ('"""', "'''"):
            raise NotCompiled("a long text in a query")
        if self.kind() == "text" or self.word() == "^^":
            raise NotCompiled("a typed or broken text in a query")
        if self.kind() == "tag":
            self.take()
        return text[1:-1]

    # Expressions: true or false by form, so that no value is taken for a truth value.

    def either(self) -> None:
        self.both()
        while self.accept("||"):
            self.both()

    def both(self) -> None:
        self.truth()
        while self.accept("&&"):
            self.truth()

    def truth(self) -> None:
        if self.accept("!"):
            self.truth()
        elif self.accept("("):
            self.either()
            self.expect(")")
        elif self.word() in _TRUTHS:
            self.call(_TRUTHS)
        else:
            self.comparison()

    def comparison(self) -> None:
        self.operand()
        negated = self.accept("NOT")
        if negated or self.word() == "IN":
            self.expect("IN")
            self.expect("(")
            self.operand()
            while self.accept(","):
                self.operand()
            self.expect(")")
        elif any(self.accept(sign) for sign in ("=", "!=", "<", ">", "<=", ">=")):
            self.operand()
        else:
            raise NotCompiled(f"{self.word() or 'the end'} in a FILTER")

    def operand(self) -> None:
        """One side of a comparison."""
        self.compared_value()
        while self.word() in ("-", "+", "*"):
            self.take()
            self.compared_value()

    def compared_value(self) -> None:
        if self.kind() == "var":
            self.compared.append(self.at)
        self.value()

    def value(self) -> None:
        if self.word() in _CALLS:
            self.call(_CALLS)
        else:
            self.node()

    def call(self, known: Mapping[str, int]) -> None:
        name = self.take().upper()
        self.expect("(")
        for number in range(known[name]):
            if number:
                self.expect(",")
            if name == "REGEX" and number == 1:
                if self.kind() != "text" or not _SAFE_PATTERN.fullmatch(self.string()):
                    raise NotCompiled("a pattern on which engines may differ")
            else:
                self.value()
        self.expect(")")
