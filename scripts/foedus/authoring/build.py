"""From a sheet to triples: nodes, passages, statements; and whose line each of them comes from.

Nothing stops at the first problem: what is wrong is collected, fact by fact, and told together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from foedus.authoring import dates, names, patterns
from foedus.authoring.cite import Cites, Resting, is_said
from foedus.authoring.names import ALIAS, NOTE, Known, Node, code, fits, foedus, slug
from foedus.authoring.patterns import Column, Pattern
from foedus.authoring.sheet import (
    FACT_KEYS,
    PASSAGE_KEYS,
    STATEMENT_KEYS,
    Fact,
    Problem,
    Sheet,
    Text,
    Wrong,
    suggestion,
    texts,
)
from foedus.authoring.text import Source
from foedus.bundled.relations import DATES
from foedus.rdf.names import CODE_NS, DCTERMS_NS, LABEL, OWL_NS, SKOS_NS, TYPE, XSD_NS, Term, curie
from foedus.sources.dates import NotADate

PLANNED = ("planned", "announced")
"""Statuses of what is not yet: a statement that tells of it is intended, never actual."""

FILE_KEYS = {
    "title": DCTERMS_NS + "title",
    "description": DCTERMS_NS + "description",
    "creator": DCTERMS_NS + "creator",
    "licence": DCTERMS_NS + "license",
    "issued": DCTERMS_NS + "issued",
    "modified": DCTERMS_NS + "modified",
    "version": OWL_NS + "versionInfo",
    "version address": OWL_NS + "versionIRI",
    "imports": OWL_NS + "imports",
}
"""Keys of the head’s ``file``, and the properties of the Turtle’s header."""

IDENTIFIERS = frozenset(
    [foedus(name) for name in ("wikidataId", "atopId", "unTreatyNumber")]
    + [Node(SKOS_NS + name) for name in ("exactMatch", "closeMatch")]
)
"""Properties that tie a thing to a register of others: never without a document that does."""

_BLOCK_KEYS = frozenset(["id", "evidence", "note"])
_NAME_KEYS = frozenset(["is", "also", "note", "id", "evidence", "from", *DATES])
_FUTURE = re.compile(r"\b(?:will|shall|is to|are to|plans? to|intends? to|expected to)\b", re.I)
_TIMELESS = ("speech", "obligation", "provision")
"""Patterns of what is so now, though its words tell of what is to come."""

_NUMBERED = re.compile(r"([A-Za-z]+\d+[a-z]?)(?: (passage|quotation))?")


@dataclass
class Thing:
    """A node that the sheet makes: address, label, classes, and where the sheet has it."""

    iri: str
    label: str
    types: tuple[Node, ...]
    line: int
    about: str

    @property
    def node(self) -> Node:
        """Its address as a term."""
        return Node(self.iri)


@dataclass
class Made:
    """A pattern’s block in a fact: which pattern, its keys, and the node it makes."""

    pattern: Pattern
    keys: dict[Any, Any]
    label: str | None
    line: int
    thing: Thing | None = None


class Built:
    """What a sheet makes: ``quads``, the ``problems`` found, and the ``places`` of nodes.

    ``cites`` holds the passages. ``places`` maps an address to the line and the fact or name that
    it comes from; ``default`` maps each name to the evidence that it would have without being told.
    """

    def __init__(self, sheet: Sheet, known: Known, source: Source | None) -> None:
        self.sheet, self.known, self.source = sheet, known, source
        self.problems: list[Problem] = []
        self.quads: dict[ox.Quad, None] = {}
        self.places: dict[str, tuple[int, str]] = {}
        self.default: dict[str, frozenset[tuple[Node, Node]]] = {}
        self._words = names.vocabulary()
        self._things: dict[str, Thing] = {}
        self._by_iri: dict[str, Thing] = {}
        self._blocks: dict[int, list[Made]] = {}
        self._rests: dict[str, Resting] = {}
        self._uses: dict[str, Resting] = {}
        self._used_by: dict[str, str] = {}
        self._fact: Resting | None = None
        self._owner = ""
        self._read_as: dict[tuple[str, str], Node] = {}
        self._speeches: dict[str, tuple[str, Node, Resting]] = {}
        self._language = sheet["language"] or "en"
        self.cites = Cites(source, self._language, self._own, self._put, self._place)
        self._statements: dict[str, Node] = {}
        for fact in sheet.facts:
            with self._trying(fact.line, fact.number):
                local = _id(fact.keys, "statement id") or f"stmt-{fact.number.lower()}"
                self._statements |= {fact.number: self._own(local)} if fact.number else {}
        self._passages: dict[str, Node] = {}
        for name in sheet.passages:
            with self._trying(name.line, name):
                self._passages[name] = self._own(name)
                self._place(self._passages[name], name.line, name)
        self._head()
        self._declare()
        self._words_of_others()
        for fact in sheet.facts:
            with self._trying(fact.line, fact.number):
                self._tell(fact)
        self._finish()

    # --- small things ---------------------------------------------------------------

    @contextmanager
    def _trying(self, line: int, about: str) -> Iterator[None]:
        try:
            yield
        except Wrong as wrong:
            self.problems.append(Problem(wrong.line or line, about, wrong.reason))
        except NotADate as wrong:
            self.problems.append(Problem(line, about, str(wrong)))

    def _warn(self, line: int, about: str, reason: str) -> None:
        self.problems.append(Problem(line, about, reason, "warning"))

    def _own(self, local: str) -> Node:
        """The address of a node of the sheet."""
        found = names.full(local, self.sheet["namespace"])
        try:
            return Node(found or self.sheet["namespace"] + local)
        except ValueError:
            raise Wrong(f"“{local}” is no part of an address: use letters, digits and -") from None

    def _put(self, subject: Any, predicate: Node | str, value: Any) -> None:
        predicate = predicate if isinstance(predicate, Node) else foedus(predicate)
        self.quads[ox.Quad(subject, predicate, value)] = None

    def _listed(self, told: Mapping[Any, Any], key: str) -> list[Text]:
        """The parts of a key’s value; none where it is not given."""
        return texts(told[key]) if key in told else []

    def _place(self, node: Node, line: int, about: str) -> None:
        self.places.setdefault(node.value, (line, about))

    def _text(self, value: str) -> ox.Literal:
        return ox.Literal(value, language=self._language)

    # --- names ------------------------------------------------------------------------

    def resolve(self, name: str, line: int | None = None) -> Node:
        """The node that a name means; raises Wrong where there is none."""
        thing = self._things.get(name)
        found = thing.node if thing else self._numbered(name)
        if found is None:
            iri = names.full(name, self.sheet["namespace"]) or self.known.named(name)
            if iri is None:
                several = self.known.names.get(name, set())
                if several:
                    choices = ", ".join(sorted(curie(one) for one in several))
                    raise Wrong(f"“{name}” is the name of several: say one of {choices}", line)
                near = suggestion(name, [*self._things, *self.known.names])
                hint = f"; a new one goes under names, as “{name}: Class”"
                raise Wrong(f"“{name}” is no known name{near}{hint}", line)
            found = Node(iri)
        self._use(found)
        return found

    def _use(self, node: Node) -> None:
        """Note which fact, or which name, names a node first."""
        if self._fact is not None:
            self._uses.setdefault(node.value, self._fact)
        elif self._owner and self._owner != node.value:
            self._used_by.setdefault(node.value, self._owner)

    def _numbered(self, name: str) -> Node | None:
        found = _NUMBERED.fullmatch(name)
        if not found or found[1] not in self._statements:
            return None
        if found[2] == "quotation":
            return self.cites.quotation_of.get(found[1]) or self._own(
                f"quotation-{found[1].lower()}"
            )
        return self._own(f"passage-{found[1].lower()}") if found[2] else self._statements[found[1]]

    def _label(self, node: Node) -> str:
        if self._words.is_code(node.value) or node.value.startswith(CODE_NS):
            return node.value.removeprefix(CODE_NS)
        if thing := self._by_iri.get(node.value):
            return thing.label
        numbers = (number for number, one in self._statements.items() if one == node)
        return self.known.label.get(node.value) or next(numbers, re.split("[#/]", node.value)[-1])

    def types(self, node: Node) -> set[Node]:
        """The classes of a node of the sheet or of what is known."""
        found = set(self.known.types.get(node.value, ()))
        if thing := self._by_iri.get(node.value):
            found.update(thing.types)
        if node in self._statements.values():
            found.add(foedus("Statement"))
        return found

    # --- the head and the declarations ---------------------------------------------------

    def _head(self) -> None:
        self.writing: Node | None = None
        article = self.sheet["article"]
        told = self.sheet.head.get("document")
        if isinstance(told, dict):
            if not _id(told, "label"):
                self.problems.append(Problem(1, "document", "needs a label"))
            document = self._own(_id(told, "id") or f"doc-{article}")
            self.cites.document = document
            self._plain(document, told, foedus("SourceDocument"), "document")
            author = self.sheet.head.get("author")
            author = author if isinstance(author, dict) else {}
            writer = self._own(_id(author, "id") or f"{article}-author")
            label = f"unnamed author of the {_id(told, 'label')}"
            rest = {key: value for key, value in author.items() if not key.startswith("writing")}
            self._plain(writer, rest, foedus("Agent"), "author", label)
            self.writing = self._own(_id(author, "writing") or f"speech-{article}")
            self._place(self.writing, 1, "author")
            self._put(self.writing, TYPE, foedus("SpeechAct"))
            label = _id(author, "writing label") or f"writing of the {_id(told, 'label')}"
            self._put(self.writing, LABEL, ox.Literal(label, language="en"))
            self._put(self.writing, "speaker", writer)
        if isinstance(self.sheet.head.get("file"), dict):
            self._file(self.sheet.head["file"])

    def _plain(
        self, node: Node, told: Mapping[Any, Any], kind: Node, about: str, label: str = ""
    ) -> None:
        """A node of the head: its class, label and properties."""
        line = next((key.line for key in told), 1)
        self._place(node, line, about)
        given = [self._words.klass(one) for one in self._listed(told, "is")]
        for one in given or [kind]:
            self._put(node, TYPE, one)
        label = _id(told, "label") or label
        thing = Thing(node.value, label, tuple(given or [kind]), line, about)
        for name in (label, *self._listed(told, "also")):
            self._things.setdefault(name, thing)
        self._by_iri.setdefault(thing.iri, thing)
        self._put(node, LABEL, ox.Literal(label, language="en"))
        for key, value in told.items():
            if key not in ("label", "id", "is"):
                with self._trying(key.line, about):
                    self._property(node, key, value)

    def _file(self, told: Mapping[Any, Any]) -> None:
        address = self._own(_id(told, "address") or self.sheet["article"])
        self._put(address, TYPE, Node(OWL_NS + "Ontology"))
        for key, value in told.items():
            if key == "address":
                continue
            if key not in FILE_KEYS:
                reason = f"“{key}” is no key of file{suggestion(key, FILE_KEYS)}"
                self.problems.append(Problem(key.line, "file", reason))
                continue
            relation = Node(FILE_KEYS[key])
            for one in self._values(relation, value):
                self._put(address, relation, one)

    def _declare(self) -> None:
        """Give addresses to names, readings and the nodes of patterns, before any fact is told."""
        for name, told in self.sheet.names.items():
            with self._trying(name.line, name):
                self._name(name, told)
        for fact in self.sheet.facts:
            with self._trying(fact.line, fact.number):
                self._blocks[id(fact)] = [self._block(one) for one in _pattern_blocks(fact)]
            readings = fact.keys.get("reads") or {}
            for words, told in readings.items() if isinstance(readings, dict) else ():
                with self._trying(words.line, fact.number):
                    self._reading(words, told, fact)
        made = [(fact, one) for fact in self.sheet.facts for one in self._blocks.get(id(fact), ())]
        for given in (True, False):
            for fact, one in made:
                if bool(one.label) == given:
                    with self._trying(one.line, fact.number):
                        self._address(one, fact.number)

    def _add(self, name: str, thing: Thing) -> None:
        other = self._things.get(name)
        if other and other.iri != thing.iri:
            raise Wrong(f"“{name}” is named in line {other.line} too: give it another name")
        clash = self._by_iri.setdefault(thing.iri, thing)
        if clash is not thing and clash.about != thing.about:
            place = f"“{clash.label}” in line {clash.line}"
            raise Wrong(f"has the address of {place} too: give it an id of its own")
        self._things[name] = thing
        self._place(thing.node, thing.line, thing.about)

    def _name(self, name: Text, told: Any) -> None:
        block = told if isinstance(told, dict) else {Text("is", name.line): told}
        classes = tuple(self._words.klass(one) for one in self._listed(block, "is"))
        if not classes:
            raise Wrong("needs a class, such as State, City, Person or NationalCommand")
        given = _id(block, "id")
        other = self.known.named(name)
        if other and not given:
            raise Wrong(f"is known as {curie(other)}: take it out of names, and use it")
        thing = Thing(self._iri(given, name), str(name), classes, name.line, str(name))
        self._add(name, thing)
        for alias in self._listed(block, "also"):
            self._add(alias, thing)

    def _iri(self, given: str, default: str) -> str:
        local = given or slug(default)
        if not local:
            raise Wrong("no address can be made of this name: give it an id")
        return self._own(local).value

    def _reading(self, words: Text, told: Any, fact: Fact) -> None:
        given = _id(told, "id")
        iri = self._iri(given, f"designation {words}")
        if not given and iri in self._by_iri:  # the same words, read again
            iri = self._iri("", f"designation {words} {fact.number}")
        thing = Thing(iri, words, (foedus("Designation"),), words.line, f"{fact.number} {words}")
        self._read_as[fact.number, words] = thing.node
        if words in self._things:
            self._place(thing.node, words.line, fact.number)
        else:
            self._add(words, thing)

    def _block(self, keys: dict[Any, Any]) -> Made:
        first = next(iter(keys))
        kind = patterns.pattern(first)
        given = keys[first]
        if given is not None and not isinstance(given, str):
            raise Wrong(f"{first} takes a name, or nothing", first.line)
        rest = {key: value for key, value in keys.items() if key is not first}
        return Made(kind, rest, str(given or "") or None, first.line)

    def _address(self, made: Made, number: str) -> None:
        """The label and the address of a pattern’s node."""
        kind = made.pattern
        if made.label is None and kind.label is None and kind.labelled:
            raise Wrong(f"give the {kind.name} a name: {kind.name}: NAME")
        given = _id(made.keys, "id")
        values = {} if made.label and given else self._shown_columns(made)
        label = made.label or (kind.label and fill_in(kind.label, values, " and ")) or ""
        address = fill_in(kind.address, {**values, "name": [label]}, "-")
        iri = self._iri(given, address)
        made.label = label
        about = f"{number} {label}".strip()
        made.thing = Thing(iri, label, (kind.kind,), made.line, about)
        if clash := self._by_iri.get(iri):
            place = f"“{clash.label}” in line {clash.line}"
            more = f"add an id, such as id: {slug(kind.name)}-2"
            raise Wrong(f"{kind.name} has the address of {place} too: {more}", made.line)
        self._place(made.thing.node, made.line, number)
        if label and label in self._things:
            raise Wrong(f"“{label}” is named in line {self._things[label].line} too", made.line)
        if label:
            self._things[label] = made.thing
        self._by_iri[iri] = made.thing

    def usual(self, made: Made) -> tuple[str, str]:
        """The label and the address that a pattern’s node has where neither is given."""
        values = self._shown_columns(made)
        label = fill_in(made.pattern.label or "", values, " and ")
        name = made.label or label
        return label, self._iri("", fill_in(made.pattern.address, {**values, "name": [name]}, "-"))

    def made(self, fact: Fact) -> list[Made]:
        """The blocks of a fact."""
        return self._blocks.get(id(fact), [])

    def _shown_columns(self, made: Made) -> dict[str, list[str]]:
        """The labels of what the columns hold, for a name and an address."""
        shown: dict[str, list[str]] = {}
        owner, self._owner = self._owner, ""
        for column in made.pattern.columns.values():
            told = made.keys.get(column.name)
            told = Text(column.default, made.line) if told is None and column.default else told
            if told is None:
                if column.required:
                    raise Wrong(f"{made.pattern.name} needs {column.name}", made.line)
                continue
            for one in texts(told):
                if column.type in ("is", "any"):
                    one = Text(self._label(self.resolve(one, told.line)), told.line)
                shown.setdefault(column.name, []).append(one)
        self._owner = owner
        return shown

    def _words_of_others(self) -> None:
        """The passages of other documents: words without a place."""
        for name, told in self.sheet.passages.items():
            with self._trying(name.line, name):
                for key in told:
                    if key not in PASSAGE_KEYS:
                        near = suggestion(key, PASSAGE_KEYS)
                        raise Wrong(f"“{key}” is no key of a passage{near}", key.line)
                if not (_id(told, "of") and _id(told, "words")):
                    raise Wrong("a passage needs of: DOCUMENT and words: WORDS", name.line)
                node, language = self._passages[name], _id(told, "language") or self._language
                self._put(node, TYPE, foedus("Passage"))
                self._put(node, "passageOf", self.resolve(told["of"], name.line))
                self._put(node, "exactText", ox.Literal(_id(told, "words"), language=language))

    # --- facts ---------------------------------------------------------------------------

    def _tell(self, fact: Fact) -> None:
        blocks = self._blocks.get(id(fact))
        if blocks is None:
            return  # its pattern is told already
        own = [key for key in fact.keys if not blocks and key not in FACT_KEYS]
        for key in own:
            if not self._words.is_relation(key) and ":" not in key:
                words = [*FACT_KEYS, *patterns.all_patterns(), *self._words.relations()]
                near = suggestion(key, words)
                raise Wrong(f"“{key}” is no key of a fact{near}", key.line)
        if not fact.number and not blocks:
            raise Wrong("a fact begins with its number and words, or with a kind of fact")
        rests = self._rest(fact)
        self._fact = rests
        try:
            for one in blocks:
                if one.thing is not None:
                    self._fill(one, fact, rests)
            if fact.number:
                self._state(fact, rests, blocks, own)
        finally:
            self._fact = None

    def _rest(self, fact: Fact) -> Resting:
        """The passages that a fact rests on, or the documents."""
        rests = Resting()
        told = fact.keys.get("from")
        if told is not None:
            self._fact = None
            rests.documents = [self.resolve(one, told.line) for one in texts(told)]
        if fact.words:
            self.cites.cite(fact, rests)
        if passages := fact.keys.get("passages"):
            found = list(self._evidence(passages))
            rests.main, rests.all = [*rests.main, *found], [*rests.all, *found]
        if not (rests.all or rests.documents):
            raise Wrong("rests on nothing: give the words of the text, or from: DOCUMENT")
        self._rests[fact.number] = rests
        return rests

    # --- statements ------------------------------------------------------------------------

    def _state(self, fact: Fact, rests: Resting, blocks: list[Made], own: list[Text]) -> None:
        keys = fact.keys
        node = self._statements[fact.number]
        self._place(node, fact.line, fact.number)
        self._put(node, TYPE, foedus("Statement"))
        self._put(node, Node(DCTERMS_NS + "identifier"), ox.Literal(fact.number))
        said = self._says(node, keys.get("says"), bool(rests.documents))
        about = self._about(keys.get("about"), blocks)
        for one in about:
            self._put(node, "aboutNode", one)
        self._readings(fact, rests)
        if not (said or about or blocks):
            raise Wrong("says nothing: add says, about or a kind of fact")
        for key, name in STATEMENT_KEYS.items():
            if key in keys:
                with self._trying(keys[key].line, fact.number):
                    self._property(node, Text(name, keys[key].line), keys[key])
        for key in own:
            self._property(node, key, fact.keys[key])
        if "note" in keys and not blocks:
            self._property(node, Text("note", fact.line), keys["note"])
        voice = self._voice(fact, keys, rests)
        modality = self._modality(fact, keys, blocks)
        self._put(node, "voice", code(voice))
        self._put(node, "modality", code(modality))
        self._put(node, "evaluative", ox.Literal("judgement" in keys))
        self._said_in(node, keys, rests)
        for one in rests.all:
            self._put(node, "evidencedBy", one)
        for one in rests.documents:
            self._put(node, "sourcedFrom", one)
        self._admit(node, keys, voice, modality, said, about)
        self._doubt(fact, keys, rests, modality, blocks)

    def _says(
        self, node: Node, told: Any, sourced: bool
    ) -> tuple[list[Node], Node, list[Any]] | None:
        if told is None:
            return None
        parts = [part.strip() for part in re.split(r"\s\|\s", str(told))]
        if len(parts) != 3 or not all(parts):
            raise Wrong("says needs three parts: who or what | relation | what", told.line)
        relation = self._words.relation(parts[1])
        if relation in IDENTIFIERS and not sourced:
            raise Wrong(f"{parts[1]} needs a document that gives it: add from:", told.line)
        subjects = [self.resolve(one, told.line) for one in texts(Text(parts[0], told.line))]
        values = self._values(relation, Text(parts[2], told.line))
        for subject in subjects:
            self._put(node, "stmtSubject", subject)
        self._put(node, "stmtPredicate", relation)
        for value in values:
            literal = isinstance(value, ox.Literal)
            self._put(node, "stmtValue" if literal else "stmtObject", value)
        return subjects, relation, values

    def _values(self, relation: Node, told: Text) -> list[Any]:
        """The values of a relation: texts where it takes these, or in double quotes; else nodes."""
        quoted = told.startswith('"') and told.endswith(('"', f'"@{self._language}'))
        if quoted or '"^^' in told:
            if relation.value in self._words.things:
                return [self._text(told.strip('"'))]
            return [self._words.literal(relation, told, self._language)]
        if relation.value in self._words.things:
            return [self._thing(one, told.line) for one in texts(told)]
        iris = [names.full(one, self.sheet["namespace"]) for one in texts(told)]
        if iris and all(iris):
            return [Node(str(one)) for one in iris]
        return [self._words.literal(relation, told, self._language)]

    def _thing(self, name: str, line: int) -> Node:
        """A node, a code or a class."""
        try:
            return self.resolve(name, line)
        except Wrong as wrong:
            if found := self._words.term(name):
                return found
            raise wrong from None

    def _about(self, told: Any, blocks: list[Made]) -> list[Node]:
        if told is None:
            return [one.thing.node for one in blocks if one.thing]
        return [] if told == "nothing" else [self.resolve(one, told.line) for one in texts(told)]

    def _voice(self, fact: Fact, keys: Mapping[str, Any], rests: Resting) -> str:
        default = "source-voice"
        if is_said(fact):
            default = "quotation" if rests.in_quotation else "paraphrase"
        elif self._is_nobodys(keys, rests):
            reason = "the words stand in quotation marks; whose are they? add said by"
            self._warn(fact.line, fact.number, reason)
        told = keys.get("voice")
        return self._code(told, "voices") if told else default

    def _is_nobodys(self, keys: Mapping[str, Any], rests: Resting) -> bool:
        """Whether words stand in quotation marks and nobody is said to say them."""
        told = {"said in", "voice"} & keys.keys()
        return bool(
            not told and self.source and rests.span and self.source.quotation_at(rests.span)
        )

    def _modality(self, fact: Fact, keys: Mapping[str, Any], blocks: list[Made]) -> str:
        planned = [
            str(status)
            for one in blocks
            if (status := one.keys.get("status")) in PLANNED and "status" in one.pattern.columns
        ]
        told = keys.get("modality")
        if told is None:
            return "intended" if planned else "actual"
        modality = self._code(told, "modalities")
        if planned and modality in ("actual", "presupposed"):
            reason = f"status {planned[0]} does not go with modality {modality}"
            raise Wrong(f"{reason}: a plan is no fact", told.line)
        return modality

    def _code(self, told: Text, scheme: str) -> str:
        try:
            return self._words.code(told, scheme).value.removeprefix(CODE_NS)
        except Wrong as wrong:
            raise Wrong(wrong.reason, told.line) from None

    def _said_in(self, node: Node, keys: Mapping[str, Any], rests: Resting) -> None:
        if told := keys.get("said in"):
            for one in texts(told):
                writing = one == "the article" and self.writing
                self._put(node, "saidIn", writing or self.resolve(one, told.line))
        elif told := keys.get("said by"):
            for one in texts(told):
                self._put(node, "saidIn", self._speech(one, told.line, rests))
        elif rests.span is not None and self.writing is not None:
            self._put(node, "saidIn", self.writing)

    def _speech(self, name: str, line: int, rests: Resting) -> Node:
        """The one speech act of a speaker who is named by ``said by`` alone."""
        speaker = self.resolve(name, line)
        self._check(speaker, ("Agent",), name)
        label = f"statement by {self._label(speaker)}"
        node = self._own(slug(f"speech {self._label(speaker)}"))
        if node.value not in self._by_iri:
            self._speeches.setdefault(node.value, (label, speaker, rests))
            self._place(node, line, name)
        return node

    def _admit(
        self,
        node: Node,
        keys: Mapping[str, Any],
        voice: str,
        modality: str,
        said: tuple[list[Node], Node, list[Any]] | None,
        about: list[Node],
    ) -> None:
        """Admit a plain fact, and then let what it says stand as triples too."""
        plain = is_plain(keys, voice, modality, [said[1]] if said else [])
        wanted = keys.get("admitted")
        # What a speaker takes for granted may be admitted, if the editor says so.
        granted = modality == "presupposed" and "judgement" not in keys
        granted = granted and keys.get("negated") != "yes"
        if wanted == "yes" and granted:
            plain = True
        if wanted == "yes" and not plain:
            reason = "a plan, claim, judgement or denial is no admitted fact: take admitted out"
            raise Wrong(reason, wanted.line)
        if not plain or wanted == "no":
            return
        self._put(node, "admitted", ox.Literal(True))
        for subject in said[0] if said else ():
            for value in said[2] if said else ():
                self._put(subject, said[1] if said else "", value)
        for kind in self._listed(keys, "stated class"):
            for one in about:
                self._put(one, TYPE, self._words.klass(kind))

    def _doubt(
        self, fact: Fact, keys: Mapping[str, Any], rests: Resting, modality: str, blocks: list[Made]
    ) -> None:
        """Warn of a plain fact whose words tell of what is to come."""
        words = self.source.words(rests.span) if self.source and rests.span else fact.words
        told = _FUTURE.search(words)
        duty = any(one.pattern.name in _TIMELESS for one in blocks) or "judgement" in keys
        if told and modality == "actual" and not duty:
            reason = f"“{told[0]}” tells of what is to come, but the modality is actual"
            self._warn(fact.line, fact.number, reason)

    def _readings(self, fact: Fact, rests: Resting) -> None:
        told = fact.keys.get("reads", {})
        if not isinstance(told, dict):
            raise Wrong("reads takes words and a name: reads: {WORDS: NAME}", fact.line)
        for words, meant in told.items():
            with self._trying(words.line, fact.number):
                self._read(words, meant, fact, rests)

    def _read(self, words: Text, meant: Any, fact: Fact, rests: Resting) -> None:
        """A designation: words inside the fact’s words, and the editor’s reading of them."""
        block = meant if isinstance(meant, dict) else {Text("as", words.line): meant}
        span = self.cites.inside(words, fact, rests)
        node = self._read_as[fact.number, words]
        self.cites.passage(node, "Designation", span, rests.paragraph, fact)
        self._put(node, "partOf", rests.main[0])
        exact = self.source.words(span) if self.source else str(words)
        self._put(node, "designationText", self._text(exact))
        for one in self._listed(block, "as"):
            self._put(node, "interpretedAs", self.resolve(one, words.line))
        for key, value in block.items():
            if key not in ("as", "id"):
                self._property(node, key, value)

    # --- nodes ------------------------------------------------------------------------------

    def _fill(self, made: Made, fact: Fact, rests: Resting) -> None:
        """The nodes of a pattern’s block."""
        assert made.thing is not None
        node, kind = made.thing.node, made.pattern
        own = _own_keys(made, fact)
        for key in own:
            if not self._words.is_relation(key) and ":" not in key:
                columns = ", ".join(kind.columns)
                near = suggestion(key, [*kind.columns, *FACT_KEYS, *self._words.relations()])
                raise Wrong(f"{kind.name} has no column “{key}”; it has {columns}{near}", key.line)
        values: dict[str, list[Term]] = {"node": [node], "passage": list(rests.main)}
        values["name"] = [ox.Literal(made.label or "", language="en")]
        values["source"] = list(rests.documents)
        told = made.keys.get("evidence")
        values["evidence"] = list(self._evidence(told)) if told else list(rests.main)
        failed = len(self.problems)
        for column in kind.columns.values():
            with self._trying(made.line, fact.number):
                values |= self._column(made, column)
        self._one_date(made, values)
        for extra in kind.extras:
            self._extra(made, extra, values, fact)
        if any(one.severity == "error" for one in self.problems[failed:]):
            return
        for quad in kind.fill(values):
            self.quads[quad] = None
        for key in own:
            with self._trying(key.line, fact.number):
                self._property(node, key, made.keys[key])
        if note := made.keys.get("note"):
            self._property(node, Text("note", made.line), note)

    def _column(self, made: Made, column: Column) -> dict[str, list[Term]]:
        told = made.keys.get(column.name)
        if told is None and column.default:
            told = Text(column.default, made.line)
        if told is None or (isinstance(told, str) and not told.strip()):
            if column.required:
                raise Wrong(f"{made.pattern.name} needs {column.name}")
            return {}
        parts = [told] if column.type in ("text", "date", "number") else texts(told)
        if len(parts) > 1 and not column.list:
            raise Wrong(f"{column.name} takes one value, not {len(parts)}", told.line)
        if column.type == "date":
            return self._date(column, told)
        try:
            return {column.variables[0]: [self._cell(column, one) for one in parts]}
        except Wrong as wrong:
            raise Wrong(wrong.reason, wrong.line or told.line) from None

    def _cell(self, column: Column, told: Text) -> Term:
        if column.type == "code":
            return self._words.code(told, column.of[0])
        if column.type == "number":
            if not re.fullmatch(r"\d+", told):
                reason = f"{column.name} must be a whole number, such as 60000, not “{told}”"
                raise Wrong(reason, told.line)
            return ox.Literal(int(told))
        if column.type == "day":
            return self._words.literal(foedus("asOfDate"), told)
        if column.type == "text":
            relation = next(self._relation_of(column), foedus("scopeText"))
            return self._words.literal(relation, told, self._language)
        node = self.resolve(told, told.line)
        if column.of:
            self._check(node, column.of, told)
        return node

    def _relation_of(self, column: Column) -> Iterator[Node]:
        for kind in patterns.all_patterns().values():
            if column in kind.columns.values():
                for triple in kind.template:
                    if patterns.variable(triple.object) == column.variables[0]:
                        yield triple.predicate

    def _check(self, node: Node, wanted: Sequence[str], name: str) -> None:
        """Refuse a node of another class than a column takes; what is unknown passes."""
        types = self.types(node)
        if types and not fits(types, [self._words.klass(one) for one in wanted]):
            has = " and ".join(sorted(self._words.name(one.value) for one in types))
            raise Wrong(f"“{name}” is {has}, but must be {' or '.join(wanted)}")

    def _date(self, column: Column, told: Text) -> dict[str, list[Term]]:
        date = self._parsed(told)
        day = Node(XSD_NS + "date")
        terms: tuple[Term | None, ...] = (
            ox.Literal(date.earliest, datatype=day) if date.earliest else None,
            ox.Literal(date.latest, datatype=day) if date.latest else None,
            self._text(date.words) if date.words else None,
            code(date.precision) if date.precision else None,
        )
        return {name: [term] for name, term in zip(column.variables, terms, strict=True) if term}

    def _parsed(self, told: Text) -> dates.Date:
        """A date; words that name no day must be words of the text, where that is at hand."""
        date = dates.parse(told)
        words = date.words.casefold()
        if date.known or not words or self.source is None or self._fact is None:
            return date
        if self._fact.span is None or words not in self.source.text.casefold():
            forms = "2031-04-09, 9 April 2031, early April 2031, 2031, or words of the text"
            raise Wrong(f"“{told}” is no date: say it as {forms}", told.line)
        return date

    def _one_date(self, made: Made, values: dict[str, list[Term]]) -> None:
        """A node holds the words and the precision of one date: those of its first."""
        columns = [one for one in made.pattern.columns.values() if one.type == "date"]
        for part in ("text", "precision"):
            names_of = [f"{one.name.replace(' ', '_')}_{part}" for one in columns]
            given = [name for name in names_of if name in values]
            for name in given[1:]:
                if part == "text":
                    told = made.keys[name.removesuffix("_text")]
                    reason = "a node holds the words of one date: give the other as 2031-04-09"
                    raise Wrong(reason, told.line)
                if values[name] != values[given[0]]:
                    values.pop(given[0], None)
                values.pop(name)

    def _extra(
        self, made: Made, extra: patterns.Extra, values: dict[str, list[Term]], fact: Fact
    ) -> None:
        """The address, and the name, of a pattern’s second node, or one each value."""
        assert made.thing is not None
        told = made.keys.get(extra.given)
        if told is None:
            return
        if extra.each and made.keys.get("status") in (*PLANNED, "cancelled"):
            reason = f"{extra.given}: what is planned has not been done: take it out"
            raise Wrong(reason, told.line)
        shown = self._shown_columns(made)
        local = made.thing.iri.removeprefix(self.sheet["namespace"])
        for one in shown[extra.given] if extra.each else [""]:
            filled = {**shown, "node": [local], **({extra.given: [one]} if extra.each else {})}
            address = fill_in(extra.address, filled, "-")
            node = Node(self._iri(_id(made.keys, f"{extra.variable} id"), address))
            self._place(node, made.line, fact.number)
            values.setdefault(extra.variable, []).append(node)
            label = ox.Literal(fill_in(extra.name, filled, " and "), language="en")
            values.setdefault(f"{extra.variable}_name", []).append(label)

    def _evidence(self, told: Text) -> Iterator[Node]:
        """The passages named by the numbers of facts."""
        for one in texts(told):
            if one in self._passages:
                yield self._passages[one]
                continue
            found = _NUMBERED.fullmatch(one)
            if not found:
                near = suggestion(one, self._passages)
                reason = f"evidence takes numbers of facts and ids of passages, not “{one}”{near}"
                raise Wrong(reason, told.line)
            if found[1] not in self._statements:
                raise Wrong(f"there is no fact {found[1]}", told.line)
            if found[2] == "quotation" and found[1] in self.cites.quotation_of:
                yield self.cites.quotation_of[found[1]]
            elif found[2] or found[1] not in self._rests:
                yield self._own(f"{found[2] or 'passage'}-{found[1].lower()}")
            else:
                yield from self._rests[found[1]].main

    def _property(self, node: Node, key: Text, told: Any) -> None:
        """A key that is a property’s label: one triple a value."""
        if key in DATES:
            self._dated(node, key, told)
            return
        relation = {"note": NOTE, "also": ALIAS}.get(key) or self._words.relation(key)
        if key in ("note", "also"):
            for one in _lines(told) if key == "note" else texts(told):
                self._put(node, relation, self._words.literal(relation, one))
            return
        for one in texts(told):
            for value in self._values(relation, one):
                self._put(node, relation, value)

    def _dated(self, node: Node, key: str, told: Text) -> None:
        date = self._parsed(told)
        for name, day in zip(DATES[key], (date.earliest, date.latest), strict=True):
            if day:
                self._put(node, name, ox.Literal(day, datatype=Node(XSD_NS + "date")))
        if date.words:
            self._put(node, "dateText", self._text(date.words))
        if date.precision:
            self._put(node, "datePrecision", code(date.precision))

    # --- the end ------------------------------------------------------------------------------

    def _finish(self) -> None:
        for name, told in self.sheet.names.items():
            with self._trying(name.line, name):
                self._describe(name, told if isinstance(told, dict) else {})
        for iri, (label, speaker, rests) in self._speeches.items():
            node = Node(iri)
            self._put(node, TYPE, foedus("SpeechAct"))
            self._put(node, LABEL, ox.Literal(label, language="en"))
            self._put(node, "speaker", speaker)
            for one in rests.main:
                self._put(node, "evidencedBy", one)
        for name, told in self.sheet.names.items():
            with self._trying(name.line, name):
                self._give_evidence(name, told if isinstance(told, dict) else {})
        if self.sheet.head.get("repeat") != "no":
            self._repeat()

    def _describe(self, name: Text, told: Mapping[Any, Any]) -> None:
        """The class, label and properties of a name."""
        thing = self._things.get(name)
        if thing is None:
            return  # what is wrong with it is told already
        self._owner = thing.iri
        for kind in thing.types:
            self._put(thing.node, TYPE, kind)
        self._put(thing.node, LABEL, ox.Literal(thing.label, language="en"))
        for key, value in told.items():
            if key in ("is", "id", "evidence", "from"):
                continue
            if key not in _NAME_KEYS and not self._words.is_relation(key) and ":" not in key:
                near = suggestion(key, [*_NAME_KEYS, *self._words.relations()])
                raise Wrong(f"“{key}” is no key of a name{near}", key.line)
            identifies = self._words.is_relation(key) and self._words.relation(key) in IDENTIFIERS
            if identifies and "from" not in told:
                raise Wrong(f"{key} needs a document that gives it: add from:", key.line)
            self._property(thing.node, key, value)
        self._owner = ""

    def _give_evidence(self, name: Text, told: Mapping[Any, Any]) -> None:
        if name not in self._things:
            return
        node = self._things[name].node
        default = self._evidence_by_use(node)
        self.default[name] = frozenset(default)
        given: list[tuple[Node, Node]] = []
        if evidence := told.get("evidence"):
            given += [(foedus("evidencedBy"), one) for one in self._evidence(evidence)]
        if documents := told.get("from"):
            found = [self.resolve(one, documents.line) for one in texts(documents)]
            given += [(foedus("sourcedFrom"), one) for one in found if documents != "nothing"]
        is_document = foedus("SourceDocument") in self.types(node)
        if not (given or default or is_document):
            raise Wrong("no fact names it: name it in a fact, or add evidence and a fact’s number")
        for relation, one in given or ([] if is_document else default):
            self._put(node, relation, one)

    def _evidence_by_use(self, node: Node) -> list[tuple[Node, Node]]:
        """What the first fact that names a node rests on, or else the name that does."""
        seen: set[str] = set()
        iri = node.value
        while iri not in self._uses and iri in self._used_by and iri not in seen:
            seen.add(iri)
            iri = self._used_by[iri]
        rests = self._uses.get(iri)
        if rests is None:
            return []
        cited = [(foedus("evidencedBy"), one) for one in rests.main[:1]]
        return cited or [(foedus("sourcedFrom"), one) for one in rests.documents]

    def _repeat(self) -> None:
        """The classes and the label of each known node used, so that the file stands alone."""
        made = {quad.subject for quad in self.quads if quad.predicate == TYPE}
        used = {term for quad in self.quads for term in (quad.subject, quad.object)}
        for node in sorted((one for one in used if isinstance(one, Node)), key=str):
            if node in made or node.value not in self.known.types:
                continue
            for kind in sorted(self.known.types[node.value], key=str):
                self._put(node, TYPE, kind)
            if label := self.known.label.get(node.value):
                self._put(node, LABEL, ox.Literal(label, language="en"))


def is_plain(keys: Mapping[Any, Any], voice: str, modality: str, relations: Iterable[Node]) -> bool:
    """Whether a fact is told plainly by its text: no claim, plan, judgement or denial."""
    plain = voice == "source-voice" and modality in ("actual", "presupposed")
    plain = plain and "judgement" not in keys and keys.get("negated") != "yes"
    return plain and names.statement_only().isdisjoint(relations)


def build(sheet: Sheet, known: Known, source: Source | None) -> Built:
    """What a sheet makes, with what is wrong in it; ``rest`` is not read here."""
    return Built(sheet, known, source)


def _id(told: Any, key: str) -> str:
    """A text of a block; empty where it has none."""
    value = told.get(key) if isinstance(told, Mapping) else None
    return str(value) if isinstance(value, str) else ""


def _lines(told: Any) -> list[Text]:
    """The lines of a text: several notes."""
    if not isinstance(told, Text):
        raise Wrong("takes a text, not a list or a block of its own")
    return [Text(line.strip(), told.line) for line in told.splitlines() if line.strip()]


def _pattern_blocks(fact: Fact) -> Iterator[dict[Any, Any]]:
    """The blocks of a fact that are patterns: its own keys, and each under ``and``."""
    kinds = [key for key in fact.keys if key in patterns.all_patterns()]
    if len(kinds) > 1:
        reason = f"two kinds of fact, {kinds[0]} and {kinds[1]}: put the second under and:"
        raise Wrong(reason, kinds[1].line)
    if kinds:
        rest = {key: value for key, value in fact.keys.items() if key is not kinds[0]}
        yield {kinds[0]: fact.keys[kinds[0]], **rest}
    more = fact.keys.get("and") or []
    if not isinstance(more, list):
        raise Wrong("and takes a list of kinds of fact", fact.line)
    for block in more:
        if not isinstance(block, dict) or not block:
            raise Wrong("and takes a list of kinds of fact", fact.line)
        if mine := [key for key in block if key in FACT_KEYS and key not in _BLOCK_KEYS]:
            raise Wrong(
                f"{mine[0]} belongs to the fact as a whole: put it above and:", mine[0].line
            )
        yield block


def _own_keys(made: Made, fact: Fact) -> list[Text]:
    """The keys of a block that are no column and no key of the fact: properties of its node."""
    known = {*_BLOCK_KEYS, *FACT_KEYS, *made.pattern.columns}
    known |= {f"{extra.variable} id" for extra in made.pattern.extras}
    return [key for key in made.keys if key not in known]


def fill_in(template: str, values: Mapping[str, Iterable[str]], joint: str) -> str:
    """A template with the labels of its columns; several are joined, the last by ``joint``."""

    def fill(found: re.Match[str]) -> str:
        told = list(values.get(found[1], []))
        if len(told) > 2 and joint != "-":
            told = [", ".join(told[:-1]), told[-1]]
        return joint.join(told)

    return re.sub(r"\{([^}]*)\}", fill, template)
