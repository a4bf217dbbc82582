"""The checks between a table and its mapping: each row is accepted, noted or rejected.

A row that passes becomes a list of terms, one for each variable that the mapping uses, written as
in N-Triples; None is a missing cell. A row that fails gives one fault or more, each with column,
value and reason. Accepted and rejected rows together are the rows read.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from foedus.errors import BadInput
from foedus.sources import dates, states
from foedus.sources.descriptor import DATE_TYPES, Descriptor, Field
from foedus.vocabulary import XSD_NS

SUFFIXES: dict[str, tuple[str, ...]] = {
    "string": ("", "_slug"),
    "integer": ("", "_value"),
    "number": ("", "_value"),
    "boolean": ("", "_value"),
    "state": ("", "_code"),
    **dict.fromkeys(
        DATE_TYPES, ("", "_value", "_type", "_earliest", "_latest", "_precision", "_censored")
    ),
}
"""The variables that a field of each type gives: its name with each of these added."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_CACHE = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Fault(NamedTuple):
    """Why a cell or a row is not as it must be, or what is to be noted about it."""

    line: int
    column: str
    value: str
    reason: str


class Accepted(NamedTuple):
    """A row that passed: its line, and a term for each variable."""

    line: int
    terms: list[str | None]


@dataclass(slots=True)
class _Cell:
    """What a field makes of one text: the terms, and for dates the bounds."""

    outputs: tuple[str | None, ...]
    text: str | None = None
    dated: dates.Dated | None = None
    fault: str | None = None


def literal(text: str, datatype: str | None = None) -> str:
    r"""A literal as N-Triples has it.

    >>> literal('a "b"')
    '"a \\"b\\""'
    """
    quoted = f'"{text.translate(_ESCAPES)}"'
    return f"{quoted}^^<{XSD_NS}{datatype}>" if datatype else quoted


def slug(text: str) -> str:
    """A name for addresses: letters and digits of ASCII in lower case, with hyphens between.

    Text that has other letters keeps apart from its neighbours by a short digest.

    >>> slug("Trinidad and Tobago"), slug("Åland")
    ('trinidad-and-tobago', 'land-2d2fe5')
    """
    name = _NOT_IN_NAMES.sub("-", text.lower()).strip("-")
    if name and text.isascii():
        return name
    mark = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{name}-{mark}" if name else mark


def variables(descriptor: Descriptor) -> list[str]:
    """Every variable that the mapping of a source may use, ``row`` and those of a fold included.

    >>> from foedus.sources.descriptor import bundled
    >>> "member_code" in variables(bundled("atop"))
    True
    """
    names = [field.name + suffix for field in descriptor.fields for suffix in SUFFIXES[field.type]]
    if descriptor.fold:
        names += [f"interval_{end}{s}" for end in ("start", "end") for s in SUFFIXES["year"]]
    return [*names, "row"]


class Checker:
    """Checks the rows of one table; keeps what must be unique in a database of its own."""

    def __init__(
        self,
        descriptor: Descriptor,
        header: list[str],
        lists: states.States,
        used: Iterable[str] | None = None,
    ) -> None:
        wanted = set(variables(descriptor) if used is None else used)
        self._descriptor = descriptor
        self._width = len(header)
        self._fields = [_reader(field, descriptor, header, wanted) for field in descriptor.fields]
        self._by_name = {field.name: n for n, field in enumerate(descriptor.fields)}
        self._key = [self._by_name[name] for name in descriptor.key]
        self._unique = [n for n, field in enumerate(descriptor.fields) if field.unique]
        self._states = [
            (n, field) for n, field in enumerate(descriptor.fields) if field.type == "state"
        ]
        self._lists = lists
        self._seen = _Seen()
        self._confirmed: dict[tuple[int, str, str, str], tuple[str, bool]] = {}
        self.names = [name for reader in self._fields for name in reader.names]
        self.read = self.accepted = self.rejected = 0

    def check(self, line: int, cells: list[str]) -> tuple[Accepted | None, list[Fault]]:
        """The row if it passes, with notices about it; else nothing, with its faults."""
        self.read += 1
        found, faults, notices = self._found(line, cells)
        if faults or found is None:
            self.rejected += 1
            return None, faults
        self.accepted += 1
        terms = [term for cell in found for term in cell.outputs]
        return Accepted(line, terms), notices

    def refuse(self, line: int, reason: str) -> Fault:
        """Turn a row that passed into a rejected one: its mapping made nothing of it."""
        self.accepted -= 1
        self.rejected += 1
        return Fault(line, "", "", reason)

    def first_maker(self, record: str, line: int) -> int:
        """The line of the row that first made a record: this one, unless another did."""
        return self._seen.first("record", record, line)

    def _found(
        self, line: int, cells: list[str]
    ) -> tuple[list[_Cell] | None, list[Fault], list[Fault]]:
        if len(cells) != self._width:
            reason = f"{len(cells)} cells where the header has {self._width}"
            return None, [Fault(line, "", "", reason)], []
        found = [reader.read(cells) for reader in self._fields]
        faults = [
            Fault(line, "+".join(reader.field.columns), reader.written(cells), cell.fault)
            for reader, cell in zip(self._fields, found, strict=True)
            if cell.fault
        ]
        if faults:
            return None, faults, []
        faults, notices = self._codes(line, found, cells)
        faults += self._row_faults(line, found, cells)
        if not faults:
            faults += self._repeated(line, found, cells)
        return found, faults, notices

    def _codes(
        self, line: int, found: list[_Cell], cells: list[str]
    ) -> tuple[list[Fault], list[Fault]]:
        """Codes that no list has, and codes used outside their time."""
        faults: list[Fault] = []
        notices: list[Fault] = []
        for number, field in self._states:
            code = found[number].text
            if code is None:
                continue
            day = found[self._by_name[field.at]].dated if field.at else None
            bounds = (day.earliest, day.latest) if day else ("", "")
            key = (number, code, *bounds)
            told = self._confirmed.get(key)
            if told is None:
                told = self._confirm(field, code, *bounds)
                if len(self._confirmed) >= _CACHE:
                    self._confirmed.clear()
                self._confirmed[key] = told
            reason, bad = told
            if reason:
                fault = Fault(line, field.columns[0], self._fields[number].written(cells), reason)
                (faults if bad else notices).append(fault)
        return faults, notices

    def _confirm(self, field: Field, code: str, earliest: str, latest: str) -> tuple[str, bool]:
        """A reason for doubt about a code, and whether it is one to reject the row."""
        system = field.system or self._descriptor.system or ""
        if not self._lists.has_list(system):
            return "", False
        meaning = self._lists.meaning(system, code, earliest or None, latest or None)
        if not meaning.known:
            return meaning.reason, field.unlisted == "reject"
        if meaning.certain or not earliest or self._lists.after_reach(system, earliest):
            return "", False
        return meaning.reason, meaning.name is None

    def _row_faults(self, line: int, found: list[_Cell], cells: list[str]) -> list[Fault]:
        faults = []
        for check in self._descriptor.checks:
            numbers = [self._by_name[name] for name in check.fields]
            if check.kind == "distinct":
                texts = [found[n].text for n in numbers]
                bad = None not in texts and len(set(texts)) < len(texts)
                reason = "the same in all of them" if len(texts) == 2 else "the same in two of them"
            else:
                days = [d for n in numbers if (d := found[n].dated) is not None]
                bad = any(a.earliest > b.latest for a, b in pairwise(days))
                reason = "the dates are not in this order"
            if bad:
                columns = " ".join(check.fields)
                values = " ".join(self._fields[n].written(cells) for n in numbers)
                faults.append(Fault(line, columns, values, reason))
        return faults

    def _repeated(self, line: int, found: list[_Cell], cells: list[str]) -> list[Fault]:
        """Keys and values that an earlier row has, and names that meet in addresses."""
        faults = []
        checks: list[tuple[tuple[int, ...], str]] = [((n,), f"u{n}") for n in self._unique]
        if self._key:
            checks.append((tuple(self._key), "key"))
        for numbers, kind in checks:
            texts = [found[n].text or (d.value if (d := found[n].dated) else "") for n in numbers]
            if kind != "key" and not texts[0]:
                continue
            first = self._seen.first(kind, "\x1f".join(texts), line)
            if first != line:
                columns = " ".join(self._descriptor.fields[n].name for n in numbers)
                values = " ".join(self._fields[n].written(cells) for n in numbers)
                faults.append(Fault(line, columns, values, f"line {first} has the same"))
        return faults


class _Seen:
    """What was seen before and where; beyond some memory the database goes to disk by itself."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("BEGIN")
        self._base.execute("CREATE TABLE seen (text TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def first(self, kind: str, text: str, line: int) -> int:
        """The line where this text was seen first; that is now, unless it was seen before."""
        key = f"{kind}\x1e{text}"
        done = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line))
        if done.rowcount == 1:
            return line
        found = self._base.execute("SELECT line FROM seen WHERE text = ?", (key,)).fetchone()
        return int(found[0])


class _FieldReader:
    """Reads one field of every row, and remembers what it made of a text."""

    def __init__(
        self,
        field: Field,
        numbers: tuple[int, ...],
        suffixes: tuple[str, ...],
        make: Callable[[str], _Cell],
    ) -> None:
        self.field = field
        self.suffixes = suffixes
        self.names = [field.name + suffix for suffix in suffixes]
        self._numbers = numbers
        self._make = make
        self._cache: dict[str, _Cell] = {}

    def written(self, cells: list[str]) -> str:
        """What stands in the columns of this field."""
        return "-".join(cells[number] for number in self._numbers)

    def read(self, cells: list[str]) -> _Cell:
        """What this field makes of a row."""
        numbers = self._numbers
        if len(numbers) == 1:
            text = cells[numbers[0]]
        else:
            text = "\x1f".join([cells[number] for number in numbers])
        cell = self._cache.get(text)
        if cell is None:
            cell = self._make(text)
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            self._cache[text] = cell
        return cell


def _reader(
    field: Field, descriptor: Descriptor, header: list[str], wanted: set[str]
) -> _FieldReader:
    numbers = tuple(header.index(column) for column in field.columns)
    suffixes = tuple(s for s in SUFFIXES[field.type] if field.name + s in wanted)
    make = {
        "string": _string,
        "integer": _number,
        "number": _number,
        "boolean": _boolean,
        "state": _state,
    }.get(field.type, _date)
    read = make(field, descriptor)
    pattern = re.compile(field.pattern) if field.pattern else None

    def cell(text: str) -> _Cell:
        if text in field.missing and field.type != "date_parts":
            fault = "is missing" if field.required else None
            return _Cell((None,) * len(suffixes), fault=fault)
        if pattern and not pattern.fullmatch(text):
            return _Cell((), fault=f"does not match {field.pattern}")
        if field.enum and text not in field.enum:
            return _Cell((), fault=f"is none of {', '.join(field.enum)}")
        try:
            outputs, plain, dated = read(text)
        except ValueError as error:
            return _Cell((), fault=str(error))
        if not outputs and field.required:
            return _Cell((), fault="is missing")
        return _Cell(tuple(outputs.get(s) for s in suffixes), plain, dated)

    return _FieldReader(field, numbers, suffixes, cell)


_Outputs = tuple[dict[str, str], str | None, dates.Dated | None]
_Read = Callable[[str], _Outputs]


def _string(_field: Field, _descriptor: Descriptor) -> _Read:
    def read(text: str) -> _Outputs:
        if found := _CONTROL.search(text):
            raise ValueError(f"control character U+{ord(found.group()):04X}")
        return {"": literal(text), "_slug": literal(slug(text))}, text, None

    return read


def _number(field: Field, _descriptor: Descriptor) -> _Read:
    whole = field.type == "integer"
    least = None if field.minimum is None else Decimal(field.minimum)
    most = None if field.maximum is None else Decimal(field.maximum)

    def read(text: str) -> _Outputs:
        if not (_INTEGER if whole else _NUMBER).fullmatch(text):
            raise ValueError("is no whole number" if whole else "is no number")
        value = Decimal(text)
        if least is not None and value < least:
            raise ValueError(f"is less than {field.minimum}")
        if most is not None and value > most:
            raise ValueError(f"is more than {field.maximum}")
        plain = str(int(value)) if whole else _decimal(value)
        typed = literal(plain, "integer" if whole else "decimal")
        return {"": literal(plain), "_value": typed}, plain, None

    return read


def _boolean(field: Field, _descriptor: Descriptor) -> _Read:
    def read(text: str) -> _Outputs:
        if text in field.true:
            plain = "true"
        elif text in field.false:
            plain = "false"
        else:
            known = ", ".join(sorted([*field.true, *field.false]))
            raise ValueError(f"is none of {known}")
        return {"": literal(plain), "_value": literal(plain, "boolean")}, plain, None

    return read


def _state(field: Field, descriptor: Descriptor) -> _Read:
    system = field.system or descriptor.system
    if system is None:
        reason = f"field {field.name}: of which system are its codes? write states: {{system: …}}"
        raise BadInput(reason, str(descriptor.path), field.line)

    def read(text: str) -> _Outputs:
        code = states.normal(system, text)
        if code is None:
            raise ValueError(f"is no code of the system {system}")
        return {"": literal(code), "_code": f"<{states.concept(system, code)}>"}, code, None

    return read


def _date(field: Field, descriptor: Descriptor) -> _Read:
    end = descriptor.covers_until
    last = dates.partial(end).latest if end and field.censored else None
    kind = {"year": 4, "yearmonth": 7, "date": 10}

    def parts(text: str) -> dates.Dated | None:
        cells = [None if part in field.missing else part for part in text.split("\x1f")]
        if not any(cells):
            return None
        return dates.of_parts(cells[0], cells[1], cells[2] if len(cells) > 2 else None)

    def read(text: str) -> _Outputs:
        if field.type == "date_parts":
            dated = parts(text)
            if dated is None:
                return {}, None, None
        else:
            dated = dates.parse(text, field.type)
            if field.minimum and dated.value < field.minimum[: kind[field.type]]:
                raise ValueError(f"is before {field.minimum}")
            if field.maximum and dated.value > field.maximum[: kind[field.type]]:
                raise ValueError(f"is after {field.maximum}")
        if last is not None and dated.latest >= last:
            return {"_censored": literal("true")}, None, None
        return outputs_of(dated), dated.value, dated

    return read


def outputs_of(dated: dates.Dated) -> dict[str, str]:
    """The terms that a date gives, by suffix."""
    return {
        "": literal(dated.value),
        "_value": f'"{dated.value}"^^<{dated.type}>',
        "_type": f"<{dated.type}>",
        "_earliest": literal(dated.earliest, "date"),
        "_latest": literal(dated.latest, "date"),
        "_precision": f"<{dated.precision}>",
        "_censored": literal("false"),
    }


def _decimal(value: Decimal) -> str:
    """The shortest exact form with a point, as xsd:decimal is written canonically."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("+") if text not in ("-0", "+0") else "0"


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
