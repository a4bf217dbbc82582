"""Triples made by hand, for what the site says of itself."""

from __future__ import annotations

import pyoxigraph as ox

Value = ox.NamedNode | ox.Literal


def about(iri: str, predicate: str, value: Value) -> list[ox.Quad]:
    """One triple, as a list to be joined with others."""
    return [ox.Quad(node(iri), node(predicate), value)]


def node(iri: str) -> ox.NamedNode:
    """A node by its IRI. Raises ValueError for what is no IRI."""
    return ox.NamedNode(iri)


def english(words: str) -> ox.Literal:
    """English words."""
    return ox.Literal(words, language="en")
