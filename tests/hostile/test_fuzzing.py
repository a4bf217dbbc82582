"""A short run of the fuzzer in ``tests/benchmarks``: no input may end in a crash or run on."""

from __future__ import annotations

import pytest

from helpers import benchmark


@pytest.mark.slow
def test_no_changed_input_ends_otherwise() -> None:
    counts, faults = benchmark("fuzzing").fuzz(20)
    assert faults == []
    assert counts.total() > 0
