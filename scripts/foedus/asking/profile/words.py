"""How a profile is worded: dates, plain words for what only makers know, who says something."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from foedus.asking.profile.model import (
    CANCELLED,
    CONDITIONAL,
    DENIED,
    EXPECTED,
    JUDGED,
    NOT_CERTAIN,
    PLANNED,
    SAID,
    Line,
)
from foedus.asking.statements import Statement
from foedus.rdf import xsd
from foedus.rdf.names import FOEDUS_NS

SHOWN = {
    NOT_CERTAIN: "not certain",
    DENIED: "denied",
    PLANNED: "planned",
    EXPECTED: "expected",
    CONDITIONAL: "conditional",
    SAID: "said",
    JUDGED: "judged",
    CANCELLED: "cancelled",
}
"""What people read for a status; a fact carries no word."""

MODALITIES = {"intended": PLANNED, "predicted": EXPECTED, "hypothetical": CONDITIONAL}

AS_VALUES = {"reporting-unspecified": "not named"}
"""Codes that as the value of a row are called otherwise than by their labels, by bare name."""

FUTURE = {
    "administers": "will administer",
    "hasObjective": "is meant to serve",
    "headquarteredIn": "will be based in",
    "improves": "will improve",
    "enables": "will enable",
    "locatedIn": "will be in",
    "partnerIn": "will be a partner in",
    "placesForcesUnder": "will place forces under",
    "reportsTo": "will report to",
    "responsibleFor": "will be responsible for",
    "toForm": "will become a",
    "underCommand": "will be under",
    "inCondition": "is meant for",
    "actsWith": "will act with",
    "eventStatus": "may be",
}
"""How a plan is worded, by property."""

_MONTHS = tuple(calendar.month_name)[1:]
_STATES = ("United States", "Philippines", "Senkaku Islands", "East China Sea")


def day(text: str) -> str:
    """A day in words; any other text as it is.

    >>> day("2025-03-31")
    '31 March 2025'
    """
    if not xsd.is_day(text):
        return text
    year, month, number = text.split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {int(year)}"


def span(first: str, last: str, exact: Collection[str] = ()) -> str:
    """When something was that was on one day from the first to the last, which count.

    ``exact`` are days that sources give: where both ends are such days, they contradict each other.

    >>> span("1957-01-01", "1957-12-31"), span("1954-11-17", "1954-11-18")
    ('1957', '17 to 18 November 1954')
    >>> span("1960-06-19", "1960-06-23", {"1960-06-19", "1960-06-23"})
    '19 or 23 June 1960, sources differ'
    """
    if not (xsd.is_day(first) and xsd.is_day(last)):
        return first if first == last else f"{first} to {last}"
    if first == last:
        return day(first)
    one, two = date.fromisoformat(first), date.fromisoformat(last)
    differ = {first, last} <= set(exact)
    if not differ and (one.month, one.day, two.month, two.day) == (1, 1, 12, 31):
        return f"{one.year}" if one.year == two.year else f"{one.year} to {two.year}"
    if not differ and one.day == 1 and (two + timedelta(1)) == _next_month(one):
        return f"{_MONTHS[one.month - 1]} {one.year}"
    word = "or" if differ else "to"
    head = day(first)
    if one.year == two.year:
        head = f"{one.day}" if one.month == two.month else f"{one.day} {_MONTHS[one.month - 1]}"
    told = f"{head} {word} {day(last)}"
    if differ:
        return f"{told}, sources differ"
    return told if (two - one).days < 15 else f"between {day(first)} and {day(last)}"


def bound(first: str, last: str, exact: Collection[str] = ()) -> str:
    """When something began or ended, as it stands after ``since`` or ``until``.

    >>> bound("1957-01-01", "1957-12-31"), bound("1954-11-17", "1954-11-18")
    ('1957', 'between 17 and 18 November 1954')
    """
    early, to, late = span(first, last, exact).partition(" to ")
    return f"between {early} and {late}" if to else early


def _next_month(one: date) -> date:
    return date(one.year + one.month // 12, one.month % 12 + 1, 1)


def status_of(one: Statement) -> str:
    """How what a statement says stands by it alone, where it is not admitted."""
    if one.negated:
        return DENIED
    if one.evaluative:
        return JUDGED
    return MODALITIES.get(one.modality, SAID)


def standing(line: Line) -> tuple[str, str]:
    """How a line stands in plain words, nothing for a fact, and the words that follow it.

    >>> standing(Line("planned", "says the article")), standing(Line("fact", "since 1974"))
    (('planned', ', says the article'), ('', 'since 1974'))
    """
    word = SHOWN.get(line.status, "")
    sign = " " if line.words.startswith(("by ", "(")) else ", "
    return word, f"{sign}{line.words}" if word and line.words else line.words


def says(names: Sequence[str], status: str) -> str:
    """Who says so, after a status: a plan is told by those who report it, not made by them.

    >>> says(["the article", "Pete Hegseth"], "planned")
    'say the article and Pete Hegseth'
    """
    if not names:
        return ""
    joined = listed(names)
    if status in (SAID, JUDGED):
        return f"by {joined}"
    return f"{'says' if len(names) == 1 else 'say'} {joined}"


def listed(names: Sequence[str]) -> str:
    """Names as people list them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def short_title(label: str) -> str:
    """A document's name without what it is about and whether it is a copy.

    >>> short_title("copy of a press report of 28 July 2024 on the upgrade of U.S. Forces Japan")
    'a press report of 28 July 2024'
    """
    head = label.removeprefix("copy of ")
    return head.partition(" on the ")[0] if head != label else label


def with_article(label: str) -> str:
    """A name in a sentence.

    >>> with_article("copy of a report"), with_article("Japan Times"), with_article("archive")
    ('a copy of a report', 'Japan Times', 'an archive')
    """
    if label[:1].islower() and not label.startswith(("a ", "an ", "the ")):
        return f"{'an' if label[0] in 'aeio' else 'a'} {label}"
    return label


def state(label: str) -> str:
    """A state's name in a sentence.

    >>> state("United States"), state("Japan")
    ('the United States', 'Japan')
    """
    return f"the {label}" if label in _STATES else label


def is_future(predicate: str) -> bool:
    """Whether a plan's property has a form for what will be."""
    return predicate.startswith(FOEDUS_NS) and predicate[len(FOEDUS_NS) :] in FUTURE


def interval(first: str, last: str) -> str:
    """The first and the last day of something for programs: one, or both with a slash between."""
    if not (first and last):
        return ""
    return first if first == last else f"{first}/{last}"


def ends(dates: str) -> tuple[str, str]:
    """The first and the last day that ``interval`` has joined."""
    first, _, last = dates.partition("/")
    return first, last or first
