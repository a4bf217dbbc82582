"""What a person should hear of a validation that found nothing, because it looked at little."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.checks.shapes.compiler import IGNORED, TARGETS
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.headers import headers
from foedus.rdf.names import OWL_NS, SH_NS, Term
from foedus.rdf.scanning import line_of

_IMPORTS = ox.NamedNode(OWL_NS + "imports")
_HELPERS = {SH_NS + name for name in ("declare", "prefix", "namespace", *IGNORED)}
_SHOWN = 5


def of_data(documents: Sequence[reading.Document], shapes: Sequence[reading.Document]) -> list[str]:
    """The notices about files: empty, with imports that are not there, with keys that say nothing.

    Each begins with the file's name and, where there is one, the line.
    """
    known = {header for one in (*documents, *shapes) for header in headers(one.quads)}
    known |= headers(contents.ontology()) | headers(contents.shapes())
    found = []
    for document in (*documents, *shapes):
        if not document.quads:
            found.append(f"{document.name}: holds no statements")
        found += _imports(document, known)
        if document.format == reading.RdfFormat.JSON_LD:
            found += _vanished(document)
    return found


def check_for_shapes(documents: Sequence[reading.Document]) -> None:
    """Raise BadInput for files of shapes of which one holds no shape at all."""
    for document in documents:
        if not any(_speaks_of_shapes(quad) for quad in document.quads):
            raise BadInput("holds no shapes: nothing could be violated", document.name)


def of_nodes(nodes: int, quads: Iterable[ox.Quad]) -> list[str]:
    """The notices about what the shapes reached: no shape has a target, or no target a node."""
    targets = {SH_NS + name for name in TARGETS}
    if not any(quad.predicate.value in targets for quad in quads):
        return ["no shape has a target: nothing was checked"]
    return [] if nodes else ["no shape applies to any node of the data: 0 nodes checked"]


def _speaks_of_shapes(quad: ox.Quad) -> bool:
    predicate, value = quad.predicate.value, getattr(quad.object, "value", "")
    if predicate.startswith(SH_NS):
        return predicate not in _HELPERS
    return value in (SH_NS + "NodeShape", SH_NS + "PropertyShape")


def _imports(document: reading.Document, known: set[Term]) -> Iterator[str]:
    text = document.text.decode()
    for quad in document.quads:
        if quad.predicate == _IMPORTS and quad.object not in known:
            iri = getattr(quad.object, "value", str(quad.object))
            offset = text.find(iri)
            place = f"{document.name}:{line_of(text, offset)}" if offset >= 0 else document.name
            yield f"{place}: owl:imports <{iri}> is not followed: give its file too"


def _vanished(document: reading.Document) -> Iterator[str]:
    """The keys of a JSON-LD file that no context explains, so that they make no statement."""
    text = document.text.decode()
    defined: set[str] = set()
    used: dict[str, None] = {}
    waiting = [json.loads(text)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += [value for key, value in item.items() if key != "@context"]
            used.update(dict.fromkeys(item))
            defined |= set(_terms(item.get("@context")))
    if "@vocab" in defined:
        return
    unknown = [key for key in used if not key.startswith("@") and ":" not in key]
    unknown = sorted(key for key in unknown if key not in defined)
    for key in unknown[:_SHOWN]:
        line = line_of(text, max(text.find(json.dumps(key, ensure_ascii=False)), 0))
        yield f"{document.name}:{line}: no context explains {key!r}, so that it says nothing"
    if len(unknown) > _SHOWN:
        yield f"{document.name}: {len(unknown) - _SHOWN} more keys say nothing"


def _terms(context: Any) -> Iterator[str]:
    """The terms that a context defines, and ``@vocab`` where it has one."""
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, dict):
            yield from (key for key in part if not key.startswith("@") or key == "@vocab")
            for value in part.values():
                if isinstance(value, dict):
                    yield from _terms(value.get("@context"))
