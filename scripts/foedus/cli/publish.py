"""Publishing: the site as a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

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
            help="RDF to publish instead of ours; may be repeated.",
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
    """Write the site: a folder that any static host serves, for people and programs.

    A page for each term, thing, statement and question, its Turtle beside it; pages need no script.
    On query.html questions run in the browser, also over files that never leave the computer.

    With --data, a source whose licence is unknown stays out: a line says so, and the end is 1.

    GitHub Pages: give --base https://OWNER.github.io/REPO/, push DIR as the Pages branch (CNAME
    and .git in it stay) or as an artifact with include-hidden-files: true; .ttl goes by name there.

    Apache: copy DIR below the document root, with AllowOverride FileInfo Options Indexes,
    mod_rewrite and mod_headers; .htaccess then answers by the Accept header.

    The addresses https://w3id.org/foedus/ are not registered yet: once a site is public, send its
    w3id.htaccess to the w3id project as foedus/.htaccess. No IRI need change.
    """
    from foedus.cli.progress import counting, working
    from foedus.publishing import address, builder
    from foedus.publishing.contributors import CLOSING, CONTRIBUTORS
    from foedus.publishing.site import bundled_site, user_site

    base = address.base(base) if base else ""
    old = Path(previous) if previous else None
    with working("Reading …"):
        site = user_site(data, base, offline, old) if data else bundled_site(base, offline, old)
    with counting("Writing the site", "files") as told:
        count = builder.publish(site, folder, CONTRIBUTORS, CLOSING, told)
    for note in site.notes:
        print(printable(f"foedus: {note}"), file=sys.stderr)
    for finding in site.findings:
        print(printable(finding))
    print(f"{printable(folder)}: {count} files")
    if site.findings:
        raise typer.Exit(1)
