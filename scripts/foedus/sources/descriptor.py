"""What a source is, which columns it has and what must hold of them, as ``source.yaml`` says.

``source_yaml`` reads that file and finds sources; here are the data that it makes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from foedus.bundled import folders

TYPES = (
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "year",
    "yearmonth",
    "partial_date",
    "state",
    "date_parts",
)
"""The types of columns: seven of Table Schema, and three of ours, ``partial_date``, ``state`` and
``date_parts``."""

DATE_TYPES = ("date", "year", "yearmonth", "partial_date", "date_parts")
UNKNOWN = "unknown"
"""The licence of a file that comes with none; such a graph is for local use only."""

_LICENCES = "https://spdx.org/licenses/"
_LICENCE_NAME = re.compile(r"[A-Za-z0-9.+-]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

NAME = "source.yaml"
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OWN_GRAPHS = re.compile(r"sources|conflicts|identities|resolved|xwalk(-.*)?")


@dataclass(frozen=True)
class Field:
    """One column, or for ``date_parts`` the two or three columns of one date."""

    name: str
    type: str
    columns: tuple[str, ...]
    line: int
    title: str = ""
    description: str = ""
    required: bool = False
    unique: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    missing: frozenset[str] = frozenset([""])
    true: frozenset[str] = frozenset(["true"])
    false: frozenset[str] = frozenset(["false"])
    at: str | None = None
    system: str | None = None
    unlisted: str = "reject"
    censored: bool = False
    group: str | None = None
    """The sign between a number's groups of three digits."""
    separator: str | None = None
    """The sign between several values of one cell; each value is a row of its own."""
    bracketed: str | None = None
    """What a value in brackets is: that is told as a variable of its own."""


@dataclass(frozen=True)
class Dialect:
    """How a file of text is written; the words are those of Frictionless Table Dialect.

    ``header`` is the line that names the columns, ``quote`` the sign around cells (None: every
    quotation mark is one of the text), ``comment`` the sign that lines of comments begin with,
    ``decimal`` that between a number's whole part and the rest; ``point_zero`` tells that whole
    numbers are written ``2.0``.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1
    quote: str | None = '"'
    comment: str | None = None
    decimal: str = "."
    point_zero: bool = False


@dataclass(frozen=True)
class RowCheck:
    """A check over several fields of one row: ``distinct`` or ``order``."""

    kind: str
    fields: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Fold:
    """Rows of one year each, next to each other, that make one interval."""

    year: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Codes:
    """Where the RDF of a source has state codes: the property, and which node they are codes of.

    Without ``of`` the property stands at what the code means; with it, at a node of the code, and
    ``of`` leads from there to what it means.
    """

    system: str
    property: str
    of: str | None = None


@dataclass(frozen=True)
class Descriptor:
    """All that ``source.yaml`` says, and the folder it lies in.

    ``obligations`` are the local names of the obligation types that the source codes; none where it
    does not say which.
    """

    folder: Path
    id: str
    version: str
    title: str
    licence: str
    citation: str
    fields: tuple[Field, ...]
    creator: str = ""
    description: str = ""
    level: str = ""
    issued: str = ""
    dialect: Dialect = Dialect()
    sheet: str | None = None
    sha256: str | None = None
    covers_from: str | None = None
    covers_until: str | None = None
    system: str | None = None
    states_file: str | None = None
    states_source: str | None = None
    key: tuple[str, ...] = ()
    checks: tuple[RowCheck, ...] = ()
    fold: Fold | None = None
    codes: tuple[Codes, ...] = ()
    max_rejects: int = 0
    obligations: tuple[str, ...] = ()
    copy_of: str | None = None
    """The id of the source whose word this only repeats, be it loaded or not."""
    versions: tuple[str, ...] = ()

    @property
    def is_bundled(self) -> bool:
        """Whether foedus carries it."""
        return self.folder.parent == bundled_folder()

    @property
    def path(self) -> Path:
        """The file that this was read from."""
        return self.folder / NAME

    @property
    def graph(self) -> str:
        """The local name of the graph: the id and the version, without dots.

        >>> from foedus.sources.source_yaml import bundled
        >>> bundled("atop", "4.01").graph
        'atop-4-01'
        """
        return f"{self.id}-{re.sub('[^A-Za-z0-9]+', '-', self.version).strip('-').lower()}"

    @property
    def mapping(self) -> Path:
        """The query that turns rows into statements."""
        return self.folder / "map.rq"

    @property
    def crosswalk(self) -> Path:
        """The table of matches of its records, which may be missing."""
        return self.folder / "crosswalk.sssom.tsv"

    def field(self, name: str) -> Field:
        """The field with this name."""
        return next(field for field in self.fields if field.name == name)


# --- licences ----------------------------------------------------------------------------


def licence_of(text: str) -> str:
    """A licence as it is compared: what is unknown in any letters, or nothing, is ``unknown``.

    >>> licence_of(" Unknown"), licence_of("CC0-1.0")
    ('unknown', 'CC0-1.0')
    """
    text = text.strip()
    return UNKNOWN if text.lower() in ("", UNKNOWN) else text


def licence_address(licence: str) -> str | None:
    """The address of a licence that is told by its SPDX name or by its address; else None.

    >>> licence_address("MIT"), licence_address("unknown")
    ('https://spdx.org/licenses/MIT', None)
    """
    if licence_of(licence) == UNKNOWN:
        return None
    if _ADDRESS.fullmatch(licence):
        return licence
    return _LICENCES + licence if _LICENCE_NAME.fullmatch(licence) else None


# --- ids ---------------------------------------------------------------------------------


def id_fault(source: str) -> str | None:
    """Why a text cannot be the id of a source, or None when it can.

    >>> id_fault("atop"), id_fault("xwalk-atop")
    (None, "id 'xwalk-atop': the graphs of foedus itself are called so")
    """
    if not ID.fullmatch(source):
        return f"id {source!r}: lower-case letters, digits and hyphens, a letter first"
    if _OWN_GRAPHS.fullmatch(source):
        return f"id {source!r}: the graphs of foedus itself are called so"
    return None


def bundled_folder() -> Path:
    """The folder of the sources that foedus carries."""
    return folders.folder("data") / "sources"
