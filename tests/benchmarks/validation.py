"""How much faster the fast engine validates than others do: run it as a script.

Run: python tests/benchmarks/validation.py [--triples 1e4] [--runs 3] [--peers PYTHON]. The article
and a dataset made of renamed copies of it with some statements left out are checked against the
bundled shapes. pySHACL does the same in this process, imports and the compiling of the shapes done
before; the results must be equal. The other validators run as processes, of the interpreter given
(of an environment that has them), and so does ours beside them: each reads a file of the data and
one of the shapes, and tells the processor seconds from there to the results (the median of some
runs), and the results, of which those that ours lacks or has alone are counted. A validator that
cannot be imported there is named as not run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl  # noqa: F401 (imported before the clock starts)

from foedus.bundled import contents
from foedus.checks import shapes
from foedus.checks.report import Result
from foedus.checks.shapes import compiler
from foedus.rdf import reading
from foedus.rdf.names import ID_NS, RDFS_NS, SH_NS

LEFT_OUT = 0.01
LABEL = ox.NamedNode(RDFS_NS + "label")
PATIENCE = 600
"""Seconds after which a validator is stopped."""

PROGRAM = """
import sys, time, resource
{imports}
data, shapes, written = sys.argv[1:]
start = time.process_time()
{body}
seconds = time.process_time() - start
open(written, "w").write(report)
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
"""What each validator runs: from files to a report as N-Triples."""

OURS = PROGRAM.format(
    imports="import pyoxigraph as ox\nfrom foedus.checks import shapes as fast\n"
    "from foedus.checks.report.finding import statements\n"
    "from foedus.checks.shapes import compiler\n"
    "from foedus.rdf import reading",
    body="""
program = compiler.program(reading.read(shapes).quads)
told = statements(fast.results(reading.read(data).quads, program, "fast"))
report = (ox.serialize((q.triple for q in told), format=ox.RdfFormat.N_TRIPLES) or b"").decode()
""",
)
PEERS = {
    "pyrudof": PROGRAM.format(
        imports="import pyrudof",
        body="""
rudof = pyrudof.Rudof()
rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
rudof.read_shacl(shapes, format=pyrudof.ShaclFormat.NTriples)
rudof.validate_shacl()
form = pyrudof.ResultShaclValidationFormat.NTriples
report = rudof.serialize_shacl_validation_results(format=form)
""",
    ),
    "shifty": PROGRAM.format(
        imports="import shifty, rdflib\nfrom pathlib import Path",
        body="""
_, found, _ = shifty.validate(Path(data), Path(shapes), infer=False)
report = found.serialize(format="nt")
""",
    ),
}
"""By the module of a validator: what it runs."""


def copies() -> Iterator[ox.Quad]:
    """The article again and again under other names, with a few statements left out."""
    chance, article, number = random.Random(3), reading.join(contents.data()), 0
    while True:
        number += 1
        for s, p, o, _ in article:
            if chance.random() >= LEFT_OUT:
                yield ox.Quad(renamed(s, number), p, labelled(p, renamed(o, number), number))


def renamed(term: ox.NamedNode, number: int) -> ox.NamedNode:
    """An individual's name with the number of the copy."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(ID_NS):
        return ox.NamedNode(f"{term.value}-{number}")
    return term


def labelled(predicate: ox.NamedNode, value: ox.Literal, number: int) -> ox.Literal:
    """A label with the number of the copy: no two nodes share one that did not before."""
    if predicate == LABEL:
        return ox.Literal(f"{value.value} {number}", language=value.language)
    return value


def timed(action: Callable[[], list[Result]]) -> tuple[float, list[Result]]:
    """The processor seconds of a call, and what it returned."""
    start = time.process_time()
    found = action()
    return time.process_time() - start, found


def measure(name: str, quads: list[ox.Quad], runs: int) -> None:
    """Check the same data here and with pySHACL, compare the results, and print the ratio."""
    program = compiler.bundled_program()
    tries = [timed(lambda: shapes.results(quads, program, "fast")) for _ in range(runs)]
    quick, mine = statistics.median(seconds for seconds, _ in tries), tries[0][1]
    slow, theirs = timed(lambda: shapes.results(quads, program, "pyshacl"))
    if Counter(one.key() for one in mine) != Counter(one.key() for one in theirs):
        raise SystemExit(f"{name}: the results differ")
    print(
        f"{name}: {len(quads):,} triples, {len(mine)} equal results, "
        f"fast {quick:.3f} s, pyshacl {slow:.2f} s, ratio {slow / quick:.0f}",
        flush=True,
    )


def compare(quads: list[ox.Quad], runs: int, python: str) -> None:
    """Let each validator read and check the same files, and print what it takes and finds."""
    with tempfile.TemporaryDirectory() as folder:
        data, rules, written = (Path(folder, name) for name in ("data.nt", "shapes.nt", "out.nt"))
        data.write_bytes(ox.serialize((q.triple for q in quads), format=_LINES) or b"")
        rules.write_bytes(ox.serialize((q.triple for q in contents.shapes()), format=_LINES) or b"")
        words = [str(data), str(rules), str(written)]
        seconds, megabytes = _run([sys.executable, "-c", OURS, *words], runs)
        wanted = _results(written)
        print(f"ours: {seconds:.2f} s, {megabytes:.0f} MB, {len(wanted)} results")
        for peer, program in PEERS.items():
            if subprocess.run([python, "-c", f"import {peer}"], capture_output=True).returncode:
                print(f"{peer}: not run")
                continue
            theirs, more = _run([python, "-c", program, *words], runs)
            found = _results(written)
            extra, lacking = len(found - wanted), len(wanted - found)
            differs = f"{extra} results more, {lacking} fewer: no ratio"
            same = f"equal results, ratio {theirs / seconds:.1f}"
            verdict = differs if extra or lacking else same
            print(f"{peer}: {theirs:.2f} s, {more:.0f} MB, {verdict}", flush=True)


_LINES = ox.RdfFormat.N_TRIPLES


def _run(command: list[str], runs: int) -> tuple[float, float]:
    """The median of the seconds, and the most megabytes."""
    told = []
    for _ in range(runs):
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode:
            raise SystemExit(done.stderr[-500:])
        told.append([float(one) for one in done.stdout.split()])
    return statistics.median(one[0] for one in told), max(one[1] for one in told)


def _results(path: Path) -> set[tuple[str, ...]]:
    """The results of a report: shape, severity, focus node and value."""
    said: dict[str, dict[str, str]] = {}
    for quad in ox.parse(path=str(path), format=_LINES):
        said.setdefault(str(quad.subject), {})[quad.predicate.value] = str(quad.object)
    names = [SH_NS + name for name in ("sourceShape", "resultSeverity", "focusNode", "value")]
    return {tuple(one.get(name, "") for name in names) for one in said.values() if names[2] in one}


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", default="1e4")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    given = parser.parse_args()
    whole = shapes._hierarchy()
    measure("warm-up", [*reading.join(contents.data())[:100], *whole], 1)
    measure("article", [*reading.join(contents.data()), *whole], given.runs)
    endless = copies()
    made = dict.fromkeys(next(endless) for _ in range(int(float(given.triples))))
    measure("synthetic", [*made, *whole], given.runs)
    compare([*made, *whole], given.runs, given.peers)


if __name__ == "__main__":
    main()
