"""What can bear on a triple: so that the rest need not be closed to tell why it holds.

Each rule of the closure and each numbered rule names the properties and classes that it reads and
those that it concludes. Followed backwards from a property or a class, they lead to all that a
derivation of it can rest on, what denies a premise among it; statements of other properties, and
types of other classes, change nothing. Equality reads and concludes every property, so that what
makes two things the same always bears on it.
Method: the predicates that a query depends on (Ullman, 1988, chapter 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from foedus.rdf.reached import reached
from foedus.reasoning import patterns, rules
from foedus.reasoning.axioms import Atom, Axioms
from foedus.reasoning.numbering import SAME_AS, TYPE, Columns, Ids, Names


def limited(rows: Columns, names: Names, axioms: Axioms, goals: Iterable[Ids]) -> Columns:
    """The statements that can bear on some triples."""
    bearing = _bearing(names, axioms, map(_key, goals))
    kept = Columns(ids for ids in rows if _key(ids) in bearing)
    return rows if TYPE in bearing else kept


def _key(atom: Atom) -> int:
    """The class of a type, else the property; ``TYPE`` where any class will do."""
    _, p, o = atom
    return o if p == TYPE and o >= 0 else p


def _bearing(names: Names, axioms: Axioms, goals: Iterable[int]) -> set[int]:
    needs: dict[int, set[int]] = defaultdict(set)
    for rule in axioms.rules:
        if rule.head is not None:
            needs[_key(rule.head)].update(map(_key, rule.body))
    stages = (*rules.BEFORE_CLOSURE, *rules.AFTER_CLOSURE)
    for one in rules.all_rules():
        if one.name.startswith(stages):
            read = {names.number(iri) for iri in rules.mentions(one.text)} - {TYPE}
            for pattern in patterns.shape(one.text).head:
                s, p, o = (-1 if isinstance(t, str) else names.number(t) for t in pattern.parts)
                needs[_key((s, p, o))] |= read
    return reached([SAME_AS, *goals], lambda key: needs.get(key, ()))
