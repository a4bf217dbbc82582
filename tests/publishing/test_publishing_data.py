"""Publishing a user's data: foreign names, hostile words, unknown licences, old versions."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import Run, first_quick
from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.publishing import address, builder, catalogue, hosting, linked_data
from foedus.publishing.documents import FORMATS
from foedus.publishing.site import Site, bundled_site, user_site
from helpers import HEAD, VERSION, sites

PREFIXES = HEAD + "@prefix ex: <http://example.org/> .\n"
MERGED = (
    PREFIXES
    + """
id:us-japan-treaty-1960 a foedus:Treaty ; rdfs:label "treaty of 1960"@en .
graph:open-1-0 { id:open-1 a foedus:AllianceRecord ; dcterms:identifier "OPEN-ROW" . }
graph:closed-1-0 {
    id:closed-1 a foedus:AllianceRecord ; dcterms:identifier "CLOSED-ROW" .
    id:closed-2 a foedus:AllianceRecord ; dcterms:identifier "CLOSED-TOO" .
}
graph:sources {
    graph:open-1-0 a prov:Entity ; dcterms:title "Open" ; dcterms:rights "CC-BY-4.0" .
    graph:closed-1-0 a prov:Entity ; dcterms:title "Closed" ; dcterms:rights "LICENCE" .
    graph:closed-1-0-file a prov:Entity ; dcterms:title "closed.csv" .
}
graph:crosswalk {
    id:us-japan-treaty-1960 skos:exactMatch id:closed-1 , id:open-1 .
    id:closed-1 skos:closeMatch id:open-1 .
    id:mapping-1 owl:annotatedSource id:open-1 ; owl:annotatedTarget id:closed-2 .
}
graph:conflicts {
    id:conflict-1 a foedus:Conflict ; foedus:concernsRecord id:open-1 , id:closed-1 ;
        foedus:conflictValue "CLOSED-VALUE" .
    id:conflict-2 a foedus:Conflict ; foedus:concernsRecord id:open-1 .
    id:summary-1 dcterms:hasPart id:conflict-1 ; dcterms:title "CLOSED-SUMMARY" .
}
"""
)


def build(
    folder: Path, data: list[Path] | None = None, base: str = "", previous: Path | None = None
) -> tuple[dict[str, bytes], Site]:
    """The files of a site without pages and query page, which take longer; and the site."""
    paths = [str(path) for path in data or []]
    one = user_site(paths, base, previous=previous) if data else bundled_site(base, False, previous)
    builder.publish(one, folder, [linked_data.files], [builder.old_versions, hosting.sitemap])
    return sites.contents(folder), one


def merged(folder: Path, licence: str) -> Path:
    path = folder / "merged.trig"
    path.write_text(MERGED.replace("LICENCE", licence))
    return path


@pytest.mark.slow
def test_a_graph_of_unknown_licence_is_left_out_and_named(run: Run, tmp_path: Path) -> None:
    done = run("publish", tmp_path / "site", "--data", merged(tmp_path, "unknown"))
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert lines[0] == "graph:closed-1-0 is left out: the licence of its source is unknown"
    assert lines[1].startswith(f"{tmp_path / 'site'}: ") and len(lines) == 2
    written = sites.contents(tmp_path / "site")
    assert "graph/open-1-0.ttl" in written
    assert b"OPEN-ROW" in written["dataset.nq"]
    for path, data in written.items():
        assert b"CLOSED-" not in data and b"id/closed-" not in data, path
        assert "closed-1.ttl" not in path
    said = written["dataset.nq"]
    for name, there in (
        ("conflict-1", False),
        ("mapping-1", False),
        ("conflict-2", True),
        ("us-japan-treaty-1960> <http://www.w3.org/2004/02/skos/core#exactMatch", True),
        ("graph/closed-1-0> <http://purl.org/dc/terms/title", True),
    ):
        assert (name.encode() in said) == there, name


@pytest.mark.slow
def test_a_graph_of_known_licence_is_published_whole(run: Run, tmp_path: Path) -> None:
    done = run("publish", tmp_path / "site", "--data", merged(tmp_path, "CC-BY-4.0"))
    assert (done.code, done.err) == (0, "")
    written = sites.contents(tmp_path / "site")
    assert ox.Dataset(ox.parse(written["dataset.nq"], format=ox.RdfFormat.N_QUADS)) == ox.Dataset(
        ox.parse(path=tmp_path / "merged.trig")
    )
    for name in ("open-1-0", "closed-1-0", "sources", "conflicts"):
        for extension in (".ttl", ".jsonld", ".html"):
            assert f"graph/{name}{extension}" in written
        told = {
            frozenset(ox.parse(written[f"graph/{name}{extension}"], format=FORMATS[extension]))
            for extension in (".ttl", ".jsonld")
        }
        assert len(told) == 1
    assert sites.dead_links(tmp_path / "site") == []


def test_a_source_that_says_no_licence_is_left_out(tmp_path: Path) -> None:
    path = merged(tmp_path, "unknown")
    path.write_text(path.read_text().replace(' ; dcterms:rights "unknown"', ""))
    site = user_site([str(path)])
    assert site.left_out == ("https://w3id.org/foedus/graph/closed-1-0",)


def shared_record(folder: Path, licence: str) -> Path:
    """A record that stands in two sources, and what each of them brought to a conflict."""
    path = folder / "shared.trig"
    path.write_text(
        PREFIXES
        + f"""
graph:atop-5-1 {{ id:atop-3220 a foedus:AllianceRecord ; dcterms:identifier "3220" . }}
graph:open-1-0 {{ id:atop-3220 a foedus:AllianceRecord ; dcterms:identifier "3220" . }}
graph:sources {{
    graph:atop-5-1 a prov:Entity ; dcterms:rights "{licence}" .
    graph:open-1-0 a prov:Entity ; dcterms:rights "CC-BY-4.0" .
}}
graph:conflicts {{
    id:conflict-1 a foedus:Conflict ; foedus:concernsRecord id:atop-3220 ;
        foedus:conflictValue "SECRET" ; prov:wasDerivedFrom graph:atop-5-1 , graph:open-1-0 .
    id:conflict-2 a foedus:Conflict ; foedus:concernsRecord id:atop-3220 ;
        foedus:conflictValue "PUBLIC" ; prov:wasDerivedFrom graph:open-1-0 .
}}
graph:resolved {{
    id:resolved-1 prov:wasDerivedFrom id:conflict-1 ; rdfs:comment "SECRET" .
    id:resolved-2 prov:wasDerivedFrom id:conflict-2 ; rdfs:comment "PUBLIC" .
}}
"""
    )
    return path


@pytest.mark.parametrize(("licence", "secret"), first_quick([("unknown", 0), ("CC-BY-4.0", 2)]))
def test_values_of_a_graph_that_is_left_out_do_not_pass_by_a_shared_record(
    tmp_path: Path, licence: str, secret: int
) -> None:
    written, _ = build(tmp_path / "site", [shared_record(tmp_path, licence)])
    told = written["dataset.nq"]
    assert (told.count(b'"SECRET"'), told.count(b'"PUBLIC"')) == (secret, 2)
    assert b"id/atop-3220> <http://purl.org/dc/terms/identifier>" in told
    if not secret:
        assert [path for path, data in written.items() if b"SECRET" in data] == []


@pytest.mark.slow
def test_loaded_sources_are_published_by_their_licences(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "merged.nq"
    for source in ("atop", "troopdata"):
        rows = Path(__file__).parents[1] / "cases" / "sources" / f"{source}.csv"
        assert run("source", "load", source, rows, "-o", target).code == 0
    written, one = build(tmp_path / "site", [target])
    assert one.left_out == ("https://w3id.org/foedus/graph/atop-5-1",)
    graphs = [path for path in written if path.startswith("graph/") and path.endswith(".ttl")]
    assert any(name.startswith("graph/troopdata-") for name in graphs)
    assert not [path for path in written if path.startswith("id/atop-3220")]
    ours = build(tmp_path / "ours")[0]["dataset.nq"]
    told = ox.parse(written["data/merged.ttl"], format=ox.RdfFormat.TURTLE)
    assert set(told) == set(ox.parse(ours, format=ox.RdfFormat.N_QUADS))


@pytest.mark.slow
def test_a_store_folder_is_published_like_its_quads(run: Run, tmp_path: Path) -> None:
    path = merged(tmp_path, "CC-BY-4.0")
    store = ox.Store(str(tmp_path / "merged"))
    store.extend(ox.parse(path=path))
    store.flush()
    del store
    assert build(tmp_path / "a", [path])[0] == build(tmp_path / "b", [tmp_path / "merged"])[0]
    (tmp_path / "empty").mkdir()
    done = run("publish", tmp_path / "c", "--data", tmp_path / "empty")
    told = f"foedus: {tmp_path / 'empty'}: is a folder without Turtle (.ttl), and no store\n"
    assert (done.code, done.err) == (2, told)
    assert not list((tmp_path / "empty").iterdir())
    assert not (tmp_path / "c").exists()


def test_contradictory_data_are_published_and_told(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(PREFIXES + "id:a a foedus:State , foedus:Treaty .")
    one = user_site([str(path)])
    written = dict(linked_data.files(one))
    assert one.findings and all(
        found.startswith("the data contradict the ontology: ") for found in one.findings
    )
    assert b"id:a a" in written["id/a.ttl"]
    path.write_text(PREFIXES + "id:a a foedus:State .")
    clean = user_site([str(path)])
    assert dict(linked_data.whole_files(clean)) and clean.findings == []


# --- foreign and hostile ------------------------------------------------------------

HOSTILE = (
    PREFIXES
    + r"""
<http://e/../../x> a ex:Thing ; rdfs:label "</script><script>alert(1)</script>"@en ;
    ex:link <javascript:alert(1)> , <http://example.org/%22onmouseover=%22alert(1)> ;
    <http://example.org/1> "no element of XML" ;
    ex:words "\u202Eesrever", "<img src=x onerror=alert(1)>", "\"' onclick=alert(1) x='" .
<javascript:alert(2)> a ex:Thing ; rdfs:label "{{ 7 * 7 }}" ; ex:sees <file:///etc/passwd> .
id:nul a ex:Thing ; rdfs:label "reserved" .
<https://w3id.org/foedus/id/a.b> a ex:Thing ; rdfs:seeAlso <https://w3id.org/foedus/ontology> .
<https://w3id.org/foedus/ontology> rdfs:comment "about the ontology" .
<https://w3id.org/foedus/queries/001-when-was-a-command-established> rdfs:comment "a question" .
foedus:NoSuchTerm rdfs:label "not in the ontology" .
[] ex:of [ ex:nothing "blank" ] .
"""
)


@pytest.mark.slow
def test_hostile_data_stay_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile data.ttl"
    path.write_text(HOSTILE)
    done = run("publish", tmp_path / "site", "--data", path, "--base", "https://e.example")
    assert (done.code, done.err) == (0, "")
    folder = tmp_path / "site"
    assert sites.dead_links(folder) == []
    assert sites.outside_requests(folder) == []
    for here, page in sites.pages(folder):
        if here.startswith(("assets/", "query", "offline")):
            continue
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on")], here
            assert tag != "img" or attributes.get("src") != "x", here
            inline = tag == "script" and "src" not in attributes
            assert not inline or attributes.get("type", "").startswith("application/"), here
        assert "alert(1)</script>" not in page.text
    template = (folder / f"{address.path_of('javascript:alert(2)')}.html").read_text()
    assert "<h1>{{ 7 * 7 }}</h1>" in template
    assert (folder / "dataset.nq").is_file()


def published_data(folder: Path, turtle: str) -> dict[str, bytes]:
    """The catalogue of a site of these data under an address."""
    path = folder / "data.ttl"
    path.write_text(PREFIXES + turtle)
    return dict(catalogue.files(user_site([str(path)], "https://e.example/"), {}))


VOID = "http://rdfs.org/ns/void#"


def void(written: dict[str, bytes], name: str) -> set[str]:
    quads = ox.parse(written["void.ttl"], format=ox.RdfFormat.TURTLE)
    return {quad.object.value for quad in quads if quad.predicate.value == VOID + name}  # type: ignore[union-attr]


@pytest.mark.parametrize("subject", ["[]", "<http://example.org/o>"])
def test_a_header_needs_no_name(tmp_path: Path, subject: str) -> None:
    written = published_data(tmp_path, f'{subject} a owl:Ontology ; dcterms:title "x" .')
    dcat = written["dcat.ttl"].decode()
    assert 'dcterms:title "x"@en' in dcat
    iri = "https://e.example/data/data" if subject == "[]" else "http://example.org/o"
    assert f"<{iri}> a dcat:Dataset" in dcat


@pytest.mark.parametrize(
    ("predicate", "namespaces"),
    [
        ("urn:ex:p", {"urn:ex:"}),
        ("tag:p", {"tag:"}),
        ("http://e/v#p> 1 ; <http://e/v/p", {"http://e/v#", "http://e/v/"}),
        ("http://e/v#p> 1 ; <http://e/v", {"http://e/v#", "http://e/"}),
        ("http://e/v/p", {"http://e/v/"}),
    ],
)
def test_vocabularies_are_the_namespaces_of_the_properties(
    tmp_path: Path, predicate: str, namespaces: set[str]
) -> None:
    written = published_data(tmp_path, f"id:a <{predicate}> 1 .")
    assert void(written, "vocabulary") == namespaces


@pytest.mark.parametrize(("kind", "named"), [("[]", 0), ('"words"', 0), ("ex:Thing", 1)])
def test_only_a_class_with_a_name_is_counted_apart(tmp_path: Path, kind: str, named: int) -> None:
    written = published_data(tmp_path, f"id:a a {kind} .")
    assert len(void(written, "class")) == named
    assert void(written, "classes") == {"1"}


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ('"https://example.org/my licence"', '"https://example.org/my licence"'),
        ('"all rights"', '"all rights"'),
        ("<https://example.org/licence>", "<https://example.org/licence>"),
        ('"https://example.org/licence"', "<https://example.org/licence>"),
    ],
)
def test_a_licence_is_an_address_where_it_can_be_one(
    tmp_path: Path, licence: str, told: str
) -> None:
    header = "<http://example.org/o> a owl:Ontology ; dcterms:license"
    written = published_data(tmp_path, f"{header} {licence} .")
    for name in ("dcat.ttl", "void.ttl"):
        assert f"dcterms:license {told}" in written[name].decode(), name


@pytest.mark.slow
def test_base_never_changes_an_iri(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(HOSTILE)
    wanted = ox.Dataset(ox.parse(path=path))
    wanted.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for number, base in enumerate(("", "https://a.example/b/", "http://[::1]:80/")):
        written, _ = build(tmp_path / f"site{number}", [path], base)
        told = ox.Dataset(ox.parse(written["dataset.nq"], format=ox.RdfFormat.N_QUADS))
        told.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert told == wanted
        foreign = written[address.path_of("http://e/../../x") + ".ttl"]
        assert b"<http://e/../../x> a <http://example.org/Thing>" in foreign
        assert ("void.ttl" in written) == bool(base)


def test_two_files_of_one_name_are_refused(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    paths = [tmp_path / folder / "data.ttl" for folder in ("a", "b")]
    done = run("publish", tmp_path / "site", "--data", paths[0], "--data", paths[1])
    assert done.code == 2
    assert "two files of data would be published as data: rename one" in done.err


@pytest.mark.parametrize(
    "base",
    [
        "javascript:alert(1)",
        "ftp://e/",
        "https://e/ x",
        "https://e/a\nRewriteRule",
        "https://e/%0a",
        "https://e/$1",
        "https://e/?q",
        "https://e/#a",
        "https://user@e/",
        "https://e/a/../b",
        "e.org",
        '"',
    ],
)
def test_base_must_be_a_plain_address(base: str) -> None:
    with pytest.raises(BadInput, match="--base takes an address"):
        address.base(base)


# --- the same bytes; old versions -----------------------------------------------------


@pytest.mark.slow
def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(HOSTILE)
    ours = [argument for name in contents.DATA_FILES for argument in ("--data", name)]
    digests = set()
    for seed in ("1", "2"):
        folder = tmp_path / f"site{seed}"
        command = [sys.executable, "-m", "foedus", "publish", folder, "--data", path, *ours]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        digests.add((folder / ".foedus-files").read_bytes())
    assert len(digests) == 1


OLD = "ontology/0.0.9/core.ttl"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A site that has a version that the present one lacks."""
    folder = tmp_path / "earlier"
    files = {
        OLD: b"# as it was\n",
        "ontology/0.0.9.html": b"<p>old</p>",
        "id/gone.ttl": b"gone",
        f"ontology/{VERSION}/core.ttl": b"changed since",
    }
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in files.items()]
    (folder / ".foedus-files").write_text("".join(lines))
    return folder


@pytest.mark.slow
def test_old_versions_stay_byte_for_byte(tmp_path: Path, earlier: Path) -> None:
    written, one = build(tmp_path / "site", None, "https://e.example/", earlier)
    assert written[OLD] == b"# as it was\n"
    assert written["ontology/0.0.9.html"] == b"<p>old</p>"
    assert "id/gone.ttl" not in written
    assert b"https://e.example/ontology/0.0.9.html" in written["sitemap.xml"]
    assert written[f"ontology/{VERSION}/core.ttl"] != b"changed since"
    assert one.notes == [
        f"version {VERSION} differs from the one that {earlier} has: raise the version"
    ]


@pytest.mark.slow
def test_a_site_can_be_its_own_predecessor(tmp_path: Path, earlier: Path) -> None:
    before, _ = build(earlier, previous=earlier)
    assert before[OLD] == b"# as it was\n"
    after, one = build(earlier, previous=earlier)
    assert one.notes == []
    assert after == before
    _, one = build(earlier)
    lost = f"version 0.0.9 is no longer in {earlier}; --previous {earlier} would have kept it"
    assert one.notes == [lost]


@pytest.mark.slow
def test_previous_must_be_an_untouched_site(tmp_path: Path, earlier: Path) -> None:
    def refused(previous: Path) -> str:
        with pytest.raises(BadInput) as caught:
            build(tmp_path / "site", previous=previous)
        assert not (tmp_path / "site").exists()
        return str(caught.value)

    (earlier / OLD).write_bytes(b"tampered")
    assert refused(earlier) == f"foedus: {earlier / OLD}: is not as it was published"
    (earlier / OLD).unlink()
    (earlier / OLD).symlink_to("/etc/hostname")
    assert refused(earlier) == f"foedus: {earlier / OLD}: is listed and not there"
    assert refused(tmp_path) == f"foedus: {tmp_path}: is no site of foedus"


@pytest.mark.slow
def test_command_tells_what_it_noted(run: Run, tmp_path: Path, earlier: Path) -> None:
    done = run("publish", tmp_path / "site", "--previous", earlier)
    assert done.code == 0
    note = f"version {VERSION} differs from the one that {earlier} has: raise the version"
    assert done.err == f"foedus: {note}\n"


def test_bundled_site_is_made_without_a_base() -> None:
    assert bundled_site().home == "https://w3id.org/foedus/"
    assert user_site([]).home == ""
