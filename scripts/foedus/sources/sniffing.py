"""How a file of text is written: its encoding, the sign between cells, the header, the marks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from foedus.errors import BadInput
from foedus.sources.descriptor import Dialect
from foedus.sources.tables import csv_reader

_READ = 1024 * 1024
_SIGNS = ",;\t|"
_COMMENTS = ("#", "%", "//")
_OTHERS = (".xlsx", ".xlsm", ".parquet", ".pq")


def sniffed(file: Path) -> Dialect:
    """What the first mebibyte of a file tells; only the header of what is no file of text."""
    if file.suffix.lower() in _OTHERS:
        return Dialect()
    try:
        with file.open("rb") as opened:
            data = opened.read(_READ)
    except OSError as error:
        raise BadInput(f"cannot be read: {str(error.strerror).lower()}", str(file)) from None
    encoding = "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:
            encoding = "latin-1"
    lines = data.decode(encoding, errors="replace").lstrip("\ufeff").splitlines()
    if len(data) == _READ:
        lines = lines[:-1]  # the last one may go on
    return _of_lines(lines, Dialect(encoding=encoding))


def _of_lines(lines: Sequence[str], dialect: Dialect) -> Dialect:
    comment = next((sign for sign in _COMMENTS if _has_comments(lines, sign)), None)
    told = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and not (comment and line.startswith(comment))
    ]
    found = [_by_sign(told, replace(dialect, delimiter=sign, comment=comment)) for sign in _SIGNS]
    return max(found, key=lambda one: one[0])[1]


def _has_comments(lines: Sequence[str], sign: str) -> bool:
    """Whether some lines are comments, and neither the most nor a header behind such a sign."""
    marked = [number for number, line in enumerate(lines) if line.startswith(sign)]
    plain = [line for line in lines if line.strip() and not line.startswith(sign)]
    return bool(marked) and len(plain) > 1


def _by_sign(
    told: Sequence[tuple[int, str]], dialect: Dialect
) -> tuple[tuple[int, int, int], Dialect]:
    """How well the lines fit a sign: rows of the width that most have, width, the sign's place."""
    best: tuple[tuple[int, int, int], Dialect] = ((0, 0, 0), dialect)
    for quote in ('"', None):
        tried = replace(dialect, quote=quote)
        widths, rows = _rows([line for _, line in told], tried)
        if not widths:
            continue
        width, number = max(widths.items(), key=lambda one: (one[1] if one[0] > 1 else 0, one[0]))
        wide = [(n, cells) for n, cells in rows if len(cells) == width]
        first = next((n for n, cells in wide if _may_name(cells)), wide[0][0])
        header = told[first][0] if width > 1 else told[0][0]
        score = (number if width > 1 else 1, width, -_SIGNS.index(dialect.delimiter))
        if score > best[0]:
            best = score, replace(tried, header=header)
    return best


def _may_name(cells: Sequence[str]) -> bool:
    """Whether a row may be a header: a title that a spreadsheet has filled up with cells is none,
    while the column of an index may go without a name."""
    told = [bool(cell.strip()) for cell in cells]
    return 2 * sum(told) > len(told) or (not told[0] and all(told[1:]))


def _rows(
    lines: Sequence[str], dialect: Dialect
) -> tuple[Counter[int], list[tuple[int, list[str]]]]:
    """How many rows there are of each width, and each row with the number of its first line.

    None where the lines cannot be read so.
    """
    reader = csv_reader((line + "\n" for line in lines), dialect)
    widths: Counter[int] = Counter()
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            widths[len(cells)] += 1
            rows.append((before, cells))
            before = reader.line_num
    except csv.Error:
        return Counter(), []
    return widths, rows
