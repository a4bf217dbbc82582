"""The things whose expected rows stand in ``tests/cases/profiles``, one file each."""

from __future__ import annotations

from pathlib import Path

from foedus.bundled.terms import declared_terms
from foedus.rdf.names import FOEDUS_NS, ID_NS

CASES = Path(__file__).parents[1] / "cases" / "profiles"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))
"""Their local names; a new file, first empty, makes a new case."""


def iri_of(name: str) -> str:
    """The address of a thing or a term by its local name."""
    term = FOEDUS_NS + name
    return term if term in declared_terms() else ID_NS + name
