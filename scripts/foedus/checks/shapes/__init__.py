"""Checking data against the shapes: SHACL, and terms that nobody declared.

The asserted data are checked, never their closure: on the closure a claim may follow from facts,
which is news and no fault. The ontology's class tree and the codes' schemes are added to the data
graph, so that a shape for a class reaches the members of its subclasses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, takewhile
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import contents, spelling
from foedus.bundled.contents import SUBCLASS
from foedus.checks import report
from foedus.checks.lint import acceptance, misspelt
from foedus.checks.report import Part, Places, Report, Result, Rule
from foedus.checks.shapes import compiler, notices, reference
from foedus.checks.shapes import engine as fast
from foedus.checks.shapes.data import Data
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import RDFS_NS, SH_NS, SKOS_NS, TYPE, Term, text

ENGINES = ("fast", "pyshacl")
"""The ways to check: compiled shapes, or pySHACL for all of them. Both give the same results."""

_LABEL = RDFS_NS + "label"
_SHAPE_KINDS = (ox.NamedNode(SH_NS + "NodeShape"), ox.NamedNode(SH_NS + "PropertyShape"))
_IN_SCHEME = ox.NamedNode(SKOS_NS + "inScheme")


def validate(
    documents: Sequence[reading.Document],
    shape_files: Sequence[Path | str] = (),
    engine: str = "fast",
    spelling: bool = True,
    context: Sequence[reading.Document] = (),
) -> Report:
    """The report on some documents, against our shapes and any others given.

    ``context`` is looked up in and not reported on: what is found there without the documents is
    left out. ``spelling`` is False where terms that nobody declared are told by lint already.
    Raises BadInput when a shapes file is broken: not SHACL, with a term that nobody declared, or
    with a shape that refers to itself.
    """
    if engine not in ENGINES:
        raise BadInput(f"the engine is {' or '.join(ENGINES)}, not {engine!r}")
    renamed = _renamed(documents, first=2001)
    foreign = _read_shapes(shape_files)
    program = _program(foreign)
    given = _given(renamed, _renamed(context, first=6001))
    told = _of_the_documents(given, program, engine)
    accepted = tuple(_accepted(given, program))
    rules = shape_rules(program.quads)
    named = (*rules, misspelt.LAW.rule) if spelling else rules
    told += _misspelt(documents, given) if spelling else ()
    nodes = _targets(given, program.quads)
    checked = {"triples": len(given.data), "shapes": len(rules), "nodes": nodes}
    heard = [*notices.of_data(documents, foreign), *notices.of_nodes(nodes, program.quads)]
    findings = tuple(report.findings(told, Places(documents, renamed)))
    blank = given.data if given.has_blank_nodes else ()
    return Report(
        parts=(Part("validate", checked, named, findings),),
        results=tuple(told),
        described=(_about_blank_nodes(program.quads), _about_blank_nodes(blank)),
        ignored=(*program.ignored, *heard),
        accepted=accepted,
    )


@dataclass(frozen=True, eq=False)
class _Given:
    """The statements of the documents, those beside them, and all with the class tree as numbers.

    ``ends`` are the places at which the statements of each document end.
    """

    data: list[ox.Quad]
    beside: list[ox.Quad]
    whole: Data
    ends: tuple[int, ...]

    @property
    def has_blank_nodes(self) -> bool:
        """Whether a blank node stands anywhere."""
        return any(isinstance(term, ox.BlankNode) for term in self.whole.terms)

    def stating(self, predicate: ox.NamedNode) -> list[int]:
        """The places of the documents' statements with this predicate."""
        size = len(self.data)
        return list(takewhile(lambda place: place < size, self.whole.stating(predicate)))


def _given(renamed: list[list[ox.Quad]], context: list[list[ox.Quad]]) -> _Given:
    data = [quad for quads in renamed for quad in quads]
    beside = [quad for quads in context for quad in quads]
    whole = Data([*data, *beside, *_hierarchy()])
    return _Given(data, beside, whole, tuple(accumulate(map(len, renamed))))


def _accepted(given: _Given, program: compiler.Program) -> Iterable[Result]:
    """What the shapes would find, were no finding of theirs accepted."""
    marks = acceptance.marks(given.data[place] for place in given.stating(acceptance.ACCEPTED))
    asked = {law for _, law in marks}
    roots = tuple(root for root in program.roots if root.node in asked)
    if not roots:
        return []
    rest, _ = acceptance.split(given.data)
    found = fast.run([*rest, *given.beside, *_hierarchy()], replace(program, roots=roots))
    return [result for result in found if (result.focus, result.shape) in marks]


def _of_the_documents(given: _Given, program: compiler.Program, engine: str) -> list[Result]:
    """The results on some data that others stand beside, without those that these give alone.

    A mistake of the data may be told at a node of the others: at a statement there that is not
    admitted, and that the data take for a fact. pySHACL, which asks node by node, looks at the data
    alone: it gets the whole program, or the shapes that nothing else can do.
    """
    data, beside = given.data, given.beside
    if engine == "pyshacl":
        return results([*data, *_hierarchy()], program, engine)
    alone: list[Result] = []
    if beside and program.left:
        done = tuple(one for one in program.roots if one.shape)
        alone = results([*data, *_hierarchy()], replace(program, roots=tuple(program.left)), engine)
        program = replace(program, roots=done)
    told = results(given.whole, program, engine)
    if beside and told:
        subjects = {given.whole.terms[one] for one in given.whole.columns.subjects[: len(data)]}
        if any(result.focus not in subjects for result in told):
            known = set(results([*beside, *_hierarchy()], program, engine))
            told = [result for result in told if result not in known]
    return [*alone, *told]


def results(data: Data | Iterable[ox.Quad], program: compiler.Program, engine: str) -> list[Result]:
    """The results of one engine on data that have their class tree beside them."""
    if engine == "pyshacl":
        quads = data.quads if isinstance(data, Data) else data
        return fast.by_reference(quads, program, {root.node for root in program.roots})
    return fast.run(data, program)


def _misspelt(documents: Sequence[reading.Document], given: _Given) -> Iterable[Result]:
    terms = given.whole.terms
    about = sorted([*given.stating(_IN_SCHEME), *given.stating(TYPE)])
    for document, start, end in zip(documents, (0, *given.ends), given.ends, strict=False):
        columns = given.whole.columns
        subjects = set(columns.subjects[start:end])
        used = subjects.union(columns.predicates[start:end], columns.objects[start:end])
        found = spelling.undeclared_among(
            {terms[one] for one in subjects},
            {terms[one] for one in used},
            (given.data[place] for place in about if start <= place < end),
        )
        yield from misspelt.told(found, document)


def _program(documents: Sequence[reading.Document]) -> compiler.Program:
    """Our shapes alone, or with a user's, which are checked first."""
    if not documents:
        return compiler.bundled_program()
    read = [quad for quads in _renamed(documents, first=1001) for quad in quads]
    foreign = compiler.as_meant(read)
    whole = [*contents.shapes(), *foreign]
    program = compiler.program(whole)
    spoken_of = {quad.subject for quad in foreign}
    extended = [quad for quad in contents.shapes() if quad.subject in spoken_of]
    reference.check_shapes(program.quads, [*foreign, *extended])
    return program


def _renamed(documents: Iterable[reading.Document], first: int) -> list[list[ox.Quad]]:
    """Each one's statements; their blank nodes are those of no bundled file, nor other number."""
    return [reading.rename(one, number) for number, one in enumerate(documents, first)]


def _read_shapes(files: Sequence[Path | str]) -> list[reading.Document]:
    documents = []
    for path in files:
        document = reading.read(path)
        for fault in spelling.in_document(document, spelling.REFUSED):
            raise BadInput(fault.reason, document.name, fault.line)
        documents.append(document)
    notices.check_for_shapes(documents)
    return documents


def _hierarchy() -> list[ox.Quad]:
    """The ontology's subclass links between named classes, closed, and each code's scheme."""
    links = [
        ox.Quad(child, SUBCLASS, ancestor)
        for child, ancestors in contents.above().items()
        for ancestor in sorted(ancestors, key=str)
    ]
    return links + [quad for quad in contents.ontology() if quad.predicate == _IN_SCHEME]


def _about_blank_nodes(quads: Iterable[ox.Quad]) -> dict[Term, list[ox.Quad]]:
    """The statements about each blank node."""
    found: dict[Term, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode):
            found.setdefault(quad.subject, []).append(quad)
    return found


def shape_rules(shapes: Iterable[ox.Quad]) -> tuple[Rule, ...]:
    """The named shapes, by name: label, description and severity."""
    told: dict[Term, dict[str, Term]] = {}
    named: set[Term] = set()
    for quad in shapes:
        if isinstance(quad.subject, ox.NamedNode):
            told.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
            if quad.predicate == TYPE and quad.object in _SHAPE_KINDS:
                named.add(quad.subject)
    return tuple(
        Rule(
            name=report.shown(shape),
            title=text(told[shape].get(_LABEL)),
            description=text(told[shape].get(SH_NS + "description")),
            severity=text(told[shape].get(SH_NS + "severity")).removeprefix(SH_NS) or "Violation",
        )
        for shape in sorted(named, key=str)
    )


def _targets(given: _Given, shapes: Sequence[ox.Quad]) -> int:
    """How many nodes of the data any shape's target reaches; others may say of what class."""
    wanted: dict[str, set[Term]] = {}
    for quad in shapes:
        name = quad.predicate.value.removeprefix(SH_NS)
        if name.startswith("target"):
            wanted.setdefault(name, set()).add(quad.object)
    whole, size = given.whole, len(given.data)
    classes = wanted.get("targetClass", set())
    above = contents.above()
    kinds = {
        kind
        for kind in whole.by_object(TYPE)
        if not classes.isdisjoint((term := whole.terms[kind], *above.get(term, ())))  # type: ignore[arg-type]
    }
    from_subjects = set(map(whole.number, wanted.get("targetSubjectsOf", ())))
    from_objects = set(map(whole.number, wanted.get("targetObjectsOf", ())))
    nodes = set(whole.columns.subjects[:size])
    reached = nodes & set(map(whole.number, wanted.get("targetNode", ())))
    for kind in kinds:
        reached.update(nodes.intersection(whole.subjects(TYPE, kind)))
    for s, p, o in islice(whole.columns, size):
        if p in from_subjects:
            reached.add(s)
        if p in from_objects:
            reached.add(o)
    return len(reached)
