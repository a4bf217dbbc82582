"""Axioms in words, with links: what the ontology says of a class or property beyond its parents."""

from __future__ import annotations

import pyoxigraph as ox
from markupsafe import Markup

from foedus.publishing.html import apart
from foedus.publishing.pages.frame import Here
from foedus.publishing.site import Index, key
from foedus.rdf.names import OWL_NS, RDF_NS, Term, text

_NIL = RDF_NS + "nil"
_AMOUNTS = {
    "minCardinality": "at least",
    "maxCardinality": "at most",
    "cardinality": "exactly",
    "minQualifiedCardinality": "at least",
    "maxQualifiedCardinality": "at most",
    "qualifiedCardinality": "exactly",
}
CHARACTERISTICS = {
    "FunctionalProperty": "functional: at most one value",
    "InverseFunctionalProperty": "inverse functional: a value belongs to one thing only",
    "TransitiveProperty": "transitive: it carries over a chain",
    "SymmetricProperty": "symmetric: it holds both ways",
    "AsymmetricProperty": "asymmetric: it never holds both ways",
    "ReflexiveProperty": "reflexive: everything has it to itself",
    "IrreflexiveProperty": "irreflexive: nothing has it to itself",
}


class Axioms:
    """Tells class expressions of an ontology, linked from one page."""

    def __init__(self, index: Index, here: Here) -> None:
        """``index`` holds the ontology."""
        self._index, self._here = index, here

    def expression(self, term: Term, depth: int = 0) -> Markup:
        """A class expression, such as *obligation with type: defense*."""
        if isinstance(term, ox.NamedNode):
            return self._here.link(term.value)
        if not isinstance(term, ox.BlankNode) or depth > 8:
            return self._here.value(term)
        node = str(term)
        if prop := self._one(node, "onProperty"):
            return self._restriction(node, prop, depth)
        for name, word in (("intersectionOf", " and "), ("unionOf", " or ")):
            if head := self._one(node, name):
                return Markup(word).join(
                    self.expression(member, depth + 1) for member in self.items(head)
                )
        if head := self._one(node, "oneOf"):
            members = Markup(", ").join(self._here.value(member) for member in self.items(head))
            return Markup("one of {}").format(members)
        if other := self._one(node, "complementOf"):
            return Markup("not {}").format(self.expression(other, depth + 1))
        return apart("a class without a name")

    def role(self, term: Term) -> Markup:
        """A property, or the inverse of one."""
        if isinstance(term, ox.BlankNode) and (of := self._one(str(term), "inverseOf")):
            return Markup("the inverse of {}").format(self.role(of))
        return self._here.value(term)

    def chain(self, head: Term) -> Markup:
        """A property chain, its links in order."""
        return Markup(", then ").join(self.role(member) for member in self.items(head))

    def items(self, head: Term) -> list[Term]:
        """The members of a list; a circle ends it."""
        found: list[Term] = []
        node, seen = key(head), set()
        while node != _NIL and node not in seen:
            seen.add(node)
            found += self._index.objects(node, RDF_NS + "first")[:1]
            rest = self._index.objects(node, RDF_NS + "rest")
            node = key(rest[0]) if rest else _NIL
        return found

    def _one(self, node: str, name: str) -> Term | None:
        found = self._index.objects(node, OWL_NS + name)
        return found[0] if found else None

    def _restriction(self, node: str, prop: Term, depth: int) -> Markup:
        role = self.role(prop)
        if (value := self._one(node, "hasValue")) is not None:
            return Markup("a thing whose {} is {}").format(role, self._here.value(value))
        if value := self._one(node, "someValuesFrom"):
            inner = self.expression(value, depth + 1)
            return Markup("a thing with some {} that is {}").format(role, inner)
        if value := self._one(node, "allValuesFrom"):
            inner = self.expression(value, depth + 1)
            return Markup("a thing whose every {} is {}").format(role, inner)
        for name, amount in _AMOUNTS.items():
            if value := self._one(node, name):
                kinds = self._one(node, "onClass") or self._one(node, "onDataRange")
                of = self.expression(kinds, depth + 1) if kinds else None
                inner = Markup(" in {}").format(of) if of else Markup("")
                return Markup("a thing with {} {} {}{}").format(amount, text(value), role, inner)
        return Markup("a thing with a condition on {}").format(role)
