"""pySHACL, the reference: one query for each focus node and SPARQL constraint, so slow."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pyoxigraph as ox

from foedus.checks.report.finding import Result
from foedus.checks.shapes import core, paths, words
from foedus.errors import BadInput
from foedus.rdf import reading, xsd
from foedus.rdf.names import SH_NS, XSD_NS, Term


def run(data: Iterable[ox.Quad], shapes: Iterable[ox.Quad]) -> list[Result]:
    """pySHACL's results. Raises BadInput for shapes that it cannot use."""
    shapes = list(shapes)
    kept, originals = _kept_from_rdflib(data)
    found = _results(_validate(reading.to_graph(kept), shapes))
    own = words.said_of(shapes)
    return [words.with_message(_restored(one, originals), own) for one in found]


def check_shapes(whole: Iterable[ox.Quad], foreign: Iterable[ox.Quad]) -> None:
    """Check a user's shapes by SHACL's own shapes, and that pySHACL can gather them all.

    Raises BadInput for shapes that are not well formed.
    """
    _validate(reading.to_graph(()), foreign, meta=True)
    _validate(reading.to_graph(()), whole)


def _kept_from_rdflib(data: Iterable[ox.Quad]) -> tuple[list[ox.Quad], dict[Term, ox.Literal]]:
    """The data with a datatype of our own where rdflib would drop blanks, and its meaning."""
    originals: dict[Term, ox.Literal] = {}

    def kept(term: Term) -> Term:
        if isinstance(term, ox.Literal) and term.datatype in _DROPS and not xsd.well_typed(term):
            private = ox.NamedNode("urn:x-foedus:as-written:" + term.datatype.value)
            originals[ox.Literal(term.value, datatype=private)] = term
            return ox.Literal(term.value, datatype=private)
        return term

    quads = [ox.Quad(q.subject, q.predicate, kept(q.object), q.graph_name) for q in data]
    return quads, originals


_DROPS = (ox.NamedNode(XSD_NS + "normalizedString"), ox.NamedNode(XSD_NS + "token"))


def _restored(result: Result, originals: Mapping[Term, ox.Literal]) -> Result:
    if not originals:
        return result
    value, focus = (originals.get(one, one) if one else one for one in (result.value, result.focus))
    details = tuple(_restored(one, originals) for one in result.details)
    return replace(result, value=value, focus=focus, details=details)


def _validate(data: Any, shapes: Iterable[ox.Quad], meta: bool = False) -> Any:
    import pyshacl
    from pyshacl.errors import ValidationFailure

    _judge_as_we_do()
    logging.getLogger("pyshacl-validate").disabled = True  # what it says is raised as well
    graph = reading.to_graph(shapes)
    try:
        _, results, text = pyshacl.validate(
            data, shacl_graph=graph, inference="none", meta_shacl=meta
        )
    except BadInput:
        raise
    except Exception as error:  # rdflib raises any, such as for a query on named graphs
        raise BadInput(f"the shapes cannot be used: {_short(str(error))}") from None
    if isinstance(results, ValidationFailure):
        raise BadInput(f"the shapes cannot be used: {_short(str(text))}")
    return results


def _short(reason: str) -> str:
    """A reason in one line: of a report on the shapes, its first result."""
    parts = [re.search(rf"^\s*{name}: (.*)$", reason, re.M) for name in ("Focus Node", "Message")]
    told = [part[1] for part in parts if part]
    return ": ".join(told) if len(told) == 2 else " ".join(reason.split())


@cache
def _judge_as_we_do() -> None:
    """Give pySHACL our verdicts on datatypes, patterns and order, by components of our own.

    pySHACL 0.40 judges them as Python does: `60_000` is an integer to it, `$` matches before a last
    line end too, and two dates of which one is none end the run.
    """
    from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP as KNOWN

    for parameter, component in list(KNOWN.items()):
        name = str(parameter).removeprefix(SH_NS)
        if name in ("datatype", "pattern", *core.FITTING):
            KNOWN[parameter] = _mended(component, name, parameter)


def _mended(component: Any, name: str, parameter: Any) -> Any:
    """A component of pySHACL's with our verdict on each value."""
    from pyshacl.constraints.constraint_component import ConstraintComponent
    from rdflib import URIRef

    class Mended(component):  # type: ignore[misc]
        def __init__(self, shape: Any) -> None:
            if name != "pattern":
                super().__init__(shape)
                return
            ConstraintComponent.__init__(self, shape)  # the other makes a pattern of Python's
            self.string_rules = list(shape.objects(parameter))
            flags = "".join(map(str, shape.objects(URIRef(SH_NS + "flags"))))
            self.patterns = {rule: core.pattern(str(rule), flags) for rule in self.string_rules}

        def evaluate(self, _: Any, graph: Any, focus_values: Any, *__: Any) -> Any:
            reports = [
                self.make_v_result(graph, focus, value_node=value)
                for rule in self.shape.objects(parameter)
                for focus, values in focus_values.items()
                for bound in self.bounds(graph, focus, rule)
                for value in values
                if not self.passes(reading.from_rdflib_term(value), bound)
            ]
            return not reports, reports

        def bounds(self, graph: Any, focus: Any, rule: Any) -> Iterable[Any]:
            """What the values are held against: the parameter's value, or those it leads to."""
            return set(graph.objects(focus, rule)) if name in _PAIRS else (rule,)

        def passes(self, value: Term, bound: Any) -> bool:
            """Whether one value is as the shape wants it."""
            if name == "pattern":
                return core.matches(self.patterns[bound], value)
            other = reading.from_rdflib_term(bound)
            if name == "datatype":
                return core.has_datatype(value, other)
            return core.compares(name, value, other)

    return Mended


_PAIRS = ("lessThan", "lessThanOrEquals")


def _results(graph: Any) -> list[Result]:
    """The results of a report graph, without the details as results of their own."""
    said = words.said_of(reading.from_rdflib(graph))
    return [
        result
        for about in said.values()
        for node in about.get(SH_NS + "result", ())
        for result in _read([node], said)
    ]


def _read(nodes: Iterable[Term], said: Mapping[Term, Mapping[str, list[Term]]]) -> Iterator[Result]:
    for node in nodes:
        about = {name.removeprefix(SH_NS): terms for name, terms in said[node].items()}
        one: dict[str, Any] = {name: terms[0] for name, terms in about.items()}
        messages = about.get("resultMessage", ())
        yield Result(
            shape=one["sourceShape"],
            component=one["sourceConstraintComponent"],
            severity=one["resultSeverity"],
            focus=one["focusNode"],
            path=one.get("resultPath"),
            path_text=paths.written(one.get("resultPath"), said),
            value=one.get("value"),
            messages=tuple(text for text in messages if isinstance(text, ox.Literal)),
            constraint=one.get("sourceConstraint"),
            details=tuple(_read(about.get("detail", ()), said)),
        )
