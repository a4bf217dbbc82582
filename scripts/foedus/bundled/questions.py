"""The bundled questions: their headers, their parameters and their text.

A question is a plain SPARQL 1.1 file; its first lines are ``#+`` comments that hold YAML. A
parameter stands once in the text, as ``VALUES ?name { default }``; binding it replaces that one
term by the caller's value, serialised as an RDF term, so no value is ever pasted into the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from foedus.bundled import folders
from foedus.errors import BadInput
from foedus.rdf import xsd
from foedus.rdf.names import PREFIXES, expand

TYPES = ("iri", "date", "integer", "string", "boolean")
KEYS = ("question", "asker", "parameters", "view", "data", "facts", "answer")

VIEWS = ("table", "graph", "timeline")
_XSD = PREFIXES["xsd"]
# The same safe subset of YAML, by libyaml where PyYAML was built with it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER_LINE = re.compile(r"^#\+ ?(.*)$")
_FILE_NAME = re.compile(r"^(\d{3})-([a-z0-9-]+)$")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question: its name, its type (of ``TYPES``), its default as written.

    ``other`` is a value for which the answer is another one, which the tests ask for too.
    """

    name: str
    type: str
    default: str
    other: str | None = None


@dataclass(frozen=True)
class Question:
    """One bundled question: header, text, and where it stands."""

    number: str
    name: str
    path: Path
    text: str
    question: str
    asker: str
    parameters: tuple[Parameter, ...]
    view: str
    data: tuple[str, ...]
    facts: tuple[str, ...]
    answer: str
    tells_plans: bool = False
    title: str = ""

    @property
    def expected_path(self) -> Path:
        """The file with the exact expected answer, beside the question."""
        return self.path.with_suffix(".expected.tsv")

    def expected(self) -> ox.QuerySolutions:
        """The exact expected answer, in its order. Raises BadInput when there is none yet."""
        if not self.expected_path.is_file():
            raise BadInput(f"it has no expected answer; {self.accepting}", str(self.path))
        table = ox.parse_query_results(path=self.expected_path, format=ox.QueryResultsFormat.TSV)
        assert isinstance(table, ox.QuerySolutions)  # as every answer in TSV
        return table

    @property
    def accepting(self) -> str:
        """What a person does when the present answer is right, as part of a message."""
        return f"if its answer is right: foedus query {self.number} --accept"

    def bind(self, values: Mapping[str, str | ox.NamedNode | ox.Literal]) -> str:
        """The question's text with its parameters set.

        Raises BadInput for an unknown parameter or a value that is not of the parameter's type.
        """
        return bind(self.text, self.parameters, values, f"question {self.number}")


def read_header(text: str, name: str, needed: Sequence[str] = ()) -> dict[str, Any]:
    """The YAML in the ``#+`` lines at the top of a query, as a mapping.

    Raises BadInput when the lines are not a YAML mapping, or one that lacks a key.
    """
    lines = []
    for line in text.splitlines():
        found = _HEADER_LINE.match(line)
        if not found:
            break
        lines.append(found.group(1))
    try:
        header = yaml.load("\n".join(lines), LOADER) or {}
    except yaml.MarkedYAMLError as error:
        line_number = error.problem_mark.line + 1 if error.problem_mark else None
        reason = f"the #+ header is not YAML: {error.problem}"
        raise BadInput(reason, name, line_number) from None
    if not isinstance(header, dict):
        raise BadInput("the #+ header must hold keys and values", name, 1)
    if missing := [key for key in needed if key not in header]:
        raise BadInput(f"the header lacks {', '.join(missing)}", name, 1)
    return header


def without_header(text: str) -> str:
    """A query without its ``#+`` lines, for where what they hold is told beside it."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")


def read_question(path: Path) -> Question:
    """The question in one file. Raises BadInput when its name or header is not as it must be."""
    text = path.read_text(encoding="utf-8")
    found = _FILE_NAME.match(path.stem)
    if not found:
        raise BadInput("a question's file is named NNN-words-of-the-question.rq", str(path))
    header = read_header(text, str(path), KEYS)
    return Question(
        number=found.group(1),
        name=found.group(2),
        path=path,
        text=text,
        question=str(header["question"]),
        asker=str(header["asker"]),
        parameters=_parameters(header["parameters"] or {}, str(path)),
        view=_one_of(str(header["view"]), VIEWS, "view", str(path)),
        data=tuple(str(header["data"]).split()),
        facts=tuple(header["facts"] or ()),
        answer=str(header["answer"]),
        tells_plans=_one_of(str(header.get("plans", "")), ("", "told"), "plans", str(path))
        == "told",
        title=str(header.get("title", "")),
    )


FIRST = ("002", "004", "007", "012", "017")
"""The five shown first: a plan, a number, an inference, a judgement and a dispute."""

TOUR = FIRST[:3]
"""Those that the tour answers."""


@cache
def all_questions() -> tuple[Question, ...]:
    """Every bundled question, by number."""
    return tuple(read_question(path) for path in folders.question_files())


def of_our_data() -> tuple[Question, ...]:
    """The bundled questions that our own data answer, without those over merged data."""
    return tuple(one for one in all_questions() if "merged" not in one.data)


def find_question(key: str) -> Question:
    """The question with this number (``7``, ``007``) or name; BadInput when there is none."""
    wanted = key.zfill(3) if key.isascii() and key.isdigit() else key
    for path in folders.question_files():
        number, _, name = path.stem.partition("-")
        if wanted in (number, name, path.stem):
            return read_question(path)
    raise BadInput(f"no question {key!r}; `foedus query` lists them")


def bind(
    text: str,
    parameters: tuple[Parameter, ...],
    values: Mapping[str, str | ox.NamedNode | ox.Literal],
    name: str,
) -> str:
    """The query text with the value of each given parameter put in place of its default."""
    known = {parameter.name: parameter for parameter in parameters}
    for key, value in values.items():
        if key not in known:
            takes = ", ".join(f"--{parameter}" for parameter in known) or "no parameters"
            raise BadInput(f"{name} has no parameter {key!r}; it takes {takes}")
        term = value if not isinstance(value, str) else parse_value(known[key], value)
        text = _place(text, key, str(term), name)
    return text


def parse_value(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    """A parameter's value as an RDF term; BadInput when it is not of the parameter's type."""
    if parameter.type == "iri":
        return _iri(parameter.name, value)
    if parameter.type == "date":
        return ox.Literal(_date(parameter.name, value), datatype=ox.NamedNode(_XSD + "date"))
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise BadInput(f"--{parameter.name} takes a whole number, not {value!r}")
        return ox.Literal(value, datatype=ox.NamedNode(_XSD + "integer"))
    if parameter.type == "boolean":
        if value not in ("true", "false"):
            raise BadInput(f"--{parameter.name} takes true or false, not {value!r}")
        return ox.Literal(value, datatype=ox.NamedNode(_XSD + "boolean"))
    return ox.Literal(value)


def _iri(name: str, value: str) -> ox.NamedNode:
    """As headers write it; what people call things by, ``foedus.asking.names`` finds."""
    bare = re.fullmatch(r"[a-z0-9][a-z0-9-]*", value)
    try:
        return ox.NamedNode(PREFIXES["id"] + value if bare else expand(value))
    except (ValueError, BadInput):
        raise BadInput(f"--{name} takes a prefixed name or an IRI, not {value!r}") from None


def _date(name: str, value: str) -> str:
    if not xsd.is_day(value):
        option = re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)
        raise BadInput(f"--{option} takes a date such as 2025-03-31, not {value!r}")
    return value


def _place(text: str, name: str, term: str, query: str) -> str:
    clause = re.compile(r"(?<=VALUES \?" + re.escape(name) + r" \{ )[^{}]+(?= \})")
    found = clause.findall(text)
    if len(found) != 1:
        raise BadInput(f"{query} must hold `VALUES ?{name} {{ … }}` exactly once")
    return clause.sub(lambda _: term, text)


def parameters_of(header: Mapping[str, Any], name: str) -> tuple[Parameter, ...]:
    """The parameters that a query's header declares; BadInput when they are not as they must be."""
    return _parameters(header.get("parameters") or {}, name)


def _parameters(header: Any, name: str) -> tuple[Parameter, ...]:
    if not isinstance(header, dict):
        raise BadInput("the header's parameters must be names with type and default", name, 1)
    found = []
    for key, entry in header.items():
        if not isinstance(entry, dict) or set(entry) - {"other"} != {"type", "default"}:
            raise BadInput(f"parameter {key} needs a type and a default", name, 1)
        kind = _one_of(str(entry["type"]), TYPES, f"type of {key}", name)
        other = str(entry["other"]) if "other" in entry else None
        found.append(Parameter(str(key), kind, str(entry["default"]), other))
    return tuple(found)


def _one_of(value: str, allowed: tuple[str, ...], what: str, name: str) -> str:
    if value not in allowed:
        raise BadInput(f"{what} must be one of {', '.join(allowed)}, not {value!r}", name, 1)
    return value
