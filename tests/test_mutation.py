"""How much the checks catch: the kill rates of a sample, and the list of harmless faults.

``python tests/mutation --whole`` tries every mutant; here a sample with a fixed seed is tried, in
which every kind of fault to every property has its place.
"""

from __future__ import annotations

from functools import cache

import pytest

from mutation import queries, run, tally
from mutation.mutants import of_data
from test_questions import planted

SEED = 1


@cache
def mutants(part: str) -> tuple:
    return tuple(run.mutants(part))


def test_nothing_complains_of_the_project_as_it_is() -> None:
    assert run.steady() == []


@pytest.mark.slow
@pytest.mark.parametrize("part", tally.TARGETS)
def test_a_sample_meets_the_target(part: str) -> None:
    drawn = tally.sample(mutants(part), run.SIZES[part], SEED)
    verdicts = run.on_one_core(mutant for mutant, _ in drawn)
    counted = tally.count(
        (verdict, weight) for verdict, (_, weight) in zip(verdicts, drawn, strict=True)
    )
    assert counted.misses() == [], "\n".join(str(one.key) for one in counted.survivors)


@pytest.mark.slow
def test_what_is_called_harmless_is_a_mutant_that_nothing_notices() -> None:
    by_key = {one.key: one for part in ("shapes", "axioms", "questions") for one in mutants(part)}
    excused = tally.equivalents()
    assert set(excused) <= by_key.keys()
    assert [key for key in excused if run.tried(by_key[key]).noticed_by] == []


@pytest.mark.parametrize("part", tally.TARGETS)
def test_few_are_called_harmless_and_each_has_a_reason(part: str) -> None:
    excused = [reason for key, reason in tally.equivalents().items() if key in _keys(part)]
    assert all(reason.endswith(".") and len(reason) > 20 for reason in excused)
    assert len(excused) <= tally.MOST_EQUIVALENT * len(mutants(part))


@cache
def _keys(part: str) -> set[tally.Key]:
    return {one.key for one in mutants(part)}


def test_two_samples_with_one_seed_are_the_same() -> None:
    first, second = (tally.sample(mutants("axioms"), 50, SEED) for _ in range(2))
    assert [one.key for one, _ in first] == [one.key for one, _ in second]
    assert sum(weight for _, weight in first) == pytest.approx(len(mutants("axioms")))


def test_a_rate_below_its_target_is_told() -> None:
    verdict = tally.Verdict("data", "drop", ("drop", "article", "x"), "p", "")
    caught = tally.Verdict("data", "drop", ("drop", "article", "y"), "p", "question 001")
    counted = tally.count([(verdict, 1.0), (caught, 9.0)])
    assert counted.misses() == ["data: 90.0% of the faults are noticed, not 95%"]
    assert [one.key for one in counted.survivors] == [("drop", "article", "x")]
    assert "drop" in tally.table(counted)


def test_each_operator_on_data_makes_its_fault() -> None:
    quads = planted(
        'id:a a foedus:Treaty ; foedus:hasParty id:b ; foedus:earliestStart "1960-12-31"^^xsd:date .'
        " id:b a foedus:State ; foedus:hasParty id:c ."
    )
    made = {
        (one.operator, *(str(quad.object)[-12:] for quad in one.added))
        for one in of_data("x", quads)
    }
    assert ("drop",) in made
    assert any(
        (one[0] == "redate" and "1961-01-01" in " ".join(one)) or one[0] != "redate" for one in made
    )
    kinds = {one.operator for one in of_data("x", quads)}
    assert kinds == {"drop", "retype", "swap", "turn round", "redate", "misspell"}
    later = [one for one in of_data("x", quads) if one.operator == "redate"]
    assert [one.added[0].object.value for one in later] == ["1961-01-01"]


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
