"""What follows from a term's definition, what must never follow, and wrong axioms that are noticed.

``tests/cases/axioms/defined.tsv`` has small cases, written by hand from the definitions and scope
notes; all are closed in one go, each with nodes of its own. ``wrong.tsv`` lists axioms that one
might well add, each with the case that tells it is wrong. A new term needs a case only where more
follows from it than its place among the classes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import curie
from foedus.rdf.reading import RdfFormat
from helpers import HEAD

CASES = Path(__file__).parents[1] / "cases" / "axioms"
CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Case:
    """Some triples, what must follow from them, what must not, or that they contradict."""

    number: int
    given: str
    follows: tuple[str, ...]
    never: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.given

    def named(self, text: str) -> str:
        """The text with the nodes a, b and c as this case's own."""
        return re.sub(r"\bid:([abc])\b", rf"id:case-{self.number}-\1", text)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes of this case; a contradiction that is expected is about the first."""
        return tuple(f"id:case-{self.number}-{letter}" for letter in "abc")

    def contradicts_wrongly(self, contradicted: set[str]) -> bool:
        """Whether a contradiction is told that is not expected, or the expected one is not."""
        if CONTRADICTION in self.follows:
            return self.nodes[0] not in contradicted
        return not contradicted.isdisjoint(self.nodes)


@cache
def cases() -> tuple[Case, ...]:
    """All cases."""
    return tuple(
        Case(number, given, follows, never)
        for number, (given, follows, never) in enumerate(_read())
    )


def _read() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for row in rows("defined"):
        yield row["given"], _triples(row["follows"]), _triples(row["never follows"])


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _triples(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))


def faults(ontology: reasoning.Ontology | None = None) -> dict[int, str]:
    """What each case complains of under an ontology, by its number; the bundled one if none."""
    text = HEAD + "".join(f"{case.named(case.given)} .\n" for case in cases())
    data = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "cases.ttl").quads
    closure = reasoning.infer(data, ontology=ontology)
    found = {short(quad.triple) for quad in data} | {short(t) for t in closure.triples}
    contradicted = {node for told in closure.contradictions for node in str(told).split()}
    complaints = {}
    for case in cases():
        expected = {one for one in case.follows if one != CONTRADICTION}
        missing = [one for one in expected if case.named(one) not in found]
        wrong = [one for one in case.never if case.named(one) in found]
        if case.contradicts_wrongly(contradicted):
            wrong.append(CONTRADICTION)
        if missing or wrong:
            complaints[case.number] = f"{case}: not {missing}, but {wrong}"
    return complaints


def short(triple: object) -> str:
    parts = (getattr(triple, name) for name in ("subject", "predicate", "object"))
    return " ".join(_term(part) for part in parts)


def _term(term: object) -> str:
    value = str(getattr(term, "value", term))
    return curie(value) if ":" in value else value


@cache
def bundled_faults() -> dict[int, str]:
    return faults()


@pytest.mark.parametrize("case", cases(), ids=str)
def test_what_follows_and_what_does_not(case: Case) -> None:
    assert case.number not in bundled_faults(), bundled_faults()[case.number]


def test_a_case_that_does_not_hold_is_seen() -> None:
    nothing = reasoning.compile_ontology([])
    assert faults(nothing).keys() == {case.number for case in cases() if case.follows}


@dataclass(frozen=True)
class Wrong:
    """An axiom that the ontology must not have, and the case that tells."""

    axiom: str
    noticed_by: str

    def __str__(self) -> str:
        return self.axiom


WRONG = [Wrong(row["axiom"], row["noticed by"]) for row in rows("wrong")]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_axiom_is_noticed(wrong: Wrong) -> None:
    added = reading.read_bytes(f"{HEAD}{wrong.axiom} .\n".encode(), RdfFormat.TURTLE, "wrong.ttl")
    complaints = faults(reasoning.compile_ontology([*contents.ontology(), *added.quads]))
    assert wrong.noticed_by in {case.given for case in cases() if case.number in complaints}


def test_what_must_never_follow_is_said_of_each_wrong_axiom_once() -> None:
    assert len({wrong.axiom for wrong in WRONG}) == len(WRONG)


def test_no_case_stands_twice() -> None:
    given = [(case.given, case.follows) for case in cases()]
    assert len(set(given)) == len(given)
