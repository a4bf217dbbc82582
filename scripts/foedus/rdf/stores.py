"""Stores: folders of statements that pyoxigraph keeps, opened to read only and only whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyoxigraph as ox

from foedus.errors import BadInput

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


def told(path: Path) -> int | None:
    """How many statements a store says it holds; None for a store that foedus did not write."""
    place = path / MARKER
    if not place.is_file():
        return None
    return int(json.loads(place.read_text(encoding="utf-8"))["statements"])
