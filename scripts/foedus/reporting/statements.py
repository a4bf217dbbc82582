"""A report in SHACL's own vocabulary, as statements and as Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from foedus import writing
from foedus.reporting.finding import Result
from foedus.terms import Term
from foedus.vocabulary import RDF_NS, SH_NS

_TYPE = ox.NamedNode(RDF_NS + "type")


def turtle(
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
        ox.Quad(report, _TYPE, _sh("ValidationReport")),
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
    yield ox.Quad(node, _TYPE, _sh("ValidationResult"))
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
