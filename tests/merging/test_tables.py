"""Tables out: dyad-years and the rest on rows of our own, and the form of the files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import first_quick
from foedus.merging import claims, example
from foedus.merging.agreements import OBLIGATIONS
from foedus.merging.merge import merge
from foedus.merging.tables import dyads_and_members, files
from foedus.merging.tables.alliances import Coder, Spell, World
from foedus.merging.tables.files import Column, Sheet
from foedus.rdf.names import CODE_NS, FOEDUS_NS, GRAPH_NS, ID_NS, RDF_NS
from merging.memberships import source
from merging.test_merging import EXAMPLE, WORDS, word


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the example in one dataset."""
    path = tmp_path_factory.mktemp("tables") / "all.nq"
    merge(example.words(), path)
    return path


def rows(run, *words: object) -> list[dict[str, str]]:
    result = run("export", *words, "-o", "-")
    assert result.code == 0, result.err
    return list(csv.DictReader(io.StringIO(result.out)))


SOURCE = ("--source", "example-alliances@2")


def test_a_dyad_is_an_ordered_pair_and_a_year_with_its_mirror(run, dataset: Path) -> None:
    found = rows(run, "dyads", dataset, "--years", "1959-1961", *SOURCE)
    keys = [(row["state_a"], row["state_b"], row["year"]) for row in found]
    assert len(keys) == len(set(keys))
    assert all((b, a, year) in keys for a, b, year in keys)
    assert all(a != b for a, b, _ in keys)
    assert [k for k in keys if k[:2] == ("2", "740")] == [
        ("2", "740", "1959"),
        ("2", "740", "1960"),
        ("2", "740", "1961"),
    ]


def test_the_year_of_exit_counts_and_two_alliances_are_one_row(run, dataset: Path) -> None:
    found = rows(run, "dyads", dataset, "--years", "1960-1960", *SOURCE)
    (row,) = [r for r in found if (r["state_a"], r["state_b"]) == ("2", "740")]
    assert (row["alliances"], row["alliance_ids"]) == ("2", "11 12")
    assert (row["defense"], row["consultation"]) == ("1", "1")
    (mirror,) = [r for r in found if (r["state_a"], r["state_b"]) == ("740", "2")]
    assert (mirror["defense"], mirror["consultation"]) == ("0", "1")
    left = rows(run, "dyads", dataset, "--years", "1986-1987", *SOURCE)
    years = Counter(r["year"] for r in left if (r["state_a"], r["state_b"]) == ("2", "920"))
    assert years == {"1986": 1}


def test_an_open_membership_lasts_as_long_as_the_source_covers(run, dataset: Path) -> None:
    found = rows(run, "dyads", dataset, *SOURCE)
    assert max(row["year"] for row in found) == "2010"
    assert {r["year"] for r in found if r["alliance_ids"] == "15"} == {
        str(year) for year in range(2003, 2011)
    }


def test_a_source_that_counts_too_tells_of_all_its_members(run, tmp_path: Path) -> None:
    path = told(tmp_path, "2,1960,1980\n740,1960,1980\n")
    number = f"<{ID_NS}panel> <{claims.COUNT}> <{ID_NS}number> <{GRAPH_NS}told-1> .\n"
    path.write_text(path.read_text() + number)
    assert [row["state"] for row in rows(run, "members", path)] == ["2", "740"]


def test_a_membership_that_is_only_planned_is_in_no_table(run, tmp_path: Path) -> None:
    """Whoever says it: another graph than that of the source."""
    path = told(tmp_path, "2,1960,1980\n740,1960,1980\n900,1960,1980\n")
    lines = path.read_text().splitlines()
    node = next(line for line in lines if f"{claims.MEMBER}> <{CODE_NS}cow-900>" in line).split()[0]
    plan = f"<{ID_NS}plan> <{FOEDUS_NS}"
    path.write_text(
        path.read_text()
        + f"{node} <{RDF_NS}type> <{FOEDUS_NS}AllianceMembership> <{GRAPH_NS}told-1> .\n"
        + f"<{ID_NS}plan> <{RDF_NS}type> <{FOEDUS_NS}Statement> <{GRAPH_NS}other> .\n"
        + f"{plan}aboutNode> {node} <{GRAPH_NS}other> .\n"
        + f"{plan}modality> <{CODE_NS}intended> <{GRAPH_NS}other> .\n"
    )
    assert [row["state"] for row in rows(run, "members", path)] == ["2", "740"]


A_SPELL = st.builds(
    lambda state, alliance, first, length, owed: Spell(
        f"{CODE_NS}cow-{state}",
        alliance,
        *(f"{first}-01-01", f"{first + length}-12-31"),
        range(first, first + length + 1),
        *(str(first), str(first + length)),
        frozenset(owed),
        (),
    ),
    st.sampled_from([2, 20, 740]),
    st.sampled_from(["a", "b"]),
    st.integers(1988, 1995),
    st.integers(0, 4),
    st.sets(st.sampled_from(OBLIGATIONS[:2])),
)


@given(st.lists(A_SPELL, max_size=8))
def test_the_tables_of_years_hold_what_each_year_holds(spells: list[Spell]) -> None:
    """The sweep over the years against the definition, year by year and spell by spell."""
    years, coder = range(1990, 1996), Coder(None)
    world = World(claims.Origin("x", "x 1"), spells, {}, claims.Table({}, {}, [], ox.Store()))
    dyads, states = [], []
    for year in years:
        there = [s for s in spells if year in s.years]
        for a in ("2", "20", "740"):
            own = [s for s in there if coder(s.state) == a]
            allies = set()
            for b in {"2": ("20", "740"), "20": ("2", "740"), "740": ("2", "20")}[a]:
                with_b = {s.alliance for s in there if coder(s.state) == b}
                shared = [s for s in own if s.alliance in with_b]
                if shared:
                    allies.add(b)
                    told = sorted({s.alliance for s in shared})
                    dyads.append((a, b, year, 1, len(told), " ".join(told), *flags(shared)))
            if own:
                states.append((a, year, len({s.alliance for s in own}), len(allies), *flags(own)))
    assert list(dyads_and_members.dyads(world, coder, years).rows) == dyads
    assert list(dyads_and_members.country_years(world, coder, years).rows) == states


def flags(spells: list[Spell]) -> list[int]:
    return [int(any(one in s.obligations for s in spells)) for one in OBLIGATIONS]


def told(
    folder: Path, lines: str, *, covers: str | None = "1950", until: str | None = None
) -> Path:
    """A dataset of one source with these memberships: member, entry and exit a line."""
    merge([source(folder, "told", lines, covers, until)], folder / "m.nq")
    return folder / "m.nq"


def test_what_is_covered_without_an_end_needs_years(run, tmp_path: Path) -> None:
    path = told(tmp_path, "2,2015,\n740,2015,\n")
    for table in ("states", "dyads"):
        result = run("export", table, path, "-o", "-")
        assert (result.code, result.out) == (2, "")
        assert result.err == "foedus: told 1 covers no end: give --years\n"
    found = rows(run, "states", path, "--years", "2014-2017")
    assert [(r["state"], r["year"]) for r in found] == [
        *(("2", "2015"), ("740", "2015"), ("2", "2016"), ("740", "2016")),
        *(("2", "2017"), ("740", "2017")),
    ]
    members = rows(run, "members", path)
    assert [(r["first_day"], r["last_day"]) for r in members] == [("2015-01-01", "NA")] * 2


@pytest.mark.parametrize(("covers", "until"), first_quick([("1950", None), (None, "2000")]))
@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("900,,", "NA", "NA"),
        ("900,,1970", "NA", "1970-12-31"),
        ("900,ca. 1950,", "NA", "NA"),
        ("900,1960,about 1970", "1960-01-01", "NA"),
    ],
)
def test_a_date_that_is_not_told_or_cannot_be_read_is_never_made_up(
    run, tmp_path: Path, covers: str | None, until: str | None, line: str, first: str, last: str
) -> None:
    lines = f"2,1960,1980\n740,1960,1980\n{line}\n"
    path = told(tmp_path, lines, covers=covers, until=until)
    members = {r["state"]: r for r in rows(run, "members", path)}
    assert (members["900"]["first_day"], members["900"]["last_day"]) == (first, last)
    assert (members["900"]["start"], members["900"]["end"]) == tuple(line.split(",")[1:])
    note = "1 membership has no start, or a date that cannot be read: in no year here"
    for table, number in (("states", 42), ("dyads", 42)):
        out = tmp_path / f"{table}.csv"
        result = run("export", table, path, "--years", "1950-2020", "-o", out)
        assert result.err == f"warning: {note}; see the table of members\n"
        assert result.out == f"{number} rows; see {table}.codebook.md\n"
        assert f"- {note}\n" in (tmp_path / f"{table}.codebook.md").read_text()
        assert ",900," not in out.read_text() and "\n900," not in out.read_text()


def test_members_leave_out_only_what_lies_outside_the_years(run, tmp_path: Path) -> None:
    path = told(tmp_path, "2,1960,1980\n740,,1955\n900,,1975\n920,1990,then\n840,1960,then\n")
    found = rows(run, "members", path, "--years", "1970-1979")
    assert [r["state"] for r in found] == ["2", "840", "900"]
    early = rows(run, "members", path, "--years", "1950-1952")
    assert [r["state"] for r in early] == ["740", "900"]


def test_complete_dyads_are_0_inside_what_is_covered_and_unknown_outside(
    run, dataset: Path
) -> None:
    words = ("dyads", dataset, "--years", "2009-2012", "--complete", *SOURCE)
    found = {(r["state_a"], r["state_b"], r["year"]): r for r in rows(run, *words)}
    assert found["2", "732", "2010"]["allied"] == "0"
    assert found["2", "732", "2011"]["allied"] == "NA"
    assert found["2", "740", "2010"]["allied"] == "1"
    assert found["2", "740", "2011"]["allied"] == "NA"
    # Three states of the list in 2009 and later; Australia and New Zealand are in no list here.
    assert len([key for key in found if key[2] == "2012"]) == 6


def test_a_complete_table_needs_a_list_of_states(run, tmp_path: Path) -> None:
    merge([WORDS[0]], tmp_path / "m.nq")
    result = run("export", "dyads", tmp_path / "m.nq", "--complete", "-o", "-")
    assert result.code == 2
    assert "--complete needs a list of states in the dataset: load cow" in result.err


def test_codes_of_another_system_come_from_our_assignments(run, dataset: Path) -> None:
    found = rows(run, "dyads", dataset, "--years", "1990", "--codes", "iso3", *SOURCE)
    pairs = {(row["state_a"], row["state_b"]) for row in found}
    assert ("USA", "JPN") in pairs and ("KOR", "AUS") in pairs


def test_a_state_without_a_code_is_unknown_and_told(run, tmp_path: Path) -> None:
    table = tmp_path / "1.csv"
    head = (EXAMPLE / "alliances" / "1.csv").read_text().splitlines()[0]
    table.write_text(f"{head}\n18,651,0,1955,1,1,,,,1,1\n18,2,0,1955,1,1,,,,1,1\n")
    merge([f"{EXAMPLE / 'alliances'}@1={table}"], tmp_path / "m.nq")
    result = run(
        "export", "dyads", tmp_path / "m.nq", "--codes", "iso3", "--years", "1955", "-o", "-"
    )
    assert result.err == "warning: no iso3 code is known for 1 states: code:cow-651\n"
    assert [row["state_a"] for row in csv.DictReader(io.StringIO(result.out))] == ["USA", "NA"]


def test_members_stand_phase_by_phase_with_their_rows(run, dataset: Path) -> None:
    found = rows(run, "members", dataset, "--years", "1939-1940", *SOURCE)
    assert [(r["alliance_id"], r["state"], r["start"], r["end"], r["rows"]) for r in found] == [
        ("17", "740", "1939-10", "1941-12-08", "13"),
        ("17", "900", "1939-10", "1941-12-08", "14"),
    ]
    assert {(r["first_day"], r["last_day"]) for r in found} == {("1939-10-01", "1941-12-08")}


def test_country_years_count_alliances_and_allies(run, dataset: Path) -> None:
    found = rows(run, "states", dataset, "--years", "1955", *SOURCE)
    assert [(r["state"], r["alliances"], r["allies"]) for r in found] == [
        ("2", "2", "3"),
        ("740", "1", "1"),
        ("900", "1", "2"),
        ("920", "1", "2"),
    ]


def test_our_own_alliances_are_a_source_too(run, dataset: Path) -> None:
    found = rows(run, "states", dataset, "--years", "1953", "--source", "own", "--codes", "iso3")
    assert [(r["state"], r["alliances"]) for r in found] == [
        ("AUS", "1"),
        ("JPN", "1"),
        ("NZL", "1"),
        ("PHL", "1"),
        ("USA", "3"),
    ]
    result = run("export", "dyads", dataset, "--source", "own", "-o", "-")
    assert (result.code, result.out) == (2, "")
    assert "our own data cover no years as a whole: give --years" in result.err


def test_agreements_are_those_of_every_source(run, dataset: Path) -> None:
    found = rows(run, "agreements", dataset, "--years", "1990-1999")
    assert [(r["source"], r["agreement_id"]) for r in found] == [
        ("example-agreements 2010", "32"),
        ("example-agreements 2010", "33"),
        ("example-agreements 2010", "35"),
        ("example-alliances 1", "14"),
        ("example-alliances 2", "14"),
        ("example-pacts 2012", "23"),
        ("own", "us-philippines-visiting-forces-agreement"),
        ("own", "us-philippines-visiting-forces-agreement-counterpart"),
    ]
    assert (found[0]["parties"], found[0]["signed"], found[0]["in_force"]) == (
        *("2 651", "1998-03-01", "1998-06-01"),
    )
    assert (found[3]["start"], found[3]["signed"], found[3]["end"]) == ("1990-05-01", "", "")
    assert found[6]["in_force"] == "1999-06-01"


def test_commands_are_told_as_our_data_have_them(run, dataset: Path) -> None:
    found = {r["command_id"]: r for r in rows(run, "commands", dataset, "--codes", "iso3")}
    japan = found["japan-joint-operations-command"]
    assert (japan["states"], japan["established"]) == ("JPN", "2025-03-24")
    assert found["us-indo-pacific-command"]["headquarters"] == "camp-smith hawaii"
    early = rows(run, "commands", dataset, "--years", "1950-1960")
    assert "japan-joint-operations-command" not in {r["command_id"] for r in early}


# --- files


def test_a_codebook_lies_beside_the_table(run, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "dyads.csv"
    result = run("export", "dyads", dataset, "--years", "1955", *SOURCE, "-o", out)
    assert result.out == "8 rows; see dyads.codebook.md\n"
    text = (tmp_path / "dyads.codebook.md").read_text()
    assert "One row for an ordered pair of states and a year; 8 rows." in text
    assert "- Source: Made-up rows of alliances, member by member." in text
    assert "- Licence: CC0-1.0." in text
    head = out.read_text().splitlines()[0].split(",")
    assert [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")] == head


def test_parquet_holds_what_csv_holds(run, dataset: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    words = ("dyads", dataset, "--years", "2009-2012", "--complete", *SOURCE)
    out = tmp_path / "dyads.parquet"
    assert run("export", *words, "-o", out).code == 0
    table = parquet.read_table(out).to_pylist()
    plain = rows(run, *words)
    assert [{k: "NA" if v is None else str(v) for k, v in row.items()} for row in table] == plain
    assert table[0]["year"] == 2009
    assert run("export", *words, "--format", "parquet", "-o", "-").code == 2


def test_no_cell_runs_as_a_formula_and_what_is_not_known_is_na(tmp_path: Path) -> None:
    columns = (Column("a", "text", "a"), Column("n", "integer", "n"))
    cells = ["=1+1", "+1+1", "-1+1", "@x", "\tx", "\rx", "＝1", "-9", "fine"]
    sheet = Sheet("t", columns, [*((c, 1) for c in cells), (None, None)], "a row")
    files.write(sheet, str(tmp_path / "t.csv"), "csv", [])
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.reader(file))[1:]
    harmless = ["'" + cell.replace("\r", " ") for cell in cells[:7]]
    assert [row[0] for row in found] == [*harmless, "-9", "fine", "NA"]
    assert found[-1] == ["NA", "NA"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["dyads"], "give a table (dyads, states, members, agreements, commands, posts, "),
        (["nothing", "DATASET"], "give a table (dyads, "),
        (["dyads", "DATASET"], "several sources tell of members: give --source own or one of "),
        (["dyads", "DATASET", "--source", "x"], "no source 'x' tells of members: give --s"),
        (["dyads", "DATASET", "--years", "50"], "--years takes a year or two such as 1950-2020"),
        (["dyads", "DATASET", "--years", "1960-1950"], "--years: 1960 is after 1950"),
        (
            ["dyads", "DATASET", "--codes", "fips"],
            "--codes takes cow, gw, iso2 or iso3, not 'fips'",
        ),
        (["members", "DATASET", "--complete"], "--complete goes with dyads only"),
        (["commands", "DATASET", "--source", "own"], "--source goes with no commands"),
        (["--vocabulary", "org", "--years", "1950"], "--years goes with a table, not with --voc"),
        (["dyads", "DATASET", "--to", "turtle"], "--to goes with --vocabulary"),
    ],
)
def test_wrong_words_get_one_line(run, dataset: Path, words: list[str], reason: str) -> None:
    given = [str(dataset) if one == "DATASET" else one for one in words]
    result = run("export", *given, "-o", "-")
    assert (result.code, result.out) == (2, "")
    assert reason in result.err
    assert result.err.count("\n") == 1


def test_the_old_use_still_works(run) -> None:
    result = run("export", "--vocabulary", "org", "--to", "ntriples", "-o", "-")
    assert result.code == 0
    assert "http://www.w3.org/ns/org#" in result.out


def test_one_source_of_members_needs_no_choice(run, tmp_path: Path) -> None:
    merge([word("alliances", "alliances/2.csv", "2")], tmp_path / "m.nq")
    assert len(rows(run, "dyads", tmp_path / "m.nq", "--years", "1955")) == 8


def test_every_state_of_two_lists_that_were_loaded_has_both_codes(run, tmp_path: Path) -> None:
    """Both are in no data of ours: one is called by the same letters, the other by name."""
    cow = "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
    cow += "PNG,910,Papua New Guinea,1920,1,10,2016,12,31,2016\n"
    cow += "CHA,711,Made up,1920,1,10,2016,12,31,2016\n"
    gw = "gwcode,stateabb,statename,startdate,enddate\n"
    gw += "915,PNG,Papua,1920-01-10,2017-12-31\n712,XYZ,Made up,1920-01-10,2017-12-31\n"
    told = "910,1950-01-01,\n711,1950-01-01,\n710,1950-01-01,\n"
    word = source(tmp_path, "pact", told, "1900", "2000")
    words = []
    for name, text in (("cow", cow), ("gw", gw)):
        (tmp_path / f"{name}.csv").write_text(text)
        words.append(f"{name}={tmp_path / name}.csv")
    merged = tmp_path / "m.nq"
    described = Path(word.partition("=")[0]) / "source.yaml"
    described.write_text(described.read_text().replace("max_rejects: 0", "max_rejects: 1"))
    assert run("merge", *words, word, "-o", merged).code == 0
    found = rows(run, "members", merged, "--source", "pact", "--codes", "gw")
    assert {row["state"] for row in found} == {
        "915",
        "712",
    }  # 710 is in no list, and its row was rejected
