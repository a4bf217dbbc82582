"""The check for literals that are not of their datatype.

Their lexical form is judged as they are written. No query could: the store keeps ``01`` as ``1``
and a ``byte`` as an ``integer``. The lexical forms and the limits are those of W3C XML Schema 1.1
Part 2; whether a day exists is left to pyoxigraph's casts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.report.finding import Result, Rule
from foedus.rdf import reading
from foedus.rdf.names import XSD_NS

_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN")
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
_FORMS = {
    "boolean": re.compile(r"true|false|0|1"),
    "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    "double": _FLOAT,
    "float": _FLOAT,
    "hexBinary": re.compile(r"([0-9A-Fa-f]{2})*"),
    "base64Binary": re.compile(
        r"(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){2}([A-Za-z0-9+/] ?=|= ?=))?"
    ),
    "language": re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"([^\t\n\r ]+( [^\t\n\r ]+)*)?"),
    "anyURI": re.compile(r"[^\s<>\"{}|\\^`]*"),
}
_LIMITS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_CAST = {
    **{name: name for name in ("date", "dateTime", "time", "duration")},
    **{name: name for name in ("gDay", "gMonth", "gYear", "gYearMonth")},
    **{name: name for name in ("dayTimeDuration", "yearMonthDuration")},
    "dateTimeStamp": "dateTime",
    "gMonthDay": "date",
}
"""The datatype that pyoxigraph casts to. It has no 29 February for a day without a year."""

_LEAP_YEAR = "2000"


@cache
def rule() -> Rule:
    """What the check is."""
    return findings.rule(
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
        if isinstance(value, ox.Literal) and not well_typed(value):
            yield findings.result(rule(), document.name, subject, predicate, value)


def well_typed(literal: ox.Literal) -> bool:
    """Whether a literal's text is a form of its datatype; True for datatypes not of XML Schema.

    >>> def typed(text, kind):
    ...     return well_typed(ox.Literal(text, datatype=ox.NamedNode(XSD_NS + kind)))
    >>> typed("1949-12", "gYearMonth"), typed("1949-13", "gYearMonth"), typed("-1", "byte")
    (True, False, True)
    """
    datatype = literal.datatype.value
    if not datatype.startswith(XSD_NS):
        return True
    return _fits(literal.value, datatype.removeprefix(XSD_NS))


@lru_cache(maxsize=100_000)
def _fits(text: str, kind: str) -> bool:
    if kind in _FORMS:
        return bool(_FORMS[kind].fullmatch(text))
    if kind in _LIMITS:
        return bool(_INTEGER.fullmatch(text)) and _within(text, *_LIMITS[kind])
    if kind in _CAST:
        if kind == "dateTimeStamp" and not _ZONE.search(text):
            return False
        if kind == "gMonthDay":
            text = _LEAP_YEAR + text[1:] if text.startswith("--") else ""
        return _casts(text, _CAST[kind])
    return True


def _within(text: str, least: int | None, most: int | None) -> bool:
    digits = text.lstrip("+-").lstrip("0")
    if len(digits) > 20:  # beyond any limit there is, and too long to count with
        return most is None if not text.startswith("-") else least is None
    number = int(text)
    return (least is None or least <= number) and (most is None or number <= most)


def _casts(text: str, kind: str) -> bool:
    """Whether pyoxigraph makes a value of the text."""
    query = f"SELECT (<{XSD_NS}{kind}>({ox.Literal(text)}) AS ?value) {{}}"
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return any(row["value"] is not None for row in rows)
