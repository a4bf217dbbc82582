"""The report, written for programs; people read what ``cli.screen`` prints."""

from __future__ import annotations

import json

from foedus.checks.report import sarif
from foedus.checks.report.addresses import relative
from foedus.checks.report.finding import Report, shown
from foedus.errors import BadInput

FORMATS = ("text", "json", "turtle", "sarif")
"""The ways to write a report; ``text`` is what the terminal shows."""


def written(report: Report, format: str) -> str:
    """The report as JSON, Turtle or SARIF.

    The same findings give the same text. Raises BadInput for any other format.
    """
    if format == "json":
        return as_json(report)
    if format == "turtle":
        return report.turtle()
    if format == "sarif":
        return sarif.written(report)
    raise BadInput(f"no report is written as {format}")


def as_json(report: Report) -> str:
    """Verdict, what was checked, and the findings; by part where there are several."""
    checked: dict[str, object] = dict(report.checked)
    if len(report.parts) > 1:
        checked = {part.name: dict(part.checked) for part in report.parts}
    body = {
        "conforms": report.conforms,
        "checked": checked,
        "findings": [vars(one) | {"file": relative(one.file)} for one in report.findings],
        "accepted": [
            {"rule": shown(one.shape), "subject": shown(one.focus), "value": shown(one.value)}
            for one in report.accepted
        ],
        "notes": report.notes,
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"
