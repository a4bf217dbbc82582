"""Everything in one file, from a disk; and what the policies of the pages refuse."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from helpers import browsing
from helpers.browsing import DONE, RUNAWAY, Watched, ask, exported, on_pyoxigraph
from helpers.day_tables import assert_shows, settle_on

pytestmark = pytest.mark.browser


def test_the_one_file_answers_from_disk(from_disk: Watched, world: list[ox.Quad]) -> None:
    from_disk.open(from_disk.home + "#tab=questions&q=001&show=table")
    from_disk.until(DONE)
    assert json.loads(exported(from_disk, "json")) == on_pyoxigraph("001")
    ask(from_disk, "q=021&as-of=1990-01-01&show=table")
    assert json.loads(exported(from_disk, "json")) == on_pyoxigraph("021", {"asOf": "1990-01-01"})
    from_disk.page.click("#panel tbody a >> nth=0")
    from_disk.until(
        "document.getElementById('question-title').textContent.startsWith('What the data')"
    )
    from_disk.page.click("#to-chain")
    settle_on(from_disk, "2025-03-31")
    assert_shows(from_disk, world, "2025-03-31")
    assert from_disk.requests and all(
        address.split("#")[0] == from_disk.home or address.startswith(("blob:", "data:"))
        for address in from_disk.requests
    )


def test_the_one_file_stops_a_runaway(from_disk: Watched) -> None:
    from_disk.open(from_disk.home)
    from_disk.until(DONE)
    script = "(text) => { location.hash = 'tab=questions&sparql=' + encodeURIComponent(text); }"
    from_disk.page.evaluate(script, RUNAWAY)
    from_disk.until("!document.getElementById('stop').disabled")
    time.sleep(0.5)
    from_disk.page.click("#stop")
    from_disk.until("document.getElementById('status').textContent.startsWith('Stopped after')")
    ask(from_disk, "tab=questions&q=001&show=table")
    assert json.loads(exported(from_disk, "json")) == on_pyoxigraph("001")


@pytest.mark.parametrize("name", ["query.html", "chain.html", "offline.html"])
def test_the_policy_refuses_scripts_that_are_put_in_and_other_hosts(
    browser: Any, folder: Path, home: str, name: str
) -> None:
    address = (folder / name).as_uri() if name == "offline.html" else home + name
    with browsing.fresh(browser) as page:
        page.goto(address)
        page.evaluate(
            """() => {
                const made = document.createElement("script");
                made.textContent = "window.hacked = 7";
                document.body.append(made);
            }"""
        )
        assert page.evaluate("window.hacked") is None
        with browsing.serving(folder) as elsewhere:
            reached = "(address) => fetch(address, { mode: 'no-cors' }).then(() => 1, () => 0)"
            assert page.evaluate(reached, elsewhere) == 0


def test_the_many_files_from_disk_point_to_the_one(browser: Any, folder: Path) -> None:
    with browsing.fresh(browser) as page:
        page.goto((folder / "query.html").as_uri())
        assert "offline.html" in page.text_content("#fault")
        assert page.is_visible("#fault")
