"""Suggested matches: records of one source against our agreements and other sources' records.

Each record is held against everything that shares parties with it or, where one of the two names
none, words of the name; `likeness` weighs what both tell. The likeliest of each other source is
suggested, those that are nearly as likely beside it, and several together where they follow each
other inside the time of one. What matches nothing is listed with its nearest miss. A suggestion
says why and how sure it is, and counts for nothing until somebody reviews it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import dataset as datasets
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, ID_NS, RDF_NS, RDFS_NS
from foedus.sources import dates, likeness, namesakes, provenance
from foedus.sources.codes import States, normal, system_of
from foedus.sources.crosswalk import NOT_FOUND, Match
from foedus.sources.descriptor import Codes
from foedus.sources.likeness import Days, Likeness, Thing

LEAST = 0.45
"""From this likeness on two things are suggested as one."""

SURE = 0.75
"""From here on a suggestion is called confident."""

MARGIN = 0.05
"""Candidates that are so near to the likeliest one are suggested beside it."""

CONTESTED = 0.6
"""By this a confidence is multiplied where another candidate is as near, or nearer."""

TOGETHER = 0.6
"""So much of the parties must the phases of one thing share with it."""

_ALONE = 0.8
"""One candidate that lasts for so much of a time is no phase of it."""

_AT_MOST = 4
"""Candidates suggested for one record in one other source."""

_KINDS = {
    "AllianceRecord": "alliance",
    "Alliance": "alliance",
    "AgreementRecord": "agreement",
    "DefenseCooperationAgreement": "agreement",
    "Agreement": "",
    "Treaty": "",
}
_BY = "foedus source suggest"
_HOW = "semapv:CompositeMatching"


def suggest(dataset: datasets.Dataset, source: str, codes: Sequence[Codes] = ()) -> list[Match]:
    """The matches to review for the records of one source id, in order of their subjects.

    ``codes`` tell where the graph has state codes, by which its states are matched to polities of
    ours (the descriptor of RDF of others has them). A record that matches nothing has a row too,
    whose object is ``NOT_FOUND``. Raises BadInput when the dataset has no graph of that source.
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
    found = [*by_code, *_matches(things, list(others.values()))]
    if here := namesakes.bearers(dataset.quads(own[-1].graph)):
        beside = (dataset.quads(one.graph) for one in loaded if one.id != source)
        for there in map(namesakes.bearers, (dataset.quads(), *beside)):
            found += [_namesake(*told) for told in namesakes.namesakes(here, there)]
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
        _match((polity, ""), "close", (iri, labels.get(iri, "")), 0.9, told)
        for (polity, iri), told in reasons.items()
    ]


# --- comparing ---------------------------------------------------------------------------


class _Ranked:
    """The likely others of each thing by where they are from, the likeliest first, and who goes
    with whom: the likeliest pair first, and each thing once in each other source."""

    def __init__(self, things: Sequence[Thing], others: Sequence[Thing]) -> None:
        self.of: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
        self.back: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
        self.nearest: dict[str, Likeness] = {}
        index = _Index(others)
        for thing in things:
            for other in index.candidates(thing):
                found = likeness.compare(thing, other)
                best = self.nearest.get(thing.iri)
                if best is None or found.score > best.score:
                    self.nearest[thing.iri] = found
                self.of[thing.iri, _from(other)].append(found)
                self.back[other.iri, _from(thing)].append(found)
        for ranking in (*self.of.values(), *self.back.values()):
            ranking.sort(key=_likeliest)
        self._with: dict[tuple[str, str], Likeness] = {}
        every = (f for ranking in self.of.values() for f in ranking if f.score >= LEAST)
        for found in sorted(every, key=_likeliest):
            ends = (found.thing.iri, _from(found.other)), (found.other.iri, _from(found.thing))
            if not any(end in self._with for end in ends):
                self._with |= dict.fromkeys(ends, found)

    def best(self, iri: str, place: str) -> list[Likeness]:
        """The candidates to suggest for a thing: those that fit another one better are left out."""
        free = [
            found
            for found in self.of[iri, place]
            if found.score >= LEAST and not self._fits_better(found)
        ]
        return [found for found in free if found.score >= free[0].score - MARGIN][:_AT_MOST]

    def rival(self, found: Likeness) -> Likeness | None:
        """Another thing that the candidate may as well belong to."""
        for other in self.back[found.other.iri, _from(found.thing)]:
            if other.thing.iri != found.thing.iri and other.score > found.score - MARGIN:
                own = self._with.get((other.thing.iri, _from(found.other)))
                if (
                    own is None
                    or own.other.iri == found.other.iri
                    or own.score < other.score + MARGIN
                ):
                    return other
        return None

    def _fits_better(self, found: Likeness) -> bool:
        taken = self._with.get((found.other.iri, _from(found.thing)))
        return taken is not None and taken.score > found.score + MARGIN


def _likeliest(found: Likeness) -> tuple[float, str, str]:
    return -found.score, found.thing.iri, found.other.iri


def _from(thing: Thing) -> str:
    """The source of a thing; our alliances and our treaties are two, since both meet one record."""
    return thing.source or f"own {thing.kind}"


class _Index:
    """Which things share a party with one, or a word of the name where one has no parties."""

    def __init__(self, others: Iterable[Thing]) -> None:
        self._others = {other.iri: other for other in others}
        self._parties: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        for other in self._others.values():
            for party in other.parties:
                self._parties[party].append(other.iri)
            for word in likeness.words(other.name):
                self._words[word].append(other.iri)

    def candidates(self, thing: Thing) -> Iterator[Thing]:
        """Those to be compared, in order: half of the parties of one of the two are shared."""
        shared = Counter(iri for party in thing.parties for iri in self._parties.get(party, ()))
        named = {iri for word in likeness.words(thing.name) for iri in self._words.get(word, ())}
        for iri in sorted(shared.keys() | named):
            other = self._others[iri]
            if other.iri == thing.iri:
                continue
            if thing.parties and other.parties:
                least = min(len(thing.parties), len(other.parties))
                if shared[iri] < max(2, least / 2) and shared[iri] < least:
                    continue
            yield other


def _matches(things: Sequence[Thing], others: Sequence[Thing]) -> Iterator[Match]:
    ranked = _Ranked(things, others)
    split = [*_splits(ranked.of, swapped=False), *_splits(ranked.back, swapped=True)]
    phases = {
        (whole.iri, part.thing.iri, part.other.iri) for whole, parts in split for part in parts
    }
    taken = {(thing, other) for _, thing, other in phases}
    matched = {thing for thing, _ in taken}
    for whole, parts in split:
        for part in parts:
            yield _phase(whole, part, len(parts))
    places = sorted({place for _, place in ranked.of})
    for thing in things:
        for place in places:
            best = ranked.best(thing.iri, place) if (thing.iri, place) in ranked.of else []
            for found in best:
                matched.add(thing.iri)
                if (found.thing.iri, found.other.iri) not in taken:
                    yield _row(found, *_doubts(found, best, ranked))
    for thing in things:
        if thing.iri not in matched:
            yield _unmatched(thing, ranked.nearest.get(thing.iri))


def _doubts(found: Likeness, best: Sequence[Likeness], ranked: _Ranked) -> tuple[float, list[str]]:
    """The confidence of a suggestion, and what speaks against it besides what was compared."""
    reasons = []
    if len(best) > 1:
        reasons.append(f"one of {len(best)} candidates that are about as likely")
    if rival := ranked.rival(found):
        reasons.append(f"{_short(rival.thing.iri)} is about as likely or likelier")
    return found.score * (CONTESTED if reasons else 1), reasons


# --- phases ------------------------------------------------------------------------------


def _splits(
    ranked: dict[tuple[str, str], list[Likeness]], *, swapped: bool
) -> Iterator[tuple[Thing, list[Likeness]]]:
    """Things that are several elsewhere: these follow each other inside the time of the one."""
    for key in sorted(ranked):
        ranking = ranked[key]
        whole = ranking[0].other if swapped else ranking[0].thing
        parts = [(found.thing if swapped else found.other, found) for found in ranking]
        limit = _limit(whole, [part for part, _ in parts])
        span = _span(whole, limit)
        if span is None or ranking[0].score >= SURE:
            continue
        inside = []
        for part, found in parts:
            part_span = _span(part, limit)
            if part_span and _inside(part_span, span) and _shares(whole, part):
                inside.append((part_span, found))
        inside.sort(key=lambda one: (one[0], one[1].thing.iri, one[1].other.iri))
        follow = all(a[0][1] <= b[0][0] + likeness.HALF for a, b in pairwise(inside))
        length = span[1] - span[0]
        alone = any(s[1] - s[0] >= _ALONE * length for s, _ in inside)
        filled = sum(s[1] - s[0] for s, _ in inside) >= _ALONE * length
        if len(inside) > 1 and follow and filled and not alone:
            yield whole, [found for _, found in inside]


def _limit(whole: Thing, parts: Iterable[Thing]) -> int:
    """The last day that any of them tells, as a number: what goes on lasts until then."""
    told = [day for one in (whole, *parts) for days in (*one.begins, *one.ends) for day in days]
    return max((dates.ordinal(day) for day in told), default=0)


def _span(thing: Thing, limit: int) -> tuple[int, int] | None:
    goes_on = thing.is_open or thing.kind == "alliance"  # of a treaty no end is no news
    if not thing.begins or not (thing.end or goes_on):
        return None
    first = dates.ordinal(min(thing.begins)[0])
    last = dates.ordinal(thing.end[1]) if thing.end else limit
    return (first, last) if first < last else None


def _inside(part: tuple[int, int], whole: tuple[int, int]) -> bool:
    return part[0] >= whole[0] - likeness.HALF * 3 and part[1] <= whole[1] + likeness.HALF


def _shares(a: Thing, b: Thing) -> bool:
    both = len(a.parties & b.parties)
    return both > 1 and 2 * both >= TOGETHER * (len(a.parties) + len(b.parties))


# --- rows --------------------------------------------------------------------------------


_Named = tuple[str, str]
"""An address, and what its thing is called."""


def _match(
    subject: _Named,
    kind: str,
    object: _Named,
    sure: float,
    reasons: Sequence[str],
    how: str = _HOW,
) -> Match:
    """A suggestion; a narrow match is one of several."""
    text = "; ".join(reasons)
    return Match(
        subject_id=_short(subject[0]),
        subject_label=subject[1],
        predicate_id=f"skos:{kind}Match",
        object_id=_short(object[0]),
        object_label=object[1],
        mapping_justification=how,
        mapping_cardinality="1:n" if kind == "narrow" else "1:1",
        confidence=f"{sure:.2f}",
        author_label=_BY,
        comment=f"Unreviewed. {text[:1].upper()}{text[1:]}.",
    )


def _named(thing: Thing) -> _Named:
    return thing.iri, thing.name or thing.number


def _row(found: Likeness, sure: float, doubts: Sequence[str]) -> Match:
    thing, other = found.thing, found.other
    exact = not other.source and sure >= SURE and other.kind != "alliance"
    kind = "exact" if exact else "close"
    return _match(_named(other), kind, _named(thing), sure, [*found.reasons, *doubts])


def _namesake(one: namesakes.Bearer, other: namesakes.Bearer, sure: float, reason: str) -> Match:
    """Two that are called alike, which is no proof."""
    kind = "exact" if sure >= SURE else "close"
    ends = (other.iri, other.name), (one.iri, one.name)
    return _match(ends[0], kind, ends[1], sure, [reason], "semapv:LexicalMatching")


def _phase(whole: Thing, found: Likeness, several: int) -> Match:
    part = found.other if whole.iri == found.thing.iri else found.thing
    reasons = [*found.reasons, f"one of {several} that follow each other inside the time of one"]
    return _match(_named(whole), "narrow", _named(part), found.score, reasons)


def _unmatched(thing: Thing, near: Likeness | None) -> Match:
    """A row in SSSOM's words for what has no match."""
    told = "Nothing shares its parties or words of its name."
    if near is not None:
        reasons = "; ".join(near.reasons)
        told = f"Nearest miss: {_short(near.other.iri)}, {near.score:.2f}: {reasons}."
    return Match(
        subject_id=_short(thing.iri),
        subject_label=thing.name or thing.number,
        predicate_id="skos:exactMatch",
        object_id=NOT_FOUND,
        mapping_justification=_HOW,
        author_label=_BY,
        comment=told,
    )


def _short(iri: str) -> str:
    return "id:" + iri.removeprefix(ID_NS) if iri.startswith(ID_NS) else iri


# --- collecting --------------------------------------------------------------------------


def _things(quads: Iterable[ox.Quad], source: str, states: States) -> list[Thing]:
    """The alliances and agreements in a graph, with parties and dates."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        subject, object = quad.subject, quad.object
        if quad.predicate.value not in _READ or not isinstance(subject, ox.NamedNode):
            continue
        if isinstance(object, ox.NamedNode | ox.Literal):
            said[subject.value][quad.predicate.value].append(object.value)
    things = {}
    for iri, values in said.items():
        kinds = [_KIND_OF[kind] for kind in values[_TYPE] if kind in _KIND_OF]
        if kinds:
            things[iri] = _thing(iri, source, max(kinds), values, states)
    for values in said.values():
        _take_member(values, things, states)
        _take_status(values, things)
        _take_signature(values, things)
    for thing in things.values():
        thing.begins = (
            [min(thing.begins)] if thing.kind == "alliance" and thing.begins else thing.begins
        )
    return [things[iri] for iri in sorted(things)]


def _thing(iri: str, source: str, kind: str, values: dict[str, list[str]], states: States) -> Thing:
    name = [*values[RDFS_NS + "label"], *values[FOEDUS_NS + "sourceName"], ""][0]
    number = [*values[FOEDUS_NS + "atopId"], *values[DCTERMS_NS + "identifier"], ""][0]
    thing = Thing(iri, source, name, number, kind)
    thing.parties = {_party(code, states) for code in values[FOEDUS_NS + "codedParty"]}
    thing.parties |= set(values[FOEDUS_NS + "hasParty"])
    thing.obligations = set(values[FOEDUS_NS + "codedObligation"])
    thing.begins = _days(values, "sourceStart")
    thing.ends = _days(values, "sourceEnd")
    return thing


def _take_member(values: dict[str, list[str]], things: dict[str, Thing], states: States) -> None:
    """A row on a member tells a party, what it owes, and a time that lies in the alliance's."""
    for alliance in (*values[FOEDUS_NS + "inAlliance"], *values[FOEDUS_NS + "membershipOf"]):
        if thing := things.get(alliance):
            thing.parties |= {_party(code, states) for code in values[FOEDUS_NS + "member"]}
            thing.parties |= set(values[FOEDUS_NS + "memberAgent"])
            thing.obligations |= set(values[FOEDUS_NS + "codedObligation"])
            thing.begins += _days(values, "sourceStart") or _days(values, "earliestStart")
            ends = _days(values, "sourceEnd") or _days(values, "latestEnd")
            thing.ends += ends
            thing.is_open |= not ends


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


def _days(values: dict[str, list[str]], name: str) -> list[Days]:
    """The days of one property, as far as it tells any."""
    return [found for day in values[FOEDUS_NS + name] if (found := dates.bounds(day))]


_TYPE = RDF_NS + "type"
_KIND_OF = {FOEDUS_NS + name: kind for name, kind in _KINDS.items()}
_READ = frozenset(
    [
        _TYPE,
        RDFS_NS + "label",
        DCTERMS_NS + "identifier",
        FOEDUS_NS + "atopId",
        FOEDUS_NS + "codedObligation",
        FOEDUS_NS + "codedParty",
        FOEDUS_NS + "earliestStart",
        FOEDUS_NS + "hasParty",
        FOEDUS_NS + "inAlliance",
        FOEDUS_NS + "involves",
        FOEDUS_NS + "latestEnd",
        FOEDUS_NS + "latestStart",
        FOEDUS_NS + "member",
        FOEDUS_NS + "memberAgent",
        FOEDUS_NS + "membershipOf",
        FOEDUS_NS + "partyInStatus",
        FOEDUS_NS + "sourceEnd",
        FOEDUS_NS + "sourceName",
        FOEDUS_NS + "sourceStart",
        FOEDUS_NS + "statusOf",
    ]
)
