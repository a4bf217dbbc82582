"""Axioms in words, with prefixed names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foedus.reasoning.numbering import THING, Names, told

_PARTS = Mapping[int, Mapping[str, list[int]]]


class Wording:
    """Says what a class expression or an axiom means; reads the parts of the nodes."""

    def __init__(self, names: Names, parts: _PARTS, items: Callable[[int], list[int]]) -> None:
        self._names, self._parts, self._items = names, parts, items

    def term(self, node: int) -> str:
        """A term; a node without a name is told as an expression."""
        return self.expression(node) if self._names.blank(node) else told(self._names.terms[node])

    def fact(self, s: int, p: int, o: int) -> str:
        """A triple."""
        return f"{self.term(s)} {self.role(p)} {self.term(o)}"

    def listed(self, head: int) -> str:
        """The members of a list."""
        return ", ".join(self.term(member) for member in self._items(head))

    def count(self, number: int) -> int:
        """The whole number that a literal stands for, or -1."""
        text = getattr(self._names.terms[number], "value", "")
        return int(text) if text.isascii() and text.isdigit() else -1

    def role(self, node: int) -> str:
        """A property, which may be the inverse of another."""
        if self._names.blank(node):
            of = self._parts[node].get("owl:inverseOf", ())
            return f"the inverse of {self.role(of[0])}" if of else "a property without a name"
        return told(self._names.terms[node])

    def subclass(self, c: int, d: int) -> str:
        """That one class lies in another."""
        if self._names.blank(c) or self._names.blank(d):
            has = self._names.blank(d) and "owl:onProperty" in self._parts[d]
            verb = "has" if has else "is a"
            return f"every {self.expression(c)} {verb} {self.expression(d, True)}"
        return f"{self.term(c)} is a subclass of {self.term(d)}"

    def subrole(self, p: int, q: int) -> str:
        """That one property lies in another."""
        return f"{self.role(p)} is a subproperty of {self.role(q)}"

    def equivalent(self, c: int, d: int) -> str:
        """That two classes have the same members; a named class may carry its own definition."""
        other = self.expression(d, inside=True) if c != d else self._defined(d)
        return f"{self.expression(c)} is the same as {other}"

    def expression(self, node: int, bare: bool = False, inside: bool = False) -> str:
        """A class; ``bare`` leaves out "thing with" before a restriction."""
        if not self._names.blank(node):
            return told(self._names.terms[node])
        return self._defined(node, bare)

    def _defined(self, node: int, bare: bool = False) -> str:
        parts = self._parts[node]
        if "owl:onProperty" in parts:
            restricted = self._restriction(parts)
            return restricted if bare else f"thing with {restricted}"
        if "owl:intersectionOf" in parts:
            return self._intersection(self._items(parts["owl:intersectionOf"][0]))
        if "owl:unionOf" in parts:
            members = self._items(parts["owl:unionOf"][0])
            return " or ".join(self.expression(member) for member in members)
        if "owl:oneOf" in parts:
            return f"one of {self.listed(parts['owl:oneOf'][0])}"
        if "owl:complementOf" in parts:
            return f"not {self.expression(parts['owl:complementOf'][0])}"
        return "a class without a name"

    def _intersection(self, members: list[int]) -> str:
        def restricts(node: int) -> bool:
            return self._names.blank(node) and "owl:onProperty" in self._parts[node]

        kinds = [self.expression(member) for member in members if not restricts(member)]
        traits = [self.expression(member, bare=True) for member in members if restricts(member)]
        start = " and ".join(kinds) or "thing"
        return f"{start} with {' and '.join(traits)}" if traits else start

    def _restriction(self, parts: Mapping[str, list[int]]) -> str:
        p = self.role(parts["owl:onProperty"][0])
        for tag, values in parts.items():
            value = values[0]
            if tag == "owl:hasValue":
                return f"{p} {self.term(value)}"
            if tag == "owl:someValuesFrom":
                return f"some {p}" + ("" if value == THING else f" in {self.expression(value)}")
            if tag == "owl:allValuesFrom":
                return f"{p} only in {self.expression(value)}"
            if tag.lower().endswith("cardinality"):
                return f"{_amount(tag)} {self.count(value)} {p}" + self._of(parts)
            if tag == "owl:hasSelf":
                return f"{p} to itself"
        return f"a condition on {p}"

    def _of(self, parts: Mapping[str, list[int]]) -> str:
        kinds = [*parts.get("owl:onClass", ()), *parts.get("owl:onDataRange", ())]
        return f" in {self.expression(kinds[0])}" if kinds else ""


def _amount(tag: str) -> str:
    return {"owl:max": "at most", "owl:min": "at least"}.get(tag[:7], "exactly")
