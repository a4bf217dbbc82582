"""The index of the search field, and the list that stands in for it where no script runs."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from conftest import BASE
from foedus.publishing.pages import search
from foedus.publishing.pages.frame import shell_of
from foedus.publishing.site import Site, user_site
from helpers import sites

MOST = 20_000
"""The bytes that the index of our data may have when it travels, by gzip."""
Entry = tuple[str, str, str, list[str]]


@pytest.fixture(scope="module")
def index(published: Path) -> list[Entry]:
    return entries((published / search.PATH).read_bytes())


def entries(data: bytes) -> list[Entry]:
    kinds, found = json.loads(data)
    return [(kinds[kind], label, page, [*others, []][0]) for kind, label, page, *others in found]


def test_everything_with_a_page_of_its_own_is_in_the_index(site: Site, index: list[Entry]) -> None:
    """Things, terms, codes, statements and questions; of texts only those that are documents."""
    told = {page for _, _, page, _ in index}
    assert len(told) == len(index)
    texts = ("Passage", "Quotation", "Designation")
    left_out = {
        iri
        for iri in site.entities
        if any(one.endswith(f"#{t}") for one in site.types(iri) for t in texts)
    }
    wanted = {path for iri, path in site.resources.items() if iri not in left_out}
    wanted |= {f"queries/{one.path.stem}" for one in site.questions}
    assert told == wanted


def test_every_entry_leads_to_a_page(published: Path, index: list[Entry]) -> None:
    assert [page for _, _, page, _ in index if not (published / f"{page}.html").is_file()] == []


def test_the_index_travels_in_few_bytes(published: Path) -> None:
    assert len(gzip.compress((published / search.PATH).read_bytes(), 9)) <= MOST


def test_what_is_planned_or_claimed_is_not_found_as_if_it_were_so(
    site: Site, index: list[Entry]
) -> None:
    by_page = {page: kind for kind, _, page, _ in index}
    unheld = {site.resources[node.value]: how for node, how in site.standings.unheld.items()}
    assert {"planned", "claimed"} <= set(unheld.values())
    assert [page for page, how in unheld.items() if not by_page[page].endswith(f", {how}")] == []


def test_other_names_and_numbers_are_in_it(index: list[Entry]) -> None:
    by_page = {page: (kind, label, others) for kind, label, page, others in index}
    assert by_page["id/us-forces-japan"] == ("national command", "U.S. Forces Japan", ["USFJ"])
    assert by_page["id/stmt-f65"] == ("statement", "F65", [])
    assert by_page["term/reportsTo"] == ("property", "reports to", ["reportsTo"])
    kind, _, others = by_page["queries/021-who-stood-above-a-command"]
    assert (kind, others) == ("question", ["021"])


def test_without_scripts_the_list_holds_the_same(published: Path, index: list[Entry]) -> None:
    page = sites.page(published / "things.html")
    linked = {address.removesuffix(".html") for tag, _, address in page.links if tag == "a"}
    assert {page for _, _, page, _ in index} <= linked
    (form,) = (attributes for tag, attributes in page.elements if tag == "form")
    assert (form["role"], form["action"]) == ("search", "things.html")


def test_records_of_tables_have_no_entry(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(
        "@prefix foedus: <https://w3id.org/foedus/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<http://e/x> a foedus:AllianceRecord ; rdfs:label "row 7"@en .\n'
        '<http://e/y> a foedus:Alliance ; rdfs:label "</script><b>"@en .\n'
    )
    shell = shell_of(user_site([str(file)]))
    found = entries(search.file(shell)[1])
    labels = {label for _, label, _, _ in found}
    assert "row 7" not in labels and "</script><b>" in labels
    assert not re.search("[<>]", search.for_one_file(shell))


# --- the address of a page ----------------------------------------------------------------


def test_canonical_links_are_the_addresses_in_the_sitemap(published: Path) -> None:
    """Each page says the address at which the sitemap has it, below --base."""
    told = re.findall("<loc>(.*?)</loc>", (published / "sitemap.xml").read_text())
    assert BASE in told and f"{BASE}id/us-forces-japan.html" in told
    said = []
    for path in published.rglob("*.html"):
        links = re.findall('<link rel="canonical" href="([^"]*)"', path.read_text(encoding="utf-8"))
        if path.relative_to(published).as_posix() not in ("404.html", "offline.html"):
            assert len(links) == 1, path
        said += links
    assert sorted(said) == sorted(told)


def test_without_a_base_no_page_claims_an_address() -> None:
    from foedus.publishing.pages.frame import Here
    from foedus.publishing.site import bundled_site

    assert Here(shell_of(bundled_site()), "id/japan.html").address == ""
