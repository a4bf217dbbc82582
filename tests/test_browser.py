"""The published site in Debian's Chromium: pages, answers, slider, stop button, one-file form."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import browsing
from browsing import Watched
from foedus import bundled, questions, reading, snapshot
from foedus.publishing import builder
from foedus.publishing.site import Site, bundled_site, user_site
from foedus.vocabulary import FOEDUS_NS

pytestmark = pytest.mark.browser

ARTICLE_QUESTIONS = [f"{number:03}" for number in range(1, 21)]
DAYS = ["1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31"]
AUDITED = (
    "Alliance",
    "Meeting",
    "NationalCommand",
    "Person",
    "Quotation",
    "SourceDocument",
    "State",
    "Statement",
    "Treaty",
)
"""The classes of things whose pages axe-core reads; the pages of every class are opened."""
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DARK = (
    "chain.html",
    "conflicts.html",
    "id/quotation-f13.html",
    "index.html",
    "query.html",
    "query.html#q=007",
    "query.html#q=039",
    "queries/index.html",
    "term/Activation.html",
    "timeline.html",
)
"""The pages that axe-core reads in the dark too: between them they use every colour."""
# Of many children alike some are enough for axe-core, whose time grows with the page.
THIN = """() => {
    for (const parent of document.querySelectorAll("main, main *:not(svg, svg *)")) {
        const seen = {};
        for (const child of [...parent.children]) {
            const kind = child.tagName + " " + child.getAttribute("class");
            seen[kind] = (seen[kind] ?? 0) + 1;
            if (seen[kind] > 12) child.remove();
        }
    }
}"""
PUT = "(text) => { location.hash = 'sparql=' + encodeURIComponent(text); }"
DONE = "document.getElementById('console').dataset.turn"
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


# --- one browser, one site


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = browsing.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=browsing.FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site() -> Site:
    return bundled_site(offline=True)


@pytest.fixture(scope="session")
def folder(browser: Any, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from foedus.publishing.contributors import CLOSING, CONTRIBUTORS

    target = tmp_path_factory.mktemp("browsed") / "site"
    builder.publish(site, target, CONTRIBUTORS, CLOSING)
    return target


@pytest.fixture(scope="session")
def home(folder: Path) -> Iterator[str]:
    with browsing.serving(folder) as address:
        yield address


@pytest.fixture
def watched(browser: Any, home: str) -> Iterator[Watched]:
    """A page of its own over HTTP; at the end nothing may have gone wrong."""
    with _context(browser) as page:
        found = Watched(page, home)
        yield found
        assert found.complaints == []


@pytest.fixture
def from_disk(browser: Any, folder: Path) -> Iterator[Watched]:
    """A page of its own over ``file:``; at the end nothing may have gone wrong."""
    with _context(browser) as page:
        found = Watched(page, (folder / "offline.html").as_uri())
        yield found
        assert found.complaints == []


class _context:
    """A fresh browser context with one page."""

    def __init__(self, browser: Any, **given: Any) -> None:
        self.context = browser.new_context(accept_downloads=True, **given)

    def __enter__(self) -> Any:
        return self.context.new_page()

    def __exit__(self, *_: object) -> None:
        self.context.close()


# --- every page kind


def kinds(site: Site, folder: Path) -> dict[str, str]:
    """One page of each kind: by its folder, and of the things by their class."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        above, _, last = name.rpartition("/")
        found.setdefault(name if not above or last == "index.html" else above, name)
    for iri, path in site.resources.items():
        for kind in site.types(iri):
            if (folder / f"{path}.html").is_file():
                found.setdefault(kind, f"{path}.html")
    return found


def test_every_page_kind_opens_quietly(browser: Any, site: Site, folder: Path, home: str) -> None:
    """No console message, nothing missing, no outside request; no wider than a telephone."""
    names = sorted(set(kinds(site, folder).values()))
    assert {"query.html", "chain.html", "offline.html", "index.html"} <= set(names)
    wide = []
    with _context(browser, viewport={"width": 360, "height": 800}) as page:
        watched = Watched(page, home)
        for name in names:
            page.goto(home + name)
            _settled(watched, name)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(name)
    assert watched.complaints == []
    assert wide == []


@pytest.mark.parametrize(("scheme", "width", "some"), [("light", 1600, False), ("dark", 360, True)])
def test_axe_finds_nothing(
    browser: Any,
    site: Site,
    folder: Path,
    home: str,
    scheme: str,
    width: int,
    some: bool,
) -> None:
    """A page of each kind in one theme and width; those that differ most in the other."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    options = {"resultTypes": ["violations"]}
    names = [name for name in _audited(site, folder) if not some or name in DARK]
    assert len(names) > len(DARK) - 1
    given = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with _context(browser, **given) as page:
        watched = Watched(page, home)
        for name in names:
            watched.open(home + name)
            _settled(watched, name.partition("#")[0])
            page.evaluate(THIN)
            for violation in axe.run(page, options=options).response["violations"]:
                places = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{name}: {violation['id']} {places}")
    assert found == []


def _audited(site: Site, folder: Path) -> list[str]:
    """A page of each kind that the site's templates make, for axe-core; old versions are alike."""
    by_kind = kinds(site, folder)
    names = {by_kind[kind] for kind in by_kind if "://" not in kind}
    names |= {by_kind[FOEDUS_NS + kind] for kind in AUDITED}
    names |= {"query.html#q=007", "query.html#q=039"}  # a graph, a timeline
    return sorted(name for name in names if f"/{site.version}" not in name)


def _settled(watched: Watched, name: str) -> None:
    if name in ("query.html", "offline.html"):
        watched.until(DONE)
    if name == "chain.html":
        watched.until("document.getElementById('chain').dataset.day")


# --- answers


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


def on_pyoxigraph(number: str, values: dict[str, str] | None = None) -> dict[str, Any]:
    """The answer of a question on pyoxigraph, in the JSON of SPARQL."""
    asked = questions.find_question(number)
    store = reading.to_store(reading.join(bundled.data(asked.data)))
    answer = store.query(asked.bind(values or {}))
    assert isinstance(answer, ox.QuerySolutions)
    found: dict[str, Any] = json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON))
    return found


def test_the_questions_give_in_the_browser_what_they_give_on_pyoxigraph(
    watched: Watched, home: str
) -> None:
    """All of them, term by term and in order; the table shows as many rows."""
    watched.open(home + "query.html")
    watched.until(DONE)
    assert {asked.number for asked in questions.all_questions()} >= set(ARTICLE_QUESTIONS)
    for asked in questions.all_questions():
        ask(watched, f"q={asked.number}&show=table")
        expected = on_pyoxigraph(asked.number)
        found = json.loads(exported(watched, "json"))
        assert found == expected, asked.number
        if watched.page.locator("#panel button").count():
            watched.page.click("#panel button")
        rows = watched.page.locator("#panel tbody tr").count()
        assert rows == len(expected["results"]["bindings"]), asked.number


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
    watched.until("document.querySelector('#panel .picture canvas')")
    assert page.get_attribute("#panel .picture", "tabindex") == "0"
    assert "the table shows the same" in str(page.get_attribute("#panel .picture", "aria-label"))


def test_a_host_that_declares_the_store_as_gzip_does_not_spoil_it(
    browser: Any, folder: Path
) -> None:
    """Some hosts send ``.gz`` with a Content-Encoding, and the browser unpacks it by itself."""
    with browsing.serving(folder, declare_gzip=True) as home, _context(browser) as page:
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
    store = reading.to_store(reading.join(bundled.data(asked.data)))
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
    store = reading.to_store(reading.join(bundled.data(("article",))))
    count = len(list(store.query(text)))  # type: ignore[arg-type]
    turtle = exported(watched, "turtle")
    assert "@prefix foedus:" in turtle
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == count == 5


# --- the visitor's own files


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
            watched.until("document.querySelector('#panel .picture canvas')")
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
    from foedus.publishing.contributors import CLOSING, CONTRIBUTORS

    (tmp_path / "theirs.ttl").write_text(HOSTILE, encoding="utf-8")
    theirs = user_site([str(tmp_path / "theirs.ttl")], offline=True)
    target = tmp_path / "site"
    builder.publish(theirs, target, CONTRIBUTORS, closing=CLOSING)
    pages = ["query.html", "chain.html", "things.html", "index.html"]
    pages += [f"{path}.html" for path in theirs.resources.values() if path.startswith("x/")]
    assert len(pages) >= 7
    with browsing.serving(target) as home, _context(browser) as page:
        watched = Watched(page, home)
        for address in [*(home + name for name in pages), (target / "offline.html").as_uri()]:
            watched.home = address if address.startswith("file:") else home
            page.goto(address)
            _settled(watched, address.rpartition("/")[2])
            assert page.evaluate("window.hacked") is None, address
        ask(
            watched,
            "show=table&sparql=SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema%23label> ?l }",
        )
        assert "</script><script>window.hacked = 1</script>" in watched.text("#panel")
        assert watched.complaints == []


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


# --- the chain of command


def open_chain(watched: Watched, address: str, day: str) -> None:
    watched.open(f"{address}#as-of={day}")
    settle_on(watched, day)


def settle_on(watched: Watched, day: str) -> None:
    watched.until(f"document.getElementById('chain').dataset.day === {json.dumps(day)}")


def shown(watched: Watched) -> dict[str, list[list[str]]]:
    """The tables of the day: by title the rows, as text."""
    found: dict[str, list[list[str]]] = watched.page.evaluate(
        """() => {
            const cells = (row) => [...row.cells].map((cell) => cell.textContent);
            const rows = (one) => [...one.querySelectorAll("tbody tr")].map(cells);
            const sections = [...document.querySelectorAll("#chain-sections > section")];
            return Object.fromEntries(sections.map((one) => [
                one.querySelector("h3").textContent, rows(one)
            ]));
        }"""
    )
    return found


def in_words(title: str, row: list[str]) -> str:
    """A row of the tables as `foedus snapshot` words it; alliances, which it gathers, by member."""
    first, second, *rest = row
    if title in ("Commands and forces in being", "Agreements in force"):
        return f"{first}, since {second}"
    if title == "Allied states":
        return f"{first} and {second}: {snapshot._interval(*rest[1:])}, in {rest[0]}"
    if title == "Posts":
        return f"{first}: {second}"
    if title == "Chain of command":
        return f"{first} → {second} ({rest[0]})"
    return f"{first} in {second}" + (f", by {rest[0]}" if rest[0] else "")


def assert_shows(watched: Watched, quads: list[ox.Quad], day: str) -> None:
    """The tables and the picture say what `foedus snapshot DAY` says."""
    found = shown(watched)
    sections = snapshot.picture(quads, day)
    assert set(found) == {section.title for section in sections}
    for section in sections:
        rows = found[section.title]
        for certainty, entries in (("certain", section.certain), ("possible", section.possible)):
            chosen = [row[:-1] for row in rows if row[-1] == certainty]
            if section.title == "Alliances":
                told = {(alliance, member) for alliance, member, _ in chosen}
                assert told == {
                    (alliance, member)
                    for alliance, _, rest in (entry.partition(": ") for entry in entries)
                    for member in rest.partition(", under ")[0].split(", ")
                }
            else:
                assert tuple(in_words(section.title, row) for row in chosen) == entries
    edges = watched.page.evaluate(
        "document.querySelector('#chain-picture .picture')?.foedusPicture.edges() ?? []"
    )
    drawn = {(below, above) for below, above, kind in edges if "code/" in kind}
    assert drawn == {(row[0], row[1]) for row in found["Chain of command"]}
    allied = {(alliance, member) for member, alliance, kind in edges if kind == "member"}
    assert allied == {(row[0], row[1]) for row in found["Alliances"]}


@pytest.fixture(scope="module")
def world() -> list[ox.Quad]:
    return reading.join(bundled.data(("article", "background")))


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
    from foedus.publishing.console.changes import days_of_change

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
    from datetime import date, timedelta

    from foedus.publishing.console.changes import days_of_change

    days = days_of_change(site)
    assert days == sorted(set(days)) and len(days) > 20
    now = snapshot.picture(world, days[0])
    for other in days[1:]:
        eve = (date.fromisoformat(other) - timedelta(days=1)).isoformat()
        assert snapshot.picture(world, eve) == now, eve
        now, before = snapshot.picture(world, other), now
        assert now != before, other


# --- one file


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
    with _context(browser) as page:
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
    with _context(browser) as page:
        page.goto((folder / "query.html").as_uri())
        assert "offline.html" in page.text_content("#fault")
        assert page.is_visible("#fault")
