"""The checks that are queries: one SPARQL file each, with a header.

A check is a SPARQL file in ``queries/hygiene``. Its rows have the columns file, entity, property
and value. ``GRAPH ?file`` holds what a checked file says, the default graph what all files at hand
say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foedus.bundled import folders
from foedus.bundled.questions import read_header
from foedus.checks.lint import findings
from foedus.checks.lint.profile import bundled_profile
from foedus.errors import BadInput

KEYS = ("title", "problem", "fix", "rules")
ABOUT = ("own", "others", "all")
"""Whose terms a check speaks of: not those of known vocabularies, only those, or any."""


@dataclass(frozen=True)
class Check:
    """One check: its name, its query, what it is, and whose terms it speaks of (of ``ABOUT``)."""

    name: str
    query: str
    law: findings.Law
    about: str


@cache
def bundled_checks() -> tuple[Check, ...]:
    """The checks that foedus carries, by name."""
    return tuple(read_check(path) for path in folders.hygiene_files())


def read_check(path: Path) -> Check:
    """The check in one file. Raises BadInput when its header or the profile lacks something."""
    text = path.read_text(encoding="utf-8")
    header = read_header(text, str(path), KEYS)
    about = header.get("about", "own")
    if about not in ABOUT:
        raise BadInput(f"about is {', '.join(ABOUT)}, not {about!r}", str(path), 1)
    if path.stem not in bundled_profile().severities:
        raise BadInput("the profile gives this check no severity", str(path))
    law = findings.Law(
        path.stem,
        title=str(header["title"]),
        problem=str(header["problem"]),
        fix=str(header["fix"]),
        sources=tuple(map(str, header["rules"])),
    )
    return Check(path.stem, text, law, about)
