"""What foedus takes on and where it stops: every limit that a user may raise, in one place.

A limit has a default, an environment variable, and an option that any command takes before or
after its own words. Input never raises a limit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foedus.errors import BadInput

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """One limit: its option, its environment variable, its default in its unit."""

    option: str
    default: int
    unit: str
    stops: str

    @property
    def variable(self) -> str:
        """The environment variable, such as ``FOEDUS_MAX_SIZE``."""
        return "FOEDUS_" + self.option.removeprefix("--").replace("-", "_").upper()


MAX_SIZE = Limit("--max-size", 64 * MEBIBYTE, "bytes", "a file read into memory")
TIMEOUT = Limit("--timeout", 60, "seconds", "a question, or whatever command runs")
MAX_MEMORY = Limit(
    "--max-memory", 4096 * MEBIBYTE, "bytes", "the memory of a command, beside what Python takes"
)
MAX_OUTPUT = Limit("--max-output", 256 * MEBIBYTE, "bytes", "an answer, and what a command prints")
MAX_INFERRED = Limit("--max-inferred", 2_000_000, "statements", "what inference adds")
MAX_UNPACKED = Limit("--max-unpacked", 512 * MEBIBYTE, "bytes", "a table, when it is unpacked")
LIMITS = (TIMEOUT, MAX_MEMORY, MAX_SIZE, MAX_OUTPUT, MAX_INFERRED, MAX_UNPACKED)
"""All limits, in the order in which they are told."""

LONGER = {
    **dict.fromkeys(("check", "convert", "diff", "fmt", "infer", "lint", "terms"), 600),
    **dict.fromkeys(("query", "show", "snapshot", "tour", "trace", "validate", "why"), 600),
    **dict.fromkeys(("conflicts", "export", "merge", "publish", "source"), 3600),
}
"""The seconds of the commands that may take longer than a question."""

BASE = "--base"
"""The option that gives the address against which relative ones in files are read."""

_SIZES = {"": 1, "K": 1024, "M": MEBIBYTE, "G": 1024 * MEBIBYTE}
_NUMBER = re.compile(r"([0-9]{1,15})([KMG]?)(?:i?B)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")

_given: dict[str, int] = {}
_base: list[str] = []


def of(limit: Limit) -> int:
    """What a limit is now: the option's, else the environment's, else the default."""
    if limit.option in _given:
        return _given[limit.option]
    written = os.environ.get(limit.variable)
    return limit.default if written is None else _read(limit, written, limit.variable)


def seconds(words: Sequence[str]) -> int:
    """How long a command may take: what the user gave, else its default."""
    if TIMEOUT.option in _given or TIMEOUT.variable in os.environ:
        return of(TIMEOUT)
    return LONGER.get(next((one for one in words if not one.startswith("-")), ""), TIMEOUT.default)


def as_environment() -> dict[str, str]:
    """The limits that options gave, for a process that is started."""
    return {limit.variable: str(of(limit)) for limit in LIMITS if limit.option in _given}


def base() -> str | None:
    """The address that the user gave with ``--base``."""
    return _base[-1] if _base else None


def take(arguments: Sequence[str]) -> list[str]:
    """Set the limits and the base that a command line gives; the words that are left.

    Raises BadInput for a value that is none. Words after ``--`` are left alone, and so is the
    ``--base`` of ``publish``, which says where the site will be.

    >>> take(["convert", "a.ttl", "--max-size", "1G"]), of(MAX_SIZE) == 1024 ** 3
    (['convert', 'a.ttl'], True)
    >>> take([]), of(MAX_SIZE) == MAX_SIZE.default
    ([], True)
    """
    _given.clear()
    _base.clear()
    known = {limit.option: limit for limit in LIMITS}
    left: list[str] = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        option, equals, value = word.partition("=")
        if word == "--":
            return [*left, word, *words]
        if option not in known and (option != BASE or "publish" in left[:1]):
            left.append(word)
            continue
        if not equals and not words:
            raise BadInput(f"{option} needs a value")
        _set(option, value if equals else words.pop(0), known)
    return left


def _set(option: str, value: str, known: Mapping[str, Limit]) -> None:
    if option in known:
        _given[option] = _read(known[option], value, option)
    elif _ADDRESS.fullmatch(value) and not value.lower().startswith("file:"):
        _base.append(value)
    else:
        raise BadInput(f"{BASE} takes an address such as https://example.org/, not {value!r}")


def _read(limit: Limit, written: str, where: str) -> int:
    found = _NUMBER.fullmatch(written.strip())
    number = int(found[1]) * _SIZES[found[2].upper()] if found else 0
    if not number or (found and found[2] and limit.unit != "bytes"):
        example = "500M" if limit.unit == "bytes" else "90"
        raise BadInput(f"{where} takes a number of {limit.unit}, such as {example}: {written!r}")
    return number
