"""How much faster the fast engine validates than pySHACL: run it as a script.

Run: python tests/benchmarks/validation.py [TRIPLES] (default 10000). The article and a dataset made
of renamed copies of it with some statements left out are checked against the bundled shapes, in one
process, imports and the compiling of the shapes done before. The results must be equal.
``table.py`` holds other validators against the same copies, from the files to the report.
"""

from __future__ import annotations

import itertools
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl  # noqa: F401 (imported before the clock starts)

from foedus.bundled import contents
from foedus.checks import shapes
from foedus.checks.report import Result
from foedus.checks.shapes import compiler
from foedus.rdf import reading
from foedus.rdf.names import ID_NS, RDFS_NS

LEFT_OUT = 0.01
RUNS = 3
LABEL = ox.NamedNode(RDFS_NS + "label")


def damaged(triples: int) -> Iterator[ox.Quad]:
    """So many statements of the copies, and the tree of classes that shapes need."""
    yield from itertools.islice(copies(), triples)
    yield from shapes._hierarchy()


def lines(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write statements as N-Triples, which are Turtle too."""
    ox.serialize((quad.triple for quad in quads), path, format=ox.RdfFormat.N_TRIPLES)


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


def main() -> None:
    """Compare."""
    whole = shapes._hierarchy()
    measure("warm-up", [*reading.join(contents.data())[:100], *whole], 1)
    measure("article", [*reading.join(contents.data()), *whole], RUNS)
    measure(
        "copies", [*dict.fromkeys(damaged(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))], RUNS
    )


if __name__ == "__main__":
    main()
