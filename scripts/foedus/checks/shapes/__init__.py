"""Checking data against the shapes: SHACL, and terms that nobody declared.

The asserted data are checked, never their closure: on the closure a claim may follow from facts,
which is news and no fault. The ontology's class tree and the codes' schemes are added to the data
graph, so that a shape for a class reaches the members of its subclasses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import contents, spelling
from foedus.bundled.contents import SUBCLASS
from foedus.checks import report
from foedus.checks.lint import acceptance, misspelt
from foedus.checks.report import Part, Places, Report, Result, Rule
from foedus.checks.shapes import compiler, notices, reference
from foedus.checks.shapes import engine as fast
from foedus.checks.shapes.data import TYPE
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import RDFS_NS, SH_NS, SKOS_NS, Term, text

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
    data = [quad for quads in renamed for quad in quads]
    foreign = _read_shapes(shape_files)
    program = _program(foreign)
    beside = [quad for quads in _renamed(context, first=6001) for quad in quads]
    told = _of_the_documents(data, beside, program, engine)
    accepted = tuple(_accepted(data, beside, program))
    rules = shape_rules(program.quads)
    named = (*rules, misspelt.rule()) if spelling else rules
    told += _misspelt(documents) if spelling else ()
    nodes = _targets(data, beside, program.quads)
    checked = {"triples": len(data), "shapes": len(rules), "nodes": nodes}
    heard = [*notices.of_data(documents, foreign), *notices.of_nodes(nodes, program.quads)]
    findings = tuple(report.findings(told, Places(documents, renamed)))
    return Report(
        parts=(Part("validate", checked, named, findings),),
        results=tuple(told),
        described=(_about_blank_nodes(program.quads), _about_blank_nodes(data)),
        ignored=(*program.ignored, *heard),
        accepted=accepted,
    )


def _accepted(
    data: Sequence[ox.Quad], beside: Sequence[ox.Quad], program: compiler.Program
) -> Iterable[Result]:
    """What the shapes would find, were no finding of theirs accepted."""
    marks = acceptance.marks(data)
    asked = {law for _, law in marks}
    roots = tuple(root for root in program.roots if root.node in asked)
    if not roots:
        return []
    rest, _ = acceptance.split(data)
    found = fast.run([*rest, *beside, *_hierarchy()], replace(program, roots=roots))
    return [result for result in found if (result.focus, result.shape) in marks]


def _of_the_documents(
    data: Sequence[ox.Quad], beside: Sequence[ox.Quad], program: compiler.Program, engine: str
) -> list[Result]:
    """The results on some data that others stand beside, without those that these give alone.

    A mistake of the data may be told at a node of the others: at a statement there that is not
    admitted, and that the data take for a fact. pySHACL, which asks node by node, looks at the data
    alone: it gets the whole program, or the shapes that nothing else can do.
    """
    alone: list[Result] = []
    if engine == "pyshacl":
        beside = ()
    elif beside and program.left:
        done = tuple(one for one in program.roots if one.shape)
        alone = results([*data, *_hierarchy()], replace(program, roots=tuple(program.left)), engine)
        program = replace(program, roots=done)
    told = results([*data, *beside, *_hierarchy()], program, engine)
    subjects = {quad.subject for quad in data}
    if beside and any(result.focus not in subjects for result in told):
        known = set(results([*beside, *_hierarchy()], program, engine))
        told = [result for result in told if result not in known]
    return [*alone, *told]


def results(quads: Iterable[ox.Quad], program: compiler.Program, engine: str) -> list[Result]:
    """The results of one engine on data that have their class tree beside them."""
    if engine == "pyshacl":
        return fast.by_reference(quads, program, {root.node for root in program.roots})
    return fast.run(quads, program)


def _misspelt(documents: Iterable[reading.Document]) -> Iterable[Result]:
    return (result for document in documents for result in misspelt.results(document))


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


def _targets(data: Sequence[ox.Quad], beside: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> int:
    """How many nodes of the data any shape's target reaches; others may say of what class."""
    wanted: dict[str, set[Term]] = {}
    for quad in shapes:
        name = quad.predicate.value.removeprefix(SH_NS)
        if name.startswith("target"):
            wanted.setdefault(name, set()).add(quad.object)
    below: dict[Term, set[Term]] = {quad.subject: {quad.subject} for quad in _hierarchy()}
    for quad in _hierarchy():
        if quad.predicate == SUBCLASS:
            below[quad.subject].add(quad.object)
    classes = wanted.get("targetClass", set())
    reached: set[Term] = set()
    for quad in data:
        kinds = below.get(quad.object, {quad.object}) if quad.predicate == TYPE else set()
        if kinds & classes or quad.predicate in wanted.get("targetSubjectsOf", set()):
            reached.add(quad.subject)
        if quad.predicate in wanted.get("targetObjectsOf", set()):
            reached.add(quad.object)
    nodes = {quad.subject for quad in data}
    for quad in beside:
        known = quad.subject in nodes and quad.predicate == TYPE
        if known and below.get(quad.object, {quad.object}) & classes:
            reached.add(quad.subject)
    return len(reached | (nodes & wanted.get("targetNode", set())))
