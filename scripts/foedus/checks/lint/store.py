"""The files on the desk: one store of all that they say, on which every check is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from foedus.checks.lint import (
    acceptance,
    catalogue,
    circles,
    findings,
    joins,
    literals,
    mentions,
    misspelt,
    namespaces,
)
from foedus.checks.lint.catalogue import Check
from foedus.checks.lint.profile import bundled_profile
from foedus.checks.report import addresses
from foedus.checks.report.finding import Result, Rule
from foedus.rdf import reading
from foedus.rdf.names import CHECK_NS, OWL_NS, RDF_NS, VANN_NS, Term

_TYPE = ox.NamedNode(RDF_NS + "type")
_ONTOLOGY = ox.NamedNode(OWL_NS + "Ontology")
_NAMESPACE = ox.NamedNode(VANN_NS + "preferredNamespaceUri")


MADE = (acceptance, joins, literals, misspelt, namespaces)
"""The checks of single statements that no query can make, a module each."""


def rules() -> tuple[Rule, ...]:
    """The rules of all checks, by name."""
    found = (
        *(check.law.rule for check in catalogue.bundled_checks()),
        *(one.LAW.rule for one in (circles, *MADE)),
        *mentions.rules(),
    )
    return tuple(sorted(found, key=lambda rule: rule.name))


class Desk:
    """Files that are checked together, and others that are only looked up in.

    Made once, it answers again and again. ``quads`` are what each file says, with blank nodes that
    no other file has; ``change`` lets a file say something else.
    ``vocabularies`` are the namespaces of others' terms; None for those that the profile knows.
    ``store`` has a graph for each file, and the others in its default graph.
    """

    def __init__(
        self,
        documents: Sequence[reading.Document],
        context: Iterable[Iterable[ox.Quad]] = (),
        vocabularies: Sequence[str] | None = None,
    ) -> None:
        known = bundled_profile().vocabularies if vocabularies is None else vocabularies
        self.documents = documents
        self.quads = [reading.rename(one, number) for number, one in enumerate(documents, 3001)]
        self._files = {_graph(number): number for number in range(len(documents))}
        self._spaces = [_Spaces(quads, known) for quads in self.quads]
        self.store = ox.Store()
        self.store.bulk_extend(ox.Quad(s, p, o) for quads in context for s, p, o, _ in quads)
        for number, quads in enumerate(self.quads):
            graph = _graph(number)
            self.store.bulk_extend(ox.Quad(s, p, o, graph) for s, p, o, _ in quads)

    def change(
        self, number: int, removed: Iterable[ox.Quad] = (), added: Iterable[ox.Quad] = ()
    ) -> None:
        """Let one of the files say less or more; call it the other way round to take it back.

        What is removed must be among ``quads[number]``, whose order is not kept.
        """
        removed, added = list(removed), list(added)
        gone, graph = set(removed), _graph(number)
        self.quads[number] = [quad for quad in self.quads[number] if quad not in gone] + added
        for quads, act in ((removed, self.store.remove), (added, self.store.add)):
            for s, p, o, _ in quads:
                act(ox.Quad(s, p, o, graph))

    def results(self, only: Collection[str] = ()) -> Iterator[Result]:
        """What all checks find, or those of some names only."""
        for check in catalogue.bundled_checks():
            if not only or check.law.rule.name in only:
                yield from self.ask(check)
        yield from self._mentions(only)
        for number, quads in enumerate(self.quads):
            yield from self._made(number, quads, only)
        if not only or circles.LAW.rule.name in only:
            yield from circles.results(self.documents, self.quads)

    def accepted(self) -> list[Result]:
        """What the checks would find, were no finding of theirs accepted."""
        marks = {mark for quads in self.quads for mark in acceptance.marks(quads)}
        laws = {law for _, law in marks}
        asked = [
            check
            for check in catalogue.bundled_checks()
            if ox.NamedNode(CHECK_NS + check.name) in laws
        ]
        if not asked and not laws & mentions.LAWS:
            return []
        split = {number: acceptance.split(quads)[1] for number, quads in enumerate(self.quads)}
        accepting = {number: quads for number, quads in split.items() if quads}
        for number, quads in accepting.items():
            self.change(number, removed=quads)
        found = [result for check in asked for result in self.ask(check)]
        found += self._mentions()
        for number, quads in accepting.items():
            self.change(number, added=quads)
        return [result for result in found if (result.focus, result.shape) in marks]

    def _made(
        self, number: int, quads: Sequence[ox.Quad], only: Collection[str] = ()
    ) -> Iterator[Result]:
        """What the checks that are no queries find in statements of one file."""
        for check in MADE:
            if only and check.LAW.rule.name not in only:
                continue
            yield from check.results(self.documents[number], quads)

    def _mentions(self, only: Collection[str] = ()) -> Iterator[Result]:
        """What the checks of names find."""
        for law, *row in mentions.rows(self.store, only):
            yield from self._told(law, "own", row)

    def ask(self, check: Check) -> Iterator[Result]:
        """What one check finds."""
        for row in self.rows(check):
            yield from self._told(check.law, check.about, row)

    def rows(self, check: Check) -> ox.QuerySolutions:
        """The rows of one check's query, of files and others: all graphs are its default graph."""
        rows = self.store.query(check.query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return rows

    def _told(self, law: findings.Law, about: str, row: Iterable[Any]) -> Iterator[Result]:
        file, entity, prop, value = row
        number = self._files[file]
        others = self._spaces[number].others(entity)
        if value in self._files:
            value = ox.Literal(addresses.relative(self.documents[self._files[value]].name))
        if about == "all" or others == (about == "others"):
            yield law.found(self.documents[number].name, entity, prop, value)


class _Spaces:
    """Whose terms are whose, as one file sees it."""

    def __init__(self, quads: Iterable[ox.Quad], known: Iterable[str]) -> None:
        own: list[str] = []
        for s, p, o, _ in quads:
            if p == _TYPE and o == _ONTOLOGY and isinstance(s, ox.NamedNode):
                own.append(s.value.rstrip("#/"))
            elif p == _NAMESPACE and isinstance(o, ox.Literal | ox.NamedNode):
                own.append(o.value.rstrip("#/"))
        self._others = tuple(
            space
            for space in known
            if not any(_within(address, space.rstrip("#/")) for address in own)
        )

    def others(self, entity: Term | None) -> bool:
        """Whether a term belongs to a known vocabulary that the file is no part of."""
        return isinstance(entity, ox.NamedNode) and entity.value.startswith(self._others)


def _within(address: str, space: str) -> bool:
    return address == space or address.startswith(space + "/")


def _graph(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"urn:x-foedus:file:{number:06d}")
