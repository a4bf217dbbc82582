"""Why an inferred triple holds: the axioms or the rule, and the facts that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus.publishing.site import Site
from foedus.reasoning.derivation import Derivation, deriver

MOST_TRIPLES = 20_000
"""Beyond so many triples a page does not say why: looking for it takes too long for each."""


@dataclass(frozen=True)
class Step:
    """A triple, the axioms or the rule that give it (none for a stated one), and its premises."""

    triple: ox.Triple
    by: tuple[str, ...]
    rule: str
    premises: tuple[Step, ...]


class Reasons:
    """Looks for derivations, each once."""

    def __init__(self, site: Site) -> None:
        """A site with too many triples gets none."""
        self.site = site
        self.told = len(site.asserted) <= MOST_TRIPLES
        self._found: dict[ox.Triple, Step | None] = {}

    @cached_property
    def _derive(self) -> Callable[[ox.Triple], Derivation | None]:
        world = self.site.closure.world
        return deriver(world) if world else lambda _: None

    def of(self, quad: ox.Quad) -> Step | None:
        """Why a triple holds, or None where that is not looked for or not found."""
        if not self.told:
            return None
        triple = quad.triple
        if triple not in self._found:
            derivation = self._derive(triple)
            self._found[triple] = _step(derivation) if derivation else None
        return self._found[triple]


def _step(one: Derivation) -> Step:
    return Step(one.triple, one.by, one.rule, tuple(_step(premise) for premise in one.premises))
