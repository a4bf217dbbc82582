"""The command line: every command's options, and the one place where failures become one line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.errors import BadInput, FoedusError, one_line, printable

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from foedus.reading import Document
    from foedus.results import Answer

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

    _one_of(format, results.FORMATS, "--format")
    if which is None and as_vocabulary is None:
        print(presentation.question_list(all_questions(), format), end="")
        return
    extra = [reading.read(path) for path in data or []]
    values = _parameters(context.args)
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


@app.command()
def export(
    vocabulary: Annotated[
        str,
        typer.Option("--vocabulary", metavar="NAME", help="schema.org, org or prov."),
    ],
    files: _Files = None,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="OUT", help="File to write; - is standard output."),
    ] = "-",
    to_format: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="Syntax of OUT, if its name does not tell."),
    ] = None,
) -> None:
    """Write the data in the terms of another vocabulary: schema.org, org or prov."""
    from foedus import bundled, exporting, reading, writing
    from foedus.progress import working

    _one_of(vocabulary, tuple(exporting.VOCABULARIES), "--vocabulary")
    bridge = exporting.VOCABULARIES[vocabulary]
    format = writing.format_for(output, to_format or ("turtle" if output == "-" else None))
    quads = reading.join(bundled.documents(files or []))
    with working("Reasoning …"):
        told = exporting.in_terms_of(quads, bridge)
    writing.write(output, writing.serialize(told, format, exporting.prefixes(bridge)))


@app.command()
def validate(
    files: _Files = None,
    shapes: Annotated[
        list[str] | None, typer.Option("--shapes", metavar="FILE", help="More shapes to apply.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or turtle.")
    ] = "text",
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="ENGINE", help="fast or pyshacl; the results are equal."),
    ] = "fast",
) -> int:
    """Check data against the shapes; exit 1 when there is a violation."""
    from foedus import bundled, presentation, validation
    from foedus.progress import working

    _one_of(format, ("text", "json", "turtle"), "--format")
    _one_of(engine, validation.ENGINES, "--engine")
    documents = bundled.documents(files or [])
    with working("Validating …"):
        report = validation.validate(documents, shapes or [], engine)
    for notice in report.ignored:
        print(f"foedus: {printable(notice)}", file=sys.stderr)
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
    engine: Annotated[
        str,
        typer.Option(
            "--engine", metavar="ENGINE", help="compiled or owlrl; the results are equal."
        ),
    ] = "compiled",
) -> int:
    """Write what follows from the data, and only that; exit 1 on a contradiction."""
    from foedus import bundled, presentation, reading, reasoning, why, writing
    from foedus.progress import working

    _one_of(engine, reasoning.ENGINES, "--engine")
    format = writing.format_for(output, to_format)
    quads = reading.join(bundled.documents(files or []))
    with working("Reasoning …"):
        closure = reasoning.infer(quads, engine)
    for sentence in closure.left_out:
        print(f"foedus: left out: {printable(sentence)}", file=sys.stderr)
    if closure.contradictions:
        grounds = why.grounds(quads)
        out = presentation.console()
        presentation.print_contradictions(out, closure.contradictions, grounds)
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
def snapshot(
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The day, such as 2025-03-31.")
    ],
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…]", help="RDF files; without any, article and background."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="OUT", help="Write the triples: TriG, N-Quads, …"),
    ] = None,
    to_format: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="Syntax of OUT, if its name does not tell."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
    strong_sources: Annotated[
        bool, typer.Option("--strong-sources", help="Leave weakly sourced facts out.")
    ] = False,
) -> None:
    """Show the world on a day: commands, agreements, alliances, posts, reporting, stationing."""
    from foedus import presentation, writing
    from foedus import snapshot as taking

    _one_of(format, ("text", "json"), "--format")
    quads = _world(files, strong_sources)
    sections = taking.picture(quads, as_of)
    if output is not None:
        told = writing.serialize(
            taking.triples(quads, as_of), writing.format_for(output, to_format)
        )
        writing.write(output, told)
    elif format == "json":
        print(presentation.picture_json(as_of, sections), end="")
    else:
        presentation.print_picture(presentation.console(), as_of, sections)


@app.command()
def why(
    subject: Annotated[str, typer.Argument(help="A label, abbreviation, bare name or IRI.")],
    predicate: Annotated[str, typer.Argument(help="A property, such as locatedIn; a for a class.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="As SUBJECT, or a text.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…]", help="RDF files; without any, article and background."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text or json.")
    ] = "text",
    strong_sources: Annotated[
        bool, typer.Option("--strong-sources", help="Leave weakly sourced facts out.")
    ] = False,
) -> int:
    """Explain why something holds, down to passages and sources; exit 1 when it does not hold."""
    from foedus import presentation
    from foedus.why import explain

    _one_of(format, ("text", "json"), "--format")
    answer = explain(subject, predicate, object_, _world(files, strong_sources))
    if format == "json":
        print(presentation.answer_json(answer), end="")
    else:
        presentation.print_answer(presentation.console(), answer)
    return 0 if answer.holds else 1


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


@app.command()
def terms(
    unused: Annotated[
        bool, typer.Option("--unused", help="Only the terms that nothing uses yet.")
    ] = False,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, tsv or json.")
    ] = "table",
) -> None:
    """Count where each class and property is used: data, inference, questions, rules, shapes."""
    from foedus import presentation, usage

    _one_of(format, ("table", "tsv", "json"), "--format")
    rows = [use.cells() for use in usage.uses() if not (unused and use.used)]
    print(presentation.listed(usage.COLUMNS, rows, format), end="")


def _world(files: Sequence[str] | None, strong_sources: bool) -> list[Quad]:
    """The quads of the files, or of the article and the background."""
    from foedus import bundled, reading

    quads = reading.join(bundled.documents(files or [], ("article", "background")))
    return bundled.without_weak(quads) if strong_sources else quads


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
        name = re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
        if name in values:
            raise BadInput(f"--{name} is given twice")
        values[name] = value
    return values
