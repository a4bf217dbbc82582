"""Whether memory grows with rows: run it as a script, with the numbers of rows as its words.

A made-up table of memberships, of alliances that no other source has, is loaded into N-Quads and
then merged beside a small source that it cannot disagree with, each step in a process of its own.
Printed are rows, seconds of processor time and peak memory of each: memory must stay the same while
rows grow. 5,000,000 rows take about a quarter of an hour and 6 GB of disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

DESCRIPTOR = """\
id: rows
version: "1"
title: made-up memberships
citation: made for a measurement
licence: CC0-1.0
coverage: {from: "1800", until: "2000"}
states: {system: cow, file: null}
primaryKey: [row]
fields:
  - {name: pact, type: string, required: true}
  - {name: state, type: state, required: true}
  - {name: since, type: date, required: true}
"""
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
    process = subprocess.Popen([sys.executable, "-m", "foedus", *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[0]}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure with each number of rows given, 100,000 and 400,000 without any."""
    for rows in [int(word) for word in sys.argv[1:]] or [100_000, 400_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, rows)
            loaded, merged = str(folder / "loaded.nq"), str(folder / "merged.nq")
            load = run("source", "load", name, str(folder / "rows.csv"), "-o", loaded)
            merge = run("merge", loaded, "-o", merged)
        for step, (seconds, memory) in (("load", load), ("merge", merge)):
            print(f"{rows:,} rows: {step} {seconds:.0f} s, {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
