"""One file with a fact, a dated plan, a claim, a denial and a cancelled event, in every output.

No output makes a fact of the plan, before or after its date, nor of the claim or of what was
cancelled; none takes silence for a denial. Where the same file says that the plan came about, the
same outputs tell it: so none of them is merely silent.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from foedus.rdf import dataset, reading, writing

FILE = Path(__file__).parents[1] / "cases" / "standing" / "planted.ttl"
EX = "https://example.org/planted/"
FOEDUS = "https://w3id.org/foedus/ontology#"
UNREAL = ("establishment-planned", "entry-planned", "establishment-claimed", "activation-cancelled")
BEFORE, AFTER = "2025-01-01", "2031-01-01"
WORDS = {
    "activation of Cancelled Command": "planned for 2023-09-09, cancelled; says X5",
    "entry into force of Planted Treaty": "planned for 2030-10-14; says X2",
    "establishment of Claimed Command": "claimed, for 2022-05-05; says X3 (Planted Minister)",
    "establishment of Planned Command": "planned for 2030-10-14; says X2",
}


@pytest.fixture
def happened(tmp_path: Path) -> Path:
    """The same file, but that the plan came about and is admitted."""
    text = FILE.read_text(encoding="utf-8").replace("code:planned", "code:completed")
    plan = re.compile(
        r"(aboutNode ex:entry-planned.*?|aboutNode ex:establishment-planned.*?)code:intended", re.S
    )
    text, number = plan.subn(r"\1code:actual ;\n    foedus:admitted true", text)
    assert number == 1
    path = tmp_path / "happened.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def told(run, *arguments: object) -> str:
    result = run(*arguments)
    assert (result.code, result.err) == (0, "")
    return result.out


@pytest.mark.parametrize("command", ["validate", "check"])
def test_it_conforms(run, command: str) -> None:
    result = run(command, FILE, "--format", "json")
    rules = {found["rule"] for found in json.loads(result.out)["findings"]}
    assert (result.code, rules - {"check:words-missing"}) == (0, set())


def test_snapshot_tells_the_plan_as_planned(run) -> None:
    before = told(run, "snapshot", "--as-of", BEFORE, FILE)
    after = told(run, "snapshot", "--as-of", AFTER, FILE, "--only")
    for picture in (before, after):
        facts, said = picture.split("Planned, claimed or cancelled, and no fact")
        known = "as far as known on 2024-01-01: " if picture is after else ""
        assert f"\n  {known}Known Command, since 2020-03-01" in facts
        assert not re.search("Planned Command|Planted Treaty|Claimed Command|Cancelled", facts)
        assert "Known Command" not in said
    said = " ".join(before.split("no fact\n")[1].split())
    for label, words in WORDS.items():
        assert f"{label}: {words}" in said
    later = " ".join(after.split("no fact\n")[1].split())
    assert later.count("planned for 2030-10-14, not reported as happened; says X2") == 2


def test_snapshot_tells_what_came_about(run, happened: Path) -> None:
    facts = told(run, "snapshot", "--as-of", AFTER, happened).split("no fact")[0]
    assert "Planned Command, since 2030-10-14" in facts
    assert "Planted Treaty, since 2030-10-14" in facts


def test_the_triples_of_a_day_have_no_plan(run, tmp_path: Path) -> None:
    told(run, "snapshot", "--as-of", AFTER, FILE, "-o", tmp_path / "day.nq")
    assert EX not in (tmp_path / "day.nq").read_text(encoding="utf-8")


def test_infer_concludes_no_more_than_the_status(run) -> None:
    lines = told(run, "infer", FILE, "-o", "-", "--to", "ntriples").splitlines()
    status = {line.split()[0]: line.split()[2] for line in lines if "eventStatus" in line}
    code = "<https://w3id.org/foedus/code/"
    assert {node: value for node, value in status.items() if EX in node} == {
        f"<{EX}establishment-known>": f"{code}completed>",
        f"<{EX}establishment-planned>": f"{code}planned>",
        f"<{EX}entry-planned>": f"{code}planned>",
        f"<{EX}activation-cancelled>": f"{code}cancelled>",
    }


SHOWN = {
    "Planned Command": ("14 October 2030", "planned", "says a planted paper"),
    "Planted Treaty": ("14 October 2030", "planned", "says a planted paper"),
    "Claimed Command": ("5 May 2022", "said", "by Planted Minister"),
    "Cancelled Command": ("9 September 2023", "cancelled", ""),
}


@pytest.mark.parametrize("name", SHOWN)
def test_show_tells_who_plans_it(run, happened: Path, name: str) -> None:
    show = ("show", name, "--data", FILE, "--format")
    body = json.loads(told(run, *show, "json"))
    (value,) = (v for row in body["rows"] for v in row["now"] if row["id"] in MADE_BY)
    (line,) = value["lines"]
    assert (value["label"], line["status"], line.get("words", "")) == SHOWN[name]
    assert not any(line["status"] == "fact" for line in lines_of(body))
    text = told(run, *show, "text")
    assert re.search(f"{value['label']} – {line['status']}", text)
    assert "not a fact." in " ".join(text.split())
    for format in ("jsonld", "turtle"):
        data = told(run, *show, format)
        assert "memberOfAlliance" not in data and "reportsTo" not in data
    later = json.loads(told(run, *show, "json", "--as-of", AFTER))
    assert not any(line["status"] == "fact" for line in lines_of(later))
    if name.startswith("Plan"):
        assert any("not reported as happened" in one.get("words", "") for one in lines_of(later))
        came = ("show", name, "--data", happened, "--format", "json", "--as-of", AFTER)
        assert any(line["status"] == "fact" for line in lines_of(json.loads(told(run, *came))))


def test_show_takes_silence_for_no_denial(run) -> None:
    known = json.loads(told(run, "show", "Known Command", "--data", FILE, "--format", "json"))
    statuses = {row["id"]: lines_of({"rows": [row]})[0]["status"] for row in known["rows"]}
    assert statuses == {"reports-to": "denied", "established": "fact"}
    planned = json.loads(told(run, "show", "Planned Command", "--data", FILE, "--format", "json"))
    assert "denied" not in {line["status"] for line in lines_of(planned)}


MADE_BY = ("established", "in-force")


def lines_of(body: dict) -> list[dict]:
    return [
        line
        for row in body["rows"]
        for side in ("now", "before", "after")
        for value in row.get(side, ())
        for line in value["lines"]
    ]


@pytest.mark.parametrize(
    ("triple", "verdict", "who"),
    [
        (
            (EX + "establishment-planned", "changesOrganization", "Planned Command"),
            "Planned for 2030-10-14, and no fact: ",
            "X2 speaks of it, as a plan: not a fact",
        ),
        (
            (EX + "establishment-claimed", "changesOrganization", "Claimed Command"),
            "Claimed, for 2022-05-05, and no fact: ",
            "X3 speaks of it, as being so: not a fact",
        ),
        (
            (EX + "activation-cancelled", "changesOrganization", "Cancelled Command"),
            "Planned for 2023-09-09, cancelled, and no fact: ",
            "X5 speaks of it, as a plan: not a fact",
        ),
        (("Known Command", "reportsTo", "INDOPACOM"), "Denied: ", "X4 denies it, as being so"),
        (("Known Command", "reportsTo", "USFJ"), "Not stated: ", "could follow by"),
        (("USFJ", "reportsTo", "INDOPACOM"), "Not stated, but planned: ", "says so, since 1957"),
    ],
)
def test_why_tells_how_it_stands(run, triple, verdict: str, who: str) -> None:
    result = run("why", *triple, FILE)
    assert result.code == 1
    assert result.out.startswith(verdict)
    assert who in result.out


def test_questions_take_no_plan_for_a_fact(run, happened: Path) -> None:
    planned = ("query", "001", "--command", EX + "command-planned", "--format", "csv", "--data")
    assert len(told(run, *planned, FILE).splitlines()) == 1
    assert "2030-10-14" in told(run, *planned, happened)
    known = told(run, "query", "002", "--command", EX + "command-known", "--data", FILE)
    assert "denied" in known
    assert "stated" not in known


@pytest.mark.parametrize(
    ("vocabulary", "sign"),
    [
        ("org", "establishment-planned"),
        ("prov", "establishment-planned"),
        ("schema.org", "foundingDate"),
    ],
)
def test_other_vocabularies_get_no_plan(run, happened, vocabulary: str, sign: str) -> None:
    found = told(run, "export", "--vocabulary", vocabulary, FILE)
    for name in UNREAL:
        assert f"<{EX}{name}>" not in found
    assert "2030" not in re.sub('value "[^"]*"', "", found)
    count = told(run, "export", "--vocabulary", vocabulary, happened).count(sign)
    assert count > found.count(sign)


def as_ours(path: Path, folder: Path) -> Path:
    """A dataset in which a file stands as our own data."""
    target = folder / (path.stem + ".trig")
    writing.write(
        str(target),
        writing.serialize(reading.read(path).quads, writing.format_for(str(target), None)),
    )
    dataset.open_dataset(target)
    return target


def test_tables_and_conflicts_have_no_plan(run, tmp_path: Path, happened: Path) -> None:
    for path, found in ((FILE, False), (happened, True)):
        ours = as_ours(path, tmp_path)
        rows = told(run, "export", "commands", ours)
        assert "2020-03-01" in rows
        assert ("2030-10-14" in rows) is found
        assert not re.search("2022-05-05|2023-09-09", rows)
        assert ("2030-10-14" in told(run, "export", "agreements", ours)) is found
    told(run, "merge", FILE, "-o", tmp_path / "merged.trig")
    assert EX not in told(run, "conflicts", tmp_path / "merged.trig")
    assert "2030" not in told(run, "export", "agreements", tmp_path / "merged.trig")


def test_convert_writes_the_file_and_nothing_else(run) -> None:
    found = told(run, "convert", FILE, "-o", "-", "--to", "ntriples")
    assert len(found.splitlines()) == len(reading.read(FILE).quads)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from foedus.publishing import builder
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS
    from foedus.publishing.site import user_site

    folder = tmp_path_factory.mktemp("planted") / "site"
    builder.publish(user_site([str(FILE)]), str(folder), CONTRIBUTORS, CLOSING, lambda *_: None)
    return folder


def words_of(page: Path) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page.read_text(encoding="utf-8")).split())


def test_pages_tell_the_plan_as_planned(site: Path) -> None:
    for name, words in zip(
        UNREAL,
        (
            "Planned, for 14 October 2030, says a planted paper.",
            "Planned, for 14 October 2030, says a planted paper.",
            "Said, for 5 May 2022, by Planted Minister.",
            "Cancelled, planned for 9 September 2023.",
        ),
        strict=True,
    ):
        (page,) = (site / "x").glob(f"{name}-*.html")
        text = page.read_text(encoding="utf-8")
        assert f"{words} Not recorded here as a fact." in words_of(page)
        assert '<script type="application/ld+json"' not in text  # nothing tells a plan as an event
    timeline = words_of(site / "timeline.html")
    assert "establishment of Planned Command : planned for 2030-10-14" in timeline
    assert "establishment of Claimed Command : claimed, for 2022-05-05" in timeline
    for page in (site / "snapshots").glob("2*.html"):
        assert not re.search("Planned Command|Claimed Command|Cancelled Command", words_of(page))
