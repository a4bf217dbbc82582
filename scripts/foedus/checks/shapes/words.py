"""What a result says where its shape has no sh:message: the parameter that is not met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyoxigraph as ox

from foedus.checks.report.finding import Result, shown
from foedus.rdf.names import SH_NS, Term

_COMPONENT = "ConstraintComponent"
_MESSAGE = SH_NS + "message"

Said = Mapping[Term, Mapping[str, list[Term]]]
"""The values of each node's properties, by the IRI of the property."""


def said_of(quads: Iterable[ox.Quad]) -> Said:
    """What some statements say of each node."""
    found: dict[Term, dict[str, list[Term]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return found


def with_message(result: Result, said: Said) -> Result:
    """The result, with words of ours where neither its shape nor its constraint has a message.

    A component of the user's own keeps what the engine says.
    """
    details = tuple(with_message(one, said) for one in result.details)
    about = said.get(result.shape, {})
    constraint = said.get(result.constraint, {}) if result.constraint else {}
    iri = getattr(result.component, "value", "")
    known = iri.startswith(SH_NS) and iri.endswith(_COMPONENT)
    if not known or _MESSAGE in about or _MESSAGE in constraint:
        return replace(result, details=details)
    name = iri.removeprefix(SH_NS).removesuffix(_COMPONENT)
    name = name[:1].lower() + name[1:]
    values = " ".join(sorted(filter(None, map(shown, about.get(SH_NS + name, ())))))
    told = " ".join(f"sh:{'sparql' if name == 'sPARQL' else name} {values}".split()) + " is not met"
    return replace(result, messages=(ox.Literal(told, language="en"),), details=details)
