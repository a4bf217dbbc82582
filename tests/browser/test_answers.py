"""The query page: the answers that pyoxigraph gives, links, errors, the stop button, exports."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, questions
from foedus.bundled.questions import parse_value
from foedus.publishing.site import Site
from foedus.rdf import reading
from helpers import browsing
from helpers.browsing import (
    CATCH,
    DONE,
    PUT,
    RUNAWAY,
    Watched,
    ask,
    exported,
    offered,
    on_pyoxigraph,
)

pytestmark = pytest.mark.browser

ARTICLE_QUESTIONS = [f"{number:03}" for number in range(1, 21)]


def test_the_questions_give_in_the_browser_what_they_give_on_pyoxigraph(
    watched: Watched, home: str
) -> None:
    """All of them, term by term and in order; the table shows as many rows."""
    watched.open(home + "query.html")
    watched.until(DONE)
    watched.page.evaluate(CATCH)
    assert {asked.number for asked in questions.of_our_data()} >= set(ARTICLE_QUESTIONS)
    for asked in questions.of_our_data():
        ask(watched, f"q={asked.number}&show=table")
        expected = on_pyoxigraph(asked.number)
        found = json.loads(offered(watched, "json"))
        assert found == expected, asked.number
        if watched.page.locator("#panel button").count():
            watched.page.click("#panel button")
        rows = watched.page.locator("#panel tbody tr").count()
        assert rows == len(expected["results"]["bindings"]), asked.number


def test_no_sentence_contradicts_its_rows(watched: Watched, home: str, site: Site) -> None:
    """Each question with its own values, with another one, and with other data."""
    watched.open(home + "query.html")
    watched.until(DONE)
    for asked in questions.of_our_data():
        for parameter in asked.parameters:
            if parameter.other is None:
                continue
            name = "as-of" if parameter.name == "asOf" else parameter.name
            ask(watched, f"q={asked.number}&{name}={parameter.other}&show=table")
            title, note = watched.text("#question-title"), watched.text("#question-note")
            rows = on_pyoxigraph(asked.number, {parameter.name: parameter.other})
            count = len(rows["results"]["bindings"])
            assert note.startswith(f"{count} row{'' if count == 1 else 's'}"), asked.number
            value = parse_value(parameter, parameter.other)
            wanted = site.label(value.value) if parameter.type == "iri" else value.value
            assert wanted in title or wanted in title.replace(" ", "-"), (title, wanted)
            assert watched.page.locator("#panel .empty").count() == (count == 0)
    ask(watched, "q=004&show=table")
    asked = questions.find_question("004")
    assert watched.text("#question-title") == asked.question
    assert watched.text("#question-note") == asked.answer
    before = watched.page.evaluate(DONE)
    watched.page.click("#data input[value=ontology]")
    watched.page.click("#run")
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")
    assert "row" in watched.text("#question-note").split(":")[0]


def test_an_empty_answer_says_what_was_asked_and_offers_the_rest(
    watched: Watched, home: str
) -> None:
    watched.open(home + "query.html#q=021&command=id:us-forces-jpan&show=table")
    watched.until(DONE)
    told = watched.text("#panel")
    assert "Asked: the article, background from other sources" in told
    assert "not that there was none" in told
    assert "These data do not know id:us-forces-jpan. Did you mean" in told
    assert watched.text("#ask-the-rest") == "Ask the ontology too"
    before = watched.page.evaluate(DONE)
    watched.page.click("#panel button:has-text('U.S. Forces Japan') >> nth=0")
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")
    assert watched.text("#question-note") == questions.find_question("021").answer
    ask(watched, "q=021&command=id:japan&show=table")
    assert "Japan is of another kind than" in watched.text("#panel")


def test_a_permalink_restores_question_parameter_day_and_view(watched: Watched, home: str) -> None:
    link = "query.html#q=021&as-of=1990-01-01&command=id:us-forces-korea&show=graph"
    watched.open(home + link)
    watched.until(DONE)
    page = watched.page
    assert page.input_value("#as-of") == "1990-01-01"
    assert page.input_value("#parameter-command") == "id:us-forces-korea"
    assert page.get_attribute("#views button[data-view=graph]", "aria-pressed") == "true"
    values = {"asOf": "1990-01-01", "command": "us-forces-korea"}
    expected = on_pyoxigraph("021", values)
    assert expected["results"]["bindings"] != on_pyoxigraph("021")["results"]["bindings"]
    assert json.loads(exported(watched, "json")) == expected
    page.fill("#as-of", "1980-01-01")
    page.dispatch_event("#as-of", "change")
    watched.until("location.hash.includes('as-of=1980-01-01')")
    assert not [address for address in watched.requests if "1980" in address or "#" in address]


def test_own_text_runs_and_stands_in_the_link(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    page = watched.page
    page.click("#editor .cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('SELECT ?x WHERE { VALUES ?x { "zweiundvierzig" } }')
    before = page.evaluate(DONE)
    page.keyboard.press("Control+Enter")
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")
    assert watched.text("#panel tbody") == "zweiundvierzig"
    assert "sparql=SELECT" in page.url
    link = page.url
    watched.open(link)
    watched.until(DONE)
    assert watched.text("#panel tbody") == "zweiundvierzig"
    assert not [address for address in watched.requests if "zweiundvierzig" in address]


def test_completion_offers_our_terms_with_label_and_definition(watched: Watched, home: str) -> None:
    watched.open(home + "query.html#sparql=SELECT")
    watched.until(DONE)
    page = watched.page
    page.click("#editor .cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT * WHERE { ?x a ")
    page.keyboard.type("NationalC", delay=5)
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    offered = page.locator(".cm-tooltip-autocomplete li").all_text_contents()
    assert any("foedus:NationalCommand" in one and "national command" in one for one in offered)
    page.wait_for_selector(".cm-completionInfo")
    assert watched.text(".cm-completionInfo").endswith(".")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT * WHERE { ?s ?p }", "line 1, column 25: syntax error"),
        ("SELECT ?x WHERE { ?x a no:Such }", "a prefix is used that no PREFIX line declares"),
        (
            "INSERT DATA { <http://e/a> <http://e/b> 1 }",
            "INSERT is refused: a query changes nothing",
        ),
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * WHERE " + "{" * 5000 + "}" * 5000, "more memory than the store has"),
        (
            "PREFIX foedus: <https://w3id.org/foedus/ontology#> SELECT * { ?x a foedus:Aliance }",
            "no such term in the ontology: foedus:Aliance",
        ),
    ],
)
def test_errors_are_one_line(watched: Watched, home: str, text: str, reason: str) -> None:
    """Also after a query that kills the store the next one is answered."""
    watched.open(home + "query.html#q=001")
    watched.until(DONE)
    before = watched.page.evaluate(DONE)
    watched.page.evaluate(
        "(text) => { location.hash = 'sparql=' + encodeURIComponent(text); }", text
    )
    watched.until("!document.getElementById('fault').hidden")
    assert reason in watched.text("#fault") and "\n" not in watched.text("#fault")
    assert watched.page.evaluate(DONE) != before
    ask(watched, "q=002&show=table")
    assert json.loads(exported(watched, "json")) == on_pyoxigraph("002")


def test_a_runaway_query_is_stopped_by_the_button(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    page = watched.page
    page.evaluate(PUT, RUNAWAY)
    watched.until("!document.getElementById('stop').disabled")
    time.sleep(1)
    assert page.is_enabled("#stop")
    page.click("#stop")
    watched.until("document.getElementById('status').textContent.startsWith('Stopped after')")
    ask(watched, "q=001&show=table")
    assert json.loads(exported(watched, "json")) == on_pyoxigraph("001")


def test_the_keyboard_alone_chooses_runs_and_leaves_the_editor(watched: Watched, home: str) -> None:
    watched.open(home + "query.html")
    watched.until(DONE)
    page, keyboard = watched.page, watched.page.keyboard
    page.focus("#question-list a[data-number='003']")
    before = page.evaluate(DONE)
    keyboard.press("Enter")
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")
    assert watched.text("#question-title") == questions.find_question("003").question
    page.focus("#editor .cm-content")
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    before = page.evaluate(DONE)
    keyboard.press("Enter")
    watched.until(f"{DONE} && {DONE} !== {json.dumps(before)}")
    page.focus("#views button[data-view=graph]")
    keyboard.press("Enter")
    watched.until("document.querySelector('#panel .canvas svg.picture')")
    assert page.get_attribute("#panel .canvas", "tabindex") == "0"
    assert "the table shows the same" in str(page.get_attribute("#panel .canvas", "aria-label"))
    assert page.locator("#panel svg.picture a[href]").count() > 0


def test_a_host_that_declares_the_store_as_gzip_does_not_spoil_it(
    browser: Any, folder: Path
) -> None:
    """Some hosts send ``.gz`` with a Content-Encoding, and the browser unpacks it by itself."""
    with browsing.serving(folder, declare_gzip=True) as home, browsing.fresh(browser) as page:
        watched = Watched(page, home)
        encodings = []
        page.on("response", lambda one: encodings.append(one.headers.get("content-encoding")))
        page.goto(home + "query.html#q=001&show=table")
        watched.until(DONE)
        assert json.loads(exported(watched, "json")) == on_pyoxigraph("001")
        assert encodings.count("gzip") == 1
        assert watched.complaints == []


# --- exports


def test_exports_are_csv_and_turtle_as_the_engine_reads_them(watched: Watched, home: str) -> None:
    watched.open(home + "query.html#q=005&show=table")
    watched.until(DONE)
    asked = questions.find_question("005")
    store = reading.to_store(reading.join(contents.data(asked.data)))
    answer = store.query(asked.text)
    assert isinstance(answer, ox.QuerySolutions)
    rows = [list(row) for row in answer]
    named = {cell for row in rows for cell in row if isinstance(cell, ox.NamedNode)}
    csv = exported(watched, "csv").encode()
    again = store.query(asked.text)
    assert csv.replace(b"\r\n", b"\n") == _csv(again).replace(b"\r\n", b"\n")
    turtle = exported(watched, "turtle")
    found = {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    expected = {q.triple for q in store if q.subject in named}
    assert found == expected and found


def _csv(answer: Any) -> bytes:
    written: bytes = answer.serialize(format=ox.QueryResultsFormat.CSV)
    return written


def test_a_constructed_graph_is_exported_as_it_is(watched: Watched, home: str) -> None:
    text = (
        "PREFIX foedus: <https://w3id.org/foedus/ontology#> "
        "CONSTRUCT { ?a foedus:about ?l } WHERE "
        "{ ?a <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 5"
    ).replace("foedus:about", "foedus:dateText")
    watched.open(home + "query.html")
    watched.until(DONE)
    ask(watched, f"sparql={text.replace('#', '%23')}&data=article")
    store = reading.to_store(reading.join(contents.data(("article",))))
    count = len(list(store.query(text)))  # type: ignore[arg-type]
    turtle = exported(watched, "turtle")
    assert "@prefix foedus:" in turtle
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == count == 5
