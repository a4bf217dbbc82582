"""What several commands share: the files they take, and how their options are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.errors import BadInput

if TYPE_CHECKING:
    from pyoxigraph import Quad

FILE_MEANS = (
    "FILE is what the command is about. The bundled article and background stand beside it as"
    " context, unless --only."
)
"""What a file is to every command that takes one: see ``contents.Given``."""

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE…]", help=f"RDF files; without any, the article’s data. {FILE_MEANS}"
    ),
]
WorldFiles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE…]", help=f"RDF files; without any, article and background. {FILE_MEANS}"
    ),
]
Only = Annotated[bool, typer.Option("--only", help="Leave the bundled article and background out.")]
StrongSources = Annotated[
    bool, typer.Option("--strong-sources", help="Leave weakly sourced facts out.")
]
MoreData = Annotated[
    list[str] | None,
    typer.Option("--data", metavar="FILE", help=f"RDF file, or folder of Turtle. {FILE_MEANS}"),
]
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="OUT", help="File to write; - is standard output.")
]
ToFormat = Annotated[
    str | None,
    typer.Option("--to", metavar="FORMAT", help="Syntax of OUT, if its name does not tell."),
]
TextFormat = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")]
TableFormat = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, tsv or json.")]
DatasetOutput = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="DATASET", help="Dataset: .trig, .nq or a store folder."
    ),
]
States = Annotated[
    Path | None,
    typer.Option("--states", metavar="FILE", help="Dated list of state codes to check with."),
]


def world(
    files: Sequence[str] | None,
    only: bool = False,
    strong_sources: bool = False,
    data: Sequence[str] | None = None,
) -> tuple[list[Quad], dict[str, str]]:
    """The quads of the files, more data among them, and of the article and the background.

    With the prefixes that these files declare; what sources tell in our terms is ours for asking.
    """
    from foedus.bundled import contents
    from foedus.merging import heard

    files = [*(files or []), *(data or [])]
    given = heard.given(contents.given(files, tuple(contents.DATA_FILES), only))
    quads = given.quads
    return (contents.without_weak(quads) if strong_sources else quads), given.prefixes


def one_of(value: str, allowed: Sequence[str], option: str) -> None:
    """Raise BadInput when the value of an option is not one of those allowed."""
    if value not in allowed:
        raise BadInput(f"{option} takes {', '.join(allowed[:-1])} or {allowed[-1]}, not {value!r}")


def parameters(arguments: Sequence[str]) -> dict[str, str]:
    """The parameters of a question: ``--name value`` or ``--name=value``."""
    values: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise BadInput(f"unexpected argument {word!r}; a parameter is given as --name value")
        if not equals:
            if not waiting:
                raise BadInput(f"--{name} needs a value")
            value = waiting.pop(0)
        name = re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
        if name in values:
            raise BadInput(f"--{name} is given twice")
        values[name] = value
    return values
