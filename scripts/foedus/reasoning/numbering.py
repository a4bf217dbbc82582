"""Terms as whole numbers: the engine compares and stores numbers only."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import pyoxigraph as ox

from foedus.rdf.names import OWL_NS, RDF_NS, RDFS_NS, Term, curie

Ids = tuple[int, int, int]
"""A triple of numbers."""

Columns = tuple["array[int]", "array[int]", "array[int]"]
"""The numbers of the subjects, predicates and objects of some statements, one at each place."""

TYPE, SAME_AS, DIFFERENT, THING, NOTHING = range(5)
"""The numbers of the terms that the engine itself knows."""

_FIXED = (
    RDF_NS + "type",
    OWL_NS + "sameAs",
    OWL_NS + "differentFrom",
    OWL_NS + "Thing",
    OWL_NS + "Nothing",
)
_SPACES = {RDF_NS: "rdf:", RDFS_NS: "rdfs:", OWL_NS: "owl:"}


class Names:
    """A number for each term, and the way back."""

    def __init__(self) -> None:
        self.terms: list[Term] = [ox.NamedNode(iri) for iri in _FIXED]
        self._numbers: dict[Term, int] = {term: n for n, term in enumerate(self.terms)}
        self.literals: set[int] = set()

    def copy(self) -> Names:
        """The same numbers, to be extended apart."""
        other = Names.__new__(Names)
        other.terms = self.terms.copy()
        other._numbers = self._numbers.copy()
        other.literals = self.literals.copy()
        return other

    def number(self, term: Term) -> int:
        """The term's number; a new one for a new term."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self.terms)
            self.terms.append(term)
            if isinstance(term, ox.Literal):
                self.literals.add(found)
        return found

    def known(self, term: Term) -> int | None:
        """The term's number, or None for a term never met."""
        return self._numbers.get(term)

    def numbers(self, triples: Iterable[ox.Triple]) -> list[Ids]:
        """The triples as numbers."""
        number = self.number
        return [(number(s), number(p), number(o)) for s, p, o in triples]

    def columns(self, quads: Iterable[ox.Quad]) -> Columns:
        """The statements as numbers, whichever graph they stand in: a few bytes for each."""
        numbers, number = self._numbers, self.number
        subjects, predicates, objects = array("I"), array("I"), array("I")
        add_subject, add_predicate, add_object = (
            subjects.append,
            predicates.append,
            objects.append,
        )
        known = numbers.get
        for s, p, o, _ in quads:
            found = known(s)
            add_subject(number(s) if found is None else found)
            found = known(p)
            add_predicate(number(p) if found is None else found)
            found = known(o)
            add_object(number(o) if found is None else found)
        return subjects, predicates, objects

    def triple(self, ids: Ids) -> ox.Triple:
        """The triple that the numbers stand for."""
        s, p, o = ids
        terms = self.terms
        return ox.Triple(terms[s], terms[p], terms[o])  # type: ignore[arg-type]

    def blank(self, number: int) -> bool:
        """Whether the term is a blank node."""
        return isinstance(self.terms[number], ox.BlankNode)

    def text(self, number: int) -> str:
        """The term for a reader."""
        return told(self.terms[number])


def told(term: Term) -> str:
    """A term for a reader: a prefixed name, or a literal as it is written.

    >>> told(ox.Literal("1957", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")))
    '"1957"'
    """
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        return term.value if kind in ("boolean", "integer") else f'"{term.value}"'
    return str(term)


def sentence(triple: ox.Triple) -> str:
    """A triple for a reader.

    >>> name = "https://w3id.org/foedus/ontology#partOf"
    >>> sentence(ox.Triple(ox.NamedNode(name), ox.NamedNode(name), ox.NamedNode(name)))
    'foedus:partOf foedus:partOf foedus:partOf'
    """
    return f"{told(triple.subject)} {told(triple.predicate)} {told(triple.object)}"


def builtin(term: Term) -> str:
    """The short name of a term of RDF, RDFS or OWL; nothing for any other term.

    >>> builtin(ox.NamedNode("http://www.w3.org/2002/07/owl#Thing"))
    'owl:Thing'
    """
    if isinstance(term, ox.NamedNode):
        for space, prefix in _SPACES.items():
            if term.value.startswith(space):
                return prefix + term.value[len(space) :]
    return ""
