"""Sources: descriptor, checks of rows, dates, codes, mappings and what is loaded, on own rows."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import first_quick
from foedus.bundled import contents
from foedus.errors import BadInput, LimitReached
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS, GRAPH_NS, ID_NS, RDF_NS
from foedus.sources import (
    codes,
    crosswalk,
    descriptor,
    foreign,
    load,
    mapping,
    provenance,
    rows,
    source_yaml,
    tables,
)
from helpers import documented

LICENSE = DCTERMS_NS + "license"
CASES = Path(__file__).parents[1] / "cases" / "sources"
README = Path(__file__).parents[2] / "data" / "sources" / "README.md"

SIMPLE = """\
id: visits
version: "1"
title: port visits
citation: nobody
licence: CC0-1.0
coverage: {from: "1990", until: "1999"}
states: {system: cow}
primaryKey: [number]
fields:
  - {name: number, type: integer, required: true}
  - {name: host, type: state, at: day}
  - {name: day, type: date}
"""
MAP = """\
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?visit a foedus:DatasetRecord ; foedus:codedHost ?host_code ; foedus:sourceRow ?line .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "visit-", ?number)) AS ?visit)
  BIND(xsd:integer(?row) AS ?line)
}
"""
TABLE = "number,host,day\n1,740,1990-05-01\n2,2,1991-06-02\n"


FOLD = "fold: {year: year, by: [host]}\nfields:\n  - {name: year, type: year}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source of a user's, with a table beside it."""
    made = tmp_path / "visits"
    made.mkdir()
    (made / "source.yaml").write_text(SIMPLE)
    (made / "map.rq").write_text(MAP)
    (tmp_path / "visits.csv").write_text(TABLE)
    return made


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def statements(dataset: Path, graph: str) -> set[tuple[str, str, str]]:
    quads = datasets.open_dataset(dataset).quads(GRAPH_NS + graph)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}


def objects(dataset: Path, graph: str, subject: str, name: str) -> set[str]:
    quads = datasets.open_dataset(dataset).quads(GRAPH_NS + graph)
    return {
        q.object.value
        for q in quads
        if q.subject.value == ID_NS + subject and q.predicate.value == FOEDUS_NS + name
    }


# --- the descriptor ----------------------------------------------------------------------


@pytest.mark.parametrize("source", source_yaml.bundled_ids())
def test_every_bundled_source_is_described_and_mapped(source: str) -> None:
    for version in source_yaml.bundled(source).versions:
        found = source_yaml.bundled(source, version)
        assert "." not in found.graph
        assert found.licence and found.citation and found.creator and found.level
        if found.fields:
            used = mapping.Mapping(found.mapping, rows.variables(found)).used
            assert "row" in used
        else:
            assert found.codes


def test_no_bundled_source_is_of_cow_alliances_or_uses_their_numbers() -> None:
    for source in source_yaml.bundled_ids():
        found = source_yaml.bundled(source)
        columns = {column for field in found.fields for column in field.columns}
        assert not columns & {"cowid", "cow4id", "version4id", "ss_type"}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("states: {", "file: {encoding: undefined}\nstates: {", 7, "encoding undefined is unknown"),
        ("states: {", "file: {encoding: rot13}\nstates: {", 7, "encoding rot13 is unknown"),
        ('version: "1"', "version: 5.1", 2, 'version: YAML reads 5.1 as float; write "5.1"'),
        ("title: port visits", "title: NO", 3, 'title: YAML reads NO as bool; write "NO"'),
        ("licence: CC0-1.0", "license: CC0-1.0", 5, "unknown word license: use one of"),
        ("citation: nobody", "citation: TODO name", 4, "citation still says TODO name"),
        ('until: "1999"', "until: 1999-12-31", 6, "YAML reads 1999-12-31 as timestamp"),
        ('from: "1990"', 'from: "sometime"', 6, "from: a year, month or day"),
        ('until: "1999"', 'until: "2018-13"', 6, "is due: there is no month 13"),
        ('until: "1999"', 'until: "2018-02-30"', 6, "there is no day 30 in month 2 of 2018"),
        ('until: "1999"', 'until: "١٩٩٩"', 6, "is due: not a day, month or year"),
        ("licence: CC0-1.0", 'licence: "CC-BY<4>"', 5, "licence 'CC-BY<4>': unknown, a name"),
        ("licence: CC0-1.0", "licence: free for all", 5, "licence 'free for all': unknown, a"),
        ("licence: CC0-1.0", 'licence: "https://e.org/<x>"', 5, "or an address"),
        ("type: integer,", 'type: integer, minimum: "abc",', 10, "minimum: 'abc' is no number"),
        ("type: integer,", 'type: integer, maximum: "nan",', 10, "maximum: 'nan' is no number"),
        ("type: date}", 'type: date, minimum: "1990-13-01"}', 12, "minimum: there is no month 13"),
        ("type: date}", 'type: date, maximum: "1990"}', 12, "'1990' is less exact than a date"),
        ("type: date}", "type: datum}", 12, "unknown type datum: use one of string,"),
        ("at: day", "at: number", 11, "at: number is no field with a date"),
        ("[number]", "[numbre]", 8, "primaryKey: there is no field numbre"),
        ("name: day", "name: port day", 12, "name 'port day' cannot be a variable"),
        ("name: day, type: date", "name: day, type: date_parts", 12, "date_parts needs from"),
        ("required: true", "required: maybe", 10, "required: true or false is due here"),
        ("id: visits", "id: Visits", 1, "id 'Visits': lower-case letters"),
        *(
            ("id: visits", f"id: {own}", 1, f"id '{own}': the graphs of foedus itself are called")
            for own in ("sources", "conflicts", "identities", "resolved", "xwalk", "xwalk-visits")
        ),
        *(
            ('version: "1"', f'version: "{part}"', 2, f"version '{part}': its graph would be")
            for part in ("load", "1.File", "x-mapping-checksum")
        ),
        ("fields:", "obligations: [defence]\nfields:", 9, "is no obligation type: "),
        ("fields:", "max_rejects: 1\n" + FOLD, 9, "max_rejects does not go with fold: a row left"),
        ("fields:", FOLD, 9, "fold: year must be required and not censored"),
        ("id: visits", "id: visits\nid: visits", 2, "id stands there twice"),
        ("{name: number", "{name: day", 12, "field day stands there twice"),
        ("at: day}", "at: day, trueValues: []}", 11, "trueValues does not go with type state"),
        ("type: integer", "type: integer, groupChar: ''", 10, "groupChar: one sign"),
        (
            "type: integer",
            "type: number, groupChar: '.'",
            10,
            "groupChar . is the decimalChar, too",
        ),
        ("name: day, type: date", "name: day, type: date, pattern: '['", 12, "pattern: "),
        ("states: {", "states: {system: {", 7, "not YAML: "),
    ],
)
def test_descriptor_is_refused_with_its_line(
    folder: Path, old: str, new: str, line: int, reason: str
) -> None:
    change(folder / "source.yaml", old, new)
    with pytest.raises(BadInput, match=re.escape(reason)) as caught:
        source_yaml.read(folder)
    assert caught.value.line in (line, line + 1)


def test_missing_words_and_versions_are_named(folder: Path) -> None:
    with pytest.raises(BadInput, match="no version 2 is described: 1"):
        source_yaml.read(folder, "2")
    change(folder / "source.yaml", 'coverage: {from: "1990", until: "1999"}\n', "")
    with pytest.raises(BadInput, match="coverage is missing"):
        source_yaml.read(folder)
    with pytest.raises(BadInput, match="no source 'nothing'"):
        source_yaml.find("nothing")


# --- tables ------------------------------------------------------------------------------


def read(path: Path, **options: str) -> list[tuple[int, list[str]]]:
    sheet = options.pop("sheet", None)
    table = tables.open_table(path, descriptor.Dialect(**options), sheet)
    return [(1, table.header), *table.rows()]


def test_csv_rows_begin_where_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n1,"two\nlines"\r\n\r\n3,x\r\n')
    assert read(path) == [(1, ["a", "b"]), (2, ["1", "two\nlines"]), (5, ["3", "x"])]


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "is empty", 1),
        (b"a,a\n1,2\n", "two columns are called 'a'", 1),
        (b'a,b\n1,"x\n2,y\n', "not CSV: unexpected end of data", 2),
        (b'a,b\n1,"x"y\n', "not CSV: ',' expected after '\"'", 2),
        (b"a,b\n1,\0\n", "control character U+0000", 2),
        (b"a,b\n1,2\n3,\xe9\n", "not utf-8: byte 0xE9; name the encoding", 3),
    ],
)
def test_broken_csv_stops(tmp_path: Path, data: bytes, reason: str, line: int) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=re.escape(reason)) as caught:
        read(path)
    assert caught.value.line == line


def test_a_cell_that_is_too_long_is_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n" + "x" * 200_000 + "\n")
    with pytest.raises(LimitReached, match="a cell is longer"):
        read(path)


def test_wrong_delimiter_gets_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(BadInput, match=r"columns missing: a, b; is the delimiter ';'\?"):
        tables.missing_columns(tables.open_table(path), ["a", "b"])


def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(BadInput, match=r'needs the extra "tables": pip install "foedus\[tables\]"'):
        read(path)


def test_files_that_are_not_what_they_are_called(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("pyarrow")
    for name, reason in (
        ("t.xlsx", "not an Excel file"),
        ("t.parquet", "not a Parquet file"),
        ("t.xls", "is an Excel file of the old kind"),
    ):
        (tmp_path / name).write_bytes(b"nonsense")
        with pytest.raises(BadInput, match=reason):
            read(tmp_path / name)
    with pytest.raises(BadInput, match="cannot be read: no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="is a folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("encoding", "data", "reason", "line"),
    [
        ("utf-16", b"a,b\n1,2\n", "not utf-16: UTF-16 stream does not start with BOM", None),
        ("utf-16-le", b"a\0,\0b\0\n\0\x00\xd8", "not utf-16-le: byte 0x00", None),
        ("punycode", b"a,b\n", "not punycode: Invalid extended code point", None),
        ("ascii", b"a,b\n1,\xe9\n", "not ascii: byte 0xE9", 2),
    ],
)
def test_a_table_in_another_encoding_is_refused(
    tmp_path: Path, encoding: str, data: bytes, reason: str, line: int | None
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=re.escape(reason) + ".*name the encoding") as caught:
        read(path, encoding=encoding)
    assert caught.value.line == line


def test_a_damaged_parquet_file_stops(folder: Path, run, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "t.parquet"
    columns = {"number": list(range(999)), "host": ["2"] * 999, "day": ["1990-05-01"] * 999}
    parquet.write_table(pyarrow.table(columns), path, use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[30:300] = b"\xff" * 270
    path.write_bytes(data)
    done = run("source", "load", folder, path, "-o", tmp_path / "d.nq")
    assert done.code == 2
    assert done.err.startswith(f"foedus: {path}: not a Parquet file, or damaged: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "d.nq").exists()


def test_a_damaged_excel_file_stops(folder: Path, run, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["number", "host", "day"], [1, 740, "1990-05-01"]):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(path, "w") as part:
        for name in whole.namelist():
            cut = -60 if name.endswith("sheet1.xml") else None
            part.writestr(name, whole.read(name)[:cut])
    done = run("source", "load", folder, path, "-o", tmp_path / "d.nq")
    assert done.code == 2
    assert done.err.startswith(f"foedus: {path}: not an Excel file, or damaged: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "d.nq").exists()


@pytest.mark.parametrize("size", ["", '<dimension ref="A1"/>', '<dimension ref="A1:C9"/>'])
def test_excel_rows_are_as_wide_as_the_header(tmp_path: Path, size: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (["a", "b", "c"], [1, 2], [], [3, None, None], [4, 5, 6, 7], [None, None, 8, ""]):
        sheet.append(row)
    book.save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "t.xlsx", "w") as made,
    ):
        for name in plain.namelist():
            data = plain.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<dimension" not in data
                data = data.replace(b"<sheetData>", size.encode() + b"<sheetData>")
            made.writestr(name, data)
    assert read(tmp_path / "t.xlsx") == [
        (1, ["a", "b", "c"]),
        (2, ["1", "2", ""]),
        (4, ["3", "", ""]),
        (5, ["4", "5", "6", "7"]),
        (6, ["", "", "8"]),
    ]


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.create_chartsheet("picture").add_chart(openpyxl.chart.BarChart())
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(BadInput, match=r"no sheet 'picture': Sheet$"):
        read(tmp_path / "t.xlsx", sheet="picture")


def test_a_value_that_is_none_of_a_cell_is_told_with_its_row(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"a": [[1, 2], [3]]}), tmp_path / "t.parquet")
    with pytest.raises(BadInput, match="a value of type list, which is no cell value") as caught:
        read(tmp_path / "t.parquet")
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "t.parquet"), 2)


def test_excel_and_parquet_give_the_text_of_csv(tmp_path: Path) -> None:
    import datetime

    openpyxl = pytest.importorskip("openpyxl")
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    day = datetime.date(1951, 9, 8)
    book = openpyxl.Workbook()
    for row in (["id", "day", "share", "ok", "note"], [3210, day, 0.1, True, None]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    columns = {"id": [3210.0], "day": [day], "share": [0.1], "ok": [True], "note": [None]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    (tmp_path / "t.tsv").write_text("id\tday\tshare\tok\tnote\n3210\t1951-09-08\t0.1\ttrue\t\n")
    expected = [
        (1, ["id", "day", "share", "ok", "note"]),
        (2, ["3210", "1951-09-08", "0.1", "true", ""]),
    ]
    for name in ("t.xlsx", "t.parquet", "t.tsv"):
        assert read(tmp_path / name) == expected, name


def test_a_table_says_the_same_in_every_form(folder: Path, run, tmp_path: Path) -> None:
    import datetime

    openpyxl = pytest.importorskip("openpyxl")
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    days = [datetime.date(1990, 5, 1), datetime.date(1991, 6, 2)]
    book = openpyxl.Workbook()
    book.active.title = "notes"
    sheet = book.create_sheet("visits")
    for row in (["number", "host", "day"], [1, 740, days[0]], [2.0, 2, days[1]]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    columns = {"number": [1, 2], "host": [740.0, 2.0], "day": days}
    parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    (tmp_path / "t.tsv").write_text(TABLE.replace(",", "\t"))
    (tmp_path / "t.csv").write_text(TABLE)
    change(folder / "source.yaml", "states:", "file: {sheet: visits}\nstates:")
    graphs = []
    for name in ("t.csv", "t.tsv", "t.xlsx", "t.parquet"):
        target = tmp_path / f"{name}.nq"
        done = run("source", "load", folder, tmp_path / name, "-o", target)
        assert done.code == 0, done.err
        graphs.append(statements(target, "visits-1"))
    assert len(graphs[0]) == 6
    assert graphs == [graphs[0]] * 4
    done = run("source", "new", "again", tmp_path / "t.parquet", "--into", tmp_path)
    assert done.code == 0
    assert "{name: day, type: date}" in (tmp_path / "again" / "source.yaml").read_text()


# --- rows --------------------------------------------------------------------------------

FAULTS = [
    ("x,740,1990-05-01", "number", "x", "is no whole number"),
    ("1_0,740,1990-05-01", "number", "1_0", "is no whole number"),
    ("٣,740,1990-05-01", "number", "٣", "is no whole number"),
    (",740,1990-05-01", "number", "", "is missing"),
    ("3,7 40,1990-05-01", "host", "7 40", "is no code of the system cow"),
    ("3,740,1990-02-31", "day", "1990-02-31", "there is no day 31 in month 2 of 1990"),
    ("3,740,1990-13-01", "day", "1990-13-01", "there is no month 13"),
    ("3,740,5/1/1990", "day", "5/1/1990", "not a date such as 1951-09-08"),
    ("3,740", "", "", "2 cells where the header has 3"),
    ("3,740,1990-05-01,x", "", "", "4 cells where the header has 3"),
    ("1,740,1990-05-01", "number", "1", "line 2 has the same"),
]


@pytest.mark.parametrize(("row", "column", "value", "reason"), FAULTS)
def test_a_bad_row_is_rejected_with_column_value_and_reason(
    folder: Path, row: str, column: str, value: str, reason: str
) -> None:
    file = folder.parent / "visits.csv"
    file.write_text(TABLE + row + "\n")
    outcome, _ = load.check(source_yaml.read(folder), file)
    assert outcome.rejects == [rows.Fault(4, column, value, reason)]
    assert (outcome.read, outcome.accepted, outcome.rejected) == (3, 2, 1)


@pytest.mark.parametrize("text", ["44,56", "4,4566", ",566", "44,,566", "1234,567"])
def test_groups_of_other_than_three_digits_are_no_number(folder: Path, text: str) -> None:
    change(folder / "source.yaml", "type: integer", "type: integer, groupChar: ','")
    file = folder.parent / "visits.csv"
    file.write_text(f'{TABLE}"{text}",740,1990-05-01\n"44,566",740,1990-05-01\n')
    outcome, _ = load.check(source_yaml.read(folder), file)
    reason = "is no number with , between its groups of three digits"
    assert outcome.rejects == [rows.Fault(4, "number", text, reason)]


def test_clean_rows_have_no_faults(folder: Path) -> None:
    outcome, _ = load.check(source_yaml.read(folder), folder.parent / "visits.csv")
    assert (outcome.read, outcome.accepted, outcome.rejects) == (2, 2, [])


@pytest.mark.parametrize(
    ("words", "row", "reason"),
    [
        ("unique: true", "3,740,1991-06-02", "line 3 has the same"),
        ('maximum: "1995-01-01"', "3,740,1996-01-01", "is after 1995-01-01"),
        ('minimum: "1990-05-01"', "3,740,1990-04-30", "is before 1990-05-01"),
        ("enum: [1990-05-01a]", "3,740,1990-05-01", "is none of 1990-05-01a"),
        ('pattern: "199[01].*"', "3,740,1992-05-01", "does not match 199[01].*"),
    ],
)
def test_constraints_of_a_field(folder: Path, words: str, row: str, reason: str) -> None:
    change(folder / "source.yaml", "{name: day, type: date}", f"{{name: day, type: date, {words}}}")
    file = folder.parent / "visits.csv"
    file.write_text(TABLE + row + "\n")
    outcome, _ = load.check(source_yaml.read(folder), file)
    assert reason in [fault.reason for fault in outcome.rejects if fault.line == 4]


def test_parts_of_dates_stay_as_exact_as_they_are() -> None:
    source = source_yaml.bundled("atop")
    _, shown = load.check(source, CASES / "atop.csv", keep=9)
    told = "".join(data.decode() for _, data in shown)
    assert '"1844-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>' in told
    assert '"1850"^^<http://www.w3.org/2001/XMLSchema#gYear>' in told
    assert '"1951-09-08"^^<http://www.w3.org/2001/XMLSchema#date>' in told
    assert "1844-06-01" not in told


# --- codes -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cow() -> codes.States:
    return load.states_of_file(source_yaml.bundled("cow"), CASES / "cow.csv")


def test_the_same_number_means_what_its_system_says(cow: codes.States) -> None:
    assert cow.meaning("cow", "840").entity == ID_NS + "philippines"
    assert cow.meaning("iso-numeric", "840").entity == ID_NS + "united-states"
    assert cow.meaning("cow", "713").known is False  # not in this list


def test_west_germany_is_not_germany(cow: codes.States) -> None:
    day = ("1970-01-01", "1970-01-01")
    assert cow.meaning("cow", "260", *day).name == "German Federal Republic"
    germany = cow.meaning("cow", "255", *day)
    assert not germany.certain
    assert germany.reason == (
        "1970-01-01 is outside the time of cow code 255 (1816-01-01 to 1945-05-08, 1990-10-03 to …)"
    )
    assert cow.meaning("cow", "817", "1980-01-01", "1980-01-01").certain is False


def test_japan_in_1951_is_known_and_not_certain(cow: codes.States) -> None:
    meaning = cow.meaning("cow", "740", "1951-09-08", "1951-09-08")
    assert (meaning.entity, meaning.known, meaning.certain) == (ID_NS + "japan", True, False)
    later = cow.meaning("cow", "740", "1952-01-01", "1952-12-31")
    assert (later.entity, later.certain) == (ID_NS + "japan", True)


def test_lists_come_from_the_dataset_too(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    assert run("source", "load", "cow", CASES / "cow.csv", "-o", target).code == 0
    lists = load.lists_for(source_yaml.bundled("atop"), datasets.open_dataset(target))
    assert lists.meaning("cow", "255", "1990-10-03", "1990-10-03").certain
    assert not lists.meaning("cow", "255", "1970-01-01", "1970-01-01").certain
    told = lists.meaning("cow", "740", "1950-01-01", "1950-01-01").reason
    assert "(1816-01-01 to 1945-08-14, 1952-04-28 to …)" in told


def test_a_list_with_dates_that_are_none_leaves_them_open() -> None:
    record = ox.NamedNode(ID_NS + "list-1")
    told = {
        "recordedCode": ox.NamedNode(codes.concept("cow", "999")),
        "sourceStart": ox.Literal("ca. 1950"),
        "sourceEnd": ox.Literal("1960"),
        "sourceName": ox.Literal("Utopia"),
    }
    lists = codes.from_records(
        ox.Quad(record, ox.NamedNode(FOEDUS_NS + name), value) for name, value in told.items()
    )
    lists.cover("cow", None)
    assert lists.meaning("cow", "999", "1940-01-01", "1940-01-01").certain
    assert lists.meaning("cow", "999", "1960-12-31", "1960-12-31").certain
    assert not lists.meaning("cow", "999", "1961-01-01", "1961-01-01").certain


def test_a_code_of_several_states_out_of_their_times_is_rejected(folder: Path) -> None:
    listed = folder.parent / "list.csv"
    head = (CASES / "cow.csv").read_text().splitlines()[0]
    rows_of = "AAA,500,First,1900,1,1,1950,1,1,2016\nBBB,500,Second,1960,1,1,1980,1,1,2016\n"
    listed.write_text(f"{head}\n{rows_of}")
    file = folder.parent / "visits.csv"
    file.write_text("number,host,day\n1,500,1955-05-05\n2,500,1970-05-05\n3,500,2017-05-05\n")
    outcome, _ = load.check(source_yaml.read(folder), file, states_file=listed)
    reason = (
        "1955-05-05 is outside the time of cow code 500 "
        "(1900-01-01 to 1950-01-01, 1960-01-01 to 1980-01-01)"
    )
    assert outcome.rejects == [rows.Fault(2, "host", "500", reason)]
    assert outcome.notices == []  # 2017 is after the end of the list: not verified


def test_unknown_code_rejects_and_code_out_of_time_is_noted(folder: Path) -> None:
    file = folder.parent / "visits.csv"
    file.write_text(TABLE + "3,999,1990-05-01\n4,260,1991-01-01\n")
    found, list_file = source_yaml.read(folder), CASES / "cow.csv"
    outcome, _ = load.check(found, file, states_file=list_file)
    assert outcome.rejects == [rows.Fault(4, "host", "999", "the cow list has no code 999")]
    reason = "1991-01-01 is outside the time of cow code 260 (1955-05-05 to 1990-10-02)"
    assert outcome.notices == [rows.Fault(5, "host", "260", reason)]
    assert outcome.warnings == []
    change(folder / "source.yaml", "at: day", "at: day, unlisted: notice")
    outcome, _ = load.check(source_yaml.read(folder), file, states_file=list_file)
    assert outcome.rejects == []
    assert [fault.value for fault in outcome.notices] == ["999", "260"]


# --- mappings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("?host_code ;", "?hots_code ;", "?hots_code is no variable of the rows"),
        ("foedus:codedHost", "foedus:codedHots", "no such term: foedus:codedHots"),
        ("xsd:integer(?row)", "1", "?row is not used"),
        ("CONSTRUCT {", "SELECT * {", "is no query of the form"),
        ('"visit-", ?number', '"visit-", STR(RAND())', "RAND has no place in a mapping"),
        ("  BIND(xsd", "  SERVICE <http://e/> {} BIND(xsd", "SERVICE is refused"),
        ("?visit a foedus:Dat", "[] a foedus:AllianceRecord . ?visit a foedus:Dat", "blank node"),
        ("?visit a foedus:D", "foedus:member a foedus:Agent . ?visit a foedus:D", "vocabulary"),
        ("AS ?line)\n}", "AS ?line\n}", "not a SPARQL query: syntax error"),
    ],
)
def test_a_mapping_that_must_not_run_is_refused(
    folder: Path, old: str, new: str, reason: str
) -> None:
    change(folder / "map.rq", old, new)
    with pytest.raises(BadInput, match=re.escape(reason)):
        load.check(source_yaml.read(folder), folder.parent / "visits.csv")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CONSTRUCT {", "CONSTRUCT { %"),
        ("WHERE {", "WHERE { %"),
        ("WHERE {\n  BIND(", "WHERE { BIND(%"),
        ("BIND(xsd", "BIND(%xsd"),
        ("AS ?line)\n}", "AS ?line\n}"),
        ("?line)\n}", "?line) ?none z:p ?row }"),
    ],
)
def test_an_unreadable_mapping_is_told_with_the_place_in_its_file(
    folder: Path, run, old: str, new: str
) -> None:
    change(folder / "map.rq", old, new)
    with pytest.raises(SyntaxError) as caught:  # the query alone, without the rows
        ox.Store().query((folder / "map.rq").read_text())
    _, _, line, column, *_ = re.split("[ :]", str(caught.value))
    reason = f"syntax error at column {column}"
    if "Prefix" in str(caught.value):
        reason = "a prefix is used that no PREFIX line declares"
    done = run("source", "check", folder, folder.parent / "visits.csv")
    assert (done.code, done.err) == (
        2,
        f"foedus: {folder / 'map.rq'}:{line}: not a SPARQL query: {reason}\n",
    )


def test_a_row_of_which_the_mapping_makes_nothing_is_rejected(folder: Path) -> None:
    change(folder / "map.rq", '"visit-", ?number', '"visit-", ?host')
    file = folder.parent / "visits.csv"
    file.write_text(TABLE + "3,,1990-05-01\n4,2,1992-01-01\n")
    outcome, _ = load.check(source_yaml.read(folder), file)
    assert [(fault.line, fault.reason) for fault in outcome.rejects] == [
        (4, "the mapping makes no record of this row"),
        (5, f"makes the record of line 3 again: {ID_NS}visit-2"),
    ]


def test_a_record_needs_an_address_that_can_be_a_page(folder: Path) -> None:
    change(folder / "source.yaml", "number, type: integer", "number, type: string")
    file = folder.parent / "visits.csv"
    file.write_text(TABLE + "../../x,2,1990-01-01\n1.5,2,1990-01-01\na b,2,1990-01-01\n")
    outcome, _ = load.check(source_yaml.read(folder), file)
    why = "makes an address with other signs than A-Z a-z 0-9 -: "
    assert [(fault.line, fault.reason) for fault in outcome.rejects] == [
        (4, f"{why}{ID_NS}visit-../../x"),
        (5, f"{why}{ID_NS}visit-1.5"),
        (6, "the mapping makes no record of this row"),
    ]


def test_a_renamed_column_stops_the_run(folder: Path, run, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(TABLE.replace("host", "hosts"))
    done = run("source", "load", folder, file, "-o", tmp_path / "d.trig")
    assert done.code == 2
    assert done.err == f"foedus: {file}:1: column missing: host\n"
    assert not (tmp_path / "d.trig").exists()


def test_many_rows_come_in_blocks(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    lines = [f"{n},2,1990-01-{n % 31 + 1:02}" for n in range(1, 2502)]
    file.write_text("\n".join(["number,host,day", *lines, ""]))
    outcome, _ = load.check(source_yaml.read(folder), file)
    assert (outcome.read, outcome.accepted) == (2501, 2501)


# --- loading -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", first_quick(["d.trig", "d.nq", "store"]))
def test_loading_again_changes_nothing(run, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    first = run("source", "load", "atop", CASES / "atop.csv", "-o", target)
    assert first.code == 0, first.err

    def content() -> object:
        return target.read_bytes() if target.is_file() else sorted(map(str, quads(target)))

    before = content()
    refused = run("source", "load", "atop", CASES / "dcad.csv", "-o", target)
    assert (refused.code, content()) == (2, before)
    assert run("source", "load", "atop", CASES / "atop.csv", "-o", target).code == 0
    assert content() == before


def quads(target: Path) -> list[ox.Quad]:
    return list(datasets.open_dataset(target).store())


@pytest.mark.slow
def test_the_three_kinds_of_dataset_hold_the_same(run, tmp_path: Path) -> None:
    for name in ("d.trig", "d.nq", "store"):
        for source in ("cow", "atop"):
            run("source", "load", source, CASES / f"{source}.csv", "-o", tmp_path / name)
    one, two, three = (set(quads(tmp_path / name)) for name in ("d.trig", "d.nq", "store"))
    assert one == two == three
    told = provenance.read(datasets.open_dataset(tmp_path / "d.nq").quads(datasets.SOURCES))
    assert [one.graph for one in told] == [
        GRAPH_NS + "atop-5-1",
        GRAPH_NS + "cow-2016",
    ]


def test_the_default_graph_is_ours_and_nothing_else(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    run("source", "load", "atop", CASES / "atop.csv", "-o", target)
    default = {(q.subject, q.predicate, q.object) for q in datasets.open_dataset(target).quads()}
    own = {(q.subject, q.predicate, q.object) for q in contents.own_quads()}
    assert default == own


def test_somebody_elses_file_is_not_overwritten(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    target.write_text("<http://e/a> <http://e/b> <http://e/c> .\n")
    done = run("source", "load", "atop", CASES / "atop.csv", "-o", target)
    assert done.code == 2
    assert "has a default graph and no graph of sources" in done.err
    assert target.read_text().startswith("<http://e/a>")
    for name, reason in (("d.csv", None), ("d.ttl", "a dataset is a .trig or .nq file")):
        (tmp_path / name).write_text("x")
        done = run("source", "load", "atop", CASES / "atop.csv", "-o", tmp_path / name)
        assert (done.code, (reason or "a dataset is a .trig") in done.err) == (2, True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    done = run("source", "load", "atop", CASES / "atop.csv", "-o", tmp_path / "other")
    assert "is a folder with other things" in done.err


def test_more_rejects_than_allowed_load_nothing(run, tmp_path: Path) -> None:
    target, file = tmp_path / "d.trig", tmp_path / "atop.csv"
    text = (CASES / "atop.csv").read_text()
    file.write_text(
        text.replace("9001,0,0,2,", "9001,0,0,22222,").replace("9001,,,2,", "9001,,,22222,")
    )
    done = run("source", "load", "atop", file, "-o", target)
    assert done.code == 2
    assert done.err == (
        f"foedus: {file}:2: 2 rows are rejected and 1 may be: nothing is loaded; this is the "
        "first (column member: '22222' does not match [0-9]{1,3}); "
        "line 7: '8152' does not match [0-9]{1,3}\n"
    )
    assert not target.exists()
    with (tmp_path / "rejects.csv").open(newline="") as opened:
        assert [row[:4] for row in csv.reader(opened)][1:] == [
            ["atop.csv", "2", "member", "22222"],
            ["atop.csv", "7", "member", "8152"],
        ]


def test_rejects_of_two_sources_stand_side_by_side(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    for source in ("atop", "troopdata", "troopdata-bases", "atop"):
        assert run("source", "load", source, CASES / f"{source}.csv", "-o", target).code == 0
    assert (tmp_path / "rejects.csv").read_text() == (
        "file,line,column,value,reason,source\n"
        'atop.csv,7,member,8152,"does not match [0-9]{1,3}",atop-5-1\n'
        "troopdata.csv,6,marine_corps_ad,-2,is less than 0,troopdata-2024\n"
        "troopdata-bases.csv,5,countryname basename lat lon,Japan North Camp 35.5 139.25,"
        "line 2 has the same,troopdata-bases-2018\n"
    )


def test_cells_that_spreadsheets_would_run_are_quoted(folder: Path, run, tmp_path: Path) -> None:
    change(folder / "source.yaml", "states:", "max_rejects: 2\nstates:")
    file = tmp_path / "visits.csv"
    file.write_text(TABLE + '=HYPERLINK("x"),2,1990-01-01\n-7x,2,1990-01-01\n')
    assert run("source", "load", folder, file, "-o", tmp_path / "d.trig").code == 0
    with (tmp_path / "rejects.csv").open(newline="") as opened:
        values = [row[3] for row in csv.reader(opened)]
    assert values == ["value", '\'=HYPERLINK("x")', "'-7x"]


def test_provenance_tells_who_which_file_and_how_many(run, tmp_path: Path) -> None:
    target, file = tmp_path / "d.trig", CASES / "atop.csv"
    arguments = ("-o", target, "--on", "2026-01-31", "--by", "A. Reader")
    assert run("source", "load", "atop", file, *arguments).code == 0
    (found,) = provenance.read(datasets.open_dataset(target).quads(datasets.SOURCES))
    source = source_yaml.bundled("atop")
    assert found == provenance.Loaded(
        graph=GRAPH_NS + "atop-5-1",
        id="atop",
        version="5.1",
        title=source.title,
        creator=source.creator,
        citation=source.citation,
        licence="unknown",
        covers_from="1815",
        covers_until="2018-12-31",
        system="cow",
        file="atop.csv",
        file_sha256=tables.digest(file),
        mapping_sha256=tables.digest(source.mapping),
        loaded_on="2026-01-31",
        loaded_by="A. Reader",
        rows_read=8,
        rows_accepted=7,
        rows_rejected=1,
        obligations=("consultation", "defense", "neutrality", "non-aggression", "offense"),
    )
    done = run("source", "load", "atop", file, "-o", target, "--on", "yesterday")
    assert done.err == "foedus: --on takes a day such as 2025-03-31, not 'yesterday'\n"


@pytest.mark.parametrize(
    ("licence", "rights", "address"),
    [
        ("Unknown", "unknown", set()),
        ('" "', "unknown", set()),
        ("MIT", "MIT", {"https://spdx.org/licenses/MIT"}),
        ("http://e.org/terms?a=1", "http://e.org/terms?a=1", {"http://e.org/terms?a=1"}),
    ],
)
def test_a_licence_is_told_by_its_name_or_address_and_never_invented(
    folder: Path, tmp_path: Path, licence: str, rights: str, address: set[str]
) -> None:
    change(folder / "source.yaml", "CC0-1.0", licence)
    found = datasets.open_dataset(tmp_path / "d.nq", must_exist=False)
    load.load(source_yaml.read(folder), tmp_path / "visits.csv", found)
    told = list(found.quads(datasets.SOURCES))
    assert provenance.read(told)[0].licence == rights
    assert {q.object.value for q in told if q.predicate.value == LICENSE} == address


def test_another_file_than_the_one_described_is_refused(folder: Path) -> None:
    change(folder / "source.yaml", "states:", f'file: {{sha256: "{"0" * 64}"}}\nstates:')
    with pytest.raises(BadInput, match=r"has another sha256 than source\.yaml"):
        load.check(source_yaml.read(folder), folder.parent / "visits.csv")


def test_records_of_the_fixtures(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    run("source", "load", "atop", CASES / "atop.csv", "-o", target)
    run(
        "source",
        "load",
        "atop-alliance",
        CASES / "atop-alliance.csv",
        "-o",
        target,
        "--version",
        "4.01",
    )
    run("source", "load", "troopdata", CASES / "troopdata.csv", "-o", target)
    member = "atop-9001-740-0-1951-09-08"
    assert objects(target, "atop-5-1", member, "codedObligation") == {
        "https://w3id.org/foedus/code/consultation"
    }
    assert objects(target, "atop-5-1", member, "sourceRow") == {"3"}
    assert objects(target, "atop-alliance-4-01", "atop-9002", "sourceEnd") == set()
    assert objects(target, "atop-alliance-4-01", "atop-9001", "codedParty") == {
        "https://w3id.org/foedus/code/cow-2",
        "https://w3id.org/foedus/code/cow-740",
    }
    assert objects(target, "troopdata-2024", "troopdata-aden-1951", "codedHost") == {
        "https://w3id.org/foedus/code/troopdata-1029"
    }
    assert objects(target, "troopdata-2024", "troopdata-japan-2024-navy", "nominalValue") == {"9"}


def test_steps_that_a_source_names_are_events(run, tmp_path: Path) -> None:
    source = tmp_path / "dcad"
    shutil.copytree(source_yaml.bundled("dcad").folder, source)
    target = tmp_path / "d.trig"
    done = run("source", "check", source, CASES / "dcad.csv")
    assert done.code == 1
    assert done.out.splitlines()[-3:] == [
        "  rejected: line 5: ccode1 ccode2: '840 840' the same in all of them",
        "  rejected: line 6: signed inForce: '1991-5-6 1990-1-1' the dates are not in this order",
        "  rejected: line 7: EIFYear+EIFMonth+EIFDay: '-3-21' a month or day without a year",
    ]
    assert run("source", "load", source, CASES / "dcad.csv", "-o", target).code == 0
    assert objects(target, "dcad-1-0", "dcad-9002-signature", "earliestStart") == {"2003-09-01"}
    assert objects(target, "dcad-1-0", "dcad-9002-signature", "latestStart") == {"2003-09-30"}
    assert objects(target, "dcad-1-0", "dcad-9002-entry-into-force", "involves") == set()
    assert objects(target, "dcad-1-0", "dcad-9003-entry-into-force", "earliestStart") == {
        "1996-02-03"
    }


def test_years_are_folded_to_intervals_that_list_their_rows(run, tmp_path: Path) -> None:
    target = tmp_path / "d.trig"
    assert run("source", "load", "cow-years", CASES / "cow-years.csv", "-o", target).code == 0
    graph = "cow-years-2016"
    usa = "cow-years-2-2013"
    assert objects(target, graph, usa, "sourceRow") == {"2", "3", "4", "5"}
    assert objects(target, graph, usa, "sourceStart") == {"2013"}
    assert objects(target, graph, usa, "sourceEnd") == set()  # the coverage ends, not the state
    assert objects(target, graph, "cow-years-740-1944", "sourceEnd") == {"1945"}
    assert objects(target, graph, "cow-years-740-1952", "sourceRow") == {"8", "9", "10"}


def test_a_bad_row_among_years_that_are_folded_loads_nothing(run, tmp_path: Path) -> None:
    table, target = tmp_path / "years.csv", tmp_path / "d.nq"
    table.write_text((CASES / "cow-years.csv").read_text())
    change(table, ",2014\n", ",20l4\n")
    done = run("source", "load", "cow-years", table, "-o", target)
    assert done.code == 2
    assert done.err == (
        f"foedus: {table}:3: 1 row is rejected and 0 may be: nothing is loaded; this is the first "
        "(column year: '20l4' not a year such as 1951)\n"
    )
    assert not target.exists()


@pytest.mark.parametrize(
    "source",
    ["atop", "atop-alliance", "cow", "cow-years", "gw", "gw-years", "iso", "troopdata"],
)
def test_what_is_loaded_is_valid(run, tmp_path: Path, source: str) -> None:
    version = ("--version", "4.01") if source == "atop-alliance" else ()
    outcome, _ = load.check(source_yaml.bundled(source, *version[1:]), CASES / f"{source}.csv")
    assert outcome.findings == []


def test_a_mapping_with_a_property_in_the_wrong_place_breaks_a_shape(folder: Path, run) -> None:
    change(folder / "map.rq", "foedus:codedHost", "foedus:codedParty")
    done = run("source", "check", folder, folder.parent / "visits.csv")
    assert done.code == 1
    assert "line 2: id:visit-1: codedParty belongs only on an agreement record" in done.out


@pytest.mark.parametrize("name", first_quick(["d.nq", "d.trig", "store"]))
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("good-1", "x"), ("good", "1-x")),
        (("good", "1.0"), ("good", "1-0")),
        (("good", "A"), ("good", "a")),
    ],
)
def test_two_sources_never_share_a_graph(
    folder: Path, run, tmp_path: Path, name: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    second, table, target = tmp_path / "second", tmp_path / "visits.csv", tmp_path / name
    shutil.copytree(folder, second)
    for path, (source, version) in ((folder, one), (second, other)):
        change(path / "source.yaml", "id: visits", f"id: {source}")
        change(path / "source.yaml", 'version: "1"', f'version: "{version}"')
    assert run("source", "load", folder, table, "-o", target).code == 0
    before = set(datasets.open_dataset(target).store())
    done = run("source", "load", second, table, "-o", target)
    assert (done.code, done.err) == (
        2,
        f"foedus: {table}: the graph of {' '.join(other)} would bear the name of {' '.join(one)}: "
        "give it another id or version\n",
    )
    assert set(datasets.open_dataset(target).store()) == before
    assert run("source", "load", folder, table, "-o", target).code == 0
    change(second / "source.yaml", f'version: "{other[1]}"', 'version: "2"')
    assert run("source", "load", second, table, "-o", target).code == 0


# --- RDF of others -----------------------------------------------------------------------

FOREIGN = """\
@prefix e: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:japan e:name "Japan"@en ; owl:sameAs <http://example.org/jp> ; e:capital [ e:name "Tokyo" ] .
"""


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A source without fields."""
    made = tmp_path / "foreign"
    made.mkdir()
    head = SIMPLE.partition("states:")[0].replace("id: visits", "id: foreign")
    (made / "source.yaml").write_text(head)
    return made


def test_blank_nodes_get_addresses_and_sameas_stays(run, bare: Path, tmp_path: Path) -> None:
    file, target = tmp_path / "f.ttl", tmp_path / "d.trig"
    file.write_text(FOREIGN)
    done = run("source", "load", bare, file, "-o", target)
    assert done.code == 0, done.err
    before = target.read_bytes()
    node = f"<{ID_NS}foreign-1-c14n0>"
    found = statements(target, "foreign-1")
    assert ("<http://example.org/japan>", "<http://example.org/capital>", node) in found
    assert (node, "<http://example.org/name>", '"Tokyo"') in found
    assert any(p == "<http://www.w3.org/2002/07/owl#sameAs>" for _, p, _ in found)
    file.write_text(FOREIGN.replace('e:name "Japan"@en ; ', "") + 'e:japan e:name "Japan"@en .\n')
    run("source", "load", bare, file, "-o", target)
    assert statements(target, "foreign-1") == found
    file.write_text(FOREIGN)
    run("source", "load", bare, file, "-o", target)
    assert target.read_bytes() == before


def test_foreign_statements_about_vocabulary_are_left_out_and_counted(
    run, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, target = tmp_path / "f.ttl", tmp_path / "d.trig"
    spaces = (RDF_NS, FOEDUS_NS, "http://www.w3.org/ns/shacl#")
    about = "".join(f"<{space}x> a <http://example.org/C> .\n" for space in spaces)
    file.write_text(f"<http://example.org/s> a <http://example.org/C> .\n{about}")
    done = run("source", "load", bare, file, "-o", target)
    assert done.out.startswith("warning: 3 statements about terms of a vocabulary left out\n")
    assert [s for s, _, _ in statements(target, "foreign-1")] == ["<http://example.org/s>"]
    monkeypatch.setattr(foreign, "MAX_ABOUT_TERMS", 2)
    done = run("source", "load", bare, file, "-o", tmp_path / "e.trig")
    assert (done.code, done.err) == (
        3,
        f"foedus: {file}: 3 statements are about terms of vocabularies: that is no data "
        "(at most 2 are left out)\n",
    )
    assert not (tmp_path / "e.trig").exists()


def test_blank_nodes_that_take_for_ever_are_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MAX_SECONDS", 0.2)
    monkeypatch.setattr(foreign, "_PROGRAM", "import time; time.sleep(60)")
    node = ox.BlankNode("a")
    quad = ox.Quad(node, ox.NamedNode("http://e/p"), node)
    with pytest.raises(LimitReached, match="cannot be told apart"):
        foreign.named([quad], "g-1")


def test_countries_of_others_are_matched_by_code(run, tmp_path: Path) -> None:
    source, target = CASES / "wikidata", tmp_path / "d.trig"
    assert run("source", "load", source, source / "items.ttl", "-o", target).code == 0
    done = run("source", "suggest", source, target)
    assert done.err.startswith("3 suggestions, 3 of them confident; 0 records without a match;")
    rows = list(csv.DictReader(io.StringIO(re.sub("(?m)^#.*\n", "", done.out)), delimiter="\t"))
    assert [(r["subject_id"], r["predicate_id"], r["object_id"], r["comment"]) for r in rows] == [
        (f"id:{state}", "skos:closeMatch", f"https://example.org/item/{n}", f"Unreviewed. {why}")
        for state, n, why in (
            ("japan", 1, "Same code JPN of iso-alpha-3."),
            ("philippines", 3, "Same code PHL of iso-alpha-3."),
            ("united-states", 2, "Same code USA of iso-alpha-3."),
        )
    ]
    same = "<http://www.w3.org/2002/07/owl#sameAs>"
    kept = [s for s in statements(target, "wikidata-shaped-1") if s[1] == same]
    assert kept == [("<https://example.org/item/1>", same, "<https://example.org/item/1a>")]
    walk = tmp_path / "crosswalk.sssom.tsv"
    walk.write_text(done.out)
    read = crosswalk.read(walk)
    assert (len(read.rows), read.accepted) == (3, [])


def test_suggestions_pass_over_dates_that_are_none(run, bare: Path, tmp_path: Path) -> None:
    record = """
<https://example.org/{name}> a foedus:AllianceRecord ; foedus:sourceStart {start} ;
  foedus:codedParty code:cow-2, code:cow-740 .
"""
    head = f"@prefix foedus: <{FOEDUS_NS}> .\n@prefix code: <{CODE_NS}> .\n"
    signed = (
        "<https://example.org/s> a foedus:Signature ; foedus:involves <https://example.org/other> ;"
        ' foedus:earliestStart "summer" ; foedus:latestStart "1871-03-04" .\n'
    )
    told = [("vague", '"ca. 1950"'), ("plain", '"1871-03-04", "soon"')]
    graph = head + "".join(record.format(name=n, start=s) for n, s in told)
    file, target = tmp_path / "f.ttl", tmp_path / "d.nq"
    other = tmp_path / "other"
    shutil.copytree(bare, other)
    change(other / "source.yaml", "id: foreign", "id: second")
    file.write_text(graph)
    assert run("source", "load", bare, file, "-o", target).code == 0
    file.write_text(head + signed + record.format(name="other", start='"1871-03-04"'))
    assert run("source", "load", other, file, "-o", target).code == 0
    done = run("source", "suggest", bare, target)
    assert (done.code, done.err.splitlines()[-1].split(", ")[0]) == (0, "1 suggestion")
    assert done.out.splitlines()[-2].startswith("https://example.org/other\t")
    assert "Nearest miss: https://example.org/other" in done.out.splitlines()[-1]


# --- the documentation -------------------------------------------------------------------


def test_a_table_is_added_as_the_documentation_says(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = documented.blocks(README)
    for block in steps:
        if block.place:
            block.put(tmp_path)
        for session in block.sessions if block.language == "console" else []:
            result = run(*session.arguments[1:])
            assert session.matches(result.out + result.err), session.command
    languages = ["csv", "console", "diff", "diff", "console", "diff", "console"]
    languages += ["csv", "console", "diff", "console", "sparql", "console", *["sql"] * 3]
    assert [block.language for block in steps] == languages
    assert objects(Path("merged.trig"), "liaison-1", "liaison-740-2-1962-07-15", "codedHost") == {
        "https://w3id.org/foedus/code/cow-2"
    }


def test_every_word_is_in_the_documentation() -> None:
    text = README.read_text(encoding="utf-8")
    for word in (
        *source_yaml._TOP,
        *source_yaml._FIELD,
        *descriptor.TYPES,
        *source_yaml.bundled_ids(),
    ):
        assert f"`{word}" in text or f"{word}`" in text, word
