"""Questions at their borders: each condition met, then missed by one step, on planted facts.

The facts are about nodes that the data do not know, so that the answer is theirs alone.
"""

from __future__ import annotations

import pytest

from border_cases import CASES
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


BEFORE, AFTER = "2025-03-30", "2025-04-01"


def date(bound: str, day: str) -> str:
    """One bound of a date."""
    return f'foedus:{bound} "{day}"^^xsd:date ;'


def pact(
    first: str = "", second: str = "", peace: str = "foedus:inCondition code:peacetime ;"
) -> str:
    """Two planted allies under one command, with more about their memberships."""
    sure = date("latestStart", "1990-01-01")
    one, two = first or sure, second or sure
    return (
        "id:arr a foedus:CommandArrangement ; foedus:coversContribution id:c1 , id:c2 .\n"
        f"id:c1 foedus:contributingState id:s1 ; foedus:underCommand id:joint ; {peace} {DOC} .\n"
        "id:c2 foedus:contributingState id:s2 ; foedus:underCommand id:joint ;"
        f" foedus:inCondition code:peacetime ; {DOC} .\n"
        "id:joint a foedus:MultinationalCommand .\n"
        f"id:m1 foedus:memberAgent id:s1 ; {one} foedus:membershipOf id:pact .\n"
        f"id:m2 foedus:memberAgent id:s2 ; {two} foedus:membershipOf id:pact .\n"
    )


def founding(kind: str, day: str) -> str:
    """The founding of their command, or another change of it."""
    return f"id:begun a foedus:{kind} ; {date('earliestStart', day)} {OF_JOINT} .\n"


OF_JOINT = "foedus:changesOrganization id:joint"
PEACE = ("038", ["alliance", "certainty"], {})
KOREA = 'id:us-south-korea-alliance "possible"\n'
SURE, MAYBE = 'id:pact "certain"\n' + KOREA, 'id:pact "possible"\n' + KOREA
SINCE = date("latestStart", "1990-01-01")
MEMBER = {
    date("earliestStart", DAY): MAYBE,
    date("earliestStart", AFTER): KOREA,
    date("earliestStart", DAY) + date("latestStart", DAY): SURE,
    date("latestStart", AFTER): MAYBE,
    SINCE + date("latestEnd", DAY): SURE,
    SINCE + date("latestEnd", BEFORE): KOREA,
    SINCE + date("earliestEnd", DAY): SURE,
    SINCE + date("earliestEnd", BEFORE): MAYBE,
    SINCE + date("earliestEnd", BEFORE) + date("latestEnd", BEFORE): KOREA,
}


def host(more: str = "", beside: str = "") -> str:
    """A planted host with an agreement on the status of the forces that it has."""
    return (
        f"id:st a foedus:Stationing ; foedus:hostPolity id:h ; foedus:stationedForce id:f ;"
        f" {more} {DOC} .\nid:sofa a foedus:StatusOfForcesAgreement ; foedus:hasParty id:h .\n"
        + beside
    )


def event(kind: str, day: str, of: str, bound: str = "earliestStart") -> str:
    """An event of an agreement on one day."""
    return f"id:event-{kind} {kind and 'a foedus:' + kind + ' ;'} {date(bound, day)}" + (
        f" foedus:involves id:{of} .\n"
    )


def owed(*events: str) -> str:
    """A duty of defense that a treaty creates for the host."""
    return (
        "id:duty foedus:obligationType code:defense ; foedus:beneficiary id:h .\n"
        "id:treaty foedus:imposesObligation id:duty .\n" + "".join(events)
    )


HOSTS = ("037", ["host", "agreement"], {})
LISTED = "id:h id:sofa"
BASIS = "foedus:hasLegalBasis id:b ;"
IN, OUT = "EntryIntoForce", "Termination"
STATIONED = {
    host(): LISTED,
    host(date("earliestStart", DAY)): LISTED,
    host(date("earliestStart", AFTER)): "",
    host(date("latestEnd", DAY)): LISTED,
    host(date("latestEnd", BEFORE)): "",
    host(BASIS, event(IN, DAY, "b")): LISTED,
    host(BASIS, event(IN, AFTER, "b")): "",
    host(BASIS, event("Signature", AFTER, "b")): LISTED,
    host(BASIS, event(IN, AFTER, "other")): LISTED,
    host("", event(IN, AFTER, "b")): LISTED,
    host("", event(IN, DAY, "sofa")): LISTED,
    host("", event(IN, AFTER, "sofa")): "",
    host("", event("Signature", AFTER, "sofa")): LISTED,
    host("", event(OUT, AFTER, "sofa", "latestStart")): LISTED,
    host("", event(OUT, DAY, "sofa", "latestStart")): "",
    host("", event("Amendment", DAY, "sofa", "latestStart")): LISTED,
    host("", event(OUT, DAY, "other", "latestStart")): LISTED,
    host("", owed()): "",
    host("", owed(event(IN, DAY, "treaty"))): "",
    host("", owed(event(IN, AFTER, "treaty"))): LISTED,
    host("", owed(event("Signature", AFTER, "treaty"))): "",
    host("", owed(event(IN, AFTER, "other"))): "",
    host("", owed(event(OUT, DAY, "treaty", "latestStart"))): LISTED,
    host("", owed(event(OUT, AFTER, "treaty", "latestStart"))): "",
    host("", owed(event("Amendment", DAY, "treaty", "latestStart"))): "",
    host("", owed(event(OUT, DAY, "other", "latestStart"))): "",
}


@pytest.mark.parametrize(
    ("number", "columns", "values", "data", "rows"),
    [
        *CASES,
        (*CHAIN, chain(), steps(4)),
        *((*PEACE, pact(more), rows) for more, rows in MEMBER.items()),
        *((*PEACE, pact("", more), rows) for more, rows in MEMBER.items()),
        (*PEACE, pact(peace=""), MAYBE),
        (*PEACE, pact(peace="foedus:inCondition code:contingency ;"), KOREA),
        *(
            (*PEACE, pact() + founding(kind, day), rows)
            for kind in ("Establishment", "Activation")
            for day, rows in ((DAY, SURE), (AFTER, KOREA))
        ),
        (*PEACE, pact() + founding("Reorganization", AFTER), SURE),
        *((*HOSTS, turtle, rows) for turtle, rows in STATIONED.items()),
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
