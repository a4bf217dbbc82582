"""The layout of Turtle: nothing said is lost, no comment is lost, and once is enough."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, first_quick
from foedus.checks import layout
from foedus.errors import BadInput
from foedus.rdf import reading, writing
from foedus.rdf.reading import RdfFormat
from foedus.rdf.scanning import comments

PREFIXES = """@prefix code: <https://w3id.org/foedus/code/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <http://example.org/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def laid_out(text: str) -> str:
    return layout.format_bytes(text.encode(), "a.ttl").decode()


def subjects(text: str) -> list[str]:
    return re.findall(r"^([^\s#@]\S*) ", laid_out(PREFIXES + text), re.M)


def graph(text: str) -> set[object]:
    quads = reading.read_bytes(text.encode(), RdfFormat.TURTLE, "a.ttl").quads
    return set(writing.label_blank_nodes(quads))


# -- the order --------------------------------------------------------------------------


def test_kinds_stand_in_the_stated_order() -> None:
    text = """
ex:thing a foedus:Treaty .
ex:query a sh:SPARQLConstraint .
ex:part a sh:PropertyShape .
ex:whole a sh:NodeShape .
ex:parts sh:declare ex:query .
code:b a skos:Concept .
code:c a skos:ConceptScheme .
dcterms:title a owl:AnnotationProperty .
foedus:b a owl:DatatypeProperty .
foedus:a a owl:ObjectProperty .
foedus:B a owl:Class .
foedus:A a owl:Class ; rdfs:subClassOf foedus:B .
<http://example.org/o> a owl:Ontology .
"""
    assert subjects(text) == [
        "<http://example.org/o>",
        "foedus:A",
        "foedus:B",
        "foedus:a",
        "foedus:b",
        "dcterms:title",
        "code:c",
        "code:b",
        "ex:whole",
        "ex:part",
        "ex:parts",
        "ex:query",
        "ex:thing",
    ]


def test_numbered_statements_stand_last_below_the_passages_that_they_cite_first() -> None:
    text = """
ex:stmt-f10 a foedus:Statement ; dcterms:identifier "F10" ; foedus:evidencedBy ex:z , ex:shared .
ex:stmt-f2 a foedus:Statement ; dcterms:identifier "F2" ; foedus:evidencedBy ex:shared .
ex:shared a foedus:Passage ; foedus:passageOf ex:doc .
ex:a-name-in-it a foedus:Designation ; foedus:passageOf ex:doc ; foedus:partOf ex:shared .
ex:z a foedus:Passage .
ex:unnumbered a foedus:Statement .
ex:doc a foedus:SourceDocument .
"""
    assert subjects(text) == [
        "ex:doc",
        "ex:unnumbered",
        "ex:shared",
        "ex:a-name-in-it",
        "ex:stmt-f2",
        "ex:z",
        "ex:stmt-f10",
    ]


def test_a_mapping_stands_below_the_term_that_it_maps() -> None:
    text = """
ex:Command skos:closeMatch ex:Unit .
ex:m2 owl:annotatedSource ex:Alliance ; owl:annotatedTarget ex:B .
ex:m1 owl:annotatedSource ex:Alliance ; owl:annotatedTarget ex:C .
ex:Alliance skos:closeMatch ex:C .
"""
    assert subjects(text) == ["ex:Alliance", "ex:m2", "ex:m1", "ex:Command"]


def test_a_block_without_an_address_follows_its_neighbour() -> None:
    text = """
ex:b a owl:Class .
[ a owl:Class ] rdfs:subClassOf ex:b .
_:x ex:p 1 .
ex:a a owl:Class .
"""
    assert laid_out(PREFIXES + text).removeprefix(PREFIXES + "\n").split("\n\n") == [
        "ex:a a owl:Class .",
        "ex:b a owl:Class .",
        "[ a owl:Class ] rdfs:subClassOf ex:b .",
        "_:x ex:p 1 .\n",
    ]


def test_nothing_moves_across_a_directive() -> None:
    text = """@prefix ex: <http://a/> .
ex:b ex:p 1 .
ex:a ex:p 1 .
@prefix ex: <http://b/> .
ex:b ex:p 2 .
ex:a ex:p 2 .
"""
    assert laid_out(text) == (
        "@prefix ex: <http://a/> .\n\nex:a ex:p 1 .\n\nex:b ex:p 1 .\n\n"
        "@prefix ex: <http://b/> .\n\nex:a ex:p 2 .\n\nex:b ex:p 2 .\n"
    )


def test_a_name_in_another_spelling_is_the_same_subject() -> None:
    text = "ex:b a ex:c .\n<http://example.org/a> a ex:c .\nex:b\\,c a ex:c .\n"
    assert subjects(text) == ["<http://example.org/a>", "ex:b", "ex:b\\,c"]


ODD = {
    "empty": ("", ""),
    "only comments": ("# a\n\n\n# b\n", "# a\n\n# b\n"),
    "only prefixes": ("@prefix b: <b:b> . @prefix a: <a:a> .", None),
    "line ends of Windows": ("<a:a> <a:b> 1 .\r\n", "<a:a> <a:b> 1 .\n"),
    "byte-order mark": ("\ufeff<a:a> <a:b> 1 .\n", "<a:a> <a:b> 1 .\n"),
    "prefixes of SPARQL": (
        "PREFIX a: <a:>\nBASE <b:b>\na:b a a:c .\na:a a a:c .",
        "@prefix a: <a:> .\n@base <b:b> .\n\na:a a a:c .\n\na:b a a:c .\n",
    ),
    "relative addresses": (
        "@base <http://e/> .\n<b> <p> 1 .\n<a> <p> 1 .\n",
        "@base <http://e/> .\n\n<a> <p> 1 .\n\n<b> <p> 1 .\n",
    ),
    "a full stop in names and numbers": (
        "@prefix e: <e:> .\ne:b.c e:p 1.5 , 2 . e:a e:p .5 .",
        "@prefix e: <e:> .\n\ne:a e:p .5 .\n\ne:b.c e:p 1.5 , 2 .\n",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ODD.values(), ids=ODD)
def test_odd_files_are_laid_out_too(text: str, expected: str | None) -> None:
    once = laid_out(text)
    assert expected is None or once == expected
    assert laid_out(once) == once


# -- comments ------------------------------------------------------------------------------


def test_comments_go_with_the_block_below_them() -> None:
    text = (
        "# the file\n@prefix e: <http://e/> .\n\n# all of it\n\n# of b\n# and more of b\n"
        "e:b e:p 1 .\n\n\n# set off, of a\n\ne:a e:p 1 . # behind a\n# the end\n"
    )
    assert laid_out(text) == (
        "# the file\n@prefix e: <http://e/> .\n\n# all of it\n\n# set off, of a\n\n"
        "e:a e:p 1 . # behind a\n\n# of b\n# and more of b\ne:b e:p 1 .\n\n# the end\n"
    )


def test_a_comment_that_would_be_moved_is_named(run, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    text = "@prefix e: <http://e/> .\ne:b a e:C ; # first\n    # second\n    e:p 1 .\n"
    path.write_text(text)
    result = run("fmt", path)
    expected = "this comment would be moved: write it directly above a subject’s block"
    assert (result.code, result.out) == (2, "")
    assert result.err == f"foedus: {path}:2: {expected}\n"
    assert path.read_text() == text


def test_a_sign_in_a_text_or_an_address_is_no_comment() -> None:
    text = '@prefix e: <http://e/#> .\n\ne:a e:p """\n# no comment\n . \ne:z e:p e:z .\n""" .\n'
    assert laid_out(text) == text
    assert comments(text) == []


# -- the project's own files -----------------------------------------------------------------

OWN = layout.turtle_files([])


def test_comments_stand_only_above_a_block() -> None:
    for name in OWN:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        for number, _ in comments("\n".join(lines)):
            assert lines[number - 1].startswith("#"), f"{name}:{number}: a comment inside a block"
            assert number > 1, f"{name}: a comment on the first line"
            assert lines[number].strip(), f"{name}:{number}: a comment above no block"


def test_the_project_s_folders_are_all_looked_at() -> None:
    root = Path(__file__).parents[2]
    folders = {Path(name).resolve().relative_to(root).parts[0] for name in OWN}
    assert folders == {"ontology", "data", "shapes", "tests"}


def test_names_are_short_in_the_checkout_and_whole_elsewhere(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    assert layout.turtle_files([])[0] == "ontology/agreement.ttl"
    monkeypatch.chdir(tmp_path)
    assert Path(layout.turtle_files([])[0]).is_absolute()


def shuffled(name: str) -> tuple[str, str]:
    """A file of ours, and its blocks in another order; those without a name go with the last."""
    text = Path(name).read_text(encoding="utf-8")
    blocks, rest = layout._blocks(text)
    assert rest == ""
    head = [block.text for block in blocks if block.text.startswith("@")]
    body: list[str] = []
    for block in blocks[len(head) :]:
        if block.subject.startswith(("[", "_:")):
            body[-1] += f"\n\n{block.text}"
        else:
            body.append(block.text)
    random.Random(5).shuffle(body)
    return text, "\n".join([*head, *body])


@pytest.mark.parametrize("every", first_quick([20, 1]))
def test_whoever_writes_the_blocks_in_whatever_order_gets_the_same_file(every: int) -> None:
    for name in OWN[::every]:
        text, other = shuffled(name)
        assert laid_out(other) == text, name


# -- the command -----------------------------------------------------------------------------

ROUGH = "@prefix e: <http://e/> .\ne:b e:p 'x' .\ne:a e:p 1 .\n"
SMOOTH = '@prefix e: <http://e/> .\n\ne:a e:p 1 .\n\ne:b e:p "x" .\n'


def test_check_writes_nothing_and_tells(run, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(ROUGH)
    result = run("fmt", "--check", path)
    assert (result.code, result.err) == (1, "")
    assert result.out == f"{path}: to be laid out: foedus fmt\n"
    assert path.read_text() == ROUGH


def test_fmt_lays_out_files_and_folders_once(run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    paths = [tmp_path / "a.ttl", tmp_path / "sub" / "b.ttl"]
    for path in paths:
        path.write_text(ROUGH)
    result = run("fmt", tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out == "".join(f"{path}: laid out\n" for path in paths)
    assert [path.read_text() for path in paths] == [SMOOTH, SMOOTH]
    assert run("fmt", tmp_path) == run("fmt", "--check", tmp_path)
    assert run("fmt", tmp_path).out == ""


def test_a_syntax_error_names_its_line_and_nothing_is_written(run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.ttl", tmp_path / "b.ttl"
    good.write_text(ROUGH)
    bad.write_text("@prefix e: <http://e/> .\n\ne:a e:p .\n")
    result = run("fmt", good, bad)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"foedus: {bad}:3: . is not a valid RDF object\n"
    assert good.read_text() == ROUGH


def test_other_syntaxes_are_refused(run) -> None:
    result = run("fmt", "a.jsonld")
    assert (result.code, result.err) == (
        2,
        "foedus: a.jsonld: is not called .ttl: only Turtle is laid out\n",
    )


def test_without_turtlefmt_it_says_what_to_install(run, monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(SMOOTH)
    monkeypatch.setattr(layout.shutil, "which", lambda *_, **__: None)
    result = run("fmt", tmp_path / "a.ttl")
    assert result.code == 2
    assert result.err == "foedus: turtlefmt is not installed: pip install foedus[fmt]\n"


def test_a_layout_that_says_something_else_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(layout, "_turtlefmt", lambda text, _: text.replace("1", "2"))
    with pytest.raises(BadInput) as caught:
        laid_out("@prefix e: <http://e/> .\n\ne:a e:p 1 .\n\n\ne:b e:p 2 .\n")
    assert caught.value.reason == "cannot be laid out without changing what it says"


# -- laws ------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("ab#.;'\"\\\n é<>[ "), max_size=8)
NAMES = st.sampled_from(["e:a", "e:b", "e:C1", "<http://e/x#y>", "e:d.e"])
VALUES = st.one_of(
    NAMES,
    st.sampled_from(["1", "-1.5", "1e3", "true", "[]", "( 1 [ e:p e:q ] )", "_:n1", "_:n2"]),
    WORDS.map(lambda words: reading.ox.Literal(words)).map(str),
    WORDS.map(lambda words: f"{reading.ox.Literal(words)}@en"),
)
TYPES = st.sampled_from(
    ["a owl:Class", "a owl:ObjectProperty", "a skos:Concept", "a sh:NodeShape", "a e:T"]
)
NOTES = st.lists(st.text(st.sampled_from("ab .;#'\"<[e:"), max_size=8), max_size=2)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    subject = draw(st.one_of(NAMES, st.sampled_from(["[]", "_:n1", "[ e:p 1 ]", "( 1 2 )"])))
    pairs = [draw(TYPES), *(f"e:p {value}" for value in draw(st.lists(VALUES, max_size=3)))]
    notes = "".join(f"# {note}\n" for note in draw(NOTES))
    gap = draw(st.sampled_from(["", "\n", "\n\n"]))
    said = draw(st.sampled_from([" ; ", " ;\n  "])).join(pairs)
    return f"{gap}{notes}{subject} {said} .\n"


@st.composite
def documents(draw: st.DrawFn) -> str:
    head = PREFIXES + "@prefix e: <http://e/> .\n"
    return head + "".join(draw(st.lists(blocks(), max_size=6)))


@settings(max_examples=examples(60), deadline=None)
@given(documents())
def test_it_says_the_same_with_the_same_comments_and_once_is_enough(text: str) -> None:
    once = laid_out(text)
    assert graph(once) == graph(text)
    assert Counter(words for _, words in comments(once)) == Counter(
        words for _, words in comments(text)
    )
    assert laid_out(once) == once


@pytest.mark.datasets
@pytest.mark.parametrize(
    "name", ["CCO_AgentOntology.ttl", "IES_v5_ies-common.ttl", "fua_countries.ttl"]
)
def test_published_turtle_is_laid_out_without_loss(datasets: Path, name: str) -> None:
    text = (datasets / name).read_text(encoding="utf-8")
    once = laid_out(text)
    assert once != text
    assert graph(once) == graph(text)
    assert laid_out(once) == once
