"""The report of disagreements: a summary for the eye, CSV and JSON with all of them, and RDF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from foedus.asking import results
from foedus.asking.results import safe_cell
from foedus.merging import conflicts, weighing
from foedus.merging.claims import Claim
from foedus.merging.conflicts import Conflict, Resolution
from foedus.rdf import writing

FORMATS = ("text", "csv", "json", "turtle", "trig")
COLUMNS = (
    "class",
    "section",
    "property",
    "subject",
    "about",
    "left source",
    "left value",
    "left record",
    "left rows",
    "right source",
    "right value",
    "right record",
    "right rows",
    "note",
    "weight",
)
RESOLVED = ("chosen value", "chosen source", "why")
_HEADINGS = {
    "sources": "between sources",
    "versions": "between versions of one source",
    "source": "within one source",
}


def text(found: Sequence[Conflict], resolved: Sequence[Resolution] = ()) -> str:
    """A summary by class, and under it each disagreement, the weightiest of its section first."""
    if not found:
        return "no disagreements\n"
    lines = [f"{len(found):,} disagreement{'s' if len(found) != 1 else ''}", *_summary(found)]
    by_iri = {one.conflict.iri: one for one in resolved}
    for section in conflicts.SECTIONS:
        here = [one for one in found if one.section == section]
        if here:
            lines += ["", f"{_HEADINGS[section]}, one by one", ""]
            lines += [line for one in here for line in _told(one, by_iri.get(one.iri))]
    return "\n".join(lines) + "\n"


def _summary(found: Sequence[Conflict]) -> list[str]:
    """How many there are of each class, mostly on what and between whom: a line for a class."""
    lines = []
    for kind in conflicts.CLASSES:
        here = [one for one in found if one.kind == kind]
        if here:
            sides = Counter(f"{one.left.origin.label} and {one.right.origin.label}" for one in here)
            words = Counter(one.what.rpartition(":")[2] for one in here)
            told = f"{_most(words)}, between {_most(sides)}"
            lines.append(f"{len(here):7,} {kind:11} {told}")
    return lines


def _most(counts: Counter[str]) -> str:
    """The most frequent one, and how many others there are."""
    name, number = min(counts.items(), key=lambda one: (-one[1], one[0]))
    return f"{name} ({number:,} of {counts.total():,})" if len(counts) > 1 else name


def _told(one: Conflict, resolved: Resolution | None) -> list[str]:
    note = f"; {one.note}" if one.note else ""
    lines = [f"{one.kind}: {conflicts.sentence(one)}{note}"]
    if resolved is not None:
        chosen = resolved.chosen
        if chosen is None:
            lines.append(f"  not decided: {resolved.why}")
        else:
            value, source = conflicts.shown(chosen), conflicts.where(chosen)
            lines.append(f"  preferred: {value} ({source}), since {resolved.why}")
    return lines


def as_csv(found: Sequence[Conflict], resolved: Sequence[Resolution] = ()) -> str:
    """Every disagreement as a row; cells that a spreadsheet would run are made harmless."""
    by_iri = {one.conflict.iri: one for one in resolved}
    rows = [[*COLUMNS, *(RESOLVED if resolved else ())]]
    for one in found:
        cells = [one.kind, one.section, one.what, conflicts.curie_of(one.subject)]
        cells += [conflicts.curie_of(one.about), *_side(one.left), *_side(one.right)]
        if one.others:
            rest = "; ".join(f"also {conflicts.curie_of(claim.node)}" for claim in one.others)
            cells.append("; ".join(filter(None, (one.note, rest))))
        else:
            cells.append(one.note)
        cells.append(str(weighing.weight(one)))
        if resolved:
            told = by_iri[one.iri]
            chosen = told.chosen
            cells += [
                conflicts.shown(chosen) if chosen else "",
                chosen.origin.label if chosen else "",
                told.why,
            ]
        rows.append([safe_cell(cell) for cell in cells])
    return results.lines(rows).decode()


def _side(claim: Claim) -> list[str]:
    rows = " ".join(map(str, claim.rows))
    return [claim.origin.label, conflicts.shown(claim), conflicts.curie_of(claim.node), rows]


def as_json(found: Sequence[Conflict], resolved: Sequence[Resolution] = ()) -> str:
    """The summary and every disagreement with its sides."""
    by_iri = {one.conflict.iri: one for one in resolved}
    names = ("section", "source", "other source", "property", "class")
    summary = [
        {**dict(zip(names, key, strict=True)), "number": number}
        for key, number in sorted(conflicts.by_pair(found).items())
    ]
    told = []
    for one in found:
        entry: dict[str, Any] = {
            "id": one.iri,
            "class": one.kind,
            "section": one.section,
            "property": one.property_iri,
            "counted": one.counted or None,
            "subject": one.subject,
            "about": one.about or None,
            "sides": [_json(claim) for claim in one.sides],
            "note": one.note or None,
            "weight": weighing.weight(one),
        }
        if resolved:
            answer = by_iri[one.iri]
            entry["preferred"] = _json(answer.chosen) if answer.chosen else None
            entry["passed over"] = [_json(claim) for claim in answer.passed_over]
            entry["why"] = answer.why
        told.append(entry)
    return json.dumps({"summary": summary, "conflicts": told}, indent=2, ensure_ascii=False) + "\n"


def _json(claim: Claim) -> dict[str, Any]:
    return {
        "source": claim.origin.label,
        "value": conflicts.shown(claim),
        "record": claim.node,
        "rows": list(claim.rows),
    }


def as_rdf(found: Sequence[Conflict], resolved: Sequence[Resolution], format: str) -> bytes:
    """The conflicts, and what was preferred: as one graph in Turtle, as two in TriG."""
    told = conflicts.as_quads(found), conflicts.resolved_quads(resolved)
    if format == "turtle":
        return writing.serialize([*told[0], *told[1]], ox.RdfFormat.TURTLE)
    graphs = (conflicts.GRAPH, conflicts.RESOLVED)
    quads = [
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph))
        for graph, group in zip(graphs, told, strict=True)
        for q in group
    ]
    return writing.serialize(quads, ox.RdfFormat.TRIG)


def report(found: Sequence[Conflict], resolved: Sequence[Resolution], format: str) -> bytes:
    """The report in one of ``FORMATS``, the weightiest disagreement first."""
    found = weighing.ordered(found)
    if format in ("turtle", "trig"):
        return as_rdf(found, resolved, format)
    makers = {"text": text, "csv": as_csv, "json": as_json}
    return makers[format](found, resolved).encode()
