"""What a stranger can steer ends within its limits, with one line, in either kind of child."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

import foedus
from foedus import limits
from foedus.asking import querying
from foedus.bundled import contents
from foedus.checks import shapes
from foedus.errors import BadInput, LimitReached
from foedus.rdf import bounded, reading

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WIDE = LONG + " ORDER BY ?a"


@pytest.fixture(params=["fork", "start"])
def way(request, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways: a forked child, and a process that is started where no fork is possible."""
    if request.param == "fork" and not bounded.can_fork():
        pytest.skip("a process cannot be forked here")
    monkeypatch.setattr(bounded, "can_fork", lambda: request.param == "fork")
    return request.param


@pytest.fixture
def store() -> ox.Store:
    lines = (f'<urn:a{n}> <urn:p> "{n}", {n}, _:b{n % 7}, "x"@en .\n' for n in range(300))
    return reading.to_store(
        reading.read_bytes("".join(lines).encode(), ox.RdfFormat.TURTLE, "a.ttl").quads
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s ?p ?o FILTER(isLiteral(?o)) }"
        " ORDER BY STR(?o) STR(?s) STR(DATATYPE(?o)) LIMIT 700",
        "SELECT ?s ?o { BIND(<urn:a0> AS ?s) ?s ?p ?o FILTER(isBlank(?o)) }",
        "SELECT ?s ?none { ?s ?p 1 OPTIONAL { ?s <urn:q> ?none } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    ],
)
def test_rows_are_those_of_the_engine(query: str, store: ox.Store, way: str) -> None:
    found = querying.evaluate_foreign(store, query, "q.rq")
    wanted = querying.evaluate(store, query, "q.rq")
    assert [one.value for one in found.variables] == [one.value for one in wanted.variables]
    assert [tuple(row) for row in found] == [tuple(row) for row in wanted]


def test_truths_and_graphs_are_those_of_the_engine(store: ox.Store, way: str) -> None:
    for query in ("ASK { ?s <urn:p> 1 }", "ASK { ?s <urn:p> 1.5 }"):
        found = querying.evaluate_foreign(store, query, "q.rq")
        assert isinstance(found, ox.QueryBoolean)
        assert bool(found) == bool(querying.evaluate(store, query, "q.rq"))
    query = "CONSTRUCT { ?s a ?p } { ?s ?p ?o }"
    found = querying.evaluate_foreign(store, query, "q.rq")
    assert isinstance(found, ox.QueryTriples)
    assert set(found) == set(querying.evaluate(store, query, "q.rq"))


def children() -> set[str]:
    """The processes that this one has started and that are still there, ended ones too."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {one for task in tasks for one in task.read_text().split()}


@pytest.mark.parametrize(
    "query, option, value, reason",
    [
        (RUNAWAY, "--timeout", "1", "stopped after 1 seconds (--timeout)"),
        (LONG, "--max-output", "1M", "stopped: more than 1048576 bytes of output (--max-output)"),
        (WIDE, "--max-memory", "200M", "more than 200 MiB of memory (--max-memory)"),
    ],
)
def test_a_query_is_stopped_at_a_limit(query, option, value, reason, store, way) -> None:
    before, began = children(), time.monotonic()
    limits.take([option, value])
    with pytest.raises(LimitReached) as caught:
        querying.evaluate_foreign(store, query, "q.rq")
    limits.take([])
    assert reason in caught.value.reason
    assert caught.value.file == "q.rq"
    assert time.monotonic() - began < 40
    assert children() <= before, "a child is left"


def test_an_error_of_the_engine_is_one_line(store: ox.Store, way: str) -> None:
    with pytest.raises(BadInput, match="<urn:unknown> is not supported"):
        querying.evaluate_foreign(store, "SELECT (<urn:unknown>(1) AS ?x) {}", "q.rq")
    with pytest.raises(BadInput, match="not a SPARQL query") as caught:
        querying.evaluate_foreign(store, "SELECT *\n{ ?s }", "q.rq")
    assert caught.value.line == 2


def test_what_the_engine_cannot_sort_is_told_with_the_way_round(way: str) -> None:
    chance = random.Random(1)
    values = [str(n) if n % 2 else f'"{chance.randrange(100)}"' for n in range(80)]
    lines = [f"<urn:a{n}> <urn:p> {value} .\n" for n, value in enumerate(values)]
    quads = reading.read_bytes("".join(lines).encode(), ox.RdfFormat.TURTLE, "a.ttl").quads
    mixed = reading.to_store(quads)
    query = "SELECT ?v { ?s <urn:p> ?v } ORDER BY "
    with pytest.raises(LimitReached, match=r"write ORDER BY STR\(\?x\)"):
        querying.evaluate_foreign(mixed, query + "?v", "q.rq")
    assert len(list(querying.evaluate_foreign(mixed, query + "STR(?v)", "q.rq"))) == 80


# --- commands ----------------------------------------------------------------------------


def program(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "foedus", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("q.rq").write_text(RUNAWAY)
    Path("s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s> sh:targetSubjectsOf <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ;\n"
        f" sh:sparql [ sh:select 'SELECT $this {{ $this ?x ?y . {RUNAWAY[25:-2]} }}' ] ."
    )
    return tmp_path


def test_a_command_is_stopped_by_the_clock(here: Path) -> None:
    for ran in (
        program("query", "q.rq", FOEDUS_TIMEOUT="1"),
        program("validate", "--shapes", "s.ttl", "--timeout", "1"),
    ):
        assert (ran.returncode, ran.stdout) == (3, "")
        assert ran.stderr.endswith("stopped after 1 seconds (--timeout)\n")
        assert ran.stderr.count("\n") == 1


def test_a_call_from_python_is_bounded_and_gives_the_same(way, here, monkeypatch) -> None:
    Path("a.ttl").write_text("<urn:a> a <https://w3id.org/foedus/Alliance> ; <urn:p> [] .")
    given = contents.given(["a.ttl"], only=True)
    assert foedus.validate("a.ttl", only=True) == shapes.validate(given.about, [])
    with pytest.raises(BadInput, match=r"none\.ttl: cannot be read"):
        foedus.lint("none.ttl")
    monkeypatch.setenv("FOEDUS_TIMEOUT", "1")
    with pytest.raises(LimitReached, match="stopped after 1 seconds"):
        foedus.validate("a.ttl", shapes=["s.ttl"])


def test_a_killed_command_takes_its_child_with_it(here: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux ends a child with its parent")
    process = subprocess.Popen([sys.executable, "-m", "foedus", "query", "q.rq"])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 20
    while not (found := children.read_text().split()) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while Path(f"/proc/{found[0]}/cmdline").exists() and time.monotonic() < until:
        state = Path(f"/proc/{found[0]}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{found[0]}").exists()


@pytest.mark.parametrize("value", ["0", "-1", "ten", "1e3", "10G"])
def test_a_limit_is_a_whole_number(value: str, run) -> None:
    result = run("query", "--timeout", value)
    assert result.code == 2
    assert "--timeout takes a number of seconds, such as 90" in result.err


def test_the_table_of_limits_is_that_of_the_program() -> None:
    text = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    for limit in limits.LIMITS:
        size = f"{limit.default // limits.MEBIBYTE} MiB"
        default = size if limit.unit == "bytes" else f"{limit.default} {limit.unit}"
        assert f"| `{limit.option}` | `{limit.variable}` | {default} | {limit.stops} |\n" in text
    words = " ".join(text.split())
    for seconds in set(limits.LONGER.values()):
        assert f" {seconds}" in words
    assert f"up to {reading.MAX_LINES // limits.MEBIBYTE} MiB." in words
    assert words.count(
        f"Fixed: nesting {reading.MAX_DEPTH} ({reading.MAX_XML_DEPTH} in XML),"
        f" a literal {reading.MAX_LITERAL // 1024} KiB, an address {reading.MAX_IRI // 1024} KiB,"
        f" a number {reading.MAX_NUMBER} characters, a query {querying.MAX_QUERY} characters."
    )
    assert querying.MAX_DEPTH == reading.MAX_DEPTH


# --- what the system refuses -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "given", "code", "line"),
    [
        ("query 001", ">/dev/full", 2, "foedus: the system refused: no space left on device\n"),
        ("query 001", ">&-", 2, "foedus: the system refused: bad file descriptor\n"),
        ("query 001", ">&- 2>&-", 2, ""),
        ("query nothing", "2>&-", 2, ""),
        ("convert a.ttl -o -", "<&-", 2, "foedus: standard output needs a format: --to\n"),
        ("query 001 --max-memory 1M", "", 3, "foedus: not enough memory (--max-memory)\n"),
        ("query wide.rq --format csv", "| head -1", 0, ""),
    ],
)
def test_what_the_system_refuses_is_one_line(words, given, code, line, here) -> None:
    if "/dev/full" in given and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    Path("wide.rq").write_text("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000")
    command = f"set -o pipefail; {sys.executable} -m foedus {words} {given}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (code, line)
    assert ran.stdout.count("\n") == ("head" in given)


def test_a_folder_that_is_closed_is_one_line(run) -> None:
    """As root may write everywhere, root becomes somebody else here."""
    if sys.platform == "win32":
        pytest.skip("folders are closed otherwise here")
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        Path("a.ttl").write_text("<http://e/s> <http://e/p> 1 .")
        commands = [("convert", "a.ttl", "-o"), ("merge", "a.ttl", "-o")]
        for words in commands:
            assert run(*words, f"{words[0]}.nq").code == 0
        before = sorted(os.listdir())
        os.chmod(name, 0o555)
        is_root = os.geteuid() == 0
        try:
            if is_root:
                os.seteuid(65534)
            for words in commands:
                result = run(*words, "closed.nq")
                assert result.code == 2
                assert result.err == ("foedus: closed.nq: cannot be written: permission denied\n")
        finally:
            if is_root:
                os.seteuid(0)
            os.chmod(name, 0o755)
        assert sorted(os.listdir()) == before


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_cannot_be_encoded_is_one_line(encoding: str, here: Path) -> None:
    Path("q.rq").write_text("SELECT ('\u2192\u9280' AS ?x) {}", encoding="utf-8")
    ran = program("query", "q.rq", "--format", "csv", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("foedus: the output's encoding ")
    assert ran.stderr.endswith("U+2192: set PYTHONIOENCODING=utf-8\n")


def test_a_fault_is_one_line_unless_all_of_it_is_wanted(run, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("of a library\nin two lines")

    monkeypatch.setattr(reading, "read", fail)
    result = run("convert", "a.ttl", "-o", "b.nt")
    assert result.code == 2
    assert result.err == (
        "foedus: a fault of foedus, please report it (FOEDUS_TRACEBACK=1 shows where):"
        " RuntimeError: of a library in two lines\n"
    )
    monkeypatch.setenv("FOEDUS_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run("convert", "a.ttl", "-o", "b.nt")
