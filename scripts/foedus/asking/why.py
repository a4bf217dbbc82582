"""Why something holds, down to the passages and sources; else who plans, claims or denies it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import plain
from foedus.asking.names import Names
from foedus.asking.snapshot import interval, marked
from foedus.asking.statements import Node, Statement, flagged, passages_of, read_statements
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.rdf import reading
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, OWL_NS, RDF_NS, Term, curie, text
from foedus.reasoning import standing
from foedus.reasoning.derivation import Derivation, could_conclude, derive

_TYPE = ox.NamedNode(RDF_NS + "type")
# Stated by no data: they hold on a day, in a snapshot.
_BY_BOUNDS = "rule 90-snapshot: on a day, by a relation whose bounds include the day"
_BY_MEMBERSHIP = "rule 91-allied-states: on a day on which both belong to one alliance"
_SHORTCUTS = {
    FOEDUS_NS + "reportsTo": _BY_BOUNDS,
    FOEDUS_NS + "holdsPost": _BY_BOUNDS,
    FOEDUS_NS + "memberOfAlliance": _BY_BOUNDS,
    FOEDUS_NS + "alliedWith": _BY_MEMBERSHIP,
}
BOUNDS = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
_VERDICTS = {
    standing.HOLDS: "Not stated",
    standing.NOT_SAID: "Not stated",
    standing.PLANNED: "Not stated, but planned",
    standing.CLAIMED: "Not stated as a fact, but claimed",
    standing.CANCELLED: "Not stated: planned and called off",
    standing.DENIED: "Denied",
}
_LITERAL_KINDS = {OWL_NS + "DatatypeProperty", OWL_NS + "AnnotationProperty"}


@dataclass(frozen=True)
class Branch:
    """One line of the tree: a sentence, how we come to it, what backs it, and what it rests on."""

    sentence: str
    how: str
    grounds: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, repr=False)
class Answer:
    """Why a triple holds (a tree), or that nobody states it.

    ``verdict`` says of a triple that does not hold how it stands: that it is not stated, or denied,
    planned, claimed or cancelled. ``lacking`` names each axiom or rule that could conclude it and
    its first unmet premise; ``said`` the statements that say so without being facts, those that
    deny it, and the relations by which it holds on some days.
    """

    sentence: str
    holds: bool
    tree: Branch | None = None
    lacking: tuple[tuple[str, str], ...] = ()
    said: tuple[Branch, ...] = ()
    verdict: str = "Holds"

    def __repr__(self) -> str:
        """The verdict, and on what."""
        return f"<Answer: {self.verdict}: {self.sentence}>"


class _Teller:
    """What backs a stated triple: statements, passages, sources."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self.labels = Labels(quads)
        self.store = reading.to_store(quads)
        self.statements = read_statements(self.store)

    def sentence(self, triple: ox.Triple) -> str:
        parts = (triple.subject, triple.predicate, triple.object)
        if triple.predicate == _TYPE:
            kind = self.name(triple.object)
            article = "an" if kind[:1] in "aeiou" else "a"
            return f"{self.name(triple.subject)} is {article} {kind}"
        subject, predicate, object_ = map(self.name, parts)
        return f"{subject} — {predicate}: {object_}"

    def name(self, term: Term) -> str:
        return self.labels(term.value) if isinstance(term, ox.NamedNode) else text(term)

    def states(self, triple: ox.Triple) -> bool:
        """Whether the data state a triple, in any graph."""
        parts = (triple.subject, triple.predicate, triple.object)
        return any(self.store.quads_for_pattern(*parts, None))

    def grounds(self, triple: ox.Triple) -> tuple[str, ...]:
        """The passages and sources behind a stated triple, with voice, modality and speaker."""
        subject = text(triple.subject)
        backing = [one for one in self.statements if one.admitted and _says(one, triple)]
        backing = backing or [
            one for one in self.statements if one.admitted and subject in one.about
        ]
        told: list[str] = []
        for statement in backing:
            told += self.of_statement(statement)
        if not told and isinstance(triple.subject, ox.NamedNode):
            told = self._of_node(triple.subject)
        return tuple(dict.fromkeys(told))

    def of_statement(self, statement: Statement) -> list[str]:
        """A statement's passages and sources, each with how it is said and by whom."""
        speakers = ", ".join(self.labels(one) for one in statement.speakers)
        how = ", ".join(
            part
            for part in (
                plain.VOICES.get(statement.voice, statement.voice),
                plain.mode(statement.modality),
                speakers if statement.voice != "source-voice" else "",
                "denied" if statement.negated else "",
            )
            if part
        )
        node = ox.NamedNode(statement.iri)
        return [f"{one} ({how})" for one in self._of_node(node)]

    def _of_node(self, node: ox.NamedNode) -> list[str]:
        cited = [self.labels.cited(one.iri) or "" for one in passages_of(self.store, node)]
        sources = self._objects(node, FOEDUS_NS + "sourcedFrom")
        lines = self._lines(node, *self._objects(node, FOEDUS_NS + "aboutNode"))
        return cited + [self._source(source) + lines for source in sources]

    def _lines(self, *nodes: Node) -> str:
        """The lines of its source's file that nodes were made from, in words."""
        row = ox.NamedNode(FOEDUS_NS + "sourceRow")
        quads = (quad for one in nodes for quad in self.store.quads_for_pattern(one, row, None))
        found = sorted({text(quad.object) for quad in quads}, key=lambda one: (len(one), one))
        return f", line{'s' * (len(found) > 1)} {', '.join(found)}" if found else ""

    def value(self, node: Node, name: str) -> str:
        """The text of a property of ours of a node; empty where it has none."""
        found = self.store.quads_for_pattern(node, ox.NamedNode(FOEDUS_NS + name), None, None)
        return min((text(quad.object) for quad in found), default="")

    def _source(self, node: ox.NamedNode) -> str:
        address = self._objects(node, DCTERMS_NS + "source")
        return self.labels(node.value) + (f" <{address[0].value}>" if address else "")

    def _objects(self, node: ox.NamedNode, predicate: str) -> list[ox.NamedNode]:
        quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        found = (quad.object for quad in quads)
        return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=str)


def explain(
    subject: str,
    predicate: str,
    object_: str,
    quads: Sequence[ox.Quad],
    prefixes: Mapping[str, str] | None = None,
) -> Answer:
    """Why a triple holds in the closure of the data, or what is missing.

    Each part is any name that ``foedus.asking.names`` finds, with the ``prefixes`` of the files;
    ``a`` stands for `rdf:type`.
    Raises BadInput for a name that is unknown or means several things, and for data that
    contradict themselves.
    """
    teller = _Teller(quads)
    names = Names(quads, prefixes, teller.labels)
    triple = _triple(subject, predicate, object_, names.certain, quads)
    closure = reasoning.infer(quads, about=(triple,) if triple else ())
    if triple is None:
        names = Names([*quads, *closure.quads], prefixes, teller.labels)
        triple = _triple(subject, predicate, object_, names.find, quads)
        assert triple is not None
    derivation = derive(triple, closure.world)
    if derivation is None and teller.states(triple):
        derivation = Derivation(triple)
    sentence = teller.sentence(triple)
    known = standing.Standings(quads)
    if triple.subject in known.unheld:
        verdict = _initial(known.words(triple.subject))
        said = tuple(_speaks_of(known, triple.subject, teller))
        return Answer(sentence, False, None, (), said, f"{verdict}, and no fact")
    if derivation is not None:
        return Answer(sentence, True, _branch(derivation, teller))
    lacking = tuple(
        (_by(missing.by, missing.rule), missing.premise)
        for missing in could_conclude(triple, closure.world)
    )
    if by := _SHORTCUTS.get(triple.predicate.value):
        lacking += ((by, "a day: see foedus snapshot --as-of DATE"),)
    saying = [one for one in teller.statements if not one.admitted and _says(one, triple)]
    told = [Branch(_code(one), "", tuple(teller.of_statement(one))) for one in saying]
    told += _on_some_days(triple, known, teller)
    stands = known.of_triple(triple)
    if stands == standing.NOT_SAID and (relations := _relations(triple, teller)):
        hows = {known.unheld.get(node, standing.HOLDS) for node in relations}
        stands = next(one for one in _VERDICTS if one in hows)
    verdict = _VERDICTS[stands]
    return Answer(sentence, False, None, lacking, tuple(told), verdict)


def _speaks_of(known: standing.Standings, node: Term, teller: _Teller) -> Iterator[Branch]:
    """What those say who plan, claim or deny an event or a relation."""
    statements = {one.iri: one for one in teller.statements}
    for saying in known.who(node):
        told = f"{saying.name} speaks of it, {plain.mode(saying.modality)}: not a fact"
        backing = teller.of_statement(statements[saying.iri]) if saying.iri in statements else ()
        yield Branch(told, "", tuple(backing))


def _relations(triple: ox.Triple, teller: _Teller) -> list[Node]:
    """The relations by which a triple would hold on a day, in order."""
    if (roles := standing.SHORTCUTS.get(triple.predicate.value)) is None:
        return []
    ends = zip(roles[1:], (triple.subject, triple.object), strict=True)
    one, two = (
        {
            quad.subject
            for quad in teller.store.quads_for_pattern(None, ox.NamedNode(FOEDUS_NS + role), end)
        }
        for role, end in ends
    )
    return sorted(one & two, key=str)


def _on_some_days(
    triple: ox.Triple, known: standing.Standings, teller: _Teller
) -> Iterator[Branch]:
    """What each of the relations says by which a triple holds on the days within their bounds."""
    for node in _relations(triple, teller):
        bounds = [teller.value(node, name) for name in BOUNDS]
        how = known.unheld.get(node)
        when = known.words(node) if how else interval(*bounds)
        marks = [words for name, words in plain.MARKS.items() if flagged(teller.store, node, name)]
        told = f"{teller.name(node)} says so, {marked(when, '; '.join(marks))}"
        if how:
            said = [one for by in _speaks_of(known, node, teller) for one in by.grounds]
            yield Branch(f"{teller.name(node)}: {when}, and no fact", "", tuple(said))
        else:
            role = ox.NamedNode(FOEDUS_NS + standing.SHORTCUTS[triple.predicate.value][1])
            backing = teller.grounds(ox.Triple(node, role, triple.subject))
            yield Branch(f"{told}: a fact on such a day only", "", backing)


def _initial(words: str) -> str:
    return words[:1].upper() + words[1:]


def grounds(quads: Sequence[ox.Quad]) -> Callable[[ox.Triple], tuple[str, ...]]:
    """A function from a stated triple to the passages and sources behind it."""
    return _Teller(quads).grounds


def _branch(derivation: Derivation, teller: _Teller) -> Branch:
    if derivation.asserted:
        return Branch(
            teller.sentence(derivation.triple), "stated", teller.grounds(derivation.triple)
        )
    return Branch(
        teller.sentence(derivation.triple),
        _by(derivation.by, derivation.rule),
        (),
        tuple(_branch(premise, teller) for premise in derivation.premises),
    )


def _by(by: Sequence[str], rule: str) -> str:
    words = "; ".join(by)
    return f"rule {rule}: {words}" if rule else words


def _says(statement: Statement, triple: ox.Triple) -> bool:
    return (
        text(triple.subject) in statement.subjects
        and statement.predicate == triple.predicate.value
        and text(statement.object) == text(triple.object)
    )


def _code(statement: Statement) -> str:
    judged = ", a judgement" if statement.evaluative else ""
    name = statement.fact or curie(statement.iri)
    if statement.negated:
        return f"{name} denies it, {plain.mode(statement.modality)}{judged}"
    return f"{name} says so, {plain.mode(statement.modality)}{judged}: not a fact"


_Find = Callable[[str, str], str]
"""From a name, and what is looked for, to the address that is meant; empty where none is."""


def _triple(
    subject: str, predicate: str, object_: str, find: _Find, quads: Sequence[ox.Quad]
) -> ox.Triple | None:
    """The triple that is meant; None where a part of it is not found."""
    is_type = predicate in ("a", "type", "rdf:type")
    about = find(subject, "thing")
    role = _TYPE.value if is_type else find(predicate, "term")
    if not about or not role:
        return None
    literal = None if is_type else _literal(object_, role, quads)
    value = "" if literal else find(object_, "term" if is_type else "thing")
    if not literal and not value:
        return None
    return ox.Triple(ox.NamedNode(about), ox.NamedNode(role), literal or ox.NamedNode(value))


def _literal(name: str, role: str, quads: Sequence[ox.Quad]) -> ox.Literal | None:
    """The literal that the data have so, or any of a property with texts and numbers; else None."""
    for quad in quads:
        if quad.predicate.value == role:
            found = quad.object
            if isinstance(found, ox.Literal) and found.value == name:
                return found
    kinds = {
        text(quad.object)
        for quad in contents.ontology()
        if text(quad.subject) == role and quad.predicate == _TYPE
    }
    return ox.Literal(name) if kinds & _LITERAL_KINDS else None
