"""One report for every check: lint, SHACL, trace and questions tell what they find alike.

A check gives :class:`Result`, a result as SHACL describes it, in terms. With the files at hand it
becomes a :class:`Finding`, in words and with a place. A :class:`Report` holds both, and is written
as text, JSON, Turtle or SARIF.
"""

from __future__ import annotations

from foedus.checks.report.finding import (
    SEVERITIES,
    Finding,
    Part,
    Report,
    Result,
    Rule,
    finding,
    findings,
    joined,
    order,
    shown,
)
from foedus.checks.report.formats import FORMATS, written
from foedus.checks.report.places import Places

__all__ = [
    "FORMATS",
    "SEVERITIES",
    "Finding",
    "Part",
    "Places",
    "Report",
    "Result",
    "Rule",
    "finding",
    "findings",
    "joined",
    "order",
    "shown",
    "written",
]
