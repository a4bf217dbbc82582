"""What is merged: datasets, tables and RDF files with their sources, and crosswalks.

Everything is brought into one working dataset first, tables after the lists of state codes that
check them, so that the order of the words on the command line decides nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.bundled.version import version
from foedus.errors import BadInput
from foedus.rdf import dataset as datasets
from foedus.rdf import reading, replacing, writing
from foedus.rdf.names import GRAPH_NS
from foedus.sources import crosswalk, foreign, load, mapping, provenance, source_yaml
from foedus.sources.descriptor import NAME, UNKNOWN, Descriptor, id_fault
from foedus.sources.rows import Outcome

DERIVED = tuple(GRAPH_NS + name for name in ("conflicts", "identities", "resolved"))
"""The graphs that are worked out anew from the others."""

CROSSWALKS = GRAPH_NS + "xwalk-"
"""How the graphs of accepted matches begin."""

_GRAPH = re.compile(re.escape(GRAPH_NS) + r"[A-Za-z0-9-]+")
_NOWHERE = "no-source"
"""The folder of a source that nobody described: no mapping beside a file is meant for it."""

_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Table:
    """A file and the source that describes it."""

    source: Descriptor
    file: Path


@dataclass
class Gathered:
    """The working dataset, the crosswalks by graph, and what the user should hear."""

    dataset: datasets.Dataset
    walks: dict[str, set[ox.Quad]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Words:
    """The words of the command line, by kind."""

    datasets: list[Path] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    plain: list[Path] = field(default_factory=list)
    walks: list[tuple[str, crosswalk.Crosswalk]] = field(default_factory=list)


def sort_words(words: Sequence[str]) -> Words:
    """What each word means: ``ID=FILE`` (``ID@VERSION=FILE``), a dataset, RDF, or a crosswalk.

    A folder with ``source.yaml`` gives its crosswalk. Raises BadInput for a word that is none.
    """
    found = Words()
    for word in words:
        name, equals, file = word.partition("=")
        path = Path(word)
        if path.exists():
            _sort_path(path, found)
        elif equals and name and file:
            source, _, version = name.partition("@")
            found.tables.append(Table(source_yaml.find(source, version or None), Path(file)))
        else:
            raise BadInput("no such file or folder; a table is given as ID=FILE", word)
    return found


def _sort_path(path: Path, found: Words) -> None:
    if _is_folder_of_turtle(path):
        found.plain += [Path(file) for file in reading.files_of(path)]
    elif path.is_dir() and (path / NAME).is_file():
        source = source_yaml.read(path)
        if not source.crosswalk.is_file():
            raise BadInput("has no crosswalk.sssom.tsv, and a table is given as ID=FILE", str(path))
        found.walks.append((source.id, crosswalk.read(source.crosswalk)))
    elif path.suffix.lower() == ".tsv":
        name = path.name.removesuffix(".tsv").removesuffix(".sssom")
        own = path.resolve().parent.name if name == "crosswalk" else name
        found.walks.append((_slug(own), crosswalk.read(path)))
    elif _is_dataset(path):
        found.datasets.append(path)
    elif foreign.is_rdf(path):
        found.plain.append(path)
    else:
        raise BadInput("is no dataset and no RDF file; a table is given as ID=FILE", str(path))


def _is_folder_of_turtle(path: Path) -> bool:
    """Whether a path is a folder of articles: no store, no source, but files of Turtle."""
    other = any((path / name).is_file() for name in (NAME, "CURRENT"))
    return path.is_dir() and not other and any(path.rglob("*.ttl"))


def _is_dataset(path: Path) -> bool:
    """Whether a path is a dataset of ours: one that tells of its sources."""
    if not path.is_dir() and path.suffix.lower() not in (".trig", ".nq"):
        return False
    return datasets.SOURCES in datasets.open_dataset(path).graphs()


def gather(
    words: Words,
    target: Path,
    output: datasets.Dataset,
    *,
    states_file: Path | None = None,
) -> Gathered:
    """Bring all into the working dataset at ``target``, an N-Quads file in a folder of its own.

    ``output`` is where it goes in the end. It may be one of the words too, and no store can be
    opened twice at once, so it is read through the same door.
    """
    found = Gathered(datasets.open_dataset(target, must_exist=False))
    with replacing.workspace() as folder:
        _take_datasets(words.datasets, output, found, Path(folder))
    for table in sorted(words.tables, key=lambda t: (not load.is_list(t.source), t.source.graph)):
        _refuse_twice(table, found)
        outcome = load.load(table.source, table.file, found.dataset, states_file=states_file)
        found.outcomes.append(outcome)
        found.warnings += [f"{table.source.id}: {told}" for told in outcome.warnings]
        if table.source.crosswalk.is_file():
            words.walks.append((table.source.id, crosswalk.read(table.source.crosswalk)))
    for path in sorted(words.plain):
        _take_plain(path, found)
    _take_walks(words, found)
    return found


def _refuse_twice(table: Table, found: Gathered) -> None:
    name = GRAPH_NS + table.source.graph
    if any(outcome.graph == name for outcome in found.outcomes):
        raise BadInput(f"graph:{table.source.graph} is given twice", str(table.file))


# --- datasets ----------------------------------------------------------------------------


def _take_datasets(
    paths: Sequence[Path], output: datasets.Dataset, found: Gathered, folder: Path
) -> None:
    """Take the graphs of datasets; the same graph in two of them must be the same."""
    graphs: dict[str, tuple[str, Path]] = {}
    told: dict[str, tuple[frozenset[ox.Quad], Path]] = {}
    sources: set[ox.Quad] = set()
    known: list[provenance.Loaded] = []
    for path in sorted(set(paths)):
        is_output = path.resolve() == output.path.resolve()
        given = output if is_output else datasets.open_dataset(path)
        _check_default(given, found)
        here = list(given.quads(datasets.SOURCES))
        loaded = provenance.read(here)
        for one in loaded:
            provenance.check_names(one.graph, one.id, one.version, [*known, *loaded], str(path))
        known += loaded
        described = {one.graph for one in loaded}
        for name in given.graphs():
            if name in (*DERIVED, datasets.SOURCES):
                continue
            if name.startswith(CROSSWALKS):
                walk = found.walks.setdefault(name, set())
                walk.update(_in_default(given.quads(name)))
                continue
            if name not in described:
                reason = f"<{name}> is described nowhere: load it with foedus source load"
                raise BadInput(reason, str(path))
            if not _GRAPH.fullmatch(name):
                raise BadInput(f"<{name}> is no graph of foedus: load the source again", str(path))
            _take_graph(given, name, graphs, folder)
            _same_story(name, here, told, path)
        sources.update(_in_default(here))
    files: dict[str | None, datasets.Content] = {
        name: folder / f"{digest}.nt" for name, (digest, _) in graphs.items()
    }
    if files:
        found.dataset.replace(
            {None: contents.own_quads(), datasets.SOURCES: sorted(sources, key=str), **files}
        )


def _take_graph(
    given: datasets.Dataset, name: str, graphs: dict[str, tuple[str, Path]], folder: Path
) -> None:
    """Write a graph as sorted N-Triples, checked; refuse it when another dataset differs."""
    written = folder / "sorting.nt"
    digest = hashlib.sha256(name.encode() + b"\n")
    with written.open("wb") as file, replacing.workspace() as parts:
        sorted_parts = given.sorted_triples(name) or _sorted_parts(given.quads(name), Path(parts))
        for part in sorted_parts:
            mapping.check_subjects(part, str(given.path))
            digest.update(part)
            file.write(part)
    mark = digest.hexdigest()
    if name in graphs and graphs[name][0] != mark:
        other = graphs[name][1]
        local = name.removeprefix(GRAPH_NS)
        raise BadInput(f"graph:{local} says something else in {other}", str(given.path))
    written.replace(folder / f"{mark}.nt")
    graphs[name] = (mark, given.path)


_SORTED = 20_000  # statements that are checked at once


def _sorted_parts(quads: Iterable[ox.Quad], folder: Path) -> Iterator[bytes]:
    """The statements as N-Triples, in order and each once, in parts of some size."""
    lines = (f"{q.subject} {q.predicate} {q.object} .\n".encode() for q in quads)
    found = writing.sorted_lines(lines, folder / "lines")
    while part := b"".join(islice(found, _SORTED)):
        yield part


def _same_story(
    name: str, here: Sequence[ox.Quad], told: dict[str, tuple[frozenset[ox.Quad], Path]], path: Path
) -> None:
    """Refuse two stories of one graph, unless only who loaded it, and when, differ."""
    loading = ("-load", "-loader")
    nodes = {node for node in provenance.nodes(name) if not node.endswith(loading)}
    own = frozenset(
        q for q in here if isinstance(q.subject, ox.NamedNode) and q.subject.value in nodes
    )
    if name in told and told[name][0] != own:
        local = name.removeprefix(GRAPH_NS)
        raise BadInput(f"graph:{local} is described otherwise in {told[name][1]}", str(path))
    told[name] = (own, path)


def _check_default(given: datasets.Dataset, found: Gathered) -> None:
    """Refuse a default graph with statements of others, which would be lost."""
    own = {(q.subject, q.predicate, q.object) for q in contents.own_quads()}
    strange = [q for q in given.quads() if (q.subject, q.predicate, q.object) not in own]
    if not strange:
        return
    by = {
        q.object.value
        for q in given.quads(datasets.SOURCES)
        if provenance.tells_release(q) and isinstance(q.object, ox.Literal)
    }
    if by <= {version()}:
        raise BadInput(
            f"its default graph has {len(strange)} statements that are not foedus's own: "
            "load them as a source",
            str(given.path),
        )
    found.warnings.append(f"{given.path}: made by foedus {', '.join(sorted(by))}; our data are new")


def _in_default(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return [ox.Quad(q.subject, q.predicate, q.object) for q in quads]


# --- RDF without a source ------------------------------------------------------------------


def _take_plain(path: Path, found: Gathered) -> None:
    """Load an RDF file that no source describes: its version is its digest, its licence unknown."""
    digest = hashlib.sha256(reading.read_file(path)).hexdigest()
    source = Descriptor(
        folder=path.parent / _NOWHERE,
        id=_id(path.stem),
        version=digest[:12],
        title=path.name,
        licence=UNKNOWN,
        citation=path.name,
        fields=(),
    )
    loaded = provenance.read(found.dataset.quads(datasets.SOURCES)) if found.dataset.exists else []
    if GRAPH_NS + source.graph in {one.graph for one in loaded}:
        return
    outcome = load.load(source, path, found.dataset)
    found.outcomes.append(outcome)
    found.warnings += [f"{path.name}: {told}" for told in outcome.warnings]


def _id(text: str) -> str:
    slug = _slug(text)
    return slug if id_fault(slug) is None else f"file-{slug}"


def _slug(text: str) -> str:
    slug = _SLUG.sub("-", text.lower()).strip("-")
    return slug if slug[:1].isalpha() else f"file-{slug}".rstrip("-")


# --- crosswalks ----------------------------------------------------------------------------


def _take_walks(words: Words, found: Gathered) -> None:
    """The accepted matches of the sources that are there, each with both its ends there."""
    loaded = provenance.read(found.dataset.quads(datasets.SOURCES))
    given = {name for name, _ in words.walks}
    for one in loaded:
        if one.id in source_yaml.bundled_ids() and one.id not in given:
            carried = source_yaml.bundled(one.id)
            if carried.crosswalk.is_file():
                words.walks.append((one.id, crosswalk.read(carried.crosswalk)))
                given.add(one.id)
    for name, walk in words.walks:
        graph = crosswalk.graph_of(name)
        found.walks.setdefault(graph, set()).update(_in_default(crosswalk.quads(walk, name)))
    ids = {one.id for one in loaded}
    for graph, quads in list(found.walks.items()):
        owner = graph.removeprefix(CROSSWALKS)
        _check_walk(graph, quads)
        if owner not in ids and owner in source_yaml.bundled_ids():
            del found.walks[graph]


def _check_walk(graph: str, quads: set[ox.Quad]) -> None:
    data = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads).encode()
    mapping.check_subjects(data, graph.removeprefix(GRAPH_NS))
