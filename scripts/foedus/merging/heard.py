"""What sources tell in our own terms, so that a question, a day and a profile hear it too.

Our data are the default graph and every source keeps its own, so that nothing becomes ours by being
merged. But a row may be a relation of ours: who is under whom, who holds a post, where a unit has
its base. Whoever asks wants these beside our data, with the source that tells them: here they are
put there, for the asking only, with the statements about them: so what a source only plans, claims
or denies stands as ours does, and is no fact. The same that is said as subject, predicate and
object is put there as the statement that it is.

A relation rests on its source; of one that is no fact the statement does. It has begun by the first
day on which it was seen, and ended no earlier than the last; without such a day nothing is told
after what the source covers. What an accepted exact match takes for the same is one node, ours if
there is one; what nobody names is none but itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.merging import claims, identity, relevant
from foedus.rdf import dataset as datasets
from foedus.rdf import reading, stores
from foedus.rdf.names import CODE_NS, FOEDUS_NS, RDF_NS, RDFS_NS, XSD_NS, Term, text
from foedus.reasoning import standing
from foedus.sources import codes, dates, provenance

_TYPE = RDF_NS + "type"
_LABEL = RDFS_NS + "label"
_DATE = ox.NamedNode(XSD_NS + "date")
_START = frozenset(FOEDUS_NS + name for name in ("earliestStart", "latestStart"))
_END = frozenset(FOEDUS_NS + name for name in ("earliestEnd", "latestEnd"))
_HOST, _AT = FOEDUS_NS + "codedHost", FOEDUS_NS + "hostPolity"
_SENDER = FOEDUS_NS + "codedSendingState"
_SPEAKS = frozenset(FOEDUS_NS + name for name in ("aboutNode", "statusOfEvent"))
_SAID, _ADMITTED = FOEDUS_NS + "stmtPredicate", FOEDUS_NS + "admitted"
_HOLDERS = tuple(FOEDUS_NS + name for name in relevant.HOLDERS)
_BEGUN, _ENDED, _FROM, _UNTIL, _SOURCED, _STRENGTH = (
    FOEDUS_NS + name
    for name in (
        "latestStart",
        "earliestEnd",
        "observedFrom",
        "observedUntil",
        "sourcedFrom",
        "sourceStrength",
    )
)
_DOCUMENT = ox.NamedNode(FOEDUS_NS + "SourceDocument")


def all_heard(documents: Sequence[reading.Document]) -> list[reading.Document]:
    """The documents, and beside what is ours in each what its sources tell in our terms."""
    return [heard(one) for one in documents]


def told(quads: Collection[ox.Quad]) -> list[ox.Quad]:
    """What the sources among some quads tell in our terms, as quads of the default graph.

    Those of one subject in one graph must stand together.
    """
    return list(_Told(quads).quads())


def heard(document: reading.Document) -> reading.Document:
    """A document with what its sources tell in our terms; the same one where they tell nothing."""
    if not document.format.supports_datasets or _tells_nothing(document.quads):
        return document
    tales = _Told(document.quads)
    if not tales.graphs:
        return document
    if isinstance(document.quads, reading.Streamed):
        quads = document.quads
        return replace(document, quads=reading.Streamed(lambda: chain(quads, tales.quads())))
    return replace(document, quads=[*document.quads, *tales.quads()])


def _tells_nothing(quads: Collection[ox.Quad]) -> bool:
    """Whether a store is known at a glance to tell nothing in our terms; else it is gone over."""
    if not isinstance(quads, reading.Streamed) or quads.store is None:
        return False
    store = stores.opened(quads.store)
    return not any(
        isinstance(quad.graph_name, ox.NamedNode)
        for name in ("TimeBoundedRelation", "PersonnelGroup", "Statement")
        for kind in _below(name)
        for quad in store.quads_for_pattern(None, ox.NamedNode(_TYPE), kind)
    )


def given(about: contents.Given) -> contents.Given:
    """The same for what a command is about."""
    return replace(about, about=tuple(all_heard(about.about)))


@dataclass
class _Told:
    """Which nodes of which graphs are told in our terms, and what stands for what.

    ``sayings`` say how a relation stands, ``triples`` are statements that say one as a triple;
    ``unheld`` are relations that are no facts.
    """

    document: Collection[ox.Quad]
    graphs: dict[str, provenance.Loaded] = field(default_factory=dict)
    relations: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    things: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    triples: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    chosen: dict[str, str] = field(default_factory=dict)
    sayings: set[Term] = field(default_factory=set)
    unheld: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Go over all statements once."""
        sources: list[ox.Quad] = []
        pairs: list[tuple[str, str]] = []
        own: set[str] = set()
        unnamed: set[str] = set()
        speaking: list[tuple[Term, str]] = []
        for graph, group in relevant.groups(self.document):
            subject = group[0].subject
            speaking += [(subject, text(q.object)) for q in group if q.predicate.value in _SPEAKS]
            if not isinstance(subject, ox.NamedNode):
                continue
            pairs += identity.exact_pairs(group) if graph else ()
            unnamed.update(subject.value for q in group if q.predicate.value == claims.UNNAMED)
            if not graph:
                own.add(subject.value)
            elif graph == datasets.SOURCES:
                sources += group
            else:
                self._take(graph, subject.value, group)
        told = {*self.relations, *self.triples}
        self.graphs = {one.graph: one for one in provenance.read(sources) if one.graph in told}
        relations: set[str] = set().union(*(self.relations[graph] for graph in self.graphs))
        if relations:
            known = standing.Standings(self.document)
            away = [node for node in known.unheld if text(node) in relations]
            self.unheld = set(map(text, away))
            self.sayings = {one for one, about in speaking if about in relations}
            self.sayings |= {ox.NamedNode(one.iri) for node in away for one in known.who(node)}
        for cluster in identity.clusters(p for p in pairs if not unnamed.intersection(p)):
            ours = [iri for iri in cluster if iri in own]
            self.chosen |= dict.fromkeys(cluster, (ours or cluster)[0])
        for relation in relations:
            self.chosen.pop(relation, None)  # each source's stays its own

    def _take(self, graph: str, subject: str, group: relevant.Group) -> None:
        kinds = {q.object for q in group if q.predicate.value == _TYPE}
        if kinds & _below("TimeBoundedRelation"):
            self.relations[graph].add(subject)
        elif kinds & _below("PersonnelCount"):
            if any(q.predicate.value == claims.ROW for q in group):
                self.relations[graph].add(subject)
        elif kinds & _things():
            self.things[graph].add(subject)
        elif any(q.predicate.value == _SAID for q in group) and not any(
            q.predicate.value == _ADMITTED and text(q.object) in ("true", "1") for q in group
        ):
            self.triples[graph].add(subject)

    def quads(self) -> Iterator[ox.Quad]:
        """What is told, as statements of the default graph."""
        lists = codes.States()
        for _, one in sorted(self.graphs.items()):
            yield from _document(one)
        for graph, group in relevant.groups(self.document):
            node, loaded = group[0].subject, self.graphs.get(graph)
            subject = text(node)
            if (graph and node in self.sayings) or (loaded and subject in self.triples[graph]):
                yield from map(self._moved, group)
                yield from _sourced(group, loaded)
            elif loaded is None or not isinstance(node, ox.NamedNode):
                continue
            elif subject in self.relations[graph]:
                yield from map(self._moved, group)
                is_fact = subject not in self.unheld
                yield from _sourced(group, loaded) if is_fact else ()
                yield from map(self._moved, _beside(group, loaded, lists, is_fact))
            elif subject in self.things[graph] and self.chosen.get(subject, subject) == subject:
                yield from map(self._moved, group)

    def _moved(self, quad: ox.Quad) -> ox.Quad:
        value = quad.object
        if isinstance(value, ox.NamedNode) and value.value in self.chosen:
            value = ox.NamedNode(self.chosen[value.value])
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and subject.value in self.chosen:
            subject = ox.NamedNode(self.chosen[subject.value])
        return ox.Quad(subject, quad.predicate, value)


def _document(loaded: provenance.Loaded) -> Iterator[ox.Quad]:
    """The source as a document, which its relations rest on."""
    node = ox.NamedNode(loaded.graph)
    yield ox.Quad(node, ox.NamedNode(_TYPE), _DOCUMENT)
    title = ox.Literal(f"{loaded.title} ({loaded.id} {loaded.version})", language="en")
    yield ox.Quad(node, ox.NamedNode(_LABEL), title)
    yield ox.Quad(node, ox.NamedNode(_STRENGTH), ox.NamedNode(CODE_NS + "data-file"))


def _sourced(group: relevant.Group, loaded: provenance.Loaded | None) -> Iterator[ox.Quad]:
    """The source that tells it, where no document is named."""
    if loaded and not any(quad.predicate.value == _SOURCED for quad in group):
        yield ox.Quad(group[0].subject, ox.NamedNode(_SOURCED), ox.NamedNode(loaded.graph))


def _beside(
    group: relevant.Group, loaded: provenance.Loaded, lists: codes.States, is_fact: bool
) -> Iterator[ox.Quad]:
    """What stands to reason of a relation: host; of a fact also state, and bounds by what was
    seen."""
    node = group[0].subject
    told: dict[str, list[str]] = defaultdict(list)
    for quad in group:
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            told[quad.predicate.value].append(quad.object.value)
    if FOEDUS_NS + "stationedForce" in told and _AT not in told:
        for code in told.get(_HOST, ()):
            if (polity := claims.entity_of(code, lists)) != code:
                yield ox.Quad(node, ox.NamedNode(_AT), ox.NamedNode(polity))
    if not is_fact:
        return
    for code in told.get(_SENDER, ()):
        if (polity := claims.entity_of(code, lists)) != code:
            for holder in (node for role in _HOLDERS for node in told.get(role, ())):
                of = ox.NamedNode(FOEDUS_NS + "ofState"), ox.NamedNode(polity)
                yield ox.Quad(ox.NamedNode(holder), *of)
    if claims.NUMBER in told:
        return
    start = max(told.get(FOEDUS_NS + "latestStart", ()), default="")
    if not _START & told.keys() and _FROM in told:
        start = min(told[_FROM])
        yield ox.Quad(node, ox.NamedNode(_BEGUN), ox.Literal(start, datatype=_DATE))
    if start and not _END & told.keys():
        covered = dates.bounds(loaded.covers_until) if loaded.covers_until else None
        last = max(told.get(_UNTIL, ()), default=covered[1] if covered else "")
        if start <= last:
            yield ox.Quad(node, ox.NamedNode(_ENDED), ox.Literal(last, datatype=_DATE))


@cache
def _things() -> frozenset[ox.NamedNode]:
    """The classes of what relations are of, and of what statements rest on."""
    names = ("Agent", "Post", "Place", "SourceDocument", "SpeechAct", "Passage")
    return frozenset().union(*map(_below, names))


@cache
def _below(name: str) -> frozenset[ox.NamedNode]:
    return contents.at_or_below(ox.NamedNode(FOEDUS_NS + name))
