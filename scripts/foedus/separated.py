"""CSV out: lines that every reader takes for one row, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile("[=+\\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: it gets an apostrophe; plain numbers stay.

    >>> safe_cell("=1+1"), safe_cell("-9")
    ("'=1+1", '-9')
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    r"""Rows as CSV in UTF-8, each ended by a line feed; cells with line ends are quoted.

    >>> lines([["a", "b\rc"], ["d,e", ""]])
    b'a,"b\rc"\n"d,e",\n'
    """
    output = _Lines()
    # The csv module quotes those line ends only that its own line end has.
    csv.writer(output, lineterminator="\r\n").writerows(rows)
    return "".join(output).encode()


class _Lines(list[str]):
    def write(self, row: str) -> None:
        """Take one row, as the csv module gives it."""
        self.append(row[:-2] + "\n")
