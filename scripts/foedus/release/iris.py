"""The addresses that were ever released: none of them may vanish.

``ontology/released-iris.txt`` lists them, each below the version that released it first. A listed
address is defined, or it is deprecated and says what replaces it or why it was given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS, OWL_NS, RDF_NS, SHAPE_NS, SKOS_NS
from foedus.rdf.reading import read_text
from foedus.release.stamp import number

FILE = "ontology/released-iris.txt"
"""Where the list lies in a source checkout."""

_HEADING = "# released with "
_TYPE = RDF_NS + "type"
_DEPRECATED = OWL_NS + "deprecated"
_REASONS = (DCTERMS_NS + "isReplacedBy", SKOS_NS + "changeNote", SKOS_NS + "historyNote")
_OWN = (FOEDUS_NS, CODE_NS, SHAPE_NS)


def declared(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The terms, codes and shapes that some statements declare: subjects of ours with a type."""
    return frozenset(
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value == _TYPE
        and quad.subject.value.startswith(_OWN)
    )


def read_list(path: Path) -> dict[str, str]:
    """The listed addresses, each with the version that released it first.

    Raises BadInput for a line that is neither an address of ours nor a heading, and for an
    address that is listed twice.
    """
    listed: dict[str, str] = {}
    version = ""
    for line_number, line in enumerate(read_text(path).splitlines(), 1):
        if line.startswith(_HEADING):
            version = line.removeprefix(_HEADING)
        elif line and not line.startswith("#"):
            if not line.startswith(_OWN) or number(version) is None or line in listed:
                reason = "no address of ours, below no version, or listed before"
                raise BadInput(f"{reason}: {line}", str(path), line_number)
            listed[line] = version
    return listed


def write_list(listed: Mapping[str, str]) -> str:
    """The text of the list: versions in order, the addresses of each sorted."""
    head = "# Every address that foedus has ever released. None may vanish; scripts/release adds.\n"
    sections = []
    for version in sorted(set(listed.values()), key=lambda text: number(text) or (0, 0, 0)):
        addresses = sorted(iri for iri, since in listed.items() if since == version)
        sections.append(f"\n{_HEADING}{version}\n" + "".join(f"{iri}\n" for iri in addresses))
    return head + "".join(sections)


def extended(listed: Mapping[str, str], quads: Iterable[ox.Quad], version: str) -> dict[str, str]:
    """The list with all that is declared; what is new is released with this version."""
    return {**dict.fromkeys(declared(quads), version), **listed}


def faults(listed: Iterable[str], quads: Iterable[ox.Quad]) -> list[str]:
    """What is wrong with the listed addresses, one sentence each, sorted."""
    said: dict[str, set[str]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            properties = said.setdefault(quad.subject.value, set())
            if quad.predicate.value != _DEPRECATED or str(quad.object).startswith('"true"'):
                properties.add(quad.predicate.value)
    found = []
    for iri in sorted(listed):
        properties = said.get(iri, set())
        if _TYPE not in properties:
            found.append(f"{iri} was released and is gone: deprecate it instead")
        elif _DEPRECATED in properties and not properties.intersection(_REASONS):
            found.append(
                f"{iri} is deprecated, but nothing replaces it and no change note says why"
            )
    return found
