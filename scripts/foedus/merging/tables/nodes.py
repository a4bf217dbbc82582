"""What the statements of a merged dataset say of one node: its classes, its label, its values."""

from __future__ import annotations

import pyoxigraph as ox

from foedus.rdf.names import FOEDUS_NS, RDF_NS, RDFS_NS, text

TYPE = ox.NamedNode(RDF_NS + "type")
_LABEL = ox.NamedNode(RDFS_NS + "label")


def kinds(store: ox.Store, node: ox.NamedNode) -> set[ox.NamedNode]:
    """The classes of a node."""
    found = (quad.object for quad in store.quads_for_pattern(node, TYPE, None))
    return {kind for kind in found if isinstance(kind, ox.NamedNode)}


def label(store: ox.Store, node: ox.NamedNode) -> str:
    """The label of a node, the first by text of several; nothing where it has none."""
    return min((text(q.object) for q in store.quads_for_pattern(node, _LABEL, None)), default="")


def values(store: ox.Store, node: ox.NamedNode, name: str) -> list[str]:
    """The nodes that a node has as values of one of our properties, in order."""
    told = store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None)
    return sorted({q.object.value for q in told if isinstance(q.object, ox.NamedNode)})
