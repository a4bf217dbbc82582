"""Which expected answer notices that a query asks something else.

Questions are put to the bundled data, with their default and with other values, and to facts
planted by the tests. Rules are watched by the tests of what they conclude, the queries of a day's
picture by the tests of that picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import test_background
import test_near_misses
import test_reasoning
import test_rules
import test_snapshot
from foedus import questions, reasoning, resources
from foedus.questions import Question
from foedus.reasoning import rules
from mutation.data import World
from mutation.expectations import Asked, calls, fails, parameter_sets, short
from mutation.mutants import Mutant
from mutation.queries import with_a_turned_comparison, without_one_part

_DAYS = """
    test_commands_of_the_day test_agreements_of_the_day
    test_alliance_rests_on_the_treaty_of_the_day test_posts_of_the_day
    test_nobody_reports_to_a_command_before_it_is_there
    test_no_force_is_in_japan_by_a_treaty_not_yet_in_force
    test_four_days_give_four_pictures
"""
_PLANTED = """
    a_near_miss_is_no_answer what_has_all_is_an_answer
    an_answer_that_rests_on_two_of_a_kind_stands_once
"""
_REASONING = """
    test_the_latest_observation_gives_the_status test_the_kind_of_a_command_arrangement
    test_contributions_in_other_conditions_are_not_counted_together
"""
_RULES = """
    test_parties_are_counted test_the_agreements_of_the_background test_the_highest_obligation
    test_a_duty_that_nothing_but_a_record_codes_gives_no_grade test_the_grades_of_the_background
    test_who_makes_a_dyad test_dyads_of_outside_names_do_not_fall_together
    test_memberships_without_names_make_no_dyad
    test_a_dyad_names_the_sources_of_both_memberships test_what_became_of_an_intention
    test_the_intention_stays_as_it_was
    test_nothing_has_become_of_the_intentions_of_the_bundled_data
"""


class Questions:
    """The questions, rules and pictures, and all that is expected of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: dict[str, list[Asked]] = {}
        for one in world.asked:
            self.asked.setdefault(one.name.split()[0], []).append(one)
        self.texts = {one.number: one for one in questions.all_questions()}
        self.tests = self._tests()

    def mutants(self) -> list[Mutant]:
        """Every question with a part left out or a comparison turned."""
        return [
            mutant
            for number, question in self.texts.items()
            for mutant in of_text("questions", number, question.text)
        ]

    def complaints(self) -> list[str]:
        """The tests that fail though no question is changed."""
        return [f"{n} {name}" for n, tests in self.tests.items() for name, t in tests if fails(t)]

    def noticed_by(self, mutant: Mutant) -> str:
        """The first expected answer that notices a fault; empty when none does."""
        question = replace(self.texts[mutant.place], text=mutant.text)
        for one in self.asked[mutant.place]:
            try:
                text = question.bind(one.values)
            except Exception as error:
                return f"no such parameter: {error}"
            if not replace(one, text=text).answered(self.world.stores[one.data]):
                return f"question {one.name}"
        return next(self._beside(mutant, question), "")

    def _beside(self, mutant: Mutant, question: Question) -> Iterator[str]:
        """The tests with planted facts, and those of other modules about single questions."""
        kept = questions.find_question
        number = mutant.place

        def found(key: str) -> Question:
            return question if key.zfill(3) == number else kept(key)

        everything = tuple(question if one.number == number else one for one in self.texts.values())
        all_kept = questions.all_questions
        questions.find_question = found
        questions.all_questions = lambda: everything  # type: ignore[assignment]
        try:
            for name, test in self.tests.get(number, ()):
                if fails(test):
                    yield name
        finally:
            questions.find_question = kept
            questions.all_questions = all_kept

    def _tests(self) -> dict[str, list[tuple[str, Callable[[], None]]]]:
        """The further tests of each question, by its number."""
        tests: dict[str, list[tuple[str, Callable[[], None]]]] = {}
        for name in _PLANTED.split():
            test = getattr(test_near_misses, f"test_{name}")
            for given in parameter_sets(test):
                number = given["path"].stem[:3]
                tests.setdefault(number, []).append((name, partial(test, **given)))
        for number in self.texts:
            twice = partial(test_near_misses.test_what_is_told_twice_stands_once, number)
            tests.setdefault(number, []).append(("told twice", twice))
        tests["031"] += calls(test_rules, "test_question_31_tells_the_same")
        quads = [*self.world.quads(*self.world.files)]
        agree = test_snapshot.test_question_24_and_the_snapshot_agree
        tests["024"] += [
            ("agrees with the picture", partial(agree, quads, **given))
            for given in parameter_sets(agree)
        ]
        for name, test in vars(test_snapshot).items():
            for given in parameter_sets(test):
                if name != agree.__name__ and given.keys() == {"first", "second", "rows"}:
                    tests["024"].append((name, partial(test, **given)))
        return tests


class Rules:
    """The rules of the reasoner, and the queries of a day's picture."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = {rule.name: rule for rule in rules.all_rules()}
        self.pictures = {path.stem: path for path in resources.snapshot_files()}
        self.days = calls(test_background, _DAYS)
        self.tests = [
            *(test for name in _REASONING.split() for test in calls(test_reasoning, name)),
            *(test for name in _RULES.split() for test in calls(test_rules, name)),
        ]

    def mutants(self) -> list[Mutant]:
        """Every rule and every query of the picture with a part left out or a comparison turned."""
        texts = {name: rule.text for name, rule in self.rules.items() if name[0] in "0567"}
        texts |= {name: path.read_text(encoding="utf-8") for name, path in self.pictures.items()}
        return [one for name, text in texts.items() for one in of_text("rules", name, text)]

    def noticed_by(self, mutant: Mutant) -> str:
        """The first test that notices a fault; empty when none does."""
        if mutant.place in self.pictures:
            return self._picture(mutant)
        changed = replace(self.rules[mutant.place], text=mutant.text)
        with_fault = tuple(changed if r.name == changed.name else r for r in self.rules.values())
        kept = rules.all_rules
        rules.all_rules = lambda: with_fault  # type: ignore[assignment]
        try:
            _forget()
            return next((name for name, test in self.tests if fails(test)), "") or self._follows()
        finally:
            rules.all_rules = kept
            _forget()

    def complaints(self) -> list[str]:
        """The tests that fail though no rule is changed."""
        return [name for name, test in (*self.tests, *self.days) if fails(test)]

    def _follows(self) -> str:
        found = set(map(short, reasoning.infer(self.world.files["article"]).triples))
        wrong = [one for one in test_reasoning.ENTAILED if one not in found]
        wrong += [one for one in test_reasoning.NOT_ENTAILED if one in found]
        return next(iter(wrong), "")

    def _picture(self, mutant: Mutant) -> str:
        kept = test_background.query
        default = test_background.DEFAULT

        def query(name: str, date: str) -> str:
            text = mutant.text if name == mutant.place else kept(name, "2025-03-31")
            return text.replace(default, default.replace("2025-03-31", date))

        test_background.query = query
        try:
            return next((name for name, test in self.days if fails(test)), "")
        finally:
            test_background.query = kept


def _forget() -> None:
    """Let the tests work out again what they keep."""
    for module in (test_rules, test_reasoning):
        for name, kept in vars(module).items():
            if hasattr(kept, "cache_clear") and name not in ("all_rules",):
                kept.cache_clear()


def of_text(part: str, place: str, text: str) -> Iterator[Mutant]:
    """All mutants of one query."""
    for kind, words, changed in without_one_part(text):
        yield Mutant(part, f"drop {kind}", place, words, kind, text=changed)
    for kind, words, changed in with_a_turned_comparison(text):
        yield Mutant(part, f"turn {kind}", place, words, kind, text=changed)
