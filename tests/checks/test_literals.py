"""Literals by their lexical form: what XML Schema allows, and no more."""

from __future__ import annotations

import datetime

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.rdf.names import XSD_NS
from foedus.rdf.xsd import well_typed

GOOD = {
    "boolean": "true false 0 1",
    "integer": "0 -1 +7 007 99999999999999999999999999",
    "nonNegativeInteger": "0 +0 -0 99999999999999999999999999",
    "negativeInteger": "-1 -99999999999999999999999999",
    "byte": "-128 127 +007",
    "unsignedLong": "18446744073709551615",
    "decimal": "1 1. .5 -1.50",
    "double": "1 1e3 -1.5E-3 INF -INF NaN .5",
    "date": "2024-02-29 1951-09-08Z 1951-09-08+09:00 -0044-03-15 12024-01-01",
    "dateTime": "1960-01-19T12:00:00 1960-01-19T24:00:00 1960-01-19T12:00:00.5-05:00",
    "dateTimeStamp": "1960-01-19T12:00:00Z",
    "time": "23:59:59 12:00:00Z",
    "gYear": "1949 -0044",
    "gYearMonth": "1949-12",
    "gMonthDay": "--02-29",
    "duration": "P1Y2M3DT4H5M6S -P1D PT0.5S",
    "hexBinary": "0aFF",
    "base64Binary": "QUJD QUI= QQ==",
    "language": "en en-GB zh-Hant-TW",
    "anyURI": "https://example.org/a#b relative",
    "string": "anything",
    "NCName": "a _a.b-c é",
    "Name": ":a a:b",
    "NMTOKEN": "-a 1:b",
    "gDay": "---31 ---01Z",
    "gMonth": "--12 --01+14:00",
    "yearMonthDuration": "P1Y P14M -P1Y2M",
    "dayTimeDuration": "P1D PT1M -P1DT0.5S",
    "float": "1 -INF +INF 1e9",
}
BAD = {
    "boolean": "True yes 2",
    "integer": "1.0 1e3 --1 ٣ x",
    "nonNegativeInteger": "-1 -99999999999999999999999999",
    "negativeInteger": "0 1",
    "byte": "-129 128 99999999999999999999999999",
    "unsignedLong": "18446744073709551616 -1",
    "decimal": "1,5 1e3 . INF",
    "double": "1,5 inf nan +NaN",
    "date": "2023-02-29 1900-02-29 1951-13-01 1951-9-8 08.09.1951 1951-09-08+15:00",
    "dateTime": "1960-01-19 1960-01-19T25:00:00 1960-02-30T00:00:00",
    "dateTimeStamp": "1960-01-19T12:00:00",
    "time": "24:00:01 12:60:00",
    "gYear": "49 1949-12",
    "gYearMonth": "1949-13 1949-00 1949",
    "gMonthDay": "--02-30 02-28",
    "duration": "P 1Y P1M2Y PT",
    "hexBinary": "0 xy",
    "base64Binary": "Q QUJ",
    "language": "e_n 12 abcdefghij",
    "NCName": "a:b -a 1a",
    "Name": "-a 1a",
    "NMTOKEN": "a,b",
    "gDay": "---32 ---1 --01",
    "gMonth": "--13 --1 01",
    "yearMonthDuration": "P1D P1Y1D P",
    "dayTimeDuration": "P1Y P1DT PT",
    "float": "1e 0x1 Inf",
}


def typed(text: str, kind: str) -> bool:
    return well_typed(ox.Literal(text, datatype=ox.NamedNode(XSD_NS + kind)))


@pytest.mark.parametrize("kind", GOOD)
def test_what_a_datatype_allows_passes(kind: str) -> None:
    assert [text for text in GOOD[kind].split() if not typed(text, kind)] == []


@pytest.mark.parametrize("kind", BAD)
def test_what_a_datatype_does_not_know_is_found(kind: str) -> None:
    assert [text for text in BAD[kind].split() if typed(text, kind)] == []


@pytest.mark.parametrize("text", ["", " 1", "1\n"])
def test_blanks_belong_to_no_number_or_date(text: str) -> None:
    assert not any(typed(text, kind) for kind in ("integer", "decimal", "double", "boolean"))
    assert not any(typed(text, kind) for kind in ("date", "gYear", "duration", "byte"))


def test_other_datatypes_are_left_alone() -> None:
    assert well_typed(ox.Literal("x", datatype=ox.NamedNode("https://example.org/type")))
    assert well_typed(ox.Literal("x", language="en"))


@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_one_exactly_if_the_calendar_has_it(year: int, month: int, day: int) -> None:
    try:
        datetime.date(year, month, day)
        exists = True
    except ValueError:
        exists = False
    assert typed(f"{year:04}-{month:02}-{day:02}", "date") == exists


@given(st.integers(-(2**70), 2**70))
def test_a_number_fits_exactly_within_the_limits(number: int) -> None:
    assert typed(str(number), "integer")
    assert typed(str(number), "long") == (-(2**63) <= number < 2**63)
    assert typed(str(number), "unsignedInt") == (0 <= number < 2**32)
    assert typed(str(number), "nonPositiveInteger") == (number <= 0)
