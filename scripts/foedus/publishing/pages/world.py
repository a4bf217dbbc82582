"""The picture of who stands to whom: states at the sides, what joins them in the middle."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
from markupsafe import Markup

from foedus.publishing.pages.frame import Here, Shell
from foedus.publishing.pages.lookup import Knowledge
from foedus.publishing.pages.pictures import Picture, kind_of, query_of, rows
from foedus.publishing.site import key
from foedus.publishing.svg import layers
from foedus.rdf.names import text

_TIERS = (
    (0, ("Polity",)),
    (1, ("Post", "GovernmentDepartment", "Alliance", "Instrument", "InternationalBody")),
    (2, ("Command", "ArmedForces")),
    (3, ("Headquarters", "Force", "PersonnelGroup", "MilitaryOrganization", "Organization")),
)
MOST_BOXES = 40
"""So many things are all drawn."""

FEW_BOXES = 18
"""Of more things so many are drawn: the most related one, and those around it."""


def draw(shell: Shell, path: str, store: ox.Store) -> Picture | None:
    """Who stands to whom; of a large data set the things with the most relations."""
    query, header = query_of("1-world")
    known = [
        (key(a), text(b), key(c), text(d))
        for a, b, c, d in rows(store, query, "1-world.rq")
        if isinstance(a, ox.NamedNode) and isinstance(c, ox.NamedNode)
    ]
    if not known:
        return None
    kept = _together(known)
    here, know = Here(shell, path), shell.know
    nodes = [
        layers.Node(iri, know.title(iri), here.path_of(iri), kind_of(know, iri), _tier(know, iri))
        for iri in sorted(kept)
    ]
    drawn = [one for one in known if one[0] in kept and one[2] in kept]
    lines = [layers.Line(start, end, relation, how) for start, relation, end, how in drawn]
    words = tuple(
        Markup("{} — {}: {}{}").format(
            here.link(start), relation, here.link(end), " (planned)" if how == "intended" else ""
        )
        for start, relation, end, how in drawn
    )
    title = str(header["title"])
    return Picture(
        "world",
        title,
        _in_lanes(know, title, nodes, lines, drawn) or layers.draw("world", title, nodes, lines),
        words,
        query,
        str(header["note"]),
        layers.legend({"stated": "stated as a fact", "intended": "planned: said, and no fact"}),
    )


def _together(known: Sequence[tuple[str, str, str, str]]) -> set[str]:
    """All things, if they are few; else the most related one and, step by step, those around it."""
    near: dict[str, set[str]] = {}
    for start, _, end, _ in known:
        near.setdefault(start, set()).add(end)
        near.setdefault(end, set()).add(start)
    if len(near) <= MOST_BOXES:
        return set(near)

    def rank(one: str) -> tuple[int, str]:
        return -len(near[one]), one

    kept: set[str] = set()
    border = {min(near, key=rank)}
    while border and len(kept) < FEW_BOXES:
        one = min(border, key=rank)
        kept.add(one)
        border = (border | near[one]) - kept
    return kept


MOST_IN_COLUMNS = 36
"""So many boxes are set in columns; more are set in rows."""
_LOOSE = frozenset(["party to", "member of", "stationed in", "on the basis of", "administers"])
"""Relations that join a thing to a state without making it the state's own."""

_ORDER = (
    "Polity",
    "Person",
    "Post",
    "GovernmentDepartment",
    "Alliance",
    "Treaty",
    "Instrument",
    "ArmedForces",
    "Command",
    "Headquarters",
    "Force",
)
"""The order of the boxes in a column, from the top."""


def _in_lanes(
    know: Knowledge,
    title: str,
    nodes: Sequence[layers.Node],
    lines: Sequence[layers.Line],
    known: Sequence[tuple[str, str, str, str]],
) -> Markup | None:
    """The two states with the most relations at the sides, each with what is its own; else None.

    What belongs to a state is not joined to it by a line: its column says so.
    """
    count: dict[str, int] = {}
    for start, _, end, _ in known:
        for one in (start, end):
            if know.is_a(one, "Polity"):
                count[one] = count.get(one, 0) + 1
    chosen = sorted(count, key=lambda one: (-count[one], one))[:2]
    if len(chosen) < 2 or len(nodes) > MOST_IN_COLUMNS:
        return None
    near: dict[str, set[str]] = {}
    for start, relation, end, _ in known:
        if relation not in _LOOSE:
            near.setdefault(start, set()).add(end)
            near.setdefault(end, set()).add(start)
    owner: dict[str, str] = {one: one for one in sorted(chosen, reverse=True)}
    waiting = list(owner)
    while waiting:
        one = waiting.pop(0)
        for other in sorted(near.get(one, ())):
            if other not in owner:
                owner[other] = owner[one]
                waiting.append(other)
    left, right = sorted(chosen, key=lambda one: -sum(own == one for own in owner.values()))
    columns: tuple[list[layers.Node], ...] = ([], [], [])
    for node in nodes:
        columns[{left: 0, right: 2}.get(owner.get(node.name, ""), 1)].append(node)
    for column in columns:
        column.sort(key=lambda one: (_rank(know, one.name), one.label))
    own = [one for one in lines if not (one.relation == "of state" and one.end in chosen)]
    return layers.draw_lanes("world", title, columns, own)


def _rank(know: Knowledge, iri: str) -> int:
    return next((at for at, name in enumerate(_ORDER) if know.is_a(iri, name)), len(_ORDER))


def _tier(know: Knowledge, iri: str) -> int:
    if know.is_a(iri, "Person"):
        return 0
    return next((tier for tier, names in _TIERS if know.is_a(iri, *names)), 4)
