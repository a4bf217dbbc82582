"""Mistakes of named kinds: each is one, some are told of; ``python tests/mistakes`` counts them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from foedus.bundled import contents
from foedus.checks import everything
from foedus.checks.report import shown
from foedus.rdf import reading, writing
from mistakes.kinds import KINDS
from mistakes.run import Checked, table

FLOOR = 0.73
"""Today’s share of the sample that some check names; it is to rise, never to fall.

The sample is drawn from the data: more of it is background since that has words.
"""


@pytest.mark.slow
def test_each_kind_makes_a_mistake_and_the_share_that_is_named_does_not_fall(tmp_path) -> None:
    checked = Checked()
    assert not checked.before
    mistakes = checked.mistakes(1)
    assert {one.kind for one in mistakes} == {*KINDS}
    assert mistakes == checked.mistakes(1)
    found = []
    for one in mistakes:
        changed = checked.changed(one)
        file = next(name for name in changed if changed[name] != checked.files[name])
        assert {*changed[file]} != {*checked.files[file]}
        found.append((one, checked.named(one)))
    share = sum(bool(names) for _, names in found) / len(found)
    assert share >= FLOOR, table(found)
    # What is said in memory is what the command says of the file.
    told, names = next((one, names) for one, names in found if names)
    paths = []
    for document, (name, quads) in zip(
        contents.data(tuple(contents.DATA_FILES)), checked.changed(told).items(), strict=True
    ):
        paths.append(tmp_path / f"{name}.ttl")
        paths[-1].write_bytes(writing.serialize(quads, ox.RdfFormat.TURTLE, document.prefixes))
        assert {*reading.read(paths[-1]).quads} == {*quads}
    report = everything.check([str(path) for path in paths])
    bad = (one for one in report.results if not one.severity.value.endswith("Info"))
    assert sorted({shown(one.shape) for one in bad}) == names
