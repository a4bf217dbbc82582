"""The comparison of two editions, told in text and in JSON, each thing by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foedus.changes.descriptions import Descriptions
from foedus.changes.differences import Difference, described, differences
from foedus.changes.editions import Edition
from foedus.changes.levels import DEPRECATED, TERMS, Detail, Rules, Side, greatest, kind_of
from foedus.changes.versions import least, number, text
from foedus.errors import printable
from foedus.vocabulary import DCTERMS_NS, FOEDUS_NS, RDFS_NS, SKOS_NS, curie

GROUPS = ("terms", "facts", "mappings", "files")
WAYS = ("added", "changed", "deprecated", "removed")

_LABELS = (RDFS_NS + "label", SKOS_NS + "prefLabel", FOEDUS_NS + "exactText")
_REPLACED = DCTERMS_NS + "isReplacedBy"
_STATED = tuple(FOEDUS_NS + name for name in ("stmtSubject", "aboutNode"))
_SAID = tuple(FOEDUS_NS + name for name in ("stmtObject", "stmtValue", "statedClass"))
_ADDRESS = re.compile(r"<([^<>\s]*)>")
_LITERAL = re.compile(r'"(?P<words>(?:[^"\\]|\\.)*)"(?P<rest>\S*)\Z', re.DOTALL)
_LONGEST = 72
_BEFORE = 12


@dataclass(frozen=True)
class Entry:
    """One thing that changed. `name` is what a person reads, `subject` its address."""

    group: str
    way: str
    kind: str
    subject: str
    name: str
    grade: str
    details: tuple[Detail, ...]
    replaced_by: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All that changed from one edition to the next, and whether the version number allows it."""

    old: Edition
    new: Edition
    entries: tuple[Entry, ...]

    @property
    def grade(self) -> str:
        """The greatest grade: none, patch, minor or major."""
        return greatest(entry.grade for entry in self.entries)

    @property
    def needed(self) -> str | None:
        """The lowest version that allows the change; None where the old one is no X.Y.Z."""
        old = self._number(self.old)
        return None if old is None else text(least(old, self.grade))

    @property
    def objection(self) -> str | None:
        """Why the version number does not allow the change; None where it does or none is told."""
        for edition in (self.old, self.new):
            if len(edition.versions) > 1:
                return f"{edition.name} states several versions: {', '.join(edition.versions)}"
        old, new = self._number(self.old), self._number(self.new)
        if old is None or new is None:
            return None
        if new < old:
            return f"version {text(new)} is lower than {text(old)}"
        if new < least(old, self.grade):
            what = f"version {text(new)} after {text(old)} does not allow a {self.grade} change"
            return f"{what}: {self.needed} or later is needed"
        return None

    @property
    def judged(self) -> bool:
        """Whether both sides state one version of the form X.Y.Z, or there is nothing to judge."""
        return self.grade == "none" or None not in map(self._number, (self.old, self.new))

    def of(self, group: str, way: str) -> list[Entry]:
        """The entries of one group that changed in one way."""
        return [entry for entry in self.entries if (entry.group, entry.way) == (group, way)]

    @staticmethod
    def _number(edition: Edition) -> tuple[int, int, int] | None:
        return number(edition.versions[0]) if len(edition.versions) == 1 else None


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions."""
    before, after = described(old), described(new)
    found = differences(before, after)
    names = _Names([after.own, after.mappings, before.own, before.mappings])
    rules = Rules(Side(before.own), Side(after.own))
    bridging = Rules(Side(before.mappings), Side(after.mappings))
    entries = [
        *(_entry(difference, rules, names) for difference in found.own),
        *(_entry(difference, bridging, names, is_mapping=True) for difference in found.mappings),
    ]
    return Comparison(old, new, tuple(sorted(entries, key=_order)))


def _entry(difference: Difference, rules: Rules, names: _Names, is_mapping: bool = False) -> Entry:
    kind = kind_of(difference)
    way = difference.kind
    if DEPRECATED in difference.after - difference.before:
        way = "deprecated"
    group = "files" if kind == "header" else "terms" if kind in TERMS else "facts"
    replacements = [value[1:-1] for name, value, _ in difference.after if name == _REPLACED]
    return Entry(
        "mappings" if is_mapping and group != "files" else group,
        way,
        "mapping" if is_mapping and group == "facts" else kind,
        difference.subject,
        names.full(difference.subject),
        rules.grade(difference, is_mapping),
        tuple(rules.details(difference)) if difference.kind == "changed" else (),
        tuple(sorted(replacements)),
    )


def _order(entry: Entry) -> tuple[int, int, str, str]:
    return GROUPS.index(entry.group), WAYS.index(entry.way), entry.kind, entry.subject


class _Names:
    """What a person reads for a subject, from what the editions say of it, the newer one first."""

    def __init__(self, sides: Iterable[Descriptions]) -> None:
        self._sides = list(sides)

    def full(self, subject: str) -> str:
        """The short address and the label; of a statement its number and what it says."""
        if subject.startswith(("[", "(", "_:")):
            return _values_text(subject)
        fact = self._words(subject, (DCTERMS_NS + "identifier",))
        about, said = (self._named(subject, names) for names in (_STATED, _SAID))
        if fact and about:
            verb = self._named(subject, (FOEDUS_NS + "stmtPredicate",)) or "is"
            return f"{curie(subject)} {fact}: {about} — {verb} — {said or '?'}"
        label = self._words(subject, _LABELS)
        return f"{curie(subject)} “{_cut(label)}”" if label else curie(subject)

    def _named(self, subject: str, properties: tuple[str, ...]) -> str:
        """The label of the first value of the first of these properties."""
        for value in self._values(subject, properties):
            if not value.startswith("<"):
                return _cut(_values_text(value))
            return _cut(self._words(value[1:-1], _LABELS) or curie(value[1:-1]))
        return ""

    def _words(self, subject: str, properties: tuple[str, ...]) -> str:
        """The words of the first literal of the first of these properties, English ones first."""
        values = self._values(subject, properties)
        for value in [*(value for value in values if value.endswith('"@en')), *values]:
            found = _LITERAL.match(value)
            if found:
                return found["words"]
        return ""

    def _values(self, subject: str, properties: tuple[str, ...]) -> list[str]:
        for said in self._sides:
            items = said.get(subject, frozenset())
            for name in properties:
                values = sorted(value for item, value, _ in items if item == name)
                if values:
                    return values
        return []


# --- text -------------------------------------------------------------------------


def as_text(found: Comparison) -> str:
    """The comparison as lines for the terminal."""
    lines = [_headline(found)]
    for group in GROUPS:
        for way in WAYS:
            entries = found.of(group, way)
            if not entries:
                continue
            lines += ["", f"{group.capitalize()} {way}"]
            for entry in entries:
                lines += _entry_lines(entry)
    objection = found.objection
    if objection:
        lines += ["", f"{objection[:1].upper()}{objection[1:]}."]
    elif not found.judged:
        lines += ["", "Not judged: both sides must state one version of the form X.Y.Z."]
    return "\n".join(lines) + "\n"


def _headline(found: Comparison) -> str:
    sides = [", ".join(side.versions) or side.name for side in (found.old, found.new)]
    counts = []
    for group in GROUPS:
        ways = [f"{len(found.of(group, way))} {way}" for way in WAYS if found.of(group, way)]
        if ways:
            counts.append(f"{group}: {', '.join(ways)}")
    what = "no change" if found.grade == "none" else f"a {found.grade} change"
    return printable(f"{' → '.join(sides)}: {what}") + "".join(f"\n  {line}" for line in counts)


def _entry_lines(entry: Entry) -> list[str]:
    instead = ", ".join(map(curie, entry.replaced_by))
    tail = f", replaced by {instead}" if instead else ""
    lines = [f"  {entry.grade}  {entry.kind} {entry.name}{tail}"]
    for detail in entry.details:
        if detail.removed and detail.added:
            change = " → ".join(_apart(_shown(detail.removed), _shown(detail.added)))
        else:
            values = [_cut(_values_text(value)) for value in detail.added or detail.removed]
            change = f"{'+' if detail.added else '-'} {', '.join(values)}"
        lines.append(f"           {curie(detail.property)}: {change} ({detail.grade})")
    return [printable(line) for line in lines]


def _shown(values: Iterable[str]) -> str:
    return ", ".join(map(_values_text, values))


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two long texts, from a few words before the place where they begin to differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return old, new
    same = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if len(set(pair)) > 1), 0
    )
    start = old.rfind(" ", 0, max(same - _BEFORE, 0)) + 1 if same > _LONGEST // 2 else 0
    lead = "… " if start else ""
    return _cut(lead + old[start:]), _cut(lead + new[start:])


def _values_text(value: str) -> str:
    """A value for reading: prefixes instead of addresses, words in quotation marks."""
    literal = _LITERAL.match(value)
    if literal is None:
        return _ADDRESS.sub(lambda found: curie(found[1]), value)
    rest = literal["rest"]
    words = literal["words"].replace('\\"', '"').replace("\\n", " ")
    return f"“{words}”{rest}" if rest.startswith("@") or not rest else words


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


# --- JSON -------------------------------------------------------------------------


def as_json(found: Comparison) -> str:
    """The comparison as JSON: the sides, the grade, whether it is allowed, and every entry."""
    told = {
        "old": {"name": found.old.name, "versions": found.old.versions},
        "new": {"name": found.new.name, "versions": found.new.versions},
        "grade": found.grade,
        "needed": found.needed,
        "allowed": found.objection is None,
        "judged": found.judged,
        "objection": found.objection,
        **{group: {way: _listed(found.of(group, way)) for way in WAYS} for group in GROUPS},
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _listed(entries: Iterable[Entry]) -> list[dict[str, object]]:
    return [
        {
            "subject": entry.subject,
            "name": entry.name,
            "kind": entry.kind,
            "grade": entry.grade,
            "replacedBy": entry.replaced_by,
            "changes": [
                {
                    "property": detail.property,
                    "removed": detail.removed,
                    "added": detail.added,
                    "grade": detail.grade,
                }
                for detail in entry.details
            ],
        }
        for entry in entries
    ]


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": as_text, "json": as_json}
