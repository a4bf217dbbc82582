"""What changed between two editions of an ontology and its data, and which version that needs.

``editions`` reads what is compared, ``descriptions`` tells what is said of each thing whatever the
blank nodes are called, ``differences`` compares, ``levels`` grades each change as major, minor or
patch, ``versions`` says which version number a grade needs, ``report`` prints.
"""

from __future__ import annotations

from foedus.changes.report import Comparison, compare

__all__ = ["Comparison", "compare"]
