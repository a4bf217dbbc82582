"""What backs a value: the statement of that very triple, else those about the node, else its own.

No fact is backed by a statement that is not admitted, nor by words that only such statements use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

import pyoxigraph as ox

from foedus.asking.profile.model import Evidence, Source
from foedus.asking.statements import (
    Passage,
    Statement,
    flagged,
    passages_of,
    read_statements,
)
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, GRAPH_NS, Term, text

_PASSAGE_OF = ox.NamedNode(FOEDUS_NS + "passageOf")
_STARTS = ox.NamedNode(FOEDUS_NS + "charStart")
_SOURCED = ox.NamedNode(FOEDUS_NS + "sourcedFrom")
_EVIDENCED = FOEDUS_NS + "evidencedBy"
_ADDRESS = ox.NamedNode(DCTERMS_NS + "source")
_AUTHOR = "unnamed"


class Grounds:
    """What the statements, passages and documents of some data back."""

    def __init__(self, store: ox.Store, label: Callable[[str], str]) -> None:
        """Read the statements, each indexed by what it speaks of."""
        self.store = store
        self.label = label
        self.statements = {one.iri: one for one in read_statements(store)}
        self.about: dict[str, list[Statement]] = defaultdict(list)
        self.of_subject: dict[str, list[Statement]] = defaultdict(list)
        self.of_object: dict[str, list[Statement]] = defaultdict(list)
        self._exact: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
        for one in self.statements.values():
            for node in one.about:
                self.about[node].append(one)
            for subject in one.subjects:
                self.of_subject[subject].append(one)
                if one.predicate:
                    self._exact[subject, one.predicate, str(one.object)].append(one)
            if isinstance(one.object, ox.NamedNode):
                self.of_object[one.object.value].append(one)

    @cached_property
    def only_said(self) -> set[str]:
        """The passages that statements use, none of which is admitted."""
        used: dict[str, bool] = {}
        for one in self.statements.values():
            for passage in one.passages:
                used[passage.iri] = used.get(passage.iri, False) or one.admitted
        return {iri for iri, admitted in used.items() if not admitted}

    @cached_property
    def texts(self) -> set[str]:
        """The documents that are read word by word: whose passages have their places in them."""
        placed = self.store.quads_for_pattern(None, _STARTS, None, None)
        passages = {quad.subject for quad in placed}
        quads = self.store.quads_for_pattern(None, _PASSAGE_OF, None, None)
        return {text(quad.object) for quad in quads if quad.subject in passages}

    def of_triple(self, subject: Term, predicate: str, value: Term) -> tuple[Evidence, ...]:
        """What backs a triple: its own statements, else what backs its subject."""
        exact = self._exact.get((text(subject), predicate, str(value)), ())
        own = tuple(self.of_statement(one) for one in exact if one.admitted)
        return own or self.of_node(subject)

    def of_shortcut(self, subject: Term, predicate: str, value: Term) -> tuple[Evidence, ...]:
        """The admitted statements of a triple that no data state."""
        exact = self._exact.get((text(subject), predicate, str(value)), ())
        return tuple(self.of_statement(one) for one in exact if one.admitted)

    def of_node(self, node: Term, with_subject: bool = False) -> tuple[Evidence, ...]:
        """What backs a node: the admitted statements about it, its own passages and documents.

        Of an event or a relation also the statements that it is the subject of.
        """
        iri = text(node)
        told = [one for one in self.about.get(iri, ()) if one.admitted]
        if with_subject:
            told += [one for one in self.of_subject.get(iri, ()) if one.admitted]
        found = [self.of_statement(one) for one in dict.fromkeys(told)]
        if isinstance(node, ox.Literal):
            return tuple(found)
        cited = {passage.iri for one in found for passage in one.passages}
        passages = tuple(
            one
            for one in passages_of(self.store, node)
            if one.iri not in cited and one.iri not in self.only_said and not found
        )
        sources = self.sources(node)
        if passages or sources:
            own = Evidence(
                passages=passages,
                documents=self._documents(passages),
                sources=sources,
                weak=flagged(self.store, node, "weaklySourced"),
                by_editor=flagged(self.store, node, "inferredByEditor"),
            )
            found.append(own)
        return tuple(found)

    def of_statement(self, one: Statement) -> Evidence:
        """A statement as what backs something, with the passage that locates it."""
        located = one.locating_passage
        passages = (located,) if located else ()
        return Evidence(
            statement=one.iri,
            fact=one.fact,
            passages=passages,
            documents=self._documents(passages),
            sources=self.sources(ox.NamedNode(one.iri)),
            speakers=one.speakers,
            weak=one.weak,
            by_editor=one.by_editor,
        )

    def sources(self, node: Term) -> tuple[Source, ...]:
        """The documents that a node points to."""
        quads = self.store.quads_for_pattern(node, _SOURCED, None, None)  # type: ignore[arg-type]
        found = sorted({text(quad.object) for quad in quads})
        return tuple(map(self.source, found))

    def source(self, iri: str) -> Source:
        """A document."""
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), _ADDRESS, None, None)
        return Source(iri, self.label(iri), min((text(quad.object) for quad in quads), default=""))

    def _documents(self, passages: Iterable[Passage]) -> tuple[Source, ...]:
        found = {}
        for passage in passages:
            node = ox.NamedNode(passage.iri)
            for quad in self.store.quads_for_pattern(node, _PASSAGE_OF, None, None):
                found[text(quad.object)] = self.source(text(quad.object))
        return tuple(found[iri] for iri in sorted(found))

    def who(self, one: Statement) -> list[str]:
        """Who says a statement: whoever is quoted or reported, else the documents."""
        if one.voice != "source-voice" and one.speakers:
            return [self.label(speaker) for speaker in one.speakers]
        backed = self.of_statement(one)
        return [self.document(each) for each in (*backed.documents, *backed.sources)]

    def document(self, source: Source) -> str:
        """A document's name in a sentence: ``the article`` where only one is read word by word.

        A data set is called as it is.
        """
        from foedus.asking.profile.words import short_title, with_article

        if self.texts == {source.iri}:
            return "the article"
        if source.iri.startswith(GRAPH_NS):
            return source.label
        return with_article(short_title(source.label))


def union(*some: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence of several, each once, in order."""
    return tuple(dict.fromkeys(one for each in some for one in each))
