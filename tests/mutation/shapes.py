"""Which check notices that a shape demands something else: a constraint or a target gone.

The failing and passing cases of each shapes file are checked with the compiled engine. A fault is
noticed when the failing case no longer gives exactly its expected results, when the passing case
gives any, or when the bundled data no longer conform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

import test_shapes
from foedus import bundled, reading, resources, validation
from foedus.terms import Term
from foedus.validation import compiler, fast, words
from foedus.validation.paths import NotCompiled
from foedus.vocabulary import FOEDUS_NS, RDF_NS, SH_NS, XSD_NS, curie
from mutation.expectations import fails
from mutation.mutants import Mutant, told
from mutation.queries import with_a_turned_comparison, without_one_part
from shape_runner import Row, read_expected
from shape_runner import term as term_text
from test_shapes import DATES, ZONED

_FIRST, _REST, _NIL = (ox.NamedNode(RDF_NS + name) for name in ("first", "rest", "nil"))
_SPOKEN = {SH_NS + name for name in ("description", "message", "path", "prefixes", "name")}
_TARGETS = {SH_NS + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")}
_DEMANDS = {
    *("class", "datatype", "nodeKind", "minCount", "maxCount", "in", "hasValue", "pattern"),
    *("minLength", "maxLength", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
    *("languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "closed"),
    *("and", "or", "not", "xone", "node", "qualifiedValueShape", "sparql"),
}
_INTEGER = ox.NamedNode(XSD_NS + "integer")
_SELECT = ox.NamedNode(SH_NS + "select")
_SEVERITIES = {"Violation": "Warning", "Warning": "Info", "Info": "Warning"}


def mutants(name: str, quads: Sequence[ox.Quad]) -> Iterator[Mutant]:
    """All mutants of one shapes file.

    The severity of a shape that never stands in a report, because it demands nothing itself or
    only serves others, says nothing: it is left alone.
    """
    reporting = _reporting(quads)
    for quad in quads:
        iri = quad.predicate.value
        if not iri.startswith(SH_NS) or iri in _SPOKEN:
            continue
        if iri in _TARGETS:
            yield _mutant(name, "drop a target", quad)
        elif iri == SH_NS + "severity":
            if quad.subject not in reporting:
                continue
            other = _SEVERITIES[quad.object.value.removeprefix(SH_NS)]
            changed = ox.Quad(quad.subject, quad.predicate, ox.NamedNode(SH_NS + other))
            yield _mutant(name, "change the severity", quad, changed)
        elif quad.predicate == _SELECT:
            for kind, words, text in without_one_part(quad.object.value):
                changed = ox.Quad(quad.subject, quad.predicate, ox.Literal(text))
                yield _mutant(name, f"drop {kind} of a query", quad, changed, words)
            for kind, words, text in with_a_turned_comparison(quad.object.value):
                changed = ox.Quad(quad.subject, quad.predicate, ox.Literal(text))
                yield _mutant(name, f"turn {kind} of a query", quad, changed, words)
        elif iri == SH_NS + "property":
            yield _mutant(name, "drop a property shape", quad)
        else:
            yield _mutant(name, "drop a constraint", quad)
            if isinstance(quad.object, ox.Literal) and quad.object.datatype.value.endswith(
                "#integer"
            ):
                more = str(int(quad.object.value) + 1)
                changed = ox.Literal(more, datatype=quad.object.datatype)
                yield _mutant(
                    name, "change a number", quad, ox.Quad(quad.subject, quad.predicate, changed)
                )
    yield from _shorter_lists(name, quads)


def _reporting(quads: Sequence[ox.Quad]) -> set[Term]:
    """The shapes that stand in a report: reached from a target, with a demand of their own."""
    demands = {q.subject for q in quads if q.predicate.value.removeprefix(SH_NS) in _DEMANDS}
    found = {q.subject for q in quads if q.predicate.value in _TARGETS}
    parts = [q for q in quads if q.predicate.value == SH_NS + "property"]
    while more := {q.object for q in parts if q.subject in found} - found:
        found |= more
    return found & demands


def _mutant(
    name: str, operator: str, quad: ox.Quad, added: ox.Quad | None = None, part: str = ""
) -> Mutant:
    value = "[]" if isinstance(quad.object, ox.BlankNode) else told(quad.object)
    words = [_owner(quad.subject), curie(quad.predicate.value)]
    words.append(part if quad.predicate == _SELECT else value)
    return Mutant(
        part="shapes",
        operator=operator,
        place=name,
        what=" ".join(words),
        stratum=curie(quad.predicate.value),
        removed=(quad,),
        added=() if added is None else (added,),
    )


_OWNERS: dict[Term, str] = {}


def _owner(node: Term) -> str:
    return _OWNERS.get(node, "") or told(node)


def _shorter_lists(name: str, quads: Sequence[ox.Quad]) -> Iterator[Mutant]:
    """A list of values or shapes without one of its members."""
    before = {quad.object: quad for quad in quads if isinstance(quad.object, ox.BlankNode)}
    rest = {quad.subject: quad for quad in quads if quad.predicate == _REST}
    for quad in quads:
        if quad.predicate != _FIRST:
            continue
        link, after = before.get(quad.subject), rest.get(quad.subject)
        if link is None or after is None:
            continue
        head = link
        while head.predicate == _REST:
            head = before[head.subject]
        if head.predicate.value == SH_NS + "path" or not head.predicate.value.startswith(SH_NS):
            continue
        value = "[]" if isinstance(quad.object, ox.BlankNode) else told(quad.object)
        yield Mutant(
            part="shapes",
            operator="drop a member of a list",
            place=name,
            what=f"{_owner(head.subject)} {curie(head.predicate.value)} {value}",
            stratum=curie(head.predicate.value),
            removed=(link, quad, after),
            added=(ox.Quad(link.subject, link.predicate, after.object),),
        )


class Cases:
    """The shapes files and the cases that watch them."""

    def __init__(self) -> None:
        folder = resources.root() / "tests" / "cases" / "shapes"
        self.files = {path.stem: _read(path) for path in resources.shape_files()}
        self.hierarchy = validation._hierarchy()
        self.failing = {name: self._case(folder / f"{name}_fail.ttl") for name in self.files}
        self.passing = {name: self._case(folder / f"{name}_pass.ttl") for name in self.files}
        self.bundled = list(reading.join(bundled.data(tuple(bundled.DATA_FILES))))
        self.expected = {
            name: set(read_expected(folder / f"{name}_expected.tsv")) for name in self.files
        }
        for quads in self.files.values():
            for quad in quads:
                if isinstance(quad.object, ox.BlankNode) and isinstance(quad.subject, ox.NamedNode):
                    _OWNERS.setdefault(quad.object, curie(quad.subject.value))

    def _case(self, path: Path) -> list[ox.Quad]:
        return [*reading.read(path).quads, *self.hierarchy]

    def mutants(self) -> list[Mutant]:
        """All mutants of all shapes files."""
        return [mutant for name, quads in self.files.items() for mutant in mutants(name, quads)]

    def noticed_by(self, mutant: Mutant) -> str:
        """The first check that notices a fault; empty when none does."""
        gone = set(mutant.removed)
        quads = [quad for quad in self.files[mutant.place] if quad not in gone]
        return self.complaint(mutant.place, [*quads, *mutant.added])

    def complaint(self, name: str, quads: Sequence[ox.Quad]) -> str:
        """The first check that the shapes of one file do not pass."""
        try:
            program = compiler.program(quads)
        except Exception as error:
            return f"not SHACL: {error}"
        try:
            if rows(self.failing[name], program) != self.expected[name]:
                return f"failing case {name}"
            if rows(self.passing[name], program):
                return f"passing case {name}"
            if any(
                row.severity != "sh:Info" for row in rows([*self.bundled, *self.hierarchy], program)
            ):
                return "bundled data"
            if not all(self._refuses_zones(program, *one[1:]) for one in DATES if one[0] == name):
                return "dates with a time zone"
        except NotCompiled as why:
            return f"not compiled: {why}"
        return "" if self._lists_are_whole(quads) else "lists of codes"

    def _refuses_zones(self, program: compiler.Program, shape: str, date: str) -> bool:
        """What the tests demand of dates: none has a time zone."""
        zoned = ox.Literal(ZONED, datatype=ox.NamedNode(XSD_NS + "date"))
        node, term = ox.NamedNode("https://example.org/node"), ox.NamedNode(FOEDUS_NS + date)
        found = rows([ox.Quad(node, term, zoned)], program)
        return (f"shape:{shape}-{date}", "ex:node") in {(row.shape, row.focus) for row in found}

    def _lists_are_whole(self, quads: Sequence[ox.Quad]) -> bool:
        """What the tests demand of lists: a list of codes holds all codes of a scheme."""
        graph = reading.to_graph(quads)
        kept = test_shapes.all_shapes
        test_shapes.all_shapes = lambda: graph
        try:
            return not fails(test_shapes.test_lists_of_codes_are_whole_schemes)
        finally:
            test_shapes.all_shapes = kept


def rows(data: Iterable[ox.Quad], program: compiler.Program) -> set[Row]:
    """The results of some shapes as rows of an expected file."""
    engine = fast.Engine(data, words.own_messages(program.quads))
    return {
        Row(
            _name(one.shape),
            _name(one.focus),
            one.path_text.translate(_NO_BRACKETS),
            _name(one.value),
            _name(one.severity),
        )
        for root in program.roots
        if engine.may_apply(root)
        for one in engine.results(root)
    }


_NO_BRACKETS = str.maketrans("", "", "()")
"""The expected files write a path without brackets."""


def _name(term: Term | None) -> str:
    """A term as the expected files write it."""
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode):
        return "[]"
    if isinstance(term, ox.NamedNode):
        return term_text(URIRef(term.value))
    (triple,) = reading.to_graph([ox.Quad(ox.BlankNode(), ox.NamedNode("urn:x"), term)])
    return term_text(triple[2])


def _read(path: Path) -> list[ox.Quad]:
    return list(reading.read(path).quads)
