"""The datatypes of XML Schema: what is a literal of each, what it is worth, how values compare.

The one place for all engines, for lint and for inference. Method: W3C XML Schema 1.1 Part 2 (2012):
lexical spaces (section 3 and appendix G), the order of dates by the time line (appendix E.3), of
which one may lack a time zone, the order of durations by four days (section 3.3.6); numbers of
several types are promoted as XPath does (XQuery 1.0 and XPath 2.0 Functions, section 6).
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from foedus.rdf.names import RDF_NS, RDFS_NS, XSD_NS

LITERAL = RDFS_NS + "Literal"

_PARENT = {
    "dateTimeStamp": "dateTime",
    "dayTimeDuration": "duration",
    "yearMonthDuration": "duration",
    "integer": "decimal",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "nonNegativeInteger": "integer",
    "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NCName": "Name",
    "ENTITY": "NCName",
    "ID": "NCName",
    "IDREF": "NCName",
    "NMTOKEN": "token",
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

# --- how each is written ---------------------------------------------------------------------

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INSIDE = _START + ".0-9\u00b7\u0300-\u036f\u203f\u2040-"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9](?:\.[0-9]+)?)"
    r"|(?P<midnight>24:00:00(?:\.0+)?))"
)
_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAYS = r"(?:(?P<days>[0-9]+)D)?"
_HOURS = (
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?"
    r"(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
_MONTHS = r"(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
_INTEGER = r"[+-]?[0-9]+"
_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"

_FORMS = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        **dict.fromkeys(_LIMITS, _INTEGER),
        "boolean": r"true|false|0|1",
        "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
        "double": _FLOAT,
        "float": _FLOAT,
        "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
        "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
        "time": f"{_TIME}{_ZONE}?",
        "gYear": f"{_YEAR}{_ZONE}?",
        "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
        "gMonth": f"--{_MONTH}{_ZONE}?",
        "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
        "gDay": f"---{_DAY}{_ZONE}?",
        "duration": f"(?P<sign>-?)P(?=[0-9T]){_MONTHS}{_DAYS}{_HOURS}",
        "dayTimeDuration": f"(?P<sign>-?)P(?=[0-9T]){_DAYS}{_HOURS}",
        "yearMonthDuration": f"(?P<sign>-?)P(?=[0-9]){_MONTHS}",
        "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
        "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*"
        r"(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
        r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
        "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
        "normalizedString": r"[^\t\n\r]*",
        "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
        "Name": f"[:{_START}][:{_INSIDE}]*",
        **dict.fromkeys(("NCName", "ENTITY", "ID", "IDREF"), f"[{_START}][{_INSIDE}]*"),
        "NMTOKEN": f"[:{_INSIDE}]+",
        **dict.fromkeys(
            ("QName", "NOTATION"), f"(?:[{_START}][{_INSIDE}]*:)?[{_START}][{_INSIDE}]*"
        ),
    }.items()
}
_LEAP_YEAR = 1972  # stands in for a year that is not written
_MONTHLENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOST_DIGITS = 20  # more than any limit has


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
    if kind not in _FORMS:
        return True
    found = _FORMS[kind].fullmatch(text)
    if not found:
        return False
    if kind in _LIMITS:
        return _within(text, *_LIMITS[kind])
    parts = found.groupdict()
    return not parts.get("day") or _day_exists(parts)


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as Python has it.

    >>> is_day("2025-03-31"), is_day("2025-W14-1"), is_day("2025-02-29")
    (True, False, False)
    """
    return len(text) == 10 and not text.startswith("0000") and _fits(text, "date")


def _within(text: str, least: int | None, most: int | None) -> bool:
    digits = text.lstrip("+-").lstrip("0")
    if len(digits) > _MOST_DIGITS:
        return most is None if not text.startswith("-") else least is None
    number = int(text)
    return (least is None or least <= number) and (most is None or number <= most)


def _day_exists(parts: dict[str, str | None]) -> bool:
    if not parts.get("month"):
        return True
    year, month = int(parts.get("year") or _LEAP_YEAR), int(parts["month"] or 0)
    return int(parts["day"] or 0) <= _length(year, month)


def _length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not leap else _MONTHLENGTHS[month - 1]


# --- which lies in which ---------------------------------------------------------------------


def is_datatype(term: object) -> bool:
    """Whether a class is one of the datatypes of XML Schema.

    >>> is_datatype(ox.NamedNode(XSD_NS + "date")), is_datatype(ox.NamedNode(XSD_NS))
    (True, False)
    """
    if not isinstance(term, ox.NamedNode):
        return False
    return term.value.startswith(XSD_NS) and len(term.value) > len(XSD_NS)


def types_of(literal: ox.Literal) -> list[str]:
    """The datatypes that a literal has by its own, the nearest first.

    >>> [name.rpartition("#")[2] for name in types_of(ox.Literal(1))]
    ['integer', 'decimal', 'Literal']
    """
    return [*_line(literal.datatype.value), LITERAL]


def excludes(literal: ox.Literal, datatype: str) -> bool:
    """Whether the literal cannot be of the datatype (OWL 2 Profiles, table 8: dt-not-type).

    >>> excludes(ox.Literal(1), XSD_NS + "date"), excludes(ox.Literal(1), XSD_NS + "long")
    (True, False)
    >>> excludes(ox.Literal(300), XSD_NS + "byte")
    True
    """
    own = literal.datatype.value
    if not own.startswith(XSD_NS) and own != RDF_NS + "langString":
        return False
    if _line(own)[-1] != _line(datatype)[-1] or not well_typed(literal):
        return True
    return not _holds(datatype.removeprefix(XSD_NS), literal)


def belongs(literal: ox.Literal, datatype: str) -> bool:
    """Whether the literal's value certainly is one of the datatype's.

    >>> belongs(ox.Literal(3), XSD_NS + "byte"), belongs(ox.Literal(300), XSD_NS + "byte")
    (True, False)
    >>> belongs(ox.Literal("3", datatype=ox.NamedNode("urn:own")), XSD_NS + "byte")
    False
    """
    own = literal.datatype.value
    known = own.startswith(XSD_NS) or own == RDF_NS + "langString"
    return datatype in (own, LITERAL) or (known and not excludes(literal, datatype))


def _holds(kind: str, literal: ox.Literal) -> bool:
    """Whether the value, of the same primitive type, lies in a type derived from it."""
    if kind in _LIMITS:
        number = Decimal(literal.value)
        whole = number == number.to_integral_value()
        return whole and _within(f"{number.to_integral_value():f}", *_LIMITS[kind])
    if kind == "dateTimeStamp":
        return bool(re.search(_ZONE + "$", literal.value))
    if kind.endswith("Duration"):
        months, seconds = value(literal)[1]  # type: ignore[index]
        return bool((seconds if kind == "yearMonthDuration" else months) == 0)
    return (
        kind not in _FORMS
        or _line(XSD_NS + kind)[-1] != XSD_NS + "string"
        or (_fits(literal.value, kind))
    )


def _line(datatype: str) -> list[str]:
    found = [datatype]
    while (name := found[-1].removeprefix(XSD_NS)) in _PARENT:
        found.append(XSD_NS + _PARENT[name])
    return found


# --- what it is worth, and how values compare ------------------------------------------------


def compare(one: ox.Literal, other: ox.Literal) -> int | None:
    """The order of two values: -1, 0 or 1; None for values that cannot be compared.

    So for texts with a language, for what is not of its datatype, for NaN, and for two dates whose
    order a missing time zone leaves open.

    >>> def date(text):
    ...     return ox.Literal(text, datatype=ox.NamedNode(XSD_NS + "date"))
    >>> compare(date("1951-09-08"), date("1951-09-09")), compare(ox.Literal(1), ox.Literal(1.0))
    (-1, 0)
    >>> print(compare(date("1951-09-08"), date("1951-09-08Z")))
    None
    """
    first, second = value(one), value(other)
    if first is None or second is None:
        return None
    (kind, left), (other_kind, right) = first, second
    if kind in _NUMBERS and other_kind in _NUMBERS:
        return _numbers(kind, left, other_kind, right)
    if kind != other_kind or kind in _UNORDERED:
        return None
    if kind in _DATED:
        return _moments(left, right)
    return _durations(left, right) if kind == "duration" else _sign(left, right)


def differ(one: ox.Literal, other: ox.Literal) -> bool:
    """Whether two literals certainly stand for different values.

    >>> differ(ox.Literal(1), ox.Literal("01", datatype=ox.NamedNode(XSD_NS + "byte")))
    False
    >>> differ(ox.Literal(1), ox.Literal("1")), differ(ox.Literal("a"), ox.Literal("b"))
    (True, True)
    """
    first, second = value(one), value(other)
    if first is None or second is None:
        return False
    if first[0] != second[0]:  # no two primitive types share a value
        return True
    if first[0] in _DATED:
        return _moments(first[1], second[1]) in (-1, 1)
    return first != second and not (first[1] != first[1] and second[1] != second[1])


@lru_cache(maxsize=100_000)
def value(literal: ox.Literal) -> tuple[str, Any] | None:
    """The primitive type of a literal and its value in it; None where that is not known."""
    datatype = literal.datatype.value
    if literal.language is not None:
        return "langString", (literal.value, literal.language.lower())
    if not datatype.startswith(XSD_NS) or not well_typed(literal):
        return None
    kind = _line(datatype)[-1].removeprefix(XSD_NS)
    return (
        (kind, _value(kind, datatype.removeprefix(XSD_NS), literal.value))
        if (kind in _FORMS or kind in ("string", "anyURI"))
        else None
    )


_NUMBERS = ("decimal", "float", "double")
_DATED = {"date", "dateTime", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"}
_UNORDERED = {"langString", "anyURI", "hexBinary", "base64Binary", "QName", "NOTATION"}
_Moment = tuple[Fraction, bool]


def _value(kind: str, own: str, text: str) -> Any:
    if kind == "decimal":
        return Decimal(text)
    if kind == "boolean":
        return text in ("true", "1")
    if kind == "double":
        return float(text)
    if kind == "float":
        return _single(float(text))
    if kind in _DATED:
        return _moment(_parts(own, text))
    if kind == "duration":
        return _duration(_parts(own, text))
    if kind == "hexBinary":
        return bytes.fromhex(text)
    return b64decode(text.replace(" ", "")) if kind == "base64Binary" else text


def _parts(kind: str, text: str) -> dict[str, str | None]:
    found = _FORMS[kind].fullmatch(text)
    assert found
    return found.groupdict()


def _single(number: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _numbers(kind: str, one: Any, other_kind: str, other: Any) -> int | None:
    if "double" in (kind, other_kind):
        one, other = float(one), float(other)
    elif "float" in (kind, other_kind):
        one, other = _single(float(one)), _single(float(other))
    return _sign(one, other)


def _sign(one: Any, other: Any) -> int | None:
    return 0 if one == other else -1 if one < other else 1 if one > other else None


def _moment(parts: dict[str, str | None]) -> _Moment:
    """The seconds on the time line, in UTC where a zone is written, and whether one is."""
    year, month, day = (
        int(parts.get(name) or other)
        for name, other in (("year", _LEAP_YEAR), ("month", 1), ("day", 1))
    )
    hours = 24 if parts.get("midnight") else int(parts.get("hour") or 0)
    minutes = hours * 60 + int(parts.get("minute") or 0)
    zone = parts.get("zone")
    if zone and zone != "Z":
        shift = int(zone[1:3]) * 60 + int(zone[4:6])
        minutes += shift if zone[0] == "-" else -shift
    seconds = Fraction(parts.get("second") or 0)
    return Fraction(_day_number(year, month, day) * 86400 + minutes * 60) + seconds, bool(zone)


def _day_number(year: int, month: int, day: int) -> int:
    """The days of the proleptic Gregorian calendar since the year 0, years before it too."""
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    return 365 * year + leap_days + sum(_length(year, one) for one in range(1, month)) + day


_WIDEST = 14 * 3600  # how far a time zone may lie from UTC


def _moments(one: _Moment, other: _Moment) -> int | None:
    if one[1] == other[1]:
        return _sign(one[0], other[0])
    apart = one[0] - other[0]
    return None if abs(apart) <= _WIDEST else 1 if apart > 0 else -1


def _duration(parts: dict[str, str | None]) -> tuple[int, Fraction]:
    """Months and seconds."""
    months = int(parts.get("years") or 0) * 12 + int(parts.get("months") or 0)
    hours = int(parts.get("days") or 0) * 24 + int(parts.get("hours") or 0)
    seconds = (hours * 60 + int(parts.get("minutes") or 0)) * 60 + Fraction(
        parts.get("seconds") or 0
    )
    sign = -1 if parts.get("sign") else 1
    return sign * months, sign * seconds


_DAYS_TO_ADD_TO = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def _durations(one: tuple[int, Fraction], other: tuple[int, Fraction]) -> int | None:
    signs = {_sign(_later(start, *one), _later(start, *other)) for start in _DAYS_TO_ADD_TO}
    found = signs.pop()
    return None if signs or (found == 0 and one != other) else found


def _later(start: tuple[int, int], months: int, seconds: Fraction) -> Fraction:
    year, month = divmod(start[0] * 12 + start[1] - 1 + months, 12)
    return _day_number(year, month + 1, 1) * 86400 + seconds
