"""Contradictions: which axiom the data break, and by which facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from foedus.rdf import xsd
from foedus.reasoning.axioms import Rule, X, Y
from foedus.reasoning.derivation import Derivation, Search
from foedus.reasoning.index import Binding, Index, bound
from foedus.reasoning.numbering import DIFFERENT, NOTHING, SAME_AS, TYPE, Ids
from foedus.reasoning.world import World


@dataclass(frozen=True)
class Contradiction:
    """Facts that cannot all be true: the sentence, the axiom they break, and the triples.

    ``derivations`` leads each triple down to what was asserted, ``facts`` is the last of it. With
    owlrl there is only the sentence.
    """

    sentence: str
    axiom: str = ""
    premises: tuple[ox.Triple, ...] = ()
    _why: Callable[[Ids], Derivation | None] | None = field(default=None, compare=False, repr=False)
    _ids: tuple[Ids, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return self.sentence

    @cached_property
    def derivations(self) -> tuple[Derivation, ...]:
        """How each premise follows from what was asserted."""
        if self._why is None:
            return ()
        found = [self._why(ids) for ids in self._ids]
        return tuple(one for one in found if one is not None)

    @cached_property
    def facts(self) -> tuple[ox.Triple, ...]:
        """The asserted triples that cannot all be true."""
        return tuple(dict.fromkeys(fact for one in self.derivations for fact in one.facts))


def find(world: World) -> tuple[Contradiction, ...]:
    """Every contradiction in the closed triples, by sentence."""
    closed = world.closed
    if closed.closer is None:
        return ()
    index = closed.index
    found: dict[str, Contradiction] = {}
    reporter = _Reporter(world, index)
    for sentence, axiom, premises in reporter.all():
        if sentence not in found:
            shown = [ids for ids in premises if not reporter.unsayable(ids)]
            triples = tuple(index.names.triple(ids) for ids in shown)
            why = reporter.why
            found[sentence] = Contradiction(sentence, axiom, triples, why, tuple(premises))
    return tuple(found[sentence] for sentence in sorted(found))


_Found = tuple[str, str, list[Ids]]


class _Reporter:
    def __init__(self, world: World, index: Index) -> None:
        self.world, self.index, self.names = world, index, index.names

    def why(self, ids: Ids) -> Derivation | None:
        """The derivation of a triple, given as numbers."""
        return Search(self.world).derive(ids)

    def unsayable(self, ids: Ids) -> bool:
        """Whether RDF has no such triple: it speaks of a literal, or of a class without a name."""
        return ids[0] in self.names.literals or self.names.blank(ids[1])

    def all(self) -> Iterator[_Found]:
        """Each contradiction: sentence, axiom, premises."""
        for rule in self.world.axioms.rules:
            if rule.head is None:
                yield from self._broken(rule)
        for a, b, axiom, stated in self._different():
            if a == b:
                yield f"{self._text(a)} is said to differ from itself", axiom, stated
            elif (a, SAME_AS, b) in self.index:
                told = f"{self._text(a)} and {self._text(b)} are the same, but also different"
                yield told, axiom, [(a, SAME_AS, b), *stated]
        yield from self._datatypes()
        yield from self._too_many()

    def _different(self) -> Iterator[tuple[int, int, str, list[Ids]]]:
        """Two that differ, the axiom, and the triple that states it, unless a list does."""
        for a, b, axiom in self.world.axioms.different:
            yield a, b, axiom, []
        facts = self.world.closed.closer.facts  # type: ignore[union-attr]
        for a, p, b in sorted({ids for ids in facts if ids[1] == DIFFERENT}):
            yield a, b, f"{self._text(a)} and {self._text(b)} are different", [(a, p, b)]

    def _broken(self, rule: Rule) -> Iterator[_Found]:
        for binding in self._matches(rule):
            premises = [bound(atom, binding) for atom in rule.body]
            yield self._sentence(rule, binding, premises), rule.axiom, premises

    def _matches(self, rule: Rule) -> Iterator[Binding]:
        body = rule.body
        if len(body) == 2 and all(atom[0] == X and atom[1] == TYPE for atom in body):
            members = self.index.back(TYPE)
            for x in {*members.get(body[0][2], ())}.intersection(members.get(body[1][2], ())):
                yield {X: x}
        else:
            yield from self.index.matches(body, {})

    def _sentence(self, rule: Rule, binding: Binding, premises: list[Ids]) -> str:
        x = self._text(binding.get(X, premises[0][0]))
        if rule.name in ("cax-dw", "cax-adc"):
            return self._both(rule, binding[X])
        if rule.name == "cls-com":
            return f"{x} is both {self._kind(rule.body[1][2])} and not"
        if rule.name == "cls-nothing2":
            return self._nothing(binding[X])
        s, p, o = premises[-1] if rule.name.startswith("cls-max") else premises[0]
        y, role = self._text(binding.get(Y, o)), self._text(p)
        if rule.name == "prp-irp":
            return f"{x} {role} {x}, but {rule.axiom}"
        if rule.name == "prp-asyp":
            first, second = sorted((x, y))
            return f"{first} {role} {second} and {second} {role} {first}, but {rule.axiom}"
        if rule.name in ("prp-pdw", "prp-adp"):
            return f"{x} both {role} and {self._text(premises[1][1])} {y}, but {rule.axiom}"
        if rule.name == "prp-npa":
            return f"{self._text(s)} {role} {self._text(o)}, but this is denied"
        s, p, o = premises[1]
        return f"{x} {self._text(p)} {self._text(o)}, but it is a {rule.axiom}"

    def _both(self, rule: Rule, x: int) -> str:
        c, d = rule.body[0][2], rule.body[1][2]
        lower = sorted({self._lowest(x, c), self._lowest(x, d)})
        if len(lower) == 1:
            return f"{self._text(x)} is {_a(lower[0])}, but {rule.axiom}"
        same = set(lower) == {self._kind(c), self._kind(d)}
        but = "which are disjoint" if same else f"but {rule.axiom}"
        return f"{self._text(x)} is both {lower[0]} and {lower[1]}, {but}"

    def _lowest(self, x: int, c: int) -> str:
        """The asserted class, first by name, that puts the individual in another; or that one."""
        tables = self.world.closed.closer.tables  # type: ignore[union-attr]
        asserted = self.world.closed.closer.asserted  # type: ignore[union-attr]
        found = [
            self._kind(d)
            for d in self.index.forth(TYPE).get(x, ())
            if (x, TYPE, d) in asserted and c in tables.above(d)
        ]
        return min(found) if found else self._kind(c)

    def _nothing(self, x: int) -> str:
        for rule in self.world.axioms.rules:
            if rule.head and rule.head[1:] == (TYPE, NOTHING):
                c = rule.body[0][2]
                if rule.body[0][1] == TYPE and (x, TYPE, c) in self.index:
                    return f"{self._text(x)} is {_a(self._kind(c))}, but {rule.axiom}"
        return f"{self._text(x)} is an owl:Nothing, but owl:Nothing has no members"

    def _too_many(self) -> Iterator[_Found]:
        """More different values than a property may have, compared by value (dt-diff)."""
        for c, p, most, axiom, datatype in self.world.axioms.most:
            for x, values in self.index.forth(p).items():
                if c is not None and (x, TYPE, c) not in self.index:
                    continue
                apart = self._apart(values, datatype)
                if len(apart) > most:
                    listed = " and ".join(self._text(value) for value in apart)
                    told = f"{self._text(x)} {self._text(p)} {listed}, but {axiom}"
                    yield told, axiom, [(x, p, value) for value in apart]

    def _apart(self, values: Iterable[int], datatype: str | None) -> list[int]:
        """Those of the values that are literals of a datatype and differ, by text."""
        found: list[tuple[int, ox.Literal]] = []
        known = [(self.names.terms[v], v) for v in values if v in self.names.literals]
        for literal, number in sorted(known, key=str):
            assert isinstance(literal, ox.Literal)
            if datatype and not xsd.belongs(literal, datatype):
                continue
            if all(xsd.differ(literal, other) for _, other in found):
                found.append((number, literal))
        return [number for number, _ in found]

    def _datatypes(self) -> Iterator[_Found]:
        for datatype, c in self.world.closed.closer.tables.datatypes.items():  # type: ignore[union-attr]
            for x in self.index.back(TYPE).get(c, ()):
                literal = self.names.terms[x]
                if not isinstance(literal, ox.Literal) or datatype == xsd.LITERAL:
                    continue
                if xsd.excludes(literal, datatype):
                    told = f"{self._text(x)} is no {self._text(c)}, but it should be"
                    yield told, f"the value is a {self._text(c)}", [(x, TYPE, c)]

    def _text(self, number: int) -> str:
        return self.world.axioms.text(number) if self._own(number) else self.names.text(number)

    def _own(self, number: int) -> bool:
        return number < len(self.world.axioms.names.terms)

    def _kind(self, c: int) -> str:
        return self._text(c)


def _a(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
