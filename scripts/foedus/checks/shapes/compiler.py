"""Shapes, compiled once: for each one with targets, the checks that it stands for.

A shape with any part that is not known here is left whole to pySHACL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.bundled.contents import SUBCLASS
from foedus.checks.shapes import core, paths, sparql
from foedus.checks.shapes.core import Shape
from foedus.checks.shapes.data import LANG_STRING, STRING
from foedus.checks.shapes.paths import NotCompiled
from foedus.errors import BadInput
from foedus.rdf.names import OWL_NS, RDF_NS, RDFS_NS, SH_NS, TYPE, Term, curie, text

TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
IGNORED = ("expression", "js", "rule", "target", "values")
"""What belongs to SHACL's advanced features and to JavaScript: neither engine does it."""

_IDLE = {"deactivated", "description", "group", "message", "name", "order", "path", "severity"}
_IDLE |= {"nodeShape", "defaultValue", "declare", *TARGETS, *IGNORED}
_REFERENCES = ("node", "not", "property", "qualifiedValueShape")
_LISTS = ("and", "or", "xone")
_PREFIXES = {"owl": OWL_NS, "rdf": RDF_NS, "rdfs": RDFS_NS}
_MAX_HEIGHT = 15  # where pySHACL gives up
_VIOLATION = ox.NamedNode(SH_NS + "Violation")


@dataclass(frozen=True)
class SparqlConstraint:
    """A sh:sparql constraint whose query may be asked once for all focus nodes."""

    node: Term
    query: sparql.Query
    messages: tuple[ox.Literal, ...]


@dataclass(frozen=True, eq=False)
class Root:
    """A shape with targets: compiled, or with the reason why it is not."""

    node: Term
    targets: Mapping[str, Sequence[Term]]
    shape: Shape | None = None
    queries: tuple[SparqlConstraint, ...] = ()
    reason: str = ""
    is_class: bool = False


@dataclass(frozen=True)
class Program:
    """All that a shapes graph asks for: its shapes with targets, and what it asks in vain."""

    quads: tuple[ox.Quad, ...]
    roots: tuple[Root, ...]
    ignored: tuple[str, ...]

    @property
    def left(self) -> list[Root]:
        """The shapes that go to pySHACL."""
        return [root for root in self.roots if root.shape is None]


@cache
def bundled_program() -> Program:
    """The bundled shapes, compiled once a process."""
    return program(contents.shapes())


def program(quads: Iterable[ox.Quad]) -> Program:
    """Compile a shapes graph. Raises BadInput for a shape that refers to itself."""
    quads = as_meant(quads)
    described: dict[Term, dict[str, list[Term]]] = {}
    for s, p, o, _ in dict.fromkeys(quads):
        said = described.setdefault(s, {}).setdefault(p.value, [])
        if o not in said:
            said.append(o)
    heights = _heights(described)
    compiler = _Compiler(described, heights)
    nodes = [n for n, said in described.items() if _has_target(said) or compiler.is_class(n)]
    return Program(quads, tuple(map(compiler.root, nodes)), tuple(_ignored(described)))


def as_meant(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """The shapes without what SHACL reads past.

    A path that is a list is a sequence, whatever else is said of it (section 2.3.1); uniqueLang
    counts only where it is `true` as written so (section 4.4.5).
    """
    quads = tuple(quads)
    lists = {quad.subject for quad in quads if quad.predicate.value == RDF_NS + "first"}
    return tuple(
        quad
        for quad in quads
        if not (quad.subject in lists and quad.predicate.value in paths.FORMS)
        and (quad.predicate.value != SH_NS + "uniqueLang" or quad.object == ox.Literal(True))
    )


def _has_target(said: Mapping[str, Sequence[Term]]) -> bool:
    return any(SH_NS + name in said for name in TARGETS)


def _ignored(described: Mapping[Term, Mapping[str, Sequence[Term]]]) -> list[str]:
    return sorted(
        f"sh:{name} of {_name(node)} is ignored"
        for node, said in described.items()
        for name in IGNORED
        if SH_NS + name in said
    )


def _heights(described: Mapping[Term, Mapping[str, Sequence[Term]]]) -> dict[Term, int]:
    """How many shapes deep each shape is built. Raises BadInput for one that refers to itself.

    pySHACL lets the data of a recursive shape pass; SHACL leaves their meaning open.
    """
    heights: dict[Term, int] = {}
    for start in described:
        trail: dict[Term, list[Term]] = {}
        waiting: list[tuple[Term, bool]] = [(start, False)]
        while waiting:
            node, leaving = waiting.pop()
            if leaving:
                heights[node] = 1 + max((heights[part] for part in trail.pop(node)), default=0)
            elif node in trail:
                circle = [*trail][[*trail].index(node) :]
                named = next((one for one in circle if isinstance(one, ox.NamedNode)), node)
                raise BadInput(f"the shapes cannot be used: {_name(named)} refers to itself")
            elif node not in heights:
                trail[node] = _parts(node, described)
                waiting.append((node, True))
                waiting += [(part, False) for part in trail[node]]
    return heights


def _parts(node: Term, described: Mapping[Term, Mapping[str, Sequence[Term]]]) -> list[Term]:
    said = described.get(node, {})
    found = [part for name in _REFERENCES for part in said.get(SH_NS + name, ())]
    for name in _LISTS:
        for head in said.get(SH_NS + name, ()):
            try:
                found += paths.items(head, described)
            except NotCompiled:
                continue
    return found


def _name(node: Term) -> str:
    return curie(node.value) if isinstance(node, ox.NamedNode) else "a shape without a name"


class _Compiler:
    """Compiles the shapes of one shapes graph; every method may raise NotCompiled."""

    def __init__(
        self,
        described: Mapping[Term, Mapping[str, Sequence[Term]]],
        heights: Mapping[Term, int],
    ) -> None:
        self.described = described
        self.heights = heights
        self.shapes: dict[Term, Shape] = {}
        self.classes = {RDFS_NS + "Class", OWL_NS + "Class"} | {
            text(node)
            for node, said in described.items()
            if ox.NamedNode(RDFS_NS + "Class") in said.get(SUBCLASS.value, ())
        }
        self.custom = {
            text(path)
            for said in described.values()
            for parameter in said.get(SH_NS + "parameter", ())
            for path in described.get(parameter, {}).get(SH_NS + "path", ())
        }

    def is_class(self, node: Term) -> bool:
        """True for a class that is a shape too, so that its instances are the targets."""
        said = self.described[node]
        kinds = {text(kind) for kind in said.get(TYPE.value, ())}
        return bool(kinds & self.classes) and any(name.startswith(SH_NS) for name in said)

    def root(self, node: Term) -> Root:
        said = self.described[node]
        targets = {name: tuple(said.get(SH_NS + name, ())) for name in TARGETS}
        if self.is_class(node):
            return Root(node, targets, reason="a class that is a shape", is_class=True)
        try:
            if self.heights[node] > _MAX_HEIGHT:
                raise NotCompiled("a shape built many shapes deep")
            for name in TARGETS[2:]:
                if not all(isinstance(one, ox.NamedNode) for one in targets[name]):
                    raise NotCompiled(f"sh:{name} is no IRI")
            shape = self.shape(node, at_root=True)
            queries = tuple(self._sparql(shape)) if shape.active else ()
        except NotCompiled as why:
            return Root(node, targets, reason=str(why))
        return Root(node, targets, shape, queries)

    def shape(self, node: Term, at_root: bool = False) -> Shape:
        """A shape and those it is built from."""
        if node in self.shapes and not at_root:
            return self.shapes[node]
        said = self.described.get(node, {})
        self._known(said, at_root)
        described_path = self._only(said, "path")
        shape = Shape(
            node=node,
            path_node=described_path,
            path=paths.compiled(described_path, self.described) if described_path else None,
            path_text=paths.written(described_path, self.described),
            severity=self._only(said, "severity") or _VIOLATION,
            messages=_texts(said),
            active=not _deactivated(said),
        )
        kind = "NodeShape" if described_path else "PropertyShape"
        if ox.NamedNode(SH_NS + kind) in said.get(TYPE.value, ()):
            raise NotCompiled("a shape of two kinds")
        source = core.Source(
            said, bool(described_path), self.shape, lambda head: paths.items(head, self.described)
        )
        for name, build in core.BUILDERS.items():
            if SH_NS + name in said:
                shape.constraints.extend(build(source))
        for part in said.get(SH_NS + "property", ()):
            below = self.shape(part)
            if below.path is None:
                raise NotCompiled("sh:property of a shape without a path")
            shape.properties.append(below)
        if not at_root:
            self.shapes[node] = shape
        return shape

    def _known(self, said: Mapping[str, Sequence[Term]], at_root: bool) -> None:
        """Refuse any parameter that is neither idle nor compiled."""
        for iri in said:
            if iri in self.custom:
                raise NotCompiled("a constraint component of the user's own")
            if not iri.startswith(SH_NS):
                continue
            name = iri.removeprefix(SH_NS)
            beside = core.BESIDE.get(name, name)
            if beside != name and SH_NS + beside not in said:
                raise NotCompiled(f"sh:{name} without sh:{beside}")
            if name == "sparql" and at_root:
                continue
            if name not in _IDLE and name != "property" and beside not in core.BUILDERS:
                raise NotCompiled(f"sh:{name}")

    def _only(self, said: Mapping[str, Sequence[Term]], name: str) -> Term | None:
        values = said.get(SH_NS + name, ())
        if len(values) > 1:
            raise NotCompiled(f"{len(values)} values of sh:{name}")
        return values[0] if values else None

    def _sparql(self, shape: Shape) -> Iterable[SparqlConstraint]:
        for node in self.described[shape.node].get(SH_NS + "sparql", ()):
            if shape.path is not None:
                raise NotCompiled("sh:sparql on a property shape")
            said = self.described.get(node, {})
            select = self._only(said, "select")
            if not isinstance(select, ox.Literal) or select.datatype != STRING:
                raise NotCompiled("sh:sparql without a query")
            query = sparql.read(select.value, self._prefixes(said))
            if not _deactivated(said):
                yield SparqlConstraint(node, query, _texts(said))

    def _prefixes(self, said: Mapping[str, Sequence[Term]]) -> dict[str, str]:
        """The prefixes of a query; like pySHACL, those of ontologies count for all."""
        found = dict(_PREFIXES)
        owners = list(said.get(SH_NS + "prefixes", ()))
        for owner in owners:  # SHACL, section 5.2.1: sh:prefixes/owl:imports*
            imported = self.described.get(owner, {}).get(OWL_NS + "imports", ())
            owners += [one for one in imported if one not in owners]
        ontology = ox.NamedNode(OWL_NS + "Ontology")
        ontologies = [
            node for node, about in self.described.items() if ontology in about.get(TYPE.value, ())
        ]
        declared = [
            part
            for owner in (*owners, *(ontologies if owners else ()))
            for part in self.described.get(owner, {}).get(SH_NS + "declare", ())
        ]
        for part in dict.fromkeys(declared):
            about = self.described.get(part, {})
            prefix, namespace = self._only(about, "prefix"), self._only(about, "namespace")
            if not isinstance(prefix, ox.Literal) or not isinstance(namespace, ox.Literal):
                raise NotCompiled("a prefix that is not declared in full")
            if found.setdefault(prefix.value, namespace.value) != namespace.value:
                raise NotCompiled(f"the prefix {prefix.value} stands for two namespaces")
        return found


def _texts(said: Mapping[str, Sequence[Term]]) -> tuple[ox.Literal, ...]:
    texts = said.get(SH_NS + "message", ())
    found = [text for text in texts if isinstance(text, ox.Literal)]
    if len(found) != len(texts) or any(t.datatype not in (STRING, LANG_STRING) for t in found):
        raise NotCompiled("sh:message is no text")
    return tuple(found)


def _deactivated(said: Mapping[str, Sequence[Term]]) -> bool:
    values = said.get(SH_NS + "deactivated", ())
    if [*values] in ([], [ox.Literal(False)]):
        return False
    if [*values] == [ox.Literal(True)]:
        return True
    raise NotCompiled("sh:deactivated is neither true nor false")
