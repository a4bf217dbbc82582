"""From passage to fact, node, term, shape, failing example and question: what leads nowhere.

It is worked out from the bundled data, ontology, shapes and questions, and from the cases of the
shapes where there is a source checkout. What does not lead on is an orphan.

* A *fact* is a numbered statement, or a node that names sources of its own and that no statement
  is about; its *passages* are those of its source, or the source itself.
* The *nodes* of a fact are those that it is about or names, and those that rest on its passages.
* The *terms* of a fact are those that it states, and those that say what its nodes are and have.
* The *shapes* of a term are those that name it; for a class also those that judge its members.
* A *failing example* is a node of ``tests/cases/shapes/NAME_fail.ttl`` that must violate a shape.
* A *question* asks for each class and property that the data use: a query of ours names it, or a
  question's answer rests on what it says (``parts.Parts.asked``).

A term that nothing uses yet may say so itself: ``skos:editorialNote "Waits for …"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foedus.checks.trace.parts import Parts, inverse, read_parts


@dataclass(frozen=True, order=True)
class Orphan:
    """Something that leads to nothing of another kind."""

    kind: str
    item: str
    lacks: str
    reason: str = ""
    """Why it is accepted, if it is."""

    def __str__(self) -> str:
        return f"{self.kind} {self.item} leads to no {self.lacks}"


@dataclass(frozen=True)
class Traced:
    """The orphans, and those of them that are accepted."""

    facts: int
    orphans: tuple[Orphan, ...]
    accepted: tuple[Orphan, ...]
    stale: tuple[str, ...]
    """What says that it waits, though it lacks nothing."""

    def faults(self) -> list[str]:
        """What is wrong, a line each; an empty list when everything leads on."""
        stale = [f"{item} waits for nothing" for item in self.stale]
        return [*map(str, self.orphans), *stale]


def trace() -> Traced:
    """What of all that foedus carries leads nowhere."""
    return trace_parts(read_parts())


def trace_parts(parts: Parts) -> Traced:
    """What of some parts leads nowhere, parted into what fails and what is waited for."""
    orphans: list[Orphan] = []
    accepted: list[Orphan] = []
    for orphan in sorted(set(_orphans(parts))):
        if orphan.item in parts.waiting:
            reason = parts.waiting[orphan.item]
            accepted.append(Orphan(orphan.kind, orphan.item, orphan.lacks, reason))
        else:
            orphans.append(orphan)
    stale = sorted(parts.waiting.keys() - {orphan.item for orphan in accepted})
    return Traced(len(parts.facts), tuple(orphans), tuple(accepted), tuple(stale))


def _orphans(parts: Parts) -> Iterator[Orphan]:
    cited = {passage for fact in parts.facts for passage in fact.passages}
    yield from _lacking("passage", "fact", parts.passages - cited)
    told = {node for fact in parts.facts for node in fact.nodes}
    yield from _lacking("node", "fact", parts.nodes - told)
    for fact in parts.facts:
        for kind in ("passage", "node", "term"):
            if not getattr(fact, f"{kind}s"):
                yield Orphan("fact", fact.name, kind)
    yield from _lacking("term", "use", parts.terms - parts.used)
    yield from _lacking("term", "question", parts.in_data - parts.asked)
    shaped = {term: {*shapes} for term, shapes in inverse(parts.shapes).items()}
    for term, shapes in parts.judges.items():
        shaped.setdefault(term, set()).update(shapes)
    yield from _lacking("term", "shape", parts.terms - shaped.keys())
    yield from _lacking("shape", "term", {one for one, terms in parts.shapes.items() if not terms})
    if parts.examples is not None:
        failing = inverse(parts.examples).keys()
        bare = {term for term in parts.terms if not shaped.get(term, set()) & failing}
        yield from _lacking("term", "failing example", bare)
        yield from _lacking("shape", "failing example", parts.shapes.keys() - failing)
        known = parts.shapes.keys()
        unreal = {one for one, shapes in parts.examples.items() if not shapes or shapes - known}
        yield from _lacking("failing example", "shape", unreal)


def _lacking(kind: str, lacks: str, items: Iterable[str]) -> Iterator[Orphan]:
    return (Orphan(kind, item, lacks) for item in items)
