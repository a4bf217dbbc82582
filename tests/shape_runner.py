"""Run the shapes with pySHACL, and write its results as short rows that a person can read."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyshacl import validate as run_pyshacl
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.paths import AlternativePath, InvPath, SequencePath
from rdflib.paths import Path as SparqlPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"

SHAPE = Namespace("https://w3id.org/foedus/shapes#")

PREFIXES = {
    "code": "https://w3id.org/foedus/code/",
    "dcterms": "http://purl.org/dc/terms/",
    "ex": "https://example.org/",
    "foedus": "https://w3id.org/foedus/ontology#",
    "graph": "https://w3id.org/foedus/graph/",
    "id": "https://w3id.org/foedus/id/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": str(SHAPE),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, order=True)
class Row:
    """What a result says, apart from its message: the part that the expected files hold."""

    shape: str
    focus: str
    path: str
    value: str
    severity: str


@dataclass(frozen=True, order=True)
class Result:
    """One result of a validation, its terms written as in Turtle; empty where there is none."""

    shape: str
    focus: str
    path: str
    value: str
    severity: str
    message: str

    @property
    def row(self) -> Row:
        """The result without its message."""
        return Row(self.shape, self.focus, self.path, self.value, self.severity)


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


class PreparingGraph(Graph):
    """A graph that reads each query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        """Answer a query, from its parsed form if it was asked before."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


def load(path: Path) -> Graph:
    """Read one Turtle file; a date that does not exist is kept as it stands, without a warning."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        return Graph().parse(path, format="turtle")
    finally:
        logger.setLevel(level)


@cache
def background() -> Graph:
    """The subclass links of the ontology, closed, and the schemes of the codes."""
    graph = Graph()
    for file in sorted(ONTOLOGY.glob("*.ttl")):
        source = load(file)
        for lower, upper in source.subject_objects(RDFS.subClassOf):
            if isinstance(lower, URIRef) and isinstance(upper, URIRef):
                graph.add((lower, RDFS.subClassOf, upper))
        for concept, scheme in source.subject_objects(SKOS.inScheme):
            graph.add((concept, SKOS.inScheme, scheme))
    for lower in set(graph.subjects(RDFS.subClassOf)):
        for upper in list(graph.transitive_objects(lower, RDFS.subClassOf)):
            if upper != lower:
                graph.add((lower, RDFS.subClassOf, upper))
    return graph


def with_background(data: Graph) -> Graph:
    """A copy of the data with the subclass links and code schemes."""
    whole = PreparingGraph()
    for triple in data:
        whole.add(triple)
    for triple in background():
        whole.add(triple)
    return whole


def term(node: Node | None) -> str:
    """A term as Turtle writes it, with a prefix where one fits."""
    if node is None:
        return ""
    if isinstance(node, URIRef):
        for prefix, namespace in PREFIXES.items():
            if node.startswith(namespace):
                return f"{prefix}:{node[len(namespace) :]}"
        return f"<{node}>"
    if isinstance(node, Literal):
        text = '"' + str(node).replace("\\", "\\\\").replace('"', '\\"') + '"'
        if node.language:
            return f"{text}@{node.language}"
        return f"{text}^^{term(node.datatype)}" if node.datatype else text
    return "[]"


def path_text(graph: Graph, path: Node | None) -> str:
    """A SHACL path as SPARQL writes it."""
    if not isinstance(path, BNode):
        return term(path)
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return "^" + path_text(graph, inverse)
    alternatives = graph.value(path, SH.alternativePath)
    if alternatives is not None:
        return "|".join(path_text(graph, step) for step in Collection(graph, alternatives))
    return "/".join(path_text(graph, step) for step in Collection(graph, path))


def sparql_path(graph: Graph, path: Node) -> URIRef | SparqlPath:
    """A SHACL path as rdflib evaluates it."""
    if isinstance(path, URIRef):
        return path
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return InvPath(sparql_path(graph, inverse))
    alternatives = graph.value(path, SH.alternativePath)
    if alternatives is not None:
        return AlternativePath(*(sparql_path(graph, p) for p in Collection(graph, alternatives)))
    return SequencePath(*(sparql_path(graph, step) for step in Collection(graph, path)))


def report(data: Graph, shapes: Graph) -> Graph:
    """Validate the data, without inference, and return the graph of results."""
    _, results, _ = run_pyshacl(with_background(data), shacl_graph=shapes, inference="none")
    assert isinstance(results, Graph), results
    return results


def validate(data: Graph, shapes: Graph) -> list[Result]:
    """Validate the data, without inference, and return the results in a fixed order."""
    return sorted(set(_results(report(data, shapes))))


def broken_constraints(results: Graph) -> set[tuple[str, str]]:
    """Which constraint of which shape the results stand for: ("shape:X", "sh:Y…Component")."""
    return {
        (term(shape), term(results.value(node, SH.sourceConstraintComponent)))
        for node, shape in results.subject_objects(SH.sourceShape)
    }


def _results(results: Graph) -> Iterator[Result]:
    for node in results.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(str(text) for text in results.objects(node, SH.resultMessage))
        yield Result(
            term(results.value(node, SH.sourceShape)),
            term(results.value(node, SH.focusNode)),
            path_text(results, results.value(node, SH.resultPath)),
            term(results.value(node, SH.value)),
            term(results.value(node, SH.resultSeverity)),
            " / ".join(messages),
        )


def read_expected(path: Path) -> list[Row]:
    """The rows of an expected file, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["shape", "focus", "path", "value", "severity"], path
    return [Row(*row) for row in rows[1:]]
