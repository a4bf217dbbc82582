"""Which test notices that an axiom of the ontology is gone, or says something else.

Noticed by the cases of ``tests/cases/axioms``, by the laws of what axioms may conclude at all, by
what must and must not follow from the article, and by contradictions in the bundled data.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

import test_axioms
import test_axioms_bounds
import test_reasoning
from foedus import bundled, reading, reasoning
from foedus.terms import Term
from foedus.vocabulary import FOEDUS_NS, OWL_NS, RDF_NS, RDFS_NS, SH_NS, curie
from mutation.expectations import short
from mutation.mutants import TYPE, Mutant, siblings, told

_FIRST, _REST, _NIL = (ox.NamedNode(RDF_NS + name) for name in ("first", "rest", "nil"))
_AXIOMS = {
    *(RDFS_NS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(
        OWL_NS + name
        for name in (
            *("equivalentClass", "disjointWith", "equivalentProperty", "propertyDisjointWith"),
            *("inverseOf", "propertyChainAxiom", "hasValue", "someValuesFrom", "onProperty"),
        )
    ),
}
_TRAITS = {
    OWL_NS + name + "Property"
    for name in ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric")
} | {OWL_NS + "IrreflexiveProperty", OWL_NS + "ReflexiveProperty"}
_RETYPED = {RDFS_NS + name for name in ("subClassOf", "domain", "range")}
_CLASS, _OBJECT = (ox.NamedNode(OWL_NS + name) for name in ("Class", "ObjectProperty"))
_SUBCLASS, _DOMAIN, _RANGE = (ox.NamedNode(RDFS_NS + n) for n in ("subClassOf", "domain", "range"))
_SHAPE_CLASS, _SHAPE_SUBJECTS, _SHAPE_PATH = (
    ox.NamedNode(SH_NS + name) for name in ("class", "targetSubjectsOf", "path")
)
_DISJOINT, _INVERSE = ox.NamedNode(OWL_NS + "disjointWith"), ox.NamedNode(OWL_NS + "inverseOf")
_WRONG_TRAITS = [
    ox.NamedNode(f"{OWL_NS}{name}Property")
    for name in ("Functional", "Symmetric", "Transitive", "InverseFunctional")
]

_Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]


class Theory:
    """The ontology, and the reasoning tests that watch it."""

    def __init__(self) -> None:
        self.quads = list(bundled.ontology())
        self.article = reading.join(bundled.data())
        self.bundled = reading.join(bundled.data(tuple(bundled.DATA_FILES)))
        self.owners = self._owners()

    def mutants(self) -> list[Mutant]:
        """Every axiom taken away, its classes exchanged, its lists shortened; wrong ones added."""
        wrong = [self._added(*triple) for triple in Wrong(self.quads, bundled.shapes()).axioms()]
        return [*self._dropped(), *self._retyped(), *self._shorter(), *wrong]

    def _dropped(self) -> Iterator[Mutant]:
        for quad in self.quads:
            if quad.predicate.value in _AXIOMS or (
                quad.predicate == TYPE and getattr(quad.object, "value", "") in _TRAITS
            ):
                yield self._mutant("drop an axiom", quad)

    def _retyped(self) -> Iterator[Mutant]:
        others = siblings(self.quads)
        for quad in self.quads:
            if quad.predicate.value in _RETYPED and quad.object in others:
                other = others[quad.object]
                if other != quad.subject:
                    changed = ox.Quad(quad.subject, quad.predicate, other)
                    yield self._mutant("retype an axiom", quad, changed)

    def _shorter(self) -> Iterator[Mutant]:
        before = {q.object: q for q in self.quads if isinstance(q.object, ox.BlankNode)}
        rest = {q.subject: q for q in self.quads if q.predicate == _REST}
        for quad in self.quads:
            if quad.predicate == _FIRST and quad.subject in before and quad.subject in rest:
                link, after = before[quad.subject], rest[quad.subject]
                changed = ox.Quad(link.subject, link.predicate, after.object)
                yield self._mutant("drop a member of a list", quad, changed, (link, after))

    def _added(self, *triple: ox.NamedNode) -> Mutant:
        return Mutant(
            part="axioms",
            operator="add an axiom",
            place="ontology",
            what=" ".join(map(told, triple)),
            stratum=told(triple[2] if triple[1] == TYPE else triple[1]),
            added=(ox.Quad(*triple),),
        )

    def _mutant(
        self,
        operator: str,
        quad: ox.Quad,
        added: ox.Quad | None = None,
        also: tuple[ox.Quad, ...] = (),
    ) -> Mutant:
        value = "[]" if isinstance(quad.object, ox.BlankNode) else told(quad.object)
        owner = self.owners.get(quad.subject) or told(quad.subject)
        return Mutant(
            part="axioms",
            operator=operator,
            place="ontology",
            what=f"{owner} {curie(quad.predicate.value)} {value}",
            stratum=curie(quad.predicate.value),
            removed=(quad, *also),
            added=() if added is None else (added,),
        )

    def _owners(self) -> dict[Term, str]:
        """For each blank node the class that it helps to define."""
        found: dict[Term, str] = {}
        links = [
            (quad.subject, quad.object)
            for quad in self.quads
            if isinstance(quad.object, ox.BlankNode)
        ]
        heads = [
            (quad.object, quad.subject)
            for quad in self.quads
            if isinstance(quad.subject, ox.BlankNode)
            and isinstance(quad.object, ox.NamedNode)
            and quad.predicate.value.startswith(RDFS_NS)
        ]
        for named, blank in [*links, *heads]:
            if isinstance(named, ox.NamedNode):
                found.setdefault(blank, curie(named.value))
        while more := {b: found[a] for a, b in links if a in found and b not in found}:
            found |= more
        return found

    def noticed_by(self, mutant: Mutant) -> str:
        """The first check that notices a fault; empty when none does."""
        gone = set(mutant.removed)
        quads = [quad for quad in self.quads if quad not in gone]
        return self.complaint([*quads, *mutant.added])

    def complaint(self, quads: list[ox.Quad]) -> str:
        """The first check that an ontology does not pass."""
        try:
            ontology = reasoning.compile_ontology(quads)
            if complaints := test_axioms.faults(ontology):
                return f"case {next(iter(complaints.values()))}"
            if broken := test_axioms_bounds.faults(ontology):
                return f"law {broken[0]}"
            closure = reasoning.infer(self.article, ontology=ontology)
            whole = reasoning.infer(self.bundled, ontology=ontology)
        except Exception as error:
            return f"no ontology: {error}"
        found = set(map(short, closure.triples))
        wrong = [one for one in test_reasoning.ENTAILED if one not in found]
        wrong += [one for one in test_reasoning.NOT_ENTAILED if one in found]
        wrong += map(str, (*closure.contradictions, *whole.contradictions))
        return wrong[0] if wrong else ""


class Wrong:
    """Axioms that somebody might add and that are wrong, made by rule from those there are."""

    def __init__(self, quads: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> None:
        self.shapes = shapes
        self.there = {(q.subject, q.predicate, q.object) for q in quads}
        self.classes = self._of(_CLASS)
        self.siblings = siblings(quads)
        self.above = {one: self._above(one) for one in self.classes}

    def _of(self, kind: ox.NamedNode) -> list[ox.NamedNode]:
        """The named terms of a kind, in alphabetical order."""
        found = {s for s, p, o in self.there if p == TYPE and o == kind}
        ours = [s for s in found if isinstance(s, ox.NamedNode) and s.value.startswith(FOEDUS_NS)]
        return sorted(ours, key=lambda one: one.value.lower())

    def _values(self, subject: Term, predicate: ox.NamedNode) -> set[ox.NamedNode]:
        found = (o for s, p, o in self.there if (s, p) == (subject, predicate))
        return {one for one in found if isinstance(one, ox.NamedNode)}

    def _told(self, term: ox.NamedNode, side: ox.NamedNode) -> bool:
        """Whether a property, or its inverse, has a domain or a range already."""
        turned = {s for s, p, o in self.there if (p, o) == (_INVERSE, term)}
        turned |= self._values(term, _INVERSE)
        other = _RANGE if side == _DOMAIN else _DOMAIN
        return bool(self._values(term, side) or any(self._values(one, other) for one in turned))

    def _above(self, kind: ox.NamedNode) -> set[ox.NamedNode]:
        """A class and all above it."""
        found = {kind}
        while more := {o for one in found for o in self._values(one, _SUBCLASS)} - found:
            found |= more
        return found

    def axioms(self) -> Iterator[_Triple]:
        """All of them."""
        yield from self._below()
        yield from self._other_side()
        yield from self._demanded()
        yield from self._apart()
        yield from self._traits()

    def _below(self) -> Iterator[_Triple]:
        """Each class below its sibling, and below the next class by name of another branch."""
        for number, kind in enumerate(self.classes):
            if kind in self.siblings and self.siblings[kind] not in self.above[kind]:
                yield kind, _SUBCLASS, self.siblings[kind]
            later = [*self.classes[number + 1 :], *self.classes[:number]]
            other = next(one for one in later if not self.above[one] & self.above[kind])
            yield kind, _SUBCLASS, other

    def _other_side(self) -> Iterator[_Triple]:
        """A property with a domain or a range alone: for the other, the sibling of that class."""
        for one in self._of(_OBJECT):
            sides = self._values(one, _DOMAIN), self._values(one, _RANGE)
            for here, there, missing in ((*sides, _RANGE), (*reversed(sides), _DOMAIN)):
                if here and not there:
                    for kind in sorted(here & self.siblings.keys(), key=str):
                        yield one, missing, self.siblings[kind]

    def _demanded(self) -> Iterator[_Triple]:
        """What a shape demands of the subject or the value of a property, made a conclusion.

        A property whose inverse has the axiom already is left out: nothing new would follow.
        """
        classes = [(q.subject, q.object) for q in self.shapes if q.predicate == _SHAPE_CLASS]
        sides = {_SHAPE_SUBJECTS: _DOMAIN, _SHAPE_PATH: _RANGE}
        for quad in self.shapes:
            side, term = sides.get(quad.predicate), quad.object
            if side and isinstance(term, ox.NamedNode) and not self._told(term, side):
                for shape, kind in classes:
                    if shape == quad.subject and isinstance(kind, ox.NamedNode):
                        yield term, side, kind

    def _apart(self) -> Iterator[_Triple]:
        """Each class and the next one with a parent in common, unless they are apart already."""
        for kind in self.classes:
            other = self.siblings.get(kind)
            if other is None or kind.value > other.value:
                continue
            both = (self.above[kind], self.above[other])
            pairs = [*itertools.product(*both), *itertools.product(*reversed(both))]
            if not any((a, _DISJOINT, b) in self.there for a, b in pairs):
                yield kind, _DISJOINT, other

    def _traits(self) -> Iterator[_Triple]:
        """Each property given one of the traits in turn, unless it has it."""
        for number, one in enumerate(self._of(_OBJECT)):
            trait = _WRONG_TRAITS[number % len(_WRONG_TRAITS)]
            if (one, TYPE, trait) not in self.there:
                yield one, TYPE, trait
