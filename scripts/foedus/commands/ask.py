"""Asking: the tour, the questions, all that is known of a thing, each fact's passage, the terms."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.commands.options import Files, MoreData, TableFormat, TextFormat, one_of, parameters
from foedus.errors import BadInput, printable

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from foedus.reading import Document
    from foedus.results import Answer


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(tour)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)
    app.command()(show)
    app.command()(trace)
    app.command()(terms)


def tour() -> int:
    """Load the article's facts, check them, reason over them, and answer five questions."""
    from foedus import presentation
    from foedus.progress import working
    from foedus.tour import replies, steps

    out = presentation.console()
    clean = True
    todo = iter(steps())
    for name in ("Loading", "Validating", "Reasoning"):
        with working(f"{name} …"):
            step = next(todo)
        clean = clean and step.clean
        presentation.print_step(out, step)
    for reply in replies():
        presentation.print_reply(out, reply)
    out.print(
        "\nNext: foedus query (all questions) · foedus show USFJ · foedus trace · foedus --help"
    )
    return 0 if clean else 1


def query(
    context: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTION]", help="Number or name of a question, or a .rq file."),
    ] = None,
    data: MoreData = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, xml, turtle.")
    ] = "table",
    as_vocabulary: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Ask in the terms of org, prov, schema, …"),
    ] = None,
) -> None:
    """List the bundled questions, run one, or run a SPARQL file of your own.

    A question's parameters are options of its own: foedus query 003 --command us-forces-japan.
    """
    from foedus import presentation, querying, reading, results
    from foedus.labels import Labels
    from foedus.questions import all_questions, find_question

    one_of(format, results.FORMATS, "--format")
    if which is None and as_vocabulary is None:
        print(presentation.question_list(all_questions(), format), end="")
        return
    extra = [reading.read(path) for path in data or []]
    values = parameters(context.args)
    if which is None or as_vocabulary is not None:
        asked = _ask_in_terms(which, str(as_vocabulary), values, extra)
        if asked is None:
            return
        answer, quads = asked
    elif which.endswith(".rq"):
        if values:
            raise BadInput(f"a query file takes no parameters, but --{next(iter(values))} is given")
        answer, quads = querying.ask_file(which, extra)
    else:
        answer, quads = querying.ask(find_question(which), values, extra)
    if format == "table":
        labels = Labels(quads)
        print(results.serialize(answer, format, labels, labels.cited), end="")
    else:
        print(results.serialize(answer, format), end="")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A label, abbreviation or IRI.")],
    data: MoreData = None,
    format: TextFormat = "text",
) -> None:
    """Show what is known of a command, state or treaty: stated, said, inferred; with passages."""
    from foedus import bundled, presentation, reading
    from foedus.progress import working
    from foedus.show import describe

    one_of(format, ("text", "json"), "--format")
    quads = reading.join([*bundled.data(), *(reading.read(path) for path in data or [])])
    with working("Reasoning …"):
        told = describe(name, quads)
    if format == "json":
        print(presentation.description_json(told), end="")
    else:
        presentation.print_description(presentation.console(), told)


def trace(
    files: Files = None,
    format: TableFormat = "table",
    matrix: Annotated[
        bool,
        typer.Option("--matrix", help="From passage to question, for all that foedus carries."),
    ] = False,
) -> int:
    """Trace each fact to its node, statement, passage and questions.

    With --matrix: passage, fact, node, term, shape, failing example and question of the bundled
    data; exit 1 and a list of them when something in a column leads nowhere.
    """
    from foedus import bundled, presentation, reading
    from foedus import trace as tracing

    one_of(format, ("table", "tsv", "json"), "--format")
    if matrix:
        return _trace_to_questions(files or [], format)
    store = reading.to_store(reading.join(bundled.documents(files or [])))
    print(presentation.traced(tracing.trace(store), format), end="")
    return 0


def _trace_to_questions(files: Sequence[str], format: str) -> int:
    from foedus import matrix
    from foedus.matrix import tables

    if files:
        raise BadInput("--matrix is about the bundled data: it takes no files")
    built = matrix.build()
    print(tables.text(built, format), end="")
    for fault in built.faults():
        print(printable(f"foedus: {fault}"), file=sys.stderr)
    return 0 if built.closed else 1


def terms(
    unused: Annotated[
        bool, typer.Option("--unused", help="Only the terms that nothing uses yet.")
    ] = False,
    format: TableFormat = "table",
) -> None:
    """Count where each class and property is used: data, inference, questions, rules, shapes."""
    from foedus import presentation, usage

    one_of(format, ("table", "tsv", "json"), "--format")
    rows = [use.cells() for use in usage.uses() if not (unused and use.used)]
    print(presentation.listed(usage.COLUMNS, rows, format), end="")


def _ask_in_terms(
    which: str | None, vocabulary: str, values: dict[str, str], extra: list[Document]
) -> tuple[Answer, list[Quad]] | None:
    """The answer in another vocabulary's terms; without a question, list those there are."""
    from foedus import exporting

    bridge = exporting.bridge_named(vocabulary)
    if values:
        raise BadInput(f"--as takes no parameters, but --{next(iter(values))} is given")
    if which is None:
        for name, question in exporting.questions(bridge):
            print(f"{name}  {question}")
        return None
    return exporting.ask(which, bridge, extra)
