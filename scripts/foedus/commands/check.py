"""Checking an ontology, data and shapes: lint, SHACL, and all checks in one report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.commands.options import Files, one_of
from foedus.errors import printable

if TYPE_CHECKING:
    from foedus.reporting import Report

Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="text, json, turtle, junit or sarif.")
]
FailOn = Annotated[
    str,
    typer.Option("--fail-on", metavar="SEVERITY", help="What fails: error, warning or info."),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="FILE", help="YAML that rates checks of lint otherwise."),
]
ProjectFiles = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE…]", help="RDF files, queries; without any, all that foedus has."),
]
_FAILING = {"error": 1, "warning": 2, "info": 3}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(validate)
    app.command()(lint)
    app.command()(check)


def validate(
    files: Files = None,
    shapes: Annotated[
        list[str] | None, typer.Option("--shapes", metavar="FILE", help="More shapes to apply.")
    ] = None,
    format: Format = "text",
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="ENGINE", help="fast or pyshacl; the results are equal."),
    ] = "fast",
    fail_on: FailOn = "error",
) -> int:
    """Check data against the shapes; exit 1 when there is a violation."""
    from foedus import bundled, reporting, validation
    from foedus.progress import working

    one_of(format, reporting.FORMATS, "--format")
    one_of(engine, validation.ENGINES, "--engine")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    documents = bundled.documents(files or [])
    with working("Validating …"):
        report = validation.validate(documents, shapes or [], engine)
    return _tell(report, format, fail_on)


def lint(
    files: ProjectFiles = None,
    format: Format = "text",
    fail_on: FailOn = "error",
    profile: Profile = None,
) -> int:
    """Check how an ontology, data and queries are made; exit 1 when there is an error."""
    from foedus import linting, reporting
    from foedus.progress import working

    one_of(format, reporting.FORMATS, "--format")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    with working("Looking …"):
        report = linting.lint_files(files or [], profile)
    return _tell(report, format, fail_on)


def check(
    files: ProjectFiles = None,
    format: Format = "text",
    fail_on: FailOn = "error",
    profile: Profile = None,
) -> int:
    """Make every check and give one report; exit 1 when there is an error."""
    from foedus import checking, reporting
    from foedus.progress import working

    one_of(format, reporting.FORMATS, "--format")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    with working("Checking …"):
        report = checking.check(files or [], profile)
    return _tell(report, format, fail_on)


def _tell(report: Report, format: str, fail_on: str) -> int:
    """Print a report in one of the formats; the exit code."""
    from foedus import presentation, reporting

    failing = frozenset(reporting.SEVERITIES[: _FAILING[fail_on]])
    for notice in report.ignored:
        print(f"foedus: {printable(notice)}", file=sys.stderr)
    if format == "text":
        presentation.print_report(presentation.console(), report)
    else:
        print(reporting.written(report, format, failing), end="")
    return 1 if any(report.count(severity) for severity in failing) else 0
