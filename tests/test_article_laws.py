"""Laws that the article's data keep: names, words and evidence agree with one another."""

from __future__ import annotations

import re

import pyoxigraph as ox

import node_names
from foedus.vocabulary import curie, expand
from questions import asking

NAMED = ("aboutNode", "stmtSubject", "stmtObject")
# Nobody is named as the article's author, and the article as a whole is no passage of itself.
WITHOUT_PASSAGE = {"id:article-author", "id:speech-article"}
# They stand in words of a fact that speaks of something else.
IN_PASSING = {("id:indo-pacific", "id:passage-f06"), ("id:western-pacific", "id:passage-f52")}
NO_THINGS = {"Designation", "Passage", "Quotation", "SourceDocument", "Statement"}
# Posts are observed on the day of the meeting; the services stand in the passages of each.
ELSEWHERE = {
    ("id:holding-hegseth", "late March 2025"),
    ("id:holding-nakatani", "late March 2025"),
    (
        "id:count-us-personnel-in-japan",
        "Air Force, Army, Marine Corps, Navy and Space Force personnel stationed in Japan",
    ),
}

# The days that words for a date leave open, and how exact they are. Other words leave all open.
BOUNDS = {
    "late March 2025": ("2025-03-21", "2025-03-31", "code:part-of-month"),
    "1957": ("1957-01-01", "1957-12-31", "code:year"),
    "1960": ("1960-01-01", "1960-12-31", "code:year"),
}


def article() -> ox.Store:
    """The article's data."""
    return asking.world("pyoxigraph", ("article",)).store


def told(node: str, *names: str) -> set[str]:
    """What the article's data say of a node by some properties."""
    store = article()
    subject = ox.NamedNode(expand(node))
    keys = [ox.NamedNode(expand(one if ":" in one else f"foedus:{one}")) for one in names]
    return {_text(q.object) for key in keys for q in store.quads_for_pattern(subject, key, None)}


def of(*kinds: str) -> list[str]:
    """The nodes of some classes, in order."""
    store, key = article(), ox.NamedNode(expand("rdf:type"))
    classes = [ox.NamedNode(expand(f"foedus:{kind}")) for kind in kinds]
    quads = [q for kind in classes for q in store.quads_for_pattern(None, key, kind)]
    return sorted({_text(quad.subject) for quad in quads})


def _text(term: object) -> str:
    return curie(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", ""))


STATEMENTS = set(of("Statement"))


def neighbours() -> dict[str, set[str]]:
    """For each thing and each statement those that a property joins it with, either way."""
    found: dict[str, set[str]] = {}
    apart = {f"foedus:{name}" for name in ("evidencedBy", "saidIn", "passageOf", "partOf")}
    for quad in article():
        subject, value = _text(quad.subject), _text(quad.object)
        if isinstance(quad.object, ox.NamedNode) and value.startswith("id:"):
            if _text(quad.predicate) in apart:
                continue
            found.setdefault(subject, set()).add(value)
            if subject not in STATEMENTS:
                found.setdefault(value, set()).add(subject)
    return found


def words_about() -> dict[str, set[str]]:
    """For each thing the passages of the facts that speak of it, or of what it is joined with."""
    near, found = neighbours(), dict[str, set[str]]()
    for statement in of("Statement"):
        passages = told(statement, "evidencedBy")
        reached = set(told(statement, *NAMED))
        for _ in range(2):
            reached |= {far for one in reached for far in near.get(one, ())}
        for one in reached:
            found.setdefault(one, set()).update(passages)
    return found


def things() -> list[str]:
    """What the article speaks of."""
    store, key = article(), ox.NamedNode(expand("rdf:type"))
    kinds = {_text(q.subject): _text(q.object) for q in store.quads_for_pattern(None, key, None)}
    apart = {f"foedus:{kind}" for kind in NO_THINGS} | {"owl:Ontology"}
    return sorted(one for one, kind in kinds.items() if kind not in apart)


def test_each_thing_rests_on_words_about_it() -> None:
    about, faults = words_about(), []
    for thing in things():
        passages = told(thing, "evidencedBy")
        if not passages and thing not in WITHOUT_PASSAGE:
            faults.append(f"{thing} rests on nothing")
        faults += [
            f"{thing} does not stand in {passage}"
            for passage in passages - about.get(thing, set())
            if (thing, passage) not in IN_PASSING
        ]
    assert not faults, "\n".join(faults)


def test_each_node_is_and_says_what_its_name_tells() -> None:
    classes = {
        one.removeprefix("id:"): {kind.removeprefix("foedus:") for kind in told(one, "rdf:type")}
        for one in [*things(), *of("Designation", "SourceDocument")]
    }
    faults = node_names.faults(
        classes,
        lambda name: node_names.wanted("article-names.tsv", name),
        lambda name, key: told(f"id:{name}", key),
    )
    assert not faults, "\n".join(faults)
    assert not node_names.absent("article-names.tsv", classes)


def test_every_text_but_names_and_addresses_is_in_english() -> None:
    """A text of letters without a language is a number, a truth value, a name or an address."""
    apart = ("dcterms:identifier", "dcterms:source", "owl:versionInfo", "dcterms:issued")
    for quad in article():
        value = quad.object
        if isinstance(value, ox.Literal) and _text(quad.predicate) not in apart:
            plain = value.datatype == ox.NamedNode(expand("xsd:string"))
            assert not plain, quad


def test_only_what_was_read_as_denied_is_denied() -> None:
    assert {one for one in of("Statement") if told(one, "negated") == {"true"}} == {"id:stmt-f76"}


def test_a_fact_has_the_number_in_its_name_and_its_own_passage() -> None:
    for statement in of("Statement"):
        number = statement.removeprefix("id:stmt-")
        assert told(statement, "dcterms:identifier") == {number.upper()}
        evidence = told(statement, "evidencedBy")
        own = {f"id:passage-{number}", f"id:quotation-{number}"}
        assert evidence & own, (statement, evidence)


def words_of(node: str) -> str:
    """The words of the passages that a node, or the statement it is part of, rests on."""
    whole = told(node, "partOf") & STATEMENTS
    passages = sorted(passage for one in (node, *whole) for passage in told(one, "evidencedBy"))
    return "\n".join(words for one in passages for words in told(one, "exactText"))


def test_words_kept_as_words_stand_in_the_passages() -> None:
    faults = []
    for node in [*of("Statement"), *things()]:
        kept = told(node, "scopeText", "evaluativeTerm", "dateText")
        kept |= {one for one in told(node, "stmtValue") if re.search("[a-z]", one)}
        faults += [
            f"{node}: {words}"
            for words in kept
            if not all(part in words_of(node) for part in words.split(" … "))
            and (node, words) not in ELSEWHERE
        ]
    assert not faults, "\n".join(faults)


def test_words_for_dates_have_their_bounds() -> None:
    for node in things():
        for words in told(node, "dateText") & BOUNDS.keys():
            first, last, precision = BOUNDS[words]
            assert told(node, "earliestStart", "observedFrom") == {first}, node
            assert told(node, "latestStart", "observedUntil") == {last}, node
            assert told(node, "datePrecision") == {precision}, node


def test_a_designation_stands_in_the_passage_that_it_is_part_of() -> None:
    for designation in of("Designation"):
        (passage,) = told(designation, "partOf")
        for word in told(designation, "designationText"):
            (words,) = told(passage, "exactText")
            assert word in words, (designation, passage)
        assert told(designation, "interpretedAs"), designation
