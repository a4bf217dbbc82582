"""A sheet to begin with: the sentences of a text, what is known there, examples of each kind."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from foedus.authoring import names, patterns, sheet
from foedus.authoring.names import Known, Node, slug
from foedus.authoring.sheet import FACT_KEYS, NO_TEXT_KEYS
from foedus.authoring.text import Sentence, Source
from foedus.bundled import contents
from foedus.rdf.names import FOEDUS_NS, OWL_NS, RDFS_NS, TYPE

_FIRST, _LAST = 6, 3
"""Words of a sentence that a sheet shows, from its beginning and its end: it copies no text."""

_MADE = ("TimeBoundedRelation", "Event", "Statement", "Passage", "DatasetRecord")
"""Classes, with those below them, of what a sheet makes by itself or rows of tables are."""


def new(source: Source, known: Known, where: str, name: str = "", namespace: str = "") -> str:
    """A sheet for a text, to be written to the file ``where`` (``-`` for standard output)."""
    article = slug(name or Path(source.name).stem) or "article"
    folder = "." if where == "-" else Path(where).parent
    head = {
        "article": article,
        "namespace": namespace or f"https://example.org/{article}/",
        "text": os.path.relpath(source.name, folder),
        "sha256": source.digest,
        "document": {"label": f"article {article}"},
        "author": {"label": f"unnamed author of the article {article}"},
    }
    lines = sheet.dump(head, {}, []).splitlines()[:-1]
    lines += ["", "# New names, each with its class; what is known already is only used.", "names:"]
    lines += ["#  Sione Vea: Person", "#  Harbour Command: {is: NationalCommand, of state: Fiji}"]
    lines += ["", "# One fact a block: its words, and what they say. The guide is data/README.md."]
    lines += [f"# Keys of every fact: {', '.join(sorted(FACT_KEYS - NO_TEXT_KEYS))};"]
    lines += ["# id, evidence, note, and any relation by its name, for the node of its kind."]
    lines += ["facts:", *_facts(source, known), "", *_examples(), "#", *_classes()]
    return "\n".join(lines) + "\n"


def known_in(source: Source, known: Known) -> dict[str, list[str]]:
    """The names of known things that stand in each sentence, the longest first found."""
    wanted = sorted((one for one in known.names if len(one) > 2), key=len, reverse=True)
    if not wanted:
        return {}
    either = "|".join(re.escape(one) for one in wanted)
    pattern = re.compile(rf"(?<![\w-])(?:{either})(?!\w)")
    found: dict[str, list[str]] = {}
    for match in pattern.finditer(source.text):
        sentence = source.sentence_at(match.start()).number
        listed = found.setdefault(sentence, [])
        if match[0] not in listed:
            listed.append(match[0])
    return found


def _facts(source: Source, known: Known) -> Iterator[str]:
    found = known_in(source, known)
    for number, sentence in enumerate(source.sentences, 1):
        yield f"# {sentence.number} {_shown(source, sentence)}"
        for name in found.get(sentence.number, ()):
            kinds = {one for iri in known.names[name] for one in known.types.get(iri, ())}
            classes = ", ".join(sorted(names.vocabulary().name(one.value) for one in kinds))
            yield f"#     known: {name} ({classes})" if classes else f"#     known: {name}"
        yield f"- A{number}: sentence {sentence.number}"


def _shown(source: Source, sentence: Sentence) -> str:
    words = source.words(sentence).split()
    if len(words) > _FIRST + _LAST + 2:
        words = [*words[:_FIRST], "…", *words[-_LAST:]]
    return " ".join(words)


def _examples() -> Iterator[str]:
    """One commented example of each kind of fact, and of a claim, a plan and a judgement."""
    yield "# Kinds of facts, each with an example (* must be given, + several set apart by “ ; ”):"
    for one in patterns.all_patterns().values():
        yield "#"
        yield f"# {one.name}: {one.says}"
        yield f"#   columns: {', '.join(map(_column, one.columns.values()))}"
        for block in example(one):
            yield from (f"# {line}" for line in sheet.dump({}, {}, [block]).splitlines()[1:])
    for says, block in _SAYINGS:
        yield "#"
        yield f"# {says}"
        yield from (f"# {line}" for line in sheet.dump({}, {}, [block]).splitlines()[1:])


def _classes() -> Iterator[str]:
    """The classes that names may have, each below the wider one: no sheet makes things of these."""
    words = names.vocabulary()
    made = {one.value for one in patterns.by_class() if isinstance(one, Node)}
    made |= {words.klass(one).value for one in _MADE}
    below: dict[str, set[str]] = {}
    wider: dict[str, set[str]] = {}
    for quad in contents.ontology():
        one, other = quad.subject, quad.object
        if isinstance(one, Node) and one.value.startswith(FOEDUS_NS) and isinstance(other, Node):
            if quad.predicate.value == RDFS_NS + "subClassOf":
                below.setdefault(other.value, set()).add(one.value)
                wider.setdefault(one.value, set()).add(other.value)
            elif quad.predicate == TYPE and other.value == OWL_NS + "Class":
                wider.setdefault(one.value, set())

    def listed(some: Iterable[str], depth: int) -> Iterator[str]:
        for iri in sorted(set(some) - made):
            yield f"# {'  ' * depth}{words.name(iri)}"
            yield from listed(below.get(iri, ()), depth + 1)

    yield "# Classes for names; foedus show CLASS tells what one means, and its relations:"
    yield from listed((iri for iri, ones in wider.items() if not ones), 0)


def _column(one: patterns.Column) -> str:
    """A column with what it takes: a code’s scheme, * where it must be given, + for several."""
    code = f" ({one.of[0]})" if one.type == "code" else ""
    return f"{one.name}{'*' * one.required}{'+' * one.list}{code}"


def example(one: patterns.Pattern) -> list[dict[str, Any]]:
    """The facts of a pattern’s example, as blocks of texts, with the pattern’s own key in them."""
    told = one.example if isinstance(one.example, list) else [one.example]
    blocks = []
    for block in told:
        keys = {str(key): "" if value is None else str(value) for key, value in block.items()}
        if block is told[-1] and one.name not in keys:
            first = next(iter(keys))
            keys = {first: keys.pop(first), one.name: "", **keys}
        blocks.append(keys)
    return blocks


_SAYINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "What holds between two things, in one line, by the name of the relation.",
        {"E1": "Harbour Command of Fiji", "says": "Harbour Command | of state | Fiji"},
    ),
    (
        "What somebody says, and what the words in quotation marks are.",
        {
            "E1": "This lets our forces train side by side",
            "says": "Suva Accord | enables | our forces train side by side",
            "said by": "Sione Vea",
        },
    ),
    (
        "A judgement: the relation is neutral, the judging word is set apart.",
        {
            "E1": "a step backwards",
            "says": "Suva Accord | characterized as | a step backwards",
            "judgement": "a step backwards",
            "said by": "Sione Vea",
        },
    ),
    (
        "A denial, and a plan: neither becomes a fact.",
        {
            "E1": "will not report to Fijian Defence Headquarters",
            "says": "Harbour Command | reports to | Fijian Defence Headquarters",
            "modality": "intended",
            "negated": "yes",
        },
    ),
)
