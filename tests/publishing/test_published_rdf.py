"""What programs get from a site: every RDF file, the catalogue, the context, the sitemap."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from conftest import BASE, first_quick
from foedus import reasoning
from foedus.bundled import alignment, contents, folders
from foedus.bundled.questions import of_our_data
from foedus.publishing import address
from foedus.publishing.documents import FORMATS
from foedus.publishing.site import Site
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, ID_NS, OWL_NS, RDF_NS
from helpers import VERSION

SYNTAXES = {**FORMATS, ".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
Statements = frozenset[ox.Quad]


@cache
def statements(path: Path) -> Statements:
    """What a file says, strictly parsed by pyoxigraph, with the W3C's labels of blank nodes."""
    if path.suffix != ".jsonld":
        return canonical(ox.parse(path=path, format=SYNTAXES[path.suffix]))
    told = json.loads(path.read_bytes())
    if isinstance(told, dict) and isinstance(told.get("@context"), str):
        # pyoxigraph fetches no context: it gets the one that stands where the file says.
        told |= json.loads((path.parent / told["@context"]).read_bytes())
    return canonical(ox.parse(json.dumps(told), format=ox.RdfFormat.JSON_LD))


def canonical(quads: object) -> Statements:
    dataset = ox.Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)


@pytest.fixture(scope="module")
def files(published: Path) -> dict[str, dict[str, Path]]:
    """Every RDF file of the site by what it describes (its path without extension)."""
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(published.rglob("*")):
        if path.suffix in SYNTAXES:
            stem = path.relative_to(published).as_posix().removesuffix(path.suffix)
            found[stem][path.suffix] = path
    return found


@pytest.mark.slow
def test_each_file_parses_and_says_what_its_sisters_say(
    files: dict[str, dict[str, Path]],
) -> None:
    assert len(files) > 1200
    for stem, versions in files.items():
        assert len(set(map(statements, versions.values()))) == 1, stem
        assert statements(next(iter(versions.values()))) or "/0." not in stem
    wanted = defaultdict(set)
    for stem, versions in files.items():
        wanted[stem.partition("/")[0]].add(frozenset(versions))
    for folder in ("shapes", "data", "queries"):
        assert wanted[folder] == {frozenset([".ttl"])}, folder
    for folder in ("id", "code", "term"):
        assert wanted[folder] == {frozenset([".ttl", ".jsonld"])}, folder
    assert files["ontology"].keys() == FORMATS.keys()
    assert files["dataset"].keys() == {".trig", ".nq", ".jsonld"}


def test_the_files_to_load_are_there_and_the_downloads_name_them(
    files: dict[str, dict[str, Path]], published: Path
) -> None:
    (day,) = (stem for stem in files if stem.startswith("foedus-snapshot-"))
    assert statements(files[day][".ttl"])
    downloads = (published / "use.html").read_text(encoding="utf-8")
    for stem in ("ontology", "shapes", day):
        assert f'href="{stem}.ttl"' in downloads


def test_a_site_of_ours_is_at_most_30_megabytes(published: Path) -> None:
    """A promise to those who host it; the one file for a disk, of 3, comes to it."""
    size = sum(path.stat().st_size for path in published.rglob("*") if path.is_file())
    assert size < 28_500_000


def test_every_thing_of_ours_has_its_files(published: Path, site: Site) -> None:
    things = {
        term.value
        for quad in (*contents.ontology(), *site.asserted)
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
        and term.value.startswith((FOEDUS_NS, ID_NS, "https://w3id.org/foedus/code/"))
    }
    assert len(things) > 1100
    for iri in things:
        for extension in (".html", ".ttl", ".jsonld"):
            assert (published / (address.path_of(iri) + extension)).is_file(), iri


def test_modules_shapes_and_data_are_published_whole(
    files: dict[str, dict[str, Path]],
) -> None:
    names = {
        **{f"ontology/{p.stem}": p for p in folders.ontology_files() if p.stem != "foedus"},
        **{f"shapes/{p.stem}": p for p in folders.shape_files()},
        **{f"data/{name}": folders.data_file(name) for name in contents.DATA_FILES.values()},
    }
    quads = {name: reading.read(path).quads for name, path in names.items()}
    quads |= {
        f"ontology/align/{name}": alignment.document(name).quads for name in alignment.names()
    }
    for name in quads:
        told = canonical(quads[name])
        folder, _, rest = name.partition("/")
        for place in (name, f"{folder}/{VERSION}/{rest}"):
            assert statements(files[place][".ttl"]) == told, place


def test_the_merged_ontology_is_all_modules_without_their_headers(
    files: dict[str, dict[str, Path]],
) -> None:
    umbrella = "https://w3id.org/foedus/ontology"
    merged = statements(files["ontology"][".rdf"])
    headers = {
        quad.subject
        for quad in contents.ontology()
        if quad.object == ox.NamedNode(OWL_NS + "Ontology")
    }
    kept = [
        quad
        for quad in contents.ontology()
        if quad.subject not in headers - {ox.NamedNode(umbrella)}
        and quad.predicate.value != OWL_NS + "imports"
    ]
    assert merged == canonical(kept)
    assert statements(files[f"ontology/{VERSION}"][".ttl"]) == merged


def test_dataset_holds_what_is_asserted_and_inferred_files_what_is_not(
    files: dict[str, dict[str, Path]],
) -> None:
    data = frozenset(reading.join(contents.data(("article", "background"))))
    assert statements(files["dataset"][".nq"]) == statements(files["dataset"][".trig"]) == data
    inferred = statements(files["inferred"][".ttl"])
    assert inferred == frozenset(reasoning.infer(data).quads)
    assert not inferred & data
    for stem, versions in files.items():
        if stem.startswith("id/"):
            assert not statements(versions[".ttl"]) & (inferred - data), stem


def test_a_thing_is_described_by_what_it_says_and_what_points_to_it(
    files: dict[str, dict[str, Path]], site: Site
) -> None:
    store = reading.to_store([*site.asserted, *contents.ontology()])
    for iri in ("us-forces-japan", "us-japan-alliance", "stmt-f84", "anzus-treaty"):
        query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = ?x || ?o = ?x) }"
        answer = store.query(query.replace("?x", f"<{ID_NS}{iri}>"))
        told = frozenset(ox.Quad(t.subject, t.predicate, t.object) for t in answer)  # type: ignore[union-attr]
        assert told and told <= statements(files[f"id/{iri}"][".ttl"])
    term = statements(files["term/EventUnderWay"][".jsonld"])
    assert any(isinstance(quad.object, ox.BlankNode) for quad in term)  # its restrictions
    above = statements(files["term/Command"][".ttl"])
    assert ox.NamedNode(FOEDUS_NS + "JointCommand") in {quad.subject for quad in above}


def test_questions_are_sparql_and_shacl_executables(
    published: Path, files: dict[str, dict[str, Path]]
) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    collection = ox.Dataset(statements(files["queries"][".ttl"]))
    for question in of_our_data():
        stem = f"queries/{question.path.stem}"
        assert (published / f"{stem}.rq").read_bytes() == question.path.read_bytes()
        one = ox.Dataset(statements(files[stem][".ttl"]))
        node = ox.NamedNode(f"https://w3id.org/foedus/{stem}")
        kind = ox.NamedNode(sh + "SPARQLExecutable")
        assert ox.Quad(node, ox.NamedNode(RDF_NS + "type"), kind) in one
        (text,) = one.quads_for_predicate(ox.NamedNode(sh + "select"))
        assert text.object == ox.Literal(question.text)
        assert set(one) <= set(collection)
    prefixes = {
        quad.object.value
        for quad in collection.quads_for_predicate(ox.NamedNode(sh + "prefix"))
        if isinstance(quad.object, ox.Literal)
    }
    assert {"foedus", "id", "code", "xsd"} <= prefixes


def test_bridges_bring_their_tables(published: Path) -> None:
    for name in alignment.names():
        path = published / "ontology" / "align" / f"{name}.sssom.tsv"
        source = folders.folder("ontology") / "align" / path.name
        assert path.read_bytes() == source.read_bytes()


def test_a_twin_can_be_read_by_people_who_know_no_rdf(published: Path) -> None:
    """By names alone: the thing first, each value with its label, the words, the licence."""
    text = (published / "id" / "senkaku-islands.jsonld").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["@context"] == "../context.jsonld" and "https://" not in told["@graph"][0]["@id"]
    nodes = {node["@id"]: node for node in told["@graph"]}
    thing = told["@graph"][0]
    assert (thing["@id"], thing["@type"]) == ("id:senkaku-islands", "IslandGroup")
    assert thing["label"] == "Senkaku Islands"
    assert thing["administeredBy"] == {"@id": "id:japan", "label": "Japan"}
    (told_of,) = (one for one in thing["statements"] if one["fact"] == "F28")
    assert told_of["admitted"] is True
    assert told_of["passage"] == {"@id": "id:passage-f28"}
    (words,) = (one["words"] for one in thing["passage"] if one["@id"] == "id:passage-f28")
    assert words == "Japanese-administered Senkaku Islands"
    article = nodes["https://w3id.org/foedus/data/usfj-upgrade"]
    licence = {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert article == {"@id": article["@id"], "dcterms:license": licence}


def test_a_twin_says_nothing_that_is_not_in_the_data(published: Path, site: Site) -> None:
    whole = {quad.triple for quad in (*site.asserted, *site.ontology)}
    for path in ("id/us-forces-japan", "id/japan", "id/stmt-f65", "code/about", "term/reportsTo"):
        told = ox.parse(path=published / f"{path}.ttl", format=ox.RdfFormat.TURTLE)
        named = {q.triple for q in told if not isinstance(q.subject, ox.BlankNode)}
        assert {t for t in named if not isinstance(t.object, ox.BlankNode)} <= whole, path


@pytest.mark.parametrize("every", first_quick([20, 1]))
def test_the_twins_of_a_thing_say_the_same(files: dict[str, dict[str, Path]], every: int) -> None:
    things = [stem for stem in files if stem.partition("/")[0] in ("id", "code", "term")]
    for stem in things[::every]:
        assert len(set(map(statements, files[stem].values()))) == 1, stem


def test_context_makes_plain_json_our_data(published: Path) -> None:
    context = json.loads((published / "context.jsonld").read_text())
    plain = {
        **context,
        "@id": "id:a",
        "@type": "NationalCommand",
        "ofState": "id:japan",
        "latestStart": "1957-07-01",
        "paragraphNumber": "3",
        "admitted": "true",
        "exactText": "words",
    }
    told = frozenset(ox.parse(json.dumps(plain), format=ox.RdfFormat.JSON_LD))
    turtle = """
        @prefix foedus: <https://w3id.org/foedus/ontology#> .
        @prefix id: <https://w3id.org/foedus/id/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        id:a a foedus:NationalCommand ; foedus:ofState id:japan ;
            foedus:latestStart "1957-07-01"^^xsd:date ; foedus:paragraphNumber 3 ;
            foedus:admitted true ; foedus:exactText "words" .
    """
    assert told == frozenset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def test_void_counts_are_those_of_the_data(published: Path, site: Site) -> None:
    void = reading.to_store(reading.read(published / "void.ttl").quads)
    assert (published / ".well-known/void").read_bytes() == (published / "void.ttl").read_bytes()
    counted = reading.to_store(site.asserted)
    head = "PREFIX void: <http://rdfs.org/ns/void#> "
    whole = "<https://w3id.org/foedus/void.ttl#dataset>"
    for name, query in {
        "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s a ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }",
    }.items():
        told = rows(void, f"{head}SELECT ?n WHERE {{ {whole} void:{name} ?n }}")
        assert told == rows(counted, query), name
    parts = rows(
        void,
        head + "SELECT ?c ?n WHERE { ?d void:classPartition ?x . ?x void:class ?c ; "
        "void:entities ?n } ORDER BY ?c",
    )
    query = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
    assert parts == rows(counted, query) and len(parts) > 50
    for (dump,) in rows(void, head + "SELECT ?f WHERE { ?d void:dataDump ?f }"):
        assert (published / dump.removeprefix(BASE)).is_file(), dump


def test_catalogue_lists_every_whole_file_with_its_size(published: Path) -> None:
    catalogue = reading.to_store(reading.read(published / "dcat.ttl").quads)
    head = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    sizes = rows(
        catalogue,
        head + "SELECT ?u ?n WHERE { ?x dcat:downloadURL ?u ; dcat:byteSize ?n ; "
        "dcat:mediaType ?t }",
    )
    listed = {url.removeprefix(BASE): int(size) for url, size in sizes}
    for path, size in listed.items():
        assert (published / path).stat().st_size == size, path
    assert {"ontology.rdf", "dataset.trig", "shapes.ttl", "data/background.ttl"} <= listed.keys()
    bare = rows(
        catalogue,
        head + "SELECT ?d WHERE { ?c dcat:dataset ?d FILTER NOT EXISTS { ?d dcterms:title ?t ; "
        "dcterms:license ?l ; dcat:distribution ?x } }",
    )
    assert bare == []
    assert statements(published / "dcat.jsonld") == statements(published / "dcat.ttl")


def test_sitemap_lists_every_page(published: Path) -> None:
    tree = ElementTree.parse(published / "sitemap.xml")
    listed = {
        element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    pages = {path.relative_to(published).as_posix() for path in published.rglob("*.html")}
    pages -= {"404.html", "offline.html"}
    assert listed == {BASE + page.removesuffix("index.html") for page in pages}
    assert f"Sitemap: {BASE}sitemap.xml" in (published / "robots.txt").read_text()
    assert (published / ".nojekyll").read_bytes() == b""


def test_pages_name_their_other_forms(published: Path) -> None:
    for path in ("id/us-forces-japan", "term/Alliance", "code/about", "ontology"):
        page = (published / f"{path}.html").read_text()
        links = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page)
        name = path.rpartition("/")[2]
        assert ("text/turtle", f"{name}.ttl") in links, path
        assert ("application/ld+json", f"{name}.jsonld") in links, path
        described = re.search(r'<link rel="describes" href="([^"]+)">', page)
        assert described and described[1].startswith("https://w3id.org/foedus/")


def test_no_file_names_a_host_of_this_machine(published: Path) -> None:
    home = str(Path.home()).encode()
    for path in published.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            data = path.read_bytes()
            assert home not in data or home == b"/", path
            assert str(folders.root()).encode() not in data, path


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    return [tuple(term.value for term in row) for row in store.query(query)]  # type: ignore[union-attr]
