"""The report as JUnit XML, as pytest writes it and continuous integration reads it.

A part is a test suite. Each finding is a test case with the file and line that editors and GitHub
show it at; each rule that found nothing is a test case that passed. What does not fail the run,
such as a warning, is told in the output of a test case that passed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from xml.etree import ElementTree

from foedus.reporting.addresses import relative
from foedus.reporting.finding import Finding, Part, Report

# XML 1.0 has no place for these, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(report: Report, failing: Collection[str]) -> str:
    """The report as one ``testsuites`` document. Nothing in it depends on time or machine."""
    root = ElementTree.Element("testsuites", {"name": "foedus"})
    for part in report.parts:
        root.append(_suite(part, failing))
    _count(root, list(root.iter("testcase")))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _suite(part: Part, failing: Collection[str]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": f"foedus {part.name}"})
    found = {finding.rule for finding in part.findings}
    for rule in part.rules:
        if rule.name not in found:
            suite.append(_case(part.name, rule.name, rule.title))
    for finding in part.findings:
        suite.append(_told(part.name, finding, failing))
    _count(suite, list(suite))
    return suite


def _count(element: ElementTree.Element, cases: list[ElementTree.Element]) -> None:
    failed = sum(case.find("failure") is not None for case in cases)
    told = {"tests": len(cases), "failures": failed, "errors": 0, "skipped": 0}
    for name, number in told.items():
        element.set(name, str(number))
    element.set("time", "0.000")


def _case(part: str, rule: str, name: str) -> ElementTree.Element:
    attributes = {"classname": f"foedus.{part}.{rule}", "name": name or rule, "time": "0.000"}
    return ElementTree.Element(
        "testcase", {key: _NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
    )


def _told(part: str, finding: Finding, failing: Collection[str]) -> ElementTree.Element:
    case = _case(part, finding.rule, _name(finding))
    if finding.file:
        case.set("file", _NO_XML.sub("\ufffd", relative(finding.file)))
    if finding.line:
        case.set("line", str(finding.line))
    text = _NO_XML.sub("\ufffd", _words(finding))
    if finding.severity in failing:
        told = {"message": _NO_XML.sub("\ufffd", finding.message), "type": finding.severity}
        ElementTree.SubElement(case, "failure", told).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = f"{finding.severity}: {text}"
    return case


def _name(finding: Finding) -> str:
    told = (finding.subject, finding.property, finding.value)
    return " ".join(part for part in told if part) or finding.file or finding.rule


def _words(finding: Finding) -> str:
    place = f"{relative(finding.file)}:{finding.line}" if finding.line else relative(finding.file)
    lines = (place, finding.message, finding.fix, _name(finding))
    return "\n".join(line for line in lines if line)
