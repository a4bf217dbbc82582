"""The chain of command and the alliances on a day, and the slider over the days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyoxigraph as ox
import pytest

from foedus.asking import snapshot
from foedus.publishing.pages.pictures import RELATIONS
from foedus.publishing.query_page import changes
from foedus.publishing.site import Site
from helpers import browsing
from helpers.browsing import Watched
from helpers.day_tables import assert_shows, open_chain, settle_on, shown

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
    days = [one.day for one in changes(site)]
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


def test_the_pictures_are_chosen_and_reached_by_the_keyboard(watched: Watched, home: str) -> None:
    open_chain(watched, home + "chain.html", "2025-03-31")
    page = watched.page
    assert not page.is_visible("[data-relation=posts]")
    page.focus("#chain-relations input[value=posts]")
    page.keyboard.press("Space")
    assert page.is_visible("[data-relation=posts] details[open] svg.picture")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    box = page.locator("[data-relation=command] details[open] svg.picture a").first
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/*.html")


def test_without_scripts_every_picture_stands_by_its_date(browser: Any, home: str) -> None:
    with browsing.fresh(browser, java_script_enabled=False) as page:
        page.goto(home + "chain.html")
        for relation in RELATIONS:
            part = page.locator(f"[data-relation={relation.name}] details")
            assert part.count() > 0
            for at in range(part.count()):
                if part.nth(at).get_attribute("open") is None:
                    part.nth(at).locator("summary").click()
                assert part.nth(at).locator("svg.picture").is_visible()
        assert page.is_visible("noscript")


def test_days_of_change_are_exactly_those(site: Site, world: list[ox.Quad]) -> None:
    """The picture of each day differs from that of the day before, and between them none does."""

    def picture(day: str) -> list[snapshot.Section]:
        """What the pictures show: after the last known day the same, as far as known."""
        told = snapshot.picture(world, day)
        return [replace(o, certain=o.certain or o.known, known=(), known_on="") for o in told]

    days = [one.day for one in changes(site)]
    assert days == sorted(set(days)) and len(days) > 20
    now = picture(days[0])
    for other in days[1:]:
        eve = (date.fromisoformat(other) - timedelta(days=1)).isoformat()
        assert picture(eve) == now, eve
        now, before = picture(other), now
        assert now != before, other
