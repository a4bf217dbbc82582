"""The one query runner: text in, answer out, nothing fetched and nothing changed."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from foedus.asking.names import Names
from foedus.bundled import contents, spelling
from foedus.bundled.labels import NAMING
from foedus.errors import BadInput, LimitReached
from foedus.rdf import bounded, reading, replacing, scanning, stores
from foedus.rdf.names import PREFIXES, Term
from foedus.reasoning import standing

if TYPE_CHECKING:
    from foedus.asking.results import Answer
    from foedus.bundled.questions import Question

MAX_QUERY = 32 * 1024
MAX_DEPTH = 100
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_POSITION = re.compile(r"error at (\d+):(\d+): ")
_REASONS = {
    "Prefix not found": "a prefix is used that no PREFIX line declares",
    "variable that is unbound": "SELECT names a variable that is neither grouped nor counted",
}


def ask(
    question: Question,
    values: Mapping[str, str | ox.NamedNode | ox.Literal] | None = None,
    extra: Iterable[reading.Document] = (),
    only: bool = False,
) -> tuple[Answer, Collection[ox.Quad]]:
    """The answer to a bundled question, and the data it was asked of, or what of them gives names.

    These are what the question's header names and the extra documents, which take the place of the
    example of a merge; where ``only`` these shall count, no bundled data. A value may be any name
    that ``foedus.asking.names`` finds. Raises BadInput for an unknown parameter, a value that is
    not of the parameter's type, and a name that means nothing or several things.
    """
    extra = list(extra)
    named = () if only else question.data
    names = [name for name in named if not (extra and name == contents.MERGED)]
    quads = reading.joined([*contents.data(names), *extra])
    text = question.bind(_meant(question, values or {}, quads, extra, only))
    name = question.path.name
    if isinstance(quads, reading.Streamed):
        return _ask_streamed(quads, text, name, not question.tells_plans)
    asked = reading.to_store(quads if question.tells_plans else standing.facts(quads))
    return (evaluate_foreign if extra else evaluate)(asked, text, name), quads


def _meant(
    question: Question,
    values: Mapping[str, str | ox.NamedNode | ox.Literal],
    quads: Collection[ox.Quad],
    extra: Sequence[reading.Document],
    only: bool,
) -> dict[str, str | ox.NamedNode | ox.Literal]:
    """The values, with the address of each thing that is called by a name.

    Known is also what the question is not put to: of that the answer is empty, and no error.
    """
    kinds = {one.name: one.type for one in question.parameters}
    told: dict[str, str | ox.NamedNode | ox.Literal] = dict(values)
    known: Names | None = None
    for key, value in values.items():
        if kinds.get(key) == "iri" and isinstance(value, str):
            if known is None:
                beside = [] if only else contents.own_quads()
                known = Names([*quads, *beside], contents.prefixes_of(extra))
            told[key] = ox.NamedNode(known.find(value))
    return told


def ask_file(
    path: str | Path, extra: Iterable[reading.Document] = (), only: bool = False
) -> tuple[Answer, Collection[ox.Quad]]:
    """The answer to a SPARQL file of the user's over article, background and extra documents.

    Raises BadInput or LimitReached for a query that ``check`` or ``evaluate_foreign`` refuses.
    """
    name = str(path)
    text = reading.read_text(name)
    check(text, name)
    extra = list(extra)
    bundled = [] if only else contents.data(list(contents.DATA_FILES))
    quads = reading.joined([*bundled, *extra])
    prefixes = {**contents.prefixes_of(extra), **PREFIXES}
    if isinstance(quads, reading.Streamed):
        return _ask_streamed(quads, text, name, False, prefixes)
    return evaluate_foreign(reading.to_store(quads), text, name, prefixes), quads


def _ask_streamed(
    quads: reading.Streamed,
    text: str,
    name: str,
    facts_only: bool,
    prefixes: dict[str, str] | None = None,
) -> tuple[Answer, list[ox.Quad]]:
    """The answer from data that memory does not hold, which are read once; and what gives names.

    They are asked in a store on disk, without what is only planned or claimed if so wanted.
    """
    naming: list[ox.Quad] = []

    def noted(passing: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in passing:
            if quad.predicate.value in NAMING:
                naming.append(quad)
            yield quad

    gone: Collection[Term] = ()
    if quads.store:
        gone = standing.Standings(noted(quads)).unheld if facts_only else ()
        if not facts_only:
            deque(noted(quads), maxlen=0)
        if not gone:
            return evaluate_foreign(quads.store, text, name, prefixes), naming
    with replacing.workspace() as folder:
        place = folder / "store"
        passing = quads if quads.store else noted(quads)
        if facts_only and not quads.store:
            gone = standing.Standings(stores.writing(place, passing)).unheld
        else:
            deque(stores.writing(place, passing), maxlen=0)
        stores.remove(place, gone)
        return evaluate_foreign(place, text, name, prefixes), naming


def evaluate(
    store: ox.Store,
    text: str,
    name: str,
    prefixes: dict[str, str] | None = None,
    union: bool = False,
    values: dict[ox.Variable, Term] | None = None,
) -> Answer:
    """The answer of a SPARQL 1.1 query over the store.

    ``prefixes`` are known without a PREFIX line; ``union`` asks all graphs as if they were one;
    ``values`` stand for some of the variables that a SELECT query gives.

    Raises BadInput with the line where the query cannot be read. Call ``check`` first on text that
    is not ours.
    """
    try:
        return store.query(
            text, prefixes=prefixes, use_default_graph_as_union=union, substitutions=values
        )
    except SyntaxError as error:
        raise unreadable(str(error), name) from None


def evaluate_foreign(
    store: ox.Store | Path, text: str, name: str, prefixes: dict[str, str] | None = None
) -> Answer:
    """The answer of a query that is not ours, or that is asked of data that are not ours.

    ``store`` is a store in memory, or the folder of one, which the child opens to read only.
    It is evaluated once, in a child process that is stopped at its limits. Raises LimitReached
    there, and what ``evaluate`` raises.
    """
    try:
        told = bounded.call(
            _answered,
            (store, text, name, prefixes),
            name,
            lambda: (*_sent(store, text, name), prefixes),
        )
    except LimitReached as error:
        if "limit of its own" in error.reason and "ORDER" in text.upper():
            raise LimitReached(f"{error.reason}; {_SORTING}", name) from None
        raise
    kind, data = told[:1], told[1:]
    if kind == _TRIPLES:
        made = ox.Store()
        made.bulk_extend(ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
        return made.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)


_TRIPLES, _ROWS = b"3", b"r"
_SORTING = "or ORDER BY met numbers and texts in one column: write ORDER BY STR(?x)"


def _answered(
    output: IO[bytes],
    store: ox.Store | Path | bytes,
    text: str,
    name: str,
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write the answer to a query: which kind, and N-Triples or rows in JSON."""
    if isinstance(store, Path):
        store = stores.opened(store)
    if isinstance(store, bytes):
        dump, store = store, ox.Store()
        store.bulk_extend(ox.parse(dump, format=ox.RdfFormat.N_QUADS))
    answer = evaluate(store, text, name, prefixes)
    if isinstance(answer, ox.QueryTriples):
        output.write(_TRIPLES)
        answer.serialize(output, format=ox.RdfFormat.N_TRIPLES)
    else:
        output.write(_ROWS)
        answer.serialize(output, format=ox.QueryResultsFormat.JSON)


def _sent(store: ox.Store | Path, text: str, name: str) -> tuple[bytes | Path, str, str]:
    if isinstance(store, Path):
        return store, text, name
    return store.dump(format=ox.RdfFormat.N_QUADS) or b"", text, name


def parse(text: str, name: str) -> None:
    """Refuse text that is no SPARQL query, without asking it.

    Raises BadInput with the line where it cannot be read. A value for a variable that the query
    does not have stops pyoxigraph when the text is read and nothing is evaluated yet.
    """
    stranger = "stranger"
    while stranger in text:
        stranger += "r"
    try:
        ox.Store().query(text, substitutions={ox.Variable(stranger): ox.Literal("")})
    except SyntaxError as error:
        raise unreadable(str(error), name) from None
    except RuntimeError as error:
        if stranger not in str(error):
            raise


def check(text: str, name: str) -> None:
    """Refuse a user's query that would fetch or change something, or that names no term of ours.

    Raises LimitReached when the text is too long or nested too deep, BadInput for SERVICE, an
    update, an escape that could hide a keyword, and a misspelt term of our namespaces.
    """
    check_harmless(text, name)
    for fault in spelling.in_query(text, spelling.REFUSED):
        raise BadInput(fault.reason, name, fault.line)


def check_harmless(text: str, name: str) -> None:
    """Do what ``check`` does, but let misspelt terms pass, which needs no look at the ontology."""
    if len(text) > MAX_QUERY:
        raise LimitReached(f"the query is longer than {MAX_QUERY} characters", name)
    syntax = scanning.only_syntax(text)
    if scanning.depth(syntax) > MAX_DEPTH:
        raise LimitReached(f"the query is nested deeper than {MAX_DEPTH} levels", name)
    found = scanning.tokens(text)
    for number, (kind, token, offset) in enumerate(found):
        if reason := _refusal(kind, token, number, found):
            raise BadInput(reason, name, scanning.line_of(text, offset))


def _refusal(kind: str, token: str, number: int, found: list[tuple[str, str, int]]) -> str:
    """Why a token of a query is refused; nothing for one that is not.

    pyoxigraph takes a keyword that is glued to what follows, so that `SERVICEex:a {` asks a service
    too: a name with the word in its prefix is none where a group follows and no keyword for a
    graph's name stands before.
    """
    upper = token.upper()
    if kind == "sign":
        return _ESCAPED if token == "\\" else ""
    if kind == "word":
        if "SERVICE" in upper:
            return _NO_SERVICE
        return f"{upper} is refused: a query changes nothing" if upper in _UPDATES else ""
    if "SERVICE" not in upper.partition(":")[0]:
        return ""
    before = found[number - 1][1].upper() if number else ""
    after = found[number + 1][1] if number + 1 < len(found) else ""
    return _NO_SERVICE if after == "{" and before not in ("GRAPH", "FROM", "NAMED") else ""


_NO_SERVICE = "SERVICE is refused: a query reads what is loaded and fetches nothing"
_ESCAPED = "a \\u escape is allowed in strings and addresses only"


def _as_it_is(line: int, column: int) -> tuple[int, int]:
    return line, column


def unreadable(
    message: str, name: str, place: Callable[[int, int], tuple[int, int]] = _as_it_is
) -> BadInput:
    """The error of a query that pyoxigraph cannot read: the place and the cause.

    Its parser lists every token it could have taken, which is left out. ``place`` gives the line
    and the column in the file for those in the text that was run.
    """
    known = [words for sign, words in _REASONS.items() if sign in message]
    found = _POSITION.match(message)
    if not found:
        return BadInput(f"not a SPARQL query: {known[0] if known else message}", name)
    line, column = place(int(found[1]), int(found[2]))
    reason = known[0] if known else f"syntax error at column {column}"
    return BadInput(f"not a SPARQL query: {reason}", name, line)
