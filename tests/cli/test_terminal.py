"""What a file says cannot steer the terminal: characters that turn or move the text are shown."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from rich.console import Console

from foedus.asking.why import Answer, Branch
from foedus.cli import screen

TURNED = "\u202e"
DATA = f"""@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<https://w3id.org/foedus/id/c{TURNED}d> a foedus:PersonnelCount ;
    rdfs:label "count{TURNED}  of\\u2067 nobody"@en ;
    skos:note "one line{TURNED}\\nand another" ;
    foedus:scopeText "x{TURNED}\\u200F" ;
    foedus:nominalValue 7 .
"""


def steering(text: str) -> set[str]:
    """The characters in a text that a terminal does not print, line ends aside."""
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf") and one != "\n"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / f"a{TURNED}b.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["lint", "FILE"], 1),
        (["validate", "FILE"], 1),
        (["check", "FILE"], 1),
        (["show", f"https://w3id.org/foedus/id/c{TURNED}d", "--data", "FILE"], 0),
        (["query", "QUERY", "--data", "FILE"], 0),
        (["query", "GRAPH", "--data", "FILE"], 0),
    ],
)
def test_direction_and_control_characters_are_shown_by_their_number(
    arguments: list[str], code: int, file: Path, run
) -> None:
    queries = {
        "QUERY": "SELECT * { ?s a <https://w3id.org/foedus/ontology#PersonnelCount> ; ?p ?o }",
        "GRAPH": "CONSTRUCT WHERE { ?s <https://w3id.org/foedus/ontology#scopeText> ?o }",
    }
    paths = {"FILE": file}
    for name, text in queries.items():
        paths[name] = file.with_name(f"{name}.rq")
        paths[name].write_text(text)
    result = run(*(paths.get(word, word) for word in arguments))
    assert result.code == code, result.err
    assert steering(result.out + result.err) == set()
    assert "\\u{202E}" in re.sub(r"\n *", "", result.out)


def test_a_line_end_in_a_name_makes_no_line_of_its_own() -> None:
    out = Console(file=io.StringIO(), width=200, highlight=False, emoji=False)
    screen.print_answer(out, Answer("a\nb\u202e[red]", False, lacking=(("c\x9b", "d\r"),)))
    screen.print_answer(out, Answer("a", True, Branch("e\nf\u2066", "stated", ("g\x07",))))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert steering(text) == set()
    assert "a\\x0Ab\\u{202E}[red]" in text
    assert "e\\x0Af\\u{2066} (stated)" in text
