"""The world on one day: who holds which post, reports to whom, is allied with whom, under what.

Certain is what the dates prove, up to the last day that the data speak of; after it, it is so as
far as known on that day. Possible is what the dates do not exclude; where sources contradict each
other, the time between their dates is possible. The picture for people comes from the queries in
``queries/snapshot``, the triples for machines from the rules ``9x``; both read the alliance dyads
that rule 65 concludes from the memberships. What is known of organizations and treaties bounds the
relations that hang on them, by the rules ``8x``, so that nothing is possible before their time.
What is only planned or claimed, and what was called off, is neither: the picture tells it apart,
with who says so (``foedus.reasoning.standing``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import plain, querying
from foedus.asking.statements import composed
from foedus.bundled import folders
from foedus.bundled.labels import Labels
from foedus.bundled.questions import (
    Parameter,
    Question,
    bind,
    parameters_of,
    read_header,
)
from foedus.bundled.relations import COMMAND, POST, STATIONING
from foedus.rdf import reading, xsd
from foedus.rdf.names import (
    DCTERMS_NS,
    FOEDUS_NS,
    GRAPH_NS,
    OWL_NS,
    RDF_NS,
    RDFS_NS,
    XSD_NS,
    Term,
    curie,
    text,
)
from foedus.reasoning import rules, standing

CERTAINTIES = ("certain", "possible")

SAID = "Planned, claimed or cancelled, and no fact"
"""The title of what is neither."""


_SEEN = {
    FOEDUS_NS + name for name in ("earliestStart", "latestStart", "observedFrom", "observedUntil")
}
_TOLD = {*_SEEN, FOEDUS_NS + "asOfDate"}
_DESCRIBED = (
    "What follows from the data for {day} and is certain on that day: who is allied with whom, "
    "belongs to which alliance, reports to whom and holds which post. It is true of that day only; "
    "load it beside the data and the ontology, where its sources and their marks are: some of it "
    "rests on weak sources, or on the editors only."
)


Rows = Sequence[tuple[Term | None, ...]]


@dataclass(frozen=True, repr=False)
class Section:
    """One part of the picture: its title, and the entries that are certain and possible.

    ``known`` takes the place of what is certain after ``known_on``, the last day that the data
    speak of. ``said`` are entries that are neither: plans, claims, and what was called off.
    """

    title: str
    certain: tuple[str, ...]
    possible: tuple[str, ...]
    said: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    known_on: str = ""

    def __repr__(self) -> str:
        """Its title, and how many entries there are of each kind."""
        counts = ("certain", "known", "possible", "said")
        told = [f"{len(some)} {name}" for name in counts if (some := getattr(self, name))]
        return f"<Section {self.title}: {', '.join(told) or 'none known'}>"


@dataclass(frozen=True)
class Query:
    """One query of the picture: file name without extension, what it asks and how, its text."""

    name: str
    title: str
    note: str
    text: str
    parameters: tuple[Parameter, ...]

    @property
    def kind(self) -> str:
        """What it asks for, in a word or two: the name without its number."""
        return self.name.partition("-")[2]

    @property
    def day(self) -> str:
        """The day that it is asked for without being told."""
        return next(one.default for one in self.parameters if one.name == "asOf")

    def on(self, day: str) -> str:
        """The text with a day in its place. Raises BadInput for a day that is no date."""
        return bind(self.text, self.parameters, {"asOf": day}, self.name)

    def answer(self, store: ox.Store, day: str) -> tuple[tuple[str, ...], Rows]:
        """The columns and the rows of a day: the last two are the marks in words and the certainty.

        There are no words of a row without marks. Raises BadInput for a day that is no date.
        """
        found = querying.evaluate(store, self.on(day), self.name)
        names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
        kept = [at for at, name in enumerate(names[:-1]) if name not in plain.MARKS]
        marks = [(at, plain.MARKS[name]) for at, name in enumerate(names) if name in plain.MARKS]

        def words(row: ox.QuerySolution) -> Term | None:
            told = "; ".join(word for at, word in marks if text(row[at]) == "true")
            return ox.Literal(told) if told else None

        rows = [(*(row[at] for at in kept), words(row), row[names[-1]]) for row in found]  # type: ignore[union-attr]
        return (*(names[at] for at in kept), "marks", names[-1]), rows


@cache
def queries() -> tuple[Query, ...]:
    """The queries of the picture, in their order."""
    return tuple(_read(path) for path in folders.snapshot_files())


def _read(path: Path) -> Query:
    query = path.read_text(encoding="utf-8")
    header = read_header(query, str(path))
    parameters = parameters_of(header, str(path))
    return Query(path.stem, str(header["title"]), str(header["note"]), query, parameters)


def picture(quads: Sequence[ox.Quad], day: str) -> list[Section]:
    """The sections of the picture of a day (``2025-03-31``), each entry in words.

    Raises BadInput for a day that is no date.
    """
    known, label = standing.Standings(quads), Labels(quads)
    facts, _, store = world(quads, known)
    names = former_names(store, day)

    def name(iri: str) -> str:
        return names.get(iri) or label(iri)

    by = by_sources(store, day, label)
    told = [_section(query, store, day, name, by) for query in queries()]
    if day > (last := last_day(facts)):
        told = [replace(one, certain=(), known=one.certain, known_on=last) for one in told]
    said = tuple(_said(known, day, label, quads))
    return [*told, Section(SAID, (), (), said)] if said else told


FORMER = f"""SELECT ?holder ?name WHERE {{
  VALUES ?asOf {{ "1900-01-01"^^<{XSD_NS}date> }}
  ?naming a <{FOEDUS_NS}Naming> ;
    <{FOEDUS_NS}relationHolder> ?holder ;
    <{FOEDUS_NS}latestStart> ?started ;
    <{FOEDUS_NS}earliestEnd> ?ended ;
    <{RDFS_NS}label> ?name .
  FILTER(?started <= ?asOf && ?asOf < ?ended)
}}
ORDER BY ?holder DESC(?name)"""
"""Asks for the names that were borne on a day and are no longer."""


def former_names(quads: Iterable[ox.Quad] | ox.Store, day: str) -> dict[str, str]:
    """The names that were borne on a day and are no longer, by who bore them.

    A name without an end, such as a second title, leaves the label of its bearer alone.
    """
    store = quads if isinstance(quads, ox.Store) else None
    if store is None:
        store = reading.to_store(_of(quads, frozenset(rules.mentions(FORMER))))
    answer = querying.evaluate(store, FORMER.replace("1900-01-01", day, 1), "former names")
    return {text(row["holder"]): text(row["name"]) for row in answer}  # type: ignore[union-attr]


def labels_for(
    quads: Collection[ox.Quad], question: Question, values: Mapping[str, object]
) -> Labels:
    """What people read in the answer to a question: the names of the day that it is asked of."""
    usual = next((one.default for one in question.parameters if one.name == "asOf"), "")
    day = values.get("asOf", usual)
    day = str(day.value if isinstance(day, ox.Literal) else day)
    return Labels(quads, former_names(quads, day) if xsd.is_day(day) else {})


def _said(
    known: standing.Standings, day: str, label: Labels, quads: Sequence[ox.Quad]
) -> Iterator[str]:
    """What has a date and does not hold: what it is, how it stands on a day, and who says so."""
    about: dict[Term, list[ox.Quad]] = {one: [] for one in known.unheld if any(known.days(one))}
    for quad in quads if about else ():
        if (told := about.get(quad.subject)) is not None:
            told.append(quad)
    for node, told in about.items():
        name = label(text(node))
        if name == curie(text(node)):
            kinds = sorted(label(text(q.object)) for q in told if q.predicate == _TYPE)
            name = composed(kinds[0], told, label) or name
        found = (
            (one, ", ".join(map(label, one.speakers or one.documents))) for one in known.who(node)
        )
        who = ", ".join(f"{one.name} ({by})" if one.fact or not by else by for one, by in found)
        yield f"{name}: {known.words(node, day)}" + (f"; says {who}" if who else "")


def triples(quads: Sequence[ox.Quad], day: str) -> list[ox.Quad]:
    """The shortcuts that hold on a day, and what OWL 2 RL adds to them.

    Two named graphs: ``graph:snapshot-DAY`` holds what is certain, with its closure;
    ``graph:snapshot-DAY-possible`` what is possible and not certain, and all of it after the last
    day that the data speak of. Beside who is allied with
    whom stand the dyads with the bounds of their alliance.
    """
    facts, store = _lived(quads, standing.Standings(quads))
    certain = _shortcuts(store, day, "certain")
    possible = _shortcuts(store, day, "possible")
    closure = reasoning.infer([_in_graph(triple, None) for triple in certain])
    store.extend(_dyads(store))
    sure = [*certain, *closure.triples, *_on_day("92-allied-interval", store, day, "certain")]
    whole = _allied([*certain, *possible])
    whole += _on_day("92-allied-interval", store, day, "possible")
    told = set(sure)
    maybe = [triple for triple in [*possible, *whole] if triple not in told]
    other = ox.NamedNode(f"{GRAPH_NS}snapshot-{day}-possible")
    is_known = day <= last_day(facts)
    graph = ox.NamedNode(f"{GRAPH_NS}snapshot-{day}") if is_known else other
    return [_in_graph(one, graph) for one in sure] + [_in_graph(one, other) for one in maybe]


LIVES = ("81-life-start", "82-life-end")
"""The rules that bound relations by the lives of what they hang on."""
DYADS = "65-alliance-dyad"
"""The rule that tells who is allied with whom."""
_MARKED = tuple(ox.NamedNode(FOEDUS_NS + name) for name in ("weaklySourced", "inferredByEditor"))
_TYPE = ox.NamedNode(RDF_NS + "type")
_OF_A_DAY = (DYADS, "8", "9")
"""How the names of the rules begin that tell of a day."""
MARKS = "83-marks"
"""The rule that tells which relations and events rest on weak sources or on the editors only."""


def _lived(
    quads: Iterable[ox.Quad], known: standing.Standings, more: Iterable[ox.NamedNode] = ()
) -> tuple[list[ox.Quad], ox.Store]:
    """The facts that bear on a day with the bounds that lives give them, as a list and a store.

    A post is held, and a line of command runs, no longer than there are organizations for it; an
    alliance has no members before its first treaty.
    """
    facts = known.facts(quads)
    bearing = _bearing() | set(more)
    told = _of(facts, bearing)
    store = reading.to_store(told)
    bounds = _bounds_of_lives(store)
    if known.settled:
        store.extend(bounds)
        return [*told, *bounds], store
    told = _of(standing.facts([*facts, *bounds]), bearing)
    return told, reading.to_store(told)


def _of(quads: Iterable[ox.Quad], terms: Set[Term]) -> list[ox.Quad]:
    """The statements of some properties, and what is said to be of some classes."""
    return [q for q in quads if (q.object if (p := q.predicate) == _TYPE else p) in terms]


@cache
def _bearing() -> frozenset[Term]:
    """The properties and classes that any query or rule of a day names, and those of the days."""
    asked = [FORMER, *(query.text for query in queries())]
    asked += [rule.text for rule in rules.all_rules() if rule.name.startswith(_OF_A_DAY)]
    days = map(ox.NamedNode, _TOLD)
    return frozenset([*days, *(term for text in asked for term in rules.mentions(text))])


def _bounds_of_lives(store: ox.Store) -> list[ox.Quad]:
    return [_in_graph(triple, None) for name in LIVES for triple in _concluded(store, name)]


def _dyads(store: ox.Store) -> list[ox.Quad]:
    return [_in_graph(triple, None) for triple in _concluded(store, DYADS)]


def _marks(store: ox.Store) -> list[ox.Quad]:
    """What rests on weak sources or on the editors only; where nothing is marked, nothing does."""
    marked = (store.quads_for_pattern(None, mark, None, None) for mark in _MARKED)
    if not any(any(some) for some in marked):
        return []
    return [_in_graph(triple, None) for triple in _concluded(store, MARKS)]


def _concluded(store: ox.Store, name: str) -> list[ox.Triple]:
    """What a rule concludes from a store, in order."""
    return sorted(querying.evaluate(store, _rule(name).text, name), key=str)  # type: ignore[arg-type]


def horizon(quads: Iterable[ox.Quad]) -> str:
    """The last day that the data speak of: on which something began, was seen or was reported.

    What has no end is certain up to this day; after it, it is so as far as known. Empty where the
    data have no dates.
    """
    return last_day(standing.facts(quads))


def last_day(facts: Iterable[ox.Quad]) -> str:
    """Do what `horizon` does, of facts."""
    return _last_day(facts, _TOLD)


def newest_day(quads: Iterable[ox.Quad]) -> str:
    """The last day on which something in the data began or was seen; empty where nothing has dates.

    What is planned, a start or an end, does not count: it lies ahead of what the data know.
    """
    return _last_day(standing.facts(quads), _SEEN)


def _last_day(facts: Iterable[ox.Quad], properties: Set[str]) -> str:
    """The last day that is a value of some properties; empty where there is none."""
    told = set(map(ox.NamedNode, properties))
    days = {quad.object for quad in facts if quad.predicate in told}
    return max(
        (one.value for one in days if isinstance(one, ox.Literal) and xsd.is_day(one.value)),
        default="",
    )


def file_of(quads: Sequence[ox.Quad], day: str) -> list[ox.Quad]:
    """What is certain on a day as one plain graph that says of itself which day it is of.

    What is only possible stays out: in a plain graph it would be a fact.
    """
    graph = ox.NamedNode(f"{GRAPH_NS}snapshot-{day}")
    told = (
        ("type", RDF_NS, ox.NamedNode(OWL_NS + "Ontology")),
        ("title", DCTERMS_NS, ox.Literal(f"foedus: the world on {day}", language="en")),
        ("description", DCTERMS_NS, ox.Literal(_DESCRIBED.format(day=day), language="en")),
        ("valid", DCTERMS_NS, ox.Literal(day, datatype=ox.NamedNode(XSD_NS + "date"))),
    )
    header = [ox.Quad(graph, ox.NamedNode(space + name), value) for name, space, value in told]
    found = [quad for quad in triples(quads, day) if quad.graph_name == graph]
    return [*header, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)]


def world(
    quads: Iterable[ox.Quad],
    known: standing.Standings | None = None,
    more: Iterable[ox.NamedNode] = (),
) -> tuple[list[ox.Quad], list[ox.Quad], ox.Store]:
    """The facts within their lives, the dyads, and both with marks as what a day is asked of.

    ``known`` tells how the quads stand, where that is read already. Statements that bear on no
    query or rule of a day are left out, but for those of ``more`` properties and classes.
    """
    facts, store = _lived(quads, known or standing.Standings(quads), more)
    dyads = _dyads(store)
    store.extend(dyads)
    store.extend(_marks(store))
    return facts, dyads, store


_RELATIONS = {"posts": POST, "reporting": COMMAND, "stationing": STATIONING}
"""By the kind of query: the kind of relation that its first two columns tell."""


def by_sources(
    store: ox.Store, day: str, label: Callable[[str], str]
) -> dict[tuple[str, Term | None, Term | None], str]:
    """Which data sets tell what may hold on a day, by the kind of query and the two it is of."""
    found: dict[tuple[str, Term | None, Term | None], dict[str, None]] = {}
    sourced = store.quads_for_pattern(None, ox.NamedNode(FOEDUS_NS + "sourcedFrom"), None)
    heard = {quad.subject for quad in sourced if _is_data_set(quad.object)}
    for kind, relation in _RELATIONS.items() if heard else ():
        for quad in store.quads_for_pattern(None, ox.NamedNode(relation.role), None):
            if quad.subject not in heard:
                continue
            told: dict[str, list[Term]] = {}
            for one in store.quads_for_pattern(quad.subject, None, None, ox.DefaultGraph()):
                told.setdefault(one.predicate.value, []).append(one.object)
            cited = told.get(FOEDUS_NS + "sourcedFrom", ())
            names = [label(text(one)) for one in cited if _is_data_set(one)]
            early = max(map(text, told.get(FOEDUS_NS + "earliestStart", ())), default="")
            late = min(map(text, told.get(FOEDUS_NS + "latestEnd", ())), default="")
            if names and early <= day and (not late or day <= late):
                for target in (one for name in relation.targets for one in told.get(name, ())):
                    found.setdefault((kind, quad.object, target), {}).update(dict.fromkeys(names))
    return {key: f"by {' and '.join(sorted(names))}" for key, names in found.items()}


def _is_data_set(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(GRAPH_NS)


def _section(
    query: Query,
    store: ox.Store,
    day: str,
    label: Callable[[str], str],
    by: Mapping[tuple[str, Term | None, Term | None], str],
) -> Section:
    _, rows = query.answer(store, day)
    told: dict[str, tuple[str, ...]] = {}
    for certainty in CERTAINTIES:
        chosen = [row[:-1] for row in rows if text(row[-1]) == certainty]
        told[certainty] = tuple(_entries(query.kind, chosen, label, by))
    return Section(query.title, told["certain"], told["possible"])


def _entries(
    kind: str,
    rows: Rows,
    label: Callable[[str], str],
    by: Mapping[tuple[str, Term | None, Term | None], str],
) -> list[str]:
    """The rows of one query in words, each with its marks in brackets; what data sets tell with
    those."""

    def name(term: Term | None) -> str:
        return label(term.value) if isinstance(term, ox.NamedNode) else text(term)

    if kind == "alliances":
        return _alliances([(name(a), marked(name(m), text(n)), name(t)) for a, m, t, n in rows])
    entries = []
    for row in rows:
        names = [name(term) for term in row]
        marks = names.pop()
        source = by.get((kind, row[0], row[1]), "")
        source = f", {source}" if source else ""
        if kind in ("commands", "agreements"):
            told = f"{names[0]}, {interval(names[1], names[2], '', '', marks)}"
        elif kind == "allied-states":
            start, surely, still, until = names[3:]
            when = interval(start, surely, still, until, marks)
            told = f"{names[0]} and {names[1]}: {when}, in {names[2]}"
        elif kind == "suspensions":
            told = f"{names[0]}, toward {names[1]}: {interval(*names[2:6])}"
        elif kind == "posts":
            told = f"{names[0]}: {names[1]}"
        elif kind == "reporting":
            told = f"{names[0]} → {names[1]} ({plain.called(text(row[2])) or names[2]})"
        else:
            told = f"{names[0]} in {names[1]}" + (f", by {names[2]}" if names[2] else "")
        entries.append(marked(told, marks) + source)
    return entries


def marked(told: str, marks: str) -> str:
    """Words with their marks, if there are any.

    >>> marked("Japan", "weak source"), marked("Japan", "")
    ('Japan [weak source]', 'Japan')
    """
    return f"{told} [{marks}]" if marks else told


def _alliances(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    entries = []
    for alliance, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        members = ", ".join(dict.fromkeys(member for _, member, _ in found))
        treaties = ", ".join(dict.fromkeys(treaty for _, _, treaty in found if treaty))
        entries.append(f"{alliance}: {members}" + (f", under {treaties}" if treaties else ""))
    return entries


def interval(
    earliest_start: str, latest_start: str, earliest_end: str, latest_end: str, marks: str = ""
) -> str:
    """The bounds of a relation in words; of a start on which sources differ, the two days.

    >>> interval("1954-11-17", "1954-11-18", "", "")
    'since between 1954-11-17 and 1954-11-18'
    >>> interval("1954-11-17", "1954-11-18", "", "", plain.MARKS["sourcesDiffer"])
    'since 1954-11-17 or 1954-11-18'
    """

    def bound(earliest: str, latest: str) -> str:
        if earliest == latest:
            return earliest
        if earliest and latest:
            return f"between {earliest} and {latest}"
        return f"{earliest} or later" if earliest else f"{latest} or earlier"

    start, end = earliest_start or latest_start, earliest_end or latest_end
    since = f"since {bound(earliest_start, latest_start)}" if start else "since an unknown day"
    if marks.startswith(plain.MARKS["sourcesDiffer"]):
        since = f"since {earliest_start} or {latest_start}"
    return f"{since}, until {bound(earliest_end, latest_end)}" if end else since


def _shortcuts(store: ox.Store, day: str, certainty: str) -> list[ox.Triple]:
    found = _on_day("90-snapshot", store, day, certainty)
    return [*found, *_allied(found)] if certainty == "certain" else found


def pairs(
    store: ox.Store, day: str, roles: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[tuple[str, tuple[Term, Term], str]]:
    """Which two are joined on a day by kinds of relations that the picture does not tell of.

    ``roles`` are the two roles of each kind. Told are the kind, the two, and whether it is certain
    or possible, by the rule 90-snapshot, which is put to these kinds in place of its own.
    """
    rule = _rule("90-snapshot")
    joined = [
        (f"foedus:{kind}", _role(one), _role(two), f"foedus:{kind}")
        for kind, some in roles.items()
        for one, two in some
    ]
    query = rule.text
    for columns, rows in ((_KINDS, joined), (_ROLES, [row[1:3] for row in joined])):
        lines = "\n".join(f"    ({' '.join(row)})" for row in dict.fromkeys(rows))
        told = f"VALUES ({columns}) {{\n{lines}\n  }}"
        pattern = rf"VALUES \({re.escape(columns)}\) \{{[^{{}}]*\}}"
        query, number = re.subn(pattern, told.replace("\\", r"\\"), query)
        assert number, rule.name
    parameters = parameters_of(read_header(query, rule.name), rule.name)
    for certainty in CERTAINTIES:
        values = {"asOf": day, "certainty": certainty}
        asked = bind(query, parameters, values, rule.name)
        for triple in querying.evaluate(store, asked, rule.name):  # type: ignore[union-attr]
            kind = text(triple.predicate).removeprefix(FOEDUS_NS)
            yield kind, (triple.subject, triple.object), certainty


_KINDS = "?kind ?holderRole ?targetRole ?shortcut"
_ROLES = "?holderRole ?targetRole"


def _role(name: str) -> str:
    return name if name.startswith("<") else f"foedus:{name}"


def _on_day(name: str, store: ox.Store, day: str, certainty: str) -> list[ox.Triple]:
    """What a rule concludes for a day, in order."""
    rule = _rule(name)
    values = {"asOf": day, "certainty": certainty}
    parameters = parameters_of(read_header(rule.text, rule.name), rule.name)
    query = bind(rule.text, parameters, values, rule.name)
    answer = querying.evaluate(store, query, rule.name)
    return sorted(answer, key=str)  # type: ignore[arg-type]


def _allied(members: Sequence[ox.Triple]) -> list[ox.Triple]:
    store = reading.to_store(_in_graph(triple, None) for triple in members)
    return _concluded(store, "91-allied-states")


def _rule(name: str) -> rules.Rule:
    return next(rule for rule in rules.all_rules() if rule.name == name)


def _in_graph(triple: ox.Triple, graph: ox.NamedNode | None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
