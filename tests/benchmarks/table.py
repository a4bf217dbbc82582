"""What each work costs by the size of the data and beside other tools, as tables and one drawing.

Run: python tests/benchmarks/table.py [--peers PYTHON,…] [--svg FILE] [--parts NAME,…]
[--sizes 1e4,1e5,1e6] [--large 5e6] [--runs 3]. Without options all parts are measured: each of the
works, then ``closure`` and ``validation`` alone (``closure.py``, ``validation.py``), the cold
``start``, and ``large``, a merge that is made, asked and exported under the limits that a user has.

A figure is the processor seconds (user and system) and the peak memory of a whole process, of three
runs the one in the middle, on data that ``generate.py`` and ``tables.py`` make. The exponent is
that of the growth from the last size but one to the last: 1 where ten times the data cost ten times
as much. Peers run in the same call on the same data, each by the first interpreter given (of
environments that have them) that has it, up to the size that it bears; where its results can be
compared with ours they are, and a ratio is told only if they are equal. The exit code is 1 where
something fails, or a peer that should have our results has others.
"""

from __future__ import annotations

import argparse
import datetime
import math
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import generate  # these four are beside this file
import peers
import tables
import validation

from foedus.bundled import contents, questions

HERE = Path(__file__).parent
FOEDUS = "import sys; from foedus.cli.main import main; sys.exit(main(sys.argv[1:]))"
ASKED = """
import json, sys
from foedus.asking import querying
from foedus.bundled import questions
from foedus.rdf import reading
out, *files = sys.argv[1:]
quads = reading.join(reading.read_all(files))
whole, held = map(reading.to_store, (quads, querying.standing.facts(quads)))
rows = {}
for one in questions.all_questions():
    if one.number <= "060":
        store = whole if one.tells_plans else held
        rows[one.number] = sum(1 for _ in querying.evaluate(store, one.text, one.number))
open(out, "w").write(json.dumps(rows))
"""
SHAPES = """
import sys, pyoxigraph as ox
from foedus.checks import shapes as fast
from foedus.checks.report.finding import statements
from foedus.checks.shapes import compiler
from foedus.rdf import reading
out, data, shapes = sys.argv[1:]
told = statements(fast.results(reading.read(data).quads, compiler.program(
    reading.read(shapes).quads), "fast"))
ox.serialize((q.triple for q in told), out, format=ox.RdfFormat.N_TRIPLES)
"""

FOUND = 0, 1
"""The exit codes of a command that came to its end: nothing or something found."""

PATIENCE, MEMORY = 240, 12 << 30
"""Processor seconds and bytes after which a peer is stopped; it is not tried with more data then,
nor where it would take longer even if its cost grew no faster than the data."""

DEAR = 30
"""Processor seconds of a peer's first run after which it is not run again."""

PUBLISHED = (
    *("convert", "query", "infer", "validate", "check", "snapshot", "show", "merge"),
    "conflicts",
)
"""The works that README shows."""


@dataclass(frozen=True)
class Cost:
    """What one process took; ``code`` is its exit code, or what stopped it."""

    seconds: float = math.inf
    megabytes: float = 0
    code: int = 0
    differs: str = ""

    def __str__(self) -> str:
        if not self.ended:
            return f"stopped ({self.code})"
        return f"{self.seconds:.2f} s, {self.megabytes:.0f} MB"

    @property
    def ended(self) -> bool:
        """Whether it came to its end."""
        return self.seconds < math.inf


@dataclass
class Row:
    """One work: its costs by size, and those of its peers."""

    name: str
    costs: dict[int, Cost] = field(default_factory=dict)
    peers: dict[str, dict[int, Cost]] = field(default_factory=dict)

    @property
    def exponent(self) -> float:
        """How fast the cost grows between the last two sizes."""
        sizes = [size for size, cost in self.costs.items() if cost.ended]
        if len(sizes) < 2:
            return math.nan
        small, large = sizes[-2:]
        ratio = self.costs[large].seconds / self.costs[small].seconds
        return math.log(ratio) / math.log(large / small)

    def ratios(self) -> Iterator[tuple[str, int, Cost, float]]:
        """For each peer the largest size at which it ended, its cost there, and that by ours."""
        for name, costs in self.peers.items():
            for size, cost in [*costs.items()][::-1]:
                if cost.ended and self.costs[size].ended:
                    yield name, size, cost, cost.seconds / self.costs[size].seconds
                    break


@dataclass(frozen=True)
class Work:
    """A work: the file that it writes, its words after that of the folder, and what does it."""

    out: str
    words: Callable[[Path, list[str]], list[str]]
    program: str = FOEDUS


def _data(files: list[str]) -> Iterator[str]:
    for file in files:
        yield from ("--data", file)


def _merge(folder: Path, _: list[str]) -> list[str]:
    return ["merge", *tables.words(folder), "-o", f"{folder}/merged.nq"]


WORKS = {
    "convert": Work("out.nt", lambda at, files: ["convert", files[0], "-o", f"{at}/out.nt"]),
    "query": Work("rows.json", lambda at, files: [f"{at}/rows.json", *files], ASKED),
    "infer": Work("out.ttl", lambda at, files: ["infer", "--only", *files, "-o", f"{at}/out.ttl"]),
    "validate": Work("", lambda _, files: ["validate", "--only", *files]),
    "shapes": Work(
        "report.nt",
        lambda at, _: [f"{at}/report.nt", f"{at}/copies.nt", f"{at}/shapes.ttl"],
        SHAPES,
    ),
    "check": Work("", lambda _, files: ["check", "--only", *files]),
    "snapshot": Work("", lambda _, files: ["snapshot", "--as-of", "2020-01-01", "--only", *files]),
    "show": Work("", lambda _, files: ["show", "state-3", "--only", *_data(files)]),
    "load": Work(
        "loaded.nq",
        lambda at, _: ["source", "load", f"{at}/first", f"{at}/first.csv", "-o", f"{at}/loaded.nq"],
    ),
    "merge": Work("merged.nq", _merge),
    "dyads": Work(
        "dyads.csv",
        lambda at, _: [
            *("export", "dyads", f"{at}/merged.nq", "--source", "first"),
            *("-o", f"{at}/dyads.csv"),
        ],
    ),
    "conflicts": Work(
        "conflicts.csv",
        lambda at, _: [
            *("conflicts", f"{at}/merged.nq", "--format", "csv", "-o", f"{at}/conflicts.csv"),
        ],
    ),
}
ALONE = ("closure", "validation", "start", "large")
"""The parts that are no rows of the table."""


def filled(folder: Path, size: int) -> None:
    """Everything that works and peers read, of so many triples."""
    (folder / "questions").mkdir(parents=True)
    generate.write(folder / "data", generate.turtle(size, conflicts=0.05))
    tables.write(folder, size // tables.STATEMENTS)
    validation.lines(folder / "copies.nt", validation.damaged(size))
    validation.lines(folder / "ontology.ttl", contents.ontology())
    validation.lines(folder / "shapes.ttl", contents.shapes())
    for one in questions.all_questions():
        if one.number <= "060":
            (folder / "questions" / f"{one.number}.rq").write_text(one.text)


def middle(found: list[Cost]) -> Cost:
    """The run in the middle."""
    return sorted(found, key=lambda one: one.seconds)[(len(found) - 1) // 2]


def once(
    command: list[str],
    seconds: int = 3600,
    memory: int = resource.RLIM_INFINITY,
    out: Path = Path(os.devnull),
    fine: tuple[int, ...] = (0,),
) -> Cost:
    """What a process takes that is stopped after so many processor seconds and bytes; what it
    prints goes to a file. With another exit code than a fine one it did not come to its end."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    with tempfile.TemporaryFile() as told, out.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=told, preexec_fn=limited)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in fine:
            told.seek(0)
            print(told.read().decode(errors="replace")[-300:], file=sys.stderr)
            return Cost(code=process.returncode)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def ours(name: str, folder: Path, runs: int) -> Cost:
    """What a work costs, its output written anew each time."""
    work, found = WORKS[name], []
    files = sorted(map(str, (folder / "data").iterdir()))
    for _ in range(runs):
        if work.out:
            (folder / work.out).unlink(missing_ok=True)
        command = [sys.executable, "-c", work.program, *work.words(folder, files)]
        found.append(once(command, fine=FOUND if work.program == FOEDUS else (0,)))
    return middle(found)


def theirs(peer: peers.Peer, python: str, folder: Path, runs: int) -> Cost:
    """What a peer costs, and whether it has our results."""
    out = folder / "peer.nt"
    command = [python, "-c", peer.program, str(folder), str(out)]
    found = [once(command, PATIENCE, MEMORY)]
    while found[-1].seconds < DEAR and len(found) < runs:
        found.append(once(command, PATIENCE, MEMORY))
    cost, written = middle(found), WORKS[peer.work].out
    differs = peer.verdict(folder / written, out) if cost.ended else ""
    out.unlink(missing_ok=True)
    return replace(cost, differs=differs)


def measured(
    sizes: list[int], chosen: list[str], runs: int, there: dict[peers.Peer, str]
) -> Iterator[Row]:
    """The rows, each when all its sizes are done; the data are made once."""
    with tempfile.TemporaryDirectory() as name:
        folders = {size: Path(name, str(size)) for size in sizes}
        for size, folder in folders.items():
            # In a process of its own: what this one holds counts as the peak of what it starts.
            made = multiprocessing.get_context("spawn").Process(target=filled, args=(folder, size))
            made.start()
            made.join()
            if made.exitcode:
                raise SystemExit("the data were not made")
        for work in chosen:
            row = Row(work)
            beside = [peer for peer in there if peer.work == work]
            for size, folder in folders.items():
                if work in ("dyads", "conflicts") and not (folder / "merged.nq").exists():
                    ours("merge", folder, 1)
                row.costs[size] = ours(work, folder, runs)
                for peer in beside:
                    costs = row.peers.setdefault(peer.name, {})
                    if all(c.seconds * size / one < PATIENCE for one, c in costs.items()):
                        costs[size] = theirs(peer, there[peer], folder, runs)
            yield row


# --- how it is told -----------------------------------------------------------------------------


def told(row: Row, sizes: list[int]) -> str:
    """A row of the table in Markdown."""
    cells = " | ".join(str(row.costs[size]) for size in sizes)
    beside = [
        f"{name} {cost} at {size:.0e} ({cost.differs or f'{ratio:.1f}'})"
        for name, size, cost, ratio in row.ratios()
    ]
    beside += [
        f"{name} {cost} at {size:.0e}"
        for name, costs in row.peers.items()
        for size, cost in costs.items()
        if not cost.ended
    ]
    return f"| {row.name} | {cells} | {row.exponent:.2f} | {'; '.join(beside)} |"


def _peer(row: Row) -> str:
    """The peer with our results that bears most, of several the fastest, and its time by ours."""
    equal = [(-size, ratio, name) for name, size, cost, ratio in row.ratios() if not cost.differs]
    if not equal:
        return ""
    _, ratio, name = min(equal)
    return f"{name} {ratio:.{1 if ratio >= 0.095 else 2}f}"


def short(rows: list[Row], sizes: list[int]) -> str:
    """The table of README: a column for each work, and the fastest peer with our results."""
    rows = [row for row in rows if row.name in PUBLISHED]
    rows.sort(key=lambda row: PUBLISHED.index(row.name))

    def line(head: str, cells: Iterator[str]) -> str:
        return f"| {head} | {' | '.join(cells)} |"

    def seconds(cost: Cost) -> str:
        if not cost.ended:
            return "–"
        return f"{cost.seconds:.{0 if cost.seconds >= 10 else 1}f}"

    lines = [line("triples", (f"`{row.name}`" for row in rows)), "|---" * (len(rows) + 1) + "|"]
    lines += [line(f"{size:,}", (seconds(row.costs[size]) for row in rows)) for size in sizes]
    last = sizes[-1]
    lines.append(line("peak, MB", (f"{row.costs[last].megabytes:,.0f}" for row in rows)))
    lines.append(line("exponent", (f"{row.exponent:.2f}" for row in rows)))
    lines.append(line("a peer, times", map(_peer, rows)))
    return "\n".join(lines)


def drawn(rows: list[Row], title: str) -> str:
    """The seconds by size, both in powers of ten, as SVG: one line for each work."""
    sizes = sorted({size for row in rows for size in row.costs})
    known = [c.seconds for row in rows for c in row.costs.values() if c.ended]
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    left, right = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        return 60 + 420 * (math.log10(size) - left) / ((right - left) or 1)

    def y(seconds: float) -> float:
        return 330 - 290 * (math.log10(seconds) - low) / ((high - low) or 1)

    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 370" font-family="sans-serif" '
        f'font-size="11" role="img" aria-label="{title}">',
        '<rect width="620" height="370" fill="#fff"/>',
        f'<text x="60" y="22" font-size="13">{title}</text>',
    ]
    for power in range(low, high + 1):
        place = y(10**power)
        out.append(f'<path d="M60 {place:.1f}H480" stroke="#ccc"/>')
        out.append(f'<text x="54" y="{place + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="348" text-anchor="middle">{size:,} triples</text>')
    ends: list[float] = []
    for number, row in enumerate(sorted(rows, key=lambda row: -_last(row))):
        colour = f"hsl({number * 360 // len(rows)} 60% 38%)"
        points = [(x(s), y(c.seconds)) for s, c in row.costs.items() if c.ended]
        if not points:
            continue
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        ends.append(max(points[-1][1], ends[-1] + 13 if ends else 0))
        place = f'x="{points[-1][0] + 8:.1f}" y="{ends[-1] + 4:.1f}"'
        out.append(f'<text {place} fill="{colour}">{row.name} {_last(row):.1f} s</text>')
    return "\n".join([*out, "</svg>", ""])


def _last(row: Row) -> float:
    known = [cost.seconds for cost in row.costs.values() if cost.ended]
    return known[-1] if known else 0


# --- parts that are no rows ---------------------------------------------------------------------

STARTS = {
    "foedus --help": ["-m", "foedus", "--help"],
    "foedus query 001": ["-m", "foedus", "query", "001"],
    "import pyoxigraph": ["-c", "import pyoxigraph"],
}


def starts(runs: int) -> None:
    """What it costs to begin; the first run is not counted."""
    for name, words in STARTS.items():
        cost = middle([once([sys.executable, *words]) for _ in range(2 * runs + 1)][1:])
        print(f"{name}: {cost}", flush=True)


EXPORTS = ("dyads", "members", "states", "agreements")
"""The tables of which a merge of memberships has rows."""


def large(statements: int) -> bool:
    """Merge, ask, export and report a merge of so many statements, once each, under the limits
    that a user has; whether no limit stopped anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables.write(folder, statements // tables.STATEMENTS)
        merged = f"{folder}/merged.nq"
        steps = {"merge": _merge(folder, [])}
        for number in range(41, 51):
            steps[f"query 0{number}"] = ["query", f"0{number}", "--data", merged, "--format", "csv"]
        for table in EXPORTS:
            steps[f"export {table}"] = ["export", table, merged, "-o", f"{folder}/out.csv"]
            steps[f"export {table}"] += [] if table == "agreements" else ["--source", "first"]
        steps["conflicts"] = ["conflicts", merged, "--format", "csv"]
        print("| step | cost | exit code | lines |\n|---|---|---|---|")
        fine = True
        for step, words in steps.items():
            out = folder / "out.csv"
            out.unlink(missing_ok=True)
            printed = Path(os.devnull) if "-o" in words else out
            cost = once([sys.executable, "-c", FOEDUS, *words], out=printed, fine=FOUND)
            made = Path(merged) if step == "merge" else out
            written = sum(1 for _ in peers.lines(made)) if made.exists() else 0
            print(f"| {step} | {cost} | {cost.code} | {written:,} |", flush=True)
            fine &= cost.ended
    return fine


def script(name: str, *words: str) -> bool:
    """Run a script that is beside this file; whether it was content."""
    return subprocess.run([sys.executable, str(HERE / name), *words]).returncode == 0


def main() -> None:
    """Measure, print the tables, and draw the first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1e4,1e5,1e6")
    parser.add_argument("--large", type=float, default=5e6, metavar="STATEMENTS")
    parser.add_argument("--parts", default=",".join([*WORKS, *ALONE]), metavar="NAME,…")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON,…")
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    parts = given.parts.split(",")
    if unknown := {*parts} - {*WORKS, *ALONE}:
        parser.error(f"no part {', '.join(unknown)}: use some of {', '.join([*WORKS, *ALONE])}")
    sizes = [int(float(size)) for size in given.sizes.split(",")]
    fine = True
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    print(f"{datetime.date.today()}, {machine}, medians of {given.runs}\n", flush=True)
    if works := [part for part in parts if part in WORKS]:
        found = {peer: peer.there(given.peers.split(",")) for peer in peers.PEERS}
        there = {peer: python for peer, python in found.items() if python}
        heads = " | ".join(f"{size:.0e}" for size in sizes)
        print(f"| work | {heads} | exponent | peer (its time by ours) |")
        print("|---" * (len(sizes) + 3) + "|", flush=True)
        rows = []
        for row in measured(sizes, works, given.runs, there):
            rows.append(row)
            print(told(row, sizes), flush=True)
            fine &= all(cost.ended for cost in row.costs.values())
        missing = {peer.name for peer in found if not found[peer]}
        print(f"\nnot run, since no interpreter given has it: {', '.join(missing) or 'none'}\n")
        print(f"By triples of made-up data, medians of {given.runs}, {machine}:\n")
        print(short(rows, sizes), flush=True)
        if given.svg:
            title = f"Processor seconds by size of the data, {datetime.date.today()}"
            given.svg.write_text(drawn(rows, title), encoding="utf-8")
        for row in rows:
            for peer in (one for one in there if one.work == row.name and not one.differs):
                if any(cost.differs for cost in row.peers[peer.name].values()):
                    print(f"{row.name}: {peer.name} has other results")
                    fine = False
    for part in ALONE:
        if part in parts:
            print(f"\n{part}\n", flush=True)
            fine &= {
                "closure": lambda: script("closure.py"),
                "validation": lambda: script("validation.py"),
                "start": lambda: starts(given.runs) is None,
                "large": lambda: large(int(given.large)),
            }[part]()
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
