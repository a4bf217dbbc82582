"""What the words of a sheet mean: terms of the ontology by their labels, things by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import pyoxigraph as ox

from foedus.authoring.sheet import Wrong, suggestion
from foedus.bundled import contents
from foedus.rdf import reading
from foedus.rdf.headers import headers
from foedus.rdf.names import (
    CODE_NS,
    FOEDUS_NS,
    LABEL,
    OWL_NS,
    PREFIXES,
    RDF_NS,
    RDFS_NS,
    SH_NS,
    SHAPE_NS,
    SKOS_NS,
    TYPE,
    XSD_NS,
    Term,
    curie,
    expand,
    text,
)

Node = ox.NamedNode

NOTE, ALIAS = Node(SKOS_NS + "editorialNote"), Node(SKOS_NS + "altLabel")
_LITERAL = re.compile(r'"(?P<value>.*)"(?:@(?P<tag>[A-Za-z-]+)|\^\^(?P<type>\S+))?', re.DOTALL)


def foedus(name: str) -> Node:
    """A term of the ontology."""
    return Node(FOEDUS_NS + name)


def code(name: str) -> Node:
    """A code."""
    return Node(CODE_NS + name)


@cache
def slug(name: str) -> str:
    """A name as the last part of an address: ``U.S. Forces Japan`` gives ``us-forces-japan``."""
    name = re.sub("[\u2010-\u2015]", "-", name)
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", bare.lower())).strip("-")


class Vocabulary:
    """The ontology's classes, properties and codes, by what people call them.

    A class or property goes by its label or its name (``of state``, ``ofState``), a code by its
    name or label.
    """

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.things: set[str] = set()  # the properties whose values are nodes
        self._terms: dict[str, dict[str, str]] = {"class": {}, "relation": {}, "code": {}}
        self._scheme: dict[str, str] = {}
        kinds: dict[str, str] = {}
        named: dict[str, list[str]] = {}
        for s, p, o, _ in contents.ontology():
            if not isinstance(s, Node):
                continue
            if p == TYPE and text(o) == OWL_NS + "Class":
                kinds[s.value] = "class"
            elif p == TYPE and text(o).startswith(OWL_NS) and text(o).endswith("Property"):
                kinds[s.value] = "relation"
                if text(o) == OWL_NS + "ObjectProperty":
                    self.things.add(s.value)
            elif p.value == SKOS_NS + "inScheme":
                kinds[s.value] = "code"
                self._scheme[s.value] = text(o).removeprefix(CODE_NS)
            elif p.value in (RDFS_NS + "label", SKOS_NS + "prefLabel"):
                named.setdefault(s.value, []).append(text(o))
        for iri, kind in sorted(kinds.items()):
            local = re.split(r"[#/]", iri)[-1]
            self.labels[iri] = min(named.get(iri, [local]))
            for name in (local, *named.get(iri, ())):
                self._terms[kind].setdefault(name.casefold(), iri)
        self._local = {iri: re.split(r"[#/]", iri)[-1] for iri in kinds}
        self._datatypes = _datatypes()

    def klass(self, word: str) -> Node:
        """The class that a word means."""
        return Node(self._find(word, "class"))

    def relation(self, word: str) -> Node:
        """The property that a word means."""
        return Node(self._find(word, "relation"))

    def is_relation(self, word: str) -> bool:
        """Whether a word means a property."""
        return word.casefold() in self._terms["relation"]

    def relations(self) -> Iterable[str]:
        """The words that mean a property."""
        return self._terms["relation"]

    def code(self, word: str, scheme: str) -> Node:
        """The code of a scheme (``any`` for all) that a word means."""
        iri = self._terms["code"].get(word.casefold().replace(" ", "-"))
        iri = iri or self._terms["code"].get(word.casefold())
        if iri and scheme in ("any", self._scheme[iri]):
            return Node(iri)
        if scheme == "any" and re.fullmatch(r"[a-z0-9-]+", word):
            return code(word)  # the code of a state, which the ontology need not list
        known = sorted(self._local[one] for one in self.codes(scheme))
        listed = ", ".join(known[:12]) if scheme != "any" else "those of the ontology"
        raise Wrong(f"“{word}” is no code; say one of {listed}")

    def term(self, word: str) -> Node | None:
        """The code or the class that a word means, if it means one."""
        for kind, name in (("code", word.replace(" ", "-")), ("class", word)):
            if iri := self._terms[kind].get(name.casefold()):
                return Node(iri)
        return None

    def codes(self, scheme: str) -> list[str]:
        """The codes of a scheme."""
        return [iri for iri, one in self._scheme.items() if scheme in ("any", one)]

    def is_code(self, iri: str) -> bool:
        """Whether an address is that of a code."""
        return iri in self._scheme

    def name(self, iri: str) -> str:
        """How a sheet writes a term: the label of a property, the name of anything else."""
        label = self.labels.get(iri, "")
        if self._terms["relation"].get(label.casefold()) == iri:
            return label
        local = self._local.get(iri, "")
        kinds = (self._terms[kind] for kind in ("class", "relation", "code"))
        return local if any(kind.get(local.casefold()) == iri for kind in kinds) else curie(iri)

    def literal(self, prop: Node, value: str, language: str = "en") -> ox.Literal:
        """A text as a value of a property, of the datatype that the property takes.

        In double quotes it may name its own: ``"Suva"@fj``, ``"3"^^xsd:string``.
        """
        quoted = _LITERAL.fullmatch(value)
        if quoted and quoted["tag"]:
            return ox.Literal(quoted["value"], language=quoted["tag"])
        if quoted and quoted["type"]:
            return ox.Literal(quoted["value"], datatype=Node(expand(quoted["type"])))
        value = quoted["value"] if quoted else value
        datatype = self._datatypes.get(prop.value, "")
        if not datatype:
            return ox.Literal(value, language=language)
        if datatype == XSD_NS + "boolean":
            value = {"yes": "true", "no": "false"}.get(value, value)
        checked = {
            "integer": r"-?\d+",
            "boolean": "true|false",
            "date": r"\d{4}-\d\d-\d\d",
            "duration": r"P(?=[\dT])(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?",
        }
        kind = datatype.removeprefix(XSD_NS)
        if not re.fullmatch(checked.get(kind, "(?s:.*)"), value):
            what = {"integer": "a whole number, such as 60000", "boolean": "yes or no"}
            what["duration"] = "a length of time, such as P6M for six months or P10D for ten days"
            must = what.get(kind, "a day, such as 2031-04-09")
            raise Wrong(f"{self.name(prop.value)} must be {must}, not “{value}”")
        return ox.Literal(value, datatype=Node(datatype))

    def shown(self, prop: Node, value: ox.Literal, language: str = "en") -> str:
        """How a sheet writes a literal, so that ``literal`` reads it as the same."""
        plain = value.value
        if self.literal_or_none(prop, plain, language) == value and plain.strip() == plain:
            return plain
        if self.literal_or_none(prop, f'"{plain}"', language) == value:
            return f'"{plain}"'
        if value.language:
            return f'"{plain}"@{value.language}'
        return f'"{plain}"^^{curie(value.datatype.value)}'

    def literal_or_none(self, prop: Node, value: str, language: str) -> ox.Literal | None:
        """What ``literal`` gives; None where it refuses."""
        try:
            return self.literal(prop, value, language)
        except Wrong:
            return None

    def _find(self, word: str, kind: str) -> str:
        if found := self._terms[kind].get(word.casefold()):
            return found
        if ":" in word:
            iri = expand(word)
            if iri in self._local:
                return iri
        more = suggestion(word, self._names(kind)) or "; foedus show CLASS tells what a class has"
        raise Wrong(f"“{word}” is no {kind}{more}")

    def _names(self, kind: str) -> Iterator[str]:
        for iri in self._terms[kind].values():
            yield self._local[iri] if kind == "class" else self.labels[iri]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the bundled ontology."""
    return Vocabulary()


@cache
def statement_only() -> frozenset[Node]:
    """The properties that stand in statements and never as a plain triple, as the shapes list."""
    quads = contents.shapes()
    said: dict[tuple[Term, str], Term] = {(q.subject, q.predicate.value): q.object for q in quads}
    head = said[Node(SHAPE_NS + "PredicateStatementOnly"), SH_NS + "in"]
    found = set()
    while text(head) != RDF_NS + "nil":
        found.add(said[head, RDF_NS + "first"])
        head = said[head, RDF_NS + "rest"]
    return frozenset(one for one in found if isinstance(one, Node))


def _datatypes() -> dict[str, str]:
    """The datatype of each property's values: as shapes demand it, else as all our data have it.

    Properties of texts in a language are left out.
    """
    paths: dict[Term, str] = {}
    wanted: dict[Term, set[str]] = {}
    for quad in contents.shapes():
        if quad.predicate.value == SH_NS + "path" and isinstance(quad.object, Node):
            paths[quad.subject] = quad.object.value
        elif quad.predicate.value == SH_NS + "datatype":
            wanted.setdefault(quad.subject, set()).add(text(quad.object))
    found: dict[str, set[str]] = {}
    for document in contents.data(tuple(contents.DATA_FILES)):
        for quad in document.quads:
            if isinstance(quad.object, ox.Literal):
                found.setdefault(quad.predicate.value, set()).add(quad.object.datatype.value)
    for shape, types in wanted.items():
        if shape in paths:
            found[paths[shape]] = types
    text_type = RDF_NS + "langString"
    return {
        prop: next(iter(types))
        for prop, types in found.items()
        if len(types) == 1 and text_type not in types
    }


class Known:
    """The things that some data name: their labels, aliases and classes."""

    def __init__(self, documents: Sequence[reading.Document]) -> None:
        self.documents = documents
        self.label: dict[str, str] = {}
        self.types: dict[str, set[Node]] = {}
        self.names: dict[str, set[str]] = {}
        self.subjects: set[Term] = set()
        for document in documents:
            for s, p, o, _ in document.quads:
                self.subjects.add(s)
                if not isinstance(s, Node):
                    continue
                if p == TYPE and isinstance(o, Node):
                    self.types.setdefault(s.value, set()).add(o)
                elif p in (LABEL, ALIAS):
                    self.names.setdefault(text(o), set()).add(s.value)
                    if p == LABEL:
                        self.label.setdefault(s.value, text(o))

    def named(self, name: str) -> str | None:
        """The address of the one thing with this name."""
        found = self.names.get(name, set())
        return next(iter(found)) if len(found) == 1 else None

    def shown(self, iri: str) -> str:
        """How a sheet names a thing: by its label where no other has it, else by its address."""
        label = self.label.get(iri, "")
        clear = self.named(label) == iri and not re.search(r"\s[;|]\s|^\"|^\S+:\S", label)
        return label if clear else curie(iri)


def known(documents: Sequence[reading.Document] = (), without: str = "") -> Known:
    """The bundled data, without the file of one address, and some documents more."""
    return _bundled(without) if not documents else Known([*_kept(without), *documents])


@cache
def _bundled(without: str) -> Known:
    return Known(_kept(without))


def _kept(without: str) -> list[reading.Document]:
    bundle = contents.data(tuple(contents.DATA_FILES))
    return [one for one in bundle if not (without and without in addresses(one))]


def addresses(document: reading.Document) -> set[str]:
    """What a document declares to be an ontology: its own address."""
    return {text(one) for one in headers(document.quads)}


def fits(types: Iterable[Node], wanted: Sequence[Node]) -> bool:
    """Whether a thing of some classes is of one of those wanted, or of one below."""
    reached = {one for kind in wanted for one in contents.at_or_below(kind)}
    return any(kind in reached for kind in types)


def full(name: str, namespace: str) -> str | None:
    """The address in ``id:local``, ``<address>`` or a full one; None for any other name."""
    if re.fullmatch(r"<[^<>\s]+>|https?://\S+", name):
        return expand(name)
    prefix, colon, local = name.partition(":")
    if colon and re.fullmatch(r"[\w.-]+", local) and (prefix in PREFIXES or not prefix):
        return PREFIXES[prefix] + local if prefix else namespace + local
    return None
