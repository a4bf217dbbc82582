"""``foedus merge``: our data and several sources become one dataset, or nothing happens.

Our asserted data are the default graph; everything else stands in named graphs: one for each source
and version, the graph of sources, the accepted matches, the identities found by code, and the
conflicts. The same input gives the same bytes, in whatever order it is named, and what was not
named is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.merging import claims, conflicts, copies, identity, inputs
from foedus.merging.conflicts import Conflict
from foedus.rdf import dataset as datasets
from foedus.rdf import replacing, writing
from foedus.rdf.names import GRAPH_NS, OWL_NS
from foedus.sources import crosswalk, provenance, reports
from foedus.sources.rows import Outcome

_BLOCK = 1024 * 1024
_ENDS = tuple(OWL_NS + name for name in ("annotatedSource", "annotatedTarget"))


@dataclass(repr=False)
class Merged:
    """What a merge made: statements by graph, the conflicts, and what the user should hear."""

    counts: dict[str, int]
    conflicts: list[Conflict] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rejected: int = 0

    def __repr__(self) -> str:
        """How many graphs, disagreements and rejected rows there are."""
        told = f"{len(self.counts)} graphs, {len(self.conflicts)} conflicts"
        return f"<Merged: {told}, {self.rejected} rows rejected>"


def merge(words: Sequence[str], target: Path, *, states_file: Path | None = None) -> Merged:
    """Merge what the words name into the dataset at ``target``, which is replaced as a whole.

    Raises BadInput for a word that is nothing, for two graphs of one name that differ, for a
    statement about a term of a vocabulary, and for a cluster with two records of one source:
    nothing is written then.
    """
    sorted_words = inputs.sort_words(words)
    output = datasets.open_dataset(target, must_exist=False)
    datasets.check_own(output)
    with output.held(), replacing.workspace() as folder:
        work = Path(folder) / "merged.nq"
        found = inputs.gather(sorted_words, work, output, states_file=states_file)
        if not found.dataset.exists:
            found.dataset.replace({None: contents.own_quads(), datasets.SOURCES: []})
        loaded = provenance.read(found.dataset.quads(datasets.SOURCES))
        walks = dict(sorted(found.walks.items())) if loaded else {}
        owners = _owners(found.dataset, walks, loaded)
        walks = {name: _present(quads, owners) for name, quads in walks.items()}
        matches, doubts = identity.by_codes(
            {
                one.graph.removeprefix(GRAPH_NS): found.dataset.quads(one.graph)
                for one in loaded
                if not one.mapping_sha256
            }
        )
        pairs = [pair for quads in walks.values() for pair in identity.exact_pairs(quads)]
        identity.check(pairs, owners)
        derived: dict[str | None, datasets.Content] = {
            **{name: list(quads) for name, quads in walks.items() if quads},
            identity.GRAPH: matches or None,
        }
        found.dataset.replace(derived)
        told = conflicts.find(found.dataset)
        same = list(copies.hints(found.dataset, loaded))
        if found.outcomes:
            _report_rows(Path(folder), target, found.outcomes)
        counts = _write(found.dataset, output, conflicts.as_quads(told))
    return Merged(
        counts=counts,
        conflicts=told,
        warnings=[*found.warnings, *doubts, *same],
        rejected=sum(outcome.rejected for outcome in found.outcomes),
    )


def _owners(
    dataset: datasets.Dataset,
    walks: dict[str, set[ox.Quad]],
    loaded: Sequence[provenance.Loaded],
) -> dict[str, set[str]]:
    """Which sources speak of each end of a match; nobody does of one that is not there."""
    ends = {
        term.value
        for quads in walks.values()
        for quad in quads
        if crosswalk.is_match(quad)
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    ids = {one.graph: one.id for one in loaded}
    found: dict[str, set[str]] = {}
    if not ends:
        return found
    for quad in claims.stream(dataset):
        if not isinstance(quad.subject, ox.NamedNode) or quad.subject.value not in ends:
            continue
        if isinstance(quad.graph_name, ox.DefaultGraph):
            found.setdefault(quad.subject.value, set()).add(claims.OWN)
        elif quad.graph_name.value in ids:
            found.setdefault(quad.subject.value, set()).add(ids[quad.graph_name.value])
    return found


def _present(quads: set[ox.Quad], owners: dict[str, set[str]]) -> set[ox.Quad]:
    """The matches of a record that a source in the dataset has, each with what is told of it.

    The other end may be missing: it may come with the next merge, and joins nothing until then.
    """

    def is_there(term: object) -> bool:
        speakers = owners.get(term.value, set()) if isinstance(term, ox.NamedNode) else set()
        return bool(speakers - {claims.OWN})

    here = {q.subject for q in quads if q.predicate.value in _ENDS and is_there(q.object)}
    told = {q.subject for q in quads if q.predicate.value in _ENDS}
    return {
        q
        for q in quads
        if (q.subject in here or q.subject not in told)
        and (not crosswalk.is_match(q) or is_there(q.subject) or is_there(q.object))
    }


def _write(
    work: datasets.Dataset, output: datasets.Dataset, found: list[ox.Quad]
) -> dict[str, int]:
    """Replace the whole output, and count the statements of each named graph."""
    work.replace({conflicts.GRAPH: found or None})
    if output.path.suffix.lower() == ".nq":
        with work.path.open("rb") as file:
            writing.write_pieces(output.path, iter(partial(file.read, _BLOCK), b""))
    else:
        graphs: dict[str | None, datasets.Content] = {}
        graphs |= dict.fromkeys(output.graphs() if output.exists else [])
        graphs |= {name: work.quads(name) for name in work.graphs()}
        output.replace({**graphs, None: contents.own_quads()})
    return work.counts()


def _report_rows(folder: Path, target: Path, outcomes: Sequence[Outcome]) -> None:
    """Put what was rejected and noted now beside the dataset, with what stands there of others."""
    graphs = {outcome.graph.removeprefix(GRAPH_NS) for outcome in outcomes}
    names = (reports.REJECTS, reports.NOTICES)
    reports.replace(target, graphs, {name: reports.read(folder / name) or [] for name in names})
