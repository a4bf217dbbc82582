"""Merging: several sources in one dataset, and where they disagree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foedus.cli.options import DatasetOutput, MoreData, Output, States, one_of
from foedus.errors import BadInput, printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(merge)
    app.command()(conflicts)


def merge(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Dataset, ID=FILE or ID@VERSION=FILE for a table, RDF file, or crosswalk (.tsv).",
        ),
    ],
    output: DatasetOutput,
    data: MoreData = None,
    states: States = None,
) -> None:
    """Merge our data and other people's into one dataset; each source keeps graphs of its own."""
    from foedus.cli.screen import working
    from foedus.merging.merge import merge as merging
    from foedus.rdf.names import curie

    with working("Merging …"):
        made = merging([*sources, *(data or [])], output, states_file=states)
    for warning in made.warnings:
        print(f"warning: {printable(warning)}")
    for graph, count in made.counts.items():
        print(f"{curie(graph)}: {count:,} statements")
    if made.rejected:
        print(f"{made.rejected:,} rows rejected: see {output.parent / 'rejects.csv'}")
    number = len(made.conflicts)
    print(f"{number:,} disagreement{'s' if number != 1 else ''}: foedus conflicts {output}")


def conflicts(
    dataset: Annotated[
        Path | None, typer.Argument(metavar="[DATASET]", help="What merge has made.")
    ] = None,
    data: MoreData = None,
    prefer: Annotated[
        str | None,
        typer.Option("--prefer", metavar="A,B", help="Rank sources, as own,atop,dcad."),
    ] = None,
    between: Annotated[
        str | None,
        typer.Option("--between", metavar="A,B", help="Only those of these two sources."),
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="NAME", help="Only those about this thing or member."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="Only those of this class.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, csv, json, turtle or trig.")
    ] = "text",
    output: Output = "-",
    write: Annotated[
        bool,
        typer.Option("--write", help="Put graph:conflicts and graph:resolved into DATASET."),
    ] = False,
    fail: Annotated[
        bool, typer.Option("--fail", help="Exit with 1 when there are disagreements.")
    ] = False,
) -> int:
    """Tell where the sources of a dataset disagree: both values, both sources, and of what class.

    The weightiest come first; --between, --about and --class choose among them.
    With --prefer also which value a ranking of the sources chooses, and why; sources never change.
    With --data in place of DATASET: which events articles date otherwise than others, with the
    passages of both.
    """
    from foedus.cli.screen import working
    from foedus.merging import claims, reports, weighing
    from foedus.merging import conflicts as finding
    from foedus.rdf import dataset as datasets
    from foedus.rdf import writing

    if data:
        if between or about or kind:
            raise BadInput("--between, --about and --class choose in a DATASET, not in --data")
        return _of_articles(dataset, data, format, output, fail)
    if dataset is None:
        raise BadInput("give a DATASET that merge has made, or articles with --data")
    one_of(format, reports.FORMATS, "--format")
    found = datasets.open_dataset(dataset)
    with working("Comparing …"):
        table = claims.read(found, to_compare=True)
        wanted = weighing.wanted(table, found, between, about, kind)
        every = finding.find_in(table)
    told = [one for one in every if wanted.has(one)]
    resolved: list[finding.Resolution] = []
    if prefer is not None:
        resolved = finding.resolve(
            told, prefer.split(","), finding.names_of(table.origins.values())
        )
    if write:
        found.replace(
            {
                finding.GRAPH: finding.as_quads(every) or None,
                finding.RESOLVED: finding.resolved_quads(resolved) or None,
            }
        )
    writing.write(output, reports.report(told, resolved, format))
    return 1 if fail and told else 0


def _of_articles(
    dataset: Path | None, data: list[str], format: str, output: str, fail: bool
) -> int:
    """The events that articles date otherwise than other sources do, as question 039 finds them."""
    import pyoxigraph as ox

    from foedus.asking import querying, results
    from foedus.bundled.labels import Labels
    from foedus.bundled.questions import find_question
    from foedus.rdf import reading, writing

    if dataset is not None:
        raise BadInput("give a DATASET or --data, not both")
    one_of(format, ("text", "csv", "json"), "--format")
    documents = reading.read_all(data)
    answer, quads = querying.ask(find_question("039"), {}, documents)
    assert isinstance(answer, ox.QuerySolutions)  # every question is a SELECT
    subjects = {quad.subject for one in documents for quad in one.quads}
    told, number = results.naming(answer, subjects)
    labels = Labels(quads)
    if format == "text":
        text = results.serialize(told, "table", labels, labels.cited)
    else:
        text = results.serialize(told, format)
    writing.write(output, text.encode())
    return 1 if fail and number else 0
