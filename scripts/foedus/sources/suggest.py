"""Suggested matches: records of one source against our agreements and other sources' records.

Two things are suggested as the same when they have the same parties and their beginnings can be the
same day or lie near each other; equal names or numbers add to it. A suggestion says why and how
sure it is, and counts for nothing until somebody reviews it: same pair and same day suggests, it
does not prove.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import dataset as datasets
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, ID_NS, RDF_NS, RDFS_NS
from foedus.sources import dates, provenance
from foedus.sources.codes import States, normal, system_of
from foedus.sources.crosswalk import Match
from foedus.sources.descriptor import Codes

NEAR = 31
"""Days by which two beginnings may lie apart and still be suggested."""

_KINDS = ("AllianceRecord", "AgreementRecord", "Agreement", "Treaty", "DefenseCooperationAgreement")
_WORD = re.compile(r"[a-z0-9]+")
_DULL = frozenset(["the", "of", "and", "between", "treaty", "agreement", "alliance", "on", "for"])


@dataclass
class Thing:
    """What is compared: an alliance or agreement, as record or as entity of ours."""

    iri: str
    source: str
    name: str = ""
    number: str = ""
    parties: set[str] = field(default_factory=set)
    begins: list[tuple[str, str]] = field(default_factory=list)


def suggest(dataset: datasets.Dataset, source: str, codes: Sequence[Codes] = ()) -> list[Match]:
    """The matches to review for the records of one source id, in order of their subjects.

    ``codes`` tell where the graph has state codes, by which its states are matched to polities of
    ours (the descriptor of RDF of others has them). Raises BadInput when the dataset has no graph
    of that source.
    """
    loaded = provenance.read(dataset.quads(datasets.SOURCES))
    own = [one for one in loaded if one.id == source]
    if not own:
        known = ", ".join(sorted({one.id for one in loaded})) or "none"
        raise BadInput(f"no graph of source {source}: loaded are {known}", str(dataset.path))
    states = States()
    by_code = _by_code(dataset.quads(own[-1].graph), codes, states)
    things = _things(dataset.quads(own[-1].graph), source, states)
    others = {thing.iri: thing for thing in _things(dataset.quads(), "", states)}
    for name, graph in {one.id: one.graph for one in loaded}.items():
        if name != source:
            for thing in _things(dataset.quads(graph), name, states):
                others.setdefault(thing.iri, thing)  # two levels of one source share records
    found = [*by_code, *_matches(things, others.values())]
    return sorted(found, key=lambda m: (m.subject_id, m.object_id))


# --- states by code ----------------------------------------------------------------------


def _by_code(quads: Iterable[ox.Quad], codes: Sequence[Codes], states: States) -> list[Match]:
    """Our polities and what has their code in a graph: close matches, since a country there may be
    a place, a state or both."""
    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(dict)
    wanted = {item for code in codes for item in (code.property, code.of) if item}
    labels: dict[str, str] = {}
    for q in quads:
        if not isinstance(q.subject, ox.NamedNode) or not isinstance(
            q.object, ox.NamedNode | ox.Literal
        ):
            continue
        if q.predicate.value in wanted:
            values[q.subject.value].setdefault(q.predicate.value, []).append(q.object)
        elif q.predicate.value == RDFS_NS + "label":
            labels[q.subject.value] = q.object.value
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in codes:
        for node, told in values.items():
            meant = [node] if code.of is None else [v.value for v in told.get(code.of, [])]
            for value in told.get(code.property, []):
                text = normal(code.system, value.value)
                polity = states.meaning(code.system, text).entity if text else None
                for iri in meant if polity else []:
                    reasons[polity or "", iri].append(f"same code {text} of {code.system}")
    return [
        Match(
            subject_id=_short(polity),
            predicate_id="skos:closeMatch",
            object_id=_short(iri),
            object_label=labels.get(iri, ""),
            mapping_justification="semapv:CompositeMatching",
            mapping_cardinality="1:1",
            confidence="0.90",
            author_label="foedus source suggest",
            comment=f"Unreviewed. S{'; '.join(told)[1:]}.",
        )
        for (polity, iri), told in reasons.items()
    ]


# --- comparing ---------------------------------------------------------------------------


def _matches(things: Iterable[Thing], others: Iterable[Thing]) -> Iterator[Match]:
    by_parties: dict[frozenset[str], list[Thing]] = defaultdict(list)
    for other in others:
        if other.parties:
            by_parties[frozenset(other.parties)].append(other)
    found: list[tuple[Thing, Thing, float, list[str]]] = []
    for thing in things:
        for other in by_parties.get(frozenset(thing.parties), []) if thing.parties else []:
            if other.iri != thing.iri and (told := _compared(thing, other)):
                found.append((thing, other, *told))
    rivals: dict[tuple[str, str], int] = defaultdict(int)
    for thing, other, _, _ in found:
        rivals[thing.iri, other.source] += 1
        rivals[other.iri, thing.source] += 1
    for thing, other, confidence, reasons in found:
        several = max(rivals[thing.iri, other.source], rivals[other.iri, thing.source])
        if several > 1:
            confidence *= 0.6
            reasons = [*reasons, f"one of {several} candidates, which cannot all be the same"]
        yield _row(thing, other, confidence, reasons, several > 1)


def _compared(thing: Thing, other: Thing) -> tuple[float, list[str]] | None:
    """How sure it is that two things with the same parties are one, and why; None if it is not."""
    if not thing.begins or not other.begins:
        return None
    apart, exact = min(_apart(a, b) for a in thing.begins for b in other.begins)
    if apart > NEAR:
        return None
    reasons = [f"same {len(thing.parties)} parties"]
    if apart == 0 and not exact:
        confidence, when = 0.8, "same day of beginning or signature"
    elif apart == 0:
        confidence, when = 0.5, "their dates, which are not all exact, can be the same day"
    else:
        confidence, when = 0.4, f"their dates lie {apart} day{'s' if apart > 1 else ''} apart"
    reasons.append(when)
    if thing.number and thing.number == other.number:
        confidence, reasons = confidence + 0.15, [*reasons, f"same number {thing.number}"]
    if alike := sorted((_words(thing.name) & _words(other.name)) - _DULL):
        confidence, reasons = confidence + 0.05, [*reasons, f"names share {', '.join(alike)}"]
    return min(confidence, 0.95), reasons


def _apart(a: tuple[str, str], b: tuple[str, str]) -> tuple[int, int]:
    """Days between two stretches of days (0 where they meet), and 1 unless both are one day."""
    vague = 0 if a[0] == a[1] and b[0] == b[1] else 1
    if a[0] <= b[1] and b[0] <= a[1]:
        return 0, vague
    first, second = sorted((a, b))
    gap = datetime.date.fromisoformat(second[0]) - datetime.date.fromisoformat(first[1])
    return gap.days, vague


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.lower()))


def _row(thing: Thing, other: Thing, sure: float, reasons: list[str], several: bool) -> Match:
    exact = not other.source and not several and sure >= 0.8
    return Match(
        subject_id=_short(other.iri),
        subject_label=other.name or other.number,
        predicate_id="skos:exactMatch" if exact else "skos:closeMatch",
        object_id=_short(thing.iri),
        object_label=thing.name or thing.number,
        mapping_justification="semapv:CompositeMatching",
        mapping_cardinality="1:n" if several else "1:1",
        confidence=f"{sure:.2f}",
        author_label="foedus source suggest",
        comment=f"Unreviewed. {'; '.join(reasons).capitalize()}.",
    )


def _short(iri: str) -> str:
    return "id:" + iri.removeprefix(ID_NS) if iri.startswith(ID_NS) else iri


# --- collecting --------------------------------------------------------------------------


def _things(quads: Iterable[ox.Quad], source: str, states: States) -> list[Thing]:
    """The alliances and agreements in a graph, with parties and beginnings."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    kinds = {FOEDUS_NS + kind for kind in _KINDS}
    things = {
        iri: _thing(iri, source, values, states)
        for iri, values in said.items()
        if kinds & set(values[_TYPE])
    }
    for values in list(said.values()):
        _take_member(values, things, states)
        _take_status(values, things)
        _take_signature(values, things)
    return [things[iri] for iri in sorted(things)]


def _thing(iri: str, source: str, values: dict[str, list[str]], states: States) -> Thing:
    name = [*values[RDFS_NS + "label"], *values[FOEDUS_NS + "sourceName"], ""][0]
    number = [*values[FOEDUS_NS + "atopId"], *values[DCTERMS_NS + "identifier"], ""][0]
    thing = Thing(iri, source, name, number)
    thing.parties = {_party(code, states) for code in values[FOEDUS_NS + "codedParty"]}
    thing.parties |= set(values[FOEDUS_NS + "hasParty"])
    thing.begins = _begins(values)
    return thing


def _take_member(values: dict[str, list[str]], things: dict[str, Thing], states: States) -> None:
    """A row on a member tells a party, and the first such row when the alliance began."""
    for alliance in values[FOEDUS_NS + "inAlliance"]:
        if thing := things.get(alliance):
            thing.parties |= {_party(code, states) for code in values[FOEDUS_NS + "member"]}
            starts = [*thing.begins, *_begins(values)]
            thing.begins = [min(starts)] if starts else []


def _take_status(values: dict[str, list[str]], things: dict[str, Thing]) -> None:
    for agreement in values[FOEDUS_NS + "statusOf"]:
        if thing := things.get(agreement):
            thing.parties |= set(values[FOEDUS_NS + "partyInStatus"])


def _take_signature(values: dict[str, list[str]], things: dict[str, Thing]) -> None:
    if FOEDUS_NS + "Signature" not in values[_TYPE]:
        return
    pairs = zip(
        map(dates.bounds, values[FOEDUS_NS + "earliestStart"]),
        map(dates.bounds, values[FOEDUS_NS + "latestStart"]),
        strict=False,
    )
    begins = [(first[0], last[1]) for first, last in pairs if first and last]
    for agreement in values[FOEDUS_NS + "involves"]:
        if thing := things.get(agreement):
            thing.begins += begins


def _party(concept: str, states: States) -> str:
    """Our entity for a code where there is one, else the concept."""
    found = system_of(concept)
    meaning = states.meaning(*found) if found else None
    return (meaning.entity if meaning else None) or concept


def _begins(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    """When a record begins, as far as that is told as a date."""
    return [found for day in values[FOEDUS_NS + "sourceStart"] if (found := dates.bounds(day))]


_TYPE = RDF_NS + "type"
