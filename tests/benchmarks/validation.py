"""How much faster the fast engine validates than pySHACL: run it as a script.

Both engines check the article's data, and a dataset of 10,000 triples made of renamed copies of
the article with some statements left out. First the results are compared, then the ratio of their
processor seconds is printed; imports and the compiling of the shapes are done before.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pyshacl  # noqa: F401 (imported before the clock starts)

from foedus.bundled import contents
from foedus.checks import shapes
from foedus.checks.report import Result
from foedus.checks.shapes import compiler
from foedus.rdf import reading
from foedus.rdf.names import ID_NS, RDFS_NS

SIZE = 10_000
LEFT_OUT = 0.01
LABEL = ox.NamedNode(RDFS_NS + "label")


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


def measure(name: str, quads: list[ox.Quad]) -> None:
    """Run both engines on the same data, compare the results, and print the ratio."""
    program = compiler.bundled_program()
    whole = [*quads, *shapes._hierarchy()]
    quick, mine = timed(lambda: shapes.results(whole, program, "fast"))
    slow, theirs = timed(lambda: shapes.results(whole, program, "pyshacl"))
    if Counter(one.key() for one in mine) != Counter(one.key() for one in theirs):
        raise SystemExit(f"{name}: the results differ")
    print(
        f"{name}: {len(quads):,} triples, {len(mine)} equal results, "
        f"fast {quick:.3f} s, pyshacl {slow:.2f} s, ratio {slow / quick:.0f}",
        flush=True,
    )


if __name__ == "__main__":
    measure("warm-up", reading.join(contents.data())[:100])
    measure("article", reading.join(contents.data()))
    endless = copies()
    made = dict.fromkeys(next(endless) for _ in range(SIZE))
    measure("synthetic", [*made])
