"""State codes by system and date: a code alone means nothing.

840 is the United States for ISO and the Philippines for COW; 255 is Germany for COW until 1945 and
again from 1990. So a code is looked up as (system, code, day) in dated lists, and the answer is an
entity or a reason why there is none. Nothing here takes one state for the successor of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.rdf.names import CODE_NS, FOEDUS_NS
from foedus.sources import dates

SYSTEMS = {
    "cow": "cow-",
    "cow-letters": "cow-",
    "gw": "gw-",
    "atop": "atop-state-",
    "m49": "m49-",
    "iso-numeric": "iso-3166-1-",
    "iso-alpha-3": "iso-3166-1-",
    "iso-alpha-2": "iso-3166-1-",
}
"""The code systems that sources may name, and how the names of their concepts begin. ``atop`` are
the codes of ATOP, those of COW with some of its own; ``m49`` those of the United Nations."""

_LETTERS = {"cow-letters": 3, "iso-alpha-3": 3, "iso-alpha-2": 2}
"""The systems whose codes are letters, and how many."""

_CODE = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, order=True)
class Interval:
    """One stretch of time in which a system uses a code; None is an open end."""

    start: str | None
    end: str | None
    name: str
    entity: str | None = None

    def overlaps(self, earliest: str, latest: str) -> bool:
        """Whether any day from the first to the last given lies in it."""
        return (self.start is None or self.start <= latest) and (
            self.end is None or earliest <= self.end
        )


@dataclass(frozen=True)
class Meaning:
    """What a code means on a day: an entity of ours, a name from a list, and a reason for doubt.

    ``entity`` is an address or None; ``known`` tells whether any list has the code; ``certain``
    tells whether its use on that day is confirmed; ``reason`` says why not.
    """

    entity: str | None
    name: str | None
    known: bool
    certain: bool
    reason: str = ""


def normal(system: str, code: str) -> str | None:
    """The code as its system writes it, or None where it can be none.

    >>> normal("iso-numeric", "36"), normal("cow", "002"), normal("cow", "2 00")
    ('036', '2', None)
    """
    if not code.isascii() or not _CODE.fullmatch(code):
        return None
    if system in ("iso-numeric", "m49"):
        return code.zfill(3) if _NUMBER.fullmatch(code) else None
    if system in ("cow", "gw", "atop"):
        return str(int(code)) if code.isdigit() else None
    if system in _LETTERS:
        return code.upper() if len(code) == _LETTERS[system] and code.isalpha() else None
    return code


def concept(system: str, code: str) -> str:
    """The address of the concept for a code; give the code in its normal form.

    >>> concept("cow", "740")
    'https://w3id.org/foedus/code/cow-740'
    """
    return f"{CODE_NS}{SYSTEMS.get(system, f'{system}-')}{code.lower()}"


class States:
    """Dated lists of codes, asked by concept and date."""

    def __init__(self) -> None:
        self._lists: dict[str, list[Interval]] = {}
        self._reach: dict[str, str | None] = {}

    def add(self, system: str, code: str, interval: Interval) -> None:
        """Take in one row of a dated list."""
        intervals = self._lists.setdefault(concept(system, code), [])
        if interval not in intervals:
            intervals.append(interval)
            intervals.sort(key=lambda i: (i.start or "", i.end or "9999"))

    def cover(self, system: str, until: str | None) -> None:
        """Note how far a system's list reaches; after that day nothing is confirmed or denied."""
        self._reach[system] = dates.partial(until).latest if until else None

    def take(self, other: States, until: str | None) -> None:
        """Take in all of another's lists, which reach until the same day."""
        systems = set()
        for iri, intervals in other._lists.items():
            if found := system_of(iri):
                systems.add(found[0])
                for interval in intervals:
                    self.add(*found, interval)
        for system in systems:
            self.cover(system, until)

    def has_list(self, system: str) -> bool:
        """Whether a dated list of this system was taken in."""
        return system in self._reach

    def meaning(
        self, system: str, code: str, earliest: str | None = None, latest: str | None = None
    ) -> Meaning:
        """What a code means on a day or in a stretch of days (ISO dates); without days, ever."""
        iri = concept(system, code)
        listed, own = self._lists.get(iri, []), own_assignments().get(iri, [])
        ever = earliest is None or latest is None
        first, last = earliest or "", latest or "9999"
        entity = _only({i.entity for i in own if ever or i.overlaps(first, last)})
        if not self.has_list(system):
            if own if ever else entity:
                return Meaning(entity, None, True, True)
            reason = f"no list of {system} codes was given"
            return Meaning(_only({i.entity for i in own}), None, bool(own), False, reason)
        if not listed:
            return Meaning(None, None, False, False, f"the {system} list has no code {code}")
        everyone = {i.name for i in listed}
        if ever and len(everyone) > 1:
            reason = f"{system} code {code} has meant several states"
            return Meaning(entity, _only(everyone), True, False, reason)
        if names := {i.name for i in listed if ever or i.overlaps(first, last)}:
            fallback = _only({i.entity for i in own}) if len(everyone) == 1 else None
            return Meaning(entity or fallback, _only(names), True, True)
        reach = self._reach[system]
        day = first if first == last else f"{first} to {last}"
        if reach is not None and first > reach:
            reason = f"{day} is after the end of the {system} list ({reach})"
        else:
            reason = f"{day} is outside the time of {system} code {code} ({_times(listed)})"
        return Meaning(_only({i.entity for i in own}), _only(everyone), True, False, reason)

    def after_reach(self, system: str, earliest: str) -> bool:
        """Whether a day lies after the end of the system's list."""
        reach = self._reach.get(system)
        return reach is not None and earliest > reach


_IN_PYCOUNTRY = {"iso-alpha-2": "alpha_2", "iso-alpha-3": "alpha_3", "iso-numeric": "numeric"}


def iso_list(system: str) -> States | None:
    """The codes of ISO 3166-1 in force, by pycountry, and those withdrawn; None without it.

    They have no dates: a code of today is taken for one of any day.
    """
    if system not in _IN_PYCOUNTRY:
        return None
    try:
        import pycountry
    except ImportError:
        return None
    states = States()
    for country in (*pycountry.countries, *pycountry.historic_countries):
        if code := getattr(country, _IN_PYCOUNTRY[system], None):
            states.add(system, code, Interval(None, None, country.name))
    states.cover(system, None)
    return states


def from_records(quads: Iterable[ox.Quad]) -> States:
    """The lists that code records in a dataset make up (``foedus:CodeRecord``).

    ``quads`` are those of one or more graphs made by a source of state codes.
    """
    states = States()
    about: dict[str, dict[str, str]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value in _RECORD:
            value = quad.object
            text = value.value if isinstance(value, ox.NamedNode | ox.Literal) else ""
            about.setdefault(quad.subject.value, {})[_RECORD[quad.predicate.value]] = text
    for told in about.values():
        found = system_of(told.get("code", ""))
        if found is None:
            continue
        system, code = found
        start, end = (dates.bounds(told.get(word, "")) for word in ("start", "end"))
        interval = Interval(start and start[0], end and end[1], told.get("name", ""))
        states.add(system, code, interval)
    return states


def system_of(iri: str) -> tuple[str, str] | None:
    """The system and the code of a concept.

    >>> system_of("https://w3id.org/foedus/code/iso-3166-1-036")
    ('iso-numeric', '036')
    """
    if not iri.startswith(CODE_NS):
        return None
    local = iri.removeprefix(CODE_NS)
    for system, prefix in SYSTEMS.items():
        if local.startswith(prefix):
            code = local.removeprefix(prefix)
            if (len(code) if code.isalpha() else None) == _LETTERS.get(system):
                return system, code.upper() if code.isalpha() else code
    system, hyphen, code = local.rpartition("-")
    return (system, code) if hyphen else None


@cache
def own_assignments() -> dict[str, list[Interval]]:
    """Whose code each concept is in our data, with the time of each use."""
    about: dict[str, dict[str, str]] = {}
    for document in contents.data(["background"]):
        for quad in document.quads:
            name = quad.predicate.value.removeprefix(FOEDUS_NS)
            if name in _ASSIGNMENT and isinstance(quad.subject, ox.NamedNode):
                value = quad.object
                text = value.value if isinstance(value, ox.NamedNode | ox.Literal) else ""
                about.setdefault(quad.subject.value, {})[name] = text
    found: dict[str, list[Interval]] = {}
    for told in about.values():
        if "codeAssigned" in told and "codeHolder" in told:
            holder = told["codeHolder"]
            interval = Interval(told.get("earliestStart"), told.get("latestEnd"), "", holder)
            found.setdefault(told["codeAssigned"], []).append(interval)
    return found


def _only(values: Iterable[str | None]) -> str | None:
    """The one value, or None where there are none or several."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _times(intervals: Iterable[Interval]) -> str:
    return ", ".join(f"{i.start or '…'} to {i.end or '…'}" for i in intervals)


_ASSIGNMENT = ("codeAssigned", "codeHolder", "earliestStart", "latestEnd")
_RECORD = {
    FOEDUS_NS + "recordedCode": "code",
    FOEDUS_NS + "sourceStart": "start",
    FOEDUS_NS + "sourceEnd": "end",
    FOEDUS_NS + "sourceName": "name",
}
