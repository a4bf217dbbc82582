"""The report as SARIF 2.1.0, which GitHub and editors show in place.

The format is that of OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from foedus.checks.report.addresses import uri
from foedus.checks.report.finding import Finding, Report, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


def written(report: Report) -> str:
    """The report as one run. Nothing in it depends on time or machine."""
    from foedus.bundled.version import version

    rules = _rules(report)
    places = {rule.name: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "foedus",
                "semanticVersion": version(),
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places) for finding in report.findings],
    }
    body = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _rules(report: Report) -> list[Rule]:
    """The rules of all parts by name, and one for each name that only a finding knows."""
    found = {finding.rule: Rule(finding.rule) for finding in report.findings}
    found |= {rule.name: rule for part in report.parts for rule in part.rules}
    return [found[name] for name in sorted(found)]


def _rule(rule: Rule) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.title or rule.name},
        "defaultConfiguration": {"level": LEVELS.get(rule.severity, "warning")},
    }
    if rule.description:
        told["fullDescription"] = {"text": rule.description}
    if rule.fix:
        told["help"] = {"text": rule.fix}
    if rule.sources:
        told["properties"] = {"tags": list(rule.sources)}
    return told


def _result(finding: Finding, places: dict[str, int]) -> dict[str, Any]:
    detail = " ".join(part for part in (finding.subject, finding.property, finding.value) if part)
    told: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": LEVELS.get(finding.severity, "warning"),
        "message": {"text": " ".join(filter(None, (finding.message, finding.fix, detail)))},
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }
    location: dict[str, Any] = {}
    if finding.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": uri(finding.file)}}
        # GitHub shows no finding without a line: the first stands for the whole file.
        location["physicalLocation"]["region"] = {"startLine": finding.line or 1}
    if finding.subject:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.subject}]
    if location:
        told["locations"] = [location]
    return told


def _fingerprint(finding: Finding) -> str:
    """What stays when lines move, so that a known finding is not taken for a new one."""
    parts = (finding.rule, finding.subject, finding.property, finding.value, uri(finding.file))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
