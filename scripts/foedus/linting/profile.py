"""The profile: what stands apart from the checks, because it is a matter of judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foedus import resources
from foedus.errors import BadInput
from foedus.reporting.finding import SEVERITIES

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Profile:
    """How bad findings are, which rules are not checked here, and whose terms are whose.

    ``severities`` by check. By a catalogue's rule that no check covers, the reason why: it is
    checked ``elsewhere``, ``waived``, decided ``online`` only, or by a ``human``. ``vocabularies``
    are the namespaces of others' terms, which are used without their files.
    """

    severities: Mapping[str, str]
    elsewhere: Mapping[str, str]
    waived: Mapping[str, str]
    online: Mapping[str, str]
    human: Mapping[str, str]
    vocabularies: tuple[str, ...]


@cache
def bundled_profile() -> Profile:
    """The profile that foedus carries."""
    return read_profile(resources.hygiene_profile())


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
        elsewhere=_reasons(told.get("elsewhere"), path),
        waived=_reasons(told.get("waived"), path),
        online=_reasons(told.get("online"), path),
        human=_reasons(told.get("human"), path),
        vocabularies=tuple(told.get("vocabularies") or ()),
    )


def _reasons(told: object, path: Path) -> dict[str, str]:
    if not isinstance(told, dict) or not all(told.values()):
        raise BadInput("each rule that is not checked needs a reason", str(path))
    return {str(rule): str(reason) for rule, reason in told.items()}
