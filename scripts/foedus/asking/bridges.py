"""Our data in the terms of other vocabularies: what the bridge implies, and what its rules write.

A bridge (``foedus.bundled.alignment``) gives what follows by sub-class and sub-property alone.
Rules in ``queries/rules/export`` write the rest, where a vocabulary needs another shape than ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from foedus import reasoning
from foedus.bundled import alignment, folders
from foedus.bundled.questions import read_header
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import TYPE
from foedus.reasoning import standing

VOCABULARIES = {"org": "org", "prov": "prov", "schema.org": "schema"}
"""The vocabularies that data can be written in, and the names of their bridges."""


def in_terms_of(quads: Iterable[ox.Quad], bridge: str) -> list[ox.Quad]:
    """What the data say in the terms of one vocabulary, sorted; our own terms are left out.

    What is only planned or claimed is no fact there either: what statements say of it is told.
    Raises BadInput when the data contradict the ontology or the bridge.
    """
    quads = standing.facts(quads)
    closure = reasoning.infer([*quads, *alignment.axioms(bridge)])
    if closure.contradictions:
        raise BadInput(f"the data are contradictory: {closure.contradictions[0]}")
    spaces = namespaces(bridge)
    told = {triple for triple in closure.triples if _speaks(triple, spaces)}
    store = reading.to_store([*quads, *closure.quads])
    for text in _rules(bridge):
        told.update(store.query(text))  # type: ignore[arg-type]
    return [ox.Quad(t.subject, t.predicate, t.object) for t in sorted(told, key=str)]


@cache
def namespaces(bridge: str) -> tuple[str, ...]:
    """The namespaces of the outside terms that a bridge leads to."""
    table = alignment.table(bridge)
    prefixes = {row.object_id.partition(":")[0] for row in table.rows}
    return tuple(sorted(space for prefix, space in table.prefixes if prefix in prefixes))


def prefixes(bridge: str) -> dict[str, str]:
    """The prefixes to write a vocabulary's terms with."""
    table = alignment.table(bridge)
    used = {row.object_id.partition(":")[0] for row in table.rows}
    outside = {prefix: space for prefix, space in table.prefixes if prefix in used}
    return {"foaf": "http://xmlns.com/foaf/0.1/", **outside} if bridge == "org" else outside


def _speaks(triple: ox.Triple, spaces: tuple[str, ...]) -> bool:
    term = triple.object if triple.predicate == TYPE else triple.predicate
    return isinstance(term, ox.NamedNode) and term.value.startswith(spaces)


@cache
def _rules(bridge: str) -> tuple[str, ...]:
    """The texts of a vocabulary's rules; each states its rule and source in the header."""
    texts = []
    for path in folders.export_rule_files(bridge):
        text = path.read_text(encoding="utf-8")
        read_header(text, str(path), ("rule", "source"))
        texts.append(text)
    return tuple(texts)
