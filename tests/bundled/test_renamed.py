"""Old names and new: the table, and files brought up to date by it."""

from __future__ import annotations

import pytest

from foedus.bundled import contents, renames

OLD = """\
@prefix ex: <https://example.org/> .
@prefix foedus: <https://w3id.org/foedus/ontology#> .

ex:dyad a foedus:AllianceDyad ;
    foedus:dyadAlliance ex:alliance ;
    foedus:dyadMember ex:one , ex:two .

ex:statement foedus:stmtPredicate foedus:dyadMember .
"""


def test_old_names_are_free_and_new_names_are_there() -> None:
    declared = {quad.subject.value for quad in [*contents.ontology(), *contents.shapes()]
                if hasattr(quad.subject, "value")}  # fmt: skip
    for old, (new, word) in renames.table().items():
        assert old not in declared
        assert not new or new in declared
        assert word


def test_a_file_gets_the_new_names_wherever_the_old_stand(run, tmp_path) -> None:
    source, target = tmp_path / "old.ttl", tmp_path / "new.ttl"
    source.write_text(OLD, encoding="utf-8")
    assert run("convert", source, "-o", target, "--renamed").code == 0
    new = OLD.replace("dyadAlliance", "relationTarget").replace("dyadMember", "relationHolder")
    wanted = tmp_path / "wanted.ttl"
    wanted.write_text(new, encoding="utf-8")
    assert run("diff", wanted, target).code == 0
    assert run("convert", source, "-o", target).code == 0
    assert run("diff", source, target).code == 0


def test_a_name_that_is_gone_is_told_and_nothing_written(run, tmp_path) -> None:
    source, target = tmp_path / "old.ttl", tmp_path / "new.ttl"
    source.write_text(OLD.replace("dyadMember", "graphOf"), encoding="utf-8")
    done = run("convert", source, "-o", target, "--renamed")
    assert done.code == 2 and not target.exists()
    assert done.err.startswith(f"foedus: {source}: foedus:graphOf is gone: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("line", ["foedus:a\tfoedus:b", "\tfoedus:b\tc", "foedus:x\t\ty"])
def test_a_wrong_line_of_the_table_is_named(monkeypatch, tmp_path, line: str) -> None:
    (tmp_path / renames.TABLE).write_text(f"old\tnew\tword\nfoedus:x\t\ty\n{line}\n")
    monkeypatch.setattr(renames, "folder", lambda _name: tmp_path)
    renames.table.cache_clear()
    with pytest.raises(renames.BadInput) as caught:
        renames.table()
    renames.table.cache_clear()
    assert caught.value.line == 3
