"""The words of ``source.yaml``, and their reader.

Words for columns are those of Frictionless Table Schema where it has one. The list of words is
closed: an unknown one is refused with its line. YAML turns an unquoted ``NO`` into false, ``5.1``
into a number and ``2018-12-31`` into a date, so text must be text: all else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foedus.bundled import contents
from foedus.bundled.questions import LOADER
from foedus.errors import BadInput
from foedus.rdf import reading
from foedus.rdf.names import CODE_NS, SKOS_NS, text
from foedus.sources import cells, codes, dates, provenance
from foedus.sources.descriptor import (
    DATE_TYPES,
    ID,
    NAME,
    TYPES,
    UNKNOWN,
    Codes,
    Descriptor,
    Dialect,
    Field,
    Fold,
    RowCheck,
    bundled_folder,
    id_fault,
    licence_address,
    licence_of,
)

_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RESERVED = ("row", "none")

_TOP = {
    "id",
    "version",
    "versions",
    "title",
    "description",
    "creator",
    "citation",
    "licence",
    "level",
    "issued",
    "file",
    "coverage",
    "states",
    "codes",
    "copyOf",
    "primaryKey",
    "fields",
    "row_checks",
    "fold",
    "max_rejects",
    "obligations",
}
_PER_VERSION = _TOP - {"id", "version", "versions", "fields", "primaryKey", "fold"}
_FILE = {
    "encoding",
    "delimiter",
    "header",
    "quoteChar",
    "commentChar",
    "decimalChar",
    "pointZero",
    "sheet",
    "sha256",
}
_ONE_CELL = tuple(kind for kind in TYPES if kind != "date_parts")
_ORDERED = ("integer", "number", "year", "date", "yearmonth")
_WORDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "title": ("title", "text", TYPES),
    "description": ("description", "text", TYPES),
    "pattern": ("pattern", "text", TYPES),
    "minimum": ("minimum", "text", _ORDERED),
    "maximum": ("maximum", "text", _ORDERED),
    "at": ("at", "text", ("state",)),
    "system": ("system", "text", ("state",)),
    "groupChar": ("group", "text", ("integer", "number")),
    "separator": ("separator", "text", _ONE_CELL),
    "bracketed": ("bracketed", "text", _ONE_CELL),
    "required": ("required", "truth", TYPES),
    "unique": ("unique", "truth", TYPES),
    "censored": ("censored", "truth", DATE_TYPES),
    "enum": ("enum", "texts", TYPES),
    "trueValues": ("true", "several", ("boolean",)),
    "falseValues": ("false", "several", ("boolean",)),
    "missingValues": ("missing", "several", TYPES),
    "unlisted": ("unlisted", "text", ("state",)),
}
"""The words of a field: the name in ``Field``, how it is read, and the types that it goes with."""

_FIELD = {"name", "type", "column", "from", *_WORDS}


def read(folder: Path, version: str | None = None) -> Descriptor:
    """The descriptor in a folder, for one of its versions (the first named unless told).

    Raises BadInput with file and line for an unknown word, a value of the wrong kind, a word that
    is missing, or a version that it does not describe.
    """
    path = folder / NAME
    return _Reader(str(path)).descriptor(compose(path), folder, version)


def compose(path: Path) -> yaml.Node | None:
    """The tree of a file, None for an empty one. Raises BadInput for what is no YAML."""
    text = reading.read_text(path)
    try:
        tree: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = " ".join(str(getattr(error, "problem", None) or "cannot be read").split())
        raise BadInput(f"not YAML: {reason}", str(path), mark.line + 1 if mark else None) from None
    return tree


class _Reader:
    """Reads the nodes of one descriptor, and refuses with the line of the node."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node | None, reason: str) -> BadInput:
        """The error of a node: its line, or the first where there is none."""
        return BadInput(reason, self.name, node.start_mark.line + 1 if node else 1)

    def mapping(self, node: yaml.Node, words: set[str] | None) -> dict[str, yaml.Node]:
        """The words of a list of words with values, of those allowed, and each once."""
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a list of words with values is due here")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            word = self.text(key, "a word")
            if words is not None and word not in words:
                raise self.fail(key, f"unknown word {word}: use one of {', '.join(sorted(words))}")
            if word in found:
                raise self.fail(key, f"{word} stands there twice")
            found[word] = value
        return found

    def text(self, node: yaml.Node, word: str) -> str:
        """A text that YAML takes for nothing else, and that is filled in."""
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
            if node.value.startswith("TODO"):
                raise self.fail(node, f"{word} still says {node.value}")
            return str(node.value)
        if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            kind = node.tag.rpartition(":")[2]
            quoted = f'"{node.value}"'
            raise self.fail(node, f"{word}: YAML reads {node.value} as {kind}; write {quoted}")
        raise self.fail(node, f"{word}: a text is due here")

    def optional(self, node: yaml.Node | None, word: str) -> str | None:
        """A text, or None where there is no node or null."""
        if node is None or self.is_null(node):
            return None
        return self.text(node, word)

    @staticmethod
    def is_null(node: yaml.Node) -> bool:
        """Whether a node says null."""
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"

    def texts(self, node: yaml.Node, word: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(item, word) for item in self.items(node, word))

    def several(self, node: yaml.Node, word: str) -> frozenset[str]:
        """A list of texts whose order tells nothing."""
        return frozenset(self.texts(node, word))

    def items(self, node: yaml.Node | None, word: str) -> list[yaml.Node]:
        """The nodes of a list; none where there is no node."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, f"{word}: a list is due here")
        return list(node.value)

    def truth(self, node: yaml.Node, word: str) -> bool:
        """True or false."""
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool":
            return str(node.value).lower() in ("true", "yes", "on")
        raise self.fail(node, f"{word}: true or false is due here")

    def count(self, node: yaml.Node, word: str) -> int:
        """A whole number from 0."""
        if isinstance(node, yaml.ScalarNode) and re.fullmatch("[0-9]{1,9}", str(node.value)):
            return int(node.value)
        raise self.fail(node, f"{word}: a whole number is due here")

    # --- the parts of a descriptor

    def descriptor(self, node: yaml.Node | None, folder: Path, version: str | None) -> Descriptor:
        if node is None:
            raise BadInput("is empty", self.name, 1)
        top = self.mapping(node, _TOP)
        for word in ("id", "version", "title", "licence", "citation", "coverage"):
            if word not in top:
                raise self.fail(node, f"{word} is missing")
        first = self.text(top["version"], "version")
        others = self.mapping(top["versions"], None) if "versions" in top else {}
        wanted = first if version is None else version
        if wanted not in (first, *others):
            known = ", ".join([first, *others])
            raise BadInput(f"no version {wanted} is described: {known}", self.name)
        if wanted in others:
            top = {**top, **self.mapping(others[wanted], _PER_VERSION)}
        if not _VERSION.fullmatch(wanted):
            raise self.fail(
                top["version"], f"version {wanted!r} has other signs than A-Z 0-9 . _ -"
            )
        found = Descriptor(
            folder=folder,
            id=self.text(top["id"], "id"),
            version=wanted,
            title=self.text(top["title"], "title"),
            licence=self.licence(top["licence"]),
            citation=self.text(top["citation"], "citation"),
            fields=self.fields(top.get("fields")),
            versions=(first, *others),
        )
        if fault := id_fault(found.id):
            raise self.fail(top["id"], fault)
        if provenance.is_part(found.graph):
            reason = f"version {wanted!r}: its graph would be called as what is told of graphs"
            raise self.fail(top["version"], reason)
        plain = ("creator", "description", "level", "issued")
        values: dict[str, Any] = {w: self.text(top[w], w) for w in plain if w in top}
        if "copyOf" in top:
            values["copy_of"] = self.text(top["copyOf"], "copyOf")
            if not ID.fullmatch(values["copy_of"]) or values["copy_of"] == found.id:
                raise self.fail(top["copyOf"], "copyOf: the id of another source is due here")
        values |= self.file(top.get("file"))
        values |= self.coverage(top["coverage"])
        values |= self.states(top.get("states"))
        if "obligations" in top:
            values["obligations"] = self.obligations(top["obligations"])
        if "max_rejects" in top:
            values["max_rejects"] = self.count(top["max_rejects"], "max_rejects")
        found = replace(found, **values)
        if found.max_rejects and "fold" in top:
            reason = "max_rejects does not go with fold: a row left out would end an interval"
            raise self.fail(top["max_rejects"], reason)
        for field in found.fields:
            if field.type == "number" and field.group == found.dialect.decimal:
                reason = f"groupChar {field.group} is the decimalChar, too"
                raise BadInput(reason, self.name, field.line)
        self.systems(found, top)
        return replace(
            found,
            key=self.names(top.get("primaryKey"), "primaryKey", found),
            checks=self.checks(top.get("row_checks"), found),
            fold=self.fold(top.get("fold"), found),
            codes=self.codes(top.get("codes")),
        )

    def systems(self, found: Descriptor, top: Mapping[str, yaml.Node]) -> None:
        """Refuse a code system that nobody knows; a list of codes names its own."""
        if {"code", "name"} <= {field.name for field in found.fields} or found.states_source:
            return
        told = [(found.system, top["states"].start_mark.line + 1)] if found.system else []
        told += [(field.system, field.line) for field in found.fields if field.system]
        for system, line in told:
            if system not in codes.SYSTEMS:
                known = ", ".join(codes.SYSTEMS)
                reason = f"unknown code system {system}: use one of {known}, or name a source"
                raise BadInput(f"{reason} that lists its codes (states: source)", self.name, line)

    def obligations(self, node: yaml.Node) -> tuple[str, ...]:
        names = self.texts(node, "obligations")
        known = obligation_types()
        for name in names:
            if name not in known:
                reason = f"obligations: {name!r} is no obligation type: {', '.join(sorted(known))}"
                raise self.fail(node, reason)
        return tuple(sorted(set(names)))

    def licence(self, node: yaml.Node) -> str:
        found = licence_of(self.text(node, "licence"))
        if found != UNKNOWN and licence_address(found) is None:
            due = "unknown, a name from spdx.org/licenses, or an address"
            raise self.fail(node, f"licence {found!r}: {due}")
        return found

    def file(self, node: yaml.Node | None) -> Mapping[str, Any]:
        if node is None:
            return {}
        told = self.mapping(node, _FILE)
        texts = ("encoding", "delimiter", "sheet", "sha256", "commentChar", "decimalChar")
        values = {word: self.optional(told.get(word), word) for word in texts}
        delimiter = values["delimiter"] or ","
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise self.fail(told["delimiter"], "delimiter: one sign, and no quotation mark")
        try:
            "".encode(values["encoding"] or "utf-8")
        except (LookupError, ValueError):
            raise self.fail(told["encoding"], f"encoding {values['encoding']} is unknown") from None
        if values["decimalChar"] not in (None, ".", ","):
            raise self.fail(told["decimalChar"], "decimalChar: a point or a comma")
        dialect = Dialect(
            encoding=values["encoding"] or "utf-8",
            delimiter=delimiter,
            header=self.count(told["header"], "header") if "header" in told else 1,
            quote=self.optional(told["quoteChar"], "quoteChar") if "quoteChar" in told else '"',
            comment=values["commentChar"],
            decimal=values["decimalChar"] or ".",
            point_zero="pointZero" in told and self.truth(told["pointZero"], "pointZero"),
        )
        if dialect.header < 1:
            raise self.fail(told["header"], "header: the number of a line, the first being 1")
        if dialect.quote is not None and len(dialect.quote) != 1:
            raise self.fail(told["quoteChar"], "quoteChar: one sign, or null where there is none")
        return {"dialect": dialect, "sheet": values["sheet"], "sha256": values["sha256"]}

    def coverage(self, node: yaml.Node) -> Mapping[str, Any]:
        told = self.mapping(node, {"from", "until"})
        if set(told) != {"from", "until"}:
            raise self.fail(node, "coverage needs from and until; write null where it is open")
        for word, value in told.items():
            text = self.optional(value, word)
            if text is None:
                continue
            try:
                dates.partial(text)
            except dates.NotADate as error:
                due = 'a year, month or day such as "2018-12-31"'
                raise self.fail(value, f"{word}: {due} is due: {error}") from None
        return {
            "covers_from": self.optional(told["from"], "from"),
            "covers_until": self.optional(told["until"], "until"),
        }

    def states(self, node: yaml.Node | None) -> Mapping[str, Any]:
        if node is None:
            return {}
        told = self.mapping(node, {"system", "file", "source"})
        if "system" not in told:
            raise self.fail(node, "states: the system is missing")
        return {
            "system": self.text(told["system"], "system"),
            "states_file": self.optional(told.get("file"), "file"),
            "states_source": self.optional(told.get("source"), "source"),
        }

    def fields(self, node: yaml.Node | None) -> tuple[Field, ...]:
        found: dict[str, Field] = {}
        for item in self.items(node, "fields"):
            field = self.one_field(item)
            if field.name in found:
                raise self.fail(item, f"field {field.name} stands there twice")
            found[field.name] = field
        for field in found.values():
            if (
                field.at is not None
                and getattr(found.get(field.at), "type", None) not in DATE_TYPES
            ):
                raise BadInput(f"at: {field.at} is no field with a date", self.name, field.line)
        return tuple(found.values())

    def one_field(self, node: yaml.Node) -> Field:
        told = self.mapping(node, _FIELD)
        for word in ("name", "type"):
            if word not in told:
                raise self.fail(node, f"a field needs a {word}")
        name, kind = self.text(told["name"], "name"), self.text(told["type"], "type")
        if not _VARIABLE.fullmatch(name) or name in _RESERVED:
            raise self.fail(
                told["name"],
                f"name {name!r} cannot be a variable: letters, digits and _ (give the column's "
                "own name with column)",
            )
        if kind not in TYPES:
            raise self.fail(told["type"], f"unknown type {kind}: use one of {', '.join(TYPES)}")
        columns = self.columns(told, name, kind, node)
        values: dict[str, Any] = {
            name: getattr(self, read)(told[word], word)
            for word, (name, read, _) in _WORDS.items()
            if word in told
        }
        if values.get("separator") == "":
            raise self.fail(told["separator"], "separator: the sign between values is due here")
        if len(values.get("group", ",")) != 1:
            raise self.fail(told["groupChar"], "groupChar: one sign")
        if "missing" in values:
            values["missing"] |= {""}
        if values.get("unlisted", "reject") not in ("reject", "notice"):
            raise self.fail(told["unlisted"], "unlisted: reject or notice")
        for word, (_, _, kinds) in _WORDS.items():
            if word in told and kind not in kinds:
                raise self.fail(told[word], f"{word} does not go with type {kind}")
        for word in ("minimum", "maximum"):
            if word in told:
                self.limit(told[word], word, values[word], kind)
        if "pattern" in values:
            try:
                re.compile(values["pattern"])
            except re.error as error:
                raise self.fail(told["pattern"], f"pattern: {error}") from None
        return Field(name, kind, columns, node.start_mark.line + 1, **values)

    def columns(
        self, told: Mapping[str, yaml.Node], name: str, kind: str, node: yaml.Node
    ) -> tuple[str, ...]:
        if kind == "date_parts":
            if "from" not in told or "column" in told:
                raise self.fail(node, "date_parts needs from: the columns of year, month and day")
            columns = self.texts(told["from"], "from")
            if not 2 <= len(columns) <= 3:
                raise self.fail(told["from"], "from: two or three columns, the year first")
            return columns
        if "from" in told:
            raise self.fail(told["from"], "from belongs to date_parts; use column")
        return (self.text(told["column"], "column") if "column" in told else name,)

    def limit(self, node: yaml.Node, word: str, text: str, kind: str) -> None:
        """Refuse a limit that values of this kind cannot be held against."""
        if kind not in dates.LENGTHS:
            if not cells.NUMBER.fullmatch(text):
                raise self.fail(node, f"{word}: {text!r} is no number")
            return
        try:
            exact = len(dates.partial(text).value) >= dates.LENGTHS[kind]
        except dates.NotADate as error:
            raise self.fail(node, f"{word}: {error}") from None
        if not exact:
            raise self.fail(node, f"{word}: {text!r} is less exact than a {kind}")

    def names(
        self, node: yaml.Node | None, word: str, found: Descriptor, least: int = 1
    ) -> tuple[str, ...]:
        if node is None:
            if word == "primaryKey" and found.fields:
                raise BadInput(
                    "primaryKey is missing: name the fields that tell rows apart, or [row]",
                    self.name,
                    1,
                )
            return ()
        names = self.texts(node, word)
        if word == "primaryKey" and names == ("row",):
            return ()  # the line tells rows apart, so that equal rows are two
        known = {field.name for field in found.fields}
        for name in names:
            if name not in known:
                raise self.fail(node, f"{word}: there is no field {name}")
        if len(names) < least:
            raise self.fail(node, f"{word}: name {least} or more fields")
        return names

    def checks(self, node: yaml.Node | None, found: Descriptor) -> tuple[RowCheck, ...]:
        checks = []
        for item in self.items(node, "row_checks"):
            for kind, value in self.mapping(item, {"distinct", "order"}).items():
                names = self.names(value, kind, found, 2)
                if kind == "order" and any(found.field(n).type not in DATE_TYPES for n in names):
                    raise self.fail(value, "order: name fields with dates")
                checks.append(RowCheck(kind, names, item.start_mark.line + 1))
        return tuple(checks)

    def codes(self, node: yaml.Node | None) -> tuple[Codes, ...]:
        found = []
        for item in self.items(node, "codes"):
            told = self.mapping(item, {"system", "property", "of"})
            for word in ("system", "property"):
                if word not in told:
                    raise self.fail(item, f"codes: the {word} is missing")
            values = {word: self.text(value, word) for word, value in told.items()}
            for word in ("property", "of"):
                if not values.get(word, "http:").startswith(("http:", "https:")):
                    raise self.fail(told[word], f"{word}: a whole address is due here")
            found.append(Codes(values["system"], values["property"], values.get("of")))
        return tuple(found)

    def fold(self, node: yaml.Node | None, found: Descriptor) -> Fold | None:
        if node is None:
            return None
        told = self.mapping(node, {"year", "by"})
        if set(told) != {"year", "by"}:
            raise self.fail(node, "fold needs year and by")
        year = self.text(told["year"], "year")
        if year not in {field.name for field in found.fields if field.type == "year"}:
            raise self.fail(told["year"], f"fold: there is no field {year} of type year")
        if not found.field(year).required or found.field(year).censored:
            raise self.fail(told["year"], f"fold: {year} must be required and not censored")
        return Fold(year, self.names(told["by"], "by", found))


# --- finding -----------------------------------------------------------------------------


def bundled_ids() -> list[str]:
    """The ids of the sources that foedus carries.

    >>> "atop" in bundled_ids()
    True
    """
    return sorted(path.parent.name for path in bundled_folder().glob(f"*/{NAME}"))


def bundled(source: str, version: str | None = None) -> Descriptor:
    """The bundled source with this id."""
    return read(bundled_folder() / source, version)


def find(source: str, version: str | None = None) -> Descriptor:
    """The source that a user means: a folder, its ``source.yaml``, or the id of a bundled one.

    Raises BadInput when there is none.
    """
    path = Path(source)
    if path.name == NAME and path.is_file():
        return read(path.parent, version)
    if (path / NAME).is_file():
        return read(path, version)
    if ID.fullmatch(source) and (bundled_folder() / source / NAME).is_file():
        return bundled(source, version)
    known = ", ".join(bundled_ids())
    raise BadInput(f"no source {source!r}: give a folder with {NAME}, or one of {known}")


@cache
def obligation_types() -> frozenset[str]:
    """The local names of the codes that an obligation type can be."""
    scheme = CODE_NS + "obligation-types"
    return frozenset(
        text(quad.subject).removeprefix(CODE_NS)
        for quad in contents.ontology()
        if quad.predicate.value == SKOS_NS + "inScheme" and text(quad.object) == scheme
    )
