"""The checks: queries with a header each, and one profile that says how bad a finding is.

A check is a SPARQL file in ``queries/hygiene``. Its rows have the columns file, entity, property
and value. ``GRAPH ?file`` holds what a checked file says, the default graph what all files at hand
say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from foedus import resources
from foedus.errors import BadInput
from foedus.linting import misspelt, reach
from foedus.questions import read_header
from foedus.reporting.finding import SEVERITIES, Rule
from foedus.vocabulary import CHECK_NS, curie

KEYS = ("title", "problem", "fix", "rules")
ABOUT = ("own", "others", "all")
"""Whose terms a check speaks of: not those of known vocabularies, only those, or any."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Check:
    """One check: its name, its query, its rule, and whose terms it speaks of (of ``ABOUT``)."""

    name: str
    query: str
    rule: Rule
    about: str

    @cached_property
    def predicates(self) -> frozenset[str] | None:
        """The properties that its patterns ask for; None where they ask for any."""
        return reach.predicates(self.query)

    def reached_by(self, changed: Iterable[ox.Quad]) -> bool:
        """Whether a change of some statements can change what it finds."""
        wanted = self.predicates
        return wanted is None or any(quad.predicate.value in wanted for quad in changed)


@dataclass(frozen=True)
class Profile:
    """What stands apart from the queries.

    ``severities`` by check; ``waived``, ``online`` and ``human``: the reason why no check covers a
    catalogue's rule, by rule; ``vocabularies``: the namespaces of others' terms, used without their
    files.
    """

    severities: Mapping[str, str]
    waived: Mapping[str, str]
    online: Mapping[str, str]
    human: Mapping[str, str]
    vocabularies: tuple[str, ...]


@cache
def bundled_checks() -> tuple[Check, ...]:
    """The checks that foedus carries, by name."""
    return tuple(read_check(path, bundled_profile()) for path in resources.hygiene_files())


@cache
def bundled_profile() -> Profile:
    """The profile that foedus carries."""
    return read_profile(resources.hygiene_profile())


def rules() -> tuple[Rule, ...]:
    """The rules of all checks, those of no query among them, by name."""
    found = (*(check.rule for check in bundled_checks()), misspelt.RULE)
    return tuple(sorted(found, key=lambda rule: rule.name))


def read_check(path: Path, profile: Profile) -> Check:
    """The check in one file. Raises BadInput when its header or the profile lacks something."""
    text = path.read_text(encoding="utf-8")
    header = read_header(text, str(path))
    missing = [key for key in KEYS if key not in header]
    if missing:
        raise BadInput(f"the header lacks {', '.join(missing)}", str(path), 1)
    about = header.get("about", "own")
    if about not in ABOUT:
        raise BadInput(f"about is {', '.join(ABOUT)}, not {about!r}", str(path), 1)
    if path.stem not in profile.severities:
        raise BadInput("the profile gives this check no severity", str(path))
    rule = Rule(
        name=curie(CHECK_NS + path.stem),
        title=str(header["title"]),
        description=str(header["problem"]),
        fix=str(header["fix"]),
        severity=profile.severities[path.stem],
        sources=tuple(map(str, header["rules"])),
    )
    return Check(path.stem, text, rule, about)


def read_profile(path: Path) -> Profile:
    """The profile in one file. Raises BadInput when it is not as it must be."""
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadInput(f"the profile is not YAML: {error.problem}", str(path), line) from None
    severities: dict[str, str] = {}
    for severity, names in (told.get("severities") or {}).items():
        if severity not in SEVERITIES:
            raise BadInput(f"no such severity: {severity}", str(path))
        for name in names or ():
            if name in severities:
                raise BadInput(f"{name} has two severities", str(path))
            severities[name] = severity
    return Profile(
        severities=severities,
        waived=_reasons(told.get("waived"), path),
        online=_reasons(told.get("online"), path),
        human=_reasons(told.get("human"), path),
        vocabularies=tuple(told.get("vocabularies") or ()),
    )


def _reasons(told: object, path: Path) -> dict[str, str]:
    if not isinstance(told, dict) or not all(told.values()):
        raise BadInput("each rule that is not checked needs a reason", str(path))
    return {str(rule): str(reason) for rule, reason in told.items()}
