"""Checking an ontology, data and shapes: lint, SHACL, and all checks in one report."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.options import FILE_MEANS, Files, MoreData, Only, one_of
from foedus.errors import BadInput, printable

if TYPE_CHECKING:
    from foedus.checks.report import Report

Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="text, json, turtle or sarif.")
]
FailOn = Annotated[
    str,
    typer.Option("--fail-on", metavar="SEVERITY", help="What fails: violation, warning or info."),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="FILE", help="YAML that rates checks of lint otherwise."),
]
ProjectFiles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE…]",
        help=f"RDF files, queries; without any, all that foedus has. {FILE_MEANS}",
    ),
]
_FAILING = {"violation": 1, "warning": 2, "info": 3}


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
        typer.Option(
            "--engine", metavar="ENGINE", help="fast, or pyshacl, which looks at FILE alone."
        ),
    ] = "fast",
    fail_on: FailOn = "info",
    only: Only = False,
) -> int:
    """Check data against the shapes; exit 1 when they do not conform."""
    from foedus.bundled import contents
    from foedus.checks import report as reporting
    from foedus.checks import shapes as validation
    from foedus.cli.screen import working

    one_of(format, reporting.FORMATS, "--format")
    one_of(engine, validation.ENGINES, "--engine")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    given = contents.given(files or [], only=only)
    with working("Validating …"):
        report = validation.validate(given.about, shapes or [], engine, context=given.context)
    return _tell(report, format, fail_on)


def lint(
    files: ProjectFiles = None,
    format: Format = "text",
    fail_on: FailOn = "warning",
    profile: Profile = None,
    only: Only = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="List the checks, and the rules that none covers.")
    ] = False,
) -> int:
    """Check how an ontology, data and queries are made; exit 1 when there is a warning."""
    from foedus.checks import lint as linting
    from foedus.checks import report as reporting
    from foedus.cli.screen import working

    if rules:
        return _list_rules(files or [], format, profile)
    one_of(format, reporting.FORMATS, "--format")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    with working("Looking …"):
        report = linting.lint_files(files or [], profile, only)
    return _tell(report, format, fail_on)


def check(
    files: ProjectFiles = None,
    data: MoreData = None,
    format: Format = "text",
    fail_on: FailOn = "warning",
    profile: Profile = None,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="FILE", help="A source's text: look up all its passages."),
    ] = None,
    only: Only = False,
) -> int:
    """Make every check and give one report; exit 1 when there is a warning or worse."""
    from foedus.checks import everything
    from foedus.checks import report as reporting
    from foedus.cli.screen import working

    one_of(format, reporting.FORMATS, "--format")
    one_of(fail_on, tuple(_FAILING), "--fail-on")
    with working("Checking …"):
        report = everything.check([*(files or []), *(data or [])], profile, text, only)
    return _tell(report, format, fail_on)


def _list_rules(files: Sequence[str], format: str, profile: str | None) -> int:
    from foedus.checks.lint import inventory
    from foedus.checks.lint.profile import with_users
    from foedus.cli import screen

    if files:
        raise BadInput("--rules takes no files")
    one_of(format, ("text", "json"), "--format with --rules")
    rated = with_users(profile)
    checks, unchecked = inventory.checks(rated), inventory.unchecked(rated)
    if format == "json":
        told = {
            "checks": [dict(zip(inventory.CHECKS, row, strict=True)) for row in checks],
            "unchecked": [dict(zip(inventory.UNCHECKED, row, strict=True)) for row in unchecked],
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(screen.listed(inventory.CHECKS, checks, "table"))
        print(screen.listed(inventory.UNCHECKED, unchecked, "table"), end="")
    return 0


def _tell(report: Report, format: str, fail_on: str) -> int:
    """Print a report in one of the formats; the exit code."""
    from foedus.checks import report as reporting
    from foedus.cli import screen

    failing = frozenset(reporting.SEVERITIES[: _FAILING[fail_on]])
    for notice in report.ignored:
        print(f"foedus: {printable(notice)}", file=sys.stderr)
    if format == "text":
        screen.print_report(screen.console(), report)
    else:
        print(reporting.written(report, format), end="")
    return 1 if any(report.count(severity) for severity in failing) else 0
