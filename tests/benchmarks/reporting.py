"""Whether the report is right: run it as a script beside the published datasets.

ATOP 5.1, ATOP 4.01 and DCAD are merged, and the matches of DCAD with ATOP that are of one pair and
one day are accepted. Then every disagreement is held against the cells of the files, which are read
here with ``csv`` and nothing of foedus: the rows that it names must have the values that it tells,
they must differ, and it must be told once.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from pathlib import Path

from matching import published  # beside this file

from foedus.merging import claims
from foedus.merging.conflicts import Conflict
from foedus.merging.merge import merge
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, FOEDUS_NS, ID_NS
from foedus.sources import crosswalk, suggest

FILES = {
    "atop 5.1": ("atop", "atop5_1m.csv"),
    "atop 4.01": ("atop@4.01", "atop4_01_member-level.csv"),
    "dcad 1.0": ("dcad", "DCAD-v1.0-main.csv"),
    "cow 2016": ("cow", "cow_states_v2016_peacesciencer.csv"),
}
FLAGS = {
    "defense": "defense",
    "offense": "offense",
    "neutrality": "neutral",
    "non-aggression": "nonagg",
    "consultation": "consul",
}
Rows = dict[int, dict[str, str]]


def read() -> dict[str, Rows]:
    """The cells of each file by source and line."""
    found: dict[str, Rows] = {}
    for label, (_, name) in FILES.items():
        with (published() / name).open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            found[label] = {}
            for row in reader:
                found[label][reader.line_num] = row
    return found


def _date(row: dict[str, str], columns: tuple[str, str, str]) -> str:
    year, month, day = (int(row[c]) if row[c].isdigit() else 0 for c in columns)
    if not year:
        return ""
    return (
        f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    )


DATES = {
    ("atop", "sourceStart"): ("yrent", "moent", "dayent"),
    ("atop", "sourceEnd"): ("yrexit", "moexit", "dayexit"),
    ("dcad", "Signature"): ("signYear", "signMonth", "signDay"),
    ("dcad", "EntryIntoForce"): ("EIFYear", "EIFMonth", "EIFDay"),
    ("cow", "sourceStart"): ("styear", "stmonth", "stday"),
}


def wrong(one: Conflict, files: dict[str, Rows]) -> list[str]:
    """What the files do not bear out of a disagreement."""
    found = []
    if one.left.value == one.right.value:
        found.append("both sides are alike")
    for claim in one.sides:
        if claim.origin.key == claims.OWN:
            continue
        rows = files[claim.origin.label]
        missing = [row for row in claim.rows if row not in rows]
        if missing:
            found.append(f"no row {missing}")
        elif reason := _side(one, claim, [rows[n] for n in claim.rows], rows):
            found.append(f"{claim.origin.label}: {reason}")
    return found


def _side(one: Conflict, claim: claims.Claim, named: list[dict[str, str]], rows: Rows) -> str:
    local = claim.predicate.removeprefix(FOEDUS_NS)
    if local == "identifier" and claim.value != claims.NONE:
        return "" if any(row.get("atopid") == claim.value for row in rows.values()) else "no such"
    columns = DATES.get((claim.origin.key, "sourceStart" if claim.earliest else local))
    columns = DATES.get((claim.origin.key, local), columns)
    if columns and claim.is_open:
        last = [_date(row, columns) for row in named]
        return "" if "" in last else f"an end stands there: {last}"
    if columns and claim.earliest:
        told = {_date(row, columns) for row in named}
        return "" if claim.value[:10] in told or claim.latest in told else f"{told} stands there"
    if local == "codedObligation":
        return _obligation(one, claim, named, rows)
    if claim.value == claims.NONE:
        return _absent(one, claim, rows)
    if local == "member" and claim.value.startswith(CODE_NS):
        code = claim.value.removeprefix(CODE_NS + "cow-")
        members = {row.get("member", row.get("ccode1")) for row in named}
        members |= {row["ccode2"] for row in named if "ccode2" in row}
        return "" if code in members else f"members are {members}"
    return ""


def _obligation(one: Conflict, claim: claims.Claim, named: list[dict[str, str]], rows: Rows) -> str:
    other = next(c for c in one.sides if c.value != claims.NONE)
    column = FLAGS[other.value.removeprefix(CODE_NS)]
    if claim.origin.key != "atop" or not named:
        return ""
    flags = {row[column] for row in named}
    if claim.value == claims.NONE:
        return "" if "1" not in flags else f"{column} is 1"
    return "" if "1" in flags else f"{column} is {flags}"


def _absent(one: Conflict, claim: claims.Claim, rows: Rows) -> str:
    """A member or record that a source is said not to have must stand in no row of it."""
    if claim.origin.key != "atop":
        return ""
    node = next(c.node for c in one.sides if c.value != claims.NONE)
    number, *rest = node.removeprefix(ID_NS + "atop-").split("-")
    if not number.isdigit():
        return ""
    same = [row for row in rows.values() if row["atopid"] == number]
    if not rest:
        return "" if not same else f"{number} stands there"
    member, phase, entry = rest[0], rest[1], "-".join(rest[2:])
    there = [
        row
        for row in same
        if (row["member"], row["phase"]) == (member, phase)
        and _date(row, DATES["atop", "sourceStart"]) == entry
    ]
    return f"{node} stands there" if there else ""


def found(folder: Path) -> list[Conflict]:
    """The disagreements of the merge, with the matches of one pair and one day accepted."""
    words = [f"{source}={published() / name}" for source, name in FILES.values()]
    first = folder / "first.nq"
    merge(words, first)
    rows = suggest.suggest(datasets.open_dataset(first), "dcad")
    same = [m for m in rows if "same day of beginning" in m.comment and ":atop-" in m.subject_id]
    ends = Counter(m.subject_id for m in same)
    accepted = [m for m in same if ends[m.subject_id] == 1]
    lines = ["#curie_map:", f"#  id: {ID_NS}"]
    lines.append("subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label")
    lines += [
        f"{m.subject_id}\tskos:closeMatch\t{m.object_id}\tsemapv:ManualMappingCuration\tscript"
        for m in accepted
    ]
    walk = folder / "dcad.sssom.tsv"
    walk.write_text("\n".join(lines) + "\n")
    assert crosswalk.read(walk).accepted
    return merge([str(first), str(walk)], folder / "second.nq").conflicts


def main() -> None:
    """Check every disagreement, and print how many are wrong or told twice."""
    files = read()
    with tempfile.TemporaryDirectory() as folder:
        told = found(Path(folder))
    bad = [(one, reasons) for one in told if (reasons := wrong(one, files))]
    moved = {label: {line + 1: row for line, row in rows.items()} for label, rows in files.items()}
    noticed = sum(bool(wrong(one, moved)) for one in told)
    keys = Counter(
        (
            one.section,
            one.predicate,
            one.subject,
            one.about,
            frozenset((c.origin.label, c.value, c.rows) for c in one.sides),
        )
        for one in told
    )
    twice = {key: number for key, number in keys.items() if number > 1}
    for one, reasons in bad[:10]:
        print(one.kind, one.predicate, one.subject, "; ".join(reasons))
    for key in list(twice)[:10]:
        print("told twice:", key)
    print(f"{len(told):,} disagreements, {len(bad)} wrong, {len(twice)} told more than once")
    print(f"held against files whose rows are moved by one, {noticed:,} are wrong")


if __name__ == "__main__":
    main()
