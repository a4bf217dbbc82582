"""Version numbers, and how far each grade of change must raise them.

Semantic Versioning 2.0.0: a major change raises the first number, a minor one the second, a patch
the third. Before 1.0.0 nothing is promised yet, and the numbers move one place down: a major
change raises the second number, everything else the third.
"""

from __future__ import annotations

import re

GRADES = ("none", "patch", "minor", "major")
"""The grades of a change, from the least to the greatest."""

_NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)

Number = tuple[int, int, int]


def number(text: str) -> Number | None:
    """The three numbers of a version; None for anything that is not X.Y.Z.

    >>> number("0.1.0"), number("2026-11-23")
    ((0, 1, 0), None)
    """
    found = _NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def least(old: Number, grade: str) -> Number:
    """The lowest version that may follow with a change of this grade.

    >>> least((1, 2, 3), "major"), least((1, 2, 3), "minor"), least((1, 2, 3), "patch")
    ((2, 0, 0), (1, 3, 0), (1, 2, 4))
    >>> least((0, 1, 0), "major"), least((0, 1, 0), "minor"), least((0, 1, 0), "none")
    ((0, 2, 0), (0, 1, 1), (0, 1, 0))
    """
    major, minor, patch = old
    if grade == "none":
        return old
    steps = 3 - GRADES.index(grade) + (1 if major == 0 else 0)
    if steps == 0:
        return major + 1, 0, 0
    return (major, minor + 1, 0) if steps == 1 else (major, minor, patch + 1)


def text(version: Number) -> str:
    """A version as it is written.

    >>> text((0, 1, 0))
    '0.1.0'
    """
    return ".".join(map(str, version))
