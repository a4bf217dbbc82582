"""Checking data against the shapes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from foedus.commands.options import Files, one_of
from foedus.errors import printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(validate)


def validate(
    files: Files = None,
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

    one_of(format, ("text", "json", "turtle"), "--format")
    one_of(engine, validation.ENGINES, "--engine")
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
