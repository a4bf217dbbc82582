"""The lines of a value: how it stands on a day, since when, on what grounds, who says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from foedus.asking import plain
from foedus.asking.profile import words
from foedus.asking.profile.certainty import CERTAIN, bounds_of
from foedus.asking.profile.data import Data
from foedus.asking.profile.evidence import union
from foedus.asking.profile.model import (
    CANCELLED,
    FACT,
    NOT_CERTAIN,
    Evidence,
    Line,
    Saying,
    rank,
)
from foedus.asking.profile.rows import Entry, Spec
from foedus.asking.statements import Statement, is_fact
from foedus.bundled.relations import BOUNDS
from foedus.rdf.names import FOEDUS_NS, Term, text
from foedus.reasoning import standing

_PRESENT = ("actual", "presupposed")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_STANDING = re.compile("^(planned|(claimed|denied),) ")
_STANDINGS = {standing.PLANNED: "planned", standing.CLAIMED: "said", standing.DENIED: "denied"}


class Lines(Data):
    """Some data of which it can be told how each value stands."""

    def _lines(
        self, spec: Spec, node: ox.NamedNode, group: Sequence[Entry], plans: Sequence[Statement]
    ) -> dict[str, list[Line]]:
        """The lines of one value, by when they hold."""
        found: dict[str, list[Line]] = defaultdict(list)
        said: dict[str, list[Statement]] = defaultdict(list)
        planned = list(plans)
        unheld: list[Term] = []
        held: list[Entry] = []
        for entry in group:
            subject = self._ground(node, entry)
            if spec.kind == "plan":
                one = self.grounds.statements.get(text(entry.ground))
                if one is None or one.admitted:
                    held.append(entry)
                else:
                    planned.append(one)
            elif subject in self.known.unheld:
                unheld.append(subject)
            else:
                held.append(entry)
        for side, line, entries in self._held(spec, node, held):
            found[side].append(line)
            said[side] += [one for entry in entries for one in self._contests(entry)]
        if found["now"] and spec.id not in ("suspends", "suspended-to-it"):
            for duty in dict.fromkeys(entry.ground for entry in held if entry.ground):
                found["now"] += self._suspensions(duty)
        for event in dict.fromkeys(unheld):
            found["now"] += self.unheld(event)
            said["now"] += self._contests_of(event)
        said["now" if found["now"] or not found else next(iter(found))] += planned
        if self.as_of == self.own_day:
            known = {term for entry in group for _, term in entry.parts}
            known |= {entry.value for entry in group}
            for side, some in said.items():
                told = {one.statement for line in found[side] for one in line.evidence}
                new = [one for one in dict.fromkeys(some) if one.iri not in told]
                found[side] += self.said_lines(new, spec, known)
        return {
            side: sorted(lines, key=lambda one: rank(one.status))
            for side, lines in found.items()
            if lines
        }

    def _suspensions(self, duty: Term) -> Iterator[Line]:
        """That a duty is suspended on the day, toward whom, and since when."""
        for node in self.day.subjects("suspendedObligation", duty):
            if certainty := self.day.certainty(node):
                bounds = bounds_of(self.store, node)
                first, last = bounds.get("earliestStart", ""), bounds.get("latestStart", "")
                toward = self.day.values(node, FOEDUS_NS + "suspendedToward")
                told = f"suspended toward {words.listed(list(map(self.name, toward)))}"
                told += f" since {words.bound(first, last)}" if first and last else ""
                status = FACT if certainty == CERTAIN else NOT_CERTAIN
                since = words.interval(first, last)
                yield Line(status, told, since, "", "", self.grounds.of_node(node, True))

    def _ground(self, node: ox.NamedNode, entry: Entry) -> Term:
        """The node that a value stands and falls with: its ground, or the subject of its triple."""
        if entry.ground is not None:
            return entry.ground
        return entry.value if entry.inverse else node

    def _contests(self, entry: Entry) -> list[Statement]:
        """What is said of the relation, event or duty behind a value, and is no fact."""
        node = entry.ground
        if node is None or self._is_thing(node):
            return []
        return self._contests_of(node)

    def _contests_of(self, node: Term) -> list[Statement]:
        iri = text(node)
        found = [*self.grounds.of_subject.get(iri, ()), *self.grounds.about.get(iri, ())]
        return [one for one in dict.fromkeys(found) if not one.admitted]

    def sayings_of(self, node: Term) -> list[Statement]:
        """The statements of those who plan, claim or deny an event or a relation."""
        known = self.grounds.statements
        return [known[one.iri] for one in self.known.who(node) if one.iri in known]

    def unheld(self, node: Term, with_date: bool = True) -> list[Line]:
        """The lines of an event or a relation that is planned, claimed, denied or called off."""
        told = self.known.words(node, self.as_of) if any(self.known.days(node)) else ""
        told = _DAY.sub(lambda found: words.day(found[0]), told).removesuffix(", cancelled")
        how = self.known.unheld[node]
        if not with_date:
            told = ", ".join(told.split(", ")[1:]).removeprefix("for ").removesuffix("cancelled")
            told = "" if told[:1].isdigit() else told
        statements = self.sayings_of(node)
        if how == standing.CANCELLED or not statements:
            status = CANCELLED if how == standing.CANCELLED else _STANDINGS.get(how, "said")
            backing = tuple(self.grounds.of_statement(one) for one in statements)
            return [Line(status, told, evidence=backing or self._own(node))]
        lines = self.said_lines(statements)
        found = []
        for one in lines:
            bare = _STANDING.sub("", told)
            joined = ", ".join(filter(None, (bare, one.words)))
            found.append(Line(one.status, joined, evidence=one.evidence))
        return found

    def _own(self, node: Term) -> tuple[Evidence, ...]:
        return self.grounds.of_node(node)

    def said_lines(
        self,
        statements: Iterable[Statement],
        spec: Spec | None = None,
        known: Collection[Term] = (),
    ) -> list[Line]:
        """Statements that are no facts as lines: one a status, with who says it and how."""
        by: dict[str, list[Statement]] = {}
        for one in statements:
            by.setdefault(words.status_of(one), []).append(one)
        lines = []
        for status, some in by.items():
            names = list(dict.fromkeys(name for one in some for name in self.grounds.who(one)))
            names.sort(key=lambda name: name != "the article")
            told = words.says(names, status)
            quoted = list(dict.fromkeys(q for one in some if (q := self._quoted(one, spec, known))))
            if quoted:
                told = f"{told} ({', '.join(quoted)})".strip()
            evidence = tuple(self.grounds.of_statement(one) for one in some)
            lines.append(Line(status, told, evidence=evidence))
        return lines

    def _quoted(self, one: Statement, spec: Spec | None, known: Collection[Term]) -> str:
        """What must be told of a statement beside who says it: its scope, what it judges.

        Nothing where the value's name, of which the terms are ``known``, tells it.
        """
        if spec is None or one.object in known:
            return ""
        if one.scope and not one.evaluative:
            return f"“{one.scope}”"
        if one.predicate.removeprefix(FOEDUS_NS) in BOUNDS:
            return words.day(text(one.object))
        own = spec.kind == "plan" or one.predicate in (spec.plan | spec.plan_inverse)
        if own or not one.predicate or one.object is None:
            return ""
        return f"{self.label(one.predicate)} {self.name(one.object)}"

    def _held(
        self, spec: Spec, node: ox.NamedNode, held: Sequence[Entry]
    ) -> Iterator[tuple[str, Line, Sequence[Entry]]]:
        """The lines of what is no plan: one for the day, one for each time before and after."""
        if not held:
            return
        if spec.kind in ("statement", "record"):
            backing = (
                union(*(self._evidence(node, one) for one in held)) if spec.kind == "record" else ()
            )
            detail = self._detail(spec, held)
            told = Line("", detail, evidence=backing)
            if one := self.grounds.statements.get(text(held[0].value)):
                line = self._saying(one).line
                told = replace(line, words=", ".join(filter(None, (detail, line.words))))
            yield "now", told, ()
            return
        pairs: dict[object, list[Entry]] = {}
        for entry in held:
            pairs.setdefault(self._pair(entry), []).append(entry)
        if len(pairs) > 1 and None in pairs:  # a plain triple is one with the relation beside it
            plain = pairs.pop(None)
            next(iter(pairs.values())).extend(plain)
        for some in pairs.values():
            yield from self._of_pair(spec, node, some)

    def _pair(self, entry: Entry) -> object:
        """The two that an entry's relation joins, under an alliance where it is one."""
        time = entry.span or entry.ground
        if time is None or not self.day.is_told(time):
            return None
        alliance = entry.detail if self._is(time, "AllianceDyad") else None
        pairs = self.day.pairs_of(time)
        joined = [(kind, *(self._twins.get(x, (x,))[0] for x in pair)) for kind, pair in pairs]
        return tuple(joined), alliance

    def _of_pair(
        self, spec: Spec, node: ox.NamedNode, held: Sequence[Entry]
    ) -> Iterator[tuple[str, Line, Sequence[Entry]]]:
        """The lines of relations of one pair: for the day, and for each time before and after."""
        by_side: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
        silent: list[Entry] = []
        for entry in held:
            side, certainty = self._when(spec, node, entry)
            if side == "silent":
                silent.append(entry)
            else:
                by_side[side].append((entry, certainty))
        if not by_side:
            later = any(self._is(time, "Stationing") for one in silent if (time := one.ground))
            by_side["after" if later else "now"] = [(entry, "") for entry in silent]
            silent = []
        if some := by_side.pop("now", []):
            yield "now", self._one(spec, node, some, silent), [entry for entry, _ in some]
            silent = []
        for side, some in by_side.items():
            periods: dict[tuple[tuple[str, str], ...], list[tuple[Entry, str]]] = {}
            for entry, certainty in some:
                dates = tuple(sorted(self._bounds(node, entry, spec).items()))
                periods.setdefault(dates, []).append((entry, certainty))
            undated = [entry for entry, _ in periods.pop((), [])] if len(periods) > 1 else []
            lending = [*silent, *undated] if len(periods) == 1 else []
            for period in periods.values():
                line = self._one(spec, node, period, lending, side)
                yield side, line, [entry for entry, _ in period]

    def _when(self, spec: Spec, node: ox.NamedNode, entry: Entry) -> tuple[str, str]:
        """Where a value belongs, and how certain it is: now, before, after, or only as evidence."""
        time = entry.span or entry.ground
        if spec.kind == "state" and time is not None and self.day.is_told(time):
            if side := self.day.side(time):
                return side, ""
            if certainty := self.day.certainty(time):
                return "now", certainty
            return "silent", ""
        if spec.kind == "state" and time is None and not entry.via:
            return "now", "possible"  # stated without a relation that would tell its days
        if spec.kind == "event":
            bounds = bounds_of(self.store, time) if time is not None else {}
            return ("after" if bounds.get("earliestStart", "") > self.as_of else "now"), CERTAIN
        for one in () if spec.timeless else (entry.span, entry.value):
            if one is not None and one != node and (side := self.day.absent(one)[0]):
                return side, ""
        return "now", CERTAIN

    def _one(
        self,
        spec: Spec,
        node: ox.NamedNode,
        some: Sequence[tuple[Entry, str]],
        lending: Sequence[Entry],
        side: str = "now",
    ) -> Line:
        """One line of several entries of a value: the best certainty, the most exact dates."""
        best = sorted(
            (entry for entry, _ in some),
            key=lambda one: self._exactness(self._bounds(node, one, spec)),
        )[0]
        bounds = self._bounds(node, best, spec)
        evidence = union(*(self._evidence(node, one) for one in (*(e for e, _ in some), *lending)))
        certain = any(certainty == CERTAIN for _, certainty in some)
        certain = certain or (spec.undated and not bounds)
        if side != "now":
            needed = "latestStart" if side == "after" else "latestEnd"
            certain = spec.kind != "state" or needed in bounds or best.ground is None
        detail = self._detail(spec, [entry for entry, _ in some])
        dates, since, until = self._dates(spec, node, best, bounds)
        if certain:
            return Line(FACT, _join(spec, dates, detail), since, until, "", evidence)
        if not bounds and self.as_of == self.own_day and (told := self._in_the_present(evidence)):
            return Line(FACT, _join(spec, told, detail, "; "), "", "", "", evidence)
        unnamed = plain.CODES["reporting-unspecified"] in detail.split(", ")
        reason = self._reason(best, bounds)
        if unnamed:
            detail = ""
            reason += " or names the kind of authority" if reason.startswith("no source") else ""
        return Line(NOT_CERTAIN, _join(spec, reason, detail), since, until, reason, evidence)

    def _in_the_present(self, evidence: Sequence[Evidence]) -> str:
        """That a text tells it in the present tense without a date; nothing where none does."""
        for one in evidence:
            statement = self.grounds.statements.get(one.statement)
            if statement and statement.passages and statement.modality in _PRESENT:
                return f"{self.grounds.document(one.documents[0])} gives no dates"
        return ""

    def _reason(self, entry: Entry, bounds: Mapping[str, str]) -> str:
        """Why something is not certain on the day."""
        if "observedFrom" in bounds and "latestStart" not in bounds:
            return f"seen only {self._seen(entry, bounds)}"
        start, end = bounds.get("latestStart", ""), bounds.get("earliestEnd", "")
        if not start:
            silent = bounds.get("latestEnd", "9") >= self.as_of or not bounds
            return "no source dates its start" if silent else "no source dates its end"
        if start > self.as_of:
            return f"begun {words.span(bounds.get('earliestStart', start), start)}"
        if end and end < self.as_of:
            if "latestEnd" not in bounds:
                return f"no source tells it after {words.day(end)}"
            return f"ended {words.span(end, bounds['latestEnd'])}"
        return "sources differ on the dates"

    def _seen(self, entry: Entry, bounds: Mapping[str, str]) -> str:
        time = entry.span or entry.ground
        told = self._text(time, "dateText") if time is not None else ""
        return told or words.span(
            bounds["observedFrom"], bounds.get("observedUntil", bounds["observedFrom"])
        )

    def _bounds(self, node: ox.NamedNode, entry: Entry, spec: Spec) -> dict[str, str]:
        """The dates that sources give to a value, not those that follow from what it hangs on."""
        if spec.kind == "plain" and spec.id != "on":
            return {}
        time = entry.span or entry.ground
        if time is None or isinstance(time, ox.Literal):
            return {}
        return bounds_of(self.store, time)

    @staticmethod
    def _exactness(bounds: Mapping[str, str]) -> tuple[int, str, str]:
        """The most exact first: with both bounds of the start, then the narrowest of these."""
        first, last = bounds.get("earliestStart", ""), bounds.get("latestStart", "")
        if not last:
            return (1 if bounds else 2), "9", ""
        return 0, f"{_days_between(first or '0001-01-01', last):08d}", last

    def _dates(
        self, spec: Spec, node: ox.NamedNode, entry: Entry, bounds: Mapping[str, str]
    ) -> tuple[str, str, str]:
        """The dates of a value in words, and its start and end for programs."""
        first, last = bounds.get("earliestStart", ""), bounds.get("latestStart", "")
        still, gone = bounds.get("earliestEnd", ""), bounds.get("latestEnd", "")
        exact = self._exact_days(entry, node)
        since = words.interval(first, last)
        until = words.interval(still, gone)
        if spec.kind == "event":
            if spec.told in ("status", "observed"):
                return self._status_words(spec, entry), since, ""
            return (
                (
                    words.span(first or last, last or first, exact)
                    if first or last
                    else self._undated(entry)
                ),
                since,
                "",
            )
        start = words.bound(first, last, exact) if first and last else ""
        if last and not first:
            start = f"{words.span(last, last)} or earlier"
        end = words.bound(still or gone, gone, exact) if gone else ""
        if still and not gone:
            end = f"{words.day(still)} or later"
        if not start and not end and "observedFrom" in bounds:
            return f"seen {self._seen(entry, bounds)}", "", ""
        if start and end:
            vague = "between" in (start[:7], end[:7])
            return (
                f"begun {start}, ended {end}" if vague else f"from {start} until {end}",
                since,
                until,
            )
        return f"since {start}" if start else f"until {end}" if end else "", since, until

    def _undated(self, entry: Entry) -> str:
        """That an event has no date, and in which text."""
        node = entry.ground
        found = [] if node is None else self.grounds.of_node(node)
        documents = [d for one in found for d in one.documents]
        if spec_text := (self._text(node, "dateText") if node is not None else ""):
            return f"“{spec_text}”"
        if node is not None and "observedFrom" in (bounds := bounds_of(self.store, node)):
            return self._seen(entry, bounds)
        return (
            f"{self.grounds.document(documents[0])} gives no date"
            if documents
            else "no source dates it"
        )

    def _exact_days(self, entry: Entry, node: ox.NamedNode) -> set[str]:
        """The days of events that the two of a relation have a part in."""
        found: set[str] = set()
        parties: list[Term] = []
        time = entry.span or entry.ground
        if time is not None and not isinstance(time, ox.Literal):
            quads = self.store.quads_for_pattern(time, None, None, None)
            parties = [quad.object for quad in quads if is_fact(quad)]
            for alliance in [one for one in parties if self._is(one, "Alliance")]:
                parties += self.day.values(alliance, FOEDUS_NS + "foundedOn")
        for party in [*parties, node]:
            if self._is(party, "Instrument"):
                for quad in self._by_node.get(party, ()):
                    if quad.object == party and quad.predicate.value == FOEDUS_NS + "involves":
                        bounds = bounds_of(self.store, quad.subject)
                        if bounds.get("earliestStart") == bounds.get("latestStart"):
                            found.add(bounds.get("earliestStart", ""))
        return found

    def _status_words(self, spec: Spec, entry: Entry) -> str:
        if spec.told == "observed":
            node = entry.ground
            day = self._text(node, "asOfDate") if node is not None else ""
            return f"on {words.day(day)}" if day else ""
        return self.status(entry.value)

    def _detail(self, spec: Spec, some: Sequence[Entry]) -> str:
        names = [self.plain(one.detail) for one in some if one.detail is not None]
        return ", ".join(dict.fromkeys(names))

    def _evidence(self, node: ox.NamedNode, entry: Entry) -> tuple[Evidence, ...]:
        """The evidence of one entry: of its own triple, else of its own node."""
        if entry.via:
            this = entry.through or node
            subject, value = (entry.value, this) if entry.inverse else (this, entry.value)
            found = self._of_twins(subject, entry.via, value)
            return union(found, self._of_ground(entry.ground)) if entry.ground else found
        if entry.ground is None:
            return ()
        found = self._of_ground(entry.ground)
        if self._is(entry.ground, "AllianceDyad"):
            return self._of_memberships(entry)
        for kind, (one, two) in self.day.pairs_of(entry.ground):
            for predicate, roles in standing.SHORTCUTS.items():
                if roles[0] == kind:
                    found = union(found, self.grounds.of_shortcut(one, predicate, two))
        return found

    def _of_ground(self, node: Term) -> tuple[Evidence, ...]:
        """The evidence of an event, a relation or a duty with all its parts; of a thing without."""
        return self.grounds.of_node(node, with_subject=not self._is_thing(node))

    def _is_thing(self, node: Term) -> bool:
        return self._is(node, "Agent", "Place", "Instrument", "Statement", "Post", "Alliance")

    def _of_twins(self, subject: Term, predicate: str, value: Term) -> tuple[Evidence, ...]:
        """The evidence of a triple, and of the same that is stated of twins."""
        subjects, values = (self._twins.get(one, (one,)) for one in (subject, value))
        found = [
            self.grounds.of_triple(quad.subject, predicate, quad.object)
            for one in subjects
            for quad in self._by_node.get(one, ())
            if quad.subject == one and quad.predicate.value == predicate and quad.object in values
        ]
        return union(*found) if found else self.grounds.of_triple(subject, predicate, value)

    def _of_memberships(self, entry: Entry) -> tuple[Evidence, ...]:
        """The evidence of a dyad: that of the two memberships that it follows from."""
        found: list[tuple[Evidence, ...]] = []
        dyad = entry.ground
        assert dyad is not None
        members = self.day.values(dyad, FOEDUS_NS + "relationHolder")
        alliances = self.day.values(dyad, FOEDUS_NS + "relationTarget")
        for member in members:
            for relation in self.day.subjects("memberAgent", member):
                if set(self.day.values(relation, FOEDUS_NS + "membershipOf")) & set(alliances):
                    found.append(self.grounds.of_node(relation, with_subject=True))
        return union(*found)

    def _saying(self, one: Statement) -> Saying:
        evidence = (self.grounds.of_statement(one),)
        if one.admitted:
            return Saying(one.iri, self.sentence(one), Line(FACT, "", evidence=evidence))
        return Saying(one.iri, self.sentence(one), self.said_lines([one])[0])


def _days_between(first: str, last: str) -> int:
    from datetime import date

    try:
        return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)
    except ValueError:
        return 10**7


def _join(spec: Spec, dates: str, detail: str, sign: str = ", ") -> str:
    """Dates and detail in words, as the row joins them."""
    if spec.detail == "first":
        return (
            " ".join(filter(None, (detail, dates)))
            if not dates or dates[:2] in ("si", "fr", "un")
            else ", ".join(filter(None, (detail, dates)))
        )
    if spec.detail == "before":
        return sign.join(filter(None, (detail, dates)))
    if spec.detail:
        return sign.join(filter(None, (f"{spec.detail} {detail}" if detail else "", dates)))
    return sign.join(filter(None, (dates, detail)))
