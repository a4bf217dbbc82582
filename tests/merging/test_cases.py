"""Small inputs as people bring them, merged: what is suggested, and what is told once accepted."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases" / "merge"

SOURCE = """\
id: {name}
version: "1"
title: Alliances made up
citation: nobody
licence: CC0-1.0
level: one row for each member
coverage: {{from: "1900", until: "1999"}}
{more}states: {{system: cow}}
primaryKey: [id, member]
fields:
  - {{name: id, type: string, required: true}}
  - {{name: name, type: string}}
  - {{name: member, type: state, required: true}}
  - {{name: start, type: date, required: true}}
"""
MAP = """\
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {{
  ?alliance a foedus:AllianceRecord ; foedus:sourceName ?name .
  ?record a foedus:MembershipRecord ; foedus:inAlliance ?alliance ; foedus:member ?member_code ;
    foedus:sourceStart ?start_value ; foedus:sourceRow ?number .
}}
WHERE {{
  BIND(IRI(CONCAT(STR(id:), "{name}-", ?id)) AS ?alliance)
  BIND(IRI(CONCAT(STR(?alliance), "-", ?member)) AS ?record)
  BIND(xsd:integer(?row) AS ?number)
}}
"""
WALK = """\
#curie_map:
#  id: https://w3id.org/foedus/id/
subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label
"""
HOW = "semapv:ManualMappingCuration\tthe test"


def source(folder: Path, name: str, more: str = "") -> Path:
    """A folder that describes a table of members of alliances."""
    made = folder / name
    made.mkdir()
    (made / "source.yaml").write_text(SOURCE.format(name=name, more=more))
    (made / "map.rq").write_text(MAP.format(name=name))
    return made


def told(run, dataset: Path, *words: str) -> list[tuple[str, ...]]:
    """Class, property, member and values of each disagreement, in order."""
    done = run("conflicts", dataset, "--format", "csv", *words)
    assert done.code == 0, done.err
    columns = ("class", "property", "about", "left value", "right value")
    return [tuple(row[c] for c in columns) for row in csv.DictReader(io.StringIO(done.out))]


@pytest.fixture(scope="module")
def overlap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the descriptions of the two overlapping tables."""
    folder = tmp_path_factory.mktemp("overlap")
    for name in ("first", "second"):
        source(folder, name)
    return folder


def words_of(folder: Path, *names: str) -> list[str]:
    """The overlapping tables as words of merge."""
    files = zip(names, ("overlap-a.csv", "overlap-b.csv"), strict=True)
    return [f"{folder / name}={CASES / file}" for name, file in files]


def test_overlapping_parties_are_suggested_and_then_told_once_each(
    run, overlap: Path, tmp_path: Path
) -> None:
    merged = tmp_path / "merged.trig"
    assert run("merge", *words_of(overlap, "first", "second"), "-o", merged).code == 0
    done = run("source", "suggest", overlap / "first", merged)
    (row,) = csv.DictReader(io.StringIO(re.sub("(?m)^#.*\n", "", done.out)), delimiter="\t")
    assert (row["subject_id"], row["object_id"]) == ("id:second-777", "id:first-10")
    assert row["comment"].startswith(
        "Unreviewed. 4 of 7 parties shared; starts 451 days apart; names near"
    )
    assert told(run, merged) == []

    walk = tmp_path / "accepted.sssom.tsv"
    walk.write_text(f"{WALK}id:second-777\tskos:closeMatch\tid:first-10\t{HOW}\n")
    again = tmp_path / "again.trig"
    assert run("merge", merged, walk, "-o", again).code == 0
    member, start = "foedus:member", "foedus:sourceStart"
    assert sorted(told(run, again)) == [
        ("value", member, "code:cow-210", "cow-210", "none"),
        ("value", member, "code:cow-211", "cow-211", "none"),
        ("value", member, "code:cow-325", "none", "cow-325"),
        ("value", start, "", "1949-04-04", "1950-06-29"),
    ]
    assert told(run, again)[-1][1] == start  # a member that one side lacks weighs more
    assert len(told(run, again, "--about", "Northern Pact", "--between", "second,first")) == 4
    assert [row[2] for row in told(run, again, "--about", "code:cow-325")] == ["code:cow-325"]
    assert told(run, again, "--class", "scope") == []
    unknown = run("conflicts", again, "--about", "Nothern Pact")
    assert (unknown.code, unknown.err) == (
        2,
        "foedus: --about: nothing is called 'Nothern Pact': do you mean 'Northern Pact'?\n",
    )
    assert "'third'" in run("conflicts", again, "--between", "first,third").err
    assert "'values'" in run("conflicts", again, "--class", "values").err


def test_the_summary_is_read_in_ten_lines(run) -> None:
    done = run("conflicts", Path(__file__).parents[2] / "data" / "example" / "merged.trig")
    summary = done.out.partition("\n\n")[0].splitlines()
    assert len(summary) <= 10
    told = json.loads(
        run(
            "conflicts",
            Path(__file__).parents[2] / "data" / "example" / "merged.trig",
            "--format",
            "json",
        ).out
    )["conflicts"]
    assert summary[0] == f"{len(told)} disagreements"
    assert sum(int(line.split()[0]) for line in summary[1:]) == len(told)


def test_two_sources_that_copy_one_are_one_witness(run, tmp_path: Path) -> None:
    source(tmp_path, "first")
    source(tmp_path, "second")
    source(tmp_path, "third", "copyOf: second\n")
    table = f"{tmp_path / 'third'}={CASES / 'overlap-b.csv'}"
    walk = tmp_path / "accepted.sssom.tsv"
    pairs = ("id:second-777", "id:first-10"), ("id:third-777", "id:first-10")
    walk.write_text(WALK + "".join(f"{a}\tskos:closeMatch\t{b}\t{HOW}\n" for a, b in pairs))
    merged = tmp_path / "merged.trig"
    words = [*words_of(tmp_path, "first", "second"), table, str(walk)]
    assert run("merge", *words, "-o", merged).code == 0
    assert len(told(run, merged)) == 4
    assert "so too third 1, a copy" in run("conflicts", merged).out


def test_a_start_that_is_only_the_entry_into_the_list_of_states_is_scope(
    run, tmp_path: Path
) -> None:
    """740 is in the list from 1952-04-28, which the second source takes for its start."""
    cow = tmp_path / "cow.csv"
    cow.write_text(
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "USA,2,United States,1816,1,1,2016,12,31,2016\n"
        "JPN,740,Japan,1952,4,28,2016,12,31,2016\n"
    )
    words = []
    for name, start in (("first", "1951-09-08"), ("second", "1952-04-28")):
        made = source(tmp_path, name)
        rows = f"1,Pact,2,1951-09-08\n1,Pact,740,{start}\n"
        (made / "t.csv").write_text("id,name,member,start\n" + rows)
        words.append(f"{made}={made / 't.csv'}")
    walk = tmp_path / "accepted.sssom.tsv"
    walk.write_text(f"{WALK}id:second-1\tskos:closeMatch\tid:first-1\t{HOW}\n")
    merged = tmp_path / "merged.trig"
    assert run("merge", f"cow={cow}", *words, walk, "-o", merged).code == 0
    between = told(run, merged, "--between", "first,second")
    assert between == [("scope", "foedus:sourceStart", "id:japan", "1951-09-08", "1952-04-28")]


# --- values that are one, and days that cannot be compared


def test_two_values_of_a_functional_property_are_told_and_three_forms_of_one_are_one(run) -> None:
    words = ("--only", "-o", "-", "--to", "ntriples")
    two = run("infer", CASES / "two-values-of-a-functional-property.ttl", *words)
    assert two.code == 1
    assert "11 and 12, but" in two.out
    assert "inconsistent: 1 contradiction; nothing written" in two.out
    one = run("infer", CASES / "one-value-in-three-forms.ttl", *words)
    assert (one.code, "Contradiction" in one.out) == (0, False)


@pytest.mark.parametrize("engine", ["fast", pytest.param("pyshacl", marks=pytest.mark.slow)])
def test_a_day_with_a_zone_is_not_comparable_with_one_near_it_without(run, engine: str) -> None:
    shapes = CASES / "dates-with-zones-shapes.ttl"
    data = CASES / "dates-with-zones-data.ttl"
    done = run("validate", data, "--shapes", shapes, "--format", "json", "--engine", engine)
    assert done.code == 1
    broken = {f["subject"] for f in json.loads(done.out)["findings"] if "ex.org" in f["subject"]}
    assert {one.strip("<>") for one in broken} == {"https://ex.org/near", "https://ex.org/t1"}
