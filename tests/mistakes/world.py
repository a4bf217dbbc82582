"""The data as the kinds of mistakes see them: facts, nodes of one kind, and changes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import Term, curie, expand

SEED = "2026-11-30"
Change = tuple[tuple[ox.Quad, ...], tuple[ox.Quad, ...]]
"""Statements that go, and statements that come."""


@cache
def name(short: str) -> ox.NamedNode:
    """A term by its short name, of the ontology where it has no prefix."""
    return ox.NamedNode(expand(short if ":" in short else f"foedus:{short}"))


def names(text: str) -> set[ox.NamedNode]:
    """Terms by their short names."""
    return {*map(name, text.split())}


_RECORDS = names("Statement Passage Quotation Designation SourceDocument owl:Ontology")
_SAME = names("skos:exactMatch skos:closeMatch possiblySameOccasionAs")
_ASIDE = _SAME | names("rdf:type rdfs:label skos:altLabel skos:editorialNote evidencedBy")
_ASIDE |= names("sourcedFrom weaklySourced inferredByEditor")


def rank(*parts: object) -> str:
    """A place in an order that depends on the seed and the parts alone."""
    return hashlib.sha256("\t".join(map(str, (SEED, *parts))).encode()).hexdigest()


def together(*changes: Change) -> Change:
    """Several changes as one, without what goes and comes back."""
    gone, come = (dict.fromkeys(quad for one in changes for quad in one[n]) for n in (0, 1))
    return tuple(q for q in gone if q not in come), tuple(q for q in come if q not in gone)


class Fact(NamedTuple):
    """What is said of the world: in a plain triple, in statements that set it out, or in both."""

    subject: Term
    predicate: ox.NamedNode
    object: Term
    plain: bool
    statements: tuple[Term, ...]

    def quads(self) -> tuple[ox.Quad, ...]:
        """Everything that says it."""
        what = "stmtValue" if isinstance(self.object, ox.Literal) else "stmtObject"
        parts = [*zip(map(name, ("stmtSubject", "stmtPredicate", what)), self[:3], strict=True)]
        plain = [ox.Quad(*self[:3])] if self.plain else []
        return (*plain, *(ox.Quad(one, *part) for one in self.statements for part in parts))

    def is_of(self, datatype: str) -> bool:
        """Whether the value is a literal of a datatype."""
        return getattr(self.object, "datatype", None) == name(datatype)

    def as_if(self, subject: Term | None = None, object: Term | None = None) -> Change:
        """The fact misread: wherever it is said, it is of another node or has another value."""
        other = self._replace(subject=subject or self.subject, object=object or self.object)
        return together((self.quads(), other.quads()))


class World:
    """One file, with the classes of all files."""

    def __init__(self, file: str, files: Mapping[str, Sequence[ox.Quad]]) -> None:
        self.quads = files[file]
        self.there = {quad for quads in files.values() for quad in quads}
        self._values: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for quad in self.quads:
            self._values[quad.subject, quad.predicate].append(quad.object)
        self.kinds: dict[Term, frozenset[Term]] = defaultdict(frozenset)
        for quad in self.there:
            if quad.predicate == name("rdf:type"):
                self.kinds[quad.subject] |= {quad.object}
        self.nodes = list(dict.fromkeys(quad.subject for quad in self.quads))
        self._same = {frozenset((q.subject, q.object)) for q in self.there if q.predicate in _SAME}
        told = defaultdict(list)
        for one in self.of("Statement"):
            if len(triples := self.set_out(one)) == 1:
                told[triples[0]].append(one)
        world = [q for q in self.quads if q.predicate not in _ASIDE and not self._is_record(q)]
        alone = [q for q in told if q not in self.there]
        facts = [(q, True) for q in world] + [(q, False) for q in alone]
        self.facts = [Fact(*q.triple, plain, tuple(told.get(q, ()))) for q, plain in facts]

    def _is_record(self, quad: ox.Quad) -> bool:
        return bool(self.kinds[quad.subject] & _RECORDS)

    def values(self, node: Term, properties: str) -> list[Term]:
        """The values that a node has in this file."""
        return [v for one in properties.split() for v in self._values.get((node, name(one)), ())]

    def first(self, node: Term, properties: str) -> Term | None:
        """The first value of a node, if it has one."""
        return next(iter(self.values(node, properties)), None)

    def of(self, classes: str) -> list[Term]:
        """The nodes of the file that are of one of some classes; of any, without a class."""
        wanted = names(classes)
        return [node for node in self.nodes if not wanted or self.kinds[node] & wanted]

    def reset(self, node: Term, prop: str, values: Iterable[Term]) -> Change:
        """Other values of a property, in place of all that a node has."""
        gone = tuple(ox.Quad(node, name(prop), value) for value in self.values(node, prop))
        return together((gone, tuple(ox.Quad(node, name(prop), value) for value in values)))

    def set_out(self, statement: Term) -> list[ox.Quad]:
        """The triples that a statement sets out, one for each of its subjects."""
        told = self.first(statement, "stmtPredicate"), self.first(statement, "stmtObject stmtValue")
        return [ox.Quad(s, *told) for s in self.values(statement, "stmtSubject") if all(told)]

    def dates(self, node: Term, length: int) -> Iterable[list[Fact]]:
        """The dates of a node, those together that begin alike."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.subject == node and fact.is_of("xsd:date"):
                found[fact.object.value[:length]].append(fact)
        return found.values()

    def kin(self, *pair: Term) -> bool:
        """Whether a reader could take one for the other: there is a class above both."""
        above = contents.above()
        one, other = ({w for k in self.kinds[n] for w in (k, *above.get(k, ()))} for n in pair)
        return bool(one & other)

    def siblings(self, node: Term | None) -> list[Term]:
        """The other nodes of the same classes that are not the same thing."""
        kinds = self.kinds[node] or None
        alike = [one for one, theirs in self.kinds.items() if theirs == kinds and one != node]
        return [one for one in alike if {one, node} not in self._same]

    def has_words(self, node: Term) -> bool:
        """Whether a node is or rests on a passage, itself or by a statement about it."""
        told = (q for q in self.quads if q.predicate in names("stmtSubject aboutNode"))
        about = (q.subject for q in told if q.object == node)
        return any(self.values(one, "evidencedBy exactText") for one in (node, *about))

    def kind(self, node: Term) -> str:
        """The classes of a node in words."""
        return " ".join(sorted(curie(one.value) for one in self.kinds[node]))


def codes_beside(code: Term | None) -> list[Term]:
    """The other codes of a code's scheme."""
    listed = [quad for quad in contents.ontology() if quad.predicate == name("skos:inScheme")]
    schemes = {quad.object for quad in listed if quad.subject == code}
    return [quad.subject for quad in listed if quad.object in schemes and quad.subject != code]
