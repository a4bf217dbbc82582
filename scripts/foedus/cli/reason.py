"""Reasoning: what follows, the world on a day, and why something holds."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from foedus.cli.options import (
    Files,
    MoreData,
    Only,
    Output,
    StrongSources,
    TextFormat,
    ToFormat,
    WorldFiles,
    one_of,
    world,
)
from foedus.errors import printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(infer)
    app.command()(snapshot)
    app.command()(why)


def infer(
    output: Output,
    files: Files = None,
    to_format: ToFormat = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", metavar="ENGINE", help="compiled or owlrl; the results are equal."
        ),
    ] = "compiled",
    only: Only = False,
) -> int:
    """Write what follows from the data, and only that; exit 1 on a contradiction."""
    from foedus import reasoning
    from foedus.asking import why
    from foedus.bundled import contents
    from foedus.cli import screen
    from foedus.cli.screen import working
    from foedus.rdf import writing

    one_of(engine, reasoning.ENGINES, "--engine")
    format = writing.format_for(output, to_format)
    given = contents.given(files or [], only=only)
    with working("Reasoning …"):
        closure = reasoning.infer_own(given, engine)
    for sentence in closure.left_out:
        print(f"foedus: left out: {printable(sentence)}", file=sys.stderr)
    if closure.contradictions:
        grounds = why.grounds(given.quads)
        out = screen.console()
        screen.print_contradictions(out, closure.contradictions, grounds)
        return 1
    names = closure.world.names
    writing.write(output, writing.serialize_plain(names.terms, closure.ids, format))
    return 0


def snapshot(
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The day, such as 2025-03-31.")
    ],
    files: WorldFiles = None,
    data: MoreData = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="OUT", help="Write the triples: TriG, N-Quads, …"),
    ] = None,
    to_format: ToFormat = None,
    format: TextFormat = "text",
    strong_sources: StrongSources = False,
    only: Only = False,
) -> None:
    """Show the world on a day: commands, agreements, alliances, posts, reporting, stationing."""
    from foedus.asking import snapshot as taking
    from foedus.cli import screen
    from foedus.rdf import writing

    one_of(format, ("text", "json"), "--format")
    quads, _ = world(files, only, strong_sources, data)
    sections = taking.picture(quads, as_of)
    if output is not None:
        told = writing.serialize(
            taking.triples(quads, as_of), writing.format_for(output, to_format)
        )
        writing.write(output, told)
    elif format == "json":
        print(screen.picture_json(as_of, sections), end="")
    else:
        screen.print_picture(screen.console(), as_of, sections)


def why(
    subject: Annotated[str, typer.Argument(help="A label, abbreviation, bare name or IRI.")],
    predicate: Annotated[str, typer.Argument(help="A property, such as locatedIn; a for a class.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="As SUBJECT, or a text.")],
    files: WorldFiles = None,
    format: TextFormat = "text",
    strong_sources: StrongSources = False,
    only: Only = False,
) -> int:
    """Explain why something holds, down to passages and sources; exit 1 when it does not hold."""
    from foedus.asking.why import explain
    from foedus.cli import screen

    one_of(format, ("text", "json"), "--format")
    quads, prefixes = world(files, only, strong_sources)
    answer = explain(subject, predicate, object_, quads, prefixes)
    if format == "json":
        print(screen.answer_json(answer), end="")
    else:
        screen.print_answer(screen.console(), answer)
    return 0 if answer.holds else 1
