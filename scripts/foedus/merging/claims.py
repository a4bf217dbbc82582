"""What each source says: a table of claims, made by one SELECT.

A claim is one value with the record that gives it, its source and its row.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox

from foedus.asking import querying
from foedus.bundled import folders
from foedus.bundled.terms import named_terms
from foedus.errors import BadInput
from foedus.merging import relevant
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS, RDF_NS, SKOS_NS, text
from foedus.reasoning import standing
from foedus.sources import codes, crosswalk, dates, provenance

OWN = "own"
"""What our own data are called where sources are named."""

OPEN = "open"
"""The value of an end that a source would tell if it had seen one."""

NONE = "none"
"""The value of a side that tells that something is not there."""

START, END = FOEDUS_NS + "sourceStart", FOEDUS_NS + "sourceEnd"
SIGNATURE, FORCE, TERMINATION = (
    FOEDUS_NS + name for name in ("Signature", "EntryIntoForce", "Termination")
)
BEGUN = FOEDUS_NS + "earliestStart"
MEMBER, PARTY, OBLIGATION = (
    FOEDUS_NS + name for name in ("member", "codedParty", "codedObligation")
)
IN_ALLIANCE, ROW = FOEDUS_NS + "inAlliance", FOEDUS_NS + "sourceRow"
HOST, DATE = FOEDUS_NS + "codedHost", FOEDUS_NS + "sourceDate"
RECORDED = FOEDUS_NS + "recordedCode"
COUNT, NUMBER, CATEGORY = (
    FOEDUS_NS + name for name in ("hasCount", "nominalValue", "countedCategory")
)
COUNTED = CODE_NS
"""How the name of a count begins in a table: a count of a record is told under the code of whom it
counts, and no property has such an address."""
DATED = frozenset([START, END, SIGNATURE, FORCE, TERMINATION, DATE])
UNNAMED = FOEDUS_NS + "unnamed"
SEEN = frozenset(FOEDUS_NS + name for name in ("observedFrom", "observedUntil"))
_KINDS = frozenset([SIGNATURE, FORCE, TERMINATION])


@cache
def _kept() -> frozenset[str]:
    """The properties that the tables of what sources say ask for."""
    files = map(folders.claim_table_file, ("records", "unnamed"))
    asked = (named_terms(file.read_text(encoding="utf-8")) for file in files)
    return frozenset([DCTERMS_NS + "identifier", *(name for names in asked for name in names)])


@dataclass(frozen=True, order=True)
class Origin:
    """A source: its id (``own`` for our data), its name and version, its graph, what it covers.

    ``covers_from`` and ``covers_until`` are the first and last day covered, as ISO dates.
    """

    key: str
    label: str
    graph: str = ""
    covers_from: str | None = None
    covers_until: str | None = None
    codes: tuple[str, ...] = ()
    """The obligation types that it says it codes, as local names; none where it does not say."""
    copy_of: str | None = None
    """The id of the source whose word it repeats."""

    @property
    def witness(self) -> str:
        """Whose word it is: copies of one source are one witness."""
        return self.copy_of or self.key

    def is_silent_on(self, code: str) -> bool:
        """Whether it says which obligations it codes, and this is none of them."""
        return bool(self.codes) and code.removeprefix(CODE_NS) not in self.codes


ARTICLE = Origin(OWN, "article")
BACKGROUND = Origin(OWN, "background")
_EVIDENCED_BY = ox.NamedNode(FOEDUS_NS + "evidencedBy")
_CHAR_START = ox.NamedNode(FOEDUS_NS + "charStart")


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that one source gives: for a date also the first and the last day it can mean."""

    origin: Origin
    node: str
    predicate: str
    value: str
    datatype: str = ""
    earliest: str | None = None
    latest: str | None = None
    rows: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether this tells that no end was seen."""
        return self.value == OPEN and self.earliest is None


Told = dict[str, Any]
"""One disagreement as it is found: the fields of a ``Conflict``."""

Values = dict[str, list[tuple[str, str, str | None]]]
"""What one record says: by property, each value with its datatype and its last day."""


@dataclass
class Table:
    """The claim table of a dataset."""

    origins: dict[str, Origin]
    records: dict[str, dict[str, Values]]
    """By graph, then by record."""
    matches: list[tuple[str, str, str]]
    """Subject, kind of match (``exact``, ``narrow``, …) and object."""
    store: ox.Store
    loaded: dict[str, provenance.Loaded] = field(default_factory=dict)
    """What is told of each source's graph."""

    def rows(self, graph: str, record: str) -> tuple[int, ...]:
        """The rows of the file that a record was made from."""
        told = self.records[graph].get(record, {}).get(ROW, [])
        return tuple(sorted(int(value) for value, _, _ in told))

    def claims(self, graph: str, record: str, predicate: str) -> list[Claim]:
        """What a record says of one property, in order."""
        origin, rows = self.origins[graph], self.rows(graph, record)
        found = []
        for value, datatype, latest in sorted(
            self.records[graph].get(record, {}).get(predicate, []), key=str
        ):
            first, last = _bounds(value, latest) if predicate in DATED else (None, None)
            found.append(Claim(origin, record, predicate, value, datatype, first, last, rows))
        return found


def stream(dataset: datasets.Dataset) -> Iterator[ox.Quad]:
    """Every statement of a dataset, one at a time; an N-Quads file is never held as a whole."""
    if dataset.path.suffix.lower() != ".nq" or not dataset.path.is_file():
        yield from dataset.store()
        return
    try:
        yield from ox.parse(path=str(dataset.path), format=ox.RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise BadInput(str(error), str(dataset.path), getattr(error, "lineno", None)) from None


def read(
    dataset: datasets.Dataset, *, to_compare: bool = False, every_count: bool = False
) -> Table:
    """The claim table of a dataset, from what the tables of claims need and no more.

    With ``to_compare`` rows that cannot disagree with anything are left out (`relevant`); with
    ``every_count`` no count is, though nothing else counts its host. An event
    or relation that is only planned or claimed, or was called off, is none of it.
    """
    loaded, origins = sources(dataset)
    store = ox.Store()
    seen = _Seen(dataset, origins, to_compare, every_count)
    store.bulk_extend(q for q in seen.needed() if q.subject not in seen.unheld)
    records: dict[str, dict[str, Values]] = {graph: {} for graph in origins}
    for row in select(store, "records"):
        graph, record = row["graph"].value, row["record"].value
        if graph not in records:
            continue
        _keep(records[graph].setdefault(record, {}), row["property"], row["value"], row["latest"])
    return Table(origins, records, sorted(_matches(store)), store, loaded)


def sources(dataset: datasets.Dataset) -> tuple[dict[str, provenance.Loaded], dict[str, Origin]]:
    """What is told of each source's graph, and the source itself, by graph and in order."""
    loaded = {one.graph: one for one in provenance.read(dataset.quads(datasets.SOURCES))}
    return loaded, {graph: _origin(one) for graph, one in loaded.items()}


def tells(dataset: datasets.Dataset, graph: str, predicate: str) -> bool:
    """Whether a source tells anything by a property; as soon as it does the rest is not read."""
    return any(quad.predicate.value == predicate for quad in dataset.quads(graph))


def records(
    dataset: datasets.Dataset, graph: str, predicates: Collection[str]
) -> dict[str, Values]:
    """What one source says of its records by these properties, its graph read alone.

    What is only planned or claimed, or was called off, is none of it: the rest of the dataset is
    read, too, where a record is an event or a relation, of which others may say so.
    """
    found: dict[str, Values] = {}

    def watched() -> Iterator[ox.Quad]:
        for quad in dataset.quads(graph):
            if quad.predicate.value in predicates and isinstance(quad.subject, ox.NamedNode):
                _add(found, quad)
            yield quad

    near = standing.Standings(itertools.chain(dataset.quads(), watched()))
    if any(near.is_timed(ox.NamedNode(record)) for record in found):
        for node in standing.Standings(stream(dataset)).unheld:
            found.pop(text(node), None)
    return found


def _add(found: dict[str, Values], quad: ox.Quad) -> None:
    record = found.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
    _keep(record, quad.predicate, quad.object)


def _keep(record: Values, predicate: Any, value: Any, latest: Any = None) -> None:
    """Add what a record says by a property, once; what many say alike is held once."""
    datatype = value.datatype.value if isinstance(value, ox.Literal) else ""
    told = (sys.intern(text(value)), sys.intern(datatype), text(latest) or None)
    values = record.setdefault(sys.intern(predicate.value), [])
    if told not in values:
        values.append(told)


def select(store: ox.Store, name: str) -> Iterable[ox.QuerySolution]:
    """The rows of one of the bundled tables of claims."""
    path = folders.claim_table_file(name)
    answer = querying.evaluate(store, path.read_text(encoding="utf-8"), path.name)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def own_origin(store: ox.Store, node: str) -> Origin:
    """Where a node of our own data comes from: an article that was read, if a passage of it has a
    place in a text, else the background.
    """
    rests = store.quads_for_pattern(ox.NamedNode(node), _EVIDENCED_BY, None, None)
    cited = (quad.object for quad in rests if isinstance(quad.object, ox.NamedNode))
    placed = (any(store.quads_for_pattern(one, _CHAR_START, None, None)) for one in cited)
    return ARTICLE if any(placed) else BACKGROUND


class _Seen:
    """What one pass over a dataset finds out, so that another takes what is needed and no more.

    Needed are our data, matches and claims. Counts only of the hosts that ours count forces in, if
    there is one source of counts: a panel of counts is large, and nothing else can be compared with
    it.
    """

    def __init__(
        self,
        dataset: datasets.Dataset,
        origins: dict[str, Origin],
        to_compare: bool,
        every_count: bool,
    ) -> None:
        """With ``to_compare`` rows that cannot disagree with anything are not needed; with
        ``every_count`` every count is."""
        self._every_count = every_count
        self._dataset, self._origins = dataset, origins
        keys = {graph: origin.key for graph, origin in origins.items()}
        self._relevant = relevant.Relevant(keys) if to_compare else None
        own = ox.Store()
        own.bulk_extend(dataset.quads())
        self._hosts = {row["host"].value for row in select(own, "counts")}
        self._lists = codes.States()
        self._hosted: set[str] = set()
        self._counters: dict[str, set[str]] = defaultdict(set)
        self.unheld = standing.Standings(self._watched()).unheld

    def _watched(self) -> Iterator[ox.Quad]:
        for graph, group in relevant.groups(stream(self._dataset)):
            if self._relevant:
                self._relevant.take(graph, group)
            for quad in group:
                self._count(graph, quad)
            yield from group

    def _count(self, graph: str, quad: ox.Quad) -> None:
        name = quad.predicate.value
        if name == HOST and isinstance(quad.object, ox.NamedNode):
            if entity_of(quad.object.value, self._lists) in self._hosts:
                self._hosted.add(quad.subject.value)  # type: ignore[union-attr]
        elif name == COUNT and graph in self._origins:
            self._counters[self._origins[graph].key].add(graph)

    def needed(self) -> Iterator[ox.Quad]:
        """The statements of the dataset that are needed."""
        several = len(self._counters) > 1 or any(len(one) > 1 for one in self._counters.values())
        panels = {graph for graphs in self._counters.values() for graph in graphs}
        several |= self._every_count
        only = None if several else self._hosted | _counts_of(self._hosted, self._dataset)
        for graph, group in relevant.groups(stream(self._dataset)):
            if graph and only is not None and graph in panels and not relevant.is_relation(group):
                iri = group[0].subject
                group = group if isinstance(iri, ox.NamedNode) and iri.value in only else []
            if graph and group and isinstance(group[0].subject, ox.NamedNode):
                group = [quad for quad in group if _is_claim(quad)]
            elif graph:
                continue
            kept = self._relevant is None or graph not in self._origins
            if group and (kept or self._relevant.keeps(graph, group)):  # type: ignore[union-attr]
                yield from group


def _counts_of(records: set[str], dataset: datasets.Dataset) -> set[str]:
    """The nodes of the numbers that records have."""
    if not records:
        return set()
    return {
        quad.object.value
        for quad in stream(dataset)
        if quad.predicate.value == COUNT
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.subject.value in records
    }


def _is_claim(quad: ox.Quad) -> bool:
    name = quad.predicate.value
    if name == RDF_NS + "type":
        return isinstance(quad.object, ox.NamedNode) and quad.object.value in _KINDS
    return name in _kept() or crosswalk.is_match(quad)


def _matches(store: ox.Store) -> Iterator[tuple[str, str, str]]:
    for kind in ("exact", "close", "narrow", "broad"):
        name = ox.NamedNode(f"{SKOS_NS}{kind}Match")
        for quad in store.quads_for_pattern(None, name, None):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                continue
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                yield quad.subject.value, kind, quad.object.value


def _origin(loaded: provenance.Loaded) -> Origin:
    first = dates.partial(loaded.covers_from).earliest if loaded.covers_from else None
    last = dates.partial(loaded.covers_until).latest if loaded.covers_until else None
    label = f"{loaded.id} {loaded.version}"
    codes = loaded.obligations
    return Origin(loaded.id, label, loaded.graph, first, last, codes, loaded.copy_of)


def _bounds(value: str, latest: str | None) -> tuple[str | None, str | None]:
    first, last = dates.bounds(value), dates.bounds(latest or value)
    return (first[0], last[1]) if first and last else (None, None)


def entity_of(concept: str, lists: codes.States) -> str:
    """The entity of ours that a state code always means, else the code itself."""
    if not concept.startswith(CODE_NS):
        return concept
    found = codes.system_of(concept)
    return (lists.meaning(*found).entity if found else None) or concept


def system_of(key: str) -> str:
    """The code system of a member that no entity of ours stands for; empty for an entity."""
    found = codes.system_of(key)
    return found[0] if found else ""


def name_of(predicate: str) -> str:
    """A step, or the code of whom a number counts, for the eye.

    >>> name_of(FORCE)
    'entry into force'
    >>> name_of(CODE_NS + "air-force")
    'air force'
    """
    if predicate.startswith(COUNTED):
        return predicate.removeprefix(CODE_NS).replace("-", " ")
    local = predicate.removeprefix(FOEDUS_NS)
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", local).lower()
