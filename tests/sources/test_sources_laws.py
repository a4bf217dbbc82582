"""Laws of loading, on tables that nobody wrote: sums agree, texts come through, order is free."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus.errors import FoedusError
from foedus.rdf.names import FOEDUS_NS
from foedus.sources import cells, dates, load, source_yaml, tables
from foedus.sources.descriptor import Descriptor
from foedus.sources.rows import Outcome

SOURCE = """\
id: made
version: "1"
title: made up
citation: nobody
licence: CC0-1.0
coverage: {from: null, until: null}
states: {system: cow}
primaryKey: [key]
fields:
  - {name: key, type: integer, required: true}
  - {name: text, type: string}
  - {name: state, type: state}
  - {name: start, type: date_parts, from: [y, m, d], missingValues: ["0", "-9"]}
  - {name: share, type: number}
"""
MAP = """\
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?record a foedus:DatasetRecord ;
    foedus:sourceName ?text ;
    foedus:codedHost ?state_code ;
    foedus:sourceStart ?start_value ;
    foedus:sourceLatitude ?share_value ;
    foedus:sourceRow ?line .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "made-", ?key)) AS ?record)
  BIND(xsd:integer(?row) AS ?line)
}
"""
COLUMNS = ["key", "text", "state", "y", "m", "d", "share"]
FEW = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
NUMBERS = st.integers(-5, 40).map(str)
CELLS = st.tuples(
    st.one_of(st.integers(0, 30).map(str), LETTERS),
    LETTERS,
    st.one_of(st.sampled_from(["", "2", "740", "x y"]), LETTERS),
    st.one_of(st.sampled_from(["", "0", "-9", "1951", "1844"]), NUMBERS),
    st.one_of(st.sampled_from(["", "0", "9"]), NUMBERS),
    st.one_of(st.sampled_from(["", "0", "8", "31"]), NUMBERS),
    st.one_of(st.sampled_from(["", "0.1", "-3.50", "1e4", "nan"]), LETTERS),
)


@pytest.fixture
def source(tmp_path: Path) -> Descriptor:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "source.yaml").write_text(SOURCE)
    (folder / "map.rq").write_text(MAP)
    return source_yaml.read(folder)


def write(path: Path, table: list[tuple[str, ...]]) -> Path:
    output = io.StringIO()
    csv.writer(output).writerows([COLUMNS, *table])
    path.write_bytes(output.getvalue().encode())
    return path


def told(source: Descriptor, file: Path) -> tuple[Outcome, dict[str, set[str]]]:
    """What became of the rows, and the values of each property of each accepted row."""
    outcome, shown = load.check(source, file, keep=1000)
    found: dict[str, set[str]] = {}
    for row, data in shown:
        for triple in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
            name = triple.predicate.value.removeprefix(FOEDUS_NS)
            found.setdefault(f"{row.line} {name}", set()).add(triple.object.value)
    return outcome, found


@FEW
@given(table=st.lists(CELLS, max_size=12))
def test_every_row_is_accepted_or_rejected_once(
    source: Descriptor, tmp_path: Path, table: list[tuple[str, ...]]
) -> None:
    file = write(tmp_path / "t.csv", table)
    outcome, found = told(source, file)
    rejected = {fault.line for fault in outcome.rejects}
    accepted = {int(v) for key, values in found.items() if "sourceRow" in key for v in values}
    lines = {line for line, _ in tables.open_table(file).rows()}
    assert accepted | rejected == lines
    assert not accepted & rejected
    assert (outcome.read, outcome.accepted, outcome.rejected) == (
        len(lines),
        len(accepted),
        len(rejected),
    )


@FEW
@given(text=LETTERS.filter(bool))
def test_text_comes_through_as_it_is(source: Descriptor, tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "t.csv", [("1", text, "", "", "", "", "")])
    outcome, found = told(source, file)
    assert outcome.rejects == []
    assert found["2 sourceName"] == {text}


@FEW
@given(table=st.lists(CELLS, max_size=8, unique_by=lambda row: row[0]))
def test_the_order_of_rows_changes_no_record_but_its_row(
    source: Descriptor, tmp_path: Path, table: list[tuple[str, ...]]
) -> None:
    def content(rows: list[tuple[str, ...]]) -> set[bytes]:
        _, shown = load.check(source, write(tmp_path / "t.csv", rows), keep=1000)
        lines = {line for _, data in shown for line in data.splitlines()}
        return {line for line in lines if b"sourceRow" not in line}

    assert content(table) == content(table[::-1])


@FEW
@given(data=st.binary(max_size=200))
def test_any_bytes_give_an_outcome_or_one_line(
    source: Descriptor, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(",".join(COLUMNS).encode() + b"\n" + data)
    try:
        outcome, _ = load.check(source, file)
    except FoedusError as error:
        assert "\n" not in str(error)
    else:
        assert outcome.read == outcome.accepted + outcome.rejected


@given(year=st.integers(1, 9999), month=st.integers(0, 13), day=st.integers(0, 32))
def test_bounds_hold_the_date_and_nothing_more(year: int, month: int, day: int) -> None:
    parts = [str(year), *([str(month)] if month else [None]), *([str(day)] if day else [None])]
    try:
        dated = dates.of_parts(*parts)
    except dates.NotADate:
        if month or not day:
            with pytest.raises(ValueError, match=r"must be in|out of range"):
                datetime.date(year, month or 1, day or 1)
        return
    assert month or not day
    first, last = map(datetime.date.fromisoformat, (dated.earliest, dated.latest))
    assert first == datetime.date(year, month or 1, day or 1)
    if not day:
        assert last == datetime.date.max or (last + datetime.timedelta(1)).day == 1
        assert (last.year, last.month) == (year, month or 12)
    assert dated.earliest.startswith(dated.value)
    assert dated.latest.startswith(dated.value)
    assert dated.earliest <= dated.latest
    assert (dated.earliest == dated.latest) == bool(day)
    assert dates.partial(dated.value) == dated


@given(one=LETTERS, two=LETTERS)
def test_slugs_are_names_and_tell_texts_apart(one: str, two: str) -> None:
    assert cells.slug(one).replace("-", "").isalnum() and cells.slug(one).isascii()
    if cells.slug(one) == cells.slug(two):
        assert len(one) <= cells.MAX_SLUG
        plain = [cells._NOT_IN_NAMES.sub("-", text.lower()).strip("-") for text in (one, two)]
        assert plain[0] == plain[1]
