"""What the pages know beside profiles: names for people, dates in words, kinds and ancestors."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from functools import cache, cached_property

import pyoxigraph as ox

from foedus.asking.statements import Passage, composed, read_passage, sentence
from foedus.bundled.relations import DATES
from foedus.publishing.site import Site, key
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    SKOS_NS,
    Term,
    curie,
    text,
)

TYPE = RDF_NS + "type"
SUBCLASS = RDFS_NS + "subClassOf"

BOUNDS = tuple(FOEDUS_NS + name for name in (*DATES["start"], *DATES["end"]))
OBSERVED = tuple(FOEDUS_NS + name for name in DATES["observed"])
AS_OF = FOEDUS_NS + "asOfDate"
DATE_TEXT = FOEDUS_NS + "dateText"

_TEXTS = tuple(FOEDUS_NS + name for name in ("Passage", "Quotation", "Designation"))


class Knowledge:
    """The site's data as people ask for them."""

    def __init__(self, site: Site) -> None:
        """Nothing is computed before it is asked for."""
        self.site = site
        self.stated = site.stated
        self.title = cache(self._title)
        self.days = cache(self._days)
        self.passage = cache(self._passage)
        self._kinds = cache(self._all_kinds)
        self._above = cache(self.ancestors)

    # --- names ------------------------------------------------------------------

    def _title(self, iri: str) -> str:
        """What a person reads for a node: its label, else its kind with what it joins."""
        label = self.site.label(iri)
        if label != curie(iri):
            return label
        if statement := self.site.statements.get(iri):
            return f"statement {statement.fact}" if statement.fact else f"statement {_tail(iri)}"
        if title := self.stated.text(iri, DCTERMS_NS + "title"):
            return title
        kind = self.kind(iri)
        if kind and not kind.startswith((OWL_NS, RDF_NS, RDFS_NS)):
            of_kind = self.site.label(kind)
            told = composed(of_kind, self.stated.by_subject(iri), self.site.label)
            return told or f"{of_kind} {_tail(iri)}"
        return label

    def name(self, term: Term) -> str:
        """What a person reads for any term."""
        return self.title(term.value) if isinstance(term, ox.NamedNode) else text(term)

    def other_names(self, iri: str) -> list[str]:
        """Its other names, as the data order them."""
        return [text(one) for one in self.stated.objects(iri, SKOS_NS + "altLabel")]

    def sentence(self, iri: str) -> str:
        """What a statement says, in the names that the pages give."""
        return sentence(self.site.statements[iri], self.title)

    def kind(self, iri: str) -> str:
        """The first asserted class of a node of ours, else of any; nothing where it has none."""
        kinds = self.site.types(iri)
        ours = [one for one in kinds if one.startswith(FOEDUS_NS)]
        return (ours or kinds or [""])[0]

    # --- classes ----------------------------------------------------------------

    def parents(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """The named classes (or properties) directly above one."""
        found = self.stated.objects(term, relation)
        return [one.value for one in found if isinstance(one, ox.NamedNode)]

    def children(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """The named classes (or properties) directly below one."""
        found = (q.subject for q in self.stated.by_object(term, relation))
        return [one.value for one in found if isinstance(one, ox.NamedNode)]

    def ancestors(self, term: str, relation: str = SUBCLASS) -> list[str]:
        """Everything above a class (or property), the nearest first, each once."""
        found: dict[str, None] = {}
        waiting = self.parents(term, relation)
        while waiting:
            one = waiting.pop(0)
            if one not in found and one != term:
                found[one] = None
                waiting += self.parents(one, relation)
        return list(found)

    @cached_property
    def lasting(self) -> frozenset[str]:
        """The classes whose members last: relations, instruments, phases."""
        roots = [FOEDUS_NS + "TimeBoundedRelation", FOEDUS_NS + "Instrument"]
        return frozenset(roots) | {
            term
            for term in self.site.terms
            if not frozenset(roots).isdisjoint(self.ancestors(term))
        }

    def is_a(self, iri: str, *names: str) -> bool:
        """Whether a node has one of these classes of ours, asserted or by the hierarchy."""
        return any(FOEDUS_NS + name in self._kinds(iri) for name in names)

    def _all_kinds(self, iri: str) -> frozenset[str]:
        own = frozenset(self.site.types(iri))
        return own.union(*map(self._above, own))

    # --- what is no fact --------------------------------------------------------

    @cached_property
    def claimed(self) -> frozenset[str]:
        """The nodes that are no facts: what does not hold, and what only claims are about."""
        about: set[str] = set()
        accepted: set[str] = set()
        for one in self.site.statements.values():
            if one.admitted:
                accepted.update(one.about)
            elif not one.negated:
                about.update(one.about)
        held = self.site.standings
        others = {iri for iri in about - accepted if not held.is_timed(ox.NamedNode(iri))}
        return frozenset(others | self._unheld.keys())

    @cached_property
    def _unheld(self) -> dict[str, Term]:
        """The events and relations that do not hold, by what they are looked up by."""
        return {key(node): node for node in self.site.standings.unheld}

    def unheld(self, iri: str) -> str:
        """How an event or a relation that does not hold stands: planned, claimed …"""
        node = self._unheld.get(iri)
        return self.site.standings.unheld[node] if node else ""

    # --- texts ---

    def _passage(self, iri: str) -> Passage:
        """A passage."""
        return read_passage(self.site.store, ox.NamedNode(iri))

    def document_of(self, passage: str) -> str:
        """The document that a passage is in."""
        return self.stated.text(passage, FOEDUS_NS + "passageOf")

    # --- time ---------------------------------------------------------------------

    def _days(self, iri: str) -> tuple[str, str, str, str]:
        """Earliest start, latest start, earliest end, latest end, as ISO dates or nothing."""
        since, surely, still, until = (self.stated.text(iri, name) for name in BOUNDS)
        return since, surely, still, until

    def when(self, iri: str) -> str:
        """The dates of a node in words, as far as they are known.

        >>> from foedus.publishing.site import bundled_site
        >>> Knowledge(bundled_site()).when("https://w3id.org/foedus/id/speech-s1")
        'between 2025-03-21 and 2025-03-31 (“late March 2025”)'
        """
        if node := self._unheld.get(iri):
            told = self.site.standings.words(node, self.site.newest_day)
            quoted = self.stated.text(iri, DATE_TEXT)
            return f"{told} (“{quoted}”)" if quoted else told
        since, surely, still, until = self.days(iri)
        lasts = any(kind in self.lasting for kind in self.site.types(iri))
        parts = [
            bounds(since, surely, "from" if lasts or still or until else ""),
            bounds(still, until, "until"),
        ]
        seen, gone = (self.stated.text(iri, name) for name in OBSERVED)
        if seen or gone:
            parts.append(f"seen {bounds(seen, gone, '')}")
        if as_of := self.stated.text(iri, AS_OF):
            parts.append(f"as of {as_of}")
        words = " ".join(part for part in parts if part)
        quoted = self.stated.text(iri, DATE_TEXT)
        if quoted and quoted != words:
            return f"{words} (“{quoted}”)" if words else f"“{quoted}”"
        return words


def is_text(kinds: Iterable[str]) -> bool:
    """Whether these are the classes of a passage."""
    return any(kind in _TEXTS for kind in kinds)


def _tail(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2].removeprefix("stmt-")


# --- bounds of dates in words


def bounds(early: str, late: str, word: str) -> str:
    """Two bounds in words, after "from" or "until" for what lasts.

    >>> bounds("1960-01-01", "1960-12-31", "from")
    'from 1960'
    >>> bounds("1957-07-01", "", "")
    'on 1957-07-01 or later'
    """
    if early and late:
        if whole := _whole(early, late):
            return f"{word or ('on' if early == late else 'in')} {whole}"
        return f"{word} a day between {early} and {late}" if word else f"between {early} and {late}"
    if early:
        return f"{word or 'on'} {early} or later"
    return f"{word or 'on'} {late} at the latest" if late else ""


def _whole(early: str, late: str) -> str:
    """The day, month or year that the bounds are the ends of."""
    if early == late:
        return early
    if early[:4] == late[:4] and (early[4:], late[4:]) == ("-01-01", "-12-31"):
        return early[:4]
    if early[:7] == late[:7] and early[7:] == "-01" and late[8:] == _last_day(late):
        return early[:7]
    return ""


def _last_day(day: str) -> str:
    year, month = day[:4], day[5:7]
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and int(year)):
        return ""
    return str(monthrange(int(year), int(month))[1])
