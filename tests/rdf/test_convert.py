"""Conversion: all six syntaxes both ways, without loss or not at all."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run, examples
from foedus.bundled import folders
from foedus.rdf import reading, writing
from foedus.rdf.names import RDF_NS, XSD_NS
from foedus.rdf.reading import FORMATS, Document, RdfFormat
from foedus.rdf.writing import convert_document

SUFFIX = {
    "turtle": "ttl",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nq",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
}
GRAPH = '<http://e/g> {{ <http://e/s> <http://e/p> "a" . }}\n'

IRIS = st.sampled_from(
    [
        *(
            "http://e/",
            "http://e/a",
            "http://e/a#é",
            "http://e/a'b&c=d",
            "http://e//g",
            "http://e/-",
        ),
        *("http://e/x.", "urn:x:y", "mailto:a@b", "e:f", "https://w3id.org/foedus/ontology#State"),
    ]
).map(ox.NamedNode)
PREDICATES = st.sampled_from(
    [
        *("http://e/a", "http://e/a#é", "http://e/1a.b-c", "http://e/x?y", "urn:x:y"),
        *(XSD_NS + "date", RDF_NS + "type", RDF_NS + "first", RDF_NS + "_1"),
    ]
).map(ox.NamedNode)
BLANKS = st.sampled_from(["a", "b", "b1", "b2", "b10", "x.y", "0"]).map(ox.BlankNode)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n\"'\\<>&]"),
    max_size=12,
).filter(lambda text: not any(char in "\ufffe\uffff" for char in text))
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "zh-hant"])
    ),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(name)),
        TEXTS,
        st.sampled_from([XSD_NS + "date", "http://e/d", "http://www.w3.org/2000/01/rdf-schema#"]),
    ),
    st.sampled_from(["1", "007", "-1", "+1.", "1.0", ".5", "true", "1", "x"]).flatmap(
        lambda text: st.sampled_from(["integer", "decimal", "boolean", "double"]).map(
            lambda name: ox.Literal(text, datatype=ox.NamedNode(XSD_NS + name))
        )
    ),
)
NODES = st.one_of(IRIS, BLANKS)
OBJECTS = st.one_of(IRIS, BLANKS, LITERALS)
PREFIXES = st.dictionaries(
    st.sampled_from(["", "e", "urn", "mailto", "http", "ns1", "rdf", "xml1", "a.b", "é"]),
    st.sampled_from(["http://e/", "http://e/a", "http://e/a#", "urn:x:", "urn:", "http://www.w3"]),
)


def triples(graphs: st.SearchStrategy[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]):
    return st.lists(st.builds(ox.Quad, NODES, PREDICATES, OBJECTS, graphs), max_size=8)


def same(one: list[ox.Quad], two: list[ox.Quad]) -> bool:
    """Compare with another canonical form than the writer's own."""
    datasets = [ox.Dataset(one), ox.Dataset(two)]
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return datasets[0] == datasets[1]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=examples(150), deadline=None)
@given(quads=triples(st.just(ox.DefaultGraph())), prefixes=PREFIXES)
def test_round_trip(name: str, quads: list[ox.Quad], prefixes: dict[str, str]) -> None:
    document = Document("in", quads, prefixes, b"", RdfFormat.TRIG)
    data = convert_document(document, FORMATS[name])
    again = reading.read_bytes(data, FORMATS[name], "out")
    assert same(again.quads, quads)
    assert convert_document(again, FORMATS[name]) == writing.serialize(
        quads, FORMATS[name], again.prefixes
    )


@pytest.mark.parametrize("name", ["trig", "nquads", "jsonld"])
@settings(max_examples=examples(150), deadline=None)
@given(quads=triples(st.one_of(IRIS, BLANKS, st.just(ox.DefaultGraph()))), prefixes=PREFIXES)
def test_round_trip_of_graphs(name: str, quads: list[ox.Quad], prefixes: dict[str, str]) -> None:
    document = Document("in", quads, prefixes, b"", RdfFormat.TRIG)
    data = convert_document(document, FORMATS[name])
    assert same(reading.read_bytes(data, FORMATS[name], "out").quads, quads)


@settings(max_examples=examples(100), deadline=None)
@given(quads=triples(st.just(ox.DefaultGraph())))
def test_another_parser_reads_our_xml_alike(quads: list[ox.Quad]) -> None:
    document = Document("in", quads, {"e": "http://e/"}, b"", RdfFormat.TRIG)
    expected = reading.to_graph(quads)
    data = convert_document(document, RdfFormat.RDF_XML)
    graph = rdflib.Graph().parse(data=data, format="xml")
    assert len(graph) == len(expected)
    assert _without_blanks(graph) == _without_blanks(expected)


def _without_blanks(graph: rdflib.Graph) -> set[tuple[rdflib.term.Node, ...]]:
    return {row for row in graph if not any(isinstance(term, rdflib.BNode) for term in row)}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(source, target, marks=[] if source == target else [pytest.mark.slow])
        for source, target in product(SUFFIX, repeat=2)
    ],
)
def test_the_data_in_every_syntax(run: Run, tmp_path: Path, source: str, target: str) -> None:
    original = folders.data_file("usfj-upgrade")
    first, second = tmp_path / f"a.{SUFFIX[source]}", tmp_path / f"b.{SUFFIX[target]}"
    third = tmp_path / "c.nq"
    for one, two in ((original, first), (first, second), (second, third)):
        result = run("convert", one, "-o", two)
        assert (result.code, result.err, result.out) == (0, "", "")
    expected = writing.serialize(reading.read(original).quads, RdfFormat.N_QUADS)
    assert third.read_bytes() == expected


def test_prefixes_are_kept(run: Run, tmp_path: Path) -> None:
    text = '@prefix zz: <http://e/> .\n\nzz:s zz:p "a" .\n'
    (tmp_path / "a.ttl").write_text(text)
    for suffix in ("jsonld", "rdf", "trig"):
        assert run("convert", tmp_path / "a.ttl", "-o", tmp_path / f"b.{suffix}").code == 0
        result = run("convert", tmp_path / f"b.{suffix}", "-o", "-", "--to", "turtle")
        lines = [line for line in result.out.splitlines() if "rdf-syntax-ns" not in line]
        assert lines == text.splitlines()


def test_standard_input_and_output(run: Run) -> None:
    line = b'<http://e/s> <http://e/p> "a" .\n'
    result = run("convert", "-", "-o", "-", "--to", "nt", stdin=line)
    assert (result.code, result.data, result.err) == (0, line, "")
    result = run("convert", "-", "-o", "-", "--from", "nq", "--to", "nt", stdin=b"\n<a")
    assert (result.code, result.data) == (2, b"")
    assert result.err.startswith("foedus: <stdin>:2: ")


def refused(run: Run, source: Path, *options: object) -> str:
    """Convert, expect exit code 2 and no output file; return the line without the file's name."""
    before = sorted(source.parent.iterdir())
    result = run("convert", source, *options)
    assert (result.code, result.out) == (2, "")
    assert sorted(source.parent.iterdir()) == before
    assert result.err.count("\n") == 1
    return result.err.rstrip("\n").replace(f"{source.parent}/", "")


@pytest.mark.parametrize(
    ("suffix", "format"), [("ttl", "Turtle"), ("nt", "N-Triples"), ("rdf", "RDF/XML")]
)
def test_named_graphs_are_refused(run: Run, tmp_path: Path, suffix: str, format: str) -> None:
    source = tmp_path / "a.trig"
    source.write_text(GRAPH.format())
    assert refused(run, source, "-o", tmp_path / f"b.{suffix}") == (
        f"foedus: a.trig: a named graph cannot be written as {format}: use TriG, N-Quads or JSON-LD"
    )
    source.write_text(GRAPH.format() + GRAPH.format().replace("/g>", "/h>"))
    assert refused(run, source, "-o", tmp_path / f"b.{suffix}") == (
        f"foedus: a.trig: 2 named graphs cannot be written as {format}: "
        "use TriG, N-Quads or JSON-LD"
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "<http://e/s> <http://e/1> 1",
            "predicate <http://e/1> cannot be an element name: RDF/XML cannot hold it",
        ),
        (
            "<http://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1",
            "predicate rdf:li cannot be an element name: RDF/XML cannot hold it",
        ),
        (
            r'<http://e/s> <http://e/p> "\uFFFE"',
            "a literal holds the character U+FFFE: RDF/XML cannot hold it",
        ),
    ],
)
def test_what_rdf_xml_cannot_hold_is_refused(
    run: Run, tmp_path: Path, statement: str, reason: str
) -> None:
    source = tmp_path / "a.ttl"
    source.write_text(statement + " .")
    assert refused(run, source, "-o", tmp_path / "b.rdf") == f"foedus: a.ttl: {reason}"


def test_loss_is_noticed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a.ttl"
    source.write_text('<http://e/s> <http://e/p> "a" , "b" .')
    whole = writing.encode
    monkeypatch.setattr(writing, "encode", lambda quads, *rest: whole(list(quads)[:1], *rest))
    line = refused(run, source, "-o", tmp_path / "b.nt")
    assert line.startswith(
        "foedus: a.ttl: cannot be written as N-Triples without loss: <http://e/s>"
    )


def test_unclear_formats(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    source.write_text("")
    known = ".ttl, .trig, .nt, .nq, .jsonld, .json, .rdf, .owl, .xml"
    assert refused(run, source, "-o", "-") == "foedus: standard output needs a format: --to"
    assert refused(run, source, "-o", tmp_path / "b.n3") == (
        f"foedus: b.n3: unknown extension .n3: use one of {known}, or name the format"
    )
    assert refused(run, source, "-o", "-", "--to", "n3") == (
        "foedus: unknown format n3: use one of turtle, trig, ntriples, nquads, jsonld, rdfxml"
    )


def test_broken_input_leaves_the_output_alone(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "a.ttl", tmp_path / "b.nt"
    source.write_text("<http://e/s> <http://e/p> 1 .\n<http://e/s> <http://e/p>")
    target.write_text("old")
    assert refused(run, source, "-o", target) == "foedus: a.ttl:2: Unexpected end"
    assert target.read_text() == "old"


def test_a_file_can_be_rewritten_in_place(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    source.write_text("<http://e/s> <http://e/p> 1 , 1 .")
    assert run("convert", source, "-o", source).code == 0
    assert source.read_text() == "<http://e/s> <http://e/p> 1 .\n"


LISTED = {
    "a list": ("e:a e:p ( 1 e:b ) .", "e:a e:p ( 1 e:b ) ."),
    "a list in a list": ('e:a e:p ( ( "( 2" ) e:b ) .', 'e:a e:p ( ( "( 2" ) e:b ) .'),
    "a cell that two point to": ("e:a e:p _:l . e:b e:p _:l . _:l rdf:first 1 ; rdf:rest () .", ""),
    "a cell that says more": ("e:a e:p _:l . _:l rdf:first 1 ; rdf:rest () ; e:q 2 .", ""),
    "no end": ("e:a e:p _:l . _:l rdf:first 1 ; rdf:rest e:b .", ""),
    "a circle": ("e:a e:p _:l . _:l rdf:first _:m ; rdf:rest _:l . _:m e:p 1 .", ""),
    "a list in itself": ("_:l rdf:first _:l ; rdf:rest () .", ""),
    "two graphs": ("e:a e:p _:l . e:g { _:l rdf:first 1 ; rdf:rest () }", ""),
}


@pytest.mark.parametrize(("text", "line"), LISTED.values(), ids=LISTED)
def test_lists_that_are_well_formed_are_written_in_brackets(text: str, line: str) -> None:
    head = f"@prefix e: <http://e/> . @prefix rdf: <{RDF_NS}> ."
    document = reading.read_bytes((head + text).encode(), RdfFormat.TRIG, "in")
    data = convert_document(document, RdfFormat.TRIG)
    assert same(reading.read_bytes(data, RdfFormat.TRIG, "out").quads, document.quads)
    lines = [one for one in data.decode().splitlines() if "( " in one]
    assert lines == ([line] if line else [])
