"""The one door for RDF: bytes in, checked statements out, nothing fetched.

Every file passes the same steps: it must be a regular file of bounded size, not
compressed, valid UTF-8 without control characters and not nested too deeply; then
pyoxigraph parses it; then the terms themselves are checked. A failure is a
`BadInput` or a `LimitReached` that names the file and, where known, the line.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

import pyoxigraph as ox

from foedus import limits
from foedus.errors import BadInput, LimitReached
from foedus.rdf import stores
from foedus.rdf.names import OWL_NS, RDF_NS, RELATIVE, XSD_NS, as_relative
from foedus.rdf.scanning import line_of, too_deep

if TYPE_CHECKING:
    import rdflib

MAX_LINES = 4 * 1024**3
"""Most bytes of N-Triples and N-Quads, which are read a part at a time."""
MAX_DEPTH = 100
MAX_XML_DEPTH = 500  # published RDF/XML nests 250 deep; parsers suffer from some thousands
MAX_LITERAL = 1024 * 1024
MAX_IRI = 4096
MAX_NUMBER = 1000
MAX_ENTITIES = 256
MAX_ENTITY = 1024

RdfFormat = ox.RdfFormat

EXTENSIONS: dict[str, ox.RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
"""The syntax that each file name extension stands for."""

FORMATS: dict[str, ox.RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
"""The names that a user types for the syntaxes; extensions without dot are understood too."""


LINE_FORMATS = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
_PART = 8 * 1024 * 1024
_BLOCK = 50_000  # statements of a store that are checked at once


class Streamed(Collection[ox.Quad]):
    """Statements that are not kept in memory: they are read anew each time somebody goes over them.

    That raises BadInput and LimitReached as reading does.
    ``store`` is the folder that holds exactly these, if one does.
    """

    def __init__(self, again: Callable[[], Iterator[ox.Quad]], store: Path | None = None) -> None:
        self._again, self.store = again, store
        self._count: int | None = None

    def __iter__(self) -> Iterator[ox.Quad]:
        return self._again()

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _ in self)
        return self._count

    def __contains__(self, quad: object) -> bool:
        return any(one == quad for one in self)


@dataclass(frozen=True)
class Document:
    """What one RDF file holds; a store's statements and those of many lines are `Streamed`."""

    name: str
    quads: Collection[ox.Quad]
    prefixes: dict[str, str]
    text: bytes
    format: ox.RdfFormat
    may_have_blanks: bool = True


def format_named(name: str) -> ox.RdfFormat:
    """Return the syntax with this name or extension.

    >>> format_named("Turtle") == format_named("ttl")
    True
    """
    key = name.lower().strip().replace("-", "").replace("/", "")
    found = FORMATS.get(key) or EXTENSIONS.get("." + key)
    if found is None:
        raise BadInput(f"unknown format {name}: use one of {', '.join(FORMATS)}")
    return found


def format_of(path: str | os.PathLike[str]) -> ox.RdfFormat:
    """Return the syntax that a file name's extension stands for."""
    name = os.fspath(path)
    extension = Path(name).suffix
    found = EXTENSIONS.get(extension.lower())
    if found is None:
        what = f"unknown extension {extension}" if extension else "no extension"
        raise BadInput(f"{what}: use one of {', '.join(EXTENSIONS)}, or name the format", name)
    return found


def read(
    path: str | os.PathLike[str],
    format: ox.RdfFormat | None = None,
    *,
    max_size: int | None = None,
    base: str | None = None,
) -> Document:
    """Read one file, a store folder, or standard input for ``-`` (Turtle unless told otherwise).

    ``base`` is the address that relative ones are read against: the one given, else that of
    ``--base``, else one that stands for the file and that nothing may write (`refuse_relative`).
    """
    name = os.fspath(path)
    if stores.is_store(name):
        return _read_store(name)
    data = read_stdin(max_size) if name == "-" else None
    if data is None:
        format = format or format_of(name)
        if format in LINE_FORMATS and _is_large(name):
            return _read_lines(name, format, MAX_LINES if max_size is None else max_size)
        data = read_file(name, max_size)
    base = base or limits.base() or _own_address(name)
    shown = "<stdin>" if name == "-" else name
    return read_bytes(data, format or RdfFormat.TURTLE, shown, max_size=max_size, base=base)


def read_all(paths: Iterable[str | os.PathLike[str]]) -> list[Document]:
    """Read several files; a folder stands for the Turtle in it and below, by name.

    Raises BadInput for a folder that holds none.
    """
    return [read(file) for path in paths for file in files_of(path)]


def files_of(path: str | os.PathLike[str]) -> list[str]:
    """Return the Turtle files in a folder and below it, by name; a file or a store alone."""
    name = os.fspath(path)
    if not os.path.isdir(name) or stores.is_store(name):
        return [name]
    found = sorted(str(file) for file in Path(name).rglob("*.ttl"))
    if not found:
        raise BadInput("is a folder without Turtle (.ttl), and no store", name)
    return found


def read_stdin(max_size: int | None = None) -> bytes:
    """Return the bytes of standard input."""
    max_size = _max_size(max_size)
    data = sys.stdin.buffer.read(max_size + 1)
    _check_size(len(data), max_size, "<stdin>")
    return data


def read_file(path: str | os.PathLike[str], max_size: int | None = None) -> bytes:
    """Return the bytes of a regular file of at most this size."""
    name, max_size = os.fspath(path), _max_size(max_size)
    with _opened(name, max_size) as file:
        data: bytes = file.read(max_size + 1)
    _check_size(len(data), max_size, name)
    return data


@contextmanager
def _opened(name: str, max_size: int) -> Iterator[BinaryIO]:
    """A regular file of at most this size, open."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(name, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot be read: {_cause(error)}", name) from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise BadInput("is a folder, not a file", name)
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("is not a regular file", name)
        _check_size(status.st_size, max_size, name)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file
    except OSError as error:
        raise BadInput(f"cannot be read: {_cause(error)}", name) from None
    finally:
        os.close(descriptor)


def read_text(path: str | os.PathLike[str], max_size: int | None = None) -> str:
    """Return the text of a regular file that is plain UTF-8."""
    name = os.fspath(path)
    return decode(read_file(name, max_size), name)


def read_bytes(
    data: bytes,
    format: ox.RdfFormat,
    name: str,
    *,
    max_size: int | None = None,
    base: str | None = None,
) -> Document:
    """Check and parse the bytes of one document; without a base, relative addresses are refused."""
    max_size = _max_size(max_size)
    _check_size(len(data), max_size, name)
    text = decode(data, name)
    declared: dict[str, str] = {}
    if format == RdfFormat.JSON_LD:
        _scan_json(text, name)
        base = base or _NO_BASE
    elif format == RdfFormat.RDF_XML:
        # XML counts every kind of line end as one LF; pyoxigraph would keep CR.
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        declared = _scan_xml(text, name, max_size)
    else:
        _scan_depth(text, name)
    quads, prefixes = _parse(text, format, name, base)
    labels = _check_terms(quads, text, name)
    quads = _name_anonymous(quads, labels, text)
    return Document(name, quads, prefixes or declared, text.encode(), format, bool(labels))


def _read_store(name: str) -> Document:
    """The statements of a store, which were checked when they were put in, or are checked here."""
    place = Path(name)
    before = place.stat().st_ino

    def again() -> Iterator[ox.Quad]:
        quads = iter(stores.opened(place))
        if place.stat().st_ino != before:
            raise BadInput("was replaced while it was being read: try again", name)
        while block := list(islice(quads, _BLOCK)):
            _check_terms(block, "\\", name)
            yield from block

    stores.opened(place)
    return Document(name, Streamed(again, place), {}, b"", RdfFormat.N_QUADS)


def _is_large(name: str) -> bool:
    try:
        return os.stat(name).st_size > limits.of(limits.MAX_SIZE)
    except OSError:
        return False


def _read_lines(name: str, format: ox.RdfFormat, max_size: int) -> Document:
    """A large file of lines, a part at a time: neither its text nor its statements are kept."""
    quads = Streamed(lambda: _line_quads(name, format, max_size))
    return Document(name, quads, {}, b"", format)


def _line_quads(name: str, format: ox.RdfFormat, max_size: int) -> Iterator[ox.Quad]:
    lines = size = 0
    with _opened(name, max_size) as file:
        while part := file.read(_PART) + file.readline():
            size += len(part)
            _check_size(size, max_size, name)
            try:
                text = decode(part, name)
                found, _ = _parse(text, format, name, None)
                _check_terms(found, text, name)
            except (BadInput, LimitReached) as error:
                line = None if error.line is None else error.line + lines
                raise type(error)(error.reason, name, line) from None
            yield from found
            lines += part.count(b"\n")


def decode(data: bytes, name: str) -> str:
    """Return the text without byte-order mark; refuse all but plain UTF-8."""
    for magic, kind in _ARCHIVES.items():
        if data.startswith(magic):
            raise BadInput(f"is compressed ({kind}): unpack it first", name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}"
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(reason, name, line) from None
    if found := _CONTROL.search(text):
        reason = f"control character U+{ord(found.group()):04X}"
        raise BadInput(reason, name, line_of(text, found.start()))
    return text


# --- many documents, other libraries -----------------------------------------


def rename(document: Document, number: int) -> list[ox.Quad]:
    """Return the statements with blank node labels that no other number shares."""
    if not document.may_have_blanks:
        return list(document.quads)
    return list(_relabelled(document.quads, partial(_numbered, number)))


def join(documents: Iterable[Document]) -> list[ox.Quad]:
    """Return all statements of several documents; their blank nodes never merge."""
    return [quad for number, doc in enumerate(documents, 1) for quad in rename(doc, number)]


def joined(documents: Sequence[Document]) -> list[ox.Quad] | Streamed:
    """Do what `join` does, but keep out of memory what is read from lines or from a store."""
    if not any(isinstance(one.quads, Streamed) for one in documents):
        return join(documents)
    if len(documents) == 1 and isinstance(documents[0].quads, Streamed):
        return documents[0].quads

    def again() -> Iterator[ox.Quad]:
        for number, one in enumerate(documents, 1):
            yield from _relabelled(one.quads, partial(_numbered, number))

    return Streamed(again)


def _numbered(number: int, label: str) -> str:
    return f"d{number}_{label}"


def to_store(quads: Iterable[ox.Quad]) -> ox.Store:
    """Load the statements into a new store in memory; a part at a time, which the engine copies."""
    store, rest = ox.Store(), iter(quads)
    while block := list(islice(rest, _BLOCK)):
        store.extend(block)
    return store


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Dataset:
    """Return an rdflib Dataset; lexical forms stay as written, `xsd:string` is left out."""
    library = _import_rdflib()
    dataset: rdflib.Dataset = library.Dataset()
    term = _to_rdflib_term(library)
    default = dataset.default_graph
    for s, p, o, g in quads:
        graph = default if isinstance(g, ox.DefaultGraph) else dataset.graph(term(g))
        graph.add((term(s), term(p), term(o)))
    return dataset


def to_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Return an rdflib Graph of all statements, whichever graph they stand in."""
    library = _import_rdflib()
    graph: rdflib.Graph = library.Graph()
    term = _to_rdflib_term(library)
    for s, p, o, _ in quads:
        graph.add((term(s), term(p), term(o)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> list[ox.Quad]:
    """Return the statements of an rdflib Graph or Dataset."""
    library = _import_rdflib()
    if not isinstance(graph, library.Dataset):
        return [_from_rdflib_statement(*triple, None) for triple in graph]
    default = graph.default_graph.identifier
    return [
        _from_rdflib_statement(s, p, o, None if g == default else g) for s, p, o, g in graph.quads()
    ]


# --- the steps ----------------------------------------------------------------

_ARCHIVES = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tab, LF and CR

_JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[\[{\]}]', re.DOTALL)

# JSON-LD readers drop relative addresses silently; this base makes them visible.
_NO_BASE = "http://relative.invalid/"

_WRITTEN_RELATIVE = re.compile(re.escape(RELATIVE) + r"[^\s<>\"]*")
_places: dict[str, tuple[str, int | None]] = {}  # where each such address stood

_INTEGERS = (
    *("integer", "long", "int", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_EXACT = frozenset(XSD_NS + name for name in ("decimal", *_INTEGERS))
# A large exponent makes a number of a gigabyte; a small one is ill-typed, which validation tells.
_EXPONENT = re.compile(r"\s*[+-]?[0-9.]+[eE][+-]?[0-9]{4,}.*", re.DOTALL)
_FLOATING = frozenset((XSD_NS + "double", XSD_NS + "float"))

# What lines of N-Quads have where a term is perhaps to be refused, and more often where none is.
_CHECKED = 20_000  # statements at once
_HALF = MAX_NUMBER // 2
_SIGNS = (b"<<(", b"--ltr", b"--rtl", RELATIVE.encode(), _NO_BASE.encode())
_LARGE = re.compile(rb' "(?:\\.|[^0-9A-Za-z"\\])*[0-9.]+[eE][+-]?[0-9]{4,}')
_ESCAPED = re.compile(rb"\\[ubf]|\xc2[\x80-\x9f]")

_TYPE_LATE = "@type must be the first key"
"""What the strict reader of JSON-LD says of type maps, which are valid."""

_POSITION = re.compile(r"^Parser error (?:at|between) [^:]*: ")
_IRI_ERROR = re.compile(r"^error while parsing IRI '(?P<iri>.*)': (?P<reason>.*)$", re.DOTALL)
_RELATIVE = "No scheme found in an absolute IRI"
_RANDOM_LABEL = re.compile(r"[0-9a-f]{16,32}")
_WRITTEN_LABEL = re.compile(r"[0-9a-f]{16,}+")


def _parse(
    text: str, format: ox.RdfFormat, name: str, base: str | None
) -> tuple[list[ox.Quad], dict[str, str]]:
    try:
        try:
            parser = ox.parse(input=text.encode(), format=format, base_iri=base)
            quads = list(parser)
        except SyntaxError as error:
            if not error.msg.startswith(_TYPE_LATE):
                raise
            # The lenient reader of JSON-LD checks no addresses; as N-Quads they are checked again.
            parser = ox.parse(input=text.encode(), format=format, base_iri=base, lenient=True)
            lines = ox.serialize(parser, format=RdfFormat.N_QUADS) or b""
            quads = list(ox.parse(input=lines, format=RdfFormat.N_QUADS))
        return quads, dict(parser.prefixes)
    except SyntaxError as error:
        reason, line = _POSITION.sub("", error.msg), error.lineno
        if found := _IRI_ERROR.match(reason):
            reason = f"{found['reason']} in <{found['iri']}>"
            line = _find(text, f'"{found["iri"]}"')
        reason = reason.replace(_RELATIVE, "relative address without a base")
        raise BadInput(reason, name, line) from None
    except MemoryError:
        raise LimitReached("a token is too long for the parser", name) from None
    except (ValueError, OSError) as error:
        raise BadInput(str(error), name) from None


def _scan_depth(text: str, name: str) -> None:
    line = too_deep(text, MAX_DEPTH)
    if line is not None:
        raise LimitReached(_too_deep(MAX_DEPTH), name, line)


def _scan_json(text: str, name: str) -> None:
    """Refuse JSON that is deep, ambiguous, or asks for a document elsewhere."""
    import json

    depth = 0
    for found in _JSON_TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth > MAX_DEPTH:
            raise LimitReached(_too_deep(MAX_DEPTH), name, line_of(text, found.start()))

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise BadInput(f'duplicate key "{twice}"', name)
        return found

    def no_constant(word: str) -> object:
        raise BadInput(f"{word} is not JSON", name, _find(text, word))

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_constant=no_constant,
            parse_int=str,
            parse_float=str,
        )
    except json.JSONDecodeError as error:
        raise BadInput(f"not JSON: {error.msg}", name, error.lineno) from None
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, dict):
            todo.extend(item.values())
            _refuse_remote(item.get("@context"), "@context", text, name)
            _refuse_remote(item.get("@import"), "@import", text, name)


def _refuse_remote(value: object, key: str, text: str, name: str) -> None:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str):
            reason = f"remote {key} {part} is not fetched: write the context into the file"
            raise BadInput(reason, name, _find(text, part))


def _scan_xml(text: str, name: str, max_size: int) -> dict[str, str]:
    """Refuse XML that is broken, deep, or uses more than small internal entities.

    Returns the prefixes that it declares, which pyoxigraph does not tell.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    depth = entities = expanded = 0
    prefixes: dict[str, str] = {}

    def refuse(reason: str) -> BadInput:
        return BadInput(reason, name, parser.CurrentLineNumber)

    def limit(reason: str) -> LimitReached:
        return LimitReached(reason, name, parser.CurrentLineNumber)

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise refuse(f"XML encoding {encoding}: only UTF-8 is read")

    def doctype(_name: str, system: str | None, _public: str | None, _internal: bool) -> None:
        if system is not None:
            raise refuse(f"external document type {system} is not fetched")

    def entity(
        key: str,
        is_parameter: bool,
        value: str | None,
        _base: str | None,
        system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        nonlocal entities
        entities += 1
        if is_parameter:
            raise refuse(f"parameter entity {key} is not allowed")
        if value is None:
            raise refuse(f"external entity {key} ({system}) is not fetched")
        if re.search("&(?!#)", value):
            raise refuse(f"entity {key} is made of other entities")
        if len(value) > MAX_ENTITY:
            raise limit(f"entity {key} is longer than {MAX_ENTITY} characters")
        if entities > MAX_ENTITIES:
            raise limit(f"more than {MAX_ENTITIES} entities")

    def grow(size: int) -> None:
        nonlocal expanded
        expanded += size
        if expanded > max_size:
            raise limit(f"text with its entities is {_larger(max_size)}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_XML_DEPTH:
            raise limit(_too_deep(MAX_XML_DEPTH))
        if depth == 1 and tag == "Ontology" and attributes.get("xmlns") == OWL_NS:
            reason = "is OWL/XML, which is no RDF: save it as Turtle in Protégé, or convert it with"
            raise refuse(f"{reason} ROBOT: robot convert --input FILE --output FILE.ttl")
        for key, value in attributes.items():
            grow(len(value))
            if key == "xmlns" or key.startswith("xmlns:"):
                prefixes.setdefault(key[6:], value)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda piece: grow(len(piece))
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        if error.code == _AMPLIFIED:
            raise LimitReached(f"entities grow too much: {reason}", name, error.lineno) from None
        raise BadInput(f"not XML: {reason}", name, error.lineno) from None
    return prefixes


_AMPLIFIED = 43  # XML_ERROR_AMPLIFICATION_LIMIT_BREACH


def _check_terms(quads: list[ox.Quad], text: str, name: str) -> dict[str, None]:
    """Refuse terms that the parser accepts and later steps could not bear.

    Returns the labels of the blank nodes, in the order in which they appear. The engine writes the
    statements as lines, in which nothing long or unusual is found soon; only where something is,
    each term is looked at.
    """
    escapes = "\\" in text or "&" in text
    labels: dict[str, None] = {}
    for start in range(0, len(quads), _CHECKED):
        some = quads[start : start + _CHECKED]
        lines = ox.serialize(some, format=RdfFormat.N_QUADS) or b""
        if _is_unusual(lines, escapes):
            _check_each(some, escapes, text, name)
        if b"_:" in lines:
            terms = (term for s, _, o, g in some for term in (s, o, g))
            labels.update((one.value, None) for one in terms if isinstance(one, ox.BlankNode))
    return labels


def _is_unusual(lines: bytes, escapes: bool) -> bool:
    """Whether some lines of N-Quads may hold a term that is refused."""
    # A line that is too long holds a whole half without an end, which is sooner looked for.
    halves = range(0, len(lines), _HALF)
    if any(lines.find(b"\n", at, at + _HALF) < 0 for at in halves) and (
        max(map(len, lines.splitlines())) > MAX_NUMBER
    ):
        return True
    if any(sign in lines for sign in _SIGNS) or _LARGE.search(lines):
        return True
    return escapes and bool(_ESCAPED.search(lines))


def _check_each(quads: list[ox.Quad], escapes: bool, text: str, name: str) -> None:
    iris: set[str] = set()
    for s, p, o, g in quads:
        iris.add(p.value)
        for term in (s, o, g):
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal):
                _check_literal(term, escapes, text, name)
                iris.add(term.datatype.value)
            elif isinstance(term, ox.Triple):
                raise BadInput("triple terms (RDF 1.2) are not read", name, _find(text, "<<"))
    for iri in iris:
        if iri.startswith(_NO_BASE):
            rest = iri.removeprefix(_NO_BASE)
            line = _find(text, f'"{rest}"')
            raise BadInput(f"relative address without a base in <{rest}>", name, line)
        if iri.startswith(RELATIVE):
            _places[iri] = (name, _line_of_relative(iri, name, text))
        if len(iri.encode()) > MAX_IRI:
            raise LimitReached(f"address longer than {MAX_IRI} bytes", name, _find(text, iri))


def _own_address(name: str) -> str:
    """The address that stands for a file: its name, and its folders, which nobody can read."""
    if name in ("-", "<stdin>"):
        return RELATIVE + "stdin"
    folders, hidden = Path(os.path.abspath(name)).parent.parts[1:], ""
    for folder in folders:
        hidden += (
            f"~{hashlib.sha256(f'{hidden}{folder}'.encode(errors='replace')).hexdigest()[:8]}/"
        )
    return RELATIVE + hidden + quote(os.path.basename(name))


def _as_relative(iri: str, name: str) -> str:
    """An address that was read against the file's own, as the file may have written it."""
    own = _own_address(name)
    if iri == own or iri.startswith(own + "#"):
        return iri.removeprefix(own)
    return as_relative(iri)


def _line_of_relative(iri: str, name: str, text: str) -> int | None:
    written = _as_relative(iri, name)
    spellings = (f"<{written}>", f'"{written}"', ":" + written.rpartition("#")[2])
    return next((line for one in spellings if (line := _find(text, one))), None)


def refuse_relative(data: bytes) -> None:
    """Raise BadInput where bytes to be written hold an address that no base was given for.

    It would tell the path of a file on this machine, and mean another thing elsewhere.
    """
    if RELATIVE.encode() not in data:
        return
    text = data.decode(errors="replace")
    found = [one.group() for one in _WRITTEN_RELATIVE.finditer(text)]
    iri = next((one for one in found if one in _places), found[0] if found else RELATIVE)
    name, line = _places.get(iri, (None, None))
    shown = _as_relative(iri, name or "")
    raise BadInput(f"relative address without a base in <{shown}>: give --base IRI", name, line)


def _check_literal(literal: ox.Literal, escapes: bool, text: str, name: str) -> None:
    value = literal.value
    if len(value) * 4 > MAX_LITERAL and len(value.encode()) > MAX_LITERAL:
        line = _find(text, value[:MAX_NUMBER])
        raise LimitReached(f"literal longer than {MAX_LITERAL} bytes", name, line)
    if escapes and (found := _CONTROL.search(value)):
        raise BadInput(f"control character U+{ord(found.group()):04X} in a literal", name)
    if literal.direction is not None:
        raise BadInput("language tags with a direction (RDF 1.2) are not read", name)
    datatype = literal.datatype.value
    if datatype in _EXACT or datatype in _FLOATING:
        if len(value) > MAX_NUMBER:
            reason = f"number longer than {MAX_NUMBER} characters"
            raise BadInput(reason, name, _find(text, value))
        if datatype in _EXACT and _EXPONENT.fullmatch(value):
            kind = datatype.removeprefix(XSD_NS)
            raise BadInput(f"xsd:{kind} with an exponent: {value}", name, _find(text, value))


def _name_anonymous(quads: list[ox.Quad], labels: dict[str, None], text: str) -> list[ox.Quad]:
    """Replace the parser's random labels, so that two runs give the same statements."""
    random = [label for label in labels if _RANDOM_LABEL.fullmatch(label)]
    if not random:
        return quads
    written = set(_WRITTEN_LABEL.findall(text))
    names: dict[str, str] = {}
    number = 0
    for label in random:
        if label not in written:
            number += 1
            while f"anon{number}" in labels:
                number += 1
            names[label] = f"anon{number}"
    return list(_relabelled(quads, lambda label: names.get(label, label)))


def _relabelled(quads: Iterable[ox.Quad], name: Callable[[str], str]) -> Iterator[ox.Quad]:
    """The statements with every blank node label replaced."""

    @lru_cache(maxsize=65536)
    def node(label: str) -> ox.BlankNode:
        return ox.BlankNode(name(label))

    blank = ox.BlankNode
    for quad in quads:
        s, p, o, g = quad
        if isinstance(s, blank) or isinstance(o, blank) or isinstance(g, blank):
            quad = ox.Quad(
                node(s.value) if isinstance(s, blank) else s,
                p,
                node(o.value) if isinstance(o, blank) else o,
                node(g.value) if isinstance(g, blank) else g,
            )
        yield quad


# --- rdflib -------------------------------------------------------------------


def _import_rdflib() -> ModuleType:
    """Import rdflib, set so that it neither rewrites literals nor complains of them."""
    import logging
    import warnings

    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Parsing weird boolean")
    return rdflib


def _to_rdflib_term(rdflib: ModuleType) -> Callable[[Any], Any]:
    uri, blank, literal = rdflib.URIRef, rdflib.BNode, rdflib.Literal
    plain = (XSD_NS + "string", RDF_NS + "langString")

    @lru_cache(maxsize=65536)
    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode):
            return uri(value.value)
        if isinstance(value, ox.BlankNode):
            return blank(value.value)
        if value.language is not None:
            return literal(value.value, lang=value.language)
        datatype = value.datatype.value
        return literal(value.value, datatype=None if datatype in plain else uri(datatype))

    return term


def from_rdflib_term(value: Any) -> Any:
    """The term of pyoxigraph's for one of rdflib's; a ValueError for what is none."""
    import rdflib

    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.BNode):
        return ox.BlankNode(str(value))
    if value.language is not None:
        return ox.Literal(str(value), language=str(value.language))
    datatype = None if value.datatype is None else ox.NamedNode(str(value.datatype))
    return ox.Literal(str(value), datatype=datatype)


def _from_rdflib_statement(s: Any, p: Any, o: Any, g: Any) -> ox.Quad:
    term = from_rdflib_term
    try:
        return ox.Quad(term(s), term(p), term(o), None if g is None else term(g))
    except (ValueError, TypeError) as error:
        raise BadInput(f"not a valid RDF statement: {s} {p} {o}: {error}") from None


# --- small helpers ------------------------------------------------------------


def _too_deep(limit: int) -> str:
    return f"nested deeper than {limit} levels"


def _max_size(given: int | None) -> int:
    return limits.of(limits.MAX_SIZE) if given is None else given


def _check_size(size: int, max_size: int, name: str) -> None:
    if size > max_size:
        raise LimitReached(f"is {_larger(max_size)} ({limits.MAX_SIZE.option})", name)


def _larger(max_size: int) -> str:
    mebibytes, rest = divmod(max_size, 1024 * 1024)
    return f"larger than {max_size} bytes" if rest else f"larger than {mebibytes} MiB"


def _cause(error: OSError | ValueError) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _find(text: str, words: str) -> int | None:
    """Return the line where the words first stand, or None."""
    offset = text.find(words)
    return None if offset < 0 else line_of(text, offset)
