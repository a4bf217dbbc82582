"""From triples to a sheet: facts by their statements, nodes by their patterns, and what is left.

The sheet is tried: it is built, and what the data have and it does not make goes into keys of its
nodes, then into ``rest``; what it would make and the data have not is taken out of it. So the
sheet of any file makes the same triples.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from foedus.authoring import build, cite, dates, names, patterns, sheet
from foedus.authoring.build import FILE_KEYS, PLANNED, Built
from foedus.authoring.names import ALIAS, NOTE, Known, Node, foedus, slug
from foedus.authoring.patterns import Column, Extra, Pattern
from foedus.authoring.sheet import STATEMENT_KEYS, Wrong
from foedus.authoring.text import Source, Span
from foedus.bundled.relations import DATES
from foedus.rdf import reading, writing
from foedus.rdf.headers import headers
from foedus.rdf.names import CODE_NS, DCTERMS_NS, LABEL, TYPE, curie, text

_IDENTIFIER = Node(DCTERMS_NS + "identifier")
_SEPARATED = re.compile(r"\s;\s|^\s|\s$|\n")
_BESIDE = {TYPE, LABEL, ALIAS, foedus("evidencedBy"), foedus("sourcedFrom")}
"""Properties that no key of their own holds."""

_ROUNDS = 6

Values = dict[Node, list[Any]]
Block = dict[str, Any]


def sheet_of(
    document: reading.Document, known: Known, source: Source | None = None, where: str = "-"
) -> str:
    """The sheet of a Turtle file, as text; with the ``source``, words need no offsets.

    ``where`` is the file that it goes to, from which its text is found.
    """
    return _Reverse(document, known, source, where).text()


class _Reverse:
    """One file on its way to a sheet."""

    def __init__(
        self, document: reading.Document, known: Known, source: Source | None, where: str
    ) -> None:
        self.document, self.known, self.source, self.where = document, known, source, where
        self.words = names.vocabulary()
        self.quads = set(document.quads)
        self.about: dict[Any, Values] = {}
        self.to: dict[Any, Values] = {}
        for s, p, o, _ in sorted(self.quads, key=str):
            self.about.setdefault(s, {}).setdefault(p, []).append(o)
            self.to.setdefault(o, {}).setdefault(p, []).append(s)
        found = {
            node: text(values[_IDENTIFIER][0])
            for node, values in self.about.items()
            if self.is_a(node, "Statement") and _IDENTIFIER in values
        }
        self.numbers = dict(sorted(found.items(), key=lambda item: _natural(item[1])))
        self.labels = Counter(self.first(node, LABEL) for node in self.about)
        self.main: dict[str, list[Any]] = {}
        self.quoted: dict[Node, str] = {}
        self.placed: dict[Node, Block] = {}
        self.spoken: list[Node] = []
        self.readings: dict[Node, str] = {}
        self.facts: list[tuple[Node, Block]] = []
        self.author: Node | None = None
        self.namespace = self._namespace()
        passages = [node for node in self.about if self.get(node, "passageOf")]
        placed = [node for node in passages if self.get(node, "charStart")]
        self.paper = next((one for node in placed for one in self.get(node, "passageOf")), None)
        self.loose = {
            node: self._local(node)
            for node in passages
            if not self.get(node, "charStart") and self.is_a(node, "Passage")
        }
        self.writing = self._writing()
        self.head = self._head()

    # --- the whole -------------------------------------------------------------------

    def text(self) -> str:
        """The sheet, tried and found to make the same triples."""
        for node in self.numbers:
            self.facts.append((node, self._fact(node)))
        self._place_the_rest()
        self.names = dict(self._names())
        self._complete(self._built())
        for _ in range(_ROUNDS):
            built = self._built()
            extra = {
                one
                for quad in built.quads
                if quad not in self.quads
                for one in (quad.subject, *self._saying(quad))
            }
            if not extra:
                break
            self._take_out(built, extra & self.numbers.keys() or extra)
        else:
            self.facts, self.names = [], {}
            self.head = {key: self.head[key] for key in ("article", "namespace")}
            built = self._built()
        left = [quad for quad in self.quads if quad not in built.quads]
        rest = writing.serialize(left, reading.RdfFormat.TURTLE).decode() if left else ""
        return self._dump(rest)

    def _dump(self, rest: str = "") -> str:
        facts = [block for _, block in self.facts]
        return sheet.dump(self.head, self.names, facts, rest, self._passages())

    def _passages(self) -> dict[str, Block]:
        """The words of other documents, by id."""
        found: dict[str, Block] = {}
        for node, local in self.loose.items() if self.names else ():
            words = self.get(node, "exactText")
            if len(words) == 1 and isinstance(words[0], ox.Literal):
                of = self.listed(self.get(node, "passageOf"))
                language = words[0].language or "en"
                other = {} if language == "en" else {"language": language}
                found[local] = {"of": of, "words": words[0].value, **other}
        return found

    def _built(self) -> Built:
        told, _ = sheet.parse(self._dump(), self.document.name)
        return build.build(told, self.known, self.source)

    def _saying(self, quad: ox.Quad) -> list[Any]:
        """The statements that say a triple: an admitted one makes it, wherever else it stands."""
        said = self.subjects(foedus("stmtSubject"), quad.subject)
        return [one for one in said if quad.predicate in self.get(one, "stmtPredicate")]

    def _take_out(self, built: Built, extra: Iterable[Any]) -> None:
        """Leave out the facts and the names that make what the data do not have."""
        lines = [fact.line for fact in built.sheet.facts]
        for node in extra:
            line, about = built.places.get(text(node), (0, ""))
            if self.names.pop(about, None) is None:
                before = [place for place, start in enumerate(lines) if start <= line]
                if before:
                    self.facts[before[-1]] = (node, {})
        self.facts = [(node, block) for node, block in self.facts if block]

    def _complete(self, built: Built) -> None:
        """Add what the data say beside, and take away what would be the same without."""
        missing: dict[Any, Values] = {}
        for s, p, o, _ in sorted(self.quads - built.quads.keys(), key=str):
            missing.setdefault(s, {}).setdefault(p, []).append(o)
        for told, (node, block) in zip(built.sheet.facts, self.facts, strict=True):
            made = built.made(told)
            if not made:
                self._properties(missing.get(node, {}), block)
            for one, keys in zip(made, [block, *block.get("and", [])], strict=False):
                self._shorten(built, one, keys)
                if one.thing:
                    self._properties(missing.get(one.thing.node, {}), keys)
        for label, block in self.names.items():
            local = block.get("id") or slug(label)
            node = Node(local[1:-1] if local.startswith("<") else self.namespace + local)
            self._evidence_of_name(node, block, built.default.get(label, frozenset()))
            self._dates(missing.get(node, {}), block)
            self._properties(missing.get(node, {}), block)
        for key, found in (("document", self.paper), ("author", self.author)):
            self._properties(missing.get(found, {}), self.head.get(key, {}))

    def _shorten(self, built: Built, made: build.Made, keys: Block) -> None:
        """Take out a name and an address that the pattern gives anyhow."""
        try:
            label, iri = built.usual(made)
        except Wrong:
            return
        if made.thing and iri == made.thing.iri:
            keys.pop("id", None)
        if label == made.label:
            keys[made.pattern.name] = ""

    # --- looking up and naming ------------------------------------------------------------

    def objects(self, node: Any, relation: Node) -> list[Any]:
        """The values of a property of a node."""
        return self.about.get(node, {}).get(relation, [])

    def subjects(self, relation: Node, value: Any) -> list[Any]:
        """The nodes that have a value of a property."""
        return self.to.get(value, {}).get(relation, [])

    def predicates(self, node: Any) -> set[Node]:
        """The properties that a node has."""
        return set(self.about.get(node, {}))

    def get(self, node: Any, name: str) -> list[Any]:
        """The values of a property of ours."""
        return self.objects(node, foedus(name))

    def first(self, node: Any, relation: Node | str) -> str:
        """The text of a property's first value, a code by its name; empty where there is none."""
        relation = relation if isinstance(relation, Node) else foedus(relation)
        return text(next(iter(self.objects(node, relation)), None)).removeprefix(CODE_NS)

    def is_a(self, node: Any, kind: str) -> bool:
        """Whether a node has a class of ours."""
        return foedus(kind) in self.objects(node, TYPE)

    def shown(self, node: Any) -> str:
        """How the sheet names a node, a code or a class."""
        iri = text(node)
        number: str | None = self.numbers.get(node)
        if number is not None:
            return number
        if node in self.quoted:
            return f"{self.quoted[node]} quotation"
        if iri.startswith(CODE_NS):
            return iri.removeprefix(CODE_NS)
        label = self.readings.get(node) or self.first(node, LABEL)
        if label and self.labels[label] == 1 and not re.search(r"\s[;|]\s|^\"", label):
            return label
        if iri in self.words.labels:
            return self.words.name(iri)
        told = self.known.shown(iri)
        own = node in self.about and iri.startswith(self.namespace)
        if own and (label or told in self.labels or told == curie(iri)):
            return ":" + iri[len(self.namespace) :]
        return told

    def listed(self, nodes: Iterable[Any]) -> str:
        """Several names in one value."""
        return " ; ".join(sorted(map(self.shown, nodes)))

    def _local(self, node: Any) -> str:
        iri = text(node)
        return iri[len(self.namespace) :] if iri.startswith(self.namespace) else f"<{iri}>"

    def _label(self, node: Any) -> str:
        return self.first(node, LABEL) or self.known.label.get(text(node), "")

    def _namespace(self) -> str:
        """The namespace of most nodes that have a class."""
        own = [text(node) for node, values in self.about.items() if TYPE in values]
        spaces = Counter(re.sub(r"[^#/]*$", "", iri) for iri in sorted(own) if ":" in iri)
        return spaces.most_common(1)[0][0] if spaces else "https://example.org/"

    # --- the head ------------------------------------------------------------------------

    def _writing(self) -> Node | None:
        """The speech act of the article itself: that in which plain facts are said."""
        said = Counter(
            one
            for node in self.numbers
            if self.first(node, "voice") == "source-voice"
            for one in self.get(node, "saidIn")
        )
        return said.most_common(1)[0][0] if said else None

    def _head(self) -> Block:
        local = self._local(self.paper).removeprefix("doc-") if self.paper else "article"
        head: Block = {"article": local, "namespace": self.namespace}
        if self.source is not None:
            folder = "." if self.where == "-" else Path(self.where).parent
            path = os.path.relpath(self.source.name, folder)
            head |= {"text": path, "sha256": self.source.digest}
        if not self._repeats():
            head["repeat"] = "no"
        for header in sorted(headers(self.quads), key=str)[:1]:
            told = {key: self.objects(header, Node(iri)) for key, iri in FILE_KEYS.items()}
            values = {key: " ; ".join(sorted(map(text, found))) for key, found in told.items()}
            head["file"] = {"address": text(header), **{k: v for k, v in values.items() if v}}
        if self.paper is not None:
            head["document"] = self._own_block(self.paper, f"doc-{local}")
            self.author = next(iter(self.get(self.writing, "speaker")), None)
        if self.author is not None:
            block = head["author"] = self._own_block(self.author, f"{local}-author")
            if self.objects(self.author, TYPE) != [foedus("Agent")]:
                block["is"] = self._classes(self.author)
            label = f"writing of the {head['document']['label']}"
            for key, is_so, usual in (
                ("writing", self._local(self.writing), f"speech-{local}"),
                ("writing label", self.first(self.writing, LABEL), label),
            ):
                if is_so != usual:
                    block[key] = is_so
        return head

    def _repeats(self) -> bool:
        """Whether the file repeats the classes of all known nodes that it names, or names none."""
        terms = {term for quad in self.quads for term in (quad.subject, quad.object)}
        named = {one for one in terms if isinstance(one, Node) and one.value in self.known.types}
        repeated = all(
            self.known.types[node.value] <= set(self.objects(node, TYPE)) for node in named
        )
        self.outside = named if repeated else set()
        return repeated

    def _own_block(self, node: Node, usual: str) -> Block:
        block: Block = {"label": self.first(node, LABEL)}
        if self._local(node) != usual:
            block["id"] = self._local(node)
        if aliases := self.objects(node, ALIAS):
            block["also"] = " ; ".join(sorted(map(text, aliases)))
        return block

    def _classes(self, node: Node) -> str:
        return " ; ".join(sorted(self.words.name(text(one)) for one in self.objects(node, TYPE)))

    # --- facts -----------------------------------------------------------------------------

    def _fact(self, node: Node) -> Block:
        number = self.numbers[node]
        block: Block = {number: ""}
        self._rests(node, number, block)
        self._said(node, block)
        self._readings(number, block)
        about = self.get(node, "aboutNode")
        for one in about:
            kind = self._pattern(one)
            alike = self.get(one, "sourcedFrom") == self.get(node, "sourcedFrom")
            if kind and one not in self.placed and (alike or self.get(one, "evidencedBy")):
                self._add_block(block, self._block(kind, one, number), one)
        self._says(node, block)
        if set(about) != {one for one, told in self.placed.items() if told is block}:
            block["about"] = self.listed(about) or "nothing"
        if self._local(node) != f"stmt-{number.lower()}":
            block["statement id"] = self._local(node)
        self._modality(node, block)
        return block

    def _rests(self, node: Node, number: str, block: Block) -> None:
        """The words or the documents that a statement rests on."""
        cited = [one for one in self.get(node, "evidencedBy") if self._is_placed(one)]
        passage = next((one for one in cited if self.is_a(one, "Passage")), None)
        quotation = next((one for one in cited if self.is_a(one, "Quotation")), None)
        main = passage or quotation
        self.main[number] = [main] if main else []
        if documents := self.get(node, "sourcedFrom"):
            block["from"] = self.listed(documents)
        if loose := self._loose_of(node):
            block["passages"] = " ; ".join(map(self.loose.__getitem__, loose))
            self.main[number] += loose
        if main is None:
            return
        words, at, span = self._place(main)
        told = self._words(words, span)
        block[number] = told or words
        if not told:
            block["at"] = at
        if passage and self._local(passage) != f"passage-{number.lower()}":
            block["passage id"] = self._local(passage)
        if quotation is not None:
            first = quotation not in self.quoted
            self.quoted.setdefault(quotation, number)
            found = self.source.quotation_at(span) if told and self.source else None
            same = found and Span(found.start, found.end) == self._place(quotation)[2]
            if not same or self.first(node, "voice") == "paraphrase":
                self._quoted(quotation, passage is None, first, block)

    def _loose_of(self, node: Node) -> list[Any]:
        """The words of other documents that a node rests on."""
        return [one for one in self.get(node, "evidencedBy") if one in self.loose]

    def _is_placed(self, passage: Any) -> bool:
        """Whether a passage is a stretch of the article’s own text."""
        place = all(self.first(passage, name) for name in ("exactText", "charStart"))
        return place and self.paper in self.get(passage, "passageOf")

    def _place(self, passage: Node) -> tuple[str, str, Span]:
        """A passage’s words, where they stand as ``at`` has it, and as a stretch."""
        words, start = self.first(passage, "exactText"), self.first(passage, "charStart")
        span = Span(int(start), int(start) + len(words))
        return words, f"{self.first(passage, 'paragraphNumber')}:{start}", span

    def _words(self, words: str, span: Span) -> str:
        """Words as they are found in the text; empty where they need an offset."""
        if self.source is None:
            return ""
        sentence = self.source.sentence_at(span.start).number
        for shown in (words, f"{words} @ {sentence}"):
            try:
                if cite.locate(self.source, shown) == span:
                    return shown
            except Wrong:
                continue
        return ""

    def _quoted(self, quotation: Node, whole: bool, first: bool, block: Block) -> None:
        if whole:
            block["quoted"] = "all"
        elif not first:
            block["quoted"] = self.quoted[quotation]
        else:
            block["quoted"], block["quoted at"], _ = self._place(quotation)
        if self.get(quotation, "elided"):
            block["elided"] = "yes"

    def _said(self, node: Node, block: Block) -> None:
        said, voice = self.get(node, "saidIn"), self.first(node, "voice")
        usual = "source-voice"
        if said and said != [self.writing]:
            speaker = self._lone_speaker(said)
            if speaker is not None:
                block["said by"] = self.shown(speaker)
            else:
                told = ["the article" if one == self.writing else self.shown(one) for one in said]
                block["said in"] = " ; ".join(sorted(told))
            within = any(one in self.quoted for one in self.get(node, "evidencedBy"))
            if self.source and "quoted at" in block:  # words of a paraphrase, as far as is known
                within = False
            usual = "quotation" if within else "paraphrase"
        if voice and voice != usual:
            block["voice"] = voice

    def _lone_speaker(self, said: list[Any]) -> Any:
        """The speaker of a speech act that ``said by`` alone makes."""
        speakers = self.get(said[0], "speaker")
        if len(said) != 1 or len(speakers) != 1:
            return None
        name = self._label(speakers[0])
        more = self.predicates(said[0]) - {*_BESIDE, foedus("speaker")}
        usual = (f"statement by {name}", slug(f"speech {name}"))
        if more or (self.first(said[0], LABEL), self._local(said[0])) != usual:
            return None
        self.spoken.append(said[0])
        return speakers[0]

    def _readings(self, number: str, block: Block) -> None:
        found: Block = {}
        for main in self.main[number]:
            for node in self.subjects(foedus("partOf"), main):
                words = self.first(node, "designationText")
                if not words:
                    continue
                told = {"as": self.listed(self.get(node, "interpretedAs"))}
                if self._local(node) != slug(f"designation {words}"):
                    told["id"] = self._local(node)
                if NOTE in self.about[node]:
                    told["note"] = "\n".join(sorted(map(text, self.objects(node, NOTE))))
                found[words] = told if len(told) > 1 else told["as"]
                self.readings[node] = words
                self.labels[words] += 1
        if found:
            block["reads"] = found

    def _says(self, node: Node, block: Block) -> None:
        subjects, relations = self.get(node, "stmtSubject"), self.get(node, "stmtPredicate")
        things, literals = self.get(node, "stmtObject"), self.get(node, "stmtValue")
        if not subjects or len(relations) != 1 or bool(things) == (len(literals) == 1):
            return
        relation = relations[0]
        takes_things = relation.value in self.words.things
        if things:
            told = " ; ".join(sorted(map(self.shown if takes_things else _curie, things)))
        else:
            value = literals[0]
            told = f'"{value.value}"' if takes_things else self.words.shown(relation, value)
        if "|" not in told and "\n" not in told:
            name = self.words.name(relation.value)
            block["says"] = f"{self.listed(subjects)} | {name} | {told}"

    def _modality(self, node: Node, block: Block) -> None:
        modality = self.first(node, "modality")
        kinds = patterns.all_patterns()
        planned = any(
            one.get("status") in PLANNED and any(kinds[key].extras for key in one if key in kinds)
            for one in (block, *block.get("and", []))
        )
        if modality != ("intended" if planned else "actual"):
            block["modality"] = modality
        for key, name in STATEMENT_KEYS.items():
            if found := self.get(node, name):
                block[key] = " ; ".join(sorted(self._value(foedus(name), one) for one in found))
        voice, relations = self.first(node, "voice"), self.get(node, "stmtPredicate")
        if build.is_plain(block, voice, modality, relations) and not self.get(node, "admitted"):
            block["admitted"] = "no"

    # --- nodes of patterns --------------------------------------------------------------------

    def _pattern(self, node: Any) -> Pattern | None:
        kinds = self.objects(node, TYPE)
        own = len(kinds) == 1 and node != self.writing
        return patterns.by_class().get(kinds[0]) if own else None

    def _add_block(self, block: Block, made: Block, node: Node) -> None:
        self.placed[node] = block
        if any(key in patterns.all_patterns() for key in block):
            block.setdefault("and", []).append(made)
        else:
            block.update(made)

    def _block(self, kind: Pattern, node: Node, number: str) -> Block:
        """A pattern’s keys, read from what the data say of a node."""
        main = self.main.get(number, [])
        found = kind.read_back(node, self, main, lambda one: one in self.placed)
        label = text(next(iter(found.get("name", ())), None))
        block: Block = {kind.name: label, "id": self._local(node)}
        columns = [one for one in kind.columns.values() if one.type == "date"]
        first = next((one for one in columns if any(map(found.get, one.variables[:2]))), None)
        for column in kind.columns.values():
            if column.type == "date":
                told = self._date(found, column, column is (first or columns[0]))
            else:
                told = self._cells(column, found.get(column.variables[0], []))
            if told and told != column.default:
                block[column.name] = told
        for extra in kind.extras:
            self._extra(extra, found, node, block)
        cited = found.get("evidence", [])
        if set(cited) - set(main) and all(one in self._cited_in for one in cited):
            numbers = [self._cited_in[one] for one in cited]
            block["evidence"] = " ; ".join(sorted(numbers, key=_natural))
        return block

    def _extra(self, extra: Extra, found: dict[str, list[Any]], node: Node, block: Block) -> None:
        """Take the second nodes of a pattern, with their address where it is not the usual one."""
        values = found.get(extra.given.replace(" ", "_"), [])
        for one, value in zip(found.get(extra.variable, ()), values, strict=False):
            shown = {key: [told] for key, told in block.items() if isinstance(told, str)}
            shown |= {"node": [self._local(node)], extra.given: [self._label(value)]}
            usual = self._local(one) == slug(build.fill_in(extra.address, shown, "-"))
            if not extra.each and not usual:
                block[f"{extra.variable} id"] = self._local(one)
            self.placed[one] = block

    def _cells(self, column: Column, found: list[Any]) -> str:
        """The values of a column, as the sheet writes them."""
        if found and isinstance(found[0], ox.Literal):
            return text(found[0])
        return self.listed(found if column.list else found[:1])

    def _date(self, found: dict[str, list[Any]], column: Column, first: bool) -> str:
        """A date column; the words and the precision belong to the first that has bounds."""
        told = [text(next(iter(found.get(name, ())), None)) for name in column.variables]
        precision = told[3].removeprefix(CODE_NS)
        date = dates.Date(told[2] if first else "", told[0], told[1], precision)
        if not first and "[" in dates.written(date):  # the precision is not its own
            date = date._replace(precision="")
        return dates.written(date) if date.known or date.words else ""

    @cached_property
    def _cited_in(self) -> dict[Any, str]:
        """The number of the fact that each passage belongs to, as ``evidence`` takes it."""
        found: dict[Any, str] = dict(self.loose)
        for node, number in self.numbers.items():
            for one in self.get(node, "evidencedBy"):
                quoted = " quotation" if self.is_a(one, "Quotation") else ""
                found.setdefault(one, number + quoted)
        return found

    def _place_the_rest(self) -> None:
        """The nodes of patterns that no statement is about: facts that have no number."""
        alone = [
            (kind.name, text(node), node) for node in self.about if (kind := self._pattern(node))
        ]
        for name, _, node in sorted(alone):
            if node in self.placed or node in self.spoken:
                continue
            kind = patterns.pattern(name)
            documents, loose = self.get(node, "sourcedFrom"), self._loose_of(node)
            if documents or loose:
                self.main[""] = loose
                block = self._block(kind, node, "")
                if documents:
                    block["from"] = self.listed(documents)
                if loose:
                    block["passages"] = " ; ".join(map(self.loose.__getitem__, loose))
                self.placed[node] = block
                self.facts.append((node, block))
                continue
            cited = [
                self._cited_in[one]
                for one in self.get(node, "evidencedBy")
                if one in self._cited_in
            ]
            number = min(cited, key=_natural, default="").partition(" ")[0]
            for own, host in self.facts:
                if number and self.numbers.get(own) == number:
                    about = self.listed(self.get(own, "aboutNode"))
                    host.setdefault("about", about or "nothing")
                    self._add_block(host, self._block(kind, node, number), node)

    # --- names --------------------------------------------------------------------------------

    def _names(self) -> Iterator[tuple[str, Block]]:
        taken = {*self.outside, *self.placed, *self.numbers, *self.spoken, *headers(self.quads)}
        taken |= {self.paper, self.author, self.writing}
        labelled = [(self.first(node, LABEL), node) for node in self.about]
        for label, node in sorted(labelled, key=lambda one: one[0].casefold()):
            if node in taken or not label or not isinstance(node, Node):
                continue
            if self.labels[label] > 1 or TYPE not in self.about[node]:
                continue
            block: Block = {"is": self._classes(node)}
            other = self.known.named(label)
            if self._local(node) != slug(label) or (other and other != node.value):
                block["id"] = self._local(node)
            if aliases := self.objects(node, ALIAS):
                block["also"] = " ; ".join(map(text, aliases))
            yield label, block

    def _evidence_of_name(
        self, node: Node, block: Block, default: frozenset[tuple[Node, Node]]
    ) -> None:
        passages, documents = self.get(node, "evidencedBy"), self.get(node, "sourcedFrom")
        own = {(foedus("evidencedBy"), one) for one in passages}
        if own | {(foedus("sourcedFrom"), one) for one in documents} == default:
            return
        numbers = [self._cited_in[one] for one in passages if one in self._cited_in]
        if numbers and len(numbers) == len(passages):
            block["evidence"] = " ; ".join(sorted(numbers, key=_natural))
        if documents or (default and not numbers):
            block["from"] = self.listed(documents) or "nothing"

    def _properties(self, missing: Values, block: Block) -> None:
        """Keys for what is said of a node beside."""
        for relation, found in missing.items():
            if relation in _BESIDE or (
                relation.value not in self.words.labels and relation != NOTE
            ):
                continue
            key = "note" if relation == NOTE else self.words.name(relation.value)
            told = sorted(self._value(relation, one) for one in found)
            apart = relation == NOTE or not any(map(_SEPARATED.search, told))
            if all(told) and key not in block and apart:
                block[key] = ("\n" if relation == NOTE else " ; ").join(told)

    def _value(self, relation: Node, value: Any) -> str:
        """A value of a property, as a key has it; empty where no key can hold it."""
        takes_things = relation.value in self.words.things
        if isinstance(value, Node):
            return self.shown(value) if takes_things else curie(value.value)
        if not isinstance(value, ox.Literal) or "\n" in value.value:
            return ""
        if takes_things:
            return f'"{value.value}"'
        told = self.words.shown(relation, value)
        return {"true": "yes", "false": "no"}.get(told, told)

    def _dates(self, missing: Values, block: Block) -> None:
        """The dates of a name as ``start``, ``end`` and ``observed``."""

        def take(name: str) -> str:
            return text(next(iter(missing.pop(foedus(name), ())), None)).removeprefix(CODE_NS)

        for key, bounds in DATES.items():
            if any(foedus(name) in missing for name in bounds):
                first, last, words, precision = map(take, (*bounds, "dateText", "datePrecision"))
                block[key] = dates.written(dates.Date(words, first, last, precision))
        if foedus("dateText") in missing and "start" not in block:
            block["start"] = take("dateText")


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _curie(term: Any) -> str:
    return curie(text(term))
