"""Find what OWL 2 RL and OWL 2 DL forbid in a set of axioms, with rdflib alone.

``profile_faults`` reads one merged graph (an ontology with all its imports) and returns one
sentence per fault. Besides the rules of the two W3C documents it enforces three house rules:
no ``owl:hasKey``, and no functional or inverse-functional property, because both merge
individuals without a word.

The grammar is that of "OWL 2 Web Ontology Language Profiles", section 4.2; the conditions on
properties are those of "OWL 2 Web Ontology Language Structural Specification", section 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

#: A property or, when the flag is set, its inverse.
Role = tuple[Node, bool]

SUB, SUPER, EQUIVALENT = "a subclass expression", "a superclass expression", "an equivalence"

BUILT_IN_NAMESPACES = (str(OWL), str(RDF), str(RDFS), str(XSD))
BUILT_IN_ANNOTATIONS = {
    RDFS.label,
    RDFS.comment,
    RDFS.seeAlso,
    RDFS.isDefinedBy,
    OWL.versionInfo,
    OWL.deprecated,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
}
PROPERTY_KINDS = {
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
}
OBJECT_TRAITS = {
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
    OWL.ReflexiveProperty: "reflexive",
    OWL.InverseFunctionalProperty: "inverse-functional",
}
FORBIDDEN_PREDICATES = {
    OWL.hasSelf: "owl:hasSelf is not in OWL 2 RL",
    OWL.disjointUnionOf: "owl:disjointUnionOf is not in OWL 2 RL",
    OWL.hasKey: "owl:hasKey is banned (it merges individuals)",
    OWL.minCardinality: "a minimum cardinality is not in OWL 2 RL",
    OWL.minQualifiedCardinality: "a minimum cardinality is not in OWL 2 RL",
    OWL.cardinality: "an exact cardinality is not in OWL 2 RL",
    OWL.qualifiedCardinality: "an exact cardinality is not in OWL 2 RL",
    OWL.datatypeComplementOf: "a complement of a datatype is not in OWL 2 RL",
    OWL.onDatatype: "a datatype restriction is not in OWL 2 RL",
}
MAX_CARDINALITIES = (OWL.maxCardinality, OWL.maxQualifiedCardinality)
BOOLEAN_CONSTRUCTORS = (OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf)
# fmt: off
XSD_NAMES_IN_RL = (
    "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
    "negativeInteger", "long", "int", "short", "byte", "unsignedLong", "unsignedInt",
    "unsignedShort", "unsignedByte", "float", "double", "string", "normalizedString", "token",
    "language", "Name", "NCName", "NMTOKEN", "boolean", "hexBinary", "base64Binary", "anyURI",
    "dateTime", "dateTimeStamp",
)
# fmt: on
RL_DATATYPES = {
    RDF.PlainLiteral,
    RDF.langString,
    RDF.XMLLiteral,
    RDFS.Literal,
    *(XSD[name] for name in XSD_NAMES_IN_RL),
}


def profile_faults(graph: Graph) -> list[str]:
    """Return every fault of ``graph`` as one sentence; an empty list means none was found."""
    scan = _Scan(graph)
    return sorted(set(scan.faults()))


class _Scan:
    """One pass over one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.seen: set[Node] = set()

    def faults(self) -> Iterator[str]:
        """Yield all faults, some perhaps twice."""
        yield from self._forbidden_constructs()
        yield from self._property_traits()
        yield from self._class_axioms()
        yield from self._domains_and_ranges()
        yield from self._chains()
        yield from self._role_conditions()
        yield from self._declarations()
        yield from self._stray_expressions()

    # -- names ---------------------------------------------------------------------------

    def name(self, node: Node | None) -> str:
        """Return a short readable name for a term."""
        if isinstance(node, URIRef):
            try:
                return self.graph.namespace_manager.curie(node, generate=False)
            except (KeyError, ValueError):
                return f"<{node}>"
        if isinstance(node, BNode):
            prop = self.graph.value(node, OWL.onProperty)
            return f"[restriction on {self.name(prop)}]" if prop else "[class expression]"
        return str(node)

    def items(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        return list(Collection(self.graph, head)) if head != RDF.nil else []

    def typed(self, kind: URIRef) -> set[Node]:
        """Return all nodes of one type."""
        return set(self.graph.subjects(RDF.type, kind))

    def is_data_property(self, prop: Node | None) -> bool:
        """Tell whether a property is declared as a datatype property."""
        return (prop, RDF.type, OWL.DatatypeProperty) in self.graph

    # -- constructs and traits that are wrong anywhere -----------------------------------

    def _forbidden_constructs(self) -> Iterator[str]:
        for predicate, text in FORBIDDEN_PREDICATES.items():
            for subject in self.graph.subjects(predicate):
                yield f"{self.name(subject)}: {text}"
        for predicate in MAX_CARDINALITIES:
            for subject, limit in self.graph.subject_objects(predicate):
                if str(limit) not in ("0", "1"):
                    yield f"{self.name(subject)}: cardinality {limit} is above 1"

    def _property_traits(self) -> Iterator[str]:
        for prop in self.typed(OWL.ReflexiveProperty):
            yield f"{self.name(prop)}: owl:ReflexiveProperty is not in OWL 2 RL"
        for kind in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty):
            for prop in self.typed(kind):
                yield f"{self.name(prop)}: {self.name(kind)} is banned (silent owl:sameAs)"
        objects = self.typed(OWL.ObjectProperty)
        for kind, text in OBJECT_TRAITS.items():
            for prop in self.typed(kind) - objects:
                yield f"{self.name(prop)}: {text}, but not declared an object property"
        for left, right in self.graph.subject_objects(OWL.inverseOf):
            for prop in (left, right):
                if isinstance(prop, URIRef) and prop not in objects:
                    yield f"{self.name(prop)}: has an inverse, but is no declared object property"
        for predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.propertyDisjointWith):
            for left, right in self.graph.subject_objects(predicate):
                kinds = [self._kinds(prop) for prop in (left, right)]
                if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
                    yield (
                        f"{self.name(left)}: {self.name(predicate)} {self.name(right)}, "
                        "a property of another kind"
                    )

    def _kinds(self, prop: Node) -> set[Node]:
        return {kind for kind in self.graph.objects(prop, RDF.type) if kind in PROPERTY_KINDS}

    # -- class expressions ---------------------------------------------------------------

    def _class_axioms(self) -> Iterator[str]:
        for lower, upper in self.graph.subject_objects(RDFS.subClassOf):
            yield from self._expression(lower, SUB)
            yield from self._expression(upper, SUPER)
        for left, right in self.graph.subject_objects(OWL.equivalentClass):
            yield from self._expression(left, EQUIVALENT)
            yield from self._expression(right, EQUIVALENT)
        for left, right in self.graph.subject_objects(OWL.disjointWith):
            yield from self._expression(left, SUB)
            yield from self._expression(right, SUB)
        for axiom in self.typed(OWL.AllDisjointClasses):
            for head in self.graph.objects(axiom, OWL.members):
                for member in self.items(head):
                    yield from self._expression(member, SUB)
        for constructor in BOOLEAN_CONSTRUCTORS:
            for subject in self.graph.subjects(constructor):
                if isinstance(subject, URIRef):  # short for an equivalence
                    yield from self._constructed(subject, EQUIVALENT)

    def _domains_and_ranges(self) -> Iterator[str]:
        for predicate in (RDFS.domain, RDFS.range):
            for prop, filler in self.graph.subject_objects(predicate):
                if predicate == RDFS.range and self.is_data_property(prop):
                    yield from self._data_range(filler, self.name(prop))
                    continue
                for fault in self._expression(filler, SUPER):
                    yield f"{self.name(predicate)} of {self.name(prop)}: {fault}"

    def _expression(self, node: Node, place: str) -> Iterator[str]:
        """Check one class expression in one of the three places of the RL grammar."""
        if isinstance(node, URIRef):
            if node == OWL.Thing:
                yield f"owl:Thing stands as {place}"
            return
        if isinstance(node, Literal):
            yield f"the literal {node} stands as {place}"
            return
        self.seen.add(node)
        if (node, OWL.onProperty, None) in self.graph:
            yield from self._restriction(node, place)
        else:
            yield from self._constructed(node, place)

    def _constructed(self, node: Node, place: str) -> Iterator[str]:
        """Check intersection, union, complement and enumeration."""
        graph = self.graph
        used = [kind for kind in BOOLEAN_CONSTRUCTORS if (node, kind, None) in graph]
        if not used:
            yield f"{self.name(node)}: unknown class expression as {place}"
        for head in graph.objects(node, OWL.intersectionOf):
            for member in self.items(head):
                yield from self._expression(member, place)
        for head in graph.objects(node, OWL.unionOf):
            if place != SUB:
                yield f"{self.name(node)}: owl:unionOf in {place}"
            for member in self.items(head):
                yield from self._expression(member, SUB)
        for operand in graph.objects(node, OWL.complementOf):
            if place != SUPER:
                yield f"{self.name(node)}: owl:complementOf in {place}"
            yield from self._expression(operand, SUB)
        if OWL.oneOf in used and place != SUB:
            yield f"{self.name(node)}: owl:oneOf in {place}"

    def _restriction(self, node: Node, place: str) -> Iterator[str]:
        """Check a restriction on one property."""
        graph, label = self.graph, self.name(node)
        prop = graph.value(node, OWL.onProperty)
        is_data = self.is_data_property(prop)
        for filler in graph.objects(node, OWL.someValuesFrom):
            if place != SUB:
                yield f"{label}: owl:someValuesFrom in {place}"
            if is_data:
                yield from self._data_range(filler, label)
            elif filler != OWL.Thing:
                yield from self._expression(filler, SUB)
        for filler in graph.objects(node, OWL.allValuesFrom):
            if place != SUPER:
                yield f"{label}: owl:allValuesFrom in {place}"
            if is_data:
                yield from self._data_range(filler, label)
            else:
                yield from self._expression(filler, SUPER)
        for predicate in MAX_CARDINALITIES:
            if place != SUPER and (node, predicate, None) in graph:
                yield f"{label}: a maximum cardinality in {place}"
        for filler in graph.objects(node, OWL.onClass):
            if filler != OWL.Thing:
                yield from self._expression(filler, SUB)
        for filler in graph.objects(node, OWL.onDataRange):
            yield from self._data_range(filler, label)
        for value in graph.objects(node, OWL.hasValue):
            yield from self._value(value, label, is_data)

    def _value(self, value: Node, label: str, is_data: bool) -> Iterator[str]:
        """Check the value of an owl:hasValue restriction."""
        if isinstance(value, Literal) != is_data:
            kind = "datatype" if is_data else "object"
            yield f"{label}: the value {self.name(value)} does not fit its {kind} property"
        elif isinstance(value, Literal):
            yield from self._data_range(value.datatype or RDF.PlainLiteral, label)
        elif (value, RDF.type, None) not in self.graph:
            yield f"{self.name(value)}: used as a value without a declaration"

    def _data_range(self, node: Node, label: str) -> Iterator[str]:
        """Check a data range: a supported datatype or an intersection of such."""
        if isinstance(node, URIRef):
            if node not in RL_DATATYPES:
                yield f"{label}: {self.name(node)} is no datatype of OWL 2 RL"
            return
        self.seen.add(node)
        members = self.graph.value(node, OWL.intersectionOf)
        if members is None:
            yield f"{label}: a data range that OWL 2 RL does not have"
            return
        for member in self.items(members):
            yield from self._data_range(member, label)

    def _stray_expressions(self) -> Iterator[str]:
        """Report class expressions that no axiom reaches, and which were so not checked."""
        for predicate in (OWL.onProperty, *BOOLEAN_CONSTRUCTORS):
            for node in self.graph.subjects(predicate):
                if isinstance(node, BNode) and node not in self.seen:
                    yield f"{self.name(node)}: a class expression outside every axiom"

    # -- properties: simple roles and the order of chains -------------------------------

    def role(self, node: Node) -> Role:
        """Return a property expression as a pair of name and direction."""
        inverted = self.graph.value(node, OWL.inverseOf) if isinstance(node, BNode) else None
        return (inverted, True) if inverted is not None else (node, False)

    def _chain_axioms(self) -> list[tuple[Role, list[Role]]]:
        return [
            (self.role(prop), [self.role(link) for link in self.items(head)])
            for prop, head in self.graph.subject_objects(OWL.propertyChainAxiom)
        ]

    def _chains(self) -> Iterator[str]:
        for target, links in self._chain_axioms():
            if len(links) < 2:
                yield f"{self.name(target[0])}: a property chain of fewer than two steps"
            for prop, _ in [target, *links]:
                if (prop, RDF.type, OWL.ObjectProperty) not in self.graph:
                    yield f"{self.name(prop)}: in a property chain, but no object property"

    def _reach(self) -> dict[Role, set[Role]]:
        """Return for each role all roles it implies, itself included (11.1, the arrow)."""
        steps: dict[Role, set[Role]] = {}

        def add(lower: Role, upper: Role) -> None:
            for flip in (False, True):
                start, end = (lower[0], lower[1] ^ flip), (upper[0], upper[1] ^ flip)
                steps.setdefault(start, set()).add(end)
                steps.setdefault(end, set())

        for lower, upper in self.graph.subject_objects(RDFS.subPropertyOf):
            add(self.role(lower), self.role(upper))
        for left, right in self.graph.subject_objects(OWL.equivalentProperty):
            add(self.role(left), self.role(right))
            add(self.role(right), self.role(left))
        for left, right in self.graph.subject_objects(OWL.inverseOf):
            if isinstance(left, URIRef):
                add((left, False), (right, True))
                add((right, True), (left, False))
        for prop in self.typed(OWL.SymmetricProperty):
            add((prop, False), (prop, True))
        for prop in self.typed(OWL.ObjectProperty):
            add((prop, False), (prop, False))
        return _closure(steps)

    def _role_conditions(self) -> Iterator[str]:
        reach = self._reach()
        chains = self._chain_axioms()
        composite = {target[0] for target, _ in chains} | self.typed(OWL.TransitiveProperty)
        complex_roles = {
            upper[0] for lower, uppers in reach.items() if lower[0] in composite for upper in uppers
        } | composite
        yield from self._complex_role_uses(complex_roles)
        yield from self._chain_order(chains, reach)

    def _complex_role_uses(self, complex_roles: set[Node]) -> Iterator[str]:
        """Report non-simple properties where only simple ones may stand."""
        for kind in (
            OWL.AsymmetricProperty,
            OWL.IrreflexiveProperty,
            OWL.FunctionalProperty,
            OWL.InverseFunctionalProperty,
        ):
            for prop in self.typed(kind) & complex_roles:
                yield f"{self.name(prop)}: non-simple and {self.name(kind)}"
        disjoint = set(self.graph.subjects(OWL.propertyDisjointWith))
        disjoint |= set(self.graph.objects(None, OWL.propertyDisjointWith))
        for axiom in self.typed(OWL.AllDisjointProperties):
            for head in self.graph.objects(axiom, OWL.members):
                disjoint |= set(self.items(head))
        for prop in disjoint & complex_roles:
            yield f"{self.name(prop)}: non-simple and in a disjointness of properties"
        for predicate in MAX_CARDINALITIES:
            for node in self.graph.subjects(predicate):
                prop = self.role(self.graph.value(node, OWL.onProperty) or RDF.nil)[0]
                if prop in complex_roles:
                    yield f"{self.name(prop)}: non-simple and counted by a cardinality"

    def _chain_order(
        self, chains: list[tuple[Role, list[Role]]], reach: dict[Role, set[Role]]
    ) -> Iterator[str]:
        """Check that a strict partial order exists as section 11.2 demands."""
        before: dict[Role, set[Role]] = {}
        for target, links in chains:
            for link in _links_to_order(target, links):
                for flip in (False, True):
                    before.setdefault((link[0], link[1] ^ flip), set()).add(target)
        order = _closure(before, reflexive=False)
        for lower, uppers in order.items():
            for upper in uppers:
                if lower == upper or lower in reach.get(upper, {upper}):
                    yield (
                        f"{self.name(upper[0])}: irregular property hierarchy, its chain rests on "
                        f"{self.name(lower[0])}, which rests on it"
                    )

    # -- declarations --------------------------------------------------------------------

    def _declarations(self) -> Iterator[str]:
        graph = self.graph
        classes = self.typed(OWL.Class) | self.typed(RDFS.Datatype)
        declared = {prop for kind in PROPERTY_KINDS for prop in self.typed(kind)}
        for prop in sorted(declared, key=str):
            kinds = sorted(
                text for kind, text in PROPERTY_KINDS.items() if (prop, RDF.type, kind) in graph
            )
            if len(kinds) > 1:
                yield f"{self.name(prop)}: declared both {' and '.join(kinds)}"
        for node in self.typed(OWL.Class) & self.typed(RDFS.Datatype):
            yield f"{self.name(node)}: declared both class and datatype"
        for prop in _named(self._used_properties()):
            if prop not in declared and prop not in BUILT_IN_ANNOTATIONS:
                yield f"{self.name(prop)}: used as a property without a declaration"
        for node in _named(self._used_classes()):
            if node not in classes:
                yield f"{self.name(node)}: used as a class without a declaration"
        for subject in graph.subjects(RDF.type, OWL.Restriction):
            if (subject, OWL.onProperty, None) not in graph:
                yield "[restriction]: names no property"

    def _used_properties(self) -> Iterator[Node]:
        graph = self.graph
        for predicate in set(graph.predicates()):
            if not str(predicate).startswith(BUILT_IN_NAMESPACES):
                yield predicate
        for predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.propertyDisjointWith):
            yield from graph.subjects(predicate)
            yield from graph.objects(None, predicate)
        for predicate in (RDFS.domain, RDFS.range, OWL.inverseOf, OWL.propertyChainAxiom):
            yield from graph.subjects(predicate)
        yield from graph.objects(None, OWL.onProperty)
        yield from graph.objects(None, OWL.inverseOf)
        for _, links in self._chain_axioms():
            yield from (link[0] for link in links)

    def _used_classes(self) -> Iterator[Node]:
        graph = self.graph
        for predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
            yield from graph.subjects(predicate)
            yield from graph.objects(None, predicate)
        for predicate in (OWL.complementOf, OWL.onClass, RDFS.domain, RDF.type):
            yield from graph.objects(None, predicate)
        for predicate in (OWL.someValuesFrom, OWL.allValuesFrom):
            yield from graph.objects(None, predicate)
        yield from graph.objects(None, RDFS.range)
        for predicate in (OWL.intersectionOf, OWL.unionOf):
            for head in graph.objects(None, predicate):
                yield from self.items(head)
        for axiom in self.typed(OWL.AllDisjointClasses):
            for head in graph.objects(axiom, OWL.members):
                yield from self.items(head)


def _named(nodes: Iterable[Node]) -> list[URIRef]:
    """Return the named terms that no W3C language defines, each once."""
    found = {
        node
        for node in nodes
        if isinstance(node, URIRef) and not str(node).startswith(BUILT_IN_NAMESPACES)
    }
    return sorted(found)


def _links_to_order(target: Role, links: list[Role]) -> list[Role]:
    """Return the links of a chain that must stand before its target."""
    if target[0] == OWL.topObjectProperty or (len(links) == 2 and links == [target, target]):
        return []
    if links and links[0] == target:
        return links[1:]
    if links and links[-1] == target:
        return links[:-1]
    return links


def _closure(steps: dict[Role, set[Role]], *, reflexive: bool = True) -> dict[Role, set[Role]]:
    """Return the transitive closure of a relation, with or without each node itself."""
    result: dict[Role, set[Role]] = {}
    for start in steps:
        found: set[Role] = {start} if reflexive else set()
        todo = list(steps[start])
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo.extend(steps.get(node, ()))
        result[start] = found
    return result
