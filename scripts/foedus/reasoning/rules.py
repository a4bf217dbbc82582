"""The numbered SPARQL rules: what OWL 2 RL cannot conclude.

The number says when a rule runs: ``0x`` on the asserted data, before the closure; ``5x`` (command
arrangements), ``6x`` (agreements and alliances) and ``7x`` (intentions) on the closure. Each rule
is a CONSTRUCT query with a header of ``#+`` lines, like a question's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import folders
from foedus.bundled.questions import read_header

BEFORE_CLOSURE = ("0",)
AFTER_CLOSURE = ("5", "6", "7")

_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^<>]*)>", re.IGNORECASE)
_NAME = re.compile(r"<([^<>\s]*)>|\b([A-Za-z][\w-]*):([\w-]+)")


@dataclass(frozen=True)
class Rule:
    """One rule: its file's name, what it says in words, where that comes from, and its query."""

    name: str
    path: Path
    says: str
    source: str
    text: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every bundled rule, in the order in which they run."""
    rules = []
    for path in folders.rule_files():
        text = path.read_text(encoding="utf-8")
        header = read_header(text, str(path), ("rule", "source"))
        rules.append(Rule(path.stem, path, str(header["rule"]), str(header["source"]), text))
    return tuple(rules)


@cache
def mentioned() -> frozenset[ox.NamedNode]:
    """Every address in the rules that run when something is inferred.

    None of them asks for a property or a class that it does not name, so that statements of other
    properties, and types of other classes, change nothing.
    """
    stages = (*BEFORE_CLOSURE, *AFTER_CLOSURE)
    return frozenset(
        iri for rule in all_rules() if rule.name.startswith(stages) for iri in mentions(rule.text)
    )


def mentions(query: str) -> Iterator[ox.NamedNode]:
    """Every address in a query, in what it concludes and in what it asks for."""
    prefixes = dict(_PREFIX.findall(query))
    for iri, prefix, local in _NAME.findall(query):
        if iri or prefix in prefixes:
            yield ox.NamedNode(iri or prefixes[prefix] + local)


def conclusions(store: ox.Store, stage: tuple[str, ...]) -> dict[ox.Triple, Rule]:
    """Run the rules of one stage over the store, adding what they conclude.

    Returns each triple that was new, in order, with the first rule that concluded it.
    """
    added: dict[ox.Triple, Rule] = {}
    for rule in all_rules():
        if rule.name.startswith(stage):
            concluded = store.query(rule.text)
            for triple in sorted(concluded, key=str):  # type: ignore[arg-type]
                quad = ox.Quad(triple.subject, triple.predicate, triple.object)
                if quad not in store:
                    store.add(quad)
                    added[triple] = rule
    return added
