"""Tables of units as field researchers make them, from `source new` to an answer.

The units are invented. What `source new` guesses is used as it is, but for the TODOs, and the three
tables that number their units like the first get its addresses.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from foedus.merging.merge import merge
from foedus.rdf import dataset as datasets
from foedus.sources import guess, load, source_yaml

CASES = Path(__file__).parents[1] / "cases" / "commands"
WALK = """\
#curie_map:
#  id: https://w3id.org/foedus/id/
subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label
"""
SAME = {
    "id:atlas-unit-4th-battalion": "id:monitor-unit-u3",
    "id:atlas-unit-coastal-regiment": "id:monitor-unit-u5",
    "id:atlas-unit-general-staff-of-exemplia": "id:monitor-unit-u0",
    "id:atlas-unit-northern-division": "id:monitor-unit-u1",
    "id:atlas-unit-southern-division": "id:monitor-unit-u4",
}


def loaded(name: str, folder: Path) -> Path:
    """One of the tables as a dataset of its own, described by `source new`."""
    file = CASES / f"{name}.csv"
    guess.new(name, file, folder)
    described = folder / name / "source.yaml"
    text = described.read_text().replace('from: "TODO", until: "TODO"', 'from: "1990", until: null')
    described.write_text(re.sub('"TODO[^"]*"', '"made up"', text))
    mapped = folder / name / "map.rq"
    own = re.compile(rf'"{name}-unit-')
    mapped.write_text(
        own.sub('"monitor-unit-' if name != "atlas" else '"atlas-unit-', mapped.read_text())
    )
    target = folder / f"{name}.trig"
    done = load.load(
        source_yaml.read(folder / name), file, datasets.open_dataset(target, must_exist=False)
    )
    assert (done.rejects, done.findings) == ([], [])
    return target


def merged(folder: Path, name: str, same: dict[str, str], *parts: Path) -> Path:
    """Some datasets in one, with accepted exact matches."""
    walk = folder / f"{name}.sssom.tsv"
    how = "semapv:ManualMappingCuration\tthe test\n"
    walk.write_text(WALK + "".join(f"{s}\tskos:exactMatch\t{o}\t{how}" for s, o in same.items()))
    merge([*map(str, parts), str(walk)], folder / f"{name}.trig")
    return folder / f"{name}.trig"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each of the five tables as a dataset."""
    folder = tmp_path_factory.mktemp("commands")
    return {path.stem: loaded(path.stem, folder) for path in sorted(CASES.glob("*.csv"))}


@pytest.fixture(scope="module")
def units(parts: dict[str, Path]) -> Path:
    """All five in one, the two lists of units matched."""
    folder = next(iter(parts.values())).parent
    return merged(folder, "all", SAME, *parts.values())


def told(run, *words: object) -> str:
    done = run(*words)
    assert done.code == 0, done.err
    return done.out


def rows(run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(run, *words))))


def asked(run, number: str, data: Path, *words: str) -> list[dict[str, str]]:
    return rows(run, "query", number, "--data", data, "--format", "csv", *words)


# --- where two sources disagree


def test_each_disagreement_is_told_once_and_nothing_else(run, units: Path) -> None:
    columns = ("class", "property", "subject", "left value", "right value")
    found = rows(run, "conflicts", units, "--format", "csv")
    assert sorted(tuple(row[c].rpartition("-unit-")[2] for c in columns) for row in found) == [
        ("value", "foedus:earliestStart", "northern-division", "1999-01-01", "1998"),
        ("value", "foedus:earliestStart", "southern-division", "2004-06-01", "2003-01-15"),
        ("value", "foedus:latestEnd", "4th-battalion", "2014-12-31", "2012-03-31"),
        ("value", "foedus:latestEnd", "northern-division", "2010-12-31", "2016-11-30"),
        ("value", "foedus:superiorParty", "4th-battalion", "northern-division", "u4"),
        ("value", "foedus:superiorParty", "coastal-regiment", "northern-division", "u4"),
    ]
    notes = {row["note"] for row in found}
    assert "ended in one before the other still saw it" in notes
    assert "at one time, 2012-04-01 to 2014-12-31" in notes


def test_no_shape_is_broken(run, units: Path) -> None:
    assert "0 violations" in run("validate", units).out


def test_two_holders_of_a_post_and_two_counts_at_one_time(run, parts, tmp_path: Path) -> None:
    """Against copies that say otherwise: another holder, a number of the same year, another of
    another year, and a base that was seen first on another day."""
    changed = {
        "posts": ("p2,Ben Invented", "p9,Cy Invented"),
        "strength": ("9500,2015", "9400,2015"),
        "bases": ("2005-01-01", "2006-01-01"),
    }
    made = [parts[name] for name in changed]
    for name, (old, new) in changed.items():
        text = parts[name].parent.joinpath(name, "map.rq").read_text()
        folder = tmp_path / f"{name}-b"
        folder.mkdir()
        (folder / "map.rq").write_text(text.replace(f'"{name}-", ', f'"{name}-b-", '))
        described = parts[name].parent.joinpath(name, "source.yaml").read_text()
        (folder / "source.yaml").write_text(described.replace(f"id: {name}", f"id: {name}-b", 1))
        file = tmp_path / f"{name}.csv"
        file.write_text(
            (CASES / f"{name}.csv").read_text().replace(old, new).replace("600,2012", "600,2014")
        )
        made.append(tmp_path / f"{name}.trig")
        load.load(source_yaml.read(folder), file, datasets.open_dataset(made[-1], must_exist=False))
    merge([str(path) for path in made], tmp_path / "all.trig")
    found = rows(run, "conflicts", tmp_path / "all.trig", "--format", "csv")
    assert [(r["class"], r["property"], r["left value"], r["right value"]) for r in found] == [
        ("value", "foedus:heldBy", "id:posts-person-p2", "id:posts-person-p9"),
        ("value", "foedus:nominalValue (personnel)", "9500", "9400"),
    ]


@pytest.mark.slow
def test_a_source_that_repeats_another_is_asked_after(parts, tmp_path: Path) -> None:
    """Not where the one says so itself, and not where a single row differs."""
    given = parts["bases"].parent / "bases"
    found = []
    for name, old, new in (("twin", "", ""), ("other", "Camp Invented", "Camp Else")):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("map.rq", "source.yaml"):
            text = (given / file).read_text().replace('"bases-', f'"{name}-')
            (folder / file).write_text(text.replace("id: bases", f"id: {name}", 1))
        table = tmp_path / f"{name}.csv"
        table.write_text((CASES / "bases.csv").read_text().replace(old, new, 1))
        found.append(tmp_path / f"{name}.trig")
        load.load(
            source_yaml.read(folder), table, datasets.open_dataset(found[-1], must_exist=False)
        )
    made = merge([str(parts["bases"]), *map(str, found)], tmp_path / "all.trig")
    (told,) = made.warnings
    assert told.startswith("graph:bases-1 and graph:twin-1 say the same in each of their 2 rows")


def test_namesakes_are_suggested_and_sure_where_more_than_the_name_is_shared(
    run, parts, tmp_path: Path
) -> None:
    """A unit that nobody names is never among them."""
    data = merged(tmp_path, "two", {}, parts["atlas"], parts["monitor"])
    found = told(run, "source", "suggest", parts["atlas"].parent / "atlas", data).splitlines()
    names = found[-6].split("\t")
    rows_of = [dict(zip(names, line.split("\t"), strict=True)) for line in found[-5:]]
    assert names[0] == "subject_id"
    assert [(r["subject_id"][-2:], r["predicate_id"], r["confidence"]) for r in rows_of] == [
        ("u0", "skos:exactMatch", "0.85"),
        ("u1", "skos:exactMatch", "0.85"),
        ("u3", "skos:exactMatch", "0.85"),
        ("u4", "skos:exactMatch", "0.85"),
        ("u5", "skos:closeMatch", "0.60"),
    ]


# --- tables out


def test_what_was_seen_stands_beside_start_and_end(run, units: Path) -> None:
    found = {
        (r["source"], r["label"], r["superior"]): r
        for r in rows(run, "export", "commands", units, "-o", "-")
    }
    row = found["monitor 1", "4th Battalion", "Northern Division"]
    columns = ("named", "start", "end", "seen_first", "seen_last", "rows")
    assert [row[c] for c in columns] == [
        *("1", "2009-07-01", "2012-03-31", "2009-08-10", "2012-02-20", "9")
    ]
    unnamed = found["monitor 1", "unnamed unit x1", "Northern Division"]
    assert [unnamed[c] for c in columns] == ["0", "", "", "2011-03-01", "2014-06-15", "8"]
    assert found["monitor 1", "General Staff of Exemplia", ""]["seen_first"] == ""
    early = rows(run, "export", "commands", units, "--years", "1998-2000", "-o", "-")
    assert ("monitor 1", "Northern Division") in {(r["source"], r["label"]) for r in early}
    assert "4th Battalion" not in {r["label"] for r in early}


def test_posts_strength_and_bases_have_rows_of_their_own(run, units: Path) -> None:
    def of(table: str, *columns: str) -> list[list[str]]:
        found = rows(run, "export", table, units, "-o", "-")
        return [[r[c] for c in columns] for r in found if r["source"] != "own"]

    assert of("posts", "post", "organization", "holder", "rank", "start", "end", "rows") == [
        [
            "commander, Northern Division",
            "Northern Division",
            "Ada Invented",
            "Major General",
            "2010-02",
            "2013-01-10",
            "2",
        ],
        [
            "commander, Northern Division",
            "Northern Division",
            "Ben Invented",
            "Brigadier",
            "2013-01-10",
            "",
            "3",
        ],
    ]
    assert of("strength", "unit", "category", "number", "date", "rows") == [
        ["Northern Division", "personnel", "9000", "2010", "2"],
        ["Northern Division", "personnel", "9500", "2015", "3"],
        ["3rd Battalion", "personnel", "600", "2012", "4"],
    ]
    assert of("bases", "unit", "base", "latitude", "relation", "seen_first", "rows") == [
        ["Northern Division", "Camp Invented", "10.5", "seat", "2005-01-01", "2"],
        ["3rd Battalion", "Fort Made Up", "11.25", "seat", "2011-03-01", "3"],
    ]


# --- a day, a thing, a question


def chain(run, data: Path, day: str) -> dict[str, list[str]]:
    """The chain of command that the sources tell on a day: what is certain or known, and what is
    possible."""
    sections = json.loads(told(run, "snapshot", data, "--as-of", day, "--format", "json"))
    found = next(s for s in sections["sections"] if s["title"] == "Chain of command")
    kept = "(kind of authority not named)"
    return {
        how: [e.replace(f" {kept}", "") for e in found.get(how, ()) if ", by " in e]
        for how in ("certain", "possible")
    }


def test_within_what_was_seen_it_holds_and_outside_it_is_possible(run, parts) -> None:
    seen = chain(run, parts["monitor"], "2014-06-15")["certain"]
    assert "3rd Battalion → unnamed unit x1, by monitor (monitor 1)" in seen
    for day in ("2014-06-16", "2011-02-28"):
        after = chain(run, parts["monitor"], day)
        assert "3rd Battalion → unnamed unit x1, by monitor (monitor 1)" in after["possible"]
    ended = chain(run, parts["monitor"], "2012-04-01")
    assert not [e for some in ended.values() for e in some if e.startswith("4th") and "North" in e]
    begun = chain(run, parts["monitor"], "2012-04-20")["certain"]
    assert "4th Battalion → Southern Division, by monitor (monitor 1)" in begun


def test_both_sources_of_one_line_are_told_and_each_of_two_lines(run, units: Path) -> None:
    found = chain(run, units, "2013-06-01")["certain"]
    both = (
        "Southern Division → General Staff of Exemplia, by atlas (atlas 1) and monitor (monitor 1)"
    )
    assert both in found
    assert "Coastal Regiment → Northern Division, by atlas (atlas 1)" in found
    assert "Coastal Regiment → Southern Division, by monitor (monitor 1)" in found


@pytest.mark.slow
def test_our_own_picture_of_a_day_stays_as_it_is(run, units: Path) -> None:
    plain = told(run, "snapshot", "--as-of", "2013-06-01")
    assert {line for line in plain.splitlines() if "→" in line} <= set(
        told(run, "snapshot", units, "--as-of", "2013-06-01").splitlines()
    )


def test_a_unit_tells_what_is_above_it_where_it_is_and_how_many_it_has(run, units: Path) -> None:
    found = " ".join(
        told(run, "show", "3rd Battalion", "--data", units, "--as-of", "2013-01-01").split()
    )
    assert (
        "Reports to unnamed unit x1, from 1 March 2011 or earlier until 15 June 2014 or later"
        in found
    )
    assert "Based at Fort Made Up" in found
    assert "Strength 600, 2012" in found
    later = " ".join(
        told(run, "show", "3rd Battalion", "--data", units, "--as-of", "2016-01-01").split()
    )
    assert "unnamed unit x1 – not certain, no source tells it after 15 June 2014" in later


def test_questions_are_answered_over_merged_data(run, units: Path) -> None:
    above = asked(run, "021", units, "--command", "3rd Battalion", "--asOf", "2013-01-01")
    assert [(r["step"], r["superior"].rpartition("-")[2], r["certainty"]) for r in above] == [
        ("1", "x1", "certain"),
        ("2", "division", "certain"),
        ("3", "exemplia", "certain"),
    ]
    (held,) = asked(run, "088", units, "--command", "Northern Division", "--asOf", "2013-02-01")
    assert (held["holder"][-2:], held["rank"], held["certainty"]) == ("p2", "Brigadier", "certain")
    below = asked(run, "090", units, "--command", "Northern Division", "--asOf", "2012-06-01")
    assert {(r["unit"].rpartition("-unit-")[2], r["unnamed"]) for r in below} == {
        *(("4th-battalion", ""), ("coastal-regiment", ""), ("x1", "true"))
    }
    numbers = asked(run, "089", units, "--unit", "Northern Division")
    assert [(r["number"], r["from"]) for r in numbers] == [
        ("9000", "2010-01-01"),
        ("9500", "2015-01-01"),
    ]
    (seat,) = asked(run, "076", units, "--command", "3rd Battalion")
    assert seat["place"].endswith("base-fort-made-up")


@pytest.mark.slow
def test_a_code_of_a_state_says_whose_unit_it_is_and_where(run, tmp_path: Path) -> None:
    """Of a command the state whose it is, of a base the country; told in the codes asked for."""
    made = []
    for name, text in (
        ("lines", "unit,superior,ccode,since\nInvented Wing,Invented Group,740,2001-01-01\n"),
        ("places", "unit,base,host_ccode,since\nInvented Wing,Camp Made Up,732,2001-01-01\n"),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        guess.new(name, file, tmp_path)
        described = tmp_path / name / "source.yaml"
        described.write_text(re.sub('"TODO[^"]*"', '"2010"', described.read_text()))
        made.append(tmp_path / f"{name}.trig")
        target = datasets.open_dataset(made[-1], must_exist=False)
        assert load.load(source_yaml.read(tmp_path / name), file, target).findings == []
    merge([str(path) for path in made], tmp_path / "all.trig")
    (line,) = (
        row
        for row in rows(
            run, "export", "commands", tmp_path / "all.trig", "--codes", "iso3", "-o", "-"
        )
        if row["label"] == "Invented Wing" and row["superior"]
    )
    (base,) = (
        row
        for row in rows(run, "export", "bases", tmp_path / "all.trig", "--codes", "iso3", "-o", "-")
        if row["unit"] == "Invented Wing"
    )
    assert (line["states"], base["host"]) == ("JPN", "KOR")
    words = ("show", "id:lines-unit-invented-wing", "--data", tmp_path / "all.trig")
    assert "Japan" in told(run, *words, "--as-of", "2005-01-01")


# --- what nobody names


def test_what_nobody_names_is_none_but_itself_and_ours_is_ours(run, parts, tmp_path: Path) -> None:
    """A match of a placeholder joins nothing; a unit that is matched with ours is ours to ask."""
    same = {
        "id:atlas-unit-coastal-regiment": "id:monitor-unit-x1",
        "id:us-forces-japan": "id:monitor-unit-u3",
    }
    data = merged(tmp_path, "odd", same, parts["atlas"], parts["monitor"])
    assert not rows(run, "conflicts", data, "--format", "csv", "--about", "Coastal Regiment")
    coastal = asked(
        run, "021", data, "--command", "id:atlas-unit-coastal-regiment", "--asOf", "2012-06-01"
    )
    assert {r["subordinate"].rpartition("-unit-")[2] for r in coastal} == {"coastal-regiment"}
    japan = asked(run, "021", data, "--command", "USFJ", "--asOf", "2011-01-01")
    assert {r["superior"].rpartition("/")[2] for r in japan if r["step"] == "1"} == {
        *("us-indo-pacific-command", "monitor-unit-u1")
    }
    ours = rows(run, "conflicts", data, "--format", "csv", "--about", "USFJ")
    assert {(r["property"], r["left value"], r["right value"]) for r in ours} == {
        ("foedus:superiorParty", "id:us-indo-pacific-command", "id:monitor-unit-u1"),
        ("foedus:superiorParty", "id:us-indo-pacific-command", "id:monitor-unit-u4"),
    }


PLANNED = """\
@prefix code: <https://w3id.org/foedus/code/> .
@prefix e: <http://example.org/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:a a foedus:MilitaryOrganization ; rdfs:label "Alpha Brigade"@en .
e:b a foedus:MilitaryOrganization ; rdfs:label "Bravo Division"@en .
e:r a foedus:CommandRelationship ; foedus:subordinateParty e:a ; foedus:superiorParty e:b ;
  foedus:authorityType code:reporting-unspecified ;
  foedus:latestStart "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
e:s a foedus:Statement ; foedus:aboutNode e:r ; foedus:modality code:MODALITY ;
  foedus:admitted ADMITTED .
"""


@pytest.mark.parametrize(
    ("modality", "admitted", "verdict"),
    [
        ("actual", "true", "Not stated"),
        ("actual", "false", "Not stated as a fact, but claimed"),
        ("intended", "false", "Not stated, but planned"),
    ],
)
def test_what_a_merged_source_plans_is_no_fact_and_told_as_what_it_is(
    tmp_path: Path, run, modality: str, admitted: str, verdict: str
) -> None:
    file, merged = tmp_path / "other.ttl", tmp_path / "merged.nq"
    file.write_text(PLANNED.replace("MODALITY", modality).replace("ADMITTED", admitted))
    assert run("merge", file, "-o", merged).code == 0
    is_fact = admitted == "true"
    day = told(run, "snapshot", "--as-of", "2020-05-01", "--data", merged)
    held, _, said = day.partition("and no fact")
    assert ("Alpha Brigade → Bravo Division" in held) == is_fact == ("Bravo" not in said)
    answer = asked(run, "021", merged, "--command", "http://example.org/a", "--asOf", "2020-05-01")
    assert [row["superior"] for row in answer] == ["http://example.org/b"] * is_fact
    shown = json.loads(told(run, "show", "Alpha Brigade", "--data", merged, "--format", "json"))
    ((line,),) = (v["lines"] for r in shown["rows"] if r["id"] == "reports-to" for v in r["now"])
    status = {"true": "fact", "false": "planned" if modality == "intended" else "said"}
    assert line["status"] == status[admitted]
    assert any("graph/other" in one["iri"] for e in line["evidence"] for one in e["sources"])
    why = run("why", "Alpha Brigade", "reportsTo", "Bravo Division", merged)
    assert why.code == 1 and why.out.startswith(f"{verdict}: ")
    assert "other" in why.out


def brought(file: Path, target: Path) -> None:
    """Describe a table as it comes, and load it."""
    guess.new("told", file, file.parent)
    described = file.parent / "told" / "source.yaml"
    described.write_text(re.sub('"TODO[^"]*"', '"2010"', described.read_text()))
    dataset = datasets.open_dataset(target, must_exist=False)
    assert load.load(source_yaml.read(file.parent / "told"), file, dataset).findings == []


@pytest.mark.parametrize(("status", "is_fact"), [("planned", False), ("actual", True)])
def test_a_strength_that_is_planned_is_none(
    run, tmp_path: Path, status: str, is_fact: bool
) -> None:
    file, target = tmp_path / "told.csv", tmp_path / "told.trig"
    rows_of = ("9000,2010,actual", f"12000,2030,{status}")
    lines = "".join(f"u1,Northern Division,{row}\n" for row in rows_of)
    file.write_text("unit_id,unit_name,strength,year,status\n" + lines)
    brought(file, target)
    exported = rows(run, "export", "strength", target, "-o", "-")
    assert any(row["number"] == "9000" for row in exported)
    assert any(row["number"] == "12000" for row in exported) is is_fact
    shown = told(run, "show", "Northern Division", "--data", target)
    assert "9,000, 2010" in shown
    assert ("12,000" in shown) is is_fact


def test_a_status_that_says_so_makes_a_row_a_plan_or_a_claim(run, tmp_path: Path) -> None:
    file, target = tmp_path / "told.csv", tmp_path / "told.trig"
    rows_of = ("First,actual", "Second,Planned", "Third,claimed", "Fourth,planned closure")
    lines = (f"{row.replace(',', ' Wing,Staff,2001-01-01,')}\n" for row in rows_of)
    file.write_text("unit,superior,since,status\n" + "".join(lines))
    brought(file, target)
    words = ("--data", target, "--as-of", "2005-01-01", "--format", "json")
    shown = json.loads(told(run, "show", "Staff", *words))
    (commands,) = (row["now"] for row in shown["rows"] if row["id"] == "commands")
    assert {one["label"]: [line["status"] for line in one["lines"]] for one in commands} == {
        **{"First Wing": ["fact"], "Fourth Wing": ["fact"]},
        **{"Second Wing": ["planned"], "Third Wing": ["said"]},
    }
    exported = rows(run, "export", "commands", target, "-o", "-")
    told_as_facts = {r["label"] for r in exported if r["superior"] == "Staff"}
    assert told_as_facts == {"First Wing", "Fourth Wing"}
