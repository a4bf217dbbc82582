"""Publishing and maintaining: the site, the layout of Turtle files, what two editions differ in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foedus.cli.options import FILE_MEANS, Only, TextFormat, one_of
from foedus.errors import printable


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(publish)
    app.command("fmt")(format_turtle)
    app.command()(diff)


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
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="What the site is called.")
    ] = "",
    only: Only = False,
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
    from foedus.cli.screen import counting, working
    from foedus.publishing import address, builder
    from foedus.publishing.builder import CLOSING, CONTRIBUTORS
    from foedus.publishing.site import bundled_site, user_site

    base = address.base(base) if base else ""
    old = Path(previous) if previous else None
    with working("Reading …"):
        site = (
            user_site(data, base, offline, old, only, title)
            if data
            else bundled_site(base, offline, old, title)
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


def format_turtle(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE…]",
            help="Turtle files or folders; without any, the project's own in a source checkout.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file would change.")
    ] = False,
) -> int:
    """Lay out Turtle: spaces, quotes, prefixes, and the order of the subjects.

    The header comes first, then terms and shapes by kind and name, then
    everything else by name, then numbered statements, each below its passages.
    Comments go with the block below them.
    """
    from foedus.checks import layout
    from foedus.cli.screen import working
    from foedus.errors import printable
    from foedus.rdf import writing

    with working("Laying out …"):
        changed = [
            file for file in layout.format_files(layout.turtle_files(files or [])) if file.changed
        ]
    for file in changed:
        if not check:
            writing.write(file.name, file.new)
        print(f"{printable(file.name)}: {'to be laid out: foedus fmt' if check else 'laid out'}")
    return 1 if check and changed else 0


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="File or folder; installed; or the installed version's number."
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    format: TextFormat = "text",
) -> int:
    """Tell what changed, term by term and fact by fact; exit 1 when something did.

    Of a source checkout or a release, ontology, shapes, data and mappings are
    compared, whatever the version numbers are.
    """
    from foedus.cli.screen import working
    from foedus.release import diff as changes

    formats = {"text": changes.as_text, "json": changes.as_json}
    one_of(format, tuple(formats), "--format")
    with working("Comparing …"):
        found = changes.compare(*map(changes.read_edition, (old, new)))
    print(formats[format](found), end="")
    return 1 if found.differences else 0
