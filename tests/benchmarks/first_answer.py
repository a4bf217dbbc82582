"""The first answer in the browser, against the command line's: wall seconds from nothing to rows.

Run: python tests/benchmarks/first_answer.py. A page is opened in a fresh Chromium profile over
HTTP from loopback, or as one file from disk; the peer is a process that starts Python, reads the
same data with rdflib and answers the same question. The rows must be equal. The runs take turns.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from foedus.bundled import folders, questions
from foedus.publishing import builder
from foedus.publishing.builder import CLOSING, CONTRIBUTORS
from foedus.publishing.site import bundled_site
from helpers import browsing

QUESTION = "005"
RUNS = 7
PEER = """
import sys, rdflib
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
print(len(list(graph.query(open(sys.argv[2], encoding="utf-8").read()))))
"""


def in_browser(browser: Any, address: str) -> tuple[float, int]:
    """Seconds from the start of navigation to the answer, and its rows, in a fresh profile."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    watched = browsing.Watched(page, address)
    watched.until("document.getElementById('console').dataset.turn")
    # The page notes when it had its answer: how often we look does not count.
    seconds = page.evaluate("performance.getEntriesByName('first answer')[0].startTime / 1000")
    rows = page.locator("#panel tbody tr").count()
    context.close()
    return seconds, rows


def by_rdflib() -> tuple[float, int]:
    """Seconds of a process that answers with rdflib, and its rows."""
    asked = questions.find_question(QUESTION)
    data = folders.data_file("usfj-upgrade")
    start = time.perf_counter()
    command = [sys.executable, "-c", PEER, str(data), str(asked.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stdout)


def main() -> None:
    """Print the medians, their ratios, and the sum of what a visitor loads."""
    with tempfile.TemporaryDirectory() as above, sync_playwright() as playwright:
        folder = Path(above) / "site"
        builder.publish(bundled_site(offline=True), folder, CONTRIBUTORS, CLOSING)
        fragment = f"#q={QUESTION}&show=table"
        with browsing.serving(folder) as home:
            started = playwright.chromium.launch(
                executable_path=browsing.chromium(), args=browsing.FLAGS
            )
            ways = {
                "query page": lambda: in_browser(started, f"{home}query.html{fragment}"),
                "one file": lambda: in_browser(
                    started, (folder / "offline.html").as_uri() + "#tab=questions&" + fragment[1:]
                ),
                "rdflib": by_rdflib,
            }
            runs = [{name: way() for name, way in ways.items()} for _ in range(RUNS)]
            started.close()
    rows = {name: {run[name][1] for run in runs} for name in ways}
    assert len(set().union(*rows.values())) == 1, rows
    medians = {name: statistics.median(run[name][0] for run in runs) for name in ways}
    ratios = {
        name: round(statistics.median(run["rdflib"][0] / run[name][0] for run in runs), 2)
        for name in ("query page", "one file")
    }
    seconds = {name: round(value, 3) for name, value in medians.items()}
    print(json.dumps({"seconds": seconds, "times as fast as rdflib": ratios}, indent=1))


if __name__ == "__main__":
    main()
