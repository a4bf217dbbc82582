"""The one door to a dataset: our own data as default graph, and a named graph for each source.

A dataset is a TriG file (``.trig``), an N-Quads file (``.nq``) or a folder that is a pyoxigraph
store. Files are written whole or not at all, and the same statements give the same bytes. An
N-Quads file is written line by line, so that its size does not decide how much memory it takes.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from operator import lt
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import reading, replacing, stores, writing
from foedus.rdf.names import GRAPH_NS

SOURCES = GRAPH_NS + "sources"
"""The graph that tells of the others: who says what stands in them, and which file it was."""


_BLOCK = 50_000  # lines given to the bulk loader at once: its memory grows with them
_KINDS = {".trig": reading.RdfFormat.TRIG, ".nq": reading.RdfFormat.N_QUADS}
_TRIPLE = (
    rb"(?:<[^>\n]*>|_:\S+) <[^>\n]*> "
    rb'(?:<[^>\n]*>|_:\S+|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^>\n]*>)?)'
)
_LINE = re.compile(_TRIPLE + rb"(?: (<[^>\\\n]*>))? \.\n")

_Stamp = tuple[int, int, int]

Content = Path | Iterable[ox.Quad] | None
"""What a graph is to hold: an N-Triples file, statements (their graph does not count), nothing."""


@dataclass(frozen=True)
class _Index:
    """What an N-Quads file holds whose every line is written as here.

    ``places`` are the first byte of each graph and the byte after its last, where the lines stand
    in order, each once, and none speaks of a blank node.
    """

    graphs: frozenset[bytes]
    places: dict[bytes, tuple[int, int]] | None


@dataclass
class Dataset:
    """A dataset on disk, which need not exist yet."""

    path: Path
    _store: ox.Store | None = field(default=None, repr=False)
    _written: tuple[_Stamp, _Index] | None = field(default=None, repr=False)

    # reading

    @property
    def exists(self) -> bool:
        """Whether there is a dataset at the path already; an empty folder is none yet."""
        return _is_store(self.path) if self.is_folder else self.path.exists()

    @property
    def is_folder(self) -> bool:
        """Whether this is a store folder and no file."""
        return self.path.suffix.lower() not in _KINDS

    def store(self) -> ox.Store:
        """A store to ask: the folder itself, or the file read into memory (once)."""
        if self._store is None:
            self._store = self._read()
        return self._store

    def graphs(self) -> list[str]:
        """The addresses of the named graphs, sorted."""
        if self._store is None and (index := self._lines()):
            return sorted(graph[1:-1].decode() for graph in index.graphs if graph)
        named = self.store().named_graphs()
        return sorted(graph.value for graph in named if isinstance(graph, ox.NamedNode))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """The statements of a named graph, or of the default graph."""
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        if self._store is None and (index := self._lines()):
            return self._quads_in_lines(index, b"" if graph is None else f"{name}".encode())
        return self.store().quads_for_pattern(None, None, None, name)

    def sorted_triples(self, graph: str) -> Iterator[bytes] | None:
        """The statements of a named graph as parts of N-Triples, in order and each once.

        None where only a sort would bring them in order.
        """
        index = self._lines() if self._store is None else None
        if index is None or index.places is None:
            return None
        name = f"<{graph}>".encode()
        parts = self._parts(*index.places.get(name, (0, 0)))
        return (part.replace(b" %s .\n" % name, b" .\n") for part in parts)

    # writing

    def replace(self, graphs: Mapping[str | None, Content]) -> dict[str | None, int]:
        """Give these graphs a new content; None as a key is the default graph.

        The whole content is made first, beside the old one, whose place it takes at the end: a file
        or store is the old one or the new one at any moment.

        Returns how many different statements each has now. Raises BadInput when the path cannot
        be written or somebody else is writing it, and writes nothing then.
        """
        with self.held():
            return self._replace(graphs)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the dataset for this process alone. Raises BadInput where it cannot be written."""
        try:
            if self.is_folder:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with replacing.locked(str(self.path), str(self.path)):
                yield
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BadInput(f"cannot be written: {reason}", str(self.path)) from None

    def _replace(self, graphs: Mapping[str | None, Content]) -> dict[str | None, int]:
        counts: dict[str | None, int] = dict.fromkeys(graphs, 0)
        with_blanks, places = False, None
        with replacing.workspace() as folder:
            files = {}
            for number, (name, content) in enumerate(graphs.items()):
                if content is not None:
                    files[name] = folder / f"graph{number}.nq"
                    counts[name], blanks = _write_graph(files[name], content, name)
                    with_blanks = with_blanks or blanks
            if self.is_folder:
                self._replace_in_store(files, set(graphs))
            elif self.path.suffix.lower() == ".nq":
                places = self._replace_in_lines(files, set(graphs))
            else:
                self._replace_in_memory(files, set(graphs))
        self._store = self._written = None
        if places and not with_blanks:
            self._written = _stamp(self.path), _Index(frozenset(places), places)
        return counts

    def counts(self) -> dict[str, int]:
        """How many different statements each named graph has, by its address."""
        index = self._lines() if self._store is None else None
        if index and index.places:
            return {
                graph[1:-1].decode(): sum(part.count(b"\n") for part in self._parts(start, end))
                for graph, (start, end) in sorted(index.places.items())
                if graph
            }
        return {name: sum(1 for _ in self.quads(name)) for name in self.graphs()}

    # the three kinds

    def _lines(self) -> _Index | None:
        """What an N-Quads file holds, where its every line is written as here.

        Only such a line tells its graph by its end: others may have other spaces, carriage
        returns, escapes or comments. The file is looked through once, unless it was written here.
        """
        if self.path.suffix.lower() != ".nq" or not self.path.is_file():
            return None
        stamp = _stamp(self.path)
        if self._written and self._written[0] == stamp:
            return self._written[1]
        return _indexed(self.path, stamp)

    def _quads_in_lines(self, index: _Index, graph: bytes) -> Iterator[ox.Quad]:
        """The statements of one graph, the others not even parsed, and some at a time."""
        for part in self._of_graph(index, graph):
            try:
                yield from list(ox.parse(part, format=ox.RdfFormat.N_QUADS))
            except SyntaxError as error:
                raise BadInput(str(error), str(self.path)) from None

    def _of_graph(self, index: _Index, graph: bytes) -> Iterator[bytes]:
        if index.places is not None:
            yield from self._parts(*index.places.get(graph, (0, 0)))
            return
        lines = (line for line in writing.lines_of(self.path) if _graph_of(line) == graph)
        while part := b"".join(itertools.islice(lines, _PART)):
            yield part

    def _parts(self, start: int, end: int) -> Iterator[bytes]:
        """Some bytes of the file, a part of whole lines at a time."""
        with self.path.open("rb") as file:
            file.seek(start)
            while start < end:
                part = file.read(min(_BYTES, end - start))
                if start + len(part) < end:
                    part += file.readline()
                start += len(part)
                yield part

    def _read(self) -> ox.Store:
        name = str(self.path)
        store = ox.Store()
        if not self.exists:
            return store
        if self.is_folder:
            return stores.opened(self.path)
        store.bulk_extend(reading.read(name).quads)
        return store

    def _replace_in_store(self, files: Mapping[str | None, Path], gone: set[str | None]) -> None:
        """Build the whole store anew beside the old one, and put it in its place."""
        target = Path(os.path.realpath(self.path))
        names = {ox.DefaultGraph() if n is None else ox.NamedNode(n) for n in gone}
        with replacing.new_folder(target, str(self.path)) as fresh:
            made = ox.Store(str(fresh))
            if self.exists:
                old = self.store()
                for graph in (ox.DefaultGraph(), *old.named_graphs()):
                    if graph not in names:
                        made.bulk_extend(old.quads_for_pattern(None, None, None, graph))
            for path in files.values():
                made.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
            made.flush()
            (fresh / stores.MARKER).write_text(_held(made), encoding="utf-8")
            del made  # which closes it
            replacing.sync_tree(fresh)
            replacing.swap(fresh, target)

    def _replace_in_memory(self, files: Mapping[str | None, Path], gone: set[str | None]) -> None:
        names = {ox.DefaultGraph() if n is None else ox.NamedNode(n) for n in gone}
        kept = [quad for quad in self.store() if quad.graph_name not in names]
        for path in files.values():
            kept += ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
        format = _KINDS[self.path.suffix.lower()]
        writing.write(self.path, writing.serialize(kept, format))

    def _replace_in_lines(
        self, files: Mapping[str | None, Path], gone: set[str | None]
    ) -> dict[bytes, tuple[int, int]] | None:
        """Write the file anew; where each graph then stands, if that is known."""
        parts = {
            b"" if n is None else f"<{n}>".encode(): _blocks(path) for n, path in files.items()
        }
        index = self._lines()
        places = index.places if index else None
        kept = sorted(places) if places is not None else []
        for graph in kept:
            if (graph[1:-1].decode() or None) not in gone:
                parts[graph] = self._parts(*places[graph])  # type: ignore[index]
        if self.exists and places is None:
            for name, lines in self._by_graph().items():
                if (name[1:-1].decode() or None) not in gone:
                    parts[name] = iter(lines)
        made: dict[bytes, tuple[int, int]] = {}

        def blocks() -> Iterator[bytes]:
            at = 0
            for graph in sorted(parts):
                start = at
                for block in parts[graph]:
                    at += len(block)
                    yield block
                if at > start:
                    made[graph] = start, at

        known = places is not None or not self.exists
        writing.write_pieces(self.path, blocks())
        return made if known else None

    def _by_graph(self) -> dict[bytes, list[bytes]]:
        """The lines of a file that is written otherwise, sorted, by graph."""
        found: dict[bytes, list[bytes]] = {}
        for quad in self.store():
            is_default = isinstance(quad.graph_name, ox.DefaultGraph)
            graph = b"" if is_default else str(quad.graph_name).encode()
            found.setdefault(graph, []).append(f"{quad} .\n".encode())
        return {graph: sorted(lines) for graph, lines in found.items()}


def open_dataset(path: str | os.PathLike[str], *, must_exist: bool = True) -> Dataset:
    """The dataset at a path; its name tells the kind: .trig, .nq, or a folder.

    Raises BadInput for another kind of name, for a folder that holds something else, and for a
    path where nothing is or an empty folder, unless it may be new.
    """
    found = Path(path)
    replacing.recover(Path(os.path.realpath(found)))
    suffix = found.suffix.lower()
    if suffix not in _KINDS and (found.is_file() or suffix in reading.EXTENSIONS):
        made = f"; foedus merge {path} -o NEW.trig makes one of it" if must_exist else ""
        raise BadInput(f"a dataset is a .trig or .nq file or a store folder{made}", str(path))
    if must_exist and not found.exists():
        raise BadInput("cannot be read: no such file or folder", str(path))
    dataset = Dataset(found)
    if dataset.is_folder and found.exists():
        _check_folder(found, must_exist)
    if not dataset.is_folder and not found.resolve().parent.is_dir():
        raise BadInput("cannot be written: its folder does not exist", str(path))
    return dataset


def check_own(dataset: Dataset) -> None:
    """Refuse a dataset whose default graph is somebody else's: it would be lost.

    A dataset is ours when it has a graph of sources, or nothing in its default graph.
    """
    if not dataset.exists or SOURCES in dataset.graphs():
        return
    if next(dataset.quads(), None) is not None:
        reason = "has a default graph and no graph of sources: load it as a source of its own"
        raise BadInput(reason, str(dataset.path))


# --- lines -------------------------------------------------------------------------------


def _write_graph(
    target: Path, content: Path | Iterable[ox.Quad], name: str | None
) -> tuple[int, bool]:
    """Write an N-Quads file of one graph, its lines sorted and each there once.

    Tells how many there are, and whether there may be blank nodes among them.
    """
    end = b" .\n" if name is None else f" <{name}> .\n".encode()
    lines = (
        (line[:-3] + end for line in writing.lines_of(content))
        if isinstance(content, Path)
        else (line[:-3] + end for line in _written(content))
    )
    count, with_blanks = 0, False
    ordered = writing.sorted_lines(lines, target)
    with target.open("wb") as file:
        while block := list(itertools.islice(ordered, _BLOCK)):
            written = b"".join(block)
            reading.refuse_relative(written)
            file.write(written)
            count += len(block)
            with_blanks = with_blanks or b"_:" in written
    return count, with_blanks


def _written(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """The statements as lines of N-Triples."""
    quads = iter(quads)
    while block := [quad.triple for quad in itertools.islice(quads, _BLOCK)]:
        yield from (ox.serialize(block, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(True)


def _stamp(path: Path) -> _Stamp:
    """What is another when a file is another."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=8)
def _indexed(path: Path, stamp: _Stamp) -> _Index | None:
    """What an N-Quads file holds; None where a line is written otherwise."""
    graphs: dict[bytes, int] = {}  # with the place of its first line
    at, in_order, before = 0, True, (b"", b"")
    for graph, lines in _runs(path):
        if graph is None:
            return None
        graphs.setdefault(graph, at)
        text = b"".join(lines)
        in_order = in_order and not (text.startswith(b"_:") or b" _:" in text or b"\n_:" in text)
        in_order = in_order and before < (graph, lines[0]) and all(map(lt, lines, lines[1:]))
        before = graph, lines[-1]
        at += len(text)
    ends = [*graphs.values(), at][1:]
    places = {graph: (start, end) for (graph, start), end in zip(graphs.items(), ends, strict=True)}
    return _Index(frozenset(graphs), places if in_order else None)


def _runs(path: Path) -> Iterator[tuple[bytes | None, list[bytes]]]:
    """Lines that follow each other, of one graph (as ``_graph_of``), and some at a time."""
    lines = writing.lines_of(path)
    while block := list(itertools.islice(lines, _PART)):
        graph = _graph_of(block[0])
        if graph is not None and all(map(_in_graph(graph).fullmatch, block)):
            yield graph, block
        else:
            for graph, some in itertools.groupby(block, _graph_of):
                yield graph, list(some)


@lru_cache(maxsize=8)
def _in_graph(graph: bytes) -> re.Pattern[bytes]:
    """What a line of a graph is like."""
    return re.compile(_TRIPLE + (b" " + re.escape(graph) if graph else b"") + rb" \.\n")


def _graph_of(line: bytes) -> bytes | None:
    """The graph of a line of N-Quads, nothing for the default graph; None if it is no such line."""
    found = _LINE.fullmatch(line)
    return None if found is None else found[1] or b""


_PART = 20_000
"""Lines of an N-Quads file that are parsed at once."""

_BYTES = 4 * 1024 * 1024
"""Bytes of it that are."""


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            yield block


def _is_store(path: Path) -> bool:
    return (path / "CURRENT").is_file()


def _check_folder(path: Path, must_exist: bool) -> None:
    if not path.is_dir():
        raise BadInput("is neither a file nor a folder", str(path))
    if _is_store(path):
        return
    if any(path.iterdir()):
        raise BadInput("is a folder with other things: give a store, or a new folder", str(path))
    if must_exist:
        raise BadInput("is an empty folder, not a store", str(path))


def _held(store: ox.Store) -> str:
    """What a store holds, as it tells of itself."""
    graphs = (ox.DefaultGraph(), *store.named_graphs())
    counts = {
        getattr(graph, "value", ""): sum(
            1 for _ in store.quads_for_pattern(None, None, None, graph)
        )
        for graph in graphs
    }
    told = {"format": 1, "statements": sum(counts.values()), "graphs": dict(sorted(counts.items()))}
    return json.dumps(told, indent=1) + "\n"
