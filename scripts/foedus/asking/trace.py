"""From each fact to its passage and to the questions that need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.asking.statements import Statement, read_statements
from foedus.bundled.questions import all_questions
from foedus.rdf.names import curie

COLUMNS = (
    "fact",
    "paragraph",
    "kind",
    "node",
    "statement",
    "passage",
    "start",
    "end",
    "questions",
)


@dataclass(frozen=True)
class Row:
    """One fact's row. Nodes and questions are joined by a space where there are several."""

    fact: str
    paragraph: str
    kind: str
    node: str
    statement: str
    passage: str
    start: str
    end: str
    questions: str

    def cells(self) -> tuple[str, ...]:
        """The row in the order of ``COLUMNS``."""
        return tuple(getattr(self, column) for column in COLUMNS)


def trace(store: ox.Store) -> list[Row]:
    """One row a fact, in the order of the facts' numbers. What is absent is an empty cell."""
    asked = _questions_by_fact()
    return [
        _row(statement, asked.get(statement.fact, ()))
        for statement in read_statements(store)
        if statement.fact
    ]


def _row(statement: Statement, questions: Iterable[str]) -> Row:
    passage = statement.locating_passage
    return Row(
        fact=statement.fact,
        paragraph=str(passage.paragraph or "") if passage else "",
        kind=statement.kind,
        node=" ".join(curie(node) for node in statement.nodes),
        statement=curie(statement.iri),
        passage=curie(passage.iri) if passage else "",
        start=_offset(passage.start) if passage else "",
        end=_offset(passage.end) if passage else "",
        questions=" ".join(questions),
    )


def _questions_by_fact() -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for question in all_questions():
        for fact in question.facts:
            asked.setdefault(fact, []).append(question.number)
    return asked


def _offset(number: int) -> str:
    """An offset in the text; empty where the passage gives none."""
    return "" if number < 0 else str(number)
