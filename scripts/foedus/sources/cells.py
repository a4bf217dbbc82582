"""Cells into terms: what each type of field makes of a text, written as in N-Triples."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from foedus.errors import BadInput
from foedus.rdf.names import XSD_NS
from foedus.sources import codes, dates
from foedus.sources.descriptor import DATE_TYPES, Descriptor, Field
from foedus.sources.tables import decimal_text

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

NOTE = "_note"
"""The variable of what brackets around a value say."""

MAX_SLUG = 60
_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})")
_POINT_ZERO = re.compile(r"(?<=[0-9])\.0+(?=\x1f|$)")
_BRACKETED = re.compile(r"[(\[]\s*(.*?)\s*[)\]]")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
CACHE = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(slots=True)
class Cell:
    """What a field makes of one text: the terms, and for dates the bounds."""

    outputs: tuple[str | None, ...]
    text: str | None = None
    dated: dates.Dated | None = None
    fault: str | None = None


def suffixes_of(field: Field) -> tuple[str, ...]:
    """The endings of the variables that a field gives."""
    return (*SUFFIXES[field.type], NOTE) if field.bracketed else SUFFIXES[field.type]


def literal(text: str, datatype: str | None = None) -> str:
    r"""A literal as N-Triples has it.

    >>> literal('a "b"')
    '"a \\"b\\""'
    """
    quoted = f'"{text.translate(_ESCAPES)}"'
    return f"{quoted}^^<{XSD_NS}{datatype}>" if datatype else quoted


def slug(text: str) -> str:
    """A name for addresses: letters and digits of ASCII in lower case, with hyphens between.

    Text that has other letters or is long keeps apart from its neighbours by a short digest.

    >>> slug("Trinidad and Tobago"), slug("Åland")
    ('trinidad-and-tobago', 'land-fdf50c')
    """
    name = _NOT_IN_NAMES.sub("-", text.lower()).strip("-")
    if name and text.isascii() and len(name) <= MAX_SLUG:
        return name
    name = name[:MAX_SLUG].strip("-")
    mark = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{name}-{mark}" if name else mark


class FieldReader:
    """Reads one field of every row, and remembers what it made of a text.

    ``pick`` gives what a row has for it; ``known`` is what was made of that before.
    """

    def __init__(
        self,
        field: Field,
        numbers: tuple[int, ...],
        suffixes: tuple[str, ...],
        make: Callable[[str], Cell],
    ) -> None:
        self.field = field
        self.suffixes = suffixes
        self.names = [field.name + suffix for suffix in suffixes]
        self.pick: Callable[[list[str]], str | tuple[str, ...]] = itemgetter(*numbers)
        self.known: dict[str | tuple[str, ...], Cell] = {}
        self._numbers = numbers
        self._make = make

    def written(self, cells: list[str]) -> str:
        """What stands in the columns of this field."""
        return "-".join(cells[number] for number in self._numbers)

    def read(self, cells: list[str]) -> Cell:
        """What this field makes of a row with a text that is not known yet."""
        found = self.pick(cells)
        cell = self._make(found if isinstance(found, str) else "\x1f".join(found))
        if len(self.known) >= CACHE:
            self.known.clear()
        self.known[found] = cell
        return cell


def reader_for(
    field: Field, descriptor: Descriptor, header: list[str], wanted: set[str]
) -> FieldReader:
    """The reader of one field in a table with this header, for the variables that are wanted."""
    numbers = tuple(header.index(column) for column in field.columns)
    suffixes = tuple(s for s in suffixes_of(field) if field.name + s in wanted)
    make = {
        "string": _string,
        "integer": _number,
        "number": _number,
        "boolean": _boolean,
        "state": _state,
    }.get(field.type, _date)
    read = make(field, descriptor)
    pattern = re.compile(field.pattern) if field.pattern else None

    point_zero = descriptor.dialect.point_zero and field.type not in ("string", "number")

    def cell(text: str) -> Cell:
        note = None
        if field.bracketed and (found := _BRACKETED.fullmatch(text)):
            text, note = found[1], literal(field.bracketed)
        if point_zero:
            text = _POINT_ZERO.sub("", text)
        if text in field.missing and field.type != "date_parts":
            fault = "is missing" if field.required else None
            return Cell((None,) * len(suffixes), fault=fault)
        if pattern and not pattern.fullmatch(text):
            return Cell((), fault=f"does not match {field.pattern}")
        if field.enum and text not in field.enum:
            return Cell((), fault=f"is none of {', '.join(field.enum)}")
        try:
            outputs, plain, dated = read(text)
        except ValueError as error:
            return Cell((), fault=str(error))
        if not outputs and field.required:
            return Cell((), fault="is missing")
        if note:
            outputs[NOTE] = note
        return Cell(tuple([outputs.get(s) for s in suffixes]), plain, dated)

    return FieldReader(field, numbers, suffixes, cell)


_Outputs = tuple[dict[str, str], str | None, dates.Dated | None]
_Read = Callable[[str], _Outputs]


def _string(_field: Field, _descriptor: Descriptor) -> _Read:
    def read(text: str) -> _Outputs:
        if found := _CONTROL.search(text):
            raise ValueError(f"control character U+{ord(found.group()):04X}")
        return {"": literal(text), "_slug": literal(slug(text))}, text, None

    return read


def _number(field: Field, descriptor: Descriptor) -> _Read:
    whole = field.type == "integer"
    comma = descriptor.dialect.decimal == ","
    group = field.group
    grouped = re.compile(
        rf"[+-]?[0-9]{{1,3}}(?:{re.escape(group or '')}[0-9]{{3}})+(?:[.,][0-9]*)?"
    )
    least = None if field.minimum is None else Decimal(field.minimum)
    most = None if field.maximum is None else Decimal(field.maximum)

    def read(text: str) -> _Outputs:
        if group and group in text:
            if not grouped.fullmatch(text):
                raise ValueError(f"is no number with {group} between its groups of three digits")
            text = text.replace(group, "")
        if comma and not whole:
            if "." in text:
                raise ValueError("is no number with a decimal comma")
            text = text.replace(",", ".")
        if not (_INTEGER if whole else NUMBER).fullmatch(text):
            raise ValueError("is no whole number" if whole else "is no number")
        value = Decimal(text)
        if least is not None and value < least:
            raise ValueError(f"is less than {field.minimum}")
        if most is not None and value > most:
            raise ValueError(f"is more than {field.maximum}")
        plain = str(int(value)) if whole else decimal_text(value)
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
        code = codes.normal(system, text)
        if code is None:
            raise ValueError(f"is no code of the system {system}")
        return {"": literal(code), "_code": f"<{codes.concept(system, code)}>"}, code, None

    return read


def _date(field: Field, descriptor: Descriptor) -> _Read:
    end = descriptor.covers_until
    last = dates.partial(end).latest if end and field.censored else None

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
            if field.minimum and dated.value < field.minimum[: dates.LENGTHS[field.type]]:
                raise ValueError(f"is before {field.minimum}")
            if field.maximum and dated.value > field.maximum[: dates.LENGTHS[field.type]]:
                raise ValueError(f"is after {field.maximum}")
        if last is not None and dated.latest >= last:
            return {"_censored": literal("true")}, None, None
        return outputs_of(dated), dated.value, dated

    return read


def outputs_of(dated: dates.Dated) -> dict[str, str]:
    """The terms that a date gives, by suffix."""
    return {
        "": f'"{dated.value}"',
        "_value": f'"{dated.value}"^^<{dated.type}>',
        "_type": f"<{dated.type}>",
        "_earliest": f'"{dated.earliest}"^^<{_DATE}>',
        "_latest": f'"{dated.latest}"^^<{_DATE}>',
        "_precision": f"<{dated.precision}>",
        "_censored": '"false"',
    }


_DATE = XSD_NS + "date"


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
