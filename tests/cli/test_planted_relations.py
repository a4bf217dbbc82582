"""Relations and triples that are planned, claimed or denied are facts in no output.

The table is ``tests/cases/standing/relations.yaml``. What is so when the same is said as a fact is
what must not be so else: no output is merely silent.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from foedus import reasoning
from foedus.asking import bridges, querying, snapshot
from foedus.asking.profile import Profiles
from foedus.bundled import questions
from foedus.merging import heard
from foedus.rdf import dataset as datasets
from foedus.rdf import reading
from foedus.rdf.names import GRAPH_NS, text
from foedus.reasoning import standing
from foedus.sources import provenance

CASES = Path(__file__).parents[1] / "cases" / "standing" / "relations.yaml"
EX = "https://example.org/planted/"
HEAD = f"""
@prefix code: <https://w3id.org/foedus/code/> .
@prefix ex: <{EX}> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATES = """foedus:earliestStart "2000-01-01"^^xsd:date ; foedus:datePrecision code:day ;
    foedus:latestStart "2000-01-01"^^xsd:date"""
SAID = {
    "fact": "foedus:voice code:source-voice ; foedus:modality code:actual ; foedus:admitted true",
    "planned": "foedus:voice code:source-voice ; foedus:modality code:intended",
    "said": "foedus:voice code:paraphrase ; foedus:modality code:actual",
    "denied": "foedus:voice code:source-voice ; foedus:modality code:actual ; foedus:negated true",
}
"""How a line of a profile stands, and the statement that makes it stand so."""
UNREAL = tuple(SAID)[1:]
DAYS = ("1999-01-01", "2025-03-31")


@cache
def table() -> dict:
    return yaml.safe_load(CASES.read_text(encoding="utf-8"))


@cache
def data(how: str) -> list[ox.Quad]:
    """The things, and beside them the relations and triples as somebody says them."""
    told = HEAD + table()["things"].replace("$dates", DATES)
    relations, triples = (table()[name] if how else {} for name in ("relations", "triples"))
    for name, body in relations.items():
        told += f"ex:{name} {body} ; {DATES} ; foedus:evidencedBy ex:words-{name} .\n"
        told += statement(f"stmt-{name}", f"foedus:aboutNode ex:{name}", name, SAID[how])
    for name, triple in triples.items():
        parts = zip(("Subject", "Predicate", "Object"), triple.split(), strict=True)
        says = " ; ".join(f"foedus:stmt{role} {term}" for role, term in parts)
        told += statement(f"say-{name}", says, name, SAID[how])
        told += f"{triple} .\n" if how == "fact" else ""
    return reading.read_bytes(told.encode(), reading.RdfFormat.TURTLE, "planted").quads


@cache
def merged(how: str) -> list[ox.Quad]:
    """The same as the only source of a dataset, heard as a question hears it."""
    graph = ox.NamedNode(GRAPH_NS + "planted-1")
    named = ("planted", "1", "planted source", "nobody", "nobody 2026", "CC-BY-4.0")
    source = provenance.Loaded(
        graph.value, *named, None, None, None, "f", "0", "0", None, None, 1, 1, 0
    )
    told = [ox.Quad(*quad.triple, graph) for quad in data(how)]
    described = ox.NamedNode(datasets.SOURCES)
    told += [ox.Quad(*quad.triple, described) for quad in provenance.describe(source)]
    return [*told, *heard.told(told)]


def statement(name: str, says: str, words: str, how: str) -> str:
    return f"""
        ex:{name} a foedus:Statement ; {says} ; {how} ; foedus:evaluative false ;
            foedus:saidIn ex:speech ; foedus:evidencedBy ex:words-{words} .
        ex:words-{words} a foedus:Passage ; foedus:passageOf ex:paper ;
            foedus:exactText "words of {words}"@en .
    """


def things() -> list[ox.NamedNode]:
    return [quad.subject for quad in data("") if quad.predicate.value.endswith("#label")]


def rows(question: questions.Question, how: str) -> set[tuple[str, ...]]:
    """What a question tells of the things, with the default values and with each of them."""
    told = data(how) if question.tells_plans else standing.facts(data(how))
    store = reading.to_store(told)
    named = [one.name for one in question.parameters if one.type == "iri"]
    found = set()
    for values in [{}, *({name: thing} for name in named for thing in things())]:
        answer = querying.evaluate(store, question.bind(values), question.number)
        found |= {tuple(map(text, row)) for row in answer}  # type: ignore[union-attr]
    return found


TELLING = {"planned": "planned", "said": "claimed", "denied": "denied"}
"""What a question that tells plans too calls them."""


@pytest.mark.parametrize("how", UNREAL)
def test_no_question_takes_it_for_a_fact(how: str) -> None:
    for question in questions.of_our_data():
        for row in rows(question, how) - rows(question, ""):
            assert TELLING[how] in row, (question.number, row)


def test_questions_tell_what_is_a_fact() -> None:
    asked = questions.of_our_data()
    told = [one.number for one in asked if rows(one, "fact") - rows(one, "")]
    assert {"003", "006", "021", "024"} <= set(told)


@pytest.mark.parametrize("how", UNREAL)
@pytest.mark.parametrize("day", DAYS)
def test_no_row_of_a_profile_takes_it_for_a_fact(how: str, day: str) -> None:
    without, with_it = Profiles(data(""), day), Profiles(data(how), day)
    for thing in things():
        if thing.value != EX + "paper":
            known, told = without.of(thing.value), with_it.of(thing.value)
            assert told.summary == known.summary
            new = lines(told) - lines(known)
            assert {status for *_, status, _ in new} <= {how}
            assert not any(words.startswith(how) for *_, words in new), "once is enough"
            assert {one.line.status for one in (*told.said, *told.undated)} <= {how}
    paper = with_it.of(EX + "paper").row("what-rests-on-it")
    kinds = {one.label.partition(" × ")[2] for one in paper.values}
    assert f"command relationship, {TELLING[how]}" in kinds and "seat" not in kinds


@pytest.mark.parametrize("how", UNREAL)
def test_a_merged_source_that_says_so_is_told_alike(how: str) -> None:
    default = [quad for quad in merged(how) if quad.graph_name == ox.DefaultGraph()]
    assert standing.Standings(default).unheld == standing.Standings(data(how)).unheld
    told, given = Profiles(merged(how), DAYS[1]), Profiles(data(how), DAYS[1])
    for thing in things():
        if thing.value != EX + "paper":
            of_source, of_file = (
                [line for line in lines(made.of(thing.value)) if line[3] == how]
                for made in (told, given)
            )
            assert {line[:4] for line in of_source} == {line[:4] for line in of_file}
            who = "by Planted Admiral" if how == "said" else "planted 1"
            assert all(who in words for *_, words in of_source)
    asked = snapshot.picture(merged(how), DAYS[1])
    assert [s for s in asked if s.title == snapshot.SAID] == [
        s for s in snapshot.picture(data(how), DAYS[1]) if s.title == snapshot.SAID
    ]
    assert snapshot.triples(merged(how), DAYS[1]) == snapshot.triples(merged(""), DAYS[1])


def lines(profile) -> set[tuple[str, ...]]:
    """When, in which row, which value, how it stands, in which words."""
    return {
        (side, row.id, value.label, line.status, line.words)
        for row in profile.rows
        for side in ("now", "before", "after")
        for value in getattr(row, side)
        for line in value.lines
    }


def test_profiles_tell_what_is_a_fact() -> None:
    told = Profiles(data("fact"), DAYS[1])
    known = {
        row
        for one in things()
        for _, row, _, status, _ in lines(told.of(one.value))
        if status == "fact"
    }
    assert {"reports-to", "commands", "held-by", "post", "based-at", "members", "party-to"} <= known
    assert {"foreign-forces", "forces-under-it", "form", "claims", "administers"} <= known


@pytest.mark.parametrize("how", UNREAL)
def test_no_day_and_no_rule_takes_it_for_a_fact(how: str) -> None:
    for day in DAYS:
        assert held(how, day) == held("", day)
        assert snapshot.triples(data(how), day) == snapshot.triples(data(""), day)
    assert shortcuts(how) == shortcuts("") != shortcuts("fact")
    for bridge in bridges.VOCABULARIES.values():
        relations = {EX + name for name in table()["relations"]}
        for quad in bridges.in_terms_of(data(how), bridge):
            assert not relations & {text(quad.subject), text(quad.object)}


def held(how: str, day: str) -> list[tuple[str, ...]]:
    sections = snapshot.picture(data(how), day)
    return [
        one.certain + one.known + one.possible for one in sections if one.title != snapshot.SAID
    ]


def shortcuts(how: str) -> set[tuple[str, ...]]:
    """The triples of the table that follow, or are stated."""
    prefixes = {"ex:": EX, "foedus:": "https://w3id.org/foedus/ontology#"}
    wanted = set()
    for triple in table()["triples"].values():
        terms = [
            prefixes[f"{one.partition(':')[0]}:"] + one.partition(":")[2] for one in triple.split()
        ]
        wanted.add(tuple(terms))
    quads = [*data(how), *reasoning.infer(data(how)).quads]
    quads += snapshot.triples(data(how), DAYS[1])
    return wanted & {(text(q.subject), q.predicate.value, text(q.object)) for q in quads}


def test_a_day_tells_what_is_a_fact() -> None:
    told = [entry for some in held("fact", DAYS[1]) for entry in some]
    for words in ("Planted Fleet → Planted Top Command", "chief of Planted Fleet: Planted Admiral"):
        assert any(entry.startswith(words) for entry in told)
    assert "Planted Fleet in Southland" in told
