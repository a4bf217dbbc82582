"""The examples of the documentation: fenced blocks, and the commands in them with their output.

A block of ``console`` holds commands after ``$`` and what they print. A command that does not end
with 0 says so in a comment: ``$ foedus validate mine.ttl  # exit 1``. A line that ends in a
backslash goes on in the next one. ``[…]`` on a line of its own stands for any lines, within a line
for any words. What follows the language in the first line of a block tells
where the block belongs, as in ``turtle ontology/core.ttl``.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ ]*$", re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
_COMMAND = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n", re.MULTILINE)
_CHANGE = re.compile(r"((?:^-.*\n)+)((?:^\+.*\n)*)", re.MULTILINE)
_GAP = re.escape("[…]")
_EXIT = re.compile(r"\s+# exit (\d+)\s*$")


@dataclass(frozen=True)
class Session:
    """One command, the exit code that it is said to have, and what it is said to print."""

    command: str
    code: int
    output: str
    line: int

    @property
    def arguments(self) -> list[str]:
        """The command in words, the program among them."""
        return shlex.split(self.command)

    def matches(self, output: str) -> bool:
        """Whether a command printed what it is said to print."""
        pattern = re.escape(self.output)
        pattern = re.sub(rf"(?m)^{re.escape(_GAP)}\\?\n", r"(?:.*\\n)*?", pattern)
        return re.fullmatch(pattern.replace(_GAP, ".*?"), output) is not None


@dataclass(frozen=True)
class Block:
    """One fenced block: language, what follows it, text, heading above, line of the fence."""

    language: str
    place: str
    text: str
    heading: str
    line: int

    def put(self, root: Path) -> None:
        """Do with the file at the block's place what the block is for.

        Lines of a ``diff`` that begin with ``-`` are replaced by those with ``+`` that follow them;
        any other text goes to the end of the file, which is made where there is none.
        """
        path = root / self.place
        if self.language == "diff":
            text = path.read_text(encoding="utf-8")
            for old, new in _CHANGE.findall(self.text):
                before, after = (re.sub("^[-+]", "", part, flags=re.M) for part in (old, new))
                assert text.count(before) == 1, f"line {self.line}: not once in {path}: {before}"
                text = text.replace(before, after)
            path.write_text(text, encoding="utf-8")
            return
        gap = "\n" if path.suffix == ".ttl" else ""
        there = path.read_text(encoding="utf-8") + gap if path.exists() else ""
        path.write_text(there + self.text, encoding="utf-8")

    @property
    def sessions(self) -> list[Session]:
        """The commands of the block, in order."""
        found = list(_COMMAND.finditer(self.text))
        ends = [match.start() for match in found[1:]] + [len(self.text)]
        assert not found or found[0].start() == 0, f"line {self.line}: output without a command"
        return [
            self._session(match, self.text[match.end() : end])
            for match, end in zip(found, ends, strict=True)
        ]

    def _session(self, match: re.Match[str], output: str) -> Session:
        command = match[1].replace("\\\n", " ")
        code = _EXIT.search(command)
        line = self.line + 1 + self.text.count("\n", 0, match.start())
        return Session(_EXIT.sub("", command), int(code[1]) if code else 0, output, line)


def blocks(path: Path, language: str | None = None) -> list[Block]:
    """The fenced blocks of a Markdown file, or those in one language."""
    text = path.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        name, _, place = match["info"].strip().partition(" ")
        headings = _HEADING.findall(_FENCE.sub("", text[: match.start()]))
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(name, place.strip(), match["text"], (headings or [""])[-1], line))
    return [block for block in found if language in (None, block.language)]


def sessions(path: Path) -> list[Session]:
    """All commands in the console blocks of a Markdown file."""
    return [session for block in blocks(path, "console") for session in block.sessions]
