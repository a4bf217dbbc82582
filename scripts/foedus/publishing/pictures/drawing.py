"""What every picture is made of: text measured without a font, boxes, lines, and the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from foedus.publishing.html import escape

FONT = 13
"""Font size in pixels; the style sheet sets the same."""

LINE = 17
"""Height of a line of text in pixels."""

Point = tuple[float, float]

_NARROW = frozenset("iljtfrI.,:;'’‘|!()[]-–· ")
_WIDE = frozenset("mwMWQGOCDHNU@%—")


@dataclass(frozen=True)
class Box:
    """A labelled box: upper left corner and size in pixels, its lines, its link, its class."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    href: str = ""
    kind: str = ""
    title: str = ""

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = FONT) -> float:
    """A width in pixels that holds the text in any common sans-serif font.

    >>> width_of("ill") < width_of("mmm")
    True
    """
    return size * sum(
        0.36 if sign in _NARROW else 0.9 if sign in _WIDE else 1.0 if ord(sign) > 0x2E7F else 0.62
        for sign in text
    )


@lru_cache(maxsize=4096)
def wrapped(text: str, most: float, lines: int = 3) -> tuple[str, ...]:
    """The text in lines of at most ``most`` pixels; what does not fit ends in an ellipsis."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}") <= most:
            line += " " + words.pop(0)
        found.append(_cut(line, most))
    if words:
        found[-1] = _cut(found[-1] + " …", most) if found[-1][-1:] != "…" else found[-1]
    return tuple(found) or ("",)


def _cut(line: str, most: float) -> str:
    if width_of(line) <= most:
        return line
    while line and width_of(line + "…") > most:
        line = line[:-1]
    return line.rstrip(" …") + "…"


def size_of(lines: Sequence[str]) -> tuple[float, float]:
    """The width and height of a box around lines of text."""
    return max(map(width_of, lines)) + 18, LINE * len(lines) + 10


def number(value: float) -> str:
    """A coordinate as short as it can be.

    >>> number(12.0), number(3.25)
    ('12', '3.2')
    """
    return f"{value:.1f}".rstrip("0").rstrip(".")


def draw_box(box: Box) -> str:
    """A box as SVG, a link where it leads somewhere."""
    n = number
    first = box.middle - LINE * (len(box.lines) - 1) / 2 + FONT * 0.36
    text = "".join(
        f'<text x="{n(box.x + box.width / 2)}" y="{n(first + LINE * row)}">{escape(line)}</text>'
        for row, line in enumerate(box.lines)
    )
    title = f"<title>{escape(box.title)}</title>" if box.title else ""
    body = (
        f'<rect x="{n(box.x)}" y="{n(box.y)}" width="{n(box.width)}" height="{n(box.height)}" '
        f'rx="4"/>{title}{text}'
    )
    group = f'<g class="box {escape(box.kind)}">{body}</g>'
    return f'<a href="{escape(box.href)}">{group}</a>' if box.href else group


def draw_path(points: str, kind: str, title: str = "") -> str:
    """A line as SVG, with a title where it has one."""
    told = f"<title>{escape(title)}</title>" if title else ""
    return f'<path class="line {escape(kind)}" d="{points}">{told}</path>'


def curve(start: Point, first: Point, second: Point, end: Point) -> str:
    """A cubic curve by its four points."""
    told = [f"{number(x)} {number(y)}" for x, y in (start, first, second, end)]
    return f"M{told[0]}C{' '.join(told[1:])}"


def across(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve from left to right."""
    bend = (x1 + x2) / 2
    return curve((x1, y1), (bend, y1), (bend, y2), (x2, y2))


def down(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve from top to bottom."""
    bend = (y1 + y2) / 2
    return curve((x1, y1), (x1, bend), (x2, bend), (x2, y2))


def frame(name: str, title: str, width: float, height: float, parts: Iterable[str]) -> Markup:
    """The whole picture; ``name`` tells it from the others of its page."""
    w, h = number(width), number(height)
    return Markup(
        f'<svg class="picture" role="group" aria-labelledby="{escape(name)}-title" '
        f'viewBox="0 0 {w} {h}" width="{w}" height="{h}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{escape(name)}-title">{escape(title)}</title>' + "".join(parts) + "</svg>"
    )
