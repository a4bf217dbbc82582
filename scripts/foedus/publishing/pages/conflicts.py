"""Where sources differ: values for one thing that cannot both be so, side by side.

Four kinds are found: dates of one event whose bounds do not meet, counts of one group, a statement
that another denies, and the conflicts that a comparison of data sets left in the data. Nothing is
averaged and nothing is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from foedus.asking.profile import Evidence
from foedus.asking.statements import Statement
from foedus.publishing.pages.lookup import Knowledge
from foedus.publishing.site import key
from foedus.rdf.names import FOEDUS_NS, SKOS_NS, Term, text

KINDS = {
    "dates": "Dates of one event",
    "counts": "Counts of one group",
    "denials": "Said and denied",
    "records": "Records of data sets",
}
"""The kinds of difference, and what a reader calls them."""

_EVENTS = {
    "Signature": "involves",
    "Ratification": "involves",
    "EntryIntoForce": "involves",
    "Termination": "involves",
    "Adoption": "involves",
    "Establishment": "changesOrganization",
    "Activation": "changesOrganization",
    "Dissolution": "changesOrganization",
}
"""The events that a thing can have once, as question 39 has them, and how they point to it."""


@dataclass(frozen=True)
class Side:
    """One value: the node that holds it, the value in words, what it counts, and who gives it."""

    node: str
    value: str
    note: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Difference:
    """Two or more values for one property of one thing."""

    kind: str
    about: str
    what: str
    sides: tuple[Side, ...]


def find(know: Knowledge) -> list[Difference]:
    """Every difference, by kind and then by what it is about."""
    found = [*_dates(know), *_counts(know), *_denials(know), *_records(know)]
    order = list(KINDS)
    return sorted(found, key=lambda one: (order.index(one.kind), know.title(one.about), one.what))


def by_node(differences: list[Difference]) -> dict[str, list[Difference]]:
    """The differences by each node that they are about or that holds one of the values."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for one in differences:
        for node in dict.fromkeys([one.about, *(side.node for side in one.sides)]):
            found[node].append(one)
    return dict(found)


def _dates(know: Knowledge) -> Iterator[Difference]:
    for kind, role in _EVENTS.items():
        events: dict[str, list[str]] = defaultdict(list)
        for quad in know.stated.by_object(FOEDUS_NS + kind):
            node = key(quad.subject)
            if all(know.days(node)[:2]):
                for matter in know.stated.objects(node, FOEDUS_NS + role):
                    events[key(matter)].append(node)
        for about, nodes in sorted(events.items()):
            dated = sorted((*know.days(node)[:2], node) for node in dict.fromkeys(nodes))
            if any(first[1] < second[0] for first, second in pairwise(dated)):
                sides = tuple(_side(know, node, know.when(node)) for _, _, node in dated)
                sides += _deniers(know, [node for _, _, node in dated])
                event = know.title(FOEDUS_NS + kind)
                yield Difference("dates", about, f"date of the {event}", sides)


def _deniers(know: Knowledge, nodes: list[str]) -> tuple[Side, ...]:
    """Who says that none of some events happened, or that one of them did not."""
    about = know.site.profiles.grounds.about
    found = {one.iri: one for node in nodes for one in about.get(node, ()) if one.negated}
    return tuple(
        Side(
            one.iri,
            "not at all" if len(one.about) > 1 else f"not {know.when(one.about[0])}",
            know.stated.text(one.iri, SKOS_NS + "editorialNote"),
            (_told(know, one),),
        )
        for one in found.values()
    )


def _counts(know: Knowledge) -> Iterator[Difference]:
    groups: dict[str, list[str]] = defaultdict(list)
    for quad in know.stated.by_predicate(FOEDUS_NS + "hasCount"):
        groups[key(quad.subject)].append(key(quad.object))
    for about, nodes in sorted(groups.items()):
        values = [(_number(know, node), node) for node in dict.fromkeys(nodes)]
        if len({value for value, _ in values}) > 1:
            sides = tuple(_side(know, node, _counted(know, node)) for _, node in sorted(values))
            yield Difference("counts", about, "number of people", sides)


def _number(know: Knowledge, node: str) -> int:
    digits = know.stated.text(node, FOEDUS_NS + "nominalValue")
    return int(digits) if digits.isascii() and digits.isdigit() else -1


def _counted(know: Knowledge, node: str) -> str:
    rough = know.stated.objects(node, FOEDUS_NS + "qualifier")
    words = know.title(key(rough[0])) + " " if rough else ""
    value = f"{_number(know, node):,}"
    return ("" if words == "exact " else words) + value


def _denials(know: Knowledge) -> Iterator[Difference]:
    """Statements of one triple of which some deny it; the plain triple counts as said."""
    said: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    denied: dict[tuple[str, str, str], list[tuple[str, Term, Evidence]]] = defaultdict(list)
    for one in know.site.statements.values():
        for subject in one.subjects:
            if not one.predicate or one.object is None:
                continue
            name = (subject, one.predicate, str(one.object))
            if one.negated:
                denied[name].append((subject, one.object, _told(know, one)))
            else:
                said[name].append(_told(know, one))
    for name, statements in sorted(denied.items()):
        subject, predicate, _ = name
        value = statements[0][1]
        stated = said.get(name) or [
            one
            for quad in know.stated.by_subject(subject, predicate)
            if quad.object == value
            for one in know.site.profiles.grounds.of_triple(quad.subject, predicate, value)
        ]
        if stated:
            words = know.title(key(value)) if key(value) in know.site.resources else text(value)
            sides = (
                Side(stated[0].statement or subject, words, "said", tuple(stated)),
                *(Side(g.statement, f"not {words}", "denied", (g,)) for _, _, g in statements),
            )
            yield Difference("denials", subject, know.title(predicate), sides)


def _records(know: Knowledge) -> Iterator[Difference]:
    """What a comparison of data sets recorded: the value of each record or thing beside it."""
    for quad in know.stated.by_object(FOEDUS_NS + "Conflict"):
        node = key(quad.subject)

        def named(name: str, node: str = node) -> list[str]:
            return [key(one) for one in know.stated.objects(node, FOEDUS_NS + name)]

        concerned = [*named("concernsEntity"), *named("concernsRecord")]
        properties = named("conflictProperty")
        sides = [
            _recorded(know, one, found)
            for one in concerned
            for prop in properties
            for found in know.stated.by_subject(one, prop)
        ]
        shown = {side.value for side in sides}
        values = [text(one) for one in know.stated.objects(node, FOEDUS_NS + "conflictValue")]
        sides += [
            Side(node, value, "", _backing(know, node)) for value in values if value not in shown
        ]
        if sides:
            what = ", ".join(map(know.title, properties)) or know.title(node)
            kinds = ", ".join(map(know.title, named("conflictClass")))
            about = concerned[0] if concerned else node
            yield Difference("records", about, f"{what} ({kinds})" if kinds else what, tuple(sides))


def _recorded(know: Knowledge, node: str, quad: ox.Quad) -> Side:
    """A value as one record has it, with the graph of its source."""
    value = quad.object
    graph = key(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else ""
    words = know.title(value.value) if isinstance(value, ox.NamedNode) else text(value)
    return Side(node, words, f"in {know.title(graph)}" if graph else "", _backing(know, node))


def _side(know: Knowledge, node: str, value: str) -> Side:
    scope = know.stated.text(node, FOEDUS_NS + "scopeText")
    when = know.when(node)
    note = "; ".join(part for part in (scope, when if when != value else "") if part)
    return Side(node, value, note, _backing(know, node))


def _told(know: Knowledge, one: Statement) -> Evidence:
    return know.site.profiles.grounds.of_statement(one)


def _backing(know: Knowledge, node: str) -> tuple[Evidence, ...]:
    """What a node rests on; what is no fact on the statements that say it."""
    grounds = know.site.profiles.grounds
    term = ox.BlankNode(node[2:]) if node.startswith("_:") else ox.NamedNode(node)
    about = grounds.about.get(node, ()) if node in know.claimed else ()
    said = [one for one in about if not (one.admitted or one.negated)]
    return (*map(grounds.of_statement, said), *grounds.of_node(term))
