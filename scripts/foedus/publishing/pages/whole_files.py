"""The pages of whole files: ontology, modules, shapes, links to other vocabularies, the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from foedus.bundled import alignment
from foedus.publishing import address
from foedus.publishing.documents import Document
from foedus.publishing.pages import pictures
from foedus.publishing.pages.frame import FORMATS, Head, Shell, shell_of
from foedus.publishing.site import Index, Site, key
from foedus.rdf.names import OWL_NS, RDFS_NS, SH_NS, SHAPE_NS, SKOS_NS, text


def files(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """Every page of a file of terms."""
    vocabulary = Vocabulary(shell)
    yield from _modules(shell, vocabulary)
    yield from _shapes(shell, vocabulary)
    yield from _alignments(shell, vocabulary)


@dataclass(frozen=True)
class Alignment:
    """A link to a term of another vocabulary: how, to what, whether denied, why, and from where."""

    relation: str
    target: str
    target_label: str
    denied: bool
    comment: str
    confidence: str
    file: str


@dataclass(frozen=True)
class Shape:
    """A shape that constrains a term: its IRI, label, severity, description and message."""

    iri: str
    label: str
    severity: str
    description: str
    message: str


class Vocabulary:
    """The ontology, its shapes and its mappings as the lists need them."""

    def __init__(self, shell: Shell) -> None:
        """Everything is looked up once and kept."""
        self.know, self.site = shell.know, shell.site

    @cached_property
    def ontology(self) -> Index:
        """The ontology alone."""
        return Index(self.site.ontology)

    @cached_property
    def shapes(self) -> Index:
        """The shapes."""
        return Index(self.site.shapes)

    @cached_property
    def mappings(self) -> Mapping[str, list[Alignment]]:
        """The links of each term to other vocabularies, from the tables of the alignments."""
        found: dict[str, list[Alignment]] = defaultdict(list)
        for name in alignment.names():
            table = alignment.table(name)
            for row in sorted(table.rows, key=lambda row: row.record):
                found[table.expand(row.subject_id)].append(
                    Alignment(
                        relation=table.expand(row.predicate_id),
                        target=table.expand(row.object_id),
                        target_label=row.object_label,
                        denied=row.negated,
                        comment=row.comment,
                        confidence=row.confidence,
                        file=name,
                    )
                )
        return found

    def shape(self, iri: str) -> Shape:
        """A shape in words."""

        told = partial(self.shapes.text, iri)
        severity = told(SH_NS + "severity").rpartition("#")[2]
        return Shape(
            iri,
            told(RDFS_NS + "label"),
            severity,
            told(SH_NS + "description"),
            told(SH_NS + "message"),
        )


def what_of(kinds: Sequence[str]) -> str:
    """Class, object property, datatype property, annotation property, code list or code."""
    for name, words in (
        (OWL_NS + "Class", "class"),
        (OWL_NS + "ObjectProperty", "object property"),
        (OWL_NS + "DatatypeProperty", "datatype property"),
        (OWL_NS + "AnnotationProperty", "annotation property"),
        (SKOS_NS + "ConceptScheme", "code list"),
        (SKOS_NS + "Concept", "code"),
    ):
        if name in kinds:
            return words
    return "term"


@dataclass(frozen=True)
class Module:
    """An ontology file: the document, its terms by kind, what it imports, and facts about it."""

    document: Document
    terms: list[tuple[str, list[str]]]
    imports: list[str]
    facts: list[tuple[str, str]]


def _modules(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    documents = [one for one in shell.site.documents if one.kind in ("ontology", "module")]
    modules = [_module(vocabulary, one) for one in documents]
    for module in modules:
        document, path = module.document, f"{module.document.path}.html"
        umbrella = document.kind == "ontology"
        yield shell.page(
            path,
            "module.html",
            _head(document, document.path),
            module=module,
            modules=documents if umbrella else [],
            definition=lambda term: vocabulary.ontology.text(term, SKOS_NS + "definition"),
            picture=pictures.classes(shell, path) if umbrella else None,
            every=_by_kind(vocabulary, (*shell.site.terms,)) if umbrella else [],
        )


def _head(document: Document, path: str, formats: Iterable[str] = ()) -> Head:
    """The head of the page of a document, which is the one for its version at that path."""
    formats = [*formats] or document.formats(path)
    return Head(
        title=document.title,
        summary=document.description or document.title,
        section=_KINDS[document.kind][1],
        iri=address.HOME + path if path == document.version_path else document.iri,
        formats=tuple(one for one in FORMATS if one[1] in formats),
    )


def _module(vocabulary: Vocabulary, document: Document) -> Module:
    index, know, iri = vocabulary.ontology, vocabulary.know, document.iri
    terms = [
        term
        for term in (*know.site.terms, *know.site.codes)
        if iri in map(key, index.objects(term, RDFS_NS + "isDefinedBy"))
    ]
    facts = (
        ("Version", document.version),
        ("Issued", document.issued),
        ("Modified", document.modified),
        ("Licence", document.licence),
        ("Made by", document.creator),
    )
    return Module(
        document,
        _by_kind(vocabulary, terms),
        sorted(map(key, index.objects(iri, OWL_NS + "imports"))),
        [(label, value) for label, value in facts if value],
    )


def _by_kind(vocabulary: Vocabulary, terms: Sequence[str]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        found[what_of(vocabulary.know.site.types(term))].append(term)
    order = ("class", "object property", "datatype property", "annotation property", "code list")
    return [
        (kind, sorted(found[kind], key=lambda one: (vocabulary.know.title(one), one)))
        for kind in (*order, "code")
        if found[kind]
    ]


def _shapes(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    whole, *parts = (one for one in shell.site.documents if one.kind == "shapes")
    names = [name for name in vocabulary.shapes.subjects() if name.startswith(SHAPE_NS)]
    shapes = [vocabulary.shape(name) for name in names]
    head = Head(
        title="Shapes: what data must look like",
        summary="Every check that data of foedus must pass, with its message in plain words.",
        section="ontology.html",
        iri=whole.iri,
        formats=FORMATS[:1],
    )
    yield shell.page("shapes.html", "shapes.html", head, shapes=shapes, parts=parts)


def _alignments(shell: Shell, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """A page for each bridge to another vocabulary, and one that lists them."""
    by_file: dict[str, list[tuple[str, Alignment]]] = defaultdict(list)
    for term in sorted(vocabulary.mappings):
        for one in vocabulary.mappings[term]:
            by_file[one.file].append((term, one))
    listed = []
    for document in shell.site.documents:
        if document.kind != "bridge":
            continue
        name = document.path.rpartition("/")[2]
        listed.append((name, document.title, document.description, len(by_file[name])))
        yield shell.page(
            f"{document.path}.html",
            "alignment.html",
            _head(document, document.path),
            description=document.description,
            mappings=by_file[name],
        )
    head = Head(
        "Alignments with other vocabularies",
        "How the terms of foedus relate to those of other vocabularies, each link with its reason.",
        "ontology.html",
    )
    yield shell.page("ontology/align/index.html", "alignments.html", head, alignments=listed)


_KINDS = {
    "ontology": ("Ontology", "ontology.html"),
    "module": ("Ontology module", "ontology.html"),
    "bridge": ("Links to another vocabulary", "ontology.html"),
    "shapes": ("Shapes", "ontology.html"),
    "data": ("Data", "things.html"),
    "graph": ("Data of one source", "things.html"),
    "questions": ("Questions", "queries/index.html"),
}


def landing_pages(site: Site, written: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The pages that are missing among the files written."""
    shell = shell_of(site)
    for document in site.documents:
        for path in document.paths:
            if f"{path}.html" not in written:
                yield _landing_page(shell, document, path, written)


def _landing_page(
    shell: Shell, document: Document, path: str, written: Mapping[str, str]
) -> tuple[str, bytes]:
    fixed = path == document.version_path
    listed = not fixed and document.kind == "graph"  # all of our things stand in one list
    head = _head(document, path, [one for _, one, _ in FORMATS if path + one in written])
    subjects = {text(quad.subject) for quad in (document.quads if listed else ())} - {document.iri}
    things = [iri for iri in subjects if iri in shell.site.resources]
    return shell.page(
        f"{path}.html",
        "landing.html",
        head,
        document=document,
        kind=_KINDS[document.kind][0],
        things=sorted(things, key=lambda iri: (shell.know.title(iri), iri)),
        others=[other for other in document.paths if other != path],
        fixed=fixed,
    )
