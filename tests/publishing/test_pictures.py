"""Pictures: trees, rows, columns, neighbours and timelines, drawn from little."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from foedus.asking import querying
from foedus.publishing.pages import world
from foedus.publishing.pages.pictures import query_of
from foedus.publishing.svg import boxes, layers, timeline
from foedus.publishing.svg.boxes import Box, size_of, width_of, wrapped
from foedus.rdf import reading
from helpers import HEAD

SVG = "{http://www.w3.org/2000/svg}"


def test_of_many_things_those_around_the_most_related_are_drawn() -> None:
    star = [("hub", "to", f"n{at:02}", "stated") for at in range(30)]
    pairs = [(f"a{at:02}", "to", f"b{at:02}", "stated") for at in range(30)]
    kept = world._together([*pairs, *star])
    assert "hub" in kept and len(kept) == world.FEW_BOXES
    assert all(one.startswith("n") for one in kept - {"hub"})
    assert world._together(star) == {"hub", *(f"n{at:02}" for at in range(30))}


WORLD = (
    HEAD
    + """
id:m a foedus:Membership ; foedus:memberAgent id:a ; foedus:membershipOf id:b .
id:s a foedus:InstrumentStatus ; foedus:partyInStatus id:a ; foedus:statusOf id:b .
id:h a foedus:PostHolding ; foedus:heldBy id:a ; foedus:postHeld id:b .
id:f a foedus:Stationing ; foedus:stationedForce id:a ; foedus:hostPolity id:b ;
    foedus:hasLegalBasis id:c .
id:r a foedus:Reorganization ; foedus:carriedOutBy id:a ; foedus:changesOrganization id:b .
id:t foedus:hasParty id:a .
foedus:ofState rdfs:label "of state"@en .
id:a foedus:ofState id:c .
id:c a foedus:State .
"""
)
JOINED = ("m", "s", "h", "f", "r", "t", "a")


@pytest.mark.parametrize(
    ("statements", "drawn"),
    [
        ("", 8),
        ("[] foedus:aboutNode id:NODE .", 0),
        ("[] foedus:aboutNode id:NODE ; foedus:admitted false .", 0),
        ("[] foedus:aboutNode id:NODE ; foedus:admitted true .", 8),
        (
            "[] foedus:aboutNode id:NODE ; foedus:admitted true . [] foedus:aboutNode id:NODE .",
            8,
        ),
        ("[] foedus:aboutNode id:NODE ; foedus:negated true .", 8),
    ],
)
def test_the_world_draws_no_mere_claim_as_stated(statements: str, drawn: int) -> None:
    told = "".join(statements.replace("NODE", node) for node in JOINED)
    quads = ox.parse(WORLD + told, format=ox.RdfFormat.TURTLE)
    answer = querying.evaluate(reading.to_store(quads), query_of("1-world")[0], "1-world.rq")
    assert len(list(answer)) == drawn  # type: ignore[arg-type]


def test_trees_join_second_parents_and_survive_circles() -> None:
    below = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["a"]}
    drawn = boxes.draw_tree("t", "T", ["a"], below, str, str)
    root = ET.fromstring(drawn)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a", "b", "d", "c"]
    assert len([p for p in root.iter(f"{SVG}path") if p.get("class") == "line second"]) == 2


def test_a_planned_line_says_so_in_words() -> None:
    nodes = [layers.Node(one, one, "", "", at) for at, one in enumerate("ab")]
    lines = [layers.Line("a", "b", "reports to", "intended"), layers.Line("b", "a", "of", "stated")]
    for drawn in (
        layers.draw("p", "P", nodes, lines),
        layers.draw_lanes("p", "P", [nodes[:1], [], nodes[1:]], lines),
    ):
        assert "<title>a — reports to: b (planned)</title>" in drawn
        assert "<title>b — of: a</title>" in drawn


def test_layers_and_lanes_escape_and_repeat() -> None:
    nodes = [layers.Node(f"n{at}", f"<{at}> & co", "", "", at % 3) for at in range(7)]
    lines = [layers.Line("n0", f"n{at}", "<b>", "") for at in range(1, 7)]
    first = layers.draw("l", "L", nodes, lines)
    assert first == layers.draw("l", "L", nodes, lines)
    assert "<b>" not in first and "&lt;b&gt;" in first
    ET.fromstring(first)
    third = layers.draw_lanes("l", "L", [nodes[:2], nodes[2:4], nodes[4:]], lines)
    ET.fromstring(third)
    assert third.count('class="box') == 7


def test_rows_by_length_survive_circles() -> None:
    assert layers.rows_by_length(["a", "b", "c"], [("a", "b"), ("b", "c")]) == {
        "a": 0,
        "b": 1,
        "c": 2,
    }
    circle = layers.rows_by_length(["a", "b"], [("a", "b"), ("b", "a")])
    assert set(circle.values()) == {0, 1}


def test_timelines_hold_open_ends_and_nothing() -> None:
    spans = [
        timeline.Span("lasting", "", "", "1960-01-01", "1960-12-31", lasting=True),
        timeline.Span(
            "ended", "", "", "1950-01-01", "1950-01-01", "1960-01-01", "1961-01-01", True
        ),
        timeline.Span("moment", "", "", "", "1970-05-05"),
    ]
    root = ET.fromstring(timeline.draw("t", "T", spans))
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    kinds = [rect.get("class") for rect in root.iter(f"{SVG}rect")]
    assert kinds == ["maybe", "sure", "maybe", "sure"]
    unproven = timeline.Span("unproven", "", "", "1957-07-01", "", lasting=True)
    root = ET.fromstring(timeline.draw("t", "T", [unproven]))
    assert [rect.get("class") for rect in root.iter(f"{SVG}rect")] == ["maybe"]
    assert [text.text for text in root.iter(f"{SVG}text")][-1] == "→"
    ET.fromstring(timeline.draw("t", "T", []))
    ET.fromstring(boxes.draw_neighbours("n", "N", "centre", [], []))


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        ("2000-01-01", "2001-01-01", ["2000", "2001", "2002"]),
        ("1990-01-01", "2019-01-01", ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]),
        ("1814-08-13", "9999-12-31", ["2000", "3000", "4000", "5000", "6000", "7000", "8000"]),
    ],
)
def test_the_axis_names_at_most_a_dozen_round_years(
    since: str, until: str, years: list[str]
) -> None:
    span = timeline.Span("long", "", "", since, since, until, until, lasting=True)
    root = ET.fromstring(timeline.draw("t", "T", [span]))
    named = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "year"]
    assert named[: len(years)] == years and len(named) <= 12


@pytest.mark.parametrize("text", ["", "a", "word " * 30, "w" * 300, "日本" * 40])
def test_wrapped_text_fits(text: str) -> None:
    lines = wrapped(text, 120, 3)
    assert 1 <= len(lines) <= 3
    assert all(width_of(line) <= 120 for line in lines)
    assert size_of(lines)[0] <= 120 + 18
    assert Box(0, 0, 10, 20, lines).middle == 10
