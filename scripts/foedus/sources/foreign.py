"""RDF of others: their statements as they are, in a graph of their own, with addresses for blanks.

Blank nodes get addresses from the labels of RDFC-1.0 (RDF Dataset Canonicalization), run on that
graph alone, so that the same file gives the same addresses. ``owl:sameAs`` is kept like any other
statement, and nothing in foedus takes it for identity.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput, LimitReached
from foedus.rdf import reading
from foedus.rdf.names import GRAPH_NS, ID_NS
from foedus.sources.rows import Outcome

MAX_SECONDS = 120
"""How long naming the blank nodes of one file may take: the W3C's way can take for ever."""


def is_rdf(file: Path) -> bool:
    """Whether a file's extension is one of RDF."""
    return file.suffix.lower() in reading.EXTENSIONS


def convert(file: Path, graph: str, target: Path) -> Outcome:
    """Write the file's statements as N-Triples and count them; each counts as one row.

    Statements of named graphs in the file come into the one graph of the source. Raises BadInput
    for a statement about a term of a vocabulary.
    """
    from foedus.sources.mapping import check_subjects

    document = reading.read(file)
    quads = named(document.quads, graph.removeprefix(GRAPH_NS))
    lines = sorted({f"{q.subject} {q.predicate} {q.object} .\n".encode() for q in quads})
    check_subjects(b"".join(lines), str(file))
    target.write_bytes(b"".join(lines))
    outcome = Outcome(graph, statements=len(lines))
    outcome.read = outcome.accepted = len(lines)
    graphs = {q.graph_name for q in document.quads if isinstance(q.graph_name, ox.NamedNode)}
    if graphs:
        outcome.warnings.append(f"{len(graphs)} named graphs of the file are one graph here")
    return outcome


def named(quads: list[ox.Quad], graph: str) -> list[ox.Quad]:
    """The statements with an address for each blank node: ``id:<graph>-c14nN``."""
    plain = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    blank = ox.BlankNode
    if not any(isinstance(t.subject, blank) or isinstance(t.object, blank) for t in plain):
        return [ox.Quad(t.subject, t.predicate, t.object) for t in plain]
    canonical = _canonical(plain, graph)

    def term(value: object) -> object:
        if isinstance(value, blank):
            return ox.NamedNode(f"{ID_NS}{graph}-{value.value}")
        return value

    return [ox.Quad(term(q.subject), q.predicate, term(q.object)) for q in canonical]  # type: ignore[arg-type]


def _canonical(triples: list[ox.Triple], graph: str) -> list[ox.Quad]:
    """The statements under canonical labels, found by a process of its own that can be stopped."""
    data = "".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in triples).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS,
            env={"PATH": os.environ.get("PATH", "")},
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"its blank nodes cannot be told apart within {MAX_SECONDS} seconds"
        raise LimitReached(f"{graph}: {reason}") from None
    if done.returncode:
        raise BadInput(f"{graph}: the blank nodes cannot be named")
    return list(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))


_PROGRAM = """
import sys
import pyoxigraph as ox
found = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_TRIPLES))
found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
sys.stdout.buffer.write(ox.serialize(found, format=ox.RdfFormat.N_QUADS))
"""
