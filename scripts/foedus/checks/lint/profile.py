"""The profile: what stands apart from the checks, because it is a matter of judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import yaml

from foedus.bundled import folders
from foedus.bundled.questions import LOADER
from foedus.checks.report.finding import SEVERITIES
from foedus.errors import BadInput
from foedus.rdf import reading

IGNORED = "Ignored"
"""What a user's profile calls a check that is not made."""


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


_KEYS = {field.name for field in fields(Profile)}


@cache
def bundled_profile() -> Profile:
    """The profile that foedus carries."""
    return read_profile(folders.hygiene_profile())


def read_profile(path: Path | str) -> Profile:
    """The profile in one file. Raises BadInput when it is not as it must be."""
    name = str(path)
    told = _read(name)
    if unknown := sorted(told.keys() - _KEYS):
        raise BadInput(f"a profile has no {unknown[0]}", name)
    return Profile(
        severities=_severities(told.get("severities"), name),
        elsewhere=_reasons(told.get("elsewhere"), name),
        waived=_reasons(told.get("waived"), name),
        online=_reasons(told.get("online"), name),
        human=_reasons(told.get("human"), name),
        vocabularies=_vocabularies(told.get("vocabularies"), name),
    )


def with_users(path: str | None) -> Profile:
    """The bundled profile, with what a user's file says otherwise; without a file, as it is.

    The file may rate checks anew, leave them out (``Ignored``) and name more vocabularies. Raises
    BadInput when it is no profile, or rates a check that there is not.
    """
    ours = bundled_profile()
    if path is None:
        return ours
    theirs = read_profile(path)
    if unknown := sorted(theirs.severities.keys() - ours.severities.keys()):
        raise BadInput(f"no such check: {unknown[0]}", path)
    return replace(
        ours,
        severities={**ours.severities, **theirs.severities},
        vocabularies=(*ours.vocabularies, *theirs.vocabularies),
    )


def _read(name: str) -> dict[str, object]:
    try:
        told = yaml.load(reading.read_text(name), LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadInput(f"the profile is not YAML: {error.problem}", name, line) from None
    except yaml.YAMLError:
        raise BadInput("the profile is not YAML", name) from None
    if not isinstance(told, dict):
        raise BadInput("a profile holds keys and values", name)
    return {str(key): value for key, value in told.items()}


def _severities(told: object, name: str) -> dict[str, str]:
    severities: dict[str, str] = {}
    for severity, checks in _mapping(told, "severities are lists of checks, by severity", name):
        if severity not in (*SEVERITIES, IGNORED):
            raise BadInput(f"no such severity: {severity}", name)
        for check in _list(checks, "severities are lists of checks, by severity", name):
            if check in severities:
                raise BadInput(f"{check} has two severities", name)
            severities[check] = severity
    return severities


def _reasons(told: object, name: str) -> dict[str, str]:
    fault = "each rule that is not checked needs a reason"
    reasons = dict(_mapping(told, fault, name))
    if not all(isinstance(reason, str) and reason for reason in reasons.values()):
        raise BadInput(fault, name)
    return {rule: str(reason) for rule, reason in reasons.items()}


def _vocabularies(told: object, name: str) -> tuple[str, ...]:
    return tuple(_list(told, "vocabularies are a list of namespaces", name))


def _mapping(told: object, fault: str, name: str) -> list[tuple[str, object]]:
    if not isinstance(told, dict | None):
        raise BadInput(fault, name)
    return [(str(key), value) for key, value in (told or {}).items()]


def _list(told: object, fault: str, name: str) -> list[str]:
    if not isinstance(told, list | None):
        raise BadInput(fault, name)
    return list(map(str, told or ()))
