"""Times of memberships: phases that are one spell, and spells of two sources compared."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import first_quick
from foedus.merging import agreements, conflicts, versions
from foedus.merging.agreements import Spell
from foedus.merging.claims import END, OPEN, START, Claim, Origin, Table
from foedus.merging.merge import merge
from merging.memberships import source


def compared(words: list[str], folder: Path) -> list[tuple[str, str, str, str]]:
    """What sources disagree on for members: class, property and the two values."""
    found = merge(words, folder / "m.nq").conflicts
    return [
        (c.kind, c.predicate.rsplit("#")[-1], conflicts.shown(c.left), conflicts.shown(c.right))
        for c in found
        if c.about
    ]


def told(
    folder: Path, left: str, right: str, *, since: str = "1900", until: str = "2000-12-31"
) -> list[tuple[str, str, str, str]]:
    """What two sources disagree on, ``since`` and ``until`` being what the right one covers."""
    words = [
        source(folder, "left", left, since="1900", until="2000-12-31"),
        source(folder, "right", right, since=since, until=until),
    ]
    return compared(words, folder)


FIRST, SECOND = "740,1950-01-01,1960-12-31\n", "740,1970-01-01,1980-12-31\n"
NEXT_DAY, LATER = "740,1961-01-01,1980-12-31\n", "740,1961-01-02,1980-12-31\n"
WHOLE = "740,1950-01-01,1980-12-31\n"


def test_a_phase_that_begins_the_day_after_is_of_the_same_spell(tmp_path: Path) -> None:
    assert told(tmp_path, FIRST + NEXT_DAY, WHOLE) == []


def test_a_gap_of_one_day_is_a_gap(tmp_path: Path) -> None:
    assert told(tmp_path, FIRST + LATER, WHOLE) == [
        ("value", "sourceEnd", "1960-12-31", "1980-12-31"),
        ("value", "sourceStart", "1961-01-02", "1950-01-01"),
    ]


@pytest.mark.parametrize(
    ("left", "right", "values"),
    first_quick(
        [
            (FIRST + SECOND, FIRST, ("1970-01-01 to 1980-12-31", "none")),
            (FIRST + SECOND, SECOND, ("1950-01-01 to 1960-12-31", "none")),
            (FIRST, FIRST + SECOND, ("none", "1970-01-01 to 1980-12-31")),
            (SECOND, FIRST + SECOND, ("none", "1950-01-01 to 1960-12-31")),
        ]
    ),
)
def test_a_spell_of_one_source_alone_is_told_and_nothing_else(
    tmp_path: Path, left: str, right: str, values: tuple[str, str]
) -> None:
    assert told(tmp_path, left, right) == [("value", "member", *values)]


def test_a_spell_that_goes_on_is_told_as_open(tmp_path: Path) -> None:
    found = told(tmp_path, FIRST + "740,1970-01-01,\n", FIRST)
    assert found == [("value", "member", "1970-01-01 to open", "none")]


@pytest.mark.parametrize(
    ("since", "until", "left", "right"),
    first_quick(
        [
            ("1965", "2000-12-31", FIRST + SECOND, SECOND),
            ("1900", "1965-12-31", FIRST + SECOND, FIRST),
        ]
    ),
)
def test_a_spell_that_the_other_does_not_cover_is_of_class_coverage(
    tmp_path: Path, since: str, until: str, left: str, right: str
) -> None:
    ((kind, name, _, other),) = told(tmp_path, left, right, since=since, until=until)
    assert (kind, name, other) == ("coverage", "member", "none")


def test_one_spell_each_is_the_same_membership_whatever_its_days(tmp_path: Path) -> None:
    assert told(tmp_path, FIRST, SECOND) == [
        ("value", "sourceEnd", "1960-12-31", "1980-12-31"),
        ("value", "sourceStart", "1950-01-01", "1970-01-01"),
    ]


def test_one_spell_each_is_not_compared_where_the_other_does_not_cover_it(tmp_path: Path) -> None:
    assert told(tmp_path, FIRST, SECOND, since="1965") == [
        ("value", "member", "none", "1970-01-01 to 1980-12-31"),
        ("coverage", "member", "1950-01-01 to 1960-12-31", "none"),
    ]


RECORD = """
@prefix : <https://w3id.org/foedus/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/foedus/id/pact> a :AllianceRecord .
<http://example.org/r> a :MembershipRecord ; :inAlliance <https://w3id.org/foedus/id/pact> ;
  :member <https://w3id.org/foedus/code/cow-740>"""


@pytest.mark.parametrize(
    ("starts", "ends", "other", "found"),
    first_quick(
        [
            (["1950-01-01", "1955-01-01"], ["1980-12-31"], WHOLE, []),
            (
                *(["1950-01-01", "1970-01-01"], ["1960-12-31", "1980-12-31"], FIRST),
                [("value", "member", "none", "1970-01-01 to 1980-12-31")],
            ),
            (
                *(["1950-01-01", "1970-01-01"], ["1960-12-31"], SECOND),
                [
                    ("value", "member", "none", "1950-01-01 to 1960-12-31"),
                    ("value", "sourceEnd", "1980-12-31", "open"),
                ],
            ),
            (["1970-01-01"], ["1975-12-31", "1980-12-31"], SECOND, []),
            (
                *(["1970-01-01"], ["1965-12-31", "1975-12-31"], SECOND),
                [
                    ("value", "member", "none", "unknown to 1965-12-31"),
                    ("value", "sourceEnd", "1980-12-31", "1975-12-31"),
                ],
            ),
        ]
    ),
)
def test_a_record_of_rdf_with_several_dates_is_compared(
    tmp_path: Path,
    starts: list[str],
    ends: list[str],
    other: str,
    found: list[tuple[str, str, str, str]],
) -> None:
    told = [
        *(f' ; :sourceStart "{day}"^^xsd:date' for day in starts),
        *(f' ; :sourceEnd "{day}"^^xsd:date' for day in ends),
    ]
    (tmp_path / "record.ttl").write_text(RECORD + "".join(told) + " .\n")
    table = source(tmp_path, "a-table", other, since="1900", until="2000-12-31")
    assert compared([table, str(tmp_path / "record.ttl")], tmp_path) == found


def test_a_day_with_a_time_zone_is_no_date_that_can_be_compared(tmp_path: Path) -> None:
    event = """ .
<http://example.org/e> a :Signature ; :involves <https://w3id.org/foedus/id/pact> ;
  :earliestStart "1951-09-08Z"^^xsd:date ; :latestStart "1951-09-08Z"^^xsd:date .
"""
    (tmp_path / "record.ttl").write_text(RECORD + event)
    table = source(tmp_path, "a-table", FIRST, since="1900", until="2000-12-31")
    assert merge([table, str(tmp_path / "record.ttl")], tmp_path / "m.nq").conflicts == []


@pytest.mark.parametrize(
    ("older", "newer", "found"),
    [
        (["1950", "1960"], ["1940", "1950", "1960"], [("value", "none", "1940")]),
        (["1950", "1960"], ["1950"], [("value", "1960", "none")]),
        (["1950", "1960"], ["1950", "1961"], [("value", "1960", "1961")]),
        (["1950"], ["1950-03"], [("precision", "1950", "1950-03")]),
        (["1950", "1960"], ["1950", "1960"], []),
        (["1950"], ["1950", "1990"], [("coverage", "none", "1990")]),
    ],
)
def test_dates_of_two_versions_of_a_record_are_no_list_by_position(
    older: list[str], newer: list[str], found: list[tuple[str, str, str]]
) -> None:
    table = Table({}, {}, [], ox.Store())
    for version, starts in (("1", older), ("2", newer)):
        table.origins[version] = Origin("s", f"s {version}", version, None, "1980-12-31")
        values = [(start, "", None) for start in starts]
        table.records[version] = {"http://example.org/r": {START: values}}
    told = [(t["kind"], t["left"].value, t["right"].value) for t in versions.versions(table)]
    assert told == found


def test_a_record_without_dates_tells_no_end(tmp_path: Path) -> None:
    assert told(tmp_path, "740,,\n", FIRST) == []


def test_an_alliance_begins_and_ends_with_its_members(tmp_path: Path) -> None:
    words = [
        source(tmp_path, "left", FIRST + NEXT_DAY, since="1900", until="2000-12-31"),
        source(tmp_path, "right", SECOND, since="1900", until="2000-12-31"),
    ]
    found = merge(words, tmp_path / "m.nq").conflicts
    starts = [(c.left.value, c.right.value) for c in found if c.predicate == START]
    assert starts == [("1950-01-01", "1970-01-01")]  # its member's, and told of that one alone


# --- laws


def claim(day: date | None, predicate: str, node: str = "n") -> Claim:
    text = day.isoformat() if day else None
    return Claim(Origin("s", "s 1", "g"), node, predicate, text or OPEN, "", text, text)


def spell(start: date | None, end: date | None, node: str = "n") -> Spell:
    return Spell(claim(start, START, node) if start else None, claim(end, END, node))


DAYS = st.dates(date(1950, 1, 1), date(1950, 3, 1))


@st.composite
def a_spell(draw: st.DrawFn) -> Spell:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return spell(first, draw(st.sampled_from([last, last, last, None])))


SIDES = st.lists(a_spell(), max_size=6).map(agreements.joined)


def days(found: list[Spell]) -> set[int]:
    end = date(1951, 1, 1).toordinal()
    return {day for s in found for day in range(s.low, min(s.high, end) + 1)}


@given(st.lists(a_spell(), max_size=8), st.randoms())
def test_joining_keeps_every_day_and_leaves_a_gap_between_any_two(
    found: list[Spell], chance: object
) -> None:
    joined = agreements.joined(found)
    assert days(joined) == days(found)
    assert all(a.high + 1 < b.low for a, b in itertools.pairwise(joined))
    assert agreements.joined(joined) == joined
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert days(agreements.joined(found)) == days(joined)


@given(SIDES, SIDES)
def test_each_spell_is_compared_or_alone_whichever_side_it_is_on(
    left: list[Spell], right: list[Spell]
) -> None:
    paired = agreements.pairs(left, right)
    assert {(b, a) for a, b in paired} == set(agreements.pairs(right, left))
    assert all(a.may_meet(b) for a, b in paired)
    alone = agreements.alone(left, right)
    assert {a for a, _ in paired} | set(alone) == set(left)
    assert not {a for a, _ in paired} & set(alone)
    assert not days(alone) & days(right)


@given(SIDES)
def test_what_is_compared_with_itself_meets_itself_alone(found: list[Spell]) -> None:
    assert agreements.pairs(found, found) == [(one, one) for one in found]


def test_a_spell_of_unknown_start_meets_that_with_the_nearest_end() -> None:
    early, late = (
        spell(date(1950, 1, 1), date(1960, 1, 1)),
        spell(date(1970, 1, 1), date(1980, 1, 1)),
    )
    ended, still = spell(None, date(1961, 1, 1)), spell(None, None)
    assert agreements.pairs([ended], [early, late]) == [(ended, early)]
    assert agreements.pairs([still], [early, late]) == [(still, late)]
    assert agreements.alone([early, late], [still]) == []
    assert agreements.alone([early, late], [ended]) == [late]


def test_a_date_that_nobody_can_read_swallows_no_other_spell() -> None:
    unread = Spell(
        claim(date(1950, 1, 1), START), Claim(Origin("s", "s 1"), "n", END, "about 1960")
    )
    later = spell(date(1970, 1, 1), date(1980, 1, 1))
    assert agreements.joined([later, unread]) == [unread, later]
