"""What several measurements share: the published datasets, a made-up source, a process's cost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

DATASETS = Path(__file__).resolve().parents[3] / "shared" / "datasets"

DESCRIPTOR = """\
version: "1"
citation: made for a measurement
states: {system: cow, file: null}
primaryKey: [row]
fields:
  - {name: pact, type: string, required: true}
  - {name: state, type: state, required: true}
  - {name: since, type: date, required: true}
"""
"""Of a table of memberships, a row each; what differs from source to source stands before it."""


def published() -> Path:
    """The folder of the published datasets. Ends the script where they are not there."""
    if not DATASETS.is_dir():
        raise SystemExit("the published datasets are not beside the repository")
    return DATASETS


def cost(*command: str, quietly: bool = False) -> tuple[float, float]:
    """Processor seconds and peak memory, in megabytes, of a process of its own.

    Ends the script where the process fails.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL if quietly else None)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
