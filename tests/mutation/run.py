"""Trying the mutants: a sample on one core, or all of them on every core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from mutation.axioms import Theory
from mutation.data import World
from mutation.mutants import Mutant, of_data
from mutation.questions import Questions, Rules
from mutation.shapes import Cases
from mutation.tally import MOST_EQUIVALENT, Verdict, equivalents

PARTS = ("data", "labels and headers", "shapes", "axioms", "questions", "rules")
SIZES = {
    "data": 150,
    "labels and headers": 20,
    "shapes": 150,
    "axioms": 40,
    "questions": 160,
    "rules": 30,
}
"""How many mutants of each part a sample tries, about; every kind and property is in it."""


@cache
def world() -> World:
    """The bundled data and what watches them."""
    return World()


@cache
def cases() -> Cases:
    """The shapes and their cases."""
    return Cases()


@cache
def theory() -> Theory:
    """The ontology and its tests."""
    return Theory()


@cache
def asked() -> Questions:
    """The questions and their answers."""
    return Questions(world())


@cache
def ruled() -> Rules:
    """The rules and their tests."""
    return Rules(world())


def mutants(part: str) -> list[Mutant]:
    """All mutants of a part of ``PARTS``."""
    if part == "shapes":
        return cases().mutants()
    if part == "axioms":
        return theory().mutants()
    if part == "questions":
        return asked().mutants()
    if part == "rules":
        return ruled().mutants()
    files = world().files
    found = [mutant for name, quads in files.items() for mutant in of_data(name, quads)]
    return [mutant for mutant in found if mutant.part == part]


def tried(mutant: Mutant) -> Verdict:
    """The verdict on one mutant."""
    watchers = {"shapes": cases, "axioms": theory, "questions": asked, "rules": ruled}
    noticed = watchers.get(mutant.part, world)().noticed_by(mutant)
    return Verdict(mutant.part, mutant.operator, mutant.key, mutant.stratum, noticed)


def steady() -> list[str]:
    """The checks that complain though nothing is wrong; with any, no count means anything."""
    shapes, axioms = cases(), theory()
    return [
        *(f"question {one}" for one in world().complaints()),
        *(name for name, quads in shapes.files.items() if shapes.complaint(name, quads)),
        *filter(None, [axioms.complaint(axioms.quads)]),
        *asked().complaints(),
        *ruled().complaints(),
    ]


def excuses(part: str) -> list[str]:
    """What is wrong with the list of harmless mutants of a part, a line each."""
    listed = equivalents()
    there = {mutant.key: mutant for mutant in mutants(part)}
    excused = [key for key in listed if key in there]
    faults = [
        f"{part}: {' '.join(key)} is called harmless, but is noticed"
        for key in excused
        if (found := tried(there[key])).noticed_by and not found.stored
    ]
    if len(excused) > MOST_EQUIVALENT * len(there):
        faults.append(f"{part}: {len(excused)} of {len(there)} mutants are called harmless")
    return faults


def on_one_core(chosen: Iterable[Mutant]) -> Iterator[Verdict]:
    """The verdicts on some mutants, one after the other."""
    return in_processes(tried, chosen, 1)


def on_every_core(chosen: Iterable[Mutant]) -> Iterator[Verdict]:
    """The verdicts on some mutants, in any order."""
    return in_processes(tried, chosen, os.cpu_count() or 1)


def in_processes(
    judge: Callable[[Mutant], Verdict], chosen: Iterable[Mutant], number: int
) -> Iterator[Verdict]:
    """The verdicts of some processes; a mutant that ends its process is noticed by that.

    pyoxigraph ends the whole process where it cannot sort, and no exception tells of it. An
    exception is a fault of the harness: it is raised here.
    """
    waiting = iter(chosen)
    busy: dict[Connection, Mutant] = {}
    processes: dict[Connection, BaseProcess] = {}

    def start() -> Connection:
        worker, process = _start(judge)
        processes[worker] = process
        return worker

    def give(worker: Connection) -> None:
        if mutant := next(waiting, None):
            busy[worker] = mutant
        worker.send(mutant)

    for _ in range(number):
        give(start())
    while busy:
        for worker in wait(list(busy)):
            mutant = busy.pop(worker)
            try:
                verdict = worker.recv()
            except EOFError:
                _ended_by_signal(processes.pop(worker), mutant)
                verdict = Verdict(
                    mutant.part, mutant.operator, mutant.key, mutant.stratum, "crash of the engine"
                )
                worker = start()
            if isinstance(verdict, Exception):
                raise verdict
            yield verdict
            give(worker)


def _ended_by_signal(process: BaseProcess, mutant: Mutant) -> None:
    process.join()
    if process.exitcode is None or process.exitcode >= 0:
        raise RuntimeError(f"a process ended by itself at {' '.join(mutant.key)}")


def _start(judge: Callable[[Mutant], Verdict]) -> tuple[Connection, BaseProcess]:
    """A new process; what is sent here is judged there."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(judge, there), daemon=True)
    process.start()
    there.close()
    return here, process


def _work(judge: Callable[[Mutant], Verdict], pipe: Connection) -> None:
    with suppress(EOFError):  # nobody is there any more to be told
        while mutant := pipe.recv():
            try:
                pipe.send(judge(mutant))
            except Exception as error:
                pipe.send(error)
