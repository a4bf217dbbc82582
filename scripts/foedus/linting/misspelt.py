"""The check for terms that nobody declared, which no query can make: it knows what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def results(documents: Sequence[reading.Document]) -> Iterator[Result]:
    """The undeclared terms of some documents, each once a file and at its first line."""
    for document in documents:
        for fault in spelling.in_document(document):
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
