"""What strangers may send: each input has its exit code and its line, and reaches no other machine.

The addresses in it lead to a listener that must never be called, and to a file that must never be
read. ``CANARY`` stands for the listener's address, ``SECRET`` for that of the file.
"""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

WORDS = "the canary sings"
PREFIX = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
)


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a listener; at the end nobody may have called it."""
    monkeypatch.chdir(tmp_path)
    Path("secret.ttl").write_text(f'<urn:s> <urn:p> "{WORDS}" .')
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(BlockingIOError):
            listener.accept()


SERVICE = "SERVICE is refused: a query reads what is loaded and fetches nothing"
ESCAPE = "a \\u escape is allowed in strings and addresses only"
QUERIES = {
    # SERVICE in every spelling that an engine takes
    "plain": ("SELECT * { SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "small letters": ("SELECT * { service <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "mixed letters": ("SELECT * { sErViCe <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "silent": ("SELECT * { SERVICE SILENT <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "glued to silent": ("SELECT * { SERVICESILENT <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "glued to an address": ("SELECT * { SERVICE<CANARY>{ ?s ?p ?o } }", 2, SERVICE),
    "glued to a variable": ("SELECT * { SERVICE?x{ ?s ?p ?o } }", 2, SERVICE),
    "after a number": ("SELECT * { ?s ?p 1SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a decimal": ("SELECT * { ?s ?p 1.5SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a dot": ("SELECT * { ?s ?p ?o .SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a bracket": ("SELECT * { {}SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a string": ("SELECT * { ?s ?p ''SERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a truth": ("SELECT * { ?s ?p trueSERVICE <CANARY> { ?s ?p ?o } }", 2, SERVICE),
    "after a quote escaped": ("SELECT * { ?s ?p '\\'' SERVICE <CANARY> {} }", 2, SERVICE),
    "after a long string": ("SELECT * { ?s ?p '''a'b'''SERVICE <CANARY> {} }", 2, SERVICE),
    "after a sign of a comment": ("SELECT * { ?s <a#b> ?o SERVICE <CANARY> {} }", 2, SERVICE),
    "after a comment": ("SELECT * { # a\nSERVICE <CANARY> {} }", 2, SERVICE),
    "after a return": ("SELECT * { # a\rSERVICE <CANARY> {} }", 2, SERVICE),
    "before a comment": ("SELECT * { SERVICE# a\n<CANARY> {} }", 2, SERVICE),
    "glued to a prefix": ("PREFIX x: <CANARY/> SELECT * { SERVICEx:a { ?s ?p ?o } }", 2, SERVICE),
    "glued to silent and a prefix": (
        "PREFIX x: <CANARY/> SELECT * { SERVICESILENTx:a { ?s ?p ?o } }",
        2,
        SERVICE,
    ),
    "glued to the empty prefix": ("PREFIX : <CANARY/> SELECT * { SERVICE:a { } }", 2, SERVICE),
    "glued, a comment before the group": (
        "PREFIX x: <CANARY/> SELECT * { SERVICEx:a # {\n{ } }",
        2,
        SERVICE,
    ),
    "in a sub-select": ("SELECT * { { SELECT * { SERVICE <CANARY> {} } } }", 2, SERVICE),
    "in EXISTS": ("SELECT * { FILTER EXISTS { SERVICE <CANARY> {} } }", 2, SERVICE),
    "with an escape": ("SELECT * { SER\\u0056ICE <CANARY> {} }", 2, ESCAPE),
    "with a long escape": ("SELECT * { \\U00000053ERVICE <CANARY> {} }", 2, ESCAPE),
    "with an escape after a name": ("SELECT * { ?s a <urn:a>\\u003B ?p ?o }", 2, ESCAPE),
    # what changes or loads
    "insert": ("INSERT DATA { <urn:a> <urn:b> 1 }", 2, "INSERT is refused"),
    "delete": ("DELETE WHERE { ?s ?p ?o }", 2, "DELETE is refused"),
    "load": ("LOAD <CANARY>", 2, "LOAD is refused"),
    "load of a file": ("LOAD <SECRET>", 2, "LOAD is refused"),
    "clear": ("clear all", 2, "CLEAR is refused"),
    "drop": ("DROP GRAPH <urn:g>", 2, "DROP is refused"),
    "copy": ("COPY <urn:a> TO <urn:b>", 2, "COPY is refused"),
    "a second, changing part": ("SELECT * {} ; DROP ALL", 2, "DROP is refused"),
    # graphs that are not loaded
    "from": ("SELECT * FROM <CANARY> { ?s ?p ?o }", 0, ""),
    "from a file": ("SELECT * FROM <SECRET> { ?s ?p ?o }", 0, ""),
    "from named": ("SELECT * FROM NAMED <CANARY> { GRAPH ?g { ?s ?p ?o } }", 0, ""),
    "a graph": ("SELECT * { GRAPH <SECRET> { ?s ?p ?o } }", 0, ""),
    # words that are no keywords
    "a name": ("PREFIX service: <http://e/> SELECT * { ?s service:SERVICE ?o }", 0, ""),
    "a name before an end": ("PREFIX service: <http://e/> SELECT * { ?s ?p service:a }", 0, ""),
    "a graph's name": ("PREFIX service: <http://e/> SELECT * { GRAPH service:a { } }", 0, ""),
    "a local name": ("PREFIX e: <http://e/> SELECT * { ?s e:SERVICE ?o . ?s e:LOAD ?o }", 0, ""),
    "a variable": ("SELECT ?SERVICE $LOAD { ?SERVICE ?drop $LOAD } LIMIT 1", 0, ""),
    "a string": ("SELECT * { ?s ?p 'SERVICE <CANARY> { DROP ALL }' }", 0, ""),
    "a long string": ('SELECT * { ?s ?p """SERVICE " <CANARY> {""" }', 0, ""),
    "an address": ("SELECT * { ?s <http://e/SERVICE#LOAD> ?o }", 0, ""),
    "a blank node": ("SELECT * { _:SERVICE <urn:p> _:DROP }", 0, ""),
    "a language": ("SELECT * { ?s ?p 'a'@load }", 0, ""),
    "a comment": ("SELECT * { ?s <urn:p> ?o } # SERVICE \\u0041 DROP", 0, ""),
    "an escape in a string": ("SELECT * { ?s ?p '\\u0041' }", 0, ""),
    "an escape in a local name": ("PREFIX e: <http://e/> SELECT * { ?s e:a\\-b ?o }", 0, ""),
    # what does not end, or ends the engine
    "nested groups": ("SELECT * " + "{" * 3000 + "}" * 3000, 3, "nested deeper than 100 levels"),
    "nested brackets": (
        "SELECT * { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }",
        3,
        "nested deeper",
    ),
    "too long": ("SELECT * { } #" + "a" * 40_000, 3, "longer than 32768 characters"),
    "an unknown function": ("SELECT (<CANARY>(1) AS ?x) { }", 2, "is not supported"),
    "a sum of all with all": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        3,
        "(--timeout)",
    ),
    "all with all": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 3, "(--max-output)"),
    "a pattern that goes back": (
        "SELECT * { BIND(REGEX('" + "a" * 5000 + "!', '(a+)+$') AS ?x) }",
        0,
        "",
    ),
    "no query": ("nonsense", 2, "not a SPARQL query"),
    "nothing": ("", 2, "not a SPARQL query"),
    "a sign too many": ("SELECT * { ?s ?p ?o } }", 2, "not a SPARQL query"),
    "bytes of another kind": (b"SELECT * { \xff }", 2, "not UTF-8"),
    "NUL": (b"SELECT * { \x00 }", 2, "control character U+0000"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query(name: str, canary: str, run) -> None:
    query, code, line = QUERIES[name]
    if isinstance(query, str):
        query = filled(query, canary).encode()
    Path("q.rq").write_bytes(query)
    result = run("query", "q.rq", "--format", "csv", "--timeout", "1", "--max-output", "2M")
    check(result, code, line)
    if code == 0:
        assert len(result.out.splitlines()) <= 2


SHAPES = {
    "service in a constraint": (
        "e:s sh:targetClass e:C ; sh:sparql [ sh:select"
        " 'SELECT $this { SERVICE <CANARY> { $this ?p ?o } }' ] .",
        1,
        "",
    ),
    "a graph in a constraint": (
        "e:s sh:targetClass e:C ; sh:sparql [ sh:select"
        " 'SELECT $this { GRAPH <CANARY> { $this ?p ?o } }' ] .",
        1,
        "",
    ),
    "load in a constraint": (
        "e:s sh:targetClass e:C ; sh:sparql [ sh:select 'LOAD <CANARY>' ] .",
        1,
        "",
    ),
    "a script": (
        "e:s sh:targetClass e:C ; sh:js [ sh:jsLibrary [ sh:jsLibraryURL '"
        "CANARY' ] ; sh:jsFunctionName 'f' ] .",
        0,
        "is ignored",
    ),
    "an import": (
        "e:o a owl:Ontology ; owl:imports <CANARY> . e:s sh:targetClass e:C .",
        0,
        "is not followed",
    ),
    "an import of a file": (
        "e:o a owl:Ontology ; owl:imports <SECRET> . e:s sh:targetClass e:C .",
        0,
        "is not followed",
    ),
    "itself": ("e:s sh:targetClass e:C ; sh:not e:s .", 2, "refers to itself"),
    "a list without end": ("e:s sh:targetClass e:C ; sh:in e:l . e:l a e:L .", 2, "cannot be used"),
    "a broken pattern": ("e:s sh:targetClass e:C ; sh:pattern '(?=a)' .", 2, "sh:pattern"),
    "a pattern of the engine's own": (
        "e:s sh:targetClass e:C ; sh:pattern '\\\\bA' .",
        2,
        "is no escape of XPath",
    ),
    "a pattern too large": ("e:s sh:targetClass e:C ; sh:pattern 'a{1,99999}' .", 2, "too large"),
    "a pattern that goes back": (
        "e:s sh:targetClass e:C ; sh:path e:p ; sh:pattern '^(a+)+$' .",
        1,
        "",
    ),
    "a misspelling": ("e:s sh:targetClass e:C ; sh:minCuont 1 .", 2, "did you mean sh:minCount?"),
    "no shape": ("e:s a e:T .", 2, "holds no shapes"),
    "nothing": ("", 2, "holds no shapes"),
    "a shape of a literal": ("e:s sh:targetClass e:C ; sh:property 'x' .", 2, "cannot be used"),
    "no number": ("e:s sh:targetClass e:C ; sh:path e:p ; sh:minCount 'x' .", 2, "cannot be used"),
    "a count in other digits": (
        "e:s sh:targetClass e:C ; sh:path e:p ; sh:minCount '１'^^"
        "<http://www.w3.org/2001/XMLSchema#integer> .",
        2,
        "cannot be used",
    ),
    "no syntax": ("e:s sh:targetClass", 2, "s.ttl:3:"),
}


JUDGED = [
    pytest.param(name, engine, marks=pytest.mark.slow if engine == "pyshacl" else ())
    for name in SHAPES
    for engine in ("fast", "pyshacl")
]


@pytest.mark.parametrize(("name", "engine"), JUDGED)
def test_shapes(name: str, engine: str, canary: str, run) -> None:
    shapes, code, line = SHAPES[name]
    Path("s.ttl").write_text(PREFIX + filled(shapes, canary))
    Path("d.ttl").write_text(PREFIX + 'e:x a e:C ; e:p "' + "a" * 5000 + '!" .')
    result = run("validate", "d.ttl", "--only", "--shapes", "s.ttl", "--engine", engine)
    check(result, code, line)


COLUMNS = "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday"


def excel(unpacked: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * unpacked)
    return data.getvalue()


def parquet(rows: int, text: str) -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as files

    data = io.BytesIO()
    one = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text])
    files.write_table(pa.table(dict.fromkeys(COLUMNS.split(","), one)), data)
    return data.getvalue()


def nothing(rows: int, cells: int) -> bytes:
    """Parquet of values that are nothing: in each row, or in a list of each row."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as files

    data = io.BytesIO()
    one = pa.nulls(rows, pa.string())
    if cells:
        one = pa.ListArray.from_arrays(range(0, rows * cells + 1, cells), pa.nulls(rows * cells))
    files.write_table(pa.table(dict.fromkeys(COLUMNS.split(","), one)), data)
    assert len(data.getvalue()) < 10_000
    return data.getvalue()


TABLES = {
    "an Excel file that grows": ("t.xlsx", lambda: excel(3_000_000), 3, "(--max-unpacked)"),
    "an Excel file of another archive": ("t.xlsx", lambda: excel(10), 2, "not an Excel file"),
    "a Parquet file of many rows": (
        "t.parquet",
        lambda: parquet(400_000, "a"),
        3,
        "(--max-unpacked)",
    ),
    "a Parquet file of long texts": (
        "t.parquet",
        lambda: parquet(3000, "a" * 4000),
        3,
        "(--max-unpacked)",
    ),
    "a Parquet file of many nulls": (
        "t.parquet",
        lambda: nothing(100_000, 0),
        3,
        "(--max-unpacked)",
    ),
    "a Parquet file of nulls in lists": (
        "t.parquet",
        lambda: nothing(1, 1_000_000),
        3,
        "(--max-unpacked)",
    ),
    "an empty Parquet file": ("t.parquet", lambda: b"", 2, "not a Parquet file"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table(name: str, canary: str, run) -> None:
    file, data, code, line = TABLES[name]
    Path(file).write_bytes(data())
    result = run("source", "load", "cow", file, "-o", "out.nq", "--max-unpacked", "2M")
    check(result, code, line)
    assert not Path("out.nq").exists()


FILES = {
    "a remote context": ("a.jsonld", '{"@context": "CANARY/c"}', "remote @context"),
    "a context in a file": ("a.jsonld", '{"@context": "SECRET"}', "remote @context"),
    "a context in a list": ("a.jsonld", '{"@context": [{}, "CANARY"]}', "remote @context"),
    "a context below": ("a.jsonld", '{"a:b": {"@context": "CANARY"}}', "remote @context"),
    "an import of a context": ("a.jsonld", '{"@context": {"@import": "CANARY"}}', "remote @import"),
    "an external entity": (
        "a.rdf",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "SECRET">]><r>&x;</r>',
        "external entity x",
    ),
    "an external entity elsewhere": (
        "a.rdf",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "CANARY">]><r>&x;</r>',
        "external entity x",
    ),
    "a parameter entity": (
        "a.rdf",
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "CANARY"> %x;]><r/>',
        "parameter entity x",
    ),
    "an external document type": (
        "a.rdf",
        '<!DOCTYPE r SYSTEM "CANARY"><r/>',
        "external document type",
    ),
    "an address with a space": ("a.ttl", "<urn:a b> <urn:b> 1 .", "a.ttl:1: "),
    "a path upwards": ("a.ttl", "<../../a> <urn:b> 1 .", "relative address without a base"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file(name: str, canary: str, run) -> None:
    file, data, line = FILES[name]
    if isinstance(data, str):
        data = filled(data, canary).encode()
    Path(file).write_bytes(data)
    result = run("convert", file, "-o", "out.nt")
    check(result, 2, line)
    assert not Path("out.nt").exists()


NAMES = {
    "a folder": ("folder", "foedus: folder: "),
    "a device": ("/dev/zero", "no extension"),
    "a link to a device": ("zero.ttl", "is not a regular file"),
    "a link in a circle": ("circle.ttl", "cannot be read"),
    "an address": ("http://127.0.0.1/a.ttl", "cannot be read: no such file or directory"),
    "a long name": ("a" * 300 + ".ttl", "cannot be read: file name too long"),
    "NUL": ("a\0.ttl", "cannot be read"),
    "a line break": ("a\nfoedus: done.ttl", "a\\x0Afoedus: done.ttl: cannot be read"),
    "a store that is none": ("store", "is no whole store"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name(name: str, canary: str, run) -> None:
    file, line = NAMES[name]
    Path("folder").mkdir()
    Path("zero.ttl").symlink_to("/dev/zero")
    Path("circle.ttl").symlink_to("circle.ttl")
    Path("store").mkdir()
    Path("store", "CURRENT").write_text("nonsense")
    check(run("convert", file, "-o", "out.nt"), 2, line)


def test_an_import_of_data_is_not_followed(canary: str, run) -> None:
    Path("a.ttl").write_text(filled(PREFIX + "e:o owl:imports <CANARY> , <SECRET> .", canary))
    check(run("convert", "a.ttl", "-o", "out.nt"), 0, "")
    assert WORDS not in Path("out.nt").read_text()


def filled(text: str, canary: str) -> str:
    secret = Path("secret.ttl").resolve().as_uri()
    return text.replace("CANARY", canary).replace("SECRET", secret)


def check(result, code: int, line: str) -> None:
    """The exit code, one line that says so, nothing of the secret, no traceback."""
    told = result.err.splitlines()
    assert result.code == code, result.err + result.out
    assert WORDS not in result.out + result.err
    assert "Traceback" not in result.err
    if code in (2, 3):
        assert result.out == ""
        assert len(told) == 1
        assert told[0].startswith("foedus: ")
    assert line in result.err
