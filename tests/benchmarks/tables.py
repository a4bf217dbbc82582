"""Two made-up sources of memberships that disagree here and there, of any size, with a crosswalk.

Each row is a membership, three to an alliance. The second source has the same alliances under
names of its own; of one row in twenty it has no trace, of as many another start, another end or
other obligations. Its crosswalk matches one alliance in so many with the first (``MATCHED``).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

NAMES = "first", "second"
MATCHED = 10
SHARE = 0.05
STATEMENTS = 15
"""About so many statements two rows become, one in each source, with what is said of both."""

COLUMNS = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,defense,consul,note"
SOURCE = """\
id: NAME
version: "1"
title: made-up memberships
citation: made for a measurement
licence: CC0-1.0
coverage: {from: "1815", until: "2018"}
states: {system: cow}
primaryKey: [atopid, member, phase, entry]
fields:
  - {name: atopid, type: string, pattern: "[0-9]+", required: true}
  - {name: member, type: state, at: entry, required: true}
  - {name: phase, type: integer, required: true}
  - {name: entry, type: date_parts, from: [yrent, moent, dayent], required: true}
  - {name: exit, type: date_parts, from: [yrexit, moexit, dayexit], missingValues: ["0"]}
  - {name: defense, type: boolean, trueValues: ["1"], falseValues: ["0"]}
  - {name: consul, type: boolean, trueValues: ["1"], falseValues: ["0"]}
row_checks:
  - {order: [entry, exit]}
max_rejects: 0
"""
MAP = """\
PREFIX code: <https://w3id.org/foedus/code/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?alliance a foedus:AllianceRecord ; dcterms:identifier ?atopid .
  ?record a foedus:MembershipRecord ;
    foedus:inAlliance ?alliance ;
    foedus:member ?member_code ;
    foedus:sourceStart ?entry_value ;
    foedus:sourceEnd ?exit_value ;
    foedus:codedObligation ?defends , ?consults ;
    foedus:sourceRow ?number .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "NAME-", ?atopid)) AS ?alliance)
  BIND(IRI(CONCAT(STR(?alliance), "-", ?member, "-", ?phase, "-", ?entry)) AS ?record)
  BIND(IF(?defense = "true", code:defense, ?none) AS ?defends)
  BIND(IF(?consul = "true", code:consultation, ?none) AS ?consults)
  BIND(xsd:integer(?row) AS ?number)
}
"""
HEADS = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_cardinality\t"
    "confidence\treviewer_label"
)
MATCH = (
    "id:first-{0}\tskos:exactMatch\tid:second-{0}\tsemapv:ManualMappingCuration\t1:1\t"
    "0.9\tnobody, made up\n"
)
Row = list[int]
"""As the columns, without the note."""


def write(folder: Path, rows: int) -> list[str]:
    """Write the sources, their tables of so many rows, and the crosswalk; the words of a merge."""
    for name in NAMES:
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "source.yaml").write_text(SOURCE.replace("NAME", name))
        (folder / name / "map.rq").write_text(MAP.replace("NAME", name))
    chance = random.Random(1)
    with (folder / "first.csv").open("w") as first, (folder / "second.csv").open("w") as second:
        for file in (first, second):
            file.write(COLUMNS + "\n")
        for row in _rows(rows, chance):
            first.write(",".join(map(str, row)) + ",\n")
            if (other := _retold(row, chance)) is not None:
                second.write(",".join(map(str, other)) + ",\n")
    with (folder / "first" / "crosswalk.sssom.tsv").open("w") as walk:
        walk.write(HEADS + "\n")
        for number in range(0, (rows + 2) // 3, MATCHED):
            walk.write(MATCH.format(100000 + number))
    return words(folder)


def words(folder: Path) -> list[str]:
    """What ``foedus merge`` is told of them."""
    return [f"{folder / name}={folder / name}.csv" for name in NAMES]


def _rows(count: int, chance: random.Random) -> Iterator[Row]:
    states: list[int] = []
    for n in range(count):
        if n % 3 == 0:
            states = chance.sample(range(1002, 1990), 3)  # none of ours
        year, length = chance.randrange(1816, 1980), chance.randrange(2, 30)
        end = [0, 0, 0] if chance.random() < 0.3 else [year + length, n % 12 + 1, n % 28 + 1]
        flags = [chance.randrange(2), chance.randrange(2)]
        yield [100000 + n // 3, states[n % 3], year, n % 12 + 1, 5, *end, n % 3, *flags]


def _retold(row: Row, chance: random.Random) -> Row | None:
    """What the second source has of a row of the first."""
    told, fate = list(row), chance.random() / SHARE
    if fate < 1:
        return None
    if fate < 2:
        told[2] += 1
    elif fate < 3:
        told[5:8] = [0, 0, 0] if told[5] else [2018, 1, 1]
    elif fate < 4:
        told[9] = 1 - told[9]
    return told
