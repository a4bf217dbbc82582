"""The tour: load, check, reason and ask, on the article's data, with a passage for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import querying, results
from foedus.asking.statements import read_statements
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.bundled.questions import TOUR, find_question
from foedus.checks import report as reporting
from foedus.checks import shapes
from foedus.rdf import reading
from foedus.rdf.names import CODE_NS, FOEDUS_NS, OWL_NS, SKOS_NS, TYPE, text

_HEADLINE = FOEDUS_NS + "ParallelCommandArrangement"


@dataclass(frozen=True)
class Step:
    """One step: its name, what came out in a sentence, and its verdict."""

    name: str
    outcome: str
    clean: bool = True


@dataclass(frozen=True)
class Reply:
    """A question's number and words, and its answer as ``foedus query`` prints it."""

    number: str
    question: str
    answer: str


def steps() -> Iterator[Step]:
    """Load, validate and reason, each step as soon as it is done."""
    documents = contents.data()
    quads = reading.join(documents)
    yield Step("Load", _loaded(quads))
    report = shapes.validate(documents)
    yield Step("Validate", _validated(report), report.conforms)
    closure = reasoning.infer(quads)
    sound = not closure.contradictions
    yield Step("Reason", _reasoned(closure, Labels(quads)), sound)


def replies() -> Iterator[Reply]:
    """The three questions with their answers."""
    for number in TOUR:
        question = find_question(number)
        answer, quads = querying.ask(question)
        labels = Labels(quads)
        told = results.serialize(answer, "table", labels, labels.cited)
        yield Reply(number, question.question, told)


def _loaded(quads: Sequence[ox.Quad]) -> str:
    ontology = contents.ontology()
    classes = _count(ontology, OWL_NS + "Class", FOEDUS_NS)
    properties = sum(
        _count(ontology, OWL_NS + kind, FOEDUS_NS)
        for kind in ("ObjectProperty", "DatatypeProperty")
    )
    codes = _count(ontology, SKOS_NS + "Concept", CODE_NS)
    facts = sum(bool(one.fact) for one in read_statements(reading.to_store(quads)))
    return (
        f"{facts} facts of one article in {len(quads):,} triples; "
        f"an ontology of {classes} classes, {properties} properties, {codes} codes"
    )


def _validated(report: reporting.Report) -> str:
    verdict = "the data conform" if report.conforms else "the data do not conform"
    return (
        f"{verdict}: {report.count('Violation')} violations, {report.count('Warning')} warnings "
        f"from {report.checked['shapes']} shapes on {report.checked['nodes']} nodes"
    )


def _reasoned(closure: reasoning.Closure, label: Labels) -> str:
    if closure.contradictions:
        return f"contradiction: {closure.contradictions[0]}"
    told = [
        f"; among them: the {label(text(triple.subject))} is a {label(_HEADLINE)}"
        for triple in closure.triples
        if triple.object == ox.NamedNode(_HEADLINE)
    ]
    return f"{len(closure.triples)} triples follow, no contradiction{told[0] if told else ''}"


def _count(quads: Sequence[ox.Quad], kind: str, space: str) -> int:
    wanted = ox.NamedNode(kind)
    return sum(
        quad.predicate == TYPE and quad.object == wanted and quad.subject.value.startswith(space)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
    )
