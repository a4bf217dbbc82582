"""How much faster lint asks its checks on pyoxigraph than rdflib does: run it as a script.

Both engines ask every check of one module of the ontology. First the rows are compared, then the
ratio of the processor seconds is printed; reading and imports are done before. At the end stands
how long lint takes for all that foedus carries.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import rdflib

from foedus.bundled import folders
from foedus.checks import lint
from foedus.checks.lint import catalogue
from foedus.rdf import reading

MODULE = "https://w3id.org/foedus/ontology/command"


def timed(action: Callable[[], dict[str, int]]) -> tuple[float, dict[str, int]]:
    """The processor seconds of a call, and what it returned."""
    start = time.process_time()
    found = action()
    return time.process_time() - start, found


def asked_of_pyoxigraph(document: reading.Document) -> dict[str, int]:
    """How many rows each check gives on pyoxigraph."""
    desk = lint.Desk([document])
    return {
        check.name: len({str(row) for row in map(tuple, desk.rows(check))})
        for check in catalogue.bundled_checks()
    }


def asked_of_rdflib(document: reading.Document) -> dict[str, int]:
    """How many rows each check gives on rdflib, which has the file as a named graph too."""
    dataset = rdflib.Dataset(default_union=True)
    graph = dataset.graph(rdflib.URIRef("urn:x-file"))
    for triple in reading.to_graph(document.quads):
        graph.add(triple)
    return {
        check.name: len({str(tuple(row)) for row in dataset.query(check.query)})
        for check in catalogue.bundled_checks()
    }


def main() -> None:
    """Compare the two engines, and time the whole project."""
    document = reading.read(folders.module_file(MODULE))
    quick, mine = timed(lambda: asked_of_pyoxigraph(document))
    slow, theirs = timed(lambda: asked_of_rdflib(document))
    different = [name for name in mine if mine[name] != theirs[name]]
    print(f"{len(mine)} checks on {len(document.quads)} triples: ", end="")
    print(f"pyoxigraph {quick:.2f} s, rdflib {slow:.2f} s, ratio {slow / quick:.0f}")
    print(f"checks that differ: {', '.join(different) or 'none'}")
    whole, _ = timed(lambda: {"findings": len(lint.lint_files().findings)})
    print(f"lint of the whole project: {whole:.2f} s")


if __name__ == "__main__":
    main()
