"""What facts rest on: their words in the text, as passages and quotations, or documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from foedus.authoring.names import Node, foedus
from foedus.authoring.sheet import Fact, Text, Wrong
from foedus.authoring.text import Quoted, Source, Span
from foedus.rdf.names import TYPE


@dataclass
class Resting:
    """What a fact rests on: its stretch of the text, its passages, or documents."""

    span: Span | None = None
    paragraph: int = 0
    main: list[Node] = field(default_factory=list)
    all: list[Node] = field(default_factory=list)
    documents: list[Node] = field(default_factory=list)
    in_quotation: bool = False


class Cites:
    """The passages of a sheet, of the ``document`` and, where it is at hand, its text.

    ``spans`` are the stretches that facts rest on, ``cited`` those of all passages; ``own`` makes
    an address, ``put`` takes a triple, ``place`` a node with its line and fact.
    """

    def __init__(
        self,
        source: Source | None,
        language: str,
        own: Callable[[str], Node],
        put: Callable[[Node, str | Node, Any], None],
        place: Callable[[Node, int, str], None],
    ) -> None:
        self.source = source
        self._language, self._own, self._put, self._place = language, own, put, place
        self.document: Node | None = None
        self.spans: list[Span] = []
        self.cited: list[Span] = []
        self.quotation_of: dict[str, Node] = {}
        self._quotations: dict[tuple[int, int], Node] = {}

    def cite(self, fact: Fact, rests: Resting) -> None:
        """Make the passages of a fact’s words, and note them in what it rests on."""
        span, paragraph = self._span(fact)
        rests.span, rests.paragraph = span, paragraph
        self.spans.append(span)
        stretch, whole = self._quotation(fact, span)
        rests.in_quotation = stretch is not None and stretch.start <= span.start < stretch.end
        passage = self._own(
            str(fact.keys.get("passage id") or "") or f"passage-{fact.number.lower()}"
        )
        if not whole:
            self.passage(passage, "Passage", span, paragraph, fact)
            rests.main, rests.all = [passage], [passage]
        if stretch is not None:
            place = (stretch.start, stretch.end)
            node = self._quotations.get(place)
            if node is None:
                node = self._own(f"quotation-{fact.number.lower()}")
                self._quotations[place] = node
                at = fact.keys.get("quoted at")
                self.passage(node, "Quotation", stretch, _at(at)[0] if at else paragraph, fact)
                if stretch.elided:
                    self._put(node, "elided", ox.Literal(True))
            self.quotation_of[fact.number] = node
            rests.all.append(node)
            rests.main = rests.main or [node]

    def _span(self, fact: Fact) -> tuple[Span, int]:
        """Where the words of a fact stand, and in which paragraph."""
        told = fact.keys.get("at")
        if told is not None:
            paragraph, start = _at(told)
            span = Span(start, start + len(fact.words))
            if self.source and self.source.words(span) != fact.words:
                raise Wrong(f"“{fact.words}” does not stand at {told}", told.line)
            return span, paragraph
        if self.source is None:
            raise Wrong(
                "the sheet has no text: add text: FILE to the head, or at: PARAGRAPH:OFFSET"
            )
        span = locate(self.source, fact.words)
        return span, self.source.paragraph(span.start)

    def _quotation(self, fact: Fact, span: Span) -> tuple[Quoted | None, bool]:
        """The quotation that a fact rests on, and whether its words are all of it."""
        told = fact.keys.get("quoted")
        elided = fact.keys.get("elided") == "yes"
        if told is not None:
            if told == "all":
                return Quoted(span.start, span.end, elided), True
            if told in self.quotation_of:
                wanted = self.quotation_of[told]
                place = next(p for p, node in self._quotations.items() if node == wanted)
                return Quoted(*place, elided), False
            where = fact.keys.get("quoted at")
            if where is not None:
                start = _at(where)[1]
                return Quoted(start, start + len(told), elided), False
            if self.source is None:
                raise Wrong("quoted words need quoted at: PARAGRAPH:OFFSET", told.line)
            found = locate(self.source, told, span)
            return Quoted(found.start, found.end, elided), False
        voice = fact.keys.get("voice")
        if self.source is None or not is_said(fact) or voice not in (None, "quotation"):
            return None, False
        stretch = self.source.quotation_at(span)
        if stretch is None and voice == "quotation":
            raise Wrong("voice quotation: the words do not stand in quotation marks", voice.line)
        return stretch, bool(stretch and (stretch.start, stretch.end) == (span.start, span.end))

    def passage(self, node: Node, kind: str, span: Span, paragraph: int, fact: Fact) -> None:
        """Make a passage, a quotation or a designation of a stretch."""
        if self.document is None:
            raise Wrong("words need a document: add document: {label: …} to the head")
        self._place(node, fact.line, fact.number)
        self._put(node, TYPE, foedus(kind))
        self._put(node, "passageOf", self.document)
        self._put(node, "paragraphNumber", ox.Literal(paragraph))
        self._put(node, "charStart", ox.Literal(span.start))
        self._put(node, "charEnd", ox.Literal(span.end))
        self._put(
            node, "exactText", ox.Literal(self._words_at(span, fact), language=self._language)
        )
        self.cited.append(span)

    def _words_at(self, span: Span, fact: Fact) -> str:
        if self.source is not None:
            return self.source.words(span)
        quoted = fact.keys.get("quoted at")
        if quoted is not None and _at(quoted)[1] == span.start:
            told = str(fact.keys["quoted"])
            if len(told) == span.end - span.start:
                return told
        start = _at(fact.keys["at"])[1]
        return fact.words[span.start - start : span.end - start]

    def inside(self, words: str, fact: Fact, rests: Resting) -> Span:
        """Where words stand inside the words of a fact."""
        if rests.span is None:
            raise Wrong("reads needs the words of the text")
        if self.source is not None:
            return locate(self.source, words, rests.span)
        found = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", fact.words))
        if len(found) != 1:
            raise Wrong(f"“{words}” does not stand once in the words of the fact")
        return Span(*(rests.span.start + at for at in found[0].span()))


def is_said(fact: Fact) -> bool:
    """Whether somebody else than the author says it."""
    told = fact.keys.get("said in") or fact.keys.get("said by")
    return bool(told and told != "the article")


def _at(told: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+):(\d+)", str(told or ""))
    if not found:
        line = told.line if isinstance(told, Text) else None
        raise Wrong("at takes a paragraph and an offset, such as 9:2072", line)
    return int(found[1]), int(found[2])


def locate(source: Source, words: str, inside: Span | None = None) -> Span:
    """The one place where words stand. Raises Wrong where there is none, or several."""
    bare, _, number = words.rpartition(" @ ")
    number = number.strip() if bare else ""
    if named := re.fullmatch(r"sentence (\d+\.\d+)", words):
        bare, number = "", named[1]
    if number and re.fullmatch(r"\d+\.\d+", number):
        sentence = source.sentence(number)
        if sentence is None:
            raise Wrong(f"there is no sentence {number}")
        if not bare:
            return Span(sentence.start, sentence.end)
        words, inside = bare, Span(sentence.start, sentence.end)
    spans = source.find(words, inside)
    if len(spans) == 1:
        return spans[0]
    if spans:
        hint = "add words, or the sentence as “words @ 3.2”"
        raise Wrong(f"“{words}” stands {len(spans)} times in the text: {hint}")
    if inside is not None and source.find(words):
        raise Wrong(f"“{words}” stands in the text, but not there")
    if source.find(words, across=True):
        raise Wrong("the words run over two paragraphs: make two facts, or cite one of them")
    near, _, alike = source.nearest(words)
    shown = (
        f"; the nearest sentence is {near.number}, “{source.words(near)}”" if alike > 0.3 else ""
    )
    raise Wrong(f"“{words}” is not in the text{shown}")
