"""What a person means by a name: one resolver for every command, parameter and call.

A name is an address, a prefixed name, a number (F65), a bare name (``us-forces-japan``), a label,
another label, an abbreviation, or words of one. The first step that finds something counts; what
looks alike is offered and never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pyoxigraph as ox

from foedus.bundled import contents, folders
from foedus.bundled.labels import Labels
from foedus.bundled.questions import Question, all_questions, find_question
from foedus.errors import BadInput
from foedus.rdf.names import (
    CODE_NS,
    DCTERMS_NS,
    FOEDUS_NS,
    ID_NS,
    OWL_NS,
    PREFIXES,
    RDF_NS,
    RDFS_NS,
    SKOS_NS,
    curie,
    text,
)

THING, STATEMENT, CODE, TERM, EVENT, DOCUMENT = range(6)
"""What a name may mean, first what people mean first."""

OFFERED = 5
"""At most so many are named where a name means several things, or none."""

_NEAR, _NEAR_WORD = 0.76, 0.76
_STEM = 3
_SMALL = frozenset(["and", "of", "the"])
_TYPE = RDF_NS + "type"
_NAMES = frozenset(
    [
        RDFS_NS + "label",
        SKOS_NS + "prefLabel",
        SKOS_NS + "altLabel",
        DCTERMS_NS + "title",
        FOEDUS_NS + "sourceName",
    ]
)
_SAME = frozenset([SKOS_NS + "exactMatch", SKOS_NS + "closeMatch", OWL_NS + "sameAs"])
_NUMBER = DCTERMS_NS + "identifier"
_QUOTES = re.compile("[\"'“”‘’«»‹›„‚.]")
_REST = re.compile(r"[\W_]+")
_LATER = ("Event", "TimeBoundedRelation", "StatusObservation")
_TEXTS = ("Passage", "SourceDocument", "SpeechAct", "DatasetRecord")


def fold(name: str) -> str:
    """A name without what people write differently: case, accents, dots, dashes, quotes.

    >>> fold("U.S.–Japan “Alliance”"), fold("United States Forces Japan")
    ('us japan alliance', 'us forces japan')
    """
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    words = _REST.sub(" ", _QUOTES.sub("", bare)).split()
    told = re.sub(r"\bunited states(?: of america)?\b", "us", " ".join(words))
    return "us" if told == "usa" else told


@dataclass(frozen=True)
class Found:
    """What a name leads to: the addresses, best first, and whether they are only alike."""

    iris: tuple[str, ...]
    near: bool = False


class Names:
    """The names of all that some data and the ontology speak of."""

    def __init__(
        self,
        quads: Iterable[ox.Quad],
        prefixes: Mapping[str, str] | None = None,
        labels: Labels | None = None,
    ) -> None:
        """Nothing is collected before it is needed.

        ``prefixes`` are those of the files, which give way to ours.
        """
        self._quads = [*quads, *contents.ontology()]
        self._prefixes = {**(prefixes or {}), **PREFIXES}
        self.label = labels or Labels(self._quads)

    @cached_property
    def _known(self) -> set[str]:
        """What the data or the ontology speak of: subjects, properties, objects among our ids."""
        subjects = {quad.subject for quad in self._quads}
        objects = {quad.object for quad in self._quads} - subjects
        found = {one.value for one in subjects if isinstance(one, ox.NamedNode)}
        found.update({quad.predicate.value for quad in self._quads})
        found.update(
            one.value
            for one in objects
            if isinstance(one, ox.NamedNode) and one.value.startswith(ID_NS)
        )
        return found

    @cached_property
    def _kinds(self) -> dict[str, set[ox.NamedNode]]:
        """The classes of each thing."""
        found: dict[str, set[ox.NamedNode]] = defaultdict(set)
        for quad in self._quads:
            if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode):
                found[text(quad.subject)].add(quad.object)
        return found

    @cached_property
    def _numbers(self) -> dict[str, set[str]]:
        """What has each number, such as F65, without case."""
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._about(frozenset([_NUMBER])):
            found[text(quad.object).casefold()].add(text(quad.subject))
        return found

    @cached_property
    def _whole(self) -> dict[str, set[str]]:
        """What has each name, folded."""
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._about(_NAMES):
            found[fold(text(quad.object))].add(text(quad.subject))
        found.pop("", None)
        for agreement, year in self._signatures():
            for kind in self._kinds[agreement]:
                found[fold(f"{self.label(kind.value)} of {year}")].add(agreement)
        return found

    @cached_property
    def _same(self) -> set[frozenset[str]]:
        """The pairs that are matched with each other."""
        return {
            frozenset((text(quad.subject), text(quad.object)))
            for quad in self._about(_SAME)
            if isinstance(quad.object, ox.NamedNode)
        }

    def _about(self, properties: frozenset[str]) -> Iterator[ox.Quad]:
        for quad in self._quads:
            if quad.predicate.value in properties and isinstance(quad.subject, ox.NamedNode):
                yield quad

    def _signatures(self) -> Iterator[tuple[str, str]]:
        """The agreements, each with the year in which it was signed: people name them by it."""
        signed = {iri for iri, kinds in self._kinds.items() if kinds & _below("Signature")}
        years: dict[str, str] = {}
        matters: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, value, _ in self._quads:
            if isinstance(subject, ox.NamedNode) and subject.value in signed:
                if predicate.value == FOEDUS_NS + "earliestStart":
                    years[subject.value] = text(value)[:4]
                elif predicate.value == FOEDUS_NS + "involves":
                    matters[subject.value].add(text(value))
        for event, year in years.items():
            for agreement in matters[event]:
                yield agreement, year

    def find(self, name: str, kind: str = "thing") -> str:
        """The one address that is meant.

        Raises BadInput for a name that means nothing, with what looks alike, and for one that means
        several things, with these. ``kind`` is what the message calls what was looked for; only a
        term of the ontology is a ``"term"`` by its name.
        """
        found = self.resolve(name, terms_only=kind == "term")
        if len(found.iris) == 1 and not found.near:
            return found.iris[0]
        told = ", ".join(self.named(iri) for iri in found.iris[:OFFERED])
        more = len(found.iris) - OFFERED
        told += f" and {more} more" if more > 0 else ""
        if found.iris and not found.near:
            raise BadInput(f"{name!r} is the name of several: {told}")
        if found.iris:
            raise BadInput(f"these data know no {kind} called {name!r}; did you mean {told}?")
        raise BadInput(f"these data know no {kind} called {name!r}{_hint(name)}")

    def resolve(self, name: str, terms_only: bool = False) -> Found:
        """What a name leads to; nothing, one, several of one rank, or what looks alike.

        With ``terms_only`` a name is that of a term; an address that is written out may be any.
        """
        name = name.strip()
        if exact := self._exact(name, terms_only):
            return Found((exact,))
        if not terms_only and (numbered := self._numbers.get(name.casefold())):
            return Found(self._best(numbered))
        fit = self._terms if terms_only else list
        folded = fold(name)
        if whole := fit(self._whole.get(folded, ())):
            return Found(self._best(whole))
        words = folded.split()
        if words and (hits := fit(self._by_words(words))):
            best = self._best(hits)
            if len(best) > 1 and (just := self._just(words) & set(best)):
                best = self._best(just)
            return Found(best, near=self._rank(best[0]) >= EVENT)
        return Found(tuple(fit(self._alike(folded, words))), near=True)

    def certain(self, name: str, kind: str = "thing") -> str:
        """Do what ``find`` does where nothing else that is known of things could lead elsewhere.

        Empty for a name that means nothing, and for one that what a thing is decides on.
        """
        name = name.strip()
        bare = name[1:-1] if name.startswith("<") and name.endswith(">") else name
        space = FOEDUS_NS if kind == "term" else ID_NS
        found = self._exact(name, kind == "term")
        if found in (bare, space + bare) or (found and ":" in bare):
            return found
        named = self._numbers.get(name.casefold()) or self._whole.get(fold(name)) or ()
        some = self._terms(named) if kind == "term" else list(named)
        return some[0] if len(some) == 1 and not found else ""

    def named(self, iri: str) -> str:
        """What people read for an address, and what they type for it."""
        label = self.label(iri)
        short = curie(iri)
        return short if label == short else f"{label} ({short})"

    def _exact(self, name: str, terms_only: bool) -> str:
        """The address that is written out, with a prefix, or without ours."""
        bare = name[1:-1] if name.startswith("<") and name.endswith(">") else name
        if bare in self._known:
            return bare
        prefix, colon, local = bare.partition(":")
        if colon and prefix in self._prefixes and self._prefixes[prefix] + local in self._known:
            return self._prefixes[prefix] + local
        spaces = (FOEDUS_NS, CODE_NS, ID_NS) if terms_only else (ID_NS, FOEDUS_NS, CODE_NS)
        return next((space + bare for space in spaces if space + bare in self._known), "")

    def _terms(self, iris: Iterable[str]) -> list[str]:
        return [iri for iri in iris if self._rank(iri) == TERM]

    def _best(self, iris: Iterable[str]) -> tuple[str, ...]:
        """Those of the lowest rank, shortest name first."""
        found = sorted(iris, key=lambda iri: (self._rank(iri), len(self.label(iri)), iri))
        return self._told_apart([iri for iri in found if self._rank(iri) == self._rank(found[0])])

    def _told_apart(self, found: Sequence[str]) -> tuple[str, ...]:
        """Some addresses without those that are matched with another of them; ours stay."""
        kept: list[str] = []
        for iri in sorted(found, key=lambda iri: not iri.startswith(ID_NS)):
            if not any(frozenset((iri, other)) in self._same for other in kept):
                kept.append(iri)
        return tuple(iri for iri in found if iri in kept)

    def _rank(self, iri: str) -> int:
        if iri.startswith(CODE_NS):
            return CODE
        if iri.startswith(FOEDUS_NS):
            return TERM
        kinds = self._kinds.get(iri, set())
        if kinds & _below("Statement"):
            return STATEMENT
        if any(kinds & _below(name) for name in _TEXTS):
            return DOCUMENT
        return EVENT if any(kinds & _below(name) for name in _LATER) else THING

    @cached_property
    def _parted(self) -> list[tuple[tuple[str, ...], set[str]]]:
        return [(tuple(name.split()), iris) for name, iris in sorted(self._whole.items())]

    def _by_words(self, words: Sequence[str]) -> set[str]:
        """What has a name with all the words, each whole or begun, in any order."""
        return {
            iri
            for parts, iris in self._parted
            if all(any(part.startswith(word) for part in parts) for word in words)
            for iri in iris
        }

    def _just(self, words: Sequence[str]) -> set[str]:
        """What has a name of just these words, but for small ones, or for the state at its head."""
        wanted, told = sorted(words), sorted(word for word in words if word not in _SMALL)
        return {
            iri
            for parts, iris in self._parted
            for iri in iris
            if sorted(parts[1:]) == wanted or sorted({*parts} - _SMALL) == told
        }

    def _alike(self, folded: str, words: Sequence[str]) -> Iterator[str]:
        """What has a name that looks alike, as a whole or word by word."""
        known = sorted({part for parts, _ in self._parted for part in parts})
        mended = [next(iter(get_close_matches(w, known, 1, _NEAR_WORD)), w) for w in words]
        hits: list[str] = []
        if mended != list(words):
            whole = self._whole.get(" ".join(mended)) or self._by_words(mended)
            hits += self._best(whole) if whole else ()
        for name in get_close_matches(folded, sorted(self._whole), 8, _NEAR):
            hits += sorted(self._whole[name], key=lambda iri: (self._rank(iri), iri))
        yield from list(dict.fromkeys(hits))[:3]


def _below(name: str) -> frozenset[ox.NamedNode]:
    return contents.at_or_below(ox.NamedNode(FOEDUS_NS + name))


def _hint(name: str) -> str:
    """What to do about a name that nothing is called by."""
    if one := numbered(name):
        return f"; a question is called so: foedus query {one.number}"
    return ", nor anything like it; foedus query WORDS finds questions"


# --- questions ------------------------------------------------------------------------------------


def questions(key: str) -> list[Question]:
    """The questions that are meant by a number, a name, or words of what they ask.

    Raises BadInput where there is none, with those that look alike.
    """
    if one := numbered(key):
        return [one]
    words = fold(key).split()
    asked = {one.number: fold(f"{one.question} {one.name}").split() for one in all_questions()}
    hits = {number for number, parts in asked.items() if words and _all_akin(words, parts)}
    if hits:
        return [one for one in all_questions() if one.number in hits]
    known = sorted({part for parts in asked.values() for part in parts})
    mended = [next(iter(get_close_matches(w, known, 1, _NEAR_WORD)), w) for w in words]
    alike = [number for number, parts in asked.items() if _all_akin(mended, parts)][:3]
    if not alike:  # the questions that have the most of the longer words
        long = [word for word in words if len(word) > _STEM]
        count = {n: sum(_all_akin([w], parts) for w in long) for n, parts in asked.items()}
        alike = sorted(filter(count.get, count), key=lambda n: (-count[n], n))[:3]
    told = "; ".join(
        f"{one.number} {one.question}" for one in all_questions() if one.number in alike
    )
    hint = f"; did you mean {told}" if words and told else "; foedus query lists them"
    raise BadInput(f"no question is called {key!r}{hint}")


def numbered(key: str) -> Question | None:
    """The question that has this number or name; None where none has."""
    stems = {path.stem for path in folders.question_files()}
    bare = key.zfill(3) if key.isascii() and key.isdigit() else key
    known = bare in {part for stem in stems for part in (stem, stem[:3], stem[4:])}
    return find_question(bare) if known else None


def question(key: str) -> Question:
    """The one question that is meant. Raises BadInput for none and for several, with these."""
    found = questions(key)
    if len(found) == 1:
        return found[0]
    told = "; ".join(f"{one.number} {one.question}" for one in found[:OFFERED])
    more = f" and {len(found) - OFFERED} more" if len(found) > OFFERED else ""
    raise BadInput(f"{key!r} is asked by several questions: {told}{more}")


def _all_akin(words: Iterable[str], parts: Iterable[str]) -> bool:
    """Whether each word begins one of the parts, or ends otherwise than it: commands, command."""
    parts = list(parts)
    return all(
        any(one.startswith(word) or (len(one) > _STEM and word.startswith(one)) for one in parts)
        for word in words
    )
