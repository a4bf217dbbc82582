"""Dates as texts write them: the first and the last day that they can mean, and their words.

``14 October 2026``, ``March 24, 2025``, ``March 2025``, ``early March 2025`` (days 1 to 10; mid 11
to 20; late 21 to the end) and ``1957`` give both bounds, the words and the precision; ISO dates
give no words; ``by June 2027`` gives the last bound only. Brackets hold bounds by hand, after words
or alone: ``recently [..2025-03-31]``, ``[1957]``, ``[1957-03-01..1957-05-31]``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from foedus.sources.dates import Dated, NotADate, of, partial

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november"
    r"|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
)
_LEAD = r"(?:(?P<lead>in|on|since|during|from|by|until|as of)\s+)?(?:the\s+)?"
_FORMS = tuple(
    re.compile(_LEAD + form, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"(?:(?P<part>early|mid|late)[\s-]+)?{_MONTH},?\s+(?P<year>\d{{4}})",
        r"(?P<year>\d{4})",
    )
)
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, None)}
_HAND = re.compile(r"(?P<words>.*?)\s*\[(?P<first>[\d-]*)(?P<to>\.\.)?(?P<last>[\d-]*)\]")
_ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


class Date(NamedTuple):
    """A date: its words, its first and last day, its precision (a code); empty where unknown."""

    words: str = ""
    earliest: str = ""
    latest: str = ""
    precision: str = ""

    @property
    def known(self) -> bool:
        """Whether it has a bound, and is more than words."""
        return bool(self.earliest or self.latest)


def parse(text: str) -> Date:
    """The date in a text; words alone where it names no day.

    Raises NotADate for a day that no calendar has, and for brackets that hold no bounds.

    >>> parse("late March 2025")[1:]
    ('2025-03-21', '2025-03-31', 'part-of-month')
    >>> parse("by June 2027")[1:3]
    ('', '2027-06-30')
    """
    if hand := _HAND.fullmatch(text):
        return _by_hand(hand)
    if _ISO.fullmatch(text):
        return _bounded("", partial(text))
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _in_words(text, found.groupdict())
    return Date(text)


def written(date: Date) -> str:
    """The shortest text that ``parse`` reads as a date."""
    bounds = date.earliest if date.earliest == date.latest else ""
    choices = (
        date.words,
        bounds,
        date.earliest[:7],
        f"[{date.earliest[:4]}]",
        f"{date.words} [{date.earliest}..{date.latest}]".strip(),
    )
    for text in choices:
        try:
            if text and parse(text) == date:
                return text
        except NotADate:
            continue
    return choices[-1]


def _by_hand(hand: re.Match[str]) -> Date:
    words = hand["words"]
    if not hand["to"]:
        if hand["last"] or not hand["first"]:
            raise NotADate("the brackets hold no bounds, such as [2025-03-01..2025-03-31]")
        return _bounded(words, partial(hand["first"]))
    first = partial(hand["first"]).earliest if hand["first"] else ""
    last = partial(hand["last"]).latest if hand["last"] else ""
    if not (first or last) or (first and last and first > last):
        raise NotADate("the brackets hold no bounds, such as [2025-03-01..2025-03-31]")
    return Date(words, first, last)


def _in_words(text: str, found: dict[str, str | None]) -> Date:
    year, month = int(found["year"] or 0), _month(found.get("month"))
    day = found.get("day")
    dated = _bounded(text, of(year, month, int(day) if day else None))
    if found.get("part"):
        first, last = _PARTS[str(found["part"]).lower()]
        earliest = f"{dated.earliest[:8]}{first:02}"
        latest = f"{dated.earliest[:8]}{last:02}" if last else dated.latest
        dated = Date(text, earliest, latest, "part-of-month")
    if (found["lead"] or "").lower() == "by":
        return Date(text, "", dated.latest, dated.precision)
    return dated


def _month(name: str | None) -> int | None:
    return _MONTHS.index(name[:3].lower()) // 3 + 1 if name else None


def _bounded(words: str, dated: Dated) -> Date:
    return Date(words, dated.earliest, dated.latest, dated.precision.rpartition("/")[2])
