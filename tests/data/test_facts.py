"""The article's facts, row by row, against the list that was read from its text.

The list, ``facts.tsv``, was made by readers of the article and not from the data: the kind of
each fact, whose voice it is, its time or modality, whom and what it names, and its words with
their place. No node is named here: the list says what it speaks of in its own words, and what two
rows call alike has to be one node in the data.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import expand

LIST = Path(__file__).with_name("facts.tsv")
Row = dict[str, str]


@cache
def rows() -> dict[str, Row]:
    """The rows of the list, by number."""
    with LIST.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["id"]: row for row in found}


@cache
def article() -> ox.Store:
    """The article's data."""
    return reading.to_store(reading.join(contents.data(("article",))))


def node(name: str) -> ox.NamedNode:
    """The node with this short name."""
    return ox.NamedNode(expand(name))


def objects(subject: ox.Term, *names: str) -> list[ox.Term]:
    """The values of properties of a node."""
    return [
        quad.object
        for name in names
        for quad in article().quads_for_pattern(subject, node(name), None)
    ]


@cache
def statement(fact: str) -> ox.NamedNode:
    """The one statement with this number."""
    (quad,) = article().quads_for_pattern(None, node("dcterms:identifier"), ox.Literal(fact))
    return quad.subject


def value(fact: str, name: str) -> str | None:
    """The one value of a property of a statement, or nothing."""
    found = objects(statement(fact), name)
    assert len(found) < 2, (fact, name)
    return found[0].value if found else None


def code(fact: str, name: str) -> str | None:
    """The last part of a code."""
    found = value(fact, name)
    return found.rsplit("/", 1)[1] if found else None


every_row = pytest.mark.parametrize("fact", list(rows()))


def test_the_list_and_the_data_have_the_same_facts() -> None:
    numbers = [
        quad.object.value
        for quad in article().quads_for_pattern(None, node("dcterms:identifier"), None)
    ]
    assert sorted(numbers) == sorted(rows())


# --- kind, voice, modality, speaker


def modality_of(row: Row) -> str:
    """The modality that the list's words mean."""
    time = row["time_or_modality"].lower()
    told = f"{row['voice_or_speaker']} {time}".lower()
    if re.search(r"prediction|modal \"can\"", time):
        return "predicted"
    if "conditional" in time:
        return "hypothetical"
    if "IP" in row["kind"].split("+"):
        return "intended"
    taken_for_granted = re.search(r"presupposed|descriptor|designation\)|context", told)
    return "presupposed" if taken_for_granted else "actual"


def voice_of(row: Row) -> str:
    """The voice: the source's own, words quoted, or what was said told in other words."""
    kinds = row["kind"].split("+")
    if "AC" in kinds:
        return "paraphrase"
    return "quotation" if "Q" in kinds else "source-voice"


@every_row
def test_kind_voice_and_modality(fact: str) -> None:
    row = rows()[fact]
    kinds = row["kind"].split("+")
    assert code(fact, "foedus:voice") == voice_of(row)
    assert code(fact, "foedus:modality") == modality_of(row)
    admitted = kinds == ["PF"] or "though admitted" in row["note"]
    assert value(fact, "foedus:admitted") == ("true" if admitted else None)
    judges = "SA" in kinds or re.search(r"evaluative|\bjudg(es|ing)\b(?! nothing)", row["note"])
    assert value(fact, "foedus:evaluative") == ("true" if judges else "false")
    negative = "negative" in row["time_or_modality"].lower()
    assert value(fact, "foedus:negated") == ("true" if negative else None)


@every_row
def test_speaker(fact: str) -> None:
    """Who is named in the column speaks the passage; where nobody is, the author of the article."""
    voice = rows()[fact]["voice_or_speaker"]
    named = set(re.findall(r"Hegseth|Nakatani", voice))
    if voice.startswith("article"):
        named.add("author")
    if not named:
        pytest.fail(f"{fact}: no voice in the list")
    speakers = [
        label.value
        for speech in objects(statement(fact), "foedus:saidIn")
        for speaker in objects(speech, "foedus:speaker")
        for label in objects(speaker, "rdfs:label")
    ]
    assert len(speakers) == len(named)
    assert all(any(name in label for label in speakers) for name in named)
    told_by = {label for label in speakers if "author" in label}
    assert bool(told_by) is ("author" in named)


# --- words


def places(fact: str) -> list[tuple[str, str, str, str]]:
    """Paragraph, first and last character and words of each passage of a statement."""
    names = ("paragraphNumber", "charStart", "charEnd", "exactText")
    return [
        tuple(objects(passage, f"foedus:{name}")[0].value for name in names)
        for passage in objects(statement(fact), "foedus:evidencedBy")
    ]


@every_row
def test_words(fact: str) -> None:
    row = rows()[fact]
    anchor = (row["paragraph"], row["char_start"], row["char_end"], row["anchor"])
    assert len(row["anchor"]) == int(row["char_end"]) - int(row["char_start"])
    assert anchor in places(fact)
    for paragraph, start, end, words in places(fact):
        assert paragraph == row["paragraph"]
        assert int(start) <= int(row["char_end"]) and int(end) >= int(row["char_start"])
        assert len(words) == int(end) - int(start)


# --- entities

ABOUT = ("foedus:aboutNode", "foedus:stmtSubject", "foedus:stmtObject", "foedus:statedClass")
PLUMBING = re.compile(r"(evidencedBy|passageOf|partOf|possiblySameOccasionAs|#type)$")
STATEMENT = node("foedus:Statement")


@cache
def spans() -> list[tuple[int, int, ox.NamedNode]]:
    """First and last character of every passage, quotation and designation."""
    return [
        (
            int(quad.object.value),
            int(objects(quad.subject, "foedus:charEnd")[0].value),
            quad.subject,
        )
        for quad in article().quads_for_pattern(None, node("foedus:charStart"), None)
    ]


def within(fact: str) -> list[ox.NamedNode]:
    """The passages whose words are among those of a row."""
    first, last = (int(rows()[fact][name]) for name in ("char_start", "char_end"))
    return [passage for start, end, passage in spans() if first <= start and end <= last]


def step(subject: ox.Term) -> set[ox.Term]:
    """What a node points at, without what only backs it."""
    if not isinstance(subject, ox.NamedNode):
        return set()
    return {
        quad.object
        for quad in article().quads_for_pattern(subject, None, None)
        if isinstance(quad.object, ox.NamedNode) and not PLUMBING.search(quad.predicate.value)
    }


@cache
def mentioned(fact: str) -> frozenset[ox.Term]:
    """What a statement is about, what its words are the evidence of, and what these point at.

    A statement on a statement names what that one does, and an item what the head of its list does.
    """
    one = statement(fact)
    found: set[ox.Term] = {*objects(one, *ABOUT, "foedus:inCondition")}
    for head in objects(one, "foedus:partOf"):
        found |= {*objects(head, *ABOUT)}
    for passage in within(fact):
        quads = article().quads_for_pattern(None, node("foedus:evidencedBy"), passage)
        found |= {passage, *(quad.subject for quad in quads)}
    told = {each for each in found if STATEMENT in objects(each, "rdf:type")}
    of_these = told & {*objects(one, *ABOUT)}
    found = found.union(*(objects(each, *ABOUT) for each in of_these)) - told
    return frozenset(found.union(of_these, *map(step, found)))


@cache
def calls() -> dict[str, list[str]]:
    """For each name in the list, the facts whose row has it."""
    found: dict[str, list[str]] = defaultdict(list)
    for fact, row in rows().items():
        for name in row["entities"].split(";"):
            found[name.strip()].append(fact)
    return dict(found)


@pytest.mark.parametrize("name", sorted(calls()))
def test_what_rows_call_alike_is_one_node(name: str) -> None:
    shared = frozenset.intersection(*map(mentioned, calls()[name]))
    assert shared, f"{name}: {', '.join(calls()[name])} have no node in common"
