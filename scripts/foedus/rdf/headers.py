"""The headers of files: what they declare to be an ontology."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from foedus.rdf.names import OWL_NS, TYPE, Term

_ONTOLOGY = ox.NamedNode(OWL_NS + "Ontology")


def headers(quads: Iterable[ox.Quad]) -> set[Term]:
    """The subjects that some statements declare to be of the class ``owl:Ontology``."""
    return {quad.subject for quad in quads if quad.predicate == TYPE and quad.object == _ONTOLOGY}
