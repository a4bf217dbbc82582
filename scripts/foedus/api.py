"""The same as the commands, for Python programs, in a few calls.

What is done with files of others is done in a child process, under the limits of the command of
that name (``SECURITY.md``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking import bridges, names, profile, querying, results
from foedus.asking import snapshot as taking
from foedus.asking import why as explaining
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.checks import everything, report
from foedus.checks import lint as linting
from foedus.checks import shapes as validation
from foedus.checks.shapes import compiler
from foedus.errors import BadInput
from foedus.merging import heard
from foedus.rdf import bounded, reading
from foedus.rdf import dataset as datasets
from foedus.rdf.names import PREFIXES

if TYPE_CHECKING:
    import rdflib

    from foedus.merging.conflicts import Conflict, Resolution
    from foedus.merging.merge import Merged
    from foedus.publishing.site import Site

_G = TypeVar("_G", bound="rdflib.Graph")
Cell = str | int | bool | None
PathLike = str | os.PathLike[str]


def load(*files: PathLike, article: bool = True) -> rdflib.Dataset:
    """An rdflib Dataset with the article's facts, and those of more files, in its default graph.

    A file may be Turtle, N-Triples, RDF/XML, JSON-LD, TriG or N-Quads; the named graphs of the last
    three stay named graphs. Our prefixes are bound, and those of the files. Raises
    ``foedus.BadInput`` for a file that cannot be read, and ``foedus.LimitReached`` for one that is
    too large or nested too deep.

    >>> import foedus
    >>> graph = foedus.load()
    >>> (foedus.ID["us-indo-pacific-command"], foedus.FOEDUS.headquarteredIn, None) in graph
    True
    """
    documents = contents.data() if article else []
    documents += reading.read_all(files)
    prefixes = {**contents.prefixes_of(documents), **PREFIXES}
    return _bound(reading.to_rdflib(reading.join(documents)), prefixes)


def ask(
    which: str,
    *files: PathLike,
    only: bool = False,
    labels: bool = False,
    **parameters: str,
) -> list[dict[str, Cell]] | bool | rdflib.Graph:
    """The answer to a bundled question, or to a SPARQL file of your own.

    ``which`` is a question's number, name or words, or the path of a ``.rq`` file; ``files`` are
    added to the data (``"background"`` and ``"article"`` are ours), or take their place where
    ``only`` they shall count; ``parameters`` are the question's, as text: any name will do for a
    thing, and ``as_of`` for ``asOf``. SELECT gives one dictionary a row (IRIs and
    texts as ``str``, numbers and truth values as such, None for an empty cell; with ``labels`` also
    names, passages and sources), ASK a truth value, CONSTRUCT an rdflib Graph. Raises
    ``foedus.BadInput`` for a question, a parameter or a name that is not known, with what was
    perhaps meant, and for a query that cannot be read.

    >>> import foedus
    >>> sorted({row["stands"] for row in foedus.ask("002")})
    ['planned', 'stated']
    >>> foedus.ask("003", command="Joint Operations Command of Japan")
    []
    >>> foedus.ask("003", labels=True)[0]["placeLabel"]
    'Hawaii'
    """
    values = {_camel(key): value for key, value in parameters.items()}
    extra = contents.read([os.fspath(path) for path in files])
    if which.endswith(".rq"):
        if parameters:
            raise BadInput("a query file takes no parameters")
        answer, quads = querying.ask_file(which, extra, only)
        named = Labels(quads)
    else:
        question = names.question(which)
        answer, quads = querying.ask(question, values, heard.all_heard(extra), only)
        named = taking.labels_for(quads, question, values)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return _graph(ox.Quad(t.subject, t.predicate, t.object) for t in answer)
    if labels:
        answer = results.labelled(answer, quads, named)
    columns = [variable.value for variable in answer.variables]
    return [dict(zip(columns, map(_cell, row), strict=True)) for row in answer]


def _camel(key: str) -> str:
    """A parameter's name as its question has it.

    >>> _camel("as_of")
    'asOf'
    """
    first, *rest = key.split("_")
    return first + "".join(word.title() for word in rest)


def show(
    name: str,
    *files: PathLike,
    as_of: str | None = None,
    only: bool = False,
    everything: bool = False,
) -> profile.Profile:
    """What a thing, a statement or a term is, as of a day: rows, how certain, on what grounds.

    ``name`` is any name; ``as_of`` a day such as ``2025-03-31``, else that of the data; with
    ``everything`` the triples that follow are told too. ``str`` of it is what ``foedus show``
    prints, ``to_dict()`` plain dictionaries. Raises ``foedus.BadInput`` for a name that means
    nothing or several things.

    >>> import foedus
    >>> told = foedus.show("USFJ")
    >>> told.label, told.as_of
    ('U.S. Forces Japan', '2025-03-31')
    >>> told.row("reports-to").now[0].lines[1]
    <Line planned, says the article>
    """
    return profile.shown(name, heard.given(_given(files, only, BOTH)), as_of, everything)


def why(
    subject: str,
    predicate: str,
    object_: str,
    *files: PathLike,
    only: bool = False,
    strong_sources: bool = False,
) -> explaining.Answer:
    """Why something holds, down to passages and sources; else who says so, and what is missing.

    Each part is any name, ``a`` a class. Without weakly sourced facts where ``strong_sources``.
    Raises ``foedus.BadInput`` for a name that means nothing or several things.

    >>> import foedus
    >>> foedus.why("USFJ", "reportsTo", "INDOPACOM")
    <Answer: Not stated, but planned: U.S. Forces Japan — reports to: U.S. Indo-Pacific Command>
    """
    given = heard.given(_given(files, only, BOTH))
    quads = contents.without_weak(given.quads) if strong_sources else given.quads
    return explaining.explain(subject, predicate, object_, quads, given.prefixes)


def snapshot(
    as_of: str, *files: PathLike, only: bool = False, strong_sources: bool = False
) -> list[taking.Section]:
    """The world on a day: sections with what is certain, what is possible, and what is only said.

    Raises ``foedus.BadInput`` for a day that is no date.

    >>> import foedus
    >>> {one.title: one for one in foedus.snapshot("1955-01-01")}["Duties suspended"]
    <Section Duties suspended: none known>
    """
    given = heard.given(_given(files, only, BOTH))
    quads = contents.without_weak(given.quads) if strong_sources else given.quads
    return taking.picture(quads, as_of)


def infer(
    *files: PathLike, only: bool = False, engine: str = reasoning.ENGINES[0]
) -> reasoning.Closure:
    """What follows from the files, or from the article's facts, and only that.

    ``triples`` are terms of pyoxigraph, ``graph()`` gives them as an rdflib Graph;
    ``contradictions`` is empty where the data and the ontology can both be true.

    >>> import foedus
    >>> foedus.infer().contradictions
    ()
    """
    return reasoning.infer_own(_given(files, only), engine)


def export(vocabulary: str, *files: PathLike, only: bool = False) -> rdflib.Graph:
    """The files, or the article's facts, in the terms of schema.org, org or prov.

    Raises ``foedus.BadInput`` for another vocabulary, and for data that contradict the ontology.

    >>> import foedus
    >>> from rdflib.namespace import ORG
    >>> (foedus.ID["us-indo-pacific-command"], ORG.hasPrimarySite, None) in foedus.export("org")
    True
    """
    if vocabulary not in bridges.VOCABULARIES:
        known = ", ".join(bridges.VOCABULARIES)
        raise BadInput(f"no vocabulary is called {vocabulary!r}: use one of {known}")
    bridge = bridges.VOCABULARIES[vocabulary]
    given = _given(files, only)
    told = given.own(
        bridges.in_terms_of(given.quads, bridge), lambda some: bridges.in_terms_of(some, bridge)
    )
    return _graph(told, bridges.prefixes(bridge))


def export_table(
    table: str,
    dataset: PathLike,
    output: PathLike,
    *,
    years: str | None = None,
    codes: str | None = None,
    format: str = "csv",
    source: str | None = None,
    complete: bool = False,
) -> int:
    """Write a table of a dataset (dyads, states, members, agreements, commands); its rows' number.

    A codebook is written beside it. The options are those of ``foedus export``. Raises
    ``foedus.BadInput`` for a table, years or a source that are not known.
    """
    from foedus.merging.tables import export as tables

    if table not in tables.TABLES:
        raise BadInput(f"no table is called {table!r}: use one of {', '.join(tables.TABLES)}")
    rows, _ = tables.export(
        table,
        Path(dataset),
        os.fspath(output),
        years=years,
        codes=codes,
        format=format,
        source=source,
        complete=complete,
    )
    return rows


def merge(*sources: PathLike, output: PathLike, states: PathLike | None = None) -> Merged:
    """Merge our data and other people's into one dataset, which is replaced as a whole.

    A source is a dataset, ``ID=FILE`` or ``ID@VERSION=FILE`` for a table, an RDF file, or a
    crosswalk. Raises ``foedus.BadInput`` where nothing can be merged: nothing is written then.
    """
    from foedus.merging.merge import merge as merging

    file = None if states is None else Path(states)
    return merging([os.fspath(one) for one in sources], Path(output), states_file=file)


def conflicts(dataset: PathLike) -> list[Conflict]:
    """Where the sources of a dataset that ``merge`` has made disagree, in order."""
    from foedus.merging import conflicts as finding

    return finding.find(datasets.open_dataset(Path(dataset)))


def resolve(dataset: PathLike, prefer: Sequence[str]) -> list[Resolution]:
    """Which value of each disagreement a ranking of sources chooses, and why; sources never change.

    Raises ``foedus.BadInput`` for a name that is no source of the dataset.
    """
    from foedus.merging import claims
    from foedus.merging import conflicts as finding

    table = claims.read(datasets.open_dataset(Path(dataset)), to_compare=True)
    known = finding.names_of(table.origins.values())
    return finding.resolve(finding.find_in(table), prefer, known)


def publish(
    folder: PathLike,
    *files: PathLike,
    base: str = "",
    previous: PathLike | None = None,
    offline: bool = False,
    only: bool = False,
) -> Site:
    """Write the site of our data, or of a user's files and datasets, into a folder.

    The site that is returned tells its ``findings`` and ``notes``. Raises ``foedus.BadInput`` where
    the folder is not ours to write.
    """
    from foedus.publishing import address, builder
    from foedus.publishing.site import bundled_site, user_site

    home = address.base(base) if base else ""
    old = None if previous is None else Path(previous)
    paths = [os.fspath(path) for path in files]
    site = user_site(paths, home, offline, old, only) if paths else bundled_site(home, offline, old)
    builder.publish(site, folder, builder.CONTRIBUTORS, builder.CLOSING)
    return site


def validate(
    *files: str | os.PathLike[str],
    shapes: Sequence[str | os.PathLike[str]] = (),
    only: bool = False,
) -> report.Report:
    """The validation report on the files, or on the article's facts where none is given.

    The bundled data stand beside the files as context, unless ``only`` these shall count.
    ``shapes`` are more SHACL files to apply. Raises ``foedus.BadInput`` for a file that cannot be
    read and for broken shapes, and ``foedus.LimitReached`` where a limit stops it.

    >>> import foedus
    >>> foedus.validate().conforms
    True
    """
    names, more = [os.fspath(path) for path in files], [os.fspath(path) for path in shapes]
    return _bounded(_validated, names, more, only, command="validate", foreign=[*names, *more])


def _validated(files: list[str], shapes: list[str], only: bool) -> report.Report:
    given = contents.given(files, only=only)
    return validation.validate(given.about, shapes, context=given.context)


def lint(
    *files: str | os.PathLike[str],
    profile: str | os.PathLike[str] | None = None,
    only: bool = False,
) -> report.Report:
    """The report of lint on the files, or on all that foedus carries where none is given.

    Files are RDF, or SPARQL queries (``.rq``). ``profile`` is a YAML file that rates checks
    otherwise (``severities: {Info: [label-title-case], Ignored: [example-missing]}``) or names more
    ``vocabularies``. Raises ``foedus.BadInput`` and ``foedus.LimitReached`` for a file that cannot
    be read.

    >>> import foedus
    >>> from foedus.bundled import folders
    >>> foedus.lint(*folders.rule_files()[:1]).conforms
    True
    """
    told = None if profile is None else os.fspath(profile)
    names = [os.fspath(path) for path in files]
    return _bounded(linting.lint_files, names, told, only, command="lint", foreign=names)


def check(
    *files: str | os.PathLike[str],
    profile: str | os.PathLike[str] | None = None,
    text: str | os.PathLike[str] | None = None,
    only: bool = False,
) -> report.Report:
    """Every check of the files in one report; of all that foedus carries where none is given.

    Files are linted and validated, beside the bundled data unless ``only`` these shall count; our
    own are also traced, and our questions asked. ``profile`` is
    that of ``foedus.lint``; ``text`` is the file with a source's text, in which the words of
    passages are looked up. ``foedus.checks.report.written`` writes a report as JSON, Turtle or
    SARIF. Raises ``foedus.BadInput`` and ``foedus.LimitReached`` for a file that cannot be read.

    >>> import foedus
    >>> from foedus.bundled import folders
    >>> [part.name for part in foedus.check(folders.example_file(), only=True).parts]
    ['lint', 'validate']
    """
    told = None if profile is None else os.fspath(profile)
    source = None if text is None else os.fspath(text)
    names = [os.fspath(path) for path in files]
    return _bounded(everything.check, names, told, source, only, command="check", foreign=names)


def _bounded(
    work: Callable[..., report.Report], *arguments: object, command: str, foreign: Sequence[str]
) -> report.Report:
    """The report that some work gives; where files of others steer it, under the limits."""
    if not foreign:
        return work(*arguments)
    if bounded.can_fork():
        contents.data()
        compiler.bundled_program()  # here once, and not anew in each child
    made: report.Report = bounded.value(work, arguments, command)
    return made


BOTH = tuple(contents.DATA_FILES)


def _given(
    files: Sequence[PathLike], only: bool, default: Sequence[str] = ("article",)
) -> contents.Given:
    return contents.given([os.fspath(path) for path in files], default, only)


def _graph(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> rdflib.Graph:
    return _bound(reading.to_graph(quads), {**PREFIXES, **(prefixes or {})})


def _bound(graph: _G, prefixes: Mapping[str, str]) -> _G:
    """A graph with its prefixes bound."""
    for prefix, space in prefixes.items():
        graph.bind(prefix, space, override=True, replace=True)
    return graph


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
