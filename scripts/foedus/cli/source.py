"""Sources: other people's tables and RDF, described, checked and loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.options import DatasetOutput, Output, States
from foedus.errors import printable

if TYPE_CHECKING:
    from foedus.sources.rows import Fault, Outcome

_SHOWN = 10

Id = Annotated[
    str, typer.Argument(metavar="ID", help="A source: a folder of yours, or a bundled id.")
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The table or RDF file.")]
Version = Annotated[
    str | None, typer.Option("--version", metavar="VERSION", help="Which version the file is.")
]

app = typer.Typer(no_args_is_help=True, help="Describe, check and load other people's data.")


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="source")


@app.command("list")
def list_() -> None:
    """List the sources that foedus describes; the files are yours to bring."""
    from foedus.sources import source_yaml

    for source in source_yaml.bundled_ids():
        found = source_yaml.bundled(source)
        print(f"{source:18} {found.title} ({', '.join(found.versions)})")


@app.command()
def new(
    source: Annotated[str, typer.Argument(metavar="ID", help="Short name, such as my-table.")],
    file: File,
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Where the new folder goes.")
    ] = Path("."),
) -> None:
    """Write a folder that describes a table or an RDF file, with guesses from what it holds."""
    from foedus.sources import guess

    made = guess.new(source, file, into)
    for line, cells in made.rows:
        told = ", ".join(f"{name}: {value}" for name, value in cells.items() if value)
        print(printable(f"line {line} is read as {told}"))
    for path in made.files:
        print(f"wrote {path}")
    terms = next(path.name for path in made.files[1:])
    print(f"next: replace every TODO, choose terms in {terms}, and run foedus source check")


@app.command()
def check(
    source: Id,
    file: File,
    version: Version = None,
    states: States = None,
) -> None:
    """Check descriptor, mapping and rows, and write nothing; exit code 1 when rows are rejected."""
    from foedus.cli.screen import working
    from foedus.sources import load, source_yaml

    found = source_yaml.find(source, version)
    with working(f"Checking {file.name} …"):
        outcome, shown = load.check(found, file, states_file=states, keep=2)
    for row, statements in shown:
        print(f"line {row.line} becomes")
        print(_turtle(statements))
    _tell(outcome, found.graph)
    for kind, faults in (("rejected", outcome.rejects), ("noted", outcome.notices)):
        _list(kind, faults)
    if outcome.rejected > found.max_rejects:
        print(f"more rows are rejected than max_rejects allows ({found.max_rejects})")
    _broken(outcome)
    if outcome.rejected or outcome.findings:
        raise typer.Exit(1)


@app.command("load")
def load_(
    source: Id,
    file: File,
    output: DatasetOutput,
    version: Version = None,
    states: States = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Day of loading to be told; none is by itself."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who loads it, to be told.")
    ] = None,
) -> None:
    """Load a file into its own graph of a dataset; rejected rows go to rejects.csv beside it.

    The exit code is 1 when what was made breaks a shape.
    """
    from foedus.cli.screen import working
    from foedus.rdf import dataset
    from foedus.sources import load, source_yaml

    found = source_yaml.find(source, version)
    target = dataset.open_dataset(output, must_exist=False)
    with working(f"Loading {file.name} …"):
        outcome = load.load(
            found,
            file,
            target,
            states_file=states,
            on=_day(on),
            by=by,
        )
    _tell(outcome, found.graph)
    _list("rejected", outcome.rejects)
    if outcome.rejected:
        print(f"see {output.parent / 'rejects.csv'}")
    if outcome.notices:
        print(f"see {output.parent / 'notices.csv'}")
    if found.licence == "unknown":
        print("licence unknown: for local use; publish leaves this graph out")
    if outcome.findings:
        _broken(outcome)
        print("loaded all the same; mend map.rq and load again")
        raise typer.Exit(1)


@app.command()
def suggest(
    source: Id,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Where it is loaded.")],
    output: Output = "-",
) -> None:
    """Suggest matches of a source's records as SSSOM rows, to be reviewed before they count.

    Each says why, and how sure it is; what matches nothing has a row with its nearest miss.
    """
    import sys

    from foedus.cli.screen import counted, working
    from foedus.rdf import dataset as datasets
    from foedus.rdf import writing
    from foedus.sources import crosswalk, source_yaml
    from foedus.sources import suggest as suggesting

    described = source_yaml.find(source)
    with working(f"Comparing the records of {described.id} …"):
        found = suggesting.suggest(datasets.open_dataset(dataset), described.id, described.codes)
    text = crosswalk.write(found, f"suggested matches of the records of {described.id}")
    writing.write(output, text.encode())
    matches = [match for match in found if match.object_id != crosswalk.NOT_FOUND]
    sure = sum(float(match.confidence) >= suggesting.SURE for match in matches)
    print(
        f"{counted(len(matches), 'suggestion')}, {sure:,} of them confident; "
        f"{counted(len(found) - len(matches), 'record')} without a match; "
        "none counts until reviewer_label is filled",
        file=sys.stderr,
    )


def _day(text: str | None) -> str | None:
    from foedus.errors import BadInput
    from foedus.sources import dates

    try:
        return None if text is None else dates.parse(text, "date").value
    except dates.NotADate:
        raise BadInput(f"--on takes a day such as 2025-03-31, not {text!r}") from None


def _tell(outcome: Outcome, graph: str) -> None:
    for warning in outcome.warnings:
        print(f"warning: {printable(warning)}")
    print(
        f"graph:{graph}: {outcome.read:,} rows read, {outcome.accepted:,} accepted, "
        f"{outcome.rejected:,} rejected, {len(outcome.notices):,} noted; "
        f"{outcome.statements:,} statements"
    )


def _list(kind: str, faults: list[Fault]) -> None:
    for fault in faults[:_SHOWN]:
        where = f"{fault.column}: {fault.value!r} " if fault.column else ""
        print(f"  {kind}: line {fault.line}: {printable(where + fault.reason)}")
    if len(faults) > _SHOWN:
        print(f"  … and {len(faults) - _SHOWN:,} more {kind}")


def _broken(outcome: Outcome) -> None:
    for finding in outcome.findings[:_SHOWN]:
        print(f"  breaks a shape: {printable(finding)}")
    if outcome.broken > _SHOWN:
        print(f"  … and {outcome.broken - _SHOWN:,} more that break a shape")


def _turtle(statements: bytes) -> str:
    import pyoxigraph as ox

    from foedus.rdf import writing

    quads = [
        ox.Quad(t.subject, t.predicate, t.object)
        for t in ox.parse(statements, format=ox.RdfFormat.N_TRIPLES)
    ]
    text = writing.serialize(quads, ox.RdfFormat.TURTLE).decode()
    return "\n".join(f"  {line}" for line in text.splitlines() if line and line[0] != "@")
