"""Tables whose columns are known by their names: what a new ``map.rq`` says of each row.

A table of units and their superiors, of posts and who held them, of the bases of units, or of how
many people a unit has needs no records: a row is the relation, or the count, itself. The columns
that tell a thing are its number and its name; one that has a number and no name is unnamed. Where
a column says that a relation is only planned, or claimed, a statement about it says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foedus.bundled.relations import COMMAND, POST, SEAT, Kind
from foedus.rdf.names import PREFIXES

_UNIT = r"(sub)?(unit|formation|command|subordinate|organi[sz]ation)"
_ABOVE = rf"(superior|parent|higher|related|commanding|upper)(_?{_UNIT})?"
_NUMBER, _NAME = r"_?(id|code|key|number|no|uuid)", r"_?(name|label|title|full_?name)?"


@dataclass(frozen=True)
class _Thing:
    """What a row may be about: its class, how addresses of such begin, how columns are called."""

    of: str
    stem: str
    called: str


_THINGS = {
    "superior": _Thing("MilitaryOrganization", "unit", rf"({_ABOVE}|reports_?to|commanded_by)"),
    "person": _Thing("Person", "person", r"(person|holder|commander|officer|incumbent)"),
    "post": _Thing("Post", "post", r"(post|role|position|office|appointment)"),
    "base": _Thing(
        "MilitaryInstallation",
        "base",
        r"(base|site|garrison|barracks|camp|installation|location)",
    ),
    "unit": _Thing("MilitaryOrganization", "unit", _UNIT),
}
_DATES = {
    "first": r"(first|earliest)_?(cited|seen|observed|reported|sighted)(_?(date|on))?|seen_?first",
    "last": r"(last|latest)_?(cited|seen|observed|reported|sighted)(_?(date|on))?|seen_?last",
    "start": r"(date_?)?(start(ed)?|began|beg(in)?|from|since|founded|assumed)(_?(date|day|on))?",
    "end": r"(date_?)?(end(ed)?|until|till|to|thru|left)(_?(date|day|on))?",
    "day": r"(as_?of|date|year|day|counted_?on)",
}
_OTHERS = {
    "number": r"(strength|personnel|troops|soldiers|head_?count|men)(_?(count|total))?|count",
    "rank": r"(rank|grade)",
    "status": r"(relation(ship)?_)?status",
    "kind": r"(related_unit_)?(class|type|relationship|relation|kind)",
    "latitude": r"lat(itude)?",
    "longitude": r"(lon|lng|long)(itude)?",
}
_COUNT = Kind("count", "PersonnelCount", "unit", {"unit": "partOf"})
_KINDS = (COMMAND, POST, SEAT, _COUNT)
_CALLED = {name: thing.called for name, thing in _THINGS.items()}
_NO_FACTS = {
    "intended": "planned|proposed|intended|announced|projected|future",
    "actual": "claimed|alleged|assumed|suspected|unconfirmed|disputed|rumou?red",
}
"""The words of a status that say so, by the modality of what they say; more words may say more."""

_TYPED = {"number": ("integer",), "latitude": ("number",), "longitude": ("number",)}
_DATED = frozenset(["date", "year", "yearmonth", "partial_date", "date_parts"])


@dataclass(frozen=True)
class Seen:
    """A field as far as its name and its type tell: ``name`` is also the variable."""

    name: str
    type: str


@dataclass
class Columns:
    """Which field plays which part."""

    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    state: str = ""

    def has(self, *things: str) -> bool:
        """Whether all of these things have a column."""
        return all(thing in self.numbers or thing in self.names for thing in things)

    @property
    def kind(self) -> Kind | None:
        """What a row is: the first kind of which it has all sides; None where it is none."""
        counts = "number" in self.others
        return next((k for k in _KINDS if self.has(*k.roles) and (k is not _COUNT or counts)), None)

    @property
    def things(self) -> list[str]:
        """What a row is about: the two sides, and the unit where it has one beside them."""
        roles = self.kind.roles if self.kind else ()
        return [one for one in dict.fromkeys([*roles, "unit"]) if self.has(one)]

    def tells(self, thing: str) -> str:
        """The field that tells a thing from others of its sort."""
        return self.numbers.get(thing) or self.names.get(thing, "")

    def key(self, tells: Callable[[Sequence[str]], bool]) -> list[str]:
        """The fields that tell rows apart: the things of the relation, with as few dates as will
        do; ``tells`` says whether some fields do. The line where none do."""
        dates = [self.dates[part] for part in ("day", "start", "first") if part in self.dates]
        told = [self.tells(thing) for thing in self.things]
        tried = [told, *([*told, date] for date in dates), [*told, *dates]]
        return next((some for some in tried if tells(some)), ["row"])

    @property
    def checks(self) -> list[str]:
        """What must hold of the dates and of the two sides of each row, as source.yaml says it."""
        told = [
            f"  - {{order: [{self.dates[a]}, {self.dates[b]}]}}"
            for a, b in (("first", "last"), ("start", "end"))
            if a in self.dates and b in self.dates
        ]
        ends = ", ".join(map(self.tells, COMMAND.roles))
        return [f"  - {{distinct: [{ends}]}}", *told] if self.has(*COMMAND.roles) else told


def columns(seen: Sequence[Seen]) -> Columns:
    """Which part each field plays, by its name; the first of several."""
    found = Columns(types={one.name: one.type for one in seen})
    shared = _shared([one.name.lower() for one in seen])
    for one in seen:
        name = one.name.lower()
        if not _part_of(_CALLED, name, _NUMBER) and not _part_of(_CALLED, name, _NAME):
            name = name.removeprefix(shared)
        if one.type == "state":
            found.state = found.state or one.name
        elif (thing := _part_of(_CALLED, name, _NUMBER)) and thing not in found.numbers:
            found.numbers[thing] = one.name
        elif (thing := _part_of(_CALLED, name, _NAME)) and one.type == "string":
            found.names.setdefault(thing, one.name)
        elif one.type in _DATED:
            if part := _part_of(_DATES, re.sub(rf"^{_ABOVE}_(?=.*_)", "", name)):
                found.dates.setdefault(part, one.name)
        elif (part := _part_of(_OTHERS, name)) and one.type in _TYPED.get(part, ("string",)):
            found.others.setdefault(part, one.name)
    return found


def _part_of(patterns: Mapping[str, str], name: str, ending: str = "") -> str:
    """The first of some parts that a name is called like; nothing where it is none."""
    return next(
        (p for p, like in patterns.items() if re.fullmatch(f"(?:{like}){ending}", name)), ""
    )


def _shared(names: Sequence[str]) -> str:
    """The word that all names begin with, as in ``unit:id`` and ``unit:related_unit``."""
    first = {name.partition("_")[0] for name in names}
    return f"{first.pop()}_" if len(first) == 1 and len(names) > 1 else ""


def is_date(name: str) -> bool:
    """Whether a field is called like a date.

    >>> is_date("last_cited"), is_date("unit")
    (True, False)
    """
    return bool(_part_of(_DATES, name.lower()))


def query(source: str, found: Columns, key: Sequence[str]) -> str:
    """The whole ``map.rq`` of a table of one of these kinds."""
    made = _Mapped(source, found)
    used = dict.fromkeys(_variable(found.types, name) for name in key)
    parts = ', "-", '.join(f'COALESCE({name}, "x")' for name in used)
    return mapping(
        [
            "# What each row says, guessed from the names of the columns: go through it. A thing",
            "# that has a number and no name is unnamed. foedus show CLASS tells of more terms.",
        ],
        ("code", "foedus", "id", "rdfs", "xsd"),
        made.told,
        [
            f'  BIND(IRI(CONCAT(STR(id:), "{source}-", {parts})) AS ?record)',
            *made.binds,
            "  BIND(xsd:integer(?row) AS ?line)",
        ],
    )


def mapping(
    about: Sequence[str], prefixes: Sequence[str], told: Sequence[str], binds: Sequence[str]
) -> str:
    """The text of a ``map.rq``: its comments, prefixes by name, template and assignments."""
    head = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in prefixes]
    return "\n".join([*about, *head, "", "CONSTRUCT {", *told, "}", "WHERE {", *binds, "}", ""])


def _variable(types: Mapping[str, str], name: str) -> str:
    """The variable that a field gives to an address."""
    return f"?{name}_slug" if types.get(name) == "string" else f"?{name}"


class _Mapped:
    """The lines of a mapping: what it tells, and the assignments that this needs."""

    def __init__(self, source: str, found: Columns) -> None:
        self.source, self.found = source, found
        self.told: list[str] = []
        self.binds: list[str] = []
        is_count = found.kind is _COUNT and "status" in found.others
        self.row = "?fact" if is_count else "?record"
        for thing in found.things:
            self.thing(thing)
        assert found.kind is not None
        roles = [f"foedus:{role} ?the_{thing}" for thing, role in found.kind.roles.items()]
        make = {COMMAND: self.command, POST: self.post, SEAT: self.seat, _COUNT: self.count}
        self.record(found.kind, make[found.kind](roles))

    def thing(self, role: str) -> None:
        """A node for a thing, with its label, by its number, else by its name.

        The same words for a post are another post in another unit.
        """
        number, name = self.found.numbers.get(role), self.found.names.get(role)
        key, words = _variable(self.found.types, number or name or ""), f"?{name or number}"
        sort = _THINGS[role]
        self.told.append(f"  ?the_{role} a foedus:{sort.of} ;")
        if role == "post" and self.found.has("unit"):
            self.told.append("    foedus:postIn ?the_unit ;")
            unit = self.found.names.get("unit")
            if not number:
                key = f'{_variable(self.found.types, self.found.tells("unit"))}, "-", {key}'
                words = f'CONCAT({words}, ", ", ?{unit})' if unit else words
        self.binds.append(
            f'  BIND(IRI(CONCAT(STR(id:), "{self.source}-{sort.stem}-", {key})) AS ?the_{role})'
        )
        if number and name and sort.stem == "unit":
            self.told.append(f"    foedus:unnamed ?unnamed_{role} ;")
            lacking = f"BOUND(?{number}) && !BOUND(?{name})"
            self.binds.append(f"  BIND(IF({lacking}, true, ?none) AS ?unnamed_{role})")
            words = f'COALESCE(?{name}, CONCAT("unnamed unit ", ?{number}))'
        self.told.append(f"    rdfs:label ?label_{role} .")
        self.binds.append(f'  BIND(STRLANG({words}, "en") AS ?label_{role})')

    def record(self, kind: Kind, lines: Sequence[str]) -> None:
        """The row itself, which is a plain record where it names no superior."""
        of = f"foedus:{kind.of}"
        if kind is COMMAND:
            kinds = f"{of}, foedus:DatasetRecord"
            self.binds.append(f"  BIND(IF(BOUND(?the_superior), {kinds}) AS ?kind)")
            of = "?kind"
        lines = [*lines, *self.dates(), *self.state(), "foedus:sourceRow ?line"]
        if status := self.found.others.get("status"):
            self.said(status)
        self.told[:0] = [
            f"  {self.row} a {of} ;",
            *(f"    {line} ;" for line in lines[:-1]),
            f"    {lines[-1]} .",
        ]

    def said(self, status: str) -> None:
        """What is said of a row that is no fact, where its status says so.

        Where it would be a count, it is a plain record: what is said of a number is told nowhere.
        """
        modality = "?none"
        for code, like in reversed(_NO_FACTS.items()):
            modality = f'IF(REGEX(?{status}, "^({like})$", "i"), code:{code}, {modality})'
        self.binds += [
            "  # A row of such a status is a plan or a claim, and no fact.",
            f"  BIND({modality} AS ?modality)",
        ]
        if self.row == "?fact":
            self.told += ["  ?unheld a foedus:DatasetRecord ;", "    foedus:sourceRow ?line ."]
            for name, values in (("fact", "?none, ?record"), ("unheld", "?record, ?none")):
                self.binds.append(f"  BIND(IF(BOUND(?modality), {values}) AS ?{name})")
            return
        self.told += [
            "  ?said a foedus:Statement ;",
            "    foedus:aboutNode ?record ;",
            "    foedus:voice code:source-voice ;",
            "    foedus:modality ?modality ;",
            "    foedus:evaluative false .",
        ]
        self.binds.append(
            '  BIND(IF(BOUND(?modality), IRI(CONCAT(STR(?record), "-said")), ?none) AS ?said)'
        )

    def state(self) -> Iterator[str]:
        """Whose unit it is; of a base or a host in which country it is, as tables mean it."""
        name = self.found.state
        is_host = "host" in name.lower() or (self.found.kind is SEAT and "send" not in name.lower())
        if name:
            yield f"foedus:coded{'Host' if is_host else 'SendingState'} ?{name}_code"

    def dates(self) -> Iterator[str]:
        """Start and end, and the window in which the source saw it."""
        dates = self.found.dates
        for part, name in (("start", "Start"), ("end", "End")):
            if part in dates:
                yield f"foedus:earliest{name} ?{dates[part]}_earliest"
                yield f"foedus:latest{name} ?{dates[part]}_latest"
        told = [f"?{dates[part]}_precision" for part in ("start", "end") if part in dates]
        if told:
            start, end = told[0], told[-1]
            self.binds.append(
                f"  BIND(IF(BOUND({start}) && BOUND({end}), IF({start} = {end}, {start}, ?none), "
                f"COALESCE({start}, {end})) AS ?precision)"
            )
            yield "foedus:datePrecision ?precision"
        window = [dates[part] for part in ("first", "last") if part in dates]
        window = window or ([dates["day"]] if "day" in dates else [])
        if window:
            first, last = window[0], window[-1]
            self.binds += [
                f"  BIND(COALESCE(?{first}_earliest, ?{last}_earliest) AS ?seen_from)",
                f"  BIND(COALESCE(?{last}_latest, ?{first}_latest) AS ?seen_until)",
            ]
            yield "foedus:observedFrom ?seen_from"
            yield "foedus:observedUntil ?seen_until"

    def kept(self, part: str, property: str, suffix: str = "") -> list[str]:
        """A property of what another column tells, if there is one."""
        name = self.found.others.get(part)
        return [f"{property} ?{name}{suffix}"] if name else []

    def command(self, roles: list[str]) -> list[str]:
        """Who is under whom: a row without a superior tells of a unit alone."""
        self.binds += [
            "  BIND(IF(BOUND(?the_superior), ?the_unit, ?none) AS ?under)",
            "  BIND(IF(BOUND(?under), code:reporting-unspecified, ?none) AS ?authority)",
        ]
        under = roles[0].replace("?the_unit", "?under")
        authority = "foedus:authorityType ?authority"
        return [under, *roles[1:], authority, *self.kept("kind", "foedus:sourceCategory")]

    def post(self, roles: list[str]) -> list[str]:
        """Who held which post, of which rank."""
        if rank := self.found.others.get("rank"):
            self.binds.append(f'  BIND(STRLANG(?{rank}, "en") AS ?rank_held)')
            return [*roles, "foedus:rank ?rank_held"]
        return roles

    def seat(self, roles: list[str]) -> list[str]:
        """Where a unit is."""
        return [
            *roles,
            *self.kept("latitude", "foedus:sourceLatitude", "_value"),
            *self.kept("longitude", "foedus:sourceLongitude", "_value"),
        ]

    def count(self, _: list[str]) -> list[str]:
        """How many people a unit has: the row is a count of a group that is part of it."""
        self.told += [
            "  ?people a foedus:PersonnelGroup ;",
            "    foedus:partOf ?the_unit ;",
            "    rdfs:label ?label_people ;",
            f"    foedus:hasCount {self.row} .",
        ]
        self.binds += [
            '  BIND(IRI(CONCAT(STR(?the_unit), "-people")) AS ?people)',
            '  BIND(STRLANG(CONCAT("personnel of ", STR(?label_unit)), "en") AS ?label_people)',
        ]
        number = self.kept("number", "foedus:nominalValue", "_value")
        return ["foedus:countedCategory code:personnel", *number]
