"""``rejects.csv`` and ``notices.csv`` beside a dataset: rows left out, rows to look at, and why.

People open them in spreadsheets, so a cell that a spreadsheet would run as a formula gets a
leading apostrophe. A file holds the rows of every source; loading one again replaces its own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from foedus import writing
from foedus.sources.descriptor import Descriptor
from foedus.sources.rows import Fault

COLUMNS = ("file", "line", "column", "value", "reason", "source")
REJECTS, NOTICES = "rejects.csv", "notices.csv"
_FORMULA = re.compile("[=+\\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula; plain numbers stay.

    >>> safe_cell("=1+1"), safe_cell("-9")
    ("'=1+1", '-9')
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def write(
    dataset: Path,
    source: Descriptor,
    file: Path,
    rejects: Iterable[Fault],
    notices: Iterable[Fault],
) -> None:
    """Write both files beside the dataset; without a row for any source a file goes away."""
    for name, faults in ((REJECTS, rejects), (NOTICES, notices)):
        path = dataset.absolute().parent / name
        rows = [row for row in _rows(path) if row[-1] != source.graph]
        rows += [
            [file.name, str(f.line), f.column, safe_cell(f.value), f.reason, source.graph]
            for f in faults
        ]
        rows.sort(key=lambda row: (row[-1], int(row[1])))
        if not rows:
            path.unlink(missing_ok=True)
            continue
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])
        writing.write(path, output.getvalue().encode())


def _rows(path: Path) -> list[list[str]]:
    """The rows that a report holds; a file that is no such report is left alone as if empty."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[1:] if rows and tuple(rows[0]) == COLUMNS else []
