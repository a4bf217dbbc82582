"""A timeline: a bar for what lasts, a mark for what happens, whiskers for what is uncertain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from foedus.publishing.html import escape
from foedus.publishing.svg.boxes import FONT, frame, number, width_of, wrapped

_SMALL = 12.0
_ROW, _TOP, _LABEL, _AXIS = 24.0, 26.0, 390.0, 620.0


@dataclass(frozen=True)
class Span:
    """One row: its text, where it leads, and its days (ISO dates, empty where unknown).

    ``since`` and ``certain_since`` are the bounds of the start, ``certain_until`` and ``until``
    those of the end; an event has no end, and ``lasting`` is false for it.
    """

    label: str
    href: str
    kind: str
    since: str
    certain_since: str
    certain_until: str = ""
    until: str = ""
    lasting: bool = False
    told: str = ""


def draw(name: str, title: str, spans: Sequence[Span]) -> Markup:
    """The rows as SVG under an axis of years."""
    days = [
        _day(text)
        for one in spans
        for text in (one.since, one.certain_since, one.certain_until, one.until)
        if text
    ]
    first = min(days, default=date(2000, 1, 1)).year
    last = max(days, default=date(2001, 1, 1)).year + 1
    span = max(last - first, 1)
    label = min(max((width_of(one.label, _SMALL) for one in spans), default=80) + 12, _LABEL)
    height = _TOP + _ROW * len(spans) + 6

    def at(text: str) -> float:
        day = _day(text)
        start = date(day.year, 1, 1).toordinal()
        year = day.year + (day.toordinal() - start) / 366
        return label + _AXIS * (year - first) / span

    parts = []
    for year in _years(first, last):
        x = label + _AXIS * (year - first) / span
        parts.append(
            f'<path class="grid" d="M{number(x)} {number(_TOP - 4)}V{number(height)}"/>'
            f'<text class="year" x="{number(x)}" y="14">{year}</text>'
        )
    for row, one in enumerate(spans):
        parts.append(_row(one, _TOP + _ROW * row + _ROW / 2, label, at, label + _AXIS))
    return frame(name, title, label + _AXIS + 24, height, parts)


def _row(one: Span, y: float, label: float, at: Callable[[str], float], right: float) -> str:
    (text,) = wrapped(one.label, (label - 10) * FONT / _SMALL, 1)
    body = f'<text class="row" x="{number(label - 10)}" y="{number(y + 4)}">{escape(text)}</text>'
    body += _lasting(one, y, label, at, right) if one.lasting else _moment(one, y, at)
    title = f"<title>{escape(f'{one.label}: {one.told}')}</title>"
    group = f'<g class="span {escape(one.kind)}">{title}{body}</g>'
    return f'<a href="{escape(one.href)}">{group}</a>' if one.href else group


def _lasting(one: Span, y: float, left: float, at: Callable[[str], float], right: float) -> str:
    """A pale bar as far as the bounds allow, a full one where they prove it; no end stays open.

    As in the picture of a day, what has no latest start is certain on no day, and what has no
    earliest end is certain up to its latest.
    """
    begins = at(one.since) if one.since else left
    ends = at(one.until) if one.until else right
    body = _bar(begins, ends, y, "maybe")
    if one.certain_since:
        still = at(one.certain_until) if one.certain_until else ends
        body += _bar(at(one.certain_since), still, y, "sure")
    if not one.until:
        body += f'<text class="open" x="{number(right + 3)}" y="{number(y + 4)}">→</text>'
    return body


def _moment(one: Span, y: float, at: Callable[[str], float]) -> str:
    """A dot on the day; where it lies between two days, a whisker and a small dot on the first."""
    begins, surely = at(one.since or one.certain_since), at(one.certain_since or one.since)
    body = f'<path class="whisker" d="M{number(begins)} {number(y)}H{number(surely)}"/>'
    known = "" if one.certain_since else " early"
    body += f'<circle class="dot{known}" cx="{number(surely)}" cy="{number(y)}" r="4.5"/>'
    if surely - begins > 6:
        body += f'<circle class="dot early" cx="{number(begins)}" cy="{number(y)}" r="3"/>'
    return body


def _bar(left: float, right: float, y: float, kind: str) -> str:
    width = max(right - left, 0.0)
    return (
        f'<rect class="{kind}" x="{number(left)}" y="{number(y - 5)}" '
        f'width="{number(width)}" height="10" rx="2"/>'
    )


def _years(first: int, last: int) -> list[int]:
    """The years that the axis names: at most a dozen, round ones."""
    steps = (digit * 10**zeros for zeros in range(5) for digit in (1, 2, 5))
    step = next(step for step in steps if (last - first) / step < 12)
    return [year for year in range(first, last + 1) if year % step == 0 or last - first <= step]


def _day(text: str) -> date:
    return date.fromisoformat(text)
