"""What was asserted and what was concluded, kept for whoever asks why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.reasoning import layers, rules
from foedus.reasoning.axioms import Axioms
from foedus.reasoning.index import Index


@dataclass
class World:
    """All that a derivation may need: what was asserted, the axioms, and what was concluded when.

    ``early`` and ``late`` map what a numbered rule concluded to the rule, before and after the
    closure; ``index`` holds every triple, also those about classes without a name.
    """

    asserted: frozenset[ox.Triple]
    axioms: Axioms
    early: dict[ox.Triple, rules.Rule]
    late: dict[ox.Triple, rules.Rule]
    inferred: tuple[ox.Triple, ...] = ()
    closed: layers.Closed | None = None

    @cached_property
    def index(self) -> Index:
        """Every closed triple, and what the late rules concluded."""
        if self.closed is None:
            raise BadInput("only the compiled engine keeps what a derivation needs")
        index = self.closed.index
        for triple in [*self.asserted, *self.late]:
            (ids,) = index.names.numbers([triple])
            index.add(ids)
        return index

    @cached_property
    def store(self) -> ox.Store:
        """The asserted and inferred triples, for queries."""
        return reading.to_store(map(quad_of, [*self.asserted, *self.inferred]))


def quad_of(triple: ox.Triple) -> ox.Quad:
    """The triple as a quad of the default graph."""
    return ox.Quad(triple.subject, triple.predicate, triple.object)
