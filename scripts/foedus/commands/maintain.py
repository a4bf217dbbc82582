"""Maintaining: the layout of Turtle files."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("fmt")(format_turtle)


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
    """Lay out Turtle: spaces, quotes, prefixes, and the order of the subjects."""
    from foedus import formatting, writing
    from foedus.errors import printable
    from foedus.progress import working

    with working("Laying out …"):
        changed = [
            file
            for file in formatting.format_files(formatting.turtle_files(files or []))
            if file.changed
        ]
    for file in changed:
        if not check:
            writing.write(file.name, file.new)
        print(f"{printable(file.name)}: {'to be laid out: foedus fmt' if check else 'laid out'}")
    return 1 if check and changed else 0
