"""Texts, dates and commands: where words stand, what a date means, how a sheet begins."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.authoring import build, check, dates, names, patterns, sheet, text
from foedus.bundled import relations
from foedus.bundled.terms import declared_terms
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS
from foedus.sources.dates import NotADate

TEXT = (
    "Gen. Ito met U.S. Col. Roe. “We agree,” he said … “so far.”\n\n"
    "The U.S. forces left. Nobody knew; see No. 5 of the list!\n"
)
HTML = "<html><head><title>x</title></head><nav>Menu</nav><p>One &amp;\n two.</p><p>Three.</p>"
MARKDOWN = "# A *title*\n\nA [link](http://x.example) and **bold**\nwrapped.\n\n- an item\n"


def source(tmp_path: Path, words: str, name: str = "text.txt") -> text.Source:
    (tmp_path / name).write_text(words, encoding="utf-8")
    return text.read(tmp_path / name)


# --- texts --------------------------------------------------------------------------


def test_sentences_end_where_people_end_them(tmp_path: Path) -> None:
    found = source(tmp_path, TEXT)
    assert [(one.number, found.words(one)) for one in found.sentences] == [
        ("1.1", "Gen. Ito met U.S. Col. Roe."),
        ("1.2", "“We agree,” he said … “so far.”"),
        ("2.1", "The U.S. forces left."),
        ("2.2", "Nobody knew; see No. 5 of the list!"),
    ]


def test_quotations_lose_the_stop_inside_and_split_at_an_ellipsis(tmp_path: Path) -> None:
    found = source(tmp_path, 'He said "no … never." “We will\n\nShe said “yes, we do.”')
    told = [(found.words(one), one.elided) for one in found.quotations]
    assert told == [("no", True), ("never", True), ("We will", False), ("yes, we do", False)]


@pytest.mark.parametrize(
    ("name", "words", "lines"),
    [
        ("page.html", HTML, ["One & two.", "Three."]),
        ("page.md", MARKDOWN, ["A title", "A link and bold wrapped.", "an item"]),
        ("page.txt", "Short\nlines.\n\nOf two.\n", ["Short lines.", "Of two."]),
        ("lines.txt", "One.\nTwo.\n", ["One.", "Two."]),
    ],
)
def test_a_paragraph_is_a_line(tmp_path: Path, name: str, words: str, lines: list[str]) -> None:
    found = source(tmp_path, words, name)
    assert [found.words(span) for span in found.paragraphs] == lines


@given(st.text(alphabet="aB .!?“”\"'…\n", max_size=60))
def test_every_word_is_in_one_sentence_and_stands_where_it_is_found(words: str) -> None:
    found = text.Source("t", "", words)
    spans = found.sentences
    assert all(one.end <= two.start for one, two in pairwise(spans))
    left = words
    for one in reversed(spans):
        left = left[: one.start] + left[one.end :]
        assert one.start in {span.start for span in found.find(found.words(one))}
    assert not left.strip()
    for one in found.quotations:
        assert found.words(one).strip() == found.words(one) != ""


def test_quote_tells_where_words_stand_and_how_they_differ(tmp_path: Path, run: Any) -> None:
    file = source(tmp_path, TEXT).name
    assert run("quote", file, '"We agree').out == "1.2 at 1:28\n"
    assert run("quote", file, "We agree").out == "1.2 at 1:29 in quotation marks\n"
    assert run("quote", file, "Gen. Ito … Col. Roe").out == "1.1 at 1:0\n"
    missed = run("quote", file, "The U.S. troops left")
    assert missed.code == 1
    assert "nearest in 2.1" in missed.out and "[troops] {forces}" in missed.out
    told = json.loads(run("quote", file, "Nobody", "--format", "json").out)
    assert told["found"][0]["paragraph"] == 2


# --- dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "earliest", "latest", "precision"),
    [
        ("14 October 2026", "2026-10-14", "2026-10-14", "day"),
        ("March 24, 2025", "2025-03-24", "2025-03-24", "day"),
        ("in Sept. 2025", "2025-09-01", "2025-09-30", "month"),
        ("early March 2025", "2025-03-01", "2025-03-10", "part-of-month"),
        ("mid-March 2025", "2025-03-11", "2025-03-20", "part-of-month"),
        ("late February 2024", "2024-02-21", "2024-02-29", "part-of-month"),
        ("since 1957", "1957-01-01", "1957-12-31", "year"),
        ("by June 2027", "", "2027-06-30", "month"),
        ("recently", "", "", ""),
        ("by mid-2027", "", "", ""),
        ("recently [..2025-03-31]", "", "2025-03-31", ""),
    ],
)
def test_a_date_in_words(words: str, earliest: str, latest: str, precision: str) -> None:
    phrase = words.partition(" [")[0]
    assert dates.parse(words) == dates.Date(phrase, earliest, latest, precision)


@pytest.mark.parametrize("words", ["31 February 2031", "2031-02-30", "[2031-05..2031-04]", "[]"])
def test_no_calendar_has_it(words: str) -> None:
    with pytest.raises(NotADate):
        dates.parse(words)


@given(
    st.dates(),
    st.dates(),
    st.sampled_from(["", "recently", "in May"]),
    st.sampled_from(["", "day"]),
)
def test_what_is_written_is_read_as_the_same_date(
    one: date, other: date, words: str, precision: str
) -> None:
    first, last = sorted((one.isoformat(), other.isoformat()))
    for told in (
        dates.Date(words, first, last),
        dates.Date("", first, first, precision),
        dates.Date(words, "", last),
    ):
        if told.earliest != told.latest or precision or told.words:
            assert dates.parse(dates.written(told)) == told


# --- sheets ---------------------------------------------------------------------------------

HEAD = "article: x\nnamespace: https://example.org/x/\ndocument: {label: x}\n"


@pytest.mark.parametrize(
    ("yaml_text", "line", "reason"),
    [
        ("facts:\n- A1: he said: no\n", 5, "the words have “: ” in them"),
        ("facts:\n\t- A1: no\n", 5, "begins with a tab: use spaces"),
        ("facts:\n- A1: [no\n", None, "YAML"),
        ("facts: none\n", 4, "facts is a list"),
        ("facts:\n- A1\n", 4, "a fact is a block of keys"),
    ],
)
def test_what_is_no_sheet_is_refused_with_its_line(
    tmp_path: Path, run: Any, yaml_text: str, line: int | None, reason: str
) -> None:
    file = tmp_path / "x.sheet.yaml"
    file.write_text(HEAD + yaml_text, encoding="utf-8")
    done = run("article", "check", file)
    assert done.code == 2
    assert reason in done.err and (line is None or f":{line}: " in done.err)


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_a_block_is_read_as_it_was_written(block: dict[str, str]) -> None:
    keep = {
        key: value
        for key, value in block.items()
        if (key + value).isprintable() and key.strip() == key and value.strip() == value
    }
    written = sheet.dump({"article": "x", "namespace": "https://y.example/"}, {"name": keep}, [])
    told = sheet.parse(written, "x")[0].names
    assert told == ({"name": keep} if keep else {"name": {}})


def test_the_sheet_says_what_its_text_is_not(tmp_path: Path, run: Any) -> None:
    file = source(tmp_path, "One fact.\n").name
    made = tmp_path / "x.sheet.yaml"
    assert run("article", "new", file, "-o", made).code == 0
    (tmp_path / "text.txt").write_text("Another fact.\n", encoding="utf-8")
    done = run("article", "check", made, "--format", "json")
    told = json.loads(done.out)["problems"]
    assert done.code == 1
    assert any("is not the text that this sheet was made for" in one["reason"] for one in told)
    (tmp_path / "text.txt").unlink()
    assert "without it, each fact needs at:" in run("article", "check", made).err


def test_a_new_sheet_copies_no_text_and_knows_names(tmp_path: Path, run: Any) -> None:
    words = "The U.S. Forces Japan of today " + "and so on " * 9 + "are there. Tokyo said so.\n"
    file = source(tmp_path, words).name
    made = run("article", "new", file).out
    assert "known: U.S. Forces Japan (NationalCommand" in made and "known: Tokyo (City)" in made
    assert "and so on and so on" not in made
    assert run("article", "new", file, "-o", file).code == 2  # nothing is overwritten
    for name in patterns.all_patterns():
        assert f"\n# {name}: " in made


def test_every_term_that_the_code_names_is_declared() -> None:
    folder = Path(build.__file__).parent
    named = {
        word
        for file in folder.glob("*.py")
        for word in re.findall(r'foedus\("(\w+)"\)', file.read_text(encoding="utf-8"))
    }
    named |= {name for pair in relations.DATES.values() for name in pair}
    named |= set(sheet.STATEMENT_KEYS.values())
    assert {FOEDUS_NS + name for name in named} <= declared_terms()


# --- several articles ------------------------------------------------------------------------

ARTICLE = """\
article: {name}
namespace: https://example.org/{name}/
document: {{label: article {name}}}
facts:
- F1: U.S. Forces Japan, set up in {year}
  at: 1:0
  establishment:
  organization: U.S. Forces Japan
  start: in {year}
  status: completed
"""


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles that date one founding differently."""
    folder, sheets = tmp_path_factory.mktemp("articles") / "all", tmp_path_factory.mktemp("sheets")
    folder.mkdir()
    for name, year in (("one", 1957), ("two", 1958)):
        written = sheets / f"{name}.yaml"
        written.write_text(ARTICLE.format(name=name, year=year), encoding="utf-8")
        checked = check.check(str(written))
        assert not checked.fails
        (folder / f"{name}.ttl").write_bytes(checked.turtle)
    return folder


def test_two_articles_on_one_founding_are_a_conflict_with_both_passages(
    articles: Path, run: Any
) -> None:
    done = run("conflicts", "--data", articles, "--fail")
    assert done.code == 1
    assert "“U.S. Forces Japan, set up in 1957”" in done.out
    assert "“U.S. Forces Japan, set up in 1958”" in done.out
    rows = run("conflicts", "--data", articles, "--format", "csv").out.splitlines()[1:]
    both = [row for row in rows if "example.org/one" in row and "example.org/two" in row]
    assert len(both) == 1


def test_a_folder_of_articles_is_data_everywhere(articles: Path, tmp_path: Path, run: Any) -> None:
    rows = run("query", "001", "--data", articles, "--format", "csv").out
    assert all(f"example.org/{name}/passage-f1" in rows for name in ("one", "two"))
    founding = "https://example.org/two/establishment-us-forces-japan"
    assert "An establishment, 1958." in run("show", founding, "--data", articles).out
    assert run("snapshot", "--as-of", "2025-03-31", "--data", articles).code == 0
    checked = run("check", "--data", articles)  # two nodes of one name: a warning
    assert checked.code == 1 and "check:name-same" in checked.out
    assert "0 violations" in checked.out
    assert run("trace", articles).out.count("F1 ") == 2
    merged = run("merge", "--data", articles, articles / "one.ttl", "-o", tmp_path / "m.trig")
    assert "graph:two-" in merged.out
    assert run("query", "001", "--data", articles.parent).code == 0  # folders below too
    (tmp_path / "empty").mkdir()
    assert "a folder without Turtle" in run("query", "001", "--data", tmp_path / "empty").err


def test_an_identifier_needs_a_document(tmp_path: Path) -> None:
    told = HEAD + (
        "names:\n"
        "  Fiji: {is: State, from: a register}\n"
        "  a register: SourceDocument\n"
        "facts:\n"
        "- A1: Fiji\n  at: 1:0\n  says: Fiji | Wikidata identifier | Q712\n"
        "- A2:\n  from: a register\n  says: Fiji | Wikidata identifier | Q712\n"
        "- code assignment:\n  holder: Fiji\n  code: cow-950\n  from: a register\n"
    )
    parsed, faults = sheet.parse(told, "x")
    found = build.build(parsed, names.known(), None).problems
    assert not faults
    assert [(one.about, one.reason) for one in found] == [
        ("A1", "Wikidata identifier needs a document that gives it: add from:")
    ]


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path, run: Any) -> None:
    wrong = tmp_path / "x.sheet.yaml"
    wrong.write_text(HEAD + "facts:\n- A1: no\n  at: 1:0\n  about: nobody\n", encoding="utf-8")
    done = run("article", "build", wrong, "-o", tmp_path / "x.ttl")
    assert (done.code, done.out) == (1, "")
    assert "x.sheet.yaml:7: A1: “nobody” is no known name" in done.err
    assert not (tmp_path / "x.ttl").exists()
    assert check.check(str(wrong)).fails
    assert reading.files_of(wrong) == [str(wrong)]
