"""What a check found: results as terms, findings as text, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.checks.report.places import Places
from foedus.rdf import writing
from foedus.rdf.names import RDF_NS, SH_NS, TYPE, XSD_NS, Term, curie, text

SEVERITIES = ("Violation", "Warning", "Info")
"""SHACL's severities: false or unusable, probably wrong, could be better."""

_PLAIN = (ox.NamedNode(XSD_NS + "string"), ox.NamedNode(RDF_NS + "langString"))


@dataclass(frozen=True)
class Rule:
    """What a finding may come from: a check or a shape.

    ``name`` is its prefixed name, ``title`` a few words, ``description`` what it is for, ``fix``
    what to do about a finding, ``severity`` one of ``SEVERITIES``, ``sources`` the rules of
    catalogues that it covers.
    """

    name: str
    title: str = ""
    description: str = ""
    fix: str = ""
    severity: str = "Violation"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One result as SHACL describes it; ``details`` are those under sh:node.

    ``component`` is None for what is no constraint of SHACL; ``fix`` says what to do; ``file`` is
    the file that it was found in, where the check knows.
    """

    shape: Term
    component: Term | None
    severity: Term
    focus: Term | None
    path: Term | None = None
    path_text: str = ""
    value: Term | None = None
    messages: tuple[ox.Literal, ...] = ()
    constraint: Term | None = None
    details: tuple[Result, ...] = ()
    fix: str = ""
    file: str = ""
    line: int | None = None

    def key(self) -> tuple[str, ...]:
        """The whole result as text, for sorting and comparing."""
        own = (self.shape, self.component, self.severity, self.focus, self.value, self.constraint)
        told = sorted(map(str, self.messages))
        below = sorted(str(detail.key()) for detail in self.details)
        return (*map(str, own), self.path_text, *told, *below)


@dataclass(frozen=True)
class Finding:
    """One result in words: how bad, which rule, where, and what a person can do about it.

    ``rule`` is the prefixed name of a check or a shape. ``subject``, ``property`` and ``value`` are
    prefixed names, IRIs or literals as Turtle writes them, empty where there is none. ``file`` and
    ``line`` are those of the subject's block; ``fix`` is empty where the message says what to do.
    """

    severity: str
    rule: str
    subject: str
    property: str
    value: str
    message: str
    fix: str
    file: str
    line: int | None


@dataclass(frozen=True)
class Part:
    """One kind of checking in a report: its name, how much it looked at, and by which rules.

    ``checked`` maps what was counted, in the plural, to how many.
    """

    name: str
    checked: Mapping[str, int]
    rules: tuple[Rule, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, repr=False)
class Report:
    """All findings in a fixed order, and what was checked, by part.

    ``results`` are the same as terms, ``described`` what is said of the blank nodes in them;
    ``ignored`` tells what shapes ask for and no engine does, such as sh:rule; ``accepted`` are the
    findings that the data let stand, ``notes`` what else to know of the report.
    """

    parts: tuple[Part, ...]
    results: tuple[Result, ...] = ()
    described: tuple[Mapping[Term, Sequence[ox.Quad]], ...] = field(default=(), repr=False)
    ignored: tuple[str, ...] = ()
    accepted: tuple[Result, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Whether it conforms, and how many findings there are."""
        number = len(self.findings)
        parts = ", ".join(part.name for part in self.parts)
        verdict = "conforms" if self.conforms else "does not conform"
        return f"<Report of {parts}: {verdict}, {number} finding{'s' * (number != 1)}>"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all parts: the worst first, then by place and name."""
        return tuple(sorted((one for part in self.parts for one in part.findings), key=order))

    @property
    def checked(self) -> Mapping[str, int]:
        """How much was looked at, for a report of one part; the last part counts for a word."""
        return {what: number for part in self.parts for what, number in part.checked.items()}

    @property
    def conforms(self) -> bool:
        """True if shapes have no result at all, SHACL's definition, and other checks no warning.

        Hints of lint are none of a shape, so data that only get hints conform.
        """
        shaped = (part.findings for part in self.parts if part.name == "validate")
        return not any(shaped) and not self.count("Violation") and not self.count("Warning")

    def count(self, severity: str) -> int:
        """How many findings have this severity (``Violation``, ``Warning`` or ``Info``)."""
        return Counter(one.severity for part in self.parts for one in part.findings)[severity]

    def turtle(self) -> str:
        """The report in SHACL's own vocabulary, as Turtle; the same findings give the same text."""
        return results_turtle(self.results, self.described)


def joined(reports: Iterable[Report]) -> Report:
    """Several reports as one, of all their parts."""
    reports = list(reports)
    return Report(
        parts=tuple(part for one in reports for part in one.parts),
        results=tuple(result for one in reports for result in one.results),
        described=tuple(about for one in reports for about in one.described),
        ignored=tuple(notice for one in reports for notice in one.ignored),
        accepted=tuple(result for one in reports for result in one.accepted),
        notes=tuple(note for one in reports for note in one.notes),
    )


def findings(results: Iterable[Result], places: Places) -> Iterator[Finding]:
    """The results as findings, each with the place of its focus node, and their details."""
    for result in results:
        yield finding(result, places)
        yield from findings(result.details, places)


def finding(result: Result, places: Places) -> Finding:
    """One result as a finding, at its own place or at that of its focus node."""
    file, line = result.file, result.line
    if line is None:
        file, line = places.of(result.focus, result.file)
    return Finding(
        severity=text(result.severity).removeprefix(SH_NS),
        rule=shown(result.shape),
        subject=shown(result.focus),
        property=result.path_text,
        value=shown(result.value),
        message=" ".join(sorted(message.value for message in result.messages)),
        fix=result.fix,
        file=file or result.file,
        line=line,
    )


def order(one: Finding) -> tuple[str | int, ...]:
    """Where a finding stands in a report: the worst first, then by place and name."""
    known = one.severity in SEVERITIES
    rank = SEVERITIES.index(one.severity) if known else len(SEVERITIES)
    place = (one.file, one.line or 0, one.subject)
    return (rank, *place, one.rule, one.property, one.value, one.message)


def shown(term: Term | None) -> str:
    """A term as Turtle writes it, with our prefixes; a blank node is not named."""
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.Literal):
        tag = f"@{term.language}" if term.language else ""
        plain = term.datatype in _PLAIN
        return f'"{term.value}"{tag}' if plain else f'"{term.value}"^^{curie(term.datatype.value)}'
    return "" if term is None else "[]"


# --- in SHACL's own vocabulary -----------------------------------------------------------


def results_turtle(
    results: Sequence[Result], described: Sequence[Mapping[Term, Sequence[ox.Quad]]] = ()
) -> str:
    """The results as Turtle; the same results give the same text."""
    return writing.serialize(statements(results, *described), ox.RdfFormat.TURTLE).decode()


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
    for name, term in (
        ("focusNode", result.focus),
        ("resultPath", result.path),
        ("resultSeverity", result.severity),
        ("sourceConstraint", result.constraint),
        ("sourceConstraintComponent", result.component),
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
