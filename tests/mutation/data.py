"""Which check notices a fault in the data.

The checks are tried in turn, the cheap ones first, until one notices: the spelling of terms, the
questions, the shapes, lint, the hand-written tables of the tests, what a person read in the
article, and the reasoner. Last come the inventories, the questions that go through all that the
data say: their expected answers are a copy of the data, so what they alone notice is counted apart.

A question is asked only if its patterns look at a property that the fault touches. The store is
changed and put back; nothing is read from the files again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, cached_property

import pyoxigraph as ox

import test_article_laws
import test_background
import test_background_laws
import test_background_names
import test_questions_inventory
import test_reasoning
import test_trace
from foedus import bundled, linting, reading, reasoning, spelling, trace, validation
from foedus.linting.profile import IGNORED, bundled_profile
from foedus.reporting import shown
from foedus.reporting.finding import Result
from foedus.terms import Term
from foedus.validation import compiler, fast
from foedus.validation.paths import NotCompiled
from foedus.vocabulary import expand
from mutation.expectations import Asked, answers, calls, every_test, fails, short
from mutation.mutants import Mutant
from mutation.tally import STORED

_TABLES = """
    test_every_fact_names_a_source
    test_every_cited_document_is_described_and_every_document_is_cited
    test_weak_mark_is_exactly_where_all_sources_are_weak_or_the_editor_concluded
    test_dates_are_dates
    test_the_files_share_no_triple
    test_citations_and_registration_numbers_are_exactly_the_verified_ones
    test_wikidata_items_are_exactly_the_table
    test_no_item_is_guessed
    test_state_codes_and_places_are_exactly_the_table
    test_same_as_is_never_used
    test_strengths_stand_side_by_side
    test_conflicting_dates_stand_side_by_side
    test_new_zealand_both_left_the_alliance_and_did_not
    test_access_agreement_was_signed_in_two_places
    test_denials_stand_beside_what_they_deny
    test_lists_of_states_keep_their_own_years
    test_commands_of_the_day
    test_agreements_of_the_day
    test_alliance_rests_on_the_treaty_of_the_day
    test_posts_of_the_day
    test_nobody_reports_to_a_command_before_it_is_there
    test_no_force_is_in_japan_by_a_treaty_not_yet_in_force
"""
_READ = """
    test_what_is_said_against_a_plain_triple_is_no_source_for_it
    test_a_triple_with_a_statement_of_its_own_has_that_source_only
"""


class World:
    """The bundled data, in memory, and all that watches them."""

    def __init__(self) -> None:
        documents = bundled.data(tuple(bundled.DATA_FILES))
        self.files = dict(zip(bundled.DATA_FILES, (list(d.quads) for d in documents), strict=True))
        self.asked = answers()
        plain = [("article",), ("background",), ("article", "background")]
        self.stores = {
            names: reading.to_store(reading.join(bundled.data(names)))
            for names in dict.fromkeys([*plain, *(one.data for one in self.asked)])
        }
        self.tables = calls(test_background, _TABLES)
        self.laws = [
            *calls(test_background_laws, every_test(test_background_laws)),
            *calls(test_background_names, every_test(test_background_names)),
        ]
        self.read = calls(test_questions_inventory, _READ)
        self.read += calls(test_article_laws, every_test(test_article_laws))
        self.read.append(("test_kinds", test_trace.test_kinds_are_worked_out_from_the_codes))
        self.desk = linting.Desk(documents, linting.context(documents))
        self.hierarchy = validation._hierarchy()
        self.findings = set(self._findings())
        self.last: dict[tuple[str, str], str] = {}
        _watch(self)

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """The data with the fault, for a while."""
        name = mutant.place
        stores = [store for names, store in self.stores.items() if name in names]
        before = self.files[name]
        gone = set(mutant.removed)
        self.files[name] = [quad for quad in before if quad not in gone] + list(mutant.added)
        for store in stores:
            _exchange(store, mutant.removed, mutant.added)
        try:
            yield
        finally:
            self.files[name] = before
            for store in stores:
                _exchange(store, mutant.added, mutant.removed)

    def noticed_by(self, mutant: Mutant) -> str:
        """The first check that notices a fault; empty when none does.

        What noticed the last fault of this kind in this property is asked first.
        """
        kind = (mutant.operator, mutant.stratum)
        with self.changed(mutant):
            found = next(self._complaints(mutant, self.last.get(kind, "")), "")
        self.last[kind] = found
        return found

    def complaints(self) -> list[str]:
        """The checks that complain of the data as they are."""
        asked = [one.name for one in self.asked if not one.answered(self.stores[one.data])]
        known = {(expand(shape), expand(focus)) for shape, focus in test_background.OPEN}
        shown = [
            str(one) for one in self.findings if tuple(w.strip("<>") for w in one[:2]) not in known
        ]
        linted = [str(result) for result in self.desk.results() if _counts(result)]
        tests = [name for name, test in (*self.tables, *self.laws, *self.read) if fails(test)]
        return [*asked, *shown, *linted, *tests]

    def quads(self, *names: str) -> tuple[ox.Quad, ...]:
        """The statements of some files as they are now."""
        return tuple(quad for name in names for quad in self.files[name])

    def _complaints(self, mutant: Mutant, last: str) -> Iterator[str]:
        changed = mutant.removed + mutant.added
        asked = [one for one in self.asked if mutant.place in one.data and one.looks_at(changed)]
        asked.sort(key=lambda one: last != f"question {one.name}")
        likely = {quad.predicate.value.rpartition("#")[2] for quad in changed}
        found = (one for one in self._findings(likely) if one not in self.findings)
        stages = [
            self._answered(one for one in asked if not one.stored),
            (f"shape {shape}" for shape in found),
        ]
        yield from (f"misspelt {term}" for term in self._misspelt(mutant))
        for stage in reversed(stages) if last.startswith("shape") else stages:
            yield from stage
        yield from self._linted(mutant)
        yield from (name for name, test in self.tables if fails(test))
        if mutant.place == "background":
            yield from (name for name, test in self.laws if fails(test))
        if mutant.place == "article":
            yield from (name for name, test in self.read if fails(test))
        yield from self._reasoned(mutant)
        yield from (STORED + name for name in self._answered(one for one in asked if one.stored))

    def _answered(self, asked: Iterable[Asked]) -> Iterator[str]:
        """The questions among some that are answered otherwise than expected."""
        return (f"question {one.name}" for one in asked if not one.answered(self.stores[one.data]))

    def _misspelt(self, mutant: Mutant) -> Iterator[str]:
        for quad in mutant.added:
            for term in (quad.subject, quad.predicate, quad.object):
                iri = term.value if isinstance(term, ox.NamedNode) else ""
                space = next((space for space in spelling.CHECKED if iri.startswith(space)), "")
                if space and iri not in spelling.declared(space):
                    yield iri

    def _findings(self, likely: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
        """What the shapes find; a test says what they may find in the bundled data.

        The shapes that speak of the likely properties come first. A shape that the data force upon
        pySHACL is passed over: it would cost seconds a fault.
        """
        engine = fast.Engine([*self.quads(*self.files), *self.hierarchy])
        texts = _texts_of_shapes()
        for root in sorted(
            compiler.bundled_program().roots,
            key=lambda root: not any(word in texts[root.node] for word in likely),
        ):
            with suppress(NotCompiled):
                for one in engine.results(root):
                    yield str(one.shape), str(one.focus), str(one.value)

    def _linted(self, mutant: Mutant) -> Iterator[str]:
        """What lint finds; in the bundled data it finds nothing."""
        number = list(self.files).index(mutant.place)
        for result in self.desk.after(number, mutant.removed, mutant.added):
            if _counts(result):
                yield f"lint {shown(result.shape)}"

    def _reasoned(self, mutant: Mutant) -> Iterator[str]:
        if mutant.place == "article":
            found = set(map(short, reasoning.infer(self.files["article"]).triples))
            yield from (one for one in test_reasoning.ENTAILED if one not in found)
            yield from (one for one in test_reasoning.NOT_ENTAILED if one in found)
        if mutant.added:  # what is taken away contradicts nothing
            yield from map(str, reasoning.infer(self.quads(*self.files)).contradictions)

    @cached_property
    def everything(self) -> ox.Store:
        """The store of all data."""
        return self.stores["article", "background"]


@cache
def _texts_of_shapes() -> dict[Term, str]:
    """For each shape with targets all that it says, in its parts too."""
    program = compiler.bundled_program()
    said: dict[Term, list[Term]] = {}
    for quad in program.quads:
        said.setdefault(quad.subject, []).append(quad.object)

    def text_of(root: Term) -> str:
        seen, waiting = {root}, [root]
        while waiting:
            new = set(said.get(waiting.pop(), ())) - seen
            seen |= new
            waiting += new
        return " ".join(map(str, seen))

    return {root.node: text_of(root.node) for root in program.roots}


def _watch(world: World) -> None:
    """Let the tests look at the world in place of the files."""
    test_background.quads = world.quads
    test_background.background = lambda: world.stores["background",]
    test_background.everything = lambda: world.everything
    test_background.picture = test_background.picture.__wrapped__
    test_questions_inventory.article_store = lambda: world.stores["article",]
    test_questions_inventory.both_store = lambda: world.everything
    test_trace.rows = lambda: trace.trace(world.stores["article",])


def _exchange(store: ox.Store, gone: tuple[ox.Quad, ...], come: tuple[ox.Quad, ...]) -> None:
    for quad in gone:
        store.remove(quad)
    store.extend(come)


def _counts(result: Result) -> bool:
    """Whether the profile has lint tell what it found."""
    return bundled_profile().severities[shown(result.shape).partition(":")[2]] != IGNORED
