"""Outputs are whole: one writer at a time, the old or the new after a kill, nothing left beside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.errors import LimitReached
from foedus.rdf import reading, replacing, stores, writing
from foedus.rdf.names import RDF_NS
from helpers import benchmark

HOLD = """
import sys, time
from foedus.rdf import replacing
with replacing.locked(sys.argv[1], sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""
SOME = "<http://example.org/a> <http://example.org/p> 1 , 'x'@en-GB ; a [ ] .\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.ttl").write_text(SOME)
    return tmp_path


@pytest.mark.parametrize(
    "words, output",
    [
        (("convert", "a.ttl", "-o", "out.nt"), "out.nt"),
        (("merge", "a.ttl", "-o", "out.nq"), "out.nq"),
        (("merge", "a.ttl", "-o", "out"), "out"),
        (("publish", "out", "--data", "a.ttl", "--only"), "out"),
    ],
)
def test_the_second_writer_of_an_output_gets_one_line(words, output, run, here) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLD, output], stdout=subprocess.PIPE)
    assert first.stdout.readline() == b"held\n"
    result = run(*words)
    first.kill()
    first.communicate()
    assert result.code == 2
    assert result.err == (
        f"foedus: {output}: is being written by another process: wait for its end, and try again\n"
    )
    assert not Path(output).exists()
    assert run(*words).code == 0
    assert not [name for name in os.listdir() if name.startswith(".")]


def test_what_a_killed_writer_left_goes_with_the_next(run, here) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for kind in ("tmp", "new"):
        Path(f".out.nq.{kind}-{gone.pid}-0123abcd").mkdir()
    Path(f".out.nq.tmp-{gone.pid}-99999999").write_text("half")
    Path(f".out.nq.tmp-{os.getppid()}-0123abcd").write_text("somebody is at it")
    assert run("merge", "a.ttl", "-o", "out.nq").code == 0
    assert sorted(os.listdir()) == [f".out.nq.tmp-{os.getppid()}-0123abcd", "a.ttl", "out.nq"]


def test_a_folder_that_was_moved_away_and_not_replaced_comes_back(run, here) -> None:
    assert run("merge", "a.ttl", "-o", "out").code == 0
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    Path("out").rename(f".out.old-{gone.pid}-0123abcd")
    assert run("conflicts", "out").code == 0
    assert sorted(os.listdir()) == ["a.ttl", "out"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_store_is_replaced_while_somebody_reads_it(exchanges, run, here, monkeypatch) -> None:
    if not exchanges:
        monkeypatch.setattr(replacing, "_exchanged", lambda *_: False)
    assert run("merge", "a.ttl", "-o", "out").code == 0
    reader = stores.opened(Path("out"))
    before = set(reader)
    Path("a.ttl").write_text("<http://example.org/b> <http://example.org/p> 2 .")
    assert run("merge", "a.ttl", "-o", "out").code == 0
    assert set(reader) == before
    assert set(stores.opened(Path("out"))) != before
    assert sorted(os.listdir()) == ["a.ttl", "out"]


def test_a_store_tells_what_it_holds_and_half_of_it_is_refused(run, here) -> None:
    assert run("merge", "a.ttl", "-o", "out").code == 0
    told = json.loads(Path("out/foedus.json").read_text())
    assert told["statements"] == sum(told["graphs"].values()) == len(stores.opened(Path("out")))
    store = ox.Store("out")
    store.remove(next(iter(store)))
    del store
    result = run("conflicts", "out")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("foedus: out: is no whole store: ")


def test_a_store_of_others_is_read(here) -> None:
    store = ox.Store("other")
    store.extend(reading.read("a.ttl").quads)
    held = set(store)
    del store
    assert set(reading.read("other").quads) == held


def placeless(text: str) -> list[str]:
    """The lines of a report without its places, which order it: a store has no lines."""
    return sorted(re.sub(r'"(file|line)": [^\n]*', "", text).splitlines())


def test_a_store_is_taken_wherever_a_file_is(run, here) -> None:
    for output in ("out", "out.nq"):
        assert run("merge", "a.ttl", "-o", output).code == 0
    Path("q.rq").write_text(
        "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    for words in (
        ("query", "q.rq", "--only", "--format", "csv", "--data"),
        ("validate", "--only", "--format", "json"),
        ("infer", "--only", "-o", "-", "--to", "ntriples"),
        ("lint", "--only", "--format", "json"),
        ("convert", "-o", "-", "--to", "nquads"),
        ("snapshot", "--only", "--as-of", "2025-01-01", "--format", "json"),
    ):
        store, lines = (run(*words, name) for name in ("out", "out.nq"))
        assert (store.code, placeless(store.out)) == (lines.code, placeless(lines.out))


def test_lines_larger_than_memory_should_hold_are_read_in_parts(run, here, monkeypatch) -> None:
    monkeypatch.setattr(reading, "_PART", 100)
    Path("big.nt").write_text("".join(f"<http://e/{n}> <http://e/p> _:b .\n" for n in range(100)))
    assert run("convert", "big.nt", "-o", "whole.nt").code == 0
    assert run("convert", "big.nt", "-o", "parts.nt", "--max-size", "1K").code == 0
    assert run("convert", "big.nt", "-o", "-", "--to", "nt", "--max-size", "1K").out == (
        Path("whole.nt").read_text()
    )
    assert Path("whole.nt").read_text() == Path("parts.nt").read_text()
    Path("q.rq").write_text("SELECT (COUNT(?s) AS ?n) (COUNT(DISTINCT ?o) AS ?m) { ?s ?p ?o }")
    for given in ((), ("--max-size", "1K"), ("--max-size", "1K", "--data", "whole.nt")):
        result = run("query", "q.rq", "--only", "--format", "csv", "--data", "big.nt", *given)
        assert result.out.split() == ["n,m", "200,2" if "whole.nt" in given else "100,1"]
    with Path("big.nt").open("a") as file:
        file.write("broken\n")
    result = run("convert", "big.nt", "-o", "-", "--to", "turtle", "--max-size=1K")
    assert result.code == 2
    assert result.err.startswith("foedus: big.nt:101: ")
    Path("big.ttl").write_text("#" * 2000)
    for words, told in (((), 0), (("--max-size", "1K"), 3), (("--max-size", "2000"), 0)):
        assert run("convert", "big.ttl", "-o", "x.ttl", *words).code == told
    monkeypatch.setenv("FOEDUS_MAX_SIZE", "1K")
    with pytest.raises(LimitReached, match="--max-size"):
        reading.read("big.ttl")
    assert run("convert", "big.ttl", "-o", "x.ttl", "--max-size", "nonsense").code == 2


def test_a_lock_goes_with_its_process_and_is_held_twice_by_one(here) -> None:
    with replacing.locked("x", "x"), replacing.locked("x", "x"):
        assert Path(".x.lock").exists()
    assert not Path(".x.lock").exists()
    Path(".x.lock").write_text("left by a killed process")
    with replacing.locked("x", "x"):
        pass
    assert not Path(".x.lock").exists()


def test_what_memory_should_not_hold_is_in_the_same_order(run, here, monkeypatch) -> None:
    monkeypatch.setattr(writing, "_RUN", 7)
    graphs = ("", "<http://e/g>", "<http://e/a>")
    lines = (
        f"{s} {p} {o} {g} .\n"
        for s in ("<http://e/s>", "_:b", "_:c", "<http://e/a>")
        for p in ("<http://e/p>", f"<{RDF_NS}type>", "<http://a/p>")
        for o in ("_:b", "<http://e/\u00e9>", '"a\\n\\u0009"@en', '"1"^^<http://e/d>')
        for g in graphs
    )
    Path("a.nq").write_text("".join(lines) * 2)
    assert run("convert", "a.nq", "-o", "whole.nq").code == 0
    assert run("convert", "a.nq", "-o", "parts.nq", "--max-size", "1K").code == 0
    assert Path("parts.nq").read_bytes() == Path("whole.nq").read_bytes()
    result = run("convert", "a.nq", "-o", "parts.nt", "--max-size", "1K")
    assert result.code == 2
    assert result.err.startswith("foedus: a.nq: a named graph cannot be written as N-Triples: ")
    assert not Path("parts.nt").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["merge-store", "merge-file", "convert", "load-store", "export", "publish"]
)
def test_a_kill_leaves_the_old_or_the_new(name: str) -> None:
    ended = benchmark("kills").kills(name, 5)
    assert ended["broken"] == 0
    assert ended.total() == 5
