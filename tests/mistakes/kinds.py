"""The kinds of mistakes: of which nodes or facts, and every way in which one may go wrong.

None knows a bundled node by name. Left out is what would do no harm: values that are the same
thing, passages with the same words, what is said already. The seed chooses among several ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import Term, curie
from mistakes.world import Change, Fact, World, codes_beside, name, names, rank, together

KINDS: dict[str, Callable[[World], Iterator[tuple[Term, str, Change]]]] = {}
"""Each yields the node in question, the class or property to spread over, and the change."""

SETTINGS = """
plan called actual|Statement|modality=code:intended|modality=code:actual admitted=true triple=yes
plan asserted|Statement|modality=code:intended|triple=yes
fact called plan|Statement|modality=code:actual|modality=code:intended
judgement admitted|Statement|evaluative=true admitted=none|admitted=true triple=yes
judgement called neutral|Statement|evaluative=true|evaluative=false evaluativeTerm=none
judging word dropped|Statement|evaluativeTerm=any|evaluativeTerm=none
negation lost|Statement|negated=true|negated=none
negation added|Statement|negated=none|negated=true
event completed|StatusObservation|observedStatus=any|observedStatus=code:completed
weak mark dropped||weaklySourced=true|weaklySourced=none
conclusion of the editors unmarked||inferredByEditor=true|inferredByEditor=none
words dropped||evidencedBy=any|evidencedBy=none
documents dropped||sourcedFrom=any|sourcedFrom=none
"""
"""Kind, class (of any without one), what must be said, and what is said instead; ``triple``: the
plain triple that a statement sets out is asserted."""

EXCHANGES = """
status of another event|StatusObservation|observedStatus
label of a sibling||rdfs:label
words of a sibling||evidencedBy
documents of a sibling||sourcedFrom
place of another passage|Passage Quotation|charStart charEnd
"""
"""Kind, class, and the properties whose values two nodes of the same classes exchange."""

_WORDS = {"true": [ox.Literal(True)], "false": [ox.Literal(False)], "none": []}
_NUMBERED = names("wikidataId atopId unTreatyNumber treatyCitation codeAssigned dcterms:identifier")
_SYMMETRIC = names("actsWith alliedWith")
_STEPS = (-10, -1, 1, 10)


def kind(classes: str | None = None, called: str = "") -> Callable[[Any], None]:
    """Count among the kinds a function of nodes of some classes, or else of facts."""

    def count(function: Callable[[World, Any], Iterable[Change]]) -> None:
        def places(world: World) -> Iterator[tuple[Term, str, Change]]:
            for item in world.facts if classes is None else world.of(classes):
                if changes := [one for one in function(world, item) if any(one)]:
                    change = min(changes, key=lambda one: rank(*one[0], *one[1]))
                    fact = isinstance(item, Fact)
                    spread = curie(item.predicate.value) if fact else world.kind(item)
                    yield item.subject if fact else item, spread, change

        KINDS[called or function.__name__.replace("_", " ")] = places

    return count


def setting(when: str, then: str, world: World, node: Term) -> Iterator[Change]:
    """Other values of a node, if it has some."""
    before, after = (dict(one.split("=") for one in text.split()) for text in (when, then))
    if all(_fits(world.values(node, prop), told) for prop, told in before.items()):
        new = [
            world.reset(node, p, _stands_for(told)) for p, told in after.items() if p != "triple"
        ]
        come = [q for q in world.set_out(node) if "triple" in after and q not in world.there]
        yield together(((), tuple(come)), *new)


def _stands_for(told: str) -> list[Term]:
    return _WORDS.get(told, [name(told)])


def _fits(values: list[Term], told: str) -> bool:
    return bool(values) if told == "any" else values == _stands_for(told)


def exchange(properties: str, world: World, node: Term) -> Iterator[Change]:
    """The values of two nodes change places, of passages those with other words."""
    for other in world.siblings(node):
        values = [world.values(one, properties) for one in (node, other)]
        told = [{world.first(value, "exactText") or value for value in one} for one in values]
        if all(told) and told[0].isdisjoint(told[1]):
            turns = [
                (a, p, b) for p in properties.split() for a, b in ((node, other), (other, node))
            ]
            yield together(*(world.reset(a, p, world.values(b, p)) for a, p, b in turns))


for _table, _of in ((SETTINGS, setting), (EXCHANGES, exchange)):
    for _kind, _classes, *_rest in (row.split("|") for row in _table.strip().splitlines()):
        kind(_classes, _kind)(partial(_of, *_rest))


@kind("Statement")
def statement_in_anothers_mouth(world: World, node: Term) -> Iterator[Change]:
    """It was said, but by the other speaker."""
    speakers = {world.first(act, "speaker") for act in world.values(node, "saidIn")}
    for act in world.of("SpeechAct"):
        if speakers and world.first(act, "speaker") not in speakers:
            yield world.reset(node, "saidIn", [act])


@kind("Statement")
def voice_of_another_kind(world: World, node: Term) -> Iterator[Change]:
    """What is quoted, retold, and said by the document itself, one for the other."""
    yield from (world.reset(node, "voice", [c]) for c in codes_beside(world.first(node, "voice")))


@kind()
def sibling_as_value(world: World, fact: Fact) -> Iterator[Change]:
    """Another node of the same class."""
    taken = {fact.subject, *world.values(fact.subject, curie(fact.predicate.value))}
    yield from (fact.as_if(object=one) for one in {*world.siblings(fact.object)} - taken)


@kind()
def code_beside(world: World, fact: Fact) -> Iterator[Change]:
    """Another code of the scheme: party or signatory, defense or consultation, a day or a year."""
    taken = {*world.values(fact.subject, curie(fact.predicate.value))}
    yield from (fact.as_if(object=one) for one in {*codes_beside(fact.object)} - taken)


@kind()
def told_of_a_sibling(world: World, fact: Fact) -> Iterator[Change]:
    """The fact is told of another node of the same class."""
    taken = {fact.object, *(quad.subject for quad in world.there if quad.object == fact.object)}
    yield from (fact.as_if(subject=one) for one in {*world.siblings(fact.subject)} - taken)


@kind()
def turned_round(world: World, fact: Fact) -> Iterator[Change]:
    """Whole and part, before and after: subject and object change places."""
    turned = fact.predicate not in _SYMMETRIC and world.kin(fact.subject, fact.object)
    if turned and ox.Quad(fact.object, fact.predicate, fact.subject) not in world.there:
        yield fact.as_if(subject=fact.object, object=fact.subject)


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
    if fact.is_of("xsd:integer"):
        number = int(fact.object.value)
        yield fact.as_if(object=ox.Literal(number * 10 if number % 10 else number // 10))


@kind()
def identifier_of_a_sibling(world: World, fact: Fact) -> Iterator[Change]:
    """The number of another node of the class, in place of its own."""
    near = world.siblings(fact.subject) if fact.predicate in _NUMBERED else ()
    same = (one for one in world.facts if one.predicate == fact.predicate and one.subject in near)
    yield from (fact.as_if(object=one.object) for one in same)


@kind()
def identifier_mistyped(world: World, fact: Fact) -> Iterator[Change]:
    """The last two different digits that stand side by side change places."""
    wrong = re.sub(r"(\d)(?!\1)(\d)(?!.*(\d)(?!\3)\d)", r"\2\1", fact.object.value)
    if fact.predicate in _NUMBERED and isinstance(fact.object, ox.Literal):
        yield fact.as_if(object=ox.Literal(wrong))


def _moved(facts: list[Fact], move: Callable[[date], date]) -> Change:
    """Some dates as others."""
    days = [move(date.fromisoformat(fact.object.value)).isoformat() for fact in facts]
    new = [ox.Literal(day, datatype=name("xsd:date")) for day in days]
    return together(*(f.as_if(object=day) for f, day in zip(facts, new, strict=True)))


@kind("")
def another_year(world: World, node: Term) -> Iterator[Change]:
    """A year before or after, or ten, in all dates of that year."""
    for facts in world.dates(node, 4):
        for n in _STEPS:
            yield _moved(facts, lambda day, n=n: day.replace(day.year + n, day=min(day.day, 28)))


@kind("")
def another_day(world: World, node: Term) -> Iterator[Change]:
    """A day or ten before or after, where both bounds name the day: one alone may still be true."""
    for facts in world.dates(node, 10):
        for n in _STEPS if len(facts) > 1 else ():
            yield _moved(facts, lambda day, n=n: day + timedelta(days=n))


@kind("")
def end_before_the_start(world: World, node: Term) -> Iterator[Change]:
    """It ends a year before it starts."""
    for first in world.values(node, "earliestStart observedFrom"):
        known = "earliestEnd latestEnd" if world.values(node, "earliestStart") else "observedUntil"
        day = (date.fromisoformat(first.value) - timedelta(days=365)).isoformat()
        end = ox.Literal(day, datatype=name("xsd:date"))
        yield together(*(world.reset(node, one, [end]) for one in known.split()))


@kind("")
def class_beside(world: World, node: Term) -> Iterator[Change]:
    """A class with the same parents: the wrong sort of thing."""
    above, mine = contents.above(), world.first(node, "rdf:type")
    near = (one for one in above if above[one] == above.get(mine) and one != mine)
    yield from (world.reset(node, "rdf:type", [one]) for one in near)


@kind("PostHolding AllianceMembership Seat PartyStatus")
def second_holder(world: World, node: Term) -> Iterator[Change]:
    """Somebody else too is in the post, the alliance, a party or at the seat in the same period."""
    holder = world.first(node, "heldBy memberAgent seatPlace partyInStatus")
    label, mine = world.first(node, "rdfs:label"), [q for q in world.quads if q.subject == node]
    for other in world.siblings(holder):
        new = {holder: other, label: ox.Literal(f"{label.value}, another", language="en")}
        again = ox.NamedNode(f"{node.value}-another")
        yield (), tuple(ox.Quad(again, q.predicate, new.get(q.object, q.object)) for q in mine)


@kind("Passage Quotation")
def words_of_a_passage_changed(world: World, node: Term) -> Iterator[Change]:
    """A word or number of a passage that what rests on it repeats is another of its length."""
    on_it = {quad.subject for quad in world.quads if quad.object == node}
    on_it |= {quad.object for quad in world.quads if quad.subject in on_it} - {node}
    told = (quad.object for quad in world.quads if quad.subject in on_it)
    said = " ".join(one.value for one in told if isinstance(one, ox.Literal)).casefold()
    text = world.first(node, "exactText")
    for word in re.findall(r"\d[\d,]*|\w{4,}", text.value):
        if word.replace(",", "").casefold() in said:
            wrong = "".join(chr(ord(c) + 1) if c not in "9zZ," else c for c in word)
            new = ox.Literal(text.value.replace(word, wrong), language=text.language)
            yield world.reset(node, "exactText", [new])
