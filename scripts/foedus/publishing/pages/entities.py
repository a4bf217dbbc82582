"""A page for each thing and each statement: its profile, as ``foedus show`` tells it.

Beside the profile stand where sources differ, a picture, and the questions that name it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from foedus.asking.profile import Fact, Profile, whole, words
from foedus.asking.statements import is_conclusion
from foedus.publishing.pages import pictures
from foedus.publishing.pages.conflicts import Difference
from foedus.publishing.pages.frame import ENTITY_FORMATS, Head, Shell
from foedus.publishing.pages.lookup import TYPE, Knowledge, is_text
from foedus.publishing.site import Site
from foedus.rdf.names import FOEDUS_NS, RDFS_NS, Term, curie
from foedus.reasoning.derivation import Derivation, deriver

MOST = 300
"""How many values of a row, and how many triples, a page shows; the Turtle file has all."""

_MODULE = RDFS_NS + "isDefinedBy"
_JOINTS = ("TimeBoundedRelation", "StatusObservation", "PersonnelCount", "ForceContribution")
"""What joins other things and is told by them: it gets no picture of its own."""


def files(
    shell: Shell,
    differences: Mapping[str, Sequence[Difference]],
    asked: Mapping[str, Sequence[Any]],
    reasons: Reasons,
) -> Iterator[tuple[str, bytes]]:
    """The page of every entity; ``asked`` are the questions by thing and by number of a fact."""
    site = shell.site
    terms = {*site.terms, *site.codes}

    def reason(fact: Fact) -> str:
        return why(reasons(_triple(fact)), shell) if fact.predicate != TYPE else ""

    for iri in (*site.terms, *site.codes, *site.entities):
        told = site.profiles.of(iri)
        statement = site.statements.get(iri)
        number = statement.fact if statement else ""
        path = site.resources[iri] + ".html"
        name = f"{told.label} ({told.kinds[0]})" if iri in terms else told.label
        head = Head(
            title=f"{number}: {name}" if number else name,
            summary=told.summary or told.label,
            section="ontology.html" if iri in terms else "things.html",
            iri=iri,
            formats=ENTITY_FORMATS,
        )
        yield shell.page(
            path,
            "entity.html",
            head,
            told=told,
            triples=[] if iri in terms else _by_property(told, reason, site.passages),
            year=_year(told),
            lead=told.summary
            if told.summary[told.summary.find(" ") + 1 : -1] not in told.kinds
            else "",
            plain=is_text(site.types(iri)),
            module=site.stated.text(iri, _MODULE) if iri in terms else "",
            short=curie(iri) if iri in terms else "",
            number=number,
            types=[one for one in site.types(iri) if one in site.resources and iri not in terms],
            differences=differences.get(iri, ()),
            questions=asked.get(number if statement else iri, ()),
            drawings=() if statement or iri in terms else _drawings(shell, told, path),
            many=whole.MANY,
            most=MOST,
            cited=whole.cited,
            standing=words.standing,
            day=words.day,
        )


def _year(told: Profile) -> str:
    """The year in which an agreement was signed, which tells it from others of a like name."""
    signed = {v.label[-4:] for row in told.rows if row.id == "signed" for v in row.now}
    return signed.pop() if len(signed) == 1 and not re.search(r"\d{4}", told.label) else ""


def _drawings(shell: Shell, told: Profile, path: str) -> list[tuple[str, Markup, list[str], str]]:
    """What is next to a thing and the dates around it: title, drawing, the words, the query."""
    know, iri = shell.know, told.iri
    if is_text(shell.site.types(iri)) or know.is_a(iri, *_JOINTS):
        return []
    found = []
    for title, draw, query in (
        ("What is next to it", pictures.neighbourhood, "3-neighbourhood"),
        ("Dates around it", pictures.own_timeline, "5-dates-around"),
    ):
        drawn, said = draw(shell, iri, told.label, path)
        if drawn:
            found.append((title, drawn, said, query))
    return found


@dataclass
class Triples:
    """Triples of one property that rest on the same: values, statements, or why they follow."""

    terms: list[Term]
    statements: tuple[tuple[str, str], ...]
    follows: str | None

    @property
    def grounded(self) -> bool:
        """Whether there is something that it rests on."""
        return bool(self.statements) or self.follows is not None


def _by_property(
    told: Profile, reason: Callable[[Fact], str], passages: Container[str]
) -> dict[tuple[str, bool], list[Triples]]:
    """The triples of a thing by property, and after them, marked, those that point to it.

    That passages are parts of documents follows, and is left out.
    """
    found: dict[tuple[str, bool], dict[object, Triples]] = defaultdict(dict)
    shown = [one for one in told.triples if not one.inferred or _tells(one, passages)][:MOST]
    away = [one.subject != ox.NamedNode(told.iri) for one in shown]
    for fact, outward in sorted(zip(shown, away, strict=True), key=lambda pair: pair[1]):
        stated = dict.fromkeys((e.statement, e.fact or "statement") for e in fact.evidence)
        stated.pop(("", "statement"), None)
        follows = reason(fact) if fact.inferred else None
        one = Triples([], tuple(stated), follows)
        rows = found[fact.predicate, outward]
        term = fact.subject if outward else fact.object
        rows.setdefault((one.statements, follows), one).terms.append(term)
    return {key: list(rows.values()) for key, rows in found.items()}


def why(step: Step | None, shell: Shell) -> str:
    """Why a triple follows, in one sentence: the axioms or the rule, and what they are put to."""
    if step is None or not step.by:
        return ""
    by = "; ".join(step.by).rstrip(".")
    told = [
        " – ".join(shell.know.name(term) for term in one.triple)
        + (f" ({why(one, shell)})" if one.by else "")
        for one in step.premises
    ]
    return f"{f'by rule {step.rule}' if step.rule else 'because'} {by}: {'; '.join(told)}"


def _tells(fact: Fact, passages: Container[str]) -> bool:
    """Whether an inferred fact tells more than its ground: a class of ours, or a conclusion."""
    if isinstance(fact.subject, ox.Literal) or fact.subject == fact.object:
        return False
    if fact.predicate == TYPE:
        return isinstance(fact.object, ox.NamedNode) and fact.object.value.startswith(FOEDUS_NS)
    of_words = any(isinstance(t, ox.NamedNode) and t.value in passages for t in _triple(fact))
    return not of_words and is_conclusion(_triple(fact))


def _triple(fact: Fact) -> ox.Triple:
    return ox.Triple(fact.subject, ox.NamedNode(fact.predicate), fact.object)  # type: ignore[arg-type]


def things(site: Site, know: Knowledge) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """The entities by kind, the kinds that readers ask for first; texts and statements left out."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for iri in site.entities:
        kinds = site.types(iri)
        if iri not in site.statements and not is_text(kinds):
            by_kind[know.kind(iri)].append(iri)
    named = sorted(by_kind, key=lambda kind: (know.title(kind) if kind else "~", kind))
    sections: dict[str, list[tuple[str, list[str]]]] = {title: [] for title, _ in SECTIONS}
    for kind in named:
        found = sorted(by_kind[kind], key=lambda iri: (know.title(iri).casefold(), iri))
        sections[_section(know, kind)].append((kind, found))
    return [(title, kinds) for title, kinds in sections.items() if kinds]


SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("States and other agents", ("Polity", "Person", "Post", "PersonnelGroup")),
    ("Commands and forces", ("MilitaryOrganization",)),
    ("Alliances and agreements", ("Alliance", "Instrument", "Provision", "Obligation")),
    ("Events", ("Event", "StatusObservation")),
    ("Sources", ("SourceDocument",)),
    ("Places", ("Place",)),
    ("Relations in time", ("TimeBoundedRelation", "CommandArrangement")),
    ("Everything else", ()),
)
"""How the index of things is divided, and by which classes."""


def _section(know: Knowledge, kind: str) -> str:
    above = {kind, *know.ancestors(kind)} if kind else set()
    for title, roots in SECTIONS:
        if any(FOEDUS_NS + root in above for root in roots):
            return title
    if FOEDUS_NS + "Agent" in above:
        return SECTIONS[0][0]
    return SECTIONS[-1][0]


@dataclass(frozen=True)
class Step:
    """A triple, the axioms or the rule that give it (none for a stated one), and its premises."""

    triple: ox.Triple
    by: tuple[str, ...]
    rule: str
    premises: tuple[Step, ...]


Reasons = Callable[[ox.Triple], Step | None]
"""Why a triple holds, asked by the triple."""


def reasons_of(site: Site) -> Reasons:
    """Tells why a triple holds; nothing where that is not found, or looked for in too much."""
    world = site.closure.world if site.is_small else None
    derive = deriver(world) if world else None

    @cache
    def reason(triple: ox.Triple) -> Step | None:
        found = derive(triple) if derive else None
        return _step(found) if found else None

    return reason


def _step(one: Derivation) -> Step:
    return Step(one.triple, one.by, one.rule, tuple(_step(premise) for premise in one.premises))
