"""Terms as whole numbers: the engine compares and stores numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from foedus.rdf.names import OWL_NS, RDF_NS, RDFS_NS, Term, curie

Ids = tuple[int, int, int]
"""A triple of numbers."""

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


class Columns:
    """Statements as numbers: their subjects, predicates and objects, one at each place.

    ``elsewhere`` are the places of those that stand in named graphs.
    """

    def __init__(self, triples: Iterable[Ids] = ()) -> None:
        self.subjects: list[int] = []
        self.predicates: list[int] = []
        self.objects: list[int] = []
        self.elsewhere: set[int] = set()
        for triple in triples:
            self.add(*triple)

    def __iter__(self) -> Iterator[Ids]:
        return zip(self.subjects, self.predicates, self.objects, strict=True)

    def __len__(self) -> int:
        return len(self.subjects)

    def add(self, s: int, p: int, o: int) -> None:
        """Add one statement."""
        self.subjects.append(s)
        self.predicates.append(p)
        self.objects.append(o)

    def renumbered(self, numbers: Sequence[int]) -> Columns:
        """The statements with the new number of each term."""
        return Columns((numbers[s], numbers[p], numbers[o]) for s, p, o in self)


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
        """The statements as numbers: a few bytes for each, and each different term once."""
        found, known, number = Columns(), self._numbers.get, self.number
        add_subject, add_predicate, add_object = (
            column.append for column in (found.subjects, found.predicates, found.objects)
        )
        default = ox.DefaultGraph
        for s, p, o, g in quads:
            if not isinstance(g, default):
                found.elsewhere.add(len(found))
            one = known(s)
            add_subject(number(s) if one is None else one)
            one = known(p)
            add_predicate(number(p) if one is None else one)
            one = known(o)
            add_object(number(o) if one is None else one)
        return found

    def triple(self, ids: Ids) -> ox.Triple:
        """The triple that the numbers stand for."""
        s, p, o = ids
        terms = self.terms
        return ox.Triple(terms[s], terms[p], terms[o])  # type: ignore[arg-type]

    def quad(self, ids: Ids) -> ox.Quad:
        """The same as a quad of the default graph."""
        s, p, o = ids
        terms = self.terms
        return ox.Quad(terms[s], terms[p], terms[o])  # type: ignore[arg-type]

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
