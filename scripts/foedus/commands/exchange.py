"""Exchanging: other syntaxes and other vocabularies."""

from __future__ import annotations

from typing import Annotated

import typer

from foedus.commands.options import Files, one_of


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(convert)
    app.command()(export)


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


def export(
    vocabulary: Annotated[
        str,
        typer.Option("--vocabulary", metavar="NAME", help="schema.org, org or prov."),
    ],
    files: Files = None,
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

    one_of(vocabulary, tuple(exporting.VOCABULARIES), "--vocabulary")
    bridge = exporting.VOCABULARIES[vocabulary]
    format = writing.format_for(output, to_format or ("turtle" if output == "-" else None))
    quads = reading.join(bundled.documents(files or []))
    with working("Reasoning …"):
        told = exporting.in_terms_of(quads, bridge)
    writing.write(output, writing.serialize(told, format, exporting.prefixes(bridge)))
