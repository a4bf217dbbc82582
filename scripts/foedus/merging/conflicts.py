"""Where sources disagree: each disagreement with both values, both sources, and its class.

The table of claims comes from SPARQL; grouping and classing happen here, by pair of records, since
a shorter key loses disagreements and negation inside a UNION hides them. The six classes are those
of ``code:conflict-classes``. What a source does not cover is unknown and no disagreement, and what
our own data do not say is unknown too.

A user's ranking of sources prefers values for one report and changes nothing in any source. A
conflict of scope is never resolved, since its values do not exclude each other; one whose sides the
ranking does not tell apart stays open and says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.merging import agreements, claims, comparing, counting, identity, relations, versions
from foedus.merging.claims import Claim, Told
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, FOEDUS_NS, GRAPH_NS, PROV_NS, RDF_NS, RDFS_NS, curie

GRAPH = GRAPH_NS + "conflicts"
_name = ox.NamedNode

CLASSES = ("value", "precision", "coverage", "granularity", "vocabulary", "scope")
"""The classes of conflicts, as the local names of ``code:`` begin."""

SECTIONS = ("sources", "versions", "source")
"""Between two sources, between versions of one source, and within one source."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Conflict:
    """One disagreement: its class, what it is about, both sides, and why it is of that class.

    ``subject`` is the alliance or agreement, ``about`` the member that it concerns, if any;
    ``others`` are further records on the right side of a one-to-many.
    """

    kind: str
    section: str = "sources"
    predicate: str
    subject: str
    about: str = ""
    left: Claim
    right: Claim
    note: str = ""
    others: tuple[Claim, ...] = ()

    def __repr__(self) -> str:
        """Its class, what differs, and who says what."""
        told = " against ".join(f"{one.value!r} ({one.origin.label})" for one in self.sides[:2])
        return f"<Conflict of {self.kind}, {self.what}: {told}>"

    @property
    def sides(self) -> tuple[Claim, ...]:
        """Every claim that takes part."""
        return (self.left, self.right, *self.others)

    @property
    def property_iri(self) -> str:
        """The address of the property whose values differ: of counts, whoever is counted, one."""
        return claims.NUMBER if self.counted else self.predicate

    @property
    def counted(self) -> str:
        """Whom the numbers count, in words; empty where it is no count of one category."""
        is_count = self.predicate.startswith(claims.COUNTED)
        return claims.name_of(self.predicate) if is_count else ""

    @property
    def what(self) -> str:
        """The property for the eye, with the words for whom a number counts."""
        name = curie_of(self.property_iri)
        return f"{name} ({self.counted})" if self.counted else name

    @property
    def iri(self) -> str:
        """Its address: the same disagreement has the same one, however often it is found."""
        told = [self.kind, self.section, self.predicate, self.subject, self.about]
        for claim in self.sides:
            told += [claim.origin.graph, claim.node, claim.predicate, claim.value]
        mark = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
        return f"{GRAPH}-{mark}"

    def key(self) -> tuple[object, ...]:
        """What it is sorted by: section, sources, property, subject."""
        return (
            SECTIONS.index(self.section),
            self.left.origin.label,
            self.right.origin.label,
            self.predicate,
            CLASSES.index(self.kind),
            self.subject,
            self.about,
            self.iri,
        )


def find(dataset: datasets.Dataset) -> list[Conflict]:
    """Every disagreement in a dataset, in order."""
    table = claims.read(dataset, to_compare=True)
    return find_in(table)


def find_in(table: claims.Table) -> list[Conflict]:
    """Every disagreement in a table of claims, in order."""
    found = {
        Conflict(**told)
        for told in (
            *_by_witnesses(table, [*_across(table), *relations.relations(table)]),
            *versions.versions(table),
            *comparing.outside_lists(table),
            *counting.counts(table),
        )
    }
    return sorted(found, key=Conflict.key)


def _across(table: claims.Table) -> Iterator[Told]:
    """What sources say of things that are matched, or that bear the same address."""
    by_iri = agreements.of_sources(table)
    own = agreements.of_ours(table)
    for iri, thing in own.items():
        by_iri.setdefault(iri, []).append(thing)
    for same in by_iri.values():
        for thing in same:
            yield from comparing.inside(thing)
    exact = identity.clusters((s, o) for s, kind, o in table.matches if kind == "exact")
    joined = {iri for cluster in exact for iri in cluster}
    groups = [*exact, *((iri,) for iri in sorted(by_iri) if iri not in joined)]
    for group in groups:
        members = [thing for iri in group for thing in by_iri.get(iri, [])]
        yield from comparing.all_pairs(members)
    for subject, kind, object in table.matches:
        if kind == "close":
            for left in by_iri.get(subject, []):
                for right in by_iri.get(object, []):
                    yield from comparing.all_pairs([left, right])
    yield from comparing.one_to_many(table, by_iri)


def _by_witnesses(table: claims.Table, found: Iterable[Told]) -> Iterator[Told]:
    """What copies of one source tell alike of one thing is told once, by the source if it is there.

    Nothing changes where no source says that it is a copy.
    """
    copies = {origin.key for origin in table.origins.values() if origin.copy_of}
    links = ((s, o) for s, kind, o in table.matches if kind in ("exact", "close"))
    same = {iri: cluster[0] for cluster in identity.clusters(links) for iri in cluster}
    told: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for one in found:
        sides = frozenset((c.origin.witness, c.value) for c in (one["left"], one["right"]))
        subject = same.get(one["subject"], one["subject"])
        told[one["kind"], one["predicate"], one.get("about"), subject, sides].append(one)
    for alike in told.values():
        first = min(alike, key=lambda one: len(copies & _keys(one)))
        also = {one["left"].origin.label for one in alike if one is not first}
        also |= {one["right"].origin.label for one in alike if one is not first}
        also -= {first["left"].origin.label, first["right"].origin.label}
        repeated = [one for one in alike if one is not first and copies & _keys(one)]
        if not repeated:
            yield from alike
            continue
        note = f"so too {', '.join(sorted(also))}, a copy"
        yield {**first, "note": "; ".join(filter(None, (first.get("note"), note)))}
        yield from (one for one in alike if one is not first and one not in repeated)


def _keys(told: Told) -> set[str]:
    return {told["left"].origin.key, told["right"].origin.key}


# --- as RDF --------------------------------------------------------------------------------


def as_quads(found: Iterable[Conflict]) -> list[ox.Quad]:
    """The disagreements as ``foedus:Conflict``, without a graph."""
    told: list[ox.Quad] = []
    for conflict in found:
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (RDF_NS + "type", _name(FOEDUS_NS + "Conflict")),
            (RDFS_NS + "label", ox.Literal(sentence(conflict), language="en")),
            (FOEDUS_NS + "conflictClass", _name(f"{CODE_NS}{conflict.kind}-conflict")),
            (FOEDUS_NS + "conflictProperty", _name(conflict.property_iri)),
        ]
        for claim in conflict.sides:
            side = "concernsEntity" if claim.origin.key == claims.OWN else "concernsRecord"
            said.append((FOEDUS_NS + side, _name(claim.node)))
            said.append((FOEDUS_NS + "conflictValue", literal(claim)))
            if claim.origin.graph:
                said.append((PROV_NS + "wasDerivedFrom", _name(claim.origin.graph)))
        told += _about(conflict.iri, said)
    return told


def _about(iri: str, said: Iterable[tuple[str, ox.NamedNode | ox.Literal]]) -> list[ox.Quad]:
    return [ox.Quad(_name(iri), _name(predicate), value) for predicate, value in said]


def literal(claim: Claim) -> ox.Literal:
    """A value as its side has it; a code by its local name."""
    if claim.datatype and " to " not in claim.value:
        return ox.Literal(claim.value, datatype=_name(claim.datatype))
    return ox.Literal(shown(claim))


def shown(claim: Claim) -> str:
    """A value for the eye: a code by its local name, another node by its prefixed name."""
    if claim.value.startswith(CODE_NS):
        return claim.value.removeprefix(CODE_NS)
    if claim.value.startswith(("http://", "https://")):
        return curie(claim.value)
    return claim.value


def where(claim: Claim) -> str:
    """Who says it, and in which row."""
    if not claim.rows:
        return claim.origin.label
    rows = ", ".join(map(str, claim.rows[:3])) + (" …" if len(claim.rows) > 3 else "")
    return f"{claim.origin.label}, row {rows}"


def sentence(conflict: Conflict) -> str:
    """One line that says what the disagreement is."""
    about = f" ({curie_of(conflict.about)})" if conflict.about else ""
    left, right = conflict.left, conflict.right
    return (
        f"{conflict.what} of {curie_of(conflict.subject)}{about}: "
        f"{shown(left)} ({where(left)}), {shown(right)} ({where(right)})"
    )


def curie_of(name: str) -> str:
    """The prefixed name of an address, or the text itself."""
    return curie(name) if name.startswith(("http://", "https://")) else name


def by_pair(found: Iterable[Conflict]) -> Counter[tuple[str, str, str, str, str]]:
    """How many there are for each section, pair of sources, property and class."""
    return Counter(
        (one.section, one.left.origin.label, one.right.origin.label, one.what, one.kind)
        for one in found
    )


# --- preferred values ---------------------------------------------------------------------------


RESOLVED = GRAPH_NS + "resolved"


@dataclass(frozen=True, repr=False)
class Resolution:
    """What a ranking makes of one conflict: the value that won, those passed over, and why.

    ``chosen`` is None where the ranking decides nothing.
    """

    conflict: Conflict
    chosen: Claim | None
    passed_over: tuple[Claim, ...]
    why: str

    def __repr__(self) -> str:
        """What is chosen, if anything, and why."""
        return f"<Resolution: {self.chosen.value if self.chosen else 'none'}, {self.why}>"


def resolve(
    found: Iterable[Conflict], ranking: Sequence[str], known: Iterable[str]
) -> list[Resolution]:
    """Each conflict under a ranking of sources, the best first; ``known`` may be named.

    A source is named by its id, its id and version (``atop 5.1`` or ``atop@5.1``), or ``own``,
    ``article``, ``background``. Raises BadInput for a name that is no source of the dataset.
    """
    names = [name.strip().replace("@", " ") for name in ranking]
    known = set(known)
    for name in names:
        if name not in known:
            raise BadInput(f"--prefer: no source {name!r}: use some of {', '.join(sorted(known))}")
    return [_resolve(one, names) for one in found]


def names_of(origins: Iterable[claims.Origin]) -> set[str]:
    """What the sources of a dataset may be called: our data too, as a whole and in their parts."""
    own = {claims.OWN, claims.ARTICLE.label, claims.BACKGROUND.label}
    return own | {name for one in origins for name in (one.key, one.label)}


def _resolve(conflict: Conflict, names: list[str]) -> Resolution:
    everyone = conflict.sides
    if conflict.kind == "scope":
        why = "of class scope: the values do not exclude each other"
        return Resolution(conflict, None, everyone, why)
    left, right = (_rank(claim, names) for claim in (conflict.left, conflict.right))
    if left == right:
        same = conflict.left.origin.label, conflict.right.origin.label
        told = " and ".join(sorted(set(same)))
        placed = f"{told} stand at one place" if left < len(names) else f"neither {told} is named"
        why = f"{placed} in the ranking {', '.join(names)}"
        return Resolution(conflict, None, everyone, why.replace("neither ", "none of "))
    won, lost = (
        (conflict.left, (conflict.right, *conflict.others))
        if left < right
        else (conflict.right, (conflict.left,))
    )
    best = names[min(left, right)]
    other = max(left, right)
    behind = f"before {names[other]}" if other < len(names) else "and the other side is not named"
    return Resolution(conflict, won, lost, f"{best} is number {min(left, right) + 1}, {behind}")


def _rank(claim: Claim, names: list[str]) -> int:
    called = {claim.origin.key, claim.origin.label}
    return next((n for n, name in enumerate(names) if name in called), len(names))


def resolved_quads(found: Iterable[Resolution]) -> list[ox.Quad]:
    """The values that won, without a graph: each says from whom it is and why it won."""
    told: list[ox.Quad] = []
    for one in found:
        if one.chosen is None:
            continue
        about, graph = one.chosen, one.chosen.origin.graph
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (RDF_NS + "type", _name(PROV_NS + "Entity")),
            (PROV_NS + "wasDerivedFrom", _name(one.conflict.iri)),
            (PROV_NS + "wasDerivedFrom", _name(about.node)),
            (RDF_NS + "value", literal(about)),
            (RDFS_NS + "comment", ox.Literal(one.why, language="en")),
        ]
        said += [(PROV_NS + "hadPrimarySource", _name(graph))] if graph else []
        told += _about(one.conflict.iri.replace(GRAPH, RESOLVED, 1), said)
    return told
