"""The rules for hosts under a real Apache: who asks for what gets which file."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import BASE
from helpers import VERSION, apache

pytestmark = pytest.mark.skipif(bool(apache.missing()), reason=apache.missing() or "-")

PREFIX = urlsplit(BASE).path
W3ID = "/foedus/"
DATED = f"ontology/{VERSION}"


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[apache.Server]:
    """Our site under its prefix, and the redirects as w3id would have them."""
    # Not in pytest's folder, which is closed to the user that Apache becomes.
    with tempfile.TemporaryDirectory(prefix="foedus-apache-") as name:
        work = Path(name)
        os.chmod(work, 0o755)
        folder, w3id = work / "site", work / "w3id"
        shutil.copytree(published, folder)
        w3id.mkdir()
        shutil.copy(folder / "w3id.htaccess", w3id / ".htaccess")
        with apache.serving(work, apache.free_port(), {PREFIX: folder, W3ID: w3id}) as running:
            yield running


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
# What rdflib 7 sends for each format that it is told to parse.
RDFLIB_ANY = "text/turtle, application/rdf+xml, application/n-triples, */*;q=0.1"
HEADERS = [
    (None, ".ttl"),
    ("*/*", ".ttl"),
    ("text/turtle", ".ttl"),
    ("text/turtle;q=0.9, text/html;q=1.0", ".html"),
    ("text/html, text/turtle;q=0.1", ".html"),
    ("text/html;q=0.85, application/ld+json;q=0.8, text/turtle; q=0.80", ".html"),
    ("text/html;q=0.8, application/ld+json;q=0.85;level=1", ".jsonld"),
    ("text/html;q=0.9, text/turtle;charset=utf-8", ".ttl"),
    ("text/turtle;q=0, */*;q=0.5", ".jsonld"),
    ("text/html;q=0.000, TEXT/Turtle;Q=0.001", ".ttl"),
    ("text/turtle;q=0, text/html;q=0", ".ttl"),
    ("text/*;q=0.3, text/html;q=0.7", ".html"),
    ("application/*, text/*;q=0.9", ".jsonld"),
    ("application/ld+json", ".jsonld"),
    ("application/ld+json, application/json;q=0.9", ".jsonld"),
    ("application/rdf+xml", ".rdf"),
    ("application/rdf+xml, */*;q=0.1", ".rdf"),
    ("application/n-triples", ".ttl"),
    ("text/plain, */*;q=0.1", ".ttl"),
    ("text/html", ".html"),
    (BROWSER, ".html"),
    (RDFLIB_ANY, ".ttl"),
    ("application/xml", ".ttl"),
    ("image/png", ".ttl"),
    ("text/*", ".ttl"),
]


def test_the_line_that_readers_are_told_is_the_one_tried_here(server: apache.Server) -> None:
    from foedus.cli.maintain import publish

    told = " ".join((publish.__doc__ or "").split())
    assert f"AllowOverride {apache.ALLOWED}, mod_rewrite and mod_headers" in told
    for path in ("", "index.html", "id/us-forces-japan.html", "query.html", "assets/site.css"):
        assert server.get(PREFIX + path, BROWSER).status == 200, path


@pytest.mark.parametrize("place", [PREFIX, W3ID])
@pytest.mark.parametrize(("accept", "extension"), HEADERS)
def test_document_is_negotiated(
    server: apache.Server, place: str, accept: str | None, extension: str
) -> None:
    reply = server.get(place + "ontology", accept)
    assert reply.status == 303
    assert location(server, reply) == f"{PREFIX}ontology{extension}"
    assert "Accept" in reply.headers["vary"]
    assert reply.headers["access-control-allow-origin"] == "*"


WITHOUT = {
    "id/us-forces-japan": (".rdf",),
    "code/about": (".rdf",),
    "id/us-forces-japan/": (".rdf",),
    "ontology/core": (".rdf", ".jsonld"),
    DATED: (".rdf", ".jsonld"),
    f"{DATED}/align/org": (".rdf", ".jsonld"),
    "data/background": (".rdf", ".jsonld"),
    "shapes": (".rdf", ".jsonld"),
}
"""What else is negotiated, and the files that it has not."""


@pytest.mark.parametrize("place", [PREFIX, W3ID])
@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("application/ld+json", ".jsonld"),
        ("application/ld+json, text/html;q=0.9", ".jsonld"),
        ("application/rdf+xml", ".rdf"),
        ("text/turtle;q=0, text/html;q=0.5", ".html"),
        (BROWSER, ".html"),
        (None, ".ttl"),
    ],
)
def test_each_is_negotiated_among_its_own_files(
    server: apache.Server, place: str, accept: str | None, extension: str
) -> None:
    for path, missing in WITHOUT.items():
        reply = server.get(place + path, accept)
        assert reply.status == 303, path
        other = ".html" if "text/html" in (accept or "") else ".ttl"
        wanted = other if extension in missing else extension
        assert location(server, reply) == f"{PREFIX}{path.rstrip('/')}{wanted}", path


def test_redirects_lead_to_files_that_name_their_alternates(server: apache.Server) -> None:
    types = {".ttl": "text/turtle; charset=utf-8", ".jsonld": "application/ld+json"}
    asked = {".ttl": "text/turtle", ".jsonld": "application/ld+json"}
    for extension, type_ in types.items():
        redirect = server.get(W3ID + "id/us-forces-japan", asked[extension])
        reply = server.get(location(server, redirect))
        assert reply.status == 200
        assert reply.headers["content-type"] == type_
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert linked(server, "id/us-forces-japan" + extension) == {"html", "ttl", "jsonld"}
    assert linked(server, "ontology.rdf") == {"html", "ttl", "jsonld", "rdf"}
    assert linked(server, f"{DATED}.ttl") == {"html", "ttl"}
    assert linked(server, "queries/index.html") == set()
    assert linked(server, "ontology") == {"html", "ttl", "jsonld", "rdf"}
    assert linked(server, "term/Alliance") == {"html", "ttl", "jsonld"}


def linked(server: apache.Server, path: str) -> set[str]:
    """The extensions of the files that a reply names as alternates of what it was asked for."""
    stem = re.sub(r"[.](?:ttl|jsonld|rdf|html)$", "", path)
    told = server.get(PREFIX + path, "text/turtle").headers.get("link", "")
    return set(re.findall(rf'<{PREFIX}{stem}[.](\w+)>; rel="alternate"; type=', told))


def test_what_is_not_there_is_not_found(server: apache.Server) -> None:
    for path in ("id/nobody", "id/nobody.ttl", "ontology/9.9.9", "id/us-forces-japan/more", "id"):
        reply = server.get(PREFIX + path, "text/turtle")
        assert reply.status in (403, 404) or (path == "id" and reply.status == 301), path
        assert "link" not in reply.headers
    for path in ("id/us-forces-japan.ttl", "id/a/b/c", "other", "id/a_b", "term/Alliance", "etc/x"):
        assert server.get(W3ID + path, "text/turtle").status == 404


def test_packed_assets_come_as_they_are(server: apache.Server) -> None:
    reply = server.get(PREFIX + "assets/browser/oxigraph.wasm.gz")
    assert reply.status == 200 and reply.body[:2] == b"\x1f\x8b"
    assert reply.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in reply.headers


def test_whole_files_are_reached_through_the_redirects(server: apache.Server) -> None:
    for name in ("void.ttl", "dcat.jsonld", "dataset.trig", "dataset.nq", "context.jsonld"):
        reply = server.get(W3ID + name)
        assert (reply.status, location(server, reply)) == (302, PREFIX + name)
        assert server.get(PREFIX + name).status == 200
    assert location(server, server.get(W3ID)) == PREFIX
    assert server.get(PREFIX, BROWSER).status == 200
    void = server.get(PREFIX + ".well-known/void")
    assert (void.status, void.headers["content-type"]) == (200, "text/turtle; charset=utf-8")


def location(server: apache.Server, reply: apache.Reply) -> str:
    """Where a reply sends the client, without the host."""
    given = reply.headers["location"].removeprefix(f"http://127.0.0.1:{server.port}")
    return PREFIX + given.removeprefix(BASE) if given.startswith(BASE) else given
