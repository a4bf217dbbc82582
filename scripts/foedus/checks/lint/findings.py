"""How a check tells what it found, and how bad that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus.checks.lint.profile import bundled_profile
from foedus.checks.report.finding import Result, Rule, shown
from foedus.rdf.names import CHECK_NS, SH_NS, Term, curie


@dataclass(frozen=True)
class Law:
    """A check: its name, what it is about in words, and the rules of catalogues that it covers."""

    name: str
    title: str
    problem: str
    fix: str
    sources: tuple[str, ...]

    @cached_property
    def rule(self) -> Rule:
        """What it is to a report: as bad as the profile says."""
        severity = bundled_profile().severities[self.name]
        name = curie(CHECK_NS + self.name)
        return Rule(name, self.title, self.problem, self.fix, severity, self.sources)

    def found(
        self,
        file: str,
        entity: Term | None,
        prop: Term | None = None,
        value: Term | None = None,
        message: str = "",
        line: int | None = None,
    ) -> Result:
        """One finding as a result; the message is the rule's unless another is given."""
        return Result(
            shape=ox.NamedNode(CHECK_NS + self.name),
            component=None,
            severity=ox.NamedNode(SH_NS + self.rule.severity),
            focus=entity,
            path=prop,
            path_text=shown(prop),
            value=value,
            messages=(ox.Literal(message or self.problem, language="en"),),
            fix=self.fix,
            file=file,
            line=line,
        )
