"""The closure: each new triple fires only the rules that it can trigger.

Triples are numbers. The axioms are flattened before: a class knows all classes above it, a property
all properties above it, those it turns into, and the classes of its subjects and objects. What
is left needs a join; its other half is looked up in two indexes, predicate to subject to objects
and predicate to object to subjects. Each half of a join is a trigger, so the order of the triples
does not matter. Individuals that are the same share one representative until the end.

Method: semi-naive evaluation (F. Bancilhon, 1986), on the rules of OWL 2 Profiles, section 4.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from foedus import limits
from foedus.errors import BadInput, LimitReached
from foedus.rdf import xsd
from foedus.rdf.reached import reached
from foedus.reasoning.axioms import Axioms, Rule, closed
from foedus.reasoning.index import Index, Side
from foedus.reasoning.numbering import SAME_AS, THING, TYPE, Columns, Ids, Names

_Classes = frozenset[int]


@dataclass(slots=True)
class _Joins:
    """What a triple of one property may trigger."""

    some: list[tuple[int, _Classes]] = field(default_factory=list)  # filler, what the subject is
    every: list[tuple[int, _Classes]] = field(default_factory=list)  # class, what the object is
    value: dict[int, _Classes] = field(default_factory=dict)  # object, what the subject is
    chains: list[tuple[tuple[int, ...], tuple[int, ...], int]] = field(default_factory=list)
    functional: bool = False
    inverse_functional: bool = False
    at_most_one: list[tuple[int, int]] = field(default_factory=list)  # class, filler


@dataclass(slots=True)
class _Kinds:
    """What the membership in one class may trigger."""

    both: list[tuple[_Classes, _Classes]] = field(default_factory=list)  # all of these: these
    some: list[tuple[int, _Classes]] = field(default_factory=list)  # property, what its subject is
    every: list[tuple[int, _Classes]] = field(default_factory=list)  # property, what its object is
    value: list[tuple[int, int]] = field(default_factory=list)  # property and value
    at_most_one: list[tuple[int, int, int]] = field(default_factory=list)  # class, property, filler


@dataclass(slots=True)
class _Flat:
    """What follows from a triple of one property alone."""

    forth: tuple[int, ...]
    back: tuple[int, ...]
    subject: _Classes
    object: _Classes


class Tables:
    """The rules of an ontology, by trigger; made once."""

    def __init__(self, axioms: Axioms) -> None:
        self.axioms = axioms
        self.joins: dict[int, _Joins] = defaultdict(_Joins)
        self.kinds: dict[int, _Kinds] = defaultdict(_Kinds)
        self.given: list[Ids] = []
        self._read_types()
        self.flat = self._flatten()
        for rule in axioms.rules:
            self._join(rule)
        self.joins, self.kinds = dict(self.joins), dict(self.kinds)
        self.hot = frozenset(self.kinds)
        self.datatypes = self._datatypes()

    def above(self, c: int) -> _Classes:
        """A class with all above it."""
        found = self.sup.get(c)
        if found is None:
            found = self.sup[c] = frozenset((c,))
        return found

    def _read_types(self) -> None:
        edges: dict[int, set[int]] = defaultdict(set)
        for rule in self.axioms.rules:
            if rule.head and len(rule.body) == 1 and rule.head[1] == rule.body[0][1] == TYPE:
                edges[rule.body[0][2]].add(rule.head[2])
        self.sup = {c: frozenset(above) for c, above in closed(edges).items()}

    def _flatten(self) -> dict[int, _Flat]:
        """Properties above each property, turned or not, with the classes of both sides."""
        edges: dict[int, set[tuple[int, bool]]] = defaultdict(set)
        first: dict[int, set[int]] = defaultdict(set)
        second: dict[int, set[int]] = defaultdict(set)
        for rule in self.axioms.rules:
            if rule.head is None or len(rule.body) != 1 or rule.body[0][1] == TYPE:
                continue
            (x, p, y), (s, q, o) = rule.body[0], rule.head
            if x >= 0 or y >= 0:
                continue
            if q != TYPE:
                edges[p].add((q, s == y))
            else:
                (first if s == x else second)[p] |= self.above(o)
        flat = {}
        for p in {*edges, *first, *second}:
            seen = reached(
                [(p, False)],
                lambda at: ((r, at[1] != turn) for r, turn in edges.get(at[0], ())),
            )
            subject: set[int] = set()
            object_: set[int] = set()
            for q, turned in seen:
                subject |= (second if turned else first).get(q, set())
                object_ |= (first if turned else second).get(q, set())
            forth = tuple(sorted(q for q, turned in seen if not turned and q != p))
            back = tuple(sorted(q for q, turned in seen if turned))
            flat[p] = _Flat(forth, back, frozenset(subject), frozenset(object_))
        return flat

    def _join(self, rule: Rule) -> None:
        name, body, head = rule.name, rule.body, rule.head
        if head is None:
            return
        if name == "cls-oo":
            self.given.append(head)
        elif name == "cls-int1":
            members = frozenset(c for _, _, c in body)
            for c in members:
                self.kinds[c].both.append((members, self.above(head[2])))
        elif name == "cls-svf1":
            p, filler = body[0][1], body[1][2]
            self.joins[p].some.append((filler, self.above(head[2])))
            self.kinds[filler].some.append((p, self.above(head[2])))
        elif name == "cls-avf":
            c, p = body[0][2], body[1][1]
            self.joins[p].every.append((c, self.above(head[2])))
            self.kinds[c].every.append((p, self.above(head[2])))
        elif name == "cls-hv1":
            self.kinds[body[0][2]].value.append((head[1], head[2]))
        elif name == "cls-hv2":
            values = self.joins[body[0][1]].value
            value = body[0][2]
            values[value] = values.get(value, frozenset()) | self.above(head[2])
        elif name in ("prp-spo2", "prp-trp"):
            links = tuple(p for _, p, _ in body)
            for place, p in enumerate(links):
                before, after = links[:place][::-1], links[place + 1 :]
                self.joins[p].chains.append((before, after, head[1]))
        elif name == "prp-fp":
            self.joins[body[0][1]].functional = True
        elif name == "prp-ifp":
            self.joins[body[0][1]].inverse_functional = True
        elif name == "cls-maxc2":
            c, p = body[0][2], body[1][1]
            filler = body[2][2] if len(body) == 5 else THING
            self.joins[p].at_most_one.append((c, filler))
            for one in {c, filler}:
                self.kinds[one].at_most_one.append((c, p, filler))

    def _datatypes(self) -> dict[str, int]:
        terms = self.axioms.names.terms
        return {
            terms[c].value: c  # type: ignore[union-attr]
            for c in self.axioms.classes
            if xsd.is_datatype(terms[c]) or getattr(terms[c], "value", "") == xsd.LITERAL
        }


def _too_much(most: int) -> LimitReached:
    return LimitReached(f"more than {most} statements follow ({limits.MAX_INFERRED.option})")


_Look = Callable[[int], Mapping[int, Collection[int]]]


def _walk(start: int, properties: tuple[int, ...], look: _Look) -> Collection[int]:
    """Where a path of properties leads; the first step, often the only one, is a mere look-up."""
    found: Collection[int] = look(properties[0]).get(start, ())
    for p in properties[1:]:
        if not found:
            return ()
        table = look(p)
        found = {far for near in found for far in table.get(near, ())}
    return found


class Closer:
    """One run: facts in, closed index out."""

    def __init__(self, tables: Tables, names: Names) -> None:
        self.tables, self.names = tables, names
        self.joins, self.values_copied = tables.joins, False
        self.known = Index(names)
        self.forth, self.back = self.known.forth, self.known.back
        self.types: dict[int, set[int]] = {}
        self.representative: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.facts = Columns()
        self.added: list[Ids] = []
        self._triples: list[Ids] = []
        self._classes: list[tuple[int, _Classes]] = []

    @cached_property
    def asserted(self) -> set[Ids]:
        """The facts."""
        return set(self.facts)

    # --- running ------------------------------------------------------------------------------

    def close(self, facts: Columns, more: Iterable[Ids] = ()) -> None:
        """Add the facts, those of the ontology among them, and all that follows from them."""
        self.facts = facts
        for fact in more:
            facts.add(*fact)
        types, add = self.types, self.known.add
        for fact in facts:
            s, p, o = fact
            if p == TYPE:
                types.setdefault(s, set()).add(o)
            elif p != SAME_AS:
                add(fact)
        if self.tables.datatypes:
            self._type_literals()
        for s, p, o in facts:
            if p == TYPE:
                self._fire_class(self.representative.get(s, s), o)
                self._classes.append((s, self.tables.above(o)))
            elif p == SAME_AS:
                self._merge(s, o)
            else:
                self._spread(s, p, o)
        for s, _, c in self.tables.given:
            self._classes.append((s, self.tables.above(c)))
        self._run()

    def _run(self) -> None:
        triples, classes = self._triples, self._classes
        most = limits.of(limits.MAX_INFERRED)
        while triples or classes:
            if len(self.added) + len(triples) > most:
                raise _too_much(most)
            if classes:
                self._classify(*classes.pop())
                continue
            s, p, o = triples.pop()
            if self.representative:
                s, o = self.representative.get(s, s), self.representative.get(o, o)
            if p == SAME_AS:
                self._merge(s, o)
            elif self.known.add((s, p, o)):
                self.added.append((s, p, o))
                self._spread(s, p, o)

    def _classify(self, x: int, classes: _Classes) -> None:
        if self.representative:
            x = self.representative.get(x, x)
        had = self.types.get(x)
        if had is None:
            had = self.types[x] = set()
        new = classes - had
        if new:
            had |= new
            self.added.extend([(x, TYPE, c) for c in new])
            for c in new & self.tables.hot:
                self._fire_class(x, c)

    def _spread(self, s: int, p: int, o: int) -> None:
        """All that follows from a stored triple."""
        if self.representative:
            s, o = self.representative.get(s, s), self.representative.get(o, o)
        flat = self.tables.flat.get(p)
        if flat is not None:
            if flat.subject:
                self._classes.append((s, flat.subject))
            if flat.object:
                self._classes.append((o, flat.object))
            for q in flat.forth:
                if self.known.add(found := (s, q, o)):
                    self.added.append(found)
                    self._fire(s, q, o)
            for q in flat.back:
                if self.known.add(found := (o, q, s)):
                    self.added.append(found)
                    self._fire(o, q, s)
        self._fire(s, p, o)

    def _fire(self, s: int, p: int, o: int) -> None:
        """The joins that a triple takes part in; a merge may have taken it out of the index."""
        rules = self.joins.get(p)
        if rules is None:
            return
        for before, after, q in rules.chains:
            self._chain(s, before, o, after, q)
        for filler, result in rules.some:
            if filler in self.types.get(o, ()):
                self._classes.append((s, result))
        for c, result in rules.every:
            if c in self.types.get(s, ()):
                self._classes.append((o, result))
        if rules.value and (found := rules.value.get(o)):
            self._classes.append((s, found))
        if rules.functional:
            self._equate(self.forth(p).get(s, ()), o)
        if rules.inverse_functional:
            self._equate(self.back(p).get(o, ()), s)
        for c, filler in rules.at_most_one:
            self._at_most_one(s, c, p, filler)

    def _fire_class(self, x: int, c: int) -> None:
        """The joins that a membership takes part in."""
        rules = self.tables.kinds.get(c)
        if rules is None:
            return
        had = self.types.get(x, set())
        for members, result in rules.both:
            if members <= had:
                self._classes.append((x, result))
        for p, result in rules.some:
            for s in self.back(p).get(x, ()):
                self._classes.append((s, result))
        for p, result in rules.every:
            for o in self.forth(p).get(x, ()):
                self._classes.append((o, result))
        for p, value in rules.value:
            self._triples.append((x, p, value))
        for whole, p, filler in rules.at_most_one:
            if c == whole:
                self._at_most_one(x, whole, p, filler)
            if c == filler:
                for s in self.back(p).get(x, ()):
                    self._at_most_one(s, whole, p, filler)

    def _chain(
        self, s: int, before: tuple[int, ...], o: int, after: tuple[int, ...], q: int
    ) -> None:
        starts = _walk(s, before, self.back) if before else (s,)
        if not starts:
            return
        ends = _walk(o, after, self.forth) if after else (o,)
        if not ends:
            return
        known = self.forth(q)
        for x in starts:
            had = known.get(x, ())
            self._triples.extend([(x, q, y) for y in ends if y not in had])

    # --- individuals that are the same --------------------------------------------------------

    def _equate(self, values: Iterable[int], one: int) -> None:
        literals = self.names.literals
        if one not in literals:
            for other in values:
                if other != one and other not in literals:
                    self._triples.append((one, SAME_AS, other))

    def _at_most_one(self, s: int, c: int, p: int, filler: int) -> None:
        if c not in self.types.get(s, ()):
            return
        values: Collection[int] = self.forth(p).get(s, ())
        if filler != THING:
            values = {value for value in values if filler in self.types.get(value, ())}
        if len(values) > 1:
            first = next((v for v in values if v not in self.names.literals), None)
            if first is not None:
                self._equate(values, first)

    def _merge(self, a: int, b: int) -> None:
        a, b = self.representative.get(a, a), self.representative.get(b, b)
        if a == b or a in self.names.literals or b in self.names.literals:
            return
        for one in (a, b):
            self._check_individual(one)
        left, right = self.members.get(a, [a]), self.members.get(b, [b])
        if len(left) < len(right):
            a, b, left, right = b, a, right, left
        self.members[a] = left + right
        self.members.pop(b, None)
        for one in right:
            self.representative[one] = a
        self._triples += self.known.take(b)
        if (classes := self.types.pop(b, None)) is not None:
            self._classes.append((a, frozenset(classes)))
        self._move_values(a, b)

    def _check_individual(self, one: int) -> None:
        axioms = self.tables.axioms
        if one in axioms.classes or one in axioms.properties or self.known.has(one):
            told = f"owl:sameAs on {self.names.text(one)}, a class or a property"
            raise BadInput(f"{told}, is not supported: OWL 2 RL has a rule for it, foedus lacks it")

    def _move_values(self, new: int, old: int) -> None:
        for p, rules in self.joins.items():
            if old in rules.value:
                if not self.values_copied:
                    self._own_values()
                    rules = self.joins[p]
                rules.value[new] = rules.value.get(new, frozenset()) | rules.value[old]
                for x in self.back(p).get(new, ()):
                    self._classes.append((x, rules.value[new]))

    def _own_values(self) -> None:
        """Copy the rules about values: the tables are shared by all runs."""
        from dataclasses import replace

        self.values_copied = True
        for p, rules in self.joins.items():
            if rules.value:
                rules_copy = replace(rules, value=dict(rules.value))
                self.joins = {**self.joins, p: rules_copy}

    # --- literals -----------------------------------------------------------------------------

    def _type_literals(self) -> None:
        """Give each literal the datatypes that the axioms name (dt-type2)."""
        known = self.tables.datatypes
        told = self.names.literals.intersection(self.facts.objects)
        for number in told | self.tables.axioms.names.literals:
            literal = self.names.terms[number]
            if isinstance(literal, ox.Literal):
                found = [known[name] for name in xsd.types_of(literal) if name in known]
                for c in found:
                    self._classes.append((number, self.tables.above(c)))

    # --- results ------------------------------------------------------------------------------

    def derived(self) -> Iterator[Ids]:
        """Each triple that was not asserted; `x owl:sameAs x` is left out."""
        if not self.representative:
            yield from self.added
            return
        most = limits.of(limits.MAX_INFERRED)
        for number, ids in enumerate(self._expanded()):
            if number > most:
                raise _too_much(most)
            if ids not in self.asserted:
                yield ids

    def _expanded(self) -> Iterator[Ids]:
        """Every triple, written out for each name of each individual."""
        members = self.members
        for s, p, o in self._sides():
            for one in members.get(s, (s,)):
                for other in members.get(o, (o,)) if p != TYPE else (o,):
                    yield one, p, other
        for group in members.values():
            for one in group:
                for other in group:
                    if one != other:
                        yield one, SAME_AS, other

    def _sides(self) -> Index:
        """What is known under the representatives, memberships among it."""
        types: Side = self.types  # type: ignore[assignment]
        return Index(self.names, {**self.known.sides(), TYPE: types})

    def index(self) -> Index:
        """The closed triples under every name; memberships and `owl:sameAs` among them."""
        if not self.representative:
            return self._sides()
        index = Index(self.names)
        for ids in self._expanded():
            index.add(ids)
        for s, _, o in (ids for ids in self.asserted if ids[1] == SAME_AS):
            index.add((s, SAME_AS, o))
        return index
