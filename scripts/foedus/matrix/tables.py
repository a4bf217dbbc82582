"""The traceability matrix as text: short for people, whole for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from foedus.matrix import COLUMNS, Matrix, Row
from foedus.presentation import delimited
from foedus.results import table

_SHOWN = 3


def text(matrix: Matrix, format: str) -> str:
    """The matrix as "table" (a line a fact, long lists counted), "tsv" or "json" (whole)."""
    if format == "json":
        return json.dumps(_body(matrix), ensure_ascii=False, indent=2) + "\n"
    if format == "tsv":
        lines = [[" ".join(cell) for cell in row.cells()] for row in matrix.rows]
        return delimited(COLUMNS, lines)
    facts: dict[tuple[str, ...], list[Row]] = {}
    for row in matrix.rows:
        facts.setdefault(row.facts or row.terms, []).append(row)
    grid = table(COLUMNS, [_summary(rows) for rows in facts.values()])
    return grid + "\n" + verdict(matrix) + "\n"


def verdict(matrix: Matrix) -> str:
    """What the matrix joins, and whether each column leads on."""
    counts = ", ".join(
        f"{len(items):,} {name}{'s' if len(items) != 1 else ''}"
        for name, items in zip(COLUMNS, _columns(matrix.rows), strict=True)
    )
    accepted = len(matrix.accepted)
    state = "closed" if matrix.closed else f"{len(matrix.faults())} orphans"
    return f"{counts}: {state}" + (f", {accepted} accepted (tests/waiting.tsv)" if accepted else "")


def _columns(rows: Iterable[Row]) -> list[list[str]]:
    """What stands in each column, each thing once, in the order of its first row."""
    columns: list[dict[str, None]] = [{} for _ in COLUMNS]
    for row in rows:
        for column, cell in zip(columns, row.cells(), strict=True):
            column.update(dict.fromkeys(cell))
    return [list(column) for column in columns]


def _summary(rows: Sequence[Row]) -> list[str]:
    """One line for all rows of a fact, or of a term that no fact uses."""
    return [_short(column) for column in _columns(rows)]


def _short(items: Sequence[str]) -> str:
    if len(items) <= _SHOWN:
        return " ".join(items)
    return f"{items[0]} and {len(items) - 1} more"


def _body(matrix: Matrix) -> dict[str, object]:
    return {
        "closed": matrix.closed,
        "rows": [dict(zip(COLUMNS, row.cells(), strict=True)) for row in matrix.rows],
        "orphans": [vars(orphan) for orphan in matrix.orphans],
        "accepted": [vars(orphan) for orphan in matrix.accepted],
        "waiting for nothing": matrix.stale,
    }
