"""The JSON-LD context: our prefixes, classes and properties, for plain JSON that is our data."""

from __future__ import annotations

import json
from collections.abc import Iterator

from foedus.publishing.site import Site, key
from foedus.vocabulary import FOEDUS_NS, OWL_NS, PREFIXES, RDF_NS, RDFS_NS, XSD_NS, curie

_TYPE, _RANGE = RDF_NS + "type", RDFS_NS + "range"


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``context.jsonld``."""
    text = json.dumps({"@context": context(site)}, ensure_ascii=False, indent=2, sort_keys=True)
    yield "context.jsonld", f"{text}\n".encode()


def context(site: Site) -> dict[str, object]:
    """The context: names without prefix are ours, and values have the type of their property."""
    found: dict[str, object] = dict(PREFIXES)
    for iri in site.terms:
        found[iri.removeprefix(FOEDUS_NS)] = _definition(site, iri)
    return found


def _definition(site: Site, iri: str) -> object:
    name = curie(iri)
    kinds = {key(term) for term in site.stated.objects(iri, _TYPE)}
    if OWL_NS + "ObjectProperty" in kinds:
        return {"@id": name, "@type": "@id"}
    ranges = [key(term) for term in site.stated.objects(iri, _RANGE)]
    if (
        OWL_NS + "DatatypeProperty" in kinds
        and len(ranges) == 1
        and ranges[0].startswith(XSD_NS)
        and ranges[0] != XSD_NS + "string"
    ):
        return {"@id": name, "@type": curie(ranges[0])}
    return name
