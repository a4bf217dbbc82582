"""Counts of forces side by side: numbers however written, and what can contradict each other."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from foedus.bundled import contents, folders
from foedus.merging import claims, counting
from foedus.merging.claims import COUNTED, DATE, HOST, Claim, Origin, Table
from foedus.rdf import dataset as datasets
from foedus.rdf.names import CODE_NS, GRAPH_NS, ID_NS, XSD_NS

JAPAN = ID_NS + "japan"
ARMY, NAVY = COUNTED + "army", COUNTED + "navy"


def table(*sources: dict[str, dict[str, str]]) -> Table:
    """The claims of sources: by record, each property with its value."""
    made = Table({}, {}, [], ox.Store())
    for number, records in enumerate(sources):
        name = f"s{number}"
        made.origins[name] = Origin(name, name, name)
        made.records[name] = {
            record: {one: [(value, "", None)] for one, value in values.items() if value}
            for record, values in records.items()
        }
    return made


def record(army: str, *, date: str = "2024", sender: str = "cow-2") -> dict[str, str]:
    return {
        **{HOST: JAPAN, DATE: date, ARMY: army},
        counting.SENDER: CODE_NS + sender if sender else "",
    }


def told(made: Table) -> list[tuple[str, str, str]]:
    return [(t["kind"], t["left"].value, t["right"].value) for t in counting.counts(made)]


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (record("50"), record("60"), [("value", "50", "60")]),
        (record("50"), record("50"), []),
        (record("50"), record("50.0"), []),
        (record("050"), record("50"), []),
        (record("some"), record("50"), [("value", "some", "50")]),
        (record("some"), record("some"), []),
        (record("50"), record("60", date="2023"), []),
        (record("50"), record("60", sender="cow-200"), []),
        (record("50", date=""), record("60", date=""), []),
        (record("50", date="lately"), record("60", date="once"), []),
        (record("50", sender=""), record("60", sender=""), [("scope", "50", "60")]),
    ],
)
def test_numbers_of_one_scope_and_date_contradict_each_other(
    left: dict[str, str], right: dict[str, str], found: list[tuple[str, str, str]]
) -> None:
    assert told(table({"a": left}, {"b": right})) == found


def summed(army: str, navy: str) -> Claim | None:
    """The sum of two services in one record, beside what the article counts of five."""
    made = table({"a": {**record(army), NAVY: navy}})
    made.store.bulk_extend(contents.own_quads())
    found = [t["right"] for t in counting.counts(made) if t["predicate"].endswith("nominalValue")]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("army", "navy", "total", "kind"),
    [
        ("10.5", "2", "12.5", XSD_NS + "decimal"),
        ("10.50", "1.50", "12", ""),
        ("500", "1500", "2000", ""),
        ("1E3", "500", "1500", ""),
    ],
)
def test_a_sum_is_exact(army: str, navy: str, total: str, kind: str) -> None:
    found = summed(army, navy)
    assert found is not None
    assert (found.value, found.datatype) == (total, kind)


@pytest.mark.parametrize("odd", ["about 10", "NaN", "INF", "ten"])
def test_what_is_no_number_is_in_no_sum(odd: str) -> None:
    assert summed(odd, "2") is None


class Asked(Table):
    """A table of claims that counts how often it is asked."""

    times = 0

    def claims(self, graph: str, record: str, predicate: str) -> list[Claim]:
        self.times += 1
        return super().claims(graph, record, predicate)


def test_panels_of_two_sources_meet_by_key_and_not_pair_by_pair() -> None:
    years = {str(year): record("50", date=str(year)) for year in range(1900, 2000)}
    made = table(years, years)
    asked = Asked(made.origins, made.records, made.matches, made.store)
    assert told(asked) == []
    assert asked.times <= 8 * len(years)


def test_of_one_panel_only_the_counts_that_can_disagree_are_kept(tmp_path: Path) -> None:
    """Ours count forces in Japan alone: the numbers of other hosts stay outside."""
    store, file = ox.Store(), tmp_path / "merged.nq"
    store.bulk_extend(contents.own_quads())
    store.load(path=str(folders.folder("data") / "example" / "merged.trig"))
    store.dump(str(file), format=ox.RdfFormat.N_QUADS)
    kept = claims.read(datasets.open_dataset(file))
    graph = GRAPH_NS + "example-troops-2024"
    assert set(kept.records[graph]) == {
        f"{ID_NS}example-troops-japan-{year}" for year in (2023, 2024)
    }
    (army,) = kept.claims(graph, f"{ID_NS}example-troops-japan-2024", ARMY)
    assert (army.value, army.rows) == ("50", (3,))
    told = kept.store.quads_for_pattern(
        None, ox.NamedNode(claims.NUMBER), None, ox.NamedNode(graph)
    )
    assert len(list(told)) == 12
