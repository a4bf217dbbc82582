"""A page for each statement: what is said, by whom, in which voice and mode, in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.asking.statements import Passage, Statement
from foedus.publishing.pages.conflicts import Difference
from foedus.publishing.pages.frame import ENTITY_FORMATS, Head, Shell
from foedus.publishing.pages.lookup import Fact, Ground, Knowledge
from foedus.publishing.pages.questions import Answered
from foedus.publishing.site import key
from foedus.rdf.names import CODE_NS, FOEDUS_NS, SKOS_NS, text

KINDS = {
    "PF": "plain fact",
    "SA": "assessment by the source",
    "IP": "intention or plan",
    "Q": "quotation",
    "AC": "claim ascribed to somebody",
}
"""The kinds of statement, in words."""


@dataclass(frozen=True)
class Page:
    """Everything on the page of one statement."""

    one: Statement
    title: str
    sentence: str
    ground: Ground
    kind: str
    voice: str
    modality: str
    speeches: tuple[str, ...]
    terms: tuple[ox.Literal, ...]
    scopes: tuple[ox.Literal, ...]
    notes: tuple[str, ...]
    part_of: tuple[str, ...]
    parts: tuple[str, ...]
    passages: tuple[Passage, ...]
    content: tuple[tuple[str, list[Fact]], ...]
    disputes: tuple[str, ...]
    conditions: tuple[str, ...]


def files(
    shell: Shell, asked: dict[str, list[Answered]], differences: dict[str, list[Difference]]
) -> Iterator[tuple[str, bytes]]:
    """The page of every statement."""
    know = shell.know
    for iri in shell.site.entities:
        one = shell.site.statements.get(iri)
        if one is None:
            continue
        page = describe(know, one)
        head = Head(
            title=f"{page.title}: {page.sentence}",
            summary=f"{page.sentence} — {', '.join(marks(page.ground))}.",
            section="things.html",
            iri=one.iri,
            formats=ENTITY_FORMATS,
        )
        yield shell.page(
            shell.site.resources[iri] + ".html",
            "statement.html",
            head,
            page=page,
            questions=asked.get(one.fact, []),
            differences=differences.get(one.iri, ()),
        )


def describe(know: Knowledge, one: Statement) -> Page:
    """All that the page of a statement shows."""
    stated = know.stated

    def named(name: str) -> tuple[str, ...]:
        found = stated.objects(one.iri, FOEDUS_NS + name)
        return tuple(key(term) for term in found if isinstance(term, ox.NamedNode))

    def literals(name: str) -> tuple[ox.Literal, ...]:
        found = stated.objects(one.iri, name)
        return tuple(term for term in found if isinstance(term, ox.Literal))

    parts = (key(q.subject) for q in stated.by_object(one.iri, FOEDUS_NS + "partOf"))
    content = [] if one.admitted else [(node, know.facts(node)) for node in one.about]
    return Page(
        one=one,
        title=know.title(one.iri),
        sentence=know.sentence(one.iri),
        ground=know.ground(one),
        kind=" and ".join(KINDS.get(part, part) for part in one.kind.split("+")),
        voice=_code(one.voice),
        modality=_code(one.modality),
        speeches=named("saidIn"),
        terms=literals(FOEDUS_NS + "evaluativeTerm"),
        scopes=literals(FOEDUS_NS + "scopeText"),
        notes=tuple(map(text, literals(SKOS_NS + "editorialNote"))),
        part_of=named("partOf"),
        parts=tuple(parts),
        passages=one.passages,
        content=tuple((node, facts) for node, facts in content if facts),
        disputes=named("disputedIn"),
        conditions=named("inCondition"),
    )


def _code(name: str) -> str:
    """The IRI of a code of ours by its bare name; any other IRI as it is."""
    return CODE_NS + name if name and ":" not in name else name


def marks(ground: Ground) -> list[str]:
    """Voice, modality and the other marks in words."""
    found = [ground.voice.replace("-", " "), ground.modality.replace("-", " ")]
    found += ["judgement"] if ground.evaluative else []
    found += ["denied"] if ground.negated else []
    found += [] if ground.admitted else ["not stated as a fact"]
    return [one for one in found if one]
