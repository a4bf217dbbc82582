"""Files of the visitor's own, and names that would be scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from cli import test_planted_relations as planted
from foedus.publishing import builder
from foedus.publishing.site import user_site
from foedus.rdf import writing
from foedus.rdf.names import FOEDUS_NS
from helpers import browsing, day_tables
from helpers.browsing import DONE, Watched, ask, drop, exported, on_pyoxigraph, settled
from helpers.day_tables import open_chain

pytestmark = pytest.mark.browser

HOSTILE = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a rdfs:label "</script><script>window.hacked = 1</script>" ;
    ex:p ex:b , <javascript:window.hacked=2> ;
    ex:on "2020-01-01"^^xsd:date .
ex:b rdfs:label "\\"><img src=x onerror='window.hacked = 3'>" ; ex:p ex:a ;
    ex:on "2021-01-01"^^xsd:date .
<javascript:window.hacked=2> rdfs:label "press \\u202Eme" .
"""


def test_a_dropped_file_is_asked_and_never_sent(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    known = len(watched.requests)
    drop(watched, "mine.ttl", '<http://e/mine> <http://e/says> "something of my own" .')
    watched.until("document.getElementById('status').textContent.includes('mine.ttl is loaded')")
    ask(watched, "sparql=SELECT ?what { <http://e/mine> <http://e/says> ?what }")
    assert watched.text("#panel tbody") == "something of my own"
    # A bundled question is asked of it too, as `foedus query --data` does.
    ask(watched, "q=001&show=table")
    assert watched.page.is_checked("#data input[value='own:mine.ttl']")
    assert json.loads(exported(watched, "json")) == on_pyoxigraph("001")
    assert set(watched.requests[known:]) <= {home + "assets/icon.svg"}


def test_a_file_that_cannot_be_read_is_told_with_its_line(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    drop(
        watched,
        "broken.ttl",
        "<http://e/a> <http://e/b> <http://e/c> .\n<http://e/a> <http://e/b> ]\n",
    )
    watched.until("!document.getElementById('fault').hidden")
    assert watched.text("#fault").startswith("broken.ttl: line 2, column")
    drop(watched, "letter.docx", "x")
    watched.until("document.getElementById('fault').textContent.startsWith('letter.docx: takes')")


def test_hostile_names_are_text(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    page = watched.page
    drop(watched, "<img src=x onerror=window.hacked=4>.ttl", HOSTILE)
    watched.until("document.getElementById('status').textContent.includes('is loaded')")
    ex = "http://example.org/"
    query = f"SELECT ?a ?b ?on WHERE {{ ?a <{ex}p> ?b ; <{ex}on> ?on }} ORDER BY ?a ?b"
    for view in ("table", "graph", "timeline"):
        ask(watched, f"show={view}&sparql={query}")
        if view == "graph":
            watched.until("document.querySelector('#panel .canvas svg.picture')")
        assert (
            page.locator("#console img, #console script, #console a[href^=javascript]").count() == 0
        )
    ask(watched, f"show=table&sparql={query}")
    cells = page.locator("#panel tbody td").all_text_contents()
    assert "</script><script>window.hacked = 1</script>" in cells
    assert "press \\u{202e}me" in cells
    ask(watched, "about=javascript:window.hacked=5")
    ask(watched, "q=001&command=</script><script>window.hacked=6</script>")
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is None


def test_a_published_dataset_with_hostile_names_is_text(browser: Any, tmp_path: Path) -> None:
    """Names that would be scripts, in every page of a user's site and in its one file."""
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS

    (tmp_path / "theirs.ttl").write_text(HOSTILE, encoding="utf-8")
    theirs = user_site([str(tmp_path / "theirs.ttl")], offline=True)
    target = tmp_path / "site"
    builder.publish(theirs, target, CONTRIBUTORS, closing=CLOSING)
    pages = ["query.html", "chain.html", "things.html", "index.html"]
    pages += [f"{path}.html" for path in theirs.resources.values() if path.startswith("x/")]
    assert len(pages) >= 7
    with browsing.serving(target) as home, browsing.fresh(browser) as page:
        watched = Watched(page, home)
        for address in [*(home + name for name in pages), (target / "offline.html").as_uri()]:
            watched.home = address if address.startswith("file:") else home
            page.goto(address)
            settled(watched, address.rpartition("/")[2])
            assert page.evaluate("window.hacked") is None, address
        ask(
            watched,
            "show=table&sparql=SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema%23label> ?l }",
        )
        assert "</script><script>window.hacked = 1</script>" in watched.text("#panel")
        assert watched.complaints == []


def test_what_is_only_planned_is_no_fact_in_the_browser(browser: Any, tmp_path: Path) -> None:
    """Neither in the answers of bundled questions nor on a day; a query of one's own sees it."""
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS

    shown = {}
    for how in ("fact", "planned"):
        file, target = tmp_path / f"{how}.ttl", tmp_path / how
        file.write_bytes(writing.encode(planted.data(how), ox.RdfFormat.TURTLE))
        builder.publish(user_site([str(file)]), target, CONTRIBUTORS, closing=CLOSING)
        with browsing.serving(target) as home, browsing.fresh(browser) as page:
            watched = Watched(page, home)
            watched.open(home + f"query.html#q=021&command=<{planted.EX}fleet>&show=table")
            watched.until(DONE)
            told = [watched.text("#status").split(" in ")[0]]
            ask(watched, f"sparql=SELECT ?s {{ ?s a <{FOEDUS_NS}CommandRelationship> }}")
            told.append(watched.text("#status").split(" in ")[0])
            open_chain(watched, home + "chain.html", "2025-03-31")
            told.append(
                any("Planted Fleet" in row for row in day_tables.shown(watched)["Chain of command"])
            )
            shown[how] = told
            assert watched.complaints == []
    assert shown == {"fact": ["1 row", "1 row", True], "planned": ["0 rows", "1 row", False]}


def test_named_graphs_stay_apart(watched: Watched, home: str) -> None:
    """What another source says in its graph is no answer to a plain query."""
    watched.open(home + "query.html")
    watched.until(DONE)
    drop(watched, "other.trig", 'GRAPH <http://e/g> { <http://e/s> <http://e/p> "apart" }')
    watched.until("document.getElementById('status').textContent.includes('other.trig is loaded')")
    ask(watched, "sparql=SELECT ?o { <http://e/s> <http://e/p> ?o }")
    assert watched.text("#status").startswith("0 rows")
    ask(watched, "sparql=SELECT ?o { GRAPH ?g { <http://e/s> <http://e/p> ?o } }")
    assert watched.text("#panel tbody") == "apart"
