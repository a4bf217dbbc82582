"""What lint checks and what it does not, as lists that a person reads."""

from __future__ import annotations

from foedus.checks.lint.profile import Profile
from foedus.checks.lint.store import rules

CHECKS = ("check", "severity", "finds", "rules")
UNCHECKED = ("rule", "instead", "reason")
_INSTEAD = {
    "elsewhere": "checked elsewhere",
    "waived": "waived",
    "online": "online only",
    "human": "by a person",
}


def checks(profile: Profile) -> list[tuple[str, ...]]:
    """Each check: its name, how bad a finding is, what it finds, which rules it covers."""
    rows: list[tuple[str, ...]] = []
    for rule in rules():
        name = rule.name.partition(":")[2]
        rows.append((name, profile.severities[name], rule.title, ", ".join(rule.sources)))
    return rows


def unchecked(profile: Profile) -> list[tuple[str, ...]]:
    """Each rule of a catalogue that no check covers: what there is instead, and the reason."""
    return [
        (rule, told, reason)
        for kind, told in _INSTEAD.items()
        for rule, reason in sorted(getattr(profile, kind).items())
    ]
