"""Laws that the background keeps: what is said in one place tells what must stand in another.

Its header states two of them: the dates of party statuses and memberships are those of the
treaties, and a value belongs to all documents that were found for it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

import test_background as told

SCOPES = Path(__file__).parent / "cases" / "document-scopes.tsv"
"""For each document its publisher or repository, and a pattern of what it can be a source for."""

# Whose documents have which strength: hosts, or repositories with files of data. The first that
# fits holds.
PUBLISHERS = {
    "primary-source": (
        r".*\.(gov|mil)|.*\bun\.org|.*mofa\.go\.(jp|kr)|.*presidency\.ucsb\.edu|worldjpn\.net",
        r".*euinjapan\.jp|.*dvidshub\.net|en\.wikisource\.org",
    ),
    "encyclopedia": (r"(de|en)\.(m\.)?wikipedia\.org",),
    "encyclopedia-copy": (r".*(wiki(?!leaks).*\..*|\.wiki)|triplydb\.com",),
    "published-work": (
        r"asil\.org|fredsakademiet\.dk|issuhub\.com|books\.google\..*",
        r".*securitycouncilreport\.org",
    ),
    "private-page": (r".*kennedywarne\.com|walladb\.com",),
    "press-report": (
        r".*times.*\..*|.*(stripes|usni|nippon|yomiuri|punto|sentry|business|hstoday).*\..*",
        r"mb\.com\.ph",
    ),
    "unofficial-copy": (r".*\..*", r"MmdrzaCo/Latest"),
    "data-file": (r"[\w-]+/[\w-]+",),
}

# What one data set says of one member: no date of the whole treaty.
OF_ONE_DATA_SET = {"id:membership-new-zealand-in-anzus-alliance-until-1986"}
# The sources at hand do not say within which area this duty arises.
NO_AREA = {"id:us-south-korea-treaty-1953-mutual-aid"}
# The provisions of these put duties on one side only, and no party statuses are on record.
OF_TWO = {"id:japan", "id:united-states"}


NOT_ADMITTED = {
    "atop-japan-no-defense-obligation",
    "upgrade-cancellation-proposed-2025",
    "upgrade-reporting-announced-2024",
    "upgrade-to-form-announced-2024",
    "us-japan-treaty-1951-still-in-force",
}


def sources(name: str) -> set[str]:
    """The documents of a node."""
    return told.values(told.node(name), "foedus:sourcedFrom")


def sources_of_all(names: Iterable[str]) -> set[str]:
    """The documents of some nodes together."""
    return {document for name in names for document in sources(name)}


def values(names: Iterable[str], key: str) -> list[str]:
    """What some nodes say by one property, in order."""
    return sorted(one for name in names for one in told.values(told.node(name), f"foedus:{key}"))


def of(kind: str) -> list[str]:
    """The nodes of a class."""
    return sorted(map(told.short, told.subjects("rdf:type", f"foedus:{kind}")))


def relations() -> list[str]:
    """The party statuses and memberships."""
    return [*of("PartyStatus"), *of("AllianceMembership")]


def events(kind: str, agreement: str) -> list[str]:
    """What happened to an agreement, of one class of events."""
    about = set(map(told.short, told.subjects("foedus:involves", agreement)))
    return [one for one in of(kind) if one in about]


def agreement_of(name: str) -> str:
    """The agreement of a party status; for a membership that which founded the alliance first."""
    if agreement := values([name], "statusOf"):
        return agreement[0]
    founding = values(values([name], "membershipOf"), "foundedOn")
    return min(founding, key=lambda one: values(events("EntryIntoForce", one), "earliestStart"))


def test_a_relation_begins_as_its_treaty_enters_into_force() -> None:
    for name in relations():
        begun = events("EntryIntoForce", agreement_of(name))
        assert values([name], "earliestStart") == values(begun, "earliestStart")[:1], name
        assert values([name], "latestStart") == values(begun, "latestStart")[-1:], name


def test_a_party_status_ends_as_its_agreement_does() -> None:
    for name in of("PartyStatus"):
        ended = events("Termination", agreement_of(name))
        assert values([name], "earliestEnd") == values(ended, "earliestStart")[:1], name
        assert values([name], "latestEnd") == values(ended, "latestStart")[-1:], name


def test_the_sources_of_a_relation_are_those_of_its_dates() -> None:
    for name in set(relations()) - OF_ONE_DATA_SET:
        dated = events("EntryIntoForce", agreement_of(name))
        if name in of("PartyStatus"):
            dated += events("Termination", agreement_of(name))
        assert sources(name) == sources_of_all(dated), name


def provision_of(duty: str) -> str:
    """The one provision that a duty comes from."""
    (provision,) = map(told.short, told.subjects("foedus:createsObligation", duty))
    return provision


def test_a_duty_comes_from_one_provision_and_its_documents() -> None:
    for name in of("Obligation"):
        provision = provision_of(name)
        assert sources(name) == sources(provision), name
        (treaty,) = values([provision], "provisionOf")
        place = re.sub("^id:|us-japan-|-treaty|treaty-", "", treaty)
        place = "1960" if place == "prior-consultation-notes" else place
        assert re.fullmatch(rf"id:obligation-[a-z]+-{place}(-.+)?", name), treaty


def test_a_duty_is_towards_the_other_parties() -> None:
    for name in of("Obligation"):
        agreement = values([provision_of(name)], "provisionOf")
        statuses = [one for one in of("PartyStatus") if values([one], "statusOf") == agreement]
        parties = set(values(statuses, "partyInStatus")) or OF_TWO
        obligor, beneficiaries = values([name], "obligor"), values([name], "beneficiary")
        assert {*obligor, *beneficiaries} == parties, name
        assert len(obligor) == 1, name
        assert obligor[0] not in beneficiaries, name


def test_a_duty_of_defense_arises_from_an_attack_within_an_area() -> None:
    for name in of("Obligation"):
        conditions = set()
        if values([name], "obligationType") == ["code:defense"]:
            conditions = {"code:armed-attack"}
            if provision_of(name) not in NO_AREA:
                conditions.add("code:territory-limited")
        assert set(values([name], "condition")) == conditions, name


def test_the_sources_of_a_resolution_are_those_of_its_adoptions() -> None:
    by_resolution: dict[str, set[str]] = {}
    for name in of("Adoption"):
        (resolution,) = values([name], "involves")
        by_resolution.setdefault(resolution, set()).update(sources(name))
    assert by_resolution == {one: sources(one) for one in of("SecurityCouncilResolution")}


def test_a_resolution_is_adopted_in_its_year_and_after_those_with_smaller_numbers() -> None:
    by_number = []
    for name in of("Adoption"):
        (resolution,), (day,) = values([name], "involves"), values([name], "earliestStart")
        (label,) = told.values(told.node(resolution), "rdfs:label")
        assert label.endswith(f"({day[:4]})"), name
        by_number.append((int(resolution.rpartition("-")[2]), day))
    days = [day for _, day in sorted(by_number)]
    assert days == sorted(days)


def test_a_number_of_wikidata_and_the_match_with_its_item_have_the_same_sources() -> None:
    names = of("Statement")
    for name in names:
        if name.endswith("-wikidata-id"):
            match = name.removesuffix("wikidata-id") + "exact-match-q"
            others = [one for one in names if one.startswith(match)]
            assert all(sources(one) == sources(name) for one in others), name


def test_a_code_comes_from_the_table_of_its_scheme() -> None:
    tables = {"iso": "country-codes", "cow": "countrycode-cow", "gw": "countrycode-gw"}
    for name in of("CodeAssignment"):
        scheme = name.removeprefix("id:code-assignment-").partition("-")[0]
        assert f"id:doc-{tables[scheme]}" in sources(name), name


def test_names_and_numbers_are_plain_text() -> None:
    """With a language a query that looks for the bare text would not find it."""
    keys = {"dcterms:identifier", "dcterms:source", "foedus:provisionNumber"}
    for quad in told.quads("background"):
        if told.short(quad.predicate) in keys and isinstance(quad.object, ox.Literal):
            assert quad.object.language is None, quad


def test_a_statement_is_admitted_unless_it_denies_or_tells_of_a_plan() -> None:
    names = {one for one in of("Statement") if values([one], "admitted") != ["true"]}
    assert names == {f"id:stmt-b-{name}" for name in NOT_ADMITTED}


@cache
def scopes() -> dict[str, tuple[str, str]]:
    """The publisher of each document, and the pattern of what it can be a source for."""
    with SCOPES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {f"id:{row['document']}": (row["publisher"], row["names"]) for row in rows}


def test_no_document_is_a_source_for_what_it_does_not_speak_of() -> None:
    faults = [
        f"{document} is no source for {name}"
        for name, documents in told.by_subject("foedus:sourcedFrom").items()
        for document in documents
        if not re.fullmatch(scopes()[document][1], name)
    ]
    assert not faults, "\n".join(faults)


def publisher(document: str) -> str:
    """The host of a document's address, or the repository of a file."""
    (address,) = told.values(told.node(document), "dcterms:source")
    found = re.match(r"<https?://([^/>]+)|([\w-]+/[\w-]+)\b", address)
    assert found, f"{document}: {address}"
    return found[1] or found[2]


def test_a_document_is_found_where_it_was_published() -> None:
    found = {document: publisher(document) for document in of("SourceDocument")}
    assert found == {document: host for document, (host, _) in scopes().items()}


def test_the_strength_of_a_document_goes_with_its_publisher() -> None:
    patterns = {kind: "|".join(several) for kind, several in PUBLISHERS.items()}
    for document in of("SourceDocument"):
        host = publisher(document)
        first = next(kind for kind, pattern in patterns.items() if re.fullmatch(pattern, host))
        if any(
            "translation" in note for note in told.values(told.node(document), "skos:editorialNote")
        ):
            first = "unofficial-copy"
        assert values([document], "sourceStrength") == [f"code:{first}"], (document, host)
