"""The same as the commands, for Python programs, in a few calls."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus.asking import querying
from foedus.bundled import contents
from foedus.bundled.questions import find_question
from foedus.checks import everything, report
from foedus.checks import lint as linting
from foedus.checks import shapes as validation
from foedus.errors import BadInput
from foedus.rdf import reading

if TYPE_CHECKING:
    import rdflib

Cell = str | int | bool | None


def load(*files: str | os.PathLike[str], article: bool = True) -> rdflib.Dataset:
    """An rdflib Dataset with the article's facts, and those of more files, in its default graph.

    A file may be Turtle, N-Triples, RDF/XML, JSON-LD, TriG or N-Quads; the named graphs of the last
    three stay named graphs. Raises ``foedus.BadInput`` for a file that cannot be read, and
    ``foedus.LimitReached`` for one that is too large or nested too deep.

    >>> import foedus
    >>> graph = foedus.load()
    >>> (foedus.ID["us-indo-pacific-command"], foedus.FOEDUS.headquarteredIn, None) in graph
    True
    """
    documents = contents.data() if article else []
    documents += reading.read_all(files)
    return reading.to_rdflib(reading.join(documents))


def ask(
    which: str, *files: str | os.PathLike[str], **parameters: str
) -> list[dict[str, Cell]] | bool | rdflib.Graph:
    """The answer to a bundled question, or to a SPARQL file of your own.

    ``which`` is a question's number or name, or the path of a ``.rq`` file; ``files`` are added to
    the data; ``parameters`` are the question's, as text. SELECT gives one dictionary a row (IRIs
    and texts as ``str``, numbers and truth values as such, None for an empty cell), ASK a truth
    value, CONSTRUCT an rdflib Graph. Raises ``foedus.BadInput`` for an unknown question or
    parameter, or a query that cannot be read.

    >>> import foedus
    >>> sorted({row["stands"] for row in foedus.ask("002")})
    ['planned', 'stated']
    >>> foedus.ask("003", command="japan-joint-operations-command")
    []
    """
    extra = reading.read_all(files)
    if which.endswith(".rq"):
        if parameters:
            raise BadInput("a query file takes no parameters")
        answer, _ = querying.ask_file(which, extra)
    else:
        answer, _ = querying.ask(find_question(which), parameters, extra)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return reading.to_graph(ox.Quad(t.subject, t.predicate, t.object) for t in answer)
    columns = [variable.value for variable in answer.variables]
    return [dict(zip(columns, map(_cell, row), strict=True)) for row in answer]


def validate(
    *files: str | os.PathLike[str],
    shapes: Sequence[str | os.PathLike[str]] = (),
    only: bool = False,
) -> report.Report:
    """The validation report on the files, or on the article's facts where none is given.

    The bundled data stand beside the files as context, unless ``only`` these shall count.
    ``shapes`` are more SHACL files to apply. Raises ``foedus.BadInput`` for a file that cannot be
    read and for broken shapes.

    >>> import foedus
    >>> foedus.validate().conforms
    True
    """
    given = contents.given([os.fspath(path) for path in files], only=only)
    more = [os.fspath(path) for path in shapes]
    return validation.validate(given.about, more, context=given.context)


def lint(
    *files: str | os.PathLike[str], profile: str | os.PathLike[str] | None = None
) -> report.Report:
    """The report of lint on the files, or on all that foedus carries where none is given.

    Files are RDF, or SPARQL queries (``.rq``). ``profile`` is a YAML file that rates checks
    otherwise (``severities: {Info: [label-title-case], Ignored: [example-missing]}``) or names more
    ``vocabularies``. Raises ``foedus.BadInput`` and ``foedus.LimitReached`` for a file that cannot
    be read.

    >>> import foedus
    >>> {finding.severity for finding in foedus.lint().findings}
    {'Info'}
    """
    told = None if profile is None else os.fspath(profile)
    return linting.lint_files([os.fspath(path) for path in files], told)


def check(
    *files: str | os.PathLike[str],
    profile: str | os.PathLike[str] | None = None,
    text: str | os.PathLike[str] | None = None,
) -> report.Report:
    """Every check of the files in one report; of all that foedus carries where none is given.

    Files are linted and validated; our own are also traced, and our questions asked. ``profile`` is
    that of ``foedus.lint``; ``text`` is the file with a source's text, in which the words of
    passages are looked up. ``foedus.checks.report.written`` writes a report as JSON, Turtle or
    SARIF. Raises ``foedus.BadInput`` and ``foedus.LimitReached`` for a file that cannot be read.

    >>> import foedus
    >>> report = foedus.check()
    >>> report.conforms, [part.name for part in report.parts]
    (True, ['lint', 'validate', 'accepted', 'trace', 'questions'])
    """
    told = None if profile is None else os.fspath(profile)
    source = None if text is None else os.fspath(text)
    return everything.check([os.fspath(path) for path in files], told, source)


def _cell(term: object) -> Cell:
    """A term as the nearest Python value."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind == "integer":
            return int(term.value)
        if kind == "boolean":
            return term.value in ("true", "1")
    if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal):
        return term.value
    return None
