"""The commands tour, validate and infer, as a user meets them, and the same calls from Python."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import foedus
from foedus.bundled.questions import TOUR

CONTRADICTION = """@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
id:a a foedus:NationalCommand , foedus:MultinationalCommand .
"""


@pytest.fixture
def contradiction(tmp_path: Path) -> Path:
    path = tmp_path / "contradiction.ttl"
    path.write_text(CONTRADICTION)
    return path


def test_the_tour_fits_a_screen_cites_each_answer_and_ends_in_one_command(run) -> None:
    result = run("tour")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 110  # a citation stands on one line
    assert "\x1b" not in result.out
    steps = [line.split()[1] for line in lines if line.startswith("✓ ")]
    assert steps == ["Load", "Validate", "Reason"]
    for number in TOUR:
        assert any(line.startswith(f"{number} ") for line in lines)
        assert run("query", number).out in result.out
    assert "[1] P11 “about 60,000”" in lines
    assert lines[-1] == "Next, all that is known of one command: foedus show us-forces-japan"


def test_validate_the_article(run) -> None:
    result = run("validate")
    assert result.code == 0
    assert result.out.startswith("conforms: 0 violations, 0 warnings, 0 infos (")


def test_validate_tells_file_line_and_what_to_do(run, tmp_path: Path) -> None:
    path = tmp_path / "count.ttl"
    path.write_text(
        "@prefix code: <https://w3id.org/foedus/code/> .\n"
        "@prefix foedus: <https://w3id.org/foedus/ontology#> .\n"
        "@prefix id: <https://w3id.org/foedus/id/> .\n\n"
        "id:count a foedus:PersonnelCount ; foedus:nominalValue 7 ; foedus:qualifier code:about .\n"
    )
    result = run("validate", path)
    assert result.code == 1
    lines = result.out.splitlines()
    assert f"Violation {path}:5: id:count" in lines
    assert "shape:PersonnelCount-scopeText" in result.out
    assert lines[-1].startswith("does not conform: 1 violation, ")


def test_a_broken_shapes_file_is_bad_input(run, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<http://example.org/s> a sh:PropertyShape ; sh:targetClass <http://example.org/C> ;\n"
        "    sh:path <http://example.org/p> ; sh:minCount <http://example.org/many> .\n"
    )
    result = run("validate", "--shapes", path)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("foedus: ")
    assert result.err.count("\n") == 1


def test_infer_writes_only_what_follows(run, tmp_path: Path) -> None:
    target = tmp_path / "inferred.nt"
    assert run("infer", "-o", target).code == 0
    lines = target.read_text().splitlines()
    assert lines == sorted(lines)
    assert any(
        "id/arrangement-us-japan>" in line and "#ParallelCommandArrangement>" in line
        for line in lines
    )
    assert not any("#reportsTo>" in line for line in lines)
    again = run("infer", "-o", "-", "--to", "ntriples")
    assert again.data == target.read_bytes()


def test_infer_tells_a_contradiction_and_writes_nothing(run, contradiction, tmp_path) -> None:
    target = tmp_path / "inferred.ttl"
    result = run("infer", contradiction, "-o", target)
    assert result.code == 1
    assert not target.exists()
    assert "id:a" in result.out
    assert "foedus:MultinationalCommand" in result.out
    assert result.out.splitlines()[-1] == "inconsistent: 1 contradiction; nothing written"


@pytest.mark.parametrize(
    "arguments",
    [["validate", "absent.ttl"], ["infer", "absent.ttl", "-o", "x.ttl"], ["trace", "absent.ttl"]],
)
def test_a_file_that_is_not_there_is_one_line(run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err == "foedus: absent.ttl: cannot be read: no such file or directory\n"


def test_load_from_python(tmp_path: Path) -> None:
    path = tmp_path / "more.trig"
    path.write_text("<http://e/g> { <http://e/s> <http://e/p> 1 } <http://e/s> <http://e/p> 2 .")
    data = foedus.load(path)
    assert isinstance(data, rdflib.Dataset)
    default = data.default_graph
    assert (foedus.ID["us-forces-japan"], rdflib.RDF.type, foedus.FOEDUS.NationalCommand) in default
    graph = data.graph(rdflib.URIRef("http://e/g"))
    assert len(graph) == 1
    assert len(foedus.load(path, article=False).default_graph) == 1


def test_ask_from_python(tmp_path: Path) -> None:
    assert foedus.ask("007")[0]["kind"] == str(foedus.FOEDUS.ParallelCommandArrangement)
    assert foedus.ask("004")[0]["number"] == 60000
    assert foedus.ask("002")[0]["stands"] == "planned"
    path = tmp_path / "mine.rq"
    path.write_text("ASK { ?s ?p ?o }")
    assert foedus.ask(str(path)) is True
    path.write_text("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3")
    assert len(foedus.ask(str(path))) == 3
    with pytest.raises(foedus.BadInput, match="no parameter 'state'"):
        foedus.ask("001", state="japan")


def test_the_namespaces_refuse_what_the_ontology_lacks() -> None:
    assert str(foedus.CODE["under-way"]).endswith("/code/under-way")
    assert foedus.ID["anything-at-all"]
    with pytest.raises(AttributeError):
        foedus.FOEDUS.Comand  # noqa: B018
    with pytest.raises(KeyError):
        foedus.CODE["underway"]
