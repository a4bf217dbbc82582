"""The pages of data that name what they do not describe, in languages other than English."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

import pytest

from foedus.publishing import pages, query_page
from foedus.publishing.html import apart
from foedus.publishing.pages import lists
from foedus.publishing.pages.frame import Head, Shell, shell_of
from foedus.publishing.site import Site, user_site
from helpers.sites import Page

PREFIXES = """
@prefix code: <https://w3id.org/foedus/code/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

UNDESCRIBED = (
    PREFIXES
    + """
id:corps a foedus:NationalCommand ; rdfs:label "corps"@en ; foedus:evidencedBy <urn:x:passage> .
id:stmt-a a foedus:Statement ; dcterms:identifier "F1" ;
    foedus:stmtSubject id:corps ; foedus:stmtPredicate foedus:reportsTo ;
    foedus:stmtObject id:army ;
    foedus:voice code:source-voice ; foedus:modality code:intended ;
    foedus:evidencedBy <http://example.org/passage> .
<https://w3id.org/foedus/queries/stmt-b> a foedus:Statement ; dcterms:identifier "F2" ;
    foedus:stmtSubject id:corps ; foedus:stmtPredicate foedus:reportsTo ;
    foedus:stmtObject id:army ;
    foedus:voice code:source-voice ; foedus:modality code:actual ; foedus:admitted true ;
    foedus:evidencedBy <urn:x:passage> .
id:treaty a foedus:Treaty ; rdfs:label "treaty"@en .
id:signing a foedus:Signature ; foedus:involves id:treaty ;
    foedus:earliestStart "1960-01-01"^^xsd:date ; foedus:latestStart "1960-01-01"^^xsd:date .
[] a foedus:Signature ; foedus:involves id:treaty ;
    foedus:earliestStart "1962-01-01"^^xsd:date ; foedus:latestStart "1962-01-01"^^xsd:date .
<https://w3id.org/foedus/queries/named> a foedus:Designation ; foedus:interpretedAs id:corps ;
    foedus:designationText "the corps"@en ; foedus:partOf <urn:x:passage> .
id:called a foedus:Designation ; foedus:interpretedAs id:corps ; foedus:partOf [] , "words" ;
    foedus:designationText "that corps"@en .
"""
)


def written(folder: Path, turtle: str) -> dict[str, str]:
    """The HTML pages of a site of these data, by path."""
    file = folder / "data.ttl"
    file.write_text(turtle, encoding="utf-8")
    found = pages.files(user_site([str(file)]))
    return {path: data.decode() for path, data in found if path.endswith(".html")}


@pytest.fixture(scope="module")
def undescribed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(tmp_path_factory.mktemp("undescribed"), UNDESCRIBED)


def test_no_link_is_empty(undescribed: dict[str, str]) -> None:
    for path, html in undescribed.items():
        assert "" not in [address for _, _, address in Page(html).links], path


def test_what_has_no_page_is_named_without_a_link(undescribed: dict[str, str]) -> None:
    assert "<footer>passage</footer>" in undescribed["id/corps.html"]
    away = '<a class="away" href="http://example.org/passage" rel="external">passage</a>'
    assert away in undescribed["id/stmt-a.html"]
    assert '<span class="number">F2 </span>' in undescribed["things.html"]
    assert '<p class="value">on 1962-01-01</p>' in undescribed["conflicts.html"]


def test_words_that_are_not_known_are_not_quoted(undescribed: dict[str, str]) -> None:
    for path, html in undescribed.items():
        assert "“<bdi></bdi>”" not in html, path


# --- languages --------------------------------------------------------------------

FRENCH = (
    PREFIXES
    + """
id:accord a foedus:Treaty ; rdfs:label "accord"@en .
id:texte a foedus:SourceDocument ; rdfs:label "text"@en .
id:stmt-a a foedus:Statement ; dcterms:identifier "F1" ; foedus:aboutNode id:accord ;
    foedus:stmtSubject id:accord ; foedus:stmtPredicate foedus:hasParty ; foedus:stmtObject id:x ;
    foedus:voice code:source-voice ; foedus:modality code:actual ; foedus:admitted true ;
    foedus:evaluativeTerm "historique"@fr ; foedus:scopeText "au nord"@fr ;
    foedus:evidencedBy id:passage-a , id:passage-b .
id:passage-a a foedus:Passage ; foedus:passageOf id:texte ; foedus:charStart 0 ;
    foedus:exactText "un accord historique"@fr .
id:passage-b a foedus:Passage ; foedus:passageOf id:texte ; foedus:charStart 30 ;
    foedus:exactText "sine lingua" .
id:named a foedus:Designation ; foedus:interpretedAs id:accord ; foedus:partOf id:passage-a ;
    foedus:designationText "l’accord"@fr .
"""
)


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(tmp_path_factory.mktemp("french"), FRENCH)


@pytest.mark.parametrize(
    ("path", "tag", "words"),
    [
        ("id/stmt-a.html", "fr", "un accord historique"),
        ("id/stmt-a.html", "", "sine lingua"),
        ("id/passage-a.html", "fr", "un accord historique"),
        ("id/texte.html", "", "sine lingua"),
    ],
)
def test_quoted_words_are_in_their_own_language(
    french: dict[str, str], path: str, tag: str, words: str
) -> None:
    assert f'“<bdi lang="{tag}">{words}</bdi>”' in french[path]


def test_words_among_the_triples_are_in_their_own_language(french: dict[str, str]) -> None:
    for words in ("historique", "au nord"):
        assert f'<td><bdi lang="fr">{words}</bdi></td>' in french["id/stmt-a.html"]
    assert '<bdi lang="">sine lingua</bdi>' in french["id/passage-b.html"]


# --- two sites at once ------------------------------------------------------------


def test_a_second_site_changes_nothing_in_the_first(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(FRENCH, encoding="utf-8")
    other = user_site([str(file)])
    ours, theirs = Shell(site), Shell(other)
    for shell, licence in ((ours, "CC BY 4.0"), (theirs, "The licence of each source")):
        told = list(shell.site.statements.values())
        _, page = shell.page(
            "things.html",
            "things.html",
            Head("Things", "", "things.html"),
            sections=[],
            told=told,
            long={},
            few=len,
            tables=[],
            questions=[],
            terms=[],
        )
        assert licence in page.decode()
        for one in told:
            assert str(apart(shell.know.sentence(one.iri))) in page.decode()


def test_all_who_write_pages_of_a_site_share_what_they_know(site: Site) -> None:
    assert shell_of(site) is shell_of(site)
    assert shell_of(site).site is site


# --- what scripts are told ----------------------------------------------------------


def test_settings_hold_data_as_text(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    label = "</script><script>alert(1)</script>\u202eesrever"
    file.write_text(f'{PREFIXES} id:us-forces-japan a foedus:Command ; rdfs:label "{label}" .')
    files = dict(query_page.files(user_site([str(file)], offline=True)))
    for path in ("query.html", "chain.html", "offline.html"):
        html = files[path].decode()
        told = re.findall(r'<script type="application/json" id="settings">(.*?)</script>', html)
        assert len(told) == 1 and json.loads(told[0])["prefixes"]["id"].endswith("/foedus/id/")
        assert "\u202e" not in html and "<script>alert" not in html, path
    packed = base64.b64decode(json.loads(told[0])["data"][0]["packed"])
    assert label in gzip.decompress(packed).decode()


# --- a site of one's own ------------------------------------------------------------

TABLE = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix graph: <https://w3id.org/foedus/graph/> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:pact a foedus:Treaty ; rdfs:label "Pact of X"@en .
graph:table { ROWS }
graph:crosswalk { id:row-7 skos:exactMatch id:pact . }
graph:sources { graph:table dcterms:title "Table of pacts" ; dcterms:license "CC0-1.0" ;
    foedus:rowsRead 503 .
    graph:crosswalk dcterms:license "CC0-1.0" . }
"""
ROW = """id:row-N a foedus:AgreementRecord ; foedus:sourceRow N ; dcterms:identifier "T-N" .
    id:signing-N a foedus:Signature ; foedus:involves id:row-N ;
        foedus:earliestStart "1950-01-01"^^xsd:date ; foedus:latestStart "1950-01-01"^^xsd:date .
    id:row-N foedus:hasCount id:number-N . id:number-N foedus:nominalValue N ;
        foedus:countedCategory <https://w3id.org/foedus/code/coast-guard> .
"""


UNITS = """
id:brigade a foedus:MilitaryOrganization ; rdfs:label "Brigade X"@en .
id:staff a foedus:MilitaryOrganization ; rdfs:label "Staff X"@en .
id:flotilla a foedus:MilitaryOrganization ; rdfs:label "Flotilla X"@en .
id:line a foedus:CommandRelationship ; foedus:sourceRow 700 ;
    foedus:subordinateParty id:brigade ; foedus:superiorParty id:staff ;
    foedus:authorityType <https://w3id.org/foedus/code/reporting-unspecified> ;
    foedus:observedFrom "2012-01-01"^^xsd:date ; foedus:observedUntil "2025-12-31"^^xsd:date .
id:plan a foedus:CommandRelationship ; foedus:sourceRow 701 ;
    foedus:subordinateParty id:flotilla ; foedus:superiorParty id:brigade ;
    foedus:authorityType <https://w3id.org/foedus/code/reporting-unspecified> ;
    foedus:latestStart "2012-01-01"^^xsd:date .
id:said a foedus:Statement ; foedus:aboutNode id:plan ;
    foedus:modality <https://w3id.org/foedus/code/intended> .
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("table") / "merged.trig"
    rows = "".join(ROW.replace("N", str(number)) for number in range(1, 502))
    file.write_text(TABLE.replace("ROWS", rows + UNITS))
    one = user_site([str(file)], only=True, name="Pacts & powers")
    return {path: data.decode() for path, data in pages.files(one) if path.endswith(".html")}


def test_records_are_rows_and_lead_to_what_they_are_about(table: dict[str, str]) -> None:
    """Pages of 500 rows; an event or a number that only belongs to a record stands in its row."""
    assert not [path for path in table if path.startswith(("id/row", "id/signing", "id/number"))]
    assert {path for path in table if path.startswith("records/")} == {
        "records/table-1.html",
        "records/table-2.html",
    }
    first, last = table["records/table-1.html"], table["records/table-2.html"]
    assert first.count('<tr id="row-') == 500 and last.count('<tr id="row-') == 1
    (row,) = re.findall('<tr id="row-7">.*?</tr>', first)
    assert '<a href="../id/pact.html">Pact of X</a>' in row
    assert ">T-7<" in row and "signature on 1950-01-01" in row
    assert "coast guard</a> 7</td>" in row
    assert '<a href="../records/table-2.html">the next rows</a>' in first
    assert '<a href="../records/table-1.html#row-7">' in table["id/pact.html"]


def test_relations_of_a_source_are_told_with_it_and_its_plans_as_plans(
    table: dict[str, str],
) -> None:
    def said(path: str) -> str:
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", table[path]))

    assert "Reports to Staff X" in said("id/brigade.html")
    assert "Commands Flotilla X – planned, for 1 January 2012" in said("id/brigade.html")
    assert "Reports to Brigade X – planned" in said("id/flotilla.html")
    for path in ("id/brigade.html", "id/flotilla.html"):
        assert "Table of pacts" in said(path)
    day = said("snapshots/2025-03-31.html")
    assert "certain by Table of pacts" in day
    assert "Brigade X" in day and "Flotilla X" not in day


def test_each_version_of_a_source_has_its_own_table(tmp_path: Path) -> None:
    """The address of a record is the same in all versions; what each says of it is not."""
    file = tmp_path / "merged.trig"
    old = ROW.replace("N", "7")
    new = old.replace("T-7", "T-8")
    licence = 'graph:sources { graph:later dcterms:license "CC0-1.0" .'
    both = TABLE.replace("ROWS", old).replace("graph:sources {", licence)
    file.write_text(f"{both}graph:later {{ {new} }}\n")
    one = user_site([str(file)], only=True)
    told = {path: data.decode() for path, data in pages.files(one) if path.startswith("records/")}
    assert set(told) == {"records/table-1.html", "records/later-1.html"}
    assert ">T-7<" in told["records/table-1.html"]
    assert "T-8" not in told["records/table-1.html"]
    assert ">T-8<" in told["records/later-1.html"]


def test_a_long_list_has_pages_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 3)
    treaties = "".join(f'id:t{n} a foedus:Treaty ; rdfs:label "T{n}"@en . ' for n in range(7))
    told = written(tmp_path, f'{PREFIXES} {treaties} id:s a foedus:State ; rdfs:label "S"@en .')
    parts = [told[f"things/Treaty-{number}.html"] for number in (1, 2, 3)]
    assert "things/Treaty-4.html" not in told and "things/State-1.html" not in told
    found = [re.findall(r'<li><a href="\.\./id/(t\d)\.html">', part) for part in parts]
    assert found == [["t0", "t1", "t2"], ["t3", "t4", "t5"], ["t6"]]
    assert '<a href="../things/Treaty-2.html">the next ones</a>' in parts[0]
    assert '<a href="things/Treaty-1.html">All 7, page by page</a>' in told["things.html"]
    assert 'href="id/s.html"' in told["things.html"]


def test_the_site_has_its_own_name_and_sources(table: dict[str, str]) -> None:
    home = table["index.html"]
    assert "<title>Pacts &amp; powers</title>" in home
    assert "<h1>Pacts &amp; powers</h1>" in home
    assert 'aria-current="page">Pacts &amp; powers</a>' in home
    sources = home.partition("<h2>Sources")[2].partition("</section>")[0]
    assert "Table of pacts" in sources and "CC0-1.0" in sources
    assert '<a href="records/table-1.html">501 records</a>' in sources
    assert "<title>Timeline – Pacts &amp; powers</title>" in table["timeline.html"]
