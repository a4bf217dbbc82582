"""Change good and hostile inputs at random and hand them to the door, the gate, shapes and tables.

Run it as a script: ``python tests/benchmarks/fuzzing.py [SECONDS] [SEED]``, 300 seconds by default.
Each changed input must end with exit code 0, 1, 2 or 3 and within its limit and a second; anything
else is printed with the seed that gives it again. Printed are inputs by kind, and how many failed.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from foedus.cli.main import TRACEBACK, main

TESTS = Path(__file__).resolve().parents[1]
LIMIT = 2  # seconds of a query
SLOWEST = 20  # of the others, which read at most some kilobytes
FAULT = "a fault of foedus"
SIGNS = [*b"<>{}[]()\"'\\#:;.,^@?$*+-_ \n\t\0", 0xC3, 0xFF]
WORDS = [
    b"SERVICE",
    b"\\u0041",
    b"sh:not",
    b"@prefix",
    b"^^",
    b'"""',
    b"GRAPH",
    b"FILTER",
    b"1e999",
]


def seeds() -> dict[str, list[bytes]]:
    """Inputs to begin with, by the kind that `run` knows."""
    shapes = sorted((TESTS / "cases" / "shapes").glob("*_fail.ttl"))
    queries = sorted((TESTS.parent / "queries").rglob("*.rq"))
    tables = sorted((TESTS / "cases" / "sources").glob("cow*.csv"))
    found = {
        "ttl": shapes[:8],
        "shapes": sorted((TESTS.parent / "shapes").glob("*.ttl"))[:4],
        "rq": queries[:30],
        "csv": tables,
    }
    data = {kind: [path.read_bytes()[:20_000] for path in paths] for kind, paths in found.items()}
    data["jsonld"] = [b'{"@context": {"a": "http://e/a"}, "@id": "http://e/x", "a": [1, {"a": 2}]}']
    data["rdf"] = [
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        b'<e:A r:about="http://e/x"><e:p r:parseType="Collection"><e:B/></e:p></e:A></r:RDF>'
    ]
    data["nq"] = [b'<http://e/a> <http://e/p> "x"@en <http://e/g> .\n_:b <http://e/p> _:c .\n']
    return data


def changed(data: bytes, rng: random.Random) -> bytes:
    """The input with one to eight changes."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(found) + 1)
        way = rng.randrange(6)
        if way == 0:
            del found[place : place + rng.randint(1, 20)]
        elif way == 1:
            found[place:place] = bytes([rng.choice(SIGNS)]) * rng.choice((1, 1, 2, 200))
        elif way == 2:
            found[place:place] = rng.choice(WORDS)
        elif way == 3 and place < len(found):
            found[place] = rng.randrange(256)
        elif way == 4:
            other = rng.randrange(len(found) + 1)
            found[place:place] = found[other : other + rng.randint(1, 60)]
        else:
            del found[max(place, len(found) - 200) :]
    return bytes(found)


def words(kind: str, file: str) -> list[str]:
    """The command that reads a kind of input."""
    if kind == "rq":
        return ["query", file, "--format", "csv", "--timeout", str(LIMIT), "--max-output", "1M"]
    if kind == "shapes":
        return ["validate", "data.ttl", "--shapes", file]
    if kind == "csv":
        return ["source", "check", "cow", file]
    return ["convert", file, "-o", "out.nt", "--base", "http://e/"]


def run(kind: str, data: bytes) -> str:
    """What is wrong with how a command ends on an input; nothing where all is well."""
    file = f"in.{'ttl' if kind == 'shapes' else kind}"
    Path(file).write_bytes(data)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    began = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words(kind, file))
    took = time.monotonic() - began
    err.seek(0)
    told = err.read()
    if code not in (0, 1, 2, 3):
        return f"exit code {code}"
    if FAULT in told:
        return told.strip()
    slowest = LIMIT + SLOWEST if kind == "rq" else SLOWEST
    return f"{took:.0f} seconds" if took > slowest else ""


def fuzz(seconds: float, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Run for some seconds: inputs by kind, and what went wrong."""
    rng, given = random.Random(seed), seeds()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    until = time.monotonic() + seconds
    os.environ.pop(TRACEBACK, None)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, contextlib.chdir(folder):
        Path("data.ttl").write_text("<http://e/a> a <http://e/C> ; <http://e/p> 1, 'x' .")
        while time.monotonic() < until:
            kind = rng.choice(sorted(given))
            data = changed(rng.choice(given[kind]), rng)
            counts[kind] += 1
            if fault := run(kind, data):
                faults.append(f"{kind} {data[:300]!r}: {fault}")
    return counts, faults


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 300
    tried, wrong = fuzz(length, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(tried.items())))
    print(f"{len(wrong)} failed")
    for one in wrong[:20]:
        print(one)
