"""Each axiom of the ontology by what it makes follow, and what must not follow.

The tables in ``tests/cases/axioms`` say it in small cases: what else the members of a class are,
which two classes nothing is both of, what a property concludes, and what defines a class. All cases
are closed in one go, each with nodes of its own. The mutation tests take each axiom away in turn
and demand that a line here, or another test, fails.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from foedus import reading, reasoning
from foedus.reading import RdfFormat
from foedus.vocabulary import PREFIXES, curie

CASES = Path(__file__).parent / "cases" / "axioms"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
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
    def node(self) -> str:
        """The node that a contradiction is about."""
        return f"id:case-{self.number}-a"


@cache
def cases() -> tuple[Case, ...]:
    """All cases of the four tables."""
    return tuple(
        Case(number, given, follows, never)
        for number, (given, follows, never) in enumerate(_read())
    )


def _read() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for row in _rows("kinds"):
        kinds = tuple(f"id:a rdf:type {kind}" for kind in row["is also"].split())
        yield f"id:a a {row['class']}", kinds, ()
    for row in _rows("apart"):
        yield f"id:a a {row['class']} , {row['never']}", (CONTRADICTION,), ()
    for row in _rows("properties"):
        yield row["given"], (row["follows"],), ()
    for row in _rows("defined"):
        yield row["given"], _triples(row["follows"]), _triples(row["never follows"])


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _triples(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))


def faults(ontology: reasoning.Ontology | None = None) -> dict[int, str]:
    """What each case complains of under an ontology, by its number; the bundled one if none."""
    text = HEAD + "".join(f"{case.named(case.given)} .\n" for case in cases())
    data = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "cases.ttl").quads
    closure = reasoning.infer(data, ontology=ontology)
    found = {_short(quad.triple) for quad in data} | {_short(t) for t in closure.triples}
    contradicted = {node for told in closure.contradictions for node in str(told).split()}
    complaints = {}
    for case in cases():
        expected = {one for one in case.follows if one != CONTRADICTION}
        missing = [one for one in expected if case.named(one) not in found]
        wrong = [one for one in case.never if case.named(one) in found]
        if (CONTRADICTION in case.follows) != (case.node in contradicted):
            wrong.append(CONTRADICTION)
        if missing or wrong:
            complaints[case.number] = f"{case}: not {missing}, but {wrong}"
    return complaints


def _short(triple: object) -> str:
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
    assert len(faults(nothing)) > len(cases()) * 0.8


def test_no_case_stands_twice() -> None:
    given = [(case.given, case.follows) for case in cases()]
    assert len(set(given)) == len(given)
