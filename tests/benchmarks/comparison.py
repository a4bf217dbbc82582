"""How much faster two editions are compared than rdflib does it: run it as a script.

The ontology, shapes and data of the project are compared with themselves, one class less and one
label changed. rdflib's `graph_diff` finds the triples on either side; foedus finds the same ones,
told by subject, and grades them. First the two are held equal, then the ratio of their processor
seconds is printed; reading is done before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph as ox
from rdflib.compare import graph_diff

from foedus import bundled, reading
from foedus.changes import compare
from foedus.changes.differences import described, differences
from foedus.changes.editions import Edition
from foedus.vocabulary import FOEDUS_NS, RDFS_NS

T = TypeVar("T")
GONE = ox.NamedNode(FOEDUS_NS + "StatusOfForcesAgreement")
RENAMED = ox.NamedNode(FOEDUS_NS + "Treaty")
LABEL = ox.NamedNode(RDFS_NS + "label")


def changed(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The statements with one subject less and another label."""
    return [
        ox.Quad(q.subject, LABEL, ox.Literal("pact", language="en"))
        if (q.subject, q.predicate) == (RENAMED, LABEL)
        else q
        for q in quads
        if q.subject != GONE
    ]


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """The processor seconds of a call, and what it returned."""
    start = time.process_time()
    found = action()
    return time.process_time() - start, found


def measure(name: str, quads: list[ox.Quad]) -> None:
    """Compare by both, hold the results equal, and print the ratio."""
    old, new = Edition("old", (), tuple(quads)), Edition("new", (), tuple(changed(quads)))
    quick, _ = timed(lambda: compare(old, new))
    graphs = [reading.to_graph(edition.quads) for edition in (old, new)]
    slow, (_, first, second) = timed(lambda: graph_diff(*graphs))
    mine = differences(described(old), described(new)).own
    counts = [
        sum(len(one.before - one.after) for one in mine),
        sum(len(one.after - one.before) for one in mine),
    ]
    if counts != [len(first), len(second)]:
        raise SystemExit(f"{name}: {counts} is not {len(first)}, {len(second)}")
    print(
        f"{name}: {len(quads):,} triples, {counts[0]} gone and {counts[1]} new, "
        f"foedus {quick:.2f} s, rdflib {slow:.2f} s, ratio {slow / quick:.0f}",
        flush=True,
    )


if __name__ == "__main__":
    measure("ontology", list(bundled.ontology()))
    measure(
        "ontology, shapes and data",
        [
            *bundled.ontology(),
            *bundled.shapes(),
            *reading.join(bundled.data(["article", "background"])),
        ],
    )
