"""What follows from the data: the rules' conclusions and the OWL 2 RL closure.

A relation that does not hold is left out, see ``standing``. The order is that of the design: rules
``0x`` on the asserted data, the closure over the world layer, rules ``5x`` on the closure.
Annotations are left out, and so are literals that no axiom tests. Two engines close the data:
``compiled``, the package's own, and ``owlrl``, much slower, the reference for what it must give.

>>> from foedus.bundled import contents
>>> from foedus.rdf import reading
>>> closure = infer(reading.join(contents.data()))
>>> closure.contradictions
()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import PREFIXES
from foedus.reasoning import contradictions, rules, standing
from foedus.reasoning.contradictions import Contradiction
from foedus.reasoning.layers import Ontology, close, compile_ontology, ontology_with
from foedus.reasoning.world import World, quad_of

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


@dataclass(frozen=True, repr=False)
class Closure:
    """What was inferred: the triples that were not there before, and the contradictions found.

    ``triples`` speak of named individuals only, in a fixed order. ``contradictions`` are sentences
    with their axioms and facts; where there is one, the data and the ontology cannot both be true.
    ``left_out`` names each axiom that OWL 2 RL has no rule for.
    """

    triples: tuple[ox.Triple, ...]
    contradictions: tuple[Contradiction, ...]
    left_out: tuple[str, ...] = ()
    world: World | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        """How many triples and contradictions there are."""
        return f"<Closure: {len(self.triples)} triples, {len(self.contradictions)} contradictions>"

    def graph(self) -> rdflib.Graph:
        """The triples as an rdflib Graph, with our prefixes bound."""
        graph = reading.to_graph(self.quads)
        for prefix, space in PREFIXES.items():
            graph.bind(prefix, space, override=True, replace=True)
        return graph

    @property
    def quads(self) -> list[ox.Quad]:
        """The triples as quads of the default graph."""
        return [quad_of(triple) for triple in self.triples]


def infer(
    data: Iterable[ox.Quad],
    engine: str = ENGINES[0],
    ontology: Ontology | None = None,
) -> Closure:
    """The closure of the default-graph data under the rules and OWL 2 RL.

    ``ontology`` takes the place of the bundled one. Axioms in the data are added to it. Raises
    BadInput for an axiom that the engine cannot honour, and for one that redefines a term of RDF,
    RDFS or OWL. Method: OWL 2 Profiles (W3C, 2012), section 4.3.
    """
    if engine not in ENGINES:
        raise BadInput(f"unknown engine {engine!r}: use {' or '.join(ENGINES)}")
    default = ox.DefaultGraph()
    data = standing.without_relations(data)
    asserted = dict.fromkeys(quad.triple for quad in data if quad.graph_name == default)
    ontology = ontology_with(asserted, ontology)
    store = reading.to_store(map(quad_of, asserted))
    early = rules.conclusions(store, rules.BEFORE_CLOSURE)
    closed = close([*asserted, *early], ontology, engine)
    store.extend(map(quad_of, closed.triples))
    late = rules.conclusions(store, rules.AFTER_CLOSURE)
    inferred = {*closed.triples, *early, *late} - asserted.keys()
    triples = tuple(sorted(inferred, key=_order))
    world = World(frozenset(asserted), ontology.axioms, early, late, triples, closed)
    found = (
        contradictions.find(world)
        if engine == ENGINES[0]
        else tuple(map(Contradiction, closed.told))
    )
    return Closure(triples, found, ontology.axioms.left_out, world)


def _order(triple: ox.Triple) -> tuple[str, str, str]:
    return str(triple.subject), str(triple.predicate), str(triple.object)
