"""The days on which the picture of the world changes, for the slider over them."""

from __future__ import annotations

from datetime import date, timedelta

import pyoxigraph as ox

from foedus import querying, reading, snapshot
from foedus.publishing.site import Site
from foedus.vocabulary import FOEDUS_NS

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

MAX_QUADS = 20_000
"""Of so many statements a picture is made while the site is; of more, only in the page."""


def words_of(site: Site, day: str) -> list[snapshot.Section]:
    """The picture of a day in words; nothing of data so large that making it would take long."""
    return snapshot.picture(site.asserted, day) if len(site.asserted) <= MAX_QUADS else []


def days_of_change(site: Site) -> list[str]:
    """The days whose picture differs from that of the day before, in order.

    Where the data hold more than ``MAX_CHECKED`` bounds or ``MAX_QUADS`` statements, the days that
    the bounds name: each starts or ends something; that it shows in the picture has not been tried.
    """
    days = _candidates(site)
    if len(days) > MAX_CHECKED or len(site.asserted) > MAX_QUADS:
        return days
    store = reading.to_store(snapshot.with_dyads(site.asserted))
    found, before = [], None
    for day in days:
        now = _answers(store, day)
        if now != before:
            found.append(day)
        before = now
    return found


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
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and day < date.max else None


def _answers(store: ox.Store, day: str) -> list[frozenset[str]]:
    """The rows of every snapshot query on a day."""
    found = []
    for query in snapshot.queries():
        answer = querying.evaluate(store, query.on(day), query.name)
        found.append(frozenset(str(tuple(row)) for row in answer))  # type: ignore[union-attr]
    return found
