"""What other tools do of the same work: a program for each, and whether its results are ours.

Every program is given the folder of one size, which `table.py` fills, and a file to write in. It
runs in an interpreter of an environment that has the tool, and need not have foedus.
"""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus.rdf.names import CODE_NS, GRAPH_NS, ID_NS, SH_NS


@dataclass(frozen=True)
class Peer:
    """A tool, the work that it does too, what is imported to know that it is there, a program.

    ``results`` reads what it or we wrote; both must be equal for a ratio to be told. Where
    ``differs`` is so the tool is known to give other results, and that is no fault.
    """

    name: str
    work: str
    module: str
    program: str
    results: Callable[[Path], Iterable[object]] | None = None
    differs: bool = False

    def there(self, pythons: Iterable[str]) -> str | None:
        """The first interpreter that has it."""
        for python in pythons:
            probe = [python, "-c", f"import {self.module}"]
            if self.module == OXIGRAPH:
                probe = [str(Path(python).parent / OXIGRAPH), "--version"]
            try:
                subprocess.run(probe, capture_output=True, check=True)
            except (OSError, subprocess.CalledProcessError):
                continue
            return python
        return None

    def verdict(self, ours: Path, theirs: Path) -> str:
        """How many of its results we lack and it lacks; nothing where they are equal."""
        if self.results is None:
            return ""
        return different(self.results(ours), self.results(theirs))


def different(ours: Iterable[object], theirs: Iterable[object]) -> str:
    """How two bags of results differ in number or otherwise; a bag is never held as a whole."""
    mine, other = _sum(ours), _sum(theirs)
    if mine == other:
        return ""
    return f"other results: {other[0]:,}, ours {mine[0]:,}"


def _sum(results: Iterable[object]) -> tuple[int, int]:
    number = total = 0
    for one in results:
        number, total = number + 1, total + hash(one)
    return number, total


# --- what was written ---------------------------------------------------------------------------


def lines(path: Path) -> Iterator[bytes]:
    """The lines, in any order."""
    with path.open("rb") as file:
        yield from (line.strip() for line in file)


def whole(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines in their order."""
    with path.open("rb") as file:
        yield from enumerate(file)


def counts(path: Path) -> list[tuple[str, int]]:
    """How many rows each question has."""
    return list(json.loads(path.read_text()).items())


def disagreements(path: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the report, by the columns that tell what differs."""
    columns = ("class", "property", "subject", "about", "left value", "right value")
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield tuple(row[name] for name in columns)


def statements(path: Path) -> Iterator[str]:
    """The statements of the first source, of N-Quads or of N-Triples."""
    end = f" <{GRAPH_NS}first-1> ." if path.suffix == ".nq" else " ."
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip().removesuffix(end) for line in file if line.rstrip().endswith(end))


def report(path: Path) -> set[tuple[str, ...]]:
    """The results of a validation: shape, severity, focus node and value."""
    said: dict[str, dict[str, str]] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
        said.setdefault(str(quad.subject), {})[quad.predicate.value] = str(quad.object)
    names = [SH_NS + name for name in ("sourceShape", "resultSeverity", "focusNode", "value")]
    return {tuple(one.get(name, "") for name in names) for one in said.values() if names[2] in one}


# --- programs -----------------------------------------------------------------------------------

OXIGRAPH = "oxigraph"
START = """
import subprocess, sys
from pathlib import Path
folder, out = map(Path, sys.argv[1:])
files = sorted((folder / "data").iterdir())
def oxigraph(*words):
    subprocess.run([Path(sys.executable).parent / "oxigraph", *map(str, words)], check=True)
def graph(*paths):
    import rdflib
    made = rdflib.Graph()
    for path in paths:
        made.parse(path)
    return made
"""
OWLRL = """
import owlrl
made = graph(folder / "ontology.ttl", *files)
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(made)
"""
REASONABLE = """
import reasonable
engine = reasonable.PyReasoner()
for path in [folder / "ontology.ttl", *files]:
    engine.load_file(str(path))
engine.reason()
"""
RDFLIB = 'graph(files[0]).serialize(out, format="nt", encoding="utf-8")'
CONVERT = 'oxigraph("convert", "-f", files[0], "-t", out, "--to-format", "nt")'
ASK = """
import json, tempfile
rows = {}
with tempfile.TemporaryDirectory(dir=folder) as name:
    store, answer = Path(name, "store"), Path(name, "rows.tsv")
    oxigraph("load", "-l", store, *(word for path in files for word in ("-f", path)))
    for path in sorted((folder / "questions").iterdir()):
        oxigraph("query", "-l", store, "--query-file", path, "-r", answer)
        rows[path.stem] = len(answer.read_bytes().splitlines()) - 1
out.write_text(json.dumps(rows))
"""
PYSHACL = """
import pyshacl
_, found, _ = pyshacl.validate(
    graph(folder / "copies.nt"), shacl_graph=graph(folder / "shapes.ttl"), advanced=True
)
found.serialize(out, format="nt", encoding="utf-8")
"""
PYRUDOF = """
import pyrudof
rudof = pyrudof.Rudof()
rudof.read_data(str(folder / "copies.nt"), format=pyrudof.RDFFormat.NTriples)
rudof.read_shacl(str(folder / "shapes.ttl"), format=pyrudof.ShaclFormat.NTriples)
rudof.validate_shacl()
form = pyrudof.ResultShaclValidationFormat.NTriples
out.write_text(rudof.serialize_shacl_validation_results(format=form))
"""
PYSHIFTY = """
import shifty
_, found, _ = shifty.validate(folder / "copies.nt", folder / "shapes.ttl", infer=False)
found.serialize(out, format="nt", encoding="utf-8")
"""
BULK = """
import csv, pyoxigraph as ox
with open(folder / "first.csv", newline="") as file:
    rows = sum(1 for _ in csv.reader(file))
ox.Store().bulk_load(path=str(folder / "loaded.nq"), format=ox.RdfFormat.N_QUADS)
"""
MORPH = """
import morph_kgc
mapping = out.with_suffix(".rml.ttl")
mapping.write_text(RML.replace("TABLE", str(folder / "first.csv")))
config = "[CONFIGURATION]\\nna_values = ,nan,None\\nlogging_level = WARNING\\n[main]\\nmappings = "
with open(out, "w") as file:
    file.writelines(line + " .\\n" for line in morph_kgc.materialize_set(config + str(mapping)))
"""
DYADS = """
import duckdb
duckdb.sql(f'''
copy (
  with spells as (
    select atopid, member, defense, consul, yrent as first,
      case when yrexit = 0 then 2018 else yrexit end as last
    from read_csv('{folder}/first.csv')
  ), pairs as (
    select a.member as state_a, b.member as state_b, a.atopid::text as id, a.defense, a.consul,
      unnest(range(greatest(a.first, b.first), least(a.last, b.last) + 1)) as year
    from spells a join spells b on a.atopid = b.atopid and a.member <> b.member
  )
  select state_a, state_b, year, 1 as allied, count(distinct id) as alliances,
    string_agg(distinct id, ' ' order by id) as alliance_ids, max(defense) as defense,
    0 as offense, 0 as neutrality, 0 as non_aggression, max(consul) as consultation
  from pairs group by state_a, state_b, year order by year, state_a, state_b
) to '{out}' (header)''')
"""
CONFLICTS = '''
import duckdb
def side(name):
    return f"""
      select atopid as id, member, make_date(yrent, moent, dayent)::text as entry,
        if(yrexit = 0, 'open', make_date(yrexit, moexit, dayexit)::text) as exit,
        [defense = 1, consul = 1] as owed
      from read_csv('{folder}/{name}.csv') where atopid in (select id from walk)"""
duckdb.sql(f"""
copy (
  with walk as (
    select split_part(subject_id, '-', 2)::int as id
    from read_csv('{folder}/first/crosswalk.sssom.tsv', delim='\\t')
  ), l as ({side("first")}), r as ({side("second")}),
  days(id, about, property, a, b) as (
    select id, l.member, unnest(['sourceStart', 'sourceEnd']), unnest([l.entry, l.exit]),
      unnest([r.entry, r.exit])
    from l join r using (id, member)
  ), sums as (
    select id, ll.entry as a, rr.entry as b, ll.exit as c, rr.exit as d
    from (select id, min(entry) as entry, max(exit) as exit from l group by id) as ll
    join (select id, min(entry) as entry, max(exit) as exit from r group by id) as rr using (id)
  ), whole(id, property, a, b) as (
    select id, 'sourceStart', a, b from sums union all select id, 'sourceEnd', c, d from sums
  ), told as (
    select *, count(*) over (partition by id, property, a, b) as alike,
      exists (from whole w where (w.id, w.property, w.a, w.b) = (d.id, d.property, d.a, d.b))
        as also
    from days d where a <> b
  ), coded as (
    select id from l group by id having bool_or(owed[1] or owed[2])
    intersect select id from r group by id having bool_or(owed[1] or owed[2])
  ), found(id, about, property, a, b) as (
    select id, about, property, a, b from told where alike = 1 or not also
    union all
    select id, null, property, a, b from whole w where a <> b and 1 <> (
      select count(*) from told t where (t.id, t.property, t.a, t.b) = (w.id, w.property, w.a, w.b))
    union all
    select id, member, 'member', 'cow-' || member, 'none'
    from l anti join r using (id, member) where id in (select id from r)
    union all
    select id, member, 'member', 'none', 'cow-' || member
    from r anti join l using (id, member) where id in (select id from l)
    union all
    select id, member, 'codedObligation', if(a, code, 'none'), if(b, code, 'none') from (
      select id, l.member, unnest(['defense', 'consultation']) as code, unnest(l.owed) as a,
        unnest(r.owed) as b
      from l join r using (id, member) semi join coded using (id)) where a <> b
  )
  select 'value' as class, 'foedus:' || property as property, 'id:first-' || id as subject,
    if(about is null, '', 'code:cow-' || about) as about, a as "left value", b as "right value"
  from found
) to '{out}' (header)""")
'''


def _rml() -> str:
    """The mapping of the first source in RML, which has no checks; TABLE stands for its file."""
    view = (
        "SELECT *, concat_ws('-', yrent, lpad(moent, 2, '0'), lpad(dayent, 2, '0')) AS entry, "
        "concat_ws('-', yrexit, lpad(moexit, 2, '0'), lpad(dayexit, 2, '0')) AS exit, "
        "row_number() OVER () + 1 AS n FROM read_csv('TABLE', all_varchar=true)"
    )
    alliance = f'rr:template "{ID_NS}first-{{atopid}}"'
    record = f'rr:template "{ID_NS}first-{{atopid}}-{{member}}-{{phase}}-{{entry}}"'
    maps = [
        (view, alliance, "rdf:type", "rr:constant foedus:AllianceRecord"),
        (view, alliance, "dcterms:identifier", 'rml:reference "atopid"'),
        (view, record, "rdf:type", "rr:constant foedus:MembershipRecord"),
        (view, record, "foedus:inAlliance", alliance),
        (view, record, "foedus:member", f'rr:template "{CODE_NS}cow-{{member}}"'),
        (view, record, "foedus:sourceRow", 'rml:reference "n" ; rr:datatype xsd:integer'),
        (view, record, "foedus:sourceStart", 'rml:reference "entry" ; rr:datatype xsd:date'),
    ]
    for where, verb, value in (
        ("yrexit <> '0'", "foedus:sourceEnd", 'rml:reference "exit" ; rr:datatype xsd:date'),
        ("defense = '1'", "foedus:codedObligation", "rr:constant code:defense"),
        ("consul = '1'", "foedus:codedObligation", "rr:constant code:consultation"),
    ):
        maps.append((f"SELECT * FROM ({view}) WHERE {where}", record, verb, value))
    names = {
        "rr": "http://www.w3.org/ns/r2rml#",
        "rml": "http://semweb.mmlab.be/ns/rml#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dcterms": "http://purl.org/dc/terms/",
        "foedus": "https://w3id.org/foedus/ontology#",
        "code": CODE_NS,
    }
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in names.items())
    return f"{heads}@base <http://example.org/map/> .\n" + "".join(
        f'<m{number}> a rr:TriplesMap ; rml:logicalSource [ rml:query """{rows}""" ] ;\n'
        f"  rr:subjectMap [ {subject} ] ; rr:predicateObjectMap [ rr:predicate {verb} ;\n"
        f"  rr:objectMap [ {value} ] ] .\n"
        for number, (rows, subject, verb, value) in enumerate(maps)
    )


PEERS = (
    Peer("rdflib", "convert", "rdflib", START + RDFLIB, lines),
    Peer("oxigraph", "convert", OXIGRAPH, START + CONVERT, lines),
    Peer("oxigraph", "query", OXIGRAPH, START + ASK, counts),
    Peer("owlrl", "infer", "owlrl", START + OWLRL),
    Peer("reasonable", "infer", "reasonable", START + REASONABLE),
    Peer("pySHACL", "shapes", "pyshacl", START + PYSHACL, report),
    Peer("pyrudof", "shapes", "pyrudof", START + PYRUDOF, report, differs=True),
    Peer("pyshifty", "shapes", "shifty", START + PYSHIFTY, report, differs=True),
    Peer("csv and bulk load", "load", "pyoxigraph", START + BULK),
    Peer("morph-kgc", "load", "morph_kgc", f"RML = {_rml()!r}\n{START}{MORPH}", statements),
    Peer("DuckDB", "dyads", "duckdb", START + DYADS, whole),
    Peer("DuckDB", "conflicts", "duckdb", START + CONFLICTS, disagreements),
)
"""In the order in which they are told."""
