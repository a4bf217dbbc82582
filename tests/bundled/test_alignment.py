"""The bridges to other vocabularies: sound tables, no wrong conclusion, answers in their terms."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import namespace as ns

import foedus
from conftest import first_quick
from foedus import reasoning
from foedus.asking import bridges as exporting
from foedus.bundled import alignment, contents, folders
from foedus.bundled.alignment import Mapping, Table
from foedus.bundled.questions import read_header
from foedus.errors import BadInput
from foedus.rdf import names as vocabulary
from foedus.rdf import reading

NAMES = alignment.names()
OUTSIDE = Path(__file__).resolve().parents[1] / "outside"
ID = vocabulary.ID_NS
SAME_AS = ox.NamedNode(str(ns.OWL.sameAs))
TYPE = ox.NamedNode(str(ns.RDF.type))
PREFIXES = "".join(
    f"@prefix {prefix}: <{space}> .\n"
    for prefix, space in {
        **{"foedus": vocabulary.FOEDUS_NS, "id": ID, "code": vocabulary.CODE_NS},
        **{"org": str(ns.ORG), "prov": str(ns.PROV), "foaf": str(ns.FOAF), "schema": str(ns.SDO)},
        **{"owl": str(ns.OWL), "rdfs": str(ns.RDFS), "xsd": str(ns.XSD)},
        "gist": "https://w3id.org/semanticarts/ns/ontology/gist/",
        "ies": "http://informationexchangestandard.org/ont/ies/common/",
        "cco": "https://www.commoncoreontologies.org/",
        "dbo": "http://dbpedia.org/ontology/",
        "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    }.items()
)

# What must never follow: instances of our class with a type that only a wrong mapping gives.
FORBIDDEN = {
    "Alliance": "org:Organization foaf:Organization foaf:Agent schema:Organization "
    "prov:Agent prov:Organization gist:Organization ies:Organisation",
    "AllianceMembership": "org:Membership ies:Event",
    "Event": "prov:Entity org:Organization prov:Agent",
    "Headquarters": "org:Site schema:Place schema:DefenceEstablishment prov:Location "
    "cco:ont00001297 dbo:MilitaryStructure crm:E53_Place ies:Location gist:Place",
    "Instrument": "prov:Activity prov:Agent ies:Event gist:Intention foaf:Agent",
    "Objective": "prov:Plan prov:Activity",
    "Passage": "prov:Activity prov:Influence",
    "PersonnelGroup": "crm:E74_Group org:Organization",
    "Place": "org:Site foaf:Agent prov:Agent prov:Activity prov:Entity org:Organization",
    "Polity": "prov:Location schema:Place schema:Country schema:State gist:GeoRegion gist:Place "
    "gist:CountryGeoRegion gist:Organization org:Organization org:Site ies:Country ies:Location "
    "cco:ont00001180",
    "Post": "foaf:Agent org:Organization prov:Agent org:Role ies:ResponsibleActor",
    "Quotation": "prov:Quotation prov:EntityInfluence prov:Influence prov:Activity",
    "Statement": "prov:Activity prov:Agent",
    "TimeBoundedRelation": "org:Organization prov:Activity",
}
# Events that are only planned must not have begun.
NOT_BEGUN = "prov:Activity org:ChangeEvent crm:E66_Formation"


def iri(name: str) -> str:
    """The full address of a prefixed name of this file."""
    prefix, _, local = name.partition(":")
    found = re.search(rf"@prefix {prefix}: <([^>]+)>", PREFIXES)
    assert found, name
    return found[1] + local


def parsed(turtle: str) -> list[ox.Quad]:
    """The triples of some Turtle; its prefixes are given."""
    return list(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


@cache
def data() -> tuple[ox.Quad, ...]:
    """The article's data, and the background where it is bundled."""
    files = sorted(folders.folder("data").glob("*.ttl"))
    return tuple(reading.join([reading.read(path) for path in files]))


@cache
def article() -> tuple[ox.Quad, ...]:
    """The article's data alone."""
    return tuple(reading.join(contents.data()))


@cache
def bridges() -> tuple[ox.Quad, ...]:
    """Every axiom of every alignment."""
    return tuple(quad for name in NAMES for quad in alignment.axioms(name))


@cache
def outside() -> tuple[ox.Quad, ...]:
    """The axioms of other vocabularies that stand in ``tests/outside``."""
    return tuple(reading.join([reading.read(path) for path in sorted(OUTSIDE.glob("*.ttl"))]))


def closed(*parts: Iterable[ox.Quad]) -> reasoning.Closure:
    """The closure of some data and axioms."""
    return reasoning.infer([quad for part in parts for quad in part])


def wrong_types(quads: Iterable[ox.Quad], closure: reasoning.Closure) -> list[str]:
    """The forbidden types in asserted and inferred triples, as ``individual type``."""
    types: dict[str, set[str]] = {}
    status = vocabulary.FOEDUS_NS + "eventStatus"
    planned = set()
    for triple in [*(quad.triple for quad in quads), *closure.triples]:
        subject, object_ = str(triple.subject), triple.object
        if triple.predicate == TYPE and isinstance(object_, ox.NamedNode):
            types.setdefault(subject, set()).add(object_.value)
        if triple.predicate.value == status and str(object_).endswith("code/planned>"):
            planned.add(subject)
    found = []
    for subject, kinds in types.items():
        barred = [
            name
            for own, names in FORBIDDEN.items()
            if vocabulary.FOEDUS_NS + own in kinds
            for name in names.split()
        ]
        barred += NOT_BEGUN.split() if subject in planned else []
        found += [f"{subject} {name}" for name in barred if iri(name) in kinds]
    return sorted(set(found))


def merges(closure: reasoning.Closure) -> list[str]:
    """The links that make two of our individuals one."""
    return [
        str(triple)
        for triple in closure.triples
        if triple.predicate == SAME_AS and f"<{ID}" in str(triple)
    ]


# --- the tables --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"subject_id": "org:Post"}, "not a term of ours"),
        ({"predicate_id": "owl:sameAs"}, "unknown predicate"),
        ({"predicate_modifier": "not"}, "the modifier"),
        ({"confidence": "1"}, "the confidence"),
        ({"comment": "Same"}, "not a sentence"),
        ({"other": ""}, "who coined"),
        ({"object_source_version": ""}, "an empty cell"),
    ],
)
def test_a_faulty_row_is_named(change: dict[str, str], fault: str) -> None:
    table = alignment.table("org")
    row = replace(table.rows[0], **change)
    prefixes = (*table.prefixes, ("owl", str(ns.OWL)))
    assert any(fault in text for text in alignment.faults(replace_rows(table, prefixes, row)))
    assert not alignment.faults(replace_rows(table, prefixes, table.rows[0]))


def replace_rows(table: Table, prefixes: tuple[tuple[str, str], ...], *rows: Mapping) -> Table:
    """The table with other prefixes and rows."""
    return replace(table, prefixes=prefixes, rows=rows)


def test_a_row_stands_there_once_in_its_order_with_known_prefixes() -> None:
    table = alignment.table("fibo")
    row = table.rows[0]
    twice = alignment.faults(replace_rows(table, table.prefixes, row, row))
    assert "stands there twice" in " ".join(twice)
    turned = alignment.faults(replace_rows(table, table.prefixes, *table.rows[1::-1]))
    assert "stands below a row that it goes before" in " ".join(turned)
    with pytest.raises(BadInput, match="curie_map"):
        alignment.faults(replace_rows(table, (), row))
    with pytest.raises(BadInput, match="no alignment is called"):
        alignment.table("nope")


@pytest.mark.parametrize("name", NAMES)
def test_our_terms_exist_with_the_label_given(name: str) -> None:
    labels = {
        quad.subject.value: str(quad.object.value)
        for quad in contents.ontology()
        if quad.predicate.value == str(ns.RDFS.label)
    }
    table = alignment.table(name)
    for row in table.rows:
        assert labels[table.expand(row.subject_id)] == row.subject_label


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_read_is_no_axiom_and_has_little_confidence(name: str) -> None:
    for row in alignment.table(name).rows:
        unread = "not read" in row.object_source_version
        assert unread or "read" in row.object_source_version
        if unread:
            assert row.predicate_id in alignment.MATCHES
            assert float(row.confidence) <= 0.5
        if row.predicate_id in alignment.AXIOMS and not row.negated:
            assert float(row.confidence) >= 0.7


# --- the statements ------------------------------------------------------------------------


@cache
def graph(name: str) -> rdflib.Graph:
    """What one alignment says, in rdflib."""
    return reading.to_graph(alignment.document(name).quads)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_complete_header_and_is_imported_by_nothing(name: str) -> None:
    ontology = rdflib.URIRef(f"https://w3id.org/foedus/ontology/align/{name}")
    header = dict(graph(name).predicate_objects(ontology))
    assert set(graph(name).subjects(ns.RDF.type, ns.OWL.Ontology)) == {ontology}
    for predicate in ("title", "description", "creator", "license", "issued", "modified"):
        assert ns.DCTERMS[predicate] in header
    version = header[ns.OWL.versionInfo]
    assert str(header[ns.OWL.versionIRI]) == (
        f"https://w3id.org/foedus/ontology/{version}/align/{name}"
    )
    assert ns.OWL.imports not in header
    imported = {
        quad.object for quad in contents.ontology() if quad.predicate.value == ns.OWL.imports
    }
    assert not any("/align/" in str(target) for target in imported)


def test_the_tables_are_of_this_version() -> None:
    for name in NAMES:
        table = alignment.table(name)
        versions = {row.subject_source_version for row in table.rows}
        assert {table.version} | versions == {foedus.__version__}


ALLOWED = {ns.OWL.equivalentClass, ns.OWL.equivalentProperty, ns.RDFS.subClassOf}
ALLOWED |= {ns.RDFS.subPropertyOf, ns.SKOS.broadMatch, ns.SKOS.closeMatch, ns.SKOS.exactMatch}
ALLOWED |= {ns.SKOS.narrowMatch, ns.SKOS.relatedMatch}


@pytest.mark.parametrize("name", NAMES)
def test_no_file_says_anything_of_an_outside_term(name: str) -> None:
    for subject, predicate, _ in graph(name):
        if str(subject).startswith((vocabulary.FOEDUS_NS, vocabulary.CODE_NS)):
            assert predicate in ALLOWED
        else:
            assert str(subject).startswith(alignment.ALIGN_IRI)


@pytest.mark.parametrize("name", NAMES)
def test_axioms_and_links_are_those_of_the_rows_that_are_not_negated(name: str) -> None:
    table = alignment.table(name)
    said = {
        (str(s), str(p), str(o))
        for s, p, o in graph(name)
        if not str(s).startswith(alignment.ALIGN_IRI)
    }
    assert said == {
        tuple(map(table.expand, (row.subject_id, row.predicate_id, row.object_id)))
        for row in table.rows
        if not row.negated
    }
    assert {
        (q.subject.value, q.predicate.value, q.object.value) for q in alignment.axioms(name)
    } == {triple for triple in said if triple[1].startswith((str(ns.RDFS), str(ns.OWL)))}


def test_a_row_is_recorded_with_all_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "mine.sssom.tsv"
    cells = {
        **{"subject_id": "foedus:Post", "subject_label": "post", "predicate_modifier": "Not"},
        **{"predicate_id": "rdfs:subClassOf", "object_id": "org:Role", "object_label": "Role"},
        **{"mapping_justification": "semapv:ManualMappingCuration", "author_label": "A"},
        **{"subject_source": "foedus:Post", "subject_source_version": "1.0.0"},
        **{"object_source": "org:Role", "object_source_version": "2014, read"},
        **{"confidence": "0.75", "other": "object_coined_by: W3C", "comment": 'No "role".'},
    }
    spaces = {"foedus": vocabulary.FOEDUS_NS, "org": ns.ORG, "rdfs": ns.RDFS}
    spaces["semapv"] = vocabulary.SEMAPV_NS
    path.write_text(
        "#curie_map:\n"
        + "".join(f'#  {prefix}: "{space}"\n' for prefix, space in spaces.items())
        + f"#mapping_set_id: {alignment.ALIGN_IRI}mine\n"
        + '#mapping_set_version: "1.0.0"\n#mapping_set_title: "T"\n'
        + '#mapping_set_description: "D"\n#creator_label:\n#  - "A"\n'
        + '#license: https://e.org/l\n#mapping_date: "2026-11-30"\n'
        + "\t".join(alignment.COLUMNS)
        + "\n"
        + "\t".join(cells[column] for column in alignment.COLUMNS)
        + "\n",
        encoding="utf-8",
    )
    expected = rdflib.Graph().parse(
        data=f"""
        @prefix dcterms: <{ns.DCTERMS}> . @prefix foedus: <{vocabulary.FOEDUS_NS}> .
        @prefix org: <{ns.ORG}> . @prefix owl: <{ns.OWL}> . @prefix rdfs: <{ns.RDFS}> .
        @prefix semapv: <{vocabulary.SEMAPV_NS}> . @prefix sssom: <{vocabulary.SSSOM_NS}> .
        @prefix vann: <{vocabulary.VANN_NS}> . @prefix xsd: <{ns.XSD}> .
        @prefix align: <https://w3id.org/foedus/ontology/align/> .
        align:mine a owl:Ontology ;
            dcterms:title "T"@en ; dcterms:description "D"@en ; dcterms:creator "A"@en ;
            dcterms:license <https://e.org/l> ;
            dcterms:issued "2026-11-30"^^xsd:date ; dcterms:modified "2026-11-30"^^xsd:date ;
            owl:versionIRI <https://w3id.org/foedus/ontology/1.0.0/align/mine> ;
            owl:versionInfo "1.0.0" ; vann:preferredNamespacePrefix "foedus" ;
            vann:preferredNamespaceUri "https://w3id.org/foedus/ontology#" .
        <https://w3id.org/foedus/ontology/align/mine#not-Post-subClassOf-Role> a sssom:Mapping ;
            owl:annotatedSource foedus:Post ; sssom:subject_label "post" ;
            owl:annotatedProperty rdfs:subClassOf ; sssom:predicate_modifier "Not" ;
            owl:annotatedTarget org:Role ; sssom:object_label "Role" ;
            sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "A" ;
            sssom:subject_source foedus:Post ; sssom:subject_source_version "1.0.0" ;
            sssom:object_source org:Role ; sssom:object_source_version "2014, read" ;
            sssom:confidence 0.75 ; sssom:other "object_coined_by: W3C" ;
            rdfs:comment 'No "role".' .
        """,
        format="turtle",
    )
    found = reading.to_graph(alignment.read_document(path).quads)
    assert set(found) == set(expected)


# --- outside terms exist ---------------------------------------------------------------------

CLOSED = {
    "org": ns.ORG,
    "prov": ns.PROV,
    "foaf": ns.FOAF,
    "dcterms": ns.DCTERMS,
    "time": ns.TIME,
    "schema": ns.SDO,
}
CLOSED["skos"] = ns.SKOS


def known(prefix: str) -> set[str]:
    """The terms of a namespace that rdflib holds."""
    return {str(term) for term in dir(CLOSED[prefix])}


@pytest.mark.parametrize("name", ["foaf", "org", "prov", "schema", "skos-dcterms", "time"])
def test_terms_that_rdflib_holds_exist(name: str) -> None:
    table = alignment.table(name)
    for row in table.rows:
        assert table.expand(row.object_id) in known(row.object_id.partition(":")[0]), row.object_id


@pytest.mark.datasets
@pytest.mark.parametrize(
    ("name", "file"), [("cco", "CCO_AgentOntology.ttl"), ("ies", "IES_v5_ies-common.ttl")]
)
def test_terms_of_the_files_at_hand_exist_with_their_labels(
    name: str, file: str, datasets: Path
) -> None:
    outside = rdflib.Graph().parse(datasets / file)
    table = alignment.table(name)
    at_hand = [row for row in table.rows if file.partition("_")[0] == name.upper()]
    rows = [
        row
        for row in at_hand
        if "djherron/defenceAndSecurityOntologies" in row.object_source_version
    ]
    assert rows
    for row in rows:
        term = rdflib.URIRef(table.expand(row.object_id))
        assert row.object_label in {str(label) for label in outside.objects(term, ns.RDFS.label)}


@pytest.mark.datasets
def test_atop_variables_are_columns_of_the_file_at_hand(datasets: Path) -> None:
    with (datasets / "atop5_1m.csv").open(encoding="utf-8", newline="") as file:
        columns = set(next(csv.reader(file)))
    rows = [row for row in alignment.table("atop-cow").rows if row.object_id.startswith("atop:")]
    assert rows
    assert {row.object_label.lower() for row in rows} <= columns


# --- nothing wrong follows ---------------------------------------------------------------------


def test_the_article_closed_with_all_bridges_is_consistent_and_merges_nothing() -> None:
    closure = closed(data(), bridges(), outside())
    assert not closure.contradictions
    assert not merges(closure)
    assert not wrong_types(data(), closure)


def test_the_bridges_themselves_can_be_loaded_as_data() -> None:
    files = [quad for name in NAMES for quad in alignment.document(name).quads]
    closure = closed(data(), files)
    assert not closure.contradictions
    assert set(closure.triples) == set(closed(data(), bridges()).triples)


def test_the_bridges_add_only_outside_types_and_relations() -> None:
    added = set(closed(article(), bridges()).triples) - set(closed(article()).triples)
    assert added
    for triple in added:
        term = triple.object if triple.predicate == TYPE else triple.predicate
        assert isinstance(term, ox.NamedNode)
        assert not term.value.startswith((vocabulary.FOEDUS_NS, vocabulary.CODE_NS)), str(triple)


A, P = "rdfs:subClassOf", "rdfs:subPropertyOf"
TRAPS = {
    "a headquarters as a site": f"foedus:Headquarters {A} org:Site .",
    "a headquarters as a building": f"foedus:Headquarters {A} dbo:MilitaryStructure .",
    "a headquarters as a facility": f"foedus:Headquarters {A} cco:ont00001297 .",
    "a headquarters as an army base": f"foedus:Headquarters {A} schema:DefenceEstablishment .",
    "a quotation as an influence": f"foedus:Quotation {A} prov:Quotation .",
    "an alliance as a body": f"foedus:Alliance {A} org:OrganizationalCollaboration .",
    "an alliance as what one belongs to": f"foedus:membershipOf {P} org:organization .",
    "an alliance as an organization of IES": f"foedus:Alliance {A} ies:Organisation .",
    "a membership as one in a body": f"foedus:AllianceMembership {A} org:Membership .",
    "a statement as an activity": f"foedus:Statement {A} prov:Activity .",
    "a planned event as an activity": f"foedus:Event {A} prov:Activity .",
    "a planned event as a change event": f"foedus:OrganizationalChange {A} org:ChangeEvent .",
    "an objective as a plan": f"foedus:Objective {A} prov:Plan .",
    "an event with a primary source": f"foedus:sourcedFrom {P} prov:hadPrimarySource .",
    "a state as a place": f"foedus:State {A} prov:Location .",
    "a state as a country": f"foedus:State {A} schema:Country .",
    "a state as a country of IES": f"foedus:State {A} ies:Country .",
    "a state as a region": f"foedus:State {A} gist:CountryGeoRegion .",
    "a state as an organization": f"foedus:State {A} org:FormalOrganization .",
    "Hawaii as a site": f"foedus:headquarteredIn {P} org:hasPrimarySite .",
    "a treaty as an event": f"foedus:Agreement {A} ies:Event .",
    "a treaty as an intention": f"foedus:Agreement {A} gist:Intention .",
    "people counted as a group that acts": f"foedus:PersonnelGroup {A} crm:E74_Group .",
    "a post that is held as a body": f"foedus:holdsPost {P} org:holds . "
    "id:pete-hegseth foedus:holdsPost id:us-defense-secretary .",
    "a post that reports as an agent": f"foedus:reportsTo {P} org:reportsTo . "
    "id:us-defense-secretary foedus:reportsTo id:united-states .",
    "two holders as one person": f"foedus:heldBy {P} org:member . "
    "id:holding-hegseth foedus:heldBy id:gen-nakatani .",
    "state and land as one item": "id:japan owl:sameAs <http://www.wikidata.org/entity/Q17> . "
    "id:japan-territory owl:sameAs <http://www.wikidata.org/entity/Q17> .",
}


@pytest.mark.parametrize("trap", first_quick(TRAPS, 5))
def test_a_wrong_mapping_would_be_noticed(trap: str) -> None:
    planted = parsed(TRAPS[trap])
    closure = closed(article(), bridges(), outside(), planted)
    found = [
        *map(str, closure.contradictions),
        *merges(closure),
        *wrong_types([*article(), *planted], closure),
    ]
    assert found


def test_the_harmless_part_of_the_two_parted_traps_is_harmless() -> None:
    fact = parsed("id:pete-hegseth foedus:holdsPost id:us-defense-secretary .")
    closure = closed(article(), bridges(), outside(), fact)
    assert not closure.contradictions
    assert not wrong_types([*article(), *fact], closure)
    two = parsed("id:holding-hegseth foedus:heldBy id:gen-nakatani .")
    assert not merges(closed(article(), bridges(), outside(), two))


def test_every_negated_row_about_classes_is_barred_from_the_closure() -> None:
    closure = closed(data(), bridges(), outside())
    types = {
        (str(triple.subject), str(triple.object))
        for triple in [*(quad.triple for quad in data()), *closure.triples]
        if triple.predicate == TYPE
    }
    checked = 0
    for name in NAMES:
        table = alignment.table(name)
        for row in table.rows:
            if row.negated and row.predicate_id == "rdfs:subClassOf":
                own, other = table.expand(row.subject_id), table.expand(row.object_id)
                bodies = {body for body, kind in types if kind == f"<{own}>"}
                assert not all((body, f"<{other}>") in types for body in bodies) or not bodies
                checked += 1
    assert checked


@pytest.mark.datasets
@pytest.mark.parametrize(
    ("file", "left_out"),
    [
        ("CCO_AgentOntology.ttl", "has some"),
        ("FAO_geopolitical.owl", "has at least 1"),
        ("IES_v5_ies-common.ttl", ""),
    ],
)
def test_vocabularies_at_hand_load_beside_our_data(
    file: str, left_out: str, datasets: Path
) -> None:
    quads, refused = reasonable(reading.read(datasets / file).quads)
    closure = closed(data(), bridges(), outside(), quads)
    assert not closure.contradictions
    assert not merges(closure)
    assert not wrong_types(data(), closure)
    if left_out:
        assert any(left_out in text for text in closure.left_out)
    assert bool(refused) == file.startswith("IES")


def reasonable(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """The statements, and those apart that make axioms about terms of RDF and RDFS.

    IES has such: it describes classes of classes. OWL 2 allows none.
    """
    axioms = {
        str(predicate)
        for predicate in (
            ns.RDF.type,
            ns.RDFS.domain,
            ns.RDFS.range,
            ns.RDFS.subClassOf,
            ns.RDFS.subPropertyOf,
        )
    }
    builtin = (f"<{ns.RDFS}", f"<{ns.RDF}")
    kept, refused = [], []
    for quad in quads:
        subject, object_ = str(quad.subject), str(quad.object)
        about = subject.startswith(builtin)
        if quad.predicate != TYPE:
            about = about or object_.startswith(builtin)
        (refused if quad.predicate.value in axioms and about else kept).append(quad)
    return kept, refused


# --- questions in their terms --------------------------------------------------------------------

QUESTIONS = [
    (name, path.stem)
    for name in ("org", "prov", "schema")
    for path in sorted(folders.folder("queries").glob(f"alignment/{name}-*.rq"))
]
Rows = tuple[list[str], list[list[object]]]


@cache
def told(name: str) -> tuple[ox.Quad, ...]:
    """The article's data, and the same in the terms of one vocabulary."""
    return (*article(), *exporting.in_terms_of(article(), name))


def cell(term: object) -> object:
    """A term as something that compares the same for both engines."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode | rdflib.URIRef):
        return str(getattr(term, "value", term))
    if isinstance(term, ox.Literal):
        return term.value, term.language or term.datatype.value
    assert isinstance(term, rdflib.Literal)
    return str(term), term.language or str(term.datatype or rdflib.XSD.string)


def rows(solutions: object) -> Rows:
    """The columns and rows of a SELECT answer of pyoxigraph."""
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    return columns, [[cell(term) for term in row] for row in solutions]


def expected(path: Path) -> Rows:
    """The answer written beside a question."""
    file = path.with_suffix(".expected.tsv")
    return rows(ox.parse_query_results(path=file, format=ox.QueryResultsFormat.TSV))


def question_path(stem: str) -> Path:
    """The file of a question in another vocabulary's terms."""
    return folders.folder("queries") / "alignment" / f"{stem}.rq"


@pytest.mark.parametrize(("name", "stem"), QUESTIONS)
def test_pyoxigraph_gives_exactly_the_expected_answer(name: str, stem: str) -> None:
    path = question_path(stem)
    store = reading.to_store(told(name))
    assert rows(store.query(path.read_text(encoding="utf-8"))) == expected(path)


@cache
def rdflib_graph(name: str) -> rdflib.Graph:
    """The data and their other terms in rdflib."""
    return reading.to_graph(told(name))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "stem"), QUESTIONS)
def test_rdflib_gives_exactly_the_expected_answer(name: str, stem: str) -> None:
    path = question_path(stem)
    result = rdflib_graph(name).query(path.read_text(encoding="utf-8"))
    columns = [str(column) for column in result.vars or ()]
    assert (columns, [[cell(term) for term in row] for row in result]) == expected(path)


@pytest.mark.parametrize(("name", "stem"), QUESTIONS)
def test_a_question_uses_no_term_of_ours_and_none_that_does_not_exist(name: str, stem: str) -> None:
    text = question_path(stem).read_text(encoding="utf-8")
    header = read_header(text, stem)
    assert list(header) == ["question", "vocabulary", "answer"]
    assert header["vocabulary"] == name
    assert header["question"].endswith("?")
    assert header["answer"].endswith(".")
    assert "foedus" not in text
    spaces = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", text))
    for prefix, local in re.findall(r"(?<![\w?<:])(\w+):(\w+)", text.partition("SELECT")[2]):
        if prefix in CLOSED:
            assert spaces[prefix] + local in known(prefix)


def test_without_the_bridge_there_is_no_answer() -> None:
    store = reading.to_store(article())
    for _, stem in QUESTIONS:
        assert not rows(store.query(question_path(stem).read_text(encoding="utf-8")))[1]


# --- exports -----------------------------------------------------------------------------------


@cache
def exported(name: str) -> tuple[ox.Quad, ...]:
    """The article in the terms of one vocabulary, and nothing else."""
    return tuple(exporting.in_terms_of(article(), name))


@pytest.mark.parametrize("name", ["org", "prov", "schema"])
def test_an_export_uses_terms_that_exist_and_none_of_ours(name: str) -> None:
    spaces = {prefix: str(namespace) for prefix, namespace in CLOSED.items()}
    labels = {str(ns.RDFS.label), str(ns.SKOS.prefLabel), str(ns.SKOS.altLabel)}
    for quad in exported(name):
        term = quad.object if quad.predicate == TYPE else quad.predicate
        address = str(term).strip("<>")
        owner = [prefix for prefix, space in spaces.items() if address.startswith(space)]
        assert address in labels or (owner and address in known(owner[0])), address


@pytest.mark.parametrize("name", ["org", "prov"])
def test_an_export_agrees_with_the_domains_and_ranges_of_its_vocabulary(name: str) -> None:
    declared = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in outside()
        if q.predicate.value in (str(ns.RDFS.domain), str(ns.RDFS.range))
    }
    domains = {p: o for p, kind, o in declared if kind == f"<{ns.RDFS.domain}>"}
    ranges = {p: o for p, kind, o in declared if kind == f"<{ns.RDFS.range}>"}
    closure = closed(exported(name), outside())
    assert not closure.contradictions
    stated = [quad.triple for quad in exported(name)]
    types = {(str(t.subject), str(t.object)) for t in stated if t.predicate == TYPE}
    supers = {
        (str(t.subject), str(t.object))
        for t in closed(exported(name), subclasses()).triples
        if t.predicate == TYPE
    }
    checked = 0
    for triple in stated:
        for table, end in ((domains, triple.subject), (ranges, triple.object)):
            wanted = table.get(str(triple.predicate))
            if wanted and isinstance(end, ox.NamedNode):
                checked += 1
                assert (str(end), wanted) in types | supers, str(triple)
    assert checked


def subclasses() -> list[ox.Quad]:
    """Only the class trees of the outside vocabularies: nothing inferred from use."""
    tree = parsed("foaf:Person rdfs:subClassOf foaf:Agent .")
    return [*tree, *(q for q in outside() if q.predicate.value == str(ns.RDFS.subClassOf))]


def test_the_export_to_schema_org_agrees_with_what_its_properties_expect() -> None:
    with (OUTSIDE / "schema-expectations.tsv").open(encoding="utf-8", newline="") as file:
        rules = {row["property"]: row for row in csv.DictReader(file, delimiter="\t")}
    with (OUTSIDE / "schema-subtypes.tsv").open(encoding="utf-8", newline="") as file:
        parents = {row["type"]: row["is a kind of"] for row in csv.DictReader(file, delimiter="\t")}
    schema = str(ns.SDO)
    types: dict[str, set[str]] = {}
    for quad in exported("schema"):
        if quad.predicate == TYPE:
            kind: str | None = str(quad.object).strip("<>").removeprefix(schema)
            while kind:
                types.setdefault(str(quad.subject), set()).add(kind)
                kind = parents.get(kind)
    used = set()
    for quad in exported("schema"):
        if quad.predicate == TYPE:
            continue
        name = quad.predicate.value.removeprefix(schema)
        used.add(name)
        assert types[str(quad.subject)] & set(rules[name]["used on"].split()), str(quad)
        wanted = set(rules[name]["expects"].split())
        if isinstance(quad.object, ox.Literal):
            date = quad.object.datatype.value == schema + "Date"
            assert ("Date" if date else "Text") in wanted, str(quad)
        else:
            assert types[str(quad.object)] & wanted, str(quad)
    assert used >= {"foundingDate", "jobTitle", "location", "spokenByCharacter", "attendee"}


@pytest.mark.parametrize("name", ["org", "prov", "schema"])
def test_no_claim_that_is_not_admitted_is_exported_as_a_fact(name: str) -> None:
    subjects = {str(quad.subject) for quad in exported(name)}
    assert f"<{ID}us-japan-alliance>" not in subjects
    for planned in ("integration-us-forces", "reorganization-us-forces-japan-headquarters"):
        assert f"<{ID}{planned}>" not in subjects
    assert not any("reportsTo" in str(quad.predicate) for quad in exported(name))


def test_a_holding_that_has_ended_is_no_present_post() -> None:
    ended = parsed('id:holding-hegseth foedus:latestEnd "2026-01-01"^^xsd:date .')
    for name, predicate in (("org", ns.ORG.holds), ("schema", ns.SDO.jobTitle)):
        holders = {
            str(quad.subject)
            for quad in exporting.in_terms_of([*article(), *ended], name)
            if quad.predicate.value == str(predicate)
        }
        assert holders == {f"<{ID}gen-nakatani>"}


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "dates"),
    [
        ("year", "1978-01-01", "1978-12-31", ["1978"]),
        ("day", "1978-11-07", "1978-11-07", ["1978-11-07"]),
        ("year", "1978-01-01", "1979-12-31", []),
        ("part-of-month", "1978-11-01", "1978-11-10", []),
    ],
)
def test_a_founding_date_is_as_exact_as_its_source(
    precision: str, earliest: str, latest: str, dates: list[str]
) -> None:
    planted = parsed(
        f"""id:new-event a foedus:Establishment ; foedus:changesOrganization id:new-body ;
            foedus:datePrecision code:{precision} ;
            foedus:earliestStart "{earliest}"^^xsd:date ;
            foedus:latestStart "{latest}"^^xsd:date .
        id:new-body a foedus:Command .
        id:new-observation foedus:statusOfEvent id:new-event ;
            foedus:observedStatus code:completed .
        """
    )
    found = [
        quad.object.value
        for quad in exporting.in_terms_of(planted, "schema")
        if quad.predicate.value == str(ns.SDO.foundingDate) and isinstance(quad.object, ox.Literal)
    ]
    assert found == dates


def test_contradictory_data_are_not_exported() -> None:
    with pytest.raises(BadInput, match="contradictory"):
        exporting.in_terms_of(parsed("id:x a foedus:Person , foedus:Organization ."), "org")


def test_every_rule_for_exports_states_what_it_says_and_its_source() -> None:
    files = sorted((folders.folder("queries") / "rules" / "export").glob("*.rq"))
    assert [
        path for name in ("org", "prov", "schema") for path in folders.export_rule_files(name)
    ] == files
    assert not set(files) & set(folders.rule_files())
    for path in files:
        header = read_header(path.read_text(encoding="utf-8"), path.name)
        assert header["rule"].endswith(".")
        assert header["source"]


# --- the commands --------------------------------------------------------------------------------


def test_export_writes_a_file_and_refuses_other_vocabularies(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "org.ttl"
    assert run("export", "--vocabulary", "org", "-o", out).code == 0
    text = out.read_text(encoding="utf-8")
    assert "@prefix org: <http://www.w3.org/ns/org#> ." in text
    assert "id:pete-hegseth a foaf:Person ;" in text
    assert run("export", "--vocabulary", "prov").out == run("export", "--vocabulary", "prov").out
    assert run("export", "--vocabulary", "foaf").code == 2
