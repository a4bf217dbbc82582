"""`foedus snapshot`: four days, four different pictures; certain and possible told apart."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
import rdflib

from foedus import bundled, reading, resources, snapshot
from foedus.terms import text
from foedus.vocabulary import curie

DAYS = ("1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31")
USFJ = "U.S. Forces Japan, since 1957-07-01"
CFC = "Combined Forces Command, since 1978-11-07"
JJOC = "Joint Operations Command of Japan, since 2025-03-24"


@pytest.fixture(scope="module")
def quads() -> list:
    return reading.join(bundled.data(("article", "background")))


@pytest.fixture(scope="module")
def pictures(quads) -> dict[str, dict[str, snapshot.Section]]:
    return {
        day: {section.title: section for section in snapshot.picture(quads, day)} for day in DAYS
    }


def alliance(pictures, day: str) -> str:
    entries = pictures[day]["Alliances"].certain
    return next(
        entry for entry in entries if entry.startswith("alliance of the United States and J")
    )


@pytest.mark.parametrize(
    ("command", "days"),
    [(USFJ, DAYS[1:]), (CFC, DAYS[2:]), (JJOC, DAYS[3:])],
)
def test_commands_in_being(pictures, command: str, days: Iterable[str]) -> None:
    there = [
        day for day in DAYS if command in pictures[day]["Commands and forces in being"].certain
    ]
    assert there == list(days)
    for day in DAYS:
        assert command not in pictures[day]["Commands and forces in being"].possible


def test_the_treaty_of_the_day_founds_the_alliance(pictures) -> None:
    assert alliance(pictures, "1955-01-01").endswith(
        "Japan, United States, under Security Treaty between the United States and Japan"
    )
    for day in DAYS[1:]:
        assert alliance(pictures, day).endswith(
            "Japan, United States, under Treaty of Mutual Cooperation and Security"
        )


def test_an_end_that_one_source_gives_and_another_denies_is_possible(pictures) -> None:
    """New Zealand in ANZUS: exit on 17 September 1986, or suspension without an end."""
    start = "alliance of Australia, New Zealand and the United States: "
    for day, certain in zip(DAYS, (True, True, False, False), strict=True):
        section = pictures[day]["Alliances"]
        sure = next(entry for entry in section.certain if entry.startswith(start))
        assert ("New Zealand," in sure.removeprefix(start)) is certain
        assert any("New Zealand" in entry for entry in section.possible) is not certain


def test_posts_of_the_last_day_only(pictures) -> None:
    assert pictures["2025-03-31"]["Posts"].certain == (
        "commander of U.S. Forces Japan: Stephen F. Jost",
        "Japanese Defense Minister: Gen Nakatani",
        "U.S. Defense Secretary: Pete Hegseth",
    )
    for day in DAYS[:3]:
        assert pictures[day]["Posts"].certain == ()
        assert not any("Hegseth" in entry for entry in pictures[day]["Posts"].possible)


def test_a_line_without_a_known_start_is_possible_and_not_certain(pictures) -> None:
    line = "U.S. Forces Japan → U.S. Indo-Pacific Command (unspecified reporting)"
    for day in DAYS[1:]:
        assert line in pictures[day]["Chain of command"].possible
        assert line not in pictures[day]["Chain of command"].certain
    assert pictures["1955-01-01"]["Chain of command"] == snapshot.Section(
        "Chain of command", (), ()
    )


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("1954-11-16", False, False),
        ("1954-11-17", False, True),
        ("1954-11-18", True, False),
    ],
)
def test_between_two_contradicting_sources_is_possible(quads, day, certain, possible) -> None:
    """The treaty of 1953 entered into force on 17 or on 18 November 1954."""
    section = next(
        one for one in snapshot.picture(quads, day) if one.title == "Agreements in force"
    )
    wanted = "Mutual Defense Treaty between the United States and South Korea, since 1954-11-17"
    assert (wanted in section.certain, wanted in section.possible) == (certain, possible)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("path", resources.snapshot_files(), ids=lambda path: path.stem)
def test_the_queries_give_the_same_on_rdflib(quads, path, day: str) -> None:
    query = path.read_text(encoding="utf-8").replace('"2025-03-31"^^xsd:date', f'"{day}"^^xsd:date')
    ours = [
        tuple(text(term) for term in row)
        for row in reading.to_store(quads).query(query)  # type: ignore[union-attr]
    ]
    theirs = [
        tuple("" if term is None else str(term) for term in row)
        for row in reading.to_graph(quads).query(query)
    ]
    assert ours == theirs


def shorts(quads: Iterable[ox.Quad], graph: str) -> set[str]:
    return {
        " ".join(curie(text(term)) for term in (quad.subject, quad.predicate, quad.object))
        for quad in quads
        if curie(text(quad.graph_name)) == graph
    }


def test_the_triples_of_a_day(quads) -> None:
    told = snapshot.triples(quads, "2025-03-31")
    sure = shorts(told, "graph:snapshot-2025-03-31")
    maybe = shorts(told, "graph:snapshot-2025-03-31-possible")
    assert "id:pete-hegseth foedus:holdsPost id:us-defense-secretary" in sure
    assert "id:japan foedus:alliedWith id:united-states" in sure
    assert "id:united-states foedus:alliedWith id:japan" in sure
    assert "id:us-indo-pacific-command foedus:inChainOfCommandUnder id:us-president" in sure
    assert "id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command" in maybe
    assert not sure & maybe
    assert not any(line.split()[0] == line.split()[2] for line in sure | maybe)
    assert "id:japan foedus:alliedWith id:australia" not in sure | maybe


def test_the_rule_and_the_picture_agree(quads) -> None:
    for day in DAYS:
        sure = shorts(snapshot.triples(quads, day), f"graph:snapshot-{day}")
        posts = [line for line in sure if " foedus:holdsPost " in line]
        section = next(one for one in snapshot.picture(quads, day) if one.title == "Posts")
        assert len(posts) == len(section.certain)


def test_the_command(run, tmp_path) -> None:
    result = run("snapshot", "--as-of", "1955-01-01")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("The world on 1955-01-01\n\nCommands and forces in being\n")
    assert "U.S. Forces Japan" not in result.out
    told = json.loads(run("snapshot", "--as-of", "2025-03-31", "--format", "json").out)
    assert [section["title"] for section in told["sections"]] == [
        "Commands and forces in being",
        "Agreements in force",
        "Alliances",
        "Posts",
        "Chain of command",
        "Forces stationed abroad",
    ]
    target = tmp_path / "day.trig"
    assert run("snapshot", "--as-of", "2025-03-31", "-o", target).code == 0
    again = run("snapshot", "--as-of", "2025-03-31", "-o", "-", "--to", "trig")
    assert again.data == target.read_bytes()
    assert len(rdflib.Dataset().parse(target, format="trig")) > 20
    refused = run("snapshot", "--as-of", "2025-03-31", "-o", tmp_path / "day.ttl")
    assert refused.code == 2
    refused = run("snapshot", "--as-of", "31 March 2025")
    assert (refused.code, refused.err) == (
        2,
        "foedus: --asOf takes a date such as 2025-03-31, not '31 March 2025'\n",
    )


def test_weakly_sourced_facts_can_be_left_out(run) -> None:
    whole = run("snapshot", "--as-of", "2025-03-31").out
    strong = run("snapshot", "--as-of", "2025-03-31", "--strong-sources").out
    assert "Xavier Brunson" in whole
    assert "Xavier Brunson" not in strong
    assert "U.S. Defense Secretary: Pete Hegseth" in strong
