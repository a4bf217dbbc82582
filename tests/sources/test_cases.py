"""Files as people bring them: what is guessed of each, and what it becomes."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.rdf.dataset import open_dataset
from foedus.rdf.names import CODE_NS, FOEDUS_NS, GRAPH_NS, ID_NS
from foedus.sources import (
    codes,
    crosswalk,
    descriptor,
    likeness,
    shaped,
    source_yaml,
    suggest,
    tables,
)
from helpers import documented

CASES = Path(__file__).parents[1] / "cases" / "merge"
README = Path(__file__).parents[2] / "data" / "sources" / "README.md"
HEAD = """\
id: {name}
version: "1"
title: made up
citation: nobody
licence: CC0-1.0
coverage: {{from: null, until: null}}
"""


@pytest.fixture
def bring(run, tmp_path: Path):
    """Describe a case as `source new` does, with every TODO done, and load it."""

    def bring(name: str, properties: str, file: Path | None = None) -> list[ox.Quad]:
        file = file or next(CASES.glob(f"{name}.*"))
        made = run("source", "new", name, file, "--into", tmp_path)
        assert made.code == 0, made.err
        folder, target = tmp_path / name, tmp_path / f"{name}.trig"
        text = (folder / "source.yaml").read_text()
        text = text.replace('from: "TODO", until: "TODO"', "from: null, until: null")
        (folder / "source.yaml").write_text(text.replace("TODO ", "told: "))
        text = (folder / "map.rq").read_text()
        kept = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
        mapped = "".join(kept).replace("foedus:sourceRow", f"{properties} ; foedus:sourceRow")
        (folder / "map.rq").write_text(mapped)
        done = run("source", "load", folder, file, "-o", target)
        assert done.code == 0, done.out + done.err
        return list(open_dataset(target).quads(f"{GRAPH_NS}{name}-1"))

    return bring


def values(quads: list[ox.Quad], name: str) -> list[str]:
    """The values of one property of foedus, in order."""
    found = (q.object for q in quads if q.predicate.value == FOEDUS_NS + name)
    return sorted(value.value for value in found if isinstance(value, ox.NamedNode | ox.Literal))


def test_quotation_marks_may_be_plain(bring) -> None:
    assert values(bring("bare-quotes", "foedus:sourceName ?name"), "sourceName") == [
        '"Quoted" unit',
        '"open quote unit',
        'Height 6" gun',
        "last",
    ]


def test_na_is_namibia_in_a_column_of_two_letters(bring) -> None:
    hosts = values(bring("namibia", "foedus:codedHost ?iso2_code"), "codedHost")
    assert hosts.count(codes.concept("iso-alpha-2", "NA")) == 2
    assert len(hosts) == 4


@pytest.mark.parametrize(
    ("column", "cells", "is_missing"),
    [
        ("country", "US JP NA", False),
        ("iso2", "US - NA", False),
        ("party", "US NATO EU27 NA", False),
        ("iso3", "USA JPN NA", True),
        ("officers", "4 2 NA", True),
        ("lat", "1.5 NA 2.25", True),
        ("name", "Aden NA Yokota", True),
    ],
)
def test_na_is_missing_where_it_can_be_no_code(
    run, tmp_path: Path, column: str, cells: str, is_missing: bool
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("\n".join([f"n,{column}", *(f"{n},{c}" for n, c in enumerate(cells.split()))]))
    assert run("source", "new", "t", file, "--into", tmp_path).code == 0
    assert ('"NA"' in (tmp_path / "t" / "source.yaml").read_text()) is is_missing


def test_whole_numbers_may_be_written_with_a_point_and_zero(bring) -> None:
    found = bring("pandas-floats", "foedus:codedHost ?ccode_code ; foedus:sourceDate ?year_value")
    assert values(found, "codedHost") == [codes.concept("cow", n) for n in ("2", "740")]
    assert values(found, "sourceDate") == ["1990", "1991"]


def test_a_header_stands_below_a_preamble_and_cells_have_several_values(bring) -> None:
    found = bring(
        "preamble",
        "foedus:sourceDate ?Years_delivered_value ; foedus:sourceCategory ?Ordered_note ; "
        "foedus:sourceStart ?Ordered_value",
    )
    assert values(found, "sourceDate") == ["2015", "2016", "2017", "2017", "2018"]
    assert values(found, "sourceCategory") == ["in brackets"] * 3  # one order, three years
    assert values(found, "sourceStart") == ["2014"] * 3 + ["2015"] * 2
    assert values(found, "sourceRow") == ["5", "5", "6", "6", "6"]


def test_a_heading_with_spaces_and_accents_names_a_code_of_states(run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("Mémb. ccode ;Host COW\n2;740\n200;732\n".encode("latin-1"))
    assert run("source", "new", "t", tmp_path / "t.csv", "--into", tmp_path).code == 0
    made = (tmp_path / "t" / "source.yaml").read_text(encoding="utf-8")
    for name in ("Memb_ccode", "Host_COW"):
        assert f"{{name: {name}, type: state, column: " in made


def test_the_three_rows_that_are_shown_are_those_that_are_read(run, tmp_path: Path) -> None:
    done = run("source", "new", "floats", CASES / "pandas-floats.csv", "--into", tmp_path)
    assert done.out.startswith(
        "line 2 is read as ccode: 2, year: 1990\nline 3 is read as ccode: 740, year: 1991\nwrote "
    )


def test_comments_a_decimal_comma_and_a_table_without_a_key(bring, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("# made up\nplace;lat\n# none\nA;1,5\nA;1,5\nB;-2,25\n")
    found = bring("odd", "foedus:sourceLatitude ?lat_value", file)
    assert values(found, "sourceLatitude") == ["-2.25", "1.5", "1.5"]
    assert values(found, "sourceRow") == ["4", "5", "6"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('n,troops\na,"44,566"\nb,"1,200"\n', {"44566", "1200"}),
        ('n,troops\na,"1,044,566"\nb,900\n', {"1044566", "900"}),
        ("n;troops\na;44,566\nb;1,200\n", {"44.566", "1.2"}),
        ('n,troops\na,"44,56"\nb,"1,200"\n', {"44.56", "1.2"}),
    ],
)
def test_commas_stand_between_groups_of_three_digits_or_are_decimal(
    bring, tmp_path: Path, text: str, numbers: set[str]
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text)
    found = bring("t", "<https://example.org/troops> ?troops_value", file)
    assert {q.object.value for q in found if q.predicate.value.endswith("/troops")} == numbers


def test_a_date_is_a_day_a_month_or_a_year_where_a_column_has_all(bring, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("n,since\n1,1951-09-08\n2,1951-09\n3,(1951)\n")
    found = bring("since", "foedus:sourceStart ?since_value", file)
    assert values(found, "sourceStart") == ["1951", "1951-09", "1951-09-08"]


def test_a_variable_of_a_field_whose_type_has_changed_is_told(run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("host\nJPN\n")
    run("source", "new", "hosts", file, "--into", tmp_path)
    described = tmp_path / "hosts" / "source.yaml"
    text = described.read_text().replace("type: string", "type: state, system: iso-alpha-3")
    described.write_text(re.sub('"TODO[^"]*"', '"1999"', text))
    done = run("source", "check", tmp_path / "hosts", file)
    assert done.err.endswith(
        "?host_slug is no variable of the rows: by its type the field host gives "
        "?host, ?host_code\n"
    )


def test_a_sign_of_comments_inside_a_cell_is_none(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('# made up\na,b\n1,"x\n# y"\n# none\n2,z\n')
    table = tables.open_table(file, descriptor.Dialect(comment="#"))
    assert list(table.rows()) == [(3, ["1", "x\n# y"]), (6, ["2", "z"])]


def test_a_value_among_several_that_is_none_rejects_its_row(run, tmp_path: Path) -> None:
    folder = tmp_path / "several"
    folder.mkdir()
    (folder / "source.yaml").write_text(
        HEAD.format(name="several")
        + 'primaryKey: [row]\nfields:\n  - {name: year, type: year, separator: ";"}\n'
        + "max_rejects: 1\n"
    )
    (folder / "map.rq").write_text(
        "PREFIX foedus: <https://w3id.org/foedus/ontology#>\n"
        "PREFIX id: <https://w3id.org/foedus/id/>\n"
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        "CONSTRUCT { ?r a foedus:DatasetRecord ; foedus:sourceRow ?n ; "
        "foedus:sourceDate ?year_value }"
        ' WHERE { BIND(IRI(CONCAT(STR(id:), "several-", ?row, "-", ?year)) AS ?r)'
        " BIND(xsd:integer(?row) AS ?n) }"
    )
    file = tmp_path / "t.csv"
    file.write_text("year\n1990; 1991\n1992; soon\n")
    done = run("source", "load", folder, file, "-o", tmp_path / "d.trig")
    assert "2 rows read, 1 accepted, 1 rejected" in done.out
    assert "  rejected: line 3: year: 'soon' not a year such as 1951" in done.out


def test_an_unknown_code_system_is_refused_with_the_list(run, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    fields = "fields:\n  - {name: c, type: state, system: fips}\nprimaryKey: [c]\n"
    (folder / "source.yaml").write_text(HEAD.format(name="s") + fields)
    done = run("source", "check", folder, CASES / "namibia.csv")
    assert done.code == 2
    assert f"source.yaml:8: unknown code system fips: use one of {', '.join(codes.SYSTEMS)}" in (
        done.err
    )


@pytest.mark.parametrize(
    ("system", "code", "kept"),
    [
        ("iso-alpha-2", "na", "NA"),
        ("iso-alpha-3", "nam", "NAM"),
        ("iso-numeric", "36", "036"),
        ("m49", "36", "036"),
        ("atop", "740", "740"),
        ("gw", "260", "260"),
        ("cow-letters", "USA", "USA"),
    ],
)
def test_a_code_leads_to_its_concept_and_back(system: str, code: str, kept: str) -> None:
    normal = codes.normal(system, code)
    assert normal == kept
    assert codes.system_of(codes.concept(system, kept)) in {
        (system, kept),
        ("cow-letters", kept),
        ("iso-alpha-3", kept),
    }


def test_codes_of_iso_are_checked_without_a_list(run, tmp_path: Path) -> None:
    pytest.importorskip("pycountry", reason="the extra iso is not installed")
    listed = codes.iso_list("iso-alpha-2")
    assert listed is not None
    assert listed.meaning("iso-alpha-2", "NA").name == "Namibia"
    assert not listed.meaning("iso-alpha-2", "QQ").known


# --- what DuckDB does ------------------------------------------------------------------------


def test_duckdb_makes_rows_of_what_is_wide_or_nested(
    bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    for name in ("wide.csv", "nested.json"):
        shutil.copy(CASES / name, tmp_path)
    (tmp_path / "names.csv").write_text("pact,label\nnato,NATO\nanzus,ANZUS\nrio,Rio Pact\n")
    monkeypatch.chdir(tmp_path)
    for block in documented.blocks(README):
        if block.language == "sql":
            duckdb.sql(block.text)
    wide = list(csv.DictReader(io.StringIO((tmp_path / "wide-rows.csv").read_text())))
    assert sorted((row["ccode"], row["pact"]) for row in wide) == [
        ("2", "anzus"),
        ("2", "nato"),
        ("2", "rio"),
        ("900", "anzus"),
    ]
    joined = (tmp_path / "joined-rows.csv").read_text()
    assert joined.count("ANZUS") == 2
    found = bring(
        "nested-rows",
        "foedus:codedHost ?iso2_code ; foedus:sourceDate ?signed_value ; "
        "foedus:sourceStart ?since_value ; foedus:sourceEnd ?until_value",
        tmp_path / "nested-rows.csv",
    )
    assert values(found, "sourceDate") == ["1971-03-15"] * 2
    assert values(found, "sourceStart") == ["1971", "1972"]
    assert values(found, "sourceEnd") == ["1990"]
    assert [code[-2:] for code in values(found, "codedHost")] == ["jp", "na"]


# --- RDF -------------------------------------------------------------------------------------


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A source of RDF that says nothing of its terms."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    (folder / "source.yaml").write_text(HEAD.format(name="foreign"))
    return folder


def test_relative_addresses_get_a_base_and_tell_no_path(run, foreign: Path, tmp_path: Path) -> None:
    target, file = tmp_path / "d.trig", tmp_path / "relative.ttl"
    shutil.copy(CASES / "relative.ttl.in", file)  # under that name the layout would be checked
    done = run("source", "load", foreign, file, "-o", target)
    assert "relative addresses are read against <https://w3id.org/foedus/id/foreign-1/>" in done.out
    quads = list(open_dataset(target).quads(f"{GRAPH_NS}foreign-1"))
    base = "https://w3id.org/foedus/id/foreign-1/"
    assert {q.subject.value for q in quads} == {base, f"{base}#alice"}
    assert str(tmp_path) not in target.read_text()
    run(
        "--base",
        "https://ex.org/x",
        "source",
        "load",
        foreign,
        file,
        "-o",
        target,
    )
    assert "<https://ex.org/bob>" in target.read_text()


def test_type_maps_of_json_ld_are_read(run) -> None:
    done = run("convert", CASES / "type-map.jsonld", "-o", "-", "--to", "ntriples")
    ex = "https://ex.org/"
    for person in ("alice", "bob"):
        assert f"<{ex}g> <{ex}has> <{ex}{person}> ." in done.out
        kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        assert f"<{ex}{person}> {kind} <{ex}Person> ." in done.out


def test_owl_xml_is_refused_with_the_name_of_a_converter(run, tmp_path: Path) -> None:
    file = tmp_path / "o.owl"
    file.write_text('<?xml version="1.0"?>\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>\n')
    done = run("convert", file, "-o", "-", "--to", "turtle")
    assert done.code == 2
    assert done.err.startswith(f"foedus: {file}:2: is OWL/XML, which is no RDF")
    assert "robot convert" in done.err


THEIRS = """
@prefix e: <https://example.org/> .
e:b1 a e:Garrison ; e:in e:jp ; e:soldiers 12 .
e:jp e:code "JPN" .
"""


def test_foreign_rdf_is_mapped_by_a_query_over_its_graph(
    run, foreign: Path, tmp_path: Path
) -> None:
    (foreign / "map.rq").write_text("""\
PREFIX e: <https://example.org/>
PREFIX foedus: <https://w3id.org/foedus/ontology#>
CONSTRUCT {
  ?b a foedus:StrengthRecord ; foedus:codedHost ?host ; foedus:hasCount ?count .
  ?count foedus:nominalValue ?n .
}
WHERE {
  ?b a e:Garrison ; e:in/e:code ?code ; e:soldiers ?n .
  BIND(IRI(CONCAT("https://w3id.org/foedus/code/iso-3166-1-", LCASE(?code))) AS ?host)
  BIND(IRI(CONCAT(STR(?b), "-personnel")) AS ?count)
}
""")
    file, target = tmp_path / "f.ttl", tmp_path / "d.trig"
    file.write_text(THEIRS)
    done = run("source", "load", foreign, file, "-o", target)
    assert "4 statements made by the mapping of the source" in done.out
    quads = list(open_dataset(target).quads(f"{GRAPH_NS}foreign-1"))
    assert values(quads, "nominalValue") == ["12"]
    assert values(quads, "codedHost") == [codes.concept("iso-alpha-3", "JPN")]
    (foreign / "map.rq").write_text("SELECT ?s WHERE { ?s ?p ?o }")
    done = run("source", "load", foreign, file, "-o", target)
    assert (done.code, "is no query of the form CONSTRUCT" in done.err) == (2, True)


def test_a_new_source_of_rdf_tells_what_the_file_speaks_of(run, tmp_path: Path) -> None:
    file = tmp_path / "f.ttl"
    file.write_text(THEIRS)
    done = run("source", "new", "theirs", file, "--into", tmp_path)
    assert done.out.endswith("choose terms in terms.sssom.tsv, and run foedus source check\n")
    text = (tmp_path / "theirs" / "source.yaml").read_text()
    assert "#         1 <https://example.org/Garrison>" in text
    assert "fields" not in text


def test_foreign_rdf_is_mapped_by_matched_terms(run, foreign: Path, tmp_path: Path) -> None:
    (foreign / "terms.sssom.tsv").write_text(
        "#curie_map:\n#  e: https://example.org/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label\n"
        "e:Garrison\tskos:exactMatch\tfoedus:StrengthRecord\tsemapv:ManualMappingCuration\tme\n"
        "e:soldiers\tskos:closeMatch\tfoedus:nominalValue\tsemapv:ManualMappingCuration\tme\n"
        "e:in\tskos:exactMatch\tfoedus:codedHost\tsemapv:ManualMappingCuration\t\n"
    )
    file, target = tmp_path / "f.ttl", tmp_path / "d.trig"
    file.write_text(THEIRS)
    assert run("source", "load", foreign, file, "-o", target).code == 0
    quads = list(open_dataset(target).quads(f"{GRAPH_NS}foreign-1"))
    assert values(quads, "nominalValue") == ["12"]
    assert values(quads, "codedHost") == []  # nobody has reviewed that row


# --- crosswalks --------------------------------------------------------------------------------


def test_a_quoted_cell_of_a_crosswalk_may_hold_a_tab() -> None:
    found = crosswalk.read(CASES / "quoted-tab.sssom.tsv")
    assert [row.object_id for row in found.rows] == ["id:atop-3215", "https://ex.org/anzus"]
    assert found.rows[0].comment == "a\tb"


def test_the_weights_of_suggestions_are_in_the_documentation() -> None:
    rows = documented_table(README.read_text(encoding="utf-8"), "| evidence | weight |")
    assert {name: float(weight.split()[0]) for name, weight, _ in rows} == likeness.WEIGHTS
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert (
        f"from {suggest.LEAST} on a match is suggested, from {suggest.SURE} on it is confident"
        in text
    )
    assert f"half at {likeness.HALF} days" in text


def test_the_systems_of_codes_are_in_the_documentation() -> None:
    rows = documented_table(README.read_text(encoding="utf-8"), "| system | codes |")
    assert {name.strip("`") for cell, _ in rows for name in cell.split(", ")} == set(codes.SYSTEMS)


def documented_table(text: str, head: str) -> list[list[str]]:
    """The cells of a table of a page, from the row after its rule."""
    rows = text[text.index(head) :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_words_of_a_file_are_in_the_documentation() -> None:
    text = README.read_text(encoding="utf-8")
    assert [word for word in source_yaml._FILE if f"`{word}`" not in text] == []


def test_rows_that_differ_in_codes_that_nothing_describes_are_of_one_form() -> None:
    """Else every row of a table with many codes would be tried; a code that is described may be
    what a shape asks for."""

    def form(code: str) -> set[shaped.Form]:
        line = f"<{ID_NS}r> <{FOEDUS_NS}member> <{CODE_NS}{code}> .\n"
        return shaped._forms(line.encode())

    assert form("cow-1234") == form("cow-1567") != form("cow-999")
    assert len({*form("defense"), *form("consultation"), *form("neutrality")}) == 3


def test_a_row_far_down_breaks_a_shape_too(run, tmp_path: Path, monkeypatch) -> None:
    """It is told by its line, and found by what it makes where not each row is tried."""
    monkeypatch.setattr(shaped, "ALL", 1)
    rows = [f"n{number},n0,2001-01-01,2002-01-01" for number in range(1, 1100)]
    rows.append("n1100,n0,2003-01-01,2002-01-01")
    file = tmp_path / "t.csv"
    file.write_text("\n".join(["unit_id,superior_id,first_seen,last_seen", *rows, ""]))
    run("source", "new", "units", file, "--into", tmp_path)
    described = tmp_path / "units" / "source.yaml"
    text = re.sub('"TODO[^"]*"', '"1999"', described.read_text())
    described.write_text(text.replace("  - {order: [first_seen, last_seen]}\n", ""))
    done = run("source", "load", tmp_path / "units", file, "-o", tmp_path / "t.nq")
    assert done.code == 1
    told = [line for line in done.out.splitlines() if "breaks a shape" in line]
    assert len(told) == 1
    assert told[0].startswith("  breaks a shape: line 1101: id:units-n1100-n0 foedus:observedFrom:")
