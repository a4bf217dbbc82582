"""The background data: each fact with its source, nothing unverified, conflicts side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from foedus import bundled, reading, reasoning, resources, validation
from foedus.vocabulary import PREFIXES, curie, expand

WEAK_STRENGTHS = {"code:encyclopedia", "code:encyclopedia-copy"}

DATE_PROPERTIES = {
    "foedus:asOfDate",
    "foedus:earliestEnd",
    "foedus:earliestStart",
    "foedus:latestEnd",
    "foedus:latestStart",
    "foedus:observedFrom",
    "foedus:observedUntil",
}

# Words that only the background may use: the article says none of this.
BACKGROUND_WORDS = """
    Yokota|Fuchu|Humphreys|Camp H. M. Smith|Ichigaya|Yongsan|Article V|Article VI|Security Treaty
    Combined Forces Command|United Nations Command|U.S. Forces Korea|Far East Command|ANZUS
    Visiting Forces|Reciprocal Access|Fifth Air Force|Jost|Nagumo|Brunson|S/RES|UNTS|TIAS
    2025-03-24|2025-03-30|2024-07-28|1960-06-23|1960-01-19|1951|1953|1978|1957-07-01
    wikidata|geonames|Wikipedia|ATOP|exactMatch|closeMatch|CodeAssignment|SubordinateUnifiedCommand
    UnifiedCombatantCommand|treatyCitation|unTreatyNumber|sourceStrength|weaklySourced
    inferredByEditor|id:stmt-b-|id:count-b-|id:status-b-
"""

# Citations that nobody has seen in a public source yet, and two identifiers of that kind.
UNVERIFIED = """
    3 UST 3329|TIAS 2491|136 UNTS 211|I-5320|373 UNTS 186|11 UST 1632|TIAS 4509|I-5321|373 UNTS 248
    11 UST 1652|TIAS 4510|TIAS 3097|238 UNTS 199|17 UST 1677|TIAS 6127|3 UST 3420|131 UNTS 83
    134608|34608|Q11218
"""

CITATIONS = {
    "anzus-treaty": {"ATS 1952 No 2"},
    "us-japan-administrative-agreement": {"3 UST 3341", "TIAS 2492"},
    "us-japan-sofa": {"Japan Treaty No. 7 of 1960"},
    "us-philippines-treaty-1951": {"177 UNTS 133", "3 UST 3947", "TIAS 2529"},
    "us-philippines-visiting-forces-agreement": {"TIAS 12931"},
    "us-south-korea-treaty-1953": {"5 UST 2368"},
}

ATOP = {
    "us-philippines-treaty-1951": {"3210"},
    "anzus-treaty": {"3215"},
    "us-japan-treaty-1951": {"3220"},
    "us-south-korea-treaty-1953": {"3240"},
    "us-japan-treaty-1960": {"3375"},
}

# State, ISO 3166-1 letters and number, number of COW and GW, letters of COW, Wikidata, GeoNames.
STATES = """
    united-states              usa 840 2   usa Q30  6252001
    japan                      jpn 392 740 jpn Q17  1861060
    south-korea                kor 410 732 rok Q884 1835841
    north-korea                prk 408 731 prk Q423 1873107
    peoples-republic-of-china  chn 156 710 chn Q148 1814991
    taiwan                     twn 158 713 taw Q865 1668284
    australia                  aus 036 900 aul Q408 2077456
    philippines                phl 608 840 phi Q928 1694008
    new-zealand                nzl 554 920 new Q664 2186224
"""

OTHER_ITEMS = """
    tokyo Q1490|hawaii Q782|east-china-sea Q45341|korean-peninsula Q483134|us-space-force Q55088961
    us-navy Q11220|us-air-force Q11223|us-army Q9212|japan-self-defense-forces Q275488
"""

# No public source gives an item of Wikidata for these: a guess would merge two things silently.
WITHOUT_ITEM = """
    us-forces-japan us-indo-pacific-command japan-joint-operations-command us-forces-korea
    combined-forces-command united-nations-command fifth-air-force japan-air-self-defense-force
    japan-ground-self-defense-force japan-maritime-self-defense-force us-japan-treaty-1951
    us-japan-treaty-1960 us-japan-administrative-agreement us-japan-sofa us-south-korea-treaty-1953
    us-south-korea-sofa us-philippines-treaty-1951 us-philippines-visiting-forces-agreement
    anzus-treaty un-charter japan-australia-reciprocal-access-agreement
    japan-philippines-reciprocal-access-agreement unsc-resolution-82 unsc-resolution-83
    unsc-resolution-84 unsc-resolution-1695 unsc-resolution-1718 unsc-resolution-1874
    unsc-resolution-2087 unsc-resolution-2094 unsc-resolution-2270 unsc-resolution-2321
    unsc-resolution-2356 unsc-resolution-2371 unsc-resolution-2375 unsc-resolution-2397
    pete-hegseth gen-nakatani kenichiro-nagumo stephen-jost xavier-brunson senkaku-islands
    southwestern-japan yokota-air-base camp-smith camp-humphreys ichigaya us-marine-corps
"""

Row = tuple[str, ...]


def words(text: str) -> list[str]:
    """The entries of a list, one line or several, parted by bars."""
    return [word.strip() for line in text.splitlines() for word in line.split("|") if word.strip()]


# --- the data


@cache
def quads(*names: str) -> tuple[ox.Quad, ...]:
    """The statements of the bundled data of these names."""
    return tuple(reading.join(bundled.data(names)))


@cache
def background() -> ox.Store:
    """The background alone."""
    return reading.to_store(quads("background"))


@cache
def everything() -> ox.Store:
    """The article and the background."""
    return reading.to_store(quads("article", "background"))


def node(name: str) -> ox.NamedNode:
    """The node with this short name."""
    return ox.NamedNode(expand(name))


def short(term: object) -> str:
    """A term in few letters: a short name, or the text of a literal."""
    return (
        curie(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))
    )


def values(subject: object, name: str, store: ox.Store | None = None) -> set[str]:
    """What the background says of a node by one property."""
    assert isinstance(subject, ox.NamedNode)
    found = (store or background()).quads_for_pattern(subject, node(name), None)
    return {short(quad.object) for quad in found}


def subjects(name: str, value: str, store: ox.Store | None = None) -> set[ox.NamedNode]:
    """The nodes of which the background says this."""
    found = (store or background()).quads_for_pattern(None, node(name), node(value))
    return {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}


def by_subject(name: str, store: ox.Store | None = None) -> dict[str, set[str]]:
    """The values of one property, by the local name of the node."""
    found: dict[str, set[str]] = {}
    for quad in (store or background()).quads_for_pattern(None, node(name), None):
        found.setdefault(short(quad.subject).removeprefix("id:"), set()).add(short(quad.object))
    return found


def rows(nodes: Iterable[ox.NamedNode], *properties: str) -> set[Row]:
    """For each node its values of some properties, several of one property with a space between."""
    return {tuple(" ".join(sorted(values(one, name))) for name in properties) for one in nodes}


def file_text(name: str) -> str:
    """The text of one data file."""
    return resources.data_file(name).read_text(encoding="utf-8")


def said() -> set[tuple[object, object, object]]:
    """The triples that statements with a document say, classes among them."""
    store, found = background(), set[tuple[object, object, object]]()
    kind = node("rdf:type")
    for one in subjects("rdf:type", "foedus:Statement"):
        if not values(one, "foedus:sourcedFrom"):
            continue
        parts = {short(q.predicate): q.object for q in store.quads_for_pattern(one, None, None)}
        if "foedus:stmtSubject" in parts:
            value = parts.get("foedus:stmtObject", parts.get("foedus:stmtValue"))
            found.add((parts["foedus:stmtSubject"], parts["foedus:stmtPredicate"], value))
        elif "foedus:statedClass" in parts:
            found.add((parts["foedus:aboutNode"], kind, parts["foedus:statedClass"]))
    return found


# --- sources


def test_every_fact_names_a_source() -> None:
    told = said()
    faults = []
    for quad in quads("background"):
        subject = quad.subject
        own = {"owl:Ontology", "foedus:SourceDocument"} & values(subject, "rdf:type")
        if own or values(subject, "foedus:sourcedFrom"):
            continue
        if (subject, quad.predicate, quad.object) not in told:
            faults.append(f"{short(subject)} {short(quad.predicate)} {short(quad.object)}")
    assert not faults, "\n".join(faults)


def test_a_fact_without_a_source_would_be_seen() -> None:
    unsourced = (node("id:japan"), node("foedus:wikidataId"), ox.Literal("Q18"))
    assert unsourced not in said()
    assert (*unsourced[:2], ox.Literal("Q17")) in said()


def test_every_cited_document_is_described_and_every_document_is_cited() -> None:
    documents = subjects("rdf:type", "foedus:SourceDocument")
    cited = set(chain.from_iterable(by_subject("foedus:sourcedFrom").values()))
    assert cited == {short(one) for one in documents}
    for one in documents:
        assert len(values(one, "foedus:sourceStrength")) == 1, one
        assert len(values(one, "rdfs:label")) == 1, one
        assert values(one, "dcterms:source"), one


def test_weak_mark_is_exactly_where_all_sources_are_weak_or_the_editor_concluded() -> None:
    faults = []
    for name, documents in by_subject("foedus:sourcedFrom").items():
        one = node(f"id:{name}")
        strengths = {s for d in documents for s in values(node(d), "foedus:sourceStrength")}
        inferred = values(one, "foedus:inferredByEditor") == {"true"}
        weak = strengths <= WEAK_STRENGTHS or inferred
        if values(one, "foedus:weaklySourced") != ({"true"} if weak else set()):
            faults.append(name)
        if inferred and not values(one, "skos:editorialNote"):
            faults.append(f"{name}: inferred without a note")
    marked = (
        by_subject("foedus:weaklySourced").keys() | by_subject("foedus:inferredByEditor").keys()
    )
    faults += marked - by_subject("foedus:sourcedFrom").keys()
    assert not faults, faults


def test_dates_are_dates() -> None:
    for quad in quads("background"):
        if short(quad.predicate) in DATE_PROPERTIES:
            assert isinstance(quad.object, ox.Literal)
            assert curie(quad.object.datatype.value) == "xsd:date", quad
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", quad.object.value), quad


# --- the article's file and the background


@pytest.mark.parametrize("word", words(BACKGROUND_WORDS))
def test_nothing_leaks_into_the_article(word: str) -> None:
    assert word not in file_text("usfj-upgrade")


def test_the_words_that_must_not_leak_are_in_the_background() -> None:
    missing = [word for word in words(BACKGROUND_WORDS) if word not in file_text("background")]
    assert not missing


def test_the_article_cites_the_article_only() -> None:
    assert set(re.findall(r"id:doc-[\w-]+", file_text("usfj-upgrade"))) == {"id:doc-article"}
    assert "id:doc-article" not in file_text("background")


def test_the_files_share_no_triple() -> None:
    assert not set(quads("article")) & set(quads("background"))


# --- identifiers


@pytest.mark.parametrize("citation", words(UNVERIFIED))
def test_nothing_unverified_is_asserted(citation: str) -> None:
    shown = re.compile(rf"(?<![\w-]){re.escape(citation)}(?!\d)")
    for path in [*resources.folder("data").glob("*.ttl"), *resources.ontology_files()]:
        assert not shown.search(path.read_text(encoding="utf-8")), path.name


def test_citations_and_registration_numbers_are_exactly_the_verified_ones() -> None:
    assert by_subject("foedus:treatyCitation") == CITATIONS
    assert by_subject("foedus:unTreatyNumber") == {"us-japan-treaty-1951": {"1835"}}
    assert by_subject("foedus:atopId") == ATOP


def state_rows() -> list[list[str]]:
    """The table of states."""
    return [line.split() for line in STATES.strip().splitlines()]


def items() -> dict[str, str]:
    """The items of Wikidata, by node."""
    states = {row[0]: row[5] for row in state_rows()}
    others = dict(pair.split() for pair in words(OTHER_ITEMS))
    return states | others


def test_wikidata_items_are_exactly_the_table() -> None:
    expected = {name: {item} for name, item in items().items()}
    assert by_subject("foedus:wikidataId", everything()) == expected
    matches = by_subject("skos:exactMatch", everything())
    prefix = "<http://www.wikidata.org/entity/"
    outside = {
        name: {value[len(prefix) : -1] for value in found if value.startswith(prefix)}
        for name, found in matches.items()
    }
    assert {name: found for name, found in outside.items() if found} == expected
    texts = file_text("background") + file_text("usfj-upgrade")
    assert set(re.findall(r"\bQ\d+\b", texts)) == set(items().values())


@pytest.mark.parametrize("name", WITHOUT_ITEM.split())
def test_no_item_is_guessed(name: str) -> None:
    one = node(f"id:{name}")
    known = any(everything().quads_for_pattern(one, None, None))
    assert known, f"{name} is not in the data"
    assert not values(one, "foedus:wikidataId", everything())
    matches = values(one, "skos:exactMatch", everything())
    assert not [match for match in matches if "wikidata" in match]


def test_state_codes_and_places_are_exactly_the_table() -> None:
    codes: dict[str, set[str]] = {}
    for one in subjects("rdf:type", "foedus:CodeAssignment"):
        (holder,) = values(one, "foedus:codeHolder")
        codes.setdefault(holder.removeprefix("id:"), set()).update(
            values(one, "foedus:codeAssigned")
        )
    expected = {
        state: {
            f"code:iso-3166-1-{alpha}",
            f"code:iso-3166-1-{numeric}",
            f"code:cow-{number}",
            f"code:gw-{number}",
            f"code:cow-{letters}",
        }
        for state, alpha, numeric, number, letters, _, _ in state_rows()
    }
    assert codes == expected
    places = {row[0]: {f"<https://sws.geonames.org/{row[6]}/>"} for row in state_rows()}
    assert by_subject("skos:closeMatch") == places


def test_same_as_is_never_used() -> None:
    same = node("owl:sameAs")
    assert not [q for q in quads("article", "background") if same in (q.predicate, q.object)]


# --- sources that disagree


START = ("foedus:earliestStart", "foedus:latestStart", "foedus:sourcedFrom")


def events(kind: str, of: str, role: str = "foedus:involves") -> set[ox.NamedNode]:
    """The events of one kind that concern something."""
    return subjects("rdf:type", kind) & subjects(role, of)


def day(date: str, *documents: str) -> Row:
    """The row of an event on one day by some documents."""
    return date, date, " ".join(sorted(f"id:doc-{name}" for name in documents))


def test_strengths_stand_side_by_side() -> None:
    counts = [
        (everything_value(count, "foedus:nominalValue"), sources(count))
        for count in values(node("id:us-personnel-in-japan"), "foedus:hasCount", everything())
    ]
    assert sorted(counts) == [
        ("35688", "id:doc-askwikinow-usfj"),
        ("54000", "id:doc-laodongdongnai-usfj"),
        ("54000", "id:doc-mixedtimes-jost"),
        ("55000", "id:doc-askwikinow-usfj"),
        ("55154", "id:doc-troopdata"),
        ("60000", "id:doc-article"),
        ("60000", "id:doc-usfj-about"),
    ]


def everything_value(name: str, prop: str) -> str:
    """The only value of a property in all data."""
    (value,) = values(node(name), prop, everything())
    return value


def sources(name: str) -> str:
    """The documents of a node, directly or by its passages."""
    found = values(node(name), "foedus:sourcedFrom", everything())
    for passage in values(node(name), "foedus:evidencedBy", everything()):
        found |= values(node(passage), "foedus:passageOf", everything())
    return " ".join(sorted(found))


CONFLICTS = {
    "United Nations Command": (
        ("foedus:Establishment", "id:united-nations-command", "foedus:changesOrganization"),
        {day("1950-07-07", "unc-history"), day("1950-07-24", "wikipedia-unc")},
    ),
    "treaty of 1960 in force": (
        ("foedus:EntryIntoForce", "id:us-japan-treaty-1960"),
        {day("1960-06-19", "dbpedia-2021"), day("1960-06-23", "studyres-treaty-1960")},
    ),
    "end of the treaty of 1951": (
        ("foedus:Termination", "id:us-japan-treaty-1951"),
        {
            day("1960-01-19", "atop-5-1"),
            day("1960-06-23", "wikipedia-treaty-1951", "hyperlinked-treaty-1951"),
        },
    ),
    "treaty of 1953 in force": (
        ("foedus:EntryIntoForce", "id:us-south-korea-treaty-1953"),
        {
            day("1954-11-17", "eisenhower-1953", "forgotten-victory"),
            day("1954-11-18", "wikipedia-us-rok-treaty"),
        },
    ),
    "Visiting Forces Agreement in force": (
        ("foedus:EntryIntoForce", "id:us-philippines-visiting-forces-agreement"),
        {day("1999-05-27", "kennedywarne-vfa"), day("1999-06-01", "pdfslide-vfa")},
    ),
    "resolution 2375": (
        ("foedus:Adoption", "id:unsc-resolution-2375"),
        {day("2017-09-11", "asil-2375"), day("2017-09-12", "mofa-korea-2375")},
    ),
    "suspension of New Zealand": (
        ("foedus:Event", "id:new-zealand"),
        {day("1986-08-11", "walladb-anzus")},
    ),
    "press conference": (
        ("foedus:Event", "id:pete-hegseth"),
        {
            day("2025-03-29", "nims360-press-conference"),
            day("2025-03-30", "nims360-press-conference"),
        },
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_conflicting_dates_stand_side_by_side(name: str) -> None:
    chosen, expected = CONFLICTS[name]
    assert rows(events(*chosen), *START) == expected


def test_new_zealand_both_left_the_alliance_and_did_not() -> None:
    memberships = subjects("foedus:memberAgent", "id:new-zealand")
    found = rows(memberships, "foedus:latestEnd", "foedus:sourcedFrom")
    assert found == {
        ("", "id:doc-fredsakademiet-anzus id:doc-wikipedia-anzus"),
        ("1986-09-17", "id:doc-atop-5-1 id:doc-fredsakademiet-anzus"),
    }


def test_access_agreement_was_signed_in_two_places() -> None:
    signatures = events("foedus:Signature", "id:japan-philippines-reciprocal-access-agreement")
    assert rows(signatures, "foedus:takesPlaceAt", "foedus:sourcedFrom") == {
        ("id:manila", "id:doc-mofa-japan-philippines-raa"),
        ("id:tokyo", "id:doc-sentry-magazine-raa"),
    }


def test_denials_stand_beside_what_they_deny() -> None:
    statements = subjects("rdf:type", "foedus:Statement")
    denials = {one for one in statements if values(one, "foedus:negated") == {"true"}}
    assert not [one for one in denials if values(one, "foedus:admitted")]
    about = rows(denials, "foedus:stmtSubject", "foedus:aboutNode", "foedus:sourcedFrom")
    ends = [f"id:termination-us-japan-treaty-1951-1960-{end}" for end in ("01-19", "06-23")]
    assert about == {
        ("id:obligation-defense-1960-japan", "", "id:doc-atop-5-1"),
        ("", " ".join(ends), "id:doc-gibler-2009"),
    }
    duty = node("id:obligation-defense-1960-japan")
    assert values(duty, "foedus:obligationType") == {"code:defense"}


def test_lists_of_states_keep_their_own_years() -> None:
    used = {
        state: rows(
            subjects("foedus:codeHolder", f"id:{state}"),
            "foedus:codeAssigned",
            "foedus:latestStart",
            "foedus:latestEnd",
        )
        for state in ("japan", "south-korea")
    }
    dated = {state: {row for row in found if any(row[1:])} for state, found in used.items()}
    assert dated == {
        "japan": {
            ("code:cow-740", "", "1945-08-14"),
            ("code:cow-740", "1952-04-28", ""),
            ("code:gw-740", "1816-12-31", ""),
        },
        "south-korea": {
            ("code:cow-732", "1949-06-29", ""),
            ("code:gw-732", "1948-08-15", ""),
        },
    }


# --- whole


def report(data: Iterable[ox.Quad]) -> list[str]:
    """What the shapes find in some data."""
    turtle = ox.serialize([quad.triple for quad in data], format=ox.RdfFormat.TURTLE)
    assert turtle is not None
    document = reading.read_bytes(turtle, ox.RdfFormat.TURTLE, "data.ttl")
    found = validation.validate([document]).findings
    return [f"{one.rule} {one.subject}" for one in found]


def test_data_conform() -> None:
    assert validation.validate(bundled.data(("article", "background"))).conforms


def test_data_hold_no_contradiction() -> None:
    assert reasoning.infer(quads("article", "background")).contradictions == ()


# --- without what is weak


@cache
def strong() -> tuple[ox.Quad, ...]:
    """All data without what rests on weak sources only."""
    return tuple(bundled.without_weak(quads("article", "background")))


def test_without_weak_keeps_no_mark_and_no_loose_end() -> None:
    marks = {node("foedus:weaklySourced"), node("foedus:inferredByEditor")}
    assert not [quad for quad in strong() if quad.predicate in marks]
    before = {quad.subject for quad in quads("article", "background")}
    after = {quad.subject for quad in strong()}
    assert not [quad for quad in strong() if quad.object in before - after]


def test_without_weak_takes_the_marked_nodes_and_the_documents_that_only_they_cite() -> None:
    before = {quad.subject for quad in quads("article", "background")}
    gone = {short(one) for one in before - {quad.subject for quad in strong()}}
    marked = {f"id:{name}" for name in by_subject("foedus:weaklySourced")}
    assert marked <= gone
    documents = {
        "id:doc-askwikinow-usfj",
        "id:doc-ipfs-indopacom",
        "id:doc-ipfs-jsdf",
        "id:doc-osint-alliances",
        "id:doc-wikipedia-2094",
        "id:doc-wikipedia-2270",
        "id:doc-wikipedia-nakatani",
        "id:doc-wikiwand-uspacom",
        "id:doc-zxc-1874",
    }
    assert gone - marked == documents


def test_without_weak_leaves_the_article_alone() -> None:
    assert set(quads("article")) <= set(strong())
    assert bundled.without_weak(quads("article")) == list(quads("article"))


def test_without_weak_drops_what_only_weak_statements_say() -> None:
    store = reading.to_store(strong())
    assert "foedus:SubordinateUnifiedCommand" not in values(
        node("id:us-forces-japan"), "rdf:type", store
    )
    assert values(node("id:us-forces-korea"), "rdf:type", store) == {"foedus:NationalCommand"}
    assert not values(node("id:combined-forces-command"), "skos:exactMatch", store)
    assert "us-army" not in by_subject("foedus:wikidataId", store)
    denial = node("id:stmt-b-us-japan-treaty-1951-still-in-force")
    left = "id:termination-us-japan-treaty-1951-1960-01-19"
    assert values(denial, "foedus:aboutNode", store) == {left}


def test_without_weak_conforms_and_holds_no_contradiction() -> None:
    assert not report(strong())
    assert reasoning.infer(strong()).contradictions == ()


SMALL = """
id:paper a foedus:SourceDocument . id:copy a foedus:SourceDocument .
id:post a foedus:Post ; rdfs:label "post"@en ; foedus:postIn id:command ;
    foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
id:term a foedus:PostHolding ; foedus:postHeld id:post ; foedus:sourcedFrom id:paper .
id:command foedus:ofState id:japan ; foedus:partOf id:whole .
id:weak a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:ofState ;
    foedus:stmtObject id:japan ; foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
id:strong a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:ofState ;
    foedus:stmtObject id:japan ; foedus:sourcedFrom id:paper .
id:alone a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:partOf ;
    foedus:stmtObject id:whole ; foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
"""


def test_without_weak_keeps_what_better_sources_say_too() -> None:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    document = reading.read_bytes((head + SMALL).encode(), ox.RdfFormat.TURTLE, "small.ttl")
    store = reading.to_store(bundled.without_weak(document.quads))
    post = {short(q.predicate) for q in store.quads_for_pattern(node("id:post"), None, None)}
    assert post == {"rdf:type", "rdfs:label"}
    command = {short(q.predicate) for q in store.quads_for_pattern(node("id:command"), None, None)}
    assert command == {"foedus:ofState"}
    left = {short(quad.subject) for quad in store}
    assert left == {"id:paper", "id:post", "id:term", "id:command", "id:strong"}


# --- the world on four days


DEFAULT = 'VALUES ?asOf { "2025-03-31"^^xsd:date }'
DAYS = ("1955-01-01", "1975-06-01", "2012-12-31", "2025-03-31")
QUERIES = [path.stem for path in resources.snapshot_files()]

COMMANDS = {
    "1955-01-01": "japan-self-defense-forces united-nations-command us-indo-pacific-command",
    "1975-06-01": """
        japan-self-defense-forces united-nations-command us-forces-japan us-forces-korea
        us-indo-pacific-command
    """,
    "2012-12-31": """
        combined-forces-command japan-self-defense-forces united-nations-command us-forces-japan
        us-forces-korea us-indo-pacific-command
    """,
    "2025-03-31": """
        combined-forces-command japan-joint-operations-command japan-self-defense-forces
        united-nations-command us-forces-japan us-forces-korea us-indo-pacific-command
    """,
}

AGREEMENTS = {
    "1955-01-01": """
        anzus-treaty un-charter us-japan-administrative-agreement us-japan-treaty-1951
        us-philippines-treaty-1951 us-south-korea-treaty-1953
    """,
    "1975-06-01": """
        anzus-treaty un-charter us-japan-sofa us-japan-treaty-1960 us-philippines-treaty-1951
        us-south-korea-sofa us-south-korea-treaty-1953
    """,
    "2012-12-31": """
        anzus-treaty un-charter us-japan-sofa us-japan-treaty-1960 us-philippines-treaty-1951
        us-philippines-visiting-forces-agreement us-south-korea-sofa us-south-korea-treaty-1953
    """,
    "2025-03-31": """
        anzus-treaty japan-australia-reciprocal-access-agreement un-charter us-japan-sofa
        us-japan-treaty-1960 us-philippines-treaty-1951 us-philippines-visiting-forces-agreement
        us-south-korea-sofa us-south-korea-treaty-1953
    """,
}

TREATY_OF_US_AND_JAPAN = {
    "1955-01-01": "us-japan-treaty-1951",
    "1975-06-01": "us-japan-treaty-1960",
    "2012-12-31": "us-japan-treaty-1960",
    "2025-03-31": "us-japan-treaty-1960",
}

CERTAIN_HOLDERS = {
    "1955-01-01": set[str](),
    "1975-06-01": set[str](),
    "2012-12-31": set[str](),
    "2025-03-31": {"pete-hegseth", "gen-nakatani", "stephen-jost"},
}


@cache
def graph() -> rdflib.Graph:
    """The article and the background, for rdflib."""
    found = rdflib.Graph()
    for path in map(resources.data_file, bundled.DATA_FILES.values()):
        found.parse(Path(path), format="turtle")
    return found


def query(name: str, date: str) -> str:
    """The text of a query of the picture, for one day."""
    (path,) = (path for path in resources.snapshot_files() if path.stem == name)
    text = path.read_text(encoding="utf-8")
    assert text.count(DEFAULT) == 1
    return text.replace(DEFAULT, DEFAULT.replace("2025-03-31", date))


@cache
def picture(name: str, date: str, engine: str) -> tuple[Row, ...]:
    """The rows that one engine gives for one part of the picture of a day, by local names."""
    found: list[Row] = []
    if engine == "rdflib":
        for row in graph().query(query(name, date)):
            assert isinstance(row, rdflib.query.ResultRow)
            found.append(tuple("" if term is None else str(term) for term in row))
    else:
        answer = everything().query(query(name, date))
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            found.append(tuple(str(getattr(term, "value", "")) for term in solution))
    return tuple(tuple(value.rpartition("/")[2] for value in row) for row in found)


engines = pytest.mark.parametrize("engine", ["pyoxigraph", "rdflib"])
days = pytest.mark.parametrize("date", DAYS)


@engines
@days
def test_commands_of_the_day(date: str, engine: str) -> None:
    found = picture("1-commands", date, engine)
    assert [row[0] for row in found] == COMMANDS[date].split()
    assert {row[-1] for row in found} == {"certain"}


@engines
@days
def test_agreements_of_the_day(date: str, engine: str) -> None:
    found = picture("2-agreements", date, engine)
    assert [row[0] for row in found] == AGREEMENTS[date].split()
    assert {row[-1] for row in found} == {"certain"}


@engines
@days
def test_alliance_rests_on_the_treaty_of_the_day(date: str, engine: str) -> None:
    found = [row for row in picture("3-alliances", date, engine) if row[0] == "us-japan-alliance"]
    treaty = TREATY_OF_US_AND_JAPAN[date]
    assert found == [
        ("us-japan-alliance", "japan", treaty, "certain"),
        ("us-japan-alliance", "united-states", treaty, "certain"),
    ]


@engines
@days
def test_posts_of_the_day(date: str, engine: str) -> None:
    found = picture("5-posts", date, engine)
    assert {row[1] for row in found if row[-1] == "certain"} == CERTAIN_HOLDERS[date]


@engines
def test_nobody_reports_to_a_command_before_it_is_there(engine: str) -> None:
    assert not picture("6-reporting", "1955-01-01", engine)
    later = picture("6-reporting", "2012-12-31", engine)
    assert not [row for row in later if "joint-operations" in row[1]]
    assert [row for row in picture("6-reporting", "2025-03-31", engine) if "joint-op" in row[1]]


@engines
def test_no_force_is_in_japan_by_a_treaty_not_yet_in_force(engine: str) -> None:
    assert not picture("7-stationing", "1955-01-01", engine)
    bases = {row[2] for row in picture("7-stationing", "1975-06-01", engine)}
    assert bases == {"us-japan-treaty-1960", "us-japan-treaty-1960-art-6"}


@days
@pytest.mark.parametrize("name", QUERIES)
def test_engines_agree_on_the_day(name: str, date: str) -> None:
    assert sorted(picture(name, date, "pyoxigraph")) == sorted(picture(name, date, "rdflib"))


def test_four_days_give_four_pictures() -> None:
    pictures = {tuple(picture(name, date, "pyoxigraph") for name in QUERIES) for date in DAYS}
    assert len(pictures) == len(DAYS)
