"""Profiles made: the rows of a thing, what else is said of it, and everything as RDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import pyoxigraph as ox

from foedus.asking.profile import linked, sayings, terms, words
from foedus.asking.profile.model import (
    FACT,
    NOT_CERTAIN,
    Fact,
    Quote,
    Row,
    Saying,
)
from foedus.asking.profile.rows import specs
from foedus.asking.profile.summaries import summary
from foedus.asking.profile.valued import Valued
from foedus.asking.profile.whole import Profile
from foedus.asking.statements import PLUMBING, Statement, is_fact, read_passage
from foedus.bundled import contents
from foedus.bundled.terms import declared_terms
from foedus.errors import BadInput
from foedus.rdf.names import Term, curie, text


class Profiles(Valued):
    """The profiles of all that some data speak of, as of one day; each row is asked once."""

    @cached_property
    def linked(self) -> linked.Graph:
        """The triples of each thing as linked data."""
        terms = {quad.subject for quad in contents.ontology()}
        return linked.Graph(self.store, terms, {quad.subject for quad in self._dyads})

    @cached_property
    def _terms(self) -> terms.Terms:
        return terms.Terms(self.quads, self.label, self.as_of)

    def of(self, iri: str) -> Profile:
        """The profile of what has this address. BadInput where the data have none."""
        node = ox.NamedNode(iri)
        if iri in declared_terms():
            return replace(self._terms.of(iri), quads=self.linked.triples(iri))
        about = self._by_node.get(node, [])
        if not about:
            raise BadInput(f"these data say nothing of {curie(iri)}")
        kinds = self.kinds(node)
        rows = tuple(self.row_of(spec, node) for spec in specs() if kinds & spec.classes)
        side, _ = self.day.absent(node)
        statement = self.grounds.statements.get(iri)
        if statement:
            rows = (*sayings.rows(statement, self), *sayings.fitting(statement, rows))
        rows = self._gated(rows, side)
        rows = tuple(row for row in rows if row.values or row.none)
        shown = {
            one.statement
            for row in rows
            for v in row.values
            for ln in v.lines
            for one in ln.evidence
        }
        triples = self._triples(node, about)
        says = self._says(node)
        shown |= {two.iri for one in says for two in one.sayings}
        said, undated = self._said(node, shown, triples)
        told = Profile(
            iri=iri,
            label=self.heading(statement) if statement else self.name(node),
            names=self._other_names(node),
            kinds=self._kinds(node),
            summary="",
            as_of=self.as_of,
            rows=rows,
            says=says,
            said=said,
            undated=undated,
            triples=triples,
            quads=self.linked.triples(iri),
            not_there=self.not_there(node),
            known_on=self._horizon if self.as_of > self._horizon > "" else "",
            notes=self._notes(node),
            dated=any(
                line.since or line.until or line.status
                for r in rows
                for v in r.values
                for line in v.lines
            ),
        )
        return replace(told, summary=summary(told, self, statement))

    def _gated(self, rows: Sequence[Row], side: str) -> tuple[Row, ...]:
        """The rows of a thing before its time, where nothing is so yet; or after it."""
        if not side:
            return tuple(rows)
        gated = []
        for row in rows:
            timeless = row.id in (
                "established",
                "dissolved",
                "signed",
                "ratified",
                "in-force",
                "ended",
            )
            facts = tuple(
                v for v in row.now if any(line.status in (FACT, NOT_CERTAIN) for line in v.lines)
            )
            if timeless or not facts:
                gated.append(row)
                continue
            rest = tuple(v for v in row.now if v not in facts)
            moved = (
                {"after": (*facts, *row.after)}
                if side == "after"
                else {"before": (*row.before, *facts)}
            )
            whole = {"now": rest, "before": row.before, "after": row.after, **moved}
            gated.append(Row(row.id, row.label, **whole, none=row.none))
        return tuple(gated)

    def not_there(self, node: Term) -> str:
        """That a thing is not yet there on the day, or no longer; nothing where it is."""
        side, dates = self.day.absent(node)
        if not side:
            return ""
        agreement = self._is(node, "Instrument", "Alliance")
        day, when = words.day(self.as_of), words.span(*words.ends(dates))
        if side == "after":
            verb = "in force" if agreement else "established"
            return f"Not yet {verb} on {day}: {verb} {'since ' * agreement}{when}."
        return f"No longer {'in force' if agreement else 'there'} on {day}: until {when}."

    def _says(self, node: ox.NamedNode) -> tuple[Quote, ...]:
        """What a person says: one entry a quotation or a reported passage, with its readings."""
        if not self._is(node, "Person"):
            return ()
        found: dict[str, list[Statement]] = {}
        for one in self.grounds.statements.values():
            if node.value in one.speakers and one.passages and one.voice != "source-voice":
                quoted = [p for p in one.passages if p.is_quotation] or [one.passages[0]]
                found.setdefault(quoted[0].iri, []).append(one)
        quotes = [
            Quote(read_passage(self.store, ox.NamedNode(iri)), tuple(map(self._saying, some)))
            for iri, some in found.items()
        ]
        return tuple(sorted(quotes, key=lambda one: (one.passage.start, one.passage.iri)))

    def _said(
        self, node: ox.NamedNode, shown: set[str], triples: Sequence[Fact]
    ) -> tuple[tuple[Saying, ...], tuple[Saying, ...]]:
        """What is said of a thing, or of what it has a part in, and no row shows."""
        if node.value in self.grounds.statements:
            return (), ()
        beside = {one.statement for fact in triples for one in fact.evidence}
        names = {node.value, *self._designations(node)}
        touched = {
            q.subject.value
            for q in self._by_node.get(node, ())
            if q.object == node and isinstance(q.subject, ox.NamedNode) and is_fact(q)
        }
        found = []
        for one in self.grounds.statements.values():
            parts = {*one.about, *one.subjects, str(one.object)[1:-1]}
            named = names & parts
            if one.iri in shown or not (named or (touched & {*one.about} and not one.admitted)):
                continue
            if not one.admitted or (named and one.iri not in beside):
                found.append(self._saying(one))
        for event in self.known.unheld:
            if event in (node, *map(ox.NamedNode, touched)) and not self.known.about(event):
                line = next(iter(self.unheld(event)))
                if not any(e.statement in shown for e in line.evidence) or not line.evidence:
                    found.append(Saying(text(event), self.name(event), line))
        if self.as_of == self.own_day:
            return tuple(found), ()
        dated = [one for one in found if one.line.status == FACT or "for " in one.line.words]
        return tuple(dated), tuple(one for one in found if one not in dated)

    def _triples(self, node: ox.NamedNode, about: Sequence[ox.Quad]) -> tuple[Fact, ...]:
        """All triples of a thing; a triple of the statement layer rests on nothing but itself."""
        found = []
        for quad in sorted(
            about,
            key=lambda q: (q.subject != node, q.predicate.value, str(q.object), str(q.subject)),
        ):
            of_the_layer = quad.predicate.value in PLUMBING or quad.subject in self._layer
            backing = (
                ()
                if of_the_layer
                else self.grounds.of_triple(quad.subject, quad.predicate.value, quad.object)
            )
            if quad.subject in self.known.unheld:
                backing = tuple(map(self.grounds.of_statement, self.sayings_of(quad.subject)))
            found.append(Fact(quad.subject, quad.predicate.value, quad.object, False, backing))
        for triple in self._following.get(node, ()):
            found.append(Fact(triple.subject, triple.predicate.value, triple.object, True))
        return tuple(dict.fromkeys(found))  # what several graphs tell, once

    @cached_property
    def _following(self) -> dict[Term, list[ox.Triple]]:
        found: dict[Term, list[ox.Triple]] = defaultdict(list)
        for triple in self.inferred:
            for node in {triple.subject, triple.object}:
                found[node].append(triple)
        return found

    @cached_property
    def _layer(self) -> set[Term]:
        return {ox.NamedNode(iri) for iri in self.grounds.statements}
