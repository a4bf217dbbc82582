"""Publishing: the site as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
            "--data", metavar="FILE", help="RDF to publish instead of ours; may be repeated."
        ),
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option("--previous", metavar="DIR", help="A site whose old versions stay."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Add offline.html: everything in one file.")
    ] = False,
) -> None:
    """Write the site: a folder that any static host serves, for people and programs."""
    from foedus.progress import working
    from foedus.publishing import builder
    from foedus.publishing.contributors import CLOSING, CONTRIBUTORS
    from foedus.publishing.site import bundled_site, user_site

    old = Path(previous) if previous else None
    with working("Reading …"):
        site = user_site(data, base, offline, old) if data else bundled_site(base, offline, old)
    with working("Writing the site …"):
        count = builder.publish(site, folder, CONTRIBUTORS, CLOSING)
    print(f"{folder}: {count} files")
