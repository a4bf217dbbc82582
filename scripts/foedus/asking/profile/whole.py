"""A profile as a whole, and as text: the same in a pipe and in a program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from foedus.asking.profile import words
from foedus.asking.profile.model import Evidence, Fact, Line, Quote, Row, Saying, Value, shown
from foedus.errors import printable
from foedus.rdf.names import curie

WIDTH = 100
MANY = 5
"""So many values of a row are told; of more, the number."""

_LABELS = 20
_INDENT = 2


@dataclass(frozen=True)
class Profile:
    """What a thing is, as of a day: a sentence, the rows, what else is said, everything as RDF.

    ``names`` are its other names, ``kinds`` its classes in words, ``not_there`` why the rows are
    empty on a day before or after its time, ``known_on`` the last day that the data speak of where
    the day is later, ``notes`` what the editors say of it.
    """

    iri: str
    label: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    summary: str
    as_of: str
    rows: tuple[Row, ...]
    says: tuple[Quote, ...] = ()
    said: tuple[Saying, ...] = ()
    undated: tuple[Saying, ...] = ()
    triples: tuple[Fact, ...] = ()
    quads: tuple[ox.Quad, ...] = field(default=(), repr=False)
    not_there: str = ""
    known_on: str = ""
    notes: tuple[str, ...] = ()
    dated: bool = True

    def __repr__(self) -> str:
        """What it is of, and how much it tells."""
        rows = len(self.rows)
        return f"<Profile of {curie(self.iri)} “{self.label}” as of {self.as_of}: {rows} rows>"

    def __str__(self) -> str:
        """All of it as text, as ``foedus show`` prints it."""
        return told(self)

    def row(self, id: str) -> Row:
        """One row by its id, such as ``reports-to``. Raises KeyError where there is none."""
        for row in self.rows:
            if row.id == id:
                return row
        raise KeyError(id)

    def lines(self) -> Iterator[Line]:
        """Every line of every row, of what else is said, and of what it says itself."""
        for row in self.rows:
            for value in row.values:
                yield from value.lines
        for saying in (*self.said, *self.undated, *(one for q in self.says for one in q.sayings)):
            yield saying.line

    def statements(self) -> set[str]:
        """The addresses of all statements that it shows, in a line or beside a triple."""
        shown = [one for line in self.lines() for one in line.evidence]
        shown += [one for fact in self.triples for one in fact.evidence]
        return {one.statement for one in shown if one.statement}

    def to_dict(self, everything: bool = False) -> dict[str, Any]:
        """Plain dictionaries, lists and texts; the triples only where everything is wanted."""
        body: dict[str, Any] = {
            "iri": self.iri,
            "label": self.label,
            "names": list(self.names),
            "kinds": list(self.kinds),
            "summary": self.summary,
            "asOf": self.as_of,
        }
        if self.known_on:
            body["knownOn"] = self.known_on
        if self.not_there:
            body["notThere"] = self.not_there
        body["rows"] = [row.to_dict() for row in self.rows]
        body["says"] = [
            {"words": one.passage.words, "statements": [two.to_dict() for two in one.sayings]}
            for one in self.says
        ]
        body["said"] = [one.to_dict() for one in self.said]
        body["undated"] = [one.to_dict() for one in self.undated]
        body["notes"] = list(self.notes)
        if everything:
            body["triples"] = [
                {
                    "subject": shown(one.subject),
                    "property": curie(one.predicate),
                    "value": shown(one.object),
                    "inferred": one.inferred,
                    "evidence": [two.to_dict() for two in one.evidence],
                }
                for one in self.triples
            ]
        return body


def told(profile: Profile, everything: bool = False, width: int = WIDTH) -> str:
    """A profile as lines of at most ``width`` characters.

    Everything: all values of every row, the words and documents that they rest on, and all triples.
    """
    return "\n".join(_lines(profile, everything, max(width, 40))) + "\n"


def _lines(profile: Profile, everything: bool, width: int) -> Iterator[str]:
    names = f" ({', '.join(profile.names)})" if profile.names else ""
    yield from _wrapped(f"{profile.label}{names}  {curie(profile.iri)}", width)
    if profile.summary:
        yield from _wrapped(profile.summary, width)
    if profile.dated:
        day = f"As of {words.day(profile.as_of)}; what carries no word is stated as a fact"
        if profile.known_on:
            day += f", as far as known on {words.day(profile.known_on)}"
        yield from _wrapped(day, width)
    yield ""
    for row in profile.rows:
        yield from _row(row, row.now, everything, width)
        if row.none and not row.now:
            yield from _labelled(row.label, row.none, width)
    for title, side in (("Before", "before"), ("After that day", "after")):
        some = [row for row in profile.rows if getattr(row, side)]
        if some:
            yield title
        for row in some:
            yield from _row(row, getattr(row, side), everything, width)
    if profile.says:
        yield f"What {profile.label} says"
        for quote in profile.says:
            marks = "“”" if quote.passage.is_quotation else ("", " (reported, not quoted)")
            yield from _wrapped(f"{marks[0]}{quote.passage.words}{marks[1]}", width, _INDENT)
            for saying in quote.sayings:
                yield from _wrapped(_saying(saying.line, saying.sentence), width, 6)
    for title, sayings in (
        ("Also said, planned or judged", profile.said),
        ("Said without a date", profile.undated),
    ):
        if sayings:
            yield title
        for saying in sayings:
            yield from _wrapped(_saying(saying.line, saying.sentence), width, _INDENT)
    if profile.notes:
        yield "Notes of the editors"
        for note in profile.notes:
            yield from _wrapped(note, width, _INDENT)
    if everything:
        yield from _evidence(profile, width)
        yield from _triples(profile, width)


def _row(row: Row, values: Sequence[Value], everything: bool, width: int) -> Iterator[str]:
    label = row.label
    shown_values = values if everything else values[:MANY]
    for value in shown_values:
        for number, line in enumerate(value.lines):
            body = _value(value, line) if number == 0 else _status(line)
            yield from _labelled(label, body + _cited(line), width, 3 * bool(number))
            label = ""
    if len(values) > len(shown_values):
        yield from _labelled("", f"and {len(values) - len(shown_values)} more: --all", width)


def _value(value: Value, line: Line) -> str:
    status = _status(line)
    if line.status in ("", "fact"):
        return f"{value.label}, {status}" if status else value.label
    return f"{value.label} – {status}"


def _status(line: Line) -> str:
    """The status in plain words, and the words after it."""
    return "".join(words.standing(line))


def _saying(line: Line, sentence: str) -> str:
    head = _status(line)
    return (f"{head}: {sentence}" if head else sentence) + _cited(line)


def _cited(line: Line) -> str:
    """What a line rests on, in brief: paragraphs, numbers of facts, how many documents."""
    paragraphs, sources = cited(line)
    facts = dict.fromkeys(one.fact for one in line.evidence if one.fact)
    parts = [", ".join(f"P{number}" for number in paragraphs)] if paragraphs else []
    parts += [" ".join(facts)] if facts else []
    parts += [f"{sources} source{'s' * (sources != 1)}"] if sources else []
    told = "; ".join(filter(None, (", ".join(parts), *line.marks)))
    return f"  [{told}]" if told else ""


def cited(line: Line) -> tuple[tuple[int, ...], int]:
    """The paragraphs that a line rests on, and how many documents without one."""
    paragraphs = dict.fromkeys(
        passage.paragraph for one in line.evidence for passage in one.passages if passage.paragraph
    )
    sources = {
        source.iri
        for one in line.evidence
        for source in (*one.sources, *(() if _placed(one) else one.documents))
    }
    return tuple(paragraphs), len(sources)


def _placed(one: Evidence) -> bool:
    """Whether the words are known by their paragraph, which tells more than a document."""
    return any(passage.paragraph for passage in one.passages)


def _labelled(label: str, body: str, width: int, more: int = 0) -> Iterator[str]:
    first = " " * _INDENT + label.ljust(_LABELS)
    if len(label) >= _LABELS:
        yield " " * _INDENT + label
        first = " " * (_INDENT + _LABELS)
    rest = " " * (_INDENT + _LABELS + more + 2)
    yield from textwrap.wrap(
        printable(body),
        width,
        initial_indent=first + " " * more,
        subsequent_indent=rest,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _wrapped(body: str, width: int, indent: int = 0) -> Iterator[str]:
    first, rest = " " * indent, " " * (indent + 2 * bool(indent))
    yield from textwrap.wrap(
        printable(body), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def _evidence(profile: Profile, width: int) -> Iterator[str]:
    """The words and documents behind the rows, each once."""
    found: dict[Evidence, None] = {}
    for line in profile.lines():
        found.update(dict.fromkeys(line.evidence))
    if found:
        yield "What it rests on"
    for body in dict.fromkeys(one for evidence in found for one in _told(evidence)):
        yield from _wrapped(body, width, _INDENT)


def _told(evidence: Evidence) -> Iterable[str]:
    name = f"{evidence.fact} " if evidence.fact else ""
    marks = "".join(f" ({mark})" for mark in evidence.marks)
    for passage in evidence.passages:
        where = "; ".join(source.label for source in evidence.documents)
        place = f"P{passage.paragraph} " * bool(passage.paragraph)
        yield f"{name}{place}“{passage.words}”, {where}{marks}"
    for source in evidence.sources:
        address = f" <{source.address}>" if source.address else ""
        yield f"{name}{source.label}{address}{marks}"


def _triples(profile: Profile, width: int) -> Iterator[str]:
    yield "Everything as RDF"
    for fact in profile.triples:
        follows = "  (follows from other facts)" if fact.inferred else ""
        body = f"{shown(fact.subject)} {curie(fact.predicate)} {shown(fact.object)}{follows}"
        yield from _wrapped(body, width, _INDENT)
