"""The page of a thing: its rows are those of its profile, each value beside its own evidence."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from markupsafe import escape

from foedus.asking.profile import Profile, Row, Value, words
from foedus.asking.statements import is_fact
from foedus.publishing.pages.entities import reasons_of
from foedus.publishing.site import Site
from foedus.rdf.names import FOEDUS_NS, ID_NS
from helpers.profiled import NAMES, iri_of

Claim = tuple[str, frozenset[str]]
"""The words of a line, and the pages of the statements that it rests on."""

Rows = list[tuple[str, list[list[Claim]]]]


@pytest.fixture(scope="module", params=NAMES)
def thing(request: pytest.FixtureRequest, site: Site, published: Path) -> tuple[Profile, str]:
    iri = iri_of(request.param)
    html = (published / f"{site.resources[iri]}.html").read_text(encoding="utf-8")
    return site.profiles.of(iri), html


def text(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def with_class(element: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in element.iter() if name in one.get("class", "").split()]


def rows_on(html: str) -> list[Rows]:
    """The rows of each list of a page: of the day, before it, after it."""
    found = []
    for drawn in re.findall(r'<dl class="profile">.*?</dl>', html, re.S):
        rows: Rows = []
        for row in with_class(ET.fromstring(drawn), "row"):
            label = row.find("dt")
            assert label is not None
            values = [list(map(claim, with_class(v, "claim"))) for v in with_class(row, "value")]
            rows.append((text(label), values))
        found.append(rows)
    return found


def claim(element: ET.Element) -> Claim:
    told = element.find("p")
    assert told is not None
    for mark in [one for one in told if one.get("class") == "weak"]:
        told.remove(mark)
    grounds = element.find("details")
    shown = links(grounds) if grounds is not None else frozenset()
    return text(told), frozenset(link for link in shown if link.startswith("stmt-"))


def expected(value: Value) -> list[Claim]:
    found = []
    for number, line in enumerate(value.lines):
        word, rest = words.standing(line)
        sign = " – " if word else ", " if rest else ""
        told = f"{value.label}{sign}{word}{rest}" if number == 0 else f"{word}{rest}"
        statements = {one.statement for one in line.evidence} - {""}
        shown = frozenset(f"{one.removeprefix(ID_NS)}.html" for one in statements)
        found.append((re.sub(r"\s+", " ", told).strip(), shown))
    return found


def sides(rows: tuple[Row, ...]) -> list[Rows]:
    """The rows of a profile by when they are so; a row with a sentence alone stands first."""
    found: list[Rows] = []
    for side in ("now", "before", "after"):
        some = [
            (row.label, [expected(value) for value in getattr(row, side)])
            for row in rows
            if getattr(row, side) or (side == "now" and row.none and not row.values)
        ]
        found += [some] if some else []
    return found


def test_the_rows_of_a_page_are_those_of_the_profile(thing: tuple[Profile, str]) -> None:
    told, html = thing
    there, wanted = rows_on(html), sides(told.rows)
    assert [[label for label, _ in rows] for rows in there] == [
        [label for label, _ in rows] for rows in wanted
    ]
    for found, rows in zip(there, wanted, strict=True):
        for (label, values), (_, claims) in zip(found, rows, strict=True):
            assert [[w for w, _ in one] for one in values] == [
                [w for w, _ in one] for one in claims
            ], label
            for one, other in zip(values, claims, strict=True):
                for (words_told, shown), (_, statements) in zip(one, other, strict=True):
                    assert statements <= shown or label == "Words", (label, words_told)


def test_the_head_of_a_page_is_that_of_the_profile(thing: tuple[Profile, str]) -> None:
    told, html = thing
    heading = re.search(r"<h1>(.*?)(?: <span.*?)?</h1>", html)
    assert heading and heading[1].casefold() == told.label.casefold()
    for name in (told.summary, *told.names):
        assert f">{escape(name)}<" in html or f"{escape(name)}</p>" in html
    assert (f"As of <strong>{words.day(told.as_of)}</strong>" in html) == told.dated


def test_each_incoming_fact_shows_its_own_statement(thing: tuple[Profile, str], site: Site) -> None:
    told, html = thing
    shown: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
    prop = ET.Element("th")
    for table in re.findall(r"<tbody>.*?</tbody>", html.partition('id="triples"')[2], re.S):
        for row in ET.fromstring(table):
            cells = list(row)
            prop = cells.pop(0) if cells[0].tag == "th" else prop
            grounds = links(cells[1]) if len(cells) > 1 else frozenset[str]()
            for one in links(cells[0]) if text(prop).startswith("^") else ():
                shown[one, links(prop)] = grounds
    admitted = [one for one in site.statements.values() if one.admitted]
    count = 0
    for quad in site.stated.by_object(told.iri):
        assert isinstance(quad.subject, ox.NamedNode)
        own = {
            one.iri
            for one in admitted
            if (quad.subject.value in one.subjects and one.predicate == quad.predicate.value)
            and one.object == quad.object
        }
        if own and is_fact(quad):
            place = (page(site, quad.subject.value), frozenset([page(site, quad.predicate.value)]))
            assert shown[place] == frozenset(page(site, one) for one in own), quad
            count += 1
    assert count or told.iri.removeprefix(ID_NS) not in ("japan", "united-states")


def links(element: ET.Element) -> frozenset[str]:
    """The names of the pages that are linked."""
    return frozenset(one.get("href", "").rpartition("/")[2] for one in element.iter("a"))


def page(site: Site, iri: str) -> str:
    return site.resources[iri].rpartition("/")[2] + ".html"


def test_what_a_page_needs_stands_in_closed_details(thing: tuple[Profile, str]) -> None:
    """Evidence, what was before, triples: all there without a script, and closed."""
    _, html = thing
    assert "<details open" not in html
    assert html.count("<details") == html.count("</details>") == html.count("<summary>")


def test_a_triple_that_follows_says_why(published: Path) -> None:
    html = (published / "id" / "us-forces-japan.html").read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*>foedus:responsibleFor</a>.*?</tr>", html, re.S)[:1]
    told = text(ET.fromstring(row))
    assert "alliance of the United States and Japan" in told and "follows because" in told
    assert "foedus:administers is a subproperty of foedus:responsibleFor" in told


def test_reasons_are_given_for_small_data_only(site: Site) -> None:
    from dataclasses import replace

    quad = next(q for q in site.inferred.quads if q.predicate.value == FOEDUS_NS + "responsibleFor")
    step = reasons_of(site)(quad.triple)
    assert step and step.by and not step.premises[0].by
    large = replace(site)
    vars(large)["is_small"] = False
    assert reasons_of(large)(quad.triple) is None
