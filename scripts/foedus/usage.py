"""Which terms of the ontology are used, and by what: data, inference, questions, rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus import bundled, reading, reasoning, resources, snapshot
from foedus.declared import declared_terms
from foedus.scanning import without_texts
from foedus.terms import text
from foedus.vocabulary import FOEDUS_NS, curie

_DAY = "2025-03-31"
COLUMNS = ("term", "data", "inferred", "questions", "rules", "shapes", "waits for")


@dataclass(frozen=True)
class Use:
    """How often a term stands in each part, and what it waits for where nothing needs it yet."""

    term: str
    data: int
    inferred: int
    questions: int
    rules: int
    shapes: int
    waits_for: str

    @property
    def used(self) -> bool:
        """Whether data, a question, a rule or an axiom uses it; a shape alone is no use."""
        return bool(self.data or self.inferred or self.questions or self.rules)

    def cells(self) -> tuple[str, ...]:
        """The row in the order of ``COLUMNS``."""
        counts = (self.data, self.inferred, self.questions, self.rules, self.shapes)
        return (self.term, *map(str, counts), self.waits_for)


def uses() -> list[Use]:
    """Every class and property of ours with its uses, by name."""
    quads = reading.join(bundled.data(tuple(bundled.DATA_FILES)))
    data = _in_quads(quads)
    inferred = _in_quads([*reasoning.infer(quads).quads, *snapshot.triples(quads, _DAY)])
    shapes = _in_quads(bundled.shapes())
    questions = _in_texts(
        [*resources.question_files(), *resources.snapshot_files(), *resources.claim_table_files()]
    )
    rules = _in_texts(resources.rule_files())
    waiting = {line.item: line.waits_for for line in waiting_list()}
    return [
        Use(
            term=curie(term),
            data=data[term],
            inferred=inferred[term],
            questions=questions[term],
            rules=rules[term],
            shapes=shapes[term],
            waits_for=waiting.get(curie(term), ""),
        )
        for term in sorted(declared_terms())
        if term.startswith(FOEDUS_NS)
    ]


def _in_quads(quads: Iterable[ox.Quad]) -> Counter[str]:
    return Counter(
        text(term) for quad in quads for term in (quad.subject, quad.predicate, quad.object)
    )


def _in_texts(paths: Iterable[Path]) -> Counter[str]:
    """The prefixed names of ours in SPARQL files, which all use the prefix ``foedus:``."""
    found: Counter[str] = Counter()
    for path in paths:
        bare = without_texts(path.read_text(encoding="utf-8"))
        found.update(FOEDUS_NS + name for name in re.findall(r"\bfoedus:(\w+)", bare))
    return found


@dataclass(frozen=True)
class Waiting:
    """One line of the waiting list: a term that nothing uses yet, or another orphan."""

    item: str
    waits_for: str
    reason: str
    date: str


def waiting_list() -> list[Waiting]:
    """What is known to lead nowhere yet, with what it waits for; it comes with the package."""
    path = resources.root() / "tests" / "waiting.tsv"
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [Waiting(*line.split("\t")) for line in lines]
