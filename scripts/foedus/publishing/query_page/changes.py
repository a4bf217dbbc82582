"""The days on which the picture of the world changes, and the pictures between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from foedus.asking import querying, snapshot
from foedus.publishing.pages import drawings
from foedus.publishing.pages.frame import Here
from foedus.publishing.site import MOST_FOR_A_DAY, Site
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS

BOUNDS = (
    "earliestStart",
    "latestStart",
    "earliestEnd",
    "latestEnd",
    "observedFrom",
    "observedUntil",
)
"""The properties whose values the snapshot queries compare with the day."""

MAX_CHECKED = 400
"""So many days are tried one by one; with more, each day that a bound names counts as a change."""


def words_of(site: Site, day: str) -> list[snapshot.Section]:
    """The picture of a day in words; nothing of data so large that making it would take long."""
    return snapshot.picture(site.asserted, day) if len(site.asserted) <= MOST_FOR_A_DAY else []


@dataclass(frozen=True)
class Change:
    """A day whose picture differs from that of the day before; the rows of each snapshot query.

    There are no rows where the data are too large to try each day.
    """

    day: str
    answers: dict[str, drawings.Rows]


@dataclass(frozen=True)
class Dated:
    """A picture, the first day that it is true of, and the day of the next one; empty for none."""

    day: str
    until: str
    picture: drawings.Picture


def changes(site: Site) -> list[Change]:
    """The days whose picture differs from that of the day before, in order.

    Where the data hold more than ``MAX_CHECKED`` bounds or ``MOST_FOR_A_DAY`` statements, the days
    that the bounds name: each starts or ends something; that it shows has not been tried.
    """
    days = _candidates(site)
    if len(days) > MAX_CHECKED or len(site.asserted) > MOST_FOR_A_DAY:
        return [Change(day, {}) for day in days]
    store = reading.to_store(snapshot.with_dyads(site.asserted))
    found: list[Change] = []
    before: dict[str, frozenset[str]] | None = None
    for day in days:
        answers = _answers(store, day)
        now = {kind: frozenset(map(str, rows)) for kind, rows in answers.items()}
        if now != before:
            found.append(Change(day, answers))
        before = now
    return found


def pictures(
    here: Here, found: Sequence[Change], link: Callable[[str], str] | None = None
) -> list[tuple[drawings.Relation, list[Dated]]]:
    """For each relation its pictures by date: one for each day on which that relation changes."""
    drawn = []
    for relation in drawings.RELATIONS:
        dated: list[Dated] = []
        known = [(one.day, one.answers[relation.query]) for one in found if one.answers]
        starts = [
            (day, rows)
            for (day, rows), (_, before) in zip(known, [("", ()), *known], strict=False)
            if drawings.related(relation, rows) != drawings.related(relation, before)
        ]
        ends = [day for day, _ in starts[1:]] + [""]
        for (day, rows), until in zip(starts, ends, strict=False):
            if picture := drawings.of_day(here, relation, rows, day, link=link):
                dated.append(Dated(day, until, picture))
        drawn.append((relation, dated))
    return drawn


def _candidates(site: Site) -> list[str]:
    """Every bound and the day after it: what ends on a day is gone on the next."""
    days: set[date] = set()
    for name in BOUNDS:
        for quad in site.stated.by_predicate(FOEDUS_NS + name):
            day = _day(quad.object.value) if hasattr(quad.object, "value") else None
            if day is not None:
                days |= {day, day + timedelta(days=1)}
    return [day.isoformat() for day in sorted(days)]


def _day(text: str) -> date | None:
    day = date.fromisoformat(text) if snapshot.is_day(text) else None
    return day if day != date.max else None


def _answers(store: ox.Store, day: str) -> dict[str, drawings.Rows]:
    """The rows of every snapshot query on a day, by its kind."""
    return {
        query.kind: [tuple(row) for row in querying.evaluate(store, query.on(day), query.name)]  # type: ignore[union-attr]
        for query in snapshot.queries()
    }
