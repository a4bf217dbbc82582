"""Boxes in three columns: two owners at the sides, what joins them in the middle.

A line within a column bows outwards; a line between columns crosses the gap, and its word stands
where it covers no box and no other word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foedus.publishing.html import escape
from foedus.publishing.pictures.drawing import (
    LINE,
    Box,
    Point,
    curve,
    draw_box,
    draw_path,
    frame,
    number,
    width_of,
    wrapped,
)
from foedus.publishing.pictures.layers import Line, Node

_WIDE, _GAP, _MARGIN, _SPACE = 178.0, 150.0, 104.0, 20.0
_LOOSEST = 48.0
_SMALL = 11.0
_PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85)

Curve = tuple[Point, Point, Point, Point]
"""Four points: start, two controls, end."""


@dataclass(frozen=True)
class _Rect:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Rect) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def draw(name: str, title: str, lanes: Sequence[Sequence[Node]], lines: Sequence[Line]) -> Markup:
    """The three columns with their lines as SVG; the boxes of a column stand in the given order."""
    sized = [[(one, wrapped(one.label, _WIDE - 16, 4)) for one in lane] for lane in lanes]
    heights = [
        sum(len(text) * LINE + 10 for _, text in lane) + _SPACE * max(len(lane) - 1, 0)
        for lane in sized
    ]
    height = max(heights, default=0.0)
    boxes: dict[str, Box] = {}
    column: dict[str, int] = {}
    for at, lane in enumerate(sized):
        gaps = len(lane) if at == 1 else max(len(lane) - 1, 1)
        extra = min((height - heights[at]) / max(gaps, 1), _LOOSEST)
        y = 4.0 + (extra / 2 if at == 1 else 0.0)
        for one, text in lane:
            tall = len(text) * LINE + 10
            x = _MARGIN + at * (_WIDE + _GAP)
            boxes[one.name] = Box(x, y, _WIDE, tall, text, one.href, one.kind, one.label)
            column[one.name] = at
            y += tall + _SPACE + extra
    width = 2 * _MARGIN + 3 * _WIDE + 2 * _GAP
    taken = [_Rect(b.x - 2, b.y, b.x + b.width + 2, b.y + b.height) for b in boxes.values()]
    paths, texts = [], []
    for line in lines:
        if line.start in boxes and line.end in boxes:
            points = _curve(line, boxes, column)
            said = f"{boxes[line.start].title} — {line.relation}: {boxes[line.end].title}"
            paths.append(draw_path(curve(*points), line.kind, said))
            texts.append(_word(line.relation, points, taken))
    return frame(name, title, width, height + 8, [*paths, *map(draw_box, boxes.values()), *texts])


def _curve(one: Line, boxes: Mapping[str, Box], column: Mapping[str, int]) -> Curve:
    start, end = boxes[one.start], boxes[one.end]
    first, last = column[one.start], column[one.end]
    if first == last:
        side = 1 if first == 2 else -1
        x = start.x + start.width if side > 0 else start.x
        far = x + side * min(30 + abs(end.middle - start.middle) / 4, _MARGIN - 8)
        low = 4 if end.middle > start.middle else -4
        return ((x, start.middle + low), (far, start.middle), (far, end.middle), (x, end.middle))
    if first < last:
        x1, x2 = start.x + start.width, end.x
    else:
        x1, x2 = start.x, end.x + end.width
    bend = (x2 - x1) * 0.5
    return (
        (x1, start.middle),
        (x1 + bend, start.middle),
        (x2 - bend, end.middle),
        (x2, end.middle),
    )


def _point(points: Curve, at: float) -> tuple[float, float]:
    back = 1 - at
    weights = (back**3, 3 * back * back * at, 3 * back * at * at, at**3)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return x, y


def _word(text: str, points: Curve, taken: list[_Rect]) -> str:
    """The relation's word on its line, at the first place that is free."""
    half = width_of(text, _SMALL) / 2 + 2
    best = None
    for at in _PLACES:
        x, y = _point(points, at)
        rect = _Rect(x - half, y - 8, x + half, y + 7)
        best = best or (x, y, rect)
        if not any(rect.meets(other) for other in taken):
            best = (x, y, rect)
            break
    assert best is not None
    x, y, rect = best
    taken.append(rect)
    return (
        f'<text class="relation between" x="{number(x)}" y="{number(y + 4)}">{escape(text)}</text>'
    )
