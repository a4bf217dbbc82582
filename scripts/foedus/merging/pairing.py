"""Two sides compared: dates by step, members, obligations, one against many, version by version."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from foedus.merging import claims
from foedus.merging.claims import (
    BEGUN,
    END,
    FORCE,
    IN_ALLIANCE,
    MEMBER,
    OBLIGATION,
    OPEN,
    PARTY,
    ROW,
    SIGNATURE,
    START,
    TERMINATION,
    Claim,
    Member,
    Thing,
)
from foedus.vocabulary import CODE_NS, DCTERMS_NS, SKOS_NS

COMPARED = tuple(
    CODE_NS + name
    for name in ("defense", "offense", "neutrality", "non-aggression", "consultation")
)
"""The obligations that alliance data sets code; what else a treaty creates is told by none."""

NONE = "none"
"""The value of a side that tells that something is not there."""

Told = dict[str, Any]


def all_pairs(things: Sequence[Thing]) -> Iterator[Told]:
    """Everything in which two of these disagree, of different sources each."""
    for one, other in itertools.combinations(things, 2):
        if one.origin.key != other.origin.key:
            left, right = sorted((one, other), key=lambda t: (not t.is_own, t.origin.label))
            yield from compare(left, right)


def compare(left: Thing, right: Thing) -> Iterator[Told]:
    """Everything in which two things disagree that are taken for the same."""
    subject = right.iri if left.is_own or left.iri == right.iri else left.iri
    told = {"section": "sources", "subject": subject, "about": ""}
    for one in _dates(left, right):
        yield {**told, **one}
    for one in _members(left, right):
        yield {**told, **one}
    for one in _obligations(left, right):
        yield {**told, **one}


# --- dates ---------------------------------------------------------------------------------


def kind_of(left: Claim, right: Claim) -> str | None:
    """How two dates disagree: value, precision or coverage; None where they do not.

    An end that one side has and the other would have told is a value conflict, unless it lies
    beyond what the other covers.
    """
    if left.is_open or right.is_open:
        if left.is_open and right.is_open:
            return None
        ended, still = (right, left) if left.is_open else (left, right)
        until = still.origin.covers_until
        beyond = until is not None and ended.latest is not None and ended.latest > until
        return "coverage" if beyond else "value"
    a, b = (left.earliest, left.latest), (right.earliest, right.latest)
    if None in (*a, *b) or a == b:
        return None
    return "precision" if a[0] <= b[1] and b[0] <= a[1] else "value"  # type: ignore[operator]


def _dates(left: Thing, right: Thing) -> Iterator[Told]:
    for step in (SIGNATURE, FORCE):
        yield from _each(left.dates.get(step, []), right.dates.get(step, []), step)
    yield from _each(left.dates.get(START, []), right.dates.get(START, []), START)
    yield from _starts(left, right)
    yield from _starts(right, left, swapped=True)
    begun = [c for s in (START, SIGNATURE) for c in right.dates.get(s, [])]
    yield from _each(left.dates.get(BEGUN, []), begun, START)
    ended = [[c for s in (END, TERMINATION) for c in t.dates.get(s, [])] for t in (left, right)]
    yield from _each(ended[0], ended[1], END)


def _each(left: Sequence[Claim], right: Sequence[Claim], predicate: str) -> Iterator[Told]:
    for a, b in itertools.product(left, right):
        if kind := kind_of(a, b):
            yield {"kind": kind, "predicate": predicate, "left": a, "right": b, "note": _gap(a, b)}


def _starts(named: Thing, plain: Thing, swapped: bool = False) -> Iterator[Told]:
    """A start of no named step against signature and entry into force.

    Where it is one of the two, the other only shows what the source calls a start, which is a
    matter of words; where it is neither, it is another value.
    """
    steps = [c for s in (SIGNATURE, FORCE) for c in named.dates.get(s, [])]
    for start in plain.dates.get(START, []):
        agreeing = [c for c in steps if kind_of(c, start) != "value"]
        for step in steps:
            kind = kind_of(step, start)
            if kind is None:
                continue
            note = _gap(step, start)
            if kind == "value" and agreeing:
                kind = "vocabulary"
                words = {claims.name_of(c.predicate) for c in agreeing}
                note = f"the start there is the {' or '.join(sorted(words))}; {note}"
            a, b = (start, step) if swapped else (step, start)
            yield {"kind": kind, "predicate": START, "left": a, "right": b, "note": note}


def _gap(left: Claim, right: Claim) -> str:
    if left.is_open or right.is_open:
        return "ended in one, open in the other"
    if None in (left.earliest, left.latest, right.earliest, right.latest):
        return ""
    first, second = sorted((left, right), key=lambda c: (c.earliest or "", c.latest or ""))
    days = _days(first.latest or "", second.earliest or "")
    return f"{days} day{'s' if days != 1 else ''} apart" if days > 0 else ""


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


# --- members -------------------------------------------------------------------------------


def _members(left: Thing, right: Thing) -> Iterator[Told]:
    for key in sorted(left.members.keys() & right.members.keys()):
        a, b = left.members[key], right.members[key]
        for one in _spells(a, b):
            yield {**one, "about": key}
    yield from _missing(left, right)
    yield from _missing(right, left, swapped=True)


def _spells(left: Member, right: Member) -> Iterator[Told]:
    """Ends of memberships, and starts where both sides have them."""
    if not left.starts or not right.starts:
        for a in left.ends:
            rivals = [(kind_of(a, b), b) for b in right.ends]
            if all(kind for kind, _ in rivals):
                for kind, b in rivals[:1]:
                    yield _told(kind, END, a, b)
        return
    for number, (a, b) in enumerate(zip(left.starts, right.starts, strict=False)):
        if kind := kind_of(a, b):
            yield _told(kind, START, a, b)
        ends = (left.ends[number], right.ends[number])
        if kind := kind_of(*ends):
            yield _told(kind, END, *ends)


def _told(kind: str | None, predicate: str, left: Claim, right: Claim) -> Told:
    note = _gap(left, right)
    return {"kind": kind, "predicate": predicate, "left": left, "right": right, "note": note}


def _missing(left: Thing, right: Thing, swapped: bool = False) -> Iterator[Told]:
    """Members that only one side has. Ours may lack one: that says nothing."""
    if right.is_own or not right.members or not left.members:
        return
    told = [claim.value for member in right.members.values() for claim in member.claims]
    systems = {claims.system_of(code) for code in told} - {""}
    for key in sorted(left.members.keys() - right.members.keys()):
        own = claims.system_of(key)
        if own and systems and own not in systems:
            continue  # codes of two systems that nothing joins: unknown
        member = left.members[key]
        claim = member.claims[0] if member.claims else None
        if claim is None:
            continue
        kind = _covered(member, right)
        absent = _absent(right, MEMBER)
        a, b = (absent, claim) if swapped else (claim, absent)
        note = "a member in one source only"
        yield {"kind": kind, "predicate": MEMBER, "left": a, "right": b, "note": note, "about": key}


def _absent(thing: Thing, predicate: str) -> Claim:
    node = thing.record.node if thing.record else thing.iri
    rows = thing.record.rows if thing.record else ()
    return Claim(thing.origin, node, predicate, NONE, rows=rows)


def _covered(member: Member, other: Thing) -> str:
    """Whether the other source would have seen this membership."""
    until, since = other.origin.covers_until, other.origin.covers_from
    if member.starts and until and all((c.latest or "") > until for c in member.starts):
        return "coverage"
    if member.ends and since and all(c.latest and c.latest < since for c in member.ends):
        return "coverage"
    return "value"


# --- obligations ---------------------------------------------------------------------------


def _obligations(left: Thing, right: Thing) -> Iterator[Told]:
    for key in sorted(left.members.keys() & right.members.keys()):
        a, b = left.members[key].obligations, right.members[key].obligations
        yield from _owed(key, a, b, left, right)
        yield from _owed(key, b, a, right, left, swapped=True)
    for one, other, swapped in ((left, right, False), (right, left, True)):
        if one.obligations and not other.obligations and _codes_members(other):
            yield from _levels(one, other, swapped)
    if left.obligations and right.obligations:
        for one, other, swapped in ((left, right, False), (right, left, True)):
            for code in sorted(one.obligations.keys() - other.obligations.keys()):
                claim, none = one.obligations[code], _absent(other, OBLIGATION)
                yield _owing("value", claim, none, swapped, "coded in one source only")


def _codes_members(thing: Thing) -> bool:
    return any(member.obligations for member in thing.members.values())


def _owed(
    key: str,
    owed: dict[str, Claim],
    other: dict[str, Claim],
    left: Thing,
    right: Thing,
    swapped: bool = False,
) -> Iterator[Told]:
    """What a member owes by one side and not by the other, which codes what members owe."""
    if right.is_own or not _codes_members(right) or not _codes_members(left):
        return
    for code in sorted(owed.keys() - other.keys()):
        if code in COMPARED:
            absent = replace(
                _absent(right, OBLIGATION),
                node=right.members[key].claims[0].node,
                rows=right.members[key].claims[0].rows,
            )
            note = f"{code.removeprefix(CODE_NS)} of a member in one source only"
            yield {**_owing("value", owed[code], absent, swapped, note), "about": key}


def _levels(whole: Thing, parts: Thing, swapped: bool) -> Iterator[Told]:
    """Obligations coded for the alliance against obligations coded for each member."""
    if whole.is_own or parts.is_own:
        return
    for code, claim in sorted(whole.obligations.items()):
        bound = [key for key, member in parts.members.items() if code in member.obligations]
        if not bound:
            yield _owing("value", claim, _absent(parts, OBLIGATION), swapped, "no member has it")
            continue
        for key in sorted(parts.members.keys() - set(bound)):
            first = parts.members[key].claims[0]
            absent = replace(_absent(parts, OBLIGATION), node=first.node, rows=first.rows)
            note = "coded for the alliance, where the other codes each member"
            yield {**_owing("vocabulary", claim, absent, swapped, note), "about": key}
    coded = {c: o for m in parts.members.values() for c, o in sorted(m.obligations.items())}
    for code in sorted(coded.keys() - whole.obligations.keys()):
        absent = _absent(whole, OBLIGATION)
        yield _owing("value", coded[code], absent, not swapped, "a member has it")


def _owing(kind: str, left: Claim, right: Claim, swapped: bool, note: str) -> Told:
    a, b = (right, left) if swapped else (left, right)
    return {"kind": kind, "predicate": OBLIGATION, "left": a, "right": b, "note": note}


def inside(thing: Thing) -> Iterator[Told]:
    """What one source says of an alliance against what it says of its members."""
    if thing.is_own or not thing.obligations or not _codes_members(thing):
        return
    held = {c: o for m in thing.members.values() for c, o in sorted(m.obligations.items())}
    told = {"section": "source", "subject": thing.iri, "about": ""}
    for code in sorted(held.keys() - thing.obligations.keys()):
        absent = Claim(thing.origin, thing.iri, OBLIGATION, NONE)
        note = "a member has what the alliance is said not to have"
        yield {**told, **_owing("value", absent, held[code], False, note)}
    for code in sorted(thing.obligations.keys() - held.keys()):
        first = next(iter(thing.members.values())).claims[0]
        absent = replace(first, predicate=OBLIGATION, value=NONE, datatype="")
        note = "the alliance has what no member has"
        yield {**told, **_owing("value", thing.obligations[code], absent, False, note)}


# --- one against many ------------------------------------------------------------------------


def one_to_many(table: claims.Table, by_iri: dict[str, list[Thing]]) -> Iterator[Told]:
    """One thing here that is several there, by narrow and broad matches."""
    parts: dict[str, set[str]] = defaultdict(set)
    for subject, kind, object in table.matches:
        if kind == "narrow":
            parts[subject].add(object)
        elif kind == "broad":
            parts[object].add(subject)
    for whole, found in sorted(parts.items()):
        by_graph: dict[str, list[Thing]] = defaultdict(list)
        for iri in sorted(found):
            for thing in by_iri.get(iri, []):
                by_graph[thing.origin.graph].append(thing)
        for left in by_iri.get(whole, []):
            one = Claim(_whole_origin(left), whole, SKOS_NS + "narrowMatch", "1 record")
            if left.record:
                one = replace(one, rows=left.record.rows)
            for _, things in sorted(by_graph.items()):
                if len(things) < 2 or things[0].origin.key == left.origin.key:
                    continue
                many = [
                    Claim(
                        thing.origin,
                        thing.iri,
                        SKOS_NS + "narrowMatch",
                        f"{len(things)} records",
                        rows=thing.record.rows if thing.record else (),
                    )
                    for thing in things
                ]
                yield {
                    "kind": "granularity",
                    "section": "sources",
                    "predicate": SKOS_NS + "narrowMatch",
                    "subject": whole,
                    "about": "",
                    "left": one,
                    "right": many[0],
                    "note": f"one against {len(things)}",
                    "others": tuple(many[1:]),
                }


def _whole_origin(thing: Thing) -> claims.Origin:
    if not thing.is_own:
        return thing.origin
    for member in thing.members.values():
        for claim in member.claims:
            return claim.origin
    return claims.BACKGROUND


# --- versions of one source ------------------------------------------------------------------


def versions(table: claims.Table) -> Iterator[Told]:
    """What differs between two versions of one source, record by record."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for graph, origin in sorted(table.origins.items()):
        by_key[origin.key].append(graph)
    for graphs in by_key.values():
        for older, newer in itertools.combinations(sorted(graphs, key=_age(table)), 2):
            for told in _version_pair(table, older, newer):
                yield {"section": "versions", "about": "", "note": "", **told}


def _age(table: claims.Table) -> Callable[[str], tuple[str, str]]:
    def age(graph: str) -> tuple[str, str]:
        origin = table.origins[graph]
        return (origin.covers_until or "", origin.label)

    return age


def _version_pair(table: claims.Table, older: str, newer: str) -> Iterator[Told]:
    left, right = table.records[older], table.records[newer]
    for record in sorted(left.keys() & right.keys()):
        subject = _subject(left[record], record)
        state = next((v for v, _, _ in left[record].get(MEMBER, [])), "")
        for told in _record_pair(table, older, newer, record):
            yield {"subject": subject, "about": state, **told}
    yield from _one_only(table, older, newer)
    yield from _one_only(table, newer, older, swapped=True)


def _subject(values: claims.Values, record: str) -> str:
    return next((alliance for alliance, _, _ in values.get(IN_ALLIANCE, [])), record)


def _record_pair(table: claims.Table, older: str, newer: str, record: str) -> Iterator[Told]:
    left, right = table.records[older][record], table.records[newer][record]
    for predicate in sorted((left.keys() | right.keys()) - {ROW, IN_ALLIANCE}):
        a, b = (table.claims(graph, record, predicate) for graph in (older, newer))
        if predicate in (START, END, SIGNATURE, FORCE, TERMINATION):
            if predicate == END and START in left and START in right:
                a, b = a or [_still(table, older, record)], b or [_still(table, newer, record)]
            for one, other in zip(a, b, strict=False):
                if kind := kind_of(one, other):
                    yield _told(kind, predicate, one, other)
            continue
        values = {c.value for c in a}, {c.value for c in b}
        lost, gained = sorted(values[0] - values[1]), sorted(values[1] - values[0])
        single = predicate not in (OBLIGATION, PARTY) and len(a) == len(b) == 1
        if single and lost:
            yield {"kind": "value", "predicate": predicate, "left": a[0], "right": b[0]}
            continue
        none = Claim(table.origins[newer], record, predicate, NONE, rows=table.rows(newer, record))
        for value in lost:
            claim = next(c for c in a if c.value == value)
            yield {"kind": "value", "predicate": predicate, "left": claim, "right": none}
        none = Claim(table.origins[older], record, predicate, NONE, rows=table.rows(older, record))
        for value in gained:
            claim = next(c for c in b if c.value == value)
            yield {"kind": "value", "predicate": predicate, "left": none, "right": claim}


def _still(table: claims.Table, graph: str, record: str) -> Claim:
    return Claim(table.origins[graph], record, END, OPEN, rows=table.rows(graph, record))


def _one_only(table: claims.Table, here: str, there: str, swapped: bool = False) -> Iterator[Told]:
    """Records of one version only; a whole alliance counts once, and not member by member."""
    mine, other = table.records[here], table.records[there]
    for record in sorted(mine.keys() - other.keys()):
        values = mine[record]
        alliance = _subject(values, record)
        if alliance != record and alliance not in other:
            continue
        predicate = MEMBER if MEMBER in values else DCTERMS_NS + "identifier"
        if alliance != record or predicate in values:
            claim = (table.claims(here, record, predicate) or [_row_claim(table, here, record)])[0]
        else:
            claim = _row_claim(table, here, record)
        node = alliance if alliance != record else record
        none = Claim(table.origins[there], node, claim.predicate, NONE)
        a, b = (none, claim) if swapped else (claim, none)
        yield {
            "kind": _seen(table, here, record, table.origins[there]),
            "predicate": claim.predicate,
            "subject": alliance,
            "about": next((v for v, _, _ in values.get(MEMBER, [])), ""),
            "left": a,
            "right": b,
            "note": "in one version only",
        }


def _row_claim(table: claims.Table, graph: str, record: str) -> Claim:
    rows = table.rows(graph, record)
    return Claim(table.origins[graph], record, ROW, ", ".join(map(str, rows)) or "there", rows=rows)


def _seen(table: claims.Table, graph: str, record: str, other: claims.Origin) -> str:
    """Whether the other version could have had a record."""
    starts = table.claims(graph, record, START)
    if not starts:
        starts = [
            claim
            for name, values in table.records[graph].items()
            if any(alliance == record for alliance, _, _ in values.get(IN_ALLIANCE, []))
            for claim in table.claims(graph, name, START)
        ]
    until = other.covers_until
    late = bool(starts) and bool(until) and all((c.latest or "") > (until or "") for c in starts)
    return "coverage" if late else "value"


# --- lists of states -------------------------------------------------------------------------


def outside_lists(table: claims.Table) -> Iterator[Told]:
    """Memberships that begin when the list of states does not have the member."""
    lists: dict[str, list[tuple[str, Claim, Claim | None, str]]] = defaultdict(list)
    reach: dict[str, str] = {}
    for graph in sorted(table.records):
        for record in sorted(table.records[graph]):
            for code in table.claims(graph, record, claims.RECORDED):
                start = next(iter(table.claims(graph, record, START)), None)
                end = next(iter(table.claims(graph, record, END)), None)
                if start is None:
                    continue
                lists[code.value].append((graph, start, end, record))
                reach[graph] = table.origins[graph].covers_until or "9999"
    for graph in sorted(table.records) if lists else ():
        for record in sorted(table.records[graph]):
            for state in table.claims(graph, record, MEMBER):
                for start in table.claims(graph, record, START):
                    yield from _outside(graph, start, state, lists.get(state.value, []), reach)


def _outside(
    graph: str,
    start: Claim,
    state: Claim,
    intervals: Sequence[tuple[str, Claim, Claim | None, str]],
    reach: dict[str, str],
) -> Iterator[Told]:
    by_list: dict[str, list[tuple[Claim, Claim | None]]] = defaultdict(list)
    for name, first, last, _ in intervals:
        by_list[name].append((first, last))
    for name, spells in sorted(by_list.items()):
        if name == graph or start.earliest is None or start.earliest > reach[name]:
            continue
        inside = any(
            (first.earliest or "") <= (start.latest or "")
            and (last is None or (start.earliest or "") <= (last.latest or "9999"))
            for first, last in spells
        )
        if not inside:
            near = min(spells, key=lambda s: s[0].earliest or "")
            later = [s for s in spells if (s[0].earliest or "") > (start.latest or "")]
            first, last = min(later, key=lambda s: s[0].earliest or "") if later else near
            text = f"{first.value} to {last.value if last else OPEN}"
            yield {
                "kind": "scope",
                "section": "sources",
                "predicate": MEMBER,
                "subject": start.node,
                "about": state.value,
                "left": replace(start, predicate=MEMBER),
                "right": replace(first, predicate=MEMBER, value=text, datatype=""),
                "note": "the member is not in the list of states on that day",
            }
