"""Which test notices that an axiom of the ontology is gone, or says something else.

Noticed by the cases of ``tests/cases/axioms``, by what must and must not follow from the article,
by the kinds of command arrangements, by contradictions told, and by the queries of lint.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

import test_axioms
import test_reasoning
from foedus import bundled, reading, reasoning
from foedus.terms import Term
from foedus.vocabulary import OWL_NS, RDF_NS, RDFS_NS, curie
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


class Theory:
    """The ontology, and the reasoning tests that watch it."""

    def __init__(self) -> None:
        self.quads = list(bundled.ontology())
        self.article = reading.join(bundled.data())
        self.owners = self._owners()

    def mutants(self) -> list[Mutant]:
        """Every axiom taken away; classes in it exchanged; members of its lists left out."""
        return [*self._dropped(), *self._retyped(), *self._shorter()]

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
            closure = reasoning.infer(self.article, ontology=ontology)
        except Exception as error:
            return f"no ontology: {error}"
        found = set(map(short, closure.triples))
        wrong = [one for one in test_reasoning.ENTAILED if one not in found]
        wrong += [one for one in test_reasoning.NOT_ENTAILED if one in found]
        wrong += map(str, closure.contradictions)
        return wrong[0] if wrong else ""
