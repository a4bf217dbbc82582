"""The vocabulary itself: a law for every term, OWL 2 RL, imports, and nothing on the network.

What ``foedus lint`` checks in anybody's ontology (labels, definitions, examples, sources, homes,
headers) and ``foedus fmt`` (the order of subjects) is not checked again here. Every check is a
function that returns faults as sentences, which name the file and what to change: one test runs it
on the ontology, another on a planted error. A new term or module needs no change of a test.
"""

from __future__ import annotations

import re
import socket
import tomllib
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from helpers.owl_profile import profile_faults

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
UMBRELLA = "https://w3id.org/foedus/ontology"
FOEDUS = Namespace("https://w3id.org/foedus/ontology#")
CODE = Namespace("https://w3id.org/foedus/code/")
FILES = sorted(path.stem for path in ONTOLOGY.glob("*.ttl"))
MODULES = [name for name in FILES if name != "foedus"]

PREFIXES = """
    @prefix : <https://w3id.org/foedus/ontology#> .
    @prefix foedus: <https://w3id.org/foedus/ontology#> .
    @prefix code: <https://w3id.org/foedus/code/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


# -- loading ------------------------------------------------------------------------------


def ontology_iri(name: str) -> URIRef:
    """The IRI of a module, or of the umbrella for the name ``foedus``."""
    return URIRef(UMBRELLA if name == "foedus" else f"{UMBRELLA}/{name}")


def parse(text: str) -> Graph:
    """Parse Turtle from memory, so that nothing can be looked up by an address."""
    return Graph().parse(data=text, format="turtle", publicID="urn:x-none:")


def planted(text: str) -> Graph:
    """Parse a planted fragment that uses the usual prefixes."""
    return parse(PREFIXES + text)


@cache
def module(name: str) -> Graph:
    """One ontology file, alone."""
    return parse((ONTOLOGY / f"{name}.ttl").read_text(encoding="utf-8"))


@cache
def catalog() -> dict[str, Path]:
    """The XML catalog as a map from address to file."""
    tag = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"
    entries = ElementTree.parse(ONTOLOGY / "catalog-v001.xml").getroot().iter(tag)
    return {entry.attrib["name"]: ONTOLOGY / entry.attrib["uri"] for entry in entries}


@cache
def import_closure(name: str) -> Graph:
    """An ontology file with all that it imports, found through the catalog alone."""
    merged, todo, done = Graph(), [str(ontology_iri(name))], set[str]()
    while todo:
        address = todo.pop()
        if address not in done:
            done.add(address)
            graph = module(catalog()[address].stem)
            merged += graph
            todo.extend(str(target) for target in graph.objects(None, OWL.imports))
    for prefix, namespace in (("foedus", FOEDUS), ("code", CODE)):
        merged.bind(prefix, namespace)
    return merged


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to open a connection fail."""

    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("the network was used")

    for attribute in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, attribute, refuse)


def listing(faults: list[str]) -> str:
    """Faults as a message with one line each."""
    return "\n" + "\n".join(faults)


# -- every term ---------------------------------------------------------------------------

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme)


def terms(graph: Graph) -> list[URIRef]:
    """The terms of the two own namespaces that a graph declares."""
    found = {term for kind in KINDS for term in graph.subjects(RDF.type, kind)}
    return sorted(t for t in found if isinstance(t, URIRef) and str(t).startswith((FOEDUS, CODE)))


def short(term: Node) -> str:
    """The prefixed name of an own term."""
    return str(term).replace(str(FOEDUS), "foedus:").replace(str(CODE), "code:")


TERMS = {short(term): (name, term) for name in MODULES for term in terms(module(name))}


def branches(graph: Graph, term: Node) -> set[Node]:
    """The classes without a class above that a class lies in."""
    above = {*graph.transitive_objects(term, RDFS.subClassOf)}
    return {one for one in above if not list(graph.objects(one, RDFS.subClassOf))}


def term_faults(graph: Graph, term: URIRef) -> list[str]:
    """What is wrong with one term as all files together have it, and what to do."""
    kinds = {*graph.objects(term, RDF.type)}
    space = CODE if kinds & {SKOS.Concept, SKOS.ConceptScheme} else FOEDUS
    faults = [] if term.startswith(space) else [f"give it an address in <{space}>"]
    if space == CODE:
        labels, preferred = (set(graph.objects(term, p)) for p in (RDFS.label, SKOS.prefLabel))
        if labels != preferred or not labels:
            faults.append("give it one skos:prefLabel, the same as its rdfs:label")
    if OWL.Class in kinds and len(tops := branches(graph, term)) != 1:
        names = " and ".join(sorted(map(short, tops)))
        faults.append(f"put it below one class without a class above, not below {names}")
    return faults + (concept_faults(graph, term) if SKOS.Concept in kinds else [])


def concept_faults(graph: Graph, code: URIRef) -> list[str]:
    """What is wrong with the place of a code in its list."""
    schemes = set(graph.objects(code, SKOS.inScheme))
    if len(schemes) != 1 or not schemes <= set(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        return ["name with skos:inScheme the one declared list that it belongs to"]
    broader = set(graph.objects(code, SKOS.broader))
    tops = set(graph.objects(code, SKOS.topConceptOf))
    if tops != (set() if broader else schemes):
        return ["name its list with skos:topConceptOf, or a wider code with skos:broader"]
    if any(schemes != set(graph.objects(one, SKOS.inScheme)) for one in broader):
        return ["name with skos:broader a code of the same list"]
    return []


def test_every_term_keeps_the_laws() -> None:
    faults = [
        f"ontology/{file}.ttl: {name}: {one}"
        for name, (file, term) in TERMS.items()
        for one in term_faults(import_closure("foedus"), term)
    ]
    assert not faults, listing(faults)


USED_IN = re.compile(r"The recorded text (\S+) uses it\.")


def recorded(note: str, term: Node) -> bool:
    """Whether the text that a note names, if any, uses the term."""
    named = USED_IN.search(note)
    if named is None:
        return True
    path = ROOT / named[1]
    return path.is_file() and short(term) in re.findall(r"[a-z]+:[\w-]+", path.read_text("utf-8"))


def test_a_term_that_waits_is_used_by_the_text_that_its_note_names() -> None:
    faults = [
        f"ontology/{name}.ttl: {short(term)}: the text of its note does not use it"
        for name in MODULES
        for term, note in module(name).subject_objects(SKOS.editorialNote)
        if not recorded(str(note), term)
    ]
    assert not faults, listing(faults)


@pytest.mark.parametrize("file", ["tests/authoring/recount.ttl", "tests/authoring/absent.ttl"])
def test_a_note_that_names_another_text_is_found(file: str) -> None:
    assert not recorded(f"Waits. The recorded text {file} uses it.", FOEDUS.Exercise)


USERS = ["data/**/*.ttl", "data/**/*.trig", "data/**/*.rq", "tests/authoring/*.ttl"]
USERS += ["queries/questions/*.rq", "queries/rules/*.rq"]
"""Data, mappings of tables, recorded texts, questions and rules."""


def unused(graph: Graph, used: set[str]) -> list[str]:
    """The classes and properties that nothing uses and that no axiom derives from what is used."""
    upward = [RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf]
    derived = {*graph.subjects(OWL.equivalentClass), *graph.subjects(OWL.propertyChainAxiom)}
    derived |= {o for s, o in graph.subject_objects(RDFS.subClassOf) if isinstance(s, BNode)}
    needed, todo = set[Node](), [*derived, *(FOEDUS[name] for name in used)]
    while todo:
        if (term := todo.pop()) not in needed:
            needed.add(term)
            todo += [above for link in upward for above in graph.objects(term, link)]
            todo += graph.subjects(OWL.inverseOf, term)
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    every = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return sorted(short(term) for term in every - needed if str(term).startswith(FOEDUS))


def test_terms_are_few_and_each_is_used() -> None:
    graph = import_closure("foedus")
    counted = [name for name, (_, term) in TERMS.items() if (term, RDF.type, OWL.Class) in graph]
    properties = [name for name in TERMS if name.startswith("foedus:") and name not in counted]
    assert (len(counted) <= 110, len(properties) <= 195) == (True, True), "delete before you add"
    files = [path for pattern in USERS for path in ROOT.glob(pattern)]
    text = "".join(path.read_text("utf-8") for path in files)
    found = unused(graph, set(re.findall(r"\bfoedus:(\w+)", text)))
    assert not found, listing([f"{name}: nothing uses it" for name in found])


def test_a_term_that_nothing_uses_is_found() -> None:
    graph = planted(GOOD + ":Sum a owl:Class ; owl:equivalentClass :C . :p a owl:ObjectProperty .")
    assert unused(graph, {"B"}) == ["foedus:C", "foedus:p"]


GOOD = """
    code:list a skos:ConceptScheme ; rdfs:label "list"@en ; skos:prefLabel "list"@en .
    code:one a skos:Concept ; rdfs:label "one"@en ; skos:prefLabel "one"@en ;
        skos:inScheme code:list ; skos:topConceptOf code:list .
    code:two a skos:Concept ; rdfs:label "two"@en ; skos:prefLabel "two"@en ;
        skos:inScheme code:list ; skos:broader code:one .
    :A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A . :C a owl:Class ; rdfs:subClassOf :B .
"""


def test_good_terms_keep_the_laws() -> None:
    graph = planted(GOOD)
    assert not [fault for term in terms(graph) for fault in term_faults(graph, term)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (":B a owl:Class", ":B a owl:Class . code:B a owl:Class", "give it an address in"),
        ('skos:prefLabel "one"@en', 'skos:prefLabel "won"@en', "give it one skos:prefLabel"),
        ("skos:inScheme code:list ; skos:broader", "skos:broader", "name with skos:inScheme"),
        (
            "skos:broader code:one",
            "skos:inScheme code:l ; skos:broader code:one",
            "the one declared",
        ),
        ("skos:broader code:one", "rdfs:seeAlso code:one", "name its list with skos:topConceptOf"),
        ("skos:broader code:one", "skos:broader code:three", "name with skos:broader a code"),
        (":C a", ":D a owl:Class . :C rdfs:subClassOf :D ; a", "not below foedus:A and foedus:D"),
    ],
)
def test_a_term_against_a_law_is_seen(old: str, new: str, fault: str) -> None:
    assert GOOD.count(old) == 1
    graph = planted(GOOD.replace(old, new))
    found = [told for term in terms(graph) for told in term_faults(graph, term)]
    assert len(found) == 1
    assert fault in found[0]


# -- logic: OWL 2 RL inside OWL 2 DL ------------------------------------------------------


def test_whole_ontology_is_in_the_profile() -> None:
    faults = profile_faults(import_closure("foedus"))
    assert not faults, listing(faults)


#: Declarations that all planted graphs share; they have no fault of their own.
SOUND = """
    :A a owl:Class . :B a owl:Class . :C a owl:Class .
    :p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
    :d a owl:DatatypeProperty .
    :one a :A .
"""


def planted_axioms() -> list[tuple[str, str]]:
    """Axioms, each with the fault that it has, or none."""
    path = Path(__file__).parents[1] / "cases" / "axioms" / "profile.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [("", ""), *((given, fault) for given, fault in (line.split("\t") for line in lines))]


@pytest.mark.parametrize(("axioms", "fault"), planted_axioms())
def test_profile_scan_finds_the_planted_fault_and_no_other(axioms: str, fault: str) -> None:
    faults = profile_faults(planted(SOUND + axioms))
    assert any(fault in found for found in faults) if fault else faults == [], listing(faults)


# -- files, imports, no network -----------------------------------------------------------


def imported_names(name: str) -> set[str]:
    """The names of the ontology files that a file imports."""
    targets = {str(target) for target in module(name).objects(None, OWL.imports)}
    return {target.removeprefix(f"{UMBRELLA}/") for target in targets}


def import_faults(imports: dict[str, set[str]]) -> list[str]:
    """What is wrong with who imports whom: files that are not there, circles, detours."""
    faults = [
        f"{a} imports {b}, no module" for a in imports for b in sorted(imports[a] - set(imports))
    ]
    reached: dict[str, set[str]] = {}
    for name in imports:
        todo, seen = [*imports[name]], set[str]()
        while todo:
            if (other := todo.pop()) not in seen:
                seen.add(other)
                todo += imports.get(other, ())
        reached[name] = seen
        if name in seen:
            faults.append(f"{name} imports itself, by others")
    for name, direct in imports.items():
        if name in reached[name]:
            continue
        further = {two for one in direct for two in reached.get(one, ())}
        faults += [f"{name} imports {one}, as others do for it" for one in sorted(direct & further)]
    return faults


def test_imports_go_one_way_and_no_module_twice() -> None:
    faults = import_faults({name: imported_names(name) for name in MODULES})
    assert not faults, listing([f"ontology/: {fault}" for fault in faults])


def test_the_root_file_imports_every_module_and_declares_nothing() -> None:
    assert imported_names("foedus") == set(MODULES)
    assert set(module("foedus").subjects()) == {ontology_iri("foedus")}


def test_import_check_finds_planted_imports() -> None:
    imports = {"a": {"b", "c", "x"}, "b": {"c"}, "c": set(), "d": {"e"}, "e": {"d"}}
    assert import_faults(imports) == [
        "a imports x, no module",
        "d imports itself, by others",
        "e imports itself, by others",
        "a imports c, as others do for it",
    ]


@pytest.mark.parametrize("name", MODULES)
def test_module_stands_with_its_imports_alone(name: str) -> None:
    graph = import_closure(name)
    # Values from the code lists are individuals, which need no declaration to be used.
    faults = [fault for fault in profile_faults(graph) if not fault.startswith("code:")]
    assert not faults, listing(
        [f"ontology/{name}.ttl: import the module of {one}" for one in faults]
    )


@pytest.mark.parametrize("name", FILES)
def test_header_and_catalog_have_the_version_of_the_project(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version, iri, path = project["version"], ontology_iri(name), ONTOLOGY / f"{name}.ttl"
    dated = URIRef(f"{UMBRELLA}/{version}" + ("" if name == "foedus" else f"/{name}"))
    assert set(module(name).subjects(RDF.type, OWL.Ontology)) == {iri}
    assert module(name).value(iri, OWL.versionInfo) == Literal(version), path
    assert module(name).value(iri, OWL.versionIRI) == dated, path
    assert {one for one, file in catalog().items() if file == path} == {str(iri), str(dated)}


def test_catalog_lists_no_file_that_is_not_there() -> None:
    assert {path.stem for path in catalog().values()} == set(FILES)


@pytest.mark.usefixtures("no_network")
def test_imports_resolve_without_network() -> None:
    import_closure.cache_clear()
    module.cache_clear()
    found = set(import_closure("foedus").subjects(RDF.type, OWL.Ontology))
    assert found == {ontology_iri(name) for name in FILES}


@pytest.mark.usefixtures("no_network")
def test_network_block_bites() -> None:
    with pytest.raises(AssertionError, match="the network was used"):
        Graph().parse("http://127.0.0.1:9/none.ttl", format="turtle")
