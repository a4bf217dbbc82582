"""What holds on a day: as the snapshot tells it, whose rule is asked and not written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

import pyoxigraph as ox

from foedus.asking import querying, snapshot
from foedus.bundled.relations import BOUNDS
from foedus.rdf.names import FOEDUS_NS, RDF_NS, Term, text
from foedus.reasoning import rules, standing

CERTAIN = "certain"
_TYPE = ox.NamedNode(RDF_NS + "type")

_QUERIES = {
    "AllianceMembership": ("3-alliances", "member", "alliance"),
    "AllianceDyad": ("4-allied-states", "state1", "state2"),
    "PostHolding": ("5-posts", "holder", "post"),
    "CommandRelationship": ("6-reporting", "subordinate", "superior"),
    "Stationing": ("7-stationing", "force", "host"),
    "Suspension": ("8-suspensions", "duty", "toward"),
}
"""Of each class that a query of the snapshot is about: the query, and its columns for the two."""

ROLES = {
    "AllianceMembership": (("memberAgent", "membershipOf"),),
    "AllianceDyad": (("relationHolder", "relationHolder"),),
    "PostHolding": (("heldBy", "postHeld"),),
    "CommandRelationship": (("subordinateParty", "superiorParty"),),
    "Stationing": (("stationedForce", "hostPolity"),),
    "Suspension": (("suspendedObligation", "suspendedToward"),),
    "PartyStatus": (("partyInStatus", "statusOf"),),
    "Seat": (("seatOf", "seatPlace"),),
    "ForceContribution": (
        ("contributingState", "underCommand"),
        ("contributedForce", "underCommand"),
    ),
    "FormPhase": (("phaseOf", "phaseForm"),),
    "TerritorialClaim": (("claimant", "claimedPlace"),),
    "CodeAssignment": (("codeHolder", "codeAssigned"),),
    "Naming": (("relationHolder", "<http://www.w3.org/2000/01/rdf-schema#label>"),),
}
"""The two that each kind of relation joins."""
STATUS = ("01",)
"""How the names of the rules begin that tell the last status of an event."""


class Day:
    """What holds on one day in some data; of relations, organizations, agreements."""

    def __init__(self, quads: Iterable[ox.Quad], day: str, known: standing.Standings) -> None:
        """Nothing is asked before it is needed. Raises BadInput for a day that is no date.

        ``known`` tells how the quads stand; ``dyads`` are the quads that only follow.
        """
        self.day = day
        self._found: dict[str, dict[tuple[Term, Term], str]] = {}
        _, self.dyads, self.store = snapshot.world(quads, known, _read_beside())
        for query in snapshot.queries()[:1]:
            query.on(day)

    def _pairs(self, kind: str) -> dict[tuple[Term, Term], str]:
        """The pairs that a kind of relation joins on the day, and how certainly."""
        if kind not in _QUERIES:
            return self._others.get(kind, {})
        if kind not in self._found:
            pairs = self._found[kind] = {}
            query, holder, target = _QUERIES[kind]
            for row in self._ask(query):
                _keep(pairs, (row[holder], row[target]), text(row["certainty"]))
                if kind == "AllianceDyad":
                    _keep(pairs, (row[target], row[holder]), text(row["certainty"]))
        return self._found[kind]

    @cached_property
    def _others(self) -> dict[str, dict[tuple[Term, Term], str]]:
        """The same of the kinds that no query of the snapshot is about."""
        found: dict[str, dict[tuple[Term, Term], str]] = {}
        others = {name: roles for name, roles in ROLES.items() if name not in _QUERIES}
        for name, pair, certainty in snapshot.pairs(self.store, self.day, others):
            _keep(found.setdefault(name, {}), pair, certainty)
        return found

    def _ask(self, name: str) -> Sequence[ox.QuerySolution]:
        query = next(one for one in snapshot.queries() if one.name == name)
        return list(querying.evaluate(self.store, query.on(self.day), name))  # type: ignore[arg-type]

    def pairs_of(self, node: Term) -> list[tuple[str, tuple[Term, Term]]]:
        """The kinds of a relation, and the two that it joins, in both orders for a dyad."""
        found = []
        for kind in self.values(node, _TYPE.value):
            for holder, target in ROLES.get(text(kind).removeprefix(FOEDUS_NS), ()):
                for one in self.values(node, _name(holder)):
                    for two in self.values(node, _name(target)):
                        if one != two:
                            found.append((text(kind).removeprefix(FOEDUS_NS), (one, two)))
        return found

    def certainty(self, node: Term) -> str:
        """``certain`` or ``possible`` for a relation's two on the day; empty for neither."""
        found = {self._pairs(kind).get(pair, "") for kind, pair in self.pairs_of(node)}
        return CERTAIN if CERTAIN in found else max(found, default="")

    def side(self, node: Term) -> str:
        """Whether the bounds of a relation put it ``before`` the day, ``after`` it, or neither."""
        bounds = self.bounds(node)
        if bounds.get("earliestStart", "") > self.day:
            return "after"
        return "before" if bounds.get("latestEnd", "9") < self.day else ""

    def is_told(self, node: Term) -> bool:
        """Whether a node is a relation of which it can be told whether it holds on a day."""
        return bool(self.pairs_of(node))

    def bounds(self, node: Term) -> dict[str, str]:
        """The dates of a node, those that follow from what it hangs on among them."""
        return bounds_of(self.store, node)

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The values of a property of a node, in order."""
        if isinstance(node, ox.Literal):
            return []
        quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        return sorted((quad.object for quad in quads), key=str)

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """What has a value of a property, in order."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(FOEDUS_NS + predicate), value, None)
        return sorted((quad.subject for quad in quads), key=str)

    # --- whether organizations and agreements are there -----------------------------------------

    @cached_property
    def _there(self) -> set[Term]:
        found = {row["organization"] for row in self._ask("1-commands")}
        return found | {row["agreement"] for row in self._ask("2-agreements")}

    def absent(self, node: Term) -> tuple[str, str]:
        """Whether a thing is there ``after`` or was ``before`` the day only, and its date.

        An organization is there from its establishment, an agreement from its entry into force, an
        alliance from the first of its treaties. The date is the first and the last day of it, with
        a slash between; both are empty for a thing that is there, or of which no source tells.
        """
        begun = self._days(node, ("Establishment", "Activation"), "changesOrganization")
        begun += self._days(node, ("EntryIntoForce",), "involves")
        for treaty in self.values(node, FOEDUS_NS + "foundedOn"):
            begun += self._days(treaty, ("EntryIntoForce",), "involves")
        if not begun or node in self._there:
            return "", ""
        first = min(begun, key=lambda days: (_width(days), days))
        if min(begun)[0] > self.day:
            return "after", "/".join(first)
        over = self._days(node, ("Dissolution",), "changesOrganization")
        over += self._days(node, ("Termination",), "involves")
        if over and min(over)[0] <= self.day:
            return "before", "/".join(max(over))
        return "", ""

    def _days(self, node: Term, kinds: Sequence[str], role: str) -> list[tuple[str, str]]:
        wanted = {ox.NamedNode(FOEDUS_NS + kind) for kind in kinds}
        found = []
        for event in self.subjects(role, node):
            if wanted & set(self.values(event, _TYPE.value)):
                bounds = self.bounds(event)
                if "earliestStart" in bounds:
                    first = bounds["earliestStart"]
                    found.append((first, bounds.get("latestStart", first)))
        return found


def _width(days: tuple[str, str]) -> int:
    """How many days an event can have been on; many where they are no days."""
    try:
        return (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days
    except ValueError:
        return 10**7


def _keep(pairs: dict[tuple[Term, Term], str], pair: tuple[Term, Term], certainty: str) -> None:
    if pairs.get(pair) != CERTAIN:
        pairs[pair] = certainty


def _read_beside() -> Iterator[ox.NamedNode]:
    """What is read here that no query of a day names: of the other relations, and a status."""
    for kind, roles in ROLES.items():
        yield from (ox.NamedNode(_name(one)) for one in (kind, *chain.from_iterable(roles)))
    for rule in rules.all_rules():
        if rule.name.startswith(STATUS):
            yield from rules.mentions(rule.text)


def _name(role: str) -> str:
    return role[1:-1] if role.startswith("<") else FOEDUS_NS + role


def bounds_of(store: ox.Store, node: Term) -> dict[str, str]:
    """The dates of a node in a store: the latest first bounds and the earliest last ones."""
    found: dict[str, str] = {}
    if isinstance(node, ox.Literal):
        return found
    for name in BOUNDS:
        quads = store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None, None)
        days = [text(quad.object) for quad in quads]
        if days:
            found[name] = max(days) if name.startswith("earliest") else min(days)
    return found
