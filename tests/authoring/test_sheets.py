"""Sheets, patterns and the way back: laws over all of them, and the announcements beside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import first_quick
from foedus.authoring import build, check, names, new, patterns, reverse, sheet, text
from foedus.authoring.sheet import Problem
from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.rdf import reading

HERE = Path(__file__).parent
SHEETS = ("access", "command", "statement", "government", "exercise", "recount")
"""Announcements that we made up, of an agreement, a command, by ministers, of an exercise and of a
corrected number; and a real one."""

NAMESPACE = "https://example.org/example/"


def told(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def problems(found: Any, severity: str = "error") -> list[Problem]:
    return [one for one in found if one.severity == severity]


# --- patterns -----------------------------------------------------------------------


def known() -> names.Known:
    return names.known()


def of_example(pattern: patterns.Pattern, leave_out: str = "") -> str:
    """A sheet of a pattern's example, with a class for each name that nobody knows."""
    facts: list[dict[str, Any]] = [dict(one) for one in new.example(pattern)]
    facts[-1].pop(leave_out, None)
    declared: dict[str, str] = {}
    for block in facts:
        for column in pattern.columns.values():
            for name in str(block.get(column.name, "")).split(" ; "):
                kind = column.of[0] if column.of else "Organization"
                thing = column.type in ("is", "any") and name and not re.fullmatch(r"E\d", name)
                if thing and known().named(name) is None:
                    declared[name] = kind
        if "says" in block:
            declared.setdefault(block["says"].split(" | ")[0], "State")
    for block in facts:
        if "from" in block:
            declared[block["from"]] = "SourceDocument"
    head = {"article": "example", "namespace": NAMESPACE, "document": {"label": "an example"}}
    for number, block in enumerate(facts):
        first = next(iter(block))
        if re.fullmatch(r"E\d", first):
            block["at"] = f"1:{number * 1000}"
            facts[number] = {first: block.pop(first), "at": block.pop("at"), **block}
    return sheet.dump(head, declared, facts)


def made(yaml_text: str) -> build.Built:
    parsed, faults = sheet.parse(yaml_text, "example.sheet.yaml")
    assert not faults
    return build.build(parsed, known(), None)


@pytest.mark.parametrize("name", sorted(patterns.all_patterns()))
def test_the_example_of_a_pattern_is_built_and_read_back(name: str) -> None:
    pattern = patterns.pattern(name)
    built = made(of_example(pattern))
    assert not problems(built.problems)
    kinds = {quad.object for quad in built.quads if quad.predicate == names.TYPE}
    assert pattern.kind in kinds
    document = reading.Document("example.ttl", list(built.quads), {}, b"", reading.RdfFormat.TURTLE)
    back = reverse.sheet_of(document, known())
    assert f"{name}:" in back and "\nrest:" not in back
    assert set(made(back).quads) == set(built.quads)


@pytest.mark.parametrize("name", sorted(patterns.all_patterns()))
def test_a_column_that_must_be_there_is_missed(name: str) -> None:
    pattern = patterns.pattern(name)
    required = next((one.name for one in pattern.columns.values() if one.required), None)
    if required is None:
        assert pattern.label is None  # its name must be given
        return
    found = problems(made(of_example(pattern, leave_out=required)).problems)
    assert f"{name} needs {required}" in {one.reason for one in found}


PATTERN = """\
#+ pattern: parade
#+ says: Somebody marched.
#+ example: {E1: words, who: Fiji}
#+ name: "parade of {who}"
#+ address: "parade-{who}"
#+ columns:
#+   who: {is: [Agent], required: true}

PREFIX foedus: <https://w3id.org/foedus/ontology#>

CONSTRUCT { ?node a foedus:Event ; foedus:involves ?who }
WHERE {}
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("foedus:Event", "foedus:Evnt", "no such term: foedus:Evnt"),
        ("is: [Agent]", "is: [Agnt]", "“Agnt” is no class"),
        ("is: [Agent]", "isa: [Agent]", "the column who takes one of"),
        ("is: [Agent]", "code: colours", "there is no scheme code:colours"),
        ("?who }", "?whom }", "no column gives ?whom"),
        ("foedus:involves ?who", "foedus:involves foedus:Event", "does not use the column who"),
        ("a foedus:Event", "foedus:involves ?name", "gives ?node no class"),
        ("#+ says: Somebody marched.\n", "", "the header lacks says"),
        ("WHERE {}", "WHERE { ?node ?p ?who }", "ends in an empty WHERE {}"),
    ],
)
def test_a_broken_pattern_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / "parade.rq"
    file.write_text(PATTERN, encoding="utf-8")
    assert patterns.read(file).name == "parade"
    file.write_text(PATTERN.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(reason)):
        patterns.read(file)


# --- there and back -----------------------------------------------------------------------


def facts_per_line(yaml_text: str) -> float:
    section = yaml_text.split("\nfacts:\n")[1].split("\nrest:")[0]
    return section.count("\n") / len(sheet.parse(yaml_text, "s")[0].facts)


def round_trip(name: str, source: text.Source | None = None) -> str:
    """The sheet of bundled data, once it is clear that it makes the same triples."""
    document = contents.data([name])[0]
    beside = names.known((), next(iter(names.addresses(document))))
    back = reverse.sheet_of(document, beside, source)
    parsed, faults = sheet.parse(back, "back.sheet.yaml")
    built = build.build(parsed, beside, source)
    assert not faults and not problems(built.problems)
    rest = set(reading.read_bytes(parsed.rest.encode(), reading.RdfFormat.TURTLE, "rest").quads)
    assert len(rest) <= 0.02 * len(document.quads)
    assert {*built.quads, *rest} == set(document.quads)
    return back


@pytest.mark.parametrize("name", sorted(contents.DATA_FILES))
def test_our_data_become_a_sheet_and_the_sheet_our_data(name: str) -> None:
    round_trip(name)


@pytest.mark.datasets
def test_with_its_text_the_article_needs_no_offsets_and_few_lines(article_file: Path) -> None:
    back = round_trip("article", text.read(article_file))
    assert not re.search(r"^  at:", back, re.M)
    assert facts_per_line(back) <= 5.5


OTHERS = """\
article: harbour
namespace: https://example.org/harbour/
names:
  gazette of Fiji: {is: SourceDocument, note: "found by hand\\nread twice"}
  Fiji: {is: State, evidence: p1}
passages:
  p1: {of: gazette of Fiji, words: the Republic of Fiji}
facts:
- E1:
  passages: p1
  says: Fiji | characterized as | "the Republic of Fiji"
"""


def test_words_of_other_documents_need_no_place() -> None:
    built = made(OTHERS)
    assert not problems(built.problems)
    told = {quad.object.value for quad in built.quads if quad.predicate == names.NOTE}
    assert told == {"found by hand", "read twice"}
    document = reading.Document("x.ttl", list(built.quads), {}, b"", reading.RdfFormat.TURTLE)
    back = reverse.sheet_of(document, known())
    assert "passages:\n  p1: {of: gazette of Fiji" in back and "\nrest:" not in back
    assert set(made(back).quads) == set(built.quads)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("words: the", "word: the", "“word” is no key of a passage; did you mean “words”?"),
        ("of: gazette of Fiji, ", "", "a passage needs of: DOCUMENT and words: WORDS"),
        ("passages: p1", "passages: p2", "there is no fact p2"),
    ],
)
def test_wrong_passages_are_told(old: str, new: str, reason: str) -> None:
    found = problems(made(OTHERS.replace(old, new)).problems)
    assert reason in {one.reason for one in found}


def test_what_no_pattern_holds_travels_in_the_rest(tmp_path: Path, run: Any) -> None:
    odd = (HERE / "access.ttl").read_text(encoding="utf-8")
    odd += 'access:calder <http://example.com/flag> "blue" ; foedus:evidencedBy _:b .\n'
    odd += '_:b <http://example.com/said> "so" .\n'
    (tmp_path / "odd.ttl").write_text(odd, encoding="utf-8")
    back = tmp_path / "odd.sheet.yaml"
    assert run("article", "sheet", tmp_path / "odd.ttl", "-o", back).code == 0
    assert "\nrest: |\n" in back.read_text(encoding="utf-8")
    checked = check.check(str(back))
    wanted = reading.read(tmp_path / "odd.ttl").quads
    found = reading.read_bytes(checked.turtle, reading.RdfFormat.TURTLE, "again").quads
    assert len(set(found)) == len(set(wanted))


# --- announcements --------------------------------------------------------------------------


@pytest.mark.parametrize("name", first_quick(SHEETS, 2))
def test_an_announcement_makes_its_turtle_and_comes_back(name: str) -> None:
    checked = check.check(str(HERE / f"{name}.sheet.yaml"))
    assert [one for one in checked.problems if one.severity != "info"] == []
    assert checked.turtle == (HERE / f"{name}.ttl").read_bytes()
    source = check.source_of(checked.built.sheet)
    document = reading.read(HERE / f"{name}.ttl")
    back = reverse.sheet_of(document, known(), source, str(HERE / "back.sheet.yaml"))
    parsed, faults = sheet.parse(back, "back")
    assert not faults and not parsed.rest
    assert set(build.build(parsed, known(), source).quads) == set(document.quads)


@pytest.mark.parametrize("name", SHEETS)
def test_an_announcement_answers_questions(name: str, run: Any) -> None:
    namespace = f"https://example.org/{name}/"
    for one in told("answers")[name]:
        words = [re.sub("^:", namespace, str(word)) for word in one["ask"]]
        words[0] = words[0].replace("tests/authoring", str(HERE))
        done = run("query", *words, "--data", HERE / f"{name}.ttl", "--format", "tsv")
        rows = [line.split("\t") for line in done.out.splitlines()[1:]]
        found = [[_short(cell, namespace) for cell in row] for row in rows]
        ours = [row for row in found if any(cell.startswith(":") for cell in row)]
        assert ours == [list(map(str, row)) for row in one["rows"]], one["ask"]


def _short(cell: str, namespace: str) -> str:
    cell = cell.replace(f"<{namespace}", "<:").replace("<https://w3id.org/foedus/code/", "<code:")
    return re.sub(r'^[<"]|>$|"(@en|\^\^<.*>)?$', "", cell)


def mistakes(name: str) -> list[list[str]]:
    """A sheet, what is written in place of what, the fact or name, and words of the message."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [[cell.replace("\\n", "\n") for cell in line.split("\t")] for line in lines]


MISTAKES = mistakes("mistakes.tsv")


@pytest.mark.parametrize(("name", "old", "new", "about", "reason"), MISTAKES)
def test_a_mistake_is_told_with_its_fact_and_line(
    tmp_path: Path, name: str, old: str, new: str, about: str, reason: str
) -> None:
    right = (HERE / f"{name}.sheet.yaml").read_text(encoding="utf-8")
    assert old in right
    place = right.index(old)
    wrong = right[:place] + new + right[place + len(old) :]
    for suffix in (".md", ".html", ".txt"):
        if (HERE / f"{name}{suffix}").is_file():
            shutil.copy(HERE / f"{name}{suffix}", tmp_path)
    file = tmp_path / "wrong.sheet.yaml"
    file.write_text(wrong, encoding="utf-8")
    found = [one for one in check.check(str(file)).problems if one.severity != "info"]
    fitting = [one for one in found if one.about == about and reason in one.reason]
    assert fitting, [one.told("wrong") for one in found]
    first = right[:place].count("\n") + 1
    assert any(abs(one.line - first) <= 8 for one in fitting)


def test_ten_mistakes_are_planted_in_each_announcement() -> None:
    planted = [row[0] for row in MISTAKES]
    assert all(planted.count(name) >= 10 for name in SHEETS)


BROKEN = ["", "[]", "{}", "[a, b]", "{a: b}", "x", "|", "F1", "F9 quotation", "<x y>", "a b:c"]
BROKEN += ["::", "2031-13-01", "[..]", '"q"', "' ; '", "a | b", "a | of state | b", "yes", "…"]


@given(st.data())
def test_a_sheet_broken_anywhere_is_told_and_never_a_surprise(data: st.DataObject) -> None:
    lines = (HERE / "access.sheet.yaml").read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        key, colon, value = lines[place].partition(":")
        other = data.draw(st.sampled_from([*BROKEN, *lines]))
        written = [f"{key}: {other}", f"{other.strip(' -')}{colon}{value}", other]
        lines[place] = data.draw(st.sampled_from(written))
    source = data.draw(st.sampled_from([None, text.read(HERE / "access.md")]))
    try:
        parsed, _ = sheet.parse("\n".join(lines), "broken")
    except BadInput:
        return
    build.build(parsed, known(), source)


CASES = sorted((HERE.parent / "cases" / "shapes").glob("*_pass.ttl"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_any_turtle_becomes_a_sheet_that_loses_nothing(file: Path) -> None:
    document = reading.read(file)
    parsed, _ = sheet.parse(reverse.sheet_of(document, known()), "back")
    built = set(build.build(parsed, known(), None).quads)
    rest = reading.read_bytes(parsed.rest.encode(), reading.RdfFormat.TURTLE, "rest").quads
    assert built <= set(document.quads)
    assert len(built | set(rest)) == len(set(document.quads))
