"""What a validation found: results as terms, findings as text, and the report as statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import reading, spelling, writing
from foedus.scanning import line_of
from foedus.terms import Term, text
from foedus.validation.data import LANG_STRING, STRING, TYPE
from foedus.vocabulary import PREFIXES, SH_NS, curie

SEVERITIES = ("Violation", "Warning", "Info")
MISSPELLED = PREFIXES["shape"] + "TermDeclared"


@dataclass(frozen=True)
class Result:
    """One result as SHACL describes it, of either engine; ``details`` are those under sh:node."""

    shape: Term
    component: Term
    severity: Term
    focus: Term
    path: Term | None = None
    path_text: str = ""
    value: Term | None = None
    messages: tuple[ox.Literal, ...] = ()
    constraint: Term | None = None
    details: tuple[Result, ...] = ()

    def key(self) -> tuple[str, ...]:
        """The whole result as text, for sorting and comparing."""
        own = (self.shape, self.component, self.severity, self.focus, self.value, self.constraint)
        told = sorted(map(str, self.messages))
        below = sorted(str(detail.key()) for detail in self.details)
        return (*map(str, own), self.path_text, *told, *below)


@dataclass(frozen=True)
class Finding:
    """One result: how bad, which shape, where, and what a person can do about it.

    ``shape``, ``focus``, ``path`` and ``value`` are prefixed names, IRIs or literals as Turtle
    writes them, empty where there is none; ``line`` is the line of the focus node's block.
    """

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    message: str
    file: str
    line: int | None


@dataclass(frozen=True)
class Report:
    """All findings in a fixed order, and what was checked: statements, shapes, nodes reached.

    ``ignored`` tells what the shapes ask for and neither engine does, such as sh:rule.
    """

    findings: tuple[Finding, ...]
    statements: int
    shapes: int
    targets: int
    results: tuple[ox.Quad, ...]
    ignored: tuple[str, ...] = ()

    def turtle(self) -> str:
        """The report in SHACL's own vocabulary, as Turtle; the same findings give the same text."""
        return writing.serialize(self.results, ox.RdfFormat.TURTLE).decode()

    @property
    def conforms(self) -> bool:
        """True unless there is a violation: warnings and infos alone do not fail data."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    def count(self, severity: str) -> int:
        """How many findings have this severity (``Violation``, ``Warning`` or ``Info``)."""
        return Counter(finding.severity for finding in self.findings)[severity]


def misspelled(documents: Sequence[reading.Document]) -> list[tuple[Result, Finding]]:
    """The terms of our namespaces that nobody declared, as results."""
    found = []
    for document in documents:
        for fault in spelling.in_document(document):
            result = Result(
                shape=ox.NamedNode(MISSPELLED),
                component=ox.NamedNode(MISSPELLED),
                severity=ox.NamedNode(SH_NS + "Violation"),
                focus=ox.NamedNode(fault.term),
                messages=(ox.Literal(fault.reason),),
            )
            found.append((result, finding(result, document.name, fault.line)))
    return found


def findings(results: Iterable[Result], documents: Sequence[reading.Document]) -> Iterator[Finding]:
    """The results as findings, each with the place of its focus node."""
    for result in results:
        yield finding(result, *_place(result.focus, documents))
        yield from findings(result.details, documents)


def finding(result: Result, file: str, line: int | None) -> Finding:
    """One result as a finding at a place."""
    return Finding(
        severity=text(result.severity).removeprefix(SH_NS),
        shape=_show(result.shape),
        focus=_show(result.focus),
        path=result.path_text,
        value=_show(result.value),
        message=" ".join(sorted(message.value for message in result.messages)),
        file=file,
        line=line,
    )


def order(one: Finding) -> tuple[str | int, ...]:
    """Where a finding stands in a report: the worst first, then by place and name."""
    known = one.severity in SEVERITIES
    rank = SEVERITIES.index(one.severity) if known else len(SEVERITIES)
    return (rank, one.file, one.line or 0, one.focus, one.shape, one.path, one.value, one.message)


def statements(
    results: Sequence[Result], *described: Mapping[Term, Sequence[ox.Quad]]
) -> list[ox.Quad]:
    """The results as a report in SHACL's vocabulary, with what is said of each blank node."""
    report = ox.BlankNode("report")
    quads = [
        ox.Quad(report, TYPE, _sh("ValidationReport")),
        ox.Quad(report, _sh("conforms"), ox.Literal(not results)),
    ]
    waiting = [(report, "result", result) for result in results]
    for number, (owner, link, result) in enumerate(waiting):
        node = ox.BlankNode(f"result{number}")
        quads.append(ox.Quad(owner, _sh(link), node))
        quads += _said(node, result)
        waiting += [(node, "detail", detail) for detail in result.details]
    return quads + _descriptions(quads, described)


def _said(node: ox.BlankNode, result: Result) -> Iterator[ox.Quad]:
    yield ox.Quad(node, TYPE, _sh("ValidationResult"))
    component = None if text(result.component) == MISSPELLED else result.component
    for name, term in (
        ("focusNode", result.focus),
        ("resultPath", result.path),
        ("resultSeverity", result.severity),
        ("sourceConstraint", result.constraint),
        ("sourceConstraintComponent", component),
        ("sourceShape", result.shape),
        ("value", result.value),
        *(("resultMessage", message) for message in result.messages),
    ):
        if term is not None:
            yield ox.Quad(node, _sh(name), term)


def _descriptions(
    quads: Iterable[ox.Quad], described: Sequence[Mapping[Term, Sequence[ox.Quad]]]
) -> list[ox.Quad]:
    """What the data and shapes say of the blank nodes in a report, and of those they lead to."""
    waiting: list[Term] = [quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)]
    found: list[ox.Quad] = []
    seen: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for source in described:
            for s, p, o, _ in source.get(node, ()):
                found.append(ox.Quad(s, p, o))
                if isinstance(o, ox.BlankNode):
                    waiting.append(o)
    return found


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH_NS + name)


def _place(focus: Term, documents: Sequence[reading.Document]) -> tuple[str, int | None]:
    """The document in which a node is a subject, and the line on which its block starts."""
    if not isinstance(focus, ox.NamedNode):
        return (documents[0].name, None) if len(documents) == 1 else ("", None)
    for document in documents:
        if any(quad.subject == focus for quad in document.quads):
            return document.name, _block_line(focus.value, document)
    return "", None


def _block_line(iri: str, document: reading.Document) -> int | None:
    names = [f"<{iri}>"]
    for prefix, space in document.prefixes.items():
        if iri.startswith(space):
            names.append(f"{prefix}:{iri.removeprefix(space)}")
    pattern = "^(?:" + "|".join(map(re.escape, names)) + r")(?=\s)"
    body = document.text.decode()
    found = re.search(pattern, body, re.M)
    return line_of(body, found.start()) if found else None


def _show(term: Term | None) -> str:
    """A term as Turtle writes it, with our prefixes; a blank node is not named."""
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.Literal):
        tag = f"@{term.language}" if term.language else ""
        plain = term.datatype in (STRING, LANG_STRING)
        return f'"{term.value}"{tag}' if plain else f'"{term.value}"^^{curie(term.datatype.value)}'
    return "" if term is None else "[]"
