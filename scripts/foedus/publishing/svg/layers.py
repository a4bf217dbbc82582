"""Boxes in rows or columns with lines between: each near the middle of what it is joined to.

Method: the barycentre sweeps of K. Sugiyama, S. Tagawa and M. Toda (1981) order the boxes within
the rows, which the caller gives; then the boxes are pulled towards their neighbours without passing
each other.

In three columns, owners stand at the sides and what joins them in the middle. A line within a
column bows outwards; a line between columns crosses the gap, and its word stands where it covers no
box and no other word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup

from foedus.publishing.html import escape
from foedus.publishing.svg.boxes import (
    LINE,
    Box,
    Point,
    curve,
    down,
    draw_box,
    draw_path,
    frame,
    number,
    size_of,
    width_of,
    wrapped,
)

_WIDEST, _BETWEEN, _RISE, _SWEEPS = 168.0, 22.0, 62.0, 12

_PAGE = 980.0
"""The width that parts side by side may take."""

_ASIDE = 12.0
"""How far apart two lines between the same two boxes stand."""


@dataclass(frozen=True)
class Node:
    """A box: its name, its text, where it leads, its class, and its row, counted from the top."""

    name: str
    label: str
    href: str
    kind: str
    row: int


@dataclass(frozen=True)
class Line:
    """A line between two boxes: the relation in words, its class, whether the words stand on it."""

    start: str
    end: str
    relation: str
    kind: str
    worded: bool = True


def rows_by_length(nodes: Sequence[str], lines: Sequence[tuple[str, str]]) -> dict[str, int]:
    """A row for each node, below everything that stands above it; lines go from above to below.

    A circle is broken where it closes.
    """
    above: dict[str, list[str]] = defaultdict(list)
    for upper, lower in lines:
        above[lower].append(upper)
    found: dict[str, int] = {}

    def row(node: str, seen: frozenset[str]) -> int:
        if node not in found:
            over = [one for one in above[node] if one not in seen]
            found[node] = max((row(one, seen | {node}) + 1 for one in over), default=0)
        return found[node]

    for node in nodes:
        row(node, frozenset([node]))
    return found


def draw(name: str, title: str, nodes: Sequence[Node], lines: Sequence[Line]) -> Markup:
    """The boxes and lines as SVG."""
    boxes, width, height = _placed(nodes, lines)
    return _framed(name, title, lines, boxes, width, height)


def draw_parts(name: str, title: str, nodes: Sequence[Node], lines: Sequence[Line]) -> Markup:
    """The same, each connected part laid out alone, side by side as far as they fit."""
    boxes: dict[str, Box] = {}
    x = y = tallest = right = 0.0
    for part in _parts(nodes, lines):
        placed, width, height = _placed(part, lines)
        if x and x + width > _PAGE:
            x, y, tallest = 0.0, y + tallest + _BETWEEN, 0.0
        for one, box in placed.items():
            boxes[one] = replace(box, x=box.x + x, y=box.y + y)
        x, tallest = x + width + _BETWEEN, max(tallest, height)
        right = max(right, x - _BETWEEN)
    return _framed(name, title, lines, boxes, right, y + tallest)


def _parts(nodes: Sequence[Node], lines: Sequence[Line]) -> list[list[Node]]:
    """The connected parts, the largest first."""
    joined = _joined(nodes, lines)
    by_name = {one.name: one for one in nodes}
    parts: list[list[Node]] = []
    left = dict(by_name)
    for first in by_name:
        part, waiting = [], [first]
        while waiting:
            if (one := left.pop(waiting.pop(), None)) is not None:
                part.append(one)
                waiting += joined.get(one.name, [])
        if part:
            parts.append(sorted(part, key=lambda one: one.name))
    return sorted(parts, key=lambda part: -len(part))


def _placed(nodes: Sequence[Node], lines: Sequence[Line]) -> tuple[dict[str, Box], float, float]:
    """The box of each node, and the width and height of the whole."""
    joined = _joined(nodes, lines)
    rows = _ordered(nodes, joined)
    texts = {one.name: wrapped(one.label, _WIDEST - 18, 3) for one in nodes}
    sizes = {name: size_of(text) for name, text in texts.items()}
    left = _spread(rows, joined, {name: size[0] for name, size in sizes.items()})
    boxes: dict[str, Box] = {}
    y = 4.0
    for row in rows:
        tall = max(sizes[one.name][1] for one in row)
        for one in row:
            wide, high = sizes[one.name]
            at = y + (tall - high) / 2
            text = texts[one.name]
            boxes[one.name] = Box(
                left[one.name], at, wide, high, text, one.href, one.kind, one.label
            )
        y += tall + _RISE
    width = max((box.x + box.width for box in boxes.values()), default=10) + 4
    return boxes, width, max(y - _RISE, 0) + 4


def _framed(
    name: str,
    title: str,
    lines: Sequence[Line],
    boxes: Mapping[str, Box],
    width: float,
    height: float,
) -> Markup:
    drawn = []
    known: dict[frozenset[str], int] = defaultdict(int)
    for one in lines:
        if one.start in boxes and one.end in boxes:
            between = frozenset([one.start, one.end])
            drawn.append(_line(one, boxes, 0 if one.worded else known[between] * _ASIDE))
            known[between] += 1
    return frame(name, title, width, height, [*drawn, *map(draw_box, boxes.values())])


def _joined(nodes: Sequence[Node], lines: Sequence[Line]) -> dict[str, list[str]]:
    known = {one.name for one in nodes}
    found: dict[str, list[str]] = defaultdict(list)
    for one in lines:
        if one.start in known and one.end in known and one.start != one.end:
            found[one.start].append(one.end)
            found[one.end].append(one.start)
    return found


def _ordered(nodes: Sequence[Node], joined: Mapping[str, Sequence[str]]) -> list[list[Node]]:
    """The rows, each in the order that keeps neighbours near."""
    by_row: dict[int, list[Node]] = defaultdict(list)
    for one in nodes:
        by_row[one.row].append(one)
    rows = [by_row[row] for row in sorted(by_row)]
    place = {one.name: at / max(len(row), 1) for row in rows for at, one in enumerate(row)}
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            middle = {
                one.name: _mean([place[other] for other in joined.get(one.name, ())], one, place)
                for one in row
            }
            row.sort(key=lambda one: (middle[one.name], one.name))
            for at, one in enumerate(row):
                place[one.name] = (at + 0.5) / len(row)
    return rows


def _mean(values: Sequence[float], one: Node, place: Mapping[str, float]) -> float:
    return round(sum(values) / len(values), 9) if values else place[one.name]


def _spread(
    rows: Sequence[Sequence[Node]], joined: Mapping[str, Sequence[str]], wide: Mapping[str, float]
) -> dict[str, float]:
    """The left edge of each box: pulled to the middle of its neighbours, none over another."""
    left: dict[str, float] = {}
    whole = max(sum(wide[one.name] + _BETWEEN for one in row) for row in rows) if rows else 0
    for row in rows:
        x = (whole - sum(wide[one.name] + _BETWEEN for one in row)) / 2
        for one in row:
            left[one.name] = x
            x += wide[one.name] + _BETWEEN
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            for one in row:
                near = [left[other] + wide[other] / 2 for other in joined.get(one.name, ())]
                if near:
                    left[one.name] = sum(near) / len(near) - wide[one.name] / 2
            _apart(row, left, wide)
    least = min(left.values(), default=0)
    return {name: round(x - least + 4, 3) for name, x in left.items()}


def _apart(row: Sequence[Node], left: dict[str, float], wide: Mapping[str, float]) -> None:
    """Push the boxes of a row apart, half to each side."""
    for _ in range(4):
        for one, other in pairwise(row):
            over = left[one.name] + wide[one.name] + _BETWEEN - left[other.name]
            if over > 0:
                left[one.name] -= over / 2
                left[other.name] += over / 2
    for one, other in pairwise(row):
        left[other.name] = max(left[other.name], left[one.name] + wide[one.name] + _BETWEEN)


def _line(one: Line, boxes: Mapping[str, Box], aside: float) -> str:
    start, end = boxes[one.start], boxes[one.end]
    x1, x2 = start.x + start.width / 2 + aside, end.x + end.width / 2 + aside
    if start.y + start.height <= end.y:
        points, middle = down(x1, start.y + start.height, x2, end.y), start.y + start.height
        at = (middle + end.y) / 2
    elif end.y + end.height <= start.y:
        points, middle = down(x1, start.y, x2, end.y + end.height), end.y + end.height
        at = (middle + start.y) / 2
    else:
        points, at = _beside(start, end)
    path = draw_path(points, one.kind, _sentence(one, boxes))
    if not one.relation or not one.worded:
        return path
    return path + (
        f'<text class="relation between" x="{number((x1 + x2) / 2)}" y="{number(at + 4)}">'
        f"{escape(one.relation)}</text>"
    )


def _sentence(line: Line, boxes: Mapping[str, Box]) -> str:
    """A line in words, for who does not see that it is broken: a plan is told as one."""
    planned = " (planned)" if line.kind == "intended" else ""
    return f"{boxes[line.start].title} — {line.relation}: {boxes[line.end].title}{planned}"


def _beside(start: Box, end: Box) -> tuple[str, float]:
    """A line between two boxes of one row, bowed below them."""
    first, second = (start, end) if start.x < end.x else (end, start)
    low = max(first.y + first.height, second.y + second.height)
    x1, x2 = first.x + first.width / 2, second.x + second.width / 2
    bend = low + min(24 + (x2 - x1) / 12, 46)
    points = curve(
        (x1, first.y + first.height), (x1, bend), (x2, bend), (x2, second.y + second.height)
    )
    return points, low + 14


def legend(kinds: Mapping[str, str]) -> Markup:
    """What the lines mean, each drawn as in the picture beside its words."""
    parts = []
    for kind, words in kinds.items():
        line = f'<path class="line {escape(kind)}" d="M1 5H33"/>'
        sample = f'<svg class="sample" width="34" height="10" aria-hidden="true">{line}</svg>'
        parts.append(f"<li>{sample}{escape(words)}</li>")
    return Markup(f'<ul class="legend">{"".join(parts)}</ul>')


# --- in three columns ---------------------------------------------------------------------------


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


def draw_lanes(
    name: str, title: str, lanes: Sequence[Sequence[Node]], lines: Sequence[Line]
) -> Markup:
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
            paths.append(draw_path(curve(*points), line.kind, _sentence(line, boxes)))
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
        x = max(x, half)  # a word at the edge stays in the picture
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
