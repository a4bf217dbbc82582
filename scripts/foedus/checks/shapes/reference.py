"""pySHACL, the reference: one query for each focus node and SPARQL constraint, so slow."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox

from foedus.checks.report.finding import Result
from foedus.checks.shapes import paths
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import SH_NS, Term


def run(data: Iterable[ox.Quad], shapes: Iterable[ox.Quad]) -> list[Result]:
    """pySHACL's results. Raises BadInput for shapes that it cannot use."""
    return _results(_validate(reading.to_graph(data), shapes))


def check_shapes(whole: Iterable[ox.Quad], foreign: Iterable[ox.Quad]) -> None:
    """Check a user's shapes by SHACL's own shapes, and that pySHACL can gather them all.

    Raises BadInput for shapes that are not well formed.
    """
    _validate(reading.to_graph(()), foreign, meta=True)
    _validate(reading.to_graph(()), whole)


def _validate(data: Any, shapes: Iterable[ox.Quad], meta: bool = False) -> Any:
    import pyshacl
    from pyshacl.errors import ValidationFailure

    _compare_without_crash()
    logging.getLogger("pyshacl-validate").disabled = True  # what it says is raised as well
    graph = reading.to_graph(shapes)
    try:
        _, results, text = pyshacl.validate(
            data, shacl_graph=graph, inference="none", meta_shacl=meta
        )
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
def _compare_without_crash() -> None:
    """Mend pySHACL 0.40: values without order (`"2025-13-45"^^xsd:date`, `[]`) end the run.

    SHACL, sections 4.5.3 and 4.5.4: two values that cannot be compared violate the constraint.
    """
    from pyshacl.constraints.core import property_pair_constraints as pairs

    for component, name in (
        (pairs.LessThanConstraintComponent, "_compare_lt"),
        (pairs.LessThanOrEqualsConstraintComponent, "_compare_ltoe"),
    ):
        setattr(component, name, _pair_by_pair(getattr(component, name)))


def _pair_by_pair(compare: Callable[..., Any]) -> Callable[..., Any]:
    from pyshacl.errors import ReportableRuntimeError

    def compared(self: Any, values: Any, others: Any, graph: Any, focus: Any) -> Any:
        faulty, reports = False, []
        for value in values:
            for other in others:
                try:
                    one_faulty, found = compare(self, {value}, {other}, graph, focus)
                except (TypeError, ReportableRuntimeError):
                    found = [self.make_v_result(graph, focus, value_node=value)]
                    one_faulty = True
                faulty = faulty or one_faulty
                reports.extend(found)
        return faulty, reports

    return compared


def _results(graph: Any) -> list[Result]:
    """The results of a report graph, without the details as results of their own."""
    said: dict[Term, dict[str, list[Term]]] = {}
    for quad in reading.from_rdflib(graph):
        said.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
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
