"""The one writer: the same statements give the same bytes; a file appears whole or not at all."""

from __future__ import annotations

import bisect
import hashlib
import itertools
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from foedus.errors import BadInput, FoedusError
from foedus.rdf import reading, replacing, syntaxes
from foedus.rdf.names import PREFIXES, RDF_NS, Term
from foedus.rdf.reading import RdfFormat, format_named, format_of, refuse_relative

_RUN = 100_000  # lines sorted in memory at once

# Effort spent on telling blank nodes apart before their labels decide the order.
_MAX_WORK = 300_000


def serialize(
    quads: Iterable[ox.Quad],
    format: ox.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Return the statements in this syntax, sorted, with the prefixes given and ours where used.

    Named graphs are refused by the syntaxes that have none.
    """
    return encode(label_blank_nodes(quads), format, prefixes)


def encode(
    quads: Iterable[ox.Quad],
    format: ox.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Do what `serialize` does, but keep the labels of blank nodes."""
    return next(iter(encode_each(quads, (format,), prefixes)))


def encode_each(
    quads: Iterable[ox.Quad],
    formats: Iterable[ox.RdfFormat],
    prefixes: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """Do what `encode` does for several syntaxes in turn, and sort once."""
    ordered, formats = sort_quads(set(quads)), list(formats)
    named = any(format not in reading.LINE_FORMATS for format in formats)
    names = _prefixes(syntaxes.iris(ordered), prefixes or {}) if named else {}
    for format in formats:
        data = _encode(ordered, format, names)
        refuse_relative(data)
        yield data


def serialize_plain(
    terms: Sequence[Term], triples: Iterable[tuple[int, int, int]], format: ox.RdfFormat
) -> bytes:
    """Do what `serialize` does for different triples without blank nodes, numbers of some terms."""
    ids = in_order(terms, triples, _role_of)
    quads = (ox.Quad(terms[s], terms[p], terms[o]) for s, p, o in ids)  # type: ignore[arg-type]
    verbs = {p for _, p, _ in ids if _role_of(terms[p])}  # Turtle writes the type as `a`
    used = {s for s, _, _ in ids} | verbs | {o for _, _, o in ids}
    names = _prefixes(filter(None, (syntaxes.iri_of(terms[one]) for one in used)), {})
    if format in (RdfFormat.TURTLE, RdfFormat.TRIG):
        data = syntaxes.without_lists(quads, names, format)
    else:
        data = _encode(list(quads), format, names)
    refuse_relative(data)
    return data


def in_order(
    terms: Sequence[Term],
    triples: Iterable[tuple[int, int, int]],
    role: Callable[[Term], str] = str,
) -> list[tuple[int, int, int]]:
    """Triples, numbers of some terms, by the texts of these; ``role`` gives that of a predicate.

    A text is made once for each term, and what is sorted are numbers.
    """
    triples = list(triples)

    def ranks(numbers: set[int], text: Callable[[Term], str]) -> dict[int, int]:
        ordered = sorted(numbers, key=lambda number: text(terms[number]))
        return {number: rank for rank, number in enumerate(ordered)}

    subjects = ranks({s for s, _, _ in triples}, str)
    predicates = ranks({p for _, p, _ in triples}, role)
    objects = ranks({o for _, _, o in triples}, str)
    wide, width = len(predicates) * len(objects), len(objects)

    def place(triple: tuple[int, int, int]) -> int:
        s, p, o = triple
        return subjects[s] * wide + predicates[p] * width + objects[o]

    triples.sort(key=place)
    return triples


def _encode(ordered: list[ox.Quad], format: ox.RdfFormat, names: dict[str, str]) -> bytes:
    if not format.supports_datasets:
        graphs = {quad.graph_name for quad in ordered} - {ox.DefaultGraph()}
        if graphs:
            count = "a named graph" if len(graphs) == 1 else f"{len(graphs)} named graphs"
            raise BadInput(f"{count} cannot be written as {format.name}: {_ABLE}")
    if format in reading.LINE_FORMATS:
        return ox.serialize(ordered, format=format) or b""
    from foedus.rdf import syntaxes

    if format in (RdfFormat.TURTLE, RdfFormat.TRIG):
        return syntaxes.turtle(ordered, names, format)
    if format == RdfFormat.RDF_XML:
        return syntaxes.rdf_xml(ordered, names)
    if format == RdfFormat.JSON_LD:
        return syntaxes.json_ld(ordered, names)
    raise ValueError(f"no writer for {format}")


def as_json(body: object) -> str:
    """A report as JSON. Raises BadInput for a relative address without a base."""
    told = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    refuse_relative(told.encode(errors="replace"))
    return told


def format_for(path: str, named: str | None = None) -> ox.RdfFormat:
    """Return the syntax to write: the one named, else the one the path's extension stands for."""
    if named is not None:
        return format_named(named)
    if path == "-":
        raise BadInput("standard output needs a format: --to")
    return format_of(path)


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whole or not at all; ``-`` is standard output.

    The bytes go to a new file beside the target, which then takes the target's place
    (and its permissions). A link is followed, so that what it points to is replaced.
    """
    name = os.fspath(path)
    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    _replace_or_fail(name, [data])


def write_pieces(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all from pieces that need not fit into memory together.

    ``-`` is standard output.
    """
    if os.fspath(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    _replace_or_fail(os.fspath(path), pieces)


def sort_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Sort by graph (the default one first), subject, predicate (types first) and object."""
    quads = list(quads)
    keys = [key for lines in _lines(quads) for key in map(_key, lines)]
    if len(graphs := {quad.graph_name for quad in quads}) > 1:
        first = {one: _graph_key(one) for one in graphs}
        keys = [first[quad.graph_name] + key for quad, key in zip(quads, keys, strict=True)]
    return [quads[number] for number in sorted(range(len(quads)), key=keys.__getitem__)]


def _lines(quads: Iterable[ox.Quad]) -> Iterator[list[bytes]]:
    """Some statements after others, as lines of N-Quads."""
    quads = iter(quads)
    while some := list(itertools.islice(quads, _RUN)):
        yield (ox.serialize(some, format=RdfFormat.N_QUADS) or b"").splitlines(True)


def _key(line: bytes) -> bytes:
    """What a line of N-Quads is sorted by within its graph, with the end of the line as its end."""
    subject, predicate, rest = line.split(b" ", 2)
    return b"\0".join((subject, b"" if predicate == _TYPE_TERM else predicate[1:-1], rest))


def _graph_key(graph: Any) -> bytes:
    return (b"" if isinstance(graph, ox.DefaultGraph) else str(graph).encode()) + b"\0"


def _role_of(predicate: Any) -> str:
    """The predicate as it is sorted."""
    return "" if predicate.value == _TYPE else str(predicate.value)


def label_blank_nodes(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Name the blank nodes ``b1``, ``b2``, … by what is said of them, not by their old labels.

    Statements that differ in labels only come out the same, except for rare symmetric
    patterns and very long chains, whose order falls back on the labels. (The W3C's
    canonical labels take minutes on a list of a thousand equal items.)
    """
    quads = list(set(quads))
    names = {label: ox.BlankNode(name) for label, name in blank_node_labels(quads).items()}
    if not names:
        return quads

    def named(term: Any) -> Any:
        return names[term.value] if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(named(s), p, named(o), named(g)) for s, p, o, g in quads]


def blank_node_labels(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """The name that `label_blank_nodes` gives to each label."""
    about: dict[str, list[ox.Quad]] = defaultdict(list)
    quads = quads if isinstance(quads, list) else list(quads)
    if not any(b"_:" in b"".join(lines) for lines in _lines(quads)):
        return {}
    for quad in set(quads):
        for label in {term.value for term in quad if isinstance(term, ox.BlankNode)}:
            about[label].append(quad)
    if not about:
        return {}
    return {label: f"b{number}" for number, label in enumerate(_rank(about), 1)}


# --- blank nodes ---------------------------------------------------------------


def _rank(about: Mapping[str, list[ox.Quad]]) -> list[str]:
    """Order the labels by colour: the hash of the statements about a node, refined."""
    colours = dict.fromkeys(about, "")
    work = 0
    tied = list(about)
    classes = 1
    while True:
        fresh = {label: _colour(label, about[label], colours) for label in tied}
        work += sum(len(about[label]) for label in tied)
        colours.update(fresh)
        groups: dict[str, list[str]] = defaultdict(list)
        for label, colour in colours.items():
            groups[colour].append(label)
        tied = [label for group in groups.values() if len(group) > 1 for label in group]
        if not tied or work > _MAX_WORK:
            break
        if len(groups) == classes:  # refining no longer helps: set one node apart
            colour = min(colour for colour, group in groups.items() if len(group) > 1)
            first = min(groups[colour])
            colours[first] = _hash(["first", colour])
            tied.remove(first)
        classes = len(groups)
    return sorted(colours, key=lambda label: (colours[label], label))


def _colour(label: str, quads: Iterable[ox.Quad], colours: Mapping[str, str]) -> str:
    def mark(term: Any) -> str:
        if not isinstance(term, ox.BlankNode):
            return str(term)
        return "_:self" if term.value == label else "_:" + colours[term.value]

    return _hash([colours[label], *sorted(" ".join(map(mark, quad)) for quad in quads)])


def _hash(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


# --- prefixes -------------------------------------------------------------------


def _prefixes(used: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Keep the given prefixes, one for each namespace, and add ours where they are used."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for prefix, namespace in sorted(given.items()):
        if namespace not in taken:
            names[prefix] = namespace
            taken.add(namespace)
    spaces = {_SPLIT.match(iri)[0] for iri in set(used)}  # type: ignore[index]
    for prefix, namespace in PREFIXES.items():
        if prefix not in names and namespace not in taken and namespace in spaces:
            names[prefix] = namespace
    return dict(sorted(names.items()))


_ABLE = "use TriG, N-Quads or JSON-LD"
_SPLIT = re.compile(r"(?:.*[#/])?", re.DOTALL)
_TYPE = RDF_NS + "type"
_TYPE_TERM = f"<{_TYPE}>".encode()


# --- files ---------------------------------------------------------------------------


def _replace_or_fail(name: str, pieces: Iterable[bytes]) -> None:
    try:
        replacing.replace_file(name, pieces)
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or error
        raise BadInput(f"cannot be written: {str(cause).lower()}", name) from None


# --- lines, more than memory should hold


def sorted_lines(lines: Iterable[bytes], target: Path) -> Iterator[bytes]:
    """The different lines in order; more than fit in one run go through files beside the target."""
    runs: list[Path] = []
    in_order, last = True, b""
    lines = iter(lines)
    while run := sorted(itertools.islice(lines, _RUN)):
        if len(run) < _RUN and not runs:
            return _each_once(run)
        in_order, last = in_order and last <= run[0], run[-1]
        runs.append(target.with_suffix(f".run{len(runs)}"))
        with runs[-1].open("wb") as file:
            file.writelines(run)
        del run
    parts = [*map(lines_of, runs)]
    return _each_once(itertools.chain.from_iterable(parts) if in_order else _merged(parts))


def _each_once(lines: Iterable[bytes]) -> Iterator[bytes]:
    return map(itemgetter(0), itertools.groupby(lines))


def _merged(parts: Sequence[Iterator[bytes]]) -> Iterator[bytes]:
    """The lines of some sorted parts in order, sorted a piece of each at a time."""
    size = max(_RUN // len(parts) // 4, 100)
    held = [(part, [*itertools.islice(part, size)]) for part in parts]
    while held := [(part, lines or [*itertools.islice(part, size)]) for part, lines in held]:
        held = [(part, lines) for part, lines in held if lines]
        until = min((lines[-1] for _, lines in held), default=b"")
        some: list[bytes] = []
        for _, lines in held:
            at = bisect.bisect_right(lines, until)
            some += lines[:at]
            del lines[:at]
        yield from sorted(some)


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, one at a time."""
    with path.open("rb") as file:
        yield from file


# --- rewriting RDF from one syntax into another, without loss or not at all


def convert(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    from_format: ox.RdfFormat | None = None,
    to_format: ox.RdfFormat | None = None,
    change: Callable[[reading.Document], reading.Document] | None = None,
) -> int:
    """Write the statements of one file into another; return how many there are.

    The syntaxes follow from the file names' extensions unless given. What is read is changed first
    where `change` says how.
    """
    name = os.fspath(target)
    to_format = to_format or format_for(name)
    document = reading.read(source, from_format)
    streams = isinstance(document.quads, reading.Streamed) and to_format in reading.LINE_FORMATS
    if streams and change is None:
        return _convert_lines(document, name, to_format)
    if change is not None:
        document = change(document)
    data = convert_document(document, to_format)
    write(name, data)
    return len(set(document.quads))


def _convert_lines(document: reading.Document, target: str, format: ox.RdfFormat) -> int:
    """Write the statements of a document that memory does not hold, in the order of the others.

    Only those about blank nodes are kept, which decide how these are called.
    """
    labels = blank_node_labels(quad for quad in document.quads if _has_blank(quad))
    named = partial(_with_labels, {label: ox.BlankNode(to) for label, to in labels.items()})
    count = 0

    def keyed() -> Iterator[bytes]:
        for quad in map(named, document.quads):
            graph = _graph_key(_refuse_graph(quad, format, document.name))
            yield graph + _key(f"{quad} .\n".encode())

    def pieces(folder: Path) -> Iterator[bytes]:
        nonlocal count
        for key in sorted_lines(keyed(), folder / "lines"):
            count += 1
            _, subject, predicate, rest = key.split(b"\0")
            written = b" ".join((subject, b"<%s>" % predicate if predicate else _TYPE_TERM, rest))
            refuse_relative(written)
            yield written

    with replacing.workspace() as folder:
        write_pieces(target, pieces(folder))
    return count


def _has_blank(quad: ox.Quad) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in quad)


def _with_labels(names: Mapping[str, ox.BlankNode], quad: ox.Quad) -> ox.Quad:
    if not names or not _has_blank(quad):
        return quad
    s, p, o, g = quad
    s, o, g = (names[one.value] if isinstance(one, ox.BlankNode) else one for one in (s, o, g))
    return ox.Quad(s, p, o, g)


def _refuse_graph(quad: ox.Quad, format: ox.RdfFormat, name: str) -> Any:
    """The graph of a statement; BadInput where it is named and the syntax has no such graphs."""
    if not (isinstance(quad.graph_name, ox.DefaultGraph) or format.supports_datasets):
        reason = f"a named graph cannot be written as {format.name}: {_ABLE}"
        raise BadInput(reason, name)
    return quad.graph_name


def convert_document(document: reading.Document, to_format: ox.RdfFormat) -> bytes:
    """Return the document in another syntax, after reading it back and comparing."""
    quads = label_blank_nodes(document.quads)
    try:
        data = encode(quads, to_format, document.prefixes)
    except FoedusError as error:
        raise type(error)(error.reason, document.name) from None
    _check_same(set(quads), data, to_format, document.name)
    return data


def _check_same(quads: set[ox.Quad], data: bytes, to_format: ox.RdfFormat, name: str) -> None:
    """Refuse bytes that do not mean exactly these statements."""
    reason = f"cannot be written as {to_format.name} without loss"
    if to_format in reading.LINE_FORMATS and _holds_just(quads, data, to_format):
        return
    try:
        found = set(reading.read_bytes(data, to_format, name, max_size=len(data)).quads)
    except FoedusError as error:
        raise BadInput(f"{reason}: {error.reason}", name) from None
    if found != quads and syntaxes.folded(found) != syntaxes.folded(quads):
        changed = sort_quads(quads - found)
        example = f": {changed[0]}" if changed else ""
        raise BadInput(reason + example, name)


def _holds_just(quads: set[ox.Quad], lines: bytes, format: ox.RdfFormat) -> bool:
    """Whether lines hold these statements, each once."""
    count = 0
    for quad in ox.parse(lines, format=format):
        if quad not in quads:
            return False
        count += 1
    return count == len(quads)
