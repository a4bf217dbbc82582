"""SPARQL constraints over all their focus nodes at once, where that gives what pySHACL gives.

SHACL asks a constraint's query once for each focus node, with ``$this`` bound beforehand. Asked
once, with a pattern that binds ``$this`` to each focus node, it answers the same only if no part
of it looks at ``$this`` before that pattern does, and if the two query engines agree on each
operator. So a query is read here by a small grammar of what is safe: one SELECT that projects
``$this``, triples and paths, FILTERs of well-known functions, [NOT] EXISTS, plain UNIONs and
OPTIONALs. Anything else (sub-selects, groups, limits, MINUS, VALUES, BIND …) is left to pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.checks.shapes.data import LANG_STRING, STRING, Data, to_literal
from foedus.checks.shapes.paths import NotCompiled
from foedus.rdf.names import RDF_NS, XSD_NS, Term

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
_TEXTS = {"STR": 1, "LANG": 1, "SUBSTR": 3}
_NUMBERS = {"STRLEN": 1}
_SAFE_PATTERN = re.compile(r"[\w\-^$|()\[\]/:, ]*")

_INTEGER = ox.NamedNode(XSD_NS + "integer")
_DATE = ox.NamedNode(XSD_NS + "date")
_BOOLEAN = ox.NamedNode(XSD_NS + "boolean")
_SHAPE_OF = {
    _INTEGER: re.compile(r"-?[1-9][0-9]{0,14}|0", re.A),
    _DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.A),
    _BOOLEAN: re.compile(r"true|false"),
}
_TEXTUAL = frozenset((STRING, LANG_STRING))
_OPERANDS = {
    "equal": (_TEXTUAL | frozenset(_SHAPE_OF),),
    "order": (frozenset((_INTEGER,)), frozenset((_DATE,))),
    "arithmetic": (_TEXTUAL | {_INTEGER},),
}
"""For each kind of operator, the sets of datatypes on which both query engines agree."""


@dataclass
class Query:
    """A query that may be asked once: its text in two halves, between which ``$this`` is bound.

    ``operators`` are the kinds of operators whose outcome hangs on literals; ``predicates`` are
    those whose values the query can meet, None for all.
    """

    head: str = ""
    body: str = ""
    variables: list[str] = field(default_factory=list)
    operators: set[str] = field(default_factory=set)
    predicates: set[ox.NamedNode] | None = field(default_factory=set)

    def bound_by(self, pattern: str) -> str:
        """The query, with a pattern that binds ``$this`` first in its WHERE."""
        return f"{self.head} {pattern} {self.body}"

    def agrees_on(self, data: Data) -> bool:
        """True if both query engines treat every literal that the query can meet alike."""
        if not self.operators:
            return True
        predicates = data.predicates() if self.predicates is None else self.predicates
        literals = {
            term
            for predicate in predicates
            for term in data.by_object(predicate)
            if isinstance(term, ox.Literal)
        }
        if "pattern" in self.operators and any("\n" in term.value for term in literals):
            return False  # where "$" matches
        if "repeat" in self.operators and not all(map(to_literal, literals)):
            return False  # rdflib 7.6 takes "", 0 and false at the end of a path for no node
        valued = self.operators & _OPERANDS.keys()
        kinds = {term.datatype for term in literals}
        known = all(any(kinds <= fit for fit in _OPERANDS[name]) for name in valued)
        return known and (not valued or all(map(_plain, literals)))


def read(select: str, prefixes: Mapping[str, str]) -> Query:
    """Read a constraint's query. Raises NotCompiled where asking it once might differ."""
    return _Reader(select, prefixes).query()


def kept_apart(quads: Iterable[ox.Quad]) -> tuple[ox.Store, dict[Term, ox.Literal]]:
    """A store of the statements in which every literal is told from every other.

    pyoxigraph stores ``01`` as ``1``: a literal that it would rewrite stands under a datatype of
    our own there, and the second part of the answer leads back to it.
    """
    quads = list(quads)
    odd = _rewritten({q.object for q in quads if isinstance(q.object, ox.Literal)})
    stand_ins = {
        literal: ox.Literal(literal.value, datatype=_private(literal.datatype)) for literal in odd
    }
    store = ox.Store()
    store.extend(
        ox.Quad(s, p, stand_ins.get(o, o) if isinstance(o, ox.Literal) else o)
        for s, p, o, _ in quads
    )
    return store, {stand_in: literal for literal, stand_in in stand_ins.items()}


def _rewritten(literals: set[ox.Literal]) -> set[ox.Literal]:
    typed = {literal for literal in literals if literal.datatype not in _TEXTUAL}
    node, trial = ox.NamedNode("urn:x-foedus:trial"), ox.Store()
    trial.extend(ox.Quad(node, node, literal) for literal in typed)
    return typed - {quad.object for quad in trial}


def _private(datatype: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode("urn:x-foedus:as-written:" + datatype.value)


def _plain(literal: ox.Literal) -> bool:
    shape = _SHAPE_OF.get(literal.datatype)
    if shape is None:
        return literal.datatype in _TEXTUAL
    return bool(shape.fullmatch(literal.value)) and to_literal(literal).ill_typed is not True


class _Reader:
    """Reads a query token by token; every method raises NotCompiled at what it does not know."""

    def __init__(self, select: str, prefixes: Mapping[str, str]) -> None:
        if found := _SUSPECT.search(select):
            raise NotCompiled(f"{found.group()} in a query")
        self.text = select
        self.prefixes = prefixes
        self.tokens = [
            (str(found.lastgroup), found.group(), found.end())
            for found in _TOKEN.finditer(select)
            if found.lastgroup != "skip"
        ]
        self.place = 0
        self.found = Query()

    def query(self) -> Query:
        self.expect("SELECT")
        self.accept("DISTINCT")
        while self.kind() == "var":
            self.found.variables.append(self.take()[1:])
        if "this" not in self.found.variables or "failure" in self.found.variables:
            raise NotCompiled("a query that does not project $this")
        self.accept("WHERE")
        self.expect("{")
        start = self.tokens[self.place - 1][2]
        self.group("top")
        if self.place != len(self.tokens):
            raise NotCompiled(f"{self.word()} after a query")
        header = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())
        self.found.head = header + self.text[:start]
        self.found.body = self.text[start:]
        return self.found

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
            self.found.predicates = None
        else:
            self.path()

    def path(self) -> None:
        while True:
            self.accept("^")
            if self.accept("("):
                self.path()
                self.expect(")")
            elif self.kind() == "word" and self.accept("A"):
                self.reach(ox.NamedNode(RDF_NS + "type"))
            else:
                self.iri()
            if self.accept("*") or self.accept("+") or self.accept("?"):
                self.found.operators.add("repeat")
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
            iri = self.take()[1:-1]
            if ":" not in iri:
                raise NotCompiled("a relative address in a query")
        elif self.kind() == "name":
            prefix, _, local = self.take().partition(":")
            if prefix not in self.prefixes:
                raise NotCompiled(f"the prefix {prefix} in a query")
            iri = self.prefixes[prefix] + local
        else:
            raise NotCompiled(f"{self.word() or 'the end'} in a query")
        if self.word() == "(":
            raise NotCompiled("a list, or a function of another vocabulary, in a query")
        self.reach(ox.NamedNode(iri))

    def reach(self, iri: ox.NamedNode) -> None:
        if self.found.predicates is not None:
            self.found.predicates.add(iri)

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
        textual = self.operand()
        negated = self.accept("NOT")
        if negated or self.word() == "IN":
            self.expect("IN")
            self.expect("(")
            textual = self.operand() and textual
            while self.accept(","):
                textual = self.operand() and textual
            self.expect(")")
            ordering = False
        else:
            ordering = self.word() in ("<", ">")
            if not (self.accept("=") or self.accept("!=") or self.accept("<") or self.accept(">")):
                raise NotCompiled(f"{self.word() or 'the end'} in a FILTER")
            textual = self.operand() and textual
        if ordering:
            self.found.operators.add("order")
        elif not textual:
            self.found.operators.add("equal")

    def operand(self) -> bool:
        """One side of a comparison; true if it is a text whatever the data are."""
        textual = self.value()
        while self.word() in ("-", "+", "*"):
            self.take()
            self.found.operators.add("arithmetic")
            self.value()
            textual = False
        return textual

    def value(self) -> bool:
        if self.word() in _TEXTS:
            self.call(_TEXTS)
            return True
        if self.word() in _NUMBERS:
            self.call(_NUMBERS)
            return False
        textual = self.kind() == "text"
        self.node()
        return textual

    def call(self, known: Mapping[str, int]) -> None:
        name = self.take().upper()
        self.expect("(")
        for number in range(known[name]):
            if number:
                self.expect(",")
            if name == "REGEX" and number == 1:
                if self.kind() != "text" or not _SAFE_PATTERN.fullmatch(self.string()):
                    raise NotCompiled("a pattern on which engines may differ")
                self.found.operators.add("pattern")
            else:
                self.value()
        self.expect(")")

    # Tokens.

    def kind(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def word(self) -> str:
        return self.tokens[self.place][1].upper() if self.place < len(self.tokens) else ""

    def take(self) -> str:
        if self.place == len(self.tokens):
            raise NotCompiled("a query without an end")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def accept(self, word: str) -> bool:
        if self.word() != word or self.kind() not in ("word", "sign"):
            return False
        self.place += 1
        return True

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise NotCompiled(f"{self.word() or 'the end'} in a query")
