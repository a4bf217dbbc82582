"""What the name of a node tells: its class, and what it says by some properties.

Who adds a node names it by hand, and fills it in by hand: where the two disagree, one is wrong.
The tables in ``tests/cases`` have for each class patterns of names and the values that go with
them, all of a property's; a reference such as ``\\1`` stands for a part of the name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path

from foedus.vocabulary import PREFIXES, curie

CASES = Path(__file__).parent / "cases"
Values = dict[str, set[str]]


@cache
def patterns(table: str) -> list[tuple[str, re.Pattern[str], dict[str, str]]]:
    """Class, pattern of the name, and values by property, of a table of names."""
    with (CASES / table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (
            row["class"],
            re.compile(row["name"]),
            dict(part.split("=", 1) for part in row["values"].split()),
        )
        for row in rows
    ]


def absent(table: str, names: Collection[str]) -> set[str]:
    """The plain names of a table, without a pattern, that no node has."""
    plain = {
        name
        for _, pattern, _ in patterns(table)
        if re.fullmatch(r"[a-z0-9|-]+", pattern.pattern)
        for name in pattern.pattern.split("|")
    }
    return plain - set(names)


def wanted(table: str, name: str) -> tuple[set[str], Values]:
    """The classes of a node and its values by property, as its name has them."""
    for kind, pattern, given in patterns(table):
        if match := pattern.fullmatch(name):
            return set(kind.split()), {
                key: {_short(match.expand(one)) for one in value.split(",")}
                for key, value in given.items()
            }
    return set(), {}


def faults(
    classes: Mapping[str, set[str]],
    wanted: Callable[[str], tuple[set[str], Values]],
    said: Callable[[str, str], set[str]],
) -> list[str]:
    """Where nodes are or say something else than their names tell, a line each.

    ``classes`` are those of each node by name, ``said`` is what it says by one property.
    """
    found = []
    for name, kinds in classes.items():
        expected, values = wanted(name)
        if kinds != expected:
            found.append(f"{name} is {sorted(kinds)}, not {sorted(expected)}")
        found += [
            f"{name}: {key} is {sorted(said(name, key))}, not {sorted(value)}"
            for key, value in values.items()
            if said(name, key) != value
        ]
    return found


def _short(value: str) -> str:
    return curie(value) if value.startswith(("http", *PREFIXES.values())) else value
