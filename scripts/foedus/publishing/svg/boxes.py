"""What every picture is made of, and two that need no more: one thing's neighbours, and a tree.

Text is measured without a font. The tree's layout is that of E. Reingold and J. Tilford (1981),
which for boxes of one height in columns needs no contours: leaves take the next free row, a parent
the middle of its children's. A node with several parents stands under its first; the others are
joined to it by broken lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


# --- around one thing ---------------------------------------------------------------------------


_SIDE, _CENTRE, _GAP, _SPACE = 210.0, 190.0, 152.0, 12.0
_SMALL = 11.0


@dataclass(frozen=True)
class Neighbour:
    """A thing beside the centre: its text, the relation in words, its link, its class."""

    label: str
    relation: str
    href: str
    kind: str


def draw_neighbours(
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


# --- a tree -------------------------------------------------------------------------------------


_COLUMN_GAP, _ROW_SPACE, _ROW = 26.0, 6.0, 27.0


def draw_tree(
    name: str,
    title: str,
    roots: Sequence[str],
    children: Mapping[str, Sequence[str]],
    label: Callable[[str], str],
    href: Callable[[str], str],
    kind: Callable[[str], str] = lambda _: "",
) -> Markup:
    """The forest below ``roots`` as SVG; a node met again is joined, not drawn again."""
    tree = _Tree(children)
    for root in roots:
        tree.place(root, 0)
    columns: dict[int, float] = {}
    for node, (depth, _) in tree.places.items():
        columns[depth] = max(columns.get(depth, 0), width_of(label(node)) + 18)
    left, x = {}, 2.0
    for depth in sorted(columns):
        left[depth] = x
        x += columns[depth] + _COLUMN_GAP
    boxes = {}
    for node, (depth, row) in tree.places.items():
        width, _ = size_of([label(node)])
        boxes[node] = Box(
            left[depth],
            row * _ROW + 2,
            width,
            _ROW - _ROW_SPACE,
            (label(node),),
            href(node),
            kind(node),
        )
    lines = [_joined(boxes[one], boxes[other], "") for one, other in tree.lines]
    lines += [_joined(boxes[one], boxes[other], "second") for one, other in tree.more]
    width = max(box.x + box.width for box in boxes.values()) + 2 if boxes else 10
    return frame(name, title, width, tree.rows * _ROW + 2, [*lines, *map(draw_box, boxes.values())])


def _joined(parent: Box, child: Box, kind: str) -> str:
    return draw_path(across(parent.x + parent.width, parent.middle, child.x, child.middle), kind)


class _Tree:
    """The row and the depth of each node, and the lines between them."""

    def __init__(self, children: Mapping[str, Sequence[str]]) -> None:
        self.children = children
        self.places: dict[str, tuple[int, float]] = {}
        self.lines: list[tuple[str, str]] = []
        self.more: list[tuple[str, str]] = []
        self.rows = 0

    def place(self, node: str, depth: int) -> float:
        self.places[node] = (depth, 0.0)
        rows = []
        for child in self.children.get(node, ()):
            if child in self.places:
                self.more.append((node, child))
            else:
                self.lines.append((node, child))
                rows.append(self.place(child, depth + 1))
        if rows:
            row = (rows[0] + rows[-1]) / 2
        else:
            row = float(self.rows)
            self.rows += 1
        self.places[node] = (depth, row)
        return row
