"""Maintaining: the layout of Turtle files, and what changes from one version to the next."""

from __future__ import annotations

from typing import Annotated

import typer

from foedus.cli.options import TextFormat, one_of


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("fmt")(format_turtle)
    app.command()(diff)


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
    from foedus.cli.progress import working
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
    from foedus.cli.progress import working
    from foedus.release import diff as changes

    formats = {"text": changes.as_text, "json": changes.as_json}
    one_of(format, tuple(formats), "--format")
    with working("Comparing …"):
        found = changes.compare(*map(changes.read_edition, (old, new)))
    print(formats[format](found), end="")
    return 1 if found.differences else 0
