"""What is traced, read from the files that foedus carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import snapshot
from foedus.asking.statements import Statement, read_statements
from foedus.bundled import contents, folders
from foedus.bundled.questions import Question, all_questions
from foedus.bundled.terms import declared_terms, named_terms
from foedus.rdf import reading
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    ID_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SH_NS,
    SKOS_NS,
    Term,
    curie,
    text,
)
from foedus.rdf.reached import reached

_TYPE = RDF_NS + "type"
_NOTE = SKOS_NS + "editorialNote"
_EVIDENCED, _SOURCED = FOEDUS_NS + "evidencedBy", FOEDUS_NS + "sourcedFrom"
_PLACE = FOEDUS_NS + "charStart"
_PASSAGES = {FOEDUS_NS + name for name in ("Passage", "Quotation")}
_SOURCES = {FOEDUS_NS + "SourceDocument"}
_APPARATUS = (
    _PASSAGES | _SOURCES | {FOEDUS_NS + name for name in ("Statement", "Designation", "SpeechAct")}
)
_KINDS = {SH_NS + "NodeShape", SH_NS + "PropertyShape"}
_DAY = "2025-03-31"
_EXPECTED = "# expected: "
_VOCABULARIES = (FOEDUS_NS, DCTERMS_NS, OWL_NS, RDFS_NS, SKOS_NS)
_TARGETS = {SH_NS + "targetClass", SH_NS + "targetSubjectsOf"}
_DESCRIBING = {
    _TYPE,
    RDFS_NS + "label",
    *(SH_NS + name for name in ("description", "message", "severity", "path", "property")),
    *_TARGETS,
}


@dataclass(frozen=True)
class Fact:
    """One fact with its passages or sources, its nodes and its terms, as short names."""

    name: str
    passages: tuple[str, ...]
    nodes: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """All that is traced, as short names."""

    facts: tuple[Fact, ...]
    passages: frozenset[str]
    """Every passage, and every source without passages; a designation lies within a passage."""
    nodes: frozenset[str]
    """Every node that a fact must tell of: no statement, passage, source or speech."""
    terms: frozenset[str]
    """Every class and property of ours."""
    used: frozenset[str]
    """Those that data, inference, a question or a rule names; a shape alone is no use."""
    in_data: frozenset[str]
    """Those that the data use."""
    asked: frozenset[str]
    """Those that a question asks for or a rule reads, by name or by what its answer rests on."""
    shapes: dict[str, frozenset[str]]
    """Each shape that demands something, with the terms that it names."""
    judges: dict[str, frozenset[str]]
    """Each class with the shapes that judge its members, those of the classes above among them."""
    examples: dict[str, frozenset[str]] | None
    """Each failing example with the shapes that it violates; None outside a source checkout."""
    waiting: dict[str, str] = field(default_factory=dict)
    """What is waited for: the item with the column that it lacks, "" for any; and the reason."""


def read_parts() -> Parts:
    """The parts of what foedus carries."""
    data = _Data()
    facts = tuple(data.facts())
    shapes = _Shapes()
    named = _named(
        [
            *(*folders.question_files(), *folders.snapshot_files()),
            *(*folders.claim_table_files(), *folders.rule_files()),
        ]
    )
    return Parts(
        facts=facts,
        passages=frozenset(data.of_kind(_PASSAGES) | data.of_kind(_SOURCES) - data.quoted),
        nodes=frozenset(map(curie, data.nodes)),
        terms=_declared(),
        used=_declared() & (data.terms() | _inferred(data) | named),
        in_data=_declared() & data.terms(),
        asked=named | _asked(data, all_questions(), named),
        shapes={shape: frozenset(shapes.terms(shape)) for shape in shapes.demanding},
        judges=shapes.judges(),
        examples=_examples(),
        waiting=_waiting(),
    )


def inverse(relation: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The same relation from right to left.

    >>> inverse({"a": frozenset({"b"})})
    {'b': frozenset({'a'})}
    """
    found: dict[str, set[str]] = {}
    for left, rights in relation.items():
        for right in rights:
            found.setdefault(right, set()).add(left)
    return {right: frozenset(lefts) for right, lefts in found.items()}


class _Data:
    """The bundled data: which node is what, has what and rests on what."""

    def __init__(self) -> None:
        documents = contents.data(tuple(contents.DATA_FILES))
        self.store = reading.to_store(reading.join(documents))
        self.types: dict[str, set[str]] = {}
        self.properties: dict[str, set[str]] = {}
        self.rests_on: dict[str, set[str]] = {}
        for quad in self.store:
            kept = self.types if quad.predicate.value == _TYPE else self.rests_on
            if quad.predicate.value in (_TYPE, _EVIDENCED, _SOURCED):
                kept.setdefault(text(quad.subject), set()).add(text(quad.object))
            else:
                names = self.properties.setdefault(text(quad.subject), set())
                names.add(quad.predicate.value)
        place = {
            text(quad.subject): number
            for number, document in enumerate(documents)
            for quad in document.quads
            if quad.predicate.value == _TYPE
        }
        numbered = (one for one in read_statements(self.store) if one.fact)
        self.statements = sorted(numbered, key=lambda one: place.get(one.iri, len(documents)))

    @cached_property
    def nodes(self) -> frozenset[str]:
        """The nodes of the world, as opposed to those that say who says what, and where."""
        return frozenset(
            node
            for node, kinds in self.types.items()
            if node.startswith(ID_NS) and not kinds & _APPARATUS
        )

    @cached_property
    def quoted(self) -> set[str]:
        """The sources of which there are passages, as short names."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(FOEDUS_NS + "passageOf"), None)
        return {curie(text(quad.object)) for quad in found}

    def of_kind(self, kinds: set[str]) -> set[str]:
        """The nodes of these classes, as short names."""
        return {curie(node) for node, types in self.types.items() if types & kinds}

    def terms(self) -> set[str]:
        """The classes and properties that stand in the data, also as what a statement says."""
        return _terms_in(self.store)

    def facts(self) -> Iterator[Fact]:
        """The numbered statements in their order, then the nodes that are facts of their own."""
        resting: dict[str, set[str]] = {}
        for node in self.nodes:
            for passage in self.rests_on.get(node, ()):
                resting.setdefault(passage, set()).add(node)
        for statement in self.statements:
            yield self._stated(statement, resting)
        about = {node for one in self.statements for node in one.about}
        for node in sorted(self.nodes - about):
            if sources := self._sources(node):
                yield Fact(curie(node), sources, (curie(node),), self._terms((node,)))

    def _stated(self, statement: Statement, resting: dict[str, set[str]]) -> Fact:
        named = [*statement.nodes]
        if isinstance(statement.object, ox.NamedNode):
            named.append(statement.object.value)
        passages = sorted(self.rests_on.get(statement.iri, ()))
        there = {node for one in passages for node in resting.get(one, ()) if self._is_passage(one)}
        own = [node for node in named if node in self.types and node not in there]
        stated = {one for one in (statement.predicate,) if one.startswith(FOEDUS_NS)}
        nodes = dict.fromkeys([*own, *sorted(there)])
        terms = {*map(curie, stated), *self._terms((statement.iri, *nodes))}
        return Fact(
            statement.fact,
            tuple(map(curie, passages)),
            tuple(map(curie, dict.fromkeys([*nodes, *statement.speakers]))),
            tuple(sorted(terms)),
        )

    def _sources(self, node: str) -> tuple[str, ...]:
        """The documents that a node itself names, and its passages of texts that are not at hand.

        What a text at hand says is set out in statements, passage by passage.
        """
        found = sorted(self.rests_on.get(node, ()))
        return tuple(curie(one) for one in found if _PLACE not in self.properties.get(one, ()))

    def _is_passage(self, node: str) -> bool:
        return bool(self.types.get(node, set()) & _PASSAGES)

    def _terms(self, nodes: tuple[str, ...]) -> tuple[str, ...]:
        found = {
            term
            for node in nodes
            for term in self.types.get(node, set()) | self.properties.get(node, set())
        }
        return tuple(sorted(curie(term) for term in found if term.startswith(FOEDUS_NS)))


class _Shapes:
    """The bundled shapes: which terms each names, and whom it judges."""

    def __init__(self) -> None:
        self.said: dict[Term, list[tuple[str, Term]]] = {}
        for quad in contents.shapes():
            self.said.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))
        self.nodes = {
            curie(text(node)): node
            for node, said in self.said.items()
            if any(name == _TYPE and text(value) in _KINDS for name, value in said)
        }

    @cached_property
    def demanding(self) -> frozenset[str]:
        """The shapes that stand in a report: reached from a target, with a demand of their own."""
        targets = (name for name in self.nodes if any(True for _ in self._values(name, _TARGETS)))
        found = reached(targets, lambda one: map(curie, self._values(one, {SH_NS + "property"})))
        return frozenset(
            name
            for name in found
            if any(said not in _DESCRIBING for said, _ in self.said[self.nodes[name]])
        )

    def terms(self, shape: str) -> set[str]:
        """The terms that a shape names as target, path or value, and those of ours in its query."""
        found: set[str] = set()
        waiting: list[Term] = [self.nodes[shape]]
        while waiting:
            for name, value in self.said.get(waiting.pop(), ()):
                if isinstance(value, ox.BlankNode):
                    waiting.append(value)
                elif isinstance(value, ox.Literal) and name == SH_NS + "select":
                    found |= _terms_of(value.value)
                elif isinstance(value, ox.NamedNode) and _is_term(value.value):
                    found.add(curie(value.value))
        return found

    def judges(self) -> dict[str, frozenset[str]]:
        """For each class the demanding shapes of its members and of those of classes above."""
        by_target: dict[str, set[str]] = {}
        for name in self.nodes:
            parts = {name, *map(curie, self._values(name, {SH_NS + "property"}))}
            for target in self._values(name, {SH_NS + "targetClass"}):
                by_target.setdefault(target, set()).update(parts & self.demanding)
        above = {target: {target} for target in by_target} | _classes_above()
        found: dict[str, frozenset[str]] = {}
        for kind, upper in above.items():
            if shapes := {shape for one in upper for shape in by_target.get(one, ())}:
                found[curie(kind)] = frozenset(shapes)
        return found

    def _values(self, name: str, predicates: set[str]) -> Iterator[str]:
        for said, value in self.said[self.nodes[name]]:
            if said in predicates:
                yield text(value)


def _is_term(iri: str) -> bool:
    return iri.startswith(_VOCABULARIES) and iri not in _KINDS


def _declared() -> frozenset[str]:
    return frozenset(curie(term) for term in declared_terms() if term.startswith(FOEDUS_NS))


def _inferred(data: _Data) -> set[str]:
    """The terms in what follows from the data, that of one day among it."""
    quads = list(data.store)
    return _terms_in([*reasoning.infer(quads).quads, *snapshot.triples(quads, _DAY)])


def _terms_in(quads: Iterable[ox.Quad]) -> set[str]:
    return {
        curie(term.value)
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }


def _asked(data: _Data, questions: Iterable[Question], named: frozenset[str]) -> set[str]:
    """The terms whose statements and members the questions answer with.

    The header of a question lists the facts that its answer needs; what they state is asked for.
    Who asks for a class by name or by a member asks for the classes below it too.
    """
    stated = {one.fact: curie(one.predicate) for one in data.statements}
    found: set[str] = set()
    for question in questions:
        found |= {stated[fact] for fact in question.facts if fact in stated}
        for row in question.expected() if question.expected_path.is_file() else ():
            for node in row:
                if isinstance(node, ox.NamedNode):
                    found |= {curie(node.value), *map(curie, data.types.get(node.value, ()))}
    below = {
        curie(kind)
        for kind, above in _classes_above().items()
        if any(curie(one) in found | named for one in above)
    }
    return found | below


def _named(paths: Iterable[Path]) -> frozenset[str]:
    """The terms of ours in SPARQL files, as short names."""
    return frozenset(name for path in paths for name in _terms_of(path.read_text(encoding="utf-8")))


def _terms_of(query: str) -> set[str]:
    return {curie(iri) for iri in named_terms(query) if iri.startswith(FOEDUS_NS)}


def _classes_above() -> dict[str, set[str]]:
    """Each class with itself and all that it is a subclass of."""
    return {
        kind.value: {kind.value, *(one.value for one in higher)}
        for kind, higher in contents.above().items()
    }


def _examples() -> dict[str, frozenset[str]] | None:
    """Each node that the cases of the shapes expect to violate shapes, with these shapes.

    They stand as comments above the node's block: ``# expected: Violation shape:Seat-seatOn …``.
    """
    folder = folders.root() / "tests" / "cases" / "shapes"
    if not folder.is_dir():
        return None
    found: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("*_fail.ttl")):
        shapes: set[str] = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(_EXPECTED):
                shapes.add(line.removeprefix(_EXPECTED).split()[1])
            elif shapes:
                found[f"{path.stem}:{line.split()[0].partition(':')[2]}"] = frozenset(shapes)
                shapes = set()
    return found


def _waiting() -> dict[str, str]:
    """The terms that nothing uses yet, and what each says that it waits for."""
    return {
        curie(text(quad.subject)): text(quad.object)
        for quad in contents.ontology()
        if quad.predicate.value == _NOTE and text(quad.object).startswith("Waits for ")
    }
