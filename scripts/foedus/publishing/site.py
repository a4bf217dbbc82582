"""What is published: data, ontology, shapes and questions, read once, stated and inferred apart.

A graph whose source has no known licence is left out: the graph ``graph:sources`` describes each,
and where its rights are ``unknown`` or nothing is said of them, local use is all that is allowed.
What was worked out from such a graph goes with it: the conflicts and resolved values of its
records, and the links that lead to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import snapshot
from foedus.asking.profile import Profiles, day_of
from foedus.asking.results import Answer
from foedus.asking.statements import Passage, Statement, read_passages, read_statements
from foedus.bundled import contents, folders
from foedus.bundled.labels import Labels
from foedus.bundled.questions import Question, all_questions, of_our_data
from foedus.bundled.terms import declared_terms
from foedus.errors import BadInput
from foedus.merging import heard
from foedus.publishing import address, documents, manifest
from foedus.publishing.documents import DataFile, Document
from foedus.rdf import reading, writing
from foedus.rdf.dataset import SOURCES, open_dataset
from foedus.rdf.headers import headers
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    ID_NS,
    PROV_NS,
    RDF_NS,
    RDFS_NS,
    SHAPE_NS,
    Term,
    curie,
    text,
)
from foedus.reasoning import standing
from foedus.sources.descriptor import UNKNOWN, licence_of

_TYPE = ox.NamedNode(RDF_NS + "type")
_DEFAULT = ox.DefaultGraph()

_SMALL = 20_000
ROWS = 500
"""How many rows of a table stand on one page."""


class Index:
    """Quads looked up by what stands in them; every answer is sorted as in the files.

    Terms are asked for by their text: an IRI as it is, a blank node as ``_:b1``.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Sort and index the quads."""
        self.quads: tuple[ox.Quad, ...] = tuple(writing.sort_quads(set(quads)))
        self._subjects: dict[str, list[ox.Quad]] = defaultdict(list)
        self._values: dict[tuple[str, str], list[ox.Quad]] = defaultdict(list)
        self._predicates: dict[str, list[ox.Quad]] = defaultdict(list)
        self._objects: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self.quads:
            subject, predicate, object_, _ = quad
            node, name = key(subject), predicate.value
            self._subjects[node].append(quad)
            self._values[node, name].append(quad)
            self._predicates[name].append(quad)
            if not isinstance(object_, ox.Literal):
                self._objects[key(object_)].append(quad)

    def by_subject(self, node: str, predicate: str | None = None) -> list[ox.Quad]:
        """The quads about a node, all or those with one predicate."""
        if predicate:
            return self._values.get((node, predicate), [])
        return self._subjects.get(node, [])

    def by_object(self, node: str, predicate: str | None = None) -> list[ox.Quad]:
        """The quads that point to a node, all or those with one predicate."""
        found = self._objects.get(node, [])
        return [q for q in found if q.predicate.value == predicate] if predicate else found

    def by_predicate(self, predicate: str) -> list[ox.Quad]:
        """The quads with one predicate."""
        return self._predicates.get(predicate, [])

    def objects(self, node: str, predicate: str) -> list[Term]:
        """The values of one property of a node."""
        return [quad.object for quad in self.by_subject(node, predicate)]

    def text(self, node: str, predicate: str) -> str:
        """The text of the first value of a property, the default graph's first; else nothing."""
        return next((text(quad.object) for quad in self.by_subject(node, predicate)), "")

    def subjects(self) -> list[str]:
        """Everything that something is said about, sorted."""
        return sorted(self._subjects)


def key(term: object) -> str:
    """The text that a node is looked up by."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


@dataclass(frozen=True, eq=False, repr=False)
class Site:
    """What is published; ``left_out`` names the graphs that are not, for want of a licence.

    ``own`` tells our bundled data from a user's, which have these for ``context``; ``base`` is the
    address of the site with a slash at its end, or empty; ``findings`` takes what is wrong with the
    site, ``notes`` what else the publisher should hear, one sentence each; ``name`` is what the
    publisher calls the site.
    """

    data: tuple[DataFile, ...]
    version: str
    own: bool = True
    base: str = ""
    offline: bool = False
    previous: Path | None = None
    left_out: tuple[str, ...] = ()
    context: tuple[ox.Quad, ...] = ()
    questions: tuple[Question, ...] = field(default_factory=all_questions)
    name: str = ""
    notes: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        """What is published, and how much is wrong with it."""
        names = ", ".join(file.name for file in self.data)
        return f"<Site of {names}: {len(self.findings)} findings>"

    def __post_init__(self) -> None:
        """Refuse a predecessor that is no site, before there is much work."""
        if self.previous is not None and not manifest.listed(self.previous):
            raise BadInput("is no site of foedus", str(self.previous))

    @property
    def home(self) -> str:
        """The address that absolute links begin with: ``base``, else for our data their IRIs'."""
        return self.base or (address.HOME if self.own else "")

    @property
    def title(self) -> str:
        """What the site is called: as its publisher says, else ours, else by its data."""
        if self.name or self.own:
            return self.name or "foedus"
        titles = [one.title for one in self.documents if one.kind == "data" and one.iri]
        named = (self.stated.text(graph, DCTERMS_NS + "title") for graph in self.sources)
        theirs = [title for title in named if title]
        return (theirs or titles or [self.data[0].name if self.data else "data"])[0]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The graphs of the sources that the data were loaded from, sorted."""
        graphs = {quad.graph_name for quad in self.asserted} - {_DEFAULT, _SOURCES}
        named = {one.value for one in graphs if isinstance(one, ox.NamedNode)}
        described = {key(q.subject) for q in self.asserted if q.graph_name == _SOURCES}
        return tuple(sorted(named & described))

    # --- what there is to read ------------------------------------------------

    @cached_property
    def asserted(self) -> tuple[ox.Quad, ...]:
        """Every asserted quad of the data, sorted; the default graph and the named ones."""
        return tuple(writing.sort_quads({q for file in self.data for q in file.quads}))

    @cached_property
    def heard(self) -> tuple[ox.Quad, ...]:
        """What the sources tell in our terms, so that pages tell it beside the data."""
        return tuple(heard.told(self.asserted)) if self.sources else ()

    @cached_property
    def told(self) -> tuple[ox.Quad, ...]:
        """What is asserted and what is heard."""
        return (*self.asserted, *self.heard)

    @cached_property
    def is_small(self) -> bool:
        """Whether days and reasons are worked out beforehand: for more data it takes too long."""
        return len(self.asserted) <= _SMALL

    @cached_property
    def ontology(self) -> tuple[ox.Quad, ...]:
        """The ontology with its codes, sorted, its blank nodes named."""
        return _ontology()

    @cached_property
    def shapes(self) -> tuple[ox.Quad, ...]:
        """The shapes, sorted, their blank nodes named."""
        return _shapes()

    @cached_property
    def stated(self) -> Index:
        """What is asserted, data and ontology together, for look-ups."""
        return Index([*self.asserted, *self.ontology])

    @cached_property
    def closure(self) -> reasoning.Closure:
        """What follows from the default graph."""
        return reasoning.infer([*self._world, *self.context])

    @cached_property
    def _world(self) -> tuple[ox.Quad, ...]:
        return tuple(quad for quad in self.asserted if quad.graph_name == _DEFAULT)

    @cached_property
    def inferred(self) -> Index:
        """What is inferred and not asserted, for look-ups; what the context tells is not ours."""
        if not self.context:
            return Index(self.closure.quads)
        theirs = {*self.context, *reasoning.infer(self.context).quads}
        theirs -= {*reasoning.infer(self._world).quads}
        return Index(quad for quad in self.closure.quads if quad not in theirs)

    @cached_property
    def snapshot(self) -> str:
        """The day of the snapshot to load; empty where the data have none, or are too many."""
        return self.newest_day if self.is_small else ""

    @cached_property
    def standings(self) -> standing.Standings:
        """How the events and relations of the data stand."""
        return standing.Standings(self.asserted)

    @cached_property
    def horizon(self) -> str:
        """The last day that the data speak of."""
        return snapshot.horizon(self.told)

    @cached_property
    def newest_day(self) -> str:
        """The last day on which something is known to have happened."""
        return snapshot.newest_day(self.told)

    @cached_property
    def store(self) -> ox.Store:
        """The asserted data in a store, named graphs as such."""
        return reading.to_store(self.asserted)

    @cached_property
    def label(self) -> Labels:
        """What a person reads for an IRI."""
        return Labels([*self.told, *self.context])

    @cached_property
    def profiles(self) -> Profiles:
        """What each thing is, as ``foedus show`` tells it, on the day that the data speak of."""
        day = day_of(file.quads for file in self.data)
        quads = [*self.told, *self.context]
        inferred = [quad.triple for quad in self.inferred.quads]
        return Profiles(quads, own_day=day, label=self.label, inferred=inferred)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """The statements of the default graph, by IRI, in the order of their facts."""
        return {one.iri: one for one in read_statements(self.store)}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """The passages of the default graph, by IRI, in the order of the text."""
        return {one.iri: one for one in read_passages(self.store)}

    @cached_property
    def headers_of(self) -> dict[str, tuple[str, ...]]:
        """The headers of the files that say something of each thing: of a term the ontology."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for quads in (*(file.quads for file in self.data), self.ontology):
            named = sorted(key(one) for one in headers(quads))
            if len(named) > 1 and quads is self.ontology:
                named = [folders.ONTOLOGY_IRI]
            for quad in quads:
                for name in named if quad.graph_name == _DEFAULT else ():
                    found[key(quad.subject)][name] = None
        return {subject: tuple(names) for subject, names in found.items()}

    # --- what has a page --------------------------------------------------------

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The IRIs of the ontology's classes and properties, sorted."""
        return tuple(sorted(iri for iri in declared_terms() if iri.startswith(FOEDUS_NS)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The IRIs of the codes and their schemes, sorted."""
        return tuple(sorted(iri for iri in declared_terms() if iri.startswith(CODE_NS)))

    @cached_property
    def records(self) -> dict[str, tuple[str, ...]]:
        """The records of other people's tables by the graph that holds them, in their order there.

        Records are read as the rows that they are: they have no pages of their own.
        """
        kinds = {FOEDUS_NS + "DatasetRecord"}
        while (
            more := {
                key(quad.subject)
                for quad in self.ontology
                if quad.predicate.value == RDFS_NS + "subClassOf" and key(quad.object) in kinds
            }
            - kinds
        ):
            kinds |= more
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for kind in kinds:
            for quad in self.stated.by_object(kind, _TYPE.value):
                if isinstance(quad.subject, ox.NamedNode) and quad.predicate == _TYPE:
                    graph = quad.graph_name
                    name = graph.value if isinstance(graph, ox.NamedNode) else ""
                    found[name][quad.subject.value] = None

        def order(iri: str) -> tuple[int, str]:
            row = self.stated.text(iri, FOEDUS_NS + "sourceRow")
            return (int(row) if row.isascii() and row.isdigit() else 0, iri)

        return {graph: tuple(sorted(some, key=order)) for graph, some in sorted(found.items())}

    def page_of_rows(self, graph: str, at: int) -> str:
        """The page, without extension, of the record at a place in the table of a graph.

        The same record stands in the table of each version of its source.
        """
        name = address.slug(address.path_of(graph).rpartition("/")[2]) if graph else "data"
        return f"records/{name}-{at // ROWS + 1}"

    @cached_property
    def rows(self) -> dict[str, tuple[str, str]]:
        """The page, without extension, and the anchor of each record; what belongs to it too.

        An event that stands beside a record in its graph, and names it, is read in its row, and so
        are the numbers of a record.
        """
        found: dict[str, tuple[str, str]] = {}
        for graph, records in self.records.items():
            for at, iri in enumerate(records):
                page = self.page_of_rows(graph, at)
                found.setdefault(iri, (page, address.path_of(iri).rpartition("/")[2]))
        for iri in list(found):
            graphs = {one.graph_name for one in self.stated.by_subject(iri)} - {_DEFAULT}
            near: list[Term] = [quad.subject for quad in self.stated.by_object(iri)]
            near += self.stated.objects(iri, FOEDUS_NS + "hasCount")
            for other in near:
                if isinstance(other, ox.NamedNode) and graphs >= {
                    one.graph_name for one in self.stated.by_subject(other.value)
                }:
                    found.setdefault(other.value, found[iri])
        return found

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """The IRIs of the things that the data describe or, among ours, name; sorted."""
        found = {q.subject.value for q in self.asserted if isinstance(q.subject, ox.NamedNode)}
        found |= {
            quad.object.value
            for quad in self.asserted
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ID_NS)
        }
        found -= {*self.terms, *self.codes, *self.rows}
        return tuple(sorted(iri for iri in found if self._has_own_page(iri)))

    def _has_own_page(self, iri: str) -> bool:
        """Whether a thing has a page; what is a whole file, or a question, is not a thing."""
        path = address.path_of(iri)
        return path not in self._whole and path.partition("/")[0] not in ("queries", "shape")

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The paths of whole files other than graphs: a graph has a page as a thing."""
        return frozenset(
            path for one in self.documents if one.kind != "graph" for path in one.paths
        )

    @cached_property
    def resources(self) -> dict[str, str]:
        """The path of everything that has documents of its own, by IRI."""
        things = (*self.terms, *self.codes, *self.entities)
        return {iri: address.path_of(iri) for iri in things}

    def link(self, here: str, iri: str, extension: str = ".html") -> str | None:
        """Where an IRI leads from the file ``here``: to its page, to the web, or nowhere (None)."""
        if (row := self.rows.get(iri)) and extension == ".html":
            return f"{address.href(here, row[0] + extension)}#{row[1]}"
        if iri.startswith(SHAPE_NS) and extension == ".html":
            return f"{address.href(here, 'shapes.html')}#{iri.removeprefix(SHAPE_NS)}"
        path = self.resources.get(iri) or self._files.get(iri)
        if path is not None:
            return address.href(here, path + extension)
        return address.web_link(iri)

    @cached_property
    def _files(self) -> dict[str, str]:
        """The paths of whole files, by the IRI of what they hold."""
        return {one.iri: one.path for one in self.documents if one.iri}

    def types(self, iri: str) -> list[str]:
        """The asserted classes of a thing, sorted."""
        return list(dict.fromkeys(map(key, self.stated.objects(iri, _TYPE.value))))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The whole files: ontology, modules, bridges, shapes, data, graphs, questions."""
        return documents.documents(self.version, self.data, self.asserted, self.stated.by_subject)

    # --- questions --------------------------------------------------------------

    def answer(self, question: Question) -> Answer:
        """The answer to a question with its defaults: over the data that it names, or a user's."""
        from foedus.asking import querying

        store = self._stores(question.data) if self.own else self._asked(question.tells_plans)
        return querying.evaluate(store, question.text, question.path.name)

    @cached_property
    def _asked(self) -> Callable[[bool], ox.Store]:
        """A store of a user's data, with or without what is only planned or claimed."""

        @cache
        def store(plans: bool) -> ox.Store:
            return reading.to_store(self.told if plans else standing.facts(self.told))

        return store

    @cached_property
    def _stores(self) -> Callable[[tuple[str, ...]], ox.Store]:
        """A store of some of our data files, as a question's header calls them; made once."""

        @cache
        def store(names: tuple[str, ...]) -> ox.Store:
            files = {contents.DATA_FILES[name] for name in names}
            return reading.to_store(q for one in self.data if one.name in files for q in one.quads)

        return store


@cache
def _ontology() -> tuple[ox.Quad, ...]:
    return documents.fixed(contents.ontology(), "o")


@cache
def _shapes() -> tuple[ox.Quad, ...]:
    return documents.fixed(contents.shapes(), "s")


def bundled_site(
    base: str = "", offline: bool = False, previous: Path | None = None, name: str = ""
) -> Site:
    """The site of our own data."""
    from foedus.bundled.version import version

    files = []
    for one in contents.DATA_FILES.values():
        document = reading.read(folders.data_file(one))
        files.append(
            DataFile(one, f"{address.HOME}data/{one}", documents.fixed(document.quads, one[:1]))
        )
    asked = of_our_data()
    return Site(tuple(files), version(), True, base, offline, previous, questions=asked, name=name)


def user_site(
    paths: Sequence[str],
    base: str = "",
    offline: bool = False,
    previous: Path | None = None,
    only: bool = False,
    name: str = "",
) -> Site:
    """The site of a user's files and merged datasets, without the graphs of unknown licence.

    The bundled data that are not among them are read too, unless ``only`` the files shall count. A
    path is an RDF file, a folder of Turtle or a store, or the name of bundled data. Raises BadInput
    where two files have one name.
    """
    from foedus.bundled.version import version

    files: list[DataFile] = []
    paths = [file for path in paths for file in reading.files_of(path)]
    for number, path in enumerate(paths, 1):
        stem = address.slug(Path(path).stem)
        if any(file.name == stem for file in files):
            raise BadInput(f"two files of data would be published as {stem}: rename one", path)
        files.append(DataFile(stem, "", documents.fixed(_read(path), f"d{number}")))
    kept, left_out = without_unlicensed(quad for file in files for quad in file.quads)
    allowed = set(kept)
    files = [
        DataFile(file.name, file.iri, tuple(quad for quad in file.quads if quad in allowed))
        for file in files
    ]
    asserted = [quad for file in files for quad in file.quads]
    context = () if only else tuple(reading.join(contents.beside(headers(asserted))))
    site = Site(
        tuple(files), version(), False, base, offline, previous, left_out, context, name=name
    )
    for graph in left_out:
        site.findings.append(f"{curie(graph)} is left out: the licence of its source is unknown")
    return site


def _read(path: str) -> list[ox.Quad]:
    if path in contents.DATA_FILES:
        return list(contents.data([path])[0].quads)
    if Path(path).is_dir() or Path(path).suffix.lower() in (".trig", ".nq"):
        return list(open_dataset(path).store())
    return list(reading.read(path).quads)


# --- what may be published ----------------------------------------------------------------------


_RIGHTS = (DCTERMS_NS + "rights", DCTERMS_NS + "license")
_ENTITY = ox.NamedNode(PROV_NS + "Entity")
_SOURCES = ox.NamedNode(SOURCES)


def without_unlicensed(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], tuple[str, ...]]:
    """The quads that may be published, and the IRIs of the graphs that may not, sorted."""
    quads = list(quads)
    described, barred = _described(quads)
    if not barred:
        return quads, ()
    own = {_DEFAULT, _SOURCES, *described} - barred
    kept = [quad for quad in quads if quad.graph_name not in barred]
    standing = {quad.subject for quad in kept if quad.graph_name in own}
    derived = [quad for quad in kept if quad.graph_name not in own]
    # What was worked out names the graph that it is from, also where a record stands in others too.
    gone: set[object] = set(barred)
    gone |= {quad.subject for quad in quads if quad.graph_name in barred} - standing
    while lost := {
        quad.subject
        for quad in derived
        if quad.object in gone and quad.subject not in gone and quad.subject not in standing
    }:
        gone |= lost
    return (
        [
            quad
            for quad in kept
            if quad.graph_name in own or not (quad.subject in gone or quad.object in gone)
        ],
        tuple(sorted(map(text, barred))),
    )


def _described(quads: Iterable[ox.Quad]) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """The graphs that are described as sources, and those among them without a known licence."""
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    described: set[ox.NamedNode] = set()
    rights: dict[ox.NamedNode, set[str]] = {}
    for quad in quads:
        graph = quad.subject
        if quad.graph_name != _SOURCES or not isinstance(graph, ox.NamedNode):
            continue
        if graph not in graphs or graph == _SOURCES:
            continue
        if quad.predicate == _TYPE and quad.object == _ENTITY:
            described.add(graph)
        elif quad.predicate.value in _RIGHTS:
            rights.setdefault(graph, set()).add(licence_of(text(quad.object)))
    described |= rights.keys()
    return described, {one for one in described if UNKNOWN in rights.get(one, {UNKNOWN})}
