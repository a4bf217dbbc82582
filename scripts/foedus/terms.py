"""RDF terms as types, and their text."""

from __future__ import annotations

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def text(term: Term | ox.DefaultGraph | None) -> str:
    """The IRI, the literal's text or the blank node's label; nothing for anything else.

    >>> text(ox.Literal("1957"))
    '1957'
    """
    if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode):
        return term.value
    return ""
