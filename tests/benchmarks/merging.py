"""What it costs to load, merge and report: run it as a script beside the published datasets.

A process of its own loads ATOP (member level), DCAD and troopdata, merges them and finds their
disagreements; another reads the same tables with ``csv`` and bulk-loads the same statements into
pyoxigraph, which is the least that anybody could do. Printed are the processor seconds and the peak
memory of both, and the ratio.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measuring  # beside this file

FILES = {
    "atop": "atop5_1m.csv",
    "dcad": "DCAD-v1.0-main.csv",
    "troopdata": "troopdata_country-year.csv",
}

MERGE = """
import sys
from pathlib import Path
from foedus.merging import reports
from foedus.merging.merge import merge
made = merge(sys.argv[2:], Path(sys.argv[1]))
reports.report(made.conflicts, (), "csv")
"""
BARE = """
import csv, sys
import pyoxigraph as ox
for path in sys.argv[2:]:
    with open(path.partition("=")[2], encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            pass
ox.Store().bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
"""


def main() -> None:
    """Measure both and print the ratio."""
    folder_of = measuring.published()
    words = [f"{name}={folder_of / file}" for name, file in FILES.items()]
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "merged.nq")
        seconds, memory = measuring.cost(sys.executable, "-c", MERGE, target, *words)
        least, floor = measuring.cost(sys.executable, "-c", BARE, target, *words)
        size = Path(target).stat().st_size / 1e6
    print(f"load, merge and report: {seconds:.1f} s, {memory:.0f} MB ({size:.0f} MB of N-Quads)")
    print(f"csv and bulk load:      {least:.1f} s, {floor:.0f} MB")
    print(f"ratio: {seconds / least:.1f}")


if __name__ == "__main__":
    main()
