"""Asking: the tour, the questions, all that is known of a thing, each fact's passage."""

from __future__ import annotations

from typing import Annotated

import typer

from foedus.cli.options import (
    Files,
    MoreData,
    Only,
    TableFormat,
    TextFormat,
    one_of,
    parameters,
    world,
)
from foedus.errors import BadInput, printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(tour)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)
    app.command()(show)
    app.command()(trace)


def tour() -> int:
    """Load the article's facts, check them, reason over them, and answer three questions."""
    from foedus.cli import screen
    from foedus.cli.screen import working
    from foedus.cli.tour import replies, steps

    out = screen.console()
    clean = True
    todo = iter(steps())
    for name in ("Loading", "Validating", "Reasoning"):
        with working(f"{name} …"):
            step = next(todo)
        clean = clean and step.clean
        screen.print_step(out, step)
    for reply in replies():
        screen.print_reply(out, reply)
    out.print("\nNext, all that is known of one command: foedus show us-forces-japan")
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
    only: Only = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Show how the expected answer differs, and write it anew."),
    ] = False,
) -> None:
    """List the bundled questions, run one, or run a SPARQL file of your own.

    A question's parameters are options of its own: foedus query 003 --command us-forces-japan.
    """
    from foedus.asking import querying, results
    from foedus.bundled.labels import Labels
    from foedus.bundled.questions import all_questions, find_question
    from foedus.cli import screen
    from foedus.rdf import reading

    _with_data(only, data)
    one_of(format, results.FORMATS, "--format")
    if accept:
        _accept(which, bool(context.args or data or only or format != "table"))
        return
    if which is None:
        print(screen.question_list(all_questions(), format), end="")
        return
    extra = reading.read_all(data or [])
    values = parameters(context.args)
    if which.endswith(".rq"):
        if values:
            raise BadInput(f"a query file takes no parameters, but --{next(iter(values))} is given")
        answer, quads = querying.ask_file(which, extra, only)
    else:
        answer, quads = querying.ask(find_question(which), values, extra, only)
    if format == "table":
        labels = Labels(quads)
        print(results.serialize(answer, format, labels, labels.cited), end="")
    else:
        print(results.serialize(answer, format), end="")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A label, abbreviation or IRI.")],
    data: MoreData = None,
    format: TextFormat = "text",
    only: Only = False,
) -> None:
    """Show what is known of a command, state or treaty: stated, said, inferred; with passages."""
    from foedus.asking.show import describe
    from foedus.cli import screen
    from foedus.cli.screen import working

    _with_data(only, data)
    one_of(format, ("text", "json"), "--format")
    quads = world(data, only)
    with working("Reasoning …"):
        told = describe(name, quads)
    if format == "json":
        print(screen.description_json(told), end="")
    else:
        screen.print_description(screen.console(), told)


def trace(
    files: Files = None,
    format: TableFormat = "table",
) -> int:
    """Trace each fact to its node, statement, passage and questions; ``check --text`` compares."""
    from foedus.asking import trace as tracing
    from foedus.bundled import contents
    from foedus.cli import screen
    from foedus.rdf import reading

    one_of(format, ("table", "tsv", "json"), "--format")
    store = reading.to_store(reading.join(contents.given(files or []).about))
    print(screen.traced(tracing.trace(store), format), end="")
    return 0


def _with_data(only: bool, data: list[str] | None) -> None:
    if only and not data:
        raise BadInput("--only goes with --data FILE")


def _accept(which: str | None, with_more: bool) -> None:
    """Write the expected answer of a question, as it is asked without anything else."""
    from foedus.bundled.questions import find_question
    from foedus.checks import everything
    from foedus.checks.report import addresses

    if which is None or which.endswith(".rq") or with_more:
        raise BadInput("--accept takes the number or name of a question, and nothing else")
    question = find_question(which)
    difference, written = everything.accept(question)
    for line in difference:
        print(printable(line))
    path = addresses.from_here(str(question.expected_path))
    print(f"written: {path}" if written else f"as expected, left alone: {path}")
