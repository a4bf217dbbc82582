"""What every table is: columns with their meaning, rows, and what the codebook must say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Cell = str | int | None
"""A cell: a text, a whole number, or None where nothing is known."""


@dataclass(frozen=True)
class Column:
    """A column: its name, ``text`` or ``integer``, and what its values mean."""

    name: str
    type: str
    meaning: str


@dataclass
class Sheet:
    """A table: name, columns, rows in order, what one row is, and remarks for the codebook."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    row: str
    remarks: list[str] = field(default_factory=list)


OBLIGATIONS = ("defense", "offense", "neutrality", "non-aggression", "consultation")
"""The obligations that have columns of their own, as codes."""


def obligation_columns(who: str) -> tuple[Column, ...]:
    """A column of 0 and 1 for each obligation."""
    return tuple(
        Column(
            name.replace("-", "_"),
            "integer",
            f"1 if the source codes {name} as an obligation of {who}, else 0",
        )
        for name in OBLIGATIONS
    )
