"""The text that facts are taken from: paragraphs, sentences, quotations, and where words stand.

Every offset in our data counts the characters of the text as it is read here, from 0. A paragraph
is a line that is not empty, counted from 1. Plain text is taken as it stands, but lines that were
broken for their length are joined by a blank each; of Markdown and HTML only the words are taken.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from foedus.errors import BadInput
from foedus.rdf import reading

_WRAPPED = 120
"""Lines no longer than this, in blocks with empty lines between, were broken for their length."""

_FOLDED = str.maketrans("“”„«»‘’‚–—‑\u00a0\u202f", '"""""\'\'\'---  ')
"""Signs that people type otherwise than printers do; each for one, so that offsets stay."""

_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*(?=\s+[“‘\"'(\[]?[A-Z0-9À-Þ])")
_LAST_WORD = re.compile(r"[\w.’'-]*$")
_ABBREVIATION = re.compile(
    r"adm|art|brig|capt|cmdr|co|col|corp|cpl|dr|fig|ft|gen|gov|inc|jr|lt|ltd|maj|messrs|mr|mrs|ms"
    r"|mt|nos?|para|pp|prof|rep|rev|sec|sen|sgt|sr|st|vol|vs",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(frozen=True)
class Span:
    """A stretch of the text, from one offset up to another."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentence(Span):
    """A sentence and its number: paragraph and place in it, as 3.2."""

    number: str


@dataclass(frozen=True)
class Quoted(Span):
    """Words between quotation marks; ``elided`` where an ellipsis cut the quotation in two."""

    elided: bool


@dataclass(frozen=True)
class Source:
    """A text: its file, the SHA-256 digest of that file's bytes, and its words."""

    name: str
    digest: str
    text: str

    @cached_property
    def paragraphs(self) -> list[Span]:
        """The paragraphs, in order."""
        return [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", self.text)]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of all paragraphs, in order."""
        return [
            Sentence(start, end, f"{number}.{place}")
            for number, span in enumerate(self.paragraphs, 1)
            for place, (start, end) in enumerate(self._ends(span), 1)
        ]

    @cached_property
    def quotations(self) -> list[Quoted]:
        """What stands in quotation marks, without the stop or comma that printers put inside."""
        return [one for span in self.paragraphs for one in self._quoted(span)]

    @cached_property
    def _folded(self) -> str:
        return self.text.translate(_FOLDED)

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.paragraphs]

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph at an offset; 0 before the first."""
        return bisect_right(self._starts, offset)

    def words(self, span: Span) -> str:
        """The words of a stretch."""
        return self.text[span.start : span.end]

    def sentence(self, number: str) -> Sentence | None:
        """The sentence with a number such as 3.2."""
        return next((one for one in self.sentences if one.number == number), None)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence at an offset, or the last one before it."""
        found = [one for one in self.sentences if one.start <= offset]
        return found[-1] if found else self.sentences[0]

    def find(self, words: str, inside: Span | None = None, across: bool = False) -> list[Span]:
        """Where words stand; ``…`` in them is one, or stands for others left out in a paragraph.

        Quotation marks, dashes and blanks count as equal to those that a keyboard has; with
        ``across`` also the ends of paragraphs count as blanks.
        """
        inside = inside or Span(0, len(self.text))
        blank, gap = (r"\s+", r".*?") if across else (r"[^\S\n]+", r"[^\n]*?")

        def pattern(part: str) -> str:
            return blank.join(map(re.escape, part.split()))

        words = words.translate(_FOLDED)
        found = self._occurrences(pattern(words), inside)
        if not found and (parts := [part for part in _ELLIPSIS.split(words) if part])[1:]:
            found = self._occurrences(gap.join(map(pattern, parts)), inside)
        return found

    def _occurrences(self, pattern: str, inside: Span) -> list[Span]:
        matches = re.compile(pattern, re.DOTALL).finditer(self._folded, inside.start, inside.end)
        found = [Span(*one.span()) for one in matches if one[0]]
        # “he” is meant where it is a word, not in “other”.
        return [one for one in found if self._is_whole(one)] or found

    def _is_whole(self, span: Span) -> bool:
        """Whether no word is cut at the ends of a stretch."""
        ends = (self._folded[max(end - 1, 0) : end + 1] for end in (span.start, span.end))
        return not any(len(pair) == 2 and pair.isalnum() for pair in ends)

    def quotation_at(self, span: Span) -> Quoted | None:
        """The words in quotation marks that a stretch lies in."""
        for one in self.quotations:
            if one.start <= span.start and span.end <= one.end:
                return one
        return None

    def nearest(self, words: str) -> tuple[Sentence, Span, float]:
        """The sentence nearest to some words, the stretch there, how alike they are (0 to 1)."""
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(words.translate(_FOLDED).casefold())
        best: tuple[float, Sentence, Span] | None = None
        for sentence in self.sentences:
            matcher.set_seq1(self.words(sentence).translate(_FOLDED).casefold())
            blocks = [one for one in matcher.get_matching_blocks() if one.size > 2]
            alike = sum(one.size for one in blocks) / max(len(words), 1)
            if best is None or alike > best[0]:
                first, last = (blocks[0], blocks[-1]) if blocks else (None, None)
                start = sentence.start + (max(first.a - first.b, 0) if first else 0)
                end = sentence.start + last.a + last.size if last else sentence.end
                best = alike, sentence, Span(start, max(end, start))
        assert best is not None  # a text without a sentence is refused on reading
        return best[1], best[2], best[0]

    def _ends(self, span: Span) -> Iterator[tuple[int, int]]:
        start = span.start + len(self.words(span)) - len(self.words(span).lstrip())
        last = span.start + len(self.words(span).rstrip())
        for found in _SENTENCE_END.finditer(self.text, start, last):
            if self.text[found.start()] == "." and _is_abbreviated(
                self.text[start : found.start()]
            ):
                continue
            yield start, found.end()
            start = found.end() + len(re.match(r"\s*", self.text[found.end() :])[0])  # type: ignore[index]
        if start < last:
            yield start, last

    def _quoted(self, span: Span) -> Iterator[Quoted]:
        """The quotations of a paragraph; one whose end is missing runs to the paragraph's end."""
        words = self.words(span)
        open_at: int | None = None
        for found in re.finditer('[“”"]', words):
            if open_at is None and found[0] != "”":
                open_at = found.end()
            elif open_at is not None and found[0] != "“":
                yield from self._pieces(span.start + open_at, span.start + found.start())
                open_at = None
        if open_at is not None:
            yield from self._pieces(span.start + open_at, span.end)

    def _pieces(self, start: int, end: int) -> Iterator[Quoted]:
        whole = self.text[start:end]
        cuts = [0, *(at for m in _ELLIPSIS.finditer(whole) for at in m.span()), len(whole)]
        for first, last in zip(cuts[::2], cuts[1::2], strict=True):
            piece = whole[first:last]
            first += len(piece) - len(piece.lstrip())
            last = first + len(piece.strip().rstrip(".,; "))
            if last > first:
                yield Quoted(start + first, start + last, len(cuts) > 2)


def read(path: str | Path) -> Source:
    """The text in a plain, Markdown or HTML file. Raises BadInput where there is none."""
    name = str(path)
    data = reading.read_file(name)
    text = reading.decode(data, name).replace("\r\n", "\n").removeprefix("\ufeff")
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml"):
        text = _of_html(text)
    elif suffix in (".md", ".markdown"):
        text = _of_markdown(text)
    else:
        text = _unwrapped(text)
    if not text.strip():
        raise BadInput("holds no text", name)
    return Source(name, hashlib.sha256(data).hexdigest(), text)


def place(source: Source, span: Span) -> dict[str, object]:
    """Where a stretch stands: sentence, paragraph, offsets, words, and whether they are quoted."""
    return {
        "sentence": source.sentence_at(span.start).number,
        "paragraph": source.paragraph(span.start),
        "start": span.start,
        "end": span.end,
        "words": source.words(span),
        "quoted": source.quotation_at(span) is not None,
    }


def difference(words: str, other: str) -> str:
    """How some words differ from others: what is left out in brackets, what is added in braces.

    >>> difference("signed a treaty", "signed the treaty")
    'signed [a] {the} treaty'
    """
    old, new = words.split(), other.split()
    told: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told += old[a:b]
            continue
        told += [f"[{' '.join(old[a:b])}]"] if b > a else []
        told += [f"{{{' '.join(new[c:d])}}}"] if d > c else []
    return " ".join(told)


def _is_abbreviated(before: str) -> bool:
    """Whether the word before a stop is an abbreviation, an initial or letters with stops."""
    word = _LAST_WORD.search(before)
    last = word[0].strip("'’-") if word else ""
    initial = len(last) == 1 and last.isupper()
    return initial or "." in last or bool(_ABBREVIATION.fullmatch(last))


def _unwrapped(text: str) -> str:
    """Plain text with the lines of a paragraph joined, where they were broken for their length."""
    separated = re.search(r"\S[^\n]*\n[^\S\n]*\n+[^\n]*\S", text)
    if not separated or any(len(line) > _WRAPPED for line in text.split("\n")):
        return text
    return re.sub(r"(?<=\S)\n(?=[^\S\n]*\S)", " ", text)


def _of_markdown(text: str) -> str:
    from rich.markdown import Markdown  # which reads it for the terminal anyhow

    lines = []
    for token in Markdown(text).parsed:
        if token.type == "inline":
            kinds = {"softbreak": " ", "hardbreak": " "}
            pieces = [kinds.get(one.type, one.content) for one in token.children or []]
            lines.append(" ".join("".join(pieces).split()))
    return "\n".join(line for line in lines if line) + "\n"


class _Words(HTMLParser):
    """The words of a page, a line a block, without what is no part of the text."""

    block = re.compile(
        r"address|article|blockquote|br|caption|d[dlt]|div|figcaption|figure|h[1-6]|hr|li|main|ol|p"
        r"|pre|section|table|t[dhr]|ul"
    )
    left_out = re.compile(r"aside|footer|form|head|nav|noscript|script|style|svg|template")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line at a block."""
        self.inside += bool(self.left_out.fullmatch(tag))
        if self.block.fullmatch(tag):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block."""
        self.inside -= bool(self.left_out.fullmatch(tag)) and self.inside > 0
        if self.block.fullmatch(tag):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self.inside:
            self.lines[-1] += data


def _of_html(text: str) -> str:
    parser = _Words()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.lines)
    return "\n".join(line for line in lines if line) + "\n"
