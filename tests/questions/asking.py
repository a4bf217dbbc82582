"""Asking the questions: two engines, the data each question is put to, and the cases beside them.

``tests/cases/questions`` holds, by the number of a question, what its tests need beyond its own two
files; nothing there is needed by a question that has no such case.

* ``NNN-near-misses.ttl``: facts that lack one thing that the question asks for, or have one too
  many; they change nothing. ``NNN-planted-N.ttl`` has all that an answer needs, and the file beside
  it the rows that it adds. Of questions over merged data the files are TriG, with named graphs.
* ``NNN.yaml``: other values of the parameters, other days, and facts at the border of a condition,
  with the rows that come out (``Case``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import pyoxigraph as ox
import rdflib
import yaml
from rdflib.collection import Collection

from foedus.bundled import contents, questions
from foedus.bundled.questions import Question
from foedus.rdf.names import expand
from helpers import HEAD

CASES = Path(__file__).parents[1] / "cases" / "questions"
XSD = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

Cell = tuple[str, ...] | None
Row = tuple[Cell, ...]
Answer = tuple[list[str], list[Row]]
"""The columns, and the rows in their order."""


def cell(term: object) -> Cell:
    """A term as a tuple that compares the same for both engines; the language tag in lower case."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return ("iri", term.value)
    if isinstance(term, rdflib.URIRef):
        return ("iri", str(term))
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.datatype.value, (term.language or "").lower())
    assert isinstance(term, rdflib.Literal), f"neither IRI nor literal: {term!r}"
    plain = LANG_STRING if term.language else f"{XSD}string"
    return ("literal", str(term), str(term.datatype or plain), (term.language or "").lower())


# --- the engines ----------------------------------------------------------------------------------


class Pyoxigraph:
    """Quads in a store."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.store = ox.Store()
        self.store.bulk_extend(quads)

    def ask(self, text: str) -> Answer:
        """The answer of a SELECT query."""
        solutions = self.store.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        columns = [variable.value for variable in solutions.variables]
        return columns, [tuple(cell(term) for term in row) for row in solutions]

    @contextmanager
    def beside(self, quads: Iterable[ox.Quad]) -> Iterator[None]:
        """With these quads too, for a while."""
        new = [quad for quad in dict.fromkeys(quads) if quad not in self.store]
        self.store.extend(new)
        yield
        for quad in new:
            self.store.remove(quad)

    @contextmanager
    def without(self, quads: Iterable[ox.Quad]) -> Iterator[None]:
        """Without these quads, for a while."""
        gone = [quad for quad in quads if quad in self.store]
        for quad in gone:
            self.store.remove(quad)
        yield
        self.store.extend(gone)


class Rdflib:
    """Quads in a dataset, entered in their order; its default graph is no union of the others."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.dataset = rdflib.Dataset(default_union=False)
        data = ox.serialize(list(quads), format=ox.RdfFormat.N_QUADS)
        self.dataset.parse(data=data, format="nquads")

    def ask(self, text: str) -> Answer:
        """The answer of a SELECT query."""
        result: Any = self.dataset.query(text)
        columns = [str(name) for name in result.vars or ()]
        return columns, [tuple(cell(term) for term in row) for row in result]

    @contextmanager
    def beside(self, quads: Iterable[ox.Quad]) -> Iterator[None]:
        """With these quads too, for a while."""
        new = [
            (*triple, self._graph(name))
            for *triple, name in Rdflib(quads).dataset.quads()
            if tuple(triple) not in self._graph(name)
        ]
        for *triple, graph in new:
            graph.add(tuple(triple))
        yield
        for *triple, graph in new:
            graph.remove(tuple(triple))

    def _graph(self, name: Any) -> rdflib.Graph:
        return self.dataset.default_graph if name is None else self.dataset.graph(name)


Engine = Pyoxigraph | Rdflib
ENGINES: dict[str, type[Pyoxigraph] | type[Rdflib]] = {"pyoxigraph": Pyoxigraph, "rdflib": Rdflib}


@cache
def quads(name: str) -> tuple[ox.Quad, ...]:
    """The quads that a question's header means by a word, or the ontology's."""
    if name == "ontology":
        return contents.ontology()
    return tuple(contents.data([name])[0].quads)


@cache
def world(engine: str, names: tuple[str, ...], backwards: bool = False) -> Engine:
    """An engine with all that these words mean."""
    found = [quad for name in names for quad in quads(name)]
    return ENGINES[engine](reversed(found) if backwards else found)


def expected(asked: Question) -> Answer:
    """The answer written beside the question; BadInput, which names the cure, without one."""
    return table(asked.expected())


def table(solutions: ox.QuerySolutions) -> Answer:
    """Columns and rows as the engines give them."""
    columns = [variable.value for variable in solutions.variables]
    return columns, [tuple(cell(term) for term in row) for row in solutions]


# --- the cases ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A question asked with other values or of more data, and the rows that must come out.

    ``rows`` has a row a line, its terms as in Turtle, ``()`` for an empty cell. With ``columns``
    only these count, each row once and in any order; without, all are compared as they come.
    """

    number: str
    about: str
    rows: str
    values: Mapping[str, str] = field(default_factory=dict)
    data: str = ""
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.about}"

    def wanted(self) -> list[Row]:
        """The rows as both engines give them."""
        return [_row(line) for line in filter(None, map(str.strip, self.rows.splitlines()))]

    def holds(self, engine: Engine, asked: Question) -> None:
        """Assert that the rows are those that come out."""
        with engine.beside(planted(self.data)):
            columns, found = engine.ask(asked.bind(self.values))
        if not self.columns:
            assert found == self.wanted()
            return
        places = [columns.index(name) for name in self.columns]
        kept = dict.fromkeys(tuple(row[n] for n in places) for row in found)
        assert sorted(kept, key=str) == sorted(self.wanted(), key=str)


def planted(turtle: str) -> list[ox.Quad]:
    """The triples of some Turtle; its prefixes are given."""
    return list(ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))


def _row(line: str) -> Row:
    graph = rdflib.Graph()
    graph.parse(data=f"{HEAD} id:row id:holds ( {line} ) .", format="turtle")
    held = graph.value(rdflib.URIRef(expand("id:row")), rdflib.URIRef(expand("id:holds")))
    terms = Collection(graph, held)
    return tuple(None if term == rdflib.RDF.nil else cell(term) for term in terms)


@cache
def cases() -> tuple[Case, ...]:
    """The cases of all ``NNN.yaml``."""
    return tuple(case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path))


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one file.

    It maps ``cases`` to entries with the fields of ``Case``, and ``parts`` to words that stand for
    a text: ``$word`` in any text is replaced by it. An entry's ``groups`` are such words that
    differ, and the rows of each. Where the values name none of them, the facts of all groups stand
    side by side and are asked at once; else each group is a case of its own.
    """
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in read["cases"]:
        parts = {**read.get("parts", {}), **entry.get("parts", {})}
        values = {name: str(value) for name, value in entry.get("values", {}).items()}
        columns = tuple(entry.get("columns", ()))
        about, data, rows = entry["about"], entry.get("data", ""), entry.get("rows", "")
        groups = [
            {**parts, "n": f"g{n}", **group} for n, group in enumerate(entry.get("groups", []))
        ]
        if not groups:
            yield Case(path.stem, about, rows, values, _filled(data, parts), columns)
        elif any("$" in value for value in values.values()):
            for words in groups:
                filled = {name: _filled(value, words) for name, value in values.items()}
                about, added = _filled(entry["about"], words), _filled(words.get("rows", ""), words)
                yield Case(path.stem, about, added, filled, _filled(data, words), columns)
        else:
            added = "\n".join([rows, *(_filled(words.get("rows", ""), words) for words in groups)])
            planted = "\n".join(_filled(data, words) for words in groups)
            yield Case(path.stem, about, added, values, planted, columns)


def _filled(text: str, words: Mapping[str, object]) -> str:
    """A text with its words replaced, and those in what replaced them."""
    while "$" in text:
        text = Template(text).substitute(words)
    return text


# --- things told twice ----------------------------------------------------------------------------


def told_twice(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The data with every relation, event, observation and statement a second time."""
    quads = list(quads)
    twins = {
        quad.subject: ox.NamedNode(quad.subject.value + "-again")
        for quad in quads
        if quad.predicate == TYPE and quad.object in _TOLD and quad.subject.value.startswith(ID)
    }
    return with_twins(quads, twins)


def hidden_twice(quads: Iterable[ox.Quad], shown: Iterable[Cell]) -> list[ox.Quad]:
    """Planted facts, and again with another name for every node that no row shows."""
    quads, seen = list(quads), {found[1] for found in shown if found}
    named = {
        node
        for quad in quads
        for node in (quad.subject, quad.object, quad.graph_name)
        if isinstance(node, ox.NamedNode) and "/near-" in node.value and node.value not in seen
    }
    return with_twins(quads, {node: ox.NamedNode(f"{node.value}-again") for node in named})


def with_twins(quads: Iterable[ox.Quad], twins: Mapping[Any, ox.NamedNode]) -> list[ox.Quad]:
    """Each statement with every choice between its nodes and their twins."""
    return list(
        dict.fromkeys(
            ox.Quad(subject, quad.predicate, value, graph)
            for quad in quads
            for subject, value, graph in itertools.product(
                *(
                    [node, twins.get(node, node)]
                    for node in (quad.subject, quad.object, quad.graph_name)
                )
            )
        )
    )


ID = expand("id:")
TYPE = ox.NamedNode(expand("rdf:type"))
_TOLD = {
    ox.NamedNode(expand(f"foedus:{name}"))
    for name in (
        *("Statement", "StatusObservation", "AllianceMembership", "PartyStatus", "PostHolding"),
        *("CommandRelationship", "ForceContribution", "CommandArrangement", "Stationing", "Seat"),
        *("CodeAssignment", "TerritorialClaim", "Partnership", "FormPhase", "Naming", "Meeting"),
        *("Signature", "EntryIntoForce", "Termination", "Establishment", "Activation"),
        *("Provision", "Obligation", "PersonnelGroup", "PersonnelCount", "SpeechAct"),
    )
}


# --- the form of a question -----------------------------------------------------------------------

WORDS = ["GROUP_CONCAT", "SAMPLE", "AVG", "SERVICE", "FROM"]
AVOIDED = [*(rf"{word}\b" for word in WORDS), r"NOT\s+EXISTS\b", "owl:", "rdfs:"]
DATA = [("article",), ("article", "background"), ("article", "background", "merged")]


def form_faults(asked: Question) -> list[str]:
    """What is wrong with a question's header and text, a line each that says what to do."""
    faults = [
        *([] if asked.question.endswith("?") else ["header: the question ends with ?"]),
        *([] if asked.answer.endswith(".") else ["header: the answer ends with a full stop"]),
        *([] if asked.asker else ["header: name an asker"]),
        *([] if asked.data in DATA else ["header: data is article [background [merged]]"]),
    ]
    unknown = set(questions.read_header(asked.text, asked.path.name)) - {
        *questions.KEYS,
        *("plans", "title"),
    }
    faults += [f"header: unknown key {key}" for key in sorted(unknown)]
    faults += [f"text: avoid {word}" for word in avoided_words(asked)]
    if not re.search(r"\bORDER BY\b", asked.text):
        faults.append("text: order the rows by every column, with ORDER BY")
    if re.search(r"VALUES [^}]*}\s*(#[^\n]*\s*)*OPTIONAL", asked.text):
        # rdflib forgets what VALUES bound when an OPTIONAL part comes right behind it and does not
        # match: a row is lost where the same part matches for another value.
        faults.append("text: put something between VALUES and OPTIONAL")
    return faults + parameter_faults(asked)


def avoided_words(asked: Question) -> list[str]:
    """What a query uses that engines do differently, that fetches, or that needs the ontology.

    Labels and matches of others stand in no ontology of ours: merged data may be asked for them.
    """
    code = re.sub(r"(?m)^\s*#.*$|<[^>]*>|\"[^\"]*\"", " ", asked.text)
    allowed = AVOIDED[-3:] if "merged" in asked.data else []
    return [
        word
        for word in AVOIDED
        if word not in allowed and re.search(rf"(?<![\w?$]){word}", code, re.IGNORECASE)
    ]


def parameter_faults(asked: Question) -> list[str]:
    """What is wrong with the way in which a question's parameters stand in its text."""
    clauses = [rf"VALUES \?{p.name} {{ (\S+) }}\s+" for p in asked.parameters]
    start = re.search(r"\bWHERE\s*{\s*" + "".join(clauses), asked.text)
    if not start:
        return ["text: the VALUES stand first in WHERE, in the header's order"]
    faults = []
    for number, parameter in enumerate(asked.parameters, 1):
        value = start.group(number).strip('"').partition('"')[0]
        short = expand if parameter.type == "iri" else str
        if short(value) != short(parameter.default):
            faults.append(f"{parameter.name}: {parameter.default} above, {value} in the text")
        if parameter.other is None:
            faults.append(f"{parameter.name}: give an `other` value beside the default")
        if (parameter.name == "asOf") is not (parameter.type == "date"):
            faults.append(f"{parameter.name}: a day that the answer is for is called asOf")
        if len(re.findall(rf"VALUES \?{parameter.name}\b", asked.text)) != 1:
            faults.append(f"{parameter.name}: it is set more than once")
        used = rf"\?{parameter.name}\b"
        for head, body in sub_selects(asked.text):
            if re.search(used, body) and not re.search(used, head):
                faults.append(f"{parameter.name}: a sub-select that uses it must project it")
    return faults


def sub_selects(text: str) -> list[tuple[str, str]]:
    """The head (SELECT to WHERE) and the body of each query inside another."""
    found = []
    for match in re.finditer(r"{\s*SELECT\b([^{}]*)\bWHERE\s*{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        found.append((match.group(1), text[match.end() : end - 1]))
    return found
