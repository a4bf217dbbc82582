"""Files of the Simple Standard for Sharing Ontological Mappings (SSSOM), as text.

Lines that begin with ``#`` hold YAML; the others are a table with tabs between its cells, and no
quotation marks (https://mapping-commons.github.io/sssom/tsv/).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from foedus import reading
from foedus.errors import BadInput


@dataclass(frozen=True)
class File:
    """What one file holds: its head, its columns, and the cells of each row with their line."""

    name: str
    head: dict[str, Any]
    columns: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, dict[str, str]], ...]


def read(path: Path) -> File:
    """The content of a file.

    Raises BadInput for a head that is not YAML, and a row of another length than the header.
    """
    name = str(path)
    lines = reading.read_text(path).splitlines(keepends=True)
    head = [line[1:] for line in lines if line.startswith("#")]
    body = "".join(line for line in lines if not line.startswith("#"))
    try:
        told = yaml.safe_load("".join(head)) or {}
    except yaml.YAMLError:
        raise BadInput("the comment lines are not YAML", name, 1) from None
    reader = csv.DictReader(io.StringIO(body), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = tuple(reader.fieldnames or ())
    rows = []
    for row in reader:
        line = len(head) + reader.line_num
        if None in row or None in row.values():
            raise BadInput("has not as many cells as the header", name, line)
        rows.append((line, row))
    return File(name, told if isinstance(told, dict) else {}, columns, len(head) + 1, tuple(rows))
