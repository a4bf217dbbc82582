"""The files of one thing for programs: what is said of it, with names, words and licence.

The JSON-LD refers to the site's ``context.jsonld``, relative to itself, and is compact: terms by
their bare names, things by prefix, and beside each thing that a value names, its label. The Turtle
holds the same triples. All of them stand in the data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from foedus.publishing.address import href
from foedus.publishing.site import Index, Site, key
from foedus.rdf.dataset import SOURCES
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, RDF_NS, RDFS_NS, XSD_NS, curie

LABEL = RDFS_NS + "label"
_TYPE = RDF_NS + "type"
_EVIDENCED_BY = FOEDUS_NS + "evidencedBy"
_RIGHTS = (DCTERMS_NS + "license", DCTERMS_NS + "rights")


# --- which triples -------------------------------------------------------------------------------


def description(index: Index, iri: str) -> set[ox.Quad]:
    """The triples about a thing and its blank nodes, and those of named things that point to it."""
    found = _about(index, iri)
    for quad in index.by_object(iri):
        if isinstance(quad.subject, ox.NamedNode):
            found.add(_plain(quad))
    return found


def twin(site: Site, iri: str) -> set[ox.Quad]:
    """The description with the statements and passages behind it, labels, and the licence."""
    index = site.stated
    found = description(index, iri)
    is_term = iri in site.codes or iri in site.terms
    if not is_term:
        pointing = {key(quad.subject) for quad in found} - {iri}
        for one in sorted({iri, *pointing}):
            if one in site.statements:
                found |= _about(index, one)
        passages = {
            key(quad.object) for quad in found if quad.predicate.value.endswith("#evidencedBy")
        }
        for one in passages & site.passages.keys():
            found |= _about(index, one)
    objects = (quad.object for quad in found if quad.predicate.value != _TYPE)
    named = {one.value for one in objects if isinstance(one, ox.NamedNode)}
    named |= set() if is_term else {key(quad.subject) for quad in found}
    for one in named:
        found |= {_plain(quad) for quad in index.by_subject(one, LABEL)}
    return found | _licences(site, iri)


def _about(index: Index, iri: str) -> set[ox.Quad]:
    """The triples about a node and its blank nodes."""
    found: set[ox.Quad] = set()
    waiting, seen = [iri], {iri}
    while waiting:
        for quad in index.by_subject(waiting.pop()):
            found.add(_plain(quad))
            label = str(quad.object)
            if isinstance(quad.object, ox.BlankNode) and label not in seen:
                seen.add(label)
                waiting.append(label)
    return found


def _plain(quad: ox.Quad) -> ox.Quad:
    """The quad without its graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _licences(site: Site, iri: str) -> set[ox.Quad]:
    """Under what licence the files and graphs that tell of a thing may be used, as they say."""
    holders = {*site.headers_of.get(iri, ())}
    for quad in site.stated.by_subject(iri):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value != SOURCES:
            holders.add(quad.graph_name.value)
    return {
        _plain(quad)
        for holder in holders
        for name in _RIGHTS
        for quad in site.stated.by_subject(holder, name)
    }


# --- as JSON-LD ----------------------------------------------------------------------------------


def compact(path: str, iri: str, quads: Iterable[ox.Quad], context: Mapping[str, Any]) -> bytes:
    """The triples as compact JSON-LD: the thing first, then what tells of it, by their names."""
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        nodes[key(quad.subject)][quad.predicate.value].append(quad.object)
    values = (told[name] for told in nodes.values() for name in told if name != _TYPE)
    objects = {key(one) for some in values for one in some}
    inline = {
        name: told[LABEL][0].value
        for name, told in nodes.items()
        if name != iri and name in objects and set(told) == {LABEL} and _is_plain_label(told[LABEL])
    }
    order = sorted(nodes.keys() - inline.keys(), key=lambda name: (name != iri, name))
    graph = [_node(name, nodes[name], inline, context) for name in order]
    body = {"@context": href(f"{path}.jsonld", "context.jsonld"), "@graph": graph}
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _is_plain_label(labels: list[Any]) -> bool:
    return len(labels) == 1 and isinstance(labels[0], ox.Literal) and labels[0].language == "en"


def _node(
    name: str, told: Mapping[str, list[Any]], inline: Mapping[str, str], context: Mapping[str, Any]
) -> dict[str, Any]:
    """One node: its name, its classes, its label, then its values in the order of their names."""
    body: dict[str, Any] = {"@id": _name(name)}
    classes = [one for one in told.get(_TYPE, []) if isinstance(one, ox.NamedNode)]
    if classes:
        body["@type"] = _one_or_all(sorted(_term(one.value, context) for one in classes))
    if LABEL in told and _is_plain_label(told[LABEL]):
        body["label"] = told[LABEL][0].value
    for property, values in sorted(told.items()):
        left = [one for one in values if property != _TYPE or one not in classes]
        if not left or (property == LABEL and "label" in body):
            continue
        term = _term(property, context)
        written = [_value(one, context.get(term), inline) for one in sorted(left, key=str)]
        body[term] = _one_or_all(written)
    return body


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _term(iri: str, context: Mapping[str, Any]) -> str:
    """A term of ours by its bare name, any other by prefix where it has one, else in full."""
    name = iri.removeprefix(FOEDUS_NS)
    return name if name != iri and name in context else _name(iri)


def _name(iri: str) -> str:
    short = curie(iri)
    return iri if short.startswith("<") else short


def _value(term: Any, definition: Any, inline: Mapping[str, str]) -> Any:
    """A value as the definition of its property lets it be written shortest."""
    if not isinstance(term, ox.Literal):
        name = key(term)
        label = {"label": inline[name]} if name in inline else {}
        return {"@id": _name(name), **label}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    wanted = definition.get("@type") if isinstance(definition, dict) else None
    if wanted == curie(datatype):
        if datatype == XSD_NS + "boolean" and term.value in ("true", "false"):
            return term.value == "true"
        if datatype == XSD_NS + "integer" and term.value == str(_whole(term.value)):
            return int(term.value)
        return term.value
    if wanted is None and datatype == XSD_NS + "string":
        return term.value
    return {"@value": term.value, "@type": curie(datatype).strip("<>")}


def _whole(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
