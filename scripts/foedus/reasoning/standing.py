"""Whether something is so, is planned, is claimed, was called off, is denied, or is not said.

The one definition of it, for an event, a relation that lasts, and a triple. What somebody plans is
no fact on the day it is planned for, and what nobody says is not denied. All that tells what
happened or holds goes by ``facts``; what is left out of them, ``Standings`` tells as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import cast

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import CODE_NS, DCTERMS_NS, FOEDUS_NS, RDF_NS, Term, curie, text
from foedus.reasoning.numbering import TYPE, Columns, Names

HOLDS, PLANNED, CLAIMED, CANCELLED, DENIED, NOT_SAID = (
    "holds",
    "planned",
    "claimed",
    "cancelled",
    "denied",
    "not said",
)
"""How something stands. ``HOLDS``: it is so, or happened, as far as the data know."""

SHORTCUTS = {
    FOEDUS_NS + "reportsTo": ("CommandRelationship", "subordinateParty", "superiorParty"),
    FOEDUS_NS + "holdsPost": ("PostHolding", "heldBy", "postHeld"),
    FOEDUS_NS + "memberOfAlliance": ("AllianceMembership", "memberAgent", "membershipOf"),
}
"""Of each property that holds on a day: the class of relation that bounds it, and its two roles."""

_TYPE = RDF_NS + "type"
_STATEMENT = FOEDUS_NS + "Statement"
_BEGUN = frozenset(["under-way", "completed"])
_AHEAD = frozenset(["intended", "predicted"])
_NAMES = (
    "aboutNode",
    "admitted",
    "asOfDate",
    "earliestStart",
    "evidencedBy",
    "latestStart",
    "modality",
    "negated",
    "observedStatus",
    "passageOf",
    "saidIn",
    "sourcedFrom",
    "speaker",
    "statusOfEvent",
    "stmtObject",
    "stmtPredicate",
    "stmtSubject",
    "stmtValue",
)
_READ = frozenset([*(FOEDUS_NS + name for name in _NAMES), DCTERMS_NS + "identifier"])
_TURNED = frozenset(
    FOEDUS_NS + name for name in ("aboutNode", "evidencedBy", "statusOfEvent", "stmtSubject")
)
"""The properties of which it is asked what has a value, too."""


@dataclass(frozen=True)
class Saying:
    """One statement: its IRI and number, how it is said, by whom, and where."""

    iri: str
    fact: str
    modality: str
    admitted: bool
    negated: bool
    speakers: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people cite it by."""
        return self.fact or curie(self.iri)

    @property
    def standing(self) -> str:
        """What it makes of its content, were it the only one."""
        if self.negated:
            return DENIED
        if self.admitted:
            return HOLDS
        return PLANNED if self.modality in _AHEAD else CLAIMED


class Standings:
    """How the events, relations and triples of some data stand; graphs are not told apart."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Read what is said of them; other quads are not kept."""
        self._values: dict[str, dict[Term, list[Term]]] = {one: {} for one in _READ}
        self._subjects: dict[str, dict[Term, list[Term]]] = {one: {} for one in _TURNED}
        self._timed: dict[Term, None] = {}
        self._sayings: dict[Term, Saying] = {}
        self._statements: set[Term] = set()
        kinds, type_, statement = _timed(), ox.NamedNode(_TYPE), ox.NamedNode(_STATEMENT)
        places = {ox.NamedNode(name): values for name, values in self._values.items()}
        turned = {ox.NamedNode(name): values for name, values in self._subjects.items()}
        for quad in quads:
            predicate = quad[1]  # so that most are not taken apart any further
            if (values := places.get(predicate)) is not None:
                subject, value = quad[0], quad[2]
                values.setdefault(subject, []).append(value)
                if (subjects := turned.get(predicate)) is not None:
                    subjects.setdefault(value, []).append(subject)
            elif predicate == type_:
                if (value := quad[2]) in kinds:
                    self._timed[quad[0]] = None
                elif value == statement and isinstance(subject := quad[0], ox.NamedNode):
                    self._statements.add(subject)

    def of(self, node: Term) -> str:
        """How an event or a relation stands.

        It holds where an admitted statement is about it, where it is observed as begun, where it
        has words or a document of its own, and where no statement speaks of it. Called off it is
        by the latest observation of it. Else it is what those say who speak of it.
        """
        status = self._status(node)
        if status == CANCELLED:
            return CANCELLED
        said = self.about(node)
        if any(one.standing == HOLDS for one in said) or status in _BEGUN:
            return HOLDS
        if status:
            return PLANNED
        if said:
            return HOLDS if self._has_own_words(node, said) else _together(said)
        users = self._users_of_its_words(node)
        return _together(users) if users else HOLDS

    def is_timed(self, node: Term) -> bool:
        """Whether a node is an event or a relation, of which it can be asked whether it holds."""
        return node in self._timed

    def about(self, node: Term) -> list[Saying]:
        """What is said of a node as a whole."""
        return self._told(self._subjects[FOEDUS_NS + "aboutNode"].get(node, ()))

    def sayings(self, triple: ox.Triple) -> list[Saying]:
        """The statements that say a triple, or that deny it."""
        found = [
            one
            for one in self._subjects[FOEDUS_NS + "stmtSubject"].get(triple.subject, [])
            if triple.predicate in self._get(one, "stmtPredicate")
            and triple.object in (*self._get(one, "stmtObject"), *self._get(one, "stmtValue"))
        ]
        return self._told(found)

    def of_triple(self, triple: ox.Triple) -> str:
        """How a triple stands by what is said; whether it is asserted plays no part."""
        said = self.sayings(triple)
        if any(one.standing == HOLDS for one in said):
            return HOLDS
        return _together(said) if said else NOT_SAID

    def who(self, node: Term) -> list[Saying]:
        """Those who plan, claim or deny a node that does not hold."""
        return self.about(node) or self._users_of_its_words(node)

    @cached_property
    def unheld(self) -> dict[Term, str]:
        """The events and relations that do not hold, and how they stand; in order."""
        found = [(node, how) for node in self._timed if (how := self.of(node)) != HOLDS]
        return dict(sorted(found, key=lambda one: str(one[0])))

    def facts(self, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        """The data without what is said of events and relations that do not hold."""
        gone = self.unheld
        return [quad for quad in quads if quad.subject not in gone] if gone else list(quads)

    @cached_property
    def settled(self) -> bool:
        """Whether the facts stand alike without the rest: nothing that is left out backs them."""
        backing = (self._values[FOEDUS_NS + "statusOfEvent"], self._statements)
        words = self._subjects[FOEDUS_NS + "evidencedBy"]
        return not any(one in some for one in self.unheld for some in (*backing, words))

    def days(self, node: Term) -> tuple[str, str]:
        """The first and the last day that a node can begin on; empty where none is told."""
        first, last = (self._get(node, name) for name in ("earliestStart", "latestStart"))
        early = max(map(text, first), default="")
        late = min(map(text, last), default="")
        return early or late, late or early

    def words(self, node: Term, day: str = "") -> str:
        """How a node that does not hold stands, in words; ``day`` is the day of asking, if any.

        ``planned for 2030-10-14, not reported as happened``.
        """
        how = self.unheld[node]
        first, last = self.days(node)
        when = first if first == last else f"{first} to {last}"
        if how == PLANNED:
            told = f"planned for {when}" if when else "planned"
            return f"{told}, not reported as happened" if last and last < day else told
        if how == CANCELLED:
            return f"planned for {when}, cancelled" if when else "cancelled"
        return f"{how}, for {when}" if when else how

    def _status(self, node: Term) -> str:
        """The last status that was observed of an event, in words that are not a mere plan's."""
        seen: list[tuple[str, str]] = []
        for one in self._subjects[FOEDUS_NS + "statusOfEvent"].get(node, []):
            day = max(map(text, self._get(one, "asOfDate")), default="")
            for value in self._get(one, "observedStatus"):
                status = text(value).removeprefix(CODE_NS)
                if status not in _BEGUN or not self._users_of_its_words(one):
                    seen.append((day, status))
        last = max((day for day, _ in seen), default="")
        found = {status for day, status in seen if day == last}
        order = ("completed", CANCELLED, "under-way")
        return next((one for one in order if one in found), min(found, default=""))

    def _has_own_words(self, node: Term, said: Sequence[Saying]) -> bool:
        """Whether something backs a node that those who speak of it do not bring along."""
        theirs = {
            one
            for saying in said
            for one in (
                *self._get(ox.NamedNode(saying.iri), "evidencedBy"),
                *(ox.NamedNode(document) for document in saying.documents),
            )
        }
        passages = [one for one in self._get(node, "evidencedBy") if one not in theirs]
        documents = [one for one in self._get(node, "sourcedFrom") if one not in theirs]
        return bool(documents) or any(not self._unadmitted_users(one) for one in passages)

    def _users_of_its_words(self, node: Term) -> list[Saying]:
        """The statements that are not admitted, where all the words of a node are theirs."""
        passages = self._get(node, "evidencedBy")
        if not passages or self._get(node, "sourcedFrom"):
            return []
        users = [self._unadmitted_users(one) for one in passages]
        return [one for some in users for one in some] if all(users) else []

    def _unadmitted_users(self, passage: Term) -> list[Saying]:
        """The statements that rest on a passage, where none of them is admitted."""
        users = self._subjects[FOEDUS_NS + "evidencedBy"].get(passage, ())
        found = [self._saying(one) for one in users if one in self._statements]
        return [] if any(one.admitted for one in found) else found

    def _told(self, nodes: Iterable[Term]) -> list[Saying]:
        """Those nodes that are statements, in order."""
        found = set(nodes) & self._statements if nodes else ()
        return [self._saying(one) for one in sorted(found, key=str)]

    def _saying(self, node: Term) -> Saying:
        if node not in self._sayings:
            self._sayings[node] = self._read(node)
        return self._sayings[node]

    def _read(self, node: Term) -> Saying:
        documents = [
            *self._get(node, "sourcedFrom"),
            *(doc for one in self._get(node, "evidencedBy") for doc in self._get(one, "passageOf")),
        ]
        speakers = [one for act in self._get(node, "saidIn") for one in self._get(act, "speaker")]
        number = self._values[DCTERMS_NS + "identifier"].get(node, [])
        return Saying(
            iri=text(node),
            fact=min(map(text, number), default=""),
            modality=min(map(text, self._get(node, "modality")), default="").removeprefix(CODE_NS),
            admitted=self._flagged(node, "admitted"),
            negated=self._flagged(node, "negated"),
            speakers=tuple(dict.fromkeys(map(text, speakers))),
            documents=tuple(dict.fromkeys(map(text, documents))),
        )

    def _get(self, node: Term, name: str) -> list[Term]:
        return self._values[FOEDUS_NS + name].get(node, [])

    def _flagged(self, node: Term, name: str) -> bool:
        return any(text(one) in ("true", "1") for one in self._get(node, name))


def facts(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The data without what is said of events and relations that do not hold.

    What statements say of them stays: those are about them, and no facts.
    """
    quads = list(quads)
    return Standings(quads).facts(quads)


def unheld_relations(names: Names, rows: Columns) -> set[int]:
    """The numbers of the relations that do not hold: from such a one the axioms would make facts.

    An event that is only planned stays, since no axiom concludes that it happened.
    """
    terms = names.terms
    told = {p for p in set(rows.predicates) if text(terms[p]) in _READ}
    kinds = {names.known(kind) for kind in (*_timed(), ox.NamedNode(_STATEMENT))}
    said = (
        (terms[s], terms[p], terms[o], None)
        for s, p, o in rows
        if p in told or (p == TYPE and o in kinds)
    )
    known = Standings(cast("Iterable[ox.Quad]", said))  # which are taken apart, and dearer to make
    gone = {names.number(node) for node in known.unheld}
    lasting = {names.known(kind) for kind in _below("TimeBoundedRelation")}
    return {s for s, p, o in rows if s in gone and p == TYPE and o in lasting} if gone else set()


def _together(said: Sequence[Saying]) -> str:
    """What several make of one thing: a plan if anybody plans it, denied only if all deny it."""
    found = {one.standing for one in said}
    return next(one for one in (PLANNED, CLAIMED, HOLDS, DENIED) if one in found)


@cache
def _timed() -> frozenset[ox.NamedNode]:
    """The classes of what happens and of what lasts."""
    return (_below("Event") | _below("TimeBoundedRelation")) - _below("SpeechAct")


def _below(name: str) -> frozenset[ox.NamedNode]:
    return contents.at_or_below(ox.NamedNode(FOEDUS_NS + name))
