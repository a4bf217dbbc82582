"""In programs: the same as the commands, with short reprs, prefixes bound, names accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import foedus
from foedus.bundled import folders

SHORT = 200


def test_a_program_sees_what_the_commands_tell(run) -> None:
    assert str(foedus.show("USFJ")) == run("show", "USFJ").out
    assert foedus.show("USFJ").to_dict() == json.loads(run("show", "USFJ", "--format", "json").out)
    answer = foedus.why("USFJ", "reports to", "INDOPACOM")
    told = run("why", "USFJ", "reportsTo", "INDOPACOM", "--format", "json").out
    assert (answer.holds, answer.sentence) == (False, json.loads(told)["sentence"])
    day = json.loads(run("snapshot", "--as-of", "2000-01-01", "--format", "json").out)
    sections = foedus.snapshot("2000-01-01")
    assert [list(one.certain) for one in sections] == [one["certain"] for one in day["sections"]]


def test_reprs_are_short(tmp_path: Path) -> None:
    told = [
        foedus.validate(),
        foedus.show("Japan"),
        foedus.why("Taiwan", "a", "Polity"),
        foedus.snapshot("2025-03-31")[0],
        foedus.infer(),
        *foedus.show("USFJ").rows,
        *foedus.show("USFJ").row("reports-to").now,
        foedus.conflicts(folders.example_file())[0],
        foedus.resolve(folders.example_file(), ["own"])[0],
        foedus.merge(output=tmp_path / "merged.trig"),
    ]
    assert all(len(repr(one)) < SHORT for one in told)
    assert repr(told[0]) == "<Report of validate: conforms, 0 findings>"


def test_graphs_have_their_prefixes() -> None:
    for graph in (foedus.load(), foedus.export("schema.org"), foedus.infer().graph()):
        bound = {prefix: str(space) for prefix, space in graph.namespaces()}
        assert bound["foedus"] == "https://w3id.org/foedus/ontology#"
        assert bound["id"] == "https://w3id.org/foedus/id/"


def test_rows_have_labels_on_request() -> None:
    (row,) = foedus.ask("where is based", command="US Indo-Pacific Command", labels=True)
    assert (row["place"], row["placeLabel"]) == ("https://w3id.org/foedus/id/hawaii", "Hawaii")
    assert "placeLabel" not in foedus.ask("003")[0]
    day = {"command": "USFJ", "as_of": "1990-01-01"}
    assert foedus.ask("021", **day) == foedus.ask("021", command="USFJ", asOf="1990-01-01") != []
    (joint,) = foedus.ask("003", "background", command="Combined Forces Command", labels=True)[:1]
    assert joint["placeLabel"] == "Yongsan"


def test_what_is_unknown_is_refused_with_what_is_near(tmp_path: Path) -> None:
    for call in (
        lambda: foedus.ask("004", host="jpan"),
        lambda: foedus.show("jpan"),
        lambda: foedus.why("jpan", "a", "State"),
    ):
        with pytest.raises(foedus.BadInput, match=r"did you mean Japan \(id:japan\)"):
            call()
    with pytest.raises(foedus.BadInput, match=r"use one of org, prov, schema\.org"):
        foedus.export("dublin")
    with pytest.raises(foedus.BadInput, match="use one of dyads"):
        foedus.export_table("pairs", "x.trig", tmp_path / "x.csv")


def test_a_merge_and_its_conflicts(tmp_path: Path) -> None:
    target = tmp_path / "merged.trig"
    target.write_bytes(folders.example_file().read_bytes())
    found = foedus.conflicts(target)
    assert found
    assert len(foedus.resolve(target, ["own"])) == len(found)
    rows = foedus.export_table("members", target, tmp_path / "members.csv", source="own")
    assert len((tmp_path / "members.csv").read_text().splitlines()) == rows + 1
