"""The one door to a dataset: three kinds, one content; whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import examples
from foedus.errors import BadInput
from foedus.rdf import dataset, writing
from foedus.rdf.names import GRAPH_NS

NAMES = ("d.trig", "d.nq", "store")
ONE, TWO = GRAPH_NS + "one", GRAPH_NS + "two"


def quad(number: int, value: str = "x", graph: str | None = None) -> ox.Quad:
    name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    subject, predicate = ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p")
    return ox.Quad(subject, predicate, ox.Literal(value), name)


def content(path: Path) -> set[ox.Quad]:
    return set(dataset.open_dataset(path).store())


@pytest.mark.parametrize("name", NAMES)
def test_graphs_come_and_go(tmp_path: Path, name: str) -> None:
    found = dataset.open_dataset(tmp_path / name, must_exist=False)
    counts = found.replace({None: [quad(1)], ONE: [quad(2), quad(2), quad(3)], TWO: [quad(4)]})
    assert counts == {None: 1, ONE: 2, TWO: 1}
    assert found.graphs() == [ONE, TWO]
    found.replace({ONE: None, TWO: [quad(5)]})
    assert set(found.store()) == {quad(1), quad(5, graph=TWO)}
    assert list(found.quads(TWO)) == [quad(5, graph=TWO)]
    assert list(found.quads()) == [quad(1)]
    assert found.graphs() == [TWO]


@pytest.mark.parametrize("name", NAMES)
def test_content_may_be_a_file_of_n_triples(tmp_path: Path, name: str) -> None:
    lines = tmp_path / "lines.nt"
    lines.write_text('<http://e/2> <http://e/p> "x" .\n<http://e/1> <http://e/p> "x" .\n' * 3)
    found = dataset.open_dataset(tmp_path / name, must_exist=False)
    assert found.replace({ONE: lines}) == {ONE: 2}
    assert set(found.store()) == {quad(1, graph=ONE), quad(2, graph=ONE)}


def test_more_lines_than_fit_are_sorted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_RUN", 3)
    monkeypatch.setattr(dataset, "_BLOCK", 2)
    quads = [quad(n % 7, str(n % 5)) for n in range(40, 0, -1)]
    expected = {quad(n % 7, str(n % 5), ONE) for n in range(1, 41)}
    for name in NAMES:
        found = dataset.open_dataset(tmp_path / name, must_exist=False)
        assert found.replace({ONE: quads}) == {ONE: len(expected)}
        assert content(tmp_path / name) == expected if name != "store" else True
    lines = (tmp_path / "d.nq").read_bytes().splitlines()
    assert lines == sorted(set(lines))


HAND_MADE = """\
# a comment, another order, blank nodes and no final line end
<http://e/9> <http://e/p> <http://e/o> <https://w3id.org/foedus/graph/two> .

_:a <http://e/p> "a \\"quoted\\" <b> text" <https://w3id.org/foedus/graph/one> .
<http://e/1> <http://e/p> <https://w3id.org/foedus/graph/one> .
<http://e/1>   <http://e/p>   "spaced"@en   <https://w3id.org/foedus/graph/one> ."""


def test_lines_of_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "d.nq"
    path.write_text(HAND_MADE)
    before = content(path)
    found = dataset.open_dataset(path)
    assert len(list(dataset.open_dataset(path).quads(ONE))) == 2
    assert found.graphs() == [ONE, TWO]
    assert len(list(found.quads(ONE))) == 2
    found.replace({GRAPH_NS + "new": [quad(1)]})
    after = content(path)
    assert len(after) == 5
    assert {q for q in before if not isinstance(q.subject, ox.BlankNode)} <= after


PLAIN = f'<http://e/1> <http://e/p> "x" <{ONE}> .\n<http://e/2> <http://e/p> "x" <{TWO}> .\n'
OTHER_ENDS = {
    "carriage returns": PLAIN.replace("\n", "\r\n"),
    "no space": PLAIN.replace("> .", ">."),
    "two spaces": PLAIN.replace("> .", ">  ."),
    "a tab": PLAIN.replace("> .", ">\t."),
    "no last line end": PLAIN.removesuffix("\n"),
    "comments": PLAIN.replace(" .\n", f" . # {ONE} <{ONE}> .\n"),
    "comments close by": PLAIN.replace(" .\n", f" .#<{ONE}> .\n"),
    "escapes": PLAIN.replace("graph/", "\\u0067raph/"),
    "as ours": PLAIN,
}


@pytest.mark.parametrize("kind", OTHER_ENDS)
def test_lines_that_end_otherwise_are_read_all_the_same(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "d.nq"
    path.write_bytes(OTHER_ENDS[kind].encode())
    for number, name in enumerate((ONE, TWO), 1):
        assert list(dataset.open_dataset(path).quads(name)) == [quad(number, graph=name)]
    assert dataset.open_dataset(path).graphs() == [ONE, TWO]
    dataset.open_dataset(path).replace({ONE: [quad(3)]})
    assert content(path) == {quad(3, graph=ONE), quad(2, graph=TWO)}


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([None, ONE, TWO]), st.sets(st.integers(0, 6))), max_size=5
    )
)
def test_files_of_both_kinds_follow_the_same_steps(
    tmp_path: Path, steps: list[tuple[str | None, set[int]]]
) -> None:
    expected: dict[str | None, set[int]] = {}
    files = [tmp_path / "s.trig", tmp_path / "s.nq"]
    for file in files:
        file.unlink(missing_ok=True)
    for graph, numbers in steps:
        expected[graph] = numbers
        for file in files:
            found = dataset.open_dataset(file, must_exist=False)
            found.replace({graph: [quad(n) for n in numbers]})
    whole = {quad(n, graph=graph) for graph, numbers in expected.items() for n in numbers}
    for file in files if steps else []:
        assert content(file) == whole
        bytes_before = file.read_bytes()
        dataset.open_dataset(file).replace({ONE: [quad(n) for n in expected.get(ONE, ())]})
        assert file.read_bytes() == bytes_before


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.ttl").write_text("")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("x")
    for name, reason in (
        ("d.ttl", "a dataset is a .trig or .nq file or a store folder"),
        ("none.nq", "no such file or folder"),
        ("full", "is a folder with other things"),
        ("nowhere/d.nq", "no such file or folder"),
    ):
        with pytest.raises(BadInput, match=reason):
            dataset.open_dataset(tmp_path / name)
    with pytest.raises(BadInput, match="its folder does not exist"):
        dataset.open_dataset(tmp_path / "nowhere" / "d.nq", must_exist=False)


def test_nothing_is_written_when_the_content_fails(tmp_path: Path) -> None:
    def failing() -> object:
        yield quad(1)
        raise BadInput("no more")

    for name in ("d.trig", "d.nq"):
        found = dataset.open_dataset(tmp_path / name, must_exist=False)
        found.replace({ONE: [quad(1)]})
        before = (tmp_path / name).read_bytes()
        with pytest.raises(BadInput, match="no more"):
            found.replace({ONE: failing()})  # type: ignore[dict-item]
        assert (tmp_path / name).read_bytes() == before


def test_a_folder_is_no_store_before_something_is_written(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadInput, match="is an empty folder, not a store"):
        dataset.open_dataset(empty)
    for path in (empty, tmp_path / "new"):
        found = dataset.open_dataset(path, must_exist=False)
        assert (found.exists, found.graphs(), list(found.quads())) == (False, [], [])
        assert not path.exists() or not any(path.iterdir())
        found.replace({ONE: [quad(1)]})
        assert (found.exists, found.graphs()) == (True, [ONE])
        del found
        assert content(path) == {quad(1, graph=ONE)}


def test_what_is_neither_file_nor_folder_is_refused() -> None:
    with pytest.raises(BadInput, match="is neither a file nor a folder"):
        dataset.open_dataset("/dev/null")
