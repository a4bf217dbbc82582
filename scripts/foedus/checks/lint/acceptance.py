"""Findings that an editor lets stand: ``foedus:acceptedFinding`` on the node that is found.

A law that guesses leaves such nodes out in its own query, so that every engine agrees; here it is
known which laws do, and what they would find otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.checks.lint import catalogue, findings, mentions
from foedus.checks.report.finding import Result, shown
from foedus.rdf import reading
from foedus.rdf.names import CHECK_NS, FOEDUS_NS, SH_NS, SHAPE_NS, Term

ACCEPTED = ox.NamedNode(FOEDUS_NS + "acceptedFinding")

Mark = tuple[Term, Term]
"""A node, and the law whose finding is let stand there."""

_SELECT = ox.NamedNode(SH_NS + "select")
_IN_SHAPE = re.compile(r"foedus:acceptedFinding shape:(\w+)")
_IN_CHECK = re.compile(rf"foedus:acceptedFinding <{re.escape(CHECK_NS)}([\w-]+)>")


@cache
def laws() -> frozenset[str]:
    """The addresses of the shapes and checks whose findings can be accepted."""
    texts = [quad.object for quad in contents.shapes() if quad.predicate == _SELECT]
    shapes = {name for one in texts for name in _IN_SHAPE.findall(str(one))}
    ours = {name for check in catalogue.bundled_checks() for name in _IN_CHECK.findall(check.query)}
    made = [one.value for one in mentions.LAWS]
    return frozenset(
        [*(SHAPE_NS + name for name in shapes), *(CHECK_NS + name for name in ours), *made]
    )


def marks(quads: Iterable[ox.Quad]) -> set[Mark]:
    """Every acceptance of a law that can be accepted."""
    return {
        (quad.subject, quad.object)
        for quad in quads
        if quad.predicate == ACCEPTED
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in laws()
    }


def split(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """The statements without the acceptances, and the acceptances."""
    rest: list[ox.Quad] = []
    accepting: list[ox.Quad] = []
    for quad in quads:
        (accepting if quad.predicate == ACCEPTED else rest).append(quad)
    return rest, accepting


LAW = findings.Law(
    "acceptance-unknown",
    title="Acceptance of a law that cannot be accepted",
    problem="The accepted finding is that of no shape or check that guesses.",
    fix="Name one by its address, or mend what is found.",
    sources=("house acceptance",),
)


def results(document: reading.Document, quads: Iterable[ox.Quad]) -> Iterator[Result]:
    """The acceptances in a document that name no law which can be accepted."""
    for quad in split(quads)[1]:
        law = quad.object
        if isinstance(law, ox.NamedNode) and law.value in laws():
            continue
        message = f"{shown(law)} is no shape or check whose findings can be accepted"
        name = law.value if isinstance(law, ox.NamedNode | ox.Literal) else ""
        near = get_close_matches(name, laws(), 1, 0.8)
        hint = f"; did you mean {shown(ox.NamedNode(near[0]))}?" if near else "."
        yield LAW.found(document.name, quad.subject, ACCEPTED, law, message=message + hint)
