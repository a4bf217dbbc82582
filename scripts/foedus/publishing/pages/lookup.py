"""What the pages know: names for people, what backs each fact, dates in words, kinds and ancestors.

A fact is backed by the statements that set it out; where none does, by the passages and documents
that its node points to. A node that only statements which are not admitted are about is no fact:
what is said of it is shown as said.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox

from foedus.asking.statements import PLUMBING, Passage, Statement, is_fact, read_passage, sentence
from foedus.publishing.site import Site, key
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SKOS_NS,
    Term,
    curie,
    text,
)

TYPE = RDF_NS + "type"
SUBCLASS = RDFS_NS + "subClassOf"

STARTS = tuple(FOEDUS_NS + name for name in ("earliestStart", "latestStart"))
ENDS = tuple(FOEDUS_NS + name for name in ("earliestEnd", "latestEnd"))
OBSERVED = tuple(FOEDUS_NS + name for name in ("observedFrom", "observedUntil"))
AS_OF = FOEDUS_NS + "asOfDate"
DATE_TEXT = FOEDUS_NS + "dateText"
DATES = frozenset((*STARTS, *ENDS, *OBSERVED, AS_OF, DATE_TEXT, FOEDUS_NS + "datePrecision"))

_TEXTS = tuple(FOEDUS_NS + name for name in ("Passage", "Quotation", "Designation"))
_TRUE = frozenset(["true", "1"])


@dataclass(frozen=True)
class Ground:
    """What backs something: a statement with its marks, or, where ``statement`` is empty, a node.

    Voice and modality are bare names of codes. ``sources`` and ``speakers`` are IRIs.
    """

    statement: str = ""
    fact: str = ""
    voice: str = ""
    modality: str = ""
    speakers: tuple[str, ...] = ()
    evaluative: bool = False
    negated: bool = False
    admitted: bool = True
    editor: bool = False
    weak: bool = False
    passages: tuple[Passage, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A property and a value of a node, what backs it, and its graph where it has one."""

    property: str
    value: Term
    grounds: tuple[Ground, ...]
    graph: str = ""


class Knowledge:
    """The site's data as people ask for them."""

    def __init__(self, site: Site) -> None:
        """Nothing is computed before it is asked for."""
        self.site = site
        self.stated = site.stated
        self.title = cache(self._title)
        self.days = cache(self._days)
        self.passage = cache(self._passage)
        self.node_grounds = cache(self._node_grounds)
        self._kinds = cache(self._all_kinds)
        self._above = cache(self.ancestors)

    # --- names ------------------------------------------------------------------

    def _title(self, iri: str) -> str:
        """What a person reads for a node: its label, else its kind with what it joins."""
        label = self.site.label(iri)
        if label != curie(iri):
            return label
        if statement := self.site.statements.get(iri):
            return f"statement {statement.fact}" if statement.fact else f"statement {_tail(iri)}"
        if title := self.stated.text(iri, DCTERMS_NS + "title"):
            return title
        kind = self.kind(iri)
        if kind and not kind.startswith((OWL_NS, RDF_NS, RDFS_NS)):
            joined = [
                self.site.label(q.object.value)
                for q in self.stated.by_subject(iri)
                if isinstance(q.object, ox.NamedNode)
                and q.predicate.value != TYPE
                and q.predicate.value not in PLUMBING
            ]
            return (
                f"{self.site.label(kind)}: {', '.join(joined[:2])}"
                if joined
                else (f"{self.site.label(kind)} {_tail(iri)}")
            )
        return label

    def other_names(self, iri: str) -> list[str]:
        """Its other names, as the data order them."""
        return [text(one) for one in self.stated.objects(iri, SKOS_NS + "altLabel")]

    def sentence(self, iri: str) -> str:
        """What a statement says, in the names that the pages give."""
        return sentence(self.site.statements[iri], self.title)

    def kind(self, iri: str) -> str:
        """The first asserted class of a node of ours, else of any; nothing where it has none."""
        kinds = self.site.types(iri)
        ours = [one for one in kinds if one.startswith(FOEDUS_NS)]
        return (ours or kinds or [""])[0]

    # --- classes ----------------------------------------------------------------

    def parents(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """The named classes (or properties) directly above one."""
        found = self.stated.objects(term, relation)
        return [one.value for one in found if isinstance(one, ox.NamedNode)]

    def children(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """The named classes (or properties) directly below one."""
        found = (q.subject for q in self.stated.by_object(term, relation))
        return [one.value for one in found if isinstance(one, ox.NamedNode)]

    def ancestors(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """Everything above a class (or property), the nearest first, each once."""
        found: dict[str, None] = {}
        waiting = self.parents(term, relation)
        while waiting:
            one = waiting.pop(0)
            if one not in found and one != term:
                found[one] = None
                waiting += self.parents(one, relation)
        return list(found)

    @cached_property
    def lasting(self) -> frozenset[str]:
        """The classes whose members last: relations, instruments, phases."""
        roots = [FOEDUS_NS + "TimeBoundedRelation", FOEDUS_NS + "Instrument"]
        return frozenset(roots) | {
            term
            for term in self.site.terms
            if not frozenset(roots).isdisjoint(self.ancestors(term))
        }

    def is_a(self, iri: str, *names: str) -> bool:
        """Whether a node has one of these classes of ours, asserted or by the hierarchy."""
        return any(FOEDUS_NS + name in self._kinds(iri) for name in names)

    def _all_kinds(self, iri: str) -> frozenset[str]:
        own = frozenset(self.site.types(iri))
        return own.union(*map(self._above, own))

    # --- what backs a fact --------------------------------------------------------

    @cached_property
    def claimed(self) -> frozenset[str]:
        """The nodes that are no facts: what does not hold, and what only claims are about."""
        about: set[str] = set()
        accepted: set[str] = set()
        for one in self.site.statements.values():
            if one.admitted:
                accepted.update(one.about)
            elif not one.negated:
                about.update(one.about)
        held = self.site.standings
        others = {iri for iri in about - accepted if not held.is_timed(ox.NamedNode(iri))}
        return frozenset(others | self._unheld.keys())

    @cached_property
    def _unheld(self) -> dict[str, Term]:
        """The events and relations that do not hold, by what they are looked up by."""
        return {key(node): node for node in self.site.standings.unheld}

    @cached_property
    def _exact(self) -> dict[tuple[str, str, str], list[Statement]]:
        found: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
        for one in self.site.statements.values():
            for subject in one.subjects:
                if one.predicate and one.object is not None:
                    found[subject, one.predicate, str(one.object)].append(one)
        return found

    @cached_property
    def about(self) -> dict[str, list[Statement]]:
        """The statements that set out a node, by node."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for one in self.site.statements.values():
            for node in one.about:
                found[node].append(one)
        return found

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each statement among all."""
        return {iri: at for at, iri in enumerate(self.site.statements)}

    @cached_property
    def objects_of(self) -> dict[str, list[Statement]]:
        """The statements by the node that is their object."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for one in self.site.statements.values():
            if isinstance(one.object, ox.NamedNode):
                found[one.object.value].append(one)
        return found

    def grounds(self, quad: ox.Quad) -> tuple[Ground, ...]:
        """What backs a stated triple: its own statements, else those about its node, else these."""
        subject = key(quad.subject)
        exact = self._exact.get((subject, quad.predicate.value, str(quad.object)), ())
        backing = [one for one in exact if one.admitted]
        return tuple(self.ground(one) for one in backing) or self.node_grounds(subject)

    def _node_grounds(self, iri: str) -> tuple[Ground, ...]:
        """What backs a node: the statements that set it out, and its own passages and documents.

        A node that is no fact is backed by the statements that say it; a denial backs nothing.
        """
        told = [
            self.ground(one)
            for one in self.about.get(iri, ())
            if one.admitted or (iri in self.claimed and not one.negated)
        ]
        cited = {passage.iri for ground in told for passage in ground.passages}
        own = Ground(
            weak=self.flag(iri, "weaklySourced"),
            editor=self.flag(iri, "inferredByEditor"),
            passages=() if cited else self.passages(iri),
            sources=self.sources(iri),
        )
        return (*told, own) if own != Ground() else tuple(told)

    def ground(self, one: Statement) -> Ground:
        """A statement as what backs something; the passage that locates it counts."""
        located = one.locating_passage
        return Ground(
            statement=one.iri,
            fact=one.fact,
            voice=one.voice,
            modality=one.modality,
            speakers=one.speakers,
            evaluative=one.evaluative,
            negated=one.negated,
            admitted=one.admitted,
            editor=one.by_editor,
            weak=one.weak,
            passages=(located,) if located else (),
            sources=self.sources(one.iri),
        )

    def passages(self, iri: str) -> tuple[Passage, ...]:
        """The passages that a node rests on, in the order of the text."""
        found = self.stated.objects(iri, FOEDUS_NS + "evidencedBy")
        read = [self.passage(one.value) for one in found if isinstance(one, ox.NamedNode)]
        return tuple(sorted(read, key=lambda one: (one.start, one.end, one.iri)))

    def _passage(self, iri: str) -> Passage:
        """A passage."""
        return read_passage(self.site.store, ox.NamedNode(iri))

    def document_of(self, passage: str) -> str:
        """The document that a passage is in."""
        return self.stated.text(passage, FOEDUS_NS + "passageOf")

    def sources(self, iri: str) -> tuple[str, ...]:
        """The documents that a node points to."""
        found = self.stated.objects(iri, FOEDUS_NS + "sourcedFrom")
        return tuple(one.value for one in found if isinstance(one, ox.NamedNode))

    def flag(self, iri: str, name: str) -> bool:
        """Whether a yes-or-no property of ours is true."""
        return any(text(one) in _TRUE for one in self.stated.objects(iri, FOEDUS_NS + name))

    def facts(self, iri: str) -> list[Fact]:
        """The facts of a node, without names, notes, types, dates and the statement layer."""
        return [
            Fact(
                quad.predicate.value,
                quad.object,
                self.grounds(quad),
                key(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else "",
            )
            for quad in self.stated.by_subject(iri)
            if is_fact(quad) and quad.predicate.value not in DATES
        ]

    # --- time ---------------------------------------------------------------------

    def _days(self, iri: str) -> tuple[str, str, str, str]:
        """Earliest start, latest start, earliest end, latest end, as ISO dates or nothing."""
        since, surely, still, until = (self.stated.text(iri, name) for name in STARTS + ENDS)
        return since, surely, still, until

    def when(self, iri: str) -> str:
        """The dates of a node in words, as far as they are known.

        >>> from foedus.publishing.site import bundled_site
        >>> Knowledge(bundled_site()).when("https://w3id.org/foedus/id/speech-s1")
        'between 2025-03-21 and 2025-03-31 (“late March 2025”)'
        """
        if node := self._unheld.get(iri):
            told = self.site.standings.words(node, self.site.newest_day)
            quoted = self.stated.text(iri, DATE_TEXT)
            return f"{told} (“{quoted}”)" if quoted else told
        since, surely, still, until = self.days(iri)
        lasts = any(kind in self.lasting for kind in self.site.types(iri))
        parts = [
            bounds(since, surely, "from" if lasts or still or until else ""),
            bounds(still, until, "until"),
        ]
        seen, gone = (self.stated.text(iri, name) for name in OBSERVED)
        if seen or gone:
            parts.append(f"seen {bounds(seen, gone, '')}")
        if as_of := self.stated.text(iri, AS_OF):
            parts.append(f"as of {as_of}")
        words = " ".join(part for part in parts if part)
        quoted = self.stated.text(iri, DATE_TEXT)
        if quoted and quoted != words:
            return f"{words} (“{quoted}”)" if words else f"“{quoted}”"
        return words


def is_text(kinds: Iterable[str]) -> bool:
    """Whether these are the classes of a passage."""
    return any(kind in _TEXTS for kind in kinds)


def _tail(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2].removeprefix("stmt-")


# --- bounds of dates in words


def bounds(early: str, late: str, word: str) -> str:
    """Two bounds in words, after "from" or "until" for what lasts.

    >>> bounds("1960-01-01", "1960-12-31", "from")
    'from 1960'
    >>> bounds("1957-07-01", "", "")
    'on 1957-07-01 or later'
    """
    if early and late:
        if whole := _whole(early, late):
            return f"{word or ('on' if early == late else 'in')} {whole}"
        return f"{word} a day between {early} and {late}" if word else f"between {early} and {late}"
    if early:
        return f"{word or 'on'} {early} or later"
    return f"{word or 'on'} {late} at the latest" if late else ""


def _whole(early: str, late: str) -> str:
    """The day, month or year that the bounds are the ends of."""
    if early == late:
        return early
    if early[:4] == late[:4] and (early[4:], late[4:]) == ("-01-01", "-12-31"):
        return early[:4]
    if early[:7] == late[:7] and early[7:] == "-01" and late[8:] == _last_day(late):
        return early[:7]
    return ""


def _last_day(day: str) -> str:
    year, month = day[:4], day[5:7]
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and int(year)):
        return ""
    return str(monthrange(int(year), int(month))[1])
