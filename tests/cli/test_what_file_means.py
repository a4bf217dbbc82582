"""FILE is what a command is about; the bundled article and background stand beside it.

One law over all commands: none reports on the bundled data or writes them out, each knows their
names, classes and facts, and ``--only`` leaves them out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.cli.options import FILE_MEANS
from foedus.publishing import pages
from foedus.publishing.site import user_site
from foedus.rdf import reading
from helpers import HEAD

COMMANDS = ("validate", "lint", "check", "infer", "snapshot", "why", "trace", "query", "show")
FILE = (
    HEAD
    + """
@prefix ex: <https://example.org/ours/> .

ex:paper a foedus:SourceDocument ;
    rdfs:label "our paper"@en .

ex:pavn a foedus:Force ;
    rdfs:label "Example Rifles"@en ;
    foedus:ofState id:united-states ;
    foedus:sourcedFrom ex:paper .

ex:stationing a foedus:Stationing ;
    rdfs:label "Example Rifles in Japan"@en ;
    foedus:stationedForce ex:pavn ;
    foedus:hostPolity id:japan ;
    foedus:hasLegalBasis id:us-japan-treaty-1960 ;
    foedus:earliestStart "1990-01-01"^^xsd:date ;
    foedus:latestStart "1990-12-31"^^xsd:date ;
    foedus:datePrecision code:year ;
    foedus:sourcedFrom ex:paper .
"""
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that uses bundled names and says nothing of what they are."""
    path = tmp_path / "ours.ttl"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bundled() -> set:
    """What the bundled data say, and what follows from them."""
    quads = contents.own_quads()
    return {quad.triple for quad in (*quads, *reasoning.infer(quads).quads)}


@pytest.mark.parametrize("command", (*COMMANDS, "export", "publish"))
def test_every_help_says_so_in_the_same_words(run, monkeypatch, command: str) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    told = " ".join(re.sub("[│╭╮╰╯─]", " ", run(command, "--help").out).split())
    assert FILE_MEANS in told
    assert "--only" in told


@pytest.mark.parametrize("command", ["validate", "lint", "check"])
def test_what_is_found_is_found_in_the_file(run, file: Path, command: str) -> None:
    told = run(command, file, "--format", "json", "--fail-on", "info")
    subjects = [one["subject"] for one in json.loads(told.out)["findings"]]
    assert not [one for one in subjects if one and one.startswith("id:")]


def test_a_file_that_uses_a_bundled_name_need_not_say_what_it_is(run, file: Path) -> None:
    assert run("validate", file).code == 0
    alone = run("validate", file, "--only")
    assert alone.code == 1
    assert "id:japan" in alone.out


def test_a_bundled_plan_that_a_file_takes_for_a_fact_is_found(run, file: Path) -> None:
    file.write_text(
        FILE + "id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command .\n",
        encoding="utf-8",
    )
    told = run("validate", file)
    assert told.code == 1
    assert "shape:ClaimNotAsserted" in told.out


@pytest.mark.parametrize(
    "command",
    [
        ("infer",),
        ("export", "--vocabulary", "org"),
        ("export", "--vocabulary", "prov"),
        ("export", "--vocabulary", "schema.org"),
    ],
)
def test_what_is_written_follows_from_the_file(run, file: Path, tmp_path, bundled, command) -> None:
    there, nothing = tmp_path / "out.ttl", tmp_path / "nothing.ttl"
    nothing.write_text("", encoding="utf-8")
    assert run(*command, file, "-o", there).code == 0
    told = {quad.triple for quad in reading.read(there).quads}
    assert told
    assert not told & bundled
    assert run(*command, nothing, "-o", there).code == 0
    assert reading.read(there).quads == []


def test_what_is_inferred_needs_the_bundled_data(run, file: Path, tmp_path) -> None:
    beside, alone = tmp_path / "beside.nt", tmp_path / "alone.nt"
    run("infer", file, "-o", beside)
    run("infer", file, "-o", alone, "--only")
    assert set(alone.read_text().splitlines()) <= set(beside.read_text().splitlines())


def test_what_is_converted_is_the_file(run, file: Path, tmp_path) -> None:
    there = tmp_path / "out.ttl"
    assert run("convert", file, "-o", there).code == 0
    assert {q.triple for q in reading.read(there).quads} == {
        q.triple for q in reading.read(file).quads
    }


def test_what_is_published_is_the_file(file: Path, bundled) -> None:
    site = user_site([str(file)])
    written = dict(pages.files(site))
    (page,) = (path for path in written if "stationing-" in path and path.endswith(".html"))
    assert b"Treaty of Mutual Cooperation and Security" in written[page]
    assert "us-forces-japan" not in {Path(path).stem for path in written}
    assert site.inferred.quads
    assert not {quad.triple for quad in site.inferred.quads} & bundled


def test_what_is_asked_is_both(run, file: Path) -> None:
    day = run("snapshot", "--as-of", "2000-01-01", file).out
    assert "Example Rifles in Japan" in day
    assert "ANZUS Treaty" in day
    alone = run("snapshot", "--as-of", "2000-01-01", file, "--only").out
    assert "Example Rifles in" in alone
    assert "ANZUS" not in alone
    assert run("why", "INDOPACOM", "locatedIn", "Hawaii", file).code == 0
    assert run("why", "INDOPACOM", "locatedIn", "Hawaii", file, "--only").code == 2
    assert run("show", "Example Rifles", "--data", file).code == 0
    assert run("show", "ANZUS Treaty", "--data", file).code == 0
    assert run("show", "ANZUS Treaty", "--data", file, "--only").code == 2
    asked = file.with_name("stationings.rq")
    asked.write_text(
        "SELECT ?one WHERE { ?one a <https://w3id.org/foedus/ontology#Stationing> }",
        encoding="utf-8",
    )
    rows = run("query", asked, "--data", file, "--format", "csv").out.splitlines()
    alone = run("query", asked, "--data", file, "--only", "--format", "csv").out.splitlines()
    assert alone == ["one", "https://example.org/ours/stationing"]
    assert set(alone) < set(rows)


def test_a_copy_of_the_article_stands_in_its_place(run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ttl"
    copy.write_bytes(Path(contents.folders.data_file(contents.ARTICLE)).read_bytes())
    assert run("infer", copy, "-o", tmp_path / "out.nt").code == 0
    assert (tmp_path / "out.nt").read_text()


def test_without_a_file_nothing_is_left_out(run) -> None:
    assert "--only goes with --data FILE" in run("show", "USFJ", "--only").err
