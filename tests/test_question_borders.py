"""Questions at their borders: each condition met, then missed by one step, on planted facts.

The facts are about nodes that the data do not know, so that the answer is theirs alone.
"""

from __future__ import annotations

import pytest

from test_questions_background import answer, told

DOC = "foedus:sourcedFrom id:doc-article"
DAY = "2025-03-31"


def line(number: int, more: str = "", kind: str = "a foedus:CommandRelationship ;") -> str:
    """The line of command from one planted command to the next."""
    return (
        f"id:line-{number} {kind} foedus:subordinateParty id:p{number - 1} ;"
        f" foedus:superiorParty id:p{number} ; {more} {DOC} .\n"
    )


def chain(step: int = 0, more: str = "", kind: str = "a foedus:CommandRelationship ;") -> str:
    """Five lines of command above one another; one of them with something more, or otherwise."""
    return "".join(
        line(number, more, kind) if number == step else line(number) for number in range(1, 6)
    )


def steps(count: int) -> str:
    """The first steps of the chain."""
    return "".join(f"{number} id:p{number}\n" for number in range(1, count + 1))


CHAIN = ("021", ["step", "superior"], {"command": "id:p0"})
BREAKS = {
    "begins after the day": 'foedus:earliestStart "2025-04-01"^^xsd:date ;',
    "ended before the day": 'foedus:latestEnd "2025-03-30"^^xsd:date ;',
    "is of support": "foedus:authorityType code:support ;",
    "is of administration": "foedus:authorityType code:administrative-control ;",
}
HOLDS = {
    "begins on the day": 'foedus:earliestStart "2025-03-31"^^xsd:date ;',
    "ends on the day": 'foedus:latestEnd "2025-03-31"^^xsd:date ;',
    "began before and ends after": 'foedus:earliestStart "2025-03-30"^^xsd:date ;'
    ' foedus:latestEnd "2025-04-01"^^xsd:date ;',
    "is of combatant command": "foedus:authorityType code:combatant-command-authority ;",
    "is of operational control": "foedus:authorityType code:operational-control ;",
    "is of tactical control": "foedus:authorityType code:tactical-control ;",
    "is unspecified": "foedus:authorityType code:reporting-unspecified ;",
}


def seen(first: str, last: str) -> str:
    """The days on which a line was seen to hold."""
    return f'foedus:observedFrom "{first}"^^xsd:date ; foedus:observedUntil "{last}"^^xsd:date ;'


CERTAINTY = ("021", ["superior", "certainty"], {"command": "id:p0"})
CERTAIN = {
    "started by the day": ('foedus:latestStart "2025-03-31"^^xsd:date ;', "certain"),
    "may have started later": ('foedus:latestStart "2025-04-01"^^xsd:date ;', "possible"),
    "started, ends on the day": (
        'foedus:latestStart "2025-01-01"^^xsd:date ; foedus:earliestEnd "2025-03-31"^^xsd:date ;',
        "certain",
    ),
    "started, may have ended": (
        'foedus:latestStart "2025-01-01"^^xsd:date ; foedus:earliestEnd "2025-03-30"^^xsd:date ;',
        "possible",
    ),
    "seen until the day": (
        seen("2025-01-01", "2025-03-31"),
        "certain",
    ),
    "seen from the day": (
        seen("2025-03-31", "2025-12-31"),
        "certain",
    ),
    "seen until the day before": (
        seen("2025-01-01", "2025-03-30"),
        "possible",
    ),
    "seen from the day after": (
        seen("2025-04-01", "2025-12-31"),
        "possible",
    ),
    "nothing is known": ("", "possible"),
}


def phase(
    name: str, form: str, year: int, of: str = "id:org", kind: str = "a foedus:FormPhase ;"
) -> str:
    """A form that a planted organization had from a year on."""
    return (
        f"id:{name} {kind} foedus:phaseOf {of} ; foedus:phaseForm code:{form} ;"
        f' foedus:earliestStart "{year}-01-01"^^xsd:date ; {DOC} .\n'
    )


def naming(name: str, year: int, of: str = "id:org", kind: str = "a foedus:Naming ;") -> str:
    """A name that a planted organization had from a year on."""
    return (
        f"id:{name} {kind} foedus:relationHolder {of} ;"
        f' foedus:earliestStart "{year}-01-01"^^xsd:date ; {DOC} .\n'
    )


def parent(
    name: str,
    superior: str,
    start: str,
    end: str = "",
    of: str = "id:org",
    kind: str = "a foedus:CommandRelationship ;",
) -> str:
    """A superior that a planted organization had."""
    until = f'foedus:latestEnd "{end}"^^xsd:date ; ' if end else ""
    return (
        f"id:{name} {kind} foedus:subordinateParty {of} ; foedus:superiorParty id:{superior} ;"
        f' foedus:earliestStart "{start}"^^xsd:date ; {until}{DOC} .\n'
    )


def gone(of: str = "id:org", kind: str = "a foedus:Dissolution ;") -> str:
    """The end of an organization."""
    return f"id:end {kind} foedus:changesOrganization {of} .\n"


FORM, JOINT = "subordinate-unified-command", "joint-force-headquarters"
FORMS = phase("old", FORM, 1990) + phase("new", JOINT, 2000)
PARENTS = parent("old", "x", "1990-01-01", "2000-01-01") + parent("new", "y", "2000-01-01")
KNOWN = "id:us-indo-pacific-command"
NAMED = f'{KNOWN} "name" id:naming-us-pacific-command id:naming-us-indo-pacific-command\n'
CHANGED = ["organization", "changed", "before", "after"]
NO_KIND = ""


def changed(what: str) -> str:
    """The row of a change of the planted organization, beside that of the data."""
    return f'id:org "{what}" id:old id:new\n' + NAMED


@pytest.mark.parametrize(
    ("number", "columns", "values", "data", "rows"),
    [
        (*CHAIN, chain(), steps(4)),
        *((*CHAIN, chain(n, more), steps(n - 1)) for n in range(1, 5) for more in BREAKS.values()),
        *((*CHAIN, chain(n, "", NO_KIND), steps(n - 1)) for n in range(1, 5)),
        *((*CHAIN, chain(n, more), steps(4)) for n in range(1, 5) for more in HOLDS.values()),
        *((*CERTAINTY, line(1, more), f'id:p1 "{sure}"') for more, sure in CERTAIN.values()),
        ("032", CHANGED, {}, FORMS, changed("form")),
        ("032", CHANGED, {}, FORMS + gone(), NAMED),
        ("032", CHANGED, {}, FORMS + gone("id:other"), changed("form")),
        ("032", CHANGED, {}, FORMS + gone(kind="a foedus:Establishment ;"), changed("form")),
        ("032", CHANGED, {}, phase("old", FORM, 1990) + phase("new", FORM, 2000), NAMED),
        ("032", CHANGED, {}, phase("old", FORM, 1990) + phase("new", JOINT, 1990), NAMED),
        ("032", CHANGED, {}, phase("old", FORM, 1990) + phase("new", JOINT, 2000, "id:x"), NAMED),
        (
            "032",
            CHANGED,
            {},
            phase("old", FORM, 1990, kind=NO_KIND) + phase("new", JOINT, 2000),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            phase("old", FORM, 1990) + phase("new", JOINT, 2000, kind=NO_KIND),
            NAMED,
        ),
        ("032", CHANGED, {}, naming("old", 1990) + naming("new", 2000), changed("name")),
        ("032", CHANGED, {}, naming("old", 1990) + naming("new", 1990), NAMED),
        ("032", CHANGED, {}, naming("old", 1990) + naming("new", 2000, "id:x"), NAMED),
        ("032", CHANGED, {}, naming("old", 1990, kind=NO_KIND) + naming("new", 2000), NAMED),
        ("032", CHANGED, {}, naming("old", 1990) + naming("new", 2000, kind=NO_KIND), NAMED),
        ("032", CHANGED, {}, PARENTS, changed("parent")),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "1999-12-31") + parent("new", "y", "2000-01-01"),
            changed("parent"),
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "2000-01-02") + parent("new", "y", "2000-01-01"),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01") + parent("new", "y", "2000-01-01"),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "2000-01-01") + parent("new", "x", "2000-01-01"),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "2000-01-01", kind=NO_KIND)
            + parent("new", "y", "2000-01-01"),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "2000-01-01")
            + parent("new", "y", "2000-01-01", kind=NO_KIND),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            parent("old", "x", "1990-01-01", "2000-01-01")
            + parent("new", "y", "2000-01-01", of="id:z"),
            NAMED,
        ),
        (
            "032",
            CHANGED,
            {},
            f"id:old a foedus:CommandRelationship ; foedus:subordinateParty id:org ;"
            f' foedus:earliestStart "1990-01-01"^^xsd:date ;'
            f' foedus:latestEnd "1999-01-01"^^xsd:date ; {DOC} .\n'
            + parent("new", "y", "2000-01-01"),
            NAMED,
        ),
    ],
)
def test_a_condition_met_and_missed(
    number: str, columns: list[str], values: dict[str, str], data: str, rows: str
) -> None:
    assert sorted(map(str, answer(number, columns, values, data))) == sorted(map(str, told(rows)))
