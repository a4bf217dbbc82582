"""Some data as profiles read them: what points to what, names, and what is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import plain, snapshot
from foedus.asking.profile import words
from foedus.asking.profile.certainty import STATUS, Day
from foedus.asking.profile.evidence import Grounds
from foedus.asking.profile.rows import Table, below, specs
from foedus.asking.statements import Statement, composed
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.errors import BadInput
from foedus.rdf import reading, xsd
from foedus.rdf.headers import headers
from foedus.rdf.names import CODE_NS, FOEDUS_NS, RDF_NS, RDFS_NS, SKOS_NS, Term, curie, text
from foedus.reasoning import rules, standing

_TYPE = ox.NamedNode(RDF_NS + "type")
_SAME = ox.NamedNode(SKOS_NS + "exactMatch")
_LABEL = RDFS_NS + "label"
_READ_AS = ox.NamedNode(FOEDUS_NS + "interpretedAs")
_EVENT_STATUS = ox.NamedNode(FOEDUS_NS + "eventStatus")
_DEFAULT = ox.DefaultGraph()


class Near:
    """The quads of a node, whether it is their subject or their object, in a fixed order."""

    def __init__(self, store: ox.Store, beside: Set[ox.Quad]) -> None:
        """What a store has, but for some quads."""
        self._store, self._beside = store, beside
        self._found: dict[Term, list[ox.Quad]] = {}

    def get(self, node: Term, default: Sequence[ox.Quad] = ()) -> Sequence[ox.Quad]:
        """The quads of a node, or the default where there is none."""
        if node not in self._found:
            found = {*self._store.quads_for_pattern(None, None, node, None)}
            if not isinstance(node, ox.Literal):
                found.update(self._store.quads_for_pattern(node, None, None, None))
            self._found[node] = sorted(found - self._beside, key=str)
        return self._found[node] or default


class Data:
    """Some data, indexed and named, as of one day."""

    def __init__(
        self,
        quads: Iterable[ox.Quad],
        as_of: str | None = None,
        *,
        own_day: str | None = None,
        label: Labels | None = None,
        inferred: Iterable[ox.Triple] = (),
        of_few: bool = False,
        known: standing.Standings | None = None,
    ) -> None:
        """Nothing is asked before it is needed, and of the quads only their store is kept.

        ``own_day`` is the day that the data speak of, which counts where no other is asked for;
        ``inferred`` are triples that follow, told apart from those that the data state; ``of_few``
        asks for the rows of each thing by itself, which is dearer for many things. ``known`` tells
        how the quads of the default graph stand, where that is read already. Raises BadInput for a
        day that is no date.
        """
        quads = list(quads)
        self.own_day = own_day or day_of(())
        self.as_of = as_of or self.own_day
        if not xsd.is_day(self.as_of):
            raise BadInput(f"{self.as_of!r} is no day such as 2025-03-31")
        self._label = label or Labels(quads)
        default = [quad for quad in quads if quad.graph_name == _DEFAULT]
        self.known = known or standing.Standings(default)
        whole = self.known if len(default) == len(quads) else standing.Standings(quads)
        self._horizon = snapshot.last_day(whole.facts(quads))
        self.day = Day(default, self.as_of, self.known)
        del default
        self.store = reading.to_store(taken(quads))  # each is kept in one of the two only
        self._former = snapshot.former_names(self.store, self.as_of)
        self._dyads = self._new_dyads()
        beside = [*self._dyads, *(q for q in contents.ontology() if q not in self.store)]
        self.store.extend(beside)
        self._beside = frozenset(beside)
        self._by_node = Near(self.store, self._beside)
        self.grounds = Grounds(self.store, self.label)
        self.inferred = list(inferred)
        self.of_few = of_few
        self._rows: dict[Term | None, dict[str, Table]] = {}
        self._kinds_of: dict[Term, set[Term]] = {}

    def label(self, iri: str) -> str:
        """What people read for an address, by the name that was borne on the day."""
        return self._former.get(iri) or self._label(iri)

    def _new_dyads(self) -> list[ox.Quad]:
        """The dyads that follow and that the data do not tell of."""
        told = {
            node
            for node in {quad.subject for quad in self.day.dyads}
            if any(self.store.quads_for_pattern(node, None, None, None))
        }
        return [quad for quad in self.day.dyads if quad.subject not in told]

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """The statements of the data, in no order."""
        return (quad for quad in self.store if quad not in self._beside)

    @cached_property
    def _twins(self) -> Mapping[Term, tuple[Term, ...]]:
        """Each thing that is read as the same as another of the data, with all of these."""
        found: dict[Term, set[Term]] = {}
        for quad in self.store.quads_for_pattern(None, _SAME, None, None):
            if quad not in self._beside and self._has_kind(quad.subject, quad.object):
                if self._is(quad.subject, "DatasetRecord") or self._is(
                    quad.object, "DatasetRecord"
                ):
                    continue
                both = found.get(quad.subject, {quad.subject}) | found.get(
                    quad.object, {quad.object}
                )
                for one in both:
                    found[one] = both
        return {one: tuple(sorted(some, key=str)) for one, some in found.items()}

    def _has_kind(self, *nodes: Term) -> bool:
        """Whether the data give all these a class."""
        return all(
            any(q.predicate == _TYPE and q.subject == one for q in self._by_node.get(one))
            for one in nodes
        )

    @cached_property
    def _statuses(self) -> dict[Term, set[Term]]:
        """The last status of each event that is told to have happened, by the rule 01."""
        found: dict[Term, set[Term]] = defaultdict(set)
        for triple in rules.conclusions(self.day.store, STATUS):
            if triple.predicate == _EVENT_STATUS:
                found[triple.subject].add(triple.object)
        return found

    def _is(self, node: Term, *names: str) -> bool:
        kinds = self.kinds(node)
        return any(kinds & below(name) for name in names)

    def kinds(self, node: Term) -> set[Term]:
        """The classes that the data give to a node, or that the rule of dyads does."""
        if node not in self._kinds_of:
            quads = self._by_node.get(node, ())
            found = {q.object for q in quads if q.subject == node and q.predicate == _TYPE}
            self._kinds_of[node] = found or set(self.day.values(node, _TYPE.value))
        return self._kinds_of[node]

    @cached_property
    def _closed(self) -> ox.Store:
        """The data with what follows, for the few rows that need a rule after the closure."""
        read = {iri for one in specs() if one.inferred for iri in rules.mentions(one.text)}
        about = [ox.Triple(iri, iri, iri) for iri in read]
        triples = self.inferred or reasoning.infer(self.quads, about=about).triples
        quads = (ox.Quad(one.subject, one.predicate, one.object) for one in triples)
        return reading.to_store([*self.quads, *quads])

    def _designations(self, node: ox.NamedNode) -> list[str]:
        return sorted(
            text(q.subject)
            for q in self._by_node.get(node, ())
            if q.predicate == _READ_AS and q.object == node
        )

    def meant(self, iri: str) -> ox.NamedNode:
        """What a designation is read as, where it is one thing; anything else as it is."""
        node = ox.NamedNode(iri)
        read = [
            q.object
            for q in self._by_node.get(node, ())
            if q.subject == node and q.predicate == _READ_AS
        ]
        meant = read[0] if len(read) == 1 else node
        return meant if isinstance(meant, ox.NamedNode) else node

    def status(self, event: Term) -> str:
        """How far an event is, with the day of the last report: under way on 30 March 2025."""
        for status in sorted(self._statuses.get(event, ()), key=str):
            days = [
                self._text(q.subject, "asOfDate")
                for q in self._by_node.get(event, ())
                if q.predicate.value == FOEDUS_NS + "statusOfEvent"
                and ox.Quad(q.subject, ox.NamedNode(FOEDUS_NS + "observedStatus"), status, _DEFAULT)
                in self.store
            ]
            last = max(filter(None, days), default="")
            return self.plain(status) + (f" on {words.day(last)}" if last else "")
        return ""

    def is_part(self, event: Term) -> bool:
        """Whether an event is part of another."""
        quads = self._by_node.get(event, ())
        whole = FOEDUS_NS + "hasSubEvent"
        return any(q.object == event and q.predicate.value == whole for q in quads)

    def name(self, term: Term) -> str:
        """What people read for a term."""
        if isinstance(term, ox.Literal):
            return f"“{term.value}”" if term.language else term.value
        if not isinstance(term, ox.NamedNode):
            return "a thing without a name"
        if one := self.grounds.statements.get(term.value):
            return f"{one.fact or curie(one.iri)}: {self.sentence(one)}"
        label = self.label(term.value)
        if label != curie(term.value):
            return label
        quads = [q for q in self._by_node.get(term, ()) if q.subject == term]
        kinds = sorted(self.label(text(kind)) for kind in self.kinds(term))
        return (composed(kinds[0], quads, self.label) if kinds else "") or label

    def plain(self, term: Term) -> str:
        """What people read for a code or a class, in plain words where its label reads ill."""
        if isinstance(term, ox.NamedNode) and term.value.startswith(CODE_NS):
            return plain.called(term.value) or self.label(term.value)
        return text(term) if isinstance(term, ox.Literal) else self.name(term)

    def heading(self, one: Statement) -> str:
        """What a statement says, as a sentence where its property has a form for one."""
        subjects = words.listed([self._short(iri) for iri in one.subjects]) if one.subjects else ""
        planned = words.status_of(one) == "planned" and not one.admitted
        if subjects and planned and words.is_future(one.predicate) and one.object is not None:
            form = words.FUTURE[one.predicate[len(FOEDUS_NS) :]]
            return f"{subjects} {form} {self.name(one.object)}"
        return self.sentence(one)

    def _short(self, iri: str) -> str:
        one = self.grounds.statements.get(iri)
        return (one.fact or curie(iri)) if one else self.name(ox.NamedNode(iri))

    def sentence(self, one: Statement) -> str:
        """What a statement says: subjects, relation and object, or what it is about."""
        if not one.predicate or one.object is None:
            about = [self.name(ox.NamedNode(iri)) for iri in one.about]
            return ("not: " if one.negated else "") + ("; ".join(about) or curie(one.iri))
        scope = f" (“{one.scope}”)" if one.scope else ""
        denied = "not " if one.negated else ""
        subjects = ", ".join(map(self._short, one.subjects))
        value = one.object
        target = self._short(value.value) if isinstance(value, ox.NamedNode) else f"“{text(value)}”"
        return f"{subjects} – {denied}{self.label(one.predicate)}: {target}{scope}"

    def _other_names(self, node: Term) -> tuple[str, ...]:
        wanted = {SKOS_NS + "altLabel", SKOS_NS + "prefLabel", _LABEL}
        own = self.name(node)
        found = {
            text(q.object)
            for twin in self._twins.get(node, (node,))
            for q in self._by_node.get(twin, ())
            if q.subject == twin and q.predicate.value in wanted
        }
        return tuple(sorted(found - {own}))

    def _kinds(self, node: Term) -> tuple[str, ...]:
        """The classes of a thing in words; those that only weak statements give come last."""
        weak = {
            text(q.object)
            for one in self.grounds.about.get(text(node), ())
            if one.weak
            for q in self._by_node.get(ox.NamedNode(one.iri), ())
            if q.predicate.value == FOEDUS_NS + "statedClass"
        }
        kinds = sorted((text(one) in weak, self.label(text(one))) for one in self.kinds(node))
        return tuple(label for _, label in kinds)

    def _notes(self, node: Term) -> tuple[str, ...]:
        note = SKOS_NS + "editorialNote"
        quads = self._by_node.get(node, ())
        return tuple(
            sorted(text(q.object) for q in quads if q.subject == node and q.predicate.value == note)
        )

    def _text(self, node: Term, name: str) -> str:
        quads = self._by_node.get(node, ())
        found = [q for q in quads if q.subject == node and q.predicate.value == FOEDUS_NS + name]
        return min((text(q.object) for q in found), default="")


def taken(quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    """The statements of a list that nobody needs any more, each of which leaves it."""
    while quads:
        yield quads.pop()


def day_of(files: Iterable[Iterable[ox.Quad]], known: standing.Standings | None = None) -> str:
    """The day that data speak of: the snapshot's own, or a later one in a user's files.

    ``known`` tells how the statements of just these files stand, where that is read already.
    """
    own = next(iter(snapshot.queries())).day
    bundled = headers(contents.own_quads())
    files = [*map(list, files)]
    theirs = [one for one in files if not headers(one) & bundled]
    quads = [quad for one in theirs for quad in one]
    stand = known if known and len(theirs) == len(files) else standing.Standings(quads)
    return max(own, snapshot.last_day(stand.facts(quads)))
