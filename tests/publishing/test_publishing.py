"""Publishing: addresses, the builder, and the whole site."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run, first_quick
from foedus.errors import BadInput
from foedus.publishing import address, builder
from foedus.publishing.site import Site
from helpers import sites

File = tuple[str, bytes]


# --- addresses --------------------------------------------------------------------

SEGMENTS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
HOSTILE = [
    "http://e/../../x",
    "https://w3id.org/foedus/id/../../etc/passwd",
    "https://w3id.org/foedus/id/%2e%2e",
    "https://w3id.org/foedus/id/a.b",
    "https://w3id.org/foedus/id/",
    "https://w3id.org/foedus/id/-rf",
    "https://w3id.org/foedus/id/CON",
    "https://w3id.org/foedus/id/com1",
    "https://w3id.org/foedus/id/" + "a" * 121,
    "https://w3id.org/foedus/id/a/b",
    "https://w3id.org/foedus/id/a\u202eb",
    "https://w3id.org/foedus/ontology/../x",
    "https://w3id.org/foedus/ontology/nul",
    "javascript:alert(1)",
    "urn:x:y",
    "http://e/" + "%00" * 9,
    "file:///etc/passwd",
    "http://example.org/日本",
]


@pytest.mark.parametrize("iri", HOSTILE)
def test_hostile_names_become_slug_and_hash(iri: str) -> None:
    path = address.path_of(iri)
    assert path.startswith("x/")
    assert len(path) <= 2 + 60 + 1 + 16
    builder.check_path(path + ".ttl")


def test_hostile_names_stay_apart() -> None:
    paths = {address.path_of(iri).lower() for iri in HOSTILE}
    assert len(paths) == len(HOSTILE)


def test_own_names_are_kept() -> None:
    home = "https://w3id.org/foedus/"
    for path in (
        *("id/us-forces-japan", "code/about", "graph/atop-5-1", "ontology", "ontology/core"),
        *("ontology/0.1.0", "ontology/0.1.0/core", "ontology/0.1.0/align/org", "shapes"),
        *("shapes/claim", "data/background", "data/0.1.0/background", "queries/001-when"),
    ):
        assert address.path_of(home + path) == path
    assert address.path_of(home + "ontology#Alliance") == "term/Alliance"
    assert address.path_of(home + "shapes#AgreementShape") == "shape/AgreementShape"


def test_only_web_and_mail_addresses_become_links() -> None:
    for iri in ("http://e/a", "HTTPS://e/a", "mailto:a@b"):
        assert address.web_link(iri) == iri
    for iri in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "urn:x:y", " "):
        assert address.web_link(iri) is None


@pytest.mark.parametrize(
    "path",
    ["../a", "/a", "a//b", "a/../b", "", ".hidden", "a/.htaccess", "a\\b", "a b", "-a", "a.", "é"],
)
def test_builder_refuses_unsafe_paths(path: str) -> None:
    with pytest.raises(BadInput, match="is no path"):
        builder.check_path(path)


IRIS = st.builds(
    str.__add__,
    st.sampled_from(["", "urn:", "http://e/", address.HOME, *address.FOLDERS]),
    st.text(max_size=150) | st.from_regex(r"[A-Za-z0-9/._-]{0,130}", fullmatch=True),
)


@given(IRIS, IRIS)
def test_any_iri_has_a_safe_path_of_its_own(first: str, second: str) -> None:
    paths = [address.path_of(iri) for iri in (first, second)]
    for path in paths:
        builder.check_path(path + ".jsonld")
        assert not Path(path).is_absolute() and ".." not in path.split("/")
        assert all(len(segment) <= address.MAX_NAME for segment in path.split("/"))
    assert (paths[0] == paths[1]) == (first == second)


@given(st.lists(SEGMENTS, min_size=1, max_size=4), st.lists(SEGMENTS, min_size=1, max_size=4))
def test_a_relative_link_leads_to_its_target(here: list[str], target: list[str]) -> None:
    link = address.href("/".join(here), "/".join(target))
    folder = "/".join(["", "any", "where", *here[:-1]])
    assert posixpath.normpath(f"{folder}/{unquote(link)}") == "/any/where/" + "/".join(target)


# --- the builder --------------------------------------------------------------------


def writer(*files: File) -> builder.Contributor:
    def contribute(_: Site) -> Iterator[File]:
        yield from files

    return contribute


def failing(_: Site) -> Iterator[File]:
    yield "b.txt", b"2"
    raise RuntimeError("in the middle")


def test_builder_writes_a_list_of_files_with_digests(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    assert builder.publish(site, folder, [writer(("a/b.txt", b"1"), ("c.txt", b"2"))]) == 2
    digests = {
        path: hashlib.sha256(data).hexdigest() for path, data in sites.contents(folder).items()
    }
    listed = (folder / ".foedus-files").read_text().splitlines()
    assert listed == [f"{digests[path]}  {path}" for path in ("a/b.txt", "c.txt")]


def test_failed_run_leaves_the_old_site(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"))])
    before = sites.contents(folder)
    with pytest.raises(RuntimeError):
        builder.publish(site, folder, [writer(("a.txt", b"new")), failing])
    assert sites.contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_failed_swap_brings_the_old_site_back(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"))])
    before = sites.contents(folder)
    rename = builder.os.rename

    def fail_once(source: Path, target: Path) -> None:
        if ".new-" in str(source):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(builder.replacing, "_exchanged", lambda *_: False)
    monkeypatch.setattr(builder.os, "rename", fail_once)
    with pytest.raises(BadInput, match="no space left"):
        builder.publish(site, folder, [writer(("a.txt", b"new"))])
    assert sites.contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_new_run_drops_its_own_old_files_and_keeps_others(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"), ("old/b.txt", b"2"))])
    (folder / "CNAME").write_text("example.org")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    (folder / "link").symlink_to(tmp_path)
    builder.publish(site, folder, [writer(("a.txt", b"3"))])
    assert (folder / "link").is_symlink()
    (folder / "link").unlink()
    assert sites.contents(folder).keys() == {"a.txt", "CNAME", ".git/HEAD", ".foedus-files"}
    assert (folder / "a.txt").read_bytes() == b"3"


def test_a_failed_run_leaves_no_folder_behind(site: Site, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "new" / "deep" / "site", tmp_path / "there" / "new" / "site"):
        with pytest.raises(BadInput, match="is no path"):
            builder.publish(site, folder, [writer(("a.txt", b"1"), ("../b.txt", b""))])
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_an_empty_folder_of_others_stays(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"), ("old/deep/b.txt", b"2"))])
    (folder / "old" / "deep" / "b.txt").unlink()
    for name in ("mine", "old/mine/too"):
        (folder / name).mkdir(parents=True)
    builder.publish(site, folder, [writer(("a.txt", b"3"), ("mine/c.txt", b"4"))])
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert there == {"a.txt", ".foedus-files", "mine", "mine/c.txt", "old", "old/mine"} | {
        "old/mine/too"
    }


@pytest.mark.parametrize(("foreign", "ours"), [("x", "x/a.txt"), ("x/", "x"), ("x", "x")])
def test_what_stands_in_the_way_is_named(
    site: Site, tmp_path: Path, foreign: str, ours: str
) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"))])
    if foreign.endswith("/"):
        (folder / foreign).mkdir()
    else:
        (folder / foreign).write_text("mine")
    before = sites.contents(folder)
    with pytest.raises(BadInput, match="stands in the way of a file of the site: move it"):
        builder.publish(site, folder, [writer((ours, b"2"))])
    assert sites.contents(folder) == before


def test_a_folder_that_cannot_be_read_is_not_lost(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    builder.publish(site, folder, [writer(("a.txt", b"1"))])
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("words")
    before, scan = sites.contents(folder), builder.os.scandir

    def refuse(path: str) -> Iterator[object]:
        if str(path).endswith("mine"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    with monkeypatch.context() as patch, pytest.raises(BadInput, match="permission denied"):
        patch.setattr(builder.os, "scandir", refuse)
        builder.publish(site, folder, [writer(("a.txt", b"2"))])
    assert sites.contents(folder) == before


def test_builder_refuses_what_is_not_its_own(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="is no site of foedus"):
        builder.publish(site, used, [writer(("a.txt", b"1"))])
    assert sites.contents(used) == {"thesis.txt": b"mine"}
    with pytest.raises(BadInput, match="is a file"):
        builder.publish(site, used / "thesis.txt", [])
    monkeypatch.chdir(used)
    with pytest.raises(BadInput, match="current folder"):
        builder.publish(site, ".", [])


def test_builder_refuses_names_that_a_disk_mixes_up(site: Site, tmp_path: Path) -> None:
    for other in ("A.txt", "a.txt"):
        told = f"two things would be published as {other} and a.txt"
        with pytest.raises(BadInput, match=told):
            builder.publish(site, tmp_path / "s", [writer(("a.txt", b"1")), writer((other, b""))])
    assert not list(tmp_path.iterdir())


# --- the site -----------------------------------------------------------------------


@pytest.mark.parametrize("every", first_quick([50, 1]))
def test_no_dead_link(published: Path, every: int) -> None:
    assert list(sites.pages(published, every))
    assert sites.dead_links(published, every) == []
    assert sites.outside_requests(published, every) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.html").write_text('<p id="there">')
    (tmp_path / "a" / "page.html").write_text(
        '<a href="../b.html#there">ok</a><a href="../b.html#gone"></a><a href="c.html"></a>'
        '<a href="../../etc"></a><a href="/b.html"></a><img src="http://e/i.png">'
        '<a href="javascript:x"></a><a href="../B.html"></a><a href="https://e/"></a>'
        '<a href="">nowhere</a><a href="#">up</a>'
    )
    assert sites.dead_links(tmp_path) == [
        "a/page.html ->  (empty)",
        "a/page.html -> ../../etc (outside the site)",
        "a/page.html -> ../B.html (no such file)",
        "a/page.html -> ../b.html#gone (no such anchor)",
        "a/page.html -> /b.html (not relative)",
        "a/page.html -> c.html (no such file)",
        "a/page.html -> javascript:x (a scheme that no link may have)",
    ]
    assert sites.outside_requests(tmp_path) == ["a/page.html -> http://e/i.png"]


@pytest.mark.slow
def test_command_says_what_it_wrote(run: Run, tmp_path: Path) -> None:
    done = run("publish", tmp_path / "site")
    assert done.code == 0 and done.err == ""
    assert done.out == f"{tmp_path / 'site'}: {len(sites.contents(tmp_path / 'site')) - 1} files\n"
