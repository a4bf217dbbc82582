"""The vocabulary itself: documentation, headers, contents, logic, imports and order of files.

Every check is a function that returns faults as sentences, so that one test runs it on the
ontology and another on a planted error: a check that finds nothing must be known to bite.
"""

from __future__ import annotations

import re
import socket
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from rdflib.term import Node

from owl_profile import profile_faults

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
CATALOG = ONTOLOGY / "catalog-v001.xml"

UMBRELLA = "https://w3id.org/foedus/ontology"
FOEDUS = Namespace("https://w3id.org/foedus/ontology#")
CODE = Namespace("https://w3id.org/foedus/code/")
XSD_DATE = URIRef("http://www.w3.org/2001/XMLSchema#date")

#: Each module with its direct imports, and each before all that may import it.
IMPORTS: dict[str, set[str]] = {
    "core": set(),
    "place-time": {"core"},
    "forces": {"place-time"},
    "agreement": {"place-time"},
    "event": {"place-time"},
    "command": {"forces"},
    "alliance": {"agreement"},
    "claim": {"event"},
    "code": set(),
}
LAYERS: list[set[str]] = [
    {"core"},
    {"place-time"},
    {"forces", "agreement", "event"},
    {"command", "alliance", "claim"},
    {"code"},
]
FILES = [*IMPORTS, "foedus"]

# The vocabulary of the first release, written by hand from the design, module by module.

CLASSES: dict[str, str] = {
    "core": """
        Agent Person Polity State Organization GovernmentDepartment PoliticalParty
        InternationalBody Post TimeBoundedRelation PostHolding Naming
    """,
    "place-time": """
        Place StateTerritory StrategicRegion Subregion AdministrativeArea IslandGroup SeaArea
        Peninsula City
    """,
    "forces": """
        MilitaryOrganization ArmedForces MilitaryService Force Command NationalCommand
        MultinationalCommand Headquarters FormPhase PersonnelGroup PersonnelCount Stationing
    """,
    "command": """
        CommandRelationship ForceContribution CommandArrangement IntegratedCommandArrangement
        LeadNationCommandArrangement ParallelCommandArrangement
    """,
    "agreement": """
        Instrument Agreement Treaty StatusOfForcesAgreement InstrumentCollection Provision
        Obligation DefenseObligation PartyStatus
    """,
    "alliance": "Alliance AllianceMembership DefensePact Partnership",
    "event": """
        Event OrganizationalChange Establishment Activation Reorganization Signature
        EntryIntoForce Meeting JointActivity StatusObservation EventUnderWay Objective Programme
        TerritorialClaim
    """,
    "claim": """
        SourceDocument Passage Quotation Designation SpeechAct Statement PlainFactStatement
        IntentionStatement AssessmentStatement AttributedStatement QuotedStatement Contestation
        AllianceRecord MembershipRecord Conflict
    """,
}

OBJECT_PROPERTIES: dict[str, str] = {
    "core": """
        partOf hasPart componentOf ofState relationHolder relationTarget heldBy postHeld
        holdsPost postIn responsibleFor
    """,
    "place-time": "locatedIn headquarteredIn administeredBy territoryOf datePrecision",
    "forces": """
        hasHeadquarters phaseOf phaseForm operatesInDomain stationedForce hostPolity stationedAt
        includesPersonnelOf hasCount qualifier
    """,
    "command": """
        reportsTo inChainOfCommandUnder subordinateParty superiorParty authorityType
        coversContribution contributingState contributedForce underCommand placesForcesUnder
        inCondition
    """,
    "agreement": """
        hasLegalBasis everPartyTo hasParty partyInStatus partyIn statusOf statusKind provisionOf
        hasProvision createsObligation imposesObligation obligationType obligor beneficiary
        condition concludedUnder coversGroup succeeds inSuccessionAfter adoptedBy
    """,
    "alliance": """
        administers foundedOn establishesAlliance everMemberOfAlliance memberOfAlliance
        memberAgent memberIn membershipOf alliedWith partnerIn
    """,
    "event": """
        carriedOutBy involves changesOrganization originalOrganization resultingOrganization
        toForm eventStatus statusOfEvent observedStatus hasSubEvent precedes takesPlaceAt
        hasObjective changeDirection claimant claimedPlace programmeOf
    """,
    "claim": """
        passageOf evidencedBy sourcedFrom stmtSubject stmtPredicate stmtObject aboutNode saidIn
        speaker attributedTo voice modality interpretedAs possiblySameOccasionAs disputant
        disputedIn disputedBy graphOf inAlliance member codedObligation conflictClass
        conflictProperty concernsRecord
        actsToward actsWith contravenes namedAsThreatTo contrastedWith
    """,
}

#: The design sorts these by type and leaves their module open.
DATATYPE_PROPERTIES = """
    earliestStart latestStart earliestEnd latestEnd observedFrom observedUntil asOfDate
    nominalValue paragraphNumber charStart charEnd
    evaluative admitted negated elided listExhaustive contributionsComplete
    dateText exactText evaluativeTerm designationText scopeText stmtValue provisionNumber
    wikidataId
    sourceStart sourceEnd
    characterizedAs enables improves wouldBeInvolvedIn
"""

CODES: dict[str, str] = {
    "authority-types": """
        operational-control tactical-control combatant-command-authority support
        reporting-unspecified other-authorities administrative-control coordinating-authority
        direct-liaison-authorized
    """,
    "obligation-types": "defense offense neutrality non-aggression consultation basing",
    "obligation-conditions": "armed-attack territory-limited",
    "circumstances": "peacetime crisis wartime contingency",
    "party-statuses": "party signatory observer withdrawn",
    "organizational-forms": """
        administrative-command joint-force-headquarters warfighting-headquarters
    """,
    "domains": "land sea air space cyber",
    "event-statuses": "planned announced under-way completed cancelled status-unknown",
    "date-precisions": "day part-of-month month year",
    "qualifiers": "exact about at-least at-most nearly",
    "change-directions": "increase decrease",
    "conflict-classes": """
        value-conflict precision-conflict coverage-conflict granularity-conflict
        vocabulary-conflict scope-conflict
    """,
    "voices": "source-voice paraphrase quotation",
    "modalities": "actual presupposed intended predicted hypothetical",
}

# Added on 2026-11-23 with the background data, and on 2026-11-24 for the records of data sets;
# the lists above stay those of the first release.

ADDED_CLASSES: dict[str, str] = {
    "core": "CodeAssignment",
    "place-time": "Facility MilitaryInstallation Seat",
    "forces": "JointCommand SubordinateUnifiedCommand UnifiedCombatantCommand",
    "agreement": """
        BilateralAgreement DefenseCooperationAgreement MultilateralAgreement
        SecurityCouncilResolution
    """,
    "alliance": "AllianceDyad",
    "event": "Adoption AgreementEvent Amendment Announcement Dissolution Ratification Termination",
    "claim": "AgreementRecord CodeRecord DatasetRecord StrengthRecord",
}

ADDED_OBJECT_PROPERTIES: dict[str, str] = {
    "core": "codeAssigned codeHolder",
    "place-time": "seatOf seatPlace",
    "agreement": "highestAtopObligation highestCowCommitment",
    "alliance": "dyadAlliance dyadMember",
    "claim": """
        reportedChangedBy reportedDroppedBy reportedFulfilledBy sourceStrength statedClass
        codedHost codedParty codedSendingState concernsEntity recordedCode
    """,
}

ADDED_DATATYPE_PROPERTIES = """
    atopId inferredByEditor treatyCitation unTreatyNumber weaklySourced
    conflictValue countedActiveDuty countedAirForce countedArmy countedCivilians
    countedCoastGuard countedMarineCorps countedNavy countedPersonnel countedReserve
    countedSpaceForce rowsAccepted rowsRead rowsRejected sourceCategory sourceDate
    sourceLatitude sourceLongitude sourceName sourceRow
"""

ADDED_CODES: dict[str, str] = {
    "organizational-forms": "subordinate-unified-command",
    "source-strengths": """
        data-file encyclopedia encyclopedia-copy press-report primary-source private-page
        published-work unofficial-copy
    """,
    "cow-alliance-types": """
        cow-defense-pact cow-entente cow-neutrality-or-non-aggression-pact
    """,
    "cow-states": "cow-2 cow-740 cow-732 cow-731 cow-710 cow-713 cow-900 cow-840 cow-920",
    "cow-state-abbreviations": """
        cow-usa cow-jpn cow-rok cow-prk cow-chn cow-taw cow-aul cow-phi cow-new
    """,
    "gw-states": "gw-2 gw-740 gw-732 gw-731 gw-710 gw-713 gw-900 gw-840 gw-920",
    "iso-3166-1-alpha-3": """
        iso-3166-1-usa iso-3166-1-jpn iso-3166-1-kor iso-3166-1-prk iso-3166-1-chn iso-3166-1-twn
        iso-3166-1-aus iso-3166-1-phl iso-3166-1-nzl
    """,
    "iso-3166-1-numeric": """
        iso-3166-1-840 iso-3166-1-392 iso-3166-1-410 iso-3166-1-408 iso-3166-1-156 iso-3166-1-158
        iso-3166-1-036 iso-3166-1-608 iso-3166-1-554
    """,
}


def joined(*lists: dict[str, str]) -> dict[str, set[str]]:
    """Return the names of several lists, module by module or scheme by scheme."""
    keys = dict.fromkeys(key for names in lists for key in names)
    return {key: {name for names in lists for name in names.get(key, "").split()} for key in keys}


ALL_CLASSES = joined(CLASSES, ADDED_CLASSES)
ALL_OBJECT_PROPERTIES = joined(OBJECT_PROPERTIES, ADDED_OBJECT_PROPERTIES)
ALL_DATATYPE_PROPERTIES = {*DATATYPE_PROPERTIES.split(), *ADDED_DATATYPE_PROPERTIES.split()}
ALL_CODES = joined(CODES, ADDED_CODES)
OTHER_AUTHORITIES = "administrative-control coordinating-authority direct-liaison-authorized"

PREFIXES = """
    @prefix : <https://w3id.org/foedus/ontology#> .
    @prefix foedus: <https://w3id.org/foedus/ontology#> .
    @prefix code: <https://w3id.org/foedus/code/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix vann: <http://purl.org/vocab/vann/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


# -- loading ------------------------------------------------------------------------------


def ontology_iri(name: str) -> URIRef:
    """Return the IRI of a module, or of the umbrella for the name ``foedus``."""
    return URIRef(UMBRELLA if name == "foedus" else f"{UMBRELLA}/{name}")


def version_iri(name: str, version: str) -> URIRef:
    """Return the version IRI of a module or of the umbrella."""
    return URIRef(f"{UMBRELLA}/{version}" + ("" if name == "foedus" else f"/{name}"))


def text_of(name: str) -> str:
    """Return the text of one ontology file."""
    return (ONTOLOGY / f"{name}.ttl").read_text(encoding="utf-8")


def parse(text: str) -> Graph:
    """Parse Turtle from memory, so that nothing can be looked up by an address."""
    return Graph().parse(data=text, format="turtle", publicID="urn:x-none:")


def planted(text: str) -> Graph:
    """Parse a planted fragment that uses the usual prefixes."""
    return parse(PREFIXES + text)


def catalog() -> dict[str, Path]:
    """Return the XML catalog as a map from address to file."""
    tag = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"
    entries = ElementTree.parse(CATALOG).getroot().iter(tag)
    return {entry.attrib["name"]: ONTOLOGY / entry.attrib["uri"] for entry in entries}


def import_closure(iri: Node, files: dict[str, Path]) -> Graph:
    """Merge an ontology with all it imports, through the catalog alone."""
    merged, todo, done = Graph(), [str(iri)], set[str]()
    while todo:
        address = todo.pop()
        if address in done:
            continue
        done.add(address)
        graph = parse(files[address].read_text(encoding="utf-8"))
        merged += graph
        todo.extend(str(target) for target in graph.objects(None, OWL.imports))
    for prefix, namespace in (("foedus", FOEDUS), ("code", CODE)):
        merged.bind(prefix, namespace)
    return merged


def project_version() -> str:
    """Return the version that pyproject.toml states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


@pytest.fixture(scope="module")
def modules() -> dict[str, Graph]:
    """All modules, each parsed alone."""
    return {name: parse(text_of(name)) for name in IMPORTS}


@pytest.fixture(scope="module")
def whole() -> Graph:
    """The umbrella with all its imports."""
    return import_closure(ontology_iri("foedus"), catalog())


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to open a connection fail."""

    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("the network was used")

    for attribute in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, attribute, refuse)


def listing(faults: list[str]) -> str:
    """Return faults as a message with one line each."""
    return "\n" + "\n".join(faults)


# -- (a) documentation --------------------------------------------------------------------

TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme)
CLASS_KINDS = (OWL.Class,)
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)


def own_terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    """Return the terms of the two own namespaces that a graph declares, sorted."""
    found = {
        term
        for kind in kinds or TERM_KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and str(term).startswith((FOEDUS, CODE))
    }
    return sorted(found)


def short(term: Node) -> str:
    """Return the prefixed name of an own term."""
    return str(term).replace(str(FOEDUS), "foedus:").replace(str(CODE), "code:")


def one_english_text(graph: Graph, term: URIRef, predicate: URIRef, name: str) -> Iterator[str]:
    """Demand exactly one value, tagged as English."""
    values = list(graph.objects(term, predicate))
    if not values:
        yield f"{short(term)} lacks {name}"
    elif len(values) > 1:
        yield f"{short(term)} has {len(values)} of {name}"
    elif not isinstance(values[0], Literal) or values[0].language != "en":
        yield f"{short(term)} has {name} without the tag @en"


def prose_faults(graph: Graph, term: URIRef) -> Iterator[str]:
    """Look for circular definitions, blanks, and one text used twice."""
    label = str(graph.value(term, RDFS.label) or "")
    definition = str(graph.value(term, SKOS.definition) or "")
    if label and re.search(rf"\b{re.escape(label)}\b", definition, re.IGNORECASE):
        yield f"{short(term)} repeats its label in skos:definition"
    if definition and not re.fullmatch(r"[A-Z].*\.", definition):
        yield f"{short(term)} has no sentence as skos:definition"
    texts = [
        str(text)
        for predicate in (SKOS.definition, SKOS.example, SKOS.scopeNote)
        for text in graph.objects(term, predicate)
    ]
    if len(texts) != len(set(texts)):
        yield f"{short(term)} says the same twice"
    for text in [label, *texts, *map(str, graph.objects(term, DCTERMS.source))]:
        if text != " ".join(text.split()):
            yield f"{short(term)} has stray blanks in {text!r}"


def documentation_faults(graph: Graph, module: URIRef) -> list[str]:
    """Return what one module's own terms lack of full documentation."""
    faults: list[str] = []
    for term in own_terms(graph):
        faults += one_english_text(graph, term, RDFS.label, "rdfs:label")
        faults += one_english_text(graph, term, SKOS.definition, "skos:definition")
        if str(term).startswith(CODE):
            faults += one_english_text(graph, term, SKOS.prefLabel, "skos:prefLabel")
            if set(graph.objects(term, SKOS.prefLabel)) != set(graph.objects(term, RDFS.label)):
                faults.append(f"{short(term)} has a skos:prefLabel unlike its rdfs:label")
        for predicate, name in ((SKOS.example, "skos:example"), (DCTERMS.source, "dcterms:source")):
            if (term, predicate, None) not in graph:
                faults.append(f"{short(term)} lacks {name}")
        homes = set(graph.objects(term, RDFS.isDefinedBy))
        if not homes:
            faults.append(f"{short(term)} lacks rdfs:isDefinedBy")
        elif homes != {module}:
            faults.append(f"{short(term)} has rdfs:isDefinedBy other than <{module}>")
        faults += prose_faults(graph, term)
    return faults


def groups(graph: Graph) -> dict[str, list[URIRef]]:
    """Return the groups of terms within which no two may share a label."""
    result = {
        "classes": own_terms(graph, *CLASS_KINDS),
        "properties": own_terms(graph, *PROPERTY_KINDS),
        "schemes": own_terms(graph, SKOS.ConceptScheme),
    }
    for scheme in own_terms(graph, SKOS.ConceptScheme):
        members = set(graph.subjects(SKOS.inScheme, scheme))
        result[short(scheme)] = sorted(term for term in members if isinstance(term, URIRef))
    return result


def repetition_faults(graph: Graph) -> list[str]:
    """Return definitions that two terms share and labels that two terms of a group share."""
    faults = shared(graph, own_terms(graph), SKOS.definition, "the definition")
    for name, terms in groups(graph).items():
        faults += shared(graph, terms, RDFS.label, f"a label among {name}")
    return faults


def shared(graph: Graph, terms: list[URIRef], predicate: URIRef, what: str) -> list[str]:
    """Return the texts that more than one of the terms has."""
    users: dict[str, set[str]] = {}
    for term in terms:
        for text in graph.objects(term, predicate):
            users.setdefault(str(text).casefold(), set()).add(short(term))
    return [
        f"{' and '.join(sorted(names))} share {what} {text!r}"
        for text, names in sorted(users.items())
        if len(names) > 1
    ]


@pytest.mark.parametrize("name", IMPORTS)
def test_every_term_is_documented(name: str, modules: dict[str, Graph]) -> None:
    faults = documentation_faults(modules[name], ontology_iri(name))
    assert not faults, listing(faults)


def test_no_two_terms_share_definition_or_label(whole: Graph) -> None:
    faults = repetition_faults(whole)
    assert not faults, listing(faults)


GOOD_TERM = """
    foedus:Sample a owl:Class ;
        rdfs:label "sample"@en ;
        skos:definition "A thing made up to try out checks."@en ;
        skos:example "The one in this file."@en ;
        dcterms:source "Coined here: a check must be seen to fail."@en ;
        rdfs:isDefinedBy <https://w3id.org/foedus/ontology/core> .
"""


def test_documentation_check_accepts_a_good_term() -> None:
    assert documentation_faults(planted(GOOD_TERM), ontology_iri("core")) == []


@pytest.mark.parametrize(
    ("predicate", "name"),
    [
        (RDFS.label, "rdfs:label"),
        (SKOS.definition, "skos:definition"),
        (SKOS.example, "skos:example"),
        (DCTERMS.source, "dcterms:source"),
        (RDFS.isDefinedBy, "rdfs:isDefinedBy"),
    ],
)
def test_documentation_check_finds_what_is_missing(predicate: URIRef, name: str) -> None:
    graph = planted(GOOD_TERM)
    graph.remove((FOEDUS.Sample, predicate, None))
    assert documentation_faults(graph, ontology_iri("core")) == [f"foedus:Sample lacks {name}"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"sample"@en', '"sample"@en, "probe"@en', "foedus:Sample has 2 of rdfs:label"),
        ('"sample"@en', '"sample"', "foedus:Sample has rdfs:label without the tag @en"),
        ("A thing", "A sample", "foedus:Sample repeats its label in skos:definition"),
        ("checks.", "checks", "foedus:Sample has no sentence as skos:definition"),
        (
            "The one in this file.",
            "A thing made up to try out checks.",
            "foedus:Sample says the same twice",
        ),
        ("this file.", "this  file.", "foedus:Sample has stray blanks in 'The one in this  file.'"),
        (
            "ontology/core>",
            "ontology/event>",
            "foedus:Sample has rdfs:isDefinedBy other than <https://w3id.org/foedus/ontology/core>",
        ),
    ],
)
def test_documentation_check_finds_bad_prose(old: str, new: str, fault: str) -> None:
    graph = planted(GOOD_TERM.replace(old, new))
    assert documentation_faults(graph, ontology_iri("core")) == [fault]


def test_documentation_check_covers_codes() -> None:
    graph = planted(GOOD_TERM.replace("foedus:Sample a owl:Class", "code:sample a skos:Concept"))
    assert documentation_faults(graph, ontology_iri("core")) == [
        "code:sample lacks skos:prefLabel",
        "code:sample has a skos:prefLabel unlike its rdfs:label",
    ]


def test_repetition_check_finds_shared_texts() -> None:
    graph = planted(GOOD_TERM + GOOD_TERM.replace("foedus:Sample", "foedus:Probe"))
    assert repetition_faults(graph) == [
        "foedus:Probe and foedus:Sample share the definition 'a thing made up to try out checks.'",
        "foedus:Probe and foedus:Sample share a label among classes 'sample'",
    ]


# -- (b) headers --------------------------------------------------------------------------

HEADER_TEXTS = (
    (DCTERMS.title, "dcterms:title"),
    (DCTERMS.description, "dcterms:description"),
    (DCTERMS.creator, "dcterms:creator"),
)
HEADER_VALUES = (
    (DCTERMS.license, "dcterms:license"),
    (DCTERMS.issued, "dcterms:issued"),
    (DCTERMS.modified, "dcterms:modified"),
    (OWL.versionIRI, "owl:versionIRI"),
    (OWL.versionInfo, "owl:versionInfo"),
    (VANN.preferredNamespacePrefix, "vann:preferredNamespacePrefix"),
    (VANN.preferredNamespaceUri, "vann:preferredNamespaceUri"),
)


def header_faults(graph: Graph, name: str, version: str) -> list[str]:
    """Return what is missing or wrong in the header of one ontology file."""
    iri = ontology_iri(name)
    if set(graph.subjects(RDF.type, OWL.Ontology)) != {iri}:
        return [f"{name}: its one owl:Ontology is not <{iri}>"]
    faults: list[str] = []
    for predicate, label in HEADER_TEXTS:
        found = one_english_text(graph, iri, predicate, label)
        faults += [fault.replace(str(iri), name) for fault in found]
    for predicate, label in HEADER_VALUES:
        count = len(list(graph.objects(iri, predicate)))
        if count != 1:
            faults.append(f"{name} has {count} of {label}")
    namespace = ("code", str(CODE)) if name == "code" else ("foedus", str(FOEDUS))
    expected: list[tuple[URIRef, str, Node]] = [
        (DCTERMS.creator, "dcterms:creator", Literal("the foedus contributors", lang="en")),
        (OWL.versionInfo, "owl:versionInfo", Literal(version)),
        (OWL.versionIRI, "owl:versionIRI", version_iri(name, version)),
        (VANN.preferredNamespacePrefix, "vann:preferredNamespacePrefix", Literal(namespace[0])),
        (VANN.preferredNamespaceUri, "vann:preferredNamespaceUri", Literal(namespace[1])),
    ]
    for predicate, label, wanted in expected:
        value = graph.value(iri, predicate)
        if value is not None and value != wanted:
            faults.append(f"{name} has {label} {value} instead of {wanted}")
    return faults + date_faults(graph, iri, name)


def date_faults(graph: Graph, iri: URIRef, name: str) -> list[str]:
    """Return header dates that are no dates or stand in the wrong order."""
    issued, modified = graph.value(iri, DCTERMS.issued), graph.value(iri, DCTERMS.modified)
    for value in (issued, modified):
        if isinstance(value, Literal) and (value.datatype != XSD_DATE or value.value is None):
            return [f"{name} has {value} where an xsd:date must stand"]
    if issued is not None and modified is not None and str(modified) < str(issued):
        return [f"{name} was modified before it was issued"]
    return []


@pytest.mark.parametrize("name", FILES)
def test_every_header_is_complete(name: str) -> None:
    faults = header_faults(parse(text_of(name)), name, project_version())
    assert not faults, listing(faults)


GOOD_HEADER = """
    <https://w3id.org/foedus/ontology/core> a owl:Ontology ;
        dcterms:title "a title"@en ; dcterms:description "A description."@en ;
        dcterms:creator "the foedus contributors"@en ;
        dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
        dcterms:issued "2026-11-23"^^xsd:date ; dcterms:modified "2026-11-24"^^xsd:date ;
        owl:versionIRI <https://w3id.org/foedus/ontology/1.2.3/core> ; owl:versionInfo "1.2.3" ;
        vann:preferredNamespacePrefix "foedus" ;
        vann:preferredNamespaceUri "https://w3id.org/foedus/ontology#" .
"""


def test_header_check_accepts_a_good_header() -> None:
    assert header_faults(planted(GOOD_HEADER), "core", "1.2.3") == []


@pytest.mark.parametrize(("predicate", "label"), HEADER_TEXTS + HEADER_VALUES)
def test_header_check_finds_what_is_missing(predicate: URIRef, label: str) -> None:
    graph = planted(GOOD_HEADER)
    graph.remove((None, predicate, None))
    faults = header_faults(graph, "core", "1.2.3")
    assert faults in ([f"core lacks {label}"], [f"core has 0 of {label}"])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("ontology/core> a", "ontology/cor> a", "its one owl:Ontology is not"),
        ('versionInfo "1.2.3"', 'versionInfo "1.2.4"', "owl:versionInfo 1.2.4 instead of 1.2.3"),
        ("1.2.3/core", "1.2.2/core", "has owl:versionIRI https"),
        ('"foedus"', '"code"', "vann:preferredNamespacePrefix code instead of foedus"),
        ("ontology#", "ontology/", "has vann:preferredNamespaceUri https"),
        ("2026-11-24", "2026-11-22", "was modified before it was issued"),
        ('"2026-11-24"^^xsd:date', '"yesterday"', "where an xsd:date must stand"),
    ],
)
def test_header_check_finds_wrong_values(old: str, new: str, fault: str) -> None:
    faults = header_faults(planted(GOOD_HEADER.replace(old, new)), "core", "1.2.3")
    assert len(faults) == 1
    assert fault in faults[0]


# -- (c) contents -------------------------------------------------------------------------


def difference(expected: set[str], found: set[str]) -> list[str]:
    """Return what is missing and what is extra."""
    return [f"missing: {name}" for name in sorted(expected - found)] + [
        f"extra: {name}" for name in sorted(found - expected)
    ]


def local_names(terms: list[URIRef]) -> set[str]:
    """Return the last parts of own IRIs."""
    return {short(term).split(":", 1)[1] for term in terms}


def scheme_faults(graph: Graph) -> list[str]:
    """Return where the code schemes differ from the expected lists."""
    schemes = local_names(own_terms(graph, SKOS.ConceptScheme))
    faults = difference(set(ALL_CODES), schemes)
    for scheme, names in ALL_CODES.items():
        members = graph.subjects(SKOS.inScheme, CODE[scheme])
        found = local_names([term for term in members if isinstance(term, URIRef)])
        faults += [f"{scheme}: {fault}" for fault in difference(names, found)]
    for concept in own_terms(graph, SKOS.Concept):
        if len(set(graph.objects(concept, SKOS.inScheme))) != 1:
            faults.append(f"{short(concept)} is not in exactly one scheme")
    return faults


def top_faults(graph: Graph) -> list[str]:
    """Return concepts that are neither at the top of their scheme nor below their heading."""
    faults: list[str] = []
    narrower = set(OTHER_AUTHORITIES.split())
    for concept in own_terms(graph, SKOS.Concept):
        below = {CODE["other-authorities"]} if short(concept)[5:] in narrower else set()
        if set(graph.objects(concept, SKOS.broader)) != below:
            faults.append(f"{short(concept)} has a wrong skos:broader")
        tops = set() if below else set(graph.objects(concept, SKOS.inScheme))
        if set(graph.objects(concept, SKOS.topConceptOf)) != tops:
            faults.append(f"{short(concept)} has a wrong skos:topConceptOf")
    return faults


def test_expected_lists_have_the_agreed_sizes() -> None:
    classes = " ".join(CLASSES.values()).split()
    objects = " ".join(OBJECT_PROPERTIES.values()).split()
    data = DATATYPE_PROPERTIES.split()
    assert len(classes) == len(set(classes)) == 81
    assert len(objects) == len(set(objects)) == 113
    assert len(data) == len(set(data)) == 31
    assert len(set(objects + data)) == 144
    concepts = " ".join(CODES.values()).split()
    assert len(concepts) == len(set(concepts)) == 64
    assert len(CODES) == 14


def test_added_lists_have_the_agreed_sizes() -> None:
    assert len(set.union(*ALL_CLASSES.values())) == 81 + 19 + 4
    assert len(set.union(*ALL_OBJECT_PROPERTIES.values())) == 113 + 13 + 5
    assert len(ALL_DATATYPE_PROPERTIES) == 31 + 5 + 20
    assert len(set.union(*ALL_CODES.values())) == 64 + 57
    assert len(ALL_CODES) == 14 + 7


@pytest.mark.parametrize("name", CLASSES)
def test_module_declares_its_classes(name: str, modules: dict[str, Graph]) -> None:
    found = local_names(own_terms(modules[name], OWL.Class))
    faults = difference(ALL_CLASSES[name], found)
    assert not faults, listing(faults)


@pytest.mark.parametrize("name", OBJECT_PROPERTIES)
def test_module_declares_its_object_properties(name: str, modules: dict[str, Graph]) -> None:
    found = local_names(own_terms(modules[name], OWL.ObjectProperty))
    faults = difference(ALL_OBJECT_PROPERTIES[name], found)
    assert not faults, listing(faults)


def test_whole_vocabulary_is_the_agreed_one(whole: Graph) -> None:
    classes = set.union(*ALL_CLASSES.values())
    objects = set.union(*ALL_OBJECT_PROPERTIES.values())
    faults = [
        *difference(classes, local_names(own_terms(whole, OWL.Class))),
        *difference(objects, local_names(own_terms(whole, OWL.ObjectProperty))),
        *difference(ALL_DATATYPE_PROPERTIES, local_names(own_terms(whole, OWL.DatatypeProperty))),
    ]
    assert not faults, listing(faults)


def test_every_term_is_declared_in_one_file(modules: dict[str, Graph]) -> None:
    homes: dict[str, list[str]] = {}
    for name, graph in modules.items():
        for term in own_terms(graph):
            homes.setdefault(short(term), []).append(name)
    faults = [f"{term} is declared in {names}" for term, names in homes.items() if len(names) > 1]
    assert not faults, listing(faults)


def test_code_schemes_are_the_agreed_ones(modules: dict[str, Graph]) -> None:
    faults = scheme_faults(modules["code"]) + top_faults(modules["code"])
    assert not faults, listing(faults)


def test_every_named_code_exists(whole: Graph) -> None:
    known = set(own_terms(whole, SKOS.Concept, SKOS.ConceptScheme))
    used = {node for node in whole.all_nodes() if str(node).startswith(str(CODE))}
    faults = [f"{short(node)} is no code" for node in used - known if isinstance(node, URIRef)]
    assert not faults, listing(faults)


def test_contents_check_names_missing_and_extra() -> None:
    assert difference({"Agent", "Post"}, {"Agent", "Posts"}) == ["missing: Post", "extra: Posts"]


def test_scheme_check_finds_a_planted_code(modules: dict[str, Graph]) -> None:
    graph = planted("code:looming a skos:Concept ; skos:inScheme code:circumstances .")
    graph += modules["code"]
    graph.remove((CODE.crisis, SKOS.inScheme, None))
    assert scheme_faults(graph) == [
        "circumstances: missing: crisis",
        "circumstances: extra: looming",
        "code:crisis is not in exactly one scheme",
    ]
    assert top_faults(graph) == [
        "code:crisis has a wrong skos:topConceptOf",
        "code:looming has a wrong skos:topConceptOf",
    ]


# -- (d) logic: OWL 2 RL inside OWL 2 DL --------------------------------------------------


def test_whole_ontology_is_in_the_profile(whole: Graph) -> None:
    faults = profile_faults(whole)
    assert not faults, listing(faults)


#: Declarations that all planted graphs share; they have no fault of their own.
SOUND = """
    :A a owl:Class . :B a owl:Class . :C a owl:Class .
    :p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
    :d a owl:DatatypeProperty .
    :one a :A .
"""

ALLOWED = [
    "",
    ":A rdfs:subClassOf :B ; owl:disjointWith :C .",
    "[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .",
    "[ owl:oneOf ( :one ) ] rdfs:subClassOf :C .",
    """[ owl:intersectionOf ( :A [ a owl:Restriction ; owl:onProperty :p ;
        owl:someValuesFrom :B ] ) ] rdfs:subClassOf :C .""",
    """[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ]
        rdfs:subClassOf :C .""",
    """:A owl:equivalentClass [ owl:intersectionOf ( :B
        [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :one ]
        [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue false ] ) ] .""",
    ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
    ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
    ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
    ":p rdfs:domain :A ; rdfs:range :B . :d rdfs:range xsd:string .",
    "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
    ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p ; a owl:AsymmetricProperty .",
    ":p owl:propertyChainAxiom ( :q :p ) , ( :p :r ) , ( :p :p ) .",
    ":p owl:propertyChainAxiom ( :q :r ) . :p owl:inverseOf :s . :s a owl:ObjectProperty .",
]

FAULTY = {
    "union in a superclass": (
        ":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] .",
        "owl:unionOf in a superclass expression",
    ),
    "union in an equivalence": (
        ":A owl:equivalentClass [ owl:unionOf ( :B :C ) ] .",
        "owl:unionOf in an equivalence",
    ),
    "union of a named class": (
        ":A owl:unionOf ( :B :C ) .",
        "owl:unionOf in an equivalence",
    ),
    "union in a domain": (
        ":p rdfs:domain [ a owl:Class ; owl:unionOf ( :A :B ) ] .",
        "owl:unionOf in a superclass expression",
    ),
    "union in a range": (
        ":p rdfs:range [ a owl:Class ; owl:unionOf ( :A :B ) ] .",
        "owl:unionOf in a superclass expression",
    ),
    "existential in a superclass": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        "owl:someValuesFrom in a superclass expression",
    ),
    "existential in an equivalence": (
        """:A owl:equivalentClass [ owl:intersectionOf ( :B
            [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] ) ] .""",
        "owl:someValuesFrom in an equivalence",
    ),
    "existential in a range": (
        ":p rdfs:range [ a owl:Restriction ; owl:onProperty :q ; owl:someValuesFrom :B ] .",
        "owl:someValuesFrom in a superclass expression",
    ),
    "universal in a subclass": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
        "owl:allValuesFrom in a subclass expression",
    ),
    "complement in a subclass": (
        "[ a owl:Class ; owl:complementOf :B ] rdfs:subClassOf :A .",
        "owl:complementOf in a subclass expression",
    ),
    "complement of a named class": (
        ":A owl:complementOf :B .",
        "owl:complementOf in an equivalence",
    ),
    "enumeration in a superclass": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :one ) ] .",
        "owl:oneOf in a superclass expression",
    ),
    "enumeration of a named class": (
        ":A owl:oneOf ( :one ) .",
        "owl:oneOf in an equivalence",
    ),
    "owl:Thing as superclass": (
        ":A rdfs:subClassOf owl:Thing .",
        "owl:Thing stands as a superclass",
    ),
    "owl:Thing as range": (":p rdfs:range owl:Thing .", "owl:Thing stands as a superclass"),
    "literal as superclass": (':A rdfs:subClassOf "B" .', "the literal B stands as a superclass"),
    "maximum above one": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        "cardinality 2 is above 1",
    ),
    "maximum in a subclass": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] rdfs:subClassOf :A .",
        "a maximum cardinality in a subclass expression",
    ),
    "minimum": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        "a minimum cardinality is not in OWL 2 RL",
    ),
    "exact number": (
        """:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;
            owl:qualifiedCardinality 1 ; owl:onClass :B ] .""",
        "an exact cardinality is not in OWL 2 RL",
    ),
    "self": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        "owl:hasSelf is not in OWL 2 RL",
    ),
    "disjoint union": (
        ":A owl:disjointUnionOf ( :B :C ) .",
        "foedus:A: owl:disjointUnionOf is not in OWL 2 RL",
    ),
    "key": (":A owl:hasKey ( :d ) .", "foedus:A: owl:hasKey is banned"),
    "reflexive": (
        ":p a owl:ReflexiveProperty .",
        "foedus:p: owl:ReflexiveProperty is not in OWL 2 RL",
    ),
    "functional": (":p a owl:FunctionalProperty .", "foedus:p: owl:FunctionalProperty is banned"),
    "inverse-functional": (
        ":p a owl:InverseFunctionalProperty .",
        "foedus:p: owl:InverseFunctionalProperty is banned",
    ),
    "date as range": (":d rdfs:range xsd:date .", "xsd:date is no datatype of OWL 2 RL"),
    "datatype restriction": (
        """:d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;
            owl:withRestrictions () ] .""",
        "a datatype restriction is not in OWL 2 RL",
    ),
    "literal value of an object property": (
        ':A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue "x" ] .',
        "the value x does not fit its object property",
    ),
    "transitive and asymmetric": (
        ":p a owl:TransitiveProperty , owl:AsymmetricProperty .",
        "foedus:p: non-simple and owl:AsymmetricProperty",
    ),
    "above a transitive one, irreflexive": (
        ":p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :q a owl:IrreflexiveProperty .",
        "foedus:q: non-simple and owl:IrreflexiveProperty",
    ),
    "chain-made and asymmetric": (
        ":p owl:propertyChainAxiom ( :q :r ) ; a owl:AsymmetricProperty .",
        "foedus:p: non-simple and owl:AsymmetricProperty",
    ),
    "inverse of a chain-made one, functional": (
        ":p owl:propertyChainAxiom ( :q :r ) . :r owl:inverseOf :p ; a owl:FunctionalProperty .",
        "foedus:r: non-simple and owl:FunctionalProperty",
    ),
    "transitive and disjoint": (
        ":p a owl:TransitiveProperty ; owl:propertyDisjointWith :q .",
        "foedus:p: non-simple and in a disjointness of properties",
    ),
    "transitive and counted": (
        """:p a owl:TransitiveProperty .
        :A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .""",
        "foedus:p: non-simple and counted by a cardinality",
    ),
    "chains that rest on each other": (
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) .",
        "irregular property hierarchy",
    ),
    "chain over its own super-property": (
        ":p rdfs:subPropertyOf :q ; owl:propertyChainAxiom ( :p :q ) .",
        "foedus:p: irregular property hierarchy",
    ),
    "chain with itself in the middle": (
        ":p owl:propertyChainAxiom ( :q :p :r ) .",
        "foedus:p: irregular property hierarchy",
    ),
    "chain over its own inverse": (
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:inverseOf :p .",
        "foedus:p: irregular property hierarchy",
    ),
    "chain of one step": (
        ":p owl:propertyChainAxiom ( :q ) .",
        "foedus:p: a property chain of fewer than two steps",
    ),
    "chain over a datatype property": (
        ":p owl:propertyChainAxiom ( :q :d ) .",
        "foedus:d: in a property chain, but no object property",
    ),
    "undeclared class": (
        ":A rdfs:subClassOf :Missing .",
        "foedus:Missing: used as a class without a declaration",
    ),
    "undeclared class in a list": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :Missing ) .",
        "foedus:Missing: used as a class without a declaration",
    ),
    "undeclared type": (
        ":two a :Missing .",
        "foedus:Missing: used as a class without a declaration",
    ),
    "undeclared property": (
        ":p rdfs:subPropertyOf :missing .",
        "foedus:missing: used as a property without a declaration",
    ),
    "undeclared annotation": (
        ':A skos:scopeNote "x"@en .',
        "skos:scopeNote: used as a property without a declaration",
    ),
    "undeclared link of a chain": (
        ":p owl:propertyChainAxiom ( :q :missing ) .",
        "foedus:missing: used as a property without a declaration",
    ),
    "undeclared value": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :none ] .",
        "foedus:none: used as a value without a declaration",
    ),
    "two kinds of property": (
        ":p a owl:DatatypeProperty .",
        "foedus:p: declared both datatype property and object property",
    ),
    "class and datatype": (":A a rdfs:Datatype .", "foedus:A: declared both class and datatype"),
    "sub-property of another kind": (
        ":d rdfs:subPropertyOf :p .",
        "foedus:d: rdfs:subPropertyOf foedus:p, a property of another kind",
    ),
    "transitive datatype property": (
        ":d a owl:TransitiveProperty .",
        "foedus:d: transitive, but not declared an object property",
    ),
    "inverse of a datatype property": (
        ":d owl:inverseOf :p .",
        "foedus:d: has an inverse, but is no declared object property",
    ),
    "stray expression": (
        "[] a owl:Class ; owl:unionOf ( :A :B ) .",
        "a class expression outside every axiom",
    ),
}


@pytest.mark.parametrize("axioms", ALLOWED)
def test_profile_scan_accepts_what_is_allowed(axioms: str) -> None:
    assert profile_faults(planted(SOUND + axioms)) == []


@pytest.mark.parametrize("kind", FAULTY)
def test_profile_scan_finds_planted_fault(kind: str) -> None:
    axioms, fault = FAULTY[kind]
    faults = profile_faults(planted(SOUND + axioms))
    assert any(fault in found for found in faults), listing(faults)


# -- (e) imports, (f) no network ----------------------------------------------------------


def import_faults(name: str, imported: set[str]) -> list[str]:
    """Return imports that are no modules, not above the importer, or not the agreed ones."""
    faults = [f"{name} imports {other}, no module" for other in sorted(imported - set(IMPORTS))]
    above: set[str] = set()
    for layer in LAYERS:
        if name in layer:
            break
        above |= layer
    faults += [
        f"{name} imports {other}, which does not stand above it"
        for other in sorted(imported & set(IMPORTS) - above)
    ]
    agreed = set(IMPORTS) if name == "foedus" else IMPORTS[name]
    return faults + [f"{name}: import {fault}" for fault in difference(agreed, imported)]


def imported_names(graph: Graph) -> set[str]:
    """Return the names of the ontologies that a file imports."""
    targets = {str(target) for target in graph.objects(None, OWL.imports)}
    return {target.removeprefix(f"{UMBRELLA}/") for target in targets}


@pytest.mark.parametrize("name", FILES)
def test_imports_are_the_agreed_ones(name: str) -> None:
    faults = import_faults(name, imported_names(parse(text_of(name))))
    assert not faults, listing(faults)


def test_import_check_finds_planted_imports() -> None:
    assert import_faults("event", {"place-time", "claim", "core", "weather"}) == [
        "event imports weather, no module",
        "event imports claim, which does not stand above it",
        "event: import extra: claim",
        "event: import extra: core",
        "event: import extra: weather",
    ]
    assert import_faults("claim", set()) == ["claim: import missing: event"]


def test_folder_holds_the_agreed_files() -> None:
    assert {path.stem for path in ONTOLOGY.glob("*.ttl")} == set(FILES)


def test_catalog_lists_each_file_under_both_addresses() -> None:
    version = project_version()
    expected: dict[str, Path] = {}
    for name in FILES:
        path = ONTOLOGY / f"{name}.ttl"
        expected |= {str(ontology_iri(name)): path, str(version_iri(name, version)): path}
    assert catalog() == expected
    assert all(path.is_file() for path in expected.values())


@pytest.mark.parametrize("name", IMPORTS)
def test_module_stands_with_its_imports_alone(name: str) -> None:
    graph = import_closure(ontology_iri(name), catalog())
    # Values from the code lists are individuals, which need no declaration to be used.
    faults = [fault for fault in profile_faults(graph) if not fault.startswith("code:")]
    assert not faults, listing(faults)


@pytest.mark.usefixtures("no_network")
def test_imports_resolve_without_network() -> None:
    graph = import_closure(ontology_iri("foedus"), catalog())
    found = set(graph.subjects(RDF.type, OWL.Ontology))
    assert found == {ontology_iri(name) for name in FILES}


@pytest.mark.usefixtures("no_network")
def test_network_block_bites() -> None:
    with pytest.raises(AssertionError, match="the network was used"):
        Graph().parse("http://127.0.0.1:9/none.ttl", format="turtle")


# -- (g) order of subjects ----------------------------------------------------------------

SUBJECT = re.compile(r"^(<[^>]*>|[A-Za-z][\w-]*:[\w.-]+|\[)(.*)$", re.MULTILINE)
SUPERCLASS = re.compile(r"rdfs:subClassOf\s+(foedus:\w+)\s*[;.]\s*$")
KINDS = (
    r"owl:Ontology",
    r"owl:Class",
    r"owl:(?:Object|Datatype)Property",
    r"owl:AnnotationProperty",
    r"skos:ConceptScheme",
    r"skos:Concept",
)


def order_faults(text: str) -> list[str]:
    """Return where the unindented subjects of a Turtle file leave the stated order.

    The order is: header, classes, object and datatype properties in one list, annotation
    properties, schemes, concepts; each kind by local name. A general axiom (a blank subject)
    stands directly after the class that it names as superclass.
    """
    faults: list[str] = []
    last: tuple[int, str] = (-1, "")
    last_class = ""
    for subject, rest in SUBJECT.findall(text):
        if subject == "[":
            found = SUPERCLASS.search(rest)
            superclass = found.group(1) if found else "no class"
            if superclass != last_class:
                faults.append(f"a general axiom on {superclass} stands after {last_class or last}")
            continue
        kinds = [index for index, kind in enumerate(KINDS) if re.match(rf" a {kind}\b", rest)]
        if not kinds:
            faults.append(f"{subject} does not begin with its kind")
            continue
        key = (kinds[0], subject.rsplit(":", 1)[-1])
        if key <= last:
            faults.append(f"{subject} stands after {last[1]}")
        last = key
        last_class = subject if kinds[0] == KINDS.index("owl:Class") else ""
    return faults


@pytest.mark.parametrize("name", FILES)
def test_subjects_stand_in_order(name: str) -> None:
    text = text_of(name)
    faults = order_faults(text)
    assert not faults, listing(faults)
    assert len(SUBJECT.findall(text)) >= len(own_terms(parse(text))) + 1


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "<urn:o> a owl:Ontology .\nfoedus:A a owl:Class .\nfoedus:B a owl:Class ;\n    x y .\n"
            "[ owl:oneOf ( foedus:x ) ] rdfs:subClassOf foedus:B .\nfoedus:C a owl:Class .\n"
            "foedus:a a owl:DatatypeProperty .\n"
            "foedus:b a owl:ObjectProperty , owl:TransitiveProperty .\n"
            "dcterms:a1 a owl:AnnotationProperty .\n",
            [],
        ),
        ("foedus:B a owl:Class .\nfoedus:A a owl:Class .", ["foedus:A stands after B"]),
        ("foedus:p a owl:ObjectProperty .\nfoedus:Q a owl:Class .", ["foedus:Q stands after p"]),
        (
            "foedus:q a owl:ObjectProperty .\nfoedus:p a owl:DatatypeProperty .",
            ["foedus:p stands after q"],
        ),
        ("foedus:A a owl:Class .\n<urn:o> a owl:Ontology .", ["<urn:o> stands after A"]),
        (
            "foedus:A a owl:Class .\n[ x y ] rdfs:subClassOf foedus:B .\nfoedus:B a owl:Class .",
            ["a general axiom on foedus:B stands after foedus:A"],
        ),
        ("foedus:A rdfs:subClassOf foedus:B .", ["foedus:A does not begin with its kind"]),
    ],
)
def test_order_check_bites(text: str, faults: list[str]) -> None:
    assert order_faults(text) == faults
