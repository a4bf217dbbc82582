"""Whether memory grows with rows: run it as a script, with the numbers of rows as its words.

A made-up table of memberships, of alliances that no other source has, is loaded into N-Quads and
then merged beside a small source that it cannot disagree with, each step in a process of its own.
Printed are rows, seconds of processor time and peak memory of each: memory must stay the same while
rows grow, but for what sorting and the allocator leave; where merging takes more, the script ends
with 1. 5,000,000 rows take about a quarter of an hour and 6 GB of disk.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measuring  # beside this file

DESCRIPTOR = f"""\
id: rows
title: made-up memberships
licence: CC0-1.0
coverage: {{from: "1800", until: "2000"}}
{measuring.DESCRIPTOR}"""
QUERY = """\
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?alliance a foedus:AllianceRecord .
  ?record a foedus:MembershipRecord ; foedus:inAlliance ?alliance ; foedus:member ?state_code ;
    foedus:sourceStart ?since_value ; foedus:sourceRow ?number .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "rows-", ?pact)) AS ?alliance)
  BIND(IRI(CONCAT(STR(?alliance), "-", ?row)) AS ?record)
  BIND(xsd:integer(?row) AS ?number)
}
"""


def write(folder: Path, rows: int) -> None:
    """The source and its table, five members to an alliance."""
    (folder / "source.yaml").write_text(DESCRIPTOR)
    (folder / "map.rq").write_text(QUERY)
    with (folder / "rows.csv").open("w") as file:
        file.write("pact,state,since\n")
        for n in range(rows):
            file.write(f"{n // 5},{n * 7 % 900 + 1},{1800 + n % 200}-01-{n % 28 + 1:02}\n")


def run(*words: str) -> tuple[float, float]:
    """Processor seconds and peak memory, in megabytes, of one command."""
    return measuring.cost(sys.executable, "-m", "foedus", *words, quietly=True)


ALLOWED, A_ROW = 50, 1e-4
"""Megabytes more that merging may take, and that it may take for each row more."""


def main() -> None:
    """Measure with each number of rows given, 100,000 and 400,000 without any."""
    peaks: dict[int, float] = {}
    for rows in [int(word) for word in sys.argv[1:]] or [100_000, 400_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, rows)
            loaded, merged = str(folder / "loaded.nq"), str(folder / "merged.nq")
            load = run("source", "load", name, str(folder / "rows.csv"), "-o", loaded)
            merge = run("merge", loaded, "-o", merged)
        peaks[rows] = merge[1]
        for step, (seconds, memory) in (("load", load), ("merge", merge)):
            print(f"{rows:,} rows: {step} {seconds:.0f} s, {memory:.0f} MB", flush=True)
    few, many = min(peaks), max(peaks)
    if peaks[many] - peaks[few] > ALLOWED + A_ROW * (many - few):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
