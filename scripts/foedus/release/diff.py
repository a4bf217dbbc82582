"""What changed between two editions of an ontology and its data, term by term and fact by fact.

Blank nodes have no labels there: trees of them are written out, others are named by a digest of all
that is said of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from foedus.asking import statements
from foedus.bundled import contents, folders
from foedus.bundled.labels import Labels
from foedus.errors import BadInput, printable
from foedus.rdf import reading, writing
from foedus.rdf.headers import headers
from foedus.rdf.names import DCTERMS_NS, OWL_NS, RDF_NS, SH_NS, SSSOM_NS, XSD_NS, curie, text

INSTALLED = "installed"
GROUPS = ("terms", "facts", "mappings", "files")
WAYS = ("added", "changed", "deprecated", "removed")
_OF_A_VERSION = {
    *(OWL_NS + name for name in ("versionIRI", "versionInfo", "priorVersion")),
    *(OWL_NS + "backwardCompatibleWith", OWL_NS + "incompatibleWith", DCTERMS_NS + "modified"),
}  # what a header says of its version changes with every version and is no change itself


class Edition(NamedTuple):
    """One of the two sides: its name, and what it says."""

    name: str
    quads: tuple[ox.Quad, ...]

    @property
    def versions(self) -> list[str]:
        """The version numbers that its headers state, sorted."""
        about = headers(self.quads)
        own = (quad for quad in self.quads if quad.subject in about)
        return sorted({text(q.object) for q in own if q.predicate.value == OWL_NS + "versionInfo"})


@dataclass(frozen=True)
class Difference:
    """What was said of one subject before and after; nothing where it is absent."""

    subject: str
    before: frozenset[Item]
    after: frozenset[Item]

    @property
    def way(self) -> str:
        """One of ``WAYS``."""
        new = {(name, value) for name, value, _ in self.after - self.before}
        if (OWL_NS + "deprecated", f'"true"^^<{XSD_NS}boolean>') in new:
            return "deprecated"
        return "changed" if self.before and self.after else "added" if self.after else "removed"

    @cached_property
    def kind(self) -> str:
        """The classes of the subject, as they are written."""
        types = (v for p, v, _ in self.after or self.before if p == RDF_NS + "type")
        return ", ".join(sorted(map(_shown, types)))

    @cached_property
    def group(self) -> str:
        """One of ``GROUPS``; ``terms`` are what OWL, RDFS, SKOS and SHACL describe."""
        if "owl:Ontology" in self.kind or "sssom/Mapping" in self.kind:
            return "files" if "owl:Ontology" in self.kind else "mappings"
        shape = any(name.startswith(SH_NS) for name, _, _ in self.after or self.before)
        terms = shape or re.search(r"\b(owl|rdfs?|skos|sh):", self.kind)
        return "terms" if terms or self.subject[0] in "[(_" else "facts"

    @property
    def replaced_by(self) -> list[str]:
        """The addresses of what is said to replace the subject, sorted."""
        return sorted(v[1:-1] for p, v, _ in self.after if p == DCTERMS_NS + "isReplacedBy")

    @cached_property
    def properties(self) -> dict[str, tuple[list[str], list[str]]]:
        """The values that are gone and those that are new, by property, of what is in both."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        for item in sorted(self.before ^ self.after) if self.before and self.after else ():
            place = f" in {item[2]}" if item[2] else ""
            found.setdefault(item[0], ([], []))[item in self.after].append(item[1] + place)
        return found


class Comparison(NamedTuple):
    """All that changed from one edition to the next, by subject."""

    old: Edition
    new: Edition
    differences: tuple[Difference, ...]

    def of(self, group: str) -> dict[str, list[Difference]]:
        """What changed of one of the ``GROUPS``, by the way that it changed."""
        return {w: [o for o in self.differences if (o.group, o.way) == (group, w)] for w in WAYS}


def compare(old: Edition, new: Edition) -> Comparison:
    """All that one edition says and the other does not, apart from the version."""
    before, after = describe(_lasting(old.quads)), describe(_lasting(new.quads))
    told = (Difference(s, before[s], after[s]) for s in before.keys() | after)
    found = sorted((one for one in told if one.before != one.after), key=lambda one: one.subject)
    return Comparison(old, new, tuple(found))


def _lasting(quads: Collection[ox.Quad]) -> list[ox.Quad]:
    about, of_a_mapping = headers(quads), SSSOM_NS + "subject_source_version"
    kept = (quad for quad in quads if quad.predicate.value != of_a_mapping)
    return [q for q in kept if q.subject not in about or q.predicate.value not in _OF_A_VERSION]


def read_edition(name: str) -> Edition:
    """Read a file, a folder, ``installed`` or the number of the installed version.

    Of a folder, see `bundled.of_folder`. Raises BadInput for what cannot be read or is empty.
    """
    path = Path(name)
    if name == INSTALLED or (name == version("foedus") and not path.exists()):
        path = folders.root()
    elif not path.exists() and name[:1].isdigit():
        reason = f"version {name} is not installed, and no file has that name"
        raise BadInput(f"{reason}: installed is {version('foedus')}")
    documents = contents.of_folder(path) if path.is_dir() else [reading.read(path)]
    if not documents:
        raise BadInput("holds no Turtle file", name)
    return Edition(name, tuple(reading.join(documents)))


def as_text(found: Comparison) -> str:
    """The comparison as lines for the terminal."""
    name = _namer(found)
    sides = [", ".join(side.versions) or side.name for side in (found.old, found.new)]
    lines = [" → ".join(sides) + ": no change" * (not found.differences)]
    for group in GROUPS:
        for way, entries in found.of(group).items():
            lines += ["", f"{group.capitalize()} {way}: {len(entries)}"] if entries else []
            lines += [line for entry in entries for line in _lines(entry, name(entry))]
    return "".join(f"{printable(line)}\n" for line in lines)


def _lines(one: Difference, name: str) -> Iterator[str]:
    instead = ", ".join(map(curie, one.replaced_by))
    yield f"  {one.kind or 'about'} {name}" + f", replaced by {instead}" * bool(instead)
    for verb, values in one.properties.items():
        gone, come = (_cut(", ".join(map(_shown, some))) for some in values)
        change = f"{gone} → {come}" if gone and come else f"- {gone}" if gone else f"+ {come}"
        yield f"    {curie(verb)}: {change}"


def _namer(found: Comparison) -> Callable[[Difference], str]:
    """What a person reads for a subject: its label, of a fact its number and what it says."""
    quads = [*found.old.quads, *found.new.quads]
    labels = Labels(quads)
    read = statements.read_statements(reading.to_store(quads))
    facts = {one.iri: f" {one.fact}: {statements.sentence(one, labels)}" for one in read}

    def name(one: Difference) -> str:
        if one.subject.startswith(("[", "(", "_:")):
            return _shown(one.subject)
        label = labels(one.subject)
        own = f" “{_cut(label)}”" if label != curie(one.subject) else ""
        return curie(one.subject) + facts.get(one.subject, own)

    return name


def _shown(value: str) -> str:
    """A value for reading: prefixes instead of addresses, words in quotation marks."""
    literal = re.match(r'"(?P<words>(?:[^"\\]|\\.)*)"(?P<rest>\S*)\Z', value, re.DOTALL)
    if literal is None:
        return re.sub(r"<([^<>\s]*)>", lambda found: curie(found[1]), value)
    rest, words = literal["rest"], literal["words"].replace('\\"', '"').replace("\\n", " ")
    return f"“{words}”{rest}" if rest.startswith("@") or not rest else words


def _cut(words: str) -> str:
    return words if len(words) <= 72 else words[:71] + "…"


def as_json(found: Comparison) -> str:
    """The comparison as JSON: the sides, and every thing that changed."""
    old, new = ({"name": side.name, "versions": side.versions} for side in found[:2])
    name = _namer(found)
    told = [
        {
            **{"group": one.group, "way": one.way, "kind": one.kind, "subject": one.subject},
            **{"name": name(one), "replacedBy": one.replaced_by},
            "changes": {p: {"removed": v[0], "added": v[1]} for p, v in one.properties.items()},
        }
        for one in found.differences
    ]
    return (
        json.dumps({"old": old, "new": new, "differences": told}, ensure_ascii=False, indent=2)
        + "\n"
    )


# --- what is said of each thing -----------------------------------------------------------------


Item = tuple[str, str, str]
"""Property, value as text, and named graph as text (empty for the default graph)."""

_FIRST, _REST, _NIL = (RDF_NS + name for name in ("first", "rest", "nil"))


def describe(quads: Iterable[ox.Quad]) -> defaultdict[str, frozenset[Item]]:
    """What is said of each address, and of each blank node that is not written out elsewhere."""
    quads = set(quads)
    pointed = Counter(end for q in quads for end in (q.object, q.graph_name) if _blank(end))
    texts = _texts(quads, pointed)
    found: dict[str, set[Item]] = defaultdict(set)
    for subject, predicate, value, graph in quads:
        key = texts.get(subject) or text(subject) or str(subject)
        if not pointed[subject] or key.startswith("_:"):
            place = "" if isinstance(graph, ox.DefaultGraph) else texts.get(graph, str(graph))
            found[key].add((predicate.value, texts.get(value, str(value)), place))
    return defaultdict(frozenset, {key: frozenset(items) for key, items in found.items()})


def _blank(term: object) -> bool:
    return isinstance(term, ox.BlankNode)


def _texts(quads: set[ox.Quad], pointed: Counter[Any]) -> dict[Any, str]:
    """The text of each blank node, from those that statements join with it."""
    about: dict[Any, list[ox.Quad]] = defaultdict(list)
    near: dict[Any, set[Any]] = defaultdict(set)
    for quad in quads:
        nodes = set(filter(_blank, quad))
        for node in nodes:
            about[node].append(quad)
            near[node] |= nodes
    texts: dict[Any, str] = {}
    seen: set[Any] = set()
    for start in near:
        group = [] if start in seen else [start]
        for node in group:
            group += near[node] - seen - {start}
            seen |= near[node]
        said = {quad for node in group for quad in about[node]}
        order = [] if any(pointed[node] > 1 for node in group) else _from_root(group, said)
        for node in reversed(order):
            texts[node] = _written([quad for quad in about[node] if quad.subject == node], texts)
        if not order:
            texts |= _named(said)
    return texts


def _from_root(group: list[Any], said: set[ox.Quad]) -> list[Any]:
    """The nodes of a tree, each before those that it points to; nothing where they form none."""
    inner: dict[Any, list[Any]] = {node: [] for node in group}
    for quad in said:
        if _blank(quad.subject) and _blank(quad.object):
            inner[quad.subject].append(quad.object)
    order = list(set(group).difference(*inner.values()))
    for node in order:
        order += inner[node]
    places = {quad.graph_name for quad in said}
    return order if len(order) == len(group) and len(places) == 1 > sum(map(_blank, places)) else []


def _written(said: list[ox.Quad], texts: dict[Any, str]) -> str:
    """A node written out: as a list where it is the cell of one, else in brackets."""
    pairs = [(quad.predicate.value, texts.get(quad.object, str(quad.object))) for quad in said]
    cell = dict(pairs) if len(pairs) == 2 else {}
    rest = cell[_REST] if cell.keys() == {_FIRST, _REST} else ""
    if rest == f"<{_NIL}>" or rest.startswith("( "):
        return f"( {cell[_FIRST]} {rest[2:] if rest.startswith('( ') else ')'}"
    told = " ; ".join(sorted(f"<{name}> {value}" for name, value in pairs))
    return f"[ {told} ]" if told else "[]"


def _named(said: set[ox.Quad]) -> dict[Any, str]:
    """Names for the nodes of a group, by all that is said of it."""
    renamed = "\n".join(sorted(map(str, writing.label_blank_nodes(said))))
    digest = hashlib.blake2b(renamed.encode(), digest_size=6).hexdigest()
    names = writing.blank_node_labels(said).items()
    return {ox.BlankNode(label): f"_:{name}.{digest}" for label, name in names}
