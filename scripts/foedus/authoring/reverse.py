"""From triples to a sheet: facts by their statements, nodes by their patterns, and what is left.

The sheet is tried: it is built, and what the data have and it does not make goes into keys of its
nodes, then into ``rest``; what it would make and the data have not is taken out of it. So the
sheet of any file makes the same triples.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from foedus import reading, writing
from foedus.authoring import build, dates, names, patterns, sheet
from foedus.authoring.build import DATES, FILE_KEYS, STATEMENT_KEYS, Built
from foedus.authoring.names import ALIAS, LABEL, NOTE, TYPE, Known, Node, code, foedus, slug
from foedus.authoring.patterns import Column, Extra, Pattern
from foedus.authoring.sheet import Wrong
from foedus.authoring.text import Source, Span
from foedus.terms import Term, text
from foedus.vocabulary import CODE_NS, DCTERMS_NS, OWL_NS, curie

_IDENTIFIER = Node(DCTERMS_NS + "identifier")
_SEPARATED = re.compile(r"\s;\s|^\s|\s$|\n")
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
        self.to: dict[Any, dict[Node, list[Any]]] = {}
        for s, p, o, _ in sorted(self.quads, key=str):
            self.about.setdefault(s, {}).setdefault(p, []).append(o)
            self.to.setdefault(o, {}).setdefault(p, []).append(s)
        self.namespace = self._namespace()
        self.numbers = {
            node: text(values[_IDENTIFIER][0])
            for node, values in self.about.items()
            if foedus("Statement") in values.get(TYPE, ()) and values.get(_IDENTIFIER)
        }
        self.labels: dict[str, list[Node]] = {}
        for node, values in self.about.items():
            if isinstance(node, Node):
                for one in values.get(LABEL, [])[:1]:
                    self.labels.setdefault(text(one), []).append(node)
        self.main: dict[str, list[Node]] = {}
        self.quoted: dict[Node, str] = {}
        self.placed: dict[Node, Block] = {}
        self.gone: set[Node] = set()
        self.spoken: list[Node] = []
        self.paper = next(iter(self._all("SourceDocument", cited=True)), None)
        self.writing = self._writing()
        self.head = self._head()
        self.facts: list[tuple[Node, Block]] = []

    # --- the whole -------------------------------------------------------------------

    def text(self) -> str:
        """The sheet, tried and found to make the same triples."""
        for node in sorted(self.numbers, key=lambda one: _natural(self.numbers[one])):
            self.facts.append((node, self._fact(node)))
        self._place_the_rest()
        self.names = {label: block for label, block in self._names()}
        self._complete(self._built())
        for _ in range(_ROUNDS):
            built = self._built()
            extra = {quad.subject for quad in built.quads if quad not in self.quads}
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
        return sheet.dump(self.head, self.names, [block for _, block in self.facts], rest)

    def _built(self) -> Built:
        told, _ = sheet.parse(self._dump(), self.document.name)
        return build.build(told, self.known, self.source)

    def _take_out(self, built: Built, extra: Iterable[Any]) -> None:
        """Leave out the facts and the names that make what the data do not have."""
        for node in extra:
            line, about = built.places.get(text(node), (0, ""))
            self.names.pop(about, None)
            number = about.split(" ")[0] if about else ""
            lines = {fact.line: place for place, fact in enumerate(built.sheet.facts)}
            place = max((lines[one] for one in lines if one <= line), default=None)
            if place is not None and number not in self.names:
                self.facts[place] = (self.facts[place][0], {})
        self.facts = [(node, block) for node, block in self.facts if block]

    def _complete(self, built: Built) -> None:
        """Add what the data say beside, and take away what would be the same without."""
        missing: dict[Any, Values] = {}
        for s, p, o, _ in sorted(self.quads - built.quads.keys(), key=str):
            missing.setdefault(s, {}).setdefault(p, []).append(o)
        for told, (node, block) in zip(built.sheet.facts, self.facts, strict=True):
            made = built.made(told)
            self._properties(missing.get(node, {}), block, "" if not made else "statement")
            for one, keys in zip(made, [block, *block.get("and", [])], strict=False):
                self._shorten(built, one, keys)
                if one.thing:
                    self._properties(missing.get(one.thing.node, {}), keys)
        for label, block in self.names.items():
            node = self._node(label, block)
            self._evidence_of_name(node, block, built.default.get(label, frozenset()))
            self._properties(missing.get(node, {}), block)
        for key, found in (("document", self.paper), ("author", self.author)):
            if found is not None:
                self._properties(missing.get(found, {}), self.head[key])

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

    def first(self, node: Any, name: str | Node) -> str:
        """The text of the first value of a property of a node; empty where there is none."""
        relation = name if isinstance(name, Node) else foedus(name)
        return text(next(iter(self.objects(node, relation)), None))

    def objects(self, node: Any, relation: Node) -> list[Any]:
        """The values of a property of a node."""
        return self.about.get(node, {}).get(relation, [])

    def subjects(self, relation: Node, value: Any) -> list[Any]:
        """The nodes that have a value of a property."""
        return self.to.get(value, {}).get(relation, [])

    def predicates(self, node: Any) -> set[Node]:
        """The properties that a node has."""
        return set(self.about.get(node, {}))

    # --- naming ------------------------------------------------------------------------

    def shown(self, node: Any) -> str:
        """How the sheet names a node, a code or a class."""
        iri = text(node)
        if node in self.numbers:
            return self.numbers[node]
        if node in self.quoted:
            return f"{self.quoted[node]} quotation"
        if iri.startswith(CODE_NS):
            return iri.removeprefix(CODE_NS)
        label = text(self.about.get(node, {}).get(LABEL, [None])[0])
        shared = len(self.labels.get(label, ())) != 1
        if label and not shared and not re.search(r"\s[;|]\s|^\"", label) and node not in self.gone:
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

    def _local(self, node: Node) -> str:
        iri = node.value
        return iri[len(self.namespace) :] if iri.startswith(self.namespace) else f"<{iri}>"

    def _node(self, label: str, block: Block) -> Node:
        local = block.get("id") or slug(label)
        return Node(local[1:-1] if local.startswith("<") else self.namespace + local)

    def _namespace(self) -> str:
        """The namespace of most nodes that have a class."""
        counts: dict[str, int] = {}
        for node, values in self.about.items():
            if (
                isinstance(node, Node)
                and TYPE in values
                and Node(OWL_NS + "Ontology") not in values[TYPE]
            ):
                space = node.value[: len(re.split(r"[#/]", node.value)[-1]) * -1 or None]
                counts[space] = counts.get(space, 0) + 1
        return max(sorted(counts), key=lambda space: counts[space], default="https://example.org/")

    def _all(self, kind: str, cited: bool = False) -> Iterator[Node]:
        for node, values in self.about.items():
            if foedus(kind) in values.get(TYPE, ()):
                if not cited or foedus("passageOf") in self.to.get(node, {}):
                    yield node

    # --- the head ------------------------------------------------------------------------

    def _writing(self) -> Node | None:
        """The speech act of the article itself: that in which plain facts are said."""
        counts: dict[Node, int] = {}
        for node in self.numbers:
            values = self.about[node]
            if code("source-voice") in values.get(foedus("voice"), ()):
                for one in values.get(foedus("saidIn"), ()):
                    counts[one] = counts.get(one, 0) + 1
        return max(sorted(counts, key=str), key=lambda one: counts[one], default=None)

    def _head(self) -> Block:
        header = next(
            (s for s, v in self.about.items() if Node(OWL_NS + "Ontology") in v.get(TYPE, ())), None
        )
        local = self._local(self.paper).removeprefix("doc-") if self.paper else "article"
        head: Block = {"article": local, "namespace": self.namespace}
        if self.source is not None:
            folder = "." if self.where == "-" else Path(self.where).parent
            path = os.path.relpath(self.source.name, folder)
            head |= {"text": path, "sha256": self.source.digest}
        if not self._repeats():
            head["repeat"] = "no"
        if header is not None:
            values = self.about[header]
            told = {"address": header.value}
            for key, iri in FILE_KEYS.items():
                if found := values.get(Node(iri)):
                    told[key] = " ; ".join(sorted(map(text, found)))
            head["file"] = told
        self.author = None
        if self.paper is None:
            return head
        head["document"] = self._own_block(self.paper, f"doc-{local}")
        if self.writing is not None and (found := self.about.get(self.writing)):
            self.author = next(iter(found.get(foedus("speaker"), ())), None)
            if self.author is not None:
                block = self._own_block(self.author, f"{local}-author")
                kinds = self.about.get(self.author, {}).get(TYPE, ())
                if list(kinds) != [foedus("Agent")]:
                    block["is"] = self._classes(kinds)
                if self._local(self.writing) != f"speech-{local}":
                    block["writing"] = self._local(self.writing)
                label = text(next(iter(found.get(LABEL, ())), None))
                if label != f"writing of the {head['document']['label']}":
                    block["writing label"] = label
                head["author"] = block
        return head

    def _repeats(self) -> bool:
        """Whether the file repeats the classes of all known nodes that it names, or names none."""
        terms = {term for quad in self.quads for term in (quad.subject, quad.object)}
        named = [one for one in terms if isinstance(one, Node) and one.value in self.known.types]
        repeated = all(
            kind in self.about.get(node, {}).get(TYPE, ())
            for node in named
            for kind in self.known.types[node.value]
        )
        self.outside = set(named) if repeated else set()
        return repeated

    def _own_block(self, node: Node, usual: str) -> Block:
        label = text(next(iter(self.about.get(node, {}).get(LABEL, ())), None))
        block: Block = {"label": label}
        if self._local(node) != usual:
            block["id"] = self._local(node)
        if aliases := self.about.get(node, {}).get(ALIAS):
            block["also"] = " ; ".join(sorted(map(text, aliases)))
        return block

    def _classes(self, kinds: Iterable[Any]) -> str:
        return " ; ".join(sorted(self.words.name(one.value) for one in kinds))

    # --- facts -----------------------------------------------------------------------------

    def _fact(self, node: Node) -> Block:
        number, values = self.numbers[node], self.about[node]
        block: Block = {number: ""}
        self._rests(number, values, block)
        self._said(values, block)
        self._readings(number, block)
        for one in values.get(foedus("aboutNode"), ()):
            kind = self._pattern(one)
            if kind and one not in self.placed and self._rests_alike(one, values):
                self._add_block(block, self._block(kind, one, number), one)
        self._says(values, block)
        about = values.get(foedus("aboutNode"), [])
        mine = [one for one, told in self.placed.items() if told is block]
        if set(about) != set(mine):
            block["about"] = self.listed(about) if about else "nothing"
            if not about and not mine:
                del block["about"]
        if self._local(node) != f"stmt-{number.lower()}":
            block["statement id"] = self._local(node)
        self._modality(values, block)
        return block

    def _rests(self, number: str, values: Values, block: Block) -> None:
        """The words or the documents that a statement rests on."""
        cited = [one for one in values.get(foedus("evidencedBy"), ()) if self._is_placed(one)]
        kinds = {one: self.about[one].get(TYPE, []) for one in cited}
        passage = next((one for one in cited if foedus("Passage") in kinds[one]), None)
        quotation = next((one for one in cited if foedus("Quotation") in kinds[one]), None)
        main = passage or quotation
        self.main[number] = [main] if main else []
        if documents := values.get(foedus("sourcedFrom")):
            block["from"] = self.listed(documents)
        if main is None:
            return
        words, at = self._place(main)
        block[number] = words
        if self._local(passage or main) not in (
            f"passage-{number.lower()}",
            f"quotation-{number.lower()}",
        ):
            block["passage id"] = self._local(main)
        placed = self._words(words, at) if self.source else ""
        if placed:
            block[number] = placed
        else:
            block["at"] = at
        if quotation is not None:
            first = quotation not in self.quoted
            self.quoted.setdefault(quotation, number)
            if not (placed and self._found_anyhow(quotation, at, words)):
                self._quoted(quotation, passage is None, first, block)
            elif code("paraphrase") in values.get(foedus("voice"), ()):
                self._quoted(quotation, passage is None, first, block)

    def _is_placed(self, passage: Any) -> bool:
        """Whether a passage is a stretch of the article’s own text."""
        place = all(self.first(passage, name) for name in ("exactText", "charStart"))
        return place and self.paper in self.objects(passage, foedus("passageOf"))

    def _place(self, passage: Node) -> tuple[str, str]:
        words, paragraph, start = (
            self.first(passage, name) for name in ("exactText", "paragraphNumber", "charStart")
        )
        return words, f"{paragraph}:{start}"

    def _words(self, words: str, at: str) -> str:
        """Words as they are found in the text at an offset; empty where they need the offset."""
        assert self.source is not None
        start = int(at.partition(":")[2])
        wanted = Span(start, start + len(words))
        sentence = self.source.sentence_at(start).number
        for shown in (words, f"{words} @ {sentence}"):
            try:
                if build._found(self.source, shown) == wanted:
                    return shown
            except Wrong:
                continue
        return ""

    def _found_anyhow(self, quotation: Node, at: str, words: str) -> bool:
        """Whether the text itself tells the quotation that some words lie in."""
        assert self.source is not None
        start = int(at.partition(":")[2])
        found = self.source.quotation_at(Span(start, start + len(words)))
        told, place = self._place(quotation)
        begin = int(place.partition(":")[2])
        return found is not None and (found.start, found.end) == (begin, begin + len(told))

    def _quoted(self, quotation: Node, whole: bool, first: bool, block: Block) -> None:
        if whole:
            block["quoted"] = "all"
        elif not first:
            block["quoted"] = self.quoted[quotation]
        else:
            block["quoted"], block["quoted at"] = self._place(quotation)
        if self.about[quotation].get(foedus("elided")):
            block["elided"] = "yes"

    def _said(self, values: Values, block: Block) -> None:
        said = values.get(foedus("saidIn"), [])
        if said and said != [self.writing]:
            speaker = self._lone_speaker(said)
            if speaker is not None:
                block["said by"] = self.shown(speaker)
            else:
                told = ["the article" if one == self.writing else self.shown(one) for one in said]
                block["said in"] = " ; ".join(sorted(told))
        voice = text(next(iter(values.get(foedus("voice"), ())), None)).removeprefix(CODE_NS)
        usual = "source-voice"
        number = next(iter(block))
        if said and said != [self.writing]:
            within = any(self.quoted.get(one) for one in values.get(foedus("evidencedBy"), ()))
            usual = "quotation" if within else "paraphrase"
            if self.source is not None and "quoted" in block and block["quoted"] != "all":
                usual = "quotation" if block["quoted"] in self.main else "paraphrase"
        if voice and voice != usual and number:
            block["voice"] = voice

    def _lone_speaker(self, said: list[Any]) -> Any:
        """The speaker of a speech act that ``said by`` alone makes."""
        if len(said) != 1:
            return None
        values = self.about.get(said[0], {})
        speakers = values.get(foedus("speaker"), [])
        if len(speakers) != 1 or set(values) - {
            TYPE,
            LABEL,
            foedus("speaker"),
            foedus("evidencedBy"),
        }:
            return None
        name = self._label(speakers[0])
        usual = f"statement by {name}", slug(f"speech {name}")
        if (text(values.get(LABEL, [None])[0]), self._local(said[0])) != usual:
            return None
        self.spoken.append(said[0])
        return speakers[0]

    def _label(self, node: Any) -> str:
        own = text(self.about.get(node, {}).get(LABEL, [None])[0])
        return own or self.known.label.get(node.value, "")

    def _readings(self, number: str, block: Block) -> None:
        found: Block = {}
        for main in self.main[number]:
            for node in self.to.get(main, {}).get(foedus("partOf"), ()):
                values = self.about[node]
                if foedus("Designation") not in values.get(TYPE, ()):
                    continue
                words = self.first(node, "designationText")
                meant = self.listed(values.get(foedus("interpretedAs"), ()))
                told: Block = {"as": meant}
                if self._local(node) != slug(f"designation {words}"):
                    told["id"] = self._local(node)
                if NOTE in values:
                    told["note"] = text(values[NOTE][0])
                found[words] = told if len(told) > 1 else meant
                self.labels.setdefault(words, []).append(node)
                self.about[node].setdefault(LABEL, []).append(ox.Literal(words, language="en"))
        if found:
            block["reads"] = found

    def _says(self, values: Values, block: Block) -> None:
        subjects, relations = values.get(foedus("stmtSubject")), values.get(foedus("stmtPredicate"))
        if not subjects or not relations:
            return
        relation = relations[0]
        things, literals = values.get(foedus("stmtObject"), []), values.get(foedus("stmtValue"), [])
        if len(relations) > 1 or (things and literals) or len(literals) > 1:
            return
        if things and relation.value not in self.words.things:
            thing = " ; ".join(sorted(curie(one.value) for one in things))
        elif things:
            thing = self.listed(things)
        elif relation.value in self.words.things:
            thing = f'"{text(literals[0])}"'
        else:
            thing = self.words.shown(relation, literals[0])
        if "|" not in thing and "\n" not in thing:
            name = self.words.name(relation.value)
            block["says"] = f"{self.listed(subjects)} | {name} | {thing}"

    def _modality(self, values: Values, block: Block) -> None:
        modality = text(next(iter(values.get(foedus("modality"), ())), None)).removeprefix(CODE_NS)
        blocks = [block, *block.get("and", [])]
        planned = any(
            one.get("status") in build.PLANNED
            and one.get("agreement status") is None
            and any(k in patterns.all_patterns() and patterns.all_patterns()[k].extras for k in one)
            for one in blocks
        )
        if modality != ("intended" if planned else "actual"):
            block["modality"] = modality
        for key, name in STATEMENT_KEYS.items():
            if found := values.get(foedus(name)):
                told = [
                    _yes(one) if isinstance(one, ox.Literal) else self.shown(one) for one in found
                ]
                block[key] = " ; ".join(sorted(told))
        plain = code("source-voice") in values.get(foedus("voice"), ())
        plain = plain and modality in ("actual", "presupposed") and "judgement" not in block
        plain = plain and block.get("negated") != "yes"
        plain = plain and not set(values.get(foedus("stmtPredicate"), ())) & names.statement_only()
        if plain and foedus("admitted") not in values:
            block["admitted"] = "no"

    # --- nodes of patterns --------------------------------------------------------------------

    def _pattern(self, node: Any) -> Pattern | None:
        kinds = self.about.get(node, {}).get(TYPE, ())
        return (
            patterns.by_class().get(kinds[0]) if len(kinds) == 1 and node != self.writing else None
        )

    def _rests_alike(self, node: Node, values: Values) -> bool:
        """Whether a node and a statement rest on the same kind of thing."""
        own = self.about[node]
        documents = own.get(foedus("sourcedFrom"), [])
        return bool(own.get(foedus("evidencedBy"))) or documents == values.get(
            foedus("sourcedFrom"), []
        )

    def _add_block(self, block: Block, made: Block, node: Node) -> None:
        self.placed[node] = block
        if any(key in patterns.all_patterns() for key in block):
            block.setdefault("and", []).append(made)
        else:
            block.update(made)

    def _block(self, kind: Pattern, node: Node, number: str) -> Block:
        """A pattern’s keys, read from what the data say of a node."""
        main = list(self.main.get(number, ()))
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
        if set(cited) - set(main) and all(one in self._cited_in() for one in cited):
            numbers = [self._cited_in()[one] for one in cited]
            block["evidence"] = " ; ".join(sorted(numbers, key=_natural))
        return block

    def _extra(self, extra: Extra, found: dict[str, list[Any]], node: Node, block: Block) -> None:
        """Take a second node of a pattern, or those that have the addresses it gives them."""
        values = found.get(extra.given.replace(" ", "_"), [])
        for one, value in zip(found.get(extra.variable, ()), values, strict=False):
            shown = {key: [told] for key, told in block.items() if isinstance(told, str)}
            shown |= {"node": [self._local(node)], extra.given: [self._label(value)]}
            usual = self._local(one) == slug(build._filled(extra.address, shown, "-"))
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

    def _cited_in(self) -> dict[Node, str]:
        """The number of the fact that each passage belongs to, as ``evidence`` takes it."""
        if not hasattr(self, "_numbers_of"):
            self._numbers_of: dict[Node, str] = {}
            for node in sorted(self.numbers, key=lambda one: _natural(self.numbers[one])):
                number = self.numbers[node]
                cited = self.about[node].get(foedus("evidencedBy"), [])
                for one in cited:
                    quoted = foedus("Quotation") in self.about.get(one, {}).get(TYPE, ())
                    self._numbers_of.setdefault(one, f"{number} quotation" if quoted else number)
        return self._numbers_of

    def _place_the_rest(self) -> None:
        """The nodes of patterns that no statement is about: facts that have no number."""
        alone = []
        for node in self.about:
            kind = self._pattern(node)
            if kind and node not in self.placed and node not in self.spoken:
                alone.append((kind.name, node.value, node))
        for _, _, node in sorted(alone):
            kind = self._pattern(node)
            if kind is None or node in self.placed:
                continue
            values = self.about[node]
            if foedus("sourcedFrom") in values:
                block = self._block(kind, node, "")
                block["from"] = self.listed(values[foedus("sourcedFrom")])
                self.placed[node] = block
                self.facts.append((node, block))
            elif cited := self.objects(node, foedus("evidencedBy")):
                numbers = [self._cited_in()[one] for one in cited if one in self._cited_in()]
                number = min(numbers, key=_natural, default="").partition(" ")[0]
                for own, host in self.facts:
                    if number and self.numbers.get(own) == number:
                        about = self.listed(self.objects(own, foedus("aboutNode")))
                        host.setdefault("about", about or "nothing")
                        self._add_block(host, self._block(kind, node, number), node)

    # --- names --------------------------------------------------------------------------------

    def _names(self) -> Iterator[tuple[str, Block]]:
        taken = {
            *self.outside,
            *self.placed,
            *self.numbers,
            *self.spoken,
            self.paper,
            self.author,
            self.writing,
        }
        kinds = [foedus(one) for one in ("Passage", "Quotation", "Designation")]
        for node in sorted(
            self.about, key=lambda one: self._label(one).casefold() if isinstance(one, Node) else ""
        ):
            values = self.about[node]
            label = text(next(iter(values.get(LABEL, ())), None))
            if node in taken or not label or not isinstance(node, Node) or TYPE not in values:
                continue
            if (
                set(values[TYPE]) & {*kinds, Node(OWL_NS + "Ontology")}
                or len(self.labels[label]) > 1
            ):
                continue
            block: Block = {"is": self._classes(values[TYPE])}
            other = self.known.named(label)
            if self._local(node) != slug(label) or (other and other != node.value):
                block["id"] = self._local(node)
            if aliases := [text(one) for one in values.get(ALIAS, ())]:
                block["also"] = " ; ".join(aliases)
            yield label, block

    def _evidence_of_name(
        self, node: Node, block: Block, default: frozenset[tuple[Node, Node]]
    ) -> None:
        values = self.about.get(node, {})
        own = {
            (relation, one)
            for relation in (foedus("evidencedBy"), foedus("sourcedFrom"))
            for one in values.get(relation, ())
        }
        if own == default:
            return
        cited = [self._cited_in().get(one) for one in values.get(foedus("evidencedBy"), ())]
        if cited and all(cited):
            told = [self._exact(str(one)) for one in cited]
            block["evidence"] = " ; ".join(sorted(told, key=_natural))
        if documents := values.get(foedus("sourcedFrom")):
            block["from"] = self.listed(documents)
        elif default and not cited:
            block["from"] = "nothing"

    def _exact(self, number: str) -> str:
        return number

    def _properties(self, missing: Values, block: Block, about: str = "") -> None:
        """Keys for what is said of a node beside; dates as such, where nothing else holds them."""
        missing = {p: list(found) for p, found in missing.items()}
        if "is" in block:
            self._dates(missing, block)
        for relation, found in missing.items():
            if about or relation in (
                TYPE,
                LABEL,
                ALIAS,
                foedus("evidencedBy"),
                foedus("sourcedFrom"),
            ):
                continue
            if relation.value not in self.words.labels and relation != NOTE:
                continue
            key = "note" if relation == NOTE else self.words.name(relation.value)
            told = [self._value(relation, one) for one in found]
            fit = all(one and not (relation != NOTE and _SEPARATED.search(one)) for one in told)
            if fit and key not in block and (relation != NOTE or len(told) == 1):
                block[key] = " ; ".join(sorted(told))

    def _value(self, relation: Node, value: Any) -> str:
        if isinstance(value, Node):
            return (
                curie(value.value) if relation.value not in self.words.things else self.shown(value)
            )
        if not isinstance(value, ox.Literal):
            return ""
        if relation.value in self.words.things:
            return f'"{value.value}"'
        if relation == NOTE:
            return value.value if value.language == "en" and "\n" not in value.value else ""
        told = self.words.shown(relation, value)
        return _yes(value) if told in ("true", "false") else told

    def _dates(self, missing: Values, block: Block) -> None:
        for key, bounds in DATES.items():
            first, last = (text(next(iter(missing.get(foedus(name), ())), None)) for name in bounds)
            words = text(next(iter(missing.get(foedus("dateText"), ())), None))
            precision = text(next(iter(missing.get(foedus("datePrecision"), ())), None))
            if first or last or (words and key == "start" and foedus("earliestEnd") not in missing):
                date = dates.Date(words, first, last, precision.removeprefix(CODE_NS))
                block[key] = dates.written(date)
                for name in (*bounds, "dateText", "datePrecision"):
                    missing.pop(foedus(name), None)


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _yes(value: ox.Literal) -> str:
    return {"true": "yes", "false": "no"}.get(value.value, value.value)
