"""Loading a table of N rows into a store, against bare csv and bulk load of the same statements.

Run: python tests/benchmarks/loading.py [ROWS] (default 250000), or with --atop FILE [PYTHON] to map
the ATOP table by morph-kgc too, with the interpreter of an environment of its own that has it. All
figures are CPU seconds and peak memory of whole processes, one after the other, in one run. Those
of the ATOP table are the least of seven runs of each, taken in turn after one that does not count
and compiles both programs to bytecode, as installing does.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

COLUMNS = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,defense,consul,note"
SOURCE = """\
id: bench
version: "1"
title: made-up memberships
citation: nobody
licence: CC0-1.0
coverage: {from: "1815", until: "2018"}
states: {system: cow}
primaryKey: [atopid, member, phase, entry]
fields:
  - {name: atopid, type: string, pattern: "[0-9]+", required: true}
  - {name: member, type: state, at: entry, required: true}
  - {name: phase, type: integer, required: true}
  - {name: entry, type: date_parts, from: [yrent, moent, dayent], required: true}
  - {name: exit, type: date_parts, from: [yrexit, moexit, dayexit], missingValues: ["0"]}
  - {name: defense, type: boolean, trueValues: ["1"], falseValues: ["0"]}
  - {name: consul, type: boolean, trueValues: ["1"], falseValues: ["0"]}
row_checks:
  - {order: [entry, exit]}
max_rejects: 0
"""
MAP = """\
PREFIX code: <https://w3id.org/foedus/code/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foedus: <https://w3id.org/foedus/ontology#>
PREFIX id: <https://w3id.org/foedus/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT {
  ?alliance a foedus:AllianceRecord ; dcterms:identifier ?atopid .
  ?record a foedus:MembershipRecord ;
    foedus:inAlliance ?alliance ;
    foedus:member ?member_code ;
    foedus:sourceStart ?entry_value ;
    foedus:sourceEnd ?exit_value ;
    foedus:codedObligation ?defends , ?consults ;
    foedus:sourceRow ?number .
}
WHERE {
  BIND(IRI(CONCAT(STR(id:), "bench-", ?atopid)) AS ?alliance)
  BIND(IRI(CONCAT(STR(?alliance), "-", ?member, "-", ?phase, "-", ?entry)) AS ?record)
  BIND(IF(?defense = "true", code:defense, ?none) AS ?defends)
  BIND(IF(?consul = "true", code:consultation, ?none) AS ?consults)
  BIND(xsd:integer(?row) AS ?number)
}
"""
LOAD = "from foedus.cli.main import main; import sys; sys.exit(main(sys.argv[1:]))"
DUMP = """
import sys, pyoxigraph as ox
ox.Store.read_only(sys.argv[1]).dump(output=sys.argv[2], format=ox.RdfFormat.N_QUADS)
"""
BARE = """
import csv, sys, pyoxigraph as ox
with open(sys.argv[1], newline="") as file:
    rows = sum(1 for _ in csv.reader(file))
store = ox.Store(sys.argv[3])
store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)
store.flush()
"""
MORPH = """
import sys, morph_kgc
config = "[CONFIGURATION]\\nna_values = ,nan,None\\nlogging_level = WARNING\\n"
graph = morph_kgc.materialize_set(config + "[main]\\nmappings = " + sys.argv[1] + "\\n")
with open(sys.argv[2], "w") as file:
    file.writelines(line + " .\\n" for line in sorted(graph))
"""
RML = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix code: <https://w3id.org/foedus/code/> .
@base <http://example.org/map/> .
"""
ID = "https://w3id.org/foedus/id/"
RUNS = 7


def rml(file: str) -> str:
    """The mapping of the source ``atop`` in RML, which has no partial dates and no checks."""
    entry, exit_ = partial("yrent", "moent", "dayent"), partial("yrexit", "moexit", "dayexit")
    view = (
        "SELECT atopid, member, phase, entry, exit, defense, offense, neutral, nonagg, consul, n "
        f"FROM (SELECT *, {entry} AS entry, {exit_} AS exit, row_number() OVER () + 1 AS n "
        f"FROM read_csv('{file}', all_varchar=true)) WHERE length(member) < 4"
    )
    record = f'rr:template "{ID}atop-{{atopid}}-{{member}}-{{phase}}-{{entry}}"'
    alliance = f'rr:template "{ID}atop-{{atopid}}"'
    maps = [
        triples(view, alliance, "a", "rr:constant foedus:AllianceRecord"),
        triples(view, alliance, "dcterms:identifier", 'rml:reference "atopid"'),
        triples(view, record, "a", "rr:constant foedus:MembershipRecord"),
        triples(view, record, "foedus:inAlliance", alliance),
        triples(view, record, "foedus:member", f'rr:template "{CODE}cow-{{member}}"'),
        triples(view, record, "foedus:sourceRow", 'rml:reference "n" ; rr:datatype xsd:integer'),
    ]
    for column, predicate in (("entry", "sourceStart"), ("exit", "sourceEnd")):
        for length, kind in ((4, "gYear"), (7, "gYearMonth"), (10, "date")):
            where = f"{view} AND length({column}) = {length}"
            value = f'rml:reference "{column}" ; rr:datatype xsd:{kind}'
            maps.append(triples(where, record, f"foedus:{predicate}", value))
    for column, code in OBLIGATIONS.items():
        where = f"{view} AND {column} = '1'"
        maps.append(triples(where, record, "foedus:codedObligation", f"rr:constant code:{code}"))
    return RML + "".join(f"<m{number}> {text}" for number, text in enumerate(maps))


def partial(year: str, month: str, day: str) -> str:
    """The date in three columns as exact as it is, in SQL."""
    return (
        f"CASE WHEN coalesce({year}, '0') = '0' THEN NULL "
        f"WHEN coalesce({month}, '0') = '0' THEN {year} "
        f"WHEN coalesce({day}, '0') = '0' THEN {year} || '-' || lpad({month}, 2, '0') "
        f"ELSE {year} || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0') END"
    )


def triples(view: str, subject: str, predicate: str, value: str) -> str:
    """One triples map of RML."""
    verb = "rdf:type" if predicate == "a" else predicate
    return (
        f'a rr:TriplesMap ; rml:logicalSource [ rml:query """{view}""" ] ;\n'
        f"  rr:subjectMap [ {subject} ] ; rr:predicateObjectMap [ rr:predicate {verb} ;\n"
        f"  rr:objectMap [ {value} ] ] .\n"
    )


CODE = "https://w3id.org/foedus/code/"
OBLIGATIONS = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "non-aggression",
    "consul": "consultation",
}


@dataclass(frozen=True)
class Cost:
    """What one process took: CPU seconds and its peak memory in MB."""

    seconds: float
    memory: float


def call(*command: object, **environment: object) -> Cost:
    """Run one process to its end, with some environment beside its own; stop when it fails."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        known = os.environ | {name: str(value) for name, value in environment.items()}
        os.execve(str(command[0]), [str(part) for part in command], known)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"failed: {command[1:3]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def least(costs: list[Cost]) -> Cost:
    """The run that took the least time: the others were kept from the processor's caches."""
    return min(costs, key=lambda cost: cost.seconds)


def table(path: Path, count: int) -> None:
    """Rows of made-up memberships, three for each alliance."""
    chance = random.Random(1)
    with path.open("w") as file:
        file.write(COLUMNS + "\n")
        for n in range(count):
            year, length = chance.randrange(1816, 1990), chance.randrange(1, 28)
            open_end = chance.random() < 0.3
            end = "0,0,0" if open_end else f"{year + length},{n % 12 + 1},{n % 28 + 1}"
            state = chance.randrange(2, 990)
            flags = f"{chance.randrange(2)},{chance.randrange(2)}"
            file.write(f"{100000 + n // 3},{state},{year},{n % 12 + 1},5,{end},{n % 3},{flags},\n")


def load(folder: Path, count: int) -> tuple[Cost, Path, Path]:
    """Load a table of so many rows; also where the table and the store are."""
    file, store = folder / f"rows{count}.csv", folder / f"store{count}"
    table(file, count)
    cost = call(sys.executable, "-c", LOAD, "source", "load", folder / "bench", file, "-o", store)
    return cost, file, store


def synthetic(count: int) -> None:
    """Compare loading with its bare parts, and its memory with that of a tenth of the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bench").mkdir()
        (folder / "bench" / "source.yaml").write_text(SOURCE)
        (folder / "bench" / "map.rq").write_text(MAP)
        tenth, _, _ = load(folder, count // 10)
        whole, file, store = load(folder, count)
        statements = folder / "statements.nq"
        call(sys.executable, "-c", DUMP, store, statements)
        bare = call(sys.executable, "-c", BARE, file, statements, folder / "bare")
        with statements.open("rb") as opened:
            size = sum(1 for _ in opened)
    print(f"{count} rows, {size} statements")
    print(f"load: {whole.seconds:.2f} s, {whole.memory:.0f} MB")
    print(f"csv and bulk load: {bare.seconds:.2f} s, {bare.memory:.0f} MB")
    print(f"ratio of time: {whole.seconds / bare.seconds:.1f}")
    print(f"a tenth of the rows: {tenth.seconds:.2f} s, {tenth.memory:.0f} MB")
    print(f"ratio of memory: {whole.memory / tenth.memory:.2f}")


def statements(path: Path, graph: str = "") -> set[str]:
    """The statements of N-Triples, or of one graph of N-Quads."""
    end = f" {graph} .\n".replace("  ", " ")
    with path.open() as file:
        return {line[: -len(end)].strip() for line in file if line.endswith(end)}


def atop(file: str, other: str | None) -> None:
    """Compare loading the ATOP table with morph-kgc, as whole processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder / "bytecode"}
        target, mapping, made = folder / "atop.nq", folder / "mapping.ttl", folder / "morph.nt"
        mapping.write_text(rml(str(Path(file).resolve())))
        costs: dict[str, list[Cost]] = {"own": [], "peer": []}
        for _ in range(1 + RUNS):
            target.unlink(missing_ok=True)
            load = (sys.executable, "-c", LOAD, "source", "load", "atop", file, "-o", target)
            costs["own"].append(call(*load, **bytecode))
            if other:
                costs["peer"].append(call(other, "-c", MORPH, mapping, made, **bytecode))
        own = least(costs["own"][1:])
        print(f"foedus source load atop: {own.seconds:.3f} s, {own.memory:.0f} MB")
        if other is None:
            print("morph-kgc: name the interpreter of an environment that has it")
            return
        peer = least(costs["peer"][1:])
        print(f"morph-kgc: {peer.seconds:.3f} s, {peer.memory:.0f} MB")
        same = statements(made) == statements(target, "<https://w3id.org/foedus/graph/atop-5-1>")
        print(f"the same statements: {same}")
        print(f"ratio of time: {peer.seconds / own.seconds:.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--atop"]:
        atop(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    else:
        synthetic(int(sys.argv[1]) if len(sys.argv) > 1 else 250_000)
