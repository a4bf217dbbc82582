"""A made-up source of the memberships of one alliance, with the dates that a test gives."""

from __future__ import annotations

from pathlib import Path

SOURCE = """
id: NAME
version: "1"
title: Memberships made up
creator: nobody
citation: none
licence: CC0-1.0
level: one row for each time of a membership
description: Made up.
coverage: {from: SINCE, until: UNTIL}
states: {system: cow}
primaryKey: [member, entry, exit]
fields:
  - {name: member, type: state, required: true}
  - {name: entry, type: string}
  - {name: exit, type: string}
max_rejects: 0
"""
MAP = """
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?record a foedus:MembershipRecord ; foedus:inAlliance id:pact ; foedus:member ?member_code ;
    foedus:sourceStart ?begun ; foedus:sourceEnd ?ended ; foedus:sourceRow ?number .
  id:pact a foedus:AllianceRecord .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "NAME-", ?row)) AS ?record)
  BIND(IF(REGEX(?entry, "^[0-9]{4}$"), STRDT(?entry, xsd:gYear), ?entry) AS ?entry_read)
  BIND(COALESCE(xsd:date(?entry), ?entry_read) AS ?begun)
  BIND(IF(REGEX(?exit, "^[0-9]{4}$"), STRDT(?exit, xsd:gYear), ?exit) AS ?exit_read)
  BIND(COALESCE(xsd:date(?exit), ?exit_read) AS ?ended)
  BIND(xsd:integer(?row) AS ?number)
}
"""


def source(folder: Path, name: str, lines: str, since: str | None, until: str | None) -> str:
    """The source, and the word that names it: a day, a year or any text as ``member,entry,exit``.

    ``since`` and ``until`` are what it covers; None is open.
    """
    made = folder / name
    made.mkdir()
    text = SOURCE.replace("NAME", name)
    for word, day in (("SINCE", since), ("UNTIL", until)):
        text = text.replace(word, f'"{day}"' if day else "null")
    (made / "source.yaml").write_text(text)
    (made / "map.rq").write_text(MAP.replace("NAME", name))
    (made / "table.csv").write_text(f"member,entry,exit\n{lines}")
    return f"{made}={made / 'table.csv'}"
