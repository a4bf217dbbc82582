"""Terms that nobody declared are named with the file and the first line where they stand."""

from __future__ import annotations

from pathlib import Path

from foedus.bundled import spelling
from foedus.checks.shapes import validate
from foedus.rdf import reading
from foedus.rdf.reading import RdfFormat

TURTLE = """@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix f: <https://w3id.org/foedus/ontology#> .
@prefix code: <https://w3id.org/foedus/code/> .
# foedus:heldBye in a comment is not the place
<http://example.org/a> f:dateText "foedus:heldBye" ;
    f:heldBye <http://example.org/b> ;
    a <https://w3id.org/foedus/ontology#PostHoldng> ;
    f:voice code:source-voise .
"""


def faults(text: str, format: RdfFormat = RdfFormat.TURTLE) -> list[tuple[int | None, str]]:
    document = reading.read_bytes(text.encode(), format, "test")
    return [(fault.line, fault.reason) for fault in spelling.in_document(document)]


def test_each_term_with_its_line_and_the_nearest_declared_one() -> None:
    assert faults(TURTLE) == [
        (6, "no such term: foedus:heldBye; did you mean foedus:heldBy?"),
        (7, "no such term: foedus:PostHoldng; did you mean foedus:PostHolding?"),
        (8, "no such term: code:source-voise; did you mean code:source-voice?"),
    ]


def test_a_term_like_no_other_has_no_suggestion() -> None:
    text = "<http://example.org/a> a <https://w3id.org/foedus/ontology#Xyzzyqqq> ."
    assert faults(text) == [(1, "no such term: foedus:Xyzzyqqq")]


def test_other_syntaxes_are_searched_for_the_name() -> None:
    text = (
        '{"@context": {"f": "https://w3id.org/foedus/ontology#"},\n'
        ' "@id": "http://example.org/a",\n "f:heldBye": "x"}'
    )
    assert faults(text, RdfFormat.JSON_LD) == [
        (3, "no such term: foedus:heldBye; did you mean foedus:heldBy?")
    ]


def test_other_namespaces_are_not_ours_to_check() -> None:
    assert faults("<http://example.org/a> <http://xmlns.com/foaf/0.1/naem> 1 .") == []


QUERY = """PREFIX foedus: <https://w3id.org/foedus/ontology#>
SELECT ?s WHERE {
  # foedus:repotsTo here does not count
  ?s foedus:reportsTo "foedus:repotsTo" .
  ?s foedus:repotsTo ?o .
}
"""


def test_a_query_is_checked_too() -> None:
    assert [(fault.line, fault.reason) for fault in spelling.in_query(QUERY)] == [
        (5, "no such term: foedus:repotsTo; did you mean foedus:reportsTo?")
    ]


def test_a_misspelt_shacl_term_in_a_users_shapes_is_refused(tmp_path: Path, run) -> None:
    """Neither SHACL nor its meta-shapes see `sh:minCout`."""
    path = tmp_path / "mine.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<http://example.org/s> a sh:NodeShape ;\n"
        "    sh:targetClass <http://example.org/C> ;\n"
        "    sh:property [ sh:path <http://example.org/p> ; sh:minCout 1 ] .\n"
    )
    result = run("validate", "--shapes", str(path))
    assert result.code == 2
    assert result.err == (
        f"foedus: {path}:4: no such term: sh:minCout; did you mean sh:minCount?\n"
    )


def test_a_misspelt_term_of_ours_in_data_is_a_violation(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(TURTLE)
    report = validate([reading.read(path)])
    found = [finding for finding in report.findings if finding.rule == "check:term-misspelt"]
    assert [(finding.file, finding.line) for finding in found] == [
        (str(path), 6),
        (str(path), 7),
        (str(path), 8),
    ]
