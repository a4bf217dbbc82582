"""What a profile is made of: rows of values, each with lines, each with what it rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from foedus.asking import plain
from foedus.asking.statements import Passage
from foedus.rdf.names import Term, curie, text

FACT, NOT_CERTAIN, DENIED, PLANNED, EXPECTED, CONDITIONAL, SAID, JUDGED, CANCELLED = STATUSES = (
    "fact",
    "not-certain",
    "denied",
    "planned",
    "expected",
    "conditional",
    "said",
    "judged",
    "cancelled",
)
"""How a line stands, in the order in which the lines of a value are told.

A line of a statement's, a record's or a term's own profile, which tells what it is and no fact of
the world, has no status.
"""


def rank(status: str) -> int:
    """The place of a status among the lines of a value."""
    return STATUSES.index(status) if status in STATUSES else 0


@dataclass(frozen=True)
class Source:
    """A document: its IRI, its name, its address on the web where it has one."""

    iri: str
    label: str
    address: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a line rests on: one statement with its words, or, without one, a node's own sources.

    ``documents`` are those that the passages are in, ``sources`` those that are cited whole.
    """

    statement: str = ""
    fact: str = ""
    passages: tuple[Passage, ...] = ()
    documents: tuple[Source, ...] = ()
    sources: tuple[Source, ...] = ()
    speakers: tuple[str, ...] = ()
    weak: bool = False
    by_editor: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """Whether it is weak, or the editors concluded it, in words."""
        return marks(self.weak, self.by_editor)

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and texts, without what is empty."""
        found: dict[str, Any] = {key: value for key, value in asdict(self).items() if value}
        for key in ("documents", "sources", "speakers"):
            if key in found:
                found[key] = list(found[key])
        if self.passages:
            names = ("paragraph", "start", "end", "words")
            found["passages"] = [
                {"iri": passage.iri}
                | {name: told for name in names if (told := getattr(passage, name)) not in (-1, "")}
                for passage in self.passages
            ]
        return found


def marks(weak: bool, by_editor: bool) -> tuple[str, ...]:
    """What is told of evidence that is weak, or a conclusion of the editors, in words."""
    weakly, concluded = plain.MARKS["weaklySourced"], plain.MARKS["inferredByEditor"]
    return (weakly,) * weak + (concluded,) * by_editor


@dataclass(frozen=True, repr=False)
class Line:
    """How one value stands: a status, the words after it, and what it rests on.

    ``since`` and ``until`` are a day (``2025-03-31``) or the first and the last that it can be,
    with a slash between; empty where no source tells. ``reason`` is why it is not certain.
    """

    status: str
    words: str = ""
    since: str = ""
    until: str = ""
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()

    def __repr__(self) -> str:
        """How it stands, and the words after it."""
        told = ", ".join(filter(None, (self.status, self.words, *self.marks)))
        return f"<Line {told}>"

    @property
    def weak(self) -> bool:
        """Whether all that it rests on is weak."""
        return bool(self.evidence) and all(one.weak for one in self.evidence)

    @property
    def by_editor(self) -> bool:
        """Whether the editors concluded all of it."""
        return bool(self.evidence) and all(one.by_editor for one in self.evidence)

    @property
    def marks(self) -> tuple[str, ...]:
        """What is told of what it rests on, in words; nothing of what is plainly sourced."""
        return marks(self.weak, self.by_editor)

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and texts, without what is empty."""
        names = ("status", "words", "since", "until", "reason")
        told = {name: getattr(self, name) for name in names}
        marks = {"weak": self.weak, "byEditor": self.by_editor}
        kept = {key: value for key, value in {**told, **marks}.items() if value or key == "status"}
        return kept | {"evidence": [one.to_dict() for one in self.evidence]}


@dataclass(frozen=True, repr=False)
class Value:
    """One value of a row: the term, what people read for it, its address where it has one."""

    term: Term
    label: str
    iri: str
    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        """What people read for it, and how it stands."""
        return f"<Value {self.label}: {', '.join(one.status for one in self.lines)}>"


@dataclass(frozen=True, repr=False)
class Row:
    """One thing that people look for: what is so on the day, what was before, what came after.

    ``none`` is what is told where nothing is so; ``counted`` says that only numbers are told.
    """

    id: str
    label: str
    now: tuple[Value, ...] = ()
    before: tuple[Value, ...] = ()
    after: tuple[Value, ...] = ()
    none: str = ""

    def __repr__(self) -> str:
        """Its id, and how many values it has."""
        sides = ("now", "before", "after")
        told = [f"{len(some)} {side}" for side in sides if (some := getattr(self, side))]
        return f"<Row {self.id}: {', '.join(told) or 'no value'}>"

    @property
    def values(self) -> tuple[Value, ...]:
        """All values, whenever they hold."""
        return (*self.now, *self.before, *self.after)

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and texts."""
        told: dict[str, Any] = {"id": self.id, "label": self.label}
        for name in ("now", "before", "after"):
            told[name] = [
                {"value": value.iri or shown(value.term), "label": value.label}
                | {"lines": [line.to_dict() for line in value.lines]}
                for value in getattr(self, name)
            ]
        return told | ({"none": self.none} if self.none else {})


@dataclass(frozen=True)
class Saying:
    """Something said of the thing that no row tells: the statement, or a planned event."""

    iri: str
    sentence: str
    line: Line

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and texts."""
        return {"iri": self.iri, "sentence": self.sentence, **self.line.to_dict()}


@dataclass(frozen=True)
class Quote:
    """Words of somebody, and the statements that they are read as."""

    passage: Passage
    sayings: tuple[Saying, ...]


@dataclass(frozen=True)
class Fact:
    """A triple as it stands in RDF, with what it rests on; nothing where it only follows."""

    subject: Term
    predicate: str
    object: Term
    inferred: bool = False
    evidence: tuple[Evidence, ...] = ()


def shown(term: Term) -> str:
    """A term as people write it: a prefixed name, or a literal's text."""
    return curie(term.value) if isinstance(term, ox.NamedNode) else text(term)
