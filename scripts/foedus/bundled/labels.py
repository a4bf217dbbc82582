"""What a person reads for an IRI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import FOEDUS_NS, PREFIXES, curie, text

_LABELS = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"}
_PARAGRAPH = FOEDUS_NS + "paragraphNumber"
_WORDS = FOEDUS_NS + "exactText"
_DESIGNATION = FOEDUS_NS + "designationText"

NAMING = frozenset(
    [
        *(*_LABELS, _PARAGRAPH, _WORDS, _DESIGNATION),
        *(FOEDUS_NS + name for name in ("passageOf", "sourcedFrom")),
    ]
)
"""The properties that name a node, or the document that it rests on."""


class Labels:
    """The names in some data and in the ontology.

    A passage is called by its paragraph and words, a designation by its words.
    """

    def __init__(
        self, quads: Iterable[ox.Quad], instead: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Collect the labels of the data; where a node has several, the first by text counts.

        ``instead`` are the names by which some are called whatever their label.
        """
        self._label: dict[str, str] = {}
        paragraphs: dict[str, str] = {}
        words: dict[str, str] = {}
        named = set(map(ox.NamedNode, NAMING))
        for quad in chain(quads, contents.ontology()):
            if (predicate := quad.predicate) not in named:
                continue
            if (name := predicate.value) in _LABELS:
                self._add(quad)
            elif name == _PARAGRAPH:
                paragraphs[text(quad.subject)] = f"P{text(quad.object)} "
            elif name == _WORDS:
                words[text(quad.subject)] = f"“{text(quad.object)}”"
            elif name == _DESIGNATION:
                self._label[text(quad.subject)] = f"“{text(quad.object)}”"
        self._label |= instead
        self._cited = {iri: paragraphs.get(iri, "") + quoted for iri, quoted in words.items()}

    def __call__(self, iri: str) -> str:
        """The label of an IRI, else its prefixed name."""
        return self._label.get(iri) or self._cited.get(iri) or curie(iri)

    def cited(self, iri: str) -> str | None:
        """A passage as people cite it, by paragraph and words; None for anything else."""
        return self._cited.get(iri)

    def _add(self, quad: ox.Quad) -> None:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
            return
        iri, name = quad.subject.value, quad.object.value
        if name < self._label.get(iri, "\U0010ffff"):
            self._label[iri] = name
