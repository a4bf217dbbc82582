"""The shapes: what each one catches, what it lets pass, and that none is without a proof.

For each shapes file there are three cases: data that conform and reach every shape, data that
break every shape at least once, and the exact set of results that the latter must give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from pyshacl import validate as run_pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN, XSD
from rdflib.term import Node

from shape_runner import (
    ONTOLOGY,
    PREFIXES,
    ROOT,
    SHAPE,
    SHAPES,
    Row,
    broken_constraints,
    load,
    read_expected,
    report,
    sparql_path,
    term,
    validate,
    with_background,
)

CASES = ROOT / "tests" / "cases" / "shapes"
ARTICLE = ROOT / "data" / "usfj-upgrade.ttl"
FILES = sorted(path.stem for path in SHAPES.glob("*.ttl"))
FOEDUS = PREFIXES["foedus"]
PROGRAMME_OF = URIRef(FOEDUS + "programmeOf")
PROGRAMME_VALUE = "shape:Programme-programmeOf"
SEVERITIES = {SH.Violation, SH.Warning}

# Predicates of a shape that say what it is about, not what it demands.
ANNOTATIONS = {
    RDF.type,
    RDFS.label,
    SH.description,
    SH.message,
    SH.severity,
    SH.path,
    SH.property,
    SH.targetClass,
    SH.targetSubjectsOf,
}

# Classes of which nothing is demanded beyond what their parent must have.
CLASSES_WITHOUT_SHAPE = {
    "AdministrativeArea",
    "Announcement",
    "BilateralAgreement",
    "City",
    "DefenseCooperationAgreement",
    "DefensePact",
    "Facility",
    "Force",
    "GovernmentDepartment",
    "IslandGroup",
    "JointActivity",
    "JointCommand",
    "Meeting",
    "MilitaryInstallation",
    "MultilateralAgreement",
    "Peninsula",
    "SeaArea",
    "SecurityCouncilResolution",
    "StatusOfForcesAgreement",
    "StrategicRegion",
    "SubordinateUnifiedCommand",
    "Subregion",
    "UnifiedCombatantCommand",
}


@cache
def shapes(name: str) -> Graph:
    """One shapes file, read once."""
    return load(SHAPES / f"{name}.ttl")


@cache
def all_shapes() -> Graph:
    """All shapes files as one graph."""
    whole = Graph()
    for name in FILES:
        whole += shapes(name)
    return whole


@cache
def expected(name: str) -> tuple[Row, ...]:
    """The results that the failing case of a shapes file must give."""
    return tuple(read_expected(CASES / f"{name}_expected.tsv"))


def named_shapes(graph: Graph) -> set[Node]:
    """All node shapes and property shapes."""
    return {s for kind in (SH.NodeShape, SH.PropertyShape) for s in graph.subjects(RDF.type, kind)}


def reporting_shapes(graph: Graph) -> set[Node]:
    """The shapes that can stand in a report: those with a target, and their property shapes."""
    found = set(graph.subjects(SH.targetClass)) | set(graph.subjects(SH.targetSubjectsOf))
    waiting = list(found)
    while waiting:
        for part in graph.objects(waiting.pop(), SH.property):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


def used_shapes(graph: Graph) -> set[Node]:
    """The reporting shapes and the shapes that these are built from."""
    found = reporting_shapes(graph)
    waiting = list(found)
    while waiting:
        shape = waiting.pop()
        parts = {*graph.objects(shape, SH["not"]), *graph.objects(shape, SH.qualifiedValueShape)}
        parts |= {*graph.objects(shape, SH.property)}
        for members in graph.objects(shape, SH["or"]):
            parts |= set(Collection(graph, members))
        waiting.extend(parts - found)
        found |= parts
    return found


def demanding(graph: Graph, shape: Node) -> bool:
    """True if the shape has a constraint of its own, not only property shapes."""
    return bool(set(graph.predicates(shape)) - ANNOTATIONS)


def shapes_without_row(graph: Graph, rows: Iterable[Row]) -> set[str]:
    """The shapes that no expected result names, and those that nothing uses."""
    named = {row.shape for row in rows}
    bare = {term(s) for s in reporting_shapes(graph) if demanding(graph, s)} - named
    return bare | {term(s) for s in named_shapes(graph) - used_shapes(graph)}


def demanded_constraints(graph: Graph) -> set[tuple[str, str]]:
    """Each constraint of each reporting shape, as a result names it."""
    found = set()
    for shape in reporting_shapes(graph):
        for parameter in set(graph.predicates(shape)) - ANNOTATIONS:
            name = str(parameter).removeprefix(PREFIXES["sh"])
            kind = "SPARQL" if name == "sparql" else name[0].upper() + name[1:]
            found.add((term(shape), f"sh:{kind}ConstraintComponent"))
    return found


def focus_nodes(graph: Graph, data: Graph, shape: Node) -> set[Node]:
    """The nodes that a shape's targets, or those of the shape it belongs to, select."""
    found = {
        node for kind in graph.objects(shape, SH.targetClass) for node in _instances(data, kind)
    }
    for prop in graph.objects(shape, SH.targetSubjectsOf):
        found |= set(data.subjects(prop))
    for owner in graph.subjects(SH.property, shape):
        found |= focus_nodes(graph, data, owner)
    return found


def _instances(data: Graph, kind: Node) -> Iterator[Node]:
    for one in {kind, *data.subjects(RDFS.subClassOf, kind)}:
        yield from data.subjects(RDF.type, one)


def forbidden(graph: Graph, shape: Node) -> set[Node]:
    """The properties of which a shape, or one of its property shapes, allows no value."""
    parts = {shape, *graph.objects(shape, SH.property)}
    none = Literal(0)
    return {graph.value(p, SH.path) for p in parts if none in graph.objects(p, SH.maxCount)}


def unreached_shapes(graph: Graph, data: Graph) -> set[str]:
    """The shapes for which conforming data hold no focus node, or no value of the path.

    Left out are shapes that target the very property that they forbid.
    """
    found = set()
    for shape in reporting_shapes(graph):
        owners = {shape, *graph.subjects(SH.property, shape)}
        targets = {p for owner in owners for p in graph.objects(owner, SH.targetSubjectsOf)}
        banned = {p for owner in owners for p in forbidden(graph, owner)}
        if targets and targets <= banned:
            continue
        nodes = focus_nodes(graph, data, shape)
        path = graph.value(shape, SH.path)
        if path is not None and not forbidden(graph, shape):
            steps = sparql_path(graph, path)
            nodes = {node for node in nodes if any(True for _ in data.objects(node, steps))}
        if not nodes:
            found.add(term(shape))
    return found


@pytest.mark.parametrize("name", FILES)
def test_failing_case_gives_exactly_the_expected_results(name: str) -> None:
    results = validate(load(CASES / f"{name}_fail.ttl"), shapes(name))
    assert sorted(result.row for result in results) == sorted(expected(name))
    assert all(result.message for result in results)


@pytest.mark.parametrize("name", FILES)
def test_expected_file_is_sorted_and_free_of_duplicates(name: str) -> None:
    rows = (CASES / f"{name}_expected.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows == sorted(set(rows))


@pytest.mark.parametrize("name", FILES)
def test_passing_case_gives_no_result(name: str) -> None:
    assert validate(load(CASES / f"{name}_pass.ttl"), shapes(name)) == []


@pytest.mark.parametrize("name", FILES)
def test_passing_case_reaches_every_shape(name: str) -> None:
    data = with_background(load(CASES / f"{name}_pass.ttl"))
    assert unreached_shapes(shapes(name), data) == set()


def test_reach_check_bites() -> None:
    data = with_background(load(CASES / "event_pass.ttl"))
    data.remove((None, PROGRAMME_OF, None))
    assert unreached_shapes(shapes("event"), data) == {"shape:Programme", PROGRAMME_VALUE}


@pytest.mark.parametrize("name", FILES)
def test_every_shape_has_a_failing_example(name: str) -> None:
    assert shapes_without_row(shapes(name), expected(name)) == set()


@pytest.mark.parametrize("name", FILES)
def test_every_constraint_has_a_failing_example(name: str) -> None:
    results = report(load(CASES / f"{name}_fail.ttl"), shapes(name))
    assert demanded_constraints(shapes(name)) == broken_constraints(results)


def test_check_for_failing_constraints_bites() -> None:
    graph = Graph() + shapes("place-time")
    graph.add((SHAPE["Place-administeredBy"], SH.maxCount, Literal(1)))
    results = report(load(CASES / "place-time_fail.ttl"), graph)
    assert demanded_constraints(graph) - broken_constraints(results) == {
        ("shape:Place-administeredBy", "sh:MaxCountConstraintComponent")
    }


def test_check_for_failing_examples_bites() -> None:
    rows = expected("event")
    graph = Graph() + shapes("event")
    assert shapes_without_row(graph, [row for row in rows if row.shape != PROGRAMME_VALUE]) == {
        PROGRAMME_VALUE
    }
    new, lonely = SHAPE["Tower-height"], SHAPE["NeverUsed"]
    graph.add((new, RDF.type, SH.PropertyShape))
    graph.add((new, SH.path, URIRef(FOEDUS + "locatedIn")))
    graph.add((new, SH.minCount, Literal(1)))
    graph.add((SHAPE.Programme, SH.property, new))
    graph.add((lonely, RDF.type, SH.NodeShape))
    assert shapes_without_row(graph, rows) == {"shape:Tower-height", "shape:NeverUsed"}


@pytest.mark.parametrize("name", FILES)
def test_cases_name_only_shapes_that_exist(name: str) -> None:
    known = {term(shape) for shape in named_shapes(shapes(name))}
    assert {row.shape for row in expected(name)} <= known


@pytest.mark.parametrize("name", FILES)
def test_shapes_pass_the_shapes_of_shacl(name: str) -> None:
    conforms, _, text = run_pyshacl(Graph(), shacl_graph=shapes(name), meta_shacl=True)
    assert conforms, text


def documentation_faults(graph: Graph) -> Iterator[str]:
    """What a shape lacks of label, description, message and severity."""
    for shape in sorted(named_shapes(graph), key=str):
        for prop in (RDFS.label, SH.description, SH.message):
            texts = list(graph.objects(shape, prop))
            if len(texts) != 1 or not isinstance(texts[0], Literal) or texts[0].language != "en":
                yield f"{term(shape)} needs exactly one {term(prop)} in English"
        for prop in (SH.description, SH.message):
            text = str(graph.value(shape, prop))
            if not text.endswith(".") or "  " in text:
                yield f"{term(shape)}: {term(prop)} is no clean sentence"
        if graph.value(shape, SH.description) == graph.value(shape, SH.message):
            yield f"{term(shape)}: description and message are the same"
        if set(graph.objects(shape, SH.severity)) - SEVERITIES or not graph.value(
            shape, SH.severity
        ):
            yield f"{term(shape)} needs a severity"


def name_faults(graph: Graph) -> Iterator[str]:
    """Shapes without a name, or with a name that does not follow the rules."""
    listed = set(graph.subjects(RDF.first)) | set(graph.objects(None, SH.path))
    listed |= set(graph.subjects(SH.inversePath)) | set(graph.subjects(SH.alternativePath))
    for node in set(graph.subjects()) - listed:
        if isinstance(node, BNode):
            yield f"a blank node with {sorted(map(term, graph.predicates(node)))}"
    nodes, properties = r"shape:[A-Z][A-Za-z]*", r"shape:[A-Z][A-Za-z]*(-[a-z][A-Za-z]*)?"
    for kind, pattern in ((SH.NodeShape, nodes), (SH.PropertyShape, properties)):
        for shape in graph.subjects(RDF.type, kind):
            if not re.fullmatch(pattern, term(shape)):
                yield f"{term(shape)} is no good name"
    for owner, shape in graph.subject_objects(SH.property):
        name = term(shape)
        if "-" in name and not name.startswith(term(owner) + "-"):
            yield f"{name} is a property shape of {term(owner)}"


@pytest.mark.parametrize("name", FILES)
def test_shapes_are_documented_and_named(name: str) -> None:
    graph = shapes(name)
    assert [*documentation_faults(graph), *name_faults(graph)] == []


def test_documentation_checks_bite() -> None:
    graph, bad = Graph(), SHAPE.Bad_name
    graph.add((bad, RDF.type, SH.NodeShape))
    graph.add((bad, RDFS.label, Literal("bad name", lang="en")))
    graph.add((bad, SH.description, Literal("Not good.", lang="de")))
    graph.add((bad, SH.message, Literal("Not  good", lang="en")))
    graph.add((bad, SH.property, SHAPE["Other-height"]))
    graph.add((SHAPE["Other-height"], SH.sparql, BNode("query")))
    graph.add((BNode("query"), SH.select, Literal("SELECT $this WHERE { $this a $this }")))
    assert list(documentation_faults(graph)) == [
        "shape:Bad_name needs exactly one sh:description in English",
        "shape:Bad_name: sh:message is no clean sentence",
        "shape:Bad_name needs a severity",
    ]
    assert sorted(name_faults(graph)) == [
        "a blank node with ['sh:select']",
        "shape:Bad_name is no good name",
        "shape:Other-height is a property shape of shape:Bad_name",
    ]


@pytest.mark.parametrize("name", FILES)
def test_header_is_complete(name: str) -> None:
    graph, header = shapes(name), URIRef(f"https://w3id.org/foedus/shapes/{name}")
    assert set(graph.subjects(RDF.type, OWL.Ontology)) == {header}
    wanted = {
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.license,
        DCTERMS.issued,
        DCTERMS.modified,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    }
    assert wanted <= set(graph.predicates(header))
    version = graph.value(header, OWL.versionInfo)
    assert graph.value(header, OWL.versionIRI) == URIRef(
        f"https://w3id.org/foedus/shapes/{version}/{name}"
    )


def test_each_shape_stands_in_one_file() -> None:
    homes: dict[Node, list[str]] = {}
    for name in FILES:
        for shape in named_shapes(shapes(name)):
            homes.setdefault(shape, []).append(name)
    assert {term(shape): names for shape, names in homes.items() if len(names) > 1} == {}


def test_queries_keep_to_what_shacl_allows() -> None:
    queries = dict(all_shapes().subject_objects(SH.select))
    assert queries
    for constraint, text in queries.items():
        assert "$this" in re.match(r"SELECT ([^{]*)WHERE", str(text)).group(1), constraint
        assert not re.search(r"\b(VALUES|MINUS|SERVICE|GRAPH)\b", str(text)), constraint
        assert set(all_shapes().objects(constraint, SH.prefixes)) == {SHAPE.prefixes}
        assert len(list(all_shapes().subjects(SH.sparql, constraint))) == 1


@cache
def ontology() -> Graph:
    """The ontology modules and the codes."""
    whole = Graph()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        whole += load(path)
    return whole


def unshaped(kind: Node, graph: Graph) -> set[str]:
    """The terms of the ontology, of one kind, that the shapes do not speak of."""
    used = {str(node) for triple in graph for node in triple}
    used |= {
        FOEDUS + name
        for text in graph.objects(None, SH.select)
        for name in re.findall(r"foedus:(\w+)", str(text))
    }
    terms = {str(node) for node in ontology().subjects(RDF.type, kind)}
    return {t.removeprefix(FOEDUS) for t in terms - used if t.startswith(FOEDUS)}


def test_every_property_and_class_is_shaped() -> None:
    assert unshaped(OWL.ObjectProperty, all_shapes()) == set()
    assert unshaped(OWL.DatatypeProperty, all_shapes()) == set()
    assert unshaped(OWL.Class, all_shapes()) == CLASSES_WITHOUT_SHAPE


def test_check_for_terms_without_shape_bites() -> None:
    rest = Graph() + all_shapes()
    rest.remove((None, None, URIRef(FOEDUS + "elided")))
    assert unshaped(OWL.DatatypeProperty, rest) == {"elided"}


def test_shapes_speak_only_of_declared_terms() -> None:
    declared = set(ontology().subjects(RDF.type))
    spaces = (FOEDUS, PREFIXES["code"])
    used = {node for triple in all_shapes() for node in triple if str(node).startswith(spaces)}
    for text in all_shapes().objects(None, SH.select):
        for prefix, name in re.findall(r"\b(foedus|code):([\w-]+)", str(text)):
            used.add(URIRef(PREFIXES[prefix] + name))
    used -= {URIRef(space) for space in spaces} | {Literal(space) for space in spaces}
    used = {node for node in used if isinstance(node, URIRef)}
    assert {term(node) for node in used - declared} == set()


def test_lists_of_codes_are_whole_schemes() -> None:
    schemes: dict[Node, set[Node]] = {}
    for concept, scheme in ontology().subject_objects(SKOS.inScheme):
        schemes.setdefault(scheme, set()).add(concept)
    headings = set(ontology().objects(None, SKOS.broader))
    whole = [concepts - headings for concepts in schemes.values()]
    partial = {
        SHAPE.ModalityNotReal,
        SHAPE["AttributedStatement-voice"],
        SHAPE["Agreement-highestAtopObligation"],
    }
    for shape, members in all_shapes().subject_objects(SH["in"]):
        codes = set(Collection(all_shapes(), members))
        if all(str(code).startswith(PREFIXES["code"]) for code in codes):
            assert (codes in whole) == (shape not in partial), shape


ZONED = "2025-03-24+09:00"
DATES = [
    ("quality", "DatedThing", "asOfDate"),
    ("quality", "DatedThing", "earliestEnd"),
    ("quality", "DatedThing", "earliestStart"),
    ("quality", "DatedThing", "latestEnd"),
    ("quality", "DatedThing", "latestStart"),
    ("quality", "DatedThing", "observedFrom"),
    ("quality", "DatedThing", "observedUntil"),
    ("claim", "RecordDates", "sourceEnd"),
    ("claim", "RecordDates", "sourceStart"),
]


@pytest.mark.parametrize(("name", "shape", "date"), DATES)
def test_date_with_time_zone_is_refused(name: str, shape: str, date: str) -> None:
    """Not a case in Turtle: rdflib drops the time zone when it reads one."""
    data = Graph()
    node, prop = URIRef("https://example.org/node"), URIRef(FOEDUS + date)
    data.add((node, prop, Literal(ZONED, datatype=XSD.date, normalize=False)))
    found = {(result.shape, result.focus) for result in validate(data, shapes(name))}
    assert (f"shape:{shape}-{date}", "ex:node") in found


def test_facts_of_the_article_conform() -> None:
    assert validate(load(ARTICLE), all_shapes()) == []


# What to take out of the article's facts, what to add, and the one result that must follow.
PLANTED = {
    "an intention asserted as fact": (
        "",
        "id:us-forces-japan foedus:reportsTo id:us-indo-pacific-command .",
        "guards",
        "shape:ClaimNotAsserted id:stmt-f65",
    ),
    "a statement without passage": (
        "id:stmt-f65 foedus:evidencedBy ?any",
        "",
        "guards",
        "shape:StatementEvidence-evidencedBy id:stmt-f65",
    ),
    "an admitted statement without its triple": (
        "id:senkaku-islands foedus:administeredBy id:japan",
        "",
        "guards",
        "shape:FactAsserted id:stmt-f28",
    ),
    "an admitted statement about a node without type": (
        "id:claim-senkaku a ?any",
        "",
        "guards",
        "shape:AdmittedNodeTyped id:stmt-f26",
    ),
    "a merely intended event observed as completed": (
        "",
        """ex:observation a foedus:StatusObservation ; foedus:observedStatus code:completed ;
            foedus:statusOfEvent id:assignment-additional-personnel .""",
        "guards",
        "shape:UnadmittedEventNotBegun ex:observation",
    ),
    "a relation without evidence": (
        "",
        "ex:stationing a foedus:Stationing ; foedus:hostPolity id:japan .",
        "guards",
        "shape:RelationHasEvidence ex:stationing",
    ),
    "a cycle in the chain of command": (
        "",
        "id:us-forces-japan foedus:inChainOfCommandUnder id:us-forces-japan .",
        "guards",
        "shape:ChainOfCommandAcyclic id:us-forces-japan",
    ),
    "an intention admitted": (
        "",
        "id:stmt-f81 foedus:admitted true .",
        "guards",
        "shape:IntentionNotAdmitted id:stmt-f81",
    ),
    "a membership that ends before it starts": (
        "",
        """ex:membership a foedus:AllianceMembership ;
            foedus:earliestStart "1960-01-01"^^xsd:date ; foedus:latestEnd "1951-12-31"^^xsd:date .
        """,
        "quality",
        "shape:DatedThing-endsBeforeStart ex:membership",
    ),
    "a date that does not exist": (
        "",
        'ex:membership foedus:earliestStart "2025-13-45"^^xsd:date .',
        "quality",
        "shape:DatedThing-earliestStart ex:membership",
    ),
    "a count without scope": (
        "id:count-us-personnel-in-japan foedus:scopeText ?any",
        "",
        "forces",
        "shape:PersonnelCount-scopeText id:count-us-personnel-in-japan",
    ),
    "a count on a command": (
        "",
        "id:us-forces-japan foedus:hasCount id:count-us-personnel-in-japan .",
        "forces",
        "shape:CountedThing id:us-forces-japan",
    ),
    "a party status without party": (
        "id:party-japan-1960 foedus:partyInStatus ?any",
        "",
        "agreement",
        "shape:PartyStatus-partyInStatus id:party-japan-1960",
    ),
    "a passage without offsets": (
        "id:passage-f65 foedus:charStart ?any",
        "",
        "claim",
        "shape:Passage-charStart id:passage-f65",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_fault_planted_in_the_article_is_caught(fault: str) -> None:
    remove, add, name, caught = PLANTED[fault]
    header = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
    data = Graph() + load(ARTICLE)
    before = len(data)
    if remove:
        data.update(f"{header}DELETE WHERE {{ {remove} }}")
        assert len(data) < before
    if add:
        data.parse(data=header + add, format="turtle")
    bad = [r for r in validate(data, shapes(name)) if r.severity == "sh:Violation"]
    assert {f"{result.shape} {result.focus}" for result in bad} == {caught}
