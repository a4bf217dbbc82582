"""A short run of the fuzzer in ``tests/benchmarks``: no input may end in a crash or run on."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.slow
def test_no_changed_input_ends_otherwise() -> None:
    path = Path(__file__).parents[1] / "benchmarks" / "fuzzing.py"
    spec = importlib.util.spec_from_file_location("fuzzing", path)
    fuzzing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzzing)
    counts, faults = fuzzing.fuzz(20)
    assert faults == []
    assert counts.total() > 0
