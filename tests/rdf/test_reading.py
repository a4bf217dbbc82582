"""The one door for RDF: what it refuses, with the exact line, and what it keeps."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run, examples
from foedus.errors import BadInput, FoedusError, LimitReached, one_line
from foedus.rdf import reading
from foedus.rdf.names import XSD_NS
from foedus.rdf.reading import RdfFormat
from foedus.rdf.scanning import too_deep

XML = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:e="http://e/">\n{}\n</rdf:RDF>\n'
)
ENTITIES = "<!DOCTYPE rdf:RDF [\n%s\n]>\n" + XML.split("\n", 1)[1]
TRIPLE = "<http://e/s> <http://e/p> {} ."


def with_entities(entities: str, body: str = "") -> str:
    """Return RDF/XML with these entity declarations and this body."""
    return (ENTITIES % entities).format(body)


def refusal(data: bytes | str, name: str) -> str:
    """Return the exit code and the line with which the bytes are refused."""
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(FoedusError) as caught:
        reading.read_bytes(data, reading.format_of(name), name)
    return f"{caught.value.exit_code} {one_line(caught.value)}"


REFUSED = {
    "syntax": (
        "a.ttl",
        "@prefix e: <http://e/> .\ne:s e:p .",
        "2 foedus: a.ttl:2: . is not a valid RDF object",
    ),
    "undeclared prefix": (
        "a.ttl",
        "\ne:s e:p 1 .",
        "2 foedus: a.ttl:2: The prefix e: has not been declared",
    ),
    "cut after a token": (
        "a.ttl",
        "<http://e/s> <http://e/p>",
        "2 foedus: a.ttl:1: Unexpected end",
    ),
    "literal as subject": (
        "a.nt",
        '"a" <http://e/p> <http://e/o> .',
        "2 foedus: a.nt:1: The subject of a triple must be an IRI or a blank node",
    ),
    "gzip": (
        "a.ttl",
        b"\x1f\x8b\x08\x00",
        "2 foedus: a.ttl: is compressed (gzip): unpack it first",
    ),
    "zip": ("a.ttl", b"PK\x03\x04", "2 foedus: a.ttl: is compressed (zip): unpack it first"),
    "bzip2": ("a.ttl", b"BZh9", "2 foedus: a.ttl: is compressed (bzip2): unpack it first"),
    "xz": ("a.ttl", b"\xfd7zXZ\x00", "2 foedus: a.ttl: is compressed (xz): unpack it first"),
    "zstandard": (
        "a.ttl",
        b"\x28\xb5\x2f\xfd",
        "2 foedus: a.ttl: is compressed (zstandard): unpack it first",
    ),
    "Latin-1": (
        "a.ttl",
        b"# ok\n# \xe9t\xe9",
        "2 foedus: a.ttl:2: not UTF-8: byte 0xE9 at offset 7",
    ),
    "UTF-16": (
        "a.ttl",
        "# a".encode("utf-16"),
        f"2 foedus: a.ttl:1: not UTF-8: byte 0x{'# a'.encode('utf-16')[0]:02X} at offset 0",
    ),
    "NUL": ("a.ttl", b"\n# \x00", "2 foedus: a.ttl:2: control character U+0000"),
    "C1 control": ("a.ttl", "# \x9b", "2 foedus: a.ttl:1: control character U+009B"),
    "escaped control": (
        "a.ttl",
        TRIPLE.format(r'"\u0007"'),
        "2 foedus: a.ttl: control character U+0007 in a literal",
    ),
    "deep Turtle": (
        "a.ttl",
        TRIPLE.format("\n" + "[ <http://e/q> " * 101 + "1" + "]" * 101),
        "3 foedus: a.ttl:2: nested deeper than 100 levels",
    ),
    "deep lists": (
        "a.trig",
        TRIPLE.format("(" * 50_000 + ")" * 50_000),
        "3 foedus: a.trig:1: nested deeper than 100 levels",
    ),
    "relative address": (
        "a.ttl",
        "<s> <http://e/p> 1 .",
        "2 foedus: a.ttl:1: relative address without a base",
    ),
    "relative address in RDF/XML": (
        "a.rdf",
        XML.format('<rdf:Description rdf:about="s"><e:p/></rdf:Description>'),
        "2 foedus: a.rdf:3: relative address without a base in <s>",
    ),
    "relative address in JSON-LD": (
        "a.jsonld",
        '{\n"@id": "s", "http://e/p": 1}',
        "2 foedus: a.jsonld:2: relative address without a base in <s>",
    ),
    "long literal": (
        "a.ttl",
        TRIPLE.format('\n"' + "a" * (1024 * 1024 + 1) + '"'),
        "3 foedus: a.ttl:2: literal longer than 1048576 bytes",
    ),
    "long address": (
        "a.ttl",
        TRIPLE.format("\n<http://e/" + "a" * 4096 + ">"),
        "3 foedus: a.ttl:2: address longer than 4096 bytes",
    ),
    "long integer": (
        "a.ttl",
        TRIPLE.format("\n" + "1" * 1001),
        "2 foedus: a.ttl:2: number longer than 1000 characters",
    ),
    "decimal with exponent": (
        "a.ttl",
        TRIPLE.format(f'"1e9999999999"^^<{XSD_NS}decimal>'),
        "2 foedus: a.ttl:1: xsd:decimal with an exponent: 1e9999999999",
    ),
    "triple term": (
        "a.ttl",
        "\n" + TRIPLE.format("<<( <http://e/s> <http://e/p> 1 )>>"),
        "2 foedus: a.ttl:2: triple terms (RDF 1.2) are not read",
    ),
    "direction": (
        "a.ttl",
        TRIPLE.format('"a"@en--ltr'),
        "2 foedus: a.ttl: language tags with a direction (RDF 1.2) are not read",
    ),
    "not JSON": ("a.json", '{\n"a": }', "2 foedus: a.json:2: not JSON: Expecting value"),
    "duplicate key": ("a.json", '{"a": 1, "a": 2}', '2 foedus: a.json: duplicate key "a"'),
    "NaN": ("a.json", '{\n"a": NaN}', "2 foedus: a.json:2: NaN is not JSON"),
    "remote context": (
        "a.jsonld",
        '{"@graph": [\n{"@context": ["http://e/c"]}]}',
        "2 foedus: a.jsonld:2: remote @context http://e/c is not fetched: "
        "write the context into the file",
    ),
    "remote import": (
        "a.jsonld",
        '{"@context": {"@import": "file:///c"}}',
        "2 foedus: a.jsonld:1: remote @import file:///c is not fetched: "
        "write the context into the file",
    ),
    "deep JSON": (
        "a.jsonld",
        "\n" + "[" * 20_000 + "]" * 20_000,
        "3 foedus: a.jsonld:2: nested deeper than 100 levels",
    ),
    "not XML": ("a.rdf", XML.format("<e:C>"), "2 foedus: a.rdf:4: not XML: mismatched tag"),
    "XML encoding": (
        "a.rdf",
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<a/>',
        "2 foedus: a.rdf:1: XML encoding ISO-8859-1: only UTF-8 is read",
    ),
    "external type": (
        "a.rdf",
        '<!DOCTYPE a SYSTEM "http://e/a.dtd">\n<a/>',
        "2 foedus: a.rdf:1: external document type http://e/a.dtd is not fetched",
    ),
    "external entity": (
        "a.rdf",
        with_entities('<!ENTITY x SYSTEM "file:///etc/passwd">'),
        "2 foedus: a.rdf:2: external entity x (file:///etc/passwd) is not fetched",
    ),
    "parameter entity": (
        "a.rdf",
        with_entities('<!ENTITY % x "y">'),
        "2 foedus: a.rdf:2: parameter entity x is not allowed",
    ),
    "nested entities": (
        "a.rdf",
        with_entities('<!ENTITY x "y">\n<!ENTITY z "&x;&x;">'),
        "2 foedus: a.rdf:3: entity z is made of other entities",
    ),
    "long entity": (
        "a.rdf",
        with_entities(f'<!ENTITY x "{"y" * 1025}">'),
        "3 foedus: a.rdf:2: entity x is longer than 1024 characters",
    ),
    "many entities": (
        "a.rdf",
        with_entities("\n".join(f'<!ENTITY x{n} "y">' for n in range(257))),
        "3 foedus: a.rdf:258: more than 256 entities",
    ),
    "deep XML": (
        "a.rdf",
        XML.format("<e:C><e:p>" * 250 + "</e:p></e:C>" * 250),
        "3 foedus: a.rdf:3: nested deeper than 500 levels",
    ),
}


@pytest.mark.parametrize(("name", "data", "line"), REFUSED.values(), ids=REFUSED)
def test_refusal(name: str, data: bytes | str, line: str) -> None:
    assert refusal(data, name) == line


def test_flat_entities_cannot_fill_memory() -> None:
    big = f'<!ENTITY x "{"y" * 1000}">'
    data = with_entities(big, "<e:C>" + "&x;" * 70_000 + "</e:C>")
    assert refusal(data, "a.rdf").startswith("3 foedus: a.rdf:5: ")


def test_protege_entities_are_read() -> None:
    data = with_entities(
        '<!ENTITY e "http://e/">',
        '<rdf:Description rdf:about="&e;s"><e:p>a &amp; b</e:p></rdf:Description>',
    )
    (quad,) = reading.read_bytes(data.encode(), RdfFormat.RDF_XML, "a.owl").quads
    assert str(quad) == '<http://e/s> <http://e/p> "a & b"'


def test_json_without_context_holds_nothing() -> None:
    assert reading.read_bytes(b'{"name": "a"}', RdfFormat.JSON_LD, "a.json").quads == []


def test_byte_order_mark_is_dropped() -> None:
    data = b"\xef\xbb\xbf" + TRIPLE.format("1").encode()
    assert len(reading.read_bytes(data, RdfFormat.TURTLE, "a.ttl").quads) == 1


# --- files ----------------------------------------------------------------------


def read_refusal(path: Path, **options: int) -> str:
    with pytest.raises(FoedusError) as caught:
        reading.read(path, **options)
    assert caught.value.file == str(path)
    return f"{caught.value.exit_code} {caught.value.reason}"


def test_missing_file(tmp_path: Path) -> None:
    assert read_refusal(tmp_path / "a.ttl") == "2 cannot be read: no such file or directory"


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").mkdir()
    assert read_refusal(tmp_path / "a.ttl") == "2 is a folder, not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ttl")
    assert read_refusal(tmp_path / "a.ttl") == "2 is not a regular file"


def test_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"# " + b"a" * 100)
    assert read_refusal(path, max_size=101) == "3 is larger than 101 bytes (--max-size)"
    assert reading.read(path, max_size=102).quads == []
    path.write_bytes(b"#" * (64 * 1024 * 1024 + 1))
    assert read_refusal(path) == "3 is larger than 64 MiB (--max-size)"


def test_unknown_extension(tmp_path: Path) -> None:
    known = "use one of .ttl, .trig, .nt, .nq, .jsonld, .json, .rdf, .owl, .xml"
    assert read_refusal(tmp_path / "a.txt") == (
        f"2 unknown extension .txt: {known}, or name the format"
    )
    assert read_refusal(tmp_path / "a") == f"2 no extension: {known}, or name the format"


def test_name_with_control_characters_stays_on_one_line(run: Run, tmp_path: Path) -> None:
    result = run("convert", tmp_path / "a\n\x1b[31m\u202e.ttl", "-o", tmp_path / "b.nt")
    assert result.code == 2
    assert result.err == (
        f"foedus: {tmp_path}/a\\x0A\\x1B[31m\\u{{202E}}.ttl: "
        "cannot be read: no such file or directory\n"
    )


def test_error_line_is_at_most_300_characters() -> None:
    line = one_line(BadInput("b" * 400, "a" * 400, 7))
    assert len(line) == 300
    assert ":7: bbb" in line


# --- blank nodes -------------------------------------------------------------------


def test_blank_nodes_of_two_files_do_not_merge() -> None:
    data = TRIPLE.format("_:a").encode()
    one = reading.read_bytes(data, RdfFormat.TURTLE, "1.ttl")
    two = reading.read_bytes(data, RdfFormat.TURTLE, "2.ttl")
    assert [str(quad.object) for quad in one.quads] == ["_:a"]
    assert {str(quad.object) for quad in reading.join([one, two])} == {"_:d1_a", "_:d2_a"}


def test_anonymous_nodes_have_the_same_labels_in_every_run() -> None:
    data = TRIPLE.format("[ <http://e/q> [] , ( 1 ) ] , _:anon1").encode()
    one = reading.read_bytes(data, RdfFormat.TURTLE, "1.ttl").quads
    two = reading.read_bytes(data, RdfFormat.TURTLE, "1.ttl").quads
    assert one == two
    labels = {t.value for quad in one for t in quad if isinstance(t, ox.BlankNode)}
    assert labels == {"anon1", "anon2", "anon3", "anon4"}


def test_written_labels_that_look_random_are_kept() -> None:
    label = "c0bbaafa6fb12b36b2bfa3268135ef80"
    document = reading.read_bytes(TRIPLE.format(f"_:{label}").encode(), RdfFormat.TURTLE, "a.ttl")
    assert document.quads[0].object == ox.BlankNode(label)


# --- rdflib -------------------------------------------------------------------------


def test_rdflib_and_back(caplog: pytest.LogCaptureFixture) -> None:
    data = f"""
        <http://e/s> <http://e/p> 007 , "1"^^<{XSD_NS}boolean> , "a" , "b"@en-GB , _:b ,
            "1950-02-31"^^<{XSD_NS}date> , "c"^^<http://e/d> .
        <http://e/g> {{ _:b <http://e/p> "a" . }}
    """.encode()
    quads = reading.read_bytes(data, RdfFormat.TRIG, "a.trig").quads
    with caplog.at_level(logging.WARNING):
        dataset = reading.to_rdflib(quads)
    assert caplog.records == []
    assert len(dataset.default_graph) == 7
    assert set(reading.from_rdflib(dataset)) == set(quads)
    graph = reading.to_graph(quads)
    assert len(graph) == 8
    assert {quad.triple for quad in reading.from_rdflib(graph)} == {q.triple for q in quads}


def test_rdflib_statement_that_is_no_rdf_is_refused() -> None:
    import rdflib

    graph = rdflib.Graph()
    graph.add((rdflib.Literal("a"), rdflib.URIRef("http://e/p"), rdflib.Literal("b")))
    with pytest.raises(BadInput, match="not a valid RDF statement"):
        reading.from_rdflib(graph)


# --- depth --------------------------------------------------------------------------


def slow_depths(text: str) -> list[tuple[int, int]]:
    """Return (line, depth) at each opening bracket, one character at a time."""
    found, depth, at = [], 0, 0
    while at < len(text):
        char = text[at]
        if char in "\"'":
            at = _after_string(text, at)
            continue
        if char == "<" and (end := _after_address(text, at)):
            at = end
            continue
        if char == "#":
            while at < len(text) and text[at] not in "\r\n":
                at += 1
            continue
        if char == "\\":
            at += 2
            continue
        pair = text[at : at + 2]
        if pair == "<<" and _after_address(text, at + 1):
            at += 1
            continue
        width = 2 if pair in ("<<", ">>") else 1
        if char in "[({" or pair == "<<":
            depth += 1
            found.append((text.count("\n", 0, at) + 1, depth))
        elif char in "])}" or pair == ">>":
            depth = max(0, depth - 1)
        at += width
    return found


def _after_string(text: str, at: int) -> int:
    quote = text[at]
    long = text[at : at + 3] == quote * 3
    mark = quote * 3 if long else quote
    at += len(mark)
    while at < len(text):
        if text[at] == "\\":
            if at + 1 == len(text):
                return at
            at += 2
        elif text.startswith(mark, at):
            return at + len(mark)
        elif not long and text[at] in "\r\n":
            return at
        else:
            at += 1
    return at


def _after_address(text: str, at: int) -> int | None:
    at += 1
    while at < len(text):
        char = text[at]
        if char == ">":
            return at + 1
        if char == "\\":
            kind = text[at + 1 : at + 2]
            digits = 0
            while digits < 8 and text[at + 2 + digits : at + 3 + digits] in set("0123456789abAB"):
                digits += 1
            if kind not in ("u", "U") or digits < 4:
                return None
            at += 2 + digits
        elif char in '<"{}|^`' or char <= " ":
            return None
        else:
            at += 1
    return None


PIECES = st.sampled_from(
    [
        *("[", "]", "(", ")", "{", "}", "<<", ">>", "<", ">", '"', "'", '"""', "'''", "\\", "#"),
        *("\n", "\r", "a", "é", " ", ".", "<a:b>", "<a\\u0041#>", '"x"', "\\'", "\\#", "u0041"),
    ]
)


@settings(max_examples=examples(2000), deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 4))
def test_depth_agrees_with_a_slow_counter(text: str, limit: int) -> None:
    beyond = [line for line, depth in slow_depths(text) if depth > limit]
    assert too_deep(text, limit) == (beyond[0] if beyond else None)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(["[", "{", "]", "}", '"', "\\", "a", ",", ":"]), max_size=30))
def test_reading_json_never_raises_anything_else(pieces: list[str]) -> None:
    with suppress(FoedusError):
        reading.read_bytes("".join(pieces).encode(), RdfFormat.JSON_LD, "a.json")


@settings(max_examples=examples(500), deadline=None)
@given(st.binary(max_size=60), st.sampled_from(sorted(reading.FORMATS)))
def test_no_bytes_raise_anything_else(data: bytes, name: str) -> None:
    with suppress(FoedusError):
        reading.read_bytes(data, reading.FORMATS[name], "a")


def test_depth_scan_is_linear_on_hostile_text() -> None:
    # An unclosed long string after many quotes once took time squared.
    text = "[" * 101 + '"""' + '"" \\' * 500_000
    assert too_deep(text, 100) == 1


@pytest.mark.datasets
def test_published_datasets_are_read(datasets: Path) -> None:
    files = [path for path in sorted(datasets.iterdir()) if path.suffix in reading.EXTENSIONS]
    assert files
    for path in files:
        assert reading.read(path).quads, path.name


def test_limit_is_no_bad_input() -> None:
    assert not issubclass(LimitReached, BadInput)
