"""A page for each thing that the data describe: facts, sayings, what points to it, what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from foedus.asking.statements import Passage, Statement, is_conclusion, is_fact
from foedus.publishing.pages import pictures
from foedus.publishing.pages.conflicts import Difference
from foedus.publishing.pages.frame import ENTITY_FORMATS, Head, Shell
from foedus.publishing.pages.lookup import DATES, TYPE, Fact, Ground, Knowledge, is_text
from foedus.publishing.pages.pictures import query_around
from foedus.publishing.site import Site, key
from foedus.rdf.names import DCTERMS_NS, FOEDUS_NS, RDFS_NS, SKOS_NS, text
from foedus.reasoning.derivation import Derivation, deriver

MOST = 60
"""How many entries of one group a page shows; the rest is counted, and the Turtle has all."""

_READ_AS = FOEDUS_NS + "interpretedAs"
_SPEAKER = FOEDUS_NS + "speaker"
_PASSAGE_OF = FOEDUS_NS + "passageOf"
_RESTS_ON = (FOEDUS_NS + "evidencedBy", FOEDUS_NS + "sourcedFrom")
_IN_THE_WORDS = frozenset(
    FOEDUS_NS + name for name in ("charEnd", "charStart", "exactText", "paragraphNumber")
)
"""What the words of a passage are shown with, so that it is not listed again."""

_JOINTS = ("TimeBoundedRelation", "StatusObservation", "PersonnelCount", "ForceContribution")
"""What joins other things and is told by them: it gets no picture of its own."""

_HIDDEN_KINDS = ("Statement", "Passage", "Quotation", "Designation")


@dataclass(frozen=True)
class Entry:
    """A node that points to the thing: as what, when, what else it joins, what backs it."""

    iri: str
    roles: tuple[str, ...]
    when: str
    others: tuple[Fact, ...]
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Group:
    """Entries of one kind, and how many more there are."""

    kind: str
    entries: tuple[Entry, ...]
    more: int = 0


@dataclass
class Thing:
    """Everything on one page."""

    iri: str
    title: str
    kind: str
    path: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    when: str = ""
    is_claim: bool = False
    facts: list[tuple[str, list[Fact]]] = field(default_factory=list)
    grounds: tuple[Ground, ...] = ()
    said: list[Ground] = field(default_factory=list)
    spoken: list[Ground] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    differences: Sequence[Difference] = ()
    inferred: list[Any] = field(default_factory=list)
    inferred_kinds: list[str] = field(default_factory=list)
    designations: list[tuple[str, ox.Literal, Passage | None]] = field(default_factory=list)
    passages: list[tuple[Passage, list[str]]] = field(default_factory=list)
    resting: list[str] = field(default_factory=list)
    resting_more: int = 0
    passage: Passage | None = None
    document: str = ""
    questions: list[Any] = field(default_factory=list)
    neighbours: Markup | None = None
    neighbours_words: list[str] = field(default_factory=list)
    timeline: Markup | None = None
    timeline_words: list[str] = field(default_factory=list)


def files(
    shell: Shell,
    differences: dict[str, list[Difference]],
    asked: dict[str, list[Any]],
    reasons: Reasons,
) -> Iterator[tuple[str, bytes]]:
    """The page of every entity that is no statement."""
    site = shell.site
    for iri in site.entities:
        if iri in site.statements:
            continue
        path = site.resources[iri] + ".html"
        thing = describe(shell, iri, differences, asked, reasons)
        kind = shell.know.title(thing.kind) if thing.kind else "thing"
        head = Head(
            title=thing.title,
            summary=_summary(thing, kind),
            section="things.html",
            iri=iri,
            formats=ENTITY_FORMATS,
        )
        yield shell.page(
            path, "entity.html", head, thing=thing, kind=kind, query_around=query_around
        )


def describe(
    shell: Shell,
    iri: str,
    differences: dict[str, list[Difference]],
    asked: dict[str, list[Any]],
    reasons: Reasons,
) -> Thing:
    """All that the page of a thing shows."""
    know, site = shell.know, shell.site
    kinds = site.types(iri)
    thing = Thing(iri, know.title(iri), know.kind(iri), when=know.when(iri))
    thing.path = list(reversed(know.ancestors(thing.kind))) if thing.kind else []
    thing.other_names = _texts(know, iri, SKOS_NS + "altLabel")
    thing.notes = [
        note
        for name in (
            SKOS_NS + "editorialNote",
            SKOS_NS + "note",
            SKOS_NS + "definition",
            RDFS_NS + "comment",
            DCTERMS_NS + "description",
        )
        for note in _texts(know, iri, name)
    ]
    thing.is_claim = iri in know.claimed
    thing.facts = _by_property(know, know.facts(iri))
    thing.grounds = know.node_grounds(iri)
    thing.said = [know.ground(one) for one in _said(know, iri)]
    thing.differences = differences.get(iri, ())
    thing.questions = asked.get(iri, [])
    _fill_incoming(know, thing)
    _fill_inferred(know, thing, reasons)
    if is_text(kinds):
        thing.passage = know.passage(iri)
        thing.document = know.document_of(iri)
        thing.facts = [(name, facts) for name, facts in thing.facts if name not in _IN_THE_WORDS]
    if not (is_text(kinds) or know.is_a(iri, *_JOINTS)):
        path = site.resources[iri] + ".html"
        about = (shell, iri, thing.title, path)
        thing.neighbours, thing.neighbours_words = pictures.neighbourhood(*about)
        thing.timeline, thing.timeline_words = pictures.own_timeline(*about)
    return thing


def _by_property(know: Knowledge, facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.property].append(fact)
    return sorted(found.items(), key=lambda item: (know.title(item[0]), item[0]))


def _said(know: Knowledge, iri: str) -> list[Statement]:
    """The statements that are not admitted and speak of a thing, directly or by a claimed node."""
    names = [iri, *(key(q.subject) for q in know.stated.by_object(iri, _READ_AS))]
    found: dict[str, Statement] = {}
    for name in names:
        for one in know.site.statements_about.get(name, ()):
            found[one.iri] = one
        for one in know.objects_of.get(name, ()):
            found[one.iri] = one
    for quad in know.stated.by_object(iri):
        subject = key(quad.subject)
        if subject in know.claimed:
            for one in know.about[subject]:
                found[one.iri] = one
    kept = [one for one in found.values() if not one.admitted]
    return sorted(kept, key=lambda one: know.order[one.iri])


def _fill_incoming(know: Knowledge, thing: Thing) -> None:
    """What points to the thing, sorted by what it is."""
    groups: dict[str, dict[str, list[str]]] = defaultdict(dict)
    resting: dict[str, None] = {}
    for quad in know.stated.by_object(thing.iri):
        name = quad.predicate.value
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        subject = quad.subject.value
        if name == _SPEAKER:
            thing.spoken += _spoken(know, subject)
        if name == _READ_AS:
            thing.designations.append(_designation(know, subject))
        elif name == _PASSAGE_OF:
            thing.passages.append((know.passage(subject), _supported(know, subject)))
        elif name in _RESTS_ON:
            resting[subject] = None
        elif is_fact(quad) and subject not in know.claimed:
            kind = know.kind(subject)
            if kind.removeprefix(FOEDUS_NS) not in _HIDDEN_KINDS:
                groups[kind].setdefault(subject, []).append(name)
    thing.passages.sort(key=lambda item: (item[0].start, item[0].end, item[0].iri))
    thing.resting = sorted(resting, key=lambda one: (know.title(one), one))
    thing.resting_more = max(len(thing.resting) - 4 * MOST, 0)
    thing.resting = thing.resting[: 4 * MOST]
    thing.groups = [
        _group(know, kind, found, thing.iri)
        for kind, found in sorted(groups.items(), key=lambda item: (know.title(item[0]), item[0]))
    ]


def _group(know: Knowledge, kind: str, found: dict[str, list[str]], thing: str) -> Group:
    """The first of the nodes of one kind, by date."""
    shown = sorted(found, key=lambda one: (know.days(one)[0], know.when(one), one))[:MOST]
    entries = tuple(_entry(know, one, found[one], thing) for one in shown)
    return Group(kind, entries, len(found) - len(shown))


def _entry(know: Knowledge, subject: str, roles: list[str], thing: str) -> Entry:
    others = tuple(
        Fact(q.predicate.value, q.object, ())
        for q in know.stated.by_subject(subject)
        if is_fact(q) and q.predicate.value not in DATES and key(q.object) != thing
    )[:8]
    return Entry(
        subject, tuple(dict.fromkeys(roles)), know.when(subject), others, know.node_grounds(subject)
    )


def _spoken(know: Knowledge, speech: str) -> list[Ground]:
    quads = know.stated.by_object(speech, FOEDUS_NS + "saidIn")
    found = (know.site.statements.get(key(quad.subject)) for quad in quads)
    return [know.ground(one) for one in found if one]


def _designation(know: Knowledge, iri: str) -> tuple[str, ox.Literal, Passage | None]:
    texts = know.stated.objects(iri, FOEDUS_NS + "designationText")
    words = [one for one in texts if isinstance(one, ox.Literal)]
    around = [q.object for q in know.stated.by_subject(iri, FOEDUS_NS + "partOf")]
    within = next((one for one in around if isinstance(one, ox.NamedNode)), None)
    passage = know.passage(within.value) if within else None
    return iri, words[0] if words else ox.Literal(know.title(iri)), passage


def _supported(know: Knowledge, passage: str) -> list[str]:
    """The statements, and the nodes without one, that rest on a passage."""
    found = [key(q.subject) for q in know.stated.by_object(passage, _RESTS_ON[0])]
    statements = [one for one in found if one in know.site.statements]
    return statements or found


def _fill_inferred(know: Knowledge, thing: Thing, reasons: Reasons) -> None:
    site = know.site
    stated = set(site.types(thing.iri))
    for quad in site.inferred.by_subject(thing.iri):
        if quad.predicate.value == TYPE:
            kind = key(quad.object)
            if kind.startswith("http") and kind not in stated:
                thing.inferred_kinds.append(kind)
        elif is_conclusion(quad):
            thing.inferred.append((quad, reasons(quad)))
    if is_text(stated):
        return
    for quad in site.inferred.by_object(thing.iri):
        if is_conclusion(quad) and quad.subject != quad.object:
            thing.inferred.append((quad, reasons(quad)))
    thing.inferred = thing.inferred[: 2 * MOST]


def _texts(know: Knowledge, iri: str, name: str) -> list[str]:
    return [text(one) for one in know.stated.objects(iri, name) if isinstance(one, ox.Literal)]


def _summary(thing: Thing, kind: str) -> str:
    when = f", {thing.when}" if thing.when else ""
    return f"{thing.title} ({kind}{when}): what is stated, what is only said, and what follows."


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


Reasons = Callable[[ox.Quad], Step | None]
"""Why a triple holds, asked by the triple."""


def reasons_of(site: Site) -> Reasons:
    """Tells why a triple holds; nothing where that is not found, or looked for in too much."""
    world = site.closure.world if site.is_small else None
    derive = deriver(world) if world else None

    @cache
    def reason(triple: ox.Triple) -> Step | None:
        found = derive(triple) if derive else None
        return _step(found) if found else None

    return lambda quad: reason(quad.triple)


def _step(one: Derivation) -> Step:
    return Step(one.triple, one.by, one.rule, tuple(_step(premise) for premise in one.premises))
