"""Sources that say the same in every row: perhaps one copies the other, which only a person knows.

Cheap, since only sources with equally many rows are looked at, by one sum over their statements.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from foedus.merging.claims import ROW
from foedus.rdf import dataset as datasets
from foedus.rdf.names import GRAPH_NS, ID_NS
from foedus.sources.provenance import Loaded

_MASK = (1 << 64) - 1


def hints(dataset: datasets.Dataset, loaded: Sequence[Loaded]) -> Iterator[str]:
    """What to ask oneself of each two sources that say the same and are not told to be copies."""
    tables = [one for one in loaded if one.rows_accepted]
    alike: dict[int, list[Loaded]] = {}
    for one in sorted(tables, key=lambda one: one.graph):
        alike.setdefault(one.rows_accepted, []).append(one)
    sums: dict[str, int] = {}
    for rows, some in sorted(alike.items()):
        for left, right in itertools.combinations(some, 2):
            if left.id == right.id or left.id == right.copy_of or right.id == left.copy_of:
                continue
            for one in (left, right):
                if one.graph not in sums:
                    sums[one.graph] = _sum(dataset, one)
            if sums[left.graph] == sums[right.graph]:
                names = [one.graph.removeprefix(GRAPH_NS) for one in (left, right)]
                yield (
                    f"graph:{names[0]} and graph:{names[1]} say the same in each of their {rows:,} "
                    "rows: where one copies the other, write copyOf into its source.yaml"
                )


def _sum(dataset: datasets.Dataset, source: Loaded) -> int:
    """A number for all that a source says, in whatever order and under whatever id of its own."""
    own = f"{ID_NS}{source.id}-"
    total = 0
    for quad in dataset.quads(source.graph):
        if quad.predicate.value != ROW:
            told = tuple(_without(str(term), own) for term in quad.triple)
            total = (total + hash(told)) & _MASK
    return total


def _without(term: str, own: str) -> str:
    return term.replace(own, ID_NS, 1) if term.startswith(f"<{own}") else term
