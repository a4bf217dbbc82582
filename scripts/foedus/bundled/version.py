"""The version of this installation, as its package states it."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """The version number of the installed package."""
    from importlib.metadata import version as installed

    return installed("foedus")
