"""What a thing is, as of a day: one profile for the command, the pages, programs and JSON-LD.

A profile has a sentence that says what the thing is, the few rows that people look for, in their
direction, each value with how certain it is and with what that very value rests on, then what else
is said of it, then everything as RDF. Rows are queries below ``queries/profile``; what holds on a
day comes from the snapshot, what is planned or claimed from ``foedus.reasoning.standing``.

>>> from foedus.bundled import contents
>>> made = Profiles(contents.own_quads())
>>> told = made.of("https://w3id.org/foedus/id/senkaku-islands")
>>> [value.label for value in told.row("administered-by").now]
['Japan']
"""

import pyoxigraph as ox

from foedus import reasoning
from foedus.asking.names import Names
from foedus.asking.profile.build import Profiles
from foedus.asking.profile.data import day_of, taken
from foedus.asking.profile.model import Evidence, Fact, Line, Quote, Row, Saying, Value
from foedus.asking.profile.whole import Profile
from foedus.bundled import contents
from foedus.bundled.labels import Labels
from foedus.rdf import reading
from foedus.reasoning import standing

__all__ = [
    "Evidence",
    "Fact",
    "Line",
    "Profile",
    "Profiles",
    "Quote",
    "Row",
    "Saying",
    "Value",
    "day_of",
    "shown",
]


def shown(
    name: str, given: contents.Given, as_of: str | None = None, everything: bool = False
) -> Profile:
    """The profile of what is called so in some data and what stands beside them.

    With ``everything``, its triples also hold those that follow. Raises BadInput for a name that
    means nothing or several things, with what was perhaps meant, and for a day that is no date.
    """
    prefixes, size = given.prefixes, len(given.about)
    parts = [
        reading.rename(one, number) for number, one in enumerate((*given.about, *given.context), 1)
    ]
    quads = [quad for part in parts for quad in part]
    label = Labels(quads)
    iri = Names(quads, prefixes, label).find(name)
    inferred = reasoning.infer(quads).triples if everything else ()
    plain = all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
    known = standing.Standings(quads) if plain else None
    day = day_of(parts[:size], known if size == len(parts) else None)
    del given, parts
    return Profiles(
        taken(quads), as_of, own_day=day, label=label, inferred=inferred, of_few=True, known=known
    ).of(iri)
