"""The traceability matrix as pages of tables: fact to words, node, terms and questions, and on.

The chain goes on from the terms to the shapes that check them and to the examples that must fail.
A user's data have no questions and examples of their own: of them only the facts are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus import matrix
from foedus.matrix.tables import verdict
from foedus.publishing.pages.questions import Answered, by_fact
from foedus.publishing.pages.shell import Head, Shell
from foedus.publishing.pages.statements import KINDS
from foedus.statements import Statement
from foedus.vocabulary import expand


@dataclass
class Fact:
    """One row: a fact of a statement, or of a node that names its sources itself."""

    name: str
    iri: str
    sentence: str
    statement: Statement | None
    nodes: tuple[str, ...] = ()
    terms: list[str] = field(default_factory=list)
    questions: list[Answered] = field(default_factory=list)


@dataclass
class Term:
    """One row: a term with its shapes, their failing examples and the questions."""

    iri: str
    facts: int = 0
    shapes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    questions: dict[str, None] = field(default_factory=dict)


def files(shell: Shell, answers: list[Answered]) -> Iterator[tuple[str, bytes]]:
    """The page of the matrix."""
    head = Head(
        title="Traceability matrix",
        summary="From each fact to its passage, its node, its statement and its questions.",
        section="matrix.html",
    )
    found = matrix.build() if shell.site.own else None
    facts, terms = _whole(shell, answers, found) if found else (_told(shell, answers), [])
    yield shell.page(
        "matrix.html",
        "matrix.html",
        head,
        told=[one for one in facts if one.statement and one.statement.passages],
        others=[one for one in facts if not (one.statement and one.statement.passages)],
        terms=terms,
        kinds=KINDS,
        verdict=verdict(found).partition(" (")[0] if found else "",
        accepted=found.accepted if found else (),
    )


def _told(shell: Shell, answers: list[Answered]) -> list[Fact]:
    """The facts that the statements tell."""
    asked = by_fact(answers)
    return [
        Fact(
            one.fact,
            one.iri,
            shell.know.sentence(one.iri),
            one,
            one.nodes,
            [],
            asked.get(one.fact, []),
        )
        for one in shell.site.statements.values()
        if one.fact
    ]


def _whole(
    shell: Shell, answers: list[Answered], found: matrix.Matrix
) -> tuple[list[Fact], list[Term]]:
    """The facts and the terms of the matrix."""
    numbered = {one.fact: one for one in shell.site.statements.values() if one.fact}
    by_number = {one.number: one for one in answers}
    facts: dict[str, Fact] = {}
    terms: dict[str, Term] = {}
    for row in found.rows:
        for name in row.facts:
            fact = facts.get(name)
            if fact is None:
                fact = facts[name] = _fact(shell, name, numbered.get(name), row.nodes)
                fact.questions = [by_number[one] for one in row.questions if one in by_number]
            fact.terms += [expand(one) for one in row.terms]
        for name in row.terms:
            term = terms.setdefault(name, Term(expand(name)))
            term.facts += len(row.facts)
            term.shapes, term.examples = row.shapes, row.examples
            term.questions.update(dict.fromkeys(row.questions))
    return list(facts.values()), [terms[name] for name in sorted(terms)]


def _fact(shell: Shell, name: str, one: Statement | None, nodes: tuple[str, ...]) -> Fact:
    if one:
        return Fact(name, one.iri, shell.know.sentence(one.iri), one, tuple(map(expand, nodes)))
    iri = expand(name)
    return Fact("", iri, shell.know.title(iri), None, (iri,))
