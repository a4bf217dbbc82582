"""Exchanging: other syntaxes and other vocabularies."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from foedus.cli.options import FILE_MEANS, Only, Output, ToFormat, one_of
from foedus.errors import BadInput, printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(convert)
    app.command()(export)


def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="RDF file; - is standard input.")],
    output: Output,
    from_format: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FORMAT", help="Syntax of IN, if its extension does not tell."
        ),
    ] = None,
    to_format: ToFormat = None,
    renamed: Annotated[
        bool, typer.Option("--renamed", help="Put the new names of foedus for the old ones.")
    ] = False,
) -> None:
    """Rewrite RDF in another syntax: turtle, trig, ntriples, nquads, jsonld, rdfxml."""
    from foedus.bundled import renames
    from foedus.rdf import writing as converting
    from foedus.rdf.reading import format_named

    converting.convert(
        source,
        output,
        format_named(from_format) if from_format else None,
        format_named(to_format) if to_format else None,
        renames.renamed if renamed else None,
    )


def export(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLE DATASET | FILE…]",
            help="dyads, states, members, agreements, commands, posts, strength or bases, and a "
            "dataset; or RDF files. " + FILE_MEANS,
        ),
    ] = None,
    vocabulary: Annotated[
        str | None,
        typer.Option("--vocabulary", metavar="NAME", help="schema.org, org or prov."),
    ] = None,
    output: Output = "-",
    to_format: ToFormat = None,
    years: Annotated[
        str | None,
        typer.Option("--years", metavar="FROM-UNTIL", help="Years of a table, as 1950-2020."),
    ] = None,
    codes: Annotated[
        str | None,
        typer.Option(
            "--codes", metavar="SYSTEM", help="State codes of a table: cow, gw, iso2 or iso3."
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="Of a table: csv or parquet.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="ID", help="Whose members: an id, id@version, or own."),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Dyads: also the pairs of states not allied.")
    ] = False,
    only: Only = False,
) -> None:
    """Write tables of a dataset, or the data in the terms of another vocabulary.

    Tables, each with a codebook beside it: foedus export dyads DATASET --years 1950-2020. Terms of
    schema.org, org or prov: foedus export --vocabulary org [FILE…].
    """
    words = files or []
    if vocabulary is None:
        if to_format is not None:
            raise BadInput("--to goes with --vocabulary; a table has --format")
        if only:
            raise BadInput("--only goes with --vocabulary; a table is of DATASET alone")
        _table(words, output, years, codes, format, source, complete)
        return
    for option, value in (
        ("--years", years),
        ("--codes", codes),
        ("--format", format),
        ("--source", source),
        ("--complete", complete),
    ):
        if value:
            raise BadInput(f"{option} goes with a table, not with --vocabulary")
    _in_terms(vocabulary, words, output, to_format, only)


def _table(
    words: list[str],
    output: str,
    years: str | None,
    codes: str | None,
    format: str | None,
    source: str | None,
    complete: bool,
) -> None:
    from pathlib import Path

    from foedus.cli.screen import working
    from foedus.merging.tables import alliances, files
    from foedus.merging.tables import export as tabulating

    if len(words) != 2 or words[0] not in tabulating.TABLES:
        known = ", ".join(tabulating.TABLES)
        raise BadInput(f"give a table ({known}) and a dataset, or --vocabulary")
    suffix = Path(output).suffix.lower().removeprefix(".")
    wanted = format or (suffix if suffix in files.FORMATS else "csv")
    one_of(wanted, files.FORMATS, "--format")
    if codes is not None:
        one_of(codes, tuple(alliances.SYSTEMS), "--codes")
    with working("Writing …"):
        rows, heard = tabulating.export(
            words[0],
            Path(words[1]),
            output,
            years=years,
            codes=codes,
            format=wanted,
            source=source,
            complete=complete,
        )
    for line in heard:
        print(printable(f"warning: {line}"), file=sys.stderr)
    if output != "-":
        print(f"{rows:,} rows; see {Path(output).stem}.codebook.md")


def _in_terms(
    vocabulary: str, files: list[str], output: str, to_format: str | None, only: bool
) -> None:
    from foedus.asking import bridges
    from foedus.bundled import contents
    from foedus.cli.screen import working
    from foedus.rdf import writing

    one_of(vocabulary, tuple(bridges.VOCABULARIES), "--vocabulary")
    bridge = bridges.VOCABULARIES[vocabulary]
    format = writing.format_for(output, to_format or ("turtle" if output == "-" else None))
    given = contents.given(files, only=only)
    with working("Reasoning …"):
        whole = bridges.in_terms_of(given.quads, bridge)
        told = given.own(whole, lambda some: bridges.in_terms_of(some, bridge))
    writing.write(output, writing.serialize(told, format, bridges.prefixes(bridge)))
