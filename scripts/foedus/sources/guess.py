"""A first ``source.yaml`` and ``map.rq`` from a table's header and its first rows.

Every guess is marked; what nobody can guess says TODO, and a descriptor with TODO in it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

from foedus.errors import BadInput
from foedus.rdf import writing
from foedus.sources import crosswalk, dates, tables
from foedus.sources.cells import literal
from foedus.sources.descriptor import NAME, id_fault

_MOST = 0.75
"""A column is one of dates when so many of its values are: the others are to be found out."""

LOOKED_AT = 2000
"""Rows that guesses are made from."""

_MISSING = ("NA", "N/A", "NULL", ".", "-9", "-99", "-88", "-77", "-999")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+")
_YEAR = re.compile(r"(1[0-9]{3}|20[0-9]{2})")
_PARTS = {
    "year": re.compile(r"(.*?)_?(year|yr)(.*)", re.I),
    "month": re.compile(r"(.*?)_?(month|mon|mo)(.*)", re.I),
    "day": re.compile(r"(.*?)_?(day|da)(.*)", re.I),
}
_STATE = {
    "cow": re.compile(r"(.*ccode\d*|cown|cow|cowcode|state|member|mem\d+)", re.I),
    "gw": re.compile(r"(gwcode\d*|gwn|gwno)", re.I),
    "iso-alpha-3": re.compile(r"(iso3c?|iso_?a3|iso3166.*alpha-?3)", re.I),
}


@dataclass(frozen=True)
class Guess:
    """A line for one field, and the columns that it stands for."""

    name: str
    type: str
    columns: tuple[str, ...]
    words: tuple[str, ...] = ()
    system: str | None = None


def new(source: str, file: Path, parent: Path) -> list[Path]:
    """Write a folder for a source, and return its files.

    Raises BadInput when the folder is there already or the id is no id.
    """
    if fault := id_fault(source):
        raise BadInput(fault)
    folder = parent / source
    if folder.exists():
        raise BadInput("is there already", str(folder))
    encoding, delimiter = _sniffed(file)
    table = tables.open_table(file, encoding, delimiter)
    rows = [
        cells for _, cells in islice(table.rows(), LOOKED_AT) if len(cells) == len(table.header)
    ]
    columns = {name: [row[n] for row in rows] for n, name in enumerate(table.header)}
    guesses = list(_guesses(columns))
    key = _key(guesses, columns)
    texts = {
        NAME: _yaml(source, file, encoding, delimiter, guesses, key, len(rows)),
        "map.rq": _query(source, guesses, key),
        "crosswalk.sssom.tsv": crosswalk.write([], f"matches of the records of {source}"),
    }
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BadInput(f"cannot be written: {str(error.strerror).lower()}", str(folder)) from None
    for name, text in texts.items():
        writing.write(folder / name, text.encode())
    return [folder / name for name in texts]


def _sniffed(file: Path) -> tuple[str, str]:
    """Encoding and delimiter of a text table: UTF-8 unless it is none, the sign that fits best."""
    if file.suffix.lower() in (".xlsx", ".xlsm", ".parquet", ".pq"):
        return "utf-8", ","
    try:
        with file.open("rb") as opened:
            data = opened.read(1024 * 1024)
    except OSError as error:
        raise BadInput(f"cannot be read: {str(error.strerror).lower()}", str(file)) from None
    encoding = "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:
            encoding = "latin-1"
    header = data.decode(encoding, errors="replace").partition("\n")[0]
    return encoding, max(",;\t|", key=lambda sign: (header.count(sign), sign == ","))


def _guesses(columns: dict[str, list[str]]) -> Iterator[Guess]:
    parts = _date_parts(columns)
    grouped = {column for group in parts.values() for column in group}
    used: set[str] = set()
    for column, values in columns.items():
        group = next((g for g in parts.values() if g[0] == column), None)
        if group is not None:
            stem = next(stem for stem, g in parts.items() if g == group)
            found = Guess(_free(_name(stem or "date"), used), "date_parts", group)
        elif column in grouped:
            continue
        else:
            found = _guess(column, values, _free(_name(column), used))
        used.add(found.name)
        yield found


def _guess(column: str, values: list[str], name: str) -> Guess:
    missing = tuple(sign for sign in _MISSING if sign in values)
    told = [value for value in values if value and value not in missing]
    words: tuple[str, ...] = ()
    if missing:
        words = (f"missingValues: [{', '.join(map(literal, missing))}]",)
    for system, pattern in _STATE.items():
        if pattern.fullmatch(column) and told:
            whole = all(_WHOLE.fullmatch(value) for value in told)
            if whole == (system != "iso-alpha-3"):
                return Guess(name, "state", (column,), words, system)
    if told and all(value in ("0", "1") for value in told):
        words += ('trueValues: ["1"]', 'falseValues: ["0"]')
        return Guess(name, "boolean", (column,), words)
    for kind in ("date", "yearmonth"):
        if told and sum(_is(value, kind) for value in told) >= _MOST * len(told):
            return Guess(name, kind, (column,), words)
    if told and all(_YEAR.fullmatch(value) for value in told):
        return Guess(name, "year", (column,), words)
    if told and all(_WHOLE.fullmatch(value) for value in told):
        return Guess(name, "integer", (column,), words)
    if told and all(_NUMBER.fullmatch(value) for value in told):
        return Guess(name, "number", (column,), words)
    return Guess(name, "string", (column,), words)


def _date_parts(columns: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Columns for year, month and day of one date, by what their names share."""
    found: dict[str, dict[str, str]] = {}
    for column, values in columns.items():
        told = [value for value in values if value]
        if not all(_WHOLE.fullmatch(value) for value in told):
            continue
        for part, pattern in _PARTS.items():
            if match := pattern.fullmatch(column):
                found.setdefault((match[1] + match[3]).lower(), {}).setdefault(part, column)
                break
    return {
        stem: tuple(told[part] for part in ("year", "month", "day") if part in told)
        for stem, told in found.items()
        if {"year", "month"} <= set(told)
    }


def _key(guesses: Sequence[Guess], columns: dict[str, list[str]]) -> list[str]:
    """The fewest fields, up to three, that tell the rows apart, the first fields first."""
    plain = [g for g in guesses if g.type not in ("number", "boolean")]
    for size in (1, 2, 3):
        for group in combinations(plain if size == 1 else plain[:8], size):
            cells = [columns[column] for g in group for column in g.columns]
            rows = list(zip(*cells, strict=True))
            if rows and len(set(rows)) == len(rows) and all(all(row[:1]) for row in rows):
                return [g.name for g in group]
    return ["TODO"]


def _yaml(
    source: str,
    file: Path,
    encoding: str,
    delimiter: str,
    guesses: Sequence[Guess],
    key: Sequence[str],
    rows: int,
) -> str:
    systems = [g.system for g in guesses if g.system]
    lines = [
        f"# Guessed from the header and {rows} rows of {file.name}: go through it, and replace",
        "# every TODO. The words are explained in data/sources/README.md.",
        f"id: {source}",
        'version: "1"  # guess',
        f"title: {literal(file.stem)}  # guess",
        'citation: "TODO who made the data, and how they ask to be cited"',
        "licence: unknown  # or a name from spdx.org/licenses",
        'level: "TODO what one row is about"',
        f"file: {{encoding: {encoding}, delimiter: {literal(delimiter)}, sha256: null}}",
        'coverage: {from: "TODO", until: "TODO"}  # years or days; null where it is open',
    ]
    if systems:
        lines.append(
            f"states: {{system: {systems[0]}, file: null}}  # guess: whose codes are they?"
        )
    lines += [f"primaryKey: [{', '.join(key)}]  # guess", "fields:"]
    for guess in guesses:
        words = [f"name: {guess.name}", f"type: {guess.type}"]
        if guess.type == "date_parts":
            words.append(f"from: [{', '.join(map(literal, guess.columns))}]")
        elif guess.columns != (guess.name,):
            words.append(f"column: {literal(guess.columns[0])}")
        if guess.system and guess.system != systems[0]:
            words.append(f"system: {guess.system}")
        lines.append(f"  - {{{', '.join([*words, *guess.words])}}}  # guess")
    return "\n".join([*lines, "max_rejects: 0", ""])


def _query(source: str, guesses: Sequence[Guess], key: Sequence[str]) -> str:
    kinds = {guess.name: guess.type for guess in guesses}
    named = [f"?{name}_slug" if kinds.get(name) == "string" else f"?{name}" for name in key]
    parts = ', "-", '.join(named)
    taken = {guess.name for guess in guesses} | {"row", "none"}
    record, line = (_free(word, taken) for word in ("record", "line"))
    offers = []
    for guess in guesses:
        name = guess.name
        value = {"state": f"?{name}_code", "string": f"?{name}", "boolean": f"?{name}"}.get(
            guess.type, f"?{name}_value"
        )
        offers.append(f"#     foedus:TODO {value} ;")
    return "\n".join(
        [
            "# What each row says. These variables are there: move those you want to the record",
            "# below, each with a property of the ontology (foedus terms lists them).",
            *offers,
            "PREFIX code: <https://w3id.org/foedus/code/>",
            "PREFIX dcterms: <http://purl.org/dc/terms/>",
            "PREFIX foedus: <https://w3id.org/foedus/ontology#>",
            "PREFIX id: <https://w3id.org/foedus/id/>",
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
            "",
            "CONSTRUCT {",
            f"  ?{record} a foedus:DatasetRecord ;",
            f"    foedus:sourceRow ?{line} .",
            "}",
            "WHERE {",
            f'  BIND(IRI(CONCAT(STR(id:), "{source}-", {parts})) AS ?{record})',
            f"  BIND(xsd:integer(?row) AS ?{line})",
            "}",
            "",
        ]
    )


def _is(value: str, kind: str) -> bool:
    try:
        dates.parse(value, kind)
    except dates.NotADate:
        return False
    return True


def _name(column: str) -> str:
    """A name for a variable from that of a column."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", column).strip("_")
    return name if name[:1].isalpha() else f"column_{name}"


def _free(name: str, used: set[str]) -> str:
    taken = {*used, "row", "none"}
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found
