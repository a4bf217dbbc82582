"""How much each change can break: the rules that CONTRIBUTING.md states, one by one.

major: data or queries that worked may not. minor: more is said, and what worked still works.
patch: other words for the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from foedus.changes.descriptions import Descriptions, Item
from foedus.changes.differences import Difference
from foedus.changes.versions import GRADES
from foedus.vocabulary import DCTERMS_NS, OWL_NS, RDF_NS, RDFS_NS, SH_NS, SKOS_NS, VANN_NS, XSD_NS

TYPE = RDF_NS + "type"
DEPRECATED = (OWL_NS + "deprecated", f'"true"^^<{XSD_NS}boolean>', "")

_NAMES = frozenset([RDFS_NS + "label", SKOS_NS + "prefLabel"])
_WORDING = frozenset(
    [
        *_NAMES,
        *(RDFS_NS + name for name in ("comment", "seeAlso", "isDefinedBy")),
        *(
            SKOS_NS + name
            for name in (
                *("altLabel", "hiddenLabel", "definition", "example", "scopeNote", "note"),
                *("editorialNote", "historyNote", "changeNote"),
            )
        ),
        *(SH_NS + name for name in ("message", "name", "description", "order", "group")),
    ]
)
_TERM_KINDS = {
    OWL_NS + "Class": "class",
    RDFS_NS + "Class": "class",
    RDFS_NS + "Datatype": "datatype",
    OWL_NS + "ObjectProperty": "object property",
    OWL_NS + "DatatypeProperty": "datatype property",
    OWL_NS + "AnnotationProperty": "annotation property",
    RDF_NS + "Property": "property",
    SKOS_NS + "ConceptScheme": "code list",
    SKOS_NS + "Concept": "code",
    SH_NS + "NodeShape": "shape",
    SH_NS + "PropertyShape": "shape",
}
_NARROWING_TYPES = frozenset(
    OWL_NS + name
    for name in (
        *("FunctionalProperty", "InverseFunctionalProperty", "AsymmetricProperty"),
        *("IrreflexiveProperty", "AllDisjointClasses", "AllDisjointProperties", "AllDifferent"),
    )
)
_SUPER = frozenset([RDFS_NS + "subClassOf", RDFS_NS + "subPropertyOf"])
_REACH = frozenset([RDFS_NS + "domain", RDFS_NS + "range"])
_APART = frozenset(
    OWL_NS + name
    for name in ("disjointWith", "propertyDisjointWith", "disjointUnionOf", "hasKey", "oneOf")
)
_LINKS = frozenset(
    SH_NS + name
    for name in ("property", "sparql", "node", "not", "qualifiedValueShape", "rule", "js")
)
_PREFIX_LINKS = frozenset([SH_NS + "prefixes", SH_NS + "declare"])
_PREFIXES = _PREFIX_LINKS | {SH_NS + "prefix", SH_NS + "namespace"}
"""What the queries of shapes are read with: without it they do not run, or ask for other terms."""
_AT_LEAST = frozenset(
    SH_NS + name
    for name in ("minCount", "minLength", "minInclusive", "minExclusive", "qualifiedMinCount")
)
_AT_MOST = frozenset(
    SH_NS + name
    for name in ("maxCount", "maxLength", "maxInclusive", "maxExclusive", "qualifiedMaxCount")
)
_CHOICES = frozenset(SH_NS + name for name in ("in", "or", "languageIn", "ignoredProperties"))
_TARGETS = frozenset(
    SH_NS + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
)
_OTHER_TARGETS = frozenset([SH_NS + "targetNode", SH_NS + "target"])
_DEMANDS = frozenset(
    SH_NS + name for name in ("minCount", "qualifiedMinCount", "hasValue", "equals", "sparql")
)
_SEVERITY = SH_NS + "severity"
_VIOLATION = f"<{SH_NS}Violation>"
_LANGUAGE = re.compile(r'"@([A-Za-z0-9-]+)\Z')
_NUMERAL = re.compile(r'"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"')
_MEMBER = re.compile(r'<[^>]*>|"(?:[^"\\]|\\.)*"\S*')


@dataclass(frozen=True)
class Detail:
    """What changed of one property of a subject, and how much that can break."""

    property: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    grade: str


class Side:
    """One edition, as the rules ask about it."""

    def __init__(self, said: Descriptions) -> None:
        self._said = said

    def items(self, subject: str) -> frozenset[Item]:
        """What is said of a subject."""
        return self._said.get(subject, frozenset())

    @cached_property
    def annotations(self) -> frozenset[str]:
        """The annotation properties that are declared."""
        kind = f"<{OWL_NS}AnnotationProperty>"
        return frozenset(
            subject
            for subject, items in self._said.items()
            if any(name == TYPE and value == kind for name, value, _ in items)
        )

    def values(self, subject: str, properties: frozenset[str]) -> list[str]:
        """The values of some properties of a subject, sorted."""
        return sorted(value for name, value, _ in self.items(subject) if name in properties)

    @cached_property
    def users(self) -> Mapping[str, frozenset[str]]:
        """The shapes that each shape or constraint is part of, and that need each prefix."""
        users: dict[str, set[str]] = {}
        for subject, items in self._said.items():
            for name, value, _ in items:
                if name in _LINKS or name in _PREFIX_LINKS:
                    users.setdefault(value[1:-1], set()).add(subject)
        return {part: frozenset(shapes) for part, shapes in users.items()}

    def is_violation(self, shape: str) -> bool:
        """Whether a shape's results are violations: its own severity, or that of its users."""
        waiting, done = [shape], {shape}
        while waiting:
            one = waiting.pop()
            stated = {value for name, value, _ in self.items(one) if name == _SEVERITY}
            if stated:
                if _VIOLATION in stated:
                    return True
                continue
            users = self.users.get(one, frozenset()) - done
            if not users and not self.users.get(one):
                return True
            done |= users
            waiting += users
        return False

    def is_under(self, lower: str, upper: str) -> bool:
        """Whether a class or property is below another one by what is stated, or is the same."""
        waiting, done = [lower], {lower}
        while waiting:
            one = waiting.pop()
            if one == upper:
                return True
            for name, value, _ in self.items(one):
                above = value[1:-1]
                if name in _SUPER and value.startswith("<") and above not in done:
                    done.add(above)
                    waiting.append(above)
        return False


def kind_of(difference: Difference) -> str:
    """The kind of a subject: of a term its kind, else ``header``, ``statement`` or ``entity``.

    A blank node that is a subject itself is an ``axiom``; the parts of shapes are shapes.
    """
    items = difference.after or difference.before
    types = {value[1:-1] for name, value, _ in items if name == TYPE}
    if OWL_NS + "Ontology" in types:
        return "header"
    kinds = [kind for iri, kind in _TERM_KINDS.items() if iri in types]
    if kinds and not difference.subject.startswith(("[", "(", "_:")):
        return kinds[0]
    if any(name.startswith(SH_NS) for name in (*types, *(name for name, _, _ in items))):
        return "shape"
    if difference.subject.startswith(("[", "(", "_:")):
        return "axiom"
    if any(iri.endswith("#Statement") for iri in types):
        return "statement"
    return "entity"


TERMS = frozenset([*_TERM_KINDS.values(), "axiom"])
"""The kinds that are terms of the ontology; the rest are facts and headers."""


def greatest(grades: Iterable[str]) -> str:
    """The greatest of some grades; ``none`` where there is none."""
    return max(grades, key=GRADES.index, default="none")


class Rules:
    """The grades of the changes between two sides."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self._wording = _WORDING | old.annotations | new.annotations

    def details(self, difference: Difference) -> list[Detail]:
        """What changed of a subject, property by property, in the order of their addresses."""
        removed, added = difference.before - difference.after, difference.after - difference.before
        found = []
        for name in sorted({item[0] for item in removed | added}):
            gone, come = (
                tuple(sorted(_placed(item) for item in items if item[0] == name))
                for items in (removed, added)
            )
            grade = self._property(difference, name, gone, come)
            found.append(Detail(name, gone, come, grade))
        return found

    def grade(self, difference: Difference, is_mapping: bool = False) -> str:
        """The grade of a whole difference."""
        if is_mapping:
            return self._mapping(difference)
        kind = kind_of(difference)
        if difference.kind == "changed":
            return greatest(detail.grade for detail in self.details(difference))
        if kind == "axiom":
            return self._axiom(difference)
        if difference.kind == "removed":
            return "major"
        if kind == "shape" and _is_whole_shape(difference):
            return self._gravity(difference.subject)
        return "minor"

    def _gravity(self, shape: str) -> str:
        """What a new shape can do: refuse data that passed, or not."""
        refuses = self._new.is_violation(shape) and not self._is_fresh(shape)
        return "major" if refuses else "minor"

    def _is_fresh(self, shape: str, above: frozenset[str] = frozenset()) -> bool:
        """Whether a new shape looks only at what nobody could say before.

        Its targets are new terms; or it has none, demands nothing and is about a new property; or
        it is part of such shapes alone, or of none: then it applies to nothing by itself.
        """
        targets = self._new.values(shape, _TARGETS)
        if targets or self._new.values(shape, _OTHER_TARGETS):
            others = self._new.values(shape, _OTHER_TARGETS)
            return not others and all(map(self._is_new_term, targets))
        path = self._new.values(shape, frozenset([SH_NS + "path"]))
        demands = self._new.values(shape, _DEMANDS)
        if path and all(map(self._is_new_term, path)) and not demands:
            return True
        users = self._new.users.get(shape, frozenset()) - above
        return all(self._is_fresh(user, above | {shape}) for user in users)

    def _is_new_term(self, value: str) -> bool:
        """Whether a value is a term that the new side declares and the old one never mentions."""
        term = value[1:-1]
        types = (kind[1:-1] for kind in self._new.values(term, frozenset([TYPE])))
        return not self._old.items(term) and not _TERM_KINDS.keys().isdisjoint(types)

    def _mapping(self, difference: Difference) -> str:
        """A mapping gone is major, a new one minor, other words about one a patch."""
        if difference.kind != "changed":
            return "major" if difference.kind == "removed" else "minor"
        grades = ["patch"]
        for name, _, _ in difference.before ^ difference.after:
            if name.startswith((OWL_NS + "annotated", *_SUPER, SKOS_NS)) or "equivalent" in name:
                items = difference.before - difference.after
                grades.append("major" if any(item[0] == name for item in items) else "minor")
        return greatest(grades)

    def _axiom(self, difference: Difference) -> str:
        """A general axiom: disjointness narrows, anything else adds conclusions."""
        items = difference.before or difference.after
        types = {value[1:-1] for name, value, _ in items if name == TYPE}
        told = {name for name, _, _ in items} - {OWL_NS + "oneOf"}
        narrows = bool(types & _NARROWING_TYPES) or bool(told & _APART)
        return "major" if narrows == (difference.kind == "added") else "minor"

    def _property(
        self, difference: Difference, name: str, gone: tuple[str, ...], come: tuple[str, ...]
    ) -> str:
        kind = kind_of(difference)
        kept = [value for item, value, _ in difference.after if item == name]
        if name in (OWL_NS + "deprecated", DCTERMS_NS + "identifier"):
            return "minor"
        if name in self._wording or name.startswith((DCTERMS_NS, VANN_NS)):
            return _wording(name, gone, come, kept)
        if kind not in TERMS and kind != "header":
            return "minor"
        if kind == "shape":
            return self._shape(difference.subject, name, gone, come)
        if name == TYPE:
            return _types(gone, come)
        if name in _SUPER:
            return self._super(difference.subject, gone, come)
        if name in _REACH:
            return self._reach(gone, come)
        if name in _APART:
            return "major" if come else "minor"
        return "major" if gone else "minor"

    def _super(self, subject: str, gone: tuple[str, ...], come: tuple[str, ...]) -> str:
        """What is above: a restriction narrows, a name adds; what still follows changes nothing."""
        grades = ["patch"]
        for value in come:
            if not value.startswith("<"):
                grades.append("major")
            elif not self._old.is_under(subject, value[1:-1]):
                grades.append("minor")
        for value in gone:
            if not value.startswith("<"):
                grades.append("minor")
            elif not self._new.is_under(subject, value[1:-1]):
                grades.append("major")
        return greatest(grades)

    def _reach(self, gone: tuple[str, ...], come: tuple[str, ...]) -> str:
        """Domain or range: narrower or other is major, wider or none is minor."""
        wider = all(any(self._new.is_under(old[1:-1], new[1:-1]) for old in gone) for new in come)
        return "minor" if wider else "major"

    def _shape(self, subject: str, name: str, gone: tuple[str, ...], come: tuple[str, ...]) -> str:
        """A constraint: what allows less is as grave as the results it gives; else minor."""
        grave = "major" if self._new.is_violation(subject) else "minor"
        if name == _SEVERITY:
            return grave if _VIOLATION in come else "minor"
        if name == SH_NS + "deactivated":
            return grave if gone and not come else "minor"
        if name in _PREFIXES:
            return grave if gone else "minor"
        if name in _LINKS and come:
            parts = [value[1:-1] if value.startswith("<") else subject for value in come]
            return greatest(map(self._gravity, parts))
        if name in _TARGETS and all(map(self._is_new_term, come)):
            return "minor"
        if not come or _allows_more(name, gone, come):
            return "minor"
        return grave


def _wording(name: str, gone: tuple[str, ...], come: tuple[str, ...], kept: list[str]) -> str:
    """Other words: a patch, unless a language or datatype is lost that a query may ask for."""
    lost = {_tag(value) for value in gone} - {_tag(value) for value in kept}
    return "major" if lost and (come or name in _NAMES) else "patch"


def _tag(value: str) -> str:
    """The language of a literal, else what kind of value it is."""
    found = _LANGUAGE.search(value)
    return found[1].lower() if found else value[:1]


def _types(gone: tuple[str, ...], come: tuple[str, ...]) -> str:
    kinds = {value[1:-1] for value in (*gone, *come)}
    if kinds & _TERM_KINDS.keys():
        return "major"
    if {value[1:-1] for value in come} & _NARROWING_TYPES:
        return "major"
    return "minor" if {value[1:-1] for value in gone} <= _NARROWING_TYPES else "major"


def _allows_more(name: str, gone: tuple[str, ...], come: tuple[str, ...]) -> bool:
    """Whether a new value of a constraint lets everything pass that the old one let pass."""
    if len(gone) != 1 or len(come) != 1:
        return False
    if name in _CHOICES and "[" not in gone[0] + come[0]:
        return set(_MEMBER.findall(gone[0])) <= set(_MEMBER.findall(come[0]))
    old, new = _NUMERAL.match(gone[0]), _NUMERAL.match(come[0])
    if not old or not new:
        return False
    if name in _AT_LEAST:
        return float(new[1]) <= float(old[1])
    return name in _AT_MOST and float(new[1]) >= float(old[1])


def _is_whole_shape(difference: Difference) -> bool:
    kinds = (f"<{SH_NS}NodeShape>", f"<{SH_NS}PropertyShape>")
    return any(name == TYPE and value in kinds for name, value, _ in difference.after)


def _placed(item: Item) -> str:
    """A value, with its named graph where it has one."""
    return f"{item[1]} in {item[2]}" if item[2] else item[1]
