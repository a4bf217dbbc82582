"""What our own data, and the sources, say of one node: its classes, its label, its values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.merging import claims
from foedus.rdf import dataset as datasets
from foedus.rdf.names import FOEDUS_NS, LABEL, RDFS_NS, TYPE, text


def kinds_of(store: ox.Store, node: ox.NamedNode) -> set[ox.NamedNode]:
    """The classes of a node."""
    found = (quad.object for quad in store.quads_for_pattern(node, TYPE, None))
    return {kind for kind in found if isinstance(kind, ox.NamedNode)}


def label_of(store: ox.Store, node: ox.NamedNode) -> str:
    """The label of a node, the first by text of several; nothing where it has none."""
    return min((text(q.object) for q in store.quads_for_pattern(node, LABEL, None)), default="")


def values_of(store: ox.Store, node: ox.NamedNode, name: str) -> list[str]:
    """The nodes that a node has as values of one of our properties, in order."""
    told = store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None)
    return sorted({q.object.value for q in told if isinstance(q.object, ox.NamedNode)})


def local(iri: str) -> str:
    """The last part of an address."""
    return iri.rsplit("/", 1)[-1]


_POST_IN = FOEDUS_NS + "postIn"


@dataclass
class Named:
    """What sources call their units, people, posts and places, by graph and node."""

    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    kinds: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    post_in: dict[tuple[str, str], str] = field(default_factory=dict)
    unnamed: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, dataset: datasets.Dataset, graphs: Iterable[str]) -> Named:
        """Go over a dataset once, for what stands in these graphs; ours have no name."""
        wanted, made = {*graphs, ""}, cls()
        for quad in claims.stream(dataset):
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if graph not in wanted or not isinstance(quad.subject, ox.NamedNode):
                continue
            key, name = (graph, quad.subject.value), quad.predicate.value
            if name == RDFS_NS + "label":
                told = text(quad.object)
                made.labels[key] = min(told, made.labels.get(key, told))
            elif name == TYPE.value and isinstance(quad.object, ox.NamedNode):
                made.kinds[key].add(quad.object.value)
            elif name == _POST_IN:
                told = text(quad.object)
                made.post_in[key] = min(told, made.post_in.get(key, told))
            elif name == claims.UNNAMED:
                made.unnamed.add(key)
        return made

    def label(self, graph: str, node: str) -> str:
        """What a source calls a node, else what we do, else nothing."""
        return self.labels.get((graph, node)) or self.labels.get(("", node), "")
