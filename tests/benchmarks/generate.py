"""Made-up data of our kind, of any size, the same for the same seed.

Run: python tests/benchmarks/generate.py TRIPLES FOLDER [--seed N] [--mistakes SHARE]
[--conflicts SHARE]. Writes FOLDER/000.ttl and so on. Each unit is a state with its places, a chain
of command some six deep, posts and their holders, forces abroad with counts, and an article with
passages and statements; every second one has an alliance on a treaty, every fourth a multinational
command. How many links a thing has does not grow with the size, from ten thousand to ten million
triples. A mistake leaves a node without a property, or turns its bounds round; a conflict tells a
membership again, by another document and with another end.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "code": "https://w3id.org/foedus/code/",
        "dcterms": "http://purl.org/dc/terms/",
        "foedus": "https://w3id.org/foedus/ontology#",
        "id": "https://w3id.org/foedus/id/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
FILE = 60_000_000
"""Characters of one file at most, about: below the limit on what one command reads as one file."""

NEAR = 40
"""How many of the last states a new one may be linked with."""

WORDS = [
    "joint",
    "force",
    "command",
    "alliance",
    "treaty",
    "upgrade",
    "defense",
    "posture",
    "region",
    "partner",
    "headquarters",
    "interoperability",
    "peacetime",
    "contingency",
    "deterrence",
    "service",
]
AUTHORITIES = ("operational-control", "reporting-unspecified", "combatant-command-authority")

Pair = tuple[str, str]
Node = tuple[str, list[Pair]]
"""A node's name, and its properties with their values as Turtle."""


def turtle(
    triples: int, seed: int = 1, mistakes: float = 0, conflicts: float = 0
) -> Iterator[tuple[str, int]]:
    """The nodes as Turtle without prefixes, each with its number of triples; whole units only."""
    world = _World(seed, conflicts)
    chance = random.Random(seed + 1)
    count = 0
    while count < triples:
        for name, pairs in world.next_unit():
            if mistakes and chance.random() < mistakes:
                pairs = _mistaken(pairs, chance)
            count += len(pairs)
            told = " ;\n    ".join(f"{prop} {value}" for prop, value in pairs)
            yield f"id:{name} {told} .\n\n", len(pairs)


def text(triples: int, seed: int = 1, mistakes: float = 0, conflicts: float = 0) -> str:
    """One Turtle document of about so many triples."""
    nodes = turtle(triples, seed, mistakes, conflicts)
    return "\n".join([PREFIXES, *(node for node, _ in nodes)])


def write(folder: Path, nodes: Iterable[tuple[str, int]]) -> int:
    """Write Turtle files and give the number of triples."""
    folder.mkdir(parents=True, exist_ok=True)
    count = number = size = 0
    file = None
    for node, triples in nodes:
        if file is None or size > FILE:
            if file is not None:
                file.close()
            file = (folder / f"{number:03}.ttl").open("w", encoding="utf-8")
            size, number = file.write(PREFIXES + "\n"), number + 1
        size += file.write(node)
        count += triples
    if file is not None:
        file.close()
    return count


def _mistaken(pairs: list[Pair], chance: random.Random) -> list[Pair]:
    """A node's properties without one of them, or with its first and its last day exchanged."""
    turned = {
        "foedus:earliestStart": "foedus:earliestEnd",
        "foedus:earliestEnd": "foedus:earliestStart",
        "foedus:latestStart": "foedus:latestEnd",
        "foedus:latestEnd": "foedus:latestStart",
    }
    if any(prop == "foedus:earliestEnd" for prop, _ in pairs) and chance.random() < 0.5:
        return [(turned.get(prop, prop), value) for prop, value in pairs]
    left_out = chance.randrange(1, len(pairs)) if len(pairs) > 1 else -1
    return [pair for number, pair in enumerate(pairs) if number != left_out]


class _World:
    """Makes one unit after the other, each linked with some before it."""

    def __init__(self, seed: int, conflicts: float) -> None:
        self.chance = random.Random(seed)
        self.conflicts = conflicts
        self.documents: list[str] = []
        self.unit = 0

    def next_unit(self) -> Iterator[Node]:
        """The nodes of the next unit."""
        yield from self._country()
        yield from self._commands()
        yield from self._forces_abroad()
        if self.unit % 2:
            yield from self._alliance()
        if self.unit % 4 == 3:
            yield from self._multinational()
        yield from self._article()
        self.unit += 1

    # Parts of nodes.

    def _node(self, name: str, kind: str, *pairs: Pair, sourced: bool = True) -> Node:
        found = [("a", f"foedus:{kind}"), *pairs]
        if sourced:
            both = self.chance.random() < 0.3
            chosen = self.documents if both else [self.chance.choice(self.documents)]
            found += [("foedus:sourcedFrom", f"id:{one}") for one in chosen]
        return name, found

    def _label(self, words: str) -> Pair:
        return "rdfs:label", _words(words)

    def _bounds(self, first: int, last: int, edge: str = "Start") -> list[Pair]:
        """A day between two years as both bounds of a start or an end."""
        day = self._day(first, last)
        return [(f"foedus:earliest{edge}", day), (f"foedus:latest{edge}", day)]

    def _dated(self, first: int, last: int) -> list[Pair]:
        return [*self._bounds(first, last), ("foedus:datePrecision", "code:day")]

    def _day(self, first: int, last: int) -> str:
        day = self.chance.randrange(first, last), self.chance.randrange(1, 13)
        return _date(*day, self.chance.randrange(1, 28))

    def _some_states(self, count: int) -> list[int]:
        near = range(max(0, self.unit + 1 - NEAR), self.unit + 1)
        return self.chance.sample(near, min(count, len(near)))

    # The parts of a unit.

    def _country(self) -> Iterator[Node]:
        u = self.unit
        self.documents = [f"doc-{u}-{number}" for number in range(2)]
        for number, name in enumerate(self.documents):
            source = f"<https://example.org/source/{u}/{number}>"
            yield self._node(
                name,
                "SourceDocument",
                self._label(f"source {number} on state {u}"),
                ("dcterms:source", source),
                ("foedus:sourceStrength", "code:unofficial-copy"),
                sourced=False,
            )
        yield self._node(
            f"state-{u}", "State", self._label(f"State {u}"), ("skos:altLabel", _words(f"S{u}"))
        )
        yield self._node(
            f"territory-{u}",
            "StateTerritory",
            self._label(f"territory of State {u}"),
            ("foedus:territoryOf", f"id:state-{u}"),
        )
        for number in range(3):
            inside = f"territory-{u}"
            for kind, name, label in (
                ("AdministrativeArea", f"area-{u}-{number}", f"Area {u}.{number}"),
                ("City", f"city-{u}-{number}", f"City {u}.{number}"),
                ("MilitaryInstallation", f"camp-{u}-{number}", f"Camp {u}.{number}"),
            ):
                yield self._node(
                    name, kind, self._label(label), ("foedus:locatedIn", f"id:{inside}")
                )
                inside = name

    def _commands(self) -> Iterator[Node]:
        for number in range(14):
            above = max(0, number - 1 - self.chance.randrange(3)) if number else None
            yield from self._command(number, above)
            if number % 3 == 0:
                yield from self._post(number)

    def _command(self, number: int, above: int | None) -> Iterator[Node]:
        u, label = self.unit, f"Command {number} of State {self.unit}"
        pairs = [
            self._label(label),
            ("foedus:ofState", f"id:state-{u}"),
            ("foedus:headquarteredIn", f"id:camp-{u}-{self.chance.randrange(3)}"),
        ]
        if self.chance.random() < 0.4:
            pairs.append(("skos:altLabel", _words(f"CMD{u}-{number}")))
        if above is not None and self.chance.random() < 0.5:
            pairs.append(("foedus:partOf", f"id:command-{u}-{above}"))
        yield self._node(f"command-{u}-{number}", "NationalCommand", *pairs)
        yield self._node(
            f"establishment-{u}-{number}",
            "Establishment",
            self._label(f"establishment of {label}"),
            ("foedus:changesOrganization", f"id:command-{u}-{number}"),
            *self._dated(1946, 1990),
        )
        if above is None:
            return
        ended = self._bounds(2021, 2022, "End") if self.chance.random() < 0.3 else []
        yield self._node(
            f"command-{u}-{number}-under-{above}",
            "CommandRelationship",
            self._label(f"{label} under Command {above}"),
            ("foedus:subordinateParty", f"id:command-{u}-{number}"),
            ("foedus:superiorParty", f"id:command-{u}-{above}"),
            ("foedus:authorityType", f"code:{self.chance.choice(AUTHORITIES)}"),
            *self._dated(1990, 2020),
            *ended,
        )

    def _post(self, number: int) -> Iterator[Node]:
        key = f"{self.unit}-{number}"
        yield self._node(
            f"commander-{key}",
            "Post",
            self._label(f"commander of Command {number} of State {self.unit}"),
            ("foedus:postIn", f"id:command-{key}"),
        )
        year = 2000
        for holder in range(2):
            until = year + self.chance.randrange(2, 9)
            person = f"person-{key}-{holder}"
            yield self._node(person, "Person", self._label(f"Person {holder} of {key}"))
            ended = self._bounds(until, until + 1, "End") if holder == 0 else []
            yield self._node(
                f"holding-{key}-{holder}",
                "PostHolding",
                self._label(f"Person {holder} of {key} as commander"),
                ("foedus:heldBy", f"id:{person}"),
                ("foedus:postHeld", f"id:commander-{key}"),
                *self._dated(year, year + 1),
                *ended,
            )
            year = until + 1

    def _forces_abroad(self) -> Iterator[Node]:
        u, host = self.unit, self._some_states(1)[0]
        if host == u:
            return
        for number in range(3):
            counted = self.chance.randrange(100, 90_000)
            scope = "personnel of all services; dependants are not counted"
            yield self._node(
                f"count-{u}-{number}",
                "PersonnelCount",
                self._label(f"about {counted} of State {u}, source {number}"),
                ("foedus:nominalValue", str(counted)),
                ("foedus:qualifier", "code:about"),
                ("foedus:scopeText", _words(scope)),
                ("foedus:asOfDate", _date(2010 + number, 9, 30)),
            )
        yield self._node(
            f"personnel-{u}",
            "PersonnelGroup",
            self._label(f"personnel of State {u} abroad"),
            *(("foedus:hasCount", f"id:count-{u}-{number}") for number in range(3)),
        )
        yield self._node(
            f"stationing-{u}",
            "Stationing",
            self._label(f"stationing of personnel of State {u}"),
            ("foedus:stationedForce", f"id:personnel-{u}"),
            ("foedus:hostPolity", f"id:state-{host}"),
            ("foedus:stationedAt", f"id:territory-{host}"),
            *self._dated(1990, 2009),
        )

    def _alliance(self) -> Iterator[Node]:
        u, treaty = self.unit, f"treaty-{self.unit}"
        members = self._some_states(self.chance.choice([2] * 6 + [3, 4, 5, 6, 11]))
        yield self._node(
            treaty,
            "Treaty",
            self._label(f"Treaty {u}"),
            ("foedus:treatyCitation", f'"TIAS {u}"'),
        )
        yield self._node(
            f"alliance-{u}",
            "Alliance",
            self._label(f"Alliance {u}"),
            ("foedus:foundedOn", f"id:{treaty}"),
        )
        year = self.chance.randrange(1950, 2000)
        signed, entered = self._dated(year - 2, year), self._dated(year, year + 1)
        for kind, days in (("Signature", signed), ("EntryIntoForce", entered)):
            yield self._node(
                f"{kind.lower()}-{treaty}",
                kind,
                self._label(f"{kind} of Treaty {u}"),
                ("foedus:involves", f"id:{treaty}"),
                *days,
            )
        for number, duty in ((3, "consultation"), (4, "defense")):
            yield from self._article_of(treaty, number, duty, members)
        for member in members:
            yield from self._membership(treaty, member, entered)

    def _article_of(
        self, treaty: str, number: int, duty: str, members: list[int]
    ) -> Iterator[Node]:
        names = {member: f"obligation-{treaty}-{number}-{member}" for member in members}
        yield self._node(
            f"{treaty}-art-{number}",
            "Provision",
            self._label(f"Article {number} of {treaty}"),
            ("foedus:provisionOf", f"id:{treaty}"),
            ("foedus:provisionNumber", f'"{number}"'),
            *(("foedus:createsObligation", f"id:{name}") for name in names.values()),
        )
        for member, name in names.items():
            owed = [one for one in members if one != member][:3]
            yield self._node(
                name,
                "Obligation",
                self._label(f"duty of {member} under Article {number} of {treaty}"),
                ("foedus:obligationType", f"code:{duty}"),
                ("foedus:obligor", f"id:state-{member}"),
                *(("foedus:beneficiary", f"id:state-{one}") for one in owed),
            )

    def _membership(self, treaty: str, member: int, start: list[Pair]) -> Iterator[Node]:
        u = self.unit
        ended = self._bounds(2003, 2004, "End") if self.chance.random() < 0.2 else []
        told = [(f"membership-{u}-{member}", ended)]
        if self.conflicts and self.chance.random() < self.conflicts:
            told.append((f"membership-{u}-{member}-again", self._bounds(2005, 2009, "End")))
        for name, end in told:
            yield self._node(
                name,
                "AllianceMembership",
                self._label(f"State {member} in Alliance {u}, {name.rpartition('-')[2]}"),
                ("foedus:memberAgent", f"id:state-{member}"),
                ("foedus:membershipOf", f"id:alliance-{u}"),
                *start,
                *end,
            )
        yield self._node(
            f"party-{u}-{member}",
            "PartyStatus",
            self._label(f"State {member} as party to Treaty {u}"),
            ("foedus:partyInStatus", f"id:state-{member}"),
            ("foedus:statusOf", f"id:{treaty}"),
            ("foedus:statusKind", "code:party"),
            *start,
            *ended,
        )

    def _multinational(self) -> Iterator[Node]:
        u, states = self.unit, self._some_states(2)
        yield self._node(f"combined-{u}", "MultinationalCommand", self._label(f"Combined {u}"))
        names = [f"contribution-{u}-{state}" for state in states]
        for name, state in zip(names, states, strict=True):
            yield self._node(
                name,
                "ForceContribution",
                self._label(f"forces of State {state} under Combined {u}"),
                ("foedus:contributingState", f"id:state-{state}"),
                ("foedus:underCommand", f"id:combined-{u}"),
                *self._dated(1980, 2000),
            )
        yield self._node(
            f"arrangement-{u}",
            "CommandArrangement",
            self._label(f"arrangement {u}"),
            *(("foedus:coversContribution", f"id:{name}") for name in names),
        )

    def _article(self) -> Iterator[Node]:
        u = self.unit
        yield self._node(
            f"upgrade-{u}",
            "Reorganization",
            self._label(f"upgrade of Command 0 of State {u}"),
            ("foedus:changesOrganization", f"id:command-{u}-0"),
        )
        year = 2015 + self.chance.randrange(8)
        for later, status in enumerate(("planned", "under-way")):
            yield self._node(
                f"status-{u}-{later}",
                "StatusObservation",
                ("foedus:statusOfEvent", f"id:upgrade-{u}"),
                ("foedus:observedStatus", f"code:{status}"),
                ("foedus:asOfDate", self._day(year + later, year + later + 1)),
            )
        text, author, speech = f"article-{u}", f"author-{u}", f"speech-{u}"
        label = self._label(f"article on State {u}")
        yield self._node(text, "SourceDocument", label, sourced=False)
        label = self._label(f"unnamed author of article {u}")
        yield self._node(author, "Agent", label, sourced=False)
        label = self._label(f"writing of article {u}")
        pairs = label, ("foedus:speaker", f"id:{author}")
        yield self._node(speech, "SpeechAct", *pairs, sourced=False)
        place = 1
        for number in range(14):
            words = " ".join([*(self.chance.choice(WORDS) for _ in range(12)), "historic"])
            end = place + len(words)
            yield self._node(
                f"passage-{u}-{number}",
                "Passage",
                ("foedus:passageOf", f"id:{text}"),
                ("foedus:paragraphNumber", str(1 + number // 3)),
                ("foedus:charStart", str(place)),
                ("foedus:charEnd", str(end)),
                ("foedus:exactText", _words(words)),
                sourced=False,
            )
            place = end + 1
            yield self._statement(number)

    def _statement(self, number: int) -> Node:
        """What a passage says: that a command is there, its state, a plan, or a judgement."""
        u = self.unit
        command = f"id:command-{u}-{number}"
        fact = [("foedus:evaluative", "false"), ("foedus:admitted", "true")]
        said: list[Pair]
        if number % 5 < 2:
            said = [("foedus:aboutNode", command), *fact]
        elif number % 5 == 2:
            said = [*_content(command, "ofState", f"id:state-{u}"), *fact]
        elif number % 5 == 3:
            superior = f"id:command-{max(0, u - 1)}-0"
            said = [*_content(command, "reportsTo", superior), ("foedus:evaluative", "false")]
        else:
            said = [
                ("foedus:stmtSubject", f"id:upgrade-{u}"),
                ("foedus:stmtPredicate", "foedus:characterizedAs"),
                ("foedus:stmtValue", _words("historic")),
                ("foedus:evaluative", "true"),
                ("foedus:evaluativeTerm", _words("historic")),
            ]
        modality = "intended" if number % 5 == 3 else "actual"
        return self._node(
            f"statement-{u}-{number}",
            "Statement",
            ("dcterms:identifier", f'"S{u}-{number}"'),
            *said,
            ("foedus:voice", "code:source-voice"),
            ("foedus:modality", f"code:{modality}"),
            ("foedus:saidIn", f"id:speech-{u}"),
            ("foedus:evidencedBy", f"id:passage-{u}-{number}"),
            sourced=False,
        )


def _content(subject: str, prop: str, value: str) -> list[Pair]:
    return [
        ("foedus:stmtSubject", subject),
        ("foedus:stmtPredicate", f"foedus:{prop}"),
        ("foedus:stmtObject", value),
    ]


def _words(text: str) -> str:
    return f'"{text}"@en'


def _date(year: int, month: int, day: int) -> str:
    return f'"{year}-{month:02}-{day:02}"^^xsd:date'


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("triples", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mistakes", type=float, default=0, help="share of nodes")
    parser.add_argument("--conflicts", type=float, default=0, help="share of memberships")
    given = parser.parse_args()
    made = turtle(given.triples, given.seed, given.mistakes, given.conflicts)
    print(f"{write(given.folder, made)} triples")


if __name__ == "__main__":
    main()
