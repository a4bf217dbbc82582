"""The command line, and the one place where failures become one line."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from foedus import limits
from foedus.bundled import folders
from foedus.cli import article, ask, check, exchange, maintain, merging, reason, source
from foedus.errors import BadInput, FoedusError, LimitReached, one_line
from foedus.rdf import bounded

app = typer.Typer(
    name="foedus",
    help="Military alliances, commands and agreements as linked data: ask, check, reason, trace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


atexit.register(gc.freeze)  # nor does a process that ends search all it has once more


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 findings, 2 bad input, 3 limit.

    The words of the process's own command line are run in a child that is stopped at its limits;
    a command that a program gives is run here.
    """
    watched = arguments is None and bounded.SUPERVISED not in os.environ
    words = [*sys.argv[1:]] if arguments is None else [*arguments]
    if arguments is None:
        _fill_streams()
    try:
        left = limits.take(words)
        if watched:
            return _ending(lambda: bounded.command(lambda: _ending(lambda: _run(left)), words))
        if arguments is None:
            bounded.restrict()
        return _ending(lambda: _run(left))
    except FoedusError as error:
        return _fail(error)
    finally:
        limits.take([])


def _fill_streams() -> None:
    """Put something in the place of a standard stream that is closed.

    Else a file that is opened would get its number. Nothing comes from such an input, writing to
    such an output fails, and what is told goes nowhere.
    """
    streams = (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))
    for number, (name, flags) in enumerate(streams):
        if getattr(sys, name) is None:
            found = os.open(os.devnull, flags)
            if found != number:
                os.dup2(found, number)
                os.close(found)
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _run(words: Sequence[str]) -> int:
    gc.disable()  # almost all that a command makes goes by itself or is needed to the end
    folders.say = _note
    code = app(args=[*words], prog_name="foedus", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _ending(work: Callable[[], int]) -> int:
    """The exit code of some work, whatever ends it: one line, and no traceback."""
    try:
        return work()
    except FoedusError as error:
        return _fail(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # The reader has gone (`foedus … | head`): say nothing, also not at exit.
        _drop_output()
        return 0
    except MemoryError:
        return _fail(_NO_MEMORY)
    except UnicodeEncodeError as error:
        sign = f"U+{ord(error.object[error.start]):04X}"
        reason = f"the output's encoding {error.encoding} has no {sign}: set PYTHONIOENCODING=utf-8"
        return _fail(BadInput(reason))
    except OSError as error:
        _drop_output()
        if error.errno == errno.ENOMEM:
            return _fail(_NO_MEMORY)
        cause = (error.strerror or str(error)).lower()
        return _fail(BadInput(f"the system refused: {cause}", _name(error)))
    except Exception as error:
        message = getattr(error, "format_message", None)  # a usage error
        if message is None:
            is_full = isinstance(error, ImportError) and _UNMAPPED in str(error)
            return _fail(_NO_MEMORY if is_full else _fault(error))
        if not message():  # no command: the help has been shown
            return 0
        return _fail(BadInput(_usage(error, message())))


def _drop_output() -> None:
    """Forget what cannot be printed any more, which would be tried again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_NO_MEMORY = LimitReached(f"not enough memory ({limits.MAX_MEMORY.option})")
_UNMAPPED = "failed to map segment"  # how a library says that it found no memory for itself


def _name(error: OSError) -> str | None:
    return None if error.filename is None else os.fsdecode(error.filename)


def _fault(error: Exception) -> BadInput:
    """A fault of foedus or of a library in one line; the environment may ask for all of it."""
    if os.environ.get(TRACEBACK):
        raise error
    told = " ".join(f"{type(error).__name__}: {error}".split())
    return BadInput(f"a fault of foedus, please report it ({TRACEBACK}=1 shows where): {told}")


TRACEBACK = "FOEDUS_TRACEBACK"
"""The environment variable that lets a fault end in a traceback."""


def _fail(error: FoedusError) -> int:
    line = one_line(error) + "\n"
    with contextlib.suppress(OSError, ValueError):
        encoding = sys.stderr.encoding or "ascii"
        sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
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
        from foedus.bundled.version import version

        print(f"foedus {version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before any command."""


for group in (ask, check, article, reason, exchange, source, merging, maintain):
    group.register(app)  # in the order of the help
