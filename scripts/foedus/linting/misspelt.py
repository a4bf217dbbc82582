"""The check for terms that nobody declared, which no query can make: it knows what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from foedus import reading, spelling
from foedus.reporting.finding import CHECK, Result, Rule
from foedus.vocabulary import SH_NS

NAME = "term-misspelt"

RULE = Rule(
    name="check:" + NAME,
    title="Term that its vocabulary lacks",
    description="No shape reaches a term that nobody declared, and no query finds it.",
    fix="Correct the spelling.",
    severity="Violation",
    sources=("S9",),
)


def results(document: reading.Document, quads: Iterable[ox.Quad] | None = None) -> Iterator[Result]:
    """The undeclared terms of a document, each once and at its first line.

    ``quads`` are what it says, where that is not what its text says.
    """
    found = spelling.undeclared(document.quads if quads is None else quads)
    for fault in spelling.placed(found, document):
        yield result(fault, document.name)


def result(fault: spelling.Misspelling, file: str) -> Result:
    """One undeclared term as a result."""
    return Result(
        shape=ox.NamedNode(CHECK + NAME),
        component=None,
        severity=ox.NamedNode(SH_NS + RULE.severity),
        focus=ox.NamedNode(fault.term),
        messages=(ox.Literal(fault.reason),),
        fix=RULE.fix,
        file=file,
        line=fault.line,
    )
