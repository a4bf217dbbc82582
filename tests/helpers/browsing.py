"""What the browser tests need: Debian's Chromium, a plain host on loopback, and patience."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, questions
from foedus.rdf import reading

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30  # seconds

DONE = "document.getElementById('console').dataset.turn"
"""The number of the last query that has run; empty while one runs."""

PUT = "(text) => { location.hash = 'sparql=' + encodeURIComponent(text); }"
"""Puts a text of one's own as the query."""

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def chromium() -> str:
    """The system's browser; without one the test is skipped, with ``CI=true`` it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def serving(folder: Path, declare_gzip: bool = False) -> Iterator[str]:
    """Python's own file server over a folder, on loopback; gives its address.

    ``declare_gzip`` makes it send ``.gz`` files as some hosts do, as content encoded by gzip.
    """

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            pass

        def end_headers(self) -> None:
            if declare_gzip and self.path.endswith(".gz"):
                self.send_header("Content-Encoding", "gzip")
            super().end_headers()

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Watched:
    """A page, and what went wrong or out of the house since it was last asked."""

    page: Any
    home: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.set_default_timeout(PATIENCE * 1000)

    def _told(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.home, "blob:", "data:")):
            self.complaints.append(f"outside: {request.url}")

    def _failed(self, request: Any) -> None:
        # The icon is fetched after the page and given up when the next page is opened.
        if not request.url.endswith("/icon.svg"):
            self.complaints.append(f"failed: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def open(self, address: str) -> None:
        """Open an address afresh, also where only its fragment differs from the present one."""
        self.page.goto("about:blank")
        self.page.goto(address)

    def until(self, script: str) -> Any:
        """What the script gives as soon as it gives something true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.page.evaluate(script):
                return found
            time.sleep(0.02)
        faults = self.page.evaluate(
            "[...document.querySelectorAll('.fault:not([hidden])')].map((e) => e.textContent)"
        )
        raise AssertionError(f"still false after {PATIENCE} s: {script}; the page says {faults}")

    def text(self, selector: str) -> str:
        """The text of an element."""
        return str(self.page.eval_on_selector(selector, "(element) => element.textContent")).strip()


@contextmanager
def fresh(browser: Any, **given: Any) -> Iterator[Any]:
    """One page in a browser context of its own."""
    context = browser.new_context(accept_downloads=True, **given)
    try:
        yield context.new_page()
    finally:
        context.close()


def settled(watched: Watched, name: str) -> None:
    """Wait until a page with a store in it has its answer."""
    if name in ("query.html", "offline.html"):
        watched.until(DONE)
    if name == "chain.html":
        watched.until("document.getElementById('chain').dataset.day")


def ask(watched: Watched, fragment: str) -> None:
    """Go to a fragment of the query page and wait until its query has run."""
    before = watched.page.evaluate(DONE)
    watched.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")


def exported(watched: Watched, format: str) -> str:
    """The file that an export button gives."""
    with watched.page.expect_download() as download:
        watched.page.click(f"#exports button[data-format={format}]")
    return Path(download.value.path()).read_text(encoding="utf-8")


CATCH = """() => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { window.offered = blob; return make.call(URL, blob); };
  HTMLAnchorElement.prototype.click = () => {};
}"""
"""From then on the page's files are kept in ``window.offered`` instead of saved: Chromium takes
only ten downloads in quick succession."""


def offered(watched: Watched, format: str) -> str:
    """The text that an export button would save, after ``CATCH``."""
    watched.page.evaluate("() => { window.offered = null; }")
    watched.page.click(f"#exports button[data-format={format}]")
    watched.until("!!window.offered")
    text: str = watched.page.evaluate("() => window.offered.text()")
    return text


def on_pyoxigraph(number: str, values: dict[str, str] | None = None) -> dict[str, Any]:
    """The answer of a question on pyoxigraph, in the JSON of SPARQL."""
    asked = questions.find_question(number)
    store = reading.to_store(reading.join(contents.data(asked.data)))
    answer = store.query(asked.bind(values or {}))
    assert isinstance(answer, ox.QuerySolutions)
    found: dict[str, Any] = json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON))
    return found


def drop(watched: Watched, name: str, text: str) -> None:
    """Drop a file on the page, as a person does with the mouse."""
    watched.page.evaluate(
        """([name, text]) => {
            const given = new DataTransfer();
            given.items.add(new File([text], name, { type: "" }));
            for (const kind of ["dragover", "drop"]) {
                const how = { dataTransfer: given, bubbles: true, cancelable: true };
                const title = document.getElementById("question-title");
                title.dispatchEvent(new DragEvent(kind, how));
            }
        }""",
        [name, text],
    )
