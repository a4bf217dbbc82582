"""The checks for names of others in labels and words.

As queries they would compare each text with each name, which takes minutes where there are ten
thousand names. Here the places of a text are looked up among the names, by their first letters and
their lengths.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.report.finding import Rule
from foedus.rdf.names import CHECK_NS, FOEDUS_NS, LABEL, RDFS_NS, SKOS_NS, TYPE, Term
from foedus.rdf.reached import reached

_SUBCLASS = ox.NamedNode(RDFS_NS + "subClassOf")
_SHORT = ox.NamedNode(SKOS_NS + "altLabel")
_DEFAULT = ox.DefaultGraph()
_HEAD = 4
"""The letters that a name must have, and by which it is looked up."""


def _ours(names: str) -> tuple[ox.NamedNode, ...]:
    return tuple(ox.NamedNode(FOEDUS_NS + name) for name in names.split())


_ACCEPTED, _PIECE_OF, _MEANS, _EVIDENCE, _WORDS = _ours(
    "acceptedFinding partOf interpretedAs evidencedBy exactText"
)
_SORTS = _ours("Agreement Alliance Organization Person Place Polity Post")
_HOLDERS = _ours("contributingState heldBy memberAgent partyInStatus")
_IN_LABELS = _ours(
    "administeredBy beneficiary changesOrganization claimant claimedPlace codeHolder "
    "contributingState heldBy hostPolity memberAgent membershipOf obligor ofState partyInStatus "
    "phaseOf postHeld postIn provisionOf speaker statusOf subordinateParty superiorParty"
)
_IN_WORDS = _ours(
    "stmtObject administeredBy changesOrganization claimant claimedPlace hasLegalBasis heldBy "
    "hostPolity memberAgent membershipOf partyInStatus postHeld statusOf subordinateParty "
    "superiorParty"
)

Row = tuple[Any, ...]
"""A check, and the file, entity, property and value that it finds."""


_SOURCES = ("house words_and_values",)
_BEGINS = findings.Law(
    "label-begins-with-another",
    "Label that begins with another",
    "The label begins with the name of another state or body than the value, whose the node is.",
    "Point to the one that the label begins with, or correct the label.",
    _SOURCES,
)
_LABEL_NAMES = findings.Law(
    "label-names-another",
    "Label that names another",
    "The label does not name the value, but names another thing of its kind that nothing here "
    "points to.",
    "Point to the thing that the label names, or correct the label.",
    _SOURCES,
)
_WORDS_NAME = findings.Law(
    "words-name-another",
    "Words that name another",
    "The words of this statement or relation do not name the value, but name another thing of its "
    "kind that nothing here points to.",
    "Point to the thing that the words name, or add a designation that tells what they mean.",
    _SOURCES,
)
_ALL = (_BEGINS, _LABEL_NAMES, _WORDS_NAME)
LAWS = frozenset(ox.NamedNode(CHECK_NS + one.name) for one in _ALL)
"""The checks, all of which can be accepted."""


def rules() -> tuple[Rule, ...]:
    """What the checks are."""
    return tuple(one.rule for one in _ALL)


def rows(store: ox.Store, only: Collection[str] = ()) -> Iterator[Row]:
    """What the checks find in the files that are graphs of a store; all that it has is at hand.

    ``only`` are the names of the checks to make, none for all.
    """
    at_hand = _AtHand(store)
    for law, properties, test in (
        (_BEGINS, _HOLDERS, at_hand.begun),
        (_LABEL_NAMES, _IN_LABELS, at_hand.named_in_label),
        (_WORDS_NAME, _IN_WORDS, at_hand.named_in_words),
    ):
        if not only or law.rule.name in only:
            yield from _found(law, at_hand, properties, test)


def _found(
    made: findings.Law,
    at_hand: _AtHand,
    properties: Iterable[ox.NamedNode],
    test: Callable[[Term, ox.NamedNode, Term], bool],
) -> Iterator[Row]:
    law = ox.NamedNode(CHECK_NS + made.name)
    found = {
        (quad.graph_name, quad.subject, prop, quad.object)
        for prop in properties
        for quad in at_hand.store.quads_for_pattern(None, prop, None)
        if quad.graph_name != _DEFAULT
        and test(quad.subject, prop, quad.object)
        and not at_hand.holds(quad.subject, _ACCEPTED, law)
    }
    for row in sorted(found, key=lambda row: tuple(map(str, row))):
        yield (made, *row)


@dataclass
class _AtHand:
    """All that the files at hand say, looked up."""

    store: ox.Store

    def holds(self, s: Term, p: Term | None, o: Term) -> bool:
        found = self.store.quads_for_pattern(s, p, o, None)  # type: ignore[arg-type]
        return next(found, None) is not None

    def values(self, node: Term, prop: ox.NamedNode | None) -> Iterator[Term]:
        """The values of a property of a node; of none, those of all."""
        if not isinstance(node, ox.Literal):
            for quad in self.store.quads_for_pattern(node, prop, None, None):
                yield quad.object

    def texts(self, node: Term, prop: ox.NamedNode) -> list[str]:
        return [_spelled(one) for one in self.values(node, prop) if isinstance(one, ox.Literal)]

    def short(self, node: Term) -> list[str]:
        """The other names of a node, as they are written."""
        return [one.value for one in self.values(node, _SHORT) if isinstance(one, ox.Literal)]

    # The checks.

    def begun(self, entity: Term, prop: ox.NamedNode, value: Term) -> bool:
        labels = self.texts(value, LABEL)
        for text in map(_spelled, self.values(entity, LABEL)):
            words = re.sub("^[Tt]he ", "", text)
            if not any(not words.startswith(label) for label in labels):
                continue
            if any(words.startswith(one) for one in self.short(value)):
                continue
            if any(
                other != value and not self.holds(entity, prop, other)
                for name in self.holders.starting(words)
                for other in self.holders.of[name]
            ):
                return True
        return False

    def named_in_label(self, entity: Term, prop: ox.NamedNode, value: Term) -> bool:
        return any(self.names_another(entity, value, words) for words in self.texts(entity, LABEL))

    def named_in_words(self, entity: Term, prop: ox.NamedNode, value: Term) -> bool:
        passages = [*self.values(entity, _EVIDENCE)]
        all_words = [one for passage in passages for one in self.texts(passage, _WORDS)]
        labels = [
            label
            for label in self.texts(value, LABEL)
            if not any(label in words for words in all_words)
        ]
        return bool(labels) and any(
            self.names_another(entity, value, words)
            for passage in passages
            if not self.is_designated(passage, value)
            for words in self.texts(passage, _WORDS)
        )

    def is_designated(self, passage: Term, value: Term) -> bool:
        """Whether a piece of the passage is read as the value."""
        pieces = self.store.quads_for_pattern(None, _PIECE_OF, passage, None)
        return any(self.holds(piece.subject, _MEANS, value) for piece in pieces)

    def names_another(self, entity: Term, value: Term, words: str) -> bool:
        """Whether words lack the value's name, and have another's that nothing here points to."""
        if not any(label not in words for label in self.texts(value, LABEL)):
            return False
        if any(one in words for one in self.short(value)):
            return False
        names = [
            name
            for name in self.names.within(words)
            if not re.match("[a-z]", words[words.index(name) + len(name) :])
        ]
        sorts, linked = self.sorts(value), {*self.values(entity, None)}
        found = [
            name
            for name in names
            if any(one not in linked for sort in sorts for one in self.alike.get((name, sort), ()))
        ]
        if not found:
            return False
        spoken = [one for node in linked for one in self.texts(node, LABEL)]
        return any(not any(name in whole for whole in spoken) for name in found)

    # What is looked up in.

    @cached_property
    def names(self) -> _Names:
        """The labels of all things."""
        return _Names(
            (quad.object.value, quad.subject)
            for quad in self.store.quads_for_pattern(None, LABEL, None, None)
            if isinstance(quad.object, ox.Literal) and self.sorts(quad.subject)
        )

    @cached_property
    def alike(self) -> dict[tuple[str, Term], list[Term]]:
        """The things of one label and of one of some great classes."""
        found = defaultdict(list)
        for name, nodes in self.names.of.items():
            for node in nodes:
                for sort in self.sorts(node):
                    found[name, sort].append(node)
        return found

    @cached_property
    def holders(self) -> _Names:
        """The labels of those who are members, parties and so on."""
        found = {
            quad.object
            for prop in _HOLDERS
            for quad in self.store.quads_for_pattern(None, prop, None, None)
        }
        return _Names((text, node) for node in found for text in self.texts(node, LABEL))

    def sorts(self, node: Term) -> set[Term]:
        """Which of some great classes a node is of."""
        return {sort for kind in self.values(node, TYPE) for sort in self._above(kind)}

    def _above(self, kind: Term) -> frozenset[Term]:
        known = self._known_above.get(kind)
        if known is None:
            found = reached([kind], lambda one: self.values(one, _SUBCLASS))
            known = self._known_above[kind] = frozenset(found & set(_SORTS))
        return known

    @cached_property
    def _known_above(self) -> dict[Term, frozenset[Term]]:
        return {}


class _Names:
    """Names, each with the nodes that have it, found where they stand in a text."""

    def __init__(self, named: Iterable[tuple[str, Term]]) -> None:
        self.of: dict[str, set[Term]] = defaultdict(set)
        for name, node in named:
            self.of[name.replace("U.S.", "United States")].add(node)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for name in self.of:
            self._lengths[name[:_HEAD]].add(len(name))

    def within(self, text: str) -> set[str]:
        """The names of some letters that stand anywhere in a text."""
        return {
            name
            for start in range(len(text) - _HEAD + 1)
            for length in self._lengths.get(text[start : start + _HEAD], ())
            if (name := text[start : start + length]) in self.of
        }

    def starting(self, text: str) -> set[str]:
        """The names, however short, that a text begins with."""
        lengths = {one for end in range(_HEAD + 1) for one in self._lengths.get(text[:end], ())}
        return {text[:length] for length in lengths if text[:length] in self.of}


def _spelled(term: Term) -> str:
    return str(getattr(term, "value", "")).replace("U.S.", "United States")
