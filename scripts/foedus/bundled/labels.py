"""What a person reads for an IRI, and which IRI a person means by a name."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.rdf.names import FOEDUS_NS, PREFIXES, curie, expand, text

_LABELS = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"}
_PARAGRAPH = FOEDUS_NS + "paragraphNumber"
_WORDS = FOEDUS_NS + "exactText"
_DESIGNATION = FOEDUS_NS + "designationText"
_OTHER = PREFIXES["skos"] + "altLabel"


class Labels:
    """The names in some data and in the ontology.

    A passage is called by its paragraph and words, a designation by its words.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Collect the labels of the data; where a node has several, the first by text counts."""
        self._label: dict[str, str] = {}
        self._named: dict[str, set[str]] = {}
        paragraphs: dict[str, str] = {}
        words: dict[str, str] = {}
        for quad in (*quads, *contents.ontology()):
            name = quad.predicate.value
            if name in _LABELS or name == _OTHER:
                self._add(quad, name in _LABELS)
            elif name == _PARAGRAPH:
                paragraphs[text(quad.subject)] = f"P{text(quad.object)} "
            elif name == _WORDS:
                words[text(quad.subject)] = f"“{text(quad.object)}”"
            elif name == _DESIGNATION:
                self._label[text(quad.subject)] = f"“{text(quad.object)}”"
        self._cited = {iri: paragraphs.get(iri, "") + quoted for iri, quoted in words.items()}

    def __call__(self, iri: str) -> str:
        """The label of an IRI, else its prefixed name."""
        return self._label.get(iri) or self._cited.get(iri) or curie(iri)

    def cited(self, iri: str) -> str | None:
        """A passage as people cite it, by paragraph and words; None for anything else."""
        return self._cited.get(iri)

    def find(self, name: str) -> str:
        """The IRI that is meant by a label, an abbreviation, a bare name or an IRI.

        Raises BadInput when nothing has that name or several things have it.
        """
        found = self._named.get(name.casefold(), set())
        if len(found) == 1:
            return next(iter(found))
        if len(found) > 1:
            choices = ", ".join(sorted(curie(iri) for iri in found))
            raise BadInput(f"{name!r} is the name of several: {choices}")
        if ":" in name:
            return expand(name)
        if name.isascii() and name.replace("-", "").isalnum():
            return PREFIXES["id"] + name
        raise BadInput(f"nothing is called {name!r}")

    def _add(self, quad: ox.Quad, preferred: bool) -> None:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
            return
        iri, name = quad.subject.value, quad.object.value
        self._named.setdefault(name.casefold(), set()).add(iri)
        if preferred and name < self._label.get(iri, "\U0010ffff"):
            self._label[iri] = name
