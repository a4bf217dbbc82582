"""From passage to question: nothing of ours leads nowhere, and what does is seen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, folders
from foedus.bundled.terms import declared_terms
from foedus.checks import trace
from foedus.checks.trace import parts
from foedus.checks.trace.parts import Fact, Parts
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, ID_NS


def test_everything_leads_on_or_waits_with_a_reason() -> None:
    traced = trace.trace()
    assert traced.faults() == []
    assert {orphan.item for orphan in traced.accepted} == parts.read_parts().waiting.keys()


def test_a_known_fact_leads_from_its_passage_to_terms_and_shapes() -> None:
    read = parts.read_parts()
    (fact,) = (one for one in read.facts if one.name == "F84")
    assert fact.passages == ("id:passage-f84",)
    assert fact.nodes[0] == "id:establishment-us-forces-japan"
    assert {"foedus:Establishment", "foedus:changesOrganization", "foedus:dateText"} <= {
        *fact.terms
    }
    assert "shape:OrganizationalChange" in read.judges["foedus:Establishment"]
    assert read.examples is not None
    assert "shape:OrganizationalChange" in {
        shape for example in read.examples.values() for shape in example
    }


TREATY = frozenset({"foedus:Treaty"})
SMALL = Parts(
    facts=(Fact("F1", ("id:passage",), ("id:treaty",), ("foedus:Treaty",)),),
    passages=frozenset({"id:passage"}),
    nodes=frozenset({"id:treaty"}),
    terms=TREATY,
    used=TREATY,
    in_data=TREATY,
    asked=TREATY,
    shapes={"shape:Treaty": TREATY},
    judges={},
    examples={"treaty_fail:treaty": frozenset({"shape:Treaty"})},
)
ANOTHER = TREATY | {"foedus:Another"}


def test_a_small_world_is_closed() -> None:
    assert trace.trace_parts(SMALL).faults() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"passages": frozenset({"id:passage", "id:other"})}, "passage id:other leads to no fact"),
        ({"nodes": frozenset({"id:treaty", "id:other"})}, "node id:other leads to no fact"),
        ({"facts": (*SMALL.facts, Fact("F2", (), ("id:treaty",), ("foedus:Treaty",)))}, "passage"),
        ({"facts": (*SMALL.facts, Fact("F2", ("id:passage",), (), ("foedus:Treaty",)))}, "node"),
        ({"facts": (*SMALL.facts, Fact("F2", ("id:passage",), ("id:treaty",), ()))}, "term"),
        ({"terms": ANOTHER}, "term foedus:Another leads to no use"),
        ({"terms": ANOTHER, "used": ANOTHER}, "term foedus:Another leads to no shape"),
        ({"terms": ANOTHER, "used": ANOTHER}, "term foedus:Another leads to no failing example"),
        ({"in_data": ANOTHER}, "term foedus:Another leads to no question"),
        (
            {"shapes": {**SMALL.shapes, "shape:New": TREATY}},
            "shape shape:New leads to no failing example",
        ),
        ({"shapes": {"shape:Treaty": frozenset()}}, "shape shape:Treaty leads to no term"),
        (
            {"examples": {**(SMALL.examples or {}), "x_fail:x": frozenset()}},
            "failing example x_fail:x leads to no shape",
        ),
        (
            {"examples": {**(SMALL.examples or {}), "x_fail:x": frozenset({"shape:Gone"})}},
            "failing example x_fail:x leads to no shape",
        ),
        (
            {"waiting": {"F1": "Waits for later."}},
            "F1 waits for nothing",
        ),
    ],
)
def test_an_orphan_is_seen(change: dict[str, object], fault: str) -> None:
    faults = trace.trace_parts(replace(SMALL, **change)).faults()
    assert (fault if " " in fault else f"fact F2 leads to no {fault}") in faults


def test_an_accepted_orphan_is_told_apart_with_its_reason() -> None:
    waiting = {"foedus:Another": "Nothing needs it yet."}
    traced = trace.trace_parts(replace(SMALL, terms=ANOTHER, waiting=waiting))
    assert traced.faults() == []
    assert {str(one) for one in traced.accepted} == {
        f"term foedus:Another leads to no {what}" for what in ("failing example", "shape", "use")
    }
    assert {one.reason for one in traced.accepted} == {"Nothing needs it yet."}


def planted(monkeypatch: pytest.MonkeyPatch, quads: list[ox.Quad]) -> list[str]:
    """The faults with these quads for the article's."""
    article, background = contents.data(tuple(contents.DATA_FILES))
    documents = [replace(article, quads=quads), background]
    monkeypatch.setattr(contents, "data", lambda *_: documents)
    return trace.trace().faults()


def test_a_passage_that_its_fact_no_longer_names_is_an_orphan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left_out = ox.NamedNode(ID_NS + "stmt-f84"), ox.NamedNode(FOEDUS_NS + "evidencedBy")
    quads = [q for q in contents.data()[0].quads if (q.subject, q.predicate) != left_out]
    faults = planted(monkeypatch, quads)
    assert "passage id:passage-f84 leads to no fact" in faults
    assert "fact F84 leads to no passage" in faults


def test_a_property_of_the_data_that_no_question_rule_or_shape_uses_is_an_orphan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = ox.NamedNode(FOEDUS_NS + "planted")
    terms = {*declared_terms(), name.value}
    monkeypatch.setattr(parts, "declared_terms", lambda: terms)
    japan = ox.NamedNode(ID_NS + "japan")
    faults = planted(monkeypatch, [*contents.data()[0].quads, ox.Quad(japan, name, japan)])
    assert faults == [
        f"term foedus:planted leads to no {what}"
        for what in ("failing example", "question", "shape")
    ]


def test_without_the_tests_no_failing_example_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folders.root()
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.setattr(folders, "root", lambda: tmp_path)
    assert trace.trace().faults() == []
    assert reading.read(folders.data_file("background")).quads
