"""A tidy tree from left to right: each parent stands at the middle of its children.

A node with several parents stands under its first; the others are joined to it by broken lines.
Method: the layout of E. Reingold and J. Tilford (1981), which for boxes of one height in columns
needs no contours: leaves take the next free row, a parent the middle of its children's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from foedus.publishing.pictures.drawing import (
    Box,
    across,
    draw_box,
    draw_path,
    frame,
    size_of,
    width_of,
)

_GAP, _SPACE, _ROW = 26.0, 6.0, 27.0


def draw(
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
        x += columns[depth] + _GAP
    boxes = {}
    for node, (depth, row) in tree.places.items():
        width, _ = size_of([label(node)])
        boxes[node] = Box(
            left[depth],
            row * _ROW + 2,
            width,
            _ROW - _SPACE,
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
