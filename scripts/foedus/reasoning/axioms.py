"""The ontology's axioms, compiled once into rules over triples.

``compile_axioms`` takes the statements of any ontology and gives ``Axioms``: rules with at most a
few premises, each with the sentence of the axiom that it comes from. A class without a name
(a restriction, an intersection) keeps its blank node as a private name; the rules that define it
have no sentence. The rules are those of OWL 2 Profiles (W3C, 2012), section 4.3, tables 4 to 9,
and each carries the name it has there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf import xsd
from foedus.rdf.reached import reached
from foedus.reasoning import schema
from foedus.reasoning.axiom_words import Wording
from foedus.reasoning.numbering import NOTHING, SAME_AS, THING, TYPE, Ids, Names, builtin

Atom = tuple[int, int, int]
"""A triple pattern: a number of a term, or below zero a variable."""

X, Y, Z = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what must hold, what follows (None: a contradiction), and by which axiom.

    ``axiom`` is a sentence, empty where the rule only defines a class without a name. ``apart``:
    the variables Y and Z stand for different individuals, and neither for a literal.
    """

    name: str
    body: tuple[Atom, ...]
    head: Atom | None
    axiom: str = ""
    apart: bool = False


@dataclass
class Axioms:
    """A compiled ontology: its rules and facts, and what was left out, in sentences.

    ``most`` tells how many different values a property may have at most: the class of the subject
    (None for any), the property, the number, the axiom, the datatype of the values that count (None
    for any).
    """

    names: Names
    rules: list[Rule] = field(default_factory=list)
    facts: list[Ids] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    classes: set[int] = field(default_factory=set)
    properties: set[int] = field(default_factory=set)
    annotations: set[int] = field(default_factory=set)
    subjects: set[int] = field(default_factory=set)
    different: list[tuple[int, int, str]] = field(default_factory=list)
    most: list[tuple[int | None, int, int, str, str | None]] = field(default_factory=list)
    statements: list[ox.Triple] = field(default_factory=list)
    text: Callable[[int], str] = str

    @property
    def merges(self) -> bool:
        """Whether an axiom can make two individuals one."""
        return any(rule.head is not None and rule.head[1] == SAME_AS for rule in self.rules)


def compile_axioms(triples: Iterable[ox.Triple], names: Names | None = None) -> Axioms:
    """The axioms among the triples as rules, the rest as facts.

    Raises BadInput for a construct that OWL 2 RL has a rule for and this engine lacks, and for an
    axiom that is not well formed. What OWL 2 RL has no rule for is left out and reported in
    ``left_out``.
    """
    return _Compiler(names or Names()).compile(triples)


class _Compiler:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.result = Axioms(names)
        self.parts: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.declared: set[int] = set()
        self.data_properties: set[int] = set()
        self.left_out: dict[str, None] = {}
        self.words = Wording(names, self.parts, self.items)
        self.result.text = self.words.term

    # --- reading ------------------------------------------------------------------------------

    def compile(self, triples: Iterable[ox.Triple]) -> Axioms:
        out, number = self.result, self.names.number
        for triple in triples:
            s, predicate, o = triple
            tag = builtin(predicate)
            subject = number(s)
            out.subjects.add(subject)
            if not schema.speaks_of_axioms(tag, o):
                if tag not in schema.ANNOTATIONS:
                    out.facts.append((subject, number(predicate), number(o)))
                continue
            out.statements.append(triple)
            if tag == "rdf:type":
                tag = builtin(o)
                self.parts[subject][tag].append(subject)
            elif tag not in schema.HEADER | schema.NOTES:
                if tag not in schema.PREDICATES:
                    unknown = f"{self.words.term(subject)}: {tag} is not a term of OWL 2"
                    self.left_out[unknown] = None
                self.parts[subject][tag].append(number(o))
        self._declarations()
        for node in list(self.parts):
            self._node(node)
        self._thing()
        self._schema_rules()
        out.facts = [fact for fact in out.facts if fact[1] not in out.annotations]
        out.left_out = tuple(self.left_out)
        return out

    def _declarations(self) -> None:
        for node, parts in self.parts.items():
            if "owl:Class" in parts:
                self.declared.add(node)
            if "owl:DatatypeProperty" in parts:
                self.data_properties.add(node)
            if "owl:AnnotationProperty" in parts or "owl:OntologyProperty" in parts:
                self.result.annotations.add(node)

    def _node(self, node: int) -> None:
        parts = self.parts[node]
        for tag in [*parts]:
            if tag in schema.LACKING:
                told = f"{self.words.term(node)}: {tag} ({self.words.listed(parts[tag][0])})"
                why = "OWL 2 RL has a rule for it, foedus lacks it"
                raise BadInput(f"{told} is not supported: {why}")
            if tag in schema.NO_RULE and not ("owl:onProperty" in parts and self.names.blank(node)):
                self._leave_out(self.words.expression(node), tag)
        for d in parts.get("rdfs:subClassOf", ()):
            self._subclass(node, d)
        for d in parts.get("owl:equivalentClass", ()):
            self._equivalent(node, d)
        for d in parts.get("owl:disjointWith", ()):
            self._disjoint("cax-dw", node, d)
        if any(tag in parts for tag in schema.EXPRESSIONS):
            self._expression(node)
        self._property(node, parts)
        self._group(node, parts)

    def items(self, head: int) -> list[int]:
        """The members of an RDF list."""
        found: list[int] = []
        seen: set[int] = set()
        while builtin(self.names.terms[head]) != "rdf:nil":
            parts = self.parts[head]
            first, rest = parts.get("rdf:first", ()), parts.get("rdf:rest", ())
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise BadInput("an axiom holds a list that is not well formed")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    # --- writing ------------------------------------------------------------------------------

    def _rule(
        self, name: str, body: tuple[Atom, ...], head: Atom | None, axiom: str = "", **more: bool
    ) -> None:
        self.result.rules.append(Rule(name, body, head, axiom, **more))

    def _leave_out(self, axiom: str, construct: str) -> None:
        self.left_out[f"{axiom}: OWL 2 RL has no rule for {construct}"] = None

    def _class(self, node: int) -> int:
        """The node as a class; BadInput for what cannot be one."""
        term = self.names.terms[node]
        tag = builtin(term)
        if isinstance(term, ox.Literal) or (tag and tag not in schema.CLASSES):
            raise BadInput(f"an axiom about {self.words.term(node)} as a class is not supported")
        self.result.classes.add(node)
        return node

    def _role(self, node: int) -> int:
        """The node as a property; BadInput for what cannot be one."""
        term = self.names.terms[node]
        if isinstance(term, ox.Literal) or builtin(term):
            raise BadInput(f"an axiom about {self.words.term(node)} as a property is not supported")
        if isinstance(term, ox.BlankNode) and "owl:inverseOf" not in self.parts[node]:
            raise BadInput("a property without a name must be the inverse of one that has a name")
        self.result.properties.add(node)
        return node

    # --- classes ------------------------------------------------------------------------------

    def _is(self, c: int, d: int, axiom: str, name: str = "cax-sco") -> None:
        if c != d:
            self._rule(name, ((X, TYPE, self._class(c)),), (X, TYPE, self._class(d)), axiom)

    def _subclass(self, c: int, d: int) -> None:
        axiom = self.words.subclass(c, d)
        self._below(c, axiom)
        self._above(d, axiom)
        self._is(c, d, axiom)

    def _equivalent(self, c: int, d: int) -> None:
        axiom = self.words.equivalent(c, d)
        for node in (c, d):
            self._below(node, axiom)
            self._above(node, axiom)
        self._is(c, d, axiom, "cax-eqc1")
        self._is(d, c, axiom, "cax-eqc2")

    def _disjoint(self, name: str, c: int, d: int) -> None:
        axiom = f"{self.words.expression(c)} and {self.words.expression(d)} are disjoint"
        self._below(c, axiom)
        self._below(d, axiom)
        body = ((X, TYPE, self._class(c)), (X, TYPE, self._class(d)))
        self._rule(name, body, None, axiom)

    def _expression(self, node: int) -> None:
        parts = self.parts[node]
        axiom = ""
        if not self.names.blank(node):
            axiom = self.words.equivalent(node, node)
        self._class(node)
        for head in parts.get("owl:intersectionOf", ()):
            members = [self._class(member) for member in self.items(head)]
            if members:
                body = tuple((X, TYPE, member) for member in members)
                self._rule("cls-int1", body, (X, TYPE, node), axiom)
            for member in members:
                self._is(node, member, axiom, "cls-int2")
        for head in parts.get("owl:unionOf", ()):
            for member in self.items(head):
                self._is(member, node, axiom, "cls-uni")
        for head in parts.get("owl:oneOf", ()):
            for member in self.items(head):
                self._rule("cls-oo", (), (member, TYPE, node), axiom)
        for other in parts.get("owl:complementOf", ()):
            body = ((X, TYPE, node), (X, TYPE, self._class(other)))
            told = axiom or f"nothing is both {self.words.expression(other)} and not"
            self._rule("cls-com", body, None, told)
        if "owl:onProperty" in parts:
            self._restriction(node, axiom)
        elif parts.keys() & {"owl:someValuesFrom", "owl:allValuesFrom", "owl:hasValue"}:
            raise BadInput("a restriction names no property")
        if axiom:
            self._below(node, axiom, True)
            self._above(node, axiom, True)

    def _restriction(self, node: int, axiom: str) -> None:
        parts = self.parts[node]
        if len(set(parts["owl:onProperty"])) != 1:
            raise BadInput("a restriction names more than one property")
        p = self._role(parts["owl:onProperty"][0])
        here, link = (X, TYPE, node), (X, p, Y)
        for filler in parts.get("owl:someValuesFrom", ()):
            if self._class(filler) == THING:
                self._rule("cls-svf2", (link,), here, axiom)
            else:
                self._rule("cls-svf1", (link, (Y, TYPE, filler)), here, axiom)
        for filler in parts.get("owl:allValuesFrom", ()):
            self._rule("cls-avf", (here, link), (Y, TYPE, self._class(filler)), axiom)
        for value in parts.get("owl:hasValue", ()):
            self._rule("cls-hv1", (here,), (X, p, value), axiom)
            self._rule("cls-hv2", ((X, p, value),), here, axiom)
        for tag in ("owl:maxCardinality", "owl:maxQualifiedCardinality"):
            for number in parts.get(tag, ()):
                self._at_most(node, p, tag, number, axiom)

    def _at_most(self, node: int, p: int, tag: str, number: int, axiom: str) -> None:
        here, filler = (X, TYPE, node), THING
        if "owl:onDataRange" in self.parts[node]:
            self._at_most_values(node, p, tag, number, axiom)
            return
        if tag == "owl:maxQualifiedCardinality":
            fillers = self.parts[node].get("owl:onClass", ())
            if len(fillers) != 1:
                self._leave_out(self.words.expression(node), tag + " on other than one class")
                return
            filler = self._class(fillers[0])
        first: tuple[Atom, ...] = ((X, p, Y),)
        second: tuple[Atom, ...] = ((X, p, Z),)
        if filler != THING:
            first, second = (*first, (Y, TYPE, filler)), (*second, (Z, TYPE, filler))
        told = axiom or self.words.expression(node)
        limit = self.words.count(number)
        if limit > 0 and filler == THING:
            self.result.most.append((node, p, limit, told, None))
            self.result.properties.add(p)
        if limit == 0:
            self._rule("cls-maxc1", (here, *first), None, told)
        elif limit == 1:
            body = (here, *first, *second)
            self._rule("cls-maxc2", body, (Y, SAME_AS, Z), axiom, apart=True)
        elif p not in self.data_properties or filler != THING:
            self._leave_out(self.words.expression(node), f"{tag} above 1")

    def _at_most_values(self, node: int, p: int, tag: str, number: int, axiom: str) -> None:
        ranges = [self.names.terms[one] for one in self.parts[node]["owl:onDataRange"]]
        kind = ranges[0]
        if len(ranges) != 1 or not isinstance(kind, ox.NamedNode) or not xsd.is_datatype(kind):
            self._leave_out(self.words.expression(node), tag + " on other than one datatype")
            return
        told = axiom or self.words.expression(node)
        self.result.most.append((node, p, self.words.count(number), told, kind.value))
        self.result.properties.add(p)

    def _values_not_compared(self, axiom: str) -> None:
        self.left_out[f"{axiom}: foedus does not compare values that are literals"] = None

    # --- what a rule cannot use ---------------------------------------------------------------

    def _above(self, node: int, axiom: str, named: bool = False) -> None:
        """Report what stands in a superclass and lets nothing follow."""
        if not (named or self.names.blank(node)):
            return
        for tag, values in list(self.parts[node].items()):
            if tag in ("owl:someValuesFrom", "owl:unionOf", "owl:oneOf"):
                self._leave_out(axiom, f"{tag} in a superclass")
            elif tag in schema.NO_RULE:
                self._leave_out(axiom, tag)
            elif tag == "owl:intersectionOf":
                for member in self.items(values[0]):
                    self._above(member, axiom)
            elif tag == "owl:allValuesFrom":
                self._above(values[0], axiom)
            elif tag in ("owl:complementOf", "owl:onClass"):
                self._below(values[0], axiom)

    def _below(self, node: int, axiom: str, named: bool = False) -> None:
        """Report what stands in a subclass and never follows from anything."""
        if not (named or self.names.blank(node)):
            return
        never = (
            *("owl:allValuesFrom", "owl:complementOf"),
            *("owl:maxCardinality", "owl:maxQualifiedCardinality"),
        )
        for tag, values in list(self.parts[node].items()):
            if tag in never:
                self._leave_out(axiom, f"{tag} in a subclass")
            elif tag in schema.NO_RULE:
                self._leave_out(axiom, tag)
            elif tag in ("owl:intersectionOf", "owl:unionOf"):
                for member in self.items(values[0]):
                    self._below(member, axiom)
            elif tag == "owl:someValuesFrom":
                self._below(values[0], axiom)

    # --- properties ---------------------------------------------------------------------------

    def _property(self, p: int, parts: dict[str, list[int]]) -> None:
        if p in self.result.annotations:
            return
        word = self.words.role
        pairs = (
            ("rdfs:subPropertyOf", "prp-spo1", "{} is a subproperty of {}", False, False),
            ("owl:equivalentProperty", "prp-eqp", "{} is the same as {}", True, False),
            ("owl:inverseOf", "prp-inv", "{} is the inverse of {}", True, True),
        )
        for tag, name, form, both, turned in pairs:
            for q in parts.get(tag, ()):
                if q in self.result.annotations or self._universal(q, word(p), tag):
                    continue
                axiom = "" if self.names.blank(p) else form.format(word(p), word(q))
                self._implies(name, self._role(p), self._role(q), turned, axiom)
                if both:
                    self._implies(name, q, p, turned, axiom)
        for chain in parts.get("owl:propertyChainAxiom", ()):
            self._chain(self._role(p), chain)
        for tag, place, noun in (("rdfs:domain", X, "subject"), ("rdfs:range", Y, "object")):
            for c in parts.get(tag, ()):
                axiom = f"the {noun} of {word(p)} is a {self.words.expression(c)}"
                self._above(c, axiom)
                name = "prp-dom" if place == X else "prp-rng"
                head = (place, TYPE, self._class(c))
                self._rule(name, ((X, self._role(p), Y),), head, axiom)
        for q in parts.get("owl:propertyDisjointWith", ()):
            self._apart("prp-pdw", p, q)
        self._traits(p, parts)

    def _universal(self, q: int, p: str, tag: str) -> bool:
        name = builtin(self.names.terms[q])
        if not name.startswith(("owl:top", "owl:bottom")):
            return False
        if not (name.startswith("owl:top") and tag == "rdfs:subPropertyOf"):
            self._leave_out(f"{p} {tag} {name}", name)
        return True

    def _implies(self, name: str, p: int, q: int, turned: bool, axiom: str) -> None:
        if turned or p != q:
            self._rule(name, ((X, p, Y),), (Y, q, X) if turned else (X, q, Y), axiom)

    def _chain(self, p: int, head: int) -> None:
        links = [self._role(link) for link in self.items(head)]
        if not links:
            raise BadInput(f"the property chain of {self.words.role(p)} is empty")
        told = " followed by ".join(self.words.role(link) for link in links)
        body = tuple((-n, link, -n - 1) for n, link in enumerate(links, 1))
        self._rule("prp-spo2", body, (X, p, -len(links) - 1), f"{told} gives {self.words.role(p)}")

    def _traits(self, p: int, parts: dict[str, list[int]]) -> None:
        traits = [tag for tag in parts if tag in schema.TRAITS]
        for tag in traits:
            word = self.words.role(self._role(p))
            if tag == "owl:SymmetricProperty":
                self._implies("prp-symp", p, p, True, f"{word} is symmetric")
            elif tag == "owl:TransitiveProperty":
                body = ((X, p, Y), (Y, p, Z))
                self._rule("prp-trp", body, (X, p, Z), f"{word} is transitive")
            elif tag == "owl:AsymmetricProperty":
                body = ((X, p, Y), (Y, p, X))
                self._rule("prp-asyp", body, None, f"{word} is asymmetric")
            elif tag == "owl:IrreflexiveProperty":
                self._rule("prp-irp", ((X, p, X),), None, f"{word} is irreflexive")
            elif tag == "owl:ReflexiveProperty":
                self._leave_out(f"{word} is reflexive", tag)
            else:
                self._functional(p, tag, word)

    def _functional(self, p: int, tag: str, word: str) -> None:
        inverse = tag == "owl:InverseFunctionalProperty"
        axiom = f"{word} is {'inverse ' if inverse else ''}functional"
        body = ((Y, p, X), (Z, p, X)) if inverse else ((X, p, Y), (X, p, Z))
        name = "prp-ifp" if inverse else "prp-fp"
        self._rule(name, body, (Y, SAME_AS, Z), axiom, apart=True)
        if not inverse:
            self.result.most.append((None, p, 1, axiom, None))
        elif p in self.data_properties:
            self._values_not_compared(axiom)

    def _apart(self, name: str, p: int, q: int) -> None:
        axiom = f"{self.words.role(p)} and {self.words.role(q)} are disjoint"
        body = ((X, self._role(p), Y), (X, self._role(q), Y))
        self._rule(name, body, None, axiom)

    # --- lists of things that differ, and negative facts --------------------------------------

    def _group(self, node: int, parts: dict[str, list[int]]) -> None:
        lists = [*parts.get("owl:members", ()), *parts.get("owl:distinctMembers", ())]
        for head in lists:
            for a, b in _pairs(self.items(head)):
                if "owl:AllDisjointClasses" in parts:
                    self._disjoint("cax-adc", a, b)
                elif "owl:AllDisjointProperties" in parts:
                    self._apart("prp-adp", a, b)
                elif "owl:AllDifferent" in parts:
                    axiom = f"{self.words.term(a)} and {self.words.term(b)} are different"
                    self.result.different.append((a, b, axiom))
        for subject in parts.get("owl:sourceIndividual", ()):
            values = [*parts.get("owl:targetIndividual", ()), *parts.get("owl:targetValue", ())]
            for p in parts.get("owl:assertionProperty", ()):
                for value in values:
                    told = f"not {self.words.fact(subject, p, value)}"
                    self._rule("prp-npa", ((subject, self._role(p), value),), None, told)

    # --- consequences among the axioms themselves ---------------------------------------------

    def _thing(self) -> None:
        """Every declared class lies in owl:Thing, where an axiom asks for that."""
        bodies = [atom for rule in self.result.rules for atom in rule.body]
        if any(p == TYPE and c == THING for _, p, c in bodies):
            for node in sorted(self.declared - {THING}):
                self._is(node, THING, "", "scm-cls")
        self._rule("cls-nothing2", ((X, TYPE, NOTHING),), None, "owl:Nothing has no members")

    def _schema_rules(self) -> None:
        """Restrictions whose fillers or properties lie one below the other: scm-svf, scm-avf."""
        some = self._restrictions("owl:someValuesFrom")
        every = self._restrictions("owl:allValuesFrom")
        if not (some or every):
            return
        known: set[tuple[int, int]] = set()
        while found := [pair for pair in self._lower(some, every) if pair[:2] not in known]:
            for c, d, axiom in found:
                if (c, d) not in known:
                    known.add((c, d))
                    self._is(c, d, axiom, "scm-svf" if c in self._kind(some) else "scm-avf")

    @staticmethod
    def _kind(table: dict[tuple[int, int], list[int]]) -> set[int]:
        return {node for nodes in table.values() for node in nodes}

    def _restrictions(self, tag: str) -> dict[tuple[int, int], list[int]]:
        table: dict[tuple[int, int], list[int]] = defaultdict(list)
        for node, parts in self.parts.items():
            if tag in parts and "owl:onProperty" in parts:
                for filler in parts[tag]:
                    table[parts["owl:onProperty"][0], filler].append(node)
        return dict(table)

    def _lower(
        self,
        some: dict[tuple[int, int], list[int]],
        every: dict[tuple[int, int], list[int]],
    ) -> list[tuple[int, int, str]]:
        classes, roles = self._above_classes(), self._above_roles()
        found = []
        for table, upwards in ((some, True), (every, False)):
            for (p, filler), nodes in table.items():
                for higher in classes.get(filler, {filler}):
                    axiom = self._told_is(filler, higher)
                    for d in table.get((p, higher), ()):
                        found += [(c, d, axiom) for c in nodes if c != d]
                for higher in roles.get(p, {p}):
                    axiom = "" if p == higher else self.words.subrole(p, higher)
                    for d in table.get((higher, filler), ()):
                        pairs = [(c, d) if upwards else (d, c) for c in nodes if c != d]
                        found += [(c, d, axiom) for c, d in pairs]
        return found

    def _told_is(self, c: int, d: int) -> str:
        return "" if c == d else self.words.subclass(c, d)

    def _above_classes(self) -> dict[int, set[int]]:
        edges: dict[int, set[int]] = defaultdict(set)
        for rule in self.result.rules:
            if len(rule.body) == 1 and rule.head is not None:
                (s, p, c), (x, q, d) = rule.body[0], rule.head
                if s == x == X and p == q == TYPE:
                    edges[c].add(d)
        for node in self.declared:
            edges[node].add(THING)
        return closed(edges)

    def _above_roles(self) -> dict[int, set[int]]:
        edges: dict[int, set[int]] = defaultdict(set)
        for rule in self.result.rules:
            if rule.name in ("prp-spo1", "prp-eqp") and rule.head is not None:
                edges[rule.body[0][1]].add(rule.head[1])
        return closed(edges)


def closed(edges: dict[int, set[int]]) -> dict[int, set[int]]:
    """Each node with all that lies above it, itself included."""
    return {node: reached([node], lambda one: edges.get(one, ())) for node in list(edges)}


def _pairs(items: list[int]) -> Iterator[tuple[int, int]]:
    for place, a in enumerate(items):
        for b in items[place + 1 :]:
            yield a, b
