"""`foedus check --text`: words compared with the text that they are taken from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedus.asking.statements import Passage
from foedus.checks import everything, texts
from foedus.rdf import reading

HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/x/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

ex:gazette a foedus:SourceDocument ; rdfs:label "Gazette of Ruritania"@en .
"""
TEXT = """From the court

The King of Ruritania has signed the treaty. “We stand by it,” he said.
"""


def passage(words: str, start: int = -1, *, quoted: bool = False, paragraph: int = 0) -> Passage:
    end = start + len(words) if start >= 0 else -1
    return Passage("https://example.org/p", quoted, paragraph, start, end, words, "en")


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        (passage("has signed"), ""),
        (passage("has signed", 38, paragraph=2), ""),
        (passage("has signed", 38), ""),
        (passage("has broken"), "“has broken” stands nowhere in the text."),
        (passage("has signed", 37), "“has signed” does not stand at 37-47 but at 38-48."),
        (
            passage("has broken", 38),
            "“has broken” does not stand at 38-48, nor anywhere in the text.",
        ),
        (passage("has signed", 38, paragraph=1), "“has signed” is not in paragraph 1 but in 2."),
    ],
)
def test_words_stand_where_their_passage_says(where: Passage, fault: str) -> None:
    assert texts.Text(TEXT).misplaced(where) == fault


@pytest.mark.parametrize(
    ("text", "quoted", "told"),
    [
        ("He said “we stand” and left “now”.", "we stand", "and left"),
        ('He said "we stand" and left "now".', "we stand", "and left"),
        ("Er sagte „wir stehen“ und ging „jetzt“.", "wir stehen", "und ging"),
        ("Er sagte »wir stehen« und ging »jetzt«.", "wir stehen", "und ging"),
        ("Il dit « nous tenons » et partit « vite ».", "nous tenons", "et partit"),
        ("Il dit ‹ nous tenons › et partit ‹ vite ›.", "nous tenons", "et partit"),
        ("He said ‘we don’t go’ and left ‘now’.", "we don’t go", "and left"),
        ("彼は「東京」と言った。", "東京", "と言った"),
        # An opening mark that is repeated at a paragraph does not start anew.
        ("“One.\n\n“Two.” He left.", "Two.", "He left"),
        ('"One.\n\n"Two." He left.', "Two.", "He left"),
        # A mark that is never closed quotes nothing.
        ("He said “we stand” and “left", "we stand", "left"),
    ],
)
def test_a_quotation_stands_between_marks_of_the_common_kinds(text, quoted, told) -> None:
    source = texts.Text(text)
    assert source.quoted(passage(quoted))
    assert source.quoted(passage(quoted, text.index(quoted)))
    assert not source.quoted(passage(told))
    assert not source.quoted(passage(told, text.index(told)))


def facts(*passages: str) -> str:
    """A file with passages of the gazette, each ``kind|words|rest``."""
    lines = [HEAD]
    for number, one in enumerate(passages):
        kind, words, rest = one.split("|")
        lines.append(
            f"ex:p{number} a foedus:{kind} ; foedus:passageOf ex:gazette ;"
            f' foedus:exactText "{words}"@en {rest} .'
        )
    return "\n".join(lines)


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Path, Path]:
    """A file of facts and its text."""
    mine, text = tmp_path / "mine.ttl", tmp_path / "gazette.txt"
    text.write_text(TEXT, encoding="utf-8")
    place = "; foedus:paragraphNumber 2 ; foedus:charStart {} ; foedus:charEnd {}"
    mine.write_text(
        facts(
            "Passage|has signed|" + place.format(38, 48),
            "Passage|has signed|" + place.format(37, 47),
            "Quotation|We stand by it|" + place.format(62, 76),
            "Quotation|the treaty|" + place.format(49, 59),
        ),
        encoding="utf-8",
    )
    return mine, text


def test_what_does_not_stand_is_named_at_its_line(planted: tuple[Path, Path], run) -> None:
    mine, text = planted
    result = run("check", mine, "--text", text, "--format", "json")
    body = json.loads(result.out)
    assert (result.code, body["checked"]["words"]["passages"]) == (1, 4)
    rules = ("check:words-misplaced", "check:quotation-unmarked")
    told = [one for one in body["findings"] if one["rule"] in rules]
    assert [(one["severity"], one["rule"], one["subject"], one["message"]) for one in told] == [
        (
            "Violation",
            "check:words-misplaced",
            "<https://example.org/x/p1>",
            "“has signed” does not stand at 37-47 but at 38-48.",
        ),
        (
            "Violation",
            "check:quotation-unmarked",
            "<https://example.org/x/p3>",
            "“the treaty” stands between no quotation marks.",
        ),
    ]
    lines = mine.read_text(encoding="utf-8").splitlines()
    assert [lines[one["line"] - 1].split()[0] for one in told] == ["ex:p1", "ex:p3"]


def test_without_a_text_the_report_says_that_nothing_was_compared(planted, run) -> None:
    out = run("check", planted[0]).out
    assert "4 passages were compared with no text; --text FILE compares them" in out.splitlines()


def test_passages_of_another_document_are_not_held_against_the_text(planted, run) -> None:
    mine, text = planted
    other = 'ex:q a foedus:Passage ; foedus:passageOf ex:other ; foedus:exactText "elsewhere"@en .'
    mine.write_text(mine.read_text(encoding="utf-8") + "\n" + other, encoding="utf-8")
    report = everything.check([str(mine)], text=str(text))
    (part,) = (part for part in report.parts if part.name == "words")
    assert part.checked == {"passages": 4}
    assert len(part.findings) == 2
    assert "1 passages of other documents were compared with no text" in report.notes


def test_a_text_that_is_not_there_is_bad_input(planted, run) -> None:
    found = run("check", planted[0], "--text", "nowhere.txt")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("foedus: nowhere.txt: ")


# --- accepted findings --------------------------------------------------------

ACCEPTING = (
    HEAD
    + """
ex:count a foedus:PersonnelCount ; foedus:nominalValue 6000 ; foedus:evidencedBy ex:p ;
    foedus:acceptedFinding <https://w3id.org/foedus/checks#words-number> .
ex:stmt foedus:admitted true ; foedus:evidencedBy ex:will ;
    foedus:acceptedFinding <https://w3id.org/foedus/shapes#CueNotReal> .
ex:idle foedus:nominalValue 60000 ; foedus:evidencedBy ex:p ;
    foedus:acceptedFinding <https://w3id.org/foedus/checks#words-number> .
ex:p foedus:exactText "about 60,000 troops"@en .
ex:will foedus:exactText "it will be so"@en .
"""
)


def test_accepted_findings_are_counted_and_those_in_vain_are_told(tmp_path: Path, run) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(ACCEPTING, encoding="utf-8")
    report = everything.check([str(path)])
    rules = {one.rule for one in report.findings}
    assert not rules & {"check:words-number", "shape:CueNotReal"}
    idle = [one for one in report.findings if one.rule == "check:acceptance-idle"]
    assert [(one.severity, one.subject) for one in idle] == [
        ("Info", "<https://example.org/x/idle>")
    ]
    assert (
        "2 accepted: <https://example.org/x/count> (check:words-number),"
        " <https://example.org/x/stmt> (shape:CueNotReal)"
    ) in report.notes
    silent = [one.subject for one in report.findings if one.rule == "shape:AcceptedFinding"]
    assert len(silent) == 3
    path.write_text(ACCEPTING.replace("foedus:acceptedFinding", "rdfs:seeAlso"), encoding="utf-8")
    rules = {one.rule for one in everything.check([str(path)]).findings}
    assert rules >= {"check:words-number", "shape:CueNotReal"}


def test_hints_do_not_fail_a_check(tmp_path: Path, run) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        HEAD + 'ex:seat a foedus:Headquarters ; rdfs:label "seat"@en ; '
        'foedus:sourcedFrom ex:gazette ; rdfs:comment "a"@en .',
        encoding="utf-8",
    )
    found = run("check", path, "--format", "json")
    assert {one["rule"] for one in json.loads(found.out)["findings"]} == {
        "check:headquarters-of-nothing",
        "check:words-missing",
    }
    assert found.code == 0
    assert run("check", path, "--fail-on", "info").code == 1


def test_documents_are_read_once() -> None:
    assert texts.compared(reading.to_store([]), TEXT) == []
