"""The kinds of mistakes: of which nodes or facts, and what each may change.

None knows a bundled node by name. Left out is what would do no harm: values that are the same
thing, passages with the same words, what is said already. Where there are several ways to go wrong,
the seed chooses one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pyoxigraph as ox

from foedus import hierarchy
from foedus.terms import Term
from foedus.vocabulary import curie
from mistakes.world import Change, Fact, World, codes_beside, name, names, rank, together

Place = tuple[Term, str, Change]
"""The node in question, the property or class that places are spread over, and the change."""
KINDS: dict[str, Callable[[World], Iterator[Place]]] = {}
_NUMBERED = names("wikidataId atopId unTreatyNumber treatyCitation codeAssigned dcterms:identifier")
_SYMMETRIC = names("actsWith alliedWith")

SETTINGS = """
voice of another kind | Statement | voice=any | voice=beside
plan called actual | Statement | modality=code:intended | modality=code:actual admitted=true triple
plan asserted | Statement | modality=code:intended | triple
fact called plan | Statement | modality=code:actual | modality=code:intended
judgement admitted | Statement | evaluative=true admitted=none | admitted=true triple
judgement called neutral | Statement | evaluative=true | evaluative=false evaluativeTerm=none
judging word dropped | Statement | evaluativeTerm=any | evaluativeTerm=none
negation lost | Statement | negated=true | negated=none
negation added | Statement | negated=none | negated=true
event completed | StatusObservation | observedStatus=any | observedStatus=code:completed
weak mark dropped | | weaklySourced=true | weaklySourced=none
conclusion of the editors unmarked | | inferredByEditor=true | inferredByEditor=none
words dropped | | evidencedBy=any | evidencedBy=none
documents dropped | | sourcedFrom=any | sourcedFrom=none
"""
"""Kind, class, when it can be made, what becomes of it. ``triple``: the triple set out is asserted;
``any`` value or ``none``; ``beside``: another code of the scheme."""

EXCHANGES = """
status of another event | StatusObservation | observedStatus
label of a sibling | | rdfs:label
words of a sibling | | evidencedBy
documents of a sibling | | sourcedFrom
place of another passage | Passage Quotation | charStart charEnd
"""
"""Kind, class, and the properties whose values two nodes of the same classes exchange."""


def kind(classes: str | None = None, called: str = "") -> Callable[[Any], None]:
    """Count a function among the kinds, of nodes of some classes or else of facts.

    The function yields every change that it could make of one of them.
    """

    def count(function: Callable[[World, Any], Iterator[Change]]) -> None:
        def places(world: World) -> Iterator[Place]:
            for item in world.facts if classes is None else world.of(classes):
                if changes := [one for one in function(world, item) if any(one)]:
                    is_fact = isinstance(item, Fact)
                    spread = curie(item.predicate.value) if is_fact else world.kind(item)
                    change = min(changes, key=lambda one: rank(*one[0], *one[1]))
                    yield item.subject if is_fact else item, spread, change

        KINDS[called or function.__name__.replace("_", " ")] = places

    return count


def setting(when: str, then: str, world: World, node: Term) -> Iterator[Change]:
    """Other values of a node, if it has some."""
    before, after = ([part.split("=") for part in text.split()] for text in (when, then))
    if all((world.first(node, p) or "none") in _values(told, world, node, p) for p, told in before):
        resets = [
            [world.reset(node, p, {v} - {"none"}) for v in _values(told[0], world, node, p)]
            for p, *told in after
            if told
        ]
        triples = tuple(
            q for q in world.set_out(node) if ["triple"] in after and q not in world.there
        )
        for n in range(max(map(len, resets), default=1)):
            yield together(((), triples), *(one[n % len(one)] for one in resets))


def _values(told: str, world: World, node: Term, prop: str) -> list[Any]:
    """What a word of the table stands for."""
    if told in ("any", "beside"):
        return world.values(node, prop) if told == "any" else codes_beside(world.first(node, prop))
    words = {"true": ox.Literal(True), "false": ox.Literal(False), "none": "none"}
    return [words[told] if told in words else name(told)]


def exchange(properties: str, world: World, node: Term) -> Iterator[Change]:
    """The values of two nodes change places, of passages those with other words."""
    for other in world.siblings(node):
        told = [
            {world.first(v, "exactText") or v for v in world.values(one, properties)}
            for one in (node, other)
        ]
        if all(told) and not told[0] & told[1]:
            pairs = [
                (a, b, p) for p in properties.split() for a, b in ((node, other), (other, node))
            ]
            yield together(*(world.reset(a, p, world.values(b, p)) for a, b, p in pairs))


for _table, _of in ((SETTINGS, setting), (EXCHANGES, exchange)):
    for _kind, _classes, *_words in (
        re.split(r" *\| *", row) for row in _table.strip().split("\n")
    ):
        kind(_classes, _kind)(partial(_of, *_words))


@kind("Statement")
def statement_in_anothers_mouth(world: World, node: Term) -> Iterator[Change]:
    """It was said, but by the other speaker."""
    speakers = {world.first(act, "speaker") for act in world.values(node, "saidIn")}
    for act in world.of("SpeechAct"):
        if speakers and world.first(act, "speaker") not in speakers:
            yield world.reset(node, "saidIn", [act])


@kind()
def sibling_as_value(world: World, fact: Fact) -> Iterator[Change]:
    """Another node of the same class."""
    taken = {fact.subject, *world.values(fact.subject, curie(fact.predicate.value))}
    for other in {*world.siblings(fact.object)} - taken:
        yield fact.as_if(object=other)


@kind()
def code_beside(world: World, fact: Fact) -> Iterator[Change]:
    """Another code of the scheme: party or signatory, defense or consultation, a day or a year."""
    taken = world.values(fact.subject, curie(fact.predicate.value))
    for other in {*codes_beside(fact.object)} - {*taken}:
        yield fact.as_if(object=other)


@kind()
def told_of_a_sibling(world: World, fact: Fact) -> Iterator[Change]:
    """The fact is told of another node of the same class."""
    taken = {fact.object, *(quad.subject for quad in world.there if quad.object == fact.object)}
    for other in {*world.siblings(fact.subject)} - taken:
        yield fact.as_if(subject=other)


@kind()
def turned_round(world: World, fact: Fact) -> Iterator[Change]:
    """Whole and part, before and after: subject and object change places."""
    back = ox.Quad(fact.object, fact.predicate, fact.subject) if _turns(world, fact) else None
    if back and back not in world.there:
        yield fact.as_if(subject=fact.object, object=fact.subject)


def _turns(world: World, fact: Fact) -> bool:
    return fact.predicate not in _SYMMETRIC and world.kin(fact.subject, fact.object)


@kind()
def roles_exchanged(world: World, fact: Fact) -> Iterator[Change]:
    """Superior and subordinate, who owes and who is owed: one stands in the other's role."""
    for other in world.facts:
        apart = other.subject == fact.subject and fact.predicate.value < other.predicate.value
        if apart and fact.object != other.object and world.kin(fact.object, other.object):
            yield together(fact.as_if(object=other.object), other.as_if(object=fact.object))


@kind()
def number_ten_times_off(world: World, fact: Fact) -> Iterator[Change]:
    """A nought too few or too many: 60,000 becomes 6,000."""
    if isinstance(fact.object, ox.Literal) and fact.object.datatype == name("xsd:integer"):
        number = int(fact.object.value)
        yield fact.as_if(object=ox.Literal(number * 10 if number % 10 else number // 10))


@kind()
def identifier_of_a_sibling(world: World, fact: Fact) -> Iterator[Change]:
    """The number of another node of the class, in place of its own."""
    near = world.siblings(fact.subject) if fact.predicate in _NUMBERED else ()
    for other in world.facts:
        if other.predicate == fact.predicate and other.subject in near:
            yield fact.as_if(object=other.object)


@kind()
def identifier_mistyped(world: World, fact: Fact) -> Iterator[Change]:
    """The last two different digits that stand side by side change places."""
    wrong = re.sub(r"(\d)(?!\1)(\d)(?!.*(\d)(?!\3)\d)", r"\2\1", fact.object.value)
    if fact.predicate in _NUMBERED and isinstance(fact.object, ox.Literal):
        yield fact.as_if(object=ox.Literal(wrong))


def _dates(world: World, node: Term, length: int) -> dict[str, list[Fact]]:
    """The dates of a node that begin alike."""
    found: dict[str, list[Fact]] = {}
    for fact in world.facts:
        told = isinstance(fact.object, ox.Literal) and fact.object.datatype == name("xsd:date")
        if fact.subject == node and told:
            found.setdefault(fact.object.value[:length], []).append(fact)
    return found


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=name("xsd:date"))


@kind("")
def another_year(world: World, node: Term) -> Iterator[Change]:
    """A year before or after, or ten, in all dates of that year."""
    for facts in _dates(world, node, 4).values():
        days = [date.fromisoformat(fact.object.value) for fact in facts]
        for step in (-10, -1, 1, 10):
            moved = [_day(d.replace(d.year + step, day=min(d.day, 28))) for d in days]
            yield together(*(f.as_if(object=d) for f, d in zip(facts, moved, strict=True)))


@kind("")
def another_day(world: World, node: Term) -> Iterator[Change]:
    """A day or ten before or after, where both bounds name the day: one alone may still be true."""
    for told, facts in _dates(world, node, 10).items():
        for step in (-10, -1, 1, 10) if len(facts) > 1 else ():
            moved = _day(date.fromisoformat(told) + timedelta(days=step))
            yield together(*(fact.as_if(object=moved) for fact in facts))


@kind("")
def end_before_the_start(world: World, node: Term) -> Iterator[Change]:
    """It ends a year before it starts."""
    for start, ends in (
        ("earliestStart", "earliestEnd latestEnd"),
        ("observedFrom", "observedUntil"),
    ):
        for first in world.values(node, start)[:1]:
            day = _day(date.fromisoformat(first.value) - timedelta(days=365))
            yield together(*(world.reset(node, end, [day]) for end in ends.split()))


@kind("")
def class_beside(world: World, node: Term) -> Iterator[Change]:
    """A class with the same parents: the wrong sort of thing."""
    above, mine = hierarchy.above(), world.first(node, "rdf:type")
    for other in above:
        if above[other] == above.get(mine) and other != mine:
            yield world.reset(node, "rdf:type", [other])


@kind("PostHolding AllianceMembership Seat PartyStatus")
def second_holder(world: World, node: Term) -> Iterator[Change]:
    """Somebody else too is in the post, the alliance, a party or at the seat in the same period."""
    holder = world.first(node, "heldBy memberAgent seatPlace partyInStatus")
    mine = [quad for quad in world.quads if quad.subject == node]
    for other in world.siblings(holder):
        label = ox.Literal(f"{world.first(node, 'rdfs:label').value}, another", language="en")
        new = {holder: other, world.first(node, "rdfs:label"): label}
        again = ox.NamedNode(f"{node.value}-another")
        yield (), tuple(ox.Quad(again, q.predicate, new.get(q.object, q.object)) for q in mine)


@kind("Passage Quotation")
def words_of_a_passage_changed(world: World, node: Term) -> Iterator[Change]:
    """A word or number of a passage that what rests on it repeats is another of its length."""
    on_it = {quad.subject for quad in world.quads if quad.object == node}
    on_it |= {quad.object for quad in world.quads if quad.subject in on_it} - {node}
    told = [quad.object for quad in world.quads if quad.subject in on_it]
    said = " ".join(one.value for one in told if isinstance(one, ox.Literal)).casefold()
    text = world.first(node, "exactText")
    for word in re.findall(r"\d[\d,]*|\w{4,}", text.value):
        if word.replace(",", "").casefold() in said:
            wrong = "".join(chr(ord(c) + 1) if c not in "9zZ," else c for c in word)
            new = ox.Literal(text.value.replace(word, wrong), language=text.language)
            yield world.reset(node, "exactText", [new])
