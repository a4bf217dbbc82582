"""Which nodes mean the same: accepted exact matches, and countries of foreign RDF by their codes.

Clusters come of ``skos:exactMatch`` alone, by union-find. ``owl:sameAs`` is never written and never
read for identity; close, broad and narrow matches join nothing.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pyoxigraph as ox

from foedus.bundled import folders
from foedus.bundled.questions import read_header
from foedus.errors import BadInput
from foedus.rdf.names import GRAPH_NS, RDFS_NS, SEMAPV_NS, SKOS_NS, curie
from foedus.sources import codes, crosswalk

GRAPH = GRAPH_NS + "identities"
EXACT, CLOSE = SKOS_NS + "exactMatch", SKOS_NS + "closeMatch"


def clusters(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The sets of nodes that exact matches join, each sorted, in order.

    >>> clusters([("a", "b"), ("c", "d"), ("b", "e")])
    [('a', 'b', 'e'), ('c', 'd')]
    """
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    found: dict[str, list[str]] = defaultdict(list)
    for node in parent:
        found[root(node)].append(node)
    return sorted(tuple(sorted(nodes)) for nodes in found.values())


def check(pairs: Iterable[tuple[str, str]], owners: Mapping[str, set[str]]) -> None:
    """Refuse a cluster that holds two nodes of one source.

    ``owners`` tells the ids of the sources that speak of a node. One-to-many is said with broad and
    narrow matches, which join nothing. Raises BadInput.
    """
    for cluster in clusters(pairs):
        of_source: dict[str, list[str]] = defaultdict(list)
        for node in cluster:
            for owner in owners.get(node, ()):
                of_source[owner].append(node)
        for owner, nodes in sorted(of_source.items()):
            if len(nodes) > 1:
                raise BadInput(
                    f"{' and '.join(map(curie, nodes[:3]))} would be one, but are "
                    f"{len(nodes)} in {owner}: mark one-to-many with skos:narrowMatch"
                )


def exact_pairs(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str]]:
    """The two ends of every exact match."""
    for quad in quads:
        subject, object = quad.subject, quad.object
        if quad.predicate.value != EXACT:
            continue
        if isinstance(subject, ox.NamedNode) and isinstance(object, ox.NamedNode):
            yield subject.value, object.value


def by_codes(graphs: Mapping[str, Iterable[ox.Quad]]) -> tuple[list[ox.Quad], list[str]]:
    """Matches of the countries in foreign RDF by their ISO codes, and what could not be matched.

    ``graphs`` are the statements of each source of RDF, by its name. A country meets the polity of
    ours that holds the code; where we have none, the same country in the next source. A code that
    two nodes of one source bear matches neither.
    """
    bearers: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, quads in sorted(graphs.items()):
        store = ox.Store()
        store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        for system, text in _queries():
            answer = store.query(text)
            assert isinstance(answer, ox.QuerySolutions)
            for row in answer:
                node, code = row["node"], codes.normal(system, row["code"].value)
                if isinstance(node, ox.NamedNode) and code:
                    bearers[system, code][name].add(node.value)
    found: list[ox.Quad] = []
    doubts: list[str] = []
    lists = codes.States()
    for (system, code), by_source in sorted(bearers.items()):
        clear = []
        for name, nodes in sorted(by_source.items()):
            if len(nodes) == 1:
                clear.append(next(iter(nodes)))
            else:
                doubts.append(f"{name}: {len(nodes)} nodes bear the {system} code {code}")
        entity = lists.meaning(system, code).entity
        chain = (
            [(node, entity) for node in clear]
            if entity
            else list(itertools.pairwise(sorted(set(clear))))
        )
        for node, other in chain:
            if other is not None and node != other:
                found += _match(node, other, f"same {system} code {code}")
    return found, doubts


def _match(node: str, other: str, why: str) -> list[ox.Quad]:
    """A close match, with a record of how it was found: a country there is no polity here."""
    mark = hashlib.sha256(f"{node} {other}".encode()).hexdigest()[:12]
    told = {RDFS_NS + "comment": ox.Literal(why)}
    triple = (node, CLOSE, other)
    return crosswalk.link(triple, f"{GRAPH}-{mark}", SEMAPV_NS + "LexicalMatching", told)


@cache
def _queries() -> tuple[tuple[str, str], ...]:
    """The queries that find the countries of a vocabulary, each with the system of their codes."""
    found = []
    for path in folders.identity_files():
        text = path.read_text(encoding="utf-8")
        found.append((str(read_header(text, str(path))["system"]), text))
    return tuple(found)
