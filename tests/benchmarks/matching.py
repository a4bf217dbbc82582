"""How often suggestions are right: run it as a script beside the published datasets.

ATOP 4.01 is made into a strange file: other numbers in another order, dates moved, a tenth of the
memberships left out, by a seeded script. It is loaded beside ATOP 5.1, and ``source suggest`` has
to find which alliance is which. The truth is ATOP's number, which the strange file does not have.

Neither file has names, so none help. Obligations are left out too: parties and dates alone must do.
"""

from __future__ import annotations

import csv
import datetime
import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from foedus.rdf import dataset as datasets
from foedus.sources import load, source_yaml, suggest
from foedus.sources.crosswalk import NOT_FOUND, Match

DATASETS = Path(__file__).resolve().parents[3] / "shared" / "datasets"
LARGE = 5
SURE = 0.8
DROPPED = 0.1

DESCRIPTOR = """\
id: strange
title: alliances under numbers of their own
licence: unknown
coverage: {from: "1815", until: "2016"}
version: "1"
citation: made for a measurement
states: {system: cow, file: null}
primaryKey: [row]
fields:
  - {name: pact, type: string, required: true}
  - {name: state, type: state, required: true}
  - {name: since, type: date, required: true}
  - {name: until, type: date}
"""
QUERY = """\
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?pactRecord a foedus:AllianceRecord .
  ?record a foedus:MembershipRecord ; foedus:inAlliance ?pactRecord ; foedus:member ?state_code ;
    foedus:sourceStart ?since_value ; foedus:sourceEnd ?until_value ; foedus:sourceRow ?number .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "strange-", ?pact)) AS ?pactRecord)
  BIND(IRI(CONCAT(STR(?pactRecord), "-", ?row)) AS ?record)
  BIND(xsd:integer(?row) AS ?number)
}
"""


def published() -> Path:
    """The folder of the published datasets. Ends the script where they are not there."""
    if not DATASETS.is_dir():
        raise SystemExit("the published datasets are not beside the repository")
    return DATASETS


def moved(day: datetime.date, chance: random.Random) -> datetime.date:
    """A day as another source may have it: the same, near, or that of another step."""
    kind = chance.random()
    days = 0 if kind < 0.4 else chance.randint(-31, 31) if kind < 0.7 else chance.randint(-500, 500)
    return day + datetime.timedelta(days)


def strange(source: Path, target: Path, seed: int) -> dict[str, str]:
    """Write the strange file, and return ATOP's number for each of its own."""
    chance = random.Random(seed)
    with source.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["member"] != "8152"]
    numbers = sorted({row["atopid"] for row in rows})
    chance.shuffle(numbers)
    own = {number: str(n) for n, number in enumerate(numbers, 1)}
    shifts = {number: chance.getrandbits(32) for number in numbers}
    left = [row for row in rows if chance.random() >= DROPPED]
    chance.shuffle(left)
    with target.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["pact", "state", "since", "until"])
        for row in left:
            number = row["atopid"]
            writer.writerow([own[number], row["member"], *_days(row, shifts[number])])
    return {own[number]: number for number in numbers}


def _days(row: dict[str, str], shift: int) -> list[str]:
    """Start and end of a membership: all members of an alliance that share a day move together."""
    told = []
    for end in ("ent", "exit"):
        year, month, day = (int(row[part + end] or 0) for part in ("yr", "mo", "day"))
        if not year:
            told.append("")
            continue
        first = datetime.date(year, month or 1, day or 1)
        chance = random.Random(f"{shift}{end}{first}")
        told.append(moved(first, chance).isoformat())
    if told[1] and told[1] < told[0]:
        told[1] = told[0]
    return told


def measure(folder: Path, seed: int) -> dict[str, tuple[int, int]]:
    """For each figure how many of how many."""
    source = folder / "strange"
    source.mkdir(exist_ok=True)
    (source / "source.yaml").write_text(DESCRIPTOR)
    (source / "map.rq").write_text(QUERY)
    truth = strange(published() / "atop4_01_member-level.csv", folder / "strange.csv", seed)
    target = datasets.open_dataset(folder / "d.nq", must_exist=False)
    atop = source_yaml.bundled("atop", "5.1")
    load.load(atop, published() / "atop5_1m.csv", target)
    load.load(source_yaml.read(source), folder / "strange.csv", target)
    found = [m for m in suggest.suggest(target, "strange") if m.object_id != NOT_FOUND]
    return figures(found, truth, _sizes())


def figures(
    found: list[Match], truth: dict[str, str], sizes: dict[str, int]
) -> dict[str, tuple[int, int]]:
    """First suggestions that are right, and confident ones that are wrong."""
    by_pact: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for match in found:
        ends = {match.subject_id, match.object_id}
        atop = [end for end in ends if end.startswith("id:atop-")]
        own = [end for end in ends if end.startswith("id:strange-")]
        if atop and own:
            pair = own[0].removeprefix("id:strange-"), atop[0].removeprefix("id:atop-")
            by_pact[pair[0]].append((pair[1], float(match.confidence)))
    both = {number for number in truth.values() if number in sizes}
    told: dict[str, tuple[int, int]] = {}
    for name, least in (("five or more members", LARGE), ("all", 0)):
        asked = {own for own, number in truth.items() if sizes.get(number, 0) >= least}
        asked = {own for own in asked if truth[own] in both}
        first = {
            own: max(by_pact[own], key=lambda one: one[1])[0] for own in asked & by_pact.keys()
        }
        right = sum(first.get(own) == truth[own] for own in asked)
        told[f"first suggestion right, {name}"] = right, len(asked)
    sure = [(own, to) for own, tos in by_pact.items() for to, score in tos if score >= SURE]
    told["confident but wrong"] = sum(truth[own] != to for own, to in sure), len(sure)
    return told


def _sizes() -> dict[str, int]:
    with (published() / "atop5_1m.csv").open(newline="") as file:
        members = {(row["atopid"], row["member"]) for row in csv.DictReader(file)}
    return Counter(number for number, _ in members)


def main() -> None:
    """Measure with each seed given, 1 to 3 without any, and print the rates."""
    for seed in [int(word) for word in sys.argv[1:]] or [1, 2, 3]:
        with tempfile.TemporaryDirectory() as folder:
            for name, (part, whole) in measure(Path(folder), seed).items():
                print(f"seed {seed}: {name}: {part} of {whole} ({part / max(whole, 1):.1%})")


if __name__ == "__main__":
    main()
