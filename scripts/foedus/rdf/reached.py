"""What is reached from somewhere by steps, however many: classes above a class, nodes of a path."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def reached(starts: Iterable[Node], step: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """The starts, and all that repeated steps lead to from them; circles end.

    >>> sorted(reached([1], {1: [2], 2: [3, 1], 3: []}.__getitem__))
    [1, 2, 3]
    """
    found = set(starts)
    waiting = list(found)
    while waiting:
        for one in step(waiting.pop()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found
