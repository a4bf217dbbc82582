"""The closed triples, indexed both ways, and the search for triples that fit a pattern."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from foedus.reasoning.axioms import Atom
from foedus.reasoning.numbering import Ids, Names

Binding = dict[int, int]
"""Variables (below zero) and the terms that they stand for."""

Side = dict[int, Collection[int]]
"""What stands at one end of a property, each once, by what stands at the other end."""

_NONE: Side = {}


def put(side: Side, near: int, far: int) -> bool:
    """Add to one end of a property; False if it was there.

    Most have one value there, which takes no set.
    """
    had = side.get(near)
    if had is None:
        side[near] = (far,)
    elif far in had:
        return False
    elif isinstance(had, set):
        had.add(far)
    else:
        side[near] = {*had, far}
    return True


def _drop(side: Side, near: int, far: int) -> None:
    had = side[near]
    if isinstance(had, set) and len(had) > 1:
        had.discard(far)
    else:
        del side[near]


class Index:
    """Triples as numbers: predicate to subject to objects, and predicate to object to subjects.

    The way back is made when it is first asked for.
    """

    def __init__(self, names: Names, sides: dict[int, Side] | None = None) -> None:
        self.names = names
        self._forth: dict[int, Side] = {} if sides is None else sides
        self._back: dict[int, Side] = {}

    def __contains__(self, ids: object) -> bool:
        if not isinstance(ids, tuple):
            return False
        s, p, o = ids
        return o in self.forth(p).get(s, ())

    def __iter__(self) -> Iterator[Ids]:
        for p, side in self._forth.items():
            for s, objects in side.items():
                for o in objects:
                    yield s, p, o

    def has(self, predicate: int) -> bool:
        """Whether any triple has this predicate."""
        return predicate in self._forth

    def forth(self, predicate: int) -> Mapping[int, Collection[int]]:
        """The objects of each subject."""
        return self._forth.get(predicate, _NONE)

    def back(self, predicate: int) -> Mapping[int, Collection[int]]:
        """The subjects of each object."""
        found = self._back.get(predicate)
        if found is None:
            if predicate not in self._forth:
                return _NONE
            found = self._back[predicate] = {}
            for s, objects in self._forth[predicate].items():
                for o in objects:
                    put(found, o, s)
        return found

    def add(self, ids: Ids) -> bool:
        """Add one triple; False if it was there."""
        s, p, o = ids
        side = self._forth.get(p)
        if side is None:
            side = self._forth[p] = {}
        if not put(side, s, o):
            return False
        if p in self._back:
            put(self._back[p], o, s)
        return True

    def take(self, node: int) -> list[Ids]:
        """Take out every triple that a node is the subject or the object of."""
        found: list[Ids] = []
        for p, forth in self._forth.items():
            self.back(p)
            back = self._back[p]
            for o in forth.pop(node, ()):
                found.append((node, p, o))
                _drop(back, o, node)
            for s in back.pop(node, ()):
                found.append((s, p, node))
                _drop(forth, s, node)
        return found

    def sides(self) -> dict[int, Side]:
        """The objects of each subject, by predicate."""
        return self._forth

    def fitting(self, atom: Atom, binding: Mapping[int, int]) -> Iterator[Binding]:
        """Each way to fit the atom: the binding, extended."""
        s, p, o = (binding.get(part, part) for part in atom)
        forth = self.forth(p)
        if s >= 0 and o >= 0:
            if o in forth.get(s, ()):
                yield {**binding}
        elif s >= 0:
            for value in sorted(forth.get(s, ())):
                yield {**binding, o: value}
        elif o >= 0:
            for value in sorted(self.back(p).get(o, ())):
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
