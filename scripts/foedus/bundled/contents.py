"""The files that foedus carries, read once a process: ontology, shapes and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import alignment, folders
from foedus.rdf import reading
from foedus.rdf.headers import headers
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, LABEL, OWL_NS, RDF_NS, RDFS_NS, TYPE, Term, text
from foedus.rdf.reached import reached

ARTICLE = "usfj-upgrade"
DATA_FILES = {"article": ARTICLE, "background": "background"}
"""What a question's header calls the data, and the file it means."""

MERGED = "merged"
"""What a question's header calls merged data: a dataset of the user's, else the example's."""

SHAPES_IRI = folders.ONTOLOGY_IRI.rpartition("/")[0] + "/shapes"
"""What all shapes in one file are called."""

_IMPORTS = OWL_NS + "imports"
_SHARED = {
    RDF_NS + "type",
    OWL_NS + "versionInfo",
    *(DCTERMS_NS + name for name in ("creator", "license", "issued", "modified")),
}
_WEAK = ox.NamedNode(FOEDUS_NS + "weaklySourced")
_STATEMENT = ox.NamedNode(FOEDUS_NS + "Statement")
_WORDS = {ox.NamedNode(FOEDUS_NS + name) for name in ("SourceDocument", "Passage")}
_ABOUT, _SUBJECT, _PREDICATE, _OBJECT, _VALUE, _CLASS, _SOURCED, _EVIDENCED = (
    ox.NamedNode(FOEDUS_NS + name)
    for name in (
        "aboutNode",
        "stmtSubject",
        "stmtPredicate",
        "stmtObject",
        "stmtValue",
        "statedClass",
        "sourcedFrom",
        "evidencedBy",
    )
)

_Values = dict[object, set[object]]
"""The values of one node, by property."""


@cache
def ontology() -> tuple[ox.Quad, ...]:
    """Every statement of the ontology and its codes; blank nodes of two files never meet."""
    return tuple(reading.join([reading.read(path) for path in folders.ontology_files()]))


@cache
def shapes() -> tuple[ox.Quad, ...]:
    """Every statement of the bundled shapes."""
    return tuple(reading.join([reading.read(path) for path in folders.shape_files()]))


def of_folder(folder: Path) -> list[reading.Document]:
    """What a checkout, a release or the installed files hold: ontology, shapes, data, mappings.

    Of any other folder, every Turtle file.
    """
    parts = [folder / name for name in ("ontology", "shapes", "data")]
    tops = parts if parts[0].is_dir() else [folder]
    files = [reading.read(path) for top in tops for path in sorted(top.rglob("*.ttl"))]
    return [*files, *map(alignment.read_document, alignment.tables(parts[0]))]


def one_ontology(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """All modules in one file: it imports nothing, and of the headers only the umbrella's stays."""
    quads = list(quads)
    others = headers(quads) - {ox.NamedNode(folders.ONTOLOGY_IRI)}
    return [q for q in quads if q.subject not in others and q.predicate.value != _IMPORTS]


def one_shapes(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """All shapes in one file, below one header that says what those of the parts say alike."""
    quads = list(quads)
    parts = headers(quads)
    iri = ox.NamedNode(SHAPES_IRI)
    first = [quad for quad in quads if quad.subject == min(parts, key=str)]
    header = [ox.Quad(iri, q.predicate, q.object) for q in first if q.predicate.value in _SHARED]
    version = next(text(q.object) for q in first if q.predicate.value == OWL_NS + "versionInfo")
    for name, value in (
        (DCTERMS_NS + "title", ox.Literal("foedus shapes: what data must have", language="en")),
        (
            DCTERMS_NS + "description",
            ox.Literal("Every SHACL shape of foedus, in one file.", language="en"),
        ),
        (OWL_NS + "versionIRI", ox.NamedNode(f"{SHAPES_IRI}/{version}")),
    ):
        header.append(ox.Quad(iri, ox.NamedNode(name), value))
    return [*(quad for quad in quads if quad.subject not in parts), *header]


def data(names: Sequence[str] = ("article",)) -> list[reading.Document]:
    """The bundled data files of these names, as a question's header calls them."""
    return [_document(name) for name in names]


@cache
def _document(name: str) -> reading.Document:
    if name == MERGED:
        return reading.read(folders.example_file())
    return reading.read(folders.data_file(DATA_FILES[name]))


def own_quads() -> list[ox.Quad]:
    """Our asserted data, the article's and the background: the default graph of every dataset."""
    return reading.join(data(list(DATA_FILES)))


@dataclass(frozen=True)
class Given:
    """What a command is about, and what stands beside it.

    ``about`` is checked, reported on and written; ``context`` is the bundled data, which is read
    for names, types and reasoning. Where the bundled data themselves are asked about, nothing
    stands beside them.
    """

    about: tuple[reading.Document, ...]
    context: tuple[reading.Document, ...] = ()

    @property
    def quads(self) -> list[ox.Quad]:
        """All that is read, what the command is about first."""
        return reading.join([*self.about, *self.context])

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the files declare; of one that several declare, the first's."""
        return prefixes_of([*self.about, *self.context])

    def own(
        self, whole: Iterable[ox.Quad], told: Callable[[list[ox.Quad]], Iterable[ox.Quad]]
    ) -> list[ox.Quad]:
        """What follows from all that is read, without what follows from the context alone."""
        theirs = self.theirs(told)
        return [quad for quad in whole if quad not in theirs] if theirs else list(whole)

    def theirs(self, told: Callable[[list[ox.Quad]], Iterable[ox.Quad]]) -> set[ox.Quad]:
        """What the context alone says and leads to; ``told`` gives what follows from some data.

        What the files alone lead to is not among it, also where the context leads to it too.
        """
        if not self.context:
            return set()
        beside, own = reading.join(self.context), reading.join(self.about)
        return {*told(beside), *beside} - {*told(own), *own}


def prefixes_of(documents: Iterable[reading.Document]) -> dict[str, str]:
    """The prefixes that some files declare; of one that several declare, the first's."""
    found: dict[str, str] = {}
    for document in documents:
        for prefix, space in document.prefixes.items():
            found.setdefault(prefix, space)
    return found


def given(
    files: Sequence[Path | str], default: Sequence[str] = ("article",), only: bool = False
) -> Given:
    """The user's files with the bundled data beside them, unless ``only`` they shall count.

    Bundled data stand for a file that is called as in ``DATA_FILES``, or where none is given. A
    user's copy of a bundled file stands in its place, in this version or another.
    """
    about = read(files or default)
    if only or all(path in DATA_FILES for path in files):
        return Given(tuple(about))
    return Given(tuple(about), tuple(beside(headers(reading.join(about)))))


def read(files: Iterable[Path | str]) -> list[reading.Document]:
    """A user's files; bundled data for those that are called as in ``DATA_FILES``."""
    return [
        document
        for path in files
        for document in (data([str(path)]) if path in DATA_FILES else reading.read_all([path]))
    ]


def beside(known: Iterable[Term]) -> list[reading.Document]:
    """The bundled data but for those with one of these headers."""
    known = set(known)
    return [one for one in data(list(DATA_FILES)) if not headers(one.quads) & known]


def without_weak(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The data without what rests on weakly sourced nodes only.

    A marked node goes with every triple from it and to it, and so does a statement about nothing
    else, a triple that only marked statements say, and a passage or document that nobody cites any
    more. A marked node that a node with better sources refers to keeps its classes and its labels.
    """
    quads = list(quads)
    nodes = _nodes(quads)
    marked = {node for node, values in nodes.items() if _is_true(values.get(_WEAK, set()))}
    weakly_told = _told(nodes, marked) - _told(nodes, nodes.keys() - marked)
    strong = [quad for quad in quads if _key(quad) not in weakly_told]
    named = {
        quad.object
        for quad in strong
        if quad.object in marked and _is_sourced(quad.subject, nodes, marked)
    }
    gone = _with_their_statements(marked - named, nodes)
    kept = [
        quad
        for quad in strong
        if not {quad.subject, quad.object} & gone
        and (quad.subject not in named or quad.predicate in (TYPE, LABEL))
    ]
    cited = _cited(quads, nodes)
    while uncited := (cited - _cited(kept, nodes)) & {quad.subject for quad in kept}:
        kept = [quad for quad in kept if quad.subject not in uncited]
    return kept


def _nodes(quads: Iterable[ox.Quad]) -> dict[object, _Values]:
    """What is said of each node, by property."""
    nodes: dict[object, _Values] = {}
    for quad in quads:
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate, set()).add(quad.object)
    return nodes


def _key(quad: ox.Quad) -> tuple[object, object, object]:
    return quad.subject, quad.predicate, quad.object


def _is_true(values: set[object]) -> bool:
    return any(isinstance(value, ox.Literal) and value.value in ("true", "1") for value in values)


def _is_sourced(node: object, nodes: dict[object, _Values], marked: set[object]) -> bool:
    """Whether a node, no statement and not marked, has a source of its own."""
    values = nodes[node]
    if node in marked or _STATEMENT in values.get(TYPE, set()):
        return False
    return _SOURCED in values or _EVIDENCED in values


def _cited(quads: Iterable[ox.Quad], nodes: dict[object, _Values]) -> set[object]:
    """The documents and passages that something points to."""
    found: set[object] = {quad.object for quad in quads}
    return {node for node in found if _WORDS & nodes.get(node, {}).get(TYPE, set())}


def _told(
    nodes: dict[object, _Values], statements: Iterable[object]
) -> set[tuple[object, object, object]]:
    """The triples that some statements say, a class that they give to a node among them."""
    told: set[tuple[object, object, object]] = set()
    for statement in statements:
        values = nodes[statement]
        objects = values.get(_OBJECT, set()) | values.get(_VALUE, set())
        for subject in values.get(_SUBJECT, ()):
            for predicate in values.get(_PREDICATE, ()):
                told.update((subject, predicate, value) for value in objects)
        for subject in values.get(_ABOUT, ()):
            told.update((subject, TYPE, value) for value in values.get(_CLASS, ()))
    return told


def _with_their_statements(gone: set[object], nodes: dict[object, _Values]) -> set[object]:
    """The nodes, and the statements that have no subject or no object without them."""
    gone = set(gone)
    statements = [node for node, values in nodes.items() if _STATEMENT in values.get(TYPE, set())]
    while bereft := {
        node for node in statements if node not in gone and _is_bereft(nodes[node], gone)
    }:
        gone |= bereft
    return gone


def _is_bereft(values: _Values, gone: set[object]) -> bool:
    """Whether a statement loses all values of a property that makes up what it says."""
    roles = (values.get(role, set()) for role in (_ABOUT, _SUBJECT, _OBJECT))
    return any(role and role <= gone for role in roles)


# --- the classes of the ontology: which stand above each, and which below


SUBCLASS = ox.NamedNode(RDFS_NS + "subClassOf")


@cache
def above() -> Mapping[ox.NamedNode, frozenset[ox.NamedNode]]:
    """Each named class that has others above it, with all of these; in the order of the names."""
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for quad in ontology():
        if quad.predicate != SUBCLASS:
            continue
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(quad.subject, set()).add(quad.object)
    return {
        child: frozenset(reached(parents[child], lambda one: parents.get(one, ())))
        for child in sorted(parents, key=str)
    }


@cache
def at_or_below(kind: ox.NamedNode) -> frozenset[ox.NamedNode]:
    """A class with all below it."""
    return frozenset([kind, *(child for child, higher in above().items() if kind in higher)])
