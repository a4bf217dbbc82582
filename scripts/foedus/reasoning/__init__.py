"""What follows from the data: the rules' conclusions and the OWL 2 RL closure.

A relation that does not hold is left out, see ``standing``. The order is that of the design: rules
``0x`` on the asserted data, the closure over the world layer, rules ``5x`` on the closure.
Annotations are left out, and so are literals that no axiom tests. Two engines close the data:
``compiled``, the package's own, and ``owlrl``, much slower, the reference for what it must give.

>>> from foedus.bundled import contents
>>> from foedus.rdf import reading, writing
>>> closure = infer(reading.join(contents.data()))
>>> closure.contradictions
()
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.bundled.contents import Given
from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.names import PREFIXES
from foedus.reasoning import contradictions, relevance, rules, standing
from foedus.reasoning.contradictions import Contradiction
from foedus.reasoning.layers import (
    Ontology,
    bundled_ontology,
    close,
    close_rows,
    collector_paused,
    compile_ontology,
    ontology_with,
)
from foedus.reasoning.numbering import TYPE, Columns, Ids, Names
from foedus.reasoning.world import World

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "ENGINES",
    "Closure",
    "Contradiction",
    "Ontology",
    "World",
    "close",
    "compile_ontology",
    "infer",
    "rules",
]

ENGINES = ("compiled", "owlrl")
"""The names of the engines; the first is used unless told otherwise."""


@dataclass(frozen=True, eq=False, repr=False)
class Closure:
    """What was inferred: the triples that were not there before, and the contradictions found.

    ``ids`` are the triples as numbers of the names of ``world``, which is kept to tell why.
    ``contradictions`` are sentences with their axioms and facts; where there is one, the data and
    the ontology cannot both be true. ``left_out`` names each axiom that OWL 2 RL has no rule for.
    """

    ids: frozenset[Ids]
    contradictions: tuple[Contradiction, ...]
    left_out: tuple[str, ...]
    world: World

    def __repr__(self) -> str:
        """How many triples and contradictions there are."""
        return f"<Closure: {len(self.ids)} triples, {len(self.contradictions)} contradictions>"

    @cached_property
    def _ordered(self) -> list[Ids]:
        return writing.in_order(self.world.names.terms, self.ids)

    @cached_property
    def triples(self) -> tuple[ox.Triple, ...]:
        """The triples, of named individuals only, in a fixed order."""
        return tuple(map(self.world.names.triple, self._ordered))

    @property
    def quads(self) -> list[ox.Quad]:
        """The triples as quads of the default graph."""
        return list(map(self.world.names.quad, self._ordered))

    def graph(self) -> rdflib.Graph:
        """The triples as an rdflib Graph, with our prefixes bound."""
        graph = reading.to_graph(self.quads)
        for prefix, space in PREFIXES.items():
            graph.bind(prefix, space, override=True, replace=True)
        return graph


@collector_paused()
def infer(
    data: Iterable[ox.Quad],
    engine: str = ENGINES[0],
    ontology: Ontology | None = None,
    about: Iterable[ox.Triple] = (),
) -> Closure:
    """The closure of the default-graph data under the rules and OWL 2 RL.

    ``ontology`` takes the place of the bundled one. Axioms in the data are added to it. With
    triples that it is ``about``, what cannot bear on these may be missing. Raises BadInput for an
    axiom that the engine cannot honour, and for one that redefines a term of RDF, RDFS or OWL.
    Method: OWL 2 Profiles (W3C, 2012), section 4.3.
    """
    if engine not in ENGINES:
        raise BadInput(f"unknown engine {engine!r}: use {' or '.join(ENGINES)}")
    names, rows, ontology = _read(data, ontology or bundled_ontology())
    if goals := names.numbers(about):
        rows = relevance.limited(rows, names, ontology.axioms, goals)
    store = ox.Store()
    asked = {names.number(iri) for iri in rules.mentioned()}
    _load(store, names, rows, asked)
    early = rules.conclusions(store, rules.BEFORE_CLOSURE)
    before = names.numbers(early)
    closed = close_rows(names, Columns(chain(rows, before)), ontology, engine)
    _load(store, names, closed.ids, asked)
    late = rules.conclusions(store, rules.AFTER_CLOSURE)
    inferred = {*closed.ids, *before, *names.numbers(late)}
    inferred.difference_update(rows)
    ids = frozenset(inferred)
    world = World(names, rows, ontology.axioms, early, late, ids, closed)
    found = (
        contradictions.find(world)
        if engine == ENGINES[0]
        else tuple(map(Contradiction, closed.told))
    )
    return Closure(ids, found, ontology.axioms.left_out, world)


def infer_own(given: Given, engine: str = ENGINES[0]) -> Closure:
    """What follows from some files and what stands beside them, but not from that alone.

    What the files alone say or lead to stays, also where what stands beside them leads to it too.
    """
    closure = infer(given.quads, engine)
    if not given.context:
        return closure
    names, beside, own = closure.world.names, reading.join(given.context), reading.join(given.about)
    theirs = (quad.triple for quad in (*infer(beside, engine).quads, *beside))
    shared = closure.ids.intersection(names.numbers(theirs))
    about = set(map(names.triple, shared))
    ours = {triple for quad in own if (triple := quad.triple) in about}
    if about := _within(about, own, beside):
        ours.update(infer(own, engine, about=about).triples)
    return replace(closure, ids=closure.ids - (shared - {*names.numbers(ours)}))


def _within(
    triples: Set[ox.Triple], own: Sequence[ox.Quad], beside: Sequence[ox.Quad]
) -> set[ox.Triple]:
    """Those triples that can follow from some data without others beside them.

    What follows is of nodes of the data or of the ontology; a node that a rule makes is tied to one
    of those that it is made of.
    """
    nodes = {node for triple in triples for node in (triple.subject, triple.object)}
    nodes = {node for node in nodes if isinstance(node, ox.NamedNode)}
    met = {node for s, _, o, _ in own for node in (s, o) if node in nodes}
    known = bundled_ontology().axioms.names.known
    others = {node for s, _, o, _ in beside for node in (s, o) if known(node) is None} - met
    found = {one for one in triples if others.isdisjoint((one.subject, one.object))}
    tied = met | {one.subject for one in found if one.object in met and known(one.object) is None}
    return {one for one in found if one.subject in tied or known(one.subject) is not None}


def _read(data: Iterable[ox.Quad], ontology: Ontology) -> tuple[Names, Columns, Ontology]:
    """The statements of the default graph as numbers, without relations that do not hold.

    Beside them the ontology with the axioms that they hold: the numbers begin with its own.
    """
    names = ontology.axioms.names.copy()
    rows = names.columns(data)
    gone = standing.unheld_relations(names, rows)
    if gone or rows.elsewhere:
        kept = (
            ids
            for place, ids in enumerate(rows)
            if ids[0] not in gone and place not in rows.elsewhere
        )
        rows = Columns(kept)
    whole = ontology_with(ontology, names, rows)
    if whole is not ontology:
        given, names = names.terms, whole.axioms.names.copy()
        rows = rows.renumbered(list(map(names.number, given)))
    return names, rows, whole


def _load(store: ox.Store, names: Names, triples: Iterable[Ids], asked: set[int]) -> None:
    """Put into the store what the rules may ask for, by the numbers of what they mention."""
    store.bulk_extend(
        names.quad(ids) for ids in triples if (ids[2] if ids[1] == TYPE else ids[1]) in asked
    )
