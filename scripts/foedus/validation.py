"""Checking data against the shapes: SHACL by pySHACL, and terms that nobody declared.

The asserted data are checked, never their closure: on the closure a claim may follow from facts,
which is news and no fault. The ontology's class tree and the codes' schemes are added to the data
graph, so that a shape for a class reaches the members of its subclasses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from foedus import bundled, reading, spelling, writing
from foedus.errors import BadInput
from foedus.scanning import line_of
from foedus.terms import Term
from foedus.vocabulary import PREFIXES, curie, expand

if TYPE_CHECKING:
    import rdflib

SEVERITIES = ("Violation", "Warning", "Info")
MISSPELLED = PREFIXES["shape"] + "TermDeclared"
_SH = PREFIXES["sh"]
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_IN_SCHEME = ox.NamedNode(PREFIXES["skos"] + "inScheme")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True)
class Finding:
    """One result: how bad, which shape, where, and what a person can do about it.

    ``shape``, ``focus``, ``path`` and ``value`` are prefixed names, IRIs or literals as Turtle
    writes them, empty where there is none; ``line`` is the line of the focus node's block.
    """

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    message: str
    file: str
    line: int | None


@dataclass(frozen=True)
class Report:
    """All findings in a fixed order, and what was checked: statements, shapes, nodes reached."""

    findings: tuple[Finding, ...]
    statements: int
    shapes: int
    targets: int
    results: tuple[ox.Quad, ...]

    def turtle(self) -> str:
        """The report in SHACL's own vocabulary, as Turtle; the same findings give the same text."""
        return writing.serialize(self.results, ox.RdfFormat.TURTLE).decode()

    @property
    def conforms(self) -> bool:
        """True unless there is a violation: warnings and infos alone do not fail data."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    def count(self, severity: str) -> int:
        """How many findings have this severity (``Violation``, ``Warning`` or ``Info``)."""
        return Counter(finding.severity for finding in self.findings)[severity]


def validate(
    documents: Sequence[reading.Document], shape_files: Sequence[Path | str] = ()
) -> Report:
    """The report on some documents, against our shapes and any others given.

    Raises BadInput when a shapes file is broken: not SHACL, or with a term that nobody declared.
    """
    data = reading.join(documents)
    shapes = [*bundled.shapes(), *reading.join(_read_shapes(shape_files))]
    graph = reading.to_graph([*data, *_hierarchy()])
    results = _run(graph, reading.to_graph(shapes), bool(shape_files))
    misspelled = _misspelled(documents)
    findings = [*_findings(results, documents), *misspelled]
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        statements=len(data),
        shapes=len(_named_shapes(shapes)),
        targets=_targets(data, shapes),
        results=(*reading.from_rdflib(results), *_as_results(results, misspelled)),
    )


def _read_shapes(files: Sequence[Path | str]) -> list[reading.Document]:
    documents = []
    for path in files:
        document = reading.read(path)
        for fault in spelling.in_document(document):
            raise BadInput(fault.reason, document.name, fault.line)
        documents.append(document)
    return documents


def _hierarchy() -> list[ox.Quad]:
    """The ontology's subclass links between named classes, closed, and each code's scheme."""
    ontology = bundled.ontology()
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for quad in ontology:
        if quad.predicate != _SUBCLASS:
            continue
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(quad.subject, set()).add(quad.object)
    links = [
        ox.Quad(child, _SUBCLASS, ancestor)
        for child in sorted(parents, key=str)
        for ancestor in sorted(_ancestors(child, parents), key=str)
    ]
    return links + [quad for quad in ontology if quad.predicate == _IN_SCHEME]


def _ancestors(
    child: ox.NamedNode, parents: dict[ox.NamedNode, set[ox.NamedNode]]
) -> set[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    waiting = [child]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _run(data: rdflib.Graph, shapes: rdflib.Graph, foreign_shapes: bool) -> rdflib.Graph:
    """pySHACL's results graph. Shapes of the user's are checked by SHACL's own shapes first."""
    import pyshacl
    from pyshacl.errors import (
        ConstraintLoadError,
        ReportableRuntimeError,
        ShapeLoadError,
        ValidationFailure,
    )

    _compare_without_crash()
    broken = (ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, re.error)
    try:
        _, results, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", meta_shacl=foreign_shapes
        )
    except broken as error:
        raise BadInput(f"the shapes cannot be used: {error}") from None
    if isinstance(results, ValidationFailure):
        raise BadInput(f"the shapes cannot be used: {text}")
    found: rdflib.Graph = results
    return found


@cache
def _compare_without_crash() -> None:
    """Mend pySHACL 0.40: values without order (`"2025-13-45"^^xsd:date`) end it in a TypeError.

    SHACL, sections 4.5.3 and 4.5.4: two values that cannot be compared violate the constraint.
    """
    from pyshacl.constraints.core import property_pair_constraints as pairs

    for component, name in (
        (pairs.LessThanConstraintComponent, "_compare_lt"),
        (pairs.LessThanOrEqualsConstraintComponent, "_compare_ltoe"),
    ):
        setattr(component, name, _pair_by_pair(getattr(component, name)))


def _pair_by_pair(compare: Callable[..., Any]) -> Callable[..., Any]:
    def compared(self: Any, values: Any, others: Any, graph: Any, focus: Any) -> Any:
        faulty, reports = False, []
        for value in values:
            for other in others:
                try:
                    one_faulty, found = compare(self, {value}, {other}, graph, focus)
                except TypeError:
                    found = [self.make_v_result(graph, focus, value_node=value)]
                    one_faulty = True
                faulty = faulty or one_faulty
                reports.extend(found)
        return faulty, reports

    return compared


def _findings(results: rdflib.Graph, documents: Sequence[reading.Document]) -> Iterable[Finding]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    for node in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        one = {
            name: results.value(node, sh[name])
            for name in ("resultSeverity", "sourceShape", "focusNode", "resultPath", "value")
        }
        messages = sorted(str(text) for text in results.objects(node, sh.resultMessage))
        file, line = _place(one["focusNode"], documents)
        yield Finding(
            severity=str(one["resultSeverity"]).removeprefix(_SH),
            shape=_show(one["sourceShape"]),
            focus=_show(one["focusNode"]),
            path=_show_path(one["resultPath"], results),
            value=_show(one["value"]),
            message=" ".join(messages),
            file=file,
            line=line,
        )


def _misspelled(documents: Sequence[reading.Document]) -> list[Finding]:
    return [
        Finding(
            severity="Violation",
            shape=curie(MISSPELLED),
            focus=curie(fault.term),
            path="",
            value="",
            message=fault.reason,
            file=document.name,
            line=fault.line,
        )
        for document in documents
        for fault in spelling.in_document(document)
    ]


def _as_results(results: rdflib.Graph, misspelled: Iterable[Finding]) -> Iterator[ox.Quad]:
    """The misspellings as results of the same SHACL report."""
    import rdflib

    report = results.value(predicate=rdflib.RDF.type, object=rdflib.SH.ValidationReport)
    if not misspelled:
        return
    node = ox.BlankNode(str(report))
    for number, finding in enumerate(misspelled):
        result = ox.BlankNode(f"misspelled{number}")
        yield ox.Quad(node, ox.NamedNode(_SH + "result"), result)
        yield ox.Quad(result, _TYPE, ox.NamedNode(_SH + "ValidationResult"))
        for name, term in (
            ("focusNode", ox.NamedNode(expand(finding.focus))),
            ("resultSeverity", ox.NamedNode(_SH + "Violation")),
            ("sourceShape", ox.NamedNode(MISSPELLED)),
            ("resultMessage", ox.Literal(finding.message)),
        ):
            yield ox.Quad(result, ox.NamedNode(_SH + name), term)


def _place(focus: Any, documents: Sequence[reading.Document]) -> tuple[str, int | None]:
    """The document in which a node is a subject, and the line on which its block starts."""
    import rdflib

    if not isinstance(focus, rdflib.URIRef):
        return (documents[0].name, None) if len(documents) == 1 else ("", None)
    node = ox.NamedNode(str(focus))
    for document in documents:
        if any(quad.subject == node for quad in document.quads):
            return document.name, _block_line(node.value, document)
    return "", None


def _block_line(iri: str, document: reading.Document) -> int | None:
    names = [f"<{iri}>"]
    for prefix, space in document.prefixes.items():
        if iri.startswith(space):
            names.append(f"{prefix}:{iri.removeprefix(space)}")
    pattern = "^(?:" + "|".join(map(re.escape, names)) + r")(?=\s)"
    text = document.text.decode()
    found = re.search(pattern, text, re.M)
    return line_of(text, found.start()) if found else None


def _show(term: Any) -> str:
    """A term of rdflib's as Turtle writes it, with our prefixes; a blank node is not named."""
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return curie(str(term))
    if isinstance(term, rdflib.Literal):
        tag = f"@{term.language}" if term.language else ""
        kind = f"^^{curie(str(term.datatype))}" if term.datatype else ""
        return f'"{term}"{tag or kind}'
    return "" if term is None else "[]"


def _show_path(path: Any, results: rdflib.Graph) -> str:
    import rdflib

    inverse = results.value(path, rdflib.SH.inversePath) if path is not None else None
    return f"^{_show(inverse)}" if inverse is not None else _show(path)


def _order(finding: Finding) -> tuple[Any, ...]:
    known = finding.severity in SEVERITIES
    rank = SEVERITIES.index(finding.severity) if known else len(SEVERITIES)
    place = (finding.file, finding.line or 0)
    return (rank, place, finding.focus, finding.shape, finding.path, finding.value)


def _named_shapes(shapes: Iterable[ox.Quad]) -> set[Term]:
    kinds = {ox.NamedNode(_SH + "NodeShape"), ox.NamedNode(_SH + "PropertyShape")}
    return {quad.subject for quad in shapes if quad.predicate == _TYPE and quad.object in kinds}


def _targets(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> int:
    """How many nodes of the data any shape's target reaches."""
    wanted: dict[str, set[Term]] = {}
    for quad in shapes:
        name = quad.predicate.value.removeprefix(_SH)
        if name.startswith("target"):
            wanted.setdefault(name, set()).add(quad.object)
    below: dict[Term, set[Term]] = {quad.subject: {quad.subject} for quad in _hierarchy()}
    for quad in _hierarchy():
        if quad.predicate == _SUBCLASS:
            below[quad.subject].add(quad.object)
    classes = wanted.get("targetClass", set())
    reached: set[Term] = set()
    for quad in data:
        kinds = below.get(quad.object, {quad.object}) if quad.predicate == _TYPE else set()
        if kinds & classes or quad.predicate in wanted.get("targetSubjectsOf", set()):
            reached.add(quad.subject)
        if quad.predicate in wanted.get("targetObjectsOf", set()):
            reached.add(quad.object)
    nodes = {quad.subject for quad in data}
    return len(reached | (nodes & wanted.get("targetNode", set())))
