"""The commands, one module for each thing people do."""

from __future__ import annotations

import typer

from foedus.commands import (
    article,
    ask,
    check,
    exchange,
    maintain,
    merging,
    publish,
    reason,
    source,
)


def register(app: typer.Typer) -> None:
    """Add every command, in the order of the help."""
    for group in (ask, check, article, reason, exchange, source, merging, publish, maintain):
        group.register(app)
