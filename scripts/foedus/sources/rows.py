"""The checks between a table and its mapping: each row is accepted, noted or rejected.

A row that passes becomes a list of terms, one for each variable that the mapping uses, written as
in N-Triples; None is a missing cell. A row that fails gives one fault or more, each with column,
value and reason. Accepted and rejected rows together are the rows read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from foedus.sources import codes, dates
from foedus.sources.cells import CACHE, SUFFIXES, Cell, outputs_of, reader_for, suffixes_of
from foedus.sources.descriptor import Descriptor, Field

if TYPE_CHECKING:
    import sqlite3


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


def variables(descriptor: Descriptor) -> list[str]:
    """Every variable that the mapping of a source may use, ``row`` and those of a fold included.

    >>> from foedus.sources.source_yaml import bundled
    >>> "member_code" in variables(bundled("atop"))
    True
    """
    names = [field.name + suffix for field in descriptor.fields for suffix in suffixes_of(field)]
    return [*names, *fold_names(descriptor), "row"]


@dataclass
class Outcome:
    """What became of the rows of one file."""

    graph: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    statements: int = 0
    rejects: list[Fault] = dataclasses.field(default_factory=list)
    notices: list[Fault] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    findings: list[str] = dataclasses.field(default_factory=list)
    """The first of what the shapes find, each with its line; ``broken`` is how many there are."""
    broken: int = 0


class Checker:
    """Checks the rows of one table; keeps what must be unique in a database of its own."""

    def __init__(
        self,
        descriptor: Descriptor,
        header: list[str],
        lists: codes.States,
        used: Iterable[str] | None = None,
    ) -> None:
        wanted = set(variables(descriptor) if used is None else used)
        self._descriptor = descriptor
        self._width = len(header)
        self._fields = [
            reader_for(field, descriptor, header, wanted) for field in descriptor.fields
        ]
        self._remembering = [(reader.pick, reader.known, reader.read) for reader in self._fields]
        self._by_name = {field.name: n for n, field in enumerate(descriptor.fields)}
        self._once: list[tuple[tuple[int, ...], str]] = [
            ((n,), f"u{n}") for n, field in enumerate(descriptor.fields) if field.unique
        ]
        if descriptor.key:
            self._once.append((tuple(self._by_name[name] for name in descriptor.key), "key"))
        self._row_checks = [
            (check, [self._by_name[name] for name in check.fields]) for check in descriptor.checks
        ]
        self._states = [
            (n, field)
            for n, field in enumerate(descriptor.fields)
            if field.type == "state" and lists.has_list(self._system(field))
        ]
        self._several = [
            (header.index(field.columns[0]), field.separator)
            for field in descriptor.fields
            if field.separator
        ]
        self._lists = lists
        self._seen = _Seen()
        self._confirmed: dict[tuple[int, str, str, str], tuple[str, bool]] = {}
        self.names = [name for reader in self._fields for name in reader.names]
        self.read = self.rejected = 0

    def check(self, line: int, cells: list[str]) -> tuple[list[Accepted], list[Fault]]:
        """The row if it passes, with notices about it; else nothing, with its faults.

        A cell of several values makes a row of each; where one of them fails, the whole row does.
        """
        self.read += 1
        passed: list[Accepted] = []
        notices: list[Fault] = []
        faults: list[Fault] = []
        for one in self._split(cells):
            found, wrong, noted = self._found(line, one)
            faults += wrong
            notices += noted
            if found is not None and not wrong:
                passed.append(Accepted(line, [term for cell in found for term in cell.outputs]))
        if faults:
            self.rejected += 1
            return [], list(dict.fromkeys(faults))
        return passed, list(dict.fromkeys(notices))

    def _split(self, cells: list[str]) -> list[list[str]]:
        """The row, as often as its cells have values; a cell without any has none in each."""
        rows = [cells]
        if len(cells) != self._width:
            return rows
        for number, sign in self._several:
            values = [value.strip() for value in cells[number].split(sign)]
            told = list(dict.fromkeys(value for value in values if value)) or [""]
            rows = [[*row[:number], value, *row[number + 1 :]] for row in rows for value in told]
        return rows

    def refuse(self, line: int, reason: str) -> Fault:
        """Turn a row that passed into a rejected one: its mapping made nothing of it."""
        self.rejected += 1
        return Fault(line, "", "", reason)

    def first_maker(self, record: str, line: int) -> int:
        """The line of the row that first made a record: this one, unless another did."""
        return self._seen.first("record", record, line)

    def _found(
        self, line: int, cells: list[str]
    ) -> tuple[list[Cell] | None, list[Fault], list[Fault]]:
        if len(cells) != self._width:
            reason = f"{len(cells)} cells where the header has {self._width}"
            return None, [Fault(line, "", "", reason)], []
        found = [known.get(pick(cells)) or read(cells) for pick, known, read in self._remembering]
        if faulty := [(n, cell.fault) for n, cell in enumerate(found) if cell.fault]:
            return None, [self._fault(line, n, cells, why) for n, why in faulty], []
        faults, notices = self._codes(line, found, cells)
        faults += self._row_faults(line, found, cells)
        if not faults:
            faults += self._repeated(line, found, cells)
        return found, faults, notices

    def _fault(self, line: int, number: int, cells: list[str], reason: str) -> Fault:
        """A fault of the cells of one field."""
        reader = self._fields[number]
        return Fault(line, "+".join(reader.field.columns), reader.written(cells), reason)

    def _codes(
        self, line: int, found: list[Cell], cells: list[str]
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
                if len(self._confirmed) >= CACHE:
                    self._confirmed.clear()
                self._confirmed[key] = told
            reason, bad = told
            if reason:
                fault = Fault(line, field.columns[0], self._fields[number].written(cells), reason)
                (faults if bad else notices).append(fault)
        return faults, notices

    def _confirm(self, field: Field, code: str, earliest: str, latest: str) -> tuple[str, bool]:
        """A reason for doubt about a code, and whether it is one to reject the row."""
        system = self._system(field)
        meaning = self._lists.meaning(system, code, earliest or None, latest or None)
        if not meaning.known:
            return meaning.reason, field.unlisted == "reject"
        if meaning.certain or not earliest or self._lists.after_reach(system, earliest):
            return "", False
        return meaning.reason, meaning.name is None

    def _system(self, field: Field) -> str:
        return field.system or self._descriptor.system or ""

    def _row_faults(self, line: int, found: list[Cell], cells: list[str]) -> list[Fault]:
        faults = []
        for check, numbers in self._row_checks:
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

    def _repeated(self, line: int, found: list[Cell], cells: list[str]) -> list[Fault]:
        """Keys and values that an earlier row has, and names that meet in addresses."""
        faults = []
        for numbers, kind in self._once:
            texts = [found[n].text or "" for n in numbers]
            if kind != "key" and not texts[0]:
                continue
            first = self._seen.first(kind, "\x1f".join(texts), line)
            if first != line:
                columns = " ".join(self._descriptor.fields[n].name for n in numbers)
                values = " ".join(self._fields[n].written(cells) for n in numbers)
                faults.append(Fault(line, columns, values, f"line {first} has the same"))
        return faults


class _Seen:
    """What was seen before and where: the latest in memory, the rest in a database.

    The database goes to disk by itself beyond some memory.
    """

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}
        self._base: sqlite3.Connection | None = None

    def first(self, kind: str, text: str, line: int) -> int:
        """The line where this text was seen first; that is now, unless it was seen before."""
        key = f"{kind}\x1e{text}"
        found = self._latest.get(key)
        if found is None and self._base:
            found = self._earlier(self._base, key)
        if found is not None:
            return found
        if len(self._latest) >= CACHE:
            self._put_away()
        self._latest[key] = line
        return line

    def _put_away(self) -> None:
        import sqlite3

        if self._base is None:
            self._base = sqlite3.connect("", isolation_level=None)
            self._base.execute("PRAGMA journal_mode=OFF")
            self._base.execute("PRAGMA synchronous=OFF")
            self._base.execute("BEGIN")
            self._base.execute("CREATE TABLE seen (text PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._base.executemany("INSERT INTO seen VALUES (?, ?)", self._latest.items())
        self._latest.clear()

    @staticmethod
    def _earlier(base: sqlite3.Connection, key: str) -> int | None:
        found = base.execute("SELECT line FROM seen WHERE text = ?", (key,)).fetchone()
        return None if found is None else int(found[0])


# --- panels of states and years, folded ---------------------------------------------------
#
# Every row of an interval carries the interval's first and last year, so that all make the same
# record, which lists them; nothing is lost and nothing is said year by year. Rows that belong
# together must follow each other, as they do in such files.

_ENDS = ("interval_start", "interval_end")


def fold_names(source: Descriptor) -> list[str]:
    """The variables that folding adds to each row."""
    return [end + s for end in _ENDS for s in SUFFIXES["year"]] if source.fold else []


def fold_needs(source: Descriptor) -> set[str]:
    """The variables that folding needs of each row."""
    return {source.fold.year, *source.fold.by} if source.fold else set()


def fold(
    source: Descriptor, variables: Sequence[str], rows: Iterable[Accepted]
) -> Iterator[Accepted]:
    """The rows with the interval that each stands in; without a fold, the rows as they are.

    An interval that reaches the last year of the source's coverage has no end.
    """
    if source.fold is None:
        yield from rows
        return
    year = variables.index(source.fold.year)
    by = [variables.index(name) for name in source.fold.by]
    last = source.covers_until and int(source.covers_until[:4])
    group: list[Accepted] = []
    key: list[str | None] = []
    before = 0
    for row in rows:
        now, own = int((row.terms[year] or '"0"').strip('"')), [row.terms[n] for n in by]
        if group and (own != key or now != before + 1):
            yield from _closed(group, year, last)
            group = []
        group.append(row)
        key, before = own, now
    yield from _closed(group, year, last)


def _closed(group: list[Accepted], year: int, last: int | str | None) -> Iterator[Accepted]:
    if not group:
        return
    first, final = (int((group[n].terms[year] or '"0"').strip('"')) for n in (0, -1))
    start = outputs_of(dates.of(first))
    end = {"_censored": '"true"'} if final == last else outputs_of(dates.of(final))
    added = [told.get(s) for told in (start, end) for s in SUFFIXES["year"]]
    for row in group:
        yield row._replace(terms=[*row.terms, *added])
