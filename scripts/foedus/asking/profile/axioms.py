"""Axioms in words: what the ontology says of a class or property beyond its parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from foedus.rdf.names import OWL_NS, RDF_NS, RDFS_NS, Term, text

_AMOUNTS = {
    "minCardinality": "at least",
    "maxCardinality": "at most",
    "cardinality": "exactly",
    "minQualifiedCardinality": "at least",
    "maxQualifiedCardinality": "at most",
    "qualifiedCardinality": "exactly",
}
_CHARACTERISTICS = {
    "FunctionalProperty": "functional: at most one value",
    "InverseFunctionalProperty": "inverse functional: a value belongs to one thing only",
    "TransitiveProperty": "transitive: it carries over a chain",
    "SymmetricProperty": "symmetric: it holds both ways",
    "AsymmetricProperty": "asymmetric: it never holds both ways",
    "ReflexiveProperty": "reflexive: everything has it to itself",
    "IrreflexiveProperty": "irreflexive: nothing has it to itself",
}


class Axioms:
    """Tells the class expressions of an ontology, given by subject, in names."""

    def __init__(self, of: Mapping[Term, Sequence[ox.Quad]], label: Callable[[str], str]) -> None:
        """``of`` holds the quads of each subject of the ontology."""
        self._of, self._label = of, label

    def told(self, node: ox.NamedNode, above: Sequence[Term]) -> Iterator[str]:
        """What is said of a term; ``above`` are the nameless classes that are parts of it."""
        for quad in self._of.get(node, ()):
            name, value = quad.predicate.value, quad.object
            if name == RDF_NS + "type" and text(value).startswith(OWL_NS):
                if words := _CHARACTERISTICS.get(text(value).removeprefix(OWL_NS)):
                    yield words
            elif name == OWL_NS + "equivalentClass":
                yield f"the same as {self.expression(value)}"
            elif name == OWL_NS + "disjointUnionOf":
                yield f"made up of {self.expression(value)}"
            elif name == OWL_NS + "propertyChainAxiom":
                yield f"follows from {', then '.join(map(self.role, self.items(value)))}"
            elif name == RDFS_NS + "subClassOf" and isinstance(value, ox.BlankNode):
                yield f"always {self.expression(value)}"
        for one in above:
            yield f"covers every {self.expression(one)}"

    def expression(self, term: Term, depth: int = 0) -> str:
        """A class expression, such as *a thing with some obligation that is defense*."""
        if not isinstance(term, ox.BlankNode) or depth > 8:
            return self._named(term)
        if prop := self._one(term, "onProperty"):
            return self._restriction(term, prop, depth)
        for name, word in (("intersectionOf", " and "), ("unionOf", " or ")):
            if head := self._one(term, name):
                return word.join(self.expression(one, depth + 1) for one in self.items(head))
        if head := self._one(term, "oneOf"):
            return f"one of {', '.join(map(self._named, self.items(head)))}"
        if other := self._one(term, "complementOf"):
            return f"not {self.expression(other, depth + 1)}"
        members = [self.expression(one, depth + 1) for one in self.items(term)]
        return " or ".join(members) or "a class without a name"

    def role(self, term: Term) -> str:
        """A property, or the inverse of one."""
        of = self._one(term, "inverseOf") if isinstance(term, ox.BlankNode) else None
        return f"the inverse of {self.role(of)}" if of else self._named(term)

    def items(self, head: Term) -> list[Term]:
        """The members of a list; a circle ends it."""
        found: list[Term] = []
        seen = set()
        while isinstance(head, ox.BlankNode) and head not in seen:
            seen.add(head)
            found += self._values(head, RDF_NS + "first")[:1]
            head = next(iter(self._values(head, RDF_NS + "rest")), ox.Literal(""))
        return found

    def _named(self, term: Term) -> str:
        return self._label(term.value) if isinstance(term, ox.NamedNode) else text(term)

    def _values(self, node: Term, name: str) -> list[Term]:
        return [quad.object for quad in self._of.get(node, ()) if quad.predicate.value == name]

    def _one(self, node: Term, name: str) -> Term | None:
        return next(iter(self._values(node, OWL_NS + name)), None)

    def _restriction(self, node: Term, prop: Term, depth: int) -> str:
        role = self.role(prop)
        if (value := self._one(node, "hasValue")) is not None:
            return f"a thing whose {role} is {self._named(value)}"
        if value := self._one(node, "someValuesFrom"):
            return f"a thing with some {role} that is {self.expression(value, depth + 1)}"
        if value := self._one(node, "allValuesFrom"):
            return f"a thing whose every {role} is {self.expression(value, depth + 1)}"
        for name, amount in _AMOUNTS.items():
            if value := self._one(node, name):
                kinds = self._one(node, "onClass") or self._one(node, "onDataRange")
                of = f" in {self.expression(kinds, depth + 1)}" if kinds else ""
                return f"a thing with {amount} {text(value)} {role}{of}"
        return f"a thing with a condition on {role}"
