"""What only the profile of a statement has: its words, how it is meant, whether it is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.asking import plain
from foedus.asking.profile.model import FACT, NOT_CERTAIN, Line, Row, Value
from foedus.asking.profile.rows import specs
from foedus.asking.statements import Statement
from foedus.rdf.names import CODE_NS

if TYPE_CHECKING:
    from foedus.asking.profile.valued import Valued

_AHEAD = ("intended", "predicted")


def rows(one: Statement, made: Valued) -> Iterator[Row]:
    """Its words, how it is meant, and whether what it says is so on the day."""
    evidence = made.grounds.of_statement(one)
    quoted = tuple(
        Value(ox.Literal(p.words), f"“{p.words}”", p.iri, (Line("", evidence=(evidence,)),))
        for p in one.passages
    )
    sources = tuple(
        Value(ox.NamedNode(source.iri), source.label, source.iri, (Line("", source.address),))
        for source in evidence.sources
    )
    yield Row("words", "Words", quoted)
    yield Row("sources", "Sources", sources)
    how = [plain.MODES.get(one.modality, one.modality), plain.VOICES.get(one.voice, one.voice)]
    if one.scope:
        how.insert(1, f"“{one.scope}”")
    how += ["a judgement"] * one.evaluative + ["weak source"] * one.weak
    how += ["the editors concluded this"] * one.by_editor
    mode = ox.NamedNode(CODE_NS + one.modality)
    yield Row("how", "How", (Value(mode, how[0], mode.value, (Line("", ", ".join(how[1:])),)),))
    if not one.admitted and one.predicate:
        yield Row("is-it-so", "Is it so now?", tuple(_now(one, made)))


def _now(one: Statement, made: Valued) -> Iterator[Value]:
    """The same value in the row of the subject's profile that the property belongs to."""
    for subject in one.subjects:
        node = made.meant(subject)
        for spec in specs():
            if one.predicate in spec.plan and made.fits(node, spec):
                row = made.row_of(spec, node)
                for value in row.values:
                    lines = [ln for ln in value.lines if ln.status in (FACT, NOT_CERTAIN)]
                    if value.term == one.object and lines:
                        label = f"{made.name(node)}: {row.label.lower()} {value.label}"
                        yield Value(value.term, label, value.iri, tuple(lines))


def fitting(one: Statement, found: Iterable[Row]) -> Iterator[Row]:
    """The rows that a statement can have: only of a plan it is told what became of it."""
    for row in found:
        if row.id != "became" or (one.modality in _AHEAD and not one.admitted):
            yield row
