"""Who is under whom, who holds a post, where a unit is: relations of several sources compared.

A row of a table may be such a relation itself. What a source saw on some days bounds the time and
ends nothing: two that saw it first on different days agree, and one that ends it before another
still saw it does not. What a source does not tell is unknown.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from foedus.bundled.relations import COMMAND, KINDS, Kind
from foedus.merging import claims, identity
from foedus.merging.claims import COUNT, COUNTED, NUMBER, OWN, Claim, Origin, Told
from foedus.merging.comparing import differing
from foedus.merging.counting import equal
from foedus.rdf.names import CODE_NS, FOEDUS_NS
from foedus.sources import dates

BEGUN, ENDED = FOEDUS_NS + "earliestStart", FOEDUS_NS + "latestEnd"
FROM, UNTIL = FOEDUS_NS + "observedFrom", FOEDUS_NS + "observedUntil"
CATEGORY, METHOD = FOEDUS_NS + "countedCategory", FOEDUS_NS + "countMethod"
CHAIN = frozenset(
    CODE_NS + name
    for name in (
        "combatant-command-authority",
        "operational-control",
        "reporting-unspecified",
        "tactical-control",
    )
)
"""The kinds of authority that make a chain of command; of the others a unit may have several."""

_UNTOLD = CODE_NS + "reporting-unspecified"


@dataclass(frozen=True)
class Relation:
    """One relation as one source has it, with the first and last day of each bound, if told.

    ``start`` and ``end`` are the claims of its dates, ``seen`` those of the first and the last day
    on which the source saw it hold.
    """

    kind: Kind
    origin: Origin
    node: str
    holder: str
    target: str
    role: str
    authority: str = ""
    rank: str = ""
    host: str = ""
    rows: tuple[int, ...] = ()
    start: Claim | None = None
    end: Claim | None = None
    seen: tuple[Claim, Claim] | None = None
    known_until: str = ""
    """The last day of which its source would have told an end."""

    @property
    def held(self) -> tuple[str, str] | None:
        """The first and last day between which it holds by its source; None where none is told."""
        first = [c.latest for c in (self.start, self.seen and self.seen[0]) if c and c.latest]
        last = [c.earliest for c in (self.end, self.seen and self.seen[1]) if c and c.earliest]
        if not first and not last:
            return None
        if not last and self.start and min(first) <= self.known_until:
            last = [self.known_until]
        low = min(first) if first else max(last)
        return low, max([*last, low])

    @property
    def may_hold(self) -> tuple[str, str]:
        """The first and last day that its bounds do not exclude."""
        first = self.start.earliest if self.start else None
        last = self.end.latest if self.end else None
        return first or "", last or "9999-12-31"

    @property
    def target_claim(self) -> Claim:
        """That the other role is filled so."""
        return Claim(self.origin, self.node, self.role, self.target, rows=self.rows)


@dataclass
class Same:
    """Which nodes mean the same, by accepted exact matches; what nobody names is only itself."""

    table: claims.Table
    unnamed: frozenset[str] = frozenset()
    _chosen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose one node of each cluster: ours, if there is one."""
        marked = claims.select(self.table.store, "unnamed")
        self.unnamed = frozenset(row["organization"].value for row in marked)
        pairs = (
            (s, o)
            for s, kind, o in self.table.matches
            if kind == "exact" and not {s, o} & self.unnamed
        )
        own = ox.DefaultGraph()
        for cluster in identity.clusters(pairs):
            ours = [
                iri
                for iri in cluster
                if any(self.table.store.quads_for_pattern(ox.NamedNode(iri), None, None, own))
            ]
            self._chosen |= dict.fromkeys(cluster, (ours or cluster)[0])

    def __call__(self, iri: str) -> str:
        """The node that stands for all that mean the same."""
        return self._chosen.get(iri, iri)


# --- read ----------------------------------------------------------------------------------


def of_sources(table: claims.Table) -> list[Relation]:
    """Every relation of every source, in order."""
    found: list[Relation] = []
    for graph, records in sorted(table.records.items()):
        for record, values in sorted(records.items()):
            told = {name: [v for v, _, _ in some] for name, some in values.items()}
            found += _of(table.origins[graph], record, told, table.rows(graph, record))
    return found


def of_ours(table: claims.Table) -> list[Relation]:
    """The relations of our own data, in order; known until the last day that they speak of."""
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in claims.select(table.store, "relations"):
        told[row["record"].value][row["property"].value].append(row["value"].value)
    found = [
        relation
        for node, values in sorted(told.items())
        for relation in _of(claims.own_origin(table.store, node), node, values, ())
    ]
    days = (c.latest or "" for r in found for c in (r.start, *(r.seen or ())) if c)
    last = max(days, default="")
    return [replace(relation, known_until=last) for relation in found]


def _of(
    origin: Origin, node: str, told: dict[str, list[str]], rows: tuple[int, ...]
) -> Iterator[Relation]:
    """The relation that a node is, if it is one: by the narrower target where it has two."""

    def first(name: str) -> str:
        return min(told.get(FOEDUS_NS + name, ()), default="")

    def claim(predicate: str, early: str, late: str) -> Claim | None:
        if not early and not late:
            return None
        early, late = early or late, late or early
        words = words_of(early, late)
        return Claim(origin, node, predicate, words, earliest=early, latest=late, rows=rows)

    for kind in KINDS:
        role = next((name for name in kind.targets if name in told), "")
        if kind.role not in told or not role:
            continue
        window = (
            claim(FROM, first("observedFrom"), first("observedFrom")),
            claim(UNTIL, first("observedUntil"), first("observedUntil")),
        )
        yield Relation(
            kind,
            origin,
            node,
            min(told[kind.role]),
            min(told[role]),
            role,
            authority=first("authorityType"),
            rank=first("rank"),
            host=first("hostPolity"),
            rows=rows,
            start=claim(BEGUN, first("earliestStart"), first("latestStart")),
            end=claim(ENDED, first("earliestEnd"), first("latestEnd")),
            seen=window if window[0] and window[1] else None,  # type: ignore[arg-type]
            known_until=origin.covers_until or "",
        )


def words_of(first: str, last: str) -> str:
    """Two days as exact as they are.

    >>> words_of("2010-05-01", "2010-05-31"), words_of("2010-01-01", "2010-12-31")
    ('2010-05', '2010')
    >>> words_of("2010-05-03", "2010-06-01")
    '2010-05-03 to 2010-06-01'
    """
    whole = (text for text in (first[:4], first[:7]) if dates.bounds(text) == (first, last))
    return first if first == last else next(whole, f"{first} to {last}")


# --- compared ------------------------------------------------------------------------------


def relations(table: claims.Table) -> Iterator[Told]:
    """In what the relations and counts of two sources disagree."""
    theirs = of_sources(table)
    counted = list(_counts(table))
    if not theirs and not counted:
        return
    same = Same(table)
    every = [*of_ours(table), *theirs]
    above = {(same(one.holder), same(one.target)) for one in every if one.kind is COMMAND}
    groups: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for one in every:
        groups[one.kind.name, same(one.holder)].append(one)
    for (_, holder), some in sorted(groups.items(), key=lambda item: item[0]):
        for left, right in _of_two(some):
            told = {"subject": holder}
            if same(left.target) == same(right.target):
                if _is_one_time(left, right, some, same):
                    about = {**told, "about": same(left.target)}
                    yield from ({**about, **one} for one in _dates(left, right))
            else:
                yield from ({**told, **one} for one in _targets(left, right, same, above))
    yield from _numbers(counted, same)


def _of_two(some: Sequence[Relation]) -> Iterator[tuple[Relation, Relation]]:
    """Each two of different witnesses, ours first."""
    for one, other in itertools.combinations(some, 2):
        if one.origin.key != other.origin.key:
            left, right = sorted(
                (one, other), key=lambda r: (r.origin.key != OWN, r.origin.label, r.node)
            )
            yield left, right


def _is_one_time(left: Relation, right: Relation, some: Sequence[Relation], same: Same) -> bool:
    """Whether two may be about the same time, or are each the only one of their sources."""
    if _meet(left.may_hold, right.may_hold):
        return True
    alike = [r for r in some if same(r.target) == same(left.target)]
    return all(
        sum(r.origin.graph == one.origin.graph and r.origin.key == one.origin.key for r in alike)
        == 1
        for one in (left, right)
    )


def _dates(left: Relation, right: Relation) -> Iterator[Told]:
    """Where the dates of one relation exclude each other, or are more exact in one source."""
    if left.start and right.start:
        yield from differing(BEGUN, left.start, right.start)
    if left.end and right.end:
        yield from differing(ENDED, left.end, right.end)
    for one, other, swapped in ((left, right, False), (right, left, True)):
        if other.seen is None:
            continue
        first, last = other.seen
        for date, day, wrong in (
            (one.start, first, "begins in one after the other saw it"),
            (one.end, last, "ended in one before the other still saw it"),
        ):
            if date is None or not date.earliest or not date.latest or not day.latest:
                continue
            late = date.earliest > day.latest if date is one.start else date.latest < day.latest
            if late:
                a, b = (day, date) if swapped else (date, day)
                told = {"kind": "value", "predicate": date.predicate, "left": a, "right": b}
                yield {**told, "note": wrong}


def _targets(
    left: Relation, right: Relation, same: Same, above: set[tuple[str, str]]
) -> Iterator[Told]:
    """Two superiors, holders or seats at one time, where only one can be."""
    if not left.kind.one_at_a_time or {left.target, right.target} & same.unnamed:
        return
    if left.kind is COMMAND and not _is_one_line(left.authority, right.authority):
        return
    if left.held is None or right.held is None or not _meet(left.held, right.held):
        return
    days = max(left.held[0], right.held[0]), min(left.held[1], right.held[1])
    if days[0] == days[1] and (_hand_over(left, right) or _hand_over(right, left)):
        return
    when = days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"
    told = {"predicate": left.role, "left": left.target_claim, "right": right.target_claim}
    ends = same(left.target), same(right.target)
    if left.kind is COMMAND and (ends in above or ends[::-1] in above):
        note = f"at one time, {when}; one of the two is under the other"
        yield {**told, "kind": "granularity", "note": note}
    else:
        yield {**told, "kind": "value", "note": f"at one time, {when}"}


def _hand_over(before: Relation, after: Relation) -> bool:
    """Whether one ends on the day, or in the time, in which the other begins."""
    end, start = before.end, after.start
    if end is None or start is None:
        return False
    return (end.earliest or "") <= (start.latest or "") and (start.earliest or "") <= (
        end.latest or ""
    )


def _is_one_line(left: str, right: str) -> bool:
    """Whether two kinds of authority are of one chain, in which each has one superior."""
    kinds = {left or _UNTOLD, right or _UNTOLD}
    return kinds <= CHAIN and (len(kinds) == 1 or _UNTOLD in kinds)


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


# --- counts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """A number of people that is a row of its own: of whom, when, and how they are counted."""

    claim: Claim
    unit: str
    method: str
    days: tuple[str, str] | None


def _counts(table: claims.Table) -> Iterator[Count]:
    for graph, records in sorted(table.records.items()):
        for record, values in sorted(records.items()):
            if NUMBER in values and COUNT in values:
                yield from _count(table, graph, record, values)


def _count(table: claims.Table, graph: str, record: str, values: claims.Values) -> Iterator[Count]:
    def first(name: str) -> str:
        return min((value for value, _, _ in values.get(name, ())), default="")

    days = first(FROM), first(UNTIL)
    category = first(CATEGORY) or COUNTED + "personnel"
    for value, datatype, _ in values[NUMBER][:1]:
        rows = table.rows(graph, record)
        claim = Claim(table.origins[graph], record, category, value, datatype, rows=rows)
        yield Count(claim, first(COUNT), first(METHOD), days if all(days) else None)


def _numbers(found: Iterable[Count], same: Same) -> Iterator[Told]:
    """Counts of two sources of the same people at one time."""
    groups: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for one in found:
        groups[same(one.unit), one.claim.predicate].append(one)
    for (unit, category), some in sorted(groups.items()):
        for left, right in itertools.combinations(some, 2):
            a, b = sorted((left.claim, right.claim), key=lambda c: (c.origin.label, c.node))
            if a.origin.key == b.origin.key or equal(a, b):
                continue
            told = {"predicate": category, "subject": unit, "left": a, "right": b}
            if left.method and right.method and left.method != right.method:
                yield {**told, "kind": "scope", "note": "counted by different methods"}
            elif left.days is None or right.days is None:
                yield {**told, "kind": "scope", "note": "of which day is not told by both"}
            elif _meet(left.days, right.days):
                yield {**told, "kind": "value", "note": "same unit, category and time"}
