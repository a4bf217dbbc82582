"""Dates as they come: a year, a month or a day, never more exact than the source has it."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from foedus.rdf.names import CODE_NS, XSD_NS

_FORMS = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "yearmonth": re.compile(r"[0-9]{4}-[0-9]{2}"),
    "year": re.compile(r"[0-9]{4}"),
}
LENGTHS = {"year": 4, "yearmonth": 7, "date": 10}
"""How many signs a date of each type has."""

_PART = re.compile(r"[0-9]{1,4}")


class Dated(NamedTuple):
    """A date at its source's precision, and the first and the last day it can mean."""

    value: str
    type: str
    precision: str
    earliest: str
    latest: str


class NotADate(ValueError):
    """What a source gives is no date; the message is the reason."""


def parse(text: str, kind: str) -> Dated:
    """The date in a cell of type ``date``, ``year``, ``yearmonth`` or ``partial_date``.

    >>> parse("1844-06", "yearmonth")[3:]
    ('1844-06-01', '1844-06-30')
    """
    for form in _FORMS if kind == "partial_date" else (kind,):
        if _FORMS[form].fullmatch(text):
            return of(*map(int, text.split("-")))
    if kind == "partial_date":
        raise NotADate("not a day, month or year")
    raise NotADate(f"not a {kind} such as {'1951-09-08'[: LENGTHS[kind]]}")


def partial(text: str) -> Dated:
    """The date in a text that is a day, a month or a year."""
    return parse(text, "partial_date")


@lru_cache(maxsize=1 << 14)
def bounds(text: str) -> tuple[str, str] | None:
    """The first and the last day that a text can mean; None where it is no date.

    What is in a graph need not have come through the checks of a table, so this raises nothing.

    >>> bounds("1844-06"), bounds("ca. 1950")
    (('1844-06-01', '1844-06-30'), None)
    """
    try:
        dated = partial(text)
    except NotADate:
        return None
    return dated.earliest, dated.latest


def ordinal(day: str) -> int:
    """The number of a day in ISO 8601, so that days can be counted between two."""
    return datetime.date.fromisoformat(day).toordinal()


def of_parts(year: str | None, month: str | None, day: str | None) -> Dated:
    """The date in the cells for year, month and day; None is a missing cell.

    Raises NotADate for a cell that is no number, a day without month, a month without year, and a
    day that no calendar has.

    >>> of_parts("1844", "6", None).value
    '1844-06'
    """
    for part, name in ((year, "year"), (month, "month"), (day, "day")):
        if part is not None and not _PART.fullmatch(part):
            raise NotADate(f"the {name} is not a number")
    if year is None:
        raise NotADate("a month or day without a year")
    if month is None and day is not None:
        raise NotADate("a day without a month")
    return of(int(year), None if month is None else int(month), None if day is None else int(day))


def of(year: int, month: int | None = None, day: int | None = None) -> Dated:
    """The date of these numbers; raises NotADate where the calendar has none."""
    if not 1 <= year <= 9999:
        raise NotADate(f"there is no year {year}")
    if month is None:
        y = f"{year:04}"
        return Dated(y, _YEAR_TYPE, _PRECISION["year"], f"{y}-01-01", f"{y}-12-31")
    if not 1 <= month <= 12:
        raise NotADate(f"there is no month {month}")
    last = 29 if month == 2 and calendar.isleap(year) else _DAYS[month - 1]
    m = f"{year:04}-{month:02}"
    if day is None:
        return Dated(m, _MONTH_TYPE, _PRECISION["month"], f"{m}-01", f"{m}-{last}")
    if not 1 <= day <= last:
        raise NotADate(f"there is no day {day} in month {month} of {year}")
    value = f"{m}-{day:02}"
    return Dated(value, _DAY_TYPE, _PRECISION["day"], value, value)


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR_TYPE, _MONTH_TYPE, _DAY_TYPE = (XSD_NS + n for n in ("gYear", "gYearMonth", "date"))
_PRECISION = {name: CODE_NS + name for name in ("year", "month", "day")}
