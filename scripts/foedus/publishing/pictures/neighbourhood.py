"""What is next to one thing: what points to it on the left, what it points to on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foedus.publishing.html import escape
from foedus.publishing.pictures.drawing import (
    FONT,
    Box,
    across,
    draw_box,
    draw_path,
    frame,
    number,
    size_of,
    wrapped,
)

_SIDE, _CENTRE, _GAP, _SPACE = 210.0, 190.0, 152.0, 12.0
_SMALL = 11.0


@dataclass(frozen=True)
class Neighbour:
    """A thing beside the centre: its text, the relation in words, its link, its class."""

    label: str
    relation: str
    href: str
    kind: str


def draw(
    name: str, title: str, centre: str, left: Sequence[Neighbour], right: Sequence[Neighbour]
) -> Markup:
    """The neighbours on both sides of the centre, as SVG."""
    columns = [_column(left), _column(right)]
    height = max(_height(columns[0]), _height(columns[1]), 60.0) + 4
    lines = wrapped(centre, _CENTRE - 18, 4)
    width, tall = size_of(lines)
    width = max(width, 90.0)
    at = _SIDE + _GAP if left else 2.0
    middle = Box(at, height / 2 - tall / 2, width, tall, lines, "", "centre")
    parts: list[str] = []
    boxes: list[str] = []
    for side, column, found in zip((-1, 1), columns, (left, right), strict=True):
        y = (height - _height(column)) / 2
        for one, (text, (wide, high)) in zip(found, column, strict=True):
            x = _SIDE - wide if side < 0 else middle.x + width + _GAP
            box = Box(x, y, wide, high, text, one.href, one.kind, one.label)
            ends = (x + wide, middle.x) if side < 0 else (middle.x + width, x)
            starts = (box.middle, middle.middle) if side < 0 else (middle.middle, box.middle)
            parts.append(draw_path(across(ends[0], starts[0], ends[1], starts[1]), one.kind))
            parts.append(_word(one.relation, x + wide + 6 if side < 0 else x - 6, box.middle, side))
            boxes.append(draw_box(box))
            y += high + _SPACE
    total = middle.x + width + (_GAP + _SIDE if right else 2)
    return frame(name, title, total, height, [*parts, *boxes, draw_box(middle)])


def _column(found: Sequence[Neighbour]) -> list[tuple[tuple[str, ...], tuple[float, float]]]:
    texts = [wrapped(one.label, _SIDE - 20, 2) for one in found]
    return [(text, size_of(text)) for text in texts]


def _height(column: Sequence[tuple[tuple[str, ...], tuple[float, float]]]) -> float:
    return sum(high for _, (_, high) in column) + _SPACE * max(len(column) - 1, 0)


def _word(text: str, x: float, y: float, side: int) -> str:
    (short,) = wrapped(text, (_GAP - 8) * FONT / _SMALL, 1)
    anchor = "from" if side < 0 else "to"
    place = f'x="{number(x)}" y="{number(y - 4)}"'
    return f'<text class="relation {anchor}" {place}>{escape(short)}</text>'
