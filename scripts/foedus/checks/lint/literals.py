"""The check for literals that are not of their datatype.

Their lexical form is judged as they are written. No query could: the store keeps ``01`` as ``1``
and a ``byte`` as an ``integer``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.report.finding import Result
from foedus.rdf import reading, xsd
from foedus.rdf.names import XSD_NS

_ADDRESS = ox.NamedNode(XSD_NS + "anyURI")
_NO_ADDRESS = re.compile(r"[\s<>\"{}|\\^`]")


LAW = findings.Law(
    "literal-ill-typed",
    title="Literal that is not of its datatype",
    problem="This value is written in a way that its datatype does not know, or no such day"
    " exists.",
    fix="Write it as the datatype demands, or choose the datatype that fits.",
    sources=("ODK impossible_date", "house dates_exist"),
)


def results(document: reading.Document, quads: Iterable[ox.Quad]) -> Iterator[Result]:
    """The ill-typed literals of a document."""
    for subject, predicate, value, _ in quads:
        if isinstance(value, ox.Literal) and not _sound(value):
            yield LAW.found(document.name, subject, predicate, value)


def _sound(literal: ox.Literal) -> bool:
    """Whether a literal is of its datatype; an address has none of the characters that none has.

    XML Schema 1.1 takes any text for an xsd:anyURI; RFC 3987 does not.
    """
    if literal.datatype == _ADDRESS:
        return _NO_ADDRESS.search(literal.value) is None
    return xsd.well_typed(literal)
