"""A merged dataset of about 100,000 triples published: run it as a script.

Run: python tests/benchmarks/publishing.py [TRIPLES]. The dataset is our own data and the records of
two made-up sources. It is published by the command in a process of its own, and its seconds and
files are printed. The peer is rdflib: it writes the Turtle and JSON-LD documents of the first
thousand things, and so do we, in the same run, and the ratio of the processor seconds is printed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rdflib
import tables  # beside this file

from foedus.asking.profile import linked
from foedus.merging.merge import merge
from foedus.publishing import linked_data
from foedus.publishing.site import Site, user_site
from foedus.rdf import reading

SIZE = 100_000
THINGS = 1000


def timed(action: Callable[[], object]) -> float:
    """The processor seconds of a call."""
    start = time.process_time()
    action()
    return time.process_time() - start


def by_us(site: Site, chosen: list[str]) -> None:
    """Write the documents of some things in memory."""
    context = linked_data.context(site)
    for iri in chosen:
        quads = site.profiles.linked.triples(iri)
        linked.turtle(quads, iri)
        linked.jsonld(quads, iri, context)


def by_rdflib(site: Site, chosen: list[str]) -> None:
    """Do the same with rdflib, from terms of its own."""
    for iri in chosen:
        graph = reading.to_graph(site.profiles.linked.triples(iri))
        assert isinstance(graph, rdflib.Graph)
        for format in ("turtle", "json-ld"):
            graph.serialize(format=format)


def main() -> None:
    """Publish, and compare."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "merged.nq")
        merge(tables.write(Path(folder), size // tables.STATEMENTS), path)
        number = len(path.read_bytes().splitlines())
        target = Path(folder, "site")
        command = [sys.executable, "-m", "foedus", "publish", str(target), "--data", str(path)]
        start = time.perf_counter()
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        files = said.rpartition(": ")[2].strip()
        print(f"{number:,} triples published: {files}, {wall:.1f} s on the clock, ", end="")
        print(f"{used.ru_utime + used.ru_stime:.1f} s of the processor, ", end="")
        print(f"{used.ru_maxrss / 1024:.0f} MB")
        site = user_site([str(path)])
    chosen = list(site.resources)[-THINGS:]
    by_us(site, chosen[:1])
    by_rdflib(site, chosen[:1])
    ours, theirs = timed(lambda: by_us(site, chosen)), timed(lambda: by_rdflib(site, chosen))
    print(f"{THINGS} things as Turtle and JSON-LD: {ours:.2f} s, rdflib {theirs:.2f} s, ", end="")
    print(f"ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
