"""Two things that are taken for the same, compared: dates, members and obligations, and the rest.

The rest is one thing that is several elsewhere, an alliance against its own members, and members
that a list of states does not have.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from foedus.merging import agreements, claims
from foedus.merging.agreements import Agreement, Spell
from foedus.merging.claims import (
    BEGUN,
    END,
    FORCE,
    MEMBER,
    NONE,
    OBLIGATION,
    OPEN,
    SIGNATURE,
    START,
    TERMINATION,
    Claim,
    Told,
)
from foedus.rdf.names import CODE_NS, SKOS_NS


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


def steps(left: Agreement, right: Agreement) -> Iterator[Told]:
    """The dates of two things that disagree, step by step."""
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
        yield from differing(predicate, a, b)


def differing(predicate: str, left: Claim, right: Claim) -> Iterator[Told]:
    """Two dates, if they disagree."""
    if kind := kind_of(left, right):
        note = _gap(left, right)
        yield {"kind": kind, "predicate": predicate, "left": left, "right": right, "note": note}


def _starts(named: Agreement, plain: Agreement, swapped: bool = False) -> Iterator[Told]:
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
    days = (date.fromisoformat(second.earliest or "") - date.fromisoformat(first.latest or "")).days
    return f"{days} day{'s' if days != 1 else ''} apart" if days > 0 else ""


# --- members ------------------------------------------------------------------------------------


def members(left: Agreement, right: Agreement) -> Iterator[Told]:
    """The members of two things that disagree, one by one."""
    for key in sorted(left.members.keys() & right.members.keys()):
        for one in _times(left, right, key):
            yield {**one, "about": key}
    yield from _missing(left, right)
    yield from _missing(right, left, swapped=True)


def _times(left: Agreement, right: Agreement, key: str) -> Iterator[Told]:
    """When a member of both sides came and went by each, where both tell it."""
    here, there = left.members[key].spells, right.members[key].spells
    if not here or not there:
        return
    paired = agreements.pairs(here, there) or _only(here, there)
    for one, other in paired:
        if one.start and other.start:
            for told in differing(START, one.start, other.start):
                yield _entering(told, left.members[key].entered | right.members[key].entered)
        yield from differing(END, one.end, other.end)
    if paired and len(here) == len(there) == 1:
        return
    for one in agreements.alone(here, there):
        yield from _spell(one, left, right, key)
    for one in agreements.alone(there, here):
        yield from _spell(one, right, left, key, swapped=True)


def _entering(told: Told, entered: dict[str, str]) -> Told:
    """A start that is only the day on which a list of states begins to have the member is no other
    value: who counts states of that list cannot have an earlier one."""
    first, second = sorted((told["left"], told["right"]), key=lambda claim: claim.latest or "")
    by = entered.get(second.earliest or "")
    if by is None or second.earliest != second.latest or (first.latest or "") >= second.latest:
        return told
    note = f"{second.value} is the day on which {by} begins to have the member; {told['note']}"
    return {**told, "kind": "scope", "note": note}


def _only(here: Sequence[Spell], there: Sequence[Spell]) -> list[tuple[Spell, Spell]]:
    """The one spell of each side, which mean the same where both sources have seen both."""
    if len(here) != 1 or len(there) != 1:
        return []
    one, other = here[0], there[0]
    seen = one.is_seen_by(other.end.origin) and other.is_seen_by(one.end.origin)
    return [(one, other)] if seen else []


def _spell(
    spell: Spell, has: Agreement, lacks: Agreement, key: str, swapped: bool = False
) -> Iterator[Told]:
    """A spell at a time when the other side has none. Ours may lack one: that says nothing."""
    if lacks.is_own:
        return
    known = [claim for claim in (spell.start, spell.end) if claim]
    rows = tuple(sorted({row for claim in known for row in claim.rows}))
    text = f"{spell.start.value if spell.start else 'unknown'} to {spell.end.value}"
    told = replace(known[0], predicate=MEMBER, value=text, datatype="", rows=rows)
    absent = lacks.lacks(MEMBER, key)
    kind = "value" if spell.is_seen_by(lacks.origin) else "coverage"
    yield _one_sided(kind, told, absent, swapped, "a time of the membership in one source only")


def _missing(left: Agreement, right: Agreement, swapped: bool = False) -> Iterator[Told]:
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
        if not member.claims:
            continue
        seen = not member.spells or any(s.is_seen_by(right.origin) for s in member.spells)
        kind = "value" if seen else "coverage"
        one = _one_sided(
            kind, member.claims[0], right.lacks(MEMBER), swapped, "a member in one source only"
        )
        yield {**one, "about": key}


def _one_sided(kind: str, told: Claim, absent: Claim, swapped: bool, note: str) -> Told:
    a, b = (absent, told) if swapped else (told, absent)
    return {"kind": kind, "predicate": MEMBER, "left": a, "right": b, "note": note}


# --- obligations --------------------------------------------------------------------------------


_COMPARED = frozenset(CODE_NS + name for name in agreements.OBLIGATIONS)


def obligations(left: Agreement, right: Agreement) -> Iterator[Told]:
    """What members owe by one of two things and not by the other."""
    for key in sorted(left.members.keys() & right.members.keys()):
        a, b = left.members[key].obligations, right.members[key].obligations
        yield from _owed(key, a, b, left, right)
        yield from _owed(key, b, a, right, left, swapped=True)
    for one, other, swapped in ((left, right, False), (right, left, True)):
        if one.obligations and not other.obligations and other.codes_members:
            yield from _levels(one, other, swapped)
    if left.obligations and right.obligations:
        for one, other, swapped in ((left, right, False), (right, left, True)):
            for code in sorted(one.obligations.keys() - other.obligations.keys()):
                claim, none = one.obligations[code], other.lacks(OBLIGATION)
                yield _owing("value", claim, none, swapped, "coded in one source only")


def _owed(
    key: str,
    owed: dict[str, Claim],
    other: dict[str, Claim],
    left: Agreement,
    right: Agreement,
    swapped: bool = False,
) -> Iterator[Told]:
    """What a member owes by one side and not by the other, which codes what members owe."""
    if right.is_own or not right.codes_members or not left.codes_members:
        return
    for code in sorted(owed.keys() - other.keys()):
        if code in _COMPARED:
            absent = right.lacks(OBLIGATION, key)
            note = f"{code.removeprefix(CODE_NS)} of a member in one source only"
            yield {**_owing("value", owed[code], absent, swapped, note), "about": key}


def _levels(whole: Agreement, parts: Agreement, swapped: bool) -> Iterator[Told]:
    """Obligations coded for the alliance against obligations coded for each member."""
    if whole.is_own or parts.is_own:
        return
    for code, claim in sorted(whole.obligations.items()):
        bound = [key for key, member in parts.members.items() if code in member.obligations]
        if not bound:
            yield _owing("value", claim, parts.lacks(OBLIGATION), swapped, "no member has it")
            continue
        for key in sorted(parts.members.keys() - set(bound)):
            absent = parts.lacks(OBLIGATION, key)
            note = "coded for the alliance, where the other codes each member"
            yield {**_owing("vocabulary", claim, absent, swapped, note), "about": key}
    coded = {c: o for m in parts.members.values() for c, o in sorted(m.obligations.items())}
    for code in sorted(coded.keys() - whole.obligations.keys()):
        absent = whole.lacks(OBLIGATION)
        yield _owing("value", coded[code], absent, not swapped, "a member has it")


def _owing(kind: str, left: Claim, right: Claim, swapped: bool, note: str) -> Told:
    """What a source does not code is no value of its own: that the other has it is coverage."""
    for absent, owed in ((left, right), (right, left)):
        if absent.value == NONE and absent.origin.is_silent_on(owed.value):
            name = owed.value.removeprefix(CODE_NS)
            kind, note = "coverage", f"{absent.origin.label} does not code {name}"
    a, b = (right, left) if swapped else (left, right)
    return {"kind": kind, "predicate": OBLIGATION, "left": a, "right": b, "note": note}


def inside(thing: Agreement) -> Iterator[Told]:
    """What one source says of an alliance against what it says of its members."""
    if thing.is_own or not thing.obligations or not thing.codes_members:
        return
    held = {c: o for m in thing.members.values() for c, o in sorted(m.obligations.items())}
    told = {"section": "source", "subject": thing.iri}
    for code in sorted(held.keys() - thing.obligations.keys()):
        absent = Claim(thing.origin, thing.iri, OBLIGATION, NONE)
        note = "a member has what the alliance is said not to have"
        yield {**told, **_owing("value", absent, held[code], False, note)}
    for code in sorted(thing.obligations.keys() - held.keys()):
        first = next(iter(thing.members.values())).claims[0]
        absent = replace(first, predicate=OBLIGATION, value=NONE, datatype="")
        note = "the alliance has what no member has"
        yield {**told, **_owing("value", thing.obligations[code], absent, False, note)}


# --- one thing that is several ------------------------------------------------------------------


def one_to_many(table: claims.Table, by_iri: dict[str, list[Agreement]]) -> Iterator[Told]:
    """One thing here that is several there, by narrow and broad matches."""
    parts: dict[str, set[str]] = defaultdict(set)
    for subject, kind, object in table.matches:
        if kind == "narrow":
            parts[subject].add(object)
        elif kind == "broad":
            parts[object].add(subject)
    for whole, found in sorted(parts.items()):
        by_graph: dict[str, list[Agreement]] = defaultdict(list)
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
                    "predicate": SKOS_NS + "narrowMatch",
                    "subject": whole,
                    "left": one,
                    "right": many[0],
                    "note": f"one against {len(things)}",
                    "others": tuple(many[1:]),
                }


def _whole_origin(thing: Agreement) -> claims.Origin:
    if not thing.is_own:
        return thing.origin
    for member in thing.members.values():
        for claim in member.claims:
            return claim.origin
    return claims.BACKGROUND


# --- all of it ----------------------------------------------------------------------------------


def all_pairs(things: Sequence[Agreement]) -> Iterator[Told]:
    """Everything in which two of these disagree, of different sources each."""
    for one, other in itertools.combinations(things, 2):
        if one.origin.key != other.origin.key:
            left, right = sorted((one, other), key=lambda t: (not t.is_own, t.origin.label))
            yield from compare(left, right)


def compare(left: Agreement, right: Agreement) -> Iterator[Told]:
    """Everything in which two things disagree that are taken for the same."""
    subject = right.iri if left.is_own or left.iri == right.iri else left.iri
    told = {"subject": subject}
    for one in _once([*steps(left, right)], [*members(left, right)]):
        yield {**told, **one}
    for one in obligations(left, right):
        yield {**told, **one}


def _once(of_all: list[Told], of_members: list[Told]) -> Iterator[Told]:
    """The disagreements of an alliance and of its members, where both are the same: once.

    The dates of an alliance are those of its members, so that a day on which all came in stands at
    each of them too; where it is that of one member, it is told of that one.
    """
    same: dict[tuple[object, ...], int] = defaultdict(int)
    whole = {_days(one) for one in of_all}
    entering = {_days(one)[1:] for one in of_members if one["kind"] == "scope"}
    for one in of_members:
        same[_days(one)] += 1
    for one in of_all:
        number = same[_days(one)]
        if number != 1 and (number or _days(one)[1:] not in entering):
            so = f"so for {number} members" if number else ""
            yield {**one, "note": "; ".join(filter(None, (one["note"], so)))}
    for one in of_members:
        if same[_days(one)] == 1 or _days(one) not in whole:
            yield one


def _days(told: Told) -> tuple[object, ...]:
    left, right = told["left"], told["right"]
    return (told["kind"], told["predicate"], left.value, right.value)


# --- memberships against lists of states --------------------------------------------------------


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
                "predicate": MEMBER,
                "subject": start.node,
                "about": state.value,
                "left": replace(start, predicate=MEMBER),
                "right": replace(first, predicate=MEMBER, value=text, datatype=""),
                "note": "the member is not in the list of states on that day",
            }
