"""What is known of one thing: stated, said without being a fact, and inferred, each kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking.names import Names
from foedus.asking.statements import (
    Node,
    Passage,
    Statement,
    flagged,
    is_conclusion,
    is_fact,
    passages_of,
    read_statements,
    sentence,
)
from foedus.bundled.labels import Labels
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import PREFIXES, Term, text
from foedus.reasoning import standing

_F = PREFIXES["foedus"]
_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class Line:
    """One thing known: a sentence in labels, how it is said, by whom, and in which passages."""

    sentence: str
    how: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Description:
    """All that is known of one node."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    stated: tuple[Line, ...]
    said: tuple[Line, ...]
    inferred_kinds: tuple[str, ...]
    inferred: tuple[Line, ...]


def describe(name: str, quads: Sequence[ox.Quad]) -> Description:
    """All that the data say of a node, and what follows about it.

    ``name`` is a label, an abbreviation, a bare name of ours or an IRI. Raises BadInput when the
    data do not know it.
    """
    labels = Labels(quads)
    node = ox.NamedNode(Names(quads, None, labels).find(name))
    store = reading.to_store(quads)
    own = [quad.triple for quad in quads if node in (quad.subject, quad.object)]
    if not own:
        raise BadInput(f"nothing is known of {name!r}")
    statements = read_statements(store)
    closure = reasoning.infer(quads)
    known = standing.Standings(quads)
    return Description(
        iri=node.value,
        label=labels(node.value),
        kinds=_kinds((quad.triple for quad in quads), node, labels),
        notes=tuple(_notes(store, node)),
        stated=_lines(_stated(node, own, statements, store, labels, known)),
        said=_lines(_said(node, statements, store, labels, known)),
        inferred_kinds=_kinds(closure.triples, node, labels),
        inferred=_lines(_inferred(node, closure.triples, labels)),
    )


def _stated(
    node: ox.NamedNode,
    own: Iterable[ox.Triple],
    statements: Sequence[Statement],
    store: ox.Store,
    labels: Labels,
    known: standing.Standings,
) -> Iterator[Line]:
    admitted = [statement for statement in statements if statement.admitted]
    layer = {statement.iri for statement in statements}
    for triple in own:
        subject = text(triple.subject)
        if not is_fact(triple) or subject in layer or triple.subject in known.unheld:
            continue
        backing = _backing(triple, admitted)
        passages = _passages(backing) or passages_of(store, triple.subject)
        how = [*_how(backing, labels), *_strength(store, triple.subject, backing)]
        yield Line(_sentence(triple, node, labels), " · ".join(how), passages)


def _said(
    node: ox.NamedNode,
    statements: Sequence[Statement],
    store: ox.Store,
    labels: Labels,
    known: standing.Standings,
) -> Iterator[Line]:
    """What is said and is no fact of the node, or of an event or relation that it has a part in.

    Beside what is planned stands for when, and what was called off.
    """
    names = {node.value, *_designations(store, node)}
    for statement in statements:
        if statement.admitted and not known.unheld.keys() & set(map(ox.NamedNode, statement.about)):
            continue
        events = [iri for iri in statement.about if _touches(store, iri, node)]
        parts = {*statement.subjects, *statement.about, str(statement.object)[1:-1]}
        if not names & parts and not events:
            continue
        stands = dict.fromkeys(
            known.words(one)
            for one in map(ox.NamedNode, statement.about)
            if one in known.unheld and any(known.days(one))
        )
        marks = _marks(statement.weak, statement.by_editor)
        how = " · ".join([*_how([statement], labels), *stands, *marks])
        yield Line(sentence(statement, labels), how, statement.passages)
    for one in known.unheld:
        if not isinstance(one, ox.NamedNode) or known.about(one):
            continue
        if one == node or _touches(store, one.value, node):
            yield Line(labels(one.value), known.words(one), passages_of(store, one))


def _inferred(node: ox.NamedNode, triples: Iterable[ox.Triple], labels: Labels) -> Iterator[Line]:
    for triple in triples:
        if node in (triple.subject, triple.object) and is_conclusion(triple):
            yield Line(_sentence(triple, node, labels), "")


def _lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    first = {line.sentence + line.how: line for line in lines}
    return tuple(sorted(first.values(), key=lambda line: (_start(line), line.sentence)))


def _start(line: Line) -> int:
    return min((passage.start for passage in line.passages), default=10**9)


def _backing(triple: ox.Triple, admitted: Iterable[Statement]) -> list[Statement]:
    """The admitted statements of this very triple; else those about its subject."""
    subject, predicate = text(triple.subject), triple.predicate.value
    exact, about = [], []
    for statement in admitted:
        if statement.predicate:
            same = subject in statement.subjects and predicate == statement.predicate
            if same and statement.object == triple.object:
                exact.append(statement)
        elif subject in statement.about:
            about.append(statement)
    return exact or about


def _passages(statements: Iterable[Statement]) -> tuple[Passage, ...]:
    return tuple(passage for one in statements if (passage := one.locating_passage))


def _how(statements: Sequence[Statement], labels: Labels) -> list[str]:
    """Voice, modality, speaker and judgement, in words; nothing where no statement says it."""
    if not statements:
        return []
    first = statements[0]
    by = "" if first.voice == "source-voice" else ", ".join(labels(one) for one in first.speakers)
    parts = [first.voice.replace("-", " "), first.modality.replace("-", " "), by]
    if first.evaluative:
        parts.append("evaluative")
    if first.negated:
        parts.append("denied")
    return [part for part in parts if part]


def _strength(store: ox.Store, node: Node, backing: Sequence[Statement]) -> list[str]:
    """How well a fact is sourced: as each statement that backs it says, else as its node does."""
    if backing:
        return _marks(all(one.weak for one in backing), all(one.by_editor for one in backing))
    return _marks(flagged(store, node, "weaklySourced"), flagged(store, node, "inferredByEditor"))


def _marks(weak: bool, by_editor: bool) -> list[str]:
    return ["inferred by the editors"] * by_editor + ["weakly sourced"] * weak


def _sentence(triple: ox.Triple, node: ox.NamedNode, labels: Labels) -> str:
    subject, target = (_name(term, labels) for term in (triple.subject, triple.object))
    relation = labels(triple.predicate.value)
    return f"{relation}: {target}" if triple.subject == node else f"{subject} — {relation}: this"


def _name(term: Term, labels: Labels) -> str:
    if isinstance(term, ox.BlankNode):
        return "a thing without a name"
    return labels(term.value) if isinstance(term, ox.NamedNode) else text(term)


def _kinds(triples: Iterable[ox.Triple], node: ox.NamedNode, labels: Labels) -> tuple[str, ...]:
    kinds = {
        labels(triple.object.value)
        for triple in triples
        if triple.subject == node
        and triple.predicate.value == _TYPE
        and isinstance(triple.object, ox.NamedNode)
    }
    return tuple(sorted(kinds))


def _notes(store: ox.Store, node: ox.NamedNode) -> list[str]:
    note = ox.NamedNode(PREFIXES["skos"] + "editorialNote")
    quads = store.quads_for_pattern(node, note, None, ox.DefaultGraph())
    return sorted(text(quad.object) for quad in quads)


def _designations(store: ox.Store, node: ox.NamedNode) -> set[str]:
    read_as = ox.NamedNode(_F + "interpretedAs")
    quads = store.quads_for_pattern(None, read_as, node, ox.DefaultGraph())
    return {text(quad.subject) for quad in quads}


def _touches(store: ox.Store, iri: str, node: ox.NamedNode) -> bool:
    quads = store.quads_for_pattern(ox.NamedNode(iri), None, node, ox.DefaultGraph())
    return any(True for _ in quads)
