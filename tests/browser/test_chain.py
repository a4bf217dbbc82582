"""The chain of command and the alliances on a day, and the slider over the days."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pyoxigraph as ox
import pytest

from browsing import Watched
from day_tables import assert_shows, open_chain, settle_on, shown
from foedus import snapshot
from foedus.publishing.console.changes import days_of_change
from foedus.publishing.site import Site

pytestmark = pytest.mark.browser

DAYS = ["1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31"]


def test_the_day_changes_the_chain_as_the_snapshots_say(
    watched: Watched, home: str, world: list[ox.Quad]
) -> None:
    open_chain(watched, home + "chain.html", DAYS[0])
    pictures = []
    for day in DAYS:
        watched.page.fill("#chain-day", day)
        watched.page.dispatch_event("#chain-day", "change")
        settle_on(watched, day)
        assert_shows(watched, world, day)
        pictures.append(json.dumps(shown(watched)))
    assert len(set(pictures)) == len(DAYS)


def test_the_slider_goes_by_the_keyboard_from_change_to_change(
    watched: Watched, home: str, site: Site, world: list[ox.Quad]
) -> None:
    days = days_of_change(site)
    at = max(number for number, day in enumerate(days) if day <= "1975-06-01")
    open_chain(watched, home + "chain.html", "1975-06-01")
    watched.page.focus("#chain-slider")
    for key, step in (("ArrowLeft", -1), ("ArrowLeft", -2), ("ArrowRight", -1), ("ArrowRight", 0)):
        watched.page.keyboard.press(key)
        settle_on(watched, days[at + step])
        assert_shows(watched, world, days[at + step])
        assert watched.page.get_attribute("#chain-slider", "aria-valuetext") == days[at + step]
    watched.page.click("#chain-later")
    settle_on(watched, days[at + 1])
    assert f"What changed on {days[at + 1]}" in watched.text(".changes")
    assert watched.page.locator("#chain-changes li.begins, #chain-changes li.ends").count() > 0


def test_days_of_change_are_exactly_those(site: Site, world: list[ox.Quad]) -> None:
    """The picture of each day differs from that of the day before, and between them none does."""

    days = days_of_change(site)
    assert days == sorted(set(days)) and len(days) > 20
    now = snapshot.picture(world, days[0])
    for other in days[1:]:
        eve = (date.fromisoformat(other) - timedelta(days=1)).isoformat()
        assert snapshot.picture(world, eve) == now, eve
        now, before = snapshot.picture(world, other), now
        assert now != before, other
