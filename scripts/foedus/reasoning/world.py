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
from foedus.reasoning.numbering import Columns, Ids, Names


@dataclass(eq=False)
class World:
    """All that a derivation may need: what was asserted, the axioms, and what was concluded when.

    ``rows`` are the asserted statements and ``ids`` the conclusions, as numbers of ``names``.
    ``early`` and ``late`` map what a numbered rule concluded to the rule, before and after the
    closure; ``index`` holds every triple, also those about classes without a name.
    """

    names: Names
    rows: Columns
    axioms: Axioms
    early: dict[ox.Triple, rules.Rule]
    late: dict[ox.Triple, rules.Rule]
    ids: frozenset[Ids]
    closed: layers.Closed

    @cached_property
    def asserted(self) -> frozenset[ox.Triple]:
        """What was asserted."""
        return frozenset(map(self.names.triple, self.rows))

    @cached_property
    def index(self) -> Index:
        """Every closed triple, what was asserted and what the late rules concluded."""
        if self.closed.closer is None:
            raise BadInput("only the compiled engine keeps what a derivation needs")
        index = self.closed.index
        for ids in (*self.rows, *self.names.numbers(self.late)):
            index.add(ids)
        return index

    @cached_property
    def store(self) -> ox.Store:
        """The asserted and inferred triples, for queries."""
        return reading.to_store(map(self.names.quad, (*self.rows, *self.ids)))
