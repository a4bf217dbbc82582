"""Loading: a table or an RDF file becomes one named graph of a dataset, or nothing happens.

Rows stream through the checks and the mapping into a file of statements; only when the number of
rejected rows is within what the descriptor allows does the dataset change. What was rejected stands
in ``rejects.csv`` beside the dataset in every case, what was noted in ``notices.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from foedus.bundled import contents
from foedus.errors import BadInput
from foedus.rdf import dataset as datasets
from foedus.rdf import replacing
from foedus.rdf.names import GRAPH_NS, ID_NS
from foedus.sources import provenance, reports, source_yaml, tables
from foedus.sources.codes import Interval, States, from_records, iso_list
from foedus.sources.descriptor import Descriptor
from foedus.sources.foreign import convert, is_rdf
from foedus.sources.mapping import ROWS, Mapping, rows_told
from foedus.sources.rows import Accepted, Checker, Outcome, fold, fold_names, fold_needs, variables
from foedus.sources.shaped import Shaped

_TOLD = 3
"""Rejected rows that are told where nothing is loaded; rejects.csv has all of them."""

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,119}")  # pages and files are named so


def load(
    source: Descriptor,
    file: Path,
    dataset: datasets.Dataset,
    *,
    states_file: Path | None = None,
    on: str | None = None,
    by: str | None = None,
) -> Outcome:
    """Put one file into the dataset as the graph of its source and version.

    ``on`` and ``by`` say when and by whom; without them nothing is said. Raises BadInput
    when the file is not as described, when more
    rows are rejected than the descriptor allows, and when another source in the dataset has the
    graph's name: the dataset stays as it was.
    """
    datasets.check_own(dataset)
    name = GRAPH_NS + source.graph
    if dataset.exists:
        loaded = provenance.read(dataset.quads(datasets.SOURCES))
        provenance.check_names(name, source.id, source.version, loaded, str(file))
    digest = _digest(source, file)
    with dataset.held(), replacing.workspace() as folder:
        target = Path(folder) / "statements.nt"
        if is_rdf(file):
            outcome = convert(source, file, target)
            mapping_digest = tables.digest(source.mapping) if source.mapping.is_file() else ""
        else:
            lists = lists_for(source, dataset, states_file)
            outcome = _convert(source, file, lists, target)
            mapping_digest = tables.digest(source.mapping)
            reports.write(dataset.path, source, file, outcome.rejects, outcome.notices)
            _refuse_too_many(source, file, outcome)
        told = provenance.loaded_of(
            source,
            file=file.name,
            file_sha256=digest,
            mapping_sha256=mapping_digest,
            loaded_on=on,
            loaded_by=by,
            rows_read=outcome.read,
            rows_accepted=outcome.accepted,
            rows_rejected=outcome.rejected,
        )
        counts = dataset.replace(
            {
                None: contents.own_quads(),
                name: target,
                datasets.SOURCES: [*_other_sources(dataset, name), *provenance.describe(told)],
            }
        )
        outcome.statements = counts[name]
    return outcome


def check(
    source: Descriptor,
    file: Path,
    *,
    states_file: Path | None = None,
    keep: int = 0,
) -> tuple[Outcome, list[tuple[Accepted, bytes]]]:
    """Do all that loading does and write nothing; also the first accepted rows with statements."""
    _digest(source, file)
    shown: list[tuple[Accepted, bytes]] = []

    def take(rows: Sequence[Accepted], names: Sequence[str], mapping: Mapping) -> None:
        for row in rows[: max(0, keep - len(shown))]:
            shown.append((row, mapping.statements(names, [row])))

    with replacing.workspace() as folder:
        target = Path(folder) / "statements.nt"
        if is_rdf(file):
            return convert(source, file, target), []
        lists = lists_for(source, None, states_file)
        return _convert(source, file, lists, target, take), shown


def lists_for(
    source: Descriptor, dataset: datasets.Dataset | None, states_file: Path | None = None
) -> States:
    """The dated lists of state codes that a source is checked with.

    They come from the file given, else from the file that the descriptor names, else from the
    graphs of state codes that the dataset has; for ISO else from pycountry, where it is installed.
    """
    systems = _systems(source)
    lists = States()
    if is_list(source) or not systems:
        return lists
    if source.states_file:
        states_file = states_file or source.folder / source.states_file
    if states_file is not None:
        described = source.states_source or LIST_OF.get(systems[0], systems[0])
        return states_of_file(source_yaml.find(described), states_file)
    if dataset is not None and dataset.exists:
        found = {loaded.id: loaded for loaded in provenance.read(dataset.quads(datasets.SOURCES))}
        for system in systems:
            name = LIST_OF.get(system, system)
            if loaded := found.get(name) or found.get(f"{name}-years"):
                lists.take(from_records(dataset.quads(loaded.graph)), loaded.covers_until)
    for system in systems:
        if not lists.has_list(system) and (listed := iso_list(system)):
            lists.take(listed, None)
    return lists


LIST_OF = {"cow-letters": "cow", "iso-alpha-2": "iso", "iso-alpha-3": "iso", "iso-numeric": "iso"}
"""The bundled source that lists the codes of a system, where it has another name."""


def is_list(source: Descriptor) -> bool:
    """Whether a source is itself a list of state codes."""
    return {"code", "name"} <= {field.name for field in source.fields}


def _systems(source: Descriptor) -> list[str]:
    """The code systems that the fields of a source use, in order."""
    named = [f.system or source.system or "" for f in source.fields if f.type == "state"]
    return list(dict.fromkeys(named))


def states_of_file(source: Descriptor, file: Path) -> States:
    """The dated list in a file that a source of state codes describes.

    Its fields are ``code`` and ``name``, and ``start`` and ``end`` where the list has dates. Raises
    BadInput when a field is missing.
    """
    if not is_list(source):
        raise BadInput("describes no list of codes: code, name, start, end", str(source.path))
    lists = States()
    system = source.field("code").system or source.system or source.id
    known = variables(source)
    used = [n for n in ("code", "name", "start_earliest", "end_latest") if n in known]
    for batch, names_of, _ in _checked(source, file, lists, used, Outcome(source.graph)):
        places = {name: names_of.index(name) for name in used}
        for row in batch:
            cells = {name: _plain(row.terms[place]) for name, place in places.items()}
            interval = Interval(
                cells.get("start_earliest"), cells.get("end_latest"), cells["name"] or ""
            )
            lists.add(system, cells["code"] or "", interval)
    lists.cover(system, source.covers_until)
    return lists


def _convert(
    source: Descriptor,
    file: Path,
    lists: States,
    target: Path,
    take: Callable[[Sequence[Accepted], Sequence[str], Mapping], None] | None = None,
) -> Outcome:
    """Write the statements of every accepted row, and tell what became of the rows.

    A bundled mapping is not held against the shapes again: the tests do it.
    """
    is_known = source.is_bundled and take is None
    mapping = Mapping(source.mapping, variables(source), is_spelled=is_known)
    outcome = Outcome(GRAPH_NS + source.graph)
    outcome.warnings += _unverified(source, lists)
    shaped = None if is_known else Shaped(source.mapping)
    with target.open("wb") as output:
        for batch, names, checker in _checked(source, file, lists, mapping.used, outcome):
            data = mapping.statements(names, batch)
            told = rows_told(data)
            bad = _unrecorded(batch, told, checker, bool(source.fold))
            if bad:
                outcome.rejects += [checker.refuse(line, why) for line, why in sorted(bad.items())]
                batch = [row for row in batch if row.line not in bad]
                data = mapping.statements(names, batch)
                told = rows_told(data)
            if take:
                take(batch, names, mapping)
            if shaped is not None:
                shaped.take(data, len(batch))
            output.write(data)
            outcome.accepted += len({line for _, line in told})
            outcome.statements += data.count(b"\n")
            outcome.read, outcome.rejected = checker.read, checker.rejected
    if outcome.accepted + outcome.rejected != outcome.read:
        raise BadInput(
            f"{outcome.read} rows read, {outcome.accepted} in the graph, {outcome.rejected} "
            "rejected: the mapping writes another foedus:sourceRow than ?row",
            str(source.mapping),
        )
    outcome.rejects.sort(key=lambda fault: fault.line)
    if shaped is not None:
        outcome.findings, outcome.broken = shaped.findings, shaped.broken
    return outcome


def _unrecorded(
    batch: Sequence[Accepted], told: list[tuple[str, int]], checker: Checker, folded: bool
) -> dict[int, str]:
    """The rows that the mapping makes no record of, or a record that another row has made."""
    bad = {row.line: "the mapping makes no record of this row" for row in batch}
    for record, line in told:
        if bad.get(line, "").startswith("the mapping"):
            del bad[line]
        if record.startswith(ID_NS) and not _LOCAL.fullmatch(record, len(ID_NS)):
            bad[line] = f"makes an address with other signs than A-Z a-z 0-9 -: {record}"
            continue
        first = line if folded else checker.first_maker(record, line)
        if first != line:
            bad[line] = f"makes the record of line {first} again: {record}"
    return bad


def _checked(
    source: Descriptor,
    file: Path,
    lists: States,
    used: Sequence[str],
    outcome: Outcome,
) -> Iterator[tuple[list[Accepted], list[str], Checker]]:
    """The accepted rows in blocks, the variables of their terms, and who checked them."""
    table = tables.open_table(file, source.dialect, source.sheet)
    tables.missing_columns(table, [c for f in source.fields for c in f.columns])
    needed = set(used) | fold_needs(source)
    checker = Checker(source, table.header, lists, needed)
    names = [*checker.names, *fold_names(source)]

    def accepted() -> Iterator[Accepted]:
        for line, cells in table.rows():
            passed, faults = checker.check(line, cells)
            if passed:
                outcome.notices += faults
                yield from passed
            else:
                outcome.rejects += faults

    batch: list[Accepted] = []
    for row in fold(source, checker.names, accepted()):
        if len(batch) >= ROWS and row.line != batch[-1].line:  # the rows of one line stay together
            yield batch, names, checker
            batch = []
        batch.append(row)
    yield batch, names, checker


def _digest(source: Descriptor, file: Path) -> str:
    """The sha256 of the file; refuses a file that is not the one described."""
    try:
        digest = tables.digest(file)
    except OSError as error:
        raise BadInput(f"cannot be read: {str(error.strerror).lower()}", str(file)) from None
    if source.sha256 and source.sha256 != digest:
        raise BadInput(f"has another sha256 than source.yaml: {digest}", str(file))
    return digest


def _unverified(source: Descriptor, lists: States) -> list[str]:
    """A warning for each system whose codes nobody could check."""
    return [
        f"no list of {system} codes was given: codes are not verified by date"
        for system in _systems(source)
        if not is_list(source) and not lists.has_list(system)
    ]


def _refuse_too_many(source: Descriptor, file: Path, outcome: Outcome) -> None:
    if outcome.rejected > source.max_rejects:
        first, *others = outcome.rejects[:_TOLD]
        where = f" (column {first.column}: {first.value!r} {first.reason})" if first.column else ""
        where += "".join(f"; line {one.line}: {one.value!r} {one.reason}" for one in others)
        rows = "1 row is" if outcome.rejected == 1 else f"{outcome.rejected} rows are"
        raise BadInput(
            f"{rows} rejected and {source.max_rejects} may be: nothing is "
            f"loaded; this is the first{where}",
            str(file),
            first.line,
        )


def _other_sources(dataset: datasets.Dataset, graph: str) -> list[ox.Quad]:
    """What the graph of sources tells of the other graphs."""
    if not dataset.exists:
        return []
    own = set(provenance.nodes(graph))
    return [
        q
        for q in dataset.quads(datasets.SOURCES)
        if not (isinstance(q.subject, ox.NamedNode) and q.subject.value in own)
    ]


def _plain(term: str | None) -> str | None:
    """The text of a literal in N-Triples."""
    if term is None:
        return None
    statement = next(ox.parse(f"<x:s> <x:p> {term} .", format=ox.RdfFormat.N_TRIPLES))
    assert isinstance(statement.object, ox.Literal)
    return statement.object.value
