"""How a check tells what it found, and how bad that is."""

from __future__ import annotations

import pyoxigraph as ox

from foedus.checks.lint.profile import bundled_profile
from foedus.checks.report.finding import Result, Rule, shown
from foedus.rdf.names import CHECK_NS, SH_NS, Term, curie


def rule(name: str, title: str, problem: str, fix: str, sources: tuple[str, ...]) -> Rule:
    """The rule of a check, as bad as the profile says."""
    severity = bundled_profile().severities[name]
    return Rule(curie(CHECK_NS + name), title, problem, fix, severity, sources)


def result(
    rule: Rule,
    file: str,
    entity: Term | None,
    prop: Term | None = None,
    value: Term | None = None,
    message: str = "",
    line: int | None = None,
) -> Result:
    """One finding of a check as a result; the message is the rule's unless another is given."""
    return Result(
        shape=ox.NamedNode(CHECK_NS + rule.name.partition(":")[2]),
        component=None,
        severity=ox.NamedNode(SH_NS + rule.severity),
        focus=entity,
        path=prop,
        path_text=shown(prop),
        value=value,
        messages=(ox.Literal(message or rule.description, language="en"),),
        fix=rule.fix,
        file=file,
        line=line,
    )
