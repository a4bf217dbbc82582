"""`foedus snapshot`: four days, four different pictures; certain and possible told apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from foedus.asking import plain, snapshot
from foedus.asking.profile import Profiles
from foedus.asking.profile.rows import specs
from foedus.bundled import contents, folders, questions
from foedus.rdf import reading
from foedus.rdf.names import GRAPH_NS, curie, text
from helpers import HEAD

DAYS = ("1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31")
USFJ = "U.S. Forces Japan, since 1957-07-01"
CFC = "Combined Forces Command, since 1978-11-07"
JJOC = "Joint Operations Command of Japan, since 2025-03-24"


@pytest.fixture(scope="module")
def quads() -> list:
    return reading.join(contents.data(("article", "background")))


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


ANZUS = "alliance of Australia, New Zealand and the United States"


def test_a_duty_suspended_between_two_leaves_the_alliance_of_all_three(pictures) -> None:
    """Since 1986 the United States is bound toward Australia and not toward New Zealand."""
    since = "toward New Zealand: since between 1986-08-11 and 1986-09-17"
    suspended = tuple(
        f"duty of the United States under Article {article} of the ANZUS Treaty, {since}"
        for article in ("III", "IV")
    )
    for day, there in zip(DAYS, (False, False, True, True), strict=True):
        assert pictures[day]["Duties suspended"].certain == (suspended if there else ())
        assert pictures[day]["Duties suspended"].possible == ()
        section = pictures[day]["Alliances"]
        sure = next(entry for entry in section.certain if entry.startswith(ANZUS))
        assert sure.startswith(f"{ANZUS}: Australia, New Zealand, United States,")
        assert section.possible == ()


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [("1986-08-10", 0, 0), ("1986-08-11", 0, 2), ("1986-09-16", 0, 2), ("1986-09-17", 2, 0)],
)
def test_between_two_days_a_suspension_is_possible(quads, day, certain, possible) -> None:
    section = next(one for one in snapshot.picture(quads, day) if one.title == "Duties suspended")
    assert (len(section.certain), len(section.possible)) == (certain, possible)


def test_allied_states_stand_with_the_bounds_of_their_alliance(pictures) -> None:
    for day in DAYS:
        assert pictures[day]["Allied states"] == snapshot.Section(
            "Allied states",
            (
                f"Australia and New Zealand: since 1952-04-29, in {ANZUS}",
                f"Australia and United States: since 1952-04-29, in {ANZUS}",
                "Japan and United States: since 1952-04-28,"
                " in alliance of the United States and Japan",
                f"New Zealand and United States: since 1952-04-29, in {ANZUS}",
                "Philippines and United States: since 1952-08-27,"
                " in alliance of the United States and the Philippines",
                "South Korea and United States: since 1954-11-17 or 1954-11-18,"
                " in alliance of the United States and South Korea [sources differ]",
            ),
            (),
        )


BORDERS = ("1952-04-28", "1954-11-17", "1986-09-17", "1986-09-18", *DAYS)
MEMBER = "a foedus:AllianceMembership ; foedus:membershipOf id:alliance ; foedus:memberAgent"
STATES = "id:a a foedus:State . id:b a foedus:State . "


def allied_rows(quads: list, day: str) -> set[tuple[str, ...]]:
    """The pairs of a day with certainty and bounds, as the snapshot has them."""
    path = next(path for path in folders.snapshot_files() if path.stem == "4-allied-states")
    query = path.read_text(encoding="utf-8").replace('"2025-03-31"^^xsd:date', f'"{day}"^^xsd:date')
    rows = snapshot.world(quads)[-1].query(query)
    bounds = ["earliestStart", "latestStart", "earliestEnd", "latestEnd"]
    names = ["state1", "state2", "alliance", *bounds, "certainty"]
    return {tuple(text(row[name]) for name in names) for row in rows}  # type: ignore[union-attr]


def answered_rows(quads: list, day: str) -> set[tuple[str, ...]]:
    """The same as question 24 has them."""
    asked = next(one for one in questions.all_questions() if one.number == "024")
    rows = reading.to_store(quads).query(asked.bind({"asOf": day}))
    bounds = ["earliestStart", "latestStart", "earliestEnd", "latestEnd"]
    names = ["state", "ally", "alliance", *bounds, "certainty"]
    return {tuple(text(row[name]) for name in names) for row in rows}  # type: ignore[union-attr]


@pytest.mark.parametrize("day", BORDERS)
def test_question_24_and_the_snapshot_agree(quads, day: str) -> None:
    assert allied_rows(quads, day) == answered_rows(quads, day) != set()


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        # The day is between the bounds of both; before the start of one; after the end of one.
        ("es:1950 ls:1950", "es:1960 ls:1961", {("1960-01-01", "1961-01-01", "", "", "certain")}),
        ("es:1950 ls:1950", "es:1971 ls:1971", set()),
        ("es:1950 ls:1950 ee:1969 le:1969", "es:1960 ls:1960", set()),
        # Within the bounds of a start or an end.
        (
            "es:1950 ls:1950",
            "es:1960 ls:1975",
            {("1960-01-01", "1975-01-01", "", "", "possible")},
        ),
        (
            "es:1950 ls:1950 ee:1965 le:1975",
            "es:1960 ls:1960 ee:1980 le:1980",
            {("1960-01-01", "1960-01-01", "1965-01-01", "1975-01-01", "possible")},
        ),
        # An end of which only the last day is known, beside one that is known better.
        (
            "es:1950 ls:1950 le:1975",
            "es:1960 ls:1960 ee:1972 le:1973",
            {("1960-01-01", "1960-01-01", "", "1973-01-01", "certain")},
        ),
        # Without bounds: never certain, but within windows in which both were seen.
        ("", "", {("", "", "", "", "possible")}),
        ("es:1950 ls:1950", "", {("1950-01-01", "", "", "", "possible")}),
        ("of:1960 ou:1980", "of:1969 ou:1971", {("", "", "", "", "certain")}),
        ("of:1960 ou:1965", "of:1969 ou:1971", {("", "", "", "", "possible")}),
    ],
)
def test_the_bounds_of_a_pair(first: str, second: str, rows: set[tuple[str, ...]]) -> None:
    turtle = STATES + planted("id:m1", "id:a", first) + planted("id:m2", "id:b", second)
    data = reading.read_bytes((HEAD + turtle).encode(), reading.RdfFormat.TURTLE, "t").quads
    wanted = {tuple(curie_of(part) for part in ("a", "b", "alliance")) + row for row in rows}
    assert allied_rows(data, "1970-06-01") == answered_rows(data, "1970-06-01") == wanted


@pytest.mark.parametrize(
    ("bounds", "certainty"), [("of:1969 ou:1971", {"certain"}), ("of:1980 ou:1981", set())]
)
def test_a_start_is_never_borrowed_from_an_ended_one(bounds: str, certainty: set[str]) -> None:
    """Seen in a window without a known start, beside a membership that ended before the day."""
    turtle = STATES
    for state in "ab":
        turtle += planted(f"id:seen-{state}", f"id:{state}", bounds)
        turtle += planted(f"id:ended-{state}", f"id:{state}", "es:1950 ls:1950 ee:1960 le:1960")
    data = reading.read_bytes((HEAD + turtle).encode(), reading.RdfFormat.TURTLE, "t").quads
    names = tuple(curie_of(part) for part in ("a", "b", "alliance"))
    wanted = {(*names, "", "", "", "", one) for one in certainty}
    assert allied_rows(data, "1970-06-01") == answered_rows(data, "1970-06-01") == wanted
    told = {
        line
        for quad in snapshot.triples(data, "1970-06-01")
        for line in shorts([quad], curie(text(quad.graph_name)))
    }
    allied = "id:a foedus:alliedWith id:b" in told
    assert allied is bool(certainty)
    section = {one.title: one for one in snapshot.picture(data, "1970-06-01")}["Alliances"]
    assert bool(section.certain) is bool(certainty) and section.possible == ()


def test_a_treaty_that_ended_founds_nothing_whatever_else_ended() -> None:
    turtle = (
        STATES
        + """
        id:alliance foedus:foundedOn id:treaty .
        id:entry a foedus:EntryIntoForce ; foedus:involves id:treaty ;
            foedus:earliestStart "1950-01-01"^^xsd:date .
        id:end a foedus:Termination ; foedus:involves id:treaty ;
            foedus:latestStart "1965-01-01"^^xsd:date .
    """
    )
    turtle += planted("id:goes-on", "id:a", "es:1950 ls:1950")
    turtle += planted("id:ended", "id:a", "es:1950 ls:1950 ee:1960 le:1960")
    data = reading.read_bytes((HEAD + turtle).encode(), reading.RdfFormat.TURTLE, "t").quads
    path = next(path for path in folders.snapshot_files() if path.stem == "3-alliances")
    query = path.read_text(encoding="utf-8").replace("2025-03-31", "1970-06-01")
    rows = reading.to_store(data).query(query)
    assert [(text(row["treaty"]), text(row["certainty"])) for row in rows] == [("", "possible")]  # type: ignore[union-attr]


LIFE = """
id:post foedus:postIn id:office .
id:opened a foedus:Establishment ; foedus:changesOrganization id:office ;
    foedus:earliestStart "1950-01-01"^^xsd:date ; foedus:latestStart "1950-12-31"^^xsd:date .
id:opened-by-another a foedus:Establishment ; foedus:changesOrganization id:office ;
    foedus:earliestStart "1952-01-01"^^xsd:date .
id:closed a foedus:Dissolution ; foedus:changesOrganization id:office ;
    foedus:earliestStart "1980-01-01"^^xsd:date ; foedus:latestStart "1980-12-31"^^xsd:date .
id:alliance foedus:foundedOn id:treaty , id:next-treaty .
id:in-force a foedus:EntryIntoForce ; foedus:involves id:treaty ;
    foedus:earliestStart "1960-01-01"^^xsd:date .
id:next-in-force a foedus:EntryIntoForce ; foedus:involves id:next-treaty ;
    foedus:earliestStart "1970-01-01"^^xsd:date .
id:holding a foedus:PostHolding ; foedus:heldBy id:anna ; foedus:postHeld id:post HOLDING .
id:line a foedus:CommandRelationship ; foedus:subordinateParty id:fleet ;
    foedus:superiorParty id:office ; foedus:authorityType code:operational-control HOLDING .
id:membership a foedus:AllianceMembership ; foedus:memberAgent id:a ;
    foedus:membershipOf id:alliance HOLDING .
"""


@pytest.mark.parametrize(
    ("bounds", "day", "possible"),
    [
        # Only an end is known, or nothing at all: possible since there is something to hold.
        ("le:1990", "1949-12-31", set()),
        ("le:1990", "1950-06-01", {"Posts", "Chain of command"}),
        ("le:1990", "1959-12-31", {"Posts", "Chain of command"}),
        ("le:1990", "1965-01-01", {"Posts", "Chain of command", "Alliances"}),
        ("", "1949-12-31", set()),
        ("", "1965-01-01", {"Posts", "Chain of command", "Alliances"}),
        # … and for as long as there is.
        ("", "1985-01-01", {"Alliances"}),
        ("es:1955", "1985-01-01", {"Alliances"}),
        ("es:1955", "1954-12-31", set()),
    ],
)
def test_nothing_is_possible_outside_the_life_of_what_it_hangs_on(
    bounds: str, day: str, possible: set[str]
) -> None:
    dates = "".join(
        f' ; foedus:{BOUNDS[kind]} "{year}-01-01"^^xsd:date'
        for kind, year in (bound.split(":") for bound in bounds.split())
    )
    turtle = HEAD
    turtle += LIFE.replace(" HOLDING", dates)
    data = reading.read_bytes(turtle.encode(), reading.RdfFormat.TURTLE, "t").quads
    titles = ("Posts", "Chain of command", "Alliances")
    sections = {one.title: one for one in snapshot.picture(data, day) if one.title in titles}
    assert {title for title, one in sections.items() if one.possible} == possible
    assert not any(one.certain for one in sections.values())
    told = {curie(text(quad.predicate)) for quad in snapshot.triples(data, day)}
    names = ("holdsPost", "reportsTo", "memberOfAlliance")
    by_title = dict(zip(titles, names, strict=True))
    assert {name for name in names if f"foedus:{name}" in told} == {by_title[t] for t in possible}


ROLES = re.compile(
    r"(?<=SELECT )(?:\?\w+ )+?(?=\?otherStart )"
    r"|(?<=GROUP BY )(?:\?\w+ )+?(?=\?otherStart\n)"
    r"|(?<=SELECT DISTINCT )(?:\?\w+ )+(?=\(true)"
    r"|(?<=WHERE \{\n)(?: +VALUES \(\?holderRole \?targetRole\) \{\n(?: +\(.*\)\n)+ +\}\n)?"
    r" +\?(?:other|one) (?:[^{}]*? ;\n +)(?=foedus:earliestStart)"
)


def bounded(path: Path, *, roles: bool) -> str:
    """What a query says of bounds and windows, with or without who stands in the relation."""
    query = path.read_text(encoding="utf-8").replace("?dyad", "?relation")
    found = re.search(
        r"^  OPTIONAL \{ \?relation foedus:earliestStart .* !BOUND\(\?dated\)\)$",
        query,
        re.M | re.S,
    )
    last = re.search(r"^      \?observed \|\| \(.*$", query, re.M)
    assert found and last
    text = f"{found[0]}\n{last[0]}"
    return text if roles else ROLES.sub("", text)


def test_the_queries_tell_of_bounds_in_one_text() -> None:
    """What is certain and what is possible is told alike in each picture and by the rules."""
    rules = {path.stem: path for path in folders.rule_files()}
    pictures = {path.stem: path for path in folders.snapshot_files()}
    paths = [rules["90-snapshot"], rules["92-allied-interval"], *pictures.values()]
    told = {path: bounded(path, roles=False) for path in paths if "?other" in path.read_text()}
    assert {path.stem for path in told} == {
        *("3-alliances", "4-allied-states", "5-posts", "6-reporting", "7-stationing"),
        "8-suspensions",
        *("90-snapshot", "92-allied-interval"),
    }
    assert len(set(told.values())) == 1
    pair = (rules["92-allied-interval"], pictures["4-allied-states"])
    assert len({bounded(path, roles=True) for path in pair}) == 1


BOUNDS = {
    "es": "earliestStart",
    "ls": "latestStart",
    "ee": "earliestEnd",
    "le": "latestEnd",
    "of": "observedFrom",
    "ou": "observedUntil",
}


def planted(name: str, state: str, bounds: str) -> str:
    """A membership with bounds on the first of January of some years."""
    parts = [f"{name} {MEMBER} {state} ; foedus:sourcedFrom id:doc"]
    for bound in bounds.split():
        kind, year = bound.split(":")
        parts.append(f'foedus:{BOUNDS[kind]} "{year}-01-01"^^xsd:date')
    return " ; ".join(parts) + " .\n"


def curie_of(name: str) -> str:
    """The IRI of a planted node."""
    return "https://w3id.org/foedus/id/" + name


@pytest.mark.parametrize("day", DAYS)
def test_dyads_and_allied_states_agree(quads, day: str) -> None:
    for graph in (f"graph:snapshot-{day}", f"graph:snapshot-{day}-possible"):
        told = [line.split() for line in shorts(snapshot.triples(quads, day), graph)]
        members: dict[str, set[str]] = {}
        for subject, predicate, object_ in told:
            if predicate == "foedus:relationHolder":
                members.setdefault(subject, set()).add(object_)
        pairs = {frozenset(pair) for pair in members.values()}
        allied = {frozenset((s, o)) for s, p, o in told if p == "foedus:alliedWith"}
        assert all(len(pair) == 2 for pair in pairs)
        assert pairs == allied
        typed = {s for s, p, o in told if o == "foedus:AllianceDyad"}
        assert typed == members.keys()


def test_posts_of_the_last_day_only(pictures) -> None:
    assert pictures["2025-03-31"]["Posts"] == snapshot.Section(
        "Posts",
        (
            "commander of Combined Forces Command: Xavier Brunson",
            "commander of the Joint Operations Command of Japan: Kenichiro Nagumo",
            "commander of United Nations Command: Xavier Brunson",
            "commander of U.S. Forces Japan: Stephen F. Jost",
            "commander of U.S. Forces Korea: Xavier Brunson",
            "commander of U.S. Indo-Pacific Command: Samuel Paparo",
            "Japanese Defense Minister: Gen Nakatani",
            "U.S. Defense Secretary: Pete Hegseth",
        ),
        # Nominated on 25 March 2024 and seen in office in November; the first day is not known.
        ("commander of Fifth Air Force: Stephen F. Jost",),
    )


WEAK = " [weak source]"
CONCLUDED = " [weak source; the editors concluded this]"
TOP = (
    "U.S. Defense Secretary → President of the United States (kind of authority not named)"
    + CONCLUDED
)


@pytest.mark.parametrize(
    ("day", "name", "certain", "possible"),
    [
        # The line from the President down stood by the end of 1958, and perhaps before.
        ("1955-01-01", "U.S. Pacific Command", (), (TOP, "up")),
        ("1970-01-01", "U.S. Pacific Command", (TOP, "USFJ", "up"), ("USFK",)),
        ("1990-01-01", "U.S. Pacific Command", (TOP, "USFJ", "up"), ("USFK",)),
        ("2025-03-31", "U.S. Indo-Pacific Command", (TOP, "USFJ", "up"), ("USFK",)),
    ],
)
def test_the_chain_of_command_by_the_names_of_the_day(
    quads, day: str, name: str, certain: tuple[str, ...], possible: tuple[str, ...]
) -> None:
    lines = {
        "up": f"{name} → U.S. Defense Secretary (kind of authority not named){CONCLUDED}",
        "USFJ": f"U.S. Forces Japan → {name} (kind of authority not named){CONCLUDED}",
        "USFK": f"U.S. Forces Korea → {name} (kind of authority not named){WEAK}",
    }
    found = {one.title: one for one in snapshot.picture(quads, day)}
    chain = found["Chain of command"]
    assert chain.certain == tuple(lines.get(one, one) for one in certain)
    known = [one for one in chain.possible if "Joint Operations Command" not in one]
    assert tuple(known) == tuple(lines.get(one, one) for one in possible)
    assert f"{name}, since 1947-01-01{WEAK}" in found["Commands and forces in being"].certain


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2018-05-29", "U.S. Pacific Command"),
        ("2018-05-30", "U.S. Indo-Pacific Command"),
        # A second title without an end changes no name.
        ("2025-12-31", "U.S. Indo-Pacific Command"),
    ],
)
def test_a_former_name_is_that_of_its_days(quads, day: str, name: str) -> None:
    names = snapshot.former_names(quads, day)
    found = names.get("https://w3id.org/foedus/id/us-indo-pacific-command", name)
    assert found == name
    assert bool(names) is (day < "2018-05-30")


def test_an_answer_has_the_names_of_its_day(run) -> None:
    told = {day: run("query", "021", "--as-of", day).out for day in ("1960-01-01", "2025-03-31")}
    names = {day: "Indo-Pacific" in text for day, text in told.items()}
    assert names == {"1960-01-01": False, "2025-03-31": True}


def test_both_dates_stand_where_sources_differ(pictures) -> None:
    for day in DAYS:
        commands = pictures[day]["Commands and forces in being"].certain
        assert (
            "United Nations Command, since 1950-07-07 or 1950-07-24 [sources differ; weak source]"
        ) in commands
        agreements = pictures[day]["Agreements in force"].certain
        assert (
            "Mutual Defense Treaty between the United States and South Korea,"
            " since 1954-11-17 or 1954-11-18 [sources differ]"
        ) in agreements


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
    wanted = "Mutual Defense Treaty between the United States and South Korea, since 1954-11-17 or"
    found = [
        any(entry.startswith(wanted) for entry in part)
        for part in (section.certain, section.possible)
    ]
    assert found == [certain, possible]


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("path", folders.snapshot_files(), ids=lambda path: path.stem)
def test_the_queries_give_the_same_on_rdflib(quads, path, day: str) -> None:
    query = path.read_text(encoding="utf-8").replace('"2025-03-31"^^xsd:date', f'"{day}"^^xsd:date')
    quads = [*snapshot.world(quads)[-1]]
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
    assert "id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command" in sure
    assert "id:us-forces-korea foedus:reportsTo id:us-indo-pacific-command" in maybe
    assert "id:new-zealand foedus:alliedWith id:united-states" in sure
    assert not sure & maybe
    assert not any(line.split()[0] == line.split()[2] for line in sure | maybe)
    assert "id:japan foedus:alliedWith id:australia" not in sure | maybe


def test_the_rule_and_the_picture_agree(quads) -> None:
    for day in DAYS:
        sure = shorts(snapshot.triples(quads, day), f"graph:snapshot-{day}")
        posts = [line for line in sure if " foedus:holdsPost " in line]
        section = next(one for one in snapshot.picture(quads, day) if one.title == "Posts")
        assert len(posts) == len(section.certain)


def test_what_bears_on_no_query_of_a_day_changes_none(quads) -> None:
    """A day is asked of some properties and classes only; of all, it tells the same."""
    everything = {term for quad in quads for term in (quad.predicate, quad.object)}
    few, whole = (snapshot.world(quads, more=more)[-1] for more in ((), everything))
    assert len(few) < len(whole) / 2
    for query in snapshot.queries():
        for day in DAYS:
            assert query.answer(few, day) == query.answer(whole, day)


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
        "Allied states",
        "Posts",
        "Chain of command",
        "Forces stationed abroad",
        "Duties suspended",
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
        "foedus: --as-of takes a date such as 2025-03-31, not '31 March 2025'\n",
    )


def test_weakly_sourced_facts_can_be_left_out(run) -> None:
    whole = run("snapshot", "--as-of", "2025-03-31").out
    strong = run("snapshot", "--as-of", "2025-03-31", "--strong-sources").out
    line = "U.S. Forces Japan → U.S. Indo-Pacific Command"
    assert line in whole
    assert line not in strong
    assert "U.S. Defense Secretary: Pete Hegseth" in strong


def test_certain_has_a_horizon() -> None:
    ours = contents.own_quads()
    last = snapshot.horizon(ours)
    on, after = (snapshot.picture(ours, day) for day in (last, "2099-01-01"))
    agreements, later = on[1], after[1]
    assert agreements.certain
    assert (agreements.known, agreements.known_on) == ((), "")
    assert (later.certain, later.known, later.known_on) == ((), agreements.certain, last)
    assert {quad.graph_name.value for quad in snapshot.triples(ours, "2099-01-01")} == {
        GRAPH_NS + "snapshot-2099-01-01-possible"
    }


DYAD = "foedus:relationHolder id:c ;"
LED = "foedus:authorityType code:operational-control ;"
TWO = {
    "3-alliances": ("AllianceMembership", "memberAgent", "membershipOf", ""),
    "4-allied-states": ("AllianceDyad", "relationHolder", "relationTarget", DYAD),
    "5-posts": ("PostHolding", "heldBy", "postHeld", ""),
    "6-reporting": ("CommandRelationship", "subordinateParty", "superiorParty", LED),
    "7-stationing": ("Stationing", "stationedForce", "hostPolity", ""),
    "8-suspensions": ("Suspension", "suspendedObligation", "suspendedToward", ""),
    "90-snapshot": ("PostHolding", "heldBy", "postHeld", ""),
    "92-allied-interval": ("AllianceDyad", "relationHolder", "relationTarget", DYAD),
}


@pytest.mark.parametrize("name", TWO)
def test_where_another_source_ends_it_earlier_both_engines_say_possible(name: str) -> None:
    kind, holder, target, more = TWO[name]
    turtle = HEAD
    for node, end in (("goes-on", ""), ("ended", ' ; foedus:latestEnd "1960-01-01"^^xsd:date')):
        turtle += (
            f"id:{node} a foedus:{kind} ; foedus:{holder} id:a ; foedus:{target} id:b ; {more}"
            ' foedus:earliestStart "1950-01-01"^^xsd:date ;'
            f' foedus:latestStart "1950-01-01"^^xsd:date{end} .'
        )
    data = reading.read_bytes(turtle.encode(), reading.RdfFormat.TURTLE, "t").quads
    paths = {path.stem: path for path in (*folders.snapshot_files(), *folders.rule_files())}
    query = paths[name].read_text(encoding="utf-8").replace("2025-03-31", "1970-06-01")
    query = query.replace('VALUES ?certainty { "certain" }', 'VALUES ?certainty { "possible" }')
    ours = reading.to_store(data).query(query)
    theirs = reading.to_graph(data).query(query)
    if isinstance(ours, ox.QuerySolutions):
        assert {text(row["certainty"]) for row in ours} == {"possible"}
        assert {str(row["certainty"]) for row in theirs} == {"possible"}
    else:
        told = {str(triple.subject) for triple in ours}
        assert told and len(set(theirs)) > 0


def marks_of(profiles: Profiles, spec_id: str) -> dict[tuple[str, str], set[str]]:
    """The marks that the profiles put to each value of a row, by the thing and the value."""
    spec = next(one for one in specs() if one.id == spec_id)
    found = {}
    for quad in profiles.quads:
        if quad.predicate.value.endswith("#type") and profiles.fits(quad.subject, spec):
            for value in profiles.row_of(spec, quad.subject).now:
                lines = [one for one in value.lines if one.status in ("fact", "not-certain")]
                key = curie(text(quad.subject)), value.iri and curie(value.iri)
                for line in lines:
                    found.setdefault(key, set()).update(line.marks)
    return found


LENT = """
id:x a foedus:Command . id:y a foedus:Command . id:z a foedus:Command .
id:doc a foedus:SourceDocument . id:other a foedus:SourceDocument .
id:dated a foedus:CommandRelationship ; foedus:subordinateParty id:x ; foedus:superiorParty id:y ;
    foedus:authorityType code:operational-control ; foedus:weaklySourced true ;
    foedus:sourcedFrom id:doc ;
    foedus:earliestStart "1950-01-01"^^xsd:date ; foedus:latestStart "1950-01-01"^^xsd:date .
id:undated a foedus:CommandRelationship ; foedus:subordinateParty id:x ;
    foedus:superiorParty id:y ; foedus:authorityType code:operational-control ;
    foedus:sourcedFrom id:other .
id:told a foedus:CommandRelationship ; foedus:subordinateParty id:z ; foedus:superiorParty id:y ;
    foedus:authorityType code:operational-control ;
    foedus:earliestStart "1950-01-01"^^xsd:date ; foedus:latestStart "1950-01-01"^^xsd:date .
id:saying a foedus:Statement ; foedus:admitted true ; foedus:weaklySourced true ;
    foedus:aboutNode id:told ; foedus:sourcedFrom id:doc .
"""


@pytest.mark.parametrize("day", DAYS[2:])
@pytest.mark.parametrize("more", ["", LENT], ids=["ours", "lent"])
def test_what_a_profile_marks_the_day_marks(quads, day: str, more: str) -> None:
    """A weak source, or a conclusion of the editors, is told in both, in the same words."""
    if more:
        turtle = HEAD + more
        quads = reading.read_bytes(turtle.encode(), reading.RdfFormat.TURTLE, "t").quads
    profiles, store = Profiles(quads, day), snapshot.world(quads)[-1]
    seen: set[str] = set()
    for kind, row, this, value in (
        ("commands", "established", 0, None),
        ("agreements", "in-force", 0, None),
        ("alliances", "members", 0, 1),
        ("allied-states", "allied-with", 0, 1),
        ("posts", "held-by", 0, 1),
        ("reporting", "reports-to", 0, 1),
        ("stationing", "foreign-forces", 1, 0),
    ):
        (query,) = (one for one in snapshot.queries() if one.kind == kind)
        wanted = marks_of(profiles, row)
        for cells in query.answer(store, day)[1]:
            one = curie(text(cells[this]))
            told = set(filter(None, text(cells[-2]).split("; "))) - {plain.MARKS["sourcesDiffer"]}
            pairs = [key for key in wanted if key[0] == one]
            if value is not None:
                pairs = [key for key in pairs if key[1] == curie(text(cells[value]))]
            if pairs:
                assert told == set().union(*(wanted[key] for key in pairs)), (kind, one)
                seen |= told
    assert seen == ({plain.MARKS["weaklySourced"]} if more else {*list(plain.MARKS.values())[1:]})
