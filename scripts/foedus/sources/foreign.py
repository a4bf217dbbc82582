"""RDF of others: its statements as they are, and what a source's folder makes of them.

Blank nodes get addresses from the labels of RDFC-1.0 (RDF Dataset Canonicalization), run on that
graph alone, so that the same file gives the same addresses. ``owl:sameAs`` is kept like any other
statement, and nothing in foedus takes it for identity. Statements about terms of a vocabulary are
left out and counted.

``map.rq`` is a CONSTRUCT over the file's graph, and ``terms.sssom.tsv`` says which of its classes
and properties mean the same as which of ours; what they give is added to the statements.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from foedus.asking import querying
from foedus.errors import BadInput, LimitReached
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, GRAPH_NS, ID_NS, RDF_NS
from foedus.sources import crosswalk
from foedus.sources.descriptor import Descriptor
from foedus.sources.mapping import FORBIDDEN, check_subjects
from foedus.sources.rows import Outcome

MAX_ABOUT_TERMS = 1000
"""Statements about terms of a vocabulary that a file may have: with more it is a vocabulary."""

MAX_SECONDS = 120
"""How long naming the blank nodes of one file may take: the W3C's way can take for ever."""


def is_rdf(file: Path) -> bool:
    """Whether a file's extension is one of RDF."""
    return file.suffix.lower() in reading.EXTENSIONS


def convert(source: Descriptor, file: Path, target: Path) -> Outcome:
    """Write the file's statements as N-Triples and count them; each counts as one row.

    Statements of named graphs in the file come into the one graph of the source; relative addresses
    are read against the address of that graph, unless ``--base`` gives another. Raises LimitReached
    for more than ``MAX_ABOUT_TERMS`` statements about terms of a vocabulary.
    """
    outcome = Outcome(GRAPH_NS + source.graph)
    document = _read(source, file, outcome)
    every = named(list(document.quads), source.graph)
    kept = [quad for quad in every if not _is_about_term(quad)]
    left = len(every) - len(kept)
    if left > MAX_ABOUT_TERMS:
        reason = f"{left:,} statements are about terms of vocabularies: that is no data"
        raise LimitReached(f"{reason} (at most {MAX_ABOUT_TERMS:,} are left out)", str(file))
    if left:
        terms = "a term" if left == 1 else "terms"
        said = "1 statement" if left == 1 else f"{left:,} statements"
        outcome.warnings.append(f"{said} about {terms} of a vocabulary left out")
    lines = {_line(quad) for quad in kept}
    added = {_line(quad) for quad in (*_mapped(source, kept), *_translated(source, kept))} - lines
    check_subjects(b"".join(sorted(added)), str(source.mapping))
    if added:
        outcome.warnings.append(f"{len(added):,} statements made by the mapping of the source")
    target.write_bytes(b"".join(sorted(lines | added)))
    outcome.statements = len(lines | added)
    outcome.read = outcome.accepted = len(lines)
    graphs = {q.graph_name for q in document.quads if isinstance(q.graph_name, ox.NamedNode)}
    if graphs:
        outcome.warnings.append(f"{len(graphs)} named graphs of the file are one graph here")
    return outcome


def _read(source: Descriptor, file: Path, outcome: Outcome) -> reading.Document:
    """The file, read with the source's own address as base where it needs one."""
    document = reading.read(file)
    try:
        reading.refuse_relative(b"".join(_line(quad) for quad in document.quads))
    except BadInput:
        base = f"{ID_NS}{source.graph}/"
        outcome.warnings.append(f"relative addresses are read against <{base}>: see --base")
        return reading.read(file, base=base)
    return document


def _line(quad: ox.Quad) -> bytes:
    return f"{quad.subject} {quad.predicate} {quad.object} .\n".encode()


def _is_about_term(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(FORBIDDEN)


# --- mapped to our terms -----------------------------------------------------------------


def _mapped(source: Descriptor, quads: list[ox.Quad]) -> list[ox.Quad]:
    """What the source's query makes of its statements."""
    if not source.mapping.is_file():
        return []
    text, name = reading.read_text(source.mapping), str(source.mapping)
    querying.check(text, name)
    store = ox.Store()
    store.bulk_extend(quads)
    answer = querying.evaluate_foreign(store, text, name)
    if not isinstance(answer, ox.QueryTriples):
        raise BadInput("is no query of the form CONSTRUCT { … } WHERE { … }", name, 1)
    return [ox.Quad(t.subject, t.predicate, t.object) for t in answer]


def _translated(source: Descriptor, quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    """The statements again in our terms, where a reviewed row says that the terms match."""
    path = source.folder / "terms.sssom.tsv"
    if not path.is_file():
        return
    walk = crosswalk.read(path)
    meant: dict[str, list[ox.NamedNode]] = {}
    for row in walk.accepted:
        ends = walk.expand(row.subject_id), walk.expand(row.object_id)
        ours = [end for end in ends if end.startswith(FOEDUS_NS)]
        if len(ours) != 1:
            raise BadInput(f"{row.subject_id}: a term of foedus on one side is due", str(path))
        theirs = ends[0] if ours[0] == ends[1] else ends[1]
        if row.predicate_id in ("skos:exactMatch", "skos:closeMatch"):
            meant.setdefault(theirs, []).append(ox.NamedNode(ours[0]))
    for quad in quads:
        for term in meant.get(quad.predicate.value, []):
            yield ox.Quad(quad.subject, term, quad.object)
        if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode):
            for term in meant.get(quad.object.value, []):
                yield ox.Quad(quad.subject, quad.predicate, term)


_TYPE = RDF_NS + "type"


# --- blank nodes -------------------------------------------------------------------------


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
