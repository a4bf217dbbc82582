"""The closure of about N triples, compiled engine against owlrl, in CPU seconds of one run.

Run: python tests/benchmarks/closure.py [TRIPLES] (default 10000). The results must be equal.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pyoxigraph as ox

from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf.names import FOEDUS_NS, RDF_NS

ID = "https://w3id.org/foedus/id/bench-"
TYPE = ox.NamedNode(RDF_NS + "type")
RUNS = 5
Result = TypeVar("Result")


def made(count: int, seed: int = 1) -> list[ox.Quad]:
    """About so many triples: states, places, commands, agreements, memberships, statements."""
    found: dict[ox.Quad, None] = {}
    unit = 0
    while len(found) < count:
        for s, p, o in _unit(unit, random.Random(seed + unit)):
            predicate = TYPE if p == "a" else ox.NamedNode(FOEDUS_NS + p)
            value = ox.NamedNode((FOEDUS_NS if p == "a" else ID) + o)
            found[ox.Quad(ox.NamedNode(ID + s), predicate, value)] = None
        unit += 1
    return list(found)


def _unit(n: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    state, other = f"state-{n}", f"state-{chance.randrange(n + 1)}"
    alliance, treaty = f"alliance-{n // 8}", f"treaty-{n // 8}"
    yield state, "a", "State"
    yield alliance, "a", "Alliance"
    yield treaty, "a", "Treaty"
    yield f"membership-{n}", "a", "AllianceMembership"
    yield f"membership-{n}", "memberAgent", state
    yield f"membership-{n}", "membershipOf", alliance
    yield f"party-{n}", "a", "PartyStatus"
    yield f"party-{n}", "partyInStatus", state
    yield f"party-{n}", "statusOf", treaty
    yield f"place-{n}", "a", "Place"
    yield f"place-{n}", "locatedIn", f"place-{n - n % 6}"
    for level in range(4):
        command = f"command-{n}-{level}"
        yield command, "a", "NationalCommand"
        yield command, "ofState", state
        yield command, "locatedIn", f"place-{n}"
        if level:
            yield command, "reportsTo", f"command-{n}-{level - 1}"
            yield command, "partOf", f"command-{n}-{level - 1}"
    yield f"contribution-{n}", "a", "ForceContribution"
    yield f"contribution-{n}", "contributingState", other
    yield f"contribution-{n}", "underCommand", f"command-{n}-0"
    yield f"arrangement-{n}", "a", "CommandArrangement"
    yield f"arrangement-{n}", "coversContribution", f"contribution-{n}"


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """CPU seconds of one call, and what it gave."""
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def main() -> None:
    """Compare the engines on the same triples, the closure alone and without the start."""
    contents.ontology()
    data = [quad.triple for quad in made(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)]
    compiling, ontology = timed(lambda: reasoning.compile_ontology(contents.ontology()))
    runs = [timed(lambda: reasoning.close(data, ontology).triples) for _ in range(RUNS)]
    compiled = statistics.median(seconds for seconds, _ in runs)
    seconds, reference = timed(lambda: reasoning.close(data, ontology, "owlrl").triples)
    if set(runs[0][1]) != set(reference):
        raise SystemExit("the engines disagree")
    print(f"{len(data)} triples, {len(reference)} concluded by both engines")
    print(f"compiling the ontology, once: {compiling:.3f} s")
    print(f"compiled: {compiled:.3f} s (median of {RUNS}); owlrl: {seconds:.2f} s (one run)")
    print(f"ratio: {seconds / compiled:.0f}")


if __name__ == "__main__":
    main()
