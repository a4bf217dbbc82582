"""The JSON-LD context: our prefixes, classes and properties, for plain JSON that is our data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from foedus.publishing.site import Site, key
from foedus.rdf.names import FOEDUS_NS, OWL_NS, PREFIXES, RDF_NS, SH_NS, XSD_NS, curie

_TYPE = RDF_NS + "type"


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """``context.jsonld``."""
    text = json.dumps({"@context": context(site)}, ensure_ascii=False, indent=2, sort_keys=True)
    yield "context.jsonld", f"{text}\n".encode()


def context(site: Site) -> dict[str, object]:
    """The context: a name without prefix is ours, a value has the datatype that the shapes want."""
    datatypes = _datatypes(site)
    found: dict[str, object] = dict(PREFIXES)
    for iri in site.terms:
        kinds = {key(term) for term in site.stated.objects(iri, _TYPE)}
        wanted = datatypes.get(iri, set())
        definition: object = curie(iri)
        if OWL_NS + "ObjectProperty" in kinds:
            definition = {"@id": curie(iri), "@type": "@id"}
        elif len(wanted) == 1 and (only := next(iter(wanted))).startswith(XSD_NS):
            definition = {"@id": curie(iri), "@type": curie(only)}
        found[iri.removeprefix(FOEDUS_NS)] = definition
    return found


def _datatypes(site: Site) -> dict[str, set[str]]:
    """The datatypes that property shapes ask of each property."""
    paths: dict[object, str] = {}
    wanted: dict[object, str] = {}
    for quad in site.shapes:
        if quad.predicate.value == SH_NS + "path" and isinstance(quad.object, ox.NamedNode):
            paths[quad.subject] = quad.object.value
        elif quad.predicate.value == SH_NS + "datatype":
            wanted[quad.subject] = key(quad.object)
    found: dict[str, set[str]] = defaultdict(set)
    for shape, datatype in wanted.items():
        if shape in paths:
            found[paths[shape]].add(datatype)
    return found
