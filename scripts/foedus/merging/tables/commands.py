"""Who is under whom, who held which post, how many people, which bases: one row each.

A row of a source's table, or a relation or count of our own, is a row here, with who tells it. What
a source saw stands beside start and end, and a unit that nobody names is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.bundled.relations import COMMAND, DATES, KINDS, POST, SEAT, STATIONING, Kind
from foedus.merging import claims, counting, relations
from foedus.merging.claims import COUNT, COUNTED, DATE, HOST, NUMBER, OWN, Claim
from foedus.merging.relations import Relation
from foedus.merging.tables.alliances import Coder
from foedus.merging.tables.files import Cell, Column, Sheet
from foedus.merging.tables.nodes import Named, kinds_of, local, values_of
from foedus.rdf.names import CODE_NS, FOEDUS_NS, TYPE, text

_SOURCE = Column("source", "text", "id and version of the source; own for our data")
_DATES = (
    Column("start", "text", "start, or first/last possible day; empty where it is not told"),
    Column("end", "text", "end, likewise; empty does not mean that it goes on"),
    Column("seen_first", "text", "first day on which the source saw it; bounds no start"),
    Column("seen_last", "text", "last day on which the source saw it; bounds no end"),
)
_ROWS = Column("rows", "text", "rows of the source's file, with spaces between")
_REMARK = "an empty cell says that the data do not tell, never that there is none"
_UNNAMED = "named is 0 for a unit of which a source tells that it exists and not what it is called"

COMMANDS = (
    _SOURCE,
    Column("command_id", "text", "name of the node"),
    Column("label", "text", "name of the command or unit; what is known of it where named is 0"),
    Column("named", "integer", "1, or 0 where nobody names it"),
    Column("kinds", "text", "classes of the ontology, with spaces between"),
    Column("states", "text", "codes of the states whose command it is, with spaces between"),
    Column("established", "text", "day of establishment or activation, or first/last possible day"),
    Column("superior_id", "text", "name of the node of the superior"),
    Column("superior", "text", "name of the superior"),
    Column("authority", "text", "kind of authority; reporting-unspecified where none is named"),
    *_DATES,
    Column("headquarters", "text", "names of the places that it is headquartered in"),
    _ROWS,
)
POSTS = (
    _SOURCE,
    Column("post_id", "text", "name of the node of the post"),
    Column("post", "text", "name of the post"),
    Column("organization_id", "text", "name of the node of the organization that it is in"),
    Column("organization", "text", "name of the organization"),
    Column("holder_id", "text", "name of the node of the holder"),
    Column("holder", "text", "name of the holder"),
    Column("rank", "text", "rank of the holder in this time"),
    *_DATES,
    _ROWS,
)
STRENGTH = (
    _SOURCE,
    Column("unit_id", "text", "name of the node of the unit or group that is counted, if one is"),
    Column("unit", "text", "name of the unit or group"),
    Column("sender", "text", "codes of the states whose people are counted"),
    Column("host", "text", "codes of the states or territories that they are in"),
    Column("category", "text", "who is counted, as a code of the ontology"),
    Column("number", "integer", "the number as the source has it"),
    Column("date", "text", "day, month or year, or first/last day of the time, of the count"),
    Column("scope", "text", "who is counted, in the words of a text"),
    _ROWS,
)
BASES = (
    _SOURCE,
    Column("unit_id", "text", "name of the node of the unit or force that is there, if told"),
    Column("unit", "text", "name of the unit or force"),
    Column("named", "integer", "0 where nobody names the unit, else 1"),
    Column("base_id", "text", "name of the node of the place"),
    Column("base", "text", "name of the place"),
    Column("sender", "text", "codes of the states whose base it is"),
    Column("host", "text", "codes of the states or territories that it is in"),
    Column("latitude", "text", "degrees north, as the source has it"),
    Column("longitude", "text", "degrees east, as the source has it"),
    Column("relation", "text", "seat, stationing, or listed where a table only lists the place"),
    *_DATES,
    _ROWS,
)


@dataclass(frozen=True)
class World:
    """What the tables are made of."""

    table: claims.Table
    named: Named
    coder: Coder
    years: range | None

    def relations(self, *kinds: Kind) -> list[Relation]:
        """The relations of these kinds that may hold in the years, those of sources by source."""
        every = [*relations.of_sources(self.table), *relations.of_ours(self.table)]
        found = [one for one in every if one.kind in kinds and self.is_within(one.may_hold)]
        return sorted(found, key=lambda r: (r.origin.key == OWN, r.origin.label, r.holder, r.node))

    def is_within(self, days: tuple[str, str]) -> bool:
        """Whether two days are not both before or both after the years."""
        first, last = (int(day[:4] or 0) for day in days)
        return self.years is None or (first < self.years.stop and self.years.start <= last)

    def label(self, one: Relation, node: str) -> str:
        """What the source of a relation calls a node."""
        return self.named.label(one.origin.graph, node)

    def is_named(self, graph: str, node: str) -> int:
        """1, or 0 where the source marks a node as unnamed."""
        return int((graph, node) not in self.named.unnamed)

    def codes(self, graph: str, node: str, name: str) -> str:
        """The codes of the states that a row names in one of its columns, else what they are."""
        told = self.table.records.get(graph, {}).get(node, {}).get(FOEDUS_NS + name, [])
        return self.joined(value for value, _, _ in told)

    def joined(self, states: Iterable[str]) -> str:
        """The codes of some states, in order."""
        return " ".join(sorted(filter(None, map(self.coder, states))))


def _source(one: Relation) -> str:
    return OWN if one.origin.key == OWN else one.origin.label


def _dates(one: Relation) -> tuple[str, ...]:
    seen = one.seen or (None, None)
    told = (one.start, one.end, *seen)
    return tuple(claim.value.replace(" to ", "/") if claim else "" for claim in told)


def _numbers(rows: Iterable[int]) -> str:
    return " ".join(map(str, rows))


# --- commands -----------------------------------------------------------------------------------


def commands(world: World) -> Sheet:
    """Every command and unit with each superior that it had, or without one where none is told."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        told: dict[tuple[str, str], list[Relation | None]] = {}
        for one in world.relations(COMMAND):
            told.setdefault((one.origin.graph, one.holder), []).append(one)
        led = {
            (r.origin.graph, r.holder)
            for r in relations.of_sources(world.table)
            if r.kind is COMMAND
        }
        tellers = {graph for graph, _ in led} | {""}
        for graph, node in _units(world):
            if graph in tellers and (graph, node) not in led:
                told.setdefault((graph, node), [None])
        labels = {graph: origin.label for graph, origin in world.table.origins.items()}
        for (graph, node), some in sorted(
            told.items(), key=lambda item: (not item[0][0], labels.get(item[0][0], ""), item[0][1])
        ):
            dates = _established(world.table.store, ox.NamedNode(node)) if not graph else []
            late = world.years is not None and all(int(d[:4]) >= world.years.stop for d in dates)
            if not (dates and late):
                for held in some:
                    yield _command(world, labels.get(graph, OWN), graph, node, held, dates)

    return Sheet("commands", COMMANDS, rows(), "a command and a superior", [_REMARK, _UNNAMED])


def _units(world: World) -> list[tuple[str, str]]:
    """Every command of ours, and every military organization of a source."""
    ours, theirs = (
        {kind.value for kind in contents.at_or_below(ox.NamedNode(FOEDUS_NS + name))}
        for name in ("Command", "MilitaryOrganization")
    )
    gone = world.table.store
    return sorted(
        key
        for key, kinds in world.named.kinds.items()
        if (kinds & theirs if key[0] else kinds & ours and _is_there(gone, key[1]))
    )


def _is_there(store: ox.Store, node: str) -> bool:
    return any(store.quads_for_pattern(ox.NamedNode(node), TYPE, None))


def _command(
    world: World, source: str, graph: str, node: str, one: Relation | None, established: list[str]
) -> tuple[Cell, ...]:
    organizations = {
        kind.value for kind in contents.at_or_below(ox.NamedNode(FOEDUS_NS + "Organization"))
    }
    kinds = world.named.kinds.get((graph, node), set()) & organizations
    own = ox.NamedNode(node)
    states = world.joined(values_of(world.table.store, own, "ofState")) if not graph else ""
    if one is not None and not states:
        states = world.codes(graph, one.node, "codedSendingState")
    return (
        source,
        local(node),
        world.named.label(graph, node),
        world.is_named(graph, node),
        " ".join(sorted(kind.removeprefix(FOEDUS_NS) for kind in kinds)),
        states,
        " ".join(established),
        local(one.target) if one else "",
        world.named.label(graph, one.target) if one else "",
        one.authority.removeprefix(CODE_NS) if one else "",
        *(_dates(one) if one else ("",) * 4),
        " ".join(map(local, values_of(world.table.store, own, "headquarteredIn"))),
        _numbers(one.rows) if one else "",
    )


def _established(store: ox.Store, node: ox.NamedNode) -> list[str]:
    """When an establishment or activation of the command took place."""
    found = set()
    for quad in store.quads_for_pattern(None, _CHANGES, node):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        first, last = (
            [text(q.object) for q in store.quads_for_pattern(quad.subject, bound, None)]
            for bound in _BOUNDS
        )
        if kinds_of(store, quad.subject) & _BEGINNINGS and first and last:
            found.add(first[0] if first == last else f"{first[0]}/{last[0]}")
    return sorted(found)


_CHANGES = ox.NamedNode(FOEDUS_NS + "changesOrganization")
_BEGINNINGS = {ox.NamedNode(FOEDUS_NS + name) for name in ("Establishment", "Activation")}
_BOUNDS = tuple(ox.NamedNode(FOEDUS_NS + name) for name in DATES["start"])


# --- posts, bases -------------------------------------------------------------------------------


def posts(world: World) -> Sheet:
    """Every time that somebody held a post."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in world.relations(POST):
            graph = one.origin.graph
            post_in = world.named.post_in
            within = post_in.get((graph, one.holder)) or post_in.get(("", one.holder), "")
            yield (
                _source(one),
                local(one.holder),
                world.label(one, one.holder),
                local(within),
                world.named.label(graph, within),
                local(one.target),
                world.label(one, one.target),
                one.rank,
                *_dates(one),
                _numbers(one.rows),
            )

    return Sheet("posts", POSTS, rows(), "a holder of a post", [_REMARK])


def bases(world: World) -> Sheet:
    """Where units have their seat and forces are stationed, and the places that tables list."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in world.relations(SEAT, STATIONING):
            graph = one.origin.graph
            host = world.codes(graph, one.node, "codedHost")
            place = "" if one.target == one.host else one.target
            yield (
                _source(one),
                local(one.holder),
                world.label(one, one.holder),
                world.is_named(graph, one.holder),
                local(place),
                world.label(one, place),
                world.codes(graph, one.node, "codedSendingState"),
                host or (world.joined([one.host]) if one.host else ""),
                _first(world, graph, one.node, "sourceLatitude"),
                _first(world, graph, one.node, "sourceLongitude"),
                one.kind.name,
                *_dates(one),
                _numbers(one.rows),
            )
        yield from _listed(world)

    return Sheet("bases", BASES, rows(), "a unit at a place, or a place", [_REMARK, _UNNAMED])


def _listed(world: World) -> Iterator[tuple[Cell, ...]]:
    """The places that a table lists with their host, or with where they lie."""
    for graph, origin in sorted(world.table.origins.items(), key=lambda item: item[1].label):
        for record, values in sorted(world.table.records[graph].items()):
            places = {FOEDUS_NS + name for name in ("sourceLatitude", "sourceCategory")}
            others = values.keys() & {
                *_ROLES,
                claims.IN_ALLIANCE,
                claims.PARTY,
                claims.RECORDED,
                DATE,
            }
            counted = any(name.startswith(COUNTED) for name in values)
            if HOST not in values or not values.keys() & places or others or counted:
                continue
            yield (
                origin.label,
                *("", "", 1),
                local(record),
                _first(world, graph, record, "sourceName"),
                world.codes(graph, record, "codedSendingState"),
                world.codes(graph, record, "codedHost"),
                _first(world, graph, record, "sourceLatitude"),
                _first(world, graph, record, "sourceLongitude"),
                "listed",
                _first(world, graph, record, "sourceStart"),
                _first(world, graph, record, "sourceEnd"),
                *("", ""),
                _numbers(world.table.rows(graph, record)),
            )


_ROLES = frozenset(kind.role for kind in KINDS)


def _first(world: World, graph: str, record: str, name: str) -> str:
    told = world.table.records.get(graph, {}).get(record, {}).get(FOEDUS_NS + name, [])
    return min((value for value, _, _ in told), default="")


# --- strength -----------------------------------------------------------------------------------


def strength(world: World) -> Sheet:
    """Every number of people that a source or our data give."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for graph, origin in sorted(world.table.origins.items(), key=lambda item: item[1].label):
            for record, values in sorted(world.table.records[graph].items()):
                if NUMBER in values and COUNT in values:
                    yield from _unit_count(world, graph, record, values)
                elif HOST in values or FOEDUS_NS + "codedSendingState" in values:
                    yield from _recorded(world, origin.label, graph, record, values)
        yield from _own_counts(world)

    return Sheet("strength", STRENGTH, rows(), "a number of people", [_REMARK])


def _unit_count(
    world: World, graph: str, record: str, values: claims.Values
) -> Iterator[tuple[Cell, ...]]:
    days = [_first(world, graph, record, name) for name in ("observedFrom", "observedUntil")]
    if all(days) and not world.is_within((days[0], days[1])):
        return
    unit = values[COUNT][0][0]
    yield (
        world.table.origins[graph].label,
        local(unit),
        world.named.label(graph, unit),
        world.codes(graph, record, "codedSendingState"),
        world.codes(graph, record, "codedHost"),
        _first(world, graph, record, "countedCategory").removeprefix(CODE_NS),
        _whole(values[NUMBER][0][0]),
        relations.words_of(*days).replace(" to ", "/") if all(days) else "",
        "",
        _numbers(world.table.rows(graph, record)),
    )


def _recorded(
    world: World, source: str, graph: str, record: str, values: claims.Values
) -> Iterator[tuple[Cell, ...]]:
    dates = [*world.table.claims(graph, record, DATE), *world.table.claims(graph, record, _START)]
    if dates and not any(_spans(world.is_within, claim) for claim in dates):
        return
    for name in sorted(name for name in values if name.startswith(COUNTED)):
        for value, _, _ in sorted(values[name]):
            yield (
                source,
                "",
                _first(world, graph, record, "sourceName"),
                world.codes(graph, record, "codedSendingState"),
                world.codes(graph, record, "codedHost"),
                name.removeprefix(CODE_NS),
                _whole(value),
                dates[0].value if dates else "",
                "",
                _numbers(world.table.rows(graph, record)),
            )


_START = FOEDUS_NS + "sourceStart"


def _spans(is_within: Callable[[tuple[str, str]], bool], claim: Claim) -> bool:
    return is_within((claim.earliest or "", claim.latest or "9999"))


def _own_counts(world: World) -> Iterator[tuple[Cell, ...]]:
    """The counts of our data, of forces in a host and of groups."""
    for count in sorted(counting.own(world.table), key=lambda c: (c.host, c.claim.node)):
        days = count.claim.earliest or "", count.claim.latest or ""
        if all(days) and not world.is_within(days):
            continue
        yield (
            OWN,
            local(count.group),
            world.named.label("", count.group),
            world.joined(values_of(world.table.store, ox.NamedNode(count.group), "ofState")),
            world.joined([count.host]),
            "",
            _whole(count.claim.value),
            relations.words_of(*days).replace(" to ", "/") if all(days) else "",
            count.scope,
            "",
        )


def _whole(number: str) -> Cell:
    return int(number) if number.lstrip("-").isdigit() else None
