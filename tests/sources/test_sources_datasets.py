"""Sources on the published files: every row is accounted for, and no date is invented."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.rdf.dataset import SOURCES, open_dataset
from foedus.rdf.names import CODE_NS, FOEDUS_NS, GRAPH_NS, ID_NS, XSD_NS
from foedus.sources import crosswalk, load, source_yaml, suggest

pytestmark = pytest.mark.datasets

FILES = [
    # source, version, file, rows, accepted, notices, lines rejected
    ("cow", "2016", "cow_states_v2016_peacesciencer.csv", 243, 243, 0, []),
    ("gw", "2017", "gw_states_peacesciencer.csv", 216, 216, 0, []),
    ("cow-years", "2016", "countrycode_data_cow.csv", 15950, 15950, 0, []),
    ("gw-years", "2017", "countrycode_data_gw.csv", 17534, 17534, 0, []),
    ("iso", "country-codes", "country-codes.csv", 249, 249, 0, []),
    ("atop", "5.1", "atop5_1m.csv", 2510, 2509, 100, [203]),
    ("atop", "4.01", "atop4_01_member-level.csv", 2398, 2397, None, [203]),
    ("atop-alliance", "4.01", "atop4_01_alliance-level.csv", 745, 744, 0, [68]),
    (
        *("dcad", "1.0", "DCAD-v1.0-main.csv", 1871, 1862, 4),
        [111, 288, 293, 674, 988, 1196, 1593, 1600, 1811],
    ),
    (
        *("troopdata", "2024", "troopdata_country-year.csv", 13135, 13129, 1364),
        [602, 879, 4557, 6629, 10288, 11951],
    ),
    ("troopdata-bases", "2018", "troopdata_basedata.csv", 414, 413, 0, [172]),
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, load.Outcome]]:
    """One dataset with every published file, and what became of the rows."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "datasets"
    target = tmp_path_factory.mktemp("merged") / "d.nq"
    dataset = open_dataset(target, must_exist=False)
    outcomes = {}
    for source, version, name, *_ in FILES:
        found = source_yaml.bundled(source, version)
        outcomes[found.graph] = load.load(found, folder / name, dataset)
    return target, outcomes


@pytest.mark.parametrize(
    ("source", "version", "name", "read", "accepted", "noted", "lines"),
    FILES,
    ids=[f"{file[0]}-{file[1]}" for file in FILES],
)
def test_every_row_is_in_the_dataset_or_rejected(
    loaded: tuple[Path, dict[str, load.Outcome]],
    datasets: Path,
    source: str,
    version: str,
    name: str,
    read: int,
    accepted: int,
    noted: int | None,
    lines: list[int],
) -> None:
    target, outcomes = loaded
    found = source_yaml.bundled(source, version)
    outcome = outcomes[found.graph]
    assert sorted({fault.line for fault in outcome.rejects}) == lines
    assert (outcome.read, outcome.accepted, outcome.rejected) == (read, accepted, len(lines))
    assert noted is None or len(outcome.notices) == noted
    encoding = found.dialect.encoding
    with (datasets / name).open(encoding=encoding, newline="") as file:
        assert sum(1 for _ in csv.reader(file)) - 1 == read
    rows = {quad.object.value for quad in quads(target, found.graph, "sourceRow")}
    assert len(rows) == accepted == found_rows(target, found.graph)
    with (target.parent / "rejects.csv").open(newline="") as file:
        told = [int(row[1]) for row in csv.reader(file) if row[-1] == found.graph]
    assert sorted(set(told)) == lines


def quads(target: Path, graph: str, predicate: str) -> list[ox.Quad]:
    store = STORES.setdefault(target, open_dataset(target).store())
    name = ox.NamedNode(FOEDUS_NS + predicate)
    return list(store.quads_for_pattern(None, name, None, ox.NamedNode(GRAPH_NS + graph)))


def found_rows(target: Path, graph: str) -> int:
    """The rows that the graph of sources tells of."""
    store = STORES[target]
    subject = ox.NamedNode(GRAPH_NS + graph)
    name = ox.NamedNode(FOEDUS_NS + "rowsAccepted")
    (told,) = store.quads_for_pattern(subject, name, None, ox.NamedNode(SOURCES))
    return int(told.object.value)


STORES: dict[Path, ox.Store] = {}


def written(row: dict[str, str], parts: tuple[str, str, str], none: str) -> str | None:
    """The date in three cells, put together here without the code under test."""
    cells = []
    for part, width in zip(parts, (4, 2, 2), strict=True):
        if row[part] in ("", none):
            break
        cells.append(row[part].zfill(width))
    return "-".join(cells) or None


@pytest.mark.parametrize("version", ["5.1", "4.01"])
def test_no_date_of_a_member_is_invented(
    loaded: tuple[Path, dict[str, load.Outcome]], datasets: Path, version: str
) -> None:
    name = {"5.1": "atop5_1m.csv", "4.01": "atop4_01_member-level.csv"}[version]
    with (datasets / name).open(newline="") as file:
        table = {str(line): row for line, row in enumerate(csv.DictReader(file), 2)}
    graph = source_yaml.bundled("atop", version).graph
    lines = {q.subject: q.object.value for q in quads(loaded[0], graph, "sourceRow")}
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    for predicate, parts in (
        ("sourceStart", ("yrent", "moent", "dayent")),
        ("sourceEnd", ("yrexit", "moexit", "dayexit")),
    ):
        found = {lines[q.subject]: q.object for q in quads(loaded[0], graph, predicate)}
        expected = {
            line: day
            for line, row in table.items()
            if line in lines.values() and (day := written(row, parts, "0"))
        }
        assert {line: value.value for line, value in found.items()} == expected
        for value in found.values():
            assert value.datatype.value == XSD_NS + kinds[len(value.value)]


def test_steps_of_agreements_are_those_that_the_source_names(
    loaded: tuple[Path, dict[str, load.Outcome]],
) -> None:
    target, graph = loaded[0], "dcad-1-0"
    starts = {q.subject.value: q.object.value for q in quads(target, graph, "earliestStart")}
    signed = {iri.removesuffix("-signature"): day for iri, day in starts.items() if "sign" in iri}
    force = {iri.removesuffix("-entry-into-force"): d for iri, d in starts.items() if "ent" in iri}
    force = {iri: day for iri, day in force.items() if iri in signed and "signature" not in iri}
    precise = {q.subject.value: q.object.value for q in quads(target, graph, "datePrecision")}
    both = [
        iri
        for iri in signed.keys() & force.keys()
        if precise[iri + "-signature"] == precise[iri + "-entry-into-force"] == CODE_NS + "day"
    ]
    assert len(signed) == 1862
    assert len(both) == 822  # of 827: five are in the wrong order, and rejected
    assert len([iri for iri in both if signed[iri] != force[iri]]) == 413  # 418 with 5 rejected
    assert signed[ID_NS + "dcad-0133"] == "1983-11-08"


def test_facts_that_are_known_of_the_files(
    loaded: tuple[Path, dict[str, load.Outcome]],
) -> None:
    target = loaded[0]
    japan = {
        q.object.value
        for q in quads(target, "atop-5-1", "codedObligation")
        if q.subject.value.startswith((ID_NS + "atop-3220-740", ID_NS + "atop-3375-740"))
    }
    assert CODE_NS + "consultation" in japan
    assert CODE_NS + "defense" not in japan
    counted = {
        name: quad.object.value
        for name in ("active-duty", "army", "navy", "air-force", "marine-corps", "space-force")
        for quad in quads(target, "troopdata-2024", "nominalValue")
        if quad.subject.value == f"{ID_NS}troopdata-japan-2024-{name}"
    }
    services = sum(int(value) for name, value in counted.items() if name != "active-duty")
    assert (counted["active-duty"], services) == ("55154", 35538)


@pytest.mark.parametrize(
    ("source", "name", "statements", "states"),
    [
        ("lcc", "LCC_ISO3166-1-CountryCodes.rdf", 8629, 9),
        ("fao", "FAO_geopolitical.owl", 20113, 8),  # it has no entry for Taiwan
    ],
)
def test_rdf_of_others_is_kept_whole_and_its_states_meet_ours_by_code(
    datasets: Path, tmp_path: Path, source: str, name: str, statements: int, states: int
) -> None:
    target, found = tmp_path / "d.nq", source_yaml.bundled(source)
    outcome = load.load(found, datasets / name, open_dataset(target, must_exist=False))
    assert outcome.statements == outcome.accepted == statements
    before = target.read_bytes()
    load.load(found, datasets / name, open_dataset(target))
    assert target.read_bytes() == before
    assert b"_:" not in re.sub(rb'"(?:[^"\\\\]|\\\\.)*"', b"", before)
    matches = suggest.suggest(open_dataset(target), source, found.codes)
    assert len(matches) == states
    assert {m.predicate_id for m in matches} == {"skos:closeMatch"}


def test_twenty_two_agreements_meet_an_alliance_by_pair_and_day(
    loaded: tuple[Path, dict[str, load.Outcome]],
) -> None:
    found = suggest.suggest(open_dataset(loaded[0]), "dcad")
    same_day = [m for m in found if "same day of beginning or signature" in m.comment]
    with_atop = [m for m in same_day if m.subject_id.startswith("id:atop-")]
    assert len(with_atop) == 22
    assert Counter(m.subject_id for m in with_atop)["id:atop-4638"] == 2
    assert not any(m.reviewed for m in found)
    treaties = suggest.suggest(open_dataset(loaded[0]), "atop")
    exact = [m for m in treaties if m.predicate_id == "skos:exactMatch"]
    assert {m.subject_id: m.object_id for m in exact if m.object_id != crosswalk.NOT_FOUND} == {
        "id:anzus-treaty": "id:atop-3215",
        "id:us-japan-treaty-1951": "id:atop-3220",
        "id:us-japan-treaty-1960": "id:atop-3375",
        "id:us-philippines-treaty-1951": "id:atop-3210",
        "id:us-south-korea-treaty-1953": "id:atop-3240",
    }
