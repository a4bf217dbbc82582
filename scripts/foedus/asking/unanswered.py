"""A question without rows: which data were asked, why there are none, and what would answer.

That nothing is found is what these sources say, and never that there was none.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from foedus.asking import profile, querying
from foedus.asking.names import Names
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.bundled.questions import Parameter, Question, parse_value
from foedus.rdf import reading
from foedus.rdf.names import FOEDUS_NS, TYPE, text

_WIDE = frozenset(ox.NamedNode(FOEDUS_NS + name) for name in ("Agent", "Organization", "Event"))
"""Classes too wide to say that two things are alike."""


def told(
    question: Question,
    values: Mapping[str, str],
    extra: Iterable[reading.Document] = (),
    only: bool = False,
) -> list[str]:
    """Sentences for a question that has no row: kind, time, data asked, and what would answer."""
    extra = list(extra)
    asked = [] if only else [name for name in question.data if name in contents.DATA_FILES]
    quads = reading.join([*contents.data(list(contents.DATA_FILES)), *extra])
    names, label = Names(quads, contents.prefixes_of(extra)), Labels(quads)
    things = {
        one: parse_value(one, one.default)
        if one.name not in values
        else ox.NamedNode(names.find(values[one.name]))
        for one in question.parameters
        if one.type == "iri"
    }
    day = next((one for one in question.parameters if one.type == "date"), None)
    lines = []
    for one, thing in things.items():
        assert isinstance(thing, ox.NamedNode)
        if wrong := _of_another_kind(one, thing, quads, label):
            lines.append(wrong)
        elif day is not None and (made := _absent(quads, thing, values.get(day.name, day.default))):
            lines.append(f"{label(thing.value)}: {made}")
    sources = [f"the {name}" for name in asked] + [document.name for document in extra]
    lines.append(
        f"No row. Asked: {', '.join(sources)}. "
        "That is what these sources say, not that there was none."
    )
    return lines if only else [*lines, *_elsewhere(question, values, extra, asked)]


def _of_another_kind(
    parameter: Parameter, thing: ox.NamedNode, quads: Collection[ox.Quad], label: Labels
) -> str:
    """That a thing is of another kind than what a question is made for; nothing where it is not."""
    usual = parse_value(parameter, parameter.default)
    own, wanted = (
        {q.object for q in quads if q.subject == node and q.predicate == TYPE}
        for node in (thing, usual)
    )
    above = [
        {kind for one in kinds for kind in (one, *contents.above().get(one, ()))} - _WIDE  # type: ignore[arg-type]
        for kinds in (own, wanted)
    ]
    if not own or not wanted or above[0] & above[1]:
        return ""
    kinds = [min(label(text(one)) for one in some) for some in (own, wanted)]
    first, second = (f"{'an' if one[0] in 'aeiou' else 'a'} {one}" for one in kinds)
    return (
        f"{label(thing.value)} is {first}; --{parameter.name} takes {second}, "
        f"such as {label(str(usual.value))}."
    )


def _absent(quads: Iterable[ox.Quad], thing: ox.NamedNode, day: str) -> str:
    """That a thing was not yet there on a day, or no longer; nothing where it was."""
    made = profile.Profiles(quads, day)
    return made.not_there(thing)


def _elsewhere(
    question: Question,
    values: Mapping[str, str],
    extra: list[reading.Document],
    asked: Collection[str],
) -> list[str]:
    """The bundled data that were not asked and have rows, each with the command that asks them."""
    found = []
    for name in contents.DATA_FILES:
        if name in asked or not asked:
            continue
        answer, _ = querying.ask(question, values, [*extra, *contents.data([name])])
        rows = len(list(answer)) if isinstance(answer, ox.QuerySolutions) else 0
        if rows:
            given = [f"--{key} {shlex.quote(value)}" for key, value in values.items()]
            command = " ".join(["foedus query", question.number, *given, "--data", name])
            found.append(
                f"With the {name} beside it there {'is 1 row' if rows == 1 else f'are {rows} rows'}"
                f": {command}"
            )
    return found
