"""``map.rq``: rows in, statements out, by a plain SPARQL CONSTRUCT over the row's variables.

The query is run on an empty store with a block of rows as VALUES after ``WHERE {``. Before that,
every variable must be one that the descriptor gives, the target of a BIND, or the reserved
``?none``, which is never bound; so a renamed column cannot make statements vanish in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from foedus.asking import querying
from foedus.errors import BadInput
from foedus.rdf import reading, scanning
from foedus.rdf.names import FOEDUS_NS, OWL_NS, RDF_NS, RDFS_NS, SH_NS, SHAPE_NS
from foedus.sources.rows import Accepted

ROWS = 1000
"""Rows in one block: more costs memory and gains nothing."""

FORBIDDEN = (RDF_NS, RDFS_NS, OWL_NS, SH_NS, FOEDUS_NS, SHAPE_NS)
"""Namespaces whose terms no contributed data may describe."""

_VARIABLE = re.compile(r"[?$](\w+)")
_ADDRESS = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*>")
_BOUND = re.compile(r"\bAS\s+[?$](\w+)", re.I)
_WHERE = re.compile(r"\bWHERE\s*\{", re.I)
_KIND = re.compile(r"\bCONSTRUCT\b", re.I)
_OTHER = re.compile(r"\b(SELECT|ASK|DESCRIBE|FROM|GRAPH|NOW|RAND|UUID|STRUUID|BNODE)\b", re.I)
_ROW = f' <{FOEDUS_NS}sourceRow> "'.encode()  # in no text, where the sign " is escaped
# These begin with a fixed sign or more, which makes them several times faster than ^ does.
_BLANK = re.compile(rb"> _:\S+ \.\n")
_FORBIDDEN = re.compile(
    rb"\n<(?:" + b"|".join(re.escape(space.encode()) for space in FORBIDDEN) + rb")[^>]*>"
)


class Mapping:
    """A checked ``map.rq``; ``used`` are the variables that it takes from the rows, in order."""

    def __init__(self, path: Path, known: Sequence[str], *, is_spelled: bool = False) -> None:
        """Read and check it; ``is_spelled`` when its terms are known to be of the ontology."""
        self.path = path
        self.text = reading.read_text(path)
        where = _checked(self.text, str(path), is_spelled)
        syntax = _ADDRESS.sub(lambda found: " " * len(found[0]), scanning.without_texts(self.text))
        self._head, self._tail = self.text[:where], self.text[where:]
        bound = set(_BOUND.findall(syntax))
        self.used: list[str] = []
        for found in _VARIABLE.finditer(syntax):
            name = found[1]
            if name in bound or name == "none" or name in self.used:
                continue
            if name not in known:
                reason = f"?{name} is no variable of the rows: {_instead(name, known)}"
                raise BadInput(reason, str(path), scanning.line_of(syntax, found.start()))
            self.used.append(name)
        if "row" not in self.used:
            raise BadInput("?row is not used: each record needs its foedus:sourceRow", str(path), 1)
        self._store = ox.Store()

    def statements(self, names: Sequence[str], rows: Sequence[Accepted]) -> bytes:
        """N-Triples of some rows; ``names`` are the variables that their terms stand for.

        Raises BadInput for a statement about a term of a vocabulary, and for a blank node.
        """
        if not rows:
            return b""
        places = [names.index(name) for name in self.used if name != "row"]
        lines = []
        for row in rows:
            terms = row.terms
            cells = " ".join([terms[n] or "UNDEF" for n in places])
            lines.append(f'({cells} "{row.line}")\n')
        variables = " ".join(f"?{name}" for name in self.used if name != "row")
        block = f" VALUES ({variables} ?row) {{\n{''.join(lines)}}}\n"
        try:
            answer = self._store.query(self._head + block + self._tail)
        except SyntaxError as error:
            place = partial(_place, self._head, len(rows))
            raise querying.unreadable(str(error), str(self.path), place) from None
        assert isinstance(answer, ox.QueryTriples)  # checked
        data = answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        check_subjects(data, str(self.path))
        return data


def _instead(name: str, known: Sequence[str]) -> str:
    """What the field that is meant gives, where its name is right: its type may have changed."""
    stem = name.rpartition("_")[0]
    same = [f"?{one}" for one in known if stem and (one == stem or one.startswith(f"{stem}_"))]
    if same:
        return f"by its type the field {stem} gives {', '.join(same)}"
    return "see the fields in source.yaml"


def check_subjects(data: bytes, name: str) -> None:
    """Refuse N-Triples with blank nodes or with subjects of a vocabulary's namespace."""
    lines = b"\n" + data
    if found := _FORBIDDEN.search(lines):
        term = found[0][1:].decode()
        raise BadInput(
            f"says something of {term}, a term of a vocabulary: only records may be", name
        )
    if b"\n_:" in lines or _BLANK.search(lines):
        raise BadInput("makes a blank node: give every node an address made from the keys", name)


def rows_told(data: bytes) -> list[tuple[str, int]]:
    """The records in some N-Triples, each with the number of a row that it is made from."""
    told = []
    before, *rest = data.split(_ROW)
    for after in rest:
        record, number = before[before.rfind(b"\n") + 1 :], after[: after.index(b'"')]
        if number.isdigit():
            told.append((record[1:-1].decode(), int(number)))
        before = after
    return told


def _checked(text: str, name: str, is_spelled: bool) -> int:
    """Refuse what no mapping may do; tells where the text after ``WHERE {`` begins."""
    (querying.check_harmless if is_spelled else querying.check)(text, name)
    syntax = scanning.only_syntax(text)
    where = _WHERE.search(syntax)
    if not _KIND.search(syntax) or where is None:
        raise BadInput("is no query of the form CONSTRUCT { … } WHERE { … }", name, 1)
    if found := _OTHER.search(syntax):
        reason = f"{found[1].upper()} has no place in a mapping: same row, same statements"
        raise BadInput(reason, name, scanning.line_of(syntax, found.start()))
    return where.end()


def _place(head: str, rows: int, line: int, column: int) -> tuple[int, int]:
    """Line and column that a place in the query has without the block of rows after its head."""
    last = head.count("\n") + 1
    if line <= last:
        return line, column
    line = max(last, line - rows - 2)
    return line, column + len(head.rpartition("\n")[2]) if line == last else column
