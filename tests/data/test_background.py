"""The background and the article: sources, no contradiction, what is left without the weak.

What their facts say is nobody's business here: shapes and lint check it, in anybody's data.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from foedus import reasoning
from foedus.bundled import contents, folders
from foedus.checks import lint, shapes
from foedus.rdf import reading
from foedus.rdf.names import PREFIXES, curie, expand
from helpers import HEAD


@cache
def quads(*names: str) -> tuple[ox.Quad, ...]:
    """The statements of the bundled data of these names."""
    return tuple(reading.join(contents.data(names)))


@cache
def everything() -> ox.Store:
    """The article and the background."""
    return reading.to_store(quads("article", "background"))


def node(name: str) -> ox.NamedNode:
    """The node with this short name."""
    return ox.NamedNode(expand(name))


def short(term: object) -> str:
    """A term in few letters: a short name, or the text of a literal."""
    return (
        curie(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))
    )


def file_text(name: str) -> str:
    """The text of one data file."""
    return folders.data_file(name).read_text(encoding="utf-8")


def described(store: ox.Store) -> dict[ox.Triple, set[str]]:
    """For each triple that statements set out, classes among them, the documents of these."""
    query = """SELECT ?s ?p ?o ?document {
      ?one a foedus:Statement ; foedus:sourcedFrom|(foedus:evidencedBy/foedus:passageOf) ?document .
      { ?one foedus:stmtSubject ?s ; foedus:stmtPredicate ?p .
        ?one foedus:stmtObject|foedus:stmtValue ?o }
      UNION { ?one foedus:aboutNode ?s ; foedus:statedClass ?o . BIND(rdf:type AS ?p) }
    }"""
    found: dict[ox.Triple, set[str]] = {}
    for row in store.query(query, prefixes=PREFIXES):
        triple = ox.Triple(row["s"], row["p"], row["o"])
        found.setdefault(triple, set()).add(short(row["document"]))
    return found


# --- sources


def without_source(given: tuple[ox.Quad, ...]) -> list[str]:
    """The statements of a file that neither their node nor a statement gives a document for."""
    told = described(reading.to_store(given))
    backing = [node(name) for name in ("foedus:sourcedFrom", "foedus:evidencedBy")]
    sourced = {quad.subject for quad in given if quad.predicate in backing}
    apart = [node(name) for name in ("owl:Ontology", "foedus:SourceDocument", "foedus:Passage")]
    sourced |= {quad.subject for quad in given if quad.object in apart}
    return [
        " ".join(map(short, quad.triple))
        for quad in given
        if quad.subject not in sourced and quad.triple not in told
    ]


def test_every_fact_names_a_source() -> None:
    faults = without_source(quads("background"))
    assert not faults, "data/background.ttl: add sourcedFrom to\n" + "\n".join(faults)


def test_a_fact_without_a_source_would_be_seen() -> None:
    added = ox.Quad(node("id:nobody"), node("foedus:wikidataId"), ox.Literal("Q0"))
    assert without_source((*quads("background"), added)) == ["id:nobody foedus:wikidataId Q0"]


def test_the_article_cites_the_article_only() -> None:
    assert set(re.findall(r"id:doc-[\w-]+", file_text("usfj-upgrade"))) == {"id:doc-article"}
    assert "id:doc-article" not in file_text("background")


def test_the_files_share_no_triple() -> None:
    assert not set(quads("article")) & set(quads("background"))


WORDLESS = 77
"""The documents on which facts rest without a passage. Only ever lower it."""


def test_no_document_is_newly_without_its_words() -> None:
    found = lint.findings(contents.data(["article", "background"]), ["check:words-missing"])
    assert len(found) == WORDLESS, "more: give each fact a passage; fewer: lower the number"


def test_same_as_is_never_used() -> None:
    same = node("owl:sameAs")
    assert not [q for q in quads("article", "background") if same in (q.predicate, q.object)]


def test_sources_that_disagree_stand_side_by_side() -> None:
    """At least one event has two days by different documents: neither was chosen."""
    query = """SELECT ?kind ?thing ?one ?other {
      ?one a ?kind ; foedus:involves ?thing ; foedus:earliestStart ?day .
      ?other a ?kind ; foedus:involves ?thing ; foedus:earliestStart ?later .
      FILTER(?day < ?later)
    }"""
    assert list(everything().query(query, prefixes=PREFIXES))


# --- whole


def test_data_hold_no_contradiction() -> None:
    assert reasoning.infer(quads("article", "background")).contradictions == ()


# --- without what is weak


@cache
def strong() -> tuple[ox.Quad, ...]:
    """All data without what rests on weak sources only."""
    return tuple(contents.without_weak(quads("article", "background")))


def test_without_weak_keeps_no_mark_and_no_loose_end() -> None:
    marks = {node("foedus:weaklySourced"), node("foedus:inferredByEditor")}
    assert not [quad for quad in strong() if quad.predicate in marks]
    before = {quad.subject for quad in quads("article", "background")}
    after = {quad.subject for quad in strong()}
    assert not [quad for quad in strong() if quad.object in before - after]


def test_without_weak_takes_the_marked_nodes_and_what_backs_or_tells_of_them_alone() -> None:
    before, after = quads("article", "background"), {quad.subject for quad in strong()}
    gone = {quad.subject for quad in before} - after
    marked = {q.subject for q in before if q.predicate == node("foedus:weaklySourced")}
    assert marked <= gone
    names = ("foedus:SourceDocument", "foedus:Passage", "foedus:Statement")
    kinds = {node(name) for name in names}
    assert gone - marked <= {quad.subject for quad in before if quad.object in kinds}
    sources = {quad.subject for quad in strong() if quad.object in kinds - {node(names[2])}}
    assert sources <= {quad.object for quad in strong()}


def test_without_weak_leaves_the_article_alone() -> None:
    assert set(quads("article")) <= set(strong())
    assert contents.without_weak(quads("article")) == list(quads("article"))


def test_without_weak_drops_what_only_weak_statements_say() -> None:
    before, after = described(everything()), described(reading.to_store(strong()))
    only_weak = before.keys() - after.keys()
    assert only_weak
    assert not only_weak & {quad.triple for quad in strong()}


def test_without_weak_conforms_and_holds_no_contradiction() -> None:
    turtle = ox.serialize([quad.triple for quad in strong()], format=ox.RdfFormat.TURTLE)
    document = reading.read_bytes(turtle, ox.RdfFormat.TURTLE, "data.ttl")
    assert not [one for one in shapes.validate([document]).findings if one.severity != "Info"]
    assert reasoning.infer(strong()).contradictions == ()


SMALL = """
id:paper a foedus:SourceDocument . id:copy a foedus:SourceDocument .
id:post a foedus:Post ; rdfs:label "post"@en ; foedus:postIn id:command ;
    foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
id:term a foedus:PostHolding ; foedus:postHeld id:post ; foedus:sourcedFrom id:paper .
id:command foedus:ofState id:japan ; foedus:partOf id:whole .
id:weak a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:ofState ;
    foedus:stmtObject id:japan ; foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
id:strong a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:ofState ;
    foedus:stmtObject id:japan ; foedus:sourcedFrom id:paper .
id:alone a foedus:Statement ; foedus:stmtSubject id:command ; foedus:stmtPredicate foedus:partOf ;
    foedus:stmtObject id:whole ; foedus:weaklySourced true ; foedus:sourcedFrom id:copy .
"""


def test_without_weak_keeps_what_better_sources_say_too() -> None:
    document = reading.read_bytes((HEAD + SMALL).encode(), ox.RdfFormat.TURTLE, "small.ttl")
    store = reading.to_store(contents.without_weak(document.quads))
    post = {short(q.predicate) for q in store.quads_for_pattern(node("id:post"), None, None)}
    assert post == {"rdf:type", "rdfs:label"}
    command = {short(q.predicate) for q in store.quads_for_pattern(node("id:command"), None, None)}
    assert command == {"foedus:ofState"}
    left = {short(quad.subject) for quad in store}
    assert left == {"id:paper", "id:post", "id:term", "id:command", "id:strong"}
