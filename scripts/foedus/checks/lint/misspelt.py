"""The check for terms that nobody declared, which no query can make: it knows what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from foedus.asking import querying
from foedus.bundled import spelling
from foedus.checks.lint import findings
from foedus.checks.report.finding import Result
from foedus.rdf import reading

LAW = findings.Law(
    "term-misspelt",
    title="Term that its vocabulary lacks",
    problem="No shape reaches a term that nobody declared, and no question finds it.",
    fix="Correct the spelling.",
    sources=("OOPS P40", "S9"),
)


def results(document: reading.Document, quads: Iterable[ox.Quad] | None = None) -> Iterator[Result]:
    """The undeclared terms of a document, each once and at its first line.

    ``quads`` are what it says, where that is not what its text says.
    """
    return told(spelling.undeclared(document.quads if quads is None else quads), document)


def told(found: Iterable[str], document: reading.Document) -> Iterator[Result]:
    """What is told of the undeclared terms of a document."""
    for fault in spelling.placed(found, document):
        yield _result(fault, document.name)


def in_queries(files: Iterable[Path | str]) -> Iterator[Result]:
    """The undeclared terms of SPARQL files, at their lines. Raises BadInput for no query."""
    for path in files:
        text = reading.read_text(path)
        faults = spelling.in_query(text)
        for fault in faults:
            yield _result(fault, str(path))
        if not faults:
            querying.check(text, str(path))
            querying.parse(text, str(path))


def _result(fault: spelling.Misspelling, file: str) -> Result:
    term = ox.NamedNode(fault.term)
    return LAW.found(file, term, message=fault.reason, line=fault.line)
