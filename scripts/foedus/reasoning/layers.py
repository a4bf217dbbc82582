"""Between the data and the engines: what goes in, and which of what comes out is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.rdf.names import OWL_NS, RDF_NS, RDFS_NS, XSD_NS
from foedus.reasoning import schema
from foedus.reasoning.axioms import Axioms, compile_axioms
from foedus.reasoning.closure import Closer, Tables
from foedus.reasoning.index import Index
from foedus.reasoning.numbering import SAME_AS, TYPE, Columns, Ids, Names, builtin, told

_SCHEMA = (RDF_NS, RDFS_NS, OWL_NS)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python from looking for cycles meanwhile: the many small tuples and sets have none.

    For programs, whose collector comes back afterwards: at half a million statements it would take
    a quarter of the time. A command has none from its start to its end.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True, eq=False)
class Ontology:
    """A compiled ontology: the triples it was made of, its axioms, and the engine's tables."""

    triples: tuple[ox.Triple, ...]
    axioms: Axioms
    tables: Tables


@dataclass(frozen=True, eq=False)
class Closed:
    """What an engine gave: triples about individuals; with owlrl contradictions as sentences."""

    ids: list[Ids]
    names: Names
    told: tuple[str, ...] = ()
    closer: Closer | None = None

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The triples, with terms for the numbers."""
        return [self.names.triple(one) for one in self.ids]

    @cached_property
    def index(self) -> Index:
        """Every closed triple of the compiled engine."""
        if self.closer is None:
            raise BadInput("only the compiled engine keeps what a derivation needs")
        return self.closer.index()


def compile_ontology(quads: Iterable[ox.Quad]) -> Ontology:
    """Compile the statements of an ontology, whichever graph they stand in."""
    return _compile([quad.triple for quad in quads])


def _compile(triples: Sequence[ox.Triple]) -> Ontology:
    axioms = compile_axioms(triples)
    return Ontology(tuple(triples), axioms, Tables(axioms))


@cache
def bundled_ontology() -> Ontology:
    """The ontology that foedus carries, compiled once a process."""
    return _compile([_apart(quad.triple) for quad in contents.ontology()])


def _apart(triple: ox.Triple) -> ox.Triple:
    """Give the ontology's blank nodes labels that no data file shares."""
    s, p, o = triple
    if isinstance(s, ox.BlankNode):
        s = ox.BlankNode(f"ontology_{s.value}")
    if isinstance(o, ox.BlankNode):
        o = ox.BlankNode(f"ontology_{o.value}")
    return ox.Triple(s, p, o)


def ontology_with(ontology: Ontology, names: Names, rows: Columns) -> Ontology:
    """The ontology with the axioms that some data hold.

    Raises BadInput where the data redefine a term of RDF, RDFS or OWL.
    """
    more = list(dict.fromkeys(map(names.triple, _axioms_in(names, rows))))
    if not more:
        return ontology
    for triple in more:
        if builtin(triple.subject):
            raise BadInput(f"the data redefine {told(triple.subject)}: {told(triple.predicate)}")
    return _compile([*ontology.triples, *more])


def _axioms_in(names: Names, rows: Columns) -> Iterator[Ids]:
    tags = {p: builtin(names.terms[p]) for p in set(rows.predicates)}
    suspect = {p for p, tag in tags.items() if tag}
    judged: dict[tuple[int, int], bool] = {}
    for ids in rows:
        _, p, o = ids
        if p in suspect:
            found = judged.get((p, o))
            if found is None:
                found = schema.speaks_of_axioms(tags[p], names.terms[o])
                judged[p, o] = found
            if found:
                yield ids


@collector_paused()
def close(data: Iterable[ox.Triple], ontology: Ontology, engine: str = "compiled") -> Closed:
    """Close the data, without the numbered rules, and keep what speaks of named individuals."""
    names = ontology.axioms.names.copy()
    return close_rows(names, Columns(names.numbers(data)), ontology, engine)


def close_rows(names: Names, rows: Columns, ontology: Ontology, engine: str) -> Closed:
    """Do what ``close`` does for statements as numbers; ``names`` began as those of the axioms."""
    axioms = ontology.axioms
    facts = _facts(names, rows, axioms)
    if engine == "owlrl":
        from foedus.reasoning import reference

        known = dict.fromkeys(facts)
        triples = [names.triple(ids) for ids in dict.fromkeys([*known, *axioms.facts])]
        derived, sentences = reference.close([*triples, *axioms.statements])
        ids = [one for one in names.numbers(derived) if one not in known]
        return Closed(_kept(ids, names, axioms), names, tuple(sentences))
    closer = Closer(ontology.tables, names)
    closer.close(facts, axioms.facts)
    return Closed(_kept(closer.derived(), names, axioms), names, closer=closer)


def _facts(names: Names, rows: Columns, axioms: Axioms) -> Columns:
    """The world layer: no axioms, no annotations, no literals that no axiom could use."""
    terms, literals, used = names.terms, names.literals, axioms.properties
    tags = {p: builtin(terms[p]) for p in set(rows.predicates)}
    kinds = {p: _kind(tag, p, axioms) for p, tag in tags.items()}
    merging = axioms.merges or SAME_AS in tags
    asked = {p for p in kinds if merging or p in used}
    judged: dict[tuple[int, int], bool] = {}
    found = Columns()
    add = found.add
    for s, p, o in rows:
        kind = kinds[p]
        if kind == _FACT:
            if p in asked or o not in literals:
                add(s, p, o)
        elif kind == _MAYBE:
            axiom = judged.get((p, o))
            if axiom is None:
                axiom = judged[p, o] = schema.speaks_of_axioms(tags[p], terms[o])
            if not axiom:
                add(s, p, o)
    return found


_FACT, _MAYBE, _NOTE = range(3)


def _kind(tag: str, p: int, axioms: Axioms) -> int:
    if p in axioms.annotations or tag in schema.ANNOTATIONS:
        return _NOTE
    return _MAYBE if tag else _FACT


def _kept(derived: Iterable[Ids], names: Names, axioms: Axioms) -> list[Ids]:
    """What says something of a named individual: no schema, no `x owl:sameAs x`, no `owl:Thing`."""
    terms = names.terms
    subjects: dict[int, bool] = {}
    predicates: dict[int, bool] = {}
    objects: dict[int, bool] = {}
    kept = []
    for ids in derived:
        s, p, o = ids
        good = subjects.get(s)
        if good is None:
            good = subjects[s] = s not in axioms.subjects and _is_individual(terms[s])
        if not good:
            continue
        good = predicates.get(p)
        if good is None:
            good = predicates[p] = _is_relation(p, terms[p])
        if not good:
            continue
        good = objects.get(o)
        if good is None:
            good = objects[o] = _is_object(terms[o])
        if good and not (p == SAME_AS and s == o):
            kept.append(ids)
    return kept


def _is_individual(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and not term.value.startswith((*_SCHEMA, XSD_NS))


def _is_relation(p: int, term: object) -> bool:
    if p in (TYPE, SAME_AS):
        return True
    return isinstance(term, ox.NamedNode) and not term.value.startswith(_SCHEMA)


def _is_object(term: object) -> bool:
    if isinstance(term, ox.NamedNode):
        return not term.value.startswith(_SCHEMA)
    return isinstance(term, ox.Literal)
