"""The check for a known namespace that is almost right: its terms are those of no vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import pyoxigraph as ox

from foedus.checks.lint import findings
from foedus.checks.lint.profile import bundled_profile
from foedus.checks.report.finding import Result
from foedus.rdf import reading

LAW = findings.Law(
    "namespace-misspelt",
    title="Namespace that is almost another",
    problem="This term lies in a namespace that differs from a known one in a sign.",
    fix="Correct the namespace.",
    sources=("OOPS P40", "S9"),
)


def results(document: reading.Document, quads: Iterable[ox.Quad]) -> Iterator[Result]:
    """The terms of almost known namespaces in a document, each once."""
    for term in sorted(_terms(list(quads))):
        if meant := _meant(_space(term)):
            message = f"No known vocabulary has the namespace <{_space(term)}>; is <{meant}> meant?"
            yield LAW.found(document.name, ox.NamedNode(term), message=message)


def _terms(quads: Sequence[ox.Quad]) -> set[str]:
    """What stands where terms of vocabularies do: properties, classes, datatypes."""
    properties = {quad.predicate for quad in quads}
    kinds = {one for one in properties if one.value.endswith("#type")}
    named = {quad.object for quad in quads if quad.predicate in kinds}
    literals = {one for quad in quads if isinstance(one := quad.object, ox.Literal)}
    datatypes = {one.datatype for one in literals}
    return {one.value for one in (*properties, *named, *datatypes) if isinstance(one, ox.NamedNode)}


def _space(term: str) -> str:
    """A term's namespace: up to its last sharp, or else its last slash."""
    cut = term.rfind("#") if "#" in term else term.rfind("/")
    return term[: cut + 1]


@cache
def _meant(space: str) -> str | None:
    """The known namespace that this one is almost, and is not."""
    known = bundled_profile().vocabularies
    if space in known:
        return None
    return next((one for one in known if _blurred(one) == _blurred(space)), None)


def _blurred(space: str) -> str:
    """What is left when scheme, case, ``www`` and the last sign do not count."""
    return space.lower().partition("://")[2].removeprefix("www.").rstrip("#/")
