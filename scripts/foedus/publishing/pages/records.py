"""The records of other people's tables, as tables: a row each, so many rows a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pyoxigraph as ox
from markupsafe import Markup

from foedus.publishing.html import apart
from foedus.publishing.pages.frame import Head, Here, Shell
from foedus.publishing.pages.lookup import TYPE
from foedus.publishing.site import ROWS, key
from foedus.rdf.names import FOEDUS_NS, SKOS_NS, Term

_MATCHES = tuple(
    SKOS_NS + f"{how}Match" for how in ("exact", "close", "broad", "narrow", "related")
)
_NUMBER, _CATEGORY = FOEDUS_NS + "nominalValue", FOEDUS_NS + "countedCategory"
_HOLDER, _ASSIGNED = FOEDUS_NS + "codeHolder", FOEDUS_NS + "codeAssigned"


def files(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The pages of each table."""
    site = shell.site
    for graph, records in site.records.items():
        columns = _columns(shell, graph, records)
        starts = range(0, len(records), ROWS)
        pages = [records[start : start + ROWS] for start in starts]
        names = [site.page_of_rows(graph, start) for start in starts]
        title = shell.know.title(graph) if graph else "Records"
        for number, (path, some) in enumerate(zip(names, pages, strict=True)):
            here = Here(shell, f"{path}.html")
            where = f", rows {number * ROWS + 1} to {number * ROWS + len(some)}"
            head = Head(
                f"{title}: records{where if len(pages) > 1 else ''}",
                f"{len(records):,} rows as {title} has them.",
                "things.html",
            )
            yield shell.page(
                here.path,
                "records.html",
                head,
                graph=graph,
                count=len(records),
                columns=columns,
                rows=[_row(here, graph, iri, columns) for iri in some],
                pages=names,
                current=number,
            )


def _said(shell: Shell, graph: str, iri: str) -> list[ox.Quad]:
    """What a graph says of a record; of several versions each has its own table."""
    return [
        quad
        for quad in shell.site.stated.by_subject(iri)
        if (quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "") == graph
    ]


def _columns(shell: Shell, graph: str, records: Sequence[str]) -> list[str]:
    """The properties that the records have, but for their class and what is matched."""
    found = {q.predicate.value for iri in records for q in _said(shell, graph, iri)}
    found -= {TYPE, *_MATCHES}
    return sorted(found, key=lambda name: (shell.know.title(name), name))


def _row(here: Here, graph: str, iri: str, columns: Sequence[str]) -> tuple[str, list[Markup]]:
    """The anchor of a row, and its cells: what it is about, its values, what belongs to it."""
    shell = here.shell
    site, know = shell.site, shell.know
    values: dict[str, list[Term]] = defaultdict(list)
    for quad in _said(shell, graph, iri):
        values[quad.predicate.value].append(quad.object)
    place = site.rows[iri]
    beside = dict.fromkeys(
        key(quad.subject)
        for quad in site.stated.by_object(iri)
        if site.rows.get(key(quad.subject)) == place
        and not know.is_a(key(quad.subject), "DatasetRecord")
    )
    dated = [Markup("{} {}").format(know.title(know.kind(one)), know.when(one)) for one in beside]
    things = [here.link(one) for one in _matched(shell, iri)]
    cells = [things, *([_value(here, one) for one in values[name]] for name in columns), dated]
    return place[1], [Markup("; ").join(cell) for cell in cells]


def _matched(shell: Shell, iri: str) -> list[str]:
    """The things that a record is read as, however close."""
    stated = shell.site.stated
    found: dict[str, None] = {}
    for how in _MATCHES:
        found |= dict.fromkeys(key(quad.object) for quad in stated.by_subject(iri, how))
        found |= dict.fromkeys(key(quad.subject) for quad in stated.by_object(iri, how))
    return [one for one in found if one in shell.site.resources]


def _value(here: Here, term: Term) -> Markup:
    """A value as it is; of a code the one thing that has it, with the code behind; of a count of a
    category, the category and the number."""
    if isinstance(term, ox.NamedNode):
        stated = here.shell.site.stated
        holders = {
            key(holder)
            for quad in stated.by_object(term.value, _ASSIGNED)
            for holder in stated.objects(key(quad.subject), _HOLDER)
        }
        if len(holders) == 1:
            (holder,) = holders
            return Markup("{} ({})").format(here.link(holder), here.link(term.value))
        number = stated.text(term.value, _NUMBER)
        if number and (category := stated.objects(term.value, _CATEGORY)):
            return Markup("{} {}").format(here.value(category[0]), number)
        return here.value(term)
    return here.value(term) if isinstance(term, ox.Literal) else apart(str(term))
