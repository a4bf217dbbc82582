"""Panels of states and years, folded: rows of one year each become the rows of one interval.

Every row of an interval carries the interval's first and last year, so that all make the same
record, which lists them; nothing is lost and nothing is said year by year. Rows that belong
together must follow each other, as they do in such files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from foedus.sources import dates
from foedus.sources.cells import SUFFIXES, outputs_of
from foedus.sources.descriptor import Descriptor

if TYPE_CHECKING:
    from foedus.sources.rows import Accepted

_ENDS = ("interval_start", "interval_end")


def names(source: Descriptor) -> list[str]:
    """The variables that folding adds to each row."""
    return [end + s for end in _ENDS for s in SUFFIXES["year"]] if source.fold else []


def needed(source: Descriptor) -> set[str]:
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
