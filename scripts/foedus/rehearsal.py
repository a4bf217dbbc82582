"""Trying in a child process what may end the process, so that only the child ends.

pyoxigraph 0.5 aborts where ``ORDER BY`` sorts many values that mix whole numbers and texts of
digits: no exception tells of it. A forked child has all that is loaded and starts at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable


def survives(action: Callable[[], object]) -> bool:
    """Whether a process that does this ends of its own accord; an exception counts as that.

    True without a trial where a process cannot be forked safely: on Windows, and where other
    threads run.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return True
    child = os.fork()
    if not child:
        _act(action)
    try:
        _, status = os.waitpid(child, 0)
    except BaseException:  # interrupted: the child stops too
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    return not os.WIFSIGNALED(status)


def _act(action: Callable[[], object]) -> None:
    """Do it, print nothing, and end."""
    with contextlib.suppress(BaseException):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        action()
    os._exit(0)
