"""Asking: the tour, the questions, all that is known of a thing, each fact's passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.options import (
    Files,
    MoreData,
    Only,
    TableFormat,
    one_of,
    parameters,
)
from foedus.errors import BadInput, printable

if TYPE_CHECKING:
    from foedus.bundled.questions import Question


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(tour)
    settings = {"ignore_unknown_options": True}
    app.command(context_settings=settings, add_help_option=False)(query)
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
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION [--PARAMETER VALUE]",
            help="Number, name or words of a question, or a .rq file.",
        ),
    ] = None,
    data: MoreData = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, xml, turtle.")
    ] = "table",
    only: Only = False,
    labels: Annotated[
        bool,
        typer.Option("--labels", help="Add names, passages and sources to csv, tsv, json and xml."),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Show how the expected answer differs, and write it anew."),
    ] = False,
    help: Annotated[
        bool, typer.Option("--help", "-h", help="Show this, or with QUESTION what it takes.")
    ] = False,
) -> None:
    """List the bundled questions, find one by words, run one, or run a SPARQL file of your own.

    A question's parameters are options of its own, and any name will do: foedus query 003
    --command USFJ. `foedus query 003 --help` lists them.
    """
    from foedus.asking import names, querying, results, snapshot
    from foedus.bundled import contents
    from foedus.bundled.labels import Labels
    from foedus.bundled.questions import all_questions
    from foedus.cli import screen

    key, given = _parted(words or [])
    if help:
        print(context.get_help() if key is None else screen.question_help(names.question(key)))
        return
    _with_data(only, data)
    one_of(format, results.FORMATS, "--format")
    if accept:
        _accept(key, bool(given or data or only or format != "table"))
        return
    if key is None:
        if given:
            raise BadInput(f"{given[0]} is a parameter of which question? foedus query lists them")
        print(screen.question_list(all_questions(), format), end="")
        return
    extra = contents.read(data or [])
    values = parameters(given)
    if key.endswith(".rq"):
        if values:
            raise BadInput(f"a query file takes no parameters, but --{next(iter(values))} is given")
        answer, quads = querying.ask_file(key, extra, only)
        named = Labels(quads)
    else:
        found = names.questions(key)
        if len(found) > 1:
            _found(found, key, bool(values), format)
            return
        if extra:
            from foedus.merging import heard

            extra = heard.all_heard(extra)
        answer, quads = querying.ask(found[0], values, extra, only)
        named = snapshot.labels_for(quads, found[0], values)
    if format == "table":
        table = results.serialize(answer, format, named, named.cited)
        print(table, end="")
        if not key.endswith(".rq") and _without_rows(table):
            from foedus.asking import unanswered

            print("", *unanswered.told(found[0], values, extra, only), sep="\n")
    else:
        told = results.labelled(answer, quads, named) if labels else answer
        print(results.serialize(told, format), end="")


def _without_rows(table: str) -> bool:
    """Whether a table ends with the rule below its head, which may have more than one line."""
    return set("".join(table.splitlines()[-1:])) == {"─"}


def _parted(words: list[str]) -> tuple[str | None, list[str]]:
    """What names a question, and the parameters that follow."""
    first = next((n for n, word in enumerate(words) if word.startswith("--")), len(words))
    if words and (words[0].endswith(".rq") or words[0].isdigit()):
        first = 1
    return (" ".join(words[:first]) or None), words[first:]


def _found(found: list[Question], key: str, with_values: bool, format: str) -> None:
    """Several questions that have the same words: listed, not answered."""
    from foedus.asking import names
    from foedus.cli import screen

    if with_values:
        names.question(key)
    print(screen.question_list(found, format), end="")


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A label, abbreviation, number such as F65 or 004, term or IRI."
        ),
    ],
    data: MoreData = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day; without it, that of the data."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every value, the words it rests on, and all as RDF.")
    ] = False,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json, jsonld or turtle.")
    ] = "text",
    only: Only = False,
) -> None:
    """Show what a thing, a statement or a term is: as of a day, how certain, on what grounds.

    What carries no word is stated as a fact; what is not certain, denied, planned, expected, said
    or judged says so, with who says it.
    """
    from foedus.asking import names, profile
    from foedus.asking.profile import linked, whole
    from foedus.asking.results import width
    from foedus.bundled import contents
    from foedus.cli import screen
    from foedus.cli.screen import working
    from foedus.merging import heard
    from foedus.rdf import writing

    _with_data(only, data)
    one_of(format, SHOWN_AS, "--format")
    try:
        with working("Reading …"):
            # nothing here keeps what is read: as many statements again as the profile's store has
            told = profile.shown(
                name, heard.given(contents.given(data or [], BOTH, only)), as_of, everything
            )
    except BadInput:
        if format != "text" or (asked := names.numbered(name)) is None:
            raise
        print(screen.question_help(asked))
        return
    if format == "json":
        print(writing.as_json(told.to_dict(everything)), end="")
    elif format == "text":
        print(whole.told(told, everything, width()), end="")
    else:
        write = linked.jsonld if format == "jsonld" else linked.turtle
        print(write(told.quads, told.iri), end="")


SHOWN_AS = ("text", "json", "jsonld", "turtle")
BOTH = ("article", "background")


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
    from foedus.asking import names
    from foedus.checks import everything
    from foedus.checks.report import addresses

    if which is None or which.endswith(".rq") or with_more:
        raise BadInput("--accept takes the number or name of a question, and nothing else")
    question = names.question(which)
    difference, written = everything.accept(question)
    for line in difference:
        print(printable(line))
    path = addresses.from_here(str(question.expected_path))
    print(f"written: {path}" if written else f"as expected, left alone: {path}")
