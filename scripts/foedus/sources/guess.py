"""A first ``source.yaml`` and ``map.rq`` from a table's header and its first rows.

Every guess is marked; what nobody can guess says TODO, and a descriptor with TODO in it is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.names import RDF_NS
from foedus.sources import crosswalk, dates, foreign, recognized, sniffing, tables
from foedus.sources.cells import literal
from foedus.sources.descriptor import NAME, Dialect, id_fault

_MOST = 0.75
"""A column is one of dates when so many of its values are: the others are to be found out."""

_SHOWN = 3
"""Rows that are shown as they are read."""

LOOKED_AT = 2000
"""Rows that guesses are made from."""

_TERMS = 20
"""Classes and properties of an RDF file that are named, the most frequent ones."""

_MISSING = ("NA", "N/A", "NULL", ".", "-9", "-99", "-88", "-77", "-999")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]*[.,]?[0-9]+")
_YEAR = re.compile(r"(1[0-9]{3}|20[0-9]{2})")
_PARTS = {
    "year": re.compile(r"(.*?)_?(year|yr)(.*)", re.I),
    "month": re.compile(r"(.*?)_?(month|mon|mo)(.*)", re.I),
    "day": re.compile(r"(.*?)_?(day|da)(.*)", re.I),
}
_STATE = {
    "cow": re.compile(r"(.*ccode\d*|(.*_)?(cown|cow|cowcode)|state|member|mem\d+)", re.I),
    "gw": re.compile(r"(gwcode\d*|gwn|gwno)", re.I),
    "iso-alpha-3": re.compile(r"(iso3c?|iso_?a3|iso3166.*alpha-?3|alpha_?3)", re.I),
    "iso-alpha-2": re.compile(r"(iso2c?|iso_?a2|iso3166.*alpha-?2|alpha_?2)", re.I),
    "iso-numeric": re.compile(r"(isonum|iso_?n3|iso_?numeric|iso3166.*numeric)", re.I),
    "m49": re.compile(r"(un_?)?m49(_?code)?", re.I),
    "atop": re.compile(r"atop_?(state|member)", re.I),
}
_LETTERS = {"iso-alpha-3": 3, "iso-alpha-2": 2}
_POINT_ZERO = re.compile(r"(-?[0-9]{1,18})\.0+")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+")
_BRACKETED = re.compile(r"\((.*)\)|\[(.*)\]")
_SEPARATORS = (";", "|")


@dataclass(frozen=True)
class Guess:
    """A line for one field, and the columns that it stands for."""

    name: str
    type: str
    columns: tuple[str, ...]
    words: tuple[str, ...] = ()
    system: str | None = None


@dataclass(frozen=True)
class Made:
    """The files of a new source, and its first rows as they are read."""

    files: list[Path]
    rows: list[tuple[int, dict[str, str]]]


def new(source: str, file: Path, parent: Path) -> Made:
    """Write a folder for a source, and return its files and three rows of the table.

    Raises BadInput when the folder is there already or the id is no id.
    """
    if fault := id_fault(source):
        raise BadInput(fault)
    folder = parent / source
    if folder.exists():
        raise BadInput("is there already", str(folder))
    if foreign.is_rdf(file):
        return Made(_written(folder, _of_rdf(source, file)), [])
    dialect = sniffing.sniffed(file)
    table = tables.open_table(file, dialect)
    kept = [
        (line, cells)
        for line, cells in islice(table.rows(), LOOKED_AT)
        if len(cells) == len(table.header)
    ]
    columns = {name: [row[n] for _, row in kept] for n, name in enumerate(table.header)}
    dialect, columns = _numbers(dialect, columns)
    # Where semicolons are between cells, a comma in a number is a decimal one.
    thousands = dialect.decimal == "." and dialect.delimiter != ";"
    guesses = list(_guesses(columns, thousands))
    known = recognized.columns([recognized.Seen(guess.name, guess.type) for guess in guesses])
    if known.kind:
        of = {guess.name: guess.columns for guess in guesses}
        key = known.key(lambda names: _tells(names, of, columns))
    else:
        key = _key(guesses, columns)
    texts = {
        NAME: _yaml(source, file, dialect, guesses, known, key, len(kept)),
        "map.rq": _query(source, guesses, known, key),
        "crosswalk.sssom.tsv": crosswalk.write([], f"matches of the records of {source}"),
    }
    shown = [
        (line, {name: values[n] for name, values in columns.items()})
        for n, (line, _) in enumerate(kept[:_SHOWN])
    ]
    return Made(_written(folder, texts), shown)


def _written(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BadInput(f"cannot be written: {str(error.strerror).lower()}", str(folder)) from None
    for name, text in texts.items():
        writing.write(folder / name, text.encode())
    return [folder / name for name in texts]


def _of_rdf(source: str, file: Path) -> dict[str, str]:
    """A descriptor without fields, which tells what the file speaks of, and a table of terms."""
    used: Counter[str] = Counter()
    for quad in reading.read(file).quads:
        used[quad.predicate.value] += 1
        if quad.predicate.value == RDF_NS + "type" and isinstance(quad.object, ox.NamedNode):
            used[quad.object.value] += 1
    terms = [f"#   {number:7,} <{term}>" for term, number in used.most_common(_TERMS)]
    lines = [
        f"# Guessed from {file.name}: replace every TODO. The words are explained in",
        "# data/sources/README.md. To say what it means in the terms of foedus, match its classes",
        "# and properties in terms.sssom.tsv, or write map.rq, a CONSTRUCT over its graph:",
        *terms,
        *_head(source, file),
        'coverage: {from: "TODO", until: "TODO"}  # years or days; null where it is open',
        "",
    ]
    return {
        NAME: "\n".join(lines),
        "terms.sssom.tsv": crosswalk.write([], f"terms of {source} and of foedus"),
        "crosswalk.sssom.tsv": crosswalk.write([], f"matches of the records of {source}"),
    }


def _head(source: str, file: Path) -> list[str]:
    return [
        f"id: {source}",
        'version: "1"  # guess',
        f"title: {literal(file.stem)}  # guess",
        'citation: "TODO who made the data, and how they ask to be cited"',
        "licence: unknown  # or a name from spdx.org/licenses",
    ]


def _numbers(
    dialect: Dialect, columns: dict[str, list[str]]
) -> tuple[Dialect, dict[str, list[str]]]:
    """How numbers are written, and the columns as they are then read."""
    told = [[value for value in values if _is_told(value)] for values in columns.values()]
    commas = any(
        values
        and all(map(_COMMA.fullmatch, values))
        and (dialect.delimiter == ";" or not all(map(_GROUPED.fullmatch, values)))
        for values in told
    )
    whole = [name for name, values in zip(columns, told, strict=True) if _is_point_zero(values)]
    read = {
        name: [_POINT_ZERO.sub(r"\1", value) for value in values] if name in whole else values
        for name, values in columns.items()
    }
    return replace(dialect, decimal="," if commas else ".", point_zero=bool(whole)), read


def _is_told(value: str) -> bool:
    return bool(value) and value not in _MISSING


def _is_point_zero(values: Sequence[str]) -> bool:
    return bool(values) and all(map(_POINT_ZERO.fullmatch, values))


def _guesses(columns: dict[str, list[str]], thousands: bool) -> Iterator[Guess]:
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
            found = _guess(column, values, _free(_name(column), used), thousands)
        used.add(found.name)
        yield found


def _guess(column: str, values: list[str], name: str, thousands: bool) -> Guess:
    missing = tuple(sign for sign in _MISSING if sign in values)
    if "NA" in missing and _may_have_codes(column, [v for v in values if _is_told(v)]):
        missing = tuple(sign for sign in missing if sign != "NA")  # Namibia, as likely as not
    told = [value for value in values if value and value not in missing]
    words: tuple[str, ...] = ()
    if missing:
        words = (f"missingValues: [{', '.join(map(literal, missing))}]",)
    several = next((s for s in _SEPARATORS if any(s in v for v in told)), None)
    if several and (parts := _parts(told, several)) and _kind(parts) != "string":
        words += (f"separator: {literal(several)}",)
        told = parts
    if told and any(map(_BRACKETED.fullmatch, told)):
        plain = [_BRACKETED.sub(r"\1\2", value) for value in told]
        if _kind(plain) != "string":
            words += ('bracketed: "in brackets"',)
            told = plain
    if thousands and _are_grouped(told):
        words += ('groupChar: ","',)
        told = [value.replace(",", "") for value in told]
    for system, pattern in _STATE.items():
        length = _LETTERS.get(system)
        if told and (pattern.fullmatch(column) or pattern.fullmatch(name)):
            whole = all(_WHOLE.fullmatch(value) for value in told)
            if _are_letters(told, length) if length else whole:
                return Guess(name, "state", (column,), words, system)
    kind = _kind(told) if told or not recognized.is_date(name) else "partial_date"
    if kind == "boolean":
        words += ('trueValues: ["1"]', 'falseValues: ["0"]')
    return Guess(name, kind, (column,), words)


def _may_have_codes(column: str, told: Sequence[str]) -> bool:
    """Whether a column may have codes of two letters, of which NA is one: by its name, or as it has
    such codes, alone or among longer ones. Where all are numbers, or of three letters, NA is none.
    """
    codes = all(re.fullmatch("[A-Z]{2,4}[0-9]{0,2}", value) for value in told)
    two = any(_are_letters([value], 2) for value in told)
    return bool(_STATE["iso-alpha-2"].fullmatch(column)) or (codes and (two or not told))


def _are_grouped(told: Sequence[str]) -> bool:
    """Whether some whole numbers have a comma before each three digits, and the others none."""
    plain = [value for value in told if not _GROUPED.fullmatch(value)]
    return len(plain) < len(told) and all(map(_WHOLE.fullmatch, plain))


def _kind(told: Sequence[str]) -> str:
    """The type of a column with these values."""
    if told and all(value in ("0", "1") for value in told):
        return "boolean"
    days = sum(_is(value, "date") for value in told)
    if 0 < days < len(told) and all(_is(value, "partial_date") for value in told):
        return "partial_date"
    for kind in ("date", "yearmonth"):
        if told and sum(_is(value, kind) for value in told) >= _MOST * len(told):
            return kind
    for kind, pattern in (("year", _YEAR), ("integer", _WHOLE), ("number", _NUMBER)):
        if told and all(map(pattern.fullmatch, told)):
            return kind
    return (
        "partial_date" if told and all(_is(value, "partial_date") for value in told) else "string"
    )


def _parts(told: Sequence[str], sign: str) -> list[str]:
    return [part.strip() for value in told for part in value.split(sign) if part.strip()]


def _are_letters(values: Sequence[str], length: int) -> bool:
    """Whether all are codes of so many letters."""
    return all(len(v) == length and v.isascii() and v.isalpha() and v.isupper() for v in values)


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
    """The fewest fields, up to three, that tell the rows apart, the first fields first, and those
    whose cells have several values; the line where none do."""
    plain = [g for g in guesses if g.type not in ("number", "boolean")]
    several = [g.name for g in guesses if any(word.startswith("separator") for word in g.words)]
    for size in (1, 2, 3):
        for group in combinations(plain if size == 1 else plain[:8], size):
            cells = [columns[column] for g in group for column in g.columns]
            rows = list(zip(*cells, strict=True))
            if rows and len(set(rows)) == len(rows) and all(all(row[:1]) for row in rows):
                return list(dict.fromkeys([*(g.name for g in group), *several]))
    return ["row"]


def _tells(
    names: Sequence[str], of: Mapping[str, tuple[str, ...]], columns: dict[str, list[str]]
) -> bool:
    """Whether fields tell the rows apart."""
    rows = list(zip(*(columns[column] for name in names for column in of[name]), strict=True))
    return bool(rows) and len(set(rows)) == len(rows)


def _yaml(
    source: str,
    file: Path,
    dialect: Dialect,
    guesses: Sequence[Guess],
    known: recognized.Columns,
    key: Sequence[str],
    rows: int,
) -> str:
    systems = [g.system for g in guesses if g.system]
    lines = [
        f"# Guessed from the header and {rows} rows of {file.name}: go through it, and replace",
        "# every TODO. The words are explained in data/sources/README.md.",
        *_head(source, file),
        'level: "TODO what one row is about"',
        f"file: {{{_dialect_words(dialect)}, sha256: null}}",
        'coverage: {from: "TODO", until: "TODO"}  # years or days; null where it is open',
    ]
    if systems:
        lines.append(
            f"states: {{system: {systems[0]}, file: null}}  # guess: whose codes are they?"
        )
    lines.append(
        f"primaryKey: [{', '.join(key)}]  # {_NO_KEY if list(key) == ['row'] else 'guess'}"
    )
    lines.append("fields:")
    for guess in guesses:
        words = [f"name: {guess.name}", f"type: {guess.type}"]
        if guess.type == "date_parts":
            words.append(f"from: [{', '.join(map(literal, guess.columns))}]")
        elif guess.columns != (guess.name,):
            words.append(f"column: {literal(guess.columns[0])}")
        if guess.system and guess.system != systems[0]:
            words.append(f"system: {guess.system}")
        lines.append(f"  - {{{', '.join([*words, *guess.words])}}}  # guess")
    if known.kind and known.checks:
        lines += ["row_checks:", *known.checks]
    return "\n".join([*lines, "max_rejects: 0", ""])


_NO_KEY = "nothing found that tells the rows apart: each line is one"


def _dialect_words(dialect: Dialect) -> str:
    """The words of ``file`` for what is not as in most files."""
    words = [f"encoding: {dialect.encoding}", f"delimiter: {literal(dialect.delimiter)}"]
    words += [f"header: {dialect.header}"] if dialect.header > 1 else []
    words += ["quoteChar: null"] if dialect.quote is None else []
    words += [f"commentChar: {literal(dialect.comment)}"] if dialect.comment else []
    words += [f"decimalChar: {literal(dialect.decimal)}"] if dialect.decimal != "." else []
    words += ["pointZero: true"] if dialect.point_zero else []
    return ", ".join(words)


def _query(
    source: str, guesses: Sequence[Guess], known: recognized.Columns, key: Sequence[str]
) -> str:
    if known.kind:
        return recognized.query(source, known, key)
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
        if any(word.startswith("bracketed") for word in guess.words):
            offers.append(f"#     foedus:TODO ?{name}_note ;")
    return recognized.mapping(
        [
            "# What each row says. These variables are there: move those you want to the record",
            "# below, each with a property of the ontology (foedus show CLASS has them).",
            *offers,
        ],
        ("code", "dcterms", "foedus", "id", "xsd"),
        [f"  ?{record} a foedus:DatasetRecord ;", f"    foedus:sourceRow ?{line} ."],
        [
            f'  BIND(IRI(CONCAT(STR(id:), "{source}-", {parts})) AS ?{record})',
            f"  BIND(xsd:integer(?row) AS ?{line})",
        ],
    )


def _is(value: str, kind: str) -> bool:
    try:
        dates.parse(value, kind)
    except dates.NotADate:
        return False
    return True


def _name(column: str) -> str:
    """A name for a variable from that of a column."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", column) if not unicodedata.combining(c))
    name = re.sub(r"[^A-Za-z0-9]+", "_", bare).strip("_")
    return name if name[:1].isalpha() else f"column_{name}"


def _free(name: str, used: set[str]) -> str:
    taken = {*used, "row", "none"}
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found
