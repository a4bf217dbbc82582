"""Units, people, posts and bases of one source that are called like those of ours or of another.

A name proves nothing: there are many first battalions. So a namesake is confident only where the
two also share the name of what is above them, and less sure where several bear the name. A unit
that nobody names is like none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.bundled.relations import KINDS
from foedus.rdf.names import FOEDUS_NS, RDF_NS, RDFS_NS

_BESIDE = {
    one: other
    for kind in KINDS
    if kind.one_at_a_time
    for pair in [(kind.role, *kind.targets)]
    for one, other in (pair, pair[::-1])
}
"""Of a relation: the role that a thing has, and the other role by which it is known."""
_KINDS = ("Organization", "Person", "Post", "Place")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)\b")
_WORD = re.compile(r"\w+")

ALIKE, SEVERAL, SURE = 0.6, 0.4, 0.85
"""How sure a namesake is: by its name, where several bear it, and where the other side agrees."""


@dataclass
class Bearer:
    """A thing with its name, the kind that it is of, and the names of those it stands with."""

    iri: str
    kind: str = ""
    name: str = ""
    unnamed: bool = False
    beside: set[str] = field(default_factory=set)


def bearers(quads: Iterable[ox.Quad]) -> list[Bearer]:
    """What has a name in a graph, in order."""
    found: dict[str, Bearer] = defaultdict(lambda: Bearer(""))
    roles: dict[str, dict[str, str]] = defaultdict(dict)
    kinds = {kind: name for name in _KINDS for kind in contents.at_or_below(_iri(FOEDUS_NS + name))}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        iri, name, value = quad.subject.value, quad.predicate.value, quad.object
        if name == RDF_NS + "type" and value in kinds:
            found[iri].kind = kinds[value]  # type: ignore[index]
        elif name == RDFS_NS + "label" and isinstance(value, ox.Literal):
            found[iri].name = min(filter(None, (found[iri].name, value.value)))
        elif name == FOEDUS_NS + "unnamed":
            found[iri].unnamed = True
        elif name in _BESIDE and isinstance(value, ox.NamedNode):
            roles[iri][name] = value.value
    for iri, one in found.items():
        one.iri = iri
    for told in roles.values():
        for role, other in _BESIDE.items():
            if role in told and other in told and told[other] in found and told[role] in found:
                found[told[role]].beside.add(spelling(found[told[other]].name))
    named = (one for one in found.values() if one.kind and one.name and not one.unnamed)
    return sorted(named, key=lambda one: one.iri)


def namesakes(
    here: Iterable[Bearer], there: Iterable[Bearer]
) -> Iterator[tuple[Bearer, Bearer, float, str]]:
    """Each of one side with those of the other that are called alike, how sure, and why."""
    called: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for other in there:
        called[other.kind, spelling(other.name)].append(other)
    for one in here:
        others = called.get((one.kind, spelling(one.name)), [])
        for other in others:
            shared = sorted((one.beside & other.beside) - {""})
            reason = "same name"
            if shared:
                yield one, other, SURE, f"{reason}; both beside {shared[0]}"
            elif len(others) > 1:
                yield one, other, SEVERAL, f"{reason}, which {len(others)} bear"
            else:
                yield one, other, ALIKE, reason


def spelling(name: str) -> str:
    """A name as it is compared: words in lower case, and 3 for 3rd; numbers tell units apart.

    >>> spelling("3rd Battalion"), spelling("3 battalion")
    ('3 battalion', '3 battalion')
    """
    return " ".join(_WORD.findall(_ORDINAL.sub(r"\1", name.casefold())))


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
