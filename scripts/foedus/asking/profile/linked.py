"""A profile as linked data: the triples of a thing with its statements, passages and labels.

Nothing that a profile works out is in it: no status, no summary, no date in words. All of it is in
the data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import pyoxigraph as ox

from foedus.asking.profile.rows import below
from foedus.rdf import writing
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    LABEL,
    PREFIXES,
    RDFS_NS,
    SKOS_NS,
    TYPE,
    XSD_NS,
    Term,
    curie,
)

_PASSAGE = ox.NamedNode(FOEDUS_NS + "evidencedBy")
_NAMED = {LABEL, ox.NamedNode(SKOS_NS + "prefLabel")}
_GROUNDS = {_PASSAGE, ox.NamedNode(FOEDUS_NS + "sourcedFrom")}
"""What leads to a passage or a document, which are no part of what rests on them."""

_ABOUT = {
    ox.NamedNode(FOEDUS_NS + name)
    for name in ("stmtSubject", "stmtObject", "aboutNode", "evidencedBy")
}
"""By what a statement tells of a thing, and not only names it, as its speaker or its passage."""

ALIASES: dict[str, Any] = {
    "label": {"@id": "rdfs:label", "@language": "en"},
    "words": {"@id": "foedus:exactText", "@language": "en"},
    "fact": "dcterms:identifier",
    "passage": "foedus:evidencedBy",
    "statements": {"@reverse": "foedus:stmtSubject"},
    "statementsAbout": {"@reverse": "foedus:aboutNode"},
}
"""Short keys of our documents, for a context that is published to take over."""

CONTEXT: dict[str, Any] = {"@vocab": FOEDUS_NS, **PREFIXES, **ALIASES}
"""The context of a document that stands alone: a name without a prefix is ours."""

_KEYS = {
    RDFS_NS + "label": "label",
    FOEDUS_NS + "exactText": "words",
    DCTERMS_NS + "identifier": "fact",
    FOEDUS_NS + "evidencedBy": "passage",
}
_IN_ENGLISH = ("label", "words")
_REVERSED = {FOEDUS_NS + "stmtSubject": "statements", FOEDUS_NS + "aboutNode": "statementsAbout"}


class Graph:
    """The triples of some data and of the ontology, by node; graphs are not told apart."""

    def __init__(self, store: ox.Store, terms: Set[Term], without: Set[Term]) -> None:
        """Ask a store; ``terms`` are those of the ontology, ``without`` what is not told of."""
        self._store, self._terms, self._without = store, terms, without

    def _of(self, node: Term) -> dict[ox.Triple, None]:
        if isinstance(node, ox.Literal) or node in self._without:
            return {}
        found = self._store.quads_for_pattern(node, None, None, None)
        return dict.fromkeys(quad.triple for quad in found)

    def _to(self, node: Term) -> dict[ox.Triple, None]:
        found = self._store.quads_for_pattern(None, None, node, None)
        return dict.fromkeys(q.triple for q in found if q.subject not in self._without)

    def _name(self, node: Term) -> ox.Triple | None:
        """The triple that names a node: the first by its text, a plain label before others."""
        named = [triple for triple in self._of(node) if triple.predicate in _NAMED]
        return min(named, key=lambda one: (one.predicate != LABEL, str(one)), default=None)

    def triples(self, iri: str) -> tuple[ox.Quad, ...]:
        """The triples of a thing, of what is said of it, and of the relations that it is part of.

        With the passages of these, and the label of everything that is named.
        """
        node = ox.NamedNode(iri)
        is_term = node in self._terms
        found = self._of(node)
        pointing = [triple for triple in self._to(node) if triple.predicate != TYPE]
        nearby = {
            triple.subject
            for triple in pointing
            if triple.predicate not in _GROUNDS and self._joins(triple.subject)
        }
        nearby = set() if is_term else nearby
        for near in nearby:
            found.update(self._of(near))
        statements = {
            triple.subject
            for about in (() if is_term else (node, *nearby))
            for triple in self._to(about)
            if triple.predicate in _ABOUT and self._is(triple.subject, "Statement")
        }
        found.update(dict.fromkeys(pointing))
        for statement in statements:
            found.update(self._of(statement))
        passages = {triple.object for triple in found if triple.predicate == _PASSAGE}
        for passage in passages:
            found.update(self._of(passage))
        self._add_nameless(found)
        named: set[Term] = {triple.subject for triple in found}
        named |= {triple.object for triple in found if triple.predicate != TYPE}
        for term in named:
            if name := self._name(term):
                found[name] = None
        return tuple(ox.Quad(one.subject, one.predicate, one.object) for one in found)

    def _add_nameless(self, found: dict[ox.Triple, None]) -> None:
        """What is said of the nodes without a name that some triples lead to."""
        waiting, seen = [*found], set[Term]()
        while waiting:
            node = waiting.pop().object
            if isinstance(node, ox.BlankNode) and node not in seen:
                seen.add(node)
                said = self._of(node)
                found.update(said)
                waiting += said

    def _joins(self, node: Term) -> bool:
        return self._is(node, "TimeBoundedRelation") or self._is(node, "Event")

    def _is(self, node: Term, name: str) -> bool:
        kinds = {one.object for one in self._of(node) if one.predicate == TYPE}
        return bool(kinds & below(name))


def turtle(quads: Iterable[ox.Quad], iri: str) -> str:
    """A thing's triples (``Profile.quads``) as Turtle."""
    return writing.serialize(quads, ox.RdfFormat.TURTLE).decode()


def jsonld(
    quads: Iterable[ox.Quad],
    iri: str,
    context: Mapping[str, Any] = CONTEXT,
    published: str = "",
) -> str:
    """A thing's triples (``Profile.quads``) as JSON-LD, in which statements and relations nest.

    ``context`` has ``ALIASES``, and values are written as short as its definitions allow; where it
    is ``published``, this address stands for it. Each node is told once, in full where it stands
    first; the rest stand beside it.
    """
    nested = _Nested(quads, context)
    body = nested.told(ox.NamedNode(iri), depth=2)
    rest = [nested.told(term, depth=0) for term in nested.left()]
    whole: dict[str, Any] = {"@context": published or context}
    whole |= {"@graph": [body, *rest]} if rest else body
    return _in_lines(whole) + "\n"


def _in_lines(value: Any, depth: int = 3) -> str:
    """JSON with a line for each thing said of a node, and one for each of several values."""
    pad = "\n" + " " * (4 - depth)
    if depth and isinstance(value, dict) and not value.keys() <= {"@id", "label", "@type"}:
        told = (f"{json.dumps(key)}: {_in_lines(one, depth - 1)}" for key, one in value.items())
        return f"{{{pad}{f',{pad}'.join(told)}{pad[:-1]}}}"
    if depth and isinstance(value, list) and len(value) > 1:
        return f"[{pad}{f',{pad}'.join(_in_lines(one, depth - 1) for one in value)}{pad[:-1]}]"
    return json.dumps(value, ensure_ascii=False)


class _Nested:
    """Triples as objects within objects; a triple is written once."""

    def __init__(self, quads: Iterable[ox.Quad], context: Mapping[str, Any]) -> None:
        self._context = context
        self._of: dict[Term, list[ox.Quad]] = defaultdict(list)
        self._to: dict[Term, list[ox.Quad]] = defaultdict(list)
        self._written: set[ox.Quad] = set()
        for quad in writing.sort_quads(set(quads)):
            self._of[quad.subject].append(quad)
            if not isinstance(quad.object, ox.Literal):
                self._to[quad.object].append(quad)

    def told(self, node: Term, depth: int) -> dict[str, Any]:
        """A node with all that is not written yet, and so far down with what points to it."""
        found: dict[str, Any] = {"@id": _short(node)}
        new = [quad for quad in self._of[node] if quad not in self._written]
        self._written.update(new)
        for quad in new:
            key, value = self._pair(quad)
            found.setdefault(key, []).append(value)
        for quad in self._to[node] if depth else ():
            if quad.predicate == TYPE or quad in self._written:
                continue
            self._written.add(quad)
            short = _REVERSED.get(quad.predicate.value)
            inner = self.told(quad.subject, depth - 1)
            place = found if short else found.setdefault("@reverse", {})
            place.setdefault(short or _vocab(quad.predicate), []).append(inner)
        return {key: _one(value) for key, value in found.items()}

    def _pair(self, quad: ox.Quad) -> tuple[str, Any]:
        """A triple as a key and a value."""
        if quad.predicate == TYPE and isinstance(quad.object, ox.NamedNode):
            return "@type", _vocab(quad.object)
        key = _KEYS.get(quad.predicate.value, _vocab(quad.predicate))
        value = quad.object
        if isinstance(value, ox.Literal):
            if key in _IN_ENGLISH:
                if value.language == "en":
                    return key, value.value
                key = _vocab(quad.predicate)
            return key, _literal(value, self._context.get(key))
        few = all(one.predicate in _NAMED for one in self._of[value])
        if few or quad.predicate == _PASSAGE:
            return key, self.told(value, 0)
        return key, {"@id": _short(value)}

    def left(self) -> Iterator[Term]:
        """The nodes of which something is not written yet."""
        for node in list(self._of):
            if any(quad not in self._written for quad in self._of[node]):
                yield node


def _one(value: Any) -> Any:
    """A list of one as its member."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _short(term: Term) -> str:
    if not isinstance(term, ox.NamedNode):
        return str(term)
    short = curie(term.value)
    return term.value if short.startswith("<") else short


def _vocab(term: Term) -> str:
    return _short(term).removeprefix("foedus:")


def _literal(value: ox.Literal, definition: Any) -> Any:
    """A literal as short as the definition of its property allows."""
    if value.language:
        return {"@value": value.value, "@language": value.language}
    kind = value.datatype.value
    wanted = definition.get("@type") if isinstance(definition, dict) else None
    if wanted not in (None, curie(kind)):
        return {"@value": value.value, "@type": _short(value.datatype)}
    if kind == XSD_NS + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if kind == XSD_NS + "integer" and value.value == _whole(value.value):
        return int(value.value)
    if wanted or kind == XSD_NS + "string":
        return value.value
    return {"@value": value.value, "@type": _short(value.datatype)}


def _whole(digits: str) -> str | None:
    """A number that any reader of JSON keeps as it is."""
    short = digits.isascii() and digits.isdigit() and len(digits) < 16
    return str(int(digits)) if short else None
