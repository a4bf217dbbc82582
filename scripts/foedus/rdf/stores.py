"""Stores: folders of statements that pyoxigraph keeps, opened to read only and only whole."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput
from foedus.rdf.names import Term

_BLOCK = 50_000  # given to the bulk loader at once: its memory grows with them
MARKER = "foedus.json"
"""The file in a store that tells what the store holds."""


def is_store(name: str) -> bool:
    """Whether a path is a folder that is a store."""
    return os.path.isfile(os.path.join(name, "CURRENT"))


def opened(path: Path) -> ox.Store:
    """The store in a folder, to read only, whole by what it says of itself.

    One that foedus wrote tells how many statements it has. Raises BadInput where it cannot be
    opened or has another number.
    """
    while True:
        try:
            before = path.stat().st_ino
            store = ox.Store.read_only(str(path))
            known = told(path)
            reason = "" if known in (None, len(store)) else f"{len(store)} statements of {known}"
        except (OSError, RuntimeError, ValueError) as error:
            reason = str(getattr(error, "strerror", None) or error)
        if path.exists() and path.stat().st_ino != before:
            continue  # replaced while it was being opened
        if reason:
            raise BadInput(f"is no whole store: {reason}", str(path))
        return store


def writing(path: Path, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Put statements into a new store as they pass, some at a time.

    Their number decides no use of memory. The store is closed after the last.
    """
    store, quads = ox.Store(str(path)), iter(quads)
    while block := list(islice(quads, _BLOCK)):
        store.bulk_extend(block)
        yield from block
    store.flush()


def remove(path: Path, subjects: Collection[Term]) -> None:
    """Take all that is said of some subjects out of a store."""
    if not subjects:
        return
    store = ox.Store(str(path))
    for subject in subjects:
        for quad in list(store.quads_for_pattern(subject, None, None, None)):  # type: ignore[arg-type]
            store.remove(quad)
    store.flush()


def told(path: Path) -> int | None:
    """How many statements a store says it holds; None for a store that foedus did not write."""
    place = path / MARKER
    if not place.is_file():
        return None
    return int(json.loads(place.read_text(encoding="utf-8"))["statements"])
