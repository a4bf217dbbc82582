"""Whether a sheet holds: its form, its facts, and the laws of ``foedus check`` on its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus.authoring import build, names, sheet, text
from foedus.authoring.sheet import Problem
from foedus.authoring.text import Source, Span
from foedus.checks import layout, lint, shapes
from foedus.checks.report import Result
from foedus.errors import BadInput, FoedusError
from foedus.rdf import reading, writing
from foedus.rdf.names import ID_NS, SH_NS, SHAPE_NS, curie
from foedus.rdf.names import text as text_of

_SEVERITIES = {"Violation": "error", "Warning": "warning"}
_UNADMITTED = frozenset(
    ox.NamedNode(SHAPE_NS + name) for name in ("UnadmittedRelationNotAsserted", "RelationOnClaim")
)
"""Shapes that forbid a relation which is only planned, claimed, judged or denied."""

_IN_ONE_LINE = (
    "no statement about it is admitted, as its words plan, claim, judge or deny it. In place of "
    "the block say it in one line, says: THIS | RELATION | THAT, as at the end of a new sheet, "
    "with modality, negated and said by as they are"
)
_MANY = 60
"""Characters of the text that a message shows."""


@dataclass(frozen=True)
class Checked:
    """A sheet that was looked at: what it makes, the Turtle of that, and what is wrong with it."""

    name: str
    built: build.Built
    turtle: bytes
    problems: tuple[Problem, ...]

    @property
    def fails(self) -> bool:
        """Whether something is wrong that stops the sheet."""
        return any(one.severity == "error" for one in self.problems)


def check(path: str, more: Sequence[str] = ()) -> Checked:
    """Look at a sheet, with the bundled data and more files or folders of data at hand.

    Raises BadInput for a file that cannot be read.
    """
    told, problems = sheet.read(path)
    source = source_of(told)
    if source and told["sha256"] and told["sha256"] != source.digest:
        reason = f"{source.name} is not the text that this sheet was made for (sha256)"
        problems.append(Problem(_line(told, "sha256"), "", reason))
    header = told.head.get("file")
    address = str(header.get("address", "")) if isinstance(header, dict) else ""
    documents = reading.read_all(more)
    known = names.known(documents, address)
    built = build.build(told, known, source)
    problems += built.problems
    quads = list(built.quads) + _rest(told)
    turtle = _turtle(quads, told)
    if not any(one.severity == "error" for one in problems):
        document = reading.read_bytes(turtle, reading.RdfFormat.TURTLE, path)
        problems += _laws(document, known.documents, built)
    problems += _uncovered(built, source)
    found = tuple(sorted(set(problems), key=_order))
    return Checked(path, built, turtle, found)


def source_of(told: sheet.Sheet) -> Source | None:
    """The text of a sheet, where its head says, seen from the sheet; None without one."""
    if not told["text"]:
        return None
    try:
        return text.read(Path(told.name).parent / told["text"])
    except FoedusError as error:
        reason = f"the text {told['text']} {error.reason}: without it, each fact needs at:"
        raise BadInput(reason, told.name, _line(told, "text")) from None


def _line(told: sheet.Sheet, key: str) -> int:
    value = told.head.get(key)
    return value.line if isinstance(value, sheet.Text) else 1


def _rest(told: sheet.Sheet) -> list[ox.Quad]:
    if not told.rest:
        return []
    name = f"{told.name} (rest)"
    return list(reading.read_bytes(told.rest.encode(), reading.RdfFormat.TURTLE, name).quads)


def _turtle(quads: Iterable[ox.Quad], told: sheet.Sheet) -> bytes:
    """The triples in the layout of our files, as far as it needs no other program."""
    own = told["namespace"] != ID_NS
    prefixes = {told["article"]: told["namespace"]} if own else {}
    written = writing.serialize(quads, reading.RdfFormat.TURTLE, prefixes)
    return layout.in_order(written, told.name)


def _laws(
    document: reading.Document, known: Sequence[reading.Document], built: build.Built
) -> Iterator[Problem]:
    """What lint and the shapes find in what the sheet makes, beside the data that are known."""
    reports = (
        lint.lint([document]),
        shapes.validate([*known, document], spelling=False),
    )
    ours = {term for quad in document.quads for term in (quad.subject, quad.object)}
    for report in reports:
        for result in report.results:
            if result.focus in ours or result.file == document.name:
                yield _told(result, built)


def _told(result: Result, built: build.Built) -> Problem:
    line, about = _place(result, built)
    if result.shape in _UNADMITTED and about:
        return Problem(line, about, _IN_ONE_LINE)
    message = " ".join(sorted(one.value for one in result.messages)).rstrip(".")
    fix = f". {result.fix}" if result.fix else ""
    node = curie(result.focus.value) if isinstance(result.focus, ox.NamedNode) else ""
    value = f": {getattr(result.value, 'value', '')}" if result.value is not None else ""
    severity = str(getattr(result.severity, "value", "")).removeprefix(SH_NS)
    return Problem(
        line, about, f"{node}{value}: {message}{fix}".rstrip("."), _SEVERITIES.get(severity, "info")
    )


def _place(result: Result, built: build.Built) -> tuple[int, str]:
    """The line that a result is about: of its node, of its value, or of what names its node."""
    for term in (result.focus, result.value):
        iri = getattr(term, "value", "")
        if iri in built.places:
            return built.places[iri]
    for quad in built.quads:
        if quad.object == result.focus and (place := built.places.get(text_of(quad.subject))):
            return place
    return 1, ""


def _uncovered(built: build.Built, source: Source | None) -> Iterator[Problem]:
    """Sentences that no fact rests on, and words in quotation marks that none records."""
    if source is None:
        return
    last = max((fact.line for fact in built.sheet.facts), default=1)
    for sentence in source.sentences:
        if not any(_meet(sentence, span) for span in built.cites.spans):
            reason = f"no fact rests on sentence {sentence.number}, “{_short(source, sentence)}”"
            yield Problem(last, "", reason, "info")
    for quoted in source.quotations:
        recorded = (Span(q.start, q.end) for q in built.cites.cited)
        if not any(span.start <= quoted.start and quoted.end <= span.end for span in recorded):
            reason = f"nobody’s words yet: “{_short(source, quoted)}”"
            yield Problem(last, "", reason, "info")


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _short(source: Source, span: Span) -> str:
    words = source.words(span)
    return words if len(words) <= _MANY else f"{words[:_MANY].rsplit(' ', 1)[0]} …"


def _order(one: Problem) -> tuple[int, int, str, str]:
    rank = ("error", "warning", "info").index(one.severity)
    return rank, one.line, one.about, one.reason
