"""The command line, and the one place where failures become one line."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from foedus.bundled import folders
from foedus.cli import ask, check, exchange, maintain, merging, reason, source
from foedus.errors import BadInput, FoedusError, one_line

app = typer.Typer(
    name="foedus",
    help="Military alliances, commands and agreements as linked data: ask, check, reason, trace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


_GARBAGE = 100_000
"""New objects between two searches for circles of garbage: almost all that a command makes either
goes by itself or is needed to the end, so that searching often costs time and finds nothing."""

atexit.register(gc.freeze)  # nor does a process that ends search all it has once more


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 findings, 2 bad input, 3 limit."""
    gc.set_threshold(_GARBAGE)
    folders.say = _note
    try:
        code = app(args=arguments, prog_name="foedus", standalone_mode=False)
        sys.stdout.flush()
    except FoedusError as error:
        return _fail(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # The reader has gone (`foedus … | head`): say nothing, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        message = getattr(error, "format_message", None)  # a usage error
        if message is None:
            raise
        if not message():  # no command: the help has been shown
            return 0
        return _fail(BadInput(_usage(error, message())))
    return code if isinstance(code, int) else 0


def _fail(error: FoedusError) -> int:
    print(one_line(error), file=sys.stderr)
    return error.exit_code


def _note(text: str) -> None:
    print(f"foedus: note: {text}", file=sys.stderr)


def _usage(error: Exception, message: str) -> str:
    """Return what is wrong with the command line, and where help is."""
    message = " ".join(message.split()).rstrip(".")
    path = getattr(getattr(error, "ctx", None), "command_path", "foedus")
    return f"{message[:1].lower()}{message[1:]} (see {path} --help)"


def _version(wanted: bool) -> None:
    if wanted:
        from foedus.version import version

        print(f"foedus {version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before any command."""


for group in (ask, check, reason, exchange, source, merging, maintain):
    group.register(app)  # in the order of the help
