"""The pages that people read: what each kind must hold, hostile data, links, pictures."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASE, first_quick
from foedus.asking import querying
from foedus.asking.results import serialize
from foedus.bundled import alignment
from foedus.bundled.questions import bind, parameters_of, parse_value
from foedus.publishing import pages, query_page
from foedus.publishing.html import for_script
from foedus.publishing.pages import conflicts, pictures
from foedus.publishing.pages.lookup import Knowledge
from foedus.publishing.pages.pictures import query_of
from foedus.publishing.pages.questions import as_csv
from foedus.publishing.site import Site, bundled_site, user_site
from foedus.publishing.svg.boxes import width_of
from foedus.rdf.names import FOEDUS_NS, ID_NS
from helpers import HEAD, VERSION
from helpers.sites import Page, contents

SVG = "{http://www.w3.org/2000/svg}"
Read = Callable[[str], str]


@pytest.fixture(scope="module")
def written(published: Path) -> dict[str, bytes]:
    """The files of the site, but for the pages with a store, which have rules of their own."""
    return {
        path: data
        for path, data in contents(published).items()
        if not path.endswith(".html") or b'id="settings"' not in data
    }


@pytest.fixture(scope="module")
def page(written: dict[str, bytes]) -> Read:
    return lambda path: written[path].decode()


@pytest.fixture(scope="module")
def know(site: Site) -> Knowledge:
    return Knowledge(site)


def words(html: str) -> str:
    """The text of a page in one line."""
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", bare)
    for entity, sign in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(entity, sign)
    return re.sub(r"\s+", " ", text.replace("&amp;", "&"))


def section(html: str, title: str) -> str:
    """The part of a page under a heading of the second level."""
    for part in html.split("<section")[1:]:
        found = re.search(r"<h2[^>]*>(.*?)</h2>", part, flags=re.S)
        if found and words(found[1]).strip().startswith(title):
            return part.split("</section>")[0] if "difference" not in part else part
    raise AssertionError(f"no section {title}")


# --- what each kind of page must hold ---------------------------------------------


def test_every_word_of_certainty_has_a_look(written: dict[str, bytes]) -> None:
    """Colour never speaks alone: the class of a mark is its word."""
    marks = re.compile(r'<span class="status ([a-z-]+)">([^<]+)</span>')
    found = set()
    for path, data in written.items():
        if path.startswith("id/") and path.endswith(".html"):
            for look, word in marks.findall(data.decode()):
                assert look == word.replace(" ", "-"), path
                found.add(word)
    style = written["assets/site.css"].decode()
    for word in found - {"not certain"}:
        assert f".{word}" in style
    assert found >= {"not certain", "planned", "denied", "said", "judged", "conditional"}


def test_a_person_is_shown_with_their_words(page: Read) -> None:
    told = words(section(page("id/pete-hegseth.html"), "What Pete Hegseth says"))
    assert "“ will improve our ability to coordinate operations with Japan’s own" in told
    assert "judged by Pete Hegseth" in told and "planned , says Pete Hegseth" in told


def test_an_event_that_is_only_meant_says_so(page: Read) -> None:
    html = page("id/assignment-additional-personnel.html")
    assert "Planned, says Pete Hegseth. Not recorded here as a fact." in words(html)
    assert "Not recorded" not in words(page("id/upgrade-us-forces-japan.html"))


def test_a_source_lists_its_passages_in_order(page: Read, know: Knowledge) -> None:
    (part,) = re.findall('<div class="row passages">.*?</dd>', page("id/doc-article.html"), re.S)
    starts = [
        know.passage(ID_NS + name).start
        for name in re.findall(
            r'claim[^"]*"><p><a href="((?:passage|quotation)-[a-z0-9-]+)\.html">', part
        )
    ]
    assert len(starts) > 90
    assert starts == sorted(starts)


def test_a_treaty_shows_both_dates_side_by_side(page: Read) -> None:
    html = page("id/us-south-korea-treaty-1953.html")
    sides = re.findall(
        r'<div class="side">(.*?)\n</div>\n(?=<div class="side">|</div>)', html, re.S
    )
    told = [words(side) for side in sides]
    assert len(told) == 2
    assert "on 1954-11-17" in told[0] and "Eisenhower’s message to the Senate" in told[0]
    assert "on 1954-11-18" in told[1]
    assert "Wikipedia: Mutual Defense Treaty" in told[1]


def test_every_statement_has_a_page_with_its_words(site: Site, page: Read) -> None:
    for one in site.statements.values():
        told = words(page(site.resources[one.iri] + ".html"))
        for passage in one.passages:
            assert passage.words in told
        assert one.voice.replace("-", " ") in told and one.modality in told


def test_every_term_of_ours_has_a_page(site: Site, page: Read) -> None:
    for iri in (*site.terms, *site.codes):
        html = page(site.resources[iri] + ".html")
        told = words(html)
        definition = site.stated.objects(iri, "http://www.w3.org/2004/02/skos/core#definition")
        for literal in definition:
            assert literal.value in told, iri
        for name in ("Example", "Where the idea is from", "in the module"):
            assert name in told, (iri, name)
        assert f'<link rel="describes" href="{iri}">' in html


def test_a_term_tells_what_its_profile_tells_and_links_it(page: Read) -> None:
    html = page("term/DefensePact.html")
    told = words(html)
    assert "Further above instrument (foedus:Instrument)" in told
    axiom = "covers every agreement and a thing with some imposes obligation"
    assert axiom + " that is defense obligation" in told
    assert "agreement (foedus:Agreement) , ATOP identifier" in told
    told = words(page("term/sourcedFrom.html"))
    assert "follows from evidenced by, then passage of" in told
    told = words(page("term/administers.html"))
    assert "Above responsible for (foedus:responsibleFor)" in told
    assert "006 What does U.S. Forces Japan administer" in told
    html = page("term/reportsTo.html")
    assert '<a href="CommandRelationship.html">foedus:CommandRelationship</a>' in html
    assert '<a href="../id/stmt-f65.html">F65</a>' in html
    assert "In the list modalities" in words(page("code/intended.html"))
    assert "intended (code:intended)" in words(page("code/modalities.html"))


def test_a_question_is_answered_without_scripts(site: Site, page: Read) -> None:
    for question in site.questions:
        html = page(f"queries/{question.path.stem}.html")
        assert question.question in words(html)
        assert question.answer in words(html)
        assert f'href="../query.html#q={question.number}"' in html
        assert f'href="{question.path.stem}.csv"' in html
    html = page("queries/021-who-stood-above-a-command.html")
    row = "U.S. Forces Japan 1 U.S. Forces Japan U.S. Indo-Pacific Command unspecified reporting"
    assert row + " certain" in words(html)
    assert "#+ question" not in html


def test_who_asks_has_an_article(site: Site, page: Read) -> None:
    told = words(page("queries/index.html"))
    for asker in {question.asker for question in site.questions}:
        assert f"Asked by a {asker}" in told or f"Asked by an {asker}" in told, asker
    assert "as a lawyer asks it" in page("queries/005-on-what-legal-basis-are-they-stationed.html")


def test_a_property_of_another_vocabulary_has_its_short_name(page: Read, know: Knowledge) -> None:
    assert know.title("http://www.w3.org/2004/02/skos/core#closeMatch") == "skos:closeMatch"
    assert "owl:AnnotationProperty" not in words(page("id/japan.html"))


def test_answers_name_their_passages(page: Read) -> None:
    html = page("queries/012-who-says-resolutions-are-violated.html")
    assert 'href="#note-1"' in html and 'id="note-1"' in html
    assert "violate" in words(section(html, "Answer"))


def test_csv_is_that_of_the_engine(site: Site, written: dict[str, bytes]) -> None:
    for question in site.questions:
        csv = written[f"queries/{question.path.stem}.csv"]
        assert csv.decode() == serialize(site.answer(question), "csv"), question.number


def test_csv_quotes_and_names() -> None:
    row = [ox.NamedNode("http://e/a"), ox.Literal('a "b", c'), ox.BlankNode("n"), None]
    assert as_csv(["a", "b", "c", "d"], [row]) == b'a,b,c,d\r\nhttp://e/a,"a ""b"", c",_:n,\r\n'


def test_home_has_picture_questions_and_reading_help(site: Site, page: Read) -> None:
    html = page("index.html")
    told = words(html)
    assert '<svg class="picture"' in html
    assert "The query that made it" in told and "The same in words" in told
    assert "U.S. Forces Japan — reports to: U.S. Indo-Pacific Command (planned)" in told
    assert html.count('<li class="card">') == 5
    for number in ("002", "004", "007", "012", "017"):
        assert f'href="queries/{number}-' in html
    assert f"{len(site.asserted):,} triples" in told


def test_days_differ_as_their_snapshots_say(page: Read) -> None:
    before, after = page("snapshots/1955-01-01.html"), page("snapshots/1975-06-01.html")
    first, second = "Security Treaty between the United States and Japan", "Treaty of Mutual"
    assert first in section(before, "Agreements in force")
    assert second not in section(before, "Agreements in force")
    assert first not in section(after, "Agreements in force")
    assert second in section(after, "Agreements in force")
    assert "U.S. Forces Japan" not in section(before, "Chain of command")
    last = page("snapshots/2025-03-31.html")
    told = words(section(last, "Chain of command"))
    assert "U.S. Forces Japan reports to U.S. Indo-Pacific Command" in told
    assert "(kind of authority not named, possible)" in told
    allied = words(section(last, "Allied states"))
    assert "Japan United States alliance of the United States and Japan 1952-04-28" in allied


def test_differences_are_those_of_question_39(site: Site, page: Read, know: Knowledge) -> None:
    found = conflicts.find(know)
    question = next(one for one in site.questions if one.number == "039")
    asked = {(row[0].value, row[1].value) for row in site.answer(question)}
    dated = {
        (one.about, FOEDUS_NS + kind)
        for one in found
        if one.kind == "dates"
        for kind in conflicts._EVENTS
        if one.what == f"date of the {know.title(FOEDUS_NS + kind)}"
    }
    assert dated == asked
    told = words(page("conflicts.html"))
    for value in ("35,688", "about 60,000", "55,154", "on 1954-11-17", "on 1954-11-18"):
        assert value in told
    assert "about 35,688" not in told
    assert "not defense" in told


def test_an_alignment_lists_every_row_of_its_table(page: Read) -> None:
    for name in alignment.names():
        table, html = alignment.table(name), page(f"ontology/align/{name}.html")
        links = section(html, "Links")
        assert links.count("<dt>") == len(table.rows)
        assert links.count("<strong>not</strong>") == sum(row.negated for row in table.rows)
        assert words(html).count("(confidence 0.") == len(table.rows)
        told = words(links)
        for row in table.rows:
            assert row.comment in told and row.object_label in told
        assert table.description in words(html)


def test_each_file_of_the_ontology_and_the_shapes_is_linked(site: Site, page: Read) -> None:
    for kind, path in (("module", "ontology.html"), ("shapes", "shapes.html")):
        documents = [one for one in site.documents if one.kind == kind and one.path != "shapes"]
        assert len(documents) > 5
        for one in documents:
            assert f'<a href="{one.path}.html">' in page(path), one.path


def test_use_and_not_found(page: Read, site: Site) -> None:
    told = words(page("use.html"))
    assert "dataset.trig" in told and f"https://w3id.org/foedus/ontology/{VERSION}" in told
    assert f'<base href="{site.base}">' in page("404.html")


def test_every_question_can_be_put_for_another_value(site: Site) -> None:
    """The title for any value has a place for each thing; no name of a default is left in it."""
    for question in site.questions:
        title = query_page.title_for_any_value(site, question)
        for one in question.parameters:
            if one.type == "iri":
                assert f"{{{one.name}}}" in title, question.number
                value = parse_value(one, one.default)
                assert site.label(value.value) not in title, question.number


def test_a_start_on_which_sources_differ_says_so_in_the_list_of_a_day(page: Read) -> None:
    told = words(page("snapshots/2025-03-31.html"))
    assert "South Korea 1954-11-17 1954-11-18 certain sources differ" in told


# --- every page ---------------------------------------------------------------------


@pytest.mark.parametrize("every", first_quick([50, 1]))
def test_every_page_is_whole(site: Site, written: dict[str, bytes], every: int) -> None:
    """One title, one h1, headings in order, a policy without inline script, unique anchors."""
    for path in sorted(path for path in written if path.endswith(".html"))[::every]:
        html = written[path].decode()
        read = Page(html)
        names = [name for name, _ in read.elements]
        assert names.count("h1") == 1, path
        assert names.count("main") == 1, path
        levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
        steps = pairwise(levels)
        assert levels[0] == 1 and all(after - before <= 1 for before, after in steps), path
        ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        scripts = "" if path == "404.html" else " script-src 'self'; connect-src 'self';"
        assert f"default-src 'none';{scripts} style-src 'self';" in html, path
        assert "unsafe" not in html.partition("<body")[0], path
        assert " style=" not in html and "<style" not in html, path
        assert not any(name.startswith("on") for _, a in read.elements for name in a), path
        for name, attributes in read.elements:
            if name == "script":
                searches = attributes.get("src", "").endswith("assets/browser/search.js")
                assert searches or attributes == {"type": "application/ld+json"}, path
        if path != "404.html":
            assert 'class="skip" href="#content"' in html
            assert 'aria-current="' in html, path


def test_the_home_page_tells_search_engines_of_a_data_set(written: dict[str, bytes]) -> None:
    script = r'<script type="application/ld\+json">(.*?)</script>'
    found = {
        path: re.findall(script, data.decode(), re.S)
        for path, data in written.items()
        if path.endswith(".html")
    }
    (told,) = map(json.loads, found.pop("index.html"))
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Dataset")
    assert not any(found.values())


@pytest.mark.slow
def test_same_pages_twice(written: dict[str, bytes]) -> None:
    again = dict(pages.files(bundled_site(BASE)))
    assert again == {path: written[path] for path in again}


# --- hostile data ---------------------------------------------------------------------

HOSTILE = (
    HEAD
    + """

id:evil a foedus:NationalCommand ;
    rdfs:label "<script>alert(1)</script>\\u202Edlrow" ;
    skos:altLabel "\\"><img src=x onerror=alert(2)>" ;
    skos:editorialNote "<b>bold</b> </script>" ;
    foedus:earliestStart "<i>soon</i>" ;
    foedus:administers <javascript:alert(3)> , <http://example.org/a%22onmouseover=b> ;
    foedus:dateText "<svg onload=alert(4)>"@en ;
    foedus:scopeText "<b>html</b>"^^rdf:HTML ;
    foedus:hasHeadquarters [ rdfs:label "<u>nameless</u>" ] .
<http://example.org/../../x> a foedus:Event ; rdfs:label "</title><script>alert(5)</script>" ;
    foedus:earliestStart "2020-02-30"^^xsd:date ; foedus:involves id:evil .
<data:text/html,x> a foedus:Event ; foedus:involves id:evil .
id:stmt-evil a foedus:Statement ; dcterms:identifier "<F1>" ;
    foedus:stmtSubject id:evil ; foedus:stmtPredicate foedus:reportsTo ;
    foedus:stmtValue "</script><script>alert(6)</script>" ;
    foedus:voice <https://w3id.org/foedus/code/x\\u0022onclick=1> ; foedus:modality code:intended ;
    foedus:evidencedBy id:passage-evil .
id:passage-evil a foedus:Passage ; foedus:exactText "<script>alert(7)</script>" ;
    foedus:passageOf id:evil .
""".replace("x\\u0022onclick=1", "x'onclick=1")
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    file = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    file.write_text(HOSTILE, encoding="utf-8")
    return dict(pages.files(user_site([str(file)])))


def test_hostile_data_stay_text(hostile: dict[str, bytes]) -> None:
    for path, data in hostile.items():
        if not path.endswith(".html"):
            continue
        assert "\u202e" not in data.decode(), path
        for name, attributes in Page(data.decode()).elements:
            assert name not in ("img", "b", "i", "u", "iframe", "object"), path
            assert not any(key.startswith("on") for key in attributes), path
            if name == "script":
                searches = attributes.get("src", "").endswith("assets/browser/search.js")
                assert searches or attributes == {"type": "application/ld+json"}, path
            for key in ("href", "src"):
                scheme = attributes.get(key, "").partition(":")[0].lower()
                assert scheme not in ("javascript", "data", "vbscript"), path


def test_controls_become_visible_and_text_stands_apart(hostile: dict[str, bytes]) -> None:
    html = hostile["id/evil.html"].decode()
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]dlrow</h1>" in html
    assert '<span class="iri">&lt;javascript:alert(3)&gt;</span>' in html
    assert "&lt;u&gt;nameless&lt;/u&gt;" in html
    assert "alert(6)" in words(hostile["id/stmt-evil.html"].decode())


@given(st.dictionaries(st.text(), st.text() | st.just("</script><!--\u2028\u202e")))
def test_json_never_ends_its_script(told: dict[str, str]) -> None:
    body = for_script(told)
    assert json.loads(body) == told
    assert not set(body) & set("<>&\u2028\u202e")


def test_pages_of_foreign_data_are_whole(hostile: dict[str, bytes]) -> None:
    for name in ("index.html", "things.html", "conflicts.html", "timeline.html"):
        assert name in hostile
    assert "No rows" in words(
        hostile["queries/039-which-dates-of-one-event-conflict.html"].decode()
    )


def test_a_conflict_of_records_shows_each_with_its_value(tmp_path: Path) -> None:
    file = tmp_path / "merged.trig"
    file.write_text(
        """
        @prefix code: <https://w3id.org/foedus/code/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix foedus: <https://w3id.org/foedus/ontology#> .
        @prefix graph: <https://w3id.org/foedus/graph/> .
        @prefix id: <https://w3id.org/foedus/id/> .
        graph:conflicts { id:c1 a foedus:Conflict ; foedus:concernsRecord id:r1 , id:r2 ;
            foedus:conflictClass code:value-conflict ; foedus:conflictProperty foedus:sourceEnd ;
            foedus:conflictValue "1960-01-19" , "1960-06-23" . }
        graph:one { id:r1 a foedus:AllianceRecord ; foedus:sourceEnd "1960-01-19" . }
        graph:two { id:r2 a foedus:AllianceRecord ; foedus:sourceEnd "1960-06-23" . }
        graph:sources { graph:one dcterms:license "CC-BY-4.0" ; dcterms:title "One" .
            graph:two dcterms:license "CC-BY-4.0" ; dcterms:title "Two" .
            graph:conflicts dcterms:license "CC-BY-4.0" . }
        """
    )
    found = dict(pages.files(user_site([str(file)])))
    told = words(found["conflicts.html"].decode())
    assert "source end (value conflict)" in told
    assert told.count("1960-01-19") == told.count("1960-06-23") == 1
    assert "1960-01-19 in One" in told and "1960-06-23 in Two" in told
    assert "1960-01-19" in words(found["records/one-1.html"].decode())


# --- pictures ---------------------------------------------------------------------------


def drawn_in(html: str) -> list[str]:
    return re.findall(r'<svg class="picture".*?</svg>', html, re.S)


def test_pictures_are_well_formed_and_named(written: dict[str, bytes]) -> None:
    count = 0
    for path, data in written.items():
        if path.endswith(".html"):
            for drawn in drawn_in(data.decode()):
                root = ET.fromstring(drawn)
                title = root.find(f"{SVG}title")
                assert title is not None and title.text, path
                assert root.get("aria-labelledby") == title.get("id"), path
                for rect in root.iter(f"{SVG}rect"):
                    assert float(rect.get("width", "-1")) >= 0, path
                count += 1
    assert count > 150


def test_the_class_tree_has_every_class_once(site: Site, page: Read) -> None:
    (drawn,) = drawn_in(page("ontology.html"))
    linked = [a.get("href") for a in ET.fromstring(drawn).iter(f"{SVG}a")]
    kinds = [
        f"{site.resources[iri]}.html"
        for iri in site.terms
        if "http://www.w3.org/2002/07/owl#Class" in site.types(iri)
    ]
    assert sorted(linked) == sorted(kinds)


def asked_about(name: str, iri: str) -> str:
    """The query of a picture of one thing."""
    query, header = query_of(name)
    return bind(query, parameters_of(header, name), {"thing": ox.NamedNode(iri)}, name)


@pytest.mark.parametrize("name", ["us-forces-japan", "us-japan-treaty-1960", "japan"])
def test_dates_around_are_the_answer_of_their_query(site: Site, know: Knowledge, name: str) -> None:
    iri = ID_NS + name
    answer = querying.evaluate(site.store, asked_about("5-dates-around", iri), name)
    asked = {row[0].value for row in answer}  # type: ignore[union-attr]
    assert set(pictures.dated(know, iri)) == asked
    assert len(asked) > 2


def test_every_picture_has_words_and_a_query(written: dict[str, bytes]) -> None:
    for path, data in written.items():
        if path.endswith(".html"):
            for figure in re.findall(r'<figure class="drawing.*?</figure>', data.decode(), re.S):
                assert "<summary>The same in words" in figure, path
                assert "The query that made it" in figure, path
                assert "SELECT DISTINCT ?" in figure or "/queries/pictures/" in figure, path


def test_boxes_hold_their_text(page: Read) -> None:
    for path in ("ontology.html", "index.html", "snapshots/2025-03-31.html"):
        for drawn in drawn_in(page(path)):
            for group in ET.fromstring(drawn).iter(f"{SVG}g"):
                rect = group.find(f"{SVG}rect")
                if rect is None or "box" not in group.get("class", ""):
                    continue
                for text in group.findall(f"{SVG}text"):
                    assert width_of(text.text or "") <= float(rect.get("width", "0")), text.text


def test_boxes_of_a_picture_do_not_meet(page: Read) -> None:
    for path in ("ontology.html", "index.html", "snapshots/2025-03-31.html"):
        for drawn in drawn_in(page(path)):
            places = [
                tuple(float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
                for group in ET.fromstring(drawn).iter(f"{SVG}g")
                if "box" in group.get("class", "")
                for rect in group.findall(f"{SVG}rect")
            ]
            for at, (x, y, w, h) in enumerate(places):
                for u, v, s, t in places[at + 1 :]:
                    apart = x + w <= u or u + s <= x or y + h <= v or v + t <= y
                    assert apart, (path, (x, y, w, h), (u, v, s, t))


@pytest.mark.parametrize("name", ["us-forces-japan", "us-japan-treaty-1960", "united-states"])
def test_a_neighbourhood_is_the_answer_of_its_query(site: Site, know: Knowledge, name: str) -> None:
    iri = ID_NS + name
    answer = querying.evaluate(site.store, asked_about("3-neighbourhood", iri), name)
    asked = {(row[0].value, row[1].value, row[2].value) for row in answer}  # type: ignore[union-attr]
    assert set(pictures.neighbours(know, iri)) == asked
    assert len(asked) > 3


def test_a_broken_line_is_told_in_words_too(page: Read) -> None:
    told = words(page("id/assignment-additional-personnel.html")).partition("The same in words")[2]
    assert "involves: U.S. Forces Japan headquarters (said, not stated as a fact)" in told
    told = words(page("id/us-japan-treaty-1960.html")).partition("The same in words")[2]
    assert "(said, not stated" not in told.partition("The query that made it")[0]


@pytest.mark.parametrize("name", ["3-neighbourhood", "5-dates-around"])
def test_a_picture_leaves_out_what_its_query_leaves_out(name: str) -> None:
    listed = re.search(r"NOT IN \(([^)]*)\)", query_of(name)[0])
    assert listed
    assert {FOEDUS_NS + one for one in re.findall(r"foedus:(\w+)", listed[1])} == pictures.HIDDEN


# --- dates in words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ('foedus:earliestStart "2020-01-05" ; foedus:latestStart "2020-01-05"', "on 2020-01-05"),
        ('foedus:earliestStart "2020-02-01" ; foedus:latestStart "2020-02-29"', "in 2020-02"),
        ('foedus:earliestStart "2020-01-01" ; foedus:latestStart "2020-12-31"', "in 2020"),
        ('foedus:earliestStart "2020-01-05"', "on 2020-01-05 or later"),
        ('foedus:latestStart "2020-01-05"', "on 2020-01-05 at the latest"),
        (
            'foedus:earliestStart "2020-01-05" ; foedus:latestEnd "2021-01-05"',
            "from 2020-01-05 or later until 2021-01-05 at the latest",
        ),
        ('foedus:dateText "long ago"@en', "“long ago”"),
        ('foedus:earliestStart "x" ; foedus:latestStart "y"', "between x and y"),
        ('foedus:asOfDate "2020-01-05"', "as of 2020-01-05"),
    ],
)
def test_dates_in_words(tmp_path: Path, bounds: str, told: str) -> None:
    file = tmp_path / "one.ttl"
    prefixes = "@prefix foedus: <https://w3id.org/foedus/ontology#> .\n"
    file.write_text(prefixes + f"<https://w3id.org/foedus/id/e> a foedus:Event ; {bounds} .")
    assert Knowledge(user_site([str(file)])).when(ID_NS + "e") == told
