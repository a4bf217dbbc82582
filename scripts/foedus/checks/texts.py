"""The words of passages compared with the text that they are taken from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus.asking.statements import Passage, read_passages
from foedus.rdf.names import FOEDUS_NS

Span = tuple[int, int]

PAIRS = ("“”", "„“", "«»", "»«", "‹›", "›‹", "‘’", "‚‘", "「」", "『』", '""')
"""Quotation marks, opening and closing, of the common kinds."""

_PASSAGE_OF = ox.NamedNode(FOEDUS_NS + "passageOf")


class Text:
    """A source's text, in which words are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text

    def misplaced(self, passage: Passage) -> str:
        """What is wrong with the words of a passage and their place; empty where they stand.

        Place and paragraph are looked at where the passage gives them.
        """
        words, start = passage.words, passage.start
        if start < 0 and passage.end < 0:
            return "" if words in self.text else f"“{words}” stands nowhere in the text."
        if start >= 0 and self.text[start : passage.end] == words:
            paragraph = passage.paragraph
            if not paragraph or self._paragraph(start) == paragraph:
                return ""
            return f"“{words}” is not in paragraph {paragraph} but in {self._paragraph(start)}."
        where = f"“{words}” does not stand at {start}-{passage.end}"
        found = self.text.find(words)
        if found < 0:
            return f"{where}, nor anywhere in the text."
        return f"{where} but at {found}-{found + len(words)}."

    def quoted(self, passage: Passage) -> bool:
        """Whether the words of a passage stand between quotation marks, wherever it may stand."""
        places = [passage.start] if passage.start >= 0 else self._places(passage.words)
        ends = ((start, start + len(passage.words)) for start in places)
        return any(self._within(span, spans) for span in ends for spans in self._spans)

    def _places(self, words: str) -> list[int]:
        return [found.start() for found in re.finditer(re.escape(words), self.text)]

    def _paragraph(self, offset: int) -> int:
        """The paragraph of an offset: each line that is not empty is one, counted from 1."""
        return bisect_right(self._paragraphs, offset)

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Where each paragraph begins."""
        return [found.start() for found in re.finditer(r"^[^\S\n]*\S", self.text, re.M)]

    @cached_property
    def _spans(self) -> list[list[Span]]:
        """What stands between the marks of each pair that this text uses, in order."""
        return [list(self._between(*pair)) for pair in PAIRS if self._uses(*pair)]

    def _uses(self, opening: str, closing: str) -> bool:
        """Whether a pair opens with the first of its two marks that the text has.

        So « » and » « are told apart, and “ closes where „ opens.
        """
        first = self.text.find(opening)
        if first < 0 or (opening == "“" and 0 <= self.text.find("„") < first):
            return False
        if opening == "‘" and 0 <= self.text.find("‚") < first:
            return False
        last = self.text.find(closing)
        return closing == opening or last < 0 or first < last or opening not in "«»‹›"

    def _between(self, opening: str, closing: str) -> Iterator[Span]:
        """What stands between two marks; one repeated at a paragraph's start does not start anew.

        A closing ’ before a letter is an apostrophe.
        """
        start = -1
        for found in re.finditer(f"[{opening}{closing}]", self.text):
            mark, place = found.group(), found.start()
            repeated = not self.text[self.text.rfind("\n", 0, place) + 1 : place].strip()
            if start < 0:
                start = place + 1 if mark == opening else start
            elif mark == closing and not (mark == opening and repeated):
                if mark == "’" and self.text[place + 1 : place + 2].isalpha():
                    continue
                yield start, place
                start = -1

    @staticmethod
    def _within(span: Span, spans: Sequence[Span]) -> bool:
        return any(start <= span[0] and span[1] <= end for start, end in spans)


@dataclass(frozen=True)
class Compared:
    """A passage, and what is wrong with its words in a text; empty where nothing is.

    ``unmarked`` is true where a quotation's words stand, but between no quotation marks.
    """

    passage: Passage
    fault: str
    unmarked: bool = False


def compared(store: ox.Store, text: str) -> list[Compared]:
    """The passages of the text's document, each compared with the text.

    Of several documents the text is that of the one of which most passages stand in it.
    """
    source = Text(text)
    return [_compared(passage, source) for passage in _of_one_document(store, text)]


def _compared(passage: Passage, source: Text) -> Compared:
    if fault := source.misplaced(passage):
        return Compared(passage, fault)
    if passage.is_quotation and not source.quoted(passage):
        return Compared(passage, f"“{passage.words}” stands between no quotation marks.", True)
    return Compared(passage, "")


def _of_one_document(store: ox.Store, text: str) -> list[Passage]:
    documents: dict[str, list[Passage]] = {}
    for passage in read_passages(store):
        found = store.quads_for_pattern(ox.NamedNode(passage.iri), _PASSAGE_OF, None)
        for name in sorted({str(quad.object) for quad in found}):
            documents.setdefault(name, []).append(passage)

    def standing(name: str) -> int:
        return sum(one.words in text for one in documents[name])

    return documents[max(sorted(documents), key=standing)] if documents else []
