"""How much the checks catch: the kill rates of a sample, and the list of harmless faults.

``python tests/mutation --whole`` tries every mutant; here a sample with a fixed seed is tried, in
which every kind of fault to every property has its place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import mutation
from foedus import bundled
from mutation import queries, run, tally
from mutation.axioms import Theory
from mutation.mutants import Mutant, of_data
from test_questions import planted

MUTATION = Path(mutation.__file__).parent


@pytest.mark.slow
def test_a_sample_meets_every_target() -> None:
    """In a process of its own: the harness lets other tests look at changed data."""
    parts = [word for part in tally.TARGETS for word in ("--part", part)]
    command = [sys.executable, str(MUTATION), "--survivors", *parts]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert made.stdout.splitlines()[-1] == "every target is met"


def test_each_harmless_fault_has_a_reason() -> None:
    for key, reason in tally.equivalents().items():
        assert reason.endswith("."), key
        assert len(reason) > 20, key


@cache
def axioms() -> list[Mutant]:
    return Theory().mutants()


def test_wrong_axioms_of_every_kind_are_added_and_none_that_is_there() -> None:
    added = [one for one in axioms() if one.operator == "add an axiom"]
    kinds = {"rdfs:subClassOf", "rdfs:domain", "rdfs:range", "owl:disjointWith"}
    traits = ("Functional", "InverseFunctional", "Symmetric", "Transitive")
    assert {one.stratum for one in added} == kinds | {f"owl:{name}Property" for name in traits}
    assert len({one.added for one in added}) == len(added)
    assert not {quad for one in added for quad in one.added} & set(bundled.ontology())


def test_two_samples_with_one_seed_are_the_same() -> None:
    first, second = (tally.sample(axioms(), 50, 1) for _ in range(2))
    assert [one.key for one, _ in first] == [one.key for one, _ in second]
    assert sum(weight for _, weight in first) == pytest.approx(len(axioms()))


def test_a_rate_below_its_target_is_told() -> None:
    verdict = tally.Verdict("data", "drop", ("drop", "article", "x"), "p", "")
    caught = tally.Verdict("data", "drop", ("drop", "article", "y"), "p", "question 001")
    counted = tally.count([(verdict, 1.0), (caught, 9.0)])
    assert counted.misses() == [
        "no reason: data: drop article x",
        "data: 90.0% of the faults are noticed, not 95%",
    ]
    assert [one.key for one in counted.survivors] == [("drop", "article", "x")]
    assert "drop" in tally.table(counted)


def test_what_only_a_copy_of_the_data_notices_counts_apart() -> None:
    key = ("drop", "article", "x")
    stored = tally.Verdict("data", "drop", key, "p", tally.STORED + "question 061")
    caught = tally.Verdict("data", "drop", ("drop", "article", "y"), "p", "question 001")
    share = tally.count([(stored, 1.0), (caught, 3.0)]).parts["data"]
    assert (share.rate, share.rate_with_copies) == (0.75, 1.0)


def test_a_reason_explains_the_faults_of_its_pattern_and_no_other() -> None:
    reason = tally.Reason("data", "*", "background id:doc-.* dcterms:source .*", "Known by a look.")
    noticed = {"part": "data", "operator": "swap", "stratum": "p", "noticed_by": ""}
    swapped = ("swap", "background", "id:doc-x dcterms:source <a>")
    assert reason.covers(tally.Verdict(key=swapped, **noticed))
    assert not reason.covers(tally.Verdict(key=("swap", "article", swapped[2]), **noticed))
    assert not reason.covers(tally.Verdict(key=swapped, **{**noticed, "part": "shapes"}))


def test_each_reason_says_why() -> None:
    assert len({one.reason for one in tally.reasons()}) > 1
    for one in tally.reasons():
        assert one.part in tally.TARGETS
        assert re.fullmatch(r"[A-Z].{30,}\.", one.reason), one
        assert re.compile(one.pattern)


def test_each_operator_on_data_makes_its_fault() -> None:
    quads = planted(
        "id:a a foedus:Treaty ; foedus:hasParty id:b ;"
        ' foedus:earliestStart "1960-12-31"^^xsd:date .'
        " id:b a foedus:State ; foedus:hasParty id:c ."
    )
    made = of_data("x", quads)
    kinds = {one.operator for one in made}
    assert kinds == {"drop", "retype", "swap", "turn round", "redate", "misspell"}
    later = [one for one in made if one.operator == "redate"]
    assert [one.added[0].object.value for one in later] == ["1961-01-01"]
    assert all(set(one.removed) <= set(quads) and not set(one.added) & set(quads) for one in made)


QUERY = """SELECT DISTINCT ?a WHERE {
  VALUES ?kind { id:b id:c }
  ?a a ?kind ; foedus:hasParty ?b , ?c .
  { ?b foedus:ofState ?c } UNION { ?c (foedus:ofState|^foedus:partOf)+ ?b }
  OPTIONAL { ?a foedus:asOfDate ?day . FILTER(?day <= 5) }
  MINUS { ?a foedus:admitted true }
  BIND(1 AS ?one)
}"""


def test_each_part_of_a_query_is_left_out_once() -> None:
    found = [what for what, _, _ in queries.without_one_part(QUERY)]
    counted = {what: found.count(what) for what in found}
    assert counted == {
        "the DISTINCT": 1,
        "a value": 2,
        "a triple pattern": 7,
        "a branch of a UNION": 2,
        "a FILTER": 1,
        "an OPTIONAL part": 1,
        "a MINUS part": 1,
        "a BIND": 1,
    }
    turned = [text for _, _, text in queries.with_a_turned_comparison(QUERY)]
    assert turned == [QUERY.replace("<=", "<")]


def judged(mutant: Mutant) -> tally.Verdict:
    """A judge whose process ends at one of the mutants, as pyoxigraph's may."""
    if mutant.what == "fatal":
        os.abort()
    if mutant.what == "wrong":
        raise KeyError(mutant.what)
    return tally.Verdict(mutant.part, mutant.operator, mutant.key, mutant.stratum, "")


def test_a_fault_that_ends_the_process_is_noticed_and_the_others_are_tried() -> None:
    chosen = [Mutant("data", "drop", "article", what, "p") for what in ("a", "fatal", "b")]
    found = list(run.in_processes(judged, chosen, 1))
    assert [one.key[2] for one in found] == ["a", "fatal", "b"]
    assert [one.noticed_by for one in found] == ["", "crash of the engine", ""]


def test_a_fault_of_the_harness_counts_as_nothing() -> None:
    with pytest.raises(KeyError, match="wrong"):
        list(run.in_processes(judged, [Mutant("data", "drop", "article", "wrong", "p")], 1))
