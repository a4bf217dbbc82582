"""The entry of a release in the change log: its date, and a reason for each change that needs one.

A person writes under ``## [Unreleased]`` what changed and why; each term that is deprecated, gone
or has another definition must be named there. The release gives the entry its version and date.
"""

from __future__ import annotations

import re

from foedus.errors import BadInput
from foedus.rdf.names import SKOS_NS, curie
from foedus.release.diff import Comparison, Difference

FILE = "CHANGELOG.md"
UNRELEASED = "## [Unreleased]"

_NEXT = re.compile(r"^## ", re.MULTILINE)
_DATE = re.compile(r"^## \[(?P<version>[^\]]+)\] - (?P<date>\d{4}-\d{2}-\d{2})$", re.MULTILINE)
_DEFINITION = SKOS_NS + "definition"


def date_of(text: str, version: str) -> str | None:
    """The date that the change log gives a version.

    >>> date_of("## [0.1.0] - 2026-11-23\\n", "0.1.0")
    '2026-11-23'
    """
    return next(
        (found["date"] for found in _DATE.finditer(text) if found["version"] == version), None
    )


def closed(text: str, version: str, date: str, found: Comparison | None) -> str:
    """The change log with the entry of this version dated.

    `found` compares with the last release; None for the first release. Raises BadInput where there
    is no entry, an empty one, or one that gives no reason for a change that needs one.
    """
    start, end = _entry(text, version)
    body = text[text.index("\n", start) + 1 : end].strip()
    if not body:
        raise BadInput(f"the entry of {version} is empty: say what changed and why", FILE)
    for entry in [] if found is None else _to_explain(found):
        if not _names(body, curie(entry.subject)):
            what = "has another definition" if entry.way == "changed" else f"is {entry.way}"
            raise BadInput(f"{curie(entry.subject)} {what}: the entry must say why", FILE)
    tail = f"\n{text[end:]}" if text[end:] else ""
    return f"{text[:start]}## [{version}] - {date}\n\n{body}\n{tail}"


def _names(body: str, term: str) -> bool:
    """Whether a text names this term, and not only one whose name begins or ends like it."""
    return re.search(rf"(?<![\w:-]){re.escape(term)}(?![\w-])", body) is not None


def _entry(text: str, version: str) -> tuple[int, int]:
    """Where the entry of a version begins and ends: its own, else the unreleased one."""
    for heading in (f"## [{version}]", UNRELEASED):
        start = text.find(heading)
        if start >= 0:
            following = _NEXT.search(text, start + 1)
            return start, following.start() if following else len(text)
    raise BadInput(f"no entry for {version}: write one below {UNRELEASED}", FILE)


def _to_explain(found: Comparison) -> list[Difference]:
    """The terms whose change needs a reason."""
    terms = found.of("terms")
    redefined = filter(_is_redefined, terms["changed"])
    entries = [*terms["deprecated"], *terms["removed"], *redefined]
    return [entry for entry in entries if not entry.subject.startswith(("[", "(", "_:"))]


def _is_redefined(entry: Difference) -> bool:
    return _DEFINITION in entry.properties and bool(entry.properties[_DEFINITION][0])
