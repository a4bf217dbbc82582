"""The check for queries that grow faster than their data, by how they are written.

What stands in EXISTS, and in a UNION after other patterns, is looked up for each row of what stands
outside. A pattern there that shares no variable with the outside is reached only by a join inside:
a query engine then reads all that fits it, once for each row, and so it works out a sub-select in
EXISTS. What shares only variables that may be unbound, such as those of an OPTIONAL or of a BIND
without COALESCE, is paired with every row. A join in an OPTIONAL, and a sub-select in an OPTIONAL
or UNION, is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.report.finding import Result
from foedus.rdf import reading
from foedus.rdf.names import SH_NS
from foedus.rdf.scanning import Cursor, lexemes, line_of

_SELECTS = tuple(ox.NamedNode(SH_NS + name) for name in ("select", "ask", "construct"))


LAW = findings.Law(
    "query-quadratic",
    title="Query that grows faster than its data",
    problem="A pattern shares no variable with the rows that it is looked up for.",
    fix="Put EXISTS in EXISTS, a pattern each, or use OPTIONAL with a sub-select.",
    sources=("Q8",),
)


def results(document: reading.Document, quads: Iterable[ox.Quad] | None = None) -> Iterator[Result]:
    """The SPARQL of shapes and rules in a document; ``quads`` where it says something else."""
    for quad in document.quads if quads is None else quads:
        if quad.predicate in _SELECTS and isinstance(quad.object, ox.Literal):
            for fault in faults(quad.object.value, ("this",)):
                yield LAW.found(document.name, quad.subject, quad.predicate, message=fault.reason)


def in_queries(files: Iterable[Path | str]) -> Iterator[Result]:
    """The SPARQL files, at the lines of the patterns."""
    for path in files:
        for fault in faults(reading.read_text(path)):
            yield LAW.found(str(path), None, message=fault.reason, line=fault.line)


@dataclass(frozen=True)
class Fault:
    """A pattern that is read again for each row: its line from 1, and why in words."""

    line: int
    reason: str


def faults(text: str, given: Iterable[str] = ()) -> list[Fault]:
    """What makes a query grow faster than its data, by line; each line once.

    ``given`` are the variables that are bound before. None are found in what cannot be read.

    >>> faults("SELECT * { ?a <p> ?b FILTER EXISTS { ?c <q> ?a ; <r> ?d } }")
    [Fault(line=1, reason='?c … ?d in EXISTS shares no variable with the outside')]
    >>> faults("SELECT * { ?a <p> ?b FILTER EXISTS { ?c <q> ?a FILTER EXISTS { ?c <r> ?d } } }")
    []
    """
    try:
        whole = _Reader(lexemes(text), text).query()
    except _Unread:
        return []
    found = {
        line_of(text, place): reason for place, reason in _judged(whole, frozenset(given), False)
    }
    return [Fault(line, reason) for line, reason in sorted(found.items())]


# --- judging ------------------------------------------------------------------------------------

_Found = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class _Pattern:
    """Two ends, each a variable or empty; its variables; the steps that lead from end to end."""

    place: int
    ends: tuple[str, str]
    variables: frozenset[str]
    steps: int


@dataclass(frozen=True)
class _Group:
    """What stands between braces, in its order, and what leads it in; a UNION has its branches.

    Sets are variables that VALUES or GRAPH bind. ``shown`` is what a sub-select or BIND gives.
    """

    kind: str
    place: int
    parts: list[_Pattern | _Group | frozenset[str]] = field(default_factory=list)
    shown: frozenset[str] | None = None

    def variables(self) -> frozenset[str]:
        """What may be bound in it."""
        return frozenset().union(*map(_bound, self.parts))

    def certain(self) -> frozenset[str]:
        """What is bound in it wherever it holds."""
        return frozenset().union(*map(_surely, self.parts))


def _bound(part: _Pattern | _Group | frozenset[str]) -> frozenset[str]:
    """What a part may bind for those beside it."""
    if isinstance(part, _Pattern):
        return part.variables
    if isinstance(part, frozenset):
        return part
    if part.shown is not None:
        return part.shown
    return frozenset() if part.kind in ("EXISTS", "MINUS") else part.variables()


def _surely(part: _Pattern | _Group | frozenset[str]) -> frozenset[str]:
    """What a part binds for those beside it in every row; BIND may come to nothing."""
    if not isinstance(part, _Group):
        return _bound(part)
    if part.kind == "UNION":
        return frozenset.intersection(*map(_surely, part.parts))
    if part.kind == "SELECT":
        maybe = part.variables() - part.certain()
        return (part.shown or part.variables()) - maybe
    if part.kind in ("BRANCH", "VALUES"):
        return part.shown if part.shown is not None else part.certain()
    return frozenset()


def _joined(part: _Group | frozenset[str]) -> bool:
    """Whether a part has rows of its own, and does not only bind a value or leave some out."""
    return isinstance(part, _Group) and part.kind not in ("BIND", "EXISTS", "MINUS", "VALUES")


def _judged(group: _Group, outside: frozenset[str], inner: bool) -> _Found:
    """The faults in a group; ``inner``: it is looked up for each row of what is outside."""
    if inner:
        yield from _unreached(group, outside)
    before = sure = outside
    late = inner
    for part in group.parts:
        if isinstance(part, _Group):
            if late and part.kind in ("OPTIONAL", "SELECT", "UNION"):
                yield from _unpaired(part, before, sure)
            yield from _inside(part, group, outside, before if late else frozenset(), inner)
        late = late or isinstance(part, _Pattern) or _joined(part)
        before |= _bound(part)
        sure |= _surely(part)


def _inside(
    part: _Group, group: _Group, outside: frozenset[str], before: frozenset[str], inner: bool
) -> _Found:
    """The faults in a part of a group; ``before`` is what is bound when it is come to, if any."""
    if part.kind == "EXISTS":
        yield from _judged(part, outside | group.variables(), True)
    elif part.kind == "OPTIONAL":
        yield from _judged(part, before, inner)
    elif part.kind == "UNION":
        for branch in part.parts:
            assert isinstance(branch, _Group)
            yield from _judged(branch, before, bool(before))
    else:
        if part.kind == "SELECT" and group.kind == "EXISTS":
            yield part.place, "a sub-select in EXISTS is worked out anew for each row"
        yield from _judged(part, frozenset(), False)


def _unpaired(part: _Group, before: frozenset[str], sure: frozenset[str]) -> _Found:
    """That an OPTIONAL or UNION has no variable to find its rows by."""
    own = part.certain() if part.kind == "OPTIONAL" else _surely(part)
    shared = part.variables() if part.kind == "OPTIONAL" else _bound(part)
    if shared & before and not own & sure:
        yield part.place, f"{part.kind} shares only variables that may be unbound"


def _unreached(group: _Group, outside: frozenset[str]) -> _Found:
    """The patterns, or steps of paths, that only others in their group lead to."""
    patterns = [part for part in group.parts if isinstance(part, _Pattern)]
    place = "UNION" if group.kind == "BRANCH" else group.kind
    for one in patterns:
        met = sum(1 for end in one.ends if end in outside or not end)
        ends = " … ".join(f"?{end}" if end and end[0] not in "_[" else "a term" for end in one.ends)
        if one.steps > max(met, 1):
            yield one.place, f"a step from {ends} in {place} shares no variable with the outside"
        elif len(patterns) > 1 and one.variables and not one.variables & outside:
            yield one.place, f"{ends} in {place} shares no variable with the outside"


# --- reading ------------------------------------------------------------------------------------


class _Unread(Exception):
    """A text that is not read here; other checks say whether it is a query."""


class _Reader(Cursor):
    """Reads the groups of a query and the variables of their patterns."""

    def fault(self, wanted: str) -> Exception:
        return _Unread()

    def query(self) -> _Group:
        while self.word() not in ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE"):
            self.take()
        if self.take().upper() == "CONSTRUCT" and self.word() == "{":
            self.skip()
        return replace(self.select(), shown=None)

    def select(self) -> _Group:
        """What a query or sub-select shows, and its pattern."""
        shown: list[str] | None = []
        while self.word() != "{":
            if self.word() == "*":
                shown = None
            names = self.skip()
            if shown is not None:
                shown += names[-1:]
        group = self.group("SELECT")
        return replace(group, shown=None if shown is None else frozenset(shown))

    def group(self, kind: str) -> _Group:
        """A group with its braces."""
        found = _Group(kind, self.offset())
        self.expect("{")
        if self.word() == "SELECT":
            self.take()
            found.parts.append(self.select())
            while self.word() != "}":
                self.skip()  # GROUP BY, ORDER BY and so on
        while self.word() != "}":
            self.part(found)
        self.take()
        return found

    def part(self, found: _Group) -> None:
        word, place = self.word(), self.offset()
        if word in ("FILTER", "BIND"):
            self.take()
            start = self.at
            names = self.expression(found)
            if word == "BIND":
                sure = self.tokens[start + 1][1].upper() == "COALESCE" or self.at - start == 5
                kind = "VALUES" if sure else word
                found.parts.append(_Group(kind, place, shown=frozenset(names[-1:])))
        elif word == "VALUES":
            self.take()
            found.parts.append(frozenset(self.skip()))
            self.skip()
        elif word in ("OPTIONAL", "MINUS"):
            self.take()
            found.parts.append(self.group(word))
        elif word in ("GRAPH", "SERVICE"):
            self.take()
            found.parts.append(frozenset(self.skip()))
            found.parts.extend(self.group("GROUP").parts)
        elif word == "{":
            self.groups(found)
        elif word == ".":
            self.take()
        else:
            self.triples(found)

    def groups(self, found: _Group) -> None:
        """A group that stands alone, or several with UNION between them."""
        place, several = self.offset(), [self.group("GROUP")]
        while self.word() == "UNION":
            self.take()
            several.append(self.group("GROUP"))
        if len(several) == 1:
            found.parts.extend(several[0].parts)
        else:
            branches = [replace(one, kind="BRANCH") for one in several]
            found.parts.append(_Group("UNION", place, [*branches]))

    def expression(self, found: _Group) -> list[str]:
        """A FILTER or BIND: its groups become parts; the variables outside of them."""
        names: list[str] = []
        depth = 0
        while True:
            kind, word = self.kind(), self.word()
            self.take()
            if word == "EXISTS" and kind == "word":
                found.parts.append(self.group("EXISTS"))
            names += [word[1:]] if kind == "variable" else []
            depth += {"(": 1, ")": -1}.get(word, 0) if kind == "sign" else 0
            if depth == 0 and word in (")", "EXISTS"):
                return names

    def triples(self, found: _Group) -> None:
        subject = self.node(found)
        if subject[:1] != "[" or self.word() not in (".", "}"):  # one that says all itself
            self.properties(found, subject)

    def properties(self, found: _Group, subject: str) -> None:
        """What is said of a subject, up to the sign after it."""
        while True:
            place = self.offset()
            verb, steps = self.path()
            while True:
                value = self.node(found)
                names = frozenset(one for one in (subject, verb, value) if one)
                found.parts.append(_Pattern(place, (subject, value), names, steps))
                if self.word() != ",":
                    break
                self.take()
            if self.word() != ";":
                return
            while self.word() == ";":
                self.take()
            if self.word() in (".", "}", "]"):
                return

    def path(self) -> tuple[str, int]:
        """The verb's variable, if it is one, and of how many steps a sequence is joined."""
        steps, branches = 1, False
        while True:
            while self.word() in ("^", "!"):
                self.take()
            names = self.skip()
            while self.word() in ("*", "+", "?"):
                self.take()
            if self.word() not in ("/", "|"):
                return (names[-1] if names else ""), 1 if branches else steps
            steps += self.word() == "/"
            branches |= self.word() == "|"
            self.take()

    def node(self, found: _Group) -> str:
        """The name of a variable, one that no variable has for a blank node, else nothing."""
        kind, word, place = self.tokens[self.at]
        if word == "[" and kind == "sign":
            self.take()
            if self.word() != "]":
                self.properties(found, f"[{place}")
            self.expect("]")
            return f"[{place}"
        names = self.skip()
        while self.tokens[self.at - 1][1].isdigit() and self.word().isdigit():
            self.take()
        if self.kind() == "language":
            self.take()
        if kind == "text" and self.word() == "^":
            self.take()
            self.expect("^")
            self.skip()
        if word == "(":
            return f"[{place}"
        return names[-1] if names else word if kind == "blank" else ""

    def skip(self) -> list[str]:
        """Pass over a token, or all that brackets hold; the variables in it."""
        names: list[str] = []
        depth = 0
        while True:
            kind, word = self.kind(), self.take()
            names += [word[1:]] if kind == "variable" else []
            if kind == "sign":
                depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(word, 0)
            if depth == 0:
                return names
            if depth < 0:
                raise _Unread
