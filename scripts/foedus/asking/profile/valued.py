"""The rows of a thing: each value named, with its lines, by when it is so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from foedus.asking.profile import words
from foedus.asking.profile.certainty import bounds_of
from foedus.asking.profile.evidence import union
from foedus.asking.profile.lines import Lines
from foedus.asking.profile.model import (
    FACT,
    Evidence,
    Line,
    Row,
    Value,
    rank,
)
from foedus.asking.profile.rows import Entry, Spec, Table, tables
from foedus.asking.statements import Statement, read_passage
from foedus.rdf.names import CODE_NS, FOEDUS_NS, Term, text


class Valued(Lines):
    """Some data of which rows can be told."""

    def fits(self, node: Term, spec: Spec) -> bool:
        """Whether a row is for things such as this."""
        return bool(self.kinds(node) & spec.classes)

    def _table(self, spec: Spec, this: Term | None = None) -> Table:
        """The entries of a row, for all things or for one."""
        rows = self._rows.setdefault(this, {})
        if spec.id not in rows:
            rows.update(tables(spec, self._closed if spec.inferred else self.store, this))
        return rows[spec.id]

    def answers(self, spec: Spec) -> bool:
        """Whether a row has a value for anything in the data."""
        return bool(self._table(spec))

    def row_of(self, spec: Spec, node: ox.NamedNode) -> Row:
        """One row of a thing."""
        found = [
            one
            for twin in self._twins.get(node, (node,))
            for one in self._table(spec, twin if self.of_few else None).get(twin, ())
        ]
        if spec.counts:
            return self._counted(spec, found)
        groups: dict[Term, list[Entry]] = {}
        for entry in found:
            if entry.value in self._twins.get(node, (node,)) and spec.told != "date":
                continue
            key = self._twins.get(entry.value, (entry.value,))[0]
            groups.setdefault(key, []).append(entry)
        plans = self._plans(spec, node)
        placed: dict[str, list[Value]] = {"now": [], "before": [], "after": []}
        if spec.told == "date":
            for side, value in self._dated(spec, node, found):
                placed[side].append(value)
        else:
            for key in dict.fromkeys([*groups, *plans]):
                group = groups.get(key, [])
                for side, lines in self._lines(spec, node, group, plans.get(key, [])).items():
                    placed[side].append(self._value(spec, key, group, lines))
        ordered = {side: tuple(sorted(some, key=self._order)) for side, some in placed.items()}
        return Row(
            spec.id, spec.label, **ordered, none=spec.none if not any(placed.values()) else ""
        )

    def _order(self, value: Value) -> tuple[int, int, bool, str, str]:
        """The surest first, passages as they stand in the text, all else by name."""
        best = min((rank(line.status) for line in value.lines), default=0)
        weak = all(line.weak for line in value.lines)
        start = -1
        if isinstance(value.term, ox.NamedNode) and self._is(value.term, "Passage"):
            start = read_passage(self.store, value.term).start
        return start, best, weak, value.label, value.iri

    def _value(self, spec: Spec, key: Term, group: Sequence[Entry], lines: Sequence[Line]) -> Value:
        label = words.AS_VALUES.get(text(key).removeprefix(CODE_NS)) or self.name(key)
        if spec.value and group:
            parts: dict[str, list[str]] = defaultdict(list, value=[self.plain(key)])
            for entry in group:
                for name, term in entry.parts:
                    if self.plain(term) not in parts[name]:
                        parts[name].append(self.plain(term))
            label = spec.value.format(**{name: ", ".join(some) for name, some in parts.items()})
        if spec.told == "count":
            label = self._count(key)
        if spec.kind == "event":
            lines = [replace(one, words=_without(one.words, label)) for one in lines]
        return Value(key, label, key.value if isinstance(key, ox.NamedNode) else "", tuple(lines))

    def _plans(self, spec: Spec, node: ox.NamedNode) -> dict[Term, list[Statement]]:
        """The statements that are no facts and join the row, by the value that they give it."""
        found: dict[Term, list[Statement]] = {}
        names = [node.value, *self._designations(node)]
        for name in names:
            for one in self.grounds.of_subject.get(name, ()):
                if not one.admitted and one.predicate in spec.plan and one.object is not None:
                    found.setdefault(one.object, []).append(one)
        for one in self.grounds.of_object.get(node.value, ()):
            if not one.admitted and one.predicate in spec.plan_inverse:
                for subject in one.subjects:
                    found.setdefault(self.meant(subject), []).append(one)
        return found

    def _dated(
        self, spec: Spec, node: ox.NamedNode, found: Sequence[Entry]
    ) -> Iterator[tuple[str, Value]]:
        """Events of one kind: those whose dates contain each other are one, told by its date."""
        events = [one for one in dict.fromkeys(entry.ground for entry in found) if one is not None]
        held = [one for one in events if one not in self.known.unheld]
        held.sort(key=lambda one: self._exactness(bounds_of(self.store, one)))
        groups: list[list[Term]] = []
        for event in held:
            for group in groups:
                if _within(bounds_of(self.store, group[0]), bounds_of(self.store, event)):
                    group.append(event)
                    break
            else:
                groups.append([event])
        differ = len([one for one in groups if bounds_of(self.store, one[0])]) > 1
        for group in groups:
            first = bounds_of(self.store, group[0])
            entry = Entry(group[0], group[0], None, "", False, None, None, ())
            own = group[0] if isinstance(group[0], ox.NamedNode) else node
            label, since, _ = self._dates(spec, own, entry, first)
            same: dict[str, list[Term]] = {}
            for event in group:
                one = bounds_of(self.store, event)
                same.setdefault(
                    words.interval(one.get("earliestStart", ""), one.get("latestStart", "")), []
                ).append(event)
            lines = []
            for number, (dates, some) in enumerate(same.items()):
                backing = union(*(self.grounds.of_node(event, True) for event in some))
                lines.append(
                    Line(
                        FACT,
                        self._dated_words(spec, number, dates, backing, differ),
                        dates or since,
                        "",
                        "",
                        backing,
                    )
                )
            said = [s for event in group if event != node for s in self._contests_of(event)]
            if self.as_of == self.own_day:
                lines += self.said_lines(dict.fromkeys(said), spec)
            side = "after" if first.get("earliestStart", "") > self.as_of else "now"
            yield side, Value(group[0], label, text(group[0]), tuple(lines))
        for event in events:
            if event in self.known.unheld:
                early, late = self.known.days(event)
                told = self._text(event, "dateText")
                label = f"“{told}”" if told else "no source dates it"
                label = words.span(early, late) if early else label
                lines = self.unheld(event, with_date=not early)
                yield "now", Value(event, label, text(event), tuple(lines))

    def _dated_words(
        self, spec: Spec, number: int, dates: str, backing: Sequence[Evidence], differ: bool
    ) -> str:
        """What stands after the date of an event: another source's date, and who gives it."""
        cited = [
            self.grounds.document(d) for one in backing for d in (*one.documents, *one.sources)
        ]
        names = list(dict.fromkeys(cited))
        who = names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else ""
        if not (number or differ):
            return ""
        if number and not dates:
            return f"{who or 'another source'} {'give' if len(names) > 1 else 'gives'} no date"
        told = words.span(*words.ends(dates)) if number else ""
        parts = [told, ("say " if len(names) > 1 else "says ") + who if who else ""]
        return ", ".join(part for part in parts if part) + (
            "; sources differ" if differ and not number else ""
        )

    def _count(self, node: Term) -> str:
        number = self._text(node, "nominalValue")
        told = f"{int(number):,}" if number.isascii() and number.isdigit() else number
        quads = [q for q in self._by_node.get(node, ()) if q.subject == node]
        qualifiers = [
            self.label(text(q.object))
            for q in quads
            if q.predicate.value == FOEDUS_NS + "qualifier"
        ]
        return " ".join([*(one for one in qualifiers if one != "exact"), told])

    def _counted(self, spec: Spec, found: Sequence[Entry]) -> Row:
        """A row of numbers: how many values there are of each kind, facts apart from plans."""
        kinds: dict[tuple[Term | None, str], list[Entry]] = {}
        for one in found:
            kinds.setdefault((one.detail, self.known.unheld.get(one.value, "")), []).append(one)
        values = []
        for (kind, how), some in sorted(kinds.items(), key=lambda it: (-len(it[1]), str(it[0]))):
            label = self.plain(kind) if kind is not None else "other nodes"
            label += f", {how}" if how else ""
            iri = text(kind) if isinstance(kind, ox.NamedNode) else ""
            term = kind if kind is not None else ox.Literal(label)
            few = ", ".join(self._short(text(one.value)) for one in some[:3])
            more = f" and {len(some) - 3} more" if len(some) > 3 else ""
            values.append(Value(term, f"{len(some)} × {label}", iri, (Line("", f"{few}{more}"),)))
        return Row(spec.id, spec.label, tuple(values))


def _within(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether one event's bounds lie within another's; those that no source gives hold all."""
    if "latestStart" not in other:
        return True
    if "latestStart" not in one:
        return False
    early, late = one.get("earliestStart", ""), one["latestStart"]
    return other.get("earliestStart", "") <= early and late <= other["latestStart"]


def _without(told: str, label: str) -> str:
    """Words without what the label before them tells too."""
    return ", ".join(part for part in told.split(", ") if part not in label or not part)
