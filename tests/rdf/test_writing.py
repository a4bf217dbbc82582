"""The one writer: whole or nothing, and the same bytes for the same statements."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.names import RDF_NS
from foedus.rdf.reading import FORMATS, RdfFormat

P = ox.NamedNode("http://e/p")


def quad(s: ox.NamedNode | ox.BlankNode, o: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.Quad:
    return ox.Quad(s, P, o)


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        writing.write(path, b"new")
    assert caught.value.file == str(path)
    return caught.value.reason


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    writing.write(path, b"old")
    writing.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.ttl"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    writing.write(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    writing.write(tmp_path / "a.ttl", b"new")
    assert (tmp_path / "a.ttl").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.ttl").write_bytes(b"old")
    (tmp_path / "link.ttl").symlink_to("real.ttl")
    writing.write(tmp_path / "link.ttl", b"new")
    assert (tmp_path / "link.ttl").is_symlink()
    assert (tmp_path / "real.ttl").read_bytes() == b"new"


def test_folder_and_device_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "is a folder, not a file"
    assert refusal(Path(os.devnull)) == "is not a regular file (for standard output use -)"
    assert refusal(tmp_path / "no" / "a.ttl") == "cannot be written: no such file or directory"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    assert refusal(path) == "cannot be written: no space left on device"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.ttl"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_kill_during_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")
    program = """
import os, signal, sys
from foedus.rdf import writing
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
writing.write(sys.argv[1], b"new" * 1000)
"""
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"


STATEMENTS = b"""
@prefix e: <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:C a owl:Class ; e:p [ e:q ( 1 2 2 1 ) , [ e:r "x" ] , [ e:r "y"@en ] ] , _:a .
_:a e:q _:b . _:b e:q _:a .
e:s e:p true , 1.5 , "1"^^e:d .
"""


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_same_bytes_whatever_the_order_and_the_labels(format: RdfFormat) -> None:
    document = reading.read_bytes(STATEMENTS, RdfFormat.TURTLE, "a.ttl")
    expected = writing.serialize(document.quads, format, document.prefixes)
    shuffler = random.Random(7)
    for _ in range(5):
        labels: dict[str, ox.BlankNode] = {}

        def rename(term: object, labels: dict[str, ox.BlankNode] = labels) -> object:
            if not isinstance(term, ox.BlankNode):
                return term
            fresh = ox.BlankNode(f"n{shuffler.randrange(10**9)}")
            return labels.setdefault(term.value, fresh)

        quads = [ox.Quad(*map(rename, quad)) for quad in document.quads]  # type: ignore[arg-type]
        shuffler.shuffle(quads)
        assert writing.serialize(quads, format, document.prefixes) == expected


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    source.write_bytes(STATEMENTS)
    outputs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "foedus", "convert", str(source), "-o", "-", "--to", "ttl"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        outputs.add(subprocess.run(command, env=environment, capture_output=True).stdout)
    assert len(outputs) == 1
    assert outputs != {b""}


def test_turtle_looks_as_written_by_hand() -> None:
    text = (
        "@prefix e: <http://e/> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "\n"
        "e:s a owl:Class ;\n"
        '    e:p "1"^^e:d , 1.5 , "a"@en , true , <http://f/> .\n'
        "\n"
        "e:t e:p e:s .\n"
    )
    document = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "a.ttl")
    for names in (document.prefixes, {"e": "http://e/"}):
        assert writing.serialize(document.quads, RdfFormat.TURTLE, names).decode() == text


def test_alike_blank_nodes_are_told_apart_quickly() -> None:
    nodes = [ox.BlankNode(f"n{n}") for n in range(400)]
    chain = [quad(a, b) for a, b in pairwise(nodes)]
    ring = [*chain, quad(nodes[-1], nodes[0])]
    clique = [quad(a, b) for a in nodes[:20] for b in nodes[:20] if a != b]
    for quads in (chain, ring, clique):
        labelled = writing.label_blank_nodes(quads)
        assert len(set(labelled)) == len(quads)
        assert labelled and set(writing.label_blank_nodes(reversed(quads))) == set(labelled)


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    writing.write("-", b"\xc3\xa9\n")
    assert capfdbinary.readouterr().out == b"\xc3\xa9\n"


_NEAR = ("http://x/a", "http://x/a-b", "http://x/a1", "http://x/a/b", "http://x/é", RDF_NS + "type")
_WORDS = ("", "a", "a b", 'a"', "a\nb", "a\\", "é", "_:b", "<http://x/a> .")
_IRIS = st.sampled_from(_NEAR).map(ox.NamedNode)
_BLANKS = st.sampled_from(("b", "b1", "b10", "b-1")).map(ox.BlankNode)
_LITERALS = st.builds(
    lambda text, tag: ox.Literal(text, language=tag) if tag else ox.Literal(text),
    st.sampled_from(_WORDS),
    st.sampled_from((None, "en", "en-us")),
)
_QUADS = st.builds(
    ox.Quad, _IRIS | _BLANKS, _IRIS, _IRIS | _BLANKS | _LITERALS, _IRIS | st.just(ox.DefaultGraph())
)


@given(st.lists(_QUADS, unique=True, max_size=12))
def test_the_order_is_that_of_graph_subject_predicate_and_object(quads: list[ox.Quad]) -> None:
    def key(quad: ox.Quad) -> tuple[str, ...]:
        s, p, o, g = quad
        graph = "" if isinstance(g, ox.DefaultGraph) else str(g)
        return graph, str(s), "" if p.value == RDF_NS + "type" else p.value, str(o)

    assert writing.sort_quads(quads) == sorted(quads, key=key)
    lines = writing.encode(quads, ox.RdfFormat.N_QUADS).decode().splitlines()
    assert lines == [f"{quad} ." for quad in sorted(quads, key=key)]
