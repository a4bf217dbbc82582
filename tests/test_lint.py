"""Every check of lint on its planted case and that file's clean twin; the profile; the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus import linting, reading
from foedus.linting import checks

CASES = Path(__file__).parent / "cases" / "hygiene"
CHECKS = {check.name: check for check in checks.bundled_checks()}


def found(name: str, kind: str) -> list[tuple[str, str, str]]:
    """What one check finds in one of its two files: subject, property and value."""
    documents = [reading.read(path) for path in sorted(CASES.glob(f"{name}_{kind}*.ttl"))]
    return [
        (one.subject, one.property, one.value)
        for one in linting.findings(documents)
        if one.rule == f"check:{name}"
    ]


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_reports_its_planted_case(name: str) -> None:
    assert found(name, "fail")


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_is_silent_on_the_clean_twin(name: str) -> None:
    assert found(name, "pass") == []
