"""Tables in: CSV, TSV, Excel and Parquet, row by row, and the one rule that makes cells text.

Text stays as it is; a whole number has no decimal point; another number has its shortest exact
decimal form; a date is ISO 8601; a truth value is ``true`` or ``false``; no value is no text.
"""

from __future__ import annotations

import csv
import datetime
import decimal
import hashlib
import importlib
import math
import os
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from foedus import limits
from foedus.errors import BadInput, LimitReached
from foedus.sources.descriptor import Dialect

Row = tuple[int, list[str]]
"""The line on which a row begins, the header being line 1, and its cells."""

_MAX_CELL = 128 * 1024
_CELL = 8  # bytes that a cell takes at least, once it is unpacked
_EXTRA = 'needs the extra "tables": pip install "foedus[tables]"'


@dataclass(frozen=True)
class Table:
    """A file with its header read and its rows still to come."""

    name: str
    header: list[str]
    rows: Callable[[], Iterator[Row]]


def open_table(
    path: str | os.PathLike[str], dialect: Dialect | None = None, sheet: str | None = None
) -> Table:
    """The table in a file, by its extension: .xlsx, .parquet, .tsv or .tab; all else is CSV.

    Raises BadInput when the file cannot be read as such or has two columns of one name.
    """
    name = os.fspath(path)
    _check_regular(name)
    dialect = dialect or Dialect()
    extension = Path(name).suffix.lower()
    if extension in (".xlsx", ".xlsm"):
        table = _counted(_excel(name, sheet, dialect.header))
    elif extension in (".parquet", ".pq"):
        table = _counted(_parquet(name))
    elif extension == ".xls":
        raise BadInput("is an Excel file of the old kind: save it as .xlsx or .csv", name)
    else:
        if extension in (".tsv", ".tab") and dialect.delimiter == ",":
            dialect = replace(dialect, delimiter="\t")
        table = _csv(name, dialect)
    _check_header(table, dialect.header)
    return table


def cell_text(value: object) -> str:
    """The text of a cell, by the one rule.

    >>> cell_text(3210.0), cell_text(0.1), cell_text(True), cell_text(None)
    ('3210', '0.1', 'true', '')
    >>> cell_text(datetime.datetime(1951, 9, 8))
    '1951-09-08'
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if math.isinf(value):
            return str(value)
        return decimal_text(decimal.Decimal(repr(value)))
    if isinstance(value, decimal.Decimal):
        return decimal_text(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if type(value).__module__ == "numpy":
        return cell_text(value.item())  # type: ignore[attr-defined]
    raise BadInput(f"a cell holds a value of type {type(value).__name__}, which is no cell value")


def decimal_text(value: decimal.Decimal) -> str:
    """The shortest exact form of a number; none for what is no number.

    >>> decimal_text(decimal.Decimal("-0.50")), decimal_text(decimal.Decimal("1E3"))
    ('-0.5', '1000')
    """
    if value.is_nan():
        return ""
    if value.is_infinite():
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def digest(path: str | os.PathLike[str]) -> str:
    """The sha256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def missing_columns(table: Table, needed: Iterable[str]) -> None:
    """Stop when the header lacks a column; a file with one column gets a hint at its delimiter."""
    lacking = sorted(set(needed) - set(table.header))
    if not lacking:
        return
    word = "column" if len(lacking) == 1 else "columns"
    hint = ""
    if len(table.header) == 1:
        found = [sign for sign in ";\t|," if sign in table.header[0]]
        if found:
            hint = f"; is the delimiter {found[0]!r}?"
    raise BadInput(f"{word} missing: {', '.join(lacking)}{hint}", table.name, 1)


# --- kinds of files ----------------------------------------------------------------------


def _csv(name: str, dialect: Dialect) -> Table:
    header = next(_csv_rows(name, dialect), None)
    if header is None:
        raise BadInput("is empty: a table begins with the names of its columns", name, 1)

    def rows() -> Iterator[Row]:
        found = _csv_rows(name, dialect)
        next(found)
        return found

    return Table(name, header[1], rows)


def csv_reader(lines: Iterable[str], dialect: Dialect) -> Any:
    """The cells of each record in some lines; csv.Error where they are not written so."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=True,
    )


def _csv_rows(name: str, dialect: Dialect) -> Iterator[Row]:
    """Every record from the header on, with the line that it begins on; empty lines are none."""
    encoding = dialect.encoding
    plain = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
    csv.field_size_limit(_MAX_CELL)
    line = 0
    with open(name, encoding="utf-8-sig" if plain else encoding, newline="") as file:
        lines = _told(_without_nul(file, name), dialect)
        reader = csv_reader(lines, dialect)
        try:
            for cells in reader:
                start, line = line + 1, reader.line_num
                if cells:
                    yield start, cells
        except csv.Error as error:
            if "field larger" in str(error):
                raise LimitReached(
                    f"a cell is longer than {_MAX_CELL} signs", name, line + 1
                ) from None
            hint = (
                "; are quotation marks plain here? write quoteChar: null" if dialect.quote else ""
            )
            raise BadInput(f"not CSV: {error}{hint}", name, line + 1) from None
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            reason = f"not {encoding}: byte 0x{byte:02X}; name the encoding in source.yaml"
            raise BadInput(reason, name, _line_of_bad_byte(name, encoding)) from None
        except UnicodeError as error:
            reason = f"not {encoding}: {error}; name the encoding in source.yaml"
            raise BadInput(reason, name) from None


def _told(lines: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """The lines, those before the header and comments empty, so that lines keep their numbers.

    A sign of comments inside a quoted cell that goes on from the line before is none.
    """
    is_open = False
    for number, line in enumerate(lines, 1):
        is_comment = dialect.comment is not None and line.startswith(dialect.comment)
        if number < dialect.header or (is_comment and not is_open):
            yield "\n"
            continue
        if dialect.quote and line.count(dialect.quote) % 2:
            is_open = not is_open
        yield line


def _without_nul(file: IO[str], name: str) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if "\0" in line:
            raise BadInput("control character U+0000", name, number)
        yield line


def _line_of_bad_byte(name: str, encoding: str) -> int | None:
    """The line of the first byte that the encoding does not have, or None for wide encodings."""
    if "16" in encoding or "32" in encoding:
        return None
    with open(name, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return number
    return None


def _excel(name: str, sheet: str | None, top: int) -> Table:
    openpyxl = _library("openpyxl", name)
    _check_unpacked(name)

    def cells() -> Iterator[Row]:
        with _read_as("an Excel file", name):
            book = openpyxl.load_workbook(name, read_only=True, data_only=True)
            with closing(book):
                sheets = [one.title for one in book.worksheets]
                if not sheets:
                    raise BadInput("has no sheet with cells", name)
                if sheet is not None and sheet not in sheets:
                    raise BadInput(f"no sheet {sheet!r}: {', '.join(sheets)}", name)
                chosen = book[sheet or sheets[0]]
                chosen.reset_dimensions()  # some programs write a size that is not the sheet's
                for number, values in enumerate(chosen.iter_rows(values_only=True), 1):
                    texts = _texts(values, name, number)
                    if number >= top and any(texts):
                        yield number, texts

    first = next(cells(), None)
    if first is None:
        raise BadInput("is empty: a table begins with the names of its columns", name, 1)
    header = first[1]
    while header and not header[-1]:
        header.pop()

    def rows() -> Iterator[Row]:
        found = cells()
        next(found)
        for number, texts in found:
            while len(texts) > len(header) and not texts[-1]:
                texts.pop()
            yield number, texts + [""] * (len(header) - len(texts))  # empty cells are not stored

    return Table(name, header, rows)


def _check_unpacked(name: str) -> None:
    """Refuse an Excel file that is large, or becomes so when it is unpacked."""
    try:
        with zipfile.ZipFile(name) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"not an Excel file: {error}", name) from None
    _check_size(size, name)


def _check_size(size: int, name: str) -> None:
    most = limits.of(limits.MAX_UNPACKED)
    if size > most:
        megabytes = f"{most // limits.MEBIBYTE} MiB"
        reason = f"is larger than {megabytes} when unpacked ({limits.MAX_UNPACKED.option})"
        raise LimitReached(f"{reason}: save it as CSV", name)


def _counted(table: Table) -> Table:
    """A table that stops where its cells are more than may be unpacked, whatever it promised."""

    def rows() -> Iterator[Row]:
        size = 0
        for number, texts in table.rows():
            size += sum(map(len, texts)) + _CELL * len(texts)
            _check_size(size, table.name)
            yield number, texts

    return Table(table.name, table.header, rows)


def _parquet(name: str) -> Table:
    parquet = _library("pyarrow.parquet", name)
    with _read_as("a Parquet file", name):
        told = parquet.read_metadata(name)
        groups = [told.row_group(number) for number in range(told.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        # Values that are nothing take no bytes in the file, also many of them in the list of a row.
        columns = range(told.num_columns)
        values = sum(group.column(place).num_values for group in groups for place in columns)
        _check_size(max(unpacked, values * _CELL, told.num_rows * told.num_columns * _CELL), name)
        schema = parquet.read_schema(name)
        header = list(schema.names)
        # A text that stands in many rows is kept once: a page may name it a million times.
        texts = [one.name for one in schema if str(one.type) in _TEXTS]
        file = parquet.ParquetFile(name, read_dictionary=texts)

    def rows() -> Iterator[Row]:
        number = 1
        with _read_as("a Parquet file", name):
            for batch in file.iter_batches(batch_size=8192):
                columns = [_values(column) for column in batch.columns]
                for values in zip(*columns, strict=True):
                    number += 1
                    yield number, _texts(values, name, number)

    return Table(name, header, rows)


_TEXTS = {"string", "large_string", "binary", "large_binary"}


def _values(column: Any) -> list[object]:
    """The values of a column of a batch; equal texts are one object."""
    if not hasattr(column, "dictionary"):
        return list(column.to_pylist())
    known = column.dictionary.to_pylist()
    return [None if place is None else known[place] for place in column.indices.to_pylist()]


@contextmanager
def _read_as(kind: str, name: str) -> Iterator[None]:
    """Whatever a library raises about a damaged file becomes one line."""
    try:
        yield
    except (BadInput, LimitReached, GeneratorExit):
        raise
    except Exception as error:
        raise BadInput(f"not {kind}, or damaged: {error}", name) from None


def _texts(values: Iterable[object], name: str, number: int) -> list[str]:
    """The texts of one row; a value that is none of a cell is told with its place."""
    try:
        return [cell_text(value) for value in values]
    except BadInput as error:
        raise BadInput(error.reason, name, number) from None


def _library(module: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise BadInput(f"{Path(name).suffix} {_EXTRA}", name) from None


def _check_regular(name: str) -> None:
    try:
        mode = os.stat(name).st_mode
    except (OSError, ValueError) as error:
        cause = str(getattr(error, "strerror", None) or error).lower()
        raise BadInput(f"cannot be read: {cause}", name) from None
    if stat.S_ISDIR(mode):
        raise BadInput("is a folder, not a file", name)
    if not stat.S_ISREG(mode):
        raise BadInput("is not a regular file", name)
    if not os.access(name, os.R_OK):
        raise BadInput("cannot be read: permission denied", name)


def _check_header(table: Table, line: int) -> None:
    twice = sorted(name for name, count in Counter(table.header).items() if count > 1)
    if twice:
        raise BadInput(f"two columns are called {twice[0]!r}", table.name, line)
