"""What can bear on a triple is enough to conclude it and to tell why, and no more comes of it."""

from __future__ import annotations

import random
from functools import cache

import pyoxigraph as ox
import pytest

from benchmarks import generate
from foedus import reasoning
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.names import ID_NS, OWL_NS, RDF_NS, RDFS_NS
from foedus.reasoning import rules
from foedus.reasoning.derivation import could_conclude, derive
from foedus.reasoning.patterns import shape

_TYPE = ox.NamedNode(RDF_NS + "type")
_SAME = ox.NamedNode(OWL_NS + "sameAs")
_ALIKE = (("state-1", "twin-1"), ("twin-1", "state-2"), ("command-1-0", "command-2-0"))


@cache
def data(kind: str) -> tuple[ox.Quad, ...]:
    if kind == "ours":
        return tuple(contents.own_quads())
    text = generate.text(2_000, mistakes=0.02, conflicts=0.2)
    made = reading.read_bytes(text.encode(), ox.RdfFormat.TURTLE, "generated.ttl").quads
    ends = ((ox.NamedNode(ID_NS + one), ox.NamedNode(ID_NS + two)) for one, two in _ALIKE)
    return (*made, *(ox.Quad(one, _SAME, two) for one, two in ends))


@cache
def whole(kind: str) -> reasoning.Closure:
    return reasoning.infer(data(kind))


def key(triple: ox.Triple) -> object:
    return triple.object if triple.predicate == _TYPE else triple.predicate


def keys(kind: str) -> list[object]:
    """Every property that something is inferred of, and every class."""
    return sorted({key(one) for one in whole(kind).triples}, key=str)


def check(kind: str, wanted: object) -> None:
    expected = [one for one in whole(kind).triples if key(one) == wanted]
    closure = reasoning.infer(data(kind), about=expected[:1])
    assert [one for one in closure.triples if key(one) == wanted] == expected
    for goal in random.Random(1).sample(expected, min(3, len(expected))):
        assert derive(goal, closure.world) == derive(goal, whole(kind).world)
        if goal.predicate != _TYPE and not isinstance(goal.object, ox.Literal):
            other = ox.Triple(goal.object, goal.predicate, goal.subject)  # which may not hold
            missing = could_conclude(other, closure.world)
            assert missing == could_conclude(other, whole(kind).world)


@pytest.mark.parametrize("kind", ["ours", "generated"])
def test_what_bears_on_a_triple_is_enough(kind: str) -> None:
    for wanted in random.Random(2).sample(keys(kind), 3):
        check(kind, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ours", "generated"])
def test_what_bears_on_any_triple_is_enough(kind: str) -> None:
    for wanted in keys(kind):
        check(kind, wanted)


def test_less_is_closed() -> None:
    located = next(one for one in whole("ours").triples if "locatedIn" in one.predicate.value)
    assert len(reasoning.infer(data("ours"), about=[located]).ids) * 2 < len(whole("ours").ids)


def test_no_rule_names_a_thing() -> None:
    """A name that is found without what follows is the same with it (`Names.certain`)."""
    heads = {str(part.parts[1]) for rule in rules.all_rules() for part in shape(rule.text).head}
    assert not any(name.endswith(("label>", "Label>")) or RDFS_NS in name for name in heads)
