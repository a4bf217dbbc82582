"""Terms that nobody declared, in SPARQL files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from foedus import reading, spelling
from foedus.linting import misspelt
from foedus.reporting.finding import Result


def results(files: Iterable[Path | str]) -> Iterator[Result]:
    """The undeclared terms of each query, at their lines. Raises BadInput for what is no text."""
    for path in files:
        for fault in spelling.in_query(reading.read_text(path)):
            yield misspelt.result(fault, str(path))
