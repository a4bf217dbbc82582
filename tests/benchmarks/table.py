"""What each work costs by the size of the data, as one table and one drawing.

Run: python tests/benchmarks/table.py [--sizes 1e4,1e5,1e6] [--works NAME,…] [--runs 3] [--large 1]
[--peers PYTHON] [--svg FILE]. Each figure is the processor seconds (user and system) and the peak
memory of a whole process, of some runs the one in the middle (``--runs``; from a million triples on
``--large``), on data that ``generate.py`` makes. A peer is
run in the same call on the same data, by the interpreter given (of an environment that has it), up
to the size that it bears; one that cannot be imported there is named as not run. The exponent is
that of the growth from the last size but one to the last: 1 where ten times the data cost ten
times as much.
"""

from __future__ import annotations

import argparse
import datetime
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOEDUS = "import sys; from foedus.cli.main import main; sys.exit(main(sys.argv[1:]))"
ASKED = """
import sys
from pathlib import Path
from foedus.asking import querying
from foedus.bundled import questions
from foedus.rdf import reading
quads = reading.join(reading.read_all(sys.argv[1:]))
whole, held = map(reading.to_store, (quads, querying.standing.facts(quads)))
for one in questions.all_questions():
    if one.number <= "060":
        sum(1 for _ in querying.evaluate(whole if one.tells_plans else held, one.text, one.number))
"""

PEERS: dict[str, tuple[str, str, float]] = {
    "owlrl": (
        "infer",
        """
import sys, rdflib, owlrl
from foedus.bundled import contents
from foedus.rdf import reading
graph = reading.to_graph([*contents.ontology(), *reading.join(reading.read_all(sys.argv[1:]))])
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
""",
        1e4,
    ),
    "reasonable": (
        "infer",
        """
import sys, reasonable
from foedus.bundled import folders
engine = reasonable.PyReasoner()
for path in [*folders.ontology_files(), *sys.argv[1:]]:
    engine.load_file(str(path))
engine.reason()
""",
        1e6,
    ),
    "pyshacl": (
        "validate",
        """
import sys, rdflib, pyshacl
from foedus.bundled import contents
from foedus.rdf import reading
data = reading.to_graph([*contents.ontology(), *reading.join(reading.read_all(sys.argv[1:]))])
pyshacl.validate(data, shacl_graph=reading.to_graph(contents.shapes()), advanced=True)
""",
        1e4,
    ),
    "rdflib": (
        "convert",
        """
import sys, rdflib
graph = rdflib.Graph()
for path in sys.argv[1:]:
    graph.parse(path)
graph.serialize("/dev/null", format="nt")
""",
        1e5,
    ),
    "pyoxigraph": (
        "query",
        """
import sys, pyoxigraph as ox
store = ox.Store()
for path in sys.argv[1:]:
    store.bulk_load(path=path)
len(store)
""",
        1e7,
    ),
    "duckdb": (
        "dyads",
        """
import sys, duckdb
duckdb.sql(f'''
copy (
  with spells as (
    select atopid, member, defense, consul, yrent as first,
      case when yrexit = 0 then 2018 else yrexit end as last
    from read_csv('{sys.argv[1]}')
  ), pairs as (
    select a.member as state_a, b.member as state_b, a.atopid::text as id, a.defense, a.consul,
      unnest(range(greatest(a.first, b.first), least(a.last, b.last) + 1)) as year
    from spells a join spells b on a.atopid = b.atopid and a.member <> b.member
  )
  select state_a, state_b, year, 1 as allied, count(distinct id) as alliances,
    string_agg(distinct id, ' ' order by id) as alliance_ids, max(defense) as defense,
    0 as offense, 0 as neutrality, 0 as non_aggression, max(consul) as consultation
  from pairs group by state_a, state_b, year order by year, state_a, state_b
) to '{sys.argv[1]}.dyads.csv' (header)''')
""",
        1e7,
    ),
}
"""By the module of a peer: the work that it does too, a program, and the largest size for it."""

PATIENCE = 120
"""Processor seconds after which a peer is stopped."""

NOT_HERE = {
    "pyrudof": "validate",
    "pyshifty": "validate",
    "oxigraph": "query",
    "morph_kgc": "source load",
}
"""Peers that other benchmarks compare, or that only a program of their own does."""


@dataclass
class Cost:
    """What one process took; ``code`` is its exit code, or what stopped it."""

    seconds: float = math.inf
    megabytes: float = 0
    code: int = 0


@dataclass
class Row:
    """One work: its costs by size, and those of its peers."""

    name: str
    costs: dict[int, Cost] = field(default_factory=dict)
    peers: dict[str, dict[int, Cost]] = field(default_factory=dict)

    @property
    def exponent(self) -> float:
        """How fast the cost grows between the last two sizes."""
        sizes = [size for size, cost in self.costs.items() if cost.seconds < math.inf]
        if len(sizes) < 2:
            return math.nan
        small, large = sizes[-2:]
        ratio = self.costs[large].seconds / self.costs[small].seconds
        return math.log(ratio) / math.log(large / small)


Words = Callable[[list[str], Path], list[str]]


def works() -> dict[str, Words]:
    """The works: the words of the command, from the files of data and a folder to write in."""
    return {
        "convert": lambda files, made: ["convert", files[0], "-o", f"{made}/out.nt"],
        "infer": lambda files, made: ["infer", "--only", *files, "-o", f"{made}/out.ttl"],
        "validate": lambda files, _: ["validate", "--only", *files],
        "check": lambda files, _: ["check", "--only", *files],
        "snapshot": lambda files, _: ["snapshot", "--as-of", "2020-01-01", "--only", *files],
        "show": lambda files, _: ["show", "state-3", "--only", *_data(files)],
        "query": lambda files, _: files,
        "merge": lambda _, made: ["merge", *_tables(made), "-o", f"{made}/merged.nq"],
        "dyads": lambda _, made: [
            *("export", "dyads", f"{made}/merged.nq", "--source", "first"),
            *("-o", f"{made}/dyads.csv"),
        ],
        "conflicts": lambda _, made: ["conflicts", f"{made}/merged.nq"],
    }


def _data(files: list[str]) -> Iterator[str]:
    for file in files:
        yield from ("--data", file)


def _tables(made: Path) -> list[str]:
    (made / "merged.nq").unlink(missing_ok=True)
    return [f"{made / name}={made / name}.csv" for name in ("first", "second")]


def tables(made: Path, statements: int) -> None:
    """Two sources of memberships, whose rows become so many statements in all."""
    import loading  # beside this file, when it runs as a script

    for name in ("first", "second"):
        folder = made / name
        folder.mkdir()
        source = loading.SOURCE.replace("id: bench", f"id: {name}")
        (folder / "source.yaml").write_text(source)
        (folder / "map.rq").write_text(loading.MAP.replace('"bench-"', f'"{name}-"'))
        loading.table(made / f"{name}.csv", statements // 20)


def cost(program: str, words: list[str], python: str, runs: int, most: int = 3600) -> Cost:
    """What a Python program takes in the run in the middle, each stopped after so many seconds."""
    found = [_once([python, "-c", program, *words], most) for _ in range(runs)]
    return sorted(found, key=lambda one: one.seconds)[(runs - 1) // 2]


def _once(command: list[str], most: int) -> Cost:
    environment = {**os.environ, "FOEDUS_TIMEOUT": "3600", "FOEDUS_MAX_MEMORY": "12G"}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command,
            stdout=told,
            stderr=told,
            env=environment,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most)),
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            told.seek(0)
            print(told.read().decode()[-300:], file=sys.stderr)
            return Cost(code=process.returncode)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def measured(
    sizes: list[int], chosen: list[str], runs: int, large: int, peers: str
) -> Iterator[Row]:
    """The rows, each when all its sizes are done; the data are made once."""
    import generate  # as above

    with tempfile.TemporaryDirectory() as name:
        folders = {size: Path(name, str(size)) for size in sizes}
        for size, folder in folders.items():
            generate.write(folder / "data", generate.turtle(size, conflicts=0.05))
            tables(folder, size)
        there = [peer for peer in PEERS if _has(peers, peer)]
        for work in chosen:
            row = Row(work)
            for size, folder in folders.items():
                files = sorted(map(str, (folder / "data").iterdir()))
                words = works()[work](files, folder)
                program = ASKED if work == "query" else FOEDUS
                again = large if size >= 1e6 else runs
                row.costs[size] = cost(program, words, sys.executable, again)
                for peer in there:
                    of, program, most = PEERS[peer]
                    if of == work and size <= most:
                        given = [f"{folder}/first.csv"] if work == "dyads" else files
                        found = cost(program, given, peers, 1, PATIENCE)
                        row.peers.setdefault(peer, {})[size] = found
            yield row


def _has(python: str, module: str) -> bool:
    probe = [python, "-c", f"import foedus, {module}"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def told(row: Row, sizes: list[int]) -> str:
    """A row of the table in Markdown."""
    cells = [_cell(row.costs[size]) for size in sizes]
    peers = [
        f"{peer} {_cell(found[size])} at {size:.0e} "
        f"({found[size].seconds / row.costs[size].seconds:.1f})"
        for peer, found in row.peers.items()
        for size in (max(found),)
    ]
    return f"| {row.name} | {' | '.join(cells)} | {row.exponent:.2f} | {'; '.join(peers)} |"


def _cell(one: Cost) -> str:
    if one.seconds == math.inf:
        return f"stopped ({one.code})"
    return f"{one.seconds:.2f} s, {one.megabytes:.0f} MB"


def drawn(rows: list[Row], title: str) -> str:
    """The seconds by size, both in powers of ten, as SVG: one line for each work."""
    sizes = sorted({size for row in rows for size in row.costs})
    known = [c.seconds for row in rows for c in row.costs.values() if c.seconds < math.inf]
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
        points = [(x(s), y(c.seconds)) for s, c in row.costs.items() if c.seconds < math.inf]
        if not points:
            continue
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        ends.append(max(points[-1][1], ends[-1] + 13 if ends else 0))
        place = f'x="{points[-1][0] + 8:.1f}" y="{ends[-1] + 4:.1f}"'
        out.append(f'<text {place} fill="{colour}">{row.name} {_last(row):.1f} s</text>')
    return "\n".join([*out, "</svg>", ""])


def _last(row: Row) -> float:
    known = [cost.seconds for cost in row.costs.values() if cost.seconds < math.inf]
    return known[-1] if known else 0


def main() -> None:
    """Measure, print the table, and draw it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="1e4,1e5,1e6")
    parser.add_argument("--works", default=",".join(works()))
    parser.add_argument("--runs", type=int, default=3, help="below a million triples")
    parser.add_argument("--large", type=int, default=1, help="runs from a million triples on")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    sizes = [int(float(size)) for size in given.sizes.split(",")]
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    print(f"{datetime.date.today()}, {machine}\n")
    heads = " | ".join(f"{size:.0e}" for size in sizes)
    print(f"| work | {heads} | exponent | peer (its time by ours) |")
    print("|---" * (len(sizes) + 3) + "|")
    rows = []
    for row in measured(sizes, given.works.split(","), given.runs, given.large, given.peers):
        rows.append(row)
        print(told(row, sizes), flush=True)
    missing = [*(name for name in PEERS if not _has(given.peers, name)), *NOT_HERE]
    print(f"\nnot run: {', '.join(missing)}")
    if given.svg:
        title = f"Processor seconds by size of the data, {datetime.date.today()}"
        given.svg.write_text(drawn(rows, title), encoding="utf-8")


if __name__ == "__main__":
    main()
