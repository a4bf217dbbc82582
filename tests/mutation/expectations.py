"""The expectations that the tests hold: questions with their answers, and tests over the data.

They are taken from the tests' own tables, so that what the harness asks is what the tests ask.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

import pyoxigraph as ox

import test_question_borders
import test_questions
import test_questions_background
import test_questions_inventory
from foedus import questions
from foedus.linting import reach
from foedus.vocabulary import curie
from test_questions import Cell, cell, expected, rows_of


@dataclass(frozen=True)
class Asked:
    """A question put to the data, with the rows that must come out, all columns or some of them."""

    name: str
    text: str
    data: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    whole: bool = True
    planted: tuple[ox.Quad, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> bool:
        """Whether the rows are a copy of all that the data say of something."""
        return self.name in test_questions_inventory.NUMBERS

    def looks_at(self, changed: Iterable[ox.Quad]) -> bool:
        """Whether a change of some statements can change the answer."""
        wanted = _predicates(self.text)
        return wanted is None or any(quad.predicate.value in wanted for quad in changed)

    def answered(self, store: ox.Store) -> bool:
        """Whether the store gives the expected answer."""
        try:
            found = self._rows(store)
        except (SyntaxError, ValueError, RuntimeError):
            return False
        return found == self.rows

    def _rows(self, store: ox.Store) -> tuple[tuple[Cell, ...], ...] | None:
        planted = [quad for quad in self.planted if quad not in store]
        store.extend(planted)
        try:
            solutions = store.query(self.text)
            assert isinstance(solutions, ox.QuerySolutions)
            columns = tuple(variable.value for variable in solutions.variables)
            rows = [tuple(map(cell, row)) for row in solutions]
        finally:
            for quad in planted:
                store.remove(quad)
        if self.whole:
            return tuple(rows) if columns == self.columns else None
        if not set(self.columns) <= set(columns):
            return None
        places = [columns.index(name) for name in self.columns]
        return _in_any_order(dict.fromkeys(tuple(row[n] for n in places) for row in rows))


@cache
def _predicates(text: str) -> frozenset[str] | None:
    return reach.predicates(text)


def answers() -> list[Asked]:
    """Every question with its expected answer, then those with other values."""
    found = []
    for one in questions.all_questions():
        columns, rows = expected(one)
        found.append(Asked(one.number, one.text, one.data, tuple(columns), tuple(map(tuple, rows))))
    return [*found, *_article_cases(), *_other_cases()]


def _article_cases() -> Iterator[Asked]:
    for case in test_questions.CASES:
        one = questions.find_question(case.number)
        columns, rows = expected(one)[0], rows_of(case.rows)
        yield Asked(
            f"{case.number} {case.about}",
            one.bind(case.values),
            one.data,
            tuple(columns),
            tuple(map(tuple, rows)),
            planted=test_questions.planted(case.data),
            values=case.values,
        )


def _other_cases() -> Iterator[Asked]:
    tests = {**vars(test_questions_background), **vars(test_question_borders)}
    for name in sorted(tests):
        for given in parameter_sets(tests[name]):
            if not {"number", "columns", "rows"} <= given.keys():
                continue
            values = given.get("values") or {}
            if "day" in given:
                values = {"asOf": given["day"]}
            one = questions.find_question(given["number"])
            yield Asked(
                f"{one.number} {name}",
                one.bind(values),
                one.data,
                tuple(given["columns"]),
                _in_any_order(test_questions_background.told(given["rows"])),
                whole=False,
                planted=test_questions.planted(given.get("data", "")),
                values=values,
            )


def _in_any_order(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(sorted(rows, key=str))


def parameter_sets(function: Any) -> Iterator[dict[str, Any]]:
    """Every set of arguments that pytest would call a test with; none if it has no parameters."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    if not marks:
        return
    choices = []
    for mark in marks:
        names = mark.args[0]
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
        choices.append(
            [
                dict(zip(names, one if len(names) > 1 else (one,), strict=True))
                for one in mark.args[1]
            ]
        )
    for chosen in itertools.product(*choices):
        yield {name: value for part in chosen for name, value in part.items()}


def every_test(module: ModuleType) -> str:
    """The names of the tests of a module, in order."""
    return " ".join(name for name in vars(module) if name.startswith("test_"))


def calls(module: ModuleType, names: str) -> list[tuple[str, Callable[[], None]]]:
    """Tests of a module with each set of their arguments; those for rdflib are left out."""
    found: list[tuple[str, Callable[[], None]]] = []
    for name in names.split():
        function = getattr(module, name)
        sets = list(parameter_sets(function)) or [{}]
        found += [
            (name, _call(function, given)) for given in sets if given.get("engine") != "rdflib"
        ]
    return found


def _call(function: Callable[..., None], given: dict[str, Any]) -> Callable[[], None]:
    return lambda: function(**given)


def fails(test: Callable[[], None]) -> bool:
    """Whether a test fails."""
    try:
        test()
    except Exception:
        return True
    return False


def short(triple: ox.Triple) -> str:
    """A triple as the tests of the reasoner write it."""
    return " ".join(curie(str(getattr(term, "value", term))) for term in triple)
