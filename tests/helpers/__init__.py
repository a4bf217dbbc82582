"""What tests of several folders share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from foedus.rdf.names import PREFIXES
from foedus.release import stamp

HEAD = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
"""The prefixes of foedus, before planted Turtle."""

VERSION = stamp.project_version(Path(__file__).parents[2])
"""The version of the checkout, which headers and addresses of versions have."""


def benchmark(name: str) -> ModuleType:
    """A script of ``tests/benchmarks``, of which a test runs a short form."""
    path = Path(__file__).parents[1] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
