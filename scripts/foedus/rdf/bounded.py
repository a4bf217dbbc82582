"""The one runner for work that a stranger can steer: a child process that can always be stopped.

No engine can be interrupted from within: pyoxigraph has no timeout and ends its process where it
cannot sort, pySHACL and owlrl run as long as they run. So the work is done in a child, under limits
of wall clock, memory and output; what it made comes back whole, or one line says which limit it
reached. A forked child has all that is loaded; where a process cannot be forked safely (Windows,
several threads), a new one is started, which gets everything sent.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NoReturn

from foedus import limits
from foedus.errors import BadInput, FoedusError, LimitReached

SUPERVISED = "FOEDUS_SUPERVISED"
"""The environment variable that tells a command that another process watches it."""

_CHUNK = 1024 * 1024
_POLL = 0.02
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def can_fork() -> bool:
    """Whether a child may be forked from this process, as it is now."""
    return hasattr(os, "fork") and threading.active_count() == 1


def call(
    function: Callable[..., None], arguments: Sequence[Any], name: str, sent: Callable[[], Any]
) -> bytes:
    """What a function of a module writes into its first argument, a file, done in a child.

    It gets the other arguments after that. ``name`` is the file that an error names. ``sent`` gives
    the arguments for a process that is started anew, which have to be such as can be pickled.
    Raises what the function raises of ours, BadInput for any other exception, and LimitReached
    where a limit stopped the child or the child died.
    """
    with _started(function, arguments, sent) as (output, process):
        parts, last = _unpacked(_collected(output, name))
    if last == _DONE:
        return parts
    if last != _FAILED:
        raise _died(process.ended(), name)
    raised, reason, file, line = pickle.loads(parts)
    raise (LimitReached if raised == "LimitReached" else BadInput)(reason, file or name, line)


def command(run: Callable[[], int], words: Sequence[str]) -> int:
    """The exit code of a command, run in a child; what it printed appears when it is whole.

    At a terminal, output appears as it is made.
    """
    seconds = limits.seconds(words)
    spool = None if sys.stdout.isatty() else tempfile.TemporaryFile()  # noqa: SIM115
    with spool or contextlib.nullcontext():
        if can_fork():
            process: _Process = _Forked(lambda: _as_command(run, spool), spool)
        else:
            started = [sys.executable, "-m", "foedus", *words]
            environment = {**os.environ, SUPERVISED: "1"}
            process = _Spawned(subprocess.Popen(started, stdout=spool, env=environment))
        code = _watched(process, seconds, spool)
        if spool is not None and code in (0, 1):
            _copy(spool)
        return code


def restrict() -> None:
    """Put this process under the limits of memory; it leaves no core file and ends with its parent.

    On systems that have such limits; elsewhere the watching process alone holds them.
    """
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _own_size() + limits.of(limits.MAX_MEMORY)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


# --- processes -------------------------------------------------------------------------------


class _Process:
    """A child: whether it has ended, and how (a signal below zero)."""

    code: int | None = None

    def poll(self) -> int | None:
        raise NotImplementedError

    def kill(self) -> None:
        raise NotImplementedError

    def ended(self) -> int:
        """How it ended, waiting for that."""
        while (code := self.poll()) is None:
            time.sleep(_POLL)
        return code


class _Forked(_Process):
    def __init__(self, work: Callable[[], int], *kept: IO[bytes] | None) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._number = os.fork()
        if not self._number:
            _act(work, parent)

    def poll(self) -> int | None:
        if self.code is None:
            number, status = os.waitpid(self._number, os.WNOHANG)
            if number:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self._number, signal.SIGKILL)


class _Spawned(_Process):
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.poll()

    def kill(self) -> None:
        self._process.kill()


def _act(work: Callable[[], int], parent: int) -> NoReturn:
    """The forked child's life."""
    code = 70
    try:
        restrict()
        if os.getppid() == parent:  # else it was killed before the child could learn of it
            code = work()
    except BaseException:
        code = 70
    finally:
        os._exit(code)


@contextlib.contextmanager
def _started(
    function: Callable[..., None], arguments: Sequence[Any], sent: Callable[[], Any]
) -> Iterator[tuple[int, _Process]]:
    """A child that does the work, and the end of the pipe that it writes to."""
    output, theirs = os.pipe()
    process: _Process
    if can_fork():

        def work() -> int:
            os.close(output)
            _be_quiet()
            with os.fdopen(theirs, "wb") as file:
                _tell(file, function, arguments)
            return 0

        process = _Forked(work)
    else:
        task = tempfile.TemporaryFile()  # noqa: SIM115
        with task:
            pickle.dump((function.__module__, function.__qualname__, sent()), task)
            task.seek(0)
            started = [sys.executable, "-c", "from foedus.rdf import bounded; bounded.serve()"]
            environment = {**os.environ, **limits.as_environment()}
            process = _Spawned(
                subprocess.Popen(
                    started,
                    stdin=task,
                    stdout=theirs,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                )
            )
    os.close(theirs)
    try:
        yield output, process
    finally:
        os.close(output)
        process.kill()
        process.ended()


def serve() -> None:
    """Do the work that standard input tells, in a process that was started for it."""
    import importlib

    restrict()
    module, function, arguments = pickle.load(sys.stdin.buffer)
    found = getattr(importlib.import_module(module), function)
    _tell(sys.stdout.buffer, found, arguments)


class _Parts:
    """A file whose every part goes out with its kind and its length before it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes, kind: bytes = b"=") -> int:
        self._file.write(kind + len(data).to_bytes(8, "big"))
        self._file.write(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()


_DONE, _FAILED = b".", b"!"


def _unpacked(told: bytes) -> tuple[bytes, bytes]:
    """What came, and the kind of the last part; for a failure that part alone."""
    parts, place, kind = [], 0, b""
    while place < len(told):
        kind = told[place : place + 1]
        size = int.from_bytes(told[place + 1 : place + 9], "big")
        parts.append(told[place + 9 : place + 9 + size])
        place += 9 + size
    return (parts[-1] if kind == _FAILED else b"".join(parts)), kind


def _tell(file: IO[bytes], function: Callable[..., None], arguments: Sequence[Any]) -> None:
    """Send what the function writes, or the error that it raises."""
    parts = _Parts(file)
    try:
        function(parts, *arguments)
        parts.write(b"", _DONE)
        parts.flush()
        return
    except FoedusError as error:
        told = (type(error).__name__, error.reason, error.file, error.line)
    except MemoryError:
        told = ("LimitReached", _of_memory(), None, None)
    except Exception as error:
        words = " ".join(str(error).split()) or type(error).__name__
        told = ("BadInput", f"cannot be done: {words}", None, None)
    parts.write(pickle.dumps(told), _FAILED)
    parts.flush()


def _be_quiet() -> None:
    faulthandler.disable()  # a program around us may have turned it on
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def _collected(output: int, name: str) -> bytes:
    """What comes through a pipe until its end. Raises LimitReached at a limit."""
    most, seconds = limits.of(limits.MAX_OUTPUT), limits.of(limits.TIMEOUT)
    until = time.monotonic() + seconds
    parts: list[bytes] = []
    size = 0
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([output], [], [], left)[0]:
            raise LimitReached(_of_time(seconds), name)
        part = os.read(output, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > most:
            raise LimitReached(_of_output(most), name)


def _as_command(run: Callable[[], int], spool: IO[bytes] | None) -> int:
    """Run a command whose standard output goes into a file."""
    if spool is not None:
        os.dup2(spool.fileno(), 1)
    os.environ[SUPERVISED] = "1"
    code = run()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _watched(process: _Process, seconds: int, spool: IO[bytes] | None) -> int:
    """The exit code of a command, which is stopped at its limits."""
    until, most = time.monotonic() + seconds, limits.of(limits.MAX_OUTPUT)
    try:
        wait = 0.001
        while (code := process.poll()) is None:
            if time.monotonic() > until:
                raise LimitReached(_of_time(seconds))
            if spool is not None and os.fstat(spool.fileno()).st_size > most:
                raise LimitReached(_of_output(most))
            time.sleep(wait)
            wait = min(wait * 1.5, _POLL)
    finally:
        process.kill()
        process.ended()
    if code < 0:
        raise _died(code, None)
    return code


def _copy(spool: IO[bytes]) -> None:
    spool.seek(0)
    sys.stdout.flush()
    while part := spool.read(_CHUNK):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def _died(code: int, name: str | None) -> FoedusError:
    """What to say of a child that a signal ended."""
    if code in (-signal.SIGABRT, -getattr(signal, "SIGSEGV", 11), 70):
        return LimitReached(f"the engine ended at a limit of its own: {_of_memory()}", name)
    return LimitReached(f"the work was stopped from outside (signal {-code})", name)


def _of_time(seconds: int) -> str:
    return f"stopped after {seconds} seconds ({limits.TIMEOUT.option})"


def _of_output(most: int) -> str:
    return f"stopped: more than {most} bytes of output ({limits.MAX_OUTPUT.option})"


def _of_memory() -> str:
    most = limits.of(limits.MAX_MEMORY) // limits.MEBIBYTE
    return f"more than {most} MiB of memory ({limits.MAX_MEMORY.option})"


def _own_size() -> int:
    """How much address space this process has, in bytes; nothing where that is not told."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
