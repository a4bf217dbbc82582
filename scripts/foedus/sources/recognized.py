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

_UNIT = r"(sub)?(unit|formation|command|subordinate|organi[sz]ation)"
_ABOVE = rf"(superior|parent|higher|related|commanding|upper)(_?{_UNIT})?"
_NUMBER, _NAME = r"_?(id|code|key|number|no|uuid)", r"_?(name|label|title|full_?name)?"

_THINGS = {
    "superior": rf"({_ABOVE}|reports_?to|commanded_by)",
    "person": r"(person|holder|commander|officer|incumbent)",
    "post": r"(post|role|position|office|appointment)",
    "base": r"(base|site|garrison|barracks|camp|installation|location)",
    "unit": _UNIT,
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
_ROLES = {
    "command": ("unit", "superior"),
    "post": ("person", "post", "unit"),
    "base": ("unit", "base"),
    "strength": ("unit",),
}
"""The things that a row of each kind is about."""

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
    def kind(self) -> str:
        """What a row is: command, post, base, strength; empty where it is none of these."""
        if self.has("unit", "superior"):
            return "command"
        if self.has("person") and self.has("post"):
            return "post"
        if self.has("unit", "base"):
            return "base"
        return "strength" if self.has("unit") and "number" in self.others else ""

    def key(self, tells: Callable[[Sequence[str]], bool]) -> list[str]:
        """The fields that tell rows apart: the things of the relation, with as few dates as will
        do; ``tells`` says whether some fields do. The line where none do."""
        things = [self.numbers.get(t) or self.names.get(t, "") for t in _ROLES[self.kind]]
        dates = [self.dates[part] for part in ("day", "start", "first") if part in self.dates]
        told = [name for name in things if name]
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
        ends = [self.numbers.get(t) or self.names.get(t) for t in ("unit", "superior")]
        return [f"  - {{distinct: [{ends[0]}, {ends[1]}]}}", *told] if all(ends) else told


def columns(seen: Sequence[Seen]) -> Columns:
    """Which part each field plays, by its name; the first of several."""
    found = Columns(types={one.name: one.type for one in seen})
    shared = _shared([one.name.lower() for one in seen])
    for one in seen:
        name = one.name.lower()
        if not _part_of(_THINGS, name, _NUMBER) and not _part_of(_THINGS, name, _NAME):
            name = name.removeprefix(shared)
        if one.type == "state":
            found.state = found.state or one.name
        elif (thing := _part_of(_THINGS, name, _NUMBER)) and thing not in found.numbers:
            found.numbers[thing] = one.name
        elif (thing := _part_of(_THINGS, name, _NAME)) and one.type == "string":
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
    told, binds = _PARTS[found.kind](source, found)
    used = dict.fromkeys(_variable(found.types, name) for name in key)
    parts = ', "-", '.join(f'COALESCE({name}, "x")' for name in used)
    return "\n".join(
        [
            "# What each row says, guessed from the names of the columns: go through it. A thing",
            "# that has a number and no name is unnamed. foedus show CLASS tells of more terms.",
            "PREFIX code: <https://w3id.org/foedus/code/>",
            "PREFIX foedus: <https://w3id.org/foedus/ontology#>",
            "PREFIX id: <https://w3id.org/foedus/id/>",
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
            "",
            "CONSTRUCT {",
            *told,
            "}",
            "WHERE {",
            f'  BIND(IRI(CONCAT(STR(id:), "{source}-", {parts})) AS ?record)',
            *binds,
            "  BIND(xsd:integer(?row) AS ?line)",
            "}",
            "",
        ]
    )


def _variable(types: Mapping[str, str], name: str) -> str:
    """The variable that a field gives to an address."""
    return f"?{name}_slug" if types.get(name) == "string" else f"?{name}"


@dataclass
class _Mapped:
    """The lines of a mapping as they are made."""

    source: str
    found: Columns
    told: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)

    def thing(self, role: str, kind: str, stem: str, more: Sequence[str] = ()) -> None:
        """A node for a thing, with its label, by its number, else by its name."""
        number, name = self.found.numbers.get(role), self.found.names.get(role)
        key = _variable(self.found.types, number or name or "")
        may_lack = bool(number and name) and kind == "foedus:MilitaryOrganization"
        self.told += [f"  ?the_{role} a {kind} ;"]
        self.told += [f"    {line} ;" for line in more]
        self.told += ["    foedus:unnamed ?unnamed_" + role + " ;"] if may_lack else []
        self.told += [f"    rdfs:label ?label_{role} ."]
        prefix = f'CONCAT(STR(id:), "{self.source}-{stem}-", {key})'
        self.binds.append(f"  BIND(IRI({prefix}) AS ?the_{role})")
        if may_lack:
            lacking = f"BOUND(?{number}) && !BOUND(?{name})"
            self.binds.append(f"  BIND(IF({lacking}, true, ?none) AS ?unnamed_{role})")
            label = f'COALESCE(?{name}, CONCAT("unnamed unit ", ?{number}))'
        else:
            label = f"?{name or number}"
        self.binds.append(f'  BIND(STRLANG({label}, "en") AS ?label_{role})')

    def record(self, kind: str, lines: Sequence[str], spare: str = "") -> None:
        """The row itself; ``spare`` is the role without which it is a plain record."""
        if spare:
            self.binds.append(
                f"  BIND(IF(BOUND(?the_{spare}), {kind}, foedus:DatasetRecord) AS ?kind)"
            )
        told = [*lines, *self.dates(), *self.state()]
        if (status := self.found.others.get("status")) and kind != "foedus:PersonnelCount":
            self.said(status)
        begin = f"  ?record a {'?kind' if spare else kind} ;"
        self.told = [
            begin,
            *(f"    {line} ;" for line in told),
            "    foedus:sourceRow ?line .",
            *self.told,
        ]

    def said(self, status: str) -> None:
        """What is said of a row that is no fact, where its status says so."""
        self.told += [
            "  ?said a foedus:Statement ;",
            "    foedus:aboutNode ?record ;",
            "    foedus:voice code:source-voice ;",
            "    foedus:modality ?modality ;",
            "    foedus:evaluative false .",
        ]
        modality = "?none"
        for code, like in reversed(_NO_FACTS.items()):
            modality = f'IF(REGEX(?{status}, "^({like})$", "i"), code:{code}, {modality})'
        self.binds += [
            "  # A row of such a status is a plan or a claim, and no fact.",
            f"  BIND({modality} AS ?modality)",
            '  BIND(IF(BOUND(?modality), IRI(CONCAT(STR(?record), "-said")), ?none) AS ?said)',
        ]

    def state(self) -> Iterator[str]:
        """Whose unit it is; of a base or a host in which country it is, as tables mean it."""
        name = self.found.state
        is_host = "host" in name.lower() or (
            self.found.kind == "base" and "send" not in name.lower()
        )
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


_ORGANIZATION = "foedus:MilitaryOrganization"


def _command(source: str, found: Columns) -> tuple[list[str], list[str]]:
    made = _Mapped(source, found)
    made.thing("unit", _ORGANIZATION, "unit")
    made.thing("superior", _ORGANIZATION, "unit")
    made.binds += [
        "  BIND(IF(BOUND(?the_superior), ?the_unit, ?none) AS ?under)",
        "  BIND(IF(BOUND(?under), code:reporting-unspecified, ?none) AS ?authority)",
    ]
    lines = [
        "foedus:subordinateParty ?under",
        "foedus:superiorParty ?the_superior",
        "foedus:authorityType ?authority",
        *made.kept("kind", "foedus:sourceCategory"),
    ]
    made.record("foedus:CommandRelationship", lines, spare="superior")
    return made.told, made.binds


def _post(source: str, found: Columns) -> tuple[list[str], list[str]]:
    made = _Mapped(source, found)
    made.thing("person", "foedus:Person", "person")
    unit = found.has("unit")
    made.thing("post", "foedus:Post", "post", ["foedus:postIn ?the_unit"] if unit else ())
    if unit:
        of_unit = _variable(found.types, found.numbers.get("unit") or found.names["unit"])
        post = _variable(found.types, found.numbers.get("post") or found.names["post"])
        if "post" not in found.numbers:  # the same words are another post in another unit
            whole = f'CONCAT(STR(id:), "{source}-post-", {of_unit}, "-", {post})'
            made.binds[-2] = f"  BIND(IRI({whole}) AS ?the_post)"
            name = found.names.get("unit")
            if name:
                words = f'CONCAT(?{found.names["post"]}, ", ", ?{name})'
                made.binds[-1] = f'  BIND(STRLANG({words}, "en") AS ?label_post)'
        made.thing("unit", _ORGANIZATION, "unit")
    lines = [
        "foedus:heldBy ?the_person",
        "foedus:postHeld ?the_post",
    ]
    if rank := found.others.get("rank"):
        lines.append("foedus:rank ?rank_held")
        made.binds.append(f'  BIND(STRLANG(?{rank}, "en") AS ?rank_held)')
    made.record("foedus:PostHolding", lines)
    return made.told, made.binds


def _base(source: str, found: Columns) -> tuple[list[str], list[str]]:
    made = _Mapped(source, found)
    made.thing("unit", _ORGANIZATION, "unit")
    made.thing("base", "foedus:MilitaryInstallation", "base")
    lines = [
        "foedus:seatOf ?the_unit",
        "foedus:seatPlace ?the_base",
        *made.kept("latitude", "foedus:sourceLatitude", "_value"),
        *made.kept("longitude", "foedus:sourceLongitude", "_value"),
    ]
    made.record("foedus:Seat", lines)
    return made.told, made.binds


def _strength(source: str, found: Columns) -> tuple[list[str], list[str]]:
    made = _Mapped(source, found)
    made.thing("unit", _ORGANIZATION, "unit")
    number = f"?{found.others['number']}_value"
    made.told += [
        "  ?people a foedus:PersonnelGroup ;",
        "    foedus:partOf ?the_unit ;",
        "    rdfs:label ?label_people ;",
        "    foedus:hasCount ?record .",
    ]
    made.binds += [
        '  BIND(IRI(CONCAT(STR(?the_unit), "-people")) AS ?people)',
        '  BIND(STRLANG(CONCAT("personnel of ", STR(?label_unit)), "en") AS ?label_people)',
    ]
    lines = ["foedus:countedCategory code:personnel", f"foedus:nominalValue {number}"]
    made.record("foedus:PersonnelCount", lines)
    return made.told, made.binds


_PARTS = {"command": _command, "post": _post, "base": _base, "strength": _strength}
