"""Bounds of dates in words."""

from __future__ import annotations

from calendar import monthrange


def bounds(early: str, late: str, word: str) -> str:
    """Two bounds in words, after "from" or "until" for what lasts.

    >>> bounds("1960-01-01", "1960-12-31", "from")
    'from 1960'
    >>> bounds("1957-07-01", "", "")
    'on 1957-07-01 or later'
    """
    if early and late:
        if whole := _whole(early, late):
            return f"{word or ('on' if early == late else 'in')} {whole}"
        return f"{word} a day between {early} and {late}" if word else f"between {early} and {late}"
    if early:
        return f"{word or 'on'} {early} or later"
    return f"{word or 'on'} {late} at the latest" if late else ""


def _whole(early: str, late: str) -> str:
    """The day, month or year that the bounds are the ends of."""
    if early == late:
        return early
    if early[:4] == late[:4] and (early[4:], late[4:]) == ("-01-01", "-12-31"):
        return early[:4]
    if early[:7] == late[:7] and early[7:] == "-01" and late[8:] == _last_day(late):
        return early[:7]
    return ""


def _last_day(day: str) -> str:
    year, month = day[:4], day[5:7]
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and int(year)):
        return ""
    return str(monthrange(int(year), int(month))[1])
