"""Change good and hostile inputs at random and hand them to the door, the gate, shapes and tables.

Run it as a script: ``python tests/benchmarks/fuzzing.py [SECONDS] [SEED]``, 300 seconds by default.
Each changed input is given to a command as a user would give it, with a limit of two seconds, and
must end with exit code 0, 1, 2 or 3, without a fault and without a crash of an engine, within its
limit and a second (a run that takes longer is tried once more: the machine may have been busy).
Anything else is printed with its beginning. Printed are inputs by kind, and how many failed.
"""

from __future__ import annotations

import contextlib
import csv
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
LIMIT = 2  # seconds
MORE = 1  # seconds that the end may take
FAULTS = ("a fault of foedus", "Traceback", "stopped from outside", "limit of its own")
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
    data |= tables_of(data["csv"][0])
    data["jsonld"] = [b'{"@context": {"a": "http://e/a"}, "@id": "http://e/x", "a": [1, {"a": 2}]}']
    data["rdf"] = [
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        b'<e:A r:about="http://e/x"><e:p r:parseType="Collection"><e:B/></e:p></e:A></r:RDF>'
    ]
    data["nq"] = [b'<http://e/a> <http://e/p> "x"@en <http://e/g> .\n_:b <http://e/p> _:c .\n']
    return data


TABLES = ("csv", "xlsx", "parquet")


def tables_of(text: bytes) -> dict[str, list[bytes]]:
    """A table in the forms that other programs write."""
    import openpyxl
    import pyarrow as pa
    from pyarrow import parquet

    head, *rows = csv.reader(io.StringIO(text.decode()))
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(data)
    columns = dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))
    compressed, plain = io.BytesIO(), io.BytesIO()
    parquet.write_table(pa.table(columns), compressed)
    parquet.write_table(pa.table(columns), plain, compression="none", use_dictionary=False)
    return {"xlsx": [data.getvalue()], "parquet": [compressed.getvalue(), plain.getvalue()]}


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
        return ["query", file, "--format", "csv", "--max-output", "1M"]
    if kind == "shapes":
        return ["validate", "data.ttl", "--shapes", file, "--only"]
    if kind in TABLES:
        return ["source", "check", "cow", file]
    return ["convert", file, "-o", "out.nt", "--base", "http://e/"]


def ended(kind: str, data: bytes, limit: int = LIMIT) -> tuple[int, str, float]:
    """How a command ends on an input: the exit code, what it told, the seconds that it took.

    It runs as from a command line, in a child that is stopped at its limits.
    """
    file = f"in.{'ttl' if kind == 'shapes' else kind}"
    Path(file).write_bytes(data)
    sys.argv = ["foedus", *words(kind, file), "--timeout", str(limit)]
    kept = [os.dup(number) for number in (1, 2)]
    try:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            for number, to in ((1, out), (2, err)):
                os.dup2(to.fileno(), number)
            with (
                open(1, "w", encoding="utf-8", closefd=False) as stdout,
                open(2, "w", encoding="utf-8", closefd=False) as stderr,
                contextlib.redirect_stdout(stdout),
                contextlib.redirect_stderr(stderr),
            ):
                began = time.monotonic()
                code = main()
                took = time.monotonic() - began
            err.seek(0)
            return code, err.read().decode(errors="replace"), took
    finally:
        for number, was in zip((1, 2), kept, strict=True):
            os.dup2(was, number)
            os.close(was)


def run(kind: str, data: bytes) -> str:
    """What is wrong with how a command ends on an input; nothing where all is well."""
    code, told, took = ended(kind, data)
    if code not in (0, 1, 2, 3):
        return f"exit code {code}"
    if any(fault in told for fault in FAULTS):
        return told.strip()
    if code in (2, 3) and len(told.splitlines()) != 1:
        return f"not one line: {told}"
    if took > LIMIT + MORE:
        took = ended(kind, data)[2]
    return f"{took:.1f} seconds" if took > LIMIT + MORE else ""


def fuzz(seconds: float, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Run for some seconds: inputs by kind, and what went wrong."""
    rng, given = random.Random(seed), seeds()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    os.environ.pop(TRACEBACK, None)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, contextlib.chdir(folder):
        Path("data.ttl").write_text("<http://e/a> a <http://e/C> ; <http://e/p> 1, 'x' .")
        for kind in given:  # loads here what each child would load anew
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")):
                file = f"in.{'ttl' if kind == 'shapes' else kind}"
                Path(file).write_bytes(given[kind][0])
                with contextlib.redirect_stderr(sys.stdout):
                    main(words(kind, file))
        until = time.monotonic() + seconds
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
