"""The two kinds of failure that foedus reports in one line, and how that line looks."""

from __future__ import annotations

import re

MAX_LINE = 300
"""Longest error line, in characters."""

_MAX_NAME = 160

# Control characters, separators that break lines, and characters that turn the
# direction of writing: a file name or a quoted snippet must not reshape the terminal.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class FoedusError(Exception):
    """A failure that is the input's or the limits' doing: one line, no traceback."""

    exit_code = 2

    def __init__(self, reason: str, file: str | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line

    def __str__(self) -> str:
        return one_line(self)


class BadInput(FoedusError):
    """Wrong syntax, encoding, name, option or file: exit code 2."""


class LimitReached(FoedusError):
    """A promised limit (size, depth, length) was passed: exit code 3."""

    exit_code = 3


def printable(text: str) -> str:
    r"""Show control and direction characters as ``\xNN`` or ``\u{NNNN}``.

    >>> print(printable("a\tb\u202e"))
    a\x09b\u{202E}
    """
    return _UNSAFE.sub(_escape, text)


def one_line(error: FoedusError) -> str:
    """Return the error as ``foedus: FILE:LINE: reason``, at most 300 characters.

    >>> one_line(BadInput("unknown prefix", "a.ttl", 3))
    'foedus: a.ttl:3: unknown prefix'
    >>> one_line(BadInput("no such question"))
    'foedus: no such question'
    """
    parts = ["foedus"]
    if error.file is not None:
        name = _shorten(printable(error.file), _MAX_NAME)
        parts.append(name if error.line is None else f"{name}:{error.line}")
    parts.append(printable(error.reason))
    line = ": ".join(parts)
    return line if len(line) <= MAX_LINE else line[: MAX_LINE - 1] + "…"


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte of a file name
        code -= 0xDC00
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{{{code:04X}}}"


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
