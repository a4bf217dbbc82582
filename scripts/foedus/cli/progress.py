"""Word of long work, on standard error, and only when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show what is being done for as long as it is being done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, emoji=False).status(words):
        yield


@contextmanager
def counting(words: str, what: str) -> Iterator[Callable[[int], None]]:
    """Show what is being done, and the count that the block calls the given function with."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console

    with Console(stderr=True, emoji=False).status(f"{words} …") as status:

        def told(count: int) -> None:
            if count % 100 == 0:
                status.update(f"{words} … {count} {what}")

        yield told
