"""Fact sheets as files: YAML in which every value is a text, read with the line of each.

A sheet has a head, ``names`` and ``facts``; see the guide in ``data/README.md``. Head: ``article``
(short name), ``namespace`` of new addresses, ``text`` (a file; without, each fact has ``at``),
``sha256`` of that file, ``language`` of the text (en), ``document``, ``author`` (label, id, note,
relations), ``repeat: no`` (known nodes have their classes elsewhere), ``file`` (header of the
Turtle).

A name has a class, or a block: ``is``, ``also``, ``note``, ``start``, ``end``, ``observed``,
``evidence`` (numbers of facts), ``from`` (documents), ``id``, any relation. A fact is a flat block:
first its number and words, or its kind where it has no number; then ``says``, ``about``, a kind
with its columns, ``and`` for more kinds; ``said by`` or ``said in``, ``voice``, ``modality``,
``judgement``, ``scope``, ``condition``, ``part of``, ``complete``, ``negated``, ``admitted: no``;
``reads`` (words and what they mean); ``from`` documents in place of words. Without the text:
``at: PARAGRAPH:OFFSET``, ``quoted``, ``quoted at``, ``elided``. Several values are set apart by
`` ; ``, several notes by lines. What no key holds stands as Turtle in ``rest``.

Words of other documents, whose place is not known, stand under ``passages``: the id of each, with
``of`` (the document), ``words`` and, where it is not that of the sheet, their ``language``. Facts
rest on them by ``passages``, names and kinds by ``evidence``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

from foedus.errors import BadInput
from foedus.rdf import reading

HEAD = ("article", "namespace", "text", "sha256", "language", "repeat", "file")
"""Keys of the head whose value is a text, or, for ``file``, the header of the Turtle."""

NODES = ("document", "author")
"""Keys of the head that hold a node: what the facts are taken from, and who wrote it."""

STATEMENT_KEYS = {
    "judgement": "evaluativeTerm",
    "scope": "scopeText",
    "condition": "inCondition",
    "part of": "partOf",
    "complete": "listExhaustive",
    "negated": "negated",
}
"""Keys of a fact that are properties of its statement."""

NO_TEXT_KEYS = frozenset(["at", "quoted", "quoted at", "elided", "statement id", "passage id"])
"""Keys of a fact that only a sheet without its text needs, or one made from Turtle."""

FACT_KEYS = frozenset(
    [
        *("says", "about", "said by", "said in", "voice", "modality", "admitted", "reads", "from"),
        *("note", "and", "passages", *NO_TEXT_KEYS, *STATEMENT_KEYS),
    ]
)
"""Keys that every fact may have, whatever its kind."""

_MUST = {
    "article": (r"[A-Za-z0-9][\w-]*", "harbour"),
    "namespace": (r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+[/#]", "https://example.org/harbour/"),
}
"""Keys that every head has, the form of their values, and an example."""

PASSAGE_KEYS = ("of", "words", "language")
"""Keys of a passage of another document."""

_KEYS = (*HEAD, *NODES, "names", "passages", "facts", "rest")
_NUMBER = re.compile(r"[A-Za-z]+\d+[a-z]?")
_WIDTH = 100

# Every value is a text; by libyaml where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Text(str):
    """A text of a sheet that knows its line."""

    line: int

    def __new__(cls, value: str, line: int) -> Text:
        """Make a text that stands on a line."""
        made = super().__new__(cls, value)
        made.line = line
        return made


@dataclass(frozen=True)
class Problem:
    """What is wrong in a sheet: its line, the fact or name it is about, why, and how bad."""

    line: int
    about: str
    reason: str
    severity: str = "error"

    def told(self, name: str) -> str:
        """The problem as a line: FILE:LINE: FACT: reason."""
        mark = "" if self.severity == "error" else f"{self.severity}: "
        about = f"{self.about}: " if self.about else ""
        return f"{name}:{self.line}: {mark}{about}{self.reason}"


class Wrong(Exception):
    """A problem that stops a value, a block or a fact; ``line`` where it differs from theirs."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass
class Fact:
    """One fact: its number and words where it has them, and its other keys in order."""

    line: int
    number: str
    words: str
    keys: dict[Any, Any]


@dataclass
class Sheet:
    """A sheet as it was read; ``names`` maps to a class, or to a block of keys."""

    name: str
    head: dict[str, Any]
    names: dict[Any, Any] = field(default_factory=dict)
    passages: dict[Any, Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    rest: str = ""

    def __getitem__(self, key: str) -> str:
        """A text of the head; empty where it is not given."""
        return str(self.head.get(key, ""))


def read(path: str) -> tuple[Sheet, list[Problem]]:
    """The sheet in a file, and what is wrong with its form.

    Raises BadInput with the line where it is no YAML, or lacks what every sheet must have.
    """
    return parse(reading.read_text(path), path)


def parse(text: str, name: str) -> tuple[Sheet, list[Problem]]:
    """The sheet in a text; see ``read``."""
    problems: list[Problem] = []
    told = _convert(_compose(text, name), problems)
    if not isinstance(told, dict):
        raise BadInput("a sheet holds keys and values: article, namespace, names, facts", name, 1)
    for key in told:
        if key not in _KEYS:
            reason = f"“{key}” is no key of a sheet{suggestion(key, _KEYS)}"
            problems.append(Problem(key.line, "", reason))
    for key, (form, such) in _MUST.items():
        if not re.fullmatch(form, str(told.get(key, ""))):
            raise BadInput(f"the head needs {key}, such as {such}", name, _line_of(told, key) or 1)
    deep = {"document": 1, "author": 1, "file": 1, "names": 2, "passages": 2, "facts": 3}
    _flat(told, "", problems, deep)
    sheet = Sheet(name, {str(key): told[key] for key in told if key in (*HEAD, *NODES)})
    sheet.rest = str(told.get("rest") or "")
    names = told.get("names") or {}
    facts = told.get("facts") or []
    if not isinstance(names, dict):
        raise BadInput("names is a list of name: class", name, _line_of(told, "names"))
    if not isinstance(facts, list):
        raise BadInput("facts is a list: each begins with “- ”", name, _line_of(told, "facts"))
    passages = told.get("passages") or {}
    if not isinstance(passages, dict) or not all(isinstance(v, dict) for v in passages.values()):
        reason = "passages is a list of id: {of: DOCUMENT, words: WORDS}"
        raise BadInput(reason, name, _line_of(told, "passages"))
    sheet.names, sheet.passages = names, passages
    numbers: dict[str, int] = {}
    for block in facts:
        if not isinstance(block, dict) or not block:
            raise BadInput("a fact is a block of keys", name, _line_of(told, "facts"))
        fact = _fact(block)
        _flat(fact.keys, fact.number, problems, {"reads": 2, "and": 3})
        more = fact.keys.get("and", [])
        for one in more if isinstance(more, list) else ():
            if isinstance(one, dict):
                _flat(one, fact.number, problems, {})
        sheet.facts.append(fact)
        if fact.number and fact.number in numbers:
            reason = f"{fact.number} stands in line {numbers[fact.number]} too"
            problems.append(Problem(fact.line, "", f"{reason}: give each fact its own number"))
        numbers.setdefault(fact.number, fact.line)
    return sheet, problems


def suggestion(word: str, known: Iterable[str]) -> str:
    """What may have been meant by a word, as the end of a message."""
    found = get_close_matches(word, sorted(map(str, known)), n=1, cutoff=0.7)
    return f"; did you mean “{found[0]}”?" if found else ""


def texts(value: Any) -> list[Text]:
    """The parts of a value, which `` ; `` sets apart."""
    if not isinstance(value, Text):
        raise Wrong("takes a text, not a list or a block of its own")
    if not value.strip():
        return []
    return [Text(part.strip(), value.line) for part in re.split(r"\s+;\s+", value.strip())]


def _flat(block: dict[Any, Any], about: str, problems: list[Problem], deep: dict[str, int]) -> None:
    """Tell of, and take out, values that are lists or blocks where a text is wanted.

    ``deep`` says of some keys how many blocks they may hold in each other; 3 stands for a list.
    """
    for key, value in list(block.items()):
        levels = deep.get(key, 0)
        if isinstance(value, dict) and levels in (1, 2):
            inner = dict.fromkeys(value, levels - 1)
            _flat(value, about or str(key), problems, inner)
        elif not isinstance(value, Text) and levels != 3:
            reason = f"{key} takes a text, not a list or a block of its own"
            problems.append(Problem(key.line, about, reason))
            del block[key]


def _line_of(told: Mapping[Any, Any], key: str) -> int | None:
    return next((one.line for one in told if one == key), None)


def _fact(block: dict[Any, Any]) -> Fact:
    first = next(iter(block))
    if not _NUMBER.fullmatch(first):
        return Fact(first.line, "", "", block)
    words = block[first] if isinstance(block[first], str) else ""
    keys = {key: value for key, value in block.items() if key is not first}
    return Fact(first.line, str(first), str(words), keys)


# --- YAML -------------------------------------------------------------------------


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, _LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise BadInput(_why(text.splitlines(), mark, str(error.problem)), name, line) from None
    except yaml.YAMLError as error:
        raise BadInput(f"not YAML: {' '.join(str(error).split())}", name) from None


def _why(lines: list[str], mark: yaml.Mark | None, problem: str) -> str:
    """What is wrong with a line, and what to do, in words of the sheet."""
    words = lines[mark.line] if mark and mark.line < len(lines) else ""
    if words.lstrip(" ").startswith("\t"):
        return "begins with a tab: use spaces"
    if "mapping values are not allowed" in problem:
        return "the words have “: ” in them: put the value in single quotes"
    if re.match(r"\s*(?:- )?[^:]+:\s+[\"'\[\]{}&*!|>%@`]", words):
        return "the value begins with a sign that YAML reads: put the value in single quotes"
    return f"not YAML: {problem}"


def _convert(node: yaml.Node | None, problems: list[Problem]) -> Any:
    """Texts, blocks and lists, with lines; a key that stands twice is told."""
    if node is None:
        return None
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(one, problems) for one in node.value]
    told: dict[Any, Any] = {}
    for key, value in node.value:
        name = _convert(key, problems)
        if not isinstance(name, Text):
            raise BadInput("a key is a word, not a list", node.start_mark.name, line)
        if name in told:
            problems.append(Problem(name.line, "", f"“{name}” stands twice"))
        told[name] = _convert(value, problems)
    return told


def dump(
    head: Mapping[str, Any],
    names: Any,
    facts: list[dict[str, Any]],
    rest: str = "",
    passages: Any = None,
) -> str:
    """A sheet as text; every block is a mapping of texts, lists and blocks."""
    lines = [line for key, value in head.items() for line in _entry(key, value, "")]
    for section, told in (("names", names), ("passages", passages)):
        if told:
            lines += [f"{section}:"]
            lines += [line for key, value in told.items() for line in _entry(key, value, "  ")]
    lines += ["facts:" if facts else "facts: []"]
    lines += [line for fact in facts for line in _item(fact, "")]
    if rest:
        lines += ["rest: |", *(f"  {line}".rstrip() for line in rest.rstrip().split("\n"))]
    return "\n".join(lines) + "\n"


def _item(block: Mapping[str, Any], indent: str) -> list[str]:
    lines = [line for key, value in block.items() for line in _entry(key, value, indent + "  ")]
    return [f"{indent}- {lines[0][len(indent) + 2 :]}", *lines[1:]]


def _entry(key: str, value: Any, indent: str) -> list[str]:
    head = f"{indent}{_scalar(key)}:"
    if isinstance(value, str):
        return [f"{head} {_scalar(value)}".rstrip()]
    if isinstance(value, list):
        return [head, *(line for one in value for line in _item(one, indent))]
    if all(isinstance(one, str) for one in value.values()):
        short = f"{head} {_flow(value)}"
        if len(short) <= _WIDTH and "\n" not in short:
            return [short]
    return [head, *(line for k, v in value.items() for line in _entry(k, v, indent + "  "))]


def _flow(block: Mapping[str, Any]) -> str:
    pairs = (f"{_scalar(key, True)}: {_scalar(value, True)}" for key, value in block.items())
    return "{" + ", ".join(pairs) + "}"


def _scalar(text: str, flow: bool = False) -> str:
    """A text as YAML writes it: plain where that is read as the same, else in single quotes."""
    if not text:
        return "''" if flow else ""
    if "\n" in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    risky = text[0] in "\"'[]{}&*!|>%@#,?`-:" or ": " in text or " #" in text
    risky = risky or text.endswith(":") or text != text.strip()
    risky = risky or (flow and any(sign in text for sign in "[]{},"))
    return "'" + text.replace("'", "''") + "'" if risky else text
