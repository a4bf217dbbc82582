"""``rejects.csv`` and ``notices.csv`` beside a dataset: rows left out, rows to look at, and why.

People open them in spreadsheets, so a cell that a spreadsheet would run as a formula gets a
leading apostrophe. A file holds the rows of every source; loading one again replaces its own. A
file of that name that somebody else made is never touched.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from foedus.asking.results import lines, safe_cell
from foedus.errors import BadInput
from foedus.rdf import writing
from foedus.sources.descriptor import Descriptor
from foedus.sources.rows import Fault

COLUMNS = ("file", "line", "column", "value", "reason", "source")
REJECTS, NOTICES = "rejects.csv", "notices.csv"

Row = list[str]
"""Cells by ``COLUMNS``; the last is the local name of the graph that the row belongs to."""


def write(
    dataset: Path,
    source: Descriptor,
    file: Path,
    rejects: Iterable[Fault],
    notices: Iterable[Fault],
) -> None:
    """Write what became of the rows of one source, as `replace` does."""
    fresh = {
        name: [_row(fault, file, source) for fault in faults]
        for name, faults in ((REJECTS, rejects), (NOTICES, notices))
    }
    replace(dataset, {source.graph}, fresh)


def replace(dataset: Path, graphs: set[str], fresh: Mapping[str, Sequence[Row]]) -> None:
    """Give the reports beside a dataset these rows, by file, as the only ones of these graphs.

    Without a row of any graph a report goes away. Raises BadInput, and writes nothing, when rows
    are due in a file that is no such report.
    """
    folder = dataset.absolute().parent
    found: dict[Path, list[Row]] = {}
    for name in (REJECTS, NOTICES):
        rows, path = read(folder / name), folder / name
        if rows is not None:
            kept = [row for row in rows if row[-1] not in graphs]
            found[path] = sorted([*kept, *fresh.get(name, ())], key=_order)
        elif fresh.get(name):
            reason = "is no report of foedus, and one is due there: move it, or load elsewhere"
            raise BadInput(reason, str(path))
    for path, rows in found.items():
        if rows:
            writing.write(path, lines([COLUMNS, *rows]))
        else:
            path.unlink(missing_ok=True)


def read(path: Path) -> list[Row] | None:
    """The rows of a report, none where there is no file; None for a file that is no report."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError):
        return None
    is_report = tuple(head) == COLUMNS and all(map(_is_row, rows))
    return rows if is_report else None


def _is_row(row: Row) -> bool:
    return len(row) == len(COLUMNS) and row[1].isascii() and row[1].isdigit()


def _order(row: Row) -> tuple[str, int]:
    return row[-1], int(row[1])


def _row(fault: Fault, file: Path, source: Descriptor) -> Row:
    told = (fault.column, fault.value, fault.reason)
    name, *cells = map(safe_cell, (file.name, *told))
    return [name, str(fault.line), *cells, source.graph]
