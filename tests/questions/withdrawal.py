"""Take one fact out of the article's data, with all that it alone carries.

``withdraw`` answers the question "what would the data hold if this fact were not in the article?":

1. the statement goes, and every mention of it outside the words of other statements;
2. its passages go, where no other statement uses them, and the designations within them;
3. the plain triple of an admitted subject-predicate-object statement goes, unless another admitted
   statement says the same;
4. the triples of its nodes go (as subject and as object), where no other statement is about the
   node; a passage that is evidence for another statement only loses its mark of left-out words;
5. in turn go the nodes whose evidence is all gone, unless they are still mentioned elsewhere.

What another fact still says is never taken: neither the words of other statements (their subjects,
predicates, objects, values and nodes) nor the plain triple of another admitted one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode("https://w3id.org/foedus/ontology#" + name)


TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
IDENTIFIER = ox.NamedNode("http://purl.org/dc/terms/identifier")
TRUE = ox.Literal(True)
STATEMENT = _term("Statement")
PASSAGES = frozenset(_term(name) for name in ("Passage", "Quotation", "Designation"))
ABOUT, EVIDENCE, PART, ELIDED, ADMITTED = (
    _term(name) for name in ("aboutNode", "evidencedBy", "partOf", "elided", "admitted")
)
SUBJECT, PREDICATE = _term("stmtSubject"), _term("stmtPredicate")
VALUES = (_term("stmtObject"), _term("stmtValue"))
WORDS = frozenset((SUBJECT, PREDICATE, *VALUES, ABOUT))


def withdraw(quads: Iterable[ox.Quad], fact: str) -> ox.Store:
    """A new store with the data without the fact, for instance "F24".

    The data come from a store or a list; they stay as they are. Raises KeyError when they hold no
    such fact.
    """
    store = ox.Store()
    store.bulk_extend(quads)
    _Withdrawal(store).take(fact)
    return store


class _Withdrawal:
    """The five steps, on one store."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.evidenced = {quad.subject for quad in store.quads_for_pattern(None, EVIDENCE, None)}

    def take(self, fact: str) -> None:
        """Take the fact out."""
        found = [s for s in self._subjects(IDENTIFIER, ox.Literal(fact)) if self._is_statement(s)]
        if len(found) != 1:
            raise KeyError(fact)
        statement = found[0]
        passages = self._objects(statement, EVIDENCE)
        nodes = self._objects(statement, ABOUT)
        said = set(self._said(statement))
        self._drop(statement)
        for passage in passages:
            if not self._used(passage):
                self._drop_passage(passage)
        self._remove(said - self._admitted())
        for node in nodes:
            self._drop_node(node)
        self._cascade()

    def _drop_node(self, node: ox.NamedNode) -> None:
        if any(self._is_statement(s) for s in self._subjects(ABOUT, node)):
            return
        if self._is_passage(node) and self._used(node):
            self._remove((node, ELIDED, value) for value in self._objects(node, ELIDED))
        else:
            self._drop(node)

    def _cascade(self) -> None:
        unsupported = {node for node in self.evidenced if self._unsupported(node)}
        while unsupported:
            for node in unsupported:
                self._drop(node)
            unsupported = {node for node in self.evidenced if self._unsupported(node)}

    def _unsupported(self, node: ox.NamedNode) -> bool:
        """Whether a node is still there, but without evidence and mentioned nowhere else."""
        return (
            self._has(node, None, None)
            and not self._has(node, EVIDENCE, None)
            and not self._has(None, None, node)
        )

    def _drop_passage(self, passage: ox.NamedNode) -> None:
        for part in self._subjects(PART, passage):
            if self._is_passage(part):
                self._drop(part)
        self._drop(passage)

    def _drop(self, node: ox.NamedNode) -> None:
        """Take away all triples of a node but those that other facts still say."""
        own = set(self._triples(node, None, None))
        mentions = {
            (s, p, o)
            for s, p, o in self._triples(None, None, node)
            if not (p in WORDS and self._is_statement(s))
        }
        self._remove((own | mentions) - self._admitted())

    def _admitted(self) -> set[Triple]:
        """The plain triples that admitted statements say."""
        return {t for statement in self._subjects(ADMITTED, TRUE) for t in self._said(statement)}

    def _said(self, statement: ox.NamedNode) -> Iterator[Triple]:
        """The plain triples of an admitted statement; none of any other."""
        if not self._has(statement, ADMITTED, TRUE):
            return
        for subject in self._objects(statement, SUBJECT):
            for predicate in self._objects(statement, PREDICATE):
                for value in self._objects(statement, *VALUES):
                    yield subject, predicate, value

    def _used(self, passage: ox.NamedNode) -> bool:
        users = self._subjects(EVIDENCE, passage) + self._subjects(ABOUT, passage)
        return any(self._is_statement(user) for user in users)

    def _is_statement(self, node: ox.NamedNode) -> bool:
        return self._has(node, TYPE, STATEMENT)

    def _is_passage(self, node: ox.NamedNode) -> bool:
        return any(kind in PASSAGES for kind in self._objects(node, TYPE))

    def _has(self, *pattern: ox.Term | None) -> bool:
        return next(self._triples(*pattern), None) is not None

    def _objects(self, subject: ox.NamedNode, *predicates: ox.NamedNode) -> list:
        return [o for p in predicates for _, _, o in self._triples(subject, p, None)]

    def _subjects(self, predicate: ox.NamedNode, value: ox.Term) -> list:
        return [s for s, _, _ in self._triples(None, predicate, value)]

    def _triples(self, *pattern: ox.Term | None) -> Iterator[Triple]:
        for quad in self.store.quads_for_pattern(*pattern, None):
            yield quad.subject, quad.predicate, quad.object

    def _remove(self, triples: Iterable[Triple]) -> None:
        for triple in list(triples):
            self.store.remove(ox.Quad(*triple))
