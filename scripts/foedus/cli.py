"""The command line: every command's options, and the one place where failures become one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from foedus.errors import BadInput, FoedusError, one_line

app = typer.Typer(
    name="foedus",
    help="Military alliances, commands and agreements as linked data: ask, check, reason, trace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 findings, 2 bad input, 3 limit."""
    try:
        code = app(args=arguments, prog_name="foedus", standalone_mode=False)
        sys.stdout.flush()
    except FoedusError as error:
        return _fail(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # The reader has gone (`foedus … | head`): say nothing, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        message = getattr(error, "format_message", None)  # a usage error
        if message is None:
            raise
        if not message():  # no command: the help has been shown
            return 0
        return _fail(BadInput(_usage(error, message())))
    return code if isinstance(code, int) else 0


def _fail(error: FoedusError) -> int:
    print(one_line(error), file=sys.stderr)
    return error.exit_code


def _usage(error: Exception, message: str) -> str:
    """Return what is wrong with the command line, and where help is."""
    message = " ".join(message.split()).rstrip(".")
    path = getattr(getattr(error, "ctx", None), "command_path", "foedus")
    return f"{message[:1].lower()}{message[1:]} (see {path} --help)"


def _version(wanted: bool) -> None:
    if wanted:
        from foedus import __version__

        print(f"foedus {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before any command."""


@app.command()
def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="RDF file; - is standard input.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="OUT", help="File to write; - is standard output."),
    ],
    from_format: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FORMAT", help="Syntax of IN, if its extension does not tell."
        ),
    ] = None,
    to_format: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="FORMAT", help="Syntax of OUT, if its extension does not tell."
        ),
    ] = None,
) -> None:
    """Rewrite RDF in another syntax: turtle, trig, ntriples, nquads, jsonld, rdfxml."""
    from foedus import convert as converting
    from foedus.reading import format_named

    converting.convert(
        source,
        output,
        format_named(from_format) if from_format else None,
        format_named(to_format) if to_format else None,
    )


_Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE…]", help="RDF files; without any, the article's data."),
]


@app.command()
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


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def query(
    context: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTION]", help="Number or name of a question, or a .rq file."),
    ] = None,
    data: Annotated[
        list[str] | None, typer.Option("--data", metavar="FILE", help="RDF file to add.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, xml, turtle.")
    ] = "table",
) -> None:
    """List the bundled questions, run one, or run a SPARQL file of your own.

    A question's parameters are options of its own: foedus query 003 --command us-forces-japan.
    """
    from foedus import presentation, querying, reading, results
    from foedus.labels import Labels
    from foedus.questions import all_questions, find_question

    _one_of(format, results.FORMATS, "--format")
    if which is None:
        print(presentation.question_list(all_questions(), format), end="")
        return
    extra = [reading.read(path) for path in data or []]
    values = _parameters(context.args)
    if which.endswith(".rq"):
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


@app.command()
def validate(
    files: _Files = None,
    shapes: Annotated[
        list[str] | None, typer.Option("--shapes", metavar="FILE", help="More shapes to apply.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or turtle.")
    ] = "text",
) -> int:
    """Check data against the shapes; exit 1 when there is a violation."""
    from foedus import bundled, presentation, validation
    from foedus.progress import working

    _one_of(format, ("text", "json", "turtle"), "--format")
    documents = bundled.documents(files or [])
    with working("Validating …"):
        report = validation.validate(documents, shapes or [])
    if format == "json":
        print(presentation.report_json(report), end="")
    elif format == "turtle":
        print(report.turtle(), end="")
    else:
        presentation.print_report(presentation.console(), report)
    return 0 if report.conforms else 1


@app.command()
def infer(
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="OUT", help="File to write; - is standard output."),
    ],
    files: _Files = None,
    to_format: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="Syntax of OUT, if its name does not tell."),
    ] = None,
) -> int:
    """Write what follows from the data, and only that; exit 1 on a contradiction."""
    from foedus import bundled, presentation, reading, reasoning, writing
    from foedus.progress import working

    format = writing.format_for(output, to_format)
    quads = reading.join(bundled.documents(files or []))
    with working("Reasoning …"):
        closure = reasoning.infer(quads)
    if closure.contradictions:
        presentation.print_contradictions(presentation.console(), closure.contradictions)
        return 1
    writing.write(output, writing.serialize(closure.quads, format))
    return 0


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A label, abbreviation or IRI.")],
    data: Annotated[
        list[str] | None, typer.Option("--data", metavar="FILE", help="RDF file to add.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
) -> None:
    """Show what is known of a command, state or treaty: stated, said, inferred; with passages."""
    from foedus import bundled, presentation, reading
    from foedus.progress import working
    from foedus.show import describe

    _one_of(format, ("text", "json"), "--format")
    quads = reading.join([*bundled.data(), *(reading.read(path) for path in data or [])])
    with working("Reasoning …"):
        told = describe(name, quads)
    if format == "json":
        print(presentation.description_json(told), end="")
    else:
        presentation.print_description(presentation.console(), told)


@app.command()
def trace(
    files: _Files = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, tsv or json.")
    ] = "table",
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="FILE", help="The source's text: check every passage in it."
        ),
    ] = None,
) -> int:
    """Trace each fact to its node, statement, passage and questions; --text checks passages."""
    from foedus import bundled, presentation, reading
    from foedus import trace as tracing

    _one_of(format, ("table", "tsv", "json"), "--format")
    store = reading.to_store(reading.join(bundled.documents(files or [])))
    source = reading.read_text(text) if text else None
    print(presentation.traced(tracing.trace(store), format), end="")
    if source is None:
        return 0
    faults = tracing.misplaced(store, source)
    for fault in faults:
        print(f"{text}: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _one_of(value: str, allowed: Sequence[str], option: str) -> None:
    if value not in allowed:
        raise BadInput(f"{option} takes {', '.join(allowed[:-1])} or {allowed[-1]}, not {value!r}")


def _parameters(arguments: Sequence[str]) -> dict[str, str]:
    """The parameters of a question: ``--name value`` or ``--name=value``."""
    values: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise BadInput(f"unexpected argument {word!r}; a parameter is given as --name value")
        if not equals:
            if not waiting:
                raise BadInput(f"--{name} needs a value")
            value = waiting.pop(0)
        if name in values:
            raise BadInput(f"--{name} is given twice")
        values[name] = value
    return values
