"""What every table is, and how it is written: CSV or Parquet, with a codebook beside it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from foedus.asking.results import lines, safe_cell
from foedus.errors import BadInput
from foedus.merging.agreements import OBLIGATIONS
from foedus.rdf import writing
from foedus.sources.provenance import Loaded

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


# --- as files -----------------------------------------------------------------------------------


FORMATS = ("csv", "parquet")
NOT_KNOWN = "NA"
"""What CSV has where nothing is known, as R and pandas read it."""

_BLOCK = 10_000


def write(sheet: Sheet, output: str, format: str, about: list[str]) -> int:
    """Write the table, and ``OUT.codebook.md`` beside a file; tells how many rows it has.

    ``about`` are lines for the codebook. Raises BadInput where Parquet cannot be written.
    """
    counter = _Counter(sheet)
    if format == "csv":
        if output == "-":
            writing.write(output, b"".join(_csv(sheet, counter)))
        else:
            writing.write_pieces(output, _csv(sheet, counter))
    else:
        _parquet(sheet, counter, output)
    if output != "-":
        path = Path(output)
        text = codebook(sheet, about, counter.rows)
        writing.write(path.with_name(f"{path.stem}.codebook.md"), text.encode())
    return counter.rows


class _Counter:
    """Hands out the rows in blocks and counts them."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = 0
        self._source = iter(sheet.rows)

    def blocks(self) -> Iterator[list[tuple[Cell, ...]]]:
        while block := list(islice(self._source, _BLOCK)):
            self.rows += len(block)
            yield block


def _csv(sheet: Sheet, counter: _Counter) -> Iterator[bytes]:
    """The bytes of the table; text that a spreadsheet would run as a formula is made harmless."""
    yield lines([[column.name for column in sheet.columns]])
    for block in counter.blocks():
        yield lines([list(map(_cell, row)) for row in block])


@lru_cache(maxsize=65536)
def _cell(cell: Cell) -> str:
    if cell is None:
        return NOT_KNOWN
    # Some readers take a carriage return for a line's end even in quotes.
    return str(cell) if isinstance(cell, int) else safe_cell(cell).replace("\r", " ")


def _parquet(sheet: Sheet, counter: _Counter, output: str) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise BadInput('Parquet needs more: pip install "foedus[tables]"') from None
    if output == "-":
        raise BadInput("Parquet goes to a file: give -o FILE")
    types = {"text": pyarrow.string(), "integer": pyarrow.int64()}
    schema = pyarrow.schema([(c.name, types[c.type]) for c in sheet.columns])
    buffer = io.BytesIO()
    with parquet.ParquetWriter(buffer, schema) as writer:
        for block in counter.blocks():
            columns = [list(cells) for cells in zip(*block, strict=True)]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))
    writing.write(output, buffer.getvalue())


def describe(loaded: Loaded | None) -> list[str]:
    """What the codebook says of the source of a table."""
    if loaded is None:
        return ["Source: the data of foedus; each value there has its own source."]
    told = [
        f"Source: {loaded.title}.",
        f"Cite: {loaded.citation}",
        f"Licence: {loaded.licence}"
        + ("; for local use, not for publication." if loaded.licence == "unknown" else "."),
        f"Covered: {loaded.covers_from or 'open'} to {loaded.covers_until or 'open'}; outside, "
        "silence means unknown.",
        f"File: {loaded.file}, {loaded.rows_accepted:,} of {loaded.rows_read:,} rows accepted.",
    ]
    return told


def codebook(sheet: Sheet, about: list[str], rows: int) -> str:
    """What the table and each of its columns mean, in Markdown."""
    lines = [f"# {sheet.name}", "", f"One row for {sheet.row}; {rows:,} rows.", ""]
    lines += [f"- {line}" for line in [*about, *sheet.remarks]]
    lines.append(f"- {NOT_KNOWN} (in Parquet: null) stands where nothing is known.")
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in sheet.columns]
    return "\n".join(lines) + "\n"
