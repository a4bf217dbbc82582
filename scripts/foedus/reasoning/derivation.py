"""Why a triple holds, or what is missing for it to hold.

A derivation is looked for on demand: the closure keeps no record of how it got there. All ways
to conclude a triple are followed back to what was asserted; then the cheapest is built upwards.
Method: D. Knuth, A Generalization of Dijkstra's Algorithm (1977).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus.rdf import reading, xsd
from foedus.reasoning import patterns, rules
from foedus.reasoning.axioms import Atom, Rule
from foedus.reasoning.index import bound, unify
from foedus.reasoning.numbering import SAME_AS, TYPE, Ids, sentence, told
from foedus.reasoning.world import World


@dataclass(frozen=True)
class Derivation:
    """A triple and what it rests on.

    ``by`` holds the sentences of the axioms, or of the numbered rule whose name is ``rule``; both
    are empty for an asserted triple. ``steps`` counts the axioms and rules used down to the facts.
    """

    triple: ox.Triple
    by: tuple[str, ...] = ()
    rule: str = ""
    premises: tuple[Derivation, ...] = ()
    steps: int = 0

    @property
    def asserted(self) -> bool:
        """Whether the triple was stated, not concluded."""
        return not self.by

    @property
    def facts(self) -> tuple[ox.Triple, ...]:
        """The asserted triples that it rests on, each once."""
        found: dict[ox.Triple, None] = {}
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.asserted:
                found[one.triple] = None
            waiting.extend(reversed(one.premises))
        return tuple(found)

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The derivation as indented lines, each triple with what it follows from."""
        how = "stated" if self.asserted else "; ".join(self.by)
        if self.rule:
            how = f"rule {self.rule}: {how}"
        yield f"{'  ' * depth}{sentence(self.triple)} ({how})"
        for premise in self.premises:
            yield from premise.lines(depth + 1)


@dataclass(frozen=True)
class Missing:
    """An axiom or a rule that could conclude a triple, and the first premise that it lacks."""

    by: tuple[str, ...]
    premise: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Edge:
    """One way to conclude a triple."""

    by: str
    rule: str
    premises: tuple[Ids, ...]


class Search:
    """The search for derivations in one world, which remembers what it found."""

    def __init__(self, world: World) -> None:
        self.world, self.index = world, world.index
        self.names = self.index.names
        self.asserted = {*world.rows, *world.axioms.facts}
        self.heads = by_head(world.axioms.rules)

    # --- all ways ---------------------------------------------------------------------------

    def edges(self, ids: Ids) -> Iterator[_Edge]:
        """Every way in which the triple follows from others."""
        yield from self._numbered(ids)
        for rule in concluding(self.heads, ids):
            yield from self._by_axiom(rule, ids)
        yield from self._by_equality(ids)
        s, p, o = ids
        literal = self.names.terms[s]
        if p == TYPE and isinstance(literal, ox.Literal):
            kind = getattr(self.names.terms[o], "value", "")
            if kind in xsd.types_of(literal):
                yield _Edge(f"{self.names.text(s)} is of the datatype", "", ())

    def _numbered(self, ids: Ids) -> Iterator[_Edge]:
        triple = self.names.triple(ids) if ids[0] not in self.names.literals else None
        for concluded, early in ((self.world.early, True), (self.world.late, False)):
            if triple is not None and (rule := concluded.get(triple)):
                store = self.early_store if early else self.world.store
                found = patterns.premises(rule.text, triple, store) or []
                ready = tuple(self.names.numbers(found))
                yield _Edge(rule.says, rule.name, tuple(one for one in ready if one != ids))

    @cached_property
    def early_store(self) -> ox.Store:
        """The asserted triples, and what the early rules concluded."""
        triples = [*self.world.asserted, *self.world.early]
        return reading.to_store(ox.Quad(t.subject, t.predicate, t.object) for t in triples)

    def _by_axiom(self, rule: Rule, ids: Ids) -> Iterator[_Edge]:
        binding = unify(rule.head, ids) if rule.head else None
        if binding is None:
            return
        if rule.apart and (ids[0] == ids[2] or ids[2] in self.names.literals):
            return
        for found in self.index.matches(rule.body, binding):
            yield _Edge(rule.axiom, "", tuple(bound(atom, found) for atom in rule.body))

    def _by_equality(self, ids: Ids) -> Iterator[_Edge]:
        same = self.index.forth(SAME_AS)
        s, p, o = ids
        if p == SAME_AS:
            yield from self._edge_if("being the same is mutual", (o, p, s))
            for middle in same.get(s, ()):
                if middle not in (s, o):
                    link = "what is the same as one thing is the same"
                    yield from self._edge_if(link, (s, p, middle), (middle, p, o))
            return
        for other in same.get(s, ()):
            if other != s:
                yield from self._edge_if(_SAME, (other, SAME_AS, s), (other, p, o))
        for other in same.get(o, ()):
            if other != o and p != TYPE:
                yield from self._edge_if(_SAME, (other, SAME_AS, o), (s, p, other))

    def _edge_if(self, by: str, *premises: Ids) -> Iterator[_Edge]:
        if all(one in self.index for one in premises):
            yield _Edge(by, "", premises)

    # --- the cheapest -----------------------------------------------------------------------

    def derive(self, goal: Ids) -> Derivation | None:
        """The derivation with the fewest steps."""
        ways = self._explore(goal)
        users: dict[Ids, list[tuple[Ids, _Edge]]] = defaultdict(list)
        waiting: dict[int, int] = {}
        queue: list[tuple[int, str, Ids, _Edge | None]] = []
        for ids, edges in ways.items():
            if edges is None:
                heapq.heappush(queue, (0, "", ids, None))
                continue
            for edge in edges:
                needed = set(edge.premises)
                waiting[id(edge)] = len(needed)
                for premise in needed:
                    users[premise].append((ids, edge))
                if not needed:
                    heapq.heappush(queue, (bool(edge.by), self._key(edge), ids, edge))
        costs: dict[Ids, int] = {}
        built: dict[Ids, Derivation] = {}
        while queue and goal not in built:
            cost, _, ids, best = heapq.heappop(queue)
            if ids in built:
                continue
            costs[ids] = cost
            built[ids] = self._build(ids, best, built, cost)
            for head, edge in users[ids]:
                waiting[id(edge)] -= 1
                if waiting[id(edge)] == 0 and head not in built:
                    total = bool(edge.by) + sum(costs[one] for one in edge.premises)
                    heapq.heappush(queue, (total, self._key(edge), head, edge))
        return built.get(goal)

    def _explore(self, goal: Ids) -> dict[Ids, list[_Edge] | None]:
        """Every triple the goal could rest on, with the ways to conclude it; None: asserted."""
        ways: dict[Ids, list[_Edge] | None] = {}
        todo = [goal]
        while todo:
            ids = todo.pop()
            if ids in ways:
                continue
            if ids in self.asserted:
                ways[ids] = None
                continue
            ways[ids] = found = list(self.edges(ids))
            todo.extend(one for edge in found for one in edge.premises)
        return ways

    def _key(self, edge: _Edge) -> str:
        text = self.names.text
        return "\n".join([edge.by, edge.rule, *(" ".join(map(text, one)) for one in edge.premises)])

    def _build(
        self, ids: Ids, edge: _Edge | None, built: dict[Ids, Derivation], cost: int
    ) -> Derivation:
        triple = self._triple(ids)
        if edge is None:
            return Derivation(triple)
        by: list[str] = []
        premises: list[Derivation] = []
        for one in edge.premises:
            known = built[one]
            if self._hidden(one) and not known.asserted:
                by.extend(known.by)
                premises.extend(known.premises)
            else:
                premises.append(known)
        own = [edge.by] if edge.by else []
        unique = tuple(dict.fromkeys([*by, *own]))
        if not unique and self._hidden(ids):
            unique = (_DEFINITION,)
        unique = tuple(part for part in unique if part != _DEFINITION or len(unique) == 1)
        return Derivation(triple, unique, edge.rule, tuple(dict.fromkeys(premises)), cost)

    def _hidden(self, ids: Ids) -> bool:
        """Whether the triple is the membership in a class without a name."""
        return ids[1] == TYPE and self.names.blank(ids[2])

    def _triple(self, ids: Ids) -> ox.Triple:
        if ids[0] in self.names.literals:  # only inside a derivation: RDF has no such triple
            ids = (self.names.number(ox.BlankNode("literal")), ids[1], ids[2])
        return self.names.triple(ids)


_SAME = "what holds of a thing holds of it under each name"
_DEFINITION = "by definition"


def derive(triple: ox.Triple, world: World) -> Derivation | None:
    """The derivation of a triple with the fewest steps (among equals the first by name).

    None for a triple that does not hold.
    """
    return deriver(world)(triple)


def deriver(world: World) -> Callable[[ox.Triple], Derivation | None]:
    """``derive`` for many triples of one world, which is prepared once."""
    index, search = world.index, Search(world)

    def one(triple: ox.Triple) -> Derivation | None:
        (ids,) = index.names.numbers([triple])
        return search.derive(ids) if ids in index else None

    return one


def by_head(found: Sequence[Rule]) -> dict[tuple[int, int], list[Rule]]:
    """The rules by what they conclude: a property, or a class for `rdf:type`."""
    heads: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in found:
        if rule.head is not None:
            _, p, o = rule.head
            heads[p, o if p == TYPE else -1].append(rule)
    return dict(heads)


def concluding(heads: dict[tuple[int, int], list[Rule]], ids: Ids) -> list[Rule]:
    """The rules that could conclude a triple, by its property or class."""
    _, p, o = ids
    return heads.get((p, o if p == TYPE else -1), [])


# --- what is missing ----------------------------------------------------------------------------


def could_conclude(triple: ox.Triple, world: World) -> list[Missing]:
    """Each axiom and rule that could conclude the triple, with the first premise that it lacks.

    In the order of the axioms' sentences; numbered rules last.
    """
    index = world.index
    (ids,) = index.names.numbers([triple])
    search = Search(world)
    found = dict.fromkeys(_lacking(ids, search, frozenset((ids,))))
    result = sorted(found, key=lambda one: (one.by, one.premise))
    for rule in rules.all_rules():
        if not rule.name.startswith((*rules.BEFORE_CLOSURE, *rules.AFTER_CLOSURE)):
            continue
        early = rule.name.startswith(rules.BEFORE_CLOSURE)
        store = search.early_store if early else world.store
        lacks = patterns.unmet(rule.text, triple, store)
        if lacks is not None:
            result.append(Missing((rule.says,), _said(lacks), rule.name))
    return result


def _said(lacks: str | patterns.Pattern) -> str:
    if isinstance(lacks, str):
        return lacks
    return " ".join(f"?{p.lstrip('_')}" if isinstance(p, str) else told(p) for p in lacks.parts)


def _lacking(goal: Atom, search: Search, seen: frozenset[Atom]) -> Iterator[Missing]:
    for rule in concluding(search.heads, goal):
        assert rule.head is not None
        binding = {}
        for part, value in zip(rule.head, goal, strict=True):
            if part >= 0 and value >= 0 and part != value:
                break
            if part < 0 and value >= 0:
                binding[part] = value
        else:
            atom = _first_unmet(rule, binding, search)
            if atom is None or atom in seen:
                continue
            own = (rule.axiom,) if rule.axiom else ()
            if atom[1] == TYPE and atom[2] >= 0 and search.names.blank(atom[2]):
                for deeper in _lacking(atom, search, seen | {atom}):
                    yield Missing((*deeper.by, *own), deeper.premise)
                if not concluding(search.heads, atom) and own:
                    yield Missing(own, _told_atom(atom, search))
            else:
                yield Missing(own, _told_atom(atom, search))


def _first_unmet(rule: Rule, binding: dict[int, int], search: Search) -> Atom | None:
    """The first premise that holds for nothing, once those before it are met by name."""
    found = [binding]
    for atom in rule.body:
        met = [one for known in found for one in search.index.fitting(atom, known)]
        if not met:
            texts = search.names.text
            first = min(found, key=lambda known: [texts(known[v]) for v in sorted(known)])
            return bound(atom, first)
        found = met
    return None


def _told_atom(atom: Atom, search: Search) -> str:
    return " ".join(
        search.names.text(part) if part >= 0 else f"?{'xyzuvw'[min(-part, 6) - 1]}" for part in atom
    )
