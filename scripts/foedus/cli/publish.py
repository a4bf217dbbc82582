"""Publishing: the site as a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foedus.cli.options import FILE_MEANS, Only
from foedus.errors import printable


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(publish)


def publish(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new or empty folder, or a site.")],
    base: Annotated[
        str, typer.Option("--base", metavar="URL", help="The address that DIR will have.")
    ] = "",
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data",
            metavar="FILE|DATASET",
            help=f"RDF to publish instead of ours; may be repeated. {FILE_MEANS}",
        ),
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option("--previous", metavar="DIR", help="A site whose old versions stay."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Add offline.html: everything in one file.")
    ] = False,
    only: Only = False,
) -> None:
    """Write the site: a folder that any static host serves, for people and programs."""
    from foedus.cli.progress import counting, working
    from foedus.publishing import address, builder
    from foedus.publishing.contributors import CLOSING, CONTRIBUTORS
    from foedus.publishing.site import bundled_site, user_site

    base = address.base(base) if base else ""
    old = Path(previous) if previous else None
    with working("Reading …"):
        site = (
            user_site(data, base, offline, old, only) if data else bundled_site(base, offline, old)
        )
    with counting("Writing the site", "files") as told:
        count = builder.publish(site, folder, CONTRIBUTORS, CLOSING, told)
    for note in site.notes:
        print(printable(f"foedus: {note}"), file=sys.stderr)
    for finding in site.findings:
        print(printable(finding))
    print(f"{printable(folder)}: {count} files")
    if site.findings:
        raise typer.Exit(1)
