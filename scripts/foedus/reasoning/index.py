"""The closed triples, indexed both ways, and the search for triples that fit a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foedus.reasoning.axioms import Atom
from foedus.reasoning.numbering import Ids, Names

Binding = dict[int, int]
"""Variables (below zero) and the terms that they stand for."""

Side = dict[int, dict[int, set[int]]]
_NONE: frozenset[int] = frozenset()


class Index:
    """Triples as numbers: predicate to subject to objects, and predicate to object to subjects."""

    def __init__(self, names: Names, spo: Side, ops: Side) -> None:
        self.names, self.spo, self.ops = names, spo, ops

    def __contains__(self, ids: object) -> bool:
        if not isinstance(ids, tuple):
            return False
        s, p, o = ids
        return o in self.spo.get(p, {}).get(s, _NONE)

    def add(self, ids: Ids) -> None:
        """Add one triple."""
        s, p, o = ids
        self.spo.setdefault(p, {}).setdefault(s, set()).add(o)
        self.ops.setdefault(p, {}).setdefault(o, set()).add(s)

    def fitting(self, atom: Atom, binding: Mapping[int, int]) -> Iterator[Binding]:
        """Each way to fit the atom: the binding, extended."""
        s, p, o = (binding.get(part, part) for part in atom)
        forth, back = self.spo.get(p, {}), self.ops.get(p, {})
        if s >= 0 and o >= 0:
            if o in forth.get(s, _NONE):
                yield {**binding}
        elif s >= 0:
            for value in sorted(forth.get(s, _NONE)):
                yield {**binding, o: value}
        elif o >= 0:
            for value in sorted(back.get(o, _NONE)):
                yield {**binding, s: value}
        else:
            for subject, objects in forth.items():
                if s != o:
                    for value in sorted(objects):
                        yield {**binding, s: subject, o: value}
                elif subject in objects:
                    yield {**binding, s: subject}

    def matches(self, body: tuple[Atom, ...], binding: Mapping[int, int]) -> Iterator[Binding]:
        """Each way to fit all atoms, those with the fewest unknowns first."""
        if not body:
            yield {**binding}
            return

        def unknown(place: int) -> int:
            return sum(part < 0 and part not in binding for part in body[place])

        place = min(range(len(body)), key=unknown)
        rest = body[:place] + body[place + 1 :]
        for found in self.fitting(body[place], binding):
            yield from self.matches(rest, found)


def bound(atom: Atom, binding: Mapping[int, int]) -> Atom:
    """The atom with its known variables replaced."""
    s, p, o = (binding.get(part, part) for part in atom)
    return s, p, o


def unify(atom: Atom, ids: Ids) -> Binding | None:
    """The binding that makes the atom this triple, or None."""
    binding: Binding = {}
    for part, value in zip(atom, ids, strict=True):
        if part >= 0:
            if part != value:
                return None
        elif binding.setdefault(part, value) != value:
            return None
    return binding
