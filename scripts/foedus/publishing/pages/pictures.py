"""Which pictures the pages show, and what they are drawn from.

Each picture is drawn from the answer of a query of ``queries/pictures`` (a thing's neighbourhood
from the same triples by look-up, as there are many), and its page shows the query and the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from foedus.asking import plain, querying, snapshot
from foedus.asking.snapshot import CERTAINTIES
from foedus.asking.statements import PLUMBING
from foedus.bundled import folders
from foedus.bundled.questions import read_header
from foedus.publishing.html import initial
from foedus.publishing.pages.frame import Here, Shell
from foedus.publishing.pages.lookup import Knowledge
from foedus.publishing.site import key
from foedus.publishing.svg import boxes, layers
from foedus.publishing.svg import timeline as line
from foedus.rdf import reading, xsd
from foedus.rdf.names import FOEDUS_NS, Term, text

SIDE = 7
"""How many neighbours a picture shows on each side."""

MOST_SPANS = 24
"""How many rows the timeline of a thing has."""

HIDDEN = PLUMBING | {FOEDUS_NS + "datePrecision"}
"""The relations that no picture draws; the queries ``3-`` and ``5-`` name the same."""

_KINDS = (
    ("State", "state"),
    ("Polity", "state"),
    ("Person", "person"),
    ("Post", "post"),
    ("MilitaryOrganization", "military"),
    ("PersonnelGroup", "military"),
    ("Organization", "body"),
    ("Alliance", "alliance"),
    ("Instrument", "instrument"),
    ("Provision", "instrument"),
    ("Event", "event"),
    ("SourceDocument", "source"),
    ("Place", "place"),
)
"""How a box looks, by class; the first that fits counts."""


@dataclass(frozen=True)
class Picture:
    """A drawing with its title, the words that say the same, its query, and what the lines mean."""

    name: str
    title: str
    drawing: Markup
    words: tuple[Markup, ...]
    query: str
    note: str = ""
    legend: Markup | None = None
    wide: bool = False


def kind_of(know: Knowledge, iri: str) -> str:
    """The look of a thing's box."""
    return next((look for name, look in _KINDS if know.is_a(iri, name)), "other")


def rows(store: ox.Store, query: str, name: str) -> list[tuple[Term | None, ...]]:
    """The answer of a picture's query."""
    return [tuple(row) for row in querying.evaluate(store, query, name)]  # type: ignore[union-attr]


# --- a day ------------------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """A relation as a picture of a day: the kind of its snapshot query, its name, and its words.

    A line goes from the thing in column ``lower`` up to the one in column ``upper``. Where the
    query gives a code for how they are related, it stands in the third column, and ``codes`` is the
    property that has such codes.
    """

    query: str
    name: str
    title: str
    lower: int
    upper: int
    words: str
    note: str
    codes: str = ""


RELATIONS = (
    Relation(
        "reporting",
        "command",
        "Chain of command",
        0,
        1,
        "reports to",
        "Superiors stand above.",
        FOEDUS_NS + "authorityType",
    ),
    Relation(
        "alliances", "alliances", "Alliances", 1, 0, "is a member of", "Alliances stand above."
    ),
    Relation(
        "stationing", "stationing", "Forces abroad", 0, 1, "is stationed in", "Hosts stand above."
    ),
    Relation("posts", "posts", "Posts", 1, 0, "holds the post", "Posts stand above."),
)
"""What is drawn of a day, in the order of the page."""

MOST_LINES = 150
"""Of more relations than these a day has no picture; its tables have them all."""

LOOKS = 8
"""So many looks the style sheet has for kinds of lines."""


def of_day(
    here: Here,
    relation: Relation,
    found: snapshot.Rows,
    day: str,
    query: str = "",
    link: Callable[[str], str] | None = None,
) -> Picture | None:
    """The picture of a relation on a day, from the rows of its snapshot query.

    A box leads where ``link`` says, without it to the page of its thing. None where nothing is
    known or more than a picture can show.
    """
    pairs = related(relation, found)
    if not 0 < len(pairs) <= MOST_LINES:
        return None
    know = here.shell.know
    former = snapshot.former_names(here.shell.site.store, day)

    def called(iri: str) -> str:
        return former.get(iri) or plain.called(iri) or know.title(iri)

    names = sorted({name for under, over, _ in pairs for name in (under, over)})
    row = layers.rows_by_length(names, [(over, under) for under, over, _ in pairs])
    nodes = [
        layers.Node(one, called(one), (link or here.path_of)(one), kind_of(know, one), row[one])
        for one in names
    ]
    looks = _looks(know, relation)
    lines, told = [], []
    for (under, over, code), (sure, marks) in pairs.items():
        ends = (here.named(under, called(under)), here.named(over, called(over)))
        how = ", ".join(filter(None, (called(code) if code else "", sure, marks)))
        look = f"{looks[code]} {sure}" if code else sure
        lines.append(layers.Line(under, over, f"{relation.words} ({how})", look, worded=False))
        told.append(Markup("{} {} {} ({})").format(ends[0], relation.words, ends[1], how))
    used = {code for _, _, code in pairs if code}
    legend = {f"certain {looks[code]}": called(code) for code in sorted(used)}
    none = " kind-0" if used else ""
    title = f"{relation.title} on {day}"
    return Picture(
        relation.name,
        title,
        layers.draw_parts(f"{relation.name}-{day}", title, nodes, lines),
        tuple(told),
        query,
        relation.note,
        layers.legend({**legend, **{f"{one}{none}": f"{one} on the day" for one in CERTAINTIES}}),
    )


def related(
    relation: Relation, found: snapshot.Rows
) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Lower thing, upper thing and code: the greatest certainty of a row, and its marks."""
    pairs: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in found:
        under, over = row[relation.lower], row[relation.upper]
        if under is None or over is None:
            continue
        code = row[2] if relation.codes else None
        pair = (key(under), key(over), key(code) if code is not None else "")
        if pairs.get(pair, ("",))[0] != "certain":
            pairs[pair] = text(row[-1]), text(row[-2])
    return pairs


def _looks(know: Knowledge, relation: Relation) -> dict[str, str]:
    """The look of the lines of each code, the same on every day."""
    used = {key(quad.object) for quad in know.stated.by_predicate(relation.codes)}
    return {code: f"kind-{at % LOOKS + 1}" for at, code in enumerate(sorted(used))}


# --- time -------------------------------------------------------------------------


def timeline(shell: Shell, path: str, store: ox.Store, most: int = 120) -> Picture | None:
    """Treaties, commands and events by their dates."""
    query, header = query_of("2-timeline")
    found = rows(store, query, "2-timeline.rq")
    things = list(dict.fromkeys(key(row[0]) for row in found if row[0] is not None))
    here, know, title = Here(shell, path), shell.know, str(header["title"])
    spans = [span for one in things[:most] if (span := _span(know, here, one))]
    if not spans:
        return None
    words = tuple(Markup("{}: {}").format(here.link(one), know.when(one)) for one in things[:most])
    drawing = line.draw("timeline", title, spans)
    return Picture("timeline", title, drawing, words, query, str(header["note"]))


def dated(know: Knowledge, iri: str) -> list[str]:
    """The things that the query ``5-dates-around`` gives for a thing, by their dates."""
    near = {iri} | {
        quad.subject.value
        for quad in know.stated.by_object(iri)
        if isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value.startswith(FOEDUS_NS)
        and quad.predicate.value not in HIDDEN
        and isinstance(quad.graph_name, ox.DefaultGraph)
    }
    found = [one for one in near if any(know.days(one)[:2])]
    return sorted(found, key=lambda one: (know.days(one)[0] or know.days(one)[1], one))


def own_timeline(shell: Shell, iri: str, title: str, path: str) -> tuple[Markup | None, list[str]]:
    """The dated things around one thing, drawn and in words, when there are at least three."""
    know = shell.know
    around_it = dated(know, iri)
    if len(around_it) < 3:
        return None, []
    here = Here(shell, path)
    shown = [(one, span) for one in around_it[:MOST_SPANS] if (span := _span(know, here, one))]
    more = len(around_it) - len(shown)
    spans = [span for _, span in shown]
    words = [f"{know.title(one)}: {know.when(one)}" for one, _ in shown]
    words += [f"and {more} more"] if more else []
    return line.draw("timeline", f"Dates around {title}", spans), words


def _span(know: Knowledge, here: Here, iri: str) -> line.Span | None:
    since, surely, still, until = know.days(iri)
    if not all(xsd.is_day(one) for one in (since, surely, still, until) if one):
        return None
    lasts = any(kind in know.lasting for kind in know.site.types(iri)) or bool(still or until)
    return line.Span(
        label=initial(know.title(iri)),
        href=here.path_of(iri),
        kind=kind_of(know, iri) + (" claimed" if iri in know.claimed else ""),
        since=since,
        certain_since=surely,
        certain_until=still,
        until=until,
        lasting=lasts,
        told=know.when(iri),
    )


# --- around one thing ---------------------------------------------------------------


def neighbours(know: Knowledge, iri: str) -> list[tuple[str, str, str]]:
    """From, relation, to: what the query ``3-neighbourhood`` gives for a thing."""
    found = {
        (key(quad.subject), quad.predicate.value, key(quad.object))
        for quad in (*know.stated.by_subject(iri), *know.stated.by_object(iri))
        if isinstance(quad.object, ox.NamedNode)
        and quad.predicate.value.startswith(FOEDUS_NS)
        and quad.predicate.value not in HIDDEN
        and isinstance(quad.graph_name, ox.DefaultGraph)
    }
    return sorted(found, key=lambda one: (one[1], one[0], one[2]))


def neighbourhood(shell: Shell, iri: str, title: str, path: str) -> tuple[Markup | None, list[str]]:
    """What is next to a thing, drawn and in words, when there are at least two neighbours."""
    here, know = Here(shell, path), shell.know
    sides: tuple[list[boxes.Neighbour], list[boxes.Neighbour]] = ([], [])
    more = 0
    for start, relation, end in neighbours(know, iri):
        other, side = (end, sides[1]) if start == iri else (start, sides[0])
        if other == iri or not other.startswith("http"):
            continue
        if len(side) == SIDE:
            more += 1
            continue
        claimed = start in know.claimed
        kind = kind_of(know, other) + (" intended" if claimed else "")
        side.append(
            boxes.Neighbour(know.title(other), know.title(relation), here.path_of(other), kind)
        )
    if len(sides[0]) + len(sides[1]) < 2:
        return None, []
    drawn = boxes.draw_neighbours("neighbours", f"What is next to {title}", title, *sides)
    left = [f"{one.label} — {one.relation}: {title}{_said(one)}" for one in sides[0]]
    right = [f"{title} — {one.relation}: {one.label}{_said(one)}" for one in sides[1]]
    return drawn, [*left, *right] + ([f"and {more} more"] if more else [])


def _said(one: boxes.Neighbour) -> str:
    """What a broken line tells who sees it."""
    return " (said, not stated as a fact)" if one.kind.endswith(" intended") else ""


# --- the classes --------------------------------------------------------------------


def classes(shell: Shell, path: str) -> Picture:
    """The class tree."""
    query, header = query_of("4-classes")
    store = reading.to_store(shell.site.ontology)
    found = [(key(a), key(b) if b else "") for a, b in rows(store, query, "4-classes.rq")]
    here, know = Here(shell, path), shell.know
    every = sorted({name for name, _ in found}, key=lambda one: (know.title(one), one))
    below: dict[str, list[str]] = {}
    for name, parent in found:
        if parent:
            below.setdefault(parent, []).append(name)
    for names in below.values():
        names.sort(key=lambda one: (know.title(one), one))
    under = {name for name, parent in found if parent}
    roots = [name for name in every if name not in under]
    title = str(header["title"])
    drawing = boxes.draw_tree(
        "classes",
        title,
        roots,
        below,
        know.title,
        here.path_of,
        lambda iri: "defined" if _is_defined(know, iri) else "",
    )
    words = tuple(
        Markup("{} is a kind of {}").format(here.link(name), here.link(parent))
        for name, parent in found
        if parent
    )
    return Picture(
        "classes",
        title,
        drawing,
        words,
        query,
        str(header["note"]),
        Markup(
            '<ul class="legend"><li>broken line: a second parent</li>'
            "<li>broken frame: filled by inference</li></ul>"
        ),
        wide=True,
    )


def _is_defined(know: Knowledge, iri: str) -> bool:
    same = "http://www.w3.org/2002/07/owl#equivalentClass"
    return bool(know.stated.objects(iri, same))


# --- the queries that the pictures are drawn from, as their pages show them


@cache
def query_of(name: str) -> tuple[str, dict[str, Any]]:
    """The text and the header of a picture's query."""
    path = folders.folder("queries") / "pictures" / f"{name}.rq"
    query = path.read_text(encoding="utf-8")
    return query, read_header(query, str(path))
