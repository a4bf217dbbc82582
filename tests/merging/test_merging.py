"""Merging: its laws over what is read back, identities, classes of conflicts, preferred values."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import tables
from conftest import examples, first_quick
from foedus.bundled import contents, folders
from foedus.checks import shapes
from foedus.errors import BadInput
from foedus.merging import claims, conflicts, example, identity, reports
from foedus.merging.claims import BACKGROUND, END, START, Claim, Origin
from foedus.merging.comparing import kind_of
from foedus.merging.merge import merge
from foedus.rdf import dataset as datasets
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, GRAPH_NS, ID_NS, OWL_NS
from foedus.sources import load, provenance, source_yaml

EXAMPLE = folders.example_file().parent
ATOP = "example-alliances"


def word(name: str, file: str, version: str = "") -> str:
    """A source of the example on the command line."""
    return f"{EXAMPLE / name}{'@' + version if version else ''}={EXAMPLE / file}"


WORDS = (
    word("alliances", "alliances/1.csv", "1"),
    word("pacts", "pacts/pacts.csv"),
    word("agreements", "agreements/agreements.csv"),
    word("wikidata", "wikidata/items.trig"),
)


def quads(path: Path) -> frozenset[ox.Quad]:
    return frozenset(datasets.open_dataset(path).store())


def named(path: Path) -> frozenset[ox.Quad]:
    return frozenset(q for q in quads(path) if isinstance(q.graph_name, ox.NamedNode))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each source of the example loaded into a dataset of its own."""
    folder = tmp_path_factory.mktemp("parts")
    made = {}
    for one in WORDS:
        path = folder / f"{Path(one.partition('=')[2]).parent.name}.nq"
        merge([one], path)
        made[one] = path
    return made


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the example in one dataset."""
    path = tmp_path_factory.mktemp("all") / "all.nq"
    merge(example.words(), path)
    return path


# --- the laws


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.permutations(WORDS), st.integers(1, len(WORDS)), st.data())
def test_merging_is_order_free_idempotent_and_keeps_every_statement(
    parts: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    order: list[str],
    number: int,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("law")
    chosen = order[:number]
    # Each comes as a table, or as the dataset that was made of it.
    words = [one if data.draw(st.booleans()) else str(parts[one]) for one in chosen]
    merge(words, folder / "a.nq")
    merge(sorted(chosen), folder / "b.nq")
    made = (folder / "a.nq").read_bytes()
    assert made == (folder / "b.nq").read_bytes()
    merge([str(folder / "a.nq")], folder / "c.nq")
    assert made == (folder / "c.nq").read_bytes()
    merge([str(folder / "a.nq"), *words], folder / "a.nq")
    assert made == (folder / "a.nq").read_bytes()
    whole = quads(folder / "a.nq")
    own = {q for q in whole if isinstance(q.graph_name, ox.DefaultGraph)}
    assert own == set(contents.own_quads())
    for one in chosen:
        for quad in named(parts[one]):
            derived = quad.graph_name.value.startswith(
                tuple(GRAPH_NS + n for n in ("conflicts", "identities", "xwalk"))
            )
            assert derived or quad in whole
    assert not any(
        quad.predicate.value == OWL_NS + "sameAs" and quad not in named(parts[WORDS[3]])
        for quad in whole
    )


@pytest.mark.parametrize("kind", first_quick(["trig", "nq", "folder"]))
def test_each_kind_of_dataset_holds_the_same(tmp_path: Path, kind: str) -> None:
    target = tmp_path / ("store" if kind == "folder" else f"m.{kind}")
    merge(WORDS[:2], target)
    merge(WORDS[:2], tmp_path / "other.nq")
    assert quads(target) == quads(tmp_path / "other.nq")


@pytest.mark.slow
def test_a_store_is_merged_into_itself_under_any_spelling(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    merge(WORDS[:2], Path("store"))
    before = quads(Path("store"))
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("store")
    for name in ("store", "folder/../store", "link", tmp_path / "store"):
        done = run("merge", name, WORDS[2], "-o", "store")
        assert (done.code, done.err) == (0, "")
        merge([*map(str, (name, "store")), WORDS[2]], Path("store"))
        merge(WORDS[:3], Path("m.nq"))
        assert quads(Path("store")) == quads(Path("m.nq")) > before


def test_an_empty_folder_stays_empty(run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for words in (("conflicts", empty), ("merge", empty, "-o", tmp_path / "m.nq")):
        done = run(*words)
        assert done.code == 2
        assert done.err == f"foedus: {empty}: is an empty folder, not a store\n"
    assert run("merge", "nothing=nothing", "-o", empty).code == 2
    assert run("merge", WORDS[0] + "x", "-o", empty).code == 2
    assert not any(empty.iterdir())


def test_what_is_left_out_next_time_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "m.nq"
    merge(WORDS[:3], target)
    merge([WORDS[0]], target)
    merge([WORDS[0]], tmp_path / "alone.nq")
    assert target.read_bytes() == (tmp_path / "alone.nq").read_bytes()
    assert b"example-pact" not in target.read_bytes()


def test_rows_that_cannot_disagree_are_not_kept(tmp_path: Path) -> None:
    kept = []
    for rows in (20, 200):
        tables.write(tmp_path, rows)
        loaded = datasets.open_dataset(tmp_path / f"{rows}.nq", must_exist=False)
        load.load(source_yaml.read(tmp_path / "second"), tmp_path / "second.csv", loaded)
        table = claims.read(loaded, to_compare=True)
        kept.append((len(table.store), sum(map(len, table.records.values()))))
        assert len(list(loaded.quads())) + rows < sum(1 for _ in claims.stream(loaded))
    assert kept[0] == kept[1]


def test_a_file_of_lines_is_read_alike_however_it_was_written(tmp_path: Path) -> None:
    """By where its graphs stand, by looking at each line, and as a whole."""
    tables.write(tmp_path, 20)
    made = datasets.open_dataset(tmp_path / "made.nq", must_exist=False)
    load.load(source_yaml.read(tmp_path / "second"), tmp_path / "second.csv", made)
    lines = made.path.read_bytes().splitlines(True)
    orders = {"same": lines, "turned": lines[::-1], "spaced": [b" " + line for line in lines]}
    for name, some in orders.items():
        path = tmp_path / f"{name}.nq"
        path.write_bytes(b"".join(some))
        read = datasets.open_dataset(path)
        assert read.graphs() == made.graphs()
        assert read.counts() == made.counts()
        for graph in (None, *made.graphs()):
            assert set(read.quads(graph)) == set(made.quads(graph))
        (graph,) = (one for one in made.graphs() if one != datasets.SOURCES)
        read.replace({graph: None})
        assert path.read_bytes() == b"".join(x for x in lines if f"<{graph}> .".encode() not in x)


@pytest.mark.slow
def test_each_graph_is_as_valid_as_it_was_alone(parts: dict[str, Path], everything: Path) -> None:
    whole = datasets.open_dataset(everything)
    for name in (one.graph for one in provenance.read(whole.quads(datasets.SOURCES))):
        alone = [p for p in parts.values() if name in datasets.open_dataset(p).graphs()]
        for path in alone:
            before = findings(datasets.open_dataset(path), name)
            assert findings(whole, name) == before


def findings(dataset: datasets.Dataset, graph: str) -> set[str]:
    told = [ox.Quad(q.subject, q.predicate, q.object) for q in dataset.quads(graph)]
    document = reading.Document(graph, told, {}, b"", ox.RdfFormat.N_TRIPLES)
    return {f"{f.rule} {f.subject}" for f in shapes.validate([document]).findings}


def test_the_derived_graphs_break_no_shape(everything: Path) -> None:
    dataset = datasets.open_dataset(everything)
    every = [
        ox.Quad(q.subject, q.predicate, q.object)
        for q in quads(everything)
        if isinstance(q.graph_name, ox.NamedNode)
    ]
    assert conflicts.GRAPH in dataset.graphs()
    document = reading.Document("merged", every, {}, b"", ox.RdfFormat.N_TRIPLES)
    found = shapes.validate([document]).findings
    assert [f for f in found if f.severity == "Violation"] == []


# --- what is refused


TERMS = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/ns/shacl#NodeShape",
    "https://w3id.org/foedus/ontology#Alliance",
    "https://w3id.org/foedus/shapes#Alliance",
]


def test_statements_about_terms_are_left_out_and_counted(run, tmp_path: Path) -> None:
    bad, target = tmp_path / "bad.ttl", tmp_path / "m.trig"
    about = [f'<{term}> <http://example.org/p> "x" .' for term in TERMS]
    using = [f'<http://example.org/s> <{term}> "x" .' for term in TERMS]
    bad.write_text("\n".join([*about, *using]))
    done = run("merge", bad, "-o", target)
    assert done.code == 0
    left = f"warning: bad.ttl: {len(TERMS)} statements about terms of a vocabulary left out"
    assert left in done.out.splitlines()
    kept = [q for q in quads(target) if "bad" in str(q.graph_name)]
    assert {q.subject.value for q in kept} == {"http://example.org/s"}
    assert len(kept) == len(TERMS)


def test_a_smuggled_statement_in_a_dataset_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "m.nq"
    merge([WORDS[1]], target)
    graph = f"<{GRAPH_NS}example-pacts-2012>"
    line = f'<{FOEDUS_NS}Alliance> <http://example.org/p> "x" {graph} .\n'
    target.write_text(target.read_text() + line)
    with pytest.raises(BadInput, match="a term of a vocabulary"):
        merge([str(target)], tmp_path / "n.nq")
    assert not (tmp_path / "n.nq").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('<http://e/s> <http://e/p> "x" <http://e/g> .\n', "<http://e/g> is described nowhere"),
        ('<http://e/s> <http://e/p> "x" .\n', "1 statements that are not foedus's own"),
    ],
)
def test_a_dataset_with_statements_of_nobody_is_refused(
    tmp_path: Path, line: str, reason: str
) -> None:
    target = tmp_path / "m.nq"
    merge([WORDS[1]], target)
    target.write_text(target.read_text() + line)
    with pytest.raises(BadInput, match=reason):
        merge([str(target)], tmp_path / "n.nq")


def test_two_sources_of_one_graph_are_refused(run, tmp_path: Path) -> None:
    second = tmp_path / "example"
    shutil.copytree(EXAMPLE / "pacts", second)
    text = (second / "source.yaml").read_text()
    text = text.replace("id: example-pacts", "id: example")
    (second / "source.yaml").write_text(text.replace('version: "2012"', 'version: "pacts-2012"'))
    table = EXAMPLE / "pacts" / "pacts.csv"
    one, other = tmp_path / "a.nq", tmp_path / "b.nq"
    merge([WORDS[1]], one)
    merge([f"{second}={table}"], other)
    done = run("merge", one, other, "-o", tmp_path / "c.nq")
    assert (done.code, done.err) == (
        2,
        f"foedus: {other}: the graph of example pacts-2012 would bear the name of example-pacts "
        "2012: give it another id or version\n",
    )
    done = run("merge", one, f"{second}={table}", "-o", tmp_path / "c.nq")
    assert done.err.startswith(f"foedus: {table}: the graph of example pacts-2012 would bear")
    assert not (tmp_path / "c.nq").exists()


@pytest.mark.parametrize(
    ("name", "graph"),
    [("conflicts", "file-conflicts"), ("xwalk-a", "file-xwalk-a"), ("條約", "file"), ("a", "a")],
)
def test_a_plain_file_gets_no_name_of_a_graph_of_ours(
    tmp_path: Path, name: str, graph: str
) -> None:
    path = tmp_path / f"{name}.ttl"
    path.write_text('<http://e/s> <http://e/p> "x" .\n')
    made = merge([str(path)], tmp_path / "m.nq")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert f"{GRAPH_NS}{graph}-{digest}" in made.counts


def test_two_contents_of_one_graph_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "pacts.csv"
    table.write_text((EXAMPLE / "pacts" / "pacts.csv").read_text().replace("1970", "1971"))
    merge([WORDS[1]], tmp_path / "a.nq")
    merge([f"{EXAMPLE / 'pacts'}={table}"], tmp_path / "b.nq")
    with pytest.raises(BadInput, match="graph:example-pacts-2012 says something else in"):
        merge([str(tmp_path / "a.nq"), str(tmp_path / "b.nq")], tmp_path / "c.nq")


def test_words_that_are_nothing_get_one_line(run, tmp_path: Path) -> None:
    result = run("merge", "nothing.nq", "-o", tmp_path / "m.trig")
    assert result.code == 2
    assert result.err == (
        "foedus: nothing.nq: no such file or folder; a table is given as ID=FILE\n"
    )
    table = EXAMPLE / "pacts" / "pacts.csv"
    result = run("merge", table, "-o", tmp_path / "m.trig")
    assert "is no dataset and no RDF file; a table is given as ID=FILE" in result.err


# --- identity


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12), st.randoms())
def test_clusters_do_not_depend_on_order_or_direction(
    edges: list[tuple[int, int]], chance: object
) -> None:
    pairs = [(str(a), str(b)) for a, b in edges]
    turned = [pair[::-1] for pair in pairs]
    chance.shuffle(turned)  # type: ignore[attr-defined]
    found = identity.clusters(pairs)
    assert found == identity.clusters(turned)
    nodes = [node for cluster in found for node in cluster]
    assert sorted(nodes) == sorted({node for pair in pairs for node in pair})
    where = {node: number for number, cluster in enumerate(found) for node in cluster}
    assert all(where[a] == where[b] for a, b in pairs)


ROW = "{}\tskos:exactMatch\t{}\tsemapv:ManualMappingCuration\t1:1\t0.9\tsomebody\t\n"
HEAD = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\t"
    "mapping_cardinality\tconfidence\treviewer_label\tcomment\n"
)


def test_a_cluster_with_two_records_of_one_source_is_refused(tmp_path: Path) -> None:
    walk = tmp_path / "mine.sssom.tsv"
    walk.write_text(
        HEAD
        + ROW.format("id:example-agreement-31", "id:example-alliance-11")
        + ROW.format("id:example-agreement-31", "id:example-alliance-12")
    )
    reason = "are 2 in example-alliances: mark one-to-many with skos:narrowMatch"
    with pytest.raises(BadInput, match=reason):
        merge([WORDS[0], WORDS[2], str(walk)], tmp_path / "m.nq")
    narrow = walk.read_text().replace("exactMatch", "narrowMatch").replace("1:1", "1:n")
    walk.write_text(narrow)
    made = merge([WORDS[0], WORDS[2], str(walk)], tmp_path / "m.nq")
    assert any(
        c.kind == "granularity" and c.subject == ID_NS + "example-agreement-31"
        for c in made.conflicts
    )


def test_unreviewed_rows_and_absent_records_never_count(tmp_path: Path) -> None:
    walk = tmp_path / "mine.sssom.tsv"
    absent = ROW.format("id:us-japan-treaty-1951", "id:atop-3220")
    unreviewed = ROW.format("id:example-pact-25", "id:example-alliance-16")
    walk.write_text(HEAD + absent + unreviewed.replace("somebody", ""))
    merge([*WORDS[:2], str(walk)], tmp_path / "m.nq")
    text = (tmp_path / "m.nq").read_text()
    assert "xwalk-mine" not in text and "atop-3220> " not in text.replace("\n", " ")


def test_countries_are_matched_by_code_and_doubtful_ones_are_told(tmp_path: Path) -> None:
    P298 = "<http://www.wikidata.org/prop/direct/P298>"
    (tmp_path / "two.ttl").write_text(
        f'<http://e/a> {P298} "JPN" . <http://e/b> {P298} "JPN" . <http://e/c> {P298} "FRA" .\n'
    )
    (tmp_path / "one.ttl").write_text(f'<http://f/j> {P298} "JPN" . <http://f/f> {P298} "FRA" .\n')
    words = [str(tmp_path / name) for name in ("one.ttl", "two.ttl")]
    made = merge(words, tmp_path / "m.nq")
    matches = {
        (q.subject.value, q.object.value)
        for q in datasets.open_dataset(tmp_path / "m.nq").quads(identity.GRAPH)
        if q.predicate.value == identity.CLOSE
    }
    assert matches == {("http://f/j", ID_NS + "japan"), ("http://e/c", "http://f/f")}
    assert [w.partition(": ")[2] for w in made.warnings] == [
        "2 nodes bear the iso-alpha-3 code JPN"
    ]


# --- conflicts


def dated(first: str, last: str, *, until: str | None = None) -> Claim:
    origin = Origin("s", "s 1", "g", None, until)
    return Claim(origin, "n", START, first, "", first, last)


def still(until: str | None) -> Claim:
    return Claim(Origin("s", "s 1", "g", None, until), "n", END, "open")


DAYS = st.dates().map(lambda day: day.isoformat())


@given(DAYS, DAYS, DAYS, DAYS)
def test_classes_of_dates_are_symmetric_and_complete(a: str, b: str, c: str, d: str) -> None:
    left, right = dated(*sorted((a, b))), dated(*sorted((c, d)))
    kind = kind_of(left, right)
    assert kind == kind_of(right, left)
    overlap = left.earliest <= right.latest and right.earliest <= left.latest
    same = (left.earliest, left.latest) == (right.earliest, right.latest)
    assert kind == (None if same else "precision" if overlap else "value")


@pytest.mark.parametrize(
    ("ended", "until", "kind"),
    [
        (("2018-06-17", "2018-06-17"), "2016-12-31", "coverage"),
        (("2005-06-30", "2005-06-30"), "2016-12-31", "value"),
        (("2016-01-01", "2017-12-31"), "2016-12-31", "coverage"),
        (("2005-06-30", "2005-06-30"), None, "value"),
    ],
)
def test_an_open_end_is_unknown_after_what_a_source_covers(
    ended: tuple[str, str], until: str | None, kind: str
) -> None:
    assert kind_of(dated(*ended), still(until)) == kind
    assert kind_of(still(until), still(None)) is None


EXPECTED = {
    # section, left, right, property, class, subject, about: values
    ("article", "example-alliances 2", "sourceStart", "precision", "example-alliance-12", ""): (
        "1960-01-01 to 1960-12-31",
        "1960-01-19",
    ),
    ("background", "example-alliances 2", "sourceStart", "vocabulary", "example-alliance-11", ""): (
        "1952-04-28",
        "1951-09-08",
    ),
    ("background", "example-alliances 2", "sourceEnd", "value", "example-alliance-11", ""): (
        "1960-06-23",
        "1960-01-19",
    ),
    (
        *("background", "example-alliances 2", "codedObligation", "value"),
        *("example-alliance-12", "japan"),
    ): ("defense", "none"),
    (
        *("background", "example-alliances 2", "sourceEnd", "value"),
        *("example-alliance-13", "new-zealand"),
    ): ("open", "1986-09-17"),
    (
        *("example-alliances 2", "example-pacts 2012", "sourceStart", "value"),
        *("example-alliance-14", ""),
    ): ("1990-05-01", "1990-05-11"),
    (
        *("example-alliances 2", "example-pacts 2012", "sourceStart", "precision"),
        *("example-alliance-17", ""),
    ): ("1939-10", "1939-10-10"),
    (
        *("example-alliances 2", "example-pacts 2012", "sourceEnd", "value"),
        *("example-alliance-14", ""),
    ): ("2005-06-30", "open"),
    (
        *("example-alliances 2", "example-pacts 2012", "member", "value"),
        *("example-alliance-14", "philippines"),
    ): ("none", "cow-840"),
    (
        *("example-alliances 2", "example-pacts 2012", "codedObligation", "vocabulary"),
        *("example-alliance-14", "south-korea"),
    ): ("none", "consultation"),
    (
        *("example-alliances 2", "example-states 2016", "member", "scope"),
        *("example-alliance-11-740-0-1951-09-08", "cow-740"),
    ): ("1951-09-08", "1952-04-28 to open"),
    ("article", "example-troops 2024", "active-duty", "scope", "japan", ""): ("60000", "510"),
    ("article", "example-troops 2024", "nominalValue", "scope", "japan", ""): ("60000", "500"),
    (
        *("example-alliances 1", "example-alliances 2", "sourceEnd", "coverage"),
        *("example-alliance-14", "cow-732"),
    ): ("open", "2005-06-30"),
    (
        *("example-alliances 1", "example-alliances 2", "codedObligation", "value"),
        *("example-alliance-14", "cow-732"),
    ): ("consultation", "none"),
    (
        *("example-alliances 1", "example-alliances 2", "identifier", "coverage"),
        *("example-alliance-15", ""),
    ): ("none", "15"),
    (
        *("example-alliances 1", "example-alliances 2", "identifier", "value"),
        *("example-alliance-16", ""),
    ): ("16", "none"),
    (
        "example-pacts 2012",
        "example-alliances 2",
        "narrowMatch",
        "granularity",
        "example-pact-21",
        "",
    ): (
        "1 record",
        "2 records",
    ),
}


def local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


@cache
def told(path: Path) -> tuple[conflicts.Conflict, ...]:
    return tuple(conflicts.find(datasets.open_dataset(path)))


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_each_planted_disagreement_comes_out_with_its_class(
    everything: Path, key: tuple[str, ...]
) -> None:
    found = [
        (conflicts.shown(c.left), conflicts.shown(c.right))
        for c in told(everything)
        if (
            *(c.left.origin.label, c.right.origin.label, local(c.predicate), c.kind),
            *(local(c.subject), local(c.about)),
        )
        == key
    ]
    assert found == [EXPECTED[key]]


def test_what_agrees_is_no_disagreement(everything: Path) -> None:
    """The signature of a treaty is the start of its record; nothing is told of it."""
    for one in told(everything):
        values = [conflicts.shown(side) for side in (one.left, one.right)]
        assert values[0] != values[1], one
    signed = [c for c in told(everything) if c.left.value == "1951-09-08" and c.kind == "value"]
    assert signed == []


def test_the_number_of_disagreements_by_pair_of_sources_is_exact(everything: Path) -> None:
    counts = Counter((c.left.origin.label, c.right.origin.label) for c in told(everything))
    assert counts["example-alliances 1", "example-alliances 2"] == 5
    assert counts["example-alliances 2", "example-pacts 2012"] == 9
    assert counts["example-agreements 2010", "example-alliances 2"] == 1
    assert counts["article", "example-troops 2024"] == 2
    assert counts["background", "example-troops 2024"] == 6


def test_every_class_has_an_example(everything: Path) -> None:
    assert {c.kind for c in told(everything)} == set(conflicts.CLASSES)


def test_a_contradiction_inside_one_source_is_told(tmp_path: Path) -> None:
    """An alliance that is said to have a duty which none of its members has."""
    folder = tmp_path / "odd"
    folder.mkdir()
    source = (EXAMPLE / "alliances" / "source.yaml").read_text()
    (folder / "source.yaml").write_text(source.replace("example-alliances", "odd"))
    query = (EXAMPLE / "alliances" / "map.rq").read_text()
    (folder / "map.rq").write_text(
        query.replace(
            "dcterms:identifier ?alliance .",
            "dcterms:identifier ?alliance ; foedus:codedObligation code:neutrality .",
        )
    )
    made = merge([f"{folder}@2={EXAMPLE / 'alliances' / '2.csv'}"], tmp_path / "m.nq")
    inside = [c for c in made.conflicts if c.section == "source"]
    assert {c.kind for c in inside} == {"value"}
    notes = Counter(c.note for c in inside)
    assert notes["the alliance has what no member has"] == 6
    assert notes["a member has what the alliance is said not to have"] == 10


def test_no_code_of_another_system_makes_a_member_missing(tmp_path: Path) -> None:
    """A state that nothing joins across two systems is unknown, and not absent."""
    folder = tmp_path / "gw"
    folder.mkdir()
    for name in ("map.rq", "crosswalk.sssom.tsv"):
        (folder / name).write_text((EXAMPLE / "pacts" / name).read_text())
    source = (EXAMPLE / "pacts" / "source.yaml").read_text()
    (folder / "source.yaml").write_text(source.replace("system: cow", "system: gw"))
    table = tmp_path / "pacts.csv"
    table.write_text(
        "pact,begin,end,kind,party1,party2,party3\n24,1939-10-10,1941-12-08,entente,740,365,\n"
    )
    made = merge([WORDS[0], f"{folder}={table}"], tmp_path / "m.nq")
    missing = [c for c in made.conflicts if local(c.predicate) == "member"]
    assert [(local(c.about), c.right.value) for c in missing] == [("australia", "none")]


# --- the report


def test_the_report_as_csv_json_and_rdf_tells_the_same(run, everything: Path) -> None:
    number = len(told(everything))
    rows = list(csv.DictReader(io.StringIO(run("conflicts", everything, "--format", "csv").out)))
    assert len(rows) == number
    body = json.loads(run("conflicts", everything, "--format", "json").out)
    assert len(body["conflicts"]) == number == sum(one["number"] for one in body["summary"])
    turtle = run("conflicts", everything, "--format", "turtle").data
    types = [
        q
        for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if q.object == ox.NamedNode(FOEDUS_NS + "Conflict")
    ]
    assert len(types) == number
    text = run("conflicts", everything).out
    assert text.startswith(f"{number} disagreements\n")
    assert "between versions of one source" in text


def test_exit_codes(run, everything: Path, tmp_path: Path) -> None:
    assert run("conflicts", everything).code == 0
    assert run("conflicts", everything, "--fail").code == 1
    merge([WORDS[3]], tmp_path / "m.nq")
    clean = run("conflicts", tmp_path / "m.nq", "--fail")
    assert (clean.code, clean.out) == (0, "no disagreements\n")
    assert run("conflicts", tmp_path / "none.nq").code == 2
    wrong = run("conflicts", everything, "--prefer", "own,nobody")
    assert wrong.code == 2
    assert wrong.err.startswith("foedus: --prefer: no source 'nobody': use some of article, ")


def test_a_preferred_value_says_why_and_changes_no_source(
    run, everything: Path, tmp_path: Path
) -> None:
    target = tmp_path / "m.nq"
    target.write_bytes(everything.read_bytes())
    before = named(target)
    result = run("conflicts", target, "--prefer", f"own,{ATOP}@2", "--format", "json", "--write")
    body = json.loads(result.out)["conflicts"]
    ends = [c for c in body if c["subject"] == ID_NS + "example-alliance-13" and c["preferred"]]
    zealand = next(c for c in ends if c["about"] == ID_NS + "new-zealand")
    assert zealand["preferred"]["value"] == "open"
    assert [c["value"] for c in zealand["passed over"]] == ["1986-09-17"]
    assert zealand["why"] == "own is number 1, and the other side is not named"
    both = next(
        c
        for c in body
        if c["about"] == ID_NS + "new-zealand" and c["sides"][1]["source"] == f"{ATOP} 2"
    )
    assert both["why"] == f"own is number 1, before {ATOP} 2"
    scopes = [c for c in body if c["class"] == "scope"]
    assert scopes and all(c["preferred"] is None for c in scopes)
    after = named(target)
    resolved = {q for q in after if q.graph_name.value == conflicts.RESOLVED}
    assert after - resolved == before and resolved
    run("conflicts", target, "--write")
    assert named(target) == before


def test_a_ranking_that_does_not_decide_says_so(everything: Path) -> None:
    found = conflicts.resolve(told(everything), [ATOP], [ATOP])
    versions = [one for one in found if one.conflict.section == "versions"]
    assert all(one.chosen is None for one in versions)
    assert {one.why for one in versions} == {
        f"{ATOP} 1 and {ATOP} 2 stand at one place in the ranking {ATOP}"
    }


def test_cells_of_the_csv_run_no_formula() -> None:
    claim = Claim(BACKGROUND, ID_NS + "x", START, "=1+1")
    one = conflicts.Conflict(
        kind="value", predicate=START, subject=ID_NS + "x", left=claim, right=claim, note="+note"
    )
    row = list(csv.reader(io.StringIO(reports.as_csv([one]))))[1]
    assert row[6] == "'=1+1" and row[13] == "'+note"


def test_addresses_of_conflicts_are_all_different(everything: Path) -> None:
    names = [c.iri for c in told(everything)]
    assert len(names) == len(set(names))
    for one, other in itertools.pairwise(told(everything)):
        assert one.key() <= other.key()


# --- the example that we carry ------------------------------------------------------


def test_a_dataset_of_the_users_takes_the_place_of_the_example(run, tmp_path: Path) -> None:
    """The made-up rows never stand among somebody's data."""
    target = tmp_path / "mine.trig"
    words = [f"{EXAMPLE / 'troops'}={EXAMPLE / 'troops' / 'troops.csv'}", "-o", target]
    assert run("merge", *words).code == 0
    answer = run("query", "041", "--data", target, "--format", "csv")
    assert answer.code == 0
    assert [line.split(",")[0] for line in answer.out.splitlines()[1:]] == ["example-troops"]


def test_the_example_is_what_merge_makes_of_its_files() -> None:
    assert set(reading.read(folders.example_file()).quads) == set(example.build())


def test_the_example_holds_no_row_of_others() -> None:
    """Every record bears a name of the example's."""
    row = ox.NamedNode(FOEDUS_NS + "sourceRow")
    quads = reading.read(folders.example_file()).quads
    records = {quad.subject.value for quad in quads if quad.predicate == row}
    assert records
    assert all(name.startswith(f"{ID_NS}example-") for name in records)
