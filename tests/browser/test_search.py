"""The search field: in pages, in the one file, from the keyboard alone; from a disk it leads on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers import browsing
from helpers.browsing import DONE, Watched

pytestmark = pytest.mark.browser

HITS = "[...document.querySelectorAll('#find-hits [role=option] .name')].map((e) => e.textContent)"
TOLD = "document.querySelector('form.find [role=status]').textContent"


def look_for(watched: Watched, words: str) -> list[str]:
    """What the field offers for these words."""
    watched.page.evaluate("document.querySelector('form.find [role=status]').textContent = ''")
    watched.page.fill("#find", words)
    watched.until(TOLD)
    found: list[str] = watched.page.evaluate(HITS)
    return found


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("usfj", "U.S. Forces Japan"),
        ("United States Forces Jap", "U.S. Forces Japan"),
        ("f65", "F65"),
        ("reportsTo", "reports to"),
        ("021", "Which chain of command stood above U.S. Forces Japan on a day?"),
        ("hegseth", "Pete Hegseth"),
        ("us-japan alliance", "alliance of the United States and Japan"),
        ("combned forces", "Combined Forces Command"),
    ],
)
def test_a_name_is_found(watched: Watched, home: str, words: str, first: str) -> None:
    watched.open(home + "index.html")
    assert look_for(watched, words)[0] == first


def test_the_keyboard_finds_and_opens(watched: Watched, home: str) -> None:
    watched.open(home + "term/Alliance.html")
    page = watched.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    assert look_for(watched, "treaty")
    chosen = "document.querySelector('#find-hits [aria-selected=true]').id"
    assert page.evaluate(chosen) == page.get_attribute("#find", "aria-activedescendant") == "find-0"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(chosen) == page.get_attribute("#find", "aria-activedescendant") == "find-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("things.html?q=treaty")
    watched.until("!document.getElementById('found').hidden")
    assert page.locator("#found a").count() > 8
    assert look_for(watched, "usfj")
    page.keyboard.press("Escape")
    assert (page.input_value("#find"), page.is_visible("#find-hits")) == ("", False)
    assert look_for(watched, "usfj")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{home}id/us-forces-japan.html"


def test_the_one_file_finds_too(from_disk: Watched) -> None:
    from_disk.open(from_disk.home + "#tab=chain")
    assert look_for(from_disk, "usfj") == ["U.S. Forces Japan"]
    from_disk.page.keyboard.press("Enter")
    from_disk.until(DONE)
    assert from_disk.text("#question-title") == "What the data say of U.S. Forces Japan"
    assert from_disk.page.locator("#panel tbody tr").count() > 5


def test_pages_from_a_disk_lead_to_the_list(browser: Any, folder: Path) -> None:
    with browsing.fresh(browser) as page:
        watched = Watched(page, folder.as_uri())
        page.goto((folder / "id" / "japan.html").as_uri())
        page.fill("#find", "usfj")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        watched.until("!document.getElementById('found').hidden")
        assert watched.complaints == []


def test_without_scripts_the_field_leads_to_the_list(browser: Any, home: str) -> None:
    with browsing.fresh(browser, java_script_enabled=False) as page:
        page.goto(home + "id/japan.html")
        page.fill("#find", "usfj")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url == f"{home}things.html?q=usfj"
        assert page.locator("main a[href='id/us-forces-japan.html']").count() == 1
