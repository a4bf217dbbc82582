"""Answers on the way out: a table for people, the W3C formats for programs."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Collection, Iterable, Sequence

import pyoxigraph as ox

from foedus.errors import BadInput, printable
from foedus.rdf import reading, writing
from foedus.rdf.names import FOEDUS_NS, Term, curie, text

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
PIPED_WIDTH = 100
MAX_WORD = 20
_W3C = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_RESTING = ("passage", "source")
"""Columns of what a row rests on: a table has one line for all of them."""

_NOTE = re.compile(r"\[\d+\]")
_GRAPH_COLUMNS = ("subject", "predicate", "object")

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Label = Callable[[str], str]
Cite = Callable[[str], str | None]


def serialize(
    answer: Answer, format: str, label: Label = curie, cite: Cite = lambda _: None
) -> str:
    """The answer as text; it is used up by this.

    For the table only, ``label`` turns an IRI into what a person reads, and ``cite`` gives the
    words of a passage: these stand below the table, and a number in their place; rows that differ
    only in what they rest on are one there. Raises BadInput
    where the format cannot hold the answer: a graph goes into turtle or table, anything else not
    into turtle; and for a relative address without a base, in a format for programs.
    """
    if isinstance(answer, ox.QueryTriples):
        return _graph(answer, format, label)
    if format == "turtle":
        raise BadInput("--format turtle is for the answers of CONSTRUCT and DESCRIBE queries")
    if format in _W3C:
        data = answer.serialize(format=_W3C[format]) or b""
        reading.refuse_relative(data)
        written = data.decode()
        return written if written.endswith("\n") else written + "\n"
    if isinstance(answer, ox.QueryBoolean):
        return "yes\n" if answer else "no\n"
    columns = [words(variable.value) for variable in answer.variables]
    notes: dict[str, int] = {}

    def note(iri: str) -> str:
        cited = cite(iri)
        return f"[{notes.setdefault(cited, len(notes) + 1)}]" if cited else label(iri)

    resting = [variable.value for variable in answer.variables]
    at = next((resting.index(name) for name in _RESTING if name in resting), None)
    rows = [cells(list(row), note) for row in answer]
    grid = table(columns, rows if at is None else _folded(rows, at))
    return grid + (
        "\n" + "".join(f"[{n}] {printable(cited)}\n" for cited, n in notes.items()) if notes else ""
    )


def _folded(rows: Sequence[list[str]], at: int) -> list[list[str]]:
    """Rows that differ only in what they rest on, the cell ``at``, as one: names, then notes."""
    told: dict[tuple[str, ...], dict[str, None]] = {}
    for row in rows:
        told.setdefault((*row[:at], *row[at + 1 :]), {})[row[at]] = None
    folded = []
    for key, grounds in told.items():
        noted = " ".join(one for one in grounds if _NOTE.fullmatch(one))
        lines = [one for one in grounds if one and not _NOTE.fullmatch(one)]
        folded.append([*key[:at], "\n".join([*lines, *([noted] if noted else [])]), *key[at:]])
    return folded


def labelled(
    answer: Answer, quads: Iterable[ox.Quad], label: Callable[[str], str]
) -> ox.QuerySolutions:
    """The rows with the names of what they hold: ``xLabel`` beside each column ``x`` of addresses.

    A passage's name is its paragraph and words; its document stands in ``xSource``, and so do the
    documents that any other node rests on. Raises BadInput for an answer that is no table.
    """
    if not isinstance(answer, ox.QuerySolutions):
        raise BadInput("--labels is for the answers of SELECT queries")
    told = json.loads(answer.serialize(format=_W3C["json"]))  # type: ignore[arg-type]
    sources: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value in _SOURCES and isinstance(quad.object, ox.NamedNode):
            sources.setdefault(text(quad.subject), set()).add(label(quad.object.value))
    columns, rows = told["head"]["vars"], told["results"]["bindings"]
    for column in list(columns):
        names = {row[column]["value"] for row in rows if row.get(column, {}).get("type") == "uri"}
        added = [(column + "Label", {one: label(one) for one in names})]
        added += [
            (column + "Source", {n: "; ".join(sorted(sources[n])) for n in names & sources.keys()})
        ]
        for name, values in added:
            if values and name not in columns:
                columns.insert(columns.index(column) + 1 + (name.endswith("Source")), name)
                for row in rows:
                    if (value := values.get(row.get(column, {}).get("value"))) is not None:
                        row[name] = {"type": "literal", "value": value}
    found = ox.parse_query_results(json.dumps(told), format=_W3C["json"])
    assert isinstance(found, ox.QuerySolutions)  # as it was
    return found


_SOURCES = (FOEDUS_NS + "passageOf", FOEDUS_NS + "sourcedFrom")


def naming(answer: ox.QuerySolutions, terms: Collection[Term]) -> tuple[ox.QuerySolutions, int]:
    """The rows of an answer that name one of some terms, in their order, and how many they are."""
    wanted = {str(term) for term in terms}
    written: bytes = answer.serialize(format=_W3C["tsv"])  # type: ignore[assignment]
    head, *rows = written.decode().splitlines()
    kept = [row for row in rows if not wanted.isdisjoint(row.split("\t"))]
    told = "\n".join([head, *kept]) + "\n"
    found = ox.parse_query_results(told, format=_W3C["tsv"])
    assert isinstance(found, ox.QuerySolutions)  # as every answer in TSV
    return found, len(kept)


def cells(row: Sequence[Term | None], label: Label) -> list[str]:
    """One row as a person reads it: labels for IRIs, bare values for literals, nothing for None."""
    return [_cell(term, label) for term in row]


def words(column: str) -> str:
    """A column's name as words.

    >>> words("presentFact")
    'present fact'
    """
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: " " + found.group().lower(), column)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table with a ruled head, cells wrapped to the terminal's width.

    A row stands below the other, a line a cell, where a terminal is too narrow for a table. Cells
    may have several lines; other characters that steer a terminal are shown by their number.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [[_on_a_terminal(cell) for cell in row] for row in rows]
    narrowest = [max(map(_longest_word, column)) for column in zip(columns, *rows, strict=True)]
    if rows and sys.stdout.isatty() and sum(narrowest) + 3 * len(narrowest) > width():
        return _records(columns, rows)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column, least in zip(columns, narrowest, strict=True):
        grid.add_column(Text(column), overflow="fold", min_width=least)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    needed = sum(narrowest) + 4 * len(narrowest)
    lines = Console(file=out, width=max(width(), needed), highlight=False, emoji=False)
    lines.print(grid, crop=False)  # rich may need more than was reckoned: no cell loses a letter
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Each row as a paragraph of names and values, wrapped to the terminal's width."""
    broad = max(map(len, columns)) + 2
    told = []
    for row in rows:
        filled = [(name, cell) for name, cell in zip(columns, row, strict=True) if cell]
        for name, cell in filled:
            first, rest = name.ljust(broad), " " * broad
            told += textwrap.wrap(
                cell, max(width(), broad + 8), initial_indent=first, subsequent_indent=rest
            )
        told.append("")
    return "\n".join(told)


def _on_a_terminal(cell: str) -> str:
    return "\n".join(map(printable, cell.split("\n")))


def _longest_word(text: str) -> int:
    """The length of the longest word that a table does not break."""
    return min(max(map(len, text.split()), default=0), MAX_WORD)


def width() -> int:
    """The terminal's width in columns; ``PIPED_WIDTH`` where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH


def _graph(answer: ox.QueryTriples, format: str, label: Label) -> str:
    triples = list(answer)
    if format == "turtle":
        quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
        return writing.serialize(quads, ox.RdfFormat.TURTLE).decode()
    if format != "table":
        raise BadInput(f"the answer is a graph: --format turtle or table, not {format}")
    rows = [cells((t.subject, t.predicate, t.object), label) for t in triples]
    return table(_GRAPH_COLUMNS, sorted(rows))


def _cell(term: Term | None, label: Label) -> str:
    if isinstance(term, ox.NamedNode):
        return label(term.value)
    return text(term)


# --- CSV out: lines that every reader takes for one row, and cells that no spreadsheet runs


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
