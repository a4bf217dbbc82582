"""The one layout of Turtle: turtlefmt for the lines, and a stated order for the subjects.

turtlefmt (the extra ``fmt``) sets spaces, quotes and prefixes, and leaves every block where it
is. Here the blocks are then put in order. A block is one subject with its comments above it; the
order of what is said of a subject stays its author's.

The order: the header; classes; object and datatype properties in one list; annotation properties;
concept schemes; concepts; node shapes, property shapes, other parts of shapes; everything else;
then numbered statements by their number, each below the passages that it is the first to cite.
Terms and shapes go by their local names, everything else by its name with prefix, and a mapping
stands below the term that it maps; of two blocks on one subject, the text decides. A block whose
subject has no address stays below the block that it follows. Directives stay where they are, and
nothing moves across one. Comments set off by an empty line from the first block stay at the top of
the file.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import folders
from foedus.checks.report import addresses
from foedus.errors import BadInput
from foedus.rdf import reading, replacing, writing
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, OWL_NS, RDF_NS, RDFS_NS, SH_NS, SKOS_NS
from foedus.rdf.reading import RdfFormat
from foedus.rdf.scanning import comments, without_texts

PROJECT_FOLDERS = ("ontology", "data", "shapes", "tests/cases")
"""Where the project keeps its Turtle."""

_KINDS: tuple[tuple[str, ...], ...] = (
    (OWL_NS + "Ontology",),
    (OWL_NS + "Class", RDFS_NS + "Class", RDFS_NS + "Datatype"),
    (OWL_NS + "ObjectProperty", OWL_NS + "DatatypeProperty", RDF_NS + "Property"),
    (OWL_NS + "AnnotationProperty",),
    (SKOS_NS + "ConceptScheme",),
    (SKOS_NS + "Concept",),
    (SH_NS + "NodeShape",),
    (SH_NS + "PropertyShape",),
)
_OTHER_SHAPE, _OTHER, _STATED = len(_KINDS), len(_KINDS) + 1, len(_KINDS) + 2
_STATEMENT = FOEDUS_NS + "Statement"
_PASSAGE = FOEDUS_NS + "passageOf"
_TERMINATOR = re.compile(r"(?<=\s)\.(?=\s|\Z)")
_INK = re.compile(r"\S")
_WORD = re.compile(r"\S*")
_PLAIN_NAME = re.compile(r"([A-Za-z][\w-]*|):([A-Za-z0-9_](?:[\w.-]*[\w-])?)", re.ASCII)
_DIRECTIVE = re.compile(r"@|(?:PREFIX|BASE)\b", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_MOST_ROUNDS = 4

_Key = tuple[int, str, int, str]
_Said = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Formatted:
    """One file: its text as it is and as it should be."""

    name: str
    old: bytes
    new: bytes

    @property
    def changed(self) -> bool:
        """Whether the file is not laid out as it should be."""
        return self.old != self.new


@dataclass(frozen=True)
class _Block:
    """A statement of a Turtle file with the comments above it; `subject` as it is written."""

    text: str
    subject: str


def turtle_files(paths: Sequence[str]) -> list[str]:
    """The Turtle files named, those in the folders named, or without any the project's own.

    Raises BadInput for a file of another syntax, and without a name outside a source checkout.
    """
    if not paths:
        if not folders.is_checkout():
            raise BadInput("this is no source checkout of foedus: name the files to lay out")
        paths = [addresses.from_here(str(folders.root() / name)) for name in PROJECT_FOLDERS]
    found: dict[str, None] = {}
    for path in paths:
        if Path(path).is_dir():
            found |= dict.fromkeys(str(file) for file in sorted(Path(path).rglob("*.ttl")))
        elif Path(path).suffix.lower() != ".ttl":
            raise BadInput("is not called .ttl: only Turtle is laid out", path)
        else:
            found[path] = None
    return list(found)


def format_files(paths: Iterable[str]) -> list[Formatted]:
    """Read the files and return their layout; nothing is written.

    Raises BadInput with file and line where one is no Turtle, or where laying it out would move
    a comment into another line.
    """
    files = []
    for path in paths:
        data = reading.read_file(path)
        files.append(Formatted(path, data, format_bytes(data, path)))
    return files


def format_bytes(data: bytes, name: str) -> bytes:
    """The Turtle of a file, laid out: the same graph, the same comments, other line ends."""
    document = reading.read_bytes(data, RdfFormat.TURTLE, name)
    text = document.text.decode().replace("\r\n", "\n")
    said = _said(document.quads)
    for _ in range(_MOST_ROUNDS):
        laid_out = _ordered(_turtlefmt(text, name), said, document.prefixes)
        if laid_out == text:
            break
        text = laid_out
    new = text.encode()
    if new != data:
        _check_same(document, new)
    return new


def in_order(data: bytes, name: str) -> bytes:
    """Turtle of the one writer with its blocks in order, which needs no other program."""
    document = reading.read_bytes(data, RdfFormat.TURTLE, name)
    text = _ordered(document.text.decode(), _said(document.quads), document.prefixes)
    return text.encode()


def _check_same(document: reading.Document, new: bytes) -> None:
    """Refuse a layout that changes what the file says, or loses or joins a comment."""
    name = document.name
    before, after = comments(document.text.decode()), comments(new.decode())
    lost = Counter(words for _, words in before) - Counter(words for _, words in after)
    for line, words in before:
        if words in lost:
            reason = "this comment would be moved: write it directly above a subject’s block"
            raise BadInput(reason, name, line)
    found = reading.read_bytes(new, RdfFormat.TURTLE, name).quads
    if set(writing.label_blank_nodes(found)) != set(writing.label_blank_nodes(document.quads)):
        raise BadInput("cannot be laid out without changing what it says", name)


# --- turtlefmt ------------------------------------------------------------------


def _turtlefmt(text: str, name: str) -> str:
    """The text as turtlefmt writes it; a comment on the first line is not indented."""
    program = _program()
    with replacing.workspace() as folder:
        path = Path(folder) / "file.ttl"
        path.write_text(text, encoding="utf-8", newline="")
        done = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
            found = re.search(r"on line (\d+)", reason)
            line = int(found[1]) if found else None
            raise BadInput(f"turtlefmt: {reason.removeprefix('Error: ')}", name, line)
        return path.read_bytes().decode().lstrip(" \n")


def _program() -> str:
    beside = Path(sys.executable).parent
    found = shutil.which("turtlefmt", path=str(beside)) or shutil.which("turtlefmt")
    if found is None:
        raise BadInput("turtlefmt is not installed: pip install foedus[fmt]")
    return found


# --- blocks -----------------------------------------------------------------------


def _ordered(text: str, said: _Said, prefixes: Mapping[str, str]) -> str:
    """The text with its blocks in order; directives stay where they are."""
    blocks, rest = _blocks(text)
    keys = _Keys(said, prefixes)
    pieces: list[str] = []
    run: list[_Block] = []
    for block in [*blocks, None]:
        if block is not None and not _DIRECTIVE.match(block.subject):
            run.append(block)
            continue
        pieces += _sorted(run, keys)
        run = []
        if block is not None:
            joins = bool(pieces) and block.text.startswith("@") and pieces[-1].startswith("@")
            pieces[-1:] = [f"{pieces[-1]}\n{block.text}"] if joins else [*pieces[-1:], block.text]
    pieces += [rest] if rest else []
    return "\n\n".join(pieces) + "\n" if pieces else ""


def _sorted(run: list[_Block], keys: _Keys) -> list[str]:
    """The texts of some blocks in order; a block without an address follows its neighbour."""
    if not run:
        return []
    top, first = _set_off(run[0].text)
    run = [replace(run[0], text=first), *run[1:]]
    groups: list[list[_Block]] = []
    for block in run:
        if groups and not keys.has_address(block.subject):
            groups[-1].append(block)
        else:
            groups.append([block])
    groups.sort(key=lambda group: (keys(group[0].subject), group[0].text))
    return [*([top] if top else []), *(block.text for group in groups for block in group)]


def _set_off(text: str) -> tuple[str, str]:
    """The comments above the last empty line that stands before a block, and the rest."""
    lines = text.split("\n")
    above = 0
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            break
        if not line.strip():
            above = number + 1
    return "\n".join(lines[:above]).rstrip(), "\n".join(lines[above:])


def _blocks(text: str) -> tuple[list[_Block], str]:
    """The statements of laid-out Turtle, each with the comments above it, and what follows."""
    bare = without_texts(text)
    blocks = []
    start = 0
    for found in _TERMINATOR.finditer(bare):
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        first = _INK.search(bare, start)
        subject = _WORD.match(text, first.start()) if first else None
        blocks.append(_Block(_without_gaps(text[start:end]), subject[0] if subject else ""))
        start = end
    return blocks, _without_gaps(text[start:])


def _without_gaps(text: str) -> str:
    """The text without empty lines around it, and with at most one between its comments."""
    lines = text.strip("\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            return "\n".join(kept + lines[number:])
        if line.strip() or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


# --- the order --------------------------------------------------------------------


class _Keys:
    """Where a subject stands: by its kind, then by name or number."""

    def __init__(self, said: _Said, prefixes: Mapping[str, str]) -> None:
        self._said = said
        self._prefixes = prefixes
        self._head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
        self._known: dict[str, _Key] = {}
        self._number = self._numbers()

    def has_address(self, subject: str) -> bool:
        """Whether a subject, as it is written, is an address."""
        return not subject.startswith(("[", "(", "_:"))

    def __call__(self, subject: str) -> _Key:
        """The key of a subject as it is written."""
        if subject not in self._known:
            self._known[subject] = self._key(subject)
        return self._known[subject]

    def _key(self, subject: str) -> _Key:
        if not self.has_address(subject):
            return -1, "", 0, ""
        iri = self._iri(subject)
        told = self._said.get(iri, {})
        mapped = told.get(OWL_NS + "annotatedSource")
        if mapped:
            others = (*told.get(OWL_NS + "annotatedTarget", ()), *told.get(_PROPERTY, ()))
            return _OTHER, self._short(mapped[0]), 1, " ".join([*map(self._short, others), iri])
        if iri in self._number:
            role = 2 if _STATEMENT in told.get(_TYPE, ()) else int(FOEDUS_NS + "partOf" in told)
            return _STATED, self._number[iri], role, iri
        types = set(told.get(_TYPE, ()))
        for rank, kinds in enumerate(_KINDS):
            if types.intersection(kinds):
                return rank, _local(iri), 0, iri
        if any(name.startswith(SH_NS) for name in (*types, *told)):
            return _OTHER_SHAPE, _local(iri), 0, iri
        return _OTHER, self._short(iri), 0, iri

    def _iri(self, subject: str) -> str:
        """The address that a subject stands for in this file."""
        plain = _PLAIN_NAME.fullmatch(subject)
        if plain and plain[1] in self._prefixes:
            return self._prefixes[plain[1]] + plain[2]
        statement = f"{self._head}{subject} <urn:p:p> <urn:o:o> ."
        try:
            quad = next(iter(ox.parse(input=statement, format=RdfFormat.TURTLE)))
        except SyntaxError:  # relative to a base: the written form has to do
            return subject
        return str(quad.subject.value)

    def _short(self, iri: str) -> str:
        """An address with the prefix that the file gives it."""
        spaces = [item for item in self._prefixes.items() if iri.startswith(item[1])]
        if not spaces:
            return iri
        prefix, space = max(spaces, key=lambda item: len(item[1]))
        return f"{prefix}:{iri[len(space) :]}"

    def _numbers(self) -> dict[str, str]:
        """The number of each statement, and of each passage that one cites: its first."""
        numbers: dict[str, str] = {}
        for iri, told in self._said.items():
            names = told.get(DCTERMS_NS + "identifier", ())
            if names and _STATEMENT in told.get(_TYPE, ()):
                numbers[iri] = _natural(names[0])
        for iri in sorted(numbers, key=lambda iri: numbers[iri]):
            for passage in self._said[iri].get(FOEDUS_NS + "evidencedBy", ()):
                numbers.setdefault(passage, numbers[iri])
        for iri, told in self._said.items():
            for whole in told.get(FOEDUS_NS + "partOf", ()):
                if _PASSAGE in told and whole in numbers:
                    numbers.setdefault(iri, numbers[whole])
        return numbers


_TYPE = RDF_NS + "type"
_PROPERTY = OWL_NS + "annotatedProperty"


def _said(quads: Iterable[ox.Quad]) -> _Said:
    """What is said of each address, by property; the values in order."""
    found: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, value, _ in quads:
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            found.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value.value)
    for told in found.values():
        for values in told.values():
            values.sort()
    return found


def _local(iri: str) -> str:
    return re.split(r"[#/:]", iri.rstrip("/#"))[-1] or iri


def _natural(name: str) -> str:
    """A number's name as a text that sorts by the number: F2 before F10."""
    return _DIGITS.sub(lambda found: f"{len(found[1]):02}{found[1]}", name)
