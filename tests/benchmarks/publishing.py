"""A merged dataset of about 100,000 triples published: run it as a script.

Run: python tests/benchmarks/publishing.py [TRIPLES]. The dataset is our own data and the records of
two made-up sources. It is published by the command in a process of its own, and its seconds and
files are printed. The peer is rdflib: it writes the Turtle and JSON-LD documents of the first
thousand things, and so do we, in the same run, and the ratio of the processor seconds is printed.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib

from foedus.asking.profile import linked
from foedus.bundled import contents
from foedus.publishing import linked_data
from foedus.publishing.site import Site, user_site
from foedus.rdf import reading
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS, GRAPH_NS, ID_NS, RDF_NS, XSD_NS

SIZE = 100_000
THINGS = 1000
A = RDF_NS + "type"


def records(source: str, seed: int) -> Iterator[ox.Quad]:
    """The membership and alliance records of a source, without end."""
    chance = random.Random(seed)
    graph = ox.NamedNode(f"{GRAPH_NS}{source}-1-0")

    def quad(s: str, p: str, o: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, graph)

    def day(first: int, last: int) -> ox.Literal:
        text = f"{chance.randint(first, last)}-0{chance.randint(1, 9)}-{chance.randint(10, 28)}"
        return ox.Literal(text, datatype=ox.NamedNode(XSD_NS + "date"))

    number = 0
    while True:
        alliance = f"{ID_NS}{source}-{number // 4}"
        member = f"{alliance}-{number % 4}"
        if number % 4 == 0:
            yield quad(alliance, A, ox.NamedNode(FOEDUS_NS + "AllianceRecord"))
            yield quad(alliance, DCTERMS_NS + "identifier", ox.Literal(str(number // 4)))
        row = ox.Literal(str(number), datatype=ox.NamedNode(XSD_NS + "integer"))
        state = ox.NamedNode(f"{CODE_NS}cow-{chance.randint(2, 990)}")
        yield quad(member, A, ox.NamedNode(FOEDUS_NS + "MembershipRecord"))
        yield quad(member, FOEDUS_NS + "inAlliance", ox.NamedNode(alliance))
        yield quad(member, FOEDUS_NS + "member", state)
        yield quad(member, FOEDUS_NS + "sourceRow", row)
        yield quad(member, FOEDUS_NS + "sourceStart", day(1816, 1950))
        yield quad(member, FOEDUS_NS + "sourceEnd", day(1951, 2018))
        for obligation in ("defense", "consultation"):
            value = ox.NamedNode(CODE_NS + obligation)
            yield quad(member, FOEDUS_NS + "codedObligation", value)
        number += 1


def dataset(size: int) -> list[ox.Quad]:
    """Our data as the default graph, and two sources as named graphs."""
    found = reading.join(contents.data(("article", "background")))
    sources = records("first", 1), records("second", 2)
    while len(found) < size:
        found += [next(source) for source in sources]
    return found


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
        quads = dataset(size)
        path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        target = Path(folder, "site")
        command = [sys.executable, "-m", "foedus", "publish", str(target), "--data", str(path)]
        start = time.perf_counter()
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        files = said.rpartition(": ")[2].strip()
        print(f"{len(quads):,} triples published: {files}, {wall:.1f} s on the clock, ", end="")
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
