"""The statement layer, read for people: who says what, in which voice and mode, in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.rdf.names import PREFIXES, Term, text

Node = ox.NamedNode | ox.BlankNode | ox.Triple

_F, _CODE = PREFIXES["foedus"], PREFIXES["code"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_QUOTATION = ox.NamedNode(_F + "Quotation")
_IDENTIFIER = PREFIXES["dcterms"] + "identifier"

PLUMBING = frozenset(
    _F + name
    for name in (
        "aboutNode",
        "attributedTo",
        "evidencedBy",
        "inferredByEditor",
        "interpretedAs",
        "passageOf",
        "saidIn",
        "sourcedFrom",
        "statedClass",
        "stmtObject",
        "stmtPredicate",
        "stmtSubject",
        "stmtValue",
        "weaklySourced",
    )
)
"""Properties of the statement layer: shown as what backs a fact, not as facts."""

_GENERAL = frozenset(_F + name for name in ("relationHolder", "relationTarget"))
_ANNOTATIONS = tuple(PREFIXES[name] for name in ("rdfs", "skos", "dcterms"))
_MATCHES = frozenset(PREFIXES["skos"] + name for name in ("exactMatch", "closeMatch"))


@dataclass(frozen=True)
class Passage:
    """A stretch of a source: paragraph from 1, characters from 0 (end left out), words.

    ``language`` is the tag of the words, such as ``en``; empty where they have none.
    """

    iri: str
    is_quotation: bool
    paragraph: int
    start: int
    end: int
    words: str
    language: str


@dataclass(frozen=True)
class Statement:
    """Something said to be so, with who says it and how. Nodes are IRIs; codes are bare names."""

    iri: str
    fact: str
    about: tuple[str, ...]
    subjects: tuple[str, ...]
    predicate: str
    object: Term | None
    voice: str
    modality: str
    evaluative: bool
    admitted: bool
    negated: bool
    scope: str
    speakers: tuple[str, ...]
    passages: tuple[Passage, ...]
    weak: bool
    by_editor: bool

    @property
    def nodes(self) -> tuple[str, ...]:
        """What the statement is about; where no node is named, its subjects."""
        return self.about or self.subjects

    @property
    def locating_passage(self) -> Passage | None:
        """The passage that locates the fact: of several, the one that is not a whole quotation."""
        plain = [passage for passage in self.passages if not passage.is_quotation]
        return next(iter(plain or self.passages), None)

    @property
    def kind(self) -> str:
        """PF, SA, IP, Q, AC and their combinations, from the codes and the passages' types."""
        intended = ["IP"] if self.modality == "intended" else []
        if self.voice == "quotation":
            return "+".join(["Q", *intended])
        if self.voice == "paraphrase":
            quoted = ["Q"] if any(passage.is_quotation for passage in self.passages) else []
            return "+".join(["AC", *quoted, *intended])
        return "IP" if intended else "SA" if self.evaluative else "PF"


def is_fact(triple: ox.Triple | ox.Quad) -> bool:
    """Whether a triple says something of the world: no type, name, note or statement layer."""
    name = triple.predicate.value
    if name in _MATCHES:
        return True
    return name not in PLUMBING and name != _TYPE.value and not name.startswith(_ANNOTATIONS)


def is_conclusion(triple: ox.Triple | ox.Quad) -> bool:
    """Whether an inferred triple tells more than its ground: a fact by more than a general role.

    That who holds a post is the holder of a relation, says nothing new.
    """
    return is_fact(triple) and triple.predicate.value not in _GENERAL


def composed(kind: str, quads: Iterable[ox.Quad], named: Callable[[str], str]) -> str:
    """What a node without a name is called: its kind, and two things that it joins.

    ``quads`` are those that it is the subject of. Things come before codes; where it joins
    nothing, there is no name.
    """
    told = dict.fromkeys(q.object for q in quads if is_fact(q))
    nodes = [one.value for one in told if isinstance(one, ox.NamedNode)]
    nodes.sort(key=lambda iri: iri.startswith(_CODE))
    return f"{kind}: {', '.join(map(named, nodes[:2]))}" if nodes else ""


def sentence(one: Statement, named: Callable[[str], str]) -> str:
    """What a statement says: subjects, relation and object, or what it is about.

    ``named`` gives the name of an IRI.
    """
    if not one.predicate:
        return "; ".join(map(named, one.about)) or named(one.iri)
    value = one.object
    target = named(value.value) if isinstance(value, ox.NamedNode) else f"“{text(value)}”"
    scope = f" (“{one.scope}”)" if one.scope else ""
    denied = "not " if one.negated else ""
    subjects = ", ".join(map(named, one.subjects))
    return f"{subjects} — {denied}{named(one.predicate)}: {target}{scope}"


def read_statements(store: ox.Store) -> list[Statement]:
    """Every statement of the default graph, by fact number where it has one, else by IRI."""
    subjects = [quad.subject for quad in _quads(store, None, _TYPE, ox.NamedNode(_F + "Statement"))]
    found = [_statement(store, node) for node in subjects if isinstance(node, ox.NamedNode)]
    return sorted(found, key=lambda statement: (_number(statement.fact), statement.iri))


def read_passage(store: ox.Store, node: ox.NamedNode) -> Passage:
    """One passage. Absent offsets are -1, an absent paragraph 0."""
    told = _Told(store, node)
    quoted = next(iter(told.terms("exactText")), None)
    return Passage(
        iri=node.value,
        is_quotation=_QUOTATION in told.kinds,
        paragraph=told.whole("paragraphNumber", 0),
        start=told.whole("charStart", -1),
        end=told.whole("charEnd", -1),
        words=text(quoted),
        language=(quoted.language or "") if isinstance(quoted, ox.Literal) else "",
    )


def read_passages(store: ox.Store) -> list[Passage]:
    """Every passage of the default graph, in the order of the text."""
    nodes = {quad.subject for quad in _quads(store, None, ox.NamedNode(_F + "passageOf"), None)}
    return _in_order(read_passage(store, node) for node in nodes if isinstance(node, ox.NamedNode))


def passages_of(store: ox.Store, node: Node) -> tuple[Passage, ...]:
    """The passages that a node rests on, in the order of the text."""
    return _passages(store, _Told(store, node, "evidencedBy"))


def _passages(store: ox.Store, told: _Told) -> tuple[Passage, ...]:
    return tuple(_in_order(read_passage(store, one) for one in told.nodes("evidencedBy")))


def flagged(store: ox.Store, node: Node, name: str) -> bool:
    """Whether a yes-or-no property of ours is true of a node."""
    return _Told(store, node, name).flagged(name)


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda passage: (passage.start, passage.end, passage.iri))


def _statement(store: ox.Store, node: ox.NamedNode) -> Statement:
    told = _Told(store, node)
    speeches = (_Told(store, one, "speaker") for one in told.nodes("saidIn"))
    speakers = [agent.value for speech in speeches for agent in speech.nodes("speaker")]
    return Statement(
        iri=node.value,
        fact=told.identifier,
        about=tuple(item.value for item in told.nodes("aboutNode")),
        subjects=tuple(item.value for item in told.nodes("stmtSubject")),
        predicate=next((item.value for item in told.nodes("stmtPredicate")), ""),
        object=next(iter(told.terms("stmtObject", "stmtValue")), None),
        voice=told.text("voice").removeprefix(_CODE),
        modality=told.text("modality").removeprefix(_CODE),
        evaluative=told.flagged("evaluative"),
        admitted=told.flagged("admitted"),
        negated=told.flagged("negated"),
        scope=told.text("scopeText"),
        speakers=tuple(dict.fromkeys(speakers)),
        passages=_passages(store, told),
        weak=told.flagged("weaklySourced"),
        by_editor=told.flagged("inferredByEditor"),
    )


def _quads(
    store: ox.Store,
    subject: Node | None,
    predicate: ox.NamedNode | None,
    object_: Term | None,
) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(subject, predicate, object_, ox.DefaultGraph())


class _Told:
    """What the default graph of a store says of a node, read at once; or one property of ours."""

    def __init__(self, store: ox.Store, node: Node, only: str = "") -> None:
        predicate = ox.NamedNode(_F + only) if only else None
        self._values: dict[str, list[Term]] = defaultdict(list)
        for quad in _quads(store, node, predicate, None):
            self._values[quad.predicate.value].append(quad.object)

    def terms(self, *names: str) -> list[Term]:
        found = [one for name in names for one in self._values.get(_F + name, ())]
        return sorted(found, key=str) if len(found) > 1 else found

    def nodes(self, name: str) -> list[ox.NamedNode]:
        return [item for item in self.terms(name) if isinstance(item, ox.NamedNode)]

    def text(self, name: str) -> str:
        return next((text(item) for item in self.terms(name)), "")

    def whole(self, name: str, absent: int) -> int:
        digits = self.text(name)
        return int(digits) if digits.isascii() and digits.isdigit() else absent

    def flagged(self, name: str) -> bool:
        return any(text(one) in ("true", "1") for one in self.terms(name))

    @property
    def kinds(self) -> list[Term]:
        return self._values.get(_TYPE.value, [])

    @property
    def identifier(self) -> str:
        return min(map(text, self._values.get(_IDENTIFIER, ())), default="")


def _number(fact: str) -> tuple[int, str]:
    digits = fact[1:]
    return (int(digits), fact) if digits.isascii() and digits.isdigit() else (10**9, fact)
