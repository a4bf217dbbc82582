"""The traceability matrix: passage, fact, node, term, shape, failing example, question.

It is worked out from the bundled data, ontology, shapes and questions, and from the cases of the
shapes where there is a source checkout. One row joins one fact to one of its terms; what stands in
a column and does not lead on is an orphan.

* A *fact* is a numbered statement, or a node that names sources of its own and that no statement
  is about; its *passages* are those of its source, or the source itself.
* The *nodes* of a fact are those that it is about or names, and those that rest on its passages.
* The *terms* of a fact are those that it states, and those that say what its nodes are and have.
* The *shapes* of a term are those that name it; for a class also those that judge its members.
* A *failing example* is a node of ``tests/cases/shapes/NAME_fail.ttl`` that must violate a shape.
* A *question* asks for a fact of the article when its header lists the fact (the tests withdraw
  each listed fact and demand another answer), for any other when its expected answer names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foedus.matrix.parts import Fact, Parts, inverse, read_parts

COLUMNS = ("passage", "fact", "node", "term", "shape", "failing example", "question")
NO_CASES = "(in the source)"
"""What the failing example's column says outside a source checkout, where no test files are."""


@dataclass(frozen=True)
class Row:
    """One fact and one of its terms, with all that they lead to. Each cell is a list."""

    passages: tuple[str, ...]
    facts: tuple[str, ...]
    nodes: tuple[str, ...]
    terms: tuple[str, ...]
    shapes: tuple[str, ...]
    examples: tuple[str, ...]
    questions: tuple[str, ...]

    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The row in the order of ``COLUMNS``."""
        told = (self.passages, self.facts, self.nodes, self.terms)
        return (*told, self.shapes, self.examples, self.questions)


@dataclass(frozen=True, order=True)
class Orphan:
    """Something in a column that leads to nothing in another column."""

    column: str
    item: str
    lacks: str
    reason: str = ""
    """Why it is accepted, if it is."""

    def __str__(self) -> str:
        return f"{self.column} {self.item} leads to no {self.lacks}"


@dataclass(frozen=True)
class Matrix:
    """The whole matrix: its rows, the orphans, those of them that are accepted."""

    rows: tuple[Row, ...]
    orphans: tuple[Orphan, ...]
    accepted: tuple[Orphan, ...]
    stale: tuple[str, ...]
    """What the waiting list names though it lacks nothing."""

    @property
    def closed(self) -> bool:
        """Whether every column leads on, apart from what is accepted."""
        return not self.orphans and not self.stale

    def faults(self) -> list[str]:
        """What is wrong, a line each; an empty list when the matrix is closed."""
        stale = [f"{item} is on the waiting list and waits for nothing" for item in self.stale]
        return [*map(str, self.orphans), *stale]


def build() -> Matrix:
    """Work out the matrix of what foedus carries."""
    return build_from(read_parts())


def build_from(parts: Parts) -> Matrix:
    """The matrix of some parts."""
    links = _Links(parts)
    rows = [_row(fact, term, links) for fact in parts.facts for term in fact.terms or ("",)]
    told = {term for fact in parts.facts for term in fact.terms}
    rows += [
        _row(Fact("", (), (), ()), use.term, links) for use in parts.terms if use.term not in told
    ]
    return _judged(tuple(rows), sorted(set(_orphans(parts, links))), parts.waiting)


class _Links:
    """The way back from a term to its shapes, from a shape to its examples and so on."""

    def __init__(self, parts: Parts) -> None:
        named = inverse(parts.shapes)
        self.shapes = {
            term: named.get(term, frozenset()) | parts.judges.get(term, frozenset())
            for term in named.keys() | parts.judges.keys()
        }
        self.with_cases = parts.examples is not None
        self.examples = inverse(parts.examples or {})
        self.questions = inverse(parts.questions)

    def examples_of(self, term: str) -> tuple[str, ...]:
        """The failing examples of a term's shapes."""
        if not self.with_cases:
            return (NO_CASES,)
        shapes = self.shapes.get(term, ())
        return tuple(sorted({one for shape in shapes for one in self.examples.get(shape, ())}))


def _row(fact: Fact, term: str, links: _Links) -> Row:
    return Row(
        passages=fact.passages,
        facts=tuple(filter(None, (fact.name,))),
        nodes=fact.nodes,
        terms=tuple(filter(None, (term,))),
        shapes=tuple(sorted(links.shapes.get(term, ()))),
        examples=links.examples_of(term),
        questions=tuple(sorted(links.questions.get(fact.name, ()))),
    )


def _judged(
    rows: tuple[Row, ...], found: Iterable[Orphan], waiting: dict[tuple[str, str], str]
) -> Matrix:
    """Part the orphans into those that fail and those that are waited for."""
    orphans: list[Orphan] = []
    accepted: list[Orphan] = []
    used: set[tuple[str, str]] = set()
    for orphan in found:
        keys = {(orphan.item, orphan.lacks), (orphan.item, "")} & waiting.keys()
        used |= keys
        if keys:
            reason = waiting[max(keys)]
            accepted.append(Orphan(orphan.column, orphan.item, orphan.lacks, reason))
        else:
            orphans.append(orphan)
    stale = tuple(sorted({item for item, lacks in waiting.keys() - used}))
    return Matrix(rows, tuple(orphans), tuple(accepted), stale)


def _orphans(parts: Parts, links: _Links) -> Iterator[Orphan]:
    cited = {passage for fact in parts.facts for passage in fact.passages}
    yield from (Orphan("passage", item, "fact") for item in parts.passages - cited)
    for fact in parts.facts:
        yield from _lacking(
            "fact",
            fact.name,
            {
                "passage": fact.passages,
                "node": fact.nodes,
                "term": fact.terms,
                "question": links.questions.get(fact.name),
            },
        )
    told = {node for fact in parts.facts for node in fact.nodes}
    yield from (Orphan("node", item, "fact") for item in parts.nodes - told)
    for use in parts.terms:
        yield from _lacking(
            "term",
            use.term,
            {
                "use": use.used,
                "shape": links.shapes.get(use.term),
                "failing example": links.examples_of(use.term),
            },
        )
    for shape, terms in parts.shapes.items():
        examples = links.examples.get(shape) or not links.with_cases
        yield from _lacking("shape", shape, {"term": terms, "failing example": examples})
    for example, violated in (parts.examples or {}).items():
        real = violated and violated <= parts.shapes.keys()
        yield from _lacking("failing example", example, {"shape": real})
    names = {fact.name for fact in parts.facts}
    for question, facts in parts.questions.items():
        yield from _lacking("question", question, {"fact": facts & names})


def _lacking(column: str, item: str, leads_to: dict[str, object]) -> Iterator[Orphan]:
    return (Orphan(column, item, what) for what, there in leads_to.items() if not there)
