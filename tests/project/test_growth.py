"""No bundled query grows faster than its data: each alone, on data and on four times as much."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

import pyoxigraph as ox
import pytest

from benchmarks import generate
from foedus import reasoning
from foedus.asking import snapshot
from foedus.bundled import contents, folders
from foedus.checks import lint, shapes
from foedus.checks.lint import catalogue, mentions
from foedus.checks.report import Rule
from foedus.checks.shapes import compiler, words
from foedus.checks.shapes.engine import Engine
from foedus.rdf import reading
from foedus.rdf.names import CODE_NS, GRAPH_NS, ID_NS, RDFS_NS, SKOS_NS, XSD_NS
from foedus.reasoning import standing

SIZES = 10_000, 40_000
SHORT = 0.05
"""Seconds of the processor below which nothing is concluded from a run."""

RATIO = 6
"""What four times the data may cost at most."""

AGAIN = 3
"""So often both are measured once more before it counts."""

LONG = 20
"""Seconds after which a run is stopped."""

NAMES = (ID_NS, CODE_NS + "cow-", CODE_NS + "atop-", GRAPH_NS + "conflicts-")


def generated(size: int) -> list[ox.Quad]:
    """Made-up data of so many triples."""
    text = generate.text(size, mistakes=0.01, conflicts=0.05)
    document = reading.read_bytes(text.encode(), ox.RdfFormat.TURTLE, "generated.ttl")
    return [*document.quads][:size]


def copied(size: int) -> list[ox.Quad]:
    """Our own data and the example of a merge, renamed copies: one for each ten thousand."""
    whole = reading.join(contents.data(["article", "background", "merged"]))
    return [_renamed(quad, number) for number in range(size // SIZES[0]) for quad in whole]


def _renamed(quad: ox.Quad, number: int) -> ox.Quad:
    s, p, o, g = quad
    if p.value in _NAMED and number:
        o = ox.Literal(f"{o.value} {number}", language=o.language)
    return ox.Quad(_name(s, number), p, _name(o, number), g) if number else quad


def _name(term: ox.NamedNode, number: int) -> ox.NamedNode:
    known = isinstance(term, ox.NamedNode) and term.value.startswith(NAMES)
    return ox.NamedNode(f"{term.value}-{number}") if known else term


def by_year(size: int) -> list[ox.Quad]:
    """Made-up data whose days are known by the year and whose names have lost their numbers: what
    begins together, or is called alike, must not multiply."""
    return [_vaguer(quad) for quad in generated(size)]


def _vaguer(quad: ox.Quad) -> ox.Quad:
    value = quad.object
    if isinstance(value, ox.Literal) and value.datatype == _DATE:
        value = ox.Literal(f"{value.value[:4]}-01-01", datatype=_DATE)
    elif quad.predicate.value in _NAMED:
        value = ox.Literal(value.value.rstrip("0123456789- "), language=value.language)
    return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)


_DATE = ox.NamedNode(XSD_NS + "date")
_NAMED = RDFS_NS + "label", SKOS_NS + "altLabel"

DATA: dict[str, Callable[[int], list[ox.Quad]]] = {
    "generated": generated,
    "by_year": by_year,
    "copied": copied,
}


@cache
def store(kind: str, size: int) -> ox.Store:
    """The data with all that follows from them, as the rules and the snapshots read them."""
    quads = standing.facts(DATA[kind](size))
    known = [*quads, *reasoning.infer(quads).quads]
    return reading.to_store([*known, *snapshot.world(known)[-1]])


@cache
def engine(kind: str, size: int) -> Engine:
    quads = [*DATA[kind](size), *shapes._hierarchy()]
    made = Engine(quads, words.said_of(compiler.bundled_program().quads))
    for root in compiler.bundled_program().roots:
        made.results(root)  # what it keeps is made before the clock starts
    return made


@cache
def desk(kind: str, size: int) -> lint.Desk:
    """The same in two files: what is asked of each row must not go through a whole file."""
    quads = DATA[kind](size)
    parts = quads[: len(quads) // 2], quads[len(quads) // 2 :]
    documents = [
        reading.read_bytes(
            ox.serialize(part, format=ox.RdfFormat.N_QUADS) or b"",
            ox.RdfFormat.N_QUADS,
            f"made-{number}.nq",
        )
        for number, part in enumerate(parts)
    ]
    return lint.Desk(documents, lint.context(documents, only=True))


Run = Callable[[], object]


def queries() -> Iterator[tuple[str, Callable[[str, int], Run]]]:
    """Every query by its name, and how it is asked of data of one kind and size."""
    for path in folders.query_files():
        name = f"{path.parent.name}/{path.stem}"
        if path.parent.name not in ("hygiene", "patterns"):
            yield name, partial(_asked, path.read_text(encoding="utf-8"))
    for check in catalogue.bundled_checks():
        yield f"hygiene/{check.name}", partial(_linted, check)
    for rule in mentions.rules():
        yield f"hygiene/{rule.name.partition(':')[2]}", partial(_named, rule)
    for root in compiler.bundled_program().roots:
        for constraint in root.queries:
            name = f"shapes/{constraint.node.value.rpartition('#')[2]}"
            yield name, partial(_validated, replace(root, queries=(constraint,)))


def _asked(text: str, kind: str, size: int) -> Run:
    asked = store(kind, size)
    return lambda: sum(1 for _ in asked.query(text))


def _linted(check: catalogue.Check, kind: str, size: int) -> Run:
    checked = desk(kind, size)
    return lambda: sum(1 for _ in checked.ask(check))


def _named(rule: Rule, kind: str, size: int) -> Run:
    checked = desk(kind, size).store
    return lambda: sum(1 for _ in mentions.rows(checked, [rule.name]))


def _validated(root: compiler.Root, kind: str, size: int) -> Run:
    return partial(engine(kind, size).results, root)


def seconds(call: Run, least: float = 0, runs: int = 3) -> float:
    """The processor seconds of the best run, in a child that is stopped when it takes too long.

    A run is of as many calls as take ``least`` seconds: one alone may take but few ticks of the
    clock.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CPU, (LONG, LONG + 1))
        best = min(_timed(call, least) for _ in range(runs))
        os.write(writer, str(best).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        found = told.read()
    os.waitpid(child, 0)
    return float(found or "inf")


def _timed(call: Run, least: float) -> float:
    start, spent, calls = time.process_time(), -1.0, 0
    while spent < least:
        call()
        calls, spent = calls + 1, time.process_time() - start
    return spent / calls


PIECES = dict(queries())


@pytest.mark.slow
@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("name", PIECES)
def test_a_query_does_not_grow_faster_than_its_data(name: str, kind: str) -> None:
    larger = seconds(PIECES[name](kind, SIZES[1]))
    if larger <= SHORT:
        return
    smaller = seconds(PIECES[name](kind, SIZES[0]), SHORT)
    for _ in range(AGAIN):  # other work on the machine disturbs what is short
        if larger / smaller < RATIO or larger == float("inf"):
            break
        smaller = min(smaller, seconds(PIECES[name](kind, SIZES[0]), SHORT))
        larger = min(larger, seconds(PIECES[name](kind, SIZES[1])))
    assert larger / smaller < RATIO, f"{smaller:.3f} s, then {larger:.3f} s"
